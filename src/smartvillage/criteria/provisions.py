"""Criteria, indicators and their provisions: which rule holds for whom, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from smartvillage.border import Count, Id, Label, Many, Record, Text
from smartvillage.criteria.citations import Citation, Dated, Verification, VerificationField
from smartvillage.criteria.rules import Combination, Rule
from smartvillage.criteria.strata import Chosen

__all__ = ["Criterion", "Indicator", "Provision"]


class Provision(Dated):
    """A rule with its levels, for a stratum and a half-open span (quy định áp dụng)."""

    rule: Rule
    stratum: Mapping[Id, Chosen] = {}
    citation: Citation | None = None
    text: Label | None = None
    """The wording of this provision in our own words, where it differs from the title of the indicator."""
    wording: VerificationField | None = None
    """How far this wording was checked, where it differs from that of the indicator."""


class Indicator(Dated):
    """One rule over measures, under a stable id and the printed number of its edition (chỉ tiêu).

    Its own span is open unless it came later than its set or was repealed; outside it there is nothing to judge.
    """

    id: Id
    """Begins with the id of its set."""
    printed: Text
    """The number in this edition: ``8.4`` is another indicator in another set."""
    title: Label
    provisions: Annotated[Many[Provision], Field(min_length=1)]
    citation: Citation | None = None
    wording: VerificationField = Verification.UNVERIFIED
    """How far title and kind were checked against the text; apart from the state of its levels."""
    owner: Label | None = None
    note: Label | None = None


class Criterion(Record):
    """A numbered group of indicators (tiêu chí)."""

    id: Id
    printed: Text
    title: Label
    indicators: Many[Indicator]
    requires: Combination = Combination()
    declared_indicators: Count | None = None
    """How many indicators the text has here, where that is known to be more than are modelled."""
    citation: Citation | None = None
    note: Label | None = None
