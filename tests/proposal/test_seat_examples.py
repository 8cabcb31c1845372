"""The plans of ``examples/seats``: each shape of the set is accepted, evaluates on the synthetic province, and says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from smartvillage.cli import app
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import builtin_registry
from smartvillage.proposal.engine import propose
from smartvillage.proposal.plan import AnalysisPlan

ROOT = Path(__file__).parents[2]
SEATS = ROOT / "examples" / "seats"
HERE = ROOT / "src" / "smartvillage" / "cli" / "examples" / "synthetic-province"
SHAPES = ("framework", "provincial", "profile")


@pytest.fixture(scope="module")
def proposals():
    registry, places = builtin_registry(), Places.read(HERE / "places")
    sets = [registry.set("vn.xa-ntm", edition) for edition in ("2021-2025", "2026-2030")]
    evidence = Evidence.read(HERE / "so-lieu.csv", measures=[*registry.measures.values(), *sets], places=places)
    return {
        shape: propose(AnalysisPlan.read(SEATS / f"{shape}.yaml").seal(), evidence, places, registry=registry)
        for shape in SHAPES
    }


def test_there_is_a_plan_for_every_shape_and_no_other():
    assert sorted(path.stem for path in SEATS.glob("*.yaml")) == sorted(SHAPES)
    assert [AnalysisPlan.read(SEATS / f"{shape}.yaml").seat.shape for shape in SHAPES] == list(SHAPES)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_evaluates_every_unit_and_period(proposals, shape):
    proposal = proposals[shape]
    run = proposal.run

    assert len(run) == 120
    assert len(run.verdicts(proposal.draft.set.key)) == 120
    # a draft rests on no text, so nothing cites its levels; anything else would be a fault
    assert {problem.code for problem in proposal.draft.set.check()} <= {"SV-SET-016"}
    assert {one.name for item in proposal.draft.set for one in run.verdicts(item.id)} <= {"MET", "NOT_MET", "UNKNOWN"}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_says_that_its_data_are_invented_and_deviates_in_nothing_else_than_silence(proposals, shape):
    proposal = proposals[shape]

    assert "dữ liệu giả lập" in repr(proposal)
    assert all("không có số liệu" in one.what.vi for one in proposal.deviations)


def test_the_framework_asks_for_the_set_in_force_first(proposals):
    first, *domains = proposals["framework"].draft.set.criteria

    assert [item.id for item in first.indicators] == ["gia-lap.khung.in-force.whole"]
    assert len(domains) == 5


def test_a_provincial_set_has_a_criterion_a_domain_and_asks_for_one_leading_domain(proposals):
    criteria_set = proposals["provincial"].draft.set
    requires = criteria_set.document.requires

    assert len(criteria_set.criteria) == 5
    assert (requires.count, len(requires.compulsory)) == (4, 3)


def test_a_profile_keeps_every_criterion_and_level_in_force_and_asks_for_two_leading_domains(proposals):
    proposal = proposals["profile"]
    held, base = proposal.draft.set, proposal.base
    moved = {item.id.removeprefix("gia-lap.ho-so"): item for item in held}

    assert [one.title for one in held.criteria][: len(base.criteria)] == [one.title for one in base.criteria]
    assert [item.level_text() for item in base] == [
        moved[item.id.removeprefix("vn.xa-ntm")].level_text() for item in base
    ]
    assert held.document.requires.count == len(base.criteria) + 3 + 2


@pytest.mark.parametrize("shape", ["framework"])
def test_the_command_accepts_them_and_tells_that_they_were_not_sealed(capsys, tmp_path, shape):
    plan = Path(shutil.copy(SEATS / f"{shape}.yaml", tmp_path))
    arguments = ("propose", HERE / "so-lieu.csv", "--plan", plan, "--places", HERE / "places", "--out", tmp_path / "ra")
    status = app.run((*map(str, arguments), "--lang", "vi"))
    screen, complaints = capsys.readouterr()

    assert (status, complaints) == (0, "")
    assert screen.startswith("DỮ LIỆU GIẢ LẬP")
    assert "chưa được niêm phong" in screen
    assert CriteriaSet.read(tmp_path / "ra" / "du-thao.yaml").key == AnalysisPlan.read(plan).seat.set + "@2026-2030"
