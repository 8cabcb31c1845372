"""Whose figure it is: a code on a day, or a name within a parent; one fit is resolved, several are refused."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from smartvillage.errors import PROBLEMS_LISTED, InputError, Words, quoted
from smartvillage.evidence.periods import Period
from smartvillage.evidence.values import Unreadable
from smartvillage.text.names import loose_key, nfc, suspicious

if TYPE_CHECKING:
    from smartvillage.places import Places, Unit

_CODE = re.compile(r"[0-9]+", re.ASCII)
_LONGEST_CODE = 5
"""How many digits the longest code has: that of a commune."""

_IDENTITY = re.compile(r"[a-z]{2}:([^:@]+)@(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?", re.ASCII)

__all__ = ["UnitResolver", "code_of"]


def code_of(unit: str) -> str:
    """The code in the identity of a unit: what people know it by. Another name is its own.

    Example:
        >>> code_of("vn:28222@2025-07-01"), code_of("Xã A: khu 1")
        ('28222', 'Xã A: khu 1')
    """
    found = _IDENTITY.fullmatch(unit)
    return found[1] if found else unit


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
        self._stated: dict[str, str] = {}
        self._unknown = 0

    def identity(
        self,
        text: str,
        period: Period,
        as_of: date | None,
        parent: str | None,
        name: str | None,
        *,
        was_number: bool = False,
    ) -> str:
        """Return the identity of a unit.

        Args:
            text: What stands in the column: a code, an identity, or a name.
            period: The period, on whose last day a code is looked up.
            as_of: The day on which it is looked up instead.
            parent: What a unit that is called by its name lies in; several, with commas.
            name: What stands beside the code, and must go with it.
            was_number: Whether the cell held a number, which has no zeros in front.

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
            self._remember(text, name)
            return text
        unit = self._found(text, period, as_of, parent)
        if name is not None and loose_key(name) != loose_key(unit.name):
            raise Unreadable(
                Words(
                    vi=f"tên {quoted(name)} không khớp mã {quoted(text)} ({unit.name})",
                    en=f"the name {quoted(name)} does not go with the code {quoted(text)} ({unit.name})",
                )
            )
        if was_number and name is None:
            self._refuse_lost_zeros(text, unit, as_of or period.last)
        self.names[str(unit.key)] = unit.name
        return str(unit.key)

    def _remember(self, text: str, name: str | None) -> None:
        """Keep the name of a unit that no register knows; two names for it are one too many."""
        if name is not None:
            known = self._stated.setdefault(text, name)
            if loose_key(known) != loose_key(name):
                raise Unreadable(
                    Words(
                        vi=f"đơn vị {quoted(text)} có hai tên: {quoted(known)} và {quoted(name)}",
                        en=f"the unit {quoted(text)} has two names: {quoted(known)} and {quoted(name)}",
                    )
                )
            # Two writings of one name: the same of them whatever the order of rows.
            self._stated[text] = min(known, name)
        self.names[text] = self._stated.get(text, text)

    def _found(self, text: str, period: Period, as_of: date | None, parent: str | None) -> Unit:
        places = self.places
        assert places is not None
        on = as_of or period.last
        if self._unknown >= PROBLEMS_LISTED and not any(unit.holds(on) for unit in places.called(text)):
            raise _NOBODY  # nobody reads advice beyond the first hundred, and looking for it takes long
        try:
            if not places.meanings(text) and ("@" not in text) and (not _CODE.fullmatch(text)):
                unit = places.find(text, on=on, parent=[one.strip() for one in parent.split(",")] if parent else None)
                self.by_name[text] = str(unit.key)
                return unit
            unit = places.unit(text, on=on)
        except InputError as problem:
            self._unknown += 1
            first = problem.problems[0]
            raise Unreadable(first.what, first.expected, first.advice) from None
        if as_of is None and "@" not in text:
            self._refuse_two_meanings(text, period, unit)
        return unit

    def _refuse_lost_zeros(self, text: str, unit: Unit, on: date) -> None:
        """The number 101 is the code 101, or what a spreadsheet made of 00101."""
        assert self.places is not None
        padded = [text.zfill(length) for length in range(len(text) + 1, _LONGEST_CODE + 1)]
        others = [one for code in padded for one in self.places.meanings(code) if one.holds(on)]
        if others:
            meant = ", ".join(f"{one.code} {one.name}" for one in (unit, *others))
            raise Unreadable(
                Words(
                    vi=f"ô là số {text}, có thể đã mất số 0 ở đầu: {meant}",
                    en=f"the cell is the number {text}, which may have lost zeros: {meant}",
                ),
                advice=Words(
                    vi="Định dạng cột mã là văn bản, hoặc thêm cột unit_name.",
                    en="Format the column of codes as text, or add the column unit_name.",
                ),
            )

    def _refuse_two_meanings(self, text: str, period: Period, unit: Unit) -> None:
        """A code that meant another unit earlier in the same period needs an ``as_of``."""
        assert self.places is not None
        if unit.start is None or unit.start <= period.first:
            return
        try:
            earlier = self.places.unit(text, on=period.first)
        except InputError:
            return
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


_NOBODY = Unreadable(Words(vi="không có đơn vị nào như vậy vào ngày đó", en="there is no such unit on that day"))
