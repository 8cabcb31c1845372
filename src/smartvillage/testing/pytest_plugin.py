"""Fixtures and a safeguard for pytest; loaded only where it is named.

.. code-block:: python

    # conftest.py
    pytest_plugins = ["smartvillage.testing.pytest_plugin"]

An entry point would load it into every run of every project in the environment, so there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest

from smartvillage.plugins.registry import Registry, registry_of
from smartvillage.testing.suite import DomainSuite

__all__ = ["registry_with"]

RAN = pytest.StashKey[dict[str, bool]]()
SUITE_OF = pytest.StashKey[dict[str, str]]()


@pytest.fixture
def registry_with() -> Callable[..., Registry]:
    """Make registries of the plugins that are given and the built-in ones; what is installed is never looked at.

    Modules, objects, folders and workbooks go through the same admission as anywhere.

    Example::

        def test_mine_is_admitted(registry_with):
            assert "can-giuoc.clean-water" in registry_with(my_plugin).measures
    """
    return registry_of


# --- a suite of which every test was skipped has not passed --------------------------------------------------------


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember which tests belong to which suite."""
    suites: dict[str, str] = {}
    for item in session.items:
        owner = getattr(item, "cls", None)
        if isinstance(owner, type) and issubclass(owner, DomainSuite):
            suites[item.nodeid] = f"{owner.__module__}::{owner.__qualname__}"
    session.config.stash[SUITE_OF] = suites
    session.config.stash[RAN] = dict.fromkeys(suites.values(), False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """See whether any test of a suite ran."""
    report = yield
    suite = item.config.stash[SUITE_OF].get(item.nodeid)
    if suite is not None and report.when == "call" and (not report.skipped or hasattr(report, "wasxfail")):
        item.config.stash[RAN][suite] = True
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run where a suite was collected and all of it was skipped."""
    if _idle(session.config) and exitstatus == pytest.ExitCode.OK and not session.config.option.collectonly:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which suite checked nothing."""
    if not config.option.collectonly:
        for suite in _idle(config):
            terminalreporter.write_line(f"{suite}: every test was skipped, so nothing was checked", red=True)


def _idle(config: pytest.Config) -> list[str]:
    return sorted(suite for suite, ran in config.stash.get(RAN, {}).items() if not ran)
