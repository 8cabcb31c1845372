"""A page per commune: on one sheet, in text, with what is missing in counts."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest

from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.fields import DETAIL_FIELDS
from smartvillage.evaluation.pages import is_synthetic, page_files
from smartvillage.evaluation.workbook import details
from smartvillage.evaluation.writing import FILES
from smartvillage.evidence.evidence import CANONICAL, Evidence
from tests.criteria.makers import MEASURES, at_least, attested, criterion, indicator, level, small_set, tree

MEASURED = [
    {**one, "counted": {"vi": "hộ", "en": "households"}, "owner": {"vi": "Sở Y tế"}}
    if one["id"] == "thu.water"
    else one
    for one in MEASURES
]
SET = small_set(at_least(70), attested(), at_least(50, measure="thu.income"), at_least(level()), measures=MEASURED)
HOSTILE = '<script>alert(1)</script>=HYPERLINK("x") & Xã'


class Text(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def run_of(*rows, criteria_set=SET, **how):
    lines = [{"unit": "A", "period": "2024", **one} for one in rows]
    return evaluate(criteria_set, Evidence(lines, measures=criteria_set), **how)


WATER = {"measure": "thu.water", "numerator": 50, "denominator": 100}


def page(run, name="xa/A-2024.html", lang="vi"):
    return page_files(run, lang)[name].decode()


def test_a_page_says_what_is_met_what_is_missing_in_counts_and_who_owes_the_rest():
    text = Text(page(run_of(WATER, {"measure": "thu.plan", "value": "đạt"}))).text

    assert "Đạt 1/4 chỉ tiêu: 1.2" in text
    assert "Chưa đạt 1/4 chỉ tiêu: 1.1" in text
    assert "còn thiếu 20 hộ" in text
    assert "chưa rõ" in text
    assert "chưa có số liệu báo cáo" in text


def test_the_owner_of_a_missing_figure_is_named():
    assert "Sở Y tế" in page(run_of({"measure": "thu.water", "missing": "lost"}))


def test_the_page_carries_the_ids_of_question_and_answer_and_the_notes():
    run = run_of(WATER, law_states={"official", "unverified"}, approx_as_value=True)
    text = page(run)

    assert run.id in text
    assert run.result in text
    assert "chưa đối chiếu" in text
    assert "Con số khoảng" in text


def test_a_page_is_told_in_english_too():
    text = page(run_of(WATER), lang="en")

    assert "Not met 1/4 indicators: 1.1" in text
    assert "still missing 20 households" in text


def test_an_attested_condition_says_that_it_has_to_be_met():
    assert "cần đạt" in page(run_of({"measure": "thu.plan", "value": "không"}))


def test_a_rule_of_several_measures_names_each_that_is_missing():
    rule = {"kind": "all-of", "rules": [at_least(70), attested()]}
    criteria_set = small_set(rule, measures=MEASURED)
    text = page(run_of(WATER, {"measure": "thu.plan", "value": "đạt"}, criteria_set=criteria_set))

    assert "Nước sạch: còn thiếu 20 hộ" in text


def test_a_run_with_made_up_figures_says_so_on_every_page():
    made_up = run_of({**WATER, "source": "Dữ liệu giả lập (synthetic)"})

    assert is_synthetic(made_up)
    assert "DỮ LIỆU GIẢ LẬP" in page(made_up)
    assert not is_synthetic(run_of({**WATER, "source": "Báo cáo 12"}))
    assert "GIẢ LẬP" not in page(run_of(WATER))


def test_hostile_names_appear_as_text():
    run = run_of({**WATER, "unit_name": HOSTILE})
    read = Text(page(run))

    assert HOSTILE in read.text
    assert "script" not in read.tags
    sheet = openpyxl.load_workbook(io.BytesIO(page_files(run, "vi")["cac-xa.xlsx"])).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(HOSTILE in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


@pytest.mark.parametrize("unit", ["../../etc/passwd", "C:\\x", "xã / Đông", "?*|", "a" * 300, "CON"])
def test_no_code_of_a_unit_leads_a_file_astray(unit):
    names = [name for name in page_files(run_of({**WATER, "unit": unit}), "vi") if name.endswith(".html")]

    assert [re.fullmatch(r"xa/[0-9A-Za-z_-]{1,80}\.html", name) is not None for name in names] == [True]


def test_units_whose_names_become_the_same_get_pages_of_their_own():
    run = run_of(*({**WATER, "unit": unit} for unit in ("xa a", "Xã A", "xa-a", "xa-a-2024-2")))
    names = [name.lower() for name in page_files(run, "vi") if name.endswith(".html")]

    assert len(set(names)) == len(names) == 4


def test_a_page_loads_nothing_from_elsewhere():
    text = page(run_of(WATER))

    assert not re.search(r"https?:|src=|@import|url\(", text)
    assert "A4 portrait" in text


def test_what_does_not_fit_on_one_page_is_named_by_number():
    title = {"vi": "Một chỉ tiêu có tên gọi rất dài " * 5}
    items = [{**indicator(f"1.{number}", at_least(70)), "title": title} for number in range(1, 61)]
    criteria_set = type(SET).from_dict(tree(criterion("1", *items), measures=MEASURED))
    run = run_of(WATER, criteria_set=criteria_set)
    text = page(run)

    assert "Còn nữa: " in text
    assert "1.60 (xem cac-xa.xlsx)" in text
    assert text.count("<tr>") < 30
    sheet = openpyxl.load_workbook(io.BytesIO(page_files(run, "vi")["cac-xa.xlsx"])).worksheets[0]
    first = [str(row[0].value) for row in sheet.iter_rows()]
    assert all(f"1.{number}" in first for number in range(1, 61))


def test_when_nothing_is_left_to_do_the_page_has_no_lists():
    criteria_set = small_set(at_least(40), measures=MEASURED)
    run = run_of(WATER, criteria_set=criteria_set)

    assert "table" not in Text(page(run)).tags
    assert "Đạt 1/1 chỉ tiêu: 1.1" in page(run)


def test_the_workbook_has_a_sheet_for_each_unit_and_period():
    run = run_of(WATER, {**WATER, "period": "2023"}, {**WATER, "unit": "B"})
    book = openpyxl.load_workbook(io.BytesIO(page_files(run, "vi")["cac-xa.xlsx"]))

    assert book.sheetnames == ["A 2023", "A 2024", "B 2024"]


def test_a_run_without_rows_has_no_pages():
    nothing = Evidence({"unit": [], "period": [], "measure": [], "value": []}, measures=SET)

    assert page_files(evaluate(SET, nothing), "vi") == {}


def test_pages_are_written_only_when_they_are_asked_for(tmp_path):
    run = run_of(WATER)

    assert {path.name for path in run.write(tmp_path / "a")} == set(FILES.values())
    written = run.write(tmp_path / "b", sheets=True)
    assert {path.relative_to(tmp_path / "b").as_posix() for path in written} == {
        *FILES.values(),
        "cac-xa.xlsx",
        "xa/A-2024.html",
    }
    assert all(path.is_file() for path in written)


def test_a_codebook_lies_beside_the_csv_files_and_explains_every_column(tmp_path):
    run = run_of(WATER)
    run.write(tmp_path)
    with (tmp_path / "ma-truong.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))

    told = {(one["file"], one["column"]) for one in lines}
    assert told == {
        *(("ket-qua.csv", name) for name in details(run, "vi").columns),
        *(("evidence.csv", name) for name in CANONICAL),
    }
    assert all(one["meaning_vi"] and one["meaning_en"] and one["type"] and one["missing"] for one in lines)
    assert tuple(DETAIL_FIELDS) == details(run, "vi").columns
