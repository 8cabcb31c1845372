"""The workbook of a plugin read back: whole, or refused whole with every cell that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.plugins.documents import PluginDocuments, PluginHead, PrecedentRecord
from smartvillage.plugins.workbook.forms import BARE, Found
from smartvillage.plugins.workbook.layout import (
    BY_NAME,
    CANDIDATES,
    GUIDE,
    HEAD,
    HEAD_COLUMNS,
    MEASURES,
    NUMBER,
    OF,
    PAGES,
    PILOTS,
    PRECEDENTS,
    Column,
    Page,
    heading_key,
)
from smartvillage.plugins.workbook.records import Cells
from smartvillage.plugins.workbook.writing import HEAD_ENGLISH, HEAD_HELP, HEAD_ITEM, HEAD_VALUE
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.raw import RawTable
from smartvillage.tables.sheets import list_sheets, read_table
from smartvillage.text.names import name_key

__all__ = ["read_plugin_workbook"]

LIMITS: Final = Limits(rows=5_000, columns=200)
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NO_KEY: Final = "x"
"""In place of a key that could not be read."""
_STAND_IN: Final = PrecedentRecord(title=Label(vi="?"), citation=Citation(number="?"), value="?")
"""In place of a precedent that could not be read, so that its candidate is not blamed for having none."""


def read_plugin_workbook(path: str | Path) -> PluginDocuments:
    """Read the workbook of a plugin.

    Args:
        path: A ``.xlsx`` with the sheet *Thông tin* and any of the others; names of sheets and headings may be
            Vietnamese or English, words of drop-downs Vietnamese or the ids.

    Raises:
        InputError: Everything that is wrong with it, each problem with its sheet and cell (``SV-PLUG-010`` to
            ``SV-PLUG-021``, ``SV-IN``, ``SV-DOC``).
    """
    return _Book(Path(path)).documents()


class _Book:
    """One workbook while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = _NO_KEY
        self.problems: list[Problem] = []
        self.unlisted = 0
        self.unreadable: set[str] = set()
        """The lists of which nothing is known, so that nobody is blamed for pointing at them."""
        self.names = self._names()

    def documents(self) -> PluginDocuments:
        head = self._head()
        pages = {page.field: self._rows(page) for page in PAGES}
        measures, candidates = pages["measures"], pages["candidates"]
        self._attach(pages["precedents"], candidates)
        knows_measures = "measures" not in self.unreadable and all("id" in row.tree for row in measures)
        knows_candidates = "candidates" not in self.unreadable and all("id" in row.tree for row in candidates)
        measure_of = {row.tree["id"]: row.tree.get("measure") for row in candidates if "id" in row.tree}
        for row in pages["cases"]:
            _complete(row, measure_of)
        lists: dict[str, tuple[Any, ...]] = {}
        for page in PAGES:
            if page is not PRECEDENTS:
                lists[page.field] = tuple(row.parse(page.model) for row in pages[page.field])
        for page in (MEASURES, CANDIDATES, PILOTS):
            _check_once(pages[page.field])
        ids = {row.tree.get("id") for row in measures}
        if knows_measures:
            for row in candidates:
                self._check_known(row, "measure", [row.tree.get("measure")], ids, MEASURES)
                _check_percent(row, {one.tree.get("id"): one.tree.get("kind") for one in measures})
            for row in pages["cases"]:
                self._check_known(row, "given", row.tree.get("given", {}), ids, MEASURES)
        if knows_candidates:
            for row in pages["cases"]:
                self._check_known(row, "of", [row.tree.get("of")], set(measure_of), CANDIDATES)
        self._close(pages)
        assert head is not None
        return PluginDocuments(head, **lists)

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _names(self) -> dict[str, str]:
        """The sheets there are, by the Vietnamese name of each; a sheet that nothing would read must not vanish."""
        found: dict[str, str] = {}
        known = [HEAD, *(page.name for page in PAGES), GUIDE]
        for name in list_sheets(self.path, limits=LIMITS):
            words = next((one for one in known if name_key(name) in map(name_key, one)), None)
            if words is not None and words.vi not in found:
                found[words.vi] = name
                continue
            close = get_close_matches(name_key(name), BY_NAME, n=1)
            listed = Words(*(", ".join(one.say(lang) for one in known) for lang in ("vi", "en")))
            what = Words(
                vi=f"không biết trang tính {quoted(name)} để làm gì", en=f"nothing reads a sheet called {quoted(name)}"
            )
            if words is not None:
                what = Words(
                    vi=f"trang tính {quoted(name)} trùng với {quoted(found[words.vi])}",
                    en=f"the sheets {quoted(name)} and {quoted(found[words.vi])} are the same",
                )
            advice = (
                _meant(next(text for one in known for text in one if name_key(text) == close[0])) if close else None
            )
            self.problems.append(Problem("SV-PLUG-011", what, Where(self.path.name, name), listed, advice))
        if HEAD.vi not in found:
            what = Words(vi=f"sổ tính không có trang {HEAD.vi}", en=f"the workbook has no sheet {HEAD.en}")
            advice = Words(
                vi="Tạo một sổ mẫu: smartvillage plugins new TEN --xlsx",
                en="Start from a template: smartvillage plugins new NAME --xlsx",
            )
            raise InputError([Problem("SV-PLUG-010", what, Where(self.path.name), advice=advice), *self.problems])
        return found

    def _table(self, name: Words, findings: Findings) -> RawTable | None:
        if name.vi not in self.names:
            return None
        try:
            return read_table(self.path, sheet=self.names[name.vi], limits=LIMITS, findings=findings)
        except InputError as refused:
            self.problems += refused.problems
            self.unlisted += refused.unlisted
            return None

    def _keep(self, findings: Findings) -> None:
        self.problems += findings.problems
        self.unlisted += findings.unlisted

    def _close(self, pages: Mapping[str, list[Cells]]) -> None:
        kept: dict[int, Findings] = {id(row.findings): row.findings for rows in pages.values() for row in rows}
        for findings in kept.values():
            self._keep(findings)
        if self.problems:
            raise InputError(list(dict.fromkeys(self.problems)), self.unlisted)

    # -- the head -----------------------------------------------------------------------------------------------------

    def _head(self) -> PluginHead | None:
        findings = Findings(LIMITS)
        table = self._table(HEAD, findings)
        if table is None:
            return None
        wanted = {"item": HEAD_ITEM, "value": HEAD_VALUE, "english": HEAD_ENGLISH, "help": HEAD_HELP}
        columns = [Column(name, words, is_required=name in {"item", "value"}) for name, words in wanted.items()]
        names = _headings(table, columns, findings)
        place = Where(table.file, table.sheet)
        found: dict[str, Found] = {}
        if names.keys() >= {"item", "value"}:
            for at in range(table.rows):
                cells = {name: _found(table, at, heading) for name, heading in names.items()}
                if any(cells[name].value is not None for name in cells if name != "help"):
                    _add_item(cells, found, findings)
            row = Cells(HEAD_COLUMNS, found, place, findings)
            self.key = row.read("").get("key", self.key)
            head = row.parse(PluginHead)
            if head is None and not _SLUG.fullmatch(self.key):
                self.key = _NO_KEY  # said once, and not again at every id
        else:
            head = None
        self._keep(findings)
        return head

    # -- lists --------------------------------------------------------------------------------------------------------

    def _rows(self, page: Page) -> list[Cells]:
        findings = Findings(LIMITS)
        table = self._table(page.name, findings)
        if table is None:
            if page.name.vi in self.names:
                self.unreadable.add(page.field)
            return []
        names = _headings(table, [Column("tt", NUMBER), *page.columns], findings)
        names.pop("tt", None)
        if any(one.is_required and one.path not in names for one in page.columns):
            self._keep(findings)
            self.unreadable.add(page.field)
            return []
        rows = []
        for at in range(table.rows):
            found = {path: _found(table, at, heading) for path, heading in names.items()}
            if any(one.value is not None for one in found.values()):
                row = Cells(page.columns, found, found[page.identifier.path].where, findings)
                row.read(self.key)
                rows.append(row)
        if not rows:
            self._keep(findings)
        return rows

    def _attach(self, precedents: Iterable[Cells], candidates: list[Cells]) -> None:
        """Give each precedent to its candidate, in the order of the sheet."""
        by_id = {row.tree["id"]: row for row in candidates if "id" in row.tree}
        is_complete = len(by_id) == len(candidates) and "candidates" not in self.unreadable
        if "precedents" in self.unreadable:
            for row in candidates:
                row.tree["precedents"] = [_STAND_IN]
        for row in precedents:
            of = row.tree.pop(OF, None)
            record = row.parse(PrecedentRecord) or _STAND_IN
            if of in by_id:
                by_id[of].tree.setdefault("precedents", []).append(record)
            elif of is not None and is_complete:
                self._unknown(row, OF, of, by_id, CANDIDATES)
            elif of is None:  # it may be the one that a candidate stands on
                for one in by_id.values():
                    one.tree.setdefault("precedents", []).append(_STAND_IN)

    def _check_known(
        self, row: Cells, path: str, ids: Iterable[str | None], known: set[str | None], page: Page
    ) -> None:
        """Refuse an id of this plugin that stands nowhere in the workbook; those of others are not known here."""
        for one in ids:
            if one is not None and one not in known and one.startswith(f"{self.key}."):
                self._unknown(row, path, one, known, page)

    def _unknown(self, row: Cells, path: str, one: str, known: Iterable[str | None], page: Page) -> None:
        close = get_close_matches(one, [str(other) for other in known if other], n=1)
        shown = str(page.identifier.form.say(one, self.key))
        row.wrong(
            19,
            path,
            Words(
                vi=f"không có {quoted(shown)} ở trang {page.name.vi}",
                en=f"there is no {quoted(shown)} on the sheet {page.name.en}",
            ),
            advice=_meant(str(page.identifier.form.say(close[0], self.key))) if close else None,
        )


# --- cells and headings ------------------------------------------------------------------------------------------


def _found(table: RawTable, at: int, heading: str) -> Found:
    column = table[heading]
    return Found(
        column.values[at],
        table.where(at, heading),
        is_percent=at in column.percent,
        is_formula=at in column.formulas,
    )


def _headings(table: RawTable, columns: Iterable[Column], findings: Findings) -> dict[str, str]:
    """The heading in the sheet of each column, by path; what is missing or read by nothing is refused."""
    columns = list(columns)
    known = {text: column for column in columns for text in column.headings()}
    names: dict[str, str] = {}
    for name in table.names:
        column = known.get(heading_key(name))
        if column is not None and column.path not in names:
            names[column.path] = name
            continue
        what = Words(vi=f"không biết cột {quoted(name)} để làm gì", en=f"nothing reads a column called {quoted(name)}")
        close = get_close_matches(heading_key(name), known, n=1)
        advice = _meant(known[close[0]].heading.vi) if close else None
        if column is not None:
            what, advice = (
                Words(vi=f"cột {quoted(name)} có hai lần", en=f"the column {quoted(name)} is there twice"),
                None,
            )
        findings.add(Problem, "SV-PLUG-012", what, table.where(-1, name), advice=advice)
    for column in columns:
        if column.is_required and column.path not in names:
            vi, en = column.heading
            what = Words(vi=f"không có cột {quoted(vi)}", en=f"there is no column {quoted(en)}")
            findings.add(Problem, "SV-PLUG-013", what, Where(table.file, table.sheet))
    return names


def _add_item(cells: Mapping[str, Found], found: dict[str, Found], findings: Findings) -> None:
    """Take one row of the sheet of information: an item, what it says, and that in English."""
    item = cells["item"]
    known = {text: column for column in HEAD_COLUMNS if not column.is_english for text in column.headings()}
    text = "" if item.value is None else str(item.value)
    column = known.get(heading_key(text))
    if column is None or column.path in found:
        what = Words(vi=f"không có mục nào tên là {quoted(text)}", en=f"there is no item called {quoted(text)}")
        if column is not None:
            what = Words(vi=f"mục {quoted(text)} có hai lần", en=f"the item {quoted(text)} is there twice")
        close = get_close_matches(heading_key(text), known, n=1) if column is None else []
        advice = _meant(known[close[0]].heading.vi) if close else None
        findings.add(Problem, "SV-PLUG-018" if column else "SV-PLUG-012", what, item.where, advice=advice)
        return
    found[column.path] = cells["value"]
    english = cells.get("english")
    if english is None or english.value is None:
        return
    if not column.path.endswith(".vi"):
        what = Words(vi="mục này không có tiếng Anh", en="this item has no English")
        findings.add(Problem, "SV-PLUG-012", what, english.where)
        return
    found[f"{column.path.removesuffix('vi')}en"] = english


def _meant(text: str) -> Words:
    return Words(vi=f"Có phải là {text}?", en=f"Did you mean {text}?")


# --- what rows say together --------------------------------------------------------------------------------------


def _complete(row: Cells, measure_of: Mapping[str, str | None]) -> None:
    """Say of which measure a figure is that stands alone: that of the candidate."""
    given = row.tree.setdefault("given", {})
    if BARE not in given:
        return
    measure = measure_of.get(row.tree.get("of", ""))
    text = given.pop(BARE)
    if measure is not None:
        given[measure] = text
        return
    row.wrong(
        17,
        "given",
        Words(vi=f"{quoted(text)} là số liệu nào?", en=f"which measure is {quoted(text)} of?"),
        expected=Words(vi="mỗi dòng một mục, như nuoc-sach = 95/100", en="one on each line, like clean-water = 95/100"),
    )


def _check_once(rows: Iterable[Cells]) -> None:
    seen: dict[str, Where] = {}
    for row in rows:
        one = row.tree.get("id")
        if one in seen:
            first = seen[one].cell
            what = Words(vi=f"mã {quoted(one)} đã có ở ô {first}", en=f"the id {quoted(one)} stands in {first} already")
            row.wrong(18, "id", what)
        elif one is not None:
            seen[one] = row.where("id")


def _check_percent(row: Cells, kinds: Mapping[Any, str | None]) -> None:
    """A level in per cent belongs to a share: 0.95 that reads 95% is 95 there, and a mistake anywhere else."""
    found = row.found.get("level")
    kind = kinds.get(row.tree.get("measure"))
    if found is None or kind in {None, "share"}:
        return
    if found.is_percent or (isinstance(found.value, str) and found.value.endswith("%")):
        what = Words(
            vi="mức ghi bằng phần trăm, nhưng số liệu không phải tỷ lệ phần trăm",
            en="the level is in per cent, but the measure is no share",
        )
        row.wrong(16, "level", what)
