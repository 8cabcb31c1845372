"""What changed, and how pilots differ from others: exact tests, effects with intervals, and one sentence always.

A difference between pilots and comparison units is not an effect of the pilots, and neither is a change of the pilots
alone: both together are needed, before and after on both sides. Until then every result carries the sentence that says
so (:data:`CAUTION`).

Probabilities are counted over all equally likely cases where that is possible; else over draws that come from the hash
of the plan, and the result says which.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.errors import Words
from smartvillage.proposal.chance import Chance
from smartvillage.proposal.intervals import clopper_pearson
from smartvillage.proposal.levels import CONFIDENCE, ranks
from smartvillage.proposal.ranking import doubled_ranks, rank_sums, signed_sums, tails, walsh_rank, whitney_rank
from smartvillage.text.numbers import write_number

__all__ = [
    "CAUTION",
    "Assessment",
    "ChanceTest",
    "Change",
    "Difference",
    "assess",
    "before_and_after",
    "between_groups",
]

CAUTION = Words(
    vi="chênh lệch chưa phải là tác động nếu không có số liệu trước và sau ở cả hai bên",
    en="a difference is not an effect unless before and after exist on both sides",
)

DRAWS = 9_999
"""Draws where cases are too many to count; with the case seen they make ten thousand."""
FLIPPED = 16
"""Up to so many pairs, all ways to flip their signs are counted."""
BLOCK = 500
COMPARED = 500_000
"""Up to so many pairs of units are compared one by one."""

Values = Sequence[Fraction]
Effect = Literal["shift", "share"]

TESTS = {
    "sign": Words(vi="kiểm định dấu", en="sign test"),
    "signed-rank": Words(vi="kiểm định hạng có dấu Wilcoxon", en="Wilcoxon signed-rank test"),
    "permutation": Words(vi="kiểm định hoán vị", en="permutation test"),
    "rank-sum": Words(vi="kiểm định tổng hạng", en="rank-sum test"),
}


@attrs.frozen(kw_only=True)
class ChanceTest:
    """How often chance alone gives at least what was seen, in either direction."""

    name: str
    p: Fraction
    exact: bool
    """Whether all cases were counted; else ``draws`` of them."""
    draws: int = 0

    def say(self, lang: str = "vi") -> str:
        """Tell the probability with three decimals.

        Example:
            >>> print(ChanceTest(name="sign", p=Fraction(1, 32), exact=True).say("en"))
            sign test p = 0.031 (exact)
        """
        shown = f"= {write_number(self.p, lang, 3)}"
        if self.p < Fraction(1, 1000):
            shown = f"< {write_number(Fraction(1, 1000), lang)}"
        if self.exact:
            how = "chính xác" if lang == "vi" else "exact"
        else:
            how = f"{self.draws} lần lấy mẫu" if lang == "vi" else f"{self.draws} draws"
        return f"{TESTS[self.name].say(lang)} p {shown} ({how})"


@attrs.frozen(kw_only=True)
class Change:
    """What became of the same units between two periods."""

    pairs: int
    """Units with both figures; the others are left out and counted."""
    left_out: int
    up: int
    down: int
    same: int
    median: Fraction | None
    """The middle of the changes."""
    low: Fraction | None
    high: Fraction | None
    """Between which changes the middle of all such units lies, by order statistics; ``None`` with too few pairs."""
    coverage: Fraction | None
    """The exact probability of the interval."""
    hodges_lehmann: Fraction | None
    """The middle of the means of all pairs of changes: what changed, if changes lie evenly about their middle;
    ``None`` where there are too many pairs to compare."""
    walsh_low: Fraction | None
    walsh_high: Fraction | None
    """Its exact interval by signed ranks."""
    tests: tuple[ChanceTest, ...]
    caution: Words | None = CAUTION

    def say(self, lang: str = "vi") -> str:
        """Tell the change, its interval and the tests, and that it is no effect yet."""
        if self.median is None:
            return "chưa có số liệu cả trước và sau" if lang == "vi" else "there are no figures both before and after"
        middle = write_number(self.median, lang, 2)
        span = _span(self.low, self.high, lang)
        if lang == "vi":
            said = f"{self.pairs} đơn vị: {self.up} tăng, {self.down} giảm, {self.same} không đổi"
            said += f"; thay đổi trung vị {middle} ({span})"
        else:
            said = f"{self.pairs} units: {self.up} up, {self.down} down, {self.same} the same"
            said += f"; median change {middle} ({span})"
        return "; ".join([said, *(test.say(lang) for test in self.tests), *_said(self.caution, lang)])


@attrs.frozen(kw_only=True)
class Difference:
    """How the values of pilots differ from those of comparison units."""

    effect: Effect
    pilots: int
    comparison: int
    pilots_middle: Fraction | None
    comparison_middle: Fraction | None
    """The medians, or the shares that have it."""
    difference: Fraction | None
    """The difference of the two: of medians, or of shares."""
    shift: Fraction | None
    """Hodges and Lehmann's: the middle of all differences of a pilot and a comparison unit; none of shares, and none
    where there are too many pairs to compare."""
    low: Fraction | None
    high: Fraction | None
    """The interval of the shift by ranks, or of the difference of shares; ``None`` with too few units, or too many."""
    coverage: Fraction | None
    """How often the interval holds the truth: exactly so often for a shift, at least so often for shares."""
    tests: tuple[ChanceTest, ...]
    caution: Words | None = CAUTION

    def say(self, lang: str = "vi") -> str:
        """Tell the difference, its interval and the test, and that it is no effect yet."""
        if self.difference is None:
            return "một bên chưa có số liệu" if lang == "vi" else "one side has no figures"
        shown = self.difference if self.shift is None else self.shift
        middle, span = write_number(shown, lang, 2), _span(self.low, self.high, lang)
        what = _SHARES if self.effect == "share" else _MEDIANS if self.shift is None else _SHIFT
        if lang == "vi":
            said = f"{self.pilots} đơn vị thí điểm, {self.comparison} đối chứng: {what.vi} {middle} ({span})"
        else:
            said = f"{self.pilots} pilots, {self.comparison} comparison units: {what.en} {middle} ({span})"
        return "; ".join([said, *(test.say(lang) for test in self.tests), *_said(self.caution, lang)])


_SHARES = Words(vi="chênh lệch tỷ lệ", en="difference of shares")
_MEDIANS = Words(vi="chênh lệch trung vị", en="difference of medians")
_SHIFT = Words(vi="chênh lệch (Hodges-Lehmann)", en="shift (Hodges-Lehmann)")


def _span(low: Fraction | None, high: Fraction | None, lang: str) -> str:
    if low is None or high is None:
        return "không có khoảng tin cậy với số đơn vị này" if lang == "vi" else "no interval with these units"
    ends = (write_number(end, lang, 2) for end in (low, high))
    return (" đến " if lang == "vi" else " to ").join(ends)


def _said(caution: Words | None, lang: str) -> list[str]:
    return [] if caution is None else [caution.say(lang)]


# -- before and after ---------------------------------------------------------------------------------------------


def before_and_after(
    before: Sequence[Fraction | None],
    after: Sequence[Fraction | None],
    *,
    seed: str,
    confidence: Fraction = CONFIDENCE,
    draws: int = DRAWS,
) -> Change:
    """Compare the same units, on the same territory, in two periods.

    Args:
        before: The exact value of each unit before; ``None`` where there is none.
        after: The values after, in the same order.
        seed: The hash of the sealed plan, with the name of the candidate.
        confidence: The confidence of the intervals, between 0 and 1.
        draws: How many draws where cases are too many to count.

    Example:
        >>> some = before_and_after([Fraction(60)] * 6, [Fraction(one) for one in range(61, 67)], seed="plan")
        >>> print(some.say("en").partition("; sign")[0])
        6 units: 6 up, 0 down, 0 the same; median change 3.50 (1.00 to 6.00)
    """
    pairs = [(one, two) for one, two in zip(before, after, strict=True) if one is not None and two is not None]
    changes = sorted(two - one for one, two in pairs)
    up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    low = high = coverage = walsh_low = walsh_high = shift = None
    if changes and (found := ranks(len(changes), Fraction(1, 2), confidence)):
        first, last, coverage = found
        low, high = changes[first - 1], changes[last - 1]
    if changes and len(changes) ** 2 <= COMPARED:
        numbers, scale = _whole(changes)
        sums = sorted(one + two for at, one in enumerate(numbers) for two in numbers[at:])
        within = walsh_rank(len(changes), confidence)
        walsh_low, shift, walsh_high = _middle_and_ends(sums, 2 * scale, within)
    moved = [change for change in changes if change]
    return Change(
        pairs=len(changes),
        left_out=len(before) - len(changes),
        up=up,
        down=down,
        same=len(changes) - up - down,
        median=_median(changes),
        low=low,
        high=high,
        coverage=coverage,
        hodges_lehmann=shift,
        walsh_low=walsh_low,
        walsh_high=walsh_high,
        tests=(_sign(up, down), _signed_rank(moved, seed, draws), _flipped(moved, seed, draws)) if changes else (),
    )


def _sign(up: int, down: int) -> ChanceTest:
    """Units that did not change say nothing; of the others half would go up by chance."""
    number, few = up + down, min(up, down)
    counts, one = [], 1
    for k in range(few + 1):
        counts.append(one)
        one = one * (number - k) // (k + 1)
    return ChanceTest(name="sign", p=min(Fraction(1), Fraction(2 * sum(counts), 2**number)), exact=True)


def _signed_rank(moved: Values, seed: str, draws: int) -> ChanceTest:
    doubled = doubled_ranks([abs(change) for change in moved])
    seen = sum(rank for rank, change in zip(doubled, moved, strict=True) if change > 0)
    counts = signed_sums(doubled)
    if counts is not None:
        return ChanceTest(name="signed-rank", p=tails(counts, seen), exact=True)
    signs = Chance(seed, "signed-rank").signs(draws, len(doubled))
    far = abs(2 * seen - sum(doubled))
    return _drawn("signed-rank", int(np.count_nonzero(np.abs(signs @ np.array(doubled)) >= far)), draws)


def _flipped(moved: Values, seed: str, draws: int) -> ChanceTest:
    """The sum of changes, with their signs at random."""
    seen = abs(sum(moved, Fraction(0)))
    if len(moved) <= FLIPPED:
        # Over one denominator the changes are whole numbers, and no sum of them is rounded.
        sizes, scale = _whole([abs(change) for change in moved])
        sums = _signed_sums(sizes)
        as_far = int(np.count_nonzero(np.abs(sums) >= int(seen * scale)))
        return ChanceTest(name="permutation", p=Fraction(as_far, len(sums)), exact=True)
    doubles, chance, count = np.array([float(abs(change)) for change in moved]), Chance(seed, "permutation"), 0
    for done in range(0, draws, BLOCK):
        signs = chance.signs(min(BLOCK, draws - done), len(moved))
        # A tie that rounding hides counts as one, which makes the probability larger, never smaller.
        count += int(np.count_nonzero(np.abs(signs @ doubles) >= float(seen) * (1 - 1e-9)))
    return _drawn("permutation", count, draws)


def _signed_sums(sizes: Sequence[int]) -> npt.NDArray[Any]:
    """The sum of whole numbers under every choice of signs: each number doubles what there is."""
    sums = np.zeros(1, dtype=np.int64 if sum(sizes) < 2**62 else object)
    for size in sizes:
        sums = np.concatenate([sums + size, sums - size])
    return sums


def _drawn(name: str, as_far: int, draws: int) -> ChanceTest:
    """The case seen counts as one of the draws, so that no probability is zero."""
    return ChanceTest(name=name, p=Fraction(as_far + 1, draws + 1), exact=False, draws=draws)


# -- pilots and comparison units ----------------------------------------------------------------------------------


def between_groups(
    pilots: Values,
    comparison: Values,
    *,
    seed: str,
    effect: Effect = "shift",
    confidence: Fraction = CONFIDENCE,
    draws: int = DRAWS,
) -> Difference:
    """Compare pilots with units that are none.

    Args:
        pilots: The exact value of each pilot.
        comparison: The values of the comparison units.
        seed: The hash of the sealed plan, with the name of the candidate.
        effect: ``"shift"`` for quantities; ``"share"`` for yes and no, written 1 and 0.
        confidence: The confidence of the interval, between 0 and 1.
        draws: How many draws where cases are too many to count.

    Example:
        >>> ours, theirs = [Fraction(one) for one in (80, 85, 90, 95)], [Fraction(one) for one in (60, 65, 70, 82)]
        >>> print(between_groups(ours, theirs, seed="plan").say("en").partition("; a diff")[0])
        4 pilots, 4 comparison units: shift (Hodges-Lehmann) 20.00 (-2.00 to 35.00); rank-sum test p = 0.057 (exact)
    """
    ours, theirs = sorted(pilots), sorted(comparison)
    middle = _mean if effect == "share" else _median
    one, other = middle(ours), middle(theirs)
    if one is None or other is None:
        found: tuple[Fraction | None, ...] = (None, None, None, None)
        tests: tuple[ChanceTest, ...] = ()
    else:
        found = _share_interval(ours, theirs, confidence) if effect == "share" else _shift(ours, theirs, confidence)
        tests = (_rank_sum(ours, theirs, seed, draws),)
    shift, low, high, coverage = found
    return Difference(
        effect=effect,
        pilots=len(ours),
        comparison=len(theirs),
        pilots_middle=one,
        comparison_middle=other,
        difference=None if one is None or other is None else one - other,
        shift=shift,
        low=low,
        high=high,
        coverage=coverage,
        tests=tests,
    )


def _shift(ours: Values, theirs: Values, confidence: Fraction) -> tuple[Fraction | None, ...]:
    if len(ours) * len(theirs) > COMPARED:
        return None, None, None, None
    numbers, scale = _whole([*ours, *theirs])
    differences = sorted(one - other for one in numbers[: len(ours)] for other in numbers[len(ours) :])
    within = whitney_rank(len(ours), len(theirs), confidence)
    low, middle, high = _middle_and_ends(differences, scale, within)
    return middle, low, high, None if within is None else within[1]


def _whole(values: Values) -> tuple[list[int], int]:
    """Values as whole numbers over one denominator: quick to compare, however many, and none is rounded."""
    scale = math.lcm(*(value.denominator for value in values))
    return [value.numerator * (scale // value.denominator) for value in values], scale


def _middle_and_ends(
    ordered: Sequence[int], scale: int, within: tuple[int, Fraction] | None
) -> tuple[Fraction | None, Fraction, Fraction | None]:
    half = len(ordered) // 2
    middle = Fraction(ordered[half] + ordered[(len(ordered) - 1) // 2], 2 * scale)
    if within is None:
        return None, middle, None
    return Fraction(ordered[within[0] - 1], scale), middle, Fraction(ordered[-within[0]], scale)


def _share_interval(ours: Values, theirs: Values, confidence: Fraction) -> tuple[Fraction | None, ...]:
    """Two intervals that together err no more often than one may: wide, and never too narrow."""
    each = (1 + confidence) / 2
    one, other = (clopper_pearson(sum(value == 1 for value in some), len(some), each) for some in (ours, theirs))
    return None, Fraction(one.low) - Fraction(other.high), Fraction(one.high) - Fraction(other.low), confidence


def _rank_sum(ours: Values, theirs: Values, seed: str, draws: int) -> ChanceTest:
    """The sum of the pilots' ranks, if any of the units could as well have been the pilots.

    With figures of yes and no this counts what Fisher's exact test counts.
    """
    doubled = doubled_ranks([*ours, *theirs])
    seen, few = sum(doubled[: len(ours)]), min(len(ours), len(theirs))
    counts = rank_sums(doubled, few)
    if counts is not None:
        return ChanceTest(
            name="rank-sum", p=tails(counts, seen if few == len(ours) else sum(doubled) - seen), exact=True
        )
    chance, column, count = Chance(seed, "rank-sum"), np.array(doubled), 0
    far = abs(seen * len(doubled) - len(ours) * sum(doubled))
    for done in range(0, draws, BLOCK):
        sums = column[chance.sets(min(BLOCK, draws - done), len(doubled), len(ours))].sum(axis=1)
        count += int(np.count_nonzero(np.abs(sums * len(doubled) - len(ours) * sum(doubled)) >= far))
    return _drawn("rank-sum", count, draws)


def _median(ordered: Values) -> Fraction | None:
    half = len(ordered) // 2
    if not ordered:
        return None
    return Fraction(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _mean(values: Values) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


# -- both ---------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Assessment:
    """All that can be said of one measure: what is there decides how much."""

    pilots_change: Change
    comparison_change: Change | None
    after: Difference | None
    """Pilots beside comparison units, after."""
    differences: Difference | None
    """The changes of pilots beside those of comparison units; only where before and after exist on both sides."""

    @property
    def caution(self) -> Words | None:
        """That a difference is not an effect; nothing where before and after exist on both sides."""
        return CAUTION if self.differences is None else None

    def say(self, lang: str = "vi") -> str:
        """Tell each of the parts on a line, and the caution once."""
        names = (
            Words(vi="trước và sau, thí điểm", en="before and after, pilots"),
            Words(vi="trước và sau, đối chứng", en="before and after, comparison units"),
            Words(vi="thí điểm và đối chứng, sau", en="pilots and comparison units, after"),
            Words(vi="chênh lệch của chênh lệch", en="difference in differences"),
        )
        parts = (self.pilots_change, self.comparison_change, self.after, self.differences)
        lines = [
            f"{name.say(lang)}: {attrs.evolve(part, caution=None).say(lang)}"
            for name, part in zip(names, parts, strict=True)
            if part is not None
        ]
        return "\n".join([*lines, *_said(self.caution, lang)])


def assess(
    pilots_before: Sequence[Fraction | None],
    pilots_after: Sequence[Fraction | None],
    comparison_before: Sequence[Fraction | None] = (),
    comparison_after: Sequence[Fraction | None] = (),
    *,
    seed: str,
    effect: Effect = "shift",
    confidence: Fraction = CONFIDENCE,
    draws: int = DRAWS,
) -> Assessment:
    """Put before, after, pilots and comparison units side by side, as far as they are there.

    The difference in differences compares the changes, unit by unit. Lists of one side are in the same order; ``None``
    stands where a unit has no figure.
    """
    how: dict[str, Any] = {"confidence": confidence, "draws": draws}
    changed = before_and_after(pilots_before, pilots_after, seed=f"{seed}:pilots", **how)
    others = None
    if comparison_before:
        others = before_and_after(comparison_before, comparison_after, seed=f"{seed}:comparison", **how)
    ours, theirs = ([one for one in some if one is not None] for some in (pilots_after, comparison_after))
    after = between_groups(ours, theirs, seed=f"{seed}:after", effect=effect, **how) if ours and theirs else None
    both = None
    if changed.pairs and others is not None and others.pairs:
        changes = (_changes(pilots_before, pilots_after), _changes(comparison_before, comparison_after))
        both = attrs.evolve(between_groups(*changes, seed=f"{seed}:differences", **how), caution=None)
    return Assessment(pilots_change=changed, comparison_change=others, after=after, differences=both)


def _changes(before: Sequence[Fraction | None], after: Sequence[Fraction | None]) -> list[Fraction]:
    return [two - one for one, two in zip(before, after, strict=True) if one is not None and two is not None]
