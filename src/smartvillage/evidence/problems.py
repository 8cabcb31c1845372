"""Collecting problems while a table is read: the first hundred in full, the rest counted."""

from __future__ import annotations

from collections.abc import Iterable

from smartvillage.errors import PROBLEMS_LISTED, InputError, Problem

__all__ = ["Collector"]


class Collector:
    """Takes problems in any order of discovery and raises them in the order of rows."""

    def __init__(self) -> None:
        self._found: list[tuple[int, Problem]] = []
        self._more = 0

    def add(self, row: int, problem: Problem) -> None:
        """Take one problem of a row (-1: of the table itself)."""
        self._found.append((row, problem))

    def count(self, more: int) -> None:
        """Count problems that are told by nobody: there are a hundred of their kind before them."""
        self._more += more

    def count_more(self, rows: Iterable[int], limit: int = PROBLEMS_LISTED) -> list[int]:
        """Return the rows worth telling in full and count the others."""
        listed = list(rows)
        self._more += max(0, len(listed) - limit)
        return listed[:limit]

    def __len__(self) -> int:
        return len(self._found)

    def raise_if_any(self) -> None:
        """Raise everything found so far.

        Raises:
            InputError: There was at least one problem.
        """
        if self._found:
            ordered = sorted(self._found, key=lambda one: one[0])
            raise InputError([problem for _, problem in ordered], self._more)
