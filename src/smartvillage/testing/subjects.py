"""Subjects: the plugin that is looked at, however it was named, admitted as a registry admits it."""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import PluginErrorGroup, PluginWarning, Words
from smartvillage.plugins.builtin import BUILT_IN, DOMAINS
from smartvillage.plugins.collecting import Offer
from smartvillage.plugins.hookspecs import GROUP
from smartvillage.plugins.registry import Registry, builtin_registry, load_registry, registry_of
from smartvillage.testing.sweeps import Swept
from smartvillage.testing.trials import trials_of

__all__ = ["NotApplicable", "Subject", "subject_of"]


class NotApplicable(Exception):  # noqa: N818 - no error: there is nothing to check
    """A check has nothing to look at."""

    def __init__(self, vi: str, en: str) -> None:
        self.words = Words(vi=vi, en=en)
        super().__init__(en)


@attrs.frozen(eq=False, slots=False)
class Subject:
    """A plugin that is looked at, with the registry it stands in."""

    name: str
    """Its key, or what was asked for where nothing was admitted."""
    registry: Registry | None
    """``None`` where it was not admitted."""
    refused: tuple[Words, ...] = ()
    """Why it was not admitted."""

    @cached_property
    def offer(self) -> Offer:
        """What it offers."""
        assert self.registry is not None
        return next(one for one in self.registry.offers if one.info.key == self.name)

    @cached_property
    def sets(self) -> tuple[CriteriaSet, ...]:
        """The criteria sets it offers."""
        return tuple(published.read() for published in self.offer.sets.values())

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure it declares, by itself, in a candidate or in a set."""
        found = dict(self.offer.measures)
        for candidate in self.offer.candidates.values():
            if candidate.measure is not None:
                found.setdefault(candidate.measure.id, candidate.measure)
        for criteria_set in self.sets:
            found = {**criteria_set.measures, **found}
        return found

    @cached_property
    def swept(self) -> tuple[Swept, ...]:
        """Everything it offers that can be judged.

        Raises:
            NotApplicable: It offers neither candidates nor criteria sets.
        """
        assert self.registry is not None
        trials = trials_of(self.offer, self.registry)
        if not trials:
            raise NotApplicable(
                "không có chỉ tiêu đề xuất hay bộ tiêu chí nào để đánh giá",
                "there are no candidates and no criteria sets to judge",
            )
        return tuple(map(Swept, trials))


def subject_of(target: object) -> Subject:
    """Find and admit what is to be looked at.

    Args:
        target: A module or an object that answers the hooks; the key of a built-in or installed plugin; the path of
            a folder of documents, of a workbook, or of the project of an installed package.
    """
    if isinstance(target, Path) or (isinstance(target, str) and _is_path(target)):
        path = Path(target)
        if (path / "pyproject.toml").is_file() and not (path / "plugin.yaml").is_file():
            return _of_project(path)
        for key, folder in DOMAINS.items():
            if path.resolve() == folder.resolve():
                return Subject(key, builtin_registry())
        return _of_given(target if isinstance(target, Path) else path)
    if isinstance(target, str):
        return _of_key(target)
    return _of_given(target)


def _is_path(text: str) -> bool:
    # a folder beside the caller may bear the name of a plugin: only one that is itself a plugin is meant
    path = Path(text)
    is_plugin = (path / "plugin.yaml").is_file() or (path / "pyproject.toml").is_file()
    return is_plugin or len(path.parts) > 1 or path.suffix != "" or (path.is_dir() and not _is_key(text))


def _is_key(text: str) -> bool:
    return text in BUILT_IN or text in _installed()


def _installed() -> list[str]:
    return sorted({point.name for point in entry_points(group=GROUP)})


def _of_given(target: object) -> Subject:
    registry = registry_of(target, strict=False)
    outside = registry.left_out
    if outside:
        refused = tuple(Words(vi=error.say("vi"), en=error.say("en")) for one in outside for error in one.errors)
        return Subject(outside[0].key, None, refused)
    (key,) = (one.key for one in registry.plugins if one.key not in BUILT_IN)
    return Subject(key, registry)


def _of_key(key: str) -> Subject:
    if key in BUILT_IN:
        return Subject(key, builtin_registry())
    try:
        # others are there too: a plugin may judge the measures of another
        registry = _loaded([*_installed(), key])
    except PluginErrorGroup:  # asked for by SMARTVILLAGE_STRICT, but others are not looked at here
        try:
            registry = _loaded([key])
        except PluginErrorGroup as group:
            return Subject(key, None, (Words(vi=group.say("vi"), en=group.say("en")),))
    refused = [error for one in registry.left_out if one.key == key for error in one.errors]
    if refused:
        return Subject(key, None, tuple(Words(vi=error.say("vi"), en=error.say("en")) for error in refused))
    return Subject(key, registry)


def _loaded(keys: list[str]) -> Registry:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # the result says it
        return load_registry(only=keys)


def _of_project(folder: Path) -> Subject:
    """The plugin of a package: its code is run only where it is installed, never from a folder."""
    try:
        told = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        keys = sorted(told.get("project", {}).get("entry-points", {}).get(GROUP, {}))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        why = Words(vi=f"không đọc được pyproject.toml: {problem}", en=f"pyproject.toml cannot be read: {problem}")
        return Subject(folder.name, None, (why,))
    if len(keys) != 1:
        why = Words(
            vi=f'pyproject.toml khai {len(keys)} phần mở rộng; cần một, dưới [project.entry-points."{GROUP}"]',
            en=f'pyproject.toml declares {len(keys)} plugins; one is due, under [project.entry-points."{GROUP}"]',
        )
        return Subject(folder.name, None, (why,))
    if keys[0] not in _installed():
        why = Words(
            vi=f"gói của {keys[0]!r} chưa được cài; chạy: pip install -e {folder.name}",
            en=f"the package of {keys[0]!r} is not installed; run: pip install -e {folder.name}",
        )
        return Subject(keys[0], None, (why,))
    return _of_key(keys[0])
