"""Codebooks: what each column of a file means, and what each measure is, for a reader who has only the file.

A table of figures outlives the program that wrote it. The words here travel beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartvillage.errors import Words
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.exact import Exact
from smartvillage.paper.table import Table

if TYPE_CHECKING:
    from smartvillage.border import Label
    from smartvillage.criteria.measures import Measure
    from smartvillage.evidence.evidence import Evidence

__all__ = ["EVIDENCE_FIELDS", "Field", "fields_table", "measures_table"]


class Field(NamedTuple):
    """One column of a file."""

    meaning: Words
    type: str
    """``text``, ``number``, ``fraction``, ``day``, ``period``, ``id``, or the words it may hold, with ``|`` between."""
    unit: Words | None = None
    missing: str = ""
    """What stands in a cell where there is nothing; the empty cell unless this says otherwise."""


_OF_MEASURE = Words(vi="đơn vị tính của số liệu (xem bảng số liệu)", en="the unit of the measure")
_COUNTED = Words(vi="đơn vị đếm, hoặc đơn vị của tỷ số", en="what is counted, or the units of the ratio")

EVIDENCE_FIELDS: Mapping[str, Field] = {
    "unit": Field(Words(vi="Đơn vị: mã định danh hoặc tên đã khai", en="Unit: its identity, or the name given"), "id"),
    "period": Field(
        Words(vi="Kỳ báo cáo: năm, quý, tháng hoặc ngày", en="Period: a year, half, quarter, month or day"), "period"
    ),
    "measure": Field(Words(vi="Mã số liệu", en="Measure"), "id"),
    "value": Field(
        Words(
            vi="Giá trị; để trống khi đã có tử số và mẫu số",
            en="Value; empty where numerator and denominator are given",
        ),
        "number",
        _OF_MEASURE,
    ),
    "numerator": Field(Words(vi="Tử số như báo cáo", en="Numerator as reported"), "number", _COUNTED),
    "denominator": Field(Words(vi="Mẫu số như báo cáo", en="Denominator as reported"), "number", _COUNTED),
    "relation": Field(
        Words(
            vi="Con số so với thực tế: đúng bằng, khoảng, hoặc giới hạn (trên, từ, dưới, đến)",
            en="How the number stands to the figure: equal, about, or a bound",
        ),
        "|".join(RELATIONS),
    ),
    "missing": Field(
        Words(vi="Lý do không có số liệu; trống khi có", en="Why there is no figure; empty where there is one"),
        "|".join(MISSING[2:]),
    ),
    "as_of": Field(Words(vi="Ngày mà số liệu phản ánh", en="The day that the figure speaks of"), "day"),
    "state": Field(Words(vi="Trạng thái số liệu", en="How far somebody stands behind the figure"), "|".join(STATES)),
    "source": Field(Words(vi="Nguồn", en="Source"), "text"),
    "document": Field(Words(vi="Minh chứng", en="Document"), "text"),
    "unit_name": Field(Words(vi="Tên đơn vị", en="Name of the unit"), "text"),
    "indicator": Field(
        Words(vi="Chỉ tiêu có kết quả tự đánh giá", en="The indicator on which a verdict was reported"), "text"
    ),
    "verdict": Field(
        Words(
            vi="Kết quả do xã tự đánh giá; chỉ để so sánh", en="The verdict that was reported; only compared with ours"
        ),
        "MET|NOT_MET|UNKNOWN|NOT_APPLICABLE",
    ),
}
"""The columns of canonical evidence."""


def fields_table(files: Mapping[str, Mapping[str, Field]]) -> Table:
    """Make the codebook of some files: one line a column.

    Args:
        files: The columns by name, by the name of the file.
    """
    rows = [
        {
            "file": file,
            "column": column,
            "meaning_vi": field.meaning.vi,
            "meaning_en": field.meaning.en,
            "type": field.type,
            "unit_vi": field.unit.vi if field.unit else None,
            "unit_en": field.unit.en if field.unit else None,
            "missing": field.missing or "(trống, empty)",
        }
        for file, fields in files.items()
        for column, field in fields.items()
    ]
    return Table.of(
        rows,
        columns=("file", "column", "meaning_vi", "meaning_en", "type", "unit_vi", "unit_en", "missing"),
        labels={
            "file": Words(vi="Tệp", en="File"),
            "column": Words(vi="Cột", en="Column"),
            "meaning_vi": Words(vi="Ý nghĩa", en="Meaning in Vietnamese"),
            "meaning_en": Words(vi="Ý nghĩa (tiếng Anh)", en="Meaning"),
            "type": Words(vi="Kiểu", en="Type"),
            "unit_vi": Words(vi="Đơn vị tính", en="Unit in Vietnamese"),
            "unit_en": Words(vi="Đơn vị tính (tiếng Anh)", en="Unit"),
            "missing": Words(vi="Khi không có", en="Where there is nothing"),
        },
    )


_MEASURE_HEADINGS = {
    "measure": Words(vi="Mã số liệu", en="Measure"),
    "title_vi": Words(vi="Tên số liệu", en="Title in Vietnamese"),
    "title_en": Words(vi="Tên tiếng Anh", en="Title"),
    "kind": Words(vi="Loại", en="Kind"),
    "unit": Words(vi="Đơn vị tính", en="Unit"),
    "direction": Words(vi="Chiều tốt hơn", en="Which way is better"),
    "numerator": Words(vi="Tử số", en="Numerator"),
    "denominator": Words(vi="Mẫu số", en="Denominator"),
    "owner": Words(vi="Cơ quan, đơn vị phụ trách", en="Owner"),
    "minimum": Words(vi="Nhỏ nhất", en="Least plausible value"),
    "maximum": Words(vi="Lớn nhất", en="Greatest plausible value"),
    "grades": Words(vi="Các mức", en="Grades"),
    "observations": Words(vi="Số dòng", en="Observations"),
}


def measures_table(evidence: Evidence) -> Table:
    """Make the table of :meth:`Evidence.codebook <smartvillage.evidence.evidence.Evidence.codebook>`."""
    counts = np.bincount(evidence.columns.measure, minlength=len(evidence.measures)).tolist()
    rows = [_of_measure(measure, count) for measure, count in zip(evidence.measures.values(), counts, strict=True)]
    return Table.of(
        sorted(rows, key=lambda row: str(row["measure"])), columns=tuple(_MEASURE_HEADINGS), labels=_MEASURE_HEADINGS
    )


def _of_measure(measure: Measure, observations: int) -> dict[str, str | int | Exact | None]:
    low, high = measure.range
    return {
        "measure": measure.id,
        "title_vi": measure.title.vi,
        "title_en": measure.title.en,
        "kind": measure.kind,
        "unit": measure.unit_text("vi") or None,
        "direction": measure.direction,
        "numerator": _said(measure.numerator),
        "denominator": _said(measure.denominator),
        "owner": _said(measure.owner),
        "minimum": low,
        "maximum": high,
        "grades": _grades(measure.id for measure in measure.grades) or None,
        "observations": observations,
    }


def _said(words: Label | None) -> str | None:
    return words.say("vi") if words is not None else None


def _grades(names: Iterable[str]) -> str:
    return "; ".join(f"{number}={name}" for number, name in enumerate(names, start=1))
