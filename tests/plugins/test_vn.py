"""The built-in plugin of the national sets comes through the same door as any other."""

from __future__ import annotations

from pathlib import Path

from smartvillage.plugins import vn
from smartvillage.plugins.admission import admit
from smartvillage.plugins.collecting import collect
from smartvillage.plugins.discovery import Found
from smartvillage.plugins.linking import link
from smartvillage.plugins.registry import builtin_registry

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


def test_it_is_admitted_like_an_installed_plugin():
    """With its documents read, as those of any other plugin are, and without a word against it."""
    offer = collect(admit(Found("vn", "smartvillage", None, lambda: vn)))

    assert link([offer]) == ({"vn": offer}, {})
    assert dict(offer.counts)["sets"] == len(builtin_registry().sets)
