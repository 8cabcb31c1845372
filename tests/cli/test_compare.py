"""A draft beside a set, and a set with patches, from the command line. Figures are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartvillage.cli import app, speech

COMPARE = ("--data", "so-lieu.csv", "--places", "don-vi", "--state", "reported")

PATCHES = """\
format: smartvillage.patches/1
patches:
  - kind: set-level
    indicator: nam-son.smart.online
    level: {value: 75, stratum: {nam-son.group: lowland}, verification: unverified}
    reason: {vi: Thử mức cao hơn}
"""


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
    Path("sua-doi.yaml").write_text(PATCHES, encoding="utf-8")
    text = Path("nam-son.yaml").read_text(encoding="utf-8")
    text = text.replace('edition: "2025"', 'edition: "2026"').replace("2026-01-01}", "2027-01-01}")
    text = text.replace("assesses: {since: 2025-01-01", "assesses: {since: 2026-01-01").replace(
        "value: 70", "value: 75"
    )
    Path("du-thao.yaml").write_text(text, encoding="utf-8")

    def give(*arguments):
        status = app.run(arguments)
        screen, complaints = capsys.readouterr()
        return status, screen, complaints

    return give


@pytest.mark.parametrize("draft", ["du-thao.yaml", "sua-doi.yaml"])
def test_a_draft_may_be_a_set_or_patches(give, draft):
    status, screen, complaints = give("compare", "nam-son.yaml", draft, *COMPARE)

    assert (status, complaints) == (0, "")
    assert "Mức chưa đối chiếu văn bản cũng được dùng để đánh giá." in screen
    assert "1 kết quả thay đổi: mức 1" in screen
    assert "Xã An Lạc" in screen
    assert ("từ 2026-01-01 đến trước 2027-01-01" in screen) == (draft == "du-thao.yaml")


def test_the_screen_speaks_english_and_counts_by_stratum(give):
    status, screen, _ = give(
        "compare", "nam-son.yaml", "du-thao.yaml", *COMPARE, "--by", "nam-son.group", "--lang", "en"
    )

    assert status == 0
    assert "1 verdicts change: level 1" in screen
    assert "lowland" in screen
    assert "tighten" not in screen.split("Beside the set in force")[0]


def test_the_comparison_is_printed_as_json(give):
    status, screen, _ = give("compare", "nam-son.yaml", "du-thao.yaml", *COMPARE, "--json")
    found = json.loads(screen)

    assert status == 0
    assert (found["base"], found["draft"], len(found["changes"])) == ("nam-son.smart@2025", "nam-son.smart@2026", 1)
    assert "by" not in found

    _, screen, _ = give("compare", "nam-son.yaml", "du-thao.yaml", *COMPARE, "--json", "--by", "criterion")
    assert json.loads(screen)["by"]["columns"][0] == "criterion"


def test_no_change_is_told_without_a_list(give):
    status, screen, _ = give("compare", "nam-son.yaml", "nam-son.yaml", *COMPARE)

    assert status == 0
    assert "kết quả thay đổi" not in screen


def test_many_changes_are_counted(give):
    rows = "".join(f"X{at},2025,1.1,72\n" for at in range(25))
    Path("nhieu.csv").write_text(f"unit,period,measure,value\n{rows}", encoding="utf-8")
    arguments = ("--data", "nhieu.csv", "--places", "none", "--stratum", "nam-son.group=lowland")
    status, screen, _ = give("compare", "nam-son.yaml", "du-thao.yaml", *arguments)

    assert status == 0
    assert "25 kết quả thay đổi: mức 25" in screen
    assert screen.splitlines()[-1] == "… còn 5 dòng nữa; xem --json."


def test_a_stratum_of_no_scheme_is_refused(give):
    status, _, complaints = give("compare", "nam-son.yaml", "du-thao.yaml", *COMPARE, "--stratum", "nam-son.nhom=x")

    assert status == 2
    assert "nam-son.nhom" in complaints


def test_real_communes_on_two_published_sets(give):
    """Real figures (Bảo Hiệu, 2021), real rules: the set of 2021-2025 beside the advanced one."""
    examples = Path(app.__file__).parent / "examples" / "vn.xa-ntm.csv"
    status, screen, complaints = give(
        "compare", "vn.xa-ntm@2021-2025", "vn.xa-ntm-nang-cao@2021-2025", "--data", str(examples), "--decimal", "point"
    )

    assert (status, complaints) == (0, "")
    assert "1 đơn vị x kỳ" in screen


# --- evaluate --patches ----------------------------------------------------------------------------------------------

EVALUATE = ("evaluate", "so-lieu.csv", "--set", "nam-son.yaml", "--places", "don-vi", "--out", "ket-qua")


def test_patches_are_applied_before_judging_and_told(give):
    status, screen, _ = give(*EVALUATE, "--accept-unverified", "--patches", "sua-doi.yaml")
    lines = screen.splitlines()

    assert status == 0
    at = lines.index("Đã áp dụng 1 sửa đổi từ sua-doi.yaml:")
    assert lines[at + 1] == "  set-level nam-son.smart.online: Thử mức cao hơn"
    assert give("verify", "ket-qua")[0] == 0
    assert "75" in Path("ket-qua/sets.json").read_text(encoding="utf-8")


def test_patches_are_told_in_json(give):
    _, screen, _ = give(*EVALUATE, "--json")
    assert "patches" not in json.loads(screen)

    _, screen, _ = give(*EVALUATE, "--json", "--patches", "sua-doi.yaml")
    assert [one["kind"] for one in json.loads(screen)["patches"]] == ["set-level"]


def test_patches_that_are_refused_end_with_their_file_and_nothing_written(give):
    Path("sua-doi.yaml").write_text(PATCHES.replace("smart.online", "smart.onlin"), encoding="utf-8")
    status, _, complaints = give(*EVALUATE, "--patches", "sua-doi.yaml")

    assert status == 2
    assert "sua-doi.yaml" in complaints
    assert "smart.onlin" in complaints
    assert not Path("ket-qua").exists()


PROVINCE = Path(__file__).parents[2] / "src" / "smartvillage" / "cli" / "examples" / "synthetic-province"


def test_the_figures_of_pilots_may_be_about_more_than_both_sets_and_older_than_the_set_in_force(give):
    """What a proposal was made of can be given to the comparison as it is."""
    places = ("--places", str(PROVINCE / "places"))
    arguments = ("compare", "vn.xa-ntm@2026-2030", "vn.xa-ntm@2026-2030", "--data", str(PROVINCE / "so-lieu.csv"))
    refused, _, complaints = give(*arguments, *places)
    status, screen, _ = give(*arguments, *places, "--as-if")

    assert (refused, status) == (2, 0)
    assert "SV-RUN-003" in complaints
    assert "với chính số liệu này thì kết quả sẽ thế nào" in screen
    assert "chưa đủ cơ sở 120" in screen
