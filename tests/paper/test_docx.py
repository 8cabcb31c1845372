"""Word documents, read back."""

from __future__ import annotations

import io
import sys
import time
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import MissingExtraError, Words
from smartvillage.paper.blocks import Heading, PageBreak, Paper, Paragraph, TableBlock
from smartvillage.paper.blocks_text import clean
from smartvillage.paper.docx import docx_bytes
from tests.paper.reading import docx_headers, docx_lines
from tests.paper.samples import BARE, NOTE, PAPER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(paper, lang="vi"):
    return docx.Document(io.BytesIO(docx_bytes(paper, lang)))


def test_all_text_is_there_in_order():
    assert docx_lines(docx_bytes(PAPER)) == [
        "Ủy ban nhân dân tỉnh",
        "[tên sở, ngành]",
        "Số: 12/BC",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Tây Ninh, ngày 03 tháng 02 năm 2026",
        "BÁO CÁO",
        "Tổng kết thí điểm",
        "I. KẾT QUẢ",
        "Căn cứ Quyết định; mô hình của [tên sở, ngành]",
        "Giữa",
        "- Du lịch;",
        "- Môi trường.",
        "1) Lần một",
        "Số liệu tạo ra để minh họa.",
        "Ghi chú.",
        "Chỉ đạo",
        "(chưa có nội dung: văn bản đã ban hành)",
        "Nguồn lực",
        "(chưa có nội dung)",
        *["Xã", "Tỷ lệ", "Mỹ Lệ", "66", "Tân Thành", "97"],
        "Hình 1. Đáp ứng",
        "Hình 2. Không vẽ được",
        *["Xã", "Tỷ lệ", "Mỹ Lệ", "66", "Tân Thành", "97"],
        *["Nơi nhận:", "- UBND tỉnh;", "- Lưu.", "Giám đốc", "[họ tên]"],
        "Phụ lục I",
        "Bảng 1. Bộ tiêu chí",
        *["TT", "Tiêu chí", "Nội dung", "Mức đạt chuẩn", "Phụ trách", "Chung", "Nhóm 1"],
        "A. TRỤ CỘT",
        *["1", "Chính quyền số", "1.1 Trực tuyến", "≥ 80 %", "[tên sở, ngành]"],
        *["1.2 Hài lòng", "97,5", "Sở Nội vụ"],
        *["2", "Kinh tế số", "có", "01/07/2025", "2/3", "chưa đạt"],
        "Nguồn: giả định",
        "Hết.",
        "Chánh văn phòng",
    ]


def test_english_is_said_in_english():
    lines = docx_lines(docx_bytes(PAPER, "en"))

    assert "Independence - Freedom - Happiness" in lines
    assert "Table 1. Criteria set" in lines
    assert "(no content yet: texts issued)" in lines


def test_the_banner_stands_on_every_page():
    headers = docx_headers(docx_bytes(PAPER))

    assert len(headers) == 6
    assert all("DỮ LIỆU GIẢ LẬP" in header for header in headers)
    assert docx_headers(docx_bytes(BARE)) == ["", "2"]


def test_pages_lie_where_that_was_asked_for():
    sections = opened(PAPER).sections

    assert [round(section.page_width.mm) for section in sections] == [210, 297, 210]
    assert [round(section.left_margin.mm) for section in sections] == [30, 20, 30]
    assert [round(section.right_margin.mm) for section in sections] == [15, 20, 15]
    assert [section.different_first_page_header_footer for section in sections] == [True, False, False]


def test_a_new_page_of_the_same_kind_is_no_new_section():
    document = opened(Paper("a", "b", [PageBreak(), Paragraph("c")]))

    assert len(document.sections) == 1
    assert any(paragraph.paragraph_format.page_break_before for paragraph in document.paragraphs)


def test_headings_repeat_rows_hold_together_and_cells_span():
    annex = opened(PAPER).tables[-2]
    rows = annex._tbl.findall(f"{W}tr")

    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, *[False] * 4]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert [[cell.text for cell in row.cells] for row in annex.rows][:5] == [
        ["TT", "Tiêu chí", "Nội dung", "Mức đạt chuẩn", "Mức đạt chuẩn", "Phụ trách"],
        ["TT", "Tiêu chí", "Nội dung", "Chung", "Nhóm 1", "Phụ trách"],
        ["A. TRỤ CỘT"] * 6,
        ["1", "Chính quyền số", "1.1 Trực tuyến", "≥ 80 %", "≥ 80 %", "[tên sở, ngành]"],
        ["1", "Chính quyền số", "1.2 Hài lòng", "97,5", "", "Sở Nội vụ"],
    ]


def test_numbers_stand_on_the_right():
    small = opened(PAPER).tables[1]

    assert [small.cell(1, column).paragraphs[0].alignment for column in (0, 1)] == [0, 2]


def test_pictures_say_what_they_show():
    shapes = opened(PAPER).inline_shapes

    assert [shape._inline.docPr.get("descr") for shape in shapes] == ["Bậc thang", "Không tên"]


def test_the_type_is_times_new_roman_with_a_free_stand_in():
    data = docx_bytes(BARE)
    document = docx.Document(io.BytesIO(data))
    fonts = zipfile.ZipFile(io.BytesIO(data)).read("word/fontTable.xml")

    assert document.styles["Normal"].font.name == document.styles["Heading 1"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 13
    assert b'<w:altName w:val="Liberation Serif"/>' in fonts


def test_a_document_carries_no_clock_and_no_machine(monkeypatch):
    before = docx_bytes(PAPER)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    core = docx.Document(io.BytesIO(before)).core_properties

    assert docx_bytes(PAPER) == before
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(before)).infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.created.year == core.modified.year == 2000
    assert (core.title, core.identifier) == ("Tổng kết thí điểm", PAPER.content)


def test_a_head_may_say_little():
    assert docx_lines(docx_bytes(NOTE))[:4] == [
        "UBND xã",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ngày … tháng … năm …",
    ]


@given(st.text(min_size=1))
def test_hostile_text_is_printed_as_it_is(text):
    paper = Paper("a", text, [Heading(1, text), Paragraph(text), TableBlock(["A"], [[f"x{text}"]])], banner=text)
    text = clean(text)

    assert docx_lines(docx_bytes(paper)) == [*[line for line in [text] * 3 if line], "A", f"x{text}"]


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(MissingExtraError, match=r"smartvillage\[report\]") as caught:
        docx_bytes(BARE)
    assert caught.value.job == Words(vi="ghi tệp Word", en="write a Word document")
