"""Sweeps: one figure moved through its range while everything else stands still, and what is judged at each step.

For every indicator, measure, stratum and span of a set the verdicts are those of one
:func:`smartvillage.evaluate`, in which each step is a unit of its own. No randomness: the figures lie on the levels
and just beside them, or are spread over the range of a measure that has no level.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import cycle, islice, product
from typing import Any

import attrs

from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import comparisons
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import PluginWarning
from smartvillage.evaluation.compile import CompiledSet
from smartvillage.evaluation.evaluate import compile_set, evaluate
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence
from smartvillage.testing.cases import EVERY_LAW
from smartvillage.testing.figures import levels_by_measure, values_near
from smartvillage.testing.trials import Trial

__all__ = ["Circumstance", "Sweep", "Swept"]

MOST_STEPS = 24
MOST_CIRCUMSTANCES = 12
"""Where strata and days have more combinations, each is looked at with one of the others."""


@attrs.frozen
class Circumstance:
    """For whom and when something is judged."""

    strata: Mapping[str, str]
    day: str


@attrs.frozen(kw_only=True)
class Sweep:
    """What is judged of one indicator while one figure moves."""

    indicator: str
    """The id that people know."""
    measure: Measure
    circumstance: Circumstance
    others: Mapping[str, Fraction]
    """The figures that stand still; measures of the indicator that are absent are not reported."""
    steps: tuple[tuple[Fraction, Verdict], ...]
    """Ascending."""
    without: Verdict
    """What is judged when the figure is not reported."""


_Planned = tuple[str, Measure, Circumstance, dict[str, Fraction], list[Fraction]]


@attrs.frozen(eq=False, slots=False)
class Swept:
    """Every sweep of a trial, judged at once."""

    trial: Trial

    @cached_property
    def compiled(self) -> CompiledSet:
        """The set, ready to judge."""
        return compile_set(self.trial.criteria_set, registry=self.trial.registry, law_states=EVERY_LAW)

    def run(self, rows: Sequence[Mapping[str, Any]], strata: Mapping[str, Mapping[str, str]]) -> Run:
        """Judge some rows of evidence."""
        evidence = Evidence(list(rows), measures=self.trial.criteria_set)
        known = {unit: strata[unit] for unit in evidence.units if strata.get(unit)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PluginWarning)  # an evaluator that fails has a check of its own
            return evaluate(
                self.compiled, evidence, registry=self.trial.registry, strata=known or None, law_states=EVERY_LAW
            )

    @cached_property
    def _plan(self) -> tuple[_Planned, ...]:
        return tuple(self._planned())

    def _planned(self) -> Iterator[_Planned]:
        criteria_set = self.trial.criteria_set
        near = levels_by_measure(criteria_set)
        values = {
            name: _thinned(values_near(one, near[name]) if near.get(name) else _spread(one))
            for name, one in criteria_set.measures.items()
        }
        for item in criteria_set.indicators:
            for circumstance in self._circumstances():
                for name in item.measures:
                    others = [other for other in item.measures if other != name]
                    for standing in _standing({other: values[other] for other in others}):
                        yield item.id, criteria_set.measures[name], circumstance, standing, values[name]

    @cached_property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """The evidence of all sweeps: every step is a unit."""
        rows = []
        for place, (_, measure, circumstance, others, values) in enumerate(self._plan):
            for step, value in enumerate([None, *values]):
                reported: dict[str, Fraction | None] = {measure.id: value, **others}
                for name, figure in reported.items():
                    rows.append(
                        {
                            "unit": f"{place}-{step}",
                            "period": circumstance.day,
                            "measure": name,
                            "value": figure,
                            "missing": None if figure is not None else "not-collected",
                        }
                    )
        return tuple(rows)

    @cached_property
    def strata(self) -> dict[str, Mapping[str, str]]:
        """The strata of every unit of :attr:`rows`."""
        return {
            f"{place}-{step}": circumstance.strata
            for place, (_, _, circumstance, _, values) in enumerate(self._plan)
            for step in range(len(values) + 1)
        }

    @cached_property
    def sweeps(self) -> tuple[Sweep, ...]:
        """What came out."""
        if not self.rows:
            return ()
        run = self.run(self.rows, self.strata)
        row_of = {unit: row for row, unit in enumerate(unit for unit, _ in run.keys)}
        verdicts = {item.id: run.verdicts(item.id) for item in self.trial.criteria_set.indicators}
        found = []
        for place, (indicator, measure, circumstance, others, values) in enumerate(self._plan):
            without, *steps = (verdicts[indicator][row_of[f"{place}-{step}"]] for step in range(len(values) + 1))
            found.append(
                Sweep(
                    indicator=self.trial.name(indicator),
                    measure=measure,
                    circumstance=circumstance,
                    others=others,
                    steps=tuple(zip(values, steps, strict=True)),
                    without=without,
                )
            )
        return tuple(found)

    def _circumstances(self) -> list[Circumstance]:
        """Every stratum at least once, and every day on which something changes; not all of them with each other."""
        document = self.trial.criteria_set.document
        since, until = document.assesses.since, document.assesses.until
        days = {since} | {day for day in _days_of_change(document.indicators()) if since <= day < until}
        schemes = [[one.id for one in scheme.strata] for scheme in document.schemes if scheme.strata]
        names = [scheme.id for scheme in document.schemes if scheme.strata]
        most = max((len(strata) for strata in schemes), default=1)
        selections = [
            dict(zip(names, choice, strict=True)) for choice in islice(zip(*map(cycle, schemes), strict=True), most)
        ] or [{}]
        pairs = list(product(selections, sorted(days)))
        if len(pairs) > MOST_CIRCUMSTANCES:
            most = max(len(selections), len(days))
            pairs = list(islice(zip(cycle(selections), cycle(sorted(days)), strict=False), most))
        return [Circumstance(selection, day.isoformat()) for selection, day in pairs]


def _days_of_change(indicators: Iterator[Any]) -> Iterator[date]:
    for indicator in indicators:
        for one in (indicator, *indicator.provisions):
            if one.since is not None:
                yield one.since
        for provision in indicator.provisions:
            for _, _, levels in comparisons(provision.rule):
                yield from (level.since for level in levels if level.since is not None)


def _spread(measure: Measure) -> list[Fraction]:
    """Figures over the range of a measure that no level says anything about."""
    low, high = measure.range
    first = Fraction(low) if low is not None else Fraction(0)
    last = Fraction(high) if high is not None else first + 10
    if measure.kind in {"attested", "ordinal", "count"}:
        return [Fraction(step) for step in range(int(first), int(last) + 1)]
    return [first + (last - first) * tenth / 10 for tenth in range(11)]


def _standing(values: Mapping[str, Sequence[Fraction]]) -> list[dict[str, Fraction]]:
    """The figures that stand still: none, the least of each, the middle ones, the greatest."""
    if not values:
        return [{}]
    return [
        {},
        *({name: some[round((len(some) - 1) * half / 2)] for name, some in values.items()} for half in range(3)),
    ]


def _thinned(items: list[Fraction], most: int = MOST_STEPS) -> list[Fraction]:
    """At most so many of the items, the first and the last among them."""
    if len(items) <= most:
        return items
    return [items[round(place * (len(items) - 1) / (most - 1))] for place in range(most)]
