"""The kernel: verdict codes from half-step codes, in NumPy.

Codes are 0 not met, 1 unknown, 2 met, 3 not applicable. Each end of a cell is compared with the level: *surely*, the
worse end meets it, and *possibly*, the better end does. The two answers are the code, written in two bits: the upper
one is *surely*, the lower one says whether they differ. Neither is 0, possibly 1, both 2; and surely but not possibly,
which only the empty interval of a cell that is not applicable can be, is 3. Two requirements together are the minimum,
and so is any conjunction, because 3 drops out by itself.

Neighbouring columns of which the same is asked are judged at once, line under line, a block of rows at a time. Long
evaluations are shared out to threads, each with rows of its own.

NumPy is all it needs. :mod:`smartvillage.evaluation.fast` gives the same bits with loops that numba compiles, for
whoever asks for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby, pairwise
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict, decide
from smartvillage.evaluation.matrix import Matrix

__all__ = ["ENGINES", "Ask", "Choose", "Engine", "Fixed", "Judge", "Program", "Row", "Test"]

Engine = Literal["numpy", "numba"]
ENGINES: tuple[Engine, ...] = ("numpy", "numba")
"""What a program can run on; the bits are the same."""

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

BLOCK = 32_768
"""Rows that are tested at a time, so that what is worked on stays in the cache of a core."""
LARGE = 4_096
"""A partition of so many rows has blocks to itself: its levels are then single numbers."""
THREADS = min(os.cpu_count() or 1, 4)
"""More would wait for memory, and for each other."""
WORTHWHILE = 100_000
"""So many rows for each thread, or starting it costs more than it saves."""

NOT_MET, UNKNOWN, MET, NOT_APPLICABLE = (verdict.code for verdict in Verdict)


@attrs.frozen(eq=False)
class Test:
    """Neighbouring columns against levels: a line of codes for each column, a level for each partition."""

    column: int
    """The first of the columns."""
    low: Array | None
    """The codes that figures must reach; in an upturned column, those they must not exceed."""
    high: Array | None
    """The codes that figures must not exceed; none in an upturned column. At least one end is there."""
    known: Flags | None
    """Which partitions have a level to judge by; ``None`` when all have."""

    @property
    def width(self) -> int:
        """How many columns are judged."""
        return len(self.low if self.low is not None else self.high)  # type: ignore[arg-type]  # one end is there


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
    """One row of the answer (several for a test of several columns): what is asked, and where it differs."""

    row: int
    variants: tuple[Ask, ...]
    variant_of: Array
    """The variant of each partition."""

    @property
    def rows(self) -> slice:
        """The rows of the answer."""
        only = self.variants[0]
        return slice(self.row, self.row + (only.width if isinstance(only, Test) else 1))


@attrs.frozen(eq=False)
class Program:
    """Everything that is asked, in an order in which nothing is used before it is known."""

    rows: int
    judges: tuple[Judge, ...]

    @classmethod
    def of(cls, rows: int, judges: Iterable[Judge]) -> Program:
        """Make a program in which neighbours are judged at once."""
        return cls(rows, tuple(_joined(judges)))

    def run(self, matrix: Matrix, given: Bytes | None = None, *, engine: Engine = "numpy") -> Bytes:
        """Judge every row of a matrix.

        Args:
            matrix: The figures.
            given: Verdicts that are known beforehand, as those of evaluators: lines that a :class:`Row` finds after
                the rows of the answer.
            engine: ``"numba"`` for compiled loops. Loading them takes longer than any one evaluation, so they are
                never chosen for a caller.

        Returns:
            One line of codes for each row of the answer; the same whatever the engine.

        Raises:
            MissingExtraError: ``"numba"`` without the extra ``fast``.
        """
        worker, share = _engine(engine)
        out = np.empty((self.rows + (0 if given is None else len(given)), matrix.rows), dtype=np.uint8)
        out[self.rows :] = 0 if given is None else given
        partitions, stored, steps = _Partitions(matrix.sizes), _Stored(matrix), worker.steps(self.judges)

        def judge_rows(start: int, stop: int) -> None:
            if start < stop:
                some = worker(out[:, start:stop], partitions, partitions.block(start, stop), stored)
                for step in steps:
                    some.judge(step)

        threads = max(1, min(THREADS, matrix.rows // WORTHWHILE))
        shares = threads if share is None else max(threads, -(-matrix.rows // share))
        ends = [matrix.rows * number // shares for number in range(shares + 1)]
        if threads == 1:
            for start, stop in pairwise(ends):
                judge_rows(start, stop)
        else:
            # Each writes its own part of the answer, so it does not matter which is first.
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(judge_rows, ends[:-1], ends[1:]))
        return out[: self.rows]


def _engine(name: Engine) -> tuple[type[Worker], int | None]:
    """Who judges, and at most how many rows at a time; ``None`` for as many as a thread gets."""
    assert name in ENGINES  # whoever lets a user choose has checked it
    if name == "numpy":
        return Worker, None
    from smartvillage.evaluation import fast  # noqa: PLC0415 - numba is loaded when it is asked for

    return fast.CompiledWorker, fast.SHARE


def _joined(judges: Iterable[Judge]) -> Iterator[Judge]:
    """Join tests of neighbouring columns that give neighbouring rows."""
    for _, group in groupby(enumerate(judges), key=_neighbourhood):
        first, *more = [judge for _, judge in group]
        tests = [one for judge in (first, *more) for one in judge.variants if isinstance(one, Test)]
        yield attrs.evolve(first, variants=(_together(tests),)) if more else first


def _neighbourhood(placed: tuple[int, Judge]) -> int | tuple[int, int]:
    """The same for judges in a row whose rows and columns go up together; their own place for all others."""
    place, judge = placed
    asked = judge.variants[0] if len(judge.variants) == 1 else None
    if isinstance(asked, Test) and asked.high is None:
        return judge.row - place, asked.column - place
    return place


def _together(tests: Sequence[Test]) -> Test:
    low = np.concatenate([test.low for test in tests if test.low is not None])
    known = None
    if any(test.known is not None for test in tests):
        everywhere = np.ones((1, low.shape[1]), dtype=np.bool_)
        known = np.concatenate([everywhere if test.known is None else test.known for test in tests])
    return Test(tests[0].column, low, None, known)


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
class Block:
    """Some rows, with the partitions they belong to."""

    start: int
    stop: int
    partitions: slice
    counts: Array
    """How many rows each of the partitions has here."""

    def spread(self, by_partition: Array) -> Array:
        """Repeat what is said by partition for every row."""
        return np.repeat(by_partition, self.counts, axis=1)

    def levels(self, levels: Array) -> Array:
        """The levels of every row; a single one for each column where that is enough."""
        if levels.shape[1] > 1:
            levels = levels[:, self.partitions]
        return self.spread(levels) if levels.shape[1] > 1 else levels


class _Partitions:
    """Where the partitions lie among the rows."""

    def __init__(self, sizes: Array) -> None:
        self.sizes, self.ends = sizes, np.cumsum(sizes)

    def block(self, start: int, stop: int) -> Block:
        """Some rows as one block."""
        first, last = np.searchsorted(self.ends, start, side="right"), np.searchsorted(self.ends, stop, side="left")
        here = slice(int(first), int(last) + 1)
        begins = self.ends[here] - self.sizes[here]
        return Block(start, stop, here, np.minimum(self.ends[here], stop) - np.maximum(begins, start))

    def blocks(self, start: int, stop: int) -> Iterator[Block]:
        """Cut some rows into blocks: many small partitions together, large ones by themselves."""
        while start < stop:
            block = self.block(start, min(start + BLOCK, stop))
            large = np.flatnonzero(block.counts >= LARGE)
            if len(large) and len(block.counts) > 1:
                # Up to the large partition, or as far as it reaches where the block begins with it.
                upto = int(block.counts[: max(int(large[0]), 1)].sum())
                block = self.block(start, start + upto)
            yield block
            start = block.stop


@attrs.frozen(eq=False)
class Part:
    """Columns of one test that are stored together, with its levels in their type."""

    lines: slice
    """Which of the lines of the test they give."""
    lo: Array
    hi: Array | None
    low: Array | None
    high: Array | None
    known: Flags | None

    def judge(self, block: Block, lines: Bytes, compare: Compare) -> None:
        """Judge a block of rows."""
        rows = slice(block.start, block.stop)
        lo = self.lo[:, rows]
        hi = lo if self.hi is None else self.hi[:, rows]
        if self.low is not None:
            compare(block, np.greater_equal, (lo, hi), self.low, lines)
        if self.high is not None:
            upper = lines if self.low is None else np.empty_like(lines)
            compare(block, np.less_equal, (hi, lo), self.high, upper)
            np.minimum(lines, upper, out=lines)
        if self.known is not None:
            # What is not applicable is so whatever the level.
            unknown = block.spread(~self.known[:, block.partitions]) & (lines != NOT_APPLICABLE)
            np.copyto(lines, UNKNOWN, where=unknown)


Compare = Callable[[Block, np.ufunc, tuple[Array, Array], Array, Bytes], None]
"""Compares the worse and the better end of some lines with the levels of their partitions; they may be the same."""


def _compare(block: Block, better: np.ufunc, ends: tuple[Array, Array], by_partition: Array, lines: Bytes) -> None:
    worse_end, better_end = ends
    levels = block.levels(by_partition)
    better(worse_end, levels, out=lines.view(np.bool_))
    if better_end is worse_end:
        np.add(lines, lines, out=lines)
        return
    possibly = np.empty_like(lines)
    better(better_end, levels, out=possibly.view(np.bool_))
    differ = np.bitwise_xor(lines, possibly, out=possibly)
    np.add(lines, lines, out=lines)
    np.bitwise_or(lines, differ, out=lines)


class _Stored:
    """Finds the columns of each test in a matrix, once."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self._parts: dict[int, list[Part]] = {}

    def parts(self, test: Test) -> list[Part]:
        found = self._parts.get(id(test))
        if found is None:
            found = self._parts[id(test)] = list(self._find(test))
        return found

    def _find(self, test: Test) -> Iterator[Part]:
        done = 0
        for cells, columns in self.matrix.stored(test.column, test.width):
            lines = slice(done, done + columns.stop - columns.start)
            low, high = (
                None if levels is None else cells.typed(_narrowed(levels[lines]), columns)
                for levels in (test.low, test.high)
            )
            yield Part(
                lines,
                cells.lo[columns],
                None if cells.hi is None else cells.hi[columns],
                low,
                high,
                None if test.known is None else test.known[lines],
            )
            done = lines.stop


def _narrowed(levels: Array) -> Array:
    """One level for each column where all partitions have the same."""
    return levels[:, :1] if (levels == levels[:, :1]).all() else levels


class Worker:
    """Judges some rows."""

    def __init__(self, out: Bytes, partitions: _Partitions, rows: Block, stored: _Stored) -> None:
        self.out, self.rows, self.stored = out, rows, stored
        self.blocks = [
            (block, slice(block.start - rows.start, block.stop - rows.start))
            for block in partitions.blocks(rows.start, rows.stop)
        ]

    @classmethod
    def steps(cls, judges: Sequence[Judge]) -> Sequence[Any]:
        """What is done in turn; an engine may see more in the judges."""
        return judges

    def judge(self, judge: Judge) -> None:
        """Take a step."""
        lines = self.out[judge.rows]
        if len(judge.variants) == 1:
            self.ask(judge.variants[0], lines)
            return
        variants = judge.variant_of[self.rows.partitions]
        first, *others = np.unique(variants).tolist()
        self.ask(judge.variants[first], lines)
        for other in others:
            # Partitions differ in kind, not only in level: judge again and keep what belongs.
            again = np.empty_like(lines)
            self.ask(judge.variants[other], again)
            np.copyto(lines, again, where=self.rows.spread(variants[None] == other))

    def ask(self, asked: Ask, lines: Bytes) -> None:
        if isinstance(asked, Test):
            for part in self.stored.parts(asked):
                self.judge_part(part, lines[part.lines])
        elif isinstance(asked, Choose):
            self.choose(asked, lines[0])
        elif isinstance(asked, Row):
            lines[:] = self.out[asked.row]
        else:
            lines[:] = asked.code

    def judge_part(self, part: Part, lines: Bytes) -> None:
        """Judge columns that are stored together."""
        for block, here in self.blocks:
            part.judge(block, lines[:, here], _compare)

    def choose(self, choose: Choose, line: Bytes) -> None:
        self.roll_up(choose, self.answers((*choose.members, *choose.compulsory)), line)

    def roll_up(self, choose: Choose, answers: Bytes, line: Bytes) -> None:
        """Decide a choice by the verdicts of its members, compulsory ones last."""
        if choose.counts_against:
            answers = np.where(answers == NOT_APPLICABLE, np.uint8(NOT_MET), answers)
        if choose.kind == "all":
            np.minimum.reduce(answers, axis=0, out=line, initial=NOT_APPLICABLE)
        else:
            self.count(choose, answers, line)
            for answer in answers[len(choose.members) :]:
                np.minimum(line, answer, out=line)
        if choose.at_best_unknown:
            np.minimum(line, UNKNOWN, out=line)

    def answers(self, members: Sequence[Ask]) -> Bytes:
        """The verdicts of members, line under line; as they stand in the answer where they are neighbours there."""
        rows = [member.row for member in members if isinstance(member, Row)]
        if rows and rows == list(range(rows[0], rows[0] + len(members))):
            return self.out[rows[0] : rows[0] + len(members)]
        answers = np.empty((len(members), self.out.shape[1]), dtype=np.uint8)
        for place, member in enumerate(members):
            self.ask(member, answers[place : place + 1])
        return answers

    def count(self, choose: Choose, answers: Bytes, line: Bytes) -> None:
        assert choose.table is not None  # counts and shares have one
        side = len(answers) + choose.unseen + 1
        for _, here in self.blocks:
            some = answers[:, here]
            met, unknown, not_met = (np.count_nonzero(some == code, axis=0) for code in (MET, UNKNOWN, NOT_MET))
            np.take(choose.table, (met * side + unknown + choose.unseen) * side + not_met, out=line[here])
