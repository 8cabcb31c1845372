"""How much room text takes on paper, in digits of Times New Roman.

Excel measures columns in digits and fits the height of a row only when it feels like it (never for merged cells; other
programs not at all), so columns and rows are sized here. The widths are those of the type itself, rounded up a little:
too much room looks loose, too little hides a line.
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

__all__ = ["ink", "lines_of"]

_SPECIAL = {
    **dict.fromkeys(" .,;:|'", 0.54),
    **dict.fromkeys("ijltI/()[]-", 0.67),
    **dict.fromkeys("fr", 0.7),
    **dict.fromkeys("saecz", 0.88),
    **dict.fromkeys("mwMW@%—…", 1.8),
}
_CAPITAL = 1.42
_LETTER = 1.0
_EAST_ASIAN = _WIDEST = 2.0


@lru_cache(maxsize=4096)
def ink(text: str) -> float:
    """Measure one line of text, in digits.

    Example:
        >>> ink("2024"), ink("il") < ink("ab") < ink("AB")
        (4.0, True)
    """
    return sum(map(_width, unicodedata.normalize("NFD", text)))


@lru_cache(maxsize=256)
def _width(ch: str) -> float:
    if unicodedata.combining(ch):
        return 0.0
    if special := _SPECIAL.get(ch):
        return special
    if unicodedata.east_asian_width(ch) in "WF":
        return _EAST_ASIAN
    return _CAPITAL if ch.isupper() else _LETTER


def lines_of(text: str, room: float) -> int:
    """Count the lines that text needs in a column, broken between words; a word wider than the column is broken too.

    Example:
        >>> lines_of("chưa đủ cơ sở đánh giá", 12), lines_of("a" * 25, 10), lines_of("", 10)
        (2, 3, 1)
    """
    if len(text) * _WIDEST <= room and "\n" not in text:
        return 1
    return sum(_wrapped(part, max(room, 1.0)) for part in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    if ink(line) <= room:
        return 1
    lines, used, space = 1, 0.0, _width(" ")
    for word in line.split(" "):
        width = ink(word)
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        used += width + (space if used else 0.0)
        broken = max(math.ceil(used / room) - 1, 0)
        lines, used = lines + broken, used - broken * room
    return lines
