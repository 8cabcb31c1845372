"""The built-in plugin of the national sets comes through the same door as any other."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from smartvillage.plugins import registry, vn
from smartvillage.plugins.registry import builtin_registry, load_registry

SETS = Path(__file__).resolve().parents[2] / "src" / "smartvillage" / "criteria" / "sets"


def test_the_national_sets_are_offered_under_the_key_vn():
    info = vn.smartvillage_plugin_info()

    assert (info.key, info.api, info.languages) == ("vn", 1, ("vi", "en"))
    assert {"vn.xa-ntm@2021-2025", "vn.xa-ntm-nang-cao@2021-2025", "vn.xa-ntm-kieu-mau@2021-2025"} <= set(
        builtin_registry().sets
    )


def test_every_document_that_is_shipped_is_offered():
    shipped = [path.stem for path in sorted(SETS.glob("*.yaml"))]

    assert [path.stem for path in vn.smartvillage_criteria_sets()] == shipped
    assert {one.key for one in builtin_registry().sets.values() if one.plugin == "vn"} == set(shipped)


def test_it_is_admitted_like_an_installed_plugin(monkeypatch):
    """Under its own key, and only there."""
    point = SimpleNamespace(name="vn", dist=SimpleNamespace(name="smartvillage"), load=lambda: vn)
    monkeypatch.setattr(registry, "BUILT_IN", {})
    monkeypatch.setattr(registry, "entry_points", lambda **_: [point])
    found = load_registry(strict=True)

    assert [one.key for one in found.plugins] == ["vn"]
    assert {key: one.source for key, one in found.sets.items()} == {
        key: one.source for key, one in builtin_registry().sets.items() if one.plugin == "vn"
    }
