"""Cases: given these figures, expect that verdict, because ...; what an office can write and anybody can run.

A case is judged through :func:`smartvillage.evaluate`, with figures that go through the readers of evidence. One that
disagrees is told whole: what was given, what was expected, what came out, and the library's own reason for it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Literal

import attrs

from smartvillage.border import Many, Record, parse
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.resolve import LAW_STATES
from smartvillage.criteria.strata import Chosen
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import (
    InputError,
    PluginWarning,
    Problem,
    SmartVillageError,
    UnknownIdentifierError,
    Where,
    Words,
)
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.columns import MISSING
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.collecting import Offer
from smartvillage.plugins.documents import CaseRecord, read_folder
from smartvillage.plugins.registry import Registry
from smartvillage.testing.trials import Trial, as_registry, trial_of_candidates
from smartvillage.text.labels import LABELS, label

__all__ = ["CaseResult", "read_cases", "run_case"]

EVERY_LAW = frozenset({"official", "secondary", "unverified"})
_REASONS = frozenset({*MISSING[1:], *(words.vi for words in LABELS["missing"].values())})
_NOTHING = frozenset({"missing", "thiếu", ""})
_SIGNED = re.compile(r"([<>=≤≥~]+)\s*(.+)", re.DOTALL)


class _CaseFile(Record):
    """``cases.yaml``, wherever it stands."""

    format: Literal["smartvillage.cases/1"] = "smartvillage.cases/1"
    cases: Many[CaseRecord]


def read_cases(path: str | Path) -> tuple[CaseRecord, ...]:
    """Read cases from ``cases.yaml``, from the folder of a plugin, or from its workbook (sheet *Ca kiểm tra*).

    Raises:
        InputError: With every problem of the file, each with its line or cell.

    Example:
        >>> from smartvillage.plugins.builtin import DOMAINS
        >>> read_cases(DOMAINS["economy"] / "cases.yaml")[0].expect
        'met'
    """
    path = Path(path)
    if path.is_dir():
        return read_folder(path).cases
    if path.suffix.lower() == ".xlsx":
        from smartvillage.plugins.workbook import read_plugin_workbook  # noqa: PLC0415 - most cases are in documents

        return read_plugin_workbook(path).cases
    source = read_document(path)
    return parse(_CaseFile, source.tree, file=source.file, locate=source.locate).cases


@attrs.frozen(kw_only=True)
class CaseResult:
    """What came out of a case."""

    case: CaseRecord
    got: Verdict | None = None
    """``None`` where nothing could be judged."""
    reason: Words
    """The library's reason for its verdict, or why nothing could be judged."""
    stratum: Mapping[str, str] = attrs.field(factory=dict)
    """Of several strata that a case names, the first one it does not hold for."""

    @property
    def agrees(self) -> bool:
        """Whether what came out is what the case expects."""
        return self.got is _expected(self.case)

    def say(self, lang: str = "vi") -> str:
        """Tell what was given, what was expected, what came out, and why."""
        case, vi = self.case, lang == "vi"
        given = ", ".join(f"{name} = {text}" for name, text in case.given.items())
        level = f", {'mức' if vi else 'level'} {case.level}" if case.level is not None else ""
        strata = "".join(f", {name}={stratum}" for name, stratum in self.stratum.items())
        head = f"{case.of} ({case.period}{level}{strata})"
        wanted = label("verdict", _expected(case).name, lang)
        why = case.because.say(lang)
        if self.got is None:
            came = f"không đánh giá được: {self.reason.vi}" if vi else f"could not be judged: {self.reason.en}"
        else:
            got = label("verdict", self.got.name, lang)
            came = f"nhận được: {got}, vì {self.reason.vi}" if vi else f"got {got}, because {self.reason.en}"
        if vi:
            return f"{head}\n  cho: {given}\n  mong đợi: {wanted}, vì {why}\n  {came}"
        return f"{head}\n  given {given}\n  expected {wanted}, because {why}\n  {came}"


def _expected(case: CaseRecord) -> Verdict:
    return Verdict[case.expect.upper().replace("-", "_")]


def run_case(case: CaseRecord, offer: Offer | Registry) -> CaseResult:
    """Judge what a case gives, and compare.

    Args:
        case: The case.
        offer: What one plugin offers, which is judged beside the built-in plugins; or a registry.

    Returns:
        The result. A case that cannot be judged at all disagrees too, and says why.

    Example:
        >>> from smartvillage.plugins.registry import builtin_registry
        >>> registry = builtin_registry()
        >>> case = registry.cases["economy"][0]
        >>> run_case(case, registry).agrees
        True
    """
    try:
        trial, ref = _subject(case, as_registry(offer))
        results = [_judged(case, trial, ref, strata) for strata in _each(case.stratum)]
    except SmartVillageError as problem:
        return CaseResult(case=case, reason=Words(vi=problem.say("vi"), en=problem.say("en")))
    return next((one for one in results if not one.agrees), results[0])


def _subject(case: CaseRecord, registry: Registry) -> tuple[Trial, str]:
    """The set that judges a case, and what in it the case is about."""
    if case.set is not None:
        return Trial(registry.set(case.set), registry), case.of
    candidate = registry.candidates.get(case.of)
    if candidate is None:
        kind = Words(
            vi="chỉ tiêu đề xuất (chỉ tiêu của một bộ thì ghi thêm mục set)",
            en="candidate (an indicator of a set needs the key set)",
        )
        raise UnknownIdentifierError(case.of, registry.candidates, kind)
    trial = trial_of_candidates([(candidate, case.level)], registry)
    return trial, trial.indicator(case.of)


def _each(stratum: Mapping[str, Chosen]) -> Iterator[dict[str, str]]:
    """Every combination of the strata that a case names."""
    choices = [(one,) if isinstance(one, str) else tuple(one) for one in stratum.values()]
    for combination in product(*choices):
        yield dict(zip(stratum, combination, strict=True))


def _judged(case: CaseRecord, trial: Trial, ref: str, strata: Mapping[str, str]) -> CaseResult:
    criteria_set = trial.criteria_set
    for scheme in strata:
        if scheme not in (known := _schemes(criteria_set)):  # it would change nothing, and nobody would notice
            raise UnknownIdentifierError(scheme, known, Words(vi="cách phân nhóm", en="scheme"))
    rows = [figure_row(name, text, criteria_set.measures.get(name)) for name, text in case.given.items()]
    if not rows:
        rows = [figure_row(name, "", measure) for name, measure in list(criteria_set.measures.items())[:1]]
    unit = case.of
    try:
        evidence = Evidence([{"unit": unit, "period": case.period, **row} for row in rows], measures=criteria_set)
    except InputError as found:
        # whoever wrote the case knows it by its measures, not by the rows made of them
        problems = [one._replace(where=Where(path=_measure_of(one, list(case.given)))) for one in found.problems]
        raise InputError(problems, found.unlisted) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # an evaluator that fails is told as the reason
        run = evaluate(
            criteria_set,
            evidence,
            registry=trial.registry,
            strata=strata,
            # the level that a case tries is nobody's yet; those of a published set judge as they always do
            law_states=LAW_STATES if case.set is not None else EVERY_LAW,
        ).at(unit, case.period)
    reason = Words(vi=str(run.why(ref, "vi")).rstrip("."), en=str(run.why(ref, "en")).rstrip("."))
    return CaseResult(case=case, got=run.verdict(ref), reason=reason, stratum=strata)


def _schemes(criteria_set: CriteriaSet) -> set[str]:
    schemes = criteria_set.document.schemes
    return {one.id for one in schemes} | {rule.scheme for one in schemes for rule in one.rules}


def _measure_of(problem: Problem, names: list[str]) -> str | None:
    row = re.match(r"\[(\d+)\]", problem.where.path or "")
    return names[int(row[1])] if row is not None else None


def figure_row(name: str, text: str, measure: Measure | None) -> dict[str, str | None]:
    """Put a figure as a clerk writes it into the columns of evidence, whose readers then say what it means.

    Example:
        >>> water = Measure(id="nam-son.water", title={"vi": "Nước sạch"}, kind="share")
        >>> found = figure_row("nam-son.water", "95/100", water)
        >>> found["numerator"], found["denominator"]
        ('95', '100')
    """
    row: dict[str, str | None] = dict.fromkeys(("value", "numerator", "denominator", "relation", "missing"))
    text = text.strip()
    if text.casefold() in _NOTHING:
        row["missing"] = "none-given"
    elif text.casefold() in _REASONS:
        row["missing"] = text
    elif measure is not None and measure.has_parts and "/" in text:
        row["numerator"], row["denominator"] = (part.strip() for part in text.split("/", 1))
    elif signed := _SIGNED.fullmatch(text):
        row["relation"], row["value"] = signed[1], signed[2]
    else:
        row["value"] = text
    return {"measure": name, **row}
