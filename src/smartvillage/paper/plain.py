"""Tables as plain text, aligned for a screen with letters of one width.

Widths are counted as a terminal counts them, in Unicode form NFC: combining marks take no room, wide letters two.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from smartvillage.text import nfc

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["clipped", "grid", "one_line", "width_of"]

GAP = "  "
NARROWEST = 8
"""A column is not made narrower than this; columns that still find no room are left out and counted."""


def one_line(text: str) -> str:
    r"""Write text in form NFC on one line: control and invisible characters are shown as escapes.

    Example:
        >>> print(one_line("một" + chr(10) + "hai"))
        một\nhai
    """
    text = nfc(text)
    if text.isprintable():
        return text
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in text)


def width_of(text: str) -> int:
    """Count how many places of a terminal the text takes.

    Example:
        >>> width_of("Tiêu chí"), width_of(unicodedata.normalize("NFD", "Tiêu chí")), width_of("村")
        (8, 8, 2)
    """
    if text.isascii():
        return len(text)
    return sum(_places(ch) for ch in nfc(text))


def _places(ch: str) -> int:
    if unicodedata.category(ch) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1


def clipped(text: str, width: int) -> str:
    """Shorten text to a width, marking the cut.

    Example:
        >>> clipped("Xã Mỹ Lệ", 6)
        'Xã Mỹ…'
    """
    if width_of(text) <= width:
        return text
    ends = list(accumulate(map(_places, text)))
    return f"{text[: bisect_right(ends, width - 1)].rstrip()}…"


def grid(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[bool], max_width: int | None = None
) -> tuple[str, int]:
    """Lay out columns under their headings.

    Args:
        headings: One for each column.
        rows: The texts of the cells.
        right: Which columns are aligned to the right.
        max_width: Places on a line. Wide columns are narrowed first; then columns are left out from the right,
            but never the first.

    Returns:
        The text, and how many columns found no room.

    Example:
        >>> print(grid(["unit", "value"], [["28222", "66.6"], ["28225", "7"]], right=[False, True])[0])
        unit   value
        -----  -----
        28222   66.6
        28225      7
    """
    lines = [[one_line(text) for text in line] for line in (headings, *rows)]
    natural = [max(width_of(line[index]) for line in lines) for index in range(len(headings))]
    widths = _fitted(natural, max_width)
    printed = [lines[0], ["-" * width for width in widths], *lines[1:]]
    out = [
        GAP.join(
            _padded(clipped(text, width), width, right=to_right)
            for text, width, to_right in zip(line, widths, right, strict=False)
        ).rstrip()
        for line in printed
    ]
    return "\n".join(out), len(headings) - len(widths)


def _padded(text: str, width: int, *, right: bool) -> str:
    pad = " " * (width - width_of(text))
    return pad + text if right else text + pad


def _fitted(natural: list[int], max_width: int | None) -> list[int]:
    """Narrow the widest columns to one common width, as wide as fits; leave columns out where even that fails."""
    widths = list(natural)
    if max_width is None:
        return widths
    while len(widths) > 1 and _total(widths, NARROWEST) > max_width:
        widths.pop()
    cap = max(widths, default=0)
    while cap > 1 and _total(widths, cap) > max_width:
        cap -= 1
    return [min(width, cap) for width in widths]


def _total(widths: list[int], cap: int) -> int:
    return sum(min(width, cap) for width in widths) + len(GAP) * (len(widths) - 1)
