"""Workbooks for an office: tables as Excel sheets that can be filtered, printed and signed.

Text is always written as text, never as a formula or a link; a number is a number only when a double holds it as it
was written, and is shown with exactly its own decimals. Colours only repeat what the cell says in letters, so that
nothing is lost in a black-and-white copy or to a colour-blind reader; the letters are the caller's.

Type and paper are what provincial staff work with: Times New Roman (Decree 30/2020/NĐ-CP), A4 landscape, one page
wide, headings on every page. The same sheets give the same bytes with the same version of xlsxwriter and zlib.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import xlsxwriter
from xlsxwriter.utility import xl_range

from smartvillage.errors import InputError, Lang, UnknownIdentifierError, Words
from smartvillage.paper.cells import Cell, as_double, is_number, shown
from smartvillage.paper.files import write_bytes
from smartvillage.paper.limits import cell_text, sheet_names, too_large
from smartvillage.paper.measure import ink, lines_of
from smartvillage.paper.styles import FONT, STYLES

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from smartvillage.paper.table import Table

__all__ = ["Sheet", "StyleOf", "workbook_bytes", "write_workbook"]

NARROWEST, WIDEST = 7.0, 60.0
"""Column widths, in digits of the sheet's font; longer text is wrapped."""
READING_WIDTH = 90.0
"""Lines above and below a table are set at least this wide, even over a narrow table."""
EMPTY_COLUMN = 8.0
PADDING = 2.0
"""What the sides of a cell take, in digits, with the indent that keeps numbers and text of neighbours apart."""
LINE_HEIGHT, TALLEST = 15.0, 409.0
"""Points; taller rows Excel does not have."""
NOTE_WIDTH = 220
CHOICES_CHARS = 255
BOLD = 1.1
EXCEL_BEGINS = date(1900, 3, 1)
"""Before that Excel's calendar has a day that never was, or none at all."""
FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - xlsxwriter takes no time zone
"""Workbooks carry no clock: what is written depends on its content alone."""

StyleOf = Callable[[int, str, Cell], str | None]
"""From the number of a row (0 is the first), a column and the cell to the name of a style."""


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(lines)


@attrs.frozen(eq=False)
class Sheet:
    """One sheet of a workbook: a table with what stands above, below and around it.

    Example:
        >>> from smartvillage.paper.table import Table
        >>> table = Table.of([{"unit": "Mỹ Lệ", "2": "Đ"}, {"unit": "Long Hòa", "2": "C"}])
        >>> sheet = Sheet("Xã x tiêu chí", table, styles={(0, "2"): "met", (1, "2"): "not-met"})
        >>> sheet.style(1, "2")
        'not-met'

    .. versionadded:: 0.1
    """

    title: str
    """The name on the tab; :func:`sheet_names` makes it one that Excel accepts."""

    table: Table
    """What is printed; its labels are the headings."""

    lang: Lang = attrs.field(default="vi", kw_only=True)
    """The language of headings, yes/no and page numbers."""

    styles: Mapping[tuple[int, str], str] | StyleOf | None = attrs.field(default=None, kw_only=True)
    """Which style a cell wears, by row (0 is the first) and column, or as a function (:data:`StyleOf`). The names are
    those of :data:`smartvillage.paper.styles.STYLES`."""

    freeze: tuple[int, int] | None = attrs.field(default=(0, 1), kw_only=True)
    """How many rows below the heading, and how many columns, stay when the rest scrolls; ``None``: nothing stays."""

    autofilter: bool = attrs.field(default=True, kw_only=True)
    """Whether the heading has filter buttons."""

    widths: Mapping[str, float] = attrs.field(factory=dict, kw_only=True)
    """Widths of columns, in digits; those not given follow the content, up to 60."""

    header_notes: Mapping[str, str] = attrs.field(factory=dict, kw_only=True)
    """Notes that show when the pointer rests on a heading."""

    choices: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, kw_only=True)
    """What the cells of a column may be set to, offered in a drop-down; Excel refuses to let anybody type other text.
    What the table itself holds stays as it is. At most 255 characters together, and no commas: Excel parts them so."""

    suggestions: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, kw_only=True)
    """Like :attr:`choices`, but anything else may be typed as well."""

    hidden: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """Columns that are there for programs alone: not shown and not printed."""

    intro: tuple[str, ...] = attrs.field(default=(), converter=_lines, kw_only=True)
    """Lines above the table; the first is the heading of the sheet. By default the title of the table."""

    outro: tuple[str, ...] = attrs.field(default=(), converter=_lines, kw_only=True)
    """Lines below the table: a legend, sources, what the reader must know."""

    pages_wide: int = attrs.field(default=1, kw_only=True)
    """On how many printed pages, side by side, the columns are spread; those that are frozen stand on each."""

    banner: str | None = attrs.field(default=None, kw_only=True)
    """A warning at the top of the sheet and of every printed page, such as "DỮ LIỆU GIẢ LẬP"."""

    def __attrs_post_init__(self) -> None:
        placed = () if self.styles is None or callable(self.styles) else (column for _, column in self.styles)
        for name in (*self.widths, *self.header_notes, *self.choices, *self.suggestions, *self.hidden, *placed):
            self.table.heading(name)
        for name, offered in (*self.choices.items(), *self.suggestions.items()):
            if any("," in one for one in offered) or len(",".join(offered)) > CHOICES_CHARS:
                raise ValueError(f"the choices of {name} hold a comma or more than {CHOICES_CHARS} characters")

    def style(self, row: int, column: str) -> str | None:
        """Return the name of the style a cell wears, or ``None``.

        Raises:
            UnknownIdentifierError: There is no such style, or no such column.
        """
        return self.look(row, column, self.table.column(column)[row])

    def look(self, row: int, column: str, cell: Cell) -> str | None:
        """Return what :meth:`style` returns, for a caller that holds the cell."""
        if self.styles is None:
            return None
        name = self.styles(row, column, cell) if callable(self.styles) else self.styles.get((row, column))
        if name is not None and name not in STYLES:
            raise UnknownIdentifierError(name, STYLES, Words(vi="kiểu ô", en="cell style"))
        return name


def write_workbook(path: str | Path, sheets: Sequence[Sheet], *, title: str | None = None) -> None:
    """Write a workbook, whole or not at all.

    Args:
        path: The file, ending in ``.xlsx``.
        sheets: At least one, in the order of the tabs.
        title: The title in the properties of the file.

    Raises:
        InputError: A table does not fit in a sheet (SV-IN-905), or the file cannot be written (SV-IN-901).
        UnknownIdentifierError: A style that does not exist.
        ValueError: There is no sheet.
    """
    write_bytes(path, workbook_bytes(sheets, title=title))


def workbook_bytes(sheets: Sequence[Sheet], *, title: str | None = None) -> bytes:
    """Return the bytes of a workbook; see :func:`write_workbook`.

    Example:
        >>> from smartvillage.paper.table import Table
        >>> workbook_bytes([Sheet("A", Table.of([{"n": 1}]))])[:2]
        b'PK'
    """
    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    problems = [
        problem
        for sheet in sheets
        for problem in too_large(
            sheet.title, len(sheet.table), len(sheet.table.columns), len(sheet.intro) + len(sheet.outro)
        )
    ]
    if problems:
        raise InputError(problems)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_format_properties": FONT})
    book.set_properties({"title": cell_text(title or ""), "created": FIXED_TIME})
    formats = _Formats(book)
    for sheet, name in zip(sheets, sheet_names([sheet.title for sheet in sheets]), strict=True):
        _Page(book.add_worksheet(name), sheet, formats).write()
    book.close()
    return out.getvalue()


class _Formats:
    """The formats of one workbook, each made once: Excel holds a limited number."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, str, str], Format] = {}

    def get(self, style: str, align: str = "", num_format: str = "General") -> Format:
        """Return the format of a style, aligned like this where the style itself does not say."""
        key = style, align, num_format
        if key not in self.made:
            look = {**FONT, **STYLES[style], "num_format": num_format}
            if align and "align" not in look:
                # Text is set off a little from a number to its left; LibreOffice draws indented numbers ragged.
                look |= {"align": align, "indent": int(align == "left")}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


class _Page:
    """One sheet while it is written, from the top down."""

    def __init__(self, page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
        self.page, self.sheet, self.formats = page, sheet, formats
        self.table = sheet.table
        self.headings = [self.table.heading(name, sheet.lang) for name in self.table.columns]
        self.widths = [sheet.widths.get(name) or self._width(name) for name in self.table.columns]
        self.across = self._across()
        self.row = 0

    def write(self) -> None:
        sheet = self.sheet
        for index, (name, width) in enumerate(zip(self.table.columns, self.widths, strict=True)):
            self.page.set_column(index, index, width, None, {"hidden": name in sheet.hidden})
        if sheet.banner:
            self._line(sheet.banner, "synthetic")
        for index, text in enumerate(sheet.intro or self._title()):
            self._line(text, "line" if index else "title")
        self.row += self.row > 0
        top = self.row
        self._heading()
        self._body()
        self._furniture(top, self.row - 1)
        self.row += 1
        for text in sheet.outro:
            self._line(text, "line")
        self._print_setup(top)

    def _title(self) -> tuple[str, ...]:
        return (self.table.title.say(self.sheet.lang),) if self.table.title else ()

    def _line(self, text: str, style: str) -> None:
        """Write one line across the table, and as many columns beside a narrow one."""
        look = self.formats.get(style)
        if len(self.across) > 1:
            self.page.merge_range(self.row, 0, self.row, len(self.across) - 1, "", look)
        self._text(0, text, look)
        scale = STYLES[style].get("font_size", FONT["font_size"]) / FONT["font_size"]
        self._tall(lines_of(text, sum(self.across) / scale), scale=scale, always=True)
        self.row += 1

    def _heading(self) -> None:
        look = self.formats.get("header")
        for index, (name, text) in enumerate(zip(self.table.columns, self.headings, strict=True)):
            self._text(index, text, look)
            if note := self.sheet.header_notes.get(name):
                box = {"author": "", "font_name": FONT["font_name"], "font_size": 10, "width": NOTE_WIDTH}
                height = (lines_of(note, NOTE_WIDTH / 8) + 1) * 18
                self.page.write_comment(self.row, index, cell_text(note), {**box, "height": height})
        rooms = ((text, (width - 1) / BOLD) for text, width in zip(self.headings, self.widths, strict=True))
        self._tall(max((lines_of(text, room) for text, room in rooms), default=1))
        self.row += 1

    def _body(self) -> None:
        columns = self.table.columns
        for number, row in enumerate(self.table.rows):
            lines = 1
            for index, (name, cell) in enumerate(zip(columns, row, strict=True)):
                self._cell(index, cell, self.sheet.look(number, name, cell) or "cell")
                if isinstance(cell, str) and name not in self.sheet.hidden:
                    lines = max(lines, lines_of(cell, self.widths[index] - PADDING))
            self._tall(lines)
            self.row += 1

    def _cell(self, column: int, cell: Cell, style: str) -> None:
        """Write a cell as what it is; text and numbers that Excel would change are written as text."""
        get, lang = self.formats.get, self.sheet.lang
        if isinstance(cell, str):
            self._text(column, cell, get(style, "left"))
        elif cell is None:
            self.page.write_blank(self.row, column, None, get(style))
        elif isinstance(cell, bool):
            self._text(column, shown(cell, lang), get(style, "center"))
        elif isinstance(cell, (int, Fraction)):
            double = as_double(cell)
            if double is None:
                self._text(column, shown(cell), get(style, "right", "@"))
            else:
                self.page.write_number(self.row, column, double, get(style, "right", _decimals(cell, style)))
        elif cell < EXCEL_BEGINS:
            self._text(column, shown(cell, lang), get(style, "center"))
        else:
            self.page.write_datetime(self.row, column, cell, get(style, "center", "dd/mm/yyyy"))

    def _text(self, column: int, text: str, look: Format) -> None:
        self.page.write_string(self.row, column, cell_text(text), look)

    def _tall(self, lines: int, *, scale: float = 1.0, always: bool = False) -> None:
        """Make the row tall enough; rows of one line are left for Excel to fit."""
        if lines > 1 or always:
            self.page.set_row(self.row, min(LINE_HEIGHT * scale * lines + 3, TALLEST))

    def _furniture(self, top: int, last: int) -> None:
        right = len(self.widths) - 1
        if right < 0:
            return
        for offers, is_strict in ((self.sheet.choices, True), (self.sheet.suggestions, False)):
            for name, offered in offers.items():
                column = self.table.columns.index(name)
                if last > top:
                    rule = {"validate": "list", "source": list(offered), "show_error": is_strict}
                    self.page.data_validation(top + 1, column, last, column, rule)
        if self.sheet.autofilter:
            self.page.autofilter(top, 0, last, right)
        if self.sheet.freeze:
            rows, columns = self.sheet.freeze
            self.page.freeze_panes(top + 1 + rows, columns)
        # Codes of units are digits that must stay text; no green corner on each of them.
        self.page.ignore_errors({"number_stored_as_text": xl_range(top, 0, last, right)})

    def _print_setup(self, top: int) -> None:
        page = self.page
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
        page.fit_to_pages(self.sheet.pages_wide, 0)
        if self.sheet.pages_wide > 1 and self.sheet.freeze and self.sheet.freeze[1]:
            page.repeat_columns(0, self.sheet.freeze[1] - 1)
        page.center_horizontally()
        page.repeat_rows(top)
        word = "Trang" if self.sheet.lang == "vi" else "Page"
        font = f'&"{FONT["font_name"]}"&10 '
        page.set_footer(f"&L{font}{_in_margin(self.sheet.title)}&R{font}{word} &P/&N")
        if self.sheet.banner:
            # The empty line leaves room for marks on capitals (Ể, Ữ), which are cut off at the edge otherwise.
            page.set_header(f'&C&"{FONT["font_name"]},Bold"&11 \n{_in_margin(self.sheet.banner)}')

    def _width(self, name: str) -> float:
        """Wide enough for the longest line in the cells, and for the heading on three lines without breaking a word."""
        lang = self.sheet.lang
        lines = (line for cell in self.table.column(name) for line in shown(cell, lang).split("\n"))
        # Grouped thousands are wider than the digits alone, and a number without room is shown as ####.
        spread = 1.2 if any(map(is_number, self.table.column(name))) else 1.0
        heading = self.table.heading(name, lang)
        longest = max(map(ink, heading.split()), default=0.0)
        cells = max(map(ink, lines), default=0.0) * spread
        needed = max(cells, max(longest, ink(heading) / 3) * BOLD + self._button()) + PADDING
        return min(max(math.ceil(needed), NARROWEST), WIDEST)

    def _button(self) -> float:
        return 2.5 if self.sheet.autofilter else 0.0

    def _across(self) -> list[float]:
        """Widths of the columns that lines above and below the table run across: those of one printed page."""
        named = zip(self.table.columns, self.widths, strict=True)
        seen = [width for name, width in named if name not in self.sheet.hidden]  # they stand last
        room = sum(seen) / self.sheet.pages_wide
        out = [width for index, width in enumerate(seen) if sum(seen[:index]) < room] or [NARROWEST]
        while sum(out) < READING_WIDTH:
            out.append(EMPTY_COLUMN)
        return out


def _decimals(number: int | Fraction, style: str) -> str:
    """Show exactly the decimals the number has: a rounded figure beside a verdict would seem to contradict it."""
    places = len(str(number).partition(".")[2])
    whole = "#,##0" if style == "number" else "0"
    return f"{whole}.{'0' * places}" if places else whole


def _in_margin(text: str) -> str:
    """Text for a header or footer, where ``&`` begins a command and 255 characters are all there is room for."""
    return " ".join(cell_text(text).split())[:100].replace("&", "&&")
