"""The face of the library: every public name is found, and only when it is asked for."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import subprocess
import sys
from pathlib import Path
from typing import Annotated, get_origin

import pytest

import smartvillage as sv

HEAVY = {"numpy", "polars", "pandas", "pydantic"}


def loaded_by(code: str) -> set[str]:
    """The modules a fresh interpreter holds after running the code."""
    code += "; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8")
    return set(done.stdout.split())


def test_importing_the_library_loads_no_floor_and_nothing_heavy():
    loaded = loaded_by("import smartvillage")

    assert "smartvillage" in loaded
    assert {name for name in loaded if name.startswith("smartvillage.")} == set()
    assert loaded & HEAVY == set()


def test_asking_for_one_name_loads_its_floor_and_not_the_others():
    loaded = loaded_by("from smartvillage import Exact")

    assert "smartvillage.exact" in loaded
    assert "smartvillage.evaluation" not in loaded


def test_public_names_are_listed_once_and_sorted():
    assert sv.__all__ == sorted(set(sv.__all__))


@pytest.mark.parametrize("name", sv.__all__)
def test_every_public_name_is_found_in_its_floor(name):
    value = getattr(sv, name)

    assert value is getattr(importlib.import_module(sv._HOME[name]), name)
    assert get_origin(value) is Annotated or value.__module__.startswith("smartvillage.")  # a union is at home nowhere


def test_checkers_and_the_interpreter_find_every_name_in_the_same_module():
    """The typed block is for checkers, the table for the interpreter: neither sees a mistake in the other."""
    tree = ast.parse(Path(sv.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.asname or alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert typed == sv._HOME
    assert sorted(sv._HOME) == sv.__all__


def test_a_name_that_was_fetched_is_kept():
    first = sv.Exact

    assert vars(sv)["Exact"] is first


def test_dir_lists_what_can_be_asked_for():
    assert {*sv.__all__, "__version__"} <= set(dir(sv))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("evalute", "evaluate"), ("criteriaset", "CriteriaSet"), ("load_registery", "load_registry")],
)
def test_a_misspelt_name_suggests_the_right_one(wrong, right):
    with pytest.raises(AttributeError, match=f"no attribute '{wrong}'. Closest: {right}") as caught:
        getattr(sv, wrong)

    assert caught.value.name == wrong


@pytest.mark.parametrize("name", ["zzz", "_repr_html_"])
def test_an_unknown_name_with_nothing_close_is_refused_without_a_guess(name):
    with pytest.raises(AttributeError) as caught:
        getattr(sv, name)

    assert str(caught.value) == f"smartvillage has no attribute {name!r}."


def test_a_name_that_does_not_exist_cannot_be_imported():
    with pytest.raises(ImportError, match="cannot import name 'evalute'"):
        from smartvillage import evalute  # noqa: F401


def test_the_version_is_that_of_the_installed_distribution(monkeypatch):
    monkeypatch.delitem(vars(sv), "__version__", raising=False)
    monkeypatch.setattr(importlib.metadata, "version", {"smartvillage": "1.2.3"}.__getitem__)

    assert sv.__version__ == "1.2.3"

    monkeypatch.delitem(vars(sv), "__version__")


def test_a_tree_that_was_never_installed_says_that_its_version_is_unknown(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.delitem(vars(sv), "__version__", raising=False)
    monkeypatch.setattr(importlib.metadata, "version", missing)

    assert sv.__version__ == "0+unknown"

    monkeypatch.delitem(vars(sv), "__version__")
