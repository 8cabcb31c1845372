"""Isolation: an evaluator in a process of its own, with limits on its time and its memory.

The process is told what to load and what to judge, over pipes, as JSON. When it hangs it is killed, with everything it
started; when it exits, eats memory or answers nonsense, its rows are unknown. Only its answer comes back: at most a
code for each row.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any

import attrs
import numpy as np

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.plugins.asking import FAILED, Answer
from smartvillage.plugins.evaluators import Evaluator, home_of, plugin_of
from smartvillage.plugins.inputs import Inputs
from smartvillage.plugins.worker import frame, read_frame

__all__ = ["Limits", "ask_apart"]

START_SECONDS = 120
"""How long Python and this library may take to be there; it is not the evaluator's time."""
GRACE_SECONDS = 2
"""How long one that has answered may take to end by itself."""
_ROOM = 10_000
"""How much longer than its codes an answer may be."""


@attrs.frozen(kw_only=True)
class Limits:
    """What an isolated evaluator may use. Windows keeps the time only; macOS may not keep the memory."""

    seconds: int = 60
    """From its loading to its answer."""
    megabytes: int = 1024
    """Beyond what Python and this library take."""


def ask_apart(evaluator: Evaluator, inputs: Inputs, limits: Limits | None = None) -> Answer:
    """Ask an evaluator for verdicts in a process of its own.

    The process loads it by module and name, or by the entry point of its plugin; what was defined in a notebook or a
    script cannot be found again, and has judged nothing.
    """
    limits = limits or Limits()
    rows, home = len(inputs), home_of(evaluator)
    request = {
        "evaluator": {"id": evaluator.id, "home": home, "plugin": plugin_of(evaluator.id)},
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
        "inputs": inputs.to_dict(),
    }
    try:
        process = _started()
    except OSError as error:
        return Answer.failed(rows, "not-found", str(error))
    assert process.stdin is not None  # pipes were asked for
    assert process.stdout is not None
    told: queue.Queue[dict[str, Any] | None] = queue.Queue()
    # Each closes its pipe when it is done: a process that got away may hold the other end for long.
    threads = [
        threading.Thread(target=_write, args=(process.stdin, frame(request)), daemon=True),
        threading.Thread(target=_read, args=(process.stdout, rows + _ROOM, told), daemon=True),
    ]
    try:
        for thread in threads:
            thread.start()
        answer = _awaited(told, rows, limits)
        if answer.failure is None or answer.failure.kind != "too-slow":
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS)
        return answer
    finally:
        _kill(process)
        for thread in threads:
            thread.join(1)


def _started() -> subprocess.Popen[bytes]:
    # -P: what lies in the current folder is not imported; the path is the one of this process.
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", "smartvillage.plugins.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=_environment(),
        start_new_session=True,
    )


def _awaited(told: queue.Queue[dict[str, Any] | None], rows: int, limits: Limits) -> Answer:
    for seconds in (START_SECONDS, limits.seconds):
        try:
            message = told.get(timeout=seconds)
        except queue.Empty:
            return Answer.failed(rows, "too-slow", Words(vi=f"{seconds} giây", en=f"{seconds} seconds"))
        if message is None:
            return Answer.failed(rows, "ended")
        if "ready" not in message:
            return _read_answer(message, rows)
    return Answer.failed(rows, "wrong-answer")


def _read_answer(message: dict[str, Any], rows: int) -> Answer:
    codes, failure = message.get("codes"), message.get("failure")
    if isinstance(codes, str) and len(codes) == rows and set(codes) <= {str(verdict.code) for verdict in Verdict}:
        return Answer(np.frombuffer(codes.encode(), dtype=np.uint8) - np.uint8(ord("0")))
    if isinstance(failure, list) and len(failure) == 3 and failure[0] in FAILED:
        return Answer.failed(rows, failure[0], Words(str(failure[1]), str(failure[2])))
    return Answer.failed(rows, "wrong-answer")


def _environment() -> dict[str, str]:
    path = [one for one in sys.path if one]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return {**os.environ, **one_thread, "PYTHONPATH": os.pathsep.join(path)}


def _write(pipe: IO[bytes], content: bytes) -> None:
    # It may end before it has read everything.
    with suppress(OSError), pipe:
        view = memoryview(content)
        while view:
            view = view[pipe.write(view) :]


def _read(pipe: IO[bytes], most: int, told: queue.Queue[dict[str, Any] | None]) -> None:
    with pipe:
        message: dict[str, Any] | None = {"ready": True}
        while message is not None and "ready" in message:
            message = read_frame(pipe.read, most)
            told.put(message)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process, and where the system can tell, whatever it started."""
    if sys.platform != "win32":
        with suppress(OSError):  # nothing of it is left
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
