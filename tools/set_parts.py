"""What the tools that make the published sets have in common: words, levels, measures, and the writing of files.

No level is written here: each comes from a catalogue of public sources, in the state that the catalogue gives it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import write_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Tree = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = ROOT.parent / "shared" / "domain"
SETS = ROOT / "src" / "smartvillage" / "criteria" / "sets"
HEADER = """\
# Made by tools/{tool}.py from a catalogue of public sources; change that, not this file.
# Wordings are our own. The annex tables themselves could not be read when the catalogue was compiled: what a source
# reports is `secondary` and its addresses stand under `via`; what is only recalled is `unverified` and judges nothing
# unless the caller accepts it; everything else is `missing`, with the reason.
"""

YEARS = range(2021, 2026)
STATES = {"high": "official", "low": "secondary", "recall": "unverified"}
RULES = {">=": "at-least", "<=": "at-most", "==": "equal"}
KINDS = {
    "percentage": "share",
    "boolean": "attested",
    "count": "count",
    "amount": "amount",
    "level": "ordinal",
    "composite": "attested",
}


def _words() -> Tree:
    """All words, as one: what stands in a later file comes to what stands in an earlier one."""
    words: Tree = {}
    for name in ("published_sets", "district_sets", "sets_2026"):
        told = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
        for group, more in told.items():
            if twice := words.get(group, {}).keys() & more.keys():
                raise SystemExit(f"{name}.yaml tells {group} {sorted(twice)} again")
            words[group] = {**words.get(group, {}), **more}
    return words


GRADE = {"vi": "Mức độ", "en": "Level"}
WORDS = _words()
REGION = WORDS["region"]["id"]
REGIONS: dict[str, str] = {letters: stratum["id"] for letters, stratum in WORDS["region"]["strata"].items()}


def read(path: Path) -> Tree:
    """Read a catalogue."""
    data: Tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def via(sources: Mapping[str, Tree], keys: Iterable[str]) -> Tree:
    """The addresses of sources, as the part of a citation that names them; some have none."""
    addresses = dict.fromkeys(sources[key]["address"] for key in keys if sources[key]["address"])
    return {"via": list(addresses)} if addresses else {}


def texts_named_in(tree: Tree) -> list[Tree]:
    """The texts that a document names, with what is known of them."""
    said = str(tree)
    return [{"number": number, **text} for number, text in WORDS["texts"].items() if number in said]


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
    """The catalogue numbers conditions C1, C2 and so on; the texts have 1, 2."""
    return number.removeprefix("C")


def title_of(slug: str) -> Tree:
    title: Tree = WORDS["measures"][slug]["title"]
    return title


def numerator_of(title: Mapping[str, str]) -> Tree:
    """``Tỷ lệ hộ dùng nước sạch`` counts ``Số hộ dùng nước sạch``."""
    en = title["en"].removeprefix("Share of ")
    return {"vi": f"Số {title['vi'].removeprefix('Tỷ lệ ')}", "en": en[0].upper() + en[1:]}


def grade(number: int, word: Mapping[str, str]) -> Tree:
    return {"id": f"level-{number}", "title": {lang: f"{said} {number}" for lang, said in word.items()}}


# --- measures ---------------------------------------------------------------------------------------------------------


def measure_of(slug: str, row: Tree | None) -> Tree:
    """A measure, the same in every set: the first row that is called like it gives what the words do not."""
    own, row = WORDS["measures"].get(slug) or {}, row or {}
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
        "grades": [grade(number, own.get("grade", GRADE)) for number in range(1, own.get("grades", 0) + 1)],
        # figures per person do not add up
        "over_places": "none" if kind == "amount" else own.get("over_places"),
        "method": own.get("method"),
        "owner": WORDS["owners"].get(own.get("owner")),
    }
    return {"id": f"vn.{slug}", "title": title, "kind": kind, **{name: one for name, one in said.items() if one}}


# --- files ------------------------------------------------------------------------------------------------------------


def set_file(tree: Tree, tool: str) -> tuple[Path, str]:
    """The path and text of a set.

    Raises:
        SystemExit: The set has faults, which it lists.
    """
    one = CriteriaSet.from_dict(tree)
    if problems := one.check():
        sys.exit("\n".join(map(str, problems)))
    return SETS / f"{one.key}.yaml", HEADER.format(tool=tool) + write_yaml(tree)


def main_of(doc: str | None, catalogue: Path, published: Callable[[Path], Mapping[Path, str]]) -> int:
    """Write what a catalogue makes, or with ``--check`` compare it."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalogue", nargs="?", type=Path, default=catalogue)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file differs")
    arguments = parser.parse_args()
    differ = 0
    for path, text in published(arguments.catalogue).items():
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        differ += not same
        if not same and not arguments.check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        said = "as it was" if same else "differs" if arguments.check else "written"
        print(f"{path.relative_to(ROOT).as_posix()}: {said}")
    return 1 if arguments.check and differ else 0
