"""The small table that results come in when the caller gave no frame.

A :class:`Table` is fixed: columns with names, rows of cells, and headings in two languages. It can be looked at (in a
terminal, in a notebook), narrowed, sorted, written as csv or JSON, and turned into a frame of polars, pandas or
pyarrow for anything more. It is no dataframe and does no arithmetic.

See :mod:`smartvillage.paper.workbook` for Excel, :mod:`smartvillage.paper.cells` for what a cell may hold.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, overload

import attrs

from smartvillage.errors import InputError, Problem, RefusedValueError, UnknownIdentifierError, Where, Words, quoted
from smartvillage.paper.cells import Cell, as_cell, is_number, jsonable, shown
from smartvillage.paper.files import write_bytes
from smartvillage.paper.frames import FrameKind, to_frame
from smartvillage.paper.html import html_table
from smartvillage.paper.plain import grid
from smartvillage.paper.separated import csv_text
from smartvillage.text import collation_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["SCHEMA", "Table"]

SCHEMA = "smartvillage.table/1"
"""The form of :meth:`Table.to_dict`; it changes when a reader of the old form would misread the new one."""
ROWS_SHOWN = 20
WIDTH_SHOWN = 120
COLUMN = Words(vi="cột", en="column")


def _title(given: str | Words | None) -> Words | None:
    return Words(given, given) if isinstance(given, str) else given


def _names(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _rows(given: Iterable[Iterable[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, given))


def _labels(given: Mapping[str, Words] | None) -> Mapping[str, Words]:
    return MappingProxyType({name: Words(*words) for name, words in (given or {}).items()})


@attrs.frozen(repr=False)
class Table:
    """Named columns, rows of cells, and headings in Vietnamese and English.

    Iterating gives each row as a dict; ``table[0]`` is the first of them.

    Raises:
        InputError: A column twice (SV-IN-902), a row of another length (SV-IN-903), a value that does not belong in a
            table (SV-IN-904): all listed at once.

    Example:
        >>> table = Table.of([{"unit": "28222", "value": 66.6}, {"unit": "28225", "value": 97}])
        >>> table[0]
        {'unit': '28222', 'value': Exact('66.6')}
        >>> print(table.sorted_by("value", descending=True).to_text())
        unit   value
        -----  -----
        28225     97
        28222   66.6

    .. versionadded:: 0.1
    """

    columns: tuple[str, ...] = attrs.field(converter=_names)
    """The names of the columns, each once."""

    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)
    """The cells, in the order of :attr:`columns`: text, whole and exact numbers, yes/no, days, or ``None``."""

    title: Words | None = attrs.field(default=None, converter=_title, kw_only=True)
    """What the table is about; text in one language stands for both."""

    labels: Mapping[str, Words] = attrs.field(default=None, converter=_labels, kw_only=True, hash=False)
    """What people read over a column; a column without a label goes by its name."""

    def __attrs_post_init__(self) -> None:
        problems = [
            _problem(902, Words(vi=f"cột {quoted(name)} có hai lần", en=f"there are two columns {quoted(name)}"))
            for index, name in enumerate(self.columns)
            if name in self.columns[:index]
        ]
        checked = []
        for number, row in enumerate(self.rows, start=1):
            try:
                cells = tuple(map(as_cell, row))
            except RefusedValueError:
                problems.extend(_misfits(number, self.columns, row))
                continue
            if len(cells) != len(self.columns):
                problems.append(_wrong_length(number, len(cells), len(self.columns)))
            checked.append(cells)
        if problems:
            raise InputError(problems)
        object.__setattr__(self, "rows", tuple(checked))
        known = {name: words for name, words in self.labels.items() if name in self.columns}
        object.__setattr__(self, "labels", MappingProxyType(known))

    @classmethod
    def of(
        cls,
        rows: Iterable[Mapping[str, object]],
        columns: Iterable[str] | None = None,
        *,
        title: str | Words | None = None,
        labels: Mapping[str, Words] | None = None,
    ) -> Self:
        """Build a table from dicts.

        Args:
            rows: One dict a row; a key that a row lacks is an empty cell.
            columns: The columns to take, in this order; by default every key, in the order of first sight.
            title: What the table is about.
            labels: Headings for people, by column; those of other columns are ignored.

        Example:
            >>> Table.of([{"a": 1}, {"b": 2}]).rows
            ((1, None), (None, 2))
        """
        held = list(rows)
        names = tuple(dict.fromkeys(name for row in held for name in row)) if columns is None else tuple(columns)
        return cls(names, ([row.get(name) for name in names] for row in held), title=title, labels=labels)

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        return _rebuilt, (type(self), self.columns, self.rows, self.title, dict(self.labels))  # type: ignore[return-value]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __getitem__(self, index: int) -> dict[str, Cell]:
        return dict(zip(self.columns, self.rows[index], strict=True))

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return the cells of one column, from the first row to the last.

        Raises:
            UnknownIdentifierError: There is no such column; the closest names are suggested.

        Example:
            >>> Table.of([{"unit": "28222"}, {"unit": "28225"}]).column("unit")
            ('28222', '28225')
        """
        return tuple(map(itemgetter(self._position(name)), self.rows))

    def heading(self, name: str, lang: str | None = None) -> str:
        """Return what stands over a column: its label in a language, else its name.

        Raises:
            UnknownIdentifierError: There is no such column.

        Example:
            >>> table = Table.of([{"unit": "28222"}], labels={"unit": Words(vi="Xã", en="Commune")})
            >>> table.heading("unit", "vi"), table.heading("unit")
            ('Xã', 'unit')
        """
        self._position(name)
        return self.labels[name].say(lang) if lang and name in self.labels else name

    def select(self, *columns: str) -> Self:
        """Keep these columns, in this order.

        Raises:
            UnknownIdentifierError: There is no such column.
        """
        places = [self._position(name) for name in columns]
        return attrs.evolve(self, columns=columns, rows=(tuple(row[place] for place in places) for row in self.rows))

    def where(self, **equals: object) -> Self:
        """Keep the rows whose cells equal what is given; ``None`` asks for empty cells.

        Raises:
            UnknownIdentifierError: There is no such column.
            RefusedValueError: The value could not stand in a table, so no cell could ever equal it.

        Example:
            >>> table = Table.of([{"unit": "28222", "value": 66.6}, {"unit": "28225", "value": None}])
            >>> len(table.where(value=66.6)), len(table.where(value=None)), len(table.where(unit="1"))
            (1, 1, 0)
        """
        wanted = [(self._position(name), as_cell(value)) for name, value in equals.items()]
        return attrs.evolve(
            self, rows=[row for row in self.rows if all(_equal(row[place], cell) for place, cell in wanted)]
        )

    def sorted_by(self, *columns: str, descending: bool = False) -> Self:
        """Sort by these columns; rows that are equal keep their order, empty cells come last either way.

        Text sorts as in Vietnamese, with the numbers in it by value: *Đức Hòa* after *Dương*, 10.1 after 9.2.

        Args:
            columns: The first decides, the next decide among equals.
            descending: From the largest down.

        Raises:
            UnknownIdentifierError: There is no such column.

        Example:
            >>> table = Table.of([{"ref": "10.1", "n": 2}, {"ref": "9.2", "n": None}, {"ref": "9.1", "n": 0.5}])
            >>> table.sorted_by("ref").column("ref"), table.sorted_by("n").column("n")
            (('9.1', '9.2', '10.1'), (Exact('0.5'), 2, None))
        """
        rows = list(self.rows)
        for place in reversed([self._position(name) for name in columns]):
            order = {cell: _order(cell) for cell in {row[place] for row in rows}}
            there = [row for row in rows if row[place] is not None]
            there.sort(key=lambda row: order[row[place]], reverse=descending)
            rows = there + [row for row in rows if row[place] is None]
        return attrs.evolve(self, rows=rows)

    def head(self, n: int = 10) -> Self:
        """Keep the first ``n`` rows."""
        return attrs.evolve(self, rows=self.rows[: max(n, 0)])

    def to_dict(self) -> dict[str, Any]:
        """Return the table ready for JSON: exact numbers and days as text.

        ``title`` and ``labels`` (each with ``vi`` and ``en``) are there when the table has them.

        Example:
            >>> Table.of([{"value": 66.6}]).to_dict()
            {'schema': 'smartvillage.table/1', 'columns': ['value'], 'rows': [['66.6']]}
        """
        out: dict[str, Any] = {"schema": SCHEMA}
        if self.title:
            out["title"] = self.title._asdict()
        out["columns"] = list(self.columns)
        if self.labels:
            out["labels"] = {name: words._asdict() for name, words in self.labels.items()}
        out["rows"] = [[jsonable(cell) for cell in row] for row in self.rows]
        return out

    @overload
    def to_csv(self, path: None = None, *, bom: bool = True, lang: str | None = None) -> str: ...
    @overload
    def to_csv(self, path: str | Path, *, bom: bool = True, lang: str | None = None) -> None: ...
    def to_csv(self, path: str | Path | None = None, *, bom: bool = True, lang: str | None = None) -> str | None:
        r"""Write comma-separated values in UTF-8, or return them as text.

        Text is quoted, and what a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers, with
        a decimal point. Lines end as RFC 4180 says, so the bytes are the same on every machine.

        Args:
            path: The file to write; without it the text is returned.
            bom: Begin the file with the mark by which Excel knows UTF-8 (the text returned has none).
            lang: ``"vi"`` or ``"en"`` for headings, yes/no and days as people read them; by default names and plain
                forms, which the readers of this library take.

        Raises:
            InputError: The file cannot be written (SV-IN-901).

        Example:
            >>> Table.of([{"unit": "=x", "value": -5}]).to_csv()
            '"unit","value"\r\n"\'=x",-5\r\n'
        """
        headings = [self.heading(name, lang) for name in self.columns]
        text = csv_text(headings, self.rows, lang)
        if path is None:
            return text
        write_bytes(path, text.encode("utf-8-sig" if bom else "utf-8"))
        return None

    def to_frame(self, kind: FrameKind = "polars") -> Any:  # noqa: ANN401
        """Return the table as a frame of polars, pandas or pyarrow.

        Exact numbers become doubles only in a column where every number is exact in one (66.6 is, 2/3 is not);
        otherwise that whole column is text. See :mod:`smartvillage.paper.frames`.

        Raises:
            MissingExtraError: The library is not installed.
            ValueError: There is no such kind of frame.

        Example:
            >>> Table.of([{"value": 66.6}]).to_frame("polars")["value"].to_list()
            [66.6]
        """
        return to_frame({name: self.column(name) for name in self.columns}, kind)

    def to_text(self, max_rows: int | None = None, max_width: int | None = None, *, lang: str | None = None) -> str:
        """Write the table as aligned plain text.

        Args:
            max_rows: Rows to print; the rest are counted in a last line.
            max_width: Places on a line; wide columns are shortened, then columns left out and counted.
            lang: ``"vi"`` or ``"en"`` for labels and values as people read them, else names and plain forms.

        Example:
            >>> print(Table.of([{"n": 1}, {"n": 2}, {"n": 3}]).to_text(max_rows=1, lang="vi"))
            n
            -
            1
            … còn 2 dòng nữa
        """
        rows = self.rows[:max_rows]
        text, columns_left = grid(
            [self.heading(name, lang) for name in self.columns],
            [[shown(cell, lang) for cell in row] for row in rows],
            right=self._numeric(),
            max_width=max_width,
        )
        more = [_more(len(self) - len(rows), ("dòng", "row"), lang), _more(columns_left, COLUMN, lang)]
        return "\n".join([text, *filter(None, more)])

    def to_html(self, max_rows: int | None = None, *, lang: str | None = None) -> str:
        """Write the table as HTML that stands alone: escaped, without script.

        Args:
            max_rows: Rows to print; the rest are counted in a last line.
            lang: ``"vi"`` or ``"en"`` for labels and values as people read them, else names and plain forms, with
                the labels shown by the pointer.
        """
        rows = self.rows[:max_rows]
        hints = [" / ".join(self.labels[name]) if name in self.labels and not lang else None for name in self.columns]
        return html_table(
            [self.heading(name, lang) for name in self.columns],
            [[shown(cell, lang) for cell in row] for row in rows],
            right=self._numeric(),
            caption=self.title.say(lang or "en") if self.title else None,
            hints=hints,
            note=_more(len(self) - len(rows), ("dòng", "row"), lang),
            lang=lang,
        )

    def _repr_html_(self) -> str:
        return self.to_html(ROWS_SHOWN)

    def __repr__(self) -> str:
        size = f"Table: {len(self)} rows, {len(self.columns)} columns"
        title = f"{self.title.en}\n" if self.title else ""
        return f"{title}{size}\n{self.to_text(ROWS_SHOWN, WIDTH_SHOWN)}"

    def _numeric(self) -> list[bool]:
        """Which columns hold numbers only: they are aligned to the right."""
        cells = [[cell for cell in self.column(name) if cell is not None] for name in self.columns]
        return [bool(there) and all(map(is_number, there)) for there in cells]

    def _position(self, name: str) -> int:
        try:
            return self.columns.index(name)
        except ValueError:
            raise UnknownIdentifierError(name, self.columns, COLUMN) from None


def _rebuilt(
    kind: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Cell]], title: Words, labels: dict[str, Words]
) -> Table:
    return kind(columns, rows, title=title, labels=labels)


def _equal(cell: Cell, wanted: Cell) -> bool:
    """Compare cells; ``True`` is no number here, although Python says it equals 1."""
    return cell == wanted and isinstance(cell, bool) == isinstance(wanted, bool)


def _order(cell: Cell) -> tuple[int, Any]:
    """Make any two cells comparable: numbers (no and yes are 0 and 1), then days, then text."""
    match cell:
        case Fraction() | int():
            return 0, cell
        case date():
            return 1, cell
    return 2, collation_key(str(cell))


def _more(count: int, noun: tuple[str, str], lang: str | None) -> str | None:
    if not count:
        return None
    return f"… còn {count} {noun[0]} nữa" if lang == "vi" else f"… and {count} more {noun[1]}{'s' * (count > 1)}"


def _problem(number: int, what: Words, place: str | None = None) -> Problem:
    return Problem(code=f"SV-IN-{number}", what=what, where=Where(path=place))


def _wrong_length(number: int, count: int, expected: int) -> Problem:
    what = Words(vi=f"dòng có {count} ô, bảng có {expected} cột", en=f"{count} cells in a table of {expected} columns")
    return _problem(903, what, f"row {number}")


def _misfits(number: int, columns: tuple[str, ...], row: tuple[object, ...]) -> Iterator[Problem]:
    for place, value in enumerate(row):
        try:
            as_cell(value)
        except RefusedValueError as why:
            name = columns[place] if place < len(columns) else str(place + 1)
            yield Problem(
                code="SV-IN-904",
                what=why.words,
                where=Where(path=f"row {number}, column {name}"),
                expected=why.expected,
                advice=why.advice,
                found=str(value),
            )
