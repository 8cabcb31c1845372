"""Make the documents of provincial levels from what was seen of them, or with ``--check`` compare them.

    python -m tools.build_provincial [--check]

A row becomes a level where it *is* a level (not a goal, a figure quoted by the press, an observed value, or word that
a set exists), where its source states the number of the indicator, where the set is shipped, and where the level is
not looser than the national one. Every other row is listed with the reason why it was left out.

A level that states a year holds in that year. One that states none holds from the day of its decision until the
province ended. "Communes with special difficulties" take the national levels of the northern midlands, so their
provincial level stands there.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from smartvillage.border import parse
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import write_yaml
from smartvillage.criteria.mandate import NO_FLOOR, ProvincialLevels, check_floor, provincial
from smartvillage.criteria.patches import SetLevel, SetProvision
from smartvillage.criteria.rules import Attested, measures_of
from smartvillage.errors import Where
from tools.set_parts import DOMAIN, HEADER, REGION, REGIONS, SETS, STATES, Tree, main_of, read, via

CATALOGUE = DOMAIN / "provincial-levels.yaml"
WORDS = read(Path(__file__).with_name("provincial_words.yaml"))
EDITION = "2021-2025"
SHIPPED = {"xa-ntm", "xa-ntm-nang-cao", "xa-ntm-kieu-mau", "huyen-ntm", "huyen-ntm-nang-cao"}
DIFFICULTY = "vn.318.special-difficulty"

APPLIES_TO = {
    None: {},
    "communes with special difficulties": {REGION: REGIONS["TDMNPB"], DIFFICULTY: "special"},
    "other communes": {DIFFICULTY: "ordinary"},
}
"""The strata of the words of the catalogue; communes that are not special stay in the region of their province."""
PARTS = {"centralised supply": "vn.centralised-water"}
"""What "of which" names, where a row has a second level."""
NOT_A_LEVEL = {
    "goal": "a goal of a plan, no level",
    "press_statement": "a figure quoted by the press, no level",
    "observed_value": "a value observed in a commune, no level",
    "existence": "only that the text exists is known",
}


class LeftOutError(Exception):
    """Why a row becomes no level."""


class Builder:
    """The documents on their way from rows."""

    def __init__(self, catalogue: Tree) -> None:
        self.catalogue = catalogue
        self.sets = {name: CriteriaSet.read(SETS / f"vn.{name}@{EDITION}.yaml") for name in SHIPPED}
        self.left_out: list[tuple[Tree, str]] = []

    def documents(self) -> dict[Path, str]:
        """Every document by its path; what was left out is in :attr:`left_out`."""
        by_province: dict[str, dict[tuple[str, str | None], list[tuple[Tree, list[Tree]]]]] = {}
        for row in self.catalogue["rows"]:
            try:
                patches = self.patches(row)
            except LeftOutError as why:
                self.left_out.append((row, str(why)))
                continue
            texts = by_province.setdefault(row["province"], {})
            texts.setdefault((row["set"], row["decision"]), []).append((row, patches))
        return dict(self.document(province, texts) for province, texts in by_province.items())

    def document(
        self, province: str, texts: dict[tuple[str, str | None], list[tuple[Tree, list[Tree]]]]
    ) -> tuple[Path, str]:
        words = WORDS["provinces"][province]
        rows = [row for found in texts.values() for row, _ in found]
        tree = {
            "format": "smartvillage.provincial-levels/1",
            "authority": f"vn.authority.{words['slug']}",
            "title": words["title"],
            "strata": {REGION: REGIONS[rows[0]["region"]]},
            "amendments": [
                {"set": f"vn.{name}@{EDITION}", "amendment": self.amendment(province, decision, found)}
                for (name, decision), found in texts.items()
            ],
            "note": words["note"],
        }
        document = parse(ProvincialLevels, tree)
        for name in {one.set for one in document.amendments}:
            here = provincial(self.sets[name.removeprefix("vn.").partition("@")[0]], document)
            if problems := here.check():
                sys.exit("\n".join(map(str, problems)))
        return SETS / "provincial" / f"{words['slug']}.yaml", HEADER.format(tool="build_provincial") + write_yaml(tree)

    def amendment(self, province: str, decision: str | None, found: list[tuple[Tree, list[Tree]]]) -> Tree:
        known = WORDS["decisions"][decision]
        sources = dict.fromkeys(key for row, _ in found for key in row["sources"])
        citation = {"number": known.get("number", decision), "issuer": WORDS["issuers"][province]}
        if "date" in known:
            citation["date"] = known["date"]
        return {
            "id": known["id"],
            "citation": {**citation, **via(self.catalogue["sources"], sources)},
            "patches": [patch for _, patches in found for patch in patches],
        }

    # -- rows ---------------------------------------------------------------------------------------------------------

    def patches(self, row: Tree) -> list[Tree]:
        """The levels of a row, or why it has none."""
        if (kind := row["kind_of_fact"]) != "level":
            raise LeftOutError(NOT_A_LEVEL[kind])
        if row["indicator"] is None or row.get("number_inferred"):
            raise LeftOutError("its source does not state the number of the indicator")
        if row["set"] not in SHIPPED:
            raise LeftOutError("the set is not shipped")
        if row.get("applies_to") not in APPLIES_TO:
            raise LeftOutError(
                f"it holds for {row['applies_to']}, which is no stratum; the national rule has that case"
            )
        base = self.sets[row["set"]]
        indicator = base[row["indicator"]]
        (rule, *_) = {type(one.rule): one.rule for one in indicator.indicator.provisions}.values()
        first, *_ = measures_of(rule)
        if isinstance(rule, Attested) != (row["value"] is True):
            sys.exit(f"{row}: the rule and the row differ in kind")
        if row["value"] is True:  # that it be so is all that the province asks
            provision = {**self.span(row), "rule": {"kind": "attested", "measure": first}}
            return [
                self.compared(base, row, {"kind": "set-provision", "indicator": indicator.id, "provision": provision})
            ]
        values = [(first, row["value"])]
        if part := row.get("part_of_which"):
            values.append((PARTS[part["measure"]], part["value"]))
        patches = [
            {
                "kind": "set-level",
                "indicator": indicator.id,
                **({"measure": measure} if part else {}),
                "level": self.level(row, value),
            }
            for measure, value in values
        ]
        return [self.compared(base, row, patch) for patch in patches]

    def span(self, row: Tree) -> Tree:
        if row["year"] is not None:
            return {"since": f"{row['year']}-01-01", "until": f"{row['year'] + 1}-01-01"}
        span = {
            "since": WORDS["decisions"][row["decision"]].get("date"),
            "until": WORDS["provinces"][row["province"]].get("ended"),
        }
        return {end: day for end, day in span.items() if day}

    def level(self, row: Tree, value: object) -> Tree:
        stratum = APPLIES_TO[row.get("applies_to")]
        return {
            **self.span(row),
            "value": str(value),
            **({"stratum": {REGION: REGIONS[row["region"]], **stratum}} if stratum else {}),
            "authority": f"vn.authority.{WORDS['provinces'][row['province']]['slug']}",
            "verification": STATES[row["confidence"]],
        }

    def compared(self, base: CriteriaSet, row: Tree, patch: Tree) -> Tree:
        """The patch, noted where there is nothing to compare it with; a looser one is left out."""
        lies = {REGION: REGIONS[row["region"]]}
        read_patch = parse(SetLevel, patch) if patch["kind"] == "set-level" else parse(SetProvision, patch)
        for problem in check_floor(base, [read_patch], strata=lies):
            if problem.code != NO_FLOOR:
                raise LeftOutError(problem._replace(where=Where()).say("en"))
            if "level" in patch:
                patch["level"]["note"] = WORDS["no floor"]
        return patch


def published(path: Path) -> dict[Path, str]:
    """Every document by its path; prints what was left out."""
    builder = Builder(read(path))
    files = builder.documents()
    print(f"left out: {len(builder.left_out)} of {len(builder.catalogue['rows'])} rows")
    for row, why in builder.left_out:
        about = row["indicator"] or row.get("content", "?")
        print(f"  {row['province']}, {row['set']}, {about} {row['comparison']} {row['value']}: {why}")
    for why, times in Counter(why for _, why in builder.left_out).most_common():
        print(f"{times:3} x {why}")
    return files


def main() -> int:
    return main_of(__doc__, CATALOGUE, published)


if __name__ == "__main__":
    sys.exit(main())
