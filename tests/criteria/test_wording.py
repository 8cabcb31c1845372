"""How rules and levels are printed, in both languages, for every kind of rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from pydantic import RootModel

from smartvillage.border import parse
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import MISSING_REASONS, Rule, Threshold
from smartvillage.criteria.wording import NO_LEVEL, level_text, quantity, say_interval, say_rule
from smartvillage.exact import Exact, Interval
from smartvillage.testing import criteria_sets
from tests.criteria.makers import (
    DELTA,
    HILLS,
    MEASURES,
    at_least,
    attested,
    level,
    slowly,
    times,
)

GRADES = [{"id": f"level-{n}", "title": {"vi": f"Mức {n}", "en": f"Level {n}"}} for n in (1, 2)]
ORDINAL = {"id": "thu.grade", "title": {"vi": "Cấp độ"}, "kind": "ordinal", "grades": GRADES, "minimum": "0"}
ALL = {one["id"]: parse(Measure, one) for one in [*MEASURES, ORDINAL]}
YEARS = [level(f"{value}", since=f"20{value}-01-01", until=f"20{value + 1}-01-01") for value in range(21, 25)]


class _Rule(RootModel[Rule]):
    """One rule by itself."""


def said(tree):
    rule = parse(_Rule, tree).root
    return say_rule(rule, ALL, "vi"), say_rule(rule, ALL, "en")


def between(edges, low="10", high="20"):
    low, high = ([one if isinstance(one, dict) else level(one)] for one in (low, high))
    return {"kind": "between", "measure": "thu.water", "low": low, "high": high, "edges": edges}


RULES = [
    (at_least("97.5"), "từ 97,5% trở lên", "at least 97.5%"),
    (at_least("40", kind="above"), "trên 40%", "more than 40%"),
    (at_least("13", kind="at-most", measure="thu.poverty"), "không quá 13%", "at most 13%"),
    (at_least("13", kind="below", measure="thu.poverty"), "dưới 13%", "less than 13%"),
    (at_least("100", kind="equal"), "bằng 100%", "exactly 100%"),
    (at_least("48", measure="thu.income"), "từ 48 triệu đồng trở lên", "at least 48 million VND"),
    (at_least("1", measure="thu.schools"), "từ 1 trở lên", "at least 1"),
    (at_least("2", measure="thu.grade"), "từ Mức 2 trở lên", "at least Level 2"),
    (at_least("7", measure="thu.unknown"), "từ 7 trở lên", "at least 7"),
    (between("both"), "từ 10% đến 20%", "from 10% to 20%"),
    (between("low"), "từ 10% đến dưới 20%", "from 10% to less than 20%"),
    (between("high"), "trên 10% đến 20%", "more than 10% to 20%"),
    (between("none"), "trên 10% đến dưới 20%", "more than 10% to less than 20%"),
    (
        between("both", low=level()),
        "chưa có mức đạt chuẩn đến 20%",
        "the level has not been read to 20%",
    ),
    (attested(), "Đạt", "met"),
    (
        attested(levels=[level(missing="delegated")]),
        "mức do UBND cấp tỉnh quy định, chưa có",
        "the level is left to the province and not known",
    ),
    (times(), "từ 1,1 lần mức của thu.bo.c1-1 trở lên", "at least 1.1 times the level of thu.bo.c1-1"),
    (
        times(comparison="below", factor="2/3"),
        "dưới 2/3 lần mức của thu.bo.c1-1",
        "less than 2/3 times the level of thu.bo.c1-1",
    ),
    (
        {"kind": "all-of", "rules": [at_least("50"), attested()]},
        "tất cả (Nước sạch: từ 50% trở lên; Quy hoạch: Đạt)",
        "all of (Clean water: at least 50%; Plan: met)",
    ),
    (
        {"kind": "any-of", "rules": [attested("thu.unknown"), {"kind": "any-of", "rules": [attested()]}]},
        "ít nhất một trong (thu.unknown: Đạt; ít nhất một trong (Quy hoạch: Đạt))",
        "any of (thu.unknown: met; any of (Plan: met))",
    ),
    (
        {"kind": "at-least-of", "count": "2", "rules": [at_least("50"), attested()]},
        "ít nhất 2 trong (Nước sạch: từ 50% trở lên; Quy hoạch: Đạt)",
        "at least 2 of (Clean water: at least 50%; Plan: met)",
    ),
    (
        {"kind": "at-least-share-of", "percent": "66.6", "rules": [at_least("50")], "compulsory": [attested()]},
        "ít nhất 66,6% trong (Nước sạch: từ 50% trở lên; Quy hoạch: Đạt), bắt buộc: Quy hoạch: Đạt",
        "at least 66.6% of (Clean water: at least 50%; Plan: met), compulsory: Plan: met",
    ),
    ({"kind": "meets-set", "set": "thu.khac@2021"}, "đạt bộ tiêu chí thu.khac@2021", "meets thu.khac@2021"),
    ({"kind": "custom", "evaluator": "thu.judge"}, "theo cách đánh giá thu.judge", "as judged by thu.judge"),
    (
        {"kind": "custom", "evaluator": "thu.judge", "parameters": {"share": "20", "level": "5"}},
        "theo cách đánh giá thu.judge (level=5, share=20)",
        "as judged by thu.judge (level=5, share=20)",
    ),
]


@pytest.mark.parametrize(("tree", "vi", "en"), RULES)
def test_a_rule_is_printed_as_an_annex_would(tree, vi, en):
    assert said(tree) == (vi, en)


def test_every_kind_of_rule_is_printed_above():
    """The union is closed, so a kind that is added without its words is seen here."""
    union, _ = get_args(Rule)
    kinds = {member.model_fields["kind"].default for member in get_args(union)}

    assert {tree["kind"] for tree, _, _ in RULES} == kinds


@pytest.mark.parametrize(
    ("levels", "vi", "en"),
    [
        ([level("70", stratum=DELTA), level("80", stratum=HILLS)], "từ 70% / 80% trở lên", "at least 70% / 80%"),
        ([level("70", stratum=DELTA), level("70", stratum=HILLS)], "từ 70% trở lên", "at least 70%"),
        (
            [level("70", until="2024-03-01"), level(since="2024-03-01")],
            "từ 70% trở lên / chưa có mức đạt chuẩn",
            "at least 70% / the level has not been read",
        ),
        (
            [*YEARS, level(since="2025-01-01")],
            "từ mức theo nhóm và năm trở lên / chưa có mức đạt chuẩn",
            "at least the level of its stratum and year / the level has not been read",
        ),
        ([level(), level(missing="withdrawn")], "chưa có mức đạt chuẩn / mức đã rút", None),
        ([], "không có mức cho thời điểm và nhóm này", "there is no level for this day and stratum"),
    ],
)
def test_levels_that_differ_are_listed_while_they_are_few(levels, vi, en):
    found = said(at_least(*levels))

    assert found[0] == vi
    assert en in {found[1], None}


@pytest.mark.parametrize(
    ("accepts", "measure", "vi", "en"),
    [
        (Interval(Exact(10), Exact(20)), "thu.water", "từ 10% đến 20%", "from 10% to 20%"),
        (
            Interval(Exact(10), Exact(20), low_open=True, high_open=True),
            None,
            "trên 10 đến dưới 20",
            "more than 10 to less than 20",
        ),
        (Interval(Exact(10), None, low_open=True), None, "trên 10", "more than 10"),
        (Interval(None, Exact(20), high_open=True), None, "dưới 20", "less than 20"),
        (Interval(None, Exact(20)), None, "không quá 20", "at most 20"),
        (Interval(Exact(20), Exact(20)), None, "bằng 20", "exactly 20"),
        (Interval(Exact(1), Exact(1)), "thu.plan", "đạt", "met"),
        (Interval(Exact(1), None), "thu.plan", "đạt", "met"),
        (Interval(None, None), None, "bất kỳ", "anything"),
    ],
)
def test_what_is_accepted_is_printed_with_its_ends(accepts, measure, vi, en):
    found = tuple(say_interval(accepts, ALL.get(measure), lang) for lang in ("vi", "en"))

    assert found == (vi, en)


@pytest.mark.parametrize(
    ("value", "measure", "vi", "en"),
    [
        ("97.5", "thu.water", "97,5%", "97.5%"),
        ("1", "thu.plan", "đạt", "met"),
        ("0", "thu.plan", "chưa đạt", "not met"),
        ("2", "thu.grade", "Mức 2", "Level 2"),
        ("0", "thu.grade", "0", "0"),
        ("1.5", "thu.grade", "1,5", "1.5"),
        ("48", None, "48", "48"),
    ],
)
def test_a_value_is_printed_with_its_unit_or_by_its_name(value, measure, vi, en):
    found = tuple(quantity(Exact(value), ALL.get(measure), lang) for lang in ("vi", "en"))

    assert found == (vi, en)


def test_a_value_may_be_rounded_for_people_to_read():
    assert quantity(Fraction(200, 3), ALL["thu.water"], "vi", places=1) == "66,7%"


@pytest.mark.parametrize("reason", MISSING_REASONS)
def test_every_reason_why_there_is_no_level_has_words(reason):
    level = Threshold(missing=reason)

    assert (level_text(level, None, "vi"), level_text(level, None, "en")) == NO_LEVEL[reason]


@slowly
@given(criteria_sets())
def test_every_rule_has_words_in_both_languages(criteria):
    for item, lang in product(criteria, ("vi", "en")):
        for one in item.indicator.provisions:
            text = say_rule(one.rule, dict(criteria.measures), lang)

            assert text.strip() == text != ""
            assert "None" not in text
