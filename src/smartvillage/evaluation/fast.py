"""The loops of the kernel once more, compiled by numba: the same bits in fewer passes over memory.

Only what takes time is here: comparing figures with levels, and rolling verdicts up. What is asked in which order, and
all that is rare, is left to :mod:`smartvillage.evaluation.kernel`; a property test holds the two against each other.

Loops compare and choose, and never add codes: NumPy wraps where numba widens. They get single lines without gaps, which
is what makes a compiler use the wide registers of a processor. What was compiled is kept on disk where a place can be
found for it, so that only the first process waits.

Importing this module imports numba. :meth:`smartvillage.evaluation.kernel.Program.run` does so when it is asked to.
"""

# ruff: noqa: FBT001 - a compiled loop takes its arguments by place

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, TypeVar, cast

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.errors import MissingExtraError, Words
from smartvillage.evaluation.kernel import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Block,
    Choose,
    Judge,
    Part,
    Row,
    Worker,
)

try:
    import numba
except ImportError as missing:
    raise MissingExtraError(
        Words(vi="đánh giá bằng vòng lặp đã biên dịch", en="evaluate with compiled loops"), "fast"
    ) from missing

__all__ = ["SHARE", "CompiledWorker"]

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Level = np.integer[Any]
Loop = TypeVar("Loop", bound=Callable[..., None])

SHARE = 65_536
"""Rows that are judged from figures to the verdict of the set before others are looked at."""
NEAR = 4_096
"""Rows whose line stays in the nearest cache while the lines of all members pass by."""
MANY = 32
"""With fewer rows in a partition than this, repeating levels costs less than going from one partition to the next."""


def compiled(loop: Loop) -> Loop:
    """Compile a loop, for threads; keep the outcome on disk unless there is no place to write, as in a sealed image."""
    try:
        return cast("Loop", numba.njit(nogil=True, cache=True)(loop))
    except RuntimeError:
        return cast("Loop", numba.njit(nogil=True)(loop))


@attrs.frozen(eq=False)
class Conjunctions:
    """Rows of the answer that are conjunctions of rows before them, one after the other."""

    rows: Array
    members: Array
    """The members of all of them, one after the other."""
    ends: Array
    """Where the members of each end."""
    against: Flags
    most: Bytes

    @classmethod
    def of(cls, judges: Sequence[Judge]) -> Conjunctions:
        """Write judges as tables that a loop can read."""
        chosen = [(judge.row, conjunction) for judge in judges if (conjunction := _conjunction(judge)) is not None]
        members = [_rows(choose) for _, choose in chosen]
        return cls(
            np.array([row for row, _ in chosen]),
            np.array([row for some in members for row in some], dtype=np.int64),
            np.cumsum([len(some) for some in members]),
            np.array([choose.counts_against for _, choose in chosen]),
            np.array([_most(choose) for _, choose in chosen], dtype=np.uint8),
        )


class CompiledWorker(Worker):
    """Judges some rows with compiled loops."""

    @classmethod
    def steps(cls, judges: Sequence[Judge]) -> Sequence[Judge | Conjunctions]:
        """See conjunctions that follow each other as one step."""
        found: list[Judge | Conjunctions] = []
        for together, group in groupby(judges, key=lambda judge: _conjunction(judge) is not None):
            some = list(group)
            found += [Conjunctions.of(some)] if together else some
        return found

    def judge(self, judge: Judge | Conjunctions) -> None:
        """Take a step."""
        if isinstance(judge, Conjunctions):
            out, apart = _flat(self.out)
            tables = (judge.rows, judge.members, judge.ends, judge.against, judge.most)
            _every(out, apart, self.out.shape[1], *tables, NEAR)
        else:
            super().judge(judge)

    def judge_part(self, part: Part, lines: Bytes) -> None:
        """Judge columns that are stored together."""
        if part.lo.dtype == object or len(self.rows.counts) * MANY > lines.shape[1]:
            super().judge_part(part, lines)
        else:
            part.judge(self.rows, lines, _compare)

    def roll_up(self, choose: Choose, answers: Bytes, line: Bytes) -> None:
        """Decide a choice by the verdicts of its members, compulsory ones last."""
        if choose.table is None:
            super().roll_up(choose, answers, line)
            return
        flat, apart = _flat(answers)
        members, compulsory = len(answers), len(choose.compulsory)
        against, most = choose.counts_against, _most(choose)
        _counted(flat, apart, members, compulsory, against, choose.unseen, choose.table, most, line, NEAR)


def _conjunction(judge: Judge) -> Choose | None:
    """The conjunction of other rows that a judge asks for, where it asks for nothing else."""
    asked = judge.variants[0] if len(judge.variants) == 1 else None
    if isinstance(asked, Choose) and asked.kind == "all":
        return asked if len(_rows(asked)) == len(asked.members) + len(asked.compulsory) else None
    return None


def _rows(choose: Choose) -> list[int]:
    return [member.row for member in (*choose.members, *choose.compulsory) if isinstance(member, Row)]


def _most(choose: Choose) -> int:
    return UNKNOWN if choose.at_best_unknown else NOT_APPLICABLE


def _flat(lines: Array) -> tuple[Array, int]:
    """Some lines as the one stretch of memory in which they lie, and how far apart they begin there."""
    width, rows = lines.shape
    apart = lines.strides[0] // lines.itemsize if width > 1 else rows
    whole = max(width - 1, 0) * apart + rows if width else 0
    return np.lib.stride_tricks.as_strided(lines, (whole,), (lines.itemsize,)), apart


def _compare(block: Block, better: np.ufunc, ends: tuple[Array, Array], levels: Array, lines: Bytes) -> None:
    worse_end, better_end = ends
    counts = block.counts
    if levels.shape[1] > 1:
        levels = levels[:, block.partitions]
    else:
        counts = np.array([lines.shape[1]])
    worse, apart = _flat(worse_end)
    best, best_apart = (worse, apart) if better_end is worse_end else _flat(better_end)
    out, out_apart = _flat(lines)
    levels = np.ascontiguousarray(levels)
    upwards, exact = better is np.greater_equal, better_end is worse_end
    _judge(worse, apart, best, best_apart, exact, upwards, levels, counts, out, out_apart)


# -- loops -----------------------------------------------------------------------------------------------------------
# Each is compiled by itself and put into those that call it; an inner one is what the wide registers are used for.


@compiled
def _reach(figures: Array, level: Level, out: Bytes) -> None:
    for row in range(out.size):
        out[row] = np.uint8(2) if figures[row] >= level else np.uint8(0)


@compiled
def _stay(figures: Array, level: Level, out: Bytes) -> None:
    for row in range(out.size):
        out[row] = np.uint8(2) if figures[row] <= level else np.uint8(0)


@compiled
def _both_reach(worse: Array, best: Array, level: Level, out: Bytes) -> None:
    for row in range(out.size):
        surely, possibly = np.uint8(worse[row] >= level), np.uint8(best[row] >= level)
        out[row] = (surely << np.uint8(1)) | (surely ^ possibly)


@compiled
def _both_stay(worse: Array, best: Array, level: Level, out: Bytes) -> None:
    for row in range(out.size):
        surely, possibly = np.uint8(worse[row] <= level), np.uint8(best[row] <= level)
        out[row] = (surely << np.uint8(1)) | (surely ^ possibly)


@compiled
def _judge(
    worse: Array,
    apart: int,
    best: Array,
    best_apart: int,
    exact: bool,
    upwards: bool,
    levels: Array,
    counts: Array,
    out: Bytes,
    out_apart: int,
) -> None:
    for line in range(levels.shape[0]):
        start = 0
        for partition in range(counts.size):
            stop = start + counts[partition]
            level = levels[line, partition]
            low = worse[line * apart + start : line * apart + stop]
            high = best[line * best_apart + start : line * best_apart + stop]
            codes = out[line * out_apart + start : line * out_apart + stop]
            if exact and upwards:
                _reach(low, level, codes)
            elif exact:
                _stay(low, level, codes)
            elif upwards:
                _both_reach(low, high, level, codes)
            else:
                _both_stay(low, high, level, codes)
            start = stop


@compiled
def _lower(answers: Bytes, against: bool, out: Bytes) -> None:
    if against:
        for row in range(out.size):
            out[row] = np.uint8(NOT_MET) if answers[row] == NOT_APPLICABLE else min(answers[row], out[row])
    else:
        for row in range(out.size):
            out[row] = min(answers[row], out[row])


@compiled
def _every(
    out: Bytes, apart: int, size: int, rows: Array, members: Array, ends: Array, against: Flags, most: Bytes, near: int
) -> None:
    for start in range(0, size, near):
        stop = min(start + near, size)
        first = 0
        for place in range(rows.size):
            codes = out[rows[place] * apart + start : rows[place] * apart + stop]
            codes[:] = most[place]
            for member in members[first : ends[place]]:
                _lower(out[member * apart + start : member * apart + stop], against[place], codes)
            first = ends[place]


@compiled
def _tally(answers: Bytes, code: int, counts: Array) -> None:
    for row in range(answers.size):
        counts[row] += answers[row] == code


@compiled
def _counted(
    answers: Bytes,
    apart: int,
    members: int,
    compulsory: int,
    against: bool,
    unseen: int,
    table: Bytes,
    most: int,
    out: Bytes,
    near: int,
) -> None:
    side = members + unseen + 1
    tallies = np.empty((4, near), np.int32)
    for start in range(0, out.size, near):
        stop = min(start + near, out.size)
        codes = out[start:stop]
        tallies[:] = 0
        for member in range(members):
            line = answers[member * apart + start : member * apart + stop]
            for code in range(4):
                _tally(line, code, tallies[code])
        for row in range(codes.size):
            not_met = tallies[NOT_MET, row] + (tallies[NOT_APPLICABLE, row] if against else 0)
            place = (tallies[MET, row] * side + tallies[UNKNOWN, row] + unseen) * side + not_met
            codes[row] = min(table[place], np.uint8(most))
        for member in range(members - compulsory, members):
            _lower(answers[member * apart + start : member * apart + stop], against, codes)
