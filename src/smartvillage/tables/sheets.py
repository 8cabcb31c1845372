"""The one way in for tables in files: a text file or a sheet of a workbook, told apart by content, not by name.

What comes out is a :class:`~smartvillage.tables.raw.RawTable`: columns of text, numbers and days under their names,
each value with its line or cell. What the columns mean is not known here. A file is accepted whole or refused whole,
and refused with everything that is wrong with it. The bounds of :class:`~smartvillage.tables.limits.Limits` hold
before anything is parsed.
"""

from __future__ import annotations

from pathlib import Path

from smartvillage.errors import InputError, Where
from smartvillage.tables import complaints
from smartvillage.tables.csvs import read_csv
from smartvillage.tables.files import CONTENTS, Content, content_of, read_bytes, sniff
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.raw import RawColumn, RawTable, Value
from smartvillage.tables.workbooks import read_workbook, sheets_of

__all__ = ["Content", "Limits", "RawColumn", "RawTable", "Value", "list_sheets", "read_table", "sniff"]

_TEXT = frozenset({".csv", ".tsv", ".tab", ".txt"})
_TABS = frozenset({".tsv", ".tab"})
_WORKBOOK = frozenset({".xlsx"})


def read_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    findings: Findings | None = None,
) -> RawTable:
    r"""Read the table in a ``.csv``, ``.tsv``, ``.txt`` or ``.xlsx`` file.

    Text files are UTF-8, separated by commas, semicolons or tabs, whichever the line of column names holds. In a
    workbook the row of column names is the first one with two filled cells.

    Args:
        path: The file.
        sheet: The sheet of a workbook; may be left out when only one visible sheet holds anything.
        encoding: How a text file was saved, if not as UTF-8; it is never guessed.
        limits: What the file may cost, if not the defaults.
        findings: Where what is wrong with single cells of a workbook goes, for a caller who refuses it together with
            more; such cells are empty. Without it, it is raised.

    Returns:
        The table, with every row and every named column.

    Raises:
        InputError: Everything that is wrong with the file, each problem with its line or cell.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "water.csv")
        ...     _ = file.write_text("unit,value\n28222,97.5\n28225,\n", encoding="utf-8")
        ...     table = read_table(file)
        >>> table["value"].values, table.where(1, "value").say("en")
        (['97.5', None], 'water.csv, line 3, column 2, "value"')
    """
    path = Path(path)
    limits = limits or Limits()
    data, content = _read(path, limits)
    where = Where(file=path.name)
    suffix = path.suffix.lower()
    try:
        if content == "zip":
            if encoding is not None:
                raise InputError([complaints.encoding_of_workbook(where, encoding)])
            return read_workbook(data, path.name, sheet=sheet, limits=limits, findings=findings)
        if sheet is not None:
            raise InputError([complaints.sheet_of_text(where, sheet)])
        return read_csv(data, path.name, encoding=encoding, tabs=suffix in _TABS, limits=limits)
    except MemoryError as error:
        raise InputError([complaints.out_of_memory(where)]) from error


def list_sheets(path: str | Path, *, limits: Limits | None = None) -> tuple[str, ...]:
    """Name the sheets of a workbook, hidden ones included, in their order; a text file has none.

    Raises:
        InputError: The file is no table, or its archive cannot be trusted.

    Example:
        >>> import tempfile
        >>> from smartvillage.paper.table import Table
        >>> from smartvillage.paper.workbook import Sheet, write_workbook
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_workbook(Path(folder, "a.xlsx"), [Sheet(name, Table.of([{"n": 1}])) for name in ("Một", "Hai")])
        ...     list_sheets(Path(folder, "a.xlsx"))
        ('Một', 'Hai')
    """
    path = Path(path)
    limits = limits or Limits()
    data, content = _read(path, limits)
    return sheets_of(data, path.name, limits=limits) if content == "zip" else ()


def _read(path: Path, limits: Limits) -> tuple[bytes, Content]:
    data = read_bytes(path, limits.file_bytes)
    content = content_of(data)
    _check_name(Where(file=path.name), path.suffix.lower(), content)
    return data, content


def _check_name(where: Where, suffix: str, content: Content) -> None:
    """Refuse what is no table, and a name that says another thing than the content."""
    if content == "empty":
        raise InputError([complaints.no_table(where)])
    if content not in {"text", "zip"}:
        raise InputError([complaints.wrong_content(where, suffix, CONTENTS[content])])
    if suffix not in (_WORKBOOK if content == "zip" else _TEXT):
        raise InputError([complaints.wrong_suffix(where, suffix, CONTENTS[content])])
