"""Make the district sets of 2021-2025 from the catalogue of indicators, or with ``--check`` compare them.

    python -m tools.build_district_sets [--check]

Decision 320 asks five conditions of a district, and the fifth is to meet nine criteria. So there are two sets, as with
the model commune: ``vn.huyen-dat-chuan-ntm`` are the conditions, ``vn.huyen-ntm`` the criteria they refer to. Of the
advanced set three indicators are known, of its conditions none.

A row of the catalogue that stands for indicators nobody could read (``7.*``) becomes no indicator: its criterion
stands, says what is missing, and is at best unknown because the text declares more than is modelled.

Not made: the special district without communes (``huyen-ntm-dac-thu``). Its first rows are known but not how many
criteria and indicators it has, and a set that does not declare that would pass for whole.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.build_sets import CATALOGUE, EDITION, Catalogue, SetBuilder
from tools.set_parts import RULES, STATES, Tree, all_of, main_of, set_file, valued

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.build_sets import WrittenOut

NAMES = ("huyen-ntm", "huyen-ntm-nang-cao")
CONDITIONS = "huyen-dat-chuan-ntm"


class DistrictCatalogue(Catalogue):
    """The rows of the district sets, with the conditions of a district as a set of their own."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, NAMES)
        rows = self.rows["huyen-ntm"]
        conditions = {number: row for number, row in rows.items() if row["criterion"] is None}
        self.rows = {CONDITIONS: conditions} | {
            name: {number: row for number, row in self.rows[name].items() if row["criterion"] is not None}
            for name in NAMES
        }


class DistrictBuilder(SetBuilder):
    """A set of district criteria; nothing in it goes by region."""

    def schemes(self) -> list[Tree]:
        return []

    def declared(self) -> Tree:
        counted = self.catalogue.data["sets"][self.name]
        return {
            "criteria": str(counted["criteria"]),
            "indicators": str(counted["recalled_indicators"]),
            "citation": {"number": self.words["text"]["number"]},
            "verification": STATES[counted["count_confidence"]],
        }

    def criteria(self) -> list[Tree]:
        groups: dict[int, list[Tree]] = {}
        for row in self.rows.values():
            groups.setdefault(row["criterion"], []).append(row)
        return [self.criterion(number, groups[number]) for number in sorted(groups)]

    def criterion(self, number: int, rows: list[Tree]) -> Tree:
        unread = self.words["unread"].get(number)
        if (unread is not None) != any(row["comparison"] == "none" for row in rows):
            sys.exit(f"{self.id}, criterion {number}: the words and the rows differ on whether something is unread")
        return {
            "id": f"{self.id}.criterion.{self.words['criteria'][number]}",
            "printed": str(number),
            "title": rows[0]["criterion_title"],
            "indicators": [self.indicator(row) for row in rows if row["comparison"] != "none"],
            **({"note": unread} if unread else {}),
        }

    def written_out(self) -> dict[str, WrittenOut]:
        return {}

    def patches_211(self) -> Iterator[Tree] | None:
        """Which levels Decision 211 changed was not readable, so none is known from its day on."""
        with_levels = [row["indicator"] for row in self.rows.values() if row["comparison"] in {">=", "<="}]
        return map(self.level_not_read, with_levels) if with_levels else None


class ConditionsBuilder(SetBuilder):
    """The five conditions of a district; each is a criterion of one indicator, as those of a model commune are."""

    def schemes(self) -> list[Tree]:
        return []

    def declared(self) -> Tree:
        keys = dict.fromkeys(key for row in self.rows.values() for key in row["evidence"])
        (confidence,) = {row["confidence"] for row in self.rows.values()}
        return {
            "criteria": str(len(self.rows)),
            "indicators": str(len(self.rows)),
            "citation": {"number": self.words["text"]["number"], **self.catalogue.via(list(keys))},
            "verification": STATES[confidence],
        }

    def written_out(self) -> dict[str, WrittenOut]:
        return {"huyen-ntm/C4": self.satisfaction, "huyen-ntm/C5": self.district_criteria}

    def satisfaction(self, row: Tree) -> list[Tree]:
        """Two shares; the second level stands in the words of the row."""
        state, compared = STATES[row["confidence_detail"]["threshold"]], RULES[row["comparison"]]
        (lowest,) = re.findall(r"\(commune x content\) >= ([0-9]+)", row["notes"])
        both = (
            self.compared(compared, "resident-satisfaction", [valued(row["threshold"]["common"], state)]),
            self.compared(compared, "lowest-resident-satisfaction", [valued(lowest, state)]),
        )
        return [{"rule": all_of(*both)}]

    def district_criteria(self, _: Tree) -> list[Tree]:
        return [{"rule": {"kind": "meets-set", "set": f"vn.huyen-ntm@{EDITION}"}}]

    def patches_211(self) -> Iterator[Tree] | None:
        """Decision 211 is said to amend indicators of the district sets, not the conditions."""
        return None


def published(path: Path) -> dict[Path, str]:
    """Every district set as it is published, by its path."""
    catalogue = DistrictCatalogue(path)
    builders = [ConditionsBuilder(catalogue, CONDITIONS), *(DistrictBuilder(catalogue, name) for name in NAMES)]
    return dict(set_file(one.document(), "build_district_sets") for one in builders)


def main() -> int:
    return main_of(__doc__, CATALOGUE, published)


if __name__ == "__main__":
    sys.exit(main())
