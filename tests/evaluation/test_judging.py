"""Judging by fractions, as the laws are written: the same verdicts as the kernel, told from the other end."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.resolve import Evaluated, Joint, MeetsOther, Required
from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation.judging import judge, judge_value
from smartvillage.exact import Exact, Interval
from tests.evaluation.drawing import cases, patiently

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
RELATIONS = ("eq", "gt", "ge", "lt", "le", "approx")


def inside(accepts, value):
    """Whether a value is accepted, the obvious way."""
    low = accepts.low is None or value > accepts.low or (value == accepts.low and not accepts.low_open)
    high = accepts.high is None or value < accepts.high or (value == accepts.high and not accepts.high_open)
    return low and high


@st.composite
def intervals(draw):
    """Draw what a rule accepts: one end or both, open or not."""
    low, high = draw(st.sampled_from([(10, None), (None, 10), (10, 10), (10, 12)]))
    ends = [None if end is None else Exact(end) for end in (low, high)]
    point = low == high
    return Interval(*ends, draw(st.booleans()) and not point, draw(st.booleans()) and not point)


@given(intervals(), st.sampled_from(range(8, 15)), st.sampled_from(RELATIONS))
def test_a_bound_meets_when_all_of_it_meets_and_fails_when_none_does(accepts, value, relation):
    """Law 4, against every value that the report could mean, in quarters."""
    said = Interval.of(value, relation)
    could_be = [Exact(quarter) / 4 for quarter in range(100) if inside(said, Exact(quarter) / 4)]
    each = {inside(accepts, one) for one in could_be}
    expected = UNKNOWN if len(each) == 2 else MET if each == {True} else NOT_MET

    assert judge_value(accepts, said) is expected


def test_without_a_level_nothing_is_decided():
    assert judge_value(None, Interval.of("5")) is UNKNOWN


# --- rules -------------------------------------------------------------------------------------------------------


def leaf(name):
    return Required(measure=name, accepts=None)


def judged(node, verdicts=(), other=NOT_MET):
    found = {f"m{number}": verdict for number, verdict in enumerate(verdicts)}
    return judge(node, lambda required: found[required.measure], lambda _: other)


@pytest.mark.parametrize(
    "verdicts", list(product(Verdict, repeat=2)), ids=lambda pair: "-".join(one.name for one in pair)
)
def test_all_and_any_of_two(verdicts):
    members = (leaf("m0"), leaf("m1"))
    left = [one for one in verdicts if one is not NOT_APPLICABLE]
    every = min((one.code for one in left), default=NOT_APPLICABLE.code)
    some = max((one.code for one in left), default=NOT_APPLICABLE.code)

    assert judged(Joint(kind="all", members=members), verdicts).code == every
    assert judged(Joint(kind="any", members=members), verdicts).code == some


@pytest.mark.parametrize(
    ("verdicts", "compulsory", "count", "expected"),
    [
        ((MET, MET, NOT_MET), 0, 2, MET),
        ((MET, UNKNOWN, NOT_MET), 0, 2, UNKNOWN),
        ((MET, MET, NOT_MET), 1, 2, NOT_MET),  # the last one is compulsory
        ((MET, MET, UNKNOWN), 1, 2, UNKNOWN),
        ((NOT_MET, NOT_MET, MET), 1, 1, MET),  # a compulsory member counts
        ((MET, NOT_APPLICABLE, NOT_APPLICABLE), 1, 2, MET),  # at least 2 of the one that is left
        ((NOT_APPLICABLE,) * 3, 1, 2, NOT_APPLICABLE),
    ],
)
def test_a_count_with_compulsory_members(verdicts, compulsory, count, expected):
    leaves = tuple(leaf(f"m{number}") for number in range(len(verdicts)))
    cut = len(leaves) - compulsory
    node = Joint(kind="count", members=leaves[:cut], compulsory=leaves[cut:], count=count)

    assert judged(node, verdicts) is expected


@pytest.mark.parametrize(("met", "of", "expected"), [(2, 3, MET), (1, 3, NOT_MET), (10, 15, MET), (9, 15, NOT_MET)])
def test_a_share_of_members_is_an_exact_ceiling(met, of, expected):
    """66.6 % of 15 needs 10, as printed."""
    verdicts = [MET] * met + [NOT_MET] * (of - met)
    node = Joint(kind="share", members=tuple(leaf(f"m{number}") for number in range(of)), percent=Exact("66.6"))

    assert judged(node, verdicts) is expected


def test_what_does_not_apply_may_count_against():
    node = Joint(kind="all", members=(leaf("m0"), leaf("m1")), counts_against=True)

    assert judged(node, (MET, NOT_APPLICABLE)) is NOT_MET


def test_other_sets_and_evaluators():
    assert judged(MeetsOther(set="ns.khac@1"), other=MET) is MET
    assert judged(Evaluated(evaluator="ns.own", measures=())) is UNKNOWN


# --- against the kernel ------------------------------------------------------------------------------------------


@patiently
@given(cases(), st.booleans(), st.booleans())
def test_the_kernel_and_the_reasons_judge_every_indicator_alike(case, approx_as_value, carry_forward):
    run = case.run(approx_as_value=approx_as_value, carry_forward=carry_forward)

    for row in run.order:
        for _, ref in run.refs():
            node = run.reasoner.basis(row, ref).resolved.node
            if node is not None:
                assert run.reasoner.judge(row, node) is run.reasoner.verdict(row, ref)
