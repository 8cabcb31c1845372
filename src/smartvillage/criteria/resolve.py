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
    comparisons,
)
from smartvillage.criteria.strata import matches
from smartvillage.exact import Exact, Interval

if TYPE_CHECKING:
    from smartvillage.criteria.criteria_set import CriteriaSet

__all__ = ["Evaluated", "Joint", "MeetsOther", "Node", "Question", "Required", "Resolved", "combine", "required_in"]

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


Node = Required | Joint | MeetsOther | Evaluated


@attrs.frozen(kw_only=True)
class Resolved:
    """What an indicator asks on one day, or why it asks nothing."""

    node: Node | None
    provision: Provision | None = None
    why_not: str | None = None
    """``not-in-force`` (came later, or repealed), ``gap``, ``overlap`` or ``stratum-unknown``."""


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
    """Finds another set by key, for rules that refer to one."""

    def indicator(self, indicator: Indicator) -> Resolved:
        """Work out what an indicator asks."""
        if not indicator.holds(self.on):
            return Resolved(node=None, why_not="not-in-force")
        provision, why_not, _ = self.one_of(indicator.provisions)
        if provision is None:
            return Resolved(node=None, why_not=why_not)
        return Resolved(node=self.rule(provision.rule), provision=provision)

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
                return Evaluated(evaluator=rule.evaluator, measures=rule.measures)

    def threshold(self, levels: tuple[Threshold, ...]) -> tuple[Threshold | None, str | None, bool]:
        """The level that holds, or why none does; and whether it was carried forward."""
        return self.one_of(tuple(level for level in levels if level.life is not Life.REPEALED))

    def one_of(self, held: tuple[Held, ...]) -> tuple[Held | None, str | None, bool]:
        """The one of several dated things that holds, or why none does; and whether it was carried forward."""
        mine = [one for one in held if matches(one.stratum, self.strata)]
        now = [one for one in mine if one.holds(self.on)]
        if len(now) > 1:
            now = [one for one in now if getattr(one, "replaces", False)] or now
        if len(now) == 1:
            return now[0], None, False
        if now:
            return None, "overlap", False
        if any(self.strata.get(scheme) is None for one in held if one.holds(self.on) for scheme in one.stratum):
            return None, "stratum-unknown", False
        if self.carry_forward and (earlier := _latest_before(mine, self.on)) is not None:
            return earlier, None, True
        return None, "gap", False

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
        yes = Interval(Exact(1), Exact(1))
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
        """The level of the indicator that a rule multiplies: the only comparison of its rule in force."""
        missing = Required(measure=rule.measure, accepts=None, no_level="gap")
        if self.other_set is None:
            return missing
        indicator = self.other_set(rule.of.set or "")[rule.of.indicator].indicator
        provision, why_not, _ = self.one_of(indicator.provisions)
        if provision is None or len(list(comparisons(provision.rule))) != 1:
            return attrs.evolve(missing, no_level=why_not or "gap")
        # Which states may judge is decided once, on the product.
        node = attrs.evolve(self, law_states=frozenset(Verification)).rule(provision.rule)
        return node if isinstance(node, Required) else missing


def _latest_before(held: Sequence[Held], on: date) -> Held | None:
    ended = [one for one in held if one.until is not None and one.until <= on]
    ended = [one for one in ended if getattr(one, "value", one) is not None]
    return max(ended, key=lambda one: one.until or date.min, default=None)


def dated(held: Iterable[Dated]) -> set[date]:
    """Every day on which something begins or ends."""
    return {day for one in held for day in (one.since, one.until) if day is not None}
