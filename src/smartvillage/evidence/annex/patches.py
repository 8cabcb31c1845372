"""From changed cells of an annex to patches of its set.

A changed cell is a :class:`~smartvillage.criteria.patches.SetLevel` wherever one can say it: the levels it stands in
place of end where it begins. Where a level that held for everybody comes apart by strata, where one rule compares the
same measure twice, or where a fact left to the province becomes one that is simply attested, the provision is written
anew (:class:`~smartvillage.criteria.patches.SetProvision`), so that no level is left behind that nobody is judged by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import count
from math import prod
from typing import Any

import attrs

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation, Life, Verification
from smartvillage.criteria.patches import Patch, SetLevel, SetProvision
from smartvillage.criteria.rules import AllOf, AnyOf, AtLeastOf, AtLeastShareOf, Rule, Threshold, comparisons
from smartvillage.criteria.strata import Selection, covers, meets
from smartvillage.evidence.annex.rows import Annex, Row, overlap

__all__ = ["Change", "patches_of"]

Reason = Callable[[Collection[Row]], Label]
"""Why rows change: who typed them in, who confirmed them, where they stand."""


@attrs.frozen(eq=False)
class Change:
    """What a row shall say from now on in some of its cells, or how far its wording was checked."""

    row: Row
    levels: Mapping[tuple[int, int], Threshold | None]
    """By column and condition; ``None`` where nothing but the attestation is asked."""
    wording: tuple[Verification, Citation | None] | None = None
    """The new state of the wording of an attested row, and where it was read."""


def patches_of(annex: Annex, changes: Sequence[Change], reason: Reason) -> tuple[Patch, ...]:
    """Write changes as patches, in the order of the set.

    Args:
        annex: The rows and columns of the set that shall change.
        changes: At most one for each row.
        reason: What the patches give as their reason.
    """
    by_provision: dict[int, list[Change]] = {}
    for change in changes:
        by_provision.setdefault(id(change.row.provision), []).append(change)
    patches: list[Patch] = []
    for some in by_provision.values():
        levels = None if any(one.wording for one in some) else _set_levels(annex, some, reason)
        patches += levels if levels is not None else [_provision(annex, some, reason)]
    return tuple(patches)


# --- one level at a time ---------------------------------------------------------------------------------------------


def _set_levels(annex: Annex, changes: Iterable[Change], reason: Reason) -> list[SetLevel] | None:
    """The changes of one provision as levels set; ``None`` when that would not say it."""
    found = []
    for change in changes:
        row = change.row
        for index, condition in enumerate(row.conditions):
            new = {column: level for (column, one), level in change.levels.items() if one == index}
            for level, columns in _alike(new):
                for selection in _selections(annex, columns, row.provision.stratum, row.width):
                    if level is None or not _is_clean(row, index, selection):
                        return None
                    found.append(
                        SetLevel(
                            indicator=row.indicator.id,
                            level=level.replace(since=row.span[0], until=row.span[1], stratum=selection),
                            measure=condition.measure_id,
                            edge=condition.edge,  # type: ignore[arg-type]  # the field of a *between*
                            citation=level.citation,
                            reason=reason([row]),
                        )
                    )
    return found


def _alike(levels: Mapping[int, Threshold | None]) -> list[tuple[Threshold | None, list[int]]]:
    """Columns with the same level, whatever span and strata it had before."""
    found: list[tuple[Threshold | None, list[int]]] = []
    for column, level in levels.items():
        bare = None if level is None else _bare(level).replace(stratum={}, replaces=False)
        for one, columns in found:
            if one == bare:
                columns.append(column)
                break
        else:
            found.append((bare, [column]))
    return found


def _selections(annex: Annex, columns: Collection[int], everybody: Selection, width: int) -> list[dict[str, Any]]:
    """The strata of some columns: as one selection where they make one, else column by column.

    Args:
        annex: The schemes, and the columns.
        columns: Which.
        everybody: What holds for every column that is open.
        width: How many columns are open.
    """
    if len(columns) == width:
        return [dict(everybody)]
    strata = [annex.columns[column].strata for column in columns]
    named = {
        scheme: [one for one in ids if any(column[scheme] == one for column in strata)]
        for scheme, ids in annex.schemes.items()
    }
    if prod(map(len, named.values())) != len(columns):
        return [dict(one) for one in strata]
    return [
        {
            scheme: some[0] if len(some) == 1 else tuple(some)
            for scheme, some in named.items()
            if len(some) < len(annex.schemes[scheme])
        }
    ]


def _is_clean(row: Row, index: int, selection: Selection) -> bool:
    """Whether a level set for these strata meets this comparison only, and ends every level it stands in place of."""
    condition = row.conditions[index]
    for provision in row.indicator.indicator.provisions:
        if not overlap(row.span, (provision.since, provision.until)) or not meets(provision.stratum, selection):
            continue
        same = sum(
            getattr(rule, "measure", None) == condition.measure_id and field in {"levels", condition.edge or "low"}
            for rule, field, _ in comparisons(provision.rule)
        )
        if same != (provision is row.provision):
            return False
    return all(
        covers(selection, level.stratum)
        for level in condition.levels
        if overlap(row.span, (level.since, level.until)) and meets(level.stratum, selection)
    )


# --- the provision written anew --------------------------------------------------------------------------------------


def _provision(annex: Annex, changes: Sequence[Change], reason: Reason) -> SetProvision:
    provision = changes[0].row.provision
    rows = [one for one in annex.rows if one.provision is provision]
    new = {id(one.row): one.levels for one in changes}
    touched = {one.row.conditions[index].place for one in changes for _, index in one.levels}
    lists = {place: _levels(annex, rows, place, new) for place in touched}
    changed = provision.replace(rule=_with_lists(provision.rule, lists))
    for state, citation in (one.wording for one in changes if one.wording):
        changed = changed.replace(wording=state, citation=citation or changed.citation)
    return SetProvision(indicator=rows[0].indicator.id, provision=changed, reason=reason([one.row for one in changes]))


def _levels(
    annex: Annex,
    rows: Sequence[Row],
    place: int,
    new: Mapping[int, Mapping[tuple[int, int], Threshold | None]],
) -> tuple[Threshold, ...]:
    """All levels of one comparison as its rows say them from now on: by strata only where they differ."""
    found: list[Threshold] = []
    for row in rows:
        for index, condition in enumerate(row.conditions):
            if condition.place != place:
                continue
            found = found or [one for one in condition.levels if one.life is not Life.IN_FORCE]
            here = {column: level for (column, one), level in new.get(id(row), {}).items() if one == index}
            if None in here.values():
                return ()  # what is only attested has no level in any cell
            cells = [(here[at],) if at in here else cell[index] for at, cell in enumerate(row.held)]
            # Two levels that held at once still do: that is for those who wrote them to put right.
            for layer in range(max(map(len, cells))):
                held = {at: cell[layer] for at, cell in enumerate(cells) if len(cell) > layer}
                for level, columns in _alike(held):
                    assert level is not None  # see above
                    found += [
                        level.replace(since=row.span[0], until=row.span[1], stratum=selection)
                        for selection in _selections(annex, columns, {}, row.width)
                    ]
    return tuple(found)


def _bare(level: Threshold) -> Threshold:
    return level.replace(since=None, until=None)


def _with_lists(rule: Rule, lists: Mapping[int, tuple[Threshold, ...]]) -> Rule:
    """The rule with other lists of levels, by their place in the order of :func:`comparisons`."""
    places = count()

    def changed(one: Rule) -> Rule:
        if isinstance(one, (AllOf, AnyOf)):
            return one.replace(rules=tuple(map(changed, one.rules)))
        if isinstance(one, (AtLeastOf, AtLeastShareOf)):
            rules = tuple(map(changed, one.rules))
            return one.replace(rules=rules, compulsory=tuple(map(changed, one.compulsory)))
        of = {field: next(places) for _, field, _ in comparisons(one)}
        return one.replace(**{field: lists[place] for field, place in of.items() if place in lists})

    return changed(rule)
