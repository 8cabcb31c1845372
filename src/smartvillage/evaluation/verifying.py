"""Reading a run back from its folder, and computing it again to see whether it says the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from smartvillage.border import Day, Flag, Id, Many, Record, Text, parse
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.measures import Measure
from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.evaluation.evaluate import compile_set, evaluate
from smartvillage.evaluation.run import Run
from smartvillage.evaluation.writing import FILES, SCHEMA, run_dict
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.evaluators import Evaluator, plugin_of
from smartvillage.plugins.isolation import Limits
from smartvillage.plugins.registry import Registry, builtin_registry

__all__ = ["Difference", "read_run", "verify_run"]


@attrs.frozen
class Difference:
    """The first field of ``run.json`` that is not what computing again gives."""

    field: str
    recorded: Any
    computed: Any

    def say(self, lang: str) -> str:
        """Name the field with both values."""
        if lang == "vi":
            return f"{self.field}: ghi {quoted(self.recorded)}, tính lại {quoted(self.computed)}"
        return f"{self.field}: recorded {quoted(self.recorded)}, computed {quoted(self.computed)}"


def read_run(folder: str | Path, *, registry: Registry | None = None, isolate: bool | Limits = False) -> Run:
    """Compute a run again from what its folder holds: the sets as they were, the evidence, the question.

    Args:
        folder: The folder.
        registry: Where the evaluators of plugins are found that took part; the built-in plugins unless given.
        isolate: Whether they run in processes of their own.

    Raises:
        InputError: Files are missing, or are not what a run writes; or an evaluator that took part is not there.
    """
    run, _ = _read(Path(folder), registry, isolate)
    return run


def verify_run(
    folder: str | Path, *, registry: Registry | None = None, isolate: bool | Limits = False
) -> tuple[Run, Difference | None]:
    """Compute a run again and compare it with what is recorded.

    Args:
        folder: The folder.
        registry: Where the evaluators of plugins are found that took part; the built-in plugins unless given.
        isolate: Whether they run in processes of their own.

    Returns:
        The run, and the first field that differs, or ``None`` when everything agrees.

    Raises:
        InputError: Files are missing, or are not what a run writes; or an evaluator that took part is not there.
    """
    run, recorded = _read(Path(folder), registry, isolate)
    computed = json.loads(json.dumps(run_dict(run), ensure_ascii=False))
    for name in ("question", "contents", "verdicts", "disagreements", "unit_names", "id", "result"):
        for field, one, other in _leaves(name, recorded.get(name), computed[name]):
            if one != other:
                return run, Difference(field, one, other)
    return run, None


def _leaves(path: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in sorted({*one, *other}):
            yield from _leaves(f"{path}.{name}", one.get(name), other.get(name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _leaves(f"{path}[{place}]", left, right)
    else:
        yield path, one, other


def _read(folder: Path, registry: Registry | None, isolate: bool | Limits) -> tuple[Run, Mapping[str, Any]]:  # noqa: FBT001
    needed = (FILES["run"], FILES["evidence"], FILES["sets"])
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise InputError(
            [_problem(folder / name, Words(vi="không có tệp này", en="the file is not there")) for name in missing]
        )
    recorded = _json(folder / FILES["run"])
    if recorded.get("schema") != SCHEMA:
        what = Words(vi=f"không phải tệp {SCHEMA}", en=f"this is not a {SCHEMA} file")
        raise InputError([_problem(folder / FILES["run"], what)])
    question = parse(_Asked, recorded.get("question"), file=FILES["run"])
    judged = parse(_JudgedBy, _json(folder / FILES["sets"]), file=FILES["sets"])
    sets = {key: CriteriaSet.of(document, file=FILES["sets"]) for key, document in judged.sets.items()}
    if question.set not in sets:
        what = Words(vi=f"không có bộ {quoted(question.set)}", en=f"the set {quoted(question.set)} is not in it")
        raise InputError([_problem(folder / FILES["sets"], what)])
    compiled = compile_set(
        sets[question.set],
        law_states=question.law_states,
        law_as_of=question.law_as_of,
        carry_forward=question.carry_forward,
        sets=sets.values(),
        evaluators=_present(question.evaluators, registry or builtin_registry()),
    )
    known: list[CriteriaSet | Measure] = [*sets.values(), *judged.measures]
    evidence = Evidence.read(folder / FILES["evidence"], measures=known, decimal="point")
    run = evaluate(
        compiled,
        evidence,
        strata=lambda unit, on: question.memberships.get(f"{unit} {on.isoformat()}", {}),
        law_states=question.law_states,
        law_as_of=question.law_as_of,
        carry_forward=question.carry_forward,
        data_as_of=question.data_as_of,
        evidence_states=question.evidence_states,
        approx_as_value=question.approx_as_value,
        isolate=isolate,
    )
    return run, recorded


def _present(used: Iterable[_Used], registry: Registry) -> Mapping[str, Evaluator]:
    """The evaluators that took part, and no others: one that was not there then has no say now."""
    missing = [one.id for one in used if one.id not in registry.evaluators]
    if missing:
        raise InputError(
            [
                Problem(
                    code="SV-RUN-011",
                    what=Words(
                        vi=f"kết quả có phần do cách đánh giá {name} của phần mở rộng {plugin_of(name)}, hiện không có",
                        en=f"the evaluator {name} of the plugin {plugin_of(name)} took part, and it is not there",
                    ),
                    where=Where(file=FILES["run"]),
                    advice=Words(
                        vi="Cài phần mở rộng đó rồi đưa vào registry=load_registry(...).",
                        en="Install the plugin, and give registry=load_registry(...).",
                    ),
                )
                for name in missing
            ]
        )
    return {one.id: registry.evaluators[one.id] for one in used}


class _Used(Record):
    """An evaluator that took part. Whether its content is still the same is told by comparing."""

    id: Id
    content: Text


class _Asked(Record):
    """The question, as far as it is needed to ask it again."""

    set: Text
    memberships: Mapping[str, Mapping[str, str]]
    law_as_of: Day | None
    data_as_of: Day | None
    evidence_states: Many[Text]
    law_states: Many[Text]
    approx_as_value: Flag
    carry_forward: Flag
    rows: Any
    evaluators: Many[_Used]


class _JudgedBy(Record):
    """What judged: the sets by key, and measures of the evidence that are in none of them."""

    sets: Mapping[str, SetDocument]
    measures: Many[Measure]


def _json(path: Path) -> Mapping[str, Any]:
    # Our own file: whole numbers and text only. The hardened reader has already refused what it should.
    read_document(path)
    value = json.loads(path.read_text(encoding="utf-8-sig"))
    return value if isinstance(value, Mapping) else {}


def _problem(path: Path, what: Words) -> Problem:
    return Problem(code="SV-RUN-010", what=what, where=Where(file=path.name))
