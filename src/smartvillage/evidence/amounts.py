"""Amounts: the value of every row, or its numerator and denominator, as whole numbers that give it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.measures import Measure
from smartvillage.errors import Words
from smartvillage.evidence.columns import Codes, Flags, Ints
from smartvillage.evidence.tidy import Tidy, is_blank
from smartvillage.evidence.values import Reading, Unreadable, agrees, decode_floats, read_part, read_value
from smartvillage.exact import Exact, round_display
from smartvillage.text.numbers import Convention

__all__ = ["Amounts", "amounts_of"]

Found = TypeVar("Found")

_SAFE = 2**62
"""Whole numbers up to here stay whole numbers of 64 bits."""
_LONGEST = 10**9
"""The largest denominator of a part: two of them have a common one that is safe."""


@attrs.frozen(eq=False, kw_only=True)
class Amounts:
    """What the rows report: ``num / den``, or a fraction in ``big`` where that would not fit."""

    num: Ints
    den: Ints
    parts: Flags
    """Whether they are numerator and denominator as reported, times ``scale``."""
    scale: Ints
    present: Flags
    big: Mapping[int, Fraction]
    floats: int
    """How many numbers came as floating point."""

    @property
    def of_nothing(self) -> Flags:
        """Rows that report nothing of nothing."""
        out: Flags = self.parts & (self.num == 0) & (self.den == 0)
        return out


def amounts_of(tidy: Tidy, measures: Sequence[Measure], measure: Codes, decimal: Convention | None) -> Amounts:
    """Read value, numerator and denominator.

    Args:
        tidy: The table.
        measures: The measures by code.
        measure: The measure of each row, -1 for none.
        decimal: The decimal sign of numbers written as text, if it is declared.
    """
    reader = _Reader(tidy, measures, measure, decimal)
    value = reader.column("value") if "value" in tidy else _nothing(tidy.rows)
    if "numerator" not in tidy:
        return Amounts(
            num=value.num,
            den=value.den,
            parts=np.zeros(tidy.rows, dtype=bool),
            scale=np.ones(tidy.rows, dtype=np.int64),
            present=value.present,
            big=value.big,
            floats=value.floats,
        )
    return reader.with_parts(value, reader.column("numerator"), reader.column("denominator"))


def _nothing(rows: int) -> Reading:
    return Reading(np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.int64), np.zeros(rows, dtype=bool), {}, {})


@attrs.frozen
class _Reader:
    tidy: Tidy
    measures: Sequence[Measure]
    measure: Codes
    decimal: Convention | None

    # -- one column -----------------------------------------------------------------------------------------

    def column(self, name: str) -> Reading:
        numbers = self.tidy.numbers(name)
        reading = decode_floats(numbers) if numbers is not None else self.cells(name)
        if numbers is not None and name != "value":
            self.tidy.refuse(np.flatnonzero(reading.num < 0), name, "SV-EV-030", _NEGATIVE)
        for row in self.tidy.problems.count_more(sorted(reading.refused)):
            self.tidy.refuse([row], name, "SV-EV-030", reading.refused[row])
        self.tidy.problems.count(reading.unlisted)
        return reading

    def cells(self, name: str) -> Reading:
        """Read each distinct cell once for every measure it stands under."""
        codes, distinct = self.tidy.encode(name)
        shown = self.tidy.percent(name)
        under = self.measure if name == "value" else np.zeros(len(codes), dtype=np.int32)
        key = ((under.astype(np.int64) + 1) * (len(distinct) + 1) + codes + 1) * 2 + shown
        _, first, number_of = np.unique(key, return_index=True, return_inverse=True)
        count = len(first)
        num, den, present = np.zeros(count, np.int64), np.ones(count, np.int64), np.zeros(count, bool)
        big: dict[int, Fraction] = {}
        bad: dict[int, Unreadable] = {}
        is_float = np.zeros(count, bool)
        for number, row in enumerate(first.tolist()):
            value = distinct[codes[row]] if codes[row] >= 0 else None
            if value is None or is_blank(value) or under[row] < 0:
                continue
            is_float[number] = isinstance(value, float)
            try:
                if name == "value":
                    one = self.measures[under[row]]
                    exact = read_value(value, one, decimal=self.decimal, percent_cell=bool(shown[row]))
                else:
                    exact = read_part(value, self.decimal, percent_cell=bool(shown[row]))
            except Unreadable as found:
                bad[number] = found
                continue
            present[number] = True
            if max(abs(exact.numerator), exact.denominator) < _SAFE:
                num[number], den[number] = exact.numerator, exact.denominator
            else:
                big[number] = Fraction(exact)
        return Reading(
            num[number_of],
            den[number_of],
            present[number_of],
            _spread(big, number_of),
            _spread(bad, number_of),
            floats=int(is_float[number_of].sum()),
        )

    # -- parts ----------------------------------------------------------------------------------------------

    def with_parts(self, value: Reading, above: Reading, below: Reading) -> Amounts:
        tidy, measure = self.tidy, self.measure
        one_only = above.present != below.present
        one_only[[*above.refused, *below.refused]] = False  # told already
        tidy.refuse(np.flatnonzero(one_only), "numerator", "SV-EV-031", _ONE_PART)
        parts = above.present & below.present
        has_parts = np.array([*(one.has_parts for one in self.measures), False])[measure]
        tidy.refuse(np.flatnonzero(parts & ~has_parts & (measure >= 0)), "numerator", "SV-EV-032", _NO_PARTS)
        parts &= has_parts
        # Both parts over one denominator: whole numbers stay as they are, decimals are scaled together.
        wide = parts & ((above.den > _LONGEST) | (below.den > _LONGEST))
        wide[[*above.big, *below.big]] = True
        fits = parts & ~wide
        scale = np.lcm(np.where(fits, above.den, 1), np.where(fits, below.den, 1))
        up, down = np.maximum(scale // above.den, 1), np.maximum(scale // below.den, 1)
        wide |= (above.num > _SAFE // up) | (below.num > _SAFE // down)
        tidy.refuse(np.flatnonzero(parts & wide), "numerator", "SV-EV-033", _TOO_LONG)
        parts &= ~wide
        num = np.where(parts, above.num * np.where(parts, up, 1), value.num)
        den = np.where(parts, below.num * np.where(parts, down, 1), value.den)
        tidy.refuse(np.flatnonzero(parts & (den == 0) & (num != 0)), "denominator", "SV-EV-034", _OVER_NOTHING)
        for row in np.flatnonzero(parts & value.present & ((den != 0) | (num == 0))).tolist():
            self.compare(row, value, int(num[row]), int(den[row]))
        return Amounts(
            num=num,
            den=den,
            parts=parts,
            scale=scale,
            present=parts | value.present,
            big={row: one for row, one in value.big.items() if not parts[row]},
            floats=value.floats + above.floats + below.floats,
        )

    def compare(self, row: int, value: Reading, num: int, den: int) -> None:
        """A printed value beside its parts must be what the parts give, rounded or cut off."""
        printed = value.big.get(row, Fraction(int(value.num[row]), int(value.den[row])))
        # Nothing of nothing is not applicable, so no number goes with it.
        exact = Fraction(num, den) * self.measures[self.measure[row]].factor if den else None
        if exact is not None and agrees(printed, exact):
            return
        said = str(Exact(printed))
        shown = "0/0" if exact is None else round_display(exact, max(2, len(said.partition(".")[2])))
        found = Unreadable(
            Words(
                vi=f"giá trị {said} không khớp tử số / mẫu số ({shown})",
                en=f"the value {said} does not agree with its parts ({shown})",
            ),
            advice=Words(vi="Sửa một trong hai, hoặc bỏ giá trị.", en="Correct one of them, or leave the value out."),
        )
        self.tidy.refuse([row], "value", "SV-EV-035", found)


def _spread(few: Mapping[int, Found], number_of: npt.NDArray[np.int64]) -> dict[int, Found]:
    """Give every row what was found for its number; most numbers have nothing."""
    if not few:
        return {}
    rows = np.flatnonzero(np.isin(number_of, list(few)))
    return {row: few[number] for row, number in zip(rows.tolist(), number_of[rows].tolist(), strict=True)}


_ONE_PART = Unreadable(
    Words(vi="chỉ có một trong hai: tử số, mẫu số", en="only one of numerator and denominator is there"),
    Words(vi="cả hai, hoặc không có", en="both, or neither"),
)
_NO_PARTS = Unreadable(
    Words(vi="số liệu này không có tử số và mẫu số", en="this measure has no numerator and denominator"),
    advice=Words(vi="Ghi giá trị vào cột value.", en="Put its value in the column value."),
)
_TOO_LONG = Unreadable(
    Words(vi="tử số hoặc mẫu số có quá nhiều chữ số", en="a part has too many digits"),
    Words(vi="nhiều nhất 18 chữ số, 9 chữ số thập phân", en="at most 18 digits, 9 of them decimals"),
)
_OVER_NOTHING = Unreadable(
    Words(vi="mẫu số bằng 0 nhưng tử số khác 0", en="the denominator is 0 but the numerator is not")
)
_NEGATIVE = Unreadable(Words(vi="nhỏ hơn 0", en="it is below zero"))
