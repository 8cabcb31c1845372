"""The document of a domain: its measures, and the indicators it offers for the next edition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from smartvillage.border import Id, Label, Many, Record, Slug, Text, parse
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Indicator, Provision
from smartvillage.criteria.rules import AtLeast, AtMost, Attested, Threshold
from smartvillage.plugins.offers import Candidate, PluginInfo, Precedent

__all__ = ["CandidateRecord", "DomainDocument", "candidates_of", "info_of", "read_domain"]


class PrecedentRecord(Record):
    """A level or requirement that somebody has issued, and where."""

    title: Label
    citation: Citation
    value: Text | None = None
    basis: Slug | None = None
    """What kind of text it stands in: a criterion, a programme target, a draft, an idea."""


class CandidateRecord(Record):
    """An indicator offered for the next edition."""

    id: Id
    title: Label
    measure: Id
    basis: Literal["idea", "precedent"]
    rationale: Label
    shows: Literal["access", "use", "result"]
    """Whether the figure shows that something was provided, that it was used, or that it worked."""
    programme_group: Literal["government", "economy", "society"]
    ministry_group: Literal["institutions", "people", "technology"]
    burden: Literal["existing", "new"]
    """Whether the figure lies in a system or register today, or somebody must collect it."""
    precedents: Many[PrecedentRecord] = ()
    caution: Text | None = None


class DomainDocument(Record):
    """A domain (lĩnh vực)."""

    format: Literal["smartvillage.domain/1"] = "smartvillage.domain/1"
    key: Slug
    """The key of its plugin; every id begins with it."""
    title: Label
    kind: Literal["pillar", "leading", "foundation"]
    measures: Annotated[Many[Measure], Field(min_length=1)]
    candidates: Annotated[Many[CandidateRecord], Field(min_length=1)]
    note: Label | None = None


@cache
def read_domain(key: str) -> DomainDocument:
    """Read the document of a built-in domain."""
    path = Path(str(files("smartvillage.plugins.domains"))) / f"{key}.yaml"
    source = read_document(path)
    return parse(DomainDocument, source.tree, file=source.file, locate=source.locate)


def info_of(document: DomainDocument) -> PluginInfo:
    """Say who offers the domain."""
    return PluginInfo(key=document.key, title=document.title, api=1, domains=(document.key,), languages=("vi", "en"))


def candidates_of(document: DomainDocument) -> tuple[Candidate, ...]:
    """The candidates of a domain: indicators whose level is not set, because an idea has none."""
    measures = {measure.id: measure for measure in document.measures}
    return tuple(_candidate(document, record, measures) for record in document.candidates)


def _candidate(document: DomainDocument, record: CandidateRecord, measures: Mapping[str, Measure]) -> Candidate:
    measure = measures[record.measure]
    nobody = (Threshold(missing="not-set"),)
    if measure.kind == "attested":
        rule: AtLeast | AtMost | Attested = Attested(measure=measure.id)
    elif measure.direction == "lower":
        rule = AtMost(measure=measure.id, levels=nobody)
    else:
        rule = AtLeast(measure=measure.id, levels=nobody)
    return Candidate(
        indicator=Indicator(
            id=record.id, printed=record.id.rpartition(".")[2], title=record.title, provisions=(Provision(rule=rule),)
        ),
        domain=document.key,
        basis=record.basis,
        rationale=record.rationale,
        precedents=tuple(
            Precedent(what=one.title, citation=one.citation, value=one.value) for one in record.precedents
        ),
        shows=record.shows,
        measure=measure,
        burden=record.burden,
    )
