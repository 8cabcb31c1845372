"""What is wrong with a set, all at once, with place and advice; and how much of its text is there at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.citations import Life, Verification, span_text
from smartvillage.criteria.provisions import Indicator, Provision
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
    walk,
)
from smartvillage.criteria.strata import Scheme, chosen
from smartvillage.errors import Problem, Where, Words, quoted

if TYPE_CHECKING:
    from smartvillage.criteria.document import SetDocument

__all__ = ["Coverage", "check", "coverage"]


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
    """Levels by verification, over every stratum and span written down; levels left to a province count as missing."""
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
        found = [level for one in indicator.provisions for _, _, some in comparisons(one.rule) for level in some]
        levels.update(level.state.value for level in found)
        leaves = (one for p in indicator.provisions for one in walk(p.rule) if not children(one))
        attested += not found and all(isinstance(one, Attested) for one in leaves)
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
        yield from self._combination(self.document.requires, [one.id for one in self.document.criteria], "requires")
        for criterion in self.document.criteria:
            members = [one.id for one in criterion.indicators]
            yield from self._combination(criterion.requires, members, f"{criterion.printed}")
            for indicator in criterion.indicators:
                yield from self._indicator(indicator)
        yield from self._cycles()
        yield from self._declared()

    # -- names ------------------------------------------------------------------------------------------------------

    def _names(self) -> Iterator[Problem]:
        document = self.document
        groups: list[tuple[str, Words, Iterable[str]]] = [
            ("SV-SET-010", Words(vi="mã số liệu", en="the measure"), (one.id for one in document.measures)),
            ("SV-SET-010", Words(vi="mã cách phân nhóm", en="the scheme"), (one.id for one in document.schemes)),
            ("SV-SET-010", Words(vi="mã tiêu chí", en="the criterion"), (one.id for one in document.criteria)),
            ("SV-SET-010", Words(vi="mã chỉ tiêu", en="the indicator"), (one.id for one in document.indicators())),
            (
                "SV-SET-011",
                Words(vi="số tiêu chí", en="the printed number"),
                (one.printed for one in document.criteria),
            ),
            (
                "SV-SET-011",
                Words(vi="số chỉ tiêu", en="the printed number"),
                (one.printed for one in document.indicators()),
            ),
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
                        advice=Words(vi="Mỗi mã dùng một lần.", en="Use each once."),
                    )

    def _schemes(self) -> Iterator[Problem]:
        for scheme in self.document.schemes:
            ids = {one.id for one in scheme.strata}
            for rule in scheme.rules:
                if rule.takes not in ids:
                    yield self._unknown(scheme.id, Words(vi="nhóm", en="stratum"), rule.takes, ids)

    def _combination(self, combination: Combination, members: Sequence[str], path: str) -> Iterator[Problem]:
        for name in combination.compulsory:
            if name not in members:
                yield self._unknown(path, Words(vi="thành phần bắt buộc", en="compulsory member"), name, members)
        declared = self.document.declared
        if combination.count is not None and combination.count > len(members) and declared is None:
            yield Problem(
                code="SV-SET-012",
                what=Words(
                    vi=f"đòi {combination.count} trong {len(members)} thành phần",
                    en=f"asks {combination.count} of {len(members)} members",
                ),
                where=Where(path=path),
            )

    def _unknown(self, path: str, kind: Words, name: str, known: Iterable[str]) -> Problem:
        from difflib import get_close_matches  # noqa: PLC0415

        close = get_close_matches(name, sorted(known), n=1)
        return Problem(
            code="SV-SET-013",
            what=Words(vi=f"không có {kind.vi} {quoted(name)}", en=f"there is no {kind.en} {quoted(name)}"),
            where=Where(path=path),
            advice=Words(vi=f"Gần nhất: {close[0]}.", en=f"Closest: {close[0]}.") if close else None,
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
            for rule, field, levels in comparisons(provision.rule):
                yield from self._levels(indicator, provision, rule, field, levels, path)
        yield from self._provisions(indicator, path)

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
        if isinstance(rule, Times) and rule.of.set in {None, self.document.key}:
            target = next((one for one in self.document.indicators() if one.id == rule.of.indicator), None)
            if target is None:
                known = [one.id for one in self.document.indicators()]
                yield self._unknown(path, Words(vi="chỉ tiêu", en="indicator"), rule.of.indicator, known)
            else:
                yield from self._same_unit(rule, target, path)
        if isinstance(rule, MeetsSet) and rule.set == self.document.key:
            yield self._cycle([self.document.key, self.document.key], path)

    def _same_unit(self, rule: Times, target: Indicator, path: str) -> Iterator[Problem]:
        mine = self.measures.get(rule.measure)
        for name in {name for one in target.provisions for name in measures_of(one.rule)}:
            other = self.measures.get(name)
            if mine is not None and other is not None and mine.unit_key() != other.unit_key():
                yield Problem(
                    code="SV-SET-015",
                    what=Words(
                        vi=f"đơn vị của {quoted(mine.id)} và {quoted(other.id)} khác nhau",
                        en=f"{quoted(mine.id)} and {quoted(other.id)} have different units",
                    ),
                    where=Where(path=path),
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
        self,
        indicator: Indicator,
        provision: Provision,
        rule: Rule,
        field: str,
        levels: tuple[Threshold, ...],
        path: str,
    ) -> Iterator[Problem]:
        measure = self.measures.get(getattr(rule, "measure", ""))
        if isinstance(rule, Between):
            path = f"{path} {field}"
        for level in levels:
            yield from self._selection(level.stratum, path)
            if level.value is None:
                continue
            if level.citation is None and provision.citation is None and indicator.citation is None:
                yield Problem(
                    code="SV-SET-016",
                    what=Words(vi=f"mức {level.value} không có căn cứ", en=f"the level {level.value} is not cited"),
                    where=Where(path=path),
                    advice=Words(vi="Ghi citation.", en="Give a citation."),
                )
            if measure is not None:
                low, high = measure.range
                if (low is not None and level.value < low) or (high is not None and level.value > high):
                    yield Problem(
                        code="SV-SET-017",
                        what=Words(
                            vi=f"mức {level.value} ngoài khoảng của {quoted(measure.id)}",
                            en=f"the level {level.value} is outside the range of {quoted(measure.id)}",
                        ),
                        expected=Words(vi=f"từ {low} đến {high}", en=f"{low} to {high}"),
                        where=Where(path=path),
                    )
            if level.life is Life.DRAFT:
                yield Problem(
                    code="SV-SET-018",
                    what=Words(vi=f"mức {level.value} mới là dự thảo", en=f"the level {level.value} is only a draft"),
                    where=Where(path=path),
                )
        if levels or not isinstance(rule, Attested):
            yield from self._grid(indicator, levels, path, within=provision)

    def _provisions(self, indicator: Indicator, path: str) -> Iterator[Problem]:
        yield from self._grid(indicator, indicator.provisions, path)

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
        days = sorted({start, *(day for day in dated(held) if start < day < end)})
        if start >= end:
            return
        named = dict.fromkeys(scheme for one in held for scheme in one.stratum if scheme in self.schemes)
        schemes = [self.schemes[name] for name in named]
        outer = dict(within.stratum) if within is not None else {}
        found: dict[tuple[str, tuple[str, ...]], list[tuple[date, date]]] = {}
        for (since, until), combo in product(pairwise([*days, end]), _combos(schemes, outer)):
            question = Question(strata=combo, on=since)
            _, why_not, _ = question.one_of(held)
            if why_not is not None:
                spans = found.setdefault((why_not, tuple(combo.values())), [])
                if spans and spans[-1][1] == since:
                    spans[-1] = (spans[-1][0], until)
                else:
                    spans.append((since, until))
        for (why_not, strata), spans in found.items():
            yield _hole(why_not, strata, spans, path, of_levels=within is not None)

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
        try:
            TopologicalSorter(arrows).prepare()
        except CycleError as found:
            loop = [str(name) for name in found.args[1]]
            yield self._cycle(loop, loop[0])

    def _cycle(self, loop: Sequence[str], path: str) -> Problem:
        return Problem(
            code="SV-SET-019",
            what=Words(vi=f"quy định quay vòng: {' -> '.join(loop)}", en=f"the rules go round: {' -> '.join(loop)}"),
            where=Where(path=path),
        )

    def _declared(self) -> Iterator[Problem]:
        declared = self.document.declared
        if declared is None:
            return
        for kind, have, said in (
            (Words(vi="tiêu chí", en="criteria"), len(self.document.criteria), declared.criteria),
            (Words(vi="chỉ tiêu", en="indicators"), len(list(self.document.indicators())), declared.indicators),
        ):
            if have > said:
                yield Problem(
                    code="SV-SET-020",
                    what=Words(
                        vi=f"có {have} {kind.vi} nhưng khai {said}",
                        en=f"there are {have} {kind.en} but {said} declared",
                    ),
                    where=Where(path=self.document.key),
                )


def _combos(schemes: Sequence[Scheme], outer: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Every combination of strata of the schemes, within those a provision is for."""
    choices = [[(s.id, one) for one in (chosen(outer, s.id) or [t.id for t in s.strata])] for s in schemes]  # type: ignore[arg-type]
    for combo in product(*choices):
        yield {**{name: (chosen(outer, name) or ("",))[0] for name in outer}, **dict(combo)}  # type: ignore[arg-type]


def _hole(
    why_not: str, strata: tuple[str, ...], spans: list[tuple[date, date]], path: str, *, of_levels: bool
) -> Problem:
    what = Words(vi="mức", en="level") if of_levels else Words(vi="quy định", en="provision")
    for_whom = f" ({', '.join(strata)})" if strata else ""
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
                vi="Tách khoảng thời gian hoặc nhóm, hoặc ghi replaces: true.",
                en="Part the spans or the strata, or declare replaces: true.",
            ),
        )
    return Problem(
        code="SV-SET-022",
        what=Words(vi=f"không có {what.vi} nào {vi}{for_whom}", en=f"no {what.en} holds {en}{for_whom}"),
        where=Where(path=path),
        advice=Words(
            vi="Thêm mức, hoặc ghi missing cùng lý do.",
            en="Add the level, or write it down as missing with the reason.",
        ),
    )
