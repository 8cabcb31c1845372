"""What is said in a paper: text in two languages, stretches of it in bold or italic, and blanks somebody fills in.

Text is made safe once, here: Unicode form NFC, lines ended by a line feed, and characters that no docx, html or xlsx
can hold (or that turn the direction of reading) shown as the replacement mark. Renderers escape; they need not clean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import attrs

from smartvillage.border import Label
from smartvillage.errors import Words

__all__ = ["Blank", "Said", "Span", "Spans", "Stretch", "clean", "said", "spans_of"]

Said = str | Words | Label
"""What is said: text of one language that stands for both, or a text in each."""

_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c")


def clean(text: str) -> str:
    r"""Make text that every form of a paper can hold.

    Example:
        >>> print(clean("a" + chr(13) + chr(10) + "b" + chr(0)))
        a
        b�
    """
    # Line ends first: a carriage return that stays would be read as a new row or as nothing, by turns.
    return unicodedata.normalize("NFC", _UNFIT.sub("\ufffd", _LINE_ENDS.sub("\n", text)))


def said(given: Said) -> Words:
    """Take text as it is given; a label without English says the Vietnamese in both.

    Raises:
        TypeError: It is no text at all.

    Example:
        >>> said("Mỹ Lệ"), said(Label(vi="Xã", en="Commune")).en
        (Words(vi='Mỹ Lệ', en='Mỹ Lệ'), 'Commune')
    """
    match given:
        case str():
            text = clean(given)
            return Words(text, text)
        case Words(vi, en):
            return Words(clean(vi), clean(en))
        case Label():
            return Words(clean(given.vi), clean(given.say("en")))
    raise TypeError(f"{type(given).__name__} is no text of a paper")


@attrs.frozen
class Stretch:
    """A stretch of text in one face."""

    text: Words = attrs.field(converter=said)
    bold: bool = attrs.field(default=False, kw_only=True)
    italic: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Blank:
    """Something that the office fills in: the name of its department, a number, a date.

    Unfilled it is printed in brackets and marked, and :meth:`~smartvillage.paper.blocks.Paper.unfilled` lists it.

    Example:
        >>> Blank("department", Words(vi="tên sở", en="name of the department")).say("vi")
        '[tên sở]'
    """

    key: str
    """By this :meth:`~smartvillage.paper.blocks.Paper.fill` finds it; a key may stand in many places."""

    label: Words = attrs.field(converter=said)
    """What belongs there."""

    value: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said))
    """What was filled in."""

    bold: bool = attrs.field(default=False, kw_only=True)
    italic: bool = attrs.field(default=False, kw_only=True)

    def say(self, lang: str) -> str:
        """Return what was filled in, else what belongs there, in brackets."""
        return f"[{self.label.say(lang)}]" if self.value is None else self.value.say(lang)


Span = Stretch | Blank
"""A part of a paragraph."""

Spans = Said | Span | Iterable[Said | Span]
"""A paragraph as it may be given: one text, or several parts."""


def spans_of(given: Spans) -> tuple[Span, ...]:
    """Take the parts of a paragraph; bare text becomes a plain run.

    Example:
        >>> [type(span).__name__ for span in spans_of(["Sở ", Blank("department", "tên sở")])]
        ['Stretch', 'Blank']
    """
    return tuple(_spans(given))


def _spans(given: Spans) -> Iterator[Span]:
    match given:
        # Words are a tuple too, so they are known before other sequences.
        case Stretch() | Blank():
            yield given
        case str() | Words() | Label():
            yield Stretch(given)
        case _:
            for part in given:
                yield from _spans(part)
