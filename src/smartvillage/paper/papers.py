"""Writing a paper: as Word document, page, workbook and JSON, each whole or not at all.

>>> from smartvillage.paper.blocks import Paper
>>> sorted(FORMATS)
['docx', 'html', 'json', 'xlsx']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from smartvillage.errors import Lang, MissingExtraError, UnknownIdentifierError, Words
from smartvillage.paper.blocks import Block, Chart, Paper, Picture
from smartvillage.paper.files import write_bytes

if TYPE_CHECKING:
    from smartvillage.paper.blocks_table import TableBlock

__all__ = ["FORMATS", "Format", "Numbering", "drawn", "paper_bytes", "write_paper"]

Format = Literal["docx", "html", "xlsx", "json"]

FORMATS: Mapping[str, tuple[str, str]] = {
    "docx": ("smartvillage.paper.docx", "docx_bytes"),
    "html": ("smartvillage.paper.papers_html", "html_bytes"),
    "xlsx": ("smartvillage.paper.papers_xlsx", "xlsx_bytes"),
    "json": ("smartvillage.paper.papers", "json_bytes"),
}
"""By name, the module and function that writes a paper so; they are loaded when they are used."""

_TABLE = Words(vi="Bảng", en="Table")
_FIGURE = Words(vi="Hình", en="Figure")


def paper_bytes(paper: Paper, form: Format, lang: Lang = "vi") -> bytes:
    """Return a paper in one form.

    Raises:
        UnknownIdentifierError: There is no such form.
        MissingExtraError: ``docx`` without the extra ``report``.
    """
    if form not in FORMATS:
        raise UnknownIdentifierError(form, FORMATS, Words(vi="dạng tệp", en="form of a paper"))
    module, name = FORMATS[form]
    data: bytes = getattr(import_module(module), name)(paper, lang)
    return data


def json_bytes(paper: Paper, lang: Lang = "vi") -> bytes:
    """Return the canonical JSON; it holds both languages, and its SHA-256 is the content of the paper."""
    del lang
    return paper.to_json().encode()


def write_paper(
    paper: Paper,
    folder: str | Path,
    *,
    name: str | None = None,
    formats: Iterable[Format] = ("docx", "xlsx", "html", "json"),
    lang: Lang = "vi",
) -> tuple[Path, ...]:
    """Write a paper into a folder, which is made if need be; nothing is written before every form was made.

    Args:
        paper: The paper.
        folder: Where to.
        name: The name of the files, without an ending; by default the id of the paper.
        formats: Which forms.
        lang: The language of all but JSON, which holds both.

    Returns:
        The files, in the order of ``formats``.

    Raises:
        UnknownIdentifierError: There is no such form.
        MissingExtraError: ``docx`` without the extra ``report``.
        InputError: A file cannot be written (SV-IN-901), or a table does not fit in a sheet (SV-IN-905).
    """
    pictured = attrs.evolve(paper, blocks=[_pictured(block, lang) for block in paper.blocks])
    made = {form: paper_bytes(pictured, form, lang) for form in formats}
    to = Path(folder)
    to.mkdir(parents=True, exist_ok=True)
    files = tuple(to / f"{name or paper.id}.{form}" for form in made)
    for file, data in zip(files, made.values(), strict=True):
        write_bytes(file, data)
    return files


class Numbering:
    """Numbers tables and figures that have a caption, in the order in which they are asked for."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.tables = self.figures = 0

    def table(self, block: TableBlock) -> str | None:
        """Return the caption of the next table, with its number."""
        if block.caption is None:
            return None
        self.tables += 1
        return f"{_TABLE.say(self.lang)} {self.tables}. {block.caption.say(self.lang)}"

    def figure(self, block: Chart) -> str | None:
        """Return the caption of the next chart, with its number."""
        if block.caption is None:
            return None
        self.figures += 1
        return f"{_FIGURE.say(self.lang)} {self.figures}. {block.caption.say(self.lang)}"


def drawn(block: Chart, lang: str) -> Picture | None:
    """Draw a chart; ``None`` where it has no drawing or nothing here can draw, so that its table is printed."""
    if block.drawing is None:
        return None
    try:
        return block.drawing.draw(lang)
    except MissingExtraError:
        return None


def _pictured(block: Block, lang: str) -> Block:
    """A chart with its picture, so that it is drawn once for all forms."""
    return attrs.evolve(block, drawing=drawn(block, lang)) if isinstance(block, Chart) else block
