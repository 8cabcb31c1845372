"""The annex read back: the patched set, and what changed."""

from __future__ import annotations

from pathlib import Path

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.patches import Patch
from smartvillage.errors import InputError, Words
from smartvillage.evidence.annex.comparing import read_rows
from smartvillage.evidence.annex.filling import SHEET
from smartvillage.evidence.annex.patches import patches_of
from smartvillage.evidence.annex.rows import annex_of
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.raw import RawTable
from smartvillage.tables.sheets import read_table

__all__ = ["AnnexReading", "read"]

_UNKNOWN_SHEET = "SV-IN-010"


@attrs.frozen
class AnnexReading:
    """What a workbook changed.

    .. versionadded:: 0.1
    """

    set: CriteriaSet
    """The set with everything the workbook says; the very set that was given when it says nothing new."""
    patches: tuple[Patch, ...]
    """The changes, in the order of the set."""
    changed: int
    """How many cells say something new: another level, a citation, a better or worse state."""
    unchanged: int
    """How many cells say what the set says."""
    official: int
    """How many cells became official."""
    notes: tuple[Words, ...] = ()
    """What was passed over and is allowed to be."""


def read(path: str | Path, criteria_set: CriteriaSet, *, sheet: str | None = None) -> AnnexReading:
    """Read a workbook that :func:`fill` wrote and people filled in.

    Rows may have been sorted, filtered or left out. A row that nobody touched changes nothing, even if the set has
    learnt something since the workbook was made; so several people can type in parts of one annex side by side.

    A cell that held something and is now empty is refused, because a level is lost by one stroke of a key: whoever
    means it types *chưa có*, or sets the state of the row to it.

    Args:
        path: The workbook.
        criteria_set: The set it was made from, or that set with patches since.
        sheet: The sheet, if it was renamed.

    Returns:
        The patched set and what changed.

    Raises:
        InputError: Everything that is wrong, by cell. Nothing is applied then.
    """
    annex = annex_of(criteria_set)
    findings = Findings(Limits())
    table = _table(path, sheet, findings)
    typed = read_rows(annex, table, findings)
    patches = patches_of(annex, typed.changes, typed.reason)
    return AnnexReading(
        set=criteria_set.patched(*patches) if patches else criteria_set,
        patches=patches,
        changed=typed.changed,
        unchanged=typed.unchanged,
        official=typed.official,
        notes=typed.notes,
    )


def _table(path: str | Path, sheet: str | None, findings: Findings) -> RawTable:
    """Read the sheet that was asked for, or the one that carries the name in either language."""
    try:
        return read_table(path, sheet=sheet or SHEET.vi, findings=findings)
    except InputError as refused:
        if sheet is not None or all(problem.code != _UNKNOWN_SHEET for problem in refused.problems):
            raise
    return read_table(path, sheet=SHEET.en, findings=findings)
