"""Compiling: a set becomes whole numbers, once for each kind of unit."""

from datetime import date

import pytest

from smartvillage.evaluation.compile import Partition, unseen_in
from smartvillage.evaluation.evaluate import compile_set
from smartvillage.exact import Exact
from tests.evaluation.samples import (
    GOOD,
    INCOME,
    NAM_SON,
    PLAN,
    REGION,
    WATER,
    criteria_set,
    criterion,
    indicator,
    judged,
    level,
    row,
    rule,
    run_of,
)

DELTA = Partition(date(2024, 12, 31), ((REGION, "delta"),))
HILLS = Partition(date(2024, 12, 31), ((REGION, "hills"),))


def test_the_answer_has_a_row_for_every_indicator_and_whole():
    compiled = compile_set(NAM_SON)

    assert compiled.refs == (
        *("ns.xa.water", "ns.xa.plan", "ns.xa.income", "ns.xa.poverty", "ns.xa.schools"),
        *("ns.xa.living", "ns.xa.economy", "ns.xa@2021-2025"),
    )
    assert [compiled.row_of[ref] for ref in compiled.refs] == list(range(8))
    assert compiled.visible == 8


def test_rows_of_other_sets_come_behind_its_own():
    refers = criteria_set(criterion("1", "c", indicator("1.1", "i", {"kind": "meets-set", "set": "ns.khac@1"})))
    other = criteria_set(
        {**criterion("1", "c", {**PLAN, "id": "ns.khac.plan"}), "id": "ns.khac.c"}, id="ns.khac", edition="1"
    )
    compiled = compile_set(refers, sets=[other])

    assert [one.key for one in compiled.sets] == ["ns.khac@1", "ns.xa@2021-2025"]
    assert compiled.refs[: compiled.visible] == ("ns.xa.i", "ns.xa.c", "ns.xa@2021-2025")


def test_a_partition_knows_its_levels_and_is_worked_out_once():
    compiled = compile_set(NAM_SON)
    levels = [compiled.resolved(one)["ns.xa.water"].node.accepts.low for one in (DELTA, HILLS)]

    assert levels == [80, Exact("66.6")]
    assert compiled.resolved(DELTA) is compiled.resolved(DELTA)


def test_the_schemes_that_have_a_say_include_those_of_rules():
    assert compile_set(NAM_SON).schemes == {REGION, "ns.remote"}


def test_a_layout_may_be_asked_for_no_partition_at_all():
    assert compile_set(NAM_SON).layout([]).program.rows == 8


@pytest.mark.parametrize(
    ("set_declares", "criterion_declares", "unseen", "doubtful"),
    [
        (None, None, (0, 0), (False, False)),
        (None, "3", (1, 0), (True, False)),
        ({"criteria": "1", "indicators": "3"}, None, (1, 0), (True, True)),
        ({"criteria": "1", "indicators": "3"}, "2", (0, 0), (False, True)),
        ({"criteria": "2", "indicators": "2"}, "2", (0, 1), (False, True)),
    ],
)
def test_what_the_text_has_and_nobody_modelled_is_counted(set_declares, criterion_declares, unseen, doubtful):
    """For the criterion first, then for the set."""
    more = {"declared": {**set_declares, "citation": {"number": "1"}}} if set_declares else {}
    own = {"declared_indicators": criterion_declares} if criterion_declares else {}
    criteria = criteria_set(criterion("1", "c", WATER, PLAN, **own), **more)

    found = [unseen_in(criteria, criteria.criteria[0]), unseen_in(criteria)]

    assert [one[0] for one in found] == list(unseen)
    assert [one[1] for one in found] == list(doubtful)


def test_units_of_different_kinds_of_rule_are_judged_each_by_its_own():
    """Base 5 has another rule by stratum, base 15.4 another kind since a day."""
    own = indicator(
        "1.1",
        "i",
        {"rule": rule("at-least", "water", level("80")), "stratum": {REGION: "delta"}},
        {"rule": rule("attested", "plan"), "stratum": {REGION: "hills"}},
    )
    rows = [row(measure, value, unit) for unit in "ABC" for measure, value in (("water", "70"), ("plan", "có"))]
    run = run_of(rows, criteria_set(criterion("1", "c", own)), strata={"A": {REGION: "delta"}, "B": {REGION: "hills"}})

    assert [verdict.name for verdict in run.verdicts("1.1")] == ["NOT_MET", "MET", "UNKNOWN"]


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [
        (rule("at-least", "income", level("48")), "48", "MET"),
        (rule("above", "income", level("48")), "48", "NOT_MET"),
        (rule("at-most", "income", level("48")), "48", "MET"),
        (rule("below", "income", level("48")), "48", "NOT_MET"),
        (rule("equal", "income", level("48")), "48", "MET"),
        (rule("equal", "income", level("48")), "48,1", "NOT_MET"),
        (rule("between", "income", low=[level("40")], high=[level("48")], edges="both"), "48", "MET"),
        (rule("between", "income", low=[level("40")], high=[level("48")], edges="low"), "48", "NOT_MET"),
        (rule("between", "income", low=[level("40")], high=[level("48")], edges="none"), "40", "NOT_MET"),
        (rule("between", "income", low=[level("40")], high=[level("48")], edges="both"), "39,9", "NOT_MET"),
        (rule("at-least", "income", level("2/3")), "0,67", "MET"),
        (rule("at-least", "income", level("2/3")), "0,66", "NOT_MET"),
        (rule("at-least", "income", level("123456789012345678901234567890")), "123456789012345678901234567890", "MET"),
        (
            rule("at-least", "income", level("123456789012345678901234567890")),
            "123456789012345678901234567889",
            "NOT_MET",
        ),
    ],
)
def test_every_comparison_is_exact_at_its_level(asked, value, expected):
    assert judged(asked, [row("income", value)]).verdict("1.1").name == expected


def test_law_as_of_keeps_the_set_as_it_was_known():
    assert compile_set(NAM_SON, law_as_of="2024-01-01").law_as_of == date(2024, 1, 1)
    assert compile_set(NAM_SON).law_as_of is None


def test_a_set_compiled_once_judges_as_one_compiled_each_time():
    criteria = criteria_set(criterion("1", "c", WATER, PLAN), criterion("2", "d", INCOME))

    assert run_of(GOOD, criteria).result == run_of(GOOD, criteria).result


def test_a_set_that_two_others_refer_to_stands_once():
    def own(key, *named):
        rules = [{"kind": "meets-set", "set": other} for other in named] or [rule("attested", "plan")]
        made = [{**indicator(f"1.{n}", f"i{n}", one), "id": f"ns.{key}.i{n}"} for n, one in enumerate(rules)]
        return criteria_set({**criterion("1", "c", *made), "id": f"ns.{key}.c"}, id=f"ns.{key}", edition="1")

    sets = [own("a", "ns.b@1", "ns.c@1"), own("b", "ns.d@1"), own("c", "ns.d@1"), own("d")]
    run = run_of([row("plan", "có")], sets[0], sets=sets[1:])

    assert [one.key for one in run.compiled.sets] == ["ns.d@1", "ns.b@1", "ns.c@1", "ns.a@1"]
    assert run.at("A").verdict().name == "MET"
