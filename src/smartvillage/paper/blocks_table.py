"""A table in a paper: headings in one or two rows, cells that span, numbers to the right.

Rows are given as in HTML: a cell that spans several rows or columns is given once, and the places it covers are left
out. :meth:`TableBlock.grid` gives every place its cell back, for forms that cannot span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import attrs

from smartvillage.border import Label
from smartvillage.errors import InputError, Problem, UnknownIdentifierError, Where, Words, quoted
from smartvillage.paper.blocks_text import Blank, Said, said
from smartvillage.paper.cells import Cell, as_cell, is_number, shown
from smartvillage.paper.measure import ink
from smartvillage.paper.styles import STYLES

if TYPE_CHECKING:
    from smartvillage.paper.table import Table

__all__ = ["Align", "Column", "Placed", "TableBlock", "TableCell"]

Align = Literal["left", "center", "right"]
Value = Words | Blank | Cell
"""What a cell says: text in two languages, a blank, a number, a day, yes or no, or nothing."""

_BROADEST = 46.0
"""Digits: a column of long text asks for no more than this, so that it leaves room for the others."""


def _value(given: object) -> Value:
    match given:
        case Blank():
            return given
        case Words() | Label():
            return said(given)
    cell = as_cell(given)
    return said(cell) if isinstance(cell, str) else cell


@attrs.frozen
class TableCell:
    """A cell that spans, stands out, or wears a style; any other may be given as the bare value.

    Raises:
        ValueError: It spans less than one row or column.
        UnknownIdentifierError: There is no such style.
        RefusedValueError: The value cannot stand in a table (SV-IN-904).
    """

    value: Value = attrs.field(converter=_value)
    rows: int = attrs.field(default=1, kw_only=True)
    """How many rows it spans, downwards."""
    columns: int = attrs.field(default=1, kw_only=True)
    """How many columns it spans, to the right."""
    bold: bool = attrs.field(default=False, kw_only=True)
    align: Align | None = attrs.field(default=None, kw_only=True)
    """By default that of the column, else by what stands in it: numbers to the right, yes/no and days in the middle."""
    style: str | None = attrs.field(default=None, kw_only=True)
    """A ground and colour of letters, by name: see :data:`smartvillage.paper.styles.STYLES`."""

    def __attrs_post_init__(self) -> None:
        if self.rows < 1 or self.columns < 1:
            raise ValueError("a cell spans at least one row and one column")
        if self.style is not None and self.style not in STYLES:
            raise UnknownIdentifierError(self.style, STYLES, Words(vi="kiểu ô", en="cell style"))

    def say(self, lang: str) -> str:
        """Return the value as people read it."""
        return self.value.say(lang) if isinstance(self.value, Words | Blank) else shown(self.value, lang)


@attrs.frozen
class Column:
    """A column: what stands over it, how broad it is, on which side its cells stand.

    Neighbours of one ``group`` share a heading above their own: *Mức đạt chuẩn* over *Chung* and each stratum.
    """

    label: Words = attrs.field(converter=said)
    group: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)
    width: int | None = attrs.field(default=None, kw_only=True)
    """A share of the breadth, beside the widths of the other columns; by default it follows the content."""
    align: Align | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.width is not None and self.width < 1:
            raise ValueError("the width of a column is 1 or more")


class Placed(NamedTuple):
    """A cell with the place of its upper left corner."""

    row: int
    column: int
    cell: TableCell


def _column(given: Column | Said) -> Column:
    return given if isinstance(given, Column) else Column(given)


def _columns(given: Iterable[Column | Said]) -> tuple[Column, ...]:
    return tuple(map(_column, given))


def _rows(given: Iterable[Iterable[object]]) -> tuple[tuple[TableCell, ...], ...]:
    return tuple(tuple(cell if isinstance(cell, TableCell) else TableCell(cell) for cell in row) for row in given)


@attrs.frozen
class TableBlock:
    """A table of a paper.

    Raises:
        InputError: A row leaves a place empty or goes beyond the last column, or a cell spans beyond the last row
            (SV-DOC-060); all such rows are listed.
        ValueError: There is no column.

    Example:
        >>> table = TableBlock(
        ...     ["TT", "Tiêu chí", "Chỉ tiêu"],
        ...     [[1, TableCell("Giao thông", rows=2), "Đường xã"], [2, "Đường ấp"]],
        ... )
        >>> [cell.say("vi") for cell in table.grid()[1]]
        ['2', 'Giao thông', 'Đường ấp']

    .. versionadded:: 0.1
    """

    columns: tuple[Column, ...] = attrs.field(converter=_columns)
    rows: tuple[tuple[TableCell, ...], ...] = attrs.field(converter=_rows)
    caption: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)
    """A line above; with it the table is numbered in the paper."""
    note: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)
    """A line below: sources, what the reader must know."""
    tab: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)
    """The name of its sheet in a workbook; by default its number."""

    def __attrs_post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table of a paper has at least one column")
        if problems := tuple(self._misfits()):
            raise InputError(problems)

    @classmethod
    def of(
        cls,
        table: Table,
        *,
        spanning: Sequence[str] = (),
        columns: Mapping[str, Column] | None = None,
        style: Mapping[tuple[int, str], str] | None = None,
        **lines: Any,  # noqa: ANN401
    ) -> Self:
        """Take over a table of results.

        Args:
            table: Columns with labels in both languages, and rows.
            spanning: In these columns a cell that repeats the one above becomes part of it; the second column only
                inside the cells of the first, and so on.
            columns: Columns to set otherwise than by their label.
            style: What cells wear, by row (0 is the first) and column.
            **lines: ``caption``, ``note``, ``tab``; by default the caption is the title of the table.

        Raises:
            UnknownIdentifierError: There is no such column.

        Example:
            >>> from smartvillage.paper.table import Table
            >>> results = Table.of([{"field": "du lịch", "n": 1}, {"field": "du lịch", "n": 2}])
            >>> TableBlock.of(results, spanning=["field"]).rows[0][0].rows
            2
        """
        for name in (*spanning, *(columns or {}), *(name for _, name in style or {})):
            table.heading(name)
        given = {name: Column(table.labels.get(name, name)) for name in table.columns} | dict(columns or {})
        runs = _repeats(table, spanning)
        looks = style or {}
        rows = [
            [
                TableCell(cell, rows=runs.get((number, name), 1), style=looks.get((number, name)))
                for name, cell in zip(table.columns, row, strict=True)
                if runs.get((number, name), 1)
            ]
            for number, row in enumerate(table.rows)
        ]
        return cls(given.values(), rows, **{"caption": table.title, **lines})

    def placed(self) -> Iterator[Placed]:
        """Go through the cells, each once, from the top down, with their places."""
        yield from _place(self.rows, len(self.columns))[0]

    def grid(self) -> tuple[tuple[TableCell, ...], ...]:
        """Return every row in full: a cell that spans stands in each place that it covers."""
        out: list[list[TableCell | None]] = [[None] * len(self.columns) for _ in self.rows]
        for row, column, cell in self.placed():
            for below in range(cell.rows):
                out[row + below][column : column + cell.columns] = [cell] * cell.columns
        return tuple(tuple(cell for cell in row if cell is not None) for row in out)

    def head(self) -> tuple[Placed, ...]:
        """Return the headings with their places: one row of them, or two where columns are grouped."""
        two = any(column.group for column in self.columns)
        out: list[Placed] = []
        at = 0
        for group, members in groupby(self.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                out.append(Placed(0, at, TableCell(group, columns=len(columns))))
            for offset, column in enumerate(columns):
                top, rows = (1, 1) if group else (0, 1 + two)
                out.append(Placed(top, at + offset, TableCell(column.label, rows=rows)))
            at += len(columns)
        return tuple(sorted(out, key=lambda placed: placed[:2]))

    def align(self, column: int, cell: TableCell) -> Align:
        """Say on which side a cell stands."""
        if cell.align or self.columns[column].align:
            return cell.align or self.columns[column].align or "left"
        if isinstance(cell.value, bool | date):
            return "center"
        return "right" if not isinstance(cell.value, Words | Blank) and is_number(cell.value) else "left"

    def shares(self, lang: str) -> tuple[float, ...]:
        """Divide the breadth among the columns; the shares add up to 1."""
        wanted = [column.width for column in self.columns]
        if all(wanted):
            needs = [float(width or 0) for width in wanted]
        else:
            needs = [self._need(index, lang) for index in range(len(self.columns))]
            # A width that was given is in the same measure: digits.
            needs = [float(width or need) for width, need in zip(wanted, needs, strict=True)]
        return tuple(need / sum(needs) for need in needs)

    def _need(self, index: int, lang: str) -> float:
        words = self.columns[index].label.say(lang).split()
        longest = max(map(ink, words), default=0.0) * 1.1
        lines = [
            line
            for placed in self.placed()
            if placed.column == index and placed.cell.columns == 1
            for line in placed.cell.say(lang).split("\n")
        ]
        longest = max([longest, *(ink(word) for line in lines for word in line.split())])
        room = max([ink(" ".join(words)) / 2, *map(ink, lines)])
        return min(max(longest, min(room, _BROADEST)), _BROADEST) + 2

    def _misfits(self) -> Iterator[Problem]:
        _, free, beyond = _place(self.rows, len(self.columns))
        for row in sorted({*free, *beyond}):
            known = row < len(self.rows)
            first = self.rows[row][0].say("vi") if known and self.rows[row] else ""
            yield Problem(
                code="SV-DOC-060",
                what=Words(
                    vi=f"dòng {row + 1} của bảng ({quoted(first)}) không khớp với {len(self.columns)} cột",
                    en=f"row {row + 1} of the table ({quoted(first)}) does not fill {len(self.columns)} columns",
                )
                if known
                else Words(
                    vi="một ô gộp vượt quá dòng cuối của bảng", en="a cell spans beyond the last row of the table"
                ),
                where=Where(path=self.caption.vi if self.caption else None),
                expected=Words(
                    vi="mỗi chỗ có đúng một ô, chỗ đã gộp thì bỏ trống",
                    en="one cell for each place, none where another spans",
                ),
            )


def _place(rows: Sequence[Sequence[TableCell]], across: int) -> tuple[list[Placed], set[int], set[int]]:
    """Find the places of cells; also the rows that keep a place empty, and those with too much."""
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    empty: set[int] = set()
    beyond: set[int] = set()
    for number, row in enumerate(rows):
        at = 0
        for cell in row:
            while (number, at) in taken:
                at += 1
            covered = {(number + below, at + beside) for below in range(cell.rows) for beside in range(cell.columns)}
            if at + cell.columns > across or covered & taken:
                beyond.add(number)
                break
            if number + cell.rows > len(rows):
                beyond.add(len(rows))
            taken |= covered
            placed.append(Placed(number, at, cell))
        if any((number, column) not in taken for column in range(across)):
            empty.add(number)
    return placed, empty, beyond


def _repeats(table: Table, names: Sequence[str]) -> dict[tuple[int, str], int]:
    """How many rows each cell of these columns spans; 0 where it belongs to the one above."""
    out: dict[tuple[int, str], int] = {}
    places = [table.columns.index(name) for name in names]
    for depth, name in enumerate(names, start=1):
        begins = 0
        for number, row in enumerate(table.rows):
            key = [(type(row[place]), row[place]) for place in places[:depth]]
            above = [(type(cell), cell) for cell in (table.rows[number - 1][place] for place in places[:depth])]
            if number and key == above:
                out[begins, name] += 1
                out[number, name] = 0
            else:
                begins = number
                out[begins, name] = 1
    return out
