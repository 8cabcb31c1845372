"""Programs at random: columns with what is asked of them, choices among other rows, partitions of all sizes."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
from hypothesis import strategies as st

from smartvillage.criteria.resolve import Joint
from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation import kernel
from smartvillage.evaluation.judging import judge_value
from smartvillage.evaluation.kernel import Choose, Fixed, Judge, Row, counted
from smartvillage.evaluation.matrix import ColumnSpec, MatrixBuilder, level_code
from smartvillage.exact import Interval, scale_of
from tests.evaluation.figures_at_random import columns_of, interval_of, numbers, observations, small_numbers

NOT_APPLICABLE = Verdict.NOT_APPLICABLE
SIZES = st.lists(st.integers(0, 7), min_size=1, max_size=5)


@attrs.frozen
class Column:
    """A column of the matrix, with what is asked of it in each partition; ``None`` where no level is known."""

    said: list
    accepts: list
    upturned: bool = False
    elsewhere: list = attrs.Factory(list)
    """What else is asked of the same column."""

    @property
    def ends(self):
        asked = [one for one in (*self.accepts, *self.elsewhere) if one is not None]
        return [end for one in asked for end in (one.low, one.high) if end is not None]

    @property
    def spec(self):
        scale = scale_of(self.ends)
        codes = [level_code(end, scale) for end in self.ends] or [1]
        return ColumnSpec("m", 1, scale, min(codes) - 1, max(codes) + 1, upturned=self.upturned)

    def test(self, column):
        """Write the test as the compiler does."""
        low, high = self.levels("low"), self.levels("high")
        known = np.array([[one is not None for one in self.accepts]])
        if self.upturned:
            low, high = high, None
        if low is None and high is None:
            low = np.ones(known.shape, dtype=np.int64)
        return kernel.Test(column, low, high, None if known.all() else known)

    def levels(self, end):
        """The codes of one end; any number will do where there is no level."""
        codes, scale = [], scale_of(self.ends)
        for one in self.accepts:
            level = None if one is None else getattr(one, end)
            moved = 0 if level is None else getattr(one, f"{end}_open") * (1 if end == "low" else -1)
            codes.append(1 if level is None else level_code(level, scale) + moved)
        has_end = any(one is not None and getattr(one, end) is not None for one in self.accepts)
        return np.array([codes], dtype=object) if has_end else None

    def verdicts(self, partition_of):
        """What plain fractions say."""
        for one, partition in zip(self.said, partition_of, strict=True):
            interval = interval_of(one)
            if interval is None:
                yield NOT_APPLICABLE
            else:
                yield judge_value(self.accepts[partition], interval)


@st.composite
def columns(draw, sizes, number=numbers):
    """Draw a column: requirements of one kind, at least one of "at least", "at most" and both."""
    kind = draw(st.sampled_from(("at least", "at most", "at most, upturned", "both")))
    accepts = []
    for _ in sizes:
        low, high = draw(number), draw(number)
        open_low, open_high = draw(st.booleans()), draw(st.booleans())
        if draw(st.integers(0, 5)) == 0:
            accepts.append(None)
        elif kind == "at least":
            accepts.append(Interval(low, None, low_open=open_low))
        elif kind == "both":
            accepts.append(Interval(min(low, high), max(low, high), open_low, open_high))
        else:
            accepts.append(Interval(None, high, high_open=open_high))
    rows = sum(sizes)
    said = draw(st.lists(observations(number), min_size=rows, max_size=rows))
    return Column(said, accepts, kind == "at most, upturned" and any(one is not None for one in accepts))


def matrix_of(some, sizes):
    builder = MatrixBuilder([one.spec for one in some], np.array(sizes))
    for one in some:
        builder.add(columns_of(one.said), np.arange(len(one.said)), np.arange(len(one.said)))
    return builder.matrix()


def partitions_of(sizes):
    return [number for number, size in enumerate(sizes) for _ in range(size)]


def same_for_all(sizes):
    return np.zeros(len(sizes), dtype=np.int32)


@st.composite
def chosen(draw):
    """Draw a choice of rows, some of them compulsory, with verdicts for the rows."""
    members, compulsory = draw(st.integers(0, 4)), draw(st.integers(0, 2))
    unseen = draw(st.integers(0, 2))
    whole = members + compulsory + unseen
    kind = draw(st.sampled_from(("all", "any", "count", "share")))
    joint = Joint(
        kind=kind,
        members=(),
        count=draw(st.integers(1, max(whole, 1))) if kind == "count" else None,
        percent=draw(st.sampled_from((Fraction(50), Fraction(200, 3), Fraction(100)))) if kind == "share" else None,
        counts_against=draw(st.booleans()),
    )
    rows = draw(st.permutations(range(members + compulsory)))
    verdicts = draw(st.lists(st.tuples(*[st.sampled_from(list(Verdict))] * (members + compulsory)), max_size=12))
    return joint, rows, members, 0 if kind == "all" else unseen, verdicts


@st.composite
def choices(draw, asked):
    """Draw a choice among what may be asked."""
    members, compulsory = draw(st.lists(asked, max_size=4)), draw(st.lists(asked, max_size=2))
    kind, unseen, table = draw(st.sampled_from(("all", "count", "share"))), 0, None
    if kind != "all":
        unseen = draw(st.integers(0, 2))
        whole = len(members) + len(compulsory) + unseen
        count = draw(st.integers(1, max(whole, 1))) if kind == "count" else None
        table = counted(whole, count=count, percent=None if kind == "count" else Fraction(200, 3))
    return Choose(kind, tuple(members), tuple(compulsory), draw(st.booleans()), unseen, draw(st.booleans()), table)


def asks(row, some):
    """Draw a question: about rows before this one, about columns, or about choices among such."""
    simple = st.one_of(
        st.builds(Fixed, st.integers(0, 3)),
        st.builds(Row, st.integers(0, row - 1)),
        st.integers(0, len(some) - 1).map(lambda column: some[column].test(column)),
    )
    return st.one_of(
        simple, choices(st.builds(Row, st.integers(0, row - 1))), choices(st.one_of(simple, choices(simple)))
    )


@st.composite
def programs(draw):
    """Draw a program with everything that one may have, and a matrix for it.

    Returns:
        How many rows the answer has, the judges, and the matrix.
    """
    sizes = draw(SIZES)
    number = draw(st.sampled_from((numbers, small_numbers)))
    some = draw(st.lists(columns(sizes, number), min_size=1, max_size=5))
    judges = [Judge(place, (one.test(place),), same_for_all(sizes)) for place, one in enumerate(some)]
    for row in range(len(judges), len(judges) + draw(st.integers(1, 6))):
        variants = draw(st.lists(asks(row, some), min_size=1, max_size=2))
        variant = st.integers(0, len(variants) - 1)
        variant_of = draw(st.lists(variant, min_size=len(sizes), max_size=len(sizes)))
        judges.append(Judge(row, tuple(variants), np.array(variant_of, dtype=np.int32)))
    return len(judges), judges, matrix_of(some, sizes)
