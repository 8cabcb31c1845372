"""Numbers as Vietnamese offices write them."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.exact import Exact
from smartvillage.text import NumberError, read_number, read_percent, write_number, write_short


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("97", "97"),
        ("-97", "-97"),
        ("05", "5"),
        ("97,5", "97.5"),
        ("97.5", "97.5"),
        ("1.234,5", "1234.5"),
        ("1.234,567", "1234.567"),
        ("12.345.678", "12345678"),
        ("-12.345.678,9", "-12345678.9"),
        ("0.285", "0.285"),
        ("0,285", "0.285"),
        ("012.345", "12.345"),
        ("1234.567", "1234.567"),
        ("1234,567", "1234.567"),
        ("1.2345", "1.2345"),
        (" 97 ", "97"),
        ("9" * 30, "9" * 30),
    ],
)
def test_undeclared_text_with_one_reading_is_read(text, value):
    assert read_number(text) == Exact(value)


@pytest.mark.parametrize(
    ("text", "either"), [("1.234", "1234 or 1.234"), ("1,234", "1234 or 1.234"), ("-999.000", "-999000 or -999.000")]
)
def test_undeclared_text_with_two_readings_is_refused_and_both_are_named(text, either):
    with pytest.raises(NumberError, match="Declare the decimal sign") as caught:
        read_number(text)

    assert f'"{text}" is either {either}' in caught.value.what.en
    assert "khai báo dấu thập phân" in caught.value.say("vi")


@pytest.mark.parametrize("text", ["1,234.5", "1,234,567", "12,345,678.9"])
def test_english_grouping_is_refused_until_it_is_declared(text):
    with pytest.raises(NumberError, match=r"the English way.*Declare"):
        read_number(text)

    assert read_number(text, "point") == Exact(text.replace(",", ""))


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.234,5", "comma", "1234.5"),
        ("97,5", "comma", "97.5"),
        ("1.234", "comma", "1234"),
        ("1,234", "comma", "1.234"),
        ("1234.5", "point", "1234.5"),
        ("97.5", "point", "97.5"),
        ("1.234", "point", "1.234"),
        ("1,234", "point", "1234"),
        ("1,234.5", "point", "1234.5"),
    ],
)
def test_declared_convention_decides(text, decimal, value):
    assert read_number(text, decimal) == Exact(value)


@pytest.mark.parametrize(
    "text",
    ["97.5", "1.23", "1234.567", "0.285", "01.234", "1.234.56", "1,234.5", "1.234,", ",5"],
)
def test_comma_convention_refuses_a_point_that_does_not_group(text):
    with pytest.raises(NumberError, match="comma before the decimals"):
        read_number(text, "comma")


@pytest.mark.parametrize("text", ["97,5", "1,23", "1234,567", "0,285", "1.234,5", "1.2.3", ".5", "5."])
def test_point_convention_refuses_a_comma_that_does_not_group(text):
    with pytest.raises(NumberError, match="point before the decimals"):
        read_number(text, "point")


@pytest.mark.parametrize("decimal", [None, "comma", "point"])
@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "1_000", "٩٧", "1e2", "1E2", "TRUE", "−5", "+5", "--5", "5-", "NaN", "nan", "inf", "∞", "NA",
        "1 234", "1\u00a0234", "97\n", "\t97", "97%", "=1+1", "0x10", "２", "½", "1/2", "1.2.3,4,5", "1..5",
        "1.,5", "#DIV/0!",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_refused(text, decimal):
    with pytest.raises(NumberError, match=r"is not a number.*; expected a number like") as caught:
        read_number(text, decimal)

    assert "không phải là số" in caught.value.say("vi")


@pytest.mark.parametrize("text", ["9" * 31, "0." + "1" * 30, "1" + "0" * 1_000_000, " " * 5 + "-" * 1_000])
def test_more_digits_than_anyone_reports_are_refused_before_anything_is_computed(text):
    with pytest.raises(NumberError, match=r"more than 30 digits|not a number") as caught:
        read_number(text)

    assert len(str(caught.value)) < 200


def test_a_strange_character_is_named_so_that_it_can_be_found():
    with pytest.raises(NumberError, match=r"U\+2212 MINUS SIGN.*ordinary hyphen"):
        read_number("−5")
    with pytest.raises(NumberError, match=r"U\+0669 ARABIC-INDIC DIGIT NINE"):
        read_number("٩٧")
    with pytest.raises(NumberError, match=r"U\+0000 \?"):
        read_number("9\x007")


def test_a_refusal_survives_a_process_boundary():
    with pytest.raises(NumberError) as caught:
        read_number("1.234")
    copy = pickle.loads(pickle.dumps(caught.value))

    assert (copy.what, copy.expected, copy.advice) == (caught.value.what, caught.value.expected, caught.value.advice)
    assert isinstance(copy, ValueError)


@pytest.mark.parametrize(
    ("text", "value", "signed"),
    [
        ("97", "97", False),
        ("97%", "97", True),
        ("97,5 %", "97.5", True),
        (" 97.5% ", "97.5", True),
        ("-1%", "-1", True),
    ],
)
def test_per_cent_sign_is_read_and_reported(text, value, signed):
    assert read_percent(text) == (Exact(value), signed)


def test_per_cent_sign_does_not_declare_the_decimal_sign():
    assert read_percent("1.234%", "comma") == (1234, True)
    with pytest.raises(NumberError, match=r"either 1234 or 1\.234"):
        read_percent("1.234%")


@pytest.mark.parametrize("text", ["%", "%97", "97%%", "97 ‰", "97\u00a0%", "0,97 % dân số"])
def test_only_one_per_cent_sign_after_the_number_is_accepted(text):
    with pytest.raises(NumberError, match="is not a number"):
        read_percent(text)


def test_per_cent_sign_where_none_belongs_is_explained():
    with pytest.raises(NumberError, match="belongs only to measures in per cent"):
        read_number("97%", "comma")


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("0", "0", "0"),
        ("-0.5", "-0,5", "-0.5"),
        ("999", "999", "999"),
        ("1234", "1.234", "1,234"),
        ("-1234567.25", "-1.234.567,25", "-1,234,567.25"),
        ("2/3", "2/3", "2/3"),
        ("-4000/3", "-4000/3", "-4000/3"),
    ],
)
def test_numbers_are_written_in_full_unless_places_are_asked_for(value, vi, en):
    assert (write_number(Exact(value)), write_number(Exact(value), "en")) == (vi, en)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("0.285", 2, "0,29"), ("94.5", 0, "95"), ("-94.5", 0, "-95"), ("2/3", 1, "0,7"), ("1234.5", 2, "1.234,50"),
     ("-0.4", 0, "0"), ("-0.04", 1, "0,0"), ("-0.4", 1, "-0,4")],
)  # fmt: skip
def test_display_rounds_half_away_from_zero(value, places, text):
    assert write_number(Exact(value), places=places) == text


def test_plain_integers_and_fractions_can_be_written():
    assert (write_number(161), write_number(Fraction(1, 4), "en")) == ("161", "0.25")


@given(digits=st.integers(-(10**18), 10**18), places=st.integers(0, 6))
def test_what_is_written_always_reads_back_under_the_declared_convention(digits, places):
    value = Fraction(digits, 10**places)

    assert read_number(write_number(value, "vi"), "comma") == value
    assert read_number(write_number(value, "en"), "point") == value


@given(st.text(alphabet="0123456789.,-", max_size=12))
def test_an_undeclared_number_never_contradicts_a_declared_one(text):
    """Where two conventions read a text and disagree, the undeclared reader must not choose."""

    def attempt(decimal):
        try:
            return read_number(text, decimal)
        except NumberError:
            return None

    undeclared, declared = attempt(None), {attempt("comma"), attempt("point")} - {None}

    assert undeclared is None or declared == {undeclared}


@given(st.text(max_size=20))
def test_any_text_is_either_a_number_or_a_refusal_in_both_languages(text):
    try:
        value = read_number(text)
    except NumberError as error:
        told = error.say("vi"), error.say("en")
    else:
        told = str(value), text

    assert all(told)


@pytest.mark.parametrize(
    ("value", "shown"), [(70, "70"), (Fraction(145, 2), "72,5"), (Fraction(500, 7), "71,43"), (Fraction(1, 8), "0,13")]
)
def test_a_short_number_is_whole_or_has_two_decimals(value, shown):
    assert write_short(value) == shown
