"""Putting a question to evidence: which set, which clocks, which states; and laying the answer out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.border import read_day
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.resolve import LAW_STATES
from smartvillage.errors import UnknownIdentifierError
from smartvillage.evaluation.compile import CompiledSet, Layout, Partition
from smartvillage.evaluation.consulting import Consulted, Desk
from smartvillage.evaluation.kernel import ENGINES, Engine
from smartvillage.evaluation.matrix import build_matrix
from smartvillage.evaluation.refusals import (
    accepted,
    check_measures,
    check_periods,
    check_strata,
    check_terms,
    check_units,
)
from smartvillage.evaluation.run import Clocks, Rows, Run
from smartvillage.evidence.columns import MISSING, STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.keys import distinct
from smartvillage.evidence.units import code_of
from smartvillage.plugins.evaluators import Evaluator
from smartvillage.plugins.isolation import Limits
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

_BLANK = MISSING.index("none-given")

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
    evaluators: Mapping[str, Evaluator] | None = None,
) -> CompiledSet:
    """Make a set ready to judge, once for many evaluations.

    Args:
        criteria_set: The set.
        law_states: The verifications of a level that may judge: ``official``, ``secondary``, ``unverified``.
        law_as_of: Amendments issued after this day are not known yet.
        carry_forward: Whether the level of an earlier span may stand in where a later one is missing.
        registry: Where other sets and evaluators are found that rules refer to; the built-in plugins unless given.
        sets: Other sets that rules may refer to, before those of the registry.
        evaluators: What judges custom rules, by id, in place of the evaluators of the registry.

    Raises:
        EvaluationError: A rule refers to a set that cannot be found, or sets refer to each other in a circle.

    Example:
        >>> from smartvillage.plugins.registry import load
        >>> compile_set(load("vn.xa-ntm", "2021-2025")).criteria_set.key
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
        law_states=accepted(law_states, ("official", "secondary", "unverified"), "law_states"),
        carry_forward=carry_forward,
        law_as_of=read_day(law_as_of) if law_as_of is not None else None,
        other_set=other_set,
        evaluators=known.evaluators if evaluators is None else evaluators,
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
    isolate: bool | Limits = False,
    engine: Engine = "numpy",
) -> Run:
    """Judge every unit and period in the evidence against a set.

    Args:
        criteria_set: The set, or one that :func:`compile_set` made ready; what it was compiled with then stands.
        evidence: What was reported.
        places: The units, which know their strata.
        registry: Where other sets and evaluators are found; the built-in plugins unless given.
        sets: Other sets that rules may refer to.
        strata: Memberships stated by the caller, on top of those of places: one mapping from scheme to stratum for
            everybody, one for each unit, or a function of unit and day.
        law_as_of: Amendments issued after this day are not known yet.
        data_as_of: Observations of later days are not known yet.
        evidence_states: The states of an observation that count.
        law_states: The verifications of a level that may judge.
        approx_as_value: Whether "about" counts as the figure.
        carry_forward: Whether the level of an earlier span may stand in where a later one is missing.
        isolate: Whether evaluators of plugins run in processes of their own, with limits on time and memory: needed
            for code that may hang, exit or eat memory. The verdicts are the same.
        engine: ``"numba"`` for compiled loops (extra ``fast``). The run is the same, bit for bit; the loops pay only
            where a million units and periods are judged again and again in one process.

    Returns:
        The run, with its verdicts, reasons and identity.

    Raises:
        EvaluationError: A period lies outside the dates that the edition judges, an argument names nothing known or
            contradicts what the set was compiled with, or a measure is not what it was when the evidence was read.
        MissingExtraError: ``engine="numba"`` without the extra ``fast``.

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
        check_terms(compiled, law_states, law_as_of, carry_forward=carry_forward)
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
    states = accepted(evidence_states, STATES, "evidence_states")
    accepted(engine, ENGINES, "engine")
    check_periods(compiled.criteria_set, evidence, registry or builtin_registry())
    check_measures(compiled, evidence)
    limits = isolate if isinstance(isolate, Limits) else Limits() if isolate else None
    memberships = _of_units(strata, evidence)
    return _Evaluation(compiled, evidence, places, memberships, clocks, states, approx_as_value, limits).run(engine)


def _of_units(strata: Strata | None, evidence: Evidence) -> Memberships:
    if not strata:
        return lambda _unit, _on: {}
    if not isinstance(strata, Mapping):
        return strata
    if all(isinstance(one, str) for one in strata.values()):
        return lambda _unit, _on: strata  # type: ignore[return-value]
    # A unit may be named by its identity or by its code.
    by_unit = {code_of(name): one for name, one in strata.items()}
    known = {code_of(unit) for unit in evidence.units}
    check_units([name for name in strata if code_of(name) not in known])
    return lambda unit, _on: by_unit.get(code_of(unit), {})  # type: ignore[return-value]


@attrs.frozen(eq=False)
class _Evaluation:
    compiled: CompiledSet
    evidence: Evidence
    places: Places | None
    strata: Memberships
    clocks: Clocks
    states: frozenset[str]
    approx_as_value: bool
    limits: Limits | None

    def run(self, engine: Engine) -> Run:
        rows, partitions = self._rows()
        layout = self.compiled.layout(partitions)
        chosen = self._chosen()
        columns = self.evidence.columns
        code_of = {name: code for code, name in enumerate(self.evidence.measures)}
        row_of = rows.row_of(columns.unit[chosen], columns.period[chosen])
        matrix = build_matrix(
            layout.columns, columns, code_of, chosen, row_of, rows.sizes, approx_as_value=self.approx_as_value
        )
        consulted = self._consult(layout, rows, chosen, row_of) if layout.custom else ()
        given = np.array([one.codes for one in consulted]) if consulted else None
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
            codes=layout.program.run(matrix, given, engine=engine),
            consulted=consulted,
        )

    def _consult(
        self, layout: Layout, rows: Rows, chosen: npt.NDArray[np.int64], row_of: npt.NDArray[np.int64]
    ) -> tuple[Consulted, ...]:
        """Ask the evaluators; what they see of the rows is in the order of units and periods, however they came."""
        ranks = [
            np.argsort(np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64))
            for names in (self.evidence.units, self.evidence.periods)
        ]
        desk = Desk(
            evidence=self.evidence,
            chosen=chosen,
            row_of=row_of,
            order=np.lexsort((ranks[1][rows.period], ranks[0][rows.unit])),
            partition_of=np.repeat(np.arange(len(rows.sizes)), rows.sizes),
            approx_as_value=self.approx_as_value,
            isolate=self.limits,
        )
        return desk.consult(layout.custom)

    def _rows(self) -> tuple[Rows, list[Partition]]:
        """Units x periods, grouped by what they are judged by."""
        evidence = self.evidence
        periods = len(evidence.periods)
        keys = evidence.columns.unit.astype(np.int64) * max(periods, 1) + evidence.columns.period
        keys = distinct(keys, len(evidence.units) * max(periods, 1))
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
        stated = self.strata(unit, on)
        check_strata(self.compiled, stated)
        # Only what can change a verdict: a scheme of another document is no part of this question.
        return tuple(sorted((name, one) for name, one in {**found, **stated}.items() if name in self.compiled.schemes))

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
            # A cell left blank without a reason says nothing, so it takes nobody's place.
            says = columns.missing[chosen] != _BLANK
            chosen = chosen[np.lexsort((chosen, as_of, standing[state], says))]
        return chosen
