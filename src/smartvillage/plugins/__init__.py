"""Plugins: how districts bring measures, sets, candidates and evaluators, and how the built-in sets come in too.

What an author needs is here, each name fetched when it is first asked for, so that a worker process that judges for a
plugin starts quickly. What the library does with plugins is in :mod:`smartvillage.plugins.registry`.

Example:
    >>> from smartvillage.plugins import Label, Measure, PluginInfo, hookimpl
    >>> @hookimpl
    ... def smartvillage_measures():
    ...     yield Measure(id="nam-son.clean-water", title=Label(vi="Hộ dùng nước sạch"), kind="share")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartvillage.border import Label
    from smartvillage.criteria.citations import Citation
    from smartvillage.criteria.measures import Measure
    from smartvillage.criteria.verdicts import Verdict
    from smartvillage.exact import Exact, Interval
    from smartvillage.plugins.district_plugin import DistrictPlugin
    from smartvillage.plugins.document_plugin import DocumentPlugin
    from smartvillage.plugins.evaluators import Evaluator, evaluator, scalar_evaluator
    from smartvillage.plugins.hookspecs import hookimpl
    from smartvillage.plugins.inputs import Column, Inputs
    from smartvillage.plugins.offers import (
        Candidate,
        Dataset,
        Finding,
        Pilot,
        PluginInfo,
        Precedent,
        ProgrammeOffer,
    )

__all__ = [
    "Candidate",
    "Citation",
    "Column",
    "Dataset",
    "DistrictPlugin",
    "DocumentPlugin",
    "Evaluator",
    "Exact",
    "Finding",
    "Inputs",
    "Interval",
    "Label",
    "Measure",
    "Pilot",
    "PluginInfo",
    "Precedent",
    "ProgrammeOffer",
    "Verdict",
    "evaluator",
    "hookimpl",
    "scalar_evaluator",
]

_HOME = {
    **dict.fromkeys(
        ("Candidate", "Dataset", "Finding", "Pilot", "PluginInfo", "Precedent", "ProgrammeOffer"), "plugins.offers"
    ),
    **dict.fromkeys(("Evaluator", "evaluator", "scalar_evaluator"), "plugins.evaluators"),
    **dict.fromkeys(("Column", "Inputs"), "plugins.inputs"),
    **dict.fromkeys(("Exact", "Interval"), "exact"),
    "Citation": "criteria.citations",
    "DistrictPlugin": "plugins.district_plugin",
    "DocumentPlugin": "plugins.document_plugin",
    "Label": "border",
    "Measure": "criteria.measures",
    "Verdict": "criteria.verdicts",
    "hookimpl": "plugins.hookspecs",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    found: object = getattr(import_module(f"smartvillage.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
