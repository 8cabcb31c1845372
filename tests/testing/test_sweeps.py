"""Trials and sweeps: what is offered is put into sets that can be judged, and every figure is moved through its range."""

from __future__ import annotations

from fractions import Fraction

import pytest

from smartvillage.border import Label
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import AllOf, AtLeast, Threshold
from smartvillage.criteria.verdicts import Verdict
from smartvillage.plugins.registry import builtin_registry, load, registry_of
from smartvillage.testing.sweeps import MOST_CIRCUMSTANCES, MOST_STEPS, Swept
from smartvillage.testing.trials import Trial, as_registry, level_to_try, trial_of_candidates, trials_of
from tests.testing.sample import LINKS, NOT_SET, POVERTY, WATER, Sample, candidate, water

REGISTRY = registry_of(Sample())
OFFER = next(one for one in REGISTRY.offers if one.info.key == "nam-son")


def measure(kind, **fields):
    return Measure(id="nam-son.thing", title=Label(vi="Thứ"), kind=kind, unit=Label(vi="đồng"), **fields)


@pytest.mark.parametrize(
    ("one", "level"),
    [
        (WATER, "50"),
        (LINKS, "2"),
        (measure("count", maximum="5"), "3"),
        (measure("amount"), "2"),
        (measure("amount", maximum="-7"), "-9"),
        (measure("amount", minimum="10"), "12"),
    ],
)
def test_the_level_to_try_leaves_figures_on_both_sides(one, level):
    assert str(level_to_try(one)) == level


def test_a_registry_of_one_plugin_holds_the_built_in_ones_too():
    registry = as_registry(OFFER)

    assert as_registry(registry) is registry
    assert {"nam-son.clean-water", "tourism.local-jobs"} <= registry.measures.keys()
    tourism = next(one for one in builtin_registry().offers if one.info.key == "tourism")
    assert [one.key for one in as_registry(tourism).plugins] == [one.key for one in builtin_registry().plugins]


def test_candidates_are_judged_by_their_own_level_or_by_one_to_try():
    *_, trial = trials_of(OFFER, REGISTRY)
    levels = {trial.name(one.id): one.level_text("en") for one in trial.criteria_set}

    assert "50%" in levels["nam-son.candidates.clean-water"]
    assert "5%" in levels["nam-son.candidates.poverty"]
    assert trial.criteria_set.check()[0].code == "SV-SET-016", "a level to try is nobody's"


def test_a_candidate_may_have_levels_for_the_strata_of_a_published_set():
    levels = tuple(
        Threshold(
            value=value, stratum={"vn.51.commune-group": group}, verification="secondary", citation={"number": "1"}
        )
        for value, group in (("95", "group-1"), ("80", ("group-2", "group-3")))
    )
    national = next(one for one in load("vn.xa-ntm", "2026-2030").document.schemes if one.id == "vn.51.commune-group")
    first, *others = [one.id for one in national.strata]
    levels = (
        levels[0].replace(stratum={national.id: first}),
        levels[1].replace(stratum={national.id: tuple(others)}),
    )
    one = candidate("clean-water", WATER, AtLeast(measure=WATER.id, levels=levels))
    trial = trial_of_candidates([(one, None)], REGISTRY, fill=True)

    assert trial.criteria_set.document.schemes == (national,)
    seen = {sweep.circumstance.strata[national.id] for sweep in Swept(trial).sweeps}
    assert seen == {first, *others}


def test_a_sweep_moves_one_figure_over_its_levels_and_tells_what_happens_without_it():
    trial = trial_of_candidates([(water(), None)], REGISTRY, fill=True)
    (sweep,) = Swept(trial).sweeps
    steps = dict(sweep.steps)

    assert sweep.indicator == "nam-son.candidates.clean-water"
    assert steps[Fraction(50)] is Verdict.MET
    assert steps[Fraction(49999, 1000)] is Verdict.NOT_MET
    assert sweep.without is Verdict.UNKNOWN
    assert list(steps) == sorted(steps)


def test_other_figures_stand_still_low_in_the_middle_high_or_are_not_there():
    rule = AllOf(
        rules=(AtLeast(measure=WATER.id, levels=NOT_SET), AtLeast(measure=POVERTY.id, levels=NOT_SET)),
    )
    trial = trial_of_candidates([(candidate("both", WATER, rule), None)], REGISTRY, fill=True)
    sweeps = Swept(trial).sweeps
    others = [sweep.others.get(POVERTY.id) for sweep in sweeps if sweep.measure == WATER]

    assert others[0] is None
    assert others[1:] == sorted(others[1:])
    assert len(sweeps) == 8


def test_every_stratum_and_every_day_of_change_is_looked_at_once():
    swept = Swept(Trial(load("vn.xa-ntm", "2021-2025"), builtin_registry()))
    circumstances = {(tuple(sorted(one.circumstance.strata.items())), one.circumstance.day) for one in swept.sweeps}
    regions = {dict(strata)["vn.318.region"] for strata, _ in circumstances}

    days = {day for _, day in circumstances}

    assert len(regions) == 7
    assert {"2021-01-01", "2024-03-01"} <= days
    assert len(circumstances) <= MOST_CIRCUMSTANCES
    assert all(len(one.steps) <= MOST_STEPS for one in swept.sweeps)


def test_a_set_without_measures_has_nothing_to_sweep():
    from tests.criteria.makers import small_set

    swept = Swept(Trial(small_set({"kind": "meets-set", "set": "vn.xa-ntm@2021-2025"}, schemes=[]), builtin_registry()))

    assert swept.sweeps == ()
