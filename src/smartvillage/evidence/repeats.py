"""Rows against each other: what is reported twice, and what one row says in two ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage.errors import Problem, Words
from smartvillage.evidence.amounts import Amounts
from smartvillage.evidence.columns import STATES, Columns
from smartvillage.evidence.keys import has_repeats, key_of
from smartvillage.evidence.periods import Period
from smartvillage.evidence.tidy import Tidy
from smartvillage.evidence.values import Unreadable

__all__ = ["refuse_contradictions", "refuse_repeats"]

Flags = npt.NDArray[np.bool_]


def refuse_contradictions(tidy: Tidy, amounts: Amounts, missing: npt.NDArray[np.int32], reported: Flags | None) -> None:
    """Refuse a figure that is there and missing, and a row that holds a verdict and a figure."""
    tidy.refuse(np.flatnonzero(amounts.present & (missing >= 0)), "missing", "SV-EV-036", _THERE_AND_MISSING)
    if reported is not None:
        tidy.refuse(np.flatnonzero(reported & amounts.present), "verdict", "SV-EV-037", _VERDICT_AND_VALUE)


def refuse_repeats(
    tidy: Tidy,
    columns: Columns,
    reported: Flags | None,
    units: Sequence[str],
    periods: Sequence[Period],
    measures: Sequence[str],
) -> None:
    """Refuse figures that are reported twice: one unit, period, measure, state and day; both rows are named."""
    ok = (columns.unit >= 0) & (columns.period >= 0) & (columns.measure >= 0)
    if reported is not None:
        ok &= ~reported
    rows = slice(None) if ok.all() else np.flatnonzero(ok)
    told: list[tuple[npt.NDArray[Any], int]] = [
        (columns.unit[rows], len(units)),
        (columns.period[rows], len(periods)),
        (columns.measure[rows], len(measures)),
        *([(columns.state[rows], len(STATES))] if "state" in tidy else []),
        *([(columns.as_of[rows], int(columns.as_of.max(initial=0)) + 1)] if "as_of" in tidy else []),
    ]
    key, space = key_of(told, len(told[0][0]))
    if not has_repeats(key, space):
        return
    rows = np.flatnonzero(ok)
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order][1:] == key[order][:-1]) + 1
    for place in tidy.problems.count_more(again.tolist()):
        row, first = int(rows[order[place]]), int(rows[order[place - 1]])
        what = measures[columns.measure[row]], units[columns.unit[row]], periods[columns.period[row]]
        before = tidy.where(first, "measure")._replace(file=None, sheet=None)
        problem = Problem(
            code="SV-EV-040",
            what=Words(
                vi="{} của {} kỳ {} báo cáo hai lần; lần trước: {}".format(*what, before.say("vi")),
                en="{} of {} in {} is reported twice; first: {}".format(*what, before.say("en")),
            ),
            where=tidy.where(row, "measure"),
            advice=Words(vi="Giữ một dòng.", en="Keep one row."),
        )
        tidy.problems.add(row, problem)


_THERE_AND_MISSING = Unreadable(
    Words(vi="vừa có giá trị vừa có lý do thiếu", en="there is a value and a reason why it is missing")
)
_VERDICT_AND_VALUE = Unreadable(
    Words(vi="một dòng vừa có kết quả vừa có giá trị", en="one row holds a verdict and a value"),
    advice=Words(vi="Tách thành hai dòng.", en="Make two rows of it."),
)
