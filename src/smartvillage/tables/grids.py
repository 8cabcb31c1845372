"""The cells of one sheet, and the texts they share: two readers of XML events.

What a cell holds is decided here once: a number is the double nearest to its digits (the file may write 66.6 as
66.599999999999994), a whole one an integer; a number with a day's format is a day; a formula gives its stored result.
An error, or a formula that was never calculated, is a problem and not an empty cell.
"""

from __future__ import annotations

import math
import re
from array import array
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Never

import attrs

from smartvillage.errors import Where, Words, quoted
from smartvillage.tables import complaints
from smartvillage.tables.cells import BadText, Cleaner
from smartvillage.tables.markup import Reader
from smartvillage.tables.raw import Value, letters

if TYPE_CHECKING:
    from smartvillage.tables.formats import Kind
    from smartvillage.tables.limits import Findings

__all__ = ["Grid", "Scan", "SharedTexts", "Texts"]

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW: Final = 1_048_576
_EXACT: Final = 1e15
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_FIRST_DAY, _LAST_DAY = 61, 2_958_466
"""From 1900-03-01, after the 29 February 1900 that spreadsheets believe in, to the end of 9999."""
_TEXT_OVERHEAD: Final = 16
"""Characters' worth of memory that a text takes besides its own."""
_FORMULA_CHARS: Final = 100


def _unescaped(text: str) -> str:
    """Undo the way workbooks write characters XML cannot hold: ``_x000D_``."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class Texts:
    """Cleans the texts of one workbook, and stops when they are more than memory should hold."""

    def __init__(self, where: Where, findings: Findings) -> None:
        self.cleaner = Cleaner(findings.limits.cell_chars)
        self._known: dict[str, str | BadText | None] = {}
        self.longest = findings.limits.cell_chars
        self._left = findings.limits.text_chars
        self._where, self._findings = where, findings

    def shared(self, raw: str) -> str | BadText | None:
        """Clean a text that stands in the file once."""
        text = self.cleaner.clean(_unescaped(raw))
        self._count(text)
        return text

    def inline(self, raw: str) -> str | BadText | None:
        """Clean a text that stands in a cell, perhaps in many."""
        if raw in self._known:
            return self._known[raw]
        if len(self._known) > self.cleaner.REMEMBERED:
            self._known.clear()
        self._known[raw] = text = self.shared(raw)
        return text

    def _count(self, text: str | BadText | None) -> None:
        self._left -= _TEXT_OVERHEAD + (len(text) if isinstance(text, str) else 0)
        if self._left < 0:
            self._findings.stop(complaints.too_much_text(self._where, self._findings.limits.text_chars))


class SharedTexts(Reader):
    """The texts that cells refer to by number; the readings printed over East Asian text are left out.

    Attributes:
        found: The texts, cleaned, in the order of the file.
    """

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.found: list[str | BadText | None] = []
        self._texts = texts
        self._item = self._text = self._reading = ""
        self._chars = ""
        self._is_kept = self._is_reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a text, or a run of one."""
        del attributes
        self.seen += 1
        self.depth += 1
        if name == self._text:
            self._is_kept = not self._is_reading
        elif name == self._item and self.depth == 2:
            self._chars = ""
        elif name == self._reading:
            self._is_reading = True
        elif self.depth == 1:
            prefix = name[: name.rfind(":") + 1]
            self._item, self._text, self._reading = f"{prefix}si", f"{prefix}t", f"{prefix}rPh"

    def end(self, name: str) -> None:
        """Keep a text that is complete."""
        self._is_kept = False
        if name == self._item and self.depth == 2:
            self.found.append(self._texts.shared(self._chars))
        elif name == self._reading:
            self._is_reading = False
        self.depth -= 1

    def text(self, data: str) -> None:
        """Gather the characters; of a text that is too long, no more than shows it."""
        if self._is_kept and len(self._chars) <= self._texts.longest:
            self._chars += data


@attrs.define
class Grid:
    """The cells of a sheet that hold anything, row by row."""

    numbers: array[int] = attrs.field(factory=lambda: array("q"))
    """The row of the sheet for each of :attr:`rows`."""
    rows: list[list[Value]] = attrs.field(factory=list)
    """From the first column to the last cell that holds anything."""
    percents: list[int] = attrs.field(factory=list)
    """For each row the columns shown as per cent, as bits."""
    formulas: list[int] = attrs.field(factory=list)
    """For each row the columns whose value a formula gave, as bits."""
    last: int = 0
    """The last row in which any cell holds anything."""
    beyond: tuple[int, int] | None = None
    """Row and column of the first cell outside the columns a table may have; such cells are not kept."""
    hidden: int = 0
    """How many of the rows are hidden."""


class Scan(Reader):
    """Read the cells of a sheet into a :class:`Grid`.

    Rows come in rising order, and cells within them, as the format demands; otherwise one cell could be given twice.
    How large the sheet says it is does not matter.

    Args:
        where: The file and the sheet.
        texts: What cleans the texts.
        shared: The shared texts.
        kinds: What the cell styles show.
        findings: Where problems go, and what the sheet may hold.
    """

    def __init__(
        self,
        where: Where,
        texts: Texts,
        shared: list[str | BadText | None],
        kinds: dict[str, Kind],
        findings: Findings,
    ) -> None:
        super().__init__()
        self.grid = Grid()
        self._where = where
        self._texts = texts
        self._shared = shared
        self._kinds = kinds
        self._findings = findings
        self._limits = limits = findings.limits
        self._letters = [letters(position) for position in range(1, limits.columns + 1)]
        self._width = limits.columns
        self._longest = limits.cell_chars
        self._area = 0
        self._sheet_data = self._row_tag = self._cell_tag = self._value = self._formula_tag = self._inline = ""
        self._text_tag = self._reading = ""
        self._in_data = self._in_row = self._is_reading = False
        # the row at hand
        self._row = 0
        self._row_text = "0"
        self._values: list[Value] = []
        self._percents = 0
        self._formulas = 0
        self._is_hidden = False
        # the cell at hand
        self._column = -1
        self._cell: dict[str, str] | None = None
        self._chars = ""
        self._formula: str | None = None
        self._has_value = False
        self._keeps = ""

    # --- events: the busiest lines of all reading, so what happens once a cell happens in one place -----------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell or its content; what stands elsewhere is only counted."""
        self.seen += 1
        self.depth = depth = self.depth + 1
        if depth == 5:
            if name == self._value and not self._has_value:
                self._has_value = True
                self._keeps = "value"
            elif self._cell is not None:
                self._begin_content(name)
        elif depth == 4:
            if self._in_row and name == self._cell_tag:
                self._cell = attributes
                self._chars = ""
                self._formula = None
                self._has_value = False
        elif depth == 3:
            if self._in_data and name == self._row_tag:
                self._begin_row(attributes)
        elif depth > 5:
            if self._cell is not None and name == self._text_tag and not self._is_reading:
                self._keeps = "value"
            elif name == self._reading:
                self._is_reading = True
        elif depth == 2:
            self._in_data = name == self._sheet_data
        else:
            self._begin_sheet(name)

    def end(self, name: str) -> None:
        """Finish what was begun."""
        depth = self.depth
        self.depth = depth - 1
        self._keeps = ""
        if depth == 4:
            if self._cell is not None:
                self._end_cell(self._cell)
                self._cell = None
        elif depth == 3:
            if self._in_row:
                self._in_row = False
                self._end_row()
        elif depth > 5 and name == self._reading:
            self._is_reading = False

    def text(self, data: str) -> None:
        """Gather the characters of a value or a formula; of one that is too long, no more than shows it."""
        if self._keeps == "value":
            if len(self._chars) <= self._longest:
                self._chars += data
        elif self._keeps and len(self._formula or "") < _FORMULA_CHARS:
            self._formula = (self._formula or "") + data

    def _begin_sheet(self, name: str) -> None:
        prefix = name[: name.rfind(":") + 1]
        if name != f"{prefix}worksheet":
            self._damaged("không phải trang tính", "is no worksheet")
        self._sheet_data, self._row_tag, self._cell_tag = f"{prefix}sheetData", f"{prefix}row", f"{prefix}c"
        self._value, self._formula_tag, self._inline = f"{prefix}v", f"{prefix}f", f"{prefix}is"
        self._text_tag, self._reading = f"{prefix}t", f"{prefix}rPh"

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        row = self._row + 1
        if given is not None and given != str(row):
            row = int(given) if given.isascii() and given.isdigit() and len(given) <= 7 else 0
        if not self._row < row <= _LAST_ROW:
            self._damaged(f"dòng {quoted(given)} sau dòng {self._row}", f"row {quoted(given)} after row {self._row}")
        self._row, self._row_text = row, str(row)
        self._in_row = True
        self._column = -1
        self._values = []
        self._percents = 0
        self._formulas = 0
        self._is_hidden = attributes.get("hidden") in {"1", "true"}

    def _end_row(self) -> None:
        if not self._values:
            return
        grid = self.grid
        grid.numbers.append(self._row)
        grid.rows.append(self._values)
        grid.percents.append(self._percents)
        grid.formulas.append(self._formulas)
        grid.hidden += self._is_hidden
        self._area += len(self._values)
        if self._area > self._limits.cells:
            self._findings.stop(complaints.too_many_cells(self._where, self._limits.cells))

    def _column_of(self, reference: str) -> int:
        found = _REFERENCE.fullmatch(reference)
        column = -1
        if found and found[2] == self._row_text:
            for ch in found[1]:
                column = (column + 1) * 26 + ord(ch) - ord("A")
        if column <= self._column:
            self._damaged(
                f"ô {quoted(reference)} đứng sai chỗ trong dòng {self._row}",
                f"the cell {quoted(reference)} is out of place in row {self._row}",
            )
        return column

    def _begin_content(self, name: str) -> None:
        if name in {self._value, self._inline}:
            if self._has_value:
                self._damaged(f"một ô ở dòng {self._row} có hai giá trị", f"a cell in row {self._row} has two values")
            self._has_value = True
        elif name == self._formula_tag:
            self._formula = ""
            self._keeps = "formula"

    # --- values --------------------------------------------------------------------------------------------------

    def _end_cell(self, attributes: dict[str, str]) -> None:
        """Put the cell into its row. Most cells stand right after the last one, and hold a number."""
        column = self._column + 1
        reference = attributes.get("r")
        if reference is not None and (column >= self._width or reference != self._letters[column] + self._row_text):
            column = self._column_of(reference)
        self._column = column
        kind = attributes.get("t")
        chars = self._chars
        if not chars and self._formula is None and kind != "e":
            return
        self.grid.last = self._row
        if column >= self._width:
            self.grid.beyond = self.grid.beyond or (self._row, column + 1)
            return
        value: Value
        if chars and (kind is None or kind == "n"):
            value = self._number(chars, attributes.get("s"))
        else:
            value = self._other(chars, kind)
        if value is not None:
            if self._formula is not None:
                self._formulas |= 1 << column
            values = self._values
            if len(values) < column:
                values.extend([None] * (column - len(values)))
            values.append(value)

    def _number(self, chars: str, style: str | None) -> Value:
        try:
            number = float(chars)
        except ValueError:
            number = math.nan
        if number - number != 0 or "_" in chars or not chars.isascii():  # the difference is nan for nan and infinity
            self._findings.add(complaints.bad_number, self._here(), chars)
            return None
        if style in self._kinds:
            kind = self._kinds[style]
            if kind != "percent":
                return self._moment(number, kind)
            self._percents |= 1 << self._column
        return int(number) if number.is_integer() and -_EXACT < number < _EXACT else number

    def _other(self, chars: str, kind: str | None) -> Value:
        if kind == "e":
            self._findings.add(complaints.error_cell, self._here(), chars or "?")
            return None
        if not chars:
            # a formula may give the empty text, and then says so; otherwise nobody has calculated it
            if not (kind == "str" and self._has_value):
                self._findings.add(complaints.formula_without_value, self._here(), self._formula or "")
            return None
        if kind == "s":
            return self._checked(self._shared_text(chars))
        if kind in {"str", "inlineStr"}:
            return self._checked(self._texts.inline(chars))
        if kind == "b" and chars in {"0", "1", "false", "true"}:
            return chars in {"1", "true"}
        if kind == "d":
            return self._iso_day(chars)
        cell = self._here().cell
        return self._damaged(f"ô {cell} không rõ kiểu", f"the cell {cell} has an unknown type")

    def _moment(self, number: float, kind: Kind) -> Value:
        if kind == "time" and abs(number) <= _LAST_DAY:
            return timedelta(milliseconds=round(number * 86_400_000))
        if not _FIRST_DAY <= number < _LAST_DAY:
            self._findings.add(complaints.bad_date, self._here(), str(number))
            return None
        moment = _DAY_ZERO + timedelta(milliseconds=round(number * 86_400_000))
        return moment.date() if number.is_integer() else moment

    def _iso_day(self, chars: str) -> Value:
        try:
            moment = datetime.fromisoformat(chars.strip())
        except ValueError:
            self._findings.add(complaints.bad_date, self._here(), chars)
            return None
        return moment.date() if len(chars.strip()) == len("2024-06-30") else moment

    def _shared_text(self, chars: str) -> str | BadText | None:
        at = int(chars) if chars.isascii() and chars.isdigit() and len(chars) < 10 else len(self._shared)
        if at >= len(self._shared):
            cell = self._here().cell
            self._damaged(f"ô {cell} chỉ đến chữ không có", f"the cell {cell} refers to a text that is not there")
        return self._shared[at]

    def _checked(self, text: str | BadText | None) -> str | None:
        if isinstance(text, BadText):
            self._findings.add(complaints.bad_text, self._here(), *text, self._texts.longest)
            return None
        return text

    def _here(self) -> Where:
        return self._where._replace(cell=f"{letters(self._column + 1)}{self._row}")

    def _damaged(self, vi: str, en: str) -> Never:
        self._findings.stop(complaints.damaged(self._where, Words(vi=vi, en=en)))
