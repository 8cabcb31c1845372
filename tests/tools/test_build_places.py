"""The script that builds the register of places, on a small invented source."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import sys
from pathlib import Path

import pytest

from smartvillage.places import Places

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "build_places.py"

FORMER = [
    # province, its code, district, its code, commune, its code
    ("Tỉnh Long An", "80", "Thành phố Tân An", "794", "Phường 4", "27691"),
    ("Tỉnh Long An", "80", "Thành phố Tân An", "794", "Phường 1", "27694"),
    ("Tỉnh Tây Ninh", "72", "Thành phố Tây Ninh", "703", "Phường 4", "25462"),
    ("Tỉnh Tây Ninh", "72", "Thành phố Tây Ninh", "703", "Phường 1", "25459"),
    ("Thành phố Hà Nội", "01", "Huyện Đảo", "019", None, None),
]
PRESENT = [
    ("Tỉnh Tây Ninh", "80", "Phường Long An", "27694", "Phường"),
    ("Tỉnh Tây Ninh", "80", "Phường Tân Ninh", "25459", "Phường"),
    ("Thành phố Hà Nội", "01", "Đặc khu Đảo", "00019", "Đặc khu"),
]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("build_places", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_places"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["build_places"]


@pytest.fixture
def source(script, tmp_path, monkeypatch):
    """The two crossed wards as the package has them, and an island district without communes."""
    for name in ("EARLIER", "EARLIER_EVENTS"):
        monkeypatch.setattr(script, name, [])

    def key(name):
        return script.skeleton(name).replace(" ", "") if name else None

    data = tmp_path / "site" / "vietnamadminunits" / "data"
    info = tmp_path / "site" / "vietnamadminunits-9.9.dist-info"
    data.mkdir(parents=True)
    (info / "licenses").mkdir(parents=True)
    (info / "licenses" / "LICENSE").write_text("MIT License\n", encoding="utf-8")
    (info / "METADATA").write_text("Name: vietnamadminunits\nVersion: 9.9\n", encoding="utf-8")
    connection = sqlite3.connect(data / "dataset.db")
    connection.execute(
        "create table admin_units_legacy (province, provinceCode, district, districtCode, ward, wardCode, "
        "provinceKey, districtKey, wardKey)"
    )
    connection.execute(
        "create table admin_units (province, provinceCode, ward, wardCode, wardType, provinceKey, wardKey)"
    )
    connection.executemany(
        "insert into admin_units_legacy values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, key(row[0]), key(row[2]), key(row[4])) for row in FORMER],
    )
    connection.executemany(
        "insert into admin_units values (?, ?, ?, ?, ?, ?, ?)", [(*row, key(row[0]), key(row[2])) for row in PRESENT]
    )
    connection.commit()
    connection.close()
    table = {
        "DICT_PROVINCE": {"tayninh": ["longan", "tayninh"], "hanoi": ["hanoi"]},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {
            "tayninh": {"longan": ["longan_tanan_1"], "tanninh": ["tayninh_tayninh_1"]},
            "hanoi": {"dao": ["hanoi_dao_"]},
        },
        "DICT_PROVINCE_WARD_DIVIDED": {
            "tayninh": {
                "longan_tanan_4": [{"newWardKey": "longan"}, {"newWardKey": "tanninh"}],
                "tayninh_tayninh_4": [{"newWardKey": "longan"}, {"newWardKey": "tanninh"}],
            }
        },
    }
    (data / "converter_2025.json").write_text(json.dumps(table), encoding="utf-8")
    return tmp_path / "site"


def run(script, source, out, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["build_places.py", "--source", str(source), "--out", str(out)])
    script.main()
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_crossed_namesakes_are_uncrossed_and_listed(script, source, tmp_path, monkeypatch, capsys):
    run(script, source, tmp_path / "out", monkeypatch)
    places = Places.read(tmp_path / "out")

    assert [(one.unit.name, one.relation) for one in places.successors("vn:27691@")] == [("Phường Long An", "whole")]
    assert [(one.unit.name, one.relation) for one in places.successors("vn:25462@")] == [("Phường Tân Ninh", "whole")]
    assert "2 links left out" in capsys.readouterr().out
    page = (tmp_path / "out" / "SOURCE.md").read_text(encoding="utf-8")
    assert "(vietnamadminunits 9.9, MIT)" in page.splitlines()[0]
    assert "| 25462 Phường 4, Thành phố Tây Ninh, Tỉnh Tây Ninh | 27694 Phường Long An |" in page


def test_what_went_on_unchanged_is_one_unit_and_what_changed_is_two(script, source, tmp_path, monkeypatch):
    run(script, source, tmp_path / "out", monkeypatch)
    places = Places.read(tmp_path / "out")

    assert [unit.key for unit in places.meanings("01")] == ["vn:01@"]
    assert [unit.key for unit in places.meanings("80")] == ["vn:80@", "vn:80@2025-07-01"]
    assert places.successors("vn:019@")[0].unit.kind == "special-zone"


def test_the_same_source_gives_the_same_bytes(script, source, tmp_path, monkeypatch):
    assert run(script, source, tmp_path / "one", monkeypatch) == run(
        script, source / "vietnamadminunits" / "data" / "dataset.db", tmp_path / "two", monkeypatch
    )


def test_a_folder_without_the_package_is_refused(script, tmp_path):
    with pytest.raises(SystemExit, match=r"no dataset\.db below"):
        script.read_source(tmp_path)


def test_data_whose_version_and_licence_are_not_known_are_refused(script, source):
    (source / "vietnamadminunits-9.9.dist-info" / "METADATA").write_text("Name: x\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="its version and licence are not known"):
        script.read_source(source)


def test_the_licence_goes_where_the_data_go(script, source, tmp_path, monkeypatch):
    assert run(script, source, tmp_path / "out", monkeypatch)["LICENSE"] == b"MIT License\n"
