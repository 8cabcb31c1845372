"""Figures: what was reported, found again and said as people say it."""

import pytest

from smartvillage.criteria.resolve import Required
from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation.figures import ABSENT, judge_figure
from smartvillage.exact import Exact, Interval
from tests.evaluation.samples import parts, row, run_of


def figure(*rows, measure="water", **how):
    run = run_of(rows, **how)
    return run.reasoner.figure(run.order[0], f"ns.{measure}")


@pytest.mark.parametrize(
    ("cells", "vi", "en"),
    [
        (row("income", "48,5"), "48,5 triệu đồng", "48.5 million dong"),
        (row("income", "66", relation="approx"), "khoảng 66 triệu đồng", "about 66 million dong"),
        (row("water", "99,3", relation="gt"), "trên 99,3%", "over 99.3%"),
        (row("water", "80", relation="le"), "không quá 80%", "at most 80%"),
        (parts("water", 1825, 1825), "1.825/1.825 hộ (100%)", "1,825/1,825 households (100%)"),
        (parts("water", 216, 293), "216/293 hộ (73,72%)", "216/293 households (73.72%)"),
        (parts("water", 1, 3), "1/3 hộ (33,33%)", "1/3 households (33.33%)"),
        (parts("water", 3, 4), "3/4 hộ (75%)", "3/4 households (75%)"),
        (parts("poverty", 1, 8), "1/8 (12,5%)", "1/8 (12.5%)"),
        (row("plan", "đạt"), "đạt", "met"),
        (row("plan", "không"), "chưa đạt", "not met"),
        (row("schools", "3"), "3 trường", "3 schools"),
    ],
)
def test_a_figure_is_said_with_its_unit_and_its_parts(cells, vi, en):
    found = figure(cells, measure=cells["measure"].removeprefix("ns."))

    assert (found.say("vi"), found.say("en")) == (vi, en)


@pytest.mark.parametrize(
    ("above", "below", "shown"),
    [
        (69997, 100000, "69,997%"),
        (699996, 1000000, "69,9996%"),
        (699999999, 1000000000, "70,000000%"),
        (2, 3, "66,67%"),
    ],
)
def test_a_share_just_short_of_a_level_does_not_look_like_the_level(above, below, shown):
    """69.997 % printed as 70 % beside "not met, 70 % required" would seem a mistake of ours."""
    assert shown in figure(parts("water", above, below)).say("vi")


@pytest.mark.parametrize("reason", [None, "not-collected", "not-due", "refused", "lost", "not-applicable"])
def test_a_missing_figure_says_why(reason):
    found = figure(row("water", missing=reason))

    assert found.missing == (reason or "no-figure")
    assert found.say("vi") == ABSENT[reason or "no-figure"].vi
    assert (found.value, found.cell, found.interval) == (None, None, Interval.missing())


def test_a_figure_that_nobody_reported_has_no_place():
    found = figure(row("income", "50"))

    assert (found.row, found.missing, found.standing("vi")) == (None, "no-figure", "")
    assert found.measure.id == "ns.water"


def test_a_measure_that_nobody_could_report_has_none_either():
    assert figure(row("income", "50"), measure="none").measure is None


@pytest.mark.parametrize(
    ("relation", "cell"),
    [("eq", Exact(80)), ("approx", "~80"), ("gt", ">80"), ("ge", ">=80"), ("lt", "<80"), ("le", "<=80")],
)
def test_a_bound_keeps_its_sign_in_a_cell(relation, cell):
    run = run_of([row("water", "80", relation=relation)])

    assert run.reasoner.figure(0, "ns.water").cell == cell
    assert run.reasoner.figures.cell(0, "ns.water") == cell


def test_nothing_of_nothing_has_no_value_and_no_parts_to_show():
    found = figure(parts("water", 0, 0))

    assert (found.value, found.part, found.missing, found.say("vi")) == (None, None, "not-applicable", "không áp dụng")


def test_who_stands_behind_a_figure_is_said():
    found = figure(
        row("water", "80", state="verified", as_of="2024-03-01", document="12/BC-UBND", source="cổng thông tin")
    )

    assert found.standing("vi") == "(đã thẩm tra, 01/03/2024, 12/BC-UBND, nguồn: cổng thông tin)"
    assert found.standing("en") == "(verified, 2024-03-01, 12/BC-UBND, source: cổng thông tin)"


def test_about_is_the_figure_where_the_caller_says_so():
    cells = row("water", "80", relation="approx")

    assert figure(cells).interval == Interval.missing()
    assert figure(cells, approx_as_value=True).interval == Interval(Exact(80), Exact(80))
    assert figure(cells, approx_as_value=True).say("vi") == "khoảng 80%"


def test_of_several_reports_of_one_figure_the_one_that_counted_is_shown():
    rows = [row("water", "70"), row("water", "75", state="verified"), row("water", "60", as_of="2024-11-01")]

    assert figure(*rows).value == 75
    assert figure(*rows).state == "verified"


def test_a_figure_that_does_not_apply_is_judged_so_even_without_a_level():
    assert (
        judge_figure(Required(measure="ns.water", accepts=None), figure(parts("water", 0, 0))) is Verdict.NOT_APPLICABLE
    )
