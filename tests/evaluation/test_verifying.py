"""Verifying: what was written is computed again, and whatever was changed since is found and named."""

import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage.criteria.measures import Measure
from smartvillage.errors import InputError
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.verifying import read_run, verify_run
from smartvillage.evaluation.writing import FILES
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import load
from tests.evaluation.drawing import cases, patiently
from tests.evaluation.samples import (
    EVERYTHING,
    GOOD,
    NAM_SON,
    PLAN,
    REGION,
    criteria_set,
    criterion,
    golden_run,
    indicator,
    row,
    run_of,
)

NEEDED = ("run", "evidence", "sets")


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A folder as it was written: the golden run, with a verdict that a commune reported."""
    folder = tmp_path_factory.mktemp("run")
    said = {"unit": "A", "period": "2024", "indicator": "1.1", "verdict": "đạt"}
    rows = [*GOOD, row("water", "79", unit="B", as_of="2024-11-30", source="báo cáo"), said]
    how = {"law_states": EVERYTHING, "law_as_of": "2025-06-30", "data_as_of": "2025-01-31"}
    run_of(rows, strata={"A": {REGION: "delta"}, "B": {REGION: "hills"}}, **how).write(folder)
    return folder


@pytest.fixture
def folder(clean, tmp_path):
    shutil.copytree(clean, tmp_path / "run")
    return tmp_path / "run"


def changed(folder, name, change):
    """Change one file of a folder: a JSON file as a tree, another one as text."""
    path = folder / FILES[name]
    text = path.read_bytes().decode()
    if path.suffix == ".json":
        tree = json.loads(text)
        change(tree)
        text = json.dumps(tree, ensure_ascii=False)
    else:
        text = change(text)
    path.write_bytes(text.encode())


def difference(folder):
    return verify_run(folder)[1]


# --- nothing changed ---------------------------------------------------------------------------------------------


def test_a_clean_folder_agrees(folder):
    run, found = verify_run(folder)

    assert found is None
    assert (run.at("A").verdict("1.1").name, run.at("B").verdict("1.1").name) == ("MET", "MET")


def test_a_run_read_back_gives_the_same_reasons(folder):
    told = str(read_run(folder).at("B").why("1.1"))

    assert told.startswith("B, kỳ 2024: chỉ tiêu 1.1")
    assert "79% (xã báo cáo, 30/11/2024, nguồn: báo cáo), yêu cầu từ 66,6% trở lên" in told


def test_the_golden_run_agrees_with_itself(tmp_path):
    golden_run().write(tmp_path)

    assert difference(tmp_path) is None


@settings(parent=patiently, max_examples=patiently.max_examples // 3)  # each writes a whole folder
@given(case=cases())
def test_whatever_was_judged_can_be_verified(case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    run = case.run(carry_forward=True, approx_as_value=True)
    run.write(folder)
    again, found = verify_run(folder)

    assert found is None
    assert (again.id, again.result) == (run.id, run.result)


def test_units_of_a_register_read_back_without_it(tmp_path):
    xa, places = load("vn.xa-ntm", "2021-2025"), Places.load("vn")
    rows = [{"unit": "28222", "period": "2024", "measure": "9.2", "numerator": 66, "denominator": 100}]
    evaluate(xa, Evidence(rows, measures=xa, places=places), places, law_states=EVERYTHING).write(tmp_path)
    run, found = verify_run(tmp_path)

    assert found is None
    assert "Xã Vĩnh Công" in str(run.at("28222").why("9.2"))


def test_another_set_that_was_referred_to_is_read_back_too(tmp_path):
    refers = criteria_set(criterion("1", "c", indicator("1.1", "i", {"kind": "meets-set", "set": "ns.khac@1"})))
    other = criteria_set(
        {**criterion("1", "c", {**PLAN, "id": "ns.khac.plan"}), "id": "ns.khac.c"}, id="ns.khac", edition="1"
    )
    run_of([row("plan", "có")], refers, sets=[other]).write(tmp_path)

    assert difference(tmp_path) is None


def test_measures_that_no_set_judges_are_read_back_too(tmp_path):
    tea = Measure(id="ns.tea", title={"vi": "Chè"}, kind="count")
    rows = [*GOOD, {"unit": "B", "period": "2024", "measure": "ns.tea", "value": "5"}]
    run = evaluate(NAM_SON, Evidence(rows, measures=[NAM_SON, tea]), strata={REGION: "delta"})
    run.write(tmp_path)

    again, found = verify_run(tmp_path)

    assert found is None
    assert again.keys == (("A", "2024"), ("B", "2024"))


@pytest.mark.parametrize("file", ["workbook", "csv"])
def test_what_people_look_at_is_no_evidence(folder, file):
    (folder / FILES[file]).unlink()

    assert difference(folder) is None


# --- one thing changed -------------------------------------------------------------------------------------------


def test_a_changed_verdict_is_named(folder):
    def change(tree):
        tree["verdicts"]["indicator"]["2.2"][0] = "NOT_MET"

    changed(folder, "run", change)
    found = difference(folder)

    assert (found.field, found.recorded, found.computed) == ("verdicts.indicator.2.2[0]", "NOT_MET", "MET")
    assert found.say("en") == 'verdicts.indicator.2.2[0]: recorded "NOT_MET", computed "MET"'
    assert found.say("vi") == 'verdicts.indicator.2.2[0]: ghi "NOT_MET", tính lại "MET"'


@given(data=st.data())
def test_any_changed_verdict_is_named(clean, tmp_path_factory, data):
    tree = json.loads((clean / FILES["run"]).read_text(encoding="utf-8"))
    level = data.draw(st.sampled_from(sorted(tree["verdicts"])))
    ref = data.draw(st.sampled_from(sorted(tree["verdicts"][level])))
    place = data.draw(st.sampled_from(range(len(tree["verdicts"][level][ref]))))
    others = {"MET", "NOT_MET", "UNKNOWN", "NOT_APPLICABLE"} - {tree["verdicts"][level][ref][place]}
    folder = tmp_path_factory.mktemp("one")
    shutil.copytree(clean, folder, dirs_exist_ok=True)

    def change(tree):
        tree["verdicts"][level][ref][place] = data.draw(st.sampled_from(sorted(others)))

    changed(folder, "run", change)

    assert difference(folder).field == f"verdicts.{level}.{ref}[{place}]"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("130,161", "131,161"),
        ("ns.income,50,", "ns.income,50.1,"),
        (",2024-11-30,", ",2024-11-29,"),
        ("79,,,eq", "79,,,ge"),
        ("ns.plan,1,", "ns.plan,0,"),
    ],
)
def test_a_changed_observation_is_found_even_where_no_verdict_changes(folder, old, new):
    changed(folder, "evidence", lambda text: text.replace(old, new, 1))
    found = difference(folder)

    assert found.field == "contents.observations"


def test_an_observation_that_was_left_out_is_found(folder):
    changed(folder, "evidence", lambda text: "".join(line for line in text.splitlines(True) if "ns.income" not in line))

    assert difference(folder).field == "contents.observations"


def test_a_unit_that_was_added_is_found(folder):
    changed(folder, "evidence", lambda text: text + "C,2024,ns.plan,1,,,eq,,,reported,,,C,,\r\n")

    assert difference(folder).field == "question.memberships.C 2024-12-31"


def test_a_changed_level_is_found(folder):
    def change(tree):
        indicator_ = tree["sets"]["ns.xa@2021-2025"]["criteria"][0]["indicators"][0]
        indicator_["provisions"][0]["rule"]["levels"][0]["value"] = "80.1"

    changed(folder, "sets", change)

    assert difference(folder).field == "contents.sets.ns.xa@2021-2025"


@pytest.mark.parametrize(
    ("clock", "day", "field"),
    [
        ("law_as_of", "2025-06-29", "id"),
        ("law_as_of", None, "id"),
        ("data_as_of", "2024-11-29", "contents.observations"),
        ("data_as_of", "2025-01-30", "id"),
    ],
)
def test_a_changed_clock_is_found(folder, clock, day, field):
    """The question is put again as it is written, so what differs first is what came of it."""

    def change(tree):
        tree["question"][clock] = day

    changed(folder, "run", change)

    assert difference(folder).field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda tree: tree["question"].update(approx_as_value=True), "id"),
        (lambda tree: tree["question"].update(law_states=["official"]), "verdicts.indicator.2.1[0]"),
        (
            lambda tree: tree["question"]["memberships"]["B 2024-12-31"].update({REGION: "delta"}),
            "verdicts.criterion.1[1]",
        ),
        (lambda tree: tree["disagreements"]["rows"][0].__setitem__(4, "NOT_MET"), "disagreements.rows[0][4]"),
        (lambda tree: tree.update(id="q1-0"), "id"),
        (lambda tree: tree.update(result="r1-0"), "result"),
        (lambda tree: tree.pop("verdicts"), "verdicts"),
        (lambda tree: tree["contents"].update(observations="0"), "contents.observations"),
        (lambda tree: tree["unit_names"].update(A="Xã Khác"), "unit_names.A"),
    ],
)
def test_anything_else_that_was_changed_is_found(folder, change, field):
    changed(folder, "run", change)

    assert difference(folder).field == field


@pytest.mark.parametrize("what", [lambda tree: tree.pop("manifest"), lambda tree: tree["made"].update(python="2.7")])
def test_where_and_with_what_it_was_made_is_no_part_of_the_answer(folder, what):
    changed(folder, "run", what)

    assert difference(folder) is None


# --- a folder that is none ---------------------------------------------------------------------------------------


def test_missing_files_are_named_all_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        verify_run(tmp_path / "nowhere")

    assert [problem.where.file for problem in caught.value.problems] == [FILES[name] for name in NEEDED]
    assert {problem.code for problem in caught.value.problems} == {"SV-RUN-010"}


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{",
        b'{"schema": "smartvillage.run/1"}',
        b"\x00\x01",
        b"\xff\xfe",
        b"[" * 5000,
        b"not a file of a run",
    ],
    ids=range(10),
)
def test_a_garbled_file_is_refused_without_a_foreign_traceback(folder, name, content):
    (folder / FILES[name]).write_bytes(content)

    with pytest.raises(InputError) as caught:
        verify_run(folder)

    assert caught.value.say("vi")
    assert caught.value.say("en")


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_file_is_refused(folder, name, share):
    path = folder / FILES[name]
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(InputError):
        difference_ = difference(folder)
        # half a csv may be a smaller table that reads; then it is not what was judged
        raise InputError([]) if difference_ is not None else AssertionError("half a file agreed")


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.update(schema="smartvillage.run/2"),
        lambda tree: tree.pop("question"),
        lambda tree: tree.update(question=[]),
        lambda tree: tree["question"].pop("law_states"),
        lambda tree: tree["question"].update(law_states=["checked"]),
        lambda tree: tree["question"].update(law_states=5),
        lambda tree: tree["question"].update(evidence_states=None),
        lambda tree: tree["question"].update(law_as_of="yesterday"),
        lambda tree: tree["question"].update(approx_as_value="perhaps"),
        lambda tree: tree["question"].update(set="ns.none@1"),
        lambda tree: tree["question"].update(memberships=[]),
        lambda tree: tree["question"].update(memberships={"A 2024-12-31": {REGION: "nowhere"}}),
        lambda tree: tree["question"].update(more=1),
    ],
    ids=range(13),
)
def test_a_question_that_cannot_be_asked_again_is_refused(folder, change):
    changed(folder, "run", change)

    with pytest.raises(InputError):
        verify_run(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree["sets"].clear(),
        lambda tree: tree.update(sets=[]),
        lambda tree: tree.pop("measures"),
        lambda tree: tree["sets"]["ns.xa@2021-2025"].pop("criteria"),
        lambda tree: tree["sets"]["ns.xa@2021-2025"].update(id="ns.other"),
        lambda tree: tree["sets"]["ns.xa@2021-2025"]["assesses"].update(until="2022-01-01"),
        lambda tree: tree["sets"]["ns.xa@2021-2025"]["measures"].pop(0),
    ],
    ids=range(7),
)
def test_sets_that_cannot_judge_again_are_refused(folder, change):
    changed(folder, "sets", change)

    with pytest.raises(InputError):
        verify_run(folder)
