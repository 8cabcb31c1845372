"""Stage one, discover: which plugins there are, from metadata alone. Nothing is imported and no code of theirs runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.metadata import entry_points
from pathlib import Path

import attrs

from smartvillage.plugins.hookspecs import GROUP

__all__ = ["Found", "discover"]


@attrs.frozen(eq=False)
class Found:
    """A plugin that is there, before it is loaded."""

    key: str
    distribution: str
    """What installs it, or the name of its folder or workbook."""
    version: str | None
    load: Callable[[], object]

    @property
    def source(self) -> str:
        """What installs it, with the version where it has one."""
        return f"{self.distribution} {self.version}" if self.version else self.distribution


def discover(
    only: Collection[str] | None, block: Collection[str], folders: Iterable[str | Path]
) -> Mapping[str, tuple[Found, ...]]:
    """Find plugins by key: installed ones by their entry points, others by the folders and workbooks named.

    Args:
        only: The installed plugins that are wanted, ``None`` for all. A wanted key that is not there has nothing found.
        block: Keys that are not wanted, wherever they come from.
        folders: Plugins without Python; naming one is wanting it.

    Returns:
        What was found for every key, in the order of keys. More than one is a clash for the next stage to refuse.
    """
    found: dict[str, list[Found]] = {key: [] for key in only or ()}
    if only is None or only:
        for point in entry_points(group=GROUP):
            if only is None or point.name in only:
                name = point.dist.name if point.dist else "?"
                version = point.dist.version if point.dist else None
                found.setdefault(point.name, []).append(Found(point.name, name, version, point.load))
    for folder in folders:
        one = _in_folder(Path(folder))
        found.setdefault(one.key, []).append(one)
    return {key: tuple(sorted(found[key], key=lambda one: one.source)) for key in sorted(found) if key not in block}


def _in_folder(path: Path) -> Found:
    # reading documents runs nobody's code, and only they know the key
    from smartvillage.plugins.document_plugin import DocumentPlugin  # noqa: PLC0415 - most runs have no folders

    try:
        plugin = DocumentPlugin.read(path)
    except Exception as problem:  # noqa: BLE001 - told when the plugin is left out
        return Found(path.stem, path.name, None, _raise(problem))
    return Found(plugin.documents.head.key, path.name, None, lambda: plugin)


def _raise(problem: Exception) -> Callable[[], object]:
    def fail() -> object:
        raise problem

    return fail
