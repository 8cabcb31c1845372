"""Where outside cases lie beside the repository, and how the tests run a harness in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.oracles.__main__ import main

SHARED = Path(__file__).resolve().parents[3] / "shared"
"""Lent to the project, not part of it: a checkout elsewhere need not have it."""


class Outcome(NamedTuple):
    """What a run printed and how it ended."""

    status: int
    lines: list[str]
    errors: str

    @property
    def last(self) -> str:
        return self.lines[-1]

    def about(self, case: str) -> list[str]:
        """The lines of one case."""
        return [line for line in self.lines if line.startswith((f"{case}:", f"{case} "))]


def shared(name: str) -> Path:
    """Return an outside file, or skip the test where it is not there."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} does not lie beside this checkout")
    return path


def run(capsys: pytest.CaptureFixture[str], kind: str, path: object) -> Outcome:
    """Run a harness as the command line does."""
    status = main([kind, str(path)])
    printed = capsys.readouterr()
    return Outcome(status, printed.out.splitlines(), printed.err)


def write(path: Path, **tree: Any) -> Path:
    """Write a YAML file of cases."""
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    return path


def trap(kind: str, expected: object, **inputs: Any) -> Mapping[str, Any]:
    """Make an entry of ``traps``."""
    return {"id": "T1", "kind": kind, "inputs": inputs, "expected": expected}
