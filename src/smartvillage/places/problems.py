"""What is said when a question to the register has no answer: which unit was meant, where it went, what comes close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smartvillage.errors import InputError, Problem, Words, quoted
from smartvillage.places.units import Succession, Unit, shown_day
from smartvillage.text import label, suspicious

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

__all__ = [
    "UnknownUnitError",
    "ended",
    "full_name",
    "no_such_name",
    "several_meanings",
    "several_names",
    "unknown_code",
]

LISTED = 10
"""How many units a message names; the rest are counted."""


class UnknownUnitError(InputError, LookupError):
    """No unit, or more than one, answers to this code or name on this day.

    Attributes:
        asked: The code or name.
        candidates: Units that fit, when several do; else units that come close.
        successors: Where the territory went, when the unit had ended.
    """

    def __init__(
        self,
        problems: Iterable[Problem],
        unlisted: int = 0,
        *,
        asked: str = "",
        candidates: Iterable[Unit] = (),
        successors: Iterable[Succession] = (),
    ) -> None:
        self.asked = asked
        self.candidates = tuple(candidates)
        self.successors = tuple(successors)
        super().__init__(problems, unlisted)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.unlisted), dict(self.__dict__)


def full_name(unit: Unit, above: Sequence[Unit]) -> str:
    """Print a unit so that it can be told from its namesakes, with its code and all that it lies in."""
    return f"{unit.code} {', '.join(one.name for one in (unit, *above))}"


def unknown_code(code: object, close: Sequence[Unit]) -> UnknownUnitError:
    """A code that nothing has on any day (``SV-PL-001``)."""
    if isinstance(code, str):
        expected, hidden = None, [_holds(strange) for strange in suspicious(code)]
    else:
        expected, hidden = Words(vi='văn bản như "00123"', en='text, like "00123"'), []
    return UnknownUnitError(
        [
            Problem(
                code="SV-PL-001",
                what=Words(vi=f"không có đơn vị nào mang mã {quoted(code)}", en=f"no unit has the code {quoted(code)}"),
                expected=expected,
                advice=_joined(*hidden, _closest([f"{unit.code} {unit.name}" for unit in close])),
                found=str(code),
            )
        ],
        asked=str(code),
        candidates=close,
    )


def ended(
    asked: str,
    on: date,
    meanings: Sequence[Unit],
    *,
    successors: Sequence[Succession],
    predecessors: Sequence[Succession],
    inside: Unit | None,
) -> UnknownUnitError:
    """A code or a name that the register knows, but not on that day (``SV-PL-002``).

    Args:
        asked: The code or name.
        on: The day.
        meanings: The units that have the code or name on other days.
        successors: Who holds the territory on that day.
        predecessors: Who held it, when the unit had not begun.
        inside: The unit whose successors these are, when the one asked for has none of its own.
    """
    spans = {lang: _listed([f"{one.name} {one.span(lang)}" for one in meanings], lang) for lang in ("vi", "en")}
    return UnknownUnitError(
        [
            Problem(
                code="SV-PL-002",
                what=Words(
                    vi=f"{quoted(asked)} không có vào ngày {shown_day(on, 'vi')} ({spans['vi']})",
                    en=f"{quoted(asked)} does not exist on {shown_day(on, 'en')} ({spans['en']})",
                ),
                advice=_joined(_lay_in(inside) if inside else None, _went(successors), _came_from(predecessors)),
                found=asked,
            )
        ],
        asked=asked,
        candidates=meanings,
        successors=successors,
    )


def several_meanings(code: str, meanings: Sequence[Unit]) -> UnknownUnitError:
    """A code that stands for several units, and no day to tell them apart (``SV-PL-003``)."""
    lines = [f"{unit.name} ({unit.key})" for unit in meanings]
    return UnknownUnitError(
        [
            Problem(
                code="SV-PL-003",
                what=Words(
                    vi=f"mã {quoted(code)} có nhiều nghĩa: {_listed(lines, 'vi')}",
                    en=f"the code {quoted(code)} has several meanings: {_listed(lines, 'en')}",
                ),
                advice=Words(vi="Hãy cho biết ngày, hoặc dùng mã đầy đủ.", en="Give a day, or the full key."),
                found=code,
            )
        ],
        asked=code,
        candidates=meanings,
    )


def no_such_name(
    name: str,
    on: date,
    *,
    parents: Sequence[str],
    strange: Sequence[str],
    elsewhere: Sequence[str],
    close: Sequence[Unit],
    lines: Sequence[str],
) -> UnknownUnitError:
    """A name that nothing has on that day, or nothing in that place (``SV-PL-004``).

    Args:
        name: The name.
        on: The day.
        parents: What the unit was to lie in.
        strange: Those of them that nothing answers to on that day.
        elsewhere: Units of that name in other places.
        close: Units that may have been meant.
        lines: The same, in full.
    """
    vi = f"không có đơn vị nào tên {quoted(name)} vào ngày {shown_day(on, 'vi')}"
    en = f"no unit is called {quoted(name)} on {shown_day(on, 'en')}"
    above = ", ".join(map(quoted, parents))
    return UnknownUnitError(
        [
            Problem(
                code="SV-PL-004",
                what=Words(vi=f"{vi} trong {above}", en=f"{en} in {above}") if above else Words(vi=vi, en=en),
                advice=_joined(
                    *map(_holds, suspicious(name)), _nothing(strange), _elsewhere(elsewhere), _closest(lines)
                ),
                found=name,
            )
        ],
        asked=name,
        candidates=close,
    )


def several_names(name: str, on: date, fits: Sequence[Unit], lines: Sequence[str]) -> UnknownUnitError:
    """A name that several units share on that day (``SV-PL-005``)."""
    return UnknownUnitError(
        [
            Problem(
                code="SV-PL-005",
                what=Words(
                    vi=f"{len(fits)} đơn vị cùng tên {quoted(name)} vào {shown_day(on, 'vi')}: {_listed(lines, 'vi')}",
                    en=f"{quoted(name)} names {len(fits)} units on {shown_day(on, 'en')}: {_listed(lines, 'en')}",
                ),
                advice=Words(
                    vi="Hãy dùng mã, hoặc cho biết đơn vị cấp trên.", en="Use a code, or say what it lies in."
                ),
                found=name,
            )
        ],
        asked=name,
        candidates=fits,
    )


def _listed(lines: Sequence[str], lang: str) -> str:
    out = "; ".join(lines[:LISTED])
    more = len(lines) - LISTED
    if more > 0:
        out += f"; … và {more} đơn vị khác" if lang == "vi" else f"; … and {more} more"
    return out


def _nothing(strange: Sequence[str]) -> Words | None:
    if not strange:
        return None
    names = ", ".join(map(quoted, strange))
    return Words(vi=f"Không có đơn vị nào là {names}.", en=f"Nothing is called {names}.")


def _elsewhere(lines: Sequence[str]) -> Words | None:
    if not lines:
        return None
    return Words(
        vi=f"Tên này có ở nơi khác: {_listed(lines, 'vi')}.", en=f"The name exists elsewhere: {_listed(lines, 'en')}."
    )


def _closest(lines: Sequence[str]) -> Words | None:
    if not lines:
        return None
    return Words(vi=f"Có phải là: {_listed(lines, 'vi')}?", en=f"Did you mean: {_listed(lines, 'en')}?")


def _holds(strange: Words) -> Words:
    return Words(vi=f"Có {strange.vi}.", en=f"It holds {strange.en}.")


def _lay_in(inside: Unit) -> Words:
    return Words(
        vi=f"Không ghi nhận đơn vị kế tục riêng; đơn vị này thuộc {inside.name}.",
        en=f"No successor of its own is recorded; it lay in {inside.name}.",
    )


def _went(successors: Sequence[Succession]) -> Words | None:
    if not successors:
        return None
    told = {
        lang: _listed(
            [
                f"{one.unit.name} ({one.unit.key}; {label('succession', one.relation, lang)}, "
                f"{'từ' if lang == 'vi' else 'from'} {shown_day(one.on, lang)})"
                for one in successors
            ],
            lang,
        )
        for lang in ("vi", "en")
    }
    return Words(vi=f"Địa bàn chuyển về: {told['vi']}.", en=f"The territory went to: {told['en']}.")


def _came_from(predecessors: Sequence[Succession]) -> Words | None:
    if not predecessors:
        return None
    lines = [f"{one.unit.name} ({one.unit.key})" for one in predecessors]
    return Words(vi=f"Trước đó là: {_listed(lines, 'vi')}.", en=f"Before that it was: {_listed(lines, 'en')}.")


def _joined(*sentences: Words | None) -> Words | None:
    said = [one for one in sentences if one]
    return Words(vi=" ".join(one.vi for one in said), en=" ".join(one.en for one in said)) if said else None
