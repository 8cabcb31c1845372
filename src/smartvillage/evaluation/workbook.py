"""The workbook of a run: what every meeting opens with, and what lies behind it.

Units x criteria first, with marks and colours; the same by indicator; every figure with its sentence; how many units
meet what; what is still missing; what communes said of themselves; and how the run was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal

import attrs

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.evaluation.reasons import reason_words
from smartvillage.evidence.columns import STATES
from smartvillage.evidence.units import code_of
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet
from smartvillage.text.labels import LABELS, label

if TYPE_CHECKING:
    from smartvillage.evaluation.run import Run

__all__ = ["MARKS", "details", "legend", "matrix_table", "notes", "sheets"]

MARKS = {"MET": "Đ", "NOT_MET": "C", "UNKNOWN": "?", "NOT_APPLICABLE": "–"}
"""What stands in a cell of the matrix, beside its colour."""

EXPLAINED = 100_000
"""How many verdicts are explained one by one. A sentence for each of millions is a file that nobody can open."""

_STYLES = {"Đ": "met", "C": "not-met", "?": "unknown", "–": "not-applicable"}
_ACROSS = 30
"""How many columns of marks go on one printed page."""

_HEADINGS = {
    "unit": Words(vi="Mã đơn vị", en="Unit"),
    "unit_name": Words(vi="Đơn vị", en="Name"),
    "parent": Words(vi="Thuộc", en="Within"),
    "period": Words(vi="Kỳ", en="Period"),
    "ref": Words(vi="Số", en="No."),
    "title": Words(vi="Nội dung", en="Content"),
    "verdict": Words(vi="Kết quả", en="Verdict"),
    "reason": Words(vi="Lý do", en="Reason"),
    "figure": Words(vi="Số liệu", en="Figure"),
    "level": Words(vi="Mức", en="Level"),
    "set": Words(vi="Cả bộ", en="Set"),
    "why": Words(vi="Giải thích", en="Explanation"),
    "flip": Words(vi="Cần thay đổi", en="What would turn it"),
    "units": Words(vi="Số đơn vị", en="Units"),
    "id": Words(vi="Mã", en="Id"),
    "what": Words(vi="Mục", en="Item"),
    "said": Words(vi="Nội dung", en="Content"),
    "MET": Words(vi="Đạt", en="Met"),
    "NOT_MET": Words(vi="Chưa đạt", en="Not met"),
    "UNKNOWN": Words(vi="Chưa đủ cơ sở", en="Unknown"),
    "NOT_APPLICABLE": Words(vi="Không áp dụng", en="Not applicable"),
    "reported": Words(vi="Xã tự đánh giá", en="Reported verdict"),
    "agrees": Words(vi="Trùng khớp", en="Agrees"),
}


def sheets(run: Run, found: Table, lang: str) -> list[Sheet]:
    """Make the sheets of a run.

    Args:
        run: The run.
        found: Its :func:`details`.
        lang: ``"vi"`` or ``"en"``.
    """
    return list(_Book(run, found, "vi" if lang == "vi" else "en").sheets())


def details(run: Run, lang: str) -> Table:
    """The verdicts one by one, as :meth:`~smartvillage.evaluation.run.Run.table` gives them, with words beside them.

    ``figure`` is the figure as people write it, ``flip`` what would turn a verdict that is not met or unknown, ``why``
    the sentence. Where there are too many verdicts, those columns stay empty.
    """
    table = run.table()
    columns = (*table.columns, "figure", "flip", "why")
    if len(table) > EXPLAINED:
        return Table.of(table, columns=columns)
    refs = run.refs()
    cells = ((row, ref) for row in run.order for _, ref in refs)
    rows = [{**one, **_words(run, row, ref, lang)} for one, (row, ref) in zip(table, cells, strict=True)]
    return Table.of(rows, columns=columns)


def _words(run: Run, row: int, ref: str, lang: str) -> dict[str, str]:
    why = run.reasoner.why(row, ref, lang)
    figures = (run.reasoner.figure(row, measure) for measure in run.reasoner.basis(row, ref).measures)
    flips = why.to_flip() if why.verdict in {Verdict.NOT_MET, Verdict.UNKNOWN} else None
    return {
        "figure": "; ".join(figure.say(lang) for figure in figures if figure.value is not None),
        "flip": "; ".join(map(str, flips or ())),
        "why": why.text,
    }


def matrix_table(run: Run, level: str = "criterion") -> Table:
    """Units by criteria (or indicators): one line a unit and period, one mark a verdict."""
    refs = run.refs(level)
    lines = {printed: run.verdicts(ref) for printed, ref in refs}
    whole = run.verdicts(run.criteria_set.key)
    rows = [
        {
            "unit": code_of(unit),
            "unit_name": run.name_of(unit),
            "parent": run.parent_name(unit),
            "period": period,
            "set": MARKS[whole[place].name],
            **{printed: MARKS[line[place].name] for printed, line in lines.items()},
        }
        for place, (unit, period) in enumerate(run.keys)
    ]
    parent = ("parent",) if run.places is not None else ()
    return _headed(rows, ("unit", "unit_name", *parent, "period", "set", *(printed for printed, _ in refs)))


def notes(run: Run, lang: str) -> tuple[str, ...]:
    """What a reader must know before believing verdicts; the ids of question and answer come last."""

    def either(vi: str, en: str) -> str:
        return vi if lang == "vi" else en

    coverage = run.criteria_set.coverage()
    have, said = coverage.indicators, coverage.indicators_declared
    found = {
        either(
            "Có dùng mức chưa đối chiếu với văn bản: kết quả chỉ để tham khảo.",
            "Levels that were not checked against the text were used: the verdicts are indicative only.",
        ): "unverified" in run.compiled.law_states,
        either(
            "Con số khoảng được tính như số liệu.", "Approximate figures were taken as the figure."
        ): run.approx_as_value,
        either(
            "Mức của kỳ trước được dùng tiếp khi thiếu mức.", "Levels of earlier spans were carried forward."
        ): run.compiled.carry_forward,
        either(f"Mới nhập {have}/{said} chỉ tiêu.", f"{have} of {said} indicators are modelled."): not coverage.whole,
    }
    ids = f"{either('Mã lần đánh giá', 'Run')}: {run.id}; {either('kết quả', 'result')}: {run.result}"
    return (*(note for note, holds in found.items() if holds), ids)


def legend(lang: str) -> str:
    """What the marks of the matrix mean."""
    return "   ".join(f"{mark} {label('verdict', verdict, lang)}" for verdict, mark in MARKS.items())


def _headed(rows: Any, columns: tuple[str, ...]) -> Table:  # noqa: ANN401
    return Table.of(rows, columns=columns, labels={name: _HEADINGS[name] for name in columns if name in _HEADINGS})


@attrs.frozen(slots=False)
class _Book:
    run: Run
    found: Table
    lang: Literal["vi", "en"]

    def either(self, vi: str, en: str) -> str:
        return vi if self.lang == "vi" else en

    @cached_property
    def title(self) -> str:
        return f"{self.run.criteria_set.title.say(self.lang)} ({self.run.criteria_set.key})"

    def title_of(self, ref: str) -> str:
        criteria_set = self.run.criteria_set
        one = criteria_set[ref] if ref in criteria_set else criteria_set.criterion(ref)
        return one.title.say(self.lang)

    def sheets(self) -> Iterator[Sheet]:
        yield self.matrix("criterion", self.either("Xã x tiêu chí", "Units x criteria"))
        yield self.matrix("indicator", self.either("Xã x chỉ tiêu", "Units x indicators"))
        if len(self.found) <= EXPLAINED:
            yield self.detail()
        yield self.summary()
        yield self.open_questions()
        if self.run.evidence.verdicts:
            yield self.disagreements()
        yield self.about()

    def sheet(self, name: str, table: Table, *intro: str, **how: Any) -> Sheet:  # noqa: ANN401
        return Sheet(name, table, lang=self.lang, intro=intro, **how)

    def matrix(self, level: str, name: str) -> Sheet:
        table, refs = matrix_table(self.run, level), self.run.refs(level)
        marks = [printed for printed, _ in refs]
        names = len(table.columns) - len(marks)
        return self.sheet(
            name,
            table,
            self.title,
            legend(self.lang),
            styles=lambda _row, column, cell: _STYLES[str(cell)] if column == "set" or column in marks else None,
            freeze=(0, names),
            outro=self.notes(),
            header_notes={printed: self.title_of(ref) for printed, ref in refs},
            widths={"unit": 12, "period": 9, "set": 8, **{printed: 5.5 for printed, _ in refs}},
            pages_wide=-(-len(marks) // _ACROSS),
        )

    def detail(self) -> Sheet:
        styles = {label("verdict", verdict, self.lang): _STYLES[mark] for verdict, mark in MARKS.items()}
        columns = ("unit", "unit_name", "period", "ref", "verdict", "figure", "level", "reason", "flip", "why")
        rows = [
            {
                **row,
                "unit": code_of(str(row["unit"])),
                "verdict": label("verdict", str(row["verdict"]), self.lang),
                "reason": reason_words(str(row["reason"])).say(self.lang),
            }
            for row in self.found
        ]
        return self.sheet(
            self.either("Chi tiết", "Detail"),
            _headed(rows, columns),
            f"{self.either('Từng chỉ tiêu', 'Every indicator')}: {self.title}",
            styles=lambda _row, column, cell: styles[str(cell)] if column == "verdict" else None,
            freeze=(0, 4),
            widths={
                "period": 9,
                "ref": 7,
                "verdict": 14,
                "figure": 20,
                "level": 9,
                "reason": 18,
                "flip": 28,
                "why": 60,
            },
        )

    def summary(self) -> Sheet:
        counts = self.run.summary()
        rows = [{**row, "title": self.title_of(str(row["id"]))} for row in counts]
        return self.sheet(
            self.either("Tổng hợp", "Summary"),
            _headed(rows, ("ref", "title", *counts.columns[2:], "id")),
            f"{self.either('Số đơn vị theo chỉ tiêu', 'Units by indicator')}: {self.title}",
        )

    def open_questions(self) -> Sheet:
        rows = [
            {
                **row,
                "title": self.title_of(str(row["id"])),
                "reason": reason_words(str(row["reason"])).say(self.lang),
            }
            for row in self.run.open_questions(limit=1000)
        ]
        return self.sheet(
            self.either("Còn thiếu", "Open questions"),
            _headed(rows, ("ref", "title", "reason", "units", "id")),
            self.either(
                "Những chỗ chưa đủ cơ sở còn ảnh hưởng đến kết quả", "Unknowns that still matter to the verdicts"
            ),
        )

    def disagreements(self) -> Sheet:
        words = {verdict: label("verdict", verdict, self.lang) for verdict in LABELS["verdict"]}
        rows = [
            {
                **row,
                "unit": code_of(str(row["unit"])),
                "reported": words[str(row["reported"])],
                "verdict": words.get(str(row["verdict"])),
            }
            for row in self.run.disagreements()
        ]
        name = self.either("Xã tự đánh giá", "Reported verdicts")
        return self.sheet(
            name,
            _headed(rows, ("unit", "unit_name", "period", "ref", "reported", "verdict", "agrees")),
            f"{name}: {self.title}",
        )

    def notes(self) -> tuple[str, ...]:
        """What a reader must know before believing the matrix."""
        too_many = self.either(
            f"Không kèm giải thích từng chỉ tiêu vì có hơn {EXPLAINED} kết quả; dùng lệnh explain.",
            f"There are more than {EXPLAINED} verdicts, so they are not explained one by one; use explain.",
        )
        *said, ids = notes(self.run, self.lang)
        return (*said, *([too_many] if len(self.found) > EXPLAINED else ()), ids)

    def about(self) -> Sheet:
        run, coverage = self.run, self.run.criteria_set.coverage()
        always = self.either("mọi lúc", "always")
        states = [label("evidence-state", one, self.lang) for one in STATES if one in run.evidence_states]
        levels = [
            label("verification", one, self.lang) for one in LABELS["verification"] if one in run.compiled.law_states
        ]
        facts: Mapping[str, str] = {
            self.either("Bộ tiêu chí", "Set"): self.title,
            self.either("Mã lần đánh giá", "Question"): run.id,
            self.either("Mã kết quả", "Answer"): run.result,
            self.either("Văn bản biết đến ngày", "Law known up to"): str(run.clocks.law_as_of or always),
            self.either("Số liệu biết đến ngày", "Data known up to"): str(run.clocks.data_as_of or always),
            self.either("Số liệu được chấp nhận", "Accepted evidence"): ", ".join(states),
            self.either("Mức được chấp nhận", "Accepted levels"): ", ".join(levels),
            self.either(
                "Số chỉ tiêu đã nhập", "Indicators modelled"
            ): f"{coverage.indicators}/{coverage.indicators_declared}",
            self.either("Đối chiếu lời văn", "Wording checked"): self.counted(coverage.wording),
            self.either("Đối chiếu mức", "Levels checked"): self.counted(coverage.levels),
            self.either("Số dòng số liệu", "Observations"): str(len(run.evidence)),
            self.either("Phiên bản", "Version"): f"smartvillage {version('smartvillage')}",
        }
        rows = [{"what": what, "said": said} for what, said in facts.items()]
        name = self.either("Về lần đánh giá", "About this run")
        return self.sheet(name, _headed(rows, ("what", "said")), name, autofilter=False)

    def counted(self, states: Mapping[str, int]) -> str:
        return ", ".join(
            f"{label('verification', state, self.lang)} {count}" for state, count in states.items() if count
        )
