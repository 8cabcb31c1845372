"""The facts of a dossier for programs: what the check reads, in memory and from ``dossier.json`` alike."""

from __future__ import annotations

from collections.abc import Iterator

from smartvillage.border import Flag, Many, Record
from smartvillage.criteria.criteria_set import IndicatorInSet
from smartvillage.errors import Words
from smartvillage.paper.blocks_text import clean
from smartvillage.proposal.dossier.content_set import floor_words
from smartvillage.proposal.dossier.context import UNCHECKED, Context, Level, state_words
from smartvillage.proposal.dossier.words import plus, words
from smartvillage.proposal.draft import Step

__all__ = [
    "CostFact",
    "Facts",
    "IndicatorFact",
    "LevelFact",
    "PrecedentFact",
    "Said",
    "SourceFact",
    "StepFact",
    "facts_of",
]


class Said(Record):
    """A text in both languages."""

    vi: str
    en: str


def _said(given: Words) -> Said:
    # as a paper prints it, so that one can be found in the other
    return Said(vi=clean(given.vi), en=clean(given.en))


class SourceFact(Record):
    """What a mark resolves to."""

    mark: str
    kind: str
    id: str
    what: Said
    via: str = ""


class LevelFact(Record):
    """A level of the proposed set, and what it rests on."""

    told: Said
    evidence: str | None = None
    """The mark of the finding, of the comments, or of the set in force that has it; none: it rests on nothing."""
    grade: str | None = None
    """None for a level that the set in force has."""


class IndicatorFact(Record):
    """An indicator of the proposed set."""

    id: str
    printed: str
    title: Said
    new: Flag
    """Whether the draft put it there or changed it."""
    owner: str | None = None
    source_system: str | None = None
    cycle: str | None = None
    levels: Many[LevelFact] = ()


class StepFact(Record):
    """One thing the draft does."""

    action: str
    target: str
    reason: str
    evidence: str | None = None
    """The mark of what it rests on."""


class PrecedentFact(Record):
    """Somebody's level that stands beside a finding."""

    candidate: str
    what: Said
    citation: str
    mark: str | None = None


class CostFact(Record):
    """What a pilot spent."""

    unit: str
    source: str
    """Who paid."""


class Facts(Record):
    """What a dossier says, as far as a program checks it."""

    plan: str
    """The digest of the sealed plan."""
    run: str | None
    """The run that judged the evidence by the draft."""
    shape: str
    form: Said
    text: str
    """The text relied on."""
    synthetic: Flag
    candidates: Many[str]
    """The marks of every candidate that was looked at."""
    sources: Many[SourceFact]
    indicators: Many[IndicatorFact]
    steps: Many[StepFact]
    precedents: Many[PrecedentFact]
    costs: Many[CostFact]
    unchecked: Many[Said]
    """What must stand on a page word for word: inputs that were not checked, with the words that say so."""


def facts_of(ctx: Context) -> Facts:
    """Gather the facts."""
    proposal, seat = ctx.proposal, ctx.proposal.plan.plan.seat
    return Facts(
        plan=proposal.plan.digest,
        run=None if proposal.run is None else proposal.run.id,
        shape=seat.shape,
        form=_said(words(seat.form)),
        text=seat.text.number,
        synthetic=proposal.sample.synthetic,
        candidates=tuple(ctx.ledger.finding(one.overall) for one in proposal.graded),
        sources=tuple(
            SourceFact(mark=one.mark, kind=one.kind, id=one.id, what=_said(one.what), via=one.via)
            for one in ctx.ledger.sources.values()
        ),
        indicators=tuple(_indicator(ctx, one) for one in proposal.draft.set.indicators),
        steps=tuple(
            StepFact(action=one.action, target=one.target, reason=one.reason.vi, evidence=_evidence(ctx, one))
            for one in proposal.draft.steps
            if one.code != "domain"
        ),
        precedents=tuple(
            PrecedentFact(
                candidate=one.id,
                what=_said(words(told.what)),
                citation=told.citation.number,
                mark=ctx.ledger.citation(told.citation),
            )
            for one in proposal.graded
            for told in one.overall.precedents
        ),
        costs=tuple(CostFact(unit=one.unit, source=one.source) for one in ctx.costs),
        unchecked=tuple(_said(one) for one in dict.fromkeys(_unchecked(ctx))),
    )


def _evidence(ctx: Context, step: Step) -> str | None:
    """The mark of what a step rests on; a reviewer's step rests on the comments, where they are in the dossier."""
    if step.evidence is not None:
        known = {one.overall.id: ctx.ledger.finding(one.overall) for one in ctx.proposal.graded}
        return known.get(step.evidence, step.evidence)
    if (
        step.action == "review"
        and ctx.review is not None
        and any(one.taken and one.target == step.target for one in ctx.review.entries)
    ):
        return ctx.mark("comments")
    return None


def _indicator(ctx: Context, item: IndicatorInSet) -> IndicatorFact:
    new = ctx.is_new(item)
    measure = ctx.measure_of(item)
    graded = ctx.graded.get(item.id)
    owner = item.indicator.owner or (measure.owner if measure is not None else None)
    return IndicatorFact(
        id=item.id,
        printed=item.printed,
        title=_said(words(item.title)),
        new=new,
        owner=owner.vi if owner is not None else None,
        source_system=measure.source_system.vi if measure is not None and measure.source_system else None,
        cycle=measure.cycle.vi if measure is not None and measure.cycle else None,
        levels=tuple(
            LevelFact(
                told=_said(level.told),
                evidence=_rests_on(ctx, level),
                grade=graded.grade.letter if graded is not None and new else None,
            )
            for level in ctx.levels(item)
        ),
    )


def _rests_on(ctx: Context, level: Level) -> str | None:
    """A level that a reviewer set rests on what the reviewer's step rests on, not on the finding it departs from."""
    if level.step is None:
        return ctx.mark("set")
    if level.step.action == "review":
        return _evidence(ctx, level.step)
    return None if level.finding is None else ctx.ledger.finding(level.finding)


def _unchecked(ctx: Context) -> Iterator[Words]:
    """Every input that was not checked against its text, as it must be printed."""
    for one in ctx.proposal.graded:
        floor = one.overall.match.floor
        if floor is not None and floor.state in {state.value for state in UNCHECKED} and one in ctx.levelled:
            yield floor_words(one.overall)
        for told in one.overall.precedents:
            if told.citation.via:
                yield Words(vi="theo nguồn dẫn lại", en="from a secondary source")
    for item in ctx.proposal.draft.set.indicators:
        if ctx.is_new(item):
            yield Words(
                vi="Chỉ tiêu thêm mới: lời văn và mức là dự thảo",
                en="Added indicators: wording and level are a draft",
            )
            continue
        if item.wording in UNCHECKED:
            yield plus(item.title, state_words(item.wording))
        yield from (
            level.told
            for level in ctx.levels(item)
            if level.threshold is not None and level.threshold.state in UNCHECKED
        )
