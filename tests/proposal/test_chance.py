"""Draws come out the same everywhere."""

from __future__ import annotations

import numpy as np

from smartvillage.proposal.chance import Chance


def test_the_same_seed_and_purpose_give_the_same_draws():
    assert np.array_equal(Chance("plan", "a").below(7, 3, 4), Chance("plan", "a").below(7, 3, 4))
    assert Chance("plan", "a").below(1000, 9).tolist() != Chance("plan", "b").below(1000, 9).tolist()
    assert Chance("plan", "a").below(1000, 9).tolist() != Chance("other", "a").below(1000, 9).tolist()


def test_draws_are_spread_evenly_below_the_limit():
    drawn = Chance("plan", "spread").below(5, 10_000)

    counts = np.bincount(drawn, minlength=5)
    assert len(counts) == 5
    assert abs(counts - 2_000).max() < 200


def test_a_set_holds_no_number_twice_and_every_number_as_often():
    sets = Chance("plan", "sets").sets(3000, 9, 4)

    assert all(len(set(one)) == 4 for one in sets.tolist())
    assert (np.abs(np.bincount(sets.reshape(-1), minlength=9) - 3000 * 4 / 9) < 120).all()


def test_signs_are_plus_and_minus_one():
    assert set(Chance("plan", "signs").signs(20, 5).reshape(-1).tolist()) == {-1, 1}
