"""The workbook of a run: the matrix first, with marks, colours and a filter; words beside codes behind it."""

import io

import openpyxl
import pytest

from smartvillage.evaluation import workbook
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.workbook import details, matrix_table, sheets
from smartvillage.evidence.evidence import Evidence
from smartvillage.paper.workbook import workbook_bytes
from smartvillage.places import Places
from smartvillage.plugins.registry import load
from tests.evaluation.samples import EVERYTHING, GOOD, PLAN, criteria_set, criterion, parts, row, run_of

WHOLE = "ns.xa@2021-2025"


def book_of(run, lang="vi"):
    content = workbook_bytes(sheets(run, details(run, lang), lang))
    return openpyxl.load_workbook(io.BytesIO(content))


def grid(page):
    """The cells of a sheet as lists, from the heading of its table on."""
    lines = [[cell.value for cell in line] for line in page.iter_rows()]
    top = next(number for number, line in enumerate(lines) if sum(cell is not None for cell in line) > 1)
    across = sum(cell is not None for cell in lines[top])
    return [line[:across] for line in lines[top:] if sum(cell is not None for cell in line) > 1]


def village(**how):
    rows = [*GOOD, parts("water", 92, 161, unit="B", unit_name="Xã Bình"), parts("water", 0, 0, unit="C")]
    return run_of(rows, **how)


def test_the_first_sheet_is_the_matrix_of_units_and_criteria():
    book = book_of(village())

    assert book.sheetnames == ["Xã x tiêu chí", "Xã x chỉ tiêu", "Chi tiết", "Tổng hợp", "Còn thiếu", "Về lần đánh giá"]
    assert grid(book.worksheets[0])[:4] == [
        ["Mã đơn vị", "Đơn vị", "Kỳ", "Cả bộ", "1", "2"],
        ["A", "A", "2024", "?", "Đ", "?"],
        ["B", "Xã Bình", "2024", "C", "C", "?"],
        ["C", "C", "2024", "?", "?", "?"],
    ]


def test_a_mark_has_its_colour_and_the_heading_its_filter_and_note():
    page = book_of(village()).worksheets[0]
    fills = {
        cell.value: cell.fill.fgColor.rgb for line in page.iter_rows() for cell in line if cell.value in {"Đ", "C", "?"}
    }

    assert len(set(fills.values())) == 3
    assert page.auto_filter.ref is not None
    assert page.freeze_panes == "E5"
    assert [cell.comment.text for cell in page[4] if cell.comment] == ["Tiêu chí living", "Tiêu chí economy"]


def test_what_does_not_apply_has_a_mark_of_its_own():
    line = grid(book_of(village()).worksheets[1])[3]

    assert line[:6] == ["C", "C", "2024", "?", "–", "?"]


def test_the_matrix_says_what_marks_mean_and_what_to_mind():
    page = book_of(run_of(GOOD, law_states=EVERYTHING, approx_as_value=True, carry_forward=True)).worksheets[0]
    text = "\n".join(str(cell.value) for line in page.iter_rows() for cell in line if cell.value)

    assert "Bộ tiêu chí Nam Sơn (ns.xa@2021-2025)" in text
    assert "Đ đạt   C chưa đạt   ? chưa đủ cơ sở đánh giá   – không áp dụng" in text
    assert "Có dùng mức chưa đối chiếu với văn bản: kết quả chỉ để tham khảo." in text
    assert "Con số khoảng được tính như số liệu." in text
    assert "Mức của kỳ trước được dùng tiếp khi thiếu mức." in text
    assert "Mã lần đánh giá: q1-" in text


def test_an_incomplete_set_says_so_on_the_first_sheet():
    short = criteria_set(
        criterion("1", "c", PLAN), declared={"criteria": "1", "indicators": "9", "citation": {"number": "1"}}
    )
    page = book_of(run_of([row("plan", "có")], short)).worksheets[0]

    assert any(cell.value == "Mới nhập 1/9 chỉ tiêu." for line in page.iter_rows() for cell in line)


def test_the_details_say_everything_in_words():
    lines = grid(book_of(village())["Chi tiết"])

    assert lines[0] == [
        *("Mã đơn vị", "Đơn vị", "Kỳ", "Số", "Kết quả"),
        *("Số liệu", "Mức", "Lý do", "Cần thay đổi", "Giải thích"),
    ]
    of_b = next(line for line in lines if line[0] == "B")
    assert of_b[4:9] == ["chưa đạt", "92/161 hộ (57,14%)", 80, "chưa đạt mức", "Hộ dùng nước sạch: còn thiếu 37 hộ"]
    assert of_b[9].startswith("Xã Bình, kỳ 2024: chỉ tiêu 1.1")


def test_the_summary_and_what_is_open_name_the_indicators():
    book = book_of(village())

    assert grid(book["Tổng hợp"])[1] == ["1.1", "Chỉ tiêu water", 1, 1, 0, 1, "ns.xa.water"]
    assert grid(book["Còn thiếu"])[1][:4] == ["2.2", "Chỉ tiêu poverty", "mức chưa đối chiếu văn bản", 3]


def test_the_run_is_described_on_its_last_sheet():
    facts = dict(line[:2] for line in grid(book_of(village(data_as_of="2025-01-31"))["Về lần đánh giá"])[1:])

    assert facts["Bộ tiêu chí"] == "Bộ tiêu chí Nam Sơn (ns.xa@2021-2025)"
    assert facts["Văn bản biết đến ngày"] == "mọi lúc"
    assert facts["Số liệu biết đến ngày"] == "2025-01-31"
    assert facts["Số liệu được chấp nhận"] == "xã báo cáo, đã thẩm tra, đã thẩm định"
    assert facts["Mức được chấp nhận"] == "đã đối chiếu văn bản, theo nguồn dẫn lại"
    assert facts["Số chỉ tiêu đã nhập"] == "5/5"


def test_what_communes_said_of_themselves_has_a_sheet():
    said = {"unit": "A", "period": "2024", "indicator": "1.2", "verdict": "chưa đạt"}
    lines = grid(book_of(run_of([*GOOD, said]))["Xã tự đánh giá"])

    assert lines[1] == ["A", "A", "2024", "1.2", "chưa đạt", "đạt", "không"]


def test_everything_is_there_in_english():
    book = book_of(run_of([*GOOD, {"unit": "A", "period": "2024", "indicator": "1.2", "verdict": "đạt"}]), "en")

    assert book.sheetnames == [
        *("Units x criteria", "Units x indicators", "Detail", "Summary"),
        *("Open questions", "Reported verdicts", "About this run"),
    ]
    assert grid(book["Detail"])[1][4] == "met"


def test_units_of_a_register_stand_with_their_code_and_what_they_lie_in():
    xa, places = load("vn.xa-ntm", "2021-2025"), Places.load("vn")
    rows = [{"unit": "28222", "period": "2024", "measure": "9.2", "value": "72"}]
    run = evaluate(xa, Evidence(rows, measures=xa, places=places), places)

    assert grid(book_of(run).worksheets[0])[1][:4] == ["28222", "Xã Vĩnh Công", "Huyện Châu Thành", "2024"]


def test_a_wide_matrix_is_printed_on_pages_side_by_side():
    many = criteria_set(
        criterion("1", "c", *({**PLAN, "id": f"ns.xa.p{n}", "printed": f"1.{n}"} for n in range(1, 62)))
    )
    book = book_of(run_of([row("plan", "có")], many))

    assert [page.page_setup.fitToWidth for page in book.worksheets[:2]] == [None, 3]
    assert book.worksheets[1].print_title_cols == "$A:$D"
    assert all(page.page_setup.orientation == "landscape" for page in book.worksheets)


# --- too many to explain -----------------------------------------------------------------------------------------


def test_where_there_are_too_many_verdicts_they_are_not_explained_one_by_one(monkeypatch):
    monkeypatch.setattr(workbook, "EXPLAINED", 4)
    run = run_of(GOOD)
    found = details(run, "vi")
    book = book_of(run)

    assert "Chi tiết" not in book.sheetnames
    assert set(found.column("why")) == {None}
    assert len(found) == 5
    assert any("có hơn 4 kết quả" in str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line)


# --- hostile text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+1", "-1+2", "@x", "<b>x</b>", "a\nb", "'x", "x" * 300, "\tx", "👍"]
)
def test_hostile_names_are_text_and_nothing_else(name):
    rows = [{**one, "unit_name": name, "source": name} for one in GOOD]
    page = book_of(run_of(rows)).worksheets[0]
    cell = next(cell for line in page.iter_rows() for cell in line if cell.coordinate == "B5")

    assert cell.data_type == "s"
    assert str(cell.value).strip() == name.strip()


def test_the_matrix_can_be_taken_as_a_table():
    table = matrix_table(village())

    assert table.columns == ("unit", "unit_name", "period", "set", "1", "2")
    assert table.column("set") == ("?", "C", "?")
    assert matrix_table(village(), "indicator").columns[4:] == ("1.1", "1.2", "2.1", "2.2", "2.3")
