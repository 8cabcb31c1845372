"""Checks on how a plugin judges: what it says of silence, of better figures, of its own cases."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.rules import Custom, walk
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words, quoted
from smartvillage.exact import Interval
from smartvillage.plugins.inputs import Column, Inputs
from smartvillage.testing.cases import run_case
from smartvillage.testing.subjects import NotApplicable, Subject
from smartvillage.testing.sweeps import Sweep, Swept
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

__all__ = ["check_cases", "check_evaluators", "check_monotone", "check_unknown"]

MOST_ROWS = 500
"""So many rows are given to an evaluator again and again."""


def check_unknown(subject: Subject) -> Iterator[Words]:
    """Silence is neither failure nor success: without a figure the verdict is unknown, or it does not matter."""
    for sweep in _sweeps(subject):
        verdict = sweep.without
        if verdict is Verdict.UNKNOWN:
            continue
        if verdict is not Verdict.NOT_APPLICABLE and not sweep.others:
            yield _told(sweep, "không có số liệu nào mà vẫn kết luận", "nothing is reported, and yet it is", verdict)
        elif other := next(((value, one) for value, one in sweep.steps if one is not verdict), None):
            value, instead = other
            yield _told(
                sweep,
                f"thiếu số liệu mà vẫn kết luận, dù giá trị {_shown(value, 'vi')} thì {_label(instead, 'vi')}",
                f"at {_shown(value, 'en')} it is {_label(instead, 'en')}, and yet without the figure it is",
                verdict,
            )


def check_monotone(subject: Subject) -> Iterator[Words]:
    """A better figure, in the direction that the measure declares, never loses what a worse one had."""
    is_judged = False
    for sweep in _sweeps(subject):
        if sweep.measure.direction == "neutral":
            continue
        is_judged = True
        yield from _losses(sweep)
    if not is_judged:
        raise NotApplicable("mọi số liệu đều không có chiều tốt hơn", "no measure has a better way")


def _losses(sweep: Sweep) -> Iterator[Words]:
    lower = sweep.measure.direction == "lower"
    steps = [one for one in (reversed(sweep.steps) if lower else sweep.steps) if one[1] is not Verdict.NOT_APPLICABLE]
    for (worse, before), (better, after) in pairwise(steps):
        if after.code < before.code:
            yield Words(
                vi=f"{_of(sweep)}: giá trị {_shown(worse, 'vi')} thì {_label(before, 'vi')}, giá trị tốt hơn "
                f"{_shown(better, 'vi')} lại {_label(after, 'vi')}; sửa quy định, hoặc direction của số liệu "
                f"(đang là {sweep.measure.direction})",
                en=f"{_of(sweep)}: {_shown(worse, 'en')} is {_label(before, 'en')}, and {_shown(better, 'en')}, "
                f"which is better, is {_label(after, 'en')}; correct the rule, or the direction of the measure "
                f"(it is {sweep.measure.direction})",
            )
            return


def _sweeps(subject: Subject) -> Iterator[Sweep]:
    for swept in subject.swept:
        yield from swept.sweeps


def _told(sweep: Sweep, vi: str, en: str, verdict: Verdict) -> Words:
    return Words(vi=f"{_of(sweep)}: {vi}: {_label(verdict, 'vi')}", en=f"{_of(sweep)}: {en} {_label(verdict, 'en')}")


def _of(sweep: Sweep) -> str:
    where = [f"{name}={stratum}" for name, stratum in sweep.circumstance.strata.items()]
    rest = f" ({', '.join([*where, sweep.circumstance.day])})" if where else ""
    return f"{sweep.indicator}{rest}, {sweep.measure.id}"


def _shown(value: Fraction, lang: str) -> str:
    return write_number(value, lang)


def _label(verdict: Verdict, lang: str) -> str:
    return label("verdict", verdict.name, lang)


# --- cases and evaluators ------------------------------------------------------------------------------------------


def check_cases(subject: Subject) -> Iterator[Words]:
    """Every case comes out as its author expects."""
    if not subject.offer.cases:
        raise NotApplicable("không có ca kiểm tra nào", "there are no cases")
    assert subject.registry is not None
    for case in subject.offer.cases:
        result = run_case(case, subject.registry)
        if not result.agrees:
            yield Words(vi=result.say("vi"), en=result.say("en"))


def check_evaluators(subject: Subject) -> Iterator[Words]:
    """An evaluator is a pure function of each row: asked twice, in other orders, in parts, it says the same."""
    from smartvillage.plugins.asking import replay  # noqa: PLC0415 - few plugins have evaluators

    evaluators = subject.offer.evaluators
    if not evaluators:
        raise NotApplicable("không có hàm đánh giá riêng", "there are no evaluators")
    used: set[str] = set()
    for swept in subject.swept:
        for rule in _custom_rules(swept.trial.criteria_set):
            if rule.evaluator in evaluators and (inputs := _inputs(rule, swept)) is not None:
                used.add(rule.evaluator)
                yield from replay(evaluators[rule.evaluator], inputs)
    for name in sorted(evaluators.keys() - used):
        yield Words(vi=f"{quoted(name)} không được quy định nào dùng", en=f"{quoted(name)} is used by no rule")


def _custom_rules(criteria_set: CriteriaSet) -> Iterator[Custom]:
    for item in criteria_set.indicators:
        for provision in item.indicator.provisions:
            yield from (rule for rule in walk(provision.rule) if isinstance(rule, Custom))


def _inputs(rule: Custom, swept: Swept) -> Inputs | None:
    """Figures for an evaluator: those of its sweeps, some of them missing."""
    reported: dict[str, dict[str, Interval]] = {}
    for row in swept.rows:
        figure = Interval.missing() if row["value"] is None else Interval.of(row["value"])
        reported.setdefault(row["unit"], {})[row["measure"]] = figure
    rows = [one for one in reported.values() if set(one) & set(rule.measures)][:MOST_ROWS]
    if not rows:
        return None
    columns = {name: Column.of([row.get(name, Interval.missing()) for row in rows]) for name in rule.measures}
    return Inputs(columns, rule.parameters)
