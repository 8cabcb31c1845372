"""Units, events, memberships and authorities check themselves."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError, Words
from smartvillage.places import Authority, Event, Membership, Unit
from smartvillage.places.units import Dated, day_of

DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 20))


@st.composite
def spans(draw):
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return Dated(start=start, end=end)


def days(span):
    first = date(2019, 12, 1)
    return {day for day in (first + timedelta(days=step) for step in range(90)) if span.holds(day)}


def commune(**changes):
    return Unit(**{"code": "00123", "name": "Xã Mỹ Lệ", "kind": "commune", **changes})


def test_identity_is_code_and_first_day():
    assert commune(start="2025-07-01").key == "vn:00123@2025-07-01"
    assert commune().key == "vn:00123@"
    assert commune(country="la").key == "la:00123@"
    assert str(commune()) == "Xã Mỹ Lệ (vn:00123@)"


def test_spans_are_half_open_and_an_unknown_start_reaches_back_for_ever():
    unit = commune(end="2025-07-01")

    assert unit.holds(date(1, 1, 1))
    assert unit.holds(date(2025, 6, 30))
    assert not unit.holds(date(2025, 7, 1))
    assert commune(start="2025-07-01").holds(date(9999, 12, 31))


@given(spans(), spans())
def test_spans_meet_and_cover_as_their_days_do(one, other):
    """Compared with sets of days over a window that is wider than every span; an empty span is nobody's."""
    mine, theirs = days(one), days(other)
    if mine and theirs:
        assert one.meets(other) == bool(mine & theirs)
        assert one.covers(other) == (theirs <= mine)


@pytest.mark.parametrize(
    ("span", "vi", "en"),
    [
        (Dated(), "mọi ngày", "at any time"),
        (Dated(start="2025-07-01"), "từ 01/07/2025", "from 2025-07-01"),
        (Dated(end="2025-07-01"), "trước 01/07/2025", "before 2025-07-01"),
        (
            Dated(start="2021-01-01", end="2026-01-01"),
            "từ 01/01/2021 đến trước 01/01/2026",
            "from 2021-01-01 to before 2026-01-01",
        ),
    ],
)
def test_spans_are_told_in_both_languages(span, vi, en):
    assert (span.span("vi"), span.span("en")) == (vi, en)


def test_names_come_in_one_unicode_form():
    assert commune(name="Xa\u0303 My\u0303 Le\u0323\u0302").name == "Xã Mỹ Lệ"


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"code": ""}, 'the code "" cannot be used'),
        ({"code": "28 222"}, 'the code "28 222" cannot be used'),
        ({"code": "vn:80"}, 'the code "vn:80" cannot be used'),
        ({"code": "٩٧"}, "cannot be used"),
        ({"country": "VN"}, '"VN" is not a country code'),
        ({"kind": "Xã"}, 'the kind "Xã" must be a lower-case word'),
        ({"name": "  "}, "is not a name"),
        ({"name": "x" * 201}, "is not a name"),
        ({"name": "Xã Ðức Hòa"}, 'holds "Ð" (U+00D0) only looks like'),
        ({"name": "Xã Mỹ\u200b"}, "holds a zero-width character"),
        ({"start": "2025-07-01", "end": "2025-07-01"}, "the span from 2025-07-01 to before 2025-07-01 is empty"),
    ],
)
def test_a_unit_that_cannot_be_is_refused(changes, en):
    with pytest.raises(InputError) as caught:
        commune(**changes)

    assert caught.value.problems[0].code == "SV-PL-011"
    assert en in str(caught.value)


def test_everything_wrong_with_a_unit_is_told_at_once_in_both_languages():
    with pytest.raises(InputError) as caught:
        commune(code="?", country="?", kind="?", name="", start="2025-01-02", end="2025-01-01")

    assert len(caught.value.problems) == 5
    assert "thời hạn kết thúc trước khi bắt đầu" in caught.value.say("vi")


def test_a_code_that_lost_its_zeros_as_a_number_is_refused():
    with pytest.raises(InputError, match='the code "123" must be text; expected a code like "00123"'):
        commune(code=123)


@pytest.mark.parametrize("day", ["01/07/2025", "2025-02-30", 20250701, None, datetime(2025, 7, 1, 12), ""])
def test_only_a_day_is_a_day(day):
    with pytest.raises(InputError, match="is not a day; expected a day like 2024-12-31") as caught:
        day_of(day)

    assert caught.value.problems[0].code == "SV-PL-006"
    assert "không phải là ngày" in caught.value.say("vi")


def test_days_are_dates_or_iso_text():
    assert day_of("2025-07-01") == day_of(date(2025, 7, 1)) == date(2025, 7, 1)


def test_units_cannot_be_changed_and_survive_pickling():
    unit = commune()

    with pytest.raises(AttributeError):
        unit.name = "Xã khác"
    assert pickle.loads(pickle.dumps(unit)) == unit
    assert len({unit, commune()}) == 1


def test_territory_passes_whole_or_split():
    with pytest.raises(InputError, match='"half" must be whole or split') as caught:
        Event(old="vn:1@", new="vn:2@", on="2025-07-01", relation="half")

    assert caught.value.problems[0].code == "SV-PL-012"


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"scheme": "region"}, '"region" is not a scheme id'),
        ({"stratum": "Mekong"}, '"Mekong" is not a stratum id'),
        ({"verification": "sure"}, "must be one of: official, secondary, unverified"),
        ({"citation": " "}, "the citation is missing"),
        ({"start": "2026-01-01", "end": "2025-01-01"}, "is empty"),
    ],
)
def test_a_membership_without_its_source_is_refused(changes, en):
    good = {
        "unit": "vn:80@",
        "scheme": "vn.318.region",
        "stratum": "mekong-delta",
        "citation": "318",
        "verification": "official",
    }
    with pytest.raises(InputError) as caught:
        Membership(**{**good, **changes})

    assert caught.value.problems[0].code == "SV-PL-013"
    assert en in str(caught.value)


def test_an_authority_needs_an_id_and_a_title():
    with pytest.raises(InputError) as caught:
        Authority(id="Cần Giuộc", title=Words(vi=" ", en=""), unit="vn:807@")

    assert [problem.code for problem in caught.value.problems] == ["SV-PL-014", "SV-PL-014"]
