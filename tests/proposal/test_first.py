"""A first proposal: synthetic pilots stay marked, thin evidence is refused, the papers hold what the table says."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from smartvillage.errors import InputError
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import builtin_registry
from smartvillage.proposal.first import first_proposal

PILOTS = Path(__file__).parents[2] / "src" / "smartvillage" / "cli" / "examples" / "synthetic-tourism-pilots.csv"


@pytest.fixture(scope="module")
def offered():
    return [one for one in builtin_registry().candidates.values() if one.domain == "tourism"]


@pytest.fixture(scope="module")
def pilots(offered):
    return Evidence.read(PILOTS, measures=[one.measure for one in offered])


def test_the_demo_pilots_are_invented_and_say_so(pilots):
    """No commune of Vietnam is called like one of them, and every row says that its figure is synthetic."""
    known = {unit.name for unit in Places.load("vn")}

    assert not known & set(pilots.units)
    assert {row["source"] for row in pilots.rows()} == {"dữ liệu giả lập (synthetic)"}


def test_every_candidate_gets_a_level_from_fifteen_pilots_and_none_from_five(offered, pilots):
    enough = first_proposal(offered, pilots)
    thin = first_proposal(offered, pilots, units=pilots.units[:5])

    assert len(enough.findings) == 9
    assert not any(one.suggestion.refused for one in enough.findings)
    assert all(one.suggestion.refused and one.suggestion.needed == 14 for one in thin.findings)
    assert set(thin.table().column("level")) == {"chưa quy định mức"}


def test_a_missing_figure_is_counted_and_never_a_value(offered, pilots):
    finding = first_proposal(offered, pilots)["tourism.households-earning"]

    assert len(finding.values) == 14
    assert finding.missing == ("Xã Giả Lập Gò Mây",)


def test_bounds_and_approximate_figures_are_not_values(offered):
    measure = "tourism.local-jobs"
    rows = [{"unit": f"P{n}", "period": "2025", "measure": measure, "value": str(60 + n)} for n in range(14)]
    rows += [{"unit": "P98", "period": "2025", "measure": measure, "value": "99", "relation": "gt"}]
    rows += [{"unit": "P99", "period": "2025", "measure": measure, "value": "99", "relation": "approx"}]
    finding = first_proposal(offered, Evidence(rows, measures=[one.measure for one in offered]))[measure]

    assert len(finding.values) == 14
    assert finding.missing == ("P98", "P99")
    assert finding.suggestion.level == Fraction(62)


def test_of_several_periods_the_last_counts(offered):
    measure = "tourism.local-jobs"
    rows = [
        {"unit": f"P{n}", "period": period, "measure": measure, "value": value}
        for n in range(14)
        for period, value in (("2025", "70"), ("2024", "10"))
    ]
    finding = first_proposal(offered, Evidence(rows, measures=[one.measure for one in offered]))[measure]

    assert set(finding.values.values()) == {Fraction(70)}


def test_the_printed_level_is_met_by_the_same_pilots(offered, pilots):
    """A level is printed towards the looser side: rounding up would take it from the pilot that set it."""
    for finding in first_proposal(offered, pilots).findings:
        table = first_proposal(offered, pilots).table("en").where(title=finding.candidate.indicator.title.say("en"))
        printed = Fraction(str(table[0]["level"]).split()[1].rstrip("%"))

        assert sum(value >= printed for value in finding.values.values()) == finding.suggestion.met


def test_papers_are_marked_on_every_sheet_and_page(offered, pilots, tmp_path):
    found = first_proposal(offered, pilots)
    book, page = found.write(tmp_path / "out")
    sheets = openpyxl.load_workbook(book)

    assert found.synthetic
    for sheet in sheets.worksheets:
        assert "GIẢ LẬP" in str(sheet["A1"].value)
        assert "GIẢ LẬP" in sheet.oddHeader.center.text
    html = page.read_text(encoding="utf-8")
    assert "DỮ LIỆU GIẢ LẬP" in html
    assert "61,32%" in html  # a decimal comma
    assert "<script" not in html


def test_hostile_names_appear_as_text(offered, tmp_path):
    rows = [
        {"unit": f"<b>{n}</b>=1+1", "period": "2025", "measure": "tourism.local-jobs", "value": str(60 + n)}
        for n in range(14)
    ]
    found = first_proposal(offered, Evidence(rows, measures=[one.measure for one in offered]))
    _, page = found.write(tmp_path)

    assert "<b>0</b>" not in page.read_text(encoding="utf-8")
    assert not found.synthetic


@pytest.mark.parametrize("setting", [{"share": Fraction(1)}, {"confidence": Fraction(0)}, {"minimum": 1}])
def test_settings_out_of_range_are_refused(offered, pilots, setting):
    with pytest.raises(InputError, match="share and confidence"):
        first_proposal(offered, pilots, **setting)


def test_no_candidates_is_an_error(pilots):
    with pytest.raises(InputError, match="no candidates"):
        first_proposal([], pilots)
