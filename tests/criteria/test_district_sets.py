"""The district sets of 2021-2025: what is known of Decision 320, and nothing more."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
import yaml

import smartvillage as sv
from smartvillage.border import Label
from smartvillage.criteria.rules import MeetsSet, comparisons
from tools.build_sets import CATALOGUE

CONDITIONS = sv.load("vn.huyen-dat-chuan-ntm")
DISTRICT = sv.load("vn.huyen-ntm")
ADVANCED = sv.load("vn.huyen-ntm-nang-cao")
NAMES = ("huyen-ntm", "huyen-ntm-nang-cao")
BY_NAME = dict(zip(NAMES, (DISTRICT, ADVANCED), strict=True))
TOLD = {"high": "official", "low": "secondary", "recall": "unverified"}

DATA = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.is_file() else {"indicators": []}
ROWS = [row for row in DATA["indicators"] if row["set"] in NAMES]
every_row = pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])


def levels(one, number):
    return [
        level
        for provision in one[number].indicator.provisions
        for _, _, some in comparisons(provision.rule)
        for level in some
    ]


# --- how much of the text is there ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "counts"), [(DISTRICT, (9, 9, 24, 36)), (ADVANCED, (9, 9, 3, 38)), (CONDITIONS, (5, 5, 5, 5))]
)
def test_a_set_says_how_much_its_text_has_and_how_much_is_modelled(one, counts):
    found = one.coverage()

    assert (found.criteria, found.criteria_declared, found.indicators, found.indicators_declared) == counts


def test_the_totals_are_recalled_and_say_so():
    assert {one.document.declared.verification.value for one in BY_NAME.values()} == {"unverified"}
    assert CONDITIONS.document.declared.verification.value == "secondary"


def test_the_indicators_of_the_programme_are_there_by_number():
    assert DISTRICT["9.5"].id == "vn.huyen-ntm.district-online-services"
    assert ADVANCED["6.5"].id == "vn.huyen-ntm-nang-cao.digital-indicator-of-the-economy"
    assert ADVANCED["9.2"].id == "vn.huyen-ntm-nang-cao.district-online-services-higher"


def test_a_district_that_attests_everything_known_is_still_unknown_as_a_whole():
    """24 of 36 indicators are modelled, so neither the set nor any of its criteria can come out met."""
    rows = []
    for one in DISTRICT:
        (measure,) = one.measures
        kind = DISTRICT.measures[measure].kind
        figure = {"numerator": 9, "denominator": 9} if kind == "share" else {"value": "3"}
        rows.append({"unit": "A", "period": "2023", "measure": measure, **(figure if kind != "attested" else MET)})
    run = sv.evaluate(DISTRICT, sv.Evidence(rows, measures=DISTRICT), law_states={"secondary", "unverified"})
    found = run.at("A", "2023")

    assert {found.verdict(one.id).name for one in DISTRICT} == {"MET"}
    assert {found.verdict(one.id).name for one in DISTRICT.criteria} == {"UNKNOWN"}
    assert found.verdict(DISTRICT.key).name == "UNKNOWN"


MET = {"value": "đạt"}


def test_one_indicator_not_met_decides_the_district():
    rows = [{"unit": "A", "period": "2023", "measure": "9.5", "value": "chưa đạt"}]
    run = sv.evaluate(DISTRICT, sv.Evidence(rows, measures=DISTRICT))

    assert run.at("A", "2023").verdict(DISTRICT.key).name == "NOT_MET"


# --- conditions -------------------------------------------------------------------------------------------------------


def test_the_fifth_condition_is_the_set_of_criteria():
    (provision,) = CONDITIONS["5"].indicator.provisions

    assert provision.rule == MeetsSet(set=DISTRICT.key)


def satisfied(over_all, lowest):
    rows = [
        {"unit": "A", "period": "2023", "measure": measure, "numerator": share, "denominator": 100}
        for measure, share in (("vn.resident-satisfaction", over_all), ("vn.lowest-resident-satisfaction", lowest))
        if share is not None
    ]
    run = sv.evaluate(CONDITIONS, sv.Evidence(rows, measures=CONDITIONS))
    return run.at("A", "2023").verdict("4").name


def test_satisfaction_is_asked_of_the_district_and_of_every_commune_and_content():
    assert [satisfied(90, 80), satisfied(89, 80), satisfied(90, 79), satisfied(95, None), satisfied(None, 79)] == [
        "MET",
        "NOT_MET",
        "NOT_MET",
        "UNKNOWN",
        "NOT_MET",
    ]


def test_a_district_without_townships_has_nothing_to_meet_there():
    rows = [{"unit": "A", "period": "2023", "measure": "3", "numerator": 0, "denominator": 0}]
    run = sv.evaluate(CONDITIONS, sv.Evidence(rows, measures=CONDITIONS))

    assert run.at("A", "2023").verdict("3").name == "NOT_APPLICABLE"


# --- Decision 211 -----------------------------------------------------------------------------------------------------


def test_no_level_is_known_from_decision_211_on_because_it_is_not_known_which_it_changed():
    with_levels = [one for one in DISTRICT if levels(DISTRICT, one.id)]
    before = [one.threshold(on="2024-02-29").value for one in with_levels]
    since = [one.threshold(on="2024-03-01").missing for one in with_levels]

    assert before == [1, 100, 50, 60, 1]
    assert since == ["not-read"] * 5


# --- against the catalogue of sources ---------------------------------------------------------------------------------

UNREAD = [row for row in ROWS if row["comparison"] == "none" and row["criterion"] is not None]
READ = [row for row in ROWS if row["comparison"] != "none"]


def in_set(row):
    if row["criterion"] is None:
        return CONDITIONS[row["indicator"].removeprefix("C")]
    return BY_NAME[row["set"]][row["indicator"]]


def test_every_row_is_accounted_for():
    """A row that stands for what nobody could read is a criterion, or (of the advanced conditions) a note."""
    if not ROWS:
        pytest.skip("the catalogue of sources is not beside the repository")
    left = [row["id"] for row in ROWS if row not in UNREAD and row not in READ]

    assert left == ["huyen-ntm-nang-cao/C*"]
    assert "95 %" in ADVANCED.document.note.vi
    assert len(READ) == len(CONDITIONS) + len(DISTRICT) + len(ADVANCED)


@pytest.mark.parametrize("row", READ, ids=[row["id"] for row in READ])
def test_every_row_that_was_read_or_recalled_is_an_indicator(row):
    found = in_set(row)

    assert found.title == Label(**row["title"])
    assert found.wording.value == TOLD[row["confidence_detail"]["identity"]]
    assert row["criterion"] is None or found.criterion.printed == str(row["criterion"])
    assert row["criterion"] is None or found.criterion.title == Label(**row["criterion_title"])


@pytest.mark.parametrize("row", UNREAD, ids=[row["id"] for row in UNREAD])
def test_every_row_that_stands_for_the_unread_is_a_criterion_that_says_so(row):
    criterion = BY_NAME[row["set"]].criterion(str(row["criterion"]))
    known = {one["indicator"] for one in READ if (one["set"], one["criterion"]) == (row["set"], row["criterion"])}

    assert criterion.title == Label(**row["criterion_title"])
    assert "chưa đọc được" in criterion.note.vi.lower()
    assert {one.printed for one in criterion.indicators} == known


@every_row
def test_no_level_is_in_a_set_that_the_catalogue_does_not_hold(row):
    if row["comparison"] == "none":
        return
    told = [row["threshold"].get("common"), row.get("unverified_recall", {}).get("common")]
    allowed = {Fraction(str(one)) for one in told if one is not None and one is not True}
    allowed |= {Fraction(one) for one in re.findall(r"(?<=>= )[0-9]+", row.get("notes", ""))}
    one = CONDITIONS if row["criterion"] is None else BY_NAME[row["set"]]
    shipped = [level for level in levels(one, in_set(row).id) if level.value is not None]

    assert {level.value for level in shipped} <= allowed
    state = TOLD.get(row["confidence_detail"]["threshold"], "unverified")
    assert {level.state.value for level in shipped} <= {state}
    assert bool(shipped) == (bool(allowed) and row["kind"] != "boolean")
