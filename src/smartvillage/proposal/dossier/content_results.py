"""Content that says what the pilots show: before, after, beside others; and what they do not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.paper.blocks import Block, Bullets, Column, Notice, Paragraph, TableBlock, TableCell
from smartvillage.proposal.change import CAUTION
from smartvillage.proposal.dossier.context import Context
from smartvillage.proposal.dossier.words import both, joined, percent, plus, words
from smartvillage.proposal.drafting import Graded
from smartvillage.proposal.findings import Finding
from smartvillage.proposal.grades import GRADES
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

__all__ = ["evidence", "leading", "limits", "pillars", "pilots", "practice", "strengths", "targets", "targets_short"]

SOURCE = Words(vi="Nguồn", en="Source")
INDICATOR = Words(vi="Chỉ tiêu", en="Indicator")


def letter(one: Graded) -> Words:
    """The grade of a candidate."""
    return GRADES[one.grade.letter]


def value(finding: Finding, given: Fraction | None) -> Words:
    """A value of a measure, or a dash."""
    return both(lambda lang: finding.say_value(given, lang) or "-")


def middle(values: Iterable[Fraction]) -> Fraction | None:
    """The middle of some values."""
    ordered = sorted(values)
    if not ordered:
        return None
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def practice(ctx: Context) -> Iterator[Block]:
    """The summing-up in one paragraph."""
    proposal = ctx.proposal
    letters = [one.grade.letter for one in proposal.graded]
    enough = sum(one in {"A", "B", "C"} for one in letters)
    plan, sample, draft = ctx.mark("plan"), ctx.mark("sample"), ctx.mark("draft")
    yield Paragraph(
        Words(
            vi=f"Đã tổng kết {len(proposal.sample.pilots)} mô hình, so sánh với {len(proposal.sample.comparison)} xã "
            f"đối chứng {sample}. Trong {len(letters)} chỉ tiêu được xét, {enough} chỉ tiêu đủ căn cứ để đề xuất mức, "
            f"{letters.count('D')} không có tác dụng phân biệt, {letters.count('insufficient')} không đủ căn cứ "
            f"{draft}.",
            en=f"{len(proposal.sample.pilots)} pilots were summed up beside {len(proposal.sample.comparison)} "
            f"comparison communes {sample}. Of {len(letters)} candidates {enough} are supported well enough for a "
            f"level, {letters.count('D')} tell nobody apart, {letters.count('insufficient')} are insufficient {draft}.",
        )
    )
    chosen = proposal.plan.plan.pilots.chosen
    yield Paragraph(plus(Words(vi="Mô hình được chọn: ", en="How the pilots were chosen: "), chosen, f" {plan}."))


def targets_short(ctx: Context) -> Iterator[Block]:
    """How many targets are reached, not reached, undecided."""
    for number, progress in enumerate(ctx.progress, start=1):
        counts = {verdict: sum(one.verdict is verdict for one in progress) for verdict in Verdict}
        mark = f"[M{number}]"
        yield Paragraph(
            plus(
                progress.programme.title,
                Words(
                    vi=f": {len(progress)} mục tiêu, {counts[Verdict.MET]} đạt, {counts[Verdict.NOT_MET]} chưa đạt, "
                    f"{counts[Verdict.UNKNOWN]} chưa đủ cơ sở {mark}.",
                    en=f": {len(progress)} targets, {counts[Verdict.MET]} reached, {counts[Verdict.NOT_MET]} not, "
                    f"{counts[Verdict.UNKNOWN]} undecided {mark}.",
                ),
            )
        )


def targets(ctx: Context) -> Iterator[Block]:
    """Each target with what was asked, what is known and what is not."""
    for number, progress in enumerate(ctx.progress, start=1):
        rows = []
        for place, one in enumerate(progress, start=1):
            rows.append(
                [
                    place,
                    words(one.target.title),
                    both(one.say),
                    TableCell(
                        both(lambda lang, v=one.verdict: label("verdict", v.name, lang)), style=_LOOKS[one.verdict]
                    ),
                    f"[M{number}]",
                ]
            )
        columns = [
            Column(Words(vi="TT", en="No."), width=4),
            Column(Words(vi="Mục tiêu", en="Target"), width=30),
            Column(Words(vi="Giao, đạt, chưa đủ cơ sở", en="Asked, reached, undecided"), width=48),
            Column(Words(vi="Kết quả", en="Result"), width=12),
            Column(SOURCE, width=9),
        ]
        tab = Words(vi=f"Mục tiêu {number}", en=f"Targets {number}")
        yield TableBlock(columns, rows, caption=plus(progress.programme.title, f" [M{number}]"), tab=tab)


_LOOKS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not-met",
    Verdict.UNKNOWN: "unknown",
    Verdict.NOT_APPLICABLE: "not-applicable",
}


def pillars(ctx: Context) -> Iterator[Block]:
    """Before and after, for each pillar and the foundation."""
    yield from _domains(ctx, {"pillar", "foundation"})


def leading(ctx: Context) -> Iterator[Block]:
    """Before and after, for each leading field, with the pilots of it."""
    yield from _domains(ctx, {"leading"})


def _domains(ctx: Context, kinds: set[str]) -> Iterator[Block]:
    cautious = False
    for key, domain in ctx.proposal.domains.items():
        if domain.kind not in kinds:
            continue
        some = [one for one in ctx.levelled if one.overall.candidate.domain == key]
        of = sum(one.overall.candidate.domain == key for one in ctx.proposal.graded)
        named = _pilots_of(ctx, key)
        lead = (
            plus(Words(vi=" Mô hình: ", en=" Pilots: "), ", ".join(named), f" {ctx.mark('sample')}.") if named else ""
        )
        yield Paragraph(
            plus(
                domain.title,
                Words(
                    vi=f": {len(some)}/{of} chỉ tiêu có số liệu {ctx.mark('sample')}.",
                    en=f": {len(some)} of {of} candidates have figures {ctx.mark('sample')}.",
                ),
                lead,
            )
        )
        if some:
            yield _before_and_after(ctx, some, words(domain.title))
            cautious = cautious or any(one.overall.assessment.caution is not None for one in some)
    if cautious:
        yield Notice(plus(Words(vi="Lưu ý: ", en="Mind: "), CAUTION), kind="warning")


def _pilots_of(ctx: Context, domain: str) -> list[str]:
    sample = ctx.proposal.sample
    mine = set(sample.pilots)
    found = {
        unit
        for one in ctx.proposal.registry.pilots.values()
        if one.domain == domain
        for unit in one.units
        if unit in mine
    }
    return sorted(sample.names.get(unit, unit) for unit in found)


def _before_and_after(ctx: Context, some: list[Graded], title: Words) -> TableBlock:
    pilots, others = Words(vi="Mô hình", en="Pilots"), Words(vi="Đối chứng", en="Comparison")
    before, after = Words(vi="Trước", en="Before"), Words(vi="Sau", en="After")
    columns = [
        Column(INDICATOR, width=34),
        Column(before, group=pilots, width=9, align="center"),
        Column(after, group=pilots, width=9, align="center"),
        Column(before, group=others, width=9, align="center"),
        Column(after, group=others, width=9, align="center"),
        Column(Words(vi="Chênh lệch của chênh lệch", en="Difference in differences"), width=20, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    sample = ctx.proposal.sample
    rows = []
    for one in some:
        finding = one.overall
        name = finding.measure.id
        cells = [
            value(finding, middle(sample.values(name, units, when).values()))
            for units in (sample.pilots, sample.comparison)
            for when in ("before", "after")
        ]
        rows.append([_titled(finding), *cells, effect(finding), ctx.ledger.finding(finding)])
    note = Words(
        vi="Trung vị của các đơn vị có số liệu; trong ngoặc là khoảng tin cậy.",
        en="Medians of the units with a figure; intervals in brackets.",
    )
    return TableBlock(columns, rows, caption=plus(title, f" {ctx.mark('sample')}"), note=note, tab=title)


def _titled(finding: Finding) -> Words:
    unit = both(finding.measure.unit_text)
    return plus(finding.candidate.indicator.title, *((" (", unit, ")") if unit.vi else ()))


def effect(finding: Finding) -> Words:
    """The difference in differences with its interval; a dash where before and after do not exist on both sides."""
    found = finding.assessment.differences
    if found is None or found.difference is None:
        return words("-")
    shown = found.difference if found.shift is None else found.shift

    def say(lang: str) -> str:
        told = write_number(shown, lang, 2)
        if found.low is None or found.high is None:
            return told
        return f"{told} ({write_number(found.low, lang, 2)}; {write_number(found.high, lang, 2)})"

    return both(say)


def strengths(ctx: Context) -> Iterator[Block]:
    """The indicators that are supported, each with what it rests on."""
    items = [
        plus(
            one.overall.candidate.indicator.title,
            ": ",
            both(lambda lang, f=one.overall: f.say_level(f.level, lang)),
            Words(vi="; mô hình đạt ", en="; pilots that meet it "),
            both(lambda lang, m=one.overall.met["pilots"]: percent(m[0], m[1], lang)),
            Words(vi=", đối chứng đạt ", en=", comparison units "),
            both(lambda lang, m=one.overall.met["comparison"]: percent(m[0], m[1], lang)),
            "; ",
            letter(one),
            f" {ctx.ledger.finding(one.overall)}",
        )
        for one in ctx.proposal.graded
        if one.grade.letter in {"A", "B"}
    ]
    yield Bullets(items or [Words(vi="Chưa có chỉ tiêu nào đủ căn cứ khá.", en="No indicator is well supported yet.")])


def limits(ctx: Context) -> Iterator[Block]:
    """What the pilots do not show, said as plainly as what they do."""
    proposal, mark = ctx.proposal, ctx.mark("sample")
    findings = [one.overall for one in proposal.graded]
    figures, verified = sum(one.n for one in findings), sum(one.verified for one in findings)
    thin = sum(one.grade.letter == "insufficient" for one in proposal.graded)
    alone = sum(bool(one.n) and one.assessment.differences is None for one in findings)
    items = [
        Words(
            vi=f"{thin}/{len(findings)} chỉ tiêu được xét không đủ căn cứ để đề xuất mức {ctx.mark('draft')}.",
            en=f"{thin} of {len(findings)} candidates are insufficient for a level {ctx.mark('draft')}.",
        ),
        both(
            lambda lang: (
                f"{'Số liệu mô hình đã được thẩm tra' if lang == 'vi' else 'Figures of pilots that were verified'}: "
                f"{percent(verified, figures, lang)} {mark}."
            )
        ),
        Words(
            vi=f"{alone} chỉ tiêu không có số liệu trước và sau ở cả hai bên: {CAUTION.vi} {mark}.",
            en=f"{alone} indicators lack before and after on both sides: {CAUTION.en} {mark}.",
        ),
        plus(
            Words(vi="Mô hình không được chọn ngẫu nhiên: ", en="Pilots were not drawn at random: "),
            proposal.plan.plan.pilots.chosen,
            f" {ctx.mark('plan')}.",
        ),
        Words(
            vi=f"Đã thực hiện {proposal.comparisons()} phép kiểm định; mỗi phép đều có thể sai {ctx.mark('plan')}.",
            en=f"{proposal.comparisons()} tests were made; each may be wrong {ctx.mark('plan')}.",
        ),
    ]
    absent = [one for one in ctx.strata if not set(ctx.members(*one)) & set(proposal.sample.pilots)]
    if absent:
        names = joined(", ", (ctx.stratum_title(*one) for one in absent))
        items.append(
            plus(
                Words(vi="Không có mô hình ở nhóm: ", en="No pilot lies in: "),
                names,
                Words(
                    vi=f"; mức chung được áp dụng mà không có bằng chứng riêng {mark}.",
                    en=f"; the level of all holds there without evidence of its own {mark}.",
                ),
            )
        )
    yield Bullets(items)


def pilots(ctx: Context) -> Iterator[Block]:
    """Who is a pilot, in which group, with how many figures; and how many are compared."""
    sample = ctx.proposal.sample
    asked = [one.overall.measure.id for one in ctx.levelled]
    rows = []
    for place, unit in enumerate(sample.pilots, start=1):
        strata = joined(
            "; ", (ctx.stratum_title(name, sample.strata.get(unit, {}).get(name, "")) for name in ctx.schemes)
        )
        have = sum((unit, name, "after") in sample.figures for name in asked)
        earlier = sum((unit, name, "before") in sample.figures for name in asked)
        rows.append(
            [
                place,
                sample.names.get(unit, unit),
                unit,
                strata,
                f"{earlier}/{len(asked)}",
                f"{have}/{len(asked)}",
                ctx.mark("sample"),
            ]
        )
    columns = [
        Column(Words(vi="TT", en="No."), width=4),
        Column(Words(vi="Mô hình", en="Pilot"), width=24),
        Column(Words(vi="Mã đơn vị", en="Unit"), width=14),
        Column(Words(vi="Nhóm xã", en="Group"), width=30),
        Column(Words(vi="Số liệu trước", en="Figures before"), width=10, align="center"),
        Column(Words(vi="Số liệu sau", en="Figures after"), width=10, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    title = Words(vi="Danh sách mô hình", en="Pilots")
    yield TableBlock(columns, rows, caption=title, tab=title)
    names = ", ".join(sample.names.get(unit, unit) for unit in sample.comparison) or "-"
    yield Paragraph(plus(Words(vi="Xã đối chứng: ", en="Comparison communes: "), names, f" {ctx.mark('sample')}."))


def evidence(ctx: Context) -> Iterator[Block]:
    """The table of evidence: every candidate, with all that decides its grade."""
    rows = []
    for one in ctx.proposal.graded:
        finding = one.overall
        first = finding.methods[0]
        met = finding.met
        span = (
            words("-")
            if first.low is None or first.high is None
            else both(lambda lang, f=finding, m=first: f"{f.say_value(m.low, lang)} – {f.say_value(m.high, lang)}")
        )
        rows.append(
            [
                ctx.numbers[one.id],
                _titled(finding),
                f"{finding.n}/{finding.n + len(finding.missing)}",
                f"{finding.verified}/{finding.n}",
                value(finding, finding.response["pilots"].median),
                value(finding, finding.response["comparison"].median),
                effect(finding),
                both(lambda lang, f=finding: f.say_level(f.level, lang) or "-"),
                span,
                "{}/{}".format(*met["pilots"]) if met else "-",
                "{}/{}".format(*met["comparison"]) if met else "-",
                letter(one),
                ctx.ledger.finding(finding),
            ]
        )
    pilots_, others = Words(vi="Mô hình", en="Pilots"), Words(vi="Đối chứng", en="Comparison")
    narrow = {"align": "center"}
    columns = [
        Column(Words(vi="TT", en="No."), width=4),
        Column(INDICATOR, width=26),
        Column(Words(vi="Có số liệu", en="With a figure"), group=pilots_, width=7, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Đã thẩm tra", en="Verified"), group=pilots_, width=7, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Trung vị sau", en="Median after"), group=pilots_, width=7, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Trung vị sau", en="Median after"), group=others, width=7, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Chênh lệch của chênh lệch", en="Difference in differences"), width=14, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Mức đề xuất", en="Suggested level"), width=10, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Khoảng tin cậy", en="Interval"), width=10, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Mô hình đạt", en="Pilots meet it"), width=7, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Đối chứng đạt", en="Comparison units meet it"), width=8, **narrow),  # type: ignore[arg-type]
        Column(Words(vi="Mức căn cứ", en="Grade"), width=10),
        Column(SOURCE, width=8, **narrow),  # type: ignore[arg-type]
    ]
    title = Words(vi="Kết quả từng chỉ tiêu", en="Each indicator")
    yield TableBlock(columns, rows, caption=title, tab=title)
