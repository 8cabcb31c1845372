"""Tidy data: which column means what, and where the problems of its cells go.

A table says what its columns are by their headings, in English or Vietnamese. Whoever reads a column asks for it by
meaning and hands back what cannot be read; this module knows the place of every cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage.errors import PROBLEMS_LISTED, Problem, Where, Words, quoted
from smartvillage.evidence.problems import Collector
from smartvillage.evidence.sources import Source
from smartvillage.evidence.values import Unreadable
from smartvillage.text.names import nfc

__all__ = ["BLANK", "HEADINGS", "Tidy", "is_blank"]

HEADINGS = {
    "unit": ("mã đơn vị", "đơn vị", "mã xã", "xã"),
    "period": ("kỳ", "kỳ báo cáo", "năm"),
    "measure": ("số liệu", "mã số liệu"),
    "indicator": ("chỉ tiêu",),
    "value": ("giá trị",),
    "numerator": ("tử số",),
    "denominator": ("mẫu số",),
    "relation": ("quan hệ",),
    "missing": ("lý do thiếu",),
    "verdict": ("kết quả tự đánh giá", "tự đánh giá"),
    "as_of": ("thời điểm",),
    "source": ("nguồn",),
    "state": ("trạng thái",),
    "document": ("minh chứng",),
    "unit_name": ("tên đơn vị",),
    "parent": ("thuộc", "huyện"),
}
"""The columns of tidy data, and the Vietnamese headings that mean the same."""

BLANK = Unreadable(Words(vi="ô trống", en="the cell is empty"), Words(vi="một giá trị", en="a value"))

_MEANING = {alias: name for name, aliases in HEADINGS.items() for alias in (name, *aliases)}


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing but white space."""
    return isinstance(value, str) and not value.strip()


class Tidy:
    """A source whose columns have meanings.

    Raises:
        InputError: A column is not known, there twice, or missing: all of them at once.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems = Collector()
        self._headings: dict[str, str] = {}
        self._asked: Counter[str] = Counter()
        for heading in source.columns:
            self._take(heading)
        self._check_needed()
        self.problems.raise_if_any()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.source.rows

    def __contains__(self, name: object) -> bool:
        return name in self._headings

    # -- headings -------------------------------------------------------------------------------------------

    def _take(self, heading: str) -> None:
        key = " ".join(nfc(heading).casefold().split())
        name = _MEANING.get(key)
        if name is None:
            if not key.startswith(("note", "ghi chú", "#")):
                self._unknown(heading, key)
        elif name in self._headings:
            first = self._headings[name]
            self._table_problem(
                "SV-EV-012",
                Words(
                    vi=f"hai cột {quoted(first)} và {quoted(heading)} cùng nghĩa {name}",
                    en=f"the columns {quoted(first)} and {quoted(heading)} both mean {name}",
                ),
                heading,
            )
        else:
            self._headings[name] = heading

    def _unknown(self, heading: str, key: str) -> None:
        close = self.close("", key, _MEANING, n=1)
        self._table_problem(
            "SV-EV-011",
            Words(vi=f"không biết cột {quoted(heading)}", en=f"the column {quoted(heading)} is not known"),
            heading,
            advice=Words(
                vi=(f"Có phải là {close[0]}? " if close else "") + "Cột chỉ để đọc thì đặt tên bắt đầu bằng note.",
                en=(f"Did you mean {close[0]}? " if close else "") + "A column kept for reading begins with note.",
            ),
        )

    def _check_needed(self) -> None:
        subject = "indicator" if "verdict" in self and "measure" not in self else "measure"
        for name in ("unit", "period", subject):
            if name not in self:
                self._table_problem(
                    "SV-EV-013",
                    Words(vi=f"thiếu cột {name} ({HEADINGS[name][0]})", en=f"the column {name} is missing"),
                )
        says = {"value", "numerator", "denominator", "missing", "verdict"} & set(self._headings)
        if not says or ("numerator" in self) != ("denominator" in self):
            self._table_problem(
                "SV-EV-013",
                Words(
                    vi="cần cột value, hoặc cả numerator và denominator",
                    en="a column value, or both numerator and denominator, is needed",
                ),
            )

    def _table_problem(self, code: str, what: Words, column: str | None = None, advice: Words | None = None) -> None:
        where = self.source.where(-1, column) if column is not None else Where(file=self.source.file)
        self.problems.add(-1, Problem(code=code, what=what, where=where, advice=advice))

    # -- columns --------------------------------------------------------------------------------------------

    def encode(self, name: str) -> tuple[npt.NDArray[np.int32], list[Any]]:
        """Codes and distinct cells of a column; code -1 is an absent one."""
        return self.source.encode(self._headings[name])

    def numbers(self, name: str) -> npt.NDArray[Any] | None:
        """A column of a dataframe that is numeric, else ``None``."""
        return self.source.numbers(self._headings[name])

    def percent(self, name: str) -> npt.NDArray[np.int64]:
        """1 where the cell is shown as per cent, else 0."""
        shown = np.zeros(self.rows, dtype=np.int64)
        shown[list(self.source.percent.get(self._headings[name], ()))] = 1
        return shown

    # -- problems -------------------------------------------------------------------------------------------

    def where(self, row: int, name: str) -> Where:
        """Say where a cell stands."""
        return self.source.where(row, self._headings.get(name, name))

    def refuse(self, rows: Iterable[int], name: str, code: str, found: Unreadable) -> None:
        """Refuse cells of a column, all for one reason."""
        for row in self.problems.count_more(int(one) for one in rows):
            problem = Problem(
                code=code, what=found.what, where=self.where(row, name), expected=found.expected, advice=found.advice
            )
            self.problems.add(row, problem)

    def refuse_codes(self, name: str, code: str, codes: npt.NDArray[Any], bad: Mapping[int, Unreadable]) -> None:
        """Refuse all cells of a column that have one of some codes, each code for its own reason."""
        if not bad:
            return
        order = np.argsort(codes, kind="stable")
        ordered = codes[order]
        numbers = np.array(list(bad), dtype=codes.dtype)
        starts, stops = (np.searchsorted(ordered, numbers, side) for side in ("left", "right"))
        used = np.flatnonzero(stops > starts)
        # The codes that are met first are told, the rest is only counted.
        used = used[np.argsort(order[starts[used]], kind="stable")]
        for place in used[:PROBLEMS_LISTED].tolist():
            rows = order[starts[place] : stops[place]].tolist()
            self.refuse(rows, name, code, bad[int(numbers[place])])
        rest = used[PROBLEMS_LISTED:]
        self.problems.count(int((stops[rest] - starts[rest]).sum()))

    def close(self, name: str, word: str, known: Iterable[str], *, n: int = 3, cutoff: float = 0.6) -> list[str]:
        """Names that come close to a word of a column, for advice; nobody reads more of it than problems are listed."""
        self._asked[name] += 1
        return get_close_matches(word, list(known), n, cutoff) if self._asked[name] <= PROBLEMS_LISTED else []
