"""The rows and columns of an annex: which levels a set could have, laid out as a printed annex lays them out.

There is a row for each indicator, condition of its rule and span of time; an indicator whose two conditions are both
shares stands in one row with two numbers (*100% (50% cứng hóa)*). There is a column for each stratum that levels may
differ by. Every row has a key, so that rows may be sorted, filtered or left out, and a fingerprint of what the set
said when the workbook was made: a row that nobody touched never undoes what the set has learnt since.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from math import prod

import attrs

from smartvillage.criteria.citations import Citation, Life, Verification
from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.provisions import Provision
from smartvillage.criteria.resolve import dated
from smartvillage.criteria.rules import (
    AllOf,
    AnyOf,
    AtLeastOf,
    AtLeastShareOf,
    Between,
    Rule,
    Threshold,
    children,
    comparisons,
)
from smartvillage.criteria.strata import chosen, fits, meets
from smartvillage.criteria.wording import say_rule
from smartvillage.errors import InputError, Problem, Where, Words
from smartvillage.evidence.annex.cells import CLOSED, MET, NOT_READ, OVERLAP, Condition, Said
from smartvillage.exact import Exact

__all__ = ["Annex", "Column", "Row", "annex_of", "fingerprint", "overlap", "place_of", "printable"]

COLUMNS = 200
"""So many columns of levels an annex may have."""

Span = tuple[date | None, date | None]
"""Half open; ``None`` is an open end."""
Held = tuple[tuple[tuple[Threshold, ...], ...], ...]
"""By column and condition: the level in force; none is a gap, several are an overlap."""
Place = tuple[str, str, str, str]
"""Number of the document, annex, article, row; empty where it is not given."""


def overlap(one: Span, other: Span) -> bool:
    """Whether two half-open spans share a day."""
    return (one[0] is None or other[1] is None or one[0] < other[1]) and (
        other[0] is None or one[1] is None or other[0] < one[1]
    )


def printable(text: str) -> str:
    """Make text that a cell can hold and a reader takes back: one line, no control characters.

    Example:
        >>> printable("Nhà ở" + chr(10) + "dân cư")
        'Nhà ở dân cư'
    """
    clean = "".join(" " if unicodedata.category(ch)[0] in "CZ" else ch for ch in text)
    return " ".join(unicodedata.normalize("NFC", clean).split())


def place_of(citation: Citation | None) -> Place:
    """The four parts of a citation that a row has columns for."""
    if citation is None:
        return ("", "", "", "")
    parts = (citation.number, citation.annex, citation.article, citation.row)
    return tuple(printable(part or "") for part in parts)  # type: ignore[return-value]  # four of them


@attrs.frozen(eq=False)
class Column:
    """The units that a column of levels is about."""

    strata: Mapping[str, str]
    """One stratum of each scheme that levels differ by; empty when they differ by none."""
    title: Words


@attrs.frozen(eq=False)
class Row:
    """One row: what the set says of one condition (or two shares together) over one span."""

    indicator: IndicatorInSet
    provision: Provision
    conditions: tuple[Condition, ...]
    """None where the rule has nothing to type in: it refers to another set or level, or an evaluator judges."""
    span: Span
    held: Held
    said: tuple[tuple[Said, ...], ...]
    """By column: what its cell says of each condition."""
    text: Words
    key: str

    @property
    def width(self) -> int:
        """In how many columns the indicator may have a level here."""
        return sum(CLOSED not in cell for cell in self.said)

    def citation(self, level: Threshold | None = None) -> Citation | None:
        """Where a level rests; by default that of the row: of its first level that names a text."""
        if level is None:
            cited = (one for cell in self.held for levels in cell for one in levels if one.citation)
            level = next(cited, None)
        own = level.citation if level is not None else None
        return own or self.provision.citation or self.indicator.indicator.citation

    @property
    def wording(self) -> Verification:
        """How far the wording was checked: the state of a row without levels."""
        return self.provision.wording or self.indicator.wording

    @property
    def states(self) -> frozenset[Verification]:
        """How far its levels were checked, each state once."""
        if not self.conditions:
            return frozenset()
        found = set()
        for said, held in zip(self.said, self.held, strict=True):
            for one, levels in zip(said, held, strict=True):
                if one == MET:
                    found.add(self.wording)
                elif one not in {CLOSED, OVERLAP}:
                    found.add(levels[0].state if levels else Verification.MISSING)
        return frozenset(found)

    def print(self) -> str:
        """The fingerprint of what the set says in this row."""
        return fingerprint(self.said, place_of(self.citation()), self.states)


def fingerprint(said: Sequence[Sequence[Said]], place: Place, states: frozenset[Verification]) -> str:
    """Eight digits that change with what a row says, not with how it is written; and the initials of its states."""
    told = [[str(one) for one in cell] for cell in said], place
    digits = hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()[:8]
    return f"{digits}-{''.join(one.value[0] for one in Verification if one in states)}"


@attrs.frozen(eq=False)
class Annex:
    """The rows and columns of a set."""

    criteria_set: CriteriaSet
    schemes: Mapping[str, tuple[str, ...]]
    """The schemes that levels differ by, with the strata of each."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def annex_of(criteria_set: CriteriaSet) -> Annex:
    """Lay out the annex of a set.

    Raises:
        InputError: The levels differ by so many schemes that no sheet could hold their combinations (``SV-AX-001``).
    """
    schemes = _schemes(criteria_set.document)
    if (count := prod(map(len, schemes.values()))) > COLUMNS:
        raise InputError(
            [
                Problem(
                    code="SV-AX-001",
                    what=Words(
                        vi=f"bảng phụ lục cần {count} cột mức: mức khác nhau theo {', '.join(schemes)}",
                        en=f"the annex would need {count} columns of levels: they differ by {', '.join(schemes)}",
                    ),
                    where=Where(path=criteria_set.key),
                    expected=Words(vi=f"nhiều nhất {COLUMNS} cột", en=f"at most {COLUMNS} columns"),
                )
            ]
        )
    columns = _columns(criteria_set.document, schemes)
    rows: list[Row] = []
    used: dict[str, int] = {}
    for indicator in criteria_set.indicators:
        for row in _Indicator(indicator, columns).rows():
            again = used[row.key] = used.get(row.key, 0) + 1
            rows.append(row if again == 1 else attrs.evolve(row, key=f"{row.key} ~{again}"))
    return Annex(criteria_set, schemes, columns, tuple(rows))


# --- columns ---------------------------------------------------------------------------------------------------------


def _schemes(document: SetDocument) -> dict[str, tuple[str, ...]]:
    """The schemes that a level or provision names, in the order of the document, with all their strata."""
    named: dict[str, dict[str, None]] = {}
    for indicator in document.indicators():
        for provision in indicator.provisions:
            lists = [levels for _, _, levels in comparisons(provision.rule)]
            for selection in (provision.stratum, *(level.stratum for levels in lists for level in levels)):
                for scheme in selection:
                    named.setdefault(scheme, {}).update(dict.fromkeys(chosen(selection, scheme) or ()))
    known = {one.id: [stratum.id for stratum in one.strata] for one in document.schemes}
    order = [*(name for name in known if name in named), *(name for name in named if name not in known)]
    return {name: tuple(dict.fromkeys([*known.get(name, ()), *named[name]])) for name in order}


def _columns(document: SetDocument, schemes: Mapping[str, tuple[str, ...]]) -> tuple[Column, ...]:
    if not schemes:
        return (Column({}, Words(vi="Mức chung", en="Level")),)
    by_id = {one.id: one for one in document.schemes}

    def title(scheme: str, stratum: str, lang: str) -> str:
        return printable(by_id[scheme].title_of(stratum, lang) if scheme in by_id else stratum) or stratum

    columns = []
    for combination in product(*schemes.values()):
        strata = dict(zip(schemes, combination, strict=True))
        vi, en = (" · ".join(title(scheme, one, lang) for scheme, one in strata.items()) for lang in ("vi", "en"))
        columns.append(Column(strata, Words(vi, en)))
    return tuple(columns)


# --- rows ------------------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Group:
    """The conditions that stand in one row; without any, a part of the rule that has nothing to type in."""

    conditions: tuple[Condition, ...]
    rule: Rule
    is_optional: bool


@attrs.frozen(eq=False)
class _Indicator:
    bound: IndicatorInSet
    columns: tuple[Column, ...]

    def rows(self) -> Iterator[Row]:
        """Provisions in the order of time and columns, whatever their order in the document: keys must not move."""
        provisions = self.bound.indicator.provisions
        groups = {id(one): self._groups(one.rule) for one in provisions}
        is_single = all(len(found) == 1 for found in groups.values()) and len(self.bound.measures) == 1
        for provision in sorted(provisions, key=self._order):
            for group in groups[id(provision)]:
                is_only = len(groups[id(provision)]) == 1
                for span, held in self._spans(provision, group):
                    yield self._row(provision, group, span, held, is_single=is_single, is_only=is_only)

    def _order(self, provision: Provision) -> tuple[date, list[bool]]:
        opened = [not fits(provision.stratum, column.strata) for column in self.columns]
        return provision.since or date.min, opened

    def _groups(self, rule: Rule) -> list[_Group]:
        measures = self.bound.set.measures
        conditions = [
            Condition(
                one,
                levels,
                place,
                measures.get(getattr(one, "measure", "")),
                field if isinstance(one, Between) else None,
            )
            for place, (one, field, levels) in enumerate(comparisons(rule))
        ]
        if _is_two_shares(rule, conditions):
            return [_Group(tuple(conditions), rule, is_optional=False)]
        found, waiting = [], iter(conditions)
        for leaf, is_optional in _leaves(rule):
            here = [next(waiting) for _ in comparisons(leaf)]
            found += [_Group((one,), leaf, is_optional) for one in here] or [_Group((), leaf, is_optional)]
        return found

    def _spans(self, provision: Provision, group: _Group) -> Iterator[tuple[Span, Held]]:
        """The spans between which nothing changes, with what holds; what is not judged only where a level holds."""
        assesses = self.bound.set.document.assesses
        days = dated(level for one in group.conditions for level in one.levels)
        since, until = provision.since, provision.until
        inside = sorted(day for day in days if (since is None or since < day) and (until is None or day < until))
        found: list[tuple[Span, Held]] = []
        for span in pairwise([since, *inside, until]):
            on = span[0] or (span[1] - timedelta(days=1) if span[1] else assesses.since)
            held = tuple(self._held(provision, group, column, on) for column in self.columns)
            if found and found[-1][1] == held:
                found[-1] = (found[-1][0][0], span[1]), held
            else:
                found.append((span, held))
        for span, held in found:
            if overlap(span, (assesses.since, assesses.until)) or any(levels for cell in held for levels in cell):
                yield span, held

    def _held(self, provision: Provision, group: _Group, column: Column, on: date) -> tuple[tuple[Threshold, ...], ...]:
        if not fits(provision.stratum, column.strata):
            return ((),) * len(group.conditions)
        return tuple(_holding(one.levels, column.strata, on) for one in group.conditions)

    def _row(
        self, provision: Provision, group: _Group, span: Span, held: Held, *, is_single: bool, is_only: bool
    ) -> Row:
        is_contested = any(
            other is not provision
            and overlap((provision.since, provision.until), (other.since, other.until))
            and meets(provision.stratum, other.stratum)
            for other in self.bound.indicator.provisions
        )
        said = []
        for column, cell in zip(self.columns, held, strict=True):
            is_open = bool(fits(provision.stratum, column.strata)) and bool(group.conditions)
            closed = (CLOSED,) * max(1, len(cell))
            said.append(_said(group.conditions, cell, is_contested=is_contested) if is_open else closed)
        key = self.bound.id
        if not is_single:
            key += "".join(f" {one.measure_id}" for one in group.conditions)
        key += "".join(f" {one.edge}" for one in group.conditions if one.edge) + (f" {span[0]}" if span[0] else "")
        text = Words(*(self._text(provision, group, lang, is_only=is_only) for lang in ("vi", "en")))
        return Row(self.bound, provision, group.conditions, span, held, tuple(said), text, key)

    def _text(self, provision: Provision, group: _Group, lang: str, *, is_only: bool) -> str:
        """What a row is about: the wording of the indicator, the condition where it has several, the unit."""
        vi = lang == "vi"
        parts = [(provision.text or self.bound.title).say(lang)]
        if not group.conditions:
            parts.append(say_rule(group.rule, dict(self.bound.set.measures), lang))
        elif len(group.conditions) == 2:
            parts.append(" (".join(self._title(one, lang) for one in group.conditions) + ")")
        elif not is_only:
            parts.append(self._title(group.conditions[0], lang))
        text = " – ".join(parts)
        for condition in group.conditions[:1]:
            if condition.edge:
                text += {"low": " (cận dưới)" if vi else " (lower edge)"}.get(
                    condition.edge, " (cận trên)" if vi else " (upper edge)"
                )
            if condition.kind in {"amount", "ratio", "count"} and condition.measure is not None:
                unit = condition.measure.unit_text(lang)
                text += f" ({unit})" if unit else ""
        if group.is_optional:
            text += " (một trong các điều kiện)" if vi else " (one of several conditions)"
        return printable(text)

    def _title(self, condition: Condition, lang: str) -> str:
        return condition.measure.title.say(lang) if condition.measure is not None else condition.measure_id


def _leaves(rule: Rule, *, is_optional: bool = False) -> Iterator[tuple[Rule, bool]]:
    """The parts of a rule that judge, each with whether another part may do in its place."""
    match rule:
        case AnyOf():
            inner = [(one, True) for one in rule.rules]
        case AtLeastOf() | AtLeastShareOf():
            inner = [*((one, True) for one in rule.rules), *((one, is_optional) for one in rule.compulsory)]
        case _:
            inner = [(one, is_optional) for one in children(rule)]
    if not inner:
        yield rule, is_optional
    for one, optional in inner:
        yield from _leaves(one, is_optional=optional)


def _is_two_shares(rule: Rule, conditions: Sequence[Condition]) -> bool:
    """Whether a rule asks for two different shares together, and so stands in one row."""
    return (
        isinstance(rule, AllOf)
        and len(rule.rules) == len(conditions) == 2
        and all(one.kind == "share" and one.edge is None for one in conditions)
        and conditions[0].measure_id != conditions[1].measure_id
    )


def _holding(levels: Sequence[Threshold], strata: Mapping[str, str], on: date) -> tuple[Threshold, ...]:
    """The levels that hold for a column on a day: one, none, or several that stand beside each other."""
    held = [one for one in levels if one.life is Life.IN_FORCE and one.holds(on) and fits(one.stratum, strata)]
    return tuple([one for one in held if one.replaces] or held if len(held) > 1 else held)


def _said(
    conditions: Sequence[Condition], cell: Sequence[Sequence[Threshold]], *, is_contested: bool
) -> tuple[Said, ...]:
    if is_contested or any(len(levels) > 1 for levels in cell):
        return (OVERLAP,) * len(cell)
    return tuple(
        _of_level(levels[0]) if levels else MET if one.is_attested and not one.levels else NOT_READ
        for one, levels in zip(conditions, cell, strict=True)
    )


def _of_level(level: Threshold) -> Said:
    return Exact(level.value) if level.value is not None else str(level.missing)
