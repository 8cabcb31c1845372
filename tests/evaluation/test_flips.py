"""Flips: the fewest figures that would turn a verdict, in the words of whoever owes them."""

from fractions import Fraction

import pytest
from hypothesis import assume, given

from smartvillage.criteria.inverse import nearest
from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Exact
from tests.evaluation.drawing import cases, patiently
from tests.evaluation.samples import (
    EVERYTHING,
    GOOD,
    INCOME,
    PLAN,
    WATER,
    criteria_set,
    criterion,
    indicator,
    judged,
    level,
    parts,
    row,
    rule,
    run_of,
)


def flips(rows, ref, lang="vi", **how):
    found = run_of(rows, **how).at("A", "2024").why(ref, lang).to_flip()
    return found if found is None else [str(one) for one in found]


# --- one figure, by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "below", "vi", "en"),
    [
        # 80 % of 161 are 128.8, so 129 are needed: 129 - 92
        (92, 161, "Hộ dùng nước sạch: còn thiếu 37 hộ", "Clean water: still missing 37 households"),
        (128, 161, "Hộ dùng nước sạch: còn thiếu 1 hộ", "Clean water: still missing 1 households"),
        (0, 5, "Hộ dùng nước sạch: còn thiếu 4 hộ", "Clean water: still missing 4 households"),
        # met: 129 of 161; one household fewer and it is not
        (
            129,
            161,
            "Hộ dùng nước sạch: giảm 1 hộ thì không còn đạt",
            "Clean water: down by 1 households and it would no longer be met",
        ),
        (
            161,
            161,
            "Hộ dùng nước sạch: giảm 33 hộ thì không còn đạt",
            "Clean water: down by 33 households and it would no longer be met",
        ),
    ],
)
def test_a_share_is_short_of_so_many_households(above, below, vi, en):
    rows = [parts("water", above, below)]

    assert flips(rows, "1.1") == [vi]
    assert flips(rows, "1.1", "en") == [en]


def test_an_exact_third_needs_no_one_more():
    """66.6 % of 15 needs 10, as printed in the real annexes."""
    hills = {"ns.region": "hills"}

    assert flips([parts("water", 9, 15)], "1.1", strata=hills) == ["Hộ dùng nước sạch: còn thiếu 1 hộ"]
    assert flips([parts("water", 10, 15)], "1.1", strata=hills) == ["Hộ dùng nước sạch: giảm 1 hộ thì không còn đạt"]


@pytest.mark.parametrize(
    ("cells", "ref", "said"),
    [
        (row("water", "66,6"), "1.1", "Hộ dùng nước sạch: còn thiếu 13,4 điểm phần trăm"),
        (row("income", "45,5"), "2.1", "Thu nhập: còn thiếu 2,5 triệu đồng"),
        (row("poverty", "16,99"), "2.2", "Hộ nghèo: phải giảm 3,99 điểm phần trăm"),
        (parts("poverty", 17, 100), "2.2", "Hộ nghèo: phải giảm 4 đơn vị"),
        (row("poverty", "13"), "2.2", "Hộ nghèo: tăng bất kỳ mức nào thì không còn đạt"),
        (row("poverty", "5"), "2.2", "Hộ nghèo: tăng hơn 8 điểm phần trăm thì không còn đạt"),
        (row("income", "50"), "2.1", "Thu nhập: giảm hơn 2 triệu đồng thì không còn đạt"),
        (row("income", "48"), "2.1", "Thu nhập: giảm bất kỳ mức nào thì không còn đạt"),
        (parts("poverty", 13, 100), "2.2", "Hộ nghèo: tăng 1 đơn vị thì không còn đạt"),
        (row("plan", "không"), "1.2", "Có quy hoạch: đạt"),
        (row("plan", "có"), "1.2", "Có quy hoạch: chưa đạt"),
        (row("water", "79", relation="lt"), "1.1", "Hộ dùng nước sạch: cần báo cáo từ 80% trở lên"),
        (row("water", missing="lost"), "1.1", "Hộ dùng nước sạch: cần báo cáo từ 80% trở lên"),
        (row("water", "99,3", relation="gt"), "1.1", "Hộ dùng nước sạch: khác với từ 80% trở lên thì không còn đạt"),
    ],
)
def test_every_kind_of_figure_says_what_it_lacks(cells, ref, said):
    assert flips([cells], ref, law_states=EVERYTHING) == [said]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (row("poverty", "16,99"), "Poverty: must come down by 3.99 percentage points"),
        (row("poverty", "13"), "Poverty: up by anything and it would no longer be met"),
        (parts("poverty", 13, 100), "Poverty: up by 1 units and it would no longer be met"),
        (row("poverty"), "Poverty: to be reported as at most 13%"),
        (row("poverty", "5", relation="lt"), "Poverty: anything but at most 13% and it would no longer be met"),
    ],
)
def test_so_it_does_in_english(cells, said):
    assert flips([cells], "2.2", "en", law_states=EVERYTHING) == [said]


@pytest.mark.parametrize(
    ("asked", "reported", "said"),
    [
        (rule("above", "income", level("48")), "48", "Thu nhập: cần trên 48 triệu đồng"),
        (rule("above", "schools", level("3")), "3", "Số trường đạt chuẩn: còn thiếu 1 trường"),
        (rule("below", "schools", level("3")), "5", "Số trường đạt chuẩn: phải giảm 3 trường"),
        (rule("equal", "schools", level("3")), "5", "Số trường đạt chuẩn: phải giảm 2 trường"),
        (rule("equal", "schools", level("3")), "3", "Số trường đạt chuẩn: giảm 1 trường thì không còn đạt"),
        (rule("above", "income", level("48")), "50", "Thu nhập: giảm 2 triệu đồng thì không còn đạt"),
    ],
)
def test_every_kind_of_comparison_has_its_nearest_value(asked, reported, said):
    measure = asked["measure"].removeprefix("ns.")
    found = judged(asked, [row(measure, reported)]).why("1.1").to_flip()

    assert [str(one) for one in found] == [said]


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        ({"value": "25"}, "Hộ dùng nước sạch: giảm hơn 5 điểm phần trăm thì không còn đạt"),
        ({"value": "10"}, "Hộ dùng nước sạch: tăng bất kỳ mức nào thì không còn đạt"),
        (
            {"value": "25", "relation": "ge"},
            "Hộ dùng nước sạch: cần báo cáo trên 10% đến dưới 20% thì không còn đạt",
        ),
    ],
)
def test_a_failure_that_lies_between_two_levels_is_told_as_such(reported, said):
    """From 20 % up or up to 10 %: only between the two do both fail."""
    either = {
        "kind": "any-of",
        "rules": [rule("at-least", "water", level("20")), rule("at-most", "water", level("10"))],
    }
    found = judged(either, [row("water", **reported)]).why("1.1").to_flip()

    assert [str(one) for one in found] == [said]


def test_a_flip_can_be_read_by_a_program():
    (flip,) = run_of([parts("water", 92, 161)]).at("A").why("1.1").to_flip()

    assert (flip.measure, flip.change.inside, flip.figure.part) == ("ns.water", True, (92, 161))
    assert flip.change.accepts.low == 80


# --- what no figure can turn -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "ref"),
    [
        ([row("schools", "3")], "2.3"),  # the level was not read
        ([row("poverty", "16,99")], "2.2"),  # the level may not judge
        ([parts("water", 0, 0)], "1.1"),  # there is nothing to judge
        (GOOD, "2"),  # a member has no level
        (GOOD, "ns.xa@2021-2025"),
    ],
)
def test_what_no_figure_can_turn_has_no_flips(rows, ref):
    assert flips(rows, ref) is None


def test_without_a_stratum_there_is_no_level_and_no_flip():
    assert flips([row("water", "5")], "1.1", strata={"ns.remote": "no"}) is None


def test_an_incomplete_set_cannot_be_met_by_any_figure():
    short = criteria_set(criterion("1", "c", WATER, PLAN, declared_indicators=3), criterion("2", "d", INCOME))
    rows = [parts("water", 130, 161), row("plan", "không"), row("income", "50")]

    assert flips(rows, "1", criteria=short) is None
    assert flips(rows, "ns.xa@2021-2025", criteria=short) is None
    assert flips(rows, "2", criteria=short) == ["Thu nhập: giảm hơn 2 triệu đồng thì không còn đạt"]


# --- wholes ------------------------------------------------------------------------------------------------------


def test_a_criterion_lacks_what_its_members_lack():
    assert flips([parts("water", 92, 161), row("plan", "không")], "1") == [
        "Hộ dùng nước sạch: còn thiếu 37 hộ",
        "Có quy hoạch: đạt",
    ]


def test_of_several_ways_the_shortest_is_told():
    """One of two is enough, so only one is asked for; to lose it both must fail."""
    either = criterion("1", "c", WATER, PLAN, requires={"kind": "count", "count": 1})
    alone = criteria_set(either)

    assert len(flips([row("water", "5"), row("plan", "không")], "1", criteria=alone)) == 1
    assert len(flips([row("water", "90"), row("plan", "có")], "1", criteria=alone)) == 2


def test_a_compulsory_member_must_turn_itself():
    either = criterion("1", "c", WATER, PLAN, requires={"kind": "count", "count": 1, "compulsory": ["ns.xa.plan"]})
    rows = [row("water", "5"), row("plan", "không")]

    assert flips(rows, "1", criteria=criteria_set(either)) == ["Có quy hoạch: đạt"]


def test_an_indicator_that_is_not_in_force_asks_for_nothing():
    later = indicator("1.2", "plan", rule("attested", "plan"), since="2025-01-01")
    criteria = criteria_set(criterion("1", "c", WATER, later))

    assert flips([row("water", "70")], "1", criteria=criteria) == ["Hộ dùng nước sạch: còn thiếu 10 điểm phần trăm"]
    assert flips([row("water", "70")], "1.2", criteria=criteria) is None


# --- the promise -------------------------------------------------------------------------------------------------


def turned(rows, row_, flips_, measures):
    """The rows with the figures that the flips ask for; nothing where a figure of that kind is impossible."""
    wanted = {}
    for flip in flips_:
        measure = measures[flip.measure]
        value = _value(flip, measure)
        if value is None:
            return None
        text = {0: "false", 1: "true"}[value] if measure.kind == "attested" else str(Exact(value))
        wanted[flip.measure] = {**row_, "measure": flip.measure, "value": text}
    kept = [
        one
        for one in rows
        if (one["unit"], one["period"]) != (row_["unit"], row_["period"]) or one["measure"] not in wanted
    ]
    return kept + list(wanted.values())


def _value(flip, measure):
    """A value that a unit could report and that does what the flip says."""
    low, high = measure.range
    steps = {"count": 1, "ordinal": 1, "attested": 1}.get(measure.kind, Fraction(1, 1000))
    candidates = [Fraction(number) * steps for number in range(201)] if steps == 1 else []
    ends = [end for target in flip.change.targets for end in (target.low, target.high) if end is not None]
    for end in ends:
        for nudge in (-1, 0, 1):
            moved = Fraction(end * 1000 // 1, 1000) + nudge * Fraction(1, 1000)
            candidates += [moved, Fraction(end)] if steps != 1 else [Fraction(moved.__floor__() + nudge)]
    for value in candidates:
        fits = (low is None or value >= low) and (high is None or value <= high)
        is_decimal = measure.kind != "share" or (value * 10**9).denominator == 1
        does_it = any(nearest(target, value) == value for target in flip.change.targets)
        if fits and is_decimal and does_it:
            return value
    return None


@patiently
@given(cases(units=("u1",)))
def test_reporting_what_a_flip_asks_for_turns_the_verdict(case):
    """Whatever the set: do what is said, and the verdict is what was promised."""
    run = case.run()
    unit, period = run.keys[0]
    tried = 0
    for ref in (*(ref for _, ref in run.refs()), *(ref for _, ref in run.refs("criterion")), run.criteria_set.key):
        before = run.at(unit, period)
        flips_ = before.why(ref).to_flip()
        if not flips_:
            continue
        rows = turned(case.rows, {"unit": unit, "period": period}, flips_, run.criteria_set.measures)
        if rows is None:
            continue
        tried += 1
        after = case.run(rows).at(unit, period).verdict(ref)
        assert after is (Verdict.NOT_MET if before.verdict(ref) is Verdict.MET else Verdict.MET)
    assume(tried)
