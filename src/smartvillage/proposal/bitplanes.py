"""Bit planes: which units pass under each option, one bit each, and the loops over them.

See :mod:`smartvillage.proposal.sensitivity` for what they are for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Self

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.evaluation.kernel import THREADS, Engine

__all__ = ["Planes"]

Array = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Words64 = npt.NDArray[np.uint64]

BLOCK = 128
"""Scenarios at a time: what is worked on then stays in the cache of a core."""
WORTHWHILE = 4_000
"""So many scenarios for each thread, or starting it costs more than it saves."""
FEW = 4
"""Where scenarios are so many times as many as there are different choices, each choice is counted once beforehand."""

Passing = Callable[[Array | None], Flags]
"""Who of some units (``None``: of all) passes an indicator under which option: a row for each option."""

_BITS = np.array([value.bit_count() for value in range(256)], dtype=np.uint8)
_COUNT: Callable[[Words64], Array] | None = getattr(np, "bitwise_count", None)


def count_bits(planes: Words64) -> Array:
    """Count the bits that are set in each row of whole words.

    Example:
        >>> count_bits(np.array([[3, 1], [0, 8]], dtype=np.uint64)).tolist()
        [3, 1]
    """
    counts: Array = _BITS[planes.view(np.uint8)] if _COUNT is None else _COUNT(planes)
    total: Array = counts.sum(axis=1, dtype=np.int64)
    return total


@attrs.frozen(eq=False)
class Planes:
    """The planes of some indicators together, over the units that are not decided by all options alike."""

    columns: Array
    """The columns of a choice that matter: indicators whose options differ for some undecided unit."""
    starts: Array
    """The first plane of each of them."""
    sizes: Array
    """How many options each of them has."""
    bits: Words64
    """A plane a row."""
    units: Array
    """The places of the undecided units, in the order of the bits."""
    always: Array
    """The places of the units that pass whatever is chosen."""
    everyone: int
    """How many units there are."""

    @classmethod
    def of(cls, members: Sequence[int], passing: Sequence[Passing], asked: Flags) -> Self:
        """Make planes.

        Args:
            members: The column of a choice that each indicator stands in.
            passing: For each indicator, who passes.
            asked: Which units any of the indicators applies to; the others never pass.
        """
        best, worst = asked.copy(), asked.copy()
        for one in passing:
            flags = one(None)
            best &= flags.any(axis=0)
            worst &= flags.all(axis=0)
        undecided = np.flatnonzero(best & ~worst)
        some = [one(undecided) for one in passing]
        # An indicator that all undecided units pass under every option has nothing to say about them.
        moving = [row for row, flags in enumerate(some) if not flags.all()]
        sizes = np.array([len(some[row]) for row in moving], dtype=np.int64)
        return cls(
            np.array([members[row] for row in moving], dtype=np.int64),
            np.cumsum(sizes) - sizes,
            sizes,
            _packed([some[row] for row in moving], len(undecided)),
            undecided,
            np.flatnonzero(worst),
            len(asked),
        )

    def count(self, choices: Array, *, engine: Engine = "numpy") -> npt.NDArray[np.int64]:
        """How many units pass under each choice."""
        if not len(self.columns):
            return np.full(len(choices), len(self.always), dtype=np.int64)
        number = math.prod(self.sizes.tolist())
        if number * FEW > len(choices):
            return self._counted(choices, self.columns, engine)
        every = np.indices(tuple(self.sizes), dtype=np.int32).reshape(len(self.sizes), number).T
        places = choices[:, self.columns[0]].astype(np.int64)
        for column, size in zip(self.columns[1:], self.sizes[1:], strict=True):
            places = places * size + choices[:, column]
        return self._counted(every, np.arange(len(self.sizes)), engine)[places]

    def _counted(self, choices: Array, columns: Array, engine: Engine) -> npt.NDArray[np.int64]:
        """How many units pass under each choice; the columns are those of the indicators of these planes."""

        def count(some: Array, out: Array) -> None:
            for start, planes in self._joined(some, columns):
                out[start : start + len(planes)] = count_bits(planes)

        def count_compiled(some: Array, out: Array) -> None:
            from smartvillage.proposal import fast_planes  # noqa: PLC0415 - numba is loaded when it is asked for

            fast_planes.count(self.bits, some, columns, self.starts, out)

        return shared(choices, count if engine == "numpy" else count_compiled) + len(self.always)

    def _joined(self, choices: Array, columns: Array) -> Iterator[tuple[int, Words64]]:
        """The AND of the planes of each choice, a block of choices at a time."""
        for start in range(0, len(choices), BLOCK):
            rows = choices[start : start + BLOCK, columns] + self.starts
            planes = self.bits[rows[:, 0]]
            for column in range(1, rows.shape[1]):
                np.bitwise_and(planes, self.bits[rows[:, column]], out=planes)
            yield start, planes

    def passed(self, choices: Array) -> npt.NDArray[np.int64]:
        """Under how many of the choices each unit passes."""
        out = np.zeros(self.everyone, dtype=np.int64)
        out[self.always] = len(choices)
        if len(self.columns):
            for _, planes in self._joined(choices, self.columns):
                flags = np.unpackbits(planes.view(np.uint8), axis=1, count=len(self.units))
                out[self.units] += flags.sum(axis=0, dtype=np.int64)
        return out


def _packed(options: Sequence[Flags], units: int) -> Words64:
    """One bit for each unit, filled up to whole words of 64."""
    words = -(-units // 64)
    out = np.zeros((sum(map(len, options)), words * 8), dtype=np.uint8)
    start = 0
    for one in options:
        out[start : start + len(one), : -(-units // 8)] = np.packbits(one, axis=1)
        start += len(one)
    return out.view(np.uint64)


def shared(rows: Array, work: Callable[[Array, Array], None]) -> npt.NDArray[np.int64]:
    """Share rows out to threads; each writes its own part of the answer."""
    out = np.zeros(len(rows), dtype=np.int64)
    threads = max(1, min(THREADS, len(rows) // WORTHWHILE))
    ends = [len(rows) * number // threads for number in range(threads + 1)]
    if threads == 1:
        work(rows, out)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda ends: work(rows[ends[0] : ends[1]], out[ends[0] : ends[1]]), pairwise(ends)))
    return out
