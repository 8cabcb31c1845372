"""Ranges said at once: yes only where every figure by itself is plausible."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.measures import Measure
from smartvillage.evidence import ranges
from smartvillage.evidence.ranges import WHOLE_KINDS, all_plausible
from smartvillage.exact import Exact


def measure(name, kind, **more):
    unit = {"unit": Label(vi="đơn vị")} if kind in {"amount", "ratio"} else {}
    return Measure(id=f"thu.{name}", title=Label(vi=name), kind=kind, **unit, **more)


MEASURES = [
    measure("share", "share"),
    measure("count", "count"),
    measure("attested", "attested"),
    measure("amount", "amount"),
    measure("ratio", "ratio", minimum=Exact("-0.5"), maximum=Exact("1/3")),
    measure("debt", "amount", maximum=Exact("12.25")),
]
NUMBERS = st.sampled_from([0, 1, -1, 2, 3, 50, 100, 101, 1000, 1001, 1225, 1226, -5, -6])
ROWS = st.lists(
    st.tuples(
        st.integers(-1, len(MEASURES) - 1),
        NUMBERS,
        st.sampled_from([0, 1, 2, 3, 10, 100]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


def said_at_once(rows):
    code, num, den, parts, present = (
        (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.zeros(0)] * 5
    )
    return all_plausible(
        MEASURES,
        code.astype(np.int32),
        num.astype(np.int64),
        den.astype(np.int64),
        parts.astype(bool),
        present.astype(bool),
    )


def is_plausible(code, num, den, parts, present):
    """The same of one figure, by fractions; of nothing only nothing is a part."""
    if code < 0 or not present:
        return True
    one = MEASURES[code]
    if den == 0:
        return num == 0 and one.kind not in WHOLE_KINDS
    value = Fraction(num, den) * (one.factor if parts else 1)
    low, high = one.range
    inside = (low is None or low <= value) and (high is None or value <= high)
    return inside and (one.kind not in WHOLE_KINDS or den == 1)


@given(ROWS, st.sampled_from((1, 3, 65_536)))
def test_all_is_plausible_where_each_figure_is(rows, block):
    """Rows over nothing are refused before; here they may be called wrong, never right."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "_BLOCK", block)
        found = said_at_once(rows)

    sound = [row for row in rows if row[2] != 0 or row[1] == 0 or not row[4]]
    if found:
        assert all(is_plausible(*row) for row in sound)
    elif sound == rows:
        assert not all(is_plausible(*row) for row in rows)


def test_it_does_not_say_yes_where_64_bits_are_not_enough_to_be_sure():
    assert not said_at_once([(1, 2**61, 1, False, True)])
    assert said_at_once([(1, 2**50, 1, False, True)])
    assert not said_at_once([(0, 1, 2**60, False, True)])


def test_a_table_without_rows_is_plausible():
    assert said_at_once([])
