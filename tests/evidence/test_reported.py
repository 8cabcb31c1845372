"""Reported verdicts: kept apart from figures, read as strictly."""

import pytest

from smartvillage.errors import InputError
from smartvillage.evidence.evidence import Evidence
from tests.evidence.samples import (
    SET,
    codes,
    read,
    refused,
    row,
)


def said(ref="1.1", verdict="đạt", **cells):
    return {"unit": "A", "period": "2024", "indicator": ref, "verdict": verdict, **cells}


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        *(("met", "MET"), ("Đạt", "MET"), ("chưa đạt", "NOT_MET"), ("không đạt", "NOT_MET"), ("NOT_MET", "NOT_MET")),
        *(("không áp dụng", "NOT_APPLICABLE"), ("chưa đủ cơ sở đánh giá", "UNKNOWN")),
    ],
)
def test_a_reported_verdict_is_kept_apart_from_figures(word, verdict):
    evidence = Evidence([said(verdict=word)], measures=SET)

    assert len(evidence) == 0
    assert [(one.unit, one.period, one.ref, one.verdict) for one in evidence.verdicts] == [
        ("A", "2024", "1.1", verdict)
    ]


def test_figures_and_verdicts_may_stand_in_one_table():
    evidence = Evidence([{**row(value="5"), **said(None, None)}, {**said(), "measure": None}], measures=SET)

    assert (len(evidence), len(evidence.verdicts)) == (1, 1)
    assert evidence.columns.row.tolist() == [0]


@pytest.mark.parametrize("ref", ["1.1", 1.1, "ns.xa.two", "1", "ns.xa.living", "ns.xa@2021-2025"])
def test_a_verdict_may_be_on_an_indicator_a_criterion_or_the_set(ref):
    assert Evidence([said(ref)], measures=SET).verdicts[0].ref == str(ref)


def test_a_verdict_on_nothing_known_is_refused_with_what_comes_close():
    with pytest.raises(InputError) as caught:
        Evidence([said("1.11")], measures=SET)

    assert codes(caught.value) == ["SV-EV-043"]
    assert caught.value.problems[0].what.en == 'there is no indicator or criterion "1.11"'
    assert "1.1" in caught.value.problems[0].advice.en


def test_without_a_set_any_reference_is_kept():
    assert read(said("9.9")).verdicts[0].ref == "9.9"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"verdict": "tốt"}, "SV-EV-041"),
        ({"indicator": None}, "SV-EV-042"),
        ({"indicator": "  "}, "SV-EV-042"),
        ({"indicator": "1.1\x00"}, "SV-EV-043"),
        ({"indicator": "zzzzzzz"}, "SV-EV-043"),
    ],
)
def test_a_reported_verdict_that_says_nothing_is_refused(cells, code):
    with pytest.raises(InputError) as caught:
        Evidence([{**said(), **cells}], measures=SET)

    assert codes(caught.value) == [code]


def test_a_verdict_without_the_column_of_its_indicator_is_refused():
    cells = {"unit": "A", "period": "2024", "measure": None, "verdict": "đạt"}

    assert codes(refused(cells)) == ["SV-EV-042"]


def test_a_verdict_and_a_value_in_one_row_are_two_things():
    assert codes(refused({**row(value="5"), **said()})) == ["SV-EV-037"]


def test_a_verdict_reported_twice_shows_both_rows():
    with pytest.raises(InputError) as caught:
        Evidence([said(), said(verdict="chưa đạt")], measures=SET)

    assert [problem.where.path for problem in caught.value.problems] == ["[0].verdict", "[1].verdict"]


def test_verdicts_are_read_even_where_units_and_periods_are_wrong():
    """So that everything is told at once."""
    cells = said()
    with pytest.raises(InputError) as caught:
        Evidence([{**cells, "period": "năm ngoái"}, {**cells, "unit": None}, {**cells, "verdict": "tốt"}], measures=SET)

    assert codes(caught.value) == ["SV-EV-021", "SV-EV-020", "SV-EV-041"]
