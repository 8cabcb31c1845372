"""Testing: what helps others to check that they follow the laws.

It stands beside the house and may use every floor. :func:`check_plugin` looks at a plugin and says what is wrong with
it, :class:`DomainSuite` is the same for pytest, and :func:`run_case` judges what an office wrote down: given these
figures, expect that verdict.

Random criteria sets, patches, strata and figures need `hypothesis`_, and the suite needs pytest; the library itself
needs neither, so they are asked for only when one of their names is.

Example:
    >>> from hypothesis import given
    >>> from smartvillage.testing import criteria_sets
    >>> @given(criteria_sets())
    ... def every_set_can_be_written_and_read_back(criteria):
    ...     assert type(criteria).from_dict(criteria.to_dict()).document == criteria.document

.. _hypothesis: https://hypothesis.readthedocs.io
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartvillage.testing.cases import CaseResult, read_cases, run_case
    from smartvillage.testing.conformance import CheckResult, Conformance, check_plugin
    from smartvillage.testing.declared import Reported, evidence_for, observations_of, values_of
    from smartvillage.testing.reports import Observation, observations_for, periods, strata_for
    from smartvillage.testing.sets import criteria_sets, patches_for
    from smartvillage.testing.strategies import combinations, level_values, levels, measures, rules, schemes
    from smartvillage.testing.suite import DomainSuite

__all__ = [
    "CaseResult",
    "CheckResult",
    "Conformance",
    "DomainSuite",
    "Observation",
    "Reported",
    "check_plugin",
    "combinations",
    "criteria_sets",
    "evidence_for",
    "level_values",
    "levels",
    "measures",
    "observations_for",
    "observations_of",
    "patches_for",
    "periods",
    "read_cases",
    "rules",
    "run_case",
    "schemes",
    "strata_for",
    "values_of",
]

_NAMES = {
    "cases": ("CaseResult", "read_cases", "run_case"),
    "conformance": ("CheckResult", "Conformance", "check_plugin"),
    "declared": ("Reported", "evidence_for", "observations_of", "values_of"),
    "reports": ("Observation", "observations_for", "periods", "strata_for"),
    "sets": ("criteria_sets", "patches_for"),
    "strategies": ("combinations", "level_values", "levels", "measures", "rules", "schemes"),
    "suite": ("DomainSuite",),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"smartvillage.testing has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    try:
        return getattr(import_module(f"smartvillage.testing.{_HOME[name]}"), name)
    except ModuleNotFoundError as missing:
        if missing.name not in {"hypothesis", "pytest"}:
            raise
        raise ImportError(
            f"smartvillage.testing.{name} cần thư viện {missing.name}: pip install {missing.name}\n"
            f"smartvillage.testing.{name} needs {missing.name}: pip install {missing.name}",
            name=missing.name,
        ) from missing


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
