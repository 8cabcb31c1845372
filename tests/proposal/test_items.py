"""Items, alpha and implications against asking every unit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.proposal.items import analyse_items, cronbach_alpha, implications

ANY = st.integers(0, 3)


@st.composite
def tables(draw, codes=ANY):
    items, units = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    line = st.lists(codes, min_size=units, max_size=units)
    return np.array(draw(st.lists(line, min_size=items, max_size=items)), dtype=np.uint8)


def names(codes):
    return [f"i{row}" for row in range(len(codes))]


def whole(codes):
    return min(codes, default=3)


@given(tables())
def test_counts_are_those_of_asking_every_unit(codes):
    found = analyse_items(codes, names(codes))

    for row, item in enumerate(found.items):
        units = [(line[row], [*line[:row], *line[row + 1 :]]) for line in codes.T.tolist()]
        assert (item.not_met, item.unknown, item.met, item.not_applicable) == tuple(
            sum(mine == code for mine, _ in units) for code in range(4)
        )
        assert item.only_failure == sum(mine == 0 and whole(rest) >= 2 for mine, rest in units)
        assert item.perhaps_only_failure == sum(mine == 0 and whole(rest) >= 1 for mine, rest in units)
        assert item.only_unknown == sum(mine == 1 and whole(rest) >= 2 for mine, rest in units)
        assert item.difficulty == (Fraction(item.met, item.decided) if item.decided else None)


@given(tables())
def test_never_decisive_means_that_no_verdict_changes_without_it(codes):
    """Met and not applicable are taken together: neither is held against a unit."""
    for row, item in enumerate(analyse_items(codes, names(codes)).items):
        changed = [min(whole(line), 2) != min(whole([*line[:row], *line[row + 1 :]]), 2) for line in codes.T.tolist()]
        assert item.never_decisive == (not any(changed))


@given(tables(st.sampled_from([0, 2])))
def test_the_item_rest_correlation_is_pearson_s(codes):
    met = (codes == 2).astype(float)
    for row, item in enumerate(analyse_items(codes, names(codes)).items):
        rest = met.sum(axis=0) - met[row]
        if len(codes) == 1 or met[row].std() == 0 or rest.std() == 0:
            assert item.rest_correlation is None
        else:
            assert item.rest_correlation == pytest.approx(np.corrcoef(met[row], rest)[0, 1])


def test_unknown_is_counted_and_never_a_failure():
    found = analyse_items(np.array([[1, 1, 3], [2, 0, 2]], dtype=np.uint8), ["7.1", "7.2"])

    assert (found["7.1"].difficulty, found["7.1"].only_unknown) == (None, 1)
    assert (found["7.2"].only_failure, found["7.2"].perhaps_only_failure) == (0, 1)
    assert found.say("vi") == "7.1: 0/0 đơn vị đạt; 2 chưa đủ cơ sở\n7.2: 2/3 đơn vị đạt"
    assert "2 unknown" in found.say("en")
    assert (found.alpha, found.alpha_interval) == (None, None)
    with pytest.raises(KeyError):
        found["7.3"]


def test_an_item_is_told_in_both_languages():
    codes = np.array([[2, 2, 0, 2], [2, 0, 0, 2]], dtype=np.uint8)
    found = analyse_items(codes, ["7.1", "7.2"])

    assert (
        found["7.1"].say("vi")
        == "7.1: 3/4 đơn vị đạt; chưa lần nào quyết định kết quả; tương quan với phần còn lại 0,58"
    )
    assert found["7.2"].say("vi").startswith("7.2: 2/4 đơn vị đạt; 1 lần là chỉ tiêu duy nhất chưa đạt")
    assert found.alpha_interval.alpha == found.alpha == Fraction(8, 11)


# -- alpha --------------------------------------------------------------------------------------------------------


@given(st.integers(2, 5), st.integers(3, 12), st.data())
def test_alpha_without_gaps_is_the_textbook_s(items, units, data):
    """k / (k - 1) times one less the variances of the items over that of the sum (Cronbach 1951)."""
    line = st.lists(st.integers(0, 5), min_size=units, max_size=units)
    scores = np.array(data.draw(st.lists(line, min_size=items, max_size=items)))
    found = cronbach_alpha(scores)
    total = scores.sum(axis=0).var(ddof=1)

    if total == 0:
        assert found is None
    else:
        expected = items / (items - 1) * (1 - scores.var(axis=1, ddof=1).sum() / total)
        assert float(found) == pytest.approx(expected)


def test_alpha_with_gaps_uses_the_units_that_two_items_share():
    """By hand with pandas' own pairwise covariances."""
    import pandas as pd

    chance = np.random.RandomState(3)
    scores, known = chance.randint(0, 4, (4, 20)), chance.random_sample((4, 20)) < 0.8
    table = pd.DataFrame(np.where(known, scores, np.nan).T).cov()
    expected = 4 / 3 * (1 - np.trace(table) / table.to_numpy().sum())

    assert float(cronbach_alpha(scores, known)) == pytest.approx(expected)


def test_alpha_of_one_item_or_of_strangers_is_not_defined():
    assert cronbach_alpha(np.array([[1, 0, 1]])) is None
    assert cronbach_alpha(np.ones((2, 4), int), np.array([[1, 1, 1, 0], [0, 0, 0, 1]], bool)) is None


# -- implications -------------------------------------------------------------------------------------------------


@given(tables(), st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1)]), st.booleans())
def test_implications_are_those_of_asking_every_unit(codes, at_most, informative):
    found = {
        (one.first, one.second): one
        for one in implications(codes, names(codes), at_most=at_most, informative=informative)
    }

    for first in range(len(codes)):
        for second in range(len(codes)):
            pairs = list(zip(codes[first].tolist(), codes[second].tolist()))
            both, against = pairs.count((2, 2)), pairs.count((2, 0))
            could = both + against > 0 and against + pairs.count((0, 0)) > 0
            fits = first != second and against <= at_most * (both + against) and (could or not informative)
            one = found.get((f"i{first}", f"i{second}"))
            assert (one is not None) == fits
            if one is not None:
                assert (one.both, one.first_only, one.second_only, one.neither) == (
                    both,
                    against,
                    pairs.count((0, 2)),
                    pairs.count((0, 0)),
                )
                assert one.counter_examples == tuple(at for at, pair in enumerate(pairs) if pair == (2, 0))
                assert one.holds == (not one.counter_examples)
                assert one.decided == sum(pair[0] in {0, 2} and pair[1] in {0, 2} for pair in pairs)


def test_phi_is_the_correlation_of_the_two():
    codes = np.array([[2, 2, 2, 0, 0, 0], [2, 2, 0, 0, 0, 2]], dtype=np.uint8)
    found = implications(codes, ["a", "b"], at_most=Fraction(1))[0]

    assert found.phi == pytest.approx(np.corrcoef(codes)[0, 1])


def test_a_planted_redundant_pair_comes_first_with_its_counter_examples():
    """Whoever meets a meets b, but for units 7 and 11."""
    chance = np.random.RandomState(11)
    a, other = chance.random_sample(40) < 0.5, chance.random_sample(40) < 0.5
    b = a | (chance.random_sample(40) < 0.3)
    a[[7, 11]], b[[7, 11]] = True, False
    codes = np.where(np.stack([a, b, other]), 2, 0).astype(np.uint8)
    found = implications(codes, ["a", "b", "c"], at_most=Fraction(1, 5))

    assert (found[0].first, found[0].second, found[0].counter_examples) == ("a", "b", (7, 11))
    assert "2 phản ví dụ; hệ số phi 0," in found[0].say("vi")
    assert not any("c" in {one.first, one.second} for one in found)


def test_what_could_not_be_otherwise_is_no_finding():
    codes = np.array([[2, 2, 0], [2, 2, 2]], dtype=np.uint8)

    assert implications(codes, ["a", "b"]) == ()
    trivial = implications(codes, ["a", "b"], informative=False)
    assert [(one.first, one.phi, one.informative) for one in trivial] == [("a", None, False)]
    assert trivial[0].say("en").endswith("phi -")


@given(tables(), st.randoms())
def test_the_order_of_units_does_not_matter(codes, chance):
    order = chance.sample(range(codes.shape[1]), codes.shape[1])
    ours, theirs = (analyse_items(one, names(codes)) for one in (codes, codes[:, order]))

    assert ours.alpha == theirs.alpha
    assert [one.only_failure for one in ours.items] == [one.only_failure for one in theirs.items]
