"""Reported verdicts: what communes say of themselves. Shown beside ours, never turned into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.errors import Words, quoted
from smartvillage.evidence.grammar import read_text
from smartvillage.evidence.periods import Period
from smartvillage.evidence.tidy import BLANK, Tidy, is_blank
from smartvillage.evidence.values import Unreadable
from smartvillage.text.names import nfc

__all__ = ["ReportedVerdict", "rows_that_report", "verdicts_of"]

VERDICTS = {
    "met": "MET",
    "đạt": "MET",
    "not_met": "NOT_MET",
    "chưa đạt": "NOT_MET",
    "không đạt": "NOT_MET",
    "not_applicable": "NOT_APPLICABLE",
    "không áp dụng": "NOT_APPLICABLE",
    "unknown": "UNKNOWN",
    "chưa đủ cơ sở đánh giá": "UNKNOWN",
}


@attrs.frozen
class ReportedVerdict:
    """A verdict that somebody reported on an indicator or criterion: shown beside ours, never turned into it."""

    unit: str
    period: str
    ref: str
    """A printed number or an id."""
    verdict: str
    """``MET``, ``NOT_MET``, ``UNKNOWN`` or ``NOT_APPLICABLE``."""
    row: int
    """The row in the source, for messages."""


def rows_that_report(tidy: Tidy) -> npt.NDArray[np.bool_] | None:
    """Which rows report a verdict instead of a figure; ``None`` in a table without such a column."""
    if "verdict" not in tidy:
        return None
    codes, distinct = tidy.encode("verdict")
    says = np.array([*(not is_blank(value) for value in distinct), False])
    return says[codes]


def verdicts_of(
    tidy: Tidy,
    refs: Collection[str],
    reported: npt.NDArray[np.bool_],
    unit: Sequence[str | None],
    period: Sequence[Period | None],
) -> tuple[ReportedVerdict, ...]:
    """Read the verdicts.

    Args:
        tidy: The table.
        refs: What a verdict may be about; anything where there are none.
        reported: The rows that report one.
        unit: The unit of each of these rows, ``None`` where it was refused.
        period: The period of each of these rows, ``None`` where it was refused.
    """
    words, said = tidy.encode("verdict")
    numbers, indicators = tidy.encode("indicator") if "indicator" in tidy else (np.full(tidy.rows, -1), [])
    found = []
    for row, who, when in zip(np.flatnonzero(reported).tolist(), unit, period, strict=True):
        try:
            verdict = _verdict(said[words[row]])
        except Unreadable as problem:
            tidy.refuse([row], "verdict", "SV-EV-041", problem)
            continue
        try:
            ref = _ref(tidy, refs, indicators[numbers[row]] if numbers[row] >= 0 else None)
        except Unreadable as problem:
            tidy.refuse([row], "indicator", "SV-EV-042" if problem is BLANK else "SV-EV-043", problem)
            continue
        if who is not None and when is not None:
            found.append(ReportedVerdict(who, when.text, ref, verdict, row))
    _refuse_repeats(tidy, found)
    return tuple(found)


def _verdict(cell: Any) -> str:  # noqa: ANN401
    word = nfc(str(cell)).strip()
    verdict = VERDICTS.get(word.casefold())
    if verdict is None:
        accepted = ", ".join(VERDICTS)
        raise Unreadable(
            Words(vi=f"không nhận {quoted(word)}", en=f"{quoted(word)} is not a verdict"),
            Words(vi=f"một trong: {accepted}", en=f"one of: {accepted}"),
        )
    return verdict


def _ref(tidy: Tidy, refs: Collection[str], cell: Any) -> str:  # noqa: ANN401
    ref = read_text(cell) if cell is not None else None
    if ref is None:
        raise BLANK
    if refs and ref not in refs:
        close = tidy.close("indicator", ref, refs, cutoff=0.5)
        raise Unreadable(
            Words(
                vi=f"không có chỉ tiêu, tiêu chí nào là {quoted(ref)}",
                en=f"there is no indicator or criterion {quoted(ref)}",
            ),
            advice=Words(vi=f"Gần nhất: {', '.join(close)}.", en=f"Closest: {', '.join(close)}.") if close else None,
        )
    return ref


def _refuse_repeats(tidy: Tidy, found: Sequence[ReportedVerdict]) -> None:
    counted = Counter((one.unit, one.period, one.ref) for one in found)
    for one in found:
        if counted[one.unit, one.period, one.ref] > 1:
            twice = Words(
                vi=f"kết quả {one.ref} của {one.unit} kỳ {one.period} báo cáo hai lần",
                en=f"the verdict on {one.ref} of {one.unit} in {one.period} is reported twice",
            )
            tidy.refuse([one.row], "verdict", "SV-EV-040", Unreadable(twice))
