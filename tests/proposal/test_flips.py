"""Probabilities of flipping against closed forms and simulation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.proposal.flips import MeasurementError, flips, probability

LEVEL = Fraction(80)


@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_on_the_level_it_is_even_and_far_away_it_is_nothing(kind):
    error = MeasurementError(kind, Fraction(2))

    assert probability(LEVEL, LEVEL, error) == Fraction(1, 2)
    assert probability(Fraction(0), LEVEL, error) < 1e-12


@given(st.fractions(70, 90, max_denominator=10), st.sampled_from(["normal", "uniform"]))
def test_both_sides_of_the_level_are_alike(value, kind):
    error = MeasurementError(kind, Fraction(3))

    assert probability(value, LEVEL, error) == probability(2 * LEVEL - value, LEVEL, error) <= Fraction(1, 2)


@pytest.mark.parametrize(("deviations", "printed"), [(1, 0.15866), (2, 0.02275), (3, 0.00135)])
def test_a_normal_error_has_the_tails_of_the_tables(deviations, printed):
    """Upper tails of the normal distribution, as in every table."""
    found = probability(LEVEL + 2 * deviations, LEVEL, MeasurementError("normal", Fraction(2)))

    assert found == pytest.approx(printed, abs=5e-6)


@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_draws_flip_as_often(kind):
    chance, values = np.random.RandomState(924), [Fraction(one) for one in (78, 79, 80, 81, 84)]
    shape = (4000, len(values))
    errors = chance.normal(0, 2, shape) if kind == "normal" else chance.uniform(-2, 2, shape)
    figures = np.array([float(one) for one in values])
    found = flips(values, LEVEL, MeasurementError(kind, Fraction(2)))
    drawn = ((figures + errors >= 80) != (figures >= 80)).mean(axis=0)

    assert np.abs(drawn - [float(one) for one in found.probabilities]).max() < 0.025
    assert found.expected == pytest.approx(drawn.sum(), abs=0.06)


def test_doubtful_verdicts_are_named_by_their_place():
    found = flips([Fraction(90), Fraction(81)], LEVEL, MeasurementError("normal", Fraction(2)))

    assert found.doubtful == (1,)
    assert found.say("vi") == (
        "kỳ vọng 0,3/2 kết luận có thể đảo, 1 kết luận đáng ngờ (từ 10 % trở lên; phân phối chuẩn, độ lệch chuẩn 2)"
    )
    assert found.say("en").endswith("(10 % or more; normal, standard deviation 2)")


def test_an_error_of_nothing_is_no_error():
    with pytest.raises(ValueError, match="larger than nothing"):
        MeasurementError("normal", Fraction(0))
