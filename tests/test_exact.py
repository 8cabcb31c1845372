"""Exact numbers: what was written is what is compared, and whole numbers decide every comparison."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from smartvillage.errors import RefusedValueError
from smartvillage.exact import (
    Exact,
    Interval,
    decimal_text,
    half_step,
    half_step_interval,
    needed,
    round_display,
    scale_of,
    shortest,
)

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=3000)
OPERATORS = [operator.ge, operator.gt, operator.le, operator.lt]

# --- Exact: the one door ---------------------------------------------------------------------------------------------


@given(st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,14})?", fullmatch=True))
def test_text_is_taken_as_written(text):
    exact = Exact(text)

    assert exact == Fraction(text)
    assert Exact(str(exact)) == exact


@given(st.integers(-(10**14), 10**14), st.integers(1, 10**14))
def test_ratios_are_taken_as_written(above, below):
    exact = Exact(f"{above}/{below}")

    assert exact == Fraction(above, below)
    assert Exact(str(exact)) == exact


@given(st.integers(-(10**30) + 1, 10**30 - 1) | DECIMALS | st.floats(-1e12, 1e12).map(lambda value: round(value, 2)))
def test_whatever_came_in_reads_back_from_its_own_text(value):
    exact = Exact(value)

    assert Exact(str(exact)) == exact == Fraction(str(value))
    assert eval(repr(exact)) == exact
    assert pickle.loads(pickle.dumps(exact)) == exact
    assert copy.copy(exact) is copy.deepcopy(exact) is Exact(exact) is exact


@given(FRACTIONS, FRACTIONS)
def test_arithmetic_gives_plain_fractions(one, other):
    for result in (Exact(one) + Exact(other), Exact(one) * other, one - Exact(other), -Exact(one), abs(Exact(one))):
        assert type(result) is Fraction
    assert Exact(one) + Exact(other) == one + other
    assert hash(Exact(one)) == hash(one)


def test_a_computed_fraction_may_be_longer_than_a_reported_number():
    tiny, odd = Exact(Fraction(1, 2**40)), Exact(Fraction(10**40, 3))

    assert str(tiny) == "1/1099511627776"
    assert pickle.loads(pickle.dumps(odd)) == odd


@pytest.mark.parametrize(
    "text",
    [
        *["", " 1", "1 ", "+1", "1_000", "1e2", "1E2", ".5", "5.", "1.2.3", "97,5", "1.234,5", "٩٧", "１", "−5", "--1"],
        *["nan", "inf", "NaN", "#N/A", "TRUE", "97%", "1/0", "1/-2", "1.5/2", "1/2/3", "0x1F", "\n1", "1\n", "1" * 31],
        *["0." + "0" * 29 + "1", "1/" + "1" * 30],
    ],
)
def test_what_only_looks_like_a_number_is_refused(text):
    with pytest.raises(RefusedValueError) as caught:
        Exact(text)

    assert caught.value.say("en") != caught.value.say("vi")


@pytest.mark.parametrize(
    "value", [True, False, None, [], {}, b"1", 1j, np.float32(1.5), np.bool_(1), np.datetime64("2024-01-01")]
)
def test_what_is_of_another_kind_is_refused(value):
    with pytest.raises(TypeError) as caught:
        Exact(value)

    assert isinstance(caught.value, ValueError)
    assert "a number like 66.6 or 2/3" in caught.value.say("en")
    assert "số viết như 66.6 hoặc 2/3" in caught.value.say("vi")


@pytest.mark.parametrize(
    "value",
    [
        *[10**30, -(10**30), np.uint64(1) * 10.0**31, 1e30, 1e-30, 1.5e-29, 1e300, 5e-324],
        *[
            Decimal("1e30"),
            Decimal("1e-31"),
            Decimal("1e9999999"),
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal("-Infinity"),
        ],
        *[math.nan, math.inf, -math.inf, np.float64("nan")],
    ],
)
def test_what_is_too_long_or_not_finite_is_refused_before_any_arithmetic(value):
    with pytest.raises(RefusedValueError):
        Exact(value)


def test_whole_numbers_of_numpy_are_numbers():
    assert Exact(np.int64(-7)) == -7
    assert Exact(np.uint8(7)) == 7
    assert type(Exact(np.int64(7)).numerator) is int


def test_a_model_takes_and_gives_numbers_as_text():
    adapter = TypeAdapter(Exact)

    assert adapter.validate_python("66.60") == adapter.validate_python(66.6) == Fraction(333, 5)
    assert adapter.dump_json(Exact("66.60")) == b'"66.6"'
    assert adapter.validate_json('"2/3"') == Fraction(2, 3)
    assert adapter.json_schema()["type"] == "string"
    for value in ("66,6", True, None, math.nan):
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


# --- floats ----------------------------------------------------------------------------------------------------------


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 12))
def test_a_decimal_of_fifteen_digits_survives_being_a_float(digits, places):
    written = Decimal(digits).scaleb(-places, Context(prec=40))
    value = float(written)

    assert Exact(value) == Fraction(written)
    assert Exact(np.float64(value)) == Fraction(written)
    assert float(shortest(value)) == value
    assert "e" not in shortest(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_a_reported_figure_or_refused(value):
    digits = "".join(map(str, Decimal(repr(value)).as_tuple().digits)).strip("0")
    if len(digits) > 15:
        with pytest.raises(RefusedValueError, match="computed, not reported"):
            shortest(value)
    elif 1e-15 < abs(value) < 1e30:
        assert float(shortest(value)) == value
        assert Exact(value) == Fraction(shortest(value))


def test_a_caller_with_a_short_decimal_context_changes_nothing():
    with localcontext(Context(prec=3)):
        assert shortest(96.999) == "96.999"
        assert Exact(96.999) == Exact(Decimal("96.999")) == Fraction("96.999")
        with pytest.raises(RefusedValueError):
            shortest(0.1 + 0.2)


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0, "0"), (100.0, "100"), (1e22, "1" + "0" * 22), (-1e-7, "-0.0000001")]
)
def test_floats_are_written_in_plain_digits(value, text):
    assert shortest(value) == text


@given(FRACTIONS)
def test_a_decimal_text_is_exact_or_absent(value):
    text = decimal_text(value)
    below = value.denominator
    while below % 2 == 0 or below % 5 == 0:
        below //= 2 if below % 2 == 0 else 5

    assert (text is None) == (below > 1)
    assert text is None or Fraction(text) == value


# --- half steps ------------------------------------------------------------------------------------------------------


@given(FRACTIONS, st.lists(FRACTIONS, min_size=1, max_size=4))
def test_codes_compare_as_figures_do(value, levels):
    scale = scale_of(levels)
    code = half_step(value, scale)

    for level in levels:
        threshold = 2 * level * scale
        assert half_step(level, scale) == threshold
        for compare in [*OPERATORS, operator.eq]:
            assert compare(code, threshold) == compare(value, level)


INTERVALS = st.builds(
    Interval, st.none() | FRACTIONS, st.none() | FRACTIONS, low_open=st.booleans(), high_open=st.booleans()
)


def holds_somewhere(interval, compare, level):
    """Whether some figure of the interval compares so, found by looking at its ends and between all that matters."""
    low, high, low_open, high_open = interval
    ends = sorted({end for end in (low, high, level) if end is not None})
    points = {ends[0] - 1, ends[-1] + 1, *ends, *((one + two) / 2 for one, two in pairwise(ends))}
    inside = [
        point
        for point in points
        if (low is None or point > low or (point == low and not low_open))
        and (high is None or point < high or (point == high and not high_open))
    ]
    return any(compare(point, level) for point in inside)


def verdict(interval, compare, level, scale):
    """0 not met, 1 unknown, 2 met: what the ends of an interval say by their codes alone."""
    low, high = half_step_interval(interval, scale)
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    threshold = 2 * level * scale
    return compare(low, threshold) + compare(high, threshold)


@given(INTERVALS, FRACTIONS, st.integers(1, 4), st.sampled_from(OPERATORS))
def test_an_interval_meets_a_level_when_every_figure_in_it_does(interval, level, times, compare):
    low, high, low_open, high_open = interval
    if low is not None and high is not None:
        assume(low < high or (low == high and not low_open and not high_open))
    opposite = {operator.ge: operator.lt, operator.gt: operator.le, operator.le: operator.gt, operator.lt: operator.ge}
    some, others = holds_somewhere(interval, compare, level), holds_somewhere(interval, opposite[compare], level)

    assert verdict(interval, compare, level, level.denominator * times) == (some + (not others))


@given(FRACTIONS)
def test_relations_become_intervals(value):
    low, high = Exact(value), None

    assert Interval.of(value, "gt") == Interval(low, high, low_open=True)
    assert Interval.of(value, "ge") == Interval(low, high)
    assert Interval.of(value, "lt") == Interval(None, low, high_open=True)
    assert Interval.of(value, "le") == Interval(None, low)
    assert Interval.of(value) == Interval(low, low)
    assert Interval.of(value, "approx") == Interval.missing()
    assert half_step_interval(Interval.missing(), 10) == (None, None)


def test_another_relation_is_refused():
    with pytest.raises(
        RefusedValueError, match='">" is not a relation; expected one of: eq, approx, gt, ge, lt, le'
    ) as caught:
        Interval.of("1", ">")

    assert caught.value.say("vi") == '">" không phải quan hệ so sánh; cần một trong: eq, approx, gt, ge, lt, le'


TENTHS_AND_THIRDS = np.unique(np.concatenate([np.arange(1001) * 3, np.arange(301) * 10]))
"""Levels in thirtieths of a per cent: every tenth and every third from 0 to 100."""


def test_every_share_of_up_to_a_thousand_is_judged_as_whole_numbers_judge_it():
    """The sweep: k of n against p per cent for 501,500 shares, 1,201 levels and ``>= > <= <``.

    A share reaches as many levels as are not above it and exceeds as many as are below it; ``<`` and ``<=`` are what is
    left. So two counts by code equal to two counts by whole numbers are the same verdict on every level.
    """
    wrong = 0
    thresholds = 2 * TENTHS_AND_THIRDS
    for total in range(1, 1001):
        codes = [half_step(Fraction(100 * part, total), 30) for part in range(total + 1)]
        parts = 3000 * np.arange(total + 1)
        for side in ("right", "left"):
            by_code = np.searchsorted(thresholds, codes, side)
            by_whole_numbers = np.searchsorted(TENTHS_AND_THIRDS * total, parts, side)
            wrong += int(np.abs(by_code - by_whole_numbers).sum())

    assert len(TENTHS_AND_THIRDS) == 1001 + 301 - 101
    assert wrong == 0


@pytest.mark.parametrize("relation", ["gt", "ge", "lt", "le"])
def test_every_bound_is_judged_as_whole_numbers_judge_it(relation):
    """ "Over k of n" meets "at least p" when k of n does, and so on: written out for all sixteen pairs."""
    wrong = 0
    thresholds = 2 * TENTHS_AND_THIRDS
    for total in range(1, 1001, 37):
        bounds = [Interval.of(Fraction(100 * k, total), relation) for k in range(total + 1)]
        codes = [half_step_interval(bound, 30) for bound in bounds]
        below = relation in {"lt", "le"}
        known = np.array([high if below else low for low, high in codes])[:, None]
        parts = (3000 * np.arange(total + 1))[:, None]
        whole = TENTHS_AND_THIRDS * total
        for compare in OPERATORS:
            # at an open bound the level itself is excluded: over 80 is over 80 and not at most 80
            if relation == "gt":
                expected = parts >= whole if compare in {operator.ge, operator.gt} else ~(parts >= whole)
            elif relation == "lt":
                expected = parts <= whole if compare in {operator.le, operator.lt} else ~(parts <= whole)
            else:
                expected = compare(parts, whole)
            wrong += np.count_nonzero(compare(known, thresholds) != expected)

    assert wrong == 0


# --- how many are needed ---------------------------------------------------------------------------------------------


@given(st.integers(0, 400), st.fractions(min_value=-5, max_value=120, max_denominator=30), st.booleans())
def test_needed_is_the_first_count_that_is_enough(total, percent, strict):
    enough = operator.gt if strict else operator.ge

    assert needed(total, percent, strict=strict) == next(
        count for count in range(1000) if enough(100 * count, percent * total)
    )


def test_needed_is_exact_for_every_share_of_up_to_a_thousand():
    for total in range(1, 1001):
        for level in map(int, TENTHS_AND_THIRDS[total % 29 :: 29]):
            count = needed(total, Fraction(level, 30))
            assert 3000 * count >= level * total > 3000 * (count - 1)


def test_needed_takes_whole_and_reported_per_cents():
    assert needed(161, 97) == 157
    assert needed(15, 66.6) == 10
    assert needed(50, 100, strict=True) == 51


# --- for people to read ----------------------------------------------------------------------------------------------


@given(DECIMALS, st.integers(0, 8))
def test_display_rounds_half_away_from_zero_as_decimals_do(value, places):
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=60))

    assert round_display(Fraction(value), places) == f"{abs(rounded) if rounded == 0 else rounded:f}"


@given(FRACTIONS, st.integers(0, 6))
def test_display_is_never_more_than_half_a_step_away(value, places):
    shown = Fraction(round_display(value, places))

    assert abs(shown - value) * 2 * 10**places <= 1
    assert abs(shown) >= abs(value) or abs(shown - value) * 2 * 10**places < 1


def test_a_number_is_printed_as_its_text_in_every_python():
    """Python 3.13 gave fractions a format of their own, 53/5 for 10.6."""
    number = Exact("10.6")

    assert (f"{number}", f"{number:>6}", str(number)) == ("10.6", "  10.6", "10.6")
