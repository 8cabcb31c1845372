"""Ranges said at once: yes only where every figure by itself is plausible."""

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.measures import Measure
from smartvillage.errors import InputError
from smartvillage.evidence import ranges
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.ranges import WHOLE_KINDS, all_plausible
from smartvillage.exact import Exact
from tests.evidence import samples
from tests.evidence.samples import AMOUNT, COUNT, GRADED, SHARE, codes, read, refused, row, rows_of, values


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


# --- each row that is wrong is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [
        (SHARE, "100,1", "0 to 100"),
        (SHARE, "-0,1", "0 to 100"),
        (COUNT, "-1", "at least 0"),
        (GRADED, "0", "1 to 3"),
        (GRADED, "4", "1 to 3"),
        (SHARE, "123456789012345678901234567890", "0 to 100"),
        (COUNT, "-123456789012345678901234567890", "at least 0"),
    ],
)
def test_a_value_beyond_its_range_is_refused(measure, value, expected):
    problem = refused(row(measure, value=value)).problems[0]

    assert problem.code == "SV-EV-038"
    assert problem.what.en.endswith(f'is outside the range of "{measure.title.say("en")}"')
    assert problem.expected.en == expected


def test_a_measure_may_have_only_an_upper_end():
    low = AMOUNT.replace(id="ns.balance", maximum="10")
    with pytest.raises(InputError, match="at most 10"):
        Evidence([{**row(value="11"), "measure": low.id}], measures=[low])

    assert values(Evidence([{**row(value="-5"), "measure": low.id}], measures=[low])) == ["-5"]


def test_a_share_above_its_range_is_refused_by_its_parts_too():
    problem = refused(row(numerator="51", denominator="50")).problems[0]

    assert (problem.code, problem.what.en) == ("SV-EV-038", '102 is outside the range of "Households with clean water"')


@given(st.integers(0, 10**29), st.sampled_from([COUNT, AMOUNT]))
def test_huge_numbers_are_compared_exactly(value, measure):
    assert values(read(row(measure, value=str(value)))) == [str(value)]


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=4))
def test_whole_numbers_near_the_edge_of_64_bits_do_not_wrap(numbers):
    evidence = Evidence(pl.DataFrame(rows_of(COUNT, numbers)), measures=samples.MEASURES)

    assert values(evidence) == [str(number) for number in numbers]


@pytest.mark.parametrize("value", ["2,5", "0,00000000000000000000001", "12345678901234567890123,5", 2.5])
def test_things_are_counted_whole(value):
    assert codes(refused(row(COUNT, value=value))) == ["SV-EV-039"]
