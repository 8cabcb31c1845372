"""A paper with every block, all of it invented."""

from __future__ import annotations

from datetime import date

from smartvillage.errors import Words
from smartvillage.exact import Exact
from smartvillage.paper.blocks import (
    SYNTHETIC,
    Blank,
    Bullets,
    Chart,
    Column,
    Empty,
    Heading,
    LetterHead,
    Notice,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Signature,
    Stretch,
    TableBlock,
    TableCell,
    Title,
)

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PICTURE = Picture(b'<svg xmlns="http://www.w3.org/2000/svg"/>', DOT)
LEVEL = Words(vi="Mức đạt chuẩn", en="Level")
DEPARTMENT = Blank("department", Words(vi="tên sở, ngành", en="department"))

ANNEX = TableBlock(
    [
        Column("TT", width=5),
        Column(Words(vi="Tiêu chí", en="Criterion"), width=20),
        Column(Words(vi="Nội dung", en="Content"), width=40),
        Column(Words(vi="Chung", en="General"), group=LEVEL, width=10, align="center"),
        Column(Words(vi="Nhóm 1", en="Group 1"), group=LEVEL, width=10),
        Column(Words(vi="Phụ trách", en="Owner"), width=15),
    ],
    [
        [TableCell("A. TRỤ CỘT", columns=6, bold=True, align="left")],
        [
            TableCell(1, rows=2),
            TableCell("Chính quyền số", rows=2),
            "1.1 Trực tuyến",
            TableCell("≥ 80 %", columns=2, style="level"),
            DEPARTMENT,
        ],
        ["1.2 Hài lòng", Exact("97.5"), None, TableCell("Sở Nội vụ", style="unchecked")],
        [2, "Kinh tế số", True, date(2025, 7, 1), Exact("2/3"), TableCell("chưa đạt", style="not-met")],
    ],
    caption=Words(vi="Bộ tiêu chí", en="Criteria set"),
    note=Words(vi="Nguồn: giả định", en="Source: invented"),
    tab=Words(vi="Phụ lục", en="Annex"),
)
SMALL = TableBlock(["Xã", "Tỷ lệ"], [["Mỹ Lệ", 66], ["Tân Thành", 97]])

HEAD = LetterHead(DEPARTMENT, above="Ủy ban nhân dân tỉnh", number="Số: 12/BC", place="Tây Ninh", day=date(2026, 2, 3))
PAPER = Paper(
    "report",
    Words(vi="Tổng kết thí điểm", en="Summing-up of the pilots"),
    [
        Heading(1, Words(vi="KẾT QUẢ", en="RESULTS"), number="I."),
        Paragraph(
            [Stretch("Căn cứ", italic=True), " Quyết định; ", Stretch("mô hình", bold=True), " của ", DEPARTMENT]
        ),
        Paragraph("Giữa", align="center", indent=False),
        Bullets(["Du lịch;", [Stretch("Môi trường", bold=True), "."]]),
        Bullets(["Lần một"], numbered=True),
        Notice("Số liệu tạo ra để minh họa.", "warning"),
        Notice("Ghi chú."),
        Heading(2, "Chỉ đạo"),
        Empty(Words(vi="văn bản đã ban hành", en="texts issued")),
        Heading(3, "Nguồn lực"),
        Empty(),
        SMALL,
        Chart(Words(vi="Bậc thang", en="Steps"), SMALL, PICTURE, caption=Words(vi="Đáp ứng", en="Response")),
        Chart("Không tên", SMALL, PICTURE),
        Chart("Không vẽ", SMALL, caption="Không vẽ được"),
        Signature("Giám đốc", name=Blank("signer", "họ tên"), recipients=["UBND tỉnh;", "Lưu."]),
        PageBreak(landscape=True),
        Title("Phụ lục I"),
        ANNEX,
        PageBreak(),
        Paragraph("Hết."),
        Signature("Chánh văn phòng"),
    ],
    form=Words(vi="BÁO CÁO", en="REPORT"),
    head=HEAD,
    banner=SYNTHETIC,
)
NOTE = Paper("note", "Tờ trình", [Empty(), PageBreak(), TableBlock(["A"], [])], head=LetterHead("UBND xã"))
BARE = Paper("bare", "Bìa", [Paragraph("Nội dung.")])
