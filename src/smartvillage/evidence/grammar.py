"""The grammar of every column that holds no number: periods, days, words, text for people."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from smartvillage import border
from smartvillage.errors import Words, quoted
from smartvillage.evidence.columns import TextColumn
from smartvillage.evidence.periods import Period, vietnam_day
from smartvillage.evidence.tidy import BLANK, Tidy, is_blank
from smartvillage.evidence.values import Unreadable
from smartvillage.tables.cells import BadText, Cleaner
from smartvillage.tables.limits import Limits
from smartvillage.text.labels import LABELS
from smartvillage.text.names import nfc

__all__ = ["code_text", "days_of", "meanings_of", "read_day", "read_period", "read_text", "texts_of", "words_of"]

Codes = npt.NDArray[np.int32]
Meaning = TypeVar("Meaning", bound=Hashable)

_LIMITS = Limits()

# -- cells ---------------------------------------------------------------------------------------------------


def read_period(value: Any) -> Period:  # noqa: ANN401
    """Read a period: text, a year as a number, a day as a date.

    Raises:
        Unreadable: It is none.
    """
    if isinstance(value, datetime) and _is_day(value):
        value = value.date()
    try:
        if isinstance(value, date) and not isinstance(value, datetime):
            return Period.read(value.isoformat())
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return Period.read(nfc(str(value)).strip())
    except ValueError:
        raise Unreadable(
            Words(vi=f"{quoted(value)} không phải là kỳ báo cáo", en=f"{quoted(value)} is not a period"),
            Words(
                vi="2024, 2024-06, 2024-Q3, 2024-H1 hoặc 2024-06-30",
                en="2024, 2024-06, 2024-Q3, 2024-H1 or 2024-06-30",
            ),
        ) from None


def read_day(value: Any) -> date:  # noqa: ANN401
    """Read a day; a moment with a zone is the day in Vietnam.

    Raises:
        Unreadable: It is none, or a moment without a zone.
    """
    if isinstance(value, datetime) and _is_day(value):
        value = value.date()
    try:
        if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
            return vietnam_day(value)
        return border.read_day(value.strip() if isinstance(value, str) else value)
    except (TypeError, ValueError):
        raise Unreadable(
            Words(vi=f"{quoted(value)} không phải là ngày", en=f"{quoted(value)} is not a day"),
            Words(vi="ngày viết như 2024-12-31", en="a day like 2024-12-31"),
        ) from None


def _is_day(value: datetime) -> bool:
    """A day as dataframes and workbooks hold it: midnight, of no zone. Any other time is somebody's clock."""
    return value.tzinfo is None and value.time() == time.min


def read_text(value: Any) -> str | None:  # noqa: ANN401
    """Read text for people: what a file may hold too, so that it can be written and read back.

    Raises:
        Unreadable: It is too long, or holds a character that nobody can read.
    """
    text = Cleaner(_LIMITS.cell_chars).clean(code_text(value))
    if isinstance(text, BadText):
        raise Unreadable(
            Words(
                vi=f"{quoted(text.text)} quá dài hoặc có ký tự không đọc được",
                en=f"{quoted(text.text)} is too long, or holds a character that nobody can read",
            )
        )
    return text


def code_text(value: Any) -> str:  # noqa: ANN401
    """A code typed as a number in a cell: 28222.0 is 28222."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# -- columns -------------------------------------------------------------------------------------------------


def meanings_of(tidy: Tidy, name: str, code: str, read: Callable[[Any], Meaning]) -> tuple[Codes, list[Meaning]]:
    """Read a column that every row must fill; its distinct meanings are numbered in the order of first appearance.

    Args:
        tidy: The table.
        name: The column.
        code: The code of its problems.
        read: Reads one cell, or raises :class:`~smartvillage.evidence.values.Unreadable`.

    Returns:
        For each row the number of its meaning, -1 where it was refused; and the meanings.
    """
    codes, distinct = tidy.encode(name)
    meanings: dict[Meaning, int] = {}
    numbers = np.full(len(distinct) + 1, -1, dtype=np.int32)
    bad: dict[int, Unreadable] = {}
    for number, value in enumerate(distinct):
        try:
            if is_blank(value):
                raise BLANK
            numbers[number] = meanings.setdefault(read(value), len(meanings))
        except Unreadable as found:
            bad[number] = found
    tidy.refuse(np.flatnonzero(codes < 0), name, code, BLANK)
    tidy.refuse_codes(name, code, codes, bad)
    return numbers[codes], list(meanings)


def numbers_of(tidy: Tidy, name: str, code: str, read: Callable[[Any], int], default: int) -> Codes:
    """Read a column of whole numbers that rows may leave empty."""
    if name not in tidy:
        return np.full(tidy.rows, default, dtype=np.int32)
    codes, distinct = tidy.encode(name)
    numbers = np.full(len(distinct) + 1, default, dtype=np.int32)
    bad: dict[int, Unreadable] = {}
    for number, value in enumerate(distinct):
        try:
            numbers[number] = default if is_blank(value) else read(value)
        except Unreadable as found:
            bad[number] = found
    tidy.refuse_codes(name, code, codes, bad)
    return numbers[codes]


def days_of(tidy: Tidy, name: str, code: str) -> Codes:
    """Read a column of days as ordinals; 0 where there is none."""
    return numbers_of(tidy, name, code, lambda value: read_day(value).toordinal(), 0)


def words_of(
    tidy: Tidy,
    name: str,
    code: str,
    words: Sequence[str],
    *,
    kind: str,
    default: int,
    signs: Mapping[str, str] | None = None,
) -> Codes:
    """Read a column of words as their places in a list.

    Args:
        tidy: The table.
        name: The column.
        code: The code of its problems.
        words: The words.
        kind: The kind of label that says them in Vietnamese.
        default: What an empty cell means.
        signs: Other writings of the words.
    """
    known = {word: index for index, word in enumerate(words)}
    labels = LABELS[kind]
    known |= {labels[word].vi.casefold(): index for word, index in known.items() if word in labels}
    known |= {sign: known[word] for sign, word in (signs or {}).items()}

    def read(value: Any) -> int:  # noqa: ANN401
        key = nfc(str(value)).strip().casefold()
        if key in known:
            return known[key]
        close = tidy.close(name, key, known, n=1)
        raise Unreadable(
            Words(vi=f"không nhận {quoted(value)}", en=f"{quoted(value)} is not accepted"),
            Words(vi=f"một trong: {', '.join(words)}", en=f"one of: {', '.join(words)}"),
            Words(vi=f"Có phải là {close[0]}?", en=f"Did you mean {close[0]}?") if close else None,
        )

    return numbers_of(tidy, name, code, read, default)


def texts_of(tidy: Tidy, name: str, code: str) -> TextColumn:
    """Read a column of text for people."""
    codes, distinct = tidy.encode(name)
    known: dict[str, int] = {}
    numbers = np.full(len(distinct) + 1, -1, dtype=np.int32)
    bad: dict[int, Unreadable] = {}
    for number, value in enumerate(distinct):
        try:
            text = read_text(value)
        except Unreadable as found:
            bad[number] = found
        else:
            numbers[number] = -1 if text is None else known.setdefault(text, len(known))
    tidy.refuse_codes(name, code, codes, bad)
    return TextColumn(numbers[codes], tuple(known))
