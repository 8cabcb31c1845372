"""What may stand in a cell of a table, and how it is shown to people, programs and spreadsheets.

A cell is text, a whole number, an exact number, yes or no, a day, or nothing. Numbers stay numbers only where a
double holds them as they were written; anything else travels as text, because a last digit that changed on the way
into a spreadsheet is a figure nobody reported.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Integral

from smartvillage.errors import RefusedValueError, Words, quoted
from smartvillage.exact import Exact

__all__ = ["Cell", "as_cell", "as_double", "is_number", "jsonable", "shown"]

Cell = str | int | Exact | date | None
"""Text, a whole number, yes or no (``bool`` is an ``int``), an exact number, a day, or nothing."""

_NATIVE = frozenset({int, bool, Exact, date, type(None)})


def as_cell(value: object) -> Cell:
    """Admit a value to a table.

    Fractions, decimals and floats become :class:`~smartvillage.exact.Exact` (a float by its shortest decimal; one
    that was computed is refused), whole numbers of other libraries become ``int``.

    Raises:
        RefusedValueError: The value is of another type (a member of an enumeration is, unless it is text), a float
            that was computed or is not finite, or text with half a character in it.

    Example:
        >>> as_cell(66.6), as_cell("Mỹ Lệ"), as_cell(True)
        (Exact('66.6'), 'Mỹ Lệ', True)
    """
    kind = type(value)
    if kind in _NATIVE:
        return value  # type: ignore[return-value]
    if isinstance(value, str):
        text = str.__str__(value)
        if not text.isascii():
            _check_unicode(text)
        return text
    if isinstance(value, (Fraction, Decimal)):
        return Exact(value)
    if isinstance(value, float):
        return Exact(float(value))
    # An enumeration of integers would be printed as a bare code that nobody can read.
    if isinstance(value, Integral) and not isinstance(value, Enum):
        return int(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return date(value.year, value.month, value.day)
    raise RefusedValueError(
        Words(
            vi=f"{quoted(repr(value))} ({kind.__name__}) không đưa vào ô của bảng được",
            en=f"{quoted(repr(value))} ({kind.__name__}) cannot stand in a cell",
        ),
        expected=Words(
            vi="chữ, số nguyên, số chính xác, đúng/sai, ngày, hoặc None",
            en="text, a whole number, an exact number, true or false, a day, or None",
        ),
        code="SV-IN-904",
    )


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RefusedValueError(
            Words(
                vi=f"{quoted(text)} có ký tự hỏng (nửa cặp thay thế)",
                en=f"{quoted(text)} holds half a character (a lone surrogate)",
            ),
            code="SV-IN-904",
        ) from None


def is_number(cell: Cell) -> bool:
    """Tell whether a cell holds a number; yes and no are not numbers.

    Example:
        >>> is_number(Exact("66.6")), is_number(True), is_number("12")
        (True, False, False)
    """
    return isinstance(cell, (int, Fraction)) and not isinstance(cell, bool)


def as_double(number: int | Fraction) -> float | None:
    """Return the double that reads back as exactly this number, or ``None`` when there is none.

    "Reads back" is by the shortest decimal, at most 15 significant digits: what Excel shows and every reader of
    this library takes. So 66.6 passes, 2/3 and a number of 16 digits do not.

    Example:
        >>> as_double(Exact("66.6")), as_double(Exact("2/3")), as_double(2**60 + 1)
        (66.6, None, None)
    """
    try:
        near = float(number)
        return near if Exact(near) == number else None
    except (OverflowError, ValueError):
        return None


def shown(cell: Cell, lang: str | None = None) -> str:
    """Write a cell as people read it; nothing is empty text.

    Without a language this is the plain form (``true``, ``66.6``, ``2024-12-31``), which the readers of this
    library take. Numbers are never rounded here.

    Example:
        >>> shown(Exact("66.6"), "vi"), shown(True, "vi"), shown(date(2024, 12, 31), "vi")
        ('66,6', 'có', '31/12/2024')
        >>> shown(Exact("66.6")), shown(True), shown(date(2024, 12, 31))
        ('66.6', 'true', '2024-12-31')
    """
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            words = {"vi": ("không", "có"), "en": ("no", "yes")}.get(lang or "", ("false", "true"))
            return words[cell]
        case Fraction():
            text = str(cell)
            return text.replace(".", ",") if lang == "vi" else text
        case date():
            return f"{cell.day:02}/{cell.month:02}/{cell.year}" if lang == "vi" else cell.isoformat()
    return str(cell)


def jsonable(cell: Cell) -> str | int | bool | None:
    """Write a cell for JSON: exact numbers and days as text, whole numbers as numbers.

    Example:
        >>> jsonable(Exact("2/3")), jsonable(12)
        ('2/3', 12)
    """
    if isinstance(cell, Fraction | date):
        return shown(cell)
    return cell
