"""Questions that have no answer as they stand: refused with all that is wrong, before anything is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from smartvillage.border import read_day
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.resolve import LAW_STATES
from smartvillage.errors import EvaluationError, Problem, Words, quoted
from smartvillage.evaluation.compile import CompiledSet
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.periods import Period
from smartvillage.plugins.registry import Registry

__all__ = ["accepted", "check_measures", "check_periods", "check_strata", "check_terms", "check_units"]


def accepted(given: Collection[str], known: Sequence[str], argument: str) -> frozenset[str]:
    """The states that a caller accepts; a word that is none of the known ones is refused."""
    words = frozenset([given] if isinstance(given, str) else given)
    if strange := sorted(words - set(known)):
        raise EvaluationError(
            [
                Problem(
                    code="SV-RUN-002",
                    what=Words(
                        vi=f"{argument}: không nhận {quoted(one)}", en=f"{argument}: {quoted(one)} is not known"
                    ),
                    expected=Words(vi=f"trong số: {', '.join(known)}", en=f"some of: {', '.join(known)}"),
                )
                for one in strange
            ]
        )
    return words


def check_periods(criteria_set: CriteriaSet, evidence: Evidence, registry: Registry) -> None:
    """Every period must end within the dates that the edition judges."""
    span = criteria_set.document.assesses
    used = np.unique(evidence.columns.period)
    periods = [evidence.periods[code] for code in used.tolist()]
    periods += [one for one in evidence.periods if any(said.period == one.text for said in evidence.verdicts)]
    outside = sorted({one for one in periods if not span.since <= one.last < span.until})
    if outside:
        others = [one.read() for one in registry.editions(criteria_set.id) if one.key != criteria_set.key]
        raise EvaluationError(
            [
                _outside(
                    period, criteria_set, min([criteria_set, *others], key=lambda one: _days_away(one, period.last))
                )
                for period in outside
            ]
        )


def _outside(period: Period, criteria_set: CriteriaSet, nearest: CriteriaSet) -> Problem:
    span = criteria_set.document.assesses
    if nearest.key == criteria_set.key or _days_away(nearest, period.last):
        advice = Words(
            vi=f"Bộ gần nhất là {nearest.key}; bỏ các dòng của kỳ này hoặc chọn bộ khác.",
            en=f"The nearest edition is {nearest.key}; leave the rows of this period out, or take another set.",
        )
    else:
        advice = Words(vi=f"Dùng bộ {nearest.key}.", en=f"Use {nearest.key}.")
    return Problem(
        code="SV-RUN-003",
        what=Words(
            vi=f"kỳ {period} nằm ngoài thời gian đánh giá của {criteria_set.key}",
            en=f"the period {period} is outside the dates that {criteria_set.key} judges",
        ),
        expected=Words(
            vi=f"kỳ kết thúc từ {span.since} đến trước {span.until}",
            en=f"a period that ends from {span.since} until before {span.until}",
        ),
        advice=advice,
    )


def _days_away(criteria_set: CriteriaSet, day: date) -> int:
    """How far a day is from the dates that an edition judges; 0 inside them."""
    span = criteria_set.document.assesses
    return max(0, (span.since - day).days, (day - span.until).days + 1)


def check_measures(compiled: CompiledSet, evidence: Evidence) -> None:
    """A figure was read under a measure; it can only be judged under the same one."""
    known: dict[str, Measure] = dict(evidence.measures)
    pairs = [
        (measure, known.setdefault(name, measure)) for one in compiled.sets for name, measure in one.measures.items()
    ]
    other = sorted({one.id for one, read in pairs if one.unit_key() != read.unit_key()})
    if other:
        raise EvaluationError(
            [
                Problem(
                    code="SV-RUN-006",
                    what=Words(
                        vi=f"số liệu {name} được hiểu theo hai cách khác nhau về loại hoặc đơn vị tính",
                        en=f"the measure {name} is defined twice, with another kind or unit",
                    ),
                    advice=Words(
                        vi="Đọc số liệu với measures= là chính bộ tiêu chí này.",
                        en="Read the evidence with measures= this very set.",
                    ),
                )
                for name in other
            ]
        )


def check_terms(
    compiled: CompiledSet, law_states: Collection[str], law_as_of: date | str | None, *, carry_forward: bool
) -> None:
    """What a set was compiled with stands; an argument that says otherwise would be passed over in silence."""
    given = {
        "law_states": frozenset(law_states) not in {LAW_STATES, compiled.law_states},
        "law_as_of": law_as_of is not None and read_day(law_as_of) != compiled.law_as_of,
        "carry_forward": carry_forward and not compiled.carry_forward,
    }
    if any(given.values()):
        raise EvaluationError(
            [
                Problem(
                    code="SV-RUN-005",
                    what=Words(
                        vi=f"bộ tiêu chí đã được chuẩn bị với {name} khác", en=f"the set was compiled with other {name}"
                    ),
                    advice=Words(vi="Đưa vào compile_set(...).", en="Give it to compile_set(...)."),
                )
                for name, is_other in given.items()
                if is_other
            ]
        )


def check_units(strange: Iterable[str]) -> None:
    """Refuse strata for units that are not in the evidence."""
    if problems := [
        Problem(
            code="SV-RUN-004",
            what=Words(
                vi=f"strata nêu đơn vị {quoted(name)} không có trong số liệu",
                en=f"strata name the unit {quoted(name)}, which is not in the evidence",
            ),
        )
        for name in strange
    ]:
        raise EvaluationError(problems)


def check_strata(compiled: CompiledSet, stated: Mapping[str, str]) -> None:
    """Refuse a stratum that its scheme does not have."""
    problems = []
    for scheme in (scheme for one in compiled.sets for scheme in one.document.schemes):
        stratum, known = stated.get(scheme.id), [one.id for one in scheme.strata]
        if stratum is not None and stratum not in known:
            problems.append(
                Problem(
                    code="SV-RUN-004",
                    what=Words(
                        vi=f"{scheme.id} không có nhóm {quoted(stratum)}",
                        en=f"{scheme.id} has no stratum {quoted(stratum)}",
                    ),
                    expected=Words(vi=f"một trong: {', '.join(known)}", en=f"one of: {', '.join(known)}"),
                )
            )
    if problems:
        raise EvaluationError(list(dict.fromkeys(problems)))
