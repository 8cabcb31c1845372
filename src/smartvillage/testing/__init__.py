"""Testing: what helps others to check that they follow the laws (strategies for hypothesis).

It stands beside the house and may use every floor. Random criteria sets, patches, strata and figures need
`hypothesis`_, which the library itself does not; it is asked for only when one of their names is.

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
    from smartvillage.testing.reports import Observation, observations_for, periods, strata_for
    from smartvillage.testing.sets import criteria_sets, patches_for
    from smartvillage.testing.strategies import combinations, level_values, levels, measures, rules, schemes

__all__ = [
    "Observation",
    "combinations",
    "criteria_sets",
    "level_values",
    "levels",
    "measures",
    "observations_for",
    "patches_for",
    "periods",
    "rules",
    "schemes",
    "strata_for",
]

_HOME = {
    **dict.fromkeys(("Observation", "observations_for", "periods", "strata_for"), "reports"),
    **dict.fromkeys(("criteria_sets", "patches_for"), "sets"),
    **dict.fromkeys(("combinations", "level_values", "levels", "measures", "rules", "schemes"), "strategies"),
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"smartvillage.testing has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    try:
        return getattr(import_module(f"smartvillage.testing.{_HOME[name]}"), name)
    except ModuleNotFoundError as missing:
        if missing.name != "hypothesis":
            raise
        raise ImportError(
            f"smartvillage.testing.{name} cần thư viện hypothesis: pip install hypothesis\n"
            f"smartvillage.testing.{name} needs hypothesis: pip install hypothesis",
            name="hypothesis",
        ) from missing


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
