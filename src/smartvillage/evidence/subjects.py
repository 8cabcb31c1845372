"""Subjects: whose figure it is, and of what. Every different question about a unit is put to the register once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage.errors import Words, quoted
from smartvillage.evidence.grammar import code_text, read_day, read_text
from smartvillage.evidence.keys import key_of, numbered
from smartvillage.evidence.periods import Period
from smartvillage.evidence.tidy import BLANK, Tidy, is_blank
from smartvillage.evidence.units import UnitResolver
from smartvillage.evidence.values import Unreadable
from smartvillage.text.names import nfc

__all__ = ["measures_of", "units_of"]

Codes = npt.NDArray[np.int32]


def measures_of(
    tidy: Tidy, index_of: Mapping[str, int], aliases: Mapping[str, str], reported: npt.NDArray[np.bool_] | None
) -> Codes:
    """Read the column of measures: -1 where a row reports a verdict instead, or was refused.

    Args:
        tidy: The table.
        index_of: The place of each measure.
        aliases: Other names of measures.
        reported: The rows that report a verdict.
    """
    if "measure" not in tidy:
        return np.full(tidy.rows, -1, dtype=np.int32)
    codes, distinct = tidy.encode("measure")
    numbers = np.full(len(distinct) + 1, -1, dtype=np.int32)
    is_empty = np.zeros(len(distinct) + 1, dtype=np.bool_)
    is_empty[-1] = True
    bad: dict[int, Unreadable] = {}
    for number, value in enumerate(distinct):
        name = nfc(code_text(value)).strip()
        known = index_of.get(aliases.get(name, name))
        if known is not None:
            numbers[number] = known
        elif name:
            close = tidy.close("measure", name, [*index_of, *aliases], cutoff=0.5)
            bad[number] = Unreadable(
                Words(vi=f"không có số liệu nào là {quoted(name)}", en=f"there is no measure {quoted(name)}"),
                advice=Words(vi=f"Gần nhất: {', '.join(close)}.", en=f"Closest: {', '.join(close)}.")
                if close
                else None,
            )
        else:
            is_empty[number] = True
    tidy.refuse_codes("measure", "SV-EV-022", codes, bad)
    blank = is_empty[codes] if reported is None else is_empty[codes] & ~reported
    tidy.refuse(np.flatnonzero(blank), "measure", "SV-EV-022", BLANK)
    return numbers[codes]


def units_of(tidy: Tidy, resolver: UnitResolver, period: Codes, periods: Sequence[Period]) -> tuple[Codes, list[str]]:
    """Read the column of units, with what stands beside it.

    Args:
        tidy: The table.
        resolver: Tells which unit is meant.
        period: The period of each row, -1 where it was refused.
        periods: The periods.

    Returns:
        For each row the number of its unit, -1 where it was refused; and the identities of the units.
    """
    codes, distinct = tidy.encode("unit")
    is_empty = np.array([*map(is_blank, distinct), True])
    tidy.refuse(np.flatnonzero(is_empty[codes]), "unit", "SV-EV-020", BLANK)
    beside = {name: tidy.encode(name) for name in ("as_of", "parent", "unit_name") if name in tidy}
    told = [(codes, len(distinct)), *((some, len(values)) for some, values in beside.values())]
    if resolver.places is not None:
        told.append((period, len(periods)))  # a code may mean another unit in another period
    first, number_of = numbered(*key_of(told, len(codes)))
    units: dict[str, int] = {}
    numbers = np.full(len(first), -1, dtype=np.int32)
    bad: dict[int, Unreadable] = {}
    for number, row in enumerate(first.tolist()):
        if is_empty[codes[row]] or period[row] < 0:
            continue
        cells = {name: values[some[row]] if some[row] >= 0 else None for name, (some, values) in beside.items()}
        try:
            identity = _identity(resolver, distinct[codes[row]], periods[period[row]], cells)
        except Unreadable as found:
            bad[number] = found
        else:
            numbers[number] = units.setdefault(identity, len(units)) if identity is not None else -1
    tidy.refuse_codes("unit", "SV-EV-020", number_of, bad)
    return numbers[number_of].astype(np.int32), list(units)


def _identity(resolver: UnitResolver, cell: Any, period: Period, beside: Mapping[str, Any]) -> str | None:  # noqa: ANN401
    """The identity of a unit; ``None`` where its day cannot be read, which is told with the column of days."""
    day = beside.get("as_of")
    try:
        on = read_day(day) if day is not None and not is_blank(day) else None
    except Unreadable:
        return None
    parent, name = (
        read_text(beside[column]) if beside.get(column) is not None else None for column in ("parent", "unit_name")
    )
    return resolver.identity(read_text(cell) or "", period, on, parent, name, was_number=isinstance(cell, (int, float)))
