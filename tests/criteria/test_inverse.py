"""What would change a verdict, against trying every set of figures and every value that could matter."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import RootModel

from smartvillage.border import parse
from smartvillage.criteria.inverse import Change, direction, inverse, nearest
from smartvillage.criteria.resolve import Evaluated, Joint, MeetsOther, Required
from smartvillage.criteria.rules import Rule
from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Exact, Interval
from tests.criteria.judging import cell, judged
from tests.criteria.makers import (
    at_least,
    attested,
    level,
    slowly,
    times,
)

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
MEASURES = ("a", "b", "c")
ENDS = (None, 10, 20, 30)
TRIED = [Fraction(value) for value in (5, 10, 15, 20, 25, 30, 35)]
"""A value for every place relative to the ends above: any set of them holds one of these, or none at all."""
SAID = (
    *(Interval.of(value) for value in TRIED),
    *(Interval.of(value, relation) for value in (10, 20, 30) for relation in ("gt", "ge", "lt", "le")),
    Interval.missing(),
    None,
)


def required(measure, low, high=None):
    """A measure must lie from one level up, or between two."""
    low, high = (None if end is None else Exact(end) for end in (low, high))
    return Required(measure=measure, accepts=Interval(low, high))


def of_present(**verdicts):
    """The present verdict of each comparison by its measure."""
    return lambda one: verdicts[one.measure]


ends = st.sampled_from(ENDS).map(lambda end: None if end is None else Exact(end))
intervals = st.builds(Interval, ends, ends, st.booleans(), st.booleans()).filter(lambda one: one[:2] != (None, None))
cells = st.builds(
    Required,
    measure=st.sampled_from(MEASURES),
    accepts=st.sampled_from([True] * 7 + [False]).flatmap(lambda there: intervals if there else st.none()),
)


def joints(inner):
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    compulsory = st.lists(inner, max_size=1).map(tuple)
    return st.one_of(
        st.builds(Joint, kind=st.sampled_from(["all", "any"]), members=some, counts_against=st.booleans()),
        st.builds(
            Joint,
            kind=st.just("count"),
            members=some,
            compulsory=compulsory,
            count=st.integers(1, 3),
            counts_against=st.booleans(),
        ),
        st.builds(
            Joint,
            kind=st.just("share"),
            members=some,
            compulsory=compulsory,
            percent=st.sampled_from([Fraction(100, 3), Fraction(50), Fraction(200, 3), Fraction(100)]),
            counts_against=st.booleans(),
        ),
    )


trees = joints(st.one_of(cells, joints(cells)))
figures = st.fixed_dictionaries({measure: st.sampled_from(SAID) for measure in MEASURES})


def verdict(node, said):
    """The verdict of a tree when so much is said of each measure."""
    return judged(node, lambda one: cell(one, said[one.measure]))


def fewest(node, said, to):
    """How few figures would do, by trying every set of them with every value that could matter."""
    free = [measure for measure in MEASURES if said[measure] is not None]
    for number in range(len(free) + 1):
        for some in combinations(free, number):
            for values in product(TRIED, repeat=number):
                changed = dict(zip(some, map(Interval.of, values), strict=True))
                if verdict(node, {**said, **changed}) is to:
                    return number
    return None


@slowly
@given(trees, figures, st.sampled_from([MET, NOT_MET]), st.data())
def test_the_changes_turn_the_verdict_and_no_smaller_set_of_figures_would(node, said, to, data):
    """Whatever values they allow, and nothing where no figure could do it."""
    assume(verdict(node, said) is not NOT_APPLICABLE)
    changes = inverse(node, lambda one: cell(one, said[one.measure]), to=to)

    assert (None if changes is None else len(changes)) == fewest(node, said, to)

    values = {}
    for measure, change in (changes or {}).items():
        allowed = [value for value in TRIED if any(lies_in(value, target) for target in change.targets)]
        values[measure] = Interval.of(data.draw(st.sampled_from(allowed)))

    assert changes is None or verdict(node, {**said, **values}) is to


@slowly
@given(trees, figures)
def test_nothing_needs_to_change_when_it_is_so_already(node, said):
    present = verdict(node, said)
    assume(present in {MET, NOT_MET})

    assert inverse(node, lambda one: cell(one, said[one.measure]), to=present) == {}


def lies_in(value, interval):
    return cell(Required(measure="a", accepts=interval), Interval.of(value)) is MET


# --- worked by hand ------------------------------------------------------------------------------------------------


def test_the_cheapest_of_several_ways_is_taken_and_between_equals_the_first_of_the_text():
    node = Joint(kind="any", members=(required("a", 10), required("b", 20), required("c", 30)))

    assert list(inverse(node, of_present(a=NOT_MET, b=UNKNOWN, c=NOT_MET))) == ["a"]


def test_one_figure_that_serves_two_conditions_is_found_though_each_has_a_way_before_it():
    """Any of a or b, and any of b or c: each alone would be turned by its first figure, both by b."""
    both = (
        Joint(kind="any", members=(required("a", 10), required("b", 20))),
        Joint(kind="any", members=(required("b", 30), required("c", 30))),
    )
    found = inverse(Joint(kind="all", members=both), of_present(a=NOT_MET, b=NOT_MET, c=NOT_MET))

    assert found == {"b": Change.into("b", Interval(Exact(30), None))}


def test_a_figure_that_changes_must_go_on_meeting_what_it_meets():
    """From 10 up is met by 15 and stays asked for when the same figure must come down to 12."""
    node = Joint(kind="all", members=(required("a", 10), required("a", None, 12)))
    found = inverse(node, lambda one: MET if one.accepts.high is None else NOT_MET)

    assert found["a"].accepts == Interval(Exact(10), Exact(12))


def test_a_failure_may_need_a_place_between_two_levels():
    """Of from 20 up and up to 10 one is always enough outside 10 to 20, so only there do both fail."""
    node = Joint(kind="any", members=(required("a", 20), required("a", None, 10)))
    found = inverse(node, lambda one: MET if one.accepts.high is None else NOT_MET, to=NOT_MET)

    assert not found["a"].inside
    assert found["a"].targets == (Interval(Exact(10), Exact(20), low_open=True, high_open=True),)


def test_two_levels_that_no_value_reaches_at_once_cannot_both_be_met():
    node = Joint(kind="all", members=(required("a", 20), required("a", None, 10)))

    assert inverse(node, of_present(a=NOT_MET)) is None


@pytest.mark.parametrize(
    ("node", "why"),
    [
        (Required(measure="a", accepts=None, no_level="not-read"), "there is no level"),
        (MeetsOther(set="thu.khac@2021"), "another set decides"),
        (Evaluated(evaluator="thu.judge", measures=()), "an evaluator decides"),
        (Joint(kind="all", members=(required("a", 10), MeetsOther(set="thu.khac@2021"))), "so does one of its parts"),
        (Joint(kind="all", members=()), "there is nothing to judge"),
        (Joint(kind="all", members=(), counts_against=True), "nothing cannot count against"),
        (Joint(kind="all", members=(required("a", 20, 10),)), "nothing lies between 20 and 10"),
    ],
)
def test_what_no_figure_can_make_so_is_said(node, why):
    assert inverse(node, of_present(a=NOT_MET)) is None, why


@pytest.mark.parametrize("to", [MET, NOT_MET])
def test_what_does_not_apply_cannot_be_turned(to):
    node = required("a", 10)

    assert inverse(node, of_present(a=NOT_APPLICABLE), to=to) is None
    assert inverse(Joint(kind="any", members=(node,)), of_present(a=NOT_APPLICABLE), to=to) is None


def test_what_does_not_apply_counts_against_only_where_the_text_says_so():
    members = (required("a", 10), required("b", 10))
    present = of_present(a=NOT_APPLICABLE, b=NOT_MET)

    assert list(inverse(Joint(kind="all", members=members), present)) == ["b"]
    assert inverse(Joint(kind="all", members=members, counts_against=True), present) is None
    assert list(inverse(Joint(kind="count", count=1, members=members, counts_against=True), present)) == ["b"]


def test_many_members_of_a_whole_are_turned_without_trying_every_choice():
    """At least 40 of 80, of which 30 are met: the first ten of the others."""
    members = tuple(required(f"m{number:02}", 10) for number in range(80))
    present = {one.measure: MET if number < 30 else NOT_MET for number, one in enumerate(members)}

    assert list(inverse(Joint(kind="count", count=40, members=members), of_present(**present))) == [
        f"m{number}" for number in range(30, 40)
    ]


# --- the nearest value ---------------------------------------------------------------------------------------------

steps = st.none() | st.sampled_from([Fraction(1), Fraction(100, 3), Fraction(1, 2), Fraction(7, 2)])
values = st.fractions(-5, 45, max_denominator=6)


@given(intervals, values, steps)
def test_the_nearest_value_is_that_of_trying_every_step(accepts, value, step):
    """Without steps there is none next to an open end; with them, none where no step falls inside."""
    found = nearest(accepts, value, step)
    if lies_in(value, accepts):
        assert found == value
    elif step is not None:
        tried = [
            number * step for number in range(floor(-10 / step), ceil(50 / step)) if lies_in(number * step, accepts)
        ]
        assert found == min(tried, key=lambda one: abs(one - value), default=None)
    else:
        facing = accepts.low if accepts.low is not None and value <= accepts.low else accepts.high
        assert found == (facing if lies_in(facing, accepts) else None)


# --- which way is better -------------------------------------------------------------------------------------------


class _Rule(RootModel[Rule]):
    """One rule by itself."""


BETWEEN = {"kind": "between", "measure": "thu.water", "low": [level("1")], "high": [level("2")], "edges": "both"}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (at_least("50"), "higher"),
        (at_least("50", kind="above"), "higher"),
        (at_least("50", kind="at-most"), "lower"),
        (at_least("50", kind="below"), "lower"),
        (at_least("50", kind="equal"), None),
        (BETWEEN, None),
        (attested(), "higher"),
        (times(comparison="at-least"), "higher"),
        (times(comparison="above"), "higher"),
        (times(comparison="at-most"), "lower"),
        (times(comparison="below"), "lower"),
        ({"kind": "meets-set", "set": "thu.khac@2021"}, None),
        ({"kind": "custom", "evaluator": "thu.judge"}, None),
        ({"kind": "all-of", "rules": [at_least("50"), attested()]}, "higher"),
        ({"kind": "any-of", "rules": [at_least("50"), at_least("9", kind="at-most")]}, None),
    ],
)
def test_every_rule_says_which_way_is_better_or_that_neither_is(tree, expected):
    assert direction(parse(_Rule, tree).root) == expected
