"""The kernel against plain fractions: random columns, partitions of all sizes, blocks that straddle them."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.resolve import Required
from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation import kernel
from smartvillage.evaluation.judging import judge
from smartvillage.evaluation.kernel import Choose, Fixed, Judge, Program, Row, counted
from smartvillage.evaluation.matrix import Matrix
from smartvillage.exact import Interval
from tests.evaluation.figures_at_random import numbers, small_numbers
from tests.evaluation.programs_at_random import (
    SIZES,
    Column,
    chosen,
    columns,
    matrix_of,
    partitions_of,
    same_for_all,
)

NOT_MET, UNKNOWN, MET, NOT_APPLICABLE = Verdict


@pytest.fixture(autouse=True)
def tiny_blocks(monkeypatch):
    """Blocks, large partitions and shares of threads of a few rows, so that every way of cutting comes up."""
    for name, value in {"BLOCK": 5, "LARGE": 3, "WORTHWHILE": 4, "THREADS": 3}.items():
        monkeypatch.setattr(kernel, name, value)


def verdicts_of(line):
    return [list(Verdict)[code] for code in line]


def run(judges, sizes, matrix=None):
    """Run judges that need no figures, or a matrix."""
    rows = max((judge.rows.stop for judge in judges), default=0)
    return Program.of(rows, judges).run(matrix or Matrix((), np.array(sizes)))


# --- tests of figures --------------------------------------------------------------------------------------------


@given(st.data())
def test_the_kernel_says_what_plain_fractions_say(data):
    """Every type of column, ends open and closed, levels that differ, are the same or are missing by partition."""
    sizes = data.draw(SIZES)
    number = data.draw(st.sampled_from((numbers, small_numbers)))
    some = data.draw(st.lists(columns(sizes, number), min_size=1, max_size=6))
    judges = [Judge(place, (one.test(place),), same_for_all(sizes)) for place, one in enumerate(some)]
    out = run(judges, sizes, matrix_of(some, sizes))

    for one, line in zip(some, out, strict=True):
        assert verdicts_of(line) == list(one.verdicts(partitions_of(sizes)))


@given(st.data())
def test_several_requirements_of_one_column_are_judged_apart(data):
    sizes = data.draw(SIZES)
    first, second = (data.draw(columns(sizes, small_numbers)) for _ in range(2))
    some = [
        Column(first.said, first.accepts, elsewhere=second.accepts),
        Column(first.said, second.accepts, elsewhere=first.accepts),
    ]
    judges = [Judge(row, (one.test(0),), same_for_all(sizes)) for row, one in enumerate(some)]
    out = run(judges, sizes, matrix_of(some[:1], sizes))

    for one, line in zip(some, out, strict=True):
        assert verdicts_of(line) == list(one.verdicts(partitions_of(sizes)))


def test_neighbours_are_judged_at_once_and_strangers_are_not():
    level, unknown = np.array([[3]]), np.array([[False]])
    asked = [
        *((kernel.Test(0, level, None, None),), (kernel.Test(1, level, None, None),)),
        *((kernel.Test(2, level, level, None),),),  # it has an upper end as well
        *((kernel.Test(3, level, None, unknown),), (kernel.Test(4, level, None, None),)),
        *((kernel.Test(9, level, None, None),), (Row(0),), (kernel.Test(10, level, None, None), Fixed(1))),
    ]
    joined = Program.of(8, [Judge(row, one, np.zeros(1)) for row, one in enumerate(asked)]).judges

    assert [(judge.row, judge.rows.stop) for judge in joined] == [(0, 2), (2, 3), (3, 5), (5, 6), (6, 7), (7, 8)]
    assert joined[0].variants[0].known is None
    assert joined[2].variants[0].known.tolist() == [[False], [True]]


# --- what is made of other verdicts ------------------------------------------------------------------------------


SAID = {
    NOT_MET: (Fraction(0), "eq", ""),
    UNKNOWN: (Fraction(0), "eq", "lost"),
    MET: (Fraction(1), "eq", ""),
    NOT_APPLICABLE: (Fraction(0), "eq", "not-applicable"),
}
"""What to report so that "at least 1" gets a verdict."""


@given(chosen(), st.booleans())
def test_a_choice_is_decided_as_its_members_are(drawn, doubtful):
    joint, rows, members, unseen, verdicts = drawn
    sizes, width = [len(verdicts)], len(rows)
    some = [Column([SAID[line[row]] for line in verdicts], [Interval(Fraction(1), None)]) for row in range(width)]
    judges = [Judge(row, (one.test(row),), same_for_all(sizes)) for row, one in enumerate(some)]
    table = None
    if joint.kind != "all":
        table = counted(width + unseen, count=1 if joint.kind == "any" else joint.count, percent=joint.percent)
    asked = [Row(row) for row in rows]
    choose = Choose(
        joint.kind, tuple(asked[:members]), tuple(asked[members:]), joint.counts_against, unseen, doubtful, table
    )
    out = run([*judges, Judge(width, (choose,), same_for_all(sizes))], sizes, matrix_of(some, sizes))

    for line, found in zip(verdicts, verdicts_of(out[width]), strict=True):
        told = [line[row] for row in rows]
        assert found is plainly(joint, told[:members] + [UNKNOWN] * unseen, told[members:], doubtful=doubtful)


def plainly(joint, members, compulsory, *, doubtful):
    """What :mod:`smartvillage.evaluation.judging` makes of them; a whole that is not all there is at best unknown."""
    told = [*members, *compulsory]
    places = tuple(Required(measure=place, accepts=None) for place in range(len(told)))
    whole = judge(
        attrs.evolve(joint, members=places[: len(members)], compulsory=places[len(members) :]),
        lambda one: told[one.measure],
        lambda _: UNKNOWN,
    )
    return Verdict(min(whole.code, UNKNOWN.code)) if doubtful else whole


def test_an_answer_may_be_another_row_or_fixed():
    out = run(
        [
            Judge(0, (Fixed(2),), same_for_all([3])),
            Judge(1, (Row(0),), same_for_all([3])),
            Judge(2, (Choose("all", (Fixed(3), Row(0)), (), False, 0, False, None),), same_for_all([3])),
        ],
        [3],
    )

    assert out.tolist() == [[2] * 3] * 3


@given(st.lists(st.integers(0, 7), min_size=1, max_size=6), st.data())
def test_each_partition_is_asked_its_own_variant(sizes, data):
    variant_of = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(sizes), max_size=len(sizes))))
    out = run([Judge(0, (Fixed(0), Fixed(1), Fixed(2)), variant_of)], sizes)

    assert out[0].tolist() == [int(variant_of[partition]) for partition in partitions_of(sizes)]


# --- rows --------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.data())
def test_blocks_are_all_rows_once_and_know_their_partitions(sizes, data):
    rows = sum(sizes)
    start = data.draw(st.integers(0, rows))
    stop = data.draw(st.integers(start, rows))
    blocks = list(kernel._Partitions(np.array(sizes)).blocks(start, stop))
    covered = [row for block in blocks for row in range(block.start, block.stop)]

    assert covered == list(range(start, stop))
    for block in blocks:
        partitions = range(len(sizes))[block.partitions]
        assert np.repeat(partitions, block.counts).tolist() == partitions_of(sizes)[block.start : block.stop]
        assert 0 < block.stop - block.start <= kernel.BLOCK
        if max(block.counts) >= kernel.LARGE:
            assert len(block.counts) == 1


@given(st.data())
def test_threads_and_blocks_never_show_in_the_answer(data):
    sizes = data.draw(SIZES)
    some = data.draw(st.lists(columns(sizes, small_numbers), min_size=1, max_size=4))
    judges = [Judge(place, (one.test(place),), same_for_all(sizes)) for place, one in enumerate(some)]
    matrix = matrix_of(some, sizes)
    shared = run(judges, sizes, matrix)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "THREADS", 1)
        patch.setattr(kernel, "BLOCK", 10**6)
        patch.setattr(kernel, "LARGE", data.draw(st.sampled_from((1, 10**6))))
        alone = run(judges, sizes, matrix)

    assert np.array_equal(shared, alone)


@pytest.mark.parametrize("sizes", [[], [0], [0, 0]])
def test_without_rows_there_is_nothing_to_judge(sizes):
    assert run([Judge(0, (Fixed(2),), same_for_all(sizes))], np.array(sizes, dtype=np.int64)).shape == (1, 0)


def test_an_evaluation_without_partitions_has_no_variants():
    """A set may be laid out before anybody has reported."""
    assert Program.of(1, [Judge(0, (), np.zeros(0))]).run(Matrix((), np.zeros(0, dtype=np.int64))).shape == (1, 0)
