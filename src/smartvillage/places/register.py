"""The register of places: look a unit up by code and day, or by name; ask where it went and where it belongs.

Everything is asked *on a day*, because codes are used again and names are shared. A :class:`Places` is fixed once made
and safe in threads.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NoReturn

from smartvillage.errors import InputError, UnknownIdentifierError, Where, Words
from smartvillage.paper.html import html_table
from smartvillage.places.checks import faults
from smartvillage.places.finding import NameIndex, neighbours
from smartvillage.places.lineage import Lineage
from smartvillage.places.problems import (
    ended,
    full_name,
    no_such_name,
    several_meanings,
    several_names,
    unknown_code,
)
from smartvillage.places.tables import Tables, read_tables
from smartvillage.places.units import Authority, Event, Membership, Succession, Unit, day_of
from smartvillage.text import LABELS, name_key, write_number

if TYPE_CHECKING:
    from smartvillage.places.checks import Locate

__all__ = ["Places"]

Day = date | str
Parent = Unit | str | Iterable[Unit | str]

_SUGGESTED = 3
_LOADED: dict[str, Places] = {}
_LOADING = Lock()


def _row(table: str, row: int) -> Where:
    return Where(path=f"{table}[{row}]")


class Places:
    """Administrative units over time, with what became of them and the strata they belong to.

    Args:
        units: The units; no two may share a code on a day, and a parent must cover the span of what lies in it.
        events: How territory passed from unit to unit.
        memberships: Which stratum of which scheme a unit belongs to, when, and by which text.
        authorities: Bodies over units, with their successors.
        source: Where the register comes from, in a few words.
        locate: From a table and a row to where it stands, for messages; a reader gives it.

    Raises:
        InputError: Everything that does not fit together (``SV-PL-021`` to ``SV-PL-033``).

    Example:
        >>> province = Unit(code="80", name="Tỉnh Nam Sơn", kind="province")
        >>> commune = Unit(code="00123", name="Xã Mỹ Lệ", kind="commune", parent=province.key)
        >>> places = Places([province, commune])
        >>> places.find("Mỹ Lệ", "2024-12-31", parent="Nam Sơn").code
        '00123'
    """

    def __init__(
        self,
        units: Iterable[Unit],
        events: Iterable[Event] = (),
        memberships: Iterable[Membership] = (),
        authorities: Iterable[Authority] = (),
        *,
        source: str = "",
        locate: Locate | None = None,
    ) -> None:
        tables = tuple(units), tuple(events), tuple(memberships), tuple(authorities)
        if wrong := faults(*tables, locate or _row):
            raise InputError(wrong)
        self.source = source
        """Where the register comes from."""
        self.units: Sequence[Unit] = tuple(
            sorted((unit.at_home(self) for unit in tables[0]), key=lambda unit: unit.key)
        )
        """Every unit of every day, in the order of their keys."""
        self.events: Sequence[Event] = tuple(sorted(tables[1], key=lambda one: (one.on, one.old, one.new)))
        """How territory passed from unit to unit, oldest first."""
        self.memberships: Sequence[Membership] = tuple(
            sorted(tables[2], key=lambda one: (one.unit, one.scheme, one.start or date.min))
        )
        """Every membership in a stratum."""
        self.authorities: Sequence[Authority] = tuple(sorted(tables[3], key=lambda one: one.id))
        """Every authority, in the order of their ids."""
        self._by_key = {unit.key: unit for unit in self.units}
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        self._inside: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            self._by_code[unit.code].append(unit)
            if unit.parent is not None:
                self._inside[unit.parent].append(unit)
        self._strata: dict[str, list[Membership]] = defaultdict(list)
        for membership in self.memberships:
            self._strata[membership.unit].append(membership)
        self._authorities = {one.id: one for one in self.authorities}
        self._lineage = Lineage(self._by_key, self.events)
        self._names = NameIndex(self.units)

    @classmethod
    def load(cls, country: str = "vn") -> Places:
        """Return the register that comes with the library; read once, then shared.

        Raises:
            UnknownIdentifierError: No register of that country is shipped.

        Example:
            >>> places = Places.load("vn")
            >>> print(places.unit("80", on="2025-06-30").name, "->", places.unit("80", on="2025-07-01").name)
            Tỉnh Long An -> Tỉnh Tây Ninh
        """
        with _LOADING:
            if country not in _LOADED:
                data = files("smartvillage.places") / "data"
                shipped = sorted(entry.name for entry in data.iterdir() if (entry / "units.csv").is_file())
                if country not in shipped:
                    raise UnknownIdentifierError(country, shipped, Words(vi="danh mục đơn vị", en="register of places"))
                tables = read_tables(data / country)
                title = (data / country / "SOURCE.md").read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
                _LOADED[country] = cls._of(tables, title)
        return _LOADED[country]

    @classmethod
    def read(cls, path: str | Path) -> Places:
        """Read your own register: a csv of units, or a folder of csv tables.

        ``units.csv`` has the columns ``code, name, kind`` and may have ``type, parent, start, end, note, country``;
        a folder may also hold ``events.csv`` (``old, new, on, relation``), ``memberships.csv`` (``unit, scheme,
        stratum, citation, verification, start, end, carried_from, note``) and ``authorities.csv`` (``id, vi, en,
        unit, start, end, successor``). Spans are half-open: ``end`` is the first day after.

        Raises:
            InputError: Everything that is wrong, with file and line; nothing is read in part.
        """
        path = Path(path)
        return cls._of(read_tables(path), path.name)

    @classmethod
    def _of(cls, tables: Tables, source: str) -> Places:
        return cls(*tables[:4], source=source, locate=tables.locate)

    def __setattr__(self, name: str, value: object) -> None:
        if "_names" in self.__dict__:  # the last thing that is set
            raise AttributeError("a register of places is fixed once it is made")
        super().__setattr__(name, value)

    # --- looking up ---------------------------------------------------------------------------------------------

    def unit(self, code: str, on: Day | None = None) -> Unit:
        """Look a unit up by its code on a day.

        Args:
            code: The code (``28222``, or ``vn:28222`` where a register holds several countries), or a full key
                (``vn:28222@2025-07-01``).
            on: The day. It may be left out for a full key, and for a code that has one meaning only.

        Returns:
            The unit.

        Raises:
            UnknownUnitError: The code is unknown (``SV-PL-001``, with codes that come close), not valid on that day
                (``SV-PL-002``, with its spans and successors), or has several meanings (``SV-PL-003``).

        Example:
            >>> places = Places.load("vn")
            >>> places.unit("28222", on="2024-12-31").name
            'Xã Vĩnh Công'
            >>> places.unit("27697", on="2025-07-01")
            Traceback (most recent call last):
            ...
            smartvillage.places.problems.UnknownUnitError: SV-PL-002 "27697" does not exist on 2025-07-01 (Phường 3 ...
        """
        day = None if on is None else day_of(on)
        meanings = self.meanings(code)
        fits = [unit for unit in meanings if day is None or unit.holds(day)]
        if len(fits) == 1:
            return fits[0]
        if not meanings:
            raise unknown_code(code, self._close_codes(code, day))
        if day is not None and not fits:
            self._refuse_day(code, day, meanings)
        raise several_meanings(code, fits)

    def meanings(self, code: str) -> tuple[Unit, ...]:
        """Return every unit that ever had this code, or the one of this key; empty when there is none.

        Example:
            >>> [unit.name for unit in Places.load("vn").meanings("80")]
            ['Tỉnh Long An', 'Tỉnh Tây Ninh']
        """
        if code in self._by_key:
            return (self._by_key[code],)
        country, colon, bare = str(code).partition(":")
        if colon:
            return tuple(unit for unit in self._by_code.get(bare, ()) if unit.country == country)
        return tuple(self._by_code.get(code, ()))

    def called(self, text: str) -> tuple[Unit, ...]:
        """Return every unit that ever had this code, this key or this name; empty when there is none.

        Example:
            >>> [unit.key for unit in Places.load("vn").called("Xã Vĩnh Công")]
            ['vn:28222@', 'vn:28222@2025-07-01']
        """
        return self.meanings(text) or tuple(self._names.called(text))

    def _close_codes(self, code: object, day: date | None) -> list[Unit]:
        text = str(code).strip()
        found = {unit.key: unit for near in (text, *neighbours(text)) for unit in self.meanings(near)}
        return [unit for unit in found.values() if day is None or unit.holds(day)][:_SUGGESTED]

    def _refuse_day(self, asked: str, day: date, meanings: Sequence[Unit]) -> NoReturn:
        """Tell that these units are not valid on the day, and who holds or held the territory."""
        past = [unit for unit in meanings if unit.end is not None and unit.end <= day]
        successors = tuple({one.unit.key: one for unit in past for one in self.successors(unit, day)}.values())
        inside = None
        if past and not successors:
            for above in self.ancestors(past[-1]):
                inside, successors = above, self.successors(above, day)
                if successors or above.holds(day):
                    break
        before = [] if past else [one for unit in meanings for one in self.predecessors(unit)]
        raise ended(asked, day, meanings, successors=successors, predecessors=before, inside=inside)

    def find(self, name: str, on: Day, parent: Parent | None = None, kind: str | None = None) -> Unit:
        """Look a unit up by its name on a day.

        A name fits when it is the printed one, with or without the kind before it (``Xã Vĩnh Công``, ``Vĩnh Công``),
        whatever its Unicode form, capitals and spaces. Tone marks, accents and abbreviations are never guessed.

        Args:
            name: The name.
            on: The day.
            parent: Something the unit lies in, at any level: a name, a code, a key or a unit; or several of them,
                all of which must fit.
            kind: The kind of unit, as an id (``commune``) or as printed (``xã``).

        Returns:
            The one unit that fits.

        Raises:
            UnknownUnitError: None fits (``SV-PL-004``, with what comes close; ``SV-PL-002`` when it had ended), or
                several do (``SV-PL-005``, with all of them).

        Example:
            >>> places = Places.load("vn")
            >>> places.find("Xã Tân Phú", "2019-10-31", parent="Thới Bình").code
            '32080'
        """
        day = day_of(on)
        parents = [parent] if isinstance(parent, (Unit, str)) else list(parent or ())
        called = [unit for unit in self._names.called(name) if kind is None or _of_kind(unit, kind)]
        present = [unit for unit in called if unit.holds(day)]
        fits = [unit for unit in present if self._lies_in(unit, parents)]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise several_names(name, day, fits, self._in_full(fits))
        if past := [unit for unit in called if unit not in present and self._lies_in(unit, parents)]:
            self._refuse_day(name, day, past)
        close = self._close_names(name, day, parents, kind, present)
        raise no_such_name(
            name,
            day,
            parents=[one.name if isinstance(one, Unit) else one for one in parents],
            strange=[one for one in parents if isinstance(one, str) and not self._known(one, day)],
            elsewhere=self._in_full(present),
            close=[*present, *close],
            lines=self._in_full(close),
        )

    def _lies_in(self, unit: Unit, parents: Sequence[Unit | str]) -> bool:
        above = self.ancestors(unit) if parents else ()
        return all(any(self._is(one, parent) for one in above) for parent in parents)

    def _is(self, unit: Unit, asked: Unit | str) -> bool:
        if isinstance(asked, Unit):
            return unit.key == asked.key
        return asked in {unit.code, unit.key} or self._names.answers_to(unit, asked)

    def _known(self, asked: str, day: date) -> bool:
        return any(unit.holds(day) for unit in (*self.meanings(asked), *self._names.called(asked)))

    def _close_names(
        self, name: str, day: date, parents: Sequence[Unit | str], kind: str | None, known: Sequence[Unit]
    ) -> list[Unit]:
        """Units that may have been meant: in the place asked for, else anywhere unless the name is known elsewhere."""
        near = {unit.key: unit for unit in self._names.similar(name) if unit.holds(day) and unit not in known}
        fits = [unit for unit in near.values() if kind is None or _of_kind(unit, kind)]
        there = [unit for unit in fits if self._lies_in(unit, parents)]
        return (there or ([] if known else fits))[:_SUGGESTED]

    def _in_full(self, units: Iterable[Unit]) -> list[str]:
        return [full_name(unit, self.ancestors(unit)) for unit in units]

    def authority(self, id: str, on: Day | None = None) -> Authority:  # noqa: A002
        """Return an authority; with a day, the one that answers for its affairs on that day.

        Raises:
            UnknownIdentifierError: There is no such authority.

        Example:
            >>> places = Places.load("vn")
            >>> places.authority("vn.authority.long-an.can-giuoc", on="2026-01-01").title.vi
            'Tỉnh Tây Ninh'
        """
        if id not in self._authorities:
            raise UnknownIdentifierError(id, self._authorities, Words(vi="cơ quan", en="authority"))
        one = self._authorities[id]
        if on is not None:
            day = day_of(on)
            while one.successor is not None and one.end is not None and one.end <= day:
                one = self._authorities[one.successor]
        return one

    # --- where a unit stands ------------------------------------------------------------------------------------

    def ancestors(self, unit: Unit | str, on: Day | None = None) -> tuple[Unit, ...]:
        """Return what the unit lies in, nearest first.

        Args:
            unit: A unit, a key, or a code on the day given.
            on: A day on which the unit must be valid; the answer does not change while it is.

        Raises:
            UnknownUnitError: The unit is not valid on that day.
        """
        one = self._here(unit, on)
        above = []
        while one.parent is not None:
            one = self._by_key[one.parent]
            above.append(one)
        return tuple(above)

    def children(self, unit: Unit | str, on: Day) -> tuple[Unit, ...]:
        """Return the units directly inside this one on a day, in the order of their codes."""
        day = day_of(on)
        return tuple(one for one in self._inside.get(self._here(unit, day).key, ()) if one.holds(day))

    def select(self, on: Day, *, kind: str | None = None, within: Unit | str | None = None) -> tuple[Unit, ...]:
        """Return the units of a day, in the order of their keys.

        Args:
            on: The day.
            kind: Only this kind, as an id (``commune``) or as printed (``xã``).
            within: Only what lies in this unit, at any depth.

        Example:
            >>> places = Places.load("vn")
            >>> len(places.select("2025-07-01", kind="commune", within="80"))
            82
        """
        day = day_of(on)
        if within is None:
            found: Iterable[Unit] = (unit for unit in self.units if unit.holds(day))
        else:
            found = sorted(self._below(self._here(within, day), day), key=lambda unit: unit.key)
        return tuple(unit for unit in found if kind is None or _of_kind(unit, kind))

    def _below(self, unit: Unit, day: date) -> Iterator[Unit]:
        for child in self.children(unit, day):
            yield child
            yield from self._below(child, day)

    def strata(self, unit: Unit | str, on: Day) -> dict[str, tuple[str, Membership]]:
        """Return the strata a unit belongs to on a day: its own, else those of the nearest unit it lies in.

        Args:
            unit: A unit, a key, or a code on the day given.
            on: The day for which memberships are asked.

        Returns:
            From each scheme to the stratum and the membership that says so. A scheme in which the unit expressly has no
            stratum is left out; :meth:`membership` tells why.

        Example:
            >>> places = Places.load("vn")
            >>> stratum, membership = places.strata("28222", "2024-12-31")["vn.318.region"]
            >>> stratum, membership.verification
            ('mekong-delta', 'unverified')
        """
        nearest = self._nearest(unit, day_of(on))
        return {scheme: (one.stratum, one) for scheme, one in sorted(nearest.items()) if one.stratum is not None}

    def membership(self, unit: Unit | str, scheme: str, on: Day) -> Membership | None:
        """Return what decides the stratum of a unit, also when it decides that there is none."""
        return self._nearest(unit, day_of(on)).get(scheme)

    def _nearest(self, unit: Unit | str, day: date) -> dict[str, Membership]:
        one = self._here(unit, None if isinstance(unit, Unit) or "@" in unit else day)
        nearest: dict[str, Membership] = {}
        for place in (one, *self.ancestors(one)):
            for membership in self._strata.get(place.key, ()):
                if membership.holds(day):
                    nearest.setdefault(membership.scheme, membership)
        return nearest

    def explain(self, membership: Membership) -> Words:
        """Say in a sentence why a unit is in its stratum, naming the units it is carried from.

        Example:
            >>> places = Places.load("vn")
            >>> print(places.explain(places.membership("80", "vn.318.region", "2024-12-31")).en)
            Tỉnh Long An is in the stratum mekong-delta under 318/QĐ-TTg (not checked).
        """
        name = self._by_key[membership.unit].name
        olds = ", ".join(self._by_key[key].name for key in membership.carried_from)
        stratum, text = membership.stratum, membership.citation
        known = LABELS["verification"][membership.verification]
        if stratum is None:
            why = Words(vi=f": các đơn vị cũ ({olds}) thuộc nhiều nhóm", en=f": it came from several ({olds})")
            why = why if olds else Words(vi="", en="")
            return Words(
                vi=f"{name} không thuộc nhóm nào theo {text} ({known.vi}){why.vi}.",
                en=f"{name} has no stratum under {text} ({known.en}){why.en}.",
            )
        if olds:
            return Words(
                vi=f"{name} giữ nhóm {stratum} của {olds} theo {text} ({known.vi}).",
                en=f"{name} keeps the stratum {stratum} of {olds} under {text} ({known.en}).",
            )
        return Words(
            vi=f"{name} thuộc nhóm {stratum} theo {text} ({known.vi}).",
            en=f"{name} is in the stratum {stratum} under {text} ({known.en}).",
        )

    # --- where a unit came from and went ------------------------------------------------------------------------

    def successors(self, unit: Unit | str, on: Day | None = None) -> tuple[Succession, ...]:
        """Return the units that took territory from this one.

        Args:
            unit: A unit, or a key.
            on: Without a day, the units that took over directly. With one, those that hold the territory on that
                day, through all changes in between; nothing while the unit itself lasts.

        Example:
            >>> places = Places.load("vn")
            >>> for unit, relation, day in places.successors("vn:28222@"):
            ...     print(unit.name, relation, day)
            Xã Vĩnh Công whole 2025-07-01
        """
        one = self._here(unit)
        if on is None:
            return self._lineage.successors(one)
        day = day_of(on)
        return () if one.holds(day) else self._lineage.on_day(one, day)

    def predecessors(self, unit: Unit | str) -> tuple[Succession, ...]:
        """Return the units this one took territory from.

        Args:
            unit: A unit, or a key.
        """
        return self._lineage.predecessors(self._here(unit))

    def _here(self, unit: Unit | str, on: Day | None = None) -> Unit:
        return self.unit(unit.key if isinstance(unit, Unit) else unit, on)

    # --- the register as a collection ---------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.units)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)

    def __contains__(self, key: object) -> bool:
        return (key.key if isinstance(key, Unit) else key) in self._by_key

    def __repr__(self) -> str:
        return f"<Places: {len(self.units)} units, {len(self.events)} events; {self.source or 'made in Python'}>"

    def _repr_html_(self) -> str:
        """Show how many units of each kind there are, for notebooks."""
        rows = [
            [LABELS["unit-kind"][kind].vi if kind in LABELS["unit-kind"] else kind, write_number(count)]
            for kind, count in sorted(Counter(unit.kind for unit in self.units).items())
        ]
        return html_table(["loại đơn vị", "số đơn vị"], rows, right=[False, True], caption=self.source, lang="vi")


def _of_kind(unit: Unit, kind: str) -> bool:
    return unit.kind == kind or name_key(unit.type) == name_key(kind)
