"""Draws that come out the same on every machine: seeded by the plan's hash, made of raw bits only.

NumPy promises that the raw stream of a bit generator never changes; of its distributions it does not. So a draw below
n is the upper half of a product of whole numbers, and a set is where the smallest raw numbers are. Two purposes with
one seed get streams of their own, so that adding a bootstrap does not move a permutation test.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Chance"]

_HALF = np.uint64(32)


class Chance:
    """A stream of draws for one purpose.

    Args:
        seed: Usually the hash of the sealed plan.
        purpose: What the draws are for, with whatever tells two uses apart (the candidate, the stratum).

    Example:
        >>> Chance("plan", "bootstrap").below(10, 5).tolist()
        [0, 0, 9, 1, 9]
    """

    def __init__(self, seed: str, purpose: str) -> None:
        digest = hashlib.sha256(f"{purpose}\n{seed}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest, "big"))

    def below(self, limit: int, *shape: int) -> npt.NDArray[np.int64]:
        """Draw whole numbers from 0 to below the limit, which is below 2**32; the bias is under limit / 2**32."""
        raw: npt.NDArray[Any] = np.asarray(self._bits.random_raw(int(np.prod(shape))), dtype=np.uint64)
        drawn = ((raw >> _HALF) * np.uint64(limit)) >> _HALF
        return drawn.astype(np.int64).reshape(shape)

    def sets(self, rows: int, size: int, chosen: int) -> npt.NDArray[np.intp]:
        """Draw sets of so many of the numbers from 0 to below the size, one a row, in no particular order."""
        raw = np.asarray(self._bits.random_raw(rows * size), dtype=np.uint64).reshape(rows, size)
        # Those with the smallest raw numbers, which no sorting of the rest could change.
        return np.argpartition(raw, chosen - 1, axis=1)[:, :chosen]

    def signs(self, rows: int, size: int) -> npt.NDArray[np.int64]:
        """Draw plus and minus ones."""
        return 1 - 2 * self.below(2, rows, size)
