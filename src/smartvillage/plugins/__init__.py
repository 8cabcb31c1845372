"""Plugins: how districts bring measures, sets, candidates and evaluators, and how the built-in sets come in too.

What an author needs is here; what the library does with it is in :mod:`smartvillage.plugins.registry`.

Example:
    >>> from smartvillage.plugins import Label, Measure, PluginInfo, hookimpl
    >>> @hookimpl
    ... def smartvillage_measures():
    ...     yield Measure(id="nam-son.clean-water", title=Label(vi="Hộ dùng nước sạch"), kind="share")
"""

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.measures import Measure
from smartvillage.plugins.district_plugin import DistrictPlugin
from smartvillage.plugins.document_plugin import DocumentPlugin
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import (
    Candidate,
    Dataset,
    Evaluator,
    Finding,
    Pilot,
    PluginInfo,
    Precedent,
    ProgrammeOffer,
)

__all__ = [
    "Candidate",
    "Citation",
    "Dataset",
    "DistrictPlugin",
    "DocumentPlugin",
    "Evaluator",
    "Finding",
    "Label",
    "Measure",
    "Pilot",
    "PluginInfo",
    "Precedent",
    "ProgrammeOffer",
    "hookimpl",
]
