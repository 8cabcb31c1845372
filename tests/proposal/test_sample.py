"""Who is a pilot and who is compared follows from the rules of the plan, and who is neither is told why."""

from __future__ import annotations

from fractions import Fraction

import pytest

from smartvillage.errors import InputError
from smartvillage.places import Places
from smartvillage.proposal.sample import sample_of
from tests.proposal.makers import evidence, measure, pilot, plan, row


def rows(*units):
    return [row(unit, "70") for unit in units]


def test_pilots_are_those_the_plan_lists_and_all_others_are_compared():
    sample = sample_of(plan(), evidence(rows("P2", "P0", "P1", "X", "Y")))

    assert sample.pilots == ("P0", "P1", "P2")
    assert sample.comparison == ("X", "Y")
    assert sample.synthetic


def test_a_plan_that_lists_no_pilots_takes_those_of_plugins_for_its_domains():
    asked = plan(pilots={"chosen": {"vi": "Do huyện chọn"}})
    named = [pilot("a.one", units=("P0", "gone")), pilot("a.two", units=("P1",), domain="economy")]

    assert sample_of(asked, evidence(rows("P0", "P1")), pilots=named).pilots == ("P0",)


def test_a_pilot_that_is_not_in_the_evidence_is_told_with_all_others():
    with pytest.raises(InputError) as caught:
        sample_of(plan(comparison={"units": ["Z"]}), evidence(rows("P1")))

    assert [(one.code, one.what.en) for one in caught.value.problems] == [
        ("SV-PP-003", '"P0" is not in the evidence'),
        ("SV-PP-003", '"P2" is not in the evidence'),
        ("SV-PP-003", '"Z" is not in the evidence'),
    ]


def test_without_any_pilot_there_is_nothing_to_sum_up():
    with pytest.raises(InputError, match="none of the pilots is in the evidence"):
        sample_of(plan(pilots={"chosen": {"vi": "?"}}), evidence(rows("X")))


def test_only_the_units_listed_are_compared():
    sample = sample_of(plan(comparison={"units": ["X"]}), evidence(rows("P0", "P1", "P2", "X", "Y")))

    assert sample.comparison == ("X",)
    assert sample.left_out["Y"].vi == "không có trong danh sách đối chứng"


def test_units_of_another_status_before_the_pilot_are_not_compared():
    said = [
        {"unit": unit, "period": period, "indicator": "vn.xa-ntm@2021-2025", "verdict": verdict}
        for unit, period, verdict in (("X", "2022", "đạt"), ("Y", "2022", "chưa đạt"), ("Z", "2025", "đạt"))
    ]
    asked = plan(comparison={"status": {"set": "vn.xa-ntm@2021-2025"}})
    from smartvillage.evidence.evidence import Evidence
    from smartvillage.plugins.registry import load

    figures = [{"source": "x", **one} for one in [*rows("P0", "P1", "P2", "X", "Y", "Z")]]
    held = Evidence([*figures, *said], measures=[load("vn.xa-ntm", "2021-2025"), measure()])
    sample = sample_of(asked, held)

    assert sample.comparison == ("X",)
    assert {sample.left_out[unit].en for unit in "YZ"} == {"not of the same status before the pilot"}


def test_units_in_another_stratum_than_every_pilot_are_not_compared():
    places = Places.load("vn")
    held = [row(code, "70", period="2024") for code in ("28222", "28225", "05365")]
    from smartvillage.evidence.evidence import Evidence

    sample = sample_of(
        plan(
            periods={"after": ["2024"]},
            pilots={"units": ["28222"], "chosen": {"vi": "?"}},
            comparison={"same": ["vn.318.region"]},
        ),
        Evidence(held, measures=[measure()], places=places),
        places,
    )

    assert [unit.partition("@")[0] for unit in sample.comparison] == ["vn:28225"]
    assert [(unit.partition("@")[0], why.en) for unit, why in sample.left_out.items()] == [
        ("vn:05365", "in another stratum than every pilot")
    ]


def test_figures_are_exact_and_bounds_are_none():
    sample = sample_of(
        plan(),
        evidence(
            [
                row("P0", None, numerator="1", denominator="3"),
                row("P1", "70", relation="approx"),
                row("P2", "60", period="2022"),
                row("P2", "70"),
                row("X", None, missing="not-collected"),
            ]
        ),
    )

    assert sample.values("tourism.local-jobs", sample.of()) == {"P0": Fraction(100, 3), "P2": 70}
    assert sample.values("tourism.local-jobs", sample.of(), "before") == {"P2": 60}


def test_a_figure_that_was_checked_stands_before_a_later_one_that_was_not():
    sample = sample_of(
        plan(periods={"after": ["2024", "2025"]}),
        evidence([row("P0", "60", period="2024", state="verified"), row("P0", "90"), *rows("P1", "P2")]),
    )

    assert sample.values("tourism.local-jobs", ["P0"]) == {"P0": 60}
    assert sample.figures["P0", "tourism.local-jobs", "after"].verified


def test_disputed_figures_are_doubtful_and_so_are_those_somebody_names():
    sample = sample_of(
        plan(),
        evidence([row("P0", "60", state="disputed"), *rows("P1", "P2")]),
        doubtful=[("P1", "tourism.local-jobs")],
    )

    assert sample.values("tourism.local-jobs", sample.pilots, doubtful=False) == {"P2": 70}
    assert len(sample.values("tourism.local-jobs", sample.pilots)) == 3
