"""The suite: run by pytest as its users run it, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from smartvillage.plugins.builtin import DOMAINS
from smartvillage.testing import DomainSuite
from smartvillage.testing.conformance import CHECKS
from tests.testing.sample import FAULTS

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
    import pytest
    from smartvillage.testing import DomainSuite
    from tests.testing.sample import FAULTS, Sample, faulty
"""


@pytest.fixture
def ran(tmp_path):
    """Run a test module; returns the exit status and what pytest told."""

    def run(code, *options):
        path = tmp_path / "test_it.py"
        path.write_text(textwrap.dedent(HEAD) + textwrap.dedent(code), encoding="utf-8")
        settings = tmp_path / "pytest.ini"
        settings.write_text(f"[pytest]\npythonpath = {ROOT.as_posix()}\nfilterwarnings = error\n", encoding="utf-8")
        command = [sys.executable, "-X", "utf8", "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-c", settings]
        found = subprocess.run(
            [*command, *options, path], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False
        )
        return found.returncode, found.stdout + found.stderr

    return run


def outcomes(told, status):
    return set(re.findall(rf"^{status} \S*?::(\S+)", told, re.MULTILINE))


def test_there_is_a_test_for_every_check():
    tests = {name.removeprefix("test_").replace("_", "-") for name in vars(DomainSuite) if name.startswith("test_")}

    assert CHECKS.keys() <= tests
    assert {"case", "something-was-checked"} <= tests


def test_a_sound_plugin_passes_and_each_of_its_cases_is_a_test(ran):
    status, told = ran("""
        class TestSample(DomainSuite):
            plugin = Sample()
            examples = 10
    """)

    assert status == 0, told
    assert "TestSample::test_monotone_whatever_is_reported" in outcomes(told, "PASSED")
    assert sum("test_case[" in one for one in outcomes(told, "PASSED")) == 5
    assert "no authority and no pilot that is real is named" in told


def test_every_planted_fault_fails_in_the_test_of_its_check(ran):
    code = "".join(
        f"\n    class Test{number}(DomainSuite):\n        plugin = faulty({fault!r})\n        examples = 3\n"
        for number, fault in enumerate(sorted(FAULTS))
    )
    status, told = ran(code)
    failed = outcomes(told, "FAILED")

    assert status == 1
    for number, fault in enumerate(sorted(FAULTS)):
        check, _ = FAULTS[fault]
        mine = {one.partition("::")[2].partition("[")[0] for one in failed if one.startswith(f"Test{number}::")}
        assert f"test_{check.replace('-', '_')}" in mine, fault


def test_every_built_in_domain_passes(ran):
    code = "".join(
        f"\n    class Test{number}(DomainSuite):\n        plugin = {key!r}\n        examples = 5\n"
        for number, key in enumerate(sorted(DOMAINS))
    )
    status, told = ran(code)

    assert status == 0, told
    assert outcomes(told, "FAILED") == set()


def test_what_is_known_to_fail_is_shown_as_such(ran):
    status, told = ran("""
        class TestPilots(DomainSuite):
            plugin = faulty("a pilot nobody leads")
            expected_failures = {"pilots": "waiting for the decision"}
            examples = 1

        class TestCases(DomainSuite):
            plugin = faulty("a case that disagrees")
            expected_failures = {"cases": "to be talked over"}
            examples = 1

        class TestSearch(DomainSuite):
            plugin = faulty("silence that fails")
            expected_failures = dict.fromkeys(("unknown", "evaluators"), "the evaluator is being rewritten")
            examples = 30
    """)

    assert status == 0, told
    assert "TestPilots::test_pilots" in outcomes(told, "XFAIL")
    assert "waiting for the decision" in told
    assert any(one.startswith("TestCases::test_case[6-") for one in outcomes(told, "XFAIL"))
    assert {"TestSearch::test_unknown", "TestSearch::test_unknown_whatever_is_reported"} <= outcomes(told, "XFAIL")


def test_an_expected_failure_that_passes_or_names_no_check_fails(ran):
    status, told = ran("""
        class TestPassing(DomainSuite):
            plugin = Sample()
            expected_failures = {"pilots": "waiting", "cases": "old"}
            examples = 1

        class TestNoCheck(DomainSuite):
            plugin = Sample()
            expected_failures = {"pilot": "waiting"}
            examples = 1
    """)

    assert status == 1
    assert {"TestPassing::test_pilots", "TestPassing::test_cases"} <= outcomes(told, "FAILED")
    assert "PASSED UNEXPECTEDLY: pilots" in told
    assert "there is no check pilot" in told


def test_searching_finds_what_a_sweep_does_not_reach(ran):
    """A level between two figures that no level and no round number points at."""
    status, told = ran("""
        import numpy as np
        from tests.testing.sample import evaluator, judge_links

        def odd(inputs):
            column = inputs["nam-son.links"]
            codes = judge_links(inputs)
            codes[(column.low > 300) & ~column.missing] = 0
            return codes

        class TestOdd(DomainSuite):
            plugin = Sample(evaluators=[evaluator(odd)])
            examples = 30
    """)

    assert status == 1
    assert outcomes(told, "FAILED") == {"TestOdd::test_monotone_whatever_is_reported"}, told
    assert "nam-son.candidates.links: bettering" in told


def test_a_test_that_is_switched_off_is_told(ran):
    status, told = ran("""
        class TestOff(DomainSuite):
            plugin = faulty("a pilot nobody leads")
            examples = 1
            test_pilots = None
    """)

    assert status == 1
    assert outcomes(told, "FAILED") == {"TestOff::test_something_was_checked"}
    assert "switched off: test_pilots; say it in expected_failures instead" in told


def test_a_suite_without_a_plugin_fails(ran):
    status, told = ran("""
        class TestNothing(DomainSuite):
            pass
    """)

    assert status == 1
    assert "does not say which plugin it tests" in told


def test_a_plugin_that_is_not_admitted_fails_and_the_rest_is_skipped(ran):
    status, told = ran("""
        class TestNobody(DomainSuite):
            plugin = "nobody-here"
    """)

    assert status == 1
    assert outcomes(told, "FAILED") == {"TestNobody::test_admission", "TestNobody::test_something_was_checked"}
    assert "no installed distribution offers it" in told


def test_a_suite_that_is_skipped_as_a_whole_does_not_pass(ran):
    status, told = ran("""
        @pytest.mark.skip(reason="later")
        class TestSkipped(DomainSuite):
            plugin = Sample()

        def test_another():
            pass
    """)

    assert status == 1
    assert "TestSkipped: every test was skipped, so nothing was checked" in told


def test_collecting_alone_is_no_failure(ran):
    status, told = ran(
        """
        class TestSample(DomainSuite):
            plugin = Sample()
        """,
        "--collect-only",
    )

    assert status == 0
    assert "nothing was checked" not in told


def test_the_fixture_makes_registries_of_what_is_given_alone(ran):
    status, told = ran("""
        pytest_plugins = ["smartvillage.testing.pytest_plugin"]

        def test_it(registry_with, monkeypatch):
            monkeypatch.setattr("smartvillage.plugins.discovery.entry_points", None)
            registry = registry_with(Sample())
            assert "nam-son.clean-water" in registry.measures
            assert "nam-son.clean-water" not in registry_with().measures

        class TestSample(DomainSuite):
            plugin = Sample()
            examples = 1
    """)

    assert status == 0, told
