"""Figures and levels at random, as the matrix and the kernel take them: mostly near each other, some of them huge."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from smartvillage.evidence.columns import MISSING, RELATIONS, STATES, Columns
from smartvillage.exact import Interval

HUGE = Fraction(10) ** 25
NEAR = st.builds(Fraction, st.integers(-30, 300), st.sampled_from((1, 2, 3, 5, 10)))
FAR = st.sampled_from(
    [Fraction(32_766), Fraction(32_767), Fraction(2**31), Fraction(2**60), HUGE, -HUGE, HUGE + Fraction(1, 3)]
)
numbers = st.one_of(NEAR, NEAR, NEAR, NEAR, NEAR, FAR)
small_numbers = st.builds(Fraction, st.integers(0, 300), st.sampled_from((1, 2, 3, 10)))
REASONS = ("", "", "", "not-collected", "not-applicable")


@st.composite
def observations(draw, number=numbers):
    """Draw what is said of one figure: a number, how it stands to the figure, and why it is missing."""
    return draw(number), draw(st.sampled_from(("eq", "eq", "eq", *RELATIONS))), draw(st.sampled_from(REASONS))


def columns_of(said, measures=None):
    """Write observations as columns, the numbers that fit as numerators and denominators."""
    rows = len(said)
    fits = [max(abs(value.numerator), value.denominator) < 2**62 for value, _, _ in said]
    return Columns(
        unit=np.arange(rows, dtype=np.int32),
        period=np.zeros(rows, dtype=np.int32),
        measure=np.array(measures if measures is not None else [0] * rows, dtype=np.int32),
        num=np.array([one[0].numerator if fit else 0 for one, fit in zip(said, fits, strict=True)], dtype=np.int64),
        den=np.array([one[0].denominator if fit else 1 for one, fit in zip(said, fits, strict=True)], dtype=np.int64),
        parts=np.zeros(rows, dtype=np.bool_),
        scale=np.ones(rows, dtype=np.int64),
        big={row: one[0] for row, (one, fit) in enumerate(zip(said, fits, strict=True)) if not fit},
        relation=np.array([RELATIONS.index(one[1]) for one in said], dtype=np.uint8),
        missing=np.array([MISSING.index(one[2]) for one in said], dtype=np.uint8),
        state=np.full(rows, STATES.index("reported"), dtype=np.uint8),
        as_of=np.zeros(rows, dtype=np.int32),
        row=np.arange(rows, dtype=np.int64),
        texts={},
    )


def interval_of(observation):
    """What an observation says of its figure; ``None`` where there is nothing to judge."""
    value, relation, reason = observation
    if reason == "not-applicable":
        return None
    return Interval.missing() if reason else Interval.of(value, relation)
