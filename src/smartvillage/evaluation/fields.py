"""What the columns of ``ket-qua.csv`` mean."""

from __future__ import annotations

from collections.abc import Mapping

from smartvillage.errors import Words
from smartvillage.evidence.codebook import EVIDENCE_FIELDS, Field

__all__ = ["DETAIL_FIELDS"]

_OF_MEASURE = Words(vi="đơn vị tính của số liệu", en="the unit of the measure")

DETAIL_FIELDS: Mapping[str, Field] = {
    "unit": EVIDENCE_FIELDS["unit"],
    "unit_name": EVIDENCE_FIELDS["unit_name"],
    "period": EVIDENCE_FIELDS["period"],
    "ref": Field(Words(vi="Số của chỉ tiêu trong bộ", en="Printed number of the indicator in its set"), "text"),
    "verdict": Field(Words(vi="Kết quả đánh giá", en="Verdict"), "MET|NOT_MET|UNKNOWN|NOT_APPLICABLE"),
    "reason": Field(
        Words(
            vi="Mã lý do; của phần mở rộng thì kèm tên phần mở rộng sau dấu hai chấm",
            en="Code of the reason; of a plugin with its key after a colon",
        ),
        "text",
    ),
    "value": Field(
        Words(
            vi="Số liệu đã dùng; giới hạn ghi kèm dấu, nhiều số liệu ghi cách nhau bằng dấu chấm phẩy",
            en="The figure used; a bound with its sign, several with semicolons between",
        ),
        "number",
        _OF_MEASURE,
    ),
    "level": Field(
        Words(
            vi="Mức đã áp dụng; nhiều mức ghi cách nhau bằng dấu chấm phẩy",
            en="The level applied; several with semicolons between",
        ),
        "number",
        _OF_MEASURE,
    ),
    "level_state": Field(
        Words(vi="Tình trạng đối chiếu của mức với văn bản", en="How far the level was checked against the text"),
        "official|secondary|unverified|missing",
    ),
    "stratum": Field(Words(vi="Nhóm áp dụng: cách phân nhóm=nhóm", en="Strata that had a say: scheme=stratum"), "text"),
    "citation": Field(Words(vi="Căn cứ", en="Clause"), "text"),
    "figure": Field(Words(vi="Số liệu, viết bằng chữ", en="The figure as people write it"), "text"),
    "flip": Field(Words(vi="Cần thay đổi gì để kết quả khác đi", en="What would turn the verdict"), "text"),
    "why": Field(Words(vi="Giải thích bằng một câu", en="The reason in one sentence"), "text"),
}
"""The columns of :func:`~smartvillage.evaluation.workbook.details`."""
