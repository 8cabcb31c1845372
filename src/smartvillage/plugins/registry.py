"""The registry: what plugins offer, as one immutable value. There is no global one; make two and compare them.

First cut. Discovery reads entry points without importing; then each plugin is loaded and asked by itself, and one that
fails is left out whole, with a warning and a record of why. The finer rules of admission come with the plugin kit.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pluggy

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import PluginError, PluginWarning, UnknownIdentifierError, Words
from smartvillage.plugins import hookspecs, vn
from smartvillage.plugins.domains import tourism
from smartvillage.plugins.hookspecs import GROUP
from smartvillage.plugins.offers import API, Candidate, PluginInfo, ProgrammeOffer

__all__ = ["LeftOut", "Published", "Registry", "builtin_registry", "load", "load_registry"]

BUILT_IN: Mapping[str, ModuleType] = {"tourism": tourism, "vn": vn}
"""The built-in plugins by key: listed in code, not as entry points, and admitted like any other."""


@attrs.frozen
class Published:
    """A set that is offered: known by key before its document is read."""

    key: str
    plugin: str
    source: CriteriaSet | Path

    @property
    def id(self) -> str:
        """The id without the edition."""
        return self.key.partition("@")[0]

    @property
    def edition(self) -> str:
        """The edition."""
        return self.key.partition("@")[2]

    def read(self) -> CriteriaSet:
        """Return the set, reading its document the first time."""
        return self.source if isinstance(self.source, CriteriaSet) else _read(self.source)


@attrs.frozen
class LeftOut:
    """A plugin that was not admitted, and why."""

    key: str
    distribution: str | None
    stage: str
    problem: str
    error: BaseException | None = None


@attrs.frozen(kw_only=True)
class Registry:
    """What the admitted plugins offer, sorted by id.

    Example:
        >>> registry = load_registry(only=())
        >>> [plugin.key for plugin in registry.plugins]
        ['tourism', 'vn']
        >>> registry.set("vn.xa-ntm@2021-2025").key
        'vn.xa-ntm@2021-2025'
    """

    plugins: tuple[PluginInfo, ...]
    sets: Mapping[str, Published]
    measures: Mapping[str, Measure]
    programmes: Mapping[str, ProgrammeOffer] = attrs.field(factory=dict)
    candidates: Mapping[str, Candidate] = attrs.field(factory=dict)
    left_out: tuple[LeftOut, ...] = ()

    def set(self, key: str, edition: str | None = None) -> CriteriaSet:
        """Return a set by key (``vn.xa-ntm@2021-2025``), or by id and edition.

        An id alone is enough where there is only one edition.

        Raises:
            UnknownIdentifierError: There is no such set, or there are several editions.
        """
        wanted = f"{key}@{edition}" if edition is not None else key
        if wanted in self.sets:
            return self.sets[wanted].read()
        editions = [one for one in self.sets.values() if one.id == wanted]
        if len(editions) == 1:
            return editions[0].read()
        kind = Words(vi="bộ tiêu chí", en="criteria set")
        raise UnknownIdentifierError(wanted, (one.key for one in editions or self.sets.values()), kind)

    def editions(self, set_id: str) -> tuple[Published, ...]:
        """The editions of a set that are offered."""
        return tuple(one for one in self.sets.values() if one.id == set_id)


@cache
def _read(path: Path) -> CriteriaSet:
    return CriteriaSet.read(path)


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

    Example:
        >>> load("vn.xa-ntm", edition="2021-2025").title.vi
        'Xã nông thôn mới'
    """
    return builtin_registry().set(set_id, edition)


def load_registry(
    *, only: Collection[str] | None = None, block: Collection[str] = (), strict: bool = False
) -> Registry:
    """Discover the installed plugins and collect what they offer, together with the built-in ones.

    Args:
        only: The keys to admit, besides the built-in ones; ``None`` for all that are installed. The environment
            variable ``SMARTVILLAGE_PLUGINS`` (a list with commas) says the same.
        block: Keys to leave aside.
        strict: Raise where a plugin would be left out; ``SMARTVILLAGE_STRICT=1`` says the same.

    Returns:
        The registry. Plugins that failed are in ``left_out``, and a warning names each.

    Raises:
        PluginError: With ``strict``, for a plugin that would be left out.
    """
    if only is None and (named := os.environ.get("SMARTVILLAGE_PLUGINS")) is not None:
        only = [key.strip() for key in named.split(",") if key.strip()]
    strict = strict or os.environ.get("SMARTVILLAGE_STRICT") == "1"
    offers = [_collect(key, module, None) for key, module in BUILT_IN.items()]
    left_out: list[LeftOut] = []
    for key, points in _discovered(only, block).items():
        offered = _admitted(key, points)
        if isinstance(offered, LeftOut):
            left_out.append(offered)
        else:
            offers.append(offered)
    for one in left_out:
        told = f"plugin {one.key!r} ({one.distribution}) is left out at stage {one.stage}: {one.problem}"
        if strict:
            raise PluginError(told) from one.error
        warnings.warn(told, PluginWarning, stacklevel=2)
    offers.sort(key=lambda one: one.info.key)
    sets = {published.key: published for one in offers for published in one.sets}
    measures = {measure.id: measure for one in offers for measure in one.measures}
    programmes = {programme.id: programme for one in offers for programme in one.programmes}
    candidates = {candidate.indicator.id: candidate for one in offers for candidate in one.candidates}
    return Registry(
        plugins=tuple(one.info for one in offers),
        sets=dict(sorted(sets.items())),
        measures=dict(sorted(measures.items())),
        programmes=dict(sorted(programmes.items())),
        candidates=dict(sorted(candidates.items())),
        left_out=tuple(left_out),
    )


def _discovered(only: Collection[str] | None, block: Collection[str]) -> dict[str, list[EntryPoint]]:
    """Entry points by key, without importing anything."""
    found: dict[str, list[EntryPoint]] = {}
    if only is not None and not only:
        return found
    for point in entry_points(group=GROUP):
        if (only is None or point.name in only) and point.name not in block:
            found.setdefault(point.name, []).append(point)
    return dict(sorted(found.items()))


@attrs.frozen
class _Offered:
    info: PluginInfo
    sets: tuple[Published, ...]
    measures: tuple[Measure, ...]
    programmes: tuple[ProgrammeOffer, ...]
    candidates: tuple[Candidate, ...]


def _admitted(key: str, points: list[EntryPoint]) -> _Offered | LeftOut:
    names = sorted({point.dist.name if point.dist else "?" for point in points})
    distribution = ", ".join(names)
    if len(points) > 1:
        return LeftOut(key, distribution, "discover", "two distributions have this key")
    if key in BUILT_IN:
        return LeftOut(key, distribution, "discover", "the key belongs to a built-in plugin")
    try:
        module = points[0].load()
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - a plugin may fail in any way at all
        return LeftOut(key, distribution, "load", f"{type(problem).__name__}: {problem}", problem)
    try:
        return _collect(key, module, distribution)
    except (Exception, SystemExit) as problem:  # noqa: BLE001
        return LeftOut(key, distribution, "collect", f"{type(problem).__name__}: {problem}", problem)


def _collect(key: str, module: Any, distribution: str | None) -> _Offered:  # noqa: ANN401
    """Ask one plugin, in a manager of its own; anything wrong with it raises."""
    manager = pluggy.PluginManager("smartvillage")
    manager.add_hookspecs(hookspecs)
    manager.register(module, key)
    manager.check_pending()
    infos = manager.hook.smartvillage_plugin_info()
    if len(infos) != 1 or not isinstance(infos[0], PluginInfo):
        raise PluginError(f"plugin {key!r} does not answer smartvillage_plugin_info with a PluginInfo")
    info = infos[0]
    if info.key != key or info.api != API:
        raise PluginError(f"plugin {key!r} says key {info.key!r}, api {info.api}; expected key {key!r}, api {API}")
    sets = tuple(_published(key, one) for one in _each(manager.hook.smartvillage_criteria_sets()))
    measures = tuple(_each(manager.hook.smartvillage_measures()))
    for measure in measures:
        if not isinstance(measure, Measure) or not measure.id.startswith(f"{key}."):
            raise PluginError(f"plugin {key!r} ({distribution}) offers {measure!r}, which is no measure of its own")
    programmes = tuple(_each(manager.hook.smartvillage_programmes()))
    for programme in programmes:
        if not isinstance(programme, ProgrammeOffer) or not programme.id.startswith(f"{key}."):
            raise PluginError(f"plugin {key!r} ({distribution}) offers {programme!r}, which is no programme of its own")
    candidates = tuple(_each(manager.hook.smartvillage_candidates()))
    for candidate in candidates:
        if not isinstance(candidate, Candidate) or not candidate.indicator.id.startswith(f"{key}."):
            raise PluginError(f"plugin {key!r} ({distribution}) offers {candidate!r}, which is no candidate of its own")
    return _Offered(info, sets, measures, programmes, candidates)


def _each(answers: Iterable[Iterable[Any]]) -> Iterable[Any]:
    for answer in answers:
        yield from answer


def _published(key: str, source: CriteriaSet | Path) -> Published:
    name = source.key if isinstance(source, CriteriaSet) else Path(source).stem
    if not name.startswith(f"{key}.") or "@" not in name:
        raise PluginError(f"plugin {key!r} offers {name!r}; a set is called {key}.<name>@<edition>")
    return Published(name, key, source)
