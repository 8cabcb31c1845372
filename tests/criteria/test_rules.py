"""Rules as documents write them: what a level, a combination and a factor must say, and what is inside a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import RootModel

from smartvillage.border import parse
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.rules import (
    Combination,
    Rule,
    Threshold,
    comparisons,
    measures_of,
    only_level,
    walk,
)
from smartvillage.errors import InputError
from smartvillage.testing import criteria_sets
from tests.criteria.makers import at_least, attested, level, slowly, times


class _Rule(RootModel[Rule]):
    """One rule by itself."""


def read(tree):
    return parse(_Rule, tree).root


def refused(model, tree):
    with pytest.raises(InputError) as caught:
        parse(model, tree)
    return caught.value


BETWEEN = {"kind": "between", "measure": "thu.water", "low": [level("10")], "high": [level("20")], "edges": "both"}
NESTED = {
    "kind": "at-least-of",
    "count": "2",
    "rules": [at_least("50"), {"kind": "all-of", "rules": [BETWEEN, attested()]}],
    "compulsory": [{"kind": "custom", "evaluator": "thu.judge", "measures": ["thu.income", "thu.water"]}],
}


# --- levels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({}, "the level has no value; expected a value, or missing with a reason: not-read, delegated, withdrawn"),
        ({"value": "70", "missing": "not-read"}, "the level has a value and is said to be missing"),
        ({"value": "70", "verification": "missing"}, "a level with a value cannot have the verification missing"),
        ({"missing": "lost"}, '"lost" is not accepted here; expected one of: not-read, delegated, withdrawn, not-set'),
        ({"value": "70%"}, '"70%" is not a number'),
    ],
)
def test_a_level_has_a_value_or_says_why_not(tree, said):
    assert said in refused(Threshold, tree).say("en")


@pytest.mark.parametrize(
    ("tree", "state"),
    [
        ({"value": "70", "verification": "official"}, Verification.OFFICIAL),
        ({"value": "70"}, Verification.UNVERIFIED),
        ({"missing": "delegated"}, Verification.MISSING),
        ({"missing": "not-read", "verification": "official"}, Verification.MISSING),
    ],
)
def test_a_level_nobody_vouches_for_is_unverified_and_one_without_a_value_is_missing(tree, state):
    assert parse(Threshold, tree).state is state


def test_a_level_is_taken_as_it_is_written():
    assert str(parse(Threshold, {"value": "66.6"}).value) == "66.6"
    assert parse(Threshold, {"value": "2/3"}).value * 3 == 2


# --- what rules must say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"kind": "at-least-of", "count": "3", "rules": [attested(), attested()]}, "asks 3 of 2 conditions"),
        ({"kind": "at-least-of", "count": "0", "rules": [attested()]}, "count"),
        ({"kind": "at-least-share-of", "percent": "50", "rules": []}, "there are no conditions"),
        ({"kind": "at-least-share-of", "percent": "0", "rules": [attested()]}, "percent"),
        ({"kind": "at-least-share-of", "percent": "100.1", "rules": [attested()]}, "percent"),
        ({"kind": "all-of", "rules": []}, "at least 1"),
        ({"kind": "any-of", "rules": []}, "at least 1"),
        (attested(levels=[level("1")]), "what is attested has no level; expected missing, with a reason"),
        (times(verification="missing"), "a factor that is given is not missing"),
        ({**BETWEEN, "edges": "inside"}, "expected one of: both, low, high, none"),
        (at_least("50", kind="atleast"), "Did you mean at-least?"),
    ],
)
def test_a_rule_that_nothing_could_meet_or_nobody_could_read_is_refused(tree, said):
    error = refused(_Rule, tree)

    assert said in error.say("en")
    assert error.say("vi") != error.say("en")


def test_compulsory_conditions_count_among_the_conditions():
    tree = {"kind": "at-least-of", "count": "2", "rules": [attested()], "compulsory": [attested()]}

    assert read(tree).count == 2


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"kind": "count"}, "kind: count needs count"),
        ({"kind": "share"}, "kind: share needs percent"),
        ({"kind": "all", "count": "1"}, "kind: all needs neither"),
        ({"kind": "count", "count": "2", "percent": "50"}, "kind: count needs count"),
        ({"kind": "count", "count": "0"}, "at least one member must be asked for"),
        ({"kind": "share", "percent": "0"}, "at least one member must be asked for"),
        ({"kind": "share", "percent": "101"}, "at least one member must be asked for"),
    ],
)
def test_a_whole_says_how_many_members_it_asks_for(tree, said):
    assert said in refused(Combination, tree).say("en")


# --- inside a rule -------------------------------------------------------------------------------------------------


def test_a_rule_is_walked_outermost_first_and_compulsory_last():
    kinds = [one.kind for one in walk(read(NESTED))]

    assert kinds == ["at-least-of", "at-least", "all-of", "between", "attested", "custom"]


def test_every_measure_of_a_rule_is_named_once_in_order():
    assert measures_of(read(NESTED)) == ("thu.water", "thu.plan", "thu.income")


def test_every_list_of_levels_is_found_with_the_field_that_holds_it():
    assert [(rule.kind, field) for rule, field, _ in comparisons(read(NESTED))] == [
        ("at-least", "levels"),
        ("between", "low"),
        ("between", "high"),
        ("attested", "levels"),
    ]


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        (at_least("50"), "at-least"),
        ({"kind": "all-of", "rules": [at_least("50", kind="below"), attested()]}, "below"),
        (times(), "times"),
        (BETWEEN, None),
        ({"kind": "all-of", "rules": [at_least("50"), at_least("60")]}, None),
        (attested(levels=[level()]), None),
        (attested(), None),
    ],
)
def test_a_factor_multiplies_the_only_level_of_a_rule_if_there_is_one(tree, kind):
    found = only_level(read(tree))

    assert (found.kind if found is not None else None) == kind


@slowly
@given(criteria_sets())
def test_what_is_found_inside_a_rule_is_all_there_is(criteria):
    """The levels and measures of a set, counted on the document as it is written."""
    written = str(criteria.to_dict())
    rules = [one for item in criteria for provision in item.indicator.provisions for one in walk(provision.rule)]
    found = [levels for item in criteria for one in item.indicator.provisions for _, _, levels in comparisons(one.rule)]

    assert written.count("'kind': 'between'") == sum(one.kind == "between" for one in rules)
    assert sum(map(len, found)) == written.count("'value':") + written.count("'missing': '")
