"""What the tests of the criteria language judge with: the tree of a resolved rule, leaf by leaf."""

from __future__ import annotations

from fractions import Fraction

from smartvillage.criteria.resolve import Joint
from smartvillage.criteria.verdicts import Verdict, conjunction, decide
from smartvillage.exact import Interval


def judged(node, leaf):
    """The verdict of a tree, from those of its leaves."""
    if not isinstance(node, Joint):
        return leaf(node)
    members, compulsory = ([judged(one, leaf) for one in some] for some in (node.members, node.compulsory))
    if node.counts_against:
        members, compulsory = (
            [Verdict.NOT_MET if one is Verdict.NOT_APPLICABLE else one for one in some]
            for some in (members, compulsory)
        )
    everyone = [*members, *compulsory]
    if node.kind == "all":
        return conjunction(everyone)
    met, unknown, not_met = (everyone.count(one) for one in (Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET))
    count = 1 if node.kind == "any" else node.count
    return conjunction([Verdict(decide(met, unknown, not_met, count=count, percent=node.percent)), *compulsory])


def figure(observation, measure):
    """What a report says: an interval, or ``None`` where there is nothing to measure."""
    if observation.get("missing") == "not-applicable" or observation.get("denominator") == 0:
        return None
    if "missing" in observation or not observation:
        return Interval.missing()
    if "denominator" in observation:
        value = Fraction(observation["numerator"]) / observation["denominator"] * measure.factor
    else:
        value = observation["value"]
    return Interval.of(value, observation.get("relation", "eq"))


def cell(required, said):
    """The verdict of one comparison: MET if all that was said lies inside, NOT_MET if none of it does."""
    if said is None:
        return Verdict.NOT_APPLICABLE
    accepts = required.accepts
    if accepts is None:
        return Verdict.UNKNOWN
    if apart(said, accepts) or apart(accepts, said):
        return Verdict.NOT_MET
    reaches = accepts.low is None or (
        said.low is not None and (said.low, said.low_open) >= (accepts.low, accepts.low_open)
    )
    stays = accepts.high is None or (
        said.high is not None and (said.high, not said.high_open) <= (accepts.high, not accepts.high_open)
    )
    return Verdict.MET if reaches and stays else Verdict.UNKNOWN


def apart(lower, upper):
    """Whether one interval ends before another begins."""
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.high_open or upper.low_open))
