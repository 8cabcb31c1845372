"""A run: its tables, one unit in it, what is still open, and what communes said of themselves."""

import numpy as np
import pytest

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import UnknownIdentifierError
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.run import TABLE, Rows
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.places import Places
from smartvillage.plugins.registry import load
from tests.evaluation.samples import (
    GOOD,
    NAM_SON,
    PLAN,
    REGION,
    WATER,
    criteria_set,
    criterion,
    parts,
    row,
    run_of,
)


def village():
    """Three communes over two years, in two strata."""
    rows = [
        parts("water", 130, 161, unit="A", unit_name="Xã An"),
        row("plan", "có", unit="A"),
        row("income", "50", unit="A"),
        row("water", "50", unit="B", unit_name="Xã Bình"),
        row("water", "70", unit="C", period="2023"),
        row("plan", "không", unit="C"),
    ]
    strata = {"A": {REGION: "delta"}, "B": {REGION: "delta"}, "C": {REGION: "hills"}}
    return run_of(rows, strata=strata)


# --- the table ---------------------------------------------------------------------------------------------------


def test_the_table_has_the_columns_that_were_promised():
    table = village().table()

    assert table.columns == TABLE
    assert (
        *("unit", "unit_name", "period", "ref", "verdict", "reason"),
        *("value", "level", "level_state", "stratum", "citation"),
    ) == TABLE
    assert len(table) == 4 * 5


def test_a_line_of_the_table_holds_the_parts_of_a_reason():
    assert village().table()[0] == {
        "unit": "A",
        "unit_name": "Xã An",
        "period": "2024",
        "ref": "1.1",
        "verdict": "MET",
        "reason": "met",
        "value": Exact("13000/161"),
        "level": 80,
        "level_state": "official",
        "stratum": "ns.region=delta",
        "citation": "12/QĐ-UBND, chỉ tiêu 1.1",
    }


@pytest.mark.parametrize(
    ("level_", "refs"),
    [("indicator", ["1.1", "1.2", "2.1", "2.2", "2.3"]), ("criterion", ["1", "2"]), ("set", ["ns.xa@2021-2025"])],
)
def test_a_table_may_be_of_indicators_criteria_or_the_set(level_, refs):
    run = village()

    assert [line["ref"] for line in run.table(level_)][: len(refs)] == refs
    assert [printed for printed, _ in run.refs(level_)] == refs


def test_another_level_is_refused_with_those_there_are():
    with pytest.raises(UnknownIdentifierError, match="Closest: criterion"):
        village().table("criteria")


def test_rows_stand_in_the_order_of_units_and_periods_whatever_their_strata():
    assert village().keys == (("A", "2024"), ("B", "2024"), ("C", "2023"), ("C", "2024"))


# --- one reference -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["1.1", "ns.xa.water"])
def test_an_indicator_goes_by_its_number_or_its_id(ref):
    assert [verdict.name for verdict in village().verdicts(ref)] == ["MET", "NOT_MET", "MET", "UNKNOWN"]


def test_so_does_a_criterion():
    run = village()

    assert run.verdicts("1") == run.verdicts("ns.xa.living")
    assert [verdict.name for verdict in run.verdicts("1")] == ["MET", "NOT_MET", "UNKNOWN", "NOT_MET"]


def test_a_number_that_is_both_is_the_indicators():
    both = criteria_set(criterion("1", "c", {**WATER, "printed": "1"}, PLAN))
    run = run_of([row("water", "90"), row("plan", "không")], both)

    assert run.verdicts("1") == (Verdict.MET,)
    assert run.verdicts("ns.xa.c") == (Verdict.NOT_MET,)


def test_an_unknown_reference_is_refused_with_what_comes_close():
    with pytest.raises(UnknownIdentifierError) as caught:
        village().verdicts("ns.xa.livin")

    assert "ns.xa.living" in caught.value.suggestions


# --- one unit ----------------------------------------------------------------------------------------------------


def test_a_unit_knows_its_verdicts():
    unit = village().at("C", "2023")

    assert (unit.unit, unit.period) == ("C", "2023")
    assert [unit.verdict(ref).name for ref in ("1.1", "1", None)] == ["MET", "UNKNOWN", "UNKNOWN"]
    assert repr(unit) == "<C 2023: unknown>"


def test_a_unit_of_one_period_needs_no_period():
    assert village().at("A").period == "2024"


@pytest.mark.parametrize(("unit", "period"), [("C", None), ("A", "2023"), ("Z", None), ("Z", "2024")])
def test_a_unit_that_is_not_one_is_refused_with_those_there_are(unit, period):
    with pytest.raises(UnknownIdentifierError) as caught:
        village().at(unit, period)

    assert "unit and period" in str(caught.value)


def test_the_periods_of_a_unit_are_suggested():
    with pytest.raises(UnknownIdentifierError) as caught:
        village().at("C")

    assert set(caught.value.suggestions) <= {"C 2023", "C 2024"}


def test_a_unit_goes_by_its_code_too():
    xa, places = load("vn.xa-ntm", "2021-2025"), Places.load("vn")
    rows = [{"unit": "28222", "period": period, "measure": "9.2", "value": "72"} for period in ("2024", "2023")]
    run = evaluate(xa, Evidence(rows, measures=xa, places=places), places)

    assert run.at("28222", "2024").unit == run.at("vn:28222@", 2024).unit == "vn:28222@"
    assert run.parent_name("vn:28222@") == "Huyện Châu Thành"


def test_without_places_a_unit_lies_in_nothing():
    assert village().parent_name("A") == ""


def test_a_unit_is_shown_with_its_criteria():
    html = village().at("A")._repr_html_()

    assert "tiêu chí 1" in html
    assert "chưa đủ cơ sở đánh giá" in html


# --- counts ------------------------------------------------------------------------------------------------------


def test_a_summary_counts_verdicts():
    assert village().summary()[0] == {
        "ref": "1.1",
        "id": "ns.xa.water",
        "MET": 2,
        "NOT_MET": 1,
        "UNKNOWN": 1,
        "NOT_APPLICABLE": 0,
    }
    assert sum(village().summary("set")[0][name] for name in ("MET", "NOT_MET", "UNKNOWN", "NOT_APPLICABLE")) == 4


def test_units_are_counted_by_the_strata_of_a_scheme():
    assert list(village().counts("1.1", by=REGION)) == [
        {REGION: "delta", "period": "2024", "MET": 1, "NOT_MET": 1, "UNKNOWN": 0, "NOT_APPLICABLE": 0},
        {REGION: "hills", "period": "2023", "MET": 1, "NOT_MET": 0, "UNKNOWN": 0, "NOT_APPLICABLE": 0},
        {REGION: "hills", "period": "2024", "MET": 0, "NOT_MET": 0, "UNKNOWN": 1, "NOT_APPLICABLE": 0},
    ]


def test_a_unit_of_no_stratum_is_counted_under_none():
    run = run_of(GOOD, strata={"ns.remote": "no"})

    assert [line[REGION] for line in run.counts(by=REGION)] == [""]


def test_units_are_counted_by_what_they_lie_in():
    xa, places = load("vn.xa-ntm", "2021-2025"), Places.load("vn")
    rows = [{"unit": code, "period": "2024", "measure": "18.1", "value": "đạt"} for code in ("28222", "28225", "05365")]
    counts = evaluate(xa, Evidence(rows, measures=xa, places=places), places).counts()

    assert [(line["parent"], line["UNKNOWN"]) for line in counts] == sorted(
        (line["parent"], line["UNKNOWN"]) for line in counts
    )
    assert sum(line["UNKNOWN"] for line in counts) == 3
    assert len(counts) == 2


def test_without_places_nothing_has_a_parent():
    assert [line["parent"] for line in village().counts()] == ["", ""]


def test_an_unknown_grouping_is_refused_with_those_there_are():
    with pytest.raises(UnknownIdentifierError, match="parent"):
        village().counts(by="parents")


# --- what is open ------------------------------------------------------------------------------------------------


def test_open_questions_leave_out_what_is_decided():
    """B fails criterion 1 by its water, so that nobody knows its plan changes nothing."""
    found = [(line["ref"], line["reason"], line["units"]) for line in village().open_questions()]

    assert ("1.2", "no-figure", 1) in found  # C in 2023 alone: its water is met
    assert ("1.1", "no-figure", 1) not in found  # C in 2024 fails by its plan


def test_open_questions_come_most_common_first_and_then_in_the_order_of_the_text():
    found = [(line["units"], line["ref"]) for line in village().open_questions()]

    assert [units for units, _ in found] == sorted((units for units, _ in found), reverse=True)
    assert [ref for units, ref in found if units == 4] == ["2.2", "2.3"]


def test_ten_comes_after_nine_in_open_questions():
    many = criteria_set(
        criterion("1", "c", *({**PLAN, "id": f"ns.xa.p{n}", "printed": f"1.{n}"} for n in range(1, 12)))
    )

    assert [line["ref"] for line in run_of([row("water", "5")], many).open_questions()] == [
        f"1.{n}" for n in range(1, 12)
    ]


def test_open_questions_have_a_limit():
    assert len(village().open_questions(limit=1)) == 1


def test_nothing_is_open_where_everything_is_known():
    sure = criteria_set(criterion("1", "c", PLAN))

    assert len(run_of([row("plan", "có")], sure).open_questions()) == 0


# --- what communes said of themselves ----------------------------------------------------------------------------


def said(ref, verdict, unit="A", period="2024"):
    return {"unit": unit, "period": period, "indicator": ref, "verdict": verdict}


def test_a_reported_verdict_is_compared_and_never_taken_for_ours():
    run = run_of([row("water", "90"), said("1.1", "đạt"), said("1.2", "đạt"), said("1", "chưa đạt")])

    assert run.at("A").verdict("1.2") is Verdict.UNKNOWN
    assert [(line["ref"], line["reported"], line["verdict"], line["agrees"]) for line in run.disagreements()] == [
        ("1", "NOT_MET", "UNKNOWN", False),
        ("1.1", "MET", "MET", True),
        ("1.2", "MET", "UNKNOWN", False),
    ]


def test_a_unit_that_reports_only_verdicts_is_judged_too():
    run = run_of([row("water", "90"), said("1.2", "đạt", unit="B")])

    assert run.keys == (("A", "2024"), ("B", "2024"))
    assert run.at("B").verdict("1.2") is Verdict.UNKNOWN


def test_reported_verdicts_alone_are_a_run_of_unknowns():
    run = run_of([said("1.2", "đạt")])

    assert run.summary("set")[0]["UNKNOWN"] == 1


def test_reported_verdicts_enter_neither_id_nor_result():
    assert run_of([row("water", "90"), said("1.1", "đạt")]).id == run_of([row("water", "90")]).id


def test_a_verdict_on_something_of_another_set_is_listed_without_ours():
    other = criteria_set(
        {**criterion("9", "c", {**PLAN, "id": "ns.khac.plan", "printed": "9.9"}), "id": "ns.khac.c"},
        id="ns.khac",
        edition="1",
    )
    evidence = Evidence([row("water", "90"), said("9.9", "đạt")], measures=[NAM_SON, other])
    (line,) = evaluate(NAM_SON, evidence, strata={REGION: "delta"}).disagreements()

    assert (line["verdict"], line["agrees"]) == (None, None)


# --- shown -------------------------------------------------------------------------------------------------------


def test_a_run_says_what_it_is():
    assert repr(village()) == "<Run ns.xa@2021-2025: 4 rows; 2 NOT_MET, 2 UNKNOWN>"
    assert repr(run_of([row("water", "90")])).endswith("1 UNKNOWN>")


def test_a_notebook_shows_the_matrix_with_its_legend():
    html = village()._repr_html_()

    assert "ns.xa@2021-2025: Đ met   C not met   ? unknown   – not applicable" in html
    assert "Xã An" in html


def test_hostile_names_are_harmless_in_a_notebook():
    run = run_of([row("water", "5", unit="<b>A</b>", unit_name="<script>alert(1)</script>")])

    for html in (run._repr_html_(), run.at("<b>A</b>")._repr_html_(), run.table()._repr_html_()):
        assert "<script>" not in html
        assert "<b>A</b>" not in html


def test_a_run_is_a_mapping_with_the_version_of_its_form():
    found = run_of(GOOD).to_dict()

    assert found["schema"] == "smartvillage.run/1"
    assert found["verdicts"]["criterion"]["1"] == ["MET"]
    assert found["question"]["memberships"] == {"A 2024-12-31": {REGION: "delta"}}


# --- rows --------------------------------------------------------------------------------------------------------


def test_rows_are_found_by_unit_and_period():
    rows = Rows(np.array([2, 0, 1]), np.array([1, 0, 1]), np.array([1, 2]), 2)

    assert rows.row_of(np.array([0, 1, 2]), np.array([0, 1, 1])).tolist() == [1, 2, 0]


def test_where_every_unit_reports_every_period_the_key_is_the_place():
    rows = Rows(np.array([1, 1, 0, 0]), np.array([0, 1, 0, 1]), np.array([4]), 2)

    assert rows.row_of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist() == [2, 3, 0, 1]


def test_no_rows_can_be_asked_about_nothing():
    nothing = np.zeros(0, dtype=np.int64)

    assert Rows(nothing, nothing, nothing, 0).row_of(nothing, nothing).tolist() == []
