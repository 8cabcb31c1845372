"""Reasons: for every cause a code, and the parts of the reason beside it."""

import pytest
from hypothesis import given

from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation.reasons import REASONS
from smartvillage.exact import Exact
from tests.evaluation.drawing import cases, patiently
from tests.evaluation.samples import (
    EVERYTHING,
    GOOD,
    NAM_SON,
    PLAN,
    REGION,
    WATER,
    criteria_set,
    criterion,
    indicator,
    judged,
    level,
    parts,
    row,
    rule,
    run_of,
)


def reason(rows, ref, **how):
    return run_of(rows, **how).at("A", "2024").cell(ref).reason


# --- every cause -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "ref", "code"),
    [
        (GOOD, "1.1", "met"),
        ([row("water", "5")], "1.1", "not-met"),
        ([parts("water", 0, 0)], "1.1", "not-applicable"),
        ([row("water", missing="not-applicable")], "1.1", "not-applicable"),
        ([row("income", "50")], "1.1", "no-figure"),
        ([row("water")], "1.1", "no-figure"),
        ([row("water", missing="not-collected")], "1.1", "not-collected"),
        ([row("water", missing="not-due")], "1.1", "not-due"),
        ([row("water", missing="refused")], "1.1", "refused"),
        ([row("water", missing="lost")], "1.1", "lost"),
        ([row("water", "79", relation="gt")], "1.1", "bound"),
        ([row("water", "90", relation="approx")], "1.1", "approx"),
        ([row("schools", "3")], "2.3", "not-read"),
        ([row("schools")], "2.3", "not-read"),  # the level before the figure: nobody need collect it in vain
        ([row("poverty", "5")], "2.2", "unverified"),
        (GOOD, "1", "met"),
        ([row("plan", "không")], "1", "not-met"),
        ([row("plan", "có")], "1", "members"),
        (GOOD, "ns.xa@2021-2025", "members"),
    ],
)
def test_every_verdict_has_one_reason(rows, ref, code):
    assert reason(rows, ref) == code


@pytest.mark.parametrize("missing", ["not-read", "delegated", "withdrawn", "not-set"])
def test_a_level_that_is_missing_says_why(missing):
    found = judged(rule("at-least", "water", level(missing=missing)), [row("water", "5")])

    assert found.cell("1.1").reason == missing


def test_a_stratum_that_is_not_known_is_a_reason():
    assert reason([row("water", "90")], "1.1", strata={"ns.other": "x"}) == "stratum-unknown"


def test_a_gap_and_an_overlap_in_time_are_reasons():
    ended = rule("at-least", "water", level("80", until="2023-01-01"))
    twice = rule("at-least", "water", level("80"), level("70"))

    assert judged(ended, [row("water", "90")]).cell("1.1").reason == "gap"
    assert judged(twice, [row("water", "90")]).cell("1.1").reason == "overlap"


def test_an_indicator_that_is_not_in_force_does_not_apply():
    later = indicator("1.2", "plan", rule("attested", "plan"), since="2025-01-01")
    found = run_of(GOOD, criteria_set(criterion("1", "c", WATER, later))).at("A")

    assert found.cell("1.2").reason == "not-in-force"
    assert found.verdict("1.2") is Verdict.NOT_APPLICABLE
    assert found.verdict("1") is Verdict.MET


def test_a_provision_that_is_missing_is_a_reason():
    later = indicator("1.2", "plan", {"rule": rule("attested", "plan"), "since": "2025-01-01"})

    assert run_of(GOOD, criteria_set(criterion("1", "c", later))).at("A").cell("1.2").reason == "gap"


def test_an_evaluator_that_is_not_there_is_a_reason():
    own = {"kind": "custom", "evaluator": "ns.own", "measures": ["ns.water"]}

    assert judged(own, [row("water", "90")]).cell("1.1").reason == "evaluator"


def test_another_set_is_a_reason():
    refers = criteria_set(criterion("1", "c", indicator("1.1", "i", {"kind": "meets-set", "set": "ns.khac@1"})))
    other = criteria_set(
        {**criterion("1", "d", {**PLAN, "id": "ns.khac.plan"}), "id": "ns.khac.d"}, id="ns.khac", edition="1"
    )
    unknown = run_of([row("water", "90")], refers, sets=[other]).at("A")
    met = run_of([row("plan", "có")], refers, sets=[other]).at("A")

    assert (unknown.cell("1.1").reason, unknown.verdict("1.1")) == ("other-set", Verdict.UNKNOWN)
    assert (met.cell("1.1").reason, met.verdict("1.1")) == ("met", Verdict.MET)


def test_a_set_of_which_less_is_modelled_than_its_text_has_is_incomplete():
    short = criteria_set(criterion("1", "c", PLAN, declared_indicators=2))

    assert reason([row("plan", "có")], "1", criteria=short) == "incomplete"


def test_of_several_causes_in_one_rule_the_level_is_told_first():
    both = {"kind": "all-of", "rules": [rule("at-least", "income", level("48")), rule("at-least", "schools", level())]}

    assert judged(both, [row("water", "5")]).cell("1.1").reason == "not-read"


def test_a_part_of_a_rule_that_is_decided_is_no_cause():
    """One of two is met already, so what keeps the verdict open is the other member."""
    either = {"kind": "any-of", "rules": [rule("attested", "plan"), rule("at-least", "schools", level())]}
    both = {"kind": "all-of", "rules": [either, rule("at-least", "income", level("48"))]}

    assert judged(both, [row("plan", "có")]).cell("1.1").reason == "no-figure"


@patiently
@given(cases())
def test_every_reason_is_a_known_code_that_fits_its_verdict(case):
    run = case.run()
    fits = {"met": Verdict.MET, "not-met": Verdict.NOT_MET, "not-applicable": Verdict.NOT_APPLICABLE}

    for level_ in ("indicator", "criterion", "set"):
        for cell in run.table(level_):
            assert cell["reason"] in REASONS
            expected = fits.get(cell["reason"], Verdict.UNKNOWN)
            expected = Verdict.NOT_APPLICABLE if cell["reason"] == "not-in-force" else expected
            assert cell["verdict"] == expected.name


def test_people_read_every_code_in_both_languages():
    assert all(words.vi and words.en for words in REASONS.values())


# --- the parts beside it -----------------------------------------------------------------------------------------


def test_a_cell_holds_value_level_state_stratum_and_clause():
    cell = run_of([parts("water", 92, 161)]).at("A").cell("1.1")

    assert (cell.verdict, cell.reason) == (Verdict.NOT_MET, "not-met")
    assert cell.value_text == Exact("9200/161")
    assert (cell.level_text, cell.level_state) == (80, "official")
    assert (cell.stratum, cell.citation) == (f"{REGION}=delta", "12/QĐ-UBND, chỉ tiêu 1.1")


def test_a_bound_stands_with_its_sign():
    assert run_of([row("water", "79", relation="gt")]).at("A").cell("1.1").value_text == ">79"


def test_an_attested_cell_has_no_level():
    cell = run_of(GOOD).at("A").cell("1.2")

    assert (cell.value_text, cell.level_text, cell.level_state, cell.stratum, cell.citation) == (
        1,
        None,
        None,
        None,
        None,
    )


def test_a_whole_has_only_its_reason():
    cell = run_of(GOOD).at("A").cell("1")

    assert (cell.value_text, cell.level_text, cell.citation) == (None, None, None)


def test_several_comparisons_stand_in_one_cell():
    both = {
        "kind": "all-of",
        "rules": [
            rule("at-least", "income", level("48")),
            rule("at-most", "poverty", level("13", verification="secondary")),
        ],
    }
    cell = judged(both, [row("income", "50"), row("poverty", "5")]).cell("1.1")

    assert (cell.value_text, cell.level_text, cell.level_state) == ("50; 5", "48; 13", "official; secondary")


def test_a_measure_that_is_asked_twice_is_shown_once():
    both = {"kind": "all-of", "rules": [rule("at-least", "water", level("50")), rule("at-most", "water", level("90"))]}
    cell = judged(both, [row("water", "60")]).cell("1.1")

    assert (cell.value_text, cell.level_text, cell.level_state) == (60, "50; 90", "official")


def test_the_clause_of_a_level_comes_before_that_of_its_provision_and_of_its_indicator():
    def cited(number):
        return {"citation": {"number": number}}

    def clause(level_, provision, indicator_):
        own = indicator(
            "1.1", "i", {"rule": rule("at-least", "water", level("80", **level_)), **provision}, **indicator_
        )
        return run_of(GOOD, criteria_set(criterion("1", "c", own))).at("A").cell("1.1").citation

    assert clause(cited("1"), cited("2"), cited("3")) == "1"
    assert clause({}, cited("2"), cited("3")) == "2"
    assert clause({}, {}, cited("3")) == "3"
    assert clause({}, {}, {}) is None


def test_a_rule_that_compares_nothing_has_the_clause_of_its_provision():
    own = indicator(
        "1.1",
        "i",
        {"rule": {"kind": "custom", "evaluator": "ns.own", "measures": ["ns.water"]}, "citation": {"number": "7/QĐ"}},
    )

    assert run_of(GOOD, criteria_set(criterion("1", "c", own))).at("A").cell("1.1").citation == "7/QĐ"


def test_the_stratum_that_a_rule_of_the_scheme_gives_is_shown():
    """Remote communes take the levels of the hills wherever they lie."""
    found = run_of([row("water", "70")], strata={REGION: "delta", "ns.remote": "yes"}).at("A")

    assert (found.verdict("1.1"), found.cell("1.1").stratum) == (Verdict.MET, f"{REGION}=hills")


def test_the_stratum_of_a_provision_is_shown_too():
    own = indicator(
        "1.1",
        "i",
        {"rule": rule("attested", "plan"), "stratum": {REGION: "delta"}},
        {"rule": rule("at-least", "income", level("48")), "stratum": {REGION: "hills"}},
    )

    assert run_of(GOOD, criteria_set(criterion("1", "c", own))).at("A").cell("1.1").stratum == f"{REGION}=delta"


def test_what_is_asked_is_worked_out_once_for_units_that_are_judged_alike():
    run = run_of([row("water", "90", unit=unit) for unit in "ABC"], law_states=EVERYTHING)

    assert len({id(run.reasoner.basis(place, "ns.xa.water")) for place in run.order}) == 1


def test_the_members_of_a_whole_are_named():
    reasoner = run_of(GOOD).reasoner

    assert reasoner.members("ns.xa.living") == ("ns.xa.water", "ns.xa.plan")
    assert reasoner.members(NAM_SON.key) == ("ns.xa.living", "ns.xa.economy")
