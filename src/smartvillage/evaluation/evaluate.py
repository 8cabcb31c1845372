"""Putting a question to evidence: which set, which clocks, which states; and laying the answer out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.border import read_day
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.resolve import LAW_STATES
from smartvillage.errors import EvaluationError, Problem, UnknownIdentifierError, Words, quoted
from smartvillage.evaluation.compile import CompiledSet, Partition
from smartvillage.evaluation.matrix import build_matrix
from smartvillage.evaluation.run import Clocks, Rows, Run
from smartvillage.evidence.columns import STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.registry import Registry, builtin_registry

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["EVIDENCE_STATES", "compile_set", "evaluate"]

EVIDENCE_STATES = frozenset({"reported", "verified", "approved"})
"""The states of an observation that count unless the caller says otherwise."""

_STANDING = {
    state: place for place, state in enumerate(("disputed", "self_assessed", "reported", "verified", "approved"))
}
"""Where one figure is reported in several accepted states, the one that more people stand behind counts."""

Memberships = Callable[[str, date], Mapping[str, str]]
Strata = Mapping[str, str] | Mapping[str, Mapping[str, str]] | Memberships


def compile_set(
    criteria_set: CriteriaSet,
    *,
    law_states: Collection[str] = LAW_STATES,
    law_as_of: date | str | None = None,
    carry_forward: bool = False,
    registry: Registry | None = None,
    sets: Iterable[CriteriaSet] = (),
) -> CompiledSet:
    """Make a set ready to judge, once for many evaluations.

    Args:
        criteria_set: The set.
        law_states: The verifications of a level that may judge: ``official``, ``secondary``, ``unverified``.
        law_as_of: Amendments issued after this day are not known yet.
        carry_forward: Whether the level of an earlier span may stand in where a later one is missing.
        registry: Where other sets are found that rules refer to; the built-in plugins unless given.
        sets: Other sets that rules may refer to, before those of the registry.

    Raises:
        EvaluationError: A rule refers to a set that cannot be found, or sets refer to each other in a circle.

    Example:
        >>> from smartvillage.plugins.registry import load
        >>> compile_set(load("vn.xa-ntm")).criteria_set.key
        'vn.xa-ntm@2021-2025'
    """
    given = {one.key: one for one in sets}
    known = registry or builtin_registry()

    def other_set(key: str) -> CriteriaSet | None:
        try:
            found = given[key] if key in given else known.set(key)
        except UnknownIdentifierError:
            return None
        return found.as_of(law_as_of) if law_as_of is not None else found

    now = criteria_set.as_of(law_as_of) if law_as_of is not None else criteria_set
    return CompiledSet(
        now,
        law_states=_words(law_states, ("official", "secondary", "unverified"), "law_states"),
        carry_forward=carry_forward,
        law_as_of=read_day(law_as_of) if law_as_of is not None else None,
        other_set=other_set,
    )


def evaluate(
    criteria_set: CriteriaSet | CompiledSet,
    evidence: Evidence,
    places: Places | None = None,
    *,
    registry: Registry | None = None,
    sets: Iterable[CriteriaSet] = (),
    strata: Strata | None = None,
    law_as_of: date | str | None = None,
    data_as_of: date | str | None = None,
    evidence_states: Collection[str] = EVIDENCE_STATES,
    law_states: Collection[str] = LAW_STATES,
    approx_as_value: bool = False,
    carry_forward: bool = False,
) -> Run:
    """Judge every unit and period in the evidence against a set.

    Args:
        criteria_set: The set, or one that :func:`compile_set` made ready; what it was compiled with then stands.
        evidence: What was reported.
        places: The units, which know their strata.
        registry: Where other sets are found; the built-in plugins unless given.
        sets: Other sets that rules may refer to.
        strata: Memberships stated by the caller, on top of those of places: one mapping from scheme to stratum for
            everybody, one for each unit, or a function of unit and day.
        law_as_of: Amendments issued after this day are not known yet.
        data_as_of: Observations of later days are not known yet.
        evidence_states: The states of an observation that count.
        law_states: The verifications of a level that may judge.
        approx_as_value: Whether "about" counts as the figure.
        carry_forward: Whether the level of an earlier span may stand in where a later one is missing.

    Returns:
        The run: verdicts, reasons, identity.

    Raises:
        EvaluationError: A period lies outside the dates that the edition judges, or an argument names nothing known.

    Example:
        >>> from smartvillage.plugins.registry import load
        >>> xa = load("vn.xa-ntm", "2021-2025")
        >>> rows = [{"unit": "A", "period": "2024", "measure": "9.2", "numerator": 66, "denominator": 100}]
        >>> run = evaluate(
        ...     xa,
        ...     Evidence(rows, measures=xa),
        ...     strata={"vn.318.region": "mekong-delta"},
        ...     law_states={"official", "secondary", "unverified"},
        ... )
        >>> run.at("A", "2024").verdict("9.2").name
        'NOT_MET'
    """
    if isinstance(criteria_set, CompiledSet):
        compiled = criteria_set
    else:
        compiled = compile_set(
            criteria_set,
            law_states=law_states,
            law_as_of=law_as_of,
            carry_forward=carry_forward,
            registry=registry,
            sets=sets,
        )
    clocks = Clocks(
        law_as_of=compiled.law_as_of,
        data_as_of=read_day(data_as_of) if data_as_of is not None else None,
    )
    states = _words(evidence_states, STATES, "evidence_states")
    _assessable(compiled.criteria_set, evidence, registry or builtin_registry())
    return _Evaluation(compiled, evidence, places, _of_units(strata, evidence), clocks, states, approx_as_value).run()


def _words(given: Collection[str], known: Sequence[str], argument: str) -> frozenset[str]:
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


def _assessable(criteria_set: CriteriaSet, evidence: Evidence, registry: Registry) -> None:
    """Every period must end within the dates that the edition judges."""
    span = criteria_set.document.assesses
    used = np.unique(evidence.columns.period)
    periods = [evidence.periods[code] for code in used.tolist()]
    periods += [one for one in evidence.periods if any(said.period == one.text for said in evidence.verdicts)]
    outside = sorted({one for one in periods if not span.since <= one.last < span.until})
    if outside:
        others = {one.edition: one for one in registry.editions(criteria_set.id) if one.key != criteria_set.key}
        raise EvaluationError([_outside(criteria_set, period.text, period.last, others) for period in outside])


def _outside(criteria_set: CriteriaSet, period: str, last: date, others: Mapping[str, Any]) -> Problem:
    span = criteria_set.document.assesses
    nearest = criteria_set.key
    for one in others.values():
        found = one.read()
        if found.document.assesses.since <= last < found.document.assesses.until:
            nearest = found.key
    advice = (
        Words(vi=f"Dùng bộ {nearest}.", en=f"Use {nearest}.")
        if nearest != criteria_set.key
        else Words(
            vi=f"Bộ gần nhất là {nearest}; bỏ các dòng của kỳ này hoặc chọn bộ khác.",
            en=f"The nearest edition is {nearest}; leave the rows of this period out, or take another set.",
        )
    )
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


def _of_units(strata: Strata | None, evidence: Evidence) -> Memberships:
    if not strata:
        return lambda _unit, _on: {}
    if not isinstance(strata, Mapping):
        return strata
    if all(isinstance(one, str) for one in strata.values()):
        return lambda _unit, _on: strata  # type: ignore[return-value]
    by_unit = {_bare(name): one for name, one in strata.items()}
    known = {_bare(unit) for unit in evidence.units}
    if strange := [name for name in strata if _bare(name) not in known]:
        raise EvaluationError(
            [
                Problem(
                    code="SV-RUN-004",
                    what=Words(
                        vi=f"strata nêu đơn vị {quoted(name)} không có trong số liệu",
                        en=f"strata name the unit {quoted(name)}, which is not in the evidence",
                    ),
                )
                for name in strange
            ]
        )
    return lambda unit, _on: by_unit.get(_bare(unit), {})  # type: ignore[return-value]


def _bare(unit: str) -> str:
    """The code in an identity: a caller may give either."""
    return unit.partition("@")[0].rpartition(":")[2]


@attrs.frozen(eq=False)
class _Evaluation:
    compiled: CompiledSet
    evidence: Evidence
    places: Places | None
    strata: Memberships
    clocks: Clocks
    states: frozenset[str]
    approx_as_value: bool

    def run(self) -> Run:
        rows, partitions = self._rows()
        layout = self.compiled.layout(partitions)
        chosen = self._chosen()
        columns = self.evidence.columns
        code_of = {name: code for code, name in enumerate(self.evidence.measures)}
        matrix = build_matrix(
            layout.columns,
            columns,
            code_of,
            chosen,
            rows.row_of(columns.unit[chosen], columns.period[chosen]),
            rows.sizes,
            approx_as_value=self.approx_as_value,
        )
        return Run(
            compiled=self.compiled,
            evidence=self.evidence,
            places=self.places,
            clocks=self.clocks,
            evidence_states=self.states,
            approx_as_value=self.approx_as_value,
            partitions=tuple(partitions),
            rows=rows,
            chosen=chosen,
            codes=layout.program.run(matrix),
        )

    def _rows(self) -> tuple[Rows, list[Partition]]:
        """Units x periods, grouped by what they are judged by."""
        evidence = self.evidence
        periods = len(evidence.periods)
        keys = np.unique(evidence.columns.unit.astype(np.int64) * max(periods, 1) + evidence.columns.period)
        if evidence.verdicts:
            unit_of = {name: code for code, name in enumerate(evidence.units)}
            period_of = {one.text: code for code, one in enumerate(evidence.periods)}
            said = [unit_of[one.unit] * periods + period_of[one.period] for one in evidence.verdicts]
            keys = np.unique(np.concatenate([keys, np.array(said, dtype=np.int64)]))
        unit, period = keys // max(periods, 1), keys % max(periods, 1)
        numbers: dict[Partition, int] = {}
        known: dict[tuple[int, date], int] = {}
        of_row = np.empty(len(keys), dtype=np.int64)
        for row, (one, when) in enumerate(zip(unit.tolist(), period.tolist(), strict=True)):
            on = evidence.periods[when].last
            number = known.get((one, on))
            if number is None:
                partition = Partition(on, self._memberships(evidence.units[one], on))
                number = known[one, on] = numbers.setdefault(partition, len(numbers))
            of_row[row] = number
        order = np.argsort(of_row, kind="stable")
        sizes = np.bincount(of_row, minlength=len(numbers)) if numbers else np.zeros(0, dtype=np.int64)
        return Rows(unit[order], period[order], sizes, periods), list(numbers)

    def _memberships(self, unit: str, on: date) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        if self.places is not None:
            found = {scheme: stratum for scheme, (stratum, _) in self.places.strata(unit, on).items()}
        return tuple(sorted({**found, **self.strata(unit, on)}.items()))

    def _chosen(self) -> npt.NDArray[np.int64]:
        """The observations that count, those that replace others of the same cell last."""
        columns = self.evidence.columns
        accepted = np.array([state in self.states for state in STATES])
        chosen = np.flatnonzero(accepted[columns.state])
        if self.clocks.data_as_of is not None:
            ends = np.array([one.last.toordinal() for one in self.evidence.periods], dtype=np.int64)
            known_on = np.where(columns.as_of[chosen] > 0, columns.as_of[chosen], ends[columns.period[chosen]])
            chosen = chosen[known_on <= self.clocks.data_as_of.toordinal()]
        state, as_of = columns.state[chosen], columns.as_of[chosen]
        if len(chosen) and (state.min() != state.max() or as_of.any()):
            standing = np.array([_STANDING.get(name, -1) for name in STATES])
            chosen = chosen[np.lexsort((chosen, as_of, standing[state]))]
        return chosen
