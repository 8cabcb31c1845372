"""What a harness has to say, and the two forms its cases come in: YAML whose scalars stay text, and csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Report", "UnusableError", "case_name", "read_entries", "read_rows"]


class UnusableError(Exception):
    """The file is not there or has not the form that was asked for: nothing can be compared."""


@dataclass
class Report:
    """Counts and lines, in the order of the cases."""

    lines: list[str] = field(default_factory=list)
    passed: int = 0
    failed: int = 0
    undecided: int = 0
    proves_nothing: bool = False
    """Set by a harness for which deciding no case at all is a failure."""

    def say(self, line: str) -> None:
        """Add a line that counts nothing."""
        self.lines.append(line)

    def passes(self) -> None:
        """Count a case that agrees."""
        self.passed += 1

    def fails(self, name: str, why: str) -> None:
        """Count a case that disagrees."""
        self.failed += 1
        self.say(f"{name}: FAILED: {why}")

    def leaves_open(self, name: str, why: str) -> None:
        """Count a case that could not be decided."""
        self.undecided += 1
        self.say(f"{name}: undecided: {why}")


class _TextLoader(yaml.SafeLoader):
    """Scalars stay as they were written (``66.60``, ``2017-10``, ``NaN``); only null is nothing."""


_KEPT = {"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}
_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_entries(path: str | Path, key: str) -> list[Any]:
    """Read the list that stands under a key of a YAML file.

    Raises:
        UnusableError: There is no such file, it is not YAML, or it holds no such list.
    """
    text = _text(path)
    try:
        tree = yaml.load(text, _TextLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        raise UnusableError(f"not YAML: {' '.join(str(problem).split())[:200]}") from None
    entries = tree.get(key) if isinstance(tree, Mapping) else None
    if not isinstance(entries, list) or not entries:
        raise UnusableError(f"there is no list {key!r} in it")
    return entries


def read_rows(path: str | Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """Read a csv file as text; further columns are kept, a ragged row is refused with its line.

    Raises:
        UnusableError: There is no such file, a column is missing, or a row has too few or too many cells.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise UnusableError(f"there is no column {', '.join(missing)} in it")
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise UnusableError(f"line {reader.line_num} has not as many cells as there are columns")
            rows.append({name: value.strip() for name, value in row.items()})
    except csv.Error as problem:
        raise UnusableError(f"line {reader.line_num}: {problem}") from None
    if not rows:
        raise UnusableError("there are no rows in it")
    return rows


def case_name(entry: object, number: int) -> str:
    """What a case is called in lines: its id, or where it stands."""
    name = entry.get("id") if isinstance(entry, Mapping) else None
    return str(name) if name else f"entry {number}"


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as problem:
        raise UnusableError(f"it cannot be read: {getattr(problem, 'strerror', None) or problem}") from None
