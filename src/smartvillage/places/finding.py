"""Finding units by name: exact where it decides, generous only where it asks "did you mean".

The index is built when the first name is looked for; looking up codes never needs it.
"""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from smartvillage.text import bare_key, loose_key, name_key, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smartvillage.places.units import Unit

__all__ = ["NameIndex", "neighbours"]

_SLACK = 2
"""How many letters longer or shorter a name may be and still be offered."""


class NameIndex:
    """The units of a register by what they are called."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """All that a unit is called: its full name, the name alone, and the name with the printed kind before it."""
        out = {}
        for unit in self._units:
            full, bare = name_key(unit.name), bare_key(unit.name)
            out[unit.key] = frozenset((full, bare, f"{name_key(unit.type)} {bare}" if unit.type else bare))
        return out

    @cached_property
    def _exact(self) -> dict[str, list[Unit]]:
        out: dict[str, list[Unit]] = defaultdict(list)
        for unit in self._units:
            for name in self._names[unit.key]:
                out[name].append(unit)
        return dict(out)

    @cached_property
    def _loose(self) -> tuple[dict[str, list[Unit]], dict[str, list[Unit]], dict[str, list[str]]]:
        """Units by loose key, units by skeleton, and skeletons by their first letter."""
        by_key: dict[str, list[Unit]] = defaultdict(list)
        by_skeleton: dict[str, list[Unit]] = defaultdict(list)
        by_letter: dict[str, list[str]] = defaultdict(list)
        for unit in self._units:
            bones = skeleton(unit.name)
            by_key[loose_key(unit.name)].append(unit)
            if bones not in by_skeleton:
                by_letter[bones[:1]].append(bones)
            by_skeleton[bones].append(unit)
        return dict(by_key), dict(by_skeleton), dict(by_letter)

    def answers_to(self, unit: Unit, name: str) -> bool:
        """Whether the unit is called so; form NFC, capitals and spaces do not matter, tone marks do."""
        return name_key(name) in self._names[unit.key]

    def called(self, name: str) -> Sequence[Unit]:
        """All units of that name, of any day."""
        return self._exact.get(name_key(name), ())

    def similar(self, name: str) -> Iterable[Unit]:
        """Units that may have been meant, best first, of any day."""
        by_key, by_skeleton, by_letter = self._loose
        bones = skeleton(name)
        yield from by_key.get(loose_key(name), ())
        yield from by_skeleton.get(bones, ())
        near = [other for other in by_letter.get(bones[:1], ()) if abs(len(other) - len(bones)) <= _SLACK]
        for other in get_close_matches(bones, near, n=5, cutoff=0.75):
            yield from by_skeleton[other]


def neighbours(code: str) -> Iterable[str]:
    """Codes that one slip of the hand turns into the given one, leading zeros that a spreadsheet ate first.

    Example:
        >>> [code for code in dict.fromkeys(neighbours("123")) if code in {"00123", "132", "124"}]
        ['00123', '132', '124']
    """
    alphabet = "0123456789"
    for width in range(len(code) + 1, 6):
        yield code.zfill(width)
    for at in range(len(code)):
        yield code[:at] + code[at + 1 :]
        yield code[:at] + code[at + 1 : at + 2] + code[at] + code[at + 2 :]
        for digit in alphabet:
            yield code[:at] + digit + code[at + 1 :]
    for at in range(len(code) + 1):
        for digit in alphabet:
            yield code[:at] + digit + code[at:]
