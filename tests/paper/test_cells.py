"""What may stand in a cell, and how it is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import RefusedValueError
from smartvillage.exact import Exact
from smartvillage.paper.cells import as_cell, as_double, jsonable, shown


class Colour(StrEnum):
    RED = "red"


class Code(IntEnum):
    MET = 2


class Name(str):
    __slots__ = ()


class Day(date):
    pass


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("xã", "xã"),
        (Name("Mỹ Lệ"), "Mỹ Lệ"),
        (Colour.RED, "red"),
        (np.str_("ấp"), "ấp"),
        (7, 7),
        (True, True),
        (np.int64(7), 7),
        (Fraction(2, 3), Exact("2/3")),
        (Decimal("66.60"), Exact("66.6")),
        (66.6, Exact("66.6")),
        (np.float64(66.6), Exact("66.6")),
        (date(2024, 12, 31), date(2024, 12, 31)),
        (Day(2024, 12, 31), date(2024, 12, 31)),
        (None, None),
    ],
)
def test_what_means_a_cell_becomes_one_of_the_plain_types(value, cell):
    found = as_cell(value)

    assert found == cell
    assert type(found) is type(cell)


@pytest.mark.parametrize("value", [Code.MET, datetime(2024, 1, 1, tzinfo=UTC), [1], b"x", 1j, np.bool_(True)])
def test_a_value_of_another_type_is_refused_in_both_languages(value):
    """A code of an enumeration would be printed as a bare number that nobody can read."""
    with pytest.raises(RefusedValueError, match=r"cannot stand in a cell; expected text, a whole number") as caught:
        as_cell(value)

    assert "không đưa vào ô của bảng được; cần chữ" in caught.value.say("vi")


def test_a_computed_float_is_refused():
    with pytest.raises(RefusedValueError, match="computed, not reported"):
        as_cell(0.1 + 0.2)


def test_half_a_character_is_refused():
    with pytest.raises(RefusedValueError, match="lone surrogate"):
        as_cell("a\ud800")


@pytest.mark.parametrize(
    "number", [Fraction(2, 3), 2**60 + 1, Exact("0.1234567890123456"), 10**400, Fraction(1, 10**40)]
)
def test_a_number_that_a_double_would_change_has_no_double(number):
    assert as_double(number) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=5))
def test_every_decimal_of_fifteen_digits_has_a_double_that_reads_back(value):
    assert Exact(as_double(Exact(value))) == Exact(value)


@pytest.mark.parametrize(
    ("cell", "plain", "vi", "en"),
    [
        (None, "", "", ""),
        (True, "true", "có", "yes"),
        (False, "false", "không", "no"),
        (Exact("-66.6"), "-66.6", "-66,6", "-66.6"),
        (Exact("2/3"), "2/3", "2/3", "2/3"),
        (2024, "2024", "2024", "2024"),
        (date(2024, 3, 1), "2024-03-01", "01/03/2024", "2024-03-01"),
        ("1.5", "1.5", "1.5", "1.5"),
    ],
)
def test_a_cell_is_shown_as_its_reader_writes(cell, plain, vi, en):
    assert (shown(cell), shown(cell, "vi"), shown(cell, "en")) == (plain, vi, en)


@pytest.mark.parametrize(
    ("cell", "found"), [(Exact("66.6"), "66.6"), (date(2024, 3, 1), "2024-03-01"), (True, True), (None, None), (3, 3)]
)
def test_json_keeps_exact_numbers_and_days_as_text(cell, found):
    assert jsonable(cell) == found
