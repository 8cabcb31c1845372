"""Whose figure it is, and of what."""

import pytest

from smartvillage.errors import InputError
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from tests.evidence.samples import (
    SET,
    SHARE,
    codes,
    read,
    refused,
    row,
)


def one(evidence):
    """The only row, as canonical text."""
    (found,) = evidence.rows()
    return found


@pytest.mark.parametrize("name", ["unit", "period", "measure"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_who_when_and_what_must_be_said(name, blank):
    error = refused({**row(value="5"), name: blank})

    assert [problem.what.en for problem in error.problems] == ["the cell is empty"]
    assert error.problems[0].where.path == f"[0].{name}"


def test_a_misspelt_measure_is_refused_with_those_that_come_close():
    problem = refused({**row(value="5"), "measure": "ns.watre"}).problems[0]

    assert problem.code == "SV-EV-022"
    assert problem.what.en == 'there is no measure "ns.watre"'
    assert problem.advice.en.startswith("Closest: ns.water")


def test_a_measure_like_no_other_gets_no_advice():
    assert refused({**row(value="5"), "measure": "qqqqqqqq"}).problems[0].advice is None


@pytest.mark.parametrize("name", ["1.1", 1.1, "ns.xa.water", SHARE.id])
def test_an_indicator_of_one_measure_stands_for_it(name):
    evidence = Evidence([{**row(value="5"), "measure": name}], measures=SET)

    assert one(evidence)["measure"] == SHARE.id


def test_an_indicator_of_two_measures_stands_for_neither():
    with pytest.raises(InputError, match='there is no measure "1.2"'):
        Evidence([{**row(value="5"), "measure": "1.2"}], measures=SET)


def test_a_code_may_be_a_number_when_it_can_only_be_one():
    places = Places.load("vn")

    assert one(read({**row(value="5"), "unit": 28222.0}, places=places))["unit"] == "vn:28222@"
    assert 'no unit has the code "4"' in str(refused({**row(value="5"), "unit": 4}, places=places))


@pytest.mark.parametrize("code", [643, 643.0])
def test_a_number_that_may_have_lost_its_zeros_is_asked_about(code):
    """643 is a district, and what a spreadsheet makes of the commune 00643."""
    places = Places.load("vn")
    problem = refused({**row(value="5"), "unit": code}, places=places).problems[0]

    assert problem.what.en.startswith("the cell is the number 643, which may have lost zeros: 643 ")
    assert ", 00643 " in problem.what.en
    assert one(read({**row(value="5"), "unit": "643"}, places=places))["unit"] == "vn:643@"
    named = one(read({**row(value="5"), "unit": "643"}, places=places))["unit_name"]
    assert one(read({**row(value="5", unit_name=named), "unit": code}, places=places))["unit"] == "vn:643@"


def test_names_and_parents_that_became_numbers_are_read_as_text():
    cells = {**row(value="5", parent=80), "unit": "Xã Vĩnh Công"}

    assert one(read(row(value="5", unit_name=5)))["unit_name"] == "5"
    assert one(read(cells, places=Places.load("vn")))["unit"] == "vn:28222@"


def test_a_parent_tells_namesakes_apart():
    places = Places.load("vn")
    cells = {"period": "2019-10-31", "measure": SHARE.id, "value": "5", "unit": "Xã Tân Phú"}

    evidence = read({**cells, "parent": "Thới Bình"}, places=places)

    assert one(evidence)["unit"] == "vn:32080@"
    assert evidence.manifest["units_by_name"] == {"Xã Tân Phú": "vn:32080@"}
    assert codes(refused(cells, places=places)) == ["SV-EV-020"]


def test_a_code_with_two_meanings_in_the_period_needs_a_day():
    places = Places.load("vn")
    cells = {**row(value="5"), "unit": "80", "period": "2025"}

    assert 'in 2025 the code "80" is both Tỉnh Long An and Tỉnh Tây Ninh' in str(refused(cells, places=places))
    assert one(read({**cells, "as_of": "2025-06-30"}, places=places))["unit_name"] == "Tỉnh Long An"
    assert one(read({**cells, "as_of": "2025-07-01"}, places=places))["unit_name"] == "Tỉnh Tây Ninh"
