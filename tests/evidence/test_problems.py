"""Problems are collected in any order, told in the order of rows, and counted beyond the first hundred."""

import pytest

from smartvillage.errors import InputError, Problem, Words
from smartvillage.evidence.problems import Collector


def problem(text):
    return Problem(code="SV-EV-000", what=Words(text, text))


def test_nothing_found_raises_nothing():
    found = Collector()
    found.raise_if_any()

    assert len(found) == 0


def test_problems_are_told_in_the_order_of_rows():
    found = Collector()
    for row in (7, -1, 3):
        found.add(row, problem(f"row {row}"))

    with pytest.raises(InputError) as caught:
        found.raise_if_any()

    assert [one.what.en for one in caught.value.problems] == ["row -1", "row 3", "row 7"]
    assert len(found) == 3


def test_the_first_hundred_of_a_kind_are_told_and_the_rest_is_counted():
    found = Collector()
    for row in found.count_more(range(250)):
        found.add(row, problem(f"row {row}"))
    found.count(1000)

    with pytest.raises(InputError) as caught:
        found.raise_if_any()

    assert len(caught.value.problems) == 100
    assert caught.value.unlisted == 1150
    assert str(caught.value).endswith("… and 1150 more.")
