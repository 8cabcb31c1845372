"""What is installed on this machine must not show in these tests."""

from __future__ import annotations

import pytest

from smartvillage.plugins import discovery


@pytest.fixture(autouse=True)
def _no_word_from_outside(monkeypatch):
    monkeypatch.delenv("SMARTVILLAGE_PLUGINS", raising=False)
    monkeypatch.delenv("SMARTVILLAGE_STRICT", raising=False)


@pytest.fixture
def installed(monkeypatch):
    """Install plugins: what discovery finds from now on."""

    def install(*points):
        def entry_points(*, group):
            assert group == "smartvillage.plugins"
            return points

        monkeypatch.setattr(discovery, "entry_points", entry_points)

    return install
