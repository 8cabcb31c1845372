"""The review workbook as people see it: who reviews, the proposed levels with room beside each, general comments.

What stands in the rows is what an annex of the proposed set would say
(:mod:`smartvillage.evidence.annex.rows`); yellow cells are the only ones that are read as somebody's word.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from smartvillage.criteria.plain import plain
from smartvillage.errors import Lang, UnknownIdentifierError, Words
from smartvillage.evidence.annex.cells import CLOSED, MET, OVERLAP, say_cell
from smartvillage.evidence.annex.rows import Annex, Row, annex_of, printable
from smartvillage.paper.cells import shown
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, write_workbook
from smartvillage.proposal.draft import Draft
from smartvillage.text.names import name_key

__all__ = [
    "COMMENTS",
    "DROP",
    "GENERAL",
    "INFO",
    "KEY",
    "PRINTED",
    "REVIEW",
    "ROLES",
    "SIGNED",
    "Layout",
    "change_column",
    "level_column",
    "mark_of",
    "write_review",
]

INFO: Final = Words(vi="Người góp ý", en="Reviewer")
REVIEW: Final = Words(vi="Phiếu góp ý", en="Review")
COMMENTS: Final = Words(vi="Ý kiến chung", en="General comments")
"""The names of the sheets."""

KEY: Final = Words(vi="Mã", en="Key")
"""The heading of the hidden column, before the key of the set."""
DROP: Final = Words(vi="bỏ", en="drop")
"""What the column for taking an indicator out may say."""

ROLES: Final[Mapping[str, Words]] = {
    "commune": Words(vi="UBND xã", en="Commune"),
    "department": Words(vi="Sở ngành cấp tỉnh", en="Provincial department"),
    "coordination": Words(vi="Văn phòng điều phối nông thôn mới", en="Coordination office"),
    "council": Words(vi="Hội đồng thẩm định", en="Appraisal council"),
    "ministry": Words(vi="Bộ ngành trung ương", en="Ministry"),
    "association": Words(vi="Mặt trận và đoàn thể", en="Mass organisation"),
    "expert": Words(vi="Chuyên gia", en="Expert"),
    "business": Words(vi="Doanh nghiệp hoặc hợp tác xã", en="Firm or cooperative"),
    "resident": Words(vi="Người dân", en="Resident"),
}
"""As what somebody may review. A closed list, so that no person's name stands there: people are counted, not kept."""

SIGNED: Final = {
    "role": Words(vi="Tư cách góp ý (chọn)", en="Reviewing as (choose)"),
    "organisation": Words(vi="Cơ quan, đơn vị", en="Organisation"),
}
"""The headings of the sheet of the reviewer."""
PRINTED: Final = {
    "tt": Words(vi="TT", en="No."),
    "criterion": Words(vi="Tên tiêu chí", en="Criterion"),
    "content": Words(vi="Nội dung tiêu chí", en="Content"),
}
"""The headings before the levels."""
_ASKED: Final = {
    "reword": Words(vi="Nội dung đề nghị sửa", en="Suggested wording"),
    "drop": Words(vi="Bỏ chỉ tiêu", en="Take it out"),
    "reason": Words(vi="Lý do", en="Reason"),
    "comment": Words(vi="Ý kiến", en="Comment"),
}
"""The headings after the levels: where somebody is to write."""
_BASIS: Final = Words(vi="Căn cứ, số liệu", en="Evidence")
_CHANGE: Final = Words(vi="Mức đề nghị sửa", en="Suggested level")

_NOTES: Final = {
    "reword": Words(
        vi="Viết lại tên chỉ tiêu nếu cần sửa lời văn; không ghi mức ở đây.",
        en="The title written anew, where the wording should change; no level here.",
    ),
    "drop": Words(vi="Chọn “bỏ” nếu đề nghị bỏ chỉ tiêu này.", en='Choose "drop" if the indicator should go.'),
    "reason": Words(
        vi="Bắt buộc khi đề nghị sửa hoặc bỏ. Không có lý do thì không nhận.",
        en="Due with every change. A change without a reason is not taken.",
    ),
    "comment": Words(
        vi="Ý kiến không sửa mức: câu hỏi, lưu ý, đồng ý.", en="What changes no level: questions, remarks, consent."
    ),
}
_WIDTHS: Final = {"tt": 6.0, "criterion": 17.0, "content": 36.0, "basis": 26.0, "reword": 24.0, "drop": 8.0}
_LEVEL, _TEXT = 11.0, 26.0
PAGE: Final = 140.0
"""So many digits of width a printed page holds legibly, beside the columns that stand on each."""
LINES: Final = 15
"""So many empty lines the sheet of general comments offers."""

GENERAL: Final = {
    "tt": Words(vi="TT", en="No."),
    "about": Words(vi="Về vấn đề", en="About"),
    "comment": Words(vi="Ý kiến", en="Comment"),
    "reason": Words(vi="Lý do", en="Reason"),
}
"""The headings of general comments."""

_HOW: Final = (
    Words(
        vi="1. Chọn tư cách góp ý và ghi tên cơ quan, đơn vị. Không ghi họ tên người.",
        en="1. Choose as what you review and give your organisation. No person's name.",
    ),
    Words(
        vi="2. Ở trang Phiếu góp ý, ghi mức muốn sửa vào ô vàng bên cạnh mức dự thảo (viết như mức dự thảo: ≥ 85%), "
        "và ghi lý do. Ô vàng để trống nghĩa là không đề nghị sửa.",
        en="2. In the sheet Review, write the level you suggest into the yellow cell beside the proposed one (in the "
        "same way: ≥ 85%), and give the reason. A yellow cell left empty suggests nothing.",
    ),
    Words(
        vi="3. Muốn bỏ quy định mức của một nhóm, ghi “chưa quy định mức”. Muốn bỏ cả chỉ tiêu, chọn “bỏ” ở cột Bỏ chỉ "
        "tiêu. Muốn sửa lời văn, viết lại ở cột Nội dung đề nghị sửa.",
        en='3. If a group should have no level, write "no level is set". If an indicator should go, choose "drop". For '
        "another wording, write it into Suggested wording.",
    ),
    Words(
        vi="4. Ý kiến khác về một chỉ tiêu ghi ở cột Ý kiến; về cả dự thảo ghi ở trang Ý kiến chung.",
        en="4. Other remarks on an indicator go into Comment, on the draft as a whole into General comments.",
    ),
    Words(
        vi="Được sắp xếp, lọc, bỏ bớt dòng. Không sửa ô trắng. Không dùng công thức. Phiếu được nhận cả, hoặc trả lại "
        "cả với mọi ô chưa hiểu.",
        en="Rows may be sorted, filtered or left out. Leave white cells alone. No formulas. The workbook is taken "
        "whole, or refused whole with every cell that is not understood.",
    ),
)


def level_column(number: int) -> str:
    """The name of a column of proposed levels."""
    return f"level-{number}"


def change_column(number: int) -> str:
    """The name of the column beside it, for the level that somebody suggests."""
    return f"change-{number}"


def mark_of(draft: Draft) -> str:
    """Eight digits that change with the proposed set."""
    return hashlib.sha256(repr(plain(draft.set.document)).encode()).hexdigest()[:8]


@attrs.frozen(eq=False)
class Layout:
    """The rows and columns of the review of a draft, in one language."""

    draft: Draft
    annex: Annex
    lang: str

    @classmethod
    def of(cls, draft: Draft, lang: str) -> Layout:
        """Lay out the review of a draft."""
        return cls(draft, annex_of(draft.set), lang)

    @property
    def key(self) -> str:
        """The heading of the hidden column: of which set, in which language."""
        return f"{KEY.say(self.lang)} {self.annex.criteria_set.key}"

    def headings(self, *, basis: bool) -> dict[str, str]:
        """What stands over each column, in order; no two alike.

        Args:
            basis: Whether there are notes on the evidence.
        """
        lang = self.lang
        raw = {name: words.say(lang) for name, words in PRINTED.items()}
        for number, column in enumerate(self.annex.columns):
            raw[level_column(number)] = f"{column.title.say(lang)}"
            raw[change_column(number)] = f"{_CHANGE.say(lang)}: {column.title.say(lang)}"
        raw |= {"basis": _BASIS.say(lang)} if basis else {}
        raw |= {name: words.say(lang) for name, words in _ASKED.items()}
        taken = {name_key(words.say(lang)) for words in (*PRINTED.values(), *_ASKED.values(), _BASIS)}
        found = {}
        for name, text in raw.items():
            shown_, again = text, 1
            while name.startswith(("level-", "change-")) and name_key(shown_) in taken:
                again += 1
                shown_ = f"{text} ({again})"
            taken.add(name_key(shown_))
            found[name] = shown_
        return found | {"key": self.key}

    def printed(self, row: Row) -> dict[str, str | None]:
        """What the white cells of a row say."""
        lang, indicator = self.lang, row.indicator
        return {
            "tt": printable(indicator.printed),
            "criterion": printable(f"{indicator.criterion.printed}. {indicator.criterion.title.say(lang)}"),
            "content": row.text.say(lang) + self._span(row),
            **{level_column(at): say_cell(said, row.conditions, lang) for at, said in enumerate(row.said)},
        }

    def _span(self, row: Row) -> str:
        """From when until when, where a row does not hold for as long as the set judges."""
        since, until = row.span
        told = ""
        if since is not None:
            told += Words(vi=" – từ ", en=" – since ").say(self.lang) + shown(since, self.lang)
        if until is not None:
            told += Words(vi=" – đến trước ", en=" – until before ").say(self.lang) + shown(until, self.lang)
        return told


def write_review(
    draft: Draft,
    path: str | Path,
    *,
    notes: Mapping[str, str] | None = None,
    lang: Lang = "vi",
    banner: str | None = None,
) -> None:
    """Write a workbook in which somebody reviews a draft.

    Args:
        draft: The draft.
        path: The file, ending in ``.xlsx``; one that is there is written over.
        notes: What to print beside an indicator, by its id: its grade, what it rests on.
        lang: The language of headings and words: ``vi`` or ``en``. Both are read back.
        banner: A warning at the top of every sheet, where the draft rests on invented data.

    Raises:
        InputError: The file cannot be written (``SV-IN-901``), or no sheet could hold the columns (``SV-AX-001``).
        UnknownIdentifierError: A note is about an indicator that the draft does not have.

    Example:
        >>> import tempfile
        >>> from smartvillage.plugins.registry import load
        >>> from smartvillage.proposal.review import read_review
        >>> xa = load("vn.xa-ntm", edition="2021-2025")
        >>> draft = Draft(base=xa, start=xa)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_review(draft, Path(folder, "gop-y.xlsx"))
        ...     review = read_review(Path(folder, "gop-y.xlsx"), draft)
        >>> review.steps, review.comments
        ((), ())
    """
    layout = Layout.of(draft, lang)
    beside = dict(notes or {})
    for name in beside:
        if name not in draft.set:
            raise UnknownIdentifierError(name, (one.id for one in draft.set), Words(vi="chỉ tiêu", en="indicator"))
    sheets = [_info(layout, lang), _review(layout, beside, lang), _general(layout, lang)]
    title = f"{REVIEW.say(lang)}: {draft.set.key}"
    write_workbook(path, [attrs.evolve(one, banner=banner) for one in sheets], title=title)


def _info(layout: Layout, lang: Lang) -> Sheet:
    heading = {**SIGNED, "key": Words(layout.key, layout.key)}
    row = {"role": None, "organisation": None, "key": mark_of(layout.draft)}
    title = Words(vi="Phiếu góp ý dự thảo", en="Review of a draft").say(lang)
    set_title = printable(layout.annex.criteria_set.title.say(lang))
    return Sheet(
        INFO.say(lang),
        Table.of([row], columns=tuple(heading), labels=heading),
        lang=lang,
        intro=(title, f"{set_title} · {layout.annex.criteria_set.key}", *(one.say(lang) for one in _HOW)),
        widths={"role": 36.0, "organisation": 54.0},
        choices={"role": tuple(words.say(lang) for words in ROLES.values())},
        styles={(0, "role"): "ask", (0, "organisation"): "ask", (0, "key"): "key"},
        hidden=("key",),
        autofilter=False,
        freeze=None,
    )


def _review(layout: Layout, notes: Mapping[str, str], lang: Lang) -> Sheet:
    annex = layout.annex
    shown_ = layout.headings(basis=bool(notes))
    rows, seen = [], set()
    for row in annex.rows:
        is_first = row.indicator.id not in seen
        seen.add(row.indicator.id)
        cells: dict[str, object] = {**layout.printed(row), "key": f"{row.key} #{row.print()}"}
        rows.append(cells | ({"basis": notes.get(row.indicator.id)} if is_first else {}))
    widths = {name: _LEVEL if name.startswith(("level-", "change-")) else _WIDTHS.get(name, _TEXT) for name in shown_}
    beside = sum(width for name, width in widths.items() if name not in {*PRINTED, "key"})
    title = printable(annex.criteria_set.title.say(lang))
    how = Words(
        vi="Ghi vào ô vàng; ô vàng để trống là không đề nghị sửa. Đề nghị sửa phải có lý do.",
        en="Write into yellow cells; one left empty suggests nothing. A change needs its reason.",
    )
    return Sheet(
        REVIEW.say(lang),
        Table.of(rows, columns=tuple(shown_), labels={name: Words(text, text) for name, text in shown_.items()}),
        lang=lang,
        intro=(REVIEW.say(lang), f"{title} · {annex.criteria_set.key}", how.say(lang)),
        freeze=(0, 3),
        widths=widths,
        header_notes={name: words.say(lang) for name, words in _NOTES.items()},
        choices={"drop": (DROP.say(lang),)},
        styles=_styles(annex),
        hidden=("key",),
        pages_wide=math.ceil(beside / PAGE),
    )


def _styles(annex: Annex) -> dict[tuple[int, str], str]:
    styles = {}
    for number, row in enumerate(annex.rows):
        for at, said in enumerate(row.said):
            is_closed = bool({CLOSED, OVERLAP, MET} & set(said))
            styles[number, level_column(at)] = "not-applicable" if CLOSED in said else "level"
            styles[number, change_column(at)] = "not-applicable" if is_closed else "ask"
        styles |= {(number, name): "ask" for name in _ASKED}
        styles[number, "key"] = "key"
    return styles


def _general(layout: Layout, lang: Lang) -> Sheet:
    labels = dict(GENERAL)
    return Sheet(
        COMMENTS.say(lang),
        Table.of([{"tt": str(number)} for number in range(1, LINES + 1)], columns=tuple(labels), labels=labels),
        lang=lang,
        intro=(
            Words(vi="Ý kiến chung về dự thảo", en="Comments on the draft as a whole").say(lang),
            printable(layout.annex.criteria_set.title.say(lang)),
        ),
        widths={"tt": 6.0, "about": 32.0, "comment": 60.0, "reason": 40.0},
        styles={(row, name): "ask" for row in range(LINES) for name in ("about", "comment", "reason")},
        autofilter=False,
        freeze=(0, 0),
    )
