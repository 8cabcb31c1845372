"""What several commands ask for: a set by id or file, units, strata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from smartvillage.cli.speech import bad_argument
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import Words, quoted
from smartvillage.plugins.registry import Registry, load_registry

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["find_places", "find_set", "output_folder", "strata_of"]

DOCUMENTS = {".yaml", ".yml", ".json"}


def find_set(name: str, registry: Registry | None = None) -> CriteriaSet:
    """Return the set in a file, or the published one of that id."""
    if Path(name).suffix.lower() in DOCUMENTS:
        return CriteriaSet.read(name)
    return (registry or load_registry()).set(name)


def find_places(name: str | None, criteria_set: CriteriaSet) -> Places | None:
    """Return the units: ``vn``, a file, or none.

    Left open, published national sets are judged on the national units and a set in a file on whatever the data say.
    """
    from smartvillage.places import Places  # noqa: PLC0415 - tables are loaded only when wanted

    if name is None:
        name = "vn" if criteria_set.id.startswith("vn.") else "none"
    if name == "none":
        return None
    return Places.load(name) if name == "vn" else Places.read(name)


def strata_of(given: Sequence[str]) -> dict[str, str]:
    """Read ``SCHEME=STRATUM``, stated for every unit."""
    found = {}
    for one in given:
        scheme, sign, stratum = one.partition("=")
        if not sign or not scheme or not stratum:
            raise bad_argument(
                Words(vi=f"--stratum {quoted(one)}", en=f"--stratum {quoted(one)}"),
                Words(vi="dạng vn.318.region=mekong-delta", en="something like vn.318.region=mekong-delta"),
            )
        found[scheme] = stratum
    return found


def output_folder(path: Path) -> Path:
    """Refuse a place that cannot be a folder, before anything is computed."""
    if path.exists() and not path.is_dir():
        raise bad_argument(
            Words(vi=f"{quoted(path)} là một tệp", en=f"{quoted(path)} is a file"),
            Words(vi="một thư mục", en="a folder"),
        )
    return path
