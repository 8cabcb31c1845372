"""A plugin as one workbook: everything comes back, and what is wrong is told with its cell."""

from __future__ import annotations

import tempfile
from datetime import date, time
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import attrs
import openpyxl
import pytest
from hypothesis import given

from smartvillage.errors import InputError
from smartvillage.exact import Exact
from smartvillage.plugins.documents import PluginDocuments, PluginHead, read_folder, write_folder
from smartvillage.plugins.workbook import convert, read_plugin, read_plugin_workbook, write_plugin_workbook
from smartvillage.plugins.workbook.layout import PAGES
from smartvillage.plugins.workbook.words import VOCABULARY, offered, read_word
from smartvillage.text.names import name_key
from tests.plugins.desk import CASE, CLEAN, PAID, PILOT, SAMPLE, WATER, Desk, label, plugins

DOMAINS = sorted(
    path for path in Path(str(files("smartvillage.plugins.domains"))).iterdir() if (path / "plugin.yaml").is_file()
)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def codes(documents):
    """The codes of the problems for which a plugin cannot become a workbook."""
    with tempfile.TemporaryDirectory() as folder, pytest.raises(InputError) as caught:
        write_plugin_workbook(documents, Path(folder, "a.xlsx"))
    return [(one.code, one.where.path) for one in caught.value.problems]


# --- there and back --------------------------------------------------------------------------------------------------


@given(documents=plugins())
def test_everything_a_plugin_holds_survives_the_workbook(documents):
    with tempfile.TemporaryDirectory() as folder:
        write_plugin_workbook(documents, Path(folder, "a.xlsx"))

        assert read_plugin_workbook(Path(folder, "a.xlsx")) == documents


@given(documents=plugins())
def test_a_folder_turned_into_a_workbook_and_back_is_the_same_folder(documents):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = write_folder(documents, folder / "first")
        convert(folder / "first", folder / "book.xlsx")
        second = convert(folder / "book.xlsx", folder / "second")

        assert [(one.name, one.read_bytes()) for one in first] == [(one.name, one.read_bytes()) for one in second]


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda path: path.name)
def test_every_built_in_domain_survives_the_workbook(domain, tmp_path):
    convert(domain, tmp_path / "domain.xlsx")

    assert read_plugin(tmp_path / "domain.xlsx") == read_folder(domain)


def test_a_workbook_saved_by_another_program_says_the_same(desk):
    assert desk.read() == SAMPLE


def test_ids_of_the_plugin_are_short_on_the_sheets_and_whole_in_the_documents(desk):
    assert desk.cell("Số liệu", 0, "Mã").value == "nuoc-sach"
    assert desk.cell("Chỉ tiêu đề xuất", 0, "Mã").value == "nuoc-sach"
    assert desk.cell("Mô hình thí điểm", 0, "Mã").value == "mot"
    assert desk.cell("Ca kiểm tra", 0, "Cho số liệu").value == "nuoc-sach = 95/100"


# --- what a clerk types ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", VOCABULARY)
def test_a_word_is_read_in_vietnamese_and_as_its_id_and_means_one_thing(kind):
    for word, vi in VOCABULARY[kind].items():
        assert {read_word(kind, text) for text in (word, vi, vi.upper(), f"{vi} ({word})")} == {word}
    assert len({name_key(vi) for vi in VOCABULARY[kind].values()}) == len(VOCABULARY[kind])


def test_every_word_of_a_drop_down_stands_in_it(desk):
    offers = {one.formula1 for one in desk.book["Số liệu"].data_validations.dataValidation}

    assert f'"{",".join(offered("kind"))}"' in offers
    assert f'"{",".join(offered("direction"))}"' in offers
    assert any("triệu đồng" in one for one in offers)


def test_one_figure_may_stand_without_its_measure(desk):
    desk.type("Ca kiểm tra", 0, Cho_số_liệu="95,5")

    assert desk.read().cases[0].given == {WATER.id: "95,5"}


def test_numbers_days_and_words_are_read_as_people_type_them(desk):
    desk.type("Chỉ tiêu đề xuất", 0, Mức_đề_xuất="97,5 %", Căn_cứ="Tiền lệ", Cho_thấy="use")
    desk.type("Mô hình thí điểm", 0, Mã_của_ngày="1/7/2025", Xã="28222; 28225", Dữ_liệu_giả_lập=True)
    desk.type("Ca kiểm tra", 0, Kỳ=2025, Cho_số_liệu=97.5)
    read = desk.read()

    assert (str(read.candidates[0].level), read.candidates[0].basis) == ("97.5", "precedent")
    assert (read.pilots[0].on, read.pilots[0].units) == (date(2025, 7, 1), ("28222", "28225"))
    assert read.pilots[0].synthetic is True
    assert (read.cases[0].period, read.cases[0].given) == ("2025", {WATER.id: "97.5"})


def test_a_cell_shown_as_per_cent_says_what_people_read_in_it(desk):
    for sheet, heading in (("Chỉ tiêu đề xuất", "Mức đề xuất"), ("Ca kiểm tra", "Cho số liệu")):
        cell = desk.cell(sheet, 0, heading)
        cell.value, cell.number_format = 0.97, "0%"
    read = desk.read()

    assert (str(read.candidates[0].level), read.cases[0].given) == ("97", {WATER.id: "97%"})


def test_english_names_of_sheets_and_headings_are_read(desk):
    for page in PAGES:
        for cell in desk.header(page.name.vi):
            cell.value = cell.value.split("\n")[1]
        desk.book[page.name.vi].title = page.name.en
    desk.book["Thông tin"].title = "About"

    assert desk.read() == SAMPLE


def test_a_sheet_that_is_not_there_is_an_empty_list(desk):
    for name in ("Hướng dẫn", "Ca kiểm tra", "Mô hình thí điểm"):
        del desk.book[name]

    assert desk.read() == attrs.evolve(SAMPLE, pilots=(), cases=())


def test_a_row_with_nothing_but_its_number_is_no_row(desk):
    desk.type("Ca kiểm tra", 1, TT=2)

    assert desk.read() == SAMPLE


def test_remarks_beside_no_item_are_passed_over(desk):
    desk.book["Thông tin"].cell(desk.item("Ghi chú", 1).row + 1, 4).value = "Hỏi phòng chuyên môn."

    assert desk.read() == SAMPLE


def test_optional_columns_may_be_taken_out(desk):
    column = desk.cell("Số liệu", 0, "Kỳ báo cáo").column
    desk.book["Số liệu"].delete_cols(column)

    assert desk.read() == SAMPLE


def test_line_breaks_of_other_systems_are_line_breaks(desk):
    desk.type("Số liệu", 0, Minh_chứng="Sổ\r\nẢnh\r \rPhiếu")

    assert [one.vi for one in desk.read().measures[0].documents] == ["Sổ", "Ảnh", "Phiếu"]


def test_invented_pilots_are_marked_on_their_sheet(tmp_path):
    desk = Desk(tmp_path, attrs.evolve(SAMPLE, pilots=(PILOT.replace(synthetic=True),)))

    assert "DỮ LIỆU GIẢ LẬP" in desk.book["Mô hình thí điểm"]["A1"].value


# --- what is wrong, with its cell ------------------------------------------------------------------------------------


def test_all_problems_are_told_at_once_each_with_its_cell(desk):
    desk.type("Số liệu", 0, Tên_số_liệu=None, Loại="tỷ lê")
    desk.type("Chỉ tiêu đề xuất", 0, Mức_đề_xuất="1.234")
    desk.type("Mô hình thí điểm", 0, Mã_của_ngày="hôm nay")
    desk.type("Ca kiểm tra", 0, Kết_quả_phải_là="đậu", Kỳ=date(2024, 6, 1))
    desk.type("Tiền lệ", 0, Chỉ_tiêu_đề_xuất="nuoc-sac")
    found, _ = desk.refused()

    assert sorted(found) == [
        ("SV-PLUG-014", "Số liệu", desk.cell("Số liệu", 0, "Tên số liệu").coordinate),
        ("SV-PLUG-015", "Ca kiểm tra", desk.cell("Ca kiểm tra", 0, "Kết quả phải là").coordinate),
        ("SV-PLUG-015", "Số liệu", desk.cell("Số liệu", 0, "Loại").coordinate),
        ("SV-PLUG-016", "Ca kiểm tra", desk.cell("Ca kiểm tra", 0, "Kỳ").coordinate),
        ("SV-PLUG-016", "Mô hình thí điểm", desk.cell("Mô hình thí điểm", 0, "Mã của ngày").coordinate),
        ("SV-PLUG-019", "Tiền lệ", desk.cell("Tiền lệ", 0, "Chỉ tiêu đề xuất").coordinate),
        ("SV-PLUG-020", "Chỉ tiêu đề xuất", desk.cell("Chỉ tiêu đề xuất", 0, "Mức đề xuất").coordinate),
    ]


def test_a_word_that_is_not_offered_is_told_with_what_is_and_the_closest(desk):
    desk.type("Số liệu", 0, Hướng="cao hơn thì tôt")
    _, error = desk.refused()

    assert error.say("vi") == (
        'SV-PLUG-015 nam-son.xlsx, trang tính "Số liệu", ô E5: không nhận "cao hơn thì tôt" ở đây; cần một trong: '
        "cao hơn thì tốt (higher), thấp hơn thì tốt (lower), không xét (neutral). "
        "Có phải là cao hơn thì tốt (higher)?"
    )


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "code"),
    [
        ("Số liệu", "Mã", "Nước sạch", "SV-DOC-001"),
        ("Số liệu", "Mã", None, "SV-PLUG-014"),
        ("Số liệu", "Loại", "xyz", "SV-PLUG-015"),
        ("Số liệu", "Tên số liệu", True, "SV-PLUG-016"),
        ("Số liệu", "Nhỏ nhất", True, "SV-PLUG-016"),
        ("Số liệu", "Nhỏ nhất", "1/0", "SV-PLUG-020"),
        ("Số liệu", "Nhỏ nhất", 1 / 3, "SV-PLUG-020"),
        ("Số liệu", "Các bậc", "Muc 1 = Chưa có\nmuc-2 = Có", "SV-DOC-001"),
        ("Số liệu", "Trùng với số liệu", "Vn.A", "SV-DOC-001"),
        ("Chỉ tiêu đề xuất", "Số liệu", "nuoc", "SV-PLUG-019"),
        ("Chỉ tiêu đề xuất", "Lĩnh vực", "Môi trường", "SV-DOC-001"),
        ("Tiền lệ", "Số văn bản", None, "SV-PLUG-014"),
        ("Tiền lệ", "Chỉ tiêu đề xuất", None, "SV-PLUG-014"),
        ("Tiền lệ", "Loại", "Luật", "SV-DOC-001"),
        ("Mô hình thí điểm", "Xã", 28222.28225, "SV-PLUG-016"),
        ("Mô hình thí điểm", "Xã", None, "SV-PLUG-014"),
        ("Mô hình thí điểm", "Mã của ngày", "30/2/2025", "SV-PLUG-016"),
        ("Ca kiểm tra", "Chỉ tiêu", "khac", "SV-PLUG-019"),
        ("Ca kiểm tra", "Cho số liệu", "khac = 5", "SV-PLUG-019"),
        ("Ca kiểm tra", "Cho số liệu", "nuoc-sach = 5\nsai", "SV-PLUG-017"),
        ("Ca kiểm tra", "Cho số liệu", "nuoc-sach =", "SV-PLUG-017"),
        ("Ca kiểm tra", "Cho số liệu", "nuoc-sach = 5\nnam-son.nuoc-sach = 6", "SV-PLUG-018"),
        ("Ca kiểm tra", "Cho số liệu", date(2024, 10, 9), "SV-PLUG-016"),
        ("Ca kiểm tra", "Cho số liệu", time(9, 10), "SV-PLUG-016"),
        ("Ca kiểm tra", "Nhóm áp dụng", "vn.318.region: Đồng bằng", "SV-DOC-001"),
    ],
)
def test_what_is_wrong_with_a_cell_is_told_once_and_there(desk, sheet, heading, value, code):
    desk.cell(sheet, 0, heading).value = value

    found, error = desk.refused()
    assert found[0] == (code, sheet, desk.cell(sheet, 0, heading).coordinate)
    # ids are pointed at, so one that is gone may be missed elsewhere
    assert heading == "Mã" or len(found) == 1
    assert error.say("vi") != error.say("en")


def test_a_problem_of_a_whole_row_stands_at_its_id(desk):
    desk.type("Số liệu", 0, Nhỏ_nhất="200").type("Số liệu", 2, Đơn_vị_tính=None)
    desk.type("Tiền lệ", 0, Giá_trị=None)

    assert desk.refused()[0] == [
        ("SV-DOC-001", "Số liệu", desk.cell("Số liệu", 0, "Mã").coordinate),
        ("SV-DOC-001", "Số liệu", desk.cell("Số liệu", 2, "Mã").coordinate),
        ("SV-DOC-001", "Chỉ tiêu đề xuất", desk.cell("Chỉ tiêu đề xuất", 0, "Mã").coordinate),
    ]


def test_formulas_are_refused_even_with_a_stored_result(desk, tmp_path):
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    page = book.add_worksheet("Thông tin")
    for row, (item, value) in enumerate([("Mục", "Nội dung"), ("Mã phần mở rộng", "nam-son")]):
        page.write_row(row, 0, [item, value])
    page.write(2, 0, "Tên")
    page.write_formula(2, 1, '="Nam"&" Sơn"', value="Nam Sơn")
    book.close()
    with pytest.raises(InputError) as caught:
        read_plugin_workbook(tmp_path / "f.xlsx")

    assert [(one.code, one.where.cell) for one in caught.value.problems] == [("SV-PLUG-021", "B3")]

    desk.type("Số liệu", 0, Tên_số_liệu="=A1")
    found, _ = desk.refused()
    assert [(code[:5], cell) for code, _, cell in found] == [
        ("SV-IN", desk.cell("Số liệu", 0, "Tên số liệu").coordinate)
    ]


def test_the_same_id_twice_is_refused_at_the_second(desk):
    desk.type("Số liệu", 1, Mã="nam-son.nuoc-sach")
    found, error = desk.refused()

    assert found == [("SV-PLUG-018", "Số liệu", desk.cell("Số liệu", 1, "Mã").coordinate)]
    assert f"stands in {desk.cell('Số liệu', 0, 'Mã').coordinate} already" in str(error)


def test_a_figure_alone_needs_a_candidate_of_one_measure(desk):
    desk.type("Ca kiểm tra", 0, Chỉ_tiêu="vn.x.y", Cho_số_liệu="95")

    assert desk.refused()[0] == [("SV-PLUG-017", "Ca kiểm tra", desk.cell("Ca kiểm tra", 0, "Cho số liệu").coordinate)]


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_level_in_per_cent_belongs_to_a_share(desk, is_shown):
    desk.type("Chỉ tiêu đề xuất", 0, Số_liệu="thu-nhap", Mức_đề_xuất=0.95 if is_shown else "95%")
    cell = desk.cell("Chỉ tiêu đề xuất", 0, "Mức đề xuất")
    cell.number_format = "0%"

    assert desk.refused()[0] == [("SV-PLUG-016", "Chỉ tiêu đề xuất", cell.coordinate)]


def test_english_without_vietnamese_is_refused(tmp_path):
    both = attrs.evolve(
        SAMPLE, measures=(WATER.replace(documents=(label("Sổ", "Book"),), owner=label("Xã", "Commune")), PAID)
    )
    desk = Desk(tmp_path, both).type("Số liệu", 0, Cơ_quan_phụ_trách=None)
    english = desk.cell("Số liệu", 0, "Minh chứng (tiếng Anh)")
    english.value = "Book\nPhoto"

    assert desk.refused()[0] == [
        ("SV-PLUG-014", "Số liệu", desk.cell("Số liệu", 0, "Cơ quan phụ trách").coordinate),
        ("SV-PLUG-017", "Số liệu", english.coordinate),
    ]


def test_english_of_a_list_that_could_not_be_read_is_not_told_as_well(tmp_path):
    graded = SAMPLE.measures[1]
    titles = [one.replace(title=label(one.title.vi, "E")) for one in graded.grades]
    desk = Desk(tmp_path, attrs.evolve(SAMPLE, measures=(WATER, PAID, graded.replace(grades=tuple(titles)))))
    desk.type("Số liệu", 2, Các_bậc="muc-1")

    assert desk.refused()[0] == [("SV-PLUG-017", "Số liệu", desk.cell("Số liệu", 2, "Các bậc").coordinate)]


# --- sheets and headings ---------------------------------------------------------------------------------------------


def test_a_workbook_without_the_sheet_of_information_is_no_plugin(desk):
    desk.book["Thông tin"].title = "Thong tin"
    found, error = desk.refused()

    assert found == [("SV-PLUG-010", None, None), ("SV-PLUG-011", "Thong tin", None)]
    assert "Did you mean Thông tin?" in str(error)


def test_sheets_columns_and_items_that_nothing_reads_are_refused_with_the_closest(desk):
    desk.book.create_sheet("Bảng tạm")["A1"] = 1
    desk.book.create_sheet("Measures")["A1"] = 1
    desk.cell("Số liệu", -1, "Hướng").value = "Hướng tốt"
    desk.cell("Số liệu", -1, "Nhỏ nhất").value = "Minimum value here"
    desk.cell("Số liệu", -1, "Kỳ báo cáo").value = "Owner"
    desk.item("Ngôn ngữ", 1).value = "Ngôn ngư"
    desk.item("Ghi chú", 1).value = "Tên"
    desk.item("Từ ngày", 2).value = "x"
    desk.item("Từ ngày", 1).value = None
    found, error = desk.refused()

    assert [code for code, *_ in found].count("SV-PLUG-011") == 2
    assert [code for code, *_ in found].count("SV-PLUG-012") == 5
    assert [code for code, *_ in found].count("SV-PLUG-018") == 1
    assert "Có phải là Hướng?" in error.say("vi")
    assert "Có phải là Ngôn ngữ?" in error.say("vi")
    assert "the sheets" in str(error)


def test_an_item_of_which_there_is_no_english_says_so(desk):
    desk.item("Mã", 3).value = "South Hill"

    assert desk.refused()[0] == [("SV-PLUG-012", "Thông tin", desk.item("Mã", 3).coordinate)]


def test_a_column_that_must_be_there_is_missed_and_nobody_else_is_blamed(desk):
    for sheet, heading in (("Số liệu", "Loại"), ("Tiền lệ", "Nội dung")):
        desk.book[sheet].delete_cols(desk.cell(sheet, 0, heading).column)

    assert desk.refused()[0] == [("SV-PLUG-013", "Số liệu", None), ("SV-PLUG-013", "Tiền lệ", None)]


def test_a_sheet_that_cannot_be_read_is_told_and_nobody_else_is_blamed(desk):
    for name in ("Số liệu", "Chỉ tiêu đề xuất"):
        page = desk.book[name]
        page.delete_rows(1, page.max_row)

    found, _ = desk.refused()
    assert [sheet for _, sheet, _ in found] == ["Số liệu", "Chỉ tiêu đề xuất"]


def test_the_sheet_of_information_without_its_columns_is_refused(desk):
    desk.header("Thông tin")[1].value = "Giá trị"

    assert [code for code, *_ in desk.refused()[0]] == ["SV-PLUG-012", "SV-PLUG-013"]


def test_an_empty_sheet_of_information_is_refused(desk):
    page = desk.book["Thông tin"]
    page.delete_rows(1, page.max_row)

    assert [sheet for _, sheet, _ in desk.refused()[0]] == ["Thông tin"]


def test_a_key_that_is_wrong_is_told_once_and_not_at_every_id(desk):
    desk.item("Mã").value = "Nam Sơn"
    for sheet, row, heading in (("Ca kiểm tra", 0, "Cho số liệu"),):
        desk.cell(sheet, row, heading).value = "nuoc-sach = 5"

    assert desk.refused()[0] == [("SV-DOC-001", "Thông tin", desk.item("Mã").coordinate)]


def test_a_key_that_is_missing_is_told_once(desk):
    desk.item("Mã").value = None

    assert desk.refused()[0] == [("SV-PLUG-014", "Thông tin", desk.item("Mã").coordinate)]


def test_problems_beyond_a_hundred_are_counted(desk):
    for row in range(1, 130):
        desk.type("Ca kiểm tra", row, Chỉ_tiêu="nuoc-sach")

    _, error = desk.refused()
    assert (len(error.problems), error.unlisted) == (100, 2 * 129 - 100)


# --- what no workbook can hold ---------------------------------------------------------------------------------------


def test_sets_and_programmes_keep_a_plugin_in_its_folder():
    assert (
        codes(attrs.evolve(SAMPLE, sets=(Path("nam-son.a@2025.yaml"),), programmes=(Path("nam-son.b.yaml"),)))
        == [("SV-PLUG-022", None)] * 2
    )


@pytest.mark.parametrize("text", [" x", "x ", "a\rb", "a\x00b", "a\ufffeb", "\u00a0"])
def test_a_text_that_a_cell_would_change_is_refused(text):
    assert codes(attrs.evolve(SAMPLE, measures=(WATER.replace(owner=label(text)), PAID))) == [
        ("SV-PLUG-023", "measures[0].owner.vi")
    ]


def test_lists_that_a_cell_would_change_are_refused():
    dash = WATER.replace(documents=(label("Sổ", "–"),))
    long = WATER.replace(id="nam-son.dai", documents=(label("x" * 4000),) * 9)
    pilot = PILOT.replace(units=("28222,28225",))

    assert codes(attrs.evolve(SAMPLE, measures=(dash, long, PAID), pilots=(pilot,))) == [
        ("SV-PLUG-023", "measures[0].documents.*.en"),
        ("SV-PLUG-023", "measures[1].documents.*.vi"),
        ("SV-PLUG-023", "pilots[0].units"),
    ]


def test_a_number_that_was_computed_beyond_reading_is_refused():
    assert codes(attrs.evolve(SAMPLE, measures=(WATER, PAID.replace(maximum=Exact(Fraction(10**28 + 1, 367)))))) == [
        ("SV-PLUG-023", "measures[1].maximum")
    ]


def test_ids_that_are_there_twice_are_refused():
    assert codes(attrs.evolve(SAMPLE, measures=(WATER, WATER), candidates=(CLEAN, CLEAN))) == [
        ("SV-PLUG-018", "measures[1].id"),
        ("SV-PLUG-018", "candidates[1].id"),
    ]


# --- either form -----------------------------------------------------------------------------------------------------


def test_a_plugin_is_read_in_either_form(desk, tmp_path):
    write_folder(SAMPLE, tmp_path / "folder")

    assert read_plugin(desk.path) == read_plugin(tmp_path / "folder") == SAMPLE
    assert read_plugin(tmp_path / "folder" / "plugin.yaml") == SAMPLE


@pytest.mark.parametrize("name", ["nothing", "plugin.yaml", "a.csv"])
def test_what_is_neither_form_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="SV-PLUG-025"):
        read_plugin(tmp_path / name)


def test_a_form_is_not_turned_into_itself(desk, tmp_path):
    write_folder(SAMPLE, tmp_path / "folder")
    for source, target in ((desk.path, "b.xlsx"), (tmp_path / "folder", "other")):
        with pytest.raises(InputError, match="SV-PLUG-025"):
            convert(source, tmp_path / target)


def test_nothing_is_written_over_unless_that_is_asked_for(desk, tmp_path):
    folder = tmp_path / "folder"
    write_folder(SAMPLE, folder)
    for source, target in ((folder, desk.path), (desk.path, folder)):
        with pytest.raises(InputError, match="SV-PLUG-024"):
            convert(source, target)
        convert(source, target, overwrite=True)
    (tmp_path / "empty").mkdir()

    assert convert(desk.path, tmp_path / "empty")
    assert read_plugin(folder) == read_plugin(desk.path) == SAMPLE


def test_lists_that_the_workbook_does_not_have_are_taken_out_of_the_folder(tmp_path):
    write_folder(SAMPLE, tmp_path / "folder")
    fewer = PluginDocuments(PluginHead(key="nam-son", title=label("Nam Sơn")))
    write_plugin_workbook(fewer, tmp_path / "a.xlsx")
    convert(tmp_path / "a.xlsx", tmp_path / "folder", overwrite=True)

    assert read_plugin(tmp_path / "folder") == fewer


def test_a_folder_with_sets_is_not_written_over(desk, tmp_path):
    folder = tmp_path / "folder"
    write_folder(SAMPLE, folder)
    (folder / "sets").mkdir()
    (folder / "sets" / "nam-son.a@2025.yaml").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="SV-PLUG-024"):
        convert(desk.path, folder, overwrite=True)

    assert CASE in read_plugin(folder).cases
    assert openpyxl.load_workbook(desk.path)["Hướng dẫn"]
