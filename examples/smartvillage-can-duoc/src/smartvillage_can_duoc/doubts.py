"""Doubts: figures that this authority would ask about before it signs.

A share keeps its parts, so a whole that grows or shrinks by more than half from one period to the next can be seen.
Usually somebody counted something else: hectares sown for hectares harvested, the whole commune for one hamlet. The
figure may be right all the same, so it is a question and never a verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from smartvillage.exact import Exact
from smartvillage.plugins import Finding, Label
from smartvillage.plugins.views import EvidenceView
from smartvillage.text.numbers import write_number

__all__ = ["sudden_changes"]

MOST = Exact("0.5")
"""By how much of itself a whole may change before somebody is asked."""


def sudden_changes(evidence: EvidenceView) -> Iterator[Finding]:
    """Find the shares of this plugin whose denominator changes by more than half from one period to the next.

    Only periods of one length are compared: a year is not expected to be like a half-year.

    Example:
        >>> from smartvillage.evidence.evidence import Evidence
        >>> from smartvillage.plugins import Measure
        >>> share = Measure(id="can-duoc.x", title=Label(vi="Tỷ lệ"), kind="share")
        >>> row = {"unit": "A", "measure": "can-duoc.x", "numerator": 60}
        >>> rows = [{**row, "period": "2023", "denominator": 100}, {**row, "period": "2024", "denominator": 151}]
        >>> for doubt in sudden_changes(Evidence(rows, measures=[share])):
        ...     print(doubt.unit, doubt.period, doubt.what.en)
        A 2024 the denominator was 100 in 2023 and is 151 in 2024
    """
    wholes: dict[tuple[str, str, int], dict[str, Exact]] = defaultdict(dict)
    for row in evidence.rows():
        if _is_ours(row):
            # "2024" and "2024-H1" differ in length, and within one length the order of the texts is that of time
            kept = wholes[row["unit"], row["measure"], len(row["period"])]
            kept[row["period"]] = Exact(row["denominator"])
    for (unit, measure, _), by_period in wholes.items():
        for (earlier, before), (later, after) in pairwise(sorted(by_period.items())):
            if abs(after - before) > MOST * before:
                was, now = ({lang: write_number(one, lang) for lang in ("vi", "en")} for one in (before, after))
                yield Finding(
                    what=Label(
                        vi=f"mẫu số kỳ {earlier} là {was['vi']}, kỳ {later} là {now['vi']}",
                        en=f"the denominator was {was['en']} in {earlier} and is {now['en']} in {later}",
                    ),
                    unit=unit,
                    period=later,
                    measure=measure,
                    facts={"before": str(before), "after": str(after)},
                )


def _is_ours(row: Mapping[str, str | None]) -> bool:
    """Whether a row is a share of this plugin, with its parts; figures of others are theirs to ask about."""
    return (row.get("measure") or "").startswith("can-duoc.") and row.get("denominator") is not None
