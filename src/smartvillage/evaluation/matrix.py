"""The matrix of half-step codes: every figure as an interval of whole numbers that order as figures do.

A cell is ``[lo, hi]``. An exact figure has both ends equal, a bound has one of them at the edge, a missing figure is
the widest interval, and one that is not applicable is the empty one (``lo > hi``). ``hi`` is kept only where some cell
of its column differs from ``lo``. Codes are stored one higher than :func:`smartvillage.exact.half_step` gives them, so
that 0 and the largest number of the type are free for the edges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.evidence.columns import APPROX, NOT_APPLICABLE, RELATIONS, Columns
from smartvillage.exact import half_step

__all__ = ["Cells", "ColumnSpec", "Matrix", "build_matrix", "level_code"]

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]

_SAFE = 2**62
"""Products below this bound cannot wrap in 64 bits; above it Python integers are used."""
_FAR = 10**80
"""The edges of a column of Python integers."""
_GT, _GE, _LT, _LE = (RELATIONS.index(name) for name in ("gt", "ge", "lt", "le"))


@attrs.frozen
class ColumnSpec:
    """One measure: how its figures are scaled, and the largest level code they are compared with."""

    measure: str
    factor: int
    """What numerator over denominator is multiplied by to be in the unit of the levels."""
    scale: int
    """The least whole number that makes every level whole."""
    lowest: int = 0
    highest: int = 0
    """The range of level codes, so that a type is chosen that holds them too."""


@attrs.frozen(eq=False)
class Cells:
    """One column of the matrix."""

    lo: Array
    hi: Array | None = None
    """``None`` when every cell is an exact figure."""
    empty: Bytes | None = None
    """2 where a cell is not applicable, otherwise 0; ``None`` when all are applicable. An empty cell is judged 1 by its
    ends, so this raises it to 3."""


@attrs.frozen(eq=False)
class Matrix:
    """Figures by column, rows grouped by partition: all rows of one partition are judged by the same levels."""

    columns: tuple[Cells, ...]
    sizes: Array
    """How many rows each partition has, in order."""

    @property
    def rows(self) -> int:
        """How many units x periods there are."""
        return int(self.sizes.sum())

    @property
    def nbytes(self) -> int:
        """How much memory the figures take."""
        return sum(part.nbytes for one in self.columns for part in (one.lo, one.hi, one.empty) if part is not None)


def build_matrix(
    specs: Sequence[ColumnSpec],
    columns: Columns,
    code_of: Mapping[str, int],
    chosen: Array,
    row_of: Array,
    sizes: Array,
    *,
    approx_as_value: bool = False,
) -> Matrix:
    """Lay observations out as a matrix.

    Args:
        specs: The columns wanted.
        columns: The observations.
        code_of: The code of each measure in the observations.
        chosen: The observations to use, in an order in which a later one replaces an earlier one of the same cell.
        row_of: For each chosen observation, its row in the matrix.
        sizes: Rows by partition.
        approx_as_value: Whether "about" counts as the figure.
    """
    measure = columns.measure[chosen]
    order = np.argsort(measure.astype(np.uint16) if len(code_of) < 2**16 else measure, kind="stable")
    chosen, row_of, measure = chosen[order], row_of[order], measure[order]
    starts = np.searchsorted(measure, np.arange(len(code_of) + 1))
    rows = int(sizes.sum())
    cells = []
    for spec in specs:
        code = code_of.get(spec.measure)
        span = slice(starts[code], starts[code + 1]) if code is not None else slice(0, 0)
        cells.append(_column(spec, columns, chosen[span], row_of[span], rows, approx_as_value=approx_as_value))
    return Matrix(tuple(cells), sizes)


def _column(
    spec: ColumnSpec, columns: Columns, chosen: Array, row_of: Array, rows: int, *, approx_as_value: bool
) -> Cells:
    relation = columns.relation[chosen]
    reason = columns.missing[chosen]
    known = reason == 0
    if not approx_as_value:
        known = known & (relation != APPROX)
    codes = _codes(spec, columns, chosen, known)
    dtype, least, most = _type_for(spec, codes[known])
    lo = np.full(rows, least, dtype=dtype)
    low = codes.astype(dtype, copy=False)
    exact = known & (relation < _GT)
    if len(chosen) == rows and exact.all():
        # Every cell is a figure: the usual case of a complete report, one column only.
        lo[row_of] = low
        return Cells(lo)
    hi = np.full(rows, most, dtype=dtype)
    even = (codes & 1) == 1 if dtype is not object else np.array([code % 2 == 1 for code in codes], dtype=bool)
    # Stored codes are one higher, so a figure that lies on a level has an odd one.
    up = np.where(known & (relation == _GT) & even, low + np.asarray(1, dtype=dtype), low)
    down = np.where(known & (relation == _LT) & even, low - np.asarray(1, dtype=dtype), low)
    bounded_below = known & ((relation < _GT) | (relation == _GT) | (relation == _GE))
    bounded_above = known & ((relation < _GT) | (relation == _LT) | (relation == _LE))
    lo[row_of] = np.where(bounded_below, up, np.asarray(least, dtype=dtype))
    hi[row_of] = np.where(bounded_above, down, np.asarray(most, dtype=dtype))
    nothing = row_of[reason == NOT_APPLICABLE]
    if not len(nothing):
        return Cells(lo, None if np.array_equal(lo, hi) else hi)
    lo[nothing], hi[nothing] = most, least
    empty = np.zeros(rows, dtype=np.uint8)
    empty[nothing] = 2
    return Cells(lo, hi, empty)


def _codes(spec: ColumnSpec, columns: Columns, chosen: Array, known: Array) -> Array:
    """Half-step codes, one higher; 0 where there is no figure."""
    num, den = columns.num[chosen], columns.den[chosen]
    factor = np.where(columns.parts[chosen], spec.factor, 1) if spec.factor != 1 else 1
    big = [place for place, row in enumerate(chosen.tolist()) if row in columns.big] if columns.big else []
    reach = int(np.abs(num).max(initial=0)) * spec.scale * spec.factor
    if not big and reach < _SAFE:
        scaled = num * (spec.scale * factor)
        whole = scaled // den
        codes = 2 * whole + (whole * den != scaled) + 1
        return np.where(known, codes, 0)
    exact: Array = np.zeros(len(chosen), dtype=object)
    for place, row in enumerate(chosen.tolist()):
        if known[place]:
            value = columns.value(row, spec.factor)
            assert value is not None  # known says so
            whole, rest = divmod(value.numerator * spec.scale, value.denominator)
            exact[place] = 2 * whole + (rest != 0) + 1
    return exact


def _type_for(spec: ColumnSpec, codes: Array) -> tuple[Any, int, int]:
    """The narrowest type that provably holds every figure, every level and the two edges."""
    low = min([spec.lowest + 1, *([int(codes.min())] if len(codes) else [])])
    high = max([spec.highest + 1, *([int(codes.max())] if len(codes) else [])])
    for kind in (np.uint16, np.uint32):
        most = int(np.iinfo(kind).max)
        if low >= 1 and high < most - 1:
            return kind, 0, most
    if low > -_SAFE and high < _SAFE:
        limits = np.iinfo(np.int64)
        return np.int64, int(limits.min), int(limits.max)
    return object, -_FAR, _FAR


def level_code(level: Fraction, scale: int) -> int:
    """The stored code of a level: exact, because the scale makes every level whole.

    Example:
        >>> level_code(Fraction(70), 10)
        1401
    """
    return half_step(level, scale) + 1
