"""How much room text takes on paper."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.paper.measure import ink, lines_of


def test_marks_take_no_room_and_wide_letters_take_two():
    assert ink("Mỹ Lệ") == ink(unicodedata.normalize("NFD", "Mỹ Lệ")) == ink("My Le")
    assert ink("村") == 2


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, 1),
        ("nnnn nnnn", 10, 1),
        ("nnnn nnnn", 8, 2),
        ("nnnn nnnn", 4, 2),
        ("nnnnnnnn", 4, 2),
        ("nnnnnnnnn nn", 4, 3),
        ("n nnnnnnnnn", 4, 4),
        ("n\nn\n", 5, 3),
        ("nn", 0, 2),
    ],
)
def test_lines_break_between_words_and_in_words_wider_than_the_column(text, room, lines):
    assert lines_of(text, room) == lines


@given(st.text(), st.integers(5, 80))
def test_a_wider_column_never_needs_more_lines(text, room):
    assert 1 <= lines_of(text, room + 20) <= lines_of(text, room)
