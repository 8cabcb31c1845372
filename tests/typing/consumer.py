"""A program as a user writes it: nothing here is run, both checkers read it strictly.

``assert_type`` says what a checker has to see; a change that makes a public name ``Any`` fails here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import assert_type

import smartvillage as sv
from smartvillage.errors import Problem


def numbers() -> None:
    level = sv.Exact("66.6")
    assert_type(level, sv.Exact)
    assert_type(level * 15 / 100, Fraction)
    assert_type(sv.Interval.of("99.3", "gt").low, Fraction | None)


def problems(error: sv.InputError) -> list[str]:
    assert_type(error.problems, tuple[Problem, ...])
    return [problem.say("vi") for problem in error.problems]


def story() -> None:
    xa = sv.load("vn.xa-ntm", edition="2021-2025")
    assert_type(xa, sv.CriteriaSet)
    assert_type(xa["9.2"], sv.IndicatorInSet)
    assert_type(xa["9.2"].indicator, sv.Indicator)
    places = sv.Places.load("vn")
    assert_type(places, sv.Places)
    assert_type(places.unit("28222", on="2024-12-31"), sv.Unit)
    evidence = sv.Evidence.read("pilots.xlsx", measures=xa, places=places)
    assert_type(evidence, sv.Evidence)
    run = sv.evaluate(xa, evidence, places)
    assert_type(run, sv.Run)
    assert_type(run.table("indicator"), sv.Table)
    assert_type(sv.load_registry(), sv.Registry)


def catch() -> None:
    try:
        story()
    except sv.UnknownIdentifierError as unknown:
        assert_type(unknown.suggestions, tuple[str, ...])
    except sv.SmartVillageError as error:
        assert_type(error.say("en"), str)
