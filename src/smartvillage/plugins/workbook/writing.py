"""The documents of a plugin as a workbook: headings in two languages, drop-downs, rows left to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from smartvillage.errors import InputError, Problem, RefusedValueError, Where, Words, quoted
from smartvillage.paper.cells import Cell
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, write_workbook
from smartvillage.plugins.documents import PluginDocuments
from smartvillage.plugins.workbook.forms import TEXT_IN_A_CELL
from smartvillage.plugins.workbook.guide import guide_sheet
from smartvillage.plugins.workbook.layout import (
    CANDIDATES,
    HEAD,
    HEAD_COLUMNS,
    MEASURES,
    NUMBER,
    OF,
    PAGES,
    PILOTS,
    PRECEDENTS,
    Column,
    Page,
    value_of,
)

__all__ = ["HEAD_ENGLISH", "HEAD_ITEM", "HEAD_VALUE", "write_plugin_workbook"]

HEAD_ITEM: Final = Words(vi="Mục", en="Item")
HEAD_VALUE: Final = Words(vi="Nội dung", en="Content")
HEAD_ENGLISH: Final = Words(vi="Tiếng Anh", en="English")
HEAD_HELP: Final = Words(vi="Cách ghi", en="How")
SYNTHETIC: Final = "DỮ LIỆU GIẢ LẬP – SYNTHETIC DATA"
BLANK_ROWS: Final = 12
"""Rows below the last one, with their drop-downs: somebody is going to type there."""
PAGE_WIDTH: Final = 165.0
"""How much of a sheet, in digits, one printed page still shows legibly."""


def write_plugin_workbook(documents: PluginDocuments, path: str | Path) -> None:
    """Write the documents of a plugin as a workbook; reading it back gives the same.

    Args:
        documents: What to write.
        path: The file, ending in ``.xlsx``; one that is there is written over.

    Raises:
        InputError: The plugin has criteria sets or programmes, which are documents of their own and stand in no
            workbook (``SV-PLUG-022``); a text or an id that a sheet cannot hold (``SV-PLUG-018``, ``SV-PLUG-023``);
            or the file cannot be written (``SV-IN-901``). Nothing is written then.

    Example:
        >>> import tempfile
        >>> from smartvillage.border import Label
        >>> from smartvillage.plugins.documents import PluginHead
        >>> from smartvillage.plugins.workbook import read_plugin_workbook
        >>> documents = PluginDocuments(PluginHead(key="nam-son", title=Label(vi="Nam Sơn")))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_plugin_workbook(documents, Path(folder, "nam-son.xlsx"))
        ...     read_plugin_workbook(Path(folder, "nam-son.xlsx")) == documents
        True
    """
    problems = [*_not_for_a_workbook(documents), *_repeated(documents)]
    sheets = [guide_sheet(), _head_sheet(documents, problems)]
    sheets += [_sheet(page, documents, problems) for page in PAGES]
    if problems:
        raise InputError(problems)
    write_workbook(path, sheets, title=documents.head.title.vi)


def _not_for_a_workbook(documents: PluginDocuments) -> Iterator[Problem]:
    for one in (*documents.sets, *documents.programmes):
        yield Problem(
            "SV-PLUG-022",
            Words(
                vi=f"phần mở rộng có tài liệu {quoted(one.name)}, không đưa vào sổ tính được",
                en=f"the plugin has the document {quoted(one.name)}, which no workbook can hold",
            ),
            Where(file=one.name),
            advice=Words(
                vi="Bộ tiêu chí và chương trình ở lại thư mục: giữ dạng thư mục.",
                en="Criteria sets and programmes need a folder: leave the plugin as one.",
            ),
        )


def _repeated(documents: PluginDocuments) -> Iterator[Problem]:
    for page in (MEASURES, CANDIDATES, PILOTS):
        seen: set[str] = set()
        for number, record in enumerate(getattr(documents, page.field)):
            if record.id in seen:
                what = Words(vi=f"mã {quoted(record.id)} có hai lần", en=f"the id {quoted(record.id)} is there twice")
                yield Problem("SV-PLUG-018", what, Where(path=f"{page.field}[{number}].id"))
            seen.add(record.id)


# --- sheets ----------------------------------------------------------------------------------------------------------


def _head_sheet(documents: PluginDocuments, problems: list[Problem]) -> Sheet:
    head = documents.head
    cells = _cells(HEAD_COLUMNS, head, head.key, "plugin", problems)
    rows = [
        {
            "item": column.shown,
            "value": cells.get(column.path),
            "english": cells.get(column.path.removesuffix(".vi") + ".en"),
            "help": "\n".join(column.note) if column.note else None,
        }
        for column in HEAD_COLUMNS
        if not column.is_english
    ]
    labels = {"item": HEAD_ITEM, "value": HEAD_VALUE, "english": HEAD_ENGLISH, "help": HEAD_HELP}
    both = {name: Words(f"{words.vi}\n{words.en}", words.en) for name, words in labels.items()}
    return Sheet(
        HEAD.vi,
        Table.of(rows, columns=tuple(labels), labels=both),
        intro=(f"{head.title.vi}", "Ai đề nghị, cho lĩnh vực nào. Who offers, and for which domain."),
        widths={"item": 24.0, "value": 40.0, "english": 30.0, "help": 52.0},
        autofilter=False,
    )


def _sheet(page: Page, documents: PluginDocuments, problems: list[Problem]) -> Sheet:
    key = documents.head.key
    if page is PRECEDENTS:
        rows = [
            {
                OF: page.identifier.form.say(candidate.id, key),
                **_cells(page.columns[1:], one, key, f"candidates[{at}].precedents[{number}]", problems),
            }
            for at, candidate in enumerate(documents.candidates)
            for number, one in enumerate(candidate.precedents)
        ]
    else:
        rows = [
            _cells(page.columns, record, key, f"{page.field}[{number}]", problems)
            for number, record in enumerate(getattr(documents, page.field))
        ]
    has_english = "en" in documents.head.languages or any(
        row.get(column.path) is not None for column in page.columns if column.is_english for row in rows
    )
    columns = [one for one in page.columns if has_english or not one.is_english]
    numbered: list[Mapping[str, object]] = [{"tt": number, **row} for number, row in enumerate(rows, start=1)]
    numbered += [{}] * BLANK_ROWS
    labels = {"tt": Words(f"{NUMBER.vi}\n{NUMBER.en}", NUMBER.en)}
    labels |= {one.path: Words(one.shown, one.heading.en) for one in columns}
    widths = {"tt": 5.0} | {one.path: one.width for one in columns}
    is_synthetic = page is PILOTS and any(one.synthetic for one in documents.pilots)
    return Sheet(
        page.name.vi,
        Table.of(numbered, columns=tuple(labels), labels=labels),
        intro=(f"{page.name.vi} – {documents.head.title.vi}", f"{page.about.vi} {page.about.en}"),
        freeze=(0, 3) if page.columns[1].path == "title.vi" else (0, 2),
        widths=widths,
        header_notes={one.path: "\n".join(one.note) for one in columns if one.note},
        choices={one.path: one.choices for one in columns if one.choices},
        suggestions=_suggestions(page, columns, documents),
        pages_wide=max(1, round(sum(widths.values()) / PAGE_WIDTH)),
        banner=SYNTHETIC if is_synthetic else None,
    )


def _suggestions(page: Page, columns: Sequence[Column], documents: PluginDocuments) -> dict[str, tuple[str, ...]]:
    out = {one.path: one.suggests for one in columns if one.suggests}
    if page in {CANDIDATES, PILOTS} and documents.head.domains:
        out["domain"] = documents.head.domains
    return out


def _cells(columns: Sequence[Column], record: object, key: str, place: str, problems: list[Problem]) -> dict[str, Cell]:
    """What each column says of a record, by path; empty ones are left out."""
    out: dict[str, Cell] = {}
    for column in columns:
        value: Any = value_of(record, column.parts)
        if value is None:
            continue
        try:
            cell = column.form.say(value, key)
            _check_length(cell)
        except RefusedValueError as refused:
            where = Where(path=f"{place}.{column.path}")
            problems.append(Problem(refused.code, refused.words, where, refused.expected, refused.advice))
            continue
        if cell is not None:
            out[column.path] = cell
    return out


def _check_length(cell: Cell) -> None:
    if isinstance(cell, str) and len(cell.encode("utf-16-le", "replace")) > 2 * TEXT_IN_A_CELL:
        raise RefusedValueError(
            Words(
                vi=f"{quoted(cell)} dài hơn {TEXT_IN_A_CELL} ký tự, ô Excel không chứa hết",
                en=f"{quoted(cell)} has more than the {TEXT_IN_A_CELL} characters that a cell holds",
            ),
            code="SV-PLUG-023",
        )
