"""Which sheets the workbook of a plugin has, and which column holds which field of a document.

Columns are found by their headings, in Vietnamese, English or both; ``*`` marks those that must be filled. The English
of each label stands in a column of its own at the far right, and only where a plugin has any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from smartvillage.border import Record
from smartvillage.criteria.measures import Measure
from smartvillage.errors import Words
from smartvillage.plugins.documents import CandidateRecord, CaseRecord, PilotRecord, PrecedentRecord
from smartvillage.plugins.workbook.forms import (
    Codes,
    DayForm,
    English,
    Form,
    Grades,
    IdForm,
    Lines,
    NumberForm,
    Pairs,
    Strata,
    TextForm,
    WordForm,
)
from smartvillage.plugins.workbook.words import offered
from smartvillage.text.names import name_key

__all__ = [
    "CANDIDATES",
    "CASES",
    "GUIDE",
    "HEAD",
    "HEAD_COLUMNS",
    "MEASURES",
    "NUMBER",
    "OF",
    "PAGES",
    "PILOTS",
    "PRECEDENTS",
    "Column",
    "Page",
    "heading_key",
    "value_of",
]

OF: Final = "of-candidate"
"""The column that says whose precedent a row is; no field of its record."""
NUMBER: Final = Words(vi="TT", en="No.")
"""The first column: a number for people, which is not read."""


@attrs.frozen(eq=False)
class Column:
    """One field of a record, as it stands on a sheet."""

    path: str
    """The field: ``title.vi``; ``documents.*.vi`` is that of each item of a list."""
    heading: Words
    width: float = 20.0
    form: Form = attrs.field(factory=TextForm)
    is_required: bool = False
    note: Words | None = None
    suggests: tuple[str, ...] = ()
    """Usual words; others may be typed."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The steps of the path."""
        return tuple(self.path.split("."))

    @property
    def is_english(self) -> bool:
        """Whether it holds the English of another column."""
        return self.parts[-1] == "en"

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of its drop-down; nothing else may be typed."""
        return offered(self.form.kind) if isinstance(self.form, WordForm) and not self.form.is_open else ()

    @property
    def shown(self) -> str:
        """What stands over it, or before it."""
        return f"{self.heading.vi}{' *' if self.is_required else ''}\n{self.heading.en}"

    def headings(self) -> set[str]:
        """The forms of its heading that are read."""
        vi, en = self.heading
        return {heading_key(text) for text in (vi, en, f"{vi} {en}")}


def heading_key(text: str) -> str:
    """What two writings of one heading share."""
    return name_key(text.replace("*", " "))


@attrs.frozen(eq=False)
class Page:
    """One sheet: a list of records, one a row."""

    name: Words
    field: str
    """Which of the lists of :class:`~smartvillage.plugins.documents.PluginDocuments`."""
    model: type[Record]
    columns: tuple[Column, ...]
    about: Words
    """One line for people, above the table."""
    below: str = ""
    """What stands between the key of the plugin and a short id."""

    @property
    def identifier(self) -> Column:
        """The first column: whose cell stands for the whole row."""
        return self.columns[0]


def value_of(record: object, parts: Iterable[str]) -> Any:  # noqa: ANN401
    """What a record says in a field; ``None`` for nothing, a list for the items of one."""
    value: Any = record
    steps = list(parts)
    for at, step in enumerate(steps):
        if value is None:
            return None
        if step == "*":
            items = [value_of(one, steps[at + 1 :]) for one in value]
            return items if any(one is not None for one in items) else None
        value = getattr(value, step)
    return value


def _text(path: str, vi: str, en: str, width: float, **more: Any) -> list[Column]:  # noqa: ANN401
    """A label: the Vietnamese where it is called, the English to be put at the end."""
    is_list = "*" in path
    english = Column(
        f"{path}.en",
        Words(f"{vi} (tiếng Anh)", f"{en} (English)"),
        max(width * 0.9, 15.0),
        English() if is_list else TextForm(),
    )
    return [Column(f"{path}.vi", Words(vi, en), width, **more), english]


def _columns(*columns: Column | list[Column]) -> tuple[Column, ...]:
    flat = [one for some in columns for one in (some if isinstance(some, list) else [some])]
    return (*(one for one in flat if not one.is_english), *(one for one in flat if one.is_english))


def _id(vi: str, en: str, path: str = "id", below: str = "", note: Words | None = None, width: float = 21.0) -> Column:
    return Column(path, Words(vi, en), width, IdForm(below), is_required=True, note=note)


def _word(path: str, vi: str, en: str, kind: str, width: float = 16.0, **more: Any) -> Column:  # noqa: ANN401
    return Column(path, Words(vi, en), width, WordForm(kind), **more)


_SHORT: Final = Words(
    vi="Chữ thường không dấu, số, gạch nối: nuoc-sach. Mã phần mở rộng tự đứng trước.",
    en="Lower-case letters, digits, hyphens: clean-water. The key of the plugin goes before it by itself.",
)
_DAY: Final = Words(vi="Ngày, như 31/12/2025.", en="A day, like 31/12/2025.")
_UNTIL: Final = Words(vi="Ngày đầu tiên không còn nữa.", en="The first day on which it no longer holds.")
_UNITS: Final = ("hộ", "người", "cơ sở", "ha", "m²", "km", "triệu đồng", "triệu đồng/người/năm", "ngày", "giờ", "lần")
_LINES: Final = Words(vi="Mỗi dòng một mục (Alt+Enter).", en="One on each line (Alt+Enter).")

HEAD: Final = Words(vi="Thông tin", en="About")
GUIDE: Final = Words(vi="Hướng dẫn", en="Guide")
HEAD_COLUMNS: Final = _columns(
    Column(
        "key",
        Words("Mã phần mở rộng", "Key"),
        is_required=True,
        note=Words(
            "Chữ thường không dấu, số, gạch nối (nam-son). Đứng trước mọi mã trong tệp này.",
            "Lower-case letters, digits, hyphens (nam-son). Every id of this file begins with it.",
        ),
    ),
    _text(
        "title", "Tên", "Title", 30, is_required=True, note=Words("Lĩnh vực hoặc địa phương.", "A field or a place.")
    ),
    _word(
        "kind",
        "Loại lĩnh vực",
        "Kind",
        "domain-kind",
        note=Words(
            f"Chỉ khi phần mở rộng là một lĩnh vực: {', '.join(offered('domain-kind'))}.",
            "Only where the plugin is itself a domain.",
        ),
    ),
    Column(
        "domains",
        Words("Lĩnh vực", "Domains"),
        form=Codes(),
        note=Words("Lĩnh vực có chỉ tiêu, mô hình ở đây: tourism, culture.", "The domains it offers something for."),
    ),
    Column(
        "authority",
        Words("Cơ quan thí điểm", "Authority"),
        note=Words("Mã cơ quan, nếu có.", "The id of the pilot authority, where there is one."),
    ),
    Column("since", Words("Từ ngày", "Since"), form=DayForm(), note=_DAY),
    Column("until", Words("Đến trước ngày", "Until (before)"), form=DayForm(), note=_UNTIL),
    Column("successor", Words("Cơ quan kế thừa", "Successor"), note=Words("Mã cơ quan.", "The id of the authority.")),
    Column(
        "languages", Words("Ngôn ngữ", "Languages"), form=Codes(is_always_there=True), note=Words("vi, en", "vi, en")
    ),
    Column(
        "api", Words("Phiên bản quy ước", "Contract"), note=Words("Để nguyên số 1.", "Leave the 1 that stands here.")
    ),
    _text("note", "Ghi chú", "Note", 30),
)

MEASURES: Final = Page(
    Words(vi="Số liệu", en="Measures"),
    "measures",
    Measure,
    _columns(
        _id("Mã", "Id", note=_SHORT),
        _text("title", "Tên số liệu", "Title", 34, is_required=True),
        _word("kind", "Loại", "Kind", "kind", is_required=True),
        _word("direction", "Hướng", "Direction", "direction"),
        _text(
            "unit",
            "Đơn vị tính",
            "Unit",
            12,
            suggests=_UNITS,
            note=Words(
                "Bắt buộc với đại lượng và tỷ số; tỷ lệ luôn là %.", "Needed for amounts and ratios; shares are in %."
            ),
        ),
        _text(
            "counted",
            "Đếm gì",
            "Counted",
            10,
            suggests=("hộ", "người", "cơ sở", "điểm", "sản phẩm", "hồ sơ", "lượt khách"),
            note=Words("Để nói: còn thiếu 37 hộ.", "For saying: 37 households short."),
        ),
        _text("numerator", "Tử số", "Numerator", 28),
        _text("denominator", "Mẫu số", "Denominator", 28),
        _text("method", "Cách tính", "Method", 28),
        _text("source_system", "Nguồn số liệu", "Source", 24),
        _text("owner", "Cơ quan phụ trách", "Owner", 18),
        _text("cycle", "Kỳ báo cáo", "Cycle", 10),
        _text("documents.*", "Minh chứng", "Documents", 24, form=Lines(), note=_LINES),
        _text("rationale", "Vì sao đo", "Rationale", 28),
        Column(
            "grades",
            Words("Các bậc", "Grades"),
            22,
            Grades(),
            note=Words(
                "Chỉ với thứ bậc; từ thấp đến cao, mỗi dòng: muc-1 = Chưa có", "Worst first, each line: low = None yet"
            ),
        ),
        Column("grades.*.title.en", Words("Các bậc (tiếng Anh)", "Grades (English)"), 20, English()),
        Column("minimum", Words("Nhỏ nhất", "Minimum"), 10, NumberForm()),
        Column("maximum", Words("Lớn nhất", "Maximum"), 10, NumberForm()),
        _word("over_places", "Gộp nhiều xã", "Over places", "over-places", 14),
        _word("over_time", "Gộp nhiều kỳ", "Over time", "over-time", 14),
        Column("same_as", Words("Trùng với số liệu", "Same as"), 18, Codes(IdForm()), note=_LINES),
    ),
    Words(vi="Đếm cái gì, bằng đơn vị nào, lấy số ở đâu. Mỗi số liệu một dòng.", en="What is counted; one a row."),
)

CANDIDATES: Final = Page(
    Words(vi="Chỉ tiêu đề xuất", en="Candidates"),
    "candidates",
    CandidateRecord,
    _columns(
        _id("Mã", "Id", below="candidates", note=_SHORT),
        _text("title", "Chỉ tiêu", "Title", 34, is_required=True),
        _id("Số liệu", "Measure", "measure", note=Words("Mã ở trang Số liệu.", "An id of the sheet Measures.")),
        Column(
            "domain",
            Words("Lĩnh vực", "Domain"),
            13,
            note=Words("Để trống nếu chỉ có một.", "May be empty where there is only one."),
        ),
        _word("basis", "Căn cứ", "Basis", "basis", 16, is_required=True),
        Column(
            "level",
            Words("Mức đề xuất", "Level"),
            10,
            NumberForm(),
            note=Words(
                "Theo đơn vị của số liệu; chỉ khi có tiền lệ có giá trị. Ý tưởng thì để trống.",
                "In the unit of the measure, and only where a precedent has a value. An idea has none.",
            ),
        ),
        _text("rationale", "Lý do", "Rationale", 34, is_required=True),
        _word("shows", "Cho thấy", "Shows", "shows", is_required=True),
        _word("programme_group", "Nhóm theo chương trình", "Programme group", "programme-group", is_required=True),
        _word("ministry_group", "Nhóm theo bộ", "Ministry group", "ministry-group", is_required=True),
        _word("burden", "Số liệu hiện nay", "Burden", "burden", 19.0, is_required=True),
        Column("caution", Words("Lưu ý", "Caution"), 24),
    ),
    Words(
        vi="Đề nghị yêu cầu gì ở giai đoạn sau. Mỗi chỉ tiêu một dòng.",
        en="What should be asked for next; one a row.",
    ),
    below="candidates",
)

PRECEDENTS: Final = Page(
    Words(vi="Tiền lệ", en="Precedents"),
    "precedents",
    PrecedentRecord,
    _columns(
        _id(
            "Chỉ tiêu đề xuất",
            "Candidate",
            OF,
            below="candidates",
            note=Words("Mã ở trang Chỉ tiêu đề xuất.", "An id of the sheet Candidates."),
        ),
        _text("title", "Nội dung", "Content", 34, is_required=True),
        Column("value", Words("Giá trị", "Value"), 10, note=Words("Như văn bản ghi: >= 50.", "As it is written.")),
        Column(
            "basis", Words("Loại", "Kind of text"), 19, WordForm("precedent-basis", is_open=True),
            suggests=offered("precedent-basis"),
        ),
        Column("citation.number", Words("Số văn bản", "Document"), 22, is_required=True),
        _text("citation.issuer", "Cơ quan ban hành", "Issuer", 18),
        Column("citation.date", Words("Ngày", "Date"), 11, DayForm(), note=_DAY),
        Column("citation.annex", Words("Phụ lục", "Annex"), 10),
        Column("citation.article", Words("Điều", "Article"), 9),
        Column("citation.row", Words("Dòng", "Row"), 8),
        Column("citation.url", Words("Liên kết", "Link"), 38),
        Column("citation.via", Words("Dẫn lại theo", "Via"), 20, Lines(), note=_LINES),
    ),
    Words(
        vi="Nơi đã ban hành yêu cầu như vậy. Một chỉ tiêu có thể có nhiều dòng.",
        en="Where something like it was issued; a candidate may have several rows.",
    ),
)  # fmt: skip

PILOTS: Final = Page(
    Words(vi="Mô hình thí điểm", en="Pilots"),
    "pilots",
    PilotRecord,
    _columns(
        _id("Mã", "Id", below="pilots", note=_SHORT),
        _text("title", "Tên mô hình", "Title", 34, is_required=True),
        Column("domain", Words("Lĩnh vực", "Domain"), 13),
        Column(
            "units",
            Words("Xã", "Units"),
            16,
            Codes(is_always_there=True),
            is_required=True,
            note=Words("Mã xã, mỗi dòng một mã (Alt+Enter).", "Codes of communes, one on each line (Alt+Enter)."),
        ),
        Column(
            "on",
            Words("Mã của ngày", "Codes as of"),
            12,
            DayForm(),
            is_required=True,
            note=Words("Ngày mà các mã xã có giá trị.", "The day on which the codes were valid."),
        ),
        _text("lead", "Đơn vị chủ trì", "Lead", 24),
        Column("authority", Words("Cơ quan thí điểm", "Authority"), 18),
        Column("since", Words("Từ ngày", "Since"), 12, DayForm(), note=_DAY),
        Column("until", Words("Đến trước ngày", "Until (before)"), 12, DayForm(), note=_UNTIL),
        _word("synthetic", "Dữ liệu giả lập", "Synthetic", "flag", 12),
    ),
    Words(vi="Xã nào làm thử, từ ngày nào, ai chủ trì.", en="Which communes try it out, since when, led by whom."),
    below="pilots",
)

CASES: Final = Page(
    Words(vi="Ca kiểm tra", en="Cases"),
    "cases",
    CaseRecord,
    _columns(
        _id("Chỉ tiêu", "Indicator", "of", below="candidates", width=24),
        Column(
            "set",
            Words("Bộ tiêu chí", "Set"),
            20,
            note=Words("Để trống với chỉ tiêu đề xuất.", "Empty for a candidate."),
        ),
        Column(
            "level",
            Words("Mức thử", "Level"),
            10,
            NumberForm(),
            note=Words("Ý tưởng chưa có mức: ghi mức để thử.", "An idea has no level: give one to try."),
        ),
        Column("period", Words("Kỳ", "Period"), 10, note=Words("2025, 2025-06, 2025-Q3", "2025, 2025-06, 2025-Q3")),
        Column(
            "stratum",
            Words("Nhóm áp dụng", "Strata"),
            26,
            Strata(),
            note=Words("vn.318.region = mekong-delta", "vn.318.region = mekong-delta"),
        ),
        Column(
            "given",
            Words("Cho số liệu", "Given"),
            28,
            Pairs(IdForm()),
            note=Words(
                "Mỗi dòng: mã số liệu = 95/100. Chỉ có một số liệu thì ghi 95/100. Chưa có số liệu: missing.",
                "Each line: measure = 95/100. One figure may stand alone: 95/100. No figure: missing.",
            ),
        ),
        _word("expect", "Kết quả phải là", "Expect", "expect", 20, is_required=True),
        _text("because", "Vì", "Because", 34, is_required=True),
    ),
    Words(
        vi="Cho số liệu này thì kết quả phải là thế kia. Mỗi ca một dòng.",
        en="Given these figures, that verdict must come out; one a row.",
    ),
)

PAGES: Final = (MEASURES, CANDIDATES, PRECEDENTS, PILOTS, CASES)
"""The sheets of lists, in the order of the workbook."""

BY_NAME: Final[Mapping[str, Page | None]] = {
    **{name_key(text): None for text in (*HEAD, *GUIDE)},
    **{name_key(text): page for page in PAGES for text in page.name},
}
