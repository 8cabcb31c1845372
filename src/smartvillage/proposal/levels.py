"""One suggested level with its exact interval, or a refusal that says how many units it would take.

The suggestion is the strictest level that at least the share q of the units meet. As a sample quantile it is an
observed value, and its interval is distribution free: two order statistics whose ranks come from the binomial
distribution (David and Nagaraja, *Order Statistics*, 3rd edition, section 7.1). All arithmetic is in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import attrs

__all__ = ["CONFIDENCE", "MINIMUM", "SHARE", "Response", "Suggestion", "needed_units", "ranks", "response", "suggest"]

SHARE = Fraction(4, 5)
"""The share of comparable units that should meet a suggested level, unless a plan says otherwise."""
MINIMUM = 6
"""The fewest units from which a level is ever suggested."""
CONFIDENCE = Fraction(19, 20)
"""The confidence of the interval."""


@attrs.frozen
class Response:
    """How many units meet each possible level: an exact step function, told at its break points."""

    level: Fraction
    met: int
    of: int


@attrs.frozen(kw_only=True)
class Suggestion:
    """A level suggested by the units observed, or why there is none."""

    units: int
    level: Fraction | None = None
    met: int | None = None
    """How many of the units meet the level."""
    low: Fraction | None = None
    high: Fraction | None = None
    """The ends of the interval: observed values."""
    coverage: Fraction | None = None
    """The exact probability that such an interval holds the quantile."""
    needed: int
    """How many units it takes: the larger of the minimum and what the ranks need."""

    @property
    def refused(self) -> bool:
        """Whether the evidence is too thin for a level."""
        return self.level is None

    def say(self, lang: str = "vi") -> str:
        """Tell the suggestion, or the refusal, in one sentence."""
        from smartvillage.text.numbers import write_short  # noqa: PLC0415

        if self.level is None:
            if lang == "vi":
                return f"{self.units} đơn vị: không đủ để đề xuất mức, cần ít nhất {self.needed}"
            return f"{self.units} units are too few for a level; at least {self.needed} are needed"
        assert self.low is not None
        assert self.high is not None
        level, low, high = (write_short(one, lang) for one in (self.level, self.low, self.high))
        if lang == "vi":
            return f"mức {level} ({self.met}/{self.units} đơn vị đạt), khoảng tin cậy {low} đến {high}"
        return f"level {level} ({self.met} of {self.units} units meet it), interval {low} to {high}"


def response(values: Sequence[Fraction], *, lower_is_better: bool = False) -> tuple[Response, ...]:
    """Say for every observed value how many units would meet it as a level, from the loosest to the strictest.

    Example:
        >>> [(int(one.level), one.met) for one in response([Fraction(70), Fraction(80), Fraction(80)])]
        [(70, 3), (80, 2)]
    """
    ordered = sorted(values)
    levels = sorted(set(ordered), reverse=lower_is_better)
    return tuple(
        Response(
            level,
            sum(value <= level if lower_is_better else value >= level for value in ordered),
            len(ordered),
        )
        for level in levels
    )


@cache
def _weights(units: int, share: Fraction) -> tuple[tuple[int, ...], int]:
    """Binomial probabilities of k of n below the quantile, as whole numbers over one denominator."""
    below = 1 - share
    top, bottom = below.numerator, below.denominator
    weights = tuple(math.comb(units, k) * top**k * (bottom - top) ** (units - k) for k in range(units + 1))
    return weights, bottom**units


@cache
def ranks(units: int, share: Fraction = SHARE, confidence: Fraction = CONFIDENCE) -> tuple[int, int, Fraction] | None:
    """Return the ranks of the shortest interval for the quantile, and its exact coverage; ``None`` with too few units.

    Ranks count from the smallest value, which has rank 1. Of several shortest pairs the one with the largest coverage
    is taken, then the one with the lower ranks.

    Example:
        >>> ranks(13) is None, ranks(14)[:2]
        (True, (1, 8))
    """
    weights, whole = _weights(units, share)
    sums = [0]
    for weight in weights:
        sums.append(sums[-1] + weight)
    best: tuple[int, int, int, int] | None = None
    for low in range(1, units):
        for high in range(low + 1, units + 1):
            # The interval from rank l to rank u holds the quantile when at least l and fewer than u values lie below.
            covered = sums[high] - sums[low]
            if covered * confidence.denominator >= confidence.numerator * whole:
                key = (high - low, -covered, low, high)
                best = key if best is None or key < best else best
                break
    if best is None:
        return None
    _, covered, low, high = best
    return low, high, Fraction(-covered, whole)


@cache
def needed_units(share: Fraction = SHARE, minimum: int = MINIMUM, confidence: Fraction = CONFIDENCE) -> int:
    """How many units a suggestion takes: the larger of the minimum and what two finite ranks need.

    Example:
        >>> needed_units()
        14
    """
    units = max(2, minimum)
    while ranks(units, share, confidence) is None:
        units += 1
    return units


def suggest(
    values: Sequence[Fraction],
    *,
    lower_is_better: bool = False,
    share: Fraction = SHARE,
    minimum: int = MINIMUM,
    confidence: Fraction = CONFIDENCE,
) -> Suggestion:
    """Suggest the strictest level that at least the share of the units meet.

    Args:
        values: The exact values of comparable units, one each.
        lower_is_better: For such measures the level is the smallest that the share meets.
        share: The share, between 0 and 1.
        minimum: The fewest units from which a level is suggested.
        confidence: The confidence of the interval, between 0 and 1.

    Returns:
        The suggestion; refused, naming the number needed, where there are too few units.

    Example:
        >>> found = suggest([Fraction(value) for value in range(60, 75)])
        >>> int(found.level), found.met, found.refused
        (63, 12, False)
        >>> suggest([Fraction(70)] * 5).say("en")
        '5 units are too few for a level; at least 14 are needed'
    """
    units = len(values)
    wanted = needed_units(share, minimum, confidence)
    pair = ranks(units, share, confidence) if units >= max(2, minimum) else None
    if pair is None or units < wanted:
        return Suggestion(units=units, needed=wanted)
    # Seen from the good end both directions are the same: rank the values from worst to best.
    ordered = sorted(values, reverse=lower_is_better)
    met = math.ceil(share * units)
    level = ordered[units - met]
    low, high, coverage = pair
    ends = sorted((ordered[low - 1], ordered[high - 1]))
    return Suggestion(
        units=units,
        level=level,
        met=sum(value <= level if lower_is_better else value >= level for value in values),
        low=ends[0],
        high=ends[1],
        coverage=coverage,
        needed=wanted,
    )
