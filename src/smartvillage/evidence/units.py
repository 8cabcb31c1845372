"""Whose figure it is: a code on a day, or a name within a parent; one fit is resolved, several are refused."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from smartvillage.errors import InputError, Problem, Words, quoted
from smartvillage.evidence.periods import Period
from smartvillage.evidence.values import Unreadable
from smartvillage.text.names import loose_key, nfc, suspicious

if TYPE_CHECKING:
    from smartvillage.places import Places, Unit

_CODE = re.compile(r"[0-9]+", re.ASCII)

__all__ = ["UnitResolver", "problem_of"]


class UnitResolver:
    """Resolves what stands in the unit column, once for every distinct question.

    Without places a unit is its own text: a code or a name that the caller stands for.
    """

    def __init__(self, places: Places | None) -> None:
        self.places = places
        self.by_name: dict[str, str] = {}
        """Names that were resolved, with the unit they were taken for: printed with the run."""
        self.names: dict[str, str] = {}
        """The printed name of each unit by its identity."""

    def identity(self, text: str, period: Period, as_of: date | None, parent: str | None, name: str | None) -> str:
        """Return the identity of a unit.

        Raises:
            Unreadable: Nothing, or more than one unit, fits.
        """
        text = nfc(str(text)).strip()
        if doubts := suspicious(text):
            raise Unreadable(
                Words(
                    vi=f"{quoted(text)} có ký tự lạ: {'; '.join(one.vi for one in doubts)}",
                    en=f"{quoted(text)} holds a strange character: {'; '.join(one.en for one in doubts)}",
                )
            )
        if self.places is None:
            self.names.setdefault(text, name or text)
            return text
        unit = self._found(text, period, as_of, parent)
        if name is not None and loose_key(name) != loose_key(unit.name):
            raise Unreadable(
                Words(
                    vi=f"tên {quoted(name)} không khớp mã {quoted(text)} ({unit.name})",
                    en=f"the name {quoted(name)} does not go with the code {quoted(text)} ({unit.name})",
                )
            )
        self.names[str(unit.key)] = unit.name
        return str(unit.key)

    def _found(self, text: str, period: Period, as_of: date | None, parent: str | None) -> Unit:
        places = self.places
        assert places is not None
        on = as_of or period.last
        try:
            if not places.meanings(text) and ("@" not in text) and (not _CODE.fullmatch(text)):
                unit = places.find(text, on=on, parent=[one.strip() for one in parent.split(",")] if parent else None)
                self.by_name[text] = str(unit.key)
                return unit
            unit = places.unit(text, on=on)
        except InputError as problem:
            first = problem.problems[0]
            raise Unreadable(first.what, first.expected, first.advice) from None
        if as_of is None and "@" not in text:
            self._refuse_two_meanings(text, period, unit)
        return unit

    def _refuse_two_meanings(self, text: str, period: Period, unit: Unit) -> None:
        """A code that meant another unit earlier in the same period needs an ``as_of``."""
        assert self.places is not None
        if unit.start is None or unit.start <= period.first:
            return
        try:
            earlier = self.places.unit(text, on=period.first)
        except InputError:
            return
        if earlier.key != unit.key:
            raise Unreadable(
                Words(
                    vi=f"mã {quoted(text)} trong kỳ {period} vừa là {earlier.name} vừa là {unit.name}",
                    en=f"in {period} the code {quoted(text)} is both {earlier.name} and {unit.name}",
                ),
                advice=Words(
                    vi=f"Ghi cột as_of: trước hoặc từ ngày {unit.start}.",
                    en=f"Give as_of: before or from {unit.start}.",
                ),
            )


def problem_of(found: Unreadable, code: str, **place: object) -> Problem:
    """A problem of a cell that could not be read."""
    return Problem(code=code, what=found.what, expected=found.expected, advice=found.advice, **place)  # type: ignore[arg-type]
