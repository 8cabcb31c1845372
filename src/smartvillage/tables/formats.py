"""Number formats of a workbook: which cells show a per cent, a day or a time of day.

A cell holds 0.97 or 45473; only its format says that people read 97% or 2024-06-30.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from smartvillage.tables.markup import Tags

__all__ = ["Kind", "Styles", "kind_of"]

Kind = Literal["percent", "day", "time"]

_BUILT_IN: Final[dict[int, Kind]] = {
    **dict.fromkeys([9, 10], "percent"),
    **dict.fromkeys([14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58], "day"),
    **dict.fromkeys([18, 19, 20, 21, *range(32, 36), 45, 46, 47, 55, 56], "time"),
}
"""Formats that every workbook has without declaring them (ECMA-376, 18.8.30), those of East Asian versions included."""
_SILENT = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]|general|am/pm|a/p', re.IGNORECASE)
"""What a format prints as it stands: quoted text, escaped signs, padding, colours, currencies."""


def kind_of(code: str) -> Kind | None:
    """Tell what a format code shows; ``None`` for plain numbers and text.

    Example:
        >>> kind_of("0.0%"), kind_of('0.0" %"'), kind_of("dd/mm/yyyy"), kind_of("[h]:mm"), kind_of("#,##0")
        ('percent', None, 'day', 'time', None)
    """
    signs = set(_SILENT.sub("", code).lower())
    if "%" in signs:
        return "percent"
    if signs & set("dy") or ("m" in signs and not signs & set("hs")):
        return "day"
    return "time" if signs & set("hs") else None


class Styles(Tags):
    """Read the part of a workbook that declares its cell styles."""

    def __init__(self) -> None:
        super().__init__({("numFmts", "numFmt"), ("cellXfs", "xf")})

    def kinds(self) -> dict[str, Kind]:
        """Return what cells of each style show, by the number a cell gives; plain styles are left out."""
        known = {str(number): kind for number, kind in _BUILT_IN.items()}
        kinds: dict[str, Kind] = {}
        at = 0
        for tag in self.found:
            number = tag.attributes.get("numFmtId", "0")
            if tag.name == "numFmt":
                known.pop(number, None)
                if kind := kind_of(tag.attributes.get("formatCode", "")[:1000]):
                    known[number] = kind
            else:
                if kind := known.get(number):
                    kinds[str(at)] = kind
                at += 1
        return kinds
