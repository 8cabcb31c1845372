"""Every fault that a plugin can have: it is left out whole, told with advice, and nobody else notices."""

from __future__ import annotations

import inspect
from itertools import permutations
from pathlib import Path

import pytest

from smartvillage.border import Label
from smartvillage.errors import PluginError, PluginErrorGroup
from smartvillage.plugins.hookspecs import hookimpl, hookspec
from smartvillage.plugins.offers import Dataset, Evaluator
from smartvillage.plugins.registry import BUILT_IN
from tests.plugins.makers import (
    Point,
    a_set,
    candidate,
    info,
    keys,
    loaded,
    measure,
    pilot,
    plugin,
    precedent,
    programme,
)

HEALTHY = (
    Point("tot", plugin("tot", measures=[measure("tot.water")], candidates=[candidate("tot.more", uses="tot.water")])),
    Point("khoe", plugin("khoe", measures=[measure("khoe.water")], criteria_sets=[a_set("khoe.smart")])),
)


def function_of(source, name):
    scope = {"hookimpl": hookimpl, "hookspec": hookspec}
    exec(inspect.cleandoc(source), scope)
    return scope[name]


def named(name, function):
    made = plugin(measures=[measure()])
    setattr(made, name, function)
    return made


def unmarked():
    return []


UNMARKED = named("smartvillage_candidates", unmarked)
MISSPELT = named(
    "smartvillage_canddates",
    function_of("@hookimpl\ndef smartvillage_canddates(): return []", "smartvillage_canddates"),
)
MISSPELT_UNMARKED = named("smartvillage_canddates", unmarked)
STRANGE = named("smartvillage_zzz", function_of("@hookimpl\ndef smartvillage_zzz(): return []", "smartvillage_zzz"))
WRAPPER = plugin(measures=function_of("@hookimpl(wrapper=True)\ndef f():\n    return (yield)", "f"))
OLD_WRAPPER = plugin(measures=function_of("@hookimpl(hookwrapper=True)\ndef f():\n    yield", "f"))
ASYNC = plugin(measures=function_of("@hookimpl\nasync def f(): return []", "f"))
ASYNC_GENERATOR = plugin(measures=function_of("@hookimpl\nasync def f():\n    yield 1", "f"))
DEFAULT = named("smartvillage_run_finished", function_of("@hookimpl\ndef f(run=None): pass", "f"))
UNKNOWN_ARGUMENT = plugin(measures=function_of("@hookimpl\ndef f(places): return []", "f"))
ANY_ARGUMENT = named("smartvillage_run_finished", function_of("@hookimpl\ndef f(**more): pass", "f"))
TWICE = named("again", function_of('@hookimpl(specname="smartvillage_measures")\ndef again(): return []', "again"))


class AClass:
    @hookimpl
    def smartvillage_plugin_info(self):
        return info()


def failing_late():
    yield measure()
    raise ValueError("no file")


def endless():
    number = 0
    while True:
        number += 1
        yield number


def dataset(identifier="nam-son.demo"):
    return Dataset(id=identifier, title=Label(vi="Giả lập"), licence="CC0-1.0", synthetic=True, load=list)


def evaluator(identifier="nam-son.linkage"):
    return Evaluator(id=identifier, judge=len, content="1")


LEVELLED = {"kind": "at-least", "measure": "nam-son.water", "levels": [{"value": "95", "verification": "secondary"}]}
CUSTOM = {"kind": "custom", "evaluator": "nam-son.linkge"}
OTHER_SET = {"kind": "meets-set", "set": "vn.xa-ntn@2021-2025"}

FAULTS = {
    "import error": (ImportError("No module named 'geopandas'"), "load", None, "failed with ImportError: No module named 'geopandas'.\nTry: import the plugin by itself"),
    "any error on import": (ZeroDivisionError("division by zero"), "load", None, "failed with ZeroDivisionError: division by zero."),
    "an error without a text": (RuntimeError(), "load", None, "failed with RuntimeError."),
    "exit on import": (SystemExit(3), "load", None, "asked the program to exit (SystemExit: 3).\nTry: keep sys.exit() out of the module's top level"),
    "forgotten hookimpl": (UNMARKED, "admit", "candidates", "has no @hookimpl, so it would never be called.\nTry: write @hookimpl right above def smartvillage_candidates"),
    "misspelt hook": (MISSPELT, "admit", "canddates", "there is no hook of this name.\nTry: did you mean smartvillage_candidates?"),
    "misspelt and unmarked": (MISSPELT_UNMARKED, "admit", "canddates", "there is no hook of this name.\nTry: did you mean smartvillage_candidates?"),
    "hook like no other": (STRANGE, "admit", "zzz", "there is no hook of this name.\nTry: the hooks are smartvillage_candidates, "),
    "wrapper": (WRAPPER, "admit", "measures", "is a wrapper; wrappers are refused.\nTry: return what is your own"),
    "old wrapper": (OLD_WRAPPER, "admit", "measures", "is a wrapper; wrappers are refused."),
    "default argument": (DEFAULT, "admit", "run_finished", "has a default for the argument 'run'; the real one would never be passed.\nTry: def smartvillage_run_finished(run)"),
    "unknown argument": (UNKNOWN_ARGUMENT, "admit", "measures", "asks for the argument 'places', which this hook does not give.\nTry: the arguments it may ask for: -"),
    "any argument": (ANY_ARGUMENT, "admit", "run_finished", "asks for the argument '**more', which this hook does not give.\nTry: the arguments it may ask for: run"),
    "async": (ASYNC, "admit", "measures", "is async; nobody would await it.\nTry: use def instead of async def"),
    "async generator": (ASYNC_GENERATOR, "admit", "measures", "is async; nobody would await it."),
    "class instead of instance": (AClass, "admit", None, "is a class (AClass), not an instance.\nTry: make one in the module, plugin = AClass()"),
    "two functions for one hook": (TWICE, "admit", None, "two functions answer smartvillage_measures.\nTry: make them one"),
    "no info": (plugin(plugin_info=None), "admit", None, "does not answer smartvillage_plugin_info, which is required.\nTry: add: @hookimpl def"),
    "info of another kind": (plugin(plugin_info={"key": "nam-son"}), "admit", "plugin_info", "returned {'key': 'nam-son'} instead of a PluginInfo."),
    "info that fails": (plugin(plugin_info=KeyError("ten")), "admit", "plugin_info", "failed with KeyError: 'ten'."),
    "another key": (plugin(plugin_info=info("bac-son")), "admit", "plugin_info", "says its key is 'bac-son', but it is installed as 'nam-son'.\nTry: key=\"nam-son\""),
    "newer contract": (plugin(plugin_info=info(api=2)), "admit", "plugin_info", "was written for version 2 of the contract; this release speaks 1.\nTry: install a newer smartvillage"),
    "older contract": (plugin(plugin_info=info(api=0)), "admit", "plugin_info", "was written for version 0 of the contract; this release speaks 1.\nTry: update the plugin"),
    "None": (plugin(measures=None), "collect", "measures", 'returned None instead of a list.\nTry: return an empty list to say "none yet": return []'),
    "text": (plugin(measures="nam-son.water"), "collect", "measures", "returned str ('nam-son.water') instead of a list.\nTry: return a list: return ['nam-son.water']"),
    "mapping": (plugin(measures={"a": 1}), "collect", "measures", "returned dict ({'a': 1}) instead of a list."),
    "number": (plugin(measures=7), "collect", "measures", "returned int (7) instead of a list."),
    "one item": (plugin(measures=measure()), "collect", "measures", "returned Measure (Measure(id='nam-son.water'"),
    "late generator error": (plugin(measures=failing_late()), "collect", "measures", "failed with ValueError: no file."),
    "endless generator": (plugin(measures=endless()), "collect", "measures", "yields more than 100000 items; it may never end."),
    "error": (plugin(measures=ValueError("no file")), "collect", "measures", "failed with ValueError: no file."),
    "exit": (plugin(measures=SystemExit("bye")), "collect", "measures", "asked the program to exit (SystemExit: bye)."),
    "item of another kind": (plugin(measures=["nam-son.water"]), "collect", "measures", "holds a str ('nam-son.water') instead of a Measure."),
    "id of nobody": (plugin(measures=[measure("clean.water")]), "collect", "measures", "'clean.water' is outside the plugin's namespace; its identifiers start with 'nam-son.'.\nTry: id=\"nam-son.clean.water\""),
    "id of the nation": (plugin(measures=[measure("vn.water")]), "collect", "measures", "'vn.water' is outside the plugin's namespace"),
    "misspelt key in an id": (plugin(measures=[measure("nam-sonx.water")]), "collect", "measures", '\nTry: id="nam-son.water"'),
    "id used twice": (plugin(measures=[measure(), measure()]), "collect", "measures", "'nam-son.water' is there twice.\nTry: use each identifier once"),
    "set of the nation": (plugin(criteria_sets=[a_set("vn.xa-ntm")]), "collect", "criteria_sets", "'vn.xa-ntm@2025' is outside the plugin's namespace"),
    "set used twice": (plugin(criteria_sets=[a_set(), a_set()]), "collect", "criteria_sets", "'nam-son.smart@2025' is there twice."),
    "document without an edition": (plugin(criteria_sets=[Path("nam-son.smart.yaml")]), "collect", "criteria_sets", "the file name 'nam-son.smart.yaml' does not say which set and edition.\nTry: call it nam-son.<name>@<edition>.yaml"),
    "document that is not there": (plugin(criteria_sets=[Path("nam-son.smart@2025.yaml")]), "collect", "criteria_sets", "there is no file 'nam-son.smart@2025.yaml'.\nTry: see that the file is packed into the wheel"),
    "set of another kind": (plugin(criteria_sets=[7]), "collect", "criteria_sets", "holds a int (7) instead of a CriteriaSet or a path."),
    "candidate of the nation": (plugin(candidates=[candidate("vn.water")]), "collect", "candidates", "'vn.water' is outside"),
    "level of nobody": (plugin(measures=[measure()], candidates=[candidate(rule=LEVELLED)]), "collect", "candidates", "'nam-son.more-water' has a level that no cited precedent has.\nTry: leave the level out"),
    "precedent that is none": (plugin(measures=[measure()], candidates=[candidate(basis="precedent")]), "collect", "candidates", "'nam-son.more-water' rests on a precedent and cites none.\nTry: add precedents, or say basis=\"idea\""),
    "programme of the nation": (plugin(programmes=[programme("vn.plan")]), "collect", "programmes", "'vn.plan' is outside"),
    "pilot of the nation": (plugin(pilots=[pilot("vn.my-loc")]), "collect", "pilots", "'vn.my-loc' is outside"),
    "evaluator of the nation": (plugin(evaluators=[evaluator("vn.linkage")]), "collect", "evaluators", "'vn.linkage' is outside"),
    "dataset of the nation": (plugin(datasets=[dataset("vn.demo")]), "collect", "datasets", "'vn.demo' is outside"),
    "nothing": (plugin(), "collect", None, "provides nothing.\nTry: answer at least one hook besides smartvillage_plugin_info"),
    "nothing in lists": (plugin(measures=[], candidates=[]), "collect", None, "provides nothing."),
    "unknown measure": (plugin(candidates=[candidate(uses="nam-son.watre")], measures=[measure()]), "link", "candidates", "'nam-son.more-water' refers to the measure 'nam-son.watre', which nothing offers.\nTry: did you mean 'nam-son.water'?"),
    "unknown domain": (plugin(measures=[measure()], candidates=[candidate(domain="tourisme")]), "link", "candidates", "refers to the domain 'tourisme', which nothing offers.\nTry: did you mean 'tourism'?"),
    "unknown domain of a pilot": (plugin(pilots=[pilot(domain="zzz")]), "link", "pilots", "refers to the domain 'zzz', which nothing offers.\nTry: see whether the plugin that offers it was left out"),
    "unknown evaluator": (plugin(criteria_sets=[a_set(rule=CUSTOM)], evaluators=[evaluator()]), "link", "criteria_sets", "refers to the evaluator of the plugin's own 'nam-son.linkge', which nothing offers.\nTry: did you mean 'nam-son.linkage'?"),
    "unknown set": (plugin(criteria_sets=[a_set(rule=OTHER_SET)]), "link", "criteria_sets", "refers to the criteria set 'vn.xa-ntn@2021-2025', which nothing offers.\nTry: did you mean 'vn.xa-ntm@2021-2025'?"),
}  # fmt: skip


def told_by(registry):
    """What the healthy plugins and the built-in ones offer, to compare."""
    return {
        one.info.key: (dict(one.counts), tuple(one.measures), tuple(one.candidates), tuple(one.sets))
        for one in registry.offers
        if one.info.key in {"tot", "khoe", *BUILT_IN}
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_a_plugin_at_fault_is_left_out_whole_and_told_and_no_other_notices(installed, fault):
    at_fault, stage, hook, text = FAULTS[fault]
    installed(*HEALTHY)
    without, _ = loaded()
    # generators are spent when they are asked; each parameter is asked once
    installed(HEALTHY[0], Point("nam-son", at_fault), HEALTHY[1])
    registry, said = loaded()
    (out,) = registry.left_out

    whose = "Plugin 'nam-son' (smartvillage-nam-son 0.3)" + (f", hook smartvillage_{hook}" if hook else "") + ": "
    assert (out.key, out.distribution, out.stage) == ("nam-son", "smartvillage-nam-son 0.3", stage)
    assert any(str(one).startswith(whose) and text in str(one) for one in out.errors), out.problem
    assert said == [str(out)]
    assert keys(registry) == tuple(sorted({*BUILT_IN, "khoe", "tot"}))
    assert told_by(registry) == told_by(without)
    vietnamese = out.say("vi")
    assert vietnamese.startswith('Phần mở rộng "nam-son" (smartvillage-nam-son 0.3)')


def test_everything_that_is_wrong_with_a_plugin_is_told_at_once(installed):
    at_fault = plugin(
        measures=[measure("vn.water"), 7], candidates="none", evaluators=None, datasets=ValueError("no file")
    )
    installed(Point("nam-son", at_fault))
    registry, _ = loaded()

    assert [one.hook.removeprefix("smartvillage_") for one in registry.left_out[0].errors] == [
        "measures",
        "measures",
        "candidates",
        "evaluators",
        "datasets",
    ]


def test_a_document_that_cannot_be_read_leaves_its_plugin_out_with_its_line(installed, tmp_path):
    path = tmp_path / "nam-son.smart@2025.yaml"
    path.write_text(a_set().to_yaml().replace("criteria:", "criterai:"), encoding="utf-8")
    installed(Point("nam-son", plugin(criteria_sets=[path])))
    registry, _ = loaded()

    assert registry.left_out[0].stage == "collect"
    assert "nam-son.smart@2025.yaml, line" in registry.left_out[0].problem
    assert 'there is no key called "criterai"' in registry.left_out[0].problem


def test_a_document_that_holds_another_set_than_its_name_says_leaves_its_plugin_out(installed, tmp_path):
    path = tmp_path / "nam-son.smart@2026.yaml"
    path.write_text(a_set().to_yaml(), encoding="utf-8")
    installed(Point("nam-son", plugin(criteria_sets=[str(path)])))
    registry, _ = loaded()

    assert registry.left_out[0].problem == (
        "Plugin 'nam-son' (smartvillage-nam-son 0.3), hook smartvillage_criteria_sets: "
        "the file is called 'nam-son.smart@2026', but holds 'nam-son.smart@2025'.\n"
        "Try: call it nam-son.smart@2025.yaml"
    )


def test_two_distributions_with_one_key_are_both_refused_and_both_named(installed):
    installed(
        Point("nam-son", plugin(measures=[measure()]), "one"),
        *HEALTHY,
        Point("nam-son", plugin(measures=[measure()]), "another"),
    )
    registry, _ = loaded()
    (out,) = registry.left_out

    assert (out.stage, out.distribution) == ("discover", "another 0.3, one 0.3")
    assert "2 distributions have this key: another 0.3, one 0.3.\nTry: uninstall one of them" in out.problem
    assert "nam-son.water" not in registry.measures


@pytest.mark.parametrize("key", BUILT_IN)
def test_the_key_of_a_built_in_plugin_is_taken(installed, key):
    installed(Point(key, plugin(key, measures=[measure(f"{key}.mine")])))
    registry, _ = loaded()

    assert registry.left_out[0].problem.startswith(
        f"Plugin '{key}' (smartvillage-nam-son 0.3): this key belongs to a built-in plugin.\nTry: choose another key"
    )
    assert f"{key}.mine" not in registry.measures


def test_a_plugin_that_leans_on_one_that_is_left_out_falls_with_it_and_so_on(installed):
    def leaning(key, on):
        return Point(
            key, plugin(key, measures=[measure(f"{key}.m")], candidates=[candidate(f"{key}.c", uses=f"{on}.m")])
        )

    points = [
        Point(
            "an-son",
            plugin("an-son", measures=[measure("an-son.m")], candidates=[candidate("an-son.c", uses="an-son.zzz")]),
        ),
        leaning("bac-son", "an-son"),
        leaning("cao-son", "bac-son"),
        leaning("dong-son", "dong-son"),
    ]
    found = []
    for order in permutations(points):
        installed(*order)
        registry, said = loaded()
        found.append(([(one.key, one.stage) for one in registry.left_out], said, keys(registry)))

    assert all(one == found[0] for one in found)
    assert found[0][0] == [("an-son", "link"), ("bac-son", "link"), ("cao-son", "link")]
    assert "dong-son" in found[0][2]


def test_the_order_in_which_plugins_are_found_never_shows(installed):
    points = [
        Point("nam-son", plugin("nam-son", measures=[measure("nam-son.b"), measure("nam-son.a")])),
        Point("bac-son", plugin("bac-son", measures=[measure("bac-son.z")])),
        Point("an-son", ZeroDivisionError()),
        Point("xa-son", plugin("xa-son", measures=None), "one"),
        Point("xa-son", plugin("xa-son", measures=None), "another"),
    ]
    found = []
    for order in permutations(points):
        installed(*order)
        registry, said = loaded()
        found.append((keys(registry), tuple(registry.measures), [str(one) for one in registry.left_out], said))

    assert all(one == found[0] for one in found)
    assert [name for name in found[0][1] if "-son" in name] == ["bac-son.z", "nam-son.a", "nam-son.b"]


def test_what_is_left_out_keeps_the_error_and_says_what_to_do(installed):
    installed(Point("nam-son", ZeroDivisionError("division by zero")), Point("an-son", SystemExit(3), None))
    registry, _ = loaded()
    an, nam = registry.left_out

    assert isinstance(nam.error, ZeroDivisionError)
    assert isinstance(an.error, SystemExit)
    assert an.distribution == "?"
    assert nam.advice.startswith("import the plugin by itself")
    assert str(nam).startswith("A plugin is left out at the stage load.\nPlugin 'nam-son'")


def test_strict_raises_everything_as_one_group(installed):
    installed(Point("nam-son", ZeroDivisionError()), Point("an-son", plugin("an-son", measures=None, candidates="")))
    with pytest.raises(PluginErrorGroup) as caught:
        loaded(strict=True)

    assert [(one.plugin, one.hook) for one in caught.value.exceptions] == [
        ("an-son", "smartvillage_measures"),
        ("an-son", "smartvillage_candidates"),
        ("nam-son", None),
    ]
    assert isinstance(caught.value.exceptions[2].__cause__, ZeroDivisionError)
    assert caught.value.say("vi").count("Phần mở rộng") == 3
    only_nam, rest = caught.value.split(lambda one: isinstance(one, PluginError) and one.plugin == "nam-son")
    assert len(only_nam.exceptions) == 1
    assert len(rest.exceptions) == 2


def test_the_environment_may_be_strict_too(installed, monkeypatch):
    installed(Point("nam-son", ZeroDivisionError()))
    monkeypatch.setenv("SMARTVILLAGE_STRICT", "1")

    with pytest.raises(PluginErrorGroup):
        loaded()


def test_the_user_may_still_interrupt_a_plugin(installed):
    installed(Point("nam-son", plugin(measures=KeyboardInterrupt())))

    with pytest.raises(KeyboardInterrupt):
        loaded()


def test_a_precedent_carries_its_level(installed):
    offered = candidate(rule=LEVELLED, basis="precedent", precedents=[precedent()])
    installed(Point("nam-son", plugin(measures=[measure()], candidates=[offered])))
    registry, said = loaded()

    assert said == []
    assert registry.candidates["nam-son.more-water"].precedents == (precedent(),)
