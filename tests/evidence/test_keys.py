"""Keys of rows: with a table or by sorting, the answer is the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.evidence import keys
from smartvillage.evidence.keys import distinct, has_repeats, key_of, numbered

CODES = st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 2), st.integers(-1, 5)), max_size=20)
SIZES = (4, 3, 6)


@pytest.fixture(params=["table", "sorting"], autouse=True)
def way(request, monkeypatch):
    if request.param == "sorting":
        monkeypatch.setattr(keys, "_ROOM", 0)
        monkeypatch.setattr(keys, "_TIMES", 0)
    return request.param


def key_of_rows(rows, sizes=SIZES):
    columns = np.array(rows, dtype=np.int32).reshape(-1, len(sizes)).T
    return key_of(zip(columns, sizes, strict=True), len(rows))


@given(CODES)
def test_keys_are_equal_where_all_codes_are_and_keep_their_order(rows):
    key, space = key_of_rows(rows)

    assert [rows[place] for place in np.argsort(key, kind="stable")] == sorted(rows)
    assert len(set(key.tolist())) == len(set(rows))
    assert all(0 <= one < space for one in key.tolist())


@given(CODES)
def test_keys_that_would_not_fit_64_bits_are_numbered_anew(rows):
    """Six columns of a million codes each have more combinations than there are numbers."""
    wide = [one * 2 for one in rows]
    key, space = key_of_rows(wide, (10**6,) * 6)

    assert space < 2**63
    assert [wide[place] for place in np.argsort(key, kind="stable")] == sorted(wide)
    assert len(set(key.tolist())) == len(set(wide))


@given(CODES)
def test_rows_are_numbered_in_the_order_of_their_keys_and_the_first_of_each_is_known(rows):
    key, space = key_of_rows(rows)
    first, number = numbered(key, space)

    assert [rows[row] for row in first] == sorted(set(rows))
    assert [rows[first[one]] for one in number] == rows
    assert [rows.index(rows[row]) for row in first] == first.tolist()


@given(CODES)
def test_distinct_keys_are_listed_once_and_repeats_are_seen(rows):
    key, space = key_of_rows(rows)

    assert distinct(key, space).tolist() == sorted(set(key.tolist()))
    assert has_repeats(key, space) is (len(set(rows)) < len(rows))


def test_no_columns_make_one_key_for_all():
    key, space = key_of([], 2)

    assert key.tolist() == [0, 0]
    assert space == 1
