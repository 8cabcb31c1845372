"""Distributions of ranks against printed tables and against listing all cases."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.proposal import ranking
from smartvillage.proposal.levels import ranks
from smartvillage.proposal.ranking import doubled_ranks, rank_sums, signed_sums, tails, walsh_rank, whitney_rank

LEVEL = Fraction(19, 20)

# Critical values of Wilcoxon's T, two-sided 5 % (Wilcoxon and Wilcox 1964; Siegel 1956, table G): one less than the
# rank of the interval's end. Those of Mann and Whitney's U, two-sided 5 % (Siegel 1956, table K): likewise.
WILCOXON = {6: 0, 7: 2, 8: 3, 9: 5, 10: 8, 12: 13, 15: 25, 20: 52, 25: 89}
WHITNEY = {(5, 5): 2, (8, 8): 13, (10, 10): 23, (6, 10): 11, (15, 15): 64, (20, 20): 127, (4, 4): 0}
# Order statistics that hold the median with 95 % (David and Nagaraja 2003, section 7.1; the table of the sign test).
MEDIAN = {6: (1, 6), 10: (2, 9), 15: (4, 12), 20: (6, 15), 25: (8, 18), 30: (10, 21)}
COVERAGE = {6: "0.969", 10: "0.979", 15: "0.965", 20: "0.959", 25: "0.957", 30: "0.957"}


@pytest.mark.parametrize(("pairs", "critical"), WILCOXON.items())
def test_walsh_ranks_are_those_of_the_tables(pairs, critical):
    rank, coverage = walsh_rank(pairs, LEVEL)

    assert rank == critical + 1
    assert coverage >= LEVEL


@pytest.mark.parametrize(("sizes", "critical"), WHITNEY.items())
def test_whitney_ranks_are_those_of_the_tables(sizes, critical):
    rank, coverage = whitney_rank(*sizes, LEVEL)

    assert rank == critical + 1 == whitney_rank(*sizes[::-1], LEVEL)[0]
    assert coverage >= LEVEL


@pytest.mark.parametrize(("units", "pair"), MEDIAN.items())
def test_order_statistics_of_the_median_are_those_of_the_tables(units, pair):
    low, high, coverage = ranks(units, Fraction(1, 2))

    assert (low, high) == pair
    assert abs(coverage - Fraction(COVERAGE[units])) < Fraction(1, 2000)


def test_with_too_few_there_is_no_rank():
    assert walsh_rank(5, LEVEL) is None
    assert whitney_rank(3, 3, LEVEL) is None


few = st.lists(st.integers(0, 5).map(Fraction), min_size=1, max_size=7)


@given(few)
def test_signed_sums_count_all_sets_of_positive_differences(values):
    doubled = doubled_ranks(values)
    listed = [sum(rank for rank, sign in zip(doubled, signs) if sign) for signs in product((0, 1), repeat=len(doubled))]
    counts = signed_sums(doubled)

    assert counts.tolist() == np.bincount(listed, minlength=len(counts)).tolist()
    middle = Fraction(sum(listed), len(listed))
    for seen in set(listed):
        far = sum(abs(one - middle) >= abs(seen - middle) for one in listed)
        assert tails(counts, seen) == Fraction(far, len(listed))


@given(few, st.data())
def test_rank_sums_count_all_ways_to_choose_the_pilots(values, data):
    chosen = data.draw(st.integers(1, len(values)))
    doubled = doubled_ranks(values)
    listed = [sum(some) for some in combinations(doubled, chosen)]
    counts = rank_sums(doubled, chosen)

    assert counts.tolist() == np.bincount(listed, minlength=len(counts)).tolist()
    middle = Fraction(sum(listed), len(listed))
    for seen in set(listed):
        far = sum(abs(one - middle) >= abs(seen - middle) for one in listed)
        assert tails(counts, seen) == Fraction(far, len(listed))


def test_counts_beyond_a_machine_s_whole_numbers_are_exact():
    counts = rank_sums(range(2, 142, 2), 35)

    assert counts.dtype == object
    assert tails(counts, sum(range(2, 72, 2))) == Fraction(2, sum(counts.tolist()))


def test_what_would_take_too_long_is_not_begun(monkeypatch):
    monkeypatch.setattr(ranking, "WORK", 10)
    walsh_rank.cache_clear()

    assert signed_sums([2, 4, 6]) is None
    assert rank_sums([2, 4, 6], 2) is None
    assert walsh_rank(12, LEVEL) is None
    assert whitney_rank(11, 12, LEVEL) is None
    walsh_rank.cache_clear()
    whitney_rank.cache_clear()
