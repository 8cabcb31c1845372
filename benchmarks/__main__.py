"""``python -m benchmarks``: how fast the library is, beside other tools in the same run.

Only ratios are printed. Before anything is timed, every verdict is compared with those of every peer.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable
from importlib.metadata import version

import attrs
import numpy as np

from benchmarks import measuring, peers
from benchmarks.long_table import Ways, frame_of
from benchmarks.workload import make

READ = 298
"""Bytes that the figures and levels of a row take in doubles, whole numbers and bytes: what must at least be read."""
READING = f"reading {READ} bytes a row"


@attrs.frozen
class Target:
    """A ratio beside what it should be."""

    name: str
    ratio: float
    most: float

    def line(self) -> str:
        held = "ok" if self.ratio <= self.most else "not held"
        return f"{self.name:<58}{self.ratio:>10.2f}{self.most:>10g}   {held}"


@attrs.frozen
class Measured:
    """One size of one variant, in seconds and bytes."""

    rows: int
    rough: bool
    seconds: dict[str, float]
    best: str
    extra_bytes: int
    preparation: float

    def times(self, peer: str) -> float:
        return self.seconds["ours"] / self.seconds[peer]

    @property
    def name(self) -> str:
        return f"1e{round(math.log10(self.rows))}, {'rough' if self.rough else 'plain'}"


def measure(rows: int, *, rough: bool, repeats: int) -> Measured:
    """Check one size of one variant against every peer, then time them in turn."""
    workload = make(rows, rough=rough)
    matrix, preparation = workload.matrix()
    eager, layouts = peers.eager(workload), list(peers.layouts(workload))
    others = [eager, *layouts, *([] if rough else [peers.booleans(workload)])]
    codes = workload.layout.program.run(matrix)
    for peer in others:
        if not np.array_equal(peer.codes(), codes):
            raise SystemExit(f"{peer.name} answers differently at {rows} rows")
    memory = np.ones(READ * workload.rows // 8)
    calls: dict[str, Callable[[], object]] = {
        "ours": lambda: workload.layout.program.run(matrix),
        **{peer.name: peer.run for peer in others},
        READING: memory.sum,
    }
    seconds = measuring.in_turn(calls, repeats)
    best = min((peer.name for peer in [eager, *layouts]), key=seconds.__getitem__)
    extra = measuring.extra_bytes(calls["ours"])
    return Measured(workload.rows, rough, seconds, best, extra, preparation)


def show(measured: list[Measured]) -> None:
    """Print the table of ratios: ours over that of each peer."""
    names = [name for name in measured[0].seconds if name != "ours"]
    width = max(map(len, names)) + 12
    print(f"{'ours over ...':<{width}}", *(f"{one.name:>13}" for one in measured))
    for name in names:
        cells = (f"{one.times(name):.2f}" if name in one.seconds else "-" for one in measured)
        print(f"{name:<{width}}", *(f"{cell:>13}" for cell in cells))
    print()
    print(f"{'extra bytes a row':<{width}}", *(f"{one.extra_bytes / one.rows:>13.0f}" for one in measured))
    grown = (growth(one, measured) for one in measured)
    print(f"{'exponent of growth':<{width}}", *(f"{'-' if one is None else format(one, '.2f'):>13}" for one in grown))
    prepared = (f"{one.preparation / one.seconds['ours']:.0f}" for one in measured)
    print(f"{'preparation, in evaluations':<{width}}", *(f"{one:>13}" for one in prepared))


def growth(one: Measured, measured: list[Measured]) -> float | None:
    """The exponent with which time has grown since a tenth of the rows: 1 is linear."""
    smaller = [other for other in measured if other.rough == one.rough and other.rows * 10 == one.rows]
    return math.log10(one.seconds["ours"] / smaller[0].seconds["ours"]) if smaller else None


def targets_of(measured: list[Measured]) -> list[Target]:
    """What was promised for single sizes."""
    found = []
    for one in measured:
        eager = one.times(peers.EAGER)
        if one.rows == 10_000:
            found.append(Target(f"{one.name}: x polars eager", eager, 0.8))
        if one.rows == 1_000_000:
            found.append(Target(f"{one.name}: x polars eager", eager, 0.6))
            found.append(Target(f"{one.name}: x best polars", one.times(one.best), 0.8))
            found.append(Target(f"{one.name}: x {READING}", one.times(READING), 9))
            found.append(Target(f"{one.name}: extra bytes a row", one.extra_bytes / one.rows, 90))
            if (exponent := growth(one, measured)) is not None:
                found.append(Target(f"{one.name}: exponent of growth from 1e5", exponent, 1.05))
    return found


def long_table(rows: int, repeats: int) -> list[Target]:
    """From a long table with text keys to the matrix."""
    ways = Ways(make(rows), frame_of(make(rows)))
    ways.check()
    seconds = measuring.in_turn(ways.calls(), repeats)
    share = ways.evidence_seconds / (ways.evidence_seconds + ways.matrix_seconds)
    print(f"\nlong table of {len(ways.frame):,} figures: evidence takes {share:.0%} of the time, the matrix the rest")
    return [Target("long table with text keys -> matrix: x polars pivot", seconds["ours"] / seconds["pivot"], 0.3)]


def imports(repeats: int) -> list[Target]:
    """How long ``import smartvillage`` takes, and what it brings in."""
    taken: dict[str, list[float]] = {"smartvillage": [], "polars": []}
    for _ in range(repeats):
        for module, times in taken.items():
            times.append(measuring.import_seconds(module))
    ratio = float(np.median(taken["smartvillage"]) / np.median(taken["polars"]))
    heavy = measuring.heavy_imports("smartvillage")
    if heavy:
        print(f"import smartvillage brings in {', '.join(heavy)}")
    return [
        Target("import smartvillage: x import polars", ratio, 0.4),
        Target(f"import smartvillage: how many of {', '.join(measuring.HEAVY)}", len(heavy), 0),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1e4 and 1e5 rows only, 3 repeats")
    options = parser.parse_args()
    repeats, sizes = (3, (10_000, 100_000)) if options.quick else (9, (10_000, 100_000, 1_000_000))
    names = ", ".join(f"{name} {version(name)}" for name in ("numpy", "polars"))
    print(f"Python {sys.version.split()[0]}, {names}, {os.cpu_count()} processors, medians of {repeats} in turn")
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1) / 2:
        print("The machine is busy with other things, which skews the ratios; run this again when it is not.")
    print()
    measured = []
    for rows in sizes:
        measured += [measure(rows, rough=rough, repeats=repeats) for rough in (False, True)]
    show(measured)
    targets = targets_of(measured)
    targets += long_table(10_000 if options.quick else 100_000, repeats)
    targets += imports(repeats)
    print(f"\n{'target':<58}{'ratio':>10}{'at most':>10}")
    for target in targets:
        print(target.line())


if __name__ == "__main__":
    main()
