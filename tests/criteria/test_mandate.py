"""Levels of a province: its own, with its name on them, and only where it may set them."""

from __future__ import annotations

import pytest
import yaml

import smartvillage as sv
from smartvillage.criteria.documents import write_yaml
from smartvillage.criteria.mandate import NO_FLOOR, ProvincialLevels, check_floor, provincial
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError, PatchError
from tools import build_provincial
from tools.set_parts import SETS as FOLDER

XA = sv.load("vn.xa-ntm", edition="2021-2025")
ADVANCED = sv.load("vn.xa-ntm-nang-cao", edition="2021-2025")
SETS = {XA.key: XA, ADVANCED.key: ADVANCED}
PUBLISHED = {name: ProvincialLevels.load(name) for name in ProvincialLevels.published()}
SOUTHEAST = {"vn.318.region": "southeast"}
SPECIAL = {**SOUTHEAST, "vn.318.special-difficulty": "special"}
ORDINARY = {**SOUTHEAST, "vn.318.special-difficulty": "ordinary"}

every_province = pytest.mark.parametrize("levels", PUBLISHED.values(), ids=PUBLISHED)


def a_document(*patches, authority="vn.authority.nam-son", of=XA.key, **more):
    amendment = {"id": "7", "citation": {"number": "7/QĐ-UBND", "date": "2023-05-01"}, "patches": list(patches)}
    return ProvincialLevels(
        authority=authority,
        title={"vi": "Mức của tỉnh Nam Sơn", "en": "Levels of Nam Sơn"},
        amendments=[{"set": of, "amendment": amendment}],
        **more,
    )


def houses(value, authority="vn.authority.nam-son", **more):
    level = {"value": value, "authority": authority, "verification": "official", **more}
    return {"kind": "set-level", "indicator": "vn.xa-ntm.solid-houses", "level": level}


# --- applying a document ----------------------------------------------------------------------------------------------


def test_a_stricter_level_stands_in_the_place_of_the_national_one_and_bears_the_name_of_the_province():
    mekong = {"vn.318.region": "mekong-delta"}
    here = provincial(XA, a_document(houses("80", since="2023-05-01"), strata=mekong))
    before, since = (here["9.2"].threshold(stratum=mekong, on=day) for day in ("2023-04-30", "2023-05-01"))

    assert (before.value, since.value) == (70, 80)
    assert (before.authority, since.authority) == (None, "vn.authority.nam-son")
    assert since.citation.number == "7/QĐ-UBND"
    assert XA["9.2"].threshold(stratum=mekong, on="2023-05-01").value == 70


def test_a_looser_level_is_refused_with_the_whole_document():
    document = a_document(houses("90"), houses("60"))

    with pytest.raises(PatchError, match=r"amendments\[7\]\.patches\[1\].* looser than the national one") as caught:
        provincial(XA, document)
    assert [one.code for one in caught.value.problems] == ["SV-SET-111"]


def test_where_the_province_lies_decides_with_what_it_is_compared():
    """72 is enough in the Mekong delta (70), not in the northern midlands (75)."""
    there = a_document(houses("72"), strata={"vn.318.region": "mekong-delta", "vn.318.special-difficulty": "ordinary"})

    assert provincial(XA, there)["9.2"].threshold(on="2024-12-31").value == 72
    with pytest.raises(PatchError, match="northern-midland"):
        provincial(XA, there.replace(strata={"vn.318.region": "northern-midland"}))


def test_a_province_sets_levels_in_its_own_name_only():
    foreign, nobody = houses("80", authority="vn.authority.bac-son"), houses("80", authority=None)
    provision = {"rule": {"kind": "at-least", "measure": "vn.commune-roads-paved", "levels": [{"value": "90"}]}}
    another = {"kind": "set-provision", "indicator": "vn.xa-ntm.commune-roads-paved", "provision": provision}

    with pytest.raises(PatchError) as caught:
        provincial(XA, a_document(foreign, nobody, another))
    assert [(one.code, one.found) for one in caught.value.problems if one.code != "SV-SET-111"] == [
        ("SV-SET-114", "vn.authority.bac-son"),
        ("SV-SET-114", None),
        ("SV-SET-114", None),
    ]
    assert 'not set by vn.authority.nam-son but by "vn.authority.bac-son"' in caught.value.say("en")
    assert 'mức không do vn.authority.nam-son đặt mà do "vn.authority.bac-son"' in caught.value.say("vi")


def test_a_province_may_word_an_indicator_in_its_own_way():
    reword = {"kind": "reword", "target": "vn.xa-ntm.solid-houses", "title": {"vi": "Nhà ở đạt chuẩn", "en": "Houses"}}

    assert provincial(XA, a_document(reword))["9.2"].title.en == "Houses"


def test_a_document_for_another_set_says_what_it_is_for():
    with pytest.raises(
        PatchError, match=r"Levels of Nam Sơn holds nothing for vn\.xa-ntm-nang-cao@2021-2025"
    ) as caught:
        provincial(ADVANCED, a_document(houses("80")))
    assert caught.value.problems[0].expected.en == XA.key


def test_a_patch_that_cannot_be_applied_is_refused_as_any_other():
    unknown = {**houses("80"), "indicator": "vn.xa-ntm.no-such-thing"}

    with pytest.raises(PatchError, match="no-such-thing"):
        provincial(XA, a_document(unknown))


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_document_survives_writing_and_reading(tmp_path):
    document = a_document(houses("80"), strata=SOUTHEAST)
    file = tmp_path / "nam-son.yaml"
    file.write_text(write_yaml(plain(document)), encoding="utf-8")

    assert ProvincialLevels.read(file) == document


def test_a_document_with_faults_is_refused_with_their_lines(tmp_path):
    file = tmp_path / "nam-son.yaml"
    file.write_text("format: smartvillage.provincial-levels/1\nauthority: Nam Sơn\n", encoding="utf-8")

    with pytest.raises(InputError, match="line 2") as caught:
        ProvincialLevels.read(file)
    assert len(caught.value.problems) == 3


def test_an_unknown_province_is_refused_with_the_closest():
    with pytest.raises(sv.UnknownIdentifierError, match="Closest: binh-phuoc"):
        ProvincialLevels.load("binh-phuc")


# --- what is shipped --------------------------------------------------------------------------------------------------


def test_three_provinces_are_shipped():
    assert set(PUBLISHED) == {"binh-phuoc", "dong-nai", "ho-chi-minh"}


@every_province
def test_a_shipped_document_applies_to_its_set_and_leaves_it_without_fault(levels):
    for amends in levels.amendments:
        here = provincial(SETS[amends.set], levels)

        assert here.document != SETS[amends.set].document
        assert here.check() == ()
        assert here.key == amends.set


@every_province
def test_no_shipped_level_is_looser_and_those_without_a_floor_say_so(levels):
    for amends in levels.amendments:
        patches = amends.amendment.patches
        noted = check_floor(SETS[amends.set], patches, strata=levels.strata)
        levels_without = sum(one.kind == "set-level" and one.level.note is not None for one in patches)
        rules_without = sum(one.kind == "set-provision" for one in patches)

        assert {one.code for one in noted} <= {NO_FLOOR}
        assert len(noted) == levels_without + rules_without


@every_province
def test_every_shipped_level_is_secondary_cited_and_by_its_province(levels):
    for amends in levels.amendments:
        assert amends.amendment.citation.via
        for patch in amends.amendment.patches:
            if patch.kind == "set-level":
                assert patch.level.state.value == "secondary"
                assert patch.level.authority == levels.authority


def test_levels_left_to_the_province_are_known_there():
    here = provincial(XA, PUBLISHED["binh-phuoc"])

    assert XA["2.2"].threshold(stratum=SPECIAL, on="2024-12-31").missing == "delegated"
    assert here["2.2"].threshold(stratum=SPECIAL, on="2024-12-31").value == 80
    assert here["2.2"].threshold(stratum=ORDINARY, on="2024-12-31").missing == "delegated"


def test_a_level_ends_with_the_province_that_set_it():
    here = provincial(XA, PUBLISHED["binh-phuoc"])
    told = {
        day: here["2.1"].threshold(stratum=ORDINARY, on=day).value
        for day in ("2022-07-27", "2022-07-28", "2025-06-30", "2025-07-01")
    }

    assert list(told.values()) == [None, 100, 100, None]


def test_a_level_that_names_a_year_holds_in_that_year():
    here = provincial(XA, PUBLISHED["dong-nai"])
    by_year = [
        here["17.1"].threshold(stratum=ORDINARY, on=f"{year}-12-31", measure="vn.standard-water").value
        for year in (2023, 2024, 2025)
    ]

    assert by_year == [None, sv.Exact("84.5"), 85]


def test_what_the_city_attests_is_judged_there():
    here = provincial(ADVANCED, PUBLISHED["ho-chi-minh"])
    rows = [{"unit": "A", "period": period, "measure": "1.1", "value": "đạt"} for period in ("2023", "2024")]
    run = sv.evaluate(here, sv.Evidence(rows, measures=here), strata=ORDINARY)

    assert [run.at("A", period).verdict("1.1").name for period in ("2023", "2024")] == ["MET", "UNKNOWN"]


# --- against the catalogue of sources ---------------------------------------------------------------------------------

CATALOGUE = build_provincial.CATALOGUE
catalogued = pytest.mark.skipif(not CATALOGUE.is_file(), reason="the catalogue of sources is not beside the repository")


def shipped():
    """Set, printed number and value of everything that is shipped."""
    for levels in PUBLISHED.values():
        for amends in levels.amendments:
            for patch in amends.amendment.patches:
                number = SETS[amends.set][patch.indicator].printed
                yield levels.title.vi, number, patch.level.value if patch.kind == "set-level" else True


@catalogued
def test_only_rows_that_are_levels_with_a_number_are_shipped():
    known = set()
    for row in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["rows"]:
        if row["kind_of_fact"] == "level" and row["indicator"] is not None and not row.get("number_inferred"):
            values = [row["value"], *(part["value"] for part in [row.get("part_of_which")] if part)]
            known |= {(row["indicator"], value if value is True else sv.Exact(str(value))) for value in values}

    assert {(number, value) for _, number, value in shipped()} <= known


@catalogued
def test_the_tool_makes_what_is_shipped_and_lists_what_it_left_out(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["build_provincial", "--check"])

    assert build_provincial.main() == 0
    told = capsys.readouterr().out
    assert "left out: 38 of 48 rows" in told
    assert "the level 59 million VND/person/year of indicator 10 is looser than the national one, 62" in told
    assert "4 x a goal of a plan, no level" in told
    assert "2 x a value observed in a commune, no level" in told
    assert "2 x a figure quoted by the press, no level" in told


def test_shipped_documents_say_who_made_them():
    for name in PUBLISHED:
        path = FOLDER / "provincial" / f"{name}.yaml"

        assert path.read_text(encoding="utf-8").startswith("# Made by tools/build_provincial.py")
