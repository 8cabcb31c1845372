"""``python -m benchmarks``: how fast the library is, beside other tools in the same run.

Only ratios are printed. Before anything is timed, every verdict is compared with those of every peer.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import attrs
import numpy as np

from benchmarks import measuring, plugins, polars_peers
from benchmarks.duckdb_peers import duckdb_peers
from benchmarks.end_to_end import EndToEnd
from benchmarks.long_table import Ways, frame_of
from benchmarks.openfisca_peer import openfisca_peer
from benchmarks.pandas_peers import pandas_peers
from benchmarks.peer import Peer
from benchmarks.scenarios import response, scenarios
from benchmarks.workload import Workload, make

READ = 298
"""Bytes that the figures and levels of a row take in doubles, whole numbers and bytes: what must at least be read."""
READING = f"reading {READ} bytes a row"
OURS, COMPILED = "NumPy only", "numba"
TOOLS = ("numpy", "numba", "polars", "pandas", "duckdb", "openfisca-core")
OPENFISCA_MOST = 100_000
"""OpenFisca takes so long that it is asked about no more rows."""
OBSERVATIONS = 12_000_000
"""How many figures a file of the whole country holds."""


@attrs.frozen
class Target:
    """A ratio beside what it should be."""

    name: str
    ratio: float
    most: float

    def line(self) -> str:
        held = "ok" if self.ratio <= self.most else "not held"
        return f"{self.name:<58}{_ratio(self.ratio):>10}{self.most:>10g}   {held}"


@attrs.frozen
class Measured:
    """One size of one variant, in seconds and bytes."""

    rows: int
    rough: bool
    seconds: dict[str, float]
    families: dict[str, list[str]]
    """The peers of each tool that have the contract of the library."""
    extra_bytes: int
    preparation: float

    def times(self, peer: str, engine: str = OURS) -> float:
        return self.seconds[engine] / self.seconds[peer]

    def best(self, family: str) -> float:
        """Ours over the fastest peer of a tool."""
        return max(self.times(peer) for peer in self.families[family])

    @property
    def name(self) -> str:
        return f"1e{round(math.log10(self.rows))}, {'rough' if self.rough else 'plain'}"


def measure(rows: int, *, rough: bool, repeats: int) -> Measured:
    """Check one size of one variant against every peer, then time them in turn."""
    workload = make(rows, rough=rough)
    matrix, preparation = workload.matrix()
    program = workload.layout.program
    families = dict(_families(workload))
    codes = program.run(matrix)
    others = [peer for family in families.values() for peer in family]
    for peer in others:
        if not np.array_equal(peer.codes(), codes):
            raise SystemExit(f"{peer.name} answers differently at {rows} rows")
    if not np.array_equal(program.run(matrix, engine="numba"), codes):
        raise SystemExit(f"numba answers differently at {rows} rows")
    memory = np.ones(READ * workload.rows // 8)
    calls: dict[str, Callable[[], object]] = {
        OURS: lambda: program.run(matrix),
        COMPILED: lambda: program.run(matrix, engine="numba"),
        **{peer.name: peer.run for peer in others},
        READING: memory.sum,
    }
    seconds = measuring.in_turn(calls, repeats)
    extra = measuring.extra_bytes(calls[OURS])
    names = {family: [peer.name for peer in some] for family, some in families.items()}
    return Measured(workload.rows, rough, seconds, names, extra, preparation)


def _families(workload: Workload) -> Iterator[tuple[str, list[Peer]]]:
    yield "polars", [polars_peers.eager(workload), *polars_peers.layouts(workload)]
    yield "pandas", [*pandas_peers(workload)]
    yield "DuckDB", [*duckdb_peers(workload)]
    if not workload.rough:
        yield "polars, less", [polars_peers.booleans(workload)]
        if workload.rows <= OPENFISCA_MOST:
            yield "OpenFisca", [openfisca_peer(workload)]


def show(measured: list[Measured]) -> None:
    """Print the tables of ratios, ours over that of each peer, and what else there is to know of ours."""
    names = list(dict.fromkeys(name for one in measured for name in one.seconds))
    width = max(map(len, names)) + 12
    for engine in (OURS, COMPILED):
        print(f"{f'{engine} over ...':<{width}}", *(f"{one.name:>13}" for one in measured))
        for name in (name for name in names if name not in {OURS, COMPILED}):
            cells = (_ratio(one.times(name, engine)) if name in one.seconds else "-" for one in measured)
            print(f"{name:<{width}}", *(f"{cell:>13}" for cell in cells))
        print()
    print(f"{'extra bytes a row':<{width}}", *(f"{one.extra_bytes / one.rows:>13.0f}" for one in measured))
    grown = (growth(one, measured) for one in measured)
    print(f"{'exponent of growth':<{width}}", *(f"{'-' if one is None else format(one, '.2f'):>13}" for one in grown))
    prepared = (f"{one.preparation / one.seconds[OURS]:.0f}" for one in measured)
    print(f"{'preparation, in evaluations':<{width}}", *(f"{one:>13}" for one in prepared))


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def growth(one: Measured, measured: list[Measured]) -> float | None:
    """The exponent with which time has grown since a tenth of the rows: 1 is linear."""
    smaller = [other for other in measured if other.rough == one.rough and other.rows * 10 == one.rows]
    return math.log10(one.seconds[OURS] / smaller[0].seconds[OURS]) if smaller else None


def targets_of(measured: list[Measured]) -> list[Target]:
    """What was promised for single sizes."""
    found = []
    for one in measured:
        eager = one.times(polars_peers.EAGER)
        if one.rows == 10_000:
            found.append(Target(f"{one.name}: x polars eager", eager, 0.8))
        if one.rows == OPENFISCA_MOST and not one.rough:
            found.append(Target(f"{one.name}: x OpenFisca", one.best("OpenFisca"), 0.02))
        if one.rows == 1_000_000:
            found.append(Target(f"{one.name}: x polars eager", eager, 0.6))
            found.append(Target(f"{one.name}: numba x polars eager", one.times(polars_peers.EAGER, COMPILED), 0.25))
            found.append(Target(f"{one.name}: x best polars", one.best("polars"), 0.8))
            found += [Target(f"{one.name}: x best {tool}", one.best(tool), 0.2) for tool in ("pandas", "DuckDB")]
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


def end_to_end(observations: int, repeats: int) -> None:
    """From a parquet file to verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        ways = EndToEnd.of(make(observations // 57), Path(folder, "figures.parquet"))
        ways.check()
        seconds = measuring.in_turn(ways.calls(), repeats)
    ratio = seconds["ours"] / seconds["polars"]
    print(f"\nparquet file of {ways.observations:,} figures -> verdicts: {ratio:.2f} x polars, same verdicts")


def registry(repeats: int) -> list[Target]:
    """What twenty plugins cost, once and at every hook."""
    return [
        Target("load 20 plugins: x discovery and import", plugins.loading(repeats), 1.3),
        Target("ask 20 plugins: x pluggy alone", plugins.calling(repeats), 20),
    ]


LEAST_OF_SCENARIOS = {
    "NumPy loop / ours without numba": 5,
    "polars loop / ours with numba": 250,
    "duckdb loop / ours with numba": 250,
}
"""How many times what ours costs the other ways must cost, over all joint level scenarios."""


def proposals(repeats: int, *, quick: bool) -> list[Target]:
    """What the proposal engine costs: joint level scenarios, and an exact response."""
    ratios = scenarios(repeats, **({"units": 1_000, "number": 5_000} if quick else {}))
    targets = [Target("scenarios, numba: x reading the planes", ratios["numba / plane reads"], 3)]
    # a ratio that must be large is printed the other way round, so that every target is a ceiling
    targets += [
        Target(f"scenarios: ours x {name.partition(' loop')[0]} loop", 1 / ratios[name], 1 / least)
        for name, least in LEAST_OF_SCENARIOS.items()
    ]
    targets.append(Target("exact response: x one sort", response(repeats, units=100_000 if quick else 1_000_000), 2))
    return targets


def imports(repeats: int) -> list[Target]:
    """How long ``import smartvillage`` takes, and what it brings in."""
    taken: dict[str, list[float]] = {"smartvillage": [], "polars": []}
    for _ in range(repeats):
        for module, times in taken.items():
            times.append(measuring.import_seconds(module))
    ratio = min(taken["smartvillage"]) / min(taken["polars"])
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
    names = ", ".join(f"{name} {version(name)}" for name in TOOLS)
    print(f"Python {sys.version.split()[0]}, {names}, {os.cpu_count()} processors, least of {repeats} in turn")
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1) / 2:
        print("The machine is busy with other things, which skews the ratios; run this again when it is not.")
    print()
    measured = []
    for rows in sizes:
        measured += [measure(rows, rough=rough, repeats=repeats) for rough in (False, True)]
    show(measured)
    targets = targets_of(measured)
    targets += long_table(10_000 if options.quick else 100_000, repeats)
    end_to_end(OBSERVATIONS // 20 if options.quick else OBSERVATIONS, 1 if options.quick else 3)
    targets += imports(repeats) + registry(repeats) + proposals(3 if options.quick else 5, quick=options.quick)
    print(f"\n{'target':<58}{'ratio':>10}{'at most':>10}")
    for target in targets:
        print(target.line())


if __name__ == "__main__":
    main()
