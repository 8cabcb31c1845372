"""Each thing that a council would send back is found: in memory, by planting it."""

from __future__ import annotations

from copy import deepcopy

import pytest

from smartvillage.border import parse
from smartvillage.proposal.dossier import CHECKED
from smartvillage.proposal.dossier.checking import check_content, empty_headings
from smartvillage.proposal.dossier.facts import Facts


def faults(dossier, plant):
    tree = deepcopy(dossier.to_dict())
    plant(tree["facts"], tree["paper"])
    return check_content(parse(Facts, tree["facts"]), tree["paper"])


def paragraph(text):
    return {"kind": "paragraph", "spans": [{"kind": "stretch", "text": {"vi": text, "en": text}}]}


def table(value, **lines):
    cell = {"kind": "table-cell", "value": value}
    return {"kind": "table-block", "columns": [], "rows": [[cell]], **lines}


def first(facts, name, **changes):
    facts[name][0] |= changes


def level(facts, **changes):
    next(one for one in facts["indicators"] if one["new"])["levels"][0] |= changes


def new(facts, **changes):
    next(one for one in facts["indicators"] if one["new"]).update(changes)


def dropped(facts, **changes):
    next(one for one in facts["steps"] if one["action"] in {"drop", "merge"}).update(changes)


PLANTED = {
    "level-without-evidence": ("SV-PD-101", lambda facts, _: level(facts, evidence=None)),
    "level-of-an-unknown-finding": ("SV-PD-101", lambda facts, _: level(facts, evidence="[999]")),
    "level-without-grade": ("SV-PD-101", lambda facts, _: level(facts, grade=None)),
    "level-on-insufficient-evidence": ("SV-PD-101", lambda facts, _: level(facts, grade="insufficient")),
    "indicator-without-level": ("SV-PD-101", lambda facts, _: new(facts, levels=[])),
    "no-run": ("SV-PD-102", lambda facts, _: facts.update(run=None)),
    "another-run": ("SV-PD-102", lambda facts, _: facts.update(run="q1-0")),
    "number-in-a-paragraph": ("SV-PD-102", lambda _, paper: paper["blocks"].append(paragraph("đạt 93%"))),
    "number-in-a-cell": ("SV-PD-102", lambda _, paper: paper["blocks"].append(table(93))),
    "exact-number-in-a-cell": ("SV-PD-102", lambda _, paper: paper["blocks"].append(table({"number": "66.6"}))),
    "mark-of-nothing": ("SV-PD-102", lambda _, paper: paper["blocks"].append(paragraph("đạt 93% [999]"))),
    "source-without-id": ("SV-PD-102", lambda facts, _: first(facts, "sources", id="")),
    "uncited-precedent": ("SV-PD-103", lambda facts, _: first(facts, "precedents", mark=None)),
    "precedent-without-text": ("SV-PD-103", lambda facts, _: first(facts, "precedents", citation="")),
    "drop-without-reason": ("SV-PD-104", lambda facts, _: dropped(facts, reason="")),
    "drop-without-evidence": ("SV-PD-104", lambda facts, _: dropped(facts, evidence=None)),
    "candidate-that-is-gone": ("SV-PD-104", lambda facts, _: facts["steps"].pop()),
    "no-owner": ("SV-PD-105", lambda facts, _: new(facts, owner=None)),
    "no-source-system": ("SV-PD-105", lambda facts, _: new(facts, source_system="")),
    "no-cycle": ("SV-PD-105", lambda facts, _: new(facts, cycle=None)),
    "no-banner": ("SV-PD-106", lambda _, paper: paper.pop("banner")),
    "unchecked-not-marked": (
        "SV-PD-107",
        lambda facts, _: facts["unchecked"].append({"vi": "9.9 (chưa đối chiếu)", "en": "9.9 (not checked)"}),
    ),
    "cost-without-source": ("SV-PD-108", lambda facts, _: facts["costs"].append({"unit": "vn:90001@", "source": " "})),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(dossier, name):
    code, plant = PLANTED[name]
    found = faults(dossier, plant)

    assert {one.code for one in found} == {code}
    assert all(one.say("vi") and one.say("en") for one in found)


def test_the_dossier_of_the_engine_has_no_fault(dossier):
    assert dossier.check() == ()


def test_every_check_is_planted_once():
    assert {code for code, _ in PLANTED.values()} == set(CHECKED)


@pytest.mark.parametrize(
    "text",
    [
        "Công văn số 123/UBND-NN ngày 05/03/2026",
        "Quyết định 51/2025/QĐ-TTg giai đoạn 2026-2030",
        "theo Điều 3 và Phụ lục 2",
        "đạt 93% [K]",
    ],
)
def test_names_of_texts_days_and_marked_numbers_pass(dossier, text):
    assert faults(dossier, lambda _, paper: paper["blocks"].append(paragraph(text))) == ()


def test_a_mark_of_the_whole_table_covers_its_rows(dossier):
    note = {"vi": "Nguồn [S]", "en": "Source [S]"}

    assert faults(dossier, lambda _, paper: paper["blocks"].append(table(93, note=note))) == ()


def test_days_and_yes_in_cells_need_no_mark_but_yes_is_no_number(dossier):
    assert faults(dossier, lambda _, paper: paper["blocks"].append(table(value=True))) == ()
    assert faults(dossier, lambda _, paper: paper["blocks"].append(table({"day": "2026-01-01"}))) == ()


def test_what_the_office_fills_in_is_its_own(proposal):
    from smartvillage.proposal.dossier import Fields

    assert proposal.dossier(fields=Fields(number="12", department="Sở 5")).check() == ()


def test_headings_without_content_are_listed_and_no_fault(dossier):
    listed = empty_headings(dossier.to_dict()["paper"])

    assert "3. Nguyên nhân" in {one.vi for one in listed}
    assert [one.vi for one in dossier.notes()][: len(listed)] == [f"chưa có nội dung: {one.vi}" for one in listed]
    assert "chưa điền: địa danh" in {one.vi for one in dossier.notes()}


# -- a level that somebody changed ------------------------------------------------------------------------------------


def changed(proposal, **how):
    ref = next(one.printed for one in proposal.draft.set.indicators)
    return proposal.with_draft(proposal.draft.with_level(ref, "50", reason="Ý kiến của Sở", **how))


def test_a_level_of_a_reviewer_rests_on_nothing_until_the_comments_are_there(proposal):
    found = changed(proposal).dossier().check()

    assert "SV-PD-101" in {one.code for one in found}


def test_a_level_of_a_reviewer_may_rest_on_a_finding(proposal):
    evidence = next(step.evidence for step in proposal.draft.steps if step.action == "add" and step.evidence)

    assert changed(proposal, evidence=evidence).dossier().check() == ()


def test_a_level_of_a_reviewer_may_rest_on_comments_that_were_taken(proposal):
    from smartvillage.errors import Words
    from smartvillage.proposal.review import Entry, Merged

    target = next(iter(proposal.draft.set.indicators)).id
    entry = Entry(id="yk-1", who=("Sở",), about=Words("a", "a"), text=Words("b", "b"), target=target, taken=True)
    merged = Merged(draft=proposal.draft, entries=(entry,))

    assert changed(proposal).dossier(review=merged).check() == ()
