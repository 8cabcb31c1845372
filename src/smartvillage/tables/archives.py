"""The archive a workbook is: checked whole before any part of it is read, and never trusted about its own size.

A workbook comes by mail from anyone. Its directory says how many parts there are and how large they become; both are
checked first, and every byte is counted again while it is unpacked. Every XML part is looked at up to its first
element, because a document type can stand only before it.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple, Never

from smartvillage.errors import Where, Words
from smartvillage.tables import complaints
from smartvillage.tables.markup import Part, Reader, Tags, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smartvillage.tables.limits import Findings

__all__ = ["Archive", "Relation"]

_CHUNK = 64 * 1024
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_ELEMENTS_PER_CELL = 4
"""A cell is an element with at most two inside; rows, shared texts and styles share the rest."""
_ELEMENTS_BESIDE = 100_000
_CONTENT_TYPES = "[content_types].xml"
_ARCHIVE = Words(vi="tệp nén ZIP, không phải tệp Excel", en="a ZIP archive, not a workbook")
_OTHERS: Final = (
    ("xl/workbook.bin", Words(vi="tệp Excel nhị phân (.xlsb)", en="a binary workbook (.xlsb)")),
    ("word/", Words(vi="tài liệu Word", en="a Word document")),
    ("ppt/", Words(vi="bài trình chiếu PowerPoint", en="a PowerPoint presentation")),
    ("mimetype", Words(vi="tệp OpenDocument (.ods, .odt)", en="an OpenDocument file (.ods, .odt)")),
)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
    IndexError,
    struct.error,
)
"""What :mod:`zipfile` raises over bytes that are no proper archive."""


class Relation(NamedTuple):
    """One part of a workbook that another part names."""

    id: str
    """By which the other part refers to it."""
    kind: str
    """The last word of its type: ``worksheet``, ``styles``."""
    target: str
    """The name of the part."""


class Archive:
    """A workbook's archive that passed every check made before reading.

    Args:
        data: The whole file.
        file: Its name, for messages.
        findings: Where problems go.

    Raises:
        InputError: It is no workbook (``SV-IN-002``), damaged (``005``), larger than the limits or unsafe (``006``),
            holds macros (``007``) or a document type (``008``).
    """

    def __init__(self, data: bytes, file: str, findings: Findings) -> None:
        self._where = Where(file=file)
        self._findings = findings
        self._limits = limits = findings.limits
        self._elements = limits.cells * _ELEMENTS_PER_CELL + _ELEMENTS_BESIDE
        entries = data.count(_ENTRY)  # an upper bound of what a directory can hold, before anything is built from it
        if entries > limits.members:
            findings.stop(complaints.too_many_members(self._where, entries, limits.members))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            self._damaged(Words(vi="không mở được tệp nén", en="its archive cannot be opened"))
        self._members = self._checked(len(data))
        self._check_kind()
        for name in self._members:
            self._check_start(name)

    def _damaged(self, reason: Words) -> Never:
        self._findings.stop(complaints.damaged(self._where, reason))

    def _checked(self, file_bytes: int) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        is_locked = has_macros = False
        for member in self._zip.infolist():
            name = member.orig_filename
            key = name.replace("\\", "/").lower()
            if not name or "\0" in name or ":" in name or key.startswith("/") or ".." in key.split("/"):
                self._findings.add(complaints.unsafe_name, self._where, name)
            elif key in members:
                self._findings.add(complaints.repeated_member, self._where, name)
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                self._findings.add(complaints.unknown_compression, self._where, name)
            is_locked |= bool(member.flag_bits & _ENCRYPTED)
            has_macros |= "vbaproject" in key or "/macrosheets/" in key
            members[key] = member
        if is_locked:
            self._findings.add(complaints.encrypted, self._where)
        if has_macros:
            self._findings.add(complaints.macros, self._where)
        total = sum(member.file_size for member in members.values())
        if total > self._limits.unpacked_bytes:
            self._findings.add(complaints.unpacks_too_large, self._where, total, self._limits.unpacked_bytes)
        elif total > self._limits.ratio * file_bytes:
            self._findings.add(complaints.ratio_too_high, self._where, total // file_bytes, self._limits.ratio)
        self._findings.close()
        return members

    def _check_kind(self) -> None:
        """Refuse other archives by what they are, and workbooks that say they hold macros."""
        for start, words in _OTHERS:
            if any(name.startswith(start) for name in self._members):
                self._findings.stop(complaints.wrong_content(self._where, ".xlsx", words))
        if _CONTENT_TYPES not in self._members:
            self._findings.stop(complaints.wrong_content(self._where, ".xlsx", _ARCHIVE))
        types = Tags({("Types", "Override"), ("Types", "Default")})
        self.parse(_CONTENT_TYPES, types)
        if any("macro" in tag.attributes.get("ContentType", "").lower() for tag in types.found):
            self._findings.stop(complaints.macros(self._where))

    def _check_start(self, name: str) -> None:
        """Look at a part up to its first element, if it is XML by its name or its beginning."""
        is_xml = name.endswith((".xml", ".rels", ".vml"))
        first = next(self._chunks(self._members[name]), b"")
        if is_xml or first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
            self.parse(name, Reader(until_first=True))

    def parse(self, name: str, reader: Reader) -> None:
        """Give a part to a reader of XML.

        Raises:
            InputError: The part is missing, damaged, larger than it says, or declares a document type.
        """
        if not (member := self._members.get(name.lower())):
            self._damaged(Words(vi=f"thiếu phần {name}", en=f"the part {name} is missing"))
        name = member.orig_filename
        parse(Part(name, self._chunks(member), self._where, self._findings, self._elements), reader)
        self._elements -= reader.seen

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        left = member.file_size
        try:
            with self._zip.open(member) as stream:
                while left > 0 and (chunk := stream.read(_CHUNK)):
                    left -= len(chunk)
                    yield chunk
                if left or stream.read(1):
                    raise EOFError
        except _BROKEN:
            name = member.orig_filename
            self._damaged(Words(vi=f"phần {name} không đọc được", en=f"the part {name} cannot be read"))

    def relations(self, part: str) -> list[Relation]:
        """Return what a part (or, for ``""``, the archive itself) says belongs to it."""
        folder, base = posixpath.split(part)
        tags = Tags({("Relationships", "Relationship")})
        self.parse(posixpath.join(folder, "_rels", f"{base}.rels"), tags)
        return [
            Relation(
                tag.attributes.get("Id", ""),
                tag.attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, tag.attributes.get("Target", ""))).lstrip("/"),
            )
            for tag in tags.found
            if tag.attributes.get("TargetMode") != "External"
        ]
