"""A criteria set that a plugin offers, known by its key before its document is read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import PluginError, Words

__all__ = ["Published"]


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
            raise PluginError(
                Words(
                    vi=f"tệp mang tên {self.key!r} nhưng bên trong là {found.key!r}",
                    en=f"the file is called {self.key!r}, but holds {found.key!r}",
                ),
                plugin=self.plugin,
                advice=Words(vi=f"đổi tên thành {found.key}.yaml", en=f"call it {found.key}.yaml"),
            )
        return found


@cache
def _read(path: Path) -> CriteriaSet:
    return CriteriaSet.read(path)
