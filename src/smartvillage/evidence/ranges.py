"""Whether a whole table lies within the plausible ranges of its measures, said at once: it nearly always does.

Figures are compared with both ends of their range as whole numbers, a block of rows at a time. Where this cannot say
yes, somebody has to look at each measure by itself and say which rows are wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage.criteria.measures import Measure

__all__ = ["WHOLE_KINDS", "all_plausible"]

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
        >>> num, den, no = np.array([973, 1001]), np.array([10, 10]), np.zeros(2, dtype=bool)
        >>> [all_plausible([share], np.zeros(1, dtype=np.int32), num[k:], den[k:], no[k:], ~no[k:]) for k in (0, 1)]
        [True, False]
    """
    ends = [one.range for one in measures]
    common = math.lcm(*(end.denominator for pair in ends for end in pair if end is not None))
    times = np.array([*(one.factor * common for one in measures), 0], dtype=object)
    low, has_low = _ends([pair[0] for pair in ends], common)
    high, has_high = _ends([pair[1] for pair in ends], common)
    farthest = max(max(map(abs, low)), max(map(abs, high)))
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
