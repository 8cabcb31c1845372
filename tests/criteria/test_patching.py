"""Patches applied: all or none, the base untouched, every refusal told."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import RootModel

from smartvillage.border import parse
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.patches import Patch
from smartvillage.criteria.patching import apply_patches
from smartvillage.criteria.resolve import Question
from smartvillage.criteria.rules import comparisons
from smartvillage.errors import InputError, PatchError
from smartvillage.testing import criteria_sets, patches_for
from tests.criteria.makers import (
    CITED,
    DELTA,
    HILLS,
    LATER,
    at_least,
    attested,
    criterion,
    indicator,
    level,
    provision,
    slowly,
    small_set,
    tree,
)

ONE, TWO = "thu.bo.c1-1", "thu.bo.c1-2"


class _Patch(RootModel[Patch]):
    """One patch by itself."""


def patch(kind, **fields):
    """A patch that rests on the later text, unless it says otherwise."""
    return parse(_Patch, {"kind": kind, "citation": LATER, **fields}).root


def set_level(value=None, *, indicator=ONE, measure=None, edge=None, citation=LATER, **fields):
    one = {"value": value} if value is not None else {"missing": "not-read"}
    level = {**one, **({"verification": "official"} if value is not None else {}), **fields}
    return patch("set-level", indicator=indicator, level=level, measure=measure, edge=edge, citation=citation)


def rows(criteria, ref="1.1"):
    """The levels of an indicator: value or reason, since, until, strata, whether it replaces."""
    return [
        (
            str(one.value) if one.value is not None else one.missing,
            str(one.since or ""),
            str(one.until or ""),
            "".join(one.stratum.values()),
            one.replaces,
        )
        for provision in criteria[ref].indicator.provisions
        for _, _, levels in comparisons(provision.rule)
        for one in levels
    ]


def refusals(criteria, *patches):
    with pytest.raises(PatchError) as caught:
        criteria.patched(*patches)
    return [(one.where.path, one.what.en.partition(" is refused: ")[2]) for one in caught.value.problems]


def refusal(criteria, one):
    (found,) = refusals(criteria, one)
    return found[1]


# --- all or none ---------------------------------------------------------------------------------------------------


@slowly
@given(st.data())
def test_a_patch_never_touches_its_base(data):
    criteria = data.draw(criteria_sets())
    before = deepcopy(criteria.document)
    patched = criteria.patched(*data.draw(patches_for(criteria)))

    assert criteria.document == before
    assert patched.document != before


@slowly
@given(st.data())
def test_a_refused_patch_leaves_nothing_of_those_beside_it(data):
    criteria = data.draw(criteria_sets())
    before = deepcopy(criteria.document)
    wrong = patch("drop", target="thu.bo.nowhere")
    patches = [*data.draw(patches_for(criteria)), wrong]

    with pytest.raises(PatchError, match=r"there is no \"thu\.bo\.nowhere\""):
        criteria.patched(*patches)
    assert criteria.document == before


@slowly
@given(st.data())
def test_patches_given_together_are_patches_given_one_after_the_other(data):
    criteria = data.draw(criteria_sets())
    patches = data.draw(patches_for(criteria))
    one_by_one = criteria
    for one in patches:
        one_by_one = one_by_one.patched(one)

    assert criteria.patched(*patches).document == one_by_one.document


@slowly
@given(st.data())
def test_a_level_or_provision_set_twice_changes_nothing_the_second_time(data):
    criteria = data.draw(criteria_sets())
    patches = data.draw(patches_for(criteria))
    last = patches[-1]
    assume(last.kind in {"set-level", "set-provision", "reword", "repeal", "add-measure"})
    patched = criteria.patched(*patches)

    with pytest.raises(PatchError):
        patched.patched(last)


def test_every_refusal_is_told_with_its_place():
    criteria = small_set(at_least("50"), attested())
    found = refusals(
        criteria,
        patch("drop", target="thu.bo.c1-11"),
        set_level("60"),
        set_level("60", citation=None),
        patch("reword", target=TWO, title={"vi": "Chỉ tiêu 1.2"}),
    )

    assert found == [
        ("patches[0]", 'there is no "thu.bo.c1-11"'),
        ("patches[2]", "it has neither a citation nor a reason"),
        ("patches[3]", "it changes nothing"),
    ]


def test_a_refusal_names_the_patch_in_both_languages():
    with pytest.raises(PatchError) as caught:
        small_set(attested()).patched(patch("drop", target="thu.bo.c1-11"))

    assert caught.value.say("en") == (
        'SV-SET-101 patches[0]: the patch "drop" is refused: there is no "thu.bo.c1-11". Closest: thu.bo.c1-1.'
    )
    assert caught.value.say("vi") == (
        'SV-SET-101 patches[0]: bản sửa đổi "drop" bị từ chối: không có mã "thu.bo.c1-11". Gần nhất: thu.bo.c1-1.'
    )


# --- grounds -------------------------------------------------------------------------------------------------------


def test_a_patch_rests_on_a_text_or_gives_a_reason():
    criteria = small_set(at_least("50"))
    for_a_draft = set_level("60", citation=None).replace(reason={"vi": "thí điểm"})

    assert criteria.patched(for_a_draft)["1.1"].threshold(on="2024-12-31").citation is None
    assert refusal(criteria, set_level("60", citation=None)) == "it has neither a citation nor a reason"


def test_the_text_of_an_amendment_stands_for_patches_that_name_none():
    text = Citation(number="3/QĐ-THU")
    patches = [set_level("60", citation=None), set_level("70", since="2025-01-01")]
    document = apply_patches(small_set(at_least("50")).document, patches, citation=text)
    (rule,) = (one.rule for one in next(document.indicators()).provisions)

    assert [one.citation.number for one in rule.levels] == ["3/QĐ-THU", "2/QĐ-THU"]


# --- levels --------------------------------------------------------------------------------------------------------


def test_a_level_set_in_the_middle_of_a_span_leaves_two_pieces():
    patched = small_set(at_least("50")).patched(set_level("60", since="2023-01-01", until="2024-03-01"))

    assert rows(patched) == [
        ("50", "", "2023-01-01", "", False),
        ("60", "2023-01-01", "2024-03-01", "", False),
        ("50", "2024-03-01", "", "", False),
    ]


def test_levels_that_are_covered_end_where_the_new_one_begins():
    rule = at_least(level("50", until="2023-01-01"), level("60", since="2023-01-01"))
    patched = small_set(rule).patched(set_level("70", since="2022-01-01"))

    assert rows(patched) == [("50", "", "2022-01-01", "", False), ("70", "2022-01-01", "", "", False)]


def test_closing_a_span_and_opening_a_missing_level_under_a_new_citation_is_a_change():
    """Several rows of Decision 211 are that: the old level no longer holds and the new one was not read."""
    patched = small_set(at_least("50")).patched(set_level(since="2024-03-01"))

    assert rows(patched) == [("50", "", "2024-03-01", "", False), ("not-read", "2024-03-01", "", "", False)]
    assert patched["1.1"].threshold(on="2024-03-01").citation.number == "2/QĐ-THU"


def test_a_level_that_is_there_already_is_no_change_wherever_it_stands():
    """The order of levels means nothing, so moving one is nothing either."""
    rule = at_least(level("50", stratum=DELTA), level("40", stratum=HILLS))
    criteria = small_set(rule)

    assert refusal(criteria, set_level("50", stratum=DELTA, citation=CITED)) == "it changes nothing"
    assert refusal(criteria, set_level("40", stratum=HILLS, citation=CITED)) == "it changes nothing"
    assert rows(criteria.patched(set_level("55", stratum=DELTA))) == [
        ("55", "", "", "delta", False),
        ("40", "", "", "hills", False),
    ]


def test_a_narrower_level_stays_beside_the_general_one_and_declares_that_it_replaces_it():
    patched = small_set(at_least("50")).patched(set_level("40", stratum=HILLS))

    assert rows(patched) == [("50", "", "", "", False), ("40", "", "", "hills", True)]
    assert patched.check() == ()
    assert refusal(patched, set_level("40", stratum=HILLS)) == "it changes nothing"


def test_a_general_level_takes_the_place_of_all_narrower_ones():
    rule = at_least("50", level("40", stratum=HILLS, replaces="true"))
    patched = small_set(rule).patched(set_level("70", since="2024-03-01"))

    assert rows(patched) == [
        ("50", "", "2024-03-01", "", False),
        ("70", "2024-03-01", "", "", False),
        ("40", "", "2024-03-01", "hills", True),
    ]


def test_levels_that_share_only_some_strata_are_refused():
    criteria = small_set(at_least(level("50", stratum={"thu.region": ["delta", "hills"]})))
    partly = set_level("40", stratum={"thu.region": "hills", "thu.hardship": "hard"})
    across = small_set(at_least(level("50", stratum=HILLS), level("60", stratum=DELTA)))

    assert criteria.patched(partly).check() == ()
    assert refusal(across, set_level("40", stratum={"thu.hardship": "hard"})) == (
        "the new level shares only some strata with the level 50"
    )
    assert refusal(
        small_set(at_least(level(stratum=HILLS), level("60", stratum=DELTA))),
        set_level("40", stratum={"thu.hardship": "hard"}),
    ) == ("the new level shares only some strata with the level not-read")


def test_a_level_inside_one_that_replaces_another_is_refused():
    """Both would declare that they replace, and then neither holds."""
    criteria = small_set(at_least("50")).patched(set_level("40", stratum=HILLS))
    inside = set_level("30", stratum={**HILLS, "thu.hardship": "hard"})

    assert refusal(criteria, inside) == "the more general level 40 itself stands in place of another"


def test_a_level_is_set_in_every_provision_it_overlaps_and_in_no_other():
    parted = indicator(
        "1.1",
        provision(at_least("50"), until="2023-01-01"),
        provision(at_least("60"), since="2023-01-01"),
    )
    criteria = CriteriaSet.from_dict(tree(criterion("1", parted)))

    def on_new_years_days(patched):
        return [patched["1.1"].threshold(on=f"{year}-01-01").value for year in (2021, 2022, 2023, 2024)]

    assert on_new_years_days(criteria.patched(set_level("70", since="2022-01-01"))) == [50, 70, 70, 70]
    assert on_new_years_days(criteria.patched(set_level("70", since="2023-01-01"))) == [50, 50, 70, 70]
    assert (
        criteria.patched(set_level("70", since="2023-01-01"))["1.1"].indicator.provisions[0]
        == (criteria["1.1"].indicator.provisions[0])
    )


def test_a_rule_with_several_levels_needs_to_be_told_which():
    water, income = at_least("50"), at_least("48", measure="thu.income")
    nested = {
        "kind": "at-least-of",
        "count": "1",
        "rules": [water],
        "compulsory": [{"kind": "any-of", "rules": [income]}],
    }
    criteria = small_set(nested)
    patched = criteria.patched(set_level("52", measure="thu.income"))

    assert refusal(criteria, set_level("52")) == "the rule has several levels"
    assert [row[0] for row in rows(patched)] == ["50", "52"]
    assert refusal(criteria, set_level("52", measure="thu.schools")) == "there is no level to set there"


def test_a_between_needs_to_be_told_which_edge():
    between = {"kind": "between", "measure": "thu.water", "low": [level("10")], "high": [level("20")], "edges": "both"}
    criteria = small_set(between)

    assert refusal(criteria, set_level("15")) == "the rule has several levels"
    assert [row[0] for row in rows(criteria.patched(set_level("15", edge="low")))] == ["15", "20"]
    assert [row[0] for row in rows(criteria.patched(set_level("15", edge="high")))] == ["10", "15"]


@pytest.mark.parametrize(
    "rule",
    [{"kind": "meets-set", "set": "thu.khac@2021"}, provision(at_least("50"), until="2022-01-01")],
)
def test_a_level_that_has_no_place_is_refused(rule):
    assert refusal(small_set(rule), set_level("60", since="2024-01-01")) == "there is no level to set there"


def test_what_is_attested_gets_no_level_but_may_be_left_to_an_authority():
    criteria = small_set(attested())

    assert refusal(criteria, set_level("1")) == "what is attested has no level"
    assert [row[0] for row in rows(criteria.patched(set_level()))] == ["not-read"]


days = st.sampled_from([date(2022, 1, 1), date(2023, 1, 1), date(2024, 3, 1), date(2025, 1, 1)])
strata = st.sampled_from([{}, DELTA, HILLS, {"thu.hardship": "hard"}, {**HILLS, "thu.hardship": "hard"}])


@given(st.lists(st.tuples(days | st.none(), days | st.none(), strata), min_size=1, max_size=4))
def test_whatever_levels_are_set_exactly_one_holds_and_it_is_the_last_one_set(set_since):
    """For every kind of unit, on every day on which something changes, as long as the patches are accepted."""
    criteria = small_set(at_least("50"))
    holds = {}
    places = [{"thu.region": region, "thu.hardship": hard} for region in ("delta", "hills") for hard in ("hard", "no")]
    for number, (since, until, stratum) in enumerate(set_since, start=51):
        assume(since is None or until is None or since < until)
        fields = {name: str(day) for name, day in (("since", since), ("until", until)) if day is not None}
        try:
            criteria = criteria.patched(set_level(str(number), stratum=stratum, **fields))
        except PatchError:
            continue
        for place, day in ((place, day) for place in range(4) for day in (date(2021, 1, 1), *DAYS)):
            matched = all(places[place].get(scheme) == one for scheme, one in stratum.items())
            if matched and (since is None or since <= day) and (until is None or day < until):
                holds[place, day] = number

    for place in range(4):
        for day in (date(2021, 1, 1), *DAYS):
            node = Question(strata=places[place], on=day).indicator(criteria["1.1"].indicator).node
            assert node.accepts.low == holds.get((place, day), 50)


DAYS = (date(2022, 1, 1), date(2023, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(2025, 1, 1), date(2025, 12, 31))


# --- provisions ----------------------------------------------------------------------------------------------------


def spans(criteria, ref="1.1"):
    return [(one.rule.kind, str(one.since or ""), str(one.until or "")) for one in criteria[ref].indicator.provisions]


def set_provision(rule, **fields):
    return patch("set-provision", indicator=ONE, provision=provision(rule, **fields))


def test_another_provision_takes_its_span_and_leaves_the_rest():
    """Base 15.4 changed its kind on 2024-03-01."""
    criteria = small_set(at_least("50"))
    since = criteria.patched(set_provision(attested(), since="2024-03-01"))
    within = criteria.patched(set_provision(attested(), since="2023-01-01", until="2024-03-01"))

    assert spans(since) == [("at-least", "", "2024-03-01"), ("attested", "2024-03-01", "")]
    assert since["1.1"].indicator.provisions[1].citation.number == "2/QĐ-THU"
    assert spans(within) == [
        ("at-least", "", "2023-01-01"),
        ("attested", "2023-01-01", "2024-03-01"),
        ("at-least", "2024-03-01", ""),
    ]


def test_a_provision_that_is_there_already_is_no_change_wherever_it_stands():
    parted = indicator("1.1", provision(attested(), stratum=DELTA), provision(at_least("50"), stratum=HILLS))
    criteria = CriteriaSet.from_dict(tree(criterion("1", parted)))
    again = set_provision(attested(), stratum=DELTA, citation=CITED)

    assert refusal(criteria.patched(again), again) == "it changes nothing"


def test_a_provision_that_shares_only_some_strata_is_refused():
    assert refusal(small_set(at_least("50")), set_provision(attested(), stratum=HILLS)) == (
        "the new provision shares only some strata"
    )


def test_a_provision_fills_a_gap():
    criteria = small_set(provision(at_least("50"), since="2022-01-01"))
    patched = criteria.patched(set_provision(attested(), until="2022-01-01"))

    assert spans(patched) == [("at-least", "2022-01-01", ""), ("attested", "", "2022-01-01")]
    assert patched.check() == ()


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [ONE, "thu.bo.c1"])
def test_a_title_is_reworded(target):
    patched = small_set(at_least("50")).patched(patch("reword", target=target, title={"vi": "Tên mới"}))
    found = patched["1.1"] if target == ONE else patched.criterion("1")

    assert found.title.vi == "Tên mới"


def test_from_a_day_on_the_same_rule_reads_otherwise():
    criteria = small_set(provision(at_least("50"), until="2025-01-01"))
    patched = criteria.patched(patch("reword", target=ONE, text={"vi": "Lời mới"}, since="2024-03-01"))
    before, after = patched["1.1"].indicator.provisions

    assert spans(patched) == [("at-least", "", "2024-03-01"), ("at-least", "2024-03-01", "2025-01-01")]
    assert (before.text, after.text.vi, after.citation.number) == (None, "Lời mới", "2/QĐ-THU")
    assert before.rule == after.rule


def test_a_provision_that_begins_on_the_day_is_reworded_whole_and_keeps_its_place():
    parted = indicator("1.1", provision(at_least("50"), since="2024-03-01"), provision(attested(), until="2024-03-01"))
    criteria = CriteriaSet.from_dict(tree(criterion("1", parted)))
    reword = patch("reword", target=ONE, text={"vi": "Lời mới"}, since="2024-03-01")
    patched = criteria.patched(reword)

    assert spans(patched) == spans(criteria)
    assert [one.text is not None for one in patched["1.1"].indicator.provisions] == [True, False]
    assert refusal(patched, reword) == "it changes nothing"


def test_a_text_belongs_to_an_indicator():
    reword = patch("reword", target="thu.bo.c1", text={"vi": "Lời mới"}, since="2024-03-01")

    assert refusal(small_set(attested()), reword) == 'there is no "thu.bo.c1"'


# --- adding and taking out -----------------------------------------------------------------------------------------


def test_measures_indicators_and_criteria_are_added():
    new = {"id": "thu.new", "title": {"vi": "Mới"}, "kind": "count"}
    patched = small_set(attested()).patched(
        patch("add-measure", measure=new),
        patch("add-indicator", criterion="thu.bo.c1", indicator=indicator("1.2", at_least("1", measure="thu.new"))),
        patch("add-criterion", criterion=criterion("2", indicator("2.1", attested()))),
    )

    assert [one.printed for one in patched] == ["1.1", "1.2", "2.1"]
    assert "thu.new" in patched.measures
    assert patched.check() == ()


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (
            {"kind": "add-measure", "measure": {"id": "thu.water", "title": {"vi": "Nước"}, "kind": "share"}},
            '"thu.water" is there already',
        ),
        (
            {"kind": "add-indicator", "criterion": "thu.bo.c1", "indicator": indicator("1.1", attested())},
            '"thu.bo.c1-1" is there already',
        ),
        (
            {
                "kind": "add-indicator",
                "criterion": "thu.bo.c1",
                "indicator": {**indicator("1.1", attested()), "id": "thu.bo.c1"},
            },
            '"thu.bo.c1" is there already',
        ),
        (
            {
                "kind": "add-indicator",
                "criterion": "thu.bo.c1",
                "indicator": {**indicator("1.9", attested()), "id": "khac.bo.c1"},
            },
            '"khac.bo.c1" is not of this set',
        ),
        (
            {"kind": "add-indicator", "criterion": "thu.bo.c2", "indicator": indicator("2.1", attested())},
            'there is no "thu.bo.c2"',
        ),
        ({"kind": "add-criterion", "criterion": criterion("1")}, '"thu.bo.c1" is there already'),
        (
            {"kind": "add-criterion", "criterion": criterion("2", indicator("1.1", attested()))},
            '"thu.bo.c1-1" is there already',
        ),
        (
            {"kind": "add-criterion", "criterion": {**criterion("2"), "id": "khac.bo.c2"}},
            '"khac.bo.c2" is not of this set',
        ),
    ],
)
def test_what_is_added_has_an_id_of_the_set_that_nothing_else_has(added, said):
    assert refusal(small_set(attested()), patch(**added)) == said


def test_a_dropped_indicator_or_criterion_is_as_if_it_never_was():
    criteria = CriteriaSet.from_dict(
        tree(criterion("1", indicator("1.1", attested()), indicator("1.2", attested())), criterion("2"))
    )

    assert [one.printed for one in criteria.patched(patch("drop", target=ONE))] == ["1.2"]
    assert [one.printed for one in criteria.patched(patch("drop", target="thu.bo.c1")).criteria] == ["2"]


def test_a_repealed_indicator_still_judges_before_its_day():
    patched = small_set(at_least("50")).patched(patch("repeal", indicator=ONE, since="2024-03-01"))

    assert patched["1.1"].indicator.holds(date(2024, 2, 29))
    assert not patched["1.1"].indicator.holds(date(2024, 3, 1))
    assert patched.check() == ()


def test_what_is_not_in_force_cannot_be_repealed():
    criteria = CriteriaSet.from_dict(tree(criterion("1", indicator("1.1", attested(), since="2022-01-01"))))

    assert refusal(criteria, patch("repeal", indicator=ONE, since="2021-06-30")) == (
        "the indicator is not in force on 2021-06-30"
    )
    assert refusal(criteria, patch("repeal", indicator=ONE, since="2022-01-01")) == (
        "the indicator would never have been in force"
    )
    repealed = criteria.patched(patch("repeal", indicator=ONE, since="2024-03-01"))
    assert refusal(repealed, patch("repeal", indicator=ONE, since="2024-03-01")) == (
        "the indicator is not in force on 2024-03-01"
    )


@pytest.mark.parametrize(
    "one",
    [
        {"kind": "set-level", "indicator": "thu.bo.c1-9", "level": level("60")},
        {"kind": "set-provision", "indicator": "thu.bo.c1-9", "provision": provision(attested())},
        {"kind": "reword", "target": "thu.bo.c1-9", "title": {"vi": "Tên"}},
        {"kind": "drop", "target": "thu.bo.c1-9"},
        {"kind": "repeal", "indicator": "thu.bo.c1-9", "since": "2024-03-01"},
    ],
)
def test_a_target_that_is_not_there_is_refused_with_the_closest_one(one):
    with pytest.raises(PatchError, match=r'there is no "thu\.bo\.c1-9"\. Closest: thu\.bo\.c1-1\.'):
        small_set(attested()).patched(patch(**one))


def test_a_target_that_resembles_nothing_has_no_closest_one():
    with pytest.raises(PatchError) as caught:
        small_set(attested()).patched(patch("drop", target="zz.yy.xx"))

    assert caught.value.problems[0].advice is None


def test_a_refused_patch_is_an_input_error_as_any_other():
    with pytest.raises(InputError):
        small_set(attested()).patched(patch("drop", target="zz.yy.xx"))
