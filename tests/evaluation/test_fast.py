"""Compiled loops against the kernel in NumPy: the same bits, whatever is asked, and only for those who ask for them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage import evaluation
from smartvillage.errors import EvaluationError, MissingExtraError
from smartvillage.evaluation import fast, kernel
from smartvillage.evaluation.kernel import Choose, Fixed, Judge, Program, Row
from smartvillage.evaluation.matrix import Matrix
from tests.evaluation.programs_at_random import programs
from tests.evaluation.samples import GOOD, run_of


@pytest.fixture(autouse=True)
def tiny_shares(monkeypatch):
    """Shares, stretches and threads of a few rows, so that every way of cutting comes up."""
    for name, value in {"BLOCK": 5, "LARGE": 3, "WORTHWHILE": 4, "THREADS": 3}.items():
        monkeypatch.setattr(kernel, name, value)
    for name, value in {"SHARE": 6, "NEAR": 4, "MANY": 2}.items():
        monkeypatch.setattr(fast, name, value)


@given(programs(), st.sampled_from((1, 6, 100)), st.sampled_from((0, 2)))
def test_compiled_loops_give_the_same_bits(drawn, share, many):
    """Every type of column, ends open and closed, levels by partition, variants, choices within choices."""
    rows, judges, matrix = drawn
    program = Program.of(rows, judges)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "SHARE", share)
        patch.setattr(fast, "MANY", many)
        compiled = program.run(matrix, engine="numba")

    assert np.array_equal(compiled, program.run(matrix))
    assert compiled.dtype == np.uint8


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 2), max_size=20), st.booleans(), st.booleans())
def test_verdicts_given_beforehand_are_found_by_compiled_loops_too(lines, against, doubtful):
    codes = np.array(lines, dtype=np.uint8).reshape(len(lines), 2).T
    choose = Choose("all", (Row(1), Row(2)), (), against, 0, doubtful, None)
    program = Program.of(1, [Judge(0, (choose,), np.zeros(1, dtype=np.int32))])
    matrix = Matrix((), np.array([len(lines)]))

    assert np.array_equal(program.run(matrix, codes, engine="numba"), program.run(matrix, codes))


@pytest.mark.parametrize("sizes", [[], [0], [0, 0]])
def test_without_rows_there_is_nothing_to_judge(sizes):
    program = Program.of(1, [Judge(0, (Fixed(2),), np.zeros(len(sizes), dtype=np.int32))])

    assert program.run(Matrix((), np.array(sizes, dtype=np.int64)), engine="numba").shape == (1, 0)


def test_a_run_is_the_same_whatever_the_engine():
    plain, compiled = (run_of(GOOD, engine=engine) for engine in kernel.ENGINES)

    assert (plain.id, plain.result) == (compiled.id, compiled.result)


def test_an_unknown_engine_is_refused_with_those_that_there_are():
    with pytest.raises(EvaluationError, match='engine: "nunba" is not known; expected some of: numpy, numba'):
        run_of(GOOD, engine="nunba")


def test_asking_for_compiled_loops_without_numba_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "smartvillage.evaluation.fast")
    monkeypatch.delattr(evaluation, "fast")
    with pytest.raises(MissingExtraError) as caught:
        Program.of(0, []).run(Matrix((), np.zeros(1, dtype=np.int64)), engine="numba")

    assert str(caught.value) == 'To evaluate with compiled loops, install an extra: pip install "smartvillage[fast]"'
    assert caught.value.say("vi").startswith("Muốn đánh giá bằng vòng lặp đã biên dịch")


def test_an_evaluation_does_not_load_numba_by_itself():
    code = "import sys; from tests.evaluation.samples import GOOD, run_of; run_of(GOOD); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_where_nothing_can_be_kept_on_disk_loops_are_compiled_all_the_same(monkeypatch):
    """As in an image that is sealed, for a user without a home."""
    import numba

    plain = numba.njit

    def njit(*, nogil, cache=False):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return plain(nogil=nogil)

    monkeypatch.setattr(numba, "njit", njit)
    loop = fast.compiled(lambda out: out.fill(7))
    out = np.zeros(3, dtype=np.uint8)
    loop(out)

    assert out.tolist() == [7, 7, 7]
