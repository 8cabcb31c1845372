"""Exact numbers: what is compared is never a float, never divided first, never rounded first.

Figures and levels are fractions. :class:`Exact` is the one door through which numbers enter: text in one strict
grammar, integers, fractions, or a float by the shortest decimal that reads back to it. :class:`Interval` is what a
report like "over 99.3 %" means. :func:`half_step` turns figures into whole numbers whose order decides every
comparison (see :doc:`/explanation/exactness`), and :func:`needed` answers "how many make 97 % of 161?".
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from smartvillage.errors import RefusedValueError, Words, quoted

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Exact", "Interval", "half_step", "half_step_interval", "needed", "round_display", "scale_of", "shortest"]

DIGITS = 30
"""The most digits a number may have, so that no arithmetic can be made to run away."""
FLOAT_DIGITS = 15
"""A double holds every decimal of 15 significant digits; one that needs more was computed, not reported."""

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_RATIO = re.compile(r"(-?[0-9]+)/([0-9]+)", re.ASCII)


class Exact(Fraction):
    """A number exactly as it was written.

    Accepts text (``"66.6"``, ``"2/3"``: ASCII digits, a point, no exponent), an ``int``, a ``Decimal`` or a ``float``
    by its shortest decimal, each of at most 30 digits; and any ``Fraction``, because that was computed from such
    numbers. ``bool`` is refused, and so is a float with more than 15 significant digits (it was computed, so its last
    digits are nobody's figure) or one that is not finite. Arithmetic gives plain :class:`fractions.Fraction`.

    Raises:
        RefusedValueError: The text is not a number of that grammar, or the float is not a reported one. Where the
            value is of another type altogether the error is a ``TypeError`` as well.

    Example:
        >>> Exact("66.6") * 15 / 100
        Fraction(999, 100)
        >>> print(Exact("66.60"), Exact("2/3"), Exact(0.1))
        66.6 2/3 0.1
    """

    __slots__ = ()

    def __new__(cls, value: str | float | Fraction | Decimal) -> Self:  # noqa: D102
        if type(value) is cls:
            return value
        return super().__new__(cls, _fraction(value))

    def __str__(self) -> str:
        text = decimal_text(self)
        return text if text and _digits(text) <= DIGITS else f"{self.numerator}/{self.denominator}"

    def __format__(self, spec: str) -> str:
        # From Python 3.13 on a fraction formats itself as 53/5, whatever its text is.
        return format(str(self), spec)

    def __repr__(self) -> str:
        return f"Exact({str(self)!r})"

    def __reduce__(self) -> tuple[type, tuple[Fraction]]:
        return type(self), (Fraction(self.numerator, self.denominator),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:  # noqa: ANN401
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        from pydantic_core import core_schema  # noqa: PLC0415

        return core_schema.no_info_plain_validator_function(
            cls,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(pattern=r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$"),
        )


class _NotANumberError(RefusedValueError, TypeError):
    """The value is of a type that holds no number."""


_NUMBER = Words(
    vi="số viết như 66.6 hoặc 2/3: chữ số 0-9, dấu chấm thập phân, không có số mũ",
    en="a number like 66.6 or 2/3: digits 0-9, a decimal point, no exponent",
)


def _digits(text: str) -> int:
    return sum(ch.isdigit() for ch in text)


def _fraction(value: object) -> Fraction:
    if isinstance(value, bool):
        raise _NotANumberError(
            Words(vi=f"{value} là giá trị đúng/sai, không phải số", en=f"{value} is a truth value, not a number"),
            expected=_NUMBER,
        )
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Integral):
        value = int(value)
        if abs(value) >= 10**DIGITS:
            raise _too_long(Words(vi="số nguyên", en="the whole number"))
        return Fraction(value)
    if isinstance(value, Decimal):
        # A decimal beyond the limit keeps its exponent and is refused as text below, before it is written out.
        value = format(value, "f") if value.is_finite() and abs(value.adjusted()) <= DIGITS else str(value)
    elif isinstance(value, float):
        value = shortest(value)
    if not isinstance(value, str):
        kind = type(value).__name__
        raise _NotANumberError(
            Words(vi=f"giá trị kiểu {kind} không phải số", en=f"{kind} is not a number"), expected=_NUMBER
        )
    if len(value) > DIGITS and _digits(value) > DIGITS:
        raise _too_long(Words(vi=quoted(value, 40), en=quoted(value, 40)))
    if _DECIMAL.fullmatch(value):
        return Fraction(value)
    if ratio := _RATIO.fullmatch(value):
        below = int(ratio[2])
        if below:
            return Fraction(int(ratio[1]), below)
    raise RefusedValueError(
        Words(vi=f"{quoted(value, 40)} không phải số", en=f"{quoted(value, 40)} is not a number"), expected=_NUMBER
    )


def _too_long(what: Words) -> RefusedValueError:
    return RefusedValueError(
        Words(vi=f"{what.vi} có quá nhiều chữ số", en=f"{what.en} has too many digits"),
        expected=Words(vi=f"số có nhiều nhất {DIGITS} chữ số", en=f"a number of at most {DIGITS} digits"),
    )


def shortest(value: float) -> str:
    """Return the shortest decimal that reads back to the same double, as plain digits.

    Raises:
        RefusedValueError: The value is not finite, needs more than 15 significant digits, or more than 30 digits
            when it is written out.

    Example:
        >>> shortest(66.6)
        '66.6'
        >>> shortest(0.1 + 0.2)
        Traceback (most recent call last):
        ...
        smartvillage.errors.RefusedValueError: 0.30000000000000004 has more than 15 significant digits, so it was ...
    """
    if not math.isfinite(value):
        raise RefusedValueError(
            Words(vi=f"{float(value)} không phải số", en=f"{float(value)} is not a number"), expected=_NUMBER
        )
    # float's own repr, because subclasses (NumPy's doubles) have another one; and no method of Decimal that rounds
    # to the caller's decimal context.
    shown = float.__repr__(value)
    text = format(Decimal(shown), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if len(text.replace(".", "").strip("-0")) > FLOAT_DIGITS:
        raise RefusedValueError(
            Words(
                vi=f"{shown} có hơn {FLOAT_DIGITS} chữ số có nghĩa, nên là số tính ra, không phải số được báo cáo",
                en=f"{shown} has more than {FLOAT_DIGITS} significant digits, so it was computed, not reported",
            ),
            advice=Words(
                vi="Hãy nhập tử số và mẫu số đã dùng để tính, hoặc nhập số liệu dưới dạng văn bản.",
                en="Give the parts it was computed from, or the figure as text.",
            ),
        )
    if _digits(text) > DIGITS:
        raise _too_long(Words(vi=shown, en=shown))
    return "0" if text == "-0" else text


def decimal_text(value: Fraction) -> str | None:
    """Write a fraction as a decimal, or return ``None`` when it has no finite one.

    Example:
        >>> decimal_text(Fraction(333, 5))
        '66.6'
    """
    below = value.denominator
    twos = (below & -below).bit_length() - 1
    below >>= twos
    fives = 0
    while below % 5 == 0:
        below //= 5
        fives += 1
    if below != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


class Interval(NamedTuple):
    """What a report says about a figure: everything between two ends.

    An end of ``None`` is unbounded; a missing figure is unbounded on both sides. An *open* end is not itself
    included: "over 99.3" is ``Interval(Exact("99.3"), None, low_open=True)``.

    Example:
        >>> Interval.of("99.3", "gt").low_open
        True
        >>> Interval.missing()
        Interval(low=None, high=None, low_open=False, high_open=False)
    """

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def missing(cls) -> Interval:
        """Nothing is known: the widest interval."""
        return cls(None, None)

    @classmethod
    def of(cls, value: str | float | Fraction | Decimal, relation: str = "eq") -> Interval:
        """Read a value with its relation (``eq``, ``approx``, ``gt``, ``ge``, ``lt``, ``le``).

        "About" is not a value unless the caller decides so, hence ``approx`` is the widest interval here.
        """
        exact = Exact(value)
        match relation:
            case "eq":
                return cls(exact, exact)
            case "gt" | "ge":
                return cls(exact, None, low_open=relation == "gt")
            case "lt" | "le":
                return cls(None, exact, high_open=relation == "lt")
            case "approx":
                return cls.missing()
        raise RefusedValueError(
            Words(
                vi=f"{quoted(relation)} không phải quan hệ so sánh",
                en=f"{quoted(relation)} is not a relation",
            ),
            expected=Words(
                vi="một trong: eq, approx, gt, ge, lt, le",
                en="one of: eq, approx, gt, ge, lt, le",
            ),
        )


def scale_of(levels: list[Fraction] | tuple[Fraction, ...]) -> int:
    """Return the least whole S that makes every level times S whole.

    Example:
        >>> scale_of([Fraction("66.6"), Fraction(2, 3)])
        15
    """
    return math.lcm(*(level.denominator for level in levels))


def half_step(value: Fraction, scale: int) -> int:
    """Code a figure so that codes order as figures do against every level that is a multiple of 1/scale.

    Even codes are exact multiples, odd codes lie strictly between two of them.

    Example:
        >>> half_step(Fraction(10, 15) * 100, 10), half_step(Fraction("66.6"), 10)
        (1333, 1332)
    """
    whole, rest = divmod(value.numerator * scale, value.denominator)
    return 2 * whole + (rest != 0)


def half_step_interval(interval: Interval, scale: int) -> tuple[int | None, int | None]:
    """Code both ends of an interval; ``None`` stays unbounded.

    An open end moves one half step inwards when it lies on a level, because the level itself is then excluded.

    Example:
        >>> half_step_interval(Interval.of("99.3", "gt"), 10)
        (1987, None)
    """
    low = high = None
    if interval.low is not None:
        low = half_step(interval.low, scale)
        low += interval.low_open and low % 2 == 0
    if interval.high is not None:
        high = half_step(interval.high, scale)
        high -= interval.high_open and high % 2 == 0
    return low, high


def needed(total: int, percent: Fraction, *, strict: bool = False) -> int:
    """How many of ``total`` make at least (``strict``: more than) so many per cent: the exact ceiling.

    The answer may exceed ``total``: no number of 50 is more than 100 % of 50.

    Example:
        >>> needed(161, Exact("97")), needed(15, Exact("66.6")), needed(50, Exact("90"), strict=True)
        (157, 10, 46)
    """
    product = Exact(percent) * total / 100  # Exact, because a plain int divided by 100 would become a float
    return max(0, math.floor(product) + 1 if strict else math.ceil(product))


def round_display(value: Fraction, places: int) -> str:
    """Round half away from zero, for people to read; never before a verdict.

    Example:
        >>> round_display(Exact("0.285"), 2), round_display(Exact("-94.5"), 0)
        ('0.29', '-95')
    """
    step = 10**places
    whole, rest = divmod(abs(value.numerator) * step, value.denominator)
    whole += 2 * rest >= value.denominator
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 and whole else text
