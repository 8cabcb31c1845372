"""Small pieces of HTML that stand alone: everything escaped, no script, no outside file.

What comes from a table of figures is text, never markup: a commune called ``<b>`` is printed as it is called.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["escape", "html_page", "html_table"]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")

_CELL = "padding:2px 8px;border-bottom:1px solid #d0d0d0;vertical-align:top;white-space:pre-line;text-align:"


def escape(text: str) -> str:
    """Make text safe between tags and inside a quoted attribute.

    Characters that HTML cannot hold are shown as the replacement mark.

    Example:
        >>> escape('<a title="x">')
        '&lt;a title=&quot;x&quot;&gt;'
    """
    return html.escape(_UNPRINTABLE.sub("\ufffd", text), quote=True)


def html_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool],
    caption: str | None = None,
    hints: Sequence[str | None] | None = None,
    note: str | None = None,
    lang: str | None = None,
    widths: Sequence[int] | None = None,
) -> str:
    """Write a table that can stand in a notebook or a page.

    Args:
        headings: One for each column.
        rows: The texts of the cells.
        right: Which columns are aligned to the right.
        caption: A line above the table.
        hints: What the pointer shows over a heading.
        note: A line below the table.
        lang: The language of the texts, for screen readers.
        widths: How much of the breadth each column takes, in per cent; left to the reader's program otherwise.

    Example:
        >>> "<td" in html_table(["xã"], [["Mỹ Lệ"]], right=[False], lang="vi")
        True
    """
    sides = ["right" if to_right else "left" for to_right in right]
    breadths = [f";width:{percent}%" for percent in widths] if widths else [""] * len(sides)
    head = "".join(
        f'<th scope="col" style="{_CELL}{side}{wide}"{_title(hint)}>{escape(text)}</th>'
        for text, side, hint, wide in zip(headings, sides, hints or [None] * len(sides), breadths, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(f'<td style="{_CELL}{side}">{escape(text)}</td>' for text, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in rows
    )
    parts = [
        f'<table{_attribute("lang", lang)} style="border-collapse:collapse">',
        caption and f'<caption style="text-align:left;font-weight:bold">{escape(caption)}</caption>',
        f"<thead><tr>{head}</tr></thead>",
        f"<tbody>\n{body}\n</tbody>",
        note and f'<tfoot><tr><td colspan="{len(sides)}">{escape(note)}</td></tr></tfoot>',
        "</table>",
    ]
    return "\n".join(part for part in parts if part)


_STYLE = """
@page { size: A4 landscape; margin: 18mm 12mm 12mm 12mm; }
body { font-family: "Times New Roman", "Liberation Serif", serif; font-size: 12pt; margin: 1.5em; color: #111; }
h1 { font-size: 15pt; text-align: center; }
.banner { background: #5b2c83; color: #fff; font-weight: bold; text-align: center; padding: 4px; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@media print { .banner { position: fixed; top: -14mm; left: 0; right: 0; } body { margin: 0; } }
"""

_PORTRAIT = """
@page { size: A4 portrait; margin: 12mm 14mm; }
body { font-size: 10pt; max-width: 182mm; }
h1 { margin: 0 0 2mm; }
p { margin: 1.2mm 0; }
table { width: 100%; margin: 2.5mm 0; }
@media print { .banner { position: static; } }
"""


def html_page(
    title: str,
    body: Sequence[str],
    *,
    lines: Sequence[str] = (),
    lang: str = "vi",
    banner: str | None = None,
    portrait: bool = False,
) -> str:
    """Write a page that stands alone and prints: no script, nothing fetched.

    Args:
        title: The heading.
        body: Markup of this module, such as tables.
        lines: Paragraphs of plain text below it.
        lang: The language of the page.
        banner: A warning that stands at the top of the page and of every printed page.
        portrait: Whether it is one upright page in smaller type, instead of broad pages for wide tables.

    Example:
        >>> "DỮ LIỆU GIẢ LẬP" in html_page("Phụ lục", [], banner="DỮ LIỆU GIẢ LẬP")
        True
    """
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(lang)}"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_STYLE}{_PORTRAIT if portrait else ''}</style></head><body>",
        f'<p class="banner">{escape(banner)}</p>' if banner else "",
        f"<h1>{escape(title)}</h1>",
        *body,
        *(f"<p>{escape(text)}</p>" for text in lines),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _title(hint: str | None) -> str:
    return _attribute("title", hint)


def _attribute(name: str, value: str | None) -> str:
    return f' {name}="{escape(value)}"' if value else ""
