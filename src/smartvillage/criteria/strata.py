"""Schemes: the named ways in which a document groups units, so that each group may have its own level.

A scheme belongs to a document (``vn.318.region``), its strata are words. Which unit lies in which stratum is a dated
fact that :mod:`smartvillage.places` holds; what the *document* adds to it, such as "communes with special difficulties
take the levels of the northern midland wherever they lie", is a rule of the scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from smartvillage.border import Id, Label, Many, Record, Slug
from smartvillage.criteria.citations import Citation, VerificationField

__all__ = ["Chosen", "Scheme", "Selection", "Stratum", "StratumRule", "covers", "fits", "meets"]

Chosen = Slug | Annotated[Many[Slug], Field(min_length=1)]
"""One stratum of a scheme, or several."""
Selection = Mapping[Id, Chosen]
"""Which strata something holds for: scheme to one stratum or several; a scheme that is not named matches all."""


class Stratum(Record):
    """One group of a scheme."""

    id: Slug
    title: Label


class StratumRule(Record):
    """Units in a stratum of another scheme take the levels of a stratum of this one."""

    scheme: Id
    stratum: Slug
    takes: Slug
    citation: Citation | None = None
    verification: VerificationField | None = None


class Scheme(Record):
    """A named way of grouping units.

    Example:
        >>> scheme = Scheme(
        ...     id="nam-son.group",
        ...     title=Label(vi="Nhóm xã"),
        ...     strata=[{"id": "lowland", "title": {"vi": "Đồng bằng"}}, {"id": "upland", "title": {"vi": "Núi"}}],
        ...     rules=[{"scheme": "nam-son.border", "stratum": "yes", "takes": "upland"}],
        ... )
        >>> scheme.stratum_of({"nam-son.group": "lowland", "nam-son.border": "yes"})
        'upland'
    """

    id: Id
    title: Label
    strata: Many[Stratum]
    rules: Many[StratumRule] = ()
    note: Label | None = None

    def stratum_of(self, memberships: Mapping[str, str]) -> str | None:
        """The stratum whose levels a unit takes, or ``None`` when nothing says where it lies."""
        for rule in self.rules:
            if memberships.get(rule.scheme) == rule.stratum:
                return rule.takes
        return memberships.get(self.id)

    def title_of(self, stratum: str, lang: str) -> str:
        """The printed name of a stratum."""
        return next((one.title.say(lang) for one in self.strata if one.id == stratum), stratum)


def chosen(selection: Selection, scheme: str) -> tuple[str, ...] | None:
    """The strata of a scheme that a selection names, or ``None`` when it names none and so matches all."""
    value = selection.get(scheme)
    if value is None:
        return None
    return (value,) if isinstance(value, str) else tuple(value)


def fits(selection: Selection, strata: Mapping[str, str | None]) -> bool | None:
    """Whether a selection holds for a unit; ``None`` when that rests on a stratum that is not known.

    Example:
        >>> hills = {"nam-son.group": "upland"}
        >>> fits(hills, {"nam-son.group": "lowland"}), fits(hills, {})
        (False, None)
    """
    answer: bool | None = True
    for scheme in selection:
        stratum = strata.get(scheme)
        if stratum is None:
            answer = None
        elif stratum not in (chosen(selection, scheme) or ()):
            return False
    return answer


def covers(outer: Selection, inner: Selection) -> bool:
    """Whether every unit the inner selection matches is matched by the outer one."""
    for scheme in outer:
        inside = chosen(inner, scheme)
        if inside is None or not set(inside) <= set(chosen(outer, scheme) or ()):
            return False
    return True


def meets(one: Selection, other: Selection) -> bool:
    """Whether some unit could be matched by both selections."""
    return all(set(chosen(one, scheme) or ()) & set(chosen(other, scheme) or ()) for scheme in one if scheme in other)
