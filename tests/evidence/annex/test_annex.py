"""The annex comes in: filled by the library, typed in by an office, read back as cited patches."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

import smartvillage as sv
from smartvillage.criteria.citations import Citation
from smartvillage.errors import InputError
from smartvillage.evidence.annex import fill, read
from smartvillage.evidence.annex.cells import CLOSED, say_cell
from smartvillage.evidence.annex.filling import FIXED
from smartvillage.evidence.annex.rows import annex_of
from smartvillage.exact import Exact
from tests.evidence.annex.office import (
    REGIONS,
    SIGNED,
    Office,
    by_region,
    indicator,
    level,
    problems,
    rule,
    set_of,
    water,
)

NUOC = "thu.bo.nuoc"
WANT_OF_LEVEL = {"not-read", "delegated", "unverified", "withdrawn", "not-set", "gap", "overlap", "stratum-unknown"}


def levels_of(criteria_set, ref="1.1", provision=0, part=None):
    """Value or reason, strata and state of each level of a rule."""
    found = criteria_set[ref].indicator.provisions[provision].rule
    found = found if part is None else found.rules[part]
    return [
        (str(one.value) if one.value is not None else one.missing, dict(one.stratum), one.state.value)
        for one in found.levels
    ]


# --- the whole of it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", sorted(sv.load_registry(only=()).sets))
def test_what_is_filled_and_read_back_changes_nothing(tmp_path, key, lang):
    criteria_set = sv.load(key)
    fill(criteria_set, tmp_path / "a.xlsx", lang=lang)
    reading = read(tmp_path / "a.xlsx", criteria_set)

    assert (reading.patches, reading.changed, reading.official, reading.notes) == ((), 0, 0, ())
    assert reading.set is criteria_set
    assert reading.unchanged > 0


def typed(row, number):
    """Some level that is right for a cell, another one in each column."""
    said = []
    for condition in row.conditions:
        if condition.is_attested:
            said.append("met")
        elif condition.kind == "ordinal":
            said.append(Exact(1 + number % 2))
        else:
            said.append(Exact(10 + number))
    return say_cell(said, row.conditions, "vi")


def test_with_every_level_typed_in_nothing_is_unknown_for_want_of_a_level(tmp_path):
    """57 indicators by 7 regions; then one figure for every measure, region and year."""
    xa = sv.load("vn.xa-ntm", edition="2021-2025")
    office = Office(tmp_path, xa)
    for row in office.annex.rows:
        office.sign(row.key, *(... if CLOSED in said else typed(row, at) for at, said in enumerate(row.said)))
        office.type(row.key, annex="I", row=row.indicator.printed)
    reading = office.read()
    regions = [column.strata["vn.318.region"] for column in office.annex.columns]
    figures = [
        {"unit": region, "period": year, "measure": one.id, "value": "1"}
        for region in regions
        for year in ("2021", "2022", "2023", "2024", "2025")
        for one in xa.measures.values()
    ]
    strata = {region: {"vn.318.region": region, "vn.318.special-difficulty": "ordinary"} for region in regions}
    run = sv.evaluate(reading.set, sv.Evidence(figures, measures=xa), strata=strata, law_states={"official"})

    assert reading.set.check() == ()
    assert (reading.unchanged, reading.notes) == (0, ())
    assert reading.official == reading.changed
    assert {state: count for state, count in reading.set.coverage().levels.items() if count} == {
        "official": reading.set.coverage().levels["official"]
    }
    assert len(run) == 35
    assert {row["reason"] for row in run.table()} & WANT_OF_LEVEL == set()
    assert all(row["UNKNOWN"] == 0 for row in run.summary())


def test_three_mistakes_are_three_cells_and_nothing_is_applied(tmp_path):
    xa = sv.load("vn.xa-ntm", edition="2021-2025")
    office = Office(tmp_path, xa)
    office.type("vn.xa-ntm.solid-houses", "≤ 75%", ..., "khoảng 80")
    office.type("vn.xa-ntm.trained-workers", *["70%"] * 6, "170%")

    with pytest.raises(InputError) as refused:
        office.read()

    assert [(one.code, one.where.cell) for one in refused.value.problems] == [
        ("SV-AX-012", office.at("vn.xa-ntm.solid-houses", 0)),
        ("SV-AX-010", office.at("vn.xa-ntm.solid-houses", 2)),
        ("SV-AX-013", office.at("vn.xa-ntm.trained-workers", 6)),
    ]
    assert all(one.where.sheet == "Phụ lục" and one.where.file == "phụ lục.xlsx" for one in refused.value.problems)
    assert refused.value.say("vi") != refused.value.say("en")


def test_every_region_of_decision_318_has_a_column(tmp_path):
    xa = sv.load("vn.xa-ntm", edition="2021-2025")
    office = Office(tmp_path, xa)
    headings = [cell.value for cell in office.page[office.header]]

    assert headings[:3] == ["TT", "Tên tiêu chí", "Nội dung tiêu chí"]
    assert headings[3:10] == [one.title.vi for one in xa.document.schemes[0].strata]
    assert headings[10:] == [words.vi for words in list(FIXED.values())[3:]] + ["Mã vn.xa-ntm@2021-2025"]
    assert office.text("vn.xa-ntm.solid-houses")[:2] == ["≥ 75%", "≥ 90%"]
    years = [key for key in office.rows if key.startswith("vn.xa-ntm.income-per-capita")]
    assert [key.partition(" ")[2] for key in years] == [f"{year}-01-01" for year in range(2021, 2026)]


# --- what a changed cell does ----------------------------------------------------------------------------------------


def test_a_changed_cell_is_a_cited_level_of_its_stratum_and_nothing_else(tmp_path):
    office = Office(tmp_path, water()).type(NUOC, "≥ 85%")
    office.type(NUOC, "85%", "90%", "70%", row="7")
    reading = office.read()

    assert [(one.kind, dict(one.level.stratum), str(one.level.value)) for one in reading.patches] == [
        ("set-level", {"thu.vung": "bien"}, "85"),
        ("set-level", {"thu.vung": "dong-bang"}, "90"),
        ("set-level", {"thu.vung": "nui"}, "70"),
    ]
    assert reading.patches[0].citation == Citation(number="1/QĐ", annex="I", row="7", via=("https://bao.vn",))
    assert reading.patches[0].reason.vi == "nhập từ phụ lục.xlsx, dòng 6"
    assert (reading.changed, reading.unchanged, reading.official) == (3, 0, 0)
    assert levels_of(reading.set)[0] == ("85", {"thu.vung": "bien"}, "unverified")


def test_a_level_alone_in_its_cell_leaves_the_others_untouched(tmp_path):
    reading = Office(tmp_path, water()).type(NUOC, "85%", ..., ...).read()

    assert levels_of(reading.set) == [
        ("85", {"thu.vung": "bien"}, "unverified"),
        ("90", {"thu.vung": "dong-bang"}, "unverified"),
        ("70", {"thu.vung": "nui"}, "unverified"),
    ]
    assert (reading.changed, reading.unchanged) == (1, 2)
    assert reading.set.patches[-1] == (reading.patches, None)


def test_a_row_that_a_second_person_confirmed_is_official_even_with_the_same_level(tmp_path):
    reading = Office(tmp_path, water()).sign(NUOC).read()

    assert (reading.changed, reading.official) == (3, 3)
    assert {state for _, _, state in levels_of(reading.set)} == {"official"}
    assert reading.patches[0].citation == Citation(number="1/QĐ", annex="I", row="nuoc")
    assert reading.patches[0].reason.en == (
        "typed in phụ lục.xlsx, row 6; typed by: Lê Thị Hoa; confirmed by: Trần Văn Bình"
    )


def test_names_stay_in_the_reasons_of_patches_and_out_of_the_set(tmp_path):
    """The same level is the same law whoever typed it: two offices get the same run."""
    reading = Office(tmp_path, water()).sign(NUOC).read()

    assert "Hoa" not in reading.set.to_yaml()


def test_cells_that_say_the_same_become_one_level(tmp_path):
    reading = Office(tmp_path, water()).type(NUOC, "95%").read()

    assert levels_of(reading.set) == [("95", {}, "unverified")]

    reading = Office(tmp_path, water()).type(NUOC, "95%", "95%", ...).read()

    assert levels_of(reading.set)[0] == ("95", {"thu.vung": ("bien", "dong-bang")}, "unverified")


def test_a_level_for_everybody_that_comes_apart_leaves_no_level_behind(tmp_path):
    """A general level that nobody is judged by any more would be counted as missing for ever."""
    base = set_of(
        indicator("nuoc", rule("at-least", "nuoc", {"missing": "not-read"})),
        indicator("khac", rule("at-least", "nuoc", *by_region("1", "2", "3"))),
    )
    reading = Office(tmp_path, base).type(NUOC, "80%", "90%", None).read()

    assert [one.kind for one in reading.patches] == ["set-provision"]
    assert levels_of(reading.set) == [
        ("80", {"thu.vung": "bien"}, "unverified"),
        ("90", {"thu.vung": "dong-bang"}, "unverified"),
        ("not-read", {"thu.vung": "nui"}, "missing"),
    ]
    assert base["1.1"].indicator.provisions[0].rule.levels[0].stratum == {}


def test_a_year_without_a_level_has_its_row(tmp_path):
    spans = [
        level("40", since="2021-01-01", until="2022-01-01"),
        level("45", since="2023-01-01", until="2024-01-01"),
    ]
    office = Office(tmp_path, set_of(indicator("thu-nhap", rule("at-least", "thu-nhap", *spans)), schemes=[]))
    key = "thu.bo.thu-nhap"

    assert [name.removeprefix(key) for name in office.rows] == [
        " 2021-01-01",
        " 2022-01-01",
        " 2023-01-01",
        " 2024-01-01",
    ]
    assert office.cell(f"{key} 2022-01-01", "content").value == "Chỉ tiêu thu-nhap (triệu đồng/người)"
    assert [office.text(name)[0] for name in office.rows] == ["≥ 40", None, "≥ 45", None]

    reading = office.type(f"{key} 2022-01-01", "42,5").read()

    assert reading.set["1.1"].threshold(on="2022-06-30").value == Exact("42.5")
    with pytest.raises(InputError):
        reading.set["1.1"].threshold(on="2024-06-30")


def test_two_shares_of_one_indicator_stand_in_one_row(tmp_path):
    pair = {
        "kind": "all-of",
        "rules": [rule("at-least", "nuoc", level("95")), rule("at-least", "nuoc-may", level("50"))],
    }
    base = set_of(indicator("nuoc", pair), indicator("khac", rule("at-least", "nuoc", *by_region("1", "2", "3"))))
    office = Office(tmp_path, base)
    key = f"{NUOC} thu.nuoc thu.nuoc-may"

    assert office.text(key)[0] == "≥ 95% (≥ 50% từ hệ thống tập trung)"
    assert office.cell(key, "content").value.startswith("Chỉ tiêu nuoc – Tỷ lệ nuoc (Tỷ lệ nuoc từ hệ thống")

    reading = office.type(key, "95% (60% nước máy)").read()

    assert levels_of(reading.set, part=0) == [("95", {}, "unverified")]
    assert levels_of(reading.set, part=1) == [("60", {}, "unverified")]
    assert [one.measure for one in reading.patches] == ["thu.nuoc-may"]

    reading = Office(tmp_path, base).type(key, "95% (60%)", "96% (50%)", ...).read()

    assert levels_of(reading.set, part=0) == [
        ("95", {"thu.vung": ("bien", "nui")}, "unverified"),
        ("96", {"thu.vung": "dong-bang"}, "unverified"),
    ]


def test_a_measure_that_a_rule_compares_twice_can_be_set_too(tmp_path):
    twice = {
        "kind": "all-of",
        "rules": [
            rule("at-least", "nuoc", level("50")),
            {
                "kind": "at-least-of",
                "count": "1",
                "rules": [rule("at-most", "nha-tam", level("3")), rule("at-least", "nuoc", level("70"))],
                "compulsory": [rule("at-least", "nuoc-may", level("10"))],
            },
        ],
    }
    office = Office(tmp_path, set_of(indicator("nuoc", twice), schemes=[]))

    assert [name.removeprefix(NUOC) for name in office.rows] == [
        " thu.nuoc", " thu.nha-tam", " thu.nuoc ~2", " thu.nuoc-may"
    ]  # fmt: skip
    optional = [office.cell(name, "content").value.endswith("(một trong các điều kiện)") for name in office.rows]
    assert optional == [False, True, True, False]

    reading = office.type(f"{NUOC} thu.nuoc ~2", "75%").type(f"{NUOC} thu.nuoc-may", "15").read()

    changed = reading.set["1.1"].indicator.provisions[0].rule
    assert [str(one.levels[0].value) for one in (changed.rules[0], *changed.rules[1].rules)] == ["50", "3", "75"]
    assert str(changed.rules[1].compulsory[0].levels[0].value) == "15"


def test_provisions_by_stratum_have_rows_of_their_own_with_the_other_columns_closed(tmp_path):
    first = {
        "stratum": {"thu.vung": ["bien", "dong-bang"]},
        "rule": rule("at-least", "nuoc", level("100", "secondary")),
    }
    second = {"stratum": {"thu.vung": "nui"}, "rule": rule("at-least", "nuoc-may", level("50", "secondary"))}
    base = set_of(indicator("nuoc", second, first))
    office = Office(tmp_path, base)

    assert office.text(f"{NUOC} thu.nuoc") == ["≥ 100%", "≥ 100%", "–"]
    assert office.text(f"{NUOC} thu.nuoc-may") == ["–", "–", "≥ 50%"]

    office.type(f"{NUOC} thu.nuoc", "90%", "90%", None).type(f"{NUOC} thu.nuoc-may", ..., ..., "55%")
    reading = office.read()

    assert levels_of(reading.set, provision=1) == [("90", {}, "unverified")]
    assert levels_of(reading.set, provision=0) == [("55", {}, "unverified")]
    assert Office(tmp_path, reading.set).rows.keys() == office.rows.keys()

    office.type(f"{NUOC} thu.nuoc", ..., ..., "90%")
    assert problems(office.read) == [("SV-AX-014", office.at(f"{NUOC} thu.nuoc", 2))]


def test_both_edges_of_a_between_can_be_set(tmp_path):
    between = {"kind": "between", "measure": "thu.nuoc", "low": [level("10")], "high": [level("20")], "edges": "both"}
    office = Office(tmp_path, set_of(indicator("nuoc", between), schemes=[]))

    assert [office.text(name)[0] for name in office.rows] == ["≥ 10%", "≤ 20%"]
    assert office.cell(f"{NUOC} thu.nuoc low", "content").value == "Chỉ tiêu nuoc – Tỷ lệ nuoc (cận dưới)"

    reading = office.type(f"{NUOC} thu.nuoc high", "≤ 25%").read()

    changed = reading.set["1.1"].indicator.provisions[0].rule
    assert (str(changed.low[0].value), str(changed.high[0].value)) == ("10", "25")
    assert reading.patches[0].edge == "high"


def test_a_level_under_two_schemes_has_a_column_for_each_pair(tmp_path):
    two = [
        {"id": "thu.a", "title": {"vi": "A"}, "strata": [{"id": one, "title": {"vi": one}} for one in ("a1", "a2")]},
        {"id": "thu.b", "title": {"vi": "B"}, "strata": [{"id": one, "title": {"vi": one}} for one in ("b1", "b2")]},
    ]
    levels = [level("50", stratum={"thu.a": "a1"}), level("60", stratum={"thu.a": "a2", "thu.b": ["b1", "b2"]})]
    office = Office(tmp_path, set_of(indicator("nuoc", rule("at-least", "nuoc", *levels)), schemes=two))

    assert [column.title.vi for column in office.annex.columns] == ["a1 · b1", "a1 · b2", "a2 · b1", "a2 · b2"]

    reading = office.type(NUOC, ..., "55%", "55%", ...).read()

    assert levels_of(reading.set) == [
        ("50", {"thu.a": "a1", "thu.b": "b1"}, "unverified"),
        ("55", {"thu.a": "a1", "thu.b": "b2"}, "unverified"),
        ("55", {"thu.a": "a2", "thu.b": "b1"}, "unverified"),
        ("60", {"thu.a": "a2", "thu.b": "b2"}, "unverified"),
    ]
    both = Office(tmp_path, set_of(indicator("nuoc", rule("at-least", "nuoc", *levels)), schemes=two))
    assert levels_of(both.type(NUOC, "55%", ..., "55%", ...).read().set)[0] == ("55", {"thu.b": "b1"}, "unverified")


def test_levels_by_a_scheme_that_the_set_does_not_describe_are_under_the_ids(tmp_path):
    levels = [level("50", stratum={"la.vung": "a"}), level("60", stratum={"la.vung": "b"})]
    office = Office(tmp_path, set_of(indicator("nuoc", rule("at-least", "nuoc", *levels)), schemes=[]))

    assert [column.title.vi for column in office.annex.columns] == ["a", "b"]


def test_a_level_of_an_unknown_measure_is_a_number_without_a_range(tmp_path):
    office = Office(
        tmp_path, set_of(indicator("nuoc", rule("at-least", "khac", level("500"))), schemes=[], measures=())
    )
    both = {"kind": "any-of", "rules": [rule("at-least", "khac", level("5")), rule("at-least", "khac-nua", level("6"))]}
    other = Office(tmp_path, set_of(indicator("nuoc", both), schemes=[], measures=()))

    assert office.text(NUOC) == ["≥ 500"]
    assert other.cell(f"{NUOC} thu.khac", "content").value == "Chỉ tiêu nuoc – thu.khac (một trong các điều kiện)"


# --- what is attested ------------------------------------------------------------------------------------------------

HOUSE = "thu.bo.nha"


def attested(*levels, wording="unverified", more=()):
    return set_of(
        indicator("nha", rule("attested", "nha-van-hoa", *levels), wording=wording),
        indicator("khac", rule("at-least", "nuoc", *by_region("1", "2", "3"))),
        *more,
    )


def test_a_fact_left_to_the_province_can_become_one_that_is_simply_attested(tmp_path):
    office = Office(tmp_path, attested({"missing": "delegated"}))

    assert set(office.text(HOUSE)) == {"UBND cấp tỉnh quy định"}

    reading = office.type(HOUSE, "Đạt").read()

    assert levels_of(reading.set) == []
    assert reading.changed == 3


def test_a_fact_can_be_left_to_the_province(tmp_path):
    reading = Office(tmp_path, attested()).type(HOUSE, "UBND cấp tỉnh quy định").read()

    assert levels_of(reading.set) == [("delegated", {}, "missing")]
    assert [one.kind for one in reading.patches] == ["set-level"]


def test_met_has_no_stratum(tmp_path):
    office = Office(tmp_path, attested()).type(HOUSE, ..., "UBND cấp tỉnh quy định", ...)

    assert problems(office.read) == [("SV-AX-016", office.at(HOUSE, 1))]

    office = Office(tmp_path, attested({"missing": "delegated"})).type(HOUSE, "Đạt", ..., "Đạt")

    assert problems(office.read) == [("SV-AX-016", office.at(HOUSE, 0)), ("SV-AX-016", office.at(HOUSE, 2))]


def test_confirming_an_attested_row_confirms_its_wording(tmp_path):
    """It has no level; that it is attested at all is what was read in the text."""
    base = attested()
    reading = Office(tmp_path, base).sign(HOUSE, row="5").read()
    provision = reading.set["1.1"].indicator.provisions[0]

    assert (reading.changed, reading.official) == (3, 3)
    assert (provision.wording.value, provision.citation) == ("official", Citation(number="1/QĐ", annex="I", row="5"))
    again = Office(tmp_path, reading.set)
    assert again.cell(HOUSE, "state").value == "đã đối chiếu văn bản"
    assert again.sign(HOUSE).read().changed == 0
    assert problems(Office(tmp_path, reading.set).type(HOUSE, row="6").read) == [
        ("SV-AX-024", again.at(HOUSE, "number"))
    ]
    given_up = Office(tmp_path, reading.set).type(HOUSE, state="chưa đối chiếu").read()
    assert given_up.set["1.1"].indicator.provisions[0].wording.value == "unverified"
    assert problems(Office(tmp_path, reading.set).type(HOUSE, "UBND cấp tỉnh quy định").read) == [
        ("SV-AX-024", again.at(HOUSE, at)) for at in range(3)
    ]


def test_a_provision_of_several_facts_is_confirmed_when_all_of_them_are(tmp_path):
    both = {"kind": "all-of", "rules": [rule("attested", "quy-hoach"), rule("attested", "nha-van-hoa")]}
    base = set_of(indicator("nha", both), schemes=[])
    keys = [f"{HOUSE} thu.quy-hoach", f"{HOUSE} thu.nha-van-hoa"]
    half = Office(tmp_path, base).sign(keys[0])
    reading = half.read()

    assert reading.patches == ()
    assert [note.vi for note in reading.notes] == [
        f"cần xác nhận mọi dòng của chỉ tiêu: {half.at(keys[0], 'confirmed')}"
    ]

    reading = Office(tmp_path, base).sign(keys[0]).sign(keys[1]).read()

    assert reading.official == 2
    assert reading.patches[0].reason.vi.startswith("nhập từ phụ lục.xlsx, dòng 6, 7; người nhập: Lê Thị Hoa;")


def test_only_the_columns_of_its_strata_count_when_a_fact_is_confirmed(tmp_path):
    hills = {"stratum": {"thu.vung": ["nui"]}, "rule": rule("attested", "nha-van-hoa")}
    reading = Office(tmp_path, set_of(indicator("nha", hills))).sign(HOUSE).read()

    assert (reading.changed, reading.unchanged, reading.official) == (1, 0, 1)


def test_one_of_several_facts_can_be_left_to_the_province_or_cited_anew(tmp_path):
    both = {"kind": "all-of", "rules": [rule("attested", "quy-hoach"), rule("attested", "nha-van-hoa")]}
    base = set_of(indicator("nha", both), schemes=[])
    office = Office(tmp_path, base).type(f"{HOUSE} thu.quy-hoach", "UBND cấp tỉnh quy định")
    office.type(f"{HOUSE} thu.nha-van-hoa", row="12")
    reading = office.read()
    provision = reading.set["1.1"].indicator.provisions[0]

    assert levels_of(reading.set, part=0) == [("delegated", {}, "missing")]
    assert levels_of(reading.set, part=1) == []
    assert (provision.wording.value, provision.citation.row) == ("unverified", "12")

    reading = Office(tmp_path, base).type(f"{HOUSE} thu.quy-hoach", row="12").read()

    assert reading.set["1.1"].indicator.provisions[0].citation.row == "12"


def test_an_indicator_without_a_citation_has_empty_cells_for_it(tmp_path):
    bare = indicator("nuoc", rule("at-least", "nuoc", level("80")))
    del bare["citation"]
    office = Office(tmp_path, set_of(bare, schemes=[]))

    assert office.cell(NUOC, "number").value is None
    assert office.sign(NUOC, number="1/QĐ", annex="I", row="1").read().official == 1


def test_days_on_which_nothing_changes_for_anybody_part_no_rows(tmp_path):
    """The general levels of each year are behind one that stands in their place for all three regions."""
    general = [level("1", until="2023-01-01"), level("2", since="2023-01-01")]
    special = [{**one, "replaces": "true"} for one in by_region("80", "90", "70")]
    office = Office(tmp_path, set_of(indicator("nuoc", rule("at-least", "nuoc", *general, *special))))

    assert list(office.rows) == [NUOC]
    assert [one for one, _, _ in levels_of(office.type(NUOC, "81%", ..., ...).read().set)] == ["81", "90", "70"]


def test_a_gap_among_the_reasons_of_a_fact_can_be_filled(tmp_path):
    office = Office(tmp_path, attested({"missing": "delegated", "until": "2023-01-01"}))

    assert [set(office.text(key)) for key in office.rows][:2] == [{"UBND cấp tỉnh quy định"}, {None}]
    assert problems(office.type(f"{HOUSE} 2023-01-01", "Đạt").read) != []

    reading = office.type(HOUSE, "Đạt").read()

    assert levels_of(reading.set) == []


# --- what the set says and nobody can type over ----------------------------------------------------------------------


def test_a_rule_without_a_level_of_its_own_has_a_row_that_says_so(tmp_path):
    times = {
        "kind": "times", "measure": "thu.thu-nhap", "comparison": "at-least", "factor": "1.1",
        "of": {"indicator": "thu.bo.nuoc"}, "verification": "official",
    }  # fmt: skip
    base = set_of(indicator("gap", times), indicator("nuoc", rule("at-least", "nuoc", *by_region("1", "2", "3"))))
    office = Office(tmp_path, base)
    key = "thu.bo.gap"

    assert office.text(key) == ["–", "–", "–"]
    assert office.cell(key, "content").value == "Chỉ tiêu gap – từ 1,1 lần mức của thu.bo.nuoc trở lên"
    assert office.cell(key, "state").value is None

    reading = office.sign(key).read()

    assert [note.en for note in reading.notes] == [f"rows without a level to sign, not read: {office.at(key, 'key')}"]
    assert problems(office.type(key, ..., "95%", ...).read) == [("SV-AX-014", office.at(key, 1))]
    assert problems(office.type(key, ..., None, ...).read) == []


def test_where_two_levels_hold_the_set_must_be_put_right_first(tmp_path):
    twice = [*by_region("80", "90", "70"), level("95", stratum={"thu.vung": "nui"})]
    office = Office(tmp_path, set_of(indicator("nuoc", rule("at-least", "nuoc", *twice))))

    assert office.text(NUOC) == ["≥ 80%", "≥ 90%", "có hai mức cùng áp dụng"]
    assert problems(office.type(NUOC, ..., ..., "96%").read) == [("SV-AX-014", office.at(NUOC, 2))]

    reading = office.type(NUOC, "80%", "80%", "two levels hold at once").read()

    assert [one[:2] for one in levels_of(reading.set)] == [
        ("80", {"thu.vung": "bien"}),
        ("80", {"thu.vung": "dong-bang"}),
        ("70", {"thu.vung": "nui"}),
        ("95", {"thu.vung": "nui"}),
    ]


def test_where_two_provisions_hold_the_set_must_be_put_right_first(tmp_path):
    two = [
        rule("at-least", "nuoc", level("80")),
        {"since": "2023-01-01", "rule": rule("at-least", "nuoc", level("90"))},
    ]
    office = Office(tmp_path, set_of(indicator("nuoc", *two), schemes=[]))

    assert [office.text(key)[0] for key in office.rows] == ["có hai mức cùng áp dụng"] * 2


def test_words_that_only_the_workbook_writes_are_refused_in_other_cells(tmp_path):
    office = Office(tmp_path, water()).type(NUOC, "–", "có hai mức cùng áp dụng", ...)

    assert problems(office.read) == [("SV-AX-014", office.at(NUOC, 0)), ("SV-AX-014", office.at(NUOC, 1))]


def test_more_columns_than_a_sheet_should_have_are_refused(tmp_path):
    schemes = [
        {"id": f"thu.{n}", "title": {"vi": n}, "strata": [{"id": f"s{k}", "title": {"vi": "x"}} for k in range(15)]}
        for n in "ab"
    ]
    base = set_of(
        indicator("nuoc", rule("at-least", "nuoc", level("5", stratum={"thu.a": "s1", "thu.b": "s1"}))), schemes=schemes
    )

    assert problems(lambda: fill(base, tmp_path / "a.xlsx")) == [("SV-AX-001", None)]
    assert not (tmp_path / "a.xlsx").exists()


# --- emptied cells, missing levels -----------------------------------------------------------------------------------


def test_an_emptied_cell_is_refused_unless_somebody_says_so(tmp_path):
    """A level is lost by one stroke of a key."""
    office = Office(tmp_path, water()).type(NUOC, ..., None, ...)

    assert problems(office.read) == [("SV-AX-015", office.at(NUOC, 1))]

    reading = office.type(NUOC, ..., "chưa có", ...).read()

    assert levels_of(reading.set)[1] == ("not-read", {"thu.vung": "dong-bang"}, "missing")

    reading = Office(tmp_path, water()).type(NUOC, None, state="chưa có").read()

    assert levels_of(reading.set) == [("not-read", {}, "missing")]


def test_a_row_said_to_be_missing_holds_no_levels(tmp_path):
    office = Office(tmp_path, water()).type(NUOC, None, "90%", None, state="chưa có")

    assert problems(office.read) == [("SV-AX-018", office.at(NUOC, "state"))]


def test_a_reason_can_be_typed_in_place_of_a_level(tmp_path):
    reading = Office(tmp_path, water()).type(NUOC, "UBND cấp tỉnh quy định", "mức đã rút", "chưa quy định mức").read()

    assert [one for one, _, _ in levels_of(reading.set)] == ["delegated", "withdrawn", "not-set"]


# --- signatures and states -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code", "column"),
    [
        ({"number": None}, 20, "number"),
        ({"confirmed": "Bình"}, 21, "typed"),
        ({"typed": "Lê Hoà", "confirmed": "lê  hòa"}, 22, "confirmed"),
        ({**SIGNED, "annex": None}, 23, "annex"),
        ({**SIGNED, "row": None}, 23, "row"),
        ({**SIGNED, "number": None, "annex": None, "row": None}, 23, "number"),
        ({"state": "đã đối chiếu văn bản"}, 19, "state"),
        ({"state": "đã đối chiếu văn bản", "typed": "Hoa"}, 19, "state"),
        ({"state": "theo nguồn dẫn lại"}, 17, "state"),
        ({"state": "chưa đối chiếu; chưa có"}, 17, "state"),
        ({"state": "xong"}, 17, "state"),
        ({"tt": "1.2"}, 6, "tt"),
        ({"since": date(2022, 1, 1)}, 6, "since"),
        ({"until": "2024-01-01"}, 6, "until"),
        ({"until": "31/02/2024"}, 6, "until"),
        ({"until": "cuối năm"}, 6, "until"),
        ({"until": datetime(2024, 1, 1, 12)}, 6, "until"),
        ({"until": 2024}, 6, "until"),
        ({"row": date(2024, 5, 3)}, 7, "row"),
        ({"article": True}, 7, "article"),
        ({"typed": "=A1"}, 20, "typed"),
    ],
)
def test_what_contradicts_itself_in_a_row_is_refused_with_its_cell(tmp_path, typed, code, column):
    office = Office(tmp_path, water()).type(NUOC, **typed)
    room = "IN" if typed.get("typed") == "=A1" else "AX"

    assert problems(office.read) == [(f"SV-{room}-{code:03d}", office.at(NUOC, column))]


def test_two_people_with_names_that_differ_by_a_tone_are_two_people(tmp_path):
    assert Office(tmp_path, water()).sign(NUOC, confirmed="Lê Thị Hòa").read().official == 3


def test_an_article_does_as_well_as_an_annex(tmp_path):
    reading = Office(tmp_path, water()).sign(NUOC, annex=None, article=5, row=9.2).read()

    assert reading.patches[0].citation == Citation(number="1/QĐ", article="5", row="9.2")


def test_another_document_keeps_nothing_of_the_old_citation(tmp_path):
    reading = Office(tmp_path, water()).type(NUOC, "85%", "90%", "70%", number="2/QĐ").read()

    assert reading.patches[0].citation == Citation(number="2/QĐ", annex="I", row="nuoc")
    assert reading.changed == 3


def test_a_citation_taken_away_is_a_level_without_one(tmp_path):
    base = set_of(
        indicator("nuoc", rule("at-least", "nuoc", level("80", citation={"number": "1/QĐ", "annex": "II"}))), schemes=[]
    )
    reading = Office(tmp_path, base).type(NUOC, number=None, annex=None, row=None).read()

    assert reading.set["1.1"].indicator.provisions[0].rule.levels[0].citation is None
    assert reading.changed == 1


def test_the_level_of_a_secondary_source_keeps_its_state_when_only_its_place_is_put_right(tmp_path):
    base = water("80", "90", "70")
    secondary = set_of(indicator("nuoc", rule("at-least", "nuoc", *by_region("80", "90", "70", state="secondary"))))
    reading = Office(tmp_path, secondary).type(NUOC, row="8").read()

    assert {state for _, _, state in levels_of(reading.set)} == {"secondary"}
    assert reading.patches[0].citation.row == "8"
    assert Office(tmp_path, base).type(NUOC, typed="Hoa").read().changed == 0
    assert {
        state for _, _, state in levels_of(Office(tmp_path, secondary).type(NUOC, state="chưa đối chiếu").read().set)
    } == {"unverified"}


def test_a_level_that_was_checked_changes_only_with_two_people_or_by_giving_the_check_up(tmp_path):
    base = Office(tmp_path, water()).sign(NUOC).read().set
    office = Office(tmp_path, base)

    assert office.cell(NUOC, "state").value == "đã đối chiếu văn bản"
    assert problems(office.type(NUOC, "81%", ..., ...).read) == [("SV-AX-024", office.at(NUOC, 0))]
    assert problems(Office(tmp_path, base).type(NUOC, row="8").read) == [("SV-AX-024", office.at(NUOC, "number"))] * 3
    assert levels_of(Office(tmp_path, base).sign(NUOC, "81%", ..., ...).read().set)[0][2] == "official"
    assert Office(tmp_path, base).sign(NUOC, row="8").read().changed == 3
    given_up = Office(tmp_path, base).type(NUOC, "81%", ..., ..., state="chưa đối chiếu").read()
    assert {state for _, _, state in levels_of(given_up.set)} == {"unverified"}
    assert given_up.official == 0


def test_the_second_persons_name_is_enough_whatever_the_state_says(tmp_path):
    office = Office(tmp_path, water())

    assert office.sign(NUOC, state="đã đối chiếu văn bản").read().official == 3
    assert Office(tmp_path, water()).sign(NUOC, state=None).read().official == 3
    assert problems(office.sign(NUOC, state="chưa có").read) == [("SV-AX-018", office.at(NUOC, "state"))]


# --- rows and columns ------------------------------------------------------------------------------------------------


def two():
    return set_of(
        indicator("nuoc", rule("at-least", "nuoc", *by_region("80", "90", "70"))),
        indicator("may", rule("at-least", "nuoc-may", *by_region("30", "20", "10"))),
    )


def test_rows_may_be_sorted_and_left_out(tmp_path):
    office = Office(tmp_path, two()).type(NUOC, "85%", ..., ...)
    first, second = ([cell.value for cell in office.page[office.rows[key]]] for key in (NUOC, "thu.bo.may"))
    for at, (one, other) in enumerate(zip(first, second, strict=True), start=1):
        office.page.cell(office.rows[NUOC], at).value = other
        office.page.cell(office.rows["thu.bo.may"], at).value = one

    assert office.read().changed == 1

    office.page.delete_rows(office.rows[NUOC])
    reading = office.read()

    assert reading.changed == 1
    assert [note.en for note in reading.notes] == ["rows left out, kept: 1"]


def test_a_row_given_twice_is_refused_with_the_place_of_the_other(tmp_path):
    office = Office(tmp_path, two())
    office.cell("thu.bo.may", "key").value = office.cell(NUOC, "key").value

    assert problems(office.read) == [("SV-AX-005", office.at("thu.bo.may", "key"))]


@pytest.mark.parametrize("key", ["thu.bo.nuoc", "thu.bo.khac #12345678-u", "x", None])
def test_a_row_without_a_key_of_this_set_is_refused(tmp_path, key):
    office = Office(tmp_path, water())
    office.cell(NUOC, "key").value = key

    assert problems(office.read) == [("SV-AX-004", office.at(NUOC, "key"))]


def test_what_stands_outside_the_columns_is_not_a_row(tmp_path):
    office = Office(tmp_path, water())
    beside = len(office.columns) + 1
    office.page.cell(office.header, beside).value = "Ghi chú"
    office.page.cell(office.rows[NUOC] + 1, beside).value = "của chúng tôi"
    reading = office.read()

    assert [note.vi for note in reading.notes] == ["cột không thuộc bảng: không đọc: Ghi chú"]


def test_a_changed_wording_is_noted_and_not_read(tmp_path):
    office = Office(tmp_path, water()).type(NUOC, content="Nước sạch", criterion=5)
    reading = office.read()

    assert reading.patches == ()
    assert [note.vi for note in reading.notes] == [
        f"lời văn đã sửa: không đọc: {office.at(NUOC, 'criterion')}, {office.at(NUOC, 'content')}"
    ]


def test_a_note_names_a_few_cells_and_counts_the_rest(tmp_path):
    xa = sv.load("vn.xa-ntm", edition="2021-2025")
    office = Office(tmp_path, xa)
    for key in list(office.rows)[:12]:
        office.type(key, content="khác")

    assert [note.en.endswith(", … (12)") for note in office.read().notes] == [True]


def test_formulas_and_errors_are_refused_with_everything_else(tmp_path):
    office = Office(tmp_path, two()).type(NUOC, "=1+1", "#N/A", "1000%").type("thu.bo.may", "khoảng 5", ..., ...)
    office.cell(NUOC, 1).data_type = "e"

    assert problems(office.read) == [
        ("SV-IN-020", office.at(NUOC, 0)),
        ("SV-IN-012", office.at(NUOC, 1)),
        ("SV-AX-013", office.at(NUOC, 2)),
        ("SV-AX-010", office.at("thu.bo.may", 0)),
    ]


def test_a_formula_is_refused_even_with_its_result(tmp_path):
    """What it gave when somebody saved the file is nobody's reading of the text."""
    office = Office(tmp_path, water())
    office.book.save(office.path)
    office.path.write_bytes(rewritten(office.path, office.at(NUOC, 0), "<f>40+40</f><v>80</v>"))

    assert problems(lambda: read(office.path, office.set)) == [("SV-AX-009", office.at(NUOC, 0))]


def rewritten(path, cell, content):
    """The workbook with another content in one cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(rf'<c r="{cell}"[^>]*>.*?</c>'.encode(), f'<c r="{cell}">{content}</c>'.encode(), data)
            new.writestr(name, data)
    return out.getvalue()


def test_a_cell_shown_as_per_cent_is_read_as_it_is_shown(tmp_path):
    office = Office(tmp_path, water()).type(NUOC, 0.955, ..., ...)
    office.cell(NUOC, 0).number_format = "0.0%"

    assert levels_of(office.read().set)[0][0] == "95.5"


def test_a_thousand_is_written_as_the_language_of_the_workbook_writes_it(tmp_path):
    base = set_of(indicator("thu-nhap", rule("at-least", "thu-nhap", level("5"))), schemes=[])

    assert levels_of(Office(tmp_path, base).type("thu.bo.thu-nhap", "1.234").read().set)[0][0] == "1234"
    assert levels_of(Office(tmp_path, base, "en").type("thu.bo.thu-nhap", "1.234").read().set)[0][0] == "1.234"


def test_a_level_that_could_not_be_typed_today_is_still_what_it_was(tmp_path):
    base = set_of(
        indicator("nha-tam", rule("at-most", "nha-tam", level("5/2"))),
        indicator("nuoc", rule("at-least", "nuoc", level("120"))),
        schemes=[],
    )

    assert Office(tmp_path, base).read().changed == 0


# --- a workbook that is not this annex -------------------------------------------------------------------------------


def test_the_annex_of_another_set_is_refused(tmp_path):
    office = Office(tmp_path, water())
    other = set_of(indicator("nuoc", rule("at-least", "nuoc", *by_region("1", "2", "3"))), edition="2026-2030")

    with pytest.raises(InputError, match=r'annex of "thu\.bo@2021-2025"; expected that of thu\.bo@2026-2030'):
        office.read(other)


def test_a_sheet_without_the_columns_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Phụ lục"
    book.active.append(["TT", "Mức"])
    book.save(tmp_path / "a.xlsx")

    found = problems(lambda: read(tmp_path / "a.xlsx", water()))

    assert {code for code, _ in found} == {"SV-AX-002"}
    assert len(found) == 15


def test_a_column_that_was_renamed_is_named(tmp_path):
    office = Office(tmp_path, water(), "en")
    office.page.cell(office.header, office.columns["confirmed"]).value = "Checked by"

    with pytest.raises(InputError, match='there is no column "Confirmed by"'):
        office.read()


def test_a_sheet_that_was_renamed_is_read_by_its_name(tmp_path):
    office = Office(tmp_path, water())
    office.page.title = "Của chúng tôi"

    assert problems(office.read) == [("SV-IN-010", None)]
    office.book.save(office.path)
    assert read(office.path, office.set, sheet="Của chúng tôi").changed == 0


def test_what_is_no_workbook_is_refused_by_the_reader(tmp_path):
    (tmp_path / "a.xlsx").write_text("TT,Mức\n", encoding="utf-8")

    assert [code for code, _ in problems(lambda: read(tmp_path / "a.xlsx", water()))] == ["SV-IN-002"]


# --- several people, one annex ---------------------------------------------------------------------------------------


def test_several_people_can_type_in_parts_of_one_annex_side_by_side(tmp_path):
    """The second workbook was made before the first was read; what its owner did not touch undoes nothing."""
    base = two()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = Office(tmp_path / "a", base).sign(NUOC, "81%")
    other = Office(tmp_path / "b", base).sign("thu.bo.may", "31%")
    first = one.read().set
    reading = other.read(first)

    assert levels_of(reading.set, "1.1") == [("81", {}, "official")]
    assert levels_of(reading.set, "1.2") == [("31", {}, "official")]
    assert [note.vi for note in reading.notes] == [
        f"dòng không ai sửa, bộ đã có thông tin mới hơn: giữ nguyên: {other.at(NUOC, 'key')}"
    ]


def test_a_row_that_both_changed_is_a_conflict(tmp_path):
    base = two()
    (tmp_path / "b").mkdir()
    other = Office(tmp_path / "b", base).sign(NUOC, "82%")
    first = Office(tmp_path, base).sign(NUOC, "81%").read().set

    assert problems(lambda: other.read(first)) == [("SV-AX-025", other.at(NUOC, "key"))]


@pytest.mark.parametrize("signed", [True, False])
def test_a_workbook_read_twice_changes_nothing_the_second_time(tmp_path, signed):
    office = Office(tmp_path, two()).type(NUOC, "81%", "chưa có", ..., number="3/QĐ")
    if signed:
        office.type(NUOC, **SIGNED)
    first = office.read()

    assert first.changed == 3
    assert office.read(first.set).patches == ()


# --- text ------------------------------------------------------------------------------------------------------------


def test_hostile_text_appears_as_text(tmp_path):
    """In a title, a stratum, a printed number, a citation: never a formula, a link or a second line."""
    evil = '=HYPERLINK("http://x.vn","Bấm")'
    base = set_of(
        indicator("nuoc", rule("at-least", "nuoc", *by_region("80", "90", "70")), title={"vi": evil}),
        indicator(
            "may",
            rule("at-least", "nuoc-may", *by_region("1", "2", "3")),
            title={"vi": "a\nb\u200bc\u202ed"},
            citation={"number": "@SUM(A1)", "annex": "+1", "row": "-1"},
        ),
        schemes=[
            {
                "id": "thu.vung",
                "title": {"vi": "V"},
                "strata": [
                    {"id": one, "title": {"vi": title}}
                    for one, title in zip(REGIONS, ("TT", "tt", "=1+1"), strict=True)
                ],
            }
        ],
        title={"vi": evil},
    )
    office = Office(tmp_path, base)
    cells = [cell for row in office.page.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in office.page[office.header]][3:6] == ["TT (2)", "tt (3)", "=1+1"]
    assert office.cell("thu.bo.may", "content").value == "a b c d"
    assert office.cell("thu.bo.nuoc", "content").value == evil
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


def test_the_states_are_offered_in_a_drop_down_and_the_headings_explain_themselves(tmp_path):
    office = Office(tmp_path, water())
    (offered,) = office.page.data_validations.dataValidation

    assert offered.formula1 == '"đã đối chiếu văn bản,chưa đối chiếu,chưa có"'
    assert office.at(NUOC, "state") in str(offered.sqref)
    assert "Không được là người nhập" in office.page.cell(office.header, office.columns["confirmed"]).comment.text
    assert office.book.sheetnames == ["Phụ lục", "Hướng dẫn"]
    assert office.page.freeze_panes == f"D{office.header + 1}"


def test_levels_that_nobody_checked_look_lighter_and_missing_ones_are_coloured(tmp_path):
    levels = [*by_region("80", None, "70")[:1], level("70", "official", stratum={"thu.vung": "nui"})]
    office = Office(tmp_path, set_of(indicator("nuoc", rule("at-least", "nuoc", *levels))))

    assert [office.cell(NUOC, at).font.italic for at in range(3)] == [True, False, False]
    assert office.cell(NUOC, 1).fill.fgColor.rgb == "FFFFE699"


def test_the_annex_speaks_english_too(tmp_path):
    office = Office(tmp_path, water(), "en")

    assert office.book.sheetnames == ["Annex", "Guide"]
    assert office.cell(NUOC, "state").value == "not checked"
    assert office.sign(NUOC, "not known", "set by the province", "≥ 85%").read().official == 1


def test_every_row_of_a_set_has_a_key_of_its_own():
    for key in sv.load_registry(only=()).sets:
        rows = annex_of(sv.load(key)).rows

        assert len({row.key for row in rows}) == len(rows)
