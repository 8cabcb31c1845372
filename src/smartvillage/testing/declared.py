"""Random reports of what an author declares: figures within the range of a measure, strata of a scheme, true periods.

Where :mod:`smartvillage.testing.sets` makes up measures, here they are somebody's own. What is drawn is what a commune
could have reported: whole numbers where things are counted, shares with their parts, and a share of figures that are
not there at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
from hypothesis import strategies as st

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.offers import Candidate
from smartvillage.plugins.registry import builtin_registry
from smartvillage.testing.figures import levels_by_measure, values_near
from smartvillage.testing.reports import MISSING, Observation, periods, strata_for
from smartvillage.testing.strategies import pick
from smartvillage.testing.trials import trial_of_candidates

if TYPE_CHECKING:
    from smartvillage.criteria.measures import Measure

__all__ = ["Reported", "evidence_for", "observations_of", "rows_for", "values_of"]

WIDE = 1_000_000
"""How far figures go where a measure states no end."""
SMALL = 100
LARGEST_WHOLE = 400
"""Of how many a share is, at most."""
YEARS = (2021, 2025)


def values_of(measure: Measure, *, near: Sequence[Fraction] = ()) -> st.SearchStrategy[Fraction]:
    """Draw exact values that a measure can have, in its unit.

    Args:
        measure: The measure: its kind, its range and its grades are kept to.
        near: Levels; half of what is drawn then lies on them or just beside.

    Example:
        >>> from hypothesis import find
        >>> from smartvillage.plugins.registry import builtin_registry
        >>> jobs = builtin_registry().measures["tourism.local-jobs"]
        >>> find(values_of(jobs), lambda value: value > 99)
        Fraction(100, 1)
    """
    least, most = measure.range
    first = least if least is not None else (most - WIDE if most is not None else Fraction(-WIDE))
    last = most if most is not None else max(first, Fraction(0)) + WIDE
    steps = (1,) if measure.kind in {"attested", "ordinal", "count"} else (1, 100)
    nought = min(max(first, Fraction(0)), last)
    # small figures as often as large ones, as communes report them
    spans = [(first, last), (max(first, nought - SMALL), min(last, nought + SMALL))]
    grids = [_grid(ceil(low * step), floor(high * step), step) for low, high in spans for step in steps]
    anywhere = st.one_of([grid for grid in grids if grid is not None] or [st.just(Fraction(first))])
    return st.sampled_from(values_near(measure, list(near))) | anywhere if near else anywhere


def _grid(least: int, most: int, step: int) -> st.SearchStrategy[Fraction] | None:
    # a narrow range may hold no whole number
    return st.integers(least, most).map(lambda one: Fraction(one, step)) if least <= most else None


def observations_of(
    measures: Iterable[Measure],
    *,
    unknown: float = 0.2,
    near: Mapping[str, Sequence[Fraction]] | None = None,
) -> st.SearchStrategy[dict[str, Observation]]:
    """Draw what one unit reports over one period, by measure; measures that are absent were not reported.

    Args:
        measures: The measures, such as those a plugin declares.
        unknown: The share of figures that are not there: not reported, or missing for a reason.
        near: Levels by measure; half of the values then lie on them or just beside.

    Example:
        >>> from hypothesis import find
        >>> from smartvillage.plugins.registry import builtin_registry
        >>> jobs = builtin_registry().measures["tourism.local-jobs"]
        >>> find(observations_of([jobs], unknown=0), lambda found: "numerator" in found[jobs.id])[jobs.id]
        {'numerator': Fraction(0, 1), 'denominator': Fraction(1, 1)}
    """
    return _observations(_Declared(tuple(measures), near or {}), unknown)


@attrs.frozen(eq=False, repr=False)
class _Declared:
    """Measures with levels to lie near; hypothesis prints what strategies are made of, and these are long."""

    measures: tuple[Measure, ...]
    near: Mapping[str, Sequence[Fraction]]

    def __repr__(self) -> str:
        return f"<{len(self.measures)} measures>"


@st.composite
def _observations(draw: st.DrawFn, declared: _Declared, unknown: float) -> dict[str, Observation]:
    found: dict[str, Observation] = {}
    for measure in declared.measures:
        if draw(st.integers(0, 999)) < unknown * 1000:
            if draw(st.booleans()):
                found[measure.id] = Observation(missing=pick(draw, MISSING))
        elif measure.kind == "share" and draw(st.booleans()):
            below = draw(st.integers(1, LARGEST_WHOLE))
            above = draw(st.integers(0, below))
            found[measure.id] = Observation(numerator=Fraction(above), denominator=Fraction(below))
        else:
            found[measure.id] = Observation(value=draw(values_of(measure, near=declared.near.get(measure.id, ()))))
    return found


class Reported(NamedTuple):
    """Evidence, with the strata of its units for :func:`smartvillage.evaluate`."""

    evidence: Evidence
    strata: dict[str, dict[str, str]]


@st.composite
def rows_for(
    draw: st.DrawFn, criteria: CriteriaSet, *, units: int = 3, unknown: float = 0.2
) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """Draw rows of tidy data that a set can judge, and the strata of their units.

    Args:
        draw: Given by hypothesis.
        criteria: The set: its measures, schemes, levels and assessment dates.
        units: How many units there are at most.
        unknown: The share of figures that are not there.
    """
    near = levels_by_measure(criteria)
    assesses = criteria.document.assesses
    last = assesses.until - timedelta(days=1)
    years = (max(assesses.since.year, YEARS[0]), min(last.year, YEARS[1]))
    if years[0] > years[1]:
        years = (assesses.since.year, last.year)
    # a set may begin or end within a year
    inside = periods(years=years).filter(lambda one: assesses.since <= one[1] < assesses.until)
    rows: list[dict[str, Any]] = []
    strata: dict[str, dict[str, str]] = {}
    for number in range(1, draw(st.integers(1, units)) + 1):
        unit, (period, _) = f"Xã {number}", draw(inside)
        strata[unit] = draw(strata_for(criteria))
        reported = draw(observations_of(criteria.document.measures, unknown=unknown, near=near))
        for name, said in reported.items():
            blank = dict.fromkeys(("value", "numerator", "denominator", "missing"))
            rows.append({"unit": unit, "period": period, "measure": name, **blank, **said})
    return rows, {unit: some for unit, some in strata.items() if any(row["unit"] == unit for row in rows)}


def evidence_for(
    of: CriteriaSet | Iterable[Candidate], *, units: int = 3, unknown: float = 0.2
) -> st.SearchStrategy[Reported]:
    """Draw evidence for a set, or for candidates: units with their strata, periods that the set judges, figures.

    Args:
        of: A criteria set, or candidates that a plugin offers.
        units: How many units there are at most.
        unknown: The share of figures that are not there.

    Example:
        >>> from hypothesis import given
        >>> from smartvillage.plugins.registry import load
        >>> @given(evidence_for(load("vn.xa-ntm", "2021-2025")))
        ... def every_unit_has_its_strata(reported):
        ...     assert set(reported.strata) == set(reported.evidence.units)
    """
    if isinstance(of, CriteriaSet):
        criteria = of
    else:
        offered = [(one, None) for one in of]
        criteria = trial_of_candidates(offered, builtin_registry(), fill=True).criteria_set
    drawn = rows_for(criteria, units=units, unknown=unknown)
    return drawn.filter(lambda one: bool(one[0])).map(lambda one: Reported(Evidence(one[0], measures=criteria), one[1]))
