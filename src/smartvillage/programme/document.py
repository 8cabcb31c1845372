"""The document of a programme: what it asks of a province, in its own words and numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from smartvillage.border import Count, Day, Id, Label, Many, Record, Slug, Text, said
from smartvillage.criteria.citations import Citation, LegalText, VerificationField
from smartvillage.errors import Words
from smartvillage.exact import Exact

__all__ = ["Ask", "Population", "ProgrammeDocument", "Target"]


class Population(Record):
    """Which units a target counts: those of some kinds within a place on a day."""

    kinds: Many[Slug]
    """Kinds of units, as :class:`smartvillage.Places` knows them: ``commune``, ``district``."""
    within: Text
    """The identity of the place: ``vn:80@``."""
    on: Day
    """The day on which the units are meant."""
    declared: Count | None = None
    """How many units the text counts, where it says so."""
    citation: Citation | None = None


class Ask(Record):
    """How many of the units: a share, a number, or one in every unit above them."""

    percent: Annotated[Exact, Field(gt=0, le=100)] | None = None
    count: Count | None = None
    per_parent: Count | None = None
    """So many in each unit directly above, such as one pilot in every district."""

    @model_validator(mode="after")
    def _one_of_three(self) -> Any:  # noqa: ANN401
        if sum(one is not None for one in (self.percent, self.count, self.per_parent)) != 1:
            raise said(
                Words(
                    vi="cần đúng một trong percent, count, per_parent",
                    en="exactly one of percent, count and per_parent is needed",
                )
            )
        return self


class Target(Record):
    """One target (mục tiêu)."""

    id: Id
    title: Label
    commitment: Literal["at-least", "strive-for"] = "at-least"
    """``strive-for`` (phấn đấu) is an aim, not an obligation; it is counted all the same."""
    pillar: Slug | None = None
    population: Population | None = None
    """Which units are counted; absent for a share of records or people, which is reported as such."""
    asks: Ask
    set: Text | None = None
    """The set whose verdict counts: ``vn.xa-ntm@2021-2025``; absent where no set judges it."""
    ref: Id | None = None
    """The indicator or criterion of that set; absent for the set as a whole."""
    citation: Citation | None = None
    verification: VerificationField | None = None
    note: Label | None = None


class ProgrammeDocument(Record):
    """A programme with its targets (chương trình)."""

    format: Literal["smartvillage.programme/1"] = "smartvillage.programme/1"
    id: Id
    title: Label
    issued: Citation
    since: Day
    until: Day
    authority: Id | None = None
    texts: Many[LegalText] = ()
    targets: Annotated[Many[Target], Field(min_length=1)]
    note: Label | None = None
