"""What is wrong with a set, all at once, with place and advice; and how much of its text is there at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.citations import Life, Verification, span_text
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.resolve import Question, dated
from smartvillage.criteria.rules import (
    Attested,
    Between,
    Combination,
    MeetsSet,
    Rule,
    Threshold,
    Times,
    children,
    comparisons,
    measures_of,
    only_level,
    walk,
)
from smartvillage.criteria.strata import chosen, meets
from smartvillage.criteria.wording import say_interval
from smartvillage.errors import Problem, Where, Words, quoted
from smartvillage.exact import Exact, Interval

if TYPE_CHECKING:
    from smartvillage.criteria.document import SetDocument

__all__ = ["Coverage", "check", "coverage"]

_DEFINE = Words(vi="Khai báo mã này, hoặc sửa lại mã.", en="Define it, or put the name right.")

COMBINATIONS = 10_000
"""How many combinations of strata are looked at for one indicator; no text has nearly so many."""


@attrs.frozen
class Coverage:
    """How much of a text is modelled, and how far it was checked."""

    criteria: int
    criteria_declared: int
    indicators: int
    indicators_declared: int
    wording: Mapping[str, int]
    """Indicators by the verification of their wording."""
    levels: Mapping[str, int]
    """Levels by verification, over every stratum and span written down; levels left to a province count as missing,
    and a factor times the level of another indicator counts by its own verification."""
    attested: int
    """Indicators that are only attested and so need no level."""

    @property
    def whole(self) -> bool:
        """Whether everything the text has is modelled."""
        return self.criteria >= self.criteria_declared and self.indicators >= self.indicators_declared


def coverage(document: SetDocument) -> Coverage:
    """Count what is modelled and verified."""
    indicators = list(document.indicators())
    levels: Counter[str] = Counter()
    attested = 0
    for indicator in indicators:
        parts = [part for one in indicator.provisions for part in walk(one.rule) if not children(part)]
        found = [level.state for part in parts for _, _, some in comparisons(part) for level in some]
        found += [part.verification for part in parts if isinstance(part, Times)]
        levels.update(state.value for state in found)
        attested += not found and all(isinstance(part, Attested) for part in parts)
    declared = document.declared
    return Coverage(
        criteria=len(document.criteria),
        criteria_declared=declared.criteria if declared else len(document.criteria),
        indicators=len(indicators),
        indicators_declared=declared.indicators if declared else len(indicators),
        wording=_counted(Counter(one.wording.value for one in indicators)),
        levels=_counted(levels),
        attested=attested,
    )


def _counted(found: Counter[str]) -> dict[str, int]:
    return {state.value: found[state.value] for state in Verification}


def check(document: SetDocument) -> tuple[Problem, ...]:
    """List every fault of a set."""
    return tuple(_Checker(document).problems())


class _Checker:
    def __init__(self, document: SetDocument) -> None:
        self.document = document
        self.schemes = {scheme.id: scheme for scheme in document.schemes}
        self.measures = {measure.id: measure for measure in document.measures}

    def problems(self) -> Iterator[Problem]:
        yield from self._names()
        yield from self._schemes()
        declared = self.document.declared
        criteria = [one.id for one in self.document.criteria]
        most = max(len(criteria), declared.criteria) if declared is not None else len(criteria)
        yield from self._combination(self.document.requires, criteria, most, "requires")
        for criterion in self.document.criteria:
            members = [one.id for one in criterion.indicators]
            path = f"{criterion.printed} ({criterion.id})"
            yield from self._combination(criterion.requires, members, self._most(criterion), path)
            for indicator in criterion.indicators:
                yield from self._indicator(indicator)
        yield from self._cycles()
        yield from self._declared()

    def _most(self, criterion: Criterion) -> int:
        """How many indicators a criterion can have: those modelled, and those its text is said to have beyond them."""
        if criterion.declared_indicators is not None:
            return max(criterion.declared_indicators, len(criterion.indicators))
        declared = self.document.declared
        modelled = len(list(self.document.indicators()))
        return len(criterion.indicators) + (max(0, declared.indicators - modelled) if declared is not None else 0)

    # -- names ------------------------------------------------------------------------------------------------------

    def _names(self) -> Iterator[Problem]:
        document = self.document
        criteria, indicators = document.criteria, list(document.indicators())
        printed = Words(vi="số", en="the printed number")
        groups: list[tuple[str, Words, Iterable[str]]] = [
            ("SV-SET-010", Words(vi="mã số liệu", en="the measure"), (one.id for one in document.measures)),
            ("SV-SET-010", Words(vi="mã cách phân nhóm", en="the scheme"), (one.id for one in document.schemes)),
            (
                "SV-SET-010",
                Words(vi="mã tiêu chí hoặc chỉ tiêu", en="the id of a criterion or indicator"),
                [*(one.id for one in criteria), *(one.id for one in indicators)],
            ),
            ("SV-SET-011", printed, (one.printed for one in criteria)),
            ("SV-SET-011", printed, (one.printed for one in indicators)),
        ]
        for code, kind, names in groups:
            for name, times in Counter(names).items():
                if times > 1:
                    yield Problem(
                        code=code,
                        what=Words(
                            vi=f"{kind.vi} {quoted(name)} dùng {times} lần",
                            en=f"{kind.en} {quoted(name)} is used {times} times",
                        ),
                        where=Where(path=document.key),
                        advice=Words(vi="Mỗi mã, mỗi số chỉ dùng một lần.", en="Use each once."),
                    )

    def _schemes(self) -> Iterator[Problem]:
        for scheme in self.document.schemes:
            for rule in scheme.rules:
                yield from self._selection({scheme.id: rule.takes}, scheme.id)
                yield from self._selection({rule.scheme: rule.stratum}, scheme.id)

    def _combination(self, combination: Combination, members: Sequence[str], most: int, path: str) -> Iterator[Problem]:
        for name in combination.compulsory:
            if name not in members:
                yield self._unknown(path, Words(vi="thành phần bắt buộc", en="compulsory member"), name, members)
        if combination.count is not None and combination.count > most:
            yield Problem(
                code="SV-SET-012",
                what=Words(
                    vi=f"đòi {combination.count} trong {most} thành phần",
                    en=f"asks {combination.count} of {most} members",
                ),
                where=Where(path=path),
                advice=Words(vi="Sửa count, hoặc thêm thành phần.", en="Lower the count, or add the members."),
            )

    def _unknown(self, path: str, kind: Words, name: str, known: Iterable[str]) -> Problem:
        from difflib import get_close_matches  # noqa: PLC0415

        close = get_close_matches(name, sorted(known), n=1)
        return Problem(
            code="SV-SET-013",
            what=Words(vi=f"không có {kind.vi} {quoted(name)}", en=f"there is no {kind.en} {quoted(name)}"),
            where=Where(path=path),
            advice=Words(vi=f"Gần nhất: {close[0]}.", en=f"Closest: {close[0]}.") if close else _DEFINE,
            found=name,
        )

    # -- indicators -------------------------------------------------------------------------------------------------

    def _indicator(self, indicator: Indicator) -> Iterator[Problem]:
        path = f"{indicator.printed} ({indicator.id})"
        for provision in indicator.provisions:
            yield from self._selection(provision.stratum, path)
            for measure in measures_of(provision.rule):
                if measure not in self.measures:
                    yield self._unknown(path, Words(vi="số liệu", en="measure"), measure, self.measures)
            for rule in walk(provision.rule):
                yield from self._rule(rule, path)
                if isinstance(rule, Times):
                    yield from self._factor(rule, path)
                    if rule.citation is None:
                        yield from self._uncited(indicator, provision, rule.factor, path)
            for rule, field, levels in comparisons(provision.rule):
                place = f"{path} {field}" if isinstance(rule, Between) else path
                yield from self._levels(indicator, provision, rule, levels, place)
        yield from self._grid(indicator, indicator.provisions, path)

    def _rule(self, rule: Rule, path: str) -> Iterator[Problem]:
        measure = self.measures.get(getattr(rule, "measure", ""))
        if measure is not None and isinstance(rule, Attested) != (measure.kind == "attested"):
            yield Problem(
                code="SV-SET-014",
                what=Words(
                    vi=f"quy định {quoted(rule.kind)} không hợp với số liệu loại {measure.kind} {quoted(measure.id)}",
                    en=f"the rule {quoted(rule.kind)} does not fit {quoted(measure.id)}, which is {measure.kind}",
                ),
                where=Where(path=path),
                advice=Words(
                    vi="Số liệu có / không dùng kind: attested.", en="A yes or no measure takes kind: attested."
                ),
            )
        if isinstance(rule, Between):
            yield from self._upside_down(rule, path)
        if isinstance(rule, MeetsSet) and rule.set == self.document.key:
            yield _cycle([self.document.key, self.document.key], path)

    def _upside_down(self, rule: Between, path: str) -> Iterator[Problem]:
        """A lower edge that is not below the upper one for the same units and days: nothing lies between them."""
        for low, high in product(rule.low, rule.high):
            if low.value is None or high.value is None or not (low.overlaps(high) and meets(low.stratum, high.stratum)):
                continue
            if low.value > high.value or (low.value == high.value and rule.edges != "both"):
                yield Problem(
                    code="SV-SET-023",
                    what=Words(
                        vi=f"không có giá trị nào từ {low.value} đến {high.value}",
                        en=f"nothing lies between {low.value} and {high.value}",
                    ),
                    where=Where(path=path),
                    advice=Words(vi="Kiểm tra low, high và edges.", en="Check low, high and edges."),
                )

    def _factor(self, rule: Times, path: str) -> Iterator[Problem]:
        """What a factor multiplies, where that is of this set: one level, in the unit of what is judged."""
        if rule.of.set not in {None, self.document.key}:
            return
        indicators = {one.id: one for one in self.document.indicators()}
        target = indicators.get(rule.of.indicator)
        if target is None:
            yield self._unknown(path, Words(vi="chỉ tiêu", en="indicator"), rule.of.indicator, indicators)
            return
        sources = [only_level(one.rule) for one in target.provisions]
        if None in sources:
            yield Problem(
                code="SV-SET-024",
                what=Words(
                    vi=f"chỉ tiêu {quoted(target.id)} không có đúng một mức để nhân",
                    en=f"the indicator {quoted(target.id)} has not just one level to multiply",
                ),
                where=Where(path=path),
                advice=Words(vi="Ghi mức thành số.", en="Write the level as a number."),
            )
        mine = self.measures.get(rule.measure)
        for name in dict.fromkeys(source.measure for source in sources if source is not None):
            other = self.measures.get(name)
            if mine is not None and other is not None and mine.unit_key() != other.unit_key():
                yield Problem(
                    code="SV-SET-015",
                    what=Words(
                        vi=f"đơn vị của {quoted(mine.id)} và {quoted(other.id)} khác nhau",
                        en=f"{quoted(mine.id)} and {quoted(other.id)} have different units",
                    ),
                    where=Where(path=path),
                    advice=Words(vi="Sửa loại và đơn vị cho giống nhau.", en="Give both the same kind and unit."),
                )

    def _selection(self, selection: Mapping[str, object], path: str) -> Iterator[Problem]:
        for name in selection:
            scheme = self.schemes.get(name)
            if scheme is None:
                yield self._unknown(path, Words(vi="cách phân nhóm", en="scheme"), name, self.schemes)
                continue
            ids = {one.id for one in scheme.strata}
            for stratum in chosen(selection, name) or ():  # type: ignore[arg-type]
                if stratum not in ids:
                    yield self._unknown(path, Words(vi="nhóm", en="stratum"), stratum, ids)

    def _levels(
        self, indicator: Indicator, provision: Provision, rule: Rule, levels: tuple[Threshold, ...], path: str
    ) -> Iterator[Problem]:
        measure = self.measures.get(getattr(rule, "measure", ""))
        low, high = measure.range if measure is not None else (None, None)
        for level in levels:
            yield from self._selection(level.stratum, path)
            if level.value is None:
                continue
            if level.citation is None:
                yield from self._uncited(indicator, provision, level.value, path)
            if measure is not None and (
                (low is not None and level.value < low) or (high is not None and level.value > high)
            ):
                accepts = Interval(low, high)
                yield Problem(
                    code="SV-SET-017",
                    what=Words(
                        vi=f"mức {level.value} ngoài khoảng của {quoted(measure.id)}",
                        en=f"the level {level.value} is outside the range of {quoted(measure.id)}",
                    ),
                    expected=Words(vi=say_interval(accepts, measure, "vi"), en=say_interval(accepts, measure, "en")),
                    where=Where(path=path),
                )
            if level.life in {Life.DRAFT, Life.ANNOUNCED}:
                yield Problem(
                    code="SV-SET-018",
                    what=Words(
                        vi=f"mức {level.value} chưa có hiệu lực ({level.life.value})",
                        en=f"the level {level.value} is not in force ({level.life.value})",
                    ),
                    where=Where(path=path),
                    advice=Words(vi="Mức này không dùng để đánh giá.", en="It judges nobody."),
                )
        in_force = tuple(level for level in levels if level.life is Life.IN_FORCE)
        if levels or not isinstance(rule, Attested):
            yield from self._grid(indicator, in_force, path, within=provision)

    def _uncited(self, indicator: Indicator, provision: Provision, value: Exact, path: str) -> Iterator[Problem]:
        if provision.citation is None and indicator.citation is None:
            yield Problem(
                code="SV-SET-016",
                what=Words(vi=f"mức {value} không có căn cứ", en=f"the level {value} is not cited"),
                where=Where(path=path),
                advice=Words(vi="Ghi citation.", en="Give a citation."),
            )

    def _grid(
        self,
        indicator: Indicator,
        held: tuple[Threshold, ...] | tuple[Provision, ...],
        path: str,
        within: Provision | None = None,
    ) -> Iterator[Problem]:
        """Over time and the strata that are named: exactly one, or a problem that says for which days and whom."""
        assesses = self.document.assesses
        bounds = [one for one in (indicator, within) if one is not None]
        start = max([assesses.since, *(one.since for one in bounds if one.since is not None)])
        end = min([assesses.until, *(one.until for one in bounds if one.until is not None)])
        if start >= end:
            return
        days = sorted({start, *(day for day in dated(held) if start < day < end), end})
        outer = within.stratum if within is not None else {}
        named = dict.fromkeys([*outer, *(scheme for one in held for scheme in one.stratum)])
        choices = {name: chosen(outer, name) or self._strata(name) for name in named if name in self.schemes}
        combinations = prod(len(strata) for strata in choices.values())
        if combinations > COMBINATIONS:
            yield _too_many(combinations, path)
            return
        found: dict[tuple[str, str], list[tuple[date, date]]] = {}
        for (since, until), combination in product(pairwise(days), product(*choices.values())):
            strata = dict(zip(choices, combination, strict=True))
            _, why_not, _ = Question(strata=strata, on=since).one_of(held)
            if why_not in {"gap", "overlap"}:  # a scheme that is not known is told as such
                spans = found.setdefault((why_not, ", ".join(combination)), [])
                if spans and spans[-1][1] == since:
                    spans[-1] = (spans[-1][0], until)
                else:
                    spans.append((since, until))
        alike: dict[tuple[str, tuple[tuple[date, date], ...]], list[str]] = {}
        for (why_not, whom), spans in found.items():
            alike.setdefault((why_not, tuple(spans)), []).append(whom)
        for (why_not, when), whom_all in alike.items():
            named_whom = whom_all if outer or len(whom_all) < combinations else []
            yield _hole(why_not, named_whom, when, path, of_levels=within is not None)

    def _strata(self, scheme: str) -> tuple[str, ...]:
        return tuple(one.id for one in self.schemes[scheme].strata)

    # -- the whole --------------------------------------------------------------------------------------------------

    def _cycles(self) -> Iterator[Problem]:
        """Levels that are a factor times each other, round and round."""
        arrows = {
            indicator.id: [
                rule.of.indicator
                for one in indicator.provisions
                for rule in walk(one.rule)
                if isinstance(rule, Times) and rule.of.set in {None, self.document.key}
            ]
            for indicator in self.document.indicators()
        }
        while True:
            try:
                TopologicalSorter(arrows).prepare()
            except CycleError as found:
                loop = [str(name) for name in found.args[1]]
                yield _cycle(loop, loop[0])
                for name in loop:  # the next one
                    arrows.pop(name, None)
            else:
                return

    def _declared(self) -> Iterator[Problem]:
        document, declared = self.document, self.document.declared
        of_criteria, of_indicators = Words(vi="tiêu chí", en="criteria"), Words(vi="chỉ tiêu", en="indicators")
        counts = [
            (f"{one.printed} ({one.id})", of_indicators, len(one.indicators), one.declared_indicators)
            for one in document.criteria
        ]
        if declared is not None:
            counts.append((document.key, of_criteria, len(document.criteria), declared.criteria))
            counts.append((document.key, of_indicators, len(list(document.indicators())), declared.indicators))
        for path, kind, have, said in counts:
            if said is not None and have > said:
                yield Problem(
                    code="SV-SET-020",
                    what=Words(
                        vi=f"có {have} {kind.vi} nhưng khai {said}",
                        en=f"there are {have} {kind.en} but {said} declared",
                    ),
                    where=Where(path=path),
                    advice=Words(vi="Sửa số đã khai.", en="Correct what is declared."),
                )


def _cycle(loop: Sequence[str], path: str) -> Problem:
    return Problem(
        code="SV-SET-019",
        what=Words(vi=f"quy định quay vòng: {' -> '.join(loop)}", en=f"the rules go round: {' -> '.join(loop)}"),
        where=Where(path=path),
        advice=Words(vi="Ghi một mức thành số.", en="Write one of the levels as a number."),
    )


def _too_many(combinations: int, path: str) -> Problem:
    return Problem(
        code="SV-SET-025",
        what=Words(
            vi=f"có {combinations} tổ hợp nhóm, quá nhiều để kiểm tra",
            en=f"there are {combinations} combinations of strata, too many to check",
        ),
        where=Where(path=path),
        advice=Words(vi="Dùng ít cách phân nhóm hơn.", en="Name fewer schemes."),
    )


def _hole(
    why_not: str, whom: Sequence[str], spans: Sequence[tuple[date, date]], path: str, *, of_levels: bool
) -> Problem:
    what = Words(vi="mức", en="level") if of_levels else Words(vi="quy định", en="provision")
    for_whom = f" ({'; '.join(whom)})" if whom else ""
    vi = "; ".join(span_text(*span, "vi") for span in spans)
    en = "; ".join(span_text(*span, "en") for span in spans)
    if why_not == "overlap":
        return Problem(
            code="SV-SET-021",
            what=Words(
                vi=f"hai {what.vi} cùng áp dụng {vi}{for_whom}", en=f"two {what.en}s hold at once {en}{for_whom}"
            ),
            where=Where(path=path),
            advice=Words(
                vi="Tách khoảng thời gian hoặc nhóm" + (", hoặc ghi replaces: true." if of_levels else "."),
                en="Part the spans or the strata" + (", or declare replaces: true." if of_levels else "."),
            ),
        )
    return Problem(
        code="SV-SET-022",
        what=Words(vi=f"không có {what.vi} nào {vi}{for_whom}", en=f"no {what.en} holds {en}{for_whom}"),
        where=Where(path=path),
        advice=Words(
            vi="Thêm mức, hoặc ghi missing cùng lý do." if of_levels else "Thêm quy định.",
            en="Add the level, or write it down as missing with the reason." if of_levels else "Add a provision.",
        ),
    )
