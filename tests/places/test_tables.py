"""Registers read from csv: whole, or refused with everything that is wrong."""

from __future__ import annotations

import pytest

from smartvillage.errors import InputError
from smartvillage.places import Places
from smartvillage.places import tables as reading

UNITS = """\
code,name,kind,type,parent,start,end
80,Tỉnh Nam Sơn,province,tỉnh,,,2025-07-01
80,Tỉnh Nam Sơn,province,tỉnh,,2025-07-01,
801,Huyện Châu Lệ,district,huyện,80,,2025-07-01
00123,Xã Mỹ Lệ,commune,xã,801,,2025-07-01
00123,Xã Mỹ Lệ,commune,xã,vn:80@2025-07-01,2025-07-01,
"""
TABLES = {
    "units": UNITS,
    "events": "old,new,on,relation\n80,80,2025-07-01,whole\n00123,00123,2025-07-01,whole\n",
    "memberships": "unit,scheme,stratum,citation,verification,start,end,carried_from\n"
    "vn:80@,vn.318.region,mekong-delta,318/QĐ-TTg,unverified,2021-01-01,2026-01-01,\n"
    "80,vn.318.region,mekong-delta,318/QĐ-TTg,unverified,2025-07-01,2026-01-01,vn:80@\n",
    "authorities": "id,vi,unit,end,successor\n"
    "nam-son.chau-le,Huyện Châu Lệ,801,2025-07-01,nam-son.all\n"
    "nam-son.all,Tỉnh,vn:80@2025-07-01,,\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def problems(path):
    with pytest.raises(InputError) as caught:
        Places.read(path)
    return [
        (problem.code, problem.where.file, problem.where.line, problem.what.en) for problem in caught.value.problems
    ]


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


def test_a_folder_of_tables_is_a_register(folder):
    places = Places.read(folder)

    assert len(places) == 5
    assert [one.name for one in places.ancestors("vn:00123@")] == ["Huyện Châu Lệ", "Tỉnh Nam Sơn"]
    assert places.successors("vn:00123@")[0].unit.key == "vn:00123@2025-07-01"
    assert places.strata("00123", "2025-12-31")["vn.318.region"][1].carried_from == ("vn:80@",)
    assert places.authority("nam-son.chau-le", on="2026-01-01").title.en == "Tỉnh"
    assert places.source == folder.name


def test_one_table_of_units_is_a_register_too(tmp_path):
    path = write(tmp_path / "units of mine.csv", "\ufeffcode,name,kind\r\n00123 , Xã Mỹ Lệ,commune\r\n\r\n,,\r\n")

    assert Places.read(path).unit("00123").name == "Xã Mỹ Lệ"
    assert Places.read(str(path)).source == "units of mine.csv"


def test_a_code_names_the_parent_of_the_same_days(folder):
    assert Places.read(folder).unit("801").parent == "vn:80@"


def test_the_country_of_a_row_is_its_own(tmp_path):
    path = write(tmp_path / "u.csv", "code,name,kind,country,parent\n1,A,province,la,\n2,B,district,la,1\n")

    assert Places.read(path).unit("2").parent == "la:1@"


@pytest.mark.parametrize(
    ("row", "code", "en"),
    [
        ("1,A,commune,,99,,", "SV-PL-045", 'no unit has the code "99" in this span'),
        ("1,A,commune,,80,,", "SV-PL-045", 'no unit has the code "80" in this span'),
        ("1,A,commune,,vn:99@,,", "SV-PL-022", 'the parent "vn:99@" of A (vn:1@) is not in the table'),
        ("1,A,commune,,,01/07/2025,", "SV-PL-006", '"01/07/2025" is not a day'),
        ("1 2,A,commune,,,,", "SV-PL-011", 'the code "1 2" cannot be used'),
        ("1,A,commune,,,", "SV-PL-043", "the row has 6 cells"),
        ('1,"A\nB",commune,,,,', "SV-PL-043", "a cell holds a line break"),
        ('1,"A"B,commune,,,,', "SV-PL-044", "this is not csv"),
        ('1,"A,commune,,,,', "SV-PL-044", "this is not csv"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path, row, code, en):
    (found,) = problems(write(tmp_path / "u.csv", f"{UNITS}{row}\n"))

    assert found[:2] == (code, "u.csv")
    assert found[2] in {7, 8}
    assert en in found[3]


def test_a_code_with_two_meanings_in_the_span_is_refused(folder):
    write(
        folder / "memberships.csv",
        TABLES["memberships"].replace(
            "80,vn.318.region,mekong-delta,318/QĐ-TTg,unverified,2025-07-01",
            "80,vn.318.region,mekong-delta,318/QĐ-TTg,unverified,",
        ),
    )

    assert problems(folder) == [
        (
            "SV-PL-045",
            "memberships.csv",
            3,
            'the code "80" has several meanings in this span: vn:80@, vn:80@2025-07-01',
        )
    ]


def test_all_problems_of_all_tables_are_told_at_once(folder):
    write(folder / "units.csv", UNITS + "?,A,commune,,,,\n1,A,commune,,,x,\n")
    write(
        folder / "events.csv", "old,new,on,relation\n80,80,2025-07-01,half\n80,80,soon,whole\n80,77,2025-07-01,whole\n"
    )
    write(folder / "authorities.csv", "id,vi,unit\nX,Y,801\n")

    assert [(code, file, line) for code, file, line, _ in problems(folder)] == [
        ("SV-PL-011", "units.csv", 7),
        ("SV-PL-006", "units.csv", 8),
        ("SV-PL-012", "events.csv", 2),
        ("SV-PL-006", "events.csv", 3),
        ("SV-PL-045", "events.csv", 4),
        ("SV-PL-014", "authorities.csv", 2),
    ]


def test_what_does_not_fit_together_is_told_with_its_line(folder):
    write(folder / "events.csv", "old,new,on,relation\n\nvn:80@,vn:80@2025-07-01,2025-08-01,whole\n")

    assert problems(folder)[0][:3] == ("SV-PL-026", "events.csv", 3)


@pytest.mark.parametrize(
    ("header", "en"),
    [
        ("code;name;kind", "columns must be separated by commas"),
        ("code\tname\tkind", "columns must be separated by commas"),
        ("", 'the column "code" is missing'),
        ("code,name", 'the column "kind" is missing'),
        ("code,name,kind,name", 'the column "name" is there twice'),
        ("code,name,kind,parrent", 'no column is called "parrent", did you mean parent?'),
        ("code,name,kind,xyz", 'no column is called "xyz"'),
        ("code,name,kind,", 'no column is called ""'),
    ],
)
def test_a_bad_heading_is_refused(tmp_path, header, en):
    found = problems(write(tmp_path / "u.csv", f"{header}\n1,A,commune\n"))

    assert found[0] == ("SV-PL-042", "u.csv", 1, en)


@pytest.mark.parametrize(
    ("raw", "en"),
    [
        ("code,name,kind\n1,Xã Mỹ Lệ,commune\n".encode("utf-16"), "the file is not UTF-8 (byte 1)"),
        ("code,name,kind\n1,X\u00e3,commune\n".encode("latin-1"), "the file is not UTF-8 (byte 19)"),
        (b"code,name,kind\n1,\0,commune\n", "the file holds NUL characters"),
    ],
)
def test_a_file_that_is_not_utf_8_text_is_refused(tmp_path, raw, en):
    assert problems(write(tmp_path / "u.csv", raw)) == [("SV-PL-041", "u.csv", None, en)]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert problems(tmp_path / "none.csv")[0][:2] == ("SV-PL-041", "none.csv")
    assert problems(tmp_path)[0][:2] == ("SV-PL-041", "units.csv")


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 10)

    assert problems(write(tmp_path / "u.csv", UNITS)) == [
        ("SV-PL-041", "u.csv", None, "the file is larger than 10 bytes")
    ]


def test_a_very_long_cell_ends_in_a_problem(tmp_path):
    (found,) = problems(write(tmp_path / "u.csv", f"code,name,kind\n1,{'x' * 200_000},commune\n"))

    assert found[0] == "SV-PL-044"
    assert len(found[3]) < 200
