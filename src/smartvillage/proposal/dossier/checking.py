"""The check of a dossier: what a council would send back, found before it is handed up.

Everything is read from the facts and from the paper as JSON, so that a dossier in memory and one in a folder are
checked by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from smartvillage.errors import Problem, Where, Words, quoted
from smartvillage.paper.blocks import SYNTHETIC
from smartvillage.proposal.dossier.facts import Facts
from smartvillage.proposal.dossier.sources import KINDS, MARK

__all__ = ["CHECKED", "check_content", "empty_headings"]

Tree = Mapping[str, Any]

CHECKED: Mapping[str, Words] = {
    "SV-PD-101": Words(vi="mức không có căn cứ hoặc mức căn cứ", en="a level without evidence or grade"),
    "SV-PD-102": Words(vi="số không dẫn tới lần đánh giá, kết quả phân tích nào", en="a number without a run"),
    "SV-PD-103": Words(vi="tiền lệ không dẫn nguồn", en="an uncited precedent"),
    "SV-PD-104": Words(vi="bỏ nội dung mà không giải thích", en="an unexplained drop"),
    "SV-PD-105": Words(
        vi="chỉ tiêu thiếu cơ quan phụ trách, hệ thống nguồn hoặc kỳ báo cáo",
        en="an indicator without owner, source system or cycle",
    ),
    "SV-PD-106": Words(vi="dữ liệu giả lập không ghi trên trang", en="synthetic data that no page marks"),
    "SV-PD-107": Words(vi="đầu vào chưa đối chiếu không ghi trên trang", en="an unchecked input that no page marks"),
    "SV-PD-108": Words(vi="kinh phí không ghi nguồn vốn", en="a cost without who paid"),
}
"""What the check refuses, by code."""

_NAMES = re.compile(
    r"\d+/(?:\d{4}/)?[A-ZĐ][\w&.–-]*"  # numbers of texts
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b"  # days
    r"|\b(?:19|20)\d{2}\b"  # years and periods
    r"|\b(?:Điều|khoản|điểm|Phụ lục|Article|Annex)\s+\d+"
)
"""Digits that name something and are no figure."""
_DIGIT = re.compile(r"\d")
_FREE = frozenset({"heading", "title", "letter-head", "signature", "page-break", "empty"})
"""Blocks whose digits number the paper itself."""


def check_content(facts: Facts, paper: Tree) -> tuple[Problem, ...]:
    """Find everything that is wrong.

    Args:
        facts: The facts of the dossier.
        paper: The paper, as :meth:`smartvillage.paper.blocks.Paper.to_dict` gives it.
    """
    check = _Check(facts, paper)
    return tuple(problem for part in _PARTS for problem in part(check))


def empty_headings(paper: Tree) -> tuple[Words, ...]:
    """List the headings under which nothing stands yet."""
    found, under = [], Words("", "")
    for block in paper.get("blocks", ()):
        text = block.get("text")
        if block["kind"] in {"heading", "title"} and text:
            number = f"{block['number']} " if block.get("number") else ""
            under = Words(number + text["vi"], number + text["en"])
        elif block["kind"] == "empty":
            found.append(under)
    return tuple(found)


@attrs.frozen(eq=False, slots=False)
class _Check:
    facts: Facts
    paper: Tree

    def marks(self) -> dict[str, str]:
        return {one.mark: one.kind for one in self.facts.sources}

    def texts(self) -> Iterator[str]:
        """Every Vietnamese text of the paper."""
        waiting: list[Any] = [self.paper]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Mapping):
                if set(node) == {"vi", "en"}:
                    yield str(node["vi"])
                else:
                    waiting += node.values()
            elif isinstance(node, list):
                waiting += node


def _problem(code: str, told: Words | str, path: str | None = None, *, advice: Words | None = None) -> Problem:
    what = CHECKED[code]
    more = Words(told, told) if isinstance(told, str) else told
    return Problem(
        code, Words(f"{what.vi}: {more.vi}", f"{what.en}: {more.en}"), Where(path=path), advice=advice, found=more.vi
    )


def _levels(check: _Check) -> Iterator[Problem]:
    marks = check.marks()
    for item in check.facts.indicators:
        if item.new and not item.levels:
            yield _problem("SV-PD-101", quoted(item.title.vi), item.printed)
        for level in item.levels:
            told = f"{quoted(item.title.vi)}: {quoted(level.told.vi)}"
            if level.evidence is None or level.evidence not in marks or (item.new and level.grade is None):
                advice = Words(
                    vi="Dẫn kết quả phân tích, hoặc kèm bảng ý kiến đã tiếp thu.",
                    en="Name a finding, or attach the comments that were taken.",
                )
                yield _problem("SV-PD-101", told, item.printed, advice=advice)
            elif item.new and level.grade == "insufficient":
                yield _problem("SV-PD-101", told, item.printed)


def _numbers(check: _Check) -> Iterator[Problem]:
    marks = check.marks()
    if check.facts.run is None and any(item.new for item in check.facts.indicators):
        yield _problem("SV-PD-102", Words(vi="dự thảo chưa được chạy trên bộ số liệu", en="no run judged the draft"))
    if check.facts.run is not None and not any(
        one.kind == "run" and one.id == check.facts.run for one in check.facts.sources
    ):
        yield _problem("SV-PD-102", quoted(check.facts.run))
    for source in check.facts.sources:
        if source.kind not in KINDS or not source.id:
            yield _problem("SV-PD-102", f"{source.mark} {quoted(source.id)}", source.mark)
    under = ""
    for block in check.paper.get("blocks", ()):
        if block["kind"] in {"heading", "title"}:
            under = block["text"]["vi"]
        if block["kind"] in _FREE:
            continue
        for text, around in _stretches(block):
            named = MARK.findall(text) + MARK.findall(around)
            if unknown := [mark for mark in named if mark not in marks]:
                yield _problem("SV-PD-102", f"{', '.join(unknown)}: {quoted(text)}", under)
            elif not named and _DIGIT.search(_NAMES.sub("", text)):
                advice = Words(
                    vi="Ghi dấu nguồn ngay sau số, ví dụ [K].", en="Put the mark of its source behind it, such as [K]."
                )
                yield _problem("SV-PD-102", quoted(text), under, advice=advice)


def _stretches(block: Tree) -> Iterator[tuple[str, str]]:
    """What must bear a mark by itself, with what a mark of the whole may stand in."""
    match block["kind"]:
        case "bullets":
            for item in block.get("items", ()):
                yield _spans(item), ""
        case "table-block":
            yield from _rows(block, "")
        case "chart":
            yield _vi(block.get("caption")), _vi(block.get("alt"))
            yield from _rows(block["table"], _vi(block.get("caption")))
        case _:
            yield _spans(block.get("spans", ())), ""


def _rows(table: Tree, around: str) -> Iterator[tuple[str, str]]:
    whole = f"{around} {_vi(table.get('caption'))} {_vi(table.get('note'))}"
    yield f"{_vi(table.get('caption'))} {_vi(table.get('note'))}", around
    for row in table.get("rows", ()):
        yield " ".join(_cell(cell) for cell in row), whole


def _cell(cell: Tree) -> str:
    value = cell.get("value")
    if isinstance(value, Mapping):
        return _vi(value) if "vi" in value else str(value.get("number", value.get("day", "")))
    return "" if value is None or isinstance(value, bool) else str(value)


def _spans(spans: Any) -> str:  # noqa: ANN401
    """The text of a paragraph; what the office filled in is its own."""
    return "".join(_vi(span.get("text")) for span in spans if span["kind"] == "stretch")


def _vi(words: Any) -> str:  # noqa: ANN401
    return str(words["vi"]) if words else ""


def _precedents(check: _Check) -> Iterator[Problem]:
    texts = {one.mark for one in check.facts.sources if one.kind == "text"}
    for one in check.facts.precedents:
        if not one.citation or one.mark not in texts:
            yield _problem("SV-PD-103", quoted(one.what.vi), one.candidate)


def _drops(check: _Check) -> Iterator[Problem]:
    marks = check.marks()
    for step in check.facts.steps:
        if step.action in {"drop", "merge"} and (not step.reason or step.evidence not in marks):
            yield _problem("SV-PD-104", quoted(step.target), step.target)
    told = {step.evidence for step in check.facts.steps}
    for mark in check.facts.candidates:
        if mark not in told:
            yield _problem("SV-PD-104", mark, mark)


def _owners(check: _Check) -> Iterator[Problem]:
    for item in check.facts.indicators:
        lacking = [
            word
            for word, given in (
                (Words(vi="cơ quan phụ trách", en="owner"), item.owner),
                (Words(vi="hệ thống nguồn", en="source system"), item.source_system),
                (Words(vi="kỳ báo cáo", en="cycle"), item.cycle),
            )
            if not given
        ]
        if item.new and lacking:
            named = Words(", ".join(one.vi for one in lacking), ", ".join(one.en for one in lacking))
            told = Words(f"{quoted(item.title.vi)}: {named.vi}", f"{quoted(item.title.en)}: {named.en}")
            yield _problem("SV-PD-105", told, item.printed)


def _synthetic(check: _Check) -> Iterator[Problem]:
    if check.facts.synthetic and (check.paper.get("banner") or {}).get("vi") != SYNTHETIC.vi:
        yield _problem("SV-PD-106", quoted(SYNTHETIC.vi))


def _unchecked(check: _Check) -> Iterator[Problem]:
    printed = "\n".join(check.texts())
    for one in check.facts.unchecked:
        if one.vi not in printed:
            yield _problem("SV-PD-107", quoted(one.vi))


def _costs(check: _Check) -> Iterator[Problem]:
    for one in check.facts.costs:
        if not one.source.strip() or not one.unit.strip():
            yield _problem("SV-PD-108", quoted(one.unit))


_PARTS: tuple[Callable[[_Check], Iterator[Problem]], ...] = (
    _levels,
    _numbers,
    _precedents,
    _drops,
    _owners,
    _synthetic,
    _unchecked,
    _costs,
)
