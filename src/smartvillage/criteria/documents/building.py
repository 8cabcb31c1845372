"""One reading of a document: its limits, the problems found so far, and the tree that grows step by step.

Both forms feed the same :class:`Building`, so what they share is checked once: depth, number and length of parts,
control characters, Unicode form, keys.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple, NoReturn

import attrs

from smartvillage.errors import PROBLEMS_LISTED, InputError, Problem, Where, Words, quoted

__all__ = [
    "REFUSED",
    "Building",
    "Frame",
    "Limits",
    "Mark",
    "Reading",
    "Tree",
    "not_allowed",
    "position",
    "refuse_second",
]

Tree = dict[str, Any] | list[Any] | str | None
"""Mappings with text keys, lists, text, and ``None`` where nothing is written."""


@attrs.frozen(kw_only=True)
class Limits:
    """What a document may be at most; checked before the work that would be too much.

    Example:
        >>> Limits(depth=3).depth
        3
    """

    size: int = 20 * 1024 * 1024
    """Bytes of the file."""
    depth: int = 50
    """Lists and mappings inside each other."""
    text: int = 32_767
    """Characters of one text."""
    nodes: int = 500_000
    """Lists, mappings, keys and texts together: what a slow machine still reads in ten seconds."""


class Mark(NamedTuple):
    """Where a list or mapping stands, as an offset into the text, and its parts; a text has only the offset."""

    offset: int
    parts: dict[str, int | Mark] | list[int | Mark]


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@attrs.define
class Reading:
    """What is known while a document is read: the text, the limits, and the problems found so far."""

    file: str | None
    limits: Limits
    text: str = ""
    problems: list[Problem] = attrs.Factory(list)
    unlisted: int = 0

    def add(
        self,
        code: str,
        what: Words,
        offset: int | None = None,
        *,
        expected: Words | None = None,
        advice: Words | None = None,
        found: str | None = None,
    ) -> None:
        """Note a problem and go on."""
        if self.is_full:
            self.unlisted += 1
            return
        line, column = position(self.text, offset) if self.text and offset is not None else (None, None)
        where = Where(file=self.file, line=line, column=column)
        self.problems.append(Problem(code, what, where, expected, advice, found))

    @property
    def is_full(self) -> bool:
        """Whether further problems are counted and no longer listed."""
        return len(self.problems) >= PROBLEMS_LISTED

    def finish(self) -> None:
        """Raise what was noted, if anything was."""
        if self.problems:
            raise InputError(self.problems, self.unlisted)

    def stop(self, code: str, what: Words, offset: int | None = None, *, expected: Words | None = None) -> NoReturn:
        """Note a problem after which nothing more can be read, and raise all."""
        self.add(code, what, offset, expected=expected)
        raise InputError(self.problems, self.unlisted)

    def too_large(self, size: int) -> NoReturn:
        """Refuse a document for its size in bytes."""
        self.stop(
            "SV-DOC-012",
            Words(vi=f"tài liệu quá lớn ({size} byte)", en=f"the document is too large ({size} bytes)"),
            expected=Words(vi=f"nhiều nhất {self.limits.size} byte", en=f"at most {self.limits.size} bytes"),
        )

    def too_deep(self, offset: int | None) -> NoReturn:
        """Refuse a document for its depth."""
        deep = self.limits.depth
        self.stop(
            "SV-DOC-016",
            Words(vi="danh sách và nhóm mục lồng nhau quá sâu", en="lists and mappings are nested too deep"),
            offset,
            expected=Words(vi=f"nhiều nhất {deep} cấp", en=f"at most {deep} levels"),
        )


REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters but tab and line ends, halves of characters, and marks that belong to an encoding."""


def not_allowed(character: str) -> Words:
    """Name a character that cannot be shown."""
    name = f"U+{ord(character):04X}"
    return Words(vi=f"ký tự điều khiển {name} không được dùng", en=f"the control character {name} is not allowed")


_MARKS = 30
"""Combining marks in a row, as in Unicode's stream-safe text: bringing n of them into order takes n x n steps."""


def _is_stream_safe(text: str) -> bool:
    run = 0
    for character in text if len(text) > 10 * _MARKS else "":
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MARKS:
            return False
    return True


_NO_TEXT_KEY = "\0"
"""Stands for a key that was refused: no text can be this, so it hides no other key."""


@attrs.define
class Frame:
    """A list or mapping that is being read, its marks, and the key that waits for its value."""

    tree: Any
    parts: Any
    in_mapping: bool = False
    needs_key: bool = False
    """Whether the next text is a key."""
    key: str = ""
    key_offset: int = 0

    def put(self, value: Tree, offset: int, parts: Any = None) -> None:  # noqa: ANN401
        """Add a value, under the key that waits for it in a mapping; a list or mapping has parts."""
        if self.in_mapping:
            offset = self.key_offset
            self.tree[self.key] = value
            self.parts[self.key] = offset if parts is None else Mark(offset, parts)
            self.needs_key = True
        else:
            self.tree.append(value)
            self.parts.append(offset if parts is None else Mark(offset, parts))


@attrs.define
class Building:
    """Builds the tree step by step with a stack of its own, so that nothing recurses; checks what all forms share."""

    reading: Reading
    nodes: int = 0
    normalised: int = 0
    frame: Frame = attrs.Factory(lambda: Frame([], []))
    """The innermost list or mapping that is open; around the document itself, a list."""
    outer: list[Frame] = attrs.Factory(list)
    """What is around it."""
    has_escapes: bool = attrs.field(init=False)
    """Whether a text can hold characters that do not stand in the source, which was looked through already."""

    def __attrs_post_init__(self) -> None:
        self.has_escapes = not self.reading.text or "\\" in self.reading.text

    def open(self, tree: dict[str, Any] | list[Any], offset: int) -> None:
        """A list or mapping begins."""
        self._count(offset)
        if len(self.outer) >= self.reading.limits.depth:
            self.reading.too_deep(offset)
        in_mapping = isinstance(tree, dict)
        parts: Any = {} if in_mapping else []
        if self.frame.needs_key:
            self._refuse_key(offset)
        else:
            self.frame.put(tree, offset, parts)
        self.outer.append(self.frame)
        self.frame = Frame(tree, parts, in_mapping, in_mapping)

    def close(self) -> None:
        """The innermost list or mapping ends."""
        self.frame = self.outer.pop()

    def text(self, value: str | None, offset: int) -> None:
        """A text stands here, or nothing (``None``): a key where one is due, else a value."""
        self._count(offset)
        if value is not None:
            value = self._clean(value, offset)
        frame = self.frame
        if not frame.needs_key:
            frame.put(value, offset)
        elif value is None:
            self._refuse_key(offset)
        else:
            if value in frame.tree:
                self._refuse_twin(value, offset)
            frame.key, frame.key_offset, frame.needs_key = value, offset, False

    def _count(self, offset: int) -> None:
        self.nodes += 1
        if self.nodes > (most := self.reading.limits.nodes):
            self.reading.stop(
                "SV-DOC-017",
                Words(vi="tài liệu có quá nhiều phần tử", en="the document has too many parts"),
                offset,
                expected=Words(vi=f"nhiều nhất {most} phần tử", en=f"at most {most} parts"),
            )

    def _clean(self, text: str, offset: int) -> str:
        if len(text) > (most := self.reading.limits.text):
            self.reading.add(
                "SV-DOC-018",
                Words(vi=f"văn bản quá dài ({len(text)} ký tự)", en=f"the text is too long ({len(text)} characters)"),
                offset,
                expected=Words(vi=f"nhiều nhất {most} ký tự", en=f"at most {most} characters"),
            )
            return text
        if self.has_escapes and (bad := REFUSED.search(text)):
            self.reading.add("SV-DOC-014", not_allowed(bad[0]), offset, found=text)
        if text.isascii():
            return text
        if not _is_stream_safe(text):
            what = Words(vi="một chữ mang quá nhiều dấu", en="a letter carries too many marks")
            expected = Words(vi=f"nhiều nhất {_MARKS} dấu", en=f"at most {_MARKS} marks")
            self.reading.add("SV-DOC-027", what, offset, expected=expected)
            return text
        if unicodedata.is_normalized("NFC", text):
            return text
        self.normalised += 1
        return unicodedata.normalize("NFC", text)

    def _refuse_key(self, offset: int) -> None:
        self.frame.key, self.frame.key_offset, self.frame.needs_key = _NO_TEXT_KEY, offset, False
        self.reading.add(
            "SV-DOC-020",
            Words(vi="khóa không phải văn bản", en="the key is not text"),
            offset,
            expected=Words(vi="khóa là văn bản, trước dấu hai chấm", en="a key of text before the colon"),
        )

    def _refuse_twin(self, key: str, offset: int) -> None:
        if self.reading.is_full:
            self.reading.unlisted += 1  # the line of each twin's first would be looked for in the whole text
            return
        first, shown = self.frame.parts[key], quoted(key)
        what = Words(vi=f"khóa {shown} có hai lần", en=f"the key {shown} stands twice")
        if self.reading.text:
            line, _ = position(self.reading.text, first.offset if isinstance(first, Mark) else first)
            what = Words(vi=f"khóa {shown} đã có ở dòng {line}", en=f"the key {shown} already stands in line {line}")
        self.reading.add(
            "SV-DOC-019",
            what,
            offset,
            expected=Words(vi="mỗi khóa một lần", en="each key once"),
            advice=None
            if key.isascii()
            else Words(
                vi="Chữ có dấu gõ theo cách khác (Unicode NFC và NFD) vẫn là một khóa.",
                en="Letters composed in another way (Unicode NFC and NFD) make the same key.",
            ),
            found=key,
        )


def refuse_second(reading: Reading, offset: int) -> None:
    """Say that something stands behind the document."""
    what = Words(vi="sau tài liệu còn nội dung khác", en="something follows after the document")
    reading.add("SV-DOC-025", what, offset, expected=Words(vi="một tài liệu mỗi tệp", en="one document a file"))
