"""Saying things in both languages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from smartvillage.border import Label
from smartvillage.errors import Words
from smartvillage.text.numbers import write_number

__all__ = ["both", "joined", "percent", "plus", "words"]


def both(say: Callable[..., str]) -> Words:
    """Say something in either language.

    Example:
        >>> both(lambda lang: f"({lang})")
        Words(vi='(vi)', en='(en)')
    """
    return Words(say("vi"), say("en"))


def words(given: Label | Words | str) -> Words:
    """Take a label, words, or one text for both languages."""
    if isinstance(given, str):
        return Words(given, given)
    return given if isinstance(given, Words) else Words(given.vi, given.say("en"))


def plus(*parts: Label | Words | str) -> Words:
    """Put texts one behind the other.

    Example:
        >>> plus(Words("Mức", "Level"), " ", "[1]").say("en")
        'Level [1]'
    """
    told = [words(part) for part in parts]
    return Words("".join(one.vi for one in told), "".join(one.en for one in told))


def joined(sign: str, parts: Iterable[Label | Words | str]) -> Words:
    """Put texts together with a sign between them; empty ones are left out."""
    told = [one for part in parts if (one := words(part)).vi]
    return Words(sign.join(one.vi for one in told), sign.join(one.en for one in told))


def percent(part: int, of: int, lang: str) -> str:
    """A count with its share: ``12/15 (80 %)``; no share of nothing.

    Example:
        >>> percent(2, 3, "vi"), percent(0, 0, "vi")
        ('2/3 (66,7%)', '0/0')
    """
    return f"{part}/{of}" + (f" ({write_number(Fraction(100 * part, of), lang, 1)}%)" if of else "")
