"""The sheet that says how to fill in the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smartvillage.errors import Words
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet
from smartvillage.plugins.workbook.layout import CANDIDATES, CASES, GUIDE, HEAD, MEASURES, PILOTS, PRECEDENTS

__all__ = ["guide_sheet"]

_STEPS: Final = (
    "Cách ghi sổ này / How to fill in this workbook",
    "1. Ghi trang Thông tin, rồi Số liệu và các trang sau. Cột có dấu * phải ghi. Ô có mũi tên: chọn trong danh sách.",
    "2. Kiểm tra: smartvillage plugins check <tệp này>. Mọi ô sai được chỉ ra cùng lúc.",
    "3. Đổi sang thư mục tài liệu và ngược lại: smartvillage plugins convert.",
    "Fill in About, then Measures and the rest; those with * are needed. plugins check names every wrong cell at once.",
)
_GRAMMAR: Final[Sequence[tuple[str, str, Words]]] = (
    (
        "Mã / Id",
        "nuoc-sach",
        Words(
            vi="Chữ thường không dấu, số, gạch nối. Mã phần mở rộng tự đứng trước; mã của nơi khác ghi đủ: vn.gdp. "
            "Đã công bố thì không đổi.",
            en="Lower case, digits, hyphens; the key of the plugin goes before it by itself. Ids of others are written "
            "in full: vn.gdp. Never changed once published.",
        ),
    ),
    (
        f"{PRECEDENTS.name.vi} / {PRECEDENTS.name.en}",
        ">= 50",
        Words(
            vi="Mỗi tiền lệ một dòng, ghi mã chỉ tiêu đề xuất. Mức đề xuất cần một tiền lệ có giá trị; "
            "số đã đạt không phải là mức.",
            en="One precedent a row, with the id of its candidate. A level needs a precedent with a value; what "
            "somebody reached is no level.",
        ),
    ),
    (
        "Minh chứng / Documents",
        "Sổ hộ\nẢnh chụp",
        Words(
            vi="Danh sách: mỗi dòng một mục trong ô (Alt+Enter). Bản tiếng Anh cùng số dòng; thiếu thì ghi –.",
            en="A list: one on each line of the cell (Alt+Enter). The English has as many lines; – for none.",
        ),
    ),
    (
        "Các bậc / Grades",
        "muc-1 = Chưa có\nmuc-2 = Có",
        Words(vi="Từ thấp đến cao, mỗi dòng: mã = tên.", en="Worst first, each line: id = title."),
    ),
    (
        "Cho số liệu / Given",
        "nuoc-sach = 95/100\nho-ngheo = 2,5",
        Words(
            vi="Mỗi dòng: mã số liệu = giá trị (95,5; 95/100; đạt; missing; not-applicable). Chỉ tiêu có một số liệu "
            "thì chỉ cần ghi giá trị. Excel hay đổi 9/10 thành ngày: gõ dấu nháy đơn phía trước.",
            en="Each line: measure = value (95.5, 95/100, yes, missing, not-applicable). One figure may stand alone. "
            "Excel makes a day of 9/10: type an apostrophe before it.",
        ),
    ),
    (
        "Ngày / Day",
        "31/12/2025",
        Words(vi="Ngày, tháng, năm.", en="Day, month, year."),
    ),
    (
        "Không dùng / Not taken",
        "=A1+B1",
        Words(
            vi="Công thức, trang tính hoặc cột thêm vào, dòng chú thích dưới bảng. Cột TT không được đọc.",
            en="Formulas, other sheets or columns, remarks below a table. The column No. is not read.",
        ),
    ),
)


def guide_sheet() -> Sheet:
    """The sheet, for people only: it is not read back."""
    pages = ", ".join(page.name.vi for page in (MEASURES, CANDIDATES, PRECEDENTS, PILOTS, CASES))
    rows = [
        {"where": where, "example": example, "means": f"{means.vi}\n{means.en}"} for where, example, means in _GRAMMAR
    ]
    labels = {
        "where": Words("Ở đâu\nWhere", "Where"),
        "example": Words("Ví dụ\nExample", "Example"),
        "means": Words("Cách ghi\nHow", "How"),
    }
    return Sheet(
        GUIDE.vi,
        Table.of(rows, columns=tuple(labels), labels=labels),
        intro=(*_STEPS, f"Các trang / Sheets: {HEAD.vi}, {pages}."),
        widths={"where": 26.0, "example": 28.0, "means": 84.0},
        autofilter=False,
        freeze=None,
    )
