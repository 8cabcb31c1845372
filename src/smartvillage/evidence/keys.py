"""Keys of rows: several columns of codes as one number, so that rows can be compared, numbered and counted.

Codes are small whole numbers from -1 (absent) on. While all keys that could be lie in a range not much wider than
there are rows, a table answers in two passes what sorting millions of rows would.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["distinct", "has_repeats", "key_of", "numbered"]

Ints = npt.NDArray[np.int64]

_ROOM = 1 << 20
"""A table of so many places costs next to nothing, however few the rows are."""
_TIMES = 16
"""So many places for each row cost less than sorting."""
_MOST = 1 << 62


def key_of(columns: Iterable[tuple[npt.NDArray[Any], int]], rows: int) -> tuple[Ints, int]:
    """Make one key of several columns.

    Args:
        columns: Codes from -1 on, each column with the number that all its codes stay below.
        rows: How many rows there are.

    Returns:
        A key for each row, equal where all codes are equal and in their order; and the number all keys stay below.

    Example:
        >>> key, space = key_of([(np.array([0, 0, 1]), 2), (np.array([-1, 3, 3]), 4)], 3)
        >>> key.tolist(), space
        ([5, 9, 14], 15)
    """
    key, space = np.zeros(rows, dtype=np.int64), 1
    for codes, size in columns:
        if space * (size + 1) > _MOST:
            # Numbered anew, keys stay below the number of rows.
            first, key = numbered(key, space)
            space = len(first)
        key *= size + 1
        key += codes
        key += 1
        space *= size + 1
    return key, space


def numbered(key: Ints, space: int) -> tuple[Ints, Ints]:
    """Number the distinct keys in their order.

    Args:
        key: Keys from 0 on.
        space: The number that all of them stay below.

    Returns:
        The first row of each distinct key, and for each row the number of its key.

    Example:
        >>> first, number = numbered(np.array([7, 2, 7]), 8)
        >>> first.tolist(), number.tolist()
        ([1, 0], [1, 0, 1])
    """
    if not _is_narrow(space, len(key)):
        _, first, number = np.unique(key, return_index=True, return_inverse=True)
        return first, number
    table = np.full(space, -1, dtype=np.int64)
    table[key[::-1]] = np.arange(len(key) - 1, -1, -1)  # the last one written stays, so that is the first row
    used = np.flatnonzero(table >= 0)
    first = table[used]
    table[used] = np.arange(len(used))
    return first, table[key]


def distinct(key: Ints, space: int) -> Ints:
    """List the distinct keys in their order.

    Example:
        >>> distinct(np.array([7, 2, 7]), 8).tolist()
        [2, 7]
    """
    return np.flatnonzero(_seen(key, space)) if _is_narrow(space, len(key)) else np.unique(key)


def has_repeats(key: Ints, space: int) -> bool:
    """Whether two rows have the same key.

    Example:
        >>> has_repeats(np.array([7, 2, 7]), 8)
        True
    """
    if _is_narrow(space, len(key)):
        return int(np.count_nonzero(_seen(key, space))) < len(key)
    ordered = np.sort(key)
    return bool((ordered[1:] == ordered[:-1]).any())


def _seen(key: Ints, space: int) -> npt.NDArray[np.bool_]:
    seen = np.zeros(space, dtype=np.bool_)
    seen[key] = True
    return seen


def _is_narrow(space: int, rows: int) -> bool:
    return space <= max(_ROOM, _TIMES * rows)
