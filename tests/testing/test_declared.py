"""Strategies made of what an author declares: what they draw can be reported, and is within what was declared."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.measures import Grade, Measure
from smartvillage.criteria.strata import Scheme
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.registry import builtin_registry, load
from smartvillage.testing import criteria_sets, evidence_for, observations_of, patches_for, values_of
from smartvillage.testing.declared import rows_for
from tests.testing.sample import LOWLAND, UPLAND, WATER, links, poverty, smart_set, water

REGISTRY = builtin_registry()
DECLARED = [one for name, one in REGISTRY.measures.items() if name.startswith(("economy.", "culture.", "tourism."))]


def measure(kind, **fields):
    return Measure(id="nam-son.thing", title=Label(vi="Thứ"), kind=kind, **fields)


UNIT = Label(vi="triệu đồng", en="million VND")
GRADES = tuple(Grade(id=name, title=Label(vi=name)) for name in ("yeu", "vua", "tot"))
KINDS = [
    measure("share"),
    measure("share", maximum="250"),
    measure("count"),
    measure("count", minimum="3", maximum="5"),
    measure("amount", unit=UNIT),
    measure("amount", unit=UNIT, minimum="-2.5", maximum="-2.25"),
    measure("amount", unit=UNIT, minimum="0.001", maximum="0.002"),
    measure("amount", unit=UNIT, maximum="4"),
    measure("ratio", unit=UNIT, minimum="0"),
    measure("attested"),
    measure("ordinal", grades=GRADES),
    measure("ordinal", grades=GRADES, minimum="0"),
]


@pytest.mark.parametrize("one", KINDS, ids=lambda one: f"{one.kind} {one.minimum} {one.maximum}")
@given(data=st.data())
def test_values_lie_in_the_range_and_are_whole_where_things_are_counted(one, data):
    low, high = one.range
    for near in ((), (Fraction(3),)):
        value = data.draw(values_of(one, near=near))

        assert low is None or low <= value
        assert high is None or value <= high
        assert one.kind not in {"attested", "ordinal", "count"} or value.denominator == 1


@given(observations_of(DECLARED).filter(bool))
def test_observations_are_accepted_as_evidence(observations):
    rows = [{"unit": "A", "period": "2024", "measure": name, **one} for name, one in observations.items()]
    columns = ("unit", "period", "measure", "value", "numerator", "denominator", "missing")

    assert len(Evidence([dict.fromkeys(columns) | row for row in rows], measures=DECLARED)) == len(observations)


@given(observations_of(DECLARED, unknown=0), observations_of(DECLARED, unknown=1))
def test_the_share_of_figures_that_are_not_there_is_kept(everything, nothing):
    assert len(everything) == len(DECLARED)
    assert not any("missing" in one for one in everything.values())
    assert all("missing" in one for one in nothing.values())


@given(evidence_for(smart_set(LOWLAND, UPLAND)))
def test_evidence_for_a_set_keeps_to_its_dates_and_strata(reported):
    strata = {stratum for some in reported.strata.values() for stratum in some.values()}

    assert strata <= {"lowland", "upland"}
    assert all(date(2025, 1, 1) <= one.last < date(2026, 1, 1) for one in reported.evidence.periods)
    assert set(reported.strata) == set(reported.evidence.units)
    assert len(evaluate(smart_set(LOWLAND, UPLAND), reported.evidence, strata=reported.strata)) > 0


@given(evidence_for([water(), poverty()]))
def test_evidence_for_candidates_is_of_their_measures(reported):
    assert set(reported.evidence.measures) == {"nam-son.clean-water", "nam-son.poverty"}


def test_evidence_may_be_asked_of_what_only_an_evaluator_judges():
    assert evidence_for([links()]) is not None


@given(rows_for(load("vn.xa-ntm", "2026-2030")))
def test_a_set_of_later_years_is_reported_in_its_own(drawn):
    rows, _ = drawn

    assert all(row["period"] >= "2026" for row in rows)


SCHEME = Scheme(
    id="nam-son.group",
    title=Label(vi="Nhóm xã"),
    strata=[{"id": "lowland", "title": {"vi": "Đồng bằng"}}, {"id": "upland", "title": {"vi": "Núi"}}],
)
OWN = criteria_sets(identifier="nam-son.bo", over=(WATER, KINDS[3]), of=(SCHEME,))


@settings(max_examples=max(5, settings.default.max_examples // 4))
@given(OWN.flatmap(lambda one: st.tuples(st.just(one), patches_for(one))))
def test_whole_sets_and_patches_are_made_of_the_measures_of_an_author(drawn):
    criteria, patches = drawn
    patched = criteria.patched(*patches)

    assert WATER in criteria.document.measures
    assert criteria.document.schemes == (SCHEME,)
    assert {one.id.partition(".")[0] for one in patched.document.measures} == {"nam-son"}
    problems = {problem.code for problem in criteria.check()}
    assert "SV-SET-017" not in problems, "a level outside the range of its measure"
