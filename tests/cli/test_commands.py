"""Commands as they are given: what is on the screen, what is written, and how they end."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import warnings
from importlib.metadata import EntryPoint, version
from pathlib import Path
from types import SimpleNamespace

import pytest

from smartvillage.cli import app, speech
from smartvillage.cli import demo as demo_module
from smartvillage.evaluation.writing import FILES
from smartvillage.plugins import discovery
from smartvillage.plugins.hookspecs import GROUP
from smartvillage.text.names import skeleton

EVALUATE = ("evaluate", "so-lieu.csv", "--set", "nam-son.yaml", "--places", "don-vi", "--out", "ket-qua")


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch):
    """The locale says nothing, so the commands speak Vietnamese."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
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


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# --- what each command says, in both languages --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "vi", "en"),
    [
        ("sets list", "Trong văn bản", "In the text"),
        ("sets show nam-son.yaml", "Bộ tiêu chí xã thông minh", "Smart communes of Nam Sơn"),
        ("sets show vn.xa-ntm@2021-2025", "19 tiêu chí, 57 chỉ tiêu", "19 criteria, 57 indicators"),
        (
            "check nam-son.yaml",
            "Không có lỗi: 2 tiêu chí, 3/3 chỉ tiêu.",
            "No problems: 2 criteria, 3 of 3 indicators.",
        ),
        (
            "check so-lieu.csv --set nam-son.yaml --places don-vi",
            "Không có lỗi: 7 số liệu của 3 đơn vị.",
            "No problems: 7 figures of 3 units.",
        ),
        (" ".join(EVALUATE), "Tiêu chí đạt", "Criteria met"),
        ("plugins list", "được dùng", "admitted"),
    ],
)
def test_a_command_ends_well_and_speaks_the_language_asked_for(nam_son, give, command, vi, en):
    for lang, said, unsaid in (("vi", vi, en), ("en", en, vi)):
        status, screen, complaints = give(*command.split(), "--lang", lang)

        assert (status, complaints) == (0, "")
        assert said in screen
        assert unsaid not in screen


def test_explain_and_verify_speak_the_language_asked_for(nam_son, give):
    give(*EVALUATE)

    assert give("explain", "ket-qua", "N02", "1.1")[1].splitlines()[1:] == [
        "Để đạt:",
        "  - Hộ dùng dịch vụ công: còn thiếu 37 hộ",
    ]
    assert give("explain", "ket-qua", "N02", "1.1", "--lang", "en")[1].splitlines()[1:] == [
        "To be met:",
        "  - Households online: still missing 37 households",
    ]
    assert give("verify", "ket-qua")[1].startswith("Khớp. q")
    assert give("verify", "ket-qua", "--lang", "en")[1].startswith("Agrees. q")


@pytest.mark.parametrize(
    ("variable", "value", "english"),
    [
        ("LANG", "en_US.UTF-8", True),
        ("LC_ALL", "fr_FR", True),
        ("LC_MESSAGES", "en_GB", True),
        ("LC_ALL", "C.UTF-8", False),
        ("LANG", "vi_VN", False),
    ],
)
def test_only_a_locale_of_another_language_is_a_wish_for_english(monkeypatch, give, variable, value, english):
    monkeypatch.setenv(variable, value)

    assert ("In the text" in give("sets", "list")[1]) is english


def test_without_any_variable_the_locale_of_the_process_decides(monkeypatch):
    """Windows sets none of them; elsewhere none is no wish."""
    monkeypatch.delenv("LANG")
    monkeypatch.setattr(speech.locale, "getlocale", lambda: ("English_United States", "1252"))
    monkeypatch.setattr(speech, "os", SimpleNamespace(name="nt", environ={}))

    assert speech.language() == "en"

    monkeypatch.setattr(speech, "os", SimpleNamespace(name="posix", environ={}))

    assert speech.language() == "vi"


def test_the_language_may_stand_anywhere_in_the_line(give):
    for line in (("--lang", "en", "sets", "list"), ("sets", "--lang=en", "list"), ("sets", "list", "--lang", "en")):
        assert "In the text" in give(*line)[1]


def test_what_follows_two_dashes_is_no_option(nam_son, give):
    status, _, complaints = give("check", "--", "--lang")

    assert status == 2
    assert '"--lang"' in complaints


# --- evaluate ----------------------------------------------------------------------------------------------------


def test_evaluate_shows_one_line_a_unit_and_writes_the_folder(nam_son, give):
    status, screen, _ = give(*EVALUATE, "--lang", "en")

    assert status == 0
    assert [line.split("  ")[0] for line in screen.splitlines() if line.startswith("Xã")] == [
        "Xã An Lạc",
        "Xã Bình Minh",
        "Xã Cẩm Khê",
    ]
    assert "ket-qua/ket-qua.xlsx" in screen
    assert files(nam_son / "ket-qua") == sorted(FILES.values())


def test_pages_of_units_are_written_on_demand_and_counted_on_the_screen(nam_son, give):
    status, screen, _ = give(*EVALUATE, "--pages")
    found = list((nam_son / "ket-qua").rglob("*.html"))

    assert status == 0
    assert len(found) == 3
    assert f"ket-qua/{found[0].parent.name}/ (3)" in screen


def test_many_units_are_left_to_the_workbook(nam_son, give):
    rows = [f"U{number:02d},2025,1.2,đạt" for number in range(21)]
    (nam_son / "so-lieu.csv").write_text("\n".join(["unit,period,measure,value", *rows]), encoding="utf-8")

    assert "Tiêu chí đạt" not in give("evaluate", "so-lieu.csv", "--set", "nam-son.yaml", "--out", "ket-qua")[1]


def test_many_unknown_criteria_are_counted(nam_son, give):
    (nam_son / "so-lieu.csv").write_text("unit,period,measure,value\n28222,2024,7,đạt\n", encoding="utf-8")

    assert "18 tiêu chí" in give("evaluate", "so-lieu.csv", "--set", "vn.xa-ntm@2021-2025", "--out", "ket-qua")[1]


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        ((), "evidence_states", ["approved", "reported", "verified"]),
        (("--state", "self_assessed", "--state", "verified"), "evidence_states", ["self_assessed", "verified"]),
        ((), "law_states", ["official", "secondary"]),
        (("--accept-unverified",), "law_states", ["official", "secondary", "unverified"]),
        (("--law-as-of", "2025-06-30"), "law_as_of", "2025-06-30"),
        (("--data-as-of", "2025-06-30"), "data_as_of", "2025-06-30"),
        (("--approx-as-value",), "approx_as_value", True),
        (("--carry-forward",), "carry_forward", True),
    ],
)
def test_an_option_of_evaluate_becomes_part_of_the_question(nam_son, give, options, field, value):
    give(*EVALUATE, *options)
    run = json.loads((nam_son / "ket-qua" / "run.json").read_text(encoding="utf-8"))

    assert run["question"][field] == value


def test_a_stratum_may_be_stated_for_everybody(nam_son, give):
    line = ("evaluate", "so-lieu.csv", "--set", "nam-son.yaml", "--out", "ket-qua")
    give(*line, "--stratum", "nam-son.group=upland", "--accept-unverified")
    run = json.loads((nam_son / "ket-qua" / "run.json").read_text(encoding="utf-8"))

    assert set(map(json.dumps, run["question"]["memberships"].values())) == {'{"nam-son.group": "upland"}'}
    assert run["verdicts"]["indicator"]["1.1"] == ["MET", "MET", "UNKNOWN"]


def test_a_csv_in_an_old_encoding_is_read_when_it_is_named(nam_son, give):
    text = "unit,period,measure,value\nXã Âu,2025,1.2,x\n"
    (nam_son / "so-lieu.csv").write_bytes(text.replace("ã", "a\N{COMBINING TILDE}").encode("cp1258"))
    line = ("check", "so-lieu.csv", "--set", "nam-son.yaml")

    assert give(*line)[0] == 2
    assert give(*line, "--encoding", "cp1258")[0] == 0


def test_a_sheet_of_a_workbook_can_be_named(nam_son, give):
    from smartvillage.paper.table import Table
    from smartvillage.paper.workbook import Sheet, workbook_bytes

    table = Table.of([{"unit": "N01", "period": "2025", "measure": "1.2", "value": "đạt"}])
    book = workbook_bytes([Sheet("Ghi chú", Table.of([{"x": "y"}])), Sheet("Số liệu", table)])
    (nam_son / "so-lieu.xlsx").write_bytes(book)
    line = ("check", "so-lieu.xlsx", "--set", "nam-son.yaml", "--lang", "en")

    assert give(*line, "--sheet", "Số liệu")[:2] == (0, "No problems: 1 figures of 1 units.\n")


def test_a_declared_decimal_sign_settles_what_can_be_read_in_two_ways(nam_son, give):
    (nam_son / "so-lieu.csv").write_text("unit,period,measure,value\nN01,2025,1.1,1.234\n", encoding="utf-8")
    line = ("check", "so-lieu.csv", "--set", "nam-son.yaml", "--lang", "en")

    assert "is either 1234 or 1.234" in give(*line)[1]
    assert give(*line, "--decimal", "point")[0] == 0


# --- explain -----------------------------------------------------------------------------------------------------


def test_a_met_verdict_says_what_would_undo_it(nam_son, give):
    give(*EVALUATE)

    assert give("explain", "ket-qua", "N01", "1.1", "--lang", "en")[1].splitlines()[1] == "No longer met if:"


def test_a_verdict_that_no_figure_can_turn_stands_alone(nam_son, give):
    give(*EVALUATE)

    assert len(give("explain", "ket-qua", "N01", "2.1")[1].splitlines()) == 1


def test_the_set_may_be_asked_for_by_its_id(nam_son, give):
    give(*EVALUATE)

    assert give("explain", "ket-qua", "N01", "nam-son.smart") == give("explain", "ket-qua", "N01", "nam-son.smart@2025")


def test_a_unit_with_several_periods_needs_one(nam_son, give):
    rows = ["unit,period,measure,value", "N01,2025-H1,1.2,đạt", "N01,2025-H2,1.2,chưa đạt"]
    (nam_son / "so-lieu.csv").write_text("\n".join(rows), encoding="utf-8")
    give(*EVALUATE)
    status, _, complaints = give("explain", "ket-qua", "N01", "1.2", "--lang", "en")

    assert status == 2
    assert 'SV-CLI-001 "N01" has several periods; expected --period with one of: 2025-H1, 2025-H2.' in complaints
    assert "→ not met" in give("explain", "ket-qua", "N01", "1.2", "--period", "2025-H2", "--lang", "en")[1]


@pytest.mark.parametrize(
    ("unit", "ref", "said"),
    [
        ("N09", "1.1", "Closest: N03, N02, N01."),
        ("N01", "2.7", "Closest: 2.1."),
        ("N01", "nam-son.smart.wify", "Closest: nam-son.smart.wifi"),
    ],
)
def test_a_unit_or_number_that_is_not_there_suggests_the_closest(nam_son, give, unit, ref, said):
    give(*EVALUATE)
    status, _, complaints = give("explain", "ket-qua", unit, ref, "--lang", "en")

    assert status == 2
    assert said in complaints


# --- JSON --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "has"),
    [
        ("sets list", lambda found: {row["set"] for row in found} >= {"vn.xa-ntm@2021-2025"}),
        ("sets show nam-son.yaml", lambda found: [row["ref"] for row in found["rows"]] == ["1.1", "1.2", "2.1"]),
        ("plugins list", lambda found: found[0]["status"] == "admitted"),
        ("check nam-son.yaml", lambda found: found == []),
        (" ".join(EVALUATE), lambda found: found["schema"] == "smartvillage.run/1"),
        ("verify ket-qua", lambda found: found["agrees"] is True and found["difference"] is None),
        ("explain ket-qua N02 1.1", lambda found: (found["verdict"], len(found["to_flip"])) == ("NOT_MET", 1)),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_json_is_json_in_either_language(nam_son, give, command, has, lang):
    give(*EVALUATE)
    status, screen, _ = give(*command.split(), "--json", "--lang", lang)

    assert status == 0
    assert has(json.loads(screen))


def test_problems_in_json_have_a_code_and_a_place(nam_son, give):
    (nam_son / "so-lieu.csv").write_text("unit,period,measure,value\nN01,2025,1.2,maybe\n", encoding="utf-8")
    status, screen, _ = give("check", "so-lieu.csv", "--set", "nam-son.yaml", "--json")

    assert status == 1
    assert [(one["code"], one["where"]["line"]) for one in json.loads(screen)] == [("SV-EV-030", 2)]


# --- exit status 1: something was found ---------------------------------------------------------------------------


def test_check_finds_what_is_wrong_with_a_set(nam_son, give):
    path = nam_son / "nam-son.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 70", "value: 170"), encoding="utf-8")
    status, screen, complaints = give("check", "nam-son.yaml", "--lang", "en")

    assert (status, complaints) == (1, "")
    assert screen.startswith("SV-SET-017 nam-son.yaml, 1.1 (nam-son.smart.online): the level 170 is outside")
    assert screen.splitlines()[1:] == ["1 problem."]


def test_check_finds_everything_that_is_wrong_with_figures(nam_son, give):
    rows = ["unit,period,measure,value", *["N09,2025,1.1,120"] * 70, "N01,20255,1.1,5", "N01,2025,9.9,5"]
    (nam_son / "so-lieu.csv").write_text("\n".join(rows), encoding="utf-8")
    status, screen, complaints = give("check", "so-lieu.csv", "--set", "nam-son.yaml", "--places", "don-vi")

    assert (status, complaints) == (1, "")
    assert len(screen.splitlines()) == 101
    assert screen.splitlines()[-1] == "142 lỗi."


def test_verify_names_the_first_field_that_was_changed(nam_son, give):
    give(*EVALUATE)
    path = nam_son / "ket-qua" / "run.json"
    run = json.loads(path.read_text(encoding="utf-8"))
    run["verdicts"]["indicator"]["1.2"][1] = "MET"
    path.write_text(json.dumps(run, ensure_ascii=False), encoding="utf-8")
    status, screen, complaints = give("verify", "ket-qua", "--lang", "en")

    assert (status, complaints) == (1, "")
    assert screen.startswith("Differs: ")
    assert "1.2" in screen
    assert give("verify", "ket-qua")[1].startswith("Không khớp: ")
    assert json.loads(give("verify", "ket-qua", "--json")[1])["difference"]["recorded"] == "MET"


# --- exit status 2: unusable, told in full, nothing written -------------------------------------------------------

REFUSED = [
    (("evaluate", "khong-co.csv", "--set", "nam-son.yaml", "--out", "x"), "không có tệp này", "there is no such file"),
    (("evaluate", "so-lieu.csv", "--set", "khong-co.yaml", "--out", "x"), "không tìm thấy tệp này", "no such file"),
    (("evaluate", "so-lieu.csv", "--set", "vn.xa-ntn", "--out", "x"), "Gần nhất: vn.xa-ntm", "Closest: vn.xa-ntm"),
    (("check", "don-vi"), '"don-vi" không phải tệp bộ tiêu chí', '"don-vi" is no file of a set'),
    ((*EVALUATE[:-1], "so-lieu.csv"), '"so-lieu.csv" là một tệp; cần một thư mục.', "expected a folder."),
    ((*EVALUATE, "--places", "donvi"), '--places: không có "donvi"', '--places: there is no "donvi"'),
    ((*EVALUATE, "--decimal", "phay"), '--decimal "phay"; cần comma hoặc point.', "expected comma or point."),
    ((*EVALUATE, "--law-as-of", "30/6/2025"), "--law-as-of: ", "--law-as-of: "),
    ((*EVALUATE, "--data-as-of", "2025-02-30"), "cần ngày viết như 2024-12-31.", "expected a day like 2024-12-31."),
    ((*EVALUATE, "--state", "approvd"), 'không nhận "approvd"', '"approvd" is not known'),
    ((*EVALUATE, "--stratum", "upland"), '--stratum "upland"; cần dạng', "expected something like"),
    ((*EVALUATE, "--stratum", "nam-son.grp=upland"), 'không có cách phân nhóm "nam-son.grp"', "there is no scheme"),
    ((*EVALUATE, "--stratum", "nam-son.group=hill"), "cần một trong: lowland, upland.", "one of: lowland, upland."),
    (("check", "so-lieu.csv"), "Thêm --set MÃ hoặc TỆP.", "Add --set with an id or a file."),
    (("check", "so-lieu.csv", "--set", "khong-co.yaml"), "không tìm thấy tệp này", "no such file"),
    (("explain", "don-vi", "N01", "1.1"), "run.json: không có tệp này.", "SV-RUN-010 run.json"),
    (("verify", "khong-co"), "run.json: không có tệp này.", "SV-RUN-010 run.json"),
    (("--lang", "fr", "demo"), '--lang "fr"; cần vi hoặc en.', '--lang "fr"'),
    (("check", "nam-son.yaml", "--lang"), '--lang ""; cần vi hoặc en.', '--lang ""'),
    (("evaluat", "x"), 'không có lệnh "evaluat"', "Did you mean evaluate?"),
    (("sets", "shw"), "Có phải là show?", 'there is no command "shw"'),
    (("evaluate",), "SV-CLI-002 thiếu DATA. Xem smartvillage evaluate --help.", "SV-CLI-002 DATA is missing."),
    (("evaluate", "so-lieu.csv", "--out", "x"), "thiếu --set", "--set is missing"),
    (("check", "nam-son.yaml", "--plces", "x"), "Có phải là --places?", 'there is no option "--plces"'),
    (("check", "nam-son.yaml", "--qqq", "x"), 'không có tùy chọn "--qqq"', 'there is no option "--qqq"'),
    (("check", "--set"), "--set cần một giá trị.", "--set needs a value."),
    (("check", "nam-son.yaml", "--json=1"), "--json không nhận giá trị.", "--json takes no value."),
    (("check", "nam-son.yaml", "a", "b"), "thừa a b.", "a b was not expected."),
]


@pytest.mark.parametrize(("line", "vi", "en"), REFUSED, ids=[" ".join(line)[-40:] for line, _, _ in REFUSED])
def test_what_cannot_be_used_is_told_on_standard_error_and_nothing_is_written(nam_son, give, line, vi, en):
    before = files(nam_son)
    for lang, said in (("vi", vi), ("en", en)):
        asked = line if "--lang" in line else (*line, "--lang", lang)
        status, screen, complaints = give(*asked)

        assert (status, screen) == (2, "")
        if "--lang" not in line or lang == "vi":
            assert said in complaints
        assert "Traceback" not in complaints
    assert files(nam_son) == before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_problem_of_a_table_is_told_with_its_line_and_column(nam_son, give, lang):
    rows = ["unit,period,measure,value", "N01,2025,1.2,maybe", "N08,2025,1.2,đạt", "N01,2025,1.1,120", "N02,25,1.1,5"]
    (nam_son / "so-lieu.csv").write_text("\n".join(rows), encoding="utf-8")
    status, screen, complaints = give(*EVALUATE, "--lang", lang)
    line, column = ("dòng", "cột") if lang == "vi" else ("line", "column")

    assert (status, screen) == (2, "")
    places = [text.partition(": ")[0] for text in complaints.splitlines()]
    assert places == [
        f'SV-EV-030 so-lieu.csv, {line} 2, {column} 4, "value"',
        f'SV-EV-020 so-lieu.csv, {line} 3, {column} 1, "unit"',
        f'SV-EV-038 so-lieu.csv, {line} 4, {column} 4, "value"',
        f'SV-EV-021 so-lieu.csv, {line} 5, {column} 2, "period"',
    ]
    assert not (nam_son / "ket-qua").exists()


def test_every_problem_of_a_workbook_is_told_with_its_sheet_and_cell(nam_son, give):
    from smartvillage.paper.table import Table
    from smartvillage.paper.workbook import Sheet, workbook_bytes

    table = Table.of([{"unit": "N01", "period": "2025", "measure": "1.2", "value": "maybe"}])
    (nam_son / "so-lieu.xlsx").write_bytes(workbook_bytes([Sheet("Xã", table)]))
    status, _, complaints = give("evaluate", "so-lieu.xlsx", "--set", "nam-son.yaml", "--out", "x")

    assert status == 2
    assert complaints.startswith('SV-EV-030 so-lieu.xlsx, trang tính "Xã", ô D2')
    assert not (nam_son / "x").exists()


def test_every_problem_of_a_document_is_told_with_its_line_and_column(nam_son, give):
    path = nam_son / "nam-son.yaml"
    text = path.read_text(encoding="utf-8").replace("kind: attested}", "kind: atested}").replace("edition:", "editon:")
    path.write_text(text, encoding="utf-8")
    status, screen, complaints = give("check", "nam-son.yaml", "--lang", "en")

    assert (status, screen) == (2, "")
    assert {problem.partition(": ")[0] for problem in complaints.splitlines()} == {
        "SV-DOC-001 nam-son.yaml, line 1, column 1",
        "SV-DOC-001 nam-son.yaml, line 2, column 1, editon",
        "SV-DOC-001 nam-son.yaml, line 15, column 74, measures[1].kind",
    }


def test_a_folder_that_cannot_be_made_is_told(nam_son, give):
    status, screen, complaints = give(*EVALUATE[:-1], "so-lieu.csv/ket-qua", "--lang", "en")

    assert (status, screen) == (2, "")
    assert "cannot be read or written" in complaints or "SV-IN-901" in complaints


def test_an_interrupted_command_ends_as_shells_expect(monkeypatch, give):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "build", interrupted)

    assert give("sets", "list")[0] == 130


# --- help --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [("--help",), ("evaluate", "--help"), ("sets", "--help"), ("sets", "show", "--help")])
def test_help_is_printed_in_vietnamese_with_its_frame(give, line):
    status, screen, complaints = give(*line)

    assert (status, complaints) == (0, "")
    assert screen.startswith("Cách dùng: smartvillage")
    assert "Tùy chọn:" in screen
    assert "Usage" not in screen
    assert "Show this message" not in screen


def test_without_a_command_the_help_is_printed_as_a_complaint(give):
    for line in ((), ("sets",), ("plugins",)):
        status, screen, complaints = give(*line)

        assert (status, screen) == (2, "")
        assert complaints.startswith("Cách dùng: smartvillage")


def test_the_version_is_printed(give):
    assert give("--version") == (0, f"smartvillage {version('smartvillage')}\n", "")


# --- plugins -----------------------------------------------------------------------------------------------------


@pytest.fixture
def broken_plugin(monkeypatch):
    """A plugin is installed whose module is not there."""
    points = [EntryPoint("nam-son", "smartvillage_nam_son_that_is_not_there", GROUP)]
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)


def test_a_plugin_that_is_left_out_is_listed_with_the_reason(broken_plugin, give):
    status, screen, complaints = give("plugins", "list")

    assert (status, complaints) == (0, "")
    assert "bị loại" in screen
    assert "No module named" in screen


def test_a_command_made_without_a_plugin_says_so(broken_plugin, give):
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        status, _, complaints = give("sets", "list")

    assert status == 0
    assert complaints.startswith("Chú ý: không dùng phần mở rộng nam-son")
    assert 'Phần mở rộng "nam-son" (?): gặp lỗi ModuleNotFoundError' in complaints


def test_other_warnings_are_shown_as_python_shows_them(monkeypatch, give):
    build, seen = app.build, []

    def warning():
        warnings.warn("something else", DeprecationWarning, stacklevel=1)
        return build()

    monkeypatch.setattr(app, "build", warning)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        monkeypatch.setattr(warnings, "showwarning", lambda message, *_, **__: seen.append(str(message)))

        assert give("sets", "list")[0] == 0
    assert seen == ["something else"]


# --- in a process of its own -------------------------------------------------------------------------------------


def started(*arguments, **variables):
    """Start the program as a user would, and return what it gave as bytes."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONUTF8", "LC_ALL", "LANG"}}
    return subprocess.run(
        [sys.executable, "-m", "smartvillage", *arguments], env={**kept, **variables}, capture_output=True, check=False
    )


def test_output_survives_a_console_that_cannot_print_vietnamese(nam_son):
    done = started("sets", "show", "nam-son.yaml", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    plain = started("sets", "show", "nam-son.yaml", PYTHONIOENCODING="utf-8")
    screen, right = done.stdout.decode("cp1252"), plain.stdout.decode("utf-8")

    assert (done.returncode, done.stderr) == (0, b"")
    assert skeleton(screen) == skeleton(right)
    assert "Bo tiêu chí xã thông minh huyen Nam Son" in screen


def test_complaints_survive_such_a_console_too(nam_son):
    done = started("check", "khong-co.yaml", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert done.returncode == 2
    assert done.stderr.decode("ascii").split() == [
        *("SV-DOC-010", "khong-co.yaml:", "khong", "tim", "thay", "tep", "nay.")
    ]


def test_the_module_and_the_function_behind_the_script_are_the_same_program(monkeypatch, capsys):
    from smartvillage.__main__ import main

    monkeypatch.setattr(sys, "argv", ["smartvillage", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert capsys.readouterr().out == started("--version").stdout.decode().replace("\r\n", "\n")


# --- the demo ----------------------------------------------------------------------------------------------------


def test_every_line_of_the_demo_ends_in_a_command_that_runs(nam_son, give):
    """And says what the demo says: the command is how it was made."""
    status, screen, complaints = give("demo", "--lang", "vi", "--out", "xem-thu")
    assert (status, complaints) == (0, "")
    script = Path("xem-thu", "vi-du.py").read_text(encoding="utf-8")
    utf8 = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "xem-thu/vi-du.py"], capture_output=True, encoding="utf-8", env=utf8, check=True
    )
    commands = [text.removeprefix("   > smartvillage ") for text in screen.splitlines() if "> smartvillage" in text]
    said = [give(*shlex.split(command), "--lang", "vi") for command in commands]

    assert [(command, status, complaints) for command, (status, _, complaints) in zip(commands, said)] == [
        (command, 0, "") for command in commands
    ]
    assert len(commands) == 12
    out = "".join(text for _, text, _ in said)
    assert ("từ 30/82 đến 54/82" in screen, "từ 30 đến 54" in out) == (True, True)
    for told in ("cần 157/161", "cần 10/15", "16,99%", "phải giảm 3,99 điểm phần trăm", "61,32"):
        assert told in screen
        assert told in out, told
    assert {f"dossier.{form}" for form in ("docx", "xlsx", "html", "json")} <= {
        path.name for path in Path("xem-thu").iterdir()
    }
    assert "Hồ sơ không có lỗi" in out
    assert len(screen.splitlines()) < 48
    assert all(f"   {text}" in screen for text in script.splitlines())
    assert "16.99" in done.stdout or "16,99" in done.stdout
    assert json.loads(Path("xem-thu", "vn.xa-ntm", "run.json").read_text(encoding="utf-8"))["id"] in done.stdout


def test_the_demo_speaks_english_too(nam_son, give, monkeypatch):
    """Without the papers, which take a while and are tried in Vietnamese."""
    monkeypatch.setattr(demo_module, "write_papers", lambda dossier, out: [])
    status, screen, complaints = give("demo", "--lang", "en")

    assert (status, complaints) == (0, "")
    assert "23 of 76 candidates get a level" in screen
    assert "dữ liệu giả lập" not in screen.casefold()
    assert give("verify", "smartvillage-demo/vn.xa-ntm")[0] == 0


def test_the_demo_refuses_a_folder_that_is_a_file(nam_son, give):
    assert give("demo", "--out", "so-lieu.csv")[:2] == (2, "")
