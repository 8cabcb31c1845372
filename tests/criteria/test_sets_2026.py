"""The commune set of 2026-2030: ten criteria, eight names, no level, and no pretending otherwise."""

from __future__ import annotations

import re

import pytest
import yaml

import smartvillage as sv
from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.rules import comparisons
from tools.build_sets_2026 import CATALOGUE

NEW = sv.load("vn.xa-ntm", edition="2026-2030")
OLD = sv.load("vn.xa-ntm", edition="2021-2025")
GROUP = "vn.51.commune-group"
GROUPS = ("urbanising", "middle", "difficult")

DATA = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.is_file() else {"indicators": []}
CRITERIA = [row for row in DATA["indicators"] if not row["criterion_inferred"]]
INDICATORS = [row for row in DATA["indicators"] if row["criterion_inferred"]]


def levels(one):
    return [level for each in one.indicator.provisions for _, _, some in comparisons(each.rule) for level in some]


def test_ten_criteria_stand_and_eight_of_forty_seven_indicators_are_modelled():
    found = NEW.coverage()

    assert (found.criteria, found.criteria_declared, found.indicators, found.indicators_declared) == (10, 10, 8, 47)
    assert [one.printed for one in NEW.criteria if not one.indicators] == ["4", "5", "7", "9", "10"]


def test_it_judges_the_years_2026_to_2030_and_takes_the_place_of_three_sets():
    assert (str(NEW.document.assesses.since), str(NEW.document.assesses.until)) == ("2026-01-01", "2031-01-01")
    assert NEW.document.supersedes.split(", ") == [
        "vn.xa-ntm@2021-2025",
        "vn.xa-ntm-nang-cao@2021-2025",
        "vn.xa-ntm-kieu-mau@2021-2025",
    ]
    assert all(one in sv.load_registry(only=()).sets for one in NEW.document.supersedes.split(", "))


def test_groups_are_words_because_a_draft_numbered_them_the_other_way():
    (scheme,) = NEW.document.schemes

    assert (scheme.id, tuple(one.id for one in scheme.strata)) == (GROUP, GROUPS)
    assert "đánh số ngược lại" in scheme.note.vi


@pytest.mark.parametrize("group", GROUPS)
def test_no_level_is_known_in_any_group(group):
    for one in NEW:
        assert one.threshold(stratum={GROUP: group}, on="2026-12-31").missing == "not-read"


def test_every_group_has_a_place_for_its_level():
    for one in NEW:
        assert [level.stratum for level in levels(one)] == [{GROUP: group} for group in GROUPS]


def test_a_number_that_nobody_printed_cannot_be_mistaken_for_one():
    assert [one.printed for one in NEW] == ["1.1", "2.1", "3.?a", "3.?b", "3.?c", "6.?a", "8.?a", "8.?b"]
    assert NEW["3.?b"].id == "vn.xa-ntm.ocop-plan"


def test_what_is_inferred_is_unverified():
    assert {one.wording.value for one in NEW} == {"unverified"}
    assert all("suy ra" in one.indicator.note.vi or "phần mềm" in one.indicator.note.vi for one in NEW)


def test_an_id_that_both_editions_have_means_the_same_measure_in_both():
    """Poverty is another measure: by which line it is counted now is not known."""
    shared = {one.id for one in NEW} & {one.id for one in OLD}

    assert shared == {"vn.xa-ntm.standard-water"}
    assert set(NEW["vn.xa-ntm.standard-water"].measures) <= set(OLD["vn.xa-ntm.standard-water"].measures)
    assert "vn.multidimensional-poverty" not in NEW.measures


def test_nothing_comes_out_met_and_the_reason_is_that_no_level_is_known():
    rows = [
        {"unit": "A", "period": "2026", "measure": "8.?a", "numerator": 10, "denominator": 10},
        {"unit": "A", "period": "2026", "measure": "3.?b", "value": "đạt"},
    ]
    run = sv.evaluate(NEW, sv.Evidence(rows, measures=NEW), strata={GROUP: "middle"})
    found = run.at("A", "2026")

    assert {found.verdict(ref).name for ref in ("8.?a", "3.?b", "4", NEW.key)} == {"UNKNOWN"}
    assert "chưa có mức đạt chuẩn" in str(found.why("8.?a", lang="vi"))


# --- two editions -----------------------------------------------------------------------------------------------------


def test_an_id_alone_no_longer_says_which_edition_is_meant():
    with pytest.raises(sv.UnknownIdentifierError, match="several editions") as caught:
        sv.load("vn.xa-ntm")
    assert caught.value.suggestions == ("vn.xa-ntm@2021-2025", "vn.xa-ntm@2026-2030")
    assert "Có nhiều giai đoạn" in caught.value.say("vi")
    assert sv.load("vn.xa-ntm-nang-cao").edition == "2021-2025"


@pytest.mark.parametrize(
    ("one", "period", "nearest"),
    [(OLD, "2026", NEW), (OLD, "2030-H1", NEW), (NEW, "2025", OLD), (OLD, "2033", NEW), (NEW, "2019", OLD)],
)
def test_a_period_of_another_edition_is_an_error_that_names_it(one, period, nearest):
    measure = "vn.standard-water"
    rows = [{"unit": "A", "period": period, "measure": measure, "numerator": 1, "denominator": 2}]

    with pytest.raises(sv.InputError, match=re.escape(nearest.key)) as caught:
        sv.evaluate(one, sv.Evidence(rows, measures=one))
    assert [found.code for found in caught.value.problems] == ["SV-RUN-003"]


# --- against the catalogue of sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", CRITERIA, ids=[row["id"] for row in CRITERIA])
def test_every_criterion_has_its_number_and_title(row):
    assert NEW.criterion(str(row["criterion"])).title == Label(**row["title"])


@pytest.mark.parametrize("row", INDICATORS, ids=[row["id"] for row in INDICATORS])
def test_every_indicator_has_its_criterion_title_and_number_if_one_was_seen(row):
    found = next(one for one in NEW if one.title == Label(**row["title"]))

    assert found.criterion.printed == str(row["criterion"])
    assert found.printed == row["indicator"] if row["indicator"] else "?" in found.printed
    assert row["threshold"]["status"] == "not_found"


def test_every_address_is_one_of_the_catalogue():
    if not INDICATORS:
        pytest.skip("the catalogue of sources is not beside the repository")
    addresses = {source["address"] for source in DATA["sources"].values()}
    cited = [NEW.document.declared.citation, *(one.indicator.citation for one in NEW)]
    cited += [one.citation for one in NEW.criteria]

    assert all(isinstance(one, Citation) and set(one.via) <= addresses for one in cited)
