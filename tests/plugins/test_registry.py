"""The registry: what is admitted is there under its id, and who is asked for is said by the caller or the environment."""

from __future__ import annotations

import pytest

from smartvillage.errors import SeveralEditionsError, UnknownIdentifierError
from smartvillage.plugins import discovery
from smartvillage.plugins.builtin import BUILT_IN
from smartvillage.plugins.registry import Provided, builtin_registry, load, load_registry
from tests.plugins.makers import Point, a_set, candidate, keys, loaded, measure, pilot, plugin, programme

# --- admitted ------------------------------------------------------------------------------------------------------


def test_everything_a_plugin_offers_is_in_the_registry_under_its_id(installed):
    installed(
        Point(
            "nam-son",
            plugin(
                measures=iter([measure()]),
                criteria_sets=[a_set()],
                candidates=[candidate()],
                programmes=[programme()],
                pilots=[pilot()],
            ),
        )
    )
    registry, said = loaded()

    assert said == []
    assert keys(registry) == tuple(sorted({*BUILT_IN, "nam-son"}))
    assert registry.measures["nam-son.water"] == measure()
    assert registry.set("nam-son.smart@2025").key == "nam-son.smart@2025"
    assert "nam-son.more-water" in registry.candidates
    assert "nam-son.plan" in registry.programmes
    assert "nam-son.my-loc" in registry.pilots
    assert registry.provider("nam-son.water") == Provided("nam-son", "smartvillage-nam-son", "0.3")
    assert registry.left_out == ()


def test_a_registry_cannot_be_changed():
    registry = load_registry(only=())

    with pytest.raises(TypeError):
        registry.sets["vn.mine@1"] = next(iter(registry.sets.values()))
    with pytest.raises(AttributeError):
        registry.plugins = ()


# --- strict, only, block -------------------------------------------------------------------------------------------


def test_strict_is_satisfied_where_nothing_is_left_out(installed):
    installed(Point("nam-son", plugin(measures=[measure()])))

    assert "nam-son" in keys(load_registry(strict=True))


@pytest.mark.parametrize(
    ("options", "named", "expected"),
    [
        ({}, None, {"bac-son", "nam-son"}),
        ({"only": ["nam-son"]}, None, {"nam-son"}),
        ({"only": ["nam-son", "vn"]}, None, {"nam-son"}),
        ({"only": ()}, None, set()),
        ({"block": ["nam-son"]}, None, {"bac-son"}),
        ({"only": ["nam-son"], "block": ["nam-son"]}, None, set()),
        ({}, "nam-son", {"nam-son"}),
        ({}, " bac-son , nam-son ,", {"bac-son", "nam-son"}),
        ({}, "", set()),
        ({"only": ["bac-son"]}, "nam-son", {"bac-son"}),
        ({"block": ["bac-son"]}, "bac-son,nam-son", {"nam-son"}),
    ],
)
def test_the_caller_or_the_environment_says_which_plugins_to_admit(installed, monkeypatch, options, named, expected):
    installed(
        Point("nam-son", plugin("nam-son", measures=[measure("nam-son.a")])),
        Point("bac-son", plugin("bac-son", measures=[measure("bac-son.a")])),
    )
    if named is not None:
        monkeypatch.setenv("SMARTVILLAGE_PLUGINS", named)

    assert set(keys(load_registry(**options))) == {*BUILT_IN, *expected}


def test_a_plugin_that_is_not_asked_for_is_not_even_imported(installed):
    installed(Point("nam-son", SystemExit(3)), Point("bac-son", plugin("bac-son", measures=[measure("bac-son.a")])))

    assert load_registry(only=["bac-son"]).left_out == ()
    assert load_registry(block=["nam-son"]).left_out == ()


def test_a_plugin_that_is_asked_for_by_name_and_not_installed_is_left_out(installed):
    installed(Point("nam-son", plugin(measures=[measure()])))
    registry, said = loaded(only=["nam-sno"])

    assert said == [
        "A plugin is left out at the stage discover.\n"
        "Plugin 'nam-sno': no installed distribution offers it.\n"
        "Try: pip install smartvillage-nam-sno"
    ]
    assert registry.left_out[0].distribution is None


# --- the built-in ones ---------------------------------------------------------------------------------------------


def test_loading_what_is_published_never_looks_at_what_is_installed(monkeypatch):
    def entry_points(**_):
        raise AssertionError("entry points were looked at")

    monkeypatch.setattr(discovery, "entry_points", entry_points)
    monkeypatch.setenv("SMARTVILLAGE_PLUGINS", "nam-son")
    builtin_registry.cache_clear()

    assert load("vn.xa-ntm", edition="2021-2025").key == "vn.xa-ntm@2021-2025"
    assert load("vn.xa-ntm@2021-2025") is load("vn.xa-ntm", "2021-2025")
    assert keys(builtin_registry()) == tuple(sorted(BUILT_IN))


def test_every_published_document_is_the_set_its_name_says():
    for key, published in builtin_registry().sets.items():
        assert published.read().key == key == f"{published.id}@{published.edition}"


def test_an_edition_may_be_left_out_where_there_is_only_one(installed):
    installed(Point("nam-son", plugin(criteria_sets=[a_set(), a_set("nam-son.two"), a_set("nam-son.two", "2026")])))
    registry = load_registry()

    assert registry.set("nam-son.smart").edition == "2025"
    assert [one.edition for one in registry.editions("nam-son.two")] == ["2025", "2026"]
    with pytest.raises(SeveralEditionsError, match=r"nam-son\.two@2025, nam-son\.two@2026"):
        registry.set("nam-son.two")


def test_a_set_that_is_not_published_is_told_with_the_closest_one():
    with pytest.raises(UnknownIdentifierError) as caught:
        load("vn.xa-ntn", edition="2021-2025")

    assert str(caught.value).startswith("No criteria set is called 'vn.xa-ntn@2021-2025'. Closest: vn.xa-ntm@2021-2025")
    assert caught.value.say("vi").startswith('Không có bộ tiêu chí nào là "vn.xa-ntn@2021-2025". Gần nhất: ')
