"""A table as it stands in a file: named columns of text, numbers and days, before anybody knows what they mean.

Both readers of tables, :mod:`~smartvillage.tables.csvs` and :mod:`~smartvillage.tables.workbooks`, end here, so
that column names obey one rule and every later problem can name the line or the cell it stands in.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import attrs

from smartvillage.errors import Where, Words, quoted
from smartvillage.tables import complaints

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from smartvillage.tables.limits import Findings

__all__ = ["RawColumn", "RawTable", "Value"]

Value = str | int | float | bool | date | datetime | timedelta | None
"""What a cell may hold. Text files give only text; a day with a time of day is a ``datetime``, a time alone a
``timedelta``. Text is in form NFC without outer white space, and never empty: an empty cell is ``None``."""


@cache
def letters(position: int) -> str:
    """Return the letters of a sheet's column, counted from 1.

    Example:
        >>> letters(5), letters(27), letters(16384)
        ('E', 'AA', 'XFD')
    """
    out = ""
    while position:
        position, rest = divmod(position - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def place(file: str, sheet: str | None, number: int, position: int, name: str | None = None) -> Where:
    """Say where a cell is: by its reference in a sheet; by line, column and column name in a text file."""
    if sheet is not None:
        return Where(file=file, sheet=sheet, cell=f"{letters(position)}{number}")
    return Where(file=file, line=number, column=position, path=quoted(name) if name else None)


@attrs.frozen
class RawColumn:
    """One column of a table."""

    name: str
    """Its heading, white space inside made single spaces."""
    values: list[Value]
    """One value a row."""
    position: int
    """Which column of the file it is, counted from 1."""
    percent: frozenset[int] = frozenset()
    """The rows, counted from 0, whose cell is shown as per cent: its value 0.97 reads 97%."""
    formulas: frozenset[int] = frozenset()
    """The rows, counted from 0, whose value a formula gave."""


@attrs.frozen
class RawTable:
    """A table of a file, whole: every row that holds anything, every column that has a name.

    Example:
        >>> table = RawTable("a.csv", None, (RawColumn("unit", ["28222"], 1),), (2,))
        >>> table["unit"].values, table.rows, table.where(0, "unit").say("en")
        (['28222'], 1, 'a.csv, line 2, column 1, "unit"')
    """

    file: str
    """The name of the file."""
    sheet: str | None
    """The sheet of a workbook; ``None`` for a text file."""
    columns: tuple[RawColumn, ...]
    """In the order of the file; their names differ."""
    numbers: Sequence[int]
    """For each row its line in the text file (the first, where it takes several) or its row in the sheet."""
    header: int = 1
    """The line or sheet row of the column names."""
    notes: tuple[Words, ...] = ()
    """What was repaired or passed over and is allowed to be: for the record of the run."""

    @property
    def rows(self) -> int:
        """How many rows of data there are."""
        return len(self.numbers)

    @property
    def first_row(self) -> int | None:
        """The line or sheet row of the first row of data; ``None`` when there is no data."""
        return self.numbers[0] if self.numbers else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> RawColumn:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def where(self, row: int, column: str) -> Where:
        """Say where a value stands, counting rows of data from 0; for -1, where the name of the column stands."""
        number = self.numbers[row] if row >= 0 else self.header
        return place(self.file, self.sheet, number, self[column].position, column)


def compact(numbers: array[int]) -> Sequence[int]:
    """Return row numbers as a range when nothing was skipped between them."""
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        return range(numbers[0], numbers[-1] + 1)
    return numbers


class Header:
    """The row of column names, and the columns it names.

    Args:
        file: The name of the file.
        sheet: The sheet, for a workbook.
        number: The line or sheet row the names stand in.
        cells: The names, ``None`` where a cell is empty.
        findings: Where problems go.
    """

    def __init__(self, file: str, sheet: str | None, number: int, cells: Sequence[Value], findings: Findings) -> None:
        self.file, self.sheet, self.number = file, sheet, number
        self.spaced = False
        self._findings = findings
        self._names: list[str | None] = []
        first: dict[str, int] = {}
        for position, cell in enumerate(cells, start=1):
            name = None if cell is None else self._name(position, cell)
            if name is not None and first.setdefault(name, position) != position:
                shown = letters(first[name]) if sheet is not None else str(first[name])
                findings.add(complaints.repeated_name, self.at(position), name, shown)
            self._names.append(name)

    def at(self, position: int) -> Where:
        """Say where a name stands."""
        return place(self.file, self.sheet, self.number, position)

    def _name(self, position: int, cell: Value) -> str:
        if isinstance(cell, int) and not isinstance(cell, bool):
            return str(cell)
        if not isinstance(cell, str):
            self._findings.add(complaints.name_not_text, self.at(position), cell)
            return str(cell)
        for ch in cell:
            if ch not in " \t\r\n" and unicodedata.category(ch)[0] in "CZ":
                self._findings.add(complaints.bad_name, self.at(position), cell, ch)
                return cell
        name = " ".join(cell.split())
        self.spaced |= name != cell
        return name

    def columns(self, values: Sequence[list[Value]], numbers: Sequence[int]) -> list[RawColumn]:
        """Name the columns; drop the empty ones after the last name, refuse other nameless ones."""
        last = max((at for at, name in enumerate(self._names) if name is not None), default=-1)
        columns = []
        for at, cells in enumerate(values):
            name = self._names[at] if at < len(self._names) else None
            if name is not None:
                columns.append(RawColumn(name, cells, at + 1))
                continue
            first = next((row for row, value in enumerate(cells) if value is not None), None)
            if first is not None:
                where = place(self.file, self.sheet, numbers[first], at + 1)
                self._findings.add(complaints.unnamed_column, where, cells[first])
            elif at < last:
                self._findings.add(complaints.gap_in_header, self.at(at + 1))
        return columns

    def notes(self) -> list[Words]:
        """Say what was allowed in the names."""
        if not self.spaced:
            return []
        return [
            Words(
                vi="khoảng trắng và xuống dòng trong tên cột được gộp thành một khoảng trắng",
                en="white space and line breaks inside column names were made single spaces",
            )
        ]


NFC_NOTE = Words(
    vi="chữ có dấu tổ hợp được đưa về dạng chuẩn NFC", en="text with combining marks was put into Unicode form NFC"
)
