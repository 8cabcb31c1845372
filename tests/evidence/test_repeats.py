"""Rows against each other: what is reported twice, what one row says in two ways."""

import pytest

from smartvillage.places import Places
from tests.evidence.samples import (
    AMOUNT,
    codes,
    read,
    refused,
    row,
)


def test_a_figure_cannot_be_there_and_missing():
    assert codes(refused(row(value="5", missing="lost"))) == ["SV-EV-036"]


def test_a_figure_that_is_reported_twice_shows_both_rows():
    error = refused(row(value="5"), row(unit="B", value="6"), row(value="7"))

    assert codes(error) == ["SV-EV-040"]
    assert error.problems[0].where.path == "[2].measure"
    assert error.problems[0].what.en == "ns.water of A in 2024 is reported twice; first: [0].measure"
    assert error.problems[0].what.vi == "ns.water của A kỳ 2024 báo cáo hai lần; lần trước: [0].measure"


def test_a_figure_reported_three_times_is_two_problems():
    assert codes(refused(*[row(value="5")] * 3)) == ["SV-EV-040", "SV-EV-040"]


@pytest.mark.parametrize(
    "other", [{"unit": "B"}, {"period": "2023"}, {"measure": AMOUNT.id}, {"state": "verified"}, {"as_of": "2024-06-30"}]
)
def test_what_differs_in_one_way_is_not_twice_the_same(other):
    assert len(read(row(value="5"), {**row(value="6"), **other})) == 2


def test_one_unit_called_by_code_and_by_name_is_one_unit():
    places = Places.load("vn")
    cells = {**row(value="5"), "parent": "Huyện Châu Thành, Tỉnh Long An"}

    assert codes(refused({**cells, "unit": "28222"}, {**cells, "unit": "Xã Vĩnh Công"}, places=places)) == ["SV-EV-040"]
