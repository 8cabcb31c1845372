"""Values: what a cell means as an exact number, under the measure it belongs to.

Two roads lead to the same fractions. A numeric column of a dataframe is decoded as a whole: the decimal that reads
back to each double, found by trying scales, so millions of rows cost a few passes. Everything else is looked at once
per distinct text and kind of measure.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.measures import Measure
from smartvillage.errors import PROBLEMS_LISTED, RefusedValueError, Words, quoted
from smartvillage.exact import Exact, decimal_text
from smartvillage.text.names import nfc
from smartvillage.text.numbers import Convention, NumberError, read_number, read_percent

__all__ = ["Reading", "Unreadable", "decode_floats", "read_part", "read_value"]

_YES = frozenset({"có", "đạt", "true", "yes", "x", "1"})
_NO = frozenset({"không", "chưa đạt", "không đạt", "false", "no", "0"})
_BLOCK = 65_536
"""Doubles decoded at a time, so that the passes over them stay in the cache of a core."""
_LEAST, _MOST = 1e-4, 1e15
"""Between these a decimal of 15 digits has at most 18 places."""


class Unreadable(Exception):  # noqa: N818 - carried to the collector, never raised to a caller
    """A cell that is no value of its measure."""

    def __init__(self, what: Words, expected: Words | None = None, advice: Words | None = None) -> None:
        super().__init__(what.en)
        self.what, self.expected, self.advice = what, expected, advice

    @classmethod
    def because(cls, problem: RefusedValueError) -> Unreadable:
        """Tell what an exact number refused."""
        return cls(problem.words, problem.expected, problem.advice)


@attrs.frozen
class Reading:
    """A column as exact fractions."""

    num: npt.NDArray[np.int64]
    den: npt.NDArray[np.int64]
    present: npt.NDArray[np.bool_]
    big: dict[int, Fraction]
    refused: dict[int, Unreadable]
    unlisted: int = 0
    """How many more were refused, beyond the number that anybody is told of."""
    floats: int = 0
    """How many values came as floating point numbers."""


def decode_floats(values: npt.NDArray[Any]) -> Reading:
    """Decode a numeric column: each double as the shortest decimal that reads back to it, NaN as missing.

    Example:
        >>> reading = decode_floats(np.array([66.6, 100.0, np.nan]))
        >>> reading.num.tolist(), reading.den.tolist(), reading.present.tolist()
        ([333, 100, 0], [5, 1, 1], [True, True, False])
    """
    rows = len(values)
    num, den = np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.int64)
    if values.dtype.kind in "iu":
        fits = values <= np.iinfo(np.int64).max if values.dtype.kind == "u" else np.ones(rows, dtype=bool)
        num[fits] = values[fits].astype(np.int64)
        big = {int(row): Fraction(int(values[row])) for row in np.flatnonzero(~fits)}
        return Reading(num, den, np.ones(rows, dtype=bool), big, {})
    present = ~np.isnan(values)
    unread = np.zeros(rows, dtype=np.bool_)
    for start in range(0, rows, _BLOCK):
        some = slice(start, start + _BLOCK)
        unread[some][_decode(values[some], num[some], den[some])] = True
    left = np.flatnonzero(unread)
    # Between the far ends every decimal of 15 digits has been found by now: what is left there was computed.
    size = np.abs(values[left])
    computed = (size >= _LEAST) & (size < _MOST)
    big, refused = {}, {}
    for row in sorted([*left[computed][:PROBLEMS_LISTED].tolist(), *left[~computed].tolist()]):
        try:
            big[row] = Fraction(Exact(float(values[row])))
        except RefusedValueError as problem:
            refused[row] = Unreadable.because(problem)
    unlisted = max(0, int(computed.sum()) - PROBLEMS_LISTED)
    return Reading(num, den, present, big, refused, unlisted, floats=int(present.sum()))


def _decode(
    values: npt.NDArray[np.float64], num: npt.NDArray[np.int64], den: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Find the decimals of some doubles, in place; returns where there is a number but no short decimal for it."""
    # A decimal of at most 15 digits is the only one that reads back to its double, so it is the shortest.
    whole = np.rint(values)
    good = (np.abs(whole) < _MOST) & (whole == values)
    num[:] = np.where(good, whole, 0).astype(np.int64)
    left = np.flatnonzero(~good & ~np.isnan(values))
    for places in range(1, 19):  # so far a power of ten is exact as a double, and fits a denominator
        if not len(left):
            break
        scale = 10.0**places
        here = values[left]
        with np.errstate(over="ignore"):  # what overflows is too large to be found here
            whole = np.rint(here * scale)
        good = (np.abs(whole) < _MOST) & (whole / scale == here)
        found, above = left[good], whole[good].astype(np.int64)
        shared = np.gcd(above, 10**places)
        num[found], den[found] = above // shared, 10**places // shared
        left = left[~good]
    return left


def read_value(value: Any, measure: Measure, *, decimal: Convention | None, percent_cell: bool = False) -> Fraction:  # noqa: ANN401
    """Read one cell under its measure.

    Raises:
        Unreadable: It is no value of that measure.
    """
    if percent_cell and measure.kind != "share":
        raise _sign_without_percent(f"{value} (%)")
    if measure.kind == "attested":
        return _attested(value)
    if isinstance(value, str):
        return _text(nfc(value).strip(), measure, decimal)
    if isinstance(value, bool):
        raise Unreadable(
            Words(vi=f"{value} là đúng / sai, không phải số", en=f"{value} is a truth value, not a number"),
            _expected(measure),
        )
    number = _number(value)
    if measure.kind == "share" and decimal_text(number) is None:
        raise Unreadable(
            Words(
                vi=f"{quoted(value)} không viết hết được thành số thập phân",
                en=f"{quoted(value)} cannot be written out as a decimal",
            ),
            _expected(measure),
            Words(vi="Đưa tử số và mẫu số.", en="Give numerator and denominator."),
        )
    return number * 100 if percent_cell else number


def _text(text: str, measure: Measure, decimal: Convention | None) -> Fraction:
    if measure.kind == "ordinal":
        for index, grade in enumerate(measure.grades, start=1):
            if text.casefold() in {grade.id, grade.title.vi.casefold(), (grade.title.en or grade.id).casefold()}:
                return Fraction(index)
    try:
        if "/" in text and measure.kind != "share":
            return Exact(text)
        number, signed = read_percent(text, decimal)
    except NumberError as problem:
        raise Unreadable(problem.what, _expected(measure) or problem.expected, problem.advice) from None
    except RefusedValueError as problem:
        raise Unreadable(problem.words, _expected(measure) or problem.expected, problem.advice) from None
    if signed and measure.kind != "share":
        raise _sign_without_percent(text)
    return number


def _sign_without_percent(shown: str) -> Unreadable:
    return Unreadable(
        Words(
            vi=f"{quoted(shown)} ghi phần trăm nhưng số liệu không tính bằng phần trăm",
            en=f"{quoted(shown)} is in per cent, but the measure is not",
        )
    )


def _number(value: Any) -> Fraction:  # noqa: ANN401
    if isinstance(value, date):
        raise Unreadable(
            Words(vi=f"{value} là ngày, không phải số", en=f"{value} is a date, not a number"),
            advice=Words(
                vi="Định dạng ô là số rồi nhập lại.", en="Format the cell as a number and type the value again."
            ),
        )
    if isinstance(value, (int, float, Fraction, Decimal)):
        try:
            return Exact(value)
        except RefusedValueError as problem:
            raise Unreadable.because(problem) from None
    if isinstance(value, np.floating):
        raise Unreadable(
            Words(
                vi=f"{value} là {type(value).__name__}, chỉ giữ được bảy chữ số hoặc ít hơn",
                en=f"{value} is a {type(value).__name__}, which holds seven digits or fewer",
            )
        )
    raise Unreadable(Words(vi=f"{quoted(value)} không phải là số", en=f"{quoted(value)} is not a number"))


def _attested(value: Any) -> Fraction:  # noqa: ANN401
    if isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, (int, float, Fraction, Decimal)) and value in {0, 1}:
        return Fraction(int(value))
    word = nfc(value).strip().casefold() if isinstance(value, str) else ""
    if word in _YES:
        return Fraction(1)
    if word in _NO:
        return Fraction(0)
    raise Unreadable(
        Words(vi=f"{quoted(value)} không phải là có hoặc không", en=f"{quoted(value)} is neither yes nor no"),
        Words(vi="đạt / chưa đạt, có / không, true / false", en="đạt / chưa đạt, có / không, true / false"),
    )


def read_part(value: Any, decimal: Convention | None, *, percent_cell: bool = False) -> Fraction:  # noqa: ANN401
    """Read a numerator or a denominator.

    Raises:
        Unreadable: It is not a number, below zero, or shown as per cent.
    """
    if percent_cell:
        raise _sign_without_percent(f"{value} (%)")
    if isinstance(value, bool):
        raise Unreadable(Words(vi=f"{value} không phải là số", en=f"{value} is not a number"))
    if isinstance(value, str):
        try:
            number: Fraction = read_number(nfc(value).strip(), decimal)
        except NumberError as problem:
            raise Unreadable(problem.what, problem.expected, problem.advice) from None
    else:
        number = _number(value)
    if number < 0:
        raise Unreadable(Words(vi=f"{value} nhỏ hơn 0", en=f"{value} is below zero"))
    return number


def _expected(measure: Measure) -> Words | None:
    match measure.kind:
        case "share":
            return Words(vi="phần trăm như 97,5 hoặc 97,5%", en="a percentage like 97.5 or 97,5%")
        case "count":
            return Words(vi="số nguyên", en="a whole number")
        case "ordinal":
            names = ", ".join(grade.id for grade in measure.grades)
            return Words(vi=f"một trong: {names}", en=f"one of: {names}")
    return None


def agrees(value: Fraction, exact: Fraction) -> bool:
    """Whether a printed value is the exact one rounded, half away from zero, or cut off, at its own decimals.

    Example:
        >>> agrees(Exact("54.6"), Fraction(100 * 88, 161)), agrees(Exact("77"), Fraction(100 * 216, 293))
        (True, False)
    """
    text = decimal_text(value)
    if text is None:
        return value == exact
    step = Fraction(1, 10 ** len(text.partition(".")[2]))
    low = value - step / 2
    return low <= exact < value + step
