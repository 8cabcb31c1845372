"""The document of a criteria set: what a person writes down, and what a published annex becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from smartvillage.border import Count, Day, Id, Label, Many, Record, Slug, Text, said
from smartvillage.criteria.citations import Citation, LegalText, VerificationField
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.patches import Amendment
from smartvillage.criteria.provisions import Criterion, Indicator
from smartvillage.criteria.rules import Combination
from smartvillage.criteria.strata import Scheme
from smartvillage.errors import Words

__all__ = ["Assesses", "Declared", "SetDocument"]


class Assesses(Record):
    """The assessment dates an edition judges: half open, and not its date of issue."""

    since: Day
    until: Day

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.since >= self.until:
            raise said(
                Words(
                    vi=f"thời gian đánh giá trống: từ {self.since} đến trước {self.until}",
                    en=f"the assessment dates are empty: since {self.since}, until before {self.until}",
                )
            )
        return self


class Declared(Record):
    """How many criteria and indicators the text has; while fewer are modelled, a whole is at best unknown."""

    criteria: Count
    indicators: Count
    citation: Citation | None = None
    verification: VerificationField | None = None


class SetDocument(Record):
    """A criteria set as issued, with the amendments made to it since.

    .. versionadded:: 0.1
    """

    format: Literal["smartvillage.criteria-set/1"] = "smartvillage.criteria-set/1"
    """Which version of this form the document follows."""
    id: Id
    edition: Slug
    """``2021-2025``; editions are superseded, never edited."""
    title: Label
    issued: Citation
    """The text that issued the set."""
    authority: Id | None = None
    assesses: Assesses
    declared: Declared | None = None
    """Absent: the set is whole as it stands."""
    supersedes: Text | None = None
    note: Label | None = None
    requires: Combination = Combination()
    texts: Many[LegalText] = ()
    schemes: Many[Scheme] = ()
    measures: Many[Measure] = ()
    criteria: Many[Criterion]
    amendments: Many[Amendment] = ()

    @property
    def key(self) -> str:
        """``vn.xa-ntm@2021-2025``."""
        return f"{self.id}@{self.edition}"

    def indicators(self) -> Iterator[Indicator]:
        """All indicators in the order of the text."""
        for criterion in self.criteria:
            yield from criterion.indicators

    def text(self, number: str) -> LegalText | None:
        """The text of that number, if the set lists it."""
        return next((text for text in self.texts if text.number == number), None)
