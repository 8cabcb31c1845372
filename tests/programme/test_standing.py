"""Counts of units under a target, against brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import InputError
from smartvillage.programme.standing import Standing

percents = st.builds(Fraction, st.integers(1, 1000), st.sampled_from([10, 3])).filter(lambda one: 0 < one <= 100)


@given(st.integers(0, 5), st.integers(0, 3), st.integers(0, 4), percents)
def test_bounds_and_verdict_are_those_of_every_completion(met, not_met, unknown, percent):
    """Whatever the unknown units turn out to be, the count lies in the bounds, and a verdict is said only if all agree."""
    total = met + not_met + unknown
    standing = Standing.of(total=total, met=met, not_met=not_met, percent=percent)
    counts = {met + sum(choice) for choice in product((0, 1), repeat=unknown)}
    reached = {100 * count >= percent * total for count in counts}

    assert (standing.lowest, standing.highest) == (min(counts), max(counts))
    if total == 0:
        assert standing.verdict is Verdict.NOT_APPLICABLE
    elif reached == {True}:
        assert standing.verdict is Verdict.MET
    elif reached == {False}:
        assert standing.verdict is Verdict.NOT_MET
    else:
        assert standing.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("total", "percent", "needed"), [(161, "97", 157), (15, "66.6", 10), (50, "14", 7), (15, "25", 4), (176, "40", 71)]
)
def test_how_many_are_needed_is_the_exact_ceiling(total, percent, needed):
    """The figures of the plan as printed: 66,6 % of 15 is ten, and 97 % of 161 is 157."""
    assert Standing.of(total=total, percent=Fraction(percent)).needed == needed


def test_new_tay_ninh_is_undecided_between_thirty_and_fifty_four():
    """82 communes, 58 reported, 30 met (September 2025): silence is neither success nor failure."""
    standing = Standing.of(total=82, met=30, not_met=28, percent=Fraction(50))

    assert (standing.lowest, standing.highest, standing.unknown) == (30, 54, 24)
    assert standing.gap == (0, 11)
    assert standing.verdict is Verdict.UNKNOWN


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(InputError, match="more than 3 units") as caught:
        Standing.of(total=3, met=2, not_met=2, count=1)

    assert "vượt quá 3 đơn vị" in caught.value.say("vi")
