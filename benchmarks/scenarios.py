"""What joint scenarios of levels cost, beside reading the planes, a NumPy loop, polars and DuckDB; and a response.

19 criteria of three indicators each, 37 of the 57 with a level that moves by five points in tenths, over ten thousand
communes. Every way gives the counts of communes that meet each criterion and the set; before anything is timed the
counts are compared. Slow ways are measured on some scenarios and extrapolated: their cost is the same for each.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import attrs
import numpy as np

from benchmarks import measuring
from smartvillage.proposal.response import steps
from smartvillage.proposal.sensitivity import Scenarios, options_of_levels

UNITS, SCENARIOS, LOOPED, FRAMED = 10_000, 100_000, 400, 100
CRITERIA, EACH, MOVING = 19, 3, 37
LEVELS = np.arange(750, 851, dtype=np.int16)
READ_BYTES = 1 << 28
"""What is read to see how fast memory is read; larger than any cache."""


@attrs.frozen(eq=False, slots=False)
class Work:
    """Figures, and levels that they are asked against."""

    values: np.ndarray
    """A row for each indicator, in tenths of a per cent; the last twenty are yes or no."""
    choices: np.ndarray

    @classmethod
    def make(cls, units: int = UNITS, scenarios: int = SCENARIOS) -> Work:
        chance = np.random.default_rng(2030)
        indicators = CRITERIA * EACH
        values = np.clip(chance.normal(910, 60, (indicators, units)), 0, 1000).astype(np.int16)
        values[MOVING:] = np.where(chance.random((indicators - MOVING, units)) < 0.985, 1000, 0)
        choices = np.zeros((scenarios, indicators), np.int32)
        choices[:, :MOVING] = chance.integers(0, len(LEVELS), (scenarios, MOVING))
        return cls(values, choices)

    @cached_property
    def groups(self) -> list[list[int]]:
        """The indicators of each criterion: moving and fixed ones are spread over all of them."""
        return [list(range(one, len(self.values), CRITERIA)) for one in range(CRITERIA)]

    def level(self, indicator: int, option: int) -> int:
        return int(LEVELS[option]) if indicator < MOVING else 1000

    def scenarios(self) -> Scenarios:
        """The planes, made anew."""
        levels = [LEVELS if row < MOVING else [1000] for row in range(len(self.values))]
        some = [options_of_levels(str(row), self.values[row], levels[row]) for row in range(len(self.values))]
        return Scenarios(some, self.groups)

    def ours(self, engine: str, scenarios: int = SCENARIOS) -> np.ndarray:
        """The whole of it: planes are made, and all scenarios counted."""
        return self.scenarios().count(self.choices[:scenarios], engine=engine)

    def loop(self, scenarios: int) -> np.ndarray:
        """What one writes first in NumPy: compare everything, roll up, count; for each scenario."""
        order = np.array([place for group in self.groups for place in group])
        values = np.ascontiguousarray(self.values[order])
        out = np.empty((scenarios, CRITERIA + 1), np.int64)
        for row, choice in enumerate(self.choices[:scenarios]):
            levels = np.where(order < MOVING, LEVELS[choice[order]], 1000).astype(np.int16)
            met = values >= levels[:, None]
            # ten times as fast as logical_and.reduceat
            criteria = met.reshape(CRITERIA, EACH, -1).all(axis=1)
            out[row, :-1] = [np.count_nonzero(one) for one in criteria]  # far faster than along an axis
            out[row, -1] = np.count_nonzero(criteria.all(axis=0))
        return out

    def polars_loop(self, scenarios: int) -> np.ndarray:
        """The same loop in polars, over a frame with a column for each indicator."""
        import polars as pl

        frame = pl.DataFrame({f"i{row}": line for row, line in enumerate(self.values)})
        out = np.empty((scenarios, CRITERIA + 1), np.int64)
        for row, choice in enumerate(self.choices[:scenarios].tolist()):
            criteria = [
                pl.all_horizontal(*(pl.col(f"i{one}") >= self.level(one, choice[one]) for one in group)).alias(f"c{at}")
                for at, group in enumerate(self.groups)
            ]
            met = frame.lazy().select(criteria)
            counted = met.select(pl.all().sum(), pl.all_horizontal(pl.all()).sum().alias("set")).collect()
            out[row] = counted.row(0)
        return out

    def duckdb_loop(self, scenarios: int) -> np.ndarray:
        """The same loop in DuckDB: one statement for each scenario, over a table in memory."""
        import duckdb
        import polars as pl

        frame = pl.DataFrame({f"i{row}": line for row, line in enumerate(self.values)})
        out = np.empty((scenarios, CRITERIA + 1), np.int64)
        with duckdb.connect() as base:
            base.register("frame", frame.to_arrow())
            base.execute("create table figures as select * from frame")
            for row, choice in enumerate(self.choices[:scenarios].tolist()):
                tests = [
                    " and ".join(f"i{one} >= {self.level(one, choice[one])}" for one in group) for group in self.groups
                ]
                named = ", ".join(f"({test}) as c{at}" for at, test in enumerate(tests))
                counts = ", ".join(f"count(*) filter (c{at})" for at in range(CRITERIA))
                whole = " and ".join(f"c{at}" for at in range(CRITERIA))
                statement = f"select {counts}, count(*) filter ({whole}) from (select {named} from figures)"
                out[row] = base.execute(statement).fetchone()
        return out

    @property
    def plane_bytes(self) -> int:
        """What all scenarios must read, if each reads one plane of every moving indicator."""
        return len(self.choices) * MOVING * self.values.shape[1] // 8


def scenarios(repeats: int, *, units: int = UNITS, number: int = SCENARIOS) -> dict[str, float]:
    """Ratios of what all scenarios cost.

    Returns:
        ``numba / plane reads`` and how many times the time of ours each other way takes: the NumPy loop beside ours
        without numba, polars and DuckDB beside ours with it and without. Without numba its ratios are left out.
    """
    work = Work.make(units, number)
    looped, framed = min(LOOPED, number), min(FRAMED, number)
    expected = work.loop(looped)
    engines = ["numpy", *(["numba"] if _has_numba() else [])]
    for engine in engines:
        assert np.array_equal(work.ours(engine, looped), expected)
        work.ours(engine)  # compiles
    for frames in (work.polars_loop, work.duckdb_loop):
        assert np.array_equal(frames(min(5, framed)), expected[: min(5, framed)])
    memory = np.ones(READ_BYTES // 8, np.uint64)
    calls: dict[str, Callable[[], object]] = {
        **{engine: lambda engine=engine: work.ours(engine) for engine in engines},
        "loop": lambda: work.loop(looped),
        "polars": lambda: work.polars_loop(framed),
        "duckdb": lambda: work.duckdb_loop(framed),
        "read": memory.max,
    }
    seconds = measuring.in_turn(calls, repeats)
    seconds["loop"] *= number / looped
    seconds["polars"] *= number / framed
    seconds["duckdb"] *= number / framed
    seconds["read"] *= work.plane_bytes / READ_BYTES
    ratios = {"NumPy loop / ours without numba": seconds["loop"] / seconds["numpy"]}
    if "numba" in engines:
        ratios["numba / plane reads"] = seconds["numba"] / seconds["read"]
    for engine in reversed(engines):
        for frames in ("polars", "duckdb"):
            ratios[f"{frames} loop / ours with {engine}"] = seconds[frames] / seconds[engine]
    return ratios


def response(repeats: int, *, units: int = 1_000_000) -> float:
    """How many times the time of one sort an exact response takes, all break points included."""
    chance = np.random.default_rng(51)
    values = chance.integers(0, 2_000_000_000, units)
    seconds = measuring.in_turn({"ours": lambda: steps(values), "sort": lambda: np.sort(values)}, repeats)
    return seconds["ours"] / seconds["sort"]


def _has_numba() -> bool:
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    for name, ratio in scenarios(3).items():
        print(f"{name:<40}{ratio:>10.2f}")
    print(f"{'response / one sort':<40}{response(5):>10.2f}")
