"""Burden and cost: how many new figures a draft asks of one commune, who owes them, and what the pilots spent.

Costs come from a table that somebody fills in; nothing is estimated. What it would cost *if all follow* is the middle
of what pilots spent times the communes that do not have it yet, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import InputError, Problem, RefusedValueError, Words, quoted
from smartvillage.exact import Exact
from smartvillage.paper.table import Table
from smartvillage.proposal.drafting import Graded
from smartvillage.tables.limits import Limits
from smartvillage.tables.sheets import read_table
from smartvillage.text.numbers import NumberError, read_number, write_number

__all__ = ["KINDS", "Burden", "Cost", "burden_of", "costs_table", "if_all_follow", "read_costs"]

KINDS: Mapping[str, Words] = {
    "invest": Words(vi="đầu tư ban đầu", en="to begin with"),
    "run": Words(vi="vận hành hằng năm", en="to run, a year"),
}


@attrs.frozen(kw_only=True)
class Cost:
    """What one pilot spent on one domain."""

    unit: str
    domain: str
    kind: str
    """``invest`` to begin with, ``run`` a year after the project."""
    source: str
    """Where the money came from (ngân sách tỉnh, doanh nghiệp, ...)."""
    amount: Fraction
    """In million dong."""


def read_costs(path: str | Path) -> tuple[Cost, ...]:
    """Read what pilots spent, from a table with the columns ``unit, domain, kind, source, amount``.

    Raises:
        InputError: Everything that is wrong, each with its line or cell.
    """
    table = read_table(path, limits=Limits())
    wanted = ("unit", "domain", "kind", "source", "amount")
    missing = [name for name in wanted if name not in table]
    if missing:
        named = ", ".join(missing)
        what = Words(vi=f"thiếu cột {named}", en=f"the columns {named} are missing")
        raise InputError([Problem("SV-PP-007", what, expected=Words(vi=", ".join(wanted), en=", ".join(wanted)))])
    problems: list[Problem] = []
    costs: list[Cost] = []
    for row in range(table.rows):
        values = {name: table[name].values[row] for name in wanted}
        kind = str(values["kind"] or "")
        if kind not in KINDS:
            listed = ", ".join(KINDS)
            problems.append(
                Problem(
                    "SV-PP-008",
                    Words(vi=f"không có loại chi {quoted(kind)}", en=f"there is no kind of cost {quoted(kind)}"),
                    table.where(row, "kind"),
                    expected=Words(vi=listed, en=listed),
                )
            )
        amount = _amount(values["amount"])
        if amount is None:
            found = quoted(str(values["amount"]))
            problems.append(
                Problem(
                    "SV-PP-008",
                    Words(vi=f"{found} không phải số tiền", en=f"{found} is no amount"),
                    table.where(row, "amount"),
                )
            )
            continue
        costs.append(
            Cost(
                unit=str(values["unit"] or ""),
                domain=str(values["domain"] or ""),
                kind=kind,
                source=str(values["source"] or ""),
                amount=amount,
            )
        )
    if problems:
        raise InputError(problems)
    return tuple(costs)


def _amount(value: object) -> Fraction | None:
    try:
        if isinstance(value, str):
            return Fraction(read_number(value))
        return Fraction(Exact(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    except (NumberError, RefusedValueError):
        return None


@attrs.frozen(kw_only=True)
class Burden:
    """What one indicator asks of a commune."""

    candidate: str
    owner: str | None
    source_system: str | None
    cycle: str | None
    new: bool
    """Whether somebody must collect the figure, because it lies in no system today."""
    in_force: bool
    """Whether the set in force asks for the same figure already."""


def burden_of(graded: Iterable[Graded], base: CriteriaSet, lang: str = "vi") -> tuple[Burden, ...]:
    """Say of every candidate who owes the figure, from which system, how often, and whether it is new.

    Example:
        >>> from smartvillage.plugins.registry import load
        >>> burden_of([], load("vn.xa-ntm", "2021-2025"))
        ()
    """
    asked = set(base.measures)
    found = []
    for one in graded:
        measure = one.overall.measure
        found.append(
            Burden(
                candidate=one.id,
                owner=measure.owner.say(lang) if measure.owner else None,
                source_system=measure.source_system.say(lang) if measure.source_system else None,
                cycle=measure.cycle.say(lang) if measure.cycle else None,
                new=one.overall.candidate.burden != "existing",
                in_force=bool({measure.id, *measure.same_as} & asked),
            )
        )
    return tuple(found)


def if_all_follow(costs: Sequence[Cost], domain: str, kind: str, without: int) -> Fraction | None:
    """What it would cost if so many communes followed, in million dong: the middle of what pilots spent, times them.

    Returns:
        ``None`` where no pilot says what it spent.
    """
    spent: dict[str, Fraction] = {}
    for one in costs:
        if (one.domain, one.kind) == (domain, kind):
            spent[one.unit] = spent.get(one.unit, Fraction(0)) + one.amount
    ordered = sorted(spent.values())
    if not ordered:
        return None
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return middle * without


def costs_table(costs: Sequence[Cost], lang: str = "vi") -> Table:
    """What pilots spent, by domain, kind and source of the money."""
    sums: dict[tuple[str, str, str], list[Fraction]] = {}
    for one in costs:
        sums.setdefault((one.domain, one.kind, one.source), []).append(one.amount)
    rows = [
        {
            "domain": domain,
            "kind": KINDS[kind].say(lang),
            "source": source,
            "pilots": len(amounts),
            "amount": write_number(sum(amounts, Fraction(0)), lang),
        }
        for (domain, kind, source), amounts in sorted(sums.items())
    ]
    labels = {
        "domain": Words(vi="Lĩnh vực", en="Domain"),
        "kind": Words(vi="Loại chi", en="Kind"),
        "source": Words(vi="Nguồn", en="Source"),
        "pilots": Words(vi="Số khoản", en="Entries"),
        "amount": Words(vi="Triệu đồng", en="Million dong"),
    }
    return Table.of(rows, columns=tuple(labels), labels=labels)
