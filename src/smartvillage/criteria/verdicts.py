"""The four verdicts, and how any combination of them is decided.

The numbers are the kernel's: a conjunction is the minimum (not applicable drops out by itself), a disjunction the
maximum of those below 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from typing import NoReturn

from smartvillage.exact import needed

__all__ = ["Verdict", "conjunction", "decide"]


class Verdict(Enum):
    """What an evaluation says of one requirement. It has no truth value: compare it with ``is``.

    Example:
        >>> Verdict.UNKNOWN is Verdict.MET
        False
        >>> bool(Verdict.MET)
        Traceback (most recent call last):
        ...
        TypeError: a verdict is one of four, not true or false; write verdict is Verdict.MET
    """

    NOT_MET = 0
    """Chưa đạt: the figure is there, the level is known, and it is not reached."""
    UNKNOWN = 1
    """Chưa đủ cơ sở đánh giá: no figure, no level, or a bound that decides nothing."""
    MET = 2
    """Đạt."""
    NOT_APPLICABLE = 3
    """Không áp dụng: there is nothing to judge here, so it drops out of every combination."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is one of four, not true or false; write verdict is Verdict.MET")

    @property
    def code(self) -> int:
        """The kernel's number for this verdict."""
        return int(self.value)


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """All of them must be met; not applicable drops out; nothing left is not applicable.

    Example:
        >>> conjunction([Verdict.MET, Verdict.NOT_APPLICABLE]).name
        'MET'
    """
    return Verdict(min((verdict.code for verdict in verdicts), default=Verdict.NOT_APPLICABLE.code))


def decide(met: int, unknown: int, not_met: int, *, count: int | None = None, percent: Fraction | None = None) -> int:
    """Decide "at least k of n" or "at least p % of n" from how many members are met, unknown and not met.

    The answer is MET or NOT_MET only when every completion of the unknown members (by met, not met or not
    applicable) agrees. With nothing left to judge the answer is NOT_APPLICABLE. Returns the kernel's number.

    Example:
        >>> decide(2, 1, 1, count=2), decide(1, 1, 2, count=3), decide(0, 0, 0, count=1)
        (2, 0, 3)
    """

    def required(applicable: int) -> int:
        if percent is not None:
            return needed(applicable, percent)
        return min(count or 0, applicable)

    if met + unknown + not_met == 0:
        return Verdict.NOT_APPLICABLE.code
    # At worst every unknown member fails, at best every one is met: turning one out of the count never moves the
    # answer beyond these two, because what is required grows by at most one with each member.
    if met >= required(met + unknown + not_met):
        return Verdict.MET.code
    if met + unknown < required(met + unknown + not_met):
        return Verdict.NOT_MET.code
    return Verdict.UNKNOWN.code
