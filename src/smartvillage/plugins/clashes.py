"""Clashes: what two plugins say differently about the same thing. Reported, never resolved by order.

Two measures *look alike* when one names the other in ``same_as``, or when they bear the same title or the same name
after their keys. A candidate lies under a *national floor* when it asks for less than the national sets ask of a
measure that it says is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal

import attrs

from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import Above, AtLeast, AtMost, Below, Rule, comparisons
from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.plugins.collecting import Offer
from smartvillage.plugins.offers import Candidate
from smartvillage.plugins.published import Published
from smartvillage.text.names import loose_key

__all__ = ["Clash", "clashes_in"]


@attrs.frozen
class Clash:
    """Two ids of different plugins that a person should look at together."""

    kind: Literal["same-looking", "under-floor"]
    ids: tuple[str, str]
    differs: tuple[Words, ...]
    """In what they differ; nothing where two measures say the same in the same words."""
    documented: bool
    """Whether one of them names the other in ``same_as``."""

    def say(self, lang: str = "vi") -> str:
        """One line for a report."""
        said = "; ".join(one.say(lang) for one in self.differs)
        first, second = self.ids
        if self.kind == "under-floor":
            told = Words(
                vi=f"{first} thấp hơn sàn quốc gia {second}", en=f"{first} lies under the national floor {second}"
            )
        elif self.documented:
            told = Words(
                vi=f"{first} và {second} được khai báo là một", en=f"{first} and {second} are declared to be the same"
            )
        else:
            told = Words(vi=f"{first} và {second} trông giống nhau", en=f"{first} and {second} look alike")
        return f"{told.say(lang)}: {said}" if said else told.say(lang)


def clashes_in(offers: Sequence[Offer]) -> tuple[Clash, ...]:
    """Find the clashes among the offers, in the order of their ids."""
    found = {one.ids: one for one in _same_looking(offers)}
    floors = [published for offer in offers if offer.info.key == "vn" for published in offer.sets.values()]
    under = [
        clash
        for offer in offers
        for candidate in offer.candidates.values()
        for clash in _under_floor(candidate, floors)
    ]
    return (*(found[ids] for ids in sorted(found)), *sorted(under, key=lambda one: one.ids))


def _same_looking(offers: Iterable[Offer]) -> Iterator[Clash]:
    owners = {name: offer.info.key for offer in offers for name in offer.measures}
    measures = {name: measure for offer in offers for name, measure in offer.measures.items()}
    alike: dict[tuple[str, str], list[str]] = {}
    for name, measure in measures.items():  # by title, by name, and as declared
        alike.setdefault(("title", loose_key(measure.title.vi)), []).append(name)
        alike.setdefault(("name", name.partition(".")[2]), []).append(name)
        for other in measure.same_as:
            if other in measures:
                alike[f"{name}={other}", ""] = [name, other]
    for names in alike.values():
        for first, second in combinations(sorted(names), 2):
            if owners[first] != owners[second]:
                mine, theirs = measures[first], measures[second]
                documented = second in mine.same_as or first in theirs.same_as
                yield Clash("same-looking", (first, second), tuple(_differences(mine, theirs)), documented)


def _differences(one: Measure, other: Measure) -> Iterator[Words]:
    if one.unit_key() != other.unit_key():
        (kind, unit), (kind_2, unit_2) = one.unit_key(), other.unit_key()
        yield Words(
            vi=f"loại, đơn vị: {kind} {unit} / {kind_2} {unit_2}",
            en=f"kind and unit: {kind} {unit} / {kind_2} {unit_2}",
        )
    for field, vi, en in (("numerator", "tử số", "numerator"), ("denominator", "mẫu số", "denominator")):
        mine, theirs = getattr(one, field), getattr(other, field)
        said = [label.vi if label is not None else "-" for label in (mine, theirs)]
        if loose_key(said[0]) != loose_key(said[1]):
            yield Words(vi=f"{vi}: {said[0]} / {said[1]}", en=f"{en}: {said[0]} / {said[1]}")
    if one.direction != other.direction:
        yield Words(
            vi=f"chiều tốt hơn: {one.direction} / {other.direction}",
            en=f"better way: {one.direction} / {other.direction}",
        )


def _under_floor(candidate: Candidate, floors: Iterable[Published]) -> Iterator[Clash]:
    """Compare the levels of a candidate with those that the national sets ask of the same measure."""
    asked = [
        (rule, level.value)
        for provision in candidate.indicator.provisions
        for rule, _, levels in comparisons(provision.rule)
        for level in levels
        if level.value is not None
    ]
    if not asked or candidate.measure is None:
        return
    for national in candidate.measure.same_as:
        if not national.startswith("vn."):
            continue
        found = [level for published in floors for level in _levels_of(published, national)]
        for rule, value in asked:
            # every national set asks at least this much, so whoever asks for less is under all of them
            loosest = max if isinstance(rule, (AtMost, Below)) else min
            if found and _is_looser(rule, value, (floor := loosest(found, key=lambda level: level[1]))[1]):
                differs = Words(vi=f"{value} so với {floor[1]}", en=f"{value} against {floor[1]}")
                yield Clash("under-floor", (candidate.id, floor[0]), (differs,), documented=True)


def _levels_of(published: Published, measure: str) -> Iterator[tuple[str, Exact]]:
    """Every level that a set asks of a measure, with the indicator."""
    for item in published.read().indicators:
        for provision in item.indicator.provisions:
            for rule, _, levels in comparisons(provision.rule):
                if getattr(rule, "measure", None) == measure:
                    for level in levels:
                        if level.value is not None:
                            yield f"{published.key} {item.indicator.printed}", level.value


def _is_looser(rule: Rule, value: Exact, floor: Exact) -> bool:
    if isinstance(rule, (AtLeast, Above)):
        return value < floor
    return isinstance(rule, (AtMost, Below)) and value > floor
