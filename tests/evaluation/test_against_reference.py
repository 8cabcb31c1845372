"""The kernel against the reference, on random sets, patches, strata and figures: every verdict, none excepted.

The reference (``tests/reference.py``) was written from the laws alone; where the two differ, one of them is wrong.
"""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import Declared
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.testing import criteria_sets, observations_for, patches_for, periods, strata_for
from tests.reference import MET, UNKNOWN, judge

thoroughly = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

UNITS = ("u1", "u2", "u3")
LAW_STATES = ({"official", "secondary"}, {"official"}, {"official", "secondary", "unverified"}, {"unverified"})
AMENDED = "2023-06-30"
"""The day of issue of the amendments that random sets have."""


def as_row(unit, period, measure, observation):
    """Write an observation as the line of tidy data that reports it."""
    row = {"unit": unit, "period": period, "measure": measure.id}
    for part in ("numerator", "denominator", "value"):
        if part in observation:
            row[part] = str(Exact(observation[part]))
    if measure.kind == "attested" and "value" in row:
        row["value"] = {"1": "true", "0": "false"}[row["value"]]
    for word in ("relation", "missing"):
        if word in observation:
            row[word] = observation[word]
    return row


@st.composite
def reports(draw, criteria):
    """Draw what one to three units report over one or two periods, and in which strata they lie.

    Returns:
        From (unit, period text, last day) to the observations; and from the unit to its strata.
    """
    units = UNITS[: draw(st.integers(1, 3))]
    times = draw(st.lists(periods(), min_size=1, max_size=2, unique_by=lambda one: one[0]))
    silence = {criteria.document.measures[0].id: {"missing": "not-collected"}}
    reported = {(unit, *time): draw(observations_for(criteria)) or silence for unit in units for time in times}
    return reported, {unit: draw(strata_for(criteria)) for unit in units}


def rows_of(criteria, reported):
    return [
        as_row(unit, period, criteria.measures[name], observation)
        for (unit, period, _), observations in reported.items()
        for name, observation in observations.items()
    ]


def differences(criteria, reported, strata, *, known=None, others=(), **terms):
    """Judge with the kernel and with the reference, and list where they differ.

    Args:
        criteria: The set, for the kernel.
        reported: What was reported.
        strata: The strata of the units.
        known: The set for the reference, where the kernel is asked for an earlier state of it.
        others: The sets that rules refer to.
        terms: What the caller accepts.
    """
    law_as_of = {"law_as_of": terms.pop("law_as_of")} if "law_as_of" in terms else {}
    evidence = Evidence(rows_of(criteria, reported), measures=criteria, decimal="point")
    run = evaluate(criteria, evidence, strata=strata, sets=others, **terms, **law_as_of)
    found = []
    for (unit, period, last), observations in reported.items():
        other_sets = {other.key: other for other in others}
        expected = judge(known or criteria, observations, strata[unit], last, other_sets=other_sets, **terms)
        for ref, verdict in expected.items():
            got = run.at(unit, period).verdict(ref).name
            if got != verdict:
                found.append(f"{unit} {period} {ref}: kernel {got}, reference {verdict}")
        event(f"set {expected[criteria.key]}")
    return found


@thoroughly
@given(st.data())
def test_the_kernel_says_what_the_reference_says(data):
    criteria = data.draw(criteria_sets())
    reported, strata = data.draw(reports(criteria))

    assert differences(criteria, reported, strata) == []


@thoroughly
@given(st.data(), st.sampled_from(LAW_STATES), st.booleans(), st.booleans())
def test_so_it_does_whatever_the_caller_accepts(data, law_states, approx_as_value, carry_forward):
    criteria = data.draw(criteria_sets())
    reported, strata = data.draw(reports(criteria))
    terms = {"law_states": law_states, "approx_as_value": approx_as_value, "carry_forward": carry_forward}

    assert differences(criteria, reported, strata, **terms) == []


@thoroughly
@given(st.data())
def test_so_it_does_of_a_patched_set(data):
    base = data.draw(criteria_sets(amended=False))
    criteria = base.patched(*data.draw(patches_for(base)))
    reported, strata = data.draw(reports(criteria))

    assert differences(criteria, reported, strata) == []


@thoroughly
@given(st.data())
def test_so_it_does_of_a_set_that_refers_to_another(data):
    other = data.draw(criteria_sets())
    criteria = data.draw(criteria_sets(identifier="thu.mau", others=[other], amended=False))
    reported, strata = data.draw(reports(criteria))

    assert differences(criteria, reported, strata, others=[other]) == []


@thoroughly
@given(st.data(), st.sampled_from(["2023-06-29", AMENDED]))
def test_amendments_are_known_from_their_day_of_issue_on(data, day):
    criteria = data.draw(criteria_sets())
    reported, strata = data.draw(reports(criteria))

    assert differences(criteria, reported, strata, known=criteria.as_of(day), law_as_of=day) == []


@thoroughly
@given(st.data(), st.integers(0, 2), st.integers(1, 3))
def test_a_set_of_which_less_is_modelled_than_it_declares_is_never_met(data, criteria_more, indicators_more):
    whole = data.draw(criteria_sets(amended=False)).document
    declared = Declared(
        criteria=len(whole.criteria) + criteria_more, indicators=len(list(whole.indicators())) + indicators_more
    )
    criteria = CriteriaSet.of(whole.replace(declared=declared))
    reported, strata = data.draw(reports(criteria))
    run = evaluate(criteria, Evidence(rows_of(criteria, reported), measures=criteria, decimal="point"), strata=strata)

    for unit, period, _ in reported:
        assert run.at(unit, period).verdict(criteria.key).name != MET


@thoroughly
@given(st.data())
def test_taking_a_figure_away_moves_verdicts_only_towards_unknown(data):
    """Law 2, of the kernel and across the whole tree."""
    criteria = data.draw(criteria_sets())
    reported, strata = data.draw(reports(criteria))
    where, observations = next(iter(reported.items()))
    name = data.draw(st.sampled_from(sorted(observations)))
    less = {**observations, name: {"missing": "lost"}}

    def verdicts(figures):
        evidence = Evidence(rows_of(criteria, {where: figures}), measures=criteria, decimal="point")
        judged = evaluate(criteria, evidence, strata={where[0]: strata[where[0]]}).at(*where[:2])
        refs = [*(one.id for one in criteria), *(one.id for one in criteria.criteria), criteria.key]
        return {ref: judged.verdict(ref).name for ref in refs}

    before, after = verdicts(observations), verdicts(less)

    assert {ref for ref, verdict in after.items() if verdict not in {UNKNOWN, before[ref]}} == set()
