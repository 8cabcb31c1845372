"""A plugin may be a class: its shape follows the hooks, and what it inherits is not taken for its own."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

from smartvillage.border import Label
from smartvillage.plugins import DistrictPlugin, PluginInfo, hookimpl, hookspecs
from tests.plugins.makers import Point, loaded, measure

HOOKS = {name: one for name, one in vars(hookspecs).items() if name.startswith("smartvillage_")}


def test_a_class_based_plugin_has_every_hook():
    assert {name for name in vars(DistrictPlugin) if name.startswith("smartvillage_")} == set(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_method_takes_and_returns_what_the_hook_does(name):
    method = getattr(DistrictPlugin, name)

    assert get_type_hints(method) == get_type_hints(HOOKS[name])
    assert list(inspect.signature(method).parameters)[1:] == list(inspect.signature(HOOKS[name]).parameters)


class NamSon(DistrictPlugin):
    @hookimpl
    def smartvillage_plugin_info(self):
        return PluginInfo(key="nam-son", title=Label(vi="Nam Sơn"), api=1)

    @hookimpl
    def smartvillage_measures(self):
        yield measure()


class Forgetful(NamSon):
    def smartvillage_measures(self):
        yield measure()


def test_an_instance_is_admitted_and_what_it_inherits_stays_silent(installed):
    installed(Point("nam-son", NamSon()))
    registry, said = loaded()

    assert said == []
    assert "nam-son.water" in registry.measures


def test_an_own_method_without_its_mark_is_still_found(installed):
    installed(Point("nam-son", Forgetful()))
    registry, _ = loaded()

    assert "hook smartvillage_measures: has no @hookimpl" in registry.left_out[0].problem
