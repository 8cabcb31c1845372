"""How likely a verdict is to flip when the figure is only as good as its declared error.

A figure that lies on its level may as well lie on the other side; one ten errors away does not. The error is declared
by the plan, never estimated from the figures: ``normal`` with a standard deviation, or ``uniform`` with the largest
error there can be, for which the probability is a fraction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import attrs

from smartvillage.errors import Words
from smartvillage.text.numbers import write_number

__all__ = ["Flips", "MeasurementError", "flips", "probability"]

KINDS = {
    "normal": Words(vi="phân phối chuẩn, độ lệch chuẩn", en="normal, standard deviation"),
    "uniform": Words(vi="phân phối đều, sai số lớn nhất", en="uniform, largest error"),
}
LIKELY = Fraction(1, 10)
"""From this probability on a verdict is called doubtful, unless the caller says otherwise."""


@attrs.frozen
class MeasurementError:
    """How far a figure may lie from the truth, in the unit of the measure."""

    kind: Literal["normal", "uniform"]
    size: Fraction
    """The standard deviation of a normal error; the largest uniform error."""

    def __attrs_post_init__(self) -> None:
        if self.size <= 0:
            raise ValueError("an error that is declared is larger than nothing")

    def say(self, lang: str = "vi") -> str:
        """Name the error as it was declared."""
        return f"{KINDS[self.kind].say(lang)} {write_number(self.size, lang)}"


def probability(value: Fraction, level: Fraction, error: MeasurementError) -> Fraction | float:
    """Return how likely the truth lies on the other side of the level than the figure.

    Example:
        >>> probability(Fraction(81), Fraction(80), MeasurementError("uniform", Fraction(2)))
        Fraction(1, 4)
        >>> round(probability(Fraction(82), Fraction(80), MeasurementError("normal", Fraction(2))), 4)
        0.1587
    """
    away = abs(value - level)
    if error.kind == "uniform":
        return max(Fraction(0), (error.size - away) / (2 * error.size))
    return math.erfc(float(away / error.size) / math.sqrt(2)) / 2


@attrs.frozen(kw_only=True)
class Flips:
    """Which verdicts of one indicator may flip."""

    level: Fraction
    error: MeasurementError
    probabilities: tuple[Fraction | float, ...]
    """One for each value, in their order."""
    doubtful: tuple[int, ...]
    """The places of the values that are likely to flip."""
    likely: Fraction

    @property
    def expected(self) -> float:
        """How many verdicts flip on average."""
        return math.fsum(self.probabilities)

    def say(self, lang: str = "vi") -> str:
        """Tell how many verdicts are to be expected to flip, and how many are doubtful.

        Example:
            >>> error = MeasurementError("uniform", Fraction(2))
            >>> print(flips([Fraction(81), Fraction(90)], Fraction(80), error).say("en"))
            0.3 of 2 verdicts expected to flip, 1 doubtful (10 % or more; uniform, largest error 2)
        """
        expected, number = write_number(Fraction(self.expected), lang, 1), len(self.probabilities)
        from_on = write_number(100 * self.likely, lang)
        how = self.error.say(lang)
        if lang == "vi":
            return (
                f"kỳ vọng {expected}/{number} kết luận có thể đảo, {len(self.doubtful)} kết luận đáng ngờ "
                f"(từ {from_on} % trở lên; {how})"
            )
        return (
            f"{expected} of {number} verdicts expected to flip, {len(self.doubtful)} doubtful "
            f"({from_on} % or more; {how})"
        )


def flips(values: Sequence[Fraction], level: Fraction, error: MeasurementError, *, likely: Fraction = LIKELY) -> Flips:
    """Ask of every value how likely its verdict is to flip."""
    found = tuple(probability(value, level, error) for value in values)
    doubtful = tuple(place for place, one in enumerate(found) if one >= likely)
    return Flips(level=level, error=error, probabilities=found, doubtful=doubtful, likely=likely)
