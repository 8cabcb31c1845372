"""Periods: what a figure is about in time. ``2024``, ``2024-06``, ``2024-Q3``, ``2024-H1``, ``2024-06-30``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

import attrs

__all__ = ["VIETNAM", "Period", "vietnam_day"]

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The clock by which days are told: seven hours ahead, all year, since 1975."""

_FORMS = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?",
    re.ASCII,
)


@attrs.frozen(order=True)
class Period:
    """A span of days with the text that names it.

    Example:
        >>> Period.read("2024-Q3").last
        datetime.date(2024, 9, 30)
    """

    first: date
    last: date
    """The last day it contains: the day whose law judges a figure of this period."""
    text: str

    @classmethod
    def read(cls, text: str) -> Period:
        """Read a period.

        Raises:
            ValueError: The text names no period.
        """
        found = _FORMS.fullmatch(text)
        if found is None:
            raise ValueError(f"{text[:40]!r} is not a period; write 2024, 2024-06, 2024-Q3, 2024-H1 or 2024-06-30")
        year = int(found["year"])
        if found["day"]:
            first = date(year, int(found["month"]), int(found["day"]))
            return cls(first, first, text)
        if found["quarter"]:
            month, months = 3 * int(found["quarter"]) - 2, 3
        elif found["half"]:
            month, months = 6 * int(found["half"]) - 5, 6
        elif found["month"]:
            month, months = int(found["month"]), 1
        else:
            month, months = 1, 12
        end = month + months - 1
        return cls(date(year, month, 1), date(year, end, monthrange(year, end)[1]), text)

    def __str__(self) -> str:
        return self.text


def vietnam_day(stamp: datetime | str) -> date:
    """The day in Vietnam at a moment; a stamp without a zone is refused, not guessed.

    Raises:
        ValueError: The stamp names no zone, or is no stamp.

    Example:
        >>> vietnam_day("2026-12-31T17:30:00Z")
        datetime.date(2027, 1, 1)
    """
    moment = datetime.fromisoformat(stamp) if isinstance(stamp, str) else stamp
    if moment.tzinfo is None:
        raise ValueError(f"{stamp} names no time zone; write 2026-12-31T17:30:00+07:00")
    return moment.astimezone(VIETNAM).date()
