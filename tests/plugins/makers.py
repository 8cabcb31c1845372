"""Plugins made up for tests: nothing is installed, discovery is told what to find."""

from __future__ import annotations

import json
import warnings
from datetime import date
from types import ModuleType, SimpleNamespace

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import PluginWarning
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import Candidate, Pilot, PluginInfo, Precedent, ProgrammeOffer
from smartvillage.plugins.registry import load_registry
from tests.criteria.makers import attested, criterion, indicator, tree


class Point:
    """An entry point: a name, and what is there when it is loaded."""

    def __init__(self, name, plugin, distribution="smartvillage-nam-son", version="0.3"):
        self.name, self.plugin = name, plugin
        self.dist = SimpleNamespace(name=distribution, version=version) if distribution else None

    def load(self):
        if isinstance(self.plugin, BaseException):
            raise self.plugin
        return self.plugin


def info(key="nam-son", api=1, **more):
    return PluginInfo(key=key, title=Label(vi="Nam Sơn"), api=api, **more)


def plugin(key="nam-son", **hooks):
    """A plugin: each hook answers what is given for it; ``plugin_info=None`` leaves the required one out."""
    found = ModuleType(key)
    answers = {"plugin_info": info(key), **hooks}
    for name, answer in answers.items():
        if name == "plugin_info" and answer is None:
            continue
        function = answer if callable(answer) else implementation(answer)
        setattr(found, f"smartvillage_{name}", function)
    return found


def implementation(answer):
    @hookimpl
    def answers():
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return answers


def measure(identifier="nam-son.water", **changes):
    return Measure(**{"id": identifier, "title": Label(vi="Nước sạch"), "kind": "share", **changes})


def a_set(identifier="nam-son.smart", edition="2025", rule=None):
    document = tree(criterion("1", indicator("1.1", rule or attested())))
    renamed = json.loads(json.dumps(document).replace("thu.bo", identifier))
    return CriteriaSet.from_dict({**renamed, "edition": edition})


def candidate(identifier="nam-son.more-water", rule=None, *, uses="nam-son.water", **changes):
    rule = rule or {"kind": "at-least", "measure": uses, "levels": [{"missing": "not-set"}]}
    (one,) = a_set()
    made = one.indicator.replace(id=identifier, provisions=[{"rule": rule}])
    return Candidate(
        **{"indicator": made, "domain": "tourism", "basis": "idea", "rationale": Label(vi="Vì"), **changes}
    )


def precedent(value="95 %"):
    return Precedent(what=Label(vi="Tiền lệ"), citation=Citation(number="1/QĐ-UBND"), value=value)


def pilot(identifier="nam-son.my-loc", **changes):
    given = {
        "id": identifier,
        "title": Label(vi="Mỹ Lộc"),
        "domain": "tourism",
        "units": ("28222",),
        "on": date(2024, 1, 1),
    }
    return Pilot(**{**given, **changes})


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
