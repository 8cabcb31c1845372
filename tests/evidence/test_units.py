"""Whose figure it is: codes on a day, names within a parent, and nothing that could be somebody else."""

from datetime import date

import pytest

from smartvillage.evidence.periods import Period
from smartvillage.evidence.units import UnitResolver, code_of
from smartvillage.evidence.values import Unreadable
from smartvillage.places import Places
from smartvillage.places.units import Event, Unit

YEAR = Period.read("2025")
FIRST_HALF, SECOND_HALF = Period.read("2025-H1"), Period.read("2025-H2")


@pytest.fixture(scope="module")
def places():
    """A province that changed on 1 July 2025: one code was used again, one was retired, two communes share a name."""
    day = "2025-07-01"
    old, new = (
        Unit(code="80", name=name, kind="province", **span)
        for name, span in (("Tỉnh Nam Sơn", {"end": day}), ("Tỉnh Đông Hà", {"start": day}))
    )
    north, south = (
        Unit(code=code, name=name, kind="district", parent=old.key, end=day)
        for code, name in (("801", "Huyện Bắc"), ("802", "Huyện Nam"))
    )
    communes = [
        Unit(code="00101", name="Xã Mỹ Lệ", kind="commune", parent=north.key, end=day),
        Unit(code="00101", name="Xã Mỹ An", kind="commune", parent=new.key, start=day),
        Unit(code="00102", name="Xã Tân Phú", kind="commune", parent=north.key, end=day),
        Unit(code="00202", name="Xã Tân Phú", kind="commune", parent=south.key, end=day),
        Unit(code="00303", name="Xã Hòa Bình", kind="commune", parent=new.key, start=day),
    ]
    events = [Event(old=communes[2].key, new=communes[1].key, on=day, relation="whole")]
    return Places([old, new, north, south, *communes], events)


def identity(places, text, period=FIRST_HALF, as_of=None, parent=None, name=None):
    return UnitResolver(places).identity(text, period, as_of, parent, name)


def refused(places, *given, **how):
    with pytest.raises(Unreadable) as caught:
        identity(places, *given, **how)
    return caught.value


# --- by code -----------------------------------------------------------------------------------------------------


def test_a_code_is_resolved_on_the_last_day_of_its_period(places):
    assert identity(places, "00101", FIRST_HALF) == "vn:00101@"
    assert identity(places, " 00101 ", SECOND_HALF) == "vn:00101@2025-07-01"


def test_a_code_with_two_meanings_in_one_period_needs_a_day(places):
    problem = refused(places, "00101", YEAR)

    assert problem.what.en == 'in 2025 the code "00101" is both Xã Mỹ Lệ and Xã Mỹ An'
    assert problem.advice.en == "Give as_of: before or from 2025-07-01."


@pytest.mark.parametrize(("day", "key"), [("2025-06-30", "vn:00101@"), ("2025-07-01", "vn:00101@2025-07-01")])
def test_with_a_day_it_means_one_unit(places, day, key):
    assert identity(places, "00101", YEAR, as_of=date.fromisoformat(day)) == key


def test_a_full_identity_needs_no_day(places):
    assert identity(places, "vn:00101@2025-07-01", YEAR) == "vn:00101@2025-07-01"


def test_a_code_that_began_within_the_period_is_clear(places):
    assert identity(places, "00303", YEAR) == "vn:00303@2025-07-01"


def test_a_retired_code_names_its_successor(places):
    problem = refused(places, "00102", SECOND_HALF)

    assert "does not exist on 2025-12-31" in problem.what.en
    assert "Xã Mỹ An" in f"{problem.what.en} {problem.advice.en}"


def test_a_code_that_lost_its_zeros_is_shown_what_it_may_be(places):
    assert "00101 Xã Mỹ Lệ" in refused(places, "101").advice.en


# --- by name -----------------------------------------------------------------------------------------------------


def test_a_name_that_fits_once_is_taken_and_listed(places):
    resolver = UnitResolver(places)

    assert resolver.identity("xã  mỹ lệ", FIRST_HALF, None, None, None) == "vn:00101@"
    assert resolver.by_name == {"xã  mỹ lệ": "vn:00101@"}
    assert resolver.names == {"vn:00101@": "Xã Mỹ Lệ"}


def test_a_name_that_fits_twice_is_refused_with_both(places):
    problem = refused(places, "Xã Tân Phú")

    told = f"{problem.what.en} {problem.advice.en if problem.advice else ''}"
    assert "Huyện Bắc" in told
    assert "Huyện Nam" in told


@pytest.mark.parametrize("parent", ["Huyện Nam", "802", "Huyện Nam, Tỉnh Nam Sơn"])
def test_a_parent_tells_namesakes_apart(places, parent):
    assert identity(places, "Xã Tân Phú", parent=parent) == "vn:00202@"


def test_an_unknown_name_is_refused_with_what_comes_close(places):
    problem = refused(places, "Xã Mỹ Lê")

    assert "Xã Mỹ Lệ" in f"{problem.what.en} {problem.advice.en}"


# --- a name beside a code ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Xã Mỹ Lệ", "mỹ lệ"])
def test_a_name_beside_a_code_confirms_it(places, name):
    assert identity(places, "00101", name=name) == "vn:00101@"


def test_a_name_that_does_not_go_with_the_code_is_refused(places):
    problem = refused(places, "00101", name="Xã Tân Phú")

    assert problem.what.en == 'the name "Xã Tân Phú" does not go with the code "00101" (Xã Mỹ Lệ)'


# --- strange characters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Ðức Hòa", "0010\u200b1", "Xa\u0441", "\u202e101"])
@pytest.mark.parametrize("known", [True, False])
def test_a_character_that_only_looks_right_is_refused(places, text, known):
    assert "holds a strange character" in refused(places if known else None, text).what.en


# --- without places ----------------------------------------------------------------------------------------------


def test_without_places_a_unit_is_its_own_text():
    resolver = UnitResolver(None)

    assert resolver.identity("Xã A", YEAR, None, None, None) == "Xã A"
    assert resolver.identity("B", YEAR, None, None, "Xã B") == "B"
    assert resolver.names == {"Xã A": "Xã A", "B": "Xã B"}


def test_a_unit_has_one_name():
    resolver = UnitResolver(None)
    resolver.identity("B", YEAR, None, None, "Xã Hòa")

    with pytest.raises(Unreadable) as caught:
        resolver.identity("B", FIRST_HALF, None, None, "Xã Bình")

    assert caught.value.what.en == 'the unit "B" has two names: "Xã Hòa" and "Xã Bình"'


@pytest.mark.parametrize("order", [("Xã Hòa", "XÃ HOÀ", None), (None, "XÃ HOÀ", "Xã Hòa")])
def test_two_writings_of_one_name_give_the_same_name_in_any_order(order):
    resolver = UnitResolver(None)
    for name in order:
        resolver.identity("B", YEAR, None, None, name)

    assert resolver.names == {"B": "XÃ HOÀ"}


# --- helpers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "code"), [("vn:28222@2025-07-01", "28222"), ("vn:28222@", "28222"), ("Xã A: 5@2", "Xã A: 5@2"), ("5", "5")]
)
def test_the_code_of_a_unit_is_what_people_know_it_by(unit, code):
    assert code_of(unit) == code


# --- many that are wrong -----------------------------------------------------------------------------------------


def test_beyond_the_first_hundred_unknown_units_no_advice_is_looked_for(places):
    """Nobody reads it, and looking for names that come close takes milliseconds each."""
    resolver = UnitResolver(places)
    told = []
    for number in range(150):
        with pytest.raises(Unreadable) as caught:
            resolver.identity(f"Xã Không {number}", FIRST_HALF, None, None, None)
        told.append(caught.value.what.en)

    assert told[99].startswith('no unit is called "Xã Không 99"')
    assert set(told[100:]) == {"there is no such unit on that day"}
    assert resolver.identity("Xã Mỹ Lệ", FIRST_HALF, None, None, None) == "vn:00101@"
    with pytest.raises(Unreadable, match="Huyện Bắc"):
        resolver.identity("Xã Tân Phú", FIRST_HALF, None, None, None)
