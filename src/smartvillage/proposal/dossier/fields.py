"""What only the office knows: its name, the number of its paper, who signs, what the pilots cost.

A field without a value is printed in brackets and marked, and :meth:`Dossier.notes
<smartvillage.proposal.dossier.Dossier.notes>` lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from smartvillage.border import Label
from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.paper.blocks import Field

__all__ = ["Cost", "Fields"]

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

    def span(self, key: str, **look: Any) -> Field:  # noqa: ANN401
        """Return a field as a part of a paragraph.

        Raises:
            KeyError: There is no such field.
        """
        return Field(key, LABELS[key], getattr(self, key), **look)


def _exact(given: str | int | Exact) -> Exact:
    return Exact(given)


def _label(given: str | Label) -> Label:
    return Label(vi=given) if isinstance(given, str) else given


@attrs.frozen(kw_only=True)
class Cost:
    """What one commune costs under one heading, by who pays.

    Example:
        >>> Cost(what="Thiết bị", source="Ngân sách tỉnh", once="1200", basis="QĐ 12/QĐ-UBND").once
        Exact('1200')
    """

    what: Label = attrs.field(converter=_label)
    source: Label = attrs.field(converter=_label)
    """Who pays (nguồn vốn)."""
    once: Exact = attrs.field(default=Exact(0), converter=_exact)
    """To set up one commune, in millions of VND."""
    yearly: Exact = attrs.field(default=Exact(0), converter=_exact)
    """To keep it running after the project, in millions of VND a year."""
    basis: str = ""
    """The document that says so. A cost without one is refused by the check."""
