"""Tables as aligned plain text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.paper.plain import clipped, grid, one_line, width_of


@pytest.mark.parametrize(
    ("text", "width"), [("Đức Hòa", 7), ("村", 2), ("a\u0303\u0323", 1), ("\u200b", 0), ("ascii", 5)]
)
def test_width_is_counted_as_a_terminal_counts(text, width):
    assert width_of(text) == width
    assert width_of(unicodedata.normalize("NFD", text)) == width


def test_a_cell_stays_on_one_line_and_shows_what_is_hidden_in_it():
    assert one_line("a\r\nb\u202ec\x1b") == r"a\r\nb\u202ec\x1b"
    assert one_line(unicodedata.normalize("NFD", "Mỹ Lệ")) == "Mỹ Lệ"


@given(st.text(), st.integers(1, 20))
def test_clipped_text_never_takes_more_room_than_it_has(text, width):
    assert width_of(clipped(one_line(text), width)) <= width


def test_marked_letters_and_plain_ones_line_up():
    text, left_out = grid(
        ["xã", "giá trị"], [[unicodedata.normalize("NFD", "Mỹ Lệ"), "66,6"], ["Long", "7"]], right=[False, True]
    )

    assert text.split("\n") == [
        "xã     giá trị",
        "-----  -------",
        "Mỹ Lệ     66,6",
        "Long         7",
    ]
    assert left_out == 0


def test_the_widest_column_gives_way_first():
    text, left_out = grid(["a", "b"], [["x" * 50, "y" * 10]], right=[False, False], max_width=30)

    assert text.split("\n")[2] == "x" * 17 + "…  " + "y" * 10
    assert left_out == 0


def test_columns_that_find_no_room_are_left_out_from_the_right_and_counted():
    text, left_out = grid([f"column {n}" for n in range(9)], [["x" * 20] * 9], right=[False] * 9, max_width=25)

    assert left_out == 7
    assert max(map(len, text.split("\n"))) <= 25


def test_the_first_column_stays_however_little_room_there_is():
    text, left_out = grid(["abcdef", "b"], [["x" * 20, "y"]], right=[False, False], max_width=3)

    assert text == "ab…\n---\nxx…"
    assert left_out == 1


def test_a_table_without_columns_is_empty_text():
    assert grid([], [], right=[], max_width=10) == ("\n", 0)


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=4), st.integers(30, 60))
def test_no_line_is_longer_than_asked(rows, max_width):
    text, _ = grid(["a", "b", "c"], rows, right=[False, True, False], max_width=max_width)

    assert all(width_of(line) <= max_width for line in text.split("\n"))
    assert text.count("\n") == len(rows) + 1
