"""``traps`` finds the right answers, and says so when an answer is not the expected one."""

from __future__ import annotations

import pytest
import yaml

from tests.oracles import traps
from tests.oracles.cases import run, shared, trap, write


def test_every_shared_trap_is_answered(capsys):
    outcome = run(capsys, "traps", shared("exactness-traps.yaml"))

    assert (outcome.status, outcome.lines) == (0, ["25 passed, 0 failed"])


OTHER = {"pass": "fail", "fail": "pass", "missing": "pass", "not_applicable": "missing"}


def test_every_shared_trap_can_be_failed(capsys, tmp_path):
    """Each expected answer is exchanged for a wrong one: a harness that passes anything would pass these too."""
    entries = yaml.safe_load(shared("exactness-traps.yaml").read_text(encoding="utf-8"))["traps"]
    for entry in entries:
        entry["expected"] = OTHER.get(entry["expected"], "1/7")

    outcome = run(capsys, "traps", write(tmp_path / "wrong.yaml", traps=entries))

    assert outcome.status == 1
    assert outcome.last == f"0 passed, {len(entries)} failed"
    assert all(f"expected {entry['expected']}, got" in " ".join(outcome.about(entry["id"])) for entry in entries)


RIGHT = [
    ("share", "pass", {"met": "29", "total": "50", "op": "==", "threshold_percent": 58}),
    ("share", "fail", {"met": 28, "total": 50, "op": "=", "threshold_percent": "58"}),
    ("share", "pass", {"met": 1, "total": 3, "op": "<", "threshold_percent": "33.34"}),
    ("share", "fail", {"met": 1, "total": 3, "op": "<=", "threshold_percent": "33.33"}),
    ("share", "pass", {"met": 2, "total": 3, "op": "≥", "threshold": "2/3", "threshold_unit": "fraction"}),
    ("share", "missing", {"met": None, "total": 3, "op": ">", "threshold_percent": "1%"}),
    ("share", "missing", {"met": 1, "total": 3, "op": ">", "threshold_percent": None}),
    ("share", "refused", {"met": 4, "total": 3, "op": ">", "threshold_percent": "1"}),
    ("value", "pass", {"value": 0.07, "value_unit": "fraction", "op": "==", "threshold_percent": 7}),
    ("value", "pass", {"value": "7", "value_unit": "%", "op": "<=", "threshold": "0.07", "threshold_unit": "fraction"}),
    ("value", "fail", {"value": "0.07001", "value_unit": "ratio", "op": "<=", "threshold": 70, "threshold_unit": "‰"}),
    ("value", "pass", {"value": "48", "value_unit": "million VND/person/year", "op": ">=", "threshold": "48000000",
                       "threshold_unit": "VND/person/year"}),
    ("value", "fail", {"value": 45123456, "value_unit": "VND", "op": ">=", "threshold": "45123457"}),
    ("value", "pass", {"value": "-2.5", "value_unit": "percent", "op": "<", "threshold": "0"}),
    ("value", "pass", {"value": "1e3", "op": "≤", "threshold": "1,000.0"}),
    ("value", "missing", {"value": "99.3", "relation": "gt", "op": ">=", "threshold": "99.5"}),
    ("value", "pass", {"value": "99.3", "relation": "gt", "op": ">", "threshold": "99.3"}),
    ("value", "rejected", {"value": "abc", "op": ">", "threshold": "1"}),
    ("min_count", 46, {"total": "50", "op": ">", "threshold_percent": "90"}),
    ("min_count", "51", {"total": 50, "op": ">", "threshold_percent": 100}),
    ("min_count", 0, {"total": 161, "op": ">=", "threshold_percent": "0"}),
    ("sum", "fail", {"parts": ["1/3", "1/3", "1/4"], "op": ">=", "threshold": 1}),
    ("sum", "missing", {"parts": ["1/3", None], "op": ">=", "threshold": "0"}),
    ("mean", "fail", {"values": [1, 0, 0], "op": ">", "threshold": "1/3"}),
    ("mean", "pass", {"values": ["70", "80"], "value_unit": "percent", "op": "==", "threshold": "0.75",
                      "threshold_unit": "fraction"}),
    ("growth", "fail", {"base": "48", "current": "52.79", "op": ">=", "factor": 1.1}),
    ("growth", "fail", {"base": 10, "current": 11, "op": ">", "factor": "1.10"}),
    ("growth", "missing", {"base": None, "current": 11, "op": ">", "factor": "1.10"}),
    ("growth", "not_applicable", {"base": 0, "current": 0, "op": ">", "factor": "1.10"}),
    ("complement", "fail", {"met": 19, "total": 20, "op": "<", "threshold_percent": "5"}),
    ("complement", "missing", {"met": "NaN", "total": 20, "op": "<", "threshold_percent": "5"}),
    ("complement", "not_applicable", {"met": 0, "total": 0, "op": "<", "threshold_percent": "5"}),
    ("display_round", "-0.29", {"value": "-0.285", "places": "2"}),
    ("display_round", "0.67", {"value": "2/3", "places": 2}),
    ("display_round", "1.234,50", {"value": "1234.5", "places": 2, "locale": "vi-VN"}),
    ("missing", "missing", {"value": None, "op": "<=", "threshold": "80"}),
    ("missing", "not_applicable", {"value": None, "missing": "not-applicable", "op": "<=", "threshold": "80"}),
    ("missing", "not_applicable", {"met": None, "total": 3, "missing": "not-applicable", "op": ">", "threshold": "1"}),
    ("missing", "missing", {"values": [97, "NaN"], "op": "sum >=", "threshold": "90"}),
    ("missing", "missing", {"parts": [97, None], "op": ">=", "threshold": "90"}),
    ("missing", "missing", {"base": 1, "current": None, "op": ">=", "factor": "1"}),
    ("missing", "missing", {"units": [{"met": 1}], "op": ">=", "threshold_percent": "1"}),
    ("parse", "97.5", {"text": "97,5 %", "locale": "vi-VN"}),
    ("parse", "1234", {"text": "1.234", "locale": "vi"}),
    ("parse", 1.234, {"text": "1.234", "locale": "en-US"}),
    ("parse", "refused", {"text": "1.234"}),
    ("parse", "refused: two readings", {"text": "1,234"}),
    ("parse", "97.5", {"cell_value": 0.975, "cell_format": "0.0%", "criterion_unit": "percent"}),
    ("parse", "0.97", {"cell_value": "0.97", "cell_format": "0%", "criterion_unit": "fraction"}),
    ("parse", "0.97", {"cell_value": "0.97", "cell_format": "0.00", "criterion_unit": "percent"}),
    ("parse", "97", {"cell_value": "97%", "criterion_unit": "percent"}),
    ("parse", "52.8", {"cell_value": 52.8, "criterion_unit": "million VND"}),
    ("parse", "missing", {"cell_value": "", "criterion_unit": "percent"}),
    ("parse", "refused", {"cell_value": 1, "cell_format": "General"}),
    ("aggregate", "fail", {"units": [{"met": 5, "total": 10}, {"met": 89, "total": 90}], "op": ">=", "threshold": 95}),
    ("aggregate", "missing", {"units": [{"met": 5, "total": 9}, {"met": None, "total": 9}], "op": ">", "threshold": 1}),
    ("aggregate", "not_applicable", {"units": [{"met": 0, "total": 0}], "op": ">=", "threshold_percent": "95"}),
    ("weights", "both orders accepted", {"orders": [["1/3", "2/3"], ["2/3", "1/3"]], "must_sum_to": 1}),
    ("weights", "both orders rejected", {"orders": [["0.1", "0.8"], ["0.8", "0.1"]], "must_sum_to": "1"}),
    ("period", "inside the period", {"timestamp": "2026-12-31T16:59:59Z", "period": "2026", "zone": "Asia/Saigon"}),
    ("period", "outside the period", {"timestamp": "2026-12-31T17:00:00+00:00", "period": "2026-12"}),
    ("period", "inside the period", {"timestamp": "2026-12-31T17:30:00Z", "period": "2026", "zone": "UTC"}),
    ("period", "inside the period", {"timestamp": "2026-12-31", "period": "2026-Q4"}),
    ("period", "2027", {"timestamp": "2026-12-31T17:30:00Z"}),
    ("period", "refused", {"timestamp": "2026-12-31T17:30:00", "period": "2026"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "expected", "inputs"), RIGHT, ids=lambda one: str(one)[:60])
def test_other_values_operators_and_units_are_answered(capsys, tmp_path, kind, expected, inputs):
    inputs = {**inputs, "storage": "float32", "phrase_vi": "từ ... trở lên"}

    outcome = run(capsys, "traps", write(tmp_path / "traps.yaml", traps=[trap(kind, expected, **inputs)]))

    assert (outcome.status, outcome.lines) == (0, ["1 passed, 0 failed"])


WRONG = [
    ("median", {"values": [1]}, "kind 'median' is not known"),
    ("share", {"met": 1, "total": 2, "op": "!=", "threshold_percent": 1}, "no rule compares with '!='"),
    ("share", {"met": 1, "total": 2, "threshold_percent": 1}, "the inputs have no 'op'"),
    ("share", {"met": 1, "total": 2, "op": "", "threshold_percent": 1}, "the operator is empty"),
    ("share", {"met": 1, "total": 2, "op": ">"}, "the inputs have no 'threshold'"),
    ("share", {"met": 5, "total": 2, "op": ">", "threshold_percent": 1}, "it is refused: SV-EV-038"),
    ("value", {"value": 1, "value_unit": "ha", "op": ">", "threshold": 1, "threshold_unit": "m"}, "cannot be written"),
    ("value", {"value": 1, "value_unit": "VND/month", "op": ">", "threshold": 1, "threshold_unit": "VND/year"},
     "cannot be written"),
    ("min_count", {"total": "2.5", "op": ">=", "threshold_percent": 1}, "a least number needs a whole total"),
    ("min_count", {"total": 5, "op": "<=", "threshold_percent": 1}, "a least number needs a whole total"),
    ("sum", {"parts": [], "op": ">", "threshold": 1}, "'parts' is no list"),
    ("aggregate", {"units": [1], "op": ">", "threshold_percent": 1}, "'units' is no list of counts"),
    ("missing", {"values": [1, None], "op": "mode >", "threshold": 1}, "nothing is known of what 'mode'"),
    ("display_round", {"value": "1", "places": -1}, "rounding needs a value"),
    ("parse", {"text": "1'234", "locale": "de-CH"}, "nothing is known of the numbers of the locale 'de-ch'"),
    ("weights", {"orders": [["1"], ["2"]], "must_sum_to": 1}, "got MET, NOT_MET"),
    ("weights", {"orders": [1], "must_sum_to": 1}, "an order is no list of weights"),
    ("period", {"timestamp": "2026-12-31T17:30:00Z", "period": "2026", "zone": "Moon/Tranquility"}, "zone 'Moon"),
    ("period", {"timestamp": "2026-12-31T17:30:00", "period": "2026"}, "has no zone"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inputs", "words"), WRONG, ids=lambda one: str(one)[:60])
def test_what_is_not_understood_fails_with_a_line_and_is_never_passed(capsys, tmp_path, kind, inputs, words):
    outcome = run(capsys, "traps", write(tmp_path / "traps.yaml", traps=[trap(kind, "pass", **inputs)]))

    assert (outcome.status, outcome.last) == (1, "0 passed, 1 failed")
    assert words in outcome.about("T1")[0]


@pytest.mark.parametrize("entry", ["text", {"id": "T1", "kind": "share"}, {"kind": "share", "inputs": {}, "id": "T1"}])
def test_an_entry_without_inputs_or_answer_fails(capsys, tmp_path, entry):
    outcome = run(capsys, "traps", write(tmp_path / "traps.yaml", traps=[entry]))

    assert (outcome.status, outcome.last) == (1, "0 passed, 1 failed")
    assert "no inputs or no expected answer" in outcome.lines[0]


def test_a_number_is_read_as_it_was_written(capsys, tmp_path):
    """YAML would make a double of it: more digits than one holds decide this case."""
    path = tmp_path / "traps.yaml"
    path.write_text(
        "traps:\n- {id: T1, kind: value, inputs: {value: 0.1000000000000000000001, op: '>', threshold: 0.1},"
        " expected: pass}\n",
        encoding="utf-8",
    )

    assert run(capsys, "traps", path).last == "1 passed, 0 failed"


def test_an_entry_that_breaks_fails_and_does_not_end_the_others(capsys, tmp_path, monkeypatch):
    good = trap("share", "pass", met=1, total=2, op=">=", threshold_percent=50)
    monkeypatch.setattr(traps, "KINDS", {**traps.KINDS, "sum": lambda inputs: 1 // 0})

    outcome = run(capsys, "traps", write(tmp_path / "traps.yaml", traps=[trap("sum", "pass"), good]))

    assert (outcome.status, outcome.last) == (1, "1 passed, 1 failed")
    assert "it broke with ZeroDivisionError" in outcome.about("T1")[0]
