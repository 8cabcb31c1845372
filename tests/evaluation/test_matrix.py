"""The matrix: figures as intervals of whole numbers, in the narrowest type that provably holds them."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.evaluation.matrix import ColumnSpec, MatrixBuilder, build_matrix, level_code
from smartvillage.exact import Exact, half_step_interval, scale_of
from tests.evaluation.figures_at_random import HUGE, columns_of, interval_of, numbers, observations, small_numbers

PLAIN = ("eq", "")


def spec_of(*levels, measure="m", **more):
    """Describe a column that is compared with some levels."""
    scale = scale_of(levels)
    codes = [level_code(level, scale) for level in levels] or [1]
    return ColumnSpec(measure, 1, scale, min(codes) - 1, max(codes) + 1, **more)


def laid_out(spec, said, *, rows=None, row_of=None, **how):
    """Lay out one column; returns its cells."""
    rows = len(said) if rows is None else rows
    builder = MatrixBuilder([spec], np.array([rows]))
    builder.add(columns_of(said), np.arange(len(said)), np.array(row_of or range(len(said)), dtype=np.int64), **how)
    (cells,) = builder.matrix().cells
    return cells


def ends_of(cells):
    """Both ends of every cell of the first column, the right way up."""
    lo = cells.lo[0]
    hi = lo if cells.hi is None else cells.hi[0]
    return [(~b, ~a) if cells.upturned[0] else (a, b) for a, b in zip(lo.tolist(), hi.tolist(), strict=True)]


def as_stored(cells, end):
    """An end in the form of its column, to be compared with what is stored there."""
    return end if cells.lo.dtype == object else int(np.array(end).astype(cells.lo.dtype))


@given(st.lists(observations(), min_size=1, max_size=8), st.lists(numbers, max_size=3), st.booleans())
def test_a_cell_holds_what_the_report_says_in_half_steps(said, levels, upturned):
    """Whatever type the column takes, ends come out as plain fractions give them, and open ends beyond every code."""
    spec = spec_of(*levels, upturned=upturned)
    cells = laid_out(spec, said)

    codes = [
        end
        for one in said
        for end in half_step_interval(interval_of(one) or interval_of((*one[:2], "lost")), spec.scale)
    ]
    known = [code + 1 for code in codes if code is not None] + [spec.lowest, spec.highest]
    for one, ends in zip(said, ends_of(cells), strict=True):
        lo, hi = (as_stored(cells, end) for end in ends)
        interval = interval_of(one)
        if interval is None:
            assert lo > hi
            assert lo >= max(known)
            assert hi <= min(known)
            continue
        low, high = half_step_interval(interval, spec.scale)
        assert lo <= min(known) if low is None else lo == as_stored(cells, low + 1)
        assert hi >= max(known) if high is None else hi == as_stored(cells, high + 1)


@pytest.mark.parametrize(
    ("figure", "kind"),
    [
        ("0", np.uint16),
        ("32766", np.uint16),
        ("32767", np.uint32),
        ("2147483646", np.uint32),
        ("2147483647", np.int64),
        ("-0.1", np.int64),
        (str(2**58), np.int64),
        (str(2**61), object),
        (str(10**29), object),
    ],
)
def test_a_column_takes_the_narrowest_type_that_holds_its_figures(figure, kind):
    assert laid_out(spec_of(), [(Exact(figure), *PLAIN)]).lo.dtype == kind


@pytest.mark.parametrize(
    ("level", "kind"),
    [("0", np.uint16), ("32766", np.uint16), ("32767", np.uint32), ("-1", np.int64), (str(10**25), object)],
)
def test_the_type_holds_the_levels_as_well(level, kind):
    assert laid_out(spec_of(Exact(level)), [(Exact(1), *PLAIN)]).lo.dtype == kind


def test_a_product_that_could_wrap_is_made_of_whole_numbers_of_any_size():
    """The level has seven decimals, so the figure is multiplied beyond 64 bits."""
    spec = spec_of(Exact("0.0000001"))
    figure = Exact(2**61)

    assert ends_of(laid_out(spec, [(figure, *PLAIN)])) == [(2 * 2**61 * 10**7 + 1,) * 2]


def test_levels_of_many_digits_never_meet_the_numbers_of_a_report_in_64_bits():
    spec = spec_of(Exact("0." + "1" * 25), Exact("0." + "3" * 25))

    assert ends_of(laid_out(spec, [(Exact(0), *PLAIN), (Exact(1), *PLAIN)])) == [(1, 1), (2 * spec.scale + 1,) * 2]


def test_a_complete_report_needs_one_end_only():
    assert laid_out(spec_of(), [(Exact(1), *PLAIN), (Exact(2), *PLAIN)]).hi is None


def test_a_bound_or_a_gap_needs_both():
    assert laid_out(spec_of(), [(Exact(1), "ge", "")]).hi is not None
    assert laid_out(spec_of(), [(Exact(1), *PLAIN)], rows=2).hi is not None


def test_about_is_a_value_only_when_the_caller_says_so():
    said = [(Exact(7), "approx", "")]

    assert ends_of(laid_out(spec_of(), said)) == [(0, 65535)]
    assert ends_of(laid_out(spec_of(), said, approx_as_value=True)) == [(15, 15)]


def test_parts_are_multiplied_by_the_factor_of_their_measure_and_values_are_not():
    said = [(Exact("2/3"), *PLAIN), (Exact("66.6"), *PLAIN)]
    columns = attrs.evolve(columns_of(said), parts=np.array([True, False]))
    builder = MatrixBuilder([ColumnSpec("m", 100, 10)], np.array([2]))
    builder.add(columns, np.arange(2), np.arange(2))

    assert ends_of(builder.matrix().cells[0]) == [(2 * 666 + 1 + 1,) * 2, (2 * 666 + 1,) * 2]


# --- several observations of one cell ----------------------------------------------------------------------------


@pytest.mark.parametrize("replaced", [(Exact(1), *PLAIN), (Exact(1), "ge", ""), (Exact(0), "eq", "not-applicable")])
def test_a_later_observation_of_a_cell_replaces_an_earlier_one(replaced):
    said = [replaced, (Exact(2), *PLAIN)]

    assert ends_of(laid_out(spec_of(), said, rows=1, row_of=[0, 0])) == [(5, 5)]


def test_two_observations_of_one_cell_do_not_stand_in_for_another_cell():
    """As many observations as rows is not yet every row: silence would have become the lowest figure."""
    said = [(Exact(1), *PLAIN), (Exact(2), *PLAIN)]

    assert ends_of(laid_out(spec_of(), said, rows=2, row_of=[0, 0])) == [(5, 5), (0, 65535)]


# --- columns side by side ----------------------------------------------------------------------------------------


def test_neighbours_of_the_usual_type_are_stored_together_and_others_apart():
    specs = [spec_of(measure=f"m{place}") for place in range(5)]
    reports = [(Exact(1), *PLAIN), (Exact(2), *PLAIN), (Exact(10**6), *PLAIN), (Exact(3), "ge", ""), (Exact(4), *PLAIN)]
    builder = MatrixBuilder(specs, np.array([1]))
    for one in reports:
        builder.add(columns_of([one]), np.arange(1), np.arange(1))
    matrix = builder.matrix()

    assert [len(cells) for cells in matrix.cells] == [2, 1, 1, 1]
    assert [cells.lo.dtype for cells in matrix.cells] == [np.uint16, np.uint32, np.uint16, np.uint16]
    assert matrix.nbytes == 2 * 2 + 4 + 2 * 2 + 2
    assert [(cells.lo[lines].tolist(), lines) for cells, lines in matrix.stored(1, 2)] == [
        ([[5]], slice(1, 2)),
        ([[2 * 10**6 + 1]], slice(0, 1)),
    ]


def test_a_measure_that_nobody_reported_is_unknown_everywhere():
    columns = columns_of([(Exact(1), *PLAIN)])
    specs = [spec_of(measure="silent"), spec_of(measure="unheard-of"), spec_of(measure="m")]
    matrix = build_matrix(specs, columns, {"m": 0, "silent": 1}, np.arange(1), np.arange(1), np.array([1]))

    assert [cells.lo.tolist() for cells in matrix.cells] == [[[0], [0]], [[3]]]
    assert matrix.cells[0].hi.tolist() == [[65535], [65535]]


def test_there_may_be_no_rows():
    cells = laid_out(spec_of(), [])

    assert cells.lo.shape == (1, 0)


@given(st.lists(observations(small_numbers), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_observations_never_matters(said, shuffle):
    measures = [place % 3 for place in range(len(said))]
    rows = [place // 3 for place in range(len(said))]
    order = list(range(len(said)))
    shuffle.shuffle(order)
    specs, code_of = [spec_of(measure=name) for name in "abc"], {"a": 0, "b": 1, "c": 2}

    def matrix_in(order):
        columns = columns_of([said[place] for place in order], [measures[place] for place in order])
        row_of = np.array([rows[place] for place in order])
        return build_matrix(specs, columns, code_of, np.arange(len(order)), row_of, np.array([max(rows) + 1]))

    first, second = (
        [(cells.lo.tolist(), None if cells.hi is None else cells.hi.tolist()) for cells in matrix_in(one).cells]
        for one in (range(len(said)), order)
    )
    assert first == second


def test_levels_are_put_into_the_form_of_their_column():
    cells = laid_out(spec_of(Exact(70), upturned=True), [(Exact(70), *PLAIN)])
    level = cells.typed(np.array([[level_code(Exact(70), 1)]]), slice(0, 1))

    assert level.dtype == np.uint16
    assert level == cells.lo
    assert (
        laid_out(spec_of(HUGE), [(HUGE, *PLAIN)]).typed(np.array([[2 * int(HUGE) + 1]], dtype=object), slice(0, 1))[
            0, 0
        ]
        == 2 * int(HUGE) + 1
    )
