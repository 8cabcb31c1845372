"""Findings: everything the sample shows for one candidate, in one stratum or in all of them.

Exact figures first, sampled ones second, and a refusal where the sample is thin. Nothing here knows the draft: what is
done with a finding is decided by the rules of :mod:`~smartvillage.proposal.grades` and
:mod:`~smartvillage.proposal.drafting`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.plugins.offers import Candidate, Precedent
from smartvillage.proposal.change import Assessment, assess
from smartvillage.proposal.flips import Flips, MeasurementError, flips
from smartvillage.proposal.matching import Match, match
from smartvillage.proposal.methods import (
    Agreement,
    MethodLevel,
    agreement,
    feasible_share,
    given,
    pilot_quantile,
    quantile_level,
    separation,
)
from smartvillage.proposal.plan import AnalysisPlan
from smartvillage.proposal.response import Steps, codes_at, steps
from smartvillage.proposal.sample import Sample
from smartvillage.proposal.stability import Stability, stability
from smartvillage.text.numbers import write_short

__all__ = ["Finding", "Stratum", "find", "judged"]

Stratum = tuple[tuple[str, str], ...]
"""Schemes with their strata; empty for everybody."""


@attrs.frozen(eq=False, kw_only=True)
class Finding:
    """What the sample shows for a candidate."""

    candidate: Candidate
    measure: Measure
    stratum: Stratum
    match: Match
    pilots: Mapping[str, Fraction]
    """The exact value of each pilot that has one."""
    missing: tuple[str, ...]
    """Pilots without a usable figure."""
    verified: int
    """How many of the pilots' figures somebody other than the commune has looked at."""
    comparison: Mapping[str, Fraction]
    response: Mapping[str, Steps]
    """How many units meet each level: ``pilots``, ``comparison``, ``everyone``."""
    methods: tuple[MethodLevel, ...]
    assessment: Assessment
    stability: Stability
    flips: Flips | None
    """How many verdicts the declared measurement error may turn; ``None`` where none is declared."""
    level: Fraction | None
    """The level that is suggested: by the declared method, not under the floor, in the declared multiples."""
    why: Words
    """Why that level, or why none."""

    @property
    def id(self) -> str:
        """What a draft and a dossier call this finding."""
        named = "".join(f"/{scheme}={stratum}" for scheme, stratum in self.stratum)
        return self.candidate.id + named

    @property
    def n(self) -> int:
        """How many pilots have a figure."""
        return len(self.pilots)

    @property
    def completeness(self) -> Fraction | None:
        """Which share of the pilots has a figure."""
        of = self.n + len(self.missing)
        return Fraction(self.n, of) if of else None

    @property
    def lower_is_better(self) -> bool:
        """Whether a level is met from below."""
        return self.measure.direction == "lower"

    @property
    def agreement(self) -> Agreement:
        """How far the methods agree."""
        return agreement(self.methods)

    @property
    def precedents(self) -> tuple[Precedent, ...]:
        """Who has asked for something like it before."""
        return self.candidate.precedents

    @property
    def met(self) -> Mapping[str, tuple[int, int]]:
        """How many units of each group meet the suggested level, of how many with a figure."""
        if self.level is None:
            return {}
        return {name: (one.met(self.level), one.of) for name, one in self.response.items()}

    def say_level(self, level: Fraction | None, lang: str = "vi") -> str:
        """A level of this measure as people write it."""
        if level is None:
            return ""
        if self.measure.kind == "attested":
            return "phải có" if lang == "vi" else "must have"
        if self.measure.kind == "ordinal":
            grade = self.measure.grades[int(level) - 1].title.say(lang)
            return f"từ “{grade}” trở lên" if lang == "vi" else f"“{grade}” or better"
        unit = self.measure.unit_text(lang)
        sign = "≤" if self.lower_is_better else "≥"
        return f"{sign} {self.say_value(level, lang)}{unit if unit == '%' else f' {unit}' if unit else ''}"

    def say_value(self, value: Fraction | None, lang: str = "vi") -> str:
        """A value of this measure without its unit."""
        if value is None:
            return ""
        if self.measure.kind == "attested":
            return ("có" if value else "không") if lang == "vi" else ("yes" if value else "no")
        return write_short(value, lang)


def find(
    candidate: Candidate,
    sample: Sample,
    plan: AnalysisPlan,
    base: CriteriaSet,
    *,
    seed: str,
    on: date,
    stratum: Stratum = (),
) -> Finding:
    """Ask the sample everything about one candidate.

    Args:
        candidate: The candidate; it judges a single measure.
        sample: Units in their groups, with their figures.
        plan: How to ask.
        base: The set in force.
        seed: What random draws come from: the digest of the plan.
        on: The day whose law is meant by the floor.
        stratum: The stratum; everybody unless given.
    """
    measure = candidate.measure
    assert measure is not None  # the engine leaves other candidates aside
    schemes = [scheme for scheme, _ in stratum]
    strata = tuple(one for _, one in stratum)

    def here(*groups: str) -> tuple[str, ...]:
        return tuple(unit for unit in sample.of(*groups) if sample.stratum(unit, schemes) == strata)  # type: ignore[arg-type]

    lower = measure.direction == "lower"
    pilots, others = here("pilot"), here("comparison")
    mine, theirs = sample.values(measure.id, pilots), sample.values(measure.id, others)
    everyone = sample.values(measure.id, here())
    floor = match(candidate, base, strata=dict(stratum), on=on).floor
    purpose = f"{candidate.id}{strata}"
    methods = _methods(candidate, plan, list(mine.values()), list(theirs.values()), seed=f"{seed}:{purpose}")
    if floor is not None:
        source = f"{floor.set} {floor.printed}"
        methods.append(given("floor", floor.level, source=source, lower_is_better=lower))
    level, why = _level(measure, plan, methods, None if floor is None else floor.level)
    error = plan.errors.get(measure.id)
    return Finding(
        candidate=candidate,
        measure=measure,
        stratum=stratum,
        match=match(candidate, base, strata=dict(stratum), on=on, level=level),
        pilots=mine,
        missing=tuple(unit for unit in pilots if unit not in mine),
        verified=sum(sample.figures[unit, measure.id, "after"].verified for unit in mine),
        comparison=theirs,
        response={
            "pilots": steps(list(mine.values()), unknown=len(pilots) - len(mine), lower_is_better=lower),
            "comparison": steps(list(theirs.values()), unknown=len(others) - len(theirs), lower_is_better=lower),
            "everyone": steps(list(everyone.values()), unknown=len(here()) - len(everyone), lower_is_better=lower),
        },
        methods=tuple(methods),
        assessment=_assessment(sample, measure, pilots, others, plan, seed=f"{seed}:{purpose}"),
        stability=stability(
            mine,
            lambda values: quantile_level(values, lower_is_better=lower, share=plan.methods.share),
            strata={unit: "/".join(sample.stratum(unit, plan.seat.schemes)) for unit in mine} if not stratum else None,
            doubtful=[unit for unit in mine if sample.figures[unit, measure.id, "after"].doubtful],
            lower_is_better=lower,
        ),
        flips=None
        if error is None or level is None
        else flips(list(everyone.values()), level, MeasurementError(error.kind, error.size)),
        level=level,
        why=why,
    )


def _methods(
    candidate: Candidate, plan: AnalysisPlan, mine: list[Fraction], theirs: list[Fraction], *, seed: str
) -> list[MethodLevel]:
    assert candidate.measure is not None
    lower = candidate.measure.direction == "lower"
    how = plan.methods
    found: list[MethodLevel] = []
    for name in how.use:
        if name == "separation":
            found.append(
                separation(
                    mine,
                    theirs,
                    seed=seed,
                    lower_is_better=lower,
                    minimum=how.minimum,
                    confidence=how.confidence,
                    draws=how.draws,
                )
            )
        else:
            method = pilot_quantile if name == "pilot-quantile" else feasible_share
            found.append(
                method(
                    mine,
                    lower_is_better=lower,
                    share=how.share,
                    minimum=how.minimum,
                    confidence=how.confidence,
                )
            )
    for anchor in plan.anchors:
        if anchor.measure in {candidate.measure.id, *candidate.measure.same_as}:
            source = " ".join(filter(None, (anchor.citation.number, anchor.on.isoformat() if anchor.on else None)))
            found.append(given("anchor", anchor.value, source=source, lower_is_better=lower))
    for provision in candidate.indicator.provisions:
        for level in getattr(provision.rule, "levels", ()):
            if level.value is not None:
                source = level.citation.number if level.citation is not None else ""
                found.append(given("anchor", level.value, source=source or "", lower_is_better=lower))
    return found


def _level(
    measure: Measure, plan: AnalysisPlan, methods: Sequence[MethodLevel], floor: Fraction | None
) -> tuple[Fraction | None, Words]:
    """The level of the first method the plan names, in the declared multiples, and not under the floor."""
    first = methods[0]
    if first.level is None:
        return None, Words(vi=first.say("vi"), en=first.say("en"))
    lower = measure.direction == "lower"
    level = _rounded(measure, plan, first.level, lower_is_better=lower)
    low, high = measure.range
    loosest = high if lower else low
    if loosest is not None and level == loosest:
        return None, Words(
            vi="mức mà đủ số mô hình đạt thì xã nào cũng đạt, chỉ theo dõi",
            en="the level that enough pilots meet is one that any commune meets: monitor only",
        )
    if floor is not None and (level > floor if lower else level < floor):
        return floor, Words(
            vi=f"bằng mức sàn đang áp dụng ({floor}); mô hình chưa đạt cao hơn",
            en=f"the floor in force ({floor}); the pilots do not reach more",
        )
    return level, Words(vi=first.say("vi"), en=first.say("en"))


def _rounded(measure: Measure, plan: AnalysisPlan, level: Fraction, *, lower_is_better: bool) -> Fraction:
    if measure.kind in {"attested", "ordinal"}:
        return level
    multiple = Fraction(plan.methods.multiples.get(measure.id, Exact(1)))
    whole = level / multiple
    rounded = multiple * (math.ceil(whole) if lower_is_better else math.floor(whole))
    high = measure.range[1]
    return min(rounded, Fraction(high)) if high is not None else rounded


def _assessment(
    sample: Sample,
    measure: Measure,
    pilots: Sequence[str],
    others: Sequence[str],
    plan: AnalysisPlan,
    *,
    seed: str,
) -> Assessment:
    def side(units: Sequence[str], when: str) -> list[Fraction | None]:
        values = sample.values(measure.id, units, when)  # type: ignore[arg-type]
        return [values.get(unit) for unit in units]

    return assess(
        side(pilots, "before"),
        side(pilots, "after"),
        side(others, "before"),
        side(others, "after"),
        seed=seed,
        effect="share" if measure.kind == "attested" else "shift",
        confidence=plan.methods.confidence,
        draws=plan.methods.draws,
    )


def judged(findings: Sequence[Finding], sample: Sample) -> tuple[list[str], npt.NDArray[np.uint8]]:
    """Judge every unit of a sample by every suggested level.

    Returns:
        The candidates that have a level, and their verdict codes: a line for each, a column for each unit.
    """
    levelled = [(one, one.level) for one in findings if one.level is not None]
    units = sample.of()
    codes = np.zeros((len(levelled), len(units)), dtype=np.uint8)
    for row, (finding, level) in enumerate(levelled):
        values = sample.values(finding.measure.id, units)
        known = np.array([unit in values for unit in units])
        column = [values.get(unit, Fraction(0)) for unit in units]
        codes[row] = codes_at(column, level, known=known, lower_is_better=finding.lower_is_better)
    return [one.candidate.id for one, _ in levelled], codes
