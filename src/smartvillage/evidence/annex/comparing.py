"""What is new in an annex: cells that say something else than the set, and rows that a second person confirmed.

Two roles sign a row: who typed it and who confirmed it. Their names go into the reasons of patches and nowhere else:
the same level is the same law whoever typed it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation, Verification
from smartvillage.criteria.rules import Threshold
from smartvillage.errors import InputError, Problem, Words, quoted
from smartvillage.evidence.annex.cells import CLOSED, MET, OVERLAP, Said, say_cell
from smartvillage.evidence.annex.filling import level_column
from smartvillage.evidence.annex.lines import Line, Lines
from smartvillage.evidence.annex.patches import Change
from smartvillage.evidence.annex.rows import Annex, Row, place_of
from smartvillage.exact import Exact
from smartvillage.tables.limits import Findings
from smartvillage.tables.raw import RawTable
from smartvillage.text.names import loose_key

__all__ = ["Typed", "read_rows"]

_OFFICIAL, _UNVERIFIED, _MISSING = Verification.OFFICIAL, Verification.UNVERIFIED, Verification.MISSING
_BEST_FIRST: Final = tuple(Verification)
_REFERENCE: Final = re.compile(r"([A-Z]+)([0-9]+)")
LISTED: Final = 10
"""So many cells a note names."""


_ROLES: Final = Words(
    vi="số văn bản, phụ lục hoặc điều, dòng, người nhập, và người xác nhận là người khác",
    en="document, annex or article, row, who typed it, and another person who confirmed it",
)
_PUT_RIGHT: Final = Words(
    vi="Nếu văn bản quy định khác, hãy sửa quy định của chỉ tiêu bằng một bản sửa đổi.",
    en="If the text says otherwise, change the provision by a patch.",
)


@attrs.frozen(eq=False)
class Typed:
    """What people typed into an annex, as far as it is new."""

    file: str
    lines: Mapping[int, Line]
    changes: tuple[Change, ...]
    changed: int
    unchanged: int
    official: int
    notes: tuple[Words, ...]

    def reason(self, rows: Collection[Row]) -> Label:
        """Where rows were typed in and who signed them: the reason of a patch."""
        lines = [self.lines[id(row)] for row in rows]
        numbers = ", ".join(str(line.number) for line in lines)
        typed = ", ".join(dict.fromkeys(line.typed for line in lines if line.typed))
        confirmed = ", ".join(dict.fromkeys(line.confirmed for line in lines if line.confirmed))
        vi, en = f"nhập từ {self.file}, dòng {numbers}", f"typed in {self.file}, row {numbers}"
        if typed:
            vi, en = f"{vi}; người nhập: {typed}", f"{en}; typed by: {typed}"
        if confirmed:
            vi, en = f"{vi}; người xác nhận: {confirmed}", f"{en}; confirmed by: {confirmed}"
        return Label(vi=vi, en=en)


def read_rows(annex: Annex, table: RawTable, findings: Findings) -> Typed:
    """Compare a sheet with what its set says.

    Args:
        annex: The rows and columns of the set.
        table: The sheet.
        findings: What the reader of the sheet found wrong with single cells.

    Raises:
        InputError: With every cell that is wrong, in the order of the sheet.
    """
    lines = Lines(annex, table, findings)
    comparing = _Comparing(annex, lines)
    for line in lines:
        comparing.take(line)
    comparing.close()
    if findings.problems:
        raise InputError(sorted(findings.problems, key=_order), findings.unlisted)
    return Typed(
        file=table.file,
        lines=lines.found,
        changes=tuple(comparing.changes.values()),
        changed=len(comparing.changed),
        unchanged=comparing.open - len(comparing.changed),
        official=len(comparing.official),
        notes=tuple(comparing.notes()),
    )


def _order(problem: Problem) -> tuple[int, int, str]:
    found = _REFERENCE.fullmatch(problem.where.cell or "")
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")


@attrs.frozen(eq=False)
class _Signed:
    """What the signatures and the citation of a line are worth."""

    line: Line
    is_confirmed: bool
    cited: Citation | None

    @property
    def is_recited(self) -> bool:
        """Whether somebody gave another place in the text."""
        return self.line.place != place_of(self.line.row.citation())

    def state(self, now: Verification) -> Verification:
        """The state of something that was in another before, and says the same."""
        if self.is_confirmed:
            return _OFFICIAL
        return _UNVERIFIED if self.line.claim is _UNVERIFIED else now

    def may_change(self, now: Verification) -> bool:
        """Whether something may change: what was checked only by two people, or by giving the check up."""
        return now is not _OFFICIAL or self.is_confirmed or self.line.claim in {_UNVERIFIED, _MISSING}


class _Comparing:
    """Gathers what is new, line by line; what contradicts itself is a problem of its cell."""

    def __init__(self, annex: Annex, lines: Lines) -> None:
        self.annex, self.lines = annex, lines
        self.changes: dict[int, Change] = {}
        self.changed: set[tuple[int, int]] = set()
        self.official: set[tuple[int, int]] = set()
        self.open = 0
        self._wordings: dict[int, list[_Signed]] = {}
        self._newer: list[str] = []
        self._unsignable: list[str] = []
        self._half: list[str] = []

    def take(self, line: Line) -> None:
        """Compare one line."""
        row = line.row
        self.open += sum(CLOSED not in cell for cell in row.said)
        if line.is_stale and line.is_untouched:
            self._newer.append(self.lines.cell(line.at, "key"))
            return
        self._check_closed(line)
        if not row.conditions:
            if line.typed or line.confirmed or line.claim or any(line.place):
                self._unsignable.append(self.lines.cell(line.at, "key"))
            return
        signed = self._signed(line)
        levels = self._levels(signed)
        if _is_attested(line.said):
            self._wordings.setdefault(id(row.provision), []).append(signed)
        if levels:
            self._add(line, Change(row, levels))

    def close(self) -> None:
        """Compare what only several lines together say."""
        for some in self._wordings.values():
            self._compare_wording(some)
        self._check_attested()

    # -- signatures -----------------------------------------------------------------------------------------------

    def _signed(self, line: Line) -> _Signed:
        number, annex, article, row = line.place
        wrong = self._wrong_signature(line)
        if wrong is None and line.claim is _OFFICIAL and not line.confirmed:
            wrong = 19, "state", Words(vi="chưa có người xác nhận", en="nobody confirmed it")
        said = {one for cell in line.said for one in cell}
        if wrong is None and line.claim is _MISSING and any(isinstance(one, Exact) or one == MET for one in said):
            what = Words(vi="ghi là chưa có, nhưng dòng có mức", en="said to be missing, but the row holds levels")
            self.lines.wrong(18, line.at, "state", what)
        if wrong is not None:
            self.lines.wrong(wrong[0], line.at, wrong[1], wrong[2], expected=_ROLES)
        old = line.row.citation()
        cited = None
        if number:
            cited = Citation(number=number, annex=annex or None, article=article or None, row=row or None)
            if old is not None and place_of(old)[0] == number:
                via = () if line.confirmed else old.via  # whoever confirms has read the text itself
                cited = cited.replace(issuer=old.issuer, date=old.date, url=old.url, via=via)
        return _Signed(line, is_confirmed=bool(line.confirmed) and wrong is None, cited=cited)

    def _wrong_signature(self, line: Line) -> tuple[int, str, Words] | None:
        number, annex, article, row = line.place
        if not number and (annex or article or row):
            return 20, "number", Words(vi="có dòng, phụ lục mà không có số văn bản", en="a place without its document")
        if not line.confirmed:
            return None
        if not line.typed:
            return (
                21,
                "typed",
                Words(vi="có người xác nhận mà không có người nhập", en="confirmed, but typed by nobody"),
            )
        if loose_key(line.typed) == loose_key(line.confirmed):
            return (
                22,
                "confirmed",
                Words(vi="người xác nhận cũng là người nhập", en="the same person typed and confirmed"),
            )
        for given, column, vi, en in (
            (number, "number", "số văn bản", "document"),
            (annex or article, "annex", "phụ lục hoặc điều", "annex or article"),
            (row, "row", "dòng", "row"),
        ):
            if not given:
                return 23, column, Words(vi=f"đã xác nhận nhưng thiếu {vi}", en=f"confirmed, but the {en} is missing")
        return None

    # -- levels ---------------------------------------------------------------------------------------------------

    def _check_closed(self, line: Line) -> None:
        for number, (said, now) in enumerate(zip(line.said, line.row.said, strict=True)):
            marks = {CLOSED, OVERLAP}
            if said != now and (marks & set(now) or marks & set(said)):
                what = Words(vi="chỉ tiêu không có mức ở ô này", en="the indicator has no level in this cell")
                if OVERLAP in now:
                    what = Words(vi="bộ tiêu chí có hai mức ở ô này", en="the set has two levels for this cell")
                elif CLOSED not in now:
                    what = Words(vi="ô này phải có mức", en="the indicator has a level in this cell")
                self.lines.wrong(14, line.at, level_column(number), what, advice=_PUT_RIGHT)

    def _levels(self, signed: _Signed) -> dict[tuple[int, int], Threshold | None]:
        """The new levels of a line, by column and condition."""
        line, found = signed.line, dict[tuple[int, int], Threshold | None]()
        for number, (said, now) in enumerate(zip(line.said, line.row.said, strict=True)):
            if {CLOSED, OVERLAP} & {*said, *now}:
                continue
            if said != now and line.is_empty[number] and line.claim is not _MISSING:
                self._emptied(line, number)
                continue
            for index, (one, was) in enumerate(zip(said, now, strict=True)):
                held = next(iter(line.row.held[number][index]), None)
                if one != was:
                    state = held.state if held is not None else line.row.wording if was == MET else _MISSING
                    if not signed.may_change(state):
                        self._checked(line, level_column(number))
                        continue
                    found[number, index] = _new(one, signed)
                elif held is not None and held.value is not None:
                    level = self._same(held, signed)
                    if level == held:
                        continue
                    found[number, index] = level
                else:
                    continue
                self.changed.add((id(line.row), number))
                new = found[number, index]
                if new is not None and new.state is _OFFICIAL and (held is None or held.state is not _OFFICIAL):
                    self.official.add((id(line.row), number))
        return found

    def _same(self, held: Threshold, signed: _Signed) -> Threshold:
        """A level that stays what it is: in a better or worse state, resting on another place."""
        state = signed.state(held.state)
        rests = signed.line.row.citation(held)
        if signed.is_confirmed:
            is_there = held.state is _OFFICIAL and place_of(rests) == signed.line.place
            return held if is_there else held.replace(verification=state, citation=signed.cited)
        if not signed.is_recited:
            return held if state is held.state else held.replace(verification=state)
        if not signed.may_change(held.state):
            self._checked(signed.line, "number")
            return held
        return held.replace(verification=state, citation=signed.cited)

    def _emptied(self, line: Line, number: int) -> None:
        self.lines.wrong(
            15,
            line.at,
            level_column(number),
            Words(vi="ô đã bị xóa trống", en="the cell was emptied"),
            expected=Words(*(_shown(line.row, number, lang) for lang in ("vi", "en"))),
            advice=Words(
                vi="Nếu đúng là bỏ mức này, hãy ghi chữ “chưa có” vào ô.",
                en='If the level is to go, type "not known" into the cell.',
            ),
        )

    def _checked(self, line: Line, column: str) -> None:
        self.lines.wrong(
            24,
            line.at,
            column,
            Words(
                vi="mức đã đối chiếu văn bản mà sửa không có người xác nhận",
                en="a level checked against the text was changed without a second person",
            ),
            expected=_ROLES,
            advice=Words(
                vi="Hoặc đặt Tình trạng đối chiếu thành “chưa đối chiếu”.", en='Or set the state to "not checked".'
            ),
        )

    def _add(self, line: Line, change: Change) -> None:
        if line.is_stale:
            what = Words(
                vi="bộ tiêu chí và bảng đều đã sửa dòng này từ khi bảng được ghi ra",
                en="both the set and the workbook changed this row since the workbook was made",
            )
            advice = Words(
                vi="Ghi bảng mới bằng sets fill rồi nhập lại dòng này.",
                en="Fill a new workbook and type the row there.",
            )
            self.lines.wrong(25, line.at, "key", what, advice=advice)
        levels = self.changes[id(line.row)].levels if id(line.row) in self.changes else {}
        self.changes[id(line.row)] = attrs.evolve(change, levels={**levels, **change.levels})

    # -- what is attested -----------------------------------------------------------------------------------------

    def _compare_wording(self, some: list[_Signed]) -> None:
        """An attested row has no level: what is checked is its wording, which all rows of a provision share."""
        row = some[0].line.row
        here = {id(one.line.row): one for one in some}
        states = []
        for other in self.annex.rows:
            if other.provision is row.provision and _is_attested(self._final(other)):
                signed = here.get(id(other))
                states.append(signed.state(other.wording) if signed else other.wording)
        state = max(states, key=_BEST_FIRST.index)
        if min(states, key=_BEST_FIRST.index) is not state:
            self._half += [self.lines.cell(one.line.at, "confirmed") for one in some if one.is_confirmed]
        cited = next((one.cited for one in some if one.is_recited or one.is_confirmed), None)
        is_moved = cited is not None and place_of(cited) != place_of(row.citation())
        if state is row.wording and not is_moved:
            return
        for one in some:
            if one.is_recited and not one.may_change(row.wording):
                self._checked(one.line, "number")
            if one.is_recited or one.is_confirmed or one.line.claim:
                self._add(one.line, Change(one.line.row, {}, wording=(state, cited)))
            for number, cell in enumerate(one.line.said):
                if MET in cell:
                    self.changed.add((id(one.line.row), number))
                    if state is _OFFICIAL and row.wording is not _OFFICIAL:
                        self.official.add((id(one.line.row), number))

    def _check_attested(self) -> None:
        """*Đạt* has no level and so no stratum: it stands in every cell of its condition, or in none."""
        for change in list(self.changes.values()):
            for number, index in change.levels:
                condition = change.row.conditions[index]
                if not condition.is_attested:
                    continue
                said = {
                    one
                    for row in self.annex.rows
                    if row.provision is change.row.provision
                    for one in self._cells(row, condition.place)
                }
                if MET in said and said != {MET}:
                    self.lines.wrong(
                        16,
                        self.lines.found[id(change.row)].at,
                        level_column(number),
                        Words(vi="Đạt ở ô này mà không ở ô kia", en="Met in some cells and not in others"),
                        expected=Words(
                            vi="ghi như nhau ở mọi cột và mọi thời gian của chỉ tiêu",
                            en="the same in every column and span of the indicator",
                        ),
                    )

    def _cells(self, row: Row, place: int) -> Iterator[Said]:
        """What the open cells of a row say of a condition from now on."""
        for at, condition in enumerate(row.conditions):
            if condition.place == place:
                yield from (cell[at] for cell in self._final(row) if CLOSED not in cell)

    def _final(self, row: Row) -> tuple[tuple[Said, ...], ...]:
        """What a row says from now on."""
        return self.lines.found[id(row)].said if id(row) in self.lines.found else row.said

    # -- notes ----------------------------------------------------------------------------------------------------

    def notes(self) -> Iterator[Words]:
        """What was passed over and is allowed to be."""
        absent = len(self.annex.rows) - len(self.lines.found)
        if absent:
            yield Words(vi=f"{absent} dòng của bộ không có trong bảng: giữ nguyên", en=f"rows left out, kept: {absent}")
        for cells, vi, en in (
            (
                self._newer,
                "dòng không ai sửa, bộ đã có thông tin mới hơn: giữ nguyên",
                "rows the set knows better, kept",
            ),
            (self.lines.reworded, "lời văn đã sửa: không đọc", "changed wordings, not read"),
            (self._unsignable, "dòng không có mức để xác nhận: không đọc", "rows without a level to sign, not read"),
            (
                self._half,
                "cần xác nhận mọi dòng của chỉ tiêu",
                "to be checked, every row of the indicator must be signed",
            ),
            (self.lines.others, "cột không thuộc bảng: không đọc", "columns that are not the annex's, not read"),
        ):
            if cells:
                more = f", … ({len(cells)})" if len(cells) > LISTED else ""
                listed = ", ".join(cells[:LISTED]) + more
                yield Words(vi=f"{vi}: {listed}", en=f"{en}: {listed}")


def _is_attested(said: Sequence[Sequence[Said]]) -> bool:
    """Whether there is nothing but *Đạt* in the cells that are open."""
    return {one for cell in said for one in cell} - {CLOSED} == {MET}


def _shown(row: Row, number: int, lang: str) -> str:
    return quoted(say_cell(row.said[number], row.conditions, lang))


def _new(said: Said, signed: _Signed) -> Threshold | None:
    """The level a cell sets."""
    if isinstance(said, Exact):
        state = _OFFICIAL if signed.is_confirmed else _UNVERIFIED
        return Threshold(value=said, citation=signed.cited, verification=state)
    if said == MET:
        return None
    return Threshold(missing=said, citation=signed.cited)  # type: ignore[arg-type]  # one of the reasons
