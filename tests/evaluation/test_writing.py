"""Writing a run: every file whole, none when one of them cannot be made."""

import csv
import io
import json

import pytest

from smartvillage.errors import InputError
from smartvillage.evaluation import writing
from smartvillage.evaluation.writing import FILES, run_dict
from smartvillage.evidence.evidence import Evidence
from tests.evaluation.samples import GOOD, NAM_SON, parts, row, run_of


def detail_of(folder):
    text = (folder / FILES["csv"]).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_folder_is_made_and_the_workbook_comes_first(tmp_path):
    files = run_of(GOOD).write(tmp_path / "a" / "b")

    assert files[0].name == "ket-qua.xlsx"
    assert [path.name for path in files] == list(FILES.values())
    assert all(path.is_file() for path in files)


def test_the_csv_begins_with_the_mark_by_which_excel_knows_utf_8(tmp_path):
    run_of(GOOD).write(tmp_path)

    assert (tmp_path / FILES["csv"]).read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_csv_has_the_columns_of_the_table_and_words_beside_them(tmp_path):
    run_of([parts("water", 92, 161)]).write(tmp_path)
    first = detail_of(tmp_path)[0]

    assert list(first) == [
        *("unit", "unit_name", "period", "ref", "verdict", "reason", "value", "level"),
        *("level_state", "stratum", "citation", "figure", "flip", "why"),
    ]
    assert (first["verdict"], first["reason"], first["figure"]) == ("NOT_MET", "not-met", "92/161 hộ (57,14%)")
    assert first["flip"] == "Hộ dùng nước sạch: còn thiếu 37 hộ"


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "＝1+1"])
def test_no_cell_of_the_csv_is_a_formula(name, tmp_path):
    rows = [{**one, "unit_name": name, "source": name, "document": name} for one in GOOD]
    run_of(rows).write(tmp_path)

    assert all(
        not cell.startswith(("=", "+", "-", "@", "\t", "＝")) for line in detail_of(tmp_path) for cell in line.values()
    )


def test_nothing_is_written_when_the_workbook_cannot_be_made(tmp_path, monkeypatch):
    def too_large(*_, **__):
        raise InputError([])

    monkeypatch.setattr(writing, "workbook_bytes", too_large)
    with pytest.raises(InputError):
        run_of(GOOD).write(tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_writing_twice_gives_the_same_files_but_for_the_time(tmp_path):
    for folder in ("a", "b"):
        run_of(GOOD).write(tmp_path / folder)

    for name in FILES.values():
        one, other = ((tmp_path / folder / name).read_bytes() for folder in ("a", "b"))
        if name == FILES["run"]:
            one, other = ({**json.loads(text), "made": None} for text in (one, other))
        assert one == other


def test_the_evidence_is_written_so_that_it_reads_back(tmp_path):
    run = run_of([*GOOD, row("water", "70", unit="B", as_of="2024-05-01", state="verified", source="x")])
    run.write(tmp_path)

    again = Evidence.read(tmp_path / FILES["evidence"], measures=NAM_SON, decimal="point")

    assert list(again.rows()) == list(run.evidence.rows())


def test_run_json_holds_question_answer_and_circumstances():
    found = run_dict(run_of(GOOD, law_as_of="2025-06-30"))

    assert sorted(found) == [
        *("contents", "disagreements", "evaluators", "id", "made", "manifest", "produced_by", "question"),
        *("result", "schema", "unit_names", "verdicts"),
    ]
    assert found["question"]["law_as_of"] == "2025-06-30"
    assert found["question"]["data_as_of"] is None
    assert list(found["contents"]["sets"]) == ["ns.xa@2021-2025"]
    assert found["verdicts"]["indicator"]["1.1"] == ["MET"]
    assert set(found["made"]) == {"smartvillage", "python", "at"}
    assert json.loads(json.dumps(found)) == found


def test_run_json_is_text_that_people_can_read(tmp_path):
    run_of([{**one, "unit_name": "Xã Mỹ Lệ"} for one in GOOD]).write(tmp_path)

    assert '"Xã Mỹ Lệ"' in (tmp_path / FILES["run"]).read_text(encoding="utf-8")
