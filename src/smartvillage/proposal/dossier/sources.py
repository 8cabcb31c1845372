"""Where each number comes from: a mark behind it, and a list that resolves the mark to a finding, a run or a text.

The mark of a finding is the number of its candidate in every table, ``[12]``; that of a stratum adds a figure,
``[12.1]``. Letters mark what is no finding: ``[R]`` the run, ``[K]`` the sealed plan, ``[D]`` the draft, ``[S]`` the
sample, ``[B]`` the set in force, ``[Y]`` the comments, ``[M]`` the targets, ``[C]`` the costs, ``[V3]`` a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from smartvillage.criteria.citations import Citation
from smartvillage.errors import Words
from smartvillage.proposal.dossier.words import both, plus, words

if TYPE_CHECKING:
    from smartvillage.programme.programme import Progress
    from smartvillage.proposal.findings import Finding
    from smartvillage.proposal.proposal import Proposal

__all__ = ["KINDS", "MARK", "Ledger", "Source"]

MARK = re.compile(r"\[(?:\d+(?:\.\d+)?|[A-Z]\d*)\]")
"""What a mark looks like in print."""

KINDS: Mapping[str, Words] = {
    "finding": Words(vi="kết quả phân tích", en="finding"),
    "run": Words(vi="lần đánh giá", en="run"),
    "plan": Words(vi="kế hoạch đã niêm phong", en="sealed plan"),
    "draft": Words(vi="dự thảo", en="draft"),
    "sample": Words(vi="bộ số liệu", en="sample"),
    "set": Words(vi="bộ tiêu chí hiện hành", en="set in force"),
    "comments": Words(vi="ý kiến", en="comments"),
    "targets": Words(vi="mục tiêu của chương trình", en="targets"),
    "costs": Words(vi="kinh phí do cơ quan cung cấp", en="costs told by the office"),
    "text": Words(vi="văn bản", en="text"),
}
"""What a mark may resolve to."""


@attrs.frozen(kw_only=True)
class Source:
    """What a mark resolves to."""

    mark: str
    kind: str
    id: str
    """The id of a finding, a run, a plan or a draft; the number of a text."""
    what: Words
    via: str = ""
    """Where a text was read about, where it was not read itself."""


@attrs.frozen(eq=False)
class Ledger:
    """Every source that a dossier may name, with its mark."""

    sources: Mapping[str, Source]
    """By mark, in the order in which they are listed."""
    _marks: Mapping[tuple[str, str], str] = attrs.field(repr=False)

    @classmethod
    def of(cls, proposal: Proposal, progress: tuple[Progress, ...] = ()) -> Ledger:
        """Number the sources of a proposal: always in the same way."""
        found = {one.mark: one for one in (*_whole(proposal, progress), *_findings(proposal), *_texts(proposal))}
        return cls(found, {(one.kind, one.id): one.mark for one in found.values()})

    def mark(self, kind: str, key: str = "") -> str:
        """Return the mark of a source; of a kind that has one source only, the key may be left out."""
        if key:
            return self._marks[kind, key]
        return next(mark for (of, _), mark in self._marks.items() if of == kind)

    def finding(self, finding: Finding) -> str:
        """Return the mark of a finding."""
        return self._marks["finding", finding.id]

    def citation(self, citation: Citation) -> str:
        """Return the mark of a text."""
        return self._marks["text", citation.number]

    def has(self, kind: str) -> bool:
        """Whether there is a source of a kind: no run judged anything where the draft is empty."""
        return any(of == kind for of, _ in self._marks)


def _whole(proposal: Proposal, progress: tuple[Progress, ...]) -> Iterator[Source]:
    plan = proposal.plan
    yield Source(mark="[K]", kind="plan", id=plan.digest, what=words(plan.plan.title))
    if proposal.run is not None:
        what = Words(vi=f"kết quả {proposal.run.result}", en=f"result {proposal.run.result}")
        yield Source(mark="[R]", kind="run", id=proposal.run.id, what=what)
    held = proposal.draft.start
    yield Source(mark="[D]", kind="draft", id=held.key, what=words(held.title))
    # A sample has no id of its own: the plan says who is in it, the run which observations counted.
    of = proposal.run.id if proposal.run is not None else plan.digest
    number = len(proposal.sample.of())
    what = Words(vi=f"{number} đơn vị trong bộ số liệu", en=f"{number} units of the evidence")
    yield Source(mark="[S]", kind="sample", id=of, what=what)
    yield Source(mark="[B]", kind="set", id=proposal.base.key, what=words(proposal.base.title))
    yield Source(mark="[Y]", kind="comments", id=f"{held.key}#comments", what=KINDS["comments"])
    yield Source(mark="[C]", kind="costs", id=f"{held.key}#costs", what=KINDS["costs"])
    for number, one in enumerate(progress, start=1):
        what = plus(one.programme.title, Words(vi=f", ngày {one.on:%d/%m/%Y}", en=f", on {one.on.isoformat()}"))
        yield Source(mark=f"[M{number}]", kind="targets", id=one.programme.id, what=what)


def _findings(proposal: Proposal) -> Iterator[Source]:
    for place, one in enumerate(proposal.graded, start=1):
        title = words(one.overall.candidate.indicator.title)
        yield Source(mark=f"[{place}]", kind="finding", id=one.overall.id, what=title)
        for number, (stratum, found) in enumerate(one.strata.items(), start=1):
            names = ", ".join(name for _, name in stratum)
            yield Source(mark=f"[{place}.{number}]", kind="finding", id=found.id, what=plus(title, f" ({names})"))


def _texts(proposal: Proposal) -> Iterator[Source]:
    plan = proposal.plan.plan
    cited = [plan.seat.text, proposal.base.document.issued]
    cited += [told.citation for one in proposal.graded for told in one.overall.precedents]
    titles = {text.number: text.title for text in proposal.base.document.texts if text.title is not None}
    seen: dict[str, list[Citation]] = {}
    for citation in cited:
        seen.setdefault(citation.number, []).append(citation)
    for place, (number, told) in enumerate(seen.items(), start=1):
        first = told[0]
        title = titles.get(number)
        what = plus(title) if title is not None else both(first.say)
        via = ", ".join(sorted({address for one in told for address in one.via}))
        yield Source(mark=f"[V{place}]", kind="text", id=number, what=what, via=via)
