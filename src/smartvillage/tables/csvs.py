"""Tables in text files: commas, semicolons or tabs; UTF-8 unless the caller says otherwise; accepted whole or not.

Spreadsheets in Vietnam write semicolons, programs write commas, so the line of column names decides, and when it holds
two kinds nobody guesses. A row with too few or too many cells is refused by its line: shifting values one column to
the left is the worst thing a reader can do quietly.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from array import array
from collections import Counter
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from smartvillage.errors import Problem, Where, Words
from smartvillage.tables import complaints
from smartvillage.tables.cells import Cleaner
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.raw import NFC_NOTE, Header, RawTable, Value, compact, place

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Sequence

__all__ = ["read_csv"]

_BOM = "\ufeff"
_ROWS_AT_ONCE = 256
"""Few enough that rows are gone again before the garbage collector wakes up: with more it takes most of the time."""
_HEADER_CHARS = 1024 * 1024
_SAMPLE_CHARS = 1024 * 1024
_MARKS: Final = {",": ",", ";": ";", "\t": "tab", "|": "|"}
_LETTERS: Final = frozenset(
    unicodedata.normalize("NFC", case + tone)
    for letter, tone in product("aăâeêioôơuưy", ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"])
    for case in (letter, letter.upper())
) | {"đ", "Đ"}
"""The letters of Vietnamese that can carry a mark, in every form."""
_TELLING: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "So", "Sk", "Cf"})
"""Kinds of characters (letters, marks, signs like ®) that a wrong encoding strews over a text."""


def read_csv(
    data: bytes, file: str, *, encoding: str | None = None, tabs: bool = False, limits: Limits | None = None
) -> RawTable:
    r"""Read a table from the bytes of a text file.

    Args:
        data: The whole file.
        file: Its name, for messages.
        encoding: How it was saved; UTF-8, with or without a byte order mark, when not given. Nothing is guessed.
        tabs: The name says that tabs separate (``.tsv``), whatever else the column names hold.
        limits: What the file may cost.

    Raises:
        InputError: Everything that is wrong, by line.

    Example:
        >>> table = read_csv("unit;value\n28222;97,5\n".encode(), "water.csv")
        >>> table["value"].values, table.first_row
        (['97,5'], 2)
    """
    findings = Findings(limits or Limits())
    where = Where(file=file)
    notes: list[Words] = []
    text = _decoded(data, where, encoding, findings)
    if encoding is not None:
        data = text.encode("utf-8")
        notes.append(Words(vi=f"đọc bằng bảng mã {encoding}", en=f"read as {encoding}"))
    has_bom = text.startswith(_BOM)
    delimiter = _delimiter(text[has_bom : has_bom + _HEADER_CHARS], where, findings, tabs=tabs)
    del text  # rows are read in pieces, so that two copies of a large file are not in memory together
    if delimiter != ",":
        mark = _MARKS[delimiter]
        notes.append(Words(vi=f"dấu phân cách cột: {mark}", en=f"columns separated by {mark}"))
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="") as stream:
        if has_bom:
            stream.read(1)
            notes.append(Words(vi="bỏ dấu BOM ở đầu tệp", en="the byte order mark at the start was left out"))
        reader = csv.reader(stream, delimiter=delimiter, strict=True, skipinitialspace=True)
        return _Rows(reader, file, findings, has_quotes=b'"' in data).read(notes)


def _decoded(data: bytes, where: Where, encoding: str | None, findings: Findings) -> str:
    if encoding is None:
        if guess := _wide(data):
            findings.stop(complaints.not_utf8(where, *guess))
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as found:
            line = data.count(b"\n", 0, found.start) + 1
            findings.stop(complaints.not_utf8(where._replace(line=line), "Windows-1258, TCVN3, VNI", "cp1258"))
    try:
        text = data.decode(encoding)
        text.encode("utf-8")
    except UnicodeError:
        findings.stop(complaints.not_in_encoding(where, encoding))
    except (LookupError, ValueError):
        findings.stop(complaints.unknown_encoding(where, encoding))
    if not codecs.lookup(encoding).name.startswith("utf-8") and (sample := _foreign(text[:_SAMPLE_CHARS])):
        findings.stop(complaints.not_vietnamese(where, encoding, sample))
    return text


def _wide(data: bytes) -> tuple[str, str] | None:
    """Recognise UTF-16 and UTF-32, with their mark or by a zero in every other byte; return the name and the codec."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32", "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16", "utf-16"
    if data.count(0) * 3 >= len(data) > 0:
        return "UTF-16", "utf-16-be" if data[0] == 0 else "utf-16-le"
    return None


def _foreign(text: str) -> str | None:
    """Return some letters when more than one in five is not Vietnamese: the sign of an encoding named wrongly.

    TCVN3 read as latin-1 gives *X·® Hßa B×nh* without any error. Punctuation and currency do not count, and a
    foreign name here and there does no harm.
    """
    marked = [ch for ch in unicodedata.normalize("NFC", text) if not ch.isascii() and ch != _BOM]
    good = sum(ch in _LETTERS for ch in marked)
    odd = Counter(ch for ch in marked if ch not in _LETTERS and unicodedata.category(ch) in _TELLING)
    if odd.total() * 5 <= good + odd.total():
        return None
    return "".join(ch for ch, _ in odd.most_common(10))


def _delimiter(head: str, where: Where, findings: Findings, *, tabs: bool) -> str:
    """Find the one separator in the line of column names, outside quotes."""
    seen: set[str] = set()
    is_quoted = has_text = False
    for ch in head:
        if ch == '"':
            is_quoted = not is_quoted
            has_text = True
        elif is_quoted:
            continue
        elif ch in _MARKS:
            seen.add(ch)
        elif ch in "\r\n":
            if has_text:
                break
        else:
            has_text |= not ch.isspace()
    if tabs and "\t" in seen:
        return "\t"
    usual = seen - {"|"}
    if len(usual) > 1 or (seen and not usual):
        findings.stop(complaints.unclear_delimiter(where, [_MARKS[ch] for ch in sorted(seen)]))
    return usual.pop() if usual else ","


class _Rows:
    """One pass over the rows of a file, many at a time, into columns."""

    def __init__(self, reader: Reader, file: str, findings: Findings, *, has_quotes: bool) -> None:
        self._reader = reader
        self._file = file
        self._findings = findings
        self._limits = findings.limits
        self._has_quotes = has_quotes
        self._cleaner = Cleaner(self._limits.cell_chars)
        self._numbers: array[int] = array("q")
        self._columns: list[list[Value]] = []
        self._broken: Problem | None = None

    def read(self, notes: list[Words]) -> RawTable:
        """Read to the end and hand over the table, or refuse it with all problems."""
        header = self._header()
        while (chunk := self._take(_ROWS_AT_ONCE))[1]:
            self._add(*chunk)
        if self._broken:
            self._findings.stop(self._broken)
        columns = header.columns(self._columns, self._numbers)
        self._findings.close()
        notes += header.notes()
        if self._cleaner.normalised:
            notes.append(NFC_NOTE)
        return RawTable(self._file, None, tuple(columns), compact(self._numbers), header.number, tuple(notes))

    def _take(self, count: int) -> tuple[Sequence[int], Sequence[list[str]]]:
        """Read some rows, and the line each begins in; where the text is broken, what stands before."""
        rows: list[list[str]] = []
        begins = [self._reader.line_num + 1]
        if self._broken:
            return (), rows
        try:
            if self._has_quotes:
                for row in islice(self._reader, count):
                    rows.append(row)
                    begins.append(self._reader.line_num + 1)
            else:  # every row is one line, so they can be taken in one go
                rows.extend(islice(self._reader, count))
        except csv.Error as error:
            line = begins[-1] if self._has_quotes else begins[0] + len(rows)
            broken = complaints.field_too_long if "limit" in str(error) else complaints.bad_quotes
            self._broken = broken(Where(file=self._file, line=line), self._reader.line_num)
        return begins[: len(rows)] if self._has_quotes else range(begins[0], begins[0] + len(rows)), rows

    def _header(self) -> Header:
        where = Where(file=self._file)
        names: list[str | None] = []
        lines: Sequence[int] = ()
        while not any(names) and not self._findings.problems:
            lines, rows = self._take(1)
            if not rows:
                self._findings.stop(self._broken or complaints.no_table(where))
            names = [self._cleaner[raw] for raw in rows[0]]
            self._name_bad(lines, [(raw,) for raw in rows[0]])
        if len(names) > self._limits.columns:
            self._findings.stop(complaints.too_many_columns(where._replace(line=lines[0]), self._limits.columns))
        self._columns = [[] for _ in names]
        return Header(self._file, None, lines[0], names, self._findings)

    def _add(self, lines: Sequence[int], rows: Sequence[list[str]]) -> None:
        width = len(self._columns)
        if set(map(len, rows)) != {width}:
            lines, rows = self._even(lines, rows)
        raw = list(zip(*rows, strict=True))
        cleaned = list(map(self._cleaner.column, raw))
        self._name_bad(lines, raw)
        if all(None in column for column in cleaned):
            kept = [at for at, row in enumerate(zip(*cleaned, strict=True)) if any(row)]
            cleaned = [[column[at] for at in kept] for column in cleaned]
            lines = [lines[at] for at in kept]
        for column, values in zip(self._columns, cleaned, strict=False):
            column.extend(values)
        self._numbers.extend(lines)

    def _even(self, lines: Sequence[int], rows: Sequence[list[str]]) -> tuple[Sequence[int], Sequence[list[str]]]:
        """Leave out blank lines; complain of every other row that has not as many cells as there are names."""
        width = len(self._columns)
        if not any(rows):
            return (), ()
        for at in [at for at, row in enumerate(rows) if row and len(row) != width]:
            if any(map(str.strip, rows[at])):
                where = Where(file=self._file, line=lines[at])
                self._findings.add(complaints.ragged, where, len(rows[at]), width)
        even = [at for at, row in enumerate(rows) if len(row) == width]
        return [lines[at] for at in even], [rows[at] for at in even]

    def _name_bad(self, lines: Sequence[int], raw: Sequence[tuple[str, ...]]) -> None:
        """Say where the texts stand that the cleaner refused."""
        if bad := self._cleaner.bad:
            for line, row in zip(lines, zip(*raw, strict=True), strict=True):
                for position, text in enumerate(row, start=1):
                    if text in bad:
                        where = place(self._file, None, line, position)
                        self._findings.add(complaints.bad_text, where, *bad[text], self._limits.cell_chars)
            bad.clear()
