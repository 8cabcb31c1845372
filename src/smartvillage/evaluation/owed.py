"""What is owed: the figures that verdicts wait for, and who has to bring them.

A verdict may be unknown because nobody knows the level, or because nobody brought the figure. Only the second is a
debt, and it has a debtor: the owner of the measure, else of the indicator that asks for it. Reasons are told by
:mod:`smartvillage.evaluation.reasons`; this module asks them who is waiting for whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np

from smartvillage.criteria.resolve import Evaluated, Joint, Node, Required
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.evaluation.reasons import reason_words
from smartvillage.evidence.units import code_of
from smartvillage.paper.table import Table

if TYPE_CHECKING:
    from smartvillage.border import Label
    from smartvillage.evaluation.run import Run

__all__ = ["NOBODY", "WANTED", "Owed", "owed_figures", "owed_table"]

WANTED = ("no-figure", "not-collected", "refused", "lost", "bound", "approx")
"""The reasons that a figure would cure. One that is not due yet is owed by nobody."""

NOBODY = Words(vi="chưa rõ", en="not stated")
"""Who owes a figure of which no owner is stated."""

_HEADINGS = {
    "owner": Words(vi="Cơ quan, đơn vị phụ trách", en="Owner"),
    "measure": Words(vi="Mã số liệu", en="Measure"),
    "title": Words(vi="Số liệu", en="Figure"),
    "refs": Words(vi="Chỉ tiêu", en="Indicators"),
    "reason": Words(vi="Lý do", en="Reason"),
    "units": Words(vi="Số đơn vị", en="Units"),
    "unit": Words(vi="Mã đơn vị", en="Unit"),
    "unit_name": Words(vi="Đơn vị", en="Name"),
    "period": Words(vi="Kỳ", en="Period"),
}


@attrs.frozen(kw_only=True)
class Owed:
    """One figure that one unit lacks for one period."""

    row: int
    """The row of the run."""
    measure: str
    reason: str
    """One of :data:`WANTED`."""
    refs: tuple[str, ...]
    """The printed numbers of the indicators that wait for it."""
    owner: Label | None
    """Who has to bring it, where that is stated."""

    def owner_text(self, lang: str) -> str:
        """Who has to bring it, in words."""
        return (self.owner or NOBODY).say(lang)


def owed_figures(run: Run, rows: Iterable[int] | None = None) -> tuple[Owed, ...]:
    """List what is missing, figure by figure: by unit and period, then in the order of the set.

    Args:
        run: The run.
        rows: Some of its rows; all when left out.
    """
    found: dict[tuple[int, str], Owed] = {}
    for row in run.order if rows is None else rows:
        for ref in _unknown(run, row):
            _add(run, row, ref, found)
    return tuple(found.values())


def _unknown(run: Run, row: int) -> list[str]:
    """The indicators of the set that are unknown for a row, by id."""
    ids = [ref for _, ref in run.refs()]
    codes = run.codes[[run.compiled.row_of[ref] for ref in ids], row]
    return [ids[place] for place in np.flatnonzero(codes == Verdict.UNKNOWN.code).tolist()]


def _add(run: Run, row: int, ref: str, found: dict[tuple[int, str], Owed]) -> None:
    reasoner = run.reasoner
    node = reasoner.basis(row, ref).resolved.node
    if node is None or reasoner.reason(row, ref) not in WANTED:
        return  # no figure alone would settle it
    item = reasoner.indicators[ref]
    for measure, reason in _waiting(run, row, node):
        owner = reasoner.figures.measures[measure].owner or item.indicator.owner
        before = found.get((row, measure))
        if before is None:
            found[row, measure] = Owed(row=row, measure=measure, reason=reason, refs=(item.printed,), owner=owner)
        elif item.printed not in before.refs:
            refs = (*before.refs, item.printed)
            found[row, measure] = attrs.evolve(before, refs=refs, owner=before.owner or owner)


def _waiting(run: Run, row: int, node: Node) -> Iterator[tuple[str, str]]:
    """The measures that the unknown parts of a rule wait for, each with the reason."""
    if isinstance(node, Joint):
        for member in (*node.members, *node.compulsory):
            if run.reasoner.judge(row, member) is Verdict.UNKNOWN:
                yield from _waiting(run, row, member)
    elif isinstance(node, Evaluated):
        for measure in node.measures:
            if (reason := run.reasoner.doubt(row, measure)) in WANTED:
                yield measure, str(reason)
    elif isinstance(node, Required):
        figure = run.reasoner.figure(row, node.measure)
        reason = figure.missing or ("approx" if figure.relation == "approx" else "bound")
        if reason in WANTED:
            yield node.measure, reason


def owed_table(run: Run, by: str, lang: str) -> Table:
    """Make the table of :meth:`Run.owed <smartvillage.evaluation.run.Run.owed>`."""
    if by not in {"owner", "unit"}:
        raise UnknownIdentifierError(by, ("owner", "unit"), Words(vi="cách xếp", en="grouping"))
    figures = owed_figures(run)
    rows = _by_owner(run, figures, lang) if by == "owner" else _by_unit(run, figures, lang)
    columns = {
        "owner": ("owner", "measure", "title", "refs", "reason", "units"),
        "unit": ("unit", "unit_name", "period", "owner", "measure", "title", "refs", "reason"),
    }[by]
    return Table.of(rows, columns=columns, labels=_HEADINGS)


def _by_owner(run: Run, figures: tuple[Owed, ...], lang: str) -> list[dict[str, object]]:
    groups: dict[tuple[str, str], list[Owed]] = {}
    for one in figures:
        groups.setdefault((one.owner_text(lang), one.measure), []).append(one)
    rows = []
    for (owner, measure), members in groups.items():
        reasons = [name for name in WANTED if any(one.reason == name for one in members)]
        rows.append(
            {
                "owner": owner,
                "measure": measure,
                "title": _title(run, measure, lang),
                "refs": ", ".join(dict.fromkeys(ref for one in members for ref in one.refs)),
                "reason": "; ".join(reason_words(name).say(lang) for name in reasons),
                "units": len({run.unit_of(one.row) for one in members}),
            }
        )
    nobody = NOBODY.say(lang)
    totals: dict[str, int] = {}
    for row in rows:
        totals[str(row["owner"])] = totals.get(str(row["owner"]), 0) + int(str(row["units"]))
    return sorted(
        rows,
        key=lambda row: (
            row["owner"] == nobody,
            -totals[str(row["owner"])],
            row["owner"],
            -int(str(row["units"])),
            row["measure"],
        ),
    )


def _by_unit(run: Run, figures: tuple[Owed, ...], lang: str) -> list[dict[str, object]]:
    return [
        {
            "unit": code_of(run.unit_of(one.row)),
            "unit_name": run.name_of(run.unit_of(one.row)),
            "period": run.period_of(one.row),
            "owner": one.owner_text(lang),
            "measure": one.measure,
            "title": _title(run, one.measure, lang),
            "refs": ", ".join(one.refs),
            "reason": reason_words(one.reason).say(lang),
        }
        for one in figures
    ]


def _title(run: Run, measure: str, lang: str) -> str:
    return run.reasoner.figures.measures[measure].title.say(lang)
