"""Checks on what a plugin declares: ids, units, citations, labels, strata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs

from smartvillage.border import Label, Record
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import Attested, comparisons, measures_of, walk
from smartvillage.errors import Problem, Words, quoted
from smartvillage.plugins.offers import Candidate
from smartvillage.testing.subjects import Subject

__all__ = [
    "check_citations",
    "check_ids",
    "check_labels",
    "check_strata",
    "check_units",
]

_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")
_OF_IDS = frozenset({"SV-SET-010", "SV-SET-011", "SV-SET-013"})
_OF_UNITS = frozenset({"SV-SET-014", "SV-SET-015", "SV-SET-017", "SV-SET-023", "SV-SET-024"})
_OF_CITATIONS = frozenset({"SV-SET-016", "SV-SET-018"})
"""Which check tells which problem of a set; the rest are gaps and overlaps."""


@lru_cache(maxsize=64)
def _problems(criteria_set: CriteriaSet) -> tuple[Problem, ...]:
    return criteria_set.check()


def _of_sets(subject: Subject, codes: frozenset[str]) -> Iterator[Words]:
    for criteria_set in subject.sets:
        for problem in _problems(criteria_set):
            if problem.code in codes:
                yield Words(
                    vi=f"{criteria_set.key}: {problem.say('vi')}", en=f"{criteria_set.key}: {problem.say('en')}"
                )


# --- ids -----------------------------------------------------------------------------------------------------------


def check_ids(subject: Subject) -> Iterator[Words]:
    """Ids are lower case, under the plugin's key, used for one thing only, and mean the same everywhere."""
    offer, key = subject.offer, subject.name
    yield from _of_sets(subject, _OF_IDS)
    kinds = ("measures", "programmes", "candidates", "pilots", "evaluators", "datasets")
    used = Counter(name for kind in kinds for name in getattr(offer, kind))
    for name, times in sorted(used.items()):
        if times > 1:
            yield Words(vi=f"{quoted(name)} dùng cho {times} thứ", en=f"{quoted(name)} is used for {times} things")
        if not _ID.fullmatch(name):
            yield Words(
                vi=f"{quoted(name)} không phải mã; cần chữ thường không dấu, số, gạch nối: {key}.so-lieu",
                en=f"{quoted(name)} is no id; lower-case letters, digits and hyphens are due: {key}.a-name",
            )
    for candidate in offer.candidates.values():
        yield from _same_measure(offer.measures, candidate.measure, candidate.id)
    for criteria_set in subject.sets:
        for measure in criteria_set.measures.values():
            yield from _same_measure(offer.measures, measure, criteria_set.key)


def _same_measure(offered: Mapping[str, Measure], measure: Measure | None, place: str) -> Iterator[Words]:
    if measure is not None and offered.get(measure.id, measure) != measure:
        yield Words(
            vi=f"{quoted(measure.id)} trong {place} khác với số liệu cùng mã mà phần mở rộng khai",
            en=f"{quoted(measure.id)} in {place} is not the measure that the plugin offers under this id",
        )


# --- units ---------------------------------------------------------------------------------------------------------


def check_units(subject: Subject) -> Iterator[Words]:
    """A figure says of what it is: shares of which whole, counts of what; levels lie within the range."""
    yield from _of_sets(subject, _OF_UNITS)
    measures = subject.measures
    for measure in measures.values():
        if measure.kind == "share" and (measure.numerator is None or measure.denominator is None):
            yield Words(
                vi=f"{quoted(measure.id)} là tỷ lệ mà không nói tử số, mẫu số là gì",
                en=f"{quoted(measure.id)} is a share that does not say of what: numerator and denominator",
            )
        if measure.kind == "count" and measure.counted is None and measure.unit is None:
            yield Words(
                vi=f"{quoted(measure.id)} không nói đếm cái gì: thêm counted (hộ, trường, ...)",
                en=f"{quoted(measure.id)} does not say what it counts: add counted (households, schools, ...)",
            )
    known = {**subject.registry.measures, **measures} if subject.registry is not None else measures
    for candidate in subject.offer.candidates.values():
        yield from _levels_in_range(candidate, known)


def _levels_in_range(candidate: Candidate, measures: Mapping[str, Measure]) -> Iterator[Words]:
    for provision in candidate.indicator.provisions:
        for rule in walk(provision.rule):
            measure = measures.get(getattr(rule, "measure", ""))
            if measure is not None and isinstance(rule, Attested) != (measure.kind == "attested"):
                yield Words(
                    vi=f"{quoted(candidate.id)}: quy định {rule.kind} không hợp với số liệu loại {measure.kind}",
                    en=f"{quoted(candidate.id)}: the rule {rule.kind} does not fit a measure that is {measure.kind}",
                )
        for rule, _, levels in comparisons(provision.rule):
            low, high = measures[measures_of(rule)[0]].range
            for level in levels:
                if level.value is not None and not (
                    (low is None or low <= level.value) and (high is None or level.value <= high)
                ):
                    yield Words(
                        vi=f"{quoted(candidate.id)}: mức {level.value} ngoài khoảng của số liệu",
                        en=f"{quoted(candidate.id)}: the level {level.value} is outside the range of its measure",
                    )


# --- citations -----------------------------------------------------------------------------------------------------


def check_citations(subject: Subject) -> Iterator[Words]:
    """A level is somebody's: where it stands is cited, and so is every precedent."""
    yield from _of_sets(subject, _OF_CITATIONS)
    for candidate in subject.offer.candidates.values():
        for provision in candidate.indicator.provisions:
            for _, _, levels in comparisons(provision.rule):
                for level in levels:
                    if level.value is not None and not (
                        level.citation or provision.citation or candidate.indicator.citation
                    ):
                        yield Words(
                            vi=f"{quoted(candidate.id)}: mức {level.value} không dẫn văn bản",
                            en=f"{quoted(candidate.id)}: the level {level.value} cites no text",
                        )
        for one in candidate.precedents:
            if not re.search(r"\w", one.citation.number):
                yield Words(
                    vi=f"{quoted(candidate.id)}: tiền lệ {quoted(one.what.vi)} không nói ở văn bản nào",
                    en=f"{quoted(candidate.id)}: the precedent {quoted(one.what.say('en'))} does not name a text",
                )
    for dataset in subject.offer.datasets.values():
        if not dataset.licence.strip():
            yield Words(vi=f"{quoted(dataset.id)} không ghi giấy phép", en=f"{quoted(dataset.id)} states no licence")


# --- labels --------------------------------------------------------------------------------------------------------


def check_labels(subject: Subject) -> Iterator[Words]:
    """Everything that people read is there in Vietnamese and in English."""
    offer = subject.offer
    items: list[tuple[str, Any]] = [("plugin_info", offer.info)]
    for kind in ("measures", "candidates", "pilots", "datasets"):
        items += list(getattr(offer, kind).items())
    items += [(one.key, one.document) for one in subject.sets]
    items += [(case.of, case.because) for case in offer.cases]
    yield from (
        Words(
            vi=f"{name}: {path or 'nhãn'} thiếu tiếng {'Việt' if not label.vi.strip() else 'Anh'} ({quoted(label.vi)})",
            en=f"{name}: {path or 'the label'} is not there in {'Vietnamese' if not label.vi.strip() else 'English'} "
            f"({quoted(label.vi)})",
        )
        for name, item in items
        for path, label in _labels(item)
        if not label.vi.strip() or not (label.en or "").strip()
    )


def _labels(value: object, path: str = "") -> Iterator[tuple[str, Label]]:
    if isinstance(value, Label):
        yield path, value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _labels(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _labels(one, f"{path}[{key}]")
    elif isinstance(value, (list, tuple)):
        for place, one in enumerate(value):
            yield from _labels(one, f"{path}[{place}]")
    elif attrs.has(kind := type(value)):
        for field in attrs.fields(kind):
            # the measure of a candidate is looked at where it is offered
            if field.name != "measure" and not callable(one := getattr(value, field.name)):
                yield from _labels(one, f"{path}.{field.name}".lstrip("."))


# --- strata --------------------------------------------------------------------------------------------------------


def check_strata(subject: Subject) -> Iterator[Words]:
    """Whoever a unit is and whenever: one rule holds, and one level, or it says why there is none."""
    told = _OF_IDS | _OF_UNITS | _OF_CITATIONS
    for swept in subject.swept:
        trial = swept.trial
        for problem in _problems(trial.criteria_set):
            if problem.code not in told:
                say = {lang: problem.say(lang) for lang in ("vi", "en")}
                for own, known in trial.called.items():
                    say = {lang: text.replace(own, known) for lang, text in say.items()}
                yield Words(**say)
