"""Reading tidy data: every column by its own grammar, every problem with its place, accepted whole or refused whole."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.intake import HEADINGS
from smartvillage.places import Places
from smartvillage.text.labels import LABELS
from tests.evidence.samples import (
    AMOUNT,
    ATTESTED,
    COUNT,
    GRADED,
    MEASURES,
    RATIO,
    SET,
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


# --- headings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "heading"), [(name, heading) for name, all_ in HEADINGS.items() for heading in all_])
def test_every_column_has_its_vietnamese_headings(name, heading):
    cells = {"unit": "A", "period": "2024", "measure": SHARE.id, "value": "5"}
    parts = {"numerator": "45", "denominator": "50"}
    extra = {
        "indicator": ("1.1", {}),
        "verdict": (None, {}),
        "missing": (None, {}),
        "relation": ("ge", {}),
        "as_of": ("2024-06-30", {}),
        "numerator": ("45", {"denominator": "50", "value": None}),
        "denominator": ("50", {"numerator": "45", "value": None}),
        **{word: ("reported" if word == "state" else "chữ", {}) for word in ("source", "state", "document")},
        "unit_name": ("Xã A", {}),
        "parent": ("Huyện B", {}),
    }
    value, others = extra.get(name, (None, {}))
    cells |= others if name in parts else {}
    cells = {key: cell for key, cell in cells.items() if key != name}
    cells[f"  {heading.upper()} "] = (
        value if value is not None else {"unit": "A", "period": "2024", "measure": SHARE.id, "value": "5"}.get(name)
    )

    assert len(read(cells)) == 1


def test_an_unknown_column_is_refused_with_the_one_that_was_meant():
    problem = refused({**row(value="5"), "valeu": "6"}).problems[0]

    assert problem.code == "SV-EV-011"
    assert problem.what.en == 'the column "valeu" is not known'
    assert problem.advice.en == "Did you mean value? A column kept for reading begins with note."


@pytest.mark.parametrize("heading", ["note", "note: ai nhập", "Ghi chú", "ghi chú 2", "# dòng"])
def test_a_column_for_reading_is_left_alone(heading):
    assert len(read({**row(value="5"), heading: "bất kỳ"})) == 1


def test_two_columns_that_mean_the_same_are_refused():
    error = refused({**row(value="5"), "Giá trị": "6"})

    assert 'the columns "value" and "Giá trị" both mean value' in str(error)


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        (("unit",), ["the column unit is missing"]),
        (("period",), ["the column period is missing"]),
        (("measure",), ["the column measure is missing"]),
        (("value",), ["a column value, or both numerator and denominator, is needed"]),
        (("unit", "period"), ["the column unit is missing", "the column period is missing"]),
    ],
)
def test_columns_that_are_needed_are_named_all_at_once(without, missing):
    cells = {name: cell for name, cell in row(value="5").items() if name not in without}

    assert [problem.what.en for problem in refused(cells).problems] == missing


@pytest.mark.parametrize("only", ["numerator", "denominator"])
def test_one_part_alone_is_no_value(only):
    assert codes(refused(row(**{only: "5"}))) == ["SV-EV-013"]


def test_a_table_without_rows_is_evidence_of_nothing(tmp_path):
    path = tmp_path / "trong.csv"
    path.write_text("unit,period,measure,value\n", encoding="utf-8")

    assert len(Evidence.read(path, measures=MEASURES)) == 0


# --- units, periods, measures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["unit", "period", "measure"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_who_when_and_what_must_be_said(name, blank):
    error = refused({**row(value="5"), name: blank})

    assert [problem.what.en for problem in error.problems] == ["the cell is empty"]
    assert error.problems[0].where.path == f"[0].{name}"


@pytest.mark.parametrize("cell", ["2024", 2024, 2024.0, " 2024 "])
def test_a_year_may_be_a_number(cell):
    assert one(read({**row(value="5"), "period": cell}))["period"] == "2024"


@pytest.mark.parametrize("cell", [date(2024, 6, 30), datetime(2024, 6, 30), pd.Timestamp("2024-06-30"), "2024-06-30"])
def test_a_day_may_be_a_date_cell(cell):
    evidence = read({**row(value="5", as_of=cell), "period": cell})

    assert (one(evidence)["period"], one(evidence)["as_of"]) == ("2024-06-30", "2024-06-30")


@pytest.mark.parametrize(
    "cell", ["06/2024", "30/06/2024", 46000, 2024.5, "2024-13", datetime(2024, 6, 30, 12), True, "năm 2024"]
)
def test_other_periods_are_refused_with_the_forms_there_are(cell):
    problem = refused({**row(value="5"), "period": cell}).problems[0]

    assert problem.code == "SV-EV-021"
    assert problem.expected.en == "2024, 2024-06, 2024-Q3, 2024-H1 or 2024-06-30"


@pytest.mark.parametrize("cell", ["30/06/2024", "2024", 45473, datetime(2024, 6, 30, 12), "2024-06-30T12:00:00"])
def test_a_day_that_is_none_is_told_once_and_where_it_stands(cell):
    error = refused(row(value="5", as_of=cell))

    assert codes(error) == ["SV-EV-026"]
    assert error.problems[0].where.path == "[0].as_of"


def test_a_moment_with_a_zone_is_the_day_in_vietnam():
    assert one(read(row(value="5", as_of="2024-06-30T17:30:00Z")))["as_of"] == "2024-07-01"
    assert one(read(row(value="5", as_of=datetime(2024, 6, 30, 17, 30, tzinfo=UTC))))["as_of"] == "2024-07-01"


def test_a_misspelt_measure_is_refused_with_those_that_come_close():
    problem = refused({**row(value="5"), "measure": "ns.watre"}).problems[0]

    assert problem.code == "SV-EV-022"
    assert problem.what.en == 'there is no measure "ns.watre"'
    assert problem.advice.en.startswith("Closest: ns.water")


def test_a_measure_like_no_other_gets_no_advice():
    assert refused({**row(value="5"), "measure": "qqqqqqqq"}).problems[0].advice is None


@pytest.mark.parametrize("name", ["1.1", 1.1, "ns.xa.water", SHARE.id])
def test_an_indicator_of_one_measure_stands_for_it(name):
    evidence = Evidence([{**row(value="5"), "measure": name}], measures=SET)

    assert one(evidence)["measure"] == SHARE.id


def test_an_indicator_of_two_measures_stands_for_neither():
    with pytest.raises(InputError, match='there is no measure "1.2"'):
        Evidence([{**row(value="5"), "measure": "1.2"}], measures=SET)


def test_a_code_may_be_a_number_when_it_can_only_be_one():
    places = Places.load("vn")

    assert one(read({**row(value="5"), "unit": 28222.0}, places=places))["unit"] == "vn:28222@"
    assert 'no unit has the code "4"' in str(refused({**row(value="5"), "unit": 4}, places=places))


@pytest.mark.parametrize("code", [643, 643.0])
def test_a_number_that_may_have_lost_its_zeros_is_asked_about(code):
    """643 is a district, and what a spreadsheet makes of the commune 00643."""
    places = Places.load("vn")
    problem = refused({**row(value="5"), "unit": code}, places=places).problems[0]

    assert problem.what.en.startswith("the cell is the number 643, which may have lost zeros: 643 ")
    assert ", 00643 " in problem.what.en
    assert one(read({**row(value="5"), "unit": "643"}, places=places))["unit"] == "vn:643@"
    named = one(read({**row(value="5"), "unit": "643"}, places=places))["unit_name"]
    assert one(read({**row(value="5", unit_name=named), "unit": code}, places=places))["unit"] == "vn:643@"


def test_names_and_parents_that_became_numbers_are_read_as_text():
    cells = {**row(value="5", parent=80), "unit": "Xã Vĩnh Công"}

    assert one(read(row(value="5", unit_name=5)))["unit_name"] == "5"
    assert one(read(cells, places=Places.load("vn")))["unit"] == "vn:28222@"


def test_a_parent_tells_namesakes_apart():
    places = Places.load("vn")
    cells = {"period": "2019-10-31", "measure": SHARE.id, "value": "5", "unit": "Xã Tân Phú"}

    evidence = read({**cells, "parent": "Thới Bình"}, places=places)

    assert one(evidence)["unit"] == "vn:32080@"
    assert evidence.manifest["units_by_name"] == {"Xã Tân Phú": "vn:32080@"}
    assert codes(refused(cells, places=places)) == ["SV-EV-020"]


def test_a_code_with_two_meanings_in_the_period_needs_a_day():
    places = Places.load("vn")
    cells = {**row(value="5"), "unit": "80", "period": "2025"}

    assert 'in 2025 the code "80" is both Tỉnh Long An and Tỉnh Tây Ninh' in str(refused(cells, places=places))
    assert one(read({**cells, "as_of": "2025-06-30"}, places=places))["unit_name"] == "Tỉnh Long An"
    assert one(read({**cells, "as_of": "2025-07-01"}, places=places))["unit_name"] == "Tỉnh Tây Ninh"


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((relation, relation) for relation in RELATIONS),
        *((words.vi, relation) for relation, words in LABELS["relation"].items()),
        *((">", "gt"), (">=", "ge"), ("≥", "ge"), ("<", "lt"), ("<=", "le"), ("≤", "le"), ("=", "eq"), ("~", "approx")),
        *((" GE ", "ge"), (None, "eq"), ("", "eq")),
    ],
)
def test_a_relation_has_words_and_signs(word, meaning):
    assert one(read(row(value="5", relation=word)))["relation"] == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((state, state) for state in STATES),
        *((words.vi.upper(), state) for state, words in LABELS["evidence-state"].items()),
        (None, "reported"),
    ],
)
def test_a_state_has_its_vietnamese_words(word, meaning):
    assert one(read(row(value="5", state=word)))["state"] == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((reason, reason) for reason in MISSING[2:]),
        *((words.vi, reason) for reason, words in LABELS["missing"].items()),
        (None, None),
    ],
)
def test_a_missing_figure_has_its_reason(word, meaning):
    found = one(read(row(value=None, missing=word)))

    assert (found["value"], found["missing"]) == (None, meaning)


def test_none_given_is_a_reason_too():
    assert one(read(row(missing="none-given")))["missing"] is None


@pytest.mark.parametrize(
    ("name", "word", "meant"),
    [("relation", "gee", "ge"), ("state", "verifed", "verified"), ("missing", "loss", "lost")],
)
def test_a_misspelt_word_is_refused_with_the_one_that_was_meant(name, word, meant):
    problem = refused(row(value=None if name == "missing" else "5", **{name: word})).problems[0]

    assert problem.what.en == f'"{word}" is not accepted'
    assert problem.expected.en.startswith("one of: ")
    assert problem.advice.en == f"Did you mean {meant}?"


def test_a_word_like_no_other_gets_no_advice():
    assert refused(row(value="5", state="zzzzz")).problems[0].advice is None


# --- values ------------------------------------------------------------------------------------------------------


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


# --- parts -------------------------------------------------------------------------------------------------------


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


# --- contradictions ----------------------------------------------------------------------------------------------


def test_a_figure_cannot_be_there_and_missing():
    assert codes(refused(row(value="5", missing="lost"))) == ["SV-EV-036"]


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [
        (SHARE, "100,1", "0 to 100"),
        (SHARE, "-0,1", "0 to 100"),
        (COUNT, "-1", "at least 0"),
        (GRADED, "0", "1 to 3"),
        (GRADED, "4", "1 to 3"),
        (SHARE, "123456789012345678901234567890", "0 to 100"),
        (COUNT, "-123456789012345678901234567890", "at least 0"),
    ],
)
def test_a_value_beyond_its_range_is_refused(measure, value, expected):
    problem = refused(row(measure, value=value)).problems[0]

    assert problem.code == "SV-EV-038"
    assert problem.what.en.endswith(f'is outside the range of "{measure.title.say("en")}"')
    assert problem.expected.en == expected


def test_a_measure_may_have_only_an_upper_end():
    low = AMOUNT.replace(id="ns.balance", maximum="10")
    with pytest.raises(InputError, match="at most 10"):
        Evidence([{**row(value="11"), "measure": low.id}], measures=[low])

    assert values(Evidence([{**row(value="-5"), "measure": low.id}], measures=[low])) == ["-5"]


def test_a_share_above_its_range_is_refused_by_its_parts_too():
    problem = refused(row(numerator="51", denominator="50")).problems[0]

    assert (problem.code, problem.what.en) == ("SV-EV-038", '102 is outside the range of "Households with clean water"')


@given(st.integers(0, 10**29), st.sampled_from([COUNT, AMOUNT]))
def test_huge_numbers_are_compared_exactly(value, measure):
    assert values(read(row(measure, value=str(value)))) == [str(value)]


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=4))
def test_whole_numbers_near_the_edge_of_64_bits_do_not_wrap(numbers):
    evidence = Evidence(pl.DataFrame(rows_of(COUNT, numbers)), measures=MEASURES)

    assert values(evidence) == [str(number) for number in numbers]


@pytest.mark.parametrize("value", ["2,5", "0,00000000000000000000001", "12345678901234567890123,5", 2.5])
def test_things_are_counted_whole(value):
    assert codes(refused(row(COUNT, value=value))) == ["SV-EV-039"]


# --- rows against each other -------------------------------------------------------------------------------------


def test_a_figure_that_is_reported_twice_shows_both_rows():
    error = refused(row(value="5"), row(unit="B", value="6"), row(value="7"))

    assert codes(error) == ["SV-EV-040"]
    assert error.problems[0].where.path == "[2].measure"
    assert error.problems[0].what.en == "ns.water of A in 2024 is reported twice; first: [0].measure"
    assert error.problems[0].what.vi == "ns.water của A kỳ 2024 báo cáo hai lần; lần trước: [0].measure"


def test_a_figure_reported_three_times_is_two_problems():
    assert codes(refused(*[row(value="5")] * 3)) == ["SV-EV-040", "SV-EV-040"]


@pytest.mark.parametrize(
    "other", [{"unit": "B"}, {"period": "2023"}, {"measure": AMOUNT.id}, {"state": "verified"}, {"as_of": "2024-06-30"}]
)
def test_what_differs_in_one_way_is_not_twice_the_same(other):
    assert len(read(row(value="5"), {**row(value="6"), **other})) == 2


def test_one_unit_called_by_code_and_by_name_is_one_unit():
    places = Places.load("vn")
    cells = {**row(value="5"), "parent": "Huyện Châu Thành, Tỉnh Long An"}

    assert codes(refused({**cells, "unit": "28222"}, {**cells, "unit": "Xã Vĩnh Công"}, places=places)) == ["SV-EV-040"]


# --- reported verdicts -------------------------------------------------------------------------------------------


def said(ref="1.1", verdict="đạt", **cells):
    return {"unit": "A", "period": "2024", "indicator": ref, "verdict": verdict, **cells}


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        *(("met", "MET"), ("Đạt", "MET"), ("chưa đạt", "NOT_MET"), ("không đạt", "NOT_MET"), ("NOT_MET", "NOT_MET")),
        *(("không áp dụng", "NOT_APPLICABLE"), ("chưa đủ cơ sở đánh giá", "UNKNOWN")),
    ],
)
def test_a_reported_verdict_is_kept_apart_from_figures(word, verdict):
    evidence = Evidence([said(verdict=word)], measures=SET)

    assert len(evidence) == 0
    assert [(one.unit, one.period, one.ref, one.verdict) for one in evidence.verdicts] == [
        ("A", "2024", "1.1", verdict)
    ]


def test_figures_and_verdicts_may_stand_in_one_table():
    evidence = Evidence([{**row(value="5"), **said(None, None)}, {**said(), "measure": None}], measures=SET)

    assert (len(evidence), len(evidence.verdicts)) == (1, 1)
    assert evidence.columns.row.tolist() == [0]


@pytest.mark.parametrize("ref", ["1.1", 1.1, "ns.xa.two", "1", "ns.xa.living", "ns.xa@2021-2025"])
def test_a_verdict_may_be_on_an_indicator_a_criterion_or_the_set(ref):
    assert Evidence([said(ref)], measures=SET).verdicts[0].ref == str(ref)


def test_a_verdict_on_nothing_known_is_refused_with_what_comes_close():
    with pytest.raises(InputError) as caught:
        Evidence([said("1.11")], measures=SET)

    assert codes(caught.value) == ["SV-EV-043"]
    assert caught.value.problems[0].what.en == 'there is no indicator or criterion "1.11"'
    assert "1.1" in caught.value.problems[0].advice.en


def test_without_a_set_any_reference_is_kept():
    assert read(said("9.9")).verdicts[0].ref == "9.9"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"verdict": "tốt"}, "SV-EV-041"),
        ({"indicator": None}, "SV-EV-042"),
        ({"indicator": "  "}, "SV-EV-042"),
        ({"indicator": "1.1\x00"}, "SV-EV-043"),
        ({"indicator": "zzzzzzz"}, "SV-EV-043"),
    ],
)
def test_a_reported_verdict_that_says_nothing_is_refused(cells, code):
    with pytest.raises(InputError) as caught:
        Evidence([{**said(), **cells}], measures=SET)

    assert codes(caught.value) == [code]


def test_a_verdict_without_the_column_of_its_indicator_is_refused():
    cells = {"unit": "A", "period": "2024", "measure": None, "verdict": "đạt"}

    assert codes(refused(cells)) == ["SV-EV-042"]


def test_a_verdict_and_a_value_in_one_row_are_two_things():
    assert codes(refused({**row(value="5"), **said()})) == ["SV-EV-037"]


def test_a_verdict_reported_twice_shows_both_rows():
    with pytest.raises(InputError) as caught:
        Evidence([said(), said(verdict="chưa đạt")], measures=SET)

    assert [problem.where.path for problem in caught.value.problems] == ["[0].verdict", "[1].verdict"]


# --- texts -------------------------------------------------------------------------------------------------------


def test_sources_and_documents_are_kept():
    found = one(read(row(value="5", source="  báo cáo số 12 ", document=12)))

    assert (found["source"], found["document"]) == ("báo cáo số 12", "12")


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_an_empty_source_is_none(blank):
    assert one(read(row(value="5", source=blank)))["source"] is None


@pytest.mark.parametrize(
    ("name", "code"), [("source", "SV-EV-044"), ("document", "SV-EV-044"), ("unit_name", "SV-EV-020")]
)
@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", "x" * 40_000])
def test_text_that_no_file_could_hold_is_refused(name, code, text):
    error = refused(row(value="5", **{name: text}))

    assert codes(error) == [code]
    assert "is too long, or holds a character that nobody can read" in error.problems[0].what.en


# --- all at once -------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_rows():
    error = refused(
        {**row(value="x"), "measure": "ns.none"},
        row(unit="B", value="101"),
        {**row(unit="C", value="5"), "period": "06/2024"},
        row(unit="D", value="5", state="?"),
        row(unit="E", value="5", relation="?"),
        row(unit="F", value="5", as_of="?"),
        row(unit="G", value="1.234"),
        row(COUNT, unit="H", value="1,5"),
        row(unit="B", value="6"),
    )

    assert codes(error) == [
        *("SV-EV-022", "SV-EV-038", "SV-EV-021", "SV-EV-025", "SV-EV-023"),
        *("SV-EV-026", "SV-EV-030", "SV-EV-039", "SV-EV-040"),
    ]


def test_a_hundred_are_listed_and_the_rest_is_counted():
    error = refused(*rows_of(SHARE, ["x"] * 250))

    assert (len(error.problems), error.unlisted) == (100, 150)
    assert [problem.where.path for problem in error.problems[:2]] == ["[0].value", "[1].value"]


def test_a_refused_table_says_the_same_in_vietnamese():
    told = refused({**row(value="5"), "measure": "ns.watre"}).say("vi")

    assert told.startswith('SV-EV-022 [0].measure: không có số liệu nào là "ns.watre". Gần nhất: ns.water')


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order):
    """Law 8."""
    rows = [
        row(unit="B", value=66.6, source="x"),
        row(unit="A", value="70", state="verified"),
        row(unit="A", value="69", as_of="2024-03-01"),
        row(COUNT, unit="C", value="3"),
        row(RATIO, unit="A", numerator="1", denominator="3"),
        row(ATTESTED, unit="B", missing="lost"),
    ]

    assert list(read(*(rows[place] for place in order)).rows()) == list(read(*rows).rows())
