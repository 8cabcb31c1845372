"""The kernel: verdict codes from half-step codes, in NumPy, a block of rows at a time.

Codes are 0 not met, 1 unknown, 2 met, 3 not applicable. For "at least t" a cell's verdict is ``(lo >= t) + (hi >= t)``,
which *is* the code; "at most" mirrors it; both ends together are the minimum; the empty interval gives 1 and is then
raised to 3. A conjunction is the minimum, because 3 drops out by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict, decide
from smartvillage.evaluation.matrix import Matrix

__all__ = ["Ask", "Choose", "Fixed", "Judge", "Program", "Row", "Test"]

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]

BLOCK = 32_768
"""Rows judged at a time: one column of them, its verdicts and scratch stay in the cache of a core."""
THREADS = min(os.cpu_count() or 1, 4)
"""Blocks are judged side by side; each writes its own part of the answer, so their order cannot show."""

NOT_MET, UNKNOWN, MET, NOT_APPLICABLE = (verdict.code for verdict in Verdict)


@attrs.frozen(eq=False)
class Test:
    """A column against levels, one level for each partition."""

    column: int
    low: Array | None
    """Codes of the lower ends, one for each partition; ``None`` when there is no lower end."""
    high: Array | None
    known: Array | None
    """Which partitions have a level to judge by; ``None`` when all have."""


@attrs.frozen(eq=False)
class Choose:
    """So many of the members; see :func:`smartvillage.criteria.verdicts.decide`."""

    kind: str
    members: tuple[Ask, ...]
    compulsory: tuple[Ask, ...]
    counts_against: bool
    unseen: int
    """Members that the text has but nobody modelled: always unknown."""
    at_best_unknown: bool
    table: Bytes | None
    """For counts and shares: the verdict by numbers of met, unknown and not met members."""


@attrs.frozen
class Row:
    """The verdict of another row of the answer."""

    row: int


@attrs.frozen
class Fixed:
    """The same verdict for everybody."""

    code: int


Ask = Test | Choose | Row | Fixed


@attrs.frozen(eq=False)
class Judge:
    """One row of the answer: what is asked, and where it differs, in which partitions."""

    row: int
    variants: tuple[Ask, ...]
    variant_of: Array
    """The variant of each partition."""


@attrs.frozen(eq=False)
class Program:
    """Everything that is asked, in an order in which nothing is used before it is known."""

    rows: int
    judges: tuple[Judge, ...]

    def run(self, matrix: Matrix) -> Bytes:
        """Judge every row of a matrix; returns one line of codes for each row of the answer."""
        out = np.empty((self.rows, matrix.rows), dtype=np.uint8)
        levels = _Levels(matrix)

        def judge_block(block: _Block) -> None:
            worker = _Worker(matrix, block, out, levels)
            for judge in self.judges:
                worker.judge(judge)

        blocks = list(_blocks(matrix.sizes))
        if len(blocks) < 2 * THREADS or THREADS == 1:
            for block in blocks:
                judge_block(block)
        else:
            with ThreadPoolExecutor(THREADS) as pool:
                list(pool.map(judge_block, blocks))
        return out


def counted(members: int, *, count: int | None, percent: Any) -> Bytes:  # noqa: ANN401
    """The verdicts of a choice by how many members are met, unknown and not met, as one table."""
    side = members + 1
    table = np.full((side, side, side), UNKNOWN, dtype=np.uint8)
    for met in range(side):
        for unknown in range(side - met):
            for not_met in range(side - met - unknown):
                table[met, unknown, not_met] = decide(met, unknown, not_met, count=count, percent=percent)
    return table.reshape(-1)


@attrs.frozen(eq=False)
class _Block:
    start: int
    stop: int
    first: int
    """The first partition with rows in the block."""
    counts: Array
    """How many rows of the block each partition has, from the first on."""

    @property
    def partitions(self) -> slice:
        return slice(self.first, self.first + len(self.counts))


def _blocks(sizes: Array) -> Iterator[_Block]:
    ends = np.cumsum(sizes)
    rows = int(ends[-1]) if len(ends) else 0
    for start in range(0, rows, BLOCK):
        stop = min(start + BLOCK, rows)
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(ends, stop, side="left"))
        begins = np.maximum(ends[first : last + 1] - sizes[first : last + 1], start)
        yield _Block(start, stop, first, np.minimum(ends[first : last + 1], stop) - begins)


class _Levels:
    """Levels in the type of their column, converted once; a single one where all partitions have the same."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.done: dict[int, Array] = {}

    def of(self, levels: Array, column: int) -> Array:
        found = self.done.get(id(levels))
        if found is None:
            found = levels[:1] if (levels == levels[0]).all() else levels
            found = self.done[id(levels)] = found.astype(self.matrix.columns[column].lo.dtype)
        return found


class _Worker:
    """Judges one block."""

    def __init__(self, matrix: Matrix, block: _Block, out: Bytes, levels: _Levels) -> None:
        self.matrix, self.block, self.levels = matrix, block, levels
        self.rows = slice(block.start, block.stop)
        self.lines = out[:, self.rows]
        self.first, self.second = (np.empty(block.stop - block.start, dtype=np.uint8) for _ in range(2))

    def judge(self, judge: Judge) -> None:
        line = self.lines[judge.row]
        variants = judge.variant_of[self.block.partitions]
        first, *others = np.unique(variants).tolist() if len(judge.variants) > 1 else [0]
        self.ask(judge.variants[first], line)
        for other in others:
            # Partitions differ in kind, not only in level: judge the block again and keep what belongs.
            again = np.empty_like(line)
            self.ask(judge.variants[other], again)
            np.copyto(line, again, where=self.spread(variants == other))

    def spread(self, by_partition: Array) -> Array:
        """Repeat what is said by partition for every row of the block."""
        return np.repeat(by_partition, self.block.counts)

    def ask(self, asked: Ask, line: Bytes) -> None:
        if isinstance(asked, Test):
            self.test(asked, line)
        elif isinstance(asked, Choose):
            self.choose(asked, line)
        elif isinstance(asked, Row):
            line[:] = self.lines[asked.row]
        else:
            line[:] = asked.code

    def test(self, test: Test, line: Bytes) -> None:
        cells = self.matrix.columns[test.column]
        lo = cells.lo[self.rows]
        hi = cells.hi[self.rows] if cells.hi is not None else None
        known = test.known[self.block.partitions] if test.known is not None else None
        if known is None or known.any():
            self.compare(test, lo, hi, line)
            if known is not None and not known.all():
                np.copyto(line, UNKNOWN, where=self.spread(~known))
        else:
            line[:] = UNKNOWN
        if cells.empty is not None:
            np.bitwise_or(line, cells.empty[self.rows], out=line)

    def compare(self, test: Test, lo: Array, hi: Array | None, line: Bytes) -> None:
        low = None if test.low is None else self.level(test.low, test.column)
        high = None if test.high is None else self.level(test.high, test.column)
        if low is not None:
            self.ends(np.greater_equal, lo, hi, low, line)
            if high is not None:
                self.ends(np.less_equal, lo, hi, high, self.second)
                np.minimum(line, self.second, out=line)
        else:
            assert high is not None  # a requirement has at least one end
            self.ends(np.less_equal, lo, hi, high, line)

    def ends(self, better: np.ufunc, lo: Array, hi: Array | None, level: Any, line: Bytes) -> None:  # noqa: ANN401
        _compared(better, lo, level, line)
        if hi is None:
            np.add(line, line, out=line)
        else:
            np.add(line, _compared(better, hi, level, self.first), out=line)

    def level(self, levels: Array, column: int) -> Any:  # noqa: ANN401
        """One level where the block has only one, otherwise the level of every row."""
        all_of_them = self.levels.of(levels, column)
        here = all_of_them if len(all_of_them) == 1 else all_of_them[self.block.partitions]
        return here if len(here) == 1 else self.spread(here)

    def choose(self, choose: Choose, line: Bytes) -> None:
        answers = []
        for member in (*choose.members, *choose.compulsory):
            if isinstance(member, Row) and not choose.counts_against:
                answers.append(self.lines[member.row])
                continue
            answer = np.empty_like(line)
            self.ask(member, answer)
            if choose.counts_against:
                answer[answer == NOT_APPLICABLE] = NOT_MET
            answers.append(answer)
        if choose.kind == "all":
            line[:] = answers[0] if answers else NOT_APPLICABLE
            for answer in answers[1:]:
                np.minimum(line, answer, out=line)
        else:
            self.count(choose, answers, line)
        if choose.compulsory and choose.kind != "all":
            for answer in answers[len(choose.members) :]:
                np.minimum(line, answer, out=line)
        if choose.at_best_unknown:
            np.minimum(line, UNKNOWN, out=line)

    def count(self, choose: Choose, answers: Sequence[Bytes], line: Bytes) -> None:
        assert choose.table is not None  # counts and shares have one
        side = len(answers) + choose.unseen + 1
        index = np.full(len(line), choose.unseen * side, dtype=np.int64)
        steps = np.array([1, side, side * side, 0], dtype=np.int64)
        for answer in answers:
            index += steps[answer]
        np.take(choose.table, index, out=line)


def _compared(better: np.ufunc, figures: Array, level: Any, out: Bytes) -> Bytes:  # noqa: ANN401
    """Compare into bytes 0 and 1; columns of Python integers have no fast way."""
    if figures.dtype == object:
        out[:] = np.asarray(better(figures, level), dtype=np.uint8)
    else:
        better(figures, level, out=out.view(np.bool_))
    return out
