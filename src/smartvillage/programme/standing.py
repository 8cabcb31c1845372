"""Where a target stands: how many are needed, how many are met for sure, how many at best."""

from __future__ import annotations

from fractions import Fraction

import attrs

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import InputError, Problem, Words
from smartvillage.exact import needed
from smartvillage.text.labels import label

__all__ = ["Standing"]


@attrs.frozen(kw_only=True)
class Standing:
    """Counts of units under a target.

    Example:
        >>> Standing.of(total=161, percent=Fraction(97)).needed
        157
        >>> reported = Standing.of(total=82, met=30, not_met=28, percent=Fraction(50))
        >>> reported.lowest, reported.highest, reported.verdict.name
        (30, 54, 'UNKNOWN')
    """

    total: int
    """How many units count; those not applicable are left out."""
    met: int
    not_met: int
    unknown: int
    needed: int

    @classmethod
    def of(
        cls,
        *,
        total: int,
        met: int = 0,
        not_met: int = 0,
        percent: Fraction | None = None,
        count: int | None = None,
    ) -> Standing:
        """Count: whoever is neither met nor not met is unknown.

        Args:
            total: How many units count.
            met: How many are met.
            not_met: How many are not.
            percent: The share asked for, in per cent; the number needed is its exact ceiling.
            count: The number asked for, instead of a share.

        Raises:
            InputError: The counts do not add up.
        """
        if min(total, met, not_met) < 0 or met + not_met > total:
            what = Words(
                vi=f"{met} đạt và {not_met} chưa đạt vượt quá {total} đơn vị",
                en=f"{met} met and {not_met} not met are more than {total} units",
            )
            raise InputError([Problem(code="SV-PR-001", what=what)])
        wanted = needed(total, percent) if percent is not None else (count or 0)
        return cls(total=total, met=met, not_met=not_met, unknown=total - met - not_met, needed=wanted)

    @property
    def lowest(self) -> int:
        """How many are met if every unknown fails."""
        return self.met

    @property
    def highest(self) -> int:
        """How many are met if no unknown fails."""
        return self.met + self.unknown

    @property
    def gap(self) -> tuple[int, int]:
        """How many are still needed: at best, and at worst."""
        return max(0, self.needed - self.highest), max(0, self.needed - self.lowest)

    @property
    def verdict(self) -> Verdict:
        """MET or NOT_MET only when no unknown unit could change it; nothing to count is not applicable."""
        if self.total == 0:
            return Verdict.NOT_APPLICABLE
        if self.lowest >= self.needed:
            return Verdict.MET
        return Verdict.NOT_MET if self.highest < self.needed else Verdict.UNKNOWN

    def say(self, lang: str = "vi") -> str:
        """Tell the counts and the verdict.

        Example:
            >>> Standing.of(total=82, met=30, not_met=28, percent=Fraction(50)).say("en")
            '41 of 82 needed, 30 met, 28 not met, 24 unknown (from 30 to 54): unknown'
        """
        counts = (
            f"cần {self.needed}/{self.total}, đã rõ {self.met} đạt, {self.not_met} chưa đạt, {self.unknown} chưa rõ "
            f"(từ {self.lowest} đến {self.highest})"
            if lang == "vi"
            else f"{self.needed} of {self.total} needed, {self.met} met, {self.not_met} not met, "
            f"{self.unknown} unknown (from {self.lowest} to {self.highest})"
        )
        return f"{counts}: {label('verdict', self.verdict.name, lang)}"
