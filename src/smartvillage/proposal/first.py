"""A first proposal for one domain: what units show for every candidate, and one suggested level or a refusal.

For every candidate it tells how many units would meet which level, exactly, and suggests one level with its interval;
with too few units it names the number it would take instead.

This is the descriptive core. Comparison groups, costs, stability and the dossier come with the proposal engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.measures import Measure
from smartvillage.errors import InputError, Problem, Words
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.paper.table import Table
from smartvillage.plugins.offers import Candidate
from smartvillage.proposal.levels import CONFIDENCE, MINIMUM, SHARE, Response, Suggestion, response, suggest
from smartvillage.proposal.sample import is_synthetic
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Finding", "FirstProposal", "first_proposal"]

ACCEPTED = frozenset({"reported", "verified", "approved"})

WORDED = frozenset({"attested", "ordinal"})
"""Kinds of measure whose values are words: yes or no, or a grade."""

COLUMNS = ("ref", "title", "unit", "n", "missing", "lowest", "median", "highest", "level", "interval", "met", "note")

LABELS = {
    "ref": Words(vi="TT", en="No."),
    "title": Words(vi="Nội dung chỉ tiêu đề xuất", en="Proposed indicator"),
    "unit": Words(vi="Đơn vị tính", en="Unit"),
    "n": Words(vi="Số mô hình có số liệu", en="Pilots with a figure"),
    "missing": Words(vi="Thiếu số liệu", en="Without a figure"),
    "lowest": Words(vi="Thấp nhất", en="Lowest"),
    "median": Words(vi="Trung vị", en="Median"),
    "highest": Words(vi="Cao nhất", en="Highest"),
    "level": Words(vi="Mức đề xuất", en="Suggested level"),
    "interval": Words(vi="Khoảng tin cậy", en="Interval"),
    "met": Words(vi="Số mô hình đạt", en="Pilots that meet it"),
    "note": Words(vi="Ghi chú", en="Note"),
}


YES, NO = Words(vi="có", en="yes"), Words(vi="không", en="no")
REQUIRED = Words(vi="phải có", en="required")
TOO_FEW_HAVE_IT = Words(vi="chưa đủ số mô hình có, chỉ theo dõi", en="too few pilots have it: monitor only")
NOTHING_ASKED = Words(
    vi="mức mà đủ số mô hình đạt thì xã nào cũng đạt, chỉ theo dõi",
    en="the level that enough pilots meet is one that any commune meets: monitor only",
)


@attrs.frozen(kw_only=True)
class Finding:
    """What the units show for one candidate."""

    candidate: Candidate
    measure: Measure
    values: Mapping[str, Fraction]
    """The exact value of each unit, by identity."""
    missing: tuple[str, ...]
    """Units without a usable figure: none reported, a bound, or an approximate one."""
    responses: tuple[Response, ...]
    suggestion: Suggestion

    @property
    def median(self) -> Fraction | None:
        """The middle value, or the mean of the two in the middle; of answers and grades the worse of the two."""
        ordered = sorted(self.values.values())
        if not ordered:
            return None
        if self.measure.kind in WORDED:
            return ordered[(len(ordered) - 1) // 2]
        half = len(ordered) // 2
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

    @property
    def level(self) -> Fraction | None:
        """The suggested level; none where it is refused, and none where any figure at all would meet it."""
        level, (low, high) = self.suggestion.level, self.measure.range
        loosest = high if self.measure.direction == "lower" else low
        return None if level is not None and loosest is not None and level == Fraction(loosest) else level

    @property
    def met(self) -> int | None:
        """How many units meet the suggested level; of an attested measure, how many attest it whatever is suggested."""
        if self.suggestion.refused:
            return None
        if self.measure.kind == "attested":
            return sum(value == 1 for value in self.values.values())
        return None if self.level is None else self.suggestion.met


@attrs.frozen(kw_only=True, repr=False)
class FirstProposal:
    """Findings for every candidate of a domain, with what was declared beforehand."""

    domain: str
    findings: tuple[Finding, ...]
    units: tuple[str, ...]
    unit_names: Mapping[str, str]
    share: Fraction
    minimum: int
    confidence: Fraction
    synthetic: bool
    """Whether the figures are invented; then every page says so."""

    def __getitem__(self, candidate: str) -> Finding:
        for finding in self.findings:
            if candidate in {finding.candidate.indicator.id, finding.measure.id, finding.candidate.indicator.printed}:
                return finding
        raise KeyError(candidate)

    def table(self, lang: str = "vi") -> Table:
        """The annex table: one line a candidate."""
        rows = []
        for place, finding in enumerate(self.findings, start=1):
            ordered = sorted(finding.values.values())
            one = finding.suggestion
            rows.append(
                {
                    "ref": str(place),
                    "title": finding.candidate.indicator.title.say(lang),
                    "unit": finding.measure.unit_text(lang),
                    "n": len(ordered),
                    "missing": len(finding.missing),
                    "lowest": _said(ordered[0], finding.measure, lang) if ordered else "",
                    "median": _said(finding.median, finding.measure, lang) if finding.median is not None else "",
                    "highest": _said(ordered[-1], finding.measure, lang) if ordered else "",
                    "level": _level(finding, lang),
                    "interval": ""
                    if one.low is None or one.high is None
                    else f"{_said(one.low, finding.measure, lang)} – {_said(one.high, finding.measure, lang)}",
                    "met": "" if finding.met is None else f"{finding.met}/{one.units}",
                    "note": _note(finding, lang),
                }
            )
        return Table.of(rows, columns=COLUMNS, labels=LABELS)

    def responses(self, lang: str = "vi") -> Table:
        """How many units meet each possible level, for every candidate: the exact step functions."""
        rows = [
            {
                "title": finding.candidate.indicator.title.say(lang),
                "level": _said(step.level, finding.measure, lang),
                "met": step.met,
                "of": step.of,
            }
            for finding in self.findings
            for step in finding.responses
        ]
        labels = {**LABELS, "level": Words(vi="Nếu mức là", en="If the level were"), "of": Words(vi="Trên", en="Of")}
        columns = ("title", "level", "met", "of")
        return Table.of(rows, columns=columns, labels={name: labels[name] for name in columns})

    def assumptions(self, lang: str = "vi") -> tuple[str, ...]:
        """What was declared: stands on every page."""
        share, confidence = write_number(self.share * 100, lang), write_number(self.confidence * 100, lang)
        if lang == "vi":
            return (
                f"Mức đề xuất: mức chặt nhất mà ít nhất {share}% số mô hình đạt.",
                f"Khoảng tin cậy {confidence}%: thống kê thứ tự, không giả định phân phối.",
                f"Ít hơn {self._needed()} mô hình có số liệu thì không đề xuất mức, chỉ theo dõi.",
                "Mức đề xuất từ số liệu mô hình chưa phải mức khả thi cho mọi xã; chưa so với xã không thí điểm.",
            )
        return (
            f"Suggested level: the strictest that at least {share}% of the pilots meet.",
            f"Interval at {confidence}%: order statistics, free of assumptions about the distribution.",
            f"With fewer than {self._needed()} pilots with a figure no level is suggested: monitor only.",
            "A level suggested by pilots is not yet feasible for every commune; no comparison units were looked at.",
        )

    def _needed(self) -> int:
        return self.findings[0].suggestion.needed if self.findings else self.minimum

    def write(self, folder: str | Path, *, lang: str = "vi") -> tuple[Path, ...]:
        """Write the annex as a workbook and as a page.

        Returns:
            The files.
        """
        from smartvillage.proposal.annex import write_first  # noqa: PLC0415 - workbooks are wanted only here

        return write_first(self, folder, lang=lang)

    def __repr__(self) -> str:
        suggested = sum(one.level is not None for one in self.findings)
        return f"<FirstProposal {self.domain}: {len(self.findings)} candidates, {suggested} with a level>"

    def _repr_html_(self) -> str:
        warning = "<p><b>dữ liệu giả lập</b></p>" if self.synthetic else ""
        return warning + self.table().to_html() + "".join(f"<p>{escape(text)}</p>" for text in self.assumptions())


def first_proposal(
    candidates: Iterable[Candidate],
    evidence: Evidence,
    *,
    share: Fraction = SHARE,
    minimum: int = MINIMUM,
    confidence: Fraction = CONFIDENCE,
    units: Iterable[str] | None = None,
) -> FirstProposal:
    """Sum up what units show for every candidate of one domain.

    Args:
        candidates: The candidates, each judging a single measure.
        evidence: What was reported. Of several periods the last with an exact figure counts for each unit.
        share: The share of units that should meet a suggested level.
        minimum: The fewest units from which a level is suggested.
        confidence: The confidence of the interval.
        units: Only these units, by identity; all that the evidence holds unless given.

    Raises:
        InputError: There are no candidates, or a setting is out of range.

    Example:
        >>> from smartvillage.plugins.registry import builtin_registry
        >>> offered = [one for one in builtin_registry().candidates.values() if one.domain == "tourism"]
        >>> rows = [
        ...     {"unit": f"P{i}", "period": "2025", "measure": "tourism.local-jobs", "numerator": i, "denominator": 20}
        ...     for i in range(15)
        ... ]
        >>> evidence = Evidence(rows, measures=[one.measure for one in offered])
        >>> found = first_proposal(offered, evidence)["tourism.local-jobs"].suggestion
        >>> str(found.level), found.met, found.units
        ('15', 12, 15)
    """
    offered = [one for one in candidates if one.measure is not None]
    wrong = []
    if not offered:
        wrong.append(Words(vi="không có chỉ tiêu đề xuất nào", en="there are no candidates"))
    if not 0 < share < 1 or not 0 < confidence < 1 or minimum < 2:
        wrong.append(
            Words(
                vi="tỷ lệ và độ tin cậy phải trong khoảng 0 đến 1, số tối thiểu từ 2",
                en="share and confidence lie between 0 and 1, and the minimum is at least 2",
            )
        )
    if wrong:
        raise InputError([Problem(code="SV-PP-001", what=one) for one in wrong])
    chosen = tuple(units) if units is not None else evidence.units
    values = _exact_values(evidence, set(chosen))
    findings = []
    for candidate in offered:
        measure = candidate.measure
        assert measure is not None  # only such candidates were kept
        mine = {unit: values[unit, measure.id] for unit in chosen if (unit, measure.id) in values}
        lower = measure.direction == "lower"
        findings.append(
            Finding(
                candidate=candidate,
                measure=measure,
                values=mine,
                missing=tuple(unit for unit in chosen if unit not in mine),
                responses=response(list(mine.values()), lower_is_better=lower),
                suggestion=suggest(
                    list(mine.values()),
                    lower_is_better=lower,
                    share=share,
                    minimum=minimum,
                    confidence=confidence,
                ),
            )
        )
    return FirstProposal(
        domain=offered[0].domain,
        findings=tuple(findings),
        units=chosen,
        unit_names={unit: evidence.unit_names.get(unit, unit) for unit in chosen},
        share=share,
        minimum=minimum,
        confidence=confidence,
        synthetic=is_synthetic(evidence),
    )


def _exact_values(evidence: Evidence, units: set[str]) -> dict[tuple[str, str], Fraction]:
    """The last exact figure of every unit and measure; bounds and approximate figures are not values."""
    columns, measures = evidence.columns, list(evidence.measures.values())
    rows = sorted(range(len(columns)), key=lambda row: (evidence.periods[columns.period[row]], int(columns.as_of[row])))
    found: dict[tuple[str, str], Fraction] = {}
    for row in rows:
        unit, measure = evidence.units[columns.unit[row]], measures[columns.measure[row]]
        usable = (
            unit in units
            and MISSING[columns.missing[row]] == ""
            and RELATIONS[columns.relation[row]] == "eq"
            and STATES[columns.state[row]] in ACCEPTED
        )
        value = columns.value(row, measure.factor) if usable else None
        if value is not None:
            found[unit, measure.id] = value
    return found


def _number(value: Fraction, lang: str) -> str:
    """As reported where it has a short decimal; otherwise rounded to two decimals for the eye."""
    short = value.denominator in {1, 2, 4, 5, 10, 20, 25, 50, 100}
    return write_number(value, lang) if short else write_number(value, lang, 2)


def _said(value: Fraction, measure: Measure, lang: str) -> str:
    """A value as people say it: yes or no, the title of a grade, a number."""
    if measure.kind == "attested":
        return (YES if value == 1 else NO).say(lang)
    if measure.kind == "ordinal" and 1 <= value <= len(measure.grades):
        return measure.grades[int(value) - 1].title.say(lang)
    return _number(value, lang)


def _level(finding: Finding, lang: str) -> str:
    level = finding.level
    if level is None:
        return "chưa quy định mức" if lang == "vi" else "no level yet"
    if finding.measure.kind == "attested":
        return REQUIRED.say(lang)
    if finding.measure.kind == "ordinal":
        grade = _said(level, finding.measure, lang)
        return f"từ “{grade}” trở lên" if lang == "vi" else f"“{grade}” or better"
    unit = finding.measure.unit_text(lang)
    # Printed towards the looser side: as printed, the same units still meet it.
    printed = Fraction(math.floor(level * 100), 100)
    if finding.measure.direction == "lower":
        printed = Fraction(math.ceil(level * 100), 100)
    shown = write_number(printed, lang) + (unit if unit == "%" else f" {unit}")
    return f"{'≤' if finding.measure.direction == 'lower' else '≥'} {shown}"


def _note(finding: Finding, lang: str) -> str:
    notes = [finding.suggestion.say(lang)] if finding.suggestion.refused else []
    if finding.level is None and not finding.suggestion.refused:
        notes.append((TOO_FEW_HAVE_IT if finding.measure.kind == "attested" else NOTHING_ASKED).say(lang))
    if finding.candidate.basis == "idea":
        notes.append("ý tưởng, chưa có tiền lệ về mức" if lang == "vi" else "an idea; no precedent for a level")
    if finding.candidate.burden == "new":
        notes.append("số liệu phải thu thập mới" if lang == "vi" else "the figure must be collected anew")
    return "; ".join(notes)
