"""Reasons: why a verdict is what it is, in a sentence that could stand in an appraisal report, and what would turn it.

Everything here is worked out again from the observation and the level when it is asked for; a run keeps only codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from smartvillage.criteria.inverse import Change, inverse, nearest
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Criterion
from smartvillage.criteria.resolve import Evaluated, Joint, MeetsOther, Node, Required, Resolved, combine, required_in
from smartvillage.criteria.verdicts import Verdict
from smartvillage.criteria.wording import NO_LEVEL, quantity, say_interval
from smartvillage.errors import Words
from smartvillage.evidence.columns import MISSING, NOT_APPLICABLE, RELATIONS, STATES
from smartvillage.exact import Exact, Interval
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from smartvillage.criteria.criteria_set import IndicatorInSet
    from smartvillage.evaluation.run import Run

__all__ = ["REASONS", "Cell", "Figure", "Flip", "Reasoner", "Why", "judge_figure"]

REASONS = {
    "met": Words(vi="đạt mức", en="the level is reached"),
    "not-met": Words(vi="chưa đạt mức", en="the level is not reached"),
    "not-applicable": Words(vi="không áp dụng cho đơn vị này", en="it does not apply to this unit"),
    "no-figure": Words(vi="chưa có số liệu báo cáo", en="no figure was reported"),
    "bound": Words(
        vi="số liệu báo cáo chỉ là giới hạn, chưa đủ để kết luận", en="the report is a bound that decides nothing"
    ),
    "approx": Words(vi="số liệu báo cáo chỉ là con số khoảng", en="the report is only an approximate figure"),
    "evaluator": Words(vi="chưa có cách đánh giá riêng", en="the evaluator is not there"),
    "other-set": Words(vi="theo kết quả của bộ tiêu chí khác", en="it follows another set"),
    "members": Words(vi="theo kết quả các thành phần", en="it follows its members"),
    "incomplete": Words(vi="bộ tiêu chí chưa nhập đủ", en="the set is not modelled completely"),
    **{name: Words(vi=label("missing", name, "vi"), en=label("missing", name, "en")) for name in MISSING[2:]},
    **NO_LEVEL,
}
"""The reason codes of a run, and what people read for them."""

_WORD = {Verdict.MET: "met", Verdict.NOT_MET: "not-met"}


@attrs.frozen(kw_only=True)
class Figure:
    """What was reported for one measure of one row: the observation behind a verdict."""

    measure: Measure | None
    row: int | None
    """Its place in the evidence; ``None`` when nothing was reported."""
    interval: Interval = attrs.field(factory=Interval.missing)
    missing: str = "no-figure"
    """Why there is no figure; empty when there is one."""
    value: Fraction | None = None
    relation: str = "eq"
    part: tuple[Fraction, Fraction] | None = None
    state: str | None = None
    source: str | None = None
    document: str | None = None
    as_of: date | None = None

    def say(self, lang: str) -> str:
        """Print the figure: ``16,99%``, ``trên 99,3%``, ``1.825/1.825 hộ (100%)``."""
        if self.value is None:
            return REASONS[self.missing or "no-figure"].say(lang)
        text = quantity(self.value, self.measure, lang)
        if self.part is not None:
            unit = self.measure.counted.say(lang) if self.measure is not None and self.measure.counted else ""
            above, below = (write_number(one, lang) for one in self.part)
            if self.value.denominator not in {1, 2, 4, 5, 10, 20, 25, 50, 100}:
                text = write_number(self.value, lang, 2) + (
                    "%" if self.measure and self.measure.kind == "share" else ""
                )
            text = f"{above}/{below}{' ' + unit if unit else ''} ({text})"
        return text if self.relation == "eq" else f"{label('relation', self.relation, lang)} {text}"


def judge_figure(required: Required, figure: Figure) -> Verdict:
    """Judge one comparison by plain fractions: the same answer as the kernel's, told from the other end."""
    if figure.missing == "not-applicable":
        return Verdict.NOT_APPLICABLE
    accepts, said = required.accepts, figure.interval
    if accepts is None:
        return Verdict.UNKNOWN
    worst = Verdict.MET
    for level, closed, near, far, near_open, far_open, sign in (
        (accepts.low, not accepts.low_open, said.low, said.high, said.low_open, said.high_open, 1),
        (accepts.high, not accepts.high_open, said.high, said.low, said.high_open, said.low_open, -1),
    ):
        if level is None:
            continue
        surely = near is not None and (sign * near > sign * level or (near == level and (closed or near_open)))
        never = far is not None and (sign * far < sign * level or (far == level and not (closed and not far_open)))
        verdict = Verdict.MET if surely else Verdict.NOT_MET if never else Verdict.UNKNOWN
        worst = Verdict(min(worst.code, verdict.code))
    return worst


@attrs.frozen(kw_only=True)
class Cell:
    """One verdict with the parts of its reason, for tables."""

    verdict: Verdict
    reason: str
    """A code of :data:`REASONS`."""
    value_text: Exact | str | None = None
    level_text: Exact | str | None = None
    level_state: str | None = None
    stratum: str | None = None
    citation: str | None = None


@attrs.frozen
class Flip:
    """One figure that would have to change, and by how much."""

    measure: str
    change: Change
    figure: Figure
    text: str

    def __str__(self) -> str:
        return self.text


@attrs.frozen
class Why:
    """A verdict with its reason. ``str()`` of it is the sentence."""

    verdict: Verdict
    reason: str
    text: str
    _flips: tuple[Flip, ...] | None
    _lang: str

    def __str__(self) -> str:
        return self.text

    def to_flip(self) -> tuple[Flip, ...] | None:
        """The smallest set of single figures that would turn the verdict, each in counts where it has parts.

        Met turns to not met, everything else to met. ``None`` when no figure can do it: a level is missing, or
        another set decides.
        """
        return self._flips

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415

        flips = "".join(f"<li>{escape(str(one))}</li>" for one in self._flips or ())
        return f"<p>{escape(self.text)}</p>" + (f"<ul>{flips}</ul>" if flips else "")


class Reasoner:
    """Tells the reasons of a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.compiled = run.compiled
        self.indicators = {item.id: item for one in self.compiled.sets for item in one.indicators}
        self.measures = {name: measure for one in self.compiled.sets for name, measure in one.measures.items()}
        self.code_of = {name: code for code, name in enumerate(run.evidence.measures)}

    # -- figures --------------------------------------------------------------------------------------------

    @cached_property
    def _observed(self) -> tuple[Any, Any]:
        """The observations that counted, findable by row and measure; of several of one cell the last."""
        columns, chosen = self.run.evidence.columns, self.run.chosen
        rows = self.run.rows.row_of(columns.unit[chosen], columns.period[chosen])
        keys = rows * max(len(self.code_of), 1) + columns.measure[chosen]
        order = np.argsort(keys, kind="stable")
        return keys[order], chosen[order]

    def figure(self, row: int, measure: str) -> Figure:
        """What was reported for a measure of a row."""
        known = self.measures.get(measure)
        code = self.code_of.get(measure)
        if code is None:
            return Figure(measure=known, row=None)
        keys, chosen = self._observed
        place = int(np.searchsorted(keys, row * len(self.code_of) + code, side="right")) - 1
        if place < 0 or keys[place] != row * len(self.code_of) + code:
            return Figure(measure=known, row=None)
        at = int(chosen[place])
        columns = self.run.evidence.columns
        factor = known.factor if known is not None else 1
        reason = MISSING[columns.missing[at]]
        text = columns.texts
        day = int(columns.as_of[at])
        return Figure(
            measure=known,
            row=at,
            interval=columns.interval(at, factor, approx_as_value=self.run.approx_as_value),
            missing="no-figure" if reason == "none-given" else reason,
            value=columns.value(at, factor),
            relation=RELATIONS[columns.relation[at]],
            part=None if columns.missing[at] == NOT_APPLICABLE else columns.part(at),
            state=STATES[columns.state[at]],
            source=text["source"][at] if "source" in text else None,
            document=text["document"][at] if "document" in text else None,
            as_of=date.fromordinal(day) if day else None,
        )

    def judged(self, row: int, required: Required) -> Verdict:
        """The verdict of one comparison."""
        return judge_figure(required, self.figure(row, required.measure))

    # -- cells ----------------------------------------------------------------------------------------------

    def cell(self, row: int, ref: str) -> Cell:
        """A verdict with the parts of its reason."""
        verdict = Verdict(int(self.run.codes[self.compiled.row_of[ref]][row]))
        if ref not in self.indicators:
            return Cell(verdict=verdict, reason=self._whole_reason(row, ref, verdict))
        resolved = self._resolved(row, ref)
        required = list(required_in(resolved.node)) if resolved.node is not None else []
        levels = [level for one in required for level in one.thresholds]
        citations = list(dict.fromkeys(self._citation(ref, resolved, one) for one in required)) or [None]
        return Cell(
            verdict=verdict,
            reason=self._reason(row, resolved, verdict),
            value_text=_joined([self._plain_value(self.figure(row, one.measure)) for one in required]),
            level_text=_joined([level.value for level in levels]),
            level_state=_joined([level.state.value for level in levels], text=True),  # type: ignore[arg-type]
            stratum=self._stratum(row, ref, required),
            citation=citations[0],
        )

    def _resolved(self, row: int, ref: str) -> Resolved:
        return self.compiled.resolved(self.run.partition_of(row))[ref]

    def _plain_value(self, figure: Figure) -> Exact | str | None:
        if figure.value is None:
            return None
        exact = Exact(figure.value)
        sign = {"eq": "", "approx": "~", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}[figure.relation]
        return f"{sign}{exact}" if sign else exact

    def _stratum(self, row: int, ref: str, required: Sequence[Required]) -> str | None:
        names = {scheme for one in required for level in one.thresholds for scheme in level.stratum}
        resolved = self._resolved(row, ref)
        if resolved.provision is not None:
            names |= set(resolved.provision.stratum)
        home = self.indicators[ref].set
        strata = home.strata_of(dict(self.run.partition_of(row).memberships))
        found = [f"{name}={strata[name]}" for name in sorted(names) if strata.get(name)]
        return "; ".join(found) or None

    def _citation(self, ref: str, resolved: Resolved, required: Required, lang: str = "vi") -> str | None:
        indicator = self.indicators[ref].indicator
        provision = resolved.provision.citation if resolved.provision is not None else None
        level = required.thresholds[0].citation if required.thresholds else None
        found = level or provision or indicator.citation
        return found.say(lang) if found is not None else None

    def _reason(self, row: int, resolved: Resolved, verdict: Verdict) -> str:
        if resolved.node is None:
            return resolved.why_not or "gap"
        if verdict in _WORD:
            return _WORD[verdict]
        if verdict is Verdict.NOT_APPLICABLE:
            return "not-applicable"
        return self._unknown(row, resolved.node)

    def _unknown(self, row: int, node: Node) -> str:
        """The first cause of an unknown: a level that is missing before a figure that is."""
        if isinstance(node, MeetsOther):
            return "other-set"
        if isinstance(node, Evaluated):
            return "evaluator"
        if isinstance(node, Joint):
            open_ = [one for one in (*node.members, *node.compulsory) if self._verdict(row, one) is Verdict.UNKNOWN]
            return self._unknown(row, open_[0]) if open_ else "members"
        if node.no_level is not None:
            return node.no_level
        figure = self.figure(row, node.measure)
        if figure.missing:
            return figure.missing
        return "approx" if figure.relation == "approx" else "bound"

    def _verdict(self, row: int, node: Node) -> Verdict:
        """The verdict of a part of a rule, enough to tell which parts are open."""
        if isinstance(node, Required):
            return self.judged(row, node)
        if isinstance(node, MeetsOther):
            return Verdict(int(self.run.codes[self.compiled.row_of[node.set]][row]))
        if isinstance(node, Evaluated):
            return Verdict.UNKNOWN
        inner = [self._verdict(row, one) for one in (*node.members, *node.compulsory)]
        return Verdict.UNKNOWN if Verdict.UNKNOWN in inner else Verdict.MET

    def _whole_reason(self, row: int, ref: str, verdict: Verdict) -> str:
        if verdict is Verdict.UNKNOWN:
            members = [self.run.codes[self.compiled.row_of[one]][row] for one in self._members(ref)]
            if Verdict.UNKNOWN.code not in members:
                return "incomplete"
        return "not-applicable" if verdict is Verdict.NOT_APPLICABLE else _WORD.get(verdict, "members")

    def _members(self, ref: str) -> list[str]:
        for one in self.compiled.sets:
            if ref == one.key:
                return [criterion.id for criterion in one.criteria]
            for criterion in one.criteria:
                if criterion.id == ref:
                    return [indicator.id for indicator in criterion.indicators]
        return []

    # -- sentences ------------------------------------------------------------------------------------------

    def why(self, row: int, ref: str, lang: str = "vi") -> Why:
        """The reason of a verdict as a sentence, with what would turn it."""
        cell = self.cell(row, ref)
        if ref in self.indicators:
            text = self._of_indicator(row, self.indicators[ref], cell, lang)
        else:
            text = self._of_whole(row, ref, cell, lang)
        return Why(cell.verdict, cell.reason, text, self._flips(row, ref, cell.verdict, lang), lang)

    def _subject(self, row: int, lang: str) -> str:
        name = self.run.name_of(self.run.unit_of(row))
        return f"{name}, {'kỳ' if lang == 'vi' else 'period'} {self.run.period_of(row)}"

    def _of_indicator(self, row: int, item: IndicatorInSet, cell: Cell, lang: str) -> str:
        vi = lang == "vi"
        resolved = self._resolved(row, item.id)
        wording = resolved.provision.text if resolved.provision is not None and resolved.provision.text else item.title
        head = f"{self._subject(row, lang)}: {'chỉ tiêu' if vi else 'indicator'} {item.printed} ({wording.say(lang)})"
        verdict = label("verdict", cell.verdict.name, lang)
        if resolved.node is None:
            return f"{head}: {verdict}: {REASONS[cell.reason].say(lang)}."
        told = [self._condition(row, item.id, resolved, one, lang) for one in required_in(resolved.node)]
        if not told:
            told = [self._other(row, resolved.node, lang)]
        because = f": {REASONS[cell.reason].say(lang)}" if cell.verdict is Verdict.UNKNOWN else ""
        return f"{head}: {'; '.join(told)} → {verdict}{because}."

    def _condition(self, row: int, ref: str, resolved: Resolved, required: Required, lang: str) -> str:
        vi = lang == "vi"
        figure = self.figure(row, required.measure)
        facts = [figure.say(lang)]
        if figure.row is not None:
            facts.append(_standing(figure, lang))
        asked = self._asked(required, lang)
        basis = [
            part
            for part in (self._citation(ref, resolved, required, lang), self._stratum_words(row, ref, lang))
            if part
        ]
        state = required.thresholds[0].state.value if required.thresholds else None
        if state is not None and required.accepts is not None:
            basis.append(label("verification", state, lang))
        if required.carried:
            basis.append(
                "mức của kỳ trước, dùng tiếp theo yêu cầu"
                if vi
                else "level of an earlier span, carried forward on request"
            )
        title = ""
        if resolved.node is not required and required.measure in self.measures:
            title = self.measures[required.measure].title.say(lang) + " "
        rest = f" ({'; '.join(basis)})" if basis else ""
        return f"{title}{' '.join(facts)}, {'yêu cầu' if vi else 'required'} {asked}{rest}"

    def _asked(self, required: Required, lang: str) -> str:
        measure = self.measures.get(required.measure)
        if required.accepts is not None:
            said = say_interval(required.accepts, measure, lang)
            if required.factor is not None:
                times = "lần mức dẫn chiếu" if lang == "vi" else "times the level referred to"
                said += f" (= {write_number(required.factor, lang)} {times})"
            return said
        why = NO_LEVEL[required.no_level or "gap"].say(lang)
        known = [level for level in required.thresholds if level.value is not None]
        if known and required.no_level == "unverified":
            shown = quantity(known[0].value, measure, lang)  # type: ignore[arg-type]  # known has a value
            why += f" ({'ghi nhớ' if lang == 'vi' else 'recalled'} {shown})"
        return why

    def _stratum_words(self, row: int, ref: str, lang: str) -> str | None:
        home = self.indicators[ref].set
        strata = home.strata_of(dict(self.run.partition_of(row).memberships))
        resolved = self._resolved(row, ref)
        names = (
            {name for one in required_in(resolved.node) for level in one.thresholds for name in level.stratum}
            if resolved.node
            else set()
        )
        if resolved.provision is not None:
            names |= set(resolved.provision.stratum)
        titles = [
            scheme.title_of(str(strata[scheme.id]), lang)
            for scheme in home.document.schemes
            if scheme.id in names and strata.get(scheme.id)
        ]
        return ", ".join(titles) or None

    def _other(self, row: int, node: Node, lang: str) -> str:
        vi = lang == "vi"
        if isinstance(node, MeetsOther):
            verdict = label("verdict", self._verdict(row, node).name, lang)
            return f"{'bộ' if vi else 'the set'} {node.set}: {verdict}"
        name = node.evaluator if isinstance(node, Evaluated) else ""
        return f"{'cách đánh giá riêng' if vi else 'evaluator'} {name}".strip()

    def _of_whole(self, row: int, ref: str, cell: Cell, lang: str) -> str:
        vi = lang == "vi"
        members = self._members(ref)
        by_verdict: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
        for member in members:
            verdict = Verdict(int(self.run.codes[self.compiled.row_of[member]][row]))
            by_verdict[verdict].append(self._printed(member))
        parts = [
            f"{label('verdict', verdict.name, lang)} {len(names)}/{len(members)}"
            + (f" ({', '.join(names)})" if verdict is not Verdict.MET else "")
            for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
            if (names := by_verdict[verdict])
        ]
        if cell.reason == "incomplete":
            coverage = self.run.criteria_set.coverage()
            have, said = coverage.indicators, coverage.indicators_declared
            parts.append(
                f"mới nhập {have}/{said} chỉ tiêu của bộ" if vi else f"{have} of {said} indicators of the set modelled"
            )
        what = (
            f"{'tiêu chí' if vi else 'criterion'} {self._printed(ref)}"
            if "@" not in ref
            else f"{'bộ tiêu chí' if vi else 'the set'} {ref}"
        )
        return f"{self._subject(row, lang)}: {what}: {label('verdict', cell.verdict.name, lang)}: {'; '.join(parts)}."

    def _printed(self, ref: str) -> str:
        if ref in self.indicators:
            return self.indicators[ref].printed
        return next((c.printed for one in self.compiled.sets for c in one.criteria if c.id == ref), ref)

    # -- what would turn it ---------------------------------------------------------------------------------

    def _flips(self, row: int, ref: str, verdict: Verdict, lang: str) -> tuple[Flip, ...] | None:
        node = self._tree(row, ref)
        if node is None or verdict is Verdict.NOT_APPLICABLE:
            return None
        to = Verdict.NOT_MET if verdict is Verdict.MET else Verdict.MET
        changes = inverse(node, lambda required: self.judged(row, required), to=to)
        if not changes:
            return None
        return tuple(self._flip(row, change, lang) for change in changes.values())

    def _tree(self, row: int, ref: str) -> Node | None:
        if ref in self.indicators:
            resolved = self._resolved(row, ref)
            if resolved.why_not == "not-in-force":
                return Joint(kind="all", members=())
            return resolved.node or Required(measure="", accepts=None, no_level=resolved.why_not)
        for one in self.compiled.sets:
            whole: list[Criterion] | None = list(one.criteria) if ref == one.key else None
            if whole is not None:
                must = one.document.requires.compulsory
                trees = [(c.id, self._tree(row, c.id)) for c in whole]
                return combine(one.document.requires, *_parted(trees, must))
            for criterion in one.criteria:
                if criterion.id == ref:
                    trees = [(i.id, self._tree(row, i.id)) for i in criterion.indicators]
                    return combine(criterion.requires, *_parted(trees, criterion.requires.compulsory))
        return None

    def _flip(self, row: int, change: Change, lang: str) -> Flip:
        figure = self.figure(row, change.measure)
        return Flip(change.measure, change, figure, _flip_text(change, figure, self.measures.get(change.measure), lang))


def _parted(trees: Sequence[tuple[str, Node | None]], must: Sequence[str]) -> tuple[list[Node], list[Node]]:
    members = [node for name, node in trees if node is not None and name not in must]
    return members, [node for name, node in trees if node is not None and name in must]


def _joined(values: Sequence[Any], *, text: bool = False) -> Exact | str | None:
    found = [value for value in values if value is not None]
    if text:
        found = list(dict.fromkeys(found))
    if len(found) <= 1:
        return found[0] if found else None
    return "; ".join(str(one) for one in found)


def _standing(figure: Figure, lang: str) -> str:
    """Who stands behind a figure, and since when."""
    parts = [label("evidence-state", figure.state, lang)] if figure.state else []
    if figure.as_of is not None:
        parts.append(f"{figure.as_of:%d/%m/%Y}" if lang == "vi" else figure.as_of.isoformat())
    if figure.document:
        parts.append(figure.document)
    if figure.source:
        parts.append(f"{'nguồn' if lang == 'vi' else 'source'}: {figure.source}")
    return f"({', '.join(parts)})" if parts else ""


def _flip_text(change: Change, figure: Figure, measure: Measure | None, lang: str) -> str:
    vi = lang == "vi"
    title = measure.title.say(lang) if measure is not None else change.measure
    if figure.value is None or figure.relation != "eq":
        if not change.inside:
            return f"{title}: {'không còn' if vi else 'no longer'} {say_interval(change.accepts, measure, lang)}"
        return f"{title}: {'cần báo cáo' if vi else 'to be reported as'} {say_interval(change.accepts, measure, lang)}"
    step = _step(figure, measure)
    target = _target(change, figure.value, step)
    if target is None:
        word = ("ngoài" if vi else "outside") if not change.inside else ("cần" if vi else "needs")
        return f"{title}: {word} {say_interval(change.accepts, measure, lang)}"
    difference = abs(target - figure.value)
    up = target > figure.value
    if measure is not None and measure.kind == "attested":
        return f"{title}: {quantity(target, measure, lang)}"
    if figure.part is not None and step is not None:
        unit = measure.counted.say(lang) if measure is not None and measure.counted else "đơn vị" if vi else "units"
        amount = f"{write_number(difference / step, lang)} {unit}"
    elif measure is not None and measure.kind == "share":
        amount = f"{write_number(difference, lang)} {'điểm phần trăm' if vi else 'percentage points'}"
    else:
        amount = quantity(difference, measure, lang)
    if not change.inside:
        if vi:
            return f"{title}: {'tăng' if up else 'giảm'} {amount} thì không còn đạt"
        return f"{title}: {amount} {'more' if up else 'fewer'} and it would no longer be met"
    if up:
        return f"{title}: {'còn thiếu' if vi else 'still missing'} {amount}"
    return f"{title}: {'phải giảm' if vi else 'must come down by'} {amount}"


def _step(figure: Figure, measure: Measure | None) -> Fraction | None:
    """The smallest change of a figure: one thing counted, one grade; none for amounts."""
    if figure.part is not None and measure is not None and figure.part[1].denominator == 1:
        return Fraction(measure.factor) / figure.part[1]
    if measure is not None and measure.kind in {"count", "ordinal", "attested"}:
        return Fraction(1)
    return None


def _target(change: Change, value: Fraction, step: Fraction | None) -> Fraction | None:
    accepts = change.accepts
    if change.inside:
        return nearest(accepts, value, step)
    sides = []
    if accepts.low is not None:
        sides.append(Interval(None, accepts.low, high_open=not accepts.low_open))
    if accepts.high is not None:
        sides.append(Interval(accepts.high, None, low_open=not accepts.high_open))
    found = [target for target in (nearest(side, value, step) for side in sides) if target is not None]
    return min(found, key=lambda target: abs(target - value), default=None)
