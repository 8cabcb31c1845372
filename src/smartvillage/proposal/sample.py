"""The sample: who is a pilot, who is compared, and which exact figures each has before and after.

Groups come from the rules of the plan and from nothing else. A unit that fails a rule is listed with the rule it
failed, so that nobody has to ask where it went.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import attrs

from smartvillage.errors import InputError, Problem, Words, quoted
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.offers import Pilot
from smartvillage.proposal.plan import AnalysisPlan

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["ACCEPTED", "Figure", "Sample", "is_synthetic", "sample_of"]

Group = Literal["pilot", "comparison", "other"]
When = Literal["before", "after"]

ACCEPTED = frozenset({"self_assessed", "reported", "verified", "approved"})
"""The states of figures that are looked at; how many of each there are is told."""
VERIFIED = frozenset({"verified", "approved"})


@attrs.frozen
class Figure:
    """One exact figure."""

    value: Fraction
    period: str
    verified: bool
    """Whether somebody other than the commune has looked at it."""
    doubtful: bool = False
    """Whether it is disputed, or a plugin finds it doubtful."""


@attrs.frozen(eq=False, kw_only=True)
class Sample:
    """Units in their groups, with their figures."""

    names: Mapping[str, str]
    groups: Mapping[str, Group]
    """Every unit of the evidence, in the order of identities."""
    left_out: Mapping[str, Words]
    """Why a unit is neither pilot nor comparison."""
    strata: Mapping[str, Mapping[str, str]]
    """The stratum of every unit in every scheme, at the end of the last period."""
    figures: Mapping[tuple[str, str, When], Figure]
    """By unit, measure and side of the pilot."""
    synthetic: bool
    """Whether any figure is invented; then every page says so."""

    @property
    def pilots(self) -> tuple[str, ...]:
        """The pilots."""
        return self.of("pilot")

    @property
    def comparison(self) -> tuple[str, ...]:
        """The units they are compared with."""
        return self.of("comparison")

    def of(self, *groups: Group) -> tuple[str, ...]:
        """The units of some groups, in the order of identities; of all groups where none is named."""
        return tuple(unit for unit, group in self.groups.items() if not groups or group in groups)

    def values(
        self, measure: str, units: Iterable[str], when: When = "after", *, doubtful: bool = True
    ) -> dict[str, Fraction]:
        """The exact values of units that have one.

        Args:
            measure: The id of the measure.
            units: Which units.
            when: Before or after the pilot.
            doubtful: Whether doubtful figures count.
        """
        found = ((unit, self.figures.get((unit, measure, when))) for unit in units)
        return {unit: one.value for unit, one in found if one is not None and (doubtful or not one.doubtful)}

    def stratum(self, unit: str, schemes: Sequence[str]) -> tuple[str, ...]:
        """The strata of a unit in some schemes, an empty text where it is in none."""
        return tuple(self.strata.get(unit, {}).get(scheme, "") for scheme in schemes)


def sample_of(
    plan: AnalysisPlan,
    evidence: Evidence,
    places: Places | None = None,
    *,
    pilots: Iterable[Pilot] = (),
    doubtful: Iterable[tuple[str, str]] = (),
) -> Sample:
    """Put the units of the evidence into the groups of the plan.

    Args:
        plan: The plan, with its rules.
        evidence: What was reported.
        places: The units, for their strata.
        pilots: The pilots that plugins name, for a plan that lists none.
        doubtful: Units and measures whose figures somebody finds doubtful.

    Raises:
        InputError: A unit that the plan names is not in the evidence, or no pilot is.
    """
    finder = _Finder(evidence, places)
    problems: list[Problem] = []
    listed = plan.pilots.units or [unit for one in pilots if one.domain in plan.domains for unit in one.units]
    chosen = {finder.find(unit, problems if plan.pilots.units else None) for unit in listed} - {None}
    compared = {finder.find(unit, problems) for unit in plan.comparison.units} - {None}
    if not problems and not chosen:
        what = Words(vi="không có mô hình nào trong bộ số liệu", en="none of the pilots is in the evidence")
        advice = Words(
            vi="ghi pilots.units trong kế hoạch, đúng như cột đơn vị của số liệu",
            en="list pilots.units in the plan, as the unit column of the data has them",
        )
        problems.append(Problem("SV-PP-004", what, advice=advice))
    if problems:
        raise InputError(problems)
    strata = finder.strata(plan)
    statuses = _statuses(plan, evidence)
    near = {unit: tuple(strata[unit].get(scheme, "") for scheme in plan.comparison.same) for unit in evidence.units}
    pilot_strata = {near[unit] for unit in chosen if unit is not None}
    groups: dict[str, Group] = {}
    left_out: dict[str, Words] = {}
    for unit in sorted(evidence.units):
        why = None
        if unit in chosen:
            groups[unit] = "pilot"
            continue
        if compared and unit not in compared:
            why = Words(vi="không có trong danh sách đối chứng", en="not among the units to compare")
        elif near[unit] not in pilot_strata:
            why = Words(vi="khác nhóm với mọi mô hình", en="in another stratum than every pilot")
        elif statuses is not None and not statuses.get(unit, False):
            why = Words(vi="không cùng tình trạng trước thí điểm", en="not of the same status before the pilot")
        groups[unit] = "comparison" if why is None else "other"
        if why is not None:
            left_out[unit] = why
    return Sample(
        names={unit: evidence.unit_names.get(unit, unit) for unit in evidence.units},
        groups=groups,
        left_out=left_out,
        strata=strata,
        figures=_figures(plan, evidence, set(doubtful)),
        synthetic=is_synthetic(evidence),
    )


class _Finder:
    """Finds units as people write them: by identity, by code, by name."""

    def __init__(self, evidence: Evidence, places: Places | None) -> None:
        self.evidence = evidence
        self.places = places
        self.by_word: dict[str, set[str]] = {}
        for unit in evidence.units:
            code = unit.partition("@")[0].rpartition(":")[2]
            for word in {unit, code, evidence.unit_names.get(unit, unit)}:
                self.by_word.setdefault(word, set()).add(unit)

    def find(self, word: str, problems: list[Problem] | None) -> str | None:
        found = self.by_word.get(word, set())
        if len(found) == 1:
            return next(iter(found))
        if problems is not None:
            what = (
                Words(vi=f"{quoted(word)} không có trong bộ số liệu", en=f"{quoted(word)} is not in the evidence")
                if not found
                else Words(vi=f"có nhiều đơn vị tên {quoted(word)}", en=f"several units are called {quoted(word)}")
            )
            problems.append(Problem("SV-PP-003", what))
        return None

    def strata(self, plan: AnalysisPlan) -> dict[str, Mapping[str, str]]:
        if self.places is None:
            return {unit: {} for unit in self.evidence.units}
        ends = [period.last for period in self.evidence.periods if period.text in plan.periods.after]
        on = max(ends) if ends else None
        found: dict[str, Mapping[str, str]] = {}
        for unit in self.evidence.units:
            here = self.places.unit(unit) if on is not None else None
            found[unit] = here.strata(on) if here is not None and on is not None else {}
        return found


def _statuses(plan: AnalysisPlan, evidence: Evidence) -> dict[str, bool] | None:
    """Whether units had the status that the plan asks for, by what was reported of the set as a whole."""
    asked = plan.comparison.status
    if asked is None:
        return None
    wanted = asked.verdict.replace("-", "_").upper()
    key = asked.set
    return {
        one.unit: one.verdict == wanted
        for one in evidence.verdicts
        if one.ref in {key, key.partition("@")[0]} and (not plan.periods.before or one.period in plan.periods.before)
    }


def _figures(
    plan: AnalysisPlan, evidence: Evidence, doubtful: set[tuple[str, str]]
) -> dict[tuple[str, str, When], Figure]:
    """The last exact figure of every unit, measure and side; bounds and approximate figures are not values."""
    columns, measures = evidence.columns, list(evidence.measures.values())
    side: dict[str, When] = {
        **dict.fromkeys(plan.periods.before, "before"),
        **dict.fromkeys(plan.periods.after, "after"),
    }
    rows = sorted(range(len(columns)), key=lambda row: (evidence.periods[columns.period[row]], int(columns.as_of[row])))
    found: dict[tuple[str, str, When], Figure] = {}
    for row in rows:
        period = evidence.periods[columns.period[row]].text
        state = STATES[columns.state[row]]
        usable = (
            period in side
            and MISSING[columns.missing[row]] == ""
            and RELATIONS[columns.relation[row]] == "eq"
            and (state in ACCEPTED or state == "disputed")
        )
        measure = measures[columns.measure[row]]
        value = columns.value(row, measure.factor) if usable else None
        if value is None:
            continue
        unit = evidence.units[columns.unit[row]]
        key = (unit, measure.id, side[period])
        figure = Figure(
            value, period, state in VERIFIED, doubtful=state == "disputed" or (unit, measure.id) in doubtful
        )
        # a figure that somebody checked stands before one that nobody did, whatever came later
        if key not in found or figure.verified or not found[key].verified:
            found[key] = figure
    return found


def is_synthetic(evidence: Evidence) -> bool:
    """Whether any figure says that it is invented."""
    source = evidence.columns.texts.get("source")
    return source is not None and any(
        "synthetic" in text.casefold() or "giả lập" in text.casefold() for text in source.texts
    )
