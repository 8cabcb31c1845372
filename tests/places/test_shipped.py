"""The register that ships: counts known from the resolutions, and the project's own reference tables where they lie.

``../shared`` stands beside the project on some machines; it is compared in place and never copied.
"""

from __future__ import annotations

import csv
import threading
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from smartvillage.errors import UnknownIdentifierError
from smartvillage.places import Places, UnknownUnitError
from smartvillage.text import collation_key, loose_key, suspicious

ADMIN = Path(__file__).resolve().parents[3] / "shared" / "data" / "admin"
EVE, REFORM = "2025-06-30", "2025-07-01"
NO_TABLES = "the reference tables do not lie beside the project"


@pytest.fixture(scope="module")
def vn():
    return Places.load("vn")


def reference(name):
    path = ADMIN / name
    if not path.is_file():
        pytest.skip(NO_TABLES)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(ask):
    with pytest.raises(UnknownUnitError) as caught:
        ask()
    return caught.value


# --- what is in it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "within", "kind", "count"),
    [
        (EVE, None, "province", 63),
        (REFORM, None, "province", 34),
        (EVE, None, "district", 696),
        (REFORM, None, "district", 0),
        (EVE, "80", "district", 15),
        (EVE, "80", "commune", 160),
        (EVE, "80", "ward", 11),
        (EVE, "80", "township", 15),
        ("2024-11-30", "80", "commune", 161),
        ("2024-11-30", "80", "ward", 12),
        (REFORM, "80", "commune", 82),
        (REFORM, "80", "ward", 14),
        (REFORM, "80", "special-zone", 0),
        (REFORM, None, "commune", 2621),
        (REFORM, None, "ward", 687),
        (REFORM, None, "special-zone", 13),
    ],
)
def test_counts_are_those_of_the_resolutions(vn, on, within, kind, count):
    """1244/NQ-UBTVQH15 (Long An), 1682/NQ-UBTVQH15 (Tây Ninh), and the national totals printed in July 2025."""
    assert len(vn.select(on, kind=kind, within=within)) == count


def test_every_name_is_clean_and_every_kind_has_a_label(vn):
    assert not [unit for unit in vn if suspicious(unit.name)]
    assert {unit.kind for unit in vn} == {"province", "district", "commune", "ward", "township", "special-zone"}
    assert Counter(unit.type for unit in vn if unit.kind == "district").keys() == {
        "quận",
        "huyện",
        "thị xã",
        "thành phố",
    }


def test_names_sort_as_vietnamese_sorts_them(vn):
    districts = sorted((unit.name for unit in vn.children("80", EVE)), key=collation_key)

    assert districts[:3] == ["Huyện Bến Lức", "Huyện Cần Đước", "Huyện Cần Giuộc"]
    assert districts[-2:] == ["Thành phố Tân An", "Thị xã Kiến Tường"]


def test_every_former_commune_goes_somewhere_and_every_new_one_comes_from_somewhere(vn):
    ended = [unit for unit in vn if unit.end == date(2025, 7, 1) and not vn.children(unit, EVE)]
    begun = [unit for unit in vn.select(REFORM) if unit.start == date(2025, 7, 1)]

    assert len(ended) == 10_040
    assert not [unit for unit in ended if not vn.successors(unit)]
    assert not [unit for unit in begun if not vn.predecessors(unit)]


def test_provinces_that_were_joined_with_nothing_go_on(vn):
    assert vn.unit("01", EVE) is vn.unit("01", REFORM)
    assert len({unit.key for unit in vn.select(EVE, kind="province")} & {unit.key for unit in vn.select(REFORM)}) == 11


def test_an_island_district_without_communes_became_a_special_zone(vn):
    (one,) = vn.successors(vn.find("Côn Đảo", EVE))

    assert (one.unit.name, one.relation) == ("Đặc khu Côn Đảo", "whole")


# --- codes and names over time -----------------------------------------------------------------------------------


def test_the_code_of_a_province_is_used_again(vn):
    assert vn.unit("80", EVE).name == "Tỉnh Long An"
    assert vn.unit("80", REFORM).name == "Tỉnh Tây Ninh"
    assert vn.unit("72", EVE).name == "Tỉnh Tây Ninh"
    assert "Tỉnh Tây Ninh (vn:80@2025-07-01; whole, from 2025-07-01)" in str(refused(lambda: vn.unit("72", REFORM)))


def test_the_code_of_a_commune_is_used_again(vn):
    before, since = vn.unit("28222", EVE), vn.unit("28222", REFORM)

    assert (before.key, since.key) == ("vn:28222@", "vn:28222@2025-07-01")
    assert [unit.name for unit in vn.ancestors(before)] == ["Huyện Châu Thành", "Tỉnh Long An"]
    assert [unit.name for unit in vn.ancestors(since)] == ["Tỉnh Tây Ninh"]


def test_a_code_that_ended_names_its_successor(vn):
    error = refused(lambda: vn.unit("27697", REFORM))

    assert [one.unit.key for one in error.successors] == ["vn:27694@2025-07-01"]
    assert 'SV-PL-002 "27697" does not exist on 2025-07-01 (Phường 3 before 2025-07-01)' in str(error)


def test_a_unit_dissolved_before_the_reform_is_followed_through_it(vn):
    error = refused(lambda: vn.unit("28006", EVE))
    later = vn.successors("vn:28006@", REFORM)

    assert sorted(one.unit.name for one in error.successors) == ["Xã An Thạnh", "Xã Lương Hòa", "Xã Tân Bửu"]
    assert {one.relation for one in error.successors} == {"split"}
    assert all(one.unit.holds(date(2025, 7, 1)) for one in later)


def test_phuong_1_is_several_wards(vn):
    error = refused(lambda: vn.find("Phường 1", EVE, parent="Long An"))

    assert [unit.code for unit in error.candidates] == ["27694", "27787"]
    assert "Thành phố Tân An" in str(error)
    assert "Thị xã Kiến Tường" in str(error)
    assert vn.find("Phường 1", EVE, parent="Tân An").code == "27694"
    assert vn.find("Phường 1", EVE, parent=["Tây Ninh", "Thành phố Tây Ninh"]).parent == "vn:703@"


def test_chau_thanh_is_a_district_of_both_provinces(vn):
    assert vn.find("Châu Thành", EVE, parent="Long An", kind="huyện").code == "808"
    assert vn.find("Châu Thành", EVE, parent="Tây Ninh", kind="district").code != "808"


def test_the_two_wards_called_phuong_4_are_not_crossed(vn):
    assert [(one.unit.name, one.relation) for one in vn.successors("vn:27691@")] == [("Phường Long An", "whole")]
    assert [(one.unit.name, one.relation) for one in vn.successors("vn:25462@")] == [("Phường Tân Ninh", "whole")]


# --- the communes of the published cases -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "district", "province", "on", "code", "region"),
    [
        ("Xã Vĩnh Công", "Châu Thành", "Long An", "2022-12-31", "28222", "mekong-delta"),
        ("Xã Hòa Khánh Đông", "Đức Hòa", "Long An", "2018-12-31", "27973", "mekong-delta"),
        ("Xã Long Cang", "Cần Đước", "Long An", "2020-12-31", "28126", "mekong-delta"),
        ("Xã Thạnh Xuân", "Châu Thành A", "Hậu Giang", "2017-12-31", "31360", "mekong-delta"),
        ("Nhị Khê", "Thường Tín", "Hà Nội", "2020-12-31", "10189", "red-river-delta"),
        ("Văn Bình", "Thường Tín", "Hà Nội", "2020-12-31", "10201", "red-river-delta"),
        ("Hà Hồi", "Thường Tín", "Hà Nội", "2020-12-31", "10225", "red-river-delta"),
        ("Vạn Điểm", "Thường Tín", "Hà Nội", "2020-12-31", "10264", "red-river-delta"),
        ("Xã Tuyên Bình", "Vĩnh Hưng", "Long An", "2018-07-31", "27781", "mekong-delta"),
        ("Xã Bảo Hiệu", "Yên Thủy", "Hòa Bình", "2021-12-31", "05365", "northern-midland"),
        ("Mỹ Phước", "Mang Thít", "Vĩnh Long", "2017-11-30", "29626", "mekong-delta"),
        ("Hòa Tịnh", "Mang Thít", "Vĩnh Long", "2017-11-30", "29638", "mekong-delta"),
        ("Chánh Hội", "Mang Thít", "Vĩnh Long", "2017-11-30", "29641", "mekong-delta"),
        ("Xã An Nhứt", "Long Điền", "Bà Rịa - Vũng Tàu", "2019-12-31", "26671", "southeast"),
        ("Xã Diễn Liên", "Diễn Châu", "Nghệ An", "2020-12-31", "17425", "north-central"),
        ("Xã Tân Phú", "Thới Bình", "Cà Mau", "2019-10-31", "32080", "mekong-delta"),
    ],
)
def test_every_commune_of_a_published_case_is_found_by_name(vn, name, district, province, on, code, region):
    """Decision 318 judges from 2021, so the region is asked in 2022 for the earlier cases too."""
    unit = vn.find(name, on, parent=[district, province])

    assert unit.code == code
    assert vn.strata(unit, "2022-12-31")["vn.318.region"][0] == region


def test_vinh_long_case_has_its_twelve_communes(vn):
    names = ["Mỹ Phước", "Mỹ An", "Tân An Hội", "Tân Long Hội", "Nhơn Phú", "Chánh An", "Bình Phước", "Hòa Tịnh"]
    names += ["Long Mỹ", "Chánh Hội", "Tân Long", "An Phước"]

    found = {vn.find(name, "2017-11-30", parent="Mang Thít", kind="commune") for name in names}

    assert found == set(vn.select("2017-11-30", kind="commune", within="858"))


# --- strata and authorities --------------------------------------------------------------------------------------


def test_regions_of_decision_318_are_all_marked_as_not_checked(vn):
    counts = Counter(
        vn.strata(unit, "2024-12-31")["vn.318.region"][0] for unit in vn.select("2024-12-31", kind="province")
    )

    assert counts == {
        "northern-midland": 14,
        "red-river-delta": 11,
        "north-central": 6,
        "south-central-coast": 8,
        "central-highlands": 5,
        "southeast": 6,
        "mekong-delta": 13,
    }
    assert {one.verification for one in vn.memberships} == {"unverified"}
    assert {one.citation for one in vn.memberships} == {"318/QĐ-TTg"}


def test_new_units_keep_the_region_they_came_from_until_the_decision_ends(vn):
    counts = Counter(vn.strata(unit, "2025-12-31")["vn.318.region"][0] for unit in vn.children("80", REFORM))
    stratum, membership = vn.strata("28222", REFORM)["vn.318.region"]

    assert counts == {"mekong-delta": 60, "southeast": 36}
    assert stratum == "mekong-delta"
    assert membership.carried_from == ("vn:80@",)
    assert "keeps the stratum mekong-delta of Tỉnh Long An" in vn.explain(membership).en
    assert vn.strata("28222", "2026-01-01") == {}


def test_a_province_joined_from_two_regions_has_none_and_says_so(vn):
    joined = vn.unit("80", REFORM)

    assert vn.strata(joined, REFORM) == {}
    assert (
        "it came from several (Tỉnh Tây Ninh, Tỉnh Long An)"
        in vn.explain(vn.membership(joined, "vn.318.region", REFORM)).en
    )


def test_every_unit_has_a_region_or_a_reason_all_through_the_decision(vn):
    for day in ("2021-01-01", EVE, REFORM, "2025-12-31"):
        assert not [unit for unit in vn.select(day) if vn.membership(unit, "vn.318.region", day) is None]


def test_the_authorities_of_long_an_are_followed_by_the_new_province(vn):
    districts = [one for one in vn.authorities if one.id.startswith("vn.authority.long-an.")]

    assert len(districts) == 15
    assert vn.authority("vn.authority.long-an.can-giuoc").title == ("Huyện Cần Giuộc", "Cần Giuộc district")
    assert {vn.authority(one.id, on="2025-07-01").id for one in districts} == {"vn.authority.tay-ninh"}
    assert {vn.unit(one.unit, EVE) for one in districts} == set(vn.children("80", EVE))


# --- how it is loaded --------------------------------------------------------------------------------------------


def test_the_register_is_read_once_whatever_the_number_of_threads(vn):
    found = []
    threads = [threading.Thread(target=lambda: found.append(Places.load("vn"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(places is vn for places in found)
    assert len(found) == 8


def test_a_country_that_is_not_shipped_is_unknown():
    with pytest.raises(UnknownIdentifierError, match=r"is called 'vnm'.* Closest: vn"):
        Places.load("vnm")


def test_the_tables_say_where_they_come_from(vn):
    folder = files("smartvillage.places") / "data" / "vn"
    page = (folder / "SOURCE.md").read_text(encoding="utf-8")

    assert "Copyright (c) 2025 Tran Ngoc Minh Hieu" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "vietnamadminunits" in vn.source
    assert "MIT" in vn.source
    assert "| 27691 Phường 4, Thành phố Tân An, Tỉnh Long An | 25459 Phường Tân Ninh |" in page


# --- beside the reference tables ---------------------------------------------------------------------------------


def same_name(one, other):
    """The statistics office and the package differ in where the tone mark stands in some names."""
    return loose_key(one) == loose_key(other) and one.split()[0] == other.split()[0]


def test_units_of_both_provinces_agree_with_the_reference(vn):
    wrong = []
    rows = reference("units_longan_tayninh.csv")
    for row in rows:
        last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date(2025, 12, 31)
        unit = vn.unit(row["unit_code"], last)
        parent = vn.ancestors(unit)[0].code if row["parent_code"] else ""
        end = last + timedelta(days=1) if row["valid_to"] else None
        start = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
        seen = (unit.type, parent, unit.start, unit.end)
        if not same_name(unit.name, row["name"]) or seen != (row["type"], row["parent_code"], start, end):
            wrong.append((row["unit_code"], row["name"], unit.name, seen))
    mine = {unit for day in ("2024-11-30", EVE, REFORM) for code in ("80", "72") for unit in within(vn, code, day)}

    assert wrong == []
    assert len(mine) == len(rows)


def within(vn, code, day):
    tops = [unit for unit in vn.meanings(code) if unit.holds(date.fromisoformat(day))]
    return [unit for top in tops for unit in (top, *vn.select(day, within=top))]


def test_lineage_of_both_provinces_agrees_with_the_reference(vn):
    rows = reference("mapping_longan_tayninh.csv")
    theirs = {(row["old_code"], row["new_code"], row["effective_from"], row["relation"]) for row in rows}
    keys = {
        unit.key
        for code in ("80", "72")
        for unit in within(vn, code, "2024-11-30")
        if not vn.children(unit, "2024-11-30")
    }
    by_key = {unit.key: unit.code for unit in vn}
    mine = {(by_key[one.old], by_key[one.new], str(one.on), one.relation) for one in vn.events if one.old in keys}

    assert mine == theirs


def test_every_commune_of_the_country_agrees_with_the_reference(vn):
    rows = reference("communes_vietnam_2025-07-01.csv")
    wrong = []
    for row in rows:
        unit = vn.unit(row["unit_code"], REFORM)
        province = vn.ancestors(unit)[-1]
        seen = (unit.type, province.code)
        if not same_name(unit.name, row["name"]) or seen != (row["type"], row["province_code"]):
            wrong.append((row, unit))

    assert wrong == []
    assert len(rows) == len([unit for unit in vn.select(REFORM) if unit.kind != "province"])
