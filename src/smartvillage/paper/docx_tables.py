"""Tables of a Word document, written as Word keeps them.

python-docx makes a table cell by cell and counts them all again for each; here every row is written once. Only used
by :mod:`smartvillage.paper.docx`, when python-docx is there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from smartvillage.paper.blocks_text import Blank
from smartvillage.paper.styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smartvillage.paper.blocks_table import Placed, TableBlock, TableCell

__all__ = ["SMALL", "TWIPS", "new", "qn", "shade", "word_table"]

SMALL = 11
"""Points: tables, notes, headers."""
TWIPS = 1440 / 25.4
"""Word's measure of breadth, in a millimetre."""


def qn(name: str) -> str:
    """Return the full name of an element or attribute, ``w:tbl``."""
    return str(import_module("docx.oxml.ns").qn(name))


def new(name: str, **attributes: object) -> Any:  # noqa: ANN401
    """Make an element with attributes."""
    element = import_module("docx.oxml").OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), str(value))
    return element


def shade(properties: Any, colour: str) -> None:  # noqa: ANN401
    """Give a paragraph or a cell a ground; in those of a paragraph its place among the others is fixed."""
    ground = new("w:shd", val="clear", color="auto", fill=colour.lstrip("#"))
    if properties.tag == qn("w:pPr"):
        properties.insert_element_before(ground, "w:spacing", "w:ind", "w:jc", "w:rPr")
    else:
        properties.append(ground)


def word_table(block: TableBlock, widths: Sequence[int], lang: str) -> Any:  # noqa: ANN401
    """Write a table: headings that repeat on every page, rows that stay whole, cells that span.

    Args:
        block: The table.
        widths: Of its columns, in twentieths of a point.
        lang: The language.
    """
    head = block.head()
    table = _frame(widths)
    _lines(table, head, 1 + max(placed.row for placed in head), widths, header=True, block=block, lang=lang)
    _lines(table, tuple(block.placed()), len(block.rows), widths, header=False, block=block, lang=lang)
    return table


def _frame(widths: Sequence[int]) -> Any:  # noqa: ANN401
    table = new("w:tbl")
    properties = new("w:tblPr")
    properties.append(new("w:tblW", w=sum(widths), type="dxa"))
    lines = new("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        lines.append(new(f"w:{side}", val="single", sz=4, space=0, color="7F7F7F"))
    properties.append(lines)
    properties.append(new("w:tblLayout", type="fixed"))
    margins = new("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(new(f"w:{side}", w=85, type="dxa"))
    properties.append(margins)
    table.append(properties)
    grid = new("w:tblGrid")
    for width in widths:
        grid.append(new("w:gridCol", w=width))
    table.append(grid)
    return table


def _lines(
    table: Any,  # noqa: ANN401
    placed: Sequence[Placed],
    count: int,
    widths: Sequence[int],
    *,
    header: bool,
    block: TableBlock,
    lang: str,
) -> None:
    """Write rows: a cell that goes on from above stands again in each row, empty, as Word wants it."""
    starts: dict[tuple[int, int], tuple[TableCell, str | None]] = {}
    for row, column, cell in placed:
        for below in range(cell.rows):
            merge = None if cell.rows == 1 else "continue" if below else "restart"
            starts[row + below, column] = (cell, merge)
    rows: list[list[tuple[int, TableCell, str | None]]] = [[] for _ in range(count)]
    for (row, column), (cell, merge) in sorted(starts.items(), key=lambda item: item[0]):
        rows[row].append((column, cell, merge))
    for cells in rows:
        line = new("w:tr")
        properties = new("w:trPr")
        properties.append(new("w:cantSplit"))
        if header:
            properties.append(new("w:tblHeader"))
        line.append(properties)
        for column, cell, merge in cells:
            line.append(_cell(block, column, cell, merge, widths, lang, header=header))
        table.append(line)


def _cell(
    block: TableBlock,
    column: int,
    cell: TableCell,
    merge: str | None,
    widths: Sequence[int],
    lang: str,
    *,
    header: bool,
) -> Any:  # noqa: ANN401
    element = new("w:tc")
    properties = new("w:tcPr")
    properties.append(new("w:tcW", w=sum(widths[column : column + cell.columns]), type="dxa"))
    if cell.columns > 1:
        properties.append(new("w:gridSpan", val=cell.columns))
    if merge:
        properties.append(new("w:vMerge", val=merge))
    style = STYLES["header"] if header else STYLES.get(cell.style or "", {})
    if "bg_color" in style:
        shade(properties, style["bg_color"])
    properties.append(new("w:vAlign", val="center" if header or "bg_color" in style else "top"))
    element.append(properties)
    paragraph = new("w:p")
    layout = new("w:pPr")
    if header:
        layout.append(new("w:keepNext"))
    layout.append(new("w:spacing", before=20, after=20, line=240, lineRule="auto"))
    align = "center" if header else cell.align or style.get("align") or block.align(column, cell)
    layout.append(new("w:jc", val=align))
    paragraph.append(layout)
    element.append(paragraph)
    if merge != "continue":
        _cell_text(paragraph, cell, style, lang, bold=header or cell.bold)
    return element


def _cell_text(paragraph: Any, cell: TableCell, style: Any, lang: str, *, bold: bool) -> None:  # noqa: ANN401
    shared = import_module("docx.shared")
    run = new("w:r")
    paragraph.append(run)
    made = import_module("docx.text.run").Run(run, paragraph)
    made.text = cell.say(lang)
    made.bold, made.italic = bold or style.get("bold") or None, style.get("italic")
    made.font.size = shared.Pt(SMALL)
    if "font_color" in style:
        made.font.color.rgb = shared.RGBColor.from_string(style["font_color"].lstrip("#"))
    if isinstance(cell.value, Blank) and cell.value.value is None:
        made.font.highlight_color = 7
