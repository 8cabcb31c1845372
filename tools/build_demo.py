"""Carry the real communes of the case file into the package, with their public sources, for ``smartvillage demo``.

    python tools/build_demo.py ../shared/data/cases_communes.yaml

Facts are taken as the sources print them; nothing is filled in. A figure whose name is no measure of the set is left
out of the tables and named in ``cases.csv``.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import yaml

from smartvillage.places import Places

HERE = Path(__file__).parent.parent / "src" / "smartvillage" / "cli" / "examples"

MEASURES = {
    "income_per_capita": "vn.income-per-capita",
    "poor_household_rate": "vn.multidimensional-poverty",
    "multidimensional_poverty_rate": "vn.multidimensional-poverty",
    "houses_meeting_standard": "vn.solid-houses",
}
"""Names in the case file, and the measure that means the same."""

SETS = {"NTM": "vn.xa-ntm", "NTM nang cao": "vn.xa-ntm-nang-cao"}
EDITION = (2021, 2025)
FIELDS = (
    "unit",
    "unit_name",
    "period",
    "measure",
    "value",
    "numerator",
    "denominator",
    "relation",
    "source",
    "note case",
)


def year_of(text: str) -> int:
    """The last year in ``2021-2022``, ``2019-10`` or ``2021``; a month is no year."""
    years = [int(part) for part in str(text).split("-") if len(part) == 4]
    return max(years)


def main() -> None:
    cases = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))["cases"]
    places = Places.load("vn")
    rows: dict[str, list[dict[str, object]]] = {}
    listed = []
    for case in cases:
        if "assessed_for" not in case:
            continue
        unit = case["unit"]
        name = unit.get("commune") or ", ".join(unit.get("communes", [])) or f"các xã của {unit['district']}"
        year = year_of(case["assessed_for"])
        set_id = SETS.get(case["programme"])
        inside = set_id is not None and EDITION[0] <= year <= EDITION[1]
        left_out = []
        if inside:
            found = places.find(unit["commune"], on=f"{year}-12-31", parent=unit["district"])
            for one in case["inputs"]:
                measure = MEASURES.get(one.get("indicator"))
                if measure is None:
                    left_out.append(str(one.get("indicator")))
                    continue
                parts = "numerator" in one
                rows.setdefault(set_id, []).append(
                    {
                        "unit": found.code,
                        "unit_name": found.name,
                        "period": year,
                        "measure": measure,
                        "value": "" if parts else one["value"],
                        "numerator": one.get("numerator", ""),
                        "denominator": one.get("denominator", ""),
                        "relation": one["relation"],
                        "source": case["source"]["url"],
                        "note case": case["id"],
                    }
                )
        listed.append(
            {
                "case": case["id"],
                "commune": name,
                "district": unit["district"],
                "province": unit["province"],
                "programme": case["programme"],
                "assessed_for": case["assessed_for"],
                "edition": f"{set_id}@2021-2025" if inside else "",
                "official": case["verdict"]["result"],
                "left_out": "; ".join(left_out),
                "source": case["source"]["url"],
            }
        )
    HERE.mkdir(parents=True, exist_ok=True)
    for set_id, found_rows in rows.items():
        write(HERE / f"{set_id}.csv", FIELDS, found_rows)
    write(HERE / "cases.csv", tuple(listed[0]), listed)


def write(path: Path, fields: tuple[str, ...], rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
