"""What only the office knows: its name, the number of its paper, who signs.

A field without a value is printed in brackets and marked, and :meth:`Dossier.notes
<smartvillage.proposal.dossier.Dossier.notes>` lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from smartvillage.errors import Words
from smartvillage.paper.blocks import Blank

__all__ = ["Fields"]

LABELS: Mapping[str, Words] = {
    "committee": Words(vi="Ủy ban nhân dân tỉnh …", en="People's Committee of … province"),
    "department": Words(vi="tên sở, ban chủ trì", en="name of the department"),
    "justice": Words(vi="số, ngày văn bản thẩm định của Sở Tư pháp", en="opinion of the justice department"),
    "laws": Words(vi="luật, nghị định, nghị quyết làm căn cứ", en="laws, decrees and resolutions relied on"),
    "number": Words(vi="số, ký hiệu", en="number"),
    "place": Words(vi="địa danh", en="place"),
    "signer": Words(vi="họ tên người ký", en="name of who signs"),
    "signer_role": Words(vi="chức vụ người ký", en="office of who signs"),
    "decision_number": Words(vi="số, ký hiệu quyết định", en="number of the decision"),
    "decision_role": Words(vi="chức vụ người ký quyết định", en="office of who signs the decision"),
    "decision_signer": Words(vi="họ tên người ký quyết định", en="name of who signs the decision"),
    "effective": Words(vi="ngày có hiệu lực", en="day on which it takes effect"),
}
"""What belongs in each field."""


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Fields:
    """The fields that the office fills in; each may be left open.

    Example:
        >>> Fields(department="Sở Nông nghiệp và Môi trường").span("department").say("vi")
        'Sở Nông nghiệp và Môi trường'
        >>> Fields().span("place").say("vi")
        '[địa danh]'
    """

    committee: str | None = None
    """The committee that is to decide (UBND tỉnh)."""
    department: str | None = None
    """The department that submits; which one leads varies."""
    number: str | None = None
    """Of the submission note."""
    place: str | None = None
    day: date | None = None
    signer_role: str | None = None
    signer: str | None = None
    recipients: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    laws: str | None = None
    """The laws and decrees relied on beside the texts that the plan names."""
    justice: str | None = None
    """The opinion of the justice department, by number and day."""
    decision_number: str | None = None
    decision_role: str | None = None
    decision_signer: str | None = None
    effective: str | None = None

    def span(self, key: str, **look: Any) -> Blank:  # noqa: ANN401
        """Return a field as a part of a paragraph.

        Raises:
            KeyError: There is no such field.
        """
        return Blank(key, LABELS[key], getattr(self, key), **look)
