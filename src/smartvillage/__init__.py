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
    from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
    from smartvillage.criteria.measures import Measure
    from smartvillage.criteria.patches import Patch
    from smartvillage.criteria.provisions import Indicator
    from smartvillage.criteria.verdicts import Verdict
    from smartvillage.errors import InputError, SmartVillageError, UnknownIdentifierError
    from smartvillage.evaluation.evaluate import compile_set, evaluate
    from smartvillage.evaluation.run import Run
    from smartvillage.evidence.evidence import Evidence
    from smartvillage.exact import Exact, Interval
    from smartvillage.paper.table import Table
    from smartvillage.places import Places, Unit
    from smartvillage.plugins.registry import Registry, load, load_registry
    from smartvillage.programme.programme import Programme
    from smartvillage.proposal.compare import compare
    from smartvillage.proposal.engine import propose
    from smartvillage.proposal.plan import AnalysisPlan
    from smartvillage.proposal.proposal import Proposal

    __version__: str

__all__ = [
    "AnalysisPlan",
    "CriteriaSet",
    "Evidence",
    "Exact",
    "Indicator",
    "IndicatorInSet",
    "InputError",
    "Interval",
    "Measure",
    "Patch",
    "Places",
    "Programme",
    "Proposal",
    "Registry",
    "Run",
    "SmartVillageError",
    "Table",
    "Unit",
    "UnknownIdentifierError",
    "Verdict",
    "compare",
    "compile_set",
    "evaluate",
    "load",
    "load_registry",
    "propose",
]

_HOME = {
    "AnalysisPlan": "smartvillage.proposal.plan",
    "CriteriaSet": "smartvillage.criteria.criteria_set",
    "Evidence": "smartvillage.evidence.evidence",
    "Exact": "smartvillage.exact",
    "Indicator": "smartvillage.criteria.provisions",
    "IndicatorInSet": "smartvillage.criteria.criteria_set",
    "InputError": "smartvillage.errors",
    "Interval": "smartvillage.exact",
    "Measure": "smartvillage.criteria.measures",
    "Patch": "smartvillage.criteria.patches",
    "Places": "smartvillage.places",
    "Programme": "smartvillage.programme.programme",
    "Proposal": "smartvillage.proposal.proposal",
    "Registry": "smartvillage.plugins.registry",
    "Run": "smartvillage.evaluation.run",
    "SmartVillageError": "smartvillage.errors",
    "Table": "smartvillage.paper.table",
    "Unit": "smartvillage.places",
    "UnknownIdentifierError": "smartvillage.errors",
    "Verdict": "smartvillage.criteria.verdicts",
    "compare": "smartvillage.proposal.compare",
    "compile_set": "smartvillage.evaluation.evaluate",
    "evaluate": "smartvillage.evaluation.evaluate",
    "load": "smartvillage.plugins.registry",
    "load_registry": "smartvillage.plugins.registry",
    "propose": "smartvillage.proposal.engine",
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
