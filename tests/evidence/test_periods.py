"""Periods: five ways to write them, and the day whose law judges."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.evidence.periods import VIETNAM, Period, vietnam_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-06-30", date(2024, 6, 30), date(2024, 6, 30)),
    ],
)
def test_a_period_knows_its_first_and_its_last_day(text, first, last):
    period = Period.read(text)

    assert (period.first, period.last, str(period)) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-Q5",
        "2024-H3",
        "2024-13",
        "2024-00",
        "2023-02-29",
        "0000",
        "2024-6",
        "06/2024",
        "2024 ",
        "٢٠٢٤",
        "Q1",
    ],
)
def test_other_texts_are_no_periods(text):
    with pytest.raises(ValueError, match=r"period|month|day|year"):
        Period.read(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_the_day_of_any_text_lies_in_every_longer_period_of_it(day):
    texts = [f"{day:%Y}", f"{day:%Y}-H{(day.month + 5) // 6}", f"{day:%Y}-Q{(day.month + 2) // 3}", f"{day:%Y-%m}"]
    periods = [Period.read(text) for text in (*texts, day.isoformat())]

    assert all(period.first <= day <= period.last for period in periods)
    lengths = [period.last - period.first for period in periods]
    assert lengths == sorted(lengths, reverse=True)


def test_periods_sort_by_time():
    texts = ["2025", "2024", "2024-06-30", "2024-Q1"]

    assert [one.text for one in sorted(map(Period.read, texts))] == ["2024-Q1", "2024", "2024-06-30", "2025"]


def test_a_moment_belongs_to_the_day_it_is_in_vietnam():
    assert vietnam_day("2026-12-31T17:30:00Z") == date(2027, 1, 1)
    assert vietnam_day(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert vietnam_day(datetime(2026, 12, 31, 23, tzinfo=VIETNAM)) == date(2026, 12, 31)


def test_a_moment_without_a_zone_is_nobodys_day():
    with pytest.raises(ValueError, match="names no time zone"):
        vietnam_day("2026-12-31T17:30:00")
