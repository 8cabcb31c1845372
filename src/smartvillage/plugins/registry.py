"""The registry: what plugins offer, as one immutable value. There is no global one; make two and compare them.

Five stages lead to it. *Discover* reads metadata without importing; *load* imports one plugin; *admit* looks at its
hooks in a scratch manager; *collect* asks it for everything it offers; *link* checks that what it refers to is there.
A plugin passes all of them whole, or is left out whole, with a warning and a record of why.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import attrs

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import (
    PluginError,
    PluginErrorGroup,
    PluginWarning,
    SeveralEditionsError,
    UnknownIdentifierError,
    Words,
)
from smartvillage.plugins.admission import Faults, LeftOutError, admit
from smartvillage.plugins.builtin import BUILT_IN, builtin_offer
from smartvillage.plugins.clashes import Clash, clashes_in
from smartvillage.plugins.collecting import Offer, collect
from smartvillage.plugins.discovery import Found, discover
from smartvillage.plugins.documents import CaseRecord
from smartvillage.plugins.linking import link
from smartvillage.plugins.observing import Told, ask_everyone
from smartvillage.plugins.offers import (
    OLD_APIS,
    Candidate,
    Dataset,
    Evaluator,
    Finding,
    Pilot,
    PluginInfo,
    ProgrammeOffer,
)
from smartvillage.plugins.published import Published
from smartvillage.plugins.views import EvidenceView, ProposalView, RunView

__all__ = ["LeftOut", "Provided", "Published", "Registry", "builtin_registry", "load", "load_registry", "registry_of"]

Item = TypeVar("Item")


@attrs.frozen
class LeftOut:
    """A plugin that was not admitted, and why.

    Example:
        >>> from smartvillage.errors import PluginError, Words
        >>> out = LeftOut("nam-son", "smartvillage-nam-son 0.3", "load", (PluginError(Words(vi="hỏng", en="broken")),))
        >>> out.problem
        'Broken.'
    """

    key: str
    distribution: str | None
    """What installs it, with its version."""
    stage: str
    """Where it ended: ``discover``, ``load``, ``admit``, ``collect`` or ``link``."""
    errors: tuple[PluginError, ...]
    """Everything that is wrong with it, with advice."""

    @property
    def problem(self) -> str:
        """Everything that is wrong, in English."""
        return self.say("en")

    @property
    def advice(self) -> str | None:
        """What to do next, in English, where there is advice."""
        return "\n".join(one.advice.en for one in self.errors if one.advice is not None) or None

    @property
    def error(self) -> BaseException | None:
        """The exception that the plugin itself raised, if it did."""
        return next((one.__cause__ for one in self.errors if one.__cause__ is not None), None)

    def say(self, lang: str) -> str:
        """Everything that is wrong, each with its advice."""
        return "\n".join(one.say(lang) for one in self.errors)

    def __str__(self) -> str:
        return f"A plugin is left out at the stage {self.stage}.\n{self.problem}"


@attrs.frozen
class Provided:
    """Who provides something."""

    plugin: str
    distribution: str
    version: str | None


@attrs.frozen(eq=False)
class Registry:
    """What the admitted plugins offer, sorted by id.

    Example:
        >>> registry = load_registry(only=())
        >>> [plugin.key for plugin in registry.plugins][-2:]
        ['tourism', 'vn']
        >>> registry.set("vn.xa-ntm@2021-2025").key
        'vn.xa-ntm@2021-2025'
    """

    offers: tuple[Offer, ...]
    """The admitted plugins with what each offers, in the order of their keys."""
    left_out: tuple[LeftOut, ...] = ()
    sets: Mapping[str, Published] = attrs.field(init=False)
    measures: Mapping[str, Measure] = attrs.field(init=False)
    programmes: Mapping[str, ProgrammeOffer] = attrs.field(init=False)
    candidates: Mapping[str, Candidate] = attrs.field(init=False)
    pilots: Mapping[str, Pilot] = attrs.field(init=False)
    evaluators: Mapping[str, Evaluator] = attrs.field(init=False)
    datasets: Mapping[str, Dataset] = attrs.field(init=False)

    @sets.default
    def _all_sets(self) -> Mapping[str, Published]:
        return self._by_id(one.sets for one in self.offers)

    @measures.default
    def _all_measures(self) -> Mapping[str, Measure]:
        return self._by_id(one.measures for one in self.offers)

    @programmes.default
    def _all_programmes(self) -> Mapping[str, ProgrammeOffer]:
        return self._by_id(one.programmes for one in self.offers)

    @candidates.default
    def _all_candidates(self) -> Mapping[str, Candidate]:
        return self._by_id(one.candidates for one in self.offers)

    @pilots.default
    def _all_pilots(self) -> Mapping[str, Pilot]:
        return self._by_id(one.pilots for one in self.offers)

    @evaluators.default
    def _all_evaluators(self) -> Mapping[str, Evaluator]:
        return self._by_id(one.evaluators for one in self.offers)

    @datasets.default
    def _all_datasets(self) -> Mapping[str, Dataset]:
        return self._by_id(one.datasets for one in self.offers)

    @staticmethod
    def _by_id(offers: Iterable[Mapping[str, Item]]) -> Mapping[str, Item]:
        # namespaces make ids of different plugins differ, so nothing is ever overwritten
        return MappingProxyType(dict(sorted(item for one in offers for item in one.items())))

    @property
    def plugins(self) -> tuple[PluginInfo, ...]:
        """Who the admitted plugins are."""
        return tuple(one.info for one in self.offers)

    @property
    def domains(self) -> tuple[PluginInfo, ...]:
        """The plugins that are themselves domains (lĩnh vực)."""
        return tuple(one for one in self.plugins if one.kind is not None)

    @property
    def cases(self) -> Mapping[str, tuple[CaseRecord, ...]]:
        """The cases that plugins bring for their own checks, by key."""
        return {one.info.key: one.cases for one in self.offers if one.cases}

    def provider(self, identifier: str) -> Provided:
        """Say which plugin an id comes from.

        Raises:
            UnknownIdentifierError: No admitted plugin has this namespace.

        Example:
            >>> load_registry(only=()).provider("tourism.online-booking").plugin
            'tourism'
        """
        key = identifier.partition(".")[0]
        for one in self.offers:
            if one.info.key == key:
                return Provided(key, one.admitted.found.distribution, one.admitted.found.version)
        raise UnknownIdentifierError(key, (one.key for one in self.plugins), Words(vi="phần mở rộng", en="plugin"))

    def set(self, key: str, edition: str | None = None) -> CriteriaSet:
        """Return a set by key (``vn.xa-ntm@2021-2025``), or by id and edition.

        An id alone is enough where there is only one edition.

        Raises:
            UnknownIdentifierError: There is no such set.
            SeveralEditionsError: There are several editions of it; the error names them.
        """
        return _find(self.sets, key, edition)

    def editions(self, set_id: str) -> tuple[Published, ...]:
        """The editions of a set that are offered."""
        return tuple(one for one in self.sets.values() if one.id == set_id)

    def clashes(self) -> tuple[Clash, ...]:
        """List what two plugins say differently: same-looking measures, and levels under a national floor.

        They are reported and never resolved: who is right is not decided by the order in which plugins were found.
        """
        return clashes_in(self.offers)

    def check_evidence(self, evidence: EvidenceView) -> tuple[Told[Finding], ...]:
        """Ask every plugin for what is doubtful in the evidence.

        Returns:
            The findings with the plugin that told each; a plugin that fails tells that it failed.
        """
        return ask_everyone(self.offers, "smartvillage_check_evidence", Finding, evidence=evidence)

    def review(self, proposal: ProposalView) -> tuple[Told[Label], ...]:
        """Ask every plugin for its comments on a draft."""
        return ask_everyone(self.offers, "smartvillage_review_proposal", Label, proposal=proposal)

    def run_finished(self, run: RunView) -> None:
        """Tell every plugin that a run is finished; one that fails is warned about, and the run stands."""
        for told in ask_everyone(self.offers, "smartvillage_run_finished", None, run=run):
            warnings.warn(str(told.error), PluginWarning, stacklevel=2)


def _find(sets: Mapping[str, Published], key: str, edition: str | None) -> CriteriaSet:
    wanted = f"{key}@{edition}" if edition is not None else key
    if wanted in sets:
        return sets[wanted].read()
    editions = [one for one in sets.values() if one.id == wanted]
    if len(editions) == 1:
        return editions[0].read()
    if editions:
        raise SeveralEditionsError(wanted, (one.key for one in editions))
    kind = Words(vi="bộ tiêu chí", en="criteria set")
    raise UnknownIdentifierError(wanted, (one.key for one in sets.values()), kind)


@cache
def builtin_registry() -> Registry:
    """The built-in plugins alone: what :func:`load` and :func:`smartvillage.evaluate` use unless told otherwise."""
    return load_registry(only=())


def load(set_id: str, edition: str | None = None) -> CriteriaSet:
    """Return a published set by id; never looks at plugins that are installed.

    Args:
        set_id: ``vn.xa-ntm``, or with its edition ``vn.xa-ntm@2021-2025``.
        edition: ``2021-2025``; may be left out where there is only one.

    Raises:
        UnknownIdentifierError: There is no such set.
        SeveralEditionsError: There are several editions of it; the error names them.

    Example:
        >>> load("vn.xa-ntm", edition="2021-2025").title.vi
        'Bộ tiêu chí quốc gia về xã nông thôn mới giai đoạn 2021-2025'
    """
    # the built-in domains offer no sets, and nobody who wants a national one should wait for their documents
    return _find(builtin_offer("vn").sets, set_id, edition)


def load_registry(
    *,
    only: Collection[str] | None = None,
    block: Collection[str] = (),
    folders: Iterable[str | Path] = (),
    strict: bool = False,
) -> Registry:
    """Discover plugins and collect what they offer, together with the built-in ones.

    Args:
        only: The installed plugins to admit, besides the built-in ones; ``None`` for all. The environment variable
            ``SMARTVILLAGE_PLUGINS`` (a list with commas, or empty for none) says the same.
        block: Keys to leave aside, wherever they come from; built-in domains too.
        folders: Plugins without Python: folders of documents, or workbooks.
        strict: Raise where a plugin would be left out; ``SMARTVILLAGE_STRICT=1`` says the same.

    Returns:
        The registry. Plugins that failed are in ``left_out``, and a warning names each.

    Raises:
        PluginErrorGroup: With ``strict``, everything that is wrong with every plugin that would be left out.
    """
    if only is None and (named := os.environ.get("SMARTVILLAGE_PLUGINS")) is not None:
        only = [key.strip() for key in named.split(",") if key.strip()]
    strict = strict or os.environ.get("SMARTVILLAGE_STRICT") == "1"
    wanted = None if only is None else [key for key in only if key not in BUILT_IN]
    builtin = [builtin_offer(key) for key in BUILT_IN if key == "vn" or key not in block]
    registry = _made(builtin, discover(wanted, block, folders), strict=strict)
    for one in registry.left_out:
        warnings.warn(str(one), PluginWarning, stacklevel=2)
    for offer in registry.offers:
        if offer.info.api in OLD_APIS:
            warnings.warn(_grown_old(offer.info), DeprecationWarning, stacklevel=2)
    return registry


def _made(offers: list[Offer], found: Mapping[str, Collection[Found]], *, strict: bool) -> Registry:
    """Put what was found through the stages after discovery, beside what is built in."""
    left_out: dict[str, LeftOut] = {}
    for key, some in sorted(found.items()):
        try:
            offers = [*offers, collect(admit(_only_one(key, tuple(some))))]
        except LeftOutError as failed:
            left_out[key] = LeftOut(key, _sources(some), failed.stage, failed.errors)
    kept, broken = link(offers)
    left_out |= {key: LeftOut(key, _sources(found[key]), "link", errors) for key, errors in broken.items()}
    outside = tuple(left_out[key] for key in sorted(left_out))
    if strict and outside:
        raise PluginErrorGroup([error for one in outside for error in one.errors])
    return Registry(tuple(kept.values()), outside)


def registry_of(*plugins: object, strict: bool = True) -> Registry:
    """Admit the plugins that are given, together with the built-in ones; what is installed is not looked at.

    Args:
        *plugins: Modules or objects that answer the hooks, or paths of folders of documents and of workbooks.
        strict: Raise where one would be left out; ``False`` lists it in ``left_out`` and says nothing.

    Raises:
        PluginErrorGroup: With ``strict``, everything that is wrong with every plugin that would be left out.

    Example:
        >>> registry_of().left_out
        ()
    """
    found: dict[str, list[Found]] = {}
    for plugin in plugins:
        for key, some in _found_in(plugin).items():
            found.setdefault(key, []).extend(some)
    return _made([builtin_offer(key) for key in BUILT_IN], found, strict=strict)


def _found_in(plugin: object) -> Mapping[str, tuple[Found, ...]]:
    """What is there before it is loaded: a path as discovery finds it, an object under the key it gives itself."""
    if isinstance(plugin, (str, Path)):
        return discover((), (), [plugin])
    name = str(getattr(plugin, "__name__", type(plugin).__name__))
    try:
        key = str(plugin.smartvillage_plugin_info().key)  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - admission asks again, and tells what is wrong
        key = name
    return {key: (Found(key, name, None, lambda: plugin),)}


def _sources(found: Collection[Found]) -> str | None:
    return ", ".join(one.source for one in found) or None


def _only_one(key: str, found: tuple[Found, ...]) -> Found:
    faults = Faults(key, _sources(found))
    if not found:
        faults.add(
            Words(vi="không có bản cài đặt nào mang mã này", en="no installed distribution offers it"),
            advice=Words(vi=f"pip install smartvillage-{key}", en=f"pip install smartvillage-{key}"),
        )
    elif key in BUILT_IN:
        faults.add(
            Words(vi="mã này thuộc về một phần có sẵn", en="this key belongs to a built-in plugin"),
            advice=Words(
                vi="đổi mã (tên của entry point), ví dụ tên huyện, xã hoặc cơ quan",
                en="choose another key (the name of the entry point), such as the name of the authority",
            ),
        )
    elif len(found) > 1:
        both = _sources(found)
        faults.add(
            Words(
                vi=f"có {len(found)} nơi cùng mang mã này: {both}",
                en=f"{len(found)} distributions have this key: {both}",
            ),
            advice=Words(
                vi="gỡ một trong các bản đó; không bản nào được dùng", en="uninstall one of them; none of them is used"
            ),
        )
    faults.stop("discover")
    return found[0]


def _grown_old(info: PluginInfo) -> str:
    return f"plugin {info.key!r} was written for version {info.api} of the contract, which a later release will drop"
