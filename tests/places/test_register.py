"""A small invented register: what is asked of it, and what it answers when it has no answer."""

from __future__ import annotations

import pickle
import random

import pytest

from smartvillage.errors import InputError, UnknownIdentifierError, Words
from smartvillage.places import Authority, Event, Membership, Places, Unit, UnknownUnitError

REFORM = "2025-07-01"
SCHEME = {"scheme": "vn.318.region", "citation": "318/QĐ-TTg", "verification": "unverified"}

NORTH = Unit(code="10", name="Tỉnh Bắc Sơn", kind="province", type="tỉnh", end=REFORM)
SOUTH = Unit(code="20", name="Tỉnh Nam Sơn", kind="province", type="tỉnh", end=REFORM)
JOINED = Unit(code="20", name="Tỉnh Nam Sơn", kind="province", type="tỉnh", start=REFORM)
DISTRICT = Unit(code="201", name="Huyện Châu Lệ", kind="district", type="huyện", parent=SOUTH.key, end=REFORM)
TOWNSHIP = Unit(
    code="00200", name="Thị trấn Châu Lệ", kind="township", type="thị trấn", parent=DISTRICT.key, end=REFORM
)
MY_LE = Unit(code="00201", name="Xã Mỹ Lệ", kind="commune", type="xã", parent=DISTRICT.key, end=REFORM)
HOA_AN = Unit(code="00202", name="Xã Hòa An", kind="commune", type="xã", parent=DISTRICT.key, end=REFORM)
GONE = Unit(code="00203", name="Xã Cũ", kind="commune", type="xã", parent=DISTRICT.key, end="2024-12-01")
MY_LE_NORTH = Unit(code="00101", name="Xã Mỹ Lệ", kind="commune", type="xã", parent=NORTH.key, end=REFORM)
NEW_MY_LE = Unit(code="00201", name="Xã Mỹ Lệ", kind="commune", type="xã", parent=JOINED.key, start=REFORM)
NEW_WARD = Unit(code="00202", name="Phường Hòa An", kind="ward", type="phường", parent=JOINED.key, start=REFORM)

UNITS = [NORTH, SOUTH, JOINED, DISTRICT, TOWNSHIP, MY_LE, HOA_AN, GONE, MY_LE_NORTH, NEW_MY_LE, NEW_WARD]
EVENTS = [
    Event(old=NORTH.key, new=JOINED.key, on=REFORM, relation="whole"),
    Event(old=SOUTH.key, new=JOINED.key, on=REFORM, relation="whole"),
    Event(old=GONE.key, new=MY_LE.key, on="2024-12-01", relation="split"),
    Event(old=GONE.key, new=HOA_AN.key, on="2024-12-01", relation="split"),
    Event(old=TOWNSHIP.key, new=NEW_WARD.key, on=REFORM, relation="whole"),
    Event(old=MY_LE.key, new=NEW_MY_LE.key, on=REFORM, relation="whole"),
    Event(old=MY_LE_NORTH.key, new=NEW_MY_LE.key, on=REFORM, relation="whole"),
    Event(old=HOA_AN.key, new=NEW_MY_LE.key, on=REFORM, relation="split"),
    Event(old=HOA_AN.key, new=NEW_WARD.key, on=REFORM, relation="split"),
]
MEMBERSHIPS = [
    Membership(unit=SOUTH.key, stratum="mekong-delta", start="2021-01-01", end="2026-01-01", **SCHEME),
    Membership(unit=NORTH.key, stratum="southeast", start="2021-01-01", end="2026-01-01", **SCHEME),
    Membership(
        unit=JOINED.key, stratum=None, start=REFORM, end="2026-01-01", carried_from=(NORTH.key, SOUTH.key), **SCHEME
    ),
    Membership(
        unit=NEW_WARD.key, stratum="mekong-delta", start=REFORM, end="2026-01-01", carried_from=(SOUTH.key,), **SCHEME
    ),
    Membership(unit=MY_LE.key, stratum="poor", scheme="nam-son.aid", citation="12/QĐ", verification="official"),
]
AUTHORITIES = [
    Authority(
        id="nam-son.chau-le",
        title=Words(vi="Huyện Châu Lệ", en="Châu Lệ district"),
        unit=DISTRICT.key,
        end=REFORM,
        successor="nam-son.province",
    ),
    Authority(
        id="nam-son.province", title=Words(vi="Tỉnh Nam Sơn", en="Nam Sơn province"), unit=JOINED.key, start=REFORM
    ),
]

PLACES = Places(UNITS, EVENTS, MEMBERSHIPS, AUTHORITIES, source="invented")


def refused(ask):
    with pytest.raises(UnknownUnitError) as caught:
        ask()
    (problem,) = caught.value.problems
    return caught.value, problem.code, caught.value.say("en"), caught.value.say("vi")


# --- by code ---------------------------------------------------------------------------------------------------------


def test_one_code_is_two_units_on_two_days():
    assert PLACES.unit("00202", "2025-06-30") == HOA_AN
    assert PLACES.unit("00202", "2025-07-01") == NEW_WARD


def test_a_full_key_needs_no_day_and_is_checked_when_there_is_one():
    assert PLACES.unit("vn:00202@") == HOA_AN
    assert PLACES.unit("vn:00202@2025-07-01") == NEW_WARD
    assert PLACES.unit("vn:00202", on="2025-07-01") == NEW_WARD
    assert refused(lambda: PLACES.unit("vn:00202@", on="2025-07-01"))[1] == "SV-PL-002"


def test_a_code_with_one_meaning_needs_no_day():
    assert PLACES.unit("201") == DISTRICT


def test_a_code_with_several_meanings_needs_a_day():
    error, code, en, vi = refused(lambda: PLACES.unit("20"))

    assert code == "SV-PL-003"
    assert "Tỉnh Nam Sơn (vn:20@); Tỉnh Nam Sơn (vn:20@2025-07-01). Give a day, or the full key." in en
    assert "có nhiều nghĩa" in vi
    assert error.candidates == (SOUTH, JOINED)


def test_a_code_used_in_two_countries_needs_the_country():
    laos = Unit(code="201", name="Muang", kind="district", country="la")
    places = Places([*UNITS, laos], EVENTS)

    assert refused(lambda: places.unit("201", "2020-01-01"))[1] == "SV-PL-003"
    assert places.unit("la:201", "2020-01-01") == laos


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("0201", "00201"), ("00210", "00201"), ("00102", "00202"), ("201 ", "201"), ("2O1", "201"), (201, "00201")],
)
def test_an_unknown_code_is_told_with_codes_that_come_close(typed, meant):
    error, code, en, vi = refused(lambda: PLACES.unit(typed, "2024-01-01"))

    assert code == "SV-PL-001"
    assert meant in {unit.code for unit in error.candidates}
    assert "Did you mean" in en
    assert "Có phải là" in vi


def test_closest_codes_are_valid_on_the_day():
    error, *_ = refused(lambda: PLACES.unit("00204", "2025-12-31"))

    assert error.candidates == (NEW_MY_LE, NEW_WARD)


def test_a_code_that_is_a_number_lost_its_zeros():
    _, _, en, vi = refused(lambda: PLACES.unit(201, "2024-01-01"))

    assert 'no unit has the code "201"; expected text, like "00123"' in en
    assert 'cần văn bản như "00123"' in vi


def test_hidden_characters_in_a_code_are_named():
    _, _, en, vi = refused(lambda: PLACES.unit("00201\u200b", "2024-01-01"))

    assert "It holds a zero-width character (U+200B)" in en
    assert "Có ký tự rộng bằng không" in vi


def test_nothing_is_suggested_when_nothing_comes_close():
    assert refused(lambda: PLACES.unit("zzzzzzzz", "2024-01-01"))[2] == 'SV-PL-001 no unit has the code "zzzzzzzz".'


def test_a_code_that_ended_names_its_span_and_its_successors():
    error, code, en, vi = refused(lambda: PLACES.unit("00200", "2025-07-01"))

    assert code == "SV-PL-002"
    assert en == (
        'SV-PL-002 "00200" does not exist on 2025-07-01 (Thị trấn Châu Lệ before 2025-07-01). '
        "The territory went to: Phường Hòa An (vn:00202@2025-07-01; whole, from 2025-07-01)."
    )
    assert vi == (
        'SV-PL-002 "00200" không có vào ngày 01/07/2025 (Thị trấn Châu Lệ trước 01/07/2025). '
        "Địa bàn chuyển về: Phường Hòa An (vn:00202@2025-07-01; toàn bộ, từ 01/07/2025)."
    )
    assert [one.unit for one in error.successors] == [NEW_WARD]


def test_successors_in_a_message_are_those_of_the_day_asked():
    """Xã Cũ went to two communes in 2024; both had ended by the day asked."""
    early, *_ = refused(lambda: PLACES.unit("00203", "2025-01-01"))
    late, *_ = refused(lambda: PLACES.unit("00203", "2025-12-31"))

    assert {one.unit for one in early.successors} == {MY_LE, HOA_AN}
    assert {(one.unit, one.relation) for one in late.successors} == {(NEW_MY_LE, "split"), (NEW_WARD, "split")}


def test_a_unit_without_successor_names_what_became_of_the_unit_it_lay_in():
    error, _, en, vi = refused(lambda: PLACES.unit("201", "2026-01-01"))

    assert "No successor of its own is recorded; it lay in Tỉnh Nam Sơn." in en
    assert "The territory went to: Tỉnh Nam Sơn (vn:20@2025-07-01; whole" in en
    assert "Không ghi nhận đơn vị kế tục riêng" in vi
    assert error.successors[0].unit == JOINED


def test_two_earlier_meanings_of_a_code_name_one_successor_once():
    first = Unit(code="7", name="Xã Đầu", kind="commune", end="2020-01-01")
    then = Unit(code="7", name="Xã Sau", kind="commune", start="2020-01-01", end="2025-07-01")
    now = Unit(code="8", name="Xã Nay", kind="commune", start="2025-07-01")
    events = [
        Event(old=first.key, new=then.key, on="2020-01-01", relation="whole"),
        Event(old=then.key, new=now.key, on="2025-07-01", relation="whole"),
    ]
    error, _, en, _ = refused(lambda: Places([first, then, now], events).unit("7", "2026-01-01"))

    assert [one.unit for one in error.successors] == [now]
    assert "(Xã Đầu before 2020-01-01; Xã Sau from 2020-01-01 to before 2025-07-01)" in en


def test_the_search_for_what_became_of_it_climbs_as_far_as_it_must():
    lost = Unit(code="00299", name="Xã Mất", kind="commune", parent=DISTRICT.key, end=REFORM)
    error, *_ = refused(lambda: Places([*UNITS, lost], EVENTS).unit("00299", "2026-01-01"))

    assert "it lay in Tỉnh Nam Sơn" in str(error)
    assert [one.unit for one in error.successors] == [JOINED]


def test_a_unit_that_left_no_trace_is_told_without_advice():
    alone = Places([Unit(code="1", name="Xã Lẻ", kind="commune", end="2020-01-01")])

    assert refused(lambda: alone.unit("1", "2021-01-01"))[2] == (
        'SV-PL-002 "1" does not exist on 2021-01-01 (Xã Lẻ before 2020-01-01).'
    )


def test_a_unit_inside_one_that_still_stands_says_where_it_lay():
    above = Unit(code="1", name="Tỉnh Yên", kind="province")
    gone = Unit(code="11", name="Huyện Tan", kind="district", parent=above.key, end="2020-01-01")

    assert refused(lambda: Places([above, gone]).unit("11", "2021-01-01"))[2].endswith("it lay in Tỉnh Yên.")


def test_a_code_before_its_time_names_its_predecessors():
    new = Unit(code="9", name="Xã Mới", kind="commune", start=REFORM)
    places = Places([*UNITS, new], [*EVENTS, Event(old=DISTRICT.key, new=new.key, on=REFORM, relation="split")])
    _, _, en, vi = refused(lambda: places.unit("9", "2024-12-31"))

    assert "(Xã Mới from 2025-07-01). Before that it was: Huyện Châu Lệ (vn:201@)." in en
    assert "Trước đó là: Huyện Châu Lệ (vn:201@)." in vi


def test_many_candidates_are_counted_not_listed():
    units = [Unit(code=f"{n:03}", name="Xã Mỹ Lệ", kind="commune") for n in range(14)]
    _, _, en, vi = refused(lambda: Places(units).find("Mỹ Lệ", "2024-01-01"))

    assert '"Mỹ Lệ" names 14 units' in en
    assert "; … and 4 more" in en
    assert "; … và 4 đơn vị khác" in vi


# --- by name ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Xã Hòa An", "Hòa An", "XÃ  HÒA AN ", "xã hòa an", "Xa\u0303 Ho\u0300a An"])
def test_a_name_fits_with_or_without_its_kind_and_in_any_unicode_form(name):
    assert PLACES.find(name, "2024-12-31") == HOA_AN


def test_a_name_printed_without_its_kind_is_found_with_it():
    bare = Unit(code="1", name="Mỹ Lệ", kind="commune", type="xã")

    assert Places([bare]).find("Xã Mỹ Lệ", "2024-12-31") == bare


@pytest.mark.parametrize(
    "parent",
    [
        "Châu Lệ",
        "Huyện Châu Lệ",
        "201",
        "vn:201@",
        DISTRICT,
        "Nam Sơn",
        SOUTH,
        ["Châu Lệ", "Tỉnh Nam Sơn"],
        [DISTRICT, "20"],
    ],
)
def test_a_parent_at_any_level_tells_namesakes_apart(parent):
    assert PLACES.find("Xã Mỹ Lệ", "2024-12-31", parent=parent) == MY_LE


def test_all_parents_must_fit():
    assert refused(lambda: PLACES.find("Xã Mỹ Lệ", "2024-12-31", parent=["Châu Lệ", "Bắc Sơn"]))[1] == "SV-PL-004"


def test_a_name_is_asked_on_a_day():
    assert PLACES.find("Hòa An", "2025-06-30") == HOA_AN
    assert PLACES.find("Hòa An", "2025-07-01") == NEW_WARD


@pytest.mark.parametrize("kind", ["district", "huyện", "HUYỆN"])
def test_a_kind_tells_namesakes_apart_as_an_id_or_as_printed(kind):
    assert PLACES.find("Châu Lệ", "2024-12-31", kind=kind) == DISTRICT


def test_several_fits_are_listed_with_code_and_parents():
    error, code, en, vi = refused(lambda: PLACES.find("Mỹ Lệ", "2024-12-31"))

    assert code == "SV-PL-005"
    assert "00101 Xã Mỹ Lệ, Tỉnh Bắc Sơn; 00201 Xã Mỹ Lệ, Huyện Châu Lệ, Tỉnh Nam Sơn. Use a code" in en
    assert "2 đơn vị cùng tên" in vi
    assert error.candidates == (MY_LE_NORTH, MY_LE)


@pytest.mark.parametrize(
    "name", ["Xã Hoà An", "Hoa An", "Xa Hoa An", "X. Hòa An", "Xã Hòa Ân", "Xã Hòa Ann", "Xã Hoa Ann"]
)
def test_a_name_that_comes_close_is_offered_and_never_taken(name):
    error, code, en, vi = refused(lambda: PLACES.find(name, "2024-12-31"))

    assert code == "SV-PL-004"
    assert "Did you mean: 00202 Xã Hòa An, Huyện Châu Lệ, Tỉnh Nam Sơn?" in en
    assert "Có phải là: 00202" in vi
    assert error.candidates[0] == HOA_AN


def test_a_letter_that_only_looks_right_is_named_and_the_name_offered():
    places = Places([Unit(code="1", name="Xã Đức Hòa", kind="commune")])
    _, _, en, vi = refused(lambda: places.find("Xã Ðức Hòa", "2024-12-31"))

    assert 'It holds "Ð" (U+00D0) only looks like Đ (U+0110).' in en
    assert "Did you mean: 1 Xã Đức Hòa?" in en
    assert "chỉ trông giống Đ" in vi


def test_suggestions_lie_in_the_place_asked_for_when_some_do():
    error, *_ = refused(lambda: PLACES.find("My Le", "2024-12-31", parent="Bắc Sơn"))

    assert error.candidates == (MY_LE_NORTH,)


def test_suggestions_are_of_the_kind_asked_for():
    error, *_ = refused(lambda: PLACES.find("Chau Le", "2024-12-31", kind="township"))

    assert error.candidates == (TOWNSHIP,)


def test_a_name_in_another_place_is_told_with_that_place():
    error, _, en, vi = refused(lambda: PLACES.find("Xã Hòa An", "2024-12-31", parent="Bắc Sơn"))

    assert 'in "Bắc Sơn". The name exists elsewhere: 00202 Xã Hòa An, Huyện Châu Lệ, Tỉnh Nam Sơn.' in en
    assert "Tên này có ở nơi khác: 00202" in vi
    assert error.candidates == (HOA_AN,)


def test_a_parent_that_nothing_answers_to_is_named():
    _, _, en, vi = refused(lambda: PLACES.find("Xã Hòa An", "2024-12-31", parent="Chau Le"))

    assert 'Nothing is called "Chau Le".' in en
    assert 'Không có đơn vị nào là "Chau Le".' in vi


def test_a_parent_given_as_a_unit_is_told_by_name():
    assert 'in "Tỉnh Bắc Sơn"' in refused(lambda: PLACES.find("Xã Hòa An", "2024-12-31", parent=NORTH))[2]


def test_a_name_that_had_ended_tells_where_the_territory_went():
    error, code, en, _ = refused(lambda: PLACES.find("Xã Cũ", "2025-12-31"))

    assert code == "SV-PL-002"
    assert '"Xã Cũ" does not exist on 2025-12-31 (Xã Cũ before 2024-12-01)' in en
    assert {one.unit for one in error.successors} == {NEW_MY_LE, NEW_WARD}


def test_a_name_like_nothing_is_refused_plainly():
    assert (
        refused(lambda: PLACES.find("Xyzzy", "2024-12-31"))[2] == 'SV-PL-004 no unit is called "Xyzzy" on 2024-12-31.'
    )


# --- lineage ---------------------------------------------------------------------------------------------------------


def test_direct_successors_and_predecessors_have_a_day_and_a_relation():
    assert [(one.unit, one.relation, str(one.on)) for one in PLACES.successors(GONE)] == [
        (MY_LE, "split", "2024-12-01"),
        (HOA_AN, "split", "2024-12-01"),
    ]
    assert {one.unit for one in PLACES.predecessors("vn:00201@2025-07-01")} == {MY_LE, MY_LE_NORTH, HOA_AN}
    assert PLACES.predecessors(GONE) == ()


def test_successors_on_a_day_follow_every_step():
    assert {(one.unit, one.relation, str(one.on)) for one in PLACES.successors(GONE, "2025-12-31")} == {
        (NEW_MY_LE, "split", REFORM),
        (NEW_WARD, "split", REFORM),
    }
    assert {one.unit for one in PLACES.successors(GONE, "2025-01-01")} == {MY_LE, HOA_AN}
    assert PLACES.successors(MY_LE, "2025-12-31")[0].relation == "whole"


def test_a_unit_has_no_successor_on_a_day_while_it_lasts():
    assert PLACES.successors(MY_LE, "2025-06-30") == ()


def test_territory_given_away_before_it_was_received_is_not_followed():
    """B gives a part to C in 2021 and takes A in 2022: A never went to C."""
    a = Unit(code="1", name="A", kind="commune", end="2022-01-01")
    b = Unit(code="2", name="B", kind="commune", end="2023-01-01")
    c = Unit(code="3", name="C", kind="commune")
    d = Unit(code="4", name="D", kind="commune", start="2023-01-01")
    places = Places(
        [a, b, c, d],
        [
            Event(old=b.key, new=c.key, on="2021-01-01", relation="split"),
            Event(old=a.key, new=b.key, on="2022-01-01", relation="whole"),
            Event(old=b.key, new=d.key, on="2023-01-01", relation="whole"),
        ],
    )

    assert [(one.unit, one.relation) for one in places.successors(a, "2024-01-01")] == [(d, "whole")]
    assert [one.unit for one in places.successors(a, "2022-06-01")] == [b]


# --- where a unit stands ---------------------------------------------------------------------------------------------


def test_ancestors_are_told_nearest_first():
    assert PLACES.ancestors(MY_LE) == PLACES.ancestors("00201", "2024-12-31") == (DISTRICT, SOUTH)
    assert PLACES.ancestors(NEW_MY_LE, "2025-07-01") == (JOINED,)
    assert refused(lambda: PLACES.ancestors(MY_LE, "2025-07-01"))[1] == "SV-PL-002"


def test_children_are_those_of_the_day():
    assert PLACES.children(DISTRICT, "2024-11-30") == (TOWNSHIP, MY_LE, HOA_AN, GONE)
    assert PLACES.children("201", "2024-12-01") == (TOWNSHIP, MY_LE, HOA_AN)
    assert PLACES.children("20", REFORM) == (NEW_MY_LE, NEW_WARD)


def test_units_are_selected_by_day_kind_and_place():
    assert PLACES.select("2025-06-30", kind="commune") == (MY_LE_NORTH, MY_LE, HOA_AN)
    assert PLACES.select("2025-06-30", within=SOUTH) == (TOWNSHIP, MY_LE, HOA_AN, DISTRICT)
    assert PLACES.select(REFORM, kind="xã", within="20") == (NEW_MY_LE,)


def test_a_unit_of_another_register_is_unknown_here():
    stranger = Unit(code="77", name="Xã Lạ", kind="commune")

    assert refused(lambda: PLACES.ancestors(stranger))[1] == "SV-PL-001"
    assert stranger not in PLACES
    assert MY_LE in PLACES
    assert "vn:20@" in PLACES


# --- strata ----------------------------------------------------------------------------------------------------------


def strata(unit, on):
    return {scheme: stratum for scheme, (stratum, _) in PLACES.strata(unit, on).items()}


def test_strata_come_from_the_unit_or_the_nearest_one_it_lies_in():
    assert strata(MY_LE, "2024-12-31") == {"nam-son.aid": "poor", "vn.318.region": "mekong-delta"}
    assert strata("00202", "2024-12-31") == {"vn.318.region": "mekong-delta"}
    assert strata("vn:00202@2025-07-01", "2025-12-31") == {"vn.318.region": "mekong-delta"}


def test_memberships_hold_only_in_their_span():
    assert strata(HOA_AN, "2020-12-31") == {}
    assert strata(NEW_WARD, "2026-01-01") == {}


def test_a_unit_that_expressly_has_no_stratum_does_not_take_that_of_its_surroundings():
    assert strata(NEW_MY_LE, "2025-12-31") == {}
    assert PLACES.membership(NEW_MY_LE, "vn.318.region", "2025-12-31") == MEMBERSHIPS[2]
    assert PLACES.membership(NEW_MY_LE, "vn.51.commune-group", "2025-12-31") is None


def test_a_membership_is_explained_with_its_source_and_what_it_is_carried_from():
    south, _, joined, ward, poor = MEMBERSHIPS
    none = Places([Unit(code="1", name="Xã Lẻ", kind="commune")])
    bare = Membership(unit="vn:1@", stratum=None, **SCHEME)

    assert PLACES.explain(south).vi == "Tỉnh Nam Sơn thuộc nhóm mekong-delta theo 318/QĐ-TTg (chưa đối chiếu)."
    assert PLACES.explain(ward).en == (
        "Phường Hòa An keeps the stratum mekong-delta of Tỉnh Nam Sơn under 318/QĐ-TTg (not checked)."
    )
    assert ward.carried
    assert not poor.carried
    assert PLACES.explain(joined).en == (
        "Tỉnh Nam Sơn has no stratum under 318/QĐ-TTg (not checked): it came from several (Tỉnh Bắc Sơn, Tỉnh Nam Sơn)."
    )
    assert none.explain(bare).vi == "Xã Lẻ không thuộc nhóm nào theo 318/QĐ-TTg (chưa đối chiếu)."


# --- authorities -----------------------------------------------------------------------------------------------------


def test_an_authority_is_followed_to_the_one_in_office():
    assert PLACES.authority("nam-son.chau-le").id == "nam-son.chau-le"
    assert PLACES.authority("nam-son.chau-le", on="2025-06-30").id == "nam-son.chau-le"
    assert PLACES.authority("nam-son.chau-le", on="2025-07-01").id == "nam-son.province"
    with pytest.raises(UnknownIdentifierError, match=r"Closest: nam-son\.chau-le"):
        PLACES.authority("nam-son.chau-lee")


# --- the register as a value -----------------------------------------------------------------------------------------


def test_the_order_of_the_rows_never_matters():
    shuffle = random.Random(7)
    other = Places(*(shuffle.sample(rows, len(rows)) for rows in (UNITS, EVENTS, MEMBERSHIPS, AUTHORITIES)))

    assert other.units == PLACES.units
    assert other.events == PLACES.events
    assert other.memberships == PLACES.memberships
    assert other.authorities == PLACES.authorities


def test_a_register_is_fixed_and_survives_pickling():
    with pytest.raises(AttributeError, match="fixed"):
        PLACES.units = ()
    copy = pickle.loads(pickle.dumps(PLACES))

    assert copy.unit("00202", REFORM) == NEW_WARD
    assert list(copy) == list(PLACES)
    assert len(copy) == len(UNITS)


def test_a_refusal_survives_a_process_boundary():
    error, *_ = refused(lambda: PLACES.unit("00200", "2025-07-01"))
    copy = pickle.loads(pickle.dumps(error))

    assert (copy.asked, copy.candidates, copy.successors, copy.problems) == (
        error.asked,
        error.candidates,
        error.successors,
        error.problems,
    )
    assert isinstance(copy, InputError)
    assert isinstance(copy, LookupError)


def test_a_register_shows_itself():
    assert repr(PLACES) == "<Places: 11 units, 9 events; invented>"
    assert repr(Places([])) == "<Places: 0 units, 0 events; made in Python>"
    page = Places([*UNITS, Unit(code="5", name="Ấp 5", kind="hamlet")])._repr_html_()
    assert "<td" in page
    assert "thị trấn" in page
    assert "hamlet" in page
