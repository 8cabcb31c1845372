"""Build the register of places that ships with the library, from the package ``vietnamadminunits`` (MIT).

Run it in an environment where smartvillage can be imported::

    pip install --target /some/folder --no-deps vietnamadminunits
    python tools/build_places.py --source /some/folder

The package holds the administrative structure of Vietnam on the eve of 1 July 2025 and the one since, without days.
What is added to it or corrected in it is written in this file, with the reason, and again in ``SOURCE.md`` beside the
tables. The same source gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sqlite3
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smartvillage.places import Places
from smartvillage.text import bare_key, name_key, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OUT = Path(__file__).parent.parent / "src" / "smartvillage" / "places" / "data" / "vn"
REFORM = "2025-07-01"
"""The day on which the district level ended and provinces and communes were joined."""

KINDS = {
    "quận": "district",
    "huyện": "district",
    "thị xã": "district",
    "thành phố": "district",
    "xã": "commune",
    "phường": "ward",
    "thị trấn": "township",
    "đặc khu": "special-zone",
}
"""The kind of every type printed below a province; at the top stand a *tỉnh* or a *thành phố*."""

# Units that ended before the eve of the reform are not in the package. These few are recorded by hand: those that a
# published case names, with what merged together with them, and the two that Long An lost on 1 December 2024.
R1244 = "Nghị quyết 1244/NQ-UBTVQH15"
R1256 = "Nghị quyết 1256/NQ-UBTVQH15"
R1286 = "Nghị quyết 1286/NQ-UBTVQH15"
MEMORY = "ngày nhập 01/02/2020 ghi theo trí nhớ, chưa đối chiếu văn bản"
EARLIER = [
    # code, name, type, parent, end, note
    ("27688", "Phường 2", "phường", "794", "2024-12-01", R1244),
    ("28006", "Xã Tân Hòa", "xã", "803", "2024-12-01", R1244),
    ("752", "Huyện Long Điền", "huyện", "77", "2025-01-01", R1256),
    ("26665", "Xã An Ngãi", "xã", "752", "2025-01-01", R1256),
    ("26668", "Xã Tam Phước", "xã", "752", "2025-01-01", R1256),
    ("26671", "Xã An Nhứt", "xã", "752", "2025-01-01", R1256),
    ("10252", "Xã Thống Nhất", "xã", "279", "2025-01-01", R1286),
    ("10264", "Xã Vạn Điểm", "xã", "279", "2025-01-01", R1286),
    ("29620", "Thị trấn Cái Nhum", "thị trấn", "858", "2020-02-01", MEMORY),
    ("29641", "Xã Chánh Hội", "xã", "858", "2020-02-01", MEMORY),
]
STARTS = {"26668": ("2025-01-01", R1256), "10264": ("2025-01-01", R1286), "29641": ("2020-02-01", MEMORY)}
"""Units of the package whose code had another meaning that is recorded above: the day from which they exist."""
NOTES = {"753": f"mang tên này từ 01/01/2025 ({R1256}); trước đó là Huyện Đất Đỏ, chưa ghi vào bảng"}
EARLIER_EVENTS = [
    # old, new, on, relation, note
    ("27688", "27694", "2024-12-01", "whole", R1244),
    ("28006", "28003", "2024-12-01", "split", R1244),
    ("28006", "28009", "2024-12-01", "split", R1244),
    ("28006", "28012", "2024-12-01", "split", R1244),
    ("752", "753", "2025-01-01", "whole", R1256),
    ("26665", "26668", "2025-01-01", "whole", R1256),
    ("26668", "26668", "2025-01-01", "whole", R1256),
    ("26671", "26668", "2025-01-01", "whole", R1256),
    ("10252", "10264", "2025-01-01", "whole", R1286),
    ("10264", "10264", "2025-01-01", "whole", R1286),
    ("29620", "29641", "2020-02-01", "whole", MEMORY),
    ("29641", "29641", "2020-02-01", "whole", MEMORY),
]

# The seven regions of Decision 318, by code of the former province. Recalled, not read in the text: hence unverified.
SCHEME = "vn.318.region"
CITATION = "318/QĐ-TTg"
SCHEME_SPAN = ("2021-01-01", "2026-01-01")
REGIONS = {
    "northern-midland": "02 04 06 08 10 11 12 14 15 17 19 20 24 25",
    "red-river-delta": "01 22 26 27 30 31 33 34 35 36 37",
    "north-central": "38 40 42 44 45 46",
    "south-central-coast": "48 49 51 52 54 56 58 60",
    "central-highlands": "62 64 66 67 68",
    "southeast": "70 72 74 75 77 79",
    "mekong-delta": "80 82 83 84 86 87 89 91 92 93 94 95 96",
}
REGION_OF = {code: region for region, codes in REGIONS.items() for code in codes.split()}

PILOT_PROVINCE = "80"
"""Long An: the province of the first user story; its districts are the pilot authorities."""


class Old(NamedTuple):
    """A unit at the bottom of the former structure: a commune, or an island district without communes."""

    code: str
    name: str
    district: str
    province: str


class New(NamedTuple):
    """A commune unit of the present structure."""

    code: str
    name: str
    type: str
    province: str


class Source(NamedTuple):
    """What the package says, joined by code instead of by keys of letters without accents."""

    version: str
    licence: str
    old_provinces: dict[str, str]
    old_districts: dict[str, tuple[str, str]]
    old: dict[str, Old]
    new_provinces: dict[str, str]
    new: dict[str, New]
    merged: dict[str, list[str]]
    links: list[tuple[str, str]]


class Dropped(NamedTuple):
    """A link of the package that crosses namesakes."""

    old: str
    new: str
    namesake: str


# --- reading the package ------------------------------------------------------------------------------------------


def read_source(path: Path) -> Source:
    """Read the package's database and conversion table."""
    data = next(iter(sorted(path.rglob("dataset.db"))), None) if path.is_dir() else path
    if data is None:
        raise SystemExit(f"no dataset.db below {path}")
    connection = sqlite3.connect(f"{data.resolve().as_uri()}?mode=ro", uri=True)
    former = connection.execute(
        "select provinceCode, province, provinceKey, districtCode, district, districtKey, wardCode, ward, wardKey "
        "from admin_units_legacy"
    ).fetchall()
    present = connection.execute(
        "select provinceCode, province, provinceKey, wardCode, ward, wardKey, wardType from admin_units"
    ).fetchall()
    connection.close()
    table = json.loads((data.parent / "converter_2025.json").read_text(encoding="utf-8"))

    old: dict[str, Old] = {}
    old_keys: dict[str, str] = {}
    for province, _, province_key, district, district_name, district_key, ward, ward_name, ward_key in former:
        unit = Old(ward or district, ward_name or district_name, district, province)
        old[unit.code] = unit
        old_keys[f"{province_key}_{district_key}_{ward_key or ''}"] = unit.code
    new_keys = {(key, ward_key): ward for _, _, key, ward, _, ward_key, _ in present}
    old_province_keys = {key: code for code, _, key, *_ in former}
    new_province_keys = {key: code for code, _, key, *_ in present}
    version, licence = _info(data)
    return Source(
        version=version,
        licence=licence,
        old_provinces={row[0]: row[1] for row in former},
        old_districts={row[3]: (row[4], row[0]) for row in former},
        old=old,
        new_provinces={row[0]: row[1] for row in present},
        new={row[3]: New(row[3], row[4], name_key(row[6]), row[0]) for row in present},
        merged={
            new_province_keys[key]: sorted(old_province_keys[one] for one in olds)
            for key, olds in table["DICT_PROVINCE"].items()
        },
        links=sorted((old_keys[one], new_keys[key]) for one, key in _links(table)),
    )


def _links(table: dict[str, dict[str, dict[str, list[object]]]]) -> Iterator[tuple[str, tuple[str, str]]]:
    for province, wards in table["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in wards.items():
            for one in olds:
                yield str(one), (province, new)
    for province, divided in table["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in divided.items():
            for part in news:
                assert isinstance(part, dict)
                yield old, (province, part["newWardKey"])


def _info(data: Path) -> tuple[str, str]:
    """The version of the package that the database belongs to, and the text of its licence."""
    for info in sorted(data.parent.parent.parent.glob("vietnamadminunits-*.dist-info")):
        found = re.search(r"^Version: (.+)$", (info / "METADATA").read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return found[1], (info / "licenses" / "LICENSE").read_text(encoding="utf-8")
    raise SystemExit(f"{data} does not lie in an installed vietnamadminunits, so its version and licence are not known")


# --- correcting it ------------------------------------------------------------------------------------------------


def crossed(source: Source) -> list[Dropped]:
    """Find links that the package made because two former units share a name.

    The package was compiled from resolutions that say "and the rest of Phường 4"; where the joined province had two of
    that name (Tân An and Tây Ninh city), both were linked to both new wards. A link is dropped when the new unit has
    another predecessor of the same name that lies nearer to its remaining predecessors: in the same district, or at
    least in the same former province, while this one does not.
    """
    into: dict[str, list[str]] = defaultdict(list)
    for old, new in source.links:
        into[new].append(old)
    out = []
    for new, olds in sorted(into.items()):
        names = Counter(name_key(source.old[old].name) for old in olds)
        for name in sorted(name for name, count in names.items() if count > 1):
            same = [old for old in olds if name_key(source.old[old].name) == name]
            rest = [source.old[old] for old in olds if names[name_key(source.old[old].name)] == 1]
            near = {old: _nearness(source.old[old], rest or [source.old[one] for one in same]) for old in same}
            best = max(same, key=near.__getitem__)
            out += [Dropped(old, new, best) for old in same if near[old] < near[best]]
    return out


def _nearness(unit: Old, others: Iterable[Old]) -> int:
    others = list(others)
    if any(unit.district == other.district for other in others):
        return 2
    return int(any(unit.province == other.province for other in others))


# --- the tables ---------------------------------------------------------------------------------------------------

Row = dict[str, str]


def unit_rows(source: Source) -> list[Row]:
    """Make the table of units."""
    rows = []
    for code, name in source.old_provinces.items():
        end = "" if _unchanged(source, code) else REFORM
        rows.append(_unit(code, name, _type(name), kind="province", end=end))
    for code, (name, province) in source.old_districts.items():
        rows.append(_unit(code, name, _type(name), parent=province, end=REFORM, note=NOTES.get(code, "")))
    for unit in source.old.values():
        if unit.code == unit.district:
            continue  # an island district, already there
        start, note = STARTS.get(unit.code, ("", ""))
        rows.append(
            _unit(unit.code, unit.name, _type(unit.name), parent=unit.district, start=start, end=REFORM, note=note)
        )
    for code, name, type_, parent, end, note in EARLIER:
        rows.append(_unit(code, name, type_, parent=parent, end=end, note=note))
    for code, name in source.new_provinces.items():
        if not _unchanged(source, code):
            rows.append(_unit(code, name, _type(name), kind="province", start=REFORM))
    rows += [_unit(unit.code, unit.name, unit.type, parent=unit.province, start=REFORM) for unit in source.new.values()]
    return sorted(rows, key=lambda row: (row["code"], row["start"]))


def _unit(
    code: str,
    name: str,
    type_: str,
    *,
    kind: str = "",
    parent: str = "",
    start: str = "",
    end: str = "",
    note: str = "",
) -> Row:
    return {
        "code": code,
        "name": name,
        "kind": kind or KINDS[type_],
        "type": type_,
        "parent": parent,
        "start": start,
        "end": end,
        "note": note,
    }


def _type(name: str) -> str:
    return name_key(name).removesuffix(bare_key(name)).strip()


def _unchanged(source: Source, code: str) -> bool:
    """Whether a province went through the reform as it was: same code, same name, nothing joined."""
    return source.merged.get(code) == [code] and source.old_provinces.get(code) == source.new_provinces[code]


def event_rows(source: Source, dropped: Sequence[Dropped]) -> list[Row]:
    """Make the table of events."""
    gone = {(one.old, one.new) for one in dropped}
    links = [link for link in source.links if link not in gone]
    parts = Counter(old for old, _ in links)
    rows = [_event(old, new, REFORM, "whole" if parts[old] == 1 else "split") for old, new in links]
    rows += [
        _event(old, new, REFORM, "whole")
        for new, olds in source.merged.items()
        if not _unchanged(source, new)
        for old in olds
    ]
    rows += [_event(*one) for one in EARLIER_EVENTS]
    return sorted(rows, key=lambda row: (row["on"], row["old"], row["new"]))


def _event(old: str, new: str, on: str, relation: str, note: str = "") -> Row:
    return {"old": old, "new": new, "on": on, "relation": relation, "note": note}


def membership_rows(source: Source, events: Sequence[Row]) -> list[Row]:
    """Make the table of memberships: former provinces as Decision 318 has them, new units as they follow from them.

    The decision knows the former provinces only. A new unit keeps the region in which all its predecessors lay; one
    whose predecessors lay in two regions has none, and says so.
    """
    rows = [_membership(f"vn:{code}@", REGION_OF[code]) for code in source.old_provinces]
    came: dict[str, set[str]] = defaultdict(set)
    for row in events:
        if row["on"] == REFORM and row["old"] in source.old:
            came[row["new"]].add(source.old[row["old"]].province)
    for code, olds in source.merged.items():
        if _unchanged(source, code):
            continue
        rows.append(_carried(code, olds))
        if len({REGION_OF[old] for old in olds}) > 1:
            rows += [_carried(unit.code, came[unit.code]) for unit in source.new.values() if unit.province == code]
    return sorted(rows, key=lambda row: row["unit"])


def _carried(code: str, olds: Iterable[str]) -> Row:
    olds = sorted(olds)
    regions = {REGION_OF[old] for old in olds}
    region = regions.pop() if len(regions) == 1 else ""
    return _membership(f"vn:{code}@{REFORM}", region, start=REFORM, carried_from=" ".join(f"vn:{old}@" for old in olds))


def _membership(unit: str, stratum: str, start: str = SCHEME_SPAN[0], carried_from: str = "") -> Row:
    return {
        "unit": unit,
        "scheme": SCHEME,
        "stratum": stratum,
        "start": start,
        "end": SCHEME_SPAN[1],
        "citation": CITATION,
        "verification": "unverified",
        "carried_from": carried_from,
    }


def authority_rows(source: Source) -> list[Row]:
    """Make the table of pilot authorities: the province, its districts, and who follows them."""
    base = f"vn.authority.{_slug(source.old_provinces[PILOT_PROVINCE])}"
    (joined,) = (new for new, olds in source.merged.items() if PILOT_PROVINCE in olds)
    heir = f"vn.authority.{_slug(source.new_provinces[joined])}"
    rows = [
        _authority(heir, source.new_provinces[joined], f"vn:{joined}@{REFORM}", start=REFORM),
        _authority(base, source.old_provinces[PILOT_PROVINCE], f"vn:{PILOT_PROVINCE}@", end=REFORM, successor=heir),
    ]
    rows += [
        _authority(f"{base}.{_slug(name)}", name, f"vn:{code}@", end=REFORM, successor=heir)
        for code, (name, province) in source.old_districts.items()
        if province == PILOT_PROVINCE
    ]
    return sorted(rows, key=lambda row: row["id"])


ENGLISH = {"tỉnh": "province", "huyện": "district", "thị xã": "town", "thành phố": "city", "quận": "urban district"}


def _authority(key: str, name: str, unit: str, *, start: str = "", end: str = "", successor: str = "") -> Row:
    bare = name[len(_type(name)) :].strip()
    return {
        "id": key,
        "vi": name,
        "en": f"{bare} {ENGLISH[_type(name)]}",
        "unit": unit,
        "start": start,
        "end": end,
        "successor": successor,
    }


def _slug(name: str) -> str:
    return skeleton(name).replace(" ", "-")


# --- writing ------------------------------------------------------------------------------------------------------


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """Write a csv that is the same on every machine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def source_page(source: Source, dropped: Sequence[Dropped], memberships: Sequence[Row]) -> str:
    """Write the page that says where the tables come from and what was changed."""
    undecided = [
        row["unit"] for row in memberships if not row["stratum"] and row["unit"][3:].split("@")[0] in source.new
    ]
    none = ", ".join(f"{source.new[key[3:].split('@')[0]].name} (`{key}`)" for key in undecided) or "none"
    earlier = "\n".join(f"| {code} | {name} | {end} | {note} |" for code, name, _, _, end, note in EARLIER)
    cuts = "\n".join(
        f"| {_told(source, one.old)} | {one.new} {source.new[one.new].name} | {_told(source, one.namesake)} |"
        for one in dropped
    )
    communes = sum(one.code != one.district for one in source.old.values())
    unchanged = sum(_unchanged(source, code) for code in source.new_provinces)
    return f"""# Units of Vietnam before and from 1 July 2025 (vietnamadminunits {source.version}, MIT)

Written by `tools/build_places.py`; do not edit by hand.

Source: the Python package `vietnamadminunits` {source.version} by Tran Ngoc Minh Hieu, MIT licence
(<https://github.com/tranngocminhhieu/vietnamadminunits>), compiled from the lists of the statistics office and the
resolutions on the new units.
On the eve of the reform it has {len(source.old_provinces)} provinces, {len(source.old_districts)} districts and
{communes:,} communes; since then {len(source.new_provinces)} provinces and {len(source.new):,} commune units.
Only names, codes, types and links are taken; the licence is beside this page (`LICENSE`).

## What the tables say

- `units.csv`: identity is code and first day; spans are half-open (`end` is the first day after).
  An empty `start` means that the first day was not looked up, not that there was none.
  A unit whose name, kind, parent or territory changed on 1 July 2025 ends there and a new one begins;
  the {unchanged} provinces that were joined with nothing go on.
- `events.csv`: the package's links from former to new communes.
  `whole` where a unit has one successor, `split` where it has several; no shares are known.
  Which units were split was not checked against the resolutions.
- `memberships.csv`: the seven regions of Decision 318/QĐ-TTg by former province,
  **recalled, not read in the text** (`unverified`).
  The decision ends with 2025 and does not know the new units:
  from 1 July 2025 they keep the region of the former provinces they came from (`carried_from`).
  A province from several regions has none as a whole, and its communes have rows of their own.
  Communes that came from two regions and so have none: {none}.
- `authorities.csv`: Long An and its districts as pilot authorities, followed by the new Tây Ninh.

## What is not in them

- Units that ended before the eve of 1 July 2025, except those below.
  The former structure is that of the eve; earlier names (Tỉnh Thừa Thiên Huế until 2024, Huyện Đất Đỏ) and
  borders are not recorded.
- Hamlets.

## Added by hand

From the resolutions named, as reported in the press; codes from older published lists.

| code | name | end | by |
| --- | --- | --- | --- |
{earlier}

## Links left out

The package links namesakes to each other's successors: both wards called Phường 4, of Tân An and of Tây Ninh city, to
the new wards of both. A link is left out when the new unit has another predecessor of the same name that lies
nearer (in the district, or at least in the former province, of its remaining predecessors).

| former unit | not linked to | which comes from its namesake |
| --- | --- | --- |
{cuts}
"""


def _told(source: Source, code: str) -> str:
    unit = source.old[code]
    return f"{code} {unit.name}, {source.old_districts[unit.district][0]}, {source.old_provinces[unit.province]}"


def main() -> None:
    """Build the tables, write them, and read them back through the library."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, required=True, help="dataset.db, or a folder in which the package lies")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder to write")
    options = parser.parse_args()
    source = read_source(options.source)
    dropped = crossed(source)
    events = event_rows(source, dropped)
    memberships = membership_rows(source, events)
    options.out.mkdir(parents=True, exist_ok=True)
    write_table(options.out / "units.csv", unit_rows(source))
    write_table(options.out / "events.csv", events)
    write_table(options.out / "memberships.csv", memberships)
    write_table(options.out / "authorities.csv", authority_rows(source))
    # the licence asks that it goes where the data go
    (options.out / "LICENSE").write_text(source.licence, encoding="utf-8", newline="\n")
    (options.out / "SOURCE.md").write_text(source_page(source, dropped, memberships), encoding="utf-8", newline="\n")
    print(Places.read(options.out), f"{len(dropped)} links left out")


if __name__ == "__main__":
    main()
