"""The reference itself, on cases worked out by hand: what checks the kernel must be checked by people.

Each case says in its name or beside it why the answer is what it is; nothing here is computed by the library.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.document import SetDocument
from tests.reference import (
    EVERYTHING,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    OUTCOMES,
    UNKNOWN,
    Span,
    all_of,
    at_least,
    at_least_share,
    combine,
    compare,
    compare_between,
    judge,
)

LAST_DAY = date(2024, 12, 31)
DONE, FAILED, DROPPED = {"value": 1}, {"value": 0}, {"missing": "not-applicable"}
"""What is reported of an attested measure: yes, no, nothing to attest."""


def level(value, **fields):
    return {"value": value, "verification": "official", **fields}


def at_least_rule(*levels, measure="thu.share"):
    return {"kind": "at-least", "measure": measure, "levels": levels}


def attested(name):
    return {"kind": "attested", "measure": f"thu.{name}"}


def indicator(name, *provisions, **fields):
    return {
        "id": f"thu.bo.{name}",
        "printed": name,
        "title": {"vi": name},
        "provisions": [one if "rule" in one else {"rule": one} for one in provisions],
        **fields,
    }


def criterion(name, *indicators, **fields):
    return {"id": f"thu.bo.{name}", "printed": name, "title": {"vi": name}, "indicators": indicators, **fields}


def document(*criteria, **fields):
    """A set that judges 2021 to 2025; every measure a case may want is there."""
    attested_measures = [{"id": f"thu.{name}", "kind": "attested", "title": {"vi": name}} for name in "abcdef"]
    return SetDocument.model_validate(
        {
            "id": "thu.bo",
            "edition": "2021-2025",
            "title": {"vi": "Bộ thử"},
            "issued": {"number": "1/QĐ"},
            "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
            "schemes": [
                {
                    "id": "thu.region",
                    "title": {"vi": "Vùng"},
                    "strata": [{"id": name, "title": {"vi": name}} for name in ("delta", "hills")],
                    "rules": [{"scheme": "thu.hardship", "stratum": "yes", "takes": "hills"}],
                },
                {
                    "id": "thu.group",
                    "title": {"vi": "Nhóm"},
                    "strata": [{"id": name, "title": {"vi": name}} for name in ("town", "country")],
                },
            ],
            "measures": [
                {"id": "thu.share", "kind": "share", "title": {"vi": "Tỷ lệ"}},
                {"id": "thu.income", "kind": "amount", "title": {"vi": "Thu nhập"}, "unit": {"vi": "triệu đồng"}},
                {"id": "thu.density", "kind": "ratio", "title": {"vi": "Mật độ"}, "unit": {"vi": "km/km2"}},
                *attested_measures,
            ],
            "criteria": criteria,
            **fields,
        }
    )


def one_rule(rule, **fields):
    return document(criterion("c", indicator("i", rule)), **fields)


def verdict_of(rule, observations, strata=None, on=LAST_DAY, **terms):
    """The verdict of the only indicator of a set."""
    return judge(one_rule(rule), observations, strata or {}, on, **terms)["thu.bo.i"]


def share(numerator, denominator):
    return {"thu.share": {"numerator": numerator, "denominator": denominator}}


def value(text, relation="eq", measure="thu.share"):
    return {measure: {"value": Fraction(text), "relation": relation}}


# --- exact numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "asked", "expected", "why"),
    [
        (29, 50, "58", MET, "29/50 is 58 % exactly; in doubles it is 57.99999999999999"),
        (156, 161, "97", NOT_MET, "96.89 %, which only rounds to 97"),
        (157, 161, "97", MET, "97.5 %; 97 % of 161 is 156.17, so 157 are needed"),
        (7, 50, "14", MET, "14 % of 50 is 7 exactly; in doubles 7.000000000000001"),
        (10, 15, "66.6", MET, "two thirds is above 66.6 as printed"),
        (9, 15, "66.6", NOT_MET, "60 %"),
        (10, 15, "66.67", NOT_MET, "two thirds is below 66.67"),
        (2, 3, "200/3", MET, "a level that is two thirds is met by two of three"),
        (0, 7, "0", MET, "nothing reaches zero"),
    ],
)
def test_a_share_is_compared_without_dividing(numerator, denominator, asked, expected, why):
    assert verdict_of(at_least_rule(level(asked)), share(numerator, denominator)) == expected, why


def test_a_ratio_is_not_in_per_cent():
    """1.2 km of road for each square kilometre: 12 over 10 is 1.2, not 120."""
    rule = at_least_rule(level("1.2"), measure="thu.density")

    assert verdict_of(rule, {"thu.density": {"numerator": 12, "denominator": 10}}) == MET
    assert verdict_of(rule, {"thu.density": {"numerator": 119, "denominator": 100}}) == NOT_MET


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        ("at-least", NOT_MET, MET, MET),
        ("above", NOT_MET, NOT_MET, MET),
        ("at-most", MET, MET, NOT_MET),
        ("below", MET, NOT_MET, NOT_MET),
        ("equal", NOT_MET, MET, NOT_MET),
    ],
)
def test_each_comparison_says_whether_the_level_itself_belongs_to_it(op, below, at, above):
    rule = {"kind": op, "measure": "thu.share", "levels": [level("66.6")]}
    found = [verdict_of(rule, value(text)) for text in ("66.5999", "66.6", "66.6001")]

    assert found == [below, at, above]


@pytest.mark.parametrize(
    ("edges", "at_low", "at_high"),
    [("both", MET, MET), ("low", MET, NOT_MET), ("high", NOT_MET, MET), ("none", NOT_MET, NOT_MET)],
)
def test_between_states_which_edges_belong_to_it(edges, at_low, at_high):
    rule = {"kind": "between", "measure": "thu.share", "low": [level("10")], "high": [level("20")], "edges": edges}
    found = [verdict_of(rule, value(text)) for text in ("9.9", "10", "15", "20", "20.1")]

    assert found == [NOT_MET, at_low, MET, at_high, NOT_MET]


# --- bounds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "text", "op", "expected", "why"),
    [
        ("gt", "99.3", "at-least", UNKNOWN, "99.35 would fail at-least 99.5, 99.6 would not"),
        ("gt", "99.5", "at-least", MET, "everything over 99.5 reaches 99.5"),
        ("ge", "99.5", "at-least", MET, "so does everything from 99.5 on"),
        ("ge", "99.5", "above", UNKNOWN, "99.5 itself would fail"),
        ("gt", "99.5", "above", MET, "99.5 itself is excluded"),
        ("lt", "99.5", "at-least", NOT_MET, "nothing under 99.5 reaches it"),
        ("le", "99.5", "at-least", UNKNOWN, "99.5 itself would do"),
        ("le", "99.5", "above", NOT_MET, "nothing up to 99.5 exceeds it"),
        ("le", "99.5", "at-most", MET, "all of it stays within"),
        ("lt", "99.5", "below", MET, "all of it stays under"),
        ("le", "99.5", "below", UNKNOWN, "99.5 itself would not"),
        ("gt", "99.5", "at-most", NOT_MET, "all of it exceeds"),
        ("gt", "99.5", "equal", NOT_MET, "99.5 is excluded"),
        ("ge", "99.5", "equal", UNKNOWN, "it may be 99.5"),
        ("ge", "99.6", "equal", NOT_MET, "it cannot be 99.5"),
    ],
)
def test_a_bound_decides_only_when_all_of_it_or_none_of_it_meets(relation, text, op, expected, why):
    rule = {"kind": op, "measure": "thu.share", "levels": [level("99.5")]}

    assert verdict_of(rule, value(text, relation)) == expected, why


@pytest.mark.parametrize(
    ("relation", "text", "expected", "why"),
    [
        ("ge", "10", UNKNOWN, "15 lies inside, 30 does not"),
        ("gt", "20", NOT_MET, "all of it is above"),
        ("ge", "20", UNKNOWN, "20 itself is inside"),
        ("lt", "10", NOT_MET, "all of it is below"),
        ("le", "10", UNKNOWN, "10 itself is inside"),
    ],
)
def test_a_bound_against_two_levels(relation, text, expected, why):
    rule = {"kind": "between", "measure": "thu.share", "low": [level("10")], "high": [level("20")], "edges": "both"}

    assert verdict_of(rule, value(text, relation)) == expected, why


def test_an_edge_that_is_not_known_leaves_the_whole_rule_unknown():
    """Law 5 says so of every missing level, also where the known edge alone would make a failure certain."""
    low_only = {
        "kind": "between",
        "measure": "thu.share",
        "low": [level("10")],
        "high": [{"missing": "not-read"}],
        "edges": "both",
    }

    assert verdict_of(low_only, value("9")) == UNKNOWN
    assert verdict_of(low_only, value("11")) == UNKNOWN


def test_about_counts_as_a_value_only_when_asked_for():
    assert verdict_of(at_least_rule(level("80")), value("85", "approx")) == UNKNOWN
    assert verdict_of(at_least_rule(level("80")), value("85", "approx"), approx_as_value=True) == MET
    assert verdict_of(at_least_rule(level("80")), value("79", "approx"), approx_as_value=True) == NOT_MET


def test_a_span_of_values_is_compared_at_its_ends():
    """No report gives two ends, but the comparison is defined for them."""
    span = Span(Fraction(10), Fraction(20), low_open=True)

    assert compare(span, Fraction(10), "above") == MET
    assert compare(span, Fraction(15), "at-least") == UNKNOWN
    assert compare(span, Fraction(21), "at-least") == NOT_MET
    assert compare_between(span, Fraction(10), Fraction(20), "high") == MET
    assert compare_between(span, Fraction(10), Fraction(20), "none") == UNKNOWN
    assert compare_between(EVERYTHING, Fraction(10), Fraction(20), "both") == UNKNOWN


# --- cells: no figure, nothing to measure, no level ----------------------------------------------------------------


@pytest.mark.parametrize("reason", ["not-collected", "not-due", "refused", "lost"])
def test_silence_is_neither_failure_nor_success(reason):
    assert verdict_of(at_least_rule(level("0")), {"thu.share": {"missing": reason}}) == UNKNOWN


def test_a_figure_that_was_not_reported_is_unknown():
    assert verdict_of(at_least_rule(level("50")), {}) == UNKNOWN
    assert verdict_of(at_least_rule(level("50")), {"thu.share": {"value": None, "missing": None}}) == UNKNOWN


def test_a_share_of_nothing_is_not_applicable():
    assert verdict_of(at_least_rule(level("50")), share(0, 0)) == NOT_APPLICABLE


def test_what_does_not_apply_does_not_apply_even_if_nobody_knows_the_level():
    rule = at_least_rule({"missing": "not-read"})

    assert verdict_of(rule, {"thu.share": DROPPED}) == NOT_APPLICABLE
    assert verdict_of(rule, share(0, 0)) == NOT_APPLICABLE


@pytest.mark.parametrize("reason", ["not-read", "delegated", "withdrawn", "not-set"])
def test_no_level_is_no_failure(reason):
    assert verdict_of(at_least_rule({"missing": reason}), value("0")) == UNKNOWN


def test_a_level_judges_only_when_it_was_checked_far_enough():
    levels = {state: at_least_rule({"value": "50", "verification": state}) for state in ("official", "unverified")}

    assert verdict_of(levels["official"], value("10")) == NOT_MET
    assert verdict_of(levels["unverified"], value("10")) == UNKNOWN
    assert verdict_of(levels["unverified"], value("10"), law_states={"unverified"}) == NOT_MET
    assert verdict_of(levels["official"], value("10"), law_states={"unverified"}) == UNKNOWN


def test_a_level_whose_state_nobody_says_is_unverified():
    assert verdict_of(at_least_rule({"value": "50"}), value("60")) == UNKNOWN


def test_an_attestation_is_the_fact_and_needs_no_level():
    assert verdict_of(attested("a"), {"thu.a": DONE}) == MET
    assert verdict_of(attested("a"), {"thu.a": FAILED}) == NOT_MET
    assert verdict_of(attested("a"), {}) == UNKNOWN


def test_an_attestation_that_is_left_to_an_authority_is_not_judged():
    delegated = {**attested("a"), "levels": [{"missing": "delegated"}]}

    assert verdict_of(delegated, {"thu.a": DONE}) == UNKNOWN
    assert verdict_of(delegated, {"thu.a": DROPPED}) == NOT_APPLICABLE


@pytest.mark.parametrize("life", ["draft", "announced", "repealed"])
def test_a_level_that_is_not_in_force_is_as_if_it_were_not_there(life):
    draft, in_force = level("90", life=life), level("50")

    assert verdict_of(at_least_rule(draft), value("60")) == UNKNOWN
    assert verdict_of(at_least_rule(draft, in_force), value("60")) == MET


# --- whose level, and when -----------------------------------------------------------------------------------------


def test_spans_are_half_open_and_the_last_day_of_the_period_counts():
    rule = at_least_rule(level("50", until="2024-01-01"), level("70", since="2024-01-01"))

    assert verdict_of(rule, value("60"), on=date(2023, 12, 31)) == MET
    assert verdict_of(rule, value("60"), on=date(2024, 1, 1)) == NOT_MET


def test_a_day_that_the_edition_does_not_judge_is_refused():
    with pytest.raises(ValueError, match=r"thu\.bo@2021-2025 does not judge 2026-01-01"):
        verdict_of(attested("a"), {}, on=date(2026, 1, 1))


def test_a_year_without_a_level_is_unknown_unless_the_last_one_is_carried_forward():
    rule = at_least_rule(
        level("40", until="2022-01-01"),
        level("50", since="2022-01-01", until="2023-01-01"),
        level("90", since="2025-01-01"),
    )

    assert verdict_of(rule, value("45")) == UNKNOWN
    assert verdict_of(rule, value("45"), carry_forward=True) == NOT_MET  # 50 is the last that held before
    assert verdict_of(rule, value("55"), carry_forward=True) == MET


def test_nothing_is_carried_forward_over_a_level_that_is_written_down_as_missing():
    """The old level was withdrawn; going back to it would undo that."""
    rule = at_least_rule(level("50", until="2024-01-01"), {"missing": "withdrawn", "since": "2024-01-01"})

    assert verdict_of(rule, value("60"), carry_forward=True) == UNKNOWN


def test_a_provision_is_carried_forward_with_its_levels():
    """A provision is a rule with its levels: a year may be missing as a row of it, or as a provision of its own."""
    only_2022 = {"rule": at_least_rule(level("50")), "since": "2022-01-01", "until": "2023-01-01"}
    gap = document(criterion("c", indicator("i", only_2022)))

    assert judge(gap, value("60"), {}, LAST_DAY)["thu.bo.i"] == UNKNOWN
    assert judge(gap, value("60"), {}, LAST_DAY, carry_forward=True)["thu.bo.i"] == MET
    assert judge(gap, value("60"), {}, date(2021, 12, 31), carry_forward=True)["thu.bo.i"] == UNKNOWN


def test_nothing_is_carried_backward():
    assert verdict_of(at_least_rule(level("50", since="2025-01-01")), value("60"), carry_forward=True) == UNKNOWN


def test_a_scheme_that_is_not_named_matches_all():
    rule = at_least_rule(level("50", stratum={"thu.region": "delta"}), level("30", stratum={"thu.region": "hills"}))

    assert verdict_of(rule, value("40"), {"thu.region": "delta", "thu.group": "town"}) == NOT_MET
    assert verdict_of(rule, value("40"), {"thu.region": "hills"}) == MET


def test_several_strata_of_one_scheme_may_share_a_level():
    rule = at_least_rule(level("50", stratum={"thu.region": ["delta", "hills"], "thu.group": "town"}))

    assert verdict_of(rule, value("60"), {"thu.region": "hills", "thu.group": "town"}) == MET
    assert verdict_of(rule, value("60"), {"thu.region": "hills", "thu.group": "country"}) == UNKNOWN


def test_two_levels_that_match_are_an_overlap_and_never_most_specific_wins():
    rule = at_least_rule(level("50"), level("30", stratum={"thu.region": "hills"}))

    assert verdict_of(rule, value("40"), {"thu.region": "hills"}) == UNKNOWN
    assert verdict_of(rule, value("40"), {"thu.region": "delta"}) == NOT_MET


def test_one_of_two_levels_may_declare_that_it_replaces_the_other():
    rule = at_least_rule(level("50"), level("30", stratum={"thu.region": "hills"}, replaces="true"))

    assert verdict_of(rule, value("40"), {"thu.region": "hills"}) == MET


def test_two_levels_that_both_replace_are_an_overlap():
    rule = at_least_rule(level("50", replaces="true"), level("30", replaces="true"))

    assert verdict_of(rule, value("60")) == UNKNOWN


def test_an_unknown_stratum_is_not_judged_by_the_general_level():
    """The commune may lie in the hills, where another level stands in its place."""
    rule = at_least_rule(level("50"), level("30", stratum={"thu.region": "hills"}, replaces="true"))

    assert verdict_of(rule, value("60"), {}) == UNKNOWN


def test_an_unknown_stratum_does_not_matter_where_another_scheme_already_says_no():
    rule = at_least_rule(
        level("50"), level("30", stratum={"thu.region": "hills", "thu.group": "town"}, replaces="true")
    )

    assert verdict_of(rule, value("60"), {"thu.group": "country"}) == MET


def test_a_rule_of_the_scheme_gives_hard_places_the_levels_of_another_stratum():
    rule = at_least_rule(level("50", stratum={"thu.region": "delta"}), level("30", stratum={"thu.region": "hills"}))

    assert verdict_of(rule, value("40"), {"thu.region": "delta", "thu.hardship": "yes"}) == MET
    assert verdict_of(rule, value("40"), {"thu.region": "delta", "thu.hardship": "no"}) == NOT_MET


def test_an_indicator_may_have_another_rule_by_stratum_and_since_a_day():
    one = indicator(
        "i",
        {"rule": attested("a"), "stratum": {"thu.region": "delta"}, "until": "2024-03-01"},
        {"rule": at_least_rule(level("50")), "stratum": {"thu.region": "delta"}, "since": "2024-03-01"},
        {"rule": attested("b"), "stratum": {"thu.region": "hills"}},
    )
    both = document(criterion("c", one))
    reported = {"thu.a": DONE, "thu.b": FAILED, **value("40")}

    def found(region, on):
        return judge(both, reported, {"thu.region": region}, on)["thu.bo.i"]

    assert found("delta", date(2024, 2, 29)) == MET
    assert found("delta", date(2024, 3, 1)) == NOT_MET
    assert found("hills", date(2024, 3, 1)) == NOT_MET
    assert judge(both, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN


def test_a_day_without_a_provision_is_unknown_and_so_are_two_provisions_at_once():
    gap = document(criterion("c", indicator("i", {"rule": attested("a"), "until": "2022-01-01"})))
    two = document(criterion("c", indicator("i", attested("a"), attested("b"))))
    reported = {"thu.a": DONE, "thu.b": DONE}

    assert judge(gap, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN
    assert judge(two, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN


def test_a_repealed_indicator_drops_out_from_its_day_on():
    both = document(
        criterion("c", indicator("old", attested("a"), until="2024-07-01"), indicator("stays", attested("b")))
    )
    reported = {"thu.a": FAILED, "thu.b": DONE}

    assert judge(both, reported, {}, date(2024, 6, 30))["thu.bo.c"] == NOT_MET
    assert judge(both, reported, {}, date(2024, 7, 1))["thu.bo.old"] == NOT_APPLICABLE
    assert judge(both, reported, {}, date(2024, 7, 1))["thu.bo.c"] == MET


# --- a factor times another level, another set ----------------------------------------------------------------------


def times(factor="1.1", verification="official", of="thu.bo.base", **fields):
    return {
        "kind": "times",
        "measure": "thu.income",
        "comparison": "at-least",
        "factor": factor,
        "of": {"indicator": of, **fields},
        "verification": verification,
    }


def with_base(rule, base):
    return document(criterion("c", indicator("base", base), indicator("i", rule)))


def test_a_factor_times_the_level_of_another_indicator():
    """1.1 times 48 is 52.8; in doubles 48 * 1.1 is 52.800000000000004 and 52.8 would fail."""
    both = with_base(times(), at_least_rule(level("48"), measure="thu.income"))

    assert judge(both, value("52.8", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == MET
    assert judge(both, value("52.79", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == NOT_MET


@pytest.mark.parametrize(
    ("factor_state", "level_state", "expected"),
    [
        ("official", "secondary", MET),
        ("secondary", "official", MET),
        ("unverified", "official", UNKNOWN),
        ("official", "unverified", UNKNOWN),
    ],
)
def test_the_lesser_verification_of_factor_and_level_counts(factor_state, level_state, expected):
    base = at_least_rule({"value": "48", "verification": level_state}, measure="thu.income")
    both = with_base(times(verification=factor_state), base)

    assert judge(both, value("60", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == expected


def test_a_factor_times_a_level_that_is_missing_or_not_the_only_one_is_unknown():
    missing = with_base(times(), at_least_rule({"missing": "not-read"}, measure="thu.income"))
    one_of_two = {
        "kind": "between",
        "measure": "thu.income",
        "low": [level("10")],
        "high": [level("20")],
        "edges": "both",
    }
    reported = value("60", measure="thu.income")

    assert judge(missing, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN
    assert judge(with_base(times(), one_of_two), reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN
    assert judge(one_rule(times(of="thu.bo.nowhere")), reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN


@pytest.mark.parametrize(
    ("base", "expected", "why"),
    [
        ({"kind": "all-of", "rules": [at_least_rule(level("48"), measure="thu.income")]}, MET, "48 is the only level"),
        (
            {
                "kind": "at-least-of",
                "count": "1",
                "rules": [attested("a")],
                "compulsory": [at_least_rule(level("48"), measure="thu.income")],
            },
            MET,
            "an attestation has no level",
        ),
        (
            {"kind": "any-of", "rules": [{**attested("a"), "levels": [{"missing": "delegated"}]}]},
            UNKNOWN,
            "what stands in the place of a level is not known",
        ),
        (attested("a"), UNKNOWN, "there is no level"),
    ],
)
def test_the_only_level_of_an_indicator_may_stand_inside_a_combination(base, expected, why):
    assert judge(with_base(times(), base), value("60", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == expected, why


@pytest.mark.parametrize("span", [{"since": "2025-01-01"}, {"until": "2024-12-31"}])
def test_a_factor_times_the_level_of_an_indicator_or_provision_that_is_not_in_force_is_unknown(span):
    base = at_least_rule(level("48"), measure="thu.income")
    no_indicator = document(criterion("c", indicator("base", base, **span), indicator("i", times())))
    no_provision = document(criterion("c", indicator("base", {"rule": base, **span}), indicator("i", times())))
    reported = value("60", measure="thu.income")

    assert judge(no_indicator, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN
    assert judge(no_provision, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN


def test_factors_may_follow_each_other_but_not_in_a_circle():
    chain = document(
        criterion(
            "c",
            indicator("base", at_least_rule(level("10"), measure="thu.income")),
            indicator("middle", times(factor="2")),
            indicator("i", times(factor="3", of="thu.bo.middle")),
        )
    )
    circle = with_base(times(of="thu.bo.i"), times())

    assert judge(chain, value("60", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == MET
    assert judge(chain, value("59.9", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == NOT_MET
    assert judge(circle, value("60", measure="thu.income"), {}, LAST_DAY)["thu.bo.i"] == UNKNOWN


def test_the_level_and_the_verdict_of_another_set():
    other = one_rule(at_least_rule(level("48"), measure="thu.income"), edition="cao")
    of_other = one_rule(times(of="thu.bo.i", set="thu.bo@cao"))
    meets = one_rule({"kind": "meets-set", "set": "thu.bo@cao"})
    reported = value("50", measure="thu.income")
    others = {"thu.bo@cao": other}

    assert judge(of_other, reported, {}, LAST_DAY, other_sets=others)["thu.bo.i"] == NOT_MET  # 52.8 is asked
    assert judge(meets, reported, {}, LAST_DAY, other_sets=others)["thu.bo.i"] == MET
    assert judge(meets, {}, {}, LAST_DAY, other_sets=others)["thu.bo.i"] == UNKNOWN
    assert judge(meets, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN  # the set is not there
    assert judge(of_other, reported, {}, LAST_DAY)["thu.bo.i"] == UNKNOWN


def test_sets_that_refer_to_each_other_decide_nothing():
    one = one_rule({"kind": "meets-set", "set": "thu.bo@cao"})
    other = one_rule({"kind": "meets-set", "set": "thu.bo@2021-2025"}, edition="cao")

    assert judge(one, {}, {}, LAST_DAY, other_sets={"thu.bo@cao": other, one.key: one})["thu.bo.i"] == UNKNOWN


def test_a_rule_of_an_evaluator_that_is_not_there_is_unknown():
    assert verdict_of({"kind": "custom", "evaluator": "thu.any"}, {}) == UNKNOWN


# --- combinations ----------------------------------------------------------------------------------------------------


Y, N, U, X = MET, NOT_MET, UNKNOWN, NOT_APPLICABLE
"""Short for the tables below."""


@pytest.mark.parametrize(
    ("members", "expected", "why"),
    [
        ([Y, Y], Y, "both are met"),
        ([Y, N], N, "one failure decides"),
        ([N, U], N, "whatever the unknown one turns out to be"),
        ([Y, U], U, "it rests on the unknown one"),
        ([Y, X], Y, "what does not apply drops out"),
        ([X, X], X, "nothing is left"),
        ([X, U], U, "met, not met or nothing left: all are possible"),
        ([], X, "there is nothing"),
    ],
)
def test_all_of(members, expected, why):
    assert combine(members, all_of) == expected, why


@pytest.mark.parametrize(
    ("members", "expected", "why"),
    [
        ([Y, U], Y, "one is enough, and the unknown one cannot take it back"),
        ([N, U], U, "the unknown one may be met"),
        ([N, N], N, "none is met"),
        ([N, X], N, "what is left is not met"),
        ([X, X], X, "nothing is left"),
    ],
)
def test_any_of(members, expected, why):
    assert combine(members, at_least(1)) == expected, why


@pytest.mark.parametrize(
    ("members", "expected", "why"),
    [
        ([Y, Y, N, N], Y, "two of four"),
        ([Y, N, N, N], N, "one of four"),
        ([Y, X, X, X], Y, "one applies, so one is asked for"),
        ([N, X, X, X], N, "and it is not met"),
        ([Y, N, X, X], N, "two apply, so both are asked for"),
        ([Y, U, N, N], U, "it rests on the unknown one"),
        ([Y, U, X, X], U, "met makes two of two, not met one of two"),
        ([Y, Y, U, U], Y, "two are met already"),
        ([N, N, N, U], N, "at best one of four; if the last drops out, none of three"),
        ([X, X, X, X], X, "nothing is left"),
    ],
)
def test_at_least_two_of_four(members, expected, why):
    assert combine(members, at_least(2)) == expected, why


@pytest.mark.parametrize(
    ("percent", "members", "expected", "why"),
    [
        ("66.6", [Y] * 10 + [N] * 5, Y, "66.6 % of 15 is 9.99, so 10"),
        ("66.6", [Y] * 9 + [N] * 6, N, "nine are too few"),
        ("50", [Y, N], Y, "half of two is one"),
        ("50", [Y, N, N], N, "half of three is one and a half, so two"),
        ("50", [Y, N, X], Y, "half of the two that apply"),
        ("100", [Y, Y, X], Y, "all that apply"),
        ("0.1", [N, Y, N], Y, "any share of something asks for one"),
        ("50", [Y, U, N], U, "two of three are asked for; dropping out would make it one of two"),
    ],
)
def test_at_least_a_share_of(percent, members, expected, why):
    assert combine(members, at_least_share(Fraction(percent))) == expected, why


@pytest.mark.parametrize(
    ("members", "compulsory", "expected", "why"),
    [
        ([Y, Y], [N], N, "the compulsory one fails, whatever the count"),
        ([N, N], [Y], N, "one of three is met, two are asked for: compulsory ones count among the members"),
        ([Y, N], [Y], Y, "two of three, the compulsory one among them"),
        ([Y, Y], [U], U, "it rests on the compulsory one"),
        ([Y, Y], [X], Y, "a compulsory one that does not apply drops out"),
        ([N, X], [Y], N, "two apply, so both are asked for"),
        ([X, X], [Y], Y, "only the compulsory one is left, and one is asked for"),
        ([X, X], [X], X, "nothing is left"),
        ([N, N], [U], N, "at best one of three"),
    ],
)
def test_two_of_three_with_a_compulsory_one(members, compulsory, expected, why):
    assert combine(members, at_least(2), compulsory=compulsory) == expected, why


@pytest.mark.parametrize(
    ("members", "expected", "why"),
    [
        ([Y, Y, X], Y, "two of three"),
        ([Y, X, X], N, "what does not apply counts as not met, so one of three"),
        ([X, X, X], N, "all of them count against"),
        ([Y, X, U], U, "it rests on the unknown one"),
        ([X, X, U], N, "at best one of three"),
    ],
)
def test_two_of_three_where_not_applicable_counts_against(members, expected, why):
    assert combine(members, at_least(2), counts_against=True) == expected, why


def test_a_compulsory_member_that_does_not_apply_counts_against_too():
    assert combine([Y, Y], at_least(2), compulsory=[X], counts_against=True) == N


@given(st.lists(st.sampled_from([Y, N, U, X]), max_size=5), st.integers(1, 5), st.integers(0, 2))
def test_an_unknown_member_that_turns_out_never_contradicts_what_was_said(verdicts, count, compulsory):
    """Law 2, of the reference itself: information moves a verdict away from UNKNOWN and nowhere else."""
    before = combine(verdicts[compulsory:], at_least(count), compulsory=verdicts[:compulsory])
    choices = [OUTCOMES if one == U else (one,) for one in verdicts]
    after = {combine(told[compulsory:], at_least(count), compulsory=told[:compulsory]) for told in product(*choices)}

    assert after == {before} or before == U


TREES = st.recursive(
    st.sampled_from([Y, N, U, X]),
    lambda inner: st.tuples(
        st.lists(inner, min_size=1, max_size=3), st.lists(inner, max_size=1), st.integers(1, 3), st.booleans()
    ),
    max_leaves=8,
)
"""A cell, or members with compulsory ones, how many are asked for, and whether not applicable counts against."""


def cells(tree):
    if isinstance(tree, str):
        return [tree]
    return [cell for one in (*tree[0], *tree[1]) for cell in cells(one)]


def decided(tree, told):
    """Decide a tree whose cells turn out as told, one combination after the other."""
    if isinstance(tree, str):
        return next(told)
    members = [decided(one, told) for one in tree[0]]
    compulsory = [decided(one, told) for one in tree[1]]
    return combine(members, at_least(tree[2]), compulsory=compulsory, counts_against=tree[3])


@given(TREES)
def test_deciding_one_combination_after_the_other_is_deciding_over_all_cells_at_once(tree):
    """Law 1 speaks of the cells of a rule; going through its combinations from the inside loses nothing."""
    step_by_step = decided(tree, iter(cells(tree)))
    choices = [OUTCOMES if cell == U else (cell,) for cell in cells(tree)]
    at_once = {decided(tree, iter(told)) for told in product(*choices)}

    assert step_by_step == (at_once.pop() if len(at_once) == 1 else U)


def test_rules_combine_as_members_do():
    rules = [attested(name) for name in "abc"]
    reported = {"thu.a": DONE, "thu.b": FAILED, "thu.c": DROPPED}

    def found(**rule):
        return verdict_of({"rules": rules, **rule}, reported)

    assert found(kind="all-of") == NOT_MET
    assert found(kind="any-of") == MET
    assert found(kind="at-least-of", count="2") == NOT_MET
    assert found(kind="at-least-share-of", percent="50") == MET
    assert found(kind="at-least-share-of", percent="50", not_applicable="counts-against") == NOT_MET


def test_a_rule_inside_a_rule_is_decided_first():
    inner = {"kind": "any-of", "rules": [attested("a"), attested("b")]}
    outer = {"kind": "all-of", "rules": [inner, attested("c")]}

    assert verdict_of(outer, {"thu.a": DONE, "thu.c": DONE}) == MET  # b is unknown and does not matter
    assert verdict_of(outer, {"thu.a": DROPPED, "thu.b": DROPPED, "thu.c": DONE}) == MET  # the inner one drops out
    assert verdict_of(outer, {"thu.a": FAILED, "thu.c": DONE}) == UNKNOWN


def test_compulsory_rules_stand_beside_the_count():
    rule = {
        "kind": "at-least-of",
        "count": "1",
        "rules": [attested("a"), attested("b")],
        "compulsory": [attested("c")],
    }

    assert verdict_of(rule, {"thu.a": DONE, "thu.b": DONE, "thu.c": FAILED}) == NOT_MET
    assert verdict_of(rule, {"thu.a": FAILED, "thu.b": FAILED, "thu.c": DONE}) == MET


# --- wholes ---------------------------------------------------------------------------------------------------------


def three(**fields):
    return criterion("c", *(indicator(name, attested(name)) for name in "abc"), **fields)


def criterion_verdict(reported, **fields):
    return judge(document(three(**fields)), reported, {}, LAST_DAY)["thu.bo.c"]


def test_a_criterion_asks_for_all_its_indicators_unless_it_says_otherwise():
    two_of_three = {"thu.a": DONE, "thu.b": DONE, "thu.c": FAILED}

    assert criterion_verdict(two_of_three) == NOT_MET
    assert criterion_verdict(two_of_three, requires={"kind": "count", "count": "2"}) == MET
    assert criterion_verdict(two_of_three, requires={"kind": "share", "percent": "66.6"}) == MET
    assert criterion_verdict(two_of_three, requires={"kind": "share", "percent": "66.67"}) == NOT_MET


def test_a_compulsory_indicator_must_be_met_whatever_the_count():
    requires = {"kind": "count", "count": "2", "compulsory": ["thu.bo.c"]}

    assert criterion_verdict({"thu.a": DONE, "thu.b": DONE, "thu.c": FAILED}, requires=requires) == NOT_MET
    assert criterion_verdict({"thu.a": DONE, "thu.b": FAILED, "thu.c": DONE}, requires=requires) == MET


def test_a_set_that_is_not_all_there_is_never_met():
    all_met = {"thu.a": DONE, "thu.b": DONE, "thu.c": DONE}

    def found(reported, requires=None, **declared):
        fields = {"requires": requires} if requires else {}
        return judge(document(three(), declared=declared, **fields), reported, {}, LAST_DAY)["thu.bo@2021-2025"]

    any_one = {"kind": "count", "count": "1"}
    assert found(all_met, criteria="1", indicators="3") == MET
    assert found(all_met, criteria="2", indicators="3") == UNKNOWN
    assert found(all_met, criteria="1", indicators="4") == UNKNOWN
    assert found(all_met, any_one, criteria="2", indicators="3") == UNKNOWN  # one is enough, and still not said
    assert found({**all_met, "thu.a": FAILED}, criteria="2", indicators="6") == NOT_MET  # all are asked for
    assert found({**all_met, "thu.a": FAILED}, any_one, criteria="2", indicators="6") == UNKNOWN
    assert found(dict.fromkeys(all_met, DROPPED), criteria="1", indicators="4") == UNKNOWN
    assert found(dict.fromkeys(all_met, DROPPED), criteria="1", indicators="3") == NOT_APPLICABLE


def test_a_criterion_that_is_not_all_there_is_never_met():
    all_met = {"thu.a": DONE, "thu.b": DONE, "thu.c": DONE}
    two = {"kind": "count", "count": "2"}

    assert criterion_verdict(all_met, declared_indicators="3") == MET
    assert criterion_verdict(all_met, declared_indicators="4") == UNKNOWN
    assert criterion_verdict(all_met, declared_indicators="4", requires=two) == UNKNOWN
    assert criterion_verdict({**all_met, "thu.a": FAILED}, declared_indicators="4") == NOT_MET
    none_met = dict.fromkeys(all_met, FAILED)
    assert criterion_verdict(none_met, declared_indicators="4", requires=two) == NOT_MET  # at best one of four
    assert criterion_verdict(none_met, declared_indicators="5", requires=two) == UNKNOWN  # the other two may do


def two_criteria(declared, first=None, second=None, requires=None):
    """Criterion c of indicators a and b, criterion d of indicator e; the criteria may say how many they have."""
    sizes = [{} if size is None else {"declared_indicators": size} for size in (first, second)]
    asks = {"requires": requires} if requires else {}
    return document(
        criterion("c", indicator("a", attested("a")), indicator("b", attested("b")), **sizes[0], **asks),
        criterion("d", indicator("e", attested("e")), **sizes[1]),
        declared=declared,
    )


@pytest.mark.parametrize(
    ("criteria", "indicators", "first", "second", "expected", "why"),
    [
        ("2", "3", None, None, [MET, MET, MET], "all three are there"),
        ("2", "4", None, None, [UNKNOWN, UNKNOWN, UNKNOWN], "the fourth may stand in either criterion"),
        ("2", "4", "2", None, [MET, UNKNOWN, UNKNOWN], "the first criterion says that it is whole"),
        ("2", "4", None, "2", [MET, UNKNOWN, UNKNOWN], "the second criterion says that the fourth is its own"),
        ("3", "4", None, None, [MET, MET, UNKNOWN], "the criterion that is not there has the fourth"),
        (
            "3",
            "5",
            None,
            None,
            [UNKNOWN, UNKNOWN, UNKNOWN],
            "it may have only the fourth, and then the fifth is anywhere",
        ),
        ("3", "5", "2", "2", [MET, UNKNOWN, UNKNOWN], "the fourth is placed, and the third criterion has the fifth"),
    ],
)
def test_an_indicator_that_is_not_modelled_may_stand_wherever_nobody_says_otherwise(
    criteria, indicators, first, second, expected, why
):
    both = two_criteria({"criteria": criteria, "indicators": indicators}, first, second)
    found = judge(both, {"thu.a": DONE, "thu.b": DONE, "thu.e": DONE}, {}, LAST_DAY)

    assert [found["thu.bo.c"], found["thu.bo.d"], found[both.key]] == expected, why


@pytest.mark.parametrize(
    ("indicators", "expected", "why"),
    [
        ("3", NOT_MET, "none of two"),
        ("4", NOT_MET, "at best one of three, of which two are asked for"),
        ("5", UNKNOWN, "the fourth and the fifth may both stand here and be met"),
    ],
)
def test_what_is_not_modelled_leaves_a_failure_only_where_it_cannot_be_made_good(indicators, expected, why):
    two = {"kind": "count", "count": "2"}
    both = two_criteria({"criteria": "2", "indicators": indicators}, requires=two)
    found = judge(both, {"thu.a": FAILED, "thu.b": FAILED, "thu.e": DONE}, {}, LAST_DAY)

    assert found["thu.bo.c"] == expected, why


def test_a_criterion_without_indicators_is_nothing_to_judge():
    empty = document(criterion("c"), criterion("d", indicator("i", attested("a"))))
    found = judge(empty, {"thu.a": DONE}, {}, LAST_DAY)

    assert found["thu.bo.c"] == NOT_APPLICABLE
    assert found["thu.bo@2021-2025"] == MET


def test_every_indicator_criterion_and_the_set_are_answered():
    found = judge(document(three()), {}, {}, LAST_DAY)

    assert found == dict.fromkeys(["thu.bo.a", "thu.bo.b", "thu.bo.c", "thu.bo@2021-2025"], UNKNOWN)
