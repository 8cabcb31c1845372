"""Patches: the one mechanism for change. A reasoned, cited change to a set; all or none; the base is untouched.

Decision 211 is an :class:`Amendment` of cited patches; a province's own level is a patch with a mandate; a draft for
2026-2030 is patches with evidence; a workbook that somebody filled in comes back as patches. Applying them is the
work of :mod:`smartvillage.criteria.patching`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from smartvillage.border import Day, Id, Label, Many, Record, Slug, said
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.rules import Threshold
from smartvillage.errors import Words

__all__ = [
    "AddCriterion",
    "AddIndicator",
    "AddMeasure",
    "Amendment",
    "Drop",
    "Patch",
    "Repeal",
    "Reword",
    "SetLevel",
    "SetProvision",
]


class _Patch(Record):
    citation: Citation | None = None
    """The text that makes the change; an amendment gives it for all its patches."""
    reason: Label | None = None
    """Why, where no text makes it: a draft, a reviewer's change, a correction."""


class SetLevel(_Patch):
    """Set a level over its own span and strata; levels it stands in place of end where it begins.

    A level without a value is a change too: the old one no longer holds and the new one was not read.
    """

    kind: Literal["set-level"] = "set-level"
    indicator: Id
    level: Threshold
    measure: Id | None = None
    """Which comparison of the rule, where it has several."""
    edge: Literal["low", "high"] | None = None
    """Which edge of a *between*."""


class SetProvision(_Patch):
    """Put another provision in place over its span: another rule, kind or measure."""

    kind: Literal["set-provision"] = "set-provision"
    indicator: Id
    provision: Provision


class Reword(_Patch):
    """Change a wording: the title of an indicator or criterion, or from a day on the text of its provisions."""

    kind: Literal["reword"] = "reword"
    target: Id
    title: Label | None = None
    text: Label | None = None
    since: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Any:  # noqa: ANN401
        if (self.title is None) == (self.text is None) or (self.text is None) != (self.since is None):
            raise said(
                Words(
                    vi="ghi lại lời văn cần title, hoặc text cùng với since",
                    en="a reword needs a title, or a text with the day since when",
                )
            )
        return self


class AddMeasure(_Patch):
    """Add a measure that later patches use."""

    kind: Literal["add-measure"] = "add-measure"
    measure: Measure


class AddIndicator(_Patch):
    """Add an indicator to a criterion."""

    kind: Literal["add-indicator"] = "add-indicator"
    criterion: Id
    indicator: Indicator


class AddCriterion(_Patch):
    """Add a criterion."""

    kind: Literal["add-criterion"] = "add-criterion"
    criterion: Criterion


class Drop(_Patch):
    """Take an indicator or a criterion out, as if the edition never had it: for drafts."""

    kind: Literal["drop"] = "drop"
    target: Id


class Repeal(_Patch):
    """End an indicator on a day; before it, it still judges."""

    kind: Literal["repeal"] = "repeal"
    indicator: Id
    since: Day


Patch = Annotated[
    SetLevel | SetProvision | Reword | AddMeasure | AddIndicator | AddCriterion | Drop | Repeal,
    Field(discriminator="kind"),
]
"""Any patch."""


class Amendment(Record):
    """Patches that come from one text (Decision 211), known from its day of issue on."""

    id: Slug
    citation: Citation
    title: Label | None = None
    patches: Annotated[Many[Patch], Field(min_length=1)]
    note: Label | None = None
