"""Measures: what fits their kind, their range, their unit, how they add up."""

from __future__ import annotations

import pytest

from smartvillage.border import parse
from smartvillage.criteria.measures import Measure
from smartvillage.errors import InputError

UNIT = {"vi": "triệu đồng", "en": "million VND"}
GRADES = [{"id": "level-1", "title": {"vi": "Mức 1"}}, {"id": "level-2", "title": {"vi": "Mức 2"}}]


def measure(kind, **fields):
    return parse(Measure, {"id": "thu.one", "title": {"vi": "Số liệu"}, "kind": kind, **fields})


@pytest.mark.parametrize(
    ("kind", "fields", "low", "high"),
    [
        ("share", {}, 0, 100),
        ("share", {"maximum": "150"}, 0, 150),
        ("share", {"minimum": "-5"}, -5, 100),
        ("count", {}, 0, None),
        ("count", {"maximum": "60"}, 0, 60),
        ("amount", {"unit": UNIT}, None, None),
        ("amount", {"unit": UNIT, "minimum": "0", "maximum": "1000"}, 0, 1000),
        ("ratio", {"unit": UNIT, "minimum": "0"}, 0, None),
        ("attested", {}, 0, 1),
        ("ordinal", {"grades": GRADES}, 1, 2),
        ("ordinal", {"grades": GRADES, "minimum": "0"}, 0, 2),
    ],
)
def test_the_range_follows_from_the_kind_unless_it_is_stated(kind, fields, low, high):
    assert measure(kind, **fields).range == (low, high)


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("ordinal", {"grades": GRADES[:1]}, "an ordinal measure needs at least two grades"),
        ("ordinal", {}, "an ordinal measure needs at least two grades"),
        ("share", {"grades": GRADES}, "only an ordinal measure has grades"),
        ("amount", {}, "the unit is missing"),
        ("ratio", {}, "the unit is missing"),
        ("count", {"minimum": "5", "maximum": "4"}, "the minimum 5 is above the maximum 4"),
        ("share", {"minimum": "101"}, "the minimum 101 is above the maximum 100"),
        ("ordinal", {"grades": GRADES, "minimum": "3"}, "the minimum 3 is above the maximum 2"),
    ],
)
def test_what_does_not_fit_a_kind_is_refused(kind, fields, said):
    with pytest.raises(InputError, match=said) as caught:
        measure(kind, **fields)

    assert caught.value.problems[0].what.vi != caught.value.problems[0].what.en


@pytest.mark.parametrize(
    ("kind", "fields", "adds_up", "has_parts", "factor"),
    [
        ("share", {}, "parts", True, 100),
        ("ratio", {"unit": UNIT}, "parts", True, 1),
        ("count", {}, "sum", False, 1),
        ("amount", {"unit": UNIT}, "sum", False, 1),
        ("attested", {}, "none", False, 1),
        ("ordinal", {"grades": GRADES}, "none", False, 1),
        ("amount", {"unit": UNIT, "over_places": "none"}, "none", False, 1),
    ],
)
def test_a_ratio_keeps_its_parts_and_the_rest_adds_up_or_does_not(kind, fields, adds_up, has_parts, factor):
    found = measure(kind, **fields)

    assert (found.adds_up, found.has_parts, found.factor) == (adds_up, has_parts, factor)


@pytest.mark.parametrize(
    ("kind", "fields", "vi", "en"),
    [
        ("share", {"unit": UNIT}, "%", "%"),
        ("amount", {"unit": UNIT}, "triệu đồng", "million VND"),
        ("count", {"counted": {"vi": "trường"}}, "trường", "trường"),
        ("count", {}, "", ""),
        ("attested", {}, "", ""),
        ("ordinal", {"grades": GRADES}, "", ""),
    ],
)
def test_the_unit_is_printed_after_a_number(kind, fields, vi, en):
    found = measure(kind, **fields)

    assert (found.unit_text("vi"), found.unit_text("en")) == (vi, en)
    assert found.unit_key() == (kind, vi)
