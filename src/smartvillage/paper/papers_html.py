"""A paper as one page for the browser: prints like the Word document, fetches nothing, runs nothing.

Every text is escaped; pictures are inside the file as images, where no script of theirs can run, and a policy in the
page forbids all that is not written in it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from smartvillage.errors import Words
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
    Signature,
    TableBlock,
    Title,
)
from smartvillage.paper.blocks_text import Span, Stretch
from smartvillage.paper.html import escape
from smartvillage.paper.papers import Numbering, drawn
from smartvillage.paper.styles import STYLES

if TYPE_CHECKING:
    from smartvillage.errors import Lang
    from smartvillage.paper.blocks import Block, Paper
    from smartvillage.paper.blocks_table import TableCell

__all__ = ["html_bytes"]

_CSS = """
@page { size: A4 portrait; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page); } }
@page :first { @top-center { content: none; } }
@page lying { size: A4 landscape; margin: 25mm 20mm 15mm 20mm; }
html { background: #eee; }
body { font: 13pt/1.25 "Times New Roman", "Liberation Serif", Tinos, serif; color: #000; margin: 0; }
section { background: #fff; box-sizing: border-box; width: 210mm; margin: 5mm auto; padding: 20mm 15mm 20mm 30mm; }
section.lying { page: lying; width: 297mm; padding: 25mm 20mm 15mm 20mm; }
.sheet > thead > tr > td { background: #5b2c83; color: #fff; font-weight: bold; text-align: center; }
p, li { margin: 0 0 6pt; text-align: justify; white-space: pre-line; overflow-wrap: break-word; }
p.indent { text-indent: 10mm; }
h1, h2, h3, h4 { font-size: 13pt; margin: 12pt 0 6pt; break-after: avoid; }
h1 { font-size: 14pt; text-align: center; white-space: pre-line; }
h4 { font-style: italic; font-weight: normal; }
ul, ol { list-style: none; padding: 0 0 0 10mm; margin: 0; }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
.open { background: #ff0; }
.notice { border: 1px solid #7f7f7f; background: #f2f2f2; padding: 2mm; }
.warning { background: #ffe699; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 11pt; margin: 0 0 6pt; }
table.sheet > tbody > tr > td { border: 0; padding: 3mm 0.5mm 0; font-size: 13pt; line-height: 1.25;
  white-space: normal; }
table.sheet > tbody > tr { break-inside: auto; }
caption { font-weight: bold; font-size: 13pt; padding: 4pt; }
th, td { border: 1px solid #7f7f7f; padding: 1mm 1.5mm; vertical-align: top; white-space: pre-line;
  overflow-wrap: break-word; line-height: 1.15; }
th { background: #d9e1f2; vertical-align: middle; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.small { font-size: 11pt; font-style: italic; text-align: left; }
figure { margin: 6pt 0; text-align: center; break-inside: avoid; }
figure img { max-width: 150mm; width: 100%; }
figcaption { font-style: italic; }
details { font-size: 11pt; text-align: left; }
table.columns { font-size: 13pt; }
table.columns td { border: 0; padding: 0 2mm; text-align: center; line-height: 1.25; white-space: normal; }
table.columns td.left { text-align: left; font-size: 11pt; }
.upper { text-transform: uppercase; }
.rule { border-top: 1px solid #000; margin: 1mm auto 0; height: 1mm; }
.name { padding-top: 22mm; font-weight: bold; }
@media print {
  html { background: none; }
  section { width: auto; margin: 0; padding: 0; }
  section + section { break-before: page; }
  details { display: none; }
}
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_COPIES = Words(vi="Nơi nhận:", en="Copies to:")
_DATA = Words(vi="Số liệu của hình", en="Figures of the chart")


def html_bytes(paper: Paper, lang: Lang = "vi") -> bytes:
    """Return a paper as a page that stands alone, in UTF-8.

    Example:
        >>> from smartvillage.paper.blocks import Paper, Paragraph
        >>> b"&lt;b&gt;" in html_bytes(Paper("a", "Báo cáo", [Paragraph("<b>")]))
        True
    """
    return (_Writer(paper, lang).page() + "\n").encode()


class _Writer:
    """A page while it is written, from the top down."""

    def __init__(self, paper: Paper, lang: Lang) -> None:
        self.paper, self.lang = paper, lang
        self.numbers = Numbering(lang)
        banner = paper.banner and escape(paper.banner.say(lang))
        # A heading of a table is what every browser prints again on every page.
        self.opening = (
            f'<table class="sheet"><thead><tr><td>{banner}</td></tr></thead><tbody><tr><td>' if banner else ""
        )
        self.closing = "</td></tr></tbody></table>" if banner else ""

    def page(self) -> str:
        colours = "\n".join(
            f".{name} {{ background: {look['bg_color']}; color: {look.get('font_color', '#000')}; }}"
            for name, look in STYLES.items()
            if "bg_color" in look and name not in {"header", "synthetic"}
        )
        return "\n".join(
            [
                "<!doctype html>",
                f'<html lang="{escape(self.lang)}"><head><meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
                '<meta name="viewport" content="width=device-width">',
                f'<meta name="smartvillage-content" content="{self.paper.content}">',
                f"<title>{escape(self.paper.title.say(self.lang))}</title>",
                f"<style>{_CSS}{colours}</style></head><body>",
                f"<section>{self.opening}",
                *(line for block in self.paper.body() for line in self.block(block)),
                f"{self.closing}</section></body></html>",
            ]
        )

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield f"<h{block.level + 1}>{escape(block.say(self.lang))}</h{block.level + 1}>"
            case Paragraph():
                look = f"{block.align}{' indent' if block.indent else ''}"
                yield f'<p class="{look}">{self.spans(block.spans)}</p>'
            case Bullets():
                tag = "ol" if block.numbered else "ul"
                items = zip(block.marks(), block.items, strict=True)
                yield f"<{tag}>{''.join(f'<li>{mark} {self.spans(item)}</li>' for mark, item in items)}</{tag}>"
            case Notice():
                yield f'<p class="notice {block.kind}">{self.spans(block.spans)}</p>'
            case Empty():
                yield f'<p class="indent"><i class="open">{escape(block.say(self.lang))}</i></p>'
            case TableBlock():
                yield from self.table(block, self.numbers.table(block))
            case Chart():
                yield from self.chart(block)
            case PageBreak():
                lying = ' class="lying"' if block.landscape else ""
                yield f"{self.closing}</section><section{lying}>{self.opening}"
            case Title():
                form = f"{escape(block.form.say(self.lang))}<br>" if block.form else ""
                yield f"<h1>{form}{escape(block.text.say(self.lang))}</h1>"
            case LetterHead():
                yield from self.letter_head(block)
            case _:
                yield from self.signature(block)

    def spans(self, spans: Iterable[Span]) -> str:
        return "".join(map(self.span, spans))

    def span(self, span: Span) -> str:
        text = escape(span.text.say(self.lang) if isinstance(span, Stretch) else span.say(self.lang))
        if isinstance(span, Blank) and span.value is None:
            text = f'<span class="open">{text}</span>'
        text = f"<i>{text}</i>" if span.italic else text
        return f"<b>{text}</b>" if span.bold else text

    def table(self, block: TableBlock, caption: str | None) -> Iterator[str]:
        yield "<table>"
        if caption:
            yield f"<caption>{escape(caption)}</caption>"
        yield "<colgroup>"
        yield from (f'<col style="width:{100 * share:.2f}%">' for share in block.shares(self.lang))
        yield "</colgroup><thead>"
        head = block.head()
        for row in sorted({placed.row for placed in head}):
            cells = (placed.cell for placed in head if placed.row == row)
            yield f"<tr>{''.join(f'<th{_spans(cell)}>{escape(cell.say(self.lang))}</th>' for cell in cells)}</tr>"
        yield "</thead><tbody>"
        rows: list[list[str]] = [[] for _ in block.rows]
        for row, column, cell in block.placed():
            rows[row].append(self.cell(block, column, cell))
        yield from (f"<tr>{''.join(cells)}</tr>" for cells in rows)
        yield "</tbody></table>"
        if block.note:
            yield f'<p class="small">{escape(block.note.say(self.lang))}</p>'

    def cell(self, block: TableBlock, column: int, cell: TableCell) -> str:
        style = STYLES.get(cell.style or "", {})
        align = cell.align or style.get("align") or block.align(column, cell)
        looks = [align, *([cell.style] if "bg_color" in style and cell.style else [])]
        text = escape(cell.say(self.lang))
        if isinstance(cell.value, Blank) and cell.value.value is None:
            text = f'<span class="open">{text}</span>'
        text = f"<i>{text}</i>" if style.get("italic") else text
        text = f"<b>{text}</b>" if cell.bold or style.get("bold") else text
        return f'<td class="{" ".join(looks)}"{_spans(cell)}>{text}</td>'

    def chart(self, block: Chart) -> Iterator[str]:
        caption = self.numbers.figure(block)
        picture = drawn(block, self.lang)
        if picture is None:
            yield from self.table(block.table, caption)
            return
        data = base64.b64encode(picture.svg).decode()
        alt = escape(block.alt.say(self.lang))
        yield f'<figure><img alt="{alt}" src="data:image/svg+xml;base64,{data}">'
        if caption:
            yield f"<figcaption>{escape(caption)}</figcaption>"
        yield f"<details><summary>{_DATA.say(self.lang)}</summary>"
        yield from self.table(block.table, None)
        yield "</details></figure>"

    def letter_head(self, head: LetterHead) -> Iterator[str]:
        place = f"{self.span(head.place)}, " if head.place else ""
        yield '<table class="columns"><colgroup><col style="width:40%"><col style="width:60%"></colgroup><tr><td>'
        if head.above:
            yield f'<div class="upper">{self.span(head.above)}</div>'
        yield f'<div class="upper"><b>{self.span(head.issuer)}</b></div><div class="rule" style="width:30%"></div>'
        yield f"</td><td><div><b>{COUNTRY.say(self.lang)}</b></div><div><b>{MOTTO.say(self.lang)}</b></div>"
        yield '<div class="rule" style="width:62%"></div></td></tr><tr><td>'
        yield self.span(head.number) if head.number else ""
        yield f"</td><td><i>{place}{escape(head.dated(self.lang))}</i></td></tr></table>"

    def signature(self, block: Signature) -> Iterator[str]:
        yield '<table class="columns"><colgroup><col style="width:45%"><col style="width:55%"></colgroup><tr>'
        copies = "".join(f"<div>- {self.span(span)}</div>" for span in block.recipients)
        title = f"<div><b><i>{_COPIES.say(self.lang)}</i></b></div>" if copies else ""
        yield f'<td class="left">{title}{copies}</td>'
        name = f'<div class="name">{self.span(block.name)}</div>' if block.name else ""
        yield f'<td><div class="upper"><b>{self.span(block.role)}</b></div>{name}</td></tr></table>'


def _spans(cell: TableCell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else "")
