"""The contract with plugins: what the library asks, when, and what happens when an answer cannot be used.

Every hook is called by keyword. A plugin implements those it needs and may ask for fewer parameters. Wrappers are
refused: nobody changes what another plugin answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pluggy

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.plugins.offers import Candidate, Dataset, Evaluator, Finding, Pilot, PluginInfo, ProgrammeOffer
from smartvillage.plugins.views import EvidenceView, ProposalView, RunView

__all__ = ["GROUP", "hookimpl", "hookspec"]

GROUP = "smartvillage.plugins"
"""The entry-point group; the name of an entry point is the key of its plugin."""

hookspec = pluggy.HookspecMarker("smartvillage")
hookimpl = pluggy.HookimplMarker("smartvillage")
"""Marks a function as the answer to a hook."""


@hookspec
def smartvillage_plugin_info() -> PluginInfo:  # type: ignore[empty-body]
    """Say who you are. Required.

    When: first, once per registry, before any other hook of the plugin.

    Returns: a :class:`~smartvillage.plugins.offers.PluginInfo`.

    Rules: ``key`` is the name of the entry point; ``api`` is a version of this contract that the library supports.

    If it goes wrong: the whole plugin is left out and listed in ``registry.left_out``.

    Example::

        @hookimpl
        def smartvillage_plugin_info():
            return PluginInfo(key="nam-son", title=Label(vi="Huyện Nam Sơn"), api=1)

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_measures() -> Iterable[Measure]:  # type: ignore[empty-body]
    """Offer measures.

    When: once per registry, after ``smartvillage_plugin_info``.

    Returns: any iterable of measures; a generator is welcome.

    Rules: each ``id`` begins with the plugin's key and a dot.

    If it goes wrong: the whole plugin is left out; others are not affected.

    Example::

        @hookimpl
        def smartvillage_measures():
            yield Measure(id="nam-son.clean-water", title=Label(vi="Hộ dùng nước sạch"), kind="share")

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_criteria_sets() -> Iterable[CriteriaSet | Path]:  # type: ignore[empty-body]
    """Offer criteria sets, or the paths of their documents.

    When: once per registry. Documents are read when a set is first asked for.

    Returns: any iterable of sets or paths.

    Rules: the id of each set begins with the plugin's key and a dot; a file is named ``<id>@<edition>.yaml``.

    If it goes wrong: the whole plugin is left out; others are not affected.

    Example::

        @hookimpl
        def smartvillage_criteria_sets():
            yield Path(__file__).parent / "nam-son.smart@2025.yaml"

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_programmes() -> Iterable[ProgrammeOffer]:  # type: ignore[empty-body]
    """Offer programmes with their targets.

    When: once per registry.

    Returns: any iterable of programmes.

    Rules: the id of each begins with the plugin's key and a dot.

    If it goes wrong: the whole plugin is left out; others are not affected.

    Example::

        @hookimpl
        def smartvillage_programmes():
            return [ProgrammeOffer(id="nam-son.plan-2025", document=Path("plan.yaml"))]

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_candidates() -> Iterable[Candidate]:  # type: ignore[empty-body]
    """Offer indicators that this domain proposes for the next edition.

    When: once per registry, after ``smartvillage_measures``.

    Returns: any iterable of candidates. Return an empty list, not ``None``, to say "none yet".

    Rules: each id begins with the plugin's key and a dot. A level is offered only with a cited precedent.

    If it goes wrong: the whole plugin is left out; others are not affected.

    Example::

        @hookimpl
        def smartvillage_candidates():
            yield Candidate(indicator=..., domain="tourism", basis="idea", rationale=Label(vi="..."))

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_pilots() -> Iterable[Pilot]:  # type: ignore[empty-body]
    """Name the pilots of this authority.

    When: once per registry.

    Returns: any iterable of pilots.

    Rules: each id begins with the plugin's key and a dot; synthetic pilots say so.

    If it goes wrong: the whole plugin is left out; others are not affected.

    Example::

        @hookimpl
        def smartvillage_pilots():
            yield Pilot(id="nam-son.my-loc", title=Label(vi="Mỹ Lộc"), domain="tourism", units=("vn:1@",), on=today)

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_evaluators() -> Iterable[Evaluator]:  # type: ignore[empty-body]
    """Offer evaluators for custom rules of your own namespace.

    When: once per registry; an evaluator runs when a set that names it is evaluated.

    Returns: any iterable of evaluators.

    Rules: each id begins with the plugin's key and a dot; an evaluator is a pure function.

    If it goes wrong: its cells are unknown, with the plugin named; never not met.

    Example::

        @hookimpl
        def smartvillage_evaluators():
            yield Evaluator(id="nam-son.linkage", judge=judge_linkage, content="1")

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_datasets() -> Iterable[Dataset]:  # type: ignore[empty-body]
    """Offer small datasets.

    When: once per registry; a dataset is loaded when somebody asks for it.

    Returns: any iterable of datasets.

    Rules: licence and ``synthetic`` are stated.

    If it goes wrong: the whole plugin is left out; others are not affected.

    Example::

        @hookimpl
        def smartvillage_datasets():
            yield Dataset(id="nam-son.demo", title=Label(vi="Giả lập"), licence="CC0-1.0", synthetic=True, load=load)

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_check_evidence(evidence: EvidenceView) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Point out doubtful data.

    When: on request, before judging.

    Returns: any iterable of findings.

    Rules: the evidence is read-only.

    If it goes wrong: an error finding in the plugin's name; judging goes on.

    Example::

        @hookimpl
        def smartvillage_check_evidence(evidence):
            return []

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_review_proposal(proposal: ProposalView) -> Iterable[Label]:  # type: ignore[empty-body]
    """Comment on a draft in the name of this authority.

    When: on request, while a proposal is reviewed.

    Returns: any iterable of comments.

    Rules: the proposal is read-only.

    If it goes wrong: the comment is missing and the dossier says so.

    Example::

        @hookimpl
        def smartvillage_review_proposal(proposal):
            yield Label(vi="Đồng ý")

    .. versionadded:: 0.1
    """


@hookspec
def smartvillage_run_finished(run: RunView) -> None:
    """Export or announce a finished run.

    When: on request, after judging.

    Returns: nothing.

    Rules: the run is read-only.

    If it goes wrong: a warning names the plugin; the run stands.

    Example::

        @hookimpl
        def smartvillage_run_finished(run):
            print(run.id)

    .. versionadded:: 0.1
    """
