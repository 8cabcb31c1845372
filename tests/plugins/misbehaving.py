"""Evaluators that do everything they should not, and two that are right. Worker processes load them from here."""

from __future__ import annotations

import decimal
import os
import subprocess
import sys
import time

import numpy as np

from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Exact, Interval
from smartvillage.plugins.evaluators import Evaluator, evaluator, scalar_evaluator


@scalar_evaluator(id="ns.at-least", content="1")
def at_least(value: Interval, level: Exact) -> Verdict:
    """STYLE.md's example, with open ends and ends that are not there."""
    if value.low is not None and (value.low > level or value.low == level):
        return Verdict.MET
    if value.high is not None and (value.high < level or (value.high == level and value.high_open)):
        return Verdict.NOT_MET
    return Verdict.UNKNOWN


@evaluator(id="ns.reported", content="1")
def reported(inputs):
    """Met where every figure is there."""
    missing = np.zeros(len(inputs), dtype=bool)
    for column in inputs.columns.values():
        missing |= column.missing
    return np.where(missing, 1, 2)


def raises(inputs):
    raise KeyError("linkage")


def exits(inputs):
    sys.exit("enough")


class UnspeakableError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def cannot_tell(inputs):
    raise UnspeakableError


def recurses(inputs):
    return recurses(inputs)


def runs_out(inputs):
    raise MemoryError


def fails_late(inputs):
    return (1 // 0 for _ in range(len(inputs)))


def too_few(inputs):
    return np.full(max(0, len(inputs) - 1), 2)


def too_many(inputs):
    return [Verdict.MET] * (len(inputs) + 1)


def strange_codes(inputs):
    return np.full(len(inputs), 7)


def below_zero(inputs):
    return np.full(len(inputs), -1)


def floats(inputs):
    return np.full(len(inputs), 2.0)


def truths(inputs):
    return np.full(len(inputs), fill_value=True)


def a_table(inputs):
    return np.full((len(inputs), 1), 2)


def masked(inputs):
    return np.ma.masked_array(np.full(len(inputs), 2), mask=True)


def nothing(inputs):
    return None


def text(inputs):
    return "2" * len(inputs)


def plain_numbers(inputs):
    return [2] * len(inputs)


def mutates(inputs):
    low = next(iter(inputs.columns.values())).low
    low[:] = 0
    return np.full(len(inputs), 2)


def unlocks(inputs):
    low = next(iter(inputs.columns.values())).low
    low.setflags(write=True)
    low[:] = 0
    return np.full(len(inputs), 2)


def swaps(inputs):
    inputs.columns["ns.water"] = None
    return np.full(len(inputs), 2)


BROKEN = (
    *(raises, exits, cannot_tell, recurses, runs_out, fails_late, too_few, too_many, strange_codes, below_zero),
    *(floats, truths, a_table, masked, nothing, text, plain_numbers, mutates, unlocks, swaps),
)
"""Those that can be caught in one process."""


def prints(inputs):
    """Print megabytes, then answer as if nothing had happened."""
    for stream in (sys.stdout, sys.stderr):
        print("x" * 1_000_000, file=stream)
        stream.write("y" * 1_000_000)
        stream.writelines(["z"] * 1000)
        stream.buffer.write(b"b" * 1000)
        stream.flush()
    return np.full(len(inputs), 2)


def sets_the_context(inputs):
    decimal.getcontext().prec = 3
    decimal.setcontext(decimal.Context(prec=2, traps=[]))
    np.seterr(all="raise")
    return np.full(len(inputs), 2)


def hangs(inputs):
    while True:
        time.sleep(0.01)


def hangs_with_a_child(inputs):
    """The child holds the pipe open, and would outlive its parent."""
    subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"], check=False)


def forks_away(inputs):
    """The child leaves the session, so it is not killed with it, and holds the pipe for the answer."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(3)
        os._exit(0)
    while True:
        time.sleep(0.01)


def ends_the_process(inputs):
    os._exit(0)


def eats_memory(inputs):
    held = []
    while True:
        held.append(np.ones(2_000_000))


def writes_to_the_descriptors(inputs):
    for descriptor in (1, 2):
        for _ in range(100):
            os.write(descriptor, b"x" * 100_000)
    return np.full(len(inputs), 2)


def babbles(inputs):
    """Write nonsense into every descriptor there is, the one for the answer too."""
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\xff" * 20_000)
        except OSError:
            continue
    return np.full(len(inputs), 2)


def evaluator_of(judge):
    return Evaluator(id=f"ns.{judge.__name__.replace('_', '-')}", judge=judge, content="1")
