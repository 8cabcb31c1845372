"""The matrix of half-step codes: every figure as an interval of whole numbers that order as figures do.

A cell is ``[lo, hi]``. An exact figure has both ends equal, a bound has one of them at the edge, a missing figure is
the widest interval, and one that is not applicable is the empty one (``lo > hi``). ``hi`` is kept only where some cell
of its column differs from ``lo``. Codes are stored one higher than :func:`smartvillage.exact.half_step` gives them, so
that 0 and the largest number of the type are free for the edges.

A column of which only little is asked ("at most") is stored *upturned*, every code as its bitwise complement, so that
more is better in it as well: nearly all requirements are then the same comparison, made on many columns at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.evidence.columns import APPROX, NOT_APPLICABLE, RELATIONS, Columns
from smartvillage.exact import half_step

__all__ = ["Cells", "ColumnSpec", "Matrix", "MatrixBuilder", "build_matrix", "level_code"]

Array = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]

_SAFE = 2**62
"""Products below this bound cannot wrap in 64 bits; above it Python integers are used."""
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
    """The range of level codes, open ends included, so that a type is chosen that holds them too."""
    upturned: bool = False
    """Whether less is better wherever the column is asked for."""


@attrs.frozen(eq=False)
class Cells:
    """Neighbouring columns that are stored alike: one line for each."""

    lo: Array
    hi: Array | None
    """``None`` when every cell is an exact figure."""
    upturned: Flags
    """Which of the columns hold complements."""

    def __len__(self) -> int:
        return len(self.lo)

    def typed(self, levels: Array, columns: slice) -> Array:
        """Put levels, a line for each of some columns, into the form of these cells."""
        upturned = self.upturned[columns, None]
        codes = levels.astype(self.lo.dtype)
        return np.where(upturned, ~codes, codes) if upturned.any() else codes


@attrs.frozen(eq=False)
class Matrix:
    """Figures by column, rows grouped by partition: all rows of one partition are judged by the same levels."""

    cells: tuple[Cells, ...]
    sizes: Array
    """How many rows each partition has, in order."""

    @property
    def rows(self) -> int:
        """How many units x periods there are."""
        return int(self.sizes.sum())

    @property
    def nbytes(self) -> int:
        """How much memory the figures take."""
        return sum(part.nbytes for one in self.cells for part in (one.lo, one.hi) if part is not None)

    def stored(self, first: int, count: int) -> Iterator[tuple[Cells, slice]]:
        """Where neighbouring columns are: some lines of one or more :class:`Cells`."""
        for one in self.cells:
            here = slice(max(first, 0), min(first + count, len(one)))
            if here.start < here.stop:
                yield one, here
            first -= len(one)


class MatrixBuilder:
    """Takes one column after the other, and lays those of the usual type side by side.

    Args:
        specs: The columns wanted, in order.
        sizes: Rows by partition.
    """

    def __init__(self, specs: Sequence[ColumnSpec], sizes: Array) -> None:
        self.specs, self.sizes, self.rows = specs, sizes, int(sizes.sum())
        self._lines: list[tuple[Array, Array | None]] = []
        self._room: dict[str, Array] = {}

    def add(self, columns: Columns, chosen: Array, row_of: Array, *, approx_as_value: bool = False) -> None:
        """Lay out the next column.

        Args:
            columns: Observations.
            chosen: Those of this measure, in an order in which a later one replaces an earlier one of the same cell.
            row_of: The row of each.
            approx_as_value: Whether "about" counts as the figure.
        """
        spec = self.specs[len(self._lines)]
        chosen, row_of = _last_of_each(chosen, row_of, self.rows)
        relation, reason = columns.relation[chosen], columns.missing[chosen]
        known = reason == 0
        if not approx_as_value:
            known &= relation != APPROX
        codes = _codes(spec, columns, chosen, known)
        dtype, least, most = _type_for(spec, codes[known])
        lo = self._line("lo", dtype)
        if len(chosen) == self.rows and (known & (relation < _GT)).all():
            # Every cell is a figure, as in any complete report: one line says it.
            low = codes.astype(dtype)
            lo[row_of] = ~low if spec.upturned else low
            self._lines.append((lo, None))
            return
        # Stored codes are one higher, so a figure that lies on a level has an odd one; the open end excludes it.
        on_level = (codes % 2 == 1).astype(np.bool_)
        low = (codes + ((relation == _GT) & on_level)).astype(dtype)
        high = (codes - ((relation == _LT) & on_level)).astype(dtype)
        from_low, from_high = known & (relation <= _GE), known & ((relation < _GT) | (relation >= _LT))
        if spec.upturned:
            low, high, from_low, from_high = ~high, ~low, from_high, from_low
        hi = self._line("hi", dtype)
        lo[:], hi[:] = least, most
        lo[row_of[from_low]], hi[row_of[from_high]] = low[from_low], high[from_high]
        nothing = row_of[reason == NOT_APPLICABLE]
        lo[nothing], hi[nothing] = most, least
        self._lines.append((lo, hi))

    def matrix(self) -> Matrix:
        """Return the matrix, when every column has been added."""
        upturned = np.array([spec.upturned for spec in self.specs], dtype=np.bool_)
        cells = []
        for _, group in groupby(range(len(self._lines)), key=self._alike):
            first, *more = group
            here = slice(first, first + len(more) + 1)
            lo, hi = self._lines[first]
            if lo.dtype == np.uint16:
                lo, hi = self._room["lo"][here], None if hi is None else self._room["hi"][here]
            else:
                lo, hi = lo[None], None if hi is None else hi[None]
            cells.append(Cells(lo, hi, upturned[here]))
        return Matrix(tuple(cells), self.sizes)

    def _alike(self, place: int) -> tuple[bool, int | None]:
        """What neighbours must share to be stored together; only those of the usual type can be."""
        lo, hi = self._lines[place]
        return hi is None, None if lo.dtype == np.uint16 else place

    def _line(self, name: str, dtype: Any) -> Array:  # noqa: ANN401
        """A line for the next column; the room for all of them takes no memory before its lines are written."""
        if dtype != np.uint16:
            return np.empty(self.rows, dtype=dtype)
        if name not in self._room:
            self._room[name] = np.empty((len(self.specs), self.rows), dtype=dtype)
        line: Array = self._room[name][len(self._lines)]
        return line


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
    ends = np.cumsum(np.bincount(measure, minlength=len(code_of)))
    builder = MatrixBuilder(specs, sizes)
    for spec in specs:
        code = code_of.get(spec.measure)
        here = order[:0] if code is None else order[ends[code - 1] if code else 0 : ends[code]]
        builder.add(columns, chosen[here], row_of[here], approx_as_value=approx_as_value)
    return builder.matrix()


def _last_of_each(chosen: Array, row_of: Array, rows: int) -> tuple[Array, Array]:
    """Keep of the observations of one cell the last, which replaces the others."""
    reported = np.zeros(rows, dtype=np.bool_)
    reported[row_of] = True
    if np.count_nonzero(reported) == len(row_of):
        return chosen, row_of
    last = np.empty(rows, dtype=np.int64)
    last[row_of] = np.arange(len(row_of))
    return chosen[last[reported]], np.flatnonzero(reported)


def _codes(spec: ColumnSpec, columns: Columns, chosen: Array, known: Array) -> Array:
    """Half-step codes, one higher; 0 where there is no figure."""
    num, den = columns.num[chosen], columns.den[chosen]
    has_big = bool(columns.big) and bool(np.isin(chosen, list(columns.big)).any())
    reach = int(np.abs(num).max(initial=1)) * spec.scale * spec.factor
    if not has_big and 4 * reach < _SAFE:
        scaled = num * (spec.scale * np.where(columns.parts[chosen], spec.factor, 1))
        if (den == 1).all():
            codes = 2 * scaled + 1
        else:
            whole = scaled // den
            codes = 2 * whole + (whole * den != scaled) + 1
        return codes if known.all() else np.where(known, codes, 0)
    exact: Array = np.zeros(len(chosen), dtype=object)
    for place, row in enumerate(chosen.tolist()):
        if known[place]:
            value = columns.value(row, spec.factor)
            assert value is not None  # known says so
            whole, rest = divmod(value.numerator * spec.scale, value.denominator)
            exact[place] = 2 * whole + (rest != 0) + 1
    return exact


def _type_for(spec: ColumnSpec, codes: Array) -> tuple[Any, int, int]:
    """The narrowest type that provably holds every figure and every level, open ends included, between two edges."""
    low, high = spec.lowest, spec.highest
    if len(codes):
        low, high = min(low, int(codes.min()) - 1), max(high, int(codes.max()) + 1)
    for kind in (np.uint16, np.uint32):
        most = int(np.iinfo(kind).max)
        if low >= 0 and high < most:
            return kind, 0, most
    if low > -_SAFE and high < _SAFE:
        limits = np.iinfo(np.int64)
        return np.int64, int(limits.min), int(limits.max)
    far = max(abs(low), abs(high)) + 2
    return object, -far, far


def level_code(level: Fraction, scale: int) -> int:
    """The stored code of a level: exact, because the scale makes every level whole.

    Example:
        >>> level_code(Fraction(70), 10)
        1401
    """
    return half_step(level, scale) + 1
