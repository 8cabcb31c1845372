"""``propose`` by a plan: what is on the screen and in the folder; and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from smartvillage.cli import app
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.proposal.plan import AnalysisPlan, SealedPlan

HERE = Path(__file__).parents[2] / "src" / "smartvillage" / "cli" / "examples" / "synthetic-province"


@pytest.fixture
def give(capsys, monkeypatch):
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")

    def give(*arguments):
        status = app.run(tuple(map(str, arguments)))
        screen, complaints = capsys.readouterr()
        return status, screen, complaints

    return give


def by_plan(out, plan=HERE / "ke-hoach.yaml"):
    return ("propose", HERE / "so-lieu.csv", "--plan", plan, "--places", HERE / "places", "--out", out, "--lang", "vi")


def test_a_plan_gives_its_tables_its_draft_and_its_seal(give, tmp_path):
    small = AnalysisPlan.read(HERE / "ke-hoach.yaml").plan.replace(domains=("tourism", "culture"))
    plan = tmp_path / "ke-hoach.yaml"
    small.seal().write(plan)
    status, screen, complaints = give(*by_plan(tmp_path / "ra", plan))

    assert (status, complaints) == (0, "")
    assert screen.startswith("DỮ LIỆU GIẢ LẬP")
    assert "không chọn kết quả đẹp nhất" in screen
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == [
        "de-xuat.xlsx",
        "dossier.docx",
        "dossier.html",
        "dossier.json",
        "dossier.xlsx",
        "du-thao.yaml",
        "ke-hoach.yaml",
        "ke-hoach.yaml.seal.json",
        "phieu-gop-y.xlsx",
    ]
    assert CriteriaSet.read(tmp_path / "ra" / "du-thao.yaml").key == "gia-lap.xa-thong-minh@2026-2030"
    assert isinstance(AnalysisPlan.read(tmp_path / "ra" / "ke-hoach.yaml"), SealedPlan)


def test_a_plan_changed_after_sealing_is_told(give, tmp_path):
    whole = AnalysisPlan.read(HERE / "ke-hoach.yaml").plan
    plan = tmp_path / "ke-hoach.yaml"
    whole.replace(domains=("tourism",), seat=whole.seat.replace(leading=2)).seal().write(plan)
    plan.write_text(plan.read_text(encoding="utf-8").replace("leading: '2'", "leading: '3'"), encoding="utf-8")
    _, screen, _ = give(*by_plan(tmp_path / "ra", plan))

    assert "Khác kế hoạch: kế hoạch đã đổi sau khi niêm phong: seat.leading" in screen


def test_the_table_comes_as_json_too(give, tmp_path):
    small = AnalysisPlan.read(HERE / "ke-hoach.yaml").plan.replace(domains=("culture",))
    plan = tmp_path / "ke-hoach.yaml"
    small.seal().write(plan)
    _, screen, _ = give(*by_plan(tmp_path / "ra", plan), "--json")

    assert {"title", "level", "grade", "action"} <= set(json.loads(screen)[0])


@pytest.mark.parametrize("more", [(), ("--domain", "tourism", "--plan", HERE / "ke-hoach.yaml")])
def test_either_a_domain_or_a_plan_is_asked_for(give, tmp_path, more):
    status, screen, complaints = give("propose", HERE / "so-lieu.csv", "--out", tmp_path / "ra", *more, "--lang", "vi")

    assert (status, screen) == (2, "")
    assert "cần đúng một trong --domain, --plan" in complaints
    assert not (tmp_path / "ra").exists()


def test_a_review_workbook_comes_out_and_what_a_reviewer_changed_comes_back(give, tmp_path):
    small = AnalysisPlan.read(HERE / "ke-hoach.yaml").plan.replace(domains=("tourism",))
    plan = tmp_path / "ke-hoach.yaml"
    small.seal().write(plan)
    give(*by_plan(tmp_path / "ra", plan))
    form = tmp_path / "ra" / "phieu-gop-y.xlsx"
    filled = tmp_path / "gop-y.xlsx"
    target, value = fill_in(form, filled)
    status, screen, complaints = give(*by_plan(tmp_path / "sau", plan), "--review", filled)

    assert (status, complaints) == (0, "")
    assert f"Sửa theo góp ý: {target}" in screen
    assert (tmp_path / "sau" / "tiep-thu-y-kien.xlsx").is_file()
    before, after = (CriteriaSet.read(tmp_path / name / "du-thao.yaml") for name in ("ra", "sau"))
    assert [one.id for one in before.indicators if one.level_text() != after[one.id].level_text()] == [target]
    assert value in after[target].level_text()


def fill_in(form, filled):
    """Type one level, its reason and who reviews, as somebody would in Excel."""
    book = openpyxl.load_workbook(form)
    who, sheet, _ = book.worksheets
    line = next(row[0].row for row in who.iter_rows() if str(row[0].value).startswith("Tư cách góp ý")) + 1
    who.cell(line, 1).value, who.cell(line, 2).value = "Sở ngành cấp tỉnh", "Sở Du lịch"
    heads = next(row for row in sheet.iter_rows() if row[0].value == "TT")
    column = {str(cell.value): cell.column for cell in heads if cell.value}
    row = next(row[0].row for row in sheet.iter_rows(min_row=heads[0].row + 1) if row[3].value == "≥ 61%")
    sheet.cell(row, column["Mức đề nghị sửa: Mức chung"]).value = "65%"
    sheet.cell(row, column["Lý do"]).value = "Mô hình vượt xa mức này"
    book.save(filled)
    return "gia-lap.xa-thong-minh.tourism.local-jobs", "65"
