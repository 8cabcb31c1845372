"""Comma-separated values that a spreadsheet opens without doing anything else.

A csv file has no types, so a spreadsheet guesses them, and text that begins like a formula is run as one. Text from
outside is therefore marked with an apostrophe wherever a spreadsheet may begin a cell; numbers are left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smartvillage.paper.cells import Cell, is_number, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["csv_text", "guarded"]

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
_FORMULA = re.compile(
    r"""(?: ^ | (?<=[;\t\r\n]) )         # the start, or after what some spreadsheet takes for the end of a cell
        (?P<skipped> [^\S\t\r\n]*        # blanks, quotes and invisible marks that it may skip over
            (?: ["\ufeff\u200b-\u200f\u2060] [^\S\t\r\n]* )* )
        (?= [=+\-@\uff1d\uff0b\uff0d\uff20] )""",
    re.VERBOSE,
)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Cell]], lang: str | None = None) -> str:
    """Write a heading and rows; each line ends with CR LF, as RFC 4180 says, on every machine.

    Text is quoted and :func:`guarded`; numbers stand bare, with a decimal point in every language; an empty cell is
    nothing at all, which tells it from empty text.

    Example:
        >>> csv_text(["unit", "value"], [("Mỹ Lệ", 97), (None, -5)]).split()
        ['"unit","value"', '"Mỹ', 'Lệ",97', ',-5']
    """
    return "".join(",".join(_cell(cell, lang) for cell in cells) + "\r\n" for cells in (headings, *rows))


def _cell(cell: Cell, lang: str | None) -> str:
    if cell is None or is_number(cell):
        return shown(cell)
    text = guarded(shown(cell, lang)).replace('"', '""')
    return f'"{text}"'


def guarded(text: str) -> str:
    """Keep a spreadsheet from taking text of a csv file for a formula.

    Text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return (or a full-width form, or after
    blanks) gets an apostrophe in front; so does what follows a semicolon, a tab or a line break, where a
    spreadsheet that separates cells otherwise would begin a new one. A plain number stays as it is.

    Example:
        >>> guarded("=1+1"), guarded("-5,2"), guarded("nước sạch")
        ("'=1+1", '-5,2', 'nước sạch')
    """
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    out = _FORMULA.sub(r"'\g<skipped>", text)
    return f"'{out}" if out.startswith(("\t", "\r", "\n")) else out
