"""What the sample shows for a candidate: exact, refused where thin, never under the floor, whatever the order."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.measures import Measure
from smartvillage.plugins.registry import load
from smartvillage.proposal.findings import find
from smartvillage.proposal.grades import CHECKS, GRADES, grade
from smartvillage.proposal.sample import Figure, Sample
from tests.proposal.makers import candidate, measure, plan

BASE = load("vn.xa-ntm", "2021-2025")
DAY = date(2025, 12, 31)


def sample(pilots, others=(), *, name="tourism.local-jobs", before=None, others_before=None, verified=True):
    """A sample of one measure: lists of values, None where a unit has none."""
    groups, figures = {}, {}
    for kind, values, earlier in (("pilot", pilots, before), ("comparison", others, others_before)):
        for place, value in enumerate(values):
            unit = f"{kind}-{place:02d}"
            groups[unit] = kind
            if value is not None:
                figures[unit, name, "after"] = Figure(Fraction(value), "2025", verified)
            if earlier is not None and earlier[place] is not None:
                figures[unit, name, "before"] = Figure(Fraction(earlier[place]), "2022", verified)
    return Sample(
        names={unit: unit for unit in groups},
        groups=groups,
        left_out={},
        strata={},
        figures=figures,
        synthetic=True,
    )


def found(pilots, others=(), *, offered=None, asked=None, **more):
    offered = offered or measure()
    held = sample(pilots, others, name=offered.id, **more)
    return find(candidate(offered), held, asked or plan(), BASE, seed="p1", on=DAY)


GOOD = [60 + place for place in range(15)]
POOR = [30 + place for place in range(15)]


def test_five_pilots_are_refused_where_fourteen_are_needed():
    finding = found([70] * 5)

    assert finding.level is None
    assert finding.why.vi == "phân vị của các đơn vị thí điểm: 5 đơn vị là không đủ, cần ít nhất 14"
    assert grade(finding).letter == "insufficient"


def test_the_level_is_the_strictest_that_the_declared_share_meets_rounded_to_the_looser_side():
    finding = found([Fraction(one) + Fraction(1, 3) for one in GOOD])

    assert finding.level == 63
    assert finding.met["pilots"] == (12, 15)


def test_the_multiple_is_declared_in_the_plan():
    asked = plan(methods={"share": "0.8", "multiples": {"tourism.local-jobs": "5"}})

    assert found(GOOD, asked=asked).level == 60


def test_of_what_is_better_low_the_level_is_the_smallest_and_rounds_up():
    offered = measure(direction="lower")
    finding = found([Fraction(one) + Fraction(1, 3) for one in range(15)], offered=offered)

    assert finding.level == 12
    assert finding.met["pilots"] == (12, 15)


def test_a_level_under_the_floor_becomes_the_floor():
    offered = measure("nam-son.houses", same_as=("vn.solid-houses",))
    finding = found([40 + one for one in range(15)], offered=offered)

    assert finding.match.floor is not None
    assert finding.level == finding.match.floor.level
    assert "mức sàn" in finding.why.vi


def test_a_level_that_any_commune_meets_is_none():
    finding = found([0] * 14 + [50])

    assert finding.level is None
    assert finding.why.en.startswith("the level that enough pilots meet is one that any commune meets")


def test_an_attested_measure_is_asked_for_or_not():
    offered = Measure(id="tourism.plan", title=Label(vi="Có kế hoạch"), kind="attested")

    assert found([1] * 13 + [0] * 2, offered=offered).level == 1
    assert found([1] * 8 + [0] * 7, offered=offered).level is None
    assert found([1] * 13 + [0] * 2, offered=offered).say_level(Fraction(1)) == "phải có"


def test_missing_figures_are_listed_and_counted_in_no_share():
    finding = found([*GOOD, None, None])

    assert (finding.n, finding.missing) == (15, ("pilot-15", "pilot-16"))
    assert finding.completeness == Fraction(15, 17)
    assert finding.response["pilots"].unknown == 2


@given(st.lists(st.integers(0, 100), min_size=14, max_size=24), st.randoms(use_true_random=False))
def test_the_order_of_units_never_shows(values, chance):
    shuffled = list(values)
    random.Random(chance.random()).shuffle(shuffled)
    asked = plan(methods={"share": "0.8", "use": ["pilot-quantile", "feasible-share"], "draws": "10"})
    one, other = (found(some, asked=asked) for some in (values, shuffled))

    assert one.level == other.level
    assert [(method.level, method.low, method.high) for method in one.methods] == [
        (method.level, method.low, method.high) for method in other.methods
    ]


def test_the_same_seed_gives_the_same_draws():
    one, other = found(GOOD, POOR), found(GOOD, POOR)

    assert one.methods == other.methods
    assert one.assessment == other.assessment


# --- grades ------------------------------------------------------------------------------------------------------


def letters(finding, **more):
    return grade(finding, **more).letter


def test_everything_holds_gives_an_a():
    from smartvillage.criteria.citations import Citation
    from smartvillage.plugins.offers import Precedent
    from tests.proposal.makers import candidate as make

    cited = make(
        precedents=[Precedent(what=Label(vi="Mức"), citation=Citation(number="1/QĐ-UBND"), value=">= 60")],
    )
    held = sample(GOOD, POOR, before=[one - 20 for one in GOOD], others_before=[one - 5 for one in POOR])
    finding = find(cited, held, plan(), BASE, seed="p1", on=DAY)

    assert [(one.name, one.holds) for one in grade(finding).checks if not one.holds] == []
    assert letters(finding) == "A"


def test_without_before_and_after_and_without_a_precedent_there_is_a_b():
    assert letters(found(GOOD, POOR)) == "B"


def test_pilots_that_do_not_differ_from_others_give_a_c():
    assert letters(found(GOOD, GOOD)) == "C"


@pytest.mark.parametrize("values", [[100] * 15, [100] * 14 + [100]])
def test_what_everybody_meets_tells_nobody_apart(values):
    result = grade(found(values, [100] * 15))

    assert result.letter == "D"
    assert result.reason.vi == "30/30 đơn vị đạt"


def test_what_another_indicator_implies_is_a_d_and_says_by_which():
    result = grade(found(GOOD, POOR), implied_by=("tourism.candidates.other",))

    assert result.letter == "D"
    assert "tourism.candidates.other" in result.reason.en


def test_every_check_is_printed_whatever_the_letter():
    for finding in (found([70] * 5), found(GOOD), found(GOOD, POOR)):
        result = grade(finding)

        assert [one.name for one in result.checks] == list(CHECKS)
        assert result.say("vi").startswith(GRADES[result.letter].vi)
        assert result.letter in GRADES
