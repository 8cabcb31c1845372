"""Pictures for notebooks: the numbers in them are those of the findings."""

from __future__ import annotations

import pytest

from smartvillage.border import Label
from smartvillage.proposal.findings import judged
from smartvillage.proposal.items import analyse_items
from smartvillage.proposal.pictures import ItemAnalysis, Responses
from tests.proposal.test_findings import GOOD, POOR, found, sample


def test_the_response_is_a_mapping_that_can_be_drawn():
    response = Responses(found(GOOD, POOR))
    chart = response.chart()

    assert list(response) == ["pilots", "comparison", "everyone"]
    assert len(response) == 3
    assert response["pilots"].met(63) == 12
    assert [one.total for one in chart.series] == [15, 15]
    assert list(chart.marks) == ["63"]
    assert b"<svg" in chart.draw("vi").svg


def test_without_a_figure_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="at least one series"):
        Responses(found([None] * 3)).chart()


def test_items_are_those_of_the_conjunction():
    finding = found(GOOD, POOR)
    names, codes = judged([finding], sample(GOOD, POOR))
    analysis = ItemAnalysis(analyse_items(codes, names), {finding.candidate.id: Label(vi="Lao động", en="Jobs")})

    assert len(analysis) == 1
    assert next(iter(analysis)).met == analysis[finding.candidate.id].met == 12
    assert analysis.chart().items[0].name.en == "Jobs"
    assert "12/30" in analysis.say()
