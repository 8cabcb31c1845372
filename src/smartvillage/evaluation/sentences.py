"""Sentences: a verdict with its reason in one sentence that could stand in an appraisal report.

Value, who reported it and when, what was required, by which clause, for which stratum, how far the level was checked,
and the verdict: in Vietnamese and English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.resolve import Evaluated, Joint, MeetsOther, Node, Required
from smartvillage.criteria.verdicts import Verdict
from smartvillage.criteria.wording import NO_LEVEL, quantity, say_interval
from smartvillage.evaluation.flips import Flip, flips
from smartvillage.evaluation.reasons import Basis, Reasoner, reason_words
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from smartvillage.criteria.citations import Citation

__all__ = ["Why", "why"]


@attrs.frozen
class Why:
    """A verdict with its reason. ``str()`` of it is the sentence."""

    verdict: Verdict
    reason: str
    """A code of :data:`~smartvillage.evaluation.reasons.REASONS`."""
    text: str
    _flips: Callable[[], tuple[Flip, ...] | None] = attrs.field(repr=False, eq=False)

    def __str__(self) -> str:
        return self.text

    def to_flip(self) -> tuple[Flip, ...] | None:
        """The smallest set of single figures that would turn the verdict, each in counts where it has parts.

        Met turns to not met, everything else to met. ``None`` when no figure can do it: a level is missing, or
        another set decides.
        """
        return self._flips()

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415

        items = "".join(f"<li>{escape(str(one))}</li>" for one in self.to_flip() or ())
        return f"<p>{escape(self.text)}</p>" + (f"<ul>{items}</ul>" if items else "")


def why(reasoner: Reasoner, row: int, ref: str, lang: str) -> Why:
    """Tell the reason of a verdict, with what would turn it.

    Args:
        reasoner: The reasons of a run.
        row: The row.
        ref: The id of an indicator, a criterion or a set.
        lang: ``"vi"`` or ``"en"``.
    """
    speaker = _Speaker(reasoner, row, lang)
    verdict, reason = reasoner.verdict(row, ref), reasoner.reason(row, ref)
    said = speaker.of_indicator(ref, verdict, reason) if ref in reasoner.indicators else speaker.of_whole(ref, verdict)
    return Why(verdict, reason, f"{speaker.subject()}: {said}.", partial(flips, reasoner, row, ref, lang))


@attrs.frozen
class _Speaker:
    """Speaks of one row in one language."""

    reasoner: Reasoner
    row: int
    lang: str

    def either(self, vi: str, en: str) -> str:
        return vi if self.lang == "vi" else en

    def subject(self) -> str:
        run = self.reasoner.run
        name = run.name_of(run.unit_of(self.row))
        return f"{name}, {self.either('kỳ', 'period')} {run.period_of(self.row)}"

    # -- indicators -----------------------------------------------------------------------------------------

    def of_indicator(self, ref: str, verdict: Verdict, reason: str) -> str:
        item, basis = self.reasoner.indicators[ref], self.reasoner.basis(self.row, ref)
        provision, node = basis.resolved.provision, basis.resolved.node
        wording = provision.text if provision is not None and provision.text else item.title
        head = f"{self.either('chỉ tiêu', 'indicator')} {item.printed} ({wording.say(self.lang)})"
        word = label("verdict", verdict.name, self.lang)
        if node is None:
            return f"{head}: {word}: {reason_words(reason).say(self.lang)}"
        because = f": {reason_words(reason).say(self.lang)}" if verdict is Verdict.UNKNOWN else ""
        return f"{head}: {self._told(node, ref, basis, iter(basis.citations))} → {word}{because}"

    def _told(self, node: Node, ref: str, basis: Basis, clauses: Iterator[Citation | None]) -> str:
        if isinstance(node, Required):
            return self._condition(ref, basis, node, next(clauses))
        if isinstance(node, MeetsOther):
            verdict = label("verdict", self.reasoner.verdict(self.row, node.set).name, self.lang)
            return f"{self.either('bộ', 'the set')} {node.set}: {verdict}"
        if isinstance(node, Evaluated):
            return self._evaluated(node, ref, basis)
        inner = "; ".join(self._told(one, ref, basis, clauses) for one in node.members)
        must = "; ".join(self._told(one, ref, basis, clauses) for one in node.compulsory)
        if node.kind != "all":
            inner = f"{self._how_many(node)} ({inner})"
        return f"{inner}{self.either('; bắt buộc', '; compulsory')} ({must})" if must else inner

    def _how_many(self, node: Joint) -> str:
        if node.percent is not None:
            percent = write_number(node.percent, self.lang)
            return self.either(f"ít nhất {percent}% trong", f"at least {percent}% of")
        count = node.count or 1
        return self.either(f"ít nhất {count} trong", f"at least {count} of")

    def _evaluated(self, node: Evaluated, ref: str, basis: Basis) -> str:
        """What an evaluator was given, whose it is, and what went wrong with it."""
        facts = []
        for figure in (self.reasoner.figure(self.row, measure) for measure in node.measures):
            title = f"{figure.measure.title.say(self.lang)}: " if figure.measure is not None else ""
            facts.append(" ".join(filter(None, (title + figure.say(self.lang), figure.standing(self.lang)))))
        consulted = self.reasoner.consulted[node]
        told = f"{self.either('cách đánh giá riêng', 'evaluator')} {node.evaluator}"
        if consulted.evaluator is not None:
            told += f" {self.either('của phần mở rộng', 'of the plugin')} {consulted.plugin}"
        if consulted.failure is not None:
            told += f" {consulted.failure.say(self.lang)}"
        if not basis.required and basis.citations[0] is not None:
            # Where nothing is compared, the clause of the rule has not been told yet.
            grounds = filter(None, (basis.citations[0].say(self.lang), self._strata(ref, basis)))
            told += f" ({'; '.join(grounds)})"
        return f"{'; '.join(facts)}, {told}" if facts else told

    def _condition(self, ref: str, basis: Basis, required: Required, clause: Citation | None) -> str:
        figure = self.reasoner.figure(self.row, required.measure)
        facts = [figure.say(self.lang), figure.standing(self.lang)]
        if basis.resolved.node is not required and figure.measure is not None:
            facts.insert(0, f"{figure.measure.title.say(self.lang)}:")
        grounds = [clause.say(self.lang) if clause is not None else "", self._strata(ref, basis)]
        if required.thresholds and required.accepts is not None:
            grounds.append(label("verification", required.thresholds[0].state.value, self.lang))
        if required.carried or basis.resolved.carried:
            grounds.append(
                self.either(
                    "mức của kỳ trước, dùng tiếp theo yêu cầu", "level of an earlier span, carried forward on request"
                )
            )
        rest = "; ".join(filter(None, grounds))
        asked = self._asked(required)
        return f"{' '.join(filter(None, facts))}, {asked}{f' ({rest})' if rest else ''}"

    def _asked(self, required: Required) -> str:
        measure = self.reasoner.figures.measures.get(required.measure)
        if required.accepts is not None:
            said = say_interval(required.accepts, measure, self.lang)
            if required.factor is not None:
                times = self.either("lần mức dẫn chiếu", "times the level referred to")
                said += f" (= {write_number(required.factor, self.lang)} {times})"
            return f"{self.either('yêu cầu', 'required')} {said}"
        reason = required.no_level or "gap"
        said = NO_LEVEL[reason].say(self.lang)
        recalled = next((level.value for level in required.thresholds if level.value is not None), None)
        if reason == "unverified" and recalled is not None:
            said += f" ({self.either('ghi nhớ', 'recalled')} {quantity(recalled, measure, self.lang)})"
        return said

    def _strata(self, ref: str, basis: Basis) -> str:
        known = dict(basis.strata)
        schemes = self.reasoner.indicators[ref].set.document.schemes
        return ", ".join(scheme.title_of(known[scheme.id], self.lang) for scheme in schemes if scheme.id in known)

    # -- wholes ---------------------------------------------------------------------------------------------

    def of_whole(self, ref: str, verdict: Verdict) -> str:
        members = self.reasoner.members(ref)
        verdicts = {member: self.reasoner.verdict(self.row, member) for member in members}
        parts = []
        for one in (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE):
            names = [self._printed(member) for member in members if verdicts[member] is one]
            if names:
                which = f" ({', '.join(names)})" if one is not Verdict.MET else ""
                parts.append(f"{label('verdict', one.name, self.lang)} {len(names)}/{len(members)}{which}")
        criteria_set, criterion = self.reasoner.wholes[ref]
        coverage = criteria_set.coverage()
        if verdict is Verdict.UNKNOWN and not coverage.whole:
            have, said = coverage.indicators, coverage.indicators_declared
            parts.append(
                self.either(
                    f"mới nhập {have}/{said} chỉ tiêu của bộ", f"{have} of {said} indicators of the set modelled"
                )
            )
        if criterion is None:
            head = f"{self.either('bộ tiêu chí', 'the set')} {ref}"
        else:
            title = criterion.title.say(self.lang)
            head = f"{self.either('tiêu chí', 'criterion')} {criterion.printed} ({title})"
        return f"{head}: {label('verdict', verdict.name, self.lang)}: {'; '.join(parts)}"

    def _printed(self, ref: str) -> str:
        if ref in self.reasoner.indicators:
            return self.reasoner.indicators[ref].printed
        _, criterion = self.reasoner.wholes[ref]
        return criterion.printed if criterion is not None else ref
