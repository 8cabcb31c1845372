"""``stats``: statistics worked out by other packages, beside those of the library.

Every case whose method the library offers is computed and compared. Methods of ranking and weighting are left to
packages that do nothing else: their cases are named and skipped. A method that nobody has heard of is left open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from smartvillage.proposal.intervals import feldt
from smartvillage.proposal.items import cronbach_alpha
from smartvillage.proposal.sensitivity import sobol_indices
from tests.oracles.report import Report, case_name, read_entries

__all__ = ["check"]

LEFT_TO_OTHERS = {
    "weighted sum": "scikit-criteria",
    "weighted product": "scikit-criteria",
    "CRITIC objective weights": "scikit-criteria",
    "entropy weights": "scikit-criteria",
    "Alkire-Foster counting": "mpindex",
}
"""By how a method begins: who has it."""

CLOSE = 1e-12
"""How close a figure must be that is printed in full."""
SAMPLED = 0.01
"""How close an index estimated from a sample must be to the one that is known."""


class _DisagreesError(Exception):
    """What is computed is not what is printed."""


def check(path: str | Path) -> Report:
    """Check every case of a file."""
    report = Report()
    skipped = 0
    for place, case in enumerate(read_entries(path, "cases"), start=1):
        name = case_name(case, place)
        method = str(case.get("method", "")) if isinstance(case, Mapping) else ""
        ours, theirs = _begins(method, OFFERED), _begins(method, LEFT_TO_OTHERS)
        if ours is None and theirs is None:
            report.leaves_open(name, f"nobody here knows the method {method!r}")
        elif ours is None:
            skipped += 1
            report.say(f"{name}: skipped: {method} is left to {theirs}")
        else:
            try:
                ours(case)
            except _DisagreesError as problem:
                report.fails(name, str(problem))
            except (KeyError, TypeError, ValueError, AttributeError) as problem:
                report.fails(name, f"the case cannot be read: {' '.join(str(problem).split())}")
            else:
                report.passes()
    report.say(f"{report.passed + report.failed} compared, {skipped} skipped, {report.undecided} undecided")
    return report


def _begins(method: str, known: Mapping[str, Any]) -> Any:
    return next((known[start] for start in known if method.startswith(start)), None)


def _alpha(case: Mapping[str, Any]) -> None:
    """Units stand in rows, items in columns."""
    table = [[None if cell is None else int(cell) for cell in row] for row in case["data"]]
    scores = np.array([[cell or 0 for cell in row] for row in table]).T
    known = np.array([[cell is not None for cell in row] for row in table]).T
    alpha = cronbach_alpha(scores, known)
    if alpha is None:
        raise _DisagreesError("alpha is not defined here")
    _same("alpha", float(alpha), case["expected"]["alpha"], CLOSE)
    if "ci" in case["expected"]:
        found = feldt(alpha, units=len(table), items=len(scores))
        for end, ours, theirs in zip(("low", "high"), (found.low, found.high), case["expected"]["ci"], strict=True):
            _same(f"the {end} end", float(ours), theirs, _last_place(theirs))


def _sobol(case: Mapping[str, Any]) -> None:
    """Sobol's G function: a product over inputs between 0 and 1, each with a parameter that makes it matter less."""
    listed = re.search(r"a = ([0-9., ]+)\)", case["method"])
    if listed is None:
        raise ValueError("no parameters")
    weights = np.array([float(one) for one in listed[1].split(",")])

    def model(inputs: Any) -> Any:
        return np.prod((np.abs(4 * inputs - 2) + weights) / (1 + weights), axis=1)

    names = [f"x{place}" for place in range(1, len(weights) + 1)]
    found = sobol_indices(model, dict.fromkeys(names, (0.0, 1.0)), seed=2030, samples=4096)
    for name, expected in case["expected"].items():
        for one in _spread(name):
            _same(one, found.first[names.index(one)], expected, SAMPLED)


def _spread(name: str) -> Sequence[str]:
    """The inputs a name stands for: itself, or all of ``x5..x8``."""
    ends = re.fullmatch(r"x([0-9]+)\.\.x([0-9]+)", name)
    return [f"x{place}" for place in range(int(ends[1]), int(ends[2]) + 1)] if ends else [name]


def _last_place(printed: str) -> float:
    """Half of the last decimal that is printed."""
    return 0.5 * 10.0 ** -len(printed.partition(".")[2]) + 1e-6  # ends of ours are rounded outwards


def _same(what: str, ours: float, theirs: str, near: float) -> None:
    if not abs(ours - float(theirs)) <= near:
        raise _DisagreesError(f"{what} is {ours:.6f} here and {theirs} there")


OFFERED: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "Cronbach's alpha": _alpha,
    "Sobol G function, first-order indices": _sobol,
}
"""By how a method begins: how its cases are compared."""
