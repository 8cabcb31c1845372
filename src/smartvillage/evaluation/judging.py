"""Judging one figure, one rule: by plain fractions, as the laws are written.

The kernel judges millions of cells; reasons ask about one cell and its parts. Both give the same verdicts, told from
two ends: a test compares them on random sets.
"""

from __future__ import annotations

from collections.abc import Callable

from smartvillage.criteria.resolve import Evaluated, Joint, MeetsOther, Node, Required
from smartvillage.criteria.verdicts import Verdict, conjunction, decide
from smartvillage.exact import Interval

__all__ = ["judge", "judge_value"]


def judge_value(accepts: Interval | None, said: Interval) -> Verdict:
    """Judge what was reported against what is accepted.

    Args:
        accepts: The values that meet the requirement; ``None`` when there is no level to judge by.
        said: What the report says of the figure; a missing one is the widest interval.

    Example:
        >>> from smartvillage.exact import Exact
        >>> judge_value(Interval(Exact(80), None), Interval.of("79.5", "gt")).name
        'UNKNOWN'
    """
    if accepts is None:
        return Verdict.UNKNOWN
    worst = Verdict.MET
    for level, closed, near, far, near_open, far_open, sign in (
        (accepts.low, not accepts.low_open, said.low, said.high, said.low_open, said.high_open, 1),
        (accepts.high, not accepts.high_open, said.high, said.low, said.high_open, said.low_open, -1),
    ):
        if level is None:
            continue
        surely = near is not None and (sign * near > sign * level or (near == level and (closed or near_open)))
        never = far is not None and (sign * far < sign * level or (far == level and not (closed and not far_open)))
        verdict = Verdict.MET if surely else Verdict.NOT_MET if never else Verdict.UNKNOWN
        worst = conjunction((worst, verdict))
    return worst


def judge(
    node: Node,
    leaf: Callable[[Required], Verdict],
    other: Callable[[str], Verdict],
    custom: Callable[[Evaluated], Verdict] = lambda _: Verdict.UNKNOWN,
) -> Verdict:
    """Judge a rule with everything in it.

    Args:
        node: What is asked.
        leaf: The verdict of one comparison.
        other: The verdict of another set, by key.
        custom: The verdict of an evaluator; nothing is known of it unless given.
    """
    if isinstance(node, Required):
        return leaf(node)
    if isinstance(node, MeetsOther):
        return other(node.set)
    if isinstance(node, Evaluated):
        return custom(node)
    return _joint(node, [judge(one, leaf, other, custom) for one in (*node.members, *node.compulsory)])


def _joint(node: Joint, members: list[Verdict]) -> Verdict:
    if node.counts_against:
        members = [Verdict.NOT_MET if one is Verdict.NOT_APPLICABLE else one for one in members]
    if node.kind == "all":
        return conjunction(members)
    met, unknown, not_met = (members.count(one) for one in (Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET))
    count = 1 if node.kind == "any" else node.count
    chosen = Verdict(decide(met, unknown, not_met, count=count, percent=node.percent))
    return conjunction([chosen, *members[len(node.members) :]])
