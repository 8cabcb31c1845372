"""What a candidate is to the set in force, and the floor it may not go under."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from smartvillage.border import Label
from smartvillage.plugins.registry import builtin_registry, load
from smartvillage.proposal.matching import concepts, match, overlaps
from tests.proposal.makers import candidate, measure

BASE = load("vn.xa-ntm", "2021-2025")
DAY = date(2024, 12, 31)
HOUSES = measure("nam-son.houses", title=Label(vi="Nhà ở"), same_as=("vn.solid-houses",))


def floor(**strata):
    return match(candidate(HOUSES), BASE, on=DAY, strata=strata).floor


def test_a_measure_that_nobody_asks_for_is_new():
    assert match(candidate(), BASE, on=DAY).relation == "new"


def test_the_same_measure_has_the_floor_of_its_stratum():
    found = match(candidate(HOUSES), BASE, on=DAY, strata={"vn.318.region": "mekong-delta"})
    level = BASE["9.2"].threshold(stratum={"vn.318.region": "mekong-delta"}, on=DAY)

    assert (found.relation, found.indicator) == ("same", "9.2")
    assert found.floor.level == level.value
    assert found.floor.set == "vn.xa-ntm@2021-2025"


@pytest.mark.parametrize(("step", "relation"), [(1, "tightens"), (0, "same"), (-1, "conflicts")])
def test_a_level_is_compared_with_the_floor(step, relation):
    here = {"vn.318.region": "mekong-delta"}
    level = Fraction(match(candidate(HOUSES), BASE, on=DAY, strata=here).floor.level) + step

    assert match(candidate(HOUSES), BASE, on=DAY, strata=here, level=level).relation == relation


def test_without_a_stratum_the_loosest_level_is_the_floor():
    loosest = match(candidate(HOUSES), BASE, on=DAY).floor.level

    assert loosest == min(
        level.value
        for provision in BASE["9.2"].indicator.provisions
        for level in provision.rule.levels
        if level.value is not None
    )


def test_the_other_way_round_is_a_conflict():
    turned = measure("nam-son.houses", direction="lower", same_as=("vn.solid-houses",))

    assert match(candidate(turned), BASE, on=DAY).relation == "conflicts"


def test_the_same_title_counted_otherwise_replaces():
    title = BASE.measures["vn.solid-houses"].title
    other = measure("nam-son.houses", title=title, kind="count")

    assert match(candidate(other), BASE, on=DAY).relation == "replaces"


def test_candidates_of_one_concept_stand_together_whatever_their_order():
    first = candidate(measure("a.x", title=Label(vi="Một")), "a.c.x")
    second = candidate(measure("b.y", title=Label(vi="Hai"), same_as=("a.x",)), "b.c.y")
    third = candidate(measure("c.z", title=Label(vi="HAI ")), "c.c.z")
    other = candidate(measure("d.w", title=Label(vi="Khác")), "d.c.w")

    assert concepts([first, second, third, other]) == (("a.c.x", "b.c.y", "c.c.z"),)
    assert concepts([third, other, first, second]) == (("a.c.x", "b.c.y", "c.c.z"),)


def test_words_in_common_with_the_set_in_force_are_listed_for_people():
    offered = [one for one in builtin_registry().candidates.values() if one.domain.startswith("digital")]
    found = overlaps(offered, load("vn.xa-ntm-nang-cao", "2021-2025"))

    assert found
    assert all(one.share >= Fraction(1, 3) for one in found)
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)
