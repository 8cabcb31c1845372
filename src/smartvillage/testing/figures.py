"""Figures worth trying: on the levels of a set and just beside them, where a wrong comparison shows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from smartvillage.criteria.rules import Times, comparisons, measures_of, walk

if TYPE_CHECKING:
    from smartvillage.criteria.criteria_set import CriteriaSet
    from smartvillage.criteria.measures import Measure

__all__ = ["levels_by_measure", "parts_near", "values_near"]

DENOMINATORS = (1, 3, 10, 161)
"""What the parts of a share are multiplied by: 2 of 3 is also 322 of 483."""


def levels_by_measure(criteria: CriteriaSet) -> dict[str, list[Fraction]]:
    """List the values that a figure of a measure may be compared with, factors included."""
    found: dict[str, set[Fraction]] = {}
    factors: dict[str, set[Fraction]] = {}
    for indicator in criteria.document.indicators():
        for provision in indicator.provisions:
            for rule in walk(provision.rule):
                if isinstance(rule, Times):
                    factors.setdefault(rule.measure, set()).add(rule.factor)
                rows = [row for one, _, levels in comparisons(rule) if one is rule for row in levels]
                for measure in measures_of(rule) if rows else ():
                    found.setdefault(measure, set()).update(row.value for row in rows if row.value is not None)
    for measure, some in factors.items():
        found.setdefault(measure, set()).update({one * level for one in some for level in found.get(measure, ())})
    return {measure: sorted(values) for measure, values in found.items()}


def values_near(measure: Measure, near: list[Fraction]) -> list[Fraction]:
    """List decimals on and around the levels that the measure can have."""
    if measure.kind in {"attested", "ordinal", "count"}:
        steps = [
            Fraction(step) for level in near for step in (floor(level), ceil(level), floor(level) - 1, ceil(level) + 1)
        ]
        steps = steps if measure.kind != "attested" else [Fraction(0), Fraction(1)]
    else:
        steps = [step for level in near for step in _decimals_around(level)]
    low, high = measure.range
    kept = {step for step in steps if (low is None or low <= step) and (high is None or step <= high)}
    return sorted(kept) or [low if low is not None else Fraction(0)]


def _decimals_around(level: Fraction) -> Iterator[Fraction]:
    tenths, thousandths = Fraction(floor(level * 10), 10), Fraction(floor(level * 1000), 1000)
    yield from (tenths, tenths + Fraction(1, 10), thousandths, thousandths + Fraction(1, 1000))
    yield thousandths - Fraction(1, 1000)


def parts_near(measure: Measure, near: list[Fraction]) -> list[tuple[int, int]]:
    """List numerators and denominators that make a level exactly, one more and one less."""
    low, high = measure.range
    found = []
    for level in near:
        ratio = level / measure.factor
        for times in DENOMINATORS:
            below = ratio.denominator * times
            found += [(ratio.numerator * times + more, below) for more in (0, 0, -1, 1)]
    kept = [
        (above, below)
        for above, below in found
        if above >= 0
        and (low is None or low <= Fraction(above, below) * measure.factor)
        and (high is None or Fraction(above, below) * measure.factor <= high)
    ]
    return kept or [(1, 2)]
