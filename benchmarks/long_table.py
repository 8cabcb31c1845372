"""From a long table with text keys to the matrix, beside what polars needs to pivot the same frame."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import attrs
import numpy as np
import polars as pl

from benchmarks.workload import YEARS, Workload
from smartvillage.evaluation.matrix import Matrix, build_matrix
from smartvillage.evaluation.run import Rows
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.keys import distinct


def frame_of(workload: Workload) -> pl.DataFrame:
    """The figures as a report has them: a line for each unit, year and measure, unit by unit."""
    unit = pl.Series([f"{code:05}" for code in range(int(workload.unit.max()) + 1)]).gather(workload.unit)
    period = pl.Series([str(year) for year in YEARS]).gather(workload.year)
    parts = [
        pl.DataFrame({"unit": unit, "period": period}).with_columns(
            measure=pl.lit(one.measure), value=one.figures(workload.partition, rough=False).value / one.steps
        )
        for one in workload.indicators
    ]
    return pl.concat(parts).sort("unit", "period", "measure").rechunk()


@attrs.define(eq=False)
class Ways:
    """The two ways, with how long the first took for its two steps."""

    workload: Workload
    frame: pl.DataFrame
    evidence_seconds: float = 0.0
    matrix_seconds: float = 0.0

    def ours(self) -> tuple[Evidence, Rows, Matrix]:
        """Long table -> evidence, checked and exact -> matrix."""
        start = perf_counter()
        evidence = Evidence(self.frame, measures=self.workload.criteria_set)
        self.evidence_seconds = perf_counter() - start
        columns, periods = evidence.columns, len(evidence.periods)
        keys = distinct(columns.unit.astype(np.int64) * periods + columns.period, len(evidence.units) * periods)
        rows = Rows(keys // periods, keys % periods, np.array([len(keys)]), periods)
        code_of = {name: code for code, name in enumerate(evidence.measures)}
        everything = np.arange(len(columns))
        where = rows.row_of(columns.unit, columns.period)
        matrix = build_matrix(self.workload.layout.columns, columns, code_of, everything, where, rows.sizes)
        self.matrix_seconds = perf_counter() - start - self.evidence_seconds
        return evidence, rows, matrix

    def pivot(self) -> pl.DataFrame:
        """Long table -> wide table of doubles, unchecked."""
        return self.frame.pivot(on="measure", index=["unit", "period"], values="value")

    def calls(self) -> dict[str, Callable[[], object]]:
        """What is timed."""
        return {"ours": self.ours, "pivot": self.pivot}

    def check(self) -> None:
        """Both ways must lead to the same figures."""
        evidence, rows, matrix = self.ours()
        keys = pl.DataFrame(
            {
                "unit": [evidence.units[code] for code in rows.unit.tolist()],
                "period": [evidence.periods[code].text for code in rows.period.tolist()],
            }
        )
        wide = keys.join(self.pivot(), on=["unit", "period"], how="left", maintain_order="left")
        for place, spec in enumerate(self.workload.layout.columns):
            one = self.workload.indicator_of[spec.measure]
            steps = np.rint(wide[one.measure].to_numpy() * one.steps).astype(np.int64)
            whole, rest = np.divmod(steps * spec.scale, one.steps)
            expected = 2 * whole + (rest > 0) + 1
            for cells, lines in matrix.stored(place, 1):
                assert (cells.typed(cells.lo[lines], lines) == expected).all(), one.measure
