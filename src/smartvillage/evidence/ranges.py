"""Whether a whole table lies within the plausible ranges of its measures, said at once: it nearly always does.

Figures are compared with both ends of their range as whole numbers, a block of rows at a time. Where this cannot say
yes, each measure is looked at by itself, and the rows that are wrong are refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage.criteria.measures import Measure
from smartvillage.errors import Words, quoted
from smartvillage.evidence.amounts import Amounts
from smartvillage.evidence.tidy import Tidy
from smartvillage.evidence.values import Unreadable
from smartvillage.exact import Exact

__all__ = ["WHOLE_KINDS", "all_plausible", "refuse_implausible"]

WHOLE_KINDS = frozenset({"count", "attested", "ordinal"})
"""Kinds of measures whose figures are whole numbers."""

_BLOCK = 65_536
_SAFE = 1 << 62


def all_plausible(
    measures: Sequence[Measure],
    code: npt.NDArray[np.int32],
    num: npt.NDArray[np.int64],
    den: npt.NDArray[np.int64],
    parts: npt.NDArray[np.bool_],
    present: npt.NDArray[np.bool_],
) -> bool:
    """Whether every figure is surely within its range, and whole where its kind is.

    Args:
        measures: The measures by code.
        code: The measure of each row, -1 for none.
        num: Numerators.
        den: Denominators.
        parts: Whether a row reports parts, so that its value is ``num / den`` times the factor of its measure.
        present: Whether a row has a figure at all.

    Returns:
        ``False`` also where the numbers are too large to be sure in 64 bits.

    Example:
        >>> share = Measure(id="nam-son.clean-water", title={"vi": "Nước sạch"}, kind="share")
        >>> code, den, no = np.zeros(1, dtype=np.int32), np.array([10]), np.zeros(1, dtype=bool)
        >>> [all_plausible([share], code, np.array([tenths]), den, no, ~no) for tenths in (973, 1001)]
        [True, False]
    """
    ends = [one.range for one in measures]
    common = math.lcm(*(end.denominator for pair in ends for end in pair if end is not None))
    times = np.array([*(one.factor * common for one in measures), 0], dtype=object)
    low, has_low = _ends([pair[0] for pair in ends], common)
    high, has_high = _ends([pair[1] for pair in ends], common)
    farthest = max(map(abs, (*low, *high)))
    if _reach(num) * max(times) >= _SAFE or _reach(den) * farthest >= _SAFE:
        return False
    times, low, high = times.astype(np.int64), low.astype(np.int64), high.astype(np.int64)
    whole = np.array([*(one.kind in WHOLE_KINDS for one in measures), False])
    for start in range(0, len(code), _BLOCK):
        rows = slice(start, start + _BLOCK)
        here, below = code[rows], den[rows]
        above = num[rows] * np.where(parts[rows], times[here], common)
        wrong = has_low[here] & (above < below * low[here])
        wrong |= has_high[here] & (above > below * high[here])
        wrong |= whole[here] & (below != 1)
        if (wrong & present[rows]).any():
            return False
    return True


def _ends(ends: Sequence[Fraction | None], common: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """One end of every range in units of the common denominator; the last entry is for rows without a measure."""
    numbers = [0 if end is None else int(end * common) for end in ends]
    return np.array([*numbers, 0], dtype=object), np.array([*(end is not None for end in ends), False])


def _reach(values: npt.NDArray[np.int64]) -> int:
    """The largest size of a number."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def refuse_implausible(tidy: Tidy, measures: Sequence[Measure], code: npt.NDArray[np.int32], amounts: Amounts) -> None:
    """Refuse values outside the plausible range of their measure, and things counted that are not whole.

    Args:
        tidy: The table.
        measures: The measures by code.
        code: The measure of each row, -1 for none.
        amounts: What the rows report.
    """
    num, den, parts, present, big = amounts.num, amounts.den, amounts.parts, amounts.present, amounts.big
    if not big and all_plausible(measures, code, num, den, parts, present):
        return
    for number in np.unique(code[present & (code >= 0)]).tolist():
        one = measures[number]
        rows = np.flatnonzero(present & (code == number) & (den != 0))
        rows = rows[~np.isin(rows, list(big))]
        low, high = one.range
        factor = np.where(parts[rows], one.factor, 1)
        outside = np.zeros(len(rows), dtype=bool)
        for end, sign in ((low, 1), (high, -1)):
            if end is not None:
                outside |= _beyond(num[rows], den[rows], factor, end, sign)
        values = {row: Fraction(int(num[row]), int(den[row])) for row in rows[outside].tolist()}
        wrong = {row: value * one.factor if parts[row] else value for row, value in values.items()}
        mine = {row: value for row, value in big.items() if code[row] == number}
        wrong |= {
            row: value
            for row, value in mine.items()
            if (low is not None and value < low) or (high is not None and value > high)
        }
        for row, value in wrong.items():
            tidy.refuse([row], "value", "SV-EV-038", _outside(value, one))
        if one.kind in WHOLE_KINDS:
            broken = [*rows[(den[rows] != 1) & ~outside].tolist(), *(row for row in mine if mine[row].denominator != 1)]
            tidy.refuse([row for row in broken if row not in wrong], "value", "SV-EV-039", _NOT_WHOLE)


def _beyond(num: Any, den: Any, factor: Any, end: Fraction, sign: int) -> npt.NDArray[np.bool_]:  # noqa: ANN401
    """Which ``factor * num / den`` lie below (sign 1) or above (sign -1) an end, without dividing."""
    if max(_reach(num) * int(factor.max(initial=1)) * end.denominator, _reach(den) * abs(end.numerator)) < _SAFE:
        left, right = num * factor * end.denominator, den * end.numerator
        out: npt.NDArray[np.bool_] = left < right if sign > 0 else left > right
        return out
    numbers = zip(num.tolist(), den.tolist(), factor.tolist(), strict=True)
    distances = [sign * (f * n * end.denominator - d * end.numerator) for n, d, f in numbers]
    return np.array([distance < 0 for distance in distances], dtype=bool)


def _outside(value: Fraction, measure: Measure) -> Unreadable:
    low, high = measure.range
    shown = str(Exact(value))
    if low is not None and high is not None:
        expected = Words(vi=f"từ {low} đến {high}", en=f"{low} to {high}")
    elif low is not None:
        expected = Words(vi=f"từ {low} trở lên", en=f"at least {low}")
    else:
        expected = Words(vi=f"không quá {high}", en=f"at most {high}")
    return Unreadable(
        Words(
            vi=f"{shown} ngoài khoảng của {quoted(measure.title.vi)}",
            en=f"{shown} is outside the range of {quoted(measure.title.say('en'))}",
        ),
        expected,
    )


_NOT_WHOLE = Unreadable(Words(vi="không phải số nguyên", en="it is not a whole number"))
