"""Evaluators: a function of one unit becomes one of columns, and its code has an identity."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation.judging import judge_value
from smartvillage.exact import Exact, Interval
from smartvillage.plugins import evaluators
from smartvillage.plugins.evaluators import Column, Evaluator, Inputs, content_of, evaluator, home_of, scalar_evaluator
from tests.evaluation.figures_at_random import interval_of, numbers, observations
from tests.plugins import misbehaving
from tests.plugins.misbehaving import at_least


@given(st.lists(observations().map(interval_of), max_size=5), numbers)
def test_a_lifted_function_judges_as_the_rule_does(said, level):
    expected = [
        Verdict.NOT_APPLICABLE if one is None else judge_value(Interval(Exact(level), None), one) for one in said
    ]
    codes = at_least(Inputs({"ns.water": Column.of(said)}, {"level": str(Exact(level))}))

    assert codes.tolist() == [one.code for one in expected]


def test_figures_come_in_the_order_of_the_rule_unless_the_evaluator_states_its_own():
    def more(first: Interval, second: Interval) -> Verdict:
        return Verdict.MET if first.low > second.low else Verdict.NOT_MET

    columns = {"ns.a": Column.of([Interval.of("2")]), "ns.b": Column.of([Interval.of("1")])}
    as_ruled = scalar_evaluator(id="ns.more", content="1")(more)
    as_stated = scalar_evaluator(id="ns.more", content="1", measures=["ns.b", "ns.a"])(more)

    assert (as_ruled(Inputs(columns)).tolist(), as_stated(Inputs(columns)).tolist()) == ([2], [0])
    assert as_stated.measures == ("ns.b", "ns.a")


def test_a_unit_to_which_one_of_the_measures_does_not_apply_is_not_asked_about():
    def never(first: Interval, second: Interval) -> Verdict:
        raise AssertionError

    never = scalar_evaluator(id="ns.never", content="1")(never)

    assert never(Inputs({"ns.a": Column.of([None]), "ns.b": Column.of([Interval.of("1")])})).tolist() == [3]


def test_parameters_are_read_as_they_are_annotated():
    def judge(
        value: Interval, at_share: Exact, times: int = 2, word: str = "x", part: Fraction = Fraction(1)
    ) -> Verdict:
        seen.append((at_share, times, word, part))
        return Verdict.MET

    seen = []
    lifted = scalar_evaluator(id="ns.j", content="1")(judge)
    column = {"ns.a": Column.of([Interval.of("1")])}
    lifted(Inputs(column, {"at-share": "66.6"}))
    lifted(Inputs(column, {"at-share": "1", "times": "5", "word": "đạt", "part": "1/3"}))

    assert seen == [(Exact("66.6"), 2, "x", 1), (Exact(1), 5, "đạt", Fraction(1, 3))]


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({}, "not given: level"),
        ({"level": "1", "lvel": "2"}, "not taken: lvel"),
        ({"level": "about 3"}, "is not a number"),
    ],
)
def test_parameters_that_do_not_fit_are_told(parameters, told):
    with pytest.raises((TypeError, ValueError), match=told):
        at_least(Inputs({"ns.a": Column.of([None])}, parameters))


def test_a_count_is_whole():
    def judge(value: Interval, times: int) -> Verdict:
        raise AssertionError

    with pytest.raises(ValueError, match="whole number"):
        scalar_evaluator(id="ns.j", content="1")(judge)(Inputs({"ns.a": Column.of([])}, {"times": "1.5"}))


@pytest.mark.parametrize("names", [(), ("ns.a", "ns.b")])
def test_a_rule_that_names_other_measures_is_refused(names):
    with pytest.raises(TypeError, match="it judges 1 measures; the rule names"):
        at_least(Inputs({name: Column.of([]) for name in names}, {"level": "1"}))


def test_a_lifted_function_returns_verdicts():
    def judge(value: Interval) -> Verdict:
        return True

    with pytest.raises(TypeError, match="a verdict is due, not True"):
        scalar_evaluator(id="ns.j", content="1")(judge)(Inputs({"ns.a": Column.of([Interval.of("1")])}))


def no_figure(level: Exact) -> Verdict: ...
def figure_last(level: Exact, value: Interval) -> Verdict: ...
def unread(value: Interval, level: float) -> Verdict: ...
def bare(value: Interval, level) -> Verdict: ...
def many(value: Interval, *levels: Exact) -> Verdict: ...
def named(value: Interval, **levels: Exact) -> Verdict: ...


@pytest.mark.parametrize("function", [no_figure, figure_last, unread, bare, many, named])
def test_a_function_of_another_form_cannot_be_lifted(function):
    with pytest.raises(TypeError, match="takes an Interval for each|annotate"):
        scalar_evaluator(id="ns.j", content="1")(function)


def test_it_states_as_many_measures_as_it_takes():
    with pytest.raises(TypeError, match="takes an Interval for each measure"):
        scalar_evaluator(id="ns.j", content="1", measures=["ns.a", "ns.b"])(at_least.judge.function)


async def later(inputs): ...


@pytest.mark.parametrize("judge", [None, "judge", later])
def test_an_evaluator_is_a_function(judge):
    with pytest.raises(TypeError, match="judge must be a function"):
        Evaluator(id="ns.x", judge=judge, content="1")


@pytest.mark.parametrize("content", [None, 1, "", "  ", "x" * 201])
def test_what_identifies_the_code_is_a_word(content):
    with pytest.raises(TypeError, match="content must be text"):
        Evaluator(id="ns.x", judge=len, content=content)


# --- what identifies the code --------------------------------------------------------------------------------------


def test_code_is_identified_by_the_module_it_stands_in():
    """A helper beside the function changes verdicts as much as the function does."""
    assert content_of(misbehaving.raises) == content_of(misbehaving.exits)
    assert content_of(misbehaving.raises) != content_of(test_a_count_is_whole)
    assert scalar_evaluator(id="ns.x")(at_least.judge.function).content == content_of(misbehaving.raises)
    assert evaluator(id="ns.x")(misbehaving.raises).content == content_of(misbehaving.raises)


def test_line_ends_do_not_count(monkeypatch):
    unix = content_of(misbehaving.raises)
    source = Path(misbehaving.__file__).read_text(encoding="utf-8")
    monkeypatch.setattr(evaluators.inspect, "getsource", lambda one: source.replace("\n", "\r\n"))

    assert content_of(misbehaving.raises) == unix


def test_in_a_notebook_it_is_the_function_alone(monkeypatch):
    for function in (misbehaving.raises, misbehaving.exits):
        monkeypatch.setattr(function, "__module__", "__main__")

    assert content_of(misbehaving.raises) != content_of(misbehaving.exits)


def test_code_without_a_source_needs_a_version():
    with pytest.raises(TypeError, match='content="1"'):
        content_of(len)


# --- where it is found ---------------------------------------------------------------------------------------------


def test_another_process_finds_it_by_module_and_name():
    assert home_of(at_least) == ("tests.plugins.misbehaving", "at_least", misbehaving.__file__)
    assert home_of(misbehaving.evaluator_of(misbehaving.raises))[1] == "raises"


def test_a_script_is_not_run_again_to_find_it(monkeypatch):
    monkeypatch.setattr(misbehaving.raises, "__module__", "__main__")

    assert home_of(misbehaving.evaluator_of(misbehaving.raises)) is None


def test_what_has_no_name_of_its_own_is_not_found():
    assert home_of(Evaluator(id="ns.x", judge=lambda inputs: [], content="1")) is None
    assert home_of(Evaluator(id="ns.other", judge=at_least.judge, content="1")) is None
