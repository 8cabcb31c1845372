"""The mandate of a province: it may set levels of its own, never looser than those of the nation.

A province's levels are patches like any other change, in a document that names the province, where it lies and which
sets it amends. :func:`provincial` applies a document, and refuses it whole where a level is looser than the national
one (:mod:`smartvillage.criteria.floor`), where a patch takes something away, or where another name stands on a level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from smartvillage.border import Id, Label, Many, Record, Slug, Text, parse
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.floor import NO_FLOOR, check_floor
from smartvillage.criteria.patches import Amendment, Patch, SetLevel, SetProvision
from smartvillage.criteria.rules import Threshold, comparisons
from smartvillage.errors import PatchError, Problem, UnknownIdentifierError, Where, Words, quoted

if TYPE_CHECKING:
    from smartvillage.criteria.criteria_set import CriteriaSet

__all__ = ["NO_FLOOR", "ProvincialAmendment", "ProvincialLevels", "check_floor", "provincial"]

WITHOUT_MANDATE = "SV-SET-114"


class ProvincialAmendment(Record):
    """What one text of a province changes in one set."""

    set: Text
    """``vn.xa-ntm@2021-2025``."""
    amendment: Amendment


class ProvincialLevels(Record):
    """The levels that a province sets, as a document.

    Example:
        >>> levels = ProvincialLevels.load("binh-phuoc")
        >>> levels.authority, [one.set for one in levels.amendments]
        ('vn.authority.binh-phuoc', ['vn.xa-ntm@2021-2025'])

    .. versionadded:: 0.1
    """

    format: Literal["smartvillage.provincial-levels/1"] = "smartvillage.provincial-levels/1"
    authority: Id
    """Whose mandate it is; every level in the document bears this id."""
    title: Label
    strata: Mapping[Id, Slug] = {}
    """Where the province lies, by scheme: its levels are compared with those of the nation there."""
    amendments: Annotated[Many[ProvincialAmendment], Field(min_length=1)]
    note: Label | None = None

    @classmethod
    def published(cls) -> tuple[str, ...]:
        """The provinces whose levels come with the library."""
        return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))

    @classmethod
    def load(cls, province: str) -> ProvincialLevels:
        """Return the levels of a province that come with the library.

        Args:
            province: The last part of the id of its authority: ``binh-phuoc``.

        Raises:
            UnknownIdentifierError: There are none.
        """
        if province not in cls.published():
            kind = Words(vi="mức riêng của tỉnh", en="province with levels of its own")
            raise UnknownIdentifierError(province, cls.published(), kind)
        return cls.read(_folder() / f"{province}.yaml")

    @classmethod
    def read(cls, path: str | Path) -> ProvincialLevels:
        """Read a document from a YAML or JSON file.

        Raises:
            InputError: With every problem of the file, each with line and column.
        """
        source = read_document(path)
        return parse(cls, source.tree, file=source.file, locate=source.locate)


def _folder() -> Path:
    return Path(str(files("smartvillage.criteria"))) / "sets" / "provincial"


def provincial(criteria_set: CriteriaSet, levels: ProvincialLevels) -> CriteriaSet:
    """Return a set as it holds in a province, for the communes of that province.

    Args:
        criteria_set: The national set.
        levels: The levels of the province.

    Raises:
        PatchError: A level is looser than the national one or not set by this province, a patch takes something away
            or cannot be applied, or the document has nothing for this set. Nothing is applied.

    Example:
        >>> import smartvillage as sv
        >>> xa = sv.load("vn.xa-ntm", edition="2021-2025")
        >>> here = provincial(xa, ProvincialLevels.load("binh-phuoc"))
        >>> xa["2.1"].threshold(on="2024-12-31").missing, here["2.1"].threshold(on="2024-12-31").value
        ('delegated', Exact('100'))
    """
    mine = [one.amendment for one in levels.amendments if one.set == criteria_set.key]
    if not mine:
        known = ", ".join(dict.fromkeys(one.set for one in levels.amendments))
        raise PatchError(
            [
                Problem(
                    code="SV-SET-115",
                    what=Words(
                        vi=f"{levels.title.vi} không có gì cho bộ {criteria_set.key}",
                        en=f"{levels.title.say('en')} holds nothing for {criteria_set.key}",
                    ),
                    expected=Words(vi=known, en=known),
                )
            ]
        )
    problems: list[Problem] = []
    for amendment in mine:
        name = f"amendments[{amendment.id}].patches"
        problems += _without_mandate(amendment, levels.authority, name)
        found = check_floor(criteria_set, amendment.patches, strata=levels.strata, name=name)
        problems += [one for one in found if one.code != NO_FLOOR]
    if problems:
        raise PatchError(problems)
    for amendment in mine:
        criteria_set = criteria_set.patched(*amendment.patches, citation=amendment.citation)
    return criteria_set


def _without_mandate(amendment: Amendment, authority: str, name: str) -> Iterator[Problem]:
    for index, patch in enumerate(amendment.patches):
        foreign = next((level for level in _levels_in(patch) if level.authority != authority), None)
        if foreign is not None:
            whose = quoted(foreign.authority) if foreign.authority else None
            yield Problem(
                code=WITHOUT_MANDATE,
                what=Words(
                    vi=f"mức không do {authority} đặt" + (f" mà do {whose}" if whose else ""),
                    en=f"the level is not set by {authority}" + (f" but by {whose}" if whose else ""),
                ),
                where=Where(path=f"{name}[{index}]"),
                advice=Words(vi=f"Ghi authority: {authority}.", en=f"Write authority: {authority}."),
                found=foreign.authority,
            )


def _levels_in(patch: Patch) -> Iterator[Threshold]:
    """The levels that a patch sets."""
    if isinstance(patch, SetLevel):
        yield patch.level
    elif isinstance(patch, SetProvision):
        for _, _, levels in comparisons(patch.provision.rule):
            yield from levels
