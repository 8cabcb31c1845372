"""How many units meet an indicator, as an exact step function of its level; and what a level does to a whole set.

Units are never asked one by one: their values are sorted once, and every question about any level is then one search.
Values are fractions, or whole numbers with a common scale (``666`` of scale ``10`` is 66.6), which takes a million
units in little more than the time of one sort. Nothing is divided before it is compared.

The plain list of break points for a few pilots is :func:`smartvillage.proposal.levels.response`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.proposal.levels import Response
from smartvillage.text.numbers import write_number, write_short

__all__ = ["GROUPS", "Effect", "Joint", "Steps", "Values", "by_group", "codes_at", "joint", "steps"]

Array = npt.NDArray[Any]
Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Values = Sequence[Fraction] | npt.NDArray[Any]
"""Fractions, or whole numbers that are to be divided by a scale."""

NOT_MET, UNKNOWN, MET, NOT_APPLICABLE = (verdict.code for verdict in Verdict)

GROUPS: Mapping[str, Words] = {
    "pilots": Words(vi="đơn vị thí điểm", en="pilots"),
    "comparison": Words(vi="đơn vị đối chứng", en="comparison units"),
    "everyone": Words(vi="tất cả đơn vị", en="all units"),
}
"""What the usual groups are called."""


@attrs.frozen(eq=False, kw_only=True)
class Steps:
    """How many units of a group meet each level.

    Example:
        >>> found = steps([Fraction(70), Fraction(80), Fraction(80)])
        >>> found.met(Fraction(75)), found.share(Fraction(80)), int(found.median)
        (2, Fraction(2, 3), 80)
        >>> print(found.say(Fraction(75), "en"))
        level 75: 2 of 3 units meet it (66.7 %)
    """

    breaks: Array
    """Every value that was seen, rising: between two of them nothing changes."""
    counts: npt.NDArray[np.int64]
    """How many units meet each of them as a level."""
    of: int
    """How many units have a figure."""
    unknown: int = 0
    """How many have none, and are in no count."""
    scale: int = 1
    lower_is_better: bool = False

    def met(self, level: Fraction) -> int:
        """How many units meet a level."""
        place = self._place(level)
        return int(self.counts[place]) if 0 <= place < len(self.counts) else 0

    def share(self, level: Fraction) -> Fraction | None:
        """Which share of the units with a figure meets a level; none where there is no figure."""
        return Fraction(self.met(level), self.of) if self.of else None

    def strictest(self, share: Fraction) -> Fraction | None:
        """The strictest level that at least a share of the units meet."""
        fit = np.flatnonzero(self.counts >= math.ceil(share * self.of))
        return self._level(int(fit[0 if self.lower_is_better else -1])) if len(fit) else None

    @property
    def median(self) -> Fraction | None:
        """The middle value, or the mean of the two in the middle."""
        if not self.of:
            return None
        upto = np.cumsum(self.units_at)
        low, high = (self._level(int(np.searchsorted(upto, at, "right"))) for at in ((self.of - 1) // 2, self.of // 2))
        return (low + high) / 2

    @property
    def units_at(self) -> npt.NDArray[np.int64]:
        """How many units have each of the values."""
        if self.lower_is_better:
            return np.diff(self.counts, prepend=0)
        return -np.diff(self.counts, append=0)

    def neighbours(self, level: Fraction) -> tuple[Fraction | None, Fraction | None]:
        """The next looser and the next stricter of the values seen: one step down and one step up."""
        below = int(np.searchsorted(self.breaks, _cut(level * self.scale, self.breaks, up=True), "left")) - 1
        above = int(np.searchsorted(self.breaks, _cut(level * self.scale, self.breaks, up=False), "right"))
        lower = self._level(below) if below >= 0 else None
        higher = self._level(above) if above < len(self.breaks) else None
        return (higher, lower) if self.lower_is_better else (lower, higher)

    def points(self) -> Iterator[Response]:
        """Every break point, from the loosest to the strictest."""
        for place in range(len(self.breaks))[:: -1 if self.lower_is_better else 1]:
            yield Response(self._level(place), int(self.counts[place]), self.of)

    def say(self, level: Fraction, lang: str = "vi") -> str:
        """Tell how many units meet a level."""
        shown, met = write_short(level, lang), self.met(level)
        percent = f" ({write_number(Fraction(100 * met, self.of), lang, 1)} %)" if self.of else ""
        if lang == "vi":
            without = f"; {self.unknown} đơn vị chưa có số liệu" if self.unknown else ""
            return f"mức {shown}: {met}/{self.of} đơn vị đạt{percent}{without}"
        without = f"; {self.unknown} without a figure" if self.unknown else ""
        return f"level {shown}: {met} of {self.of} units meet it{percent}{without}"

    def _level(self, place: int) -> Fraction:
        return Fraction(self.breaks[place]) / self.scale if self.breaks.dtype == object else self._whole(place)

    def _whole(self, place: int) -> Fraction:
        return Fraction(int(self.breaks[place]), self.scale)

    def _place(self, level: Fraction) -> int:
        """Where the first value that is at least as good as the level stands; outside, where none is."""
        cut = _cut(level * self.scale, self.breaks, up=not self.lower_is_better)
        if self.lower_is_better:
            return int(np.searchsorted(self.breaks, cut, "right")) - 1
        return int(np.searchsorted(self.breaks, cut, "left"))


def _cut(scaled: Fraction, breaks: Array, *, up: bool) -> Any:  # noqa: ANN401
    """A level among scaled values; among whole ones the next whole number on the stricter side, which is as exact."""
    if breaks.dtype == object:
        return scaled
    whole = math.ceil(scaled) if up else math.floor(scaled)
    kind = np.iinfo(breaks.dtype)
    # Beyond what the column can hold the answer is the same as just beyond everything in it.
    return float("-inf") if whole < kind.min else float("inf") if whole > kind.max else breaks.dtype.type(whole)


def steps(values: Values, *, unknown: int = 0, scale: int = 1, lower_is_better: bool = False) -> Steps:
    """Sort the values of a group once, and count.

    Args:
        values: Of the units that have a figure, one each: fractions, or whole numbers with a scale.
        unknown: How many units have none.
        scale: What whole numbers are to be divided by.
        lower_is_better: Whether a level is met from below.
    """
    ordered = np.sort(_column(values))
    of = len(ordered)
    ends = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    starts = np.concatenate([[0], ends]) if of else ends
    counts = np.append(ends, of)[: len(starts)] if lower_is_better else of - starts
    return Steps(
        breaks=ordered[starts],
        counts=counts.astype(np.int64, copy=False),
        of=of,
        unknown=unknown,
        scale=scale,
        lower_is_better=lower_is_better,
    )


def _column(values: Values) -> Array:
    if isinstance(values, np.ndarray):
        return values
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def by_group(
    values: Values,
    groups: Mapping[str, Flags],
    *,
    known: Flags | None = None,
    scale: int = 1,
    lower_is_better: bool = False,
) -> dict[str, Steps]:
    """Make the step function of each group of units.

    Args:
        values: One for each unit; what stands where nothing is known is not looked at.
        groups: For each name, which units belong to it; groups may overlap.
        known: Which units have a figure; ``None`` when all have.
        scale: What whole numbers are to be divided by.
        lower_is_better: Whether a level is met from below.

    Example:
        >>> everyone = by_group(np.array([70, 80, 90]), {"pilots": np.array([False, True, True])})
        >>> everyone["pilots"].met(Fraction(85))
        1
    """
    column = _column(values)
    found = {}
    for name, members in groups.items():
        here = members if known is None else members & known
        unknown = int(np.count_nonzero(members)) - int(np.count_nonzero(here))
        found[name] = steps(column[here], unknown=unknown, scale=scale, lower_is_better=lower_is_better)
    return found


def codes_at(
    values: Values,
    level: Fraction,
    *,
    known: Flags | None = None,
    applicable: Flags | None = None,
    scale: int = 1,
    lower_is_better: bool = False,
) -> Codes:
    """Judge every unit at a level: the verdict codes of one indicator.

    Example:
        >>> codes_at(np.array([70, 80, 0]), Fraction(75), known=np.array([True, True, False])).tolist()
        [0, 2, 1]
    """
    column = _column(values)
    cut = _cut(level * scale, column, up=not lower_is_better)
    met = np.asarray(column <= cut if lower_is_better else column >= cut, dtype=np.bool_)
    codes = np.where(met, MET, NOT_MET).astype(np.uint8)
    if known is not None:
        codes[~known] = UNKNOWN
    if applicable is not None:
        codes[~applicable] = NOT_APPLICABLE
    return codes


@attrs.frozen(kw_only=True)
class Effect:
    """What one level does to a whole set, unit by unit counted."""

    level: Fraction
    met: int
    """Units that meet the whole set at this level."""
    gains: int
    """Units that did not meet the set before, and do."""
    loses: int
    """Units that met the set before, and do not."""
    opened: int
    """Units that met the set before, and of which nobody can say: neither kept nor lost."""

    def say(self, lang: str = "vi") -> str:
        """Tell who gains and who loses."""
        level = write_short(self.level, lang)
        if lang == "vi":
            return (
                f"mức {level}: {self.met} đơn vị đạt cả bộ; {self.gains} đơn vị thêm, {self.loses} đơn vị mất, "
                f"{self.opened} đơn vị thành chưa đủ cơ sở"
            )
        return (
            f"level {level}: {self.met} units meet the whole set; {self.gains} gain it, {self.loses} lose it, "
            f"{self.opened} become unknown"
        )


@attrs.frozen(eq=False)
class Joint:
    """The verdict of a conjunction as a step function of one of its levels, beside the verdict before."""

    classes: Mapping[tuple[int, int], Steps]
    """The values of the units, by their verdict before and the verdict of all other indicators."""
    fixed: Array
    """How many units come from one verdict to another whatever the level: no figure, or not applicable."""

    def moves(self, level: Fraction) -> Array:
        """How many units come from which verdict (rows) to which (columns), as four by four counts."""
        out = self.fixed.copy()
        for (before, rest), found in self.classes.items():
            met = found.met(level)
            out[before, min(rest, MET)] += met
            out[before, NOT_MET] += found.of - met
        return out

    def at(self, level: Fraction) -> Effect:
        """What a level does."""
        moves = self.moves(level)
        return Effect(
            level=level,
            met=int(moves[:, MET].sum()),
            gains=int(moves[:, MET].sum() - moves[MET, MET]),
            loses=int(moves[MET, NOT_MET]),
            opened=int(moves[MET, UNKNOWN]),
        )

    def points(self) -> Iterator[Effect]:
        """The effect at every value seen, rising."""
        for level in sorted({one.level for found in self.classes.values() for one in found.points()}):
            yield self.at(level)


def joint(
    values: Values,
    rest: Codes,
    before: Codes | None = None,
    *,
    known: Flags | None = None,
    applicable: Flags | None = None,
    scale: int = 1,
    lower_is_better: bool = False,
) -> Joint:
    """Ask what a conjunction becomes when the level of one of its indicators moves.

    Args:
        values: Of the indicator, one for each unit.
        rest: The verdict codes of all other indicators together: their minimum, unit by unit.
        before: The verdict codes of the set that is compared with; ``None`` for the other indicators alone, as when
            the indicator is new.
        known: Which units have a figure; ``None`` when all have.
        applicable: To which units the indicator applies; ``None`` when to all.
        scale: What whole numbers are to be divided by.
        lower_is_better: Whether a level is met from below.

    Example:
        >>> effect = joint(np.array([70, 80, 90]), np.array([2, 2, 0], dtype=np.uint8))
        >>> print(effect.at(Fraction(75)).say("en"))
        level 75: 1 units meet the whole set; 0 gain it, 1 lose it, 0 become unknown
    """
    column = _column(values)
    base = rest if before is None else before
    everyone = np.ones(len(column), dtype=np.bool_)
    applies = everyone if applicable is None else applicable
    figures = applies if known is None else applies & known
    fixed = np.zeros((4, 4), dtype=np.int64)
    silent = applies & ~figures
    np.add.at(fixed, (base[silent], np.minimum(rest[silent], UNKNOWN)), 1)
    np.add.at(fixed, (base[~applies], rest[~applies]), 1)
    kinds = (base.astype(np.int64) * 4 + rest)[figures]
    found = column[figures]
    classes = {
        (kind // 4, kind % 4): steps(found[kinds == kind], scale=scale, lower_is_better=lower_is_better)
        for kind in np.unique(kinds).tolist()
    }
    return Joint(classes, fixed)
