"""Workbooks for an office, opened again with another library."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from smartvillage.errors import InputError, UnknownIdentifierError, Words
from smartvillage.exact import Exact
from smartvillage.paper import limits
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, workbook_bytes, write_workbook

MATRIX = Table.of(
    [{"unit": "28222", "name": "Mỹ Lệ", "1": "Đ", "2": "C"}, {"unit": "28225", "name": "Long Hòa", "1": "?", "2": "–"}],
    labels={"unit": Words(vi="Mã xã", en="Code"), "name": Words(vi="Tên xã", en="Name")},
)
LOOKS = {"Đ": "met", "C": "not-met", "?": "unknown", "–": "not-applicable"}


def opened(*sheets, **options):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets, **options)))


def page_of(sheet):
    return opened(sheet).worksheets[0]


def one(cell, **options):
    """The cell below the heading of a sheet with one cell."""
    return page_of(Sheet("a", Table(("a",), [(cell,)]), **options))["A2"]


def test_a_sheet_has_lines_above_a_heading_cells_and_lines_below(tmp_path):
    path = tmp_path / "kết quả.xlsx"
    sheet = Sheet("Xã x tiêu chí", MATRIX, intro=["Kết quả", "Nguồn"], outro=["Đ: đạt"], banner="Dữ liệu giả lập")
    write_workbook(path, [sheet], title="Báo cáo")
    book = openpyxl.load_workbook(path)
    page = book["Xã x tiêu chí"]

    assert [page.cell(row, 1).value for row in range(1, 10)] == [
        "Dữ liệu giả lập",
        "Kết quả",
        "Nguồn",
        None,
        "Mã xã",
        "28222",
        "28225",
        None,
        "Đ: đạt",
    ]
    assert [cell.value for cell in page[5]][:4] == ["Mã xã", "Tên xã", "1", "2"]
    assert book.properties.title == "Báo cáo"
    assert page.cell(5, 1).font.name == page.cell(6, 1).font.name == "Times New Roman"


def test_headings_and_values_are_in_the_language_of_the_sheet():
    table = Table(("a",), [(True,), (date(1800, 1, 1),)], labels={"a": Words(vi="Đã thẩm tra", en="Verified")})
    vi, en = opened(Sheet("vi", table), Sheet("en", table, lang="en")).worksheets

    assert [cell.value for cell in vi["A"]] == ["Đã thẩm tra", "có", "01/01/1800"]
    assert [cell.value for cell in en["A"]] == ["Verified", "yes", "1800-01-01"]
    assert (vi.oddFooter.right.text, en.oddFooter.right.text) == ("Trang &P/&N", "Page &P/&N")


def test_the_title_of_the_table_stands_above_it_when_no_line_is_given():
    table = Table(("a",), [(1,)], title=Words(vi="Kết quả", en="Results"))

    assert page_of(Sheet("a", table))["A1"].value == "Kết quả"
    assert page_of(Sheet("a", table, lang="en"))["A1"].value == "Results"


def test_a_table_without_anything_around_it_begins_in_the_first_row():
    assert page_of(Sheet("a", MATRIX))["A1"].value == "Mã xã"


@pytest.mark.parametrize("styles", [{(0, "1"): "met"}, lambda row, column, cell: LOOKS.get(cell)])
def test_a_cell_wears_its_style_by_place_or_by_function(styles):
    sheet = Sheet("a", MATRIX, styles=styles)
    page = page_of(sheet)

    assert sheet.style(0, "1") == "met"
    assert sheet.style(0, "unit") is None
    assert page["C2"].fill.fgColor.rgb == "FFD5EFD9"
    assert page["A2"].fill.fill_type is None
    assert page["C2"].value == "Đ"


def test_an_unknown_style_suggests_the_right_one():
    sheet = Sheet("a", MATRIX, styles={(0, "1"): "not-mett"})
    with pytest.raises(UnknownIdentifierError, match="Closest: not-met"):
        workbook_bytes([sheet])
    with pytest.raises(UnknownIdentifierError, match="cell style"):
        sheet.style(0, "1")


@pytest.mark.parametrize(
    "option", [{"widths": {"unti": 5}}, {"header_notes": {"unti": "x"}}, {"styles": {(0, "unti"): "met"}}]
)
def test_an_unknown_column_is_refused_when_the_sheet_is_made(option):
    with pytest.raises(UnknownIdentifierError, match="Closest: unit"):
        Sheet("a", MATRIX, **option)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "{=1}", "http://x.vn", "internal:a!A1", "00123", "1e5", "#N/A", "", " x "]
)
def test_text_is_always_text(text):
    """Wherever it stands: in a cell, a heading, a line above or below, a banner or a note."""
    table = Table((text or "x", "b"), [(text, 1)])
    page = page_of(Sheet("a", table, intro=[text or "x"], outro=[text or "x"], banner=text or "x"))
    cells = [page[place] for place in ("A1", "A2", "A4", "A7")]

    assert [cell.value for cell in cells] == [text or "x"] * 4
    assert page["A5"].value == text
    assert {cell.data_type for cell in cells} == {"s"}
    assert not page._hyperlinks


@pytest.mark.parametrize(
    ("cell", "value", "shape"),
    [
        (97, 97, "0"),
        (Exact("66.6"), 66.6, "0.0"),
        (Exact("-0.00125"), -0.00125, "0.00000"),
        (Exact("97"), 97, "0"),
        (Exact("2/3"), "2/3", "@"),
        (1234567890123456789, "1234567890123456789", "@"),
        (date(2024, 12, 31), datetime(2024, 12, 31), "dd/mm/yyyy"),
        (date(1900, 2, 28), "28/02/1900", "General"),
        (None, None, "General"),
    ],
)
def test_a_number_is_a_number_only_where_a_double_holds_it_and_shows_its_own_decimals(cell, value, shape):
    found = one(cell)

    assert found.value == value
    assert found.number_format == shape


def test_the_number_style_groups_thousands():
    sheet = Sheet("a", Table(("a",), [(1234567,), (Exact("1234.5"),)]), styles=lambda *_: "number")
    page = page_of(sheet)

    assert [page[place].number_format for place in ("A2", "A3")] == ["#,##0", "#,##0.0"]


NUMBERS = st.integers(-(10**29), 10**29) | st.decimals(allow_nan=False, allow_infinity=False, places=7).filter(
    lambda value: abs(value) < 10**20
)


@settings(max_examples=25)
@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_every_number_reads_back_exactly_from_the_file(numbers):
    """The file holds 16 digits of a double; enough, because only decimals of 15 are written as numbers."""
    rows = [(number if isinstance(number, int) else Exact(number),) for number in numbers]
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes([Sheet("a", Table(("a",), rows))])))
    found = [row[0] for row in book.get_sheet_by_index(0).to_python()][1:]

    assert [Exact(value) for value in found] == [Exact(value) for (value,) in rows]


@settings(max_examples=25)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300), min_size=1, max_size=30)
)
def test_every_text_reads_back_as_it_was(texts):
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(workbook_bytes([Sheet("a", Table(("a", "b"), [(text, 1) for text in texts]))]))
    )
    found = [row[0] for row in book.get_sheet_by_index(0).to_python()][1:]

    assert found == texts


def test_text_with_control_characters_makes_a_file_that_opens():
    assert one("a\x00b\x1b\ufffe\uffff_x0041_").value


def test_the_same_sheets_give_the_same_bytes_at_any_time(monkeypatch):
    sheet = Sheet("a", MATRIX, styles=lambda row, column, cell: LOOKS.get(cell), header_notes={"1": "Quy hoạch"})
    first = workbook_bytes([sheet])
    later = time.time() + 10**8
    monkeypatch.setattr(time, "time", lambda: later)

    assert workbook_bytes([sheet]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_the_page_is_a4_landscape_one_wide_with_the_heading_on_every_page():
    page = page_of(Sheet("a & b", MATRIX, intro=["x"], banner="Giả lập & thử"))

    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.page_setup.fitToWidth in {None, 1}
    assert page.page_setup.fitToHeight == 0
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$4:$4"
    assert "Giả lập && thử" in page.oddHeader.center.text
    assert "a && b" in page.oddFooter.left.text


def test_the_heading_can_be_filtered_and_stays_in_sight():
    page = page_of(Sheet("a", MATRIX, intro=["x"], freeze=(1, 2)))

    assert page.auto_filter.ref == "A3:D5"
    assert page.freeze_panes == "C5"


def test_a_sheet_without_filter_and_freeze_has_none():
    page = page_of(Sheet("a", MATRIX, freeze=None, autofilter=False))

    assert page.auto_filter.ref is None
    assert page.freeze_panes is None


def test_notes_hang_on_headings():
    page = page_of(Sheet("a", MATRIX, header_notes={"1": "Quy hoạch"}))

    assert page["C1"].comment.text == "Quy hoạch"
    assert page["D1"].comment is None


def test_columns_are_as_wide_as_asked_else_as_their_content_within_bounds():
    table = Table(("a", "b", "c"), [("x" * 200, "Long Hòa Thượng", "x")])
    page = page_of(Sheet("a", table, widths={"c": 30}))
    widths = [page.column_dimensions[name].width for name in "ABC"]

    assert widths[0] == pytest.approx(60, abs=1)
    assert 15 < widths[1] < 22
    assert widths[2] == pytest.approx(30, abs=1)


def test_rows_are_tall_enough_for_text_that_wraps():
    long = "Tỷ lệ hộ có nhà ở kiên cố đạt 66,6 %, còn thiếu 37 hộ. " * 5
    page = page_of(Sheet("a", Table(("a",), [(long,), ("x",), ("x\n" * 60,)]), intro=["x", long]))
    heights = [page.row_dimensions[row].height for row in (2, 5, 6, 7)]

    assert 60 <= heights[1] <= 110
    assert heights[0] < heights[1]
    assert heights[2] is None
    assert heights[3] == pytest.approx(409, abs=1)


def test_a_sheet_of_an_empty_table_can_be_opened():
    without_rows, without_columns = opened(
        Sheet("a", Table(("a", "b"), ())), Sheet("b", Table((), ()), intro=["Chưa có số liệu"])
    ).worksheets

    assert without_rows["A1"].value == "a"
    assert without_columns["A1"].value == "Chưa có số liệu"


def test_lines_over_one_wide_column_need_no_merging():
    page = page_of(Sheet("a", Table(("a",), [("x",)]), widths={"a": 100}, intro=["x"]))

    assert not page.merged_cells.ranges


def test_a_workbook_without_sheets_is_refused():
    with pytest.raises(ValueError, match="at least one sheet"):
        workbook_bytes([])


def test_tables_that_do_not_fit_are_refused_all_at_once_and_nothing_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "ROWS_IN_A_SHEET", 6)
    with pytest.raises(InputError) as caught:
        write_workbook(tmp_path / "a.xlsx", [Sheet("một", MATRIX), Sheet("hai", MATRIX)])

    assert [problem.where.sheet for problem in caught.value.problems] == ["một", "hai"]
    assert list(tmp_path.iterdir()) == []


def test_the_choices_of_a_column_are_offered_in_every_row():
    (offered,) = page_of(Sheet("a", MATRIX, choices={"1": ("Đ", "C", "chưa rõ")})).data_validations.dataValidation

    assert (offered.type, offered.formula1, str(offered.sqref)) == ("list", '"Đ,C,chưa rõ"', "C2:C3")
    assert page_of(Sheet("a", Table(("a",), []), choices={"a": ("x",)})).data_validations.dataValidation == []


@pytest.mark.parametrize("offered", [("có, không",), ("x" * 128, "y" * 127)])
def test_choices_that_excel_would_not_take_are_refused_when_the_sheet_is_made(offered):
    with pytest.raises(ValueError, match="the choices of 1 hold a comma or more than 255 characters"):
        Sheet("a", MATRIX, choices={"1": offered})
    assert Sheet("a", MATRIX, choices={"1": ("x" * 128, "y" * 126)}).choices


def test_the_choices_of_an_unknown_column_suggest_the_right_one():
    with pytest.raises(UnknownIdentifierError, match="Closest: unit"):
        Sheet("a", MATRIX, choices={"unti": ("x",)})


def test_anything_may_be_typed_where_words_are_only_suggested():
    sheet = Sheet("a", MATRIX, choices={"1": ("Đ", "C")}, suggestions={"2": ("hộ", "người")})
    strict, open_ = page_of(sheet).data_validations.dataValidation

    assert (strict.showErrorMessage, open_.showErrorMessage) == (True, False)
    assert (open_.formula1, str(open_.sqref)) == ('"hộ,người"', "D2:D3")


def test_columns_for_programs_are_hidden_and_make_no_row_taller(tmp_path):
    table = Table.of([{"unit": "Mỹ Lệ", "key": "dài " * 200}])
    write_workbook(tmp_path / "a.xlsx", [Sheet("A", table, hidden=("key",))])
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]

    assert page.column_dimensions["B"].hidden
    assert not page.column_dimensions["A"].hidden
    assert page.row_dimensions[2].height is None
    with pytest.raises(UnknownIdentifierError):
        Sheet("A", table, hidden=("ky",))
