"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from smartvillage.errors import InputError
from smartvillage.paper.files import write_bytes


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "báo cáo.txt"
    write_bytes(path, b"old")
    write_bytes(str(path), b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_told_with_advice(tmp_path):
    path = tmp_path / "không có" / "a.txt"
    with pytest.raises(InputError, match=r"SV-IN-901 .*its folder does not exist\. Make the folder first") as caught:
        write_bytes(path, b"")

    assert "Hãy tạo thư mục trước" in caught.value.say("vi")
    assert caught.value.problems[0].where.file == str(path)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match="SV-IN-901"):
        write_bytes(tmp_path / "a", b"x")

    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.EACCES, "If the file is open in Excel, close it"), (errno.ENOSPC, "the system says: disk is full")],
)
def test_a_refusal_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch, number, said):
    """On Windows a workbook that is open in Excel cannot be replaced."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def refuse(self, target):
        raise OSError(number, "disk is full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError, match=said):
        write_bytes(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
