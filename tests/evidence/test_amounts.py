"""Amounts: values and parts become whole numbers that give them exactly."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError
from smartvillage.evidence.columns import MISSING
from smartvillage.evidence.evidence import Evidence
from tests.evidence.samples import (
    AMOUNT,
    ATTESTED,
    COUNT,
    GRADED,
    MEASURES,
    RATIO,
    SHARE,
    codes,
    read,
    refused,
    row,
    rows_of,
    values,
)


def one(evidence):
    """The only row, as canonical text."""
    (found,) = evidence.rows()
    return found


def test_every_kind_of_measure_reads_its_values():
    evidence = read(
        row(SHARE, value="97,5%"),
        row(COUNT, value="3"),
        row(AMOUNT, value="48,5"),
        row(RATIO, numerator="100", denominator="3"),
        row(ATTESTED, value="đạt"),
        row(GRADED, value="4 sao"),
    )

    assert {found["measure"]: found["value"] for found in evidence.rows()} == {
        SHARE.id: "97.5",
        COUNT.id: "3",
        AMOUNT.id: "48.5",
        RATIO.id: None,
        ATTESTED.id: "1",
        GRADED.id: "2",
    }


def test_one_text_is_read_under_each_measure_it_stands_under():
    """ "x" is yes for one measure and nothing for another; a number is a grade here and a percentage there."""
    evidence = read(row(SHARE, value="2"), row(GRADED, value="2"), row(ATTESTED, value="x"))

    assert sorted(values(evidence)) == ["1", "2", "2"]
    assert codes(refused(row(ATTESTED, value="x"), row(SHARE, value="x"))) == ["SV-EV-030"]


def test_an_undeclared_text_with_two_readings_is_refused_and_a_declared_one_read():
    assert codes(refused(row(AMOUNT, value="1.234"))) == ["SV-EV-030"]
    assert values(read(row(AMOUNT, value="1.234"), decimal="comma")) == ["1234"]
    assert values(read(row(AMOUNT, value="1.234"), decimal="point")) == ["1.234"]
    assert one(read(row(RATIO, numerator="1.234", denominator="2"), decimal="comma"))["numerator"] == "1234"


@pytest.mark.parametrize("blank", [None, "", " ", float("nan"), pd.NA])
def test_an_empty_cell_is_a_missing_figure(blank):
    evidence = read(row(value=blank))

    assert values(evidence) == [None]
    assert MISSING[evidence.columns.missing[0]] == "none-given"


def test_floats_are_counted_in_the_manifest():
    assert read(*rows_of(SHARE, [66.6, 5, "7", None])).manifest["floats"] == 1
    assert Evidence(pl.DataFrame(rows_of(SHARE, [66.6, 5.0, None])), measures=MEASURES).manifest["floats"] == 2


def test_a_computed_column_is_refused_with_the_first_hundred_and_the_rest_counted():
    frame = pl.DataFrame(rows_of(SHARE, [number / 7 for number in range(1, 601)]))
    with pytest.raises(InputError) as caught:
        Evidence(frame, measures=MEASURES)

    assert len(caught.value.problems) == 100
    assert len(caught.value.problems) + caught.value.unlisted == 600 - 600 // 7


def test_parts_are_kept_as_they_were_reported():
    found = one(read(row(numerator="45", denominator="50")))

    assert (found["value"], found["numerator"], found["denominator"]) == (None, "45", "50")


def test_nothing_of_nothing_is_not_applicable_and_reads_back_as_itself():
    evidence = read(row(numerator=0, denominator="0,0"))

    assert MISSING[evidence.columns.missing[0]] == "not-applicable"
    assert (one(evidence)["numerator"], one(evidence)["denominator"], one(evidence)["missing"]) == ("0", "0", None)


def test_something_of_nothing_is_refused():
    error = refused(row(numerator="5", denominator="0"))

    assert codes(error) == ["SV-EV-034"]
    assert error.problems[0].what.en == "the denominator is 0 but the numerator is not"


@pytest.mark.parametrize("cells", [{"numerator": "5", "denominator": None}, {"numerator": "", "denominator": "5"}])
def test_one_part_of_two_is_refused(cells):
    assert codes(refused(row(**cells))) == ["SV-EV-031"]


def test_parts_belong_to_shares_and_ratios():
    assert codes(refused(row(COUNT, numerator="1", denominator="2"))) == ["SV-EV-032"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("4611686018427387904", "9000000000000000000"),
        ("4600000000000000000", "4600000000000000000,5"),
        ("0,0000000001", "1"),
        ("1", "0,0000000001"),
        ("99999999999999999999", "999999999999999999999"),
    ],
)
def test_parts_that_would_not_fit_are_refused_and_never_wrap(above, below):
    error = refused(row(numerator=above, denominator=below))

    assert codes(error) == ["SV-EV-033"]
    assert error.problems[0].expected.en == "at most 18 digits, 9 of them decimals"


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 6), st.integers(0, 6))
def test_decimal_parts_give_the_exact_ratio(above, below, up, down):
    parts = Fraction(above, 10**up), Fraction(below, 10**down)
    columns = read(row(RATIO, numerator=parts[0], denominator=parts[1])).columns

    assert columns.value(0, 1) == parts[0] / parts[1]
    assert columns.part(0) == parts


def test_negative_parts_are_refused_in_a_cell_and_in_a_column():
    assert codes(refused(row(numerator="-1", denominator="2"))) == ["SV-EV-030"]
    with pytest.raises(InputError, match="it is below zero"):
        Evidence(pl.DataFrame([row(numerator=-1, denominator=2)]), measures=MEASURES)


@pytest.mark.parametrize("value", ["73,7", "73.72", "74", "73", 73.7])
def test_a_value_beside_its_parts_may_be_rounded_or_cut_off(value):
    """216 of 293 are 73.7201... %."""
    assert one(read(row(numerator=216, denominator=293, value=value)))["value"] is None


@pytest.mark.parametrize("value", ["77", "73,8", "72", "0"])
def test_a_value_that_its_parts_do_not_give_is_refused(value):
    problem = refused(row(numerator=216, denominator=293, value=value)).problems[0]

    assert problem.code == "SV-EV-035"
    assert "does not agree with its parts (73.72)" in problem.what.en


def test_no_number_goes_with_nothing_of_nothing():
    assert "does not agree with its parts (0/0)" in str(refused(row(numerator=0, denominator=0, value="100")))


def test_parts_of_an_unknown_measure_are_not_compared():
    assert codes(refused({**row(numerator=1, denominator=2, value="9"), "measure": "ns.none"})) == ["SV-EV-022"]


# --- columns of frames and cells of files ------------------------------------------------------------------------


def test_a_column_of_decimals_is_read_exactly():
    figures = pl.Series([Decimal("66.60"), None])
    frame = pl.DataFrame({"unit": ["A", "B"], "period": "2024", "measure": SHARE.id, "value": figures})

    assert values(Evidence(frame, measures=MEASURES)) == ["66.6", None]


def test_a_column_of_truth_values_is_read_where_something_is_attested_and_nowhere_else():
    def frame(measure):
        return pl.DataFrame({"unit": ["A", "B"], "period": "2024", "measure": measure.id, "value": [True, False]})

    assert values(Evidence(frame(ATTESTED), measures=MEASURES)) == ["1", "0"]
    with pytest.raises(InputError, match="True is a truth value, not a number"):
        Evidence(frame(SHARE), measures=MEASURES)


def test_a_narrow_column_is_refused():
    frame = pl.DataFrame(rows_of(SHARE, [66.6])).with_columns(pl.col("value").cast(pl.Float32))

    with pytest.raises(InputError, match="the column value is float32"):
        Evidence(frame, measures=MEASURES)


@pytest.mark.parametrize("word", ["NaN", "nan", "NA", "N/A", "null", "None", "inf", "-inf", "Infinity", "#N/A"])
def test_in_a_file_the_words_for_nothing_are_refused(word, tmp_path):
    """In a dataframe NaN and null are missing; in a file somebody typed a word."""
    path = tmp_path / "so-lieu.csv"
    path.write_text(f"unit,period,measure,value\nA,2024,{SHARE.id},{word}\n", encoding="utf-8")

    with pytest.raises(InputError, match="line 2"):
        Evidence.read(path, measures=MEASURES)


def test_a_cell_that_is_shown_as_per_cent_is_read_as_it_is_shown(tmp_path):
    path = tmp_path / "so-lieu.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, percent = book.add_worksheet("Số liệu"), book.add_format({"num_format": "0.0%"})
        page.write_row(0, 0, ["unit", "period", "measure", "value"])
        page.write_row(1, 0, ["A", 2024, SHARE.id])
        page.write_number(1, 3, 0.975, percent)
        page.write_row(2, 0, ["B", 2024, SHARE.id, 97.5])

    assert values(Evidence.read(path, measures=MEASURES)) == ["97.5", "97.5"]


@pytest.mark.parametrize(("measure", "column"), [(AMOUNT, "value"), (SHARE, "numerator")])
def test_elsewhere_a_cell_that_is_shown_as_per_cent_is_refused_with_its_place(measure, column, tmp_path):
    path = tmp_path / "so-lieu.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, percent = book.add_worksheet("Số liệu"), book.add_format({"num_format": "0%"})
        page.write_row(0, 0, ["unit", "period", "measure", column, *(["denominator"] if column == "numerator" else [])])
        page.write_row(1, 0, ["A", 2024, measure.id])
        page.write_number(1, 3, 0.97, percent)
        page.write_number(1, 4, 1) if column == "numerator" else None

    with pytest.raises(InputError, match=r'sheet "Số liệu", cell D2: "0.97 \(%\)" is in per cent'):
        Evidence.read(path, measures=MEASURES)
