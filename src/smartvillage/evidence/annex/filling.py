"""The annex as a workbook: headings, drop-downs, notes, and a sheet that says how to fill it in.

What stands in the rows is the work of :mod:`smartvillage.evidence.annex.rows`; here is what people see of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smartvillage.criteria.citations import Verification
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import Lang, Words
from smartvillage.evidence.annex.cells import CLOSED, MET, NOT_READ, NOTHING, OVERLAP, SAID, say_cell
from smartvillage.evidence.annex.rows import Annex, Row, annex_of, place_of, printable
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, write_workbook
from smartvillage.text.labels import label
from smartvillage.text.names import name_key

__all__ = ["CLAIMS", "FIXED", "KEY", "SHEET", "fill", "guide_sheet", "headings", "level_column", "sheet_of"]

SHEET: Final = Words(vi="Phụ lục", en="Annex")
"""The name of the sheet that is read back."""
KEY: Final = Words(vi="Mã", en="Key")
"""The heading of the last column, before the key of the set."""

FIXED: Final = {
    "tt": Words(vi="TT", en="No."),
    "criterion": Words(vi="Tên tiêu chí", en="Criterion"),
    "content": Words(vi="Nội dung tiêu chí", en="Content"),
    "since": Words(vi="Áp dụng từ", en="Since"),
    "until": Words(vi="Áp dụng đến (trước ngày)", en="Until (before)"),
    "number": Words(vi="Số văn bản", en="Document"),
    "annex": Words(vi="Phụ lục", en="Annex"),
    "article": Words(vi="Điều", en="Article"),
    "row": Words(vi="Dòng", en="Row"),
    "typed": Words(vi="Người nhập", en="Typed by"),
    "confirmed": Words(vi="Người xác nhận", en="Confirmed by"),
    "state": Words(vi="Tình trạng đối chiếu", en="Checked"),
}
"""The headings around the levels; the columns of levels stand after the third."""

CLAIMS: Final = (Verification.OFFICIAL, Verification.UNVERIFIED, Verification.MISSING)
"""The states that a person may set."""

_NOTES: Final = {
    "number": Words(
        vi="Số, ký hiệu văn bản quy định mức, ví dụ 318/QĐ-TTg.", en="The number of the text that sets the level."
    ),
    "annex": Words(vi="Phụ lục của văn bản, hoặc ghi Điều.", en="The annex of the text; or give the article."),
    "row": Words(
        vi="Số thứ tự của dòng trong phụ lục hoặc điều đó.", en="The number of the row in that annex or article."
    ),
    "typed": Words(vi="Người đọc văn bản và nhập mức.", en="Who read the text and typed the level."),
    "confirmed": Words(
        vi="Người thứ hai, đã so dòng này với văn bản. Không được là người nhập.",
        en="A second person, who compared this row with the text. Not the one who typed it.",
    ),
    "state": Words(
        vi="Không cần sửa: dòng đủ văn bản, phụ lục (hoặc điều), dòng và người xác nhận là đã đối chiếu.",
        en="May be left alone: a row with document, annex or article, row and a second person is checked.",
    ),
    "key": Words(vi="Mã của dòng, để đọc lại. Không sửa.", en="For reading back. Leave it alone."),
}
_WIDTHS: Final = {
    "tt": 6.0,
    "criterion": 18.0,
    "content": 42.0,
    "since": 11.0,
    "until": 11.0,
    "number": 14.0,
    "annex": 9.0,
    "article": 8.0,
    "row": 8.0,
    "typed": 15.0,
    "confirmed": 15.0,
    "state": 16.0,
    "key": 28.0,
}
_LEVEL_WIDTH: Final = 13.5


def fill(criteria_set: CriteriaSet, path: str | Path, *, lang: Lang = "vi") -> None:
    """Write a workbook laid out like the annex of a set, filled with what is known.

    Levels that nobody compared with the text are in italics, levels that are not known are empty and yellow.

    Args:
        criteria_set: The set.
        path: The file, ending in ``.xlsx``; one that is there is written over.
        lang: The language of headings and words: ``vi`` or ``en``. Both are read back.

    Raises:
        InputError: The file cannot be written (``SV-IN-901``), or no sheet could hold the columns (``SV-AX-001``).

    Example:
        >>> import tempfile
        >>> from smartvillage.evidence.annex import read
        >>> from smartvillage.plugins.registry import load
        >>> xa = load("vn.xa-ntm", edition="2021-2025")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     fill(xa, Path(folder, "phu-luc.xlsx"))
        ...     reading = read(Path(folder, "phu-luc.xlsx"), xa)
        >>> reading.changed, reading.patches, reading.set is xa
        (0, (), True)
    """
    sheets = [sheet_of(annex_of(criteria_set), lang), guide_sheet(lang)]
    write_workbook(path, sheets, title=f"{SHEET.say(lang)}: {criteria_set.key}")


def level_column(number: int) -> str:
    """The name of a column of levels in the table."""
    return f"level-{number}"


def headings(annex: Annex, lang: str) -> dict[str, str]:
    """What stands over each column, in order; no two alike."""
    levels = {level_column(number): column.title.say(lang) for number, column in enumerate(annex.columns)}
    fixed = {name: words.say(lang) for name, words in FIXED.items()}
    names = list(fixed)
    raw = {name: fixed[name] for name in names[:3]} | levels | {name: fixed[name] for name in names[3:]}
    taken = {name_key(text) for text in fixed.values()}
    found: dict[str, str] = {}
    for name, text in raw.items():
        shown, again = text, 1
        while name in levels and name_key(shown) in taken:
            again += 1
            shown = f"{text} ({again})"
        taken.add(name_key(shown))
        found[name] = shown
    return found | {"key": f"{KEY.say(lang)} {annex.criteria_set.key}"}


def _say_states(states: frozenset[Verification], lang: str) -> str | None:
    """The states of a row, the best first; empty for a row that has none."""
    return "; ".join(label("verification", one.value, lang) for one in Verification if one in states) or None


def sheet_of(annex: Annex, lang: Lang) -> Sheet:
    """The sheet of levels, filled with what is known."""
    shown = headings(annex, lang)
    rows = [_cells(row, lang) for row in annex.rows]
    columns = tuple(shown)
    title = annex.criteria_set.title.say(lang)
    issued = annex.criteria_set.document.issued.say(lang)
    how = Words(
        vi="Ô vàng chưa có mức; chữ nghiêng chưa đối chiếu. Cách ghi ở trang Hướng dẫn.",
        en="Yellow cells have no level; italic ones were not checked. See the sheet Guide.",
    )
    return Sheet(
        SHEET.say(lang),
        Table.of(rows, columns=columns, labels={name: Words(text, text) for name, text in shown.items()}),
        lang=lang,
        intro=(printable(title), printable(f"{issued} · {annex.criteria_set.key}"), how.say(lang)),
        freeze=(0, 3),
        widths={name: _WIDTHS.get(name, _LEVEL_WIDTH) for name in columns},
        header_notes={name: words.say(lang) for name, words in _NOTES.items()},
        choices={"state": tuple(label("verification", one.value, lang) for one in CLAIMS)},
        styles=_styles(annex),
        pages_wide=2,
    )


def _cells(row: Row, lang: str) -> dict[str, object]:
    indicator = row.indicator
    place = dict(zip(("number", "annex", "article", "row"), place_of(row.citation()), strict=True))
    return {
        "tt": printable(indicator.printed),
        "criterion": printable(f"{indicator.criterion.printed}. {indicator.criterion.title.say(lang)}"),
        "content": row.text.say(lang),
        **{level_column(at): say_cell(said, row.conditions, lang) for at, said in enumerate(row.said)},
        "since": row.span[0],
        "until": row.span[1],
        **{name: text or None for name, text in place.items() if row.conditions},
        "state": _say_states(row.states, lang),
        "key": f"{row.key} #{row.print()}",
    }


def _styles(annex: Annex) -> dict[tuple[int, str], str]:
    styles = {}
    for number, row in enumerate(annex.rows):
        for at, (said, held) in enumerate(zip(row.said, row.held, strict=True)):
            is_checked = all(
                (levels[0].state if levels else row.wording) in {Verification.OFFICIAL, Verification.SECONDARY}
                for levels in held
            )
            if CLOSED in said:
                style = "not-applicable"
            elif OVERLAP in said:
                style = "not-met"
            elif NOT_READ in said:
                style = "unknown"
            else:
                style = "level" if is_checked else "unchecked"
            styles[number, level_column(at)] = style
        styles[number, "key"] = "key"
        if row.states == {Verification.OFFICIAL}:
            styles[number, "state"] = "met"
    return styles


# --- the guide -------------------------------------------------------------------------------------------------------

_STEPS: Final = (
    Words(vi="Cách nhập phụ lục", en="How to type in the annex"),
    Words(
        vi="1. Mở văn bản có phụ lục. Ở mỗi dòng, ghi mức vào cột của từng vùng, nhóm xã (ô vàng là ô chưa có mức).",
        en="1. Open the text with the annex. In each row type the level under each stratum (yellow: none yet).",
    ),
    Words(
        vi="2. Kiểm tra Số văn bản, Phụ lục hoặc Điều, và Dòng: phải đúng nơi ghi mức. Ghi tên ở Người nhập.",
        en="2. See that document, annex or article, and row are where the level stands. Put your name in Typed by.",
    ),
    Words(
        vi="3. Người thứ hai so từng dòng với văn bản rồi ghi tên ở Người xác nhận. Dòng đó thành "
        "“đã đối chiếu văn bản”; thiếu người thứ hai thì mức vẫn “chưa đối chiếu” và mặc định không dùng để đánh giá.",
        en="3. A second person compares each row with the text and signs in Confirmed by. The row is then checked; "
        "without a second person its levels stay unchecked, and judge nothing unless that is asked for.",
    ),
    Words(
        vi="4. Đọc lại bằng lệnh: smartvillage sets read <tệp này> --set <bộ> --out <bộ mới>.yaml. Tệp được nhận cả, "
        "hoặc bị trả lại cả với mọi ô sai.",
        en="4. Read it back: smartvillage sets read <this file> --set <set> --out <new set>.yaml. The file is taken "
        "whole, or refused whole with every wrong cell.",
    ),
    Words(
        vi="Được sắp xếp, lọc, bỏ bớt dòng. Không sửa TT, Áp dụng từ, Áp dụng đến và Mã. Không dùng công thức. "
        "Sửa ở Tên tiêu chí và Nội dung không được đọc.",
        en="Rows may be sorted, filtered or left out. Leave No., Since, Until and Key alone. No formulas. "
        "Changes of Criterion and Content are not read.",
    ),
)
_CELL: Final = Words(vi="Ghi vào ô mức", en="A level cell says")
_MEANS: Final = Words(vi="Nghĩa là", en="It means")
_GRAMMAR: Final[Sequence[tuple[str | Words, Words]]] = (
    (
        "≥ 95%   95%   95   95,5 %",
        Words(
            vi="Mức. Dấu không bắt buộc, nhưng nếu ghi thì phải đúng quy định của chỉ tiêu (≥, >, ≤, <).",
            en="The level. The sign may be left out; if it is there it must be that of the rule (≥, >, ≤, <).",
        ),
    ),
    ("≤ 13   > 5", Words(vi="Mức không quá 13; trên 5.", en="At most 13; more than 5.")),
    (
        Words(vi="1.234,5", en="1,234.5"),
        Words(
            vi="Dấu phẩy trước số thập phân, dấu chấm giữa hàng nghìn.",
            en="A point before the decimals, commas between thousands.",
        ),
    ),
    (
        "100% (50% …)",
        Words(
            vi="Hai mức của một chỉ tiêu: mức chung, trong ngoặc là mức thứ hai; lời trong ngoặc chỉ để người đọc.",
            en="The two levels of one indicator, the second in brackets; the words there are for people only.",
        ),
    ),
    (
        NOTHING,
        Words(
            vi="Mức bằng 0, ở chỉ tiêu đòi đúng một số, hoặc không quá một số đếm (nhà tạm: Không).",
            en="The level 0, where a rule asks for exactly so much, or for at most so many.",
        ),
    ),
    (
        SAID[MET],
        Words(
            vi="Chỉ cần xác nhận, không có mức. Ghi như nhau ở mọi cột.",
            en="It is only attested and has no level. The same in every column.",
        ),
    ),
    (SAID["delegated"], Words(vi="Mức do UBND cấp tỉnh quy định.", en="The province sets the level.")),
    (
        SAID[NOT_READ],
        Words(
            vi="Chưa đọc được mức. Ô để trống cũng vậy; nhưng xóa một mức đã có thì phải ghi chữ “chưa có”.",
            en="Not read yet, like an empty cell; but to take out a level that was there, type these words.",
        ),
    ),
    (SAID["not-set"], Words(vi="Văn bản không quy định mức.", en="The text sets no level.")),
    (SAID["withdrawn"], Words(vi="Mức đã rút vì có căn cứ cho thấy sai.", en="The level was taken back as wrong.")),
    (SAID[CLOSED], Words(vi="Không có mức ở cột này; để nguyên.", en="No level in this column; leave it.")),
    (
        SAID[OVERLAP],
        Words(
            vi="Bộ tiêu chí có hai mức cho cùng nơi, cùng lúc: sửa bộ trước (smartvillage check); để nguyên.",
            en="The set has two levels for one place and time: put the set right first; leave it.",
        ),
    ),
)


def guide_sheet(lang: Lang) -> Sheet:
    """The sheet that says how to fill in the other one."""
    rows = [
        {"cell": one if isinstance(one, str) else one.say(lang), "means": means.say(lang)} for one, means in _GRAMMAR
    ]
    return Sheet(
        Words(vi="Hướng dẫn", en="Guide").say(lang),
        Table.of(rows, columns=("cell", "means"), labels={"cell": _CELL, "means": _MEANS}),
        lang=lang,
        intro=tuple(step.say(lang) for step in _STEPS),
        widths={"cell": 30.0, "means": 60.0},
        autofilter=False,
    )
