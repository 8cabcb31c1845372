"""The built-in plugins: listed here in code, not as entry points, and admitted through the same door as any other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from smartvillage.plugins import vn
from smartvillage.plugins.admission import admit
from smartvillage.plugins.collecting import Offer, collect
from smartvillage.plugins.discovery import Found
from smartvillage.plugins.document_plugin import DocumentPlugin

__all__ = ["BUILT_IN", "DOMAINS", "builtin_offer"]

_FOLDER = Path(str(files("smartvillage.plugins.domains")))

DOMAINS: Mapping[str, Path] = {
    path.name: path for path in sorted(_FOLDER.iterdir()) if (path / "plugin.yaml").is_file()
}
"""The built-in domains: folders of documents, by key."""

BUILT_IN = tuple(sorted({*DOMAINS, "vn"}))
"""The keys that no other plugin may take."""


@cache
def builtin_offer(key: str) -> Offer:
    """What one built-in plugin offers; read once, because shipped documents do not change."""
    folder = DOMAINS.get(key)
    found = Found(key, "smartvillage", None, lambda: vn if folder is None else DocumentPlugin.read(folder))
    return collect(admit(found), read_documents=False)
