"""Make the published criteria sets of 2021-2025 from the catalogue of indicators, or with ``--check`` compare them.

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

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import write_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Tree = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT.parent / "shared" / "domain" / "criteria-2021-2025.yaml"
SETS = ROOT / "src" / "smartvillage" / "criteria" / "sets"
WORDS: Tree = yaml.safe_load(Path(__file__).with_name("published_sets.yaml").read_text(encoding="utf-8"))

NAMES = ("xa-ntm", "xa-ntm-nang-cao", "xa-ntm-kieu-mau")
EDITION = "2021-2025"
YEARS = range(2021, 2026)
HEADER = """\
# Made by tools/build_sets.py from a catalogue of public sources; change that, not this file.
# Wordings are our own. The annex tables themselves could not be read when the catalogue was compiled: what a source
# reports is `secondary` and its addresses stand under `via`; what is only recalled is `unverified` and judges nothing
# unless the caller accepts it; everything else is `missing`, with the reason.
"""

STATES = {"high": "official", "low": "secondary", "recall": "unverified"}
RULES = {">=": "at-least", "<=": "at-most", "==": "equal"}
KINDS = {"percentage": "share", "boolean": "attested", "count": "count", "amount": "amount", "composite": "attested"}

REGION = WORDS["region"]["id"]
REGIONS: dict[str, str] = {letters: stratum["id"] for letters, stratum in WORDS["region"]["strata"].items()}

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

    def __init__(self, path: Path = CATALOGUE) -> None:
        self.data = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.rows: dict[str, dict[str, Tree]] = {name: {} for name in NAMES}
        for row in self.data["indicators"]:
            if row["set"] in self.rows:
                self.rows[row["set"]][row["indicator"]] = row
        self.since_211: str = self.data["amendment_211"]["date"]

    def via(self, keys: list[str]) -> Tree:
        """The addresses of sources, as the part of a citation that names them."""
        addresses = dict.fromkeys(self.data["sources"][key]["address"] for key in keys)
        return {"via": list(addresses)} if addresses else {}

    def first_row(self, slug: str) -> Tree | None:
        """The first row, over all sets, of the indicator that a measure is called after."""
        for name, rows in self.rows.items():
            for number, row in rows.items():
                if WORDS["sets"][name]["indicators"][number] == slug:
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
        counted = self.catalogue.data["sets"][self.name]
        tree = {
            "format": "smartvillage.criteria-set/1",
            "id": self.id,
            "edition": EDITION,
            "title": self.words["title"],
            "issued": issued,
            "assesses": {"since": f"{YEARS.start}-01-01", "until": f"{YEARS.stop}-01-01"},
            "declared": {
                "criteria": str(counted.get("criteria") or counted["conditions"]),
                "indicators": str(counted.get("indicators") or counted["conditions"]),
                "citation": {**issued, **self.catalogue.via(counted["count_evidence"])},
                "verification": STATES[counted["count_confidence"]],
            },
            "texts": [],
            "schemes": self.schemes(),
            "measures": [self.measure(slug) for slug in self.used if f"vn.{slug}" not in added],
            "criteria": criteria,
            **({"amendments": amendments} if amendments else {}),
        }
        said = str(tree)
        tree["texts"] = [{"number": number, **text} for number, text in WORDS["texts"].items() if number in said]
        return tree

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
        written_out = {
            "xa-ntm/5": self.schools,
            "xa-ntm/13.1": self.cooperative,
            "xa-ntm/14.1": self.universal_education,
            "xa-ntm/15.4": self.e_health_book,
            "xa-ntm/17.1": self.water,
            "xa-ntm/18.4": self.access_to_law,
            "xa-ntm-nang-cao/5.1": self.advanced_schools,
            "xa-ntm-kieu-mau/C1": self.advanced_commune,
            "xa-ntm-kieu-mau/C2": self.above_advanced,
        }.get(row["id"])
        found = written_out(row) if written_out else [{"rule": self.rule(row)}]
        if number := LEVELS_SET_BY.get(row["id"]):
            citation = {"number": number, **self.catalogue.via(row["evidence"])}
            found = [{"citation": citation, **one} for one in found]
        return found

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

    # -- measures -----------------------------------------------------------------------------------------------------

    def measure(self, slug: str) -> Tree:
        """A measure, the same in every set: the first row that is called like it gives what the words do not."""
        own, row = WORDS["measures"].get(slug) or {}, self.catalogue.first_row(slug) or {}
        title = own.get("title") or row["title"]
        kind = own.get("kind") or KINDS[row["kind"]]
        direction = own.get("direction") or ("lower" if row.get("comparison") == "<=" else None)
        counted = own.get("counted")
        whole = own.get("whole") or WORDS["wholes"].get(own.get("of"))
        said = {
            "direction": direction,
            "unit": own.get("unit"),
            "counted": counted and {"vi": counted, "en": WORDS["words"][counted]},
            "numerator": own.get("part") or (numerator_of(title) if whole else None),
            "denominator": whole,
            # grade 0: not even the first
            "minimum": own.get("minimum") or ("0" if "grades" in own else None),
            "maximum": own.get("maximum"),
            "grades": [grade(number) for number in range(1, own.get("grades", 0) + 1)],
            # figures per person do not add up
            "over_places": "none" if kind == "amount" else own.get("over_places"),
            "method": own.get("method"),
            "owner": WORDS["owners"].get(own.get("owner")),
        }
        return {"id": f"vn.{slug}", "title": title, "kind": kind, **{name: one for name, one in said.items() if one}}

    # -- Decision 211 -------------------------------------------------------------------------------------------------

    def amendments(self) -> list[Tree]:
        patches = {"xa-ntm": self.base_211, "xa-ntm-nang-cao": self.advanced_211}.get(self.name)
        if patches is None:
            return []
        evidence = self.catalogue.data["amendment_211"]["evidence"]
        return [
            {
                "id": "211",
                "title": WORDS["texts"]["211/QĐ-TTg"]["title"],
                "citation": {"number": "211/QĐ-TTg", **self.catalogue.via(evidence)},
                "note": WORDS["matched"],
                "patches": list(patches()),
            }
        ]

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
        return {"kind": "add-measure", "measure": self.measure(slug)}

    def sets_provision(self, number: str, text: Tree, rule: Tree) -> Tree:
        provision = {"since": self.catalogue.since_211, "text": text, "rule": rule}
        return {"kind": "set-provision", "indicator": self.indicator_id(number), "provision": provision}

    def level_not_read(self, number: str, **comparison: str) -> Tree:
        level = {"since": self.catalogue.since_211, **not_read()}
        return {"kind": "set-level", "indicator": self.indicator_id(number), **comparison, "level": level}


# --- levels -----------------------------------------------------------------------------------------------------------


def valued(value: object, state: str) -> Tree:
    return {"value": str(value), "verification": state}


def not_read() -> Tree:
    return {"missing": "not-read"}


def levels_of(row: Tree) -> list[Tree]:
    """The levels of a row, as the text was issued."""
    threshold, confidence = row["threshold"], row["confidence_detail"]["threshold"]
    if threshold["status"] == "delegated":
        note = {"note": WORDS["left to the province"]} if confidence == "recall" else {}
        return [{"missing": "delegated", **note}]
    if threshold["status"] == "found":
        return by_stratum(threshold, STATES[confidence])
    recall = row.get("unverified_recall", {})
    return by_stratum(recall.get("before_2024-03-01", recall), "unverified")


def by_stratum(known: Mapping[str, Any], state: str) -> list[Tree]:
    """Levels by year and region, by region, or one for all; a common one counts only where no region has its own."""
    if years := known.get("by_year"):
        return by_year(years, state)
    if regions := known.get("by_region"):
        return by_region(regions, state)
    if (common := known.get("common")) is not None:
        return [valued(common, state)]
    return [not_read()]


def by_region(known: Mapping[str, object], state: str, span: Mapping[str, str] | None = None) -> list[Tree]:
    levels = [
        {**(span or {}), "stratum": {REGION: name}, **valued(known[letters], state)}
        for letters, name in REGIONS.items()
        if letters in known
    ]
    if unknown := [name for letters, name in REGIONS.items() if letters not in known]:
        levels.append({**(span or {}), "stratum": {REGION: unknown}, **not_read()})
    return levels


def by_year(years: Mapping[int, Mapping[str, object]], state: str) -> list[Tree]:
    levels: list[Tree] = []
    for year in YEARS:
        span = {"since": f"{year}-01-01", "until": f"{year + 1}-01-01"}
        levels += by_region(years[year], state, span) if year in years else [{**span, **not_read()}]
    return levels


def all_of(*rules: Tree) -> Tree:
    return {"kind": "all-of", "rules": list(rules)}


def any_of(*rules: Tree) -> Tree:
    return {"kind": "any-of", "rules": list(rules)}


# --- words ------------------------------------------------------------------------------------------------------------


def printed(number: str) -> str:
    """The catalogue numbers the conditions of a model commune C1 to C4; the text has 1 to 4."""
    return number.removeprefix("C")


def title_of(slug: str) -> Tree:
    title: Tree = WORDS["measures"][slug]["title"]
    return title


def numerator_of(title: Mapping[str, str]) -> Tree:
    """``Tỷ lệ hộ dùng nước sạch`` counts ``Số hộ dùng nước sạch``."""
    en = title["en"].removeprefix("Share of ")
    return {"vi": f"Số {title['vi'].removeprefix('Tỷ lệ ')}", "en": en[0].upper() + en[1:]}


def grade(number: int) -> Tree:
    return {"id": f"level-{number}", "title": {"vi": f"Mức độ {number}", "en": f"Level {number}"}}


# --- files ------------------------------------------------------------------------------------------------------------


def published(catalogue: Catalogue) -> dict[Path, str]:
    """Every set as it is published, by its path.

    Raises:
        SystemExit: A set has faults, which it lists.
    """
    files = {}
    for name in NAMES:
        tree = SetBuilder(catalogue, name).document()
        if problems := CriteriaSet.from_dict(tree).check():
            sys.exit("\n".join(map(str, problems)))
        files[SETS / f"vn.{name}@{EDITION}.yaml"] = HEADER + write_yaml(tree)
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalogue", nargs="?", type=Path, default=CATALOGUE)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a set differs")
    arguments = parser.parse_args()
    differ = 0
    for path, text in published(Catalogue(arguments.catalogue)).items():
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        differ += not same
        if not same and not arguments.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        said = "as it was" if same else "differs" if arguments.check else "written"
        print(f"{path.relative_to(ROOT).as_posix()}: {said}")
    return 1 if arguments.check and differ else 0


if __name__ == "__main__":
    sys.exit(main())
