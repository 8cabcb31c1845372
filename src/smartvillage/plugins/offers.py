"""What hooks return: the things a plugin offers. They may hold callables, so they are attrs classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Indicator

__all__ = ["Candidate", "Dataset", "Evaluator", "Finding", "Pilot", "PluginInfo", "Precedent", "ProgrammeOffer"]

API = 1
"""The version of the plugin contract that this release speaks."""


@attrs.frozen(kw_only=True)
class PluginInfo:
    """Who offers: the plugin's key, its authority, and which version of the contract it was written for.

    Example:
        >>> PluginInfo(key="nam-son", title=Label(vi="Nam Sơn"), api=1).key
        'nam-son'
    """

    key: str
    """The name of the entry point; every id the plugin offers begins with it and a dot."""
    title: Label
    api: int
    authority: str | None = None
    """The id of the pilot authority, as :class:`smartvillage.Places` knows it."""
    since: date | None = None
    """The first day on which that authority spoke for the plugin."""
    until: date | None = None
    """The first day on which it no longer did."""
    successor: str | None = None
    """Who inherited the plugin when the authority ended."""
    domains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("vi",)


@attrs.frozen(kw_only=True)
class Precedent:
    """A level or requirement that somebody has issued, and where."""

    what: Label
    citation: Citation
    value: str | None = None


@attrs.frozen(kw_only=True)
class Candidate:
    """An indicator that a domain offers for the next edition."""

    indicator: Indicator
    domain: str
    basis: str
    """``precedent`` when somebody has issued it before, otherwise ``idea``; an idea has no level."""
    rationale: Label
    precedents: tuple[Precedent, ...] = ()
    measure: Measure | None = None
    """The measure it judges, where it judges a single one."""
    shows: str | None = None
    """Whether the figure shows ``access``, ``use`` or ``result``."""
    burden: str | None = None
    """Whether the figure is ``existing`` in a system today, or ``new`` and must be collected."""


@attrs.frozen(kw_only=True)
class Pilot:
    """Units at a date that try a domain out for an authority over a period."""

    id: str
    title: Label
    domain: str
    units: tuple[str, ...]
    """Identities of units: ``vn:28222@``."""
    on: date
    """The day on which the units are meant."""
    authority: str | None = None
    since: date | None = None
    until: date | None = None
    synthetic: bool = False


@attrs.frozen(kw_only=True)
class Evaluator:
    """A function that judges rules of the plugin's own namespace."""

    id: str
    judge: Callable[..., Any]
    content: str
    """What identifies the code: it enters the id of every run that uses it."""


@attrs.frozen(kw_only=True)
class ProgrammeOffer:
    """A programme, or the path of its document."""

    id: str
    document: Any


@attrs.frozen(kw_only=True)
class Dataset:
    """A small dataset that is loaded on request."""

    id: str
    title: Label
    licence: str
    synthetic: bool
    load: Callable[[], Any]
    source: str | None = None


@attrs.frozen(kw_only=True)
class Finding:
    """Something doubtful in the evidence, told by a plugin that knows the field."""

    what: Label
    unit: str | None = None
    period: str | None = None
    measure: str | None = None
    facts: Mapping[str, str] = attrs.field(factory=dict)
