"""The grammar of periods, days, words and text."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.text.labels import LABELS
from tests.evidence.samples import (
    codes,
    read,
    refused,
    row,
)


def one(evidence):
    """The only row, as canonical text."""
    (found,) = evidence.rows()
    return found


@pytest.mark.parametrize("cell", ["2024", 2024, 2024.0, " 2024 "])
def test_a_year_may_be_a_number(cell):
    assert one(read({**row(value="5"), "period": cell}))["period"] == "2024"


@pytest.mark.parametrize("cell", [date(2024, 6, 30), datetime(2024, 6, 30), pd.Timestamp("2024-06-30"), "2024-06-30"])
def test_a_day_may_be_a_date_cell(cell):
    evidence = read({**row(value="5", as_of=cell), "period": cell})

    assert (one(evidence)["period"], one(evidence)["as_of"]) == ("2024-06-30", "2024-06-30")


@pytest.mark.parametrize(
    "cell", ["06/2024", "30/06/2024", 46000, 2024.5, "2024-13", datetime(2024, 6, 30, 12), True, "năm 2024"]
)
def test_other_periods_are_refused_with_the_forms_there_are(cell):
    problem = refused({**row(value="5"), "period": cell}).problems[0]

    assert problem.code == "SV-EV-021"
    assert problem.expected.en == "2024, 2024-06, 2024-Q3, 2024-H1 or 2024-06-30"


@pytest.mark.parametrize("cell", ["30/06/2024", "2024", 45473, datetime(2024, 6, 30, 12), "2024-06-30T12:00:00"])
def test_a_day_that_is_none_is_told_once_and_where_it_stands(cell):
    error = refused(row(value="5", as_of=cell))

    assert codes(error) == ["SV-EV-026"]
    assert error.problems[0].where.path == "[0].as_of"


def test_a_moment_with_a_zone_is_the_day_in_vietnam():
    assert one(read(row(value="5", as_of="2024-06-30T17:30:00Z")))["as_of"] == "2024-07-01"
    assert one(read(row(value="5", as_of=datetime(2024, 6, 30, 17, 30, tzinfo=UTC))))["as_of"] == "2024-07-01"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((relation, relation) for relation in RELATIONS),
        *((words.vi, relation) for relation, words in LABELS["relation"].items()),
        *((">", "gt"), (">=", "ge"), ("≥", "ge"), ("<", "lt"), ("<=", "le"), ("≤", "le"), ("=", "eq"), ("~", "approx")),
        *((" GE ", "ge"), (None, "eq"), ("", "eq")),
    ],
)
def test_a_relation_has_words_and_signs(word, meaning):
    assert one(read(row(value="5", relation=word)))["relation"] == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((state, state) for state in STATES),
        *((words.vi.upper(), state) for state, words in LABELS["evidence-state"].items()),
        (None, "reported"),
    ],
)
def test_a_state_has_its_vietnamese_words(word, meaning):
    assert one(read(row(value="5", state=word)))["state"] == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((reason, reason) for reason in MISSING[2:]),
        *((words.vi, reason) for reason, words in LABELS["missing"].items()),
        (None, None),
    ],
)
def test_a_missing_figure_has_its_reason(word, meaning):
    found = one(read(row(value=None, missing=word)))

    assert (found["value"], found["missing"]) == (None, meaning)


def test_none_given_is_a_reason_too():
    assert one(read(row(missing="none-given")))["missing"] is None


@pytest.mark.parametrize(
    ("name", "word", "meant"),
    [("relation", "gee", "ge"), ("state", "verifed", "verified"), ("missing", "loss", "lost")],
)
def test_a_misspelt_word_is_refused_with_the_one_that_was_meant(name, word, meant):
    problem = refused(row(value=None if name == "missing" else "5", **{name: word})).problems[0]

    assert problem.what.en == f'"{word}" is not accepted'
    assert problem.expected.en.startswith("one of: ")
    assert problem.advice.en == f"Did you mean {meant}?"


def test_a_word_like_no_other_gets_no_advice():
    assert refused(row(value="5", state="zzzzz")).problems[0].advice is None


def test_sources_and_documents_are_kept():
    found = one(read(row(value="5", source="  báo cáo số 12 ", document=12)))

    assert (found["source"], found["document"]) == ("báo cáo số 12", "12")


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_an_empty_source_is_none(blank):
    assert one(read(row(value="5", source=blank)))["source"] is None


@pytest.mark.parametrize(
    ("name", "code"), [("source", "SV-EV-044"), ("document", "SV-EV-044"), ("unit_name", "SV-EV-020")]
)
@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", "x" * 40_000])
def test_text_that_no_file_could_hold_is_refused(name, code, text):
    error = refused(row(value="5", **{name: text}))

    assert codes(error) == [code]
    assert "is too long, or holds a character that nobody can read" in error.problems[0].what.en
