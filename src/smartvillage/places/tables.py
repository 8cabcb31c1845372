"""Reading a register from csv tables, strictly: a table is read whole or refused with everything that is wrong in it.

A register is one table of units, or a folder that also holds ``events.csv``, ``memberships.csv`` and
``authorities.csv``. Rows may name a unit by its code alone; the span of the row says which unit of that code is meant.
A full key (``vn:80@2025-07-01``) is accepted everywhere.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import timedelta
from difflib import get_close_matches
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.places.units import Authority, Dated, Event, Membership, Unit, day_of, unit_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

__all__ = ["Tables", "read_tables"]

MOST_BYTES = 20 * 2**20

COLUMNS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "units": (("code", "name", "kind"), ("type", "parent", "start", "end", "note", "country")),
    "events": (("old", "new", "on", "relation"), ("note",)),
    "memberships": (
        ("unit", "scheme", "stratum", "citation", "verification"),
        ("start", "end", "carried_from", "note"),
    ),
    "authorities": (("id", "vi", "unit"), ("en", "start", "end", "successor")),
}
"""For each table the columns it must have and those it may have."""


class Tables(NamedTuple):
    """The rows of a register, and where each of them stands."""

    units: Sequence[Unit]
    events: Sequence[Event]
    memberships: Sequence[Membership]
    authorities: Sequence[Authority]
    files: Mapping[str, str]
    lines: Mapping[str, Sequence[int]]

    def locate(self, table: str, row: int) -> Where:
        """Say where a row stands."""
        return Where(file=self.files[table], line=self.lines[table][row])


Row = tuple[str, ...]
"""The cells of a row in the order of :data:`COLUMNS`, those of absent columns empty."""


def read_tables(path: Path | Traversable) -> Tables:
    """Read a csv of units, or a folder of tables.

    Raises:
        InputError: Everything that is wrong in any of the tables.
    """
    names = tuple(COLUMNS) if path.is_dir() else ("units",)
    files = {name: path.joinpath(f"{name}.csv") if path.is_dir() else path for name in names}
    files = {name: file for name, file in files.items() if name == "units" or file.is_file()}
    problems: list[Problem] = []
    rows = {name: list(_rows(file, name, problems)) for name, file in files.items()}
    meanings = _Meanings(row for _, row in rows["units"])
    build: Mapping[str, Callable[..., Any]] = {
        "units": meanings.unit,
        "events": meanings.event,
        "memberships": meanings.membership,
        "authorities": meanings.authority,
    }
    built: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    lines: dict[str, list[int]] = {name: [] for name in COLUMNS}
    for name, file in files.items():
        for line, row in rows[name]:
            try:
                built[name].append(build[name](*row))
                lines[name].append(line)
            except InputError as wrong:
                where = Where(file=file.name, line=line)
                problems += [problem._replace(where=where) for problem in wrong.problems]
    if problems:
        raise InputError(problems)
    return Tables(
        units=built["units"],
        events=built["events"],
        memberships=built["memberships"],
        authorities=built["authorities"],
        files={name: file.name for name, file in files.items()},
        lines=lines,
    )


@lru_cache(maxsize=1024)
def _span(start: str, end: str) -> Dated:
    """Read a span; a register has many rows and few different spans."""
    return Dated(start=start, end=end)


class _Meanings:
    """Which units a code stands for, and when; from the table itself, so that rows may name units by code."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._spans: dict[str, list[tuple[Dated, str]]] = defaultdict(list)
        for code, _, _, _, _, start, end, _, country in rows:
            try:
                span = _span(start, end)
            except InputError:
                continue  # told when the row itself is built
            self._spans[code].append((span, unit_key(country or "vn", code, span.start)))

    def unit(
        self, code: str, name: str, kind: str, type_: str, parent: str, start: str, end: str, note: str, country: str
    ) -> Unit:
        span = _span(start, end)
        return Unit(
            code=code,
            name=name,
            kind=kind,
            type=type_,
            parent=self._key(parent, lambda above: above.covers(span)) if parent else None,
            start=span.start,
            end=span.end,
            note=note,
            country=country or "vn",
        )

    def event(self, old: str, new: str, on: str, relation: str, note: str) -> Event:
        day = day_of(on)
        eve = day - timedelta(days=1)
        return Event(
            old=self._key(old, lambda meaning: meaning.holds(eve)),
            new=self._key(new, lambda meaning: meaning.holds(day)),
            on=day,
            relation=relation,  # type: ignore[arg-type]  # Event checks it
            note=note,
        )

    def membership(
        self,
        unit: str,
        scheme: str,
        stratum: str,
        citation: str,
        verification: str,
        start: str,
        end: str,
        carried_from: str,
        note: str,
    ) -> Membership:
        span = _span(start, end)
        return Membership(
            unit=self._key(unit, span.meets),
            scheme=scheme,
            stratum=stratum or None,
            start=span.start,
            end=span.end,
            citation=citation,
            verification=verification,
            carried_from=tuple(carried_from.split()),
            note=note,
        )

    def authority(self, id_: str, vi: str, unit: str, en: str, start: str, end: str, successor: str) -> Authority:
        span = _span(start, end)
        return Authority(
            id=id_,
            title=Words(vi=vi, en=en or vi),
            unit=self._key(unit, span.meets),
            start=span.start,
            end=span.end,
            successor=successor or None,
        )

    def _key(self, code: str, fits: Callable[[Dated], bool]) -> str:
        if "@" in code:
            return code
        keys = [key for span, key in self._spans.get(code, ()) if fits(span)]
        if len(keys) == 1:
            return keys[0]
        if not keys:
            what = Words(
                vi=f"trong thời hạn này không có đơn vị mã {quoted(code)}",
                en=f"no unit has the code {quoted(code)} in this span",
            )
        else:
            what = Words(
                vi=f"mã {quoted(code)} có nhiều nghĩa trong thời hạn này: {', '.join(keys)}",
                en=f"the code {quoted(code)} has several meanings in this span: {', '.join(keys)}",
            )
        raise InputError([Problem(code="SV-PL-045", what=what, found=code)])


def _rows(file: Path | Traversable, table: str, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    """Read the rows of one file; what is wrong with the file or a row is added to the problems."""
    text = _text(file, problems)
    if text is None:
        return

    def refuse(code: str, line: int, what: Words, expected: Words | None = None) -> None:
        problems.append(Problem(code=code, what=what, expected=expected, where=Where(file=file.name, line=line)))

    must, may = COLUMNS[table]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = [cell.strip(" ") for cell in next(reader, [])]
        wrong = list(_header(header, must, may))
        for words in wrong:
            refuse("SV-PL-042", line, words)
        if wrong:
            return
        width = len(header)
        in_order = itemgetter(*(header.index(name) if name in header else width for name in (*must, *may)))
        for cells in reader:
            before, line = line, reader.line_num
            if not any(cells):
                continue
            if len(cells) != width:
                refuse(
                    "SV-PL-043",
                    line,
                    Words(vi=f"dòng có {len(cells)} ô", en=f"the row has {len(cells)} cells"),
                    Words(vi=f"{width} ô như dòng tiêu đề", en=f"{width}, as in the heading"),
                )
            elif line > before + 1:
                refuse("SV-PL-043", line, Words(vi="một ô có xuống dòng", en="a cell holds a line break"))
            else:
                yield line, in_order([*[cell.strip(" ") for cell in cells], ""])
    except csv.Error as error:
        what = Words(vi=f"dòng này không phải csv ({error})", en=f"this is not csv ({error})")
        refuse("SV-PL-044", reader.line_num, what)


def _text(file: Path | Traversable, problems: list[Problem]) -> str | None:
    """Read a file as UTF-8, with or without a byte order mark; a fault is added to the problems."""
    advice = None
    try:
        if isinstance(file, Path) and file.stat().st_size > MOST_BYTES:
            what = Words(vi=f"tệp lớn hơn {MOST_BYTES} byte", en=f"the file is larger than {MOST_BYTES} bytes")
        elif "\0" not in (text := file.read_bytes().decode("utf-8-sig")):
            return text
        else:
            what = Words(vi="tệp chứa ký tự NUL", en="the file holds NUL characters")
    except OSError as error:
        what = Words(vi=f"không mở được tệp ({error.strerror})", en=f"the file cannot be opened ({error.strerror})")
    except UnicodeDecodeError as error:
        at = error.start + 1
        what = Words(vi=f"tệp không phải UTF-8 (byte thứ {at})", en=f"the file is not UTF-8 (byte {at})")
        advice = Words(vi="Hãy lưu lại dạng CSV UTF-8.", en="Save it as CSV UTF-8.")
    problems.append(Problem(code="SV-PL-041", what=what, where=Where(file=file.name), advice=advice))
    return None


def _header(header: Sequence[str], must: Sequence[str], may: Sequence[str]) -> Iterator[Words]:
    known = (*must, *may)
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        yield Words(vi="các cột phải cách nhau bằng dấu phẩy", en="columns must be separated by commas")
        return
    for name in must:
        if name not in header:
            yield Words(vi=f"thiếu cột {quoted(name)}", en=f"the column {quoted(name)} is missing")
    for at, name in enumerate(header):
        if name in header[:at]:
            yield Words(vi=f"cột {quoted(name)} có hai lần", en=f"the column {quoted(name)} is there twice")
        elif name not in known:
            close = get_close_matches(name, known, n=1)
            yield Words(
                vi=f"không có cột nào tên {quoted(name)}" + (f", có phải là {close[0]}?" if close else ""),
                en=f"no column is called {quoted(name)}" + (f", did you mean {close[0]}?" if close else ""),
            )
