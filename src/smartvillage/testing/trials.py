"""Trials: what a plugin offers, as criteria sets that can be judged.

A candidate has no set of its own and, while it is an idea, no level. Here it is put into a small set with a level to
try, so that cases and checks judge it through :func:`smartvillage.evaluate`, as anybody else would.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation, Verification
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import Assesses, SetDocument
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Criterion, Indicator
from smartvillage.criteria.rules import (
    Attested,
    Comparison,
    Rule,
    Threshold,
    children,
    comparisons,
    measures_of,
    walk,
)
from smartvillage.criteria.strata import Scheme
from smartvillage.errors import InputError, Problem, Words, quoted
from smartvillage.exact import Exact
from smartvillage.plugins.collecting import Offer
from smartvillage.plugins.offers import Candidate
from smartvillage.plugins.registry import Registry, builtin_registry

__all__ = ["Trial", "as_registry", "level_to_try", "trial_of_candidates", "trials_of"]

EVER = Assesses(since=date(1900, 1, 1), until=date(2200, 1, 1))
NOBODY = Citation(number="-")


@attrs.frozen
class Trial:
    """A set that can be judged, with where it finds other sets and evaluators."""

    criteria_set: CriteriaSet
    registry: Registry
    called: Mapping[str, str] = attrs.field(factory=dict)
    """The id that people know, by that of an indicator in the set; absent where they are the same."""

    def name(self, indicator: str) -> str:
        """What people call an indicator of the set."""
        return self.called.get(indicator, indicator)

    def indicator(self, name: str) -> str:
        """The indicator of the set that people call so."""
        return next(own for own, known in self.called.items() if known == name)


def as_registry(offer: Offer | Registry) -> Registry:
    """What one plugin offers together with the built-in ones; a registry is one already."""
    if isinstance(offer, Registry):
        return offer
    others = [one for one in builtin_registry().offers if one.info.key != offer.info.key]
    return Registry(tuple(sorted((*others, offer), key=lambda one: one.info.key)))


def trials_of(offer: Offer, registry: Registry) -> tuple[Trial, ...]:
    """The sets of a plugin, and its candidates in a set of their own, each at its level or at one to try."""
    trials = [Trial(published.read(), registry) for published in offer.sets.values()]
    candidates = [(one, None) for one in offer.candidates.values()]
    return (*trials, trial_of_candidates(candidates, registry, fill=True)) if candidates else tuple(trials)


def trial_of_candidates(
    candidates: Iterable[tuple[Candidate, Exact | None]], registry: Registry, *, fill: bool = False
) -> Trial:
    """Put candidates into a set.

    Args:
        candidates: Each with the level to try; without one it keeps its own.
        registry: Where measures, schemes, other sets and evaluators are found.
        fill: Whether an idea, which has no level, gets one within the range of its measure.

    Raises:
        InputError: A level is given for a candidate that has no place for one, or more than one.
    """
    measures = dict(registry.measures)
    indicators: list[Indicator] = []
    called: dict[str, str] = {}
    root = ""
    for candidate, level in candidates:
        key, _, rest = candidate.id.partition(".")
        root = root or f"{key}.trial"
        if candidate.measure is not None:
            measures[candidate.measure.id] = candidate.measure
        provisions = []
        for provision in candidate.indicator.provisions:
            rule = provision.rule
            if level is not None:
                _refuse_no_level(candidate, rule)
                rule = _at(rule, lambda _, level=level: level)  # type: ignore[misc]  # the level of this turn
            elif fill:
                rule = _at(rule, lambda one: _own_or_tried(one, measures))
            provisions.append(provision.replace(rule=rule))
        own = f"{root}.{rest}"
        called[own] = candidate.id
        indicators.append(candidate.indicator.replace(id=own, provisions=tuple(provisions)))
    title = Label(vi="Chỉ tiêu đề xuất, chạy thử", en="Candidates on trial")
    judged = dict.fromkeys(
        name for one in indicators for provision in one.provisions for name in measures_of(provision.rule)
    )
    document = SetDocument(
        id=root,
        edition="trial",
        title=title,
        issued=NOBODY,
        assesses=EVER,
        schemes=_schemes(indicators, registry),
        measures=tuple(measures[name] for name in judged),
        criteria=(Criterion(id=f"{root}.all", printed="-", title=title, indicators=tuple(indicators)),),
    )
    return Trial(CriteriaSet.of(document), registry, called)


def level_to_try(measure: Measure) -> Exact:
    """A level well within the range of a measure, so that there are figures on both sides of it."""
    low, high = measure.range
    if low is not None and high is not None:
        middle = (low + high) / 2
        return Exact(middle if measure.kind == "share" else Fraction(-(-middle.numerator // middle.denominator)))
    if low is not None:
        return Exact(low + 2)
    return Exact(high - 2 if high is not None else 2)


def _own_or_tried(rule: Comparison, measures: Mapping[str, Measure]) -> Exact | None:
    if any(level.value is not None for level in rule.levels):
        return None
    return level_to_try(measures[rule.measure])


def _refuse_no_level(candidate: Candidate, rule: Rule) -> None:
    places = [isinstance(one, Comparison) for one, _, _ in comparisons(rule) if not isinstance(one, Attested)]
    if places != [True]:
        raise InputError(
            [
                Problem(
                    "SV-PLUG-040",
                    Words(
                        vi=f"{quoted(candidate.id)} có {len(places)} chỗ ghi mức, không đặt được một mức để thử",
                        en=f"{quoted(candidate.id)} has {len(places)} places for a level, so none can be tried",
                    ),
                    advice=Words(vi="Bỏ mục level của ca.", en="Leave level out of the case."),
                )
            ]
        )


def _at(rule: Rule, level_of: Callable[[Comparison], Exact | None]) -> Rule:
    """The rule with other levels in its comparisons; one that is given none keeps its own."""
    if isinstance(rule, Comparison):
        level = level_of(rule)
        if level is None:
            return rule
        return rule.replace(levels=(Threshold(value=level, verification=Verification.UNVERIFIED),))
    if not children(rule):
        return rule
    fields = {
        name: tuple(_at(one, level_of) for one in getattr(rule, name))
        for name in ("rules", "compulsory")
        if hasattr(rule, name)
    }
    return rule.replace(**fields)


def _schemes(indicators: Collection[Indicator], registry: Registry) -> tuple[Scheme, ...]:
    """The schemes that provisions and levels name, from the sets that have them."""
    named: set[str] = set()
    for indicator in indicators:
        for provision in indicator.provisions:
            named.update(provision.stratum)
            for rule in walk(provision.rule):
                named.update(name for _, _, levels in comparisons(rule) for level in levels for name in level.stratum)
    found: dict[str, Scheme] = {}
    for published in registry.sets.values():
        if named <= found.keys():
            break
        found |= {one.id: one for one in published.read().document.schemes if one.id in named}
    return tuple(found[name] for name in sorted(named & found.keys()))
