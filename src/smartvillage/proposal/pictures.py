"""Pictures of a proposal for notebooks: what a level would ask of each group, and what each indicator does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from smartvillage.border import Label
from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.paper.charts import Item as Bar
from smartvillage.paper.charts import ItemChart, ResponseChart, Series
from smartvillage.proposal.findings import Finding
from smartvillage.proposal.items import Item, Items
from smartvillage.proposal.response import GROUPS, Steps

__all__ = ["ItemAnalysis", "Responses"]


@attrs.frozen(eq=False)
class Responses(Mapping[str, Steps]):
    """How many units of each group meet each level: ``pilots``, ``comparison``, ``everyone``."""

    finding: Finding

    def __getitem__(self, group: str) -> Steps:
        return self.finding.response[group]

    def __iter__(self) -> Iterator[str]:
        return iter(self.finding.response)

    def __len__(self) -> int:
        return len(self.finding.response)

    def chart(self) -> ResponseChart:
        """The step functions as a chart, the suggested level marked.

        Raises:
            ValueError: No unit has a figure.
        """
        finding = self.finding
        series = [
            Series(GROUPS[name], [(Exact(point.level), point.met) for point in found.points()], found.of)
            for name in ("pilots", "comparison")
            if (found := finding.response[name]).of
        ]
        unit = Words(vi=finding.measure.unit_text("vi"), en=finding.measure.unit_text("en"))
        level = finding.level
        return ResponseChart(
            series,
            unit=unit if unit.vi else None,
            direction="lower" if finding.lower_is_better else "higher",
            marks={} if level is None else {str(Exact(level)): Words(vi="đề xuất", en="proposed")},
        )


@attrs.frozen(eq=False)
class ItemAnalysis:
    """Every indicator as part of one conjunction."""

    found: Items
    titles: Mapping[str, Label]

    def __getitem__(self, name: str) -> Item:
        return self.found[name]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.found.items)

    def __len__(self) -> int:
        return len(self.found.items)

    def say(self, lang: str = "vi") -> str:
        """Tell each item on a line."""
        return self.found.say(lang)

    def chart(self) -> ItemChart:
        """How hard each indicator is, and how often it is the only one that fails.

        Raises:
            ValueError: There is no indicator with a level.
        """
        bars = [
            Bar(
                Words(vi=self.titles[one.name].vi, en=self.titles[one.name].say("en")),
                one.met,
                one.not_met,
                only=one.only_failure,
                unknown=one.unknown,
            )
            for one in self.found.items
        ]
        return ItemChart(bars)
