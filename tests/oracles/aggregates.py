"""``aggregates``: counts with their denominators beside the percentage that was printed.

The share is made again from the counts; how the printed one comes from it must be what the file's ``agreement`` says:
``rounds``, ``truncates`` or ``disagrees``. A row that lacks a count, a printed share or that word is undecided.
"""

from __future__ import annotations

from pathlib import Path

import smartvillage as sv
from tests.oracles.figures import agreement, share
from tests.oracles.report import Report, case_name, read_rows

__all__ = ["check"]

COLUMNS = ("id", "numerator", "denominator", "pct_reported", "agreement")
WORDS = {
    "rounds": "rounds",
    "rounded": "rounds",
    "truncates": "truncates",
    "truncated": "truncates",
    "disagrees": "disagrees",
    "wrong": "disagrees",
}
PLANNED = "1000000000"
"""The greatest share of a count against a plan, which may have been exceeded."""


def check(path: str | Path) -> Report:
    """Recompute every share of a file and compare how it was printed."""
    report = Report()
    for place, row in enumerate(read_rows(path, COLUMNS), start=1):
        _check_row(report, case_name(row, place), row)
    report.say(f"{report.passed + report.failed} decided, {report.undecided} undecided")
    return report


def _check_row(report: Report, name: str, row: dict[str, str]) -> None:
    lacking = [column for column in ("numerator", "denominator", "pct_reported") if not row[column]]
    if lacking:
        report.leaves_open(name, f"no {', no '.join(lacking)}")
        return
    said = row["agreement"].casefold()
    if not said:
        report.leaves_open(name, "the file does not say how the printed share agrees")
        return
    if said not in WORDS:
        report.fails(name, f"the agreement {row['agreement']!r} is none of: {', '.join(WORDS)}")
        return
    try:
        exact = share(row["numerator"], row["denominator"], most=PLANNED)
        if exact is None:
            report.leaves_open(name, "a share of nothing")
            return
        found = agreement(row["pct_reported"], exact)
    except ValueError as problem:
        report.fails(name, " ".join(str(problem).split()))
        return
    if found == WORDS[said]:
        report.passes()
        return
    counts = f"{row['numerator']}/{row['denominator']} = {sv.Exact(exact)} %"
    report.fails(name, f"{counts}, printed {row['pct_reported']}: {found}, but the file says {row['agreement']}")
