"""Random reports against a set: figures near, on and just off its levels; strata; periods.

The figures are such as a unit could have reported: within the range of their measure, whole where things are counted,
shares with their parts or as a decimal. Near a level a wrong comparison shows, so that is where most of them lie.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, TypedDict

from hypothesis import strategies as st

from smartvillage.testing.figures import levels_by_measure, parts_near, values_near
from smartvillage.testing.strategies import pick

if TYPE_CHECKING:
    from smartvillage.criteria.criteria_set import CriteriaSet
    from smartvillage.criteria.measures import Measure

__all__ = ["Observation", "observations_for", "periods", "strata_for"]

MISSING = ("not-applicable", "not-collected", "not-due", "refused", "lost")


class Observation(TypedDict, total=False):
    """One figure, as it was reported: a value or its parts, or why there is none."""

    value: Fraction
    numerator: Fraction
    denominator: Fraction
    relation: str
    """``eq`` where it is absent; ``approx``, ``gt``, ``ge``, ``lt``, ``le``."""
    missing: str
    """The reason, where there is no figure."""


@st.composite
def observations_for(draw: st.DrawFn, criteria: CriteriaSet) -> dict[str, Observation]:
    """Draw what one unit reports over one period, by measure; measures that are absent were not reported.

    Args:
        draw: Given by hypothesis.
        criteria: The set whose measures are reported.

    Example:
        >>> from hypothesis import find
        >>> from smartvillage.testing import criteria_sets
        >>> criteria = find(criteria_sets(), lambda one: one.document.measures[0].kind == "share")
        >>> ties = find(observations_for(criteria), lambda found: "numerator" in found.get("thu.m1", {}))
        >>> sorted(ties["thu.m1"])
        ['denominator', 'numerator']
    """
    near = levels_by_measure(criteria)
    found: dict[str, Observation] = {}
    for measure in criteria.document.measures:
        low, _ = measure.range
        observation = _observation(draw, measure, near.get(measure.id) or [low or Fraction(0)])
        if observation is not None:
            found[measure.id] = observation
    return found


def _observation(draw: st.DrawFn, measure: Measure, near: list[Fraction]) -> Observation | None:
    """Draw one report of a measure, or that there is none."""
    ways = ["value"] * 8 + ["parts"] * (8 * measure.has_parts) + ["nothing", "missing", "missing"]
    if measure.kind == "share":
        ways += ["of-nothing"] * 2
    if measure.kind not in {"attested", "ordinal"}:
        ways += ["bound"] * 4
    way = pick(draw, ways)
    if way == "nothing":
        return None
    if way == "missing":
        return Observation(missing=pick(draw, MISSING))
    if way == "of-nothing":
        return Observation(numerator=Fraction(0), denominator=Fraction(0))
    if way == "parts":
        above, below = pick(draw, parts_near(measure, near))
        return Observation(numerator=Fraction(above), denominator=Fraction(below))
    value = pick(draw, values_near(measure, near))
    if way == "value":
        return Observation(value=value)
    low, high = measure.range
    open_ends = [relation for relation, end in (("gt", high), ("lt", low)) if value != end]
    return Observation(value=value, relation=pick(draw, [*open_ends, "ge", "le", "approx"]))


@st.composite
def strata_for(draw: st.DrawFn, criteria: CriteriaSet) -> dict[str, str]:
    """Draw the strata of a unit, by scheme; a scheme that is absent is one nobody knows the unit's stratum of.

    Args:
        draw: Given by hypothesis.
        criteria: The set whose schemes are asked for.
    """
    drawn = {
        scheme.id: pick(draw, [*[one.id for one in scheme.strata] * 3, None]) for scheme in criteria.document.schemes
    }
    return {scheme: stratum for scheme, stratum in drawn.items() if stratum is not None}


@st.composite
def periods(draw: st.DrawFn, *, years: tuple[int, int] = (2021, 2025)) -> tuple[str, date]:
    """Draw a period, as it is written, with its last day: a year, a half, a quarter, a month or a day.

    Args:
        draw: Given by hypothesis.
        years: The first and the last year.

    Example:
        >>> from hypothesis import find
        >>> find(periods(), lambda found: "Q" in found[0])
        ('2021-Q1', datetime.date(2021, 3, 31))
    """
    year = draw(st.integers(*years))
    kind = pick(draw, ("year", "year", "half", "quarter", "month", "day"))
    months = {"year": 12, "half": 6, "quarter": 3, "month": 1, "day": 1}[kind]
    number = draw(st.integers(1, 12 // months))
    last_month = number * months
    last = date(year + last_month // 12, last_month % 12 + 1, 1) - timedelta(days=1)
    if kind == "day":
        last = last.replace(day=draw(st.integers(1, last.day)))
    text = {
        "year": f"{year}",
        "half": f"{year}-H{number}",
        "quarter": f"{year}-Q{number}",
        "month": f"{year}-{number:02}",
        "day": last.isoformat(),
    }[kind]
    return text, last
