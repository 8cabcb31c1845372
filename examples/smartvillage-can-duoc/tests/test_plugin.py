"""The plugin keeps the contract as it is installed; ``smartvillage plugins check can-duoc`` asks the same."""

from __future__ import annotations

from smartvillage.testing import DomainSuite


class TestCanDuoc(DomainSuite):
    """Every check of the suite, and every case of ``documents/cases.yaml``."""

    plugin = "can-duoc"
