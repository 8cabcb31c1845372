"""The proposal: findings, grades and a draft, to look at, to change, and to make papers of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.evaluation.run import Run
from smartvillage.exact import Exact
from smartvillage.paper.table import Table
from smartvillage.plugins.offers import PluginInfo
from smartvillage.plugins.registry import Registry
from smartvillage.proposal.burden import Burden, Cost, burden_of
from smartvillage.proposal.choices import Choices, choices_of
from smartvillage.proposal.draft import ACTIONS, Draft
from smartvillage.proposal.drafting import Graded
from smartvillage.proposal.findings import Finding, judged
from smartvillage.proposal.grades import GRADES, Grade
from smartvillage.proposal.items import Implication, Items
from smartvillage.proposal.matching import RELATIONS, Overlap, concepts, overlaps
from smartvillage.proposal.pictures import ItemAnalysis, Responses
from smartvillage.proposal.plan import Deviation, SealedPlan
from smartvillage.proposal.power import Power, power_table
from smartvillage.proposal.response import MET, Joint, joint
from smartvillage.proposal.sample import Sample
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from smartvillage.errors import Lang
    from smartvillage.programme.programme import Progress
    from smartvillage.proposal.dossier import Dossier, Fields
    from smartvillage.proposal.review import Merged

__all__ = ["Graded", "GradedFinding", "Proposal"]

COLUMNS = (
    "ref",
    "title",
    "n",
    "median",
    "level",
    "interval",
    "met",
    "comparison",
    "grade",
    "action",
    "relation",
    "note",
)

LABELS = {
    "ref": Words(vi="TT", en="No."),
    "title": Words(vi="Nội dung chỉ tiêu đề xuất", en="Proposed indicator"),
    "n": Words(vi="Số mô hình có số liệu", en="Pilots with a figure"),
    "median": Words(vi="Trung vị", en="Median"),
    "level": Words(vi="Mức đề xuất", en="Suggested level"),
    "interval": Words(vi="Khoảng tin cậy", en="Interval"),
    "met": Words(vi="Mô hình đạt", en="Pilots that meet it"),
    "comparison": Words(vi="Đối chứng đạt", en="Comparison units that meet it"),
    "grade": Words(vi="Mức căn cứ", en="Grade"),
    "action": Words(vi="Đề nghị", en="Proposed"),
    "relation": Words(vi="So với bộ hiện hành", en="Beside the set in force"),
    "note": Words(vi="Ghi chú", en="Note"),
}


@attrs.frozen(eq=False)
class GradedFinding:
    """One candidate of a proposal: its finding, its grade, what was done with it."""

    graded: Graded

    @property
    def finding(self) -> Finding:
        """Everything the sample shows."""
        return self.graded.overall

    @property
    def grade(self) -> Grade:
        """How much stands behind the level."""
        return self.graded.grade

    @property
    def level(self) -> Fraction | None:
        """The suggested level."""
        return self.finding.level

    @property
    def response(self) -> Responses:
        """How many units of each group meet each level, with a chart."""
        return Responses(self.finding)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything else is the finding's
        return getattr(self.finding, name)

    def __repr__(self) -> str:
        level = self.finding.say_level(self.level, "en") or "no level"
        return f"<{self.finding.candidate.id}: {level}, {GRADES[self.grade.letter].en}>"


@attrs.frozen(eq=False, kw_only=True, repr=False)
class Proposal:
    """What the pilots support, and what they do not.

    .. versionadded:: 0.1
    """

    plan: SealedPlan
    sample: Sample
    base: CriteriaSet
    graded: tuple[Graded, ...]
    draft: Draft
    conjunction: Items
    """Every candidate with a level as part of one conjunction; :meth:`items` draws it too."""
    implications: tuple[Implication, ...]
    """Which candidates follow from which, with counter-examples."""
    run: Run | None
    """The evidence judged by the draft as if its edition judged those dates: every number resolves to it."""
    deviations: tuple[Deviation, ...]
    domains: Mapping[str, PluginInfo]
    registry: Registry = attrs.field(repr=False)

    def __getitem__(self, name: str) -> GradedFinding:
        """One candidate, by its id, by the id of its measure, or by its id in the draft.

        Raises:
            UnknownIdentifierError: The proposal has no such candidate.
        """
        for one in self.graded:
            if name in {one.id, one.overall.measure.id}:
                return GradedFinding(one)
        names = [one.overall.measure.id for one in self.graded]
        raise UnknownIdentifierError(name, names, Words(vi="chỉ tiêu đề xuất", en="candidate"))

    def __iter__(self) -> Iterator[GradedFinding]:
        return (GradedFinding(one) for one in self.graded)

    def __len__(self) -> int:
        return len(self.graded)

    # -- tables -------------------------------------------------------------------------------------------------------

    def table(self, lang: str = "vi") -> Table:
        """One line a candidate: what was found, how well it is supported, what is proposed."""
        actions = {step.evidence: step for step in self.draft.steps if step.evidence is not None}
        rows = []
        for place, one in enumerate(self.graded, start=1):
            finding = one.overall
            first = finding.methods[0]
            step = actions.get(finding.id)
            met = finding.met
            rows.append(
                {
                    "ref": str(place),
                    "title": finding.candidate.indicator.title.say(lang),
                    "n": f"{finding.n}/{finding.n + len(finding.missing)}",
                    "median": finding.say_value(finding.response["pilots"].median, lang),
                    "level": finding.say_level(finding.level, lang),
                    "interval": ""
                    if first.low is None or first.high is None
                    else f"{finding.say_value(first.low, lang)} – {finding.say_value(first.high, lang)}",
                    "met": "" if "pilots" not in met else "{}/{}".format(*met["pilots"]),
                    "comparison": "" if "comparison" not in met else "{}/{}".format(*met["comparison"]),
                    "grade": GRADES[one.grade.letter].say(lang),
                    "action": "" if step is None else ACTIONS[step.action].say(lang),
                    "relation": RELATIONS[finding.match.relation].say(lang),
                    "note": one.grade.reason.say(lang),
                }
            )
        return Table.of(rows, columns=COLUMNS, labels=LABELS)

    def comparisons(self) -> int:
        """How many comparisons were made: each is a chance to be wrong, and nothing is picked as the best of noise."""
        tests = 0
        for one in self.graded:
            for finding in (one.overall, *one.strata.values()):
                found = finding.assessment
                parts = (found.pilots_change, found.comparison_change, found.after, found.differences)
                tests += sum(len(part.tests) for part in parts if part is not None)
        return tests

    def power(self) -> tuple[Power, ...]:
        """What so many pilots could have shown at all."""
        return power_table()

    def items(self) -> ItemAnalysis:
        """What each indicator does among the others: difficulty, only failures, correlation; with a chart."""
        titles = {one.id: one.overall.candidate.indicator.title for one in self.graded}
        return ItemAnalysis(self.conjunction, titles)

    def joint(self, name: str) -> Joint:
        """What the whole conjunction becomes when the level of one candidate moves, the others staying as suggested.

        Raises:
            UnknownIdentifierError: The proposal has no such candidate.
        """
        finding = self[name].finding
        others = [one.overall for one in self.graded if one.id != finding.candidate.id and one.grade.letter in "ABC"]
        _, codes = judged(others, self.sample)
        units = self.sample.of()
        rest = codes.min(axis=0) if len(codes) else np.full(len(units), MET, dtype=np.uint8)
        values = self.sample.values(finding.measure.id, units)
        known = np.array([unit in values for unit in units])
        column = [values.get(unit, Fraction(0)) for unit in units]
        return joint(column, rest, known=known, lower_is_better=finding.lower_is_better)

    def choices(self) -> Choices | None:
        """How communes fare when every level moves a step: exactly, over all choices; ``None`` without any level."""
        leading = [key for key, one in self.domains.items() if one.kind == "leading"]
        seat = self.plan.plan.seat
        return choices_of(self.graded, self.sample, seat.schemes, leading=leading, wanted=seat.leading)

    def burden(self, lang: str = "vi") -> tuple[Burden, ...]:
        """What every candidate asks of a commune: who owes the figure, from which system, and whether it is new."""
        return burden_of(self.graded, self.base, lang)

    def overlaps(self) -> tuple[Overlap, ...]:
        """Indicators in force that read like a candidate."""
        return overlaps([one.overall.candidate for one in self.graded], self.base)

    def concepts(self) -> tuple[tuple[str, ...], ...]:
        """Candidates of different domains that are one concept."""
        return concepts([one.overall.candidate for one in self.graded])

    # -- words --------------------------------------------------------------------------------------------------------

    def assumptions(self, lang: str = "vi") -> tuple[str, ...]:
        """What was declared beforehand: stands on every page."""
        how = self.plan.plan.methods
        share, confidence = write_number(how.share * 100, lang), write_number(how.confidence * 100, lang)
        chosen = self.plan.plan.pilots.chosen.say(lang)
        if lang == "vi":
            return (
                f"Kế hoạch phân tích {self.plan.plan.id}, niêm phong {self.plan.digest}.",
                f"Mô hình được chọn: {chosen}",
                f"Mức đề xuất: ít nhất {share}% số mô hình đạt, từ {how.minimum} đơn vị trở lên.",
                f"Độ tin cậy {confidence}%.",
                f"Đã thực hiện {self.comparisons()} phép kiểm định; không chọn kết quả đẹp nhất.",
            )
        return (
            f"Analysis plan {self.plan.plan.id}, sealed {self.plan.digest}.",
            f"How the pilots were chosen: {chosen}",
            f"Suggested level: at least {share}% of the pilots meet it, with {how.minimum} units or more.",
            f"Confidence {confidence}%.",
            f"{self.comparisons()} tests were made; nothing was picked as the best of them.",
        )

    def cite(self, lang: str = "vi") -> str:
        """How to cite this proposal so that somebody else can find every number."""
        title = self.plan.plan.title.say(lang)
        run = "" if self.run is None else f", {'lần đánh giá' if lang == 'vi' else 'run'} {self.run.id}"
        plan = "kế hoạch" if lang == "vi" else "plan"
        return f"{title}. {plan} {self.plan.digest}{run}."

    def write(self, folder: str | Path, *, lang: str = "vi") -> tuple[Path, ...]:
        """Write the working files: a workbook with every table, the draft as a set, the plan with its seal.

        Returns:
            The files.
        """
        from smartvillage.proposal.writing import write_proposal  # noqa: PLC0415 - workbooks are wanted only here

        return write_proposal(self, folder, lang=lang)

    def to_dict(self) -> dict[str, Any]:
        """The proposal as mappings, lists and text: what a program asks for; the papers hold more."""
        actions = {step.evidence: step.action for step in self.draft.steps if step.evidence is not None}
        return {
            "schema": "smartvillage.proposal/1",
            "plan": self.plan.digest,
            "run": None if self.run is None else self.run.id,
            "synthetic": self.sample.synthetic,
            "draft": self.draft.start.key,
            "candidates": [
                {
                    "id": one.id,
                    "measure": one.overall.measure.id,
                    "n": one.overall.n,
                    "missing": len(one.overall.missing),
                    "level": None if one.overall.level is None else str(Exact(one.overall.level)),
                    "met": {name: list(counts) for name, counts in one.overall.met.items()},
                    "grade": one.grade.letter,
                    "checks": {check.name: check.holds for check in one.grade.checks},
                    "action": actions.get(one.overall.id),
                    "relation": one.overall.match.relation,
                }
                for one in self.graded
            ],
            "deviations": [{"vi": one.what.vi, "en": one.what.en} for one in self.deviations],
        }

    def with_draft(self, draft: Draft) -> Proposal:
        """The same proposal with another draft: after a review, or with a level changed by hand."""
        return attrs.evolve(self, draft=draft)

    def deviate(self, what: Words, reason: Label | None = None) -> Proposal:
        """Note something that was done otherwise than the plan said."""
        return attrs.evolve(self, deviations=(*self.deviations, Deviation(what=what, reason=reason)))

    # -- papers -------------------------------------------------------------------------------------------------------

    def dossier(
        self,
        lang: Lang = "vi",
        *,
        fields: Fields | None = None,
        progress: Iterable[Progress] = (),
        review: Merged | None = None,
        outlines: str | Path | None = None,
        costs: Iterable[Cost] | None = None,
    ) -> Dossier:
        """Make the papers that a department submits: :class:`~smartvillage.proposal.dossier.Dossier`.

        Args:
            lang: The language of what people read.
            fields: What only the office knows: its name, numbers, who signs.
            progress: How far the targets of programmes were reached.
            review: The comments, taken or refused.
            outlines: A folder with outlines of the office's own.
            costs: What each pilot spent, by who paid.

        Raises:
            InputError: An outline cannot be read.
        """
        from smartvillage.proposal.dossier import dossier_of  # noqa: PLC0415 - papers are needed by few

        return dossier_of(self, lang, fields=fields, progress=progress, review=review, outlines=outlines, costs=costs)

    def __repr__(self) -> str:
        letters = [one.grade.letter for one in self.graded]
        counts = ", ".join(f"{letters.count(letter)} {letter}" for letter in GRADES if letter in letters)
        synthetic = "; synthetic data (dữ liệu giả lập)" if self.sample.synthetic else ""
        return f"<Proposal {self.plan.plan.id}: {len(self)} candidates ({counts}){synthetic}>"

    def _repr_html_(self) -> str:
        warning = "<p><b>dữ liệu giả lập</b></p>" if self.sample.synthetic else ""
        return warning + self.table().to_html() + "".join(f"<p>{escape(text)}</p>" for text in self.assumptions())
