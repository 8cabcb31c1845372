"""Sources: the same columns out of a list, a mapping, any dataframe, a file."""

from datetime import datetime
from decimal import Decimal

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smartvillage.errors import InputError, MissingExtraError
from smartvillage.evidence.sources import Source, as_source, source_of_file

TEXTS = ["xã A", None, "xã B", "xã A"]


def column(values, **how):
    """Encode one column; return each cell's value again."""
    codes, distinct = as_source({"x": values}).encode("x") if not how else how["source"].encode("x")
    assert codes.dtype == np.int32
    return [None if code < 0 else distinct[code] for code in codes]


def refused(act, *given, **how):
    with pytest.raises(InputError) as caught:
        act(*given, **how)
    return str(caught.value)


FRAMES = {
    "pandas object": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype=object)}),
    "pandas str": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype="str")}),
    "pandas string": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype="string[pyarrow]")}),
    "pandas category": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype="category")}),
    "polars": lambda: pl.DataFrame({"x": TEXTS}),
    "polars lazy": lambda: pl.LazyFrame({"x": TEXTS}),
    "polars categorical": lambda: pl.DataFrame({"x": pl.Series(TEXTS, dtype=pl.Categorical)}),
    "polars enum": lambda: pl.DataFrame({"x": pl.Series(TEXTS, dtype=pl.Enum(["xã A", "xã B"]))}),
    "pyarrow": lambda: pa.table({"x": TEXTS}),
    "pyarrow in chunks": lambda: pa.table({"x": pa.chunked_array([TEXTS[:1], TEXTS[1:]], type=pa.string())}),
    "pyarrow dictionary": lambda: pa.table({"x": pa.array(TEXTS).dictionary_encode()}),
    "narwhals": lambda: nw.from_native(pl.DataFrame({"x": TEXTS})),
    "duckdb": lambda: duckdb.sql("select unnest(['xã A', null, 'xã B', 'xã A']) as x"),
    "list of dicts": lambda: [{"x": text} for text in TEXTS],
    "mapping of lists": lambda: {"x": TEXTS},
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_text_is_coded_alike_whatever_holds_it(make):
    source = as_source(make())

    assert column(None, source=source) == TEXTS
    assert source.rows == 4
    assert source.is_frame


def test_a_column_of_nothing_has_no_values():
    assert column([None, None]) == [None, None]
    assert column(None, source=as_source(pl.DataFrame({"x": pl.Series([None], dtype=pl.String)}))) == [None]


def test_a_key_that_a_row_lacks_is_an_absent_value():
    source = as_source([{"x": 1}, {"y": 2}])

    assert column(None, source=source) == [1, None]


def test_a_source_is_taken_as_it_is():
    source = as_source({"x": [1]})

    assert as_source(source) is source


def test_values_of_different_types_stay_apart():
    """True is not 1, "1" is neither."""
    codes, distinct = as_source({"x": [1, True, "1", 1.0, 1]}).encode("x")

    assert codes.tolist() == [0, 1, 2, 3, 0]
    assert [type(one) for one in distinct] == [int, bool, str, float]


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        float("nan"),
        np.float64("nan"),
        np.float32("nan"),
        pd.NA,
        pd.NaT,
        Decimal("NaN"),
        np.datetime64("NaT", "s"),
    ],
    ids=repr,
)
def test_what_dataframes_put_where_nothing_is_is_absent(nothing):
    assert column([nothing, "x"]) == [None, "x"]


def test_the_word_nan_is_a_word():
    assert column(["NaN", "NA"]) == ["NaN", "NA"]


def test_values_that_numpy_wraps_are_unwrapped():
    found = column([np.int64(5), np.float64(66.6), np.bool_(True), np.str_("x"), np.datetime64("2024-01-01")])

    assert found[:4] == [5, 66.6, True, "x"]
    assert [type(one) for one in found[:3]] == [int, float, bool]


def test_a_narrow_float_keeps_its_type_so_that_it_can_be_refused():
    assert type(column([np.float32(0.5)])[0]) is np.float32


@pytest.mark.parametrize("make", [lambda: {"x": [1, [1, 2]]}, lambda: pl.DataFrame({"x": [[1], [1, 2]]})])
def test_a_cell_with_parts_of_its_own_is_refused(make):
    message = refused(as_source(make()).encode, "x")

    assert message.startswith("SV-EV-004")
    assert "the cell holds a list, not one value" in message


# --- numeric columns ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame({"x": pd.Series([66.6, None], dtype="float64")}),
        lambda: pd.DataFrame({"x": pd.Series([66.6, None], dtype="Float64")}),
        lambda: pd.DataFrame({"x": pd.Series([66.6, None], dtype="double[pyarrow]")}),
        lambda: pl.DataFrame({"x": [66.6, None]}),
        lambda: pa.table({"x": [66.6, None]}),
        lambda: duckdb.sql("select unnest([66.6::double, null]) as x"),
    ],
)
def test_a_column_of_doubles_comes_whole(make):
    numbers = as_source(make()).numbers("x")

    assert numbers.dtype == np.float64
    assert numbers[0] == 66.6
    assert np.isnan(numbers[1])


@pytest.mark.parametrize("kind", ["Int8", "UInt32", "Int64", "UInt64"])
def test_a_column_of_whole_numbers_comes_whole(kind):
    numbers = as_source(pl.DataFrame({"x": pl.Series([1, 2], dtype=getattr(pl, kind))})).numbers("x")

    assert numbers.tolist() == [1, 2]
    assert numbers.dtype.kind in "iu"


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame({"x": pd.Series([1, None], dtype="Int64")}),
        lambda: pl.DataFrame({"x": pl.Series([1, None], dtype=pl.Int64)}),
        lambda: pl.DataFrame({"x": pl.Series([1, None], dtype=pl.Int128)}),
        lambda: pl.DataFrame({"x": pl.Series(["1", None])}),
        lambda: pl.DataFrame({"x": pl.Series([Decimal("1.5"), None])}),
        lambda: pl.DataFrame({"x": pl.Series([True, None])}),
        lambda: {"x": [1, None]},
    ],
)
def test_other_columns_are_read_cell_by_cell(make):
    source = as_source(make())

    assert source.numbers("x") is None
    assert column(None, source=source)[1] is None


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: pd.DataFrame({"x": np.array([66.6], dtype=np.float32)}), "float32"),
        (lambda: pd.DataFrame({"x": np.array([66.6], dtype=np.float16)}), "float16"),
        (lambda: pd.DataFrame({"x": pd.Series([66.6], dtype="Float32")}), "float32"),
        (lambda: pl.DataFrame({"x": pl.Series([66.6], dtype=pl.Float32)}), "float32"),
        (lambda: pa.table({"x": pa.array(np.array([66.6], dtype=np.float16))}), "float16"),
    ],
)
def test_narrow_floats_are_refused(make, kind):
    """66.6 is stored as 66.5999984741211 there, and nobody reported that."""
    message = refused(as_source(make()).numbers, "x")

    assert message.startswith(f"SV-EV-010 x: the column x is {kind}, which holds seven digits or fewer.")


# --- what is no table --------------------------------------------------------------------------------------------


STRANGE = [5, "so-lieu.csv", None, [1, 2], pd.Series([1]), object()]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: type(one).__name__)
def test_what_is_no_table_is_refused_with_what_is(strange):
    message = refused(as_source, strange)

    assert "cannot be read from" in message
    assert "a list of dicts, or a table of pandas, polars, pyarrow or DuckDB" in message
    assert "Evidence.read(path, ...)" in message


def test_columns_of_different_lengths_are_refused():
    assert "columns have different lengths: y" in refused(as_source, {"x": [1, 2], "y": [1]})


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame([[1, 2]], columns=["x", "x"]),
        lambda: pa.table([[1], [2]], names=["x", "x"]),
        lambda: pd.DataFrame([[1, 2]], columns=[7, "7"]),
    ],
)
def test_columns_of_one_name_are_refused(make):
    assert "the table has several columns" in refused(as_source, make())


def test_a_heading_that_is_no_text_is_read_as_one():
    assert list(as_source(pd.DataFrame([[1]], columns=[2024])).columns) == ["2024"]


# --- where a cell stands -----------------------------------------------------------------------------------------


def test_a_problem_can_say_where_it_stands_in_a_list_and_in_a_frame():
    in_list, in_frame = as_source([{"x": 1}]), as_source(pl.DataFrame({"x": [1]}))

    assert [in_list.where(row, "x").say("en") for row in (0, -1)] == ["[0].x", "x"]
    assert [in_frame.where(row, "x").say("en") for row in (0, -1)] == ["row 0, column x", "x"]


# --- files -------------------------------------------------------------------------------------------------------


def test_a_csv_file_is_a_source(tmp_path):
    path = tmp_path / "so-lieu.csv"
    path.write_text("unit,value\n28222,97.5\n", encoding="utf-8")
    source = source_of_file(path)

    assert isinstance(source, Source)
    assert (source.file, source.rows, source.is_frame) == ("so-lieu.csv", 1, False)
    assert source.numbers("value") is None
    assert source.where(0, "value").say("en") == 'so-lieu.csv, line 2, column 2, "value"'


def test_a_parquet_file_is_a_source(tmp_path):
    pq.write_table(pa.table({"x": [66.6]}), tmp_path / "so-lieu.parquet")
    source = source_of_file(tmp_path / "so-lieu.parquet")

    assert source.file == "so-lieu.parquet"
    assert source.numbers("x").tolist() == [66.6]


def test_a_broken_parquet_file_is_refused_without_a_foreign_traceback(tmp_path):
    (tmp_path / "so-lieu.parquet").write_bytes(b"PAR1 nothing else")

    assert refused(source_of_file, tmp_path / "so-lieu.parquet").startswith("SV-EV-003 so-lieu.parquet")


def test_reading_parquet_without_its_library_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)

    with pytest.raises(MissingExtraError) as caught:
        source_of_file(tmp_path / "so-lieu.parquet")

    assert 'pip install "smartvillage[tables]"' in str(caught.value)


def test_days_of_a_frame_come_as_days():
    stamps = as_source(pd.DataFrame({"x": [pd.Timestamp("2024-06-30"), pd.NaT]}))

    found = column(None, source=stamps)

    assert isinstance(found[0], datetime)
    assert found[1] is None
