"""The level that each method suggests, with its interval; and how far the methods agree.

============== ================================================================================================
pilot-quantile the strictest level that the share of the pilots meets, between two order statistics
feasible-share the strictest level of which it is *shown* that the share meets it: the lower bound of Clopper and
               Pearson passes the share. It is the lower end of the interval for the level the share meets
separation     the level that tells pilots from comparison units best (Youden's index), with a bootstrap
anchor         a level that somebody set: a national goal, a precedent
floor          a level in force, under which no level may go
============== ================================================================================================

Every method sorts the values first, so none depends on the order of the units. Every draw comes from the plan's hash.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.errors import Words
from smartvillage.proposal.chance import Chance
from smartvillage.proposal.intervals import ranks_around
from smartvillage.proposal.levels import CONFIDENCE, MINIMUM, SHARE, Suggestion, suggest
from smartvillage.text.numbers import write_number, write_short

__all__ = [
    "METHODS",
    "Agreement",
    "Method",
    "MethodLevel",
    "Separation",
    "agreement",
    "feasible_share",
    "given",
    "pilot_quantile",
    "quantile_level",
    "separation",
]

Array = npt.NDArray[Any]
Method = Literal["pilot-quantile", "feasible-share", "separation", "anchor", "floor"]

METHODS: Mapping[Method, Words] = {
    "pilot-quantile": Words(vi="phân vị của các đơn vị thí điểm", en="quantile of the pilots"),
    "feasible-share": Words(vi="tỷ lệ khả thi", en="feasible share"),
    "separation": Words(vi="phân biệt thí điểm với đối chứng", en="separation from comparison units"),
    "anchor": Words(vi="mốc tham chiếu", en="anchor"),
    "floor": Words(vi="mức sàn đang áp dụng", en="floor in force"),
}
DRAWS = 2_000
"""Bootstrap draws, unless a plan says otherwise."""
BLOCK = 200
"""Draws that are worked on at a time."""


@attrs.frozen(kw_only=True)
class Separation:
    """How well the level of the largest Youden index tells two groups apart, on the units it was chosen by and off."""

    youden: Fraction
    """The share of the pilots that meets the level less that of the comparison units."""
    pilots_met: int
    pilots: int
    comparison_met: int
    comparison: int
    out_of_bag: Fraction | None
    """The mean index of levels chosen by a bootstrap draw, on the units that were not in it, to four decimals."""
    without_level: int
    """In how many draws no level told the groups apart at all."""
    draws: int
    seed: str

    def say(self, lang: str = "vi") -> str:
        """Tell both indices: the second is the one to expect of new units."""
        index = write_number(self.youden, lang, 2)
        outside = "-" if self.out_of_bag is None else write_number(self.out_of_bag, lang, 2)
        if lang == "vi":
            return (
                f"{self.pilots_met}/{self.pilots} đơn vị thí điểm và {self.comparison_met}/{self.comparison} đơn vị "
                f"đối chứng đạt; chỉ số Youden {index}, ngoài mẫu {outside} ({self.draws} lần lấy mẫu lại)"
            )
        return (
            f"{self.pilots_met} of {self.pilots} pilots and {self.comparison_met} of {self.comparison} comparison "
            f"units meet it; Youden index {index}, out of bag {outside} ({self.draws} draws)"
        )


@attrs.frozen(kw_only=True)
class MethodLevel:
    """What one method says the level should be, or that it cannot say."""

    method: Method
    level: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None
    """The smaller and the larger end; ``None`` where no value that was seen bounds that side."""
    confidence: Fraction | None = None
    units: int = 0
    met: int | None = None
    """How many of the units meet the level."""
    needed: int = 0
    """How many units the method takes."""
    lower_is_better: bool = False
    separation: Separation | None = None
    source: str = ""
    """Of a given level: where it stands."""

    @property
    def refused(self) -> bool:
        """Whether the method has no level to suggest."""
        return self.level is None

    @property
    def is_estimate(self) -> bool:
        """Whether the level comes from the units, so that it has an interval."""
        return self.method not in {"anchor", "floor"}

    def holds(self, level: Fraction) -> bool:
        """Whether a level lies in the interval; of a given level, whether it is that level."""
        if not self.is_estimate:
            return level == self.level
        return (self.low is None or self.low <= level) and (self.high is None or level <= self.high)

    def say(self, lang: str = "vi") -> str:
        """Tell the level with its interval, or why there is none.

        Example:
            >>> print(feasible_share([Fraction(one) for one in range(60, 80)]).say("en"))
            feasible share: level 60 (20 of 20 units meet it), interval 60 to 68
        """
        name = METHODS[self.method].say(lang)
        if self.level is None:
            if self.units < self.needed:
                if lang == "vi":
                    return f"{name}: {self.units} đơn vị là không đủ, cần ít nhất {self.needed}"
                return f"{name}: {self.units} units are too few, at least {self.needed} are needed"
            return f"{name}: không có mức nào phân biệt được" if lang == "vi" else f"{name}: no level tells them apart"
        level = write_short(self.level, lang)
        if not self.is_estimate:
            source = f" ({self.source})" if self.source else ""
            return f"{name}: mức {level}{source}" if lang == "vi" else f"{name}: level {level}{source}"
        low, high = (_end(end, lang) for end in (self.low, self.high))
        if lang == "vi":
            return f"{name}: mức {level} ({self.met}/{self.units} đơn vị đạt), khoảng {low} đến {high}"
        return f"{name}: level {level} ({self.met} of {self.units} units meet it), interval {low} to {high}"


def _end(end: Fraction | None, lang: str) -> str:
    if end is None:
        return "không xác định" if lang == "vi" else "unbounded"
    return write_short(end, lang)


def pilot_quantile(
    values: Sequence[Fraction],
    *,
    lower_is_better: bool = False,
    share: Fraction = SHARE,
    minimum: int = MINIMUM,
    confidence: Fraction = CONFIDENCE,
) -> MethodLevel:
    """Suggest the strictest level that the share of the units meets; see :func:`.levels.suggest`."""
    found = suggest(values, lower_is_better=lower_is_better, share=share, minimum=minimum, confidence=confidence)
    return of_suggestion(found, confidence=confidence, lower_is_better=lower_is_better)


def of_suggestion(found: Suggestion, *, confidence: Fraction, lower_is_better: bool) -> MethodLevel:
    """Put a suggestion by order statistics beside the other methods."""
    return MethodLevel(
        method="pilot-quantile",
        level=found.level,
        low=found.low,
        high=found.high,
        confidence=confidence,
        units=found.units,
        met=found.met,
        needed=found.needed,
        lower_is_better=lower_is_better,
    )


def quantile_level(
    values: Sequence[Fraction], *, lower_is_better: bool = False, share: Fraction = SHARE
) -> Fraction | None:
    """Return the strictest level that the share meets, however few the units: for comparing, never for proposing.

    Example:
        >>> quantile_level([Fraction(one) for one in (60, 70, 80, 90, 95)])
        Fraction(70, 1)
    """
    if not values:
        return None
    return sorted(values, reverse=lower_is_better)[len(values) - max(1, math.ceil(share * len(values)))]


def feasible_share(
    values: Sequence[Fraction],
    *,
    lower_is_better: bool = False,
    share: Fraction = SHARE,
    minimum: int = MINIMUM,
    confidence: Fraction = CONFIDENCE,
) -> MethodLevel:
    """Suggest the strictest level of which the units show that at least the share meets it.

    The lower bound of Clopper and Pearson for the share of units that meet the level passes the share. Whether it does
    is decided by summing the binomial tail in whole numbers.

    Args:
        values: The exact values of comparable units, one each.
        lower_is_better: For such measures the level is the smallest of that kind.
        share: The share, between 0 and 1.
        minimum: The fewest units from which a level is suggested.
        confidence: The confidence of the interval, between 0 and 1; each end errs with half of the rest.

    Returns:
        The level, and as its interval all levels of which the units do not rule out that exactly the share meets them;
        refused, with the number it takes, where even a level that all units meet would not pass.
    """
    units = len(values)
    wanted = _needed(share, minimum, confidence)
    if units < wanted:
        return MethodLevel(
            method="feasible-share",
            level=None,
            confidence=confidence,
            units=units,
            needed=wanted,
            lower_is_better=lower_is_better,
        )
    ordered = sorted(values, reverse=lower_is_better)  # from the loosest to the strictest
    possible, shown = ranks_around(units, share, confidence)
    level = ordered[units - shown]
    strict = ordered[units - possible] if possible else None
    return MethodLevel(
        method="feasible-share",
        level=level,
        low=strict if lower_is_better else level,
        high=level if lower_is_better else strict,
        confidence=confidence,
        units=units,
        met=sum(value <= level if lower_is_better else value >= level for value in ordered),
        needed=wanted,
        lower_is_better=lower_is_better,
    )


def _needed(share: Fraction, minimum: int, confidence: Fraction) -> int:
    """The fewest units of which all together show the share: share ** n is no more than the tail."""
    units = max(1, minimum)
    while share**units > (1 - confidence) / 2:
        units += 1
    return units


def separation(
    pilots: Sequence[Fraction],
    comparison: Sequence[Fraction],
    *,
    seed: str,
    lower_is_better: bool = False,
    minimum: int = MINIMUM,
    confidence: Fraction = CONFIDENCE,
    draws: int = DRAWS,
) -> MethodLevel:
    """Suggest the level of the largest Youden index: met by many pilots and few comparison units.

    Of several such levels the loosest is taken. The interval holds the middle draws of a bootstrap within the groups;
    it is approximate, and with few units too short. What the level is worth is told by the index out of bag.

    Args:
        pilots: The exact values of the pilots.
        comparison: The exact values of the units they are compared with.
        seed: The hash of the sealed plan, with the name of the candidate.
        lower_is_better: Whether the level is met from below.
        minimum: The fewest units of each group.
        confidence: The share of the draws that the interval holds.
        draws: How many draws.

    Returns:
        The level; none where no level is met by a larger share of the pilots, or where a group is too small.
    """
    fewest = min(len(pilots), len(comparison))
    nothing = MethodLevel(
        method="separation",
        level=None,
        confidence=confidence,
        units=fewest,
        needed=max(1, minimum),
        lower_is_better=lower_is_better,
    )
    if fewest < nothing.needed:
        return nothing
    split = _Split(pilots, comparison, lower_is_better=lower_is_better)
    best = split.best(np.ones((1, len(pilots)), np.int64), np.ones((1, len(comparison)), np.int64))[0]
    chance = Chance(seed, "separation")
    chosen, outside = [], []
    for done in range(0, draws, BLOCK):
        rows = min(BLOCK, draws - done)
        ours, theirs = (_resampled(chance, rows, len(group)) for group in (pilots, comparison))
        places = split.best(ours, theirs)
        chosen.append(places)
        outside.append(split.index(places, ours == 0, theirs == 0))
    places, indices = np.concatenate(chosen), np.concatenate(outside)
    if best < 0:
        return nothing
    found = np.sort(places[places >= 0])
    tail = (1 - confidence) / 2
    ends = [found[min(len(found) - 1, math.floor(at * len(found)))] for at in (tail, 1 - tail)] if len(found) else []
    low, high = sorted(split.levels[int(place)] for place in (ends or [best, best]))
    met, others = int(split.ours[best]), int(split.theirs[best])
    indices = indices[np.isfinite(indices)]
    return attrs.evolve(
        nothing,
        level=split.levels[best],
        low=low,
        high=high,
        units=len(pilots),
        met=met,
        separation=Separation(
            youden=Fraction(met, len(pilots)) - Fraction(others, len(comparison)),
            pilots_met=met,
            pilots=len(pilots),
            comparison_met=others,
            comparison=len(comparison),
            # to four decimals, which the order of summing does not reach
            out_of_bag=Fraction(round(math.fsum(indices) / len(indices), 4)).limit_denominator(10_000)
            if len(indices)
            else None,
            without_level=int(np.count_nonzero(places < 0)),
            draws=draws,
            seed=seed,
        ),
    )


def _resampled(chance: Chance, rows: int, size: int) -> Array:
    """How often each unit is in each draw."""
    drawn = chance.below(size, rows, size) + size * np.arange(rows)[:, None]
    return np.bincount(drawn.reshape(-1), minlength=rows * size).reshape(rows, size)


class _Split:
    """Two groups, sorted, with the levels that could part them, from the loosest to the strictest."""

    def __init__(self, pilots: Sequence[Fraction], comparison: Sequence[Fraction], *, lower_is_better: bool) -> None:
        self.levels = sorted({*pilots, *comparison}, reverse=lower_is_better)
        place = {level: at for at, level in enumerate(self.levels)}
        # The first level that a unit does not meet any more stands one after its own.
        self.of_pilots = np.sort(np.array([place[value] for value in pilots]))
        self.of_others = np.sort(np.array([place[value] for value in comparison]))
        one = np.ones((1, len(self.of_pilots)), np.int64), np.ones((1, len(self.of_others)), np.int64)
        self.ours, self.theirs = self._met(self.of_pilots, one[0])[0], self._met(self.of_others, one[1])[0]

    def _met(self, places: Array, weights: Array) -> Array:
        """How many units meet each level, for every row of weights."""
        after = np.concatenate([np.cumsum(weights[:, ::-1], axis=1)[:, ::-1], np.zeros((len(weights), 1), int)], axis=1)
        return after[:, np.searchsorted(places, np.arange(len(self.levels)), "left")]

    def best(self, ours: Array, theirs: Array) -> Array:
        """The place of the best level for every row of weights; -1 where none is better than no level at all."""
        # Two shares are compared with their denominators multiplied out: whole numbers.
        gain = self._met(self.of_pilots, ours) * theirs.sum(axis=1, keepdims=True)
        gain -= self._met(self.of_others, theirs) * ours.sum(axis=1, keepdims=True)
        places = gain.argmax(axis=1)
        return np.where(np.take_along_axis(gain, places[:, None], axis=1)[:, 0] > 0, places, -1)

    def index(self, places: Array, ours: Array, theirs: Array) -> Array:
        """Youden's index of the level of each row on some of the units; nothing where a group has none of them."""
        rows = np.arange(len(places))
        ones, twos = ours.sum(axis=1), theirs.sum(axis=1)
        met = self._met(self.of_pilots, ours.astype(np.int64))[rows, places]
        others = self._met(self.of_others, theirs.astype(np.int64))[rows, places]
        known = (places >= 0) & (ones > 0) & (twos > 0)
        return np.where(known, met / np.maximum(ones, 1) - others / np.maximum(twos, 1), np.nan)


def given(
    method: Literal["anchor", "floor"], level: Fraction, *, source: str = "", lower_is_better: bool = False
) -> MethodLevel:
    """Put a level that stands in a text beside those that come from units.

    Example:
        >>> print(given("anchor", Fraction(80), source="QĐ 749/QĐ-TTg").say("en"))
        anchor: level 80 (QĐ 749/QĐ-TTg)
    """
    return MethodLevel(method=method, level=level, source=source, lower_is_better=lower_is_better)


@attrs.frozen(kw_only=True)
class Agreement:
    """How far several methods suggest the same level."""

    methods: tuple[MethodLevel, ...]
    """Those that have a level; a floor is not among them, because it suggests nothing."""
    low: Fraction | None
    high: Fraction | None
    """The smallest and the largest level suggested."""
    common: tuple[Fraction | None, Fraction | None] | None
    """What lies in all intervals; ``None`` where nothing does."""
    apart: tuple[tuple[Method, Method], ...]
    """Methods of which neither's level lies in the interval of the other."""
    under_floor: tuple[Method, ...]
    """Methods whose level is looser than the floor in force."""
    silent: tuple[Method, ...]
    """Methods that have no level."""

    @property
    def is_one(self) -> bool:
        """Whether all methods suggest the very same level."""
        return self.low is not None and self.low == self.high

    def say(self, lang: str = "vi") -> str:
        """Tell how far they agree, and which do not."""
        if self.low is None or self.high is None:
            return "không phương pháp nào đề xuất được mức" if lang == "vi" else "no method suggests a level"
        low, high = write_short(self.low, lang), write_short(self.high, lang)
        number = len(self.methods)
        if lang == "vi":
            said = f"{number} phương pháp đề xuất " + (f"cùng mức {low}" if self.is_one else f"từ {low} đến {high}")
        else:
            said = f"{number} methods suggest " + (f"the same level, {low}" if self.is_one else f"{low} to {high}")
        parts = [said]
        for one, other in self.apart:
            left, right = METHODS[one].say(lang), METHODS[other].say(lang)
            parts.append(f"{left} và {right} không khớp nhau" if lang == "vi" else f"{left} and {right} disagree")
        if self.under_floor:
            named = ", ".join(METHODS[one].say(lang) for one in self.under_floor)
            parts.append(f"thấp hơn mức sàn: {named}" if lang == "vi" else f"under the floor: {named}")
        return "; ".join(parts)


def agreement(methods: Sequence[MethodLevel]) -> Agreement:
    """Say how far methods agree.

    Example:
        >>> found = agreement([given("anchor", Fraction(80)), given("floor", Fraction(85))])
        >>> print(found.say("en"))
        1 methods suggest the same level, 80; under the floor: anchor
    """
    floors = [one.level for one in methods if one.method == "floor" and one.level is not None]
    suggesting = [one for one in methods if one.method != "floor"]
    there = [(one, one.level) for one in suggesting if one.level is not None]
    levels = [level for _, level in there]
    return Agreement(
        methods=tuple(one for one, _ in there),
        low=min(levels, default=None),
        high=max(levels, default=None),
        common=_common([one for one, _ in there]),
        apart=tuple(
            (one.method, other.method)
            for (one, level), (other, other_level) in combinations(there, 2)
            if not one.holds(other_level) and not other.holds(level)
        ),
        under_floor=tuple(
            one.method
            for one, level in there
            if any(level > floor if one.lower_is_better else level < floor for floor in floors)
        ),
        silent=tuple(one.method for one in suggesting if one.level is None),
    )


def _common(methods: Sequence[MethodLevel]) -> tuple[Fraction | None, Fraction | None] | None:
    if not methods:
        return None
    spans = [(one.low, one.high) if one.is_estimate else (one.level, one.level) for one in methods]
    low = max((low for low, _ in spans if low is not None), default=None)
    high = min((high for _, high in spans if high is not None), default=None)
    return None if low is not None and high is not None and low > high else (low, high)
