"""Where observations come from: a file, a dataframe of any kind, a list of dicts. One shape for all of them.

A :class:`Source` holds columns before anybody knows what they mean. It can *encode* a column (codes and the distinct
values), which is how text is looked at once however often it occurs, and hand out a numeric column as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import narwhals as nw
import numpy as np
import numpy.typing as npt

from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.tables.limits import Limits
from smartvillage.tables.sheets import read_table

__all__ = ["Source", "as_source", "source_of_file"]

Column = Sequence[Any] | nw.Series[Any]


@attrs.frozen(eq=False, kw_only=True)
class Source:
    """Columns by name, with a way to say where a cell stands."""

    columns: Mapping[str, Column]
    rows: int
    where: Callable[[int, str], Where]
    file: str | None = None
    percent: Mapping[str, frozenset[int]] = {}
    """Rows whose cell shows its number as per cent, by column: only workbooks know."""
    notes: tuple[Words, ...] = ()
    is_frame: bool = False
    """In a dataframe NaN is missing; in a file the word is refused."""

    def encode(self, name: str) -> tuple[npt.NDArray[np.int32], list[Any]]:
        """Return codes and distinct values of a column; code -1 is an absent value.

        Raises:
            InputError: A cell holds something with parts of its own, such as a list.
        """
        column = self.columns[name]
        try:
            return _encode_series(column) if isinstance(column, nw.Series) else _encode_values(column)
        except _NotACellError as found:
            what = Words(
                vi=f"ô chứa {type(found.value).__name__}, không phải một giá trị",
                en=f"the cell holds a {type(found.value).__name__}, not one value",
            )
            expected = Words(vi="chữ, số, ngày, hoặc đúng / sai", en="text, a number, a day, or yes / no")
            raise InputError([Problem("SV-EV-004", what, self.where(found.row, name), expected)]) from None

    def numbers(self, name: str) -> npt.NDArray[Any] | None:
        """Return a column of a dataframe that is numeric as a NumPy array with NaN for missing; otherwise ``None``."""
        column = self.columns[name]
        if not isinstance(column, nw.Series):
            return None
        dtype = column.dtype
        if dtype.is_float() and dtype != nw.Float64:
            kind = str(dtype).lower()
            raise InputError(
                [
                    Problem(
                        code="SV-EV-010",
                        what=Words(
                            vi=f"cột {name} là {kind}, chỉ giữ được bảy chữ số hoặc ít hơn",
                            en=f"the column {name} is {kind}, which holds seven digits or fewer",
                        ),
                        where=self.where(-1, name),
                        advice=Words(
                            vi="Đọc lại từ nguồn dưới dạng float64, số nguyên hoặc chữ.",
                            en="Read it again from its source as float64, integers or text.",
                        ),
                    )
                ]
            )
        if dtype.is_float():
            return np.asarray(column.to_numpy(), dtype=np.float64)
        if dtype in _INTEGERS and not column.is_null().any():
            return np.asarray(column.to_numpy())
        return None


_TEXTS = frozenset({nw.String, nw.Categorical, nw.Enum})
_INTEGERS = frozenset({nw.Int64, nw.Int32, nw.Int16, nw.Int8, nw.UInt64, nw.UInt32, nw.UInt16, nw.UInt8})


class _NotACellError(Exception):
    def __init__(self, row: int, value: object) -> None:
        super().__init__(row)
        self.row, self.value = row, value


def _encode_values(values: Iterable[Any]) -> tuple[npt.NDArray[np.int32], list[Any]]:
    # Values of different types are kept apart: True is not 1 and "1" is neither.
    seen: dict[tuple[type, Any], int] = {}
    distinct: list[Any] = []
    codes = []
    for row, cell in enumerate(values):
        value = cell
        if isinstance(value, np.generic) and not isinstance(value, (np.float32, np.float16)):
            value = value.item()  # what NumPy wraps is the same value; a narrow float is not, and is refused later
        if _is_missing(value):
            codes.append(-1)
            continue
        try:
            code = seen.get((type(value), value))
        except TypeError:
            raise _NotACellError(row, value) from None
        if code is None:
            code = seen[type(value), value] = len(distinct)
            distinct.append(value)
        codes.append(code)
    return np.asarray(codes, dtype=np.int32), distinct


def _is_missing(value: Any) -> bool:  # noqa: ANN401
    """What dataframes put where nothing is: ``None``, NaN of any type, NaT, ``pandas.NA``."""
    if value is None or type(value).__name__ == "NAType":  # pandas.NA answers no comparison
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, (float, np.floating, date)) and bool(value != value)  # noqa: PLR0124 - NaT is a date


def _encode_series(series: nw.Series[Any]) -> tuple[npt.NDArray[np.int32], list[Any]]:
    if series.dtype in _TEXTS and series.implementation.is_polars():
        return _encode_polars(nw.to_native(series))
    if series.dtype in {nw.Categorical, nw.Enum}:
        series = series.cast(nw.String)
    if series.dtype == nw.String and series.implementation.is_pandas_like():
        import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415 - the caller's own library

        codes, distinct = pd.factorize(nw.to_native(series), use_na_sentinel=True)
        return np.asarray(codes, dtype=np.int32), [str(value) for value in distinct]
    if series.dtype == nw.String and series.implementation.is_pyarrow():
        native = nw.to_native(series).combine_chunks().dictionary_encode()
        codes = native.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return np.asarray(codes, dtype=np.int32), native.dictionary.to_pylist()
    return _encode_values(series.to_list())


def _encode_polars(series: Any) -> tuple[npt.NDArray[np.int32], list[Any]]:  # noqa: ANN401
    import polars as pl  # noqa: PLC0415 - the caller's own library

    text = series if series.dtype == pl.Categorical else series.cast(pl.String).cast(pl.Categorical)
    physical = text.to_physical()
    codes = physical.cast(pl.Int64).fill_null(-1).to_numpy()
    # A place where each code stands; the last entry is what an absent value, index -1, finds.
    place = np.full(int(codes.max()) + 2 if len(codes) else 1, -1, dtype=np.int64)
    place[codes] = np.arange(len(codes))
    place[-1] = -1
    used = np.flatnonzero(place >= 0)
    dense = np.full(len(place), -1, dtype=np.int32)
    dense[used] = np.arange(len(used), dtype=np.int32)
    return dense[codes], text.gather(place[used]).cast(pl.String).to_list()


def as_source(data: object) -> Source:
    """Take what a Python caller has: a list of dicts, or a dataframe of any library narwhals knows.

    Raises:
        InputError: It is neither.
    """
    if isinstance(data, Source):
        return data
    if isinstance(data, Mapping) and all(isinstance(one, (list, tuple)) for one in data.values()):
        columns = {str(name): list(values) for name, values in data.items()}
        return _of_lists(columns, len(next(iter(columns.values()), [])))
    if isinstance(data, (list, tuple)) and all(isinstance(one, Mapping) for one in data):
        names = dict.fromkeys(str(name) for one in data for name in one)
        return _of_lists({name: [one.get(name) for one in data] for name in names}, len(data))
    try:
        frame = nw.from_native(data)  # type: ignore[call-overload]
        eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        headings = list(map(str, eager.columns))
    except TypeError:
        raise InputError([_no_table(data)]) from None
    except nw.exceptions.DuplicateError:
        headings = list(map(str, getattr(data, "column_names", getattr(data, "columns", ()))))
        raise InputError([_repeated(headings)]) from None
    if len(set(headings)) < len(headings):
        raise InputError([_repeated(headings)])
    if eager.implementation.is_polars():
        # All texts at once, because polars shares that out to all cores.
        eager = eager.with_columns(nw.selectors.string().cast(nw.Categorical))
    return Source(
        columns=dict(zip(headings, map(eager.get_column, eager.columns), strict=True)),
        rows=len(eager),
        where=lambda row, column: Where(path=f"row {row}, column {column}" if row >= 0 else column),
        is_frame=True,
    )


def _no_table(data: object) -> Problem:
    return Problem(
        code="SV-EV-001",
        what=Words(
            vi=f"không đọc được số liệu từ {type(data).__name__}",
            en=f"observations cannot be read from {type(data).__name__}",
        ),
        expected=Words(
            vi="danh sách dict, hoặc bảng pandas, polars, pyarrow, DuckDB",
            en="a list of dicts, or a table of pandas, polars, pyarrow or DuckDB",
        ),
        advice=Words(vi="Đọc tệp bằng Evidence.read(path, ...).", en="Read a file with Evidence.read(path, ...)."),
    )


def _repeated(headings: Sequence[str]) -> Problem:
    shown = ", ".join(map(quoted, sorted({name for name in headings if headings.count(name) > 1})))
    return Problem(
        code="SV-EV-005",
        what=Words(vi=f"bảng có cột trùng tên: {shown}", en=f"the table has several columns {shown}"),
        advice=Words(vi="Đổi tên hoặc bỏ bớt cột.", en="Rename or drop all but one."),
    )


def _of_lists(columns: Mapping[str, list[Any]], rows: int) -> Source:
    uneven = [name for name, values in columns.items() if len(values) != rows]
    if uneven:
        raise InputError(
            [
                Problem(
                    code="SV-EV-002",
                    what=Words(
                        vi=f"các cột dài ngắn khác nhau: {', '.join(uneven)}",
                        en=f"columns have different lengths: {', '.join(uneven)}",
                    ),
                )
            ]
        )
    return Source(
        columns=columns,
        rows=rows,
        where=lambda row, column: Where(path=f"[{row}].{column}" if row >= 0 else column),
        is_frame=True,
    )


def source_of_file(
    path: str | Path, *, sheet: str | None = None, encoding: str | None = None, limits: Limits | None = None
) -> Source:
    """Read a csv or xlsx file (or a parquet file, where polars or pyarrow is there to read it).

    Raises:
        InputError: With every problem of the file.
        MissingExtraError: A parquet file without the extra ``tables``.
    """
    if Path(path).suffix.lower() == ".parquet":
        return attrs.evolve(as_source(_read_parquet(Path(path))), file=Path(path).name)
    table = read_table(path, sheet=sheet, encoding=encoding, limits=limits or Limits())
    return Source(
        columns={column.name: column.values for column in table.columns},
        rows=table.rows,
        where=table.where,
        file=table.file,
        percent={column.name: frozenset(column.percent) for column in table.columns if column.percent},
        notes=table.notes,
    )


def _read_parquet(path: Path) -> object:
    from smartvillage.errors import MissingExtraError  # noqa: PLC0415

    try:
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(Words(vi="đọc tệp parquet", en="read a parquet file"), "tables") from None
    try:
        return pq.read_table(path)
    except Exception as problem:
        raise InputError(
            [
                Problem(
                    code="SV-EV-003",
                    what=Words(vi="không đọc được tệp parquet", en="the parquet file cannot be read"),
                    where=Where(file=path.name),
                )
            ]
        ) from problem
