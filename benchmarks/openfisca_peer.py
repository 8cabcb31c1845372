"""The same question put to OpenFisca: measures are variables of a commune, levels parameters by year and region.

OpenFisca knows neither figures that are missing nor bounds, so it is asked about complete figures only, and its
verdicts are two: met or not. A variable of type float is kept as float32 while a parameter is a double; the formula
that comes to mind first, ``value >= level``, is therefore wrong where a figure lies on its level. Here the level is
made a float32 as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peer import Peer
from benchmarks.workload import PARTITIONS, REGIONS, YEARS, Indicator, Workload

Regions = Enum("Regions", [(region.replace("-", "_"), region.replace("-", "_")) for region in REGIONS])
COMMUNE = build_entity(key="commune", plural="communes", label="Xã", is_person=True)
Answer = list[list[npt.NDArray[np.bool_]]]


def openfisca_peer(workload: Workload) -> Peer:
    """Communes with figures of five years, every verdict calculated anew for each of them."""
    system = TaxBenefitSystem([COMMUNE])
    system.parameters = ParameterNode("", data=_levels(workload))
    outputs = [*_variables(workload)]
    regions = {"possible_values": Regions, "default_value": next(iter(Regions))}
    system.add_variable(_variable("region", Enum, DateUnit.ETERNITY, **regions))
    for one in workload.indicators:
        system.add_variable(_variable(f"m{one.number}", float, DateUnit.YEAR))
    for name, formula in outputs:
        system.add_variable(_variable(name, bool, DateUnit.YEAR, formula=formula))
    units = len(workload.unit) // len(YEARS)
    simulation = SimulationBuilder().build_default_simulation(system, count=units)
    region = np.empty(units, dtype=np.uint8)
    region[workload.unit] = workload.partition % len(REGIONS)
    simulation.set_input("region", str(YEARS[0]), EnumArray(region, Regions))
    for one in workload.indicators:
        value = one.figures(workload.partition, rough=False).value / one.steps
        for place, year in enumerate(YEARS):
            figures = np.empty(units)
            here = workload.year == place
            figures[workload.unit[here]] = value[here]
            simulation.set_input(f"m{one.number}", str(year), figures)

    def run() -> Answer:
        for name, _ in outputs:
            simulation.delete_arrays(name)  # else it would be remembered
        return [[simulation.calculate(name, str(year)) for year in YEARS] for name, _ in outputs]

    def read(answer: Answer) -> npt.NDArray[np.uint8]:
        return np.stack([np.stack(years)[workload.year, workload.unit].astype(np.uint8) * 2 for years in answer])

    return Peer("OpenFisca (two verdicts only)", run, read)


def _variable(name: str, kind: type, period: DateUnit, **more: object) -> type[Variable]:
    return type(name, (Variable,), {"value_type": kind, "entity": COMMUNE, "definition_period": period, **more})


def _levels(workload: Workload) -> dict[str, object]:
    by_indicator: dict[str, object] = {}
    for one in workload.indicators:
        levels = (one.levels / one.steps).tolist()
        by_region: dict[str, dict[str, object]] = {}
        for (year, region), level in zip(PARTITIONS, levels, strict=True):
            values = by_region.setdefault(region.replace("-", "_"), {"values": {}})["values"]
            values[f"{year}-01-01"] = {"value": level}  # type: ignore[index]
        by_indicator[f"i{one.number}"] = by_region if one.varies else {"values": {"2021-01-01": {"value": levels[0]}}}
    return {"levels": by_indicator}


def _variables(workload: Workload) -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in workload.indicators:
        yield f"i{one.number}", _indicator(one)
    for place, three in enumerate(workload.criteria):
        yield f"c{place}", _every([f"i{one.number}" for one in three])
    yield "whole", _every([f"c{place}" for place in range(len(workload.indicators) // 3)])


def _indicator(one: Indicator) -> Callable[..., Any]:
    def formula(commune, period, parameters):
        value = commune(f"m{one.number}", period)
        level = getattr(parameters(period).levels, f"i{one.number}")
        if one.varies:
            level = level[commune("region", period)]
        level = np.float32(level)
        return value <= level if one.kind == "at-most" else value >= level

    return formula


def _every(members: list[str]) -> Callable[..., Any]:
    def formula(commune, period):
        met = commune(members[0], period)
        for member in members[1:]:
            met = met * commune(member, period)  # as OpenFisca's users write "and"
        return met

    return formula
