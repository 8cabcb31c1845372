"""The registry: a plugin is admitted whole or left out whole, said so, and nobody else notices."""

from __future__ import annotations

import json
import warnings
from itertools import permutations
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import (
    CriteriaSetError,
    PluginError,
    PluginWarning,
    SeveralEditionsError,
    UnknownIdentifierError,
)
from smartvillage.plugins import registry as module
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import Candidate, PluginInfo, ProgrammeOffer
from smartvillage.plugins.registry import builtin_registry, load, load_registry
from tests.criteria.makers import attested, criterion, indicator, tree

BUILT_IN = tuple(module.BUILT_IN)


@pytest.fixture(autouse=True)
def _no_word_from_outside(monkeypatch):
    monkeypatch.delenv("SMARTVILLAGE_PLUGINS", raising=False)
    monkeypatch.delenv("SMARTVILLAGE_STRICT", raising=False)


class Point:
    """An entry point: a name, and what is there when it is loaded."""

    def __init__(self, name, plugin, distribution="nam-son-plugin"):
        self.name, self.plugin = name, plugin
        self.dist = SimpleNamespace(name=distribution) if distribution else None

    def load(self):
        return self.plugin() if callable(self.plugin) else self.plugin


@pytest.fixture
def installed(monkeypatch):
    """Install plugins: what discovery finds from now on."""

    def install(*points):
        def entry_points(*, group):
            assert group == "smartvillage.plugins"
            return points

        monkeypatch.setattr(module, "entry_points", entry_points)

    return install


def info(key="nam-son", api=1):
    return PluginInfo(key=key, title=Label(vi="Nam Sơn"), api=api)


def plugin(key="nam-son", **hooks):
    """A plugin: each hook answers what is given for it; ``info`` is the one that is required."""
    found = ModuleType(key)
    answers = {"plugin_info": info(key), **hooks}
    for name, answer in answers.items():
        if answer is not None:
            setattr(found, f"smartvillage_{name}", implementation(f"smartvillage_{name}", answer))
    return found


def implementation(name, answer):
    def answers():
        if isinstance(answer, BaseException):
            raise answer
        return answer

    answers.__name__ = name
    return hookimpl(answers)


def measure(identifier="nam-son.water"):
    return Measure(id=identifier, title=Label(vi="Nước sạch"), kind="share")


def a_set(identifier="nam-son.smart", edition="2025"):
    document = tree(criterion("1", indicator("1.1", attested())))
    renamed = json.loads(json.dumps(document).replace("thu.bo", identifier))
    return CriteriaSet.from_dict({**renamed, "edition": edition})


def candidate(identifier="nam-son.more-water"):
    (one,) = a_set()
    renamed = one.indicator.replace(id=identifier)
    return Candidate(indicator=renamed, domain="tourism", basis="idea", rationale=Label(vi="Vì"))


def programme(identifier="nam-son.plan"):
    return ProgrammeOffer(id=identifier, document={})


def loaded(**options):
    """The registry, and what was warned of while it was made."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        registry = load_registry(**options)
    assert all(one.category is PluginWarning for one in said)
    return registry, [str(one.message) for one in said]


def keys(registry):
    return tuple(one.key for one in registry.plugins)


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
    assert registry.left_out == ()


def test_a_plugin_need_not_answer_every_hook(installed):
    installed(Point("nam-son", plugin(measures=None)))

    assert "nam-son" in keys(load_registry())


def test_a_document_is_read_when_its_set_is_first_asked_for(installed, tmp_path):
    path = tmp_path / "nam-son.smart@2025.yaml"
    installed(Point("nam-son", plugin(criteria_sets=[path])))
    registry = load_registry()

    assert registry.sets["nam-son.smart@2025"].edition == "2025"
    with pytest.raises(CriteriaSetError):  # there is no such file yet
        registry.set("nam-son.smart@2025")

    path.write_text(a_set().to_yaml(), encoding="utf-8")
    found = registry.set("nam-son.smart", "2025")
    assert found.document == a_set().document
    assert registry.set("nam-son.smart", "2025") is found


def test_a_document_that_holds_another_set_than_its_name_says_is_refused(installed, tmp_path):
    path = tmp_path / "nam-son.smart@2026.yaml"
    path.write_text(a_set().to_yaml(), encoding="utf-8")
    installed(Point("nam-son", plugin(criteria_sets=[str(path)])))

    with pytest.raises(PluginError, match=r"'nam-son\.smart@2026', but its document is 'nam-son\.smart@2025'"):
        load_registry().set("nam-son.smart")


def test_the_order_in_which_plugins_are_found_never_shows(installed):
    points = [
        Point("nam-son", plugin("nam-son", measures=[measure("nam-son.b"), measure("nam-son.a")])),
        Point("bac-son", plugin("bac-son", measures=[measure("bac-son.z")])),
        Point("an-son", lambda: 1 / 0),
        Point("xa-son", lambda: 1 / 0),
    ]
    found = []
    for order in permutations(points):
        installed(*order)
        registry, said = loaded()
        found.append((keys(registry), tuple(registry.measures), [one.key for one in registry.left_out], said))

    assert all(one == found[0] for one in found)
    assert [name for name in found[0][1] if "son" in name] == ["bac-son.z", "nam-son.a", "nam-son.b"]
    assert found[0][2] == ["an-son", "xa-son"]


def test_a_registry_cannot_be_changed():
    registry = load_registry(only=())

    with pytest.raises(TypeError):
        registry.sets["vn.mine@1"] = next(iter(registry.sets.values()))
    with pytest.raises(AttributeError):
        registry.plugins = ()


# --- left out ------------------------------------------------------------------------------------------------------


def exiting():
    raise SystemExit(3)


LEFT_OUT = [
    ([Point("nam-son", lambda: 1 / 0)], "load", "ZeroDivisionError: division by zero"),
    ([Point("nam-son", exiting)], "load", "SystemExit: 3"),
    ([Point("nam-son", plugin(measures=SystemExit("bye")))], "collect", "SystemExit: bye"),
    ([Point("nam-son", plugin(measures=ValueError("no file")))], "collect", "ValueError: no file"),
    (
        [Point("nam-son", plugin(measures=(measure(name) for name in ["nam-son.a", "Nam Son"])))],
        "collect",
        "ValidationError",
    ),
    ([Point("nam-son", plugin(measures=7))], "collect", "TypeError: 'int' object is not iterable"),
    ([Point("nam-son", plugin(plugin_info=None))], "collect", "does not answer smartvillage_plugin_info"),
    ([Point("nam-son", plugin(plugin_info={"key": "nam-son"}))], "collect", "does not answer smartvillage_plugin_info"),
    ([Point("nam-son", plugin(plugin_info=info("bac-son")))], "collect", "says key 'bac-son', api 1; expected key"),
    ([Point("nam-son", plugin(plugin_info=info(api=2)))], "collect", "says key 'nam-son', api 2; expected key"),
    ([Point("nam-son", plugin(measurse=[]))], "collect", "unknown hook 'smartvillage_measurse'"),
    ([Point("nam-son", plugin(measures=[measure("vn.water")]))], "collect", "offers 'vn.water'; its ids begin with"),
    ([Point("nam-son", plugin(measures=[measure("nam-sonx.water")]))], "collect", "its ids begin with nam-son."),
    ([Point("nam-son", plugin(measures=[measure(), measure()]))], "collect", "offers 'nam-son.water' twice"),
    ([Point("nam-son", plugin(measures=["nam-son.water"]))], "collect", "offers 'nam-son.water', which is no Measure"),
    ([Point("nam-son", plugin(criteria_sets=[a_set("vn.xa-ntm")]))], "collect", "offers 'vn.xa-ntm@2025'; its ids"),
    ([Point("nam-son", plugin(criteria_sets=[a_set(), a_set()]))], "collect", "offers 'nam-son.smart@2025' twice"),
    (
        [Point("nam-son", plugin(criteria_sets=[Path("nam-son.smart.yaml")]))],
        "collect",
        "offers 'nam-son.smart.yaml'; a document is called nam-son.<name>@<edition>.yaml",
    ),
    ([Point("nam-son", plugin(criteria_sets=[7]))], "collect", "offers 7, which is no CriteriaSet and no path"),
    ([Point("nam-son", plugin(candidates=[candidate("vn.water")]))], "collect", "offers 'vn.water'; its ids begin"),
    ([Point("nam-son", plugin(programmes=[programme("vn.plan")]))], "collect", "offers 'vn.plan'; its ids begin"),
    (
        [Point("nam-son", plugin(), "one"), Point("nam-son", plugin(), "another")],
        "discover",
        "two distributions have this key",
    ),
    ([Point("vn", plugin("vn"))], "discover", "the key belongs to a built-in plugin"),
]


@pytest.mark.parametrize(("points", "stage", "problem"), LEFT_OUT)
def test_a_plugin_that_breaks_its_contract_is_left_out_whole_and_no_other_is(installed, points, stage, problem):
    good = Point("tot", plugin("tot", measures=[measure("tot.water")]), "tot-plugin")
    installed(*points, good)
    registry, said = loaded()
    (left_out,) = registry.left_out

    assert (left_out.key, left_out.stage) == (points[0].name, stage)
    assert problem in left_out.problem
    assert said == [str(left_out)]
    assert keys(registry) == tuple(sorted({*BUILT_IN, "tot"}))
    assert "tot.water" in registry.measures
    assert not any(name.startswith("nam-son.") for name in registry.measures)


def test_what_is_left_out_names_its_distributions_and_keeps_the_error(installed):
    installed(
        Point("nam-son", lambda: 1 / 0, "nam-son-plugin"),
        Point("bac-son", plugin("bac-son"), "one"),
        Point("bac-son", plugin("bac-son"), "another"),
        Point("an-son", exiting, None),
    )
    registry, said = loaded()
    an, bac, nam = registry.left_out

    assert said == [
        "plugin 'an-son' (?) is left out at stage load: SystemExit: 3",
        "plugin 'bac-son' (another, one) is left out at stage discover: two distributions have this key",
        "plugin 'nam-son' (nam-son-plugin) is left out at stage load: ZeroDivisionError: division by zero",
    ]
    assert isinstance(nam.error, ZeroDivisionError)
    assert isinstance(an.error, SystemExit)
    assert bac.error is None


def test_a_plugin_that_wraps_a_hook_is_left_out(installed):
    """Nobody changes what another plugin answered."""
    wrapping = plugin()

    @hookimpl(wrapper=True)
    def smartvillage_measures():
        return (yield)

    wrapping.smartvillage_measures = smartvillage_measures
    installed(Point("nam-son", wrapping))
    registry, _ = loaded()

    assert registry.left_out[0].problem == (
        "PluginError: plugin 'nam-son' wraps smartvillage_measures; wrappers are refused"
    )


def test_a_hook_that_asks_for_what_is_not_given_is_left_out(installed):
    asking = plugin()

    @hookimpl
    def smartvillage_measures(places):
        return []

    asking.smartvillage_measures = smartvillage_measures
    installed(Point("nam-son", asking))
    registry, _ = loaded()

    assert "places" in registry.left_out[0].problem


def test_the_user_may_still_interrupt_a_plugin(installed):
    def interrupted():
        raise KeyboardInterrupt

    installed(Point("nam-son", interrupted))

    with pytest.raises(KeyboardInterrupt):
        load_registry()


# --- strict, only, block -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["argument", "environment"])
def test_strict_raises_where_plugins_would_be_left_out_and_names_them_all(installed, monkeypatch, how):
    installed(Point("nam-son", lambda: 1 / 0), Point("an-son", exiting))
    if how == "environment":
        monkeypatch.setenv("SMARTVILLAGE_STRICT", "1")

    with pytest.raises(PluginError) as caught:
        load_registry(**({"strict": True} if how == "argument" else {}))
    assert str(caught.value).splitlines() == [
        "plugin 'an-son' (nam-son-plugin) is left out at stage load: SystemExit: 3",
        "plugin 'nam-son' (nam-son-plugin) is left out at stage load: ZeroDivisionError: division by zero",
    ]
    assert isinstance(caught.value.__cause__, SystemExit)


def test_strict_is_satisfied_where_nothing_is_left_out(installed):
    installed(Point("nam-son", plugin()))

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
    installed(Point("nam-son", plugin("nam-son")), Point("bac-son", plugin("bac-son")))
    if named is not None:
        monkeypatch.setenv("SMARTVILLAGE_PLUGINS", named)

    assert set(keys(load_registry(**options))) == {*BUILT_IN, *expected}


def test_a_plugin_that_is_not_asked_for_is_not_even_imported(installed):
    installed(Point("nam-son", exiting), Point("bac-son", plugin("bac-son")))

    assert load_registry(only=["bac-son"]).left_out == ()
    assert load_registry(block=["nam-son"]).left_out == ()


def test_a_plugin_that_is_asked_for_by_name_and_not_installed_is_left_out(installed):
    installed(Point("nam-son", plugin()))
    registry, said = loaded(only=["nam-sno"])

    assert said == ["plugin 'nam-sno' is left out at stage discover: no installed distribution offers it"]
    assert registry.left_out[0].distribution is None


# --- the built-in ones ---------------------------------------------------------------------------------------------


def test_loading_what_is_published_never_looks_at_what_is_installed(monkeypatch):
    def entry_points(**_):
        raise AssertionError("entry points were looked at")

    monkeypatch.setattr(module, "entry_points", entry_points)
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
