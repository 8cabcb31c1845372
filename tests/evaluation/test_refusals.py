"""Questions that have no answer as they stand are refused with what is wrong, before anything is judged."""

from types import SimpleNamespace

import pytest

from smartvillage.errors import EvaluationError, RefusedValueError
from smartvillage.evaluation.evaluate import compile_set, evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.registry import Published, load
from tests.evaluation.samples import (
    GOOD,
    NAM_SON,
    PLAN,
    REGION,
    criteria_set,
    criterion,
    indicator,
    level,
    row,
    rule,
    run_of,
)


def refused(act, *given, **how):
    with pytest.raises(EvaluationError) as caught:
        act(*given, **how)
    return caught.value


# --- periods -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2020", "2020-12-31", "2026", "2026-01-01", "2026-Q1"])
def test_a_period_outside_the_edition_is_refused(period):
    error = refused(run_of, [row("water", "90", period=period)])

    assert error.problems[0].code == "SV-RUN-003"
    assert error.problems[0].what.en == f"the period {period} is outside the dates that ns.xa@2021-2025 judges"
    assert error.problems[0].expected.en == "a period that ends from 2021-01-01 until before 2026-01-01"
    assert error.problems[0].expected.vi == "kỳ kết thúc từ 2021-01-01 đến trước 2026-01-01"


@pytest.mark.parametrize("period", ["2021-01-01", "2021", "2025", "2025-12-31"])
def test_the_dates_of_an_edition_are_half_open(period):
    assert len(run_of([row("water", "90", period=period)])) == 1


def test_every_period_that_is_outside_is_named():
    rows = [row("water", "90", period=period) for period in ("2019", "2024", "2026", "2020")]

    assert [problem.what.en.split()[2] for problem in refused(run_of, rows).problems] == ["2019", "2020", "2026"]


def test_so_is_the_period_of_a_reported_verdict():
    said = {"unit": "A", "period": "2019", "indicator": "1.1", "verdict": "đạt"}

    assert "2019" in str(refused(run_of, [said]))


@pytest.fixture
def registry():
    """Three editions of one set: 2016-2020, 2021-2025, 2031-2035."""

    def edition(key, since, until):
        assesses = {"since": f"{since}-01-01", "until": f"{until}-01-01"}
        return criteria_set(criterion("1", "c", PLAN), edition=key, assesses=assesses)

    editions = [edition("2016-2020", 2016, 2021), NAM_SON, edition("2031-2035", 2031, 2036)]
    published = tuple(Published(one.key, "ns", one) for one in editions)
    return SimpleNamespace(editions=lambda _: published, evaluators={})


@pytest.mark.parametrize(
    ("period", "advice"),
    [
        ("2019", "Use ns.xa@2016-2020."),
        ("2032", "Use ns.xa@2031-2035."),
        ("2014", "The nearest edition is ns.xa@2016-2020; leave the rows of this period out, or take another set."),
        ("2027", "The nearest edition is ns.xa@2021-2025; leave the rows of this period out, or take another set."),
        ("2029", "The nearest edition is ns.xa@2031-2035; leave the rows of this period out, or take another set."),
    ],
)
def test_the_nearest_edition_is_named(registry, period, advice):
    error = refused(run_of, [row("plan", "có", period=period)], registry=registry)

    assert error.problems[0].advice.en == advice


def test_a_real_period_outside_every_edition_is_refused_in_vietnamese():
    xa = load("vn.xa-ntm", "2021-2025")
    evidence = Evidence([{"unit": "A", "period": "2018", "measure": "9.2", "value": "70"}], measures=xa)

    told = refused(evaluate, xa, evidence).say("vi")

    assert told.startswith("SV-RUN-003 kỳ 2018 nằm ngoài thời gian đánh giá của vn.xa-ntm@2021-2025")


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"evidence_states": {"verifed"}}, 'evidence_states: "verifed" is not known'),
        ({"evidence_states": "verifed"}, 'evidence_states: "verifed" is not known'),
        ({"law_states": {"checked"}}, 'law_states: "checked" is not known'),
        ({"law_states": {"missing"}}, 'law_states: "missing" is not known'),
    ],
)
def test_a_state_that_is_none_is_refused_with_those_there_are(how, said):
    problem = refused(run_of, GOOD, **how).problems[0]

    assert (problem.code, problem.what.en) == ("SV-RUN-002", said)
    assert problem.expected.en.startswith("some of: ")


def test_every_state_that_is_none_is_named():
    assert len(refused(run_of, GOOD, evidence_states={"a", "b", "reported"}).problems) == 2


def test_one_state_may_be_given_as_it_is():
    assert len(run_of(GOOD, evidence_states="reported", law_states="official")) == 1


@pytest.mark.parametrize("clock", ["law_as_of", "data_as_of"])
def test_a_clock_that_shows_no_day_is_refused(clock):
    with pytest.raises(RefusedValueError, match="31/12/2024"):
        run_of(GOOD, **{clock: "31/12/2024"})


# --- strata ------------------------------------------------------------------------------------------------------


def test_strata_of_a_unit_that_is_not_there_are_refused():
    error = refused(run_of, GOOD, strata={"A": {REGION: "delta"}, "Z": {REGION: "delta"}, "Y": {}})

    assert [problem.what.en for problem in error.problems] == [
        'strata name the unit "Z", which is not in the evidence',
        'strata name the unit "Y", which is not in the evidence',
    ]


@pytest.mark.parametrize("strata", [{REGION: "dleta"}, {"A": {REGION: "dleta"}}, lambda _unit, _on: {REGION: "dleta"}])
def test_a_stratum_that_its_scheme_does_not_have_is_refused(strata):
    problem = refused(run_of, GOOD, strata=strata).problems[0]

    assert (problem.code, problem.what.en) == ("SV-RUN-004", f'{REGION} has no stratum "dleta"')
    assert problem.expected.en == "one of: delta, hills"


# --- sets --------------------------------------------------------------------------------------------------------


def refers_to(key, identifier="ns.xa", edition="2021-2025"):
    own = {**indicator("1.1", "i", {"kind": "meets-set", "set": key}), "id": f"{identifier}.i"}
    return criteria_set({**criterion("1", "c", own), "id": f"{identifier}.c"}, id=identifier, edition=edition)


def test_a_set_that_is_not_there_is_refused():
    problem = refused(compile_set, refers_to("ns.khac@1")).problems[0]

    assert (problem.code, problem.what.en) == ("SV-RUN-001", "ns.xa@2021-2025 refers to ns.khac@1, which is not there")
    assert problem.advice.vi == "Đưa bộ đó qua sets=[...] hoặc registry."


def test_a_set_of_the_registry_is_found():
    assert [one.key for one in compile_set(refers_to("vn.xa-ntm@2021-2025")).sets] == [
        "vn.xa-ntm@2021-2025",
        "ns.xa@2021-2025",
    ]


def test_sets_that_refer_in_a_circle_are_refused():
    there, back = refers_to("ns.khac@1"), refers_to("ns.xa@2021-2025", "ns.khac", "1")

    message = str(refused(compile_set, there, sets=[back]))

    assert "the sets refer in a circle: ns.xa@2021-2025 -> ns.khac@1 -> ns.xa@2021-2025" in message


def test_a_set_that_refers_to_itself_is_a_circle():
    assert "ns.xa@2021-2025 -> ns.xa@2021-2025" in str(refused(compile_set, refers_to("ns.xa@2021-2025")))


def test_a_factor_may_refer_to_another_set():
    times = {
        "kind": "times",
        "measure": "ns.income",
        "comparison": "at-least",
        "factor": "1.1",
        "of": {"set": "ns.khac@1", "indicator": "ns.khac.income"},
        "verification": "official",
    }
    own = rule("at-least", "income", level("48"))
    other = criteria_set(
        {**criterion("1", "c", {**indicator("1.1", "income", own), "id": "ns.khac.income"}), "id": "ns.khac.c"},
        id="ns.khac",
        edition="1",
    )
    more = criteria_set(criterion("1", "c", indicator("1.1", "i", times)))

    assert str(run_of([row("income", "50")], more, sets=[other]).at("A").cell("1.1").level_text) == "52.8"
    assert "ns.khac@1, which is not there" in str(refused(compile_set, more))


def test_two_editions_that_share_their_ids_cannot_stand_in_one_question():
    other = criteria_set(criterion("1", "c", PLAN), edition="2016-2020")
    refers = criteria_set(
        criterion("1", "c", indicator("1.1", "plan", {"kind": "meets-set", "set": "ns.xa@2016-2020"}))
    )
    error = refused(compile_set, refers, sets=[other])

    assert [problem.what.en for problem in error.problems] == [
        "ns.xa.plan stands in ns.xa@2016-2020 and in ns.xa@2021-2025",
        "ns.xa.c stands in ns.xa@2016-2020 and in ns.xa@2021-2025",
    ]


# --- measures ----------------------------------------------------------------------------------------------------


def test_a_measure_must_be_judged_as_it_was_read():
    """A share of 0.9 read as an amount would be 0.9 per cent to the set."""
    measures = [
        {**one, "kind": "amount", "unit": {"vi": "hộ"}} if one["id"] == "ns.water" else one
        for one in NAM_SON.to_dict()["measures"]
    ]
    other = criteria_set(criterion("1", "c", PLAN), measures=measures)
    evidence = Evidence(GOOD[1:], measures=other)

    problem = refused(evaluate, NAM_SON, evidence).problems[0]

    assert problem.code == "SV-RUN-006"
    assert problem.what.en == "the measure ns.water is defined twice, with another kind or unit"


def test_two_sets_must_mean_the_same_by_a_measure():
    measures = [{**one, "kind": "count"} if one["id"] == "ns.water" else one for one in NAM_SON.to_dict()["measures"]]
    other = criteria_set(
        {**criterion("1", "c", {**PLAN, "id": "ns.khac.plan"}), "id": "ns.khac.c"},
        id="ns.khac",
        edition="1",
        measures=measures,
    )

    assert "SV-RUN-006" in str(refused(run_of, GOOD[1:2], refers_to("ns.khac@1"), sets=[other]))


# --- what a set was compiled with --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "name"),
    [
        ({"law_states": {"official"}}, "law_states"),
        ({"law_as_of": "2024-01-01"}, "law_as_of"),
        ({"carry_forward": True}, "carry_forward"),
    ],
)
def test_terms_that_contradict_a_compiled_set_are_refused(how, name):
    evidence = Evidence(GOOD, measures=NAM_SON)
    error = refused(evaluate, compile_set(NAM_SON), evidence, **how)

    assert [problem.what.en for problem in error.problems] == [f"the set was compiled with other {name}"]
    assert len(evaluate(compile_set(NAM_SON, **how), evidence, **how)) == 1
    assert len(evaluate(compile_set(NAM_SON, **how), evidence)) == 1
