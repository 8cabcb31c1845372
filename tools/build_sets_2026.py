"""Make the commune set of 2026-2030 from what could be read of Decision 51/2025, or with ``--check`` compare it.

    python -m tools.build_sets_2026 [--check]

Ten criteria are certain, eight of forty-seven indicators were seen by name, no level was readable. So every criterion
stands, the eight indicators are there with wording ``unverified`` (that they are indicators of their criterion is
inferred), and for each of the three commune groups the level is ``missing: not-read``.

A number that no source printed becomes a mark that cannot be mistaken for one and is unique in the set: ``3.?a``.

Annex III (conditions of a province) counts communes and so belongs to a programme; Annex II was not readable.
"""

from __future__ import annotations

import sys
from pathlib import Path
from string import ascii_lowercase

from tools.build_sets import CATALOGUE as CATALOGUE_2021
from tools.build_sets import EDITION as EARLIER
from tools.build_sets import Catalogue
from tools.set_parts import (
    DOMAIN,
    RULES,
    STATES,
    WORDS,
    Tree,
    main_of,
    measure_of,
    read,
    set_file,
    texts_named_in,
    via,
)

CATALOGUE = DOMAIN / "criteria-2026-2030.yaml"
NAME = "xa-ntm-2026"
GROUP = WORDS["commune-group"]


class Builder:
    """The set on its way from rows to a document."""

    def __init__(self, catalogue: Tree, earlier: Catalogue) -> None:
        self.catalogue, self.earlier = catalogue, earlier
        self.words = WORDS["sets"][NAME]
        self.counted = catalogue["sets"][NAME]
        rows = [row for row in catalogue["indicators"] if row["set"] == NAME]
        self.titles = {row["criterion"]: row for row in rows if not row["criterion_inferred"]}
        self.rows = {row["id"].partition("/")[2]: row for row in rows if row["criterion_inferred"]}

    def document(self) -> Tree:
        number = self.words["text"]["number"]
        replaced = [f"vn.{name}@{EARLIER}" for name in self.counted["replaces"]]
        slugs = {self.words["indicators"][key]: row for key, row in self.rows.items()}
        tree = {
            "format": "smartvillage.criteria-set/1",
            "id": self.words["id"],
            "edition": self.words["edition"],
            "title": self.words["title"],
            "issued": {"number": number},
            "assesses": self.words["assesses"],
            "declared": {
                "criteria": str(self.counted["criteria"]),
                "indicators": str(self.counted["indicators"]),
                "citation": {"number": number, **self.via(self.counted["count_evidence"])},
                "verification": STATES[self.counted["count_confidence"]],
            },
            "supersedes": ", ".join(replaced),
            "note": self.words["note"],
            "texts": [],
            "schemes": [{**GROUP, "strata": list(GROUP["strata"].values())}],
            # a measure that 2021-2025 has already is the same one
            "measures": [measure_of(slug, self.earlier.first_row(slug) or row) for slug, row in slugs.items()],
            "criteria": [self.criterion(row) for row in self.titles.values()],
        }
        tree["texts"] = texts_named_in(tree)
        return tree

    def via(self, keys: list[str]) -> Tree:
        return via(self.catalogue["sources"], keys)

    def criterion(self, row: Tree) -> Tree:
        number = row["criterion"]
        letters = iter(ascii_lowercase)
        mine = [(key, one) for key, one in self.rows.items() if one["criterion"] == number]
        return {
            "id": f"{self.words['id']}.criterion.{self.words['criteria'][number]}",
            "printed": str(number),
            "title": row["title"],
            "indicators": [
                self.indicator(key, one, one["indicator"] or f"{number}.?{next(letters)}") for key, one in mine
            ],
            "citation": {**self.words["text"], "row": str(number), **self.via(row["evidence"])},
            "note": self.words["unread"],
        }

    def indicator(self, key: str, row: Tree, printed: str) -> Tree:
        slug = self.words["indicators"][key]
        return {
            "id": f"{self.words['id']}.{slug}",
            "printed": printed,
            "title": row["title"],
            "wording": "unverified",
            "citation": {**self.words["text"], **self.via(row["evidence"])},
            "provisions": [{"rule": self.rule(f"vn.{slug}", row)}],
            "note": self.words["notes"][key],
        }

    def rule(self, measure: str, row: Tree) -> Tree:
        if row["threshold"]["status"] != "not_found":
            sys.exit(f"{row['id']} has a level now, which this script does not read yet")
        levels = [
            {"stratum": {GROUP["id"]: stratum["id"]}, "missing": "not-read"} for stratum in GROUP["strata"].values()
        ]
        # met or not, or nothing known about how it is judged
        attested = row["kind"] in {"boolean", "composite"}
        return {"kind": "attested" if attested else RULES[row["comparison"]], "measure": measure, "levels": levels}


def published(path: Path) -> dict[Path, str]:
    """The set as it is published, by its path."""
    return dict([set_file(Builder(read(path), Catalogue(CATALOGUE_2021)).document(), "build_sets_2026")])


def main() -> int:
    return main_of(__doc__, CATALOGUE, published)


if __name__ == "__main__":
    sys.exit(main())
