"""What the register holds: dated units, what became of them, the strata they belong to, the authorities over them.

Nothing here knows a level of administration. A unit has a *kind*, which is a word (``commune``, ``district``), and
perhaps a parent; how many levels lie above it is a matter of the table. Each value checks itself and says all that is
wrong with it; whether the values fit together is the work of :mod:`smartvillage.places.checks`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from attrs import evolve, field, frozen

from smartvillage.border import read_day
from smartvillage.errors import InputError, Problem, Words, quoted
from smartvillage.text import nfc, suspicious

if TYPE_CHECKING:
    from smartvillage.places.register import Places

__all__ = [
    "Authority",
    "Dated",
    "Event",
    "Membership",
    "Relation",
    "Succession",
    "Unit",
    "day_of",
    "shown_day",
    "unit_key",
]

Relation = Literal["whole", "split"]
"""``whole``: all of the old unit lies in the new one. ``split``: a part of it does; no shares are known."""

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}", re.ASCII)
_COUNTRY = re.compile(r"[a-z]{2}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+", re.ASCII)
_RELATIONS = get_args(Relation)
_VERIFICATIONS = ("official", "secondary", "unverified")
_NAME_LENGTH = 200


def day_of(value: date | str) -> date:
    """Read the day of a question: a :class:`datetime.date`, or text like ``2024-12-31``.

    Raises:
        InputError: It is neither (``SV-PL-006``).
    """
    if type(value) is date:
        return value
    try:
        return _read_day(value)
    except (TypeError, ValueError):
        raise InputError([_not_a_day(value)]) from None


_read_day = lru_cache(maxsize=1024)(read_day)
"""A table asks for a handful of days again and again."""


def _not_a_day(value: object) -> Problem:
    return Problem(
        code="SV-PL-006",
        what=Words(vi=f"{quoted(value)} không phải là ngày", en=f"{quoted(value)} is not a day"),
        expected=Words(vi="ngày viết như 2024-12-31", en="a day like 2024-12-31"),
        found=str(value),
    )


def _text_of_code(value: object) -> str:
    if isinstance(value, str):
        return value
    what = Words(vi=f"mã {quoted(value)} phải là văn bản", en=f"the code {quoted(value)} must be text")
    expected = Words(vi='mã viết như "00123"', en='a code like "00123"')
    raise InputError([Problem(code="SV-PL-011", what=what, expected=expected, found=str(value))])


def _end_of_span(value: date | str | None) -> date | None:
    return None if value is None or value == "" else day_of(value)


def shown_day(day: date, lang: str) -> str:
    """Print a day for people: ``01/07/2025`` in Vietnamese, ``2025-07-01`` in English."""
    return f"{day:%d/%m/%Y}" if lang == "vi" else day.isoformat()


def unit_key(country: str, code: str, start: date | None) -> str:
    """Write the identity of a unit.

    Example:
        >>> unit_key("vn", "80", date(2025, 7, 1)), unit_key("vn", "80", None)
        ('vn:80@2025-07-01', 'vn:80@')
    """
    return f"{country}:{code}@{start or ''}"


@frozen(kw_only=True)
class Dated:
    """Something that holds from a day up to, and not including, another."""

    start: date | None = field(default=None, converter=_end_of_span)
    """The first day; ``None`` when it was not looked up, and then every earlier day counts as inside."""

    end: date | None = field(default=None, converter=_end_of_span)
    """The first day after; ``None`` while it goes on."""

    def holds(self, on: date) -> bool:
        """Whether the day lies inside the span."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    def covers(self, other: Dated) -> bool:
        """Whether every day of the other span lies inside this one."""
        return (self.start is None or (other.start is not None and self.start <= other.start)) and (
            self.end is None or (other.end is not None and other.end <= self.end)
        )

    def meets(self, other: Dated) -> bool:
        """Whether some day lies in both spans."""
        return (self.start is None or other.end is None or self.start < other.end) and (
            other.start is None or self.end is None or other.start < self.end
        )

    def span(self, lang: str) -> str:
        """Print the span for people.

        Example:
            >>> Dated(end="2025-07-01").span("vi"), Dated(start="2025-07-01").span("en"), Dated().span("en")
            ('trước 01/07/2025', 'from 2025-07-01', 'at any time')
        """
        vi = lang == "vi"
        if self.start and self.end:
            start, end = shown_day(self.start, lang), shown_day(self.end, lang)
            return f"từ {start} đến trước {end}" if vi else f"from {start} to before {end}"
        if self.end:
            return f"{'trước' if vi else 'before'} {shown_day(self.end, lang)}"
        if self.start:
            return f"{'từ' if vi else 'from'} {shown_day(self.start, lang)}"
        return "mọi ngày" if vi else "at any time"

    def _backwards(self) -> list[Words]:
        if self.start is None or self.end is None or self.start < self.end:
            return []
        return [
            Words(
                vi=f"thời hạn kết thúc trước khi bắt đầu ({self.span('vi')})", en=f"the span {self.span('en')} is empty"
            )
        ]


@frozen(kw_only=True)
class Unit(Dated):
    """An administrative unit between two days.

    Its identity is its country, its code *and* its first day, because codes are used again: province 80 is Long An
    until 1 July 2025 and Tây Ninh from then on. A change of name, kind, parent or territory that the table knows
    begins a new unit.

    Example:
        >>> Unit(code="28222", name="Xã Vĩnh Công", kind="commune", end="2025-07-01").key
        'vn:28222@'
    """

    code: str = field(converter=_text_of_code)
    """The official code, as text: leading zeros count."""

    name: str = field(converter=nfc)
    """The printed name, with the kind of unit where it is printed: ``Xã Vĩnh Công``."""

    kind: str
    """A word for the kind of unit: ``province``, ``district``, ``commune``, ``ward``, ``township``, ``special-zone``,
    or one of your own. No order among kinds is assumed."""

    type: str = field(default="", converter=nfc)
    """The kind as it is printed (``thị xã``), which says more than :attr:`kind`; empty when it is not known."""

    parent: str | None = None
    """The key of the unit this one lies in; a unit with another parent is another unit."""

    note: str = ""
    """What a reader of the table should know about this row: a hand-made correction, its source."""

    country: str = "vn"
    """Two letters; codes are unique within a country and a day."""

    key: str = field(init=False)
    """The identity: ``vn:28222@2025-07-01``; ``vn:80@`` when the first day was not looked up."""

    @key.default
    def _key(self) -> str:
        return unit_key(self.country, self.code, self.start)

    _home: Places | None = field(default=None, init=False, eq=False, repr=False)
    """The register it was taken from, which knows its strata."""

    def strata(self, on: date | str) -> dict[str, str]:
        """Return the stratum of the unit in each scheme on a day, as its register knows it.

        Args:
            on: The day for which memberships are asked.

        Raises:
            InputError: The unit was made by hand and belongs to no register (``SV-PL-015``).

        Example:
            >>> from smartvillage.places import Places
            >>> Places.load("vn").unit("28222", on="2024-12-31").strata("2024-12-31")
            {'vn.318.region': 'mekong-delta'}
        """
        if self._home is None:
            what = Words(vi=f"{self} không thuộc danh mục nào", en=f"{self} belongs to no register")
            advice = Words(vi="Lấy đơn vị từ Places.unit(...).", en="Take the unit from Places.unit(...).")
            raise InputError([Problem(code="SV-PL-015", what=what, advice=advice)])
        return {scheme: stratum for scheme, (stratum, _) in self._home.strata(self, on).items()}

    def at_home(self, places: Places) -> Unit:
        """Return the unit as one of a register: itself, or a copy when it belongs to another register already."""
        unit = self if self._home is None else evolve(self)
        object.__setattr__(unit, "_home", places)  # not part of what a unit is: nothing compares or prints it
        return unit

    def __attrs_post_init__(self) -> None:
        code, country, kind, name = self.code, self.country, self.kind, self.name
        wrong = self._backwards()
        if not _CODE.fullmatch(code):
            wrong.append(Words(vi=f"mã {quoted(code)} không dùng được", en=f"the code {quoted(code)} cannot be used"))
        if not _COUNTRY.fullmatch(country):
            wrong.append(Words(vi=f"mã nước {quoted(country)} lạ", en=f"{quoted(country)} is not a country code"))
        if not _SLUG.fullmatch(kind):
            wrong.append(
                Words(
                    vi=f"loại đơn vị {quoted(kind)} phải là từ chữ thường, như commune",
                    en=f"the kind {quoted(kind)} must be a lower-case word, like commune",
                )
            )
        if not name.strip() or len(name) > _NAME_LENGTH:
            wrong.append(Words(vi=f"tên {quoted(name)} không dùng được", en=f"{quoted(name)} is not a name"))
        wrong += [
            Words(vi=f"tên {quoted(name)} có {strange.vi}", en=f"the name {quoted(name)} holds {strange.en}")
            for strange in suspicious(name)
        ]
        if wrong:
            _refuse("SV-PL-011", wrong, code)

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"


class Succession(NamedTuple):
    """A unit that another one became, or came from."""

    unit: Unit
    relation: Relation
    """Whether all of the old unit lies in the new one, or a part of it."""
    on: date
    """The day from which the new unit holds the territory."""


@frozen(kw_only=True)
class Event:
    """On some day territory passed from one unit to another.

    A unit may outlive the event: one that takes in a neighbour and keeps its identity appears as :attr:`new` only.
    """

    old: str
    """The key of the unit that gave territory; it was valid on the day before."""
    new: str
    """The key of the unit that has it since."""
    on: date = field(converter=day_of)
    relation: Relation
    note: str = ""

    def __attrs_post_init__(self) -> None:
        wrong = []
        if self.relation not in _RELATIONS:
            wrong.append(
                Words(
                    vi=f"{quoted(self.relation)} phải là whole (toàn bộ) hoặc split (một phần)",
                    en=f"{quoted(self.relation)} must be whole or split",
                )
            )
        _refuse("SV-PL-012", wrong, self.old)


@frozen(kw_only=True)
class Membership(Dated):
    """Says in which stratum of a scheme a unit, and what lies inside it, belongs: a legal fact with a source.

    Example:
        >>> long_an = Membership(
        ...     unit="vn:80@",
        ...     scheme="vn.318.region",
        ...     stratum="mekong-delta",
        ...     start="2021-01-01",
        ...     end="2026-01-01",
        ...     citation="318/QĐ-TTg",
        ...     verification="unverified",
        ... )
        >>> long_an.holds(date(2024, 12, 31))
        True
    """

    unit: str
    """The key of the unit; units below it belong to the same stratum unless they have a membership of their own."""
    scheme: str
    """The scheme of a document: ``vn.318.region``."""
    stratum: str | None
    """A word of the scheme. ``None`` says that the unit has no stratum although its surroundings may have one."""
    citation: str
    """The text that says so."""
    verification: str
    """``official``, ``secondary`` or ``unverified``: whether it was checked against the text."""
    carried_from: tuple[str, ...] = ()
    """Keys of earlier units whose stratum this unit keeps, because the document does not know the unit itself."""
    note: str = ""

    @property
    def carried(self) -> bool:
        """Whether the stratum comes from predecessors and not from the document itself."""
        return bool(self.carried_from)

    def __attrs_post_init__(self) -> None:
        wrong = self._backwards()
        if not _ID.fullmatch(self.scheme):
            wrong.append(
                Words(vi=f"mã cách phân nhóm {quoted(self.scheme)} sai", en=f"{quoted(self.scheme)} is not a scheme id")
            )
        if self.stratum is not None and not _SLUG.fullmatch(self.stratum):
            wrong.append(
                Words(vi=f"mã nhóm {quoted(self.stratum)} sai", en=f"{quoted(self.stratum)} is not a stratum id")
            )
        if self.verification not in _VERIFICATIONS:
            wrong.append(
                Words(
                    vi=f"{quoted(self.verification)} phải là một trong: {', '.join(_VERIFICATIONS)}",
                    en=f"{quoted(self.verification)} must be one of: {', '.join(_VERIFICATIONS)}",
                )
            )
        if not self.citation.strip():
            wrong.append(Words(vi="thiếu căn cứ", en="the citation is missing"))
        _refuse("SV-PL-013", wrong, self.unit)


@frozen(kw_only=True)
class Authority(Dated):
    """Who answers for a pilot or a plugin: a body over a unit, with the one that follows it."""

    id: str
    """``vn.authority.long-an.can-giuoc``; reports quote it, so it is never reused."""
    title: Words
    unit: str
    """The key of the unit it is over."""
    successor: str | None = None
    """The id of the authority that took over its affairs."""

    def __attrs_post_init__(self) -> None:
        wrong = self._backwards()
        if not _ID.fullmatch(self.id):
            wrong.append(Words(vi=f"mã {quoted(self.id)} sai", en=f"{quoted(self.id)} is not an id"))
        if not self.title.vi.strip():
            wrong.append(Words(vi="thiếu tên cơ quan", en="the title is missing"))
        _refuse("SV-PL-014", wrong, self.id)


def _refuse(code: str, wrong: list[Words], found: str) -> None:
    if wrong:
        raise InputError([Problem(code=code, what=words, found=found) for words in wrong])
