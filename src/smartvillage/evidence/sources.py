"""Where observations come from: a file, a dataframe of any kind, a list of dicts. One shape for all of them.

A :class:`Source` holds columns before anybody knows what they mean. It can *encode* a column (codes and the distinct
values), which is how text is looked at once however often it occurs, and hand out a numeric column as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import narwhals as nw
import numpy as np
import numpy.typing as npt

from smartvillage.errors import InputError, Problem, Where, Words
from smartvillage.evidence.limits import Limits
from smartvillage.evidence.sheets import read_table

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
        """Return codes and distinct values of a column; code -1 is an absent value."""
        column = self.columns[name]
        if isinstance(column, nw.Series):
            return _encode_series(column)
        return _encode_values(column)

    def numbers(self, name: str) -> npt.NDArray[Any] | None:
        """Return a column of a dataframe that is numeric as a NumPy array with NaN for missing; otherwise ``None``."""
        column = self.columns[name]
        if not isinstance(column, nw.Series):
            return None
        dtype = column.dtype
        if dtype == nw.Float32:
            raise InputError(
                [
                    Problem(
                        code="SV-EV-010",
                        what=Words(
                            vi=f"cột {name} là float32, chỉ giữ được khoảng bảy chữ số",
                            en=f"the column {name} is float32, which holds about seven digits",
                        ),
                        where=Where(path=name),
                        advice=Words(
                            vi="Đọc lại từ nguồn dưới dạng float64, số nguyên hoặc chữ.",
                            en="Read it again from its source as float64, integers or text.",
                        ),
                    )
                ]
            )
        if dtype.is_float():
            return np.asarray(column.cast(nw.Float64).to_numpy(), dtype=np.float64)
        if dtype.is_integer() and not column.is_null().any():
            return np.asarray(column.to_numpy())
        return None


def _encode_values(values: Iterable[Any]) -> tuple[npt.NDArray[np.int32], list[Any]]:
    # Values of different types are kept apart: True is not 1 and "1" is neither.
    seen: dict[tuple[type, Any], int] = {}
    distinct: list[Any] = []
    codes = []
    for value in values:
        if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
            codes.append(-1)
            continue
        key = (type(value), value)
        code = seen.get(key)
        if code is None:
            code = seen[key] = len(distinct)
            distinct.append(value)
        codes.append(code)
    return np.asarray(codes, dtype=np.int32), distinct


def _encode_series(series: nw.Series[Any]) -> tuple[npt.NDArray[np.int32], list[Any]]:
    if series.dtype in {nw.Categorical, nw.Enum}:
        series = series.cast(nw.String)
    if series.dtype == nw.String and series.implementation.is_polars():
        return _encode_polars(nw.to_native(series))
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

    text = series.cast(pl.String).cast(pl.Categorical)
    physical = text.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    used = np.flatnonzero(np.bincount(physical[physical >= 0].astype(np.int64)))
    dense = np.full(int(used[-1]) + 2 if len(used) else 1, -1, dtype=np.int32)
    dense[used] = np.arange(len(used), dtype=np.int32)
    # The last entry stays -1 and is what an absent value, index -1, finds.
    names = text.unique().drop_nulls()
    by_physical = dict(zip(names.to_physical().to_list(), names.cast(pl.String).to_list(), strict=True))
    return dense[physical], [by_physical[int(code)] for code in used]


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
    except TypeError:
        raise InputError(
            [
                Problem(
                    code="SV-EV-001",
                    what=Words(
                        vi=f"không đọc được số liệu từ {type(data).__name__}",
                        en=f"observations cannot be read from {type(data).__name__}",
                    ),
                    expected=Words(
                        vi="danh sách dict, hoặc bảng pandas, polars, pyarrow, DuckDB",
                        en="a list of dicts, or a table of pandas, polars, pyarrow or DuckDB",
                    ),
                    advice=Words(
                        vi="Đọc tệp bằng Evidence.read(path, ...).", en="Read a file with Evidence.read(path, ...)."
                    ),
                )
            ]
        ) from None
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return Source(
        columns={name: eager[name] for name in eager.columns},
        rows=len(eager),
        where=lambda row, column: Where(path=f"row {row}, column {column}" if row >= 0 else column),
        is_frame=True,
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
