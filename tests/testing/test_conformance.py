"""Conformance: every planted fault is seen by the check that should see it, and sound plugins pass."""

from __future__ import annotations

import subprocess
import sys

import pytest

from smartvillage.criteria.rules import AtLeast, Between, Threshold
from smartvillage.errors import InputError
from smartvillage.plugins.builtin import DOMAINS
from smartvillage.plugins.documents import read_folder, write_folder
from smartvillage.plugins.offers import PluginInfo
from smartvillage.plugins.registry import registry_of
from smartvillage.plugins.workbook import write_plugin_workbook
from smartvillage.testing import CheckResult, Conformance, check_plugin
from smartvillage.testing import subjects as subjects_module
from smartvillage.testing.conformance import BASIC, CHECKS
from tests.testing.sample import FAULTS, WATER, Sample, both, candidate, case, faulty, water


def passed(conformance):
    return {one.name for one in conformance.results if one.status == "passed"}


# --- sound plugins -------------------------------------------------------------------------------------------------


def test_the_sample_passes_every_check_there_is_something_for():
    found = check_plugin(Sample())

    assert found.ok, found.say("en")
    assert passed(found) == CHECKS.keys() - {"places"}
    assert found.counts["candidates"] == 3


@pytest.mark.parametrize("key", sorted(DOMAINS))
def test_every_built_in_domain_passes(key):
    found = check_plugin(key)

    assert found.ok, found.say("vi")
    assert passed(found) >= set(BASIC) - {"evaluators"}


def test_a_domain_is_the_same_by_key_and_by_folder():
    assert check_plugin(DOMAINS["tourism"]) == check_plugin("tourism")


# --- planted faults ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_planted_fault_is_seen_by_its_check(fault):
    check, _ = FAULTS[fault]
    found = check_plugin(faulty(fault))

    assert not found.ok
    assert found[check].status == "failed", found.say("en")
    assert found[check] in found.failed
    for lang in ("vi", "en"):
        assert found[check].detail.say(lang).strip()


ALSO = {
    "a share of nobody knows what": {"cases"},  # its set is gone
    "a stratum without a level": {"cases"},
    "a look at the neighbours": {"evaluators"},
    "silence that fails": {"evaluators"},
    "another verdict every time": {"order", "deterministic"},
    "an id of somebody else": set(),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_not_blamed_on_other_checks(fault):
    check, _ = FAULTS[fault]
    failed = {one.name for one in check_plugin(faulty(fault)).failed}

    assert failed - {check} <= ALSO.get(fault, set())


def test_what_is_wrong_is_told_with_what_to_do():
    told = check_plugin(faulty("the wrong direction"))["monotone"].say("en")

    assert told == (
        "FAILED: monotone (better never loses)\n"
        "  nam-son.candidates.poverty, nam-son.poverty: 50 is met, and 50.001, which is better, is not met; "
        "correct the rule, or the direction of the measure (it is higher)"
    )


def test_only_the_first_faults_of_a_check_are_told_and_the_rest_is_counted():
    many = [case(given={WATER.id: "1"}) for _ in range(12)]
    told = check_plugin(Sample(cases=tuple(many)))["cases"].detail

    assert told.en.endswith("… and 2 more")
    assert told.vi.endswith("… còn 2 lỗi nữa")


def test_a_level_outside_the_range_of_its_measure_is_seen():
    found = check_plugin(
        Sample(
            candidates=[
                candidate(
                    "clean-water",
                    WATER,
                    AtLeast(
                        measure=WATER.id,
                        levels=(Threshold(value="950", verification="secondary", citation={"number": "1"}),),
                    ),
                    basis="precedent",
                    precedents=faulty_precedent(),
                )
            ]
        )
    )

    assert "the level 950 is outside the range" in found["units"].detail.en


def faulty_precedent():
    from tests.testing.sample import PRECEDENT

    return (PRECEDENT,)


def test_a_check_that_breaks_off_is_a_failure_of_its_own():
    def fails():
        raise OSError("mất mạng")

    from smartvillage.plugins.offers import Dataset

    broken = Dataset(id="nam-son.figures", title=both("Số liệu"), licence="CC0-1.0", synthetic=True, load=fails)
    found = check_plugin(Sample(datasets=[broken]))

    assert {one.name for one in found.failed} == {"register"}
    assert "OSError: mất mạng" in found["register"].detail.en


def test_an_observer_that_fails_is_told_by_name():
    def fails(evidence):
        raise KeyError("x")

    found = check_plugin(Sample(findings=fails))

    assert "smartvillage_check_evidence: failed with KeyError" in found["unchanged"].detail.en


# --- what is known to fail -----------------------------------------------------------------------------------------


def test_an_expected_failure_stays_visible_and_does_not_fail():
    found = check_plugin(faulty("a pilot nobody leads"), expected_failures={"pilots": "chờ quyết định"})

    assert found.ok
    assert found["pilots"].status == "expected-failure"
    assert "chờ quyết định" in found.say("vi")
    assert "failed as expected: pilots" in found.say("en")


def test_an_expected_failure_that_passes_is_told():
    found = check_plugin(Sample(), expected_failures={"pilots": "chờ quyết định"})

    assert not found.ok
    assert found["pilots"].status == "unexpected-pass"
    assert "PASSED UNEXPECTEDLY: pilots" in found.say("en")


def test_an_expected_failure_of_no_check_is_refused():
    with pytest.raises(InputError, match='there is no check "monoton".*Did you mean monotone'):
        check_plugin(Sample(), expected_failures={"monoton": "?"})


# --- whatever it is called -----------------------------------------------------------------------------------------


def test_a_folder_and_a_workbook_are_checked_as_a_package_is(tmp_path):
    economy = read_folder(DOMAINS["economy"])
    renamed = tmp_path / "can-duoc"
    write_folder(economy, renamed)
    for path in renamed.iterdir():
        text = (
            path.read_text(encoding="utf-8").replace("economy.", "can-duoc.").replace("key: economy", "key: can-duoc")
        )
        path.write_text(text.replace("\nkind: leading", "\ndomains:\n- economy"), encoding="utf-8")
    write_plugin_workbook(read_folder(renamed), tmp_path / "can-duoc.xlsx")

    for target in (renamed, str(renamed), tmp_path / "can-duoc.xlsx", str(tmp_path / "can-duoc.xlsx")):
        found = check_plugin(target)

        assert found.plugin == "can-duoc"
        assert found.ok, found.say("en")
        assert found.counts["cases"] == len(economy.cases)


def test_a_folder_that_cannot_be_read_is_told_with_its_faults(tmp_path):
    found = check_plugin(tmp_path)

    assert not found.ok
    assert "plugin.yaml" in found["admission"].detail.en
    assert {one.status for one in found.results if one.name != "admission"} == {"skipped"}
    assert found.say("en").splitlines()[0].endswith("not admitted.")
    assert "không được nhận" in found.say("vi")


def test_a_copy_of_a_built_in_domain_may_not_take_its_key(tmp_path):
    write_folder(read_folder(DOMAINS["economy"]), tmp_path / "mine")

    assert "belongs to a built-in plugin" in check_plugin(tmp_path / "mine")["admission"].detail.en


def test_a_key_that_nothing_installs_is_told():
    found = check_plugin("nobody-here")

    assert "no installed distribution offers it" in found["admission"].detail.en


@pytest.fixture
def installed(monkeypatch):
    """Install plugins, for this test."""

    def install(**plugins):
        class Point:
            def __init__(self, name):
                self.name, self.dist = name, None

            def load(self):
                return plugins[self.name]

        points = [Point(name) for name in plugins]
        monkeypatch.setattr(subjects_module, "entry_points", lambda *, group: points)
        monkeypatch.setattr("smartvillage.plugins.discovery.entry_points", lambda *, group: points)

    return install


def test_an_installed_plugin_is_checked_by_its_key(installed):
    installed(**{"nam-son": Sample()})

    assert check_plugin("nam-son").ok


@pytest.mark.parametrize("strict", ["", "1"])
def test_another_plugin_that_is_broken_does_not_matter(installed, monkeypatch, strict):
    monkeypatch.setenv("SMARTVILLAGE_STRICT", strict)
    installed(**{"nam-son": Sample(), "other": object()})

    assert check_plugin("nam-son").ok
    assert not check_plugin("other").ok


def test_a_project_is_checked_where_its_package_is_installed(installed, tmp_path):
    project = tmp_path / "smartvillage-nam-son"
    project.mkdir()
    text = '[project.entry-points."smartvillage.plugins"]\nnam-son = "nam_son"\n'
    (project / "pyproject.toml").write_text(text, encoding="utf-8")

    assert "pip install -e smartvillage-nam-son" in check_plugin(project)["admission"].detail.en

    installed(**{"nam-son": Sample()})
    assert check_plugin(str(project)).ok


@pytest.mark.parametrize(("text", "told"), [("[project]\n", "declares 0 plugins"), ("[", "cannot be read")])
def test_a_project_without_a_plugin_is_told(tmp_path, text, told):
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    assert told in check_plugin(tmp_path)["admission"].detail.en


# --- little to look at ---------------------------------------------------------------------------------------------


def test_a_plugin_that_only_offers_measures_is_checked_for_those():
    bare = Sample(candidates=[], sets=[], evaluators=[], pilots=[], datasets=[], cases=())
    found = check_plugin(bare)

    assert found.ok
    assert {"strata", "unknown", "monotone", "order", "cases"} <= {one.name for one in found.skipped}


def test_a_measure_without_a_better_way_is_not_asked_to_be_monotone():
    neutral = WATER.replace(direction="neutral")
    rule = Between(
        measure=neutral.id, low=(Threshold(missing="not-set"),), high=(Threshold(missing="not-set"),), edges="both"
    )
    found = check_plugin(
        Sample(
            measures=[neutral], candidates=[candidate("clean-water", neutral, rule)], sets=[], evaluators=[], cases=()
        )
    )

    assert found["monotone"].status == "skipped"
    assert found.ok, found.say("en")


def test_a_plugin_that_only_watches_is_admitted_and_there_is_little_to_check():
    bare = Sample(measures=[], candidates=[], sets=[], evaluators=[], pilots=[], datasets=[], cases=())
    found = check_plugin(bare)

    assert found.ok
    assert found.say("en").startswith("nam-son is admitted: it observes.")


def test_an_evaluator_that_no_rule_uses_is_told():
    found = check_plugin(Sample(candidates=[water()]))

    assert "used by no rule" in found["evaluators"].detail.en


# --- the result ----------------------------------------------------------------------------------------------------


def test_the_summary_says_what_works_then_counts_then_the_rest():
    first, second, *rest = check_plugin(faulty("a pilot nobody leads")).say("en").splitlines()

    assert first.startswith("nam-son is admitted: 3 measures, 1 criteria set, 3 candidates")
    assert second == "16 checks ran, 1 failed, 1 skipped."
    assert rest[0] == "FAILED: pilots (pilots are complete)"
    assert any(line.startswith("skipped: places") for line in rest)


def test_the_result_can_be_written_as_json():
    told = check_plugin(faulty("a pilot nobody leads")).to_dict()

    assert told["ok"] is False
    assert [one["name"] for one in told["checks"] if one["status"] == "failed"] == ["pilots"]
    assert told["checks"][0]["detail"] is None


def test_nothing_that_ran_is_not_fine():
    assert not Conformance("x", {}, (CheckResult("places", CHECKS["places"].title, "passed"),)).ok


def test_a_domain_that_is_its_own_may_be_given_under_its_own_key():
    one = Sample(
        info=PluginInfo(key="nam-son", title=both("Nam Sơn"), api=1, kind="leading", domains=("nam-son", "tourism"))
    )

    assert check_plugin(one).ok


def test_checking_needs_neither_hypothesis_nor_pytest():
    code = (
        "import sys; sys.modules['hypothesis'] = sys.modules['pytest'] = None\n"
        "from smartvillage.testing import check_plugin, run_case\n"
        "assert check_plugin('tourism').ok\n"
        "try: from smartvillage.testing import DomainSuite\n"
        "except ImportError as found: assert 'pip install pytest' in str(found), found\n"
        "else: raise SystemExit('no error')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_registry_of_given_plugins_raises_what_is_wrong_or_lists_it():
    broken = faulty("an id of somebody else")

    with pytest.raises(ExceptionGroup, match="outside the plugin's namespace"):
        registry_of(broken)
    (outside,) = registry_of(broken, strict=False).left_out
    assert (outside.key, outside.stage) == ("nam-son", "collect")
