"""The workload: a seeded criteria set of a national annex's size, and figures for as many rows as asked.

57 indicators in 19 criteria of 3: 30 percents (24 "at least", 6 "at most") with a level for each of 7 regions and 5
years, 20 attested facts, 5 counts, 2 amounts. A row is a unit in a year. One percent of the percents lie exactly on
their level. In the *rough* variant 5 % of the numbers are bounds, 5 % of all figures are not applicable, 5 % missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from time import perf_counter

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.evaluation.compile import CompiledSet, Layout, Partition
from smartvillage.evaluation.matrix import Matrix, MatrixBuilder
from smartvillage.evidence.columns import MISSING, NOT_APPLICABLE, RELATIONS, STATES, Columns

SEED = 924
YEARS = range(2021, 2026)
REGIONS = tuple(f"region-{number}" for number in range(1, 8))
PARTITIONS = tuple((year, region) for year in YEARS for region in REGIONS)
STEPS = 10
"""Percents and amounts are reported in tenths."""
KINDS = ("at-least",) * 24 + ("at-most",) * 6 + ("attested",) * 20 + ("count",) * 5 + ("amount",) * 2
"""What each indicator asks, before they are dealt out to the criteria."""
COUNT_LEVEL, AMOUNT_LEVEL = 3, 480

BELOW = (RELATIONS.index("gt"), RELATIONS.index("ge"))
ABOVE = (RELATIONS.index("lt"), RELATIONS.index("le"))
NONE_GIVEN = MISSING.index("none-given")


@attrs.frozen(eq=False)
class Indicator:
    number: int
    kind: str
    levels: npt.NDArray[np.int64]
    """The level of each partition in steps of the figures."""

    @property
    def measure(self) -> str:
        return f"bench.m{self.number}"

    @property
    def id(self) -> str:
        return f"bench.set.i{self.number}"

    @property
    def steps(self) -> int:
        return STEPS if self.kind in {"at-least", "at-most", "amount"} else 1

    @property
    def varies(self) -> bool:
        return self.kind in {"at-least", "at-most"}

    def figures(self, partition: npt.NDArray[np.int64], *, rough: bool) -> Figures:
        """Draw a figure for every row: mostly met, some not, one in a hundred on the level."""
        rng = np.random.default_rng([SEED, self.number, len(partition), rough])
        rows = len(partition)
        level = self.levels[partition]
        most = {"attested": 1, "count": 12, "amount": 900}.get(self.kind, 1000)
        good, bad = rng.integers(level, most + 1), rng.integers(0, np.maximum(level, 1))
        if self.kind == "at-most":
            good, bad = rng.integers(0, level + 1), rng.integers(level, most + 1)
        value = np.where(rng.random(rows) < 0.97, good, bad)
        if self.varies:
            value = np.where(rng.random(rows) < 0.01, level, value)
        relation, missing = np.zeros(rows, dtype=np.uint8), np.zeros(rows, dtype=np.uint8)
        if rough:
            chance = rng.random(rows)
            missing[chance < 0.05] = NONE_GIVEN
            missing[(chance >= 0.05) & (chance < 0.10)] = NOT_APPLICABLE
            if self.kind != "attested":
                bound = (chance >= 0.10) & (chance < 0.15)
                relation[bound] = rng.integers(RELATIONS.index("gt"), len(RELATIONS), rows)[bound]
            value[missing > 0] = 0
        return Figures(value, relation, missing)


@attrs.frozen(eq=False)
class Figures:
    """One measure over all rows."""

    value: npt.NDArray[np.int64]
    """In steps."""
    relation: npt.NDArray[np.uint8]
    missing: npt.NDArray[np.uint8]

    @property
    def applicable(self) -> npt.NDArray[np.bool_]:
        applicable: npt.NDArray[np.bool_] = self.missing != NOT_APPLICABLE
        return applicable

    @property
    def low_known(self) -> npt.NDArray[np.bool_]:
        known: npt.NDArray[np.bool_] = (self.missing == 0) & ~np.isin(self.relation, ABOVE)
        return known

    @property
    def high_known(self) -> npt.NDArray[np.bool_]:
        known: npt.NDArray[np.bool_] = (self.missing == 0) & ~np.isin(self.relation, BELOW)
        return known

    def half_steps(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Both ends as twice their steps, so that an open end is one off; only known ends mean anything."""
        low = 2 * self.value + (self.relation == RELATIONS.index("gt"))
        high = 2 * self.value - (self.relation == RELATIONS.index("lt"))
        return low, high


@attrs.frozen(eq=False)
class Workload:
    """The set, compiled, and the rows it judges, grouped by partition."""

    rows: int
    rough: bool
    indicators: tuple[Indicator, ...]
    criteria_set: CriteriaSet
    unit: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    partition: npt.NDArray[np.int64]
    layout: Layout

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        return np.bincount(self.partition, minlength=len(PARTITIONS))

    @property
    def criteria(self) -> Iterator[tuple[Indicator, ...]]:
        for first in range(0, len(self.indicators), 3):
            yield self.indicators[first : first + 3]

    @property
    def indicator_of(self) -> dict[str, Indicator]:
        return {one.measure: one for one in self.indicators}

    def matrix(self) -> tuple[Matrix, float]:
        """Lay the figures out with the library's own builder, one measure at a time to spare memory.

        Returns:
            The matrix, and how many seconds the builder took.
        """
        seconds = 0.0
        builder = MatrixBuilder(self.layout.columns, self.sizes)
        everywhere = np.arange(self.rows)
        for spec in self.layout.columns:
            one = self.indicator_of[spec.measure]
            columns = self.columns(one, one.figures(self.partition, rough=self.rough))
            start = perf_counter()
            builder.add(columns, everywhere, everywhere)
            seconds += perf_counter() - start
        return builder.matrix(), seconds

    def columns(self, one: Indicator, figures: Figures) -> Columns:
        """One measure as observations."""
        rows = self.rows
        return Columns(
            unit=self.unit.astype(np.int32),
            period=self.year.astype(np.int32),
            measure=np.zeros(rows, dtype=np.int32),
            num=figures.value,
            den=np.full(rows, one.steps, dtype=np.int64),
            parts=np.zeros(rows, dtype=np.bool_),
            scale=np.ones(rows, dtype=np.int64),
            big={},
            relation=figures.relation,
            missing=figures.missing,
            state=np.full(rows, STATES.index("reported"), dtype=np.uint8),
            as_of=np.zeros(rows, dtype=np.int32),
            row=np.arange(rows, dtype=np.int64),
            texts={},
        )


def indicators() -> tuple[Indicator, ...]:
    """The 57 indicators, dealt out so that the criteria are mixed."""
    rng = np.random.default_rng(SEED)
    kinds = rng.permutation(np.array(KINDS))
    shape = len(PARTITIONS)
    drawn = []
    for number, kind in enumerate(kinds.tolist()):
        levels = {
            "at-least": rng.integers(500, 951, shape),
            "at-most": rng.integers(20, 201, shape),
            "attested": np.ones(shape, dtype=np.int64),
            "count": np.full(shape, COUNT_LEVEL),
            "amount": np.full(shape, AMOUNT_LEVEL),
        }[kind]
        drawn.append(Indicator(number, kind, levels))
    return tuple(drawn)


def _criteria_set(drawn: tuple[Indicator, ...]) -> CriteriaSet:
    """The set as a document that anybody could have written."""
    return CriteriaSet.from_dict(
        {
            "id": "bench.set",
            "edition": "2021-2025",
            "title": {"vi": "Bộ tiêu chí để đo tốc độ", "en": "A set to measure speed by"},
            "issued": {"number": "1/QĐ-ĐO", "date": "2021-01-01"},
            "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
            "schemes": [
                {
                    "id": "bench.region",
                    "title": {"vi": "Vùng"},
                    "strata": [{"id": region, "title": {"vi": region}} for region in REGIONS],
                }
            ],
            "measures": [_measure(one) for one in drawn],
            "criteria": [
                {
                    "id": f"bench.set.c{place + 1}",
                    "printed": f"{place + 1}",
                    "title": {"vi": f"Tiêu chí {place + 1}"},
                    "indicators": [_indicator(one) for one in drawn[3 * place : 3 * place + 3]],
                }
                for place in range(len(drawn) // 3)
            ],
        }
    )


def _measure(one: Indicator) -> dict[str, object]:
    kind = "share" if one.varies else one.kind
    unit = {"unit": {"vi": "triệu đồng"}} if kind == "amount" else {}
    return {"id": one.measure, "title": {"vi": f"Số liệu {one.number}"}, "kind": kind, **unit}


def _indicator(one: Indicator) -> dict[str, object]:
    printed = f"{one.number // 3 + 1}.{one.number % 3 + 1}"
    rule: dict[str, object] = {"kind": "attested", "measure": one.measure}
    if one.kind != "attested":
        kind = one.kind if one.varies else "at-least"
        rule = {"kind": kind, "measure": one.measure, "levels": [*_levels(one)]}
    return {
        "id": one.id,
        "printed": printed,
        "title": {"vi": f"Chỉ tiêu {printed}"},
        "provisions": [{"rule": rule}],
    }


def _levels(one: Indicator) -> Iterator[dict[str, object]]:
    cited = {"verification": "official", "citation": {"number": "1/QĐ-ĐO"}}
    if not one.varies:
        yield {"value": f"{one.levels[0]}/{one.steps}" if one.steps > 1 else f"{one.levels[0]}", **cited}
        return
    for (year, region), level in zip(PARTITIONS, one.levels.tolist(), strict=True):
        span = {"since": f"{year}-01-01", "until": f"{year + 1}-01-01"}
        yield {"value": f"{level // STEPS}.{level % STEPS}", "stratum": {"bench.region": region}, **span, **cited}


def make(rows: int, *, rough: bool = False) -> Workload:
    """Make the workload of a size: a whole number of units, each with its five years."""
    units = rows // len(YEARS)
    region_of = np.random.default_rng([SEED, units]).integers(0, len(REGIONS), units)
    year, unit = (one.ravel() for one in np.indices((len(YEARS), units)))
    partition = year * len(REGIONS) + region_of[unit]
    order = np.argsort(partition, kind="stable")
    drawn = indicators()
    asked = [Partition(date(when, 12, 31), (("bench.region", region),)) for when, region in PARTITIONS]
    whole = _criteria_set(drawn)
    layout = CompiledSet(whole).layout(asked)
    return Workload(units * len(YEARS), rough, drawn, whole, unit[order], year[order], partition[order], layout)
