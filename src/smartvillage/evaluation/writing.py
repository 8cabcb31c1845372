"""Writing a run: the workbook, csv, ``run.json``, and what ``verify`` needs to compute it again.

Nothing is left half written: every file is made in full before the first one is put in its place.
"""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartvillage.criteria.plain import plain
from smartvillage.evaluation.fields import DETAIL_FIELDS
from smartvillage.evaluation.pages import page_files
from smartvillage.evaluation.workbook import details
from smartvillage.evaluation.workbook import sheets as run_sheets
from smartvillage.evidence.codebook import EVIDENCE_FIELDS, fields_table
from smartvillage.paper.files import write_bytes
from smartvillage.paper.workbook import workbook_bytes

if TYPE_CHECKING:
    from smartvillage.evaluation.run import Run
    from smartvillage.paper.table import Table

__all__ = ["FILES", "SCHEMA", "run_dict", "write_run"]

SCHEMA = "smartvillage.run/1"

FILES = {
    "workbook": "ket-qua.xlsx",
    "csv": "ket-qua.csv",
    "run": "run.json",
    "evidence": "evidence.csv",
    "sets": "sets.json",
    "codebook": "ma-truong.csv",
}
"""The files of a run's folder."""


def write_run(run: Run, folder: str | Path, *, lang: str = "vi", sheets: bool = False) -> tuple[Path, ...]:
    """Write everything about a run to a folder, which is made if it is not there.

    Args:
        run: The run.
        folder: The folder.
        lang: The language of what people read.
        sheets: Whether to add a page for each unit and period.

    Returns:
        The files, the workbook first.
    """
    to = Path(folder)
    found = details(run, lang)
    contents = {
        "workbook": workbook_bytes(run_sheets(run, found, lang), title=run.criteria_set.title.say(lang)),
        "csv": found.to_csv().encode("utf-8-sig"),
        "run": _json(run_dict(run)),
        "evidence": run.evidence.canonical_csv().encode(),
        "sets": _json(_judged_by(run)),
        "codebook": _codebook(found).to_csv().encode("utf-8-sig"),
    }
    files = {FILES[name]: content for name, content in contents.items()}
    files |= page_files(run, lang) if sheets else {}
    to.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (to / name).parent.mkdir(exist_ok=True)
        write_bytes(to / name, content)
    return tuple(to / name for name in files)


def _codebook(found: Table) -> Table:
    """What the columns of the two csv files mean."""
    return fields_table(
        {
            FILES["csv"]: {column: DETAIL_FIELDS[column] for column in found.columns},
            FILES["evidence"]: EVIDENCE_FIELDS,
        }
    )


def _json(value: Any) -> bytes:  # noqa: ANN401
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _judged_by(run: Run) -> dict[str, Any]:
    """The sets, and those measures of the evidence that are in none of them: without both it cannot be read back."""
    known = {name for one in run.compiled.sets for name in one.measures}
    return {
        "sets": {one.key: one.to_dict() for one in run.compiled.sets},
        "measures": [plain(measure) for name, measure in sorted(run.evidence.measures.items()) if name not in known],
    }


def _evaluators(run: Run) -> list[dict[str, Any]]:
    """What was asked of evaluators of plugins, and whether they answered."""
    return [
        {
            "id": one.node.evaluator,
            "plugin": one.plugin,
            "content": one.evaluator.content if one.evaluator is not None else None,
            "measures": list(one.node.measures),
            "parameters": dict(one.node.parameters),
            "rows": len(one.rows),
            "failure": {"kind": one.failure.kind, "vi": one.failure.say("vi"), "en": one.failure.say("en")}
            if one.failure is not None
            else None,
        }
        for one in sorted(run.consulted, key=lambda one: (one.node.evaluator, one.node.measures, one.node.parameters))
    ]


def run_dict(run: Run) -> dict[str, Any]:
    """A run as mappings and lists: the question, the verdicts, and beside them where and with what it was made."""
    question = dict(run.question)
    for clock in ("law_as_of", "data_as_of"):
        question[clock] = question[clock].isoformat() if question[clock] is not None else None
    return {
        "schema": SCHEMA,
        "id": run.id,
        "result": run.result,
        "question": question,
        "contents": run.contents,
        "unit_names": {unit: run.name_of(unit) for unit, _ in run.keys},
        "verdicts": {
            level: {printed: [verdict.name for verdict in run.verdicts(ref)] for printed, ref in run.refs(level)}
            for level in ("indicator", "criterion", "set")
        },
        "evaluators": _evaluators(run),
        "produced_by": {printed: list(plugins) for printed, ref in run.refs() if any(plugins := run.produced_by(ref))},
        "disagreements": run.disagreements().to_dict(),
        "manifest": dict(run.evidence.manifest),
        "made": {
            "smartvillage": version("smartvillage"),
            "python": platform.python_version(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    }
