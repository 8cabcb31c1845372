"""A plugin whose answers stand in documents: what a folder or a workbook says, given through the hooks.

It is admitted like a plugin in Python, by the same checks and with the same messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import attrs

from smartvillage.criteria.citations import Verification
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Indicator, Provision
from smartvillage.criteria.rules import AtLeast, AtMost, Attested, Threshold
from smartvillage.errors import PluginError, Words, quoted
from smartvillage.plugins.documents import CandidateRecord, CaseRecord, PilotRecord, PluginDocuments, read_folder
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import Candidate, Pilot, PluginInfo, Precedent, ProgrammeOffer

__all__ = ["DocumentPlugin"]


@attrs.frozen(eq=False)
class DocumentPlugin:
    """Answers the hooks from documents.

    Example:
        >>> from importlib.resources import files
        >>> tourism = DocumentPlugin.read(Path(str(files("smartvillage.plugins.domains") / "tourism")))
        >>> tourism.smartvillage_plugin_info().title.vi
        'Du lịch nông thôn'
    """

    documents: PluginDocuments

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a folder of documents, or a workbook.

        Raises:
            InputError: Something in it cannot be read.
        """
        path = Path(path)
        if path.suffix.lower() != ".xlsx":
            return cls(read_folder(path))
        from smartvillage.plugins.workbook import read_plugin_workbook  # noqa: PLC0415 - most plugins have none

        return cls(read_plugin_workbook(path))

    @property
    def cases(self) -> tuple[CaseRecord, ...]:
        """What must come out of given figures."""
        return self.documents.cases

    @hookimpl
    def smartvillage_plugin_info(self) -> PluginInfo:
        """Say who offers."""
        head = self.documents.head
        return PluginInfo(
            key=head.key,
            title=head.title,
            api=head.api,
            kind=head.kind,
            authority=head.authority,
            since=head.since,
            until=head.until,
            successor=head.successor,
            domains=head.domains or ((head.key,) if head.kind is not None else ()),
            languages=head.languages,
        )

    @hookimpl
    def smartvillage_measures(self) -> Iterable[Measure]:
        """The measures."""
        return self.documents.measures

    @hookimpl
    def smartvillage_criteria_sets(self) -> Iterable[Path]:
        """The documents of the criteria sets."""
        return self.documents.sets

    @hookimpl
    def smartvillage_programmes(self) -> Iterable[ProgrammeOffer]:
        """The documents of the programmes."""
        return [ProgrammeOffer(id=path.stem, document=path) for path in self.documents.programmes]

    @hookimpl
    def smartvillage_candidates(self) -> Iterable[Candidate]:
        """What is offered for the next edition."""
        measures = {measure.id: measure for measure in self.documents.measures}
        return [self._candidate(record, measures) for record in self.documents.candidates]

    @hookimpl
    def smartvillage_pilots(self) -> Iterable[Pilot]:
        """The pilots."""
        return [
            Pilot(
                id=record.id,
                title=record.title,
                domain=self._domain(record),
                units=record.units,
                on=record.on,
                lead=record.lead,
                authority=record.authority or self.documents.head.authority,
                since=record.since,
                until=record.until,
                synthetic=record.synthetic,
            )
            for record in self.documents.pilots
        ]

    def _domain(self, record: CandidateRecord | PilotRecord) -> str:
        domains = self.smartvillage_plugin_info().domains
        if record.domain is not None:
            return record.domain
        if len(domains) == 1:
            return domains[0]
        raise PluginError(
            Words(
                vi=f"{quoted(record.id)} không ghi lĩnh vực, mà phần mở rộng có {len(domains)} lĩnh vực",
                en=f"{record.id!r} does not name its domain, and the plugin has {len(domains)}",
            )
        )

    def _candidate(self, record: CandidateRecord, measures: Mapping[str, Measure]) -> Candidate:
        measure = measures.get(record.measure)
        if measure is None:
            raise PluginError(
                Words(
                    vi=f"{quoted(record.id)} dùng số liệu {quoted(record.measure)} mà phần mở rộng này không khai báo",
                    en=f"{record.id!r} uses the measure {record.measure!r}, which this plugin does not declare",
                )
            )
        return Candidate(
            indicator=Indicator(
                id=record.id,
                printed=record.id.rpartition(".")[2],
                title=record.title,
                provisions=(Provision(rule=_rule(record, measure)),),
            ),
            domain=self._domain(record),
            basis=record.basis,
            rationale=record.rationale,
            precedents=tuple(
                Precedent(what=one.title, citation=one.citation, value=one.value, basis=one.basis)
                for one in record.precedents
            ),
            measure=measure,
            shows=record.shows,
            burden=record.burden,
            programme_group=record.programme_group,
            ministry_group=record.ministry_group,
            caution=record.caution,
        )


def _rule(record: CandidateRecord, measure: Measure) -> AtLeast | AtMost | Attested:
    if measure.kind == "attested":
        return Attested(measure=measure.id)
    level = Threshold(missing="not-set")
    if record.level is not None:
        cited = next(one for one in record.precedents if one.value is not None)
        # somebody else's level, quoted: never read here in the text that would set it for us
        level = Threshold(value=record.level, citation=cited.citation, verification=Verification.SECONDARY)
    rule = AtMost if measure.direction == "lower" else AtLeast
    return rule(measure=measure.id, levels=(level,))
