"""The working files of a proposal: one workbook with every table, the draft as a set, the plan with its seal.

The papers that go up are made by :mod:`smartvillage.proposal.dossier`; these are for the people who make them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smartvillage.errors import Words
from smartvillage.paper.files import write_bytes
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, workbook_bytes
from smartvillage.proposal.annex import SYNTHETIC
from smartvillage.proposal.review import write_review

if TYPE_CHECKING:
    from smartvillage.proposal.proposal import Proposal

__all__ = ["write_proposal"]

WIDTHS = {"title": 50, "note": 50, "what": 60, "reason": 50, "fact": 50}
WORKBOOK, DRAFT, REVIEW, PLAN = "de-xuat.xlsx", "du-thao.yaml", "phieu-gop-y.xlsx", "ke-hoach.yaml"


def write_proposal(proposal: Proposal, folder: str | Path, *, lang: str = "vi") -> tuple[Path, ...]:
    """Write ``de-xuat.xlsx``, ``du-thao.yaml``, ``phieu-gop-y.xlsx`` and ``ke-hoach.yaml`` with its seal.

    Returns:
        The files.
    """
    to = Path(folder)
    to.mkdir(parents=True, exist_ok=True)
    vi = lang == "vi"
    banner = SYNTHETIC["vi" if vi else "en"] if proposal.sample.synthetic else None
    tables = {
        Words(vi="Đề xuất", en="Proposal"): proposal.table(lang),
        Words(vi="Dự thảo", en="Draft"): proposal.draft.table(lang),
        Words(vi="Phương pháp", en="Methods"): _methods(proposal, lang),
        Words(vi="Kiểm tra", en="Checks"): _checks(proposal, lang),
        Words(vi="Trước sau, đối chứng", en="Change"): _changes(proposal, lang),
        Words(vi="Vai trò chỉ tiêu", en="Items"): _items(proposal, lang),
        Words(vi="Chỉ tiêu kéo theo", en="Implications"): _implications(proposal, lang),
        Words(vi="Nếu đổi mức một nấc", en="Levels one step off"): _choices(proposal, lang),
        Words(vi="n mô hình cho biết gì", en="What n pilots show"): _power(proposal, lang),
        Words(vi="Khác kế hoạch", en="Deviations"): _deviations(proposal, lang),
    }
    title = proposal.plan.plan.title.say(lang)
    sheets = [
        Sheet(
            name.say(lang),
            table,
            lang="vi" if vi else "en",
            intro=(title,),
            outro=proposal.assumptions(lang) if place == 0 else (),
            banner=banner,
            widths={name: width for name, width in WIDTHS.items() if name in table.columns},
        )
        for place, (name, table) in enumerate(tables.items())
    ]
    book, draft = to / WORKBOOK, to / DRAFT
    write_bytes(book, workbook_bytes(sheets, title=title))
    write_bytes(draft, proposal.draft.set.to_yaml().encode())
    review = to / REVIEW
    notes = {step.target: step.reason.say(lang) for step in proposal.draft.steps if step.target in proposal.draft.set}
    write_review(proposal.draft, review, notes=notes, lang="vi" if vi else "en", banner=banner)
    return (book, draft, review, *proposal.plan.write(to / PLAN))


def _methods(proposal: Proposal, lang: str) -> Table:
    rows = [
        {"ref": one.overall.id, "what": method.say(lang)}
        for one in proposal.graded
        for method in one.overall.methods
        if one.overall.n
    ]
    return _table(rows)


def _checks(proposal: Proposal, lang: str) -> Table:
    from smartvillage.proposal.grades import CHECKS, GRADES  # noqa: PLC0415 - named here alone

    yes, no = ("đạt", "chưa") if lang == "vi" else ("holds", "does not")
    rows = [
        {
            "ref": one.id,
            "grade": GRADES[one.grade.letter].say(lang),
            "what": CHECKS[check.name].say(lang),
            "holds": yes if check.holds else no,
            "fact": check.fact.say(lang),
        }
        for one in proposal.graded
        for check in one.grade.checks
        if one.overall.n
    ]
    return _table(rows)


def _changes(proposal: Proposal, lang: str) -> Table:
    rows = [
        {"ref": one.overall.id, "what": line}
        for one in proposal.graded
        if one.overall.n
        for line in one.overall.assessment.say(lang).splitlines()
    ]
    return _table(rows)


def _items(proposal: Proposal, lang: str) -> Table:
    return _table([{"ref": one.name, "what": one.say(lang)} for one in proposal.conjunction.items])


def _implications(proposal: Proposal, lang: str) -> Table:
    units = proposal.sample.of()
    rows = [
        {
            "ref": one.first,
            "what": one.say(lang),
            "fact": ", ".join(proposal.sample.names[units[place]] for place in one.counter_examples),
        }
        for one in proposal.implications
    ]
    return _table(rows)


def _choices(proposal: Proposal, lang: str) -> Table:
    found = proposal.choices()
    return _table([]) if found is None else found.table(lang)


def _power(proposal: Proposal, lang: str) -> Table:
    return _table([{"ref": str(one.pilots), "what": one.say(lang)} for one in proposal.power()])


def _deviations(proposal: Proposal, lang: str) -> Table:
    rows = [
        {
            "ref": str(place),
            "what": one.what.say(lang),
            "reason": one.reason.say(lang) if one.reason is not None else "",
        }
        for place, one in enumerate(proposal.deviations, start=1)
    ]
    nothing = {"ref": "", "what": "không có" if lang == "vi" else "none", "reason": ""}
    return _table(rows or [nothing])


_LABELS = {
    "ref": Words(vi="Chỉ tiêu", en="Indicator"),
    "grade": Words(vi="Mức căn cứ", en="Grade"),
    "what": Words(vi="Nội dung", en="What"),
    "holds": Words(vi="Kết quả", en="Outcome"),
    "fact": Words(vi="Số liệu", en="Fact"),
    "reason": Words(vi="Lý do", en="Reason"),
}


def _table(rows: list[dict[str, str]]) -> Table:
    columns = tuple(name for name in _LABELS if rows and name in rows[0]) or ("ref", "what")
    return Table.of(rows, columns=columns, labels={name: _LABELS[name] for name in columns})
