"""Numbers as Vietnamese offices write them: ``97,5``, ``1.234,5``; and never a guess.

In Vietnam the comma is the decimal sign and the point groups thousands; software and English sources do the opposite.
``1.234`` is therefore two numbers. A caller who knows how a file was written declares it (``decimal="comma"`` or
``"point"``); without a declaration a text is read only when it has one reading.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Literal

from smartvillage.errors import Words, quoted
from smartvillage.exact import DIGITS, Exact, decimal_text, round_display

__all__ = ["Convention", "NumberError", "read_number", "read_percent", "write_number", "write_short"]

Convention = Literal["point", "comma"]
"""Which sign stands before the decimals; the other one groups thousands."""

_PLAIN = {
    "comma": re.compile(r"-?[0-9]+(?:,[0-9]+)?", re.ASCII),
    "point": re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII),
}
_GROUPED = {
    "comma": re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?", re.ASCII),
    "point": re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII),
}
_TWO_READINGS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)
_LONGEST = 2 * DIGITS
"""Signs and separators included; what is longer is refused before anything looks at it."""

_EXPECTED = {
    "comma": Words(vi="số viết như 97,5 hoặc 1.234,5", en="a number like 97,5 or 1.234,5 (comma before the decimals)"),
    "point": Words(vi="số viết như 97.5 hoặc 1,234.5", en="a number like 97.5 or 1,234.5 (point before the decimals)"),
    None: Words(vi="số viết như 97, 97,5 hoặc 1.234,5", en="a number like 97, 97.5, 97,5 or 1.234,5"),
}
_DECLARE = Words(
    vi='Hãy khai báo dấu thập phân: decimal="comma" (dấu phẩy) hoặc decimal="point" (dấu chấm).',
    en='Declare the decimal sign: decimal="comma" or decimal="point".',
)
_NO_PERCENT = Words(
    vi="Dấu % chỉ dùng cho số liệu tính bằng phần trăm.", en="A per-cent sign belongs only to measures in per cent."
)


class NumberError(ValueError):
    """A text that is not a number in the convention it was read in.

    It has no place of its own: a reader adds the file and the cell and makes a :class:`~smartvillage.errors.Problem`.

    Attributes:
        what: What is wrong, quoting the text.
        expected: What would have been read.
        advice: What to do next, where there is something to say.
    """

    def __init__(self, what: Words, expected: Words, advice: Words | None = None) -> None:
        self.what = what
        self.expected = expected
        self.advice = advice
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[type, tuple[Words, Words, Words | None]]:
        return type(self), (self.what, self.expected, self.advice)

    def say(self, lang: str = "en") -> str:
        """Tell the whole of it on one line, in the chosen language."""
        out = f"{self.what.say(lang)}; {'cần' if lang == 'vi' else 'expected'} {self.expected.say(lang)}."
        return f"{out} {self.advice.say(lang)}" if self.advice else out


def read_number(text: str, decimal: Convention | None = None) -> Exact:
    """Read a number exactly as it was written.

    ASCII digits, an optional hyphen in front, groups of exactly three digits, at most 30 digits. Spaces around the
    number are dropped; anything else around or inside it is refused.

    Args:
        text: What stands in the cell.
        decimal: The sign before the decimals. ``None`` means undeclared: only a text with one reading is read, so
            ``1.234`` and ``1,234`` are refused, and so is English grouping (``1,234.5``).

    Returns:
        The number.

    Raises:
        NumberError: The text is no number, or more than one.

    Example:
        >>> print(read_number("1.234,5"), read_number("97.5"))
        1234.5 97.5
        >>> print(read_number("1.234", "comma"), read_number("1.234", "point"))
        1234 1.234
        >>> read_number("1.234")
        Traceback (most recent call last):
        ...
        smartvillage.text.numbers.NumberError: "1.234" is either 1234 or 1.234; expected ...
    """
    body = text.strip(" ")
    if len(body) > _LONGEST or sum(ch in "0123456789" for ch in body) > DIGITS:
        raise NumberError(
            Words(
                vi=f"{quoted(body, 40)} dài quá {DIGITS} chữ số", en=f"{quoted(body, 40)} has more than {DIGITS} digits"
            ),
            _EXPECTED[decimal],
        )
    sign = _decimal_sign(body, decimal)
    if sign is None:
        raise NumberError(_what(body, decimal), _EXPECTED[decimal], _advice(body, decimal))
    return Exact(body.replace(".", "").replace(",", ".") if sign == "comma" else body.replace(",", ""))


def _decimal_sign(body: str, decimal: Convention | None) -> Convention | None:
    """Say in which convention the text is a number; ``None`` when in none, or when undeclared in two."""
    if decimal is not None:
        fits = _PLAIN[decimal].fullmatch(body) or _GROUPED[decimal].fullmatch(body)
        return decimal if fits else None
    if _TWO_READINGS.fullmatch(body):
        return None
    if _PLAIN["comma"].fullmatch(body) or _GROUPED["comma"].fullmatch(body):
        return "comma"
    return "point" if _PLAIN["point"].fullmatch(body) else None


def _what(body: str, decimal: Convention | None) -> Words:
    shown = quoted(body)
    if decimal is None and _TWO_READINGS.fullmatch(body):
        whole, part = re.split("[.,]", body)
        return Words(
            vi=f"{shown} có thể là {whole}{part} hoặc {whole},{part}",
            en=f"{shown} is either {whole}{part} or {whole}.{part}",
        )
    if decimal is None and _GROUPED["point"].fullmatch(body):
        return Words(
            vi=f"{shown} nhóm hàng nghìn bằng dấu phẩy, kiểu tiếng Anh",
            en=f"{shown} groups thousands by commas, the English way",
        )
    if strange := next((ch for ch in body if ch not in "0123456789.,-%"), None):
        name = unicodedata.name(strange, "?")
        return Words(
            vi=f"{shown} không phải là số (có ký tự {quoted(strange)}, U+{ord(strange):04X})",
            en=f"{shown} is not a number (it holds {quoted(strange)}, U+{ord(strange):04X} {name})",
        )
    return Words(vi=f"{shown} không phải là số", en=f"{shown} is not a number")


def _advice(body: str, decimal: Convention | None) -> Words | None:
    if decimal is None and (_TWO_READINGS.fullmatch(body) or _GROUPED["point"].fullmatch(body)):
        return _DECLARE
    if "%" in body:
        return _NO_PERCENT
    if body.startswith("\N{MINUS SIGN}"):
        return Words(vi="Hãy dùng dấu trừ thường (-).", en="Type an ordinary hyphen (-) for minus.")
    return None


def read_percent(text: str, decimal: Convention | None = None) -> tuple[Exact, bool]:
    """Read a figure in per cent, with or without its sign: ``97``, ``97%``, ``97,5 %``.

    Args:
        text: What stands in the cell.
        decimal: As in :func:`read_number`.

    Returns:
        The number before the sign (97 for ``97%``), and whether the sign was there.

    Raises:
        NumberError: What stands before the sign is no number.

    Example:
        >>> read_percent("97,5 %")
        (Exact('97.5'), True)
    """
    body = text.strip(" ")
    signed = body.endswith("%")
    return read_number(body[:-1] if signed else body, decimal), signed


def write_number(value: Fraction | int, lang: str = "vi", places: int | None = None) -> str:
    """Write a number for people to read, never for a program to read back.

    Args:
        value: An exact number.
        lang: ``"vi"`` writes ``1.234,5``, anything else ``1,234.5``.
        places: How many decimals to show, rounded half away from zero. ``None`` writes the number in full; one
            without a finite decimal is then written as a fraction.

    Returns:
        The text.

    Example:
        >>> write_number(Exact("1234.5")), write_number(Exact("1234.5"), "en"), write_number(Exact("2/3"))
        ('1.234,5', '1,234.5', '2/3')
        >>> write_number(Exact("2/3"), places=2)
        '0,67'
    """
    value = Fraction(value)
    text = decimal_text(value) if places is None else round_display(value, places)
    if text is None:
        return f"{value.numerator}/{value.denominator}"
    whole, _, part = text.partition(".")
    whole = f"{int(whole):,}" if whole != "-0" else whole
    out = f"{whole}.{part}" if part else whole
    return out.translate({ord("."): ",", ord(","): "."}) if lang == "vi" else out


def write_short(value: Fraction | int, lang: str = "vi") -> str:
    """Write a number for people who compare: in full where two decimals hold it, else rounded to two.

    Example:
        >>> write_short(Fraction(500, 7)), write_short(Fraction(145, 2)), write_short(70)
        ('71,43', '72,5', '70')
    """
    value = Fraction(value)
    return write_number(value, lang) if 100 % value.denominator == 0 else write_number(value, lang, 2)
