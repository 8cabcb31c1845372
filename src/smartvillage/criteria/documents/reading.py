"""From a file or a text to a :class:`Document`: bytes, encoding, form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import attrs

from smartvillage.criteria.documents.building import (
    REFUSED,
    Building,
    Limits,
    Mark,
    Reading,
    Tree,
    not_allowed,
    position,
)
from smartvillage.criteria.documents.json_form import read_json
from smartvillage.criteria.documents.yaml_form import read_yaml
from smartvillage.errors import InputError, Words, quoted

__all__ = ["Document", "read_document", "read_text"]

Steps = tuple[int | str, ...]
Form = Literal["yaml", "json"]

_LIMITS = Limits()
_FORMS: dict[str, Form] = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
_REFUSED_IN = {"json": REFUSED, "yaml": re.compile(rf"{REFUSED.pattern}|[\u2028\u2029]")}
"""YAML 1.1 begins a new line at U+2028 and U+2029, and no editor does."""


@attrs.frozen
class Document:
    r"""A document as it was read.

    Example:
        >>> document = read_text("levels:\n- 010\n- no\n")
        >>> document.tree, document.locate(("levels", 1))
        ({'levels': ['010', 'no']}, (3, 3))
    """

    file: str | None
    """Its name, for messages."""
    tree: Tree
    """What it says."""
    normalised: int
    """How many texts were put into Unicode form NFC; everything else is as it was written."""
    _text: str = attrs.field(repr=False)
    _mark: int | Mark = attrs.field(repr=False)

    def locate(self, path: Steps) -> tuple[int, int] | None:
        """Return line and column (from 1) of a place: of its key in a mapping, of its beginning in a list.

        A place that does not exist is where its nearest parent is.
        """
        mark = self._mark
        for step in path:
            if not isinstance(mark, Mark):
                break
            parts = mark.parts
            if isinstance(parts, dict):
                below = parts.get(str(step))
            else:
                below = parts[step] if isinstance(step, int) and step < len(parts) else None
            if below is None:
                break
            mark = below
        return position(self._text, mark.offset if isinstance(mark, Mark) else mark)

    @property
    def positions(self) -> dict[Steps, tuple[int, int]]:
        """Every place of the document with its line and column."""
        found: dict[Steps, tuple[int, int]] = {}
        waiting: list[tuple[Steps, int | Mark]] = [((), self._mark)]
        while waiting:
            path, mark = waiting.pop()
            if isinstance(mark, Mark):
                inner = mark.parts.items() if isinstance(mark.parts, dict) else enumerate(mark.parts)
                waiting += [((*path, step), below) for step, below in inner]
                mark = mark.offset
            found[path] = position(self._text, mark)
        return found


def read_document(source: str | Path, *, limits: Limits = _LIMITS) -> Document:
    """Read a file of YAML (``.yaml``, ``.yml``) or JSON (``.json``), in UTF-8 with or without a byte order mark.

    Args:
        source: The path of the file.
        limits: What the file may be at most.

    Raises:
        InputError: With every problem that could be found, each with line and column.
    """
    path = Path(source)
    reading = Reading(file=path.name, limits=limits)
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        shown = quoted(path.suffix)
        what = Words(vi=f"không đọc tệp có đuôi {shown}", en=f"files ending in {shown} are not read")
        expected = Words(vi="tệp .yaml, .yml hoặc .json", en="a .yaml, .yml or .json file")
        reading.stop("SV-DOC-011", what, expected=expected)
    try:
        size = path.stat().st_size
        if not path.is_file():
            reading.stop("SV-DOC-010", Words(vi="đây không phải là một tệp", en="this is not a file"))
        if size > limits.size:
            reading.too_large(size)
        with path.open("rb") as file:
            data = file.read(limits.size + 1)  # a file may grow, and a size may lie
    except InputError:
        raise
    except FileNotFoundError:
        reading.stop("SV-DOC-010", Words(vi="không tìm thấy tệp này", en="there is no such file"))
    except (OSError, ValueError):
        reading.stop("SV-DOC-010", Words(vi="không mở được tệp này", en="the file cannot be opened"))
    if len(data) > limits.size:
        reading.too_large(len(data))
    return _read(reading, _decoded(reading, data), form)


def read_text(
    text: str, *, file: str | None = None, form: Literal["yaml", "json"] = "yaml", limits: Limits = _LIMITS
) -> Document:
    """Read a document that is already in memory.

    Args:
        text: The document.
        file: A name for messages.
        form: What it is written in.
        limits: What it may be at most.

    Raises:
        InputError: With every problem that could be found, each with line and column.

    Example:
        >>> read_text('{"level": 66.60, "met": true, "note": null}', form="json").tree
        {'level': '66.60', 'met': 'true', 'note': None}
    """
    reading = Reading(file=file, limits=limits)
    if len(text) > limits.size:
        reading.too_large(len(text))
    return _read(reading, text, form)


def _decoded(reading: Reading, data: bytes) -> str:
    """Decode UTF-8, or say where it is not UTF-8 and what it may be; never guess."""
    kinds, start = "UTF-16", 0
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" not in data[:4]:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as problem:
            kinds, start = "Windows-1258, TCVN3 (ABC), VNI", problem.start
    reading.text = data[:start].decode("utf-8")
    what = Words(vi=f"tệp không phải UTF-8; đã lưu dạng {kinds}?", en=f"the file is not UTF-8; saved as {kinds}?")
    return reading.stop("SV-DOC-013", what, len(reading.text), expected=Words(vi="văn bản UTF-8", en="text in UTF-8"))


def _read(reading: Reading, text: str, form: Form) -> Document:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reading.text = text
    for bad in _REFUSED_IN[form].finditer(text):
        if reading.is_full:
            total = sum(text.count(character) for character in set(text) if _REFUSED_IN[form].match(character))
            reading.unlisted = total - len(reading.problems)
            break
        reading.add("SV-DOC-014", not_allowed(bad[0]), bad.start(), found=bad[0])
    reading.finish()
    building = Building(reading)
    (read_yaml if form == "yaml" else read_json)(reading, building)
    reading.finish()
    root = building.frame
    tree, mark = (root.tree[0], root.parts[0]) if root.tree else (None, 0)
    return Document(reading.file, tree, building.normalised, text, mark)
