"""Which indicator of a draft stands where which one in force stood, and what becomes of it.

Two indicators are one where they have the same id; where the id differs only by that of the set; or where each is the
only one left of its set that judges the same measures. Whatever is left is added, or dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import attrs

from smartvillage.criteria.citations import Life
from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
from smartvillage.criteria.plain import plain
from smartvillage.criteria.rules import Above, AtLeast, MeetsSet, Rule, Threshold, comparisons, walk
from smartvillage.criteria.strata import meets
from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.proposal.draft import ACTIONS
from smartvillage.proposal.seats import renamed

__all__ = ["FATES", "Fate", "Pair", "carries", "pairs_of", "shape"]

Fate = Literal["keep", "tighten", "loosen", "change", "add", "drop", "merge", "monitor"]

FATES: Mapping[str, Words] = {
    **{name: words for name, words in ACTIONS.items() if name != "review"},
    "loosen": Words(vi="hạ", en="loosen"),
    "change": Words(vi="sửa quy định", en="change the rule"),
}
"""What becomes of an indicator."""

_LEVELS = frozenset({"levels", "low", "high"})
_LEFT_OUT = frozenset({"citation", "verification", "note", "text", "wording"})


@attrs.frozen(eq=False, kw_only=True)
class Pair:
    """One line of the comparison."""

    base: IndicatorInSet | None
    draft: IndicatorInSet | None
    fate: Fate
    carried: bool = False
    """Not in the draft itself, but asked for because the draft asks for the whole set in force."""

    @property
    def shown(self) -> IndicatorInSet:
        """The one whose words are shown: that of the draft, where there is one."""
        found = self.draft or self.base
        assert found is not None  # a pair has a side
        return found


def carries(draft: CriteriaSet, base: CriteriaSet) -> bool:
    """Whether a draft asks for the whole set in force beside what it asks itself."""
    return any(
        isinstance(rule, MeetsSet) and rule.set == base.key
        for item in draft.indicators
        for provision in item.indicator.provisions
        for rule in walk(provision.rule)
    )


def pairs_of(base: CriteriaSet, draft: CriteriaSet, on: date) -> tuple[Pair, ...]:
    """Pair the indicators of a draft with those in force.

    Args:
        base: The set in force.
        draft: The draft.
        on: The day whose levels are compared.

    Returns:
        The lines in the order of the draft, then what is only in the set in force.
    """
    partner = dict(_partners(base, draft))
    taken = {one.id for one in partner.values()}
    is_carried = carries(draft, base)
    pairs = []
    for item in draft.indicators:
        other = partner.get(item.id)
        fate: Fate = "monitor" if _has_no_level(item, on) else "add" if other is None else _fate(other, item, on)
        pairs.append(Pair(base=other, draft=item, fate=fate))
    for item in base.indicators:
        if item.id not in taken:
            pairs.append(Pair(base=item, draft=None, fate="keep" if is_carried else "drop", carried=is_carried))
    return tuple(pairs)


def _partners(base: CriteriaSet, draft: CriteriaSet) -> Iterator[tuple[str, IndicatorInSet]]:
    by_id = {renamed(one.id, base.id, draft.id): one for one in base.indicators} | {one.id: one for one in base}
    left: list[IndicatorInSet] = []
    used = set()
    for item in draft.indicators:
        found = by_id.get(item.id)
        if found is None:
            left.append(item)
        else:
            used.add(found.id)
            yield item.id, found
    mine = _by_measures(left)
    theirs = _by_measures([one for one in base.indicators if one.id not in used])
    for measures, items in mine.items():
        others = theirs.get(measures, [])
        if measures and len(items) == len(others) == 1:
            yield items[0].id, others[0]


def _by_measures(items: Sequence[IndicatorInSet]) -> dict[frozenset[str], list[IndicatorInSet]]:
    found: dict[frozenset[str], list[IndicatorInSet]] = {}
    for item in items:
        found.setdefault(frozenset(item.measures), []).append(item)
    return found


# --- what becomes of one ---------------------------------------------------------------------------------------------


def shape(rule: Rule) -> Any:  # noqa: ANN401 - a tree of mappings, lists and text
    """What a rule asks, without its levels and without where they come from: two of one shape differ by levels only.

    Example:
        >>> rules = [AtLeast(measure="a.b", levels=[{"value": level}]) for level in ("80", "85")]
        >>> shape(rules[0]) == shape(rules[1])
        True
    """

    def bare(tree: Any) -> Any:  # noqa: ANN401
        if isinstance(tree, dict):
            return {key: bare(value) for key, value in tree.items() if key not in _LEVELS | _LEFT_OUT}
        return [bare(one) for one in tree] if isinstance(tree, list) else tree

    return bare(plain(rule))


Levels = list[tuple[Any, Mapping[str, Any], Exact | None, int]]
"""By comparison and strata: the level, and 1 where more of it is stricter, -1 where less is."""


def _levels(item: IndicatorInSet, on: date) -> Levels:
    """The levels in force on a day."""
    found: Levels = []
    for provision in item.indicator.provisions:
        if not provision.holds(on):
            continue
        for place, (rule, field, levels) in enumerate(comparisons(provision.rule)):
            sign = 1 if isinstance(rule, (AtLeast, Above)) or field == "low" else -1
            held = [one for one in levels if one.life is Life.IN_FORCE and one.holds(on)]
            found += [
                ((place, field), {**provision.stratum, **one.stratum}, one.value, sign)
                for one in held
                if not _is_stood_in_for(one, held)
            ]
    return found


def _is_stood_in_for(level: Threshold, others: Sequence[Threshold]) -> bool:
    """Whether levels of single strata stand in place of this one everywhere: then nobody is judged by it."""
    return not level.replaces and not level.stratum and any(one.replaces and not one.stratum for one in others)


def _has_no_level(item: IndicatorInSet, on: date) -> bool:
    """Whether an indicator has levels to be set, and none is."""
    levels = _levels(item, on)
    return bool(levels) and all(value is None for _, _, value, _ in levels)


def _fate(base: IndicatorInSet, draft: IndicatorInSet, on: date) -> Fate:
    before = [shape(one.rule) for one in base.indicator.provisions if one.holds(on)]
    after = [shape(one.rule) for one in draft.indicator.provisions if one.holds(on)]
    if any(one not in before for one in after) or any(one not in after for one in before):
        return "change"
    signs = set()
    for place, strata, value, sign in _levels(draft, on):
        for other_place, other_strata, other, _ in _levels(base, on):
            if place == other_place and meets(strata, other_strata) and value != other:
                signs.add(_stricter(value, other) * sign if value is not None and other is not None else _given(value))
    if signs == {1}:
        return "tighten"
    if signs == {-1}:
        return "loosen"
    return "change" if signs else "keep"


def _stricter(value: Exact, other: Exact) -> int:
    return 1 if value > other else -1


def _given(value: Exact | None) -> int:
    """A level where there was none is stricter; none where there was one is not."""
    return -1 if value is None else 1
