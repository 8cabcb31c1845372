"""Intervals for a share and for Cronbach's alpha: how far the truth may lie from what a few units show.

Counts and confidences come in exactly; ends go out as decimals of six places, rounded *outwards*, so that rounding
never makes an interval narrower than its method gives. Where an end decides something (does the lower bound pass the
declared share?) no rounded end is compared: the binomial tails are summed in whole numbers instead.

Clopper and Pearson (1934), Wilson (1927) as in Brown, Cai and DasGupta (2001), Feldt (1965). The quantiles are those
of scipy; the interval of a level is in :mod:`smartvillage.proposal.levels`.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal

import attrs

from smartvillage.errors import MissingExtraError, Words
from smartvillage.proposal.levels import CONFIDENCE
from smartvillage.text.numbers import write_number

__all__ = ["AlphaInterval", "ShareInterval", "clopper_pearson", "feldt", "ranks_around", "scipy_stats", "wilson"]

PLACES = Decimal("0.000001")
"""What ends are rounded to, outwards."""
SUMMED = 2_000
"""Up to so many units binomial tails are summed in whole numbers; beyond, they are those of scipy."""
_CONTEXT = Context(prec=40)
"""Not the caller's decimal context, which may round otherwise."""

ShareMethod = Literal["clopper-pearson", "wilson"]

METHODS = {
    "clopper-pearson": Words(vi="Clopper-Pearson", en="Clopper-Pearson"),
    "wilson": Words(vi="Wilson", en="Wilson"),
}


def scipy_stats() -> Any:  # noqa: ANN401
    """Load the statistics of scipy.

    Raises:
        MissingExtraError: scipy is not installed.
    """
    try:
        from scipy import stats  # noqa: PLC0415
    except ImportError as missing:
        job = Words(vi="tính khoảng tin cậy và phép kiểm định", en="compute intervals and tests")
        raise MissingExtraError(job, "stats") from missing
    return stats


@attrs.frozen(kw_only=True)
class ShareInterval:
    """Between which shares the true one lies, given that ``met`` of ``of`` units were seen to meet something."""

    method: ShareMethod
    met: int
    of: int
    confidence: Fraction
    low: Decimal
    high: Decimal
    """The ends, between 0 and 1, rounded outwards to six decimals."""

    @property
    def half_width(self) -> Decimal:
        """Half the distance of the ends."""
        return _CONTEXT.divide(self.high - self.low, Decimal(2))

    def say(self, lang: str = "vi") -> str:
        """Tell the interval with two decimals, as papers print it.

        Example:
            >>> print(clopper_pearson(14, 15).say("en"))
            14 of 15, 0.68 to 1.00 (Clopper-Pearson, 95 %)
            >>> print(wilson(14, 15).say("vi"))
            14/15, từ 0,70 đến 0,99 (Wilson, 95 %)
        """
        low, high = (write_number(Fraction(end), lang, 2) for end in (self.low, self.high))
        how = f"({METHODS[self.method].say(lang)}, {write_number(100 * self.confidence, lang)} %)"
        if lang == "vi":
            return f"{self.met}/{self.of}, từ {low} đến {high} {how}"
        return f"{self.met} of {self.of}, {low} to {high} {how}"


def clopper_pearson(met: int, of: int, confidence: Fraction = CONFIDENCE) -> ShareInterval:
    """Return the interval that holds the true share at least as often as its confidence says, whatever the share is.

    Raises:
        ValueError: There are no units, or more than all of them meet it.
        MissingExtraError: scipy is not installed.
    """
    return _share("clopper-pearson", met, of, confidence)


def wilson(met: int, of: int, confidence: Fraction = CONFIDENCE) -> ShareInterval:
    """Return the score interval: shorter than that of Clopper and Pearson, and right only on the average of shares.

    Raises:
        ValueError: There are no units, or more than all of them meet it.
        MissingExtraError: scipy is not installed.
    """
    return _share("wilson", met, of, confidence)


@cache
def _share(method: ShareMethod, met: int, of: int, confidence: Fraction) -> ShareInterval:
    if not 0 <= met <= of or of == 0:
        raise ValueError(f"{met} of {of} is no share of units")
    stats, tail = scipy_stats(), float((1 - confidence) / 2)
    if method == "wilson":
        ends = stats.binomtest(met, of).proportion_ci(float(confidence), method="wilson")
    else:
        # The quantiles of beta distributions are what solves the two binomial tails; beyond 0 and 1 there are none.
        below = stats.beta.ppf(tail, met, of - met + 1) if met else 0
        above = stats.beta.isf(tail, met + 1, of - met) if met < of else 1
        ends = below, above
    low, high = outwards(*ends)
    return ShareInterval(
        method=method,
        met=met,
        of=of,
        confidence=confidence,
        low=max(low, Decimal(0)),
        high=min(high, Decimal(1)),
    )


def outwards(low: float, high: float) -> tuple[Decimal, Decimal]:
    """Round two ends away from each other, to six decimals.

    Example:
        >>> print(*outwards(0.1234561, 0.1234561))
        0.123456 0.123457
    """
    return (
        Decimal(float(low)).quantize(PLACES, rounding=ROUND_FLOOR, context=_CONTEXT),
        Decimal(float(high)).quantize(PLACES, rounding=ROUND_CEILING, context=_CONTEXT),
    )


@cache
def ranks_around(of: int, share: Fraction, confidence: Fraction = CONFIDENCE) -> tuple[int, int]:
    """Say which counts of ``of`` units are compatible with a share, by the two tails of Clopper and Pearson.

    Returns:
        The smallest count whose upper bound reaches the share, and the smallest whose *lower bound passes* it;
        ``of + 1`` where even all of them do not prove the share.

    Example:
        >>> ranks_around(15, Fraction(4, 5)), ranks_around(16, Fraction(4, 5)), ranks_around(17, Fraction(4, 5))
        ((9, 16), (9, 17), (10, 17))
    """
    tail = (1 - confidence) / 2
    if of > SUMMED:
        return _ranks_by_scipy(of, float(share), float(tail))
    top, bottom = share.numerator, share.denominator
    # Both sides of "sum of weights / bottom**of <= tail" times both denominators: whole numbers only.
    allowed, times = tail.numerator * bottom**of, tail.denominator
    weights = _weights(of, top, bottom - top)
    low, below = 0, weights[0]
    while below * times <= allowed:
        low += 1
        below += weights[low]
    high, above = of + 1, 0
    while high and (above + weights[high - 1]) * times <= allowed:
        high -= 1
        above += weights[high]
    return low, high


def _weights(of: int, hit: int, miss: int) -> list[int]:
    """Binomial probabilities of 0 to ``of``, over ``(hit + miss) ** of``."""
    row, binomial = [], 1
    powers = [1]
    for _ in range(of):
        powers.append(powers[-1] * miss)
    times = 1
    for k in range(of + 1):
        row.append(binomial * times * powers[of - k])
        binomial = binomial * (of - k) // (k + 1)
        times *= hit
    return row


def _ranks_by_scipy(of: int, share: float, tail: float) -> tuple[int, int]:
    binomial = scipy_stats().binom(of, share)
    low, high = int(binomial.ppf(tail)), int(binomial.isf(tail)) + 1
    # ppf gives the first count that reaches the tail, and the bound is reached only beyond it.
    low += int(binomial.cdf(low) <= tail)
    high -= int(binomial.sf(high - 2) <= tail)
    return low, high


@attrs.frozen(kw_only=True)
class AlphaInterval:
    """Between which values Cronbach's alpha lies."""

    alpha: Fraction
    units: int
    items: int
    confidence: Fraction
    low: Decimal
    high: Decimal
    """The ends, rounded outwards to six decimals."""

    def say(self, lang: str = "vi") -> str:
        """Tell alpha with its interval.

        Example:
            >>> print(feldt(Fraction(73, 100), 12, 11).say("en"))
            alpha 0.73, 0.43 to 0.91 (Feldt, 95 %; 12 units, 11 items)
        """
        alpha, low, high = (write_number(Fraction(one), lang, 2) for one in (self.alpha, self.low, self.high))
        percent = write_number(100 * self.confidence, lang)
        if lang == "vi":
            return (
                f"alpha {alpha}, từ {low} đến {high} (Feldt, {percent} %; {self.units} đơn vị, {self.items} chỉ tiêu)"
            )
        return f"alpha {alpha}, {low} to {high} (Feldt, {percent} %; {self.units} units, {self.items} items)"


def feldt(alpha: Fraction, units: int, items: int, confidence: Fraction = CONFIDENCE) -> AlphaInterval:
    """Return Feldt's interval for Cronbach's alpha: (1 - alpha) / (1 - estimate) follows an F distribution.

    Raises:
        ValueError: There are fewer than two units or two items.
        MissingExtraError: scipy is not installed.
    """
    if units < 2 or items < 2:
        raise ValueError("alpha takes at least two units and two items")
    law, tail = scipy_stats().f(units - 1, (units - 1) * (items - 1)), float(1 - confidence) / 2
    low, high = outwards(*(1 - float(1 - alpha) * law.isf(at) for at in (tail, 1 - tail)))
    return AlphaInterval(alpha=alpha, units=units, items=items, confidence=confidence, low=low, high=high)
