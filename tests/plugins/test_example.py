"""The outside example: held to the standard of the library, checked in place, used as whoever installed it would."""

from __future__ import annotations

import importlib
import json
import tomllib
from pathlib import Path

import pytest

from smartvillage.cli import app
from smartvillage.criteria.documents import read_document
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.places.problems import UnknownUnitError
from smartvillage.plugins.registry import registry_of
from smartvillage.testing import check_plugin
from tests.plugins.makers import Point

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "smartvillage-can-duoc"
SET = "can-duoc.smart@2025"


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def can_duoc(monkeypatch):
    """The plugin as its entry point names it."""
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))
    (place,) = project(EXAMPLE)["project"]["entry-points"]["smartvillage.plugins"].values()
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


@pytest.fixture
def linkage(can_duoc):
    """A registry with it, and its figures for its set."""
    registry = registry_of(can_duoc)
    data = registry.datasets["can-duoc.data.linkage"].load()
    return registry, Evidence.read(data, measures=registry.set(SET))


# --- the standard ----------------------------------------------------------------------------------------------------


def test_every_check_runs_and_none_fails(can_duoc):
    found = check_plugin(can_duoc)

    assert found.ok, found.say("en")
    assert {one.status for one in found.results} == {"passed"}


def test_it_clashes_with_nothing_that_is_built_in(linkage):
    assert linkage[0].clashes() == ()


def test_it_is_linted_by_the_rules_of_the_library():
    """Those it does not ignore are for its tests alone; it may be stricter, never laxer."""
    mine, its = (project(folder)["tool"]["ruff"] for folder in (ROOT, EXAMPLE))

    assert its["line-length"] == mine["line-length"]
    assert its["lint"]["select"] == mine["lint"]["select"]
    assert set(its["lint"]["ignore"]) <= set(mine["lint"]["ignore"])


def test_it_is_type_checked_as_the_library_is():
    mine, its = (project(folder)["tool"]["mypy"] for folder in (ROOT, EXAMPLE))

    assert {name: its[name] for name in ("strict", "plugins", "enable_error_code")} == {
        name: mine[name] for name in ("strict", "plugins", "enable_error_code")
    }
    assert (EXAMPLE / "src").relative_to(ROOT).as_posix() in mine["files"]


# --- nobody can mistake it for what happened ---------------------------------------------------------------------------


def test_every_title_says_that_it_is_synthetic(can_duoc, linkage):
    registry, evidence = linkage
    titles = [
        can_duoc.smartvillage_plugin_info().title,
        registry.set(SET).title,
        *(one.title for one in (*registry.pilots.values(), *registry.datasets.values())),
    ]

    assert [one.vi for one in titles if "giả lập" not in one.vi.lower()] == []
    assert [one.en for one in titles if "synthetic" not in one.en.lower()] == []
    assert {row["source"] for row in evidence.rows()} == {"dữ liệu giả lập (synthetic)"}


def test_its_communes_are_invented(linkage):
    """The register knows no unit of these names, whatever is said in front of them."""
    registry, evidence = linkage
    places = Places.load("vn")
    names = {*evidence.units, *(unit for pilot in registry.pilots.values() for unit in pilot.units)}
    for name in sorted(names | {name.removeprefix("Xã Giả Lập ") for name in names}):
        for on in ("2024-12-31", "2025-07-01"):
            with pytest.raises(UnknownUnitError, match="SV-PL-0"):
                places.find(name, on=on)


# --- in use ----------------------------------------------------------------------------------------------------------


def test_its_evaluator_says_the_same_in_a_process_of_its_own(linkage):
    registry, evidence = linkage
    here, apart = (
        evaluate(registry.set(SET), evidence, registry=registry, isolate=isolate) for isolate in (False, True)
    )

    assert apart.consulted[0].failure is None
    assert (here.id, here.result) == (apart.id, apart.result)
    assert {one.name for one in here.verdicts("1.1")} == {"MET", "NOT_MET", "UNKNOWN"}


def test_a_run_that_it_judged_is_read_again_with_it_and_says_so_without(
    can_duoc, linkage, installed, tmp_path, monkeypatch, capsys
):
    registry, evidence = linkage
    evaluate(registry.set(SET), evidence, registry=registry).write(tmp_path)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    ask = ["explain", str(tmp_path), "Xã Giả Lập Giồng Lúa", "1.1", "--period", "2024-H1"]
    installed(Point("can-duoc", can_duoc))

    assert app.run(["--lang", "vi", *ask, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "NOT_MET"
    assert app.run(["--lang", "vi", "verify", str(tmp_path)]) == 0

    installed()

    assert app.run(["--lang", "vi", *ask]) == 2
    assert "hiện không có. Cài phần mở rộng đó" in capsys.readouterr().err


def test_plugins_are_not_looked_at_for_a_run_that_cannot_be_read(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("smartvillage.cli.recorded.find_registry", lambda: pytest.fail("nobody asked"))

    assert app.run(["--lang", "en", "verify", str(tmp_path)]) == 2
    assert "the file is not there" in capsys.readouterr().err


def test_its_documents_have_a_case_for_every_verdict():
    cases = read_document(EXAMPLE / "src" / "smartvillage_can_duoc" / "documents" / "cases.yaml").tree["cases"]

    assert {one["expect"] for one in cases} == {"met", "not-met", "unknown", "not-applicable"}
