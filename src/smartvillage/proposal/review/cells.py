"""The cells of a sheet of the review workbook, each with its place, for a reader that refuses what it cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.evidence.annex.rows import printable
from smartvillage.exact import shortest
from smartvillage.tables.limits import Findings
from smartvillage.tables.raw import RawTable, Value
from smartvillage.text.names import name_key

__all__ = ["ADVICE", "Cells", "columns_of"]

ADVICE: Final = Words(
    vi="Dùng phiếu do smartvillage ghi ra từ dự thảo này; không đổi tên, không bỏ cột.",
    en="Use a workbook that smartvillage wrote from this draft, with all its columns.",
)


def columns_of(table: RawTable, headings: Mapping[str, Words | str]) -> dict[str, str]:
    """The name in the sheet of each column; all that are missing are told."""
    known = {name_key(name): name for name in table.names}
    found, missing = {}, []
    for column, words in headings.items():
        texts = (words,) if isinstance(words, str) else tuple(words)
        name = next((known[name_key(text)] for text in texts if name_key(text) in known), None)
        if name is None:
            missing.append(texts[0])
        else:
            found[column] = name
    if missing:
        where = Where(file=table.file, sheet=table.sheet)
        raise InputError(
            [
                Problem(
                    "SV-RV-002",
                    Words(vi=f"không có cột {quoted(text)}", en=f"there is no column {quoted(text)}"),
                    where,
                    advice=ADVICE,
                )
                for text in missing
            ]
        )
    return found


class Cells:
    """The cells of one sheet, by our names of its columns."""

    def __init__(self, table: RawTable, findings: Findings, names: Mapping[str, str]) -> None:
        self.table, self.findings, self.names = table, findings, names
        self._bad = {problem.where.cell for problem in findings.problems}

    def where(self, at: int, column: str) -> Where:
        """Where a cell is."""
        return self.table.where(at, self.names[column])

    def wrong(
        self,
        code: str,
        at: int,
        column: str,
        what: Words,
        expected: Words | None = None,
        advice: Words | None = None,
    ) -> None:
        """Note what is wrong with a cell, unless the cell could not even be read."""
        where = self.where(at, column)
        if where.cell not in self._bad:
            self.findings.add(Problem, code, what, where, expected=expected, advice=advice)

    def value(self, at: int, column: str) -> Value:
        """What a cell holds; a formula is refused, even with its result."""
        raw = self.table[self.names[column]]
        if at in raw.formulas:
            what = Words(vi="ô chứa công thức", en="the cell holds a formula")
            self.wrong("SV-RV-008", at, column, what, advice=Words(vi="Ghi giá trị.", en="Type the value."))
            self._bad.add(str(self.where(at, column).cell))
        return raw.values[at]

    def text(self, at: int, column: str, most: int = 32_767) -> str:
        """The text of a cell, in one line; what is no text, or too long, is refused."""
        value = self.value(at, column)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = shortest(value) if isinstance(value, float) else str(value)
        if value is None or isinstance(value, str):
            text = printable(value or "")
            if len(text) > most:
                what = Words(vi=f"ô dài {len(text)} ký tự", en=f"the cell holds {len(text)} characters")
                expected = Words(vi=f"nhiều nhất {most} ký tự", en=f"at most {most} characters")
                self.wrong("SV-RV-007", at, column, what, expected)
            return text
        self.wrong(
            "SV-RV-007",
            at,
            column,
            Words(vi=f"ô chứa {quoted(value)}, không phải chữ", en=f"the cell holds {quoted(value)}, not text"),
            advice=Words(
                vi="Nếu Excel đã đổi thành ngày, hãy gõ lại với dấu nháy đơn phía trước.",
                en="If Excel made a day of it, type it again after an apostrophe.",
            ),
        )
        return ""

    def shows_percent(self, at: int, column: str) -> bool:
        """Whether a cell shows its number as per cent."""
        return at in self.table[self.names[column]].percent
