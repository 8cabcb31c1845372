"""How cells look: the named styles of a workbook.

Fills are pale enough for black print and differ in lightness as well as in colour; every pair of letters and ground
keeps a contrast of at least 4.5 to 1 (a test says so). A style never stands alone: the cell says the same in letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FONT", "STYLES"]

FONT: Mapping[str, Any] = {"font_name": "Times New Roman", "font_size": 11}
"""The type of every cell: what administrative papers are written in."""

_CELL = {"border": 1, "border_color": "#A6A6A6", "valign": "vcenter", "text_wrap": True}
_VERDICT = {**_CELL, "align": "center"}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "cell": _CELL,
    "number": _CELL,
    "header": {**_CELL, "align": "center", "bold": True, "bg_color": "#D9E1F2"},
    "met": {**_VERDICT, "bg_color": "#D5EFD9", "font_color": "#0B5A22"},
    "not-met": {**_VERDICT, "bg_color": "#F4B5AC", "font_color": "#7A0A0A", "bold": True},
    "unknown": {**_VERDICT, "bg_color": "#FFE699", "font_color": "#5C4400"},
    "not-applicable": {**_VERDICT, "bg_color": "#F2F2F2", "font_color": "#595959"},
    "level": _VERDICT,
    "unchecked": {**_VERDICT, "italic": True, "font_color": "#5F5F5F"},
    "ask": {**_CELL, "bg_color": "#FFF2CC"},
    "key": {**_CELL, "font_size": 8, "font_color": "#6E6E6E"},
    "synthetic": {
        "bold": True,
        "font_size": 12,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "bg_color": "#5B2C83",
        "font_color": "#FFFFFF",
    },
    "title": {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter", "text_wrap": True},
    "heading": {"bold": True, "valign": "top", "text_wrap": True},
    "line": {"valign": "top", "text_wrap": True},
}
"""By name, the properties that xlsxwriter takes. ``cell`` is what a cell without a style wears; ``number`` groups
thousands; ``level`` is a level of a rule, ``unchecked`` one that nobody compared with its text; ``ask`` is where
somebody is to write; ``key`` is for programs; ``synthetic`` marks invented data; ``heading`` is one among lines of
text; ``title`` and ``line`` are the lines above and below a table."""
