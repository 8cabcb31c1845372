"""The other way round: which values would change a verdict, and how few of them.

A change concerns one figure of one unit. The answer is the smallest set of such changes under the rule tree; between
sets of one size the first in the order of the text is taken, so the answer does not depend on anything else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

import attrs

from smartvillage.criteria.resolve import Joint, Node, Required, required_in
from smartvillage.criteria.rules import Above, AtLeast, AtMost, Attested, Below, Rule, Times, children
from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Interval, needed

__all__ = ["Change", "direction", "inverse", "nearest"]

KEPT = 60
"""How many ways to turn a part of a rule are carried on; of more than these, only the cheapest."""


@attrs.frozen
class Change:
    """One figure that would have to lie inside (or outside) an interval."""

    measure: str
    accepts: Interval
    inside: bool = True
    targets: tuple[Interval, ...] = ()
    """Where the figure would have to lie, as intervals apart from each other: the one accepted, or what lies outside
    every one that must be left."""

    @classmethod
    def into(cls, measure: str, accepts: Interval) -> Change:
        """The figure must come to lie in an interval."""
        return cls(measure, accepts, targets=(accepts,) if _intersection(accepts, accepts) is not None else ())

    @classmethod
    def out_of(cls, measure: str, accepts: Interval) -> Change:
        """The figure must leave an interval, on whatever side there is."""
        below = Interval(None, accepts.low, high_open=not accepts.low_open)
        above = Interval(accepts.high, None, low_open=not accepts.high_open)
        sides = [side for side, end in ((below, accepts.low), (above, accepts.high)) if end is not None]
        return cls(measure, accepts, inside=False, targets=tuple(sides))

    def and_(self, other: Change) -> Change | None:
        """Both changes of one figure at once; ``None`` when no value does."""
        found = (_intersection(*pair) for pair in product(self.targets, other.targets))
        targets = tuple(both for both in found if both is not None)
        if not targets:
            return None
        return attrs.evolve(self, accepts=targets[0] if self.inside else self.accepts, targets=targets)


Changes = Mapping[str, Change]


@attrs.frozen
class _Asked:
    """What is asked of one figure; one that does so already costs nothing, but may not be changed otherwise."""

    change: Change
    is_so: bool


_Way = Mapping[str, _Asked]
"""One way to turn a part of a rule: what is asked of each figure."""


def direction(rule: Rule) -> str | None:
    """Which way is better under a rule: ``higher``, ``lower``, or ``None`` where neither or both are.

    Example:
        >>> direction(AtMost(measure="a.b", levels=[{"value": "13"}]))
        'lower'
    """
    if isinstance(rule, Times):
        return "higher" if rule.comparison in {"at-least", "above"} else "lower"
    if isinstance(rule, (AtLeast, Above, Attested)):
        return "higher"
    if isinstance(rule, (AtMost, Below)):
        return "lower"
    ways = {direction(one) for one in children(rule)}
    return ways.pop() if len(ways) == 1 else None


def nearest(accepts: Interval, value: Fraction, step: Fraction | None = None) -> Fraction | None:
    """The value nearest to another that lies in an interval; with a step, the nearest multiple of it.

    Returns ``None`` where there is no nearest one: next to an open end there is always one still nearer, unless
    values come in steps.

    Example:
        >>> from smartvillage.exact import Exact
        >>> nearest(Interval(Exact(70), None), Exact("66.6"))
        Exact('70')
        >>> nearest(Interval(Exact(70), None, low_open=True), Exact(60), Fraction(1))
        Fraction(71, 1)
    """
    low, high = accepts.low, accepts.high
    below = low is not None and (value < low or (accepts.low_open and value == low))
    above = high is not None and (value > high or (accepts.high_open and value == high))
    if not below and not above:
        return value
    end, is_open = (low, accepts.low_open) if below else (high, accepts.high_open)
    assert end is not None  # a side that was passed has an end
    found: Fraction = end
    if step is not None:
        steps = math.ceil(end / step) if below else math.floor(end / step)
        if is_open and steps * step == end:
            steps += 1 if below else -1
        found = steps * step
    inside = (low is None or found > low or (found == low and not accepts.low_open)) and (
        high is None or found < high or (found == high and not accepts.high_open)
    )
    return found if inside else None


def inverse(node: Node, verdict: Callable[[Required], Verdict], *, to: Verdict = Verdict.MET) -> Changes | None:
    """The fewest single figures that would make a requirement met (or, with ``to``, not met).

    Args:
        node: What is asked.
        verdict: The present verdict of each comparison in it.
        to: ``Verdict.MET`` or ``Verdict.NOT_MET``.

    Returns:
        The changes by measure; empty when it is so already; ``None`` when no figure can make it so: a level is
        missing, another set or an evaluator decides, or everything is not applicable.
    """
    turner = _Turner(verdict, to, Counter(one.measure for one in required_in(node)))
    ways = [] if turner.drops_out(node) else turner.ways(node)
    if not ways:
        return None
    return {measure: asked.change for measure, asked in ways[0].items() if not asked.is_so}


@attrs.frozen
class _Turner:
    """Finds the ways to turn the parts of a rule, the cheapest first."""

    verdict: Callable[[Required], Verdict]
    to: Verdict
    uses: Counter[str]
    """How many comparisons judge each measure."""

    def ways(self, node: Node) -> list[_Way]:
        if isinstance(node, Required):
            return self._of_one(node)
        return self._of_many(node) if isinstance(node, Joint) else []

    def drops_out(self, node: Node) -> bool:
        """Whether a part is not applicable; no figure can bring it back."""
        if isinstance(node, Required):
            return self.verdict(node) is Verdict.NOT_APPLICABLE
        if not isinstance(node, Joint):
            return False
        members = (*node.members, *node.compulsory)
        return not members or (not node.counts_against and all(self.drops_out(one) for one in members))

    def _of_one(self, required: Required) -> list[_Way]:
        if required.accepts is None:
            return []
        make = Change.into if self.to is Verdict.MET else Change.out_of
        change = make(required.measure, required.accepts)
        return [{required.measure: _Asked(change, self.verdict(required) is self.to)}] if change.targets else []

    def _of_many(self, joint: Joint) -> list[_Way]:
        members, compulsory = self._open(joint, joint.members), self._open(joint, joint.compulsory)
        applicable = len(members) + len(compulsory)
        asked = _asked(joint, applicable)
        if self.to is Verdict.MET:
            must = self._chosen([self._part(one) for one in compulsory], len(compulsory))
            rest = self._chosen([self._part(one) for one in members], max(0, asked - len(compulsory)))
            return self._kept(_both(must, rest), joint)
        # Too few of them, or one of the compulsory ones.
        enough = self._chosen([self._part(one) for one in (*members, *compulsory)], applicable - asked + 1)
        return self._kept([*enough, *(way for one in compulsory for way in self._part(one))], joint)

    def _open(self, joint: Joint, nodes: Sequence[Node]) -> list[Node]:
        """Those that count: one that is not applicable drops out, or counts as not met whatever is reported."""
        return [one for one in nodes if joint.counts_against or not self.drops_out(one)]

    def _part(self, node: Node) -> list[_Way]:
        if self.drops_out(node):
            return [{}] if self.to is Verdict.NOT_MET else []
        return self.ways(node)

    def _chosen(self, parts: Sequence[list[_Way]], count: int) -> list[_Way]:
        """The ways to turn so many of the parts."""
        table: list[list[_Way]] = [[{}], *([] for _ in range(count))]
        for place, part in enumerate(parts):
            still_to_come = len(parts) - place - 1
            for number in range(min(place + 1, count), max(0, count - still_to_come - 1), -1):
                table[number] = _cheapest([*table[number], *_both(table[number - 1], part)])
        return table[count]

    def _kept(self, ways: Iterable[_Way], node: Node) -> list[_Way]:
        """Of ways that ask the same of figures judged elsewhere as well, only the cheapest."""
        inside = Counter(one.measure for one in required_in(node))
        shared = {measure for measure, times in inside.items() if self.uses[measure] > times}
        found: dict[tuple[tuple[str, _Asked], ...], _Way] = {}
        for way in sorted(ways, key=_cost):
            found.setdefault(tuple(sorted((name, way[name]) for name in way if name in shared)), way)
        return list(found.values())[:KEPT]


def _asked(joint: Joint, applicable: int) -> int:
    """How many of the members that count must be met."""
    if joint.kind == "all":
        return applicable
    if joint.percent is not None:
        return needed(applicable, joint.percent)
    return min(1 if joint.kind == "any" else joint.count or 0, applicable)


def _cost(way: _Way) -> int:
    return sum(not asked.is_so for asked in way.values())


def _cheapest(ways: list[_Way]) -> list[_Way]:
    return sorted(ways, key=_cost)[:KEPT]


def _both(some: Sequence[_Way], others: Sequence[_Way]) -> list[_Way]:
    """Every way of the one together with every way of the other, where no figure would have to be in two places."""
    return [way for one, other in product(some, others) if (way := _joined(one, other)) is not None]


def _joined(one: _Way, other: _Way) -> _Way | None:
    joined = dict(one)
    for measure, asked in other.items():
        held = joined.get(measure)
        if held is None or held == asked:
            joined[measure] = asked
            continue
        change = held.change.and_(asked.change)
        if change is None:
            return None
        joined[measure] = _Asked(change, held.is_so and asked.is_so)
    return joined


def _intersection(one: Interval, other: Interval) -> Interval | None:
    low, low_open = max(
        ((end, is_open) for end, is_open in ((one.low, one.low_open), (other.low, other.low_open)) if end is not None),
        default=(None, False),
    )
    high, not_high_open = min(
        (
            (end, not is_open)
            for end, is_open in ((one.high, one.high_open), (other.high, other.high_open))
            if end is not None
        ),
        default=(None, True),
    )
    if low is not None and high is not None and (low > high or (low == high and (low_open or not not_high_open))):
        return None
    return Interval(low, high, low_open, not not_high_open)
