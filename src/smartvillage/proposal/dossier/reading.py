"""A dossier in a folder: read again, its hash made again, every form looked at for it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import attrs

from smartvillage.border import parse
from smartvillage.errors import InputError, Problem, Where, Words
from smartvillage.proposal.dossier.checking import check_content, empty_headings
from smartvillage.proposal.dossier.dossier import NAME, SCHEMA, content_hash
from smartvillage.proposal.dossier.facts import Facts

__all__ = ["Checked", "check_dossier", "is_dossier"]

LARGEST = 200_000_000
"""Bytes: what a dossier unpacks to at most."""


@attrs.frozen(kw_only=True)
class Checked:
    """What is wrong with a dossier, and what is merely not done yet."""

    problems: tuple[Problem, ...]
    notes: tuple[Words, ...]
    files: tuple[str, ...]
    """The files that were looked at."""
    content: str
    """The hash of the content."""


def is_dossier(path: str | Path) -> bool:
    """Whether a folder holds a dossier."""
    return (Path(path) / f"{NAME}.json").is_file()


def check_dossier(folder: str | Path) -> Checked:
    """Check a dossier that was written.

    The Word document, the page and the workbook are only looked at for the hash of the content: an office goes on
    writing in them, and what it writes there is its own.

    Raises:
        InputError: ``dossier.json`` cannot be read at all.
    """
    to = Path(folder)
    tree = _read(to / f"{NAME}.json")
    facts = parse(Facts, tree["facts"], file=f"{NAME}.json")
    problems: list[Problem] = []
    made = content_hash(tree["facts"], tree["paper"])
    if made != tree["content"]:
        what = Words(
            vi="nội dung đã bị sửa sau khi ghi: mã băm không khớp", en="changed after it was written: the hash differs"
        )
        problems.append(Problem("SV-PD-110", what, Where(file=f"{NAME}.json"), found=str(tree["content"])))
    files = [f"{NAME}.json"]
    for form in ("docx", "xlsx", "html"):
        file = to / f"{NAME}.{form}"
        if not file.is_file():
            continue
        files.append(file.name)
        if not _bears(file, made):
            what = Words(
                vi="tệp không mang mã băm của nội dung này", en="the file does not bear the hash of this content"
            )
            advice = Words(vi="Ghi lại cả bốn tệp.", en="Write all four files again.")
            problems.append(Problem("SV-PD-111", what, Where(file=file.name), advice=advice))
    problems += (one._replace(where=one.where._replace(file=f"{NAME}.json")) for one in _content(facts, tree["paper"]))
    notes = tuple(
        Words(vi=f"chưa có nội dung: {one.vi}", en=f"no content yet: {one.en}") for one in empty_headings(tree["paper"])
    )
    return Checked(problems=tuple(problems), notes=notes, files=tuple(files), content=made)


def _content(facts: Facts, paper: Any) -> tuple[Problem, ...]:  # noqa: ANN401
    try:
        return check_content(facts, paper)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise _unreadable(f"{NAME}.json") from wrong


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST:
            raise _unreadable(file.name)
        tree = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as wrong:
        raise _unreadable(file.name) from wrong
    if not isinstance(tree, dict) or tree.get("schema") != SCHEMA or not {"content", "facts", "paper"} <= set(tree):
        raise _unreadable(file.name)
    if not isinstance(tree["paper"], dict) or not isinstance(tree["paper"].get("blocks"), list):
        raise _unreadable(file.name)
    return tree


def _unreadable(name: str) -> InputError:
    what = Words(vi="không phải hồ sơ trình đọc được", en="this is no dossier that can be read")
    expected = Words(vi=f"tệp do dossier().write() ghi ({SCHEMA})", en=f"a file of dossier().write() ({SCHEMA})")
    return InputError([Problem("SV-PD-109", what, Where(file=name), expected=expected)])


def _bears(file: Path, content: str) -> bool:
    """Whether the hash stands in a file; Word and Excel may have rewritten it, so its text is looked through."""
    wanted = content.encode()
    if file.suffix == ".html":
        return file.stat().st_size <= LARGEST and wanted in file.read_bytes()
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [one for one in archive.infolist() if one.filename.endswith(".xml")]
            if sum(one.file_size for one in inside) > LARGEST:
                return False
            return any(wanted in archive.read(one) for one in inside)
    except (OSError, zipfile.BadZipFile):
        return False
