"""Scenarios and acceptability equal judging every unit under every choice."""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import MissingExtraError
from smartvillage.proposal import bitplanes
from smartvillage.proposal.sensitivity import (
    Acceptability,
    Scenarios,
    acceptability,
    enumerate_choices,
    never_pass,
    options_of_codes,
    options_of_levels,
    sobol_indices,
)


@st.composite
def cases(draw):
    """Verdict codes by indicator, option and unit; as everywhere, whether an indicator applies is not a choice."""
    units = draw(st.integers(1, 70))
    chance = np.random.RandomState(draw(st.integers(0, 2**31)))
    codes = []
    for _ in range(draw(st.integers(1, 4))):
        one = chance.choice([0, 1, 2], size=(draw(st.integers(1, 3)), units), p=[0.2, 0.1, 0.7])
        one[:, chance.random_sample(units) < 0.2] = 3
        codes.append(one.astype(np.uint8))
    return codes


def by_hand(codes, choice, members):
    """The verdict codes of a conjunction under a choice."""
    return np.min([codes[row][choice[row]] for row in members], axis=0)


def groups_of(codes):
    return [[row for row in range(len(codes)) if row % 2 == side] for side in (0, 1) if side < len(codes)]


@given(cases(), st.booleans())
def test_counts_are_those_of_judging_every_unit(codes, unknown_passes):
    options = [options_of_codes(str(row), one, unknown_passes=unknown_passes) for row, one in enumerate(codes)]
    choices = enumerate_choices([len(one) for one in codes])
    groups = groups_of(codes)
    found = Scenarios(options, groups)
    counts = found.count(choices)

    for choice, line in zip(choices.tolist(), counts.tolist()):
        expected = [by_hand(codes, choice, members) for members in [*groups, range(len(codes))]]
        passing = [sum(code in ({1, 2} if unknown_passes else {2}) for code in one.tolist()) for one in expected]
        assert line == passing
    # Many times the same choices: each is then counted once.
    assert np.array_equal(found.count(np.repeat(choices, 5, axis=0)), np.repeat(counts, 5, axis=0))


@given(cases())
def test_acceptability_as_a_product_is_that_of_listing_all_choices(codes):
    options = [options_of_codes(str(row), one) for row, one in enumerate(codes)]
    choices = enumerate_choices([len(one) for one in codes])
    product, listed = acceptability(options), Scenarios(options, groups_of(codes)).acceptability(choices)

    by_unit = sum((by_hand(codes, choice, range(len(codes))) == 2).astype(int) for choice in choices.tolist())
    assert product.passed.tolist() == listed.passed.tolist() == by_unit.tolist()
    assert product.of == listed.of == len(choices)
    never = never_pass(options, ["all"] * codes[0].shape[1])
    assert never.units.tolist() == product.never.tolist()


@given(cases())
def test_compiled_loops_count_the_same(codes):
    pytest.importorskip("numba")
    options = [options_of_codes(str(row), one) for row, one in enumerate(codes)]
    found, choices = Scenarios(options, groups_of(codes)), enumerate_choices([len(one) for one in codes])

    assert np.array_equal(found.count(choices, engine="numba"), found.count(choices))


def test_without_numpy_2_bits_are_counted_by_a_table(monkeypatch):
    planes = np.random.RandomState(1).randint(0, 2**62, (5, 3)).astype(np.uint64)
    expected = [sum(int(word).bit_count() for word in row) for row in planes.tolist()]
    monkeypatch.setattr(bitplanes, "_COUNT", None)

    assert bitplanes.count_bits(planes).tolist() == expected


def test_many_scenarios_are_shared_out_to_threads(monkeypatch):
    monkeypatch.setattr(bitplanes, "WORTHWHILE", 10)
    monkeypatch.setattr(bitplanes, "THREADS", 3)
    values = np.random.RandomState(2).randint(0, 100, (3, 200))
    options = [options_of_levels(str(row), values[row], range(20, 60)) for row in range(3)]
    choices = np.random.RandomState(3).randint(0, 40, (301, 3))
    counts = Scenarios(options, [[0, 1, 2]]).count(choices)

    for choice, (criterion, whole) in zip(choices.tolist(), counts.tolist()):
        met = (values >= 20 + np.array(choice)[:, None]).all(axis=0).sum()
        assert (criterion, whole) == (met, met)


@given(st.booleans(), st.booleans(), st.data())
def test_options_of_levels_are_those_of_their_codes(lower, unknown_passes, data):
    units = data.draw(st.integers(1, 20))
    values = np.array(data.draw(st.lists(st.integers(0, 9), min_size=units, max_size=units)), dtype=np.int16)
    known, applicable = (np.array(data.draw(st.lists(st.booleans(), min_size=units, max_size=units))) for _ in range(2))
    levels = [3, 5, 8]
    found = options_of_levels(
        "a", values, levels, known=known, applicable=applicable, lower_is_better=lower, unknown_passes=unknown_passes
    )
    from smartvillage.proposal.response import codes_at

    codes = np.stack(
        [codes_at(values, Fraction(one), known=known, applicable=applicable, lower_is_better=lower) for one in levels]
    )
    same = options_of_codes("a", codes, unknown_passes=unknown_passes)
    some = np.arange(0, units, 2)
    assert found.passing(None).tolist() == same.passing(None).tolist()
    assert found.passing(some).tolist() == same.passing(some).tolist()
    assert (found.applies.tolist(), len(found)) == (same.applies.tolist(), len(same))


def test_choices_that_are_not_admissible_are_not_listed():
    """No level may fall from one indicator to the next."""
    found = enumerate_choices([3, 3], admissible=lambda choice: choice[0] <= choice[1])

    assert found.tolist() == [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]]
    assert enumerate_choices([2], admissible=lambda choice: False).shape == (0, 1)


def test_too_many_choices_are_not_listed_unasked():
    with pytest.raises(ValueError, match="1048576 choices are more than 1000000"):
        enumerate_choices([2] * 20)


def test_a_product_of_very_many_choices_is_exact():
    options = [options_of_codes("a", np.full((4, 2), 2, dtype=np.uint8))] * 40
    found = acceptability(options)

    assert found.of == 4**40
    assert found.share(0) == 1
    assert found.always.tolist() == [0, 1]


def test_acceptability_is_told_in_both_languages():
    found = Acceptability(np.array([4, 1, 0]), 4)

    assert found.share(1) == Fraction(1, 4)
    assert found.say("vi") == "với 4 phương án mức: 1 đơn vị luôn đạt, 1 tùy phương án, 1 không đạt với phương án nào"
    assert found.say("en") == "over 4 choices: 1 units always pass, 1 depend on the choice, 1 never pass"
    assert Acceptability(np.array([0]), 0).share(0) is None


def test_who_can_never_pass_is_told_by_stratum_with_what_stops_them():
    options = [
        options_of_levels("7.1", np.array([70, 80, 90, 10]), [75, 85]),
        options_of_levels("7.2", np.array([90, 90, 10, 10]), [50]),
    ]
    found = never_pass(options, ["upland", "coastal", "coastal", "upland"])

    assert found.units.tolist() == [0, 2, 3]
    assert dict(found.by_stratum) == {"coastal": (1, 2), "upland": (2, 2)}
    assert dict(found.stopped_by) == {"7.1": 2, "7.2": 2}
    assert found.say("vi") == "3 đơn vị không đạt với phương án nào (coastal 1/2, upland 2/2)"
    assert found.say("en") == "3 units pass under no choice (coastal 1/2, upland 2/2)"


# -- SALib --------------------------------------------------------------------------------------------------------


def test_indices_of_a_sum_are_the_shares_of_its_variance():
    """y = 3a + b + 0c over the unit cube: variances 9/12 and 1/12, hence 0.9 and 0.1."""
    found = sobol_indices(
        lambda inputs: 3 * inputs[:, 0] + inputs[:, 1], dict.fromkeys("abc", (0.0, 1.0)), seed=51, samples=512
    )

    assert found.first == pytest.approx((0.9, 0.1, 0.0), abs=0.02)
    assert found.total == pytest.approx((0.9, 0.1, 0.0), abs=0.02)
    assert found.runs == 512 * 5
    assert found.say("vi").splitlines()[0] == "a: riêng 0,90, cùng các yếu tố khác 0,90"
    assert found.say("en").splitlines()[1] == "b: alone 0.10, with others 0.10"


def test_without_salib_the_extra_is_named(monkeypatch):
    for name in [*(name for name in sys.modules if name.split(".")[0] == "SALib"), "SALib"]:
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(MissingExtraError, match=r"smartvillage\[stats\]"):
        sobol_indices(np.sum, {"a": (0.0, 1.0)}, seed=1)
