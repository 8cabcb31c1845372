"""One part of a workbook as a stream of XML events, within bounds.

The parser is expat, fed in pieces. A document type ends the reading before any entity is declared; and so do an
encoding other than UTF-8 and UTF-16, elements nested too deep, more elements than a workbook of the allowed size can
have, and a single tag too long to be one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Never
from xml.parsers import expat

from smartvillage.errors import Words
from smartvillage.tables import complaints
from smartvillage.tables.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smartvillage.errors import Where
    from smartvillage.tables.limits import Findings

__all__ = ["Enough", "Part", "Reader", "Tag", "Tags", "parse"]

_DEPTH = 100
_TAG_BYTES = MIB
_TAG_CHARS = 8 * MIB
"""What the tags kept from one part may hold together; 65,000 cell styles hold half of it."""
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "utf-16", "utf16", "us-ascii"})


class Part(NamedTuple):
    """A part of an archive, ready to be read once."""

    name: str
    chunks: Iterator[bytes]
    where: Where
    findings: Findings
    elements: int
    """How many elements it may have."""


class Enough(Exception):  # noqa: N818 - no error: a reader says that it need not see the rest
    """What a reader raises to end the reading of a part."""


class Reader:
    """What a reader of events is: it counts them, and says when it has seen enough or was given too much.

    Args:
        until_first: The first element is enough.
    """

    def __init__(self, *, until_first: bool = False) -> None:
        self.seen = 0
        self.depth = 0
        self.overflow = False
        self._until_first = until_first

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Meet the start of an element."""
        del name, attributes
        self.seen += 1
        self.depth += 1
        if self._until_first:
            raise Enough

    def end(self, name: str) -> None:
        """Meet the end of an element."""
        del name
        self.depth -= 1

    def text(self, data: str) -> None:
        """Meet text between elements."""


class Tag(NamedTuple):
    """An element of interest."""

    parent: str
    name: str
    attributes: dict[str, str]


class Tags(Reader):
    """Collect some elements with their attributes; for the small parts that describe a workbook.

    Args:
        wanted: Pairs of a parent's name and a name, without prefixes.
    """

    def __init__(self, wanted: set[tuple[str, str]]) -> None:
        super().__init__()
        self.found: list[Tag] = []
        self.root = ""
        self._wanted = wanted
        self._path: list[str] = [""]
        self._room = _TAG_CHARS

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keep the element if it is wanted."""
        super().start(name, attributes)
        local = name.rpartition(":")[2]
        if (self._path[-1], local) in self._wanted:
            self.found.append(Tag(self._path[-1], local, attributes))
            self._room -= 64 + sum(map(len, attributes.values()))
            self.overflow |= self._room < 0
        self.root = self.root or local
        self._path.append(local)

    def end(self, name: str) -> None:
        """Step back to the parent."""
        super().end(name)
        self._path.pop()


def parse(part: Part, reader: Reader) -> None:
    """Send the events of a part to a reader, until its end or until the reader has seen enough.

    Raises:
        InputError: The part is no proper XML, or goes beyond a bound.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_: part.findings.stop(complaints.document_type(part.where, part.name))
    parser.XmlDeclHandler = lambda _, encoding, __: _check_encoding(part, encoding)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    fed = 0
    try:
        for chunk in part.chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
            fed += len(chunk)
            if reader.seen > part.elements:
                part.findings.stop(complaints.too_much_markup(part.where, part.name))
            if reader.overflow or reader.depth > _DEPTH or fed - parser.CurrentByteIndex > _TAG_BYTES:
                _damaged(part)
        parser.Parse(b"", True)  # noqa: FBT003
    except Enough:
        return
    except expat.ExpatError:
        _damaged(part)


def _check_encoding(part: Part, encoding: str | None) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        _damaged(part)


def _damaged(part: Part) -> Never:
    reason = Words(vi=f"phần {part.name} không đúng quy cách", en=f"the part {part.name} is not proper XML")
    part.findings.stop(complaints.damaged(part.where, reason))
