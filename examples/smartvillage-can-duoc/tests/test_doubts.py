"""What this authority asks about before it signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins import Label, Measure
from smartvillage.plugins.registry import registry_of

from smartvillage_can_duoc.doubts import sudden_changes
from smartvillage_can_duoc.linkage import LINKS
from smartvillage_can_duoc.plugin import plugin

OURS = Measure(id="can-duoc.x", title=Label(vi="Tỷ lệ", en="Share"), kind="share")
THEIRS = OURS.model_copy(update={"id": "can-giuoc.x"})


def doubts(*wholes: tuple[str, int], measure: Measure = OURS) -> list[tuple[str | None, str]]:
    """What is asked about a commune that reports 3 of so many, period by period."""
    rows = [
        {"unit": "A", "period": period, "measure": measure.id, "numerator": 3, "denominator": whole}
        for period, whole in wholes
    ]
    return [(one.period, one.what.vi) for one in sudden_changes(Evidence(rows, measures=[measure]))]


@pytest.mark.parametrize(("after", "is_asked"), [(150, False), (151, True), (50, False), (49, True)])
def test_more_than_half_is_asked_about(after: int, is_asked: bool) -> None:
    assert bool(doubts(("2023", 100), ("2024", after))) is is_asked


def test_a_doubt_says_what_was_and_what_is() -> None:
    assert doubts(("2024", 1640), ("2023", 640)) == [("2024", "mẫu số kỳ 2023 là 640, kỳ 2024 là 1.640")]


def test_a_year_is_not_compared_with_a_half_year() -> None:
    assert doubts(("2023", 1000), ("2024-H1", 400), ("2024", 1100)) == []


def test_a_whole_that_was_nothing_is_asked_about_once_there_is_something() -> None:
    row = {"unit": "A", "measure": OURS.id}
    rows = [
        {**row, "period": "2023", "numerator": 0, "denominator": 0},
        {**row, "period": "2024", "numerator": 1, "denominator": 9},
    ]

    assert [one.facts for one in sudden_changes(Evidence(rows, measures=[OURS]))] == [{"before": "0", "after": "9"}]


def test_a_share_without_its_parts_has_no_whole_to_ask_about() -> None:
    row = {"unit": "A", "measure": OURS.id}
    rows = [{**row, "period": "2023", "value": "50"}, {**row, "period": "2024", "value": "60"}]

    assert list(sudden_changes(Evidence(rows, measures=[OURS]))) == []


def test_figures_of_other_plugins_are_theirs_to_ask_about() -> None:
    assert doubts(("2023", 100), ("2024", 900), measure=THEIRS) == []


def test_the_registry_tells_who_asks_about_the_sample() -> None:
    registry = registry_of(plugin)
    data = registry.datasets["can-duoc.data.linkage"].load()
    assert isinstance(data, Path)
    evidence = Evidence.read(data, measures=registry.set("can-duoc.smart@2025"))
    told = registry.check_evidence(evidence)

    # the whole of each link is the part of the link before, so one jump shows all along the chain
    assert {(one.plugin, one.item.unit, one.item.period) for one in told if one.item} == {
        ("can-duoc", "Xã Giả Lập Cồn Sậy", "2025-H1")
    }
    assert [one.item.measure for one in told if one.item] == sorted(LINKS)
