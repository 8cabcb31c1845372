"""Intervals beside published figures, closed forms, and what they promise."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smartvillage.errors import MissingExtraError
from smartvillage.proposal import intervals
from smartvillage.proposal.intervals import clopper_pearson, feldt, ranks_around, wilson

# Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 857-872,
# table I: methods 3 (Wilson) and 5 (Clopper-Pearson) at 95 %.
NEWCOMBE = [
    (81, 263, (".2553", ".3662"), (".2527", ".3676")),
    (15, 148, (".0624", ".1605"), (".0578", ".1617")),
    (0, 20, (".0000", ".1611"), (".0000", ".1684")),
    (1, 29, (".0061", ".1718"), (".0009", ".1776")),
]


@pytest.mark.parametrize(("met", "of", "score", "exact"), NEWCOMBE)
def test_ends_are_those_of_newcombe(met, of, score, exact):
    for found, printed in ((wilson(met, of), score), (clopper_pearson(met, of), exact)):
        assert all(abs(end - Decimal(one)) <= Decimal("0.000052") for end, one in zip((found.low, found.high), printed))


@pytest.mark.parametrize("of", [1, 6, 15, 30])
def test_all_and_none_have_the_closed_form(of):
    """Nobody of n: the upper end is 1 - (alpha / 2) ** (1 / n), by solving (1 - p) ** n = alpha / 2."""
    none, every = clopper_pearson(0, of), clopper_pearson(of, of)
    closed = 1 - 0.025 ** (1 / of)

    assert (none.low, every.high) == (0, 1)
    assert abs(float(none.high) - closed) < 2e-6
    assert abs(float(every.low) - (1 - closed)) < 2e-6


def test_fourteen_of_fifteen_is_as_wide_as_it_must_be():
    assert clopper_pearson(14, 15).say("vi") == "14/15, từ 0,68 đến 1,00 (Clopper-Pearson, 95 %)"
    assert wilson(14, 15).say("en") == "14 of 15, 0.70 to 0.99 (Wilson, 95 %)"
    assert clopper_pearson(14, 15).half_width > Decimal("0.15")


def test_rounding_goes_outwards():
    """The true ends are never outside: 1/29 has 0.000872... and 0.177644...."""
    found = clopper_pearson(1, 29)

    assert (str(found.low), str(found.high)) == ("0.000872", "0.177645")
    assert all(end == end.quantize(Decimal("0.000001")) for end in (found.low, found.high))


@given(st.integers(1, 60), st.data())
def test_ends_are_those_of_scipy_s_own_solver(of, data):
    met = data.draw(st.integers(0, of))
    found, theirs = clopper_pearson(met, of), stats.binomtest(met, of).proportion_ci(method="exact")

    assert abs(float(found.low) - theirs.low) < 1.1e-6
    assert abs(float(found.high) - theirs.high) < 1.1e-6


@pytest.mark.parametrize(("met", "of"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_share_is_refused(met, of):
    with pytest.raises(ValueError, match="no share of units"):
        clopper_pearson(met, of)


def test_without_scipy_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    intervals._share.cache_clear()

    with pytest.raises(MissingExtraError, match=r"smartvillage\[stats\]"):
        wilson(1, 2)


@given(st.integers(1, 40), st.integers(1, 19), st.sampled_from(["0.8", "0.9", "0.95", "0.99"]))
def test_the_exact_tails_decide_as_the_ends_do(of, twentieths, confidence):
    """The lower bound passes a share exactly where scipy's end lies above it; ends that are equal do not occur."""
    share, level = Fraction(twentieths, 20), Fraction(confidence)
    possible, shown = ranks_around(of, share, level)

    for met in range(of + 1):
        found = clopper_pearson(met, of, level)
        assert (met >= shown) == (found.low >= Decimal(twentieths) / 20)
        assert (met >= possible) == (found.high > Decimal(twentieths) / 20)


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(4, 5), Fraction(19, 20)])
def test_many_units_are_left_to_scipy_with_the_same_answer(share, monkeypatch):
    exact = [ranks_around(of, share) for of in range(1, 60)]
    monkeypatch.setattr(intervals, "SUMMED", 0)
    ranks_around.cache_clear()

    assert [ranks_around(of, share) for of in range(1, 60)] == exact
    ranks_around.cache_clear()


@pytest.mark.parametrize("share", [0.5, 0.8, 0.93])
@pytest.mark.parametrize("of", [6, 15, 30])
def test_clopper_pearson_covers_at_least_as_often_as_it_says(of, share):
    """Two thousand draws; the binomial is known, so less noise than three standard errors."""
    ends = [clopper_pearson(met, of) for met in range(of + 1)]
    inside = np.array([float(one.low) <= share <= float(one.high) for one in ends])
    drawn = np.random.RandomState(924).binomial(of, share, 2000)

    assert inside[drawn].mean() >= 0.95 - 0.015


# -- alpha --------------------------------------------------------------------------------------------------------

# Upper 2.5 % points of F with equal degrees of freedom, as in the tables of Pearson and Hartley (Biometrika Tables
# for Statisticians, table 18) and every textbook since.
F_TABLE = {5: 7.15, 10: 3.72, 20: 2.46, 30: 2.07}


@pytest.mark.parametrize(("freedom", "point"), F_TABLE.items())
def test_feldt_is_the_printed_point_of_f(freedom, point):
    """With two items both degrees of freedom are units - 1, and at alpha 0 the ends are 1 - F and 1 - 1/F."""
    found = feldt(Fraction(0), freedom + 1, 2)

    assert abs(1 - float(found.low) - point) < 0.005
    assert abs(1 / (1 - float(found.high)) - point) < 0.005


def test_alpha_is_told_in_both_languages():
    found = feldt(Fraction(73, 100), 12, 11)

    assert found.say("vi") == "alpha 0,73, từ 0,43 đến 0,91 (Feldt, 95 %; 12 đơn vị, 11 chỉ tiêu)"
    assert found.say("en") == "alpha 0.73, 0.43 to 0.91 (Feldt, 95 %; 12 units, 11 items)"
    assert found.low < found.alpha < found.high


@pytest.mark.parametrize(("units", "items"), [(1, 5), (5, 1)])
def test_alpha_takes_two_of_each(units, items):
    with pytest.raises(ValueError, match="at least two units and two items"):
        feldt(Fraction(1, 2), units, items)


def test_feldt_covers_about_as_often_as_it_says():
    """Parallel items: a common part and an own part of the same variance; alpha of five such items is 5/6."""
    from smartvillage.proposal.items import cronbach_alpha

    chance, inside = np.random.RandomState(2030), 0
    for _ in range(300):
        common = chance.normal(size=15)
        scores = np.round(1000 * (common + chance.normal(size=(5, 15)))).astype(np.int64)
        found = feldt(cronbach_alpha(scores), 15, 5)
        inside += float(found.low) <= 5 / 6 <= float(found.high)

    assert inside / 300 >= 0.95 - 0.038
