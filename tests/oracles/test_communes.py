"""``communes``: the real cases contradict nothing, and planted contradictions are found, each of them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

import smartvillage as sv
from tests.oracles import communes
from tests.oracles.cases import run, shared, write

PLANTED = Path(__file__).parent / "planted" / "communes.yaml"
NORTH = {"vn.318.region": "northern-midland"}


def test_the_real_cases_contradict_nothing_and_poverty_of_one_is_decided(capsys):
    outcome = run(capsys, "communes", shared("data/cases_communes.yaml"))

    assert outcome.status == 0
    assert outcome.last.endswith(" passed, 0 failed")
    poverty = next(line for line in outcome.about("S-C07") if "poor_household_rate" in line)
    assert poverty.startswith("S-C07 poor_household_rate: NOT_MET, officially not met: agrees. ")
    assert any("the year counts" in line for line in outcome.about("S-C07"))
    assert "outside every shipped edition" in outcome.about("S-C06")[0]
    assert "unmapped: population (S-C07)" in outcome.lines


def test_a_real_case_turned_round_is_a_contradiction(capsys, tmp_path):
    cases = yaml.safe_load(shared("data/cases_communes.yaml").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["id"] == "S-C07")
    case["verdict"] = {"result": "met", "recognised": True}

    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=cases))

    assert (outcome.status, outcome.last) == (1, "0 passed, 1 failed")
    assert (
        "contradiction: poor_household_rate is NOT_MET (level: unverified), officially met"
        in outcome.about("S-C07")[-1]
    )


def test_every_planted_contradiction_is_found_and_nothing_else(capsys):
    """The id of a planted case says what must come out."""
    names = [case["id"] for case in yaml.safe_load(PLANTED.read_text(encoding="utf-8"))["cases"]]

    outcome = run(capsys, "communes", PLANTED)

    failed = {name for name in names if any("FAILED: contradiction" in line for line in outcome.about(name))}
    left_open = {name for name in names if any(line.startswith(f"{name}: undecided") for line in outcome.lines)}
    assert failed == {name for name in names if "-contradicts-" in name}
    assert left_open == {name for name in names if "-open-" in name}
    assert (outcome.status, outcome.last) == (1, "8 passed, 8 failed")
    assert outcome.lines[-2].startswith("cases: 16 decided, 5 undecided; ")
    assert outcome.lines[-2].endswith("names unmapped: 1; contradictions: 8")


def case(*inputs, result="met", strata=None, **more):
    unit = {"commune": "Xã Giả", "district": "Giả Định", "province": "Giả Sơn", "strata": strata or {}}
    verdict = {"result": result}
    return {"id": "C1", "unit": unit, "programme": "NTM", "assessed_for": "2022", "inputs": list(inputs),
            "verdict": verdict, **more}  # fmt: skip


def poor(value, **more):
    return {"indicator": "poor_household_rate", "value": value, "unit": "%", "relation": "eq", **more}


@pytest.mark.parametrize(
    ("step", "result", "last"),
    [(-1, "met", "1 passed, 0 failed"), (0, "met", "1 passed, 0 failed"), (1, "met", "0 passed, 1 failed"),
     (1, "not met", "1 passed, 0 failed"), (-1, "not met", "1 passed, 0 failed")],
)  # fmt: skip
def test_just_under_on_and_just_over_a_level_of_the_set(capsys, tmp_path, step, result, last):
    level = sv.load("vn.xa-ntm", "2021-2025")["11"].threshold(stratum=NORTH, on="2022-12-31").value
    value = str(sv.Exact(level + Fraction(step, 100)))

    path = write(tmp_path / "cases.yaml", cases=[case(poor(value), strata=NORTH, result=result)])

    assert run(capsys, "communes", path).last == last


def test_deciding_nothing_at_all_ends_with_one(capsys, tmp_path):
    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[case(poor(99))]))

    assert (outcome.status, outcome.last) == (1, "0 passed, 0 failed")
    assert "nothing was decided, so nothing was compared" in outcome.lines


def test_a_commune_that_is_not_in_the_register_takes_the_region_of_its_province(capsys, tmp_path):
    one = case(poor(99), unit={"commune": "Xã Không Có Thật", "province": "Hòa Bình"})

    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[one]))

    assert outcome.last == "0 passed, 1 failed"
    assert "is not in the register; taken with the strata of Tỉnh Hòa Bình" in outcome.lines[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"programme": "Làng thông minh"}, "has no shipped set"),
        ({"programme": "NTM 2016-2020"}, "outside every shipped edition"),
        ({"assessed_for": "tháng 7"}, "which is no period"),
        ({"assessed_for": "2020-2021"}, "outside every shipped edition"),
        ({"unit": {"district": "Giả Định"}}, "names no commune"),
        ({"unit": None}, "a rule, not the appraisal of a unit"),
        ({"kind": "rule"}, "a rule, not the appraisal of a unit"),
        ({"verdict": {"result": "8 not met, 4 recognised"}}, "the official verdict is not one of"),
        ({"inputs": [{"criteria_met": 15}]}, "no figure could be judged"),
    ],
)
def test_a_case_that_cannot_be_judged_says_why(capsys, tmp_path, change, words):
    good = {**case(poor(1, level=4)), "id": "C0"}

    path = write(tmp_path / "cases.yaml", cases=[good, {**case(poor(1, level=4)), **change}, "no case"])
    outcome = run(capsys, "communes", path)

    assert (outcome.status, outcome.last) == (0, "1 passed, 0 failed")
    assert words in outcome.about("C1")[0]
    assert outcome.about("entry 3") == ["entry 3: undecided: this is no case"]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (poor(1, unit="ha"), "'ha' cannot be written in '%'"),
        (poor(101), "refused: SV-EV-038"),
        (poor(50, numerator=1, denominator=3), "refused: SV-EV-035"),
        (poor(1, relation="hơn"), "refused: SV-EV-023"),
        (poor("một"), "not a number"),
        (poor(None), "no figure is given"),
        ({"indicator": "households_clean_water", "value": 1}, "level has not been read"),
    ],
)
def test_a_figure_that_cannot_be_judged_is_left_open_and_the_others_are_not(capsys, tmp_path, figure, words):
    good = {"indicator": "income_per_capita", "value": 50, "level": 40}

    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[case(good, figure, strata=NORTH)]))

    assert outcome.last == "1 passed, 0 failed"
    assert any(words in line for line in outcome.about("C1"))


def test_of_two_figures_the_later_counts_and_without_a_date_neither_does(capsys, tmp_path):
    later = case(
        poor(9, as_of="2022-03"), poor(2, as_of="2022-11"), thresholds_in_source=[{"rule": "poor_household_rate<=4"}]
    )
    same = {**case(poor(9), poor(2), thresholds_in_source=["poor_household_rate <= 4 %"]), "id": "C2"}

    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[later, same]))

    assert outcome.last == "1 passed, 0 failed"
    assert "a later figure stands in its place" in " ".join(outcome.about("C1"))
    assert "reported twice" in " ".join(outcome.about("C2"))


def test_a_figure_of_each_year_of_an_assessment_is_judged_in_its_own(capsys, tmp_path):
    figures = [poor(2, as_of="2021", level=4), poor(3, as_of="2022", level=4)]

    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[case(*figures, assessed_for="2021-2022")]))

    assert outcome.lines[-2].startswith("cases: 1 decided, 0 undecided; figures: 2 decided")


def test_recognition_alone_is_a_verdict_and_a_rule_that_is_not_read_is_said(capsys, tmp_path):
    one = case(poor(5, level="4 %"), thresholds_in_source=[{"rule": "enough houses"}], verdict={"recognised": True})

    outcome = run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[one]))

    assert outcome.last == "0 passed, 1 failed"
    assert "C1: the rule 'enough houses' is not read" in outcome.lines


def test_revoked_recognition_is_an_official_not_met(capsys, tmp_path):
    one = case(poor(5, level=4), verdict={"recognised": False})

    assert run(capsys, "communes", write(tmp_path / "cases.yaml", cases=[one])).last == "1 passed, 0 failed"


def test_a_set_that_comes_out_met_contradicts_an_official_not_met(capsys, tmp_path, monkeypatch):
    """No shipped set is modelled to the last row, so an invented one stands in its place."""
    little = sv.load("vn.xa-ntm", "2021-2025").to_dict()
    little = {**little, "declared": None, "amendments": [], "criteria": [
        one for one in little["criteria"] if one["id"] == "vn.xa-ntm.criterion.poverty"
    ]}  # fmt: skip
    whole = sv.CriteriaSet.from_dict(little)

    class Registry:
        def __init__(self):
            self.sets = {}

        def editions(self, set_id):
            return [type("Published", (), {"edition": "2021-2025", "key": whole.key, "read": lambda self: whole})()]

    monkeypatch.setattr(communes, "_registry", Registry)

    outcome = run(capsys, "communes", write(tmp_path / "c.yaml", cases=[case(poor(1), strata=NORTH, result="not met")]))

    assert outcome.last == "0 passed, 1 failed"
    assert "the whole set is MET, officially not met" in " ".join(outcome.about("C1"))


@pytest.mark.parametrize("name", communes.INDICATORS)
def test_every_name_in_the_table_means_a_measure_of_a_shipped_set(name):
    assert communes.INDICATORS[name] in communes._known_measures()


@pytest.mark.parametrize("set_id", sorted(set(communes.PROGRAMMES.values())))
def test_every_programme_in_the_table_has_a_shipped_set(set_id):
    assert sv.load_registry(only=()).editions(set_id)


def test_a_case_that_breaks_fails_and_does_not_end_the_others(capsys, tmp_path):
    broken = {**case(poor(1, level=4, op="!!")), "id": "C0"}
    odd = {**case(poor(1, level={"of": 4})), "id": "C2"}

    outcome = run(capsys, "communes", write(tmp_path / "c.yaml", cases=[broken, odd, case(poor(1, level=4))]))

    assert outcome.last == "1 passed, 1 failed"
    assert "no rule compares with '!!'" in outcome.about("C0")[0]
    assert "C2: FAILED: it broke with" in outcome.about("C2")[0]
