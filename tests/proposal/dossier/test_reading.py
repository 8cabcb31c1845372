"""A dossier in a folder is read again, and every file of it looked at."""

from __future__ import annotations

import json
import shutil

import pytest

from smartvillage.cli import app, speech
from smartvillage.errors import InputError
from smartvillage.proposal.dossier import check_dossier, is_dossier
from smartvillage.proposal.dossier import reading as module


@pytest.fixture
def copy(written, tmp_path):
    return shutil.copytree(written, tmp_path / "copy")


def changed(folder, change):
    file = folder / "dossier.json"
    tree = json.loads(file.read_text(encoding="utf-8"))
    change(tree)
    file.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")


def codes(folder):
    return [one.code for one in check_dossier(folder).problems]


def test_what_was_written_passes(dossier, written):
    found = check_dossier(written)

    assert found.problems == ()
    assert found.files == ("dossier.json", "dossier.docx", "dossier.xlsx", "dossier.html")
    assert found.content == dossier.content
    assert "chưa có nội dung: 3. Nguyên nhân" in {one.vi for one in found.notes}
    assert is_dossier(written)
    assert not is_dossier(written / "dossier.json")


def test_a_change_in_the_json_is_found_in_all_files(copy):
    changed(copy, lambda tree: tree["facts"].update(plan="p1-0"))

    assert codes(copy) == ["SV-PD-110", "SV-PD-111", "SV-PD-111", "SV-PD-111"]


def test_a_file_of_another_dossier_is_found(copy):
    (copy / "dossier.docx").write_bytes(b"not a document")
    (copy / "dossier.html").write_text("<p>another</p>", encoding="utf-8")
    (copy / "dossier.xlsx").unlink()
    found = check_dossier(copy)

    assert [(one.code, one.where.file) for one in found.problems] == [
        ("SV-PD-111", "dossier.docx"),
        ("SV-PD-111", "dossier.html"),
    ]
    assert found.files == ("dossier.json", "dossier.docx", "dossier.html")


def test_a_fault_that_was_written_down_is_found_again(copy):
    changed(copy, lambda tree: tree["paper"].pop("banner"))

    assert "SV-PD-106" in codes(copy)


@pytest.mark.parametrize(
    "text",
    ["", "[", "[]", "{}", '{"schema": "smartvillage.dossier/1"}', "[" * 100_000,
     '{"schema": "smartvillage.dossier/1", "content": "", "facts": {}, "paper": {"blocks": 1}}'],
)  # fmt: skip
def test_what_is_no_dossier_is_refused(tmp_path, text):
    (tmp_path / "dossier.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="SV-PD-109"):
        check_dossier(tmp_path)


def test_facts_that_cannot_be_read_are_refused_with_their_place(copy):
    changed(copy, lambda tree: tree["facts"].update(synthetic="perhaps"))
    with pytest.raises(InputError, match="synthetic"):
        check_dossier(copy)


def test_a_paper_of_another_form_is_refused(copy):
    changed(copy, lambda tree: tree["paper"]["blocks"].append({"kind": "chart"}))
    with pytest.raises(InputError, match="SV-PD-109"):
        check_dossier(copy)


def test_files_that_unpack_to_too_much_are_not_looked_through(copy, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 3_000_000)  # the JSON is smaller, what Word unpacks to is not

    assert (copy / "dossier.json").stat().st_size < 3_000_000
    assert all(code == "SV-PD-111" for code in codes(copy))
    monkeypatch.setattr(module, "LARGEST", 1000)
    with pytest.raises(InputError, match="SV-PD-109"):
        check_dossier(copy)


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def give(capsys):
    def give(*arguments):
        return app.run([str(one) for one in arguments]), capsys.readouterr().out

    yield give
    speech.set_language(None)


def test_the_command_checks_a_folder(written, copy, give):
    status, screen = give("--lang", "vi", "check", written)
    assert status == 0
    assert "Hồ sơ không có lỗi: dossier.json, dossier.docx, dossier.xlsx, dossier.html." in screen
    assert "chưa có nội dung: 3. Nguyên nhân" in screen

    changed(copy, lambda tree: tree["paper"].pop("banner"))
    status, screen = give("--lang", "en", "check", copy)
    assert status == 1
    assert "SV-PD-106" in screen
    assert "5 problems." in screen


def test_the_command_prints_json(copy, give):
    (copy / "dossier.html").write_text("", encoding="utf-8")
    status, screen = give("--lang", "en", "check", copy, "--json")

    assert status == 1
    assert [one["code"] for one in json.loads(screen)] == ["SV-PD-111"]
