"""Random parts of the criteria language: measures, schemes, levels, rules, combinations.

Levels sit on tenths and thirds so that ties are common; years have gaps; two rows may hold at once, with and without
``replaces``; levels are missing, unverified or repealed. Whatever these strategies draw can be read as a document, but
much of it would not pass :meth:`~smartvillage.criteria.criteria_set.CriteriaSet.check`, and that is the point: a set
with faults must still be judged as the laws say.

Left out is what no law gives a meaning: *between* with a lower edge that is not below its upper one, and levels that
are only drafted or announced. Whole sets are put together in :mod:`smartvillage.testing.sets`; what units report
against them is drawn by :mod:`smartvillage.testing.reports`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise, product
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation, Life, Verification
from smartvillage.criteria.measures import Grade, Measure
from smartvillage.criteria.rules import (
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtLeastShareOf,
    AtMost,
    Attested,
    Below,
    Between,
    Combination,
    Equal,
    LevelOf,
    MeetsSet,
    Rule,
    Threshold,
    Times,
)
from smartvillage.criteria.strata import Scheme, Stratum, StratumRule
from smartvillage.exact import Exact

__all__ = ["combinations", "level_values", "levels", "measures", "rules", "schemes"]

T = TypeVar("T")
Kind = Literal["share", "count", "amount", "ratio", "attested", "ordinal"]
Selection = Mapping[str, str | tuple[str, ...]]
Span = tuple[date | None, date | None]

ISSUED = Citation(number="1/QĐ-THU", date=date(2021, 1, 15))
NEW_DAYS = (date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1), date(2024, 3, 1), date(2025, 1, 1))
"""The days on which something may change: new years, and one day within a year as Decision 211 has it."""

KINDS: tuple[Kind, ...] = ("share", "share", "count", "amount", "ratio", "attested", "ordinal")
POOLS: Mapping[str, tuple[str, ...]] = {
    "share": ("0", "10", "33.3", "100/3", "50", "58", "66.6", "200/3", "66.67", "97", "99.9", "100"),
    "count": ("0", "1", "2", "5/2", "3", "10", "40000"),
    "amount": ("-5/3", "-0.1", "0", "0.1", "1/3", "48", "52.8", "5000000000.3", "99999999999999999999999.9"),
    "ratio": ("0", "0.3", "1/3", "2/3", "0.7", "1.2", "10"),
    "ordinal": ("1", "2", "3", "4"),
}
"""The levels drawn, ascending: tenths, thirds, and a few that need 64 bits and more."""
SHARES = ("50", "66.6", "200/3", "100/3", "0.1", "100")
STATES = (*["official"] * 8, *["secondary"] * 3, "unverified", "nobody-says", "repealed", "missing")
COMPARISONS = (AtLeast, Above, AtMost, Below, Equal)
RARELY = (*[False] * 3, True)
SELDOM = (*[False] * 7, True)
DROPS_OUT: tuple[Literal["drops-out", "counts-against"], ...] = ("drops-out", "drops-out", "counts-against")


def pick(draw: st.DrawFn, options: Sequence[T]) -> T:
    """Draw one of the options; simpler ones come first, likelier ones more than once.

    An index is drawn, because hypothesis knows its strategies for integers again, while one over these options would
    be checked anew each time: sets are drawn twice as fast.
    """
    return options[draw(st.integers(0, len(options) - 1))]


def label(text: str) -> Label:
    """Make a label of one text."""
    return Label(vi=text)


# --- what is measured, of whom -------------------------------------------------------------------------------------


@st.composite
def measures(draw: st.DrawFn, *, identifier: str = "thu.measure", kinds: Sequence[Kind] = KINDS) -> Measure:
    """Draw a measure.

    Args:
        draw: Given by hypothesis.
        identifier: Its id.
        kinds: The kinds to choose from.
    """
    kind = pick(draw, kinds)
    fields: dict[str, Any] = {}
    if kind in {"amount", "ratio"}:
        fields["unit"] = label("đơn vị")
    if kind == "ordinal":
        size = draw(st.integers(2, len(POOLS["ordinal"])))
        fields["grades"] = tuple(Grade(id=f"muc-{n}", title=label(f"Mức {n}")) for n in range(1, size + 1))
    return Measure(id=identifier, title=label(f"Số liệu {identifier}"), kind=kind, **fields)


@st.composite
def schemes(draw: st.DrawFn, *, identifier: str = "thu.scheme", ruled_by: Scheme | None = None) -> Scheme:
    """Draw a scheme of two or three strata.

    Args:
        draw: Given by hypothesis.
        identifier: Its id.
        ruled_by: A scheme of which one stratum may take the levels of one of these.
    """
    names = ("ven-bien", "dong-bang", "mien-nui")[: draw(st.integers(2, 3))]
    found: tuple[StratumRule, ...] = ()
    if ruled_by is not None and draw(st.booleans()):
        stratum = pick(draw, [one.id for one in ruled_by.strata])
        found = (StratumRule(scheme=ruled_by.id, stratum=stratum, takes=pick(draw, names)),)
    strata = tuple(Stratum(id=name, title=label(name)) for name in names)
    return Scheme(id=identifier, title=label(f"Nhóm {identifier}"), strata=strata, rules=found)


# --- levels --------------------------------------------------------------------------------------------------------


def level_values(measure: Measure, *, half: str | None = None) -> st.SearchStrategy[Exact]:
    """Draw the value of a level of a measure: a tenth or a third, from a short list, so that ties are common.

    Args:
        measure: The measure; an attested one has no levels. Where it states a range of its own, levels lie in it.
        half: ``low`` or ``high``: for the edges of a *between*, that the lower one stays below the upper one.
    """
    pool = _within(measure)
    middle = len(pool) // 2
    part = {"low": pool[:middle], "high": pool[middle:]}.get(half or "", pool)
    return st.sampled_from(part).map(Exact)


def _within(measure: Measure) -> tuple[str, ...]:
    """The levels of a kind that lie in the range of a measure; where hardly any do, levels made for it."""
    low, high = measure.range
    pool = [
        one
        for one in POOLS[measure.kind]
        if (low is None or low <= Exact(one)) and (high is None or Exact(one) <= high)
    ]
    if len(pool) < 2:
        first = low if low is not None else (high - 2 if high is not None else Exact(0))
        last = high if high is not None else first + 2
        pool = [str(Exact(first)), *pool, str(Exact(last))]
    return tuple(pool)


def spans(draw: st.DrawFn) -> list[Span]:
    """Draw one span or several that follow each other; some may be left out later, and then there is a gap."""
    days = {pick(draw, NEW_DAYS) for _ in range(pick(draw, (0, 0, 1, 2)))}
    return list(pairwise([None, *sorted(days), None]))


def selections(draw: st.DrawFn, of: Sequence[Scheme]) -> list[Selection]:
    """Draw selections that together match every unit: over none, one or two of the schemes."""
    choices: list[list[tuple[str, str | tuple[str, ...]]]] = []
    for scheme in of:
        if not draw(st.booleans()):
            continue
        ids = [stratum.id for stratum in scheme.strata]
        parts: list[str | tuple[str, ...]] = [*ids]
        if draw(st.booleans()):
            parts = [tuple(ids[:2]), *ids[2:]]
        choices.append([(scheme.id, part) for part in parts])
    return [dict(combination) for combination in product(*choices)]


def threshold(
    draw: st.DrawFn, values: st.SearchStrategy[Exact] | None, span: Span, stratum: Selection, *, replaces: bool = False
) -> Threshold:
    """Draw one level over a given span, for given strata; without values only a reason why there is none."""
    state = pick(draw, STATES) if values is not None else "missing"
    fields: dict[str, Any] = {"since": span[0], "until": span[1], "stratum": stratum, "replaces": replaces}
    if values is None or state == "missing":
        return Threshold(missing=pick(draw, ("not-read", "delegated", "withdrawn", "not-set")), **fields)
    if state == "repealed":
        fields["life"] = Life.REPEALED
    fields["verification"] = {"repealed": Verification.OFFICIAL, "nobody-says": None}.get(state, state)
    return Threshold(value=draw(values), citation=ISSUED, **fields)


@st.composite
def levels(
    draw: st.DrawFn, values: st.SearchStrategy[Exact] | None, of: Sequence[Scheme] = ()
) -> tuple[Threshold, ...]:
    """Draw the levels of one comparison, over time and strata.

    Mostly exactly one holds for each unit and day; some are left out, are missing, unverified or repealed, and
    sometimes one more holds beside the others, which may declare that it replaces them.

    Args:
        draw: Given by hypothesis.
        values: Their values, as :func:`level_values` draws them; ``None`` for what has no value, only a reason why.
        of: The schemes they may name.

    Example:
        >>> from hypothesis import find
        >>> share = Measure(id="thu.share", title=Label(vi="Tỷ lệ"), kind="share")
        >>> [level.value for level in find(levels(level_values(share)), lambda found: len(found) == 1)]
        [Exact('0')]
    """
    places = list(product(spans(draw), selections(draw, of)))
    left_out = pick(draw, [None] * 8 + [*range(len(places))])
    rows = [threshold(draw, values, *place) for number, place in enumerate(places) if number != left_out]
    if pick(draw, SELDOM):
        span, stratum = pick(draw, places)
        since = pick(draw, (None, *NEW_DAYS))
        span = span if since is None else (since, None)
        wider = pick(draw, (stratum, {}))
        rows.append(threshold(draw, values, span, wider, replaces=draw(st.booleans())))
    return tuple(rows)


# --- rules ---------------------------------------------------------------------------------------------------------


def cell(draw: st.DrawFn, measure: Measure, of: Sequence[Scheme]) -> Rule:
    """Draw a rule over one measure."""
    if measure.kind == "attested":
        return Attested(measure=measure.id, levels=draw(levels(None, of)) if pick(draw, RARELY) else ())
    kind = pick(draw, (*COMPARISONS, None))
    if kind is None:
        return Between(
            measure=measure.id,
            low=draw(levels(level_values(measure, half="low"), of)),
            high=draw(levels(level_values(measure, half="high"), of)),
            edges=pick(draw, ("both", "low", "high", "none")),
        )
    return kind(measure=measure.id, levels=draw(levels(level_values(measure), of)))


def factor(draw: st.DrawFn, targets: Sequence[tuple[LevelOf, str]]) -> Times:
    """Draw a factor times the level of one of the targets."""
    target, measure = pick(draw, targets)
    return Times(
        measure=measure,
        comparison=pick(draw, ("at-least", "above", "at-most", "below")),
        factor=Exact(pick(draw, ("1", "1.1", "0.9", "2/3"))),
        of=target,
        verification=Verification(pick(draw, ("official", "official", "secondary", "unverified"))),
    )


@st.composite
def rules(
    draw: st.DrawFn,
    over: Sequence[Measure],
    of: Sequence[Scheme] = (),
    *,
    targets: Sequence[tuple[LevelOf, str]] = (),
    sets: Sequence[str] = (),
    depth: int = 2,
) -> Rule:
    """Draw a rule of any kind but *custom*.

    Args:
        draw: Given by hypothesis.
        over: The measures it may judge.
        of: The schemes its levels may name.
        targets: Levels that a factor may multiply, each with the measure it is a level of.
        sets: The keys of the sets it may refer to.
        depth: How deep combinations may stand in combinations.
    """
    kinds = ["cell"] * 4 + ["times"] * (2 * bool(targets)) + ["meets-set"] * bool(sets)
    if depth:
        kinds += ["all-of", "any-of", "at-least-of", "at-least-share-of"]
    kind = pick(draw, kinds)
    if kind == "cell":
        return cell(draw, pick(draw, over), of)
    if kind == "times":
        return factor(draw, targets)
    if kind == "meets-set":
        return MeetsSet(set=pick(draw, sets))
    inner = rules(over, of, targets=targets, sets=sets, depth=depth - 1)
    members = tuple(draw(inner) for _ in range(draw(st.integers(1, 3))))
    drops_out = pick(draw, DROPS_OUT)
    if kind == "all-of":
        return AllOf(rules=members, not_applicable=drops_out)
    if kind == "any-of":
        return AnyOf(rules=members, not_applicable=drops_out)
    compulsory = (draw(inner),) if draw(st.booleans()) else ()
    if kind == "at-least-of":
        count = draw(st.integers(1, len(members) + len(compulsory)))
        return AtLeastOf(count=count, rules=members, compulsory=compulsory, not_applicable=drops_out)
    percent = Exact(pick(draw, SHARES))
    return AtLeastShareOf(percent=percent, rules=members, compulsory=compulsory, not_applicable=drops_out)


@st.composite
def combinations(draw: st.DrawFn, members: Sequence[str]) -> Combination:
    """Draw how many of the members of a whole must be met: all, a count or a share, some of them compulsory.

    Args:
        draw: Given by hypothesis.
        members: Their ids.
    """
    kind = pick(draw, ("all", "all", "count", "share"))
    compulsory = {pick(draw, members) for _ in range(pick(draw, (0, 0, 1, 2)))} if members else set()
    return Combination(
        kind=kind,  # type: ignore[arg-type]  # a choice of literals is text to the checker
        count=draw(st.integers(1, max(1, len(members)))) if kind == "count" else None,
        percent=Exact(pick(draw, SHARES)) if kind == "share" else None,
        compulsory=tuple(sorted(compulsory)),
        not_applicable=pick(draw, DROPS_OUT),
    )
