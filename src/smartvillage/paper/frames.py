"""From cells to the dataframes of other libraries, without changing a figure on the way.

Each column takes one type, decided by all its cells: yes/no, whole numbers (64 bits), doubles, days, else text.
A column of numbers becomes doubles only when every one of them is exact in a double; otherwise the whole column is
text, each number as a decimal (``66.6``) or a fraction (``2/3``), so that no library rounds it unasked.
Nothing stays nothing: null, or the missing mark of pandas.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from smartvillage.errors import MissingExtraError, Words
from smartvillage.paper.cells import Cell, as_double, is_number, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

__all__ = ["FrameKind", "to_frame"]

FrameKind = Literal["polars", "pandas", "pyarrow"]
ColumnKind = Literal["flag", "whole", "double", "day", "text"]

_PANDAS = {"flag": "boolean", "whole": "Int64", "double": "float64", "day": "datetime64[s]", "text": "string"}


def to_frame(columns: Mapping[str, Sequence[Cell]], kind: FrameKind) -> Any:  # noqa: ANN401
    """Build a frame of the library that was asked for.

    Raises:
        MissingExtraError: The library is not installed.
        ValueError: There is no such kind of frame.
    """
    if kind not in {"polars", "pandas", "pyarrow"}:
        raise ValueError(f"{kind!r} is no kind of frame; use polars, pandas or pyarrow")
    try:
        library = import_module(kind)
    except ImportError as missing:
        job = Words(vi=f"chuyển bảng sang {kind}", en=f"turn a table into a frame of {kind}")
        raise MissingExtraError(job, "tables") from missing
    kinds = {name: column_kind(cells) for name, cells in columns.items()}
    values = {name: [_converted(cell, kinds[name]) for cell in cells] for name, cells in columns.items()}
    match kind:
        case "polars":
            types = {
                "flag": library.Boolean,
                "whole": library.Int64,
                "double": library.Float64,
                "day": library.Date,
                "text": library.String,
            }
            return library.DataFrame(values, schema={name: types[kinds[name]] for name in values})
        case "pyarrow":
            types = {
                "flag": library.bool_(),
                "whole": library.int64(),
                "double": library.float64(),
                "day": library.date32(),
                "text": library.string(),
            }
            return library.table(values, schema=library.schema([(name, types[kinds[name]]) for name in values]))
        case _:
            series = {name: library.Series(values[name], dtype=_PANDAS[kinds[name]]) for name in values}
            return library.DataFrame(series, columns=list(values))


def column_kind(cells: Sequence[Cell]) -> ColumnKind:
    """Decide the type of a column by what stands in it; a column of nothing is text.

    Example:
        >>> column_kind([1, None]), column_kind(["a", 1]), column_kind([None])
        ('whole', 'text', 'text')
    """
    there = [cell for cell in cells if cell is not None]
    if not there:
        return "text"
    if all(isinstance(cell, bool) for cell in there):
        return "flag"
    if all(isinstance(cell, date) for cell in there):
        return "day"
    if not all(is_number(cell) for cell in there):
        return "text"
    if all(isinstance(cell, int) and -(2**63) <= cell < 2**63 for cell in there):
        return "whole"
    return "double" if all(_double(cell) is not None for cell in there) else "text"


def _double(cell: Cell) -> float | None:
    number: int | Fraction = cell  # type: ignore[assignment]
    return as_double(number)


def _converted(cell: Cell, kind: ColumnKind) -> object:
    if cell is None:
        return None
    if kind == "text":
        return shown(cell)
    return _double(cell) if kind == "double" else cell
