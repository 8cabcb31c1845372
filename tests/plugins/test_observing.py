"""Plugins are asked one by one: who fails loses their own word, and nobody else's."""

from __future__ import annotations

import sys

import pytest

from smartvillage.border import Label
from smartvillage.errors import PluginWarning
from smartvillage.plugins import Finding, hookimpl
from tests.plugins.makers import Point, loaded, measure, plugin


def observer(key, **hooks):
    made = plugin(key, measures=[measure(f"{key}.m")])
    for name, function in hooks.items():
        setattr(made, f"smartvillage_{name}", hookimpl(function))
    return Point(key, made)


def finding(text):
    return Finding(what=Label(vi=text))


def test_findings_come_with_the_plugin_that_told_them(installed):
    installed(
        observer("nam-son", check_evidence=lambda evidence: [finding(evidence)]),
        observer("bac-son", check_evidence=lambda: iter([finding("không hỏi gì")])),
        observer("an-son"),
    )
    registry, _ = loaded()

    assert [(one.plugin, one.item.what.vi) for one in registry.check_evidence("số liệu")] == [
        ("bac-son", "không hỏi gì"),
        ("nam-son", "số liệu"),
    ]


def late(evidence):
    yield finding("trước")
    raise ValueError("hỏng")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (late, "failed with ValueError: hỏng."),
        (lambda evidence: None, "returned NoneType instead of a list."),
        (lambda evidence: "xấu", "returned str instead of a list."),
        (lambda evidence: ["xấu"], "holds a str instead of a Finding."),
        (lambda evidence: sys.exit(3), "asked the program to exit (SystemExit: 3)."),
    ],
)
def test_a_plugin_that_fails_is_told_and_the_others_are_heard(installed, answer, text):
    installed(
        observer("nam-son", check_evidence=answer),
        observer("bac-son", check_evidence=lambda evidence: [finding("tốt")]),
    )
    good, bad = loaded()[0].check_evidence("số liệu")

    assert (good.plugin, good.item.what.vi, good.error) == ("bac-son", "tốt", None)
    assert (bad.plugin, bad.item) == ("nam-son", None)
    assert str(bad.error).startswith("Plugin 'nam-son' (smartvillage-nam-son 0.3), hook smartvillage_check_evidence: ")
    assert text in str(bad.error)


def test_comments_on_a_draft_are_labels(installed):
    installed(observer("nam-son", review_proposal=lambda proposal: [Label(vi="Đồng ý")]))
    (told,) = loaded()[0].review(None)

    assert (told.plugin, told.item.vi) == ("nam-son", "Đồng ý")


def test_a_run_stands_even_if_somebody_cannot_hear_of_it(installed):
    heard = []

    def hear(run):
        heard.append(run)

    def fail(run):
        raise OSError("disk full")

    installed(observer("nam-son", run_finished=fail), observer("bac-son", run_finished=hear))
    registry, _ = loaded()
    with pytest.warns(PluginWarning, match="hook smartvillage_run_finished: failed with OSError: disk full"):
        registry.run_finished("run")

    assert heard == ["run"]


def test_what_a_hook_returns_where_nothing_is_due_is_not_looked_at(installed):
    installed(observer("nam-son", run_finished=lambda: "done"))

    assert loaded()[0].run_finished("run") is None
