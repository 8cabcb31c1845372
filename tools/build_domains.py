"""Make the documents of built-in domains from the catalogues of ideas and precedents.

    python tools/build_domains.py ../shared/domain

Every candidate is an idea in our own words and has no level. A precedent is named where the catalogue of ideas points
to one; its figure stays in the precedent and never becomes a level of ours.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from smartvillage.criteria.documents import write_yaml

HERE = Path(__file__).parent.parent / "src" / "smartvillage" / "plugins" / "domains"

DOMAINS = ("tourism",)
"""Which domains are built; the others follow with the plugin kit."""

COUNTED = {
    "tourism.online-booking": ("cơ sở", "businesses"),
    "tourism.profile-current": ("điểm", "points"),
    "tourism.guest-notice-online": ("lượt khách", "stays"),
    "tourism.visitor-counted": ("lượt khách", "visits"),
    "tourism.visitor-satisfied": ("đánh giá", "ratings"),
    "tourism.local-jobs": ("lao động", "workers"),
    "tourism.households-earning": ("hộ", "households"),
    "tourism.hosts-trained": ("người", "people"),
    "tourism.community-ocop": ("sản phẩm", "products"),
}
"""The word for one of what a measure counts."""


def main() -> None:
    folder = Path(sys.argv[1])
    ideas = yaml.safe_load((folder / "candidate-ideas.yaml").read_text(encoding="utf-8"))
    found = yaml.safe_load((folder / "smart-commune-precedents.yaml").read_text(encoding="utf-8"))
    precedents = {row["id"]: row for row in found["precedents"]}
    fields = {field["key"]: field for field in ideas["meta"]["fields"]}
    for key in DOMAINS:
        field = fields[key.replace("-", "_")]
        rows = [row for row in ideas["candidates"] if row["field"] == field["key"]]
        document = {
            "format": "smartvillage.domain/1",
            "key": key,
            "title": {"vi": field["vi"], "en": field["en"]},
            "kind": field["kind"],
            "measures": [measure_of(row) for row in rows],
            "candidates": [candidate_of(key, row, precedents) for row in rows],
        }
        (HERE / f"{key}.yaml").write_text(write_yaml(text_of(document)), encoding="utf-8", newline="\n")
        print(f"{key}: {len(rows)} candidates")


def measure_of(row: dict[str, Any]) -> dict[str, Any]:
    measure = row["measure"]
    vi, en = COUNTED[row["id"]]
    kind = measure["kind"]
    return {
        "id": row["id"],
        "title": row["title"],
        "kind": kind,
        "direction": measure["direction"],
        "counted": {"vi": vi, "en": en},
        "numerator": measure["numerator"] if kind == "share" else None,
        "denominator": measure["denominator"],
        "method": measure["numerator"] if kind != "share" else None,
        "source_system": {"vi": row["source"]["vi"], "en": row["source"]["en"]},
        "rationale": row["rationale"],
    }


def candidate_of(key: str, row: dict[str, Any], precedents: dict[str, Any]) -> dict[str, Any]:
    name = row["id"].partition(".")[2]
    named = [precedents[one] for one in row.get("see_precedents", [])]
    return {
        "id": f"{key}.candidates.{name}",
        "title": row["title"],
        "measure": row["id"],
        "basis": row["basis"],
        "rationale": row["rationale"],
        "shows": row["shows"],
        "programme_group": row["groups"]["programme"],
        "ministry_group": row["groups"]["ministry"],
        "burden": row["source"]["burden"],
        "caution": row.get("caution"),
        "precedents": [
            {
                "title": one["title"],
                "citation": {"number": one["source"], "url": one.get("url")},
                "value": None if one.get("threshold") is None else f"{one['comparison']} {one['threshold']}",
                "basis": str(one["basis"]).replace("_", "-"),
            }
            for one in named
        ],
    }


def text_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): text_of(one) for key, one in value.items() if one not in ([], None)}
    if isinstance(value, list):
        return [text_of(one) for one in value]
    return str(value)


if __name__ == "__main__":
    main()
