"""Columns of observations: exact values out of whole numbers and codes, row by row and rearranged."""

from fractions import Fraction

import numpy as np
import pytest

from smartvillage.evidence.columns import MISSING, RELATIONS, Columns, TextColumn
from smartvillage.exact import Exact, Interval
from tests.evidence.samples import AMOUNT, SHARE, read, row

HUGE = "123456789012345678901234567890"


@pytest.fixture
def columns():
    """45 of 50; 97.5 %; over 99.3 %; nothing of nothing; not collected; a number beyond 64 bits."""
    return read(
        row(unit="1", numerator="45", denominator="50"),
        row(unit="2", value="97.5", source="báo cáo 12"),
        row(unit="3", value="99.3", relation="gt"),
        row(unit="4", numerator="0", denominator="0"),
        row(unit="5", missing="not-collected"),
        row(AMOUNT, unit="6", value=HUGE, source="báo cáo 7"),
    ).columns


def test_a_row_gives_its_value_in_the_unit_of_its_measure(columns):
    factors = [SHARE.factor] * 5 + [AMOUNT.factor]

    values = [columns.value(number, factor) for number, factor in enumerate(factors)]

    assert values == [90, Fraction("97.5"), Fraction("99.3"), None, None, Fraction(HUGE)]


def test_a_row_keeps_its_parts(columns):
    assert columns.part(0) == (45, 50)
    assert columns.part(1) is None


def test_decimal_parts_come_back_as_they_were_reported():
    columns = read(row(numerator="1,5", denominator="2,25")).columns

    assert columns.part(0) == (Fraction("1.5"), Fraction("2.25"))
    assert columns.value(0, 100) == Fraction(200, 3)


def test_a_row_says_an_interval(columns):
    assert columns.interval(0, 100) == Interval(Exact(90), Exact(90))
    assert columns.interval(2, 100) == Interval(Exact("99.3"), None, low_open=True)
    assert columns.interval(4, 100) == Interval.missing()


def test_about_is_a_value_only_when_the_caller_says_so():
    columns = read(row(value="66", relation="approx")).columns

    assert columns.interval(0, 100) == Interval.missing()
    assert columns.interval(0, 100, approx_as_value=True) == Interval(Exact(66), Exact(66))


def test_rows_can_be_taken_in_another_order(columns):
    taken = columns.take(np.array([5, 0], dtype=np.int64))

    assert len(taken) == 2
    assert taken.value(0, 1) == Fraction(HUGE)
    assert taken.part(1) == (45, 50)
    assert [taken.texts["source"][number] for number in range(2)] == ["báo cáo 7", None]
    assert taken.row.tolist() == [5, 0]


def test_rows_without_big_numbers_can_be_taken_too():
    columns = read(row(unit="1", value="1"), row(unit="2", value="2")).columns

    assert isinstance(columns.take(np.array([1], dtype=np.int64)), Columns)


def test_text_is_absent_under_code_minus_one():
    texts = TextColumn(np.array([0, -1], dtype=np.int32), ("báo cáo",))

    assert (texts[0], texts[1]) == ("báo cáo", None)


def test_the_words_of_relations_and_missing_reasons_are_those_of_the_documentation():
    assert RELATIONS == ("eq", "approx", "gt", "ge", "lt", "le")
    assert MISSING[1:] == ("none-given", "not-collected", "not-due", "not-applicable", "refused", "lost")
