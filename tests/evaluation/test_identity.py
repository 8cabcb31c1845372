"""Identity: the same question and the same evidence have the same id, on every machine, engine and Python."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.identity import canonical, digest, observation_lines, question_id, result_id
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from tests.evaluation.drawing import cases, patiently
from tests.evaluation.samples import (
    EVERYTHING,
    GOOD,
    NAM_SON,
    PLAN,
    REGION,
    criteria_set,
    criterion,
    golden_run,
    parts,
    row,
    run_of,
)

# --- golden ids --------------------------------------------------------------------------------------------------

GOLDEN_ID = "q1-b042e3d95719a7a8f4a150b0e86e5058e3fe3ba5"
GOLDEN_RESULT = "r1-03ad86a9b861d4e6a32d5b47eb1c2cf25bb90861"


def test_the_golden_ids_hold():
    """They were written down once and hold on 3.11, 3.12 and 3.13, on every machine. A change of them is a change of
    the canonical form: then ``FORM`` grows, and the changelog says so."""
    run = golden_run()

    assert (run.id, run.result) == (GOLDEN_ID, GOLDEN_RESULT)


def test_they_hold_in_a_process_with_other_hashes():
    """Nothing may rest on the order of sets or on hash seeds."""
    program = "from tests.evaluation.samples import golden_run; run = golden_run(); print(run.id, run.result)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "PYTHONHASHSEED": "4242"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [GOLDEN_ID, GOLDEN_RESULT]


# --- what enters the id, and what does not -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "how"),
    [
        ([*GOOD[1:], parts("water", 131, 161)], {}),
        ([*GOOD[1:], parts("water", 260, 322)], {}),  # the same ratio of other parts
        ([*GOOD[1:], row("water", "80.7")], {}),
        (GOOD[1:], {}),
        ([*GOOD[1:], {**GOOD[0], "state": "verified"}], {}),
        ([*GOOD[1:], {**GOOD[0], "as_of": "2024-12-01"}], {}),
        ([*GOOD[1:], {**GOOD[0], "relation": "ge"}], {}),
        ([{**one, "unit": "B"} for one in GOOD], {}),
        ([{**one, "period": "2023"} for one in GOOD], {}),
        (GOOD, {"strata": {REGION: "hills"}}),
        (GOOD, {"law_states": EVERYTHING}),
        (GOOD, {"law_as_of": "2024-01-01"}),
        (GOOD, {"data_as_of": "2025-01-01"}),
        (GOOD, {"evidence_states": {"reported"}}),
        (GOOD, {"approx_as_value": True}),
        (GOOD, {"carry_forward": True}),
        (GOOD, {"criteria": criteria_set(criterion("1", "living", PLAN))}),
        (GOOD, {"criteria": NAM_SON.with_level("2.1", "49", reason="thử", verification="secondary")}),
    ],
)
def test_another_question_or_other_evidence_has_another_id(rows, how):
    assert run_of(rows, **how).id != run_of(GOOD).id


def test_where_a_figure_comes_from_and_what_nobody_asks_about_do_not_enter():
    """Sources and names are for people; an observation that did not count changed nothing."""
    told = [{**GOOD[0], "source": "báo cáo", "document": "12", "unit_name": "Xã A"}, *GOOD[1:]]
    extra = [*GOOD, row("water", "1", state="withdrawn"), row("water", "2", state="self_assessed")]

    assert run_of(told).id == run_of(extra).id == run_of(GOOD).id


def test_a_measure_that_the_set_does_not_judge_does_not_enter():
    other = criteria_set(criterion("1", "living", PLAN))
    some = evaluate(other, Evidence(GOOD, measures=NAM_SON), strata={REGION: "delta"})
    less = evaluate(other, Evidence([GOOD[1]], measures=NAM_SON), strata={REGION: "delta"})

    assert some.id == less.id


def test_a_result_is_that_of_the_set_itself():
    assert run_of(GOOD).result != run_of([row("plan", "không")]).result
    assert run_of(GOOD).result == run_of([*GOOD[1:], parts("water", 140, 161)]).result


@patiently
@given(cases())
def test_ids_are_the_same_whenever_they_are_asked_for(case):
    run = case.run()

    assert (run.id, run.result) == (case.run().id, case.run().result)
    assert run.id.startswith("q1-")
    assert run.result.startswith("r1-")


# --- canonical form ----------------------------------------------------------------------------------------------

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.fractions() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_a_value_has_one_canonical_form(value):
    assert canonical(value) == canonical(value)
    assert "\n" not in canonical(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [None, True, "đạt"]}, '{"a":[null,true,"đạt"],"b":1}'),
        (Fraction(4, 6), '"2/3"'),
        (Fraction(4, 2), '"2"'),
        (Exact("66.6"), '"333/5"'),
        (date(2024, 2, 29), '"2024-02-29"'),
        ("e\u0302\u0301", '"ế"'),
        ({"e\u0302\u0301": 1}, '{"ế":1}'),
        ({"b", "a"}, '["a","b"]'),
        ((1, 2), "[1,2]"),
        (10**40, str(10**40)),
    ],
)
def test_the_canonical_form_is_plain(value, text):
    assert canonical(value) == text


@pytest.mark.parametrize("value", [0.5, Decimal("0.5"), b"x", np.int64(1), object(), {"x": 0.5}, [float("nan")]])
def test_what_has_no_canonical_form_is_refused(value):
    """Never a float, a repr, a pickle or the bytes of an array."""
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical(value)


def test_a_digest_knows_where_one_thing_ends():
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert digest([]) != digest([""])


def test_the_order_of_rows_and_refs_is_that_of_the_caller():
    lines = [np.array([0, 1, 2, 3], dtype=np.uint8), np.array([2, 2, 2, 2], dtype=np.uint8)]

    assert result_id(["a", "b"], 4, lines) != result_id(["b", "a"], 4, lines)
    assert result_id(["a", "b"], 4, lines) != result_id(["a", "b"], 4, reversed(lines))
    assert question_id({"a": 1}, {}) != question_id({}, {"a": 1})


@patiently
@given(case=cases())
def test_observations_are_written_as_their_canonical_form_says(case):
    evidence = case.run().evidence
    columns, measures = evidence.columns, list(evidence.measures.values())

    def slowly(row):
        part, measure = columns.part(row), measures[columns.measure[row]]
        return {
            "unit": evidence.units[columns.unit[row]],
            "period": evidence.periods[columns.period[row]].text,
            "measure": measure.id,
            "value": columns.value(row, measure.factor) if part is None else None,
            "parts": part,
            "relation": RELATIONS[columns.relation[row]],
            "missing": MISSING[columns.missing[row]],
            "state": STATES[columns.state[row]],
            "as_of": int(columns.as_of[row]),
        }

    rows = np.arange(len(columns))
    lines = list(observation_lines(evidence, rows))

    assert sorted(lines) == sorted(canonical(slowly(row)) for row in rows.tolist())
    assert lines == list(observation_lines(evidence, rows[::-1]))
