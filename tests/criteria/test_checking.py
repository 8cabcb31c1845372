"""What is wrong with a set: every fault found, all at once, with place and advice; and how much of a text is there."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.resolve import Question
from smartvillage.criteria.rules import Attested, comparisons
from smartvillage.errors import PROBLEMS_LISTED
from smartvillage.testing import criteria_sets
from tests.criteria.makers import (
    CITED,
    DELTA,
    HARDSHIP,
    HILLS,
    MEASURES,
    REGION,
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

PLACE = "1.1 (thu.bo.c1-1)"


def faults(criteria):
    """The code and place of every problem, and what it says in English."""
    return [(one.code, one.where.path, one.what.en) for one in criteria.check()]


def of_criteria(*criteria, **fields):
    return CriteriaSet.from_dict(tree(*criteria, **fields))


def between(low, high, edges="both"):
    return {"kind": "between", "measure": "thu.water", "low": [low], "high": [high], "edges": edges}


def uncited(value, **fields):
    return {"value": value, "verification": "official", **fields}


def without(scheme):
    return [one for one in (REGION, HARDSHIP) if one["id"] != scheme]


# --- one fault at a time -------------------------------------------------------------------------------------------

RULES = [
    (
        at_least(level("50", until="2024-03-01")),
        "SV-SET-022",
        PLACE,
        "no level holds from 2024-03-01 until before 2026-01-01",
    ),
    (
        at_least(level("50", until="2022-01-01"), level("60", since="2023-01-01", until="2025-01-01")),
        "SV-SET-022",
        PLACE,
        "no level holds from 2022-01-01 until before 2023-01-01; from 2025-01-01 until before 2026-01-01",
    ),
    (
        at_least(level("50", stratum=DELTA)),
        "SV-SET-022",
        PLACE,
        "no level holds from 2021-01-01 until before 2026-01-01 (hills)",
    ),
    (at_least(), "SV-SET-022", PLACE, "no level holds from 2021-01-01 until before 2026-01-01"),
    (
        at_least(level("50", life="repealed")),
        "SV-SET-022",
        PLACE,
        "no level holds from 2021-01-01 until before 2026-01-01",
    ),
    (
        at_least("50", level("60", since="2024-03-01")),
        "SV-SET-021",
        PLACE,
        "two levels hold at once from 2024-03-01 until before 2026-01-01",
    ),
    (
        at_least("50", level("60", stratum=HILLS)),
        "SV-SET-021",
        PLACE,
        "two levels hold at once from 2021-01-01 until before 2026-01-01 (hills)",
    ),
    (
        between(level("10"), level("20", since="2022-01-01")),
        "SV-SET-022",
        f"{PLACE} high",
        "no level holds from 2021-01-01 until before 2022-01-01",
    ),
    (
        attested(levels=[level(missing="delegated", since="2022-01-01")]),
        "SV-SET-022",
        PLACE,
        "no level holds from 2021-01-01 until before 2022-01-01",
    ),
    (
        provision(at_least("50"), since="2022-01-01"),
        "SV-SET-022",
        PLACE,
        "no provision holds from 2021-01-01 until before 2022-01-01",
    ),
    (at_least(uncited("50")), "SV-SET-016", PLACE, "the level 50 is not cited"),
    (at_least("50", measure="thu.watre"), "SV-SET-013", PLACE, 'there is no measure "thu.watre"'),
    (
        {"kind": "custom", "evaluator": "thu.judge", "measures": ["thu.watre"]},
        "SV-SET-013",
        PLACE,
        'there is no measure "thu.watre"',
    ),
    (
        at_least("50", level("60", stratum={"thu.regoin": "delta"}, replaces="true")),
        "SV-SET-013",
        PLACE,
        'there is no scheme "thu.regoin"',
    ),
    (
        at_least("50", level("60", stratum={"thu.region": "dleta"}, replaces="true")),
        "SV-SET-013",
        PLACE,
        'there is no stratum "dleta"',
    ),
    (
        at_least("1", measure="thu.plan"),
        "SV-SET-014",
        PLACE,
        'the rule "at-least" does not fit "thu.plan", which is attested',
    ),
    (attested("thu.water"), "SV-SET-014", PLACE, 'the rule "attested" does not fit "thu.water", which is share'),
    (
        at_least("101"),
        "SV-SET-017",
        PLACE,
        'the level 101 is outside the range of "thu.water"',
    ),
    (
        at_least("-1", measure="thu.schools"),
        "SV-SET-017",
        PLACE,
        'the level -1 is outside the range of "thu.schools"',
    ),
    (
        at_least("50", level("60", life="draft")),
        "SV-SET-018",
        PLACE,
        "the level 60 is not in force (draft)",
    ),
    (
        at_least("50", level("60", life="announced")),
        "SV-SET-018",
        PLACE,
        "the level 60 is not in force (announced)",
    ),
    (between(level("20"), level("10")), "SV-SET-023", PLACE, "nothing lies between 20 and 10"),
    (between(level("20"), level("20"), edges="low"), "SV-SET-023", PLACE, "nothing lies between 20 and 20"),
    (
        {"kind": "meets-set", "set": "thu.bo@2021-2025"},
        "SV-SET-019",
        PLACE,
        "the rules go round: thu.bo@2021-2025 -> thu.bo@2021-2025",
    ),
]


@pytest.mark.parametrize(("rule", "code", "place", "said"), RULES)
def test_a_fault_of_a_rule_is_found_and_nothing_else(rule, code, place, said):
    assert faults(small_set(rule)) == [(code, place, said)]


INDICATORS = [
    (
        [at_least("50"), times(of="thu.bo.c1-9")],
        [("SV-SET-013", "1.2 (thu.bo.c1-2)", 'there is no indicator "thu.bo.c1-9"')],
    ),
    (
        [at_least("50"), times(of={"set": "thu.bo@2021-2025", "indicator": "thu.bo.c1-1"}, measure="thu.income")],
        [("SV-SET-015", "1.2 (thu.bo.c1-2)", '"thu.income" and "thu.water" have different units')],
    ),
    (
        [attested(), times()],
        [("SV-SET-024", "1.2 (thu.bo.c1-2)", 'the indicator "thu.bo.c1-1" has not just one level to multiply')],
    ),
    (
        [at_least("50"), times(citation=None)],
        [("SV-SET-016", "1.2 (thu.bo.c1-2)", "the level 1.1 is not cited")],
    ),
    (
        [times(of="thu.bo.c1-2"), times(of="thu.bo.c1-1")],
        [("SV-SET-019", "thu.bo.c1-1", "the rules go round: thu.bo.c1-1 -> thu.bo.c1-2 -> thu.bo.c1-1")],
    ),
]


@pytest.mark.parametrize(("rules", "expected"), INDICATORS)
def test_a_fault_between_indicators_is_found(rules, expected):
    assert faults(small_set(*rules)) == expected


def test_every_circle_is_found_not_only_the_first():
    of = [2, 1, 4, 3, 5]
    loops = [
        said for code, _, said in faults(small_set(*(times(of=f"thu.bo.c1-{n}") for n in of))) if code == "SV-SET-019"
    ]

    assert [set(said.removeprefix("the rules go round: ").split(" -> ")) for said in loops] == [
        {"thu.bo.c1-1", "thu.bo.c1-2"},
        {"thu.bo.c1-3", "thu.bo.c1-4"},
        {"thu.bo.c1-5"},
    ]


TWO = (indicator("1.1", at_least("50")), indicator("1.2", attested()))
WHOLES = [
    (
        tree(criterion("1", *TWO, requires={"compulsory": ["thu.bo.c1-3"]})),
        ("SV-SET-013", "1 (thu.bo.c1)", 'there is no compulsory member "thu.bo.c1-3"'),
    ),
    (
        tree(criterion("1", *TWO), requires={"compulsory": ["thu.bo.c1-1"]}),
        ("SV-SET-013", "requires", 'there is no compulsory member "thu.bo.c1-1"'),
    ),
    (
        tree(criterion("1", *TWO, requires={"kind": "count", "count": "3"})),
        ("SV-SET-012", "1 (thu.bo.c1)", "asks 3 of 2 members"),
    ),
    (
        tree(criterion("1", *TWO), requires={"kind": "count", "count": "2"}),
        ("SV-SET-012", "requires", "asks 2 of 1 members"),
    ),
    (
        tree(
            criterion("1", *TWO, requires={"kind": "count", "count": "3"}),
            declared={"criteria": "1", "indicators": "2"},
        ),
        ("SV-SET-012", "1 (thu.bo.c1)", "asks 3 of 2 members"),
    ),
    (
        tree(criterion("1", *TWO, requires={"kind": "count", "count": "4"}, declared_indicators="3")),
        ("SV-SET-012", "1 (thu.bo.c1)", "asks 4 of 3 members"),
    ),
    (
        tree(criterion("1", *TWO), declared={"criteria": "1", "indicators": "1"}),
        ("SV-SET-020", "thu.bo@2021-2025", "there are 2 indicators but 1 declared"),
    ),
    (
        tree(criterion("1", *TWO), declared={"criteria": "0", "indicators": "2"}),
        ("SV-SET-020", "thu.bo@2021-2025", "there are 1 criteria but 0 declared"),
    ),
    (
        tree(criterion("1", *TWO, declared_indicators="1")),
        ("SV-SET-020", "1 (thu.bo.c1)", "there are 2 indicators but 1 declared"),
    ),
    (
        tree(criterion("1", TWO[0], {**TWO[1], "printed": "1.1"})),
        ("SV-SET-011", "thu.bo@2021-2025", 'the printed number "1.1" is used 2 times'),
    ),
    (
        tree(criterion("1", TWO[0]), {**criterion("2", TWO[1]), "printed": "1"}),
        ("SV-SET-011", "thu.bo@2021-2025", 'the printed number "1" is used 2 times'),
    ),
    (
        tree(criterion("1", TWO[0], {**TWO[1], "id": "thu.bo.c1"})),
        ("SV-SET-010", "thu.bo@2021-2025", 'the id of a criterion or indicator "thu.bo.c1" is used 2 times'),
    ),
    (
        tree(criterion("1", *TWO), measures=[*MEASURES, MEASURES[0]]),
        ("SV-SET-010", "thu.bo@2021-2025", 'the measure "thu.water" is used 2 times'),
    ),
    (
        tree(criterion("1", *TWO), schemes=[REGION, HARDSHIP, HARDSHIP]),
        ("SV-SET-010", "thu.bo@2021-2025", 'the scheme "thu.hardship" is used 2 times'),
    ),
    (
        tree(criterion("1", *TWO), schemes=[REGION]),
        ("SV-SET-013", "thu.region", 'there is no scheme "thu.hardship"'),
    ),
    (
        tree(
            criterion("1", *TWO),
            schemes=[HARDSHIP, {**REGION, "rules": [{"scheme": "thu.hardship", "stratum": "hrad", "takes": "hills"}]}],
        ),
        ("SV-SET-013", "thu.region", 'there is no stratum "hrad"'),
    ),
    (
        tree(
            criterion("1", *TWO),
            schemes=[HARDSHIP, {**REGION, "rules": [{"scheme": "thu.hardship", "stratum": "hard", "takes": "hlils"}]}],
        ),
        ("SV-SET-013", "thu.region", 'there is no stratum "hlils"'),
    ),
]


@pytest.mark.parametrize(("document", "expected"), WHOLES)
def test_a_fault_of_a_whole_is_found_and_nothing_else(document, expected):
    assert faults(CriteriaSet.from_dict(document)) == [expected]


@pytest.mark.parametrize(
    "document",
    [
        tree(criterion("1", *TWO, requires={"kind": "count", "count": "3"}, declared_indicators="3")),
        tree(
            criterion("1", *TWO, requires={"kind": "count", "count": "3"}),
            declared={"criteria": "1", "indicators": "3"},
        ),
        tree(
            criterion("1", *TWO),
            requires={"kind": "count", "count": "2"},
            declared={"criteria": "2", "indicators": "4"},
        ),
        tree(criterion("1", *TWO, requires={"kind": "share", "percent": "50", "compulsory": ["thu.bo.c1-1"]})),
    ],
)
def test_members_that_the_text_has_and_nobody_modelled_are_no_fault(document):
    assert faults(CriteriaSet.from_dict(document)) == []


def test_an_indicator_and_its_criterion_may_have_the_same_number():
    """Criterion 10 of the published set has indicator 10."""
    assert faults(of_criteria(criterion("1", {**indicator("1.1", at_least("50")), "printed": "1"}))) == []


# --- what is no fault ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        at_least(level("50", stratum=DELTA), level(stratum=HILLS)),
        at_least("50", level("60", stratum=HILLS, replaces="true")),
        at_least(level("50", until="2024-03-01"), level(missing="withdrawn", since="2024-03-01")),
        at_least(level("50", stratum={"thu.region": ["delta", "hills"]})),
        at_least("50", level("60", life="repealed")),
        attested(),
        attested(levels=[level(missing="delegated")]),
        between(level("20"), level("20")),
        provision(at_least(uncited("50")), citation=CITED),
        {"kind": "meets-set", "set": "thu.khac@2021"},
        times(of={"set": "thu.khac@2021", "indicator": "thu.khac.c1"}),
    ],
)
def test_exactly_one_level_or_a_stated_reason_is_all_that_is_asked(rule):
    assert faults(small_set(rule)) == []


def test_a_level_may_rest_on_the_citation_of_its_indicator():
    assert faults(of_criteria(criterion("1", indicator("1.1", at_least(uncited("50")), citation=CITED)))) == []


def test_levels_are_asked_for_only_while_indicator_and_provision_hold():
    later = indicator("1.1", at_least(level("50", since="2024-03-01")), since="2024-03-01")
    parted = indicator(
        "1.2",
        provision(at_least(level("50", until="2024-03-01")), until="2024-03-01"),
        provision(attested(), since="2024-03-01"),
    )
    long_ago = indicator("1.3", at_least(), until="2020-01-01")

    assert faults(of_criteria(criterion("1", later, parted, long_ago))) == []


def test_levels_are_asked_for_only_in_the_strata_of_their_provision():
    by_stratum = indicator(
        "1.1",
        provision(at_least(level("50", stratum=HILLS)), stratum=HILLS),
        provision(at_least(level("60", until="2024-03-01")), stratum=DELTA),
    )

    assert faults(of_criteria(criterion("1", by_stratum))) == [
        ("SV-SET-022", PLACE, "no level holds from 2024-03-01 until before 2026-01-01 (delta)")
    ]


def test_provisions_must_not_hold_at_once_nor_leave_a_stratum_out():
    by_stratum = indicator("1.1", provision(at_least("50"), stratum=HILLS, until="2025-01-01"), provision(attested()))
    (overlap,) = of_criteria(criterion("1", by_stratum)).check()

    assert overlap.what.en == "two provisions hold at once from 2021-01-01 until before 2025-01-01 (hills)"
    assert "replaces" not in overlap.advice.en  # a provision cannot declare it


# --- all at once ---------------------------------------------------------------------------------------------------

FAULTY = tree(
    criterion(
        "1",
        indicator("1.1", at_least(uncited("101"), measure="thu.watre")),
        {**indicator("1.2", at_least(level("50", until="2024-03-01"))), "printed": "1.1"},
        indicator("1.3", times(of="thu.bo.c1-3")),
        requires={"kind": "count", "count": "9", "compulsory": ["thu.bo.c1-9"]},
    ),
    schemes=[REGION],
    declared={"criteria": "1", "indicators": "3"},
)


def test_a_set_with_several_faults_lists_them_all():
    assert [code for code, _, _ in faults(CriteriaSet.from_dict(FAULTY))] == [
        "SV-SET-011",  # two indicators printed 1.1
        "SV-SET-013",  # the scheme thu.hardship
        "SV-SET-013",  # the compulsory member thu.bo.c1-9
        "SV-SET-012",  # 9 of 3
        "SV-SET-013",  # the measure thu.watre
        "SV-SET-016",  # 101 is not cited
        "SV-SET-022",  # no level since March 2024
        "SV-SET-019",  # 1.3 is a factor of itself
    ]


def test_every_problem_has_a_place_and_says_what_to_do_in_both_languages():
    problems = [
        problem
        for criteria in (
            CriteriaSet.from_dict(FAULTY),
            *(small_set(rule) for rule, *_ in RULES),
            *(small_set(*rules) for rules, _ in INDICATORS),
            *(CriteriaSet.from_dict(document) for document, _ in WHOLES),
        )
        for problem in criteria.check()
    ]

    assert {problem.code for problem in problems} == {f"SV-SET-{number:03}" for number in range(10, 25)}
    for problem in problems:
        todo = problem.advice or problem.expected
        assert problem.where.path
        assert problem.what.vi != problem.what.en
        assert todo.vi != todo.en


def test_a_misspelt_reference_is_told_with_the_closest_one():
    (problem,) = small_set(at_least("50", measure="thu.watre")).check()

    assert problem.say("en") == ('SV-SET-013 1.1 (thu.bo.c1-1): there is no measure "thu.watre". Closest: thu.water.')
    assert problem.found == "thu.watre"


def test_a_level_out_of_range_is_told_with_the_range():
    problems = [small_set(at_least("-1", measure=name)).check()[0] for name in ("thu.water", "thu.schools")]

    assert [one.expected.en for one in problems] == ["from 0% to 100%", "at least 0"]


def test_more_problems_than_an_error_lists_are_all_told():
    rules = [at_least(uncited(str(number))) for number in range(PROBLEMS_LISTED + 20)]

    assert len(small_set(*rules).check()) >= PROBLEMS_LISTED + 20


def test_a_set_with_more_strata_than_can_be_combined_says_so_at_once():
    """Seven schemes of ten strata are ten million kinds of commune."""
    strata = [{"id": f"s{number}", "title": {"vi": "Nhóm"}} for number in range(10)]
    schemes = [{"id": f"thu.s{number}", "title": {"vi": "Nhóm"}, "strata": strata} for number in range(7)]
    everywhere = {scheme["id"]: "s1" for scheme in schemes}
    criteria = small_set(at_least("50", level("60", stratum=everywhere, replaces="true")), schemes=schemes)

    assert faults(criteria) == [("SV-SET-025", PLACE, "there are 10000000 combinations of strata, too many to check")]


# --- against asking for every day and stratum ----------------------------------------------------------------------


def without_one(criteria, item):
    """Whether some unit on some day finds no level, or two, by asking for each of them."""
    schemes = criteria.document.schemes
    places = [
        dict(zip((one.id for one in schemes), where, strict=True))
        for where in product(*([stratum.id for stratum in one.strata] for one in schemes))
    ]
    days = [date(year, month, 1) for year in range(2021, 2026) for month in (1, 2, 3, 12)]
    for strata, on in product(places, days):
        question = Question(strata=strata, on=on)
        resolved = question.indicator(item.indicator)
        if resolved.why_not in {"gap", "overlap"}:
            return True
        lists = comparisons(resolved.provision.rule) if resolved.provision is not None else ()
        for rule, _, levels in lists:
            if (levels or not isinstance(rule, Attested)) and question.threshold(levels)[0] is None:
                return True
    return False


@slowly
@given(criteria_sets())
def test_a_gap_or_overlap_is_told_exactly_where_some_unit_finds_one(criteria):
    told = {path for code, path, _ in faults(criteria) if code in {"SV-SET-021", "SV-SET-022"}}

    for item in criteria:
        expected = without_one(criteria, item)
        assert any(path.startswith(f"{item.printed} ({item.id})") for path in told) is expected


@slowly
@given(criteria_sets())
def test_checking_depends_on_nothing_but_the_text(criteria):
    again = CriteriaSet.from_dict(criteria.to_dict())

    assert again.check() == criteria.check()
    assert again.coverage() == criteria.coverage()


# --- coverage ------------------------------------------------------------------------------------------------------


def test_coverage_counts_levels_and_wordings_by_their_verification():
    criteria = of_criteria(
        criterion(
            "1",
            indicator("1.1", at_least("50", level("60", verification="secondary")), wording="official"),
            indicator("1.2", at_least(level(), uncited("70") | {"verification": "unverified"}, {"value": "80"})),
            indicator("1.3", attested(), wording="secondary"),
            indicator("1.4", {"kind": "all-of", "rules": [attested(), attested(levels=[level(missing="delegated")])]}),
            indicator("1.5", between(level("10"), level("20"))),
            indicator("1.6", times(verification="secondary")),
            indicator("1.7", {"kind": "meets-set", "set": "thu.khac@2021"}),
        )
    )
    found = criteria.coverage()

    assert found.levels == {"official": 3, "secondary": 2, "unverified": 2, "missing": 2}
    assert found.wording == {"official": 1, "secondary": 1, "unverified": 5, "missing": 0}
    assert found.attested == 1


@pytest.mark.parametrize(
    ("declared", "criteria", "indicators", "whole"),
    [
        (None, 1, 2, True),
        ({"criteria": "1", "indicators": "2"}, 1, 2, True),
        ({"criteria": "1", "indicators": "3"}, 1, 3, False),
        ({"criteria": "2", "indicators": "2"}, 2, 2, False),
    ],
)
def test_a_set_is_whole_when_all_that_its_text_has_is_modelled(declared, criteria, indicators, whole):
    fields = {"declared": declared} if declared else {}
    found = of_criteria(criterion("1", *TWO), **fields).coverage()

    assert (found.criteria, found.indicators) == (1, 2)
    assert (found.criteria_declared, found.indicators_declared, found.whole) == (criteria, indicators, whole)
