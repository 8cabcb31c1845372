"""Flips: the fewest figures that would turn a verdict, and by how much, in the words of whoever owes them.

Which figures is worked out by :mod:`smartvillage.criteria.inverse`; this module says it in counts: "còn thiếu 37 hộ".
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.inverse import Change, inverse, nearest
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.resolve import Evaluated, Joint, Node, Required, combine, evaluated_in
from smartvillage.criteria.rules import Combination
from smartvillage.criteria.verdicts import Verdict
from smartvillage.criteria.wording import quantity, say_interval
from smartvillage.errors import Words
from smartvillage.evaluation.compile import unseen_in
from smartvillage.evaluation.figures import Figure
from smartvillage.exact import Interval
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from smartvillage.evaluation.reasons import Reasoner

__all__ = ["Flip", "flips"]


_UNSEEN = Required(measure="", accepts=None, no_level="incomplete")


_IS_SO = Required(measure="", accepts=Interval(Fraction(0), Fraction(0)))
"""Stands for what is already as it should be."""


_LOST = Words(vi="thì không còn đạt", en="and it would no longer be met")


@attrs.frozen
class Flip:
    """One figure that would have to change, and by how much."""

    measure: str
    change: Change
    figure: Figure
    text: str

    def __str__(self) -> str:
        return self.text


def flips(reasoner: Reasoner, row: int, ref: str, lang: str) -> tuple[Flip, ...] | None:
    """The fewest single figures that would turn a verdict: met to not met, anything else to met.

    Returns:
        The figures; ``None`` when none can do it: a level is missing, another set or an evaluator decides, the set is
        not modelled completely, or there is nothing to judge; and when an evaluator looks at them too, because nobody
        knows what it would make of others.
    """
    verdict = reasoner.verdict(row, ref)
    if verdict is Verdict.NOT_APPLICABLE:
        return None
    to = Verdict.NOT_MET if verdict is Verdict.MET else Verdict.MET
    tree = _tree(reasoner, row, ref)
    changes = inverse(
        _settled(tree, reasoner, row, to),
        lambda required: to if required is _IS_SO else reasoner.judged(row, required),
        to=to,
    )
    watched = {measure for one in evaluated_in(tree) for measure in one.measures}
    if changes is None or watched & changes.keys():
        return None
    return tuple(_flip(reasoner, row, change, lang) for change in changes.values()) or None


def _settled(node: Node, reasoner: Reasoner, row: int, to: Verdict) -> Node:
    """What evaluators said stands: it drops out, it helps, or it is in the way."""
    if isinstance(node, Joint):
        members, compulsory = (
            tuple(_settled(one, reasoner, row, to) for one in some) for some in (node.members, node.compulsory)
        )
        return attrs.evolve(node, members=members, compulsory=compulsory)
    if isinstance(node, Evaluated):
        verdict = reasoner.evaluated(row, node)
        if verdict is Verdict.NOT_APPLICABLE:
            return Joint(kind="all", members=())
        return _IS_SO if verdict is to else node
    return node


def _tree(reasoner: Reasoner, row: int, ref: str) -> Node:
    """Everything a verdict rests on, as one rule."""
    if ref in reasoner.indicators:
        resolved = reasoner.basis(row, ref).resolved
        if resolved.why_not == "not-in-force":
            return Joint(kind="all", members=())  # nothing is asked, so it drops out
        return resolved.node or Required(measure="", accepts=None, no_level=resolved.why_not)
    criteria_set, criterion = reasoner.wholes[ref]
    requires: Combination = criteria_set.document.requires if criterion is None else criterion.requires
    members: list[Node] = []
    compulsory: list[Node] = []
    for name in reasoner.members(ref):
        (compulsory if name in requires.compulsory else members).append(_tree(reasoner, row, name))
    # What the text has and nobody modelled cannot be met by any figure; if the whole waits for it, it is compulsory.
    unseen, is_awaited = unseen_in(criteria_set, criterion)
    compulsory += [_UNSEEN] * is_awaited
    members += [_UNSEEN] * (unseen - is_awaited)
    return combine(requires, members, compulsory)


def _flip(reasoner: Reasoner, row: int, change: Change, lang: str) -> Flip:
    figure = reasoner.figure(row, change.measure)
    return Flip(change.measure, change, figure, _text(change, figure, figure.measure, lang))


def _text(change: Change, figure: Figure, measure: Measure | None, lang: str) -> str:
    vi = lang == "vi"
    title = measure.title.say(lang) if measure is not None else change.measure
    asked = (" hoặc " if vi else " or ").join(say_interval(target, measure, lang) for target in change.targets)
    if figure.value is None or figure.relation != "eq":
        if not change.inside and change == Change.out_of(change.measure, change.accepts):
            left = say_interval(change.accepts, measure, lang)
            return f"{title}: {'khác với' if vi else 'anything but'} {left} {_LOST.say(lang)}"
        lost = "" if change.inside else f" {_LOST.say(lang)}"
        return f"{title}: {'cần báo cáo' if vi else 'to be reported as'} {asked}{lost}"
    step = _step(figure, measure)
    target = _target(change, figure.value, step)
    if measure is not None and measure.kind == "attested" and target is not None:
        return f"{title}: {quantity(target, measure, lang)}"
    if target is None and change.inside:
        return f"{title}: {'cần' if vi else 'needs'} {asked}"
    end = target if target is not None else _edge(change, figure.value)
    up = end > figure.value or (end == figure.value and any(one.low == end for one in change.targets))
    amount = _amount(abs(end - figure.value), figure, measure, step, lang)
    if change.inside:
        if up:
            return f"{title}: {'còn thiếu' if vi else 'still missing'} {amount}"
        return f"{title}: {'phải giảm' if vi else 'must come down by'} {amount}"
    way = ("tăng" if up else "giảm") if vi else ("up by" if up else "down by")
    if target is None:  # next to an open end there is always a value still nearer
        amount = f"{'hơn' if vi else 'more than'} {amount}"
        amount = amount if end != figure.value else "bất kỳ mức nào" if vi else "anything"
    return f"{title}: {way} {amount} {_LOST.say(lang)}"


def _amount(difference: Fraction, figure: Figure, measure: Measure | None, step: Fraction | None, lang: str) -> str:
    vi = lang == "vi"
    if figure.part is not None and step is not None:
        unit = measure.counted.say(lang) if measure is not None and measure.counted else "đơn vị" if vi else "units"
        return f"{write_number(difference / step, lang)} {unit}"
    if measure is not None and measure.kind == "share":
        return f"{write_number(difference, lang)} {'điểm phần trăm' if vi else 'percentage points'}"
    return quantity(difference, measure, lang)


def _step(figure: Figure, measure: Measure | None) -> Fraction | None:
    """The smallest change of a figure: one thing counted, one grade; none for amounts."""
    if figure.part is not None and measure is not None and figure.part[1].denominator == 1:
        return Fraction(measure.factor) / figure.part[1]
    if measure is not None and measure.kind in {"count", "ordinal", "attested"}:
        return Fraction(1)
    return None


def _target(change: Change, value: Fraction, step: Fraction | None) -> Fraction | None:
    """The nearest value that would do."""
    found = [target for target in (nearest(one, value, step) for one in change.targets) if target is not None]
    return min(found, key=lambda target: abs(target - value), default=None)


def _edge(change: Change, value: Fraction) -> Fraction:
    """Where the nearest values that would do begin."""
    ends = [end for one in change.targets for end in (one.low, one.high) if end is not None]
    return min(ends, key=lambda end: abs(end - value))
