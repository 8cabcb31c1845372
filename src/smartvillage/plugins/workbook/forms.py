"""How one field of a document stands in one cell: text, a number, a day, a word of a drop-down, lines.

Each form writes and reads, and what it writes it reads back. Ids may be short: a name without a dot belongs to the
plugin, so that a clerk types ``nuoc-sach`` where the document has ``nam-son.nuoc-sach``. A list stands on lines of one
cell. A line break *inside* an item, which nobody types but a document may hold, is followed by a tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

import attrs

from smartvillage.border import read_day
from smartvillage.errors import RefusedValueError, Where, Words, quoted
from smartvillage.exact import Exact, shortest
from smartvillage.paper.cells import Cell
from smartvillage.paper.workbook import EXCEL_BEGINS
from smartvillage.plugins.workbook.words import read_word, say_word
from smartvillage.tables.cells import BadText, Cleaner
from smartvillage.tables.raw import Value
from smartvillage.text.numbers import NumberError, read_number

__all__ = [
    "BARE",
    "TEXT_IN_A_CELL",
    "Codes",
    "DayForm",
    "English",
    "Form",
    "Found",
    "Grades",
    "IdForm",
    "Lines",
    "NumberForm",
    "Pairs",
    "Strata",
    "TextForm",
    "WordForm",
]

TEXT_IN_A_CELL: Final = 32_767
"""UTF-16 units, which is how Excel counts."""
NOTHING: Final = "–"
"""A list that is empty on purpose, and a line that has no English."""
BARE: Final = ""
"""The id under which a figure stands that was given without one."""

_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
_PAIR: Final = re.compile(r"([^=:]*[^=:\s])\s*[=:](.*)", re.DOTALL)
_PARTS: Final = re.compile(r"[\n,;]")
_APOSTROPHE: Final = Words(
    vi="Nếu Excel đã đổi thành ngày hoặc giờ, hãy gõ lại với dấu nháy đơn phía trước.",
    en="If Excel made a day or a time of it, type it again after an apostrophe.",
)


@attrs.frozen
class Found:
    """What a cell holds, and where it stands."""

    value: Value
    where: Where
    is_percent: bool = False
    """It is shown as per cent: 0.97 reads 97%."""
    is_formula: bool = False


def _refused(number: int, vi: str, en: str, expected: Words | None = None, advice: Words | None = None) -> Exception:
    return RefusedValueError(Words(vi, en), expected=expected, advice=advice, code=f"SV-PLUG-{number:03d}")


class Form:
    """One way in which a field stands in a cell; this one is plain text."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002
        """Write a field.

        Args:
            value: What the document holds; never ``None``.
            key: The key of the plugin.

        Raises:
            RefusedValueError: A cell cannot hold it as it is (``SV-PLUG-023``).
        """
        return _kept(str(value))

    def read(self, found: Found, key: str) -> Any:  # noqa: ANN401, ARG002
        """Read a field, as a document would hold it.

        Args:
            found: The cell, which is not empty.
            key: The key of the plugin.

        Raises:
            RefusedValueError: The cell is not understood.
        """
        return _text(found)


TextForm = Form


@attrs.frozen
class IdForm(Form):
    """An id; those of the plugin may be short."""

    below: str = ""
    """What stands between the key and a short name: ``candidates``."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, D102
        short = str(value).removeprefix(self._prefix(key))
        return short if self.full(short, key) == value else str(value)

    def read(self, found: Found, key: str) -> str:  # noqa: D102
        return self.full(_text(found), key)

    def full(self, text: str, key: str) -> str:
        """The id that a short name stands for.

        Example:
            >>> IdForm("candidates").full("nuoc-sach", "nam-son"), IdForm().full("vn.gdp", "nam-son")
            ('nam-son.candidates.nuoc-sach', 'vn.gdp')
        """
        return text if "." in text else f"{self._prefix(key)}{text}"

    def _prefix(self, key: str) -> str:
        return f"{key}.{self.below}." if self.below else f"{key}."


@attrs.frozen
class WordForm(Form):
    """A word of a drop-down."""

    kind: str
    is_open: bool = False

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        return say_word(self.kind, {True: "true", False: "false"}.get(value, value))

    def read(self, found: Found, key: str) -> str:  # noqa: ARG002, D102
        value = found.value
        if isinstance(value, bool) and self.kind == "flag":
            return "true" if value else "false"
        return read_word(self.kind, _text(found), is_open=self.is_open)


class NumberForm(Form):
    """A number, exact."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        try:
            return Exact(str(value))  # a fraction that was computed may be longer than any number that is read
        except RefusedValueError as refused:
            raise _refused(23, *refused.words) from None

    def read(self, found: Found, key: str) -> Exact:  # noqa: ARG002, D102
        value = found.value
        if isinstance(value, str):
            text = value.removesuffix("%").strip()
            try:
                return Exact(text) if "/" in text else read_number(text)
            except NumberError as refused:
                raise _refused(20, *refused.what, refused.expected, _TWO_READINGS) from None
            except RefusedValueError as refused:
                raise _refused(20, *refused.words, refused.expected) from None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _not_text(value)
        return _number(found)


class DayForm(Form):
    """A day."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        day: date = value
        return day if day >= EXCEL_BEGINS else f"{day.day:02}/{day.month:02}/{day.year:04}"

    def read(self, found: Found, key: str) -> date:  # noqa: ARG002, D102
        value = found.value
        written = _DAY.fullmatch(value) if isinstance(value, str) else None
        try:
            return read_day(f"{written[3]}-{written[2]:0>2}-{written[1]:0>2}" if written else value)
        except RefusedValueError:
            what = Words(vi=f"{quoted(value)} không phải một ngày", en=f"{quoted(value)} is not a day")
            due = Words(vi="ngày viết như 31/12/2025", en="a day like 31/12/2025")
            raise _refused(16, *what, due) from None


class Lines(Form):
    """A list of texts, one on each line."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        return _joined(value)

    def read(self, found: Found, key: str) -> list[str]:  # noqa: ARG002, D102
        return list(_lines(_text(found)))


@attrs.frozen
class Codes(Form):
    """A list of short things, one on each line or parted by commas: ids, codes of units."""

    ids: IdForm | None = None
    is_always_there: bool = False
    """An empty list is written, because an empty cell would say something else."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, D102
        for one in value:
            if _PARTS.search(one):
                raise _refused(23, f"{quoted(one)} chứa dấu phân cách", f"{quoted(one)} holds a comma or semicolon")
        if not value and self.is_always_there:
            return NOTHING
        return "\n".join(_kept(str(self.ids.say(one, key)) if self.ids else one) for one in value) or None

    def read(self, found: Found, key: str) -> list[str]:  # noqa: D102
        if isinstance(found.value, float):  # 28222,28225 became a number where the comma is the decimal sign
            raise _refused(
                16,
                f"ô chứa số {quoted(shortest(found.value))}, không phải danh sách mã",
                f"the cell holds the number {quoted(shortest(found.value))}, not a list of codes",
                advice=Words(vi="Ghi mỗi mã một dòng (Alt+Enter).", en="One code on each line (Alt+Enter)."),
            )
        parts = [one.strip() for one in _PARTS.split(_text(found)) if one.strip() not in {"", NOTHING}]
        return [self.ids.full(one, key) for one in parts] if self.ids else parts


class English(Form):
    """The English of a list: as many lines as the Vietnamese; a dash where there is none."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        if NOTHING in value:
            raise _refused(23, f"{quoted(NOTHING)} có nghĩa là không có", f"{quoted(NOTHING)} means that there is none")
        return _joined(NOTHING if one is None else one for one in value)

    def read(self, found: Found, key: str) -> list[str | None]:  # noqa: ARG002, D102
        return [None if one == NOTHING else one for one in _lines(_text(found))]


@attrs.frozen
class Pairs(Form):
    """Figures by measure: ``ho-nghe = 95/100``, one on each line; one figure alone may stand without its measure."""

    ids: IdForm

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, D102
        return _joined(f"{self.ids.say(one, key)} = {_kept(text)}" for one, text in value.items())

    def read(self, found: Found, key: str) -> dict[str, str]:  # noqa: D102
        text = _text(found)
        if not _PAIR.fullmatch(text) and "\n" not in text:
            return {BARE: text}
        return dict(_once((self.ids.full(name, key), one) for name, one in _pairs(text, "nuoc-sach = 95/100")))


class Strata(Form):
    """Strata by scheme: ``vn.318.region = mekong-delta``, one scheme on each line, several strata after commas."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        # the last comma tells a list of one from one
        said = {
            scheme: one if isinstance(one, str) else f"{one[0]}," if len(one) == 1 else ", ".join(one)
            for scheme, one in value.items()
        }
        return _joined(f"{scheme} = {one}" for scheme, one in said.items())

    def read(self, found: Found, key: str) -> Mapping[str, str | list[str]]:  # noqa: ARG002, D102
        pairs = _once(_pairs(_text(found), "vn.318.region = mekong-delta"))
        return {
            scheme: [one.strip() for one in text.split(",") if one.strip()] if "," in text else text
            for scheme, text in pairs
        }


class Grades(Form):
    """The grades of an ordinal measure, worst first: ``muc-1 = Chưa có``, one on each line."""

    def say(self, value: Any, key: str) -> Cell:  # noqa: ANN401, ARG002, D102
        return _joined(f"{one.id} = {_kept(one.title.vi)}" for one in value)

    def read(self, found: Found, key: str) -> list[dict[str, Any]]:  # noqa: ARG002, D102
        return [{"id": name, "title": {"vi": text}} for name, text in _once(_pairs(_text(found), "muc-1 = Chưa có"))]


# --- cells -----------------------------------------------------------------------------------------------------------

_TWO_READINGS: Final = Words(
    vi="Hãy để ô dạng số, hoặc ghi không có dấu phân cách hàng nghìn.",
    en="Let the cell hold a number, or write it without separators of thousands.",
)


def _text(found: Found) -> str:
    value = found.value
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{_number(found)}{'%' if found.is_percent else ''}"
    raise _not_text(value)


def _number(found: Found) -> Exact:
    try:
        number = Exact(found.value)  # type: ignore[arg-type]  # an int or a float
    except RefusedValueError as refused:
        raise _refused(20, *refused.words, refused.expected, refused.advice) from None
    return Exact(Fraction(number) * 100) if found.is_percent else number


def _not_text(value: Value) -> Exception:
    return _refused(
        16,
        f"ô chứa {quoted(value)}, không phải chữ hoặc số",
        f"the cell holds {quoted(value)}, neither text nor number",
        advice=_APOSTROPHE,
    )


def _kept(text: str) -> str:
    """A text that comes out of a cell as it went in.

    Raises:
        RefusedValueError: It does not: it begins or ends with a blank, or holds what no cell can (``SV-PLUG-023``).
    """
    read = Cleaner(TEXT_IN_A_CELL).clean(text)
    if read == text and "\r" not in text:
        return text
    if isinstance(read, BadText) or (read and "\r" in read):
        raise _refused(
            23,
            f"{quoted(text)} có ký tự mà ô Excel không giữ được",
            f"{quoted(text)} holds a character that a cell does not keep",
        )
    raise _refused(
        23, f"{quoted(text)} có khoảng trắng ở đầu hoặc cuối", f"{quoted(text)} begins or ends with white space"
    )


# --- lines -----------------------------------------------------------------------------------------------------------


def _joined(items: Iterable[str]) -> str | None:
    return "\n".join(_kept(one).replace("\n", "\n\t") for one in items) or None


def _lines(text: str) -> Iterator[str]:
    items: list[str] = []
    for line in text.split("\n"):
        if line.startswith("\t") and items:
            items[-1] += f"\n{line[1:]}"
        elif line.strip():
            items.append(line)
    return (one.strip() for one in items)


def _pairs(text: str, example: str) -> Iterator[tuple[str, str]]:
    for line in _lines(text):
        found = _PAIR.fullmatch(line)
        if found is None or not found[2].strip():
            raise _refused(
                17,
                f"không hiểu dòng {quoted(line)}",
                f"the line {quoted(line)} is not understood",
                Words(vi=f"mỗi dòng một mục, như {example}", en=f"one on each line, like {example}"),
            )
        yield found[1].strip(), found[2].strip()


def _once(pairs: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    seen: dict[str, str] = {}
    for name, text in pairs:
        if name in seen:
            raise _refused(18, f"{quoted(name)} được ghi hai lần", f"{quoted(name)} is there twice")
        seen[name] = text
    return tuple(seen.items())
