"""All that fills a dossier, gathered once: the proposal, what the office adds, and what each number rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import attrs

from smartvillage.criteria.citations import Dated, Verification
from smartvillage.criteria.criteria_set import IndicatorInSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.patches import AddIndicator, SetLevel
from smartvillage.criteria.rules import Above, AtLeast, AtMost, Below, Equal, Rule, Threshold, comparisons
from smartvillage.criteria.wording import level_text, say_rule
from smartvillage.errors import Words
from smartvillage.proposal.burden import Cost
from smartvillage.proposal.dossier.fields import Fields
from smartvillage.proposal.dossier.sources import Ledger
from smartvillage.proposal.dossier.words import both, joined, plus, words
from smartvillage.proposal.draft import Step
from smartvillage.proposal.drafting import Graded, indicator_of
from smartvillage.proposal.findings import Finding
from smartvillage.text.labels import label

if TYPE_CHECKING:
    from smartvillage.programme.programme import Progress
    from smartvillage.proposal.proposal import Proposal
    from smartvillage.proposal.review import Merged

Held = TypeVar("Held", bound=Dated)

__all__ = ["UNCHECKED", "Context", "Level", "state_words"]

ONE_LEVEL = (AtLeast, Above, AtMost, Below, Equal)
UNCHECKED = frozenset({Verification.SECONDARY, Verification.UNVERIFIED, Verification.MISSING})
"""What must be marked where it is printed."""


def state_words(state: Verification) -> Words:
    """How far something was checked, in brackets; nothing where it was checked against the text."""
    if state not in UNCHECKED:
        return Words("", "")
    return both(lambda lang: f" ({label('verification', state.value, lang)})")


@attrs.frozen(kw_only=True)
class Level:
    """One level of the proposed set, and what it rests on."""

    stratum: Mapping[str, str | tuple[str, ...]]
    told: Words
    """The level as the annex prints it, with its state where it comes from a text that was not checked."""
    finding: Finding | None = None
    """What it was suggested by."""
    step: Step | None = None
    """What put it there; nothing where the set in force has it."""
    threshold: Threshold | None = None


@attrs.frozen(eq=False, kw_only=True, slots=False)
class Context:
    """What content is made of."""

    proposal: Proposal
    fields: Fields = attrs.field(factory=Fields)
    progress: tuple[Progress, ...] = ()
    review: Merged | None = None
    costs: tuple[Cost, ...] = ()
    flat: bool = False
    """For a workbook: what has a page each is put together on one sheet."""

    @cached_property
    def ledger(self) -> Ledger:
        """Where each number comes from."""
        return Ledger.of(self.proposal, self.progress)

    @cached_property
    def graded(self) -> Mapping[str, Graded]:
        """What was found, by the id that a candidate has in the draft or of the indicator in force that it raises."""
        plan, found = self.proposal.plan.plan, {}
        by_finding = {one.overall.id: one for one in self.proposal.graded}
        for one in self.proposal.graded:
            found[indicator_of(plan, one.overall)] = one
        for step in self.proposal.draft.steps:
            if step.evidence in by_finding:
                found[step.target] = by_finding[step.evidence]
        return found

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """What the engine did with each candidate, by the id of its finding."""
        return {step.evidence: step for step in self.proposal.draft.steps if step.evidence is not None}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each candidate in every table."""
        return {one.id: place for place, one in enumerate(self.proposal.graded, start=1)}

    @cached_property
    def levelled(self) -> tuple[Graded, ...]:
        """The candidates with a figure, which have a page each."""
        return tuple(one for one in self.proposal.graded if one.overall.n or one.overall.comparison)

    # -- marks --------------------------------------------------------------------------------------------------------

    def mark(self, kind: str, key: str = "") -> str:
        """The mark of a source."""
        return self.ledger.mark(kind, key)

    def judged(self) -> str:
        """The mark of the run; that of the sample where nothing was judged."""
        return self.mark("run") if self.ledger.has("run") else self.mark("sample")

    # -- the proposed set ---------------------------------------------------------------------------------------------

    def is_new(self, item: IndicatorInSet) -> bool:
        """Whether the draft put an indicator there, or changed it."""
        return item.id in self.touched

    @cached_property
    def touched(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps that put an indicator into the draft or changed it, in their order."""
        found: dict[str, list[Step]] = {}
        for step in self.proposal.draft.steps:
            for patch in step.patches:
                if isinstance(patch, AddIndicator):
                    found.setdefault(patch.indicator.id, []).append(step)
                elif (name := getattr(patch, "indicator", getattr(patch, "target", None))) is not None:
                    found.setdefault(str(name), []).append(step)
        return {name: tuple(steps) for name, steps in found.items()}

    def measure_of(self, item: IndicatorInSet) -> Measure | None:
        """The measure of an indicator that judges a single one."""
        names = item.measures
        return item.set.measures.get(names[0]) if len(names) == 1 else None

    def levels(self, item: IndicatorInSet) -> Iterator[Level]:
        """The levels of an indicator, one line each; those that end before the set begins to judge are left out."""
        for provision in self._held(item.indicator.provisions):
            lists = [(rule, self._held(levels)) for rule, _, levels in comparisons(provision.rule)]
            if len(lists) != 1 or not lists[0][1]:
                told = both(lambda lang, rule=provision.rule: say_rule(rule, dict(item.set.measures), lang))
                yield self._level(item, dict(provision.stratum), told, None)
                continue
            for threshold in lists[0][1]:
                stratum = {**dict(provision.stratum), **dict(threshold.stratum)}
                yield self._level(item, stratum, self._told(item, provision.rule, threshold), threshold)

    def _held(self, dated: tuple[Held, ...]) -> tuple[Held, ...]:
        """What still holds when the set begins to judge; all of it where nothing does."""
        since = self.proposal.plan.plan.seat.assesses.since
        return tuple(one for one in dated if one.until is None or one.until > since) or dated

    def _told(self, item: IndicatorInSet, rule: Rule, threshold: Threshold) -> Words:
        measure = item.set.measures.get(getattr(rule, "measure", ""))
        if threshold.value is None:
            return both(lambda lang: level_text(threshold, measure, lang))
        one = rule.replace(levels=(threshold,)) if isinstance(rule, ONE_LEVEL) else rule
        told = both(lambda lang: say_rule(one, dict(item.set.measures), lang))
        return told if self.is_new(item) else plus(told, state_words(threshold.state))

    def _level(
        self,
        item: IndicatorInSet,
        stratum: Mapping[str, str | tuple[str, ...]],
        told: Words,
        threshold: Threshold | None,
    ) -> Level:
        steps = self.touched.get(item.id, ())
        return Level(
            stratum=stratum,
            told=told,
            finding=self._finding(item.id, stratum),
            step=self._step(steps, threshold),
            threshold=threshold,
        )

    def _step(self, steps: tuple[Step, ...], threshold: Threshold | None) -> Step | None:
        """The last step that said this very level; of an indicator that was added the step that added it."""
        found = None
        for step in steps:
            for patch in step.patches:
                if isinstance(patch, AddIndicator) or (isinstance(patch, SetLevel) and patch.level == threshold):
                    found = step
        return found or (steps[-1] if steps else None)

    def _finding(self, name: str, stratum: Mapping[str, str | tuple[str, ...]]) -> Finding | None:
        graded = self.graded.get(name)
        if graded is None:
            return None
        for of, finding in graded.strata.items():
            if dict(of) == dict(stratum) and finding.level is not None:
                return finding
        return graded.overall

    # -- strata -------------------------------------------------------------------------------------------------------

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The schemes whose strata have columns of their own: those of the plan."""
        return self.proposal.plan.plan.seat.schemes

    @cached_property
    def strata(self) -> tuple[tuple[str, str], ...]:
        """Each stratum of those schemes, in the order of the text."""
        known = {one.id: one for one in self.proposal.draft.start.document.schemes}
        return tuple((name, one.id) for name in self.schemes if name in known for one in known[name].strata)

    def stratum_title(self, scheme: str, stratum: str) -> Words:
        """What people call a stratum."""
        known = {one.id: one for one in self.proposal.draft.start.document.schemes}
        return both(lambda lang: known[scheme].title_of(stratum, lang)) if scheme in known else words(stratum)

    def domain_title(self, key: str) -> Words:
        """What people call a domain."""
        found = self.proposal.domains.get(key)
        return words(found.title if found is not None else key)

    def strata_title(self, joint: str) -> Words:
        """What people call strata of the plan's schemes that are joined by a slash."""
        return joined(", ", (self.stratum_title(*one) for one in zip(self.schemes, joint.split("/"), strict=False)))

    def members(self, scheme: str, stratum: str) -> tuple[str, ...]:
        """The units of the sample in a stratum."""
        sample = self.proposal.sample
        return tuple(unit for unit in sample.of() if sample.strata.get(unit, {}).get(scheme) == stratum)

    def met_in(self, graded: Graded, scheme: str, stratum: str) -> tuple[int, int, int]:
        """How many units of a stratum meet the level that would hold for them, of how many with a figure, and without.

        A stratum without a level of its own is held to that of all.
        """
        finding = graded.overall
        own = next(
            (one for of, one in graded.strata.items() if dict(of) == {scheme: stratum} and one.level is not None), None
        )
        level = finding.level if own is None else own.level
        units = self.members(scheme, stratum)
        values = self.proposal.sample.values(finding.measure.id, units)
        met = sum(_meets(value, level, lower_is_better=finding.lower_is_better) for value in values.values())
        return met, len(values), len(units) - len(values)


def _meets(value: Fraction, level: Fraction | None, *, lower_is_better: bool) -> bool:
    if level is None:
        return False
    return value <= level if lower_is_better else value >= level
