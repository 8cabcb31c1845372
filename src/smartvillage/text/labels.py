"""Labels: what people read where the library keeps an id.

Ids (``NOT_MET``, ``self_assessed``, ``township``) are never translated in data; screens, workbooks and reports show
these words. The wording is that of the programme's own documents: verify is *thẩm tra*, appraise is *thẩm định*.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from smartvillage.errors import UnknownIdentifierError, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LABELS", "label"]

LABELS: Mapping[str, Mapping[str, Words]] = MappingProxyType(
    {
        "verdict": {
            "MET": Words(vi="đạt", en="met"),
            "NOT_MET": Words(vi="chưa đạt", en="not met"),
            "UNKNOWN": Words(vi="chưa đủ cơ sở đánh giá", en="unknown"),
            "NOT_APPLICABLE": Words(vi="không áp dụng", en="not applicable"),
        },
        "evidence-state": {
            "self_assessed": Words(vi="xã tự đánh giá", en="self-assessed by the commune"),
            "reported": Words(vi="xã báo cáo", en="reported by the commune"),
            "verified": Words(vi="đã thẩm tra", en="verified"),
            "approved": Words(vi="đã thẩm định", en="approved"),
            "disputed": Words(vi="còn ý kiến khác", en="disputed"),
            "withdrawn": Words(vi="đã rút", en="withdrawn"),
        },
        "verification": {
            "official": Words(vi="đã đối chiếu văn bản", en="checked against the text"),
            "secondary": Words(vi="theo nguồn dẫn lại", en="from a secondary source"),
            "unverified": Words(vi="chưa đối chiếu", en="not checked"),
            "missing": Words(vi="chưa có", en="missing"),
        },
        "missing": {
            "not-collected": Words(vi="chưa thu thập", en="not collected"),
            "not-due": Words(vi="chưa đến kỳ báo cáo", en="not due yet"),
            "not-applicable": Words(vi="không áp dụng", en="not applicable"),
            "refused": Words(vi="từ chối cung cấp", en="refused"),
            "lost": Words(vi="thất lạc", en="lost"),
        },
        "relation": {
            "eq": Words(vi="bằng", en="equal to"),
            "approx": Words(vi="khoảng", en="about"),
            "gt": Words(vi="trên", en="over"),
            "ge": Words(vi="ít nhất", en="at least"),
            "lt": Words(vi="dưới", en="under"),
            "le": Words(vi="không quá", en="at most"),
        },
        "unit-kind": {
            "province": Words(vi="tỉnh, thành phố", en="province"),
            "district": Words(vi="huyện, quận, thị xã, thành phố", en="district"),
            "commune": Words(vi="xã", en="commune"),
            "ward": Words(vi="phường", en="ward"),
            "township": Words(vi="thị trấn", en="township"),
            "special-zone": Words(vi="đặc khu", en="special zone"),
        },
        "succession": {
            "whole": Words(vi="toàn bộ", en="whole"),
            "split": Words(vi="một phần", en="in part"),
        },
    }
)
"""Words by kind and id. Each inner mapping is in the order in which people list it."""


def label(kind: str, id: str, lang: str = "vi") -> str:  # noqa: A002
    """Return what people read for an id.

    Args:
        kind: What the id names: ``verdict``, ``evidence-state``, ``verification``, ``missing``, ``relation``,
            ``unit-kind`` or ``succession``.
        id: The id.
        lang: ``"vi"``; anything else gives English.

    Raises:
        UnknownIdentifierError: There is no such kind, or no such id of that kind.

    Example:
        >>> label("verdict", "NOT_MET"), label("verdict", "NOT_MET", "en")
        ('chưa đạt', 'not met')
    """
    if kind not in LABELS:
        raise UnknownIdentifierError(kind, LABELS, Words(vi="loại nhãn", en="kind of label"))
    words = LABELS[kind]
    if id not in words:
        raise UnknownIdentifierError(id, words, Words(vi=f"nhãn {kind}", en=f"{kind} label"))
    return words[id].say(lang)
