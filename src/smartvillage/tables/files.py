"""What a file holds, told by its first bytes and never by its name alone."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Final, Literal

from smartvillage.errors import InputError, Where, Words
from smartvillage.tables import complaints

__all__ = ["Content", "read_bytes", "sniff"]

Content = Literal[
    "text", "zip", "parquet", "arrow", "ole", "password", "pdf", "html", "xml", "json", "sqlite", "compressed",
    "image", "python", "binary", "empty",
]  # fmt: skip
"""What :func:`sniff` may find. A workbook is a ``zip``; ``ole`` is the old ``.xls``; ``python`` is pickle or npy."""

_MAGIC: Final[tuple[tuple[bytes, Content], ...]] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF", "pdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"Rar!", "compressed"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x93NUMPY", "python"),
    (b"\x80\x02", "python"),
    (b"\x80\x03", "python"),
    (b"\x80\x04\x95", "python"),
    (b"\x80\x05\x95", "python"),
)
_LIKELY: Final[tuple[tuple[re.Pattern[bytes], Content], ...]] = (
    (re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta|style)\b", re.IGNORECASE), "html"),
    (re.compile(rb"<[?!a-z]", re.IGNORECASE), "xml"),
    (re.compile(rb"\{\s*[\"}]|\[\s*[\[{]"), "json"),
)
_CONTROLS = bytes([*range(9), *range(14, 32)])
_HEAD = 4096

CONTENTS: Final[dict[Content, Words]] = {
    "text": Words(vi="chữ", en="text"),
    "zip": Words(vi="tệp Excel (.xlsx) hoặc tệp nén ZIP khác", en="a workbook (.xlsx) or another ZIP archive"),
    "parquet": Words(vi="Parquet", en="Parquet"),
    "arrow": Words(vi="Arrow", en="Arrow"),
    "ole": Words(
        vi="tệp Office kiểu cũ (.xls, .doc); hãy lưu lại thành .xlsx",
        en="an old Office file (.xls, .doc); save it again as .xlsx",
    ),
    "password": Words(
        vi="tệp Office được đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại",
        en="an Office file protected by a password; remove it and save again",
    ),
    "pdf": Words(vi="PDF", en="PDF"),
    "html": Words(
        vi="trang web HTML; hãy mở bằng Excel và lưu lại thành .xlsx",
        en="a web page (HTML); open it in Excel and save it again as .xlsx",
    ),
    "xml": Words(
        vi="XML; hãy mở bằng Excel và lưu lại thành .xlsx", en="XML; open it in Excel and save it again as .xlsx"
    ),
    "json": Words(vi="JSON", en="JSON"),
    "sqlite": Words(vi="cơ sở dữ liệu SQLite", en="an SQLite database"),
    "compressed": Words(vi="tệp nén; hãy giải nén trước", en="compressed; unpack it first"),
    "image": Words(vi="hình ảnh", en="an image"),
    "python": Words(vi="dữ liệu Python (pickle, npy), không bao giờ đọc", en="Python data (pickle, npy), never read"),
    "binary": Words(vi="dữ liệu nhị phân", en="binary data"),
    "empty": Words(vi="trống", en="empty"),
}
"""How each content is called in a message."""


def content_of(data: bytes) -> Content:
    r"""Tell what bytes hold.

    Example:
        >>> content_of(b"unit,value\n"), content_of(b"PAR1..."), content_of(b"\x1f\x8b\x08")
        ('text', 'parquet', 'compressed')
    """
    for magic, content in _MAGIC:
        if data.startswith(magic):
            is_locked = content == "ole" and "EncryptedPackage".encode("utf-16-le") in data
            return "password" if is_locked else content
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        return "empty"
    for likely, content in _LIKELY:
        if likely.match(head):
            return content
    if head.count(0) * 3 >= len(head):  # UTF-16 of Latin letters: every other byte is zero
        return "text"
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "binary" if controls * 10 > len(head) else "text"  # a stray one is named where it stands


def sniff(path: str | Path) -> Content:
    """Tell what a file holds, whatever it is called.

    Args:
        path: The file.

    Returns:
        One of :data:`Content`; a file read by :func:`~smartvillage.tables.sheets.read_table` is ``"text"`` or
        ``"zip"``.

    Raises:
        InputError: There is no such file, or it cannot be opened (``SV-IN-001``).
    """
    data, _ = _read(Path(path), _HEAD)
    return content_of(data)


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a file that has at most ``limit`` bytes.

    Raises:
        InputError: There is no such file, it cannot be opened (``SV-IN-001``), or it is larger (``SV-IN-003``).
    """
    data, size = _read(path, limit)
    if size > limit:
        raise InputError([complaints.too_large(Where(file=path.name), size, limit)])
    return data


def _read(path: Path, count: int) -> tuple[bytes, int]:
    """Return the first bytes of a file, and its size. What is no plain file (a pipe, a device) is never opened."""
    where = Where(file=path.name or str(path))
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            with path.open("rb") as stream:
                data = stream.read(count + 1)
            return data[:count], max(len(data), found.st_size)
    except (FileNotFoundError, NotADirectoryError) as reason:
        raise InputError([complaints.missing(where)]) from reason
    except (OSError, ValueError) as reason:  # ValueError: a name that holds NUL
        raise InputError([complaints.unreadable(where, getattr(reason, "strerror", None) or str(reason))]) from reason
    raise InputError([complaints.not_a_file(where)])
