"""The same question put to DuckDB, in SQL over a table in memory; the answer comes out as Arrow."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from benchmarks.peer import Peer
from benchmarks.polars_peers import frame_of_floats, half_steps, level_codes, levels
from benchmarks.workload import Indicator, Workload

CODE = "::UTINYINT"


def duckdb_peers(workload: Workload) -> Iterator[Peer]:
    """Doubles, and half-step codes in 16 bits."""
    yield _peer("DuckDB, doubles, levels joined", workload, frame_of_floats(workload), compact=False)
    frame = pl.DataFrame({**dict(half_steps(workload)), **dict(levels(workload))})
    yield _peer("DuckDB, 16 bits, levels joined", workload, frame, compact=True)


def _peer(name: str, workload: Workload, frame: pl.DataFrame, *, compact: bool) -> Peer:
    connection = duckdb.connect()
    connection.register("frame", frame.to_arrow())
    connection.execute("CREATE TABLE figures AS SELECT * FROM frame")
    connection.unregister("frame")
    question = _question(workload, compact=compact)
    return Peer(name, lambda: connection.sql(question).to_arrow_table(), _read)


def _question(workload: Workload, *, compact: bool) -> str:
    of_indicators = (f"{_verdict(workload, one, compact=compact)} AS i{one.number}" for one in workload.indicators)
    threes = [", ".join(f"i{one.number}" for one in three) for three in workload.criteria]
    of_criteria = (f"least({three}) AS c{place}" for place, three in enumerate(threes))
    whole = ", ".join(f"c{place}" for place in range(len(threes)))
    return (
        f"WITH indicators AS (SELECT {', '.join(of_indicators)} FROM figures), "
        f"criteria AS (SELECT *, {', '.join(of_criteria)} FROM indicators) "
        f"SELECT *, least({whole}) AS whole FROM criteria"
    )


def _verdict(workload: Workload, one: Indicator, *, compact: bool) -> str:
    fixed = f"{level_codes(one)[0]}::USMALLINT" if compact else f"{float(one.levels[0]) / one.steps}::DOUBLE"
    level = f"level{one.number}" if one.varies else fixed
    low, high = (f"low{one.number}", f"high{one.number}") if workload.rough else (f"value{one.number}",) * 2
    met, not_met = (f"{high} <= {level}", f"{low} > {level}")
    if one.kind != "at-most":
        met, not_met = (f"{low} >= {level}", f"{high} < {level}")
    nothing = f"WHEN nothing{one.number} THEN 3{CODE} " if workload.rough else ""
    return f"CASE {nothing}WHEN {met} THEN 2{CODE} WHEN {not_met} THEN 0{CODE} ELSE 1{CODE} END"


def _read(table: pa.Table) -> npt.NDArray[np.uint8]:
    return np.stack([column.to_numpy() for column in table.columns])
