"""A draft is patches over the empty set of its shape; a variant never touches it, and a change has a reason."""

from __future__ import annotations

import pytest

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.patches import AddIndicator, AddMeasure
from smartvillage.criteria.rules import MeetsSet
from smartvillage.errors import PatchError
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.registry import builtin_registry, load
from smartvillage.proposal.draft import Draft, Step
from smartvillage.proposal.seats import domain_patch, requires_of, skeleton
from tests.proposal.makers import candidate, measure, plan, plan_tree

SHAPES = ("provincial", "framework", "profile")
BASE = load("vn.xa-ntm", "2021-2025")
DOMAINS = {one.key: one for one in builtin_registry().domains}


def of_shape(shape, *, keys=("digital-society", "tourism", "culture"), leading="1"):
    seat = {**plan_tree()["seat"], "shape": shape, "leading": leading}
    asked = plan(seat=seat, domains=list(keys))
    start = skeleton(asked, BASE)
    steps = [
        Step(
            action="add",
            target=f"nam-son.xa-thong-minh.{key}",
            code="domain",
            reason=Label(vi="Lĩnh vực"),
            patches=(domain_patch(asked, DOMAINS[key], number),),
        )
        for number, key in enumerate(keys, start=len(start.criteria) + 1)
    ]
    held = Draft(base=BASE, start=start, steps=tuple(steps))
    return asked, Draft(
        base=BASE, start=start, steps=tuple(steps), requires=requires_of(held.set.criteria, asked, DOMAINS)
    )


def with_indicator(draft, key="tourism", level="60"):
    offered = measure(f"nam-son.xa-thong-minh.so-lieu-{key}")
    rule = {"kind": "at-least", "measure": offered.id, "levels": [{"value": level, "verification": "unverified"}]}
    (one,) = [candidate(offered).indicator]
    added = one.replace(id=f"nam-son.xa-thong-minh.{key}.x", printed="9.9", provisions=[{"rule": rule}])
    reason = Label(vi="Thử")
    step = Step(
        action="add",
        target=added.id,
        code="grade-b",
        reason=reason,
        patches=(
            AddMeasure(measure=offered, reason=reason),
            AddIndicator(criterion=f"nam-son.xa-thong-minh.{key}", indicator=added, reason=reason),
        ),
    )
    return draft.with_steps(step), offered


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_a_set_that_can_be_written_and_read_back(shape):
    _, draft = of_shape(shape)

    assert CriteriaSet.from_dict(draft.set.to_dict()).document == draft.set.document
    assert draft.set.key == "nam-son.xa-thong-minh@2026-2030"


def test_the_profile_holds_every_indicator_in_force_under_ids_of_its_own():
    _, draft = of_shape("profile")

    assert [one.printed for one in draft.set.indicators] == [one.printed for one in BASE.indicators]
    assert all(one.id.startswith("nam-son.xa-thong-minh.") for one in draft.set.indicators)
    assert draft.set["9.2"].level_text() == BASE["9.2"].level_text()


def test_the_framework_first_asks_for_the_set_in_force():
    _, draft = of_shape("framework")
    (first, *_) = draft.set.indicators

    assert first.indicator.provisions[0].rule == MeetsSet(set="vn.xa-ntm@2021-2025")


@pytest.mark.parametrize("shape", SHAPES)
def test_pillars_are_asked_of_all_and_leading_domains_as_choose_k(shape):
    _, draft = of_shape(shape)
    requires = draft.set.document.requires
    leading = {"nam-son.xa-thong-minh.tourism", "nam-son.xa-thong-minh.culture"}

    assert leading & set(requires.compulsory) == set()
    assert "nam-son.xa-thong-minh.digital-society" in requires.compulsory
    assert requires.count == len(requires.compulsory) + 1


def test_without_leading_domains_everything_is_asked():
    _, draft = of_shape("provincial", keys=("digital-society",))

    assert draft.set.document.requires.kind == "all"


def test_more_leading_domains_than_there_are_cannot_be_asked():
    _, draft = of_shape("provincial", leading="5")

    assert draft.set.document.requires.count == 3


def test_a_commune_that_meets_one_leading_domain_meets_the_draft():
    """The other leading domain is not met, and need not be."""
    _, draft = of_shape("provincial", keys=("tourism", "culture"))
    draft, tourism = with_indicator(draft, "tourism")
    draft, culture = with_indicator(draft, "culture")
    rows = [
        {"unit": unit, "period": "2026", "measure": offered.id, "value": value}
        for unit, values in {"A": ("70", "10"), "B": ("10", "10")}.items()
        for offered, value in zip((tourism, culture), values, strict=True)
    ]
    run = evaluate(draft.set, Evidence(rows, measures=draft.set), law_states={"unverified"})

    assert [run.at(unit, "2026").verdict().name for unit in "AB"] == ["MET", "NOT_MET"]


def test_a_change_of_level_is_a_step_with_role_reason_and_evidence():
    _, draft = of_shape("provincial")
    draft, _ = with_indicator(draft)
    changed = draft.with_level("9.9", "75", reason="Ý kiến của Sở", evidence="cv-12", role="province")

    assert changed["9.9"].level_text("en") != draft["9.9"].level_text("en")
    assert draft["9.9"].level_text("vi") == "từ 60% trở lên"
    step = changed.steps[-1]
    assert (step.action, step.code, step.role, step.evidence, step.reason.vi) == (
        "review",
        "comment",
        "province",
        "cv-12",
        "Ý kiến của Sở",
    )
    assert changed.steps[:-1] == draft.steps


def test_a_change_that_changes_nothing_is_refused():
    draft, _ = with_indicator(of_shape("provincial")[1])

    with pytest.raises(PatchError):
        draft.with_level("9.9", "75", reason="Một").with_level("9.9", "75", reason="Một")


def test_the_table_says_what_was_done_to_each():
    draft, _ = with_indicator(of_shape("provincial")[1])

    assert [row["action"] for row in draft.table("vi").where(target="nam-son.xa-thong-minh.tourism.x")] == ["thêm"]
