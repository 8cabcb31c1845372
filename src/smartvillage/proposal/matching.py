"""Matching: what a candidate is to the set in force, which floor lies under it, and what it rests on.

======================  =====================================================================
``same``                the set in force asks for the same measure
``tightens``            it does, and the level suggested is stricter than the floor
``replaces``            it asks for something of the same name that is counted otherwise
``conflicts``           it asks for the same measure the other way round, or for more
``new``                 it does not ask for it
======================  =====================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
from smartvillage.criteria.rules import Above, AtLeast, AtMost, Below, comparisons
from smartvillage.criteria.strata import fits
from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.plugins.offers import Candidate
from smartvillage.text.names import loose_key

__all__ = ["RELATIONS", "Floor", "Match", "Overlap", "concepts", "match", "overlaps"]

Relation = Literal["same", "tightens", "replaces", "conflicts", "new"]

RELATIONS: Mapping[str, Words] = {
    "same": Words(vi="đã có trong bộ hiện hành", en="already in the set in force"),
    "tightens": Words(vi="nâng mức của bộ hiện hành", en="stricter than the set in force"),
    "replaces": Words(vi="cùng nội dung, cách tính khác", en="the same matter, counted otherwise"),
    "conflicts": Words(vi="trái với bộ hiện hành", en="contradicts the set in force"),
    "new": Words(vi="mới", en="new"),
}


@attrs.frozen(kw_only=True)
class Floor:
    """A level in force that a proposed one may not be looser than."""

    level: Exact
    set: str
    printed: str
    state: str
    """How far the level was checked against the text."""


@attrs.frozen(kw_only=True)
class Match:
    """What a candidate is to the set in force."""

    relation: Relation
    indicator: str | None = None
    """The printed number of the indicator in the set in force."""
    floor: Floor | None = None

    def looser(self, level: Fraction, *, lower_is_better: bool) -> bool:
        """Whether a level would be looser than the floor."""
        if self.floor is None:
            return False
        return level > self.floor.level if lower_is_better else level < self.floor.level


def match(
    candidate: Candidate,
    base: CriteriaSet,
    *,
    strata: Mapping[str, str] | None = None,
    on: date,
    level: Fraction | None = None,
) -> Match:
    """Match a candidate to the set in force.

    Args:
        candidate: The candidate.
        base: The set in force.
        strata: The stratum whose floor is wanted, by scheme; with none, the loosest level of all strata.
        on: The day whose law is meant.
        level: The level that is suggested for it.
    """
    measure = candidate.measure
    assert measure is not None  # candidates without a single measure are not analysed
    lower = measure.direction == "lower"
    same = {measure.id, *measure.same_as}
    for item in base.indicators:
        if same & set(item.measures):
            floor = _floor(item, same, base, strata or {}, on, lower_is_better=lower)
            found = Match(relation="same", indicator=item.printed, floor=floor)
            if _turned(item, same, lower_is_better=lower) or (
                level is not None and found.looser(level, lower_is_better=lower)
            ):
                return attrs.evolve(found, relation="conflicts")
            if level is not None and floor is not None and level != floor.level:
                return attrs.evolve(found, relation="tightens")
            return found
    for item in base.indicators:
        theirs = [base.measures[name] for name in item.measures if name in base.measures]
        if any(loose_key(one.title.vi) == loose_key(measure.title.vi) for one in theirs):
            return Match(relation="replaces", indicator=item.printed)
    return Match(relation="new")


def _floor(
    item: IndicatorInSet,
    same: set[str],
    base: CriteriaSet,
    strata: Mapping[str, str],
    on: date,
    *,
    lower_is_better: bool,
) -> Floor | None:
    found = [
        level
        for provision in item.indicator.provisions
        if provision.holds(on)
        for rule, _, levels in comparisons(provision.rule)
        if getattr(rule, "measure", None) in same
        for level in levels
        if level.value is not None and level.holds(on) and (not strata or fits(level.stratum, strata) is not False)
    ]
    if not found:
        return None
    loosest = (max if lower_is_better else min)(found, key=lambda one: one.value or Exact(0))
    assert loosest.value is not None
    return Floor(level=loosest.value, set=base.key, printed=item.printed, state=loosest.state.value)


def _turned(item: IndicatorInSet, same: set[str], *, lower_is_better: bool) -> bool:
    """Whether the set in force wants the measure to go the other way."""
    wanted = (AtLeast, Above) if lower_is_better else (AtMost, Below)
    return any(
        isinstance(rule, wanted) and rule.measure in same
        for provision in item.indicator.provisions
        for rule, _, _ in comparisons(provision.rule)
    )


@attrs.frozen
class Overlap:
    """An indicator in force whose words come close to those of a candidate."""

    candidate: str
    printed: str
    title: str
    share: Fraction
    """Of the words that either uses, how many both use."""


_SMALL = frozenset(
    ("và", "của", "các", "có", "được", "theo", "trong", "từ", "về", "cho", "là", "ít", "nhất", "tỷ", "lệ", "số", "đạt")
)
"""Words that say nothing of what is counted."""


def overlaps(
    candidates: Iterable[Candidate], base: CriteriaSet, *, least: Fraction = Fraction(1, 3)
) -> tuple[Overlap, ...]:
    """List indicators in force that a reader may take for the same as a candidate.

    Words are compared, not meanings: it is a list for people to look at.
    """
    titles = {item.printed: (item.title.vi, _words(item.title.vi)) for item in base.indicators}
    found = []
    for candidate in candidates:
        mine = _words(candidate.indicator.title.vi)
        for printed, (title, theirs) in titles.items():
            either = mine | theirs
            share = Fraction(len(mine & theirs), len(either)) if either else Fraction(0)
            if share >= least:
                found.append(Overlap(candidate.id, printed, title, share))
    return tuple(sorted(found, key=lambda one: (-one.share, one.candidate, one.printed)))


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", title.casefold())) - _SMALL


def concepts(candidates: Sequence[Candidate]) -> tuple[tuple[str, ...], ...]:
    """Put candidates of the same concept together: those whose measures are the same, or bear the same title.

    Returns:
        Groups of at least two ids, each sorted.
    """
    groups: list[tuple[set[str], set[str]]] = []
    for candidate in candidates:
        measure = candidate.measure
        if measure is None:
            continue
        ids, keys = {candidate.id}, {measure.id, *measure.same_as, "title:" + loose_key(measure.title.vi)}
        apart = []
        for other_ids, other_keys in groups:
            if keys & other_keys:
                ids |= other_ids
                keys |= other_keys
            else:
                apart.append((other_ids, other_keys))
        groups = [*apart, (ids, keys)]
    return tuple(sorted(tuple(sorted(ids)) for ids, _ in groups if len(ids) > 1))
