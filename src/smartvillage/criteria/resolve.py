"""What a rule asks of one unit on one day: every level worked out, every gap named.

A document says which levels exist; this module says which one holds. The result is a small tree of
:class:`Required` (a value must lie in an interval), :class:`Joint` (so many of its members must be met),
:class:`MeetsOther` and :class:`Evaluated`: the only form in which the floors above know rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

import attrs

from smartvillage.criteria.citations import Dated, Life, Verification
from smartvillage.criteria.provisions import Indicator, Provision
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
    only_level,
)
from smartvillage.criteria.strata import fits
from smartvillage.exact import Exact, Interval

if TYPE_CHECKING:
    from smartvillage.criteria.criteria_set import CriteriaSet

__all__ = [
    "Evaluated",
    "Joint",
    "MeetsOther",
    "Node",
    "Question",
    "Required",
    "Resolved",
    "combine",
    "evaluated_in",
    "required_in",
]

LAW_STATES = frozenset({"official", "secondary"})
"""Which verifications of a level may judge unless the caller says otherwise."""

_ORDER = (Verification.MISSING, Verification.UNVERIFIED, Verification.SECONDARY, Verification.OFFICIAL)


@attrs.frozen(kw_only=True)
class Required:
    """The value of one measure must lie in an interval."""

    measure: str
    accepts: Interval | None
    """The values that meet the requirement; ``None`` when there is no level to judge by."""
    thresholds: tuple[Threshold, ...] = ()
    """The levels it comes from: none for an attested fact, two for a *between*."""
    no_level: str | None = None
    """Why there is no level to judge by: ``not-read``, ``delegated``, ``withdrawn``, ``not-set``, ``gap``,
    ``overlap``, ``stratum-unknown``, or ``unverified`` when the caller does not accept its state."""
    attested: bool = False
    carried: bool = False
    """The level is of an earlier span, carried forward because the caller asked for it."""
    factor: Exact | None = None
    """What the level of another indicator was multiplied by."""


@attrs.frozen(kw_only=True)
class Joint:
    """So many of the members must be met: all, any, at least k, at least p %."""

    kind: str
    members: tuple[Node, ...]
    compulsory: tuple[Node, ...] = ()
    """Members that must be met as well, and count among the members."""
    count: int | None = None
    percent: Fraction | None = None
    counts_against: bool = False
    """Not applicable members count as not met instead of dropping out."""


@attrs.frozen(kw_only=True)
class MeetsOther:
    """The unit must meet another set for the same period."""

    set: str


@attrs.frozen(kw_only=True)
class Evaluated:
    """An evaluator of a plugin judges."""

    evaluator: str
    measures: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    """What the rule tells it beside them, sorted by name."""


Node = Required | Joint | MeetsOther | Evaluated


@attrs.frozen(kw_only=True)
class Resolved:
    """What an indicator asks on one day, or why it asks nothing."""

    node: Node | None
    provision: Provision | None = None
    why_not: str | None = None
    """``not-in-force`` (came later, or repealed), ``gap``, ``overlap`` or ``stratum-unknown``."""
    carried: bool = False
    """The provision is of an earlier span, carried forward because the caller asked for it."""


def combine(combination: Combination, members: Sequence[Node], compulsory: Sequence[Node] = ()) -> Joint:
    """The node of a roll-up."""
    return Joint(
        kind=combination.kind,
        members=tuple(members),
        compulsory=tuple(compulsory),
        count=combination.count,
        percent=combination.percent,
        counts_against=combination.not_applicable == "counts-against",
    )


def required_in(node: Node) -> Iterator[Required]:
    """Every comparison in a tree, in order."""
    if isinstance(node, Required):
        yield node
    elif isinstance(node, Joint):
        for inner in (*node.members, *node.compulsory):
            yield from required_in(inner)


def evaluated_in(node: Node) -> Iterator[Evaluated]:
    """Every question to an evaluator in a tree, in order."""
    if isinstance(node, Evaluated):
        yield node
    elif isinstance(node, Joint):
        for inner in (*node.members, *node.compulsory):
            yield from evaluated_in(inner)


Held = TypeVar("Held", bound=Threshold | Provision)


@attrs.frozen(kw_only=True)
class Question:
    """For whom and when rules are worked out, and which levels may judge."""

    strata: Mapping[str, str | None]
    """The stratum of the unit in each scheme; ``None`` where nothing says."""
    on: date
    law_states: Collection[str] = LAW_STATES
    carry_forward: bool = False
    other_set: Callable[[str], CriteriaSet] | None = None
    """Finds a set by key, for rules that refer to one; the empty key is the set of the rule itself."""
    memberships: Mapping[str, str] | None = None
    """Where the unit lies, by scheme, before the schemes' own rules: another set has rules of its own. Absent: only
    the strata are known."""
    on_the_way: tuple[str, ...] = ()
    """Whose levels are being worked out because a factor multiplies them: coming back to one is a circle."""

    def indicator(self, indicator: Indicator) -> Resolved:
        """Work out what an indicator asks."""
        if not indicator.holds(self.on):
            return Resolved(node=None, why_not="not-in-force")
        provision, why_not, carried = self.one_of(indicator.provisions)
        if provision is None:
            return Resolved(node=None, why_not=why_not)
        return Resolved(node=self.rule(provision.rule), provision=provision, carried=carried)

    def rule(self, rule: Rule) -> Node:
        """Work out what a rule asks."""
        match rule:
            case AtLeast() | Above():
                return self._compared(rule.measure, rule.levels, None, low_open=isinstance(rule, Above))
            case AtMost() | Below():
                return self._compared(rule.measure, None, rule.levels, high_open=isinstance(rule, Below))
            case Equal():
                return self._compared(rule.measure, rule.levels, rule.levels)
            case Between():
                return self._compared(
                    rule.measure,
                    rule.low,
                    rule.high,
                    low_open=rule.edges in {"high", "none"},
                    high_open=rule.edges in {"low", "none"},
                )
            case Attested():
                return self._attested(rule)
            case Times():
                return self._times(rule)
            case AllOf() | AnyOf():
                return Joint(
                    kind="all" if isinstance(rule, AllOf) else "any",
                    members=tuple(self.rule(one) for one in rule.rules),
                    counts_against=rule.not_applicable == "counts-against",
                )
            case AtLeastOf() | AtLeastShareOf():
                return Joint(
                    kind="count" if isinstance(rule, AtLeastOf) else "share",
                    members=tuple(self.rule(one) for one in rule.rules),
                    compulsory=tuple(self.rule(one) for one in rule.compulsory),
                    count=rule.count if isinstance(rule, AtLeastOf) else None,
                    percent=rule.percent if isinstance(rule, AtLeastShareOf) else None,
                    counts_against=rule.not_applicable == "counts-against",
                )
            case MeetsSet():
                return MeetsOther(set=rule.set)
            case Custom():
                return Evaluated(
                    evaluator=rule.evaluator,
                    measures=rule.measures,
                    parameters=tuple(sorted(rule.parameters.items())),
                )

    def threshold(self, levels: tuple[Threshold, ...]) -> tuple[Threshold | None, str | None, bool]:
        """The level that holds, or why none does; and whether it was carried forward."""
        return self.one_of([level for level in levels if level.life is Life.IN_FORCE])

    def one_of(self, held: Iterable[Held]) -> tuple[Held | None, str | None, bool]:
        """The one of several dated things that holds, or why none does; and whether it was carried forward."""
        mine = [(one, fit) for one in held if (fit := fits(one.stratum, self.strata)) is not False]
        found, why_not = _the_one([(one, fit) for one, fit in mine if one.holds(self.on)])
        ended = [one.until for one, _ in mine if one.until is not None and one.until <= self.on]
        if why_not != "gap" or not self.carry_forward or not ended:
            return found, why_not, False
        found, why_not = _the_one([(one, fit) for one, fit in mine if one.until == max(ended)])
        return found, why_not, found is not None

    def _compared(
        self,
        measure: str,
        low: tuple[Threshold, ...] | None,
        high: tuple[Threshold, ...] | None,
        *,
        low_open: bool = False,
        high_open: bool = False,
    ) -> Required:
        found: list[Threshold] = []
        ends: list[Fraction | None] = []
        reason, was_carried = None, False
        for levels in (low, high):
            if levels is None:
                ends.append(None)
                continue
            level, why_not, carried = self.threshold(levels)
            was_carried |= carried
            if level is not None and level not in found:
                found.append(level)
            reason = reason or why_not or self._unfit(level)
            ends.append(level.value if level is not None else None)
        return Required(
            measure=measure,
            accepts=None if reason else Interval(ends[0], ends[1], low_open, high_open),
            thresholds=tuple(found),
            no_level=reason,
            carried=was_carried,
        )

    def _unfit(self, level: Threshold | None) -> str | None:
        if level is None or level.value is None:
            return level.missing if level is not None else None
        return None if level.state.value in self.law_states else "unverified"

    def _attested(self, rule: Attested) -> Required:
        yes = Interval(Exact(1), None)
        if not rule.levels:
            return Required(measure=rule.measure, accepts=yes, attested=True)
        level, why_not, carried = self.threshold(rule.levels)
        reason = why_not or self._unfit(level)
        return Required(
            measure=rule.measure,
            accepts=None if reason else yes,
            thresholds=(level,) if level is not None else (),
            no_level=reason,
            attested=True,
            carried=carried,
        )

    def _times(self, rule: Times) -> Required:
        other = self._level_of(rule)
        if other.accepts is None:
            return attrs.evolve(other, measure=rule.measure, factor=rule.factor)
        base = other.accepts.low if other.accepts.low is not None else other.accepts.high
        assert base is not None  # a comparison with a level has an end
        state = min(rule.verification, other.thresholds[0].state, key=_ORDER.index)
        product = other.thresholds[0].replace(value=Exact(base * rule.factor), verification=state)
        reason = self._unfit(product)
        return Required(
            measure=rule.measure,
            accepts=None
            if reason
            else Interval(
                product.value if rule.comparison in {"at-least", "above"} else None,
                product.value if rule.comparison in {"at-most", "below"} else None,
                low_open=rule.comparison == "above",
                high_open=rule.comparison == "below",
            ),
            thresholds=(product,),
            no_level=reason,
            carried=other.carried,
            factor=rule.factor,
        )

    def _level_of(self, rule: Times) -> Required:
        """The level that a factor multiplies: the only one of the provision in force there."""

        def missing(why: str) -> Required:
            return Required(measure=rule.measure, accepts=None, no_level=why)

        find = self.other_set
        home = find(rule.of.set or "") if find is not None else None
        if find is None or home is None or rule.of.indicator not in home:
            return missing("gap")
        indicator = home[rule.of.indicator].indicator
        step = f"{home.key} {indicator.id}"
        if step in self.on_the_way:
            return missing("gap")
        if not indicator.holds(self.on):
            return missing("not-in-force")
        there = attrs.evolve(
            self,
            strata=self.strata if rule.of.set is None else home.strata_of(self._known()),
            law_states=frozenset(Verification),  # which states may judge is decided once, on the product
            other_set=lambda key: find(key or home.key),
            on_the_way=(*self.on_the_way, step),
        )
        provision, why_not, carried = there.one_of(indicator.provisions)
        if provision is None:
            return missing(why_not or "gap")
        source = only_level(provision.rule)
        node = there.rule(source) if source is not None else missing("gap")
        assert isinstance(node, Required)  # what holds a level is a comparison
        return attrs.evolve(node, carried=node.carried or carried)

    def _known(self) -> Mapping[str, str]:
        """Where the unit lies, as far as anybody said."""
        if self.memberships is not None:
            return self.memberships
        return {scheme: stratum for scheme, stratum in self.strata.items() if stratum is not None}


def _the_one(held: Sequence[tuple[Held, bool | None]]) -> tuple[Held | None, str | None]:
    """The only one of those that hold, or that stands in place of the others; or why there is none.

    What may hold for a unit whose stratum is not known may also stand in place of what holds for all, so it decides
    nothing.
    """
    if any(fit is None for _, fit in held):
        return None, "stratum-unknown"
    mine = [one for one, _ in held]
    if len(mine) > 1:
        mine = [one for one in mine if getattr(one, "replaces", False)] or mine
    if len(mine) == 1:
        return mine[0], None
    return None, "overlap" if mine else "gap"


def dated(held: Iterable[Dated]) -> set[date]:
    """Every day on which something begins or ends."""
    return {day for one in held for day in (one.since, one.until) if day is not None}
