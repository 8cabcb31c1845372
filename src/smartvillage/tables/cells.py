"""Text cells as they enter: normalised, stripped of outer white space, refused when they cannot be read by people."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from smartvillage.text.names import nfc

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["BadText", "Cleaner"]

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
"""Control characters except tab and line ends, lone surrogates, the mark of damaged text, and what is no character."""


def _is_plain(text: str) -> bool:
    """Tell quickly that there is nothing to repair or to refuse; ``False`` means that it has to be looked at."""
    return text.isprintable() and (text.isascii() or ("\ufffd" not in text and unicodedata.is_normalized("NFC", text)))


class BadText(NamedTuple):
    """A text that no cell may hold."""

    text: str
    """Its beginning."""
    character: str | None
    """What makes it unreadable; ``None`` when it is too long."""


class Cleaner(dict[str, "str | None"]):
    r"""From the text of a cell to what it says: form NFC, without outer white space, ``None`` when nothing is left.

    A table repeats its texts, so it works like a dictionary that fills itself: each text is looked at once, and equal
    texts become one object. What it remembers is bounded; forgetting costs only time.

    Attributes:
        normalised: Whether any text was not in form NFC.
        bad: The texts that were refused. They come out as ``None``; who holds a bad text says where it stands.

    Example:
        >>> cleaner = Cleaner(cell_chars=100)
        >>> cleaner[" Tân An "], cleaner["  "], cleaner.normalised
        ('Tân An', None, False)
        >>> cleaner["a\x00b"], list(cleaner.bad)
        (None, ['a\x00b'])
    """

    REMEMBERED = 100_000

    def __init__(self, cell_chars: int) -> None:
        super().__init__()
        self.normalised = False
        self.bad: dict[str, BadText] = {}
        self._cell_chars = cell_chars

    def __missing__(self, raw: str) -> str | None:
        if len(self) >= self.REMEMBERED:
            self.clear()
        text = self.clean(raw)
        if isinstance(text, BadText):
            self.bad[raw] = text
            return None
        self[raw] = text
        return text

    def column(self, raw: Collection[str]) -> list[str | None]:
        """Clean many texts at once; where none needs more than stripping, that is all it costs."""
        together = "".join(raw)
        if not _is_plain(together) or max(map(len, raw)) > self._cell_chars:
            return [self[text] for text in raw]
        if len(self) > self.REMEMBERED:
            self.clear()
        self.update({text: text.strip() or None for text in set(raw) if text not in self})
        return [self[text] for text in raw]

    def clean(self, raw: str) -> str | BadText | None:
        """Clean one text without remembering it."""
        text = raw.strip()
        if not _is_plain(text):
            if found := _UNREADABLE.search(text):
                return BadText(text[:200], found[0])
            normal = nfc(text)
            self.normalised |= normal != text
            text = normal
        if len(text) > self._cell_chars:
            return BadText(text[:200], None)
        return text or None
