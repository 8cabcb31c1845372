"""Programmes against runs: the plan of Long An, and small plans of invented places."""

from __future__ import annotations

from fractions import Fraction

import pytest

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import InputError, UnknownIdentifierError
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places, Unit
from smartvillage.programme.document import ProgrammeDocument
from smartvillage.programme.programme import Programme

LABEL = {"vi": "Nước sạch", "en": "Clean water"}

SET = {
    "id": "nam-son.smart",
    "edition": "2025",
    "title": LABEL,
    "issued": {"number": "1/QĐ-UBND"},
    "assesses": {"since": "2024-01-01", "until": "2026-01-01"},
    "measures": [{"id": "nam-son.water", "title": LABEL, "kind": "attested"}],
    "criteria": [
        {
            "id": "nam-son.smart.c1",
            "printed": "1",
            "title": LABEL,
            "indicators": [
                {
                    "id": "nam-son.smart.water",
                    "printed": "1.1",
                    "title": LABEL,
                    "provisions": [{"rule": {"kind": "attested", "measure": "nam-son.water"}}],
                }
            ],
        }
    ],
}


def places() -> Places:
    """Two districts, three communes in one and two in the other."""
    province = Unit(code="1", name="Tỉnh Nam Sơn", kind="province")
    districts = [Unit(code=f"1{n}", name=f"Huyện {n}", kind="district", parent=province.key) for n in (1, 2)]
    communes = [
        Unit(code=code, name=f"Xã {code}", kind="commune", parent=districts[place].key)
        for code, place in (("101", 0), ("102", 0), ("103", 0), ("201", 1), ("202", 1))
    ]
    return Places([province, *districts, *communes])


def plan(*asks: dict[str, str], commitment: str = "at-least") -> Programme:
    return Programme(
        ProgrammeDocument.model_validate(
            {
                "id": "nam-son.plan",
                "title": LABEL,
                "issued": {"number": "2/KH-UBND"},
                "since": "2024-01-01",
                "until": "2026-01-01",
                "targets": [
                    {
                        "id": f"nam-son.plan.t{place}",
                        "title": LABEL,
                        "commitment": commitment,
                        "population": {"kinds": ["commune"], "within": "vn:1@", "on": "2025-01-01"},
                        "asks": ask,
                        "set": "nam-son.smart@2025",
                        "ref": "nam-son.smart.water",
                    }
                    for place, ask in enumerate(asks)
                ],
            }
        )
    )


def run_of(answers: dict[str, str], period: str = "2025", **row: str):
    criteria_set = CriteriaSet.from_dict(SET)
    rows = [
        {"unit": unit, "period": period, "measure": "nam-son.water", "value": said, **row}
        for unit, said in answers.items()
    ]
    where = places()
    return evaluate(criteria_set, Evidence(rows, measures=criteria_set, places=where), where)


def test_the_plan_of_long_an_counts_its_own_units():
    """161 communes and 15 district units on the day the plan was reported, whatever became of them later."""
    progress = Programme.load("vn.ct924.long-an").check(places=Places.load("vn"), on="2025-06-30")

    assert (progress["gov-2"].standing.total, progress["gov-2"].standing.needed) == (161, 157)
    assert (progress["gov-5"].standing.total, progress["gov-5"].standing.needed) == (15, 10)
    assert all(state.verdict is Verdict.UNKNOWN for state in progress)
    assert {state.reason for state in progress} == {"no-run", "no-figure"}


def test_units_without_a_verdict_are_unknown_not_failed():
    state = plan({"percent": "60"}).check(run_of({"101": "đạt", "102": "chưa đạt"}), on="2025-12-31").states[0]

    assert (state.standing.met, state.standing.not_met, state.standing.unknown, state.standing.needed) == (1, 1, 3, 3)
    assert state.verdict is Verdict.UNKNOWN
    assert "từ 1 đến 4" in state.say("vi")


def test_of_several_periods_the_last_that_ends_by_the_day_counts():
    early, late = run_of({"101": "chưa đạt"}, "2024"), run_of({"101": "đạt"}, "2025-06")
    before = plan({"count": "1"}).check(early, late, on="2025-03-31").states[0]
    after = plan({"count": "1"}).check(late, early, on="2025-06-30").states[0]

    assert (before.standing.met, before.standing.not_met) == (0, 1)
    assert after.verdict is Verdict.MET


def test_one_in_each_parent_is_met_only_when_every_parent_has_one():
    asks = {"per_parent": "1"}
    one = (
        plan(asks, commitment="strive-for").check(run_of({"101": "đạt", "201": "chưa đạt"}), on="2025-12-31").states[0]
    )
    both = plan(asks).check(run_of({"101": "đạt", "202": "đạt"}), on="2025-12-31").states[0]
    never = plan(asks).check(run_of({"101": "đạt", "201": "chưa đạt", "202": "chưa đạt"}), on="2025-12-31").states[0]

    assert (one.verdict, one.standing.met, one.standing.total) == (Verdict.UNKNOWN, 1, 2)
    assert both.verdict is Verdict.MET
    assert never.verdict is Verdict.NOT_MET
    assert "phấn đấu" in one.say("vi")


def test_a_share_of_records_is_judged_on_the_figure_given():
    plan_la = Programme.load("vn.ct924.long-an")
    target = "vn.ct924.long-an.gov-1-province"
    states = {
        figure: plan_la.check(on="2025-06-30", figures={target: figure})["gov-1-province"].verdict
        for figure in ((89, 100), (90, 100), "90", "89.9", (0, 0))
    }

    assert states == {
        (89, 100): Verdict.NOT_MET,
        (90, 100): Verdict.MET,
        "90": Verdict.MET,
        "89.9": Verdict.NOT_MET,
        (0, 0): Verdict.UNKNOWN,
    }


def test_unknown_names_suggest_the_right_one():
    with pytest.raises(UnknownIdentifierError, match="vn.ct924.long-an"):
        Programme.load("vn.ct924.long-ann")
    with pytest.raises(UnknownIdentifierError, match="gov-2"):
        Programme.load("vn.ct924.long-an").check(on="2025-06-30", figures={"vn.ct924.long-an.gov-22": "1"})


def test_a_target_that_asks_two_things_is_refused_with_its_line(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "id: nam-son.plan\ntitle: {vi: A}\nissued: {number: '1'}\nsince: 2024-01-01\nuntil: 2026-01-01\n"
        "targets:\n- id: nam-son.plan.a\n  title: {vi: A}\n  asks: {percent: '50', count: '3'}\n",
        encoding="utf-8",
    )

    with pytest.raises(InputError, match="exactly one of percent, count and per_parent") as caught:
        Programme.read(path)

    assert caught.value.problems[0].where.line == 9


def test_tables_and_reprs_tell_the_same():
    progress = plan({"percent": "60"}).check(run_of({"101": "đạt"}), on="2025-12-31")
    row = progress.table()[0]

    assert (row["needed"], row["met"], row["gap_low"], row["gap_high"], row["verdict"]) == (3, 1, 0, 2, "UNKNOWN")
    assert "1 UNKNOWN" in repr(progress)
    assert "<li>" in progress._repr_html_()
    assert progress.states[0].standing.total == len(places().select("2025-01-01", kind="commune"))
    assert Fraction(progress.states[0].standing.needed, 5) >= Fraction(3, 5)
