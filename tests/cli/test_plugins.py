"""Plugins on the command line: listed, started, checked, converted, and brought along without being installed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.metadata import EntryPoint, version
from types import SimpleNamespace

import pytest

from smartvillage.cli import app, speech
from smartvillage.cli.plugins import listing
from smartvillage.plugins import discovery
from smartvillage.plugins.hookspecs import GROUP
from smartvillage.plugins.scaffold import new_plugin
from tests.cli.conftest import SET

CAN_GIUOC = "vn.authority.long-an.can-giuoc"
BUILT_IN = {
    *("culture", "digital-economy", "digital-foundation", "digital-government", "digital-society"),
    *("economy", "environment", "tourism", "vn"),
}


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """An empty folder, no plugins but the built-in ones, and a locale that says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "SMARTVILLAGE_PLUGINS", "SMARTVILLAGE_STRICT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setattr(discovery, "entry_points", lambda group: [])
    monkeypatch.chdir(tmp_path)
    yield
    speech.set_language(None)


@pytest.fixture
def give(capsys):
    """Give a command: its exit status, its screen, and what it complains of."""

    def give(*arguments):
        status = app.run(arguments)
        screen, complaints = capsys.readouterr()
        return status, screen, complaints

    return give


@pytest.fixture
def install(monkeypatch):
    """Install plugins by key: modules that are not there, or objects that are."""

    def install(**plugins):
        points = [_point(key.replace("_", "-"), plugin) for key, plugin in plugins.items()]
        monkeypatch.setattr(discovery, "entry_points", lambda group: points)

    return install


def _point(key, plugin):
    if isinstance(plugin, str):
        return EntryPoint(key, plugin, GROUP)
    dist = SimpleNamespace(name=f"smartvillage-{key}", version="0.3")
    return SimpleNamespace(name=key, dist=dist, load=lambda: plugin)


@pytest.fixture
def district(tmp_path):
    """A plugin without Python, with an authority that has ended and a criteria set of its own."""
    new_plugin("nam-son", form="documents", authority=CAN_GIUOC)
    (tmp_path / "nam-son/sets").mkdir()
    (tmp_path / "nam-son/sets/nam-son.smart@2025.yaml").write_text(SET, encoding="utf-8")
    return tmp_path / "nam-son"


@pytest.fixture
def broken(tmp_path):
    """A plugin without Python in which two things are misspelt."""
    new_plugin("bac-son", form="documents")
    for name, right, wrong in (("measures", "kind: share", "kind: shere"), ("candidates", "idea\n", "ide\n")):
        path = tmp_path / f"bac-son/{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    return tmp_path / "bac-son"


# --- list ----------------------------------------------------------------------------------------------------------


def test_the_built_in_plugins_are_listed_with_what_each_offers(give):
    status, screen, complaints = give("plugins", "list", "--json")
    rows = {row["key"]: row for row in json.loads(screen)}

    assert (status, complaints) == (0, "")
    assert set(rows) == BUILT_IN
    for key, row in rows.items():
        assert row.keys() >= {"key", "authority", "distribution", "version", "status", "counts", "left_out"}
        assert (row["distribution"], row["version"]) == ("smartvillage", version("smartvillage"))
        assert (row["status"], row["left_out"], row["inherited_by"]) == ("admitted", None, None)
        assert row["counts"]["sets" if key == "vn" else "candidates"] >= (7 if key == "vn" else 8)


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Đề xuất"), ("en", "Candidates")])
def test_the_table_has_a_column_for_each_kind_that_somebody_offers(give, lang, heading):
    head, _, *rows = give("plugins", "list", "--lang", lang)[1].splitlines()

    assert heading in head
    assert len(rows) == len(BUILT_IN)
    assert {"Hàm", "Evaluators"}.isdisjoint(head.split())


def test_a_plugin_that_is_left_out_has_its_stage_what_is_wrong_and_advice(give, install):
    install(dong_son="smartvillage_dong_son_that_is_not_there", tay_son=SimpleNamespace())
    _, screen, _ = give("plugins", "list", "--json", "--lang", "en")
    rows = {row["key"]: row for row in json.loads(screen)}

    assert [rows[key]["left_out"]["stage"] for key in ("dong-son", "tay-son")] == ["load", "admit"]
    assert "ModuleNotFoundError" in rows["dong-son"]["left_out"]["problem"]
    assert "import the plugin by itself" in rows["dong-son"]["left_out"]["advice"]
    assert (rows["tay-son"]["distribution"], rows["tay-son"]["version"]) == ("smartvillage-tay-son", "0.3")
    assert (rows["tay-son"]["status"], rows["tay-son"]["counts"]) == ("left-out", None)

    screen = give("plugins", "list")[1]
    assert "dong-son bị loại ở bước nạp:" in screen
    assert "tay-son bị loại ở bước xét nhận:" in screen
    assert "Gợi ý: thử nạp riêng" in screen


def test_two_plugins_with_one_key_are_both_named(give, install, district):
    install(nam_son=SimpleNamespace())
    (row,) = (
        row
        for row in json.loads(give("plugins", "list", "--json", "--plugin-dir", "nam-son")[1])
        if row["key"] == "nam-son"
    )

    assert row["left_out"]["stage"] == "discover"
    assert row["distribution"] == "nam-son, smartvillage-nam-son"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "hết nhiệm vụ từ 2025-07-01; nay do Tỉnh Tây Ninh (vn.authority.tay-ninh) kế tục."),
        ("en", "ended on 2025-07-01; Tây Ninh province (vn.authority.tay-ninh) has inherited it."),
    ],
)
def test_the_list_says_who_has_inherited_a_plugin_whose_authority_has_ended(give, district, lang, said):
    assert said in give("plugins", "list", "--plugin-dir", "nam-son", "--lang", lang)[1]

    rows = json.loads(give("plugins", "list", "--plugin-dir", "nam-son", "--json", "--lang", lang)[1])
    assert "vn.authority.tay-ninh" in next(row["inherited_by"] for row in rows if row["key"] == "nam-son")


def test_before_its_authority_ended_nobody_had_inherited_it(give, district, monkeypatch):
    monkeypatch.setattr(listing, "_today", lambda: date(2025, 6, 30))

    assert "kế tục" not in give("plugins", "list", "--plugin-dir", "nam-son")[1]


def test_the_day_is_that_of_vietnam():
    assert abs((listing._today() - datetime.now(UTC).date()).days) <= 1


@pytest.mark.parametrize(
    ("until", "successor", "said"),
    [
        ("2025-07-01", "vn.authority.tay-ninh", "nay do Tỉnh Tây Ninh (vn.authority.tay-ninh) kế tục."),
        ("2025-07-01", "my-tinh.office", "nay do my-tinh.office kế tục."),
        ("2025-07-01", None, None),
        ("2999-01-01", "my-tinh.office", None),
    ],
)
def test_of_an_authority_that_the_register_does_not_know_the_plugin_itself_says_who_follows(
    give, tmp_path, until, successor, said
):
    new_plugin("my-xa", form="documents")
    with (tmp_path / "my-xa/plugin.yaml").open("a", encoding="utf-8") as file:
        file.write(f"authority: my-xa.office\nuntil: {until}\n")
        file.write(f"successor: {successor}\n" if successor else "")
    screen = give("plugins", "list", "--plugin-dir", "my-xa")[1]

    assert (said in screen) if said else ("kế tục" not in screen)


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "1 chỗ cần xem cùng nhau"), ("en", "1 to look at together; none of them is decided")]
)
def test_what_two_plugins_say_differently_stands_beneath(give, tmp_path, lang, said):
    for key in ("nam-son", "bac-son"):
        new_plugin(key, form="documents")
    path = tmp_path / "bac-son/measures.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("vi: cơ sở", "vi: nhà")
        .replace("direction: higher", "direction: lower"),
        encoding="utf-8",
    )
    screen = give("plugins", "list", "--plugin-dir", "nam-son", "--plugin-dir", "bac-son", "--lang", lang)[1]

    assert said in screen
    assert "bac-son.prices-online" in screen.splitlines()[-1]


# --- brought along -------------------------------------------------------------------------------------------------

COMMANDS = [
    ("sets", "list"),
    ("sets", "show", "nam-son.smart"),
    ("check", "nam-son.smart"),
    ("evaluate", "so-lieu.csv", "--set", "nam-son.smart", "--out", "ket-qua"),
    ("propose", "so-lieu.csv", "--domain", "tourism", "--out", "ket-qua"),
    ("targets", "ket-qua", "--programme", "nam-son.plan"),
]


@pytest.mark.parametrize("command", [*COMMANDS, ("plugins", "list")], ids=" ".join)
def test_a_plugin_that_is_not_where_it_is_said_to_be_is_a_complaint(give, command):
    status, screen, complaints = give(*command, "--plugin-dir", "khong-co", "--lang", "en")

    assert (status, screen) == (2, "")
    assert complaints == (
        'SV-CLI-001 --plugin-dir: there is no "khong-co"; expected a folder of documents or an .xlsx file.\n'
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_plugin_that_is_named_must_be_usable(give, broken, command):
    """The answer would otherwise be given without what was asked for."""
    status, screen, complaints = give(*command, "--plugin-dir", "bac-son", "--lang", "en")

    assert (status, screen) == (2, "")
    assert "measures.yaml, line" in complaints
    assert "candidates.yaml, line" in complaints


def test_an_installed_plugin_that_cannot_be_used_is_told_and_left_aside(give, install, district):
    install(dong_son="smartvillage_dong_son_that_is_not_there")
    status, screen, complaints = give("sets", "list", "--plugin-dir", "nam-son", "--lang", "en")

    assert status == 0
    assert "nam-son.smart@2025" in screen
    assert complaints.startswith("Note: the plugin dong-son is left out, at the stage load.\nPlugin 'dong-son' (?): ")


def test_a_set_of_a_plugin_is_listed_shown_checked_and_judges(give, district, nam_son):
    for command, said in (
        (COMMANDS[0], "nam-son.smart@2025"),
        (COMMANDS[1], "Dịch vụ công trực tuyến"),
        (COMMANDS[2], "Không có lỗi"),
        (("check", "so-lieu.csv", "--set", "nam-son.smart", "--places", "don-vi"), "Không có lỗi: 7 số liệu"),
        ((*COMMANDS[3], "--places", "don-vi"), "run.id"),
    ):
        status, screen, complaints = give(*command, "--plugin-dir", "nam-son")

        assert (status, complaints) == (0, ""), command
        assert said in screen
    assert give("sets", "show", "nam-son.smart")[0] == 2


def test_candidates_of_a_plugin_are_proposed_from(give, district, tmp_path):
    rows = "".join(f"P{n},2025,nam-son.prices-online,{n},10\n" for n in range(2, 10))
    (tmp_path / "so-lieu.csv").write_text(f"unit,period,measure,numerator,denominator\n{rows}", encoding="utf-8")
    status, screen, _ = give(*COMMANDS[4], "--plugin-dir", "nam-son")

    assert status == 0
    assert "niêm yết giá trên mạng" in screen
    assert give(*COMMANDS[4])[0] == 2


# --- new -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "written", "steps"),
    [
        (
            (),
            "smartvillage-nam-son/src/smartvillage_nam_son/documents/cases.yaml",
            ["cd smartvillage-nam-son", 'python -m pip install -e ".[test]"', "smartvillage plugins check nam-son"],
        ),
        (
            ("--documents-only", "--out", "Phần mở rộng"),
            "Phần mở rộng/cases.yaml",
            ['smartvillage plugins check "Phần mở rộng"', 'smartvillage plugins list --plugin-dir "Phần mở rộng"'],
        ),
        (("--xlsx",), "nam-son.xlsx", ["smartvillage plugins check nam-son.xlsx"]),
        (("--xlsx", "--out", "so"), "so/nam-son.xlsx", ["smartvillage plugins check so/nam-son.xlsx"]),
        (("--xlsx", "--out", "so/cua-toi.xlsx"), "so/cua-toi.xlsx", ["smartvillage plugins check so/cua-toi.xlsx"]),
    ],
)
def test_a_new_plugin_says_what_was_written_and_what_to_do_next(give, tmp_path, options, written, steps):
    status, screen, complaints = give("plugins", "new", "nam-son", "--domain", "culture", *options)
    lines = [line.strip() for line in screen.splitlines()]

    assert (status, complaints) == (0, "")
    assert (tmp_path / written).is_file()
    assert written in lines
    assert lines[lines.index("Tiếp theo:") + 1 :][: len(steps)] == steps
    assert "tourism" not in screen


def test_without_a_domain_it_is_said_which_one_was_taken(give):
    assert (
        "The domain is tourism; for another one add --domain (culture,"
        in give("plugins", "new", "nam-son", "--documents-only", "--lang", "en")[1]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Nam Sơn",), "Try: nam-son"),
        (("nam-son", "--domain", "tourims"), "Closest: tourism."),
        (("nam-son", "--authority", "vn.authority.long-an.can-gioc"), f"Closest: {CAN_GIUOC}"),
        (("nam-son", "--xlsx", "--documents-only"), "--documents-only, --xlsx do not go together"),
    ],
)
def test_what_a_new_plugin_cannot_be_is_a_complaint_and_nothing_is_written(give, tmp_path, arguments, said):
    status, screen, complaints = give("plugins", "new", *arguments, "--lang", "en")

    assert (status, screen) == (2, "")
    assert said in complaints
    assert list(tmp_path.iterdir()) == []


# --- check ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("plugins", "check", "nam-son"),
        ("plugins", "check", "nam-son/plugin.yaml"),
        ("plugins", "check", "nam-son.xlsx"),
        ("check", "nam-son"),
        ("check", "nam-son/plugin.yaml"),
        ("check", "nam-son.xlsx"),
    ],
    ids=" ".join,
)
def test_a_plugin_that_is_right_says_what_works_first_and_what_was_checked_second(give, command):
    for form in ("documents", "workbook"):
        new_plugin("nam-son", form=form)
    status, screen, complaints = give(*command)
    first, second, *_ = screen.splitlines()

    assert (status, complaints) == (0, "")
    assert first.startswith("nam-son được nhận: 1 số liệu")
    assert "3 ca kiểm tra" in first
    assert "0 chưa đạt" in second


def test_a_built_in_plugin_is_checked_by_its_key(give):
    status, screen, _ = give("plugins", "check", "tourism", "--json", "--lang", "en")
    found = json.loads(screen)

    assert status == 0
    assert (found["plugin"], found["ok"], found["admitted"], found["problems"]) == ("tourism", True, True, [])
    assert {one["status"] for one in found["checks"]} == {"passed", "skipped"}


def test_a_case_that_does_not_come_out_is_a_failure(give, tmp_path):
    new_plugin("nam-son", form="documents")
    path = tmp_path / "nam-son/cases.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("expect: met", "expect: not-met"), encoding="utf-8")
    status, screen, _ = give("plugins", "check", "nam-son")

    assert status == 1
    assert "1 chưa đạt" in screen.splitlines()[1]
    assert "nam-son.candidates.prices-online" in screen
    assert give("plugins", "check", "nam-son", "--json")[0] == 1


def test_a_plugin_that_is_not_admitted_is_told_everything_that_is_wrong(give, broken):
    for command in (("plugins", "check", "bac-son"), ("check", "bac-son")):
        status, screen, complaints = give(*command)

        assert (status, complaints) == (1, "")
        assert screen.splitlines()[0] == "bac-son: không được nhận, 2 lỗi."
        assert "measures.yaml, dòng" in screen
        assert "candidates.yaml, dòng" in screen

    found = json.loads(give("plugins", "check", "bac-son", "--json", "--lang", "en")[1])
    assert (found["ok"], found["admitted"], len(found["problems"]), found["checks"]) == (False, False, 2, [])


def test_of_installed_plugins_only_the_one_that_was_asked_for_is_told(give, install):
    def smartvillage_measures():
        """Without its mark."""

    install(
        dong_son="smartvillage_dong_son_that_is_not_there",
        tay_son=SimpleNamespace(smartvillage_measures=smartvillage_measures),
    )
    status, screen, _ = give("plugins", "check", "tay-son", "--lang", "en")

    assert status == 1
    assert screen.splitlines()[0] == "tay-son: not admitted, 1 problem."
    assert "write @hookimpl right above def smartvillage_measures" in screen
    assert "dong-son" not in screen
    (problem,) = json.loads(give("plugins", "check", "tay-son", "--json", "--lang", "en")[1])["problems"]
    assert problem["hook"] == "smartvillage_measures"
    assert problem["advice"].startswith("write @hookimpl")


def test_the_folder_of_a_package_means_the_plugin_it_installs(give, install):
    new_plugin("nam-son")
    status, screen, complaints = give("plugins", "check", "smartvillage-nam-son", "--lang", "en")

    assert (status, screen) == (2, "")
    assert 'the plugin "nam-son" is not installed. Install it and check again: python -m pip install -e' in complaints

    install(nam_son="smartvillage_nam_son_that_is_not_there")
    for command in (("plugins", "check"), ("check",)):
        status, screen, _ = give(*command, "smartvillage-nam-son")

        assert status == 1
        assert screen.startswith("nam-son: không được nhận")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("tourims", "No plugin is called 'tourims'. Closest: tourism."),
        ("nam-soon", "Closest: nam-son."),
        ("./nam", 'there is no "./nam"'),
        ("nam.xlsx", 'there is no "nam.xlsx"'),
        ("trong", '"trong" is no plugin; expected a folder with plugin.yaml or pyproject.toml, or an .xlsx file.'),
        ("tep.txt", '"tep.txt" is no plugin'),
        ("khac", '"khac" is no plugin'),
    ],
)
def test_what_is_no_plugin_is_a_complaint(give, install, tmp_path, what, said):
    install(nam_son="smartvillage_nam_son_that_is_not_there")
    for name in ("trong", "khac"):
        (tmp_path / name).mkdir()
    (tmp_path / "tep.txt").write_text("", encoding="utf-8")
    (tmp_path / "khac/pyproject.toml").write_text('[project]\nname = "khac"\n', encoding="utf-8")
    status, screen, complaints = give("plugins", "check", what, "--lang", "en")

    assert (status, screen) == (2, "")
    assert said in complaints


def test_figures_in_a_workbook_are_still_figures(give, nam_son):
    """Only a workbook with the sheets of a plugin is one, and only where no set says that it holds figures."""
    new_plugin("nam-son", nam_son / "nam-son.xlsx", form="workbook")
    (nam_son / "hong.xlsx").write_bytes(b"no workbook")
    status, _, complaints = give("check", "nam-son.xlsx", "--set", "nam-son.yaml", "--lang", "en")

    assert status == 2
    assert "SV-" in complaints
    assert "--set" in give("check", "hong.xlsx", "--lang", "en")[2]


def test_a_check_needs_nothing_that_the_library_does_not_bring():
    """Somebody who only uses Excel has no hypothesis and no pytest."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['hypothesis', 'pytest']));"
        "from smartvillage.cli.app import run; sys.exit(run(['plugins', 'check', 'tourism', '--lang', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").startswith("tourism is admitted: 9 measures")


# --- convert -------------------------------------------------------------------------------------------------------


def test_a_folder_becomes_a_workbook_and_a_folder_again(give, tmp_path):
    new_plugin("nam-son", form="documents")
    for source, target in (("nam-son", "a.xlsx"), ("a.xlsx", "b"), ("b", "c.xlsx"), ("c.xlsx", "d")):
        status, screen, complaints = give("plugins", "convert", source, target)

        assert (status, complaints) == (0, "")
        assert screen.startswith(f"Đã ghi:\n  {target}")
    names = sorted(path.name for path in (tmp_path / "b").iterdir())
    assert names == ["candidates.yaml", "cases.yaml", "measures.yaml", "pilots.yaml", "plugin.yaml"]
    assert all((tmp_path / "b" / name).read_bytes() == (tmp_path / "d" / name).read_bytes() for name in names)


def test_what_is_there_is_written_over_only_when_asked_for(give):
    new_plugin("nam-son", form="documents")
    new_plugin("nam-son", form="workbook")
    status, screen, complaints = give("plugins", "convert", "nam-son", "nam-son.xlsx")

    assert (status, screen) == (2, "")
    assert "SV-PLUG-024" in complaints
    assert give("plugins", "convert", "nam-son", "nam-son.xlsx", "--overwrite")[0] == 0


def test_a_source_that_is_not_there_is_a_complaint(give, tmp_path):
    status, screen, complaints = give("plugins", "convert", "khong-co", "a.xlsx", "--lang", "en")

    assert (status, screen) == (2, "")
    assert 'there is no "khong-co"' in complaints
    assert list(tmp_path.iterdir()) == []
