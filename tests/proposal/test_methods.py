"""Levels by each method, against brute force and against what was planted."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from smartvillage.proposal.intervals import clopper_pearson
from smartvillage.proposal.levels import suggest
from smartvillage.proposal.methods import (
    METHODS,
    agreement,
    feasible_share,
    given,
    pilot_quantile,
    quantile_level,
    separation,
)

figures = st.lists(st.integers(0, 40).map(lambda one: Fraction(one, 3)), min_size=1, max_size=40)
FEW = {"seed": "plan", "draws": 60}


def met(values, level, lower):
    return sum(value <= level if lower else value >= level for value in values)


@example(figures, st.booleans())
def test_the_feasible_level_is_the_strictest_whose_lower_bound_passes(values, lower):
    """Brute force over every observed value with scipy's ends; at 4/5 no end falls on the share."""
    found = feasible_share(values, lower_is_better=lower)
    fit = [level for level in values if clopper_pearson(met(values, level, lower), len(values)).low >= Decimal("0.8")]

    assert found.refused == (len(values) < 17)
    if fit:
        assert found.level == (min(fit) if lower else max(fit))
        assert found.met == met(values, found.level, lower)
        assert found.holds(found.level)
        possible = [
            level for level in values if clopper_pearson(met(values, level, lower), len(values)).high > Decimal("0.8")
        ]
        assert (found.low if lower else found.high) == (min(possible) if lower else max(possible))
    else:
        assert found.needed == 17
        assert found.say("vi") == f"tỷ lệ khả thi: {len(values)} đơn vị là không đủ, cần ít nhất 17"


def test_the_plan_s_minimum_is_kept_where_the_share_needs_fewer():
    assert feasible_share([Fraction(1)] * 5, share=Fraction(1, 10)).needed == 6
    assert not feasible_share([Fraction(1)] * 6, share=Fraction(1, 10)).refused


def test_an_end_that_no_value_bounds_is_open():
    """With a small share even a level that nobody meets is possible."""
    found = feasible_share([Fraction(one) for one in range(6)], share=Fraction(1, 10))

    assert (found.high, found.holds(Fraction(10**6))) == (None, True)
    assert found.say("vi").endswith("đến không xác định")
    assert found.say("en").endswith("to unbounded")


@example(figures, st.booleans())
def test_the_quantile_is_that_of_the_suggestion(values, lower):
    found, one = pilot_quantile(values, lower_is_better=lower), suggest(values, lower_is_better=lower)

    assert (found.level, found.low, found.high, found.needed) == (one.level, one.low, one.high, one.needed)
    if not one.refused:
        assert quantile_level(values, lower_is_better=lower) == one.level


def test_the_quantile_of_nothing_is_nothing():
    assert quantile_level([]) is None


small = st.lists(st.integers(0, 9).map(Fraction), min_size=6, max_size=12)


@example(small, small, st.booleans())
def test_the_separating_level_has_the_largest_index(pilots, comparison, lower):
    found = separation(pilots, comparison, lower_is_better=lower, **FEW)
    index = {
        level: Fraction(met(pilots, level, lower), len(pilots))
        - Fraction(met(comparison, level, lower), len(comparison))
        for level in {*pilots, *comparison}
    }
    best = max(index.values())

    assert found.refused == (best <= 0)
    if best > 0:
        ties = [level for level, one in index.items() if one == best]
        assert found.level == (max(ties) if lower else min(ties))
        assert found.separation.youden == best
        assert found.low <= found.high
    else:
        assert found.say("en") == "separation from comparison units: no level tells them apart"


@example(small, small, st.randoms())
def test_no_method_depends_on_the_order_of_the_units(pilots, comparison, chance):
    other, others = chance.sample(pilots, len(pilots)), chance.sample(comparison, len(comparison))

    assert separation(pilots, comparison, **FEW) == separation(other, others, **FEW)
    assert feasible_share(pilots * 2) == feasible_share(other * 2)
    assert pilot_quantile(pilots * 2) == pilot_quantile(other * 2)


def test_a_planted_level_is_found_within_its_interval():
    """Pilots lie above 80 with three exceptions, comparison units below with two."""
    pilots = [Fraction(one) for one in (70, 72, 75, *range(80, 95))]
    comparison = [Fraction(one) for one in (*range(60, 79), 82, 85)]
    found = separation(pilots, comparison, seed="plan")

    assert found.level == 79 + 1
    assert found.low <= 80 <= found.high
    assert 0 < found.separation.out_of_bag < found.separation.youden
    assert found.separation.say("vi").startswith(
        "15/18 đơn vị thí điểm và 2/21 đơn vị đối chứng đạt; chỉ số Youden 0,74"
    )
    assert "out of bag" in found.separation.say("en")


def test_noise_is_worth_little_out_of_bag():
    """On the units it was chosen by a level always looks better than it is."""
    chance = np.random.RandomState(7)
    pilots, comparison = ([Fraction(int(one)) for one in chance.randint(0, 1000, 15)] for _ in range(2))
    found = separation(pilots, comparison, seed="plan", draws=400)

    assert found.separation.out_of_bag < found.separation.youden / 2


def test_groups_that_are_too_small_are_refused_with_the_number():
    found = separation([Fraction(1)] * 5, [Fraction(0)] * 50, seed="plan")

    assert (found.units, found.needed, found.refused) == (5, 6, True)
    assert found.say("en") == "separation from comparison units: 5 units are too few, at least 6 are needed"


def test_one_unit_in_each_group_has_nothing_out_of_bag():
    found = separation([Fraction(2)], [Fraction(1)], minimum=1, **FEW)

    assert (found.level, found.separation.out_of_bag) == (2, None)
    assert "ngoài mẫu -" in found.separation.say("vi")


def test_draws_are_those_of_the_seed():
    groups = ([Fraction(one) for one in (3, 5, 6, 7, 8, 9)], [Fraction(one) for one in (1, 2, 4, 5, 6, 7)])

    assert separation(*groups, seed="a", draws=300) == separation(*groups, seed="a", draws=300)
    assert separation(*groups, seed="a", draws=300) != separation(*groups, seed="b", draws=300)


@pytest.mark.parametrize(("units", "share"), [(20, Fraction(4, 5)), (30, Fraction(4, 5)), (25, Fraction(1, 2))])
def test_the_interval_of_the_feasible_level_covers_the_level_that_the_share_meets(units, share):
    """Five hundred samples of whole numbers below a million: the true level is where 1 - share lie below."""
    chance, inside, bold = np.random.RandomState(924), 0, 0
    truth = int((1 - share) * 10**6)
    for _ in range(500):
        found = feasible_share([Fraction(int(one)) for one in chance.randint(0, 10**6, units)], share=share)
        inside += found.holds(Fraction(truth))
        bold += found.level > truth

    assert inside / 500 >= 0.95 - 0.029
    assert bold / 500 <= 0.025 + 0.021


# -- agreement ----------------------------------------------------------------------------------------------------


def test_methods_that_do_not_hold_each_other_s_level_are_named():
    twenty = [Fraction(one) for one in range(60, 80)]
    found = agreement([pilot_quantile(twenty), feasible_share(twenty), given("anchor", Fraction(95))])

    assert (found.low, found.high, found.is_one) == (60, 95, False)
    assert found.apart == (("pilot-quantile", "anchor"), ("feasible-share", "anchor"))
    assert found.common is None
    assert found.say("en") == (
        "3 methods suggest 60 to 95; quantile of the pilots and anchor disagree; feasible share and anchor disagree"
    )


def test_what_lies_in_all_intervals_is_told():
    twenty = [Fraction(one) for one in range(60, 80)]
    found = agreement([pilot_quantile(twenty), feasible_share(twenty)])

    assert found.apart == ()
    low, high = found.common
    assert all(one.holds(low) and one.holds(high) for one in found.methods)


@pytest.mark.parametrize(
    ("lower", "level", "under"), [(False, 70, ("anchor",)), (True, 70, ()), (True, 90, ("anchor",))]
)
def test_a_level_looser_than_the_floor_is_named(lower, level, under):
    found = agreement(
        [
            given("anchor", Fraction(level), lower_is_better=lower),
            given("floor", Fraction(80), source="QĐ 318", lower_is_better=lower),
        ]
    )

    assert found.under_floor == under
    assert ("thấp hơn mức sàn: mốc tham chiếu" in found.say("vi")) == bool(under)


def test_silence_is_listed_and_is_not_agreement():
    found = agreement([feasible_share([]), given("floor", Fraction(80))])

    assert (found.silent, found.low, found.common) == (("feasible-share",), None, None)
    assert found.say("vi") == "không phương pháp nào đề xuất được mức"
    assert found.say("en") == "no method suggests a level"


def test_one_and_the_same_level_is_told_so():
    found = agreement([given("anchor", Fraction(80), source="QĐ 749"), given("anchor", Fraction(80))])

    assert found.say("vi") == "2 phương pháp đề xuất cùng mức 80"
    assert found.methods[0].say("vi") == "mốc tham chiếu: mức 80 (QĐ 749)"
    assert set(METHODS) == {"pilot-quantile", "feasible-share", "separation", "anchor", "floor"}
