"""Tests and effects against scipy, brute force, and what they promise."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smartvillage.proposal import change, ranking
from smartvillage.proposal.change import CAUTION, assess, before_and_after, between_groups

whole = st.integers(-6, 6).map(Fraction)
some = st.lists(whole, min_size=1, max_size=9)
PLAN = {"seed": "plan", "draws": 499}


def by_name(found):
    return {test.name: test for test in found.tests}


@given(some, st.data())
def test_before_and_after_is_what_listing_all_signs_gives(before, data):
    after = data.draw(st.lists(whole, min_size=len(before), max_size=len(before)))
    found = before_and_after(before, after, **PLAN)
    changes = [two - one for one, two in zip(before, after)]
    moved = [one for one in changes if one]

    assert (found.up, found.down) == (sum(one > 0 for one in changes), sum(one < 0 for one in changes))
    assert found.same == len(changes) - len(moved)
    assert found.median == Fraction(np.median(np.array(changes, dtype=object)))
    sums = [abs(sum(one * sign for one, sign in zip(moved, signs))) for signs in product((1, -1), repeat=len(moved))]
    tests = by_name(found)
    assert tests["permutation"].p == Fraction(sum(one >= abs(sum(moved)) for one in sums), len(sums))
    if moved:
        assert float(tests["sign"].p) == pytest.approx(stats.binomtest(found.up, len(moved)).pvalue)


@pytest.mark.parametrize("seed", range(5))
def test_without_ties_the_tests_are_those_of_scipy(seed):
    chance = np.random.RandomState(seed)
    # Parts that are all different, so that no two values and no two changes are equal.
    ours, theirs = (chance.permutation(200)[:9], chance.permutation(200)[:9] + 0.5 ** np.arange(3, 12))
    before, after = ([Fraction(one) for one in group] for group in (ours.tolist(), theirs.tolist()))

    signed = by_name(before_and_after(before, after, **PLAN))["signed-rank"]
    assert float(signed.p) == pytest.approx(stats.wilcoxon(theirs - ours, method="exact").pvalue)
    summed = by_name(between_groups(before, after, **PLAN))["rank-sum"]
    assert float(summed.p) == pytest.approx(stats.mannwhitneyu(ours, theirs, method="exact").pvalue)


def test_yes_and_no_are_counted_as_fisher_counts_them():
    """13 of 15 and 20 of 40: the two-sided case of Fisher's test takes cases as unlikely, ours cases as far off."""
    ours, theirs = [Fraction(1)] * 13 + [Fraction(0)] * 2, [Fraction(1)] * 20 + [Fraction(0)] * 20
    found = between_groups(ours, theirs, effect="share", **PLAN)

    assert found.difference == Fraction(13, 15) - Fraction(1, 2)
    law = stats.hypergeom(55, 33, 15)
    far = sum(law.pmf(k) for k in range(16) if abs(k - 9) >= 4 - 1e-9)
    assert float(by_name(found)["rank-sum"].p) == pytest.approx(far)
    assert found.low < found.difference < found.high
    assert (found.shift, found.coverage) == (None, Fraction(19, 20))
    assert "difference of shares 0.37" in found.say("en")
    assert "chênh lệch tỷ lệ 0,37" in found.say("vi")


def test_units_without_both_figures_are_left_out_and_counted():
    found = before_and_after([None, Fraction(1), Fraction(2)], [Fraction(1), None, Fraction(3)], **PLAN)

    assert (found.pairs, found.left_out, found.low, found.walsh_low) == (1, 2, None, None)
    assert "không có khoảng tin cậy với số đơn vị này" in found.say("vi")


def test_without_pairs_nothing_is_said_to_have_changed():
    found = before_and_after([None], [None], **PLAN)

    assert (found.median, found.tests) == (None, ())
    assert found.say("vi") == "chưa có số liệu cả trước và sau"
    assert found.say("en") == "there are no figures both before and after"


def test_a_side_without_figures_is_told():
    found = between_groups([], [Fraction(1)], **PLAN)

    assert (found.difference, found.low, found.tests) == (None, None, ())
    assert found.say("vi") == "một bên chưa có số liệu"
    assert found.say("en") == "one side has no figures"


def test_ends_are_the_means_of_pairs_and_differences_at_the_ranks():
    """Six changes 1 to 6: the least and the greatest; 4 and 4 units: the first and the last difference."""
    found = before_and_after([Fraction(0)] * 6, [Fraction(one) for one in range(1, 7)], **PLAN)

    assert (found.low, found.high, found.walsh_low, found.walsh_high) == (1, 6, 1, 6)
    assert found.hodges_lehmann == Fraction(7, 2)
    groups = between_groups([Fraction(one) for one in (5, 6, 7, 8)], [Fraction(one) for one in (1, 2, 3, 4)], **PLAN)
    assert (groups.low, groups.shift, groups.high) == (1, 4, 7)


# -- drawing where counting takes too long ------------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch):
    """Nothing is counted any more."""
    for cached in (ranking.walsh_rank, ranking.whitney_rank):
        cached.cache_clear()
    monkeypatch.setattr(ranking, "WORK", 0)
    monkeypatch.setattr(change, "FLIPPED", 0)
    yield
    for cached in (ranking.walsh_rank, ranking.whitney_rank):
        cached.cache_clear()


def test_draws_come_close_to_what_counting_gives(request):
    before, after = [Fraction(0)] * 12, [Fraction(one) for one in (5, 4, 3, 3, 2, 2, 1, 1, -1, -2, -2, 1)]
    ours, theirs = after, [Fraction(one) for one in (0, 1, -1, 2, -2, -3, 0, 1, -1)]
    exact = [*before_and_after(before, after, seed="x").tests, *between_groups(ours, theirs, seed="x").tests]
    request.getfixturevalue("hurried")
    drawn = [*before_and_after(before, after, seed="x").tests, *between_groups(ours, theirs, seed="x").tests]

    assert [one.exact for one in exact] == [True] * 4
    assert [one.exact for one in drawn] == [True, False, False, False]
    for one, other in zip(exact[1:], drawn[1:]):
        assert abs(one.p - other.p) < Fraction(15, 1000)
        assert other.say("en").endswith("(9999 draws)")
        assert other.say("vi").endswith("(9999 lần lấy mẫu)")


def test_an_interval_that_would_take_too_long_is_left_out(hurried):
    found = between_groups([Fraction(one) for one in range(8)], [Fraction(one) for one in range(8)], **PLAN)

    assert (found.shift, found.low) == (0, None)
    assert "no interval with these units" in found.say("en")


def test_too_many_units_are_not_compared_pair_by_pair(monkeypatch):
    monkeypatch.setattr(change, "COMPARED", 30)
    values = [Fraction(one) for one in range(8)]
    groups, pairs = between_groups(values, values[:4], **PLAN), before_and_after(values, values[::-1], **PLAN)

    assert (groups.shift, groups.low, groups.difference) == (None, None, 2)
    assert "difference of medians 2.00 (no interval with these units)" in groups.say("en")
    assert "chênh lệch trung vị 2,00" in groups.say("vi")
    assert (pairs.hodges_lehmann, pairs.walsh_low, pairs.median) == (None, None, 0)


def test_a_small_probability_is_told_as_small():
    found = change.ChanceTest(name="sign", p=Fraction(1, 5000), exact=True)

    assert found.say("vi") == "kiểm định dấu p < 0,001 (chính xác)"


# -- what is promised ---------------------------------------------------------------------------------------------


def test_intervals_cover_at_least_as_often_as_they_say():
    """Three hundred samples of whole numbers: a shift of 300 between groups, and of 300 over time."""
    chance = np.random.RandomState(51)
    inside = np.zeros(3)
    for _ in range(300):
        ours, theirs = (chance.randint(0, 1000, size).tolist() for size in (10, 14))
        groups = between_groups(
            [Fraction(one + 300) for one in ours], [Fraction(one) for one in theirs], seed="x", draws=1
        )
        noise = chance.randint(-500, 501, 12).tolist()
        pairs = before_and_after([Fraction(0)] * 12, [Fraction(300 + one) for one in noise], seed="x", draws=1)
        inside += (
            groups.low <= 300 <= groups.high,
            pairs.low <= 300 <= pairs.high,
            pairs.walsh_low <= 300 <= pairs.walsh_high,
        )

    assert (inside / 300 >= 0.95 - 0.038).all()


def test_the_interval_of_shares_covers_at_least_as_often_as_it_says():
    chance, inside = np.random.RandomState(52), 0
    for _ in range(300):
        ours, theirs = chance.random_sample(15) < 0.8, chance.random_sample(30) < 0.5
        groups = [[Fraction(int(one)) for one in group] for group in (ours, theirs)]
        found = between_groups(*groups, effect="share", seed="x")
        inside += found.low <= Fraction(3, 10) <= found.high

    assert inside / 300 >= 0.95


@given(some, some, st.randoms())
def test_the_order_of_units_does_not_matter(ours, theirs, chance):
    groups = between_groups(ours, theirs, **PLAN)
    pairs = list(zip(ours, theirs))
    other = chance.sample(pairs, len(pairs))

    assert groups == between_groups(chance.sample(ours, len(ours)), chance.sample(theirs, len(theirs)), **PLAN)
    assert before_and_after(*zip(*pairs), **PLAN) == before_and_after(*zip(*other), **PLAN)


# -- both sides ---------------------------------------------------------------------------------------------------

BEFORE, AFTER = [Fraction(60)] * 8, [Fraction(70 + one) for one in range(8)]


@pytest.mark.parametrize("there", [{}, {"comparison_after": AFTER[:6], "comparison_before": [None] * 6}])
def test_without_before_and_after_on_both_sides_the_sentence_is_carried(there):
    found = assess(BEFORE, AFTER, **there, **PLAN)

    assert found.differences is None
    assert found.caution is CAUTION is found.pilots_change.caution
    assert found.say("vi").endswith("chênh lệch chưa phải là tác động nếu không có số liệu trước và sau ở cả hai bên")
    assert found.say("en").count("a difference is not an effect unless before and after exist on both sides") == 1


def test_only_after_on_both_sides_is_compared_with_the_sentence():
    found = assess(BEFORE, AFTER, (), [Fraction(65)] * 7, **PLAN)

    assert found.after.caution is CAUTION
    assert (found.comparison_change, found.differences) == (None, None)
    assert found.after.say("en").endswith(CAUTION.en)


def test_difference_in_differences_compares_the_changes():
    found = assess(BEFORE, AFTER, [Fraction(50)] * 7, [Fraction(52 + one) for one in range(7)], **PLAN)

    assert found.differences.shift == Fraction(17, 2)
    assert found.caution is None
    assert "chênh lệch của chênh lệch: 8 đơn vị thí điểm, 7 đối chứng" in found.say("vi")
    assert CAUTION.en not in found.say("en")
