"""A page for each indicator: why this level and not the next; and its response, drawn."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from smartvillage.errors import Words
from smartvillage.paper.blocks import Block, Chart, Column, Heading, PageBreak, TableBlock, TableCell
from smartvillage.proposal.change import ChanceTest, Change, Difference
from smartvillage.proposal.dossier.content_results import SOURCE
from smartvillage.proposal.dossier.content_set import BURDEN, NONE, floor_words
from smartvillage.proposal.dossier.context import Context
from smartvillage.proposal.dossier.words import both, joined, percent, plus, words
from smartvillage.proposal.draft import ACTIONS
from smartvillage.proposal.drafting import Graded
from smartvillage.proposal.findings import Finding
from smartvillage.proposal.grades import CHECKS
from smartvillage.proposal.methods import METHODS, MethodLevel
from smartvillage.proposal.pictures import Responses
from smartvillage.proposal.response import GROUPS, Steps
from smartvillage.text.numbers import write_number

__all__ = ["charts", "sheets"]

_GROUPS = ("pilots", "comparison", "everyone")


@attrs.frozen
class Row:
    """One line of a sheet: what it is about, and what is said, for each group or for all at once."""

    about: Words
    told: tuple[Words, ...]

    def cells(self) -> list[object]:
        """The cells of a page."""
        if len(self.told) == 1:
            return [TableCell(self.about, bold=True), TableCell(self.told[0], columns=len(_GROUPS), align="left")]
        return [TableCell(self.about, bold=True), *(TableCell(one, align="center") for one in self.told)]


def sheets(ctx: Context) -> Iterator[Block]:
    """A page for each candidate with a figure; in a workbook all of them on one sheet."""
    if ctx.flat:
        yield from _flat(ctx)
        return
    columns = [Column(Words(vi="Nội dung", en="About"), width=26)]
    columns += [Column(GROUPS[name], width=25, align="center") for name in _GROUPS]
    for place, one in enumerate(ctx.levelled):
        if place:
            yield PageBreak()
        yield Heading(2, _title(ctx, one), number=f"B.{ctx.numbers[one.id]}.")
        yield TableBlock(columns, [row.cells() for row in rows(ctx, one)], note=_cited(ctx, one))


def _flat(ctx: Context) -> Iterator[Block]:
    columns = [
        Column(Words(vi="TT", en="No."), width=4),
        Column(Words(vi="Chỉ tiêu", en="Indicator"), width=24),
        Column(Words(vi="Nội dung", en="About"), width=18),
        *(Column(GROUPS[name], width=16) for name in _GROUPS),
        Column(SOURCE, width=9),
    ]
    lines = []
    for one in ctx.levelled:
        for row in rows(ctx, one):
            told = row.told if len(row.told) > 1 else (row.told[0], NONE, NONE)
            title = words(one.overall.candidate.indicator.title)
            lines.append([ctx.numbers[one.id], title, row.about, *told, ctx.ledger.finding(one.overall)])
    if lines:
        title = Words(vi="Phiếu chỉ tiêu", en="Sheets of indicators")
        yield TableBlock(columns, lines, caption=title, tab=title)


def _title(ctx: Context, one: Graded) -> Words:
    return plus(one.overall.candidate.indicator.title, f" {ctx.ledger.finding(one.overall)}")


def _cited(ctx: Context, one: Graded) -> Words:
    marks = [ctx.ledger.finding(found) for found in (one.overall, *one.strata.values())]
    return plus(Words(vi="Nguồn: ", en="Sources: "), " ".join([*marks, ctx.judged(), ctx.mark("plan")]))


def rows(ctx: Context, one: Graded) -> Iterator[Row]:
    """All that a sheet says."""
    finding = one.overall
    step = ctx.steps.get(finding.id)
    action = ACTIONS[step.action] if step is not None else NONE
    grade = both(one.grade.say)
    yield Row(Words(vi="Đề nghị", en="Done"), (plus(action, "; ", grade),))
    yield Row(Words(vi="Mức đề xuất", en="Proposed level"), (_levels(ctx, one),))
    yield from _response(finding)
    yield Row(Words(vi="Mức của từng phương pháp", en="Level of each method"), (_methods(finding),))
    yield Row(Words(vi="Sàn, tiền lệ", en="Floor, precedents"), (_precedents(ctx, finding),))
    yield Row(Words(vi="Độ ổn định", en="Stability"), (_stability(ctx, finding),))
    yield Row(Words(vi="Trước, sau, đối chứng", en="Before, after, beside others"), (_changes(finding),))
    if finding.flips is not None:
        yield Row(Words(vi="Sai số đo", en="Measurement error"), (both(finding.flips.say),))
    yield Row(Words(vi="Các kiểm tra", en="Checks"), (_checks(one),))
    yield Row(Words(vi="Nguồn số liệu", en="Where the figure lies"), (_reporting(finding),))


def _levels(ctx: Context, one: Graded) -> Words:
    finding = one.overall
    if finding.level is None:
        return plus(Words(vi="chưa quy định mức: ", en="no level: "), finding.why)
    told = [plus(Words(vi="chung ", en="all "), both(lambda lang: finding.say_level(finding.level, lang)))]
    for number, (stratum, found) in enumerate(one.strata.items(), start=1):
        names = joined(", ", (ctx.stratum_title(*part) for part in stratum))
        level = (
            both(lambda lang, f=found: f.say_level(f.level, lang))
            if found.level is not None
            else Words(vi=f"theo mức chung ({found.n} mô hình)", en=f"as for all ({found.n} pilots)")
        )
        told.append(plus(names, " ", level, f" [{ctx.numbers[one.id]}.{number}]"))
    return joined("; ", told)


def _response(finding: Finding) -> Iterator[Row]:
    """One step down, the level itself, one step up: how many of each group meet it."""
    if finding.level is None:
        yield Row(Words(vi="Trung vị", en="Median"), tuple(_median(finding, name) for name in _GROUPS))
        return
    looser, stricter = _next(finding.response["pilots"], finding.level)
    for about, level in (
        (Words(vi="Hạ một nấc", en="One step looser"), looser),
        (Words(vi="Mức này", en="This level"), finding.level),
        (Words(vi="Nâng một nấc", en="One step stricter"), stricter),
    ):
        if level is None:
            why = Words(vi="không có mô hình nào ở nấc này", en="no pilot stands there")
            yield Row(about, (why,))
            continue
        shown = plus(about, ": ", both(lambda lang, at=level: finding.say_level(at, lang)))
        yield Row(shown, tuple(_met(finding, name, level) for name in _GROUPS))


def _next(found: Steps, level: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """The next looser and the next stricter level at which another number of pilots passes."""
    met = found.met(level)
    looser, stricter = found.neighbours(level)
    while looser is not None and found.met(looser) == met:
        looser = found.neighbours(looser)[0]
    while stricter is not None and found.met(stricter) == met:
        stricter = found.neighbours(stricter)[1]
    return looser, stricter


def _median(finding: Finding, name: str) -> Words:
    return both(lambda lang: finding.say_value(finding.response[name].median, lang) or "-")


def _met(finding: Finding, name: str, level: Fraction) -> Words:
    found = finding.response[name]
    return both(lambda lang: percent(found.met(level), found.of, lang))


def _methods(finding: Finding) -> Words:
    return joined("\n", (both(lambda lang, m=one: _method(finding, m, lang)) for one in finding.methods))


def _method(finding: Finding, one: MethodLevel, lang: str) -> str:
    name = METHODS[one.method].say(lang)
    if one.level is None:
        if one.units < one.needed:
            return (
                f"{name}: {one.units} đơn vị, cần ít nhất {one.needed}"
                if lang == "vi"
                else f"{name}: {one.units} units, at least {one.needed} are needed"
            )
        return f"{name}: không có mức phân biệt được" if lang == "vi" else f"{name}: no level tells them apart"
    told = f"{name}: {finding.say_level(one.level, lang)}"
    if not one.is_estimate:
        return f"{told} ({one.source})" if one.source else told
    ends = [finding.say_value(end, lang) or "…" for end in (one.low, one.high)]
    between = f"khoảng {ends[0]} – {ends[1]}" if lang == "vi" else f"interval {ends[0]} – {ends[1]}"
    if one.separation is not None:
        return f"{told}; {between}; {one.separation.say(lang)}"
    return f"{told}; {between}"


def _precedents(ctx: Context, finding: Finding) -> Words:
    told = [floor_words(finding)]
    for one in finding.precedents:
        via = Words(vi=" (theo nguồn dẫn lại)", en=" (from a secondary source)") if one.citation.via else ""
        level = f" {one.value}" if one.value else ""
        told.append(plus(one.citation.number, level, via, f" {ctx.ledger.citation(one.citation)}"))
    return joined("; ", told)


def _stability(ctx: Context, finding: Finding) -> Words:
    found = finding.stability
    span = found.span("without-unit")
    if found.level is None or span is None:
        return Words(vi="không có mức để kiểm tra", en="there is no level to check")
    moved, of = len(found.moved("without-unit")), len(found.of("without-unit"))

    def say(lang: str) -> str:
        low, high = (finding.say_value(end, lang) for end in span)
        told = (
            f"bỏ lần lượt từng mô hình: mức từ {low} đến {high} ({moved}/{of} lần đổi)"
            if lang == "vi"
            else f"leaving out each pilot in turn: {low} to {high} ({moved} of {of} move it)"
        )
        for one in (*found.of("stratum"), *found.of("without-doubtful")):
            level = finding.say_value(one.level, lang) or ("không đủ" if lang == "vi" else "too few")
            if one.kind == "stratum":
                told += f"; {ctx.strata_title(one.of).say(lang)}: {level}"
            else:
                told += f"; {'bỏ số liệu đáng ngờ' if lang == 'vi' else 'without doubtful figures'}: {level}"
        return told

    return both(say)


def _changes(finding: Finding) -> Words:
    """Before and after on each side, the pilots beside the others, and both together; the caution last."""
    found = finding.assessment
    parts = (
        (Words(vi="mô hình", en="pilots"), found.pilots_change),
        (Words(vi="đối chứng", en="comparison"), found.comparison_change),
        (Words(vi="mô hình so với đối chứng, sau", en="pilots beside comparison, after"), found.after),
        (Words(vi="chênh lệch của chênh lệch", en="difference in differences"), found.differences),
    )
    told = [plus(name, ": ", both(lambda lang, p=part: _changed(p, lang))) for name, part in parts if part is not None]
    return joined("\n", [*told, *([found.caution] if found.caution is not None else [])])


def _changed(part: Change | Difference, lang: str) -> str:
    vi = lang == "vi"
    if isinstance(part, Change):
        middle = part.median
        told = f"{part.up}↑ {part.down}↓ {part.same}="
    else:
        middle = part.difference if part.shift is None else part.shift
        told = f"{part.pilots}/{part.comparison} {'đơn vị' if vi else 'units'}"
    if middle is None:
        return "chưa đủ số liệu" if vi else "figures are missing"
    name = _MEDIAN if isinstance(part, Change) else _DIFFERENCE
    told += f"; {name.say(lang)} {write_number(middle, lang, 2)}"
    if part.low is not None and part.high is not None:
        told += f" ({write_number(part.low, lang, 2)}; {write_number(part.high, lang, 2)})"
    return "; ".join([told, *(f"p {_SHORT[one.name].say(lang)} {_p(one, lang)}" for one in part.tests)])


def _p(one: ChanceTest, lang: str) -> str:
    if one.p < Fraction(1, 1000):
        return f"< {write_number(Fraction(1, 1000), lang)}"
    return f"= {write_number(one.p, lang, 3)}"


_SHORT = {
    "sign": Words(vi="dấu", en="sign"),
    "signed-rank": Words(vi="hạng có dấu", en="signed-rank"),
    "permutation": Words(vi="hoán vị", en="permutation"),
    "rank-sum": Words(vi="tổng hạng", en="rank-sum"),
}
_MEDIAN = Words(vi="thay đổi trung vị", en="median change")
_DIFFERENCE = Words(vi="chênh lệch", en="difference")
_ABOVE = frozenset({"compared", "agreed"})
"""Checks whose fact stands in another line of the sheet."""


def _checks(one: Graded) -> Words:
    """Every check on its line; letters and not colours say how it came out."""
    return joined(
        "\n",
        (
            plus(
                "+ " if check.holds else "– ",
                CHECKS[check.name],
                *((" (", check.fact, ")") if check.fact.vi != "-" and check.name not in _ABOVE else ()),
            )
            for check in one.grade.checks
        ),
    )


def _reporting(finding: Finding) -> Words:
    measure = finding.measure
    parts = [
        (Words(vi="hệ thống nguồn", en="source system"), measure.source_system),
        (Words(vi="phụ trách", en="owner"), measure.owner),
        (Words(vi="kỳ", en="cycle"), measure.cycle),
    ]
    told = [plus(name, ": ", given if given is not None else NONE) for name, given in parts]
    burden = BURDEN.get(finding.candidate.burden or "")
    return joined("; ", [*told, *([plus(Words(vi="số liệu ", en="figure "), burden)] if burden else [])])


# -- drawn ------------------------------------------------------------------------------------------------------------


def charts(ctx: Context) -> Iterator[Block]:
    """The response of each indicator with a level to that level; in a workbook one table of all break points."""
    drawn = [one for one in ctx.levelled if one.overall.level is not None and one.overall.measure.kind != "attested"]
    if ctx.flat:
        lines = [[ctx.numbers[one.id], *row] for one in drawn for row in _points(ctx, one.overall)]
        if lines:
            title = Words(vi="Đáp ứng theo mức", en="Response to the level")
            columns = [Column(Words(vi="TT", en="No."), width=4), *_columns()]
            yield TableBlock(columns, lines, caption=title, tab=title)
        return
    for one in drawn:
        finding = one.overall
        title = plus(finding.candidate.indicator.title, f" {ctx.ledger.finding(finding)}")
        alt = plus(Words(vi="Tỷ lệ đơn vị đạt theo mức: ", en="Share of units meeting each level: "), title)
        yield Chart(alt, TableBlock(_columns(), _points(ctx, finding)), Responses(finding).chart(), caption=title)


def _columns() -> list[Column]:
    return [
        Column(Words(vi="Chỉ tiêu", en="Indicator"), width=34),
        Column(Words(vi="Nhóm", en="Group"), width=20),
        Column(Words(vi="Mức", en="Level"), width=14, align="right"),
        Column(Words(vi="Số đơn vị đạt", en="Units meeting it"), width=14, align="right"),
        Column(Words(vi="Trên", en="Of"), width=10, align="right"),
        Column(SOURCE, width=10, align="center"),
    ]


def _points(ctx: Context, finding: Finding) -> list[list[object]]:
    title, mark = words(finding.candidate.indicator.title), ctx.ledger.finding(finding)
    return [
        [title, GROUPS[name], both(lambda lang, at=point.level: finding.say_value(at, lang)), point.met, point.of, mark]
        for name in ("pilots", "comparison")
        for point in finding.response[name].points()
    ]
