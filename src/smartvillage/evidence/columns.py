"""The columns of observations: whole numbers and codes, in NumPy arrays, one row an observation."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.exact import Interval

__all__ = ["MISSING", "RELATIONS", "STATES", "Columns", "TextColumn"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

RELATIONS = ("eq", "approx", "gt", "ge", "lt", "le")
"""How a reported number stands to the figure: exactly, about, or as a bound."""
MISSING = ("", "none-given", "not-collected", "not-due", "not-applicable", "refused", "lost")
"""Why a figure is missing; the empty reason means that it is not."""
STATES = ("self_assessed", "reported", "verified", "approved", "disputed", "withdrawn")
"""How far somebody stands behind an observation."""

_ARRAYS = (
    *("unit", "period", "measure", "num", "den", "parts", "scale"),
    *("relation", "missing", "state", "as_of", "row"),
)

NOT_APPLICABLE = MISSING.index("not-applicable")
APPROX = RELATIONS.index("approx")


@attrs.frozen(eq=False)
class TextColumn:
    """Text by code; code -1 is absent."""

    codes: Codes
    texts: tuple[str, ...]

    def __getitem__(self, row: int) -> str | None:
        code = self.codes[row]
        return None if code < 0 else self.texts[code]


@attrs.frozen(eq=False, kw_only=True)
class Columns:
    """Observations as columns of equal length.

    A value is ``num / den`` exactly, times the factor of its measure where it was reported in parts. Numbers that do
    not fit 64 bits stand in ``big`` by row.
    """

    unit: Codes
    period: Codes
    measure: Codes
    num: Ints
    den: Ints
    parts: Flags
    """Whether num and den are the reported numerator and denominator (times ``scale``)."""
    scale: Ints
    """What both parts were multiplied by to be whole."""
    big: Mapping[int, Fraction]
    relation: Bytes
    missing: Bytes
    state: Bytes
    as_of: Codes
    """The day a figure speaks of, as a proleptic ordinal; 0 where none is given."""
    row: Ints
    """The row in the source, for messages."""
    texts: Mapping[str, TextColumn]
    """``source``, ``document``, ``unit_name`` where given."""

    def __len__(self) -> int:
        return len(self.unit)

    def take(self, rows: Ints) -> Columns:
        """Return some rows, in the order asked."""
        where = {int(old): new for new, old in enumerate(rows)} if self.big else {}
        arrays: dict[str, Any] = {name: getattr(self, name)[rows] for name in _ARRAYS}
        return Columns(
            **arrays,
            big={where[old]: value for old, value in self.big.items() if old in where},
            texts={name: TextColumn(one.codes[rows], one.texts) for name, one in self.texts.items()},
        )

    def value(self, row: int, factor: int) -> Fraction | None:
        """The number of a row in the unit of its measure; ``None`` where it is missing."""
        if self.missing[row]:
            return None
        if row in self.big:
            return self.big[row]
        value = Fraction(int(self.num[row]), int(self.den[row]))
        return value * factor if self.parts[row] else value

    def part(self, row: int) -> tuple[Fraction, Fraction] | None:
        """The reported numerator and denominator of a row, where it has them."""
        if not self.parts[row]:
            return None
        scale = int(self.scale[row])
        return Fraction(int(self.num[row]), scale), Fraction(int(self.den[row]), scale)

    def interval(self, row: int, factor: int, *, approx_as_value: bool = False) -> Interval:
        """What a row says of its figure."""
        value = self.value(row, factor)
        if value is None:
            return Interval.missing()
        relation = RELATIONS[self.relation[row]]
        return Interval.of(value, "eq" if relation == "approx" and approx_as_value else relation)
