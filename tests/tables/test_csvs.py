"""Text tables: accepted whole, or refused with every line that is wrong."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError
from smartvillage.tables.cells import Cleaner
from smartvillage.tables.csvs import read_csv
from smartvillage.tables.limits import Limits


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return read_csv(data, "a.csv", **options)


def refused(text, **options):
    with pytest.raises(InputError) as caught:
        read(text, **options)
    for problem in caught.value.problems:
        assert problem.what.vi != problem.what.en
        assert problem.where.file == "a.csv"
    return caught.value


def values(table):
    return {column.name: column.values for column in table.columns}


def cp1258(text):
    """Write as Windows-1258 does: tone marks after their letters, other marks in them."""
    spread = unicodedata.normalize("NFD", text)
    for mark in "\u0302\u0306\u031b":
        for letter in "aeiouAEIOU":
            spread = spread.replace(letter + mark, unicodedata.normalize("NFC", letter + mark))
    return spread.encode("cp1258")


# --- what separates the columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_comma_semicolon_and_tab_are_told_from_the_column_names(mark):
    table = read(f"unit{mark}value\n28222{mark}97\n")

    assert values(table) == {"unit": ["28222"], "value": ["97"]}


def test_decimal_commas_do_not_confuse_a_file_of_semicolons():
    assert values(read("unit;value\n28222;97,5\n"))["value"] == ["97,5"]


def test_another_separator_than_a_comma_is_noted():
    table = read("unit;value\n")

    assert [note.en for note in table.notes] == ["columns separated by ;"]


def test_separators_inside_quotes_do_not_count():
    assert read('unit;"share, %"\n1;2\n').names == ("unit", "share, %")


@pytest.mark.parametrize(("text", "marks"), [("a,b;c\n", ", ;"), ("a|b\n1|2\n", "|"), ("a\tb,c\n", "tab ,")])
def test_two_kinds_of_separators_are_refused_not_guessed(text, marks):
    error = refused(text)

    assert f"the line of column names holds {marks}; expected one kind" in str(error)
    assert error.problems[0].code == "SV-IN-013"


def test_a_name_that_promises_tabs_decides():
    assert read("a\tshare, %\n1\t2\n", tabs=True).names == ("a", "share, %")


def test_a_name_that_promises_tabs_does_not_insist():
    assert read("a,b\n1,2\n", tabs=True).names == ("a", "b")


def test_one_column_needs_no_separator():
    assert values(read("unit\n28222\n\n28225\n")) == {"unit": ["28222", "28225"]}


def test_rows_of_separators_above_the_names_are_blank():
    assert read(",,\n\nunit,value\n1,2\n").names == ("unit", "value")


def test_rows_of_other_separators_above_the_names_are_unclear():
    assert "SV-IN-013" in str(refused(",,\n\nunit;value\n1;2\n"))


# --- encodings ---------------------------------------------------------------------------------------------------


def test_utf8_is_read_with_and_without_byte_order_mark():
    with_mark, without = read(b"\xef\xbb\xbfunit,x\n1,2\n"), read("unit,x\n1,2\n")

    assert values(with_mark) == values(without)
    assert [note.en for note in with_mark.notes] == ["the byte order mark at the start was left out"]


def test_combining_marks_become_single_letters_and_are_noted():
    table = read(unicodedata.normalize("NFD", "xã,tên\n1,Tân Trụ\n"))

    assert values(table) == {"xã": ["1"], "tên": ["Tân Trụ"]}
    assert any("NFC" in note.en for note in table.notes)


def test_tone_marks_in_the_old_and_the_new_place_stay_two_names():
    assert values(read("a,b\nHòa,Hoà\n")) == {"a": ["Hòa"], "b": ["Hoà"]}


@pytest.mark.parametrize(
    ("data", "guess", "codec"),
    [
        ("xã,x\nHòa Bình,1\n".encode("utf-16"), "UTF-16", "utf-16"),
        ("unit,x\n1,1\n".encode("utf-16-le"), "UTF-16", "utf-16-le"),
        ("unit,x\n1,1\n".encode("utf-16-be"), "UTF-16", "utf-16-be"),
        ("unit,x\n1,1\n".encode("utf-32"), "UTF-32", "utf-32"),
    ],
)
def test_wide_encodings_are_refused_by_name(data, guess, codec):
    error = refused(data)

    assert f"SV-IN-019 a.csv: this is not UTF-8; saved as {guess}? Save it again as “CSV UTF-8”" in str(error)
    assert f'encoding="{codec}"' in str(error)


def test_an_older_vietnamese_encoding_is_refused_with_the_line():
    error = refused(cp1258("unit,x\n1,1\nxã,2\n"))

    assert "line 3: this is not UTF-8; saved as Windows-1258, TCVN3, VNI?" in str(error)
    assert "có lẽ được lưu bằng Windows-1258, TCVN3, VNI?" in error.say("vi")


def test_windows_1258_is_read_when_the_caller_says_so():
    """Its tone marks are separate characters, hence the note."""
    table = read(cp1258("xã,tên\nHòa Bình,Trở\n"), encoding="cp1258")

    assert table.names == ("xã", "tên")
    assert table["tên"].values == ["Trở"]
    assert any("NFC" in note.en for note in table.notes)
    assert "read as cp1258" in [note.en for note in table.notes]


@pytest.mark.parametrize("encoding", ["utf-16", "UTF-8", "utf-8-sig", "utf-16-le"])
def test_other_unicode_encodings_are_read_when_the_caller_says_so(encoding):
    table = read("xã,x\nHòa Bình,1\n".encode(encoding), encoding=encoding)

    assert values(table) == {"xã": ["Hòa Bình"], "x": ["1"]}


def test_a_wrongly_named_encoding_is_seen_by_its_letters():
    """TCVN3 read as latin-1: X·® Hßa B×nh, without any error."""
    error = refused("ten,x\nX·® Hßa B×nh,1\n".encode("latin-1"), encoding="latin-1")

    assert "read as latin-1 it holds letters that are not Vietnamese, like" in str(error)
    assert error.problems[0].found in {"®ß", "ß®"}


def test_a_foreign_name_here_and_there_does_no_harm():
    text = "tên,x\nTrường Müller,1\nĐường Lê Lợi,₫2\nỦy ban,“3”\n"

    assert read(text.encode("utf-16"), encoding="utf-16").rows == 3


@pytest.mark.parametrize("name", ["klingon", "hex", "", "a\0b"])
def test_what_is_no_encoding_is_refused(name):
    assert "is not an encoding" in str(refused("a,b\n", encoding=name))


def test_content_that_is_not_in_the_named_encoding_is_refused():
    assert "the content cannot be read as ascii" in str(refused("xã,b\n", encoding="ascii"))


def test_lone_surrogates_never_enter():
    assert "cannot be read as utf-7" in str(refused(b"a,b\n+2AA-,1\n", encoding="utf-7"))


# --- rows --------------------------------------------------------------------------------------------------------


def test_every_ragged_row_is_named_by_its_line():
    error = refused("a,b,c\n1,2,3\n1,2\n\n1,2,3,4\n")

    assert [(problem.code, problem.where.line) for problem in error.problems] == [("SV-IN-015", 3), ("SV-IN-015", 5)]
    assert "a.csv, line 3: this row has 2 cells; expected 3, as many as there are column names." in str(error)
    assert "dòng 5: dòng này có 4 ô; cần 3 ô như dòng tiêu đề." in error.say("vi")


def test_lines_are_counted_through_cells_of_several_lines():
    table = read('a,b\n"x\ny",1\n2,3\n')

    assert values(table) == {"a": ["x\ny", "2"], "b": ["1", "3"]}
    assert table.where(0, "b").say("en") == 'a.csv, line 2, column 2, "b"'
    assert table.where(1, "b").line == 4
    assert table.where(-1, "b").line == 1


def test_blank_rows_are_left_out_and_keep_the_count_of_lines():
    table = read("a,b\n1,2\n,\n\n , \n3,4\n")

    assert values(table) == {"a": ["1", "3"], "b": ["2", "4"]}
    assert list(table.numbers) == [2, 6]


def test_blank_rows_need_not_have_the_right_number_of_cells():
    assert values(read("a,b\n1,2\n,,,\n  \n3,4\n")) == {"a": ["1", "3"], "b": ["2", "4"]}


def test_rows_without_gaps_are_a_range():
    table = read("a,b\n1,2\n3,4\n")

    assert table.numbers == range(2, 4)
    assert (table.rows, table.first_row) == (2, 2)


def test_a_table_may_be_empty_below_its_names():
    table = read("a,b\n")

    assert values(table) == {"a": [], "b": []}
    assert (table.rows, table.first_row) == (0, None)


@pytest.mark.parametrize("text", ["", "\n\n", " , \n,,,\n"])
def test_nothing_at_all_is_no_table(text):
    assert "there is no table; expected a row of column names" in str(refused(text))


def test_thousands_of_blank_lines_do_no_harm():
    table = read("a\n1\n" + "\n" * 5000 + "2\n")

    assert values(table) == {"a": ["1", "2"]}
    assert list(table.numbers) == [2, 5003]


def test_rows_are_numbered_across_all_pieces_of_a_long_file():
    table = read("a,b\n" + "".join(f"{at},x\n" for at in range(1000)))

    assert table.numbers == range(2, 1002)
    assert table["a"].values == [str(at) for at in range(1000)]


@pytest.mark.parametrize("mark", ["", "\u0301", "\t"])
def test_texts_are_the_same_whatever_the_reader_remembers(monkeypatch, mark):
    """It forgets when it remembers too much; with marks it looks at each text, without at all together."""
    monkeypatch.setattr(Cleaner, "REMEMBERED", 3)

    table = read("a,b\n" + "".join(f"n{at % 7}e{mark}x,y\n" for at in range(1000)))

    assert table["a"].values == [unicodedata.normalize("NFC", f"n{at % 7}e{mark}x") for at in range(1000)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_all_line_endings_are_read(ending):
    table = read(ending.join(["a,b", "1,2", "3,4", ""]))

    assert values(table) == {"a": ["1", "3"], "b": ["2", "4"]}
    assert table.numbers == range(2, 4)


# --- quotes ------------------------------------------------------------------------------------------------------


def test_an_open_quote_is_named_by_its_line_not_swallowed():
    error = refused('a,b\n1,2\n1\n3,"4\n5,6\n')

    assert [problem.where.line for problem in error.problems] == [3, 4]
    assert "line 4: a double quote is not closed where a cell ends (up to line 5)" in str(error)
    assert "có dấu ngoặc kép không đóng đúng chỗ (đến dòng 5)" in error.say("vi")


def test_text_after_a_closing_quote_is_refused():
    assert 'line 2: a double quote is not closed where a cell ends; expected "..."' in str(refused('a,b\n"1"x,2\n'))


def test_an_open_quote_among_the_names_is_refused():
    assert "line 1: a double quote" in str(refused('a,"b\n1,2\n'))


def test_an_open_quote_in_a_long_file_is_refused():
    """The csv module then complains of the length instead."""
    error = refused('a,b\n1,2\n1,"' + "3,4\n" * 40_000)

    assert "line 3: a cell is far too long, or a double quote is not closed (up to line" in str(error)


def test_a_cell_of_endless_text_is_refused_without_quotes_too():
    assert "line 3: a cell is far too long" in str(refused("a,b\n1,2\n1," + "3" * 200_000))


def test_spaces_after_a_separator_do_not_hide_a_quote():
    assert values(read('a, "b"\n1, "2,5"\n')) == {"a": ["1"], "b": ["2,5"]}


# --- cells -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ch", "code"), [("\0", "U+0000"), ("\x07", "U+0007"), ("\x85", "U+0085"), ("\ufffd", "U+FFFD")]
)
def test_what_nobody_can_read_is_refused_where_it_stands(ch, code):
    error = refused(f"a,b\n1,2\n3,x{ch}y\n")

    assert (error.problems[0].where.line, error.problems[0].where.column) == (3, 2)
    assert f"contains {code}, a control character or the mark of damaged text" in str(error)
    assert ch == "\ufffd" or ch not in str(error)


def test_the_same_bad_text_is_named_at_each_place():
    error = refused("a,b\nx\x01,1\nx\x01,x\x01\n")

    assert [(problem.where.line, problem.where.column) for problem in error.problems] == [(2, 1), (3, 1), (3, 2)]


def test_bad_text_among_the_names_is_refused():
    assert "line 1, column 2" in str(refused("a,b\x01\n1,2\n"))


def test_a_cell_too_long_is_refused():
    error = refused("a,b\n1," + "x" * 11, limits=Limits(cell_chars=10))

    assert "SV-IN-024" in str(error)
    assert "expected at most 10 characters" in str(error)


def test_hidden_characters_inside_cells_are_left_to_those_who_know_the_column():
    assert values(read("a,b\nx\u200by,\u00a01\u00a0\n")) == {"a": ["x\u200by"], "b": ["1"]}


# --- column names ------------------------------------------------------------------------------------------------


def test_repeated_names_are_refused():
    error = refused("a,b,a,a\n")

    assert [problem.where.column for problem in error.problems] == [3, 4]
    assert 'the column name "a" was already used for column 1' in str(error)


def test_names_that_become_one_in_nfc_are_repeated():
    assert "SV-IN-017" in str(refused(f"xã,{unicodedata.normalize('NFD', 'xã')}\n"))


def test_a_column_with_data_needs_a_name():
    error = refused("a,,c\n1,2,3\n")

    assert 'a.csv, line 2, column 2: the column has data ("2") but no name' in str(error)


def test_an_empty_column_between_others_is_refused():
    assert "a.csv, line 1, column 2: a column name is empty between other columns" in str(refused("a,,c\n1,,3\n"))


def test_empty_columns_at_the_end_are_dropped():
    assert values(read("a,b,,\n1,2,,\n")) == {"a": ["1"], "b": ["2"]}


def test_white_space_inside_names_is_made_plain_and_noted():
    table = read('"share\n of  poor",b\n')

    assert table.names == ("share of poor", "b")
    assert any("single spaces" in note.en for note in table.notes)


@pytest.mark.parametrize(("ch", "code"), [("\u200b", "U+200B"), ("\u202e", "U+202E"), ("\u00a0", "U+00A0")])
def test_invisible_characters_in_names_are_refused(ch, code):
    error = refused(f"a,va{ch}lue\n1,2\n")

    assert f"contains the invisible character {code}" in str(error)
    assert ch not in str(error)


def test_too_many_columns_are_refused():
    assert "more than 3 columns; expected at most 3" in str(refused("a,b,c,d\n", limits=Limits(columns=3)))


# --- all at once -------------------------------------------------------------------------------------------------


def test_problems_beyond_the_limit_are_counted():
    error = refused("a,b\n" + "1\n" * 30, limits=Limits(problems=10))

    assert len(error.problems) == 10
    assert "… and 20 more." in str(error)


def test_what_ends_the_reading_is_told_even_on_a_full_list():
    error = refused("a,b\n" + "1\n" * 30 + '"', limits=Limits(problems=10))

    assert len(error.problems) == 10
    assert error.problems[-1].code == "SV-IN-014"
    assert error.unlisted == 21


def test_a_file_of_nothing_but_problems_is_not_read_to_its_end():
    error = refused("a,b\n" + "1\n" * 300_000)

    assert "… and 100000 more." in str(error)


@pytest.mark.parametrize("value", [0, -1, True, 1.5])
def test_a_limit_is_a_whole_number_of_at_least_one(value):
    with pytest.raises(ValueError, match="a limit is a whole number of at least 1"):
        Limits(rows=value)


# --- always ------------------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from(",;\t"))
def test_whatever_the_csv_module_writes_is_read_back(rows, mark):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark).writerows([("first", "second"), *rows])
    plain = [tuple(unicodedata.normalize("NFC", cell.strip()) or None for cell in row) for row in rows]
    plain = [row for row in plain if any(row) and "\ufffd" not in "".join(map(str, row))]

    if any("\ufffd" in cell for row in rows for cell in row):
        refused(stream.getvalue())
    else:
        table = read(stream.getvalue())
        assert list(zip(*(column.values for column in table.columns), strict=True)) == plain


@given(st.binary(max_size=80), st.sampled_from([None, "cp1258", "utf-16", "latin-1"]))
def test_any_bytes_end_in_a_table_or_in_an_input_error(data, encoding):
    try:
        table = read(data, encoding=encoding)
    except InputError:
        return

    assert all(len(column.values) == table.rows for column in table.columns)


@given(st.text(st.sampled_from('ab,;\t\n\r" é\u0301'), max_size=40))
def test_any_text_keeps_its_columns_even(text):
    try:
        table = read(text)
    except InputError:
        return

    assert all(len(column.values) == table.rows for column in table.columns)
    assert all(value is None or value == value.strip() != "" for column in table.columns for value in column.values)
