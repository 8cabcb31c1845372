"""How much a reader takes in before it refuses, and how it collects what is wrong.

Every bound is checked before the work it bounds, so that a file made to exhaust the machine ends in an error like any
other bad file. The defaults hold what a province has; a caller with more raises them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, ParamSpec

import attrs

from smartvillage.errors import PROBLEMS_LISTED, InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Findings", "Limits"]

P = ParamSpec("P")

MIB = 1024 * 1024
_HOPELESS = 100_000
"""So many problems beyond those listed end the reading."""


def _positive(_: Limits, attribute: attrs.Attribute[int], value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{attribute.name} is {value!r}; a limit is a whole number of at least 1")


@attrs.frozen(kw_only=True)
class Limits:
    """What one file may cost. Within the defaults a reader ends in 10 seconds and 512 MiB.

    Raises:
        ValueError: A limit is not a whole number of at least 1.

    Example:
        >>> Limits(rows=1_000_000).columns
        500
    """

    file_bytes: int = attrs.field(default=20 * MIB, validator=_positive)
    """Size of the file on disk, in bytes."""
    unpacked_bytes: int = attrs.field(default=200 * MIB, validator=_positive)
    """Size of everything in a workbook's archive together, in bytes."""
    ratio: int = attrs.field(default=100, validator=_positive)
    """How many times larger than the file its unpacked content may be."""
    members: int = attrs.field(default=2000, validator=_positive)
    """Files inside a workbook's archive."""
    rows: int = attrs.field(default=100_000, validator=_positive)
    """Rows of a sheet below its headings; a text table is bounded by its bytes instead."""
    columns: int = attrs.field(default=500, validator=_positive)
    """Columns of a table."""
    cells: int = attrs.field(default=1_000_000, validator=_positive)
    """Rows times columns of a sheet; a text table is bounded by its bytes instead."""
    cell_chars: int = attrs.field(default=32_767, validator=_positive)
    """Characters in one cell: as many as a spreadsheet allows."""
    text_chars: int = attrs.field(default=32 * MIB, validator=_positive)
    """Characters of all texts in a workbook together."""
    problems: int = attrs.field(default=PROBLEMS_LISTED, validator=_positive)
    """How many problems are listed; the rest are counted."""


class Findings:
    """The problems of one file, and the limits they are found under: as many as are listed are kept, others counted.

    Example:
        >>> from smartvillage.errors import Words
        >>> findings = Findings(Limits(problems=1))
        >>> for text in "ab":
        ...     findings.add(lambda text: Problem("SV-IN-000", Words(vi=text, en=text)), text)
        >>> findings.close()
        Traceback (most recent call last):
        ...
        smartvillage.errors.InputError: SV-IN-000 a.
        … and 1 more.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._room = limits.problems
        self.problems: list[Problem] = []
        self.unlisted = 0

    def add(self, say: Callable[P, Problem], *args: P.args, **kwargs: P.kwargs) -> None:
        """Note a problem; it is put into words only when there is room to list it.

        Raises:
            InputError: So many problems were found that the rest need not be counted.
        """
        if len(self.problems) < self._room:
            self.problems.append(say(*args, **kwargs))
            return
        self.unlisted += 1
        if self.unlisted >= _HOPELESS:
            self.close()

    def close(self) -> None:
        """Refuse the file if anything was found.

        Raises:
            InputError: With every problem noted so far.
        """
        if self.problems:
            raise InputError(self.problems, self.unlisted)

    def stop(self, problem: Problem) -> Never:
        """Refuse the file now: what follows cannot be read. The problem stands last, even on a full list."""
        unlisted = self.unlisted + max(0, len(self.problems) + 1 - self._room)
        raise InputError([*self.problems[: self._room - 1], problem], unlisted)
