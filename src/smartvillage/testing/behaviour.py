"""Checks on what a plugin does when it is asked: whether it says the same again, and what it leaves alone."""

from __future__ import annotations

import decimal
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from smartvillage.border import Label, Record, parse
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.plain import plain
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import SmartVillageError, Words, quoted
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.admission import LeftOutError, admit
from smartvillage.plugins.collecting import Offer, collect
from smartvillage.plugins.document_plugin import DocumentPlugin
from smartvillage.plugins.documents import read_folder, write_folder
from smartvillage.plugins.observing import ask_everyone
from smartvillage.plugins.offers import Finding
from smartvillage.programme.programme import Programme
from smartvillage.testing.subjects import Subject
from smartvillage.testing.sweeps import Swept

__all__ = [
    "check_deterministic",
    "check_order",
    "check_round_trip",
    "check_unchanged",
]

MOST_UNITS = 500
"""So many units are judged again in another order and in parts."""
MOST_ALONE = 8
"""So many of them are judged alone."""


# --- whether it answers the same -----------------------------------------------------------------------------------


def check_order(subject: Subject) -> Iterator[Words]:
    """The order of rows does not matter, nor who else is judged."""
    for swept in subject.swept:
        units = list(dict.fromkeys(row["unit"] for row in swept.rows))
        chosen = set(random.Random(0).sample(units, min(MOST_UNITS, len(units))))  # noqa: S311 - no secret
        rows = [row for row in swept.rows if row["unit"] in chosen]
        if rows:
            yield from _order_matters(swept, rows)


def _order_matters(swept: Swept, rows: Sequence[Mapping[str, Any]]) -> Iterator[Words]:
    key = swept.trial.criteria_set.key
    whole = swept.run(rows, swept.strata)
    if swept.run(rows[::-1], swept.strata).result != whole.result:
        yield Words(
            vi=f"{key}: đổi thứ tự các dòng thì kết quả khác", en=f"{key}: another order of rows, another result"
        )
    units = list(dict.fromkeys(row["unit"] for row in rows))
    half, step = len(units) // 2, -(-len(units) // MOST_ALONE)
    parts = [units[:half], units[half:], *([unit] for unit in units[::step])]
    together = {item.id: _by_unit(whole, item.id) for item in swept.trial.criteria_set.indicators}
    apart: set[str] = set()
    for part in filter(None, parts):
        run = swept.run([row for row in rows if row["unit"] in part], swept.strata)
        for name, verdicts in together.items():
            if any(verdicts[unit] is not verdict for unit, verdict in _by_unit(run, name).items()):
                apart.add(name)
    for name in sorted(apart):
        told = quoted(swept.trial.name(name))
        yield Words(
            vi=f"{told}: kết quả của một đơn vị phụ thuộc đơn vị khác",
            en=f"{told}: the verdict on one unit depends on which others are judged",
        )


def _by_unit(run: Run, ref: str) -> dict[str, Verdict]:
    return dict(zip((unit for unit, _ in run.keys), run.verdicts(ref), strict=True))


def check_deterministic(subject: Subject) -> Iterator[Words]:
    """Asked again, it says the same."""
    try:
        again = collect(admit(subject.offer.admitted.found))
    except LeftOutError as failed:
        yield from (Words(vi=error.say("vi"), en=error.say("en")) for error in failed.errors)
        return
    first, second = _offered(subject.offer), _offered(again)
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            yield Words(vi=f"{name}: hỏi lần thứ hai thì khác", en=f"{name}: asked again, it is something else")
    if not subject.offer.candidates and not subject.offer.sets:
        return
    for swept in subject.swept:
        if swept.rows and swept.run(swept.rows, swept.strata).result != swept.run(swept.rows, swept.strata).result:
            key = swept.trial.criteria_set.key
            yield Words(vi=f"{key}: đánh giá lần thứ hai thì khác", en=f"{key}: judged again, it is something else")


def _offered(offer: Offer) -> dict[str, Any]:
    """What is offered, as values that are equal when they say the same."""
    found: dict[str, Any] = {"plugin_info": offer.info, "cases": offer.cases}
    for kind in ("measures", "candidates", "pilots"):
        found |= getattr(offer, kind)
    found |= {one.key: one.read().document for one in offer.sets.values()}
    found |= {one.id: str(one.document) for one in offer.programmes.values() if isinstance(one.document, Path)}
    found |= {one.id: one.content for one in offer.evaluators.values()}
    found |= {one.id: (one.title, one.licence, one.synthetic, one.source) for one in offer.datasets.values()}
    return found


# --- what it leaves alone ------------------------------------------------------------------------------------------


@attrs.frozen
class _Draft:
    """A proposal as a reviewer sees it."""

    draft: CriteriaSet


def check_unchanged(subject: Subject) -> Iterator[Words]:
    """What it is given is as it was, and so is the rest of the process."""
    before = _process()
    for swept in subject.swept:
        criteria_set = swept.trial.criteria_set
        evidence = Evidence(list(swept.rows[:MOST_UNITS]), measures=criteria_set)
        run = swept.run(swept.rows[:MOST_UNITS], swept.strata)
        text, result, document = evidence.canonical_csv(), run.result, criteria_set.to_dict()
        asked: tuple[tuple[str, type[Any] | None, dict[str, object]], ...] = (
            ("smartvillage_check_evidence", Finding, {"evidence": evidence}),
            ("smartvillage_review_proposal", Label, {"proposal": _Draft(criteria_set)}),
            ("smartvillage_run_finished", None, {"run": run}),
        )
        for hook, kind, arguments in asked:
            for told in ask_everyone([subject.offer], hook, kind, **arguments):
                if told.error is not None:
                    yield Words(vi=told.error.say("vi"), en=told.error.say("en"))
        changed = (
            ("bộ số liệu", "the evidence", _csv(evidence) != text),
            ("lần đánh giá", "the run", _csv(run.evidence) != text),
            ("kết quả", "the result", attrs.evolve(run).result != result),
            ("bộ tiêu chí", "the criteria set", criteria_set.to_dict() != document),
        )
        yield from (
            Words(vi=f"{criteria_set.key}: {vi} bị sửa", en=f"{criteria_set.key}: {en} was changed")
            for vi, en, is_changed in changed
            if is_changed
        )
    after = _process()
    for name, said in before.items():
        if after[name] != said:
            yield Words(vi=f"{name} của chương trình bị sửa", en=f"{name} of the process was changed")


def _csv(evidence: Evidence) -> str | None:
    try:
        return evidence.canonical_csv()
    except Exception:  # noqa: BLE001 - what was changed may not even be readable
        return None


def _process() -> dict[str, Any]:
    context = decimal.getcontext()
    return {
        "decimal.getcontext()": (context.prec, context.rounding, context.Emin, context.Emax),
        "os.environ": {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")},
        "sys.path": list(sys.path),
    }


# --- there and back ------------------------------------------------------------------------------------------------


def check_round_trip(subject: Subject) -> Iterator[Words]:
    """What is offered can be written down, and reads back as the same."""
    with tempfile.TemporaryDirectory() as folder:
        for measure in subject.measures.values():
            yield from _there_and_back(measure.id, measure)
        for candidate in subject.offer.candidates.values():
            yield from _there_and_back(candidate.id, candidate.indicator)
        for place, criteria_set in enumerate(subject.sets):
            yield from _set_there_and_back(criteria_set, Path(folder) / f"{place}.yaml")
        for programme in subject.offer.programmes.values():
            if isinstance(programme.document, Path):
                document = Programme.read(programme.document).document
                yield from _there_and_back(programme.id, document)
                if document.id != programme.id:
                    yield _differs(programme.id, document.id)
        plugin = subject.offer.admitted.plugin
        if isinstance(plugin, DocumentPlugin):
            write_folder(plugin.documents, Path(folder) / "plugin")
            again = read_folder(Path(folder) / "plugin")
            for name in ("head", "measures", "candidates", "pilots", "cases"):
                if getattr(again, name) != getattr(plugin.documents, name):
                    yield _differs(subject.name, name)


def _there_and_back(name: str, record: Record) -> Iterator[Words]:
    try:
        again = parse(type(record), plain(record))
    except SmartVillageError as problem:
        yield Words(vi=f"{name}: {problem.say('vi')}", en=f"{name}: {problem.say('en')}")
    else:
        if again != record:
            yield _differs(name, type(record).__name__)


def _set_there_and_back(criteria_set: CriteriaSet, path: Path) -> Iterator[Words]:
    # Only the text that holds is written; how it came about (base, amendments) is another document.
    try:
        again = CriteriaSet.from_dict(criteria_set.to_dict())
        path.write_text(criteria_set.to_yaml(), encoding="utf-8")
        read = parse(type(criteria_set.document), read_document(path).tree)
    except SmartVillageError as problem:
        yield Words(vi=f"{criteria_set.key}: {problem.say('vi')}", en=f"{criteria_set.key}: {problem.say('en')}")
    else:
        if again.document != criteria_set.document or read != criteria_set.document:
            yield _differs(criteria_set.key, "CriteriaSet")


def _differs(name: str, what: str) -> Words:
    return Words(
        vi=f"{name}: ghi ra rồi đọc lại thì khác ({what})", en=f"{name}: written and read back, it differs ({what})"
    )
