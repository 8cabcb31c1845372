"""The random sets, patches and reports: readable, within their ranges, and full of what can go wrong."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from typing import get_args

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import smartvillage.testing as offered
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.patches import Patch
from smartvillage.criteria.rules import Between, Rule, comparisons, walk
from smartvillage.testing import (
    criteria_sets,
    level_values,
    measures,
    observations_for,
    patches_for,
    periods,
    strata_for,
)

SETS = criteria_sets()
REPORTED = SETS.flatmap(lambda one: st.tuples(st.just(one), observations_for(one), strata_for(one)))
PATCHED = criteria_sets(amended=False).flatmap(lambda one: st.tuples(st.just(one), patches_for(one)))

broadly = settings(max_examples=300, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def seen() -> Counter[str]:
    """Count what is drawn, in one pass over three hundred sets with what is reported against them."""
    found: Counter[str] = Counter()

    @broadly
    @given(REPORTED)
    def look(drawn):
        criteria, observations, strata = drawn
        found.update(of_set(criteria))
        found.update(of_report(criteria, observations, strata))

    look()
    return found


def rules_of(criteria):
    for indicator in criteria.document.indicators():
        for provision in indicator.provisions:
            yield from walk(provision.rule)


def levels_of(criteria):
    for rule in rules_of(criteria):
        for one, _, rows in comparisons(rule):
            yield from ((one.measure, row) for row in rows)


def of_set(criteria):
    yield from (f"rule {rule.kind}" for rule in rules_of(criteria))
    for _, row in levels_of(criteria):
        yield from (f"level {row.state}", f"level {row.life}")
        yield from ["level replaces"] if row.replaces else []
        yield from ["level by stratum"] if row.stratum else []
    for problem in criteria.check():
        yield {"SV-SET-021": "two at once", "SV-SET-022": "none at all"}.get(problem.code, "another fault")
    for whole in (criteria.document, *criteria.criteria):
        yield from (f"whole {whole.requires.kind}", f"whole {whole.requires.not_applicable}")
        yield from ["whole compulsory"] if whole.requires.compulsory else []
    if criteria.document.declared is not None and not criteria.coverage().whole:
        yield "set less than declared"
    if criteria.applied:
        yield "set amended"


def of_report(criteria, observations, strata):
    levels = {(measure, row.value) for measure, row in levels_of(criteria)}
    for name, observation in observations.items():
        value = reported_value(observation, criteria.measures[name])
        if value is not None:
            yield "figure on a level" if (name, value) in levels else "figure beside"
        elif observation.get("denominator") == 0:
            yield "figure of nothing"
        yield f"figure {observation.get('relation', 'eq')}"
        yield f"figure {observation.get('missing', 'there')}"
    for scheme in criteria.document.schemes:
        yield "stratum known" if strata.get(scheme.id) in {one.id for one in scheme.strata} else "stratum unknown"


def reported_value(observation, measure):
    if "value" in observation:
        return observation["value"]
    if observation.get("denominator"):
        return observation["numerator"] / observation["denominator"] * measure.factor
    return None


def kinds_of(union) -> set[str]:
    """The names of the members of a discriminated union."""
    members = get_args(get_args(union)[0])
    return {member.model_fields["kind"].default for member in members}


@given(SETS)
def test_every_set_can_be_written_and_read_back(criteria):
    assert CriteriaSet.from_dict(criteria.to_dict()).document == criteria.document


def test_every_kind_of_rule_is_drawn_but_those_that_need_an_evaluator_or_another_set():
    for kind in kinds_of(Rule):
        assert bool(seen()[f"rule {kind}"]) is (kind not in {"custom", "meets-set"}), kind


def test_a_set_may_refer_to_others_by_their_verdict_and_by_their_levels():
    kinds = set()

    @settings(broadly, max_examples=50)
    @given(st.data())
    def look(data):
        other = data.draw(criteria_sets(amended=False))
        refers = data.draw(criteria_sets(identifier="thu.mau", others=[other], amended=False))
        for rule in rules_of(refers):
            if getattr(rule, "set", None) == other.key or getattr(getattr(rule, "of", None), "set", None) == other.key:
                kinds.add(rule.kind)

    look()

    assert kinds == {"meets-set", "times"}


@pytest.mark.parametrize(
    "what",
    [
        *("level official", "level secondary", "level unverified", "level missing", "level in-force", "level repealed"),
        *("level replaces", "level by stratum", "two at once", "none at all"),
        *("whole all", "whole count", "whole share", "whole drops-out", "whole counts-against", "whole compulsory"),
        *("set less than declared", "set amended", "stratum known", "stratum unknown"),
        *("figure on a level", "figure beside", "figure of nothing", "figure there"),
        *("figure eq", "figure approx", "figure gt", "figure ge", "figure lt", "figure le"),
        *("figure not-applicable", "figure not-collected", "figure not-due", "figure refused", "figure lost"),
    ],
)
def test_what_can_go_wrong_is_drawn(what):
    assert seen()[what]


def test_ties_are_common():
    assert seen()["figure on a level"] > seen()["figure beside"] / 10


def test_every_kind_of_patch_is_drawn_and_each_is_accepted():
    kinds = set()

    @settings(broadly, max_examples=150)
    @given(PATCHED)
    def look(drawn):
        criteria, patches = drawn
        criteria.patched(*patches)
        kinds.update(patch.kind for patch in patches)

    look()

    assert kinds == kinds_of(Patch)


@given(PATCHED)
def test_a_patch_never_touches_its_base(drawn):
    criteria, patches = drawn
    before = criteria.to_dict()
    criteria.patched(*patches)

    assert criteria.to_dict() == before


@given(measures(kinds=["share", "count", "amount", "ratio", "ordinal"]), st.data())
def test_the_lower_edge_of_a_between_stays_below_the_upper_one(measure, data):
    low = data.draw(level_values(measure, half="low"))
    high = data.draw(level_values(measure, half="high"))

    assert low < high


@given(SETS)
def test_between_is_never_upside_down_even_after_amendments(criteria):
    for rule in rules_of(criteria):
        if isinstance(rule, Between):
            lows = [row.value for row in rule.low if row.value is not None]
            highs = [row.value for row in rule.high if row.value is not None]
            assert max(lows, default=Fraction(-(10**30))) < min(highs, default=Fraction(10**30))


@given(REPORTED)
def test_figures_are_such_as_a_unit_could_report(drawn):
    criteria, observations, _ = drawn
    for name, observation in observations.items():
        measure = criteria.measures[name]
        low, high = measure.range
        value = reported_value(observation, measure)

        assert (value is None) == ("missing" in observation or observation.get("denominator") == 0)
        if value is not None:
            assert low is None or low <= value
            assert high is None or value <= high
            if "value" in observation:
                wanted = 1 if measure.kind in {"count", "ordinal", "attested"} else 1000
                assert (value * wanted).denominator == 1  # it can be written down as a decimal


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024", date(2024, 12, 31)),
        ("2023-H1", date(2023, 6, 30)),
        ("2022-Q3", date(2022, 9, 30)),
        ("2024-02", date(2024, 2, 29)),
    ],
)
def test_a_period_knows_its_last_day(text, last):
    assert find(periods(), lambda found: found[0] == text, settings=settings(max_examples=20_000)) == (text, last)


@given(periods())
def test_a_period_of_one_day_ends_on_it(drawn):
    text, last = drawn

    assert date(2021, 1, 1) <= last <= date(2025, 12, 31)
    if len(text) == len("2024-12-31"):
        assert text == last.isoformat()


# --- the package ---------------------------------------------------------------------------------------------------


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")


def test_importing_the_package_does_not_need_hypothesis():
    done = python("import sys; sys.modules['hypothesis'] = None; import smartvillage.testing")

    assert done.returncode == 0, done.stderr


def test_without_hypothesis_a_strategy_says_what_to_install():
    done = python(
        "import sys; sys.modules['hypothesis'] = None\n"
        "try: from smartvillage.testing import criteria_sets\n"
        "except ImportError as found: assert 'pip install hypothesis' in str(found), found\n"
        "else: raise SystemExit('no error')"
    )

    assert done.returncode == 0, done.stderr


def test_another_module_that_is_missing_is_not_taken_for_hypothesis():
    done = python(
        "import sys; sys.modules['smartvillage.criteria.rules'] = None\n"
        "try: from smartvillage.testing import rules\n"
        "except ImportError as found: assert 'hypothesis' not in str(found), found\n"
        "else: raise SystemExit('no error')"
    )

    assert done.returncode == 0, done.stderr


def test_every_offered_name_is_there():
    assert {getattr(offered, name) is not None for name in offered.__all__} == {True}
    assert set(offered.__all__) <= set(dir(offered))


def test_a_name_that_is_not_offered_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'criteria_set'"):
        offered.criteria_set  # noqa: B018
