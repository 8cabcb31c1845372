"""What a level becomes, asked by hand."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smartvillage.proposal.levels import suggest
from smartvillage.proposal.methods import quantile_level
from smartvillage.proposal.stability import stability

FIGURES = {name: Fraction(value) for name, value in zip("abcdefghij", (60, 62, 65, 70, 70, 75, 80, 85, 90, 95))}


def test_each_unit_is_left_out_once():
    found = stability(FIGURES, quantile_level)
    by_hand = {name: quantile_level([FIGURES[one] for one in FIGURES if one != name]) for name in FIGURES}

    assert {one.of: one.level for one in found.of("without-unit")} == by_hand
    assert found.level == 65
    assert {one.of for one in found.moved("without-unit")} == {name for name, level in by_hand.items() if level != 65}


def test_one_step_down_and_up_says_who_meets_it():
    found = stability(FIGURES, quantile_level)

    assert (found.looser.level, found.looser.met) == (62, 9)
    assert (found.stricter.level, found.stricter.met) == (70, 7)
    lower = stability(FIGURES, lambda values: quantile_level(values, lower_is_better=True), lower_is_better=True)
    assert (lower.level, lower.looser.level, lower.stricter.level, lower.met) == (85, 90, 80, 8)


def test_strata_years_and_doubtful_figures_are_asked_by_themselves():
    found = stability(
        FIGURES,
        quantile_level,
        strata={name: "coastal" if name < "e" else "upland" for name in FIGURES if name != "j"},
        years={"2025": FIGURES, "2024": {"a": Fraction(50)}, "2023": {}},
        doubtful=["a", "b"],
    )

    assert [(one.of, one.units, one.level) for one in found.of("stratum")] == [("coastal", 4, 60), ("upland", 5, 75)]
    assert [(one.of, one.level) for one in found.of("year")] == [("2023", None), ("2024", 50), ("2025", 65)]
    assert [(one.units, one.level) for one in found.of("without-doubtful")] == [(8, 70)]
    assert "bỏ số liệu đáng ngờ: 70 (1/1 lần đổi mức)" in found.say("vi")
    assert "one year alone: 50 to 65 (2/3 move it, 1 too few for a level)" in found.say("en")


def test_a_method_that_refuses_too_few_is_quoted_so():
    figures = {f"u{place}": Fraction(place) for place in range(14)}
    found = stability(figures, lambda values: suggest(values).level)

    assert [one.level for one in found.of("without-unit")] == [None] * 14
    assert found.span("without-unit") is None
    assert "bỏ một đơn vị: (14/14 lần đổi mức, 14 lần không đủ để đề xuất)" in found.say("vi")


def test_without_a_level_there_is_nothing_to_check():
    found = stability({}, quantile_level)

    assert (found.level, found.met, found.looser, found.stricter) == (None, None, None, None)
    assert found.say("vi") == "không có mức để kiểm tra"
    assert found.say("en") == "there is no level to check"


@given(st.randoms())
def test_the_order_of_units_does_not_matter(chance):
    other = dict(chance.sample(list(FIGURES.items()), len(FIGURES)))

    assert stability(other, quantile_level) == stability(FIGURES, quantile_level)


def test_the_edges_have_a_step_on_one_side_only():
    found = stability({"a": Fraction(1), "b": Fraction(2)}, min)

    assert (found.looser, found.stricter.level) == (None, 2)
    assert found.say("vi") == "mức 1; bỏ một đơn vị: 1 đến 2 (1/2 lần đổi mức); nâng một nấc 2: 1/2 đạt"
