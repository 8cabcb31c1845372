"""The loop over bit planes once more, compiled by numba: one pass over the words of a scenario, nothing in between.

Importing this module imports numba; :meth:`smartvillage.proposal.bitplanes.Planes.count` does so when it is asked to.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage.evaluation.fast import compiled

__all__ = ["count"]

Array = npt.NDArray[Any]

# Whole numbers of the same kind throughout: numba turns a mixture with signed ones into doubles.
_ONE, _TWO, _FOUR, _TOP = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
_PAIRS, _FOURS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_BYTES, _ONES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)


@compiled
def count(bits: Array, choices: Array, columns: Array, starts: Array, out: Array) -> None:
    """Count the bits that the planes of each choice have in common."""
    words = bits.shape[1]
    joined = np.empty(words, np.uint64)
    for scenario in range(choices.shape[0]):
        plane = bits[choices[scenario, columns[0]] + starts[0]]
        for word in range(words):
            joined[word] = plane[word]
        for place in range(1, len(columns)):
            plane = bits[choices[scenario, columns[place]] + starts[place]]
            for word in range(words):
                joined[word] &= plane[word]
        total = np.uint64(0)
        for word in range(words):
            value = joined[word]
            # Bits in pairs, in fours, in bytes, and all bytes together.
            value = value - ((value >> _ONE) & _PAIRS)
            value = (value & _FOURS) + ((value >> _TWO) & _FOURS)
            value = (value + (value >> _FOUR)) & _BYTES
            total += (value * _ONES) >> _TOP
        out[scenario] = total
