"""Whether the parts of a register fit together: parents, spans, events, memberships, successors. All faults at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from smartvillage.errors import Problem, Where, Words, quoted

if TYPE_CHECKING:
    from smartvillage.places.units import Authority, Dated, Event, Membership, Unit

__all__ = ["Locate", "faults"]

Row = TypeVar("Row", bound="Dated")

Locate = Callable[[str, int], Where]
"""From a table (``units``, ``events``, ``memberships``, ``authorities``) and a row in it to its place."""


def faults(
    units: Sequence[Unit],
    events: Sequence[Event],
    memberships: Sequence[Membership],
    authorities: Sequence[Authority],
    locate: Locate,
) -> list[Problem]:
    """List everything that does not fit together, in the order of the tables."""
    known = {unit.key: unit for unit in units}
    return [
        *_units(units, known, locate),
        *_events(events, known, locate),
        *_memberships(memberships, known, locate),
        *_authorities(authorities, known, locate),
    ]


def _units(units: Sequence[Unit], known: Mapping[str, Unit], locate: Locate) -> Iterator[Problem]:
    for row, one, other in _overlaps(((unit.country, unit.code), unit) for unit in units):
        yield _problem(
            "SV-PL-021",
            f"mã {quoted(one.code)} có hai nghĩa cùng lúc: {one} và {other}",
            f"the code {quoted(one.code)} means two units at once: {one} and {other}",
            locate("units", row),
        )
    safe: set[str] = set()
    for row, unit in enumerate(units):
        if unit.parent is None:
            continue
        parent = known.get(unit.parent)
        if parent is None:
            yield _problem(
                "SV-PL-022",
                f"đơn vị cấp trên {quoted(unit.parent)} của {unit} không có trong bảng",
                f"the parent {quoted(unit.parent)} of {unit} is not in the table",
                locate("units", row),
            )
        elif not parent.covers(unit):
            yield _problem(
                "SV-PL-023",
                f"{unit} có {unit.span('vi')}, ngoài thời hạn của đơn vị cấp trên {parent} ({parent.span('vi')})",
                f"{unit} holds {unit.span('en')}, outside its parent {parent} ({parent.span('en')})",
                locate("units", row),
            )
        elif _circles(unit, known, safe):
            yield _problem(
                "SV-PL-024", f"{unit} nằm trong chính nó", f"{unit} lies inside itself", locate("units", row)
            )


def _circles(unit: Unit, known: Mapping[str, Unit], safe: set[str]) -> bool:
    """Whether a unit lies inside itself; what is found to lie at the top, or below such, is remembered as safe."""
    path = [unit.key]
    above = unit.parent
    while above is not None and above in known and above not in safe:
        if above in path:
            return above == unit.key
        path.append(above)
        above = known[above].parent
    safe.update(path)
    return False


def _events(events: Sequence[Event], known: Mapping[str, Unit], locate: Locate) -> Iterator[Problem]:
    links = Counter((event.old, event.on) for event in events)
    for row, event in enumerate(events):
        where = locate("events", row)
        missing = [key for key in (event.old, event.new) if key not in known]
        for key in missing:
            yield _problem(
                "SV-PL-025",
                f"đơn vị {quoted(key)} không có trong bảng",
                f"the unit {quoted(key)} is not in the table",
                where,
            )
        if missing:
            continue
        eve = event.on - timedelta(days=1)
        for unit, day in ((known[event.old], eve), (known[event.new], event.on)):
            if not unit.holds(day):
                yield _problem(
                    "SV-PL-026",
                    f"{unit} ({unit.span('vi')}) không có vào ngày {day:%d/%m/%Y}",
                    f"{unit} ({unit.span('en')}) does not exist on {day}",
                    where,
                )
        if event.relation == "whole" and links[event.old, event.on] > 1:
            yield _problem(
                "SV-PL-027",
                f"toàn bộ {known[event.old]} không thể vào nhiều đơn vị",
                f"the whole of {known[event.old]} cannot go to several units",
                where,
            )


def _memberships(rows: Sequence[Membership], known: Mapping[str, Unit], locate: Locate) -> Iterator[Problem]:
    for row, one in enumerate(rows):
        for key in (one.unit, *one.carried_from):
            if key not in known:
                yield _problem(
                    "SV-PL-028",
                    f"đơn vị {quoted(key)} không có trong bảng",
                    f"the unit {quoted(key)} is not in the table",
                    locate("memberships", row),
                )
    for row, one, _ in _overlaps(((one.unit, one.scheme), one) for one in rows):
        yield _problem(
            "SV-PL-029",
            f"{one.unit} thuộc hai nhóm cùng lúc theo {one.scheme}",
            f"{one.unit} is in two strata of {one.scheme} at once",
            locate("memberships", row),
        )


def _authorities(rows: Sequence[Authority], known: Mapping[str, Unit], locate: Locate) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row, one in enumerate(rows):
        where = locate("authorities", row)
        if first.setdefault(one.id, row) != row:
            yield _problem("SV-PL-030", f"mã {one.id} có hai lần", f"{one.id} is there twice", where)
        if one.unit not in known:
            yield _problem(
                "SV-PL-031",
                f"đơn vị {quoted(one.unit)} không có trong bảng",
                f"the unit {quoted(one.unit)} is not in the table",
                where,
            )
    after = {one.id: one.successor for one in rows}
    for row, one in enumerate(rows):
        where = locate("authorities", row)
        if one.successor is None:
            continue
        if one.successor not in after:
            yield _problem(
                "SV-PL-032",
                f"cơ quan kế tục {quoted(one.successor)} không có trong bảng",
                f"the successor {quoted(one.successor)} is not in the table",
                where,
            )
            continue
        seen: set[str] = set()
        step: str | None = one.successor
        while step is not None and step not in seen:
            seen.add(step)
            step = after.get(step)
        if one.id in seen:
            yield _problem("SV-PL-033", f"{one.id} kế tục chính nó", f"{one.id} succeeds itself", where)


def _overlaps(rows: Iterable[tuple[object, Row]]) -> Iterator[tuple[int, Row, Row]]:
    """Find rows of one key whose spans meet; each is told with its number and the row it meets."""
    seen: dict[object, list[Row]] = defaultdict(list)
    for number, (key, row) in enumerate(rows):
        for other in seen[key]:
            if row.meets(other):
                yield number, row, other
                break
        seen[key].append(row)


def _problem(code: str, vi: str, en: str, where: Where) -> Problem:
    return Problem(code=code, what=Words(vi=vi, en=en), where=where)
