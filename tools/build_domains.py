"""Make the documents of the built-in domains: from the catalogues of ideas and precedents, and from words of our own.

    python tools/build_domains.py ../shared/domain

``tools/domain_words.yaml`` says what the catalogues do not: how a commune obtains a figure, who owes it, which
documents go with it, and which candidates rest on a precedent. A candidate is an idea without a level unless a row of
the precedents is the same quantity and has been issued; a level is taken over only from a criterion for communes.
What a pilot was observed to have is no precedent: such rows, and mere ideas, are left aside.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.measures import Grade, Measure
from smartvillage.exact import Exact
from smartvillage.plugins.documents import (
    CandidateRecord,
    CaseRecord,
    PluginDocuments,
    PluginHead,
    PrecedentRecord,
    write_folder,
)

ROOT = Path(__file__).parent.parent
HERE = ROOT / "src" / "smartvillage" / "plugins" / "domains"
WORDS = Path(__file__).parent / "domain_words.yaml"

ISSUED = frozenset({"criterion", "selection_condition", "programme_target", "commune_plan_target"})
"""Rows of the precedents that somebody asks for; a draft and a framework are cited beside them, and are no ground."""
CITED = ISSUED | {"framework_criterion", "draft"}


def main() -> None:
    for documents in domains(Path(sys.argv[1])):
        files = write_folder(documents, HERE / documents.head.key)
        print(f"{documents.head.key}: {len(documents.candidates)} candidates, {len(files)} files")


def domains(catalogues: Path) -> list[PluginDocuments]:
    """Every domain, in the order of the catalogue of ideas."""
    ideas = _read(catalogues / "candidate-ideas.yaml")
    precedents = {row["id"]: row for row in _read(catalogues / "smart-commune-precedents.yaml")["precedents"]}
    words = _read(WORDS)
    rows = [*ideas["candidates"], *words["added"]]
    known = {_dashed(row["id"]) for row in rows}
    if strangers := sorted({*words["measures"], *words["rests_on"]} ^ known):
        raise SystemExit(f"words and catalogue differ: {strangers}")
    return [
        _domain(field, [row for row in rows if row["field"] == field["key"]], words, precedents)
        for field in ideas["meta"]["fields"]
    ]


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _domain(
    field: dict[str, Any], rows: list[dict[str, Any]], words: dict[str, Any], precedents: dict[str, Any]
) -> PluginDocuments:
    key = _dashed(field["key"])
    note = words["notes"].get(key)
    return PluginDocuments(
        PluginHead(
            key=key,
            title=Label(vi=field["vi"], en=field["en"]),
            kind=field["kind"],
            languages=("vi", "en"),
            note=_pair(note) if note else None,
        ),
        measures=tuple(_measure(row, words) for row in rows),
        candidates=tuple(_candidate(row, words, precedents) for row in rows),
        cases=tuple(_case(key, case) for case in words["cases"][key]),
    )


def _pair(words: list[str]) -> Label:
    vi, en = words
    return Label(vi=vi, en=en)


def _label(said: dict[str, str] | None) -> Label | None:
    return None if said is None else Label(vi=said["vi"], en=said["en"])


def _measure(row: dict[str, Any], words: dict[str, Any]) -> Measure:
    identifier, said = _dashed(row["id"]), row["measure"]
    ours = words["measures"][identifier]
    given: dict[str, Any] = {name: _pair(ours[name]) for name in ("counted", "unit") if name in ours}
    return Measure(
        id=identifier,
        title=_title(row, words),
        kind=said["kind"],
        direction=said["direction"],
        **given,
        # on somebody's word, or as a grade: nothing is counted, and the method says how one is sure
        numerator=None if said["kind"] in {"attested", "ordinal"} else _label(said["numerator"]),
        denominator=_pair(ours["denominator"]) if "denominator" in ours else _label(said["denominator"]),
        grades=tuple(Grade(id=name, title=Label(vi=vi, en=en)) for name, vi, en in ours.get("grades", ())),
        **{name: ours[name] for name in ("minimum", "maximum", "over_places", "over_time") if name in ours},
        rationale=_label(row["rationale"]),
        method=_pair(ours["method"]),
        source_system=Label(vi=row["source"]["vi"], en=row["source"]["en"]),
        owner=_pair(words["owners"][ours["owner"]]),
        cycle=_pair(words["cycles"][ours["cycle"]]),
        documents=tuple(map(_pair, ours["documents"])),
    )


def _title(row: dict[str, Any], words: dict[str, Any]) -> Label:
    ours = words["measures"][_dashed(row["id"])].get("title")
    return _pair(ours) if ours else Label(vi=row["title"]["vi"], en=row["title"]["en"])


def _candidate(row: dict[str, Any], words: dict[str, Any], precedents: dict[str, Any]) -> CandidateRecord:
    measure = _dashed(row["id"])
    key, _, name = measure.partition(".")
    ground = words["rests_on"].get(measure)
    cited = [precedents[one] for one in row.get("see_precedents", ())]
    level = None
    if ground is not None:
        first = precedents[ground["precedent"]]
        cited = [first, *(one for one in cited if one is not first)]
        level = _level(first) if ground["level"] else None
        if first["basis"] not in ISSUED or first["confidence"] != "high":
            raise SystemExit(f"{measure} cannot rest on {first['id']}, which is {first['basis']}")
    return CandidateRecord(
        id=f"{key}.candidates.{name}",
        title=_title(row, words),
        measure=measure,
        basis="idea" if ground is None else "precedent",
        level=level,
        rationale=Label(vi=row["rationale"]["vi"], en=row["rationale"]["en"]),
        shows=row["shows"],
        programme_group=row["groups"]["programme"],
        ministry_group=row["groups"]["ministry"],
        burden=row["source"]["burden"],
        caution=words["measures"][measure].get("caution"),
        precedents=tuple(_precedent(one, words) for one in cited if one["basis"] in CITED),
    )


def _level(row: dict[str, Any]) -> Exact:
    if row["basis"] != "criterion" or row["level"] != "commune" or row["comparison"] != ">=":
        raise SystemExit(f"{row['id']} is no criterion for communes: it gives no level")
    return Exact(row["threshold"])


def _precedent(row: dict[str, Any], words: dict[str, Any]) -> PrecedentRecord:
    url = row.get("url")
    return PrecedentRecord(
        title=Label(vi=row["title"]["vi"], en=row["title"]["en"]),
        # the addresses of the catalogue report the texts; none of the texts was read whole
        citation=Citation(**words["texts"][row["source"]], via=(url,) if url else ()),
        value=_value(row),
        basis=_dashed(row["basis"]),
    )


def _value(row: dict[str, Any]) -> str | None:
    threshold = row.get("threshold")
    if threshold is None:
        return None
    if isinstance(threshold, bool):
        return "có" if threshold else "không"
    sign = {">=": "≥", "<=": "≤", "==": "="}.get(row["comparison"], row["comparison"])
    return f"{sign} {threshold}{'%' if row['kind'] == 'percentage' else ''}"


def _case(key: str, case: list[Any]) -> CaseRecord:
    name, level, given, expect, vi, en = case
    return CaseRecord(
        of=f"{key}.candidates.{name}",
        level=level,
        given={f"{key}.{measure}": figure for measure, figure in given.items()},
        expect=expect,
        because=Label(vi=vi, en=en),
    )


if __name__ == "__main__":
    main()
