"""Custom rules: evaluators of plugins judge their own cells, and never anything else."""

from __future__ import annotations

import json
import warnings
from types import SimpleNamespace

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import InputError, PluginWarning
from smartvillage.evaluation.evaluate import compile_set, evaluate
from smartvillage.evaluation.reasons import reason_words
from smartvillage.evaluation.verifying import read_run, verify_run
from smartvillage.evaluation.workbook import details
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.plugins.evaluators import Evaluator, evaluator
from smartvillage.plugins.isolation import Limits
from smartvillage.testing import criteria_sets, observations_for, strata_for
from tests.evaluation.drawing import line
from tests.evaluation.samples import (
    GOOD,
    NAM_SON,
    REGION,
    criteria_set,
    criterion,
    golden_run,
    indicator,
    level,
    parts,
    row,
    rule,
    run_of,
)
from tests.plugins import misbehaving
from tests.plugins.misbehaving import BROKEN, at_least, evaluator_of, reported
from tests.reference import NOT_APPLICABLE, compare, judge

thoroughly = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
half = settings(thoroughly, max_examples=max(1, settings.default.max_examples // 2))


def custom(evaluator_id, *measures, **parameters):
    names = [f"ns.{measure}" for measure in measures or ("water",)]
    told = {"parameters": parameters} if parameters else {}
    return {"kind": "custom", "evaluator": evaluator_id, "measures": names, **told}


def knows(*evaluators):
    """A registry with the built-in sets and some evaluators."""
    return SimpleNamespace(evaluators={one.id: one for one in evaluators}, editions=lambda _: (), set=NAM_SON)


def small(*rules, **more):
    """A set with one criterion for each rule."""
    return criteria_set(
        *(
            criterion(str(number), f"c{number}", indicator(f"{number}.1", f"i{number}", one))
            for number, one in enumerate(rules, start=1)
        ),
        **more,
    )


def judged(rules, rows, *evaluators, **how):
    """Judge rows by rules, with evaluators; what they warn of is left aside."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)
        return run_of(rows, small(*rules), registry=knows(*evaluators), **how)


# --- verdicts --------------------------------------------------------------------------------------------------------


@st.composite
def reports(draw):
    """Some units that report a share and an amount, however they like."""
    criteria = small(rule("at-least", "water", level("70")), rule("at-least", "income", level("48")))
    silence = {"ns.water": {"missing": "not-collected"}}
    return [
        line(criteria, unit, "2024", name, one)
        for unit in "ABC"
        for name, one in (draw(observations_for(criteria)) or silence).items()
    ]


@thoroughly
@given(reports(), st.sampled_from(["70", "0", "100", "66.6", "2/3", "-5", "9" * 28]), st.booleans())
def test_a_lifted_at_least_says_what_the_rule_at_least_says(rows, at, approx_as_value):
    rules = [
        one
        for measure in ("water", "income")
        for one in (rule("at-least", measure, level(at)), custom("ns.at-least", measure, level=at))
    ]
    run = judged(rules, rows, at_least, approx_as_value=approx_as_value, decimal="point")

    assert run.verdicts("1.1") == run.verdicts("2.1")
    assert run.verdicts("3.1") == run.verdicts("4.1")


@st.composite
def with_custom(draw, criteria):
    """The same set, with evaluators beside some of its rules."""
    tree = criteria.to_dict()
    measures = [one["id"] for one in tree["measures"]]
    for provision in (p for c in tree["criteria"] for i in c["indicators"] for p in i["provisions"]):
        own = {
            "kind": "custom",
            "evaluator": draw(st.sampled_from(["thu.levelled", "thu.levelled", "thu.broken", "thu.gone"])),
            "measures": [draw(st.sampled_from(measures))],
            "parameters": {"level": draw(st.sampled_from(["0", "1", "50", "80.5"]))},
        }
        kind = draw(st.sampled_from(["all-of", "any-of", "at-least-of", None]))
        more = {"count": draw(st.sampled_from(["1", "2"]))} if kind == "at-least-of" else {}
        against = draw(st.sampled_from(["drops-out", "counts-against"]))
        if kind is not None:
            provision["rule"] = {"kind": kind, "rules": [provision["rule"], own], "not_applicable": against, **more}
    return CriteriaSet.from_dict(tree)


def levelled(figures, parameters):
    """The reference's own evaluator."""
    (values,) = figures
    return NOT_APPLICABLE if values is None else compare(values, Exact(parameters["level"]), "at-least")


@half
@given(st.data())
def test_the_kernel_combines_evaluators_as_the_reference_does(data):
    criteria = data.draw(with_custom(data.draw(criteria_sets(amended=False))))
    units = {unit: (data.draw(observations_for(criteria)), data.draw(strata_for(criteria))) for unit in ("u1", "u2")}
    first = criteria.document.measures[0].id
    reported_ = {unit: observations or {first: {"missing": "lost"}} for unit, (observations, _) in units.items()}
    rows = [line(criteria, unit, "2024", *one) for unit, said in reported_.items() for one in said.items()]
    evaluators = {
        "thu.levelled": attrs.evolve(at_least, id="thu.levelled"),
        "thu.broken": Evaluator(id="thu.broken", judge=misbehaving.raises, content="1"),
    }
    compiled = compile_set(criteria, evaluators=evaluators)
    evidence = Evidence(rows, measures=criteria, decimal="point")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)
        run = evaluate(compiled, evidence, strata=lambda unit, _: units[unit][1])
    for unit, said in reported_.items():
        expected = judge(
            criteria,
            said,
            units[unit][1],
            evidence.periods[0].last,
            evaluators={"thu.levelled": levelled, "thu.broken": lambda *_: None},
        )

        assert {ref: run.at(unit).verdict(ref).name for ref in expected} == expected
        row_ = run.at(unit).row
        for one in criteria:
            node = run.reasoner.basis(row_, one.id).resolved.node
            if node is not None:
                # reasons are told from the other end
                assert run.reasoner.judge(row_, node).name == expected[one.id]


def test_an_evaluator_judges_only_where_its_rule_holds():
    seen = []

    @evaluator(id="ns.looks", content="1")
    def looks(inputs):
        seen.append(list(inputs["ns.water"].low))
        return np.full(len(inputs), 0)

    two = {
        **indicator(
            "1.1",
            "i",
            {"rule": custom("ns.looks"), "stratum": {REGION: "delta"}},
            {"rule": rule("attested", "plan"), "stratum": {REGION: "hills"}},
        )
    }
    rows = [row("water", value, unit=unit) for unit, value in (("A", "1"), ("B", "2"), ("C", "3"))]
    strata = {"A": {REGION: "delta"}, "B": {REGION: "hills"}, "C": {REGION: "delta"}}
    run = run_of(rows, criteria_set(criterion("1", "c", two)), strata=strata, registry=knows(looks))

    assert seen == [[1, 3]]
    assert [one.name for one in run.verdicts("1.1")] == ["NOT_MET", "UNKNOWN", "NOT_MET"]
    assert [run.at(unit).cell("1.1").plugin for unit in "ABC"] == ["ns", None, "ns"]


@given(st.permutations([row("water", str(value), unit=f"{value}") for value in (7, 8, 9, 10)]), st.booleans())
def test_the_order_of_rows_never_shows(rows, later):
    """Not even to an evaluator that looks at more than the row it judges."""
    place = Evaluator(id="ns.place", judge=lambda inputs: np.arange(len(inputs)) % 3, content="1")
    rows = [*rows, row("water", "1", unit="7", period="2023")]
    run = judged([custom("ns.place")], rows[::-1] if later else rows, place)

    assert run.keys == (("10", "2024"), ("7", "2023"), ("7", "2024"), ("8", "2024"), ("9", "2024"))
    assert [one.code for one in run.verdicts("1.1")] == [0, 1, 2, 0, 1]


def test_figures_of_any_size_reach_it_exactly():
    huge = "123456789012345678901234567890"
    rows = [row("income", huge), row("income", "1/3", unit="B"), row("income", None, unit="C", missing="lost")]
    run = judged([custom("ns.at-least", "income", level=huge)], rows, at_least, decimal="point")

    assert [one.name for one in run.verdicts("1.1")] == ["MET", "NOT_MET", "UNKNOWN"]


def test_it_is_asked_once_whoever_asks():
    asked = []

    @evaluator(id="ns.counts", content="1")
    def counts(inputs):
        asked.append(dict(inputs.parameters))
        return np.full(len(inputs), 2)

    rules = [custom("ns.counts"), custom("ns.counts"), custom("ns.counts", at="5")]
    run = judged(rules, GOOD, counts)

    assert asked == [{}, {"at": "5"}]
    assert [run.at("A").verdict(f"{number}.1").name for number in (1, 2, 3)] == ["MET"] * 3


def test_of_figures_that_replace_each_other_it_is_given_the_last():
    rows = [row("water", "10", as_of="2024-03-01"), row("water", "90", as_of="2024-09-01")]

    assert judged([custom("ns.at-least", level="80")], rows, at_least).at("A").verdict("1.1") is Verdict.MET


@pytest.mark.parametrize(
    "rows", [[row("plan", "có")], [{"unit": "A", "period": "2024", "indicator": "1.1", "verdict": "đạt"}]]
)
def test_a_measure_that_nobody_reports_is_missing(rows):
    run = judged([custom("ns.at-least", level="80")], rows, at_least)

    assert (run.at("A").verdict("1.1"), run.at("A").cell("1.1").reason) == (Verdict.UNKNOWN, "no-figure")


def test_a_measure_that_the_evidence_never_heard_of_is_missing():
    criteria = small(AT_80, PLAN)
    evidence = Evidence([row("plan", "có")], measures=[criteria.measures["ns.plan"]])

    assert evaluate(criteria, evidence, registry=knows(at_least)).at("A").cell("1.1").reason == "no-figure"


def test_rules_of_several_sets_may_ask_the_same():
    other = criteria_set(
        {**criterion("1", "d", {**indicator("1.1", "x", custom("ns.reported")), "id": "ns.khac.x"}), "id": "ns.khac.d"},
        id="ns.khac",
        edition="1",
    )
    criteria = small({"kind": "meets-set", "set": "ns.khac@1"}, custom("ns.reported"))
    run = run_of(GOOD, criteria, sets=[other], registry=knows(reported))

    assert [run.at("A").verdict(ref).name for ref in ("1.1", "2.1")] == ["MET", "MET"]
    assert len(run.consulted) == 1


# --- whatever it does ------------------------------------------------------------------------------------------------


RULES = [custom("ns.x"), rule("at-least", "income", level("48")), {"kind": "all-of", "rules": [custom("ns.x"), rule("attested", "plan")]}]  # fmt: skip


@pytest.mark.parametrize("judge_", BROKEN, ids=lambda one: one.__name__)
def test_one_that_fails_changes_nothing_but_its_own_cells(judge_, capfd):
    broken = Evaluator(id="ns.x", judge=judge_, content="1")
    with pytest.warns(PluginWarning, match=r"plugin 'ns': evaluator ns\.x (raised|returned|used)"):
        run = run_of(GOOD, small(*RULES), registry=knows(broken))
    without = judged(RULES, GOOD)

    assert [run.at("A").verdict(ref).name for ref in ("1.1", "2.1", "3.1")] == ["UNKNOWN", "MET", "UNKNOWN"]
    assert run.result == without.result
    assert [run.at("A").cell(ref).reason for ref in ("1.1", "2.1", "3.1")] == [
        "evaluator-failed:ns",
        "met",
        "evaluator-failed:ns",
    ]
    assert "cách đánh giá của phần mở rộng ns bị lỗi." in str(run.at("A").why("1.1"))
    assert "the evaluator of the plugin ns failed." in str(run.at("A").why("3.1", "en"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "judge_", [misbehaving.prints, misbehaving.sets_the_context, *BROKEN], ids=lambda one: one.__name__
)
def test_whatever_it_does_a_run_that_does_not_use_it_is_the_same(judge_):
    used = Evaluator(id="ns.x", judge=judge_, content="1")
    before = golden_run()
    judged(RULES, GOOD, used)
    after = golden_run()
    offered = judged(RULES[1:2], GOOD, used)

    assert (after.id, after.result) == (before.id, before.result)
    assert (offered.id, offered.result) == (judged(RULES[1:2], GOOD).id, judged(RULES[1:2], GOOD).result)


@pytest.mark.parametrize(
    ("judge_", "kind"),
    [(misbehaving.hangs, "too-slow"), (misbehaving.ends_the_process, "ended"), (misbehaving.raises, "raised")],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_so_it_is_in_a_process_of_its_own(judge_, kind):
    broken = evaluator_of(judge_)
    rules = [custom(broken.id), *RULES[1:2]]
    with pytest.warns(PluginWarning, match="what it judges is unknown"):
        run = run_of(GOOD, small(*rules), registry=knows(broken), isolate=Limits(seconds=1))

    assert run.consulted[0].failure.kind == kind
    assert [run.at("A").verdict(ref).name for ref in ("1.1", "2.1")] == ["UNKNOWN", "MET"]
    assert run.at("A").cell("1.1").reason == "evaluator-failed:ns"


def test_isolation_enters_no_id():
    rules = [custom("ns.at-least", level="80")]
    here, apart = judged(rules, GOOD, at_least), judged(rules, GOOD, at_least, isolate=True)

    assert (here.id, here.result) == (apart.id, apart.result)


# --- identity --------------------------------------------------------------------------------------------------------


def test_the_content_of_an_evaluator_that_is_used_enters_the_id():
    rules = [custom("ns.reported")]
    runs = [judged(rules, GOOD, attrs.evolve(reported, content=content)) for content in ("1", "2")]

    assert runs[0].question["evaluators"] == [{"id": "ns.reported", "content": "1"}]
    assert runs[0].id != runs[1].id
    assert runs[0].result == runs[1].result


def test_one_that_is_not_used_changes_nothing():
    plain, more = (
        judged([custom("ns.reported")], GOOD, reported),
        judged([custom("ns.reported")], GOOD, reported, at_least),
    )

    assert (plain.id, plain.result) == (more.id, more.result)


def test_parameters_are_part_of_the_set():
    at = [judged([custom("ns.at-least", level=value)], GOOD, at_least) for value in ("1", "2")]

    assert at[0].id != at[1].id


# --- reasons ---------------------------------------------------------------------------------------------------------


def reason(rows, rule_, *evaluators, **how):
    return judged([rule_], rows, *evaluators, **how).at("A").cell("1.1").reason


AT_80 = custom("ns.at-least", level="80")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("water", "90")], "met"),
        ([row("water", "70")], "not-met"),
        ([parts("water", 0, 0)], "not-applicable"),
        ([row("water", None, missing="lost")], "lost"),
        ([row("water", "90", relation="approx")], "approx"),
        ([row("water", "90", relation="lt")], "bound"),
        ([row("plan", "có")], "no-figure"),
    ],
)
def test_every_verdict_of_an_evaluator_has_a_reason(rows, code):
    assert reason(rows, AT_80, at_least) == code


def test_one_that_leaves_it_open_although_the_figure_is_there_is_named():
    shy = Evaluator(id="ns.shy", judge=lambda inputs: [Verdict.UNKNOWN] * len(inputs), content="1")
    run = judged([custom("ns.shy")], GOOD, shy)

    assert run.at("A").cell("1.1").reason == "evaluator-open:ns"
    assert str(run.at("A").why("1.1")).endswith("phần mở rộng ns chưa đủ cơ sở đánh giá.")
    assert reason([row("water", None, missing="not-applicable")], custom("ns.shy"), shy) == "evaluator-open:ns"


def test_the_sentence_gives_the_figures_the_evaluator_and_the_clause():
    own = {
        "rule": custom("ns.at-least", "water", level="80"),
        "citation": {"number": "7/QĐ"},
        "stratum": {REGION: "delta"},
    }
    run = run_of(GOOD, criteria_set(criterion("1", "c", indicator("1.1", "i", own))), registry=knows(at_least))

    assert str(run.at("A").why("1.1")) == (
        "A, kỳ 2024: chỉ tiêu 1.1 (Chỉ tiêu i): Hộ dùng nước sạch: 130/161 hộ (80,75%) (xã báo cáo), "
        "cách đánh giá riêng ns.at-least của phần mở rộng ns (7/QĐ; Đồng bằng) → đạt."
    )
    assert "evaluator ns.at-least of the plugin ns (7/QĐ; Delta) → met." in str(run.at("A").why("1.1", "en"))
    assert run.at("A").cell("1.1").value_text is not None


def test_one_without_measures_gives_no_figures():
    everybody = Evaluator(id="ns.all", judge=lambda inputs: np.full(len(inputs), 2), content="1")
    rule_ = {"kind": "custom", "evaluator": "ns.all"}
    run = judged([rule_], GOOD, everybody)

    assert run.at("A").verdict("1.1") is Verdict.MET
    assert ": cách đánh giá riêng ns.all của phần mở rộng ns → đạt." in str(run.at("A").why("1.1"))


def test_what_went_wrong_stands_in_the_sentence():
    run = judged([custom("ns.raises")], GOOD, evaluator_of(misbehaving.raises))

    assert (
        "cách đánh giá riêng ns.raises của phần mở rộng ns báo lỗi (KeyError: 'linkage') → chưa đủ cơ sở đánh giá: "
        "cách đánh giá của phần mở rộng ns bị lỗi."
    ) in str(run.at("A").why("1.1"))


def test_the_plugin_is_named_in_tables_workbooks_and_pages(tmp_path):
    run = judged([custom("ns.raises")], GOOD, evaluator_of(misbehaving.raises))
    files = run.write(tmp_path, sheets=True)
    page = next(file for file in files if file.suffix == ".html").read_text(encoding="utf-8")

    assert run.table()[0]["reason"] == "evaluator-failed:ns"
    assert details(run, "en")[0]["reason"] == "evaluator-failed:ns"
    assert "phần mở rộng ns bị lỗi" in details(run, "vi")[0]["why"]
    assert "cách đánh giá của phần mở rộng ns bị lỗi" in page
    assert run.open_questions()[0]["reason"] == "evaluator-failed:ns"
    assert reason_words("evaluator-failed:ns").vi == "cách đánh giá của phần mở rộng ns bị lỗi"


def test_a_page_says_who_judged_what_is_not_met(tmp_path):
    run = judged([AT_80], [row("water", "5")], at_least)
    page = next(file for file in run.write(tmp_path, sheets=True) if file.suffix == ".html")

    assert "theo cách đánh giá ns.at-least" in page.read_text(encoding="utf-8")


def test_a_level_that_is_missing_and_one_that_fails_come_before_a_figure():
    failing = {"kind": "all-of", "rules": [rule("at-least", "income", level("48")), custom("ns.raises")]}

    assert reason([row("plan", "có")], failing, evaluator_of(misbehaving.raises)) == "evaluator-failed:ns"


def test_a_figure_that_an_evaluator_waits_for_is_owed():
    run = judged([AT_80], [row("water", None, missing="lost")], at_least)

    assert [(one["measure"], one["reason"]) for one in run.owed("unit")] == [("ns.water", "thất lạc")]
    assert len(judged([AT_80], [row("water", None, missing="not-due")], at_least).owed()) == 0
    assert len(judged([custom("ns.raises")], [row("plan", "có")], evaluator_of(misbehaving.raises)).owed()) == 0


# --- flips -----------------------------------------------------------------------------------------------------------


def says(code):
    return Evaluator(id="ns.x", judge=lambda inputs: np.full(len(inputs), code), content="1")


PLAN, INCOME = rule("attested", "plan"), rule("at-least", "income", level("48"))
TOO_LITTLE = [row("income", "40"), row("plan", "có"), row("water", "90")]


@pytest.mark.parametrize(
    ("code", "measures"),
    [(0, None), (1, None), (2, ["ns.income"]), (3, ["ns.income"])],
    ids=["no", "open", "yes", "none"],
)
def test_what_an_evaluator_said_stands_when_the_others_are_turned(code, measures):
    rule_ = {"kind": "all-of", "rules": [custom("ns.x"), PLAN, INCOME]}
    flips = judged([rule_], TOO_LITTLE, says(code)).at("A").why("1.1").to_flip()

    assert (flips and [one.measure for one in flips]) == measures


@pytest.mark.parametrize(("code", "flipped"), [(0, 2), (2, 1), (3, 2)], ids=["no", "yes", "none"])
def test_one_that_is_met_counts_among_the_members(code, flipped):
    rule_ = {"kind": "at-least-of", "count": "2", "rules": [custom("ns.x"), PLAN, INCOME]}
    flips = judged([rule_], [row("income", "40"), row("plan", "không")], says(code)).at("A").why("1.1").to_flip()

    assert len(flips) == flipped


def test_what_is_met_by_an_evaluator_alone_cannot_be_lost_by_a_figure():
    rule_ = {"kind": "any-of", "rules": [custom("ns.x"), PLAN]}

    assert judged([rule_], TOO_LITTLE, says(2)).at("A").why("1.1").to_flip() is None
    assert len(judged([rule_], TOO_LITTLE, says(0)).at("A").why("1.1").to_flip()) == 1


def test_a_figure_that_the_evaluator_looks_at_too_is_not_proposed():
    rule_ = {"kind": "all-of", "rules": [custom("ns.x", "income"), INCOME]}

    assert judged([rule_], TOO_LITTLE, says(2)).at("A").why("1.1").to_flip() is None


# --- run.json, and computing it again --------------------------------------------------------------------------------


def test_run_json_names_who_judged_each_cell():
    rules = [custom("ns.at-least", level="80"), custom("ns.raises"), custom("ns.gone"), PLAN]
    found = judged(rules, [*GOOD, row("water", "3", unit="B")], at_least, evaluator_of(misbehaving.raises)).to_dict()

    assert found["produced_by"] == {"1.1": ["ns", "ns"], "2.1": ["ns", "ns"], "3.1": ["ns", "ns"]}
    assert found["evaluators"] == [
        {
            "id": "ns.at-least",
            "plugin": "ns",
            "content": "1",
            "measures": ["ns.water"],
            "parameters": {"level": "80"},
            "rows": 2,
            "failure": None,
        },
        {
            "id": "ns.gone",
            "plugin": "ns",
            "content": None,
            "measures": ["ns.water"],
            "parameters": {},
            "rows": 2,
            "failure": None,
        },
        {
            "id": "ns.raises",
            "plugin": "ns",
            "content": "1",
            "measures": ["ns.water"],
            "parameters": {},
            "rows": 2,
            "failure": {
                "kind": "raised",
                "vi": "báo lỗi (KeyError: 'linkage')",
                "en": "raised an error (KeyError: 'linkage')",
            },
        },
    ]
    assert [one["id"] for one in found["question"]["evaluators"]] == ["ns.at-least", "ns.raises"]
    assert json.loads(json.dumps(found)) == found


@pytest.fixture
def folder(tmp_path):
    judged([AT_80, custom("ns.gone")], GOOD, at_least).write(tmp_path)
    return tmp_path


def test_a_run_with_evaluators_is_verified_with_them(folder):
    again, difference = verify_run(folder, registry=knows(at_least), isolate=True)

    assert difference is None
    assert again.at("A").verdict("1.1") is Verdict.MET


def test_one_that_was_not_there_then_has_no_say_now(folder):
    gone = attrs.evolve(reported, id="ns.gone")

    assert verify_run(folder, registry=knows(at_least, gone))[1] is None


@pytest.mark.parametrize("again", [verify_run, read_run])
def test_without_an_evaluator_that_took_part_it_is_said(folder, again):
    with pytest.raises(InputError) as caught:
        again(folder)

    assert caught.value.problems[0].code == "SV-RUN-011"
    assert "the evaluator ns.at-least of the plugin ns took part, and it is not there" in caught.value.say("en")
    assert "hiện không có. Cài phần mở rộng đó" in caught.value.say("vi")


def test_an_evaluator_of_other_content_is_found(folder):
    difference = verify_run(folder, registry=knows(attrs.evolve(at_least, content="2")))[1]

    assert (difference.field, difference.recorded, difference.computed) == ("question.evaluators[0].content", "1", "2")
