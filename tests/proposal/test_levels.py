"""Suggested levels and their intervals, against brute force."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.proposal.levels import needed_units, ranks, response, suggest

values = st.lists(st.integers(0, 40).map(lambda one: Fraction(one, 3)), min_size=14, max_size=30)


@given(values, st.booleans())
def test_the_level_is_the_strictest_that_the_share_meets(found, lower):
    """Brute force over every observed value: none stricter is met by at least four fifths of the units."""
    suggestion = suggest(found, lower_is_better=lower)

    def met(level):
        return sum(value <= level if lower else value >= level for value in found)

    fit = [level for level in set(found) if met(level) >= math.ceil(Fraction(4, 5) * len(found))]
    best = min(fit) if lower else max(fit)
    assert (suggestion.level, suggestion.met) == (best, met(best))
    assert suggestion.low <= suggestion.level <= suggestion.high or suggestion.low == suggestion.high


@pytest.mark.parametrize("units", range(2, 31))
@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(4, 5), Fraction(9, 10)])
def test_the_ranks_are_the_shortest_pair_with_the_coverage(units, share):
    """Every pair of ranks, every number of values below the quantile: the exact binomial, by hand."""
    below = 1 - share
    weight = [math.comb(units, k) * below**k * share ** (units - k) for k in range(units + 1)]
    fits = [
        (high - low, -sum(weight[low:high]), low, high)
        for low, high in combinations(range(1, units + 1), 2)
        if sum(weight[low:high]) >= Fraction(19, 20)
    ]
    found = ranks(units, share)

    if not fits:
        assert found is None
    else:
        _, covered, low, high = min(fits)
        assert found == (low, high, -covered)


def test_fourteen_units_are_needed_at_four_fifths():
    """With thirteen no two finite ranks reach 95 %: 1 - 0.8**13 is 94.5 %."""
    assert needed_units() == 14
    assert 1 - Fraction(4, 5) ** 13 < Fraction(19, 20) < 1 - Fraction(4, 5) ** 14


@pytest.mark.parametrize("units", range(14))
def test_below_that_a_level_is_refused_and_the_number_is_named(units):
    suggestion = suggest([Fraction(70)] * units)

    assert suggestion.refused
    assert suggestion.needed == 14
    assert f"{units} đơn vị: không đủ để đề xuất mức, cần ít nhất 14" in suggestion.say("vi")


def test_the_minimum_rules_where_the_ranks_need_fewer():
    assert needed_units(Fraction(1, 2), 9) == 9


@pytest.mark.parametrize(("units", "share"), [(14, Fraction(4, 5)), (20, Fraction(4, 5)), (25, Fraction(1, 2))])
def test_the_interval_covers_at_least_as_often_as_it_says(units, share):
    """Four thousand samples of a uniform: the true quantile lies inside at least 95 % of the time, less noise."""
    chance = random.Random(924)
    quantile = float(1 - share)
    low, high, coverage = ranks(units, share)
    inside = 0
    for _ in range(4000):
        sample = sorted(chance.random() for _ in range(units))
        inside += sample[low - 1] <= quantile <= sample[high - 1]

    assert inside / 4000 >= 0.95 - 0.011
    assert abs(inside / 4000 - float(coverage)) < 0.015


@given(st.lists(st.integers(0, 10).map(Fraction), min_size=1, max_size=12), st.booleans())
def test_the_response_counts_every_break_point(found, lower):
    steps = response(found, lower_is_better=lower)

    assert {step.level for step in steps} == set(found)
    for step in steps:
        assert step.met == sum(value <= step.level if lower else value >= step.level for value in found)
        assert step.of == len(found)
    assert [step.met for step in steps] == sorted((step.met for step in steps), reverse=True)
