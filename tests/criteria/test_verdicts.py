"""The four verdicts and their combinations, against writing every completion out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.verdicts import Verdict, conjunction, decide

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
COMPLETIONS = (MET, NOT_MET, NOT_APPLICABLE)

few = st.integers(0, 4)
percents = st.fractions(0, 100, max_denominator=30).filter(lambda percent: percent > 0)


def by_enumeration(met, unknown, not_met, asked):
    """Law 1: decided when every way in which the unknown members could turn out agrees."""
    answers = set()
    for turned_out in product(COMPLETIONS, repeat=unknown):
        in_all = met + turned_out.count(MET)
        applicable = in_all + not_met + turned_out.count(NOT_MET)
        answers.add(NOT_APPLICABLE if not applicable else MET if in_all >= asked(applicable) else NOT_MET)
    return answers.pop() if len(answers) == 1 else UNKNOWN


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_has_no_truth_value(verdict):
    with pytest.raises(TypeError, match=r"write verdict is Verdict\.MET"):
        bool(verdict)


def test_verdicts_cannot_be_asked_whether_any_or_all_of_them_hold():
    """``any([Verdict.NOT_MET])`` would say yes of a failure."""
    with pytest.raises(TypeError, match="one of four"):
        any([Verdict.NOT_MET])
    with pytest.raises(TypeError, match="one of four"):
        all([Verdict.MET])
    with pytest.raises(TypeError, match="one of four"):
        assert not Verdict.MET


def test_the_codes_are_those_of_the_kernel():
    assert [verdict.code for verdict in (NOT_MET, UNKNOWN, MET, NOT_APPLICABLE)] == [0, 1, 2, 3]


@given(few, few, few, st.integers(1, 14))
def test_so_many_of_n_are_decided_as_every_completion_says(met, unknown, not_met, count):
    expected = by_enumeration(met, unknown, not_met, lambda applicable: min(count, applicable))

    assert Verdict(decide(met, unknown, not_met, count=count)) is expected


@given(few, few, few, percents)
def test_such_a_share_of_n_is_decided_as_every_completion_says(met, unknown, not_met, percent):
    expected = by_enumeration(met, unknown, not_met, lambda applicable: ceil(percent * applicable / 100))

    assert Verdict(decide(met, unknown, not_met, percent=percent)) is expected


def test_the_share_asked_for_is_an_exact_ceiling():
    """66.6 % of 15 is 9.99, so 10; two thirds of 15 is exactly 10; 66.7 % is 10.005, so 11."""
    asked = [
        next(met for met in range(16) if decide(met, 0, 15 - met, percent=Fraction(percent)) == MET.code)
        for percent in ("66.6", "200/3", "66.7")
    ]

    assert asked == [10, 10, 11]


@given(st.lists(st.sampled_from(Verdict), max_size=5))
def test_a_conjunction_is_n_of_n(verdicts):
    """All of none is nothing to judge; an unknown member that could drop out never makes it met alone."""
    met, unknown, not_met = (verdicts.count(one) for one in (MET, UNKNOWN, NOT_MET))

    assert conjunction(verdicts) is Verdict(decide(met, unknown, not_met, count=len(verdicts)))


@given(st.lists(st.sampled_from(Verdict), max_size=5))
def test_one_of_n_is_a_disjunction(verdicts):
    met, unknown, not_met = (verdicts.count(one) for one in (MET, UNKNOWN, NOT_MET))
    expected = max((one.code for one in verdicts if one is not NOT_APPLICABLE), default=NOT_APPLICABLE.code)

    assert decide(met, unknown, not_met, count=1) == expected


@given(few, few, few, st.integers(1, 14), st.sampled_from(COMPLETIONS))
def test_what_was_decided_stays_decided_when_an_unknown_member_turns_out(met, unknown, not_met, count, becomes):
    """Law 2: information only ever narrows."""
    before = Verdict(decide(met, unknown + 1, not_met, count=count))
    after = Verdict(decide(met + (becomes is MET), unknown, not_met + (becomes is NOT_MET), count=count))

    assert before in {UNKNOWN, after}
