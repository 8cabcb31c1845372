"""A page per commune: what is met, what is not and by how much, what nobody knows yet and who has to say it.

One A4 page a unit and period in HTML, and the same in one workbook with a sheet a unit, where nothing is cut off.
Every number on a page is told by :mod:`smartvillage.evaluation.reasons` and :mod:`smartvillage.evaluation.owed`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import attrs

from smartvillage.criteria.verdicts import Verdict
from smartvillage.criteria.wording import say_interval
from smartvillage.errors import Words
from smartvillage.evaluation.owed import Owed, owed_figures
from smartvillage.evaluation.reasons import reason_words
from smartvillage.evaluation.workbook import notes
from smartvillage.evidence.units import code_of
from smartvillage.paper.html import escape, html_page, html_table
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, workbook_bytes
from smartvillage.text.labels import label

if TYPE_CHECKING:
    from smartvillage.criteria.resolve import Evaluated, Required
    from smartvillage.evaluation.run import Run

__all__ = ["FOLDER", "WORKBOOK", "is_synthetic", "page_files"]

FOLDER, WORKBOOK = "xa", "cac-xa.xlsx"
"""Where the pages go in the folder of a run, and the workbook with all of them."""

Line = dict[str, str]

BANNER = Words(vi="DỮ LIỆU GIẢ LẬP", en="SYNTHETIC DATA")

_SYNTHETIC = ("giả lập", "synthetic")
_NOT_IN_NAMES = re.compile(r"[^0-9A-Za-z_]+", re.ASCII)
_LONGEST_NAME = 60
_PAGE, _LINE, _GAP = 270.0, 4.1, 1.6
"""Millimetres: the height of a page inside its margins, of a line, and what a paragraph or row takes beside it."""
_LETTERS = 106
"""How many letters a line holds."""
_UNKNOWN_SHARE = 0.4
"""How much of the room for the two lists the unknowns may take, where both want it."""
_WIDTHS = {
    "not-met": {"ref": 7, "title": 38, "figure": 18, "asked": 17, "missing": 20},
    "unknown": {"owner": 32, "reason": 30, "refs": 38},
}
"""The columns of the two lists, with how much of the breadth each takes, in per cent."""
_WORDS = {
    "not-met": Words(vi="Chưa đạt", en="Not met"),
    "unknown": Words(vi="Chưa đủ cơ sở đánh giá", en="Unknown"),
    "ref": Words(vi="Số", en="No."),
    "title": Words(vi="Nội dung", en="Content"),
    "verdict": Words(vi="Kết quả", en="Verdict"),
    "figure": Words(vi="Số liệu", en="Figure"),
    "asked": Words(vi="Yêu cầu", en="Required"),
    "missing": Words(vi="Còn thiếu", en="Still missing"),
    "reason": Words(vi="Lý do", en="Reason"),
    "owner": Words(vi="Cơ quan, đơn vị phụ trách", en="Owner"),
    "refs": Words(vi="Chỉ tiêu", en="Indicators"),
}
_SHEET_WIDTHS = {"ref": 13, "title": 46, "verdict": 15, "figure": 24, "asked": 20, "missing": 30, "owner": 24}
_STYLES = {"NOT_MET": "not-met", "UNKNOWN": "unknown"}


def is_synthetic(run: Run) -> bool:
    """Whether any source or document of the evidence says that its figures were made up."""
    texts = run.evidence.columns.texts
    said = (text for name in ("source", "document") if name in texts for text in texts[name].texts)
    return any(word in text.casefold() for text in said for word in _SYNTHETIC)


def page_files(run: Run, lang: str) -> dict[str, bytes]:
    """Make the pages of a run: the workbook first, then one HTML file a unit and period, by path in the folder."""
    pages = [_Page(run, row, "vi" if lang == "vi" else "en") for row in run.order]
    if not pages:
        return {}
    title = run.criteria_set.title.say(lang)
    files = {WORKBOOK: workbook_bytes([page.sheet() for page in pages], title=title)}
    for name, page in zip(_names(run), pages, strict=True):
        files[f"{FOLDER}/{name}.html"] = page.html().encode()
    return files


def _names(run: Run) -> Iterator[str]:
    """File names that every system takes, each once whatever the case of letters; codes are text of anybody's."""
    seen: dict[str, int] = {}
    for unit, period in run.keys:
        plain = unicodedata.normalize("NFKD", code_of(unit).replace("đ", "d").replace("Đ", "D"))
        ascii_only = "".join(ch for ch in plain if not unicodedata.combining(ch))
        name = f"{_NOT_IN_NAMES.sub('-', ascii_only).strip('-')[:_LONGEST_NAME] or 'don-vi'}-{period}"
        times = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        # A name with a number behind it may be another unit's own.
        while times > 1 and f"{name}-{times}".lower() in seen:
            times += 1
        if times > 1:
            name = f"{name}-{times}"
            seen[name.lower()] = 1
        yield name


@attrs.frozen(slots=False)
class _Page:
    """What stands on the page of one unit and period."""

    run: Run
    row: int
    lang: Literal["vi", "en"]

    def either(self, vi: str, en: str) -> str:
        return vi if self.lang == "vi" else en

    def word(self, name: str) -> str:
        return _WORDS[name].say(self.lang)

    # -- what there is to say ---------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.run.name_of(self.run.unit_of(self.row))

    @cached_property
    def heading(self) -> str:
        unit = self.run.unit_of(self.row)
        code, within = code_of(unit), self.run.parent_name(unit)
        known = [f"{self.either('mã', 'code')} {code}"] if code != self.name else []
        aside = ", ".join([*known, *([within] if within else [])])
        period = f"{self.either('kỳ', 'period')} {self.run.period_of(self.row)}"
        return f"{self.name}{f' ({aside})' if aside else ''}, {period}"

    @cached_property
    def whole(self) -> str:
        verdict = self.run.reasoner.verdict(self.row, self.run.criteria_set.key)
        title = f"{self.run.criteria_set.title.say(self.lang)} ({self.run.criteria_set.key})"
        return f"{title}: {label('verdict', verdict.name, self.lang)}"

    def sorted_refs(self, level: str) -> dict[Verdict, list[tuple[str, str]]]:
        """Printed number and id of indicators or criteria by verdict."""
        found: dict[Verdict, list[tuple[str, str]]] = {verdict: [] for verdict in Verdict}
        for printed, ref in self.run.refs(level):
            found[self.run.reasoner.verdict(self.row, ref)].append((printed, ref))
        return found

    @cached_property
    def indicators(self) -> dict[Verdict, list[tuple[str, str]]]:
        return self.sorted_refs("indicator")

    def counts(self) -> Iterator[str]:
        """How many of each verdict, with their numbers: one line a verdict that occurs."""
        for level, noun in (
            ("criterion", self.either("tiêu chí", "criteria")),
            ("indicator", self.word("refs").lower()),
        ):
            found = self.sorted_refs(level)
            total = sum(map(len, found.values()))
            for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE):
                if found[verdict]:
                    numbers = ", ".join(printed for printed, _ in found[verdict])
                    said = label("verdict", verdict.name, self.lang)
                    said = said[:1].upper() + said[1:]
                    yield f"{said} {len(found[verdict])}/{total} {noun}: {numbers}"

    @cached_property
    def not_met(self) -> list[Line]:
        return [self.line(printed, ref) for printed, ref in self.indicators[Verdict.NOT_MET]]

    def line(self, printed: str, ref: str) -> Line:
        """One indicator with its figure, what is asked and what is missing."""
        reasoner = self.run.reasoner
        basis = reasoner.basis(self.row, ref)
        figures = [reasoner.figure(self.row, measure) for measure in basis.measures]
        flips = [str(flip) for flip in reasoner.why(self.row, ref, self.lang).to_flip() or ()]
        if len(figures) == 1 and figures[0].measure is not None:
            # The line is about that measure alone, so its name need not be said again.
            flips = [flip.removeprefix(f"{figures[0].measure.title.say(self.lang)}: ") for flip in flips]
            if figures[0].measure.kind == "attested":
                flips = [f"{self.either('cần', 'needs')} {flip}" for flip in flips]
        return {
            "ref": printed,
            "title": reasoner.indicators[ref].title.say(self.lang),
            "figure": "; ".join(figure.say(self.lang) for figure in figures if figure.value is not None),
            "asked": "; ".join(dict.fromkeys([*self.asked(basis.required), *self.judged_by(basis.evaluated)])),
            "missing": "; ".join(flips),
        }

    def asked(self, required: Iterable[Required]) -> Iterator[str]:
        measures = self.run.reasoner.figures.measures
        for one in required:
            measure = measures[one.measure]
            if measure.kind == "attested":
                yield label("verdict", "MET", self.lang)
            elif one.accepts is not None:
                yield say_interval(one.accepts, measure, self.lang)

    def judged_by(self, evaluated: Iterable[Evaluated]) -> Iterator[str]:
        for one in evaluated:
            yield self.either(f"theo cách đánh giá {one.evaluator}", f"as judged by {one.evaluator}")

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        return owed_figures(self.run, [self.row])

    @cached_property
    def unknown(self) -> list[Line]:
        """Who owes what, by owner and reason; then what waits for something else than a figure."""
        groups: dict[tuple[str, str], dict[str, None]] = {}
        for one in self.owed:
            key = (one.owner_text(self.lang), reason_words(one.reason).say(self.lang))
            groups.setdefault(key, {}).update(dict.fromkeys(one.refs))
        told = {ref for one in self.owed for ref in one.refs}
        for printed, ref in self.indicators[Verdict.UNKNOWN]:
            if printed not in told:
                reason = reason_words(self.run.reasoner.reason(self.row, ref)).say(self.lang)
                groups.setdefault(("", reason), {})[printed] = None
        return [{"owner": owner, "reason": why, "refs": ", ".join(refs)} for (owner, why), refs in groups.items()]

    def notes(self) -> tuple[str, ...]:
        return notes(self.run, self.lang)

    @property
    def banner(self) -> str | None:
        return BANNER.say(self.lang) if is_synthetic(self.run) else None

    # -- on paper -----------------------------------------------------------------------------------------------

    def html(self) -> str:
        """The page in HTML, on one sheet of A4: what does not fit is named by number."""
        counts, said = tuple(self.counts()), self.notes()
        room = _PAGE - (10 if self.banner else 0) - 9 * -(-len(self.heading) // 60)
        room -= sum(_height(len(line), _LETTERS) for line in (self.whole, *counts, *said))
        room -= sum(18 for rows in (self.not_met, self.unknown) if rows)
        wanted = sum(_row_height(row, "not-met") for row in self.not_met)
        unknown, more_unknown = _fitting(self.unknown, "unknown", max(room * _UNKNOWN_SHARE, room - wanted))
        room -= sum(_row_height(row, "unknown") for row in unknown)
        not_met, more = _fitting(self.not_met, "not-met", room)
        body = [
            f"<p><b>{escape(self.whole)}</b></p>",
            *(f"<p>{escape(line)}</p>" for line in counts),
            *self.html_list("not-met", not_met, more),
            *self.html_list("unknown", unknown, more_unknown),
        ]
        return html_page(self.heading, body, lines=said, lang=self.lang, banner=self.banner, portrait=True)

    def html_list(self, name: str, rows: Sequence[Line], more: Sequence[Line]) -> Iterator[str]:
        if not rows and not more:
            return
        columns = _WIDTHS[name]
        note = None
        if more:
            numbers = ", ".join(row.get("ref") or row["refs"] for row in more)
            note = self.either(f"Còn nữa: {numbers} (xem {WORKBOOK}).", f"And more: {numbers} (see {WORKBOOK}).")
        yield html_table(
            [self.word(column) for column in columns],
            [[row[column] or "–" for column in columns] for row in rows],
            right=[False] * len(columns),
            caption=self.word(name),
            note=note,
            lang=self.lang,
            widths=tuple(columns.values()),
        )

    def sheet(self) -> Sheet:
        """The page as a sheet of a workbook, with every line."""
        verdicts = {verdict: label("verdict", verdict, self.lang) for verdict in _STYLES}
        rows = [{**line, "verdict": verdicts["NOT_MET"]} for line in self.not_met]
        rows += [
            {"ref": line["refs"], "title": line["reason"], "verdict": verdicts["UNKNOWN"], "owner": line["owner"]}
            for line in self.unknown
        ]
        styles = {verdicts[verdict]: style for verdict, style in _STYLES.items()}
        return Sheet(
            f"{self.name} {self.run.period_of(self.row)}",
            Table.of(rows, columns=tuple(_SHEET_WIDTHS), labels=_WORDS),
            lang=self.lang,
            intro=(self.heading, self.whole, *self.counts()),
            outro=self.notes(),
            styles=lambda _row, column, cell: styles[str(cell)] if column == "verdict" else None,
            widths=_SHEET_WIDTHS,
            banner=self.banner,
        )


def _height(letters: int, across: float) -> float:
    """How high a paragraph or a cell is, where a line holds so many letters."""
    return max(1, math.ceil(letters / across)) * _LINE + _GAP


def _row_height(row: Line, name: str) -> float:
    return max(_height(len(row[column]), _LETTERS * width / 100 - 1) for column, width in _WIDTHS[name].items())


def _fitting(rows: Sequence[Line], name: str, room: float) -> tuple[list[Line], list[Line]]:
    """The rows that fit in so much room, from the top, and those that do not."""
    fits: list[Line] = []
    for row in rows:
        room -= _row_height(row, name)
        if room < 0:
            break
        fits.append(row)
    return fits, list(rows[len(fits) :])
