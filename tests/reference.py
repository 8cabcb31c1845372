"""The reference: the laws of judging, written down so slowly that one can see they are right.

It judges one unit over one period. It knows nothing of half-step codes, columns or compiled levels, and shares no code
with what it checks (the kernel, the resolving and combining of rules): only the models in which a set is written.
Where the kernel is clever, this file tries everything: a combination over unknown members is decided by walking
through every way in which they could turn out.

The laws it follows, by their numbers in the design: 1 (four verdicts, completions, not applicable), 3 (exact
fractions), 4 (bounds), 5 (no level, no failure; incomplete sets), 6 (half-open spans, the last day of the period).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.rules import (
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtLeastShareOf,
    AtMost,
    Attested,
    Below,
    Between,
    Combination,
    Custom,
    Equal,
    MeetsSet,
    Rule,
    Threshold,
    Times,
)

if TYPE_CHECKING:
    from datetime import date

    from smartvillage.criteria.criteria_set import CriteriaSet
    from smartvillage.criteria.provisions import Criterion, Indicator, Provision
    from smartvillage.criteria.strata import Scheme

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = "MET", "NOT_MET", "UNKNOWN", "NOT_APPLICABLE"

OUTCOMES = (MET, NOT_MET, NOT_APPLICABLE)
"""What an unknown member may turn out to be."""
LEAST_CHECKED_FIRST = ("missing", "unverified", "secondary", "official")
DEFAULT_LAW_STATES = frozenset({"official", "secondary"})

Held = TypeVar("Held", "Provision", Threshold)
Cell = AtLeast | Above | AtMost | Below | Equal | Between | Attested | Times
"""The rules that judge one figure."""
Evaluator = Callable[[Sequence["Span | None"], Mapping[str, str]], Any]
Observation = Mapping[str, Any]
"""``value``, ``numerator``, ``denominator``, ``relation`` (absent: ``eq``), ``missing``; all may be absent."""


def judge(
    criteria: CriteriaSet | SetDocument,
    observations: Mapping[str, Observation],
    strata: Mapping[str, str],
    on: date,
    *,
    law_states: Iterable[str] = DEFAULT_LAW_STATES,
    approx_as_value: bool = False,
    carry_forward: bool = False,
    other_sets: Mapping[str, CriteriaSet | SetDocument] | None = None,
    evaluators: Mapping[str, Evaluator] | None = None,
) -> dict[str, str]:
    """Judge one unit over one period.

    Args:
        criteria: The set.
        observations: What was reported, by measure; a measure that is absent was not reported.
        strata: The unit's memberships by scheme, before the schemes' own rules; a scheme that is absent is unknown.
        on: The last day of the period.
        law_states: The verifications of a level that may judge.
        approx_as_value: Whether "about 80" counts as 80.
        carry_forward: Whether a level that ended goes on judging until another begins.
        other_sets: The sets that rules refer to, by key.
        evaluators: What judges custom rules, by id: a function of the figures (``None``: not applicable) and the
            parameters of the rule that gives the name of a verdict, or anything else where it fails.

    Returns:
        The name of a verdict for the id of every indicator, the id of every criterion, and the key of the set.
    """
    document = _document(criteria)
    if not document.assesses.since <= on < document.assesses.until:
        raise ValueError(f"{document.key} does not judge {on}")
    others = {key: _document(other) for key, other in (other_sets or {}).items()}
    terms = _Terms(
        observations, strata, on, frozenset(law_states), approx_as_value, carry_forward, others, evaluators or {}
    )
    return _Judge(document, terms, busy=(document.key,)).whole()


# --- comparing ---------------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """The values a figure may have; an end of ``None`` is unbounded, an open end does not belong to it."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False


EVERYTHING = Span(None, None)

SIDES = {
    "at-least": {"at", "above"},
    "above": {"above"},
    "at-most": {"below", "at"},
    "below": {"below"},
    "equal": {"at"},
}
"""On which sides of a level a value meets the rule."""


def sides(values: Span, level: Fraction) -> set[str]:
    """On which sides of a level a figure may lie."""
    reaches_down = values.low is None or values.low < level
    reaches_up = values.high is None or values.high > level
    from_below = reaches_down or (values.low == level and not values.low_open)
    from_above = reaches_up or (values.high == level and not values.high_open)
    found = {"below": reaches_down, "at": from_below and from_above, "above": reaches_up}
    return {side for side, is_there in found.items() if is_there}


def compare(values: Span, level: Fraction, op: str) -> str:
    """Law 4: MET if all of it meets, NOT_MET if none does, else UNKNOWN."""
    places = sides(values, level)
    if places <= SIDES[op]:
        return MET
    return UNKNOWN if places & SIDES[op] else NOT_MET


def compare_between(values: Span, low: Fraction, high: Fraction, edges: str) -> str:
    """The same for everything between two levels."""
    wanted = Span(low, high, low_open=edges not in {"both", "low"}, high_open=edges not in {"both", "high"})
    shared = common(values, wanted)
    if shared == values:
        return MET
    return NOT_MET if is_empty(shared) else UNKNOWN


def common(one: Span, other: Span) -> Span:
    """The values that lie in both."""
    lows = [(span.low, span.low_open) for span in (one, other) if span.low is not None]
    highs = [(span.high, not span.high_open) for span in (one, other) if span.high is not None]
    low, low_open = max(lows, default=(None, False))
    high, high_closed = min(highs, default=(None, True))
    return Span(low, high, low_open, not high_closed)


def is_empty(span: Span) -> bool:
    if span.low is None or span.high is None:
        return False
    return span.low > span.high or (span.low == span.high and (span.low_open or span.high_open))


# --- combining ---------------------------------------------------------------------------------------------------


def combine(
    members: Sequence[str],
    asked: Callable[[int], int],
    *,
    compulsory: Sequence[str] = (),
    counts_against: bool = False,
) -> str:
    """Law 1: decided when every completion of the unknown members agrees.

    Args:
        members: The verdicts of the members that are not compulsory.
        asked: How many must be met, from how many are applicable.
        compulsory: The verdicts of the compulsory members: each must be met, and each counts among the members.
        counts_against: Whether a member that is not applicable counts as not met instead of dropping out.
    """
    everyone = [*members, *compulsory]
    choices = [OUTCOMES if verdict == UNKNOWN else (verdict,) for verdict in everyone]
    found = {
        _settled(completion[: len(members)], completion[len(members) :], asked, counts_against)
        for completion in product(*choices)
    }
    return found.pop() if len(found) == 1 else UNKNOWN


def _settled(
    members: Sequence[str], compulsory: Sequence[str], asked: Callable[[int], int], counts_against: bool
) -> str:
    """Decide a combination in which nothing is unknown."""
    if counts_against:
        members = [NOT_MET if one == NOT_APPLICABLE else one for one in members]
        compulsory = [NOT_MET if one == NOT_APPLICABLE else one for one in compulsory]
    applicable = [one for one in (*members, *compulsory) if one != NOT_APPLICABLE]
    if not applicable:
        return NOT_APPLICABLE
    if NOT_MET in compulsory:
        return NOT_MET
    return MET if applicable.count(MET) >= asked(len(applicable)) else NOT_MET


def all_of(applicable: int) -> int:
    return applicable


def at_least(count: int) -> Callable[[int], int]:
    return lambda applicable: min(count, applicable)


def at_least_share(percent: Fraction) -> Callable[[int], int]:
    return lambda applicable: ceil(Fraction(percent) * applicable / 100)


# --- judging -----------------------------------------------------------------------------------------------------


class _Terms(NamedTuple):
    """What is the same for every set that takes part in one judgement."""

    observations: Mapping[str, Observation]
    memberships: Mapping[str, str]
    on: date
    law_states: frozenset[str]
    approx_as_value: bool
    carry_forward: bool
    others: Mapping[str, SetDocument]
    evaluators: Mapping[str, Evaluator]


class _Level(NamedTuple):
    value: Fraction
    state: str


class _Judge:
    def __init__(self, document: SetDocument, terms: _Terms, *, busy: tuple[str, ...]) -> None:
        self.document = document
        self.terms = terms
        self.busy = busy
        """The sets whose verdict is being worked out, outermost first."""
        self.indicators = {one.id: one for criterion in document.criteria for one in criterion.indicators}
        self.shares = {measure.id for measure in document.measures if measure.kind == "share"}
        self.strata = {scheme.id: self._stratum(scheme) for scheme in document.schemes}

    # the whole

    def whole(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for criterion in self.document.criteria:
            for indicator in criterion.indicators:
                found[indicator.id] = self.indicator(indicator)
            found[criterion.id] = self.criterion(criterion, found)
        found[self.document.key] = self.set(found)
        return found

    def set(self, found: Mapping[str, str]) -> str:
        modelled = [criterion.id for criterion in self.document.criteria]
        declared = self.document.declared
        if declared is None:
            return self.members(modelled, found, self.document.requires, not_modelled=0)
        not_modelled = max(0, declared.criteria - len(modelled))
        verdict = self.members(modelled, found, self.document.requires, not_modelled)
        if not_modelled or declared.indicators > len(self.indicators):
            return at_best_unknown(verdict)
        return verdict

    def criterion(self, criterion: Criterion, found: Mapping[str, str]) -> str:
        """A criterion may have more indicators than are modelled: as many as it declares, or nobody knows how many."""
        modelled = [indicator.id for indicator in criterion.indicators]
        if criterion.declared_indicators is not None:
            not_modelled = {max(0, criterion.declared_indicators - len(modelled))}
        else:
            not_modelled = set(range(self.not_placed() + 1))
        verdicts = {self.members(modelled, found, criterion.requires, more) for more in not_modelled}
        verdict = verdicts.pop() if len(verdicts) == 1 else UNKNOWN
        return verdict if not_modelled == {0} else at_best_unknown(verdict)

    def not_placed(self) -> int:
        """How many indicators the text has of which nobody says in which of the modelled criteria they stand.

        Each criterion that is not modelled has at least one.
        """
        declared = self.document.declared
        if declared is None:
            return 0
        placed = [max(len(one.indicators), one.declared_indicators or 0) for one in self.document.criteria]
        not_modelled = max(0, declared.criteria - len(placed))
        return max(0, declared.indicators - sum(placed) - not_modelled)

    def members(self, ids: Sequence[str], found: Mapping[str, str], requires: Combination, not_modelled: int) -> str:
        """Combine members by their ids; one that is not modelled is a member nothing is known about."""
        if requires.count is not None:
            asked = at_least(requires.count)
        elif requires.percent is not None:
            asked = at_least_share(requires.percent)
        else:
            asked = all_of
        return combine(
            [found[one] for one in ids if one not in requires.compulsory] + [UNKNOWN] * not_modelled,
            asked,
            compulsory=[found[one] for one in ids if one in requires.compulsory],
            counts_against=requires.not_applicable == "counts-against",
        )

    # an indicator

    def indicator(self, indicator: Indicator) -> str:
        if not holds(indicator, self.terms.on):
            return NOT_APPLICABLE  # not in force: there is nothing to judge
        provision = self.provision(indicator)
        return UNKNOWN if provision is None else self.rule(provision.rule)

    def provision(self, indicator: Indicator) -> Provision | None:
        """The one provision for this day and these strata; none, several or an unclear one decide nothing."""
        fitting = self.fitting(indicator.provisions)
        return fitting[0] if fitting is not None and len(fitting) == 1 else None

    def rule(self, rule: Rule) -> str:
        match rule:
            case AllOf(rules=rules):
                return combine(self.rules(rules), all_of, counts_against=_counts_against(rule))
            case AnyOf(rules=rules):
                return combine(self.rules(rules), at_least(1), counts_against=_counts_against(rule))
            case AtLeastOf(rules=rules, compulsory=compulsory, count=count):
                return combine(
                    self.rules(rules),
                    at_least(count),
                    compulsory=self.rules(compulsory),
                    counts_against=_counts_against(rule),
                )
            case AtLeastShareOf(rules=rules, compulsory=compulsory, percent=percent):
                return combine(
                    self.rules(rules),
                    at_least_share(percent),
                    compulsory=self.rules(compulsory),
                    counts_against=_counts_against(rule),
                )
            case MeetsSet(set=key):
                return self.other_set(key)
            case Custom():
                return self.custom(rule)
            case _:
                return self.cell(rule)

    def rules(self, rules: Iterable[Rule]) -> list[str]:
        return [self.rule(one) for one in rules]

    def custom(self, rule: Custom) -> str:
        """An evaluator that is not there, or that says no verdict, has judged nothing."""
        if rule.evaluator not in self.terms.evaluators:
            return UNKNOWN
        evaluator = self.terms.evaluators[rule.evaluator]
        said = evaluator([self.values(measure) for measure in rule.measures], rule.parameters)
        return said if said in {MET, NOT_MET, UNKNOWN, NOT_APPLICABLE} else UNKNOWN

    def other_set(self, key: str) -> str:
        if key not in self.terms.others or key in self.busy:
            return UNKNOWN
        other = self.terms.others[key]
        return _Judge(other, self.terms, busy=(*self.busy, key)).whole()[key]

    # one figure against its levels

    def cell(self, rule: Cell) -> str:
        values = self.values(rule.measure)
        if values is None:
            return NOT_APPLICABLE  # whatever the level, even one that nobody knows
        match rule:
            case AtLeast() | Above() | AtMost() | Below() | Equal():
                level = self.accepted(self.level(rule.levels))
                return UNKNOWN if level is None else compare(values, level, rule.kind)
            case Between():
                low = self.accepted(self.level(rule.low))
                high = self.accepted(self.level(rule.high))
                if low is None or high is None:
                    return UNKNOWN  # no level, no failure: even one that the other edge would make certain
                return compare_between(values, low, high, rule.edges)
            case Times():
                level = self.accepted(self.times(rule, ()))
                return UNKNOWN if level is None else compare(values, level, rule.comparison)
            case Attested():
                if rule.levels and self.accepted(self.level(rule.levels)) is None:
                    return UNKNOWN  # something stands in the place of a level, and it does not judge
                return compare(values, Fraction(1), "at-least")  # the attestation is the fact

    def values(self, measure: str) -> Span | None:
        """The values the figure may have; nothing when there is nothing to measure."""
        reported = self.terms.observations.get(measure, {})
        if reported.get("missing") == "not-applicable":
            return None
        if reported.get("missing") is not None:
            return EVERYTHING
        numerator, denominator = reported.get("numerator"), reported.get("denominator")
        if denominator is not None:
            if denominator == 0:
                return None  # a share of nothing
            value = Fraction(numerator or 0) / Fraction(denominator)
            value *= 100 if measure in self.shares else 1
        elif reported.get("value") is not None:
            value = Fraction(reported["value"])
        else:
            return EVERYTHING
        relation = reported.get("relation", "eq")
        if relation == "approx":
            return Span(value, value) if self.terms.approx_as_value else EVERYTHING
        return {
            "eq": Span(value, value),
            "gt": Span(value, None, low_open=True),
            "ge": Span(value, None),
            "lt": Span(None, value, high_open=True),
            "le": Span(None, value),
        }[relation]

    def accepted(self, level: _Level | None) -> Fraction | None:
        """Law 5: a level judges only if it is known and somebody has checked it far enough."""
        return level.value if level is not None and level.state in self.terms.law_states else None

    def level(self, rows: Sequence[Threshold]) -> _Level | None:
        row = self.row(rows)
        if row is None or row.value is None:
            return None
        return _Level(row.value, str(row.verification or "unverified"))

    def row(self, rows: Sequence[Threshold]) -> Threshold | None:
        """The one level in force for this day and these strata; one that replaces others stands in their place."""
        fitting = self.fitting([row for row in rows if row.life == "in-force"])
        if fitting is not None and len(fitting) > 1:
            fitting = [row for row in fitting if row.replaces]
        return fitting[0] if fitting is not None and len(fitting) == 1 else None

    def fitting(self, rows: Sequence[Held]) -> list[Held] | None:
        """The provisions or levels for this day and these strata; nothing when a stratum that matters is unknown.

        Where there is none, and the caller asked for it, those that ended last are carried forward.
        """
        today = [row for row in rows if holds(row, self.terms.on)]
        if self.terms.carry_forward and all(self.fits(row) == "no" for row in today):
            ends = {row.until for row in rows if row.until is not None and self.fits(row) != "no"}
            last = max((end for end in ends if end <= self.terms.on), default=None)
            today = [row for row in rows if row.until is not None and row.until == last]
        if any(self.fits(row) == "unclear" for row in today):
            return None
        return [row for row in today if self.fits(row) == "yes"]

    def times(self, rule: Times, on_the_way: tuple[str, ...]) -> _Level | None:
        """A factor times the only level of another indicator; the lesser verification counts."""
        other = self
        if rule.of.set is not None and rule.of.set != self.document.key:
            if rule.of.set not in self.terms.others:
                return None
            other = _Judge(self.terms.others[rule.of.set], self.terms, busy=self.busy)
        step = f"{other.document.key} {rule.of.indicator}"
        target = other.indicators.get(rule.of.indicator)
        if target is None or step in on_the_way or not holds(target, self.terms.on):
            return None
        provision = other.provision(target)
        if provision is None:
            return None
        sources = list(_sources(provision.rule))
        if len(sources) != 1:
            return None
        source = sources[0]
        level = other.times(source, (*on_the_way, step)) if isinstance(source, Times) else other.level(source)
        if level is None:
            return None
        lesser = min(str(rule.verification), level.state, key=LEAST_CHECKED_FIRST.index)
        return _Level(rule.factor * level.value, lesser)

    # strata

    def _stratum(self, scheme: Scheme) -> str | None:
        """The stratum whose levels the unit takes: the first rule of the scheme that fits, else its own."""
        for rule in scheme.rules:
            if self.terms.memberships.get(rule.scheme) == rule.stratum:
                return rule.takes
        return self.terms.memberships.get(scheme.id)

    def fits(self, row: Threshold | Provision) -> str:
        """Whether a row is for this unit: yes, no, or unclear when that rests on a stratum nobody knows."""
        answer = "yes"
        for scheme, named in row.stratum.items():
            stratum = self.strata.get(scheme)
            if stratum is None:
                answer = "unclear"
            elif stratum not in ([named] if isinstance(named, str) else named):
                return "no"
        return answer


def _document(criteria: CriteriaSet | SetDocument) -> SetDocument:
    return criteria if isinstance(criteria, SetDocument) else criteria.document


def holds(dated: Indicator | Provision | Threshold, on: date) -> bool:
    """Law 6: spans are half-open, and an absent end is open."""
    if dated.since is not None and on < dated.since:
        return False
    return dated.until is None or on < dated.until


def at_best_unknown(verdict: str) -> str:
    """Law 5: of a whole that is not all there, only a failure can be said."""
    return NOT_MET if verdict == NOT_MET else UNKNOWN


def _counts_against(rule: AllOf | AnyOf | AtLeastOf | AtLeastShareOf) -> bool:
    return rule.not_applicable == "counts-against"


def _sources(rule: Rule) -> Iterable[Sequence[Threshold] | Times]:
    """Where the levels of a rule come from: each list of levels, and each factor times another level."""
    match rule:
        case AllOf() | AnyOf():
            for one in rule.rules:
                yield from _sources(one)
        case AtLeastOf() | AtLeastShareOf():
            for one in (*rule.rules, *rule.compulsory):
                yield from _sources(one)
        case Between():
            yield rule.low
            yield rule.high
        case Times():
            yield rule
        case AtLeast() | Above() | AtMost() | Below() | Equal():
            yield rule.levels
        case Attested() if rule.levels:
            yield rule.levels
