"""``communes``: real appraisals with what an authority decided, against the edition that judges them.

A case belongs to the edition that its ``programme`` and ``assessed_for`` name; outside every shipped edition it is
undecided. Its figures are judged by the levels of that edition, whatever their verification, for the region of the
commune (or of its province, where the register does not know the commune). An assessment counts by its year even when
the edition was decided later, and a line says so.

A case *contradicts* when a unit that was officially recognised gets NOT_MET on a figure that was reported, or when an
official "not met" comes out MET. One unmet requirement is enough for an official "not met", so a single figure that is
MET is no contradiction; it is one

- when the whole set comes out MET, or a criterion that ``criteria_unmet`` names does;
- when the figure itself has the ``verdict`` "not met" beside it;
- when every level that the source gives is met, and the source names neither unmet criteria nor how many there are.

Levels of the case stand before those of the set: ``thresholds_in_source: [{rule: poor_household_rate < 4 %}]``, or on a
figure ``level: 4`` with an ``op`` (without one: at least, or at most where less is better). A ``unit`` may state
``strata: {vn.318.region: mekong-delta}`` where it is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import smartvillage as sv
from smartvillage.border import Label
from smartvillage.criteria.patches import SetProvision
from smartvillage.criteria.provisions import Provision
from smartvillage.evidence.periods import Period
from smartvillage.text import skeleton
from tests.oracles.figures import convert, number, percent
from tests.oracles.judging import rule_of
from tests.oracles.report import Report, case_name, read_entries

__all__ = ["INDICATORS", "PROGRAMMES", "check"]

Case = Mapping[str, Any]

PROGRAMMES: Mapping[str, str] = {
    "ntm": "vn.xa-ntm",
    "nong thon moi": "vn.xa-ntm",
    "ntm nang cao": "vn.xa-ntm-nang-cao",
    "nong thon moi nang cao": "vn.xa-ntm-nang-cao",
    "ntm kieu mau": "vn.xa-ntm-kieu-mau",
    "nong thon moi kieu mau": "vn.xa-ntm-kieu-mau",
}
"""The set of a programme, by its name without marks and without what stands in brackets."""

INDICATORS: Mapping[str, str] = {
    "income_per_capita": "vn.income-per-capita",
    "poor_household_rate": "vn.multidimensional-poverty",
    "multidimensional_poverty_rate": "vn.multidimensional-poverty",
    "households_clean_water": "vn.standard-water",
    "households_centralised_water": "vn.centralised-water",
    "households_safe_power": "vn.safe-power",
    "houses_meeting_standard": "vn.solid-houses",
    "hamlets_with_culture_house": "vn.hamlet-culture-houses",
    "cultural_hamlets": "vn.cultural-hamlets",
    "health_insurance_coverage": "vn.health-insurance",
    "commune_roads_paved": "vn.commune-roads-paved",
    "trained_labour_rate": "vn.trained-workers",
}
"""The measure that a name of the cases means. A name spelled like a measure (``solid_houses``) needs no line here.

Not here, because the quantity is another one or cannot be told: households with any electricity (the sets ask for safe,
registered power), water that is only "safe", roads of no stated class, workers with a job.
"""

LAW_STATES = frozenset({"official", "secondary", "unverified"})
_MET = frozenset({"met", "recognised", "eligible", "dat", "dat chuan", "cong nhan"})
_NOT_MET = frozenset({"not met", "not recognised", "not eligible", "chua dat", "khong dat"})
_RULE = re.compile(r"\s*([\w.-]+)\s*(>=|<=|==|=|>|<|≥|≤)\s*([0-9][0-9.,/]*)\s*(.*?)\s*", re.DOTALL)
_YEARS = re.compile(r"([0-9]{4})\s*[-\N{EN DASH}/]\s*([0-9]{4})", re.ASCII)


class UndecidedError(Exception):
    """Why a case, or one of its figures, cannot be judged."""


class Level(NamedTuple):
    """A level that the source of a case gives."""

    op: str | None
    value: Fraction
    unit: str | None


class Edition(NamedTuple):
    """The set that judges a case, and the first and last period it was assessed for."""

    criteria_set: sv.CriteriaSet
    first: Period
    last: Period


@dataclass(frozen=True)
class Figure:
    """A reported figure with the indicator that judges it."""

    name: str
    indicator: sv.IndicatorInSet
    row: Mapping[str, Any]
    said: str | None
    """What the source says of this figure alone, where it does."""
    level: Level | None
    criterion: str


@dataclass
class Tally:
    """What was found, over all cases."""

    decided: int = 0
    undecided: int = 0
    unmapped: dict[str, list[str]] = field(default_factory=dict)


def check(path: str | Path) -> Report:
    """Judge every case of a file and compare it with what an authority decided."""
    report, tally = Report(), Tally()
    for place, case in enumerate(read_entries(path, "cases"), start=1):
        name = case_name(case, place)
        try:
            _list_unmapped(tally, name, case)
            edition = _edition(case)
            communes = dict(_communes(case))
        except UndecidedError as why:
            report.leaves_open(name, str(why))
            continue
        issued = _issued(edition.criteria_set)
        if issued is not None and edition.last.last < issued:
            key = edition.criteria_set.key
            report.say(f"{name}: assessed for {edition.last}, before {key} was decided ({issued}); the year counts")
        for commune, inputs in communes.items():
            called = name if len(communes) == 1 else f"{name} {commune}"
            try:
                _Appraisal(report, tally, called, case, edition, commune, inputs).compare()
            except Exception as broken:  # noqa: BLE001 - whatever breaks is this case's failure, not the end of the others
                report.fails(called, f"it broke with {type(broken).__name__}: {broken}")
    for indicator, cases in tally.unmapped.items():
        report.say(f"unmapped: {indicator} ({', '.join(cases)})")
    decided = report.passed + report.failed
    report.say(
        f"cases: {decided} decided, {report.undecided} undecided; figures: {tally.decided} decided, "
        f"{tally.undecided} undecided; names unmapped: {len(tally.unmapped)}; contradictions: {report.failed}"
    )
    if not decided:
        report.proves_nothing = True
        report.say("nothing was decided, so nothing was compared")
    return report


# -- what a case is about -----------------------------------------------------------------------------------------


@cache
def _registry() -> sv.Registry:
    return sv.load_registry(only=())


@cache
def _known_measures() -> frozenset[str]:
    return frozenset(name for one in _registry().sets.values() for name in one.read().measures)


def _measure_of(name: str) -> str | None:
    """Return the measure that a name of the cases means, in whatever set it is."""
    if name in INDICATORS:
        return INDICATORS[name]
    spelled = (name, f"vn.{name.replace('_', '-')}")
    return next((one for one in spelled if one in _known_measures()), None)


def _list_unmapped(tally: Tally, case_id: str, case: Any) -> None:
    for one in _inputs(case):
        name = one.get("indicator")
        if name is not None and _measure_of(str(name)) is None:
            listed = tally.unmapped.setdefault(str(name), [])
            if case_id not in listed:
                listed.append(case_id)


def _inputs(case: Any) -> list[Case]:
    if not isinstance(case, Mapping):
        raise UndecidedError("this is no case")
    inputs = case.get("inputs")
    return [one for one in inputs if isinstance(one, Mapping)] if isinstance(inputs, list) else []


def _mapping(case: Case, key: str) -> Case:
    found = case.get(key)
    return found if isinstance(found, Mapping) else {}


def _edition(case: Case) -> Edition:
    """Find the shipped edition that the programme and the assessment of a case name."""
    if case.get("kind") == "rule" or not _mapping(case, "unit"):
        raise UndecidedError("a rule, not the appraisal of a unit")
    programme = str(case.get("programme") or "")
    base, _, bracketed = programme.partition("(")
    years = _YEARS.search(base)
    set_id = PROGRAMMES.get(skeleton(_YEARS.sub("", base).strip(" ,;:-")))
    if set_id is None:
        raise UndecidedError(f"the programme {programme!r} has no shipped set")
    first, last = _assessed(case)
    for published in _registry().editions(set_id):
        if years is not None and published.edition != f"{years[1]}-{years[2]}":
            continue
        criteria_set = published.read()
        span = criteria_set.document.assesses
        if span.since <= first.first and last.last < span.until:
            if bracketed and not _is_national(bracketed, criteria_set):
                raise UndecidedError(f"the programme {programme!r} has rules of its own, which are not shipped")
            return Edition(criteria_set, first, last)
    shown = ", ".join(one.key for one in _registry().editions(set_id)) or "none"
    when = str(first) if first == last else f"{first} to {last}"
    raise UndecidedError(f"{programme!r} assessed for {when} is outside every shipped edition ({shown})")


def _is_national(bracketed: str, criteria_set: sv.CriteriaSet) -> bool:
    """Whether a remark in brackets names the decision of the set, or calls it national; else it names another rule."""
    words = skeleton(bracketed)
    decision = skeleton(criteria_set.document.issued.number)
    return decision.partition("/")[0] in re.findall(r"[0-9]+", words) or "national" in words or "quoc gia" in words


def _assessed(case: Case) -> tuple[Period, Period]:
    text = str(case.get("assessed_for") or "").strip()
    years = _YEARS.fullmatch(text)
    try:
        first, last = (Period.read(year) for year in ((years[1], years[2]) if years else (text, text)))
    except ValueError:
        raise UndecidedError(f"assessed for {text!r}, which is no period") from None
    return first, last


def _issued(criteria_set: sv.CriteriaSet) -> Any:
    citation = criteria_set.document.issued
    text = criteria_set.document.text(citation.number)
    return citation.date or (text.date if text is not None else None)


def _communes(case: Case) -> Iterator[tuple[str, list[Case]]]:
    """Split a case by commune: its only one, those it lists, or those its inputs name."""
    unit, inputs = _mapping(case, "unit"), _inputs(case)
    if unit.get("commune"):
        yield str(unit["commune"]), inputs
        return
    listed = unit.get("communes")
    named = [str(one["commune"]) for one in inputs if one.get("commune")]
    communes = [str(one) for one in listed] if isinstance(listed, list) else list(dict.fromkeys(named))
    if not communes:
        raise UndecidedError("the case names no commune")
    for commune in communes:
        yield commune, [one for one in inputs if one.get("commune") in {None, commune}]


def _verdict_of(said: object) -> str | None:
    """Read what an authority said of one unit or figure: ``met``, ``not met``, or something else."""
    words = skeleton(str(said or ""))
    return "met" if words in _MET else "not met" if words in _NOT_MET else None


# -- one commune --------------------------------------------------------------------------------------------------


@dataclass
class _Appraisal:
    report: Report
    tally: Tally
    name: str
    case: Case
    edition: Edition
    commune: str
    inputs: Sequence[Case]

    def compare(self) -> None:
        """Judge what was reported and compare it with the official verdict."""
        official = self._official()
        if official is None:
            self.report.leaves_open(self.name, "the official verdict is not one of met and not met")
            return
        given = self._given_levels()
        figures = list(self._figures(given))
        judged: list[tuple[Figure, sv.Verdict]] = []
        contradictions: list[str] = []
        if figures:
            run, figures = self._run(figures)
            for one in figures if run is not None else ():
                at = run.at(run.evidence.units[0], one.row["period"])
                verdict = at.verdict(one.indicator.id)
                if verdict not in {sv.Verdict.MET, sv.Verdict.NOT_MET}:
                    self._leaves_figure_open(one.name, str(at.why(one.indicator.id, "en")))
                    continue
                judged.append((one, verdict))
                state = at.cell(one.indicator.id).level_state
                self._say_figure(one, verdict, official, str(at.why(one.indicator.id, "en")))
                if self._contradicts(one, verdict, official):
                    contradictions.append(f"{one.name} is {verdict.name} (level: {state}), officially {official}")
            if run is not None and official == "not met":
                contradictions += self._as_a_whole(run, judged, given)
        self.tally.decided += len(judged)
        if contradictions:
            self.report.fails(self.name, f"contradiction: {'; '.join(contradictions)}")
        elif judged:
            self.report.passes()
        else:
            self.report.leaves_open(self.name, "no figure could be judged")

    # -- what was said ------------------------------------------------------------------------------------------

    def _official(self) -> str | None:
        verdict = _mapping(self.case, "verdict")
        said = _mapping(verdict, "per_commune").get(self.commune) or verdict.get("result")
        if said is None and "recognised" in verdict:
            return "met" if str(verdict["recognised"]) == "true" else "not met"
        return _verdict_of(said)

    @staticmethod
    def _contradicts(one: Figure, verdict: sv.Verdict, official: str) -> bool:
        if (one.said or official) == "met":
            return verdict is sv.Verdict.NOT_MET
        return one.said == "not met" and verdict is sv.Verdict.MET

    def _as_a_whole(
        self, run: sv.Run, judged: Sequence[tuple[Figure, sv.Verdict]], given: Mapping[str, Level]
    ) -> list[str]:
        """What an official "not met" contradicts beyond single figures."""
        periods = sorted({one.row["period"] for one, _ in judged})
        found = []
        for period in periods:
            at = run.at(run.evidence.units[0], period)
            if at.verdict() is sv.Verdict.MET:
                found.append("the whole set is MET, officially not met")
            found += [
                f"criterion {criterion.printed} is MET, officially unmet ({name})"
                for name in self._unmet()
                for criterion in self._criteria_called(name, judged)
                if at.verdict(criterion.id) is sv.Verdict.MET
            ]
        by_source = [verdict for one, verdict in judged if one.level is not None]
        counted = any("criteria_met" in one for one in (_mapping(self.case, "verdict"), *self.inputs))
        whole = given and len(by_source) == len(given) and not self._unmet() and not counted
        if whole and all(verdict is sv.Verdict.MET for verdict in by_source):
            found.append("every level that the source gives is met, officially not met")
        return found

    def _unmet(self) -> list[str]:
        places = (self.case, _mapping(self.case, "verdict"), *self.inputs)
        lists = (one.get("criteria_unmet") for one in places)
        return [str(name) for some in lists if isinstance(some, list) for name in some]

    def _criteria_called(self, name: str, judged: Sequence[tuple[Figure, sv.Verdict]]) -> list[Any]:
        """Criteria of the set by a name that the source uses: part of the title, or of a figure's ``criterion``."""
        wanted = skeleton(name)
        by_figure = {one.indicator.criterion.id for one, _ in judged if wanted in skeleton(one.criterion)}
        return [
            one for one in self.edition.criteria_set.criteria if one.id in by_figure or wanted in skeleton(one.title.vi)
        ]

    # -- what was reported --------------------------------------------------------------------------------------

    def _given_levels(self) -> dict[str, Level]:
        """The levels that the source gives, by the name of the indicator."""
        levels = {}
        rules = self.case.get("thresholds_in_source")
        for one in rules if isinstance(rules, list) else []:
            text = str(one.get("rule") if isinstance(one, Mapping) else one)
            found = _RULE.fullmatch(text)
            value = number(found[3]) if found else None
            if found is None or value is None:
                self.report.say(f"{self.name}: the rule {text!r} is not read")
                continue
            levels[found[1]] = Level(found[2], value, found[4] or None)
        for one in self.inputs:
            if (value := percent(one.get("level"))) is not None:
                op = one.get("op")
                levels[str(one.get("indicator"))] = Level(str(op) if op else None, value, None)
        return levels

    def _figures(self, given: Mapping[str, Level]) -> Iterator[Figure]:
        """The figures that a measure of the set exists for, each once for its period."""
        reported: dict[tuple[str, str], list[tuple[str, Figure]]] = {}
        for one in self.inputs:
            name = str(one.get("indicator"))
            measure = _measure_of(name) if "indicator" in one else None
            if measure is None:
                continue
            try:
                figure, as_of = self._figure(name, measure, one, given.get(name))
            except (UndecidedError, ValueError) as why:
                self._leaves_figure_open(name, " ".join(str(why).split()))
                continue
            reported.setdefault((measure, figure.row["period"]), []).append((as_of, figure))
        for figures in reported.values():
            figures.sort(key=lambda pair: pair[0])
            (latest, figure), *others = reversed(figures)
            if any(as_of == latest for as_of, _ in others):
                self._leaves_figure_open(figure.name, "it is reported twice, and nothing tells which counts")
                continue
            for _, other in others:
                self._leaves_figure_open(other.name, "a later figure stands in its place")
            yield figure

    def _figure(self, name: str, measure_id: str, one: Case, level: Level | None) -> tuple[Figure, str]:
        criteria_set = self.edition.criteria_set
        indicator = next((item for item in criteria_set.indicators if measure_id in item.measures), None)
        if indicator is None:
            raise UndecidedError(f"{criteria_set.key} has no indicator over {measure_id}")
        period, as_of = self._period(one)
        measure = criteria_set.measures[measure_id]
        value = number(one.get("value"))
        row: dict[str, Any] = {"period": period, "measure": measure_id, "relation": str(one.get("relation") or "eq")}
        if one.get("numerator") is not None and one.get("denominator") is not None:
            row |= {part: str(one[part]) for part in ("numerator", "denominator")}
        if value is None and "numerator" not in row:
            raise UndecidedError("no figure is given")
        if value is not None:
            unit = measure.unit_text("en")
            row["value"] = sv.Exact(convert(value, str(one.get("unit") or unit), unit))
        said = _verdict_of(one.get("verdict"))
        return Figure(name, indicator, row, said, level, str(one.get("criterion") or "")), as_of

    def _period(self, one: Case) -> tuple[str, str]:
        """The period a figure is judged in, and the moment it speaks of.

        That is the assessment, or the year inside it that the figure names; an earlier figure is only a baseline.
        """
        edition = self.edition
        as_of = str(one.get("as_of") or "")
        year = re.match(r"[0-9]{4}", as_of, re.ASCII)
        if year is None:
            return edition.last.text, as_of or edition.last.text
        if int(year[0]) < edition.first.first.year:
            raise UndecidedError(f"as of {as_of}, before the assessment: a baseline")
        if edition.first != edition.last and int(year[0]) <= edition.last.last.year:
            return year[0], as_of
        return edition.last.text, as_of

    # -- judging ------------------------------------------------------------------------------------------------

    def _run(self, figures: Sequence[Figure]) -> tuple[Any, list[Figure]]:
        """Judge the figures that the library accepts; the others are left open with its words."""
        unit, places, strata = self._unit()
        criteria_set = self.edition.criteria_set
        accepted: list[Figure] = []
        for one in figures:
            if not strata and places is None and one.level is None:
                self._leaves_figure_open(one.name, "unit not known, so neither is its region")
                continue
            try:
                sv.Evidence([{"unit": unit, **one.row}], measures=criteria_set, places=places, decimal="point")
                if one.level is not None and all(one.indicator.id != other.indicator.id for other in accepted):
                    criteria_set = self._with_level(criteria_set, one, one.level)
            except ValueError as problem:
                self._leaves_figure_open(one.name, f"refused: {' '.join(str(problem).split())}")
                continue
            accepted.append(one)
        if not accepted:
            return None, []
        rows = [{"unit": unit, **one.row} for one in accepted]
        evidence = sv.Evidence(rows, measures=criteria_set, places=places, decimal="point")
        return sv.evaluate(criteria_set, evidence, places, strata=strata, law_states=LAW_STATES), accepted

    def _unit(self) -> tuple[str, sv.Places | None, Mapping[str, str]]:
        """The unit by its key with the register; or its name with the strata of its province, or with none."""
        places = sv.Places.load("vn")
        about = _mapping(self.case, "unit")
        on = self.edition.last.last
        stated = {str(scheme): str(stratum) for scheme, stratum in _mapping(about, "strata").items()}
        parents = [str(about[level]) for level in ("district", "province") if about.get(level)]
        try:
            return places.find(self.commune, on=on, parent=parents).key, places, stated
        except sv.InputError:
            pass
        province = str(about.get("province") or "")
        try:
            above = places.find(province, on=on, kind="province")
        except sv.InputError:
            return self.commune, None, stated
        strata = {scheme: stratum for scheme, (stratum, _) in places.strata(above, on).items()}
        self.report.say(f"{self.name}: {self.commune} is not in the register; taken with the strata of {above.name}")
        return self.commune, None, {**strata, **stated}

    @staticmethod
    def _with_level(criteria_set: sv.CriteriaSet, one: Figure, given: Level) -> sv.CriteriaSet:
        """Put the level of the source in place of that of the set, as a patch."""
        measure = criteria_set.measures[one.row["measure"]]
        unit = measure.unit_text("en")
        value = convert(given.value, given.unit or unit, unit)
        kind = rule_of(given.op or ("<=" if measure.direction == "lower" else ">="))
        level = {
            "value": str(sv.Exact(value)),
            "verification": "secondary",
            "citation": {"number": "the source of the case"},
        }
        rule = {"kind": kind, "measure": measure.id, "levels": [level]}
        provision = Provision(rule=rule)  # type: ignore[arg-type]  # the model reads it
        reason = Label(vi="Mức do nguồn của trường hợp này nêu", en="The level that the source of the case gives")
        return criteria_set.patched(SetProvision(indicator=one.indicator.id, provision=provision, reason=reason))

    # -- saying -------------------------------------------------------------------------------------------------

    def _leaves_figure_open(self, figure: str, why: str) -> None:
        self.tally.undecided += 1
        self.report.say(f"{self.name} {figure}: undecided: {why}")

    def _say_figure(self, one: Figure, verdict: sv.Verdict, official: str, why: str) -> None:
        said = one.said or official
        if self._contradicts(one, verdict, official):
            stands = "contradicts"
        elif (said == "met") == (verdict is sv.Verdict.MET):
            stands = "agrees"
        else:
            stands = "no contradiction by itself"
        self.report.say(f"{self.name} {one.name}: {verdict.name}, officially {said}: {stands}. {why}")
