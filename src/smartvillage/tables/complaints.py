"""What can be wrong with a file of tables, in words: every ``SV-IN`` problem of the readers, in Vietnamese and English.

The readers say *which* problem and *where*; the sentences live here together, so that they can be read, corrected and
translated in one sitting.
"""

# A function's sentence is its description, hence no docstrings.
# ruff: noqa: D103

from __future__ import annotations

from typing import TYPE_CHECKING

from smartvillage.errors import Problem, Where, Words, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE_FILES = Words(vi="tệp .xlsx, .csv, .tsv hoặc .txt (UTF-8)", en="an .xlsx, .csv, .tsv or .txt file (UTF-8)")


def _problem(
    number: int,
    where: Where,
    what: tuple[str, str],
    expected: tuple[str, str] | None = None,
    advice: tuple[str, str] | None = None,
    *,
    found: str | None = None,
) -> Problem:
    return Problem(
        code=f"SV-IN-{number:03d}",
        what=Words(*what),
        where=where,
        expected=Words(*expected) if expected else None,
        advice=Words(*advice) if advice else None,
        found=found,
    )


def _size(count: int) -> str:
    """Print a number of bytes for people."""
    return f"{count / 1024 / 1024:.1f} MiB"


def _more(what: str) -> tuple[str, str]:
    return (
        f"Nếu tệp đúng là lớn như vậy, hãy tăng giới hạn {what}.",
        f"If the file is meant to be this large, raise the limit {what}.",
    )


# --- the file ----------------------------------------------------------------------------------------------------


def missing(where: Where) -> Problem:
    return _problem(1, where, ("không có tệp này", "there is no such file"))


def not_a_file(where: Where) -> Problem:
    return _problem(1, where, ("đây không phải là một tệp", "this is not a file"), TABLE_FILES)


def unreadable(where: Where, reason: str) -> Problem:
    return _problem(
        1,
        where,
        (f"không mở được tệp ({reason})", f"the file cannot be opened ({reason})"),
        advice=(
            "Hãy đóng tệp nếu đang mở trong Excel, và kiểm tra quyền đọc.",
            "Close it if it is open in Excel, and check that you may read it.",
        ),
    )


def wrong_content(where: Where, suffix: str, content: Words) -> Problem:
    called = (
        (f"đuôi tệp là {quoted(suffix)} nhưng ", f"the file is called {quoted(suffix)} but ") if suffix else ("", "")
    )
    return _problem(
        2,
        where,
        (f"{called[0]}nội dung là {content.vi}", f"{called[1]}its content is {content.en}"),
        TABLE_FILES,
        found=suffix or None,
    )


def wrong_suffix(where: Where, suffix: str, content: Words) -> Problem:
    called = (
        (f"đuôi tệp là {quoted(suffix)}", f"the file is called {quoted(suffix)}")
        if suffix
        else ("tên tệp không có đuôi", "the name of the file has no ending")
    )
    return _problem(
        2,
        where,
        (f"nội dung là {content.vi} nhưng {called[0]}", f"the content is {content.en} but {called[1]}"),
        TABLE_FILES,
        ("Hãy đổi lại đuôi tệp cho đúng nội dung.", "Rename the file after its content."),
        found=suffix,
    )


def too_large(where: Where, count: int, limit: int) -> Problem:
    return _problem(
        3,
        where,
        (f"tệp lớn {_size(count)}", f"the file has {_size(count)}"),
        (f"nhiều nhất {_size(limit)}", f"at most {_size(limit)}"),
        _more("file_bytes"),
    )


def out_of_memory(where: Where) -> Problem:
    return _problem(
        3,
        where,
        ("máy không đủ bộ nhớ để đọc tệp này", "this machine has too little memory to read the file"),
        advice=("Hãy chia tệp thành nhiều phần.", "Split the file."),
    )


def no_table(where: Where) -> Problem:
    return _problem(
        4,
        where,
        ("không có bảng nào", "there is no table"),
        ("một dòng tiêu đề cột, dưới đó là số liệu", "a row of column names with data below it"),
    )


# --- the archive of a workbook -----------------------------------------------------------------------------------


def damaged(where: Where, reason: Words) -> Problem:
    return _problem(
        5,
        where,
        (f"tệp Excel bị hỏng: {reason.vi}", f"the workbook is damaged: {reason.en}"),
        advice=("Hãy mở bằng Excel và lưu lại thành .xlsx.", "Open it in Excel and save it again as .xlsx."),
    )


def too_many_members(where: Where, count: int, limit: int) -> Problem:
    return _problem(
        6,
        where,
        (f"tệp nén chứa {count} tệp con", f"the archive holds {count} members"),
        (f"nhiều nhất {limit}", f"at most {limit}"),
        _more("members"),
    )


def unpacks_too_large(where: Where, count: int, limit: int) -> Problem:
    return _problem(
        6,
        where,
        (f"tệp giải nén ra {_size(count)}", f"the archive unpacks to {_size(count)}"),
        (f"nhiều nhất {_size(limit)}", f"at most {_size(limit)}"),
        _more("unpacked_bytes"),
    )


def ratio_too_high(where: Where, ratio: int, limit: int) -> Problem:
    return _problem(
        6,
        where,
        (f"tệp giải nén ra gấp {ratio} lần", f"the archive unpacks to {ratio} times its size"),
        (f"nhiều nhất {limit} lần", f"at most {limit} times"),
        _more("ratio"),
    )


def encrypted(where: Where) -> Problem:
    return _problem(
        6,
        where,
        ("tệp được đặt mật khẩu", "the workbook is protected by a password"),
        advice=("Hãy bỏ mật khẩu rồi lưu lại.", "Remove the password and save it again."),
    )


def unsafe_name(where: Where, name: str) -> Problem:
    return _problem(
        6,
        where,
        (
            f"tệp nén chứa tên {quoted(name)} trỏ ra ngoài hoặc không hợp lệ",
            f"the archive holds the name {quoted(name)}, which leads outside or is not valid",
        ),
        found=name,
    )


def repeated_member(where: Where, name: str) -> Problem:
    return _problem(
        6,
        where,
        (f"tệp nén chứa hai tệp con cùng tên {quoted(name)}", f"the archive holds two members called {quoted(name)}"),
        found=name,
    )


def unknown_compression(where: Where, name: str) -> Problem:
    return _problem(
        6,
        where,
        (
            f"tệp con {quoted(name)} được nén bằng cách không dùng trong tệp Excel",
            f"the member {quoted(name)} is compressed in a way workbooks do not use",
        ),
        found=name,
    )


def macros(where: Where) -> Problem:
    return _problem(
        7,
        where,
        ("tệp Excel chứa macro", "the workbook holds macros"),
        advice=("Hãy lưu lại thành .xlsx không có macro.", "Save it again as .xlsx, without macros."),
    )


def document_type(where: Where, name: str) -> Problem:
    return _problem(
        8,
        where,
        (
            f"phần {quoted(name)} khai báo DTD hoặc thực thể XML",
            f"the part {quoted(name)} declares a document type (DTD)",
        ),
        ("tệp Excel không có DTD", "a workbook without one"),
        ("Hãy mở bằng Excel và lưu lại thành .xlsx.", "Open it in Excel and save it again as .xlsx."),
    )


def too_much_markup(where: Where, name: str) -> Problem:
    return _problem(
        6,
        where,
        (f"phần {quoted(name)} có quá nhiều phần tử XML", f"the part {quoted(name)} has too many XML elements"),
        advice=(
            "Hãy xóa các ô trống có định dạng, hoặc tăng giới hạn cells.",
            "Clear formatted empty cells, or raise the limit cells.",
        ),
    )


def too_much_text(where: Where, limit: int) -> Problem:
    return _problem(
        6,
        where,
        (
            f"các ô chữ có tổng cộng hơn {limit:,} ký tự".replace(",", "."),
            f"the texts have more than {limit:,} characters together",
        ),
        advice=_more("text_chars"),
    )


# --- the sheets of a workbook ------------------------------------------------------------------------------------


def date_1904(where: Where) -> Problem:
    return _problem(
        9,
        where,
        ("tệp Excel đếm ngày từ năm 1904", "the workbook counts its days from 1904"),
        ("hệ ngày 1900", "the 1900 date system"),
        (
            "Trong Excel: File > Options > Advanced, bỏ chọn “Use 1904 date system”, rồi kiểm tra lại các ngày.",
            "In Excel: File > Options > Advanced, clear “Use 1904 date system”, then check the dates.",
        ),
    )


def _names(names: Iterable[str]) -> str:
    listed = [quoted(name) for name in names]
    return ", ".join(listed[:20]) + (", …" if len(listed) > 20 else "")


def unknown_sheet(where: Where, name: str, names: Iterable[str]) -> Problem:
    return _problem(
        10,
        where,
        (f"không có trang tính {quoted(name)}", f"there is no sheet {quoted(name)}"),
        (f"một trong: {_names(names)}", f"one of: {_names(names)}"),
        found=name,
    )


def which_sheet(where: Where, names: Iterable[str]) -> Problem:
    listed = _names(names)
    return _problem(
        10,
        where,
        (f"có nhiều trang tính có số liệu: {listed}", f"several sheets hold data: {listed}"),
        ("tên trang tính cần đọc", "the name of the sheet to read"),
        (
            'Hãy nêu tên (sheet="..."), hoặc ẩn các trang tính khác.',
            'Name it (sheet="..."), or hide the other sheets.',
        ),
    )


def sheet_of_text(where: Where, name: str) -> Problem:
    return _problem(
        10,
        where,
        (
            f"tệp chữ không có trang tính (đã nêu {quoted(name)})",
            f"a text file has no sheets ({quoted(name)} was asked for)",
        ),
        found=name,
    )


def encoding_of_workbook(where: Where, name: str) -> Problem:
    return _problem(
        19,
        where,
        (
            f"tệp Excel không cần bảng mã (đã nêu {quoted(name)})",
            f"a workbook has no encoding ({quoted(name)} was given)",
        ),
        found=name,
    )


def too_many_rows(where: Where, count: int, limit: int) -> Problem:
    return _problem(
        11,
        where,
        (f"số liệu kéo dài {count} dòng dưới tiêu đề", f"the data reach {count} rows below the column names"),
        (f"nhiều nhất {limit} dòng", f"at most {limit} rows"),
        (
            "Hãy xóa ô thừa ở cuối trang tính, hoặc tăng giới hạn rows.",
            "Delete stray cells at the end of the sheet, or raise the limit rows.",
        ),
    )


def too_many_columns(where: Where, limit: int) -> Problem:
    return _problem(
        11,
        where,
        (f"bảng có hơn {limit} cột", f"the table has more than {limit} columns"),
        (f"nhiều nhất {limit}", f"at most {limit}"),
        _more("columns"),
    )


def too_many_cells(where: Where, limit: int) -> Problem:
    return _problem(
        11,
        where,
        (f"bảng có hơn {limit:,} ô".replace(",", "."), f"the table has more than {limit:,} cells"),
        advice=_more("cells"),
    )


# --- text files --------------------------------------------------------------------------------------------------


def not_utf8(where: Where, guess: str, codec: str) -> Problem:
    return _problem(
        19,
        where,
        (f"không phải UTF-8; có lẽ được lưu bằng {guess}?", f"this is not UTF-8; saved as {guess}?"),
        advice=(
            f'Hãy lưu lại thành “CSV UTF-8”, hoặc nêu bảng mã, ví dụ encoding="{codec}".',
            f'Save it again as “CSV UTF-8”, or name the encoding, like encoding="{codec}".',
        ),
    )


def unknown_encoding(where: Where, name: str) -> Problem:
    return _problem(
        19,
        where,
        (f"không biết bảng mã {quoted(name)}", f"{quoted(name)} is not an encoding"),
        ("tên bảng mã như utf-8, cp1258, utf-16", "a name like utf-8, cp1258 or utf-16"),
        found=name,
    )


def not_in_encoding(where: Where, name: str) -> Problem:
    return _problem(
        19,
        where,
        (f"nội dung không đọc được bằng bảng mã {name}", f"the content cannot be read as {name}"),
        found=name,
    )


def not_vietnamese(where: Where, name: str, sample: str) -> Problem:
    return _problem(
        19,
        where,
        (
            f"đọc bằng bảng mã {name} thì ra chữ không phải tiếng Việt, như {quoted(sample)}",
            f"read as {name} it holds letters that are not Vietnamese, like {quoted(sample)}",
        ),
        advice=(
            "Có lẽ tệp dùng bảng mã khác (TCVN3, VNI, UTF-8...).",
            "The file may be in another encoding (TCVN3, VNI, UTF-8...).",
        ),
        found=sample,
    )


def unclear_delimiter(where: Where, marks: Iterable[str]) -> Problem:
    found = " ".join(marks)
    return _problem(
        13,
        where,
        (
            f"không rõ dấu phân cách cột: dòng tiêu đề có {found}",
            f"what separates the columns is unclear: the line of column names holds {found}",
        ),
        ("một loại dấu: , hoặc ; hoặc tab", "one kind: , or ; or a tab"),
        (
            "Hãy đặt tên cột có dấu đó trong ngoặc kép.",
            "Put column names that contain such a sign in double quotes.",
        ),
        found=found,
    )


def bad_quotes(where: Where, last: int) -> Problem:
    to = (f" (đến dòng {last})", f" (up to line {last})") if where.line and last > where.line else ("", "")
    return _problem(
        14,
        where,
        (
            f"có dấu ngoặc kép không đóng đúng chỗ{to[0]}",
            f"a double quote is not closed where a cell ends{to[1]}",
        ),
        (
            '"..." quanh cả ô, dấu " bên trong viết hai lần',
            '"..." around the whole cell, with a " inside written twice',
        ),
    )


def field_too_long(where: Where, last: int) -> Problem:
    to = (f" (đến dòng {last})", f" (up to line {last})") if where.line and last > where.line else ("", "")
    return _problem(
        14,
        where,
        (
            f"có ô quá dài, hoặc dấu ngoặc kép không đóng{to[0]}",
            f"a cell is far too long, or a double quote is not closed{to[1]}",
        ),
    )


def ragged(where: Where, found: int, expected: int) -> Problem:
    return _problem(
        15,
        where,
        (f"dòng này có {found} ô", f"this row has {found} cell{'' if found == 1 else 's'}"),
        (f"{expected} ô như dòng tiêu đề", f"{expected}, as many as there are column names"),
        (
            "Ô có chứa dấu phân cách phải đặt trong ngoặc kép.",
            "A cell that contains the separator belongs in double quotes.",
        ),
    )


# --- column names ------------------------------------------------------------------------------------------------


def unnamed_column(where: Where, found: object) -> Problem:
    return _problem(
        16,
        where,
        (
            f"cột có số liệu ({quoted(found)}) nhưng không có tên",
            f"the column has data ({quoted(found)}) but no name",
        ),
        advice=(
            "Hãy đặt tên cho cột, tách các ô gộp, hoặc xóa ghi chú bên cạnh bảng.",
            "Name the column, split merged cells, or remove notes beside the table.",
        ),
        found=str(found),
    )


def gap_in_header(where: Where) -> Problem:
    return _problem(
        16,
        where,
        ("tên cột để trống giữa các cột", "a column name is empty between other columns"),
        advice=(
            "Hãy đặt tên hoặc xóa cột trống, tách các ô gộp.",
            "Name or delete the empty column, split merged cells.",
        ),
    )


def repeated_name(where: Where, name: str, first: str) -> Problem:
    return _problem(
        17,
        where,
        (
            f"tên cột {quoted(name)} đã dùng ở cột {first}",
            f"the column name {quoted(name)} was already used for column {first}",
        ),
        ("mỗi cột một tên riêng", "a different name for each column"),
        found=name,
    )


def bad_name(where: Where, name: str, ch: str) -> Problem:
    return _problem(
        18,
        where,
        (
            f"tên cột {quoted(name)} chứa ký tự không nhìn thấy U+{ord(ch):04X}",
            f"the column name {quoted(name)} contains the invisible character U+{ord(ch):04X}",
        ),
        ("tên chỉ gồm chữ, số, dấu và khoảng trắng thường", "letters, digits, signs and plain spaces"),
        ("Hãy gõ lại tên cột.", "Type the name again."),
        found=name,
    )


def name_not_text(where: Where, found: object) -> Problem:
    return _problem(
        18,
        where,
        (f"tên cột {quoted(found)} không phải là chữ", f"the column name {quoted(found)} is not text"),
        ("chữ hoặc số nguyên", "text or a whole number"),
        (
            "Hãy định dạng ô là Text rồi gõ lại: 8.10 lưu dạng số sẽ thành 8.1.",
            "Format the cell as Text and type it again: as a number, 8.10 becomes 8.1.",
        ),
        found=str(found),
    )


# --- cells -------------------------------------------------------------------------------------------------------


def error_cell(where: Where, found: str) -> Problem:
    return _problem(
        12,
        where,
        (f"{quoted(found)} là lỗi của bảng tính", f"{quoted(found)} is a spreadsheet error"),
        ("một số hoặc ô trống", "a number or an empty cell"),
        found=found,
    )


def formula_without_value(where: Where, found: str) -> Problem:
    shown = f" {quoted('=' + found)}" if found else ""
    return _problem(
        20,
        where,
        (f"công thức{shown} chưa có kết quả lưu kèm", f"the formula{shown} has no stored result"),
        ("một giá trị", "a value"),
        (
            "Hãy mở bằng Excel, tính lại (F9) và lưu, hoặc dán giá trị thay công thức.",
            "Open the file in Excel, recalculate (F9) and save, or paste the value in its place.",
        ),
        found=found or None,
    )


def bad_number(where: Where, found: str) -> Problem:
    return _problem(
        21,
        where,
        (f"ô số chứa {quoted(found)}", f"a number cell holds {quoted(found)}"),
        ("một số", "a number"),
        found=found,
    )


def bad_date(where: Where, found: str) -> Problem:
    return _problem(
        22,
        where,
        (
            f"{quoted(found)} được định dạng là ngày nhưng không phải ngày đọc được",
            f"{quoted(found)} is shown as a date but is none that can be read",
        ),
        ("một ngày từ 1900-03-01", "a day from 1900-03-01 on"),
        ("Hãy gõ lại ngày, hoặc đổi định dạng ô.", "Type the date again, or change the cell's format."),
        found=found,
    )


def bad_text(where: Where, text: str, ch: str | None, limit: int) -> Problem:
    if ch is None:
        return _problem(
            24,
            where,
            (f"ô bắt đầu bằng {quoted(text, 30)} quá dài", f"the cell that begins with {quoted(text, 30)} is too long"),
            (f"nhiều nhất {limit} ký tự", f"at most {limit} characters"),
            found=text,
        )
    return _problem(
        23,
        where,
        (
            f"{quoted(text)} chứa ký tự U+{ord(ch):04X} (ký tự điều khiển hoặc chữ bị hỏng)",
            f"{quoted(text)} contains U+{ord(ch):04X}, a control character or the mark of damaged text",
        ),
        ("chữ đọc được", "readable text"),
        ("Hãy gõ lại ô này.", "Type the cell again."),
        found=text,
    )
