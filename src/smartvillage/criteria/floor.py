"""The floor under the levels of a province: what the nation asks of the same communes on the same days.

:func:`check_floor` compares every patch with the *national floor*: the level that the set holds for the same strata
and days, whatever its verification. Every rule is met more easily the easier its conditions are, so comparing
condition by condition is enough. But a factor may turn a stricter level into a looser one elsewhere (at most twice the
level of an *at least*); that is refused too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from smartvillage.criteria.citations import Life, Verification
from smartvillage.criteria.patches import (
    AddCriterion,
    AddIndicator,
    Drop,
    Patch,
    Repeal,
    SetLevel,
    SetProvision,
)
from smartvillage.criteria.resolve import Question, dated
from smartvillage.criteria.rules import (
    Above,
    AtLeast,
    AtMost,
    Attested,
    Below,
    Between,
    Equal,
    Rule,
    Threshold,
    Times,
    children,
    comparisons,
    walk,
)
from smartvillage.criteria.strata import fits
from smartvillage.criteria.wording import quantity, say_interval
from smartvillage.errors import Problem, Where, Words
from smartvillage.exact import Exact, Interval

if TYPE_CHECKING:
    from smartvillage.criteria.citations import Dated
    from smartvillage.criteria.criteria_set import CriteriaSet
    from smartvillage.criteria.measures import Measure
    from smartvillage.criteria.provisions import Indicator, Provision
    from smartvillage.criteria.rules import Combination
    from smartvillage.criteria.strata import Selection

__all__ = ["NO_FLOOR", "check_floor"]

LOOSER = "SV-SET-111"
NO_FLOOR = "SV-SET-112"
"""The code of a note, not of a fault: there is no national level to compare with."""
TAKES_AWAY = "SV-SET-113"

FACT = Threshold(value=Exact(1), verification=Verification.OFFICIAL)
"""What an attested indicator without a level asks: the fact itself."""


def check_floor(
    base: CriteriaSet, patches: Sequence[Patch], *, strata: Mapping[str, str] | None = None, name: str = "patches"
) -> tuple[Problem, ...]:
    """Compare the patches of a province with the national levels.

    Args:
        base: The national set.
        patches: What the province changes.
        strata: Where the province lies, by scheme; without it a patch must hold against the levels of everywhere.
        name: What problems call the list of patches.

    Returns:
        At most one problem a patch: the first stratum and day on which it is looser, or takes something away. Where no
        national level is known the patch is allowed, and a problem with the code :data:`NO_FLOOR` says so.

    Example:
        >>> import smartvillage as sv
        >>> from smartvillage.criteria.patches import SetLevel
        >>> xa = sv.load("vn.xa-ntm", edition="2021-2025")
        >>> looser = SetLevel(indicator="vn.xa-ntm.solid-houses", level={"value": "69"})
        >>> print(check_floor(xa, [looser], strata={"vn.318.region": "mekong-delta"})[0].say("en"))
        ... # doctest: +ELLIPSIS
        SV-SET-111 patches[0]: the level 69% of indicator 9.2 is looser than the national one, 70% (...
    """
    floor = _Floor(base, strata or {})
    found = (floor.against(patch, Where(path=f"{name}[{index}]")) for index, patch in enumerate(patches))
    return tuple(one for one in found if one is not None)


class _Floor:
    """The national levels, asked day by day and stratum by stratum."""

    def __init__(self, base: CriteriaSet, strata: Mapping[str, str]) -> None:
        self.base = base
        self.strata = tuple(_combinations(base, strata))
        self.indicators = {one.id: one for one in base.document.indicators()}

    def against(self, patch: Patch, where: Where) -> Problem | None:
        match patch:
            case SetLevel():
                return self._level(patch, where) if patch.indicator in self.indicators else None
            case SetProvision():
                return self._provision(patch, where) if patch.indicator in self.indicators else None
            case Drop() | Repeal():
                return _takes_away(
                    where,
                    Words(vi="tỉnh không bỏ được quy định quốc gia", en="a province cannot end what the nation asks"),
                )
            case AddCriterion():
                return self._added(self.base.document.requires, where)
            case AddIndicator():
                parent = next((one for one in self.base.criteria if one.id == patch.criterion), None)
                return self._added(parent.requires, where) if parent is not None else None
            case _:  # a wording or one more measure changes no verdict
                return None

    def _level(self, patch: SetLevel, where: Where) -> Problem | None:
        indicator, level = self.indicators[patch.indicator], patch.level
        new = level.value if level.life is Life.IN_FORCE else None
        unknown = False
        for question, rule, field, floor in self._floors(patch, indicator):
            if floor is None:
                unknown = True
            elif new is None:
                return _takes_away(
                    where,
                    Words(
                        vi=f"tỉnh không bỏ được mức quốc gia của chỉ tiêu {indicator.printed} {_said(question, 'vi')}",
                        en=f"a province cannot take away the national level of indicator {indicator.printed} "
                        f"{_said(question, 'en')}",
                    ),
                )
            elif _is_looser(rule, field, new, floor):
                return _looser(
                    indicator, self.base.measures.get(_measure(rule)), rule, field, new, floor, question, where
                )
            elif new != floor.value and (other := self._turned_round(indicator, rule)) is not None:
                return _turns(indicator, other, new, where)
        return _no_floor(indicator, where) if unknown else None

    def _floors(self, patch: SetLevel, indicator: Indicator) -> Iterator[tuple[Question, Rule, str, Threshold | None]]:
        """Every comparison that the patch sets a level of, with the national level there, if it is known."""
        for question in self._questions(indicator, patch.level, patch.level.stratum):
            provision, _, _ = question.one_of(indicator.provisions)
            for rule, field, levels in comparisons(provision.rule) if provision is not None else ():
                if patch.measure in {None, _measure(rule)} and field in {"levels", patch.edge}:
                    yield question, rule, field, _holds(question, rule, levels)

    def _turned_round(self, indicator: Indicator, rule: Rule) -> Indicator | None:
        """An indicator of the set whose level is a factor times this one, and goes the other way."""
        upward = isinstance(rule, (AtLeast, Above))
        for other in self.indicators.values():
            for one in (part for provision in other.provisions for part in walk(provision.rule)):
                if (
                    isinstance(one, Times)
                    and one.of.indicator == indicator.id
                    and one.of.set in {None, self.base.key}
                    and (one.comparison in {"at-least", "above"}) != upward
                ):
                    return other
        return None

    def _provision(self, patch: SetProvision, where: Where) -> Problem | None:
        """Two rules cannot be compared, so a province writes one only where the nation's asks nothing yet."""
        indicator = self.indicators[patch.indicator]
        for question in self._questions(indicator, patch.provision, patch.provision.stratum):
            provision, _, _ = question.one_of(indicator.provisions)
            if provision is not None and _asks(question, provision):
                return _takes_away(
                    where,
                    Words(
                        vi=f"chỉ tiêu {indicator.printed} đã có quy định quốc gia {_said(question, 'vi')}, "
                        f"không so được với quy định khác",
                        en=f"indicator {indicator.printed} has a national rule {_said(question, 'en')}, "
                        f"and another rule cannot be compared with it",
                    ),
                    Words(vi="Chỉ đặt mức (set-level).", en="Set a level instead (set-level)."),
                )
        return _no_floor(indicator, where)

    def _added(self, requires: Combination, where: Where) -> Problem | None:
        """One more to meet is stricter, unless only some of them must be met."""
        if requires.kind == "all":
            return None
        return _takes_away(
            where,
            Words(
                vi="chỉ đòi đạt một phần, nên thêm thành phần là dễ đạt hơn",
                en="only some members must be met, so that another one makes it easier",
            ),
        )

    def _questions(self, indicator: Indicator, span: Dated, selection: Selection) -> Iterator[Question]:
        """One question for every stretch of days on which nothing changes, and every combination of strata."""
        held = [
            indicator,
            *indicator.provisions,
            *(level for one in indicator.provisions for _, _, some in comparisons(one.rule) for level in some),
        ]
        assesses = self.base.document.assesses
        start = max(assesses.since, span.since or assesses.since)
        end = min(assesses.until, span.until or assesses.until)
        days = [start, *sorted(day for day in dated(held) if start < day < end)] if start < end else []
        for day, strata in product(days, self.strata):
            if indicator.holds(day) and fits(selection, strata) is not False:
                yield Question(strata=strata, on=day, law_states=frozenset(Verification))


def _combinations(base: CriteriaSet, fixed: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    """Every combination of strata that a unit can take in the set, where some memberships are given."""
    choices = {scheme.id: {stratum.id for stratum in scheme.strata} for scheme in base.document.schemes}
    for scheme in base.document.schemes:
        for rule in scheme.rules:
            choices.setdefault(rule.scheme, {""}).add(rule.stratum)
    choices |= {scheme: {stratum} for scheme, stratum in fixed.items()}
    seen = set()
    for one in product(*(sorted(some) for some in choices.values())):
        strata = base.strata_of(dict(zip(choices, one, strict=True)))
        if (key := tuple(strata.items())) not in seen:
            seen.add(key)
            yield strata


def _holds(question: Question, rule: Rule, levels: tuple[Threshold, ...]) -> Threshold | None:
    """The level that holds, if it is known."""
    if isinstance(rule, Attested) and not levels:
        return FACT
    level, _, _ = question.threshold(levels)
    return level if level is not None and level.value is not None else None


def _asks(question: Question, provision: Provision) -> bool:
    """Whether anything in a provision can judge."""
    held = list(comparisons(provision.rule))
    if any(_holds(question, rule, levels) for rule, _, levels in held):
        return True
    compared = (AtLeast, Above, AtMost, Below, Equal, Between, Attested)
    return any(not children(one) and not isinstance(one, compared) for one in walk(provision.rule))


def _measure(rule: Rule) -> str:
    """The measure of a comparison; only comparisons come here, and each names one."""
    return str(getattr(rule, "measure", ""))


def _is_looser(rule: Rule, field: str, new: Exact, floor: Threshold) -> bool:
    assert floor.value is not None  # a floor without a value is none
    accepted = _accepted(rule, field, floor.value)
    return (accepted.low is not None and new < accepted.low) or (accepted.high is not None and new > accepted.high)


def _accepted(rule: Rule, field: str, floor: Exact) -> Interval:
    """The levels that are at least as strict as the floor."""
    if isinstance(rule, Equal):
        return Interval(floor, floor)
    if isinstance(rule, (AtMost, Below)) or field == "high":
        return Interval(None, floor)
    return Interval(floor, None)


def _said(question: Question, lang: str) -> str:
    """For whom and since when, in brackets."""
    strata = [stratum for stratum in question.strata.values() if stratum]
    since = f"{'từ' if lang == 'vi' else 'from'} {question.on}"
    return f"({', '.join([*strata, since])})"


def _looser(
    indicator: Indicator,
    measure: Measure | None,
    rule: Rule,
    field: str,
    new: Exact,
    floor: Threshold,
    question: Question,
    where: Where,
) -> Problem:
    assert floor.value is not None  # a floor without a value is none
    given, asked = ({lang: quantity(one, measure, lang) for lang in ("vi", "en")} for one in (new, floor.value))
    accepted = _accepted(rule, field, floor.value)
    advice = None
    if floor.state is Verification.UNVERIFIED:
        advice = Words(
            vi="Mức quốc gia này cũng chưa đối chiếu: cần đối chiếu cả hai văn bản.",
            en="This national level was not checked against its text either: check both.",
        )
    return Problem(
        code=LOOSER,
        what=Words(
            vi=f"mức {given['vi']} của chỉ tiêu {indicator.printed} lỏng hơn mức quốc gia {asked['vi']} "
            f"{_said(question, 'vi')}",
            en=f"the level {given['en']} of indicator {indicator.printed} is looser than the national one, "
            f"{asked['en']} {_said(question, 'en')}",
        ),
        where=where,
        expected=Words(vi=say_interval(accepted, measure, "vi"), en=say_interval(accepted, measure, "en")),
        advice=advice,
        found=str(new),
    )


def _turns(indicator: Indicator, other: Indicator, new: Exact, where: Where) -> Problem:
    return Problem(
        code=LOOSER,
        what=Words(
            vi=f"mức chặt hơn của chỉ tiêu {indicator.printed} làm chỉ tiêu {other.printed} dễ đạt hơn",
            en=f"a stricter level of indicator {indicator.printed} makes indicator {other.printed} easier to meet",
        ),
        where=where,
        found=str(new),
    )


def _takes_away(where: Where, what: Words, advice: Words | None = None) -> Problem:
    return Problem(code=TAKES_AWAY, what=what, where=where, advice=advice)


def _no_floor(indicator: Indicator, where: Where) -> Problem:
    return Problem(
        code=NO_FLOOR,
        what=Words(
            vi=f"chỉ tiêu {indicator.printed}: chưa biết mức quốc gia nên chưa so được",
            en=f"indicator {indicator.printed}: the national level is not known, so there is nothing to compare with",
        ),
        where=where,
    )
