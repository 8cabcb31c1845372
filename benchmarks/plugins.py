"""What a registry costs: beside finding and importing the same plugins, and beside pluggy calling the same hook."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pluggy

from benchmarks import measuring
from smartvillage.border import Label
from smartvillage.plugins import Finding, hookimpl, hookspecs
from smartvillage.plugins.admission import admit
from smartvillage.plugins.collecting import collect
from smartvillage.plugins.discovery import Found
from smartvillage.plugins.observing import ask_everyone

PLUGINS = 20

MODULE = """
from smartvillage.plugins import Label, Measure, PluginInfo, hookimpl

@hookimpl
def smartvillage_plugin_info():
    return PluginInfo(key="{key}", title=Label(vi="{key}"), api=1)

@hookimpl
def smartvillage_measures():
    for n in range(8):
        yield Measure(id=f"{key}.measure-{{n}}", title=Label(vi=f"Số liệu {{n}}"), kind="share")
"""
BARE = """
import time; start = time.perf_counter()
from importlib.metadata import entry_points
found = [point.load() for point in entry_points(group="smartvillage.plugins")]
took = time.perf_counter() - start
assert len(found) == {plugins}
print(took)
"""
OURS = """
import time; start = time.perf_counter()
from smartvillage.plugins.registry import load_registry
registry = load_registry(strict=True)
took = time.perf_counter() - start
assert sum(one.info.key.startswith("plugin-") for one in registry.offers) == {plugins}
print(took)
"""


def install(folder: Path) -> None:
    """Put plugins where Python finds them, as pip would leave them."""
    for n in range(PLUGINS):
        key, module = f"plugin-{n}", f"smartvillage_plugin_{n}"
        (folder / f"{module}.py").write_text(MODULE.format(key=key), encoding="utf-8")
        info = folder / f"{module}-0.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {key}\nVersion: 0.1\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[smartvillage.plugins]\n{key} = {module}\n", encoding="utf-8")


def loading(repeats: int) -> float:
    """How many times the time of discovery and import it takes to load a registry of twenty plugins."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install(folder)

        def run(source: str) -> float:
            done = subprocess.run(
                [sys.executable, "-c", f"import sys; sys.path.insert(0, {name!r})\n" + source.format(plugins=PLUGINS)],
                capture_output=True,
                check=True,
                encoding="utf-8",
            )
            return float(done.stdout)

        bare, ours = [], []
        for _ in range(repeats):  # each in a process of its own, in turn, because imports are remembered
            bare.append(run(BARE))
            ours.append(run(OURS))
    return min(ours) / min(bare)


def calling(repeats: int) -> float:
    """How many times the time of pluggy alone it takes to ask one hook of twenty plugins."""
    plugins = [_observer(n) for n in range(PLUGINS)]
    offers = [collect(admit(Found(f"plugin-{n}", "here", None, lambda one=one: one))) for n, one in enumerate(plugins)]
    manager = pluggy.PluginManager("smartvillage")
    manager.add_hookspecs(hookspecs)
    for one in plugins:
        manager.register(one)
    evidence = object()

    def bare() -> list[object]:
        return manager.hook.smartvillage_check_evidence(evidence=evidence)

    def ours() -> object:
        return ask_everyone(offers, "smartvillage_check_evidence", Finding, evidence=evidence)

    assert len(bare()) == len(ours()) == PLUGINS
    calls: dict[str, Callable[[], object]] = {
        "ours": lambda: [ours() for _ in range(100)],
        "pluggy": lambda: [bare() for _ in range(100)],
    }
    seconds = measuring.in_turn(calls, repeats)
    return seconds["ours"] / seconds["pluggy"]


def _observer(n: int) -> object:
    from smartvillage.plugins import PluginInfo

    said = [Finding(what=Label(vi="Xem lại"))]

    class Observer:
        @hookimpl
        def smartvillage_plugin_info(self):
            return PluginInfo(key=f"plugin-{n}", title=Label(vi="Phần mở rộng"), api=1)

        @hookimpl
        def smartvillage_check_evidence(self, evidence):  # noqa: ARG002 - the hook names it
            return said

    return Observer()
