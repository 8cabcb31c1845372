"""Papers: what an office hands up, said once, for Word, for the browser, for Excel and for programs.

A :class:`Paper` is a title, a letter head and a row of blocks. It is said in both languages and knows no law: upper
floors choose the words. What it looks like is the work of :mod:`~smartvillage.paper.docx`,
:mod:`~smartvillage.paper.papers_html` and :mod:`~smartvillage.paper.papers_xlsx`; :mod:`~smartvillage.paper.papers`
writes them all. The layout follows the manner of provincial papers and claims no decree.

What is not yet said stays visible: an :class:`Empty` prints *chưa có nội dung*, a
:class:`~smartvillage.paper.blocks_text.Blank` its name in brackets, and :meth:`Paper.empty` and
:meth:`Paper.unfilled` list them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal, Protocol, Self, runtime_checkable

import attrs

from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.paper.blocks_table import Column, TableBlock, TableCell
from smartvillage.paper.blocks_text import Blank, Said, Span, Spans, Stretch, clean, said, spans_of
from smartvillage.paper.cells import shown

__all__ = [
    "NO_CONTENT",
    "SCHEMA",
    "SYNTHETIC",
    "Blank",
    "Block",
    "Bullets",
    "Chart",
    "Column",
    "Drawing",
    "Empty",
    "Heading",
    "LetterHead",
    "Notice",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Picture",
    "Signature",
    "Stretch",
    "TableBlock",
    "TableCell",
    "Title",
]

SCHEMA = "smartvillage.paper/1"
"""The form of :meth:`Paper.to_dict`; it changes when a reader of the old form would misread the new one."""
NO_CONTENT = Words(vi="chưa có nội dung", en="no content yet")
SYNTHETIC = Words(
    vi="DỮ LIỆU GIẢ LẬP – không phải số liệu của xã nào", en="SYNTHETIC DATA – not the figures of any commune"
)
"""The banner of a paper with invented figures."""
COUNTRY = Words(vi="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", en="SOCIALIST REPUBLIC OF VIET NAM")
MOTTO = Words(vi="Độc lập - Tự do - Hạnh phúc", en="Independence - Freedom - Happiness")

_PNG = b"\x89PNG\r\n\x1a\n"
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _one(given: Said | Span) -> Span:
    (span,) = spans_of(given)
    return span


def _items(given: Iterable[Spans]) -> tuple[tuple[Span, ...], ...]:
    return tuple(map(spans_of, given))


def _several(given: Iterable[Said | Span]) -> tuple[Span, ...]:
    return tuple(map(_one, given))


def _words(given: Said | None) -> Words | None:
    return None if given is None else said(given)


def _span(given: Said | Span | None) -> Span | None:
    return None if given is None else _one(given)


def _blocks(given: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(given)


@attrs.frozen
class Heading:
    """A heading of level 1 (I., II.), 2 (1., 2.) or 3 (a, b), with its number as it is printed.

    Raises:
        ValueError: There is no such level.
    """

    level: int = attrs.field()
    text: Words = attrs.field(converter=said)
    number: str | None = attrs.field(default=None, converter=attrs.converters.optional(clean), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.level not in {1, 2, 3}:
            raise ValueError("a heading is of level 1, 2 or 3")

    def say(self, lang: str) -> str:
        """Return the heading with its number."""
        return f"{self.number} {self.text.say(lang)}" if self.number else self.text.say(lang)


@attrs.frozen
class Paragraph:
    """Running text, of one part or several.

    Example:
        >>> Paragraph([Stretch("Căn cứ", italic=True), " Quyết định số ", Blank("base", "số, ngày")]).say("vi")
        'Căn cứ Quyết định số [số, ngày]'
    """

    spans: tuple[Span, ...] = attrs.field(converter=spans_of)
    align: Literal["justify", "left", "center", "right"] = attrs.field(default="justify", kw_only=True)
    indent: bool = attrs.field(default=True, kw_only=True)
    """Whether the first line is set in."""

    def say(self, lang: str) -> str:
        """Return the bare text."""
        return _text(self.spans, lang)


@attrs.frozen
class Bullets:
    """A list, with dashes or with numbers."""

    items: tuple[tuple[Span, ...], ...] = attrs.field(converter=_items)
    numbered: bool = attrs.field(default=False, kw_only=True)

    def marks(self) -> Iterator[str]:
        """Give the mark of each item."""
        return (f"{number})" if self.numbered else "-" for number in range(1, len(self.items) + 1))


@attrs.frozen
class Notice:
    """A framed remark: what the reader must not miss."""

    spans: tuple[Span, ...] = attrs.field(converter=spans_of)
    kind: Literal["note", "warning"] = "note"


@attrs.frozen
class Empty:
    """A place where something belongs and nothing is said yet; a check lists it under its heading."""

    expected: Words | None = attrs.field(default=None, converter=_words)
    """What belongs there."""

    def say(self, lang: str) -> str:
        """Return the words printed there."""
        expected = f": {self.expected.say(lang)}" if self.expected else ""
        return f"({NO_CONTENT.say(lang)}{expected})"


@attrs.frozen
class PageBreak:
    """A new page, upright or (for broad tables) lying; the pages stay so until the next break."""

    landscape: bool = False


@attrs.frozen
class Title:
    """The kind of a paper (BÁO CÁO, TỜ TRÌNH) and what it is about."""

    text: Words = attrs.field(converter=said)
    form: Words | None = attrs.field(default=None, converter=_words)


@attrs.frozen
class LetterHead:
    """The two columns at the top: who issues the paper, with its number; country and motto, with place and date."""

    issuer: Span = attrs.field(converter=_one)
    """The department or committee; often a :class:`Blank`."""
    above: Span | None = attrs.field(default=None, converter=_span, kw_only=True)
    """Whom the issuer is part of."""
    number: Span | None = attrs.field(default=None, converter=_span, kw_only=True)
    place: Span | None = attrs.field(default=None, converter=_span, kw_only=True)
    day: date | None = attrs.field(default=None, kw_only=True)
    """Without one there is room for it."""

    def dated(self, lang: str) -> str:
        """Return the day in words, with the comma that parts it from the place."""
        day, month, year = (self.day.day, self.day.month, self.day.year) if self.day else ("…", "…", "…")
        if lang != "vi":
            return self.day.isoformat() if self.day else "… / … / …"
        # Days and January, February are written with a zero, so that no digit can be put before them.
        short = f"{day:02}" if isinstance(day, int) else day
        early = f"{month:02}" if isinstance(month, int) and month < 3 else month
        return f"ngày {short} tháng {early} năm {year}"


@attrs.frozen
class Signature:
    """The end of a paper: who gets it, on the left; who signs it, on the right."""

    role: Span = attrs.field(converter=_one)
    name: Span | None = attrs.field(default=None, converter=_span, kw_only=True)
    recipients: tuple[Span, ...] = attrs.field(default=(), converter=_several, kw_only=True)


@attrs.frozen
class Picture:
    """A picture in both forms: lines for the browser, points for Word.

    Raises:
        ValueError: The bytes are no PNG, or no SVG.
    """

    svg: bytes = attrs.field(repr=False)
    png: bytes = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.png.startswith(_PNG) or b"<svg" not in self.svg[:1000]:
            raise ValueError("these bytes are no PNG and SVG")

    def draw(self, lang: str) -> Picture:
        """Return itself: it is drawn already, whatever the language."""
        del lang
        return self

    def _repr_png_(self) -> bytes:
        return self.png


@runtime_checkable
class Drawing(Protocol):
    """What can be drawn when a paper is made; :mod:`smartvillage.paper.charts` has some."""

    def draw(self, lang: str) -> Picture:
        """Draw in a language.

        Raises:
            MissingExtraError: What draws is not installed.
        """
        ...


@attrs.frozen
class Chart:
    """A picture with the table that it shows.

    The table is the content: it is what is hashed, what a workbook holds, and what stands in the paper where nothing
    can draw. Pictures differ with the fonts of a machine.
    """

    alt: Words = attrs.field(converter=said)
    """What the picture shows, for those who do not see it."""
    table: TableBlock
    drawing: Drawing | None = attrs.field(default=None, repr=False, eq=False, metadata={"content": False})
    caption: Words | None = attrs.field(default=None, converter=_words, kw_only=True)


Block = Heading | Paragraph | Bullets | TableBlock | Chart | PageBreak | Notice | Empty | Title | LetterHead | Signature


@attrs.frozen
class Paper:
    """A paper, independent of language and form.

    Example:
        >>> report = Paper(
        ...     "report",
        ...     Words(vi="Tổng kết thí điểm", en="Summing-up of the pilots"),
        ...     [Heading(1, "Kết quả", number="I."), Empty(), Paragraph(Blank("department", "tên sở"))],
        ...     form=Words(vi="BÁO CÁO", en="REPORT"),
        ... )
        >>> [heading.vi for heading in report.empty()], [field.key for field in report.unfilled()]
        (['I. Kết quả'], ['department'])
        >>> report.fill({"department": "Sở Nông nghiệp"}).unfilled()
        ()

    .. versionadded:: 0.1
    """

    id: str = attrs.field(converter=clean)
    title: Words = attrs.field(converter=said)
    blocks: tuple[Block, ...] = attrs.field(default=(), converter=_blocks)
    form: Words | None = attrs.field(default=None, converter=_words, kw_only=True)
    """The kind of paper, in capitals over the title."""
    head: LetterHead | None = attrs.field(default=None, kw_only=True)
    banner: Words | None = attrs.field(default=None, converter=_words, kw_only=True)
    """A warning on every page, such as :data:`SYNTHETIC`."""

    def body(self) -> tuple[Block, ...]:
        """Return all that is printed, the letter head and the title first."""
        head = [self.head] if self.head else []
        return (*head, Title(self.title, self.form), *self.blocks)

    def bound_with(self, *papers: Paper) -> Self:
        """Bind other papers behind this one, each on a new page; a banner of one of them stands on all pages."""
        more = [block for paper in papers for block in (PageBreak(), *paper.body())]
        banner = self.banner or next((paper.banner for paper in papers if paper.banner), None)
        return attrs.evolve(self, blocks=(*self.blocks, *more), banner=banner)

    def empty(self) -> tuple[Words, ...]:
        """Return the headings (or titles) under which :class:`Empty` stands, in order."""
        found: list[Words] = []
        under = self.title
        for block in self.body():
            match block:
                case Heading():
                    under = Words(block.say("vi"), block.say("en"))
                case Title():
                    under = block.text
                case Empty():
                    found.append(under)
                case _:
                    pass
        return tuple(found)

    def blanks(self) -> tuple[Blank, ...]:
        """Return every blank, in the order of the paper; a key that stands in several places comes once."""
        found: dict[str, Blank] = {}
        for part in _parts(self):
            if isinstance(part, Blank) and (part.key not in found or found[part.key].value is not None):
                found[part.key] = part
        return tuple(found.values())

    def unfilled(self) -> tuple[Blank, ...]:
        """Return the blanks without a value."""
        return tuple(field for field in self.blanks() if field.value is None)

    def fill(self, values: Mapping[str, Said]) -> Self:
        """Fill in blanks by key.

        Raises:
            UnknownIdentifierError: There is no such blank.
        """
        known = {field.key for field in self.blanks()}
        for key in values:
            if key not in known:
                raise UnknownIdentifierError(key, known, Words(vi="ô cần điền", en="blank"))

        def filled(part: object) -> object:
            if isinstance(part, Blank) and part.key in values:
                return attrs.evolve(part, value=values[part.key])
            return part

        return _mapped(self, filled)  # type: ignore[return-value]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole content ready for JSON; pictures are left out, their tables are there.

        Example:
            >>> Paper("x", "Tên", [Heading(1, "Mở đầu")]).to_dict()["blocks"]
            [{'kind': 'heading', 'level': 1, 'text': {'vi': 'Mở đầu', 'en': 'Mở đầu'}}]
        """
        return {"schema": SCHEMA, **_plain(self)}

    def to_json(self) -> str:
        """Return the canonical JSON: keys sorted, NFC, exact numbers as text, a line feed at the end."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    @property
    def content(self) -> str:
        """SHA-256 of :meth:`to_json` in UTF-8: what the paper says, whatever form it is printed in."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def _text(spans: Iterable[Span], lang: str) -> str:
    return "".join(span.text.say(lang) if isinstance(span, Stretch) else span.say(lang) for span in spans)


def _parts(part: object) -> Iterator[object]:
    """Everything inside a paper, in order; the letter head and title come before the blocks."""
    yield part
    if isinstance(part, Paper):
        part = part.body()
    if attrs.has(type(part)):
        for field in attrs.fields(type(part)):  # type: ignore[arg-type]
            yield from _parts(getattr(part, field.name))
    elif type(part) is tuple:
        for one in part:
            yield from _parts(one)


def _mapped(part: object, change: Callable[[object], object]) -> object:
    """The same with some parts changed; what is not changed stays the same object."""
    new = change(part)
    if new is not part:
        return new
    if type(part) is tuple:
        return tuple(_mapped(one, change) for one in part)
    if not attrs.has(type(part)):
        return part
    fields = attrs.fields(type(part))  # type: ignore[arg-type]
    content = [field for field in fields if field.metadata.get("content", True)]
    values = {field.name: _mapped(getattr(part, field.name), change) for field in content}
    changed = {name: value for name, value in values.items() if value != getattr(part, name)}
    return attrs.evolve(part, **changed) if changed else part  # type: ignore[misc]


def _plain(value: object) -> Any:  # noqa: ANN401
    """A value for JSON: classes as objects with their kind, without what is as usual; exact numbers and days marked."""
    match value:
        case Words():
            return value._asdict()
        case tuple():
            return [_plain(one) for one in value]
        case Fraction():
            return {"number": shown(value)}  # type: ignore[arg-type]
        case date():
            return {"day": value.isoformat()}
        case None | bool() | int() | str():
            return value
    out: dict[str, Any] = {"kind": _CAPITALS.sub("-", type(value).__name__).lower()}
    for field in attrs.fields(type(value)):  # type: ignore[arg-type]
        inside = getattr(value, field.name)
        if field.metadata.get("content", True) and (inside != field.default or type(inside) is not type(field.default)):
            out[field.name] = _plain(inside)
    return out
