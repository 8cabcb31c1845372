"""The built-in plugin ``vn``: the national sets, admitted through the same door as any other."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from smartvillage.border import Label
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import PluginInfo, ProgrammeOffer

__all__: list[str] = []


@hookimpl
def smartvillage_plugin_info() -> PluginInfo:
    """Say who offers the national sets."""
    return PluginInfo(
        key="vn", title=Label(vi="Bộ tiêu chí quốc gia", en="National criteria sets"), api=1, languages=("vi", "en")
    )


@hookimpl
def smartvillage_criteria_sets() -> Iterable[Path]:
    """The documents of the published national sets."""
    folder = Path(str(files("smartvillage.criteria"))) / "sets"
    return sorted(folder.glob("*.yaml"))


@hookimpl
def smartvillage_programmes() -> Iterable[ProgrammeOffer]:
    """The documents of the published programmes."""
    folder = Path(str(files("smartvillage.plugins"))) / "national"
    return [ProgrammeOffer(id=path.stem, document=path) for path in sorted(folder.glob("*.yaml"))]
