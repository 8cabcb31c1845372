"""The contract with plugins: its docstrings have one form, its types can be read, its views hold nothing back."""

from __future__ import annotations

import inspect
import re
from typing import get_type_hints

import pluggy
import pytest

from smartvillage.plugins import hookspecs
from smartvillage.plugins.hookspecs import GROUP, hookimpl

HOOKS = {name: one for name, one in vars(hookspecs).items() if name.startswith("smartvillage_")}
every_hook = pytest.mark.parametrize("name", HOOKS)


def test_the_hooks_are_those_of_the_contract():
    assert [name.removeprefix("smartvillage_") for name in HOOKS] == [
        "plugin_info",
        "measures",
        "criteria_sets",
        "programmes",
        "candidates",
        "pilots",
        "evaluators",
        "datasets",
        "check_evidence",
        "review_proposal",
        "run_finished",
    ]


@every_hook
def test_the_types_of_a_hook_can_be_read(name):
    hints = get_type_hints(HOOKS[name])

    assert set(hints) == {*inspect.signature(HOOKS[name]).parameters, "return"}


@every_hook
def test_the_docstring_of_a_hook_is_the_contract(name):
    """The headings never change, so that authors learn to scan them."""
    text = inspect.getdoc(HOOKS[name])
    headings = re.findall(r"^(When|Returns|Rules|If it goes wrong|Example)::?", text, flags=re.MULTILINE)

    assert headings == ["When", "Returns", "Rules", "If it goes wrong", "Example"]
    assert f"def {name}(" in text
    assert ".. versionadded::" in text


@every_hook
def test_the_example_of_a_hook_is_python(name):
    example = inspect.getdoc(HOOKS[name]).partition("Example::")[2].partition(".. versionadded")[0]

    assert name in compile(inspect.cleandoc(example), name, "exec").co_names


@every_hook
def test_a_hook_is_one_of_many_answers_and_itself_answers_nothing(name):
    manager = pluggy.PluginManager("smartvillage")
    manager.add_hookspecs(hookspecs)
    arguments = dict.fromkeys(inspect.signature(HOOKS[name]).parameters)

    assert not getattr(manager.hook, name).spec.opts["firstresult"]
    assert getattr(manager.hook, name)(**arguments) == []
    assert HOOKS[name](**arguments) is None


def test_a_plugin_may_ask_for_fewer_arguments_than_a_hook_has():
    class Plugin:
        @hookimpl
        def smartvillage_run_finished(self):
            return "done"

    manager = pluggy.PluginManager("smartvillage")
    manager.add_hookspecs(hookspecs)
    manager.register(Plugin())

    assert manager.hook.smartvillage_run_finished(run=None) == ["done"]


def test_the_group_of_entry_points_is_what_plugins_declare():
    assert GROUP == "smartvillage.plugins"
