"""Where a rule or a level comes from, since when it holds, and how far somebody has checked it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from smartvillage.border import Day, Label, Many, Record, Text, said
from smartvillage.errors import Words

__all__ = ["Citation", "Dated", "LegalText", "Life", "Verification", "span_text", "within"]


class Verification(StrEnum):
    """How far a wording or a level has been checked against the text that sets it."""

    OFFICIAL = "official"
    """Read in the official text."""
    SECONDARY = "secondary"
    """Read in a source that reports the text."""
    UNVERIFIED = "unverified"
    """Recalled, or read nowhere that can be cited; never judges unless the caller accepts it."""
    MISSING = "missing"
    """Not known, or left to somebody else; never judges."""


class Life(StrEnum):
    """Where a level stands between draft and repeal."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    IN_FORCE = "in-force"
    REPEALED = "repealed"


# Documents give text, callers the member; strict mode alone would refuse the text.
VerificationField = Annotated[Verification, Field(strict=False)]
LifeField = Annotated[Life, Field(strict=False)]


class LegalText(Record):
    """A text that citations name by its number."""

    number: Text
    """``318/QĐ-TTg``."""
    title: Label | None = None
    issuer: Label | None = None
    """Who issued it (cơ quan ban hành)."""
    date: Day | None = None
    """The day of issue: what :func:`smartvillage.evaluate` compares with ``law_as_of``."""
    url: Text | None = None


class Citation(Record):
    """The place in a text that a statement rests on.

    Issuer and date may be left to the set's list of texts.

    Example:
        >>> print(Citation(number="318/QĐ-TTg", annex="I", row="9.2").say("vi"))
        318/QĐ-TTg, Phụ lục I, chỉ tiêu 9.2
    """

    number: Text
    issuer: Label | None = None
    date: Day | None = None
    annex: Text | None = None
    article: Text | None = None
    row: Text | None = None
    url: Text | None = None
    via: Many[Text] = ()
    """Addresses of the sources that report the text, where the text itself was not read."""

    def say(self, lang: str = "vi") -> str:
        """Print the citation as a report would."""
        vi = lang == "vi"
        parts = [self.number]
        if self.date:
            parts[0] += f" ({self.date:%d/%m/%Y})" if vi else f" ({self.date.isoformat()})"
        if self.annex:
            parts.append(f"{'Phụ lục' if vi else 'Annex'} {self.annex}")
        if self.article:
            parts.append(f"{'Điều' if vi else 'Article'} {self.article}")
        if self.row:
            parts.append(f"{'chỉ tiêu' if vi else 'row'} {self.row}")
        return ", ".join(parts)


class Dated(Record):
    """Something that holds over a half-open span of days; an absent end is open."""

    since: Day | None = None
    """The first day on which it holds."""
    until: Day | None = None
    """The first day on which it no longer holds."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Any:  # noqa: ANN401
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise said(
                Words(
                    vi=f"khoảng thời gian trống: từ {self.since} đến trước {self.until}",
                    en=f"the span is empty: since {self.since}, until before {self.until}",
                )
            )
        return self

    def holds(self, on: date) -> bool:
        """Whether the span contains a day."""
        return within(on, self.since, self.until)

    def overlaps(self, other: Dated) -> bool:
        """Whether both hold on some day."""
        return (self.since is None or other.until is None or self.since < other.until) and (
            other.since is None or self.until is None or other.since < self.until
        )


def within(on: date, since: date | None, until: date | None) -> bool:
    """Whether a day lies in a half-open span."""
    return (since is None or since <= on) and (until is None or on < until)


def span_text(since: date | None, until: date | None, lang: str) -> str:
    """Print a half-open span for people."""
    if lang == "vi":
        return f"từ {since or '…'} đến trước {until or '…'}"
    return f"from {since or '…'} until before {until or '…'}"
