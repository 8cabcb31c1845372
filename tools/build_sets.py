"""Make the commune sets of 2021-2025 from the catalogue of indicators, or with ``--check`` compare them.

    python -m tools.build_sets [--check]

The catalogue (``../shared/domain/criteria-2021-2025.yaml``) says what was read where and what is only recalled;
``published_sets.yaml`` beside this script adds stable ids, words and notes. This script turns both into documents of
the criteria language, in which every level carries its state:

* read in the official text -> ``official``, in a source that reports it -> ``secondary``, recalled -> ``unverified``;
* not read -> ``missing: not-read``; left to the province -> ``missing: delegated``;
* met or not -> an attested measure without a level.

What one number cannot hold (schools, universal education, water) and Decision 211 are written out below. No level is
written here: each comes from the catalogue, and a test says so.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.set_parts import (
    DOMAIN,
    REGION,
    REGIONS,
    RULES,
    STATES,
    WORDS,
    YEARS,
    Tree,
    all_of,
    any_of,
    by_region,
    levels_of,
    main_of,
    measure_of,
    not_read,
    printed,
    read,
    set_file,
    texts_named_in,
    title_of,
    valued,
    via,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    WrittenOut = Callable[[Tree], list[Tree]]

CATALOGUE = DOMAIN / "criteria-2021-2025.yaml"
NAMES: tuple[str, ...] = ("xa-ntm", "xa-ntm-nang-cao", "xa-ntm-kieu-mau")
EDITION = "2021-2025"

LEVELS_SET_BY = {
    "xa-ntm/5": "1491/QĐ-BGDĐT",
    "xa-ntm/6.3": "1064/HD-BVHTTDL",
    "xa-ntm/14.1": "1491/QĐ-BGDĐT",
}
"""Rows whose levels were read in the decision of a ministry, not in the annex."""
UNIVERSAL_EDUCATION = {
    "six-year-olds who enter grade 1": "grade-1-entry",
    "universal pre-school education for age 5": "universal-preschool",
    "universal primary education": "universal-primary",
    "universal lower-secondary education": "universal-lower-secondary",
    "literacy (elimination of illiteracy)": "literacy",
}
"""The parts of 14.1 as the catalogue names them, and the measures they are judged by."""
ACCESS_TO_LAW = ("documents-within-powers", "information-and-legal-education", "mediation-and-legal-aid")


class Catalogue:
    """What was read where: the rows of each set, and the addresses of the sources."""

    def __init__(self, path: Path = CATALOGUE, names: tuple[str, ...] = NAMES) -> None:
        self.data = read(path)
        self.rows: dict[str, dict[str, Tree]] = {name: {} for name in names}
        for row in self.data["indicators"]:
            if row["set"] in self.rows:
                self.rows[row["set"]][row["indicator"]] = row
        self.since_211: str = self.data["amendment_211"]["date"]

    def via(self, keys: list[str]) -> Tree:
        """The addresses of sources, as the part of a citation that names them."""
        return via(self.data["sources"], keys)

    def first_row(self, slug: str) -> Tree | None:
        """The first row, over all sets, of the indicator that a measure is called after."""
        for name, rows in self.rows.items():
            for number, row in rows.items():
                if WORDS["sets"][name]["indicators"].get(number) == slug:
                    return row
        return None


class SetBuilder:
    """One set on its way from rows to a document."""

    def __init__(self, catalogue: Catalogue, name: str) -> None:
        self.catalogue, self.name = catalogue, name
        self.id = f"vn.{name}"
        self.rows = catalogue.rows[name]
        self.words = WORDS["sets"][name]
        self.used: dict[str, None] = {}
        """The measures that rules have named, in order."""

    def document(self) -> Tree:
        criteria, amendments = self.criteria(), self.amendments()
        patches = [patch for one in amendments for patch in one["patches"]]
        added = {patch["measure"]["id"] for patch in patches if patch["kind"] == "add-measure"}
        issued = {"number": self.words["text"]["number"]}
        schemes, note = self.schemes(), self.words.get("note")
        tree = {
            "format": "smartvillage.criteria-set/1",
            "id": self.id,
            "edition": EDITION,
            "title": self.words["title"],
            "issued": issued,
            "assesses": {"since": f"{YEARS.start}-01-01", "until": f"{YEARS.stop}-01-01"},
            "declared": self.declared(),
            **({"note": note} if note else {}),
            "texts": [],
            **({"schemes": schemes} if schemes else {}),
            "measures": [
                measure_of(slug, self.catalogue.first_row(slug)) for slug in self.used if f"vn.{slug}" not in added
            ],
            "criteria": criteria,
            **({"amendments": amendments} if amendments else {}),
        }
        tree["texts"] = texts_named_in(tree)
        return tree

    def declared(self) -> Tree:
        counted = self.catalogue.data["sets"][self.name]
        return {
            "criteria": str(counted.get("criteria") or counted["conditions"]),
            "indicators": str(counted.get("indicators") or counted["conditions"]),
            "citation": {"number": self.words["text"]["number"], **self.catalogue.via(counted["count_evidence"])},
            "verification": STATES[counted["count_confidence"]],
        }

    def schemes(self) -> list[Tree]:
        region, difficulty = WORDS["region"], WORDS["special-difficulty"]
        special = self.catalogue.data["set_wide_rules"][0]
        rule = {
            "scheme": difficulty["id"],
            "stratum": "special",
            "takes": REGIONS["TDMNPB"],
            "citation": {"number": "318/QĐ-TTg", "article": "1", **self.catalogue.via(special["evidence"])},
            "verification": STATES[special["confidence"]],
        }
        return [{**region, "strata": list(region["strata"].values()), "rules": [rule]}, difficulty]

    # -- criteria and indicators --------------------------------------------------------------------------------------

    def criteria(self) -> list[Tree]:
        groups: dict[int | str, list[Tree]] = {}
        for number, row in self.rows.items():
            groups.setdefault(row["criterion"] or number, []).append(row)
        return [
            {
                "id": f"{self.id}.criterion.{self.words['criteria'][number]}",
                "printed": printed(str(number)),
                "title": rows[0]["criterion_title"] or self.words["titles"][number],
                "indicators": [self.indicator(row) for row in rows],
            }
            for number, rows in groups.items()
        ]

    def indicator(self, row: Tree) -> Tree:
        note = self.words["notes"].get(row["indicator"])
        # 13.1 was issued for cooperatives alone; Decision 211 gives it the title of the catalogue.
        title = title_of("effective-cooperative") if row["id"] == "xa-ntm/13.1" else row["title"]
        return {
            "id": self.indicator_id(row["indicator"]),
            "printed": printed(row["indicator"]),
            "title": title,
            "wording": STATES[row["confidence_detail"]["identity"]],
            "citation": self.cited(row, row["evidence"]),
            "provisions": self.provisions(row),
            **({"note": note} if note else {}),
        }

    def indicator_id(self, number: str) -> str:
        return f"{self.id}.{self.words['indicators'][number]}"

    def cited(self, row: Tree, evidence: list[str]) -> Tree:
        return {**self.words["text"], "row": printed(row["indicator"]), **self.catalogue.via(evidence)}

    def provisions(self, row: Tree) -> list[Tree]:
        written_out = self.written_out().get(row["id"])
        found = written_out(row) if written_out else [{"rule": self.rule(row)}]
        if number := LEVELS_SET_BY.get(row["id"]):
            citation = {"number": number, **self.catalogue.via(row["evidence"])}
            found = [{"citation": citation, **one} for one in found]
        return found

    def written_out(self) -> dict[str, WrittenOut]:
        """The rows whose rule one number cannot hold."""
        return {
            "xa-ntm/5": self.schools,
            "xa-ntm/13.1": self.cooperative,
            "xa-ntm/14.1": self.universal_education,
            "xa-ntm/15.4": self.e_health_book,
            "xa-ntm/17.1": self.water,
            "xa-ntm/18.4": self.access_to_law,
            "xa-ntm-nang-cao/5.1": self.advanced_schools,
            "xa-ntm-kieu-mau/C1": self.advanced_commune,
            "xa-ntm-kieu-mau/C2": self.above_advanced,
        }

    # -- rules --------------------------------------------------------------------------------------------------------

    def rule(self, row: Tree) -> Tree:
        slug = self.words["indicators"][row["indicator"]]
        if row["threshold"]["status"] == "boolean":
            return self.attested(slug)
        if row["kind"] == "boolean":
            return {**self.attested(slug), "levels": levels_of(row)}
        return self.compared(RULES[row["comparison"]], slug, levels_of(row))

    def attested(self, slug: str) -> Tree:
        return {"kind": "attested", "measure": self.use(slug)}

    def compared(self, kind: str, slug: str, levels: list[Tree]) -> Tree:
        return {"kind": kind, "measure": self.use(slug), "levels": levels}

    def use(self, slug: str) -> str:
        self.used.setdefault(slug)
        return f"vn.{slug}"

    def schools(self, row: Tree) -> list[Tree]:
        """One rule for two regions, another for the rest, with a condition on the number of schools."""
        threshold, state = row["threshold"], STATES[row["confidence_detail"]["threshold"]]
        rule_a, rule_b = threshold["rules"]["A"], threshold["rules"]["B"]
        at_level_1 = rule_b["and"]
        few = next(key for key in at_level_1 if key.endswith("_schools_or_fewer"))
        (limit,) = re.findall("[0-9]+", few)
        many = f"value_if_more_than_{limit}_schools"

        def share(slug: str, value: object) -> Tree:
            return self.compared("at-least", slug, [valued(value, state)])

        rules = {
            "A": share("schools-facility-level-1", rule_a["all_schools"]["value"]),
            "B": all_of(
                share("schools-minimum-facilities", rule_b["all_schools"]["value"]),
                # Read as "50 %, and 70 % unless there are few schools": the number of schools then matters only where
                # it decides, and a commune that did not report it is judged as far as that goes.
                share("schools-facility-level-1", at_level_1[few]),
                any_of(
                    self.compared("at-most", "schools", [valued(limit, state)]),
                    share("schools-facility-level-1", at_level_1[many]),
                ),
            ),
        }
        letters = threshold["rule_by_region"]
        return [
            {
                "stratum": {REGION: [name for one, name in REGIONS.items() if letters[one] == letter]},
                "text": WORDS["provisions"][f"schools {letter}"],
                "rule": rule,
            }
            for letter, rule in rules.items()
        ]

    def cooperative(self, _: Tree) -> list[Tree]:
        slug = "effective-cooperative"
        return [{"text": title_of(slug), "rule": self.attested(slug)}]

    def universal_education(self, row: Tree) -> list[Tree]:
        state = STATES[row["confidence_detail"]["threshold"]]
        parts = []
        for part in row["threshold"]["parts"]:
            slug, value = UNIVERSAL_EDUCATION[part["measure"]], part["value"]
            compared = RULES[part["comparison"]]
            parts.append(
                self.attested(slug) if value is True else self.compared(compared, slug, [valued(value, state)])
            )
        return [{"rule": all_of(*parts)}]

    def e_health_book(self, row: Tree) -> list[Tree]:
        """As issued: a share, with the levels of two regions."""
        (history,) = row["threshold_history"]
        levels = by_region(history["by_region"], STATES[history["confidence"]])
        return [
            {
                "text": title_of("e-health-book"),
                "citation": self.cited(row, history["evidence"]),
                "rule": self.compared(RULES[history["comparison"]], "e-health-book", levels),
            }
        ]

    def water(self, _: Tree) -> list[Tree]:
        """Recalled as two shares, neither with a level: one figure alone must never meet it."""
        both = [self.compared("at-least", slug, [not_read()]) for slug in ("standard-water", "centralised-water")]
        return [{"text": WORDS["provisions"]["water"], "wording": "unverified", "rule": all_of(*both)}]

    def access_to_law(self, _: Tree) -> list[Tree]:
        slug = "access-to-law-recognised"
        return [{"text": title_of(slug), "rule": self.attested(slug)}]

    def advanced_schools(self, row: Tree) -> list[Tree]:
        at_least_one = valued(1, "unverified")  # so the wording itself says
        both = (
            self.compared("at-least", "schools-facility-level-1", levels_of(row)),
            self.compared("at-least", "schools-facility-level-2", [at_least_one]),
        )
        return [{"rule": all_of(*both)}]

    def advanced_commune(self, _: Tree) -> list[Tree]:
        return [{"rule": {"kind": "meets-set", "set": f"vn.xa-ntm-nang-cao@{EDITION}"}}]

    def above_advanced(self, row: Tree) -> list[Tree]:
        advanced = SetBuilder(self.catalogue, "xa-ntm-nang-cao")
        rule = {
            "kind": "times",
            "measure": self.use("income-per-capita"),
            "comparison": RULES[row["comparison"]],
            "factor": str(row["threshold"]["common"]),
            "of": {"set": f"{advanced.id}@{EDITION}", "indicator": advanced.indicator_id("10")},
            "verification": STATES[row["confidence_detail"]["threshold"]],
        }
        return [{"rule": rule}]

    # -- Decision 211 -------------------------------------------------------------------------------------------------

    def amendments(self) -> list[Tree]:
        patches = self.patches_211()
        if patches is None:
            return []
        evidence = self.catalogue.data["amendment_211"]["evidence"]
        return [
            {
                "id": "211",
                "title": WORDS["texts"]["211/QĐ-TTg"]["title"],
                "citation": {"number": "211/QĐ-TTg", **self.catalogue.via(evidence)},
                "note": self.words.get("211", WORDS["matched"]),
                "patches": list(patches),
            }
        ]

    def patches_211(self) -> Iterator[Tree] | None:
        patches = {"xa-ntm": self.base_211, "xa-ntm-nang-cao": self.advanced_211}.get(self.name)
        return patches() if patches else None

    def base_211(self) -> Iterator[Tree]:
        title = self.rows["13.1"]["title"]
        yield {"kind": "reword", "target": self.indicator_id("13.1"), "title": title}
        yield self.adds("cooperative-group-with-contract")
        # Either will do. A second measure, because what was reported of cooperatives alone keeps its meaning.
        either = any_of(self.attested("effective-cooperative"), self.attested("cooperative-group-with-contract"))
        yield self.sets_provision("13.1", title, either)

        yield self.adds("e-health-book-in-use")
        yield self.sets_provision("15.4", title_of("e-health-book-in-use"), self.attested("e-health-book-in-use"))

        yield self.level_not_read("17.1", measure="vn.standard-water")
        yield self.level_not_read("17.1", measure="vn.centralised-water")

        yield from map(self.adds, ACCESS_TO_LAW)
        parts = all_of(*map(self.attested, ACCESS_TO_LAW))
        yield self.sets_provision("18.4", WORDS["provisions"]["access to law since 211"], parts)

    def advanced_211(self) -> Iterator[Tree]:
        yield self.level_not_read("3.4")
        text = WORDS["provisions"]["it since 211"]
        yield {"kind": "reword", "target": self.indicator_id("8.4"), "since": self.catalogue.since_211, "text": text}
        # Whether 14.3 or 14.4 was amended is unclear, so neither keeps its level.
        yield from map(self.level_not_read, ("14.3", "14.4", "17.10", "18.1"))

    def adds(self, slug: str) -> Tree:
        return {"kind": "add-measure", "measure": measure_of(slug, self.catalogue.first_row(slug))}

    def sets_provision(self, number: str, text: Tree, rule: Tree) -> Tree:
        provision = {"since": self.catalogue.since_211, "text": text, "rule": rule}
        return {"kind": "set-provision", "indicator": self.indicator_id(number), "provision": provision}

    def level_not_read(self, number: str, **comparison: str) -> Tree:
        level = {"since": self.catalogue.since_211, **not_read()}
        return {"kind": "set-level", "indicator": self.indicator_id(number), **comparison, "level": level}


def published(path: Path) -> dict[Path, str]:
    """Every set as it is published, by its path."""
    catalogue = Catalogue(path)
    return dict(set_file(SetBuilder(catalogue, name).document(), "build_sets") for name in NAMES)


def main() -> int:
    return main_of(__doc__, CATALOGUE, published)


if __name__ == "__main__":
    sys.exit(main())
