"""Which indicator of a draft stands where which one in force stood, and what becomes of it.

Two indicators are one where they have the same id; where the id differs only by that of the set; or where each is the
only one left of its set that judges the same measures. Whatever is left is added, or dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, Literal

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
from smartvillage.criteria.plain import plain
from smartvillage.criteria.resolve import Question
from smartvillage.criteria.rules import Above, AtLeast, Equal, MeetsSet, Rule, Threshold, comparisons, walk
from smartvillage.criteria.strata import chosen
from smartvillage.errors import Words
from smartvillage.proposal.draft import ACTIONS
from smartvillage.proposal.seats import id_in_draft

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
        fate: Fate = "add" if other is None else _fate(other, item, on)
        if fate != "keep" and _has_no_level(item, on):
            fate = "monitor"
        pairs.append(Pair(base=other, draft=item, fate=fate))
    gone: Fate = "keep" if is_carried else "drop"
    left = [Pair(base=item, draft=None, fate=gone, carried=is_carried) for item in base if item.id not in taken]
    return (*pairs, *left)


def _partners(base: CriteriaSet, draft: CriteriaSet) -> Iterator[tuple[str, IndicatorInSet]]:
    by_id = {id_in_draft(one.id, base.id, draft.id): one for one in base.indicators} | {one.id: one for one in base}
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


def _has_no_level(item: IndicatorInSet, on: date) -> bool:
    """Whether an indicator has levels to be set, and none is."""
    held = [
        one
        for provision in item.indicator.provisions
        if provision.holds(on)
        for _, _, levels in comparisons(provision.rule)
        for one in levels
        if one.holds(on)
    ]
    return bool(held) and all(one.value is None for one in held)


def _fate(base: IndicatorInSet, draft: IndicatorInSet, on: date) -> Fate:
    """What becomes of an indicator that both have, looked at in every stratum that either names."""
    signs: set[int] = set()
    for strata in _combinations(base, draft):
        question = Question(strata=strata, on=on)
        rules = [
            resolved.provision.rule if resolved.provision is not None else None
            for resolved in (question.indicator(base.indicator), question.indicator(draft.indicator))
        ]
        before, after = rules
        if before is None or after is None:
            signs |= {0} if before is after else {1 if before is None else -1}
        elif shape(before) != shape(after):
            return "change"
        else:
            signs |= set(_signs(question, before, after))
    signs -= {0}
    if len(signs) > 1:
        return "change"
    return {1: "tighten", -1: "loosen"}[signs.pop()] if signs else "keep"  # type: ignore[return-value]


def _combinations(*items: IndicatorInSet) -> Iterator[dict[str, str | None]]:
    """Every combination of the strata that rules and levels name, with those that no level names."""
    named: dict[str, dict[str, None]] = {}
    for item in items:
        for provision in item.indicator.provisions:
            levels = [one for _, _, some in comparisons(provision.rule) for one in some]
            for selection in (provision.stratum, *(one.stratum for one in levels)):
                for scheme in selection:
                    named.setdefault(scheme, {}).update(dict.fromkeys(chosen(selection, scheme) or ()))
        for known in item.set.document.schemes:
            if known.id in named:
                named[known.id].update(dict.fromkeys(one.id for one in known.strata))
    for strata in product(*named.values()):
        yield dict(zip(named, strata, strict=True))


def _signs(question: Question, before: Rule, after: Rule) -> Iterator[int]:
    """For each comparison: 1 where the draft is stricter, -1 where it is looser, 0 where it asks the same."""
    for (rule, field, old), (_, _, new) in zip(comparisons(before), comparisons(after), strict=True):
        was, will = (level.value if level is not None else None for level in _held(question, old, new))
        if was == will:
            yield 0
        elif was is None or will is None:
            yield 1 if was is None else -1
        elif isinstance(rule, Equal):
            yield from (1, -1)
        else:
            more_is_stricter = isinstance(rule, (AtLeast, Above)) or field == "low"
            yield 1 if (will > was) == more_is_stricter else -1


def _held(question: Question, *lists: tuple[Threshold, ...]) -> Iterator[Threshold | None]:
    for levels in lists:
        yield question.threshold(levels)[0]
