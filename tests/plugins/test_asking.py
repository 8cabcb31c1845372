"""Asking an evaluator: whatever it does, one proper code comes back for each row."""

import contextlib
import decimal
import io
import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Interval
from smartvillage.plugins.asking import FAILED, Answer, ask, replay
from smartvillage.plugins.evaluators import Column, Evaluator, Inputs
from tests.plugins import misbehaving
from tests.plugins.misbehaving import BROKEN, at_least, evaluator_of, reported

WATER = Inputs({"ns.water": Column.of([Interval.of("80"), Interval.of("69.9"), Interval.missing()])}, {"level": "70"})


def judged_by(judge):
    return Evaluator(id="ns.x", judge=judge, content="1")


@pytest.mark.parametrize("judge", BROKEN, ids=lambda one: one.__name__)
def test_one_that_fails_has_judged_nothing(judge):
    before = WATER.to_dict()
    answer = ask(evaluator_of(judge), WATER)

    assert answer.codes.tolist() == [Verdict.UNKNOWN.code] * 3
    assert answer.failure.kind in {"raised", "wrong-answer", "too-large"}
    assert answer.failure.say("vi")
    assert WATER.to_dict() == before


@pytest.mark.parametrize(
    ("judge", "vi", "en"),
    [
        (misbehaving.raises, "báo lỗi (KeyError: 'linkage')", "raised an error (KeyError: 'linkage')"),
        (misbehaving.exits, "báo lỗi (SystemExit: enough)", "raised an error (SystemExit: enough)"),
        (misbehaving.cannot_tell, "báo lỗi (UnspeakableError)", "raised an error (UnspeakableError)"),
        (misbehaving.runs_out, "dùng quá bộ nhớ cho phép", "used more memory than allowed"),
        (
            misbehaving.too_few,
            "trả về kết quả không dùng được (2 kết quả cho 3 dòng)",
            "returned what cannot be used (2 codes for 3 rows)",
        ),
        (
            misbehaving.strange_codes,
            "trả về kết quả không dùng được (mã 7; cần từ 0 đến 3)",
            "returned what cannot be used (code 7; 0 to 3 are due)",
        ),
        (
            misbehaving.truths,
            "trả về kết quả không dùng được (mảng bool, 1-d; cần mảng số nguyên một chiều)",
            "returned what cannot be used (an array of bool, 1-d; whole numbers are due)",
        ),
        (
            misbehaving.nothing,
            "trả về kết quả không dùng được (NoneType; cần mảng số nguyên hoặc danh sách Verdict)",
            "returned what cannot be used (NoneType; an array or Verdicts are due)",
        ),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_went_wrong_is_told(judge, vi, en):
    failure = ask(evaluator_of(judge), WATER).failure

    assert (failure.say("vi"), failure.say("en")) == (vi, en)


def test_a_long_or_crooked_message_becomes_one_short_line():
    def raises(inputs):
        raise ValueError("a\nb\x1b[31m" + "x" * 10_000)

    told = ask(judged_by(raises), WATER).failure.say("en")

    assert len(told) < 250
    assert told.isprintable()


def test_the_user_can_still_interrupt():
    def interrupted(inputs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(judged_by(interrupted), WATER)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.uint64])
def test_whole_numbers_of_any_width_are_codes(dtype):
    answer = ask(judged_by(lambda inputs: np.array([0, 3, 2], dtype=dtype)), WATER)

    assert (answer.codes.tolist(), answer.codes.dtype, answer.failure) == ([0, 3, 2], np.uint8, None)


def test_verdicts_are_codes_too():
    answer = ask(judged_by(lambda inputs: (Verdict.MET, Verdict.NOT_APPLICABLE, Verdict.NOT_MET)), WATER)

    assert answer.codes.tolist() == [2, 3, 0]


def test_no_rows_need_no_codes():
    assert ask(reported, Inputs({})).codes.tolist() == []
    assert ask(judged_by(lambda inputs: []), Inputs({})).failure is None


def test_what_is_returned_is_copied():
    """Otherwise an evaluator could change its verdicts after they were checked."""
    kept = np.array([2, 2, 2], dtype=np.uint8)
    answer = ask(judged_by(lambda inputs: kept), WATER)
    kept[:] = 9

    assert answer.codes.tolist() == [2, 2, 2]


# --- apart from the rest of the process ------------------------------------------------------------------------------


def test_megabytes_that_are_printed_reach_nobody(capfd):
    assert ask(evaluator_of(misbehaving.prints), WATER).failure is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("judge", BROKEN, ids=lambda one: one.__name__)
def test_nothing_stays_of_it_when_it_fails(judge, capfd):
    streams, context = (sys.stdout, sys.stderr), decimal.getcontext()
    ask(evaluator_of(judge), WATER)

    assert ((sys.stdout, sys.stderr), decimal.getcontext()) == (streams, context)
    assert capfd.readouterr() == ("", "")


def test_other_threads_print_where_they_did(capsys):
    def waits(inputs):
        started.set()
        other.join(10)
        return np.full(len(inputs), 2)

    def prints():
        started.wait(10)
        assert sys.stdout.encoding
        sys.stdout.write("still here\n")
        sys.stdout.flush()
        sys.stdout.writelines(["and", " here"])

    started, other = threading.Event(), threading.Thread(target=prints)
    other.start()
    ask(judged_by(waits), WATER)

    assert capsys.readouterr().out == "still here\nand here"


def test_a_process_without_streams_is_no_hindrance(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert ask(evaluator_of(misbehaving.prints), WATER).failure is None


def test_it_has_a_decimal_context_of_its_own():
    """Neither does what it sets stay, nor does what the caller set reach it."""
    seen = []

    def looks(inputs):
        seen.append((decimal.getcontext().prec, np.geterr()["divide"]))
        return np.full(len(inputs), 2)

    with decimal.localcontext() as mine, np.errstate(all="warn"):
        mine.prec = 3
        ask(evaluator_of(misbehaving.sets_the_context), WATER)
        ask(judged_by(looks), WATER)

        assert (decimal.getcontext().prec, np.geterr()["divide"]) == (3, "warn")
    assert seen == [(28, "ignore")]


def test_an_evaluator_that_asks_another_is_not_locked_out():
    nested = judged_by(lambda inputs: ask(reported, inputs).codes)

    assert ask(nested, WATER).codes.tolist() == [2, 2, 1]


def test_threads_ask_one_after_the_other():
    streams, found = (sys.stdout, sys.stderr), []
    threads = [
        threading.Thread(target=lambda: found.append(ask(evaluator_of(misbehaving.prints), WATER).codes.tolist()))
        for _ in range(8)
    ]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert found == [[2, 2, 2]] * 8
    assert (out.getvalue(), (sys.stdout, sys.stderr)) == ("", streams)


# --- replay ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([Interval.of("80"), Interval.of("69"), Interval.missing(), None]), max_size=30))
def test_a_pure_function_is_found_pure(said):
    inputs = Inputs({"ns.water": Column.of(said)}, {"level": "70"})

    assert replay(at_least, inputs) == ()
    assert replay(reported, inputs) == ()


MANY = Inputs({"ns.water": Column.of([Interval.of(str(number)) for number in range(40)])})


def memory():
    calls = []

    def remembers(inputs):
        calls.append(1)
        return np.full(len(inputs), 2 if len(calls) == 1 else 0)

    return remembers


@pytest.mark.parametrize(
    ("judge", "found"),
    [
        (
            memory(),
            [
                "when it is asked again",
                "in another order of rows",
                "when other rows are missing",
                "when a figure is taken away",
            ],
        ),
        (lambda inputs: np.where(inputs["ns.water"].missing, 0, 2), ["when a figure is taken away"]),
        (lambda inputs: np.arange(len(inputs)) % 3, ["in another order of rows", "when other rows are missing"]),
        (
            lambda inputs: 2 * (inputs["ns.water"].low >= int(inputs["ns.water"].low.mean())).astype(int),
            ["when other rows are missing", "when a figure is taken away"],
        ),
        (lambda inputs: np.full(len(inputs), 2 if len(inputs) == 40 else 0), ["when other rows are missing"]),
    ],
    ids=["remembers", "fails the silent", "counts", "compares", "measures"],
)
def test_an_impure_one_is_found_out(judge, found):
    told = replay(judged_by(judge), MANY)

    assert [one.en.partition(" otherwise ")[2].partition(":")[0] for one in told] == found
    assert all(one.vi.startswith("ns.x đánh giá một dòng khác đi khi ") for one in told)


def test_one_that_fails_is_not_played_again():
    assert replay(evaluator_of(misbehaving.raises), MANY)[0].en == "ns.raises raised an error (KeyError: 'linkage')"


def test_every_failure_has_words_in_both_languages():
    assert all(words.vi and words.en for words in FAILED.values())
    assert Answer.failed(1, "ended").failure.say("vi") == "kết thúc tiến trình khi chưa trả lời"
