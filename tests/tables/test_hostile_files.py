"""Files made to mislead or to exhaust: each ends in an error that names it, within 10 seconds and 512 MiB."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import struct
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError
from smartvillage.tables import sheets
from smartvillage.tables.limits import Limits
from smartvillage.tables.sheets import read_table, sniff
from smartvillage.tables.workbooks import read_workbook
from tests.evidence.makers import (
    CONTENT_TYPES,
    DECLARATION,
    GOOD_ROW,
    HEADER,
    MAIN,
    archive,
    parts,
    sheet,
    texts,
    workbook,
)

MIB = 1024 * 1024
WIDE = [("xã,b\n".encode("utf-16"), "text"), ("a,b\n".encode("utf-16-be"), "text")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture
def refused(tmp_path):
    """Save bytes under a name, read them, and return the error."""

    def attempt(name, data, **options):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_table(path, **options)
        assert all(problem.where.file == name for problem in caught.value.problems)
        assert all(problem.what.vi != problem.what.en for problem in caught.value.problems)
        return caught.value

    return attempt


# --- the file itself ---------------------------------------------------------------------------------------------


def test_a_missing_file_is_an_input_error(tmp_path):
    for path in [tmp_path / "no.csv", tmp_path / "no" / "no.csv", str(tmp_path / "no.xlsx")]:
        with pytest.raises(InputError, match=r"SV-IN-001 no\.\w+: there is no such file"):
            read_table(path)


def test_a_path_through_a_file_leads_nowhere(tmp_path):
    (tmp_path / "a.csv").write_text("a\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"SV-IN-001 b\.csv"):
        read_table(tmp_path / "a.csv" / "b.csv")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match=r"this is not a file|cannot be opened"):
        read_table(tmp_path)


def test_a_name_that_holds_nul_is_an_input_error():
    with pytest.raises(InputError, match="SV-IN-001"):
        read_table("a\0.csv")


def test_a_file_that_cannot_be_opened_is_an_input_error(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a\n", encoding="utf-8")

    def deny(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", deny)
    with pytest.raises(InputError, match=r"cannot be opened \(Permission denied\). Close it if it is open in Excel"):
        read_table(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(InputError, match="this is not a file"):
        read_table(tmp_path / "pipe.csv")


def test_a_large_file_is_refused_by_its_size(refused):
    error = refused("a.csv", b"a,b\n" * 1000, limits=Limits(file_bytes=1000))

    assert "SV-IN-003 a.csv: the file has 0.0 MiB; expected at most 0.0 MiB" in str(error)


def test_running_out_of_memory_is_an_input_error(refused, monkeypatch):
    def exhaust(*_, **__):
        raise MemoryError

    monkeypatch.setattr(sheets, "read_csv", exhaust)

    assert "this machine has too little memory" in str(refused("a.csv", b"a,b\n"))


# --- content and name --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", OLE, "its content is an old Office file (.xls, .doc); save it again as .xlsx"),
        ("a.xls", OLE, "its content is an old Office file"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "a web page (HTML)"),
        ("a.xls", b"\xef\xbb\xbf\n <!DOCTYPE html>", "a web page (HTML)"),
        ("a.xlsx", b'<?xml version="1.0"?><Workbook/>', "its content is XML"),
        ("a.xlsx", b"a,b\n1,2\n", 'the content is text but the file is called ".xlsx"'),
        ("a.csv", workbook(), 'the content is a workbook (.xlsx) or another ZIP archive but the file is called ".csv"'),
        ("a", b"a,b\n1,2\n", "the content is text but the name of the file has no ending"),
        ("a.csv", gzip.compress(b"a,b\n1,2\n", mtime=0), "compressed; unpack it first"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0), "compressed; unpack it first"),
        ("a.csv", b"\x28\xb5\x2f\xfd" + bytes(9), "compressed; unpack it first"),
        ("a.csv", b"PAR1" + bytes(9), "its content is Parquet"),
        ("a.csv", b"%PDF-1.7", "its content is PDF"),
        ("a.csv", b"\x80\x04\x95" + bytes(9), "Python data (pickle, npy), never read"),
        ("a.csv", b"\x93NUMPY", "Python data (pickle, npy), never read"),
        ("a.csv", b'{"a": 1}', "its content is JSON"),
        ("a.csv", b"[{}]", "its content is JSON"),
        ("a.csv", b"\x89PNG\r\n", "an image"),
        ("a.csv", b"a" + bytes(range(9, 32)) * 9, "binary data"),
        ("a.csv", b"", "there is no table"),
        ("a.xlsx", b"\xef\xbb\xbf  ", "there is no table"),
    ],
)
def test_what_is_no_table_is_told_by_its_content(refused, name, data, words):
    assert words in str(refused(name, data))


@pytest.mark.parametrize("name", ["a.CSV", "a.tsv", "a.tab", "a.txt"])
def test_text_is_read_under_each_of_its_names(tmp_path, name):
    (tmp_path / name).write_text("a\tb\n1\t2\n", encoding="utf-8")

    assert read_table(tmp_path / name).names == ("a", "b")


def test_a_workbook_is_read_from_a_path(tmp_path):
    (tmp_path / "a.XLSX").write_bytes(workbook())

    table = read_table(str(tmp_path / "a.XLSX"), sheet="Xã")

    assert (table.file, table.sheet, table["value"].values) == ("a.XLSX", "Xã", [97.5])
    assert "value" in table
    assert "measure" not in table
    with pytest.raises(KeyError):
        table["measure"]


def test_text_has_no_sheets_and_workbooks_no_encoding(refused):
    assert 'a text file has no sheets ("Xã" was asked for)' in str(refused("a.csv", b"a\n", sheet="Xã"))
    assert 'a workbook has no encoding ("utf-8" was given)' in str(refused("a.xlsx", workbook(), encoding="utf-8"))


def test_content_can_be_told_without_reading(tmp_path):
    path = tmp_path / "a.bin"
    for data, content in [(workbook(), "zip"), (b"PAR1", "parquet"), (b"a,b\n" * 9999, "text"), (b"", "empty"), *WIDE]:
        path.write_bytes(data)
        assert sniff(path) == content
    with pytest.raises(InputError, match="SV-IN-001"):
        sniff(tmp_path / "no.bin")


# --- archives ----------------------------------------------------------------------------------------------------


def repeated(name):
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr(name, sheet(HEADER))
    return out.getvalue()


def flagged(flag):
    """Set a flag of the first member, in its own header and in the directory."""
    data = bytearray(workbook())
    at = data.index(b"PK\x01\x02")
    for place in (6, at + 8):
        data[place : place + 2] = struct.pack("<H", flag)
    return bytes(data)


def lying(size=1000):
    """Let the directory say that a sheet is small."""
    data = bytearray(workbook(HEADER + "".join(texts(row, "1", "2") for row in range(2, 2000))))
    name = b"xl/worksheets/sheet1.xml"
    entry = data.rindex(name) - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", size)
    header = data.index(name) - 30
    data[header + 22 : header + 26] = struct.pack("<I", size)
    return bytes(data)


def damaged(part):
    """Break the compressed bytes of a part."""
    data = bytearray(workbook())
    at = data.index(part.encode()) + len(part) + 4
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


ARCHIVES = [
    ("SV-IN-006", "two members called", lambda: repeated("xl/worksheets/sheet1.xml")),
    ("SV-IN-006", 'two members called "XL/styles.xml"', lambda: archive({**parts(), "XL/styles.xml": "<a/>"})),
    ("SV-IN-006", 'the name "../evil.xml", which leads outside', lambda: archive({**parts(), "../evil.xml": "<a/>"})),
    ("SV-IN-006", 'the name "/etc/x"', lambda: archive({**parts(), "/etc/x": "x"})),
    ("SV-IN-006", 'the name "C:/x"', lambda: archive({**parts(), "C:/x": "x"})),
    ("SV-IN-006", "protected by a password", lambda: flagged(1)),
    ("SV-IN-006", "compressed in a way workbooks do not use", lambda: archive(parts(), zipfile.ZIP_BZIP2)),
    ("SV-IN-006", "compressed in a way workbooks do not use", lambda: archive(parts(), zipfile.ZIP_LZMA)),
    ("SV-IN-006", "holds 2001 members", lambda: archive({**parts(), **{f"x/{at}": "" for at in range(1994)}})),
    ("SV-IN-006", "times its size; expected at most 100", lambda: archive({**parts(), "x": bytes(MIB)})),
    ("SV-IN-007", "holds macros", lambda: archive({**parts(), "xl/vbaProject.bin": b"x"})),
    ("SV-IN-007", "holds macros", lambda: archive({**parts(), "xl/macrosheets/sheet1.xml": "<a/>"})),
    (
        "SV-IN-007",
        "holds macros",
        lambda: workbook(content_types=CONTENT_TYPES.replace("sheet.main+xml", "sheet.macroEnabled.main+xml")),
    ),
    ("SV-IN-002", "a Word document", lambda: archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": ""})),
    ("SV-IN-002", "a PowerPoint", lambda: archive({"[Content_Types].xml": CONTENT_TYPES, "ppt/x.xml": ""})),
    ("SV-IN-002", "an OpenDocument file", lambda: archive({"mimetype": "application/vnd.oasis", "content.xml": ""})),
    ("SV-IN-002", "a binary workbook (.xlsb)", lambda: archive({**parts(), "xl/workbook.bin": "x"})),
    ("SV-IN-002", "a ZIP archive, not a workbook", lambda: archive({"a.csv": "a,b"})),
    ("SV-IN-005", "its archive cannot be opened", lambda: workbook()[:-30]),
    ("SV-IN-005", "its archive cannot be opened", lambda: b"PK\x03\x04" + bytes(100)),
    ("SV-IN-005", "the part xl/worksheets/sheet1.xml cannot be read", lying),
    ("SV-IN-005", "the part xl/worksheets/sheet1.xml cannot be read", lambda: lying(250_000)),
    ("SV-IN-005", "the part xl/workbook.xml cannot be read", lambda: damaged("xl/workbook.xml")),
    ("SV-IN-005", "the part xl/worksheets/sheet1.xml is missing", lambda: archive(parts(sheet1=None))),
    ("SV-IN-005", "the part _rels/.rels is missing", lambda: archive(parts(root=None))),
    ("SV-IN-005", "the part xl/_rels/workbook.xml.rels is missing", lambda: archive(parts(relations=None))),
    ("SV-IN-008", '/sheet1.xml" declares a document type', lambda: workbook(sheet1=f"{DTD}<worksheet/>")),
    ("SV-IN-008", 'the part "xl/workbook.xml" declares', lambda: workbook(workbook=f"{DECLARATION}{DTD}<workbook/>")),
    ("SV-IN-008", '"docProps/core.xml" declares', lambda: archive({**parts(), "docProps/core.xml": f"{DTD}<x/>"})),
    ("SV-IN-008", 'the part "customXml/item" declares', lambda: archive({**parts(), "customXml/item": f" {DTD}<x/>"})),
    (
        "SV-IN-008",
        'the part "xl/styles.xml" declares',
        lambda: workbook(styles=f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><styleSheet xmlns="{MAIN}"/>'),
    ),
    ("SV-IN-008", "declares", lambda: archive({**parts(), "x.xml": f"{DTD}<x/>".encode("utf-16")})),
    ("SV-IN-005", "xl/styles.xml is not proper XML", lambda: workbook(styles="<a><b></a>")),
    ("SV-IN-005", "xl/styles.xml is not proper XML", lambda: workbook(styles="<a>")),
    ("SV-IN-005", "styles.xml is not proper", lambda: workbook(styles='<?xml version="1.0" encoding="koi8-r"?><a/>')),
    ("SV-IN-005", "xl/styles.xml is not proper XML", lambda: workbook(styles="<a>&nothing;</a>")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words", "make"), ARCHIVES, ids=[f"{code}-{words[:40]}" for code, words, _ in ARCHIVES]
)
def test_an_archive_that_is_no_honest_workbook_is_refused(refused, code, words, make):
    error = refused("a.xlsx", make())

    assert code in {problem.code for problem in error.problems}
    assert words in str(error)


def test_a_workbook_of_pictures_and_other_parts_is_read():
    other = {
        "xl/media/image1.png": b"\x89PNG" + bytes(9),
        "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>",
        "empty": b"",
    }

    assert read_workbook(archive({**parts(), **other}), "a.xlsx").rows == 1


def test_the_unpacked_size_is_bounded(refused):
    error = refused("a.xlsx", workbook(), limits=Limits(unpacked_bytes=1000))

    assert "unpacks to 0.0 MiB; expected at most 0.0 MiB. If the file is meant to be this large" in str(error)


def test_styles_without_end_are_refused():
    """Millions of styles would fill the memory before anybody asks for one."""
    styles = "<xf/>" * 140_000

    with pytest.raises(InputError, match=r"xl/styles\.xml is not proper XML"):
        read_workbook(
            workbook(styles=f"<styleSheet><cellXfs>{styles}</cellXfs></styleSheet>"),
            "a.xlsx",
            limits=Limits(ratio=1000),
        )


# --- within 10 seconds and 512 MiB -------------------------------------------------------------------------------

CHILD = """
import json, resource, sys
from smartvillage.errors import InputError
from smartvillage.tables.sheets import read_table

used = resource.getrusage(resource.RUSAGE_SELF)
seconds = int(used.ru_utime + used.ru_stime) + 10
pages = [int(word) for word in open("/proc/self/statm").read().split()]
# libraries reserve addresses they never touch: what counts is memory in use, 512 MiB of it
address_space = (pages[0] - pages[1]) * resource.getpagesize() + 512 * 1024 * 1024
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
try:
    table = read_table(sys.argv[1])
    said = {"rows": table.rows, "columns": len(table.columns)}
except InputError as error:
    said = {"codes": [problem.code for problem in error.problems], "words": str(error)}
print(json.dumps(said))
"""


@pytest.fixture
def bounded(tmp_path):
    """Read a file in a process that may use 10 seconds and 512 MiB; whatever happens, it must end by itself."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the limits of a process are set the Linux way")

    def attempt(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        # counting branches costs more than reading
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "COVERAGE"))}
        command = [sys.executable, "-c", CHILD, str(path)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=plain)
        assert (run.returncode, run.stderr) == (0, "")
        return json.loads(run.stdout)

    return attempt


def padded(members, mib):
    """Pack parts beside random bytes, so that the ratio of the whole looks harmless."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("noise.bin", random.Random(1).randbytes(mib * MIB))
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_an_archive_of_600_mib_is_refused_from_its_directory(bounded):
    out = io.BytesIO(workbook())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("xl/media/zero.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(bytes(MIB))

    said = bounded("bomb.xlsx", out.getvalue())

    assert said["codes"] == ["SV-IN-006"]
    assert "the archive unpacks to 600.0 MiB; expected at most 200.0 MiB" in said["words"]


def test_a_cell_in_the_far_corner_ends_in_an_error_not_in_an_abort(bounded):
    rows = HEADER + GOOD_ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    assert bounded("far.xlsx", workbook(rows))["codes"] == ["SV-IN-011"]


def test_a_flood_of_empty_cells_is_stopped(bounded):
    rows = HEADER + '<row r="2">' + "<c/>" * (40 * MIB) + "</row>"

    said = bounded("flood.xlsx", padded(parts(rows), 3))

    assert said["codes"] == ["SV-IN-006"]
    assert "too many XML elements" in said["words"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("<a>" * (40 * MIB), "is not proper XML"),
        ('<row r="' + "1" * (120 * MIB), "is not proper XML"),
        ("<!--" + "-x" * (60 * MIB), "is not proper XML"),
        ("<row><c t='inlineStr'><is><t>" + "x" * (120 * MIB) + "</t></is></c></row>", "the cell that begins with"),
    ],
    ids=["depth", "attribute", "comment", "text"],
)
def test_xml_without_end_does_not_fill_the_memory(bounded, rows, words):
    assert words in bounded("endless.xlsx", padded(parts(rows), 2))["words"]


def test_a_directory_of_countless_members_is_not_built(bounded):
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 400_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count % 65536, count % 65536, count * len(entry), 4, 0)

    said = bounded("members.xlsx", b"PK\x03\x04" + entry * count + end)

    assert "holds 400000 members; expected at most 2000" in said["words"]


def test_a_compressed_text_table_is_refused_unread(bounded):
    assert bounded("a.csv", gzip.compress(b"1,2\n" * (5 * MIB), 1))["codes"] == ["SV-IN-002"]


@pytest.mark.parametrize(
    ("make", "rows"),
    [
        (lambda: b"a\n" + b"\n" * (19 * MIB), 0),
        (lambda: b"a,b\n" + b"," * (19 * MIB), 0),
        (lambda: b'a,b\n1,"' + b"2,3\n" * (4 * MIB), None),
        (
            lambda: b"a\n" + "".join(f"{chr(0x1EA0 + at % 90)}{at % 9999}\n" for at in range(2_500_000)).encode(),
            2_500_000,
        ),
        (lambda: b"a,b\n" + b"\x01,\x02\n" * (3 * MIB), None),
    ],
    ids=["blank", "ragged", "quote", "distinct", "control"],
)
def test_a_text_table_of_the_largest_size_stays_within_bounds(bounded, make, rows):
    said = bounded("a.csv", make()[: 20 * MIB])

    assert said.get("rows") == rows


def test_a_sheet_of_the_largest_size_stays_within_bounds(bounded):
    """A hundred thousand rows of ten columns: half of them figures, half of them texts that all differ."""
    figures = "".join(f"<c><v>{{0}}.{at}</v></c>" for at in range(5))
    notes = "".join(f"<c t='inlineStr'><is><t>ấp {{0}}-{at}</t></is></c>" for at in range(5))
    rows = texts(1, *"abcdefghij") + "".join(
        f"<row>{figures}{notes}</row>".format(number) for number in range(2, 100_001)
    )

    said = bounded("large.xlsx", workbook(rows))

    assert (said["rows"], said["columns"]) == (99_999, 10)


# --- always ------------------------------------------------------------------------------------------------------

SAMPLE = workbook()
PLAIN = archive(parts(), zipfile.ZIP_STORED)


@given(
    st.sampled_from([SAMPLE, PLAIN]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_whatever_byte_is_wrong_a_workbook_ends_in_a_table_or_an_input_error(sample, changes):
    data = bytearray(sample)
    for at, byte in changes:
        data[at % len(data)] = byte
    try:
        table = read_workbook(bytes(data), "a.xlsx")
    except InputError:
        return

    assert all(len(column.values) == table.rows for column in table.columns)


FRAGMENTS = st.sampled_from(
    ['<row r="2">', "<row>", "</row>", '<c r="A2">', "<c>", '<c t="s">', '<c t="inlineStr">', '<c s="2" t="n">', "</c>",
     "<v>", "</v>", "<f>", "</f>", "<is>", "</is>", "<t>", "</t>", "1", "97.5", "x", "&#0;", "&lt;", "<!-- -->", "<v/>"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=14))
def test_whatever_stands_in_a_sheet_it_ends_in_a_table_or_an_input_error(fragments):
    try:
        table = read_workbook(workbook(HEADER + "".join(fragments)), "a.xlsx")
    except InputError:
        return

    assert all(len(column.values) == table.rows for column in table.columns)
