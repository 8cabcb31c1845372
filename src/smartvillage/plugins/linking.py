"""Stage five, link: what plugins refer to must be there, or the one that refers is left out.

Leaving one out may break another, so the check repeats until nothing changes. What comes out does not depend on the
order in which plugins were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.rules import Custom, MeetsSet, Times, walk
from smartvillage.errors import PluginError, Words
from smartvillage.plugins.admission import Faults
from smartvillage.plugins.collecting import Offer

__all__ = ["link"]


def link(offers: Iterable[Offer]) -> tuple[dict[str, Offer], dict[str, tuple[PluginError, ...]]]:
    """Keep the plugins all of whose references hold.

    Returns:
        Those kept, by key, and the faults of those that were not.
    """
    kept = {one.info.key: one for one in sorted(offers, key=lambda one: one.info.key)}
    broken: dict[str, tuple[PluginError, ...]] = {}
    while True:
        # all of a round are found before any is dropped: which one is looked at first must not matter
        faults = {key: tuple(_faults(one, kept)) for key, one in kept.items()}
        fallen = {key: errors for key, errors in faults.items() if errors}
        if not fallen:
            return kept, broken
        broken |= fallen
        for key in fallen:
            del kept[key]


def _faults(offer: Offer, kept: Mapping[str, Offer]) -> list[PluginError]:
    faults = Faults(offer.info.key, offer.admitted.found.source)
    measures = {name for one in kept.values() for name in one.measures}
    domains = {key for key, one in kept.items() if one.info.kind is not None}
    sets = {name for one in kept.values() for name in one.sets}
    for candidate in offer.candidates.values():
        own = {candidate.measure.id} if candidate.measure is not None else set()
        for provision in candidate.indicator.provisions:
            for rule in walk(provision.rule):
                for name in _measures_of(rule):
                    if name not in measures | own:
                        _dangling(faults, "candidates", candidate.id, name, measures, _MEASURE)
        if candidate.domain not in domains:
            _dangling(faults, "candidates", candidate.id, candidate.domain, domains, _DOMAIN)
    for pilot in offer.pilots.values():
        if pilot.domain not in domains:
            _dangling(faults, "pilots", pilot.id, pilot.domain, domains, _DOMAIN)
    for published in offer.sets.values():
        if isinstance(published.source, CriteriaSet) or offer.info.key != "vn":
            _check_set(faults, published.read(), offer, sets)
    return faults.errors


def _measures_of(rule: object) -> Iterator[str]:
    if (name := getattr(rule, "measure", None)) is not None:
        yield name
    yield from getattr(rule, "measures", ())


def _check_set(faults: Faults, criteria_set: CriteriaSet, offer: Offer, sets: set[str]) -> None:
    for item in criteria_set.indicators:
        for provision in item.indicator.provisions:
            for rule in walk(provision.rule):
                if isinstance(rule, MeetsSet) and rule.set not in sets:
                    _dangling(faults, "criteria_sets", item.id, rule.set, sets, _SET)
                elif isinstance(rule, Times) and rule.of.set not in {None, criteria_set.key, *sets}:
                    _dangling(faults, "criteria_sets", item.id, str(rule.of.set), sets, _SET)
                elif isinstance(rule, Custom) and rule.evaluator not in offer.evaluators:
                    _dangling(faults, "criteria_sets", item.id, rule.evaluator, set(offer.evaluators), _EVALUATOR)


_MEASURE = Words(vi="số liệu", en="measure")
_DOMAIN = Words(vi="lĩnh vực", en="domain")
_SET = Words(vi="bộ tiêu chí", en="criteria set")
_EVALUATOR = Words(vi="hàm đánh giá của chính phần mở rộng", en="evaluator of the plugin's own")


def _dangling(faults: Faults, hook: str, who: str, what: str, known: set[str], kind: Words) -> None:
    close = get_close_matches(what, sorted(known), n=1)
    advice = (
        Words(vi=f"có phải {close[0]!r}?", en=f"did you mean {close[0]!r}?")
        if close
        else Words(
            vi="xem phần mở rộng cung cấp nó có bị loại không: smartvillage plugins list",
            en="see whether the plugin that offers it was left out: smartvillage plugins list",
        )
    )
    faults.add(
        Words(
            vi=f"{who!r} dẫn đến {kind.vi} {what!r}, không có ở đâu",
            en=f"{who!r} refers to the {kind.en} {what!r}, which nothing offers",
        ),
        hook=f"smartvillage_{hook}",
        advice=advice,
    )
