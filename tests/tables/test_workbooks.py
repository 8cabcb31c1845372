"""Sheets of workbooks: what people see in a cell is what comes out, or the file is refused."""

from __future__ import annotations

import io
import random
import unicodedata
from datetime import date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError
from smartvillage.exact import shortest
from smartvillage.tables.cells import Cleaner
from smartvillage.tables.formats import kind_of
from smartvillage.tables.limits import Findings, Limits
from smartvillage.tables.workbooks import read_workbook
from tests.evidence.makers import (
    DECLARATION,
    GOOD_ROW,
    HEADER,
    MAIN,
    OFFICE,
    PACKAGE,
    SHARED,
    sheet,
    texts,
    workbook,
)


def read(data, **options):
    return read_workbook(data, "indicators.xlsx", **options)


def read_rows(rows, **options):
    """Read rows below a heading row of two columns."""
    return read(workbook(HEADER + rows), **options)


def refused(data, **options):
    with pytest.raises(InputError) as caught:
        read(data, **options)
    for problem in caught.value.problems:
        assert problem.what.vi != problem.what.en
        assert problem.where.file == "indicators.xlsx"
    return caught.value


def values(table):
    return {column.name: column.values for column in table.columns}


def notes(table):
    return [note.en for note in table.notes]


def saved(fill, **options):
    """Let openpyxl write a workbook whose active sheet was filled."""
    book = openpyxl.Workbook(**options)
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def value_of(cell, **changed):
    """Read the value of one cell, given as XML without its reference."""
    table = read(workbook(HEADER + f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>', **changed))
    return table["value"].values[0]


# --- what other programs write -----------------------------------------------------------------------------------

ROWS = [["unit", "value", "note"], ["00123", 97.5, "Tân Trụ"], ["28222", 161, None], ["28225", -0.25, " x "]]
EXPECTED = {
    "unit": ["00123", "28222", "28225"],
    "value": [97.5, 161, -0.25],
    "note": ["Tân Trụ", None, "x"],
}


def by_openpyxl():
    return saved(lambda page: [page.append(row) for row in ROWS])


def by_xlsxwriter():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for at, row in enumerate(ROWS):
            page.write_row(at, 0, row)
    return out.getvalue()


def by_pandas():
    out = io.BytesIO()
    pd.DataFrame(ROWS[1:], columns=ROWS[0]).to_excel(out, index=False, engine="xlsxwriter")
    return out.getvalue()


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter, by_pandas])
def test_every_program_s_workbook_reads_the_same(write):
    table = read(write())

    assert values(table) == EXPECTED
    assert table.numbers == range(2, 5)
    assert table.where(1, "value").cell == "B3"


def test_every_figure_of_fifteen_digits_survives_the_way_through_a_workbook():
    """The file holds 66.59999999999999 for 66.6; the double nearest to it is the one that was meant."""
    random_figure = random.Random(15)
    figures = ["66.6", "0.1", "70.9", "99.99"] + [
        f"{random_figure.randint(1, 10**15 - 1)}e-{random_figure.randint(0, 20)}" for _ in range(2000)
    ]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["figure", "n"])
        for at, figure in enumerate(figures, start=1):
            page.write_row(at, 0, [float(figure), at])

    for written, found in zip(figures, read(out.getvalue())["figure"].values, strict=True):
        assert shortest(float(found)) == shortest(float(written))


# --- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c><v>27967.0</v></c>", 27967),
        ("<c><v>66.599999999999994</v></c>", 66.6),
        ("<c><v>\n  1.5E-3\n</v></c>", 0.0015),
        ("<c><v>1e15</v></c>", 1e15),
        ("<c><v>-0</v></c>", 0),
        ('<c t="n"><v>3</v></c>', 3),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="b"><v>false</v></c>', False),
        ('<c t="s"><v>1</v></c>', "value"),
        ('<c t="str"><f>A1</f><v> text </v></c>', "text"),
        ('<c t="str"><f>""</f><v></v></c>', None),
        ("<c><f>1+1</f><v>2</v></c>", 2),
        ('<c t="inlineStr"><is><t> a</t></is></c>', "a"),
        ('<c t="inlineStr"><is><r><t>Tân </t></r><r><rPr/><t>Trụ</t></r></is></c>', "Tân Trụ"),
        ('<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>', "東京"),
        ('<c t="inlineStr"><is><t>a_x000A_b_x005F_x_y</t></is></c>', "a\nb_x_y"),
        ('<c t="inlineStr"><is><t>   </t></is></c>', None),
        ('<c s="1"/>', None),
        ("<c><v/></c>", None),
        ('<c t="s"><v></v></c>', None),
        ('<c s="2"><v>45473</v></c>', date(2024, 6, 30)),
        ('<c s="4"><v>45473.25</v></c>', datetime.fromisoformat("2024-06-30T06:00")),
        ('<c s="6"><v>0.5</v></c>', timedelta(hours=12)),
        ('<c t="d"><v>2024-06-30</v></c>', date(2024, 6, 30)),
        ('<c t="d"><v>2024-06-30T06:00:00</v></c>', datetime.fromisoformat("2024-06-30T06:00")),
        ("<c><v>1</v><extLst><ext><v>9</v></ext></extLst></c>", 1),
    ],
)
def test_a_cell_is_what_people_see(cell, value):
    found = value_of(cell)

    assert found == value
    assert type(found) is type(value)


def test_a_per_cent_format_is_told_beside_the_value():
    """0.97 shown as 97% is 97 per cent; a quoted sign in a format is only decoration."""
    table = read_rows(
        '<row><c><v>1</v></c><c s="1"><v>0.97</v></c></row><row><c><v>2</v></c><c s="3"><v>1</v></c></row>'
        '<row><c><v>3</v></c><c s="5"><v>97</v></c></row><row><c><v>4</v></c><c s="7"><v>97</v></c></row>'
    )

    assert table["value"].values == [0.97, 1, 97, 97]
    assert table["value"].percent == {0, 1}
    assert table["unit"].percent == frozenset()


def test_openpyxl_formats_are_seen():
    def fill(page):
        page.append(["a", "b", "c"])
        page.append([0.5, date(2024, 6, 30), datetime.fromisoformat("2024-06-30T06:30")])
        page["A2"].number_format = "0.00%"

    table = read(saved(fill))

    assert table["a"].percent == {0}
    assert values(table) == {"a": [0.5], "b": [date(2024, 6, 30)], "c": [datetime.fromisoformat("2024-06-30T06:30")]}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", None),
        ("0.00E+00", None),
        ('#,##0.00\\ "đ"', None),
        ("[$₫-42A]#,##0", None),
        ("[Red]0", None),
        ("@", None),
        ("0\\%", None),
        ("0_%", None),
        ("[Red]0.0%;-0%", "percent"),
        ("[$-42A]dd mmmm yyyy", "day"),
        ("mmm", "day"),
        ("yyyy-mm-dd hh:mm", "day"),
        ("h:mm AM/PM", "time"),
        ("[mm]:ss", "time"),
    ],
)
def test_formats_are_told_apart_by_what_they_show(code, kind):
    assert kind_of(code) == kind


def test_a_format_declared_in_the_file_comes_before_the_built_in_one():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="14" formatCode="0"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )

    assert value_of('<c s="1"><v>45473</v></c>', styles=styles) == 45473


def test_a_workbook_needs_neither_styles_nor_shared_texts():
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    )

    table = read(workbook(texts(1, "a", "b") + texts(2, "1", "2"), relations=relations, styles=None, shared=None))

    assert values(table) == {"a": ["1"], "b": ["2"]}


def test_shared_texts_of_several_runs_are_joined_and_readings_left_out():
    shared = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:t>Tân </x:t></x:r><x:r><x:t>Trụ</x:t></x:r></x:si>'
        "<x:si><x:t>東京</x:t><x:rPh><x:t>トウキョウ</x:t></x:rPh></x:si></x:sst>"
    )

    assert read(workbook(shared=shared)).names == ("Tân Trụ", "東京")


def test_text_is_put_into_nfc_and_noted():
    table = read(workbook(texts(1, "xã", "b") + texts(2, unicodedata.normalize("NFD", "Tân Trụ"), "1")))

    assert table["xã"].values == ["Tân Trụ"]
    assert notes(table) == ["text with combining marks was put into Unicode form NFC"]


def test_equal_texts_written_in_each_cell_are_kept_once():
    table = read(workbook("".join(texts(row, "reported", "b") for row in range(1, 4))))

    first, second = table.columns[0].values

    assert first is second


def test_texts_are_the_same_whatever_the_reader_remembers(monkeypatch):
    monkeypatch.setattr(Cleaner, "REMEMBERED", 1)
    rows = "".join(texts(row, f"n{row % 3}", "b") for row in range(2, 9))

    assert read(workbook(HEADER + rows))["unit"].values == [f"n{row % 3}" for row in range(2, 9)]


# --- cells that are refused --------------------------------------------------------------------------------------


def test_an_error_cell_is_named():
    rows = '<row r="7"><c r="A7"><v>1</v></c><c r="E7" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'

    error = refused(workbook(texts(1, "a", "b", "c", "d", "e") + rows))

    assert str(error) == (
        'SV-IN-012 indicators.xlsx, sheet "Xã", cell E7: "#DIV/0!" is a spreadsheet error; '
        "expected a number or an empty cell."
    )
    assert error.say("vi") == (
        'SV-IN-012 indicators.xlsx, trang tính "Xã", ô E7: "#DIV/0!" là lỗi của bảng tính; cần một số hoặc ô trống.'
    )
    assert error.problems[0].found == "#DIV/0!"


def test_an_error_cell_without_its_name_is_an_error_all_the_same():
    assert '"?" is a spreadsheet error' in str(refused(workbook(HEADER + '<row r="2"><c t="e"/></row>')))


@pytest.mark.parametrize(
    "cell",
    [
        "<c><f>SUM(A1)</f></c>",
        "<c><f>SUM(A1)</f><v/></c>",
        '<c t="str"><f>SUM(A1)</f></c>',
        '<c t="b"><f>SUM(A1)</f></c>',
    ],
)
def test_a_formula_that_was_never_calculated_is_not_an_empty_cell(cell):
    error = refused(workbook(HEADER + f'<row r="2"><c><v>1</v></c>{cell}</row>'))

    assert 'cell B2: the formula "=SUM(A1)" has no stored result; expected a value' in str(error)


def test_a_shared_formula_without_text_or_value_is_refused_too():
    error = refused(workbook(HEADER + '<row r="2"><c><f t="shared" si="0"/></c></row>'))

    assert "cell A2: the formula has no stored result" in str(error)


def test_openpyxl_writes_formulas_without_results():
    data = saved(lambda page: [page.append(row) for row in [["a", "b"], [1, "=A2*2"]]])

    assert [problem.code for problem in refused(data).problems] == ["SV-IN-020"]


def test_a_long_formula_is_shortened():
    error = refused(workbook(HEADER + f'<row r="2"><c><f>{"A1+" * 100_000}A1</f></c></row>'))

    assert len(str(error)) < 400


@pytest.mark.parametrize("number", ["nan", "inf", "1_000", "٩٧", "0x10", "97,5", "1e999", "--1", " "])
def test_a_number_cell_holds_a_number(number):
    error = refused(workbook(HEADER + f'<row r="2"><c><v>{number}</v></c></row>'))

    assert [problem.code for problem in error.problems] == ["SV-IN-021"]
    assert "cell A2: a number cell holds" in str(error)


@pytest.mark.parametrize(
    "cell",
    ['<c s="2"><v>60</v></c>', '<c s="2"><v>2958466</v></c>', '<c s="6"><v>1e9</v></c>', '<c t="d"><v>hôm nay</v></c>'],
)
def test_a_day_that_cannot_be_one_is_refused(cell):
    error = refused(workbook(HEADER + f'<row r="2">{cell}</row>'))

    assert [problem.code for problem in error.problems] == ["SV-IN-022"]
    assert "shown as a date but is none that can be read" in str(error)


@pytest.mark.parametrize(
    ("text", "code"),
    [("a_x0001_b", "SV-IN-023"), ("a_xD83D_b", "SV-IN-023"), ("\ufffd", "SV-IN-023"), ("x" * 200_000, "SV-IN-024")],
)
@pytest.mark.parametrize("is_shared", [True, False])
def test_text_nobody_can_read_is_refused_where_it_stands(text, code, is_shared):
    if is_shared:
        shared = SHARED.replace("</sst>", f"<si><t>{text}</t></si></sst>")
        rows, changed = '<row r="2"><c t="s"><v>2</v></c><c t="s"><v>2</v></c></row>', {"shared": shared}
    else:
        rows, changed = texts(2, text, text), {}

    error = refused(workbook(HEADER + rows, **changed), limits=Limits(ratio=1000))

    assert [(problem.code, problem.where.cell) for problem in error.problems] == [(code, "A2"), (code, "B2")]


def test_bad_text_that_no_cell_refers_to_does_no_harm():
    assert read(workbook(shared=SHARED.replace("</sst>", "<si><t>a_x0001_b</t></si></sst>"))).rows == 1


def test_all_problems_of_a_sheet_come_at_once():
    error = refused(
        workbook(
            texts(1, "a", "", "a", "b")
            + '<row r="2"><c t="e"><v>#N/A</v></c><c><f>1</f></c><c><v>x</v></c><c s="2"><v>1</v></c></row>'
        )
    )

    assert [problem.code[-3:] for problem in error.problems] == ["012", "020", "021", "022", "017", "016"]


# --- the table in the sheet --------------------------------------------------------------------------------------


def test_a_title_above_the_table_is_passed_over_and_noted():
    table = read(workbook(texts(1, "BÁO CÁO") + texts(2, "", "Năm 2024") + texts(4, "a", "b") + texts(5, "1", "2")))

    assert values(table) == {"a": ["1"], "b": ["2"]}
    assert notes(table) == ["rows above the column names passed over: 2"]
    assert table.where(0, "b").cell == "B5"
    assert table.where(-1, "b").cell == "B4"


def test_a_table_may_begin_right_of_the_first_column():
    rows = '<row r="2"><c r="C2"><v>1</v></c><c r="D2"><v>2</v></c></row>'
    header = '<row r="1"><c r="C1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c></row>'

    error = refused(workbook(header + rows))

    assert [problem.where.cell for problem in error.problems] == ["A1", "B1"]


def test_a_single_column_begins_with_its_first_cell():
    assert values(read(workbook(texts(1, "unit") + texts(2, "28222") + texts(4, "28225")))) == {
        "unit": ["28222", "28225"]
    }


def test_empty_rows_are_left_out_and_keep_the_count():
    table = read(workbook(HEADER + texts(3, "1", "2") + '<row r="4" spans="1:2"/>' + texts(9, "", "4")))

    assert values(table) == {"unit": ["1", None], "value": ["2", "4"]}
    assert list(table.numbers) == [3, 9]
    assert table.where(1, "value").say("en") == 'indicators.xlsx, sheet "Xã", cell B9'


def test_a_table_may_be_empty_below_its_names():
    assert values(read(workbook(HEADER))) == {"unit": [], "value": []}


def test_whole_numbers_may_be_names_of_columns():
    """Wide tables are headed by criterion numbers or years."""
    rows = '<row r="1"><c t="s"><v>0</v></c><c><v>1</v></c><c><v>2024.0</v></c></row>' + texts(2, "x", "y", "z")

    assert read(workbook(rows)).names == ("unit", "1", "2024")


@pytest.mark.parametrize("cell", ["<c><v>8.1</v></c>", '<c t="b"><v>1</v></c>', '<c s="2"><v>45473</v></c>'])
def test_other_numbers_are_no_names(cell):
    """8.10 kept as a number is 8.1, another indicator."""
    error = refused(workbook(f'<row r="1"><c t="s"><v>0</v></c>{cell}</row>'))

    assert "cell B1: the column name" in str(error)
    assert "8.10 becomes 8.1" in str(error)


def test_a_name_missing_between_columns_is_named_by_its_cell():
    assert "cell B1: a column name is empty" in str(refused(workbook(texts(1, "a", "", "c") + texts(2, "1", "", "3"))))


def test_values_beside_the_named_columns_are_refused():
    error = refused(workbook(HEADER + texts(2, "1", "2", "", "ghi chú")))

    assert 'cell D2: the column has data ("ghi chú") but no name' in str(error)


def test_repeated_names_are_named_by_cell_and_column():
    assert 'cell C1: the column name "a" was already used for column A' in str(
        refused(workbook(texts(1, "a", "b", "a")))
    )


def test_hidden_rows_are_read_and_noted():
    table = read(workbook(HEADER + GOOD_ROW.replace('r="2"', 'r="2" hidden="1"', 1)))

    assert table.rows == 1
    assert notes(table) == ["hidden rows were read as well: 1"]


def test_an_empty_sheet_holds_no_table():
    assert 'sheet "Xã": there is no table' in str(refused(workbook("")))


# --- which sheet -------------------------------------------------------------------------------------------------


def several(**states):
    def fill(page):
        book = page.parent
        book.remove(page)
        for name, state in states.items():
            added = book.create_sheet(name)
            if state != "empty":
                added.append(["a", name])
                added.append([1, 2])
            added.sheet_state = {"empty": "visible"}.get(state, state)

    return saved(fill)


def test_the_only_visible_sheet_with_data_is_read():
    table = read(several(Empty="empty", Hidden="hidden", Data="visible", Deep="veryHidden"))

    assert (table.sheet, table.names) == ("Data", ("a", "Data"))
    assert notes(table) == ['hidden sheets were not read: "Hidden", "Deep"']


def test_several_sheets_with_data_are_refused_by_name():
    error = refused(several(Mot="visible", Hai="visible", Ba="empty"))

    assert 'several sheets hold data: "Mot", "Hai"; expected the name of the sheet to read' in str(error)


def test_a_sheet_is_read_by_name_even_if_hidden():
    assert read(several(Mot="visible", Hai="hidden"), sheet="Hai").names == ("a", "Hai")


def test_a_sheet_s_name_is_compared_in_nfc():
    assert read(workbook(), sheet=unicodedata.normalize("NFD", "Xã")).sheet == "Xã"


def test_an_unknown_sheet_lists_the_known_ones():
    error = refused(several(Mot="visible", Hai="hidden"), sheet="Ba")

    assert 'there is no sheet "Ba"; expected one of: "Mot", "Hai"' in str(error)


def test_many_sheets_are_not_all_listed():
    error = refused(several(**{f"s{at}": "visible" for at in range(25)}))

    assert '"s19", …' in str(error)


def test_only_empty_or_hidden_sheets_hold_no_table():
    assert "there is no table" in str(refused(several(Mot="empty", Hai="hidden", Ba="empty")))


def test_chart_sheets_are_no_tables():
    def fill(page):
        page.append(["a", "b"])
        page.parent.create_chartsheet("Chart")

    assert read(saved(fill)).names == ("a", "b")


@pytest.mark.parametrize("flag", ["1", "true"])
def test_days_counted_from_1904_are_refused(flag):
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{flag}"/>'
        '<sheets><sheet name="Xã" r:id="rId1"/></sheets></workbook>'
    )

    assert "counts its days from 1904; expected the 1900 date system" in str(refused(workbook(workbook=book)))


def test_days_counted_from_1900_are_read_if_the_workbook_says_so():
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="0"/>'
        '<sheets><sheet name="Xã" r:id="rId1"/></sheets></workbook>'
    )

    assert read(workbook(workbook=book)).rows == 1


# --- how large the sheet is --------------------------------------------------------------------------------------


def test_every_row_is_read_whatever_size_the_sheet_declares():
    rows = HEADER + "".join(texts(row, str(row), "1") for row in range(2, 102))

    table = read(workbook(sheet1=sheet(rows, before='<dimension ref="A1:B11"/>')))

    assert table.rows == 100


def test_cells_far_to_the_right_are_passed_over_and_noted():
    rows = HEADER + '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2</v></c></row>'

    table = read(workbook(rows))

    assert values(table) == {"unit": [1], "value": [None]}
    assert notes(table) == ["cells outside the first 500 columns were passed over, like XFD2"]


def test_formatted_empty_cells_far_away_do_no_harm():
    table = read(workbook(HEADER + GOOD_ROW + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'))

    assert (table.rows, table.notes) == (1, ())


def test_a_value_far_below_is_refused_as_too_many_rows():
    error = refused(workbook(HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))

    assert "the data reach 1048575 rows below the column names; expected at most 100000 rows" in str(error)


def test_too_many_named_columns_are_refused():
    error = refused(workbook(texts(1, "a", "b", "c")), limits=Limits(columns=2))

    assert "more than 2 columns" in str(error)


def test_the_area_of_a_table_is_bounded():
    rows = HEADER + "".join(texts(row, "1", "2") for row in range(2, 12))

    assert "more than 21 cells" in str(refused(workbook(rows), limits=Limits(cells=21)))
    assert read(workbook(rows), limits=Limits(cells=22)).rows == 10


def test_the_area_is_counted_with_the_empty_cells_in_it():
    rows = texts(1, "a", "b") + "".join(texts(row, "1") for row in range(2, 12))

    assert "more than 19 cells" in str(refused(workbook(rows), limits=Limits(cells=19)))


def test_the_texts_of_a_workbook_are_bounded_together():
    rows = HEADER + "".join(texts(row, f"t{row}", "x" * 100) for row in range(2, 12))

    assert "the texts have more than 200 characters together" in str(
        refused(workbook(rows), limits=Limits(text_chars=200))
    )


def test_formatted_empty_cells_are_bounded_too():
    """A megabyte of empty cells is megabytes of work."""
    rows = HEADER + "<row>" + "<c/>" * 200_000 + "</row>"

    assert "has too many XML elements" in str(refused(workbook(rows), limits=Limits(cells=10_000, ratio=1000)))


# --- other writers, other XML ------------------------------------------------------------------------------------


def test_prefixed_xml_in_utf16_is_read():
    text = (
        '<?xml version="1.0" encoding="UTF-16"?>'
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>xã</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )

    assert values(read(workbook(sheet1=text.encode("utf-16")))) == {"xã": [1], "b": [None]}


def test_cells_outside_the_sheet_data_are_nobody_s():
    inside = '<row r="1"><c r="A1"><v>9</v></c></row>'

    table = read(
        workbook(sheet1=sheet(HEADER + GOOD_ROW, before=f"<x>{inside}</x>", after=f"<extLst>{inside}</extLst>"))
    )

    assert table.rows == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (GOOD_ROW + HEADER, 'row "1" after row 2'),
        ('<row r="0"/>', 'row "0" after row 0'),
        ('<row r="x"/>', 'row "x" after row 0'),
        ('<row r="1048577"/>', 'row "1048577" after row 0'),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', 'the cell "A1" is out of place in row 1'),
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', 'the cell "A1" is out of place in row 1'),
        ('<row r="1"><c r="A2"/></row>', 'the cell "A2" is out of place in row 1'),
        ('<row r="1"><c r="A"/></row>', 'the cell "A" is out of place in row 1'),
        ("<row><c><v>1</v><v>2</v></c></row>", "a cell in row 1 has two values"),
        ('<row><c t="inlineStr"><is/><is/></c></row>', "a cell in row 1 has two values"),
        ('<row><c t="s"><v>2</v></c></row>', "the cell A1 refers to a text that is not there"),
        ('<row><c t="s"><v>-1</v></c></row>', "the cell A1 refers to a text that is not there"),
        ('<row><c t="b"><v>2</v></c></row>', "the cell A1 has an unknown type"),
        ('<row><c t="zz"><v>2</v></c></row>', "the cell A1 has an unknown type"),
    ],
)
def test_a_sheet_that_contradicts_itself_is_damaged(rows, reason):
    error = refused(workbook(rows))

    assert [problem.code for problem in error.problems] == ["SV-IN-005"]
    assert f'sheet "Xã": the workbook is damaged: {reason}. Open it in Excel' in str(error)


def test_a_part_that_is_no_sheet_is_damaged():
    assert "is no worksheet" in str(refused(workbook(sheet1=f'{DECLARATION}<chartsheet xmlns="{MAIN}"/>')))


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 99)), max_size=12))
def test_every_value_stands_where_its_cell_was(cells):
    grid = {(row + 1, column): value for row, column, value in cells}
    book = openpyxl.Workbook()
    page = book.active
    for column in range(1, 7):
        page.cell(1, column, f"c{column}")
    for (row, column), value in grid.items():
        page.cell(row, column, value)
    out = io.BytesIO()
    book.save(out)

    table = read(out.getvalue())

    found = {
        (number, column.position): column.values[at]
        for column in table.columns
        for at, number in enumerate(table.numbers)
        if column.values[at] is not None
    }
    assert found == grid


def test_the_cells_whose_value_a_formula_gave_are_known():
    table = read_rows('<row r="2"><c><f>1+1</f><v>2</v></c><c><v>2</v></c></row><row r="3"><c><v>1</v></c></row>')

    assert [column.formulas for column in table.columns] == [{0}, frozenset()]
    assert values(table) == {"unit": [2, 1], "value": [2, None]}


def test_a_caller_may_gather_what_is_wrong_with_cells_and_refuse_it_together_with_more():
    findings = Findings(Limits())
    rows = '<row r="2"><c t="e"><v>#N/A</v></c><c><f>1+1</f></c></row><row r="3"><c><v>1</v></c></row>'
    table = read_rows(rows, findings=findings)

    assert values(table) == {"unit": [1], "value": [None]}
    assert [(one.code, one.where.cell) for one in findings.problems] == [("SV-IN-012", "A2"), ("SV-IN-020", "B2")]
    with pytest.raises(InputError):
        read(workbook(HEADER), findings=findings, sheet="không có")
