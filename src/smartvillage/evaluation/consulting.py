"""Consulting: evaluators of plugins are asked once a run, with the figures of their measures in canonical order.

What comes back are verdict codes, which the kernel takes as given. An evaluator that no plugin provides, or that
failed, has judged nothing: the rows that asked it are unknown, and the run says whose it was.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.resolve import Evaluated
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import PluginWarning
from smartvillage.evaluation.compile import CustomRule
from smartvillage.evidence.columns import APPROX, NOT_APPLICABLE, RELATIONS
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Interval
from smartvillage.plugins.asking import Answer, Failure, ask
from smartvillage.plugins.evaluators import Evaluator, plugin_of
from smartvillage.plugins.inputs import Column, Inputs
from smartvillage.plugins.isolation import Limits, ask_apart

__all__ = ["Consulted", "Desk"]

_SAFE = 2**62
"""Products below this bound cannot wrap in 64 bits; above it Python integers are used."""
_NO_LOW = (RELATIONS.index("lt"), RELATIONS.index("le"))
_NO_HIGH = (RELATIONS.index("gt"), RELATIONS.index("ge"))


@attrs.frozen(eq=False, kw_only=True)
class Consulted:
    """What one evaluator said in a run."""

    node: Evaluated
    evaluator: Evaluator | None
    """``None`` when no plugin provides it."""
    rows: npt.NDArray[np.int64]
    """The rows of the run that asked, in canonical order."""
    codes: npt.NDArray[np.uint8]
    """One code for every row of the run; unknown where it was not asked, or gave no answer."""
    failure: Failure | None = None
    """Why it gave none."""

    @property
    def plugin(self) -> str:
        """The key of the plugin it belongs to."""
        return plugin_of(self.node.evaluator)


@attrs.frozen(eq=False, kw_only=True)
class Desk:
    """Asks evaluators about the rows of one run."""

    evidence: Evidence
    chosen: npt.NDArray[np.int64]
    """The observations that count; of several of one cell the last."""
    row_of: npt.NDArray[np.int64]
    """The row of each."""
    order: npt.NDArray[np.int64]
    """All rows in canonical order."""
    partition_of: npt.NDArray[np.int64]
    """The partition of every row."""
    approx_as_value: bool
    isolate: Limits | None = None
    """Limits for a process of its own; ``None`` for this one."""

    def consult(self, rules: Sequence[CustomRule]) -> tuple[Consulted, ...]:
        """Ask every evaluator, once each."""
        return tuple(self._consult(rule) for rule in rules)

    def _consult(self, rule: CustomRule) -> Consulted:
        rows = self.order[rule.partitions[self.partition_of[self.order]]]
        codes = np.full(len(self.order), Verdict.UNKNOWN.code, dtype=np.uint8)
        failure = None
        if rule.evaluator is not None:
            answer = self._ask(rule.evaluator, self.inputs(rule.node, rows))
            codes[rows], failure = answer.codes, answer.failure
        if failure is not None:
            told = f"evaluator {rule.node.evaluator} {failure.say('en')}; what it judges is unknown"
            warnings.warn(f"plugin {plugin_of(rule.node.evaluator)!r}: {told}", PluginWarning, stacklevel=2)
        return Consulted(node=rule.node, evaluator=rule.evaluator, rows=rows, codes=codes, failure=failure)

    def _ask(self, evaluator: Evaluator, inputs: Inputs) -> Answer:
        return ask(evaluator, inputs) if self.isolate is None else ask_apart(evaluator, inputs, self.isolate)

    def inputs(self, node: Evaluated, rows: npt.NDArray[np.int64]) -> Inputs:
        """The figures an evaluator is given."""
        return Inputs({name: self._column(name, rows) for name in node.measures}, dict(node.parameters), len(rows))

    def _column(self, measure: str, rows: npt.NDArray[np.int64]) -> Column:
        columns = self.evidence.columns
        names = list(self.evidence.measures)
        places = np.full(len(self.order), -1, dtype=np.int64)
        if measure in self.evidence.measures:
            mine = columns.measure[self.chosen] == names.index(measure)
            places[self.row_of[mine]] = self.chosen[mine]
        places = places[rows]
        is_there = places >= 0
        if not is_there.any():
            return Column.of([Interval.missing()] * len(rows))
        at = np.where(is_there, places, 0)
        relation, reason = columns.relation[at], columns.missing[at]
        known = is_there & (reason == 0)
        if not self.approx_as_value:
            known &= relation != APPROX
        has_low, has_high = known & ~np.isin(relation, _NO_LOW), known & ~np.isin(relation, _NO_HIGH)
        above, below = self._numbers(measure, at, known)
        zero = above * 0
        return Column(
            low=np.where(has_low, above, zero),
            high=np.where(has_high, above, zero),
            denominator=below,
            has_low=has_low,
            has_high=has_high,
            low_open=known & (relation == RELATIONS.index("gt")),
            high_open=known & (relation == RELATIONS.index("lt")),
            not_applicable=is_there & (reason == NOT_APPLICABLE),
        )

    def _numbers(
        self, measure: str, at: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Numerators and denominators as reduced fractions; 0 over 1 where there is no figure."""
        columns = self.evidence.columns
        factor = self.evidence.measures[measure].factor
        num, den = np.where(known, columns.num[at], 0), np.where(known, columns.den[at], 1)
        has_big = bool(columns.big) and bool(np.isin(at[known], list(columns.big)).any())
        if not has_big and int(np.abs(num).max(initial=0)) * factor < _SAFE:
            num = num * np.where(columns.parts[at], factor, 1)
            common = np.gcd(num, den)
            return num // common, den // common
        said = zip(at.tolist(), known.tolist(), strict=True)
        values = [(columns.value(place, factor) if is_known else None) or Fraction(0) for place, is_known in said]
        return (
            np.array([value.numerator for value in values], dtype=object),
            np.array([value.denominator for value in values], dtype=object),
        )
