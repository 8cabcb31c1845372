"""Exact distributions of rank statistics, ties included, in whole numbers.

Ranks are doubled, so that the middle of two is whole. A distribution is an array of counts: how many of all equally
likely cases give a sum. Counts of many cases do not fit a machine's whole number, hence Python's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["doubled_ranks", "rank_sums", "signed_sums", "tails", "walsh_rank", "whitney_rank"]

Array = npt.NDArray[Any]

WORK = 50_000_000
"""Additions that a distribution may take; beyond, it is drawn from instead."""


def doubled_ranks(values: Sequence[Fraction]) -> list[int]:
    """Rank values from 2 on, in steps of 2; equal ones share the middle of their ranks.

    Example:
        >>> doubled_ranks([Fraction(5), Fraction(1), Fraction(5)])
        [5, 2, 5]
    """
    first: dict[Fraction, int] = {}
    last: dict[Fraction, int] = {}
    for place, value in enumerate(sorted(values), start=1):
        first.setdefault(value, place)
        last[value] = place
    return [first[value] + last[value] for value in values]


def signed_sums(ranks: Sequence[int]) -> Array | None:
    """Count the sets of ranks (those of the positive differences) by their sum; ``None`` where it takes too long."""
    total = sum(ranks)
    if len(ranks) * total > WORK:
        return None
    counts: Array = np.zeros(total + 1, dtype=object)
    counts[0] = 1
    for rank in ranks:
        counts[rank:] = counts[rank:] + counts[:-rank]
    return counts


def rank_sums(ranks: Sequence[int], chosen: int) -> Array | None:
    """Count the sets of so many ranks by their sum; ``None`` where it takes too long."""
    total = sum(sorted(ranks)[len(ranks) - chosen :])
    if len(ranks) * chosen * total > WORK:
        return None
    counts: Array = np.zeros(
        (chosen + 1, total + 1), dtype=np.int64 if math.comb(len(ranks), chosen) < 2**62 else object
    )
    counts[0, 0] = 1
    for rank in ranks:
        # From what was counted before this rank: the right side is a new array before anything is written.
        counts[1:, rank:] = counts[1:, rank:] + counts[:-1, : counts.shape[1] - rank]
    of_chosen: Array = counts[chosen]
    return of_chosen


def tails(counts: Array, seen: int) -> Fraction:
    """Return the probability of a sum at least as far from the middle as the one seen, on either side.

    Example:
        >>> tails(np.array([1, 2, 1], dtype=object), 2)
        Fraction(1, 2)
    """
    sums, number = np.arange(len(counts)), int(counts.sum())
    # The middle is the mean, which is half of a whole number of sums: distances are compared times the number.
    middle = int((counts * sums).sum())
    far = abs(seen * number - middle)
    if counts.dtype == object or number * len(counts) >= 2**62:
        return Fraction(sum(int(one) for at, one in enumerate(counts) if abs(at * number - middle) >= far), number)
    return Fraction(int(counts[np.abs(sums * number - middle) >= far].sum()), number)


@cache
def walsh_rank(pairs: int, confidence: Fraction) -> tuple[int, Fraction] | None:
    """Say between which of the ordered means of pairs the middle of differences lies (Hodges and Lehmann).

    Returns:
        The rank from below, as from above, and the exact probability of the interval; ``None`` with too few pairs.

    Example:
        >>> walsh_rank(6, Fraction(19, 20))
        (1, Fraction(31, 32))
    """
    counts = signed_sums(range(1, pairs + 1))
    return None if counts is None else _rank_within(counts, confidence)


@cache
def whitney_rank(ours: int, theirs: int, confidence: Fraction) -> tuple[int, Fraction] | None:
    """Say between which of the ordered differences of two groups their shift lies (Hodges and Lehmann).

    Counts of Mann and Whitney's statistic are the coefficients of a Gaussian binomial: one multiplication and one
    division of polynomials for each unit of the smaller group.

    Returns:
        The rank from below, as from above, and the exact probability of the interval; ``None`` with too few units,
        or so many that it takes too long.

    Example:
        >>> whitney_rank(5, 5, Fraction(19, 20))[0]
        3
    """
    small, large = sorted((ours, theirs))
    size = small * large
    if small * size > WORK // 10:
        return None
    counts = np.zeros(size + 1, dtype=object)
    counts[0] = 1
    for k in range(1, small + 1):
        counts[large + k :] = counts[large + k :] - counts[: size + 1 - large - k]
        for rest in range(min(k, size + 1)):
            counts[rest::k] = np.add.accumulate(counts[rest::k])
    return _rank_within(counts, confidence)


def _rank_within(counts: Array, confidence: Fraction) -> tuple[int, Fraction] | None:
    """The largest rank r of which the first r counts are no more than half of what may be missed."""
    number = int(sum(counts))
    allowed = number * (1 - confidence) / 2
    rank, below = 0, 0
    while below + int(counts[rank]) <= allowed:
        below += int(counts[rank])
        rank += 1
    return (rank, 1 - Fraction(2 * below, number)) if rank else None
