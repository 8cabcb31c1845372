"""The review workbook read back: exactly what somebody wrote into its yellow cells.

Whatever is not understood is refused, with its cell and everything else that is wrong. White cells must say what they
said, because nobody can tell a slip of the hand from a wish.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import attrs

from smartvillage.errors import PROBLEMS_LISTED, InputError, Problem, RefusedValueError, Where, Words, quoted
from smartvillage.evidence.annex.cells import CLOSED, MET, NOT_READ, OVERLAP, SAID, Said, read_cell, say_cell
from smartvillage.evidence.annex.rows import Row, printable
from smartvillage.exact import Exact
from smartvillage.proposal.draft import Draft, Step
from smartvillage.proposal.review.cells import ADVICE, Cells, columns_of
from smartvillage.proposal.review.edits import Edit, steps_of
from smartvillage.proposal.review.sheets import (
    COMMENTS,
    DROP,
    GENERAL,
    INFO,
    KEY,
    REVIEW,
    ROLES,
    SIGNED,
    Layout,
    change_column,
)
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.raw import RawTable
from smartvillage.tables.sheets import read_table
from smartvillage.text.names import name_key

__all__ = ["Comment", "Review", "read_review"]

_KEYED: Final = re.compile(rf"(?:{KEY.vi}|{KEY.en}) (\S+@\S+)")
_KEY: Final = re.compile(r"(.+) #([0-9a-f]{8}-[osum]*)")
_REFERENCE: Final = re.compile(r"([A-Z]+)([0-9]+)")
_ROLES: Final = {name_key(text): role for role, words in ROLES.items() for text in words}
_DROP: Final = {name_key(text) for text in DROP}
_LEVELS: Final = ("delegated", "not-set")
"""What a reviewer may ask for in place of a level."""
TEXT = 1000
"""So many characters a reason or wording may have."""
_LANGS: Final = ("vi", "en")


@attrs.frozen(kw_only=True)
class Comment:
    """What somebody said without changing anything."""

    text: str
    target: str | None = None
    """The indicator it is about; ``None`` for the draft as a whole."""
    about: str = ""
    """What it is about, in the reviewer's words, where it is about no indicator."""
    reason: str = ""
    where: Where = attrs.field(default=Where(), eq=False)


@attrs.frozen(eq=False, kw_only=True)
class Review:
    """What one workbook says.

    .. versionadded:: 0.1
    """

    draft: Draft
    """The draft it is about."""
    role: str | None
    """As what somebody reviewed, a key of :data:`~smartvillage.proposal.review.sheets.ROLES`; never a person's name.
    ``None`` for a workbook in which nobody wrote anything."""
    organisation: str
    edits: tuple[Edit, ...]
    """Every cell that asks for a change, in the order of the sheet."""
    comments: tuple[Comment, ...]
    notes: tuple[Words, ...] = ()
    """What was passed over and is allowed to be."""

    @property
    def who(self) -> str:
        """The role and the organisation."""
        role = ROLES[self.role].vi if self.role else ""
        return ", ".join(filter(None, (role, self.organisation)))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The edits as steps of the draft: ``draft.with_steps(*review.steps)`` makes them."""
        return steps_of(self.draft, [(edit, (self.who,)) for edit in self.edits])


def read_review(path: str | Path, draft: Draft) -> Review:
    """Read a workbook that :func:`~smartvillage.proposal.review.write_review` wrote and somebody filled in.

    Args:
        path: The workbook.
        draft: The draft it was made from, or that draft with steps since; a row that has changed since may be
            commented on, but not edited.

    Raises:
        InputError: Everything that is not understood, by cell. Nothing is taken then.
    """
    sheets = {name: Findings(Limits()) for name in (REVIEW, INFO, COMMENTS)}
    tables = {name: _table(path, name, findings) for name, findings in sheets.items()}
    reading = _Reading(draft, tables[REVIEW], sheets[REVIEW])
    reading.read()
    general = _general(Cells(tables[COMMENTS], sheets[COMMENTS], columns_of(tables[COMMENTS], GENERAL)))
    comments = (*reading.comments, *general)
    wrote = bool(reading.edits or comments)
    role, organisation = _who(Cells(tables[INFO], sheets[INFO], columns_of(tables[INFO], SIGNED)), wrote=wrote)
    problems = [one for findings in sheets.values() for one in sorted(findings.problems, key=_order)]
    if problems:
        unlisted = sum(findings.unlisted for findings in sheets.values())
        beyond = max(0, len(problems) - PROBLEMS_LISTED)
        raise InputError(problems[:PROBLEMS_LISTED], unlisted + beyond)
    return Review(
        draft=draft,
        role=role,
        organisation=organisation,
        edits=tuple(reading.edits),
        comments=comments,
        notes=tuple(reading.notes),
    )


def _order(problem: Problem) -> tuple[int, int, str]:
    found = _REFERENCE.fullmatch(problem.where.cell or "")
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")


def _table(path: str | Path, name: Words, findings: Findings) -> RawTable:
    """Read a sheet by its name in either language."""
    try:
        return read_table(path, sheet=name.vi, findings=findings)
    except InputError as refused:
        if all(problem.code != "SV-IN-010" for problem in refused.problems):
            raise
    return read_table(path, sheet=name.en, findings=findings)


_OTHER_RULE: Final = Words(
    vi="Muốn có quy định khác thì ghi ở cột Ý kiến.", en="If the rule should be another one, put it into Comment."
)


def _wanted(row: Row, now: tuple[Said, ...]) -> Words:
    """What a cell for a suggested level may say."""
    vi, en = (
        f"{say_cell(now, row.conditions, lang) or '95'}, {', '.join(SAID[name].say(lang) for name in _LEVELS)}"
        for lang in _LANGS
    )
    return Words(vi=f"viết như: {vi}", en=f"something like: {en}")


def _who(cells: Cells, *, wrote: bool) -> tuple[str | None, str]:
    """The role and the organisation of whoever wrote something."""
    listed = Words(*(", ".join(words.say(lang) for words in ROLES.values()) for lang in _LANGS))
    expected = Words(vi=f"một trong: {listed.vi}", en=f"one of: {listed.en}")
    if not cells.table.rows:
        where = Where(file=cells.table.file, sheet=cells.table.sheet)
        what = Words(vi="không có dòng người góp ý", en="the row of the reviewer is missing")
        cells.findings.add(Problem, "SV-RV-016", what, where, expected=expected)
        return None, ""
    said, organisation = cells.text(0, "role"), cells.text(0, "organisation", TEXT)
    role = _ROLES.get(name_key(said))
    if said and role is None:
        what = Words(vi=f"không có tư cách {quoted(said)}", en=f"{quoted(said)} is no role")
        cells.wrong("SV-RV-017", 0, "role", what, expected, Words(vi="Không ghi họ tên.", en="Give no name."))
    if wrote and not said:
        what = Words(vi="chưa chọn tư cách góp ý", en="nobody says as what they review")
        cells.wrong("SV-RV-016", 0, "role", what, expected)
    return role, organisation


def _general(cells: Cells) -> list[Comment]:
    """The comments on the draft as a whole."""
    found = []
    for at in range(cells.table.rows):
        about, text, reason = (cells.text(at, name) for name in ("about", "comment", "reason"))
        if text:
            where = cells.where(at, "comment")
            found.append(Comment(text=text, about=about, reason=reason, where=where))
        elif about or reason:
            what = Words(vi="có vấn đề hoặc lý do mà không có ý kiến", en="a subject or reason without a comment")
            cells.wrong("SV-RV-019", at, "comment", what)
    return found


class _Reading:
    """Reads the sheet of levels, row by row."""

    def __init__(self, draft: Draft, table: RawTable, findings: Findings) -> None:
        self.layout, basis = _layout(draft, table)
        self.cells = Cells(table, findings, columns_of(table, self.layout.headings(basis=basis)))
        self.rows = {row.key: row for row in self.layout.annex.rows}
        self.edits: list[Edit] = []
        self.comments: list[Comment] = []
        self.notes: list[Words] = []
        self._seen: dict[str, int] = {}
        self._same: list[str] = []

    def read(self) -> None:
        """Read every row, then compare what rows of one indicator say."""
        for at in range(self.cells.table.rows):
            self._row(at)
        self._check_dropped()
        if self._same:
            cells = ", ".join(self._same)
            vi, en = f"đề nghị đúng như dự thảo: {cells}", f"suggested what the draft says: {cells}"
            self.notes.append(Words(vi=vi, en=en))
        if absent := len(self.rows) - len(self._seen):
            self.notes.append(
                Words(vi=f"{absent} dòng của dự thảo không có trong phiếu", en=f"rows left out: {absent}")
            )

    def _row(self, at: int) -> None:
        cells = self.cells
        text = cells.text(at, "key")
        found = _KEY.fullmatch(text)
        row = self.rows.get(found[1]) if found else None
        if found is None or row is None:
            if any(cells.value(at, name) is not None for name in cells.names):
                self._no_such_row(at, text)
            return
        if first := self._seen.get(row.key):
            what = Words(vi=f"dòng này lặp lại dòng {first}", en=f"this row repeats row {first}")
            cells.wrong("SV-RV-005", at, "tt", what)
            return
        self._seen[row.key] = cells.table.numbers[at]
        is_stale = found[2] != row.print()
        if not is_stale:
            self._check_printed(at, row)
        reason, comment = cells.text(at, "reason", TEXT), cells.text(at, "comment")
        before = len(self._same)
        edits = self._levels(at, row, reason) + self._reworded(at, row, reason) + self._dropped(at, row, reason)
        if comment:
            target = row.indicator.id
            self.comments.append(Comment(text=comment, target=target, where=cells.where(at, "comment")))
        if edits and is_stale:
            what = Words(
                vi="dự thảo đã sửa dòng này từ khi phiếu được ghi ra",
                en="the draft has changed this row since the workbook was made",
            )
            advice = Words(vi="Ghi phiếu mới từ dự thảo mới.", en="Write a new workbook from the new draft.")
            self.cells.wrong("SV-RV-018", at, "tt", what, advice=advice)
        if edits and not reason:
            what = Words(vi="đề nghị sửa mà không có lý do", en="a change without a reason")
            cells.wrong("SV-RV-011", at, "reason", what)
        if reason and not edits and before == len(self._same) and not self._is_bad(at):
            what = Words(vi="có lý do mà không có đề nghị sửa", en="a reason without a change")
            advice = Words(vi="Ý kiến ghi ở cột Ý kiến.", en="Remarks go into the column Comment.")
            cells.wrong("SV-RV-012", at, "reason", what, advice=advice)
        self._take(at, edits)

    def _is_bad(self, at: int) -> bool:
        """Whether something in a row was refused, so that what it says is not known."""
        number = str(self.cells.table.numbers[at])
        return any(
            (found := _REFERENCE.fullmatch(problem.where.cell or "")) is not None and found[2] == number
            for problem in self.cells.findings.problems
        )

    def _no_such_row(self, at: int, text: str) -> None:
        what = Words(vi="dòng không có mã", en="the row has no key")
        if text:
            what = Words(vi=f"dự thảo không có dòng mang mã {quoted(text)}", en=f"the draft has no row {quoted(text)}")
        advice = Words(
            vi="Không thêm dòng; chỉ tiêu muốn thêm ghi ở trang Ý kiến chung.",
            en="Add no rows; an indicator that is missing goes into General comments.",
        )
        self.cells.wrong("SV-RV-004", at, "tt", what, advice=advice)

    def _check_printed(self, at: int, row: Row) -> None:
        for column, expected in self.layout.printed(row).items():
            found = self.cells.text(at, column)
            if found == printable(expected or ""):
                continue
            what = Words(vi=f"ô đã sửa thành {quoted(found)}", en=f"the cell was changed to {quoted(found)}")
            is_level = column.startswith("level-")
            advice = Words(
                vi="Ghi mức đề nghị vào ô vàng bên phải.", en="Suggest a level in the yellow cell beside it."
            )
            told = quoted(expected) if expected else "–"
            self.cells.wrong("SV-RV-006", at, column, what, Words(told, told), advice=advice if is_level else None)

    # -- what is asked for ------------------------------------------------------------------------------------

    def _levels(self, at: int, row: Row, reason: str) -> list[Edit]:
        edits = []
        for number, now in enumerate(row.said):
            column = change_column(number)
            if self.cells.value(at, column) is None:
                continue
            said = self._said(at, row, number)
            if said == now:
                self._same.append(str(self.cells.where(at, column).cell))
            elif said is not None:
                before, after = (
                    Words(*(say_cell(one, row.conditions, lang) or SAID[NOT_READ].say(lang) for lang in _LANGS))
                    for one in (now, said)
                )
                edits.append(
                    Edit(
                        kind="level",
                        target=row.indicator.id,
                        row=row.key,
                        column=number,
                        said=said,
                        before=before,
                        after=after,
                        reason=reason,
                        where=self.cells.where(at, column),
                    )
                )
        return edits

    def _said(self, at: int, row: Row, number: int) -> tuple[Said, ...] | None:
        """The level that is asked for; ``None`` where that is not understood."""
        column, now = change_column(number), row.said[number]
        if {CLOSED, OVERLAP, MET} & set(now):
            what = (
                Words(vi="chỉ tiêu chỉ cần xác nhận, không có mức", en="the indicator is attested; it has no level")
                if MET in now
                else Words(vi="chỉ tiêu không có mức ở cột này", en="the indicator has no level in this column")
            )
            advice = Words(vi="Ghi ở cột Ý kiến.", en="Put it into the column Comment.")
            self.cells.wrong("SV-RV-010", at, column, what, advice=advice)
            return None
        try:
            said = read_cell(
                self.cells.value(at, column),
                row.conditions,
                shows_percent=self.cells.shows_percent(at, column),
                decimal="comma" if self.layout.lang == "vi" else "point",
            )
        except RefusedValueError as refused:
            expected = _wanted(row, now) if refused.code == "SV-AX-010" else refused.expected
            hint = _OTHER_RULE if refused.code == "SV-AX-012" else refused.advice
            self.cells.wrong("SV-RV-009", at, column, refused.words, expected, hint)
            return None
        asked = zip(said, now, strict=True)
        if any(not isinstance(one, Exact) and one not in _LEVELS and one != was for one, was in asked):
            what = Words(vi="đây không phải một đề nghị về mức", en="this suggests no level")
            self.cells.wrong("SV-RV-009", at, column, what, _wanted(row, now))
            return None
        return said

    def _reworded(self, at: int, row: Row, reason: str) -> list[Edit]:
        text = self.cells.text(at, "reword", TEXT)
        if not text:
            return []
        where = self.cells.where(at, "reword")
        label = row.provision.text or row.indicator.title
        if text in {printable(label.say(self.layout.lang)), printable(row.text.say(self.layout.lang))}:
            self._same.append(str(where.cell))
            return []
        before = Words(label.vi, label.say("en"))
        # the other language keeps its words; Vietnamese is the text that counts, so English alone is dropped
        after = Words(text, text) if self.layout.lang == "vi" else Words(label.vi, text)
        return [Edit(kind="reword", target=row.indicator.id, before=before, after=after, reason=reason, where=where)]

    def _dropped(self, at: int, row: Row, reason: str) -> list[Edit]:
        text = self.cells.text(at, "drop")
        if not text:
            return []
        if name_key(text) not in _DROP:
            what = Words(vi=f"không hiểu {quoted(text)}", en=f"{quoted(text)} is not understood")
            expected = Words(vi=f"“{DROP.vi}”, hoặc để trống", en=f'"{DROP.en}", or an empty cell')
            self.cells.wrong("SV-RV-013", at, "drop", what, expected)
            return []
        title = row.indicator.title
        return [
            Edit(
                kind="drop",
                target=row.indicator.id,
                before=Words(title.vi, title.say("en")),
                after=DROP,
                reason=reason,
                where=self.cells.where(at, "drop"),
            )
        ]

    def _take(self, at: int, edits: list[Edit]) -> None:
        """Take the edits of a row; of an indicator with several rows, wording and drop may stand in each."""
        for edit in edits:
            other = next((one for one in self.edits if one.place == edit.place), None)
            if other is None:
                self.edits.append(edit)
            elif other.value != edit.value:
                what = Words(
                    vi=f"khác với đề nghị ở ô {other.where.cell}",
                    en=f"this differs from what cell {other.where.cell} says",
                )
                self.cells.wrong("SV-RV-015", at, edit.kind, what)

    def _check_dropped(self) -> None:
        """Nobody both takes an indicator out and changes it."""
        dropped = {edit.target: edit for edit in self.edits if edit.kind == "drop"}
        for edit in self.edits:
            if edit.kind != "drop" and edit.target in dropped:
                cell = dropped[edit.target].where.cell
                what = Words(
                    vi=f"vừa sửa vừa bỏ chỉ tiêu (bỏ ở ô {cell})", en=f"changed here and taken out (in cell {cell})"
                )
                self.cells.findings.add(Problem, "SV-RV-014", what, edit.where)


def _layout(draft: Draft, table: RawTable) -> tuple[Layout, bool]:
    """In which language the workbook is, and whether it has notes; it must be that of the draft."""
    keyed = next((found for name in table.names if (found := _KEYED.fullmatch(name))), None)
    where = Where(file=table.file, sheet=table.sheet)
    if keyed is None:
        what = Words(
            vi="đây không phải phiếu góp ý: không có cột mã", en="this is no review: the key column is missing"
        )
        raise InputError([Problem("SV-RV-001", what, where, advice=ADVICE)])
    if keyed[1] != draft.set.key:
        what = Words(vi=f"đây là phiếu góp ý cho {quoted(keyed[1])}", en=f"this is a review of {quoted(keyed[1])}")
        expected = Words(vi=f"phiếu góp ý cho {draft.set.key}", en=f"a review of {draft.set.key}")
        raise InputError([Problem("SV-RV-003", what, where, expected)])
    layout = Layout.of(draft, "en" if keyed[0].startswith(KEY.en) else "vi")
    basis = layout.headings(basis=True)["basis"]
    return layout, any(name_key(name) == name_key(basis) for name in table.names)
