"""Drafting: from graded findings to the steps of a draft, by declared rules.

=============================================  =========================================================
what was found                                 what is done
=============================================  =========================================================
insufficient, or no level to set               *monitor*: the figure is collected, no level is set
grade D because another indicator implies it   *merge* into that one
grade D for any other reason                   *drop*
the set in force asks for the same (profile)   *keep* where the level is the same, *tighten* where stricter
it asks for it the other way round             *monitor*, and a person decides
anything else, grade A to C                    *add*
=============================================  =========================================================

A stratum gets a level of its own where the plan names its scheme and the stratum has pilots enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import attrs

from smartvillage.border import Label
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.patches import AddIndicator, AddMeasure, Patch, SetLevel
from smartvillage.criteria.provisions import Indicator, Provision
from smartvillage.criteria.rules import AtLeast, AtMost, Attested, Threshold
from smartvillage.exact import Exact
from smartvillage.plugins.offers import PluginInfo
from smartvillage.proposal.draft import Draft, Step
from smartvillage.proposal.findings import Finding, Stratum
from smartvillage.proposal.grades import GRADES, Grade
from smartvillage.proposal.plan import AnalysisPlan
from smartvillage.proposal.seats import criterion_of, domain_patch, requires_of, skeleton

__all__ = ["Graded", "draft_of", "indicator_of"]


@attrs.frozen(eq=False, kw_only=True)
class Graded:
    """The findings of one candidate, for everybody and for each stratum, with the grade of the first."""

    overall: Finding
    grade: Grade
    strata: Mapping[Stratum, Finding] = attrs.field(factory=dict)
    implied_by: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the candidate."""
        return self.overall.candidate.id


def indicator_of(plan: AnalysisPlan, finding: Finding) -> str:
    """The id that a candidate has in the draft."""
    name = finding.candidate.id.rpartition(".")[2]
    return f"{criterion_of(plan, finding.candidate.domain)}.{name}"


def draft_of(
    plan: AnalysisPlan, base: CriteriaSet, graded: Sequence[Graded], domains: Mapping[str, PluginInfo]
) -> Draft:
    """Make the draft.

    Args:
        plan: The plan.
        base: The set in force.
        graded: The graded findings.
        domains: The domains by key.

    Raises:
        PatchError: A step cannot be done; that would be a fault of the library.
    """
    drafter = _Drafter(plan, base, domains)
    return drafter.draft(sorted(graded, key=lambda one: (plan.domains.index(one.overall.candidate.domain), one.id)))


class _Drafter:
    def __init__(self, plan: AnalysisPlan, base: CriteriaSet, domains: Mapping[str, PluginInfo]) -> None:
        self.plan = plan
        self.base = base
        self.domains = domains
        self.start = skeleton(plan, base)
        self.numbers = {key: number for number, key in enumerate(plan.domains, start=len(self.start.criteria) + 1)}
        self.added = {measure.id for measure in self.start.document.measures}
        self.places: dict[str, int] = {}

    def draft(self, graded: Iterable[Graded]) -> Draft:
        steps: list[Step] = []
        opened: set[str] = set()
        for one in graded:
            step = self._step(one)
            domain = one.overall.candidate.domain
            if step.action == "add" and domain not in opened:
                opened.add(domain)
                patch = domain_patch(self.plan, self.domains[domain], self.numbers[domain])
                reason = Label(vi="Lĩnh vực của kế hoạch tổng kết", en="A domain of the plan")
                steps.append(
                    Step(action="add", target=patch.criterion.id, code="domain", reason=reason, patches=(patch,))
                )
            steps.append(step)
        draft = Draft(base=self.base, start=self.start, steps=tuple(steps))
        held = {key: self.domains[key] for key in opened}
        return attrs.evolve(draft, requires=requires_of(draft.set.criteria, self.plan, held))

    def _step(self, one: Graded) -> Step:
        finding, letter = one.overall, one.grade.letter
        target = indicator_of(self.plan, finding)
        reason = Label(vi=one.grade.say("vi"), en=one.grade.say("en"))
        if letter == "insufficient":
            return Step(action="monitor", target=target, code=letter, reason=reason, evidence=finding.id)
        if letter == "D":
            code, action = ("implied", "merge") if one.implied_by else ("useless", "drop")
            return Step(action=action, target=target, code=code, reason=reason, evidence=finding.id)  # type: ignore[arg-type]
        relation = finding.match.relation
        if relation == "conflicts" and finding.match.floor is None:
            told = Label(
                vi="bộ hiện hành đòi hỏi theo chiều ngược lại; cần người quyết định",
                en="the set in force asks for the other way round; a person has to decide",
            )
            return Step(action="monitor", target=target, code="conflict", reason=told, evidence=finding.id)
        if self.plan.seat.shape == "profile" and relation in {"same", "tightens"}:
            return self._in_force(one, reason)
        return self._added(one, target, reason)

    # -- what is in force -----------------------------------------------------------------------------------------

    def _in_force(self, one: Graded, reason: Label) -> Step:
        """In a profile the set in force is there already: keep its indicator, or raise its level."""
        finding = one.overall
        assert finding.match.indicator is not None
        item = self.start[finding.match.indicator]
        code = f"grade-{one.grade.letter.lower()}"
        if finding.match.relation == "same":
            return Step(action="keep", target=item.id, code=code, reason=reason, evidence=finding.id)
        patches: list[Patch] = [
            SetLevel(
                indicator=item.id,
                level=_threshold(level, stratum, one.grade),
                measure=item.measures[0] if len(item.measures) > 1 else None,
                reason=reason,
            )
            for stratum, level in self._levels(one)
        ]
        return Step(
            action="tighten", target=item.id, code=code, reason=reason, evidence=finding.id, patches=tuple(patches)
        )

    # -- what is new ------------------------------------------------------------------------------------------------

    def _added(self, one: Graded, target: str, reason: Label) -> Step:
        finding = one.overall
        candidate, measure = finding.candidate, finding.measure
        number = self.numbers[candidate.domain]
        self.places[candidate.domain] = place = self.places.get(candidate.domain, 0) + 1
        indicator = Indicator(
            id=target,
            printed=f"{number}.{place}",
            title=candidate.indicator.title,
            provisions=(Provision(rule=self._rule(one)),),
            owner=measure.owner,
            wording=Verification.UNVERIFIED,
        )
        patches: list[Patch] = []
        if measure.id not in self.added:
            self.added.add(measure.id)
            patches.append(AddMeasure(measure=measure, reason=reason))
        criterion = criterion_of(self.plan, candidate.domain)
        patches.append(AddIndicator(criterion=criterion, indicator=indicator, reason=reason))
        return Step(
            action="add",
            target=target,
            code=f"grade-{one.grade.letter.lower()}",
            reason=reason,
            evidence=finding.id,
            patches=tuple(patches),
        )

    def _rule(self, one: Graded) -> AtLeast | AtMost | Attested:
        measure: Measure = one.overall.measure
        if measure.kind == "attested":
            return Attested(measure=measure.id)
        levels = tuple(_threshold(level, stratum, one.grade) for stratum, level in self._levels(one))
        rule = AtMost if one.overall.lower_is_better else AtLeast
        return rule(measure=measure.id, levels=levels)

    def _levels(self, one: Graded) -> list[tuple[Stratum, Fraction]]:
        """A level for each stratum that has one of its own; the overall level for everybody where none has."""
        levels = [(stratum, found.level) for stratum, found in one.strata.items() if found.level is not None]
        if len(levels) == len(one.strata) and levels:
            return levels
        assert one.overall.level is not None  # a candidate without a level is monitored
        # a stratum with too few pilots of its own is held to what all pilots together support
        rest = [(stratum, one.overall.level) for stratum, found in one.strata.items() if found.level is None]
        return [*levels, *rest] if levels else [((), one.overall.level)]


def _threshold(level: Fraction, stratum: Stratum, grade: Grade) -> Threshold:
    said = GRADES[grade.letter]
    return Threshold(
        value=Exact(level),
        stratum=dict(stratum),
        verification=Verification.UNVERIFIED,
        note=Label(vi=f"Đề xuất từ mô hình; {said.vi}", en=f"Proposed from pilots; {said.en}"),
    )
