"""Random criteria sets, and patches they accept: small, readable, and full of what goes wrong in real ones.

A set judges the years 2021 to 2025. It may have fewer criteria and indicators than it declares, indicators that came
later or were repealed, provisions that follow each other, differ by stratum or leave a gap, and amendments. The parts
are drawn by :mod:`smartvillage.testing.strategies`.

No rules go in a circle here: a factor multiplies the level of an earlier indicator, a set refers to sets drawn before.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import Assesses, Declared, SetDocument
from smartvillage.criteria.patches import (
    AddCriterion,
    AddIndicator,
    AddMeasure,
    Amendment,
    Drop,
    Patch,
    Repeal,
    Reword,
    SetLevel,
    SetProvision,
)
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.rules import Attested, Between, LevelOf, Rule, Times, comparisons, measures_of, walk
from smartvillage.errors import PatchError
from smartvillage.testing.strategies import (
    COMPARISONS,
    ISSUED,
    NEW_DAYS,
    RARELY,
    combinations,
    label,
    level_values,
    measures,
    pick,
    rules,
    schemes,
    selections,
    spans,
    threshold,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smartvillage.criteria.measures import Measure
    from smartvillage.criteria.strata import Scheme

__all__ = ["criteria_sets", "patches_for"]

ASSESSES = Assesses(since=date(2021, 1, 1), until=date(2026, 1, 1))
AMENDED = Citation(number="2/QĐ-THU", date=date(2023, 6, 30))
WHY = label("thử nghiệm")
LIVES = ((None, None),) * 12 + ((NEW_DAYS[1], None), (None, NEW_DAYS[3]))
"""The spans of indicators: nearly all open."""


@st.composite
def criteria_sets(
    draw: st.DrawFn,
    *,
    identifier: str = "thu.bo",
    others: Sequence[CriteriaSet] = (),
    amended: bool = True,
    over: Sequence[Measure] = (),
    of: Sequence[Scheme] = (),
) -> CriteriaSet:
    """Draw a criteria set: two to four criteria of one to four indicators, for the years 2021 to 2025.

    Args:
        draw: Given by hypothesis.
        identifier: Its id; measures and schemes that are drawn are called ``thu.…`` whatever the set.
        others: Sets that its rules may refer to; it then shares the measures and schemes of the first.
        amended: Whether the document may hold amendments (applied, as those of a published set are).
        over: The measures to judge, such as those a plugin declares; drawn unless given.
        of: The schemes that levels may name; drawn where the measures are.

    Example:
        >>> from hypothesis import find
        >>> found = find(criteria_sets(), lambda criteria: criteria.document.declared is not None)
        >>> found.key, found.coverage().whole
        ('thu.bo@2021-2025', True)
    """
    over, of = tuple(over), tuple(of)
    if others:
        over, of = others[0].document.measures, others[0].document.schemes
    elif not over:
        over = tuple(draw(measures(identifier=f"thu.m{number}")) for number in range(1, draw(st.integers(2, 4)) + 1))
        of = ()
        for number in range(1, draw(st.integers(0, 2)) + 1):
            of = (*of, draw(schemes(identifier=f"thu.s{number}", ruled_by=of[0] if of else None)))
    targets = [target for other in others for target in _targets(other.document.indicators(), other.key)]
    keys = [other.key for other in others]
    found: list[Criterion] = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        earlier = [*targets, *(target for one in found for target in _targets(one.indicators))]
        found.append(_criterion(draw, f"{identifier}.c{number}", str(number), over, of, earlier, keys))
    document = SetDocument(
        id=identifier,
        edition="2021-2025",
        title=label("Bộ tiêu chí thử"),
        issued=ISSUED,
        assesses=ASSESSES,
        declared=_declared(draw, found),
        requires=draw(combinations([one.id for one in found])),
        schemes=of,
        measures=over,
        criteria=tuple(found),
    )
    issued = CriteriaSet.of(document)
    if not amended or not pick(draw, RARELY):
        return issued
    amendment = Amendment(id="sua-doi", citation=AMENDED, patches=draw(patches_for(issued)))
    return CriteriaSet.of(document.replace(amendments=(amendment,)))


def _criterion(
    draw: st.DrawFn,
    identifier: str,
    printed: str,
    over: Sequence[Measure],
    of: Sequence[Scheme],
    targets: Sequence[tuple[LevelOf, str]],
    sets: Sequence[str],
) -> Criterion:
    found: list[Indicator] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        rule = rules(over, of, targets=[*targets, *_targets(found)], sets=sets)
        found.append(_indicator(draw, f"{identifier}-{number}", f"{printed}.{number}", rule, of))
    return Criterion(
        id=identifier,
        printed=printed,
        title=label(f"Tiêu chí {printed}"),
        indicators=tuple(found),
        requires=draw(combinations([one.id for one in found])),
        declared_indicators=pick(draw, [None] * 9 + [len(found) + more for more in (0, 1, 2)]),
    )


def _indicator(
    draw: st.DrawFn, identifier: str, printed: str, rule: st.SearchStrategy[Rule], of: Sequence[Scheme]
) -> Indicator:
    since, until = pick(draw, LIVES)
    return Indicator(
        id=identifier,
        printed=printed,
        title=label(f"Chỉ tiêu {printed}"),
        provisions=_provisions(draw, rule, of),
        since=since,
        until=until,
    )


def _provisions(draw: st.DrawFn, rule: st.SearchStrategy[Rule], of: Sequence[Scheme]) -> tuple[Provision, ...]:
    """Draw the provisions of an indicator: mostly one; or several by time and strata, of which one may be left out."""
    if not pick(draw, RARELY):
        return (Provision(rule=draw(rule)),)
    places = list(product(spans(draw), selections(draw, of[:1])))
    left_out = pick(draw, [None] * 3 + [*range(len(places))]) if len(places) > 1 else None
    found = [
        Provision(rule=draw(rule), since=since, until=until, stratum=stratum)
        for number, ((since, until), stratum) in enumerate(places)
        if number != left_out
    ]
    if pick(draw, RARELY):
        found.append(Provision(rule=draw(rule), since=pick(draw, NEW_DAYS)))
    return tuple(found)


def _declared(draw: st.DrawFn, criteria: Sequence[Criterion]) -> Declared | None:
    """Draw what a set says it has: nothing, all of it, or more than is modelled."""
    more = pick(draw, (None, None, None, (0, 0), (0, 0), (0, 1), (1, 1), (2, 3)))
    if more is None:
        return None
    indicators = sum(len(one.indicators) for one in criteria)
    return Declared(criteria=len(criteria) + more[0], indicators=indicators + more[1])


def _targets(indicators: Iterable[Indicator], key: str | None = None) -> Iterator[tuple[LevelOf, str]]:
    """List the levels that a factor may multiply.

    An indicator that leaves an attestation to somebody has something like a level without a value; whether that
    makes another level beside it less than the only one, no law says, so such indicators are passed over.
    """
    for indicator in indicators:
        parts = [rule for one in indicator.provisions for rule in walk(one.rule)]
        with_levels = [rule for rule in parts if isinstance(rule, (*COMPARISONS, Between, Times))]
        if with_levels and not any(isinstance(rule, Attested) and rule.levels for rule in parts):
            yield LevelOf(set=key, indicator=indicator.id), with_levels[0].measure


# --- patches -------------------------------------------------------------------------------------------------------


@st.composite
def patches_for(draw: st.DrawFn, criteria: CriteriaSet) -> tuple[Patch, ...]:
    """Draw one to four patches that a set accepts in their order.

    Args:
        draw: Given by hypothesis.
        criteria: The set.

    Example:
        >>> from hypothesis import given
        >>> @given(criteria_sets().flatmap(lambda one: st.tuples(st.just(one), patches_for(one))))
        ... def a_patch_never_touches_its_base(drawn):
        ...     criteria, patches = drawn
        ...     before = criteria.to_dict()
        ...     criteria.patched(*patches)
        ...     assert criteria.to_dict() == before
    """
    accepted: list[Patch] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        patch = _patch(draw, criteria.document, number)
        try:
            criteria = criteria.patched(patch)
        except PatchError:
            continue  # what a patch may not do is for others to test
        accepted.append(patch)
    if not accepted:
        target = criteria.document.criteria[0]
        accepted.append(Reword(target=target.id, title=label(f"{target.title.vi} (sửa)"), reason=WHY))
    return tuple(accepted)


KINDS = ("set-level",) * 4 + ("set-provision", "title", "text", "measure", "indicator", "criterion", "drop", "repeal")


def _patch(draw: st.DrawFn, document: SetDocument, number: int) -> Patch:
    """Draw one patch that may be refused: what it changes may overlap in part, or change nothing."""
    indicator = pick(draw, list(document.indicators()))
    criterion = pick(draw, document.criteria)
    since = pick(draw, NEW_DAYS)
    name, rule = f"{document.id}.them-{number}", rules(document.measures, document.schemes, depth=0)
    match pick(draw, KINDS):
        case "set-level":
            return _set_level(draw, document, indicator, since)
        case "set-provision":
            stratum = pick(draw, [one.stratum for one in indicator.provisions])
            provision = Provision(rule=draw(rule), since=since, stratum=stratum)
            return SetProvision(indicator=indicator.id, provision=provision, reason=WHY)
        case "text":
            return Reword(target=indicator.id, text=label(f"Lời văn {number}"), since=since, reason=WHY)
        case "measure":
            return AddMeasure(
                measure=draw(measures(identifier=f"{document.id.partition('.')[0]}.them-{number}")), reason=WHY
            )
        case "indicator":
            new = _indicator(draw, name, f"{criterion.printed}.{number}0", rule, document.schemes)
            return AddIndicator(criterion=criterion.id, indicator=new, reason=WHY)
        case "criterion":
            new = _indicator(draw, f"{name}-1", f"{number}0.1", rule, document.schemes)
            whole = Criterion(id=name, printed=f"{number}0", title=label(f"Tiêu chí {number}0"), indicators=(new,))
            return AddCriterion(criterion=whole, reason=WHY)
        case "drop" if not _is_named(document, indicator.id):
            return Drop(target=indicator.id, reason=WHY)
        case "repeal":
            return Repeal(indicator=indicator.id, since=since, reason=WHY)
    return Reword(target=criterion.id, title=label(f"Tiêu chí sửa lần {number}"), reason=WHY)


def _set_level(draw: st.DrawFn, document: SetDocument, indicator: Indicator, since: date) -> Patch:
    """Draw a level for one of the comparisons of an indicator."""
    lists = [found for provision in indicator.provisions for found in comparisons(provision.rule) if found[2]]
    if not lists:
        return Repeal(indicator=indicator.id, since=since, reason=WHY)
    rule, field, rows = pick(draw, lists)
    measure = next(one for one in document.measures if one.id in measures_of(rule))
    edge: Any = field if isinstance(rule, Between) else None
    values = None if measure.kind == "attested" else level_values(measure, half=edge)
    until = pick(draw, (None, None, *(day for day in NEW_DAYS if day > since)))
    stratum = pick(draw, ({}, *(row.stratum for row in rows)))
    level = threshold(draw, values, (since, until), stratum)
    return SetLevel(indicator=indicator.id, level=level, measure=measure.id, edge=edge, reason=WHY)


def _is_named(document: SetDocument, identifier: str) -> bool:
    """Whether something else in the set rests on an indicator: a factor, or a compulsory part of a whole."""
    compulsory = {name for one in document.criteria for name in one.requires.compulsory}
    multiplied = {
        rule.of.indicator
        for one in document.indicators()
        for provision in one.provisions
        for rule in walk(provision.rule)
        if isinstance(rule, Times)
    }
    return identifier in compulsory | multiplied
