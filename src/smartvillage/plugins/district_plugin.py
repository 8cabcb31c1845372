"""The shape of a plugin that is a class: what mypy and pyright check the methods of a district plugin against."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.plugins.hookspecs import hookspec
from smartvillage.plugins.offers import Candidate, Dataset, Evaluator, Finding, Pilot, PluginInfo, ProgrammeOffer
from smartvillage.plugins.views import EvidenceView, ProposalView, RunView

__all__ = ["DistrictPlugin"]


class DistrictPlugin(Protocol):
    """A plugin as a class: inherit it, implement the hooks you need, and let a type checker read along.

    The entry point names an *instance*. Hooks that are not implemented are not answered; those that are carry
    ``@hookimpl`` as in a module. What each hook means is said in :mod:`smartvillage.plugins.hookspecs`.

    Example:
        >>> from smartvillage.plugins import hookimpl
        >>> class NamSon(DistrictPlugin):
        ...     @hookimpl
        ...     def smartvillage_plugin_info(self) -> PluginInfo:
        ...         return PluginInfo(key="nam-son", title=Label(vi="Nam Sơn"), api=1)
        >>> plugin = NamSon()
        >>> plugin.smartvillage_plugin_info().key
        'nam-son'

    .. versionadded:: 0.1
    """

    # marked as specifications, so that what is inherited is not taken for a hook without its mark

    @hookspec
    def smartvillage_plugin_info(self) -> PluginInfo:
        """Say who you are. Required."""
        ...

    @hookspec
    def smartvillage_measures(self) -> Iterable[Measure]:
        """Offer measures."""
        ...

    @hookspec
    def smartvillage_criteria_sets(self) -> Iterable[CriteriaSet | Path]:
        """Offer criteria sets, or the paths of their documents."""
        ...

    @hookspec
    def smartvillage_programmes(self) -> Iterable[ProgrammeOffer]:
        """Offer programmes with their targets."""
        ...

    @hookspec
    def smartvillage_candidates(self) -> Iterable[Candidate]:
        """Offer indicators for the next edition."""
        ...

    @hookspec
    def smartvillage_pilots(self) -> Iterable[Pilot]:
        """Name the pilots of this authority."""
        ...

    @hookspec
    def smartvillage_evaluators(self) -> Iterable[Evaluator]:
        """Offer evaluators for custom rules of your own namespace."""
        ...

    @hookspec
    def smartvillage_datasets(self) -> Iterable[Dataset]:
        """Offer small datasets."""
        ...

    @hookspec
    def smartvillage_check_evidence(self, evidence: EvidenceView) -> Iterable[Finding]:
        """Point out doubtful data."""
        ...

    @hookspec
    def smartvillage_review_proposal(self, proposal: ProposalView) -> Iterable[Label]:
        """Comment on a draft."""
        ...

    @hookspec
    def smartvillage_run_finished(self, run: RunView) -> None:
        """Export or announce a finished run."""
        ...
