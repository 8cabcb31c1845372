"""How things are measured: in turn, so that whatever disturbs the machine disturbs all of them; the least counts."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from time import perf_counter

HEAVY = ("numpy", "polars", "pandas", "pydantic")
"""What ``import smartvillage`` leaves to whoever asks for a name that needs it."""


def in_turn(calls: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return the least seconds of each call: A B C, A B C, ... after one round that does not count.

    What else a machine does can only add to a time, so the least of several is nearest to what the call takes.
    """
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(repeats + 1):
        for name, call in calls.items():
            gc.collect()
            start = perf_counter()
            answer = call()
            seconds = perf_counter() - start
            del answer  # what it costs to forget an answer is not counted
            if turn:
                taken[name].append(seconds)
    return {name: min(times) for name, times in taken.items()}


def extra_bytes(call: Callable[[], object]) -> int:
    """Return how much more memory Python and NumPy held at the peak of a call than before, its answer included."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def import_seconds(module: str) -> float:
    """Return how long an import takes in a process of its own."""
    code = f"from time import perf_counter as now; start = now(); import {module}; print(now() - start)"
    return float(_python(code))


def heavy_imports(module: str) -> list[str]:
    """Return which heavy libraries an import brings in."""
    return _python(f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))").split()


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
