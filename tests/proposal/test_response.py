"""Responses and joint effects equal asking every unit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.proposal.levels import response
from smartvillage.proposal.response import by_group, codes_at, joint, steps

whole = st.lists(st.integers(0, 12), min_size=1, max_size=25)
levels = st.fractions(-2, 14, max_denominator=4)


def meets(value, level, lower):
    return value <= level if lower else value >= level


@given(whole, levels, st.booleans(), st.sampled_from(["fractions", "int64", "uint16"]))
def test_every_level_is_met_by_as_many_as_asking_each_unit_finds(values, level, lower, kind):
    given_ = [Fraction(one, 2) for one in values]
    column = given_ if kind == "fractions" else np.array(values, dtype=kind)
    found = steps(column, scale=1 if kind == "fractions" else 2, lower_is_better=lower)

    met = sum(meets(one, level, lower) for one in given_)
    assert found.met(level) == met
    assert found.share(level) == Fraction(met, len(values))
    assert tuple(found.points()) == response(given_, lower_is_better=lower)
    assert int(found.units_at.sum()) == found.of == len(values)


@given(whole, st.booleans())
def test_median_strictest_and_neighbours_are_those_of_the_sorted_values(values, lower):
    given_ = sorted(Fraction(one) for one in values)
    found = steps(np.array(values), lower_is_better=lower)

    half = len(given_) // 2
    assert found.median == (given_[half] + given_[(len(given_) - 1) // 2]) / 2
    fit = [one for one in given_ if sum(meets(two, one, lower) for two in given_) >= Fraction(4, 5) * len(given_)]
    assert found.strictest(Fraction(4, 5)) == (min(fit) if lower else max(fit))
    for level in [*given_, Fraction(11, 2)]:
        below = max((one for one in given_ if one < level), default=None)
        above = min((one for one in given_ if one > level), default=None)
        assert found.neighbours(level) == ((above, below) if lower else (below, above))


def test_a_group_without_figures_says_so():
    found = steps([], unknown=3)

    assert (found.met(Fraction(1)), found.share(Fraction(1)), found.median) == (0, None, None)
    assert found.strictest(Fraction(1, 2)) is None
    assert found.say(Fraction(1), "vi") == "mức 1: 0/0 đơn vị đạt; 3 đơn vị chưa có số liệu"
    assert found.say(Fraction(1), "en") == "level 1: 0 of 0 units meet it; 3 without a figure"


@pytest.mark.parametrize("lower", [False, True])
def test_a_level_beyond_the_column_is_met_by_none_or_all(lower):
    found = steps(np.array([1, 65535], dtype=np.uint16), lower_is_better=lower)

    assert found.met(Fraction(70_000)) == (2 if lower else 0)
    assert found.met(Fraction(-1)) == (0 if lower else 2)


def test_groups_may_overlap_and_count_who_has_no_figure():
    values, known = np.array([70, 80, 90, 0]), np.array([True, True, True, False])
    pilots, everyone = np.array([False, True, True, True]), np.ones(4, bool)
    found = by_group(values, {"pilots": pilots, "everyone": everyone}, known=known)

    assert found["pilots"].say(Fraction(85), "en") == "level 85: 1 of 2 units meet it (50.0 %); 1 without a figure"
    assert (found["everyone"].of, found["everyone"].unknown) == (3, 1)
    assert by_group([Fraction(1)], {"all": np.array([True])})["all"].of == 1


@st.composite
def sets(draw):
    units = draw(st.integers(1, 20))
    values = np.array(draw(st.lists(st.integers(0, 8), min_size=units, max_size=units)))
    codes = [
        np.array(draw(st.lists(st.integers(0, 3), min_size=units, max_size=units)), dtype=np.uint8) for _ in range(2)
    ]
    flags = [np.array(draw(st.lists(st.booleans(), min_size=units, max_size=units))) for _ in range(2)]
    return values, *codes, *flags


@given(sets(), levels, st.booleans())
def test_the_joint_effect_is_that_of_judging_every_unit_again(some, level, lower):
    values, rest, before, known, applicable = some
    found = joint(values, rest, before, known=known, applicable=applicable, lower_is_better=lower)
    moves = found.moves(level)

    expected = np.zeros((4, 4), dtype=int)
    for value, others, was, is_known, applies in zip(*(one.tolist() for one in some)):
        mine = 3 if not applies else 1 if not is_known else 2 if meets(value, level, lower) else 0
        expected[was, min(others, mine)] += 1
    assert moves.tolist() == expected.tolist()
    effect = found.at(level)
    assert effect.met == expected[:, 2].sum()
    assert effect.gains == expected[[0, 1, 3], 2].sum()
    assert (effect.loses, effect.opened) == (expected[2, 0], expected[2, 1])
    codes = codes_at(values, level, known=known, applicable=applicable, lower_is_better=lower)
    assert np.bincount(np.minimum(codes, rest), minlength=4).tolist() == expected.sum(axis=0).tolist()


def test_a_new_indicator_is_compared_with_the_set_without_it():
    effects = list(joint([Fraction(70), Fraction(80)], np.array([2, 2], dtype=np.uint8)).points())

    assert [(int(one.level), one.met, one.loses) for one in effects] == [(70, 2, 0), (80, 1, 1)]
    assert (
        effects[1].say("vi") == "mức 80: 1 đơn vị đạt cả bộ; 0 đơn vị thêm, 1 đơn vị mất, 0 đơn vị thành chưa đủ cơ sở"
    )

    assert effects[1].say("en") == "level 80: 1 units meet the whole set; 0 gain it, 1 lose it, 0 become unknown"
    assert codes_at([Fraction(70), Fraction(80)], Fraction(80)).tolist() == [0, 2]


@given(whole, st.randoms(), levels)
def test_the_order_of_units_does_not_matter(values, chance, level):
    other = chance.sample(values, len(values))

    assert steps(np.array(values)).met(level) == steps(np.array(other)).met(level)
