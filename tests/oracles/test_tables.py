"""``aggregates``, ``surveys`` and ``distributions``: the shared files agree, and a planted fault is found."""

from __future__ import annotations

import csv
import io

import pytest

from tests.oracles.cases import run, shared
from tests.oracles.distributions import band

FILES = {
    "aggregates": "data/aggregates.csv",
    "surveys": "data/surveys_satisfaction.csv",
    "distributions": "data/criteria_distributions.csv",
}


@pytest.mark.parametrize(
    ("kind", "counts", "decided"),
    [
        ("aggregates", "10 decided, 9 undecided", 10),
        ("surveys", "2 decided, 2 undecided or skipped", 2),
        ("distributions", "3 decided, 0 undecided", 3),
    ],
)
def test_the_shared_file_agrees_and_the_decided_are_counted(capsys, kind, counts, decided):
    outcome = run(capsys, kind, shared(FILES[kind]))

    assert outcome.status == 0
    assert outcome.lines[-2:] == [counts, f"{decided} passed, 0 failed"]


def changed(path, name, **cells):
    """The rows of a file with cells of one of them changed."""
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    rows = [{**row, **(cells if row["id"] == name else {})} for row in reader]
    assert any(row["id"] == name for row in rows)
    return rows


def save(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("kind", "name", "cells", "words"),
    [
        ("aggregates", "N09", {"pct_reported": "70.3"}, "disagrees, but the file says rounds"),
        ("aggregates", "L01", {"pct_reported": "54.7"}, "rounds, but the file says truncates"),
        ("aggregates", "N14b", {"numerator": "2280"}, "but the file says rounds"),
        ("surveys", "S-V01", {"satisfied": "70"}, "printed 98.61"),
        ("surveys", "S-V04", {"households_asked": "8100"}, "printed 75.1"),
        ("distributions", "D-S1", {"at_19": "2"}, "the bands add up to 203, not to 202 communes"),
        ("distributions", "D-S2", {"mean_reported": "17.2"}, "the mean 17.2 is not between"),
        ("distributions", "D-S3", {"mean_reported": "13.9"}, None),
        ("distributions", "D-S3", {"mean_reported": "13.8"}, "are printed as a mean of 13.8"),
    ],
)
def test_one_changed_cell_is_found(capsys, tmp_path, kind, name, cells, words):
    path = save(tmp_path / "planted.csv", changed(shared(FILES[kind]), name, **cells))

    outcome = run(capsys, kind, path)

    if words is None:
        assert outcome.status == 0
        return
    assert outcome.status == 1
    assert outcome.last.endswith(" passed, 1 failed")
    assert words in outcome.about(name)[0]


PASSED, FAILED, OPEN = "1 passed, 0 failed", "0 passed, 1 failed", "0 passed, 0 failed"


@pytest.mark.parametrize(
    ("counts", "printed", "said", "last", "words"),
    [
        ("1/8", "12.5", "rounds", PASSED, None),
        ("1/8", "13", "rounds", PASSED, None),
        ("1/8", "12", "rounds", FAILED, "truncates"),
        ("1/8", "12", "truncated", PASSED, None),
        ("2/3", "66.6 %", "truncates", PASSED, None),
        ("150/142", "105.6", "rounds", PASSED, None),
        ("216/293", "77", "disagrees", PASSED, None),
        ("216/293", "77", "wrong", PASSED, None),
        ("1,285/2,570", "50", "rounds", PASSED, None),
        ("0/0", "100", "rounds", OPEN, "a share of nothing"),
        ("1/0", "100", "rounds", FAILED, "SV-EV-034"),
        ("x/2", "50", "rounds", FAILED, "not a number"),
        ("1/2", "half", "rounds", FAILED, "not a number"),
        ("1/2", "50", "", OPEN, "does not say"),
        ("1/2", "50", "ok", FAILED, "is none of"),
        ("1/", "50", "rounds", OPEN, "no denominator"),
    ],
)
def test_an_aggregate_is_compared_at_the_decimals_it_was_printed_with(
    capsys, tmp_path, counts, printed, said, last, words
):
    numerator, _, denominator = counts.partition("/")
    row = {"id": "A1", "numerator": numerator, "denominator": denominator, "pct_reported": printed, "agreement": said}

    outcome = run(capsys, "aggregates", save(tmp_path / "a.csv", [{**row, "more": "x"}]))

    assert outcome.last == last
    assert words is None or words in outcome.about("A1")[0]


SURVEY = {
    "id": "S1",
    "households_total": "200",
    "households_asked": "150",
    "asked_pct_reported": "75",
    "satisfied": "100",
    "unsatisfied": "",
    "satisfied_pct_reported": "66.6",
    "rule_in_source": "",
}


@pytest.mark.parametrize(
    ("cells", "last", "words"),
    [
        ({}, PASSED, None),
        ({"satisfied_pct_reported": "66.7"}, PASSED, None),
        ({"satisfied_pct_reported": "66.8"}, FAILED, "satisfied 100/150"),
        ({"asked_pct_reported": "76", "satisfied": "99"}, FAILED, "asked 150/200"),
        ({"unsatisfied": "51"}, FAILED, "100 satisfied and 51 not, of 150 asked"),
        ({"households_asked": "201"}, FAILED, "SV-EV-038"),
        ({"asked_pct_reported": "", "satisfied": ""}, OPEN, "no printed share"),
        ({"households_asked": "0", "satisfied": "0", "asked_pct_reported": "0"}, PASSED, None),
    ],
)
def test_a_survey_is_compared_share_by_share(capsys, tmp_path, cells, last, words):
    outcome = run(capsys, "surveys", save(tmp_path / "s.csv", [{**SURVEY, **cells}]))

    assert outcome.last == last
    assert words is None or words in outcome.about("S1")[0]


BANDS = {
    "id": "D1",
    "communes": "10",
    "at_19": "4",
    "at_10_18": "3",
    "below_10": "3",
    "other": "one merged",
    "mean_reported": "13.3",
    "sum_criteria_reported": "133",
}


@pytest.mark.parametrize(
    ("cells", "last", "words"),
    [
        ({}, PASSED, None),
        ({"mean_reported": "10.6", "sum_criteria_reported": ""}, PASSED, None),
        ({"mean_reported": "10.5", "sum_criteria_reported": ""}, FAILED, "not between 10.6 and 15.7"),
        ({"mean_reported": "15.8", "sum_criteria_reported": ""}, FAILED, "not between 10.6 and 15.7"),
        ({"mean_reported": "16", "sum_criteria_reported": ""}, FAILED, "it is one of them, rounded"),
        ({"mean_reported": "13.2"}, FAILED, "133/10 criteria a commune"),
        (
            {"at_19": "", "communes": "6", "mean_reported": "13.6", "sum_criteria_reported": ""},
            "0 passed, 1 failed",
            "not between 5 and 13.5",
        ),
        ({"at_19": "", "mean_reported": "", "communes": "7"}, OPEN, "neither bands nor a sum"),
        ({"at_19": "", "mean_reported": "", "communes": "5"}, FAILED, "add up to 6"),
        ({"at_19": "3.5", "mean_reported": ""}, FAILED, "no whole number"),
        ({"at_19": "3", "other": "1"}, PASSED, None),
        ({"communes": "many"}, FAILED, "not a number"),
    ],
)
def test_a_distribution_adds_up_and_its_mean_lies_between_the_bounds(capsys, tmp_path, cells, last, words):
    outcome = run(capsys, "distributions", save(tmp_path / "d.csv", [{**BANDS, **cells}]))

    assert outcome.last == last
    assert words is None or words in outcome.about("D1")[0]


def test_a_band_is_read_from_the_name_of_its_column():
    assert [band(name) for name in ("at_15_18", "at_19", "below_5", "at", "scope")] == [
        (15, 18),
        (19, 19),
        (0, 4),
        None,
        None,
    ]
