"""Which level holds for whom on which day, and why none does."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.citations import Dated
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.resolve import (
    Evaluated,
    Joint,
    MeetsOther,
    Question,
    Required,
    combine,
    dated,
    evaluated_in,
    required_in,
)
from smartvillage.criteria.rules import Combination
from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Exact, Interval
from smartvillage.testing import criteria_sets, observations_for, periods, strata_for
from tests.criteria.judging import cell, figure, judged
from tests.criteria.makers import (
    DELTA,
    HILLS,
    at_least,
    attested,
    criterion,
    indicator,
    level,
    provision,
    slowly,
    small_set,
    times,
    tree,
)
from tests.reference import judge

ON = date(2024, 12, 31)
EVERY_STATE = {"official", "secondary", "unverified"}


def asked(criteria, ref="1.1", *, strata=None, on=ON, **terms):
    """What an indicator asks of a unit."""
    given_strata = strata or {}
    terms = {"other_set": lambda _: criteria, "memberships": given_strata, **terms}
    question = Question(strata=criteria.strata_of(given_strata), on=on, **terms)
    return question.indicator(criteria[ref].indicator)


def lowest(*rules, ref="1.1", **terms):
    """The level an *at least* asks for, or the reason why there is none."""
    node = asked(small_set(*rules), ref, **terms).node
    return node.no_level if node.accepts is None else node.accepts.low


# --- against the laws ----------------------------------------------------------------------------------------------


def verdicts(criteria, reported, strata, on, others=(), **terms):
    """The verdict of every indicator, by the trees that are resolved here."""
    sets = {one.key: one for one in others}
    whole = {key: Verdict[judge(one, reported, strata, on, other_sets=sets, **terms)[key]] for key, one in sets.items()}

    def leaf(node):
        if isinstance(node, MeetsOther):
            return whole[node.set]
        return cell(node, figure(reported.get(node.measure, {}), criteria.measures[node.measure]))

    found = {}
    for one in criteria:
        resolved = asked(criteria, one.id, strata=strata, on=on, other_set=lambda key: sets.get(key, criteria), **terms)
        nothing = Verdict.NOT_APPLICABLE if resolved.why_not == "not-in-force" else Verdict.UNKNOWN
        found[one.id] = (judged(resolved.node, leaf) if resolved.node is not None else nothing).name
    return found


@slowly
@given(st.data(), st.booleans(), st.sampled_from([{"official", "secondary"}, EVERY_STATE]))
def test_a_resolved_rule_asks_what_the_laws_ask(data, carry_forward, law_states):
    criteria = data.draw(criteria_sets())
    reported, strata, (_, on) = data.draw(st.tuples(observations_for(criteria), strata_for(criteria), periods()))
    terms = {"carry_forward": carry_forward, "law_states": law_states}
    expected = judge(criteria, reported, strata, on, **terms)
    found = verdicts(criteria, reported, strata, on, **terms)

    assert found == {name: expected[name] for name in found}


@slowly
@given(st.data())
def test_so_it_does_where_a_set_rests_on_another(data):
    other = data.draw(criteria_sets())
    criteria = data.draw(criteria_sets(identifier="thu.mau", others=[other], amended=False))
    reported, strata, (_, on) = data.draw(st.tuples(observations_for(criteria), strata_for(criteria), periods()))
    expected = judge(criteria, reported, strata, on, other_sets={other.key: other})
    found = verdicts(criteria, reported, strata, on, [other])

    assert found == {name: expected[name] for name in found}


@slowly
@given(st.data())
def test_a_level_that_judges_is_there_for_a_reason_and_one_that_does_not_says_why(data):
    criteria = data.draw(criteria_sets())
    strata, (_, on) = data.draw(st.tuples(strata_for(criteria), periods()))

    for one in criteria:
        resolved = asked(criteria, one.id, strata=strata, on=on)
        assert (resolved.node is None) is (resolved.why_not is not None)
        for required in required_in(resolved.node):
            assert (required.accepts is None) is (required.no_level is not None)
            assert required.attested or required.accepts is None or required.thresholds


# --- which one holds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 29), 70),  # the last day of the old level
        (date(2024, 3, 1), 80),  # the first day of the new one
        (date(2025, 6, 30), 80),
        (date(2025, 7, 1), "gap"),  # the day it ends it no longer holds
    ],
)
def test_spans_are_half_open_at_their_edges(on, expected):
    rule = at_least(level("70", until="2024-03-01"), level("80", since="2024-03-01", until="2025-07-01"))

    assert lowest(rule, on=on) == expected


def test_a_scheme_that_is_not_named_matches_all():
    assert lowest(at_least("70"), strata={}) == lowest(at_least("70"), strata=DELTA) == 70


def test_two_levels_that_match_are_an_overlap_and_never_most_specific_wins():
    assert lowest(at_least("70", level("60", stratum=HILLS)), strata=HILLS) == "overlap"
    assert lowest(at_least("70", level("60", stratum=HILLS)), strata=DELTA) == 70


def test_one_of_two_levels_may_declare_that_it_replaces_the_other():
    assert lowest(at_least("70", level("60", stratum=HILLS, replaces="true")), strata=HILLS) == 60
    assert lowest(at_least(level("70", replaces="true"), level("60", replaces="true"))) == "overlap"


def test_an_unknown_stratum_is_not_judged_by_the_general_level():
    """The commune may lie in the hills, where another level stands in its place."""
    rule = at_least("70", level("60", stratum=HILLS, replaces="true"))

    assert lowest(rule, strata={}) == "stratum-unknown"
    assert lowest(at_least(level("60", stratum=HILLS)), strata={}) == "stratum-unknown"


def test_an_unknown_stratum_does_not_matter_where_another_scheme_already_says_no():
    rule = at_least("70", level("60", stratum={**HILLS, "thu.hardship": "hard"}, replaces="true"))

    assert lowest(rule, strata={"thu.hardship": "ordinary"}) == 70


def test_an_unknown_stratum_does_not_matter_on_a_day_nobody_asks_about():
    assert lowest(at_least(level("70", since="2024-01-01"), level("60", stratum=HILLS, until="2024-01-01"))) == 70


def test_hard_places_take_the_levels_of_another_stratum():
    rule = at_least(level("70", stratum=DELTA), level("60", stratum=HILLS))

    assert lowest(rule, strata={**DELTA, "thu.hardship": "hard"}) == 60
    assert lowest(rule, strata={**DELTA, "thu.hardship": "ordinary"}) == 70


@pytest.mark.parametrize("life", ["draft", "announced", "repealed"])
def test_a_level_that_is_not_in_force_is_as_if_it_were_not_there(life):
    assert lowest(at_least(level("70", life=life))) == "gap"
    assert lowest(at_least("80", level("70", life=life))) == 80


# --- why there is no level -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["not-read", "delegated", "withdrawn", "not-set"])
def test_a_level_that_is_missing_says_why(reason):
    node = asked(small_set(at_least(level(missing=reason)))).node

    assert (node.accepts, node.no_level) == (None, reason)
    assert node.thresholds[0].missing == reason


def test_a_level_judges_only_when_its_state_is_accepted():
    rule = at_least(level("70", verification="unverified"))
    node = asked(small_set(rule)).node

    assert node.no_level == "unverified"
    assert node.thresholds[0].value == 70  # shown, though it does not judge
    assert lowest(rule, law_states=EVERY_STATE) == 70
    assert lowest(at_least("70"), law_states={"secondary"}) == "unverified"


def test_an_indicator_that_came_later_or_was_repealed_asks_nothing():
    criteria = CriteriaSet.from_dict(
        tree(
            criterion(
                "1",
                indicator("1.1", at_least("70"), since="2025-01-01"),
                indicator("1.2", at_least("70"), until="2024-03-01"),
            )
        )
    )

    assert asked(criteria, "1.1").why_not == asked(criteria, "1.2").why_not == "not-in-force"
    assert asked(criteria, "1.1", on=date(2025, 1, 1)).node.accepts.low == 70
    assert asked(criteria, "1.2", on=date(2024, 2, 29)).node.accepts.low == 70


def test_an_indicator_may_have_another_rule_by_stratum_and_since_a_day():
    by_stratum = indicator(
        "1.1",
        provision(at_least("70"), stratum=DELTA),
        provision(attested(), stratum=HILLS, until="2024-03-01"),
    )
    criteria = CriteriaSet.from_dict(tree(criterion("1", by_stratum)))

    assert asked(criteria, strata=DELTA).node.accepts.low == 70
    assert asked(criteria, strata=HILLS, on=date(2024, 2, 29)).node.attested
    assert asked(criteria, strata=HILLS).why_not == "gap"
    assert asked(criteria, strata={}, on=date(2024, 2, 29)).why_not == "stratum-unknown"


# --- carried forward -----------------------------------------------------------------------------------------------

ENDED = at_least(
    level("50", until="2022-01-01"),
    level("60", since="2022-01-01", until="2024-01-01"),
    level("90", since="2025-01-01"),
)


def test_the_last_level_is_carried_forward_only_when_asked_for_and_says_so():
    carried = asked(small_set(ENDED), carry_forward=True).node

    assert lowest(ENDED) == "gap"
    assert (carried.accepts.low, carried.carried) == (60, True)
    assert not asked(small_set(ENDED), carry_forward=True, on=date(2023, 12, 31)).node.carried


def test_nothing_is_carried_backward():
    assert lowest(at_least(level("90", since="2025-01-01")), carry_forward=True) == "gap"


def test_nothing_is_carried_forward_over_a_level_that_is_written_down_as_missing():
    """The old level was withdrawn; going back to it would undo that."""
    withdrawn = level(missing="withdrawn", since="2023-01-01", until="2024-01-01")

    assert lowest(at_least(level("50", until="2023-01-01"), withdrawn), carry_forward=True) == "withdrawn"


def test_of_two_levels_that_ended_on_one_day_neither_is_carried_forward():
    rule = at_least(level("50", until="2024-01-01"), level("60", until="2024-01-01"))

    assert lowest(rule, carry_forward=True) == "overlap"


def test_a_stratum_that_is_not_known_matters_for_what_is_carried_forward_too():
    rule = at_least(level("50", until="2024-01-01", stratum=DELTA), level("60", until="2024-01-01", stratum=HILLS))

    assert lowest(rule, carry_forward=True, strata=HILLS) == 60
    assert lowest(rule, carry_forward=True) == "stratum-unknown"


def test_a_provision_is_carried_forward_with_its_levels_and_says_so():
    criteria = small_set(provision(at_least("50"), until="2024-01-01"))

    assert asked(criteria).why_not == "gap"
    assert asked(criteria, carry_forward=True).node.accepts.low == 50
    assert asked(criteria, carry_forward=True).carried
    assert not asked(criteria, carry_forward=True, on=date(2023, 12, 31)).carried


# --- every kind of rule --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "accepts"),
    [
        ("at-least", Interval(Exact(70), None)),
        ("above", Interval(Exact(70), None, low_open=True)),
        ("at-most", Interval(None, Exact(70))),
        ("below", Interval(None, Exact(70), high_open=True)),
        ("equal", Interval(Exact(70), Exact(70))),
    ],
)
def test_a_comparison_accepts_an_interval(kind, accepts):
    node = asked(small_set(at_least("70", kind=kind))).node

    assert node.accepts == accepts
    assert len(node.thresholds) == 1


@pytest.mark.parametrize(
    ("edges", "low_open", "high_open"),
    [("both", False, False), ("low", False, True), ("high", True, False), ("none", True, True)],
)
def test_between_states_which_edges_belong_to_it(edges, low_open, high_open):
    rule = {"kind": "between", "measure": "thu.water", "low": [level("10")], "high": [level("20")], "edges": edges}
    node = asked(small_set(rule)).node

    assert node.accepts == Interval(Exact(10), Exact(20), low_open, high_open)
    assert [one.value for one in node.thresholds] == [10, 20]


def test_an_edge_that_is_not_known_leaves_the_whole_rule_unknown():
    rule = {"kind": "between", "measure": "thu.water", "low": [level("10")], "high": [level()], "edges": "both"}
    node = asked(small_set(rule)).node

    assert (node.accepts, node.no_level) == (None, "not-read")


def test_an_attestation_is_the_fact_and_needs_no_level():
    node = asked(small_set(attested()), law_states=set()).node

    assert node.attested
    assert [cell(node, Interval.of(said)) for said in (0, 1)] == [Verdict.NOT_MET, Verdict.MET]


def test_an_attestation_that_is_left_to_an_authority_is_not_judged():
    node = asked(small_set(attested(levels=[level(missing="delegated")]))).node

    assert node.attested
    assert (node.accepts, node.no_level) == (None, "delegated")


def test_an_attestation_is_judged_on_days_when_nothing_stands_in_the_place_of_a_level():
    """Before the day it was left to the province there is no level there, and that is a gap."""
    node = asked(small_set(attested(levels=[level(missing="delegated", since="2025-01-01")]))).node

    assert node.no_level == "gap"


def test_combinations_keep_their_members_and_how_many_are_asked():
    rule = {
        "kind": "at-least-share-of",
        "percent": "66.6",
        "rules": [at_least("50"), {"kind": "any-of", "rules": [attested()], "not_applicable": "counts-against"}],
        "compulsory": [{"kind": "all-of", "rules": [{"kind": "meets-set", "set": "thu.khac@2021"}]}],
    }
    node = asked(small_set(rule)).node

    assert (node.kind, node.percent, node.count, node.counts_against) == ("share", Fraction("66.6"), None, False)
    assert (node.members[1].kind, node.members[1].counts_against) == ("any", True)
    assert node.compulsory[0] == Joint(kind="all", members=(MeetsOther(set="thu.khac@2021"),))
    assert [one.measure for one in required_in(node)] == ["thu.water", "thu.plan"]


def test_at_least_k_of_n_and_an_evaluator_are_handed_on():
    rule = {
        "kind": "at-least-of",
        "count": "1",
        "rules": [{"kind": "custom", "evaluator": "thu.judge", "measures": ["thu.water"]}],
    }

    assert asked(small_set(rule)).node == Joint(
        kind="count", count=1, members=(Evaluated(evaluator="thu.judge", measures=("thu.water",)),)
    )


def test_an_evaluator_is_told_what_the_rule_says():
    rule = {"kind": "custom", "evaluator": "thu.judge", "parameters": {"share": "20", "level": "5"}}
    both = {"kind": "any-of", "rules": [rule, attested()]}
    node = asked(small_set(both)).node

    assert list(evaluated_in(node)) == [
        Evaluated(evaluator="thu.judge", measures=(), parameters=(("level", "5"), ("share", "20")))
    ]


def test_a_whole_is_a_combination_of_its_members():
    member = Required(measure="thu.water", accepts=None, no_level="gap")
    found = combine(
        Combination(kind="share", percent=Exact(50), not_applicable="counts-against"), [member], [member, member]
    )

    assert found == Joint(
        kind="share", members=(member,), compulsory=(member, member), percent=Exact(50), counts_against=True
    )


def test_the_days_on_which_something_changes_are_known():
    spans = [Dated(since=date(2022, 1, 1)), Dated(since=date(2022, 1, 1), until=date(2024, 3, 1)), Dated()]

    assert dated(spans) == {date(2022, 1, 1), date(2024, 3, 1)}


# --- a factor times another level ----------------------------------------------------------------------------------


def test_a_factor_times_a_level_is_compared_exactly():
    """1.10 times 74 is 81.4, and 1.10 times a third of 100 is 110/3: no rounding on the way."""
    for written, product in (("74", Fraction("81.4")), ("100/3", Fraction(110, 3))):
        assert lowest(at_least(written), times(), ref="1.2") == product


@pytest.mark.parametrize(
    ("comparison", "accepts"),
    [
        ("at-least", Interval(Exact(55), None)),
        ("above", Interval(Exact(55), None, low_open=True)),
        ("at-most", Interval(None, Exact(55))),
        ("below", Interval(None, Exact(55), high_open=True)),
    ],
)
def test_a_factor_is_compared_as_its_rule_says_whatever_that_of_the_level(comparison, accepts):
    for kind in ("at-least", "at-most", "equal"):
        node = asked(small_set(at_least("50", kind=kind), times(comparison=comparison)), "1.2").node

        assert (node.accepts, node.factor) == (accepts, Exact("1.1"))


@pytest.mark.parametrize(
    ("of_factor", "of_level", "expected"),
    [
        ("official", "official", "official"),
        ("official", "secondary", "secondary"),
        ("secondary", "official", "secondary"),
        ("unverified", "official", "unverified"),
        ("secondary", "unverified", "unverified"),
    ],
)
def test_the_lesser_verification_of_factor_and_level_counts(of_factor, of_level, expected):
    criteria = small_set(at_least(level("50", verification=of_level)), times(verification=of_factor))
    node = asked(criteria, "1.2").node

    assert node.thresholds[0].state.value == expected
    assert node.no_level == ("unverified" if expected == "unverified" else None)
    assert asked(criteria, "1.2", law_states=EVERY_STATE).node.accepts.low == 55


def test_a_level_that_does_not_judge_by_itself_may_do_so_in_a_factor_when_its_state_is_accepted():
    """Which states may judge is asked of the product, not of the level on the way."""
    assert lowest(at_least(level("50", verification="secondary")), times(), ref="1.2", law_states={"secondary"}) == 55


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (at_least(level()), "not-read"),
        (at_least(level("50", until="2024-01-01")), "gap"),
        (provision(at_least("50"), until="2024-01-01"), "gap"),
        (at_least(level("50", stratum=HILLS)), "stratum-unknown"),
        (attested(), "gap"),
        ({"kind": "all-of", "rules": [at_least("50"), at_least("60")]}, "gap"),
        (
            {"kind": "between", "measure": "thu.water", "low": [level("1")], "high": [level("2")], "edges": "both"},
            "gap",
        ),
    ],
)
def test_a_factor_of_a_level_that_is_not_there_says_why(target, reason):
    node = asked(small_set(target, times()), "1.2").node

    assert (node.accepts, node.no_level, node.measure) == (None, reason, "thu.water")


def test_a_level_beside_an_attestation_is_still_the_only_one():
    beside = {"kind": "all-of", "rules": [at_least("50"), attested(), attested(levels=[level(missing="delegated")])]}

    assert lowest(beside, times(), ref="1.2") == 55


def test_factors_may_follow_each_other_but_not_in_a_circle():
    chain = (at_least("50"), times(), times(of="thu.bo.c1-2", factor="2"))

    assert lowest(*chain, ref="1.3") == 110
    assert lowest(times(of="thu.bo.c1-2"), times(of="thu.bo.c1-1"), ref="1.1") == "gap"
    assert lowest(times(of="thu.bo.c1-1")) == "gap"


def test_a_factor_of_an_indicator_that_is_not_in_force_or_not_there_is_no_level():
    ended = indicator("1.1", at_least("50"), until="2024-01-01")
    criteria = CriteriaSet.from_dict(
        tree(criterion("1", ended, indicator("1.2", times()), indicator("1.3", times(of="thu.bo.c1-9"))))
    )

    assert asked(criteria, "1.2").node.no_level == "not-in-force"
    assert asked(criteria, "1.3").node.no_level == "gap"
    assert asked(criteria, "1.2", other_set=None).node.no_level == "gap"


def test_a_level_that_was_carried_forward_is_so_in_a_product_too():
    for target in (at_least(level("50", until="2024-01-01")), provision(at_least("50"), until="2024-01-01")):
        node = asked(small_set(target, times()), "1.2", carry_forward=True).node

        assert (node.accepts.low, node.carried) == (55, True)


def of_another_set(other):
    """1.1 times the level of indicator 1.1 of another set."""
    rule = small_set(times())["1.1"].indicator.provisions[0].rule
    return rule.replace(of=rule.of.replace(set=other.key))


def test_a_level_of_another_set_is_that_of_the_stratum_it_gives_the_unit_by_its_own_rules():
    """This set knows no schemes at all; the other gives hard places the level of the hills."""
    other = CriteriaSet.from_dict(
        tree(criterion("1", indicator("1.1", at_least(level("50", stratum=DELTA), level("40", stratum=HILLS)))))
    )
    rule = of_another_set(other)
    hard = {**DELTA, "thu.hardship": "hard"}

    def low(**terms):
        node = Question(strata={}, on=ON, other_set={other.key: other}.get, **terms).rule(rule)
        return node.no_level or node.accepts.low

    assert low(memberships=hard) == 44
    assert low(memberships=DELTA) == 55
    assert low() == "stratum-unknown"


def test_where_only_strata_are_known_they_hold_in_another_set_too():
    other = small_set(at_least(level("50", stratum=DELTA), level("40", stratum=HILLS)))
    question = Question(strata={"thu.region": "hills", "thu.hardship": None}, on=ON, other_set=lambda _: other)

    assert question.rule(of_another_set(other)).accepts.low == 44
