"""Lineage: which units a territory passed through, followed forwards and backwards in time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from smartvillage.places.units import Succession

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from smartvillage.places.units import Event, Relation, Unit

__all__ = ["Lineage"]


class Lineage:
    """The events of a register, from both ends."""

    def __init__(self, units: Mapping[str, Unit], events: Sequence[Event]) -> None:
        self._units = units
        self._after: dict[str, list[Event]] = defaultdict(list)
        self._before: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            self._after[event.old].append(event)
            self._before[event.new].append(event)

    def successors(self, unit: Unit) -> tuple[Succession, ...]:
        """The units that took territory from this one, each with the day."""
        return tuple(Succession(self._units[one.new], one.relation, one.on) for one in self._after.get(unit.key, ()))

    def predecessors(self, unit: Unit) -> tuple[Succession, ...]:
        """The units this one took territory from, each with the day."""
        return tuple(Succession(self._units[one.old], one.relation, one.on) for one in self._before.get(unit.key, ()))

    def on_day(self, unit: Unit, on: date) -> tuple[Succession, ...]:
        """The units that hold the territory on a day after the unit ended, through all that came between.

        A unit reached through a split anywhere on the way holds a part; the day is that of the last step.
        """
        found: dict[str, Succession] = {}
        for one in self._followed(unit.key, None, on, "whole"):
            known = found.get(one.unit.key)
            found[one.unit.key] = one if known is None else Succession(one.unit, "split", max(one.on, known.on))
        return tuple(found.values())

    def _followed(self, key: str, since: date | None, on: date, so_far: Relation) -> Iterator[Succession]:
        for event in self._after.get(key, ()):
            # What a unit gave away before it received this territory is another territory.
            if event.on > on or (since is not None and event.on <= since):
                continue
            relation: Relation = "whole" if so_far == event.relation == "whole" else "split"
            unit = self._units[event.new]
            if unit.holds(on):
                yield Succession(unit, relation, event.on)
            else:
                yield from self._followed(event.new, event.on, on, relation)
