"""Reading tidy data: every problem with its place, accepted whole or refused whole."""

from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.samples import (
    ATTESTED,
    COUNT,
    RATIO,
    SHARE,
    codes,
    read,
    refused,
    row,
    rows_of,
)


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_rows():
    error = refused(
        {**row(value="x"), "measure": "ns.none"},
        row(unit="B", value="101"),
        {**row(unit="C", value="5"), "period": "06/2024"},
        row(unit="D", value="5", state="?"),
        row(unit="E", value="5", relation="?"),
        row(unit="F", value="5", as_of="?"),
        row(unit="G", value="1.234"),
        row(COUNT, unit="H", value="1,5"),
        row(unit="B", value="6"),
    )

    assert codes(error) == [
        *("SV-EV-022", "SV-EV-038", "SV-EV-021", "SV-EV-025", "SV-EV-023"),
        *("SV-EV-026", "SV-EV-030", "SV-EV-039", "SV-EV-040"),
    ]


def test_a_hundred_are_listed_and_the_rest_is_counted():
    error = refused(*rows_of(SHARE, ["x"] * 250))

    assert (len(error.problems), error.unlisted) == (100, 150)
    assert [problem.where.path for problem in error.problems[:2]] == ["[0].value", "[1].value"]


def test_a_refused_table_says_the_same_in_vietnamese():
    told = refused({**row(value="5"), "measure": "ns.watre"}).say("vi")

    assert told.startswith('SV-EV-022 [0].measure: không có số liệu nào là "ns.watre". Gần nhất: ns.water')


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order):
    """Law 8."""
    rows = [
        row(unit="B", value=66.6, source="x"),
        row(unit="A", value="70", state="verified"),
        row(unit="A", value="69", as_of="2024-03-01"),
        row(COUNT, unit="C", value="3"),
        row(RATIO, unit="A", numerator="1", denominator="3"),
        row(ATTESTED, unit="B", missing="lost"),
    ]

    assert list(read(*(rows[place] for place in order)).rows()) == list(read(*rows).rows())
