"""Citations as printed, verification and life as read, spans at their edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smartvillage.border import parse
from smartvillage.criteria.citations import Citation, Dated, Life, Verification, span_text, within
from smartvillage.criteria.rules import Threshold
from smartvillage.errors import InputError

DAY = timedelta(days=1)

days = st.dates(date(2021, 1, 1), date(2021, 1, 20))
ends = st.none() | days


@st.composite
def spans(draw):
    since, until = draw(ends), draw(ends)
    assume(since is None or until is None or since < until)
    return Dated(since=since, until=until)


def test_a_citation_is_printed_as_a_report_would():
    full = Citation(number="318/QĐ-TTg", date="2022-03-08", annex="I", article="2", row="9.2")

    assert full.say() == "318/QĐ-TTg (08/03/2022), Phụ lục I, Điều 2, chỉ tiêu 9.2"
    assert full.say("en") == "318/QĐ-TTg (2022-03-08), Annex I, Article 2, row 9.2"
    assert Citation(number="318/QĐ-TTg").say() == "318/QĐ-TTg"


@given(spans(), st.dates(date(2020, 12, 30), date(2021, 1, 22)))
def test_a_span_is_half_open(span, day):
    """It holds on its first day, and no longer on the day it ends."""
    expected = (span.since is None or day >= span.since) and (span.until is None or day <= span.until - DAY)

    assert span.holds(day) is within(day, span.since, span.until) is expected


@given(spans(), spans())
def test_two_spans_overlap_when_they_share_a_day(one, other):
    calendar = [date(2020, 12, 1) + number * DAY for number in range(80)]

    assert one.overlaps(other) is other.overlaps(one) is any(one.holds(day) and other.holds(day) for day in calendar)


@pytest.mark.parametrize(("since", "until"), [("2024-03-01", "2024-03-01"), ("2024-03-02", "2024-03-01")])
def test_an_empty_span_is_refused(since, until):
    with pytest.raises(InputError, match=f"the span is empty: since {since}, until before {until}") as caught:
        parse(Dated, {"since": since, "until": until})

    assert f"khoảng thời gian trống: từ {since} đến trước {until}" in caught.value.say("vi")


def test_a_span_is_printed_with_its_open_ends():
    assert span_text(None, date(2024, 3, 1), "vi") == "từ … đến trước 2024-03-01"
    assert span_text(date(2024, 3, 1), None, "en") == "from 2024-03-01 until before …"


def test_a_state_is_read_from_text_and_taken_as_it_is():
    level = {"value": "70", "verification": "official", "life": "draft"}

    assert parse(Threshold, level) == Threshold(value="70", verification=Verification.OFFICIAL, life=Life.DRAFT)


@pytest.mark.parametrize(
    ("key", "text", "closest"),
    [
        ("verification", "offical", "official"),
        ("life", "in_force", "in-force"),
        ("verification", "Official", "official"),
    ],
)
def test_a_misspelt_state_is_refused_with_the_closest_one(key, text, closest):
    with pytest.raises(InputError, match=f'"{text}" is not accepted here') as caught:
        parse(Threshold, {"value": "70", key: text})

    assert f"Did you mean {closest}?" in caught.value.say("en")
    assert f"Có phải là {closest}?" in caught.value.say("vi")
