"""The sheet of an annex, row by row: what people typed, or what is wrong with it.

Rows are found by their keys, columns by their headings in either language. Nothing is compared with the set here
beyond what the workbook must not have lost: numbers, spans and keys. What is new is found by
:mod:`smartvillage.evidence.annex.comparing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import attrs

from smartvillage.border import read_day
from smartvillage.criteria.citations import Verification
from smartvillage.errors import InputError, Problem, RefusedValueError, Where, Words, quoted
from smartvillage.evidence.annex.cells import CLOSED, NOT_READ, OVERLAP, Said, read_cell, say_cell
from smartvillage.evidence.annex.filling import CLAIMS, KEY, headings, level_column
from smartvillage.evidence.annex.rows import Annex, Place, Row, fingerprint, printable
from smartvillage.exact import shortest
from smartvillage.paper.cells import shown
from smartvillage.tables.limits import Findings
from smartvillage.tables.raw import RawTable, Value
from smartvillage.text.labels import LABELS, label
from smartvillage.text.names import name_key

__all__ = ["Line", "Lines"]

_KEYED: Final = re.compile(rf"(?:{KEY.vi}|{KEY.en}) (\S+@\S+)")
_KEY: Final = re.compile(r"(.+) #([0-9a-f]{8})-([osum]*)")
_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_STATES: Final = {
    name_key(text): Verification(state) for state, words in LABELS["verification"].items() for text in words
}
_NUMBERED: Final = "number", "annex", "article", "row"


@attrs.frozen(eq=False)
class Line:
    """One row of the sheet."""

    at: int
    """Its place in the table, counted from 0."""
    number: int
    """Its row in the sheet."""
    row: Row
    is_stale: bool
    """The set says something else in this row than when the workbook was made."""
    is_untouched: bool
    """It says what the set said when the workbook was made, and nobody signed it."""
    said: tuple[tuple[Said, ...], ...]
    is_empty: tuple[bool, ...]
    """By column: the cell holds nothing."""
    place: Place
    typed: str
    confirmed: str
    claim: Verification | None
    """The state that somebody set; ``None`` when it was left as it was."""


class Lines:
    """Reads the sheet once.

    Args:
        annex: The rows and columns of the set.
        table: The sheet.
        findings: What its reader found wrong with single cells; what is found here is added.

    Attributes:
        found: The lines by row, for those whose cells could all be read.
        reworded: Cells with a wording that is not the set's; they are not read.

    Raises:
        InputError: The sheet is not the annex of this set.
    """

    def __init__(self, annex: Annex, table: RawTable, findings: Findings) -> None:
        self.annex, self.table, self.findings = annex, table, findings
        self.found: dict[int, Line] = {}
        self.reworded: list[str] = []
        self._names, self.lang = _columns(annex, table)
        self._rows = {row.key: row for row in annex.rows}
        self._seen: dict[str, int] = {}
        self._bad = {problem.where.cell for problem in findings.problems}

    def __iter__(self) -> Iterator[Line]:
        """Every line that could be read, in the order of the sheet."""
        for at in range(self.table.rows):
            before = self._count()
            line = self._line(at)
            if line is not None and self._count() == before:
                self.found[id(line.row)] = line
                yield line

    @property
    def others(self) -> list[str]:
        """The columns that are not the annex's."""
        known = set(self._names.values())
        return [name for name in self.table.names if name not in known]

    def cell(self, at: int, column: str) -> str:
        """The reference of a cell."""
        return str(self.table.where(at, self._names[column]).cell)

    def wrong(
        self,
        number: int,
        at: int,
        column: str,
        what: Words,
        *,
        expected: Words | None = None,
        advice: Words | None = None,
    ) -> None:
        """Note what is wrong with a cell, unless the cell could not even be read."""
        where = self.table.where(at, self._names[column])
        if where.cell not in self._bad:
            self.findings.add(Problem, f"SV-AX-{number:03d}", what, where, expected=expected, advice=advice)

    def _count(self) -> int:
        return len(self.findings.problems) + self.findings.unlisted

    # -- cells ----------------------------------------------------------------------------------------------------

    def _value(self, at: int, column: str) -> Value:
        raw = self.table[self._names[column]]
        if at in raw.formulas:
            what = Words(vi="ô chứa công thức", en="the cell holds a formula")
            self.wrong(9, at, column, what, advice=Words(vi="Ghi giá trị.", en="Type the value."))
            self._bad.add(self.cell(at, column))
        return raw.values[at]

    def _text(self, at: int, column: str) -> str:
        value = self._value(at, column)
        if value is None or isinstance(value, str):
            return printable(value or "")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return shortest(value) if isinstance(value, float) else str(value)
        self.wrong(
            7,
            at,
            column,
            Words(vi=f"ô chứa {quoted(value)}, không phải chữ", en=f"the cell holds {quoted(value)}, not text"),
            advice=Words(
                vi="Nếu Excel đã đổi thành ngày, hãy gõ lại với dấu nháy đơn phía trước.",
                en="If Excel made a day of it, type it again after an apostrophe.",
            ),
        )
        return ""

    def _said(self, at: int, row: Row, number: int) -> tuple[Said, ...]:
        """What a level cell says; what the workbook itself wrote there is taken as it was meant."""
        column = level_column(number)
        value = self._value(at, column)
        now = row.said[number]
        if value is None:
            return (CLOSED if CLOSED in now else NOT_READ,) * len(now)
        if isinstance(value, str) and printable(value) in {
            printable(say_cell(now, row.conditions, lang) or "") for lang in ("vi", "en")
        }:
            return now
        if not row.conditions:
            return (OVERLAP,)  # whatever it is, nothing can be said here
        try:
            return read_cell(
                value,
                row.conditions,
                shows_percent=at in self.table[self._names[column]].percent,
                decimal="comma" if self.lang == "vi" else "point",
            )
        except RefusedValueError as refused:
            number = int(refused.code.rpartition("-")[2])
            self.wrong(number, at, column, refused.words, expected=refused.expected, advice=refused.advice)
            return now

    # -- rows -----------------------------------------------------------------------------------------------------

    def _line(self, at: int) -> Line | None:
        text = self._text(at, "key")
        found = _KEY.fullmatch(text)
        row = self._rows.get(found[1]) if found else None
        if found is None or row is None:
            if any(self._value(at, name) is not None for name in self._names):
                self._no_such_row(at, text)
            return None
        if first := self._seen.get(row.key):
            self.wrong(5, at, "key", Words(vi=f"dòng này lặp lại dòng {first}", en=f"this row repeats row {first}"))
            return None
        number = self._seen[row.key] = self.table.numbers[at]
        self._check_printed(at, row)
        columns = range(len(self.annex.columns))
        said = tuple(self._said(at, row, one) for one in columns)
        number_, annex_, article, line = (self._text(at, name) for name in _NUMBERED)
        place = (number_, annex_, article, line)
        typed, confirmed = self._text(at, "typed"), self._text(at, "confirmed")
        prefilled = frozenset(one for one in Verification if one.value[0] in found[3])
        states = self._states(at) or prefilled
        is_as_printed = fingerprint(said, place, states) == f"{found[2]}-{found[3]}"
        return Line(
            at=at,
            number=number,
            row=row,
            is_stale=f"{found[2]}-{found[3]}" != row.print(),
            is_untouched=is_as_printed and not typed and not confirmed,
            said=said,
            is_empty=tuple(self._value(at, level_column(one)) is None for one in columns),
            place=place,
            typed=typed,
            confirmed=confirmed,
            claim=None if states == prefilled else self._claim(at, states),
        )

    def _no_such_row(self, at: int, text: str) -> None:
        what = Words(vi="dòng không có mã", en="the row has no key")
        if text:
            what = Words(vi=f"không có dòng nào mang mã {quoted(text)}", en=f"no row has the key {quoted(text)}")
        advice = Words(
            vi="Không thêm dòng, không sửa cột Mã; nếu bộ đã đổi, hãy ghi lại bảng bằng sets fill.",
            en="Add no rows and leave the keys alone; if the set has changed, fill the workbook again.",
        )
        self.wrong(4, at, "key", what, advice=advice)

    def _check_printed(self, at: int, row: Row) -> None:
        """What the workbook printed for people to find their way must still be there; wordings are only noted."""
        printed = printable(row.indicator.printed)
        since, until = (shown(day, self.lang) for day in row.span)
        for column, found, expected in (
            ("tt", self._text(at, "tt"), printed),
            ("since", self._day(at, "since"), since),
            ("until", self._day(at, "until"), until),
        ):
            if found != expected:
                what = Words(vi=f"ô đã sửa thành {quoted(found)}", en=f"the cell was changed to {quoted(found)}")
                self.wrong(6, at, column, what, expected=Words(quoted(expected), quoted(expected)))
        criterion = row.indicator.criterion
        title = printable(f"{criterion.printed}. {criterion.title.say(self.lang)}")
        for column, expected in (("criterion", title), ("content", row.text.say(self.lang))):
            value = self._value(at, column)
            if not isinstance(value, str) or printable(value) != expected:
                self.reworded.append(self.cell(at, column))

    def _day(self, at: int, column: str) -> str:
        """A day as the workbook prints it; what is no day is left as it is."""
        value = self._value(at, column)
        if isinstance(value, str):
            found = _DAY.fullmatch(value)
            try:
                value = read_day(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else value)
            except RefusedValueError:
                return str(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return shown(value, self.lang)
        return "" if value is None else str(value)

    # -- states ---------------------------------------------------------------------------------------------------

    def _states(self, at: int) -> frozenset[Verification]:
        text = self._text(at, "state")
        words = [name_key(one) for one in text.split(";") if one.strip()]
        if strange := [one for one in words if one not in _STATES]:
            what = Words(vi=f"không hiểu {quoted(strange[0])}", en=f"{quoted(strange[0])} is not understood")
            self.wrong(17, at, "state", what, expected=_claims())
            return frozenset()
        return frozenset(_STATES[one] for one in words)

    def _claim(self, at: int, states: frozenset[Verification]) -> Verification | None:
        claim = next(iter(states))
        if len(states) == 1 and claim in CLAIMS:
            return claim
        what = Words(vi="tình trạng này không đặt ở đây được", en="this state cannot be set here")
        advice = Words(
            vi="Mức theo nguồn dẫn lại cần địa chỉ nguồn: nhập bằng một bản sửa đổi.",
            en="A level from a secondary source needs the address of the source: give it by a patch.",
        )
        self.wrong(17, at, "state", what, expected=_claims(), advice=advice)
        return None


def _claims() -> Words:
    vi, en = (", ".join(label("verification", one.value, lang) for one in CLAIMS) for lang in ("vi", "en"))
    return Words(vi=f"một trong: {vi}", en=f"one of: {en}")


def _columns(annex: Annex, table: RawTable) -> tuple[dict[str, str], str]:
    """The name in the sheet of each column, and the language of the sheet."""
    keyed = next((found for name in table.names if (found := _KEYED.fullmatch(name))), None)
    where = Where(file=table.file, sheet=table.sheet)
    if keyed is not None and keyed[1] != annex.criteria_set.key:
        what = Words(vi=f"đây là phụ lục của bộ {quoted(keyed[1])}", en=f"this is the annex of {quoted(keyed[1])}")
        expected = Words(vi=f"phụ lục của {annex.criteria_set.key}", en=f"that of {annex.criteria_set.key}")
        raise InputError([Problem("SV-AX-003", what, where, expected)])
    lang = "en" if keyed is not None and keyed[0].startswith(KEY.en) else "vi"
    known = {name_key(name): name for name in table.names}
    wanted = headings(annex, lang)
    advice = Words(
        vi="Bảng phải do lệnh sets fill ghi ra từ bộ này; đừng đổi tên hay bỏ cột.",
        en="Use a workbook that sets fill wrote from this set, with all its columns.",
    )
    if missing := [text for text in wanted.values() if name_key(text) not in known]:
        raise InputError(
            [
                Problem(
                    code="SV-AX-002",
                    what=Words(vi=f"không có cột {quoted(text)}", en=f"there is no column {quoted(text)}"),
                    where=where,
                    advice=advice,
                )
                for text in missing
            ]
        )
    return {name: known[name_key(text)] for name, text in wanted.items()}, lang
