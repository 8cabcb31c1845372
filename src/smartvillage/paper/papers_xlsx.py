"""A paper as a workbook: the text on the first sheet, each table on its own, every page under the banner.

A cell that spans stands in every row that it covers, so that a sheet can be filtered and sorted; grouped headings are
one heading each. Charts are there as the tables they show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smartvillage.errors import Words
from smartvillage.paper.blocks import (
    COUNTRY,
    MOTTO,
    Bullets,
    Chart,
    Empty,
    Heading,
    LetterHead,
    Notice,
    Paragraph,
    Signature,
    TableBlock,
    Title,
)
from smartvillage.paper.blocks_text import Blank, Stretch
from smartvillage.paper.papers import Numbering
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smartvillage.errors import Lang
    from smartvillage.paper.blocks import Block, Paper
    from smartvillage.paper.blocks_table import TableCell
    from smartvillage.paper.blocks_text import Span
    from smartvillage.paper.cells import Cell

__all__ = ["xlsx_bytes"]

TEXT_WIDTH = 100.0
_TEXT = Words(vi="Văn bản", en="Text")
_SEE = Words(vi="xem trang tính", en="see the sheet")
_TABLE = Words(vi="Bảng", en="Table")
_COPIES = Words(vi="Nơi nhận:", en="Copies to:")


def xlsx_bytes(paper: Paper, lang: Lang = "vi") -> bytes:
    """Return a paper as a workbook.

    Raises:
        InputError: A table does not fit in a sheet (SV-IN-905).
    """
    writer = _Writer(paper, lang)
    return workbook_bytes(writer.sheets(), title=paper.title.say(lang))


class _Writer:
    """A workbook while it is filled: lines of text as they come, tables beside."""

    def __init__(self, paper: Paper, lang: Lang) -> None:
        self.paper, self.lang = paper, lang
        self.numbers = Numbering(lang)
        self.tables: list[Sheet] = []
        self.banner = paper.banner.say(lang) if paper.banner else None

    def sheets(self) -> list[Sheet]:
        lines = [line for block in self.paper.body() for line in self.block(block)]
        text = Sheet(
            _TEXT.say(self.lang),
            Table(("text",), [(text,) for text, _ in lines], labels={"text": _TEXT}),
            lang=self.lang,
            styles=lambda row, _column, _cell: lines[row][1],
            freeze=None,
            autofilter=False,
            widths={"text": TEXT_WIDTH},
            outro=[f"SHA-256: {self.paper.content}"],
            banner=self.banner,
        )
        return [text, *self.tables]

    def block(self, block: Block) -> Iterator[tuple[str, str]]:
        """The lines of a block, with the style each wears."""
        say = self.text
        match block:
            case Heading():
                yield block.say(self.lang), "heading"
            case Paragraph():
                yield block.say(self.lang), "line"
            case Bullets():
                for mark, item in zip(block.marks(), block.items, strict=True):
                    yield f"{mark} {say(item)}", "line"
            case Notice():
                yield say(block.spans), "unknown" if block.kind == "warning" else "not-applicable"
            case Empty():
                yield block.say(self.lang), "unchecked"
            case TableBlock():
                yield self.table(block, self.numbers.table(block)), "line"
            case Chart():
                caption = self.numbers.figure(block)
                yield self.table(block.table, caption, block.alt.say(self.lang)), "line"
            case Title():
                if block.form:
                    yield block.form.say(self.lang), "title"
                yield block.text.say(self.lang), "title"
            case LetterHead():
                for span in (block.above, block.issuer, block.number):
                    if span:
                        yield say([span]), "heading"
                yield f"{COUNTRY.say(self.lang)}\n{MOTTO.say(self.lang)}", "heading"
                place = f"{say([block.place])}, " if block.place else ""
                yield f"{place}{block.dated(self.lang)}", "line"
            case Signature():
                if block.recipients:
                    yield "\n".join([_COPIES.say(self.lang), *(f"- {say([one])}" for one in block.recipients)]), "line"
                yield say([block.role]), "heading"
                if block.name:
                    yield say([block.name]), "heading"
            case _:  # a new page: sheets have their own
                return

    def text(self, spans: Iterable[Span]) -> str:
        return "".join(span.text.say(self.lang) if isinstance(span, Stretch) else span.say(self.lang) for span in spans)

    def table(self, block: TableBlock, caption: str | None, alt: str | None = None) -> str:
        """Put a table on a sheet of its own; return the line that points to it."""
        numbered = caption.partition(".")[0] if caption else f"{_TABLE.say(self.lang)} ({len(self.tables) + 1})"
        tab = block.tab.say(self.lang) if block.tab else numbered
        title = caption or alt or tab
        names = [f"c{index}" for index in range(len(block.columns))]
        grid = block.grid()
        labels = {
            name: Words(
                *(
                    f"{column.group.say(lang)} – {column.label.say(lang)}" if column.group else column.label.say(lang)
                    for lang in ("vi", "en")
                )
            )
            for name, column in zip(names, block.columns, strict=True)
        }
        looks = {
            (row, names[column]): cell.style or ("heading" if cell.bold else "cell")
            for row, cells in enumerate(grid)
            for column, cell in enumerate(cells)
        }
        self.tables.append(
            Sheet(
                tab,
                Table(names, [[self.value(cell) for cell in row] for row in grid], labels=labels),
                lang=self.lang,
                styles=looks,
                intro=[title],
                outro=[block.note.say(self.lang)] if block.note else [],
                banner=self.banner,
            )
        )
        return f"{title} ({_SEE.say(self.lang)} “{tab}”)"

    def value(self, cell: TableCell) -> Cell:
        """What stands in the sheet: text of the language, or the number, day, yes or no itself."""
        return cell.value.say(self.lang) if isinstance(cell.value, Words | Blank) else cell.value
