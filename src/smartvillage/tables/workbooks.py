"""Tables in Excel workbooks, read in one pass over the sheet itself.

One mechanism gives the values *and* what stands behind them. A library that returns only values cannot tell an error
cell or a formula without a stored result from an empty cell, nor 0.97 from 97 %, and the fast ones abort the whole
process over a single cell in the far corner; running a scan beside such a library would mean two readings of one file
that can disagree. The pass costs some 2 to 3 microseconds a cell.

The table is the first row with at least two cells that are filled, and everything below it; rows above hold a title
and are passed over. A sheet with a single column begins with its first cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import zip_longest
from operator import or_
from typing import NamedTuple

import attrs

from smartvillage.errors import Where, Words, quoted
from smartvillage.tables import complaints
from smartvillage.tables.archives import Archive
from smartvillage.tables.formats import Styles
from smartvillage.tables.grids import Grid, Scan, SharedTexts, Texts
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.markup import Enough, Reader, Tags
from smartvillage.tables.raw import NFC_NOTE, Header, RawTable, compact, letters
from smartvillage.text.names import nfc

__all__ = ["read_workbook", "sheets_of"]


def read_workbook(
    data: bytes,
    file: str,
    *,
    sheet: str | None = None,
    limits: Limits | None = None,
    findings: Findings | None = None,
) -> RawTable:
    """Read the table of one sheet from the bytes of an ``.xlsx`` file.

    Args:
        data: The whole file.
        file: Its name, for messages.
        sheet: The sheet to read; it may be hidden. Without it, the only visible sheet that holds anything.
        limits: What the file may cost.
        findings: Where what is wrong with single cells goes, for a caller who refuses it together with more; such
            cells are empty. Without it, it is raised.

    Raises:
        InputError: Everything that is wrong, by cell.
    """
    is_complete = findings is None
    findings = findings or Findings(limits or Limits())
    archive = Archive(data, file, findings)
    book = _Book(archive, Where(file=file), findings)
    chosen, notes = book.choose(sheet)
    where = Where(file=file, sheet=chosen.name)
    texts = Texts(where, findings)
    shared = SharedTexts(texts)
    if part := book.parts.get("sharedStrings"):
        archive.parse(part, shared)
    styles = Styles()
    if part := book.parts.get("styles"):
        archive.parse(part, styles)
    scan = Scan(where, texts, shared.found, styles.kinds(), findings)
    archive.parse(chosen.part, scan)
    table = _table(scan.grid, where, texts, findings, notes)
    if is_complete:
        findings.close()
    return table


def sheets_of(data: bytes, file: str, *, limits: Limits | None = None) -> tuple[str, ...]:
    """Name the sheets of a workbook from its bytes, hidden ones included, in their order.

    Raises:
        InputError: The archive cannot be trusted.
    """
    findings = Findings(limits or Limits())
    return _Book(Archive(data, file, findings), Where(file=file), findings).names


class _Sheet(NamedTuple):
    name: str
    part: str
    is_visible: bool


class _Book:
    """What a workbook says about itself: its sheets, in order, and the parts they share."""

    def __init__(self, archive: Archive, where: Where, findings: Findings) -> None:
        self._archive = archive
        self._where = where
        self._findings = findings
        roots = (relation.target for relation in archive.relations("") if relation.kind == "officeDocument")
        main = next(roots, "xl/workbook.xml")
        relations = {relation.id: relation for relation in archive.relations(main)}
        self.parts = {relation.kind: relation.target for relation in relations.values()}
        self._sheets: list[_Sheet] = []
        tags = Tags({("workbook", "workbookPr"), ("sheets", "sheet")})
        archive.parse(main, tags)
        for tag in tags.found:
            if tag.attributes.get("date1904", "0") in {"1", "true"}:
                findings.stop(complaints.date_1904(where))
            key = next((value for key, value in tag.attributes.items() if key.endswith(":id")), "")
            if (relation := relations.get(key)) and relation.kind == "worksheet":
                is_visible = tag.attributes.get("state", "visible") == "visible"
                self._sheets.append(_Sheet(nfc(tag.attributes.get("name", "")), relation.target, is_visible))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets."""
        return tuple(sheet.name for sheet in self._sheets)

    def choose(self, wanted: str | None) -> tuple[_Sheet, list[Words]]:
        """Return the sheet that was asked for, or the only one there is to read; and what is passed over."""
        if wanted is not None:
            for sheet in self._sheets:
                if sheet.name == nfc(wanted):
                    return sheet, []
            self._findings.stop(complaints.unknown_sheet(self._where, wanted, self.names))
        visible = [sheet for sheet in self._sheets if sheet.is_visible]
        filled = visible if len(visible) == 1 else [sheet for sheet in visible if self._holds_anything(sheet)]
        if len(filled) > 1:
            self._findings.stop(complaints.which_sheet(self._where, [sheet.name for sheet in filled]))
        hidden = ", ".join(quoted(sheet.name) for sheet in self._sheets if not sheet.is_visible)
        if not filled:
            self._findings.stop(complaints.no_table(self._where))
        note = Words(vi=f"không đọc trang tính ẩn: {hidden}", en=f"hidden sheets were not read: {hidden}")
        return filled[0], [note] if hidden else []

    def _holds_anything(self, sheet: _Sheet) -> bool:
        probe = _Probe()
        self._archive.parse(sheet.part, probe)
        return probe.has_found


class _Probe(Reader):
    """Look for the first cell of a sheet that holds anything."""

    has_found = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Stop at a value, a formula or a text inside a cell."""
        super().start(name, attributes)
        if self.depth == 5 and name.rpartition(":")[2] in {"v", "f", "is"}:
            self.has_found = True
            raise Enough


def _rows(bits: Sequence[int], bit: int) -> frozenset[int]:
    """The rows in which a column's bit is set."""
    return frozenset(row for row, some in enumerate(bits) if some & bit)


def _table(grid: Grid, where: Where, texts: Texts, findings: Findings, notes: list[Words]) -> RawTable:
    """Find the row of column names and cut the table below it out of the sheet."""
    limits = findings.limits
    if not grid.rows:
        findings.stop(complaints.no_table(where))
    at = next((row for row, cells in enumerate(grid.rows) if len(cells) - cells.count(None) > 1), 0)
    number = grid.numbers[at]
    names, body, numbers = grid.rows[at], grid.rows[at + 1 :], grid.numbers[at + 1 :]
    width = max(map(len, grid.rows[at:]))
    if grid.last - number > limits.rows:
        findings.stop(complaints.too_many_rows(where, grid.last - number, limits.rows))
    if width * len(body) > limits.cells:
        findings.stop(complaints.too_many_cells(where, limits.cells))
    if grid.beyond:
        if grid.beyond[0] <= number:
            findings.stop(complaints.too_many_columns(where, limits.columns))
        cell = f"{letters(grid.beyond[1])}{grid.beyond[0]}"
        notes.append(
            Words(
                vi=f"bỏ qua các ô ngoài {limits.columns} cột đầu, như ô {cell}",
                en=f"cells outside the first {limits.columns} columns were passed over, like {cell}",
            )
        )
    header = Header(str(where.file), where.sheet, number, names, findings)
    values = [list(column) for column in zip_longest(*body)]
    values += [[None] * len(body) for _ in range(width - len(values))]
    percents = grid.percents[at + 1 :]
    formulas = grid.formulas[at + 1 :]
    any_percent, any_formula = reduce(or_, percents, 0), reduce(or_, formulas, 0)
    columns = []
    for column in header.columns(values, numbers):
        bit = 1 << column.position - 1
        shown = _rows(percents, bit) if any_percent & bit else frozenset()
        given = _rows(formulas, bit) if any_formula & bit else frozenset()
        columns.append(attrs.evolve(column, percent=shown, formulas=given))
    if at:
        notes.append(
            Words(
                vi=f"bỏ qua các dòng phía trên dòng tên cột: {at}", en=f"rows above the column names passed over: {at}"
            )
        )
    if grid.hidden:
        notes.append(
            Words(vi=f"có đọc cả các dòng ẩn: {grid.hidden}", en=f"hidden rows were read as well: {grid.hidden}")
        )
    notes += header.notes()
    if texts.cleaner.normalised:
        notes.append(NFC_NOTE)
    return RawTable(str(where.file), where.sheet, tuple(columns), compact(numbers), number, tuple(notes))
