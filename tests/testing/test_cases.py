"""Cases: what an office writes down is judged as anybody else is, and a disagreement is told whole."""

from __future__ import annotations

import pytest

from smartvillage.criteria.documents import write_yaml
from smartvillage.criteria.plain import plain
from smartvillage.criteria.rules import AllOf, AtLeast, AtLeastOf, Attested
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import InputError
from smartvillage.plugins.builtin import DOMAINS
from smartvillage.plugins.documents import read_folder, write_folder
from smartvillage.plugins.registry import builtin_registry, registry_of
from smartvillage.plugins.workbook import write_plugin_workbook
from smartvillage.testing import read_cases, run_case
from smartvillage.testing.cases import figure_row
from tests.testing.sample import (
    CASES,
    LINKS,
    LOWLAND,
    NOT_SET,
    POVERTY,
    UPLAND,
    WATER,
    Sample,
    candidate,
    case,
    faulty,
    links,
    poverty,
    smart_set,
    water,
)

REGISTRY = registry_of(Sample())
OFFER = next(one for one in REGISTRY.offers if one.info.key == "nam-son")


def judged(**fields):
    return run_case(case(**fields), REGISTRY)


# --- what is given -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.of}-{one.expect}")
@pytest.mark.parametrize("where", [REGISTRY, OFFER], ids=["registry", "offer"])
def test_cases_of_a_sound_plugin_agree(one, where):
    assert run_case(one, where).agrees


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("95/100", "MET"),
        ("949/1000", "NOT_MET"),
        ("95,5", "MET"),
        ("94.9%", "NOT_MET"),
        ("≥ 95", "MET"),
        (">= 94", "UNKNOWN"),
        ("< 95", "NOT_MET"),
        ("~ 99", "UNKNOWN"),
        ("missing", "UNKNOWN"),
        ("thiếu", "UNKNOWN"),
        ("chưa thu thập", "UNKNOWN"),
        ("not-collected", "UNKNOWN"),
        ("not-applicable", "NOT_APPLICABLE"),
        ("không áp dụng", "NOT_APPLICABLE"),
        ("0/0", "NOT_APPLICABLE"),
    ],
)
def test_a_figure_is_read_as_evidence_reads_it(text, verdict):
    assert judged(given={WATER.id: text}).got is Verdict[verdict]


@pytest.mark.parametrize(("text", "verdict"), [("đạt", "MET"), ("chưa đạt", "NOT_MET"), ("có", "MET")])
def test_what_is_attested_is_given_in_words(text, verdict):
    culture = builtin_registry()
    attested = next(one for one in culture.candidates.values() if one.measure.kind == "attested")
    found = run_case(case(of=attested.id, level=None, given={attested.measure.id: text}), culture)

    assert found.got is Verdict[verdict]


def test_a_slash_is_a_fraction_where_a_measure_has_no_parts():
    assert figure_row(LINKS.id, "4/2", LINKS)["value"] == "4/2"
    assert figure_row("nobody.knows", "4/2", None)["value"] == "4/2"


def test_nothing_given_is_nothing_reported():
    assert judged(given={}, expect="unknown").agrees


# --- what judges ---------------------------------------------------------------------------------------------------


def test_an_idea_without_a_level_to_try_is_unknown():
    found = judged(level=None)

    assert found.got is Verdict.UNKNOWN
    assert "chưa quy định mức" in found.reason.vi


def test_a_level_that_somebody_issued_judges_a_candidate_by_itself():
    one = case(of="nam-son.candidates.poverty", level=None, given={POVERTY.id: "5"})

    assert run_case(one, REGISTRY).agrees
    assert run_case(one.replace(given={POVERTY.id: "5,1"}), REGISTRY).got is Verdict.NOT_MET


def test_a_case_may_hold_for_several_strata_and_names_the_first_for_which_it_does_not():
    one = CASES[-1].replace(stratum={"nam-son.group": ("upland", "lowland")})
    found = run_case(one, REGISTRY)

    assert not found.agrees
    assert found.stratum == {"nam-son.group": "lowland"}
    assert "nam-son.group=lowland" in found.say("en")
    assert run_case(one.replace(given={WATER.id: "95"}), REGISTRY).agrees


def test_a_criterion_may_be_expected_too():
    assert run_case(CASES[-1].replace(of="nam-son.smart.water"), REGISTRY).agrees


def test_the_level_of_a_combination_is_tried_where_there_is_only_one():
    both = AllOf(rules=(AtLeast(measure=WATER.id, levels=NOT_SET), Attested(measure="nam-son.plan")))
    plan = WATER.replace(id="nam-son.plan", kind="attested", numerator=None, denominator=None)
    registry = registry_of(
        Sample(measures=[WATER, POVERTY, LINKS, plan], candidates=[candidate("clean-water", WATER, both)], cases=())
    )

    assert run_case(case(given={WATER.id: "95", "nam-son.plan": "có"}), registry).agrees
    assert run_case(case(given={WATER.id: "94", "nam-son.plan": "có"}, expect="not-met"), registry).agrees


def test_compulsory_parts_are_reached_by_the_level_too():
    rule = AtLeastOf(count=1, rules=(), compulsory=(AtLeast(measure=WATER.id, levels=NOT_SET),))
    registry = registry_of(Sample(candidates=[candidate("clean-water", WATER, rule)], cases=()))

    assert run_case(case(), registry).agrees


# --- what is told --------------------------------------------------------------------------------------------------


def test_a_case_that_disagrees_says_what_was_given_expected_and_found_and_why():
    found = judged(given={WATER.id: "94/100"})

    assert not found.agrees
    assert found.say("vi") == (
        "nam-son.candidates.clean-water (2024, mức 95)\n"
        "  cho: nam-son.clean-water = 94/100\n"
        "  mong đợi: đạt, vì vừa đúng mức\n"
        "  nhận được: chưa đạt, vì nam-son.candidates.clean-water, kỳ 2024: chỉ tiêu clean-water (Hộ dùng nước sạch): "
        "94/100 (94%) (xã báo cáo), yêu cầu từ 95% trở lên (chưa đối chiếu) → chưa đạt"
    )
    assert "given nam-son.clean-water = 94/100\n  expected met, because vừa đúng mức (en)\n  got not met" in found.say(
        "en"
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"given": {WATER.id: "nhiều"}}, 'nam-son.clean-water: "nhiều"'),
        ({"given": {"nam-son.watre": "95"}}, "nam-son.watre"),
        ({"of": "nam-son.candidates.clean-watre"}, "Closest: nam-son.candidates.clean-water"),
        ({"of": "nam-son.smart.clean-water", "set": "nam-son.smart@2026"}, "nam-son.smart@2025"),
        ({"of": "nam-son.candidates.links"}, "0 places for a level"),
        ({"stratum": {"nam-son.group": "upland"}}, "nam-son.group"),
    ],
)
def test_a_case_that_cannot_be_judged_says_why(fields, told):
    found = judged(**fields)

    assert found.got is None
    assert not found.agrees
    assert told in found.say("en")
    assert "không đánh giá được" in found.say("vi")


def test_a_case_of_an_evaluator_that_fails_is_unknown_with_the_failure_as_its_reason():
    registry = registry_of(faulty("an evaluator that raises"))
    found = run_case(case(of=links().id, level=None, given={LINKS.id: "3"}), registry)

    assert found.got is Verdict.UNKNOWN
    assert "nam-son" in found.reason.vi


def test_a_measure_that_is_given_wrongly_is_named_and_not_numbered():
    found = judged(given={WATER.id: "95", "nam-son.poverty": "x"})

    assert "[" not in found.reason.en.partition("nam-son.poverty")[0]


# --- where they stand ----------------------------------------------------------------------------------------------


def test_cases_are_read_from_a_file_a_folder_and_a_workbook(tmp_path):
    economy = read_folder(DOMAINS["economy"])
    write_folder(economy, tmp_path / "economy")
    write_plugin_workbook(economy, tmp_path / "economy.xlsx")

    expected = tuple(economy.cases)
    assert read_cases(DOMAINS["economy"] / "cases.yaml") == expected
    assert read_cases(str(tmp_path / "economy")) == expected
    assert read_cases(tmp_path / "economy.xlsx") == expected


def test_a_file_of_cases_alone_is_read_and_its_faults_have_their_lines(tmp_path):
    path = tmp_path / "ca.yaml"
    path.write_text(write_yaml({"format": "smartvillage.cases/1", "cases": plain(CASES)}), encoding="utf-8")

    assert read_cases(path) == CASES

    path.write_text(path.read_text(encoding="utf-8").replace("expect: met", "expect: đạt", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"ca\.yaml, line \d+.*not-met"):
        read_cases(path)


def test_the_sample_is_made_of_what_it_says():
    assert {water().id, poverty().id, links().id} == set(OFFER.candidates)
    assert smart_set(LOWLAND, UPLAND).check() == ()
