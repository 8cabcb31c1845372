"""The kind ``stats``: what it finds, what it skips, and what it must not let pass."""

from __future__ import annotations

import pytest

from tests.oracles.cases import run, shared, write

ALPHA = {
    "id": "A1",
    "method": "Cronbach's alpha, pairwise",
    "data": [[1, 1], [1, 1], [0, 0], [0, 1]],
    "expected": {"alpha": 8 / 11},
}


def test_every_offered_method_agrees_with_the_outside_figures(capsys):
    outcome = run(capsys, "stats", shared("data/stats_oracles.yaml"))

    assert outcome.status == 0
    assert outcome.last == "2 passed, 0 failed"
    skipped = [line for line in outcome.lines if "skipped" in line and "left to" in line]
    assert [line.partition(":")[0] for line in skipped] == ["S-O01", "S-O02", "S-O03", "S-O04", "S-O05"]


def test_a_figure_that_differs_fails(tmp_path, capsys):
    path = write(tmp_path / "cases.yaml", cases=[ALPHA, ALPHA | {"id": "A2", "expected": {"alpha": 0.7}}])
    outcome = run(capsys, "stats", path)

    assert outcome.status == 1
    assert outcome.about("A2") == ["A2: FAILED: alpha is 0.727273 here and 0.7 there"]
    assert outcome.last == "1 passed, 1 failed"


def test_an_interval_that_differs_fails(tmp_path, capsys):
    path = write(tmp_path / "cases.yaml", cases=[ALPHA | {"expected": {"alpha": 8 / 11, "ci": [0.5, 0.9]}}])

    assert "the low end" in run(capsys, "stats", path).about("A1")[0]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"method": "Cronbach's alpha", "expected": {}}, "the case cannot be read: 'data'"),
        (ALPHA | {"data": [[1], [0]]}, "alpha is not defined here"),
        ({"method": "Sobol G function, first-order indices", "expected": {}}, "no parameters"),
    ],
)
def test_a_case_that_cannot_be_compared_fails(tmp_path, capsys, case, why):
    outcome = run(capsys, "stats", write(tmp_path / "cases.yaml", cases=[{**case, "id": "X"}]))

    assert outcome.status == 1
    assert why in outcome.about("X")[0]


def test_a_method_that_nobody_knows_is_left_open(tmp_path, capsys):
    outcome = run(capsys, "stats", write(tmp_path / "cases.yaml", cases=["text", {"method": "phrenology"}]))

    assert outcome.status == 0
    assert "entry 2: undecided: nobody here knows the method 'phrenology'" in outcome.lines
    assert "0 compared, 0 skipped, 2 undecided" in outcome.lines
