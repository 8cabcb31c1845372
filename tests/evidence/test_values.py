"""Values: a cell becomes the number that was reported, exactly, or is refused with the reason."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from smartvillage.errors import PROBLEMS_LISTED, RefusedValueError
from smartvillage.evidence.values import Unreadable, agrees, decode_floats, read_part, read_value
from smartvillage.exact import Exact, round_display
from tests.evidence.samples import AMOUNT, ATTESTED, COUNT, GRADED, RATIO, SHARE

MEASURES = (SHARE, COUNT, AMOUNT, RATIO, GRADED)


def fraction(reading, place):
    """What a reading says of one place."""
    return reading.big.get(place, Fraction(int(reading.num[place]), int(reading.den[place])))


def told(value, measure, **how):
    """Read a cell that must be refused; return the sentence."""
    with pytest.raises(Unreadable) as caught:
        read_value(value, measure, decimal=how.pop("decimal", None), **how)
    return caught.value


# --- a column of doubles -----------------------------------------------------------------------------------------


@st.composite
def reported(draw):
    """Draw a decimal of at most 15 significant digits, as somebody would type it."""
    digits = draw(st.integers(0, 10**15 - 1))
    places = draw(st.integers(0, 20))
    sign = draw(st.sampled_from(["", "-"]))
    return f"{sign}{Decimal(digits).scaleb(-places):f}"


@given(st.lists(reported(), max_size=20))
@example(["66.6", "0.1", "-0.0", "999999999999999", "0.000000000000001", "0", "100"])
def test_a_double_is_the_decimal_that_somebody_typed(texts):
    reading = decode_floats(np.array([float(text) for text in texts], dtype=np.float64))

    assert not reading.refused
    assert [fraction(reading, place) for place in range(len(texts))] == [Fraction(text) for text in texts]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
@example([1e300, -1e300, 5e-324, 1e22, 1e15, 1e16, 1e-19, 1e-22, float("inf"), float("-inf"), float("nan"), -0.0])
@example([0.1 + 0.2, 2 / 3, 123456789012345678.0, 1e-4 / 3, 1.0000000000000002])
def test_a_column_reads_as_each_of_its_doubles_does(values):
    """Law 3: the shortest decimal that reads back; what has none of 15 digits was computed and is refused."""
    reading = decode_floats(np.array(values, dtype=np.float64))

    for place, value in enumerate(values):
        if value != value:
            assert not reading.present[place]
            continue
        try:
            expected = Exact(value)
        except RefusedValueError:
            assert place in reading.refused
        else:
            assert place not in reading.refused
            assert fraction(reading, place) == expected
    assert reading.floats == sum(value == value for value in values)


def test_numbers_are_reduced_so_that_equal_values_look_alike():
    reading = decode_floats(np.array([66.6, 66.60, 0.5, 100.0]))

    assert reading.num.tolist() == [333, 333, 1, 100]
    assert reading.den.tolist() == [5, 5, 2, 1]


def test_a_computed_share_is_refused_with_what_to_do():
    reading = decode_floats(np.array([100 * 2 / 3]))

    assert reading.refused[0].what.en.startswith("66.66666666666667 has more than 15 significant digits")
    assert reading.refused[0].what.vi.startswith("66.66666666666667 có hơn 15 chữ số có nghĩa")
    assert reading.refused[0].advice.en == "Give the parts it was computed from, or the figure as text."


def test_a_column_of_computed_values_costs_no_more_than_the_first_hundred_messages():
    reading = decode_floats(np.linspace(1, 99, 5000) / 3)

    assert len(reading.refused) == PROBLEMS_LISTED
    assert len(reading.refused) + reading.unlisted > 4000


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_whole_numbers_come_as_they_are(kind):
    reading = decode_floats(np.array([0, 1, 100], dtype=kind))

    assert reading.num.tolist() == [0, 1, 100]
    assert reading.num.dtype == np.int64
    assert reading.floats == 0


def test_unsigned_numbers_beyond_64_bits_do_not_wrap():
    reading = decode_floats(np.array([2**63 - 1, 2**63, 2**64 - 1], dtype=np.uint64))

    assert [fraction(reading, place) for place in range(3)] == [2**63 - 1, 2**63, 2**64 - 1]


# --- single cells ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.kind)
@pytest.mark.parametrize("value", [2, 2.0, "2", " 2 ", Fraction(2), Decimal("2.0")])
def test_a_number_is_the_same_whatever_type_it_comes_in(measure, value):
    assert read_value(value, measure, decimal=None) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [("97%", "97"), ("97,5 %", "97.5"), ("97.5%", "97.5"), ("0,5", "0.5"), ("97.5", "97.5"), ("1.234,5", "1234.5")],
)
def test_a_share_may_carry_its_sign(text, value):
    assert read_value(text, SHARE, decimal=None) == Fraction(value)


@pytest.mark.parametrize(("decimal", "value"), [("comma", 1234), ("point", Fraction("1.234"))])
def test_a_text_with_two_readings_is_read_as_declared(decimal, value):
    assert read_value("1.234", AMOUNT, decimal=decimal) == value


def test_a_text_with_two_readings_is_refused_undeclared():
    problem = told("1.234", AMOUNT)

    assert problem.what.en == '"1.234" is either 1234 or 1.234'
    assert 'decimal="comma"' in problem.advice.en


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1_000", 'it holds "_", U+005F'),
        ("٩٧", 'it holds "٩", U+0669 ARABIC-INDIC DIGIT NINE'),
        ("−5", "U+2212 MINUS SIGN"),
        ("1e2", 'it holds "e"'),
        ("NaN", 'it holds "N"'),
        ("NA", 'it holds "N"'),
        ("inf", 'it holds "i"'),
        ("TRUE", 'it holds "T"'),
        ("1,234.5", "the English way"),
        ("45/50", 'it holds "/"'),
        ("đạt", "is not a number"),
    ],
)
def test_what_is_no_number_is_refused_by_name(text, part):
    problem = told(text, SHARE)

    assert part in problem.what.en
    assert problem.expected.en == "a percentage like 97.5 or 97,5%"


def test_a_minus_that_is_none_gets_advice():
    assert told("−5", AMOUNT).advice.en == "Type an ordinary hyphen (-) for minus."


def test_a_fraction_may_be_an_amount_but_not_a_share():
    """45/50 in the column of a percentage is 90 % to who typed it, and 0.9 to a program."""
    assert read_value("2/3", AMOUNT, decimal=None) == Fraction(2, 3)
    assert "2//3" in told("2//3", AMOUNT).what.en


def test_a_share_that_is_no_decimal_must_come_with_its_parts():
    problem = told(Fraction(200, 3), SHARE)

    assert problem.what.en == '"200/3" cannot be written out as a decimal'
    assert problem.advice.vi == "Đưa tử số và mẫu số."


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.kind)
def test_yes_and_no_are_no_numbers(measure, value):
    assert f"{value} is a truth value, not a number" in told(value, measure).what.en


@pytest.mark.parametrize("value", [float("inf"), 0.1 + 0.2, Decimal("1e40"), 10**30])
def test_numbers_that_nobody_reported_are_refused(value):
    assert told(value, AMOUNT).what.vi


def test_a_day_in_the_place_of_a_number_gets_advice():
    problem = told(date(2024, 5, 3), AMOUNT)

    assert "is a date, not a number" in problem.what.en
    assert "Format the cell" in problem.advice.en


def test_a_narrow_float_is_refused_even_where_it_looks_round():
    assert "is a float32" in told(np.float32(0.5), AMOUNT).what.en


def test_anything_else_is_no_number():
    assert "is not a number" in told(object(), AMOUNT).what.en


# --- cells shown as per cent -------------------------------------------------------------------------------------


def test_a_cell_shown_as_per_cent_means_what_it_shows():
    assert read_value(0.975, SHARE, decimal=None, percent_cell=True) == Fraction("97.5")
    assert read_value(1, SHARE, decimal=None, percent_cell=True) == 100


@pytest.mark.parametrize("measure", [COUNT, AMOUNT, RATIO, GRADED, ATTESTED], ids=lambda one: one.kind)
def test_per_cent_belongs_to_shares(measure):
    assert "is in per cent, but the measure is not" in told(1.0, measure, percent_cell=True).what.en
    if measure is not ATTESTED:
        assert "is in per cent, but the measure is not" in told("2%", measure).what.en


# --- yes and no, grades ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["có", "Đạt", "ĐẠT ", "true", "TRUE", "yes", "x", "X", "1", 1, 1.0, True, Fraction(1)]
)
def test_yes_has_many_words(value):
    assert read_value(value, ATTESTED, decimal=None) == 1


@pytest.mark.parametrize("value", ["không", "Chưa đạt", "không đạt", "false", "no", "0", 0, 0.0, False, Decimal(0)])
def test_so_has_no(value):
    assert read_value(value, ATTESTED, decimal=None) == 0


def test_words_are_read_whatever_their_unicode_form():
    assert read_value("kh\u00f4ng", ATTESTED, decimal=None) == read_value("kho\u0302ng", ATTESTED, decimal=None) == 0


@pytest.mark.parametrize("value", ["có thể", "100%", 2, 0.5, -1, "", None, date(2024, 1, 1)])
def test_what_is_neither_yes_nor_no_is_refused(value):
    problem = told(value, ATTESTED)

    assert "is neither yes nor no" in problem.what.en
    assert problem.expected.vi == "đạt / chưa đạt, có / không, true / false"


@pytest.mark.parametrize("value", ["four-star", "4 SAO", "four stars", 2, "2"])
def test_a_grade_goes_by_number_id_or_title(value):
    assert read_value(value, GRADED, decimal=None) == 2


def test_a_grade_without_an_english_title_goes_by_its_vietnamese_one():
    assert read_value("5 sao", GRADED, decimal=None) == 3


def test_an_unknown_grade_is_refused_with_those_there_are():
    assert told("six-star", GRADED).expected.en == "one of: three-star, four-star, five-star"


# --- parts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "part"), [("45", 45), (45, 45), (1.5, Fraction("1.5")), ("1.234,5", Fraction("1234.5"))]
)
def test_a_part_is_a_number_that_is_not_negative(value, part):
    assert read_part(value, None) == part


@pytest.mark.parametrize("value", [-1, "-1", -0.5, True, "x", "5%", float("inf"), date(2024, 1, 1)])
def test_other_parts_are_refused(value):
    with pytest.raises(Unreadable):
        read_part(value, None)


def test_a_part_is_never_shown_as_per_cent():
    with pytest.raises(Unreadable, match="is in per cent"):
        read_part(0.5, None, percent_cell=True)


# --- a value beside its parts ------------------------------------------------------------------------------------


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 4))
def test_a_printed_value_agrees_when_it_was_rounded_or_cut_off(above, below, places):
    exact = Fraction(100 * above, below)
    rounded, cut = Exact(round_display(exact, places)), Fraction(exact * 10**places // 1, 10**places)

    assert agrees(rounded, exact)
    assert agrees(cut, exact)


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 3))
def test_a_value_one_step_off_never_agrees(above, below, places):
    """A number does not remember the zeros behind it, so 54.0 counts as 54: such values are left aside."""
    exact, step = Fraction(100 * above, below), Fraction(1, 10**places)
    low, high = exact // step * step - step, exact // step * step + 2 * step
    assume(places == 0 or (low / step % 10 and high / step % 10))

    assert not agrees(low, exact)
    assert not agrees(high, exact)


@pytest.mark.parametrize(
    ("value", "parts", "does"),
    [
        ("54.6", (88, 161), True),  # 54.658 cut off
        ("54.7", (88, 161), True),  # rounded
        ("54.8", (88, 161), False),
        ("77", (216, 293), False),  # 73.72: the case that was printed wrong in a real report
        ("66.7", (2, 3), True),
        ("66.6", (2, 3), True),
        ("50", (1, 2), True),
        ("50.0", (1, 2), True),
    ],
)
def test_real_and_invented_figures_agree_or_do_not(value, parts, does):
    assert agrees(Exact(value), Fraction(100 * parts[0], parts[1])) is does


def test_a_value_without_a_finite_decimal_must_be_exact():
    assert agrees(Fraction(200, 3), Fraction(200, 3))
    assert not agrees(Fraction(200, 3), Fraction(201, 3))
