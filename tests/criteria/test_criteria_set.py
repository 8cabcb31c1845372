"""A criteria set in memory: asked by number or id, read and written, amended by the days of its texts."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.resolve import Question
from smartvillage.criteria.rules import comparisons
from smartvillage.errors import CriteriaSetError, PatchError, UnknownIdentifierError
from smartvillage.testing import criteria_sets, patches_for, periods, strata_for
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
    times,
    tree,
)

NESTED = tree(
    criterion("1", indicator("1.1", at_least("50")), indicator("1.2", attested())),
    criterion("2", indicator("2.1", at_least("48", measure="thu.income"))),
)


class Commune:
    """What :class:`smartvillage.places.Unit` is to a set."""

    def __init__(self, **by_year):
        self.by_year = by_year

    def strata(self, on):
        return {"thu.region": self.by_year[f"y{on.year}"]}


def amendment(name, number, issued, *patches):
    return {"id": name, "citation": {"number": number, "date": issued}, "patches": list(patches)}


def to(value, since="2024-01-01"):
    return {"kind": "set-level", "indicator": "thu.bo.c1-1", "level": level(value, since=since, citation=LATER)}


# --- asked ---------------------------------------------------------------------------------------------------------


def test_an_indicator_is_found_by_its_printed_number_and_by_its_id():
    criteria = CriteriaSet.from_dict(NESTED)

    assert criteria["1.2"].id == criteria["thu.bo.c1-2"].id == "thu.bo.c1-2"
    assert criteria.criterion("2").id == criteria.criterion("thu.bo.c2").id == "thu.bo.c2"
    assert "1.2" in criteria
    assert "9.9" not in criteria
    assert [one.printed for one in criteria] == ["1.1", "1.2", "2.1"]
    assert (len(criteria), criteria.id, criteria.edition, criteria.title.vi) == (3, "thu.bo", "2021-2025", "Bộ thử")


def test_a_number_that_is_not_there_is_told_with_the_closest_one():
    criteria = CriteriaSet.from_dict(NESTED)

    with pytest.raises(UnknownIdentifierError) as caught:
        criteria["1.3"]
    assert str(caught.value).startswith("No indicator of thu.bo@2021-2025 is called '1.3'. Closest: 1.")
    assert caught.value.say("vi").startswith('Không có chỉ tiêu của thu.bo@2021-2025 nào là "1.3". Gần nhất: 1.')

    with pytest.raises(UnknownIdentifierError, match=r"No criterion of thu\.bo@2021-2025 is called '12'") as caught:
        criteria.criterion("12")
    assert "1" in caught.value.suggestions


def test_an_indicator_knows_its_criterion_wording_and_measures():
    both = {"kind": "any-of", "rules": [at_least("48", measure="thu.income"), at_least("50")]}
    criteria = CriteriaSet.from_dict(
        tree(criterion("1", indicator("1.1", provision(both), provision(attested()), wording="secondary")))
    )
    one = criteria["1.1"]

    assert (one.criterion.printed, one.title.vi, one.wording.value) == ("1", "Chỉ tiêu 1.1", "secondary")
    assert one.measures == ("thu.income", "thu.water", "thu.plan")


# --- threshold: one level or a reason ------------------------------------------------------------------------------


def test_one_level_holds_for_a_stratum_on_a_day():
    rule = at_least(
        level("50", stratum=DELTA, until="2024-03-01"),
        level("60", stratum=DELTA, since="2024-03-01"),
        level("40", stratum=HILLS),
    )
    one = small_set(rule)["1.1"]

    assert one.threshold(stratum=DELTA, on="2024-02-29").value == 50
    assert one.threshold(stratum=DELTA, on=date(2024, 3, 1)).value == 60
    assert one.threshold(stratum={**DELTA, "thu.hardship": "hard"}, on="2024-03-01").value == 40


def test_a_unit_brings_its_strata_of_that_day_and_the_caller_may_know_better():
    one = small_set(at_least(level("50", stratum=DELTA), level("40", stratum=HILLS)))["1.1"]
    commune = Commune(y2023="delta", y2024="hills")

    assert [one.threshold(unit=commune, on=f"{year}-12-31").value for year in (2023, 2024)] == [50, 40]
    assert one.threshold(unit=commune, stratum=DELTA, on="2024-12-31").value == 50


def test_a_level_that_is_missing_is_returned_with_its_reason():
    assert small_set(at_least(level(missing="delegated")))["1.1"].threshold(on="2024-12-31").missing == "delegated"


@pytest.mark.parametrize(
    ("rule", "asked", "said"),
    [
        (at_least(level("50", stratum=DELTA)), {}, "stratum not known: the stratum of the unit is not known"),
        (at_least(level("50", until="2024-01-01")), {}, "there is no level for this day and stratum"),
        (at_least("50", "60"), {"stratum": HILLS}, "thu.region=hills: two levels hold at once"),
        (provision(at_least("50"), until="2024-01-01"), {}, "there is no level for this day and stratum"),
        (attested(), {}, "the rule has no level (met or not)"),
        (at_least("50"), {"measure": "thu.income"}, "the rule has no level (met or not)"),
        (times(), {}, "the level is a factor times that of another indicator"),
        (
            {"kind": "all-of", "rules": [at_least("50"), at_least("48", measure="thu.income")]},
            {},
            "the rule has several levels; name the measure (and the edge)",
        ),
    ],
)
def test_where_no_one_level_holds_the_reason_is_told(rule, asked, said):
    with pytest.raises(CriteriaSetError) as caught:
        small_set(rule)["1.1"].threshold(on="2024-12-31", **asked)

    assert caught.value.say("en").startswith("SV-SET-004 indicator 1.1 (thu.bo.c1-1) on 2024-12-31, ")
    assert caught.value.say("en").endswith(f"{said}.")
    assert caught.value.say("vi").startswith("SV-SET-004 chỉ tiêu 1.1 (thu.bo.c1-1), ngày 2024-12-31, ")


def test_an_indicator_that_is_not_in_force_has_no_level():
    criteria = CriteriaSet.from_dict(tree(criterion("1", indicator("1.1", at_least("50"), until="2024-03-01"))))

    with pytest.raises(CriteriaSetError, match="the indicator is not in force"):
        criteria["1.1"].threshold(on="2024-03-01")


def test_one_of_several_levels_is_named_by_its_measure_or_edge():
    between = {"kind": "between", "measure": "thu.water", "low": [level("10")], "high": [level("20")], "edges": "both"}
    rule = {"kind": "all-of", "rules": [between, at_least("48", measure="thu.income"), attested()]}
    one = small_set(rule)["1.1"]

    assert one.threshold(on="2024-12-31", measure="thu.income").value == 48
    assert one.threshold(on="2024-12-31", measure="thu.water", edge="high").value == 20
    assert one.threshold(on="2024-12-31", measure="thu.water", edge="low").value == 10
    with pytest.raises(CriteriaSetError, match="name the measure"):
        one.threshold(on="2024-12-31", measure="thu.water")


@slowly
@given(st.data())
def test_a_threshold_is_one_level_or_a_reason(data):
    """And it is the level that evaluation uses."""
    criteria = data.draw(criteria_sets())
    stratum, (_, on) = data.draw(st.tuples(strata_for(criteria), periods()))
    question = Question(strata=criteria.strata_of(stratum), on=on)

    for one in criteria:
        found = threshold_or_codes(one, stratum=stratum, on=on)
        if isinstance(found, list):
            assert found == ["SV-SET-004"]
        else:
            provision = question.indicator(one.indicator).provision
            (levels,) = [levels for _, _, levels in comparisons(provision.rule) if levels]
            assert question.threshold(levels)[0] == found


def threshold_or_codes(one, **asked):
    try:
        return one.threshold(**asked)
    except CriteriaSetError as error:
        return [problem.code for problem in error.problems]


# --- printed -------------------------------------------------------------------------------------------------------


def test_a_level_is_printed_as_what_is_asked_now():
    """The provision that ended is history; two that hold for different strata are both asked."""
    parted = indicator(
        "1.1",
        provision(at_least("50"), until="2024-03-01"),
        provision(attested(), since="2024-03-01", stratum=DELTA),
        provision(at_least("60"), since="2024-03-01", stratum=HILLS),
    )
    ended = indicator("1.2", provision(at_least("50"), until="2024-03-01"))
    criteria = CriteriaSet.from_dict(tree(criterion("1", parted, ended)))

    assert criteria["1.1"].level_text() == "Đạt | từ 60% trở lên"
    assert criteria["1.1"].level_text("en") == "met | at least 60%"
    assert criteria["1.2"].level_text() == "từ 50% trở lên"


def test_sets_and_indicators_show_what_they_are():
    criteria = small_set(at_least("50"))

    assert repr(criteria) == "<CriteriaSet thu.bo@2021-2025: 1 criteria, 1 indicators>"
    assert repr(criteria["1.1"]) == "<Indicator 1.1 thu.bo.c1-1: Chỉ tiêu 1.1>"


def test_a_notebook_shows_text_and_never_markup():
    wild = {**indicator("1.1", at_least("50")), "title": {"vi": "<b>Nước</b>"}}
    shown = CriteriaSet.from_dict(tree(criterion("1", wild)))._repr_html_()

    assert "<td>&lt;b&gt;Nước&lt;/b&gt;</td><td>từ 50% trở lên</td>" in shown
    assert "<code>thu.bo@2021-2025</code>" in shown


# --- read and written ----------------------------------------------------------------------------------------------


@slowly
@given(st.data())
def test_any_set_survives_writing_and_reading(data):
    criteria = data.draw(criteria_sets())
    patched = criteria.patched(*data.draw(patches_for(criteria)))

    for one in (criteria, patched):
        assert CriteriaSet.from_dict(one.to_dict()).document == one.document


@slowly
@given(criteria=criteria_sets())
def test_any_set_survives_a_file_of_yaml(tmp_path_factory, criteria):
    path = tmp_path_factory.mktemp("sets") / "bo.yaml"
    path.write_text(criteria.to_yaml(), encoding="utf-8")
    again = CriteriaSet.read(path)

    assert again.document == criteria.document
    assert again.to_yaml() == criteria.to_yaml()


def test_every_problem_of_a_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "bo.yaml"
    right = CriteriaSet.from_dict(NESTED).to_yaml()
    wrong = right.replace("value: '50'", "value: fifty").replace("value: '48'", "valeu: '48'")
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(CriteriaSetError) as caught:
        CriteriaSet.read(path)

    lines = wrong.splitlines()
    places = [lines[problem.where.line - 1].strip(" -") for problem in caught.value.problems]
    assert {"value: fifty", "valeu: '48'"} <= set(places)
    assert {problem.where.file for problem in caught.value.problems} == {caught.value.problems[0].where.file}
    assert caught.value.problems[0].where.file.endswith("bo.yaml")


def test_ids_of_another_set_are_refused_all_at_once():
    foreign = tree({**criterion("1", {**indicator("1.1", attested()), "id": "khac.bo.c1-1"}), "id": "khac.bo.c1"})

    with pytest.raises(CriteriaSetError) as caught:
        CriteriaSet.from_dict(foreign)
    assert [one.code for one in caught.value.problems] == ["SV-SET-002"] * 2
    assert caught.value.problems[0].say("en") == (
        'SV-SET-002 "khac.bo.c1" does not belong to the set thu.bo; expected an id that begins with thu.bo.'
    )


# --- amendments ----------------------------------------------------------------------------------------------------


def test_amendments_apply_in_the_order_of_their_days_whatever_that_in_the_document():
    """The last text wins: 80 was issued after 70."""
    texts = [
        amendment("mot", "2/QĐ-THU", "2022-06-30", to("60")),
        amendment("hai", "3/QĐ-THU", "2023-06-30", to("70")),
        amendment("ba", "4/QĐ-THU", "2024-06-30", to("80")),
    ]
    sets = [
        CriteriaSet.from_dict(tree(criterion("1", indicator("1.1", at_least("50"))), amendments=list(order)))
        for order in permutations(texts)
    ]

    assert {one["1.1"].threshold(on="2024-12-31").value for one in sets} == {80}
    assert {tuple(text.id for text in one.applied) for one in sets} == {("mot", "hai", "ba")}


def test_amendments_of_one_day_apply_in_the_order_of_their_names():
    texts = [amendment("b", "3/QĐ-THU", "2022-06-30", to("70")), amendment("a", "2/QĐ-THU", "2022-06-30", to("60"))]
    criteria = CriteriaSet.from_dict(tree(criterion("1", indicator("1.1", at_least("50"))), amendments=texts))

    assert [one.id for one in criteria.applied] == ["a", "b"]
    assert criteria["1.1"].threshold(on="2024-12-31").value == 70


AMENDED = tree(
    criterion("1", indicator("1.1", at_least("50")), indicator("1.2", attested())),
    amendments=[
        amendment("mot", "2/QĐ-THU", "2022-06-30", to("60", since="2022-01-01")),
        {**amendment("hai", "3/QĐ-THU", None, to("70")), "citation": {"number": "3/QĐ-THU"}},
    ],
    texts=[{"number": "3/QĐ-THU", "date": "2024-02-29"}],
)


@pytest.mark.parametrize(
    ("day", "known", "value"),
    [
        ("2022-06-29", [], 50),
        ("2022-06-30", ["mot"], 60),
        ("2024-02-28", ["mot"], 60),
        ("2024-02-29", ["mot", "hai"], 70),
    ],
)
def test_a_set_as_of_a_day_knows_the_texts_issued_by_then(day, known, value):
    """The day of the second stands in the list of texts."""
    found = CriteriaSet.from_dict(AMENDED).as_of(day)

    assert [one.id for one in found.applied] == known
    assert found["1.1"].threshold(on="2024-12-31").value == value


def test_a_set_as_of_a_day_can_be_asked_as_of_a_later_one():
    criteria = CriteriaSet.from_dict(AMENDED)

    assert criteria.as_of("2025-01-01") is criteria
    assert criteria.as_of("2022-06-30").as_of("2022-01-20")["1.1"].threshold(on="2024-12-31").value == 50
    assert criteria.base.amendments == CriteriaSet.from_dict(AMENDED).base.amendments


def test_a_set_is_not_known_before_it_was_issued():
    with pytest.raises(CriteriaSetError, match=r"thu\.bo@2021-2025 was issued on 2021-01-15, after 2021-01-14"):
        CriteriaSet.from_dict(AMENDED).as_of("2021-01-14")

    undated = CriteriaSet.from_dict({**NESTED, "issued": {"number": "1/QĐ-THU"}})
    assert undated.as_of("1999-12-31") is undated


def test_an_amendment_of_no_known_day_applies_last_and_is_never_known_as_of_a_day():
    texts = [
        {**amendment("khong-ngay", "9/QĐ-THU", None, to("90")), "citation": {"number": "9/QĐ-THU"}},
        amendment("mot", "2/QĐ-THU", "2022-06-30", to("60")),
    ]
    criteria = CriteriaSet.from_dict(tree(criterion("1", indicator("1.1", at_least("50"))), amendments=texts))

    assert [one.id for one in criteria.applied] == ["mot", "khong-ngay"]
    assert [one.id for one in criteria.as_of("2099-01-01").applied] == ["mot"]


def test_an_amendment_that_cannot_be_applied_is_told_by_its_name():
    wrong = amendment("sua-doi", "2/QĐ-THU", "2022-06-30", {"kind": "drop", "target": "thu.bo.c9"})

    with pytest.raises(PatchError, match=r"amendments\[sua-doi\]\.patches\[0\]: the patch \"drop\" is refused"):
        CriteriaSet.from_dict(tree(criterion("1"), amendments=[wrong]))


# --- patched -------------------------------------------------------------------------------------------------------


def test_a_patched_set_as_of_a_day_keeps_the_patches():
    criteria = CriteriaSet.from_dict(AMENDED).with_level("1.1", "99", since="2025-01-01", reason="thử")
    known = criteria.as_of("2022-06-29")

    assert [known["1.1"].threshold(on=day).value for day in ("2024-12-31", "2025-01-01")] == [50, 99]
    assert known.patches == criteria.patches


def test_a_patch_that_rests_on_an_amendment_is_refused_as_of_a_day_before_it():
    new = {"kind": "add-indicator", "criterion": "thu.bo.c1", "indicator": indicator("1.2", at_least("5"))}
    texts = [amendment("mot", "2/QĐ-THU", "2022-06-30", new)]
    criteria = CriteriaSet.from_dict(tree(criterion("1", indicator("1.1", attested())), amendments=texts))
    patched = criteria.with_level("1.2", "6", reason="thử")

    with pytest.raises(PatchError, match=r"there is no \"thu\.bo\.c1-2\""):
        patched.as_of("2022-06-29")


@slowly
@given(st.data(), st.sampled_from(["2023-06-29", "2023-06-30"]))
def test_patching_then_asking_as_of_a_day_is_asking_first_and_patching_then(data, day):
    criteria = data.draw(criteria_sets())
    known = criteria.as_of(day)
    patches = data.draw(patches_for(known))
    try:
        patched = criteria.patched(*patches)
    except PatchError:
        return  # what the amendment made of the set does not take them

    assert patched.as_of(day).document == known.patched(*patches).document


# --- one level in one line -----------------------------------------------------------------------------------------


def test_a_level_is_set_in_one_line_and_the_base_is_untouched():
    criteria = CriteriaSet.from_dict(NESTED)
    before = deepcopy(criteria.document)
    draft = criteria.with_level(
        "1.1", Fraction(200, 3), stratum=HILLS, since="2024-03-01", until=date(2025, 1, 1), reason="thí điểm"
    )
    found = draft["1.1"].threshold(stratum=HILLS, on="2024-12-31")

    assert (found.value, found.state.value) == (Fraction(200, 3), "unverified")
    assert draft["1.1"].threshold(stratum=DELTA, on="2024-12-31").value == 50
    assert draft["1.1"].threshold(stratum=HILLS, on="2025-01-01").value == 50
    assert draft.patches[0][0][0].reason == Label(vi="thí điểm")
    assert criteria.document == before


def test_a_level_that_was_read_is_set_with_its_citation():
    text = Citation(**LATER)
    read = CriteriaSet.from_dict(NESTED).with_level("1.1", 60, citation=text, verification="official")
    found = read["1.1"].threshold(on="2024-12-31")

    assert (found.value, found.state.value, found.citation) == (60, "official", text)


def test_one_of_several_levels_is_set_by_its_measure_or_edge():
    between = {"kind": "between", "measure": "thu.water", "low": [level("10")], "high": [level("20")], "edges": "both"}
    criteria = small_set({"kind": "all-of", "rules": [between, at_least("48", measure="thu.income")]})
    patched = criteria.with_level("1.1", "50", measure="thu.income", reason="thử").with_level(
        "1.1", "25", measure="thu.water", edge="high", reason=Label(vi="thử")
    )

    assert patched["1.1"].threshold(on="2024-12-31", measure="thu.income").value == 50
    assert patched["1.1"].threshold(on="2024-12-31", measure="thu.water", edge="high").value == 25


@pytest.mark.parametrize(
    ("value", "fields", "said"),
    [
        ("abc", {}, 'level.value: "abc" is not a number'),
        (0.1 + 0.2, {}, "so it was computed, not reported"),
        ("70", {"since": "2024-02-30"}, 'level.since: "2024-02-30" is not a day of the calendar'),
        ("70", {"since": "2024-03-01", "until": "2024-03-01"}, "level: the span is empty"),
        ("70", {"verification": "offical"}, "Did you mean official?"),
        ("70", {"edge": "upper"}, "expected one of: low, high"),
        ("70", {"measure": "thu.income"}, "there is no level to set there"),
        ("50", {"citation": Citation(**CITED), "verification": "official"}, "it changes nothing"),
        ("70", {"reason": None}, "it has neither a citation nor a reason"),
    ],
)
def test_what_cannot_be_set_is_a_patch_error_like_any_other(value, fields, said):
    with pytest.raises(PatchError) as caught:
        CriteriaSet.from_dict(NESTED).with_level("1.1", value, **{"reason": "thử", **fields})

    assert said in caught.value.say("en")
