"""smartvillage: criteria sets for smart rural communes, evaluated exactly, with reasons.

The public names live here and nowhere else has to be known. Each is fetched from its floor when it is first asked
for (PEP 562), so ``import smartvillage`` costs next to nothing and pulls in neither NumPy nor pydantic. Nothing inside
the library imports this module: it is the face of the house, not one of its floors (see :doc:`/explanation/house`).

Example:
    >>> import smartvillage as sv
    >>> sv.Exact("66.6") * 15 / 100 <= 10
    True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartvillage.criteria import CriteriaSet, Indicator, Measure, Patch
    from smartvillage.criteria.verdicts import Verdict
    from smartvillage.errors import InputError, SmartVillageError, UnknownIdentifierError
    from smartvillage.evaluation import Run, compile_set, evaluate
    from smartvillage.evidence import Evidence
    from smartvillage.exact import Exact, Interval
    from smartvillage.paper.table import Table
    from smartvillage.places import Places, Unit
    from smartvillage.plugins import Registry, load_registry
    from smartvillage.plugins.published import load

    __version__: str

__all__ = [
    "CriteriaSet",
    "Evidence",
    "Exact",
    "Indicator",
    "InputError",
    "Interval",
    "Measure",
    "Patch",
    "Places",
    "Registry",
    "Run",
    "SmartVillageError",
    "Table",
    "Unit",
    "UnknownIdentifierError",
    "Verdict",
    "compile_set",
    "evaluate",
    "load",
    "load_registry",
]

_HOME = {
    "CriteriaSet": "smartvillage.criteria",
    "Evidence": "smartvillage.evidence",
    "Exact": "smartvillage.exact",
    "Indicator": "smartvillage.criteria",
    "InputError": "smartvillage.errors",
    "Interval": "smartvillage.exact",
    "Measure": "smartvillage.criteria",
    "Patch": "smartvillage.criteria",
    "Places": "smartvillage.places",
    "Registry": "smartvillage.plugins",
    "Run": "smartvillage.evaluation",
    "SmartVillageError": "smartvillage.errors",
    "Table": "smartvillage.paper.table",
    "Unit": "smartvillage.places",
    "UnknownIdentifierError": "smartvillage.errors",
    "Verdict": "smartvillage.criteria.verdicts",
    "compile_set": "smartvillage.evaluation",
    "evaluate": "smartvillage.evaluation",
    "load": "smartvillage.plugins.published",
    "load_registry": "smartvillage.plugins",
}
"""Where each public name lives; the typed block above tells checkers the same, and a test compares the two."""


def __getattr__(name: str) -> object:
    if name in _HOME:
        from importlib import import_module  # noqa: PLC0415

        value = getattr(import_module(_HOME[name]), name)
    elif name == "__version__":
        value = _version()
    else:
        raise AttributeError(_unknown(name), name=name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("smartvillage")
    except PackageNotFoundError:
        return "0+unknown"  # a bare tree on the path, never installed


def _unknown(name: str) -> str:
    message = f"smartvillage has no attribute {name!r}."
    if name.startswith("_"):  # notebooks probe for many of these; nobody misspells them
        return message
    from difflib import get_close_matches  # noqa: PLC0415

    lowered = {known.lower(): known for known in __all__}
    closest = [lowered[found] for found in get_close_matches(name.lower(), lowered, n=3)]
    return f"{message} Closest: {', '.join(closest)}." if closest else message
