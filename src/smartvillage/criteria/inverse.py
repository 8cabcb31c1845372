"""The other way round: which values would change a verdict, and how few of them.

A change concerns one figure of one unit. The answer is the smallest set of such changes under the rule tree; between
sets of one size the first in the order of the text is taken, so the answer does not depend on anything else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import attrs

from smartvillage.criteria.resolve import Joint, Node, Required
from smartvillage.criteria.rules import Above, AtLeast, AtMost, Below, Rule, Times
from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Interval, needed

__all__ = ["Change", "direction", "inverse", "nearest"]

TRIED = 4000
"""How many choices of members are compared; beyond it the cheapest members are taken one by one."""


@attrs.frozen
class Change:
    """One figure that would have to lie inside (or outside) an interval."""

    measure: str
    accepts: Interval
    inside: bool = True


Changes = Mapping[str, Change]


def direction(rule: Rule) -> str | None:
    """Which way is better under a rule: ``higher``, ``lower``, or ``None`` where neither or both are.

    Example:
        >>> direction(AtMost(measure="a.b", levels=[{"value": "13"}]))
        'lower'
    """
    if isinstance(rule, Times):
        return "higher" if rule.comparison in {"at-least", "above"} else "lower"
    if isinstance(rule, (AtLeast, Above)):
        return "higher"
    return "lower" if isinstance(rule, (AtMost, Below)) else None


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
    if step is None:
        return None if is_open else end
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
    if to is Verdict.NOT_MET:
        return _broken(node, verdict)
    return _met(node, verdict)


def _met(node: Node, verdict: Callable[[Required], Verdict]) -> Changes | None:
    if isinstance(node, Required):
        now = verdict(node)
        if now in {Verdict.MET, Verdict.NOT_APPLICABLE}:
            return {}
        return None if node.accepts is None else {node.measure: Change(node.measure, node.accepts)}
    if not isinstance(node, Joint):
        return None
    must = _all_of([_met(one, verdict) for one in node.compulsory])
    if must is None:
        return None
    members = [*node.members, *node.compulsory]
    # A member that is not applicable drops out, or counts as one that no figure can bring back.
    open_ = [one for one in members if node.counts_against or not _drops_out(one, verdict)]
    ways = [None if _drops_out(one, verdict) else _met(one, verdict) for one in open_]
    return _fewest([way for way in ways if way is not None], _asked(node, len(open_)), must)


def _broken(node: Node, verdict: Callable[[Required], Verdict]) -> Changes | None:
    if isinstance(node, Required):
        now = verdict(node)
        if now is Verdict.NOT_MET:
            return {}
        if now is Verdict.NOT_APPLICABLE or node.accepts is None:
            return None
        return {node.measure: Change(node.measure, node.accepts, inside=False)}
    if not isinstance(node, Joint):
        return None
    members = [one for one in (*node.members, *node.compulsory) if node.counts_against or not _drops_out(one, verdict)]
    if not members:
        return None
    ways = [{} if _drops_out(one, verdict) else _broken(one, verdict) for one in members]
    enough = _fewest([way for way in ways if way is not None], len(members) - _asked(node, len(members)) + 1, {})
    single = [way for way in (_broken(one, verdict) for one in node.compulsory) if way is not None]
    return min([*single, *([enough] if enough is not None else [])], key=len, default=None)


def _asked(node: Joint, applicable: int) -> int:
    if node.kind == "all":
        return applicable
    if node.kind == "any":
        return min(1, applicable)
    if node.percent is not None:
        return needed(applicable, node.percent)
    return min(node.count or 0, applicable)


def _drops_out(node: Node, verdict: Callable[[Required], Verdict]) -> bool:
    if isinstance(node, Required):
        return verdict(node) is Verdict.NOT_APPLICABLE
    if isinstance(node, Joint):
        return not node.counts_against and all(_drops_out(one, verdict) for one in (*node.members, *node.compulsory))
    return False


def _fewest(ways: Sequence[Changes], asked: int, must: Changes) -> Changes | None:
    """Choose so many of the ways that they need the fewest figures together, on top of what must change anyway."""
    if len(ways) < asked:
        return None
    cheap = sorted(ways, key=len)
    if math.comb(len(ways), asked) > TRIED:
        return _all_of([must, *cheap[:asked]])
    best: Changes | None = None
    for choice in combinations(cheap, asked):
        joined = _all_of([must, *choice])
        if joined is not None and (best is None or len(joined) < len(best)):
            best = joined
    return best


def _all_of(ways: Iterable[Changes | None]) -> Changes | None:
    """All changes at once: where two concern one measure, its figure must satisfy both."""
    joined: dict[str, Change] = {}
    for way in ways:
        if way is None:
            return None
        for measure, change in way.items():
            held = joined.get(measure)
            if held is None or held == change:
                joined[measure] = change
            elif held.inside and change.inside:
                both = _intersection(held.accepts, change.accepts)
                if both is None:
                    return None
                joined[measure] = Change(measure, both)
            # Two ways to fail on one figure: the first stands, because failing it is what was asked.
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
