"""What becomes of communes when levels move: exact counts over all choices, equal to trying each."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import attrs
import pytest

from smartvillage.errors import InputError
from smartvillage.plugins.registry import load
from smartvillage.proposal.burden import Cost, burden_of, costs_table, if_all_follow, read_costs
from smartvillage.proposal.choices import choices_of
from smartvillage.proposal.drafting import Graded
from smartvillage.proposal.grades import grade
from tests.proposal.test_findings import GOOD, POOR, found, sample


def graded(*findings):
    return [Graded(overall=one, grade=grade(one)) for one in findings]


def test_the_counts_are_those_of_trying_every_choice():
    held = sample(GOOD, POOR)
    one = found(GOOD, POOR)
    choices = choices_of(graded(one, one), held, [])
    levels = sorted({one.level, one.stability.looser.level, one.stability.stricter.level})
    units = held.of()
    values = held.values(one.measure.id, units)
    expected = [
        sum(all(values[unit] >= level for level in pick) for pick in product(levels, repeat=2)) for unit in units
    ]

    assert choices.acceptability.passed.tolist() == expected
    assert choices.acceptability.of == 9
    assert "9" in choices.say("en")


def test_who_can_never_pass_is_named_by_stratum():
    held = sample(GOOD, POOR)
    choices = choices_of(graded(found(GOOD, POOR)), held, [])

    assert len(choices.never.units) >= 15
    assert [row["group"] for row in choices.table("vi")].count("thí điểm") == 15


def test_without_a_level_there_is_nothing_to_choose():
    assert choices_of(graded(found([70] * 5)), sample([70] * 5), []) is None


def test_who_owes_what_and_whether_it_is_new_comes_from_the_measure():
    (one,) = burden_of(graded(found(GOOD)), load("vn.xa-ntm", "2021-2025"))

    assert (one.candidate, one.new, one.in_force) == ("tourism.candidates.local-jobs", True, False)
    assert one.owner is None


# --- costs -------------------------------------------------------------------------------------------------------


def test_what_pilots_spent_is_read_and_summed(tmp_path):
    path = tmp_path / "chi-phi.csv"
    path.write_text(
        "unit,domain,kind,source,amount\nP0,tourism,invest,ngân sách tỉnh,120\nP1,tourism,invest,doanh nghiệp,80\n"
        "P1,tourism,run,ngân sách xã,12.5\n",
        encoding="utf-8",
    )
    costs = read_costs(path)

    assert costs[2] == Cost(unit="P1", domain="tourism", kind="run", source="ngân sách xã", amount=Fraction(25, 2))
    assert if_all_follow(costs, "tourism", "invest", 10) == 1000
    assert if_all_follow(costs, "culture", "invest", 10) is None
    assert [row["amount"] for row in costs_table(costs, "vi")] == ["80", "120", "12,5"]


def test_everything_wrong_with_a_table_of_costs_is_told(tmp_path):
    path = tmp_path / "chi-phi.csv"
    path.write_text("unit,domain,kind,source,amount\nP0,tourism,once,x,12\nP1,tourism,run,x,nhiều\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_costs(path)

    assert [(one.code, one.where.line) for one in caught.value.problems] == [("SV-PP-008", 2), ("SV-PP-008", 3)]


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "chi-phi.csv"
    path.write_text("unit,amount\nP0,12\n", encoding="utf-8")
    with pytest.raises(InputError, match="the columns domain, kind, source are missing"):
        read_costs(path)


def of_domain(finding, domain):
    return attrs.evolve(finding, candidate=attrs.evolve(finding.candidate, domain=domain))


def test_of_the_leading_domains_only_so_many_as_the_plan_says_are_needed():
    """Equal to trying every choice: both pillars' levels, and at least one of two leading domains."""
    held = sample(GOOD, POOR)
    one = found(GOOD, POOR)
    findings = [of_domain(one, domain) for domain in ("pillar", "tourism", "culture")]
    levels = sorted({one.level, one.stability.looser.level, one.stability.stricter.level})
    units, values = held.of(), held.values(one.measure.id, held.of())
    for wanted in (1, 2):
        choices = choices_of(graded(*findings), held, [], leading=("tourism", "culture"), wanted=wanted)
        expected = [
            sum(
                values[unit] >= pillar and (values[unit] >= first) + (values[unit] >= second) >= wanted
                for pillar, first, second in product(levels, repeat=3)
            )
            for unit in units
        ]

        assert choices.acceptability.passed.tolist() == expected
        assert choices.acceptability.of == 27
        assert set(choices.never.units.tolist()) == {place for place, count in enumerate(expected) if not count}
