"""A suite for pytest: inherit it, name your plugin, and every law is a test.

.. code-block:: python

    from smartvillage.testing import DomainSuite


    class TestCanGiuoc(DomainSuite):
        plugin = "can-giuoc"

There is one test for each check of :func:`smartvillage.testing.check_plugin`, one for each case that the plugin
brings, and, where hypothesis is installed, a search with random reports for what a plain sweep does not reach. A check
that is known to fail is named in ``expected_failures`` with its reason; it is shown as an expected failure in every
report, and fails when it passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import pytest

from smartvillage.plugins.documents import CaseRecord
from smartvillage.testing.cases import run_case
from smartvillage.testing.conformance import BASIC, CHECKS, CheckResult, check_plugin, run_check
from smartvillage.testing.subjects import NotApplicable, Subject, subject_of

__all__ = ["DomainSuite"]

GUARD = "smartvillage.testing.pytest_plugin"


class DomainSuite:
    """Every law as a test of one plugin. Inherit it in a class whose name begins with ``Test``."""

    plugin: ClassVar[object] = None
    """What is tested: a module or an object, the key of an installed plugin, or the path of a folder or workbook."""

    expected_failures: ClassVar[Mapping[str, str]] = {}
    """Checks that are known to fail, each with the reason."""

    examples: ClassVar[int] = 25
    """How many random reports each search tries."""

    lang: ClassVar[str] = "en"
    """The language in which failures are told."""

    _found: ClassVar[Subject]

    # -- the checks, one by one -----------------------------------------------------------------------------

    def test_admission(self) -> None:
        """A registry admits it."""
        self._holds("admission")

    def test_ids(self) -> None:
        """Ids are well formed, and each means one thing."""
        self._holds("ids")

    def test_units(self) -> None:
        """Figures say of what they are."""
        self._holds("units")

    def test_citations(self) -> None:
        """Levels and precedents are cited."""
        self._holds("citations")

    def test_labels(self) -> None:
        """Labels are there in both languages."""
        self._holds("labels")

    def test_strata(self) -> None:
        """Strata and spans are covered, without gap or overlap."""
        self._holds("strata")

    def test_unknown(self) -> None:
        """A figure that is missing is unknown, never failed."""
        self._holds("unknown")

    def test_monotone(self) -> None:
        """A better figure never loses."""
        self._holds("monotone")

    def test_order(self) -> None:
        """The order of rows does not matter."""
        self._holds("order")

    def test_deterministic(self) -> None:
        """Asked again, it says the same."""
        self._holds("deterministic")

    def test_unchanged(self) -> None:
        """What it is given stays as it was."""
        self._holds("unchanged")

    def test_round_trip(self) -> None:
        """What it offers can be written and read back."""
        self._holds("round-trip")

    def test_evaluators(self) -> None:
        """Evaluators are pure functions."""
        self._holds("evaluators")

    def test_places(self) -> None:
        """Units and authorities were there on the day."""
        self._holds("places")

    def test_pilots(self) -> None:
        """Pilots say who leads them, when, and where."""
        self._holds("pilots")

    def test_register(self) -> None:
        """Datasets keep nobody by name."""
        self._holds("register")

    def test_cases(self) -> None:
        """All cases agree."""
        self._holds("cases")

    def test_case(self, smartvillage_case: CaseRecord) -> None:
        """A case comes out as its author expects."""
        subject = self._subject()
        assert subject.registry is not None
        result = run_case(smartvillage_case, subject.registry)
        if not result.agrees:
            self._fails("cases", result.say(self.lang))

    # -- and whatever is reported ---------------------------------------------------------------------------

    def test_unknown_whatever_is_reported(self) -> None:
        """Taking one figure away moves verdicts only towards unknown."""
        self._search("unknown")

    def test_order_whatever_is_reported(self) -> None:
        """Rows in another order give the same result."""
        self._search("order")

    def test_monotone_whatever_is_reported(self) -> None:
        """Making one figure better loses nothing."""
        self._search("monotone")

    # -- and that any of it was asked -----------------------------------------------------------------------

    def test_something_was_checked(self) -> None:
        """No test of the suite is switched off, and some of the checks had something to look at.

        What is known to fail belongs in ``expected_failures``, where everybody sees it.
        """
        tests = [name for name in vars(DomainSuite) if name.startswith("test_")]
        off = [name for name in tests if getattr(type(self), name, None) is not getattr(DomainSuite, name)]
        if off:
            pytest.fail(f"switched off: {', '.join(off)}; say it in expected_failures instead", pytrace=False)
        if not any(self._result(name).status == "passed" for name in BASIC if name != "admission"):
            told = check_plugin(self._target(), expected_failures=self.expected_failures).say(self.lang)
            pytest.fail(f"nothing was checked\n{told}", pytrace=False)

    # -- how ------------------------------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of every case, and see that a suite of which everything is skipped does not pass."""
        plugins = metafunc.config.pluginmanager
        if not plugins.has_plugin(GUARD):
            plugins.register(import_module(GUARD), GUARD)
        if "smartvillage_case" in metafunc.fixturenames:
            subject = None if self.plugin is None else self._subject()
            cases = subject.offer.cases if subject is not None and subject.registry is not None else ()
            names = [f"{place}-{one.of}-{one.expect}" for place, one in enumerate(cases, start=1)]
            metafunc.parametrize("smartvillage_case", cases, ids=names)

    @classmethod
    def _target(cls) -> object:
        if cls.plugin is None:
            pytest.fail(f"{cls.__name__} does not say which plugin it tests: plugin = ...", pytrace=False)
        return cls.plugin

    @classmethod
    def _subject(cls) -> Subject:
        # kept by the class that names the plugin, for its other tests
        if "_found" not in vars(cls):
            cls._found = subject_of(cls._target())
        return cls._found

    def _result(self, name: str) -> CheckResult:
        return run_check(name, self._subject(), self.expected_failures)

    def _holds(self, name: str) -> None:
        unknown = sorted(self.expected_failures.keys() - CHECKS.keys())
        if unknown:
            pytest.fail(f"expected_failures: there is no check {', '.join(unknown)}", pytrace=False)
        result = self._result(name)
        if result.status == "skipped":
            assert result.detail is not None
            pytest.skip(result.detail.say(self.lang))
        if result.status == "expected-failure":
            pytest.xfail(self.expected_failures[name])
        if result.status != "passed":
            pytest.fail(result.say(self.lang), pytrace=False)

    def _fails(self, name: str, told: str) -> None:
        if name in self.expected_failures:
            pytest.xfail(self.expected_failures[name])
        pytest.fail(told, pytrace=False)

    def _search(self, law: str) -> None:
        pytest.importorskip("hypothesis", reason="pip install hypothesis")
        from smartvillage.testing.searching import search  # noqa: PLC0415 - it needs hypothesis

        subject = self._subject()
        if subject.registry is None:
            pytest.skip("it was not admitted")
        try:
            swept = [one for one in subject.swept if one.rows]
        except NotApplicable as nothing:
            pytest.skip(nothing.words.say(self.lang))
        for one in swept:
            broken = search(one, law, examples=self.examples)
            if broken is not None:
                self._fails(law, broken.say(self.lang))
