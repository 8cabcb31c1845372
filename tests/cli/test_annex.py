"""A set as an annex to type in, from the command line to the next evaluation."""

from __future__ import annotations

import json

import openpyxl
import pytest

from smartvillage.cli import app, speech

KEY = {"content": 3, "lowland": 4, "upland": 5, "typed": 12, "confirmed": 13}
EVALUATE = ("evaluate", "so-lieu.csv", "--places", "don-vi", "--out", "ket-qua")


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch):
    """The locale says nothing, so the commands speak Vietnamese."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    yield
    speech.set_language(None)


@pytest.fixture
def give(capsys, nam_son):
    """Give a command: its exit status, its screen, and what it complains of."""

    def give(*arguments):
        status = app.run(arguments)
        screen, complaints = capsys.readouterr()
        return status, screen, complaints

    return give


def type_in(file, **levels):
    """Type the levels of the row of Wi-Fi from July 2025 on, and sign it by two people."""
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    row = next(row for row in page.iter_rows() if str(row[-1].value).startswith("nam-son.smart.wifi 2025-07-01"))
    for name, value in {"typed": "Hoa", "confirmed": "Bình", **levels}.items():
        page.cell(row[0].row, KEY[name]).value = value
    book.save(file)
    return page.cell(row[0].row, KEY["lowland"]).coordinate


def test_from_an_evaluation_without_levels_to_one_with_them(give):
    """The last line of the first is the command to give next, and so on to the end."""
    status, screen, _ = give(*EVALUATE, "--set", "nam-son.yaml")
    lines = screen.splitlines()

    assert status == 0
    assert lines[-2].startswith("Hơn một phần ba kết quả chưa đủ cơ sở vì chưa có mức")
    assert lines[-1] == "smartvillage sets fill nam-son.yaml --out phu-luc.xlsx"

    status, screen, _ = give(*lines[-1].split()[1:])
    lines = screen.splitlines()

    assert (status, lines[0]) == (0, "Đã ghi: phu-luc.xlsx")
    assert lines[1].startswith("1 mức chưa có, 1 mức chưa đối chiếu.")
    assert lines[-1] == "smartvillage sets read phu-luc.xlsx --set nam-son.yaml --out bo-tieu-chi.yaml"

    type_in("phu-luc.xlsx", lowland="≥ 75%", upland="60%")
    status, screen, _ = give(*lines[-1].split()[1:])

    assert status == 0
    assert screen.splitlines()[0] == (
        "nam-son.smart@2025: 2 ô thay đổi, 2 ô thành đã đối chiếu văn bản, 6 ô giữ nguyên."
    )
    assert screen.splitlines()[-1] == "Đã ghi: bo-tieu-chi.yaml"
    assert [line.split()[-2:] for line in screen.splitlines()[3:7]] == [["2", "4"], ["0", "0"], ["1", "1"], ["1", "0"]]

    status, screen, _ = give(*EVALUATE, "--set", "bo-tieu-chi.yaml")

    assert status == 0
    assert "sets fill" not in screen


def test_a_workbook_that_is_there_is_never_written_over(give, nam_son):
    """It may hold a week of typing."""
    (nam_son / "a.xlsx").write_text("một tuần", encoding="utf-8")

    status, screen, complaints = give("sets", "fill", "nam-son.yaml", "--out", "a.xlsx")

    assert (status, screen) == (2, "")
    assert complaints == 'SV-CLI-001 đã có tệp "a.xlsx"; cần một tên tệp mới.\n'
    assert (nam_son / "a.xlsx").read_text(encoding="utf-8") == "một tuần"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("sets", "fill", "nam-son.yaml", "--out", "a.csv"), "cần tệp có đuôi .xlsx"),
        (("sets", "read", "a.xlsx", "--set", "nam-son.yaml", "--out", "a.json"), "cần tệp có đuôi .yaml"),
        (("sets", "read", "a.xlsx", "--set", "nam-son.yaml"), "không có tệp này"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(give, nam_son, line, said):
    status, screen, complaints = give(*line)

    assert (status, screen) == (2, "")
    assert said in complaints
    assert not list(nam_son.glob("a.*"))


def test_a_wrong_cell_is_told_and_nothing_is_written(give, nam_son):
    give("sets", "fill", "nam-son.yaml", "--out", "a.xlsx")
    cell = type_in("a.xlsx", lowland="≤ 75%")

    status, screen, complaints = give(
        "sets", "read", "a.xlsx", "--set", "nam-son.yaml", "--out", "b.yaml", "--lang", "en"
    )

    assert (status, screen) == (2, "")
    assert complaints.startswith(f'SV-AX-012 a.xlsx, sheet "Phụ lục", cell {cell}: the sign "≤" contradicts')
    assert not (nam_son / "b.yaml").exists()


def test_without_a_name_nothing_is_written_and_notes_are_told(give):
    give("sets", "fill", "nam-son.yaml", "--out", "a b.xlsx", "--lang", "en")
    type_in("a b.xlsx", content="Wi-Fi")
    status, screen, _ = give("sets", "read", "a b.xlsx", "--set", "nam-son.yaml", "--lang", "en")

    assert status == 0
    assert "  changed wordings, not read: C9" in screen
    assert screen.endswith("Nothing was written: add --out SET.yaml.\n")


def test_a_name_with_a_blank_is_one_word_of_the_next_command(give):
    assert (
        give("sets", "fill", "nam-son.yaml", "--out", "a b.xlsx")[1]
        .splitlines()[-1]
        .startswith('smartvillage sets read "a b.xlsx" --set')
    )


def test_programs_are_told_the_same(give):
    give("sets", "fill", "nam-son.yaml", "--out", "a.xlsx")
    type_in("a.xlsx", lowland="75%", upland="75%")
    found = [
        json.loads(give("sets", "read", "a.xlsx", "--set", "nam-son.yaml", "--json", *more)[1])
        for more in ((), ("--out", "b.yaml"))
    ]

    assert [one.pop("written") for one in found] == [None, "b.yaml"]
    assert found[0] == found[1]
    assert found[0] == {
        "set": "nam-son.smart@2025",
        "changed": 2,
        "official": 2,
        "unchanged": 6,
        "patches": 1,
        "levels": {"official": 3, "secondary": 0, "unverified": 1, "missing": 0},
        "notes": [],
    }
