"""Papers as pages, workbooks and JSON, and all of them at once."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from html.parser import HTMLParser

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError, MissingExtraError, UnknownIdentifierError, Words
from smartvillage.paper.blocks import Bullets, Chart, Heading, Notice, Paper, Paragraph, TableBlock
from smartvillage.paper.blocks_text import clean
from smartvillage.paper.papers import drawn, paper_bytes, write_paper
from smartvillage.paper.papers_html import html_bytes
from smartvillage.paper.papers_xlsx import xlsx_bytes
from tests.paper.reading import docx_lines
from tests.paper.samples import BARE, NOTE, PAPER, PICTURE, SMALL


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, data):
        super().__init__()
        self.tags, self.names, self.text, self.skip = [], set(), [], False
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.skip = tag == "style"
        self.tags.append((tag, dict(attrs)))
        self.names |= {name for name, _ in attrs}

    def handle_endtag(self, tag):
        self.skip = False

    def handle_data(self, data):
        if not self.skip and data.strip():
            self.text.append(data)


class Counting:
    """A drawing that knows how often it was drawn."""

    def __init__(self):
        self.drawn = 0

    def draw(self, lang):
        self.drawn += 1
        return PICTURE


class Missing:
    """A drawing whose library is not there."""

    def draw(self, lang):
        raise MissingExtraError(Words("vẽ", "draw"), "plot")


def book(paper, lang="vi"):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(paper, lang)))


# -- pages ------------------------------------------------------------------------------------------------------------


def test_a_page_says_what_the_document_says():
    """In the same order, but for the captions, which stand over their tables, and the marks of the page itself."""
    spoken = re.sub(r"\s+", "", "".join(Page(html_bytes(PAPER)).text))

    for line in docx_lines(paper_bytes(PAPER, "docx")):
        assert re.sub(r"\s+", "", line) in spoken


def test_a_page_fetches_nothing_and_runs_nothing():
    page = Page(html_bytes(PAPER))
    tags = {tag for tag, _ in page.tags}

    assert not tags & {"script", "link", "iframe", "object"}
    assert all(attrs["src"].startswith("data:image/svg+xml;base64,") for tag, attrs in page.tags if tag == "img")
    assert any("default-src 'none'" in (attrs.get("content") or "") for _, attrs in page.tags)


def test_the_banner_is_a_heading_of_every_part():
    """Browsers repeat the heading of a table on each printed page."""
    text = html_bytes(PAPER).decode()

    assert text.count("<section") == text.count('<table class="sheet"><thead><tr><td>DỮ LIỆU GIẢ LẬP') == 3
    assert 'class="sheet"' not in html_bytes(BARE).decode()


def test_a_head_on_a_page_may_say_little():
    text = "".join(Page(html_bytes(NOTE)).text)

    assert "UBND xã" in text
    assert "Nơi nhận" not in text


def test_cells_span_on_a_page_too():
    text = html_bytes(PAPER).decode()

    assert '<th rowspan="2">TT</th>' in text
    assert '<th colspan="2">Mức đạt chuẩn</th>' in text
    assert '<td class="left" rowspan="2">Chính quyền số</td>' in text
    assert '<td class="center" colspan="2">≥ 80 %</td>' in text
    assert '<td class="center not-met"><b>chưa đạt</b></td>' in text
    assert '<td class="center"><i>Sở Nội vụ</i></td>' in text


@given(st.text(), st.sampled_from(["<script>alert(1)</script>", "\"' onload=x", "&amp;<b>", ""]))
def test_no_text_ever_becomes_a_tag_of_a_page(text, evil):
    text = evil + text
    blocks = [
        Heading(1, text, number=text),
        Paragraph(text),
        Bullets([text]),
        Notice(text),
        TableBlock([text], [[text]], caption=text, note=text),
        Chart(text, SMALL, PICTURE, caption=text),
    ]
    plain = Page(html_bytes(Paper("a", "b", blocks, banner=text or None)))
    same = Page(
        html_bytes(
            Paper(
                "a",
                "b",
                [
                    Heading(1, "x", number="x"),
                    Paragraph("x"),
                    Bullets(["x"]),
                    Notice("x"),
                    TableBlock(["x"], [["x"]], caption="x", note="x"),
                    Chart("x", SMALL, PICTURE, caption="x"),
                ],
                banner="x",
            )
        )
    )

    if text:
        assert [tag for tag, _ in plain.tags] == [tag for tag, _ in same.tags]
        assert plain.names == same.names


# -- workbooks --------------------------------------------------------------------------------------------------------


def test_prose_is_on_the_first_sheet_and_each_table_on_its_own():
    found = book(PAPER)
    text = [row[0].value for row in found.worksheets[0].iter_rows() if row[0].value]

    assert found.sheetnames == ["Văn bản", "Bảng (1)", "Hình 1", "Bảng (3)", "Hình 2", "Phụ lục"]
    assert "I. KẾT QUẢ" in text
    assert "Bảng 1. Bộ tiêu chí (xem trang tính “Phụ lục”)" in text
    assert "Không tên (xem trang tính “Bảng (3)”)" in text
    assert "(chưa có nội dung)" in text
    assert text[-1] == f"SHA-256: {PAPER.content}"


def test_a_sheet_can_be_filtered_because_spanning_cells_are_repeated():
    rows = [[cell.value for cell in row[:6]] for row in book(PAPER)["Phụ lục"].iter_rows(min_row=4)]

    assert rows[0] == ["TT", "Tiêu chí", "Nội dung", "Mức đạt chuẩn – Chung", "Mức đạt chuẩn – Nhóm 1", "Phụ trách"]
    assert rows[2] == [1, "Chính quyền số", "1.1 Trực tuyến", "≥ 80 %", "≥ 80 %", "[tên sở, ngành]"]
    assert rows[3] == [1, "Chính quyền số", "1.2 Hài lòng", 97.5, None, "Sở Nội vụ"]


def test_the_banner_is_on_every_sheet_and_every_printed_page():
    for sheet in book(PAPER).worksheets:
        assert sheet["A1"].value == PAPER.banner.vi
        assert "DỮ LIỆU GIẢ LẬP" in sheet.oddHeader.center.text
    assert book(BARE).worksheets[0].oddHeader.center.text is None


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "http://x"])
def test_no_text_is_ever_a_formula_or_a_link(evil):
    found = book(Paper("a", evil, [Paragraph(evil), Heading(1, evil), TableBlock([evil], [[evil]], caption=evil)]))
    cells = [cell for sheet in found.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_bare_paper_has_one_sheet_and_a_head_may_say_little():
    assert book(BARE, "en").sheetnames == ["Text"]
    text = [row[0].value for row in book(NOTE).worksheets[0].iter_rows() if row[0].value]

    assert text[:4] == [
        "Văn bản",
        "UBND xã",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "ngày … tháng … năm …",
    ]


# -- all of them ------------------------------------------------------------------------------------------------------


def test_a_paper_is_written_in_every_form(tmp_path):
    files = write_paper(PAPER, tmp_path / "hồ sơ", name="dossier")

    assert [file.name for file in files] == ["dossier.docx", "dossier.xlsx", "dossier.html", "dossier.json"]
    assert hashlib.sha256(files[3].read_bytes()).hexdigest() == PAPER.content
    assert write_paper(BARE, tmp_path, formats=["json"]) == (tmp_path / "bare.json",)


def test_a_chart_is_drawn_once_for_all_forms(tmp_path):
    drawing = Counting()
    write_paper(Paper("a", "b", [Chart("hình", SMALL, drawing)]), tmp_path)

    assert drawing.drawn == 1


def test_where_nothing_can_draw_the_table_is_printed():
    paper = Paper("a", "b", [Chart("hình", SMALL, Missing(), caption="Đáp ứng")])

    assert drawn(paper.blocks[0], "vi") is None
    assert docx_lines(paper_bytes(paper, "docx"))[1:4] == ["Hình 1. Đáp ứng", "Xã", "Tỷ lệ"]
    assert b"<caption>" in paper_bytes(paper, "html")


def test_nothing_is_written_when_one_form_cannot_be_made(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(MissingExtraError):
        write_paper(BARE, tmp_path / "out", formats=["json", "docx"])
    assert not (tmp_path / "out").exists()


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(UnknownIdentifierError, match="No form of a paper is called 'doc'. Closest: docx"):
        paper_bytes(BARE, "doc")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "bare.json").mkdir()

    with pytest.raises(InputError, match="SV-IN-901"):
        write_paper(BARE, tmp_path, formats=["json"])


@given(st.text())
def test_every_form_takes_every_text(text):
    paper = Paper("a", text, [Paragraph(text), TableBlock([text], [[text]])])

    assert clean(text) == paper.title.vi
    assert paper_bytes(paper, "xlsx")
    assert paper_bytes(paper, "json") == paper.to_json().encode()
