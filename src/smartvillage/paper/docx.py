"""A paper as a Word document that an office can go on writing in.

A4, 20 mm above and below, 30 mm at the left, 15 mm at the right; Times New Roman, 13 points, with Liberation Serif
named as what may stand in for it. Headings are those of Word, so that a table of contents can be made. Every page has
its number at the top (but the first) and the banner, if the paper has one.

The file carries no clock and no name of a machine: one paper gives the same bytes with the same python-docx. What a
paper says is still known by :attr:`Paper.content <smartvillage.paper.blocks.Paper.content>`, not by these bytes: the
fonts of a machine are in its pictures. Needs the extra ``report``.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from smartvillage.errors import MissingExtraError, Words
from smartvillage.paper.blocks import (
    COUNTRY,
    MOTTO,
    Blank,
    Bullets,
    Chart,
    Empty,
    Heading,
    LetterHead,
    Notice,
    PageBreak,
    Paragraph,
    Picture,
    Signature,
    TableBlock,
    Title,
)
from smartvillage.paper.blocks_text import Span, Stretch
from smartvillage.paper.docx_tables import SMALL, TWIPS, new, qn, shade, word_table
from smartvillage.paper.papers import Numbering, drawn
from smartvillage.paper.styles import FONT, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smartvillage.paper.blocks import Block, Paper

__all__ = ["docx_bytes"]

FAMILY = str(FONT["font_name"])
STAND_IN = "Liberation Serif"
BODY = 13
"""Points of running text."""
PAGE = (210, 297)
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
LYING = {"top_margin": 25, "bottom_margin": 15, "left_margin": 20, "right_margin": 20}
"""Millimetres."""
PICTURE = 150
FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_FONT_ENTRY = re.compile(rb'(<w:font w:name="Times New Roman">)')


def docx_bytes(paper: Paper, lang: str = "vi") -> bytes:
    """Return a paper as a Word document.

    Raises:
        MissingExtraError: The extra ``report`` is not installed.

    Example:
        >>> from smartvillage.paper.blocks import Paper
        >>> docx_bytes(Paper("a", "Báo cáo"))[:2]
        b'PK'
    """
    return _Writer(paper, lang).write()


class _Writer:
    """A document while it is written, from the top down."""

    def __init__(self, paper: Paper, lang: str) -> None:
        try:
            docx = import_module("docx")
        except ImportError as missing:
            job = Words(vi="ghi tệp Word", en="write a Word document")
            raise MissingExtraError(job, "report") from missing
        self.shared = import_module("docx.shared")
        self.paper, self.lang = paper, lang
        self.numbers = Numbering(lang)
        self.document = docx.Document()
        self.body = self.document.element.body
        self.broad = False

    def write(self) -> bytes:
        self._styles()
        self._page_setup(self.document.sections[0], broad=False)
        self._margin_text(self.document.sections[0])
        for block in self.paper.body():
            self._block(block)
        return self._packed()

    # -- the document as a whole --------------------------------------------------------------------------------

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        self._face(normal, BODY)
        run = normal.element.get_or_add_rPr()
        run.append(new("w:lang", val="vi-VN" if self.lang == "vi" else "en-GB", eastAsia="vi-VN"))
        normal.paragraph_format.space_after = self.shared.Pt(6)
        normal.paragraph_format.space_before = self.shared.Pt(0)
        normal.paragraph_format.line_spacing = 1.1
        for level in (1, 2, 3):
            heading = styles[f"Heading {level}"]
            self._face(heading, BODY)
            heading.font.bold, heading.font.italic = level < 3, level == 3
            heading.font.color.rgb = self.shared.RGBColor(0, 0, 0)
            heading.paragraph_format.space_before = self.shared.Pt(12 if level == 1 else 6)
            heading.paragraph_format.space_after = self.shared.Pt(6)
            heading.paragraph_format.keep_with_next = True

    def _face(self, style: Any, points: int) -> None:  # noqa: ANN401
        style.font.name, style.font.size = FAMILY, self.shared.Pt(points)
        fonts = style.element.rPr.rFonts
        for name in list(fonts.attrib):
            if "Theme" in name:  # the fonts of a theme would win over those named here
                del fonts.attrib[name]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FAMILY)

    def _page_setup(self, section: Any, *, broad: bool) -> None:  # noqa: ANN401
        mm = self.shared.Mm
        short, long = PAGE
        section.page_width, section.page_height = (mm(long), mm(short)) if broad else (mm(short), mm(long))
        section.orientation = int(broad)
        for name, size in (LYING if broad else MARGINS).items():
            setattr(section, name, mm(size))
        section.header_distance = section.footer_distance = mm(7)

    def _margin_text(self, section: Any) -> None:  # noqa: ANN401
        """The banner and the number of the page; later sections go on with the same."""
        section.different_first_page_header_footer = True
        for header, numbered in ((section.first_page_header, False), (section.header, True)):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            # The header style of Word has tab stops and a size of its own.
            paragraph.style = self.document.styles["Normal"]
            paragraph.paragraph_format.space_after = self.shared.Pt(0)
            paragraph.alignment = 1
            if self.paper.banner:
                shade(paragraph._p.get_or_add_pPr(), STYLES["synthetic"]["bg_color"])  # noqa: SLF001
                paragraph.paragraph_format.line_spacing = 1.3  # or marks on capitals stick out of the ground
                run = paragraph.add_run(self.paper.banner.say(self.lang))
                run.bold, run.font.size = True, self.shared.Pt(SMALL)
                run.font.color.rgb = self.shared.RGBColor(255, 255, 255)
            if numbered:
                line = header.add_paragraph() if self.paper.banner else paragraph
                line.alignment, line.paragraph_format.space_after = 1, self.shared.Pt(0)
                self._page_number(line)

    def _page_number(self, paragraph: Any) -> None:  # noqa: ANN401
        field = new("w:fldSimple", instr="PAGE")
        run = new("w:r")
        text = new("w:t")
        text.text = "2"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001

    def _packed(self) -> bytes:
        """The file, without a clock: Word's own times and those of the archive are fixed."""
        core = self.document.core_properties
        core.title, core.identifier = self.paper.title.say(self.lang)[:255], self.paper.content
        core.author = core.last_modified_by = core.comments = core.subject = core.keywords = core.category = ""
        core.created = core.modified = core.last_printed = FIXED_TIME
        core.language, core.revision = self.lang, 1
        raw, out = io.BytesIO(), io.BytesIO()
        self.document.save(raw)
        with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
            for name in archive.namelist():
                data = archive.read(name)
                if name == "word/fontTable.xml":
                    data = _FONT_ENTRY.sub(rb'\1<w:altName w:val="' + STAND_IN.encode() + rb'"/>', data)
                info = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0
                fixed.writestr(info, data)
        return out.getvalue()

    # -- blocks -------------------------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.document.add_heading(block.say(self.lang), level=block.level)
            case Paragraph():
                self._paragraph(block.spans, align=block.align, indent=block.indent)
            case Bullets():
                for mark, spans in zip(block.marks(), block.items, strict=True):
                    self._paragraph([Stretch(f"{mark} "), *spans])
            case Notice():
                self._notice(block)
            case Empty():
                self._paragraph([Stretch(block.say(self.lang), italic=True)], mark=True)
            case TableBlock():
                self._table(block, self.numbers.table(block))
            case Chart():
                self._chart(block)
            case PageBreak():
                self._page_break(block)
            case Title():
                self._title(block)
            case LetterHead():
                self._letter_head(block)
            case _:
                self._signature(block)

    def _paragraph(
        self,
        spans: Iterable[Span],
        *,
        align: str = "justify",
        indent: bool = True,
        mark: bool = False,
        into: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        paragraph = into or self.document.add_paragraph()
        paragraph.alignment = {"left": 0, "center": 1, "right": 2, "justify": 3}[align]
        if indent:
            paragraph.paragraph_format.first_line_indent = self.shared.Mm(10)
        for span in spans:
            run = self._run(paragraph, span)
            if mark:
                run.font.highlight_color = 7
        return paragraph

    def _run(self, paragraph: Any, span: Span, points: int | None = None) -> Any:  # noqa: ANN401
        text = span.text.say(self.lang) if isinstance(span, Stretch) else span.say(self.lang)
        run = paragraph.add_run(text)
        run.bold, run.italic = span.bold or None, span.italic or None
        if isinstance(span, Blank) and span.value is None:
            run.font.highlight_color = 7
        if points:
            run.font.size = self.shared.Pt(points)
        return run

    def _title(self, block: Title) -> None:
        lines = ([block.form] if block.form else []) + [block.text]
        for index, words in enumerate(lines):
            paragraph = self._paragraph([Stretch(words, bold=True)], align="center", indent=False)
            paragraph.runs[0].font.size = self.shared.Pt(BODY + 1)
            paragraph.paragraph_format.space_before = self.shared.Pt(0 if index else 12)
            paragraph.paragraph_format.space_after = self.shared.Pt(12 if words is lines[-1] else 0)
            paragraph.paragraph_format.keep_with_next = True

    def _notice(self, block: Notice) -> None:
        paragraph = self._paragraph(block.spans, indent=False)
        style = STYLES["unknown" if block.kind == "warning" else "not-applicable"]
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        borders = new("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            borders.append(new(f"w:{side}", val="single", sz=6, space=4, color="7F7F7F"))
        properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")
        shade(properties, style["bg_color"])

    def _page_break(self, block: PageBreak) -> None:
        if block.landscape == self.broad:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.page_break_before = True
            # It holds nothing and must take no room at the top of its page.
            paragraph.paragraph_format.space_after = self.shared.Pt(0)
            paragraph.paragraph_format.line_spacing = self.shared.Pt(1)
            return
        section = self.document.add_section()
        section.different_first_page_header_footer = False
        self._page_setup(section, broad=block.landscape)
        self.broad = block.landscape

    def _chart(self, block: Chart) -> None:
        caption = self.numbers.figure(block)
        picture = drawn(block, self.lang)
        if picture is None:
            self._table(block.table, caption)
            return
        self._picture(picture, block.alt.say(self.lang))
        if caption:
            self._paragraph([Stretch(caption, italic=True)], align="center", indent=False)

    def _picture(self, picture: Picture, alt: str) -> None:
        paragraph = self._paragraph([], align="center", indent=False)
        paragraph.paragraph_format.keep_with_next = True
        inline = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=self.shared.Mm(PICTURE))
        properties = inline._inline.docPr  # noqa: SLF001
        properties.set("descr", alt)

    # -- tables -------------------------------------------------------------------------------------------------

    def _table(self, block: TableBlock, caption: str | None) -> None:
        if caption:
            paragraph = self._paragraph([Stretch(caption, bold=True)], align="center", indent=False)
            paragraph.paragraph_format.keep_with_next = True
        room = (PAGE[1] - LYING["left_margin"] - LYING["right_margin"]) if self.broad else self._upright()
        widths = [round(share * room * TWIPS) for share in block.shares(self.lang)]
        self._put(word_table(block, widths, self.lang))
        after = self._paragraph([Stretch(block.note, italic=True)] if block.note else [], align="left", indent=False)
        for run in after.runs:
            run.font.size = self.shared.Pt(SMALL)

    def _upright(self) -> int:
        return PAGE[0] - MARGINS["left_margin"] - MARGINS["right_margin"]

    # -- the head and the end of a paper --------------------------------------------------------------------------

    def _letter_head(self, head: LetterHead) -> None:
        """Two columns without lines; the right one is broader, or the motto would be broken."""
        left: list[tuple[Span, dict[str, Any]]] = [(head.above, {"upper": True})] if head.above else []
        left += [(head.issuer, {"bold": True, "upper": True, "rule": 0.3})]
        left += [(head.number, {"before": 4})] if head.number else []
        right: list[tuple[Span, dict[str, Any]]] = [
            (Stretch(COUNTRY), {"bold": True, "points": 12}),
            (Stretch(MOTTO), {"bold": True, "rule": 0.62}),
        ]
        place = [head.place, Stretch(", ", italic=True)] if head.place else []
        cells = self._two_columns((66, 99))
        for cell, lines in zip(cells, (left, right), strict=True):
            for span, how in lines:
                self._head_line(cell, [span], **how)
        self._head_line(cells[1], [*place, Stretch(head.dated(self.lang), italic=True)], italic=True, before=4)
        for cell in cells:
            cell._tc.remove(cell.paragraphs[0]._p)  # noqa: SLF001
        self._paragraph([], indent=False).paragraph_format.space_after = self.shared.Pt(0)

    def _two_columns(self, widths: Sequence[int]) -> tuple[Any, Any]:
        table = self.document.add_table(rows=1, cols=len(widths))
        table.autofit = False
        table.style = self.document.styles["Normal Table"]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self.shared.Mm(width)
        for cell, width in zip(table.rows[0].cells, widths, strict=True):
            cell.width = self.shared.Mm(width)
        return tuple(table.rows[0].cells)

    def _head_line(
        self,
        cell: Any,  # noqa: ANN401
        spans: Iterable[Span],
        *,
        bold: bool = False,
        italic: bool = False,
        upper: bool = False,
        rule: float | None = None,
        points: int = BODY,
        before: int = 0,
    ) -> None:
        paragraph = self._paragraph([], align="center", indent=False, into=cell.add_paragraph())
        paragraph.paragraph_format.space_after = self.shared.Pt(0)
        paragraph.paragraph_format.space_before = self.shared.Pt(before)
        for span in spans:
            run = self._run(paragraph, span, points)
            run.bold, run.italic = bold or run.bold, italic or run.italic
            run.font.all_caps = upper or None
        if rule:
            # A line of its own: underlining would cut the dots under ộ and ạ.
            line = cell.add_paragraph()
            line.paragraph_format.space_after = self.shared.Pt(0)
            line.paragraph_format.line_spacing = self.shared.Pt(5)
            side = self.shared.Mm((cell.width.mm - 4) * (1 - rule) / 2)
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = side
            borders = new("w:pBdr")
            borders.append(new("w:top", val="single", sz=6, space=1, color="000000"))
            line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
                borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr"
            )

    def _signature(self, block: Signature) -> None:
        self._paragraph([], indent=False).paragraph_format.keep_with_next = True
        left, right = self._two_columns((75, 90))
        if block.recipients:
            title = Words(vi="Nơi nhận:", en="Copies to:")
            self._paragraph(
                [Stretch(title, bold=True, italic=True)], align="left", indent=False, into=left.paragraphs[0]
            )
            for span in block.recipients:
                line = self._paragraph([], align="left", indent=False, into=left.add_paragraph())
                for part in (Stretch("- "), span):
                    self._run(line, part, SMALL)
                line.paragraph_format.space_after = self.shared.Pt(0)
        role = self._paragraph([block.role], align="center", indent=False, into=right.paragraphs[0])
        for run in role.runs:
            run.bold, run.font.all_caps = True, True
        if block.name:
            name = self._paragraph([block.name], align="center", indent=False, into=right.add_paragraph())
            name.paragraph_format.space_before = self.shared.Pt(64)
            for run in name.runs:
                run.bold = True

    def _put(self, element: Any) -> None:  # noqa: ANN401
        self.body.insert_element_before(element, "w:sectPr")
