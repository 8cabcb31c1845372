"""What one level cell of the annex may say: a level with its sign, *Đạt*, or the words for why there is none.

One grammar both ways: :func:`say_cell` writes what a set knows, :func:`read_cell` reads it back, or whatever a person
typed in its place. A cell that is not understood is refused; nothing is guessed. Which cells there are is the work of
:mod:`smartvillage.evidence.annex.rows`, what a changed cell does to the set that of
:mod:`smartvillage.evidence.annex.patches`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import Above, AtLeast, AtMost, Attested, Below, Between, Equal, Rule, Threshold
from smartvillage.criteria.wording import NO_LEVEL, quantity
from smartvillage.errors import RefusedValueError, Words, quoted
from smartvillage.exact import Exact
from smartvillage.tables.raw import Value
from smartvillage.text.names import name_key
from smartvillage.text.numbers import Convention, NumberError, read_number, write_number

__all__ = ["CLOSED", "MET", "NOT_READ", "OVERLAP", "SAID", "Condition", "Said", "read_cell", "say_cell", "short_words"]

Said = Exact | str
"""What a cell says of one condition: a level, or a key of :data:`SAID`."""

MET: Final = "met"
NOT_READ: Final = "not-read"
CLOSED: Final = "closed"
OVERLAP: Final = "overlap"

SAID: Final[Mapping[str, Words]] = {
    MET: Words(vi="Đạt", en="Met"),
    NOT_READ: Words(vi="chưa có", en="not known"),
    "delegated": Words(vi="UBND cấp tỉnh quy định", en="set by the province"),
    "withdrawn": NO_LEVEL["withdrawn"],
    "not-set": NO_LEVEL["not-set"],
    OVERLAP: NO_LEVEL["overlap"],
    CLOSED: Words(vi="–", en="–"),
}
"""The words of the grammar: *met*, the reasons why a level is missing, and two that only the workbook itself writes:
the indicator has no level in this column (``closed``), or the set has two at once (``overlap``)."""

NOTHING: Final = Words(vi="Không", en="None")
"""Zero, where nothing at all is allowed: *nhà tạm, dột nát: Không*."""

_TOKENS: Final = {name_key(text): token for token, words in SAID.items() for text in words}
_NOTHING: Final = {name_key(text) for text in NOTHING}
_SIGNS: Final = {"≥": "≥", "⩾": "≥", ">=": "≥", "≤": "≤", "⩽": "≤", "<=": "≤", ">": ">", "<": "<", "=": "="}
_SIGNED: Final = re.compile(r"([≥⩾≤⩽<>=]*)\s*(.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"(-?[0-9][0-9.,]*(?:/[0-9]+)?)\s*(.*)", re.DOTALL)
_RATIO: Final = re.compile(r"-?[0-9]+/[0-9]+")
_TWO: Final = re.compile(r"([^()]*)\(([^()]*)\)")
_SECOND: Final = re.compile(r"([≥⩾≤⩽<>=]*\s*-?[0-9][0-9.,/]*\s*%?)\s*([^0-9]*)")
_RULES: Final[Mapping[type, str]] = {AtLeast: "≥", Above: ">", AtMost: "≤", Below: "<", Equal: "="}
_BETWEEN: Final = {("low", "both"): "≥", ("low", "low"): "≥", ("high", "both"): "≤", ("high", "high"): "≤"}
_SHARED_START: Final = re.compile(r"(?:tỷ lệ|tỉ lệ|số|share of|number of)\s+", re.IGNORECASE)


@attrs.frozen(eq=False)
class Condition:
    """One comparison of a rule, or one thing attested: what a cell gives the level of."""

    rule: Rule
    levels: tuple[Threshold, ...]
    place: int
    """Which of the lists of levels of its rule, in the order of :func:`~smartvillage.criteria.rules.comparisons`."""
    measure: Measure | None
    """``None`` where the set does not say what is measured."""
    edge: str | None = None
    """``low`` or ``high`` of a *between*."""

    @property
    def measure_id(self) -> str:
        """The id of the measure."""
        return str(getattr(self.rule, "measure", ""))

    @property
    def kind(self) -> str:
        """The kind of the measure; of one that the set does not say, that of an amount."""
        return self.measure.kind if self.measure is not None else "amount"

    @property
    def is_attested(self) -> bool:
        """Whether there is nothing to compare: it is so, or it is not."""
        return isinstance(self.rule, Attested)

    @property
    def sign(self) -> str:
        """The sign before the level: ``≥`` for *at least*."""
        if isinstance(self.rule, Between):
            return _BETWEEN.get((str(self.edge), self.rule.edges), ">" if self.edge == "low" else "<")
        return _RULES[type(self.rule)]

    @property
    def mark(self) -> str:
        """The sign as it is written; an equals sign is not, because a spreadsheet would take it for a formula."""
        return "" if isinstance(self.rule, Equal) else f"{self.sign} "

    @property
    def allows_nothing(self) -> bool:
        """Whether *Không* is a level here: nothing of what is counted may be left."""
        return isinstance(self.rule, Equal) or (isinstance(self.rule, AtMost) and self.kind == "count")


def _refused(number: int, vi: str, en: str, expected: Words | None = None, advice: Words | None = None) -> Exception:
    return RefusedValueError(Words(vi, en), expected=expected, advice=advice, code=f"SV-AX-{number:03d}")


# --- writing ---------------------------------------------------------------------------------------------------------


def say_cell(said: Sequence[Said], conditions: Sequence[Condition], lang: str) -> str | None:
    """Write what a cell says; a level that was not read is an empty cell.

    Args:
        said: What it says of each condition.
        conditions: The conditions: one, or two of which the second stands in brackets.
        lang: ``vi`` or ``en``.

    Example:
        >>> from smartvillage.border import Label
        >>> share = Measure(id="a.b", title=Label(vi="Tỷ lệ hộ dùng nước sạch"), kind="share")
        >>> water = Condition(AtLeast(measure="a.b", levels=()), (), 0, share)
        >>> say_cell([Exact("97.5")], [water], "vi"), read_cell("≥ 97,5 %", [water])
        ('≥ 97,5%', (Exact('97.5'),))
    """
    if all(one == said[0] and isinstance(one, str) for one in said):
        return None if said[0] == NOT_READ else SAID[str(said[0])].say(lang)
    first, *second = [_say(one, condition, lang) for one, condition in zip(said, conditions, strict=True)]
    if not second:
        return first
    words = short_words(conditions, lang) if isinstance(said[1], Exact) else ""
    return f"{first} ({second[0]}{' ' if words else ''}{words})"


def _say(said: Said, condition: Condition, lang: str) -> str:
    if not isinstance(said, Exact):
        return SAID[said].say(lang)
    if isinstance(condition.rule, Equal) and said == 0:
        return NOTHING.say(lang)
    if condition.measure is not None and _grades(condition.measure, lang).get(_grade(said, condition.measure, lang)):
        return f"{condition.mark}{quantity(said, condition.measure, lang)}"
    return f"{condition.mark}{write_number(said, lang)}{'%' if condition.kind == 'share' else ''}"


def _grades(measure: Measure, lang: str) -> dict[str, int]:
    """The names of grades that name one grade only, as a cell may write them."""
    names = [name_key(one.title.say(lang)) for one in measure.grades]
    return {
        name: number
        for number, name in enumerate(names, start=1)
        if names.count(name) == 1 and not _SIGNED.fullmatch(name)[1]  # type: ignore[index]  # it matches any text
    }


def _grade(said: Exact, measure: Measure, lang: str) -> str:
    return name_key(quantity(said, measure, lang))


def short_words(conditions: Sequence[Condition], lang: str) -> str:
    """What the second of two measures counts, without the words it shares with the first.

    Text that the grammar could not tell from numbers (*mức độ 2*) is left out.

    Example:
        >>> from smartvillage.border import Label
        >>> of = [("Tỷ lệ hộ dùng nước sạch theo quy chuẩn"), ("Tỷ lệ hộ dùng nước sạch từ hệ thống tập trung")]
        >>> shares = [Measure(id="a.b", title=Label(vi=title), kind="share") for title in of]
        >>> short_words([Condition(AtLeast(measure="a.b", levels=()), (), 0, share) for share in shares], "vi")
        'từ hệ thống tập trung'
    """
    first, second = (one.measure.title.say(lang).split() if one.measure is not None else [] for one in conditions)
    while first and second and first[0].casefold() == second[0].casefold():
        first, second = first[1:], second[1:]
    words = _SHARED_START.sub("", " ".join(second), count=1)
    is_plain = words.isprintable() and not any(ch in "()≥⩾≤⩽<>=%" or unicodedata.category(ch)[0] == "N" for ch in words)
    return words if is_plain else ""


# --- reading ---------------------------------------------------------------------------------------------------------


def read_cell(
    value: Value, conditions: Sequence[Condition], *, shows_percent: bool = False, decimal: Convention = "comma"
) -> tuple[Said, ...]:
    """Read a level cell.

    Args:
        value: What it holds.
        conditions: What it is about; with two, it holds ``100% (50% cứng hóa)`` or one word for both.
        shows_percent: The cell shows its number as per cent: 0.95 reads 95%.
        decimal: Which sign stands before the decimals where a number has two readings: 1.234.

    Returns:
        What it says of each condition.

    Raises:
        RefusedValueError: The cell is not understood (``SV-AX-010``), is no number of this measure (``SV-AX-011``),
            contradicts the rule by its sign (``SV-AX-012``) or lies outside the range of the measure (``SV-AX-013``).
    """
    if len(conditions) == 1:
        return (_read(value, conditions[0], decimal, shows_percent=shows_percent),)
    token = NOT_READ if value is None else _TOKENS.get(name_key(value)) if isinstance(value, str) else None
    if token is not None and token != MET:
        return (token,) * len(conditions)
    found = _TWO.fullmatch(value) if isinstance(value, str) else None
    second = (_SECOND.fullmatch(found[2].strip()) or re.fullmatch(r"(.+)", found[2].strip())) if found else None
    if found is None or second is None:
        raise _refused(
            10,
            f"{quoted(value)} không phải hai mức của một chỉ tiêu",
            f"{quoted(value)} is not the two levels of one indicator",
            _TWO_NUMBERS,
        )
    parts = (found[1].strip() or None, second[1].strip())
    return tuple(_read(part, one, decimal) for part, one in zip(parts, conditions, strict=True))


_TWO_NUMBERS: Final = Words(vi="hai mức, viết như 100% (50% cứng hóa)", en="two levels, like 100% (50% hardened)")


def _read(value: Value, condition: Condition, decimal: Convention, *, shows_percent: bool = False) -> Said:
    if value is None:
        return NOT_READ
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _refused(
            10,
            f"ô chứa {quoted(value)}, không phải một mức",
            f"the cell holds {quoted(value)}, which is no level",
            _expected(condition),
            Words(
                vi="Nếu Excel đã đổi số thành ngày, hãy gõ lại với dấu nháy đơn phía trước.",
                en="If Excel made a day of a number, type it again after an apostrophe.",
            ),
        )
    if isinstance(value, str):
        return _of_text(value, condition, decimal)
    if shows_percent and condition.kind != "share":
        raise _refused(
            11,
            f"ô hiển thị {quoted(value)} dạng phần trăm, nhưng chỉ tiêu không tính bằng phần trăm",
            f"the cell shows {quoted(value)} as per cent, but the indicator is not in per cent",
            _expected(condition),
        )
    try:
        number = Exact(value)
    except RefusedValueError as refused:
        raise _refused(11, refused.words.vi, refused.words.en, refused.expected, refused.advice) from None
    return _fitting(Exact(number * 100) if shows_percent else number, str(number), condition)


def _of_text(text: str, condition: Condition, decimal: Convention) -> Said:
    key = name_key(text)
    token = _TOKENS.get(key)
    if token is not None and (token != MET or condition.is_attested):
        return token
    if key in _NOTHING and condition.allows_nothing:
        return Exact(0)
    if token == MET or key in _NOTHING or condition.is_attested:
        raise _refused(
            10, f"{quoted(text)} không phải là mức ở đây", f"{quoted(text)} is no level here", _expected(condition)
        )
    signed = _SIGNED.fullmatch(text.strip())
    assert signed is not None  # it matches any text
    sign, rest = signed[1], signed[2].strip()
    if sign and _SIGNS.get(sign) != condition.sign:
        raise _refused(
            12,
            f"dấu {quoted(sign)} trái với quy định của chỉ tiêu",
            f"the sign {quoted(sign)} contradicts the rule of the indicator",
            Words(vi=f"dấu {condition.sign}, hoặc không có dấu", en=f"the sign {condition.sign}, or none"),
            Words(
                vi="Nếu văn bản quy định khác, hãy sửa quy định của chỉ tiêu bằng một bản sửa đổi.",
                en="If the text says otherwise, change the rule by a patch.",
            ),
        )
    if condition.measure is not None:
        for lang in ("vi", "en"):
            if grade := _grades(condition.measure, lang).get(name_key(rest)):
                return _fitting(Exact(grade), text, condition)
    found = _NUMBER.fullmatch(rest)
    if found is None or not _is_unit(found[2], condition):
        raise _refused(10, f"không hiểu {quoted(text)}", f"{quoted(text)} is not understood", _expected(condition))
    return _fitting(_number(found[1], decimal), text, condition)


def _is_unit(text: str, condition: Condition) -> bool:
    """Whether what follows a number is nothing, or the unit of the measure."""
    if not text:
        return True
    units = () if condition.measure is None else tuple(condition.measure.unit_text(lang) for lang in ("vi", "en"))
    return name_key(text) in map(name_key, units)


def _number(text: str, decimal: Convention) -> Exact:
    """Read a number that may have only one reading; else as the language of the workbook writes it."""
    try:
        if _RATIO.fullmatch(text):
            return Exact(text)
        try:
            return read_number(text)
        except NumberError:
            return read_number(text, decimal)
    except NumberError as refused:
        raise _refused(11, refused.what.vi, refused.what.en, refused.expected) from None
    except RefusedValueError as refused:
        raise _refused(11, refused.words.vi, refused.words.en, refused.expected) from None


def _fitting(number: Exact, text: str, condition: Condition) -> Exact:
    """Refuse a number outside the range of the measure, or half a thing."""
    if condition.is_attested:
        raise _refused(10, f"{quoted(text)} không phải là mức", f"{quoted(text)} is no level", _expected(condition))
    low, high = condition.measure.range if condition.measure is not None else (None, None)
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = tuple("…" if one is None else write_number(one) for one in (low, high))
        raise _refused(
            13,
            f"{quoted(text)} nằm ngoài khoảng của chỉ tiêu",
            f"{quoted(text)} is outside the range of the indicator",
            Words(vi=f"từ {bounds[0]} đến {bounds[1]}", en=f"from {bounds[0]} to {bounds[1]}"),
        )
    if condition.kind in {"count", "ordinal"} and number.denominator != 1:
        raise _refused(
            13,
            f"{quoted(text)} không phải số nguyên",
            f"{quoted(text)} is not a whole number",
            _expected(condition),
        )
    return number


def _expected(condition: Condition) -> Words:
    """What a cell may say, for one that says something else."""
    delegated = SAID["delegated"]
    if condition.is_attested:
        return Words(vi=f"Đạt, {delegated.vi}, hoặc chưa có", en=f"Met, {delegated.en}, or not known")
    zero = Words(vi=", Không", en=", None") if condition.allows_nothing else Words("", "")
    example = f"{condition.mark}{'95%' if condition.kind == 'share' else '5'}"
    return Words(
        vi=f"mức viết như {example}{zero.vi}, {delegated.vi}, hoặc chưa có",
        en=f"a level like {example}{zero.en}, {delegated.en}, or not known",
    )
