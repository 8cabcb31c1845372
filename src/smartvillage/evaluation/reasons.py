"""Reasons: why a verdict is what it is, as a code, and with the parts that a table shows beside it.

A run keeps only codes of verdicts. What was reported is looked up again by
:mod:`~smartvillage.evaluation.figures`; what was asked is worked out once for all units that are judged alike.
Sentences are made of both by :mod:`~smartvillage.evaluation.sentences`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.provisions import Criterion
from smartvillage.criteria.resolve import (
    Evaluated,
    Joint,
    MeetsOther,
    Node,
    Required,
    Resolved,
    evaluated_in,
    required_in,
)
from smartvillage.criteria.verdicts import Verdict
from smartvillage.criteria.wording import NO_LEVEL
from smartvillage.errors import Words
from smartvillage.evaluation.figures import ABSENT, Figure, Figures, judge_figure
from smartvillage.evaluation.judging import judge
from smartvillage.exact import Exact
from smartvillage.plugins.evaluators import plugin_of

if TYPE_CHECKING:
    from smartvillage.evaluation.run import Run
    from smartvillage.evaluation.sentences import Why

__all__ = ["REASONS", "Basis", "Cell", "Reasoner", "reason_words"]

REASONS = {
    "met": Words(vi="đạt mức", en="the level is reached"),
    "not-met": Words(vi="chưa đạt mức", en="the level is not reached"),
    "not-applicable": Words(vi="không áp dụng cho đơn vị này", en="it does not apply to this unit"),
    "bound": Words(
        vi="số liệu báo cáo chỉ là giới hạn, chưa đủ để kết luận", en="the report is a bound that decides nothing"
    ),
    "approx": Words(vi="số liệu báo cáo chỉ là con số khoảng", en="the report is only an approximate figure"),
    "evaluator": Words(
        vi="không có phần mở rộng nào cung cấp cách đánh giá riêng", en="no plugin provides the evaluator"
    ),
    "evaluator-failed": Words(
        vi="cách đánh giá của phần mở rộng {} bị lỗi", en="the evaluator of the plugin {} failed"
    ),
    "evaluator-open": Words(
        vi="phần mở rộng {} chưa đủ cơ sở đánh giá", en="the plugin {} finds too little to judge by"
    ),
    "other-set": Words(vi="theo kết quả của bộ tiêu chí khác", en="it follows another set"),
    "members": Words(vi="theo kết quả các thành phần", en="it follows its members"),
    "incomplete": Words(vi="bộ tiêu chí chưa nhập đủ", en="the set is not modelled completely"),
    **{code: words for code, words in ABSENT.items() if code != "not-applicable"},
    **NO_LEVEL,
}
"""The reason codes of a run, and what people read for them; ``{}`` is the plugin that a code names after a colon."""

_WORD = {Verdict.MET: "met", Verdict.NOT_MET: "not-met", Verdict.NOT_APPLICABLE: "not-applicable"}


def reason_words(code: str) -> Words:
    """What people read for a reason code.

    Example:
        >>> reason_words("evaluator-failed:nam-son").en
        'the evaluator of the plugin nam-son failed'
    """
    name, _, plugin = code.partition(":")
    return Words(*(words.format(plugin) for words in REASONS[name]))


@attrs.frozen(kw_only=True)
class Cell:
    """One verdict with the parts of its reason, for tables."""

    verdict: Verdict
    reason: str
    """A code of :data:`REASONS`; of a plugin's evaluator with the key of the plugin (``evaluator-failed:nam-son``)."""
    value_text: Exact | str | None = None
    level_text: Exact | str | None = None
    level_state: str | None = None
    stratum: str | None = None
    citation: str | None = None
    plugin: str | None = None
    """The plugins whose evaluators had a say, by key."""


@attrs.frozen(kw_only=True)
class Basis:
    """What an indicator asks in one partition: the part of a reason that is the same for all its units."""

    resolved: Resolved
    required: tuple[Required, ...]
    """Every comparison in the rule, in order."""
    evaluated: tuple[Evaluated, ...]
    """What the rule asks evaluators."""
    measures: tuple[str, ...]
    """What all of these judge, each once."""
    strata: tuple[tuple[str, str], ...]
    """The strata that had a say, by scheme."""
    citations: tuple[Citation | None, ...]
    """The clause of each comparison; of the rule itself where it compares nothing."""
    level_text: Exact | str | None
    level_state: str | None
    stratum: str | None
    citation: str | None


class Reasoner:
    """Tells the reasons of a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.compiled = run.compiled
        self.figures = Figures(run)
        self.indicators = {item.id: item for one in self.compiled.sets for item in one.indicators}
        self.wholes: dict[str, tuple[CriteriaSet, Criterion | None]] = {}
        """Criteria and sets by id: the set, and the criterion where it is one."""
        for one in self.compiled.sets:
            self.wholes[one.key] = (one, None)
            self.wholes.update({criterion.id: (one, criterion) for criterion in one.criteria})
        self.consulted = {one.node: one for one in run.consulted}
        self._bases: dict[tuple[int, str], Basis] = {}

    def figure(self, row: int, measure: str) -> Figure:
        """What was reported for a measure of a row."""
        return self.figures.of(row, measure)

    def verdict(self, row: int, ref: str) -> Verdict:
        """The verdict of a row on an indicator, a criterion or a set, by id."""
        return Verdict(int(self.run.codes[self.compiled.row_of[ref]][row]))

    def judged(self, row: int, required: Required) -> Verdict:
        """The verdict of one comparison."""
        return judge_figure(required, self.figure(row, required.measure))

    def basis(self, row: int, ref: str) -> Basis:
        """What an indicator asks of a row."""
        key = self.run.partition_number(row), ref
        found = self._bases.get(key)
        if found is None:
            found = self._bases[key] = self._worked_out(*key)
        return found

    def _worked_out(self, partition: int, ref: str) -> Basis:
        known = self.run.partitions[partition]
        resolved, item = self.compiled.resolved(known)[ref], self.indicators[ref]
        required = tuple(required_in(resolved.node)) if resolved.node is not None else ()
        evaluated = tuple(evaluated_in(resolved.node)) if resolved.node is not None else ()
        measures = [*(one.measure for one in required), *(name for one in evaluated for name in one.measures)]
        levels = [level for one in required for level in one.thresholds]
        schemes = {scheme for level in levels for scheme in level.stratum}
        clause = item.indicator.citation
        if resolved.provision is not None:
            schemes |= set(resolved.provision.stratum)
            clause = resolved.provision.citation or clause
        known_strata = item.set.strata_of(dict(known.memberships))
        strata = [(scheme, stratum) for scheme in sorted(schemes) if (stratum := known_strata.get(scheme))]
        clauses = [(one.thresholds[0].citation if one.thresholds else None) or clause for one in required] or [clause]
        return Basis(
            resolved=resolved,
            required=required,
            evaluated=evaluated,
            measures=tuple(dict.fromkeys(measures)),
            strata=tuple(strata),
            citations=tuple(clauses),
            level_text=_joined([level.value for level in levels]),
            level_state="; ".join(dict.fromkeys(level.state.value for level in levels)) or None,
            stratum="; ".join(f"{scheme}={stratum}" for scheme, stratum in strata) or None,
            citation=clauses[0].say("vi") if clauses[0] is not None else None,
        )

    # -- cells ----------------------------------------------------------------------------------------------

    def cell(self, row: int, ref: str) -> Cell:
        """A verdict with the parts of its reason."""
        verdict = self.verdict(row, ref)
        if ref not in self.indicators:
            return Cell(verdict=verdict, reason=self._of_whole(row, ref, verdict))
        basis = self.basis(row, ref)
        return Cell(
            verdict=verdict,
            reason=self._of_indicator(row, basis.resolved, verdict),
            value_text=_joined([self.figures.cell(row, measure) for measure in basis.measures]),
            level_text=basis.level_text,
            level_state=basis.level_state,
            stratum=basis.stratum,
            citation=basis.citation,
            plugin="; ".join(dict.fromkeys(plugin_of(one.evaluator) for one in basis.evaluated)) or None,
        )

    def reason(self, row: int, ref: str) -> str:
        """The code of :data:`REASONS` that tells why a verdict is what it is."""
        verdict = self.verdict(row, ref)
        if ref in self.indicators:
            return self._of_indicator(row, self.basis(row, ref).resolved, verdict)
        return self._of_whole(row, ref, verdict)

    def _of_indicator(self, row: int, resolved: Resolved, verdict: Verdict) -> str:
        if resolved.why_not is not None:
            return resolved.why_not
        assert resolved.node is not None  # one of the two is there
        return _WORD[verdict] if verdict in _WORD else self._unknown(row, resolved.node)

    def _unknown(self, row: int, node: Node) -> str:
        """The first cause of an unknown; where a level and a figure are missing, the level."""
        if isinstance(node, MeetsOther):
            return "other-set"
        if isinstance(node, Evaluated):
            return self._left_open(row, node)
        if isinstance(node, Joint):
            members = (*node.members, *node.compulsory)
            causes = [self._unknown(row, one) for one in members if self.judge(row, one) is Verdict.UNKNOWN]
            # No figure helps where there is no level, or where an evaluator is out of order.
            first = (cause for cause in causes if cause in NO_LEVEL or cause.startswith("evaluator"))
            return next(first, causes[0])
        if node.no_level is not None:
            # An indicator whose level is multiplied here may not be in force; this one is.
            return "gap" if node.no_level == "not-in-force" else node.no_level
        return self.doubt(row, node.measure) or "bound"

    def doubt(self, row: int, measure: str) -> str | None:
        """Why a figure is not known exactly; ``None`` where it is."""
        figure = self.figure(row, measure)
        if figure.missing or figure.taken_as == "eq":
            return figure.missing or None
        return "approx" if figure.taken_as == "approx" else "bound"

    def _left_open(self, row: int, node: Evaluated) -> str:
        """Why an evaluator has not decided: it is not there, it failed, or the figures do not let it."""
        consulted = self.consulted[node]
        if consulted.evaluator is None:
            return "evaluator"
        if consulted.failure is not None:
            return f"evaluator-failed:{consulted.plugin}"
        doubts = (self.doubt(row, measure) for measure in node.measures)
        return next((doubt for doubt in doubts if doubt not in {None, "not-applicable"}), None) or (
            f"evaluator-open:{consulted.plugin}"
        )

    def evaluated(self, row: int, node: Evaluated) -> Verdict:
        """The verdict of an evaluator."""
        return Verdict(int(self.consulted[node].codes[row]))

    def judge(self, row: int, node: Node) -> Verdict:
        """The verdict of a rule, or of a part of one."""
        return judge(
            node,
            lambda required: self.judged(row, required),
            lambda key: self.verdict(row, key),
            lambda evaluated: self.evaluated(row, evaluated),
        )

    def _of_whole(self, row: int, ref: str, verdict: Verdict) -> str:
        if verdict in _WORD:
            return _WORD[verdict]
        is_open = any(self.verdict(row, member) is Verdict.UNKNOWN for member in self.members(ref))
        return "members" if is_open else "incomplete"

    def members(self, ref: str) -> tuple[str, ...]:
        """What a whole consists of: the indicators of a criterion, the criteria of a set; by id."""
        criteria_set, criterion = self.wholes[ref]
        return tuple(one.id for one in (criteria_set.criteria if criterion is None else criterion.indicators))

    def why(self, row: int, ref: str, lang: str = "vi") -> Why:
        """The reason of a verdict as a sentence, with what would turn it."""
        from smartvillage.evaluation.sentences import why  # noqa: PLC0415 - sentences are made of reasons

        return why(self, row, ref, lang)


def _joined(values: Sequence[Exact | str | None]) -> Exact | str | None:
    """Several values as one cell; a single one stays what it is."""
    found = [value for value in values if value is not None]
    return "; ".join(map(str, found)) if len(found) > 1 else found[0] if found else None
