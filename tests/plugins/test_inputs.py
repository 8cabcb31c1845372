"""Inputs hold intervals exactly, and nobody can write to them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.evaluation.judging import judge_value
from smartvillage.exact import Interval
from smartvillage.plugins.inputs import Column, Inputs
from tests.evaluation.figures_at_random import interval_of, numbers, observations

intervals = st.lists(observations().map(interval_of), max_size=6)
ARRAYS = (
    *("low", "high", "denominator", "has_low", "has_high", "low_open", "high_open", "not_applicable"),
    "missing",
)


@given(intervals)
def test_a_column_says_what_was_said(said):
    assert list(Column.of(said).intervals()) == said


@given(intervals)
def test_so_it_does_after_a_journey_as_whole_numbers(said):
    inputs = Inputs({"ns.water": Column.of(said)}, {"level": "7"})
    again = Inputs.from_dict(inputs.to_dict())

    assert (list(again["ns.water"].intervals()), dict(again.parameters), len(again)) == (
        said,
        {"level": "7"},
        len(said),
    )


@given(intervals, st.data())
def test_rows_are_taken_in_the_order_asked(said, data):
    rows = data.draw(st.lists(st.sampled_from(range(len(said))), max_size=6)) if said else []
    taken = Inputs({"ns.water": Column.of(said)}).take(rows)

    assert list(taken["ns.water"].intervals()) == [said[row] for row in rows]


@given(intervals, numbers, st.booleans(), st.booleans())
def test_a_column_is_judged_against_a_level_exactly(said, level, strict, upwards):
    column = Column.of(said)
    accepts = Interval(level, None, low_open=strict) if upwards else Interval(None, level, high_open=strict)
    codes = (column.at_least if upwards else column.at_most)(level, strict=strict)

    assert codes.tolist() == [3 if one is None else judge_value(accepts, one).code for one in said]


def test_an_interval_with_two_ends_has_one_denominator():
    column = Column.of([Interval(Fraction(1, 2), Fraction(2, 3), low_open=True)])

    assert (column.low.tolist(), column.high.tolist(), column.denominator.tolist()) == ([3], [4], [6])


@pytest.mark.parametrize("name", ARRAYS[:-1])
@pytest.mark.parametrize("said", [Interval.of("3"), Interval.of("1" * 28)])
def test_nothing_that_is_done_to_an_array_is_done_to_the_column(name, said):
    column = Column.of([said, None])
    before = getattr(column, name).tolist()
    array = getattr(column, name)
    if array.dtype == object:
        array[:] = 0
    else:
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.setflags(write=True)

    assert getattr(column, name).tolist() == before


def test_missing_and_not_applicable_are_two_things():
    column = Column.of([Interval.missing(), None, Interval.of("1", "lt")])

    assert column.missing.tolist() == [True, False, False]
    assert column.not_applicable.tolist() == [False, True, False]


def test_small_numbers_are_arrays_and_large_ones_python_integers():
    assert Column.of([Interval.of("3")]).low.dtype == np.int64
    assert Column.of([Interval.of("3"), Interval.of("9" * 25)]).low.tolist() == [3, int("9" * 25)]


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        Inputs({"a.b": Column.of([None]), "a.c": Column.of([])})
    with pytest.raises(ValueError, match="different lengths"):
        Inputs({"a.b": Column.of([None])}, rows=2)


def test_inputs_name_their_measures():
    assert repr(Inputs({"a.b": Column.of([None])})) == "<Inputs of 1 rows: a.b>"
    assert repr(Column.of([None])) == "<Column of 1 figures>"
