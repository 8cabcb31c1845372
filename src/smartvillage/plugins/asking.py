"""Asking: how an evaluator is called without being trusted.

Whatever it does, what comes back is one proper code for each row. An evaluator that raises, exits, or returns anything
but what is due has judged nothing: its rows are unknown, never not met, and the failure says why. It prints into
nothing, has a decimal context and a NumPy error state of its own, and cannot write to what it is given.

What it does to the rest of the process (threads, files, other modules) is kept out only by
:mod:`smartvillage.plugins.isolation`, and so are a function that never returns and one that ends the process.
"""

from __future__ import annotations

import decimal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words, quoted
from smartvillage.plugins.evaluators import Evaluator
from smartvillage.plugins.inputs import Inputs

__all__ = ["FAILED", "Answer", "Failure", "ask", "replay"]

Codes = npt.NDArray[np.uint8]

FAILED: Mapping[str, Words] = {
    "raised": Words(vi="báo lỗi", en="raised an error"),
    "wrong-answer": Words(vi="trả về kết quả không dùng được", en="returned what cannot be used"),
    "too-slow": Words(vi="chạy quá thời gian cho phép", en="took longer than allowed"),
    "too-large": Words(vi="dùng quá bộ nhớ cho phép", en="used more memory than allowed"),
    "ended": Words(vi="kết thúc tiến trình khi chưa trả lời", en="ended its process without an answer"),
    "not-found": Words(vi="không nạp được trong tiến trình riêng", en="cannot be loaded in a process of its own"),
}
"""The ways in which an evaluator fails, and what people read for them."""

_SPLITS = 16
"""So many rows are asked one at a time by the replay."""


@attrs.frozen
class Failure:
    """Why an evaluator gave no verdicts.

    Example:
        >>> Failure("raised", Words("KeyError: 'x'", "KeyError: 'x'")).say("en")
        "raised an error (KeyError: 'x')"
    """

    kind: str
    """One of :data:`FAILED`."""
    detail: Words
    """What it said, or what was wrong with it; may be empty."""

    def say(self, lang: str) -> str:
        """Tell what happened."""
        detail = self.detail.say(lang)
        return f"{FAILED[self.kind].say(lang)} ({detail})" if detail else FAILED[self.kind].say(lang)


@attrs.frozen(eq=False)
class Answer:
    """One code for each row; all of them unknown where there is a failure."""

    codes: Codes
    failure: Failure | None = None

    @classmethod
    def failed(cls, rows: int, kind: str, detail: Words | str = "") -> Answer:
        """Nothing was judged."""
        said = detail if isinstance(detail, Words) else Words(detail, detail)
        return cls(np.full(rows, Verdict.UNKNOWN.code, dtype=np.uint8), Failure(kind, said))


def ask(evaluator: Evaluator, inputs: Inputs) -> Answer:
    """Ask an evaluator for verdicts in this process.

    Only ``KeyboardInterrupt`` passes through: it is the user's, not the evaluator's.

    Example:
        >>> broken = Evaluator(id="nam-son.broken", judge=lambda inputs: 1 // 0, content="1")
        >>> answer = ask(broken, Inputs({}, rows=2))
        >>> answer.codes.tolist(), answer.failure.kind
        ([1, 1], 'raised')
    """
    rows = len(inputs)
    try:
        with _kept_apart():
            codes = _checked(evaluator(inputs), rows)
    except KeyboardInterrupt:
        raise
    except MemoryError:
        return Answer.failed(rows, "too-large")
    except _UnfitError as unfit:
        return Answer.failed(rows, "wrong-answer", unfit.words)
    except BaseException as error:  # noqa: BLE001 - SystemExit and whatever else it thinks of are its own
        return Answer.failed(rows, "raised", _told(error))
    return Answer(codes)


class _UnfitError(Exception):
    """What was returned is not an answer."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


def _checked(said: Any, rows: int) -> Codes:  # noqa: ANN401
    """The codes of an answer, as a copy nobody else holds."""
    if type(said) is np.ndarray:
        if said.ndim != 1 or said.dtype.kind not in "iu":
            kind = f"{said.dtype}, {said.ndim}-d"
            raise _UnfitError(
                Words(vi=f"mảng {kind}; cần mảng số nguyên một chiều", en=f"an array of {kind}; whole numbers are due")
            )
        codes = said
    elif type(said) in {list, tuple} and all(type(one) is Verdict for one in said):
        codes = np.array([one.code for one in said], dtype=np.uint8)
    else:
        kind = type(said).__name__
        raise _UnfitError(
            Words(vi=f"{kind}; cần mảng số nguyên hoặc danh sách Verdict", en=f"{kind}; an array or Verdicts are due")
        )
    if len(codes) != rows:
        raise _UnfitError(Words(vi=f"{len(codes)} kết quả cho {rows} dòng", en=f"{len(codes)} codes for {rows} rows"))
    if rows and not 0 <= int(codes.min()) <= int(codes.max()) <= Verdict.NOT_APPLICABLE.code:
        strange = sorted(set(codes.tolist()) - {verdict.code for verdict in Verdict})[:3]
        listed = ", ".join(map(str, strange))
        raise _UnfitError(Words(vi=f"mã {listed}; cần từ 0 đến 3", en=f"code {listed}; 0 to 3 are due"))
    return codes.astype(np.uint8)


def _told(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an error that cannot even tell itself
        text = ""
    name = type(error).__name__
    return f"{name}: {quoted(text, 160)[1:-1]}" if text else name


# --- apart from the rest of the process -----------------------------------------------------------------------------

_ONE_AT_A_TIME = threading.RLock()
"""Standard output belongs to the process, so it can be turned away for one evaluator at a time only."""


@contextmanager
def _kept_apart() -> Iterator[None]:
    own = decimal.Context(
        prec=28,
        rounding=decimal.ROUND_HALF_EVEN,
        Emin=-999_999,
        Emax=999_999,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )
    with (
        _ONE_AT_A_TIME,
        redirect_stdout(_Nowhere(sys.stdout)),
        redirect_stderr(_Nowhere(sys.stderr)),
        decimal.localcontext(own),
        np.errstate(all="ignore"),
    ):
        yield


class _Nowhere:
    """Takes what one thread prints, however much, and keeps nothing; other threads print where they did."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401
        self._stream = stream
        self._thread = threading.get_ident()

    def write(self, text: Any) -> int:  # noqa: ANN401
        if threading.get_ident() != self._thread and self._stream is not None:
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:  # noqa: ANN401
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if threading.get_ident() != self._thread and self._stream is not None:
            self._stream.flush()

    @property
    def buffer(self) -> _Nowhere:
        """The stream below, for those who write bytes."""
        below = _Nowhere(getattr(self._stream, "buffer", None))
        below._thread = self._thread
        return below

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._stream, name)


# --- is it a pure function? -----------------------------------------------------------------------------------------


def replay(evaluator: Evaluator, inputs: Inputs) -> tuple[Words, ...]:
    """Find out whether an evaluator is a pure function of each row: ask twice, in other orders, in parts.

    And whether it takes silence for what it is: with a figure taken away, a verdict stays or becomes unknown.

    Returns:
        What is wrong; empty when every way of asking gives the same verdicts.

    Example:
        >>> from smartvillage.plugins.inputs import Column
        >>> from smartvillage.exact import Interval
        >>> water = Inputs({"ns.water": Column.of([Interval.of("3"), Interval.of("4")])})
        >>> best = Evaluator(
        ...     id="ns.best",
        ...     judge=lambda inputs: 2 * (inputs["ns.water"].low == inputs["ns.water"].low.max()).astype(int),
        ...     content="1",
        ... )
        >>> print(replay(best, water)[0].en)
        ns.best judges a row otherwise when other rows are missing: row 1
    """
    first = ask(evaluator, inputs)
    if first.failure is not None:
        return (
            Words(
                vi=f"{evaluator.id}: {first.failure.say('vi')}",
                en=f"{evaluator.id} {first.failure.say('en')}",
            ),
        )
    rows = len(inputs)
    everything = np.arange(rows)
    shuffled = np.random.default_rng(0).permutation(rows)
    ways: Sequence[tuple[Words, Sequence[npt.NDArray[np.int64]]]] = (
        (Words(vi="khi hỏi lần thứ hai", en="when it is asked again"), (everything,)),
        (Words(vi="khi đổi thứ tự các dòng", en="in another order of rows"), (everything[::-1], shuffled)),
        (
            Words(vi="khi vắng các dòng khác", en="when other rows are missing"),
            (
                everything[: rows // 2],
                everything[rows // 2 :],
                *(everything[row : row + 1] for row in range(rows)[:_SPLITS]),
            ),
        ),
    )
    found: list[Words] = []
    for way, orders in ways:
        differing = [
            order[ask(evaluator, inputs.take(order)).codes != first.codes[order]] for order in orders if len(order)
        ]
        found += _otherwise(evaluator, way, differing)
    return (*found, *_otherwise(evaluator, _TAKEN_AWAY, _without_a_figure(evaluator, inputs, first.codes)))


_TAKEN_AWAY = Words(vi="khi bớt một số liệu", en="when a figure is taken away")


def _without_a_figure(evaluator: Evaluator, inputs: Inputs, codes: Codes) -> Iterator[npt.NDArray[np.int64]]:
    """The rows that are judged otherwise, not just left open, without a figure of theirs."""
    for name, column in inputs.columns.items():
        less = ask(evaluator, inputs.without(name)).codes
        # What is not applicable is so on its own account.
        moved = (less != codes) & (less != Verdict.UNKNOWN.code) & ~column.not_applicable
        yield np.flatnonzero(moved)


def _otherwise(evaluator: Evaluator, way: Words, differing: Iterable[npt.NDArray[np.int64]]) -> list[Words]:
    rows = [int(row) for some in differing for row in some.tolist()]
    if not rows:
        return []
    place = min(rows) + 1
    return [
        Words(
            vi=f"{evaluator.id} đánh giá một dòng khác đi {way.vi}: dòng {place}",
            en=f"{evaluator.id} judges a row otherwise {way.en}: row {place}",
        )
    ]
