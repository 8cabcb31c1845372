"""Measures: what is counted, in which unit, which way is better, how it adds up. How much is enough is a rule's."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from smartvillage.border import Id, Label, Many, Record, Slug, said
from smartvillage.errors import Words
from smartvillage.exact import Exact

__all__ = ["Grade", "Measure"]

Kind = Literal["share", "count", "amount", "ratio", "attested", "ordinal"]


class Grade(Record):
    """One grade of an ordinal measure."""

    id: Slug
    title: Label


class Measure(Record):
    """A quantity that can be reported for one unit over one period.

    A measure says what is counted and in which unit; how much is enough is said by a rule, so two districts can
    share a measurement and differ on the level.

    Example:
        >>> water = Measure(
        ...     id="nam-son.clean-water",
        ...     title=Label(vi="Hộ dùng nước sạch", en="Households using clean water"),
        ...     kind="share",
        ...     direction="higher",
        ... )
        >>> water.unit_text("vi"), water.range
        ('%', (Exact('0'), Exact('100')))

    .. versionadded:: 0.1
    """

    id: Id
    """``<plugin>.<name>``; published reports quote it, so it is never reused."""
    title: Label
    """What a commune officer would call it."""
    kind: Kind
    """``share``: numerator over denominator, in per cent. ``ratio``: one amount over another. ``count``: whole
    things. ``amount``: a quantity in a unit. ``attested``: yes or no, on somebody's word. ``ordinal``: a grade."""
    direction: Literal["higher", "lower", "neutral"] = "higher"
    """Which way is better; neutral quantities are background, not requirements."""
    unit: Label | None = None
    """The unit of an amount, a ratio or a count; shares are always in per cent."""
    counted: Label | None = None
    """The word for one of what a share or a count counts (hộ, trường): reasons say "còn thiếu 37 hộ"."""
    numerator: Label | None = None
    denominator: Label | None = None
    minimum: Exact | None = None
    """The least value that is plausible; a smaller one is refused. Shares and counts start at 0."""
    maximum: Exact | None = None
    """The greatest plausible value; shares end at 100 unless this says otherwise."""
    grades: Many[Grade] = ()
    """The grades of an ordinal measure, from worst to best; the first is number 1, and ``minimum: 0`` admits those
    who have not even that."""
    over_places: Literal["sum", "parts", "none"] | None = None
    """How values of several units become one: added; parts added and the ratio derived again; not at all."""
    over_time: Literal["last", "sum", "none"] = "last"
    """How values of several periods become one."""
    rationale: Label | None = None
    method: Label | None = None
    source_system: Label | None = None
    owner: Label | None = None
    """Who owes the figure (cơ quan, đơn vị phụ trách)."""
    cycle: Label | None = None
    documents: Many[Label] = ()
    """The documents (minh chứng) that must go with a figure."""
    same_as: Many[Id] = ()
    """Measures of other authorities that are known to be the same quantity."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Any:  # noqa: ANN401
        if self.kind == "ordinal" and len(self.grades) < 2:
            raise said(
                Words(vi="số liệu thứ bậc cần ít nhất hai mức", en="an ordinal measure needs at least two grades")
            )
        if self.kind != "ordinal" and self.grades:
            raise said(Words(vi="chỉ số liệu thứ bậc mới có mức", en="only an ordinal measure has grades"))
        if self.kind in {"amount", "ratio"} and self.unit is None:
            raise said(Words(vi="thiếu đơn vị tính", en="the unit is missing"))
        low, high = self.range
        if low is not None and high is not None and low > high:
            raise said(
                Words(
                    vi=f"giá trị nhỏ nhất {low} lớn hơn giá trị lớn nhất {high}",
                    en=f"the minimum {low} is above the maximum {high}",
                )
            )
        return self

    @property
    def range(self) -> tuple[Exact | None, Exact | None]:
        """The least and the greatest plausible value."""
        if self.kind == "attested":
            return Exact(0), Exact(1)
        if self.kind == "ordinal":
            return self.minimum if self.minimum is not None else Exact(1), Exact(len(self.grades))
        low = self.minimum if self.minimum is not None else (Exact(0) if self.kind in {"share", "count"} else None)
        high = self.maximum if self.maximum is not None else (Exact(100) if self.kind == "share" else None)
        return low, high

    @property
    def factor(self) -> int:
        """What numerator over denominator is multiplied by to be in the unit of the measure: 100 for shares."""
        return 100 if self.kind == "share" else 1

    @property
    def has_parts(self) -> bool:
        """Whether a value may be reported as numerator and denominator."""
        return self.kind in {"share", "ratio"}

    @property
    def adds_up(self) -> str:
        """How values of several units become one: ``sum``, ``parts`` or ``none``."""
        if self.over_places is not None:
            return self.over_places
        return {"share": "parts", "ratio": "parts", "count": "sum", "amount": "sum"}.get(self.kind, "none")

    def unit_text(self, lang: str) -> str:
        """The unit as printed after a number; empty for yes/no and grades."""
        if self.kind == "share":
            return "%"
        if self.kind in {"attested", "ordinal"}:
            return ""
        word = self.unit or self.counted
        return word.say(lang) if word else ""

    def unit_key(self) -> tuple[str, str]:
        """What two measures must share for a level of one to be a level of the other."""
        return self.kind, self.unit_text("vi")
