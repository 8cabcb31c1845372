"""The built-in domain ``tourism``: rural tourism, a leading field."""

from __future__ import annotations

from collections.abc import Iterable

from smartvillage.criteria.measures import Measure
from smartvillage.plugins.domains.document import candidates_of, info_of, read_domain
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import Candidate, PluginInfo

__all__: list[str] = []


@hookimpl
def smartvillage_plugin_info() -> PluginInfo:
    """Say who offers the domain."""
    return info_of(read_domain("tourism"))


@hookimpl
def smartvillage_measures() -> Iterable[Measure]:
    """The measures of rural tourism."""
    return read_domain("tourism").measures


@hookimpl
def smartvillage_candidates() -> Iterable[Candidate]:
    """What rural tourism offers for the next edition: ideas, so without levels."""
    return candidates_of(read_domain("tourism"))
