"""What a reviewer asks to change: one cell of the review workbook each, and the steps of a draft they make.

An edit knows nothing of who asked. Several edits of one provision make one step, because a provision that comes apart
by strata is written anew as a whole (:mod:`smartvillage.evidence.annex.patches`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Literal

import attrs

from smartvillage.border import Label
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.patches import Drop, Patch, Reword
from smartvillage.criteria.rules import Threshold
from smartvillage.errors import Where, Words
from smartvillage.evidence.annex.cells import Said
from smartvillage.evidence.annex.patches import Change, patches_of
from smartvillage.evidence.annex.rows import Row, annex_of
from smartvillage.exact import Exact
from smartvillage.proposal.draft import Draft, Step

__all__ = ["Edit", "Place", "reword_of", "steps_of"]

LONGEST = 4000
"""So many characters a label holds."""

Place = tuple[str, str, str, int]
"""What, the indicator, the row by its key, the column of levels; empty and -1 where an edit is of no level."""


@attrs.frozen(kw_only=True)
class Edit:
    """One change that is asked for."""

    kind: Literal["level", "reword", "drop"]
    target: str
    """The indicator of the draft."""
    reason: str
    before: Words
    """What the draft says, as printed."""
    after: Words
    """What it should say, as printed."""
    row: str = ""
    """The row of the workbook, by its key, of a level."""
    column: int = -1
    """The column of levels, counted from 0."""
    said: tuple[Said, ...] = ()
    """The levels asked for: one, or two of an indicator with two conditions."""
    where: Where = attrs.field(default=Where(), eq=False)

    @property
    def place(self) -> Place:
        """What it changes: two edits of one place say the same, or contradict each other."""
        return (self.kind, self.target, self.row, self.column)

    @property
    def value(self) -> tuple[object, ...]:
        """What is asked for there."""
        return self.said or (self.after.vi, self.after.en)

    def clashes(self, other: Edit) -> bool:
        """Whether not both can be done: another value for one place, or a change of what the other takes out."""
        if self.place == other.place:
            return self.value != other.value
        return self.target == other.target and "drop" in {self.kind, other.kind}


def reword_of(row: Row, after: Words, reason: Label) -> Reword:
    """The patch that gives the indicator of a row another wording, where the row takes its wording from."""
    text = Label(vi=after.vi, en=after.en if after.en != after.vi else None)
    target, provision = row.indicator.id, row.provision
    if provision.text is None:
        return Reword(target=target, title=text, reason=reason)
    since = row.span[0] or provision.since or row.indicator.set.document.assesses.since
    return Reword(target=target, text=text, since=since, reason=reason)


def steps_of(draft: Draft, asked: Iterable[tuple[Edit, Collection[str]]]) -> tuple[Step, ...]:
    """Make edits that do not clash into steps, in the order of the set.

    Args:
        draft: The draft that was reviewed.
        asked: The edits, each with those who asked.
    """
    annex = annex_of(draft.set)
    rows = {row.key: row for row in annex.rows}
    first: dict[str, Row] = {}
    for row in annex.rows:
        first.setdefault(row.indicator.id, row)
    groups: dict[object, list[tuple[Edit, Collection[str]]]] = {}
    for edit, who in asked:
        group = id(rows[edit.row].provision) if edit.kind == "level" else (edit.kind, edit.target)
        groups.setdefault(group, []).append((edit, who))
    steps = []
    for some in groups.values():
        edits = [edit for edit, _ in some]
        target, reason = edits[0].target, _joined(edits)
        patches: tuple[Patch, ...]
        if edits[0].kind == "level":
            patches = patches_of(annex, _changes(rows, edits), partial(_reason, edits))
        elif edits[0].kind == "reword":
            patches = (reword_of(first[target], edits[0].after, reason),)
        else:
            patches = (Drop(target=target, reason=reason),)
        role = "; ".join(sorted({name for _, who in some for name in who}))
        steps.append(Step(action="review", target=target, code="comment", reason=reason, role=role, patches=patches))
    order = {name: place for place, name in enumerate(first)}
    return tuple(sorted(steps, key=lambda step: order[step.target]))


def _joined(edits: Iterable[Edit]) -> Label:
    """The reasons of edits, each once; as much as a label holds."""
    text = "; ".join(dict.fromkeys(edit.reason for edit in edits))
    return Label(vi=text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")


def _reason(edits: Iterable[Edit], rows: Collection[Row]) -> Label:
    """The reasons of the edits of some rows."""
    keys = {row.key for row in rows}
    return _joined(one for one in edits if one.row in keys)


def _changes(rows: Mapping[str, Row], edits: Iterable[Edit]) -> list[Change]:
    """One change for each row that is edited."""
    levels: dict[str, dict[tuple[int, int], Threshold | None]] = {}
    for edit in edits:
        now = rows[edit.row].said[edit.column]
        for index, (said, was) in enumerate(zip(edit.said, now, strict=True)):
            if said != was:
                levels.setdefault(edit.row, {})[edit.column, index] = _level(said, Label(vi=edit.reason))
    return [Change(rows[key], some) for key, some in levels.items()]


def _level(said: Said, note: Label) -> Threshold:
    """A level that a reviewer asks for rests on no text, and says so."""
    if isinstance(said, Exact):
        return Threshold(value=said, verification=Verification.UNVERIFIED, note=note)
    return Threshold(missing=said, note=note)  # type: ignore[arg-type]  # one of the reasons
