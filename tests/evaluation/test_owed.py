"""What is owed: figures that verdicts wait for, and who has to bring them."""

from __future__ import annotations

import pytest

from smartvillage.errors import UnknownIdentifierError
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from tests.criteria.makers import MEASURES, at_least, attested, criterion, indicator, level, provision, small_set, tree

OWNED = [{**one, "owner": {"vi": "Sở Y tế", "en": "Health"}} if one["id"] == "thu.water" else one for one in MEASURES]


def run_of(criteria_set, *rows, **how):
    lines = [{"unit": "A", "period": "2024", **one} for one in rows]
    return evaluate(criteria_set, Evidence(lines, measures=criteria_set), **how)


def owed(run, by="owner"):
    return [(one["owner"], one["measure"], one["refs"], one["units"]) for one in run.owed(by)]


def said(measure="thu.water", **cells):
    return {"measure": measure, **cells}


SETTLED = said("thu.schools", value=1)
"""A figure that nothing asks for, so that the unit is there."""


def test_a_figure_that_nobody_reported_is_owed_by_the_owner_of_its_measure():
    run = run_of(small_set(at_least(70), measures=OWNED), SETTLED)

    assert owed(run) == [("Sở Y tế", "thu.water", "1.1", 1)]
    assert run.owed(lang="en")[0]["owner"] == "Health"


def test_where_the_measure_has_no_owner_that_of_the_indicator_owes_it():
    item = indicator("1.1", at_least(70), owner={"vi": "Ngành nông nghiệp"})
    run = run_of(type(small_set(attested())).from_dict(tree(criterion("1", item))), SETTLED)

    assert owed(run) == [("Ngành nông nghiệp", "thu.water", "1.1", 1)]


def test_an_owner_that_is_not_stated_is_said_to_be_so_and_comes_last():
    run = run_of(small_set(attested(), at_least(70), measures=OWNED), SETTLED)

    assert owed(run) == [("Sở Y tế", "thu.water", "1.2", 1), ("chưa rõ", "thu.plan", "1.1", 1)]


@pytest.mark.parametrize("reason", ["not-collected", "refused", "lost"])
def test_a_figure_that_somebody_could_bring_is_owed(reason):
    assert len(run_of(small_set(at_least(70)), said(missing=reason)).owed()) == 1


@pytest.mark.parametrize(
    "figure",
    [
        {"value": 70},
        {"value": 10},
        {"missing": "not-due"},
        {"missing": "not-applicable"},
        {"value": 80, "relation": "ge"},
    ],
)
def test_what_is_decided_or_not_due_is_owed_by_nobody(figure):
    assert len(run_of(small_set(at_least(70)), said(**figure)).owed()) == 0


@pytest.mark.parametrize(("relation", "words"), [("ge", "giới hạn"), ("approx", "con số khoảng")])
def test_bounds_and_approximate_figures_that_decide_nothing_are_owed(relation, words):
    table = run_of(small_set(at_least(70)), said(value=60, relation=relation)).owed("unit")

    assert words in table[0]["reason"]


def test_a_missing_level_is_a_debt_of_nobody():
    assert len(run_of(small_set(at_least(level())), SETTLED).owed()) == 0


def test_a_rule_of_which_nobody_knows_a_level_waits_for_the_level():
    rule = {"kind": "all-of", "rules": [at_least(level()), attested()]}

    assert len(run_of(small_set(rule), SETTLED).owed()) == 0


def test_only_the_undecided_parts_of_a_rule_are_waited_for():
    rule = {"kind": "all-of", "rules": [at_least(70), attested(), at_least(3, measure="thu.income")]}
    run = run_of(small_set(rule), said(value=90), said("thu.income", missing="not-due"))

    assert [one["measure"] for one in run.owed("unit")] == ["thu.plan"]


def test_a_rule_that_follows_an_evaluator_or_lies_outside_its_time_owes_nothing():
    later = provision(at_least(70), since="2025-01-01")
    run = run_of(small_set(later, {"kind": "custom", "evaluator": "thu.other", "measures": ["thu.water"]}), SETTLED)

    assert len(run.owed()) == 0


def test_units_are_counted_and_each_has_its_line():
    run = run_of(
        small_set(at_least(70), at_least(80), measures=OWNED),
        said(unit="A", missing="lost"),
        said(unit="B", value=90),
        {**SETTLED, "unit": "C"},
    )

    assert owed(run) == [("Sở Y tế", "thu.water", "1.1, 1.2", 2)]
    assert run.owed()[0]["reason"] == "chưa có số liệu báo cáo; thất lạc"
    assert [(one["unit"], one["refs"], one["reason"]) for one in run.owed("unit")] == [
        ("A", "1.1, 1.2", "thất lạc"),
        ("C", "1.1, 1.2", "chưa có số liệu báo cáo"),
    ]


def test_another_grouping_is_refused():
    with pytest.raises(UnknownIdentifierError, match="owner"):
        run_of(small_set(attested()), SETTLED).owed("owners")
