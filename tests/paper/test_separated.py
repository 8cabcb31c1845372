"""Csv that a spreadsheet opens without doing anything else."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.exact import Exact
from smartvillage.paper.separated import csv_text, guarded


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84 912",
        "-",
        "- một mục",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "  =1+1",
        "\ufeff=1",
        '"=1',
        "\u200b =1",
        "-1+cmd|' /C calc'!A0",
    ],
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-5", "-5,2", "-5.2", "nước sạch", "a=b", "1-2", "", "'=x", "−5", "chỉ tiêu 8.4; đạt"]
)
def test_plain_numbers_and_ordinary_text_stay_as_they_are(text):
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "found"), [("a;=1", "a;'=1"), ("a; =1;b", "a;' =1;b"), ("a\t@x", "a\t'@x"), ("a\r\n=1", "a\r\n'=1")]
)
def test_what_another_separator_would_cut_off_is_guarded_too(text, found):
    """A Vietnamese Excel may separate cells by semicolons and then begin a cell inside ours."""
    assert guarded(text) == found


@pytest.mark.parametrize("text", ["\n" * 30_000, " " * 30_000, ";" * 30_000, "\ufeff " * 15_000, '" ' * 15_000])
def test_no_text_makes_the_guard_slow(text):
    began = time.perf_counter()
    guarded(text)

    assert time.perf_counter() - began < 1


@given(st.text())
def test_no_guarded_text_ever_begins_a_formula(text):
    out = guarded(text)

    assert not out.startswith(("=", "+", "@", "＝", "＋", "－", "＠", "\t", "\r"))
    assert out.replace("'", "") == text.replace("'", "")


CELLS = st.none() | st.booleans() | st.integers() | st.fractions(max_denominator=10**6).map(Exact)


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), CELLS)))
def test_every_csv_reader_finds_the_same_cells(rows):
    text = csv_text(["a", "b"], rows)
    found = list(csv.reader(io.StringIO(text, newline="")))

    assert [len(row) for row in found] == [2] * (len(rows) + 1)
    assert [row[0] for row in found[1:]] == [guarded(name) for name, _ in rows]


def test_numbers_stand_bare_and_keep_their_point_in_every_language():
    text = csv_text(["=x"], [(-5,), (Exact("-66.6"),), (Exact("2/3"),), (None,), ("",), (True,)], "vi")

    assert text == '"\'=x"\r\n-5\r\n-66.6\r\n2/3\r\n\r\n""\r\n"có"\r\n'
