"""``distributions``: how many communes meet how many criteria, in bands, beside a printed mean.

The bands must add up to the communes, and the printed mean must lie between the bounds they imply (every commune at
the bottom of its band, every one at the top). Where the criteria were summed up instead, the printed mean must be the
sum over the communes, rounded or cut off.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import smartvillage as sv
from tests.oracles.figures import agreement, number
from tests.oracles.judging import judge
from tests.oracles.report import Report, case_name, read_rows

__all__ = ["check"]

COLUMNS = ("id", "communes", "mean_reported")
MEAN = {"kind": "amount", "unit": {"vi": "tiêu chí/xã", "en": "criteria a commune"}}


def check(path: str | Path) -> Report:
    """Check every distribution of a file."""
    report = Report()
    for place, row in enumerate(read_rows(path, COLUMNS), start=1):
        name = case_name(row, place)
        try:
            faults, compared = _faults(row)
        except ValueError as problem:
            report.fails(name, " ".join(str(problem).split()))
            continue
        if faults:
            report.fails(name, "; ".join(faults))
        elif compared:
            report.passes()
        else:
            report.leaves_open(name, "neither bands nor a sum to compare with")
    report.say(f"{report.passed + report.failed} decided, {report.undecided} undecided")
    return report


def band(column: str) -> tuple[int, int] | None:
    """Return the least and the greatest number of criteria of a band, from the name of its column.

    Example:
        >>> band("at_15_18"), band("at_19"), band("below_5"), band("scope")
        ((15, 18), (19, 19), (0, 4), None)
    """
    found = re.fullmatch(r"at_([0-9]+)(?:_([0-9]+))?|below_([0-9]+)", column, re.ASCII)
    if found is None:
        return None
    if found[3]:
        return 0, int(found[3]) - 1
    return int(found[1]), int(found[2] or found[1])


def _faults(row: dict[str, str]) -> tuple[list[str], int]:
    """What does not agree, and how many things could be compared."""
    communes, mean = number(row["communes"]), row["mean_reported"]
    bands = {ends: number(row[column]) for column in row if (ends := band(column)) is not None}
    if bands and row.get("other", "").isdecimal():  # a remark in words counts nobody
        bands[0, max(top for _, top in bands)] = number(row["other"])
    counted = {ends: count for ends, count in bands.items() if count is not None}
    faults, compared = [], 0
    total = sum(counted.values(), Fraction(0))
    if any(count < 0 or count.denominator != 1 for count in counted.values()):
        faults.append("a band holds no whole number of communes")
    elif communes is not None and counted and (len(counted) == len(bands) or total >= communes):
        compared += 1
        if total != communes:
            faults.append(f"the bands add up to {total}, not to {communes} communes")
        elif mean and communes:
            compared += 1
            faults += _outside(mean, counted, communes)
    summed = number(row.get("sum_criteria_reported"))
    if summed is not None and communes and mean:
        compared += 1
        if agreement(mean, summed / communes) == "disagrees":
            faults.append(f"{summed}/{communes} criteria a commune are printed as a mean of {mean}")
    return faults, compared


def _outside(mean: str, counted: dict[tuple[int, int], Fraction], communes: Fraction) -> list[str]:
    """Say that a mean lies outside what the bands allow: the library compares it with both ends."""
    low, high = (sum((ends[end] * count for ends, count in counted.items()), Fraction(0)) / communes for end in (0, 1))
    value = {"value": sv.Exact(number(mean))}  # type: ignore[arg-type]  # it is there
    if all(judge(value, op, end, MEAN) is sv.Verdict.MET for op, end in ((">=", low), ("<=", high))):
        return []
    rounded = agreement(mean, low) != "disagrees" or agreement(mean, high) != "disagrees"
    hint = "; it is one of them, rounded" if rounded else ""
    return [f"the mean {mean} is not between {sv.Exact(low)} and {sv.Exact(high)}{hint}"]
