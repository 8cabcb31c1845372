"""A register whose parts contradict each other is refused with all of it."""

from __future__ import annotations

import pytest

from smartvillage.errors import InputError, Words
from smartvillage.places import Authority, Event, Membership, Places, Unit


def unit(code, **rest):
    return Unit(code=code, name=f"Xã {code}", kind="commune", **rest)


def member(**rest):
    return Membership(**{"scheme": "a.b", "stratum": "c", "citation": "1", "verification": "official", **rest})


def authority(name, **rest):
    return Authority(id=f"a.{name}", title=Words(vi=name, en=name), **{"unit": "vn:1@", **rest})


ONE = unit("1", end="2025-07-01")
TWO = unit("2")

FAULTS = [
    ("SV-PL-021", {"units": [ONE, unit("1", start="2025-06-30")]}, "units[1]", "means two units at once"),
    ("SV-PL-021", {"units": [ONE, ONE]}, "units[1]", "means two units at once"),
    ("SV-PL-022", {"units": [unit("1", parent="vn:9@")]}, "units[0]", 'the parent "vn:9@"'),
    ("SV-PL-023", {"units": [ONE, unit("2", parent=ONE.key)]}, "units[1]", "outside its parent Xã 1"),
    ("SV-PL-024", {"units": [unit("1", parent="vn:1@")]}, "units[0]", "lies inside itself"),
    (
        "SV-PL-025",
        {"units": [ONE], "events": [("vn:1@", "vn:9@", "2025-07-01", "whole")]},
        "events[0]",
        '"vn:9@" is not in',
    ),
    (
        "SV-PL-026",
        {"units": [ONE, TWO], "events": [("vn:1@", "vn:2@", "2025-07-02", "whole")]},
        "events[0]",
        "does not exist",
    ),
    ("SV-PL-028", {"units": [ONE], "memberships": [member(unit="vn:9@")]}, "memberships[0]", "not in the table"),
    (
        "SV-PL-028",
        {"units": [ONE], "memberships": [member(unit="vn:1@", carried_from=("vn:9@",))]},
        "memberships[0]",
        "vn:9@",
    ),
    (
        "SV-PL-029",
        {"units": [ONE], "memberships": [member(unit="vn:1@"), member(unit="vn:1@", stratum="d", start="2024-01-01")]},
        "memberships[1]",
        "two strata of a.b at once",
    ),
    (
        "SV-PL-030",
        {"units": [ONE], "authorities": [authority("x"), authority("x")]},
        "authorities[1]",
        "is there twice",
    ),
    (
        "SV-PL-031",
        {"units": [ONE], "authorities": [authority("x", unit="vn:9@")]},
        "authorities[0]",
        "not in the table",
    ),
    (
        "SV-PL-032",
        {"units": [ONE], "authorities": [authority("x", successor="a.y")]},
        "authorities[0]",
        'successor "a.y"',
    ),
    (
        "SV-PL-033",
        {"units": [ONE], "authorities": [authority("x", successor="a.x")]},
        "authorities[0]",
        "succeeds itself",
    ),
]


def build(tables):
    events = [Event(old=old, new=new, on=on, relation=relation) for old, new, on, relation in tables.get("events", ())]
    return Places(tables["units"], events, tables.get("memberships", ()), tables.get("authorities", ()))


@pytest.mark.parametrize(("code", "tables", "path", "en"), FAULTS)
def test_a_contradiction_is_refused_with_its_row(code, tables, path, en):
    with pytest.raises(InputError) as caught:
        build(tables)
    problem = caught.value.problems[0]

    assert (problem.code, problem.where.path) == (code, path)
    assert en in problem.what.en
    assert problem.what.vi


def test_all_contradictions_are_told_at_once():
    with pytest.raises(InputError) as caught:
        build(
            {
                "units": [unit("1", parent="vn:8@"), unit("2", parent="vn:9@")],
                "events": [("vn:7@", "vn:6@", "2025-07-01", "whole")],
                "memberships": [member(unit="vn:5@")],
                "authorities": [authority("x", unit="vn:4@")],
            }
        )

    assert [problem.code[-2:] for problem in caught.value.problems] == ["22", "22", "25", "25", "28", "31"]


def test_the_whole_of_a_unit_goes_to_one_unit():
    with pytest.raises(InputError) as caught:
        build(
            {
                "units": [ONE, TWO, unit("3")],
                "events": [("vn:1@", "vn:2@", "2025-07-01", "whole"), ("vn:1@", "vn:3@", "2025-07-01", "split")],
            }
        )

    assert [problem.code for problem in caught.value.problems] == ["SV-PL-027"]


def test_circles_of_parents_and_successors_are_found_at_any_length():
    with pytest.raises(InputError) as caught:
        build(
            {
                "units": [
                    unit("1", parent="vn:2@"),
                    unit("2", parent="vn:3@"),
                    unit("3", parent="vn:1@"),
                    unit("4", parent="vn:1@"),
                ],
                "authorities": [
                    authority("x", successor="a.y"),
                    authority("y", successor="a.x"),
                    authority("z", successor="a.x"),
                ],
            }
        )

    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [
        ("SV-PL-024", "units[0]"),
        ("SV-PL-024", "units[1]"),
        ("SV-PL-024", "units[2]"),
        ("SV-PL-033", "authorities[0]"),
        ("SV-PL-033", "authorities[1]"),
    ]


def test_spans_that_follow_each_other_are_no_contradiction():
    later = unit("1", start="2025-07-01")
    places = Places([ONE, later], memberships=[member(unit="vn:1@"), member(unit=later.key)])

    assert places.unit("1", "2025-06-30") == ONE
    assert places.unit("1", "2025-07-01") == later
