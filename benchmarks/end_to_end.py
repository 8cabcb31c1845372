"""From a parquet file of tidy observations to verdicts: the library beside polars, both from the same file.

The library reads every figure exactly, checks it, looks for what is reported twice, and keeps where it came from;
polars takes doubles as they are, pivots them, joins the levels of unit and year, and judges.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.long_table import frame_of
from benchmarks.polars_peers import Frames, judge_eagerly
from benchmarks.workload import PARTITIONS, REGIONS, Workload
from smartvillage.evaluation.compile import CompiledSet
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence

KEYS = ["unit", "period"]


@attrs.frozen(eq=False)
class EndToEnd:
    """The two ways, with what both know beside the file: in which region a unit lies, and the levels."""

    workload: Workload
    path: Path
    region_of: dict[str, str]
    levels: pl.DataFrame
    """A line for each year and region."""

    @classmethod
    def of(cls, workload: Workload, path: Path) -> EndToEnd:
        """Write the file."""
        frame_of(workload).write_parquet(path)
        first = workload.year == 0
        regions = (workload.partition % len(REGIONS))[first]
        region_of = {
            f"{unit:05}": REGIONS[region]
            for unit, region in zip(workload.unit[first].tolist(), regions.tolist(), strict=True)
        }
        years, names = zip(*PARTITIONS, strict=True)
        levels = {f"level{one.number}": one.levels / one.steps for one in workload.indicators if one.varies}
        return cls(workload, path, region_of, pl.DataFrame({"period": map(str, years), "region": names, **levels}))

    @property
    def observations(self) -> int:
        """How many there are in the file."""
        return self.workload.rows * len(self.workload.indicators)

    def ours(self, engine: str = "numpy") -> Run:
        """File -> evidence -> run."""
        evidence = Evidence.read(self.path, measures=self.workload.criteria_set)
        strata = {unit: {"bench.region": region} for unit, region in self.region_of.items()}
        return evaluate(CompiledSet(self.workload.criteria_set), evidence, strata=strata, engine=engine)

    def polars(self) -> tuple[pl.DataFrame, Frames]:
        """File -> wide table -> verdicts."""
        wide = pl.read_parquet(self.path).pivot(on="measure", index=KEYS, values="value")
        regions = pl.DataFrame({"unit": self.region_of.keys(), "region": self.region_of.values()})
        wide = wide.join(regions, on="unit", how="left").join(self.levels, on=["period", "region"], how="left")
        wide = wide.rename({one.measure: f"value{one.number}" for one in self.workload.indicators})
        return wide.select(KEYS), judge_eagerly(self.workload, wide)

    def calls(self) -> dict[str, Callable[[], object]]:
        """What is timed."""
        return {"ours": self.ours, "polars": self.polars}

    def check(self) -> None:
        """Both ways must lead to the same verdicts."""
        run = self.ours()
        keys = pl.DataFrame(
            {
                "unit": pl.Series(run.evidence.units).gather(run.rows.unit),
                "period": pl.Series([one.text for one in run.evidence.periods]).gather(run.rows.period),
            }
        )
        theirs, frames = self.polars()
        found = keys.join(theirs.with_row_index("place"), on=KEYS, how="left", maintain_order="left")
        lines = [column.to_numpy() for frame in frames for column in frame.get_columns()]
        codes: npt.NDArray[np.uint8] = np.stack(lines)[:, found["place"].to_numpy()]
        if not np.array_equal(codes, run.codes):
            raise SystemExit("from file to verdicts polars answers differently")
