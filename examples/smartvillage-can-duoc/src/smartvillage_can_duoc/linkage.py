"""Whether a linkage chain works: how much of a harvest goes the whole way from contract to sale.

A chain has three links, each a share of what the link before let through: the harvest under contract, the part of that
which can be traced, the part of that which was sold as agreed. What arrives is their *product*, and no comparison can
say that: 80 % at every link looks good three times over, while only 51.2 % of the harvest arrives.

It is judged by columns and not lifted from a function of one unit, because a lifted function is not asked about a unit
to which one of its measures does not apply. A commune without any contract has nothing to trace; it must not for that
reason be excused.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Exact, Interval
from smartvillage.plugins.evaluators import Inputs, evaluator

__all__ = ["LINKS", "arriving", "linkage_chain"]

LINKS = ("can-duoc.harvest-contracted", "can-duoc.produce-traced", "can-duoc.produce-sold-as-agreed")
"""The measures, in the order of the chain."""

NOTHING_SAID = Interval.missing()


def arriving(links: Sequence[Interval | None]) -> Interval | None:
    """Return how much of a harvest goes the whole way, in per cent.

    Args:
        links: What is reported of each link; ``None`` for a share of nothing.

    Returns:
        Everything it can be. A link that is not reported lets through something between nothing and all, and so does
        one that says it has nothing to count: where that is true, the link before it lets nothing through, and the
        product is nothing. ``None`` where there is no harvest at all.

    Example:
        >>> four_fifths = Interval.of("80")
        >>> str(Exact(arriving([four_fifths] * 3).low))
        '51.2'
        >>> str(Exact(arriving([four_fifths, Interval.missing(), four_fifths]).high))
        '64'
        >>> arriving([Interval.of("0"), None, None]).high == 0
        True
        >>> arriving([None, None, None]) is None
        True
    """
    if links[0] is None:
        return None
    low, high, low_open, high_open = Fraction(100), Fraction(100), False, False
    for link in (NOTHING_SAID if one is None else one for one in links):
        low *= (link.low or 0) * Fraction(1, 100)
        high *= (100 if link.high is None else link.high) * Fraction(1, 100)
        low_open, high_open = low_open or link.low_open, high_open or link.high_open
    return Interval(low, high, low_open=low_open and low > 0, high_open=high_open and high > 0)


def _judged(share: Interval | None, level: Fraction) -> Verdict:
    if share is None:
        return Verdict.NOT_APPLICABLE
    assert share.low is not None
    assert share.high is not None
    if share.low >= level:
        return Verdict.MET
    if share.high < level or (share.high == level and share.high_open):
        return Verdict.NOT_MET
    return Verdict.UNKNOWN


@evaluator(id="can-duoc.linkage-chain", measures=LINKS, content="1")
def linkage_chain(inputs: Inputs) -> list[Verdict]:
    """Judge that at least so much of the harvest arrives: the parameter ``arrives`` of the rule, in per cent.

    A link that is not reported leaves it open, unless the others alone already let too little through.
    """
    level = Exact(inputs.parameters["arrives"])
    rows = zip(*(inputs[name].intervals() for name in LINKS), strict=True)
    return [_judged(arriving(links), level) for links in rows]
