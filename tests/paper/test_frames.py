"""From cells to the dataframes of other libraries."""

from __future__ import annotations

import sys
from datetime import date

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import MissingExtraError
from smartvillage.exact import Exact
from smartvillage.paper.frames import column_kind, to_frame

COLUMNS = {
    "flag": (True, None),
    "whole": (2**60, None),
    "double": (Exact("66.6"), 1),
    "part": (Exact("66.6"), Exact("2/3")),
    "day": (date(2024, 12, 31), None),
    "text": ("Mỹ Lệ", None),
    "mixed": ("a", 1),
    "nothing": (None, None),
}
FOUND = {
    "flag": [True, None],
    "whole": [2**60, None],
    "double": [66.6, 1.0],
    "part": ["66.6", "2/3"],
    "day": [date(2024, 12, 31), None],
    "text": ["Mỹ Lệ", None],
    "mixed": ["a", "1"],
    "nothing": [None, None],
}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ((True, False), "flag"),
        ((True, 1), "text"),
        ((1, None), "whole"),
        ((10**20,), "double"),
        ((2**63 + 1,), "text"),
        ((-(2**63),), "whole"),
        ((1, Exact("0.5")), "double"),
        ((1, Exact("1/3")), "text"),
        ((date(2024, 1, 1), "2024"), "text"),
        ((), "text"),
    ],
)
def test_a_column_takes_the_type_that_all_its_cells_allow(cells, kind):
    assert column_kind(cells) == kind


def test_polars_gets_every_figure_unchanged():
    frame = to_frame(COLUMNS, "polars")

    assert frame.to_dict(as_series=False) == FOUND
    assert frame.dtypes == [pl.Boolean, pl.Int64, pl.Float64, pl.String, pl.Date, pl.String, pl.String, pl.String]


def test_pyarrow_gets_every_figure_unchanged():
    frame = to_frame(COLUMNS, "pyarrow")

    assert frame.to_pydict() == FOUND
    assert frame.schema.field("nothing").type == pa.string()


def test_pandas_gets_every_figure_unchanged_and_its_own_missing_mark():
    frame = to_frame(COLUMNS, "pandas")
    found = {
        name: [None if pd.isna(value) else value.date() if name == "day" else value for value in frame[name]]
        for name in frame
    }

    assert found == FOUND
    assert [str(kind) for kind in frame.dtypes[:5]] == ["boolean", "Int64", "float64", "string", "datetime64[s]"]


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow"])
def test_an_empty_table_keeps_its_columns(kind):
    frame = to_frame({"a": (), "b": ()}, kind)
    columns = frame.column_names if kind == "pyarrow" else list(frame.columns)

    assert columns == ["a", "b"]
    assert len(frame) == 0


def test_a_library_that_is_not_installed_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"frame of polars.*smartvillage\[tables\]") as caught:
        to_frame(COLUMNS, "polars")

    assert caught.value.extra == "tables"


def test_another_kind_of_frame_is_refused():
    with pytest.raises(ValueError, match="use polars, pandas or pyarrow"):
        to_frame(COLUMNS, "spark")


@given(st.lists(st.fractions().map(Exact) | st.integers() | st.none()))
def test_no_number_ever_changes_on_the_way(cells):
    found = to_frame({"a": cells}, "polars")["a"].to_list()

    assert all(
        value == str(cell) if isinstance(value, str) else value is cell is None or Exact(value) == cell
        for cell, value in zip(cells, found, strict=True)
    )
