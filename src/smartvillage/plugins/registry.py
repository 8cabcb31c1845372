"""The registry: what plugins offer, as one immutable value. There is no global one; make two and compare them.

First cut. Discovery reads entry points without importing; then each plugin is loaded and asked by itself, and one that
fails is left out whole, with a warning and a record of why. The finer rules of admission come with the plugin kit.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar

import attrs
import pluggy

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import PluginError, PluginWarning, SeveralEditionsError, UnknownIdentifierError, Words
from smartvillage.plugins import hookspecs, vn
from smartvillage.plugins.domains import tourism
from smartvillage.plugins.hookspecs import GROUP
from smartvillage.plugins.offers import API, Candidate, PluginInfo, ProgrammeOffer

__all__ = ["LeftOut", "Published", "Registry", "builtin_registry", "load", "load_registry"]

Offer = TypeVar("Offer")

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
        """Return the set, reading its document the first time.

        Raises:
            CriteriaSetError: The document cannot be read.
            PluginError: It holds another set than its name says.
        """
        found = self.source if isinstance(self.source, CriteriaSet) else _read(self.source)
        if found.key != self.key:
            raise PluginError(f"plugin {self.plugin!r} offers {self.key!r}, but its document is {found.key!r}")
        return found


@attrs.frozen
class LeftOut:
    """A plugin that was not admitted, and why."""

    key: str
    distribution: str | None
    stage: str
    problem: str
    error: BaseException | None = None

    def __str__(self) -> str:
        whose = f" ({self.distribution})" if self.distribution else ""
        return f"plugin {self.key!r}{whose} is left out at stage {self.stage}: {self.problem}"


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
            UnknownIdentifierError: There is no such set.
            SeveralEditionsError: There are several editions of it; the error names them.
        """
        wanted = f"{key}@{edition}" if edition is not None else key
        if wanted in self.sets:
            return self.sets[wanted].read()
        editions = [one for one in self.sets.values() if one.id == wanted]
        if len(editions) == 1:
            return editions[0].read()
        if editions:
            raise SeveralEditionsError(wanted, (one.key for one in editions))
        kind = Words(vi="bộ tiêu chí", en="criteria set")
        raise UnknownIdentifierError(wanted, (one.key for one in self.sets.values()), kind)

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
        SeveralEditionsError: There are several editions of it; the error names them.

    Example:
        >>> load("vn.xa-ntm", edition="2021-2025").title.vi
        'Bộ tiêu chí quốc gia về xã nông thôn mới giai đoạn 2021-2025'
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
    offers = [_collect(key, module) for key, module in BUILT_IN.items()]
    left_out: list[LeftOut] = []
    for key, points in _discovered(only, block).items():
        offered = _admitted(key, points)
        if isinstance(offered, LeftOut):
            left_out.append(offered)
        else:
            offers.append(offered)
    if strict and left_out:
        raise PluginError("\n".join(map(str, left_out))) from left_out[0].error
    for one in left_out:
        warnings.warn(str(one), PluginWarning, stacklevel=2)
    offers.sort(key=lambda one: one.info.key)
    return Registry(
        plugins=tuple(one.info for one in offers),
        sets=_by_id(offer for one in offers for offer in one.sets.items()),
        measures=_by_id(offer for one in offers for offer in one.measures.items()),
        programmes=_by_id(offer for one in offers for offer in one.programmes.items()),
        candidates=_by_id(offer for one in offers for offer in one.candidates.items()),
        left_out=tuple(left_out),
    )


def _by_id(offers: Iterable[tuple[str, Offer]]) -> Mapping[str, Offer]:
    return MappingProxyType(dict(sorted(offers, key=lambda offer: offer[0])))


def _discovered(only: Collection[str] | None, block: Collection[str]) -> dict[str, list[EntryPoint]]:
    """Entry points by key, without importing anything; a key that is asked for and not installed has none."""
    if only is not None and not only:
        return {}
    found: dict[str, list[EntryPoint]] = {key: [] for key in only or () if key not in BUILT_IN}
    for point in entry_points(group=GROUP):
        if only is None or point.name in only:
            found.setdefault(point.name, []).append(point)
    return {key: found[key] for key in sorted(found) if key not in block}


@attrs.frozen
class _Offered:
    info: PluginInfo
    sets: Mapping[str, Published]
    measures: Mapping[str, Measure]
    programmes: Mapping[str, ProgrammeOffer]
    candidates: Mapping[str, Candidate]


def _admitted(key: str, points: list[EntryPoint]) -> _Offered | LeftOut:
    names = sorted({point.dist.name if point.dist else "?" for point in points})
    distribution = ", ".join(names) or None
    if not points:
        return LeftOut(key, distribution, "discover", "no installed distribution offers it")
    if len(points) > 1:
        return LeftOut(key, distribution, "discover", "two distributions have this key")
    if key in BUILT_IN:
        return LeftOut(key, distribution, "discover", "the key belongs to a built-in plugin")
    try:
        module = points[0].load()
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - a plugin may fail in any way at all
        return LeftOut(key, distribution, "load", f"{type(problem).__name__}: {problem}", problem)
    try:
        return _collect(key, module)
    except (Exception, SystemExit) as problem:  # noqa: BLE001
        return LeftOut(key, distribution, "collect", f"{type(problem).__name__}: {problem}", problem)


def _collect(key: str, module: Any) -> _Offered:  # noqa: ANN401
    """Ask one plugin, in a manager of its own; anything wrong with it raises."""
    manager = pluggy.PluginManager("smartvillage")
    manager.add_hookspecs(hookspecs)
    manager.register(module, key)
    manager.check_pending()
    for caller in manager.get_hookcallers(module) or ():
        if any(one.wrapper or one.hookwrapper for one in caller.get_hookimpls()):
            raise PluginError(f"plugin {key!r} wraps {caller.name}; wrappers are refused")
    hook = manager.hook
    infos = hook.smartvillage_plugin_info()
    if len(infos) != 1 or not isinstance(infos[0], PluginInfo):
        raise PluginError(f"plugin {key!r} does not answer smartvillage_plugin_info with a PluginInfo")
    info = infos[0]
    if info.key != key or info.api != API:
        raise PluginError(f"plugin {key!r} says key {info.key!r}, api {info.api}; expected key {key!r}, api {API}")
    sets = (_published(key, source) for source in _each(hook.smartvillage_criteria_sets()))
    return _Offered(
        info,
        _own(key, Published, sets, lambda one: one.key),
        _own(key, Measure, _each(hook.smartvillage_measures()), lambda one: one.id),
        _own(key, ProgrammeOffer, _each(hook.smartvillage_programmes()), lambda one: one.id),
        _own(key, Candidate, _each(hook.smartvillage_candidates()), lambda one: one.indicator.id),
    )


def _each(answers: Iterable[Iterable[Any]]) -> Iterable[Any]:
    for answer in answers:
        yield from answer


def _published(key: str, source: Any) -> Published:  # noqa: ANN401
    if isinstance(source, CriteriaSet):
        return Published(source.key, key, source)
    if not isinstance(source, (str, os.PathLike)):
        raise PluginError(f"plugin {key!r} offers {source!r}, which is no CriteriaSet and no path")
    path = Path(source)
    if "@" not in path.stem:
        raise PluginError(f"plugin {key!r} offers {path.name!r}; a document is called {key}.<name>@<edition>.yaml")
    return Published(path.stem, key, path)


def _own(key: str, kind: type[Offer], offers: Iterable[Any], named: Callable[[Offer], str]) -> dict[str, Offer]:
    """What a plugin offers by id: each of the right kind, under an id of the plugin's own, used once."""
    found: dict[str, Offer] = {}
    for offer in offers:
        if not isinstance(offer, kind):
            raise PluginError(f"plugin {key!r} offers {offer!r}, which is no {kind.__name__}")
        identifier = named(offer)
        if not identifier.startswith(f"{key}."):
            raise PluginError(f"plugin {key!r} offers {identifier!r}; its ids begin with {key}.")
        if identifier in found:
            raise PluginError(f"plugin {key!r} offers {identifier!r} twice")
        found[identifier] = offer
    return found
