"""No level of a province is looser than that of the nation; a stricter one is nobody's business."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.floor import NO_FLOOR, check_floor
from smartvillage.criteria.patches import SetLevel
from smartvillage.criteria.rules import Between, comparisons, measures_of
from smartvillage.errors import InputError
from smartvillage.exact import Exact
from smartvillage.testing import criteria_sets, observations_for, strata_for
from smartvillage.testing.strategies import pick
from tests.reference import MET, NOT_MET, judge

COAST, HILLS = {"nam-son.group": "coast"}, {"nam-son.group": "hills"}
EVERY_STATE = {"official", "secondary", "unverified"}
LOOSER, TAKES_AWAY = "SV-SET-111", "SV-SET-113"


def label(text):
    return {"vi": text, "en": text}


def level(value=None, **more):
    return {**({"missing": "not-read"} if value is None else {"value": str(value), "verification": "official"}), **more}


def indicator(number, rule):
    return {
        "id": f"nam-son.set.i{number}",
        "printed": str(number),
        "title": label(f"chỉ tiêu {number}"),
        "citation": {"number": "1/QĐ-TEST"},
        "provisions": [{"rule": rule}],
    }


def a_set(*rules, **more):
    measures = [
        {"id": f"nam-son.{name}", "title": label(name), "kind": kind}
        for name, kind in (("share", "share"), ("other", "share"), ("fact", "attested"))
    ]
    schemes = [
        {
            "id": "nam-son.group",
            "title": label("nhóm"),
            "strata": [{"id": "coast", "title": label("ven biển")}, {"id": "hills", "title": label("đồi")}],
            "rules": [{"scheme": "nam-son.poor", "stratum": "yes", "takes": "hills"}],
        },
    ]
    document = {
        "format": "smartvillage.criteria-set/1",
        "id": "nam-son.set",
        "edition": "2021-2025",
        "title": label("bộ"),
        "issued": {"number": "1/QĐ-TEST"},
        "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
        "schemes": schemes,
        "measures": measures,
        "criteria": [
            {
                "id": "nam-son.set.criterion.only",
                "printed": "1",
                "title": label("tiêu chí"),
                "indicators": [indicator(number, rule) for number, rule in enumerate(rules, start=1)],
                **more,
            }
        ],
    }
    return CriteriaSet.from_dict(document)


def compared(kind, *levels, measure="nam-son.share"):
    return {"kind": kind, "measure": measure, "levels": list(levels)}


def set_level(value=None, number=1, measure=None, edge=None, **more):
    found = {**level(value), **more}
    return SetLevel(indicator=f"nam-son.set.i{number}", measure=measure, edge=edge, level=found)


def codes(base, *patches, **options):
    return [one.code for one in check_floor(base, patches, **options)]


# --- one level against another ----------------------------------------------------------------------------------------

PERCENT = st.integers(0, 1000).map(lambda tenths: Fraction(tenths, 10))
SIGN = {"at-least": 1, "above": 1, "at-most": -1, "below": -1}


def exact(value):
    return str(Exact(value))


@given(kind=st.sampled_from(sorted(SIGN)), floor=PERCENT, new=PERCENT, state=st.sampled_from(sorted(EVERY_STATE)))
def test_a_looser_level_is_always_refused_and_a_stricter_one_never(kind, floor, new, state):
    base = a_set(compared(kind, level(exact(floor), verification=state)))
    is_looser = SIGN[kind] * new < SIGN[kind] * floor

    assert codes(base, set_level(exact(new))) == ([LOOSER] if is_looser else [])


@given(low=PERCENT, high=PERCENT, new=PERCENT, edge=st.sampled_from(["low", "high"]))
def test_the_edges_of_a_between_may_only_come_closer(low, high, new, edge):
    assume(low < high)
    base = a_set(
        {"kind": "between", "measure": "nam-son.share", "low": [level(low)], "high": [level(high)], "edges": "both"}
    )
    is_looser = new < low if edge == "low" else new > high

    assert codes(base, set_level(exact(new), edge=edge)) == ([LOOSER] if is_looser else [])


@given(floor=PERCENT, new=PERCENT)
def test_a_level_that_must_be_equal_stays_what_it_is(floor, new):
    base = a_set(compared("equal", level(exact(floor))))

    assert codes(base, set_level(exact(new))) == ([] if new == floor else [LOOSER])


@given(
    floors=st.tuples(PERCENT, PERCENT, PERCENT),
    new=PERCENT,
    stratum=st.sampled_from([{}, COAST, HILLS]),
    day=st.sampled_from(["2021-01-01", "2022-06-30", "2023-01-01", "2024-01-01"]),
)
def test_a_level_is_compared_for_every_stratum_and_day_that_it_holds_for(floors, new, stratum, day):
    """The coast has one level until 2023 and another since, the hills have one throughout."""
    early, late, hills = floors
    base = a_set(
        compared(
            "at-least",
            level(early, stratum=COAST, until="2023-01-01"),
            level(late, stratum=COAST, since="2023-01-01"),
            level(hills, stratum=HILLS),
        )
    )
    on_the_coast = [early, late] if day < "2023-01-01" else [late]
    met = [*(on_the_coast if stratum != HILLS else []), *([hills] if stratum != COAST else [])]

    expected = [LOOSER] if new < max(met) else []
    assert codes(base, set_level(exact(new), stratum=stratum, since=day)) == expected


def test_where_a_province_lies_says_with_which_levels_it_is_compared():
    base = a_set(compared("at-least", level(80, stratum=COAST), level(50, stratum=HILLS)))

    assert codes(base, set_level(60)) == [LOOSER]
    assert codes(base, set_level(60), strata=HILLS) == []
    assert codes(base, set_level(40), strata=HILLS) == [LOOSER]


def test_units_that_take_the_levels_of_another_stratum_are_compared_with_those():
    """Poor communes take the levels of the hills, wherever they lie."""
    base = a_set(compared("at-least", level(50, stratum=COAST), level(80, stratum=HILLS)))

    assert codes(base, set_level(60), strata=COAST) == [LOOSER]
    assert codes(base, set_level(60), strata={**COAST, "nam-son.poor": "no"}) == []


def test_a_level_outside_the_days_of_the_edition_meets_no_floor():
    base = a_set(compared("at-least", level(50)))

    assert codes(base, set_level(1, since="2026-01-01")) == []


def test_an_unknown_floor_is_noted_and_not_refused():
    base = a_set(compared("at-least", level(missing="delegated")), compared("at-least", level(50, life="draft")))

    assert codes(base, set_level(1)) == [NO_FLOOR]
    assert codes(base, set_level(1, number=2)) == [NO_FLOOR]


def test_a_floor_that_is_known_for_some_only_still_counts_for_them():
    base = a_set(compared("at-least", level(50, stratum=COAST), level(stratum=HILLS)))

    assert codes(base, set_level(49)) == [LOOSER]
    assert codes(base, set_level(50)) == [NO_FLOOR]


def test_a_refusal_names_both_levels_the_stratum_and_the_day():
    base = a_set(compared("at-most", level("12.5", stratum=COAST), level(20, stratum=HILLS)))
    (found,) = check_floor(base, [set_level(13, since="2024-01-01")], strata=COAST, name="amendments[7].patches")

    assert found.say("vi") == (
        "SV-SET-111 amendments[7].patches[0]: mức 13% của chỉ tiêu 1 lỏng hơn mức quốc gia 12,5% (coast, từ 2024-01-01)"
        "; cần không quá 12,5%."
    )
    assert "is looser than the national one, 12.5% (coast, from 2024-01-01)" in found.say("en")
    assert found.found == "13"


def test_a_refusal_that_rests_on_a_recalled_level_says_so():
    base = a_set(compared("at-least", level(50, verification="unverified")))

    assert "not checked against its text either" in check_floor(base, [set_level(40)])[0].say("en")


# --- taking away ------------------------------------------------------------------------------------------------------


def test_no_level_in_place_of_one_takes_it_away():
    base = a_set(compared("at-least", level(50)), {"kind": "attested", "measure": "nam-son.fact"})

    assert codes(base, set_level()) == [TAKES_AWAY]
    assert codes(base, set_level(60, life="draft")) == [TAKES_AWAY]
    assert codes(base, set_level(number=2, missing="not-set")) == [TAKES_AWAY]


def patch(kind, **fields):
    from pydantic import TypeAdapter

    from smartvillage.criteria.patches import Patch

    return TypeAdapter(Patch).validate_python({"kind": kind, **fields})


ATTESTED = {"kind": "attested", "measure": "nam-son.fact"}
LEFT_OPEN = {**ATTESTED, "levels": [{"missing": "delegated"}]}


def test_a_province_ends_nothing():
    base = a_set(ATTESTED)

    assert codes(base, patch("drop", target="nam-son.set.i1")) == [TAKES_AWAY]
    assert codes(base, patch("repeal", indicator="nam-son.set.i1", since="2024-01-01")) == [TAKES_AWAY]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ATTESTED, TAKES_AWAY),
        (compared("at-least", level(50)), TAKES_AWAY),
        ({"kind": "meets-set", "set": "nam-son.other@1"}, TAKES_AWAY),
        ({"kind": "any-of", "rules": [LEFT_OPEN, ATTESTED]}, TAKES_AWAY),
        (LEFT_OPEN, NO_FLOOR),
        (compared("at-least", level()), NO_FLOOR),
        ({"kind": "all-of", "rules": [LEFT_OPEN, compared("at-least", level())]}, NO_FLOOR),
    ],
)
def test_another_rule_may_stand_only_where_the_nation_asks_nothing_yet(rule, expected):
    another = patch("set-provision", indicator="nam-son.set.i1", provision={"rule": ATTESTED})

    assert codes(a_set(rule), another) == [expected]


def test_one_more_indicator_is_stricter_unless_only_some_must_be_met():
    indicator_ = {**indicator(2, ATTESTED), "id": "nam-son.set.more"}
    more = patch("add-indicator", criterion="nam-son.set.criterion.only", indicator=indicator_)
    criterion = {"id": "nam-son.set.criterion.two", "printed": "2", "title": label("hai"), "indicators": []}

    assert codes(a_set(ATTESTED), more, patch("add-criterion", criterion=criterion)) == []
    assert codes(a_set(ATTESTED, requires={"kind": "count", "count": 1}), more) == [TAKES_AWAY]


def test_words_and_measures_change_no_verdict():
    base = a_set(ATTESTED)
    measure = {"id": "nam-son.new", "title": label("mới"), "kind": "attested"}

    assert codes(base, patch("reword", target="nam-son.set.i1", title=label("khác"))) == []
    assert codes(base, patch("add-measure", measure=measure)) == []


def test_what_is_not_there_is_left_to_the_patch_itself_to_refuse():
    base = a_set(ATTESTED)
    provision = {"rule": ATTESTED}
    unknown = patch("add-indicator", criterion="nam-son.set.criterion.no", indicator=indicator(9, ATTESTED))

    assert codes(base, set_level(1, number=9), unknown) == []
    assert codes(base, patch("set-provision", indicator="nam-son.set.i9", provision=provision)) == []


# --- factors ----------------------------------------------------------------------------------------------------------


def times(comparison, number):
    return {
        "kind": "times",
        "measure": "nam-son.other",
        "comparison": comparison,
        "factor": "1.1",
        "of": {"indicator": f"nam-son.set.i{number}"},
        "verification": "official",
    }


def test_a_stricter_level_that_loosens_another_through_a_factor_is_refused():
    same_way = a_set(compared("at-least", level(50)), times("at-least", 1))
    turned = a_set(compared("at-least", level(50)), times("at-most", 1))

    assert codes(same_way, set_level(60)) == []
    assert codes(turned, set_level(50)) == []
    assert codes(turned, set_level(60)) == [LOOSER]
    assert "makes indicator 2 easier to meet" in check_floor(turned, [set_level(60)])[0].say("en")


# --- what it means ----------------------------------------------------------------------------------------------------


def levels_of_a_province(draw, base):
    """One to three levels near those of the nation, for the strata and days of one of them or for all."""
    lists = [
        (one, *held)
        for one in base.document.indicators()
        for provision in one.provisions
        for held in comparisons(provision.rule)
    ]
    assume(lists)
    found = []
    for _ in range(draw(st.integers(1, 3))):
        one, rule, field, rows = pick(draw, lists)
        (measure,) = measures_of(rule)
        new = {
            "stratum": pick(draw, [{}, *(row.stratum for row in rows)]),
            "since": pick(draw, [None, date(2022, 1, 1), date(2023, 7, 1)]),
        }
        if base.measures[measure].kind == "attested":
            new["missing"] = "not-read"
        else:
            near = pick(draw, [row.value for row in rows if row.value is not None] or [Exact(1)])
            new["value"] = Exact(near + draw(st.integers(-2, 4)))
        edge = field if isinstance(rule, Between) else None
        found.append(SetLevel(indicator=one.id, measure=measure, edge=edge, level=new, reason={"vi": "thử"}))
    return found


SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=SLOW)
@given(st.data())
def test_what_meets_a_level_of_a_province_never_fails_that_of_the_nation(data):
    """Whatever the rule, the strata, the day and the figures: the reference judges both sets."""
    base = data.draw(criteria_sets())
    here = base
    for patch in levels_of_a_province(data.draw, base):
        if all(one.code == NO_FLOOR for one in check_floor(base, [patch])):
            with suppress(InputError):  # what a patch may not do is for others to test
                here = here.patched(patch)
    event("changed" if here is not base else "unchanged")
    assume(here is not base)
    reported, strata = data.draw(observations_for(base)), data.draw(strata_for(base))
    on = data.draw(st.sampled_from([date(2021, 12, 31), date(2022, 6, 30), date(2023, 12, 31), date(2025, 12, 31)]))
    nation, province = (judge(one, reported, strata, on, law_states=EVERY_STATE) for one in (base, here))

    assert [ref for ref in nation if (nation[ref], province[ref]) == (NOT_MET, MET)] == []
