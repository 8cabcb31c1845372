"""What Excel accepts: the size of a sheet, the length of a text, the name on a tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartvillage.errors import Problem, Where, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["cell_text", "cut", "sheet_names", "too_large"]

ROWS_IN_A_SHEET = 1_048_576
COLUMNS_IN_A_SHEET = 16_384
TEXT_IN_A_CELL = 32_767
TEXT_IN_A_NAME = 31
SPACING = 5
"""Rows of a sheet that are neither the table's nor lines around it: the banner, the heading, blanks."""


def cell_text(text: str) -> str:
    """Make text that a cell can hold: half a character becomes ``?``, what is too long is cut and marked.

    Example:
        >>> len(cell_text("a" * 40_000)), cell_text("a" * 40_000)[-2:]
        (32767, 'a…')
    """
    if text.isascii() and len(text) <= TEXT_IN_A_CELL:
        return text
    text = text.encode("utf-8", "replace").decode("utf-8")
    too_long = len(text.encode("utf-16-le")) > 2 * TEXT_IN_A_CELL
    return cut(text, TEXT_IN_A_CELL - 1) + "…" if too_long else text


def sheet_names(titles: Iterable[str]) -> list[str]:
    r"""Make names that Excel accepts: at most 31 characters, none of ``[ ] : * ? / \``, each once.

    Example:
        >>> sheet_names(["Xã/phường", "xã/phường", ""])
        ['Xã-phường', 'xã-phường (2)', 'Sheet']
    """
    taken: set[str] = set()
    out = []
    for title in titles:
        clean = "".join("-" if ch in "[]:*?/\\" else ch if ch.isprintable() else " " for ch in title)
        clean = cut(" ".join(clean.split()).strip("'"), TEXT_IN_A_NAME) or "Sheet"
        name, number = clean, 1
        # Excel keeps the name History for itself.
        while name.casefold() in taken or name.casefold() == "history":
            number += 1
            mark = f" ({number})"
            name = cut(clean, TEXT_IN_A_NAME - len(mark)) + mark
        taken.add(name.casefold())
        out.append(name)
    return out


def cut(text: str, limit: int) -> str:
    """Shorten to a number of UTF-16 units, which is how Excel counts, without an apostrophe or blank at the end."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore").rstrip("' ")


def too_large(title: str, rows: int, columns: int, lines: int) -> Iterator[Problem]:
    """Say so (SV-IN-905) when a table with some lines around it does not fit in a sheet."""
    if rows + lines + SPACING > ROWS_IN_A_SHEET or columns > COLUMNS_IN_A_SHEET:
        yield Problem(
            code="SV-IN-905",
            what=Words(
                vi=f"bảng {rows} dòng, {columns} cột không vừa một trang tính",
                en=f"a table of {rows} rows and {columns} columns does not fit in a sheet",
            ),
            where=Where(sheet=title),
            expected=Words(
                vi=f"tối đa {ROWS_IN_A_SHEET} dòng, {COLUMNS_IN_A_SHEET} cột",
                en=f"at most {ROWS_IN_A_SHEET} rows and {COLUMNS_IN_A_SHEET} columns",
            ),
            advice=Words(vi="Hãy chia bảng, hoặc ghi ra csv.", en="Split the table, or write csv."),
        )
