"""What so many pilots could have shown at all: how wide an interval must be, and how large a difference to be seen.

The table is made before any figure is looked at. It says of n pilots how far the share that meets something is known,
and which change could have been told from chance. Everything is counted with the exact binomial.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache

import attrs

from smartvillage.errors import Words
from smartvillage.proposal.intervals import clopper_pearson, ranks_around
from smartvillage.proposal.levels import CONFIDENCE, SHARE, ranks
from smartvillage.text.numbers import write_number

__all__ = ["COLUMNS", "SIZES", "Power", "power_table"]

SIZES = range(6, 31)
POWER = Fraction(4, 5)
"""How often a difference is to be found where there is one."""
GRID = 100
"""Detectable shares are whole per cents."""

COLUMNS = {
    "pilots": Words(vi="Số đơn vị thí điểm", en="Pilots"),
    "half_width": Words(vi="Nửa khoảng tin cậy của tỷ lệ", en="Half-width of the share"),
    "widest": Words(vi="Nửa khoảng rộng nhất", en="Widest half-width"),
    "has_level_interval": Words(vi="Có khoảng tin cậy của mức", en="Level has an interval"),
    "can_show_share": Words(vi="Chứng minh được tỷ lệ khả thi", en="Can show the feasible share"),
    "detectable": Words(vi="Chênh lệch phát hiện được", en="Detectable difference"),
    "detectable_change": Words(vi="Tỷ lệ đơn vị phải tăng", en="Share that must have risen"),
}
"""The columns of the table, as people read them."""


@attrs.frozen(kw_only=True)
class Power:
    """What so many pilots could have shown."""

    pilots: int
    share: Fraction
    met: int
    """The count nearest to the share, which the half-width is for."""
    half_width: Decimal
    """Half the interval of Clopper and Pearson at that count."""
    widest: Decimal
    """Half the widest interval of any count."""
    has_level_interval: bool
    """Whether the level that the share meets lies between two values that were seen."""
    can_show_share: bool
    """Whether even a level that all pilots meet would show that the share meets it."""
    detectable: Fraction | None
    """The smallest difference from the share, downwards, that is found often enough; ``None`` where there is none."""
    detectable_change: Fraction | None
    """Of the pilots, which share must truly have risen for a sign test to find it often enough."""

    def say(self, lang: str = "vi") -> str:
        """Tell the line in one sentence."""
        share = write_number(100 * self.share, lang)
        half = write_number(Fraction(self.half_width), lang, 2)
        if lang == "vi":
            seen = "không có" if self.detectable is None else f"từ {_points(self.detectable, lang)} điểm phần trăm"
            rise = "không phát hiện được" if self.detectable_change is None else _percent(self.detectable_change, lang)
            return (
                f"{self.pilots} đơn vị: tỷ lệ {share} % biết đến ±{half}; chênh lệch phát hiện được: {seen}; "
                f"tỷ lệ đơn vị phải tăng {rise}"
            )
        seen = "none" if self.detectable is None else f"{_points(self.detectable, lang)} points or more"
        rise = "undetectable" if self.detectable_change is None else _percent(self.detectable_change, lang)
        return (
            f"{self.pilots} pilots: a share of {share} % is known to ±{half}; detectable: {seen}; "
            f"must have risen: {rise}"
        )


def _points(share: Fraction, lang: str) -> str:
    return write_number(100 * share, lang)


def _percent(share: Fraction, lang: str) -> str:
    return f"{_points(share, lang)} %"


def power_table(
    sizes: Iterable[int] = SIZES,
    *,
    share: Fraction = SHARE,
    confidence: Fraction = CONFIDENCE,
    power: Fraction = POWER,
) -> tuple[Power, ...]:
    """Say for every number of pilots what it could have shown.

    Args:
        sizes: Numbers of pilots.
        share: The declared share.
        confidence: Of the intervals; tests err as often as the interval does.
        power: How often a true difference is to be found.

    Raises:
        MissingExtraError: scipy is not installed.

    Example:
        >>> print(power_table([15])[0].say("en"))
        15 pilots: a share of 80 % is known to ±0.22; detectable: 35 points or more; must have risen: 85 %
    """
    return tuple(_line(pilots, share, confidence, power) for pilots in sizes)


@cache
def _line(pilots: int, share: Fraction, confidence: Fraction, power: Fraction) -> Power:
    met = math.floor(share * pilots + Fraction(1, 2))
    low, high = ranks_around(pilots, share, confidence)
    few, many = ranks_around(pilots, Fraction(1, 2), confidence)
    return Power(
        pilots=pilots,
        share=share,
        met=met,
        half_width=clopper_pearson(met, pilots, confidence).half_width,
        widest=max(clopper_pearson(count, pilots, confidence).half_width for count in range(pilots + 1)),
        has_level_interval=ranks(pilots, share, confidence) is not None,
        can_show_share=high <= pilots,
        # Found where the count is below what the share allows, or above.
        detectable=_least(
            Fraction(step, GRID)
            for step in range(1, math.floor(share * GRID) + 1)
            if _outside(pilots, share - Fraction(step, GRID), low, high) >= power
        ),
        detectable_change=_least(
            Fraction(step, GRID)
            for step in range(GRID // 2 + 1, GRID + 1)
            if _outside(pilots, Fraction(step, GRID), few, many) >= power
        ),
    )


def _least(found: Iterable[Fraction]) -> Fraction | None:
    return next(iter(found), None)


def _outside(pilots: int, truth: Fraction, low: int, high: int) -> Fraction:
    """How often the count of pilots lies outside what is expected."""
    counts = (
        math.comb(pilots, k) * truth**k * (1 - truth) ** (pilots - k) for k in range(pilots + 1) if k < low or k >= high
    )
    return sum(counts, Fraction(0))
