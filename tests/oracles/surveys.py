"""``surveys``: how many households were asked, how many were satisfied, and the shares that were printed.

Each printed share must be the exact one, rounded or cut off at its own decimals. A row that only states a rule in
words is skipped: rules in two parts (how many were asked, how many of them were satisfied) come with registers.
"""

from __future__ import annotations

from pathlib import Path

import smartvillage as sv
from tests.oracles.figures import agreement, number, share
from tests.oracles.report import Report, case_name, read_rows

__all__ = ["check"]

COUNTS = ("households_total", "households_asked", "satisfied", "unsatisfied")
COLUMNS = ("id", *COUNTS, "asked_pct_reported", "satisfied_pct_reported", "rule_in_source")


def check(path: str | Path) -> Report:
    """Recompute the shares of every survey and compare them with the printed ones."""
    report = Report()
    for place, row in enumerate(read_rows(path, COLUMNS), start=1):
        name = case_name(row, place)
        if row["rule_in_source"] and not any(row[column] for column in COUNTS):
            report.undecided += 1
            report.say(f"{name}: skipped: only a rule in words: {row['rule_in_source']}")
            continue
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
            report.leaves_open(name, "no printed share with both of its counts")
    report.say(f"{report.passed + report.failed} decided, {report.undecided} undecided or skipped")
    return report


def _faults(row: dict[str, str]) -> tuple[list[str], int]:
    """What does not agree, and how many shares could be compared."""
    asked, satisfied = row["households_asked"], row["satisfied"]
    answered = [number(row[column]) for column in ("households_asked", "satisfied", "unsatisfied")]
    faults = []
    if None not in answered and answered[1] + answered[2] > answered[0]:  # type: ignore[operator]
        faults.append(f"{satisfied} satisfied and {row['unsatisfied']} not, of {asked} asked")
    compared = 0
    for what, above, below, printed in (
        ("asked", asked, row["households_total"], row["asked_pct_reported"]),
        ("satisfied", satisfied, asked, row["satisfied_pct_reported"]),
    ):
        exact = share(above, below) if above and below else None
        if exact is None or not printed:
            continue
        compared += 1
        if agreement(printed, exact) == "disagrees":
            faults.append(f"{what} {above}/{below} = {sv.Exact(exact)} %, printed {printed}")
    return faults, compared
