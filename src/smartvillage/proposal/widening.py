"""Judging figures by a set whose edition does not judge their dates: what would the same figures give?"""

from __future__ import annotations

from datetime import timedelta

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import Assesses
from smartvillage.errors import Words
from smartvillage.evidence.evidence import Evidence

__all__ = ["as_if", "widened"]


def widened(criteria_set: CriteriaSet, evidence: Evidence) -> tuple[CriteriaSet, bool]:
    """The set as if its edition judged every period of the evidence too; and whether it does not by itself."""
    span = criteria_set.document.assesses
    days = [day for period in evidence.periods for day in (period.first, period.last + timedelta(days=1))]
    since, until = min([span.since, *days]), max([span.until, *days])
    if (since, until) == (span.since, span.until):
        return criteria_set, False
    return CriteriaSet.of(criteria_set.document.replace(assesses=Assesses(since=since, until=until))), True


def as_if(criteria_set: CriteriaSet) -> Words:
    """What has to be said beside an answer that was given so."""
    span = criteria_set.document.assesses
    return Words(
        vi=f"{criteria_set.key} xét các ngày từ {span.since} đến trước {span.until}; bảng này trả lời câu hỏi: "
        "với chính số liệu này thì kết quả sẽ thế nào.",
        en=f"{criteria_set.key} judges from {span.since} until before {span.until}; what is told here is what "
        "the same figures would give.",
    )
