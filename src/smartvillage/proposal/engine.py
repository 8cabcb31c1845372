"""The engine: a sealed plan, evidence and candidates in; findings, grades and a draft out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import InputError, Problem, Words
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.offers import Candidate, PluginInfo
from smartvillage.plugins.registry import Registry, builtin_registry
from smartvillage.proposal.drafting import Graded, draft_of
from smartvillage.proposal.findings import Finding, Stratum, find, judged
from smartvillage.proposal.grades import grade
from smartvillage.proposal.items import Implication, Items, analyse_items, implications
from smartvillage.proposal.plan import AnalysisPlan, Deviation, SealedPlan
from smartvillage.proposal.proposal import Proposal
from smartvillage.proposal.sample import Sample, sample_of
from smartvillage.proposal.widening import widened

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["propose"]

SUPPORT = 3
"""So many units must fail an indicator before one that implies it makes it superfluous."""
NEARLY = Fraction(1, 5)
"""An indicator is listed as nearly following from another while no larger share of units are counter-examples."""
ALL_LAW = frozenset({"official", "secondary", "unverified"})


def propose(
    plan: SealedPlan | AnalysisPlan,
    evidence: Evidence,
    places: Places | None = None,
    *,
    registry: Registry | None = None,
    progress: Callable[[str], None] | None = None,
) -> Proposal:
    """Sum up pilots by a sealed plan, and draft what they support.

    Args:
        plan: The plan. One that was not sealed is sealed now, and that is a deviation.
        evidence: What was reported, before and after, of pilots and of the units they are compared with.
        places: The units, for their strata.
        registry: Where candidates, pilots and the set in force come from; the built-in plugins unless given.
        progress: Called with the id of each candidate before it is looked at.

    Returns:
        The proposal.

    Raises:
        InputError: The plan names what is not there: a domain, a candidate, a unit.
        UnknownIdentifierError: The set in force is not published.

    Example:
        >>> from smartvillage.proposal.plan import AnalysisPlan
        >>> plan = AnalysisPlan.from_dict(
        ...     {
        ...         "id": "nam-son.summing-up",
        ...         "title": {"vi": "Tổng kết"},
        ...         "question": {"vi": "Nên yêu cầu gì?"},
        ...         "base": "vn.xa-ntm@2021-2025",
        ...         "seat": {
        ...             "shape": "provincial",
        ...             "text": {"number": "924/QĐ-TTg"},
        ...             "form": {"vi": "Quyết định"},
        ...             "set": "nam-son.xa-thong-minh",
        ...             "edition": "2026-2030",
        ...             "title": {"vi": "Bộ tiêu chí"},
        ...             "assesses": {"since": "2026-01-01", "until": "2031-01-01"},
        ...         },
        ...         "periods": {"after": ["2025"]},
        ...         "pilots": {"units": [f"P{i}" for i in range(15)], "chosen": {"vi": "Mỗi huyện một xã"}},
        ...         "domains": ["tourism"],
        ...         "candidates": ["tourism.candidates.local-jobs"],
        ...         "against": [{"vi": "Không hơn xã đối chứng"}],
        ...     }
        ... )
        >>> rows = [
        ...     {"unit": f"P{i}", "period": "2025", "measure": "tourism.local-jobs", "value": 60 + i}
        ...     for i in range(15)
        ... ]
        >>> measures = [one for one in builtin_registry().measures.values() if one.id == "tourism.local-jobs"]
        >>> proposal = propose(plan.seal(), Evidence(rows, measures=measures))
        >>> proposal["tourism.local-jobs"].grade.letter, str(proposal["tourism.local-jobs"].level)
        ('C', '63')

    .. versionadded:: 0.1
    """
    known = registry or builtin_registry()
    sealed, deviations = _sealed(plan)
    asked = sealed.plan
    domains = _domains(asked, known)
    candidates, left = _candidates(asked, known, evidence)
    base = known.set(asked.base)
    doubtful = [
        (told.item.unit, told.item.measure)
        for told in known.check_evidence(evidence)
        if told.item is not None and told.item.unit is not None and told.item.measure is not None
    ]
    sample = sample_of(asked, evidence, places, pilots=known.pilots.values(), doubtful=doubtful)
    on = _last_day(base)
    findings: list[tuple[Finding, Mapping[Stratum, Finding]]] = []
    for candidate in candidates:
        if progress is not None:
            progress(candidate.id)
        overall = find(candidate, sample, asked, base, seed=sealed.digest, on=on)
        strata = {
            stratum: find(candidate, sample, asked, base, seed=sealed.digest, on=on, stratum=stratum)
            for stratum in _strata(asked, sample)
        }
        findings.append((overall, strata))
    items, pairs = _items([overall for overall, _ in findings], sample)
    implied = _implied(pairs, {one.id: domains[one.domain] for one in candidates})
    graded = tuple(
        Graded(
            overall=overall,
            grade=grade(overall, implied_by=implied.get(overall.candidate.id, ())),
            strata=strata,
            implied_by=implied.get(overall.candidate.id, ()),
        )
        for overall, strata in findings
    )
    draft = draft_of(asked, base, graded, domains)
    return Proposal(
        plan=sealed,
        sample=sample,
        base=base,
        graded=graded,
        draft=draft,
        conjunction=items,
        implications=pairs,
        run=_run(draft.set, evidence, places, known),
        deviations=(*deviations, *left),
        domains=domains,
        registry=known,
    )


def _sealed(plan: SealedPlan | AnalysisPlan) -> tuple[SealedPlan, tuple[Deviation, ...]]:
    if isinstance(plan, SealedPlan):
        return plan, plan.deviations
    late = Deviation(
        what=Words(
            vi="kế hoạch chưa được niêm phong trước khi mở số liệu",
            en="the plan was not sealed before data were opened",
        )
    )
    return plan.seal(), (late,)


def _domains(plan: AnalysisPlan, known: Registry) -> dict[str, PluginInfo]:
    found = {one.key: one for one in known.domains}
    missing = [key for key in plan.domains if key not in found]
    if missing:
        listed = ", ".join(sorted(found))
        raise InputError(
            [
                Problem(
                    "SV-PP-005",
                    Words(vi=f"không có lĩnh vực {key!r}", en=f"there is no domain {key!r}"),
                    expected=Words(vi=listed, en=listed),
                )
                for key in missing
            ]
        )
    return {key: found[key] for key in plan.domains}


def _candidates(
    plan: AnalysisPlan, known: Registry, evidence: Evidence
) -> tuple[list[Candidate], tuple[Deviation, ...]]:
    """The candidates of the plan's domains; those without a measure in the evidence are told."""
    offered = [one for one in known.candidates.values() if one.domain in plan.domains]
    ids = {one.id for one in offered}
    unknown = [name for name in plan.candidates if name not in ids]
    if unknown:
        raise InputError(
            [
                Problem(
                    "SV-PP-006",
                    Words(
                        vi=f"các lĩnh vực của kế hoạch không có chỉ tiêu đề xuất {name!r}",
                        en=f"the domains of the plan offer no candidate {name!r}",
                    ),
                )
                for name in unknown
            ]
        )
    chosen = [one for one in offered if not plan.candidates or one.id in plan.candidates]
    left = [one for one in chosen if one.measure is None or one.measure.id not in evidence.measures]
    told = tuple(
        Deviation(
            what=Words(
                vi=f"{one.id} không được xét: bộ số liệu không có số liệu của chỉ tiêu này",
                en=f"{one.id} was not looked at: the evidence has no figures for it",
            )
        )
        for one in left
    )
    return [one for one in chosen if one not in left], told


def _last_day(base: CriteriaSet) -> date:
    """The last day that the set in force judges: its levels are the floor."""
    return base.document.assesses.until - timedelta(days=1)


def _strata(plan: AnalysisPlan, sample: Sample) -> list[Stratum]:
    """The strata in which there is a pilot, in every scheme that gets levels of its own."""
    schemes = plan.seat.schemes
    if not schemes:
        return []
    present = {sample.stratum(unit, schemes) for unit in sample.pilots}
    return [tuple(zip(schemes, strata, strict=True)) for strata in sorted(present) if all(strata)]


def _items(findings: Sequence[Finding], sample: Sample) -> tuple[Items, tuple[Implication, ...]]:
    """Every unit judged by every suggested level, as if all were in one conjunction."""
    names, codes = judged(findings, sample)
    return analyse_items(codes, names), implications(codes, names, at_most=NEARLY)


def _implied(pairs: Iterable[Implication], homes: Mapping[str, PluginInfo]) -> dict[str, tuple[str, ...]]:
    """What asks nothing that another does not ask; of two that imply each other the later one gives way.

    Nobody need meet a leading domain that they did not choose, so its indicators make only those of the same domain
    superfluous; what is asked of every commune makes anything superfluous that follows from it.
    """
    holding = [
        one
        for one in pairs
        if one.holds
        and one.neither >= SUPPORT
        and (homes[one.first].kind != "leading" or homes[one.first].key == homes[one.second].key)
    ]
    both_ways = {(one.first, one.second) for one in holding}
    found: dict[str, list[str]] = {}
    for one in holding:
        if (one.second, one.first) in both_ways and one.second < one.first:
            continue
        found.setdefault(one.second, []).append(one.first)
    # what is itself superfluous makes nothing else superfluous
    return {name: tuple(kept) for name, by in found.items() if (kept := sorted(one for one in by if one not in found))}


def _run(draft: CriteriaSet, evidence: Evidence, places: Places | None, known: Registry) -> Run | None:
    """The evidence judged by the draft, as if its edition judged those dates."""
    if not draft.indicators or not len(evidence):
        return None
    judging, _ = widened(draft, evidence)
    return evaluate(judging, evidence, places, registry=known, law_states=ALL_LAW)
