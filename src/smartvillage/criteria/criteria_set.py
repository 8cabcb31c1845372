"""A criteria set in memory: its document with amendments applied, asked by printed number or stable id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from smartvillage.border import Label, parse, read_day
from smartvillage.criteria.checking import Coverage, check, coverage
from smartvillage.criteria.citations import Citation, Verification
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.documents import read_document, write_yaml
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.patches import Amendment, Patch, SetLevel
from smartvillage.criteria.patching import apply_patches
from smartvillage.criteria.plain import plain
from smartvillage.criteria.provisions import Criterion, Indicator
from smartvillage.criteria.resolve import Question
from smartvillage.criteria.rules import Threshold, Times, comparisons, measures_of, walk
from smartvillage.errors import (
    CriteriaSetError,
    InputError,
    PatchError,
    Problem,
    UnknownIdentifierError,
    Where,
    Words,
    quoted,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from smartvillage.places import Unit

__all__ = ["CriteriaSet", "IndicatorInSet"]


@attrs.frozen(eq=False, repr=False, slots=False)
class CriteriaSet:
    """A published or drafted set of criteria.

    Immutable: every change returns a new set and leaves this one alone. Reading is by :meth:`read` (a file) or
    :func:`smartvillage.load` (something published).

    Example:
        >>> import smartvillage as sv
        >>> xa = sv.load("vn.xa-ntm", edition="2021-2025")
        >>> xa.key, len(xa.criteria), len(xa.indicators)
        ('vn.xa-ntm@2021-2025', 19, 57)
        >>> xa["9.2"].id
        'vn.xa-ntm.solid-houses'

    .. versionadded:: 0.1
    """

    base: SetDocument
    """The set as issued; its amendments are listed in it but not applied to its text."""
    applied: tuple[Amendment, ...]
    """The amendments that :attr:`document` includes, in the order of their days of issue."""
    document: SetDocument
    """The text that holds: the base with the applied amendments and the patches of the caller."""
    patches: tuple[tuple[tuple[Patch, ...], Citation | None], ...] = ()
    """What :meth:`patched` was given, in order, with the text it came from."""

    @classmethod
    def read(cls, path: str | Path) -> CriteriaSet:
        """Read a set from a YAML or JSON file.

        Raises:
            CriteriaSetError: With every problem of the file, each with line and column.
        """
        try:
            source = read_document(path)
        except InputError as error:
            raise CriteriaSetError(error.problems, error.unlisted) from None
        return cls.of(
            parse(SetDocument, source.tree, file=source.file, locate=source.locate, error=CriteriaSetError),
            file=source.file,
        )

    @classmethod
    def from_dict(cls, tree: Mapping[str, Any]) -> CriteriaSet:
        """Read a set from mappings and lists, as :meth:`to_dict` writes them."""
        return cls.of(parse(SetDocument, tree, error=CriteriaSetError))

    @classmethod
    def of(cls, document: SetDocument, *, file: str | None = None) -> CriteriaSet:
        """Make a set of a document: check that its ids are its own, apply its amendments."""
        if problems := _foreign(document, file):
            raise CriteriaSetError(problems)
        return cls._amended(document, sorted(document.amendments, key=lambda one: (_issued(document, one), one.id)))

    @classmethod
    def _amended(
        cls,
        base: SetDocument,
        amendments: Sequence[Amendment],
        patches: tuple[tuple[tuple[Patch, ...], Citation | None], ...] = (),
    ) -> CriteriaSet:
        document = base.replace(amendments=())
        for amendment in amendments:
            document = apply_patches(
                document, amendment.patches, citation=amendment.citation, name=f"amendments[{amendment.id}].patches"
            )
        for some, citation in patches:
            document = apply_patches(document, some, citation=citation)
        return cls(base, tuple(amendments), document, patches)

    # -- what it is -------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """``vn.xa-ntm``."""
        return self.document.id

    @property
    def edition(self) -> str:
        """``2021-2025``."""
        return self.document.edition

    @property
    def key(self) -> str:
        """``vn.xa-ntm@2021-2025``."""
        return self.document.key

    @property
    def title(self) -> Label:
        """What people call it."""
        return self.document.title

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria in the order of the text."""
        return self.document.criteria

    @cached_property
    def indicators(self) -> tuple[IndicatorInSet, ...]:
        """The indicators in the order of the text."""
        return tuple(
            IndicatorInSet(self, criterion, indicator)
            for criterion in self.document.criteria
            for indicator in criterion.indicators
        )

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The measures of the set by id."""
        return {measure.id: measure for measure in self.document.measures}

    @cached_property
    def _by_name(self) -> dict[str, IndicatorInSet]:
        by_name: dict[str, IndicatorInSet] = {}
        for one in self.indicators:
            by_name.setdefault(one.printed, one)
            by_name[one.id] = one
        return by_name

    def __getitem__(self, ref: str) -> IndicatorInSet:
        try:
            return self._by_name[ref]
        except KeyError:
            kind = Words(vi=f"chỉ tiêu của {self.key}", en=f"indicator of {self.key}")
            raise UnknownIdentifierError(str(ref), self._by_name, kind) from None

    def __contains__(self, ref: object) -> bool:
        return ref in self._by_name

    def __iter__(self) -> Iterator[IndicatorInSet]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def criterion(self, ref: str) -> Criterion:
        """Return a criterion by its printed number or id."""
        for criterion in self.criteria:
            if ref in {criterion.printed, criterion.id}:
                return criterion
        names = [name for one in self.criteria for name in (one.printed, one.id)]
        kind = Words(vi=f"tiêu chí của {self.key}", en=f"criterion of {self.key}")
        raise UnknownIdentifierError(ref, names, kind)

    @cached_property
    def _coverage(self) -> Coverage:
        return coverage(self.document)

    def strata_of(self, memberships: Mapping[str, str]) -> dict[str, str | None]:
        """The stratum a unit takes in each scheme of the set, from its memberships and the schemes' own rules."""
        return {scheme.id: scheme.stratum_of(memberships) for scheme in self.document.schemes}

    # -- checking ---------------------------------------------------------------------------------------------------

    def check(self) -> tuple[Problem, ...]:
        """List what is wrong with the set: gaps, overlaps, uncited levels, unknown references, cycles, and more.

        An empty answer says that the set is consistent, not that it is complete: see :meth:`coverage`.
        """
        return check(self.document)

    def coverage(self) -> Coverage:
        """Count how much of the text is modelled, and how far its wording and levels were checked."""
        return self._coverage

    # -- other editions of the same text ------------------------------------------------------------------------------

    def as_of(self, day: date | str) -> CriteriaSet:
        """Return the set as it was known on a day: without the amendments issued later, with the caller's patches.

        Raises:
            CriteriaSetError: The set itself was issued later.
            PatchError: A patch of the caller rests on an amendment that was not known yet.
        """
        on = read_day(day)
        issued = _date_of(self.base, self.base.issued)
        if issued is not None and on < issued:
            raise CriteriaSetError(
                [
                    Problem(
                        code="SV-SET-003",
                        what=Words(
                            vi=f"{self.key} ban hành ngày {issued}, sau ngày {on}",
                            en=f"{self.key} was issued on {issued}, after {on}",
                        ),
                    )
                ]
            )
        known = [one for one in self.applied if _issued(self.base, one) <= on]
        return self if len(known) == len(self.applied) else self._amended(self.base, known, self.patches)

    def patched(self, *patches: Patch, citation: Citation | None = None) -> CriteriaSet:
        """Return a new set with the patches applied, all or none.

        Raises:
            PatchError: With a problem for each patch that is refused.
        """
        return attrs.evolve(
            self,
            document=apply_patches(self.document, patches, citation=citation),
            patches=(*self.patches, (patches, citation)),
        )

    def with_level(
        self,
        ref: str,
        value: str | int | Fraction,
        *,
        stratum: Mapping[str, str | Sequence[str]] | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        reason: str | Label | None = None,
        citation: Citation | None = None,
        verification: str = "unverified",
        measure: str | None = None,
        edge: str | None = None,
    ) -> CriteriaSet:
        """Return a new set with one level set otherwise; the patch that :meth:`patched` would take, in one line.

        Raises:
            PatchError: There is no such level to set, nothing would change, or an argument cannot be read.
        """
        level = {
            "value": value,
            "stratum": dict(stratum or {}),
            "since": since,
            "until": until,
            "verification": verification,
        }
        patch = {
            "indicator": self[ref].id,
            "level": level,
            "measure": measure,
            "edge": edge,
            "reason": {"vi": reason} if isinstance(reason, str) else reason,
            "citation": citation,
        }
        return self.patched(parse(SetLevel, patch, error=PatchError))

    # -- out --------------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Write the text that holds as mappings, lists and text; :meth:`from_dict` reads it back."""
        return plain(self.document)  # type: ignore[no-any-return]

    def to_yaml(self) -> str:
        """Write the set as YAML."""
        return write_yaml(self.to_dict())

    def __repr__(self) -> str:
        return f"<CriteriaSet {self.key}: {len(self.criteria)} criteria, {len(self.indicators)} indicators>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(one.printed)}</td><td>{escape(one.title.vi)}</td>"
            f"<td>{escape(one.level_text('vi'))}</td></tr>"
            for one in self.indicators
        )
        return (
            f"<p><b>{escape(self.title.vi)}</b> <code>{escape(self.key)}</code></p>"
            f"<table><tr><th>Số</th><th>Chỉ tiêu</th><th>Mức</th></tr>{rows}</table>"
        )


@attrs.frozen(repr=False, eq=False)
class IndicatorInSet:
    """An indicator together with the set that gives it its schemes, measures and neighbours."""

    set: CriteriaSet
    criterion: Criterion
    indicator: Indicator

    @property
    def id(self) -> str:
        """The stable id."""
        return self.indicator.id

    @property
    def printed(self) -> str:
        """The number printed in this edition."""
        return self.indicator.printed

    @property
    def title(self) -> Label:
        """The wording, in our own words."""
        return self.indicator.title

    @property
    def wording(self) -> Verification:
        """How far the wording was checked."""
        return self.indicator.wording

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures its rules judge."""
        found = dict.fromkeys(name for one in self.indicator.provisions for name in measures_of(one.rule))
        return tuple(found)

    def threshold(
        self,
        *,
        unit: Unit | None = None,
        stratum: Mapping[str, str] | None = None,
        on: date | str,
        measure: str | None = None,
        edge: str | None = None,
    ) -> Threshold:
        """Return the level that holds for a unit or a stratum on a day.

        Args:
            unit: A unit of :class:`smartvillage.Places`, which knows its strata.
            stratum: Memberships by scheme, instead of or on top of those of the unit.
            on: The day.
            measure: Which comparison, where the rule has several.
            edge: ``low`` or ``high``: which level of a *between*.

        Returns:
            The level; one without a value says in ``missing`` why it is not known.

        Raises:
            CriteriaSetError: No level holds (the message says why), or the rule has several comparisons.
        """
        day = read_day(on)
        memberships = {**(unit.strata(day) if unit is not None else {}), **(stratum or {})}
        question = Question(strata=self.set.strata_of(memberships), on=day)
        resolved = question.indicator(self.indicator)
        if resolved.provision is None:
            raise CriteriaSetError([self._no_threshold(resolved.why_not or "gap", day, question.strata)])
        rule = resolved.provision.rule
        lists = [
            levels
            for one, field, levels in comparisons(rule)
            if measure in {None, getattr(one, "measure", None)} and field in {"levels", edge or field} and levels
        ]
        if len(lists) != 1:
            factor = any(isinstance(one, Times) for one in walk(rule))
            why_not = "several" if lists else "factor" if factor else "no-level"
            raise CriteriaSetError([self._no_threshold(why_not, day, question.strata)])
        level, why, _ = question.threshold(lists[0])
        if level is None:
            raise CriteriaSetError([self._no_threshold(why or "gap", day, question.strata)])
        return level

    def _no_threshold(self, why_not: str, on: date, strata: Mapping[str, str | None]) -> Problem:
        from smartvillage.criteria.wording import NO_LEVEL  # noqa: PLC0415

        extra = {
            "several": Words(
                vi="quy định có nhiều mức; ghi rõ measure (và edge)",
                en="the rule has several levels; name the measure (and the edge)",
            ),
            "factor": Words(
                vi="mức tính theo mức của chỉ tiêu khác", en="the level is a factor times that of another indicator"
            ),
            "no-level": Words(vi="quy định không có mức (đạt / chưa đạt)", en="the rule has no level (met or not)"),
        }
        why = extra.get(why_not) or NO_LEVEL[why_not]
        known = ", ".join(f"{scheme}={stratum}" for scheme, stratum in strata.items() if stratum)
        return Problem(
            code="SV-SET-004",
            what=Words(
                vi=f"chỉ tiêu {self.printed} ({self.id}), ngày {on}, {known or 'không rõ nhóm'}: {why.vi}",
                en=f"indicator {self.printed} ({self.id}) on {on}, {known or 'stratum not known'}: {why.en}",
            ),
        )

    def level_text(self, lang: str = "vi") -> str:
        """Print what is asked now; where strata have rules of their own, one after the other."""
        from smartvillage.criteria.wording import say_rule  # noqa: PLC0415

        newest = max(
            (one.since or date.min for one in self.indicator.provisions if one.until is None), default=date.min
        )
        now = [one for one in self.indicator.provisions if one.until is None and (one.since or date.min) <= newest]
        measures = dict(self.set.measures)
        return " | ".join(dict.fromkeys(say_rule(one.rule, measures, lang) for one in now or self.indicator.provisions))

    def __repr__(self) -> str:
        return f"<Indicator {self.printed} {self.id}: {self.title.vi}>"


def _date_of(document: SetDocument, citation: Citation) -> date | None:
    text = document.text(citation.number)
    return citation.date or (text.date if text else None)


def _issued(document: SetDocument, amendment: Amendment) -> date:
    return _date_of(document, amendment.citation) or date.max


def _foreign(document: SetDocument, file: str | None) -> list[Problem]:
    """Ids of criteria and indicators begin with the id of their set, so that a report can quote them alone."""
    ids = [name for one in document.criteria for name in (one.id, *(inner.id for inner in one.indicators))]
    return [
        Problem(
            code="SV-SET-002",
            what=Words(
                vi=f"mã {quoted(identifier)} không thuộc bộ {document.id}",
                en=f"{quoted(identifier)} does not belong to the set {document.id}",
            ),
            expected=Words(vi=f"mã bắt đầu bằng {document.id}.", en=f"an id that begins with {document.id}."),
            where=Where(file=file),
        )
        for identifier in ids
        if not identifier.startswith(f"{document.id}.")
    ]
