"""Content that says what is proposed: the annex, what becomes of the set in force, who could meet it, what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from smartvillage.criteria.criteria_set import IndicatorInSet
from smartvillage.criteria.provisions import Criterion
from smartvillage.errors import Words
from smartvillage.paper.blocks import Block, Bullets, Column, Notice, Paragraph, TableBlock, TableCell
from smartvillage.proposal.burden import KINDS, Cost, if_all_follow
from smartvillage.proposal.dossier.content_results import SOURCE, letter
from smartvillage.proposal.dossier.context import UNCHECKED, Context, Level, state_words
from smartvillage.proposal.dossier.words import both, joined, percent, plus, words
from smartvillage.proposal.draft import ACTIONS, Step
from smartvillage.proposal.findings import Finding
from smartvillage.proposal.matching import RELATIONS
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

__all__ = [
    "annex",
    "burden",
    "comparison",
    "comparison_short",
    "costs",
    "feasibility",
    "floor_words",
    "overlap",
]

NUMBER = Words(vi="TT", en="No.")
OWNER = Words(vi="Cơ quan, đơn vị phụ trách", en="Owner")
MONITORED = Words(vi="Nội dung theo dõi, chưa quy định mức", en="Monitored without a level")
NONE = words("-")
DOMAIN = Words(vi="Lĩnh vực", en="Domain")
KIND = Words(vi="Loại chi", en="Kind")
MILLIONS = Words(vi="Triệu đồng", en="Million dong")
AS_ALL = Words(vi="như mức chung", en="as for all")


# -- the annex --------------------------------------------------------------------------------------------------------


def annex(ctx: Context) -> Iterator[Block]:
    """The annex table as it would be issued; then what is monitored without a level."""
    held = ctx.proposal.draft.set
    rows = [row for criterion in held.criteria for row in _criterion(ctx, criterion)]
    group = Words(vi="Mức đạt chuẩn", en="Level")
    columns = [
        Column(NUMBER, width=5),
        Column(Words(vi="Tên tiêu chí", en="Criterion"), width=15),
        Column(Words(vi="Nội dung tiêu chí", en="Content"), width=34),
        Column(Words(vi="Chung", en="All"), group=group, width=11, align="center"),
        *(Column(ctx.stratum_title(*one), group=group, width=11, align="center") for one in ctx.strata),
        Column(OWNER, width=17),
        Column(Words(vi="Ghi chú", en="Note"), width=16),
    ]
    if rows:
        caption = plus(held.title, f" {ctx.mark('draft')}")
        tab = Words(vi="Phụ lục", en="Annex")
        note = Words(
            vi="Chỉ tiêu thêm mới: lời văn và mức là dự thảo. Số trong ngoặc vuông là nguồn của mức.",
            en="Added indicators: wording and level are a draft. Numbers in square brackets are the source of a level.",
        )
        yield TableBlock(columns, rows, caption=caption, note=note, tab=tab)
    monitored = [
        one for one in ctx.proposal.graded if (step := ctx.steps.get(one.overall.id)) and step.action == "monitor"
    ]
    if monitored:
        lines = [
            [
                ctx.numbers[one.id],
                words(one.overall.candidate.indicator.title),
                words(ctx.steps[one.overall.id].reason),
                words(one.overall.measure.owner) if one.overall.measure.owner else NONE,
                ctx.ledger.finding(one.overall),
            ]
            for one in monitored
        ]
        heads = [
            Column(NUMBER, width=5),
            Column(Words(vi="Nội dung", en="Content"), width=38),
            Column(Words(vi="Vì sao chưa quy định mức", en="Why there is no level"), width=30),
            Column(OWNER, width=22),
            Column(SOURCE, width=8, align="center"),
        ]
        yield TableBlock(heads, lines, caption=MONITORED, tab=Words(vi="Theo dõi", en="Monitored"))


def _criterion(ctx: Context, criterion: Criterion) -> Iterator[list[object]]:
    """The rows of a criterion; its cell spans them."""
    held = ctx.proposal.draft.set
    for place, one in enumerate(criterion.indicators):
        item = held[one.id]
        first = [TableCell(words(criterion.title), rows=len(criterion.indicators), bold=True)] if not place else []
        yield [item.printed, *first, _content(ctx, item), *_levels(ctx, item), _owner(ctx, item), _note(ctx, item)]


def _content(ctx: Context, item: IndicatorInSet) -> Words:
    return words(item.title) if ctx.is_new(item) else plus(item.title, state_words(item.wording))


def _levels(ctx: Context, item: IndicatorInSet) -> Iterator[TableCell]:
    """One cell for all, then one for each stratum."""
    levels = list(ctx.levels(item))
    yield _cell([_named(ctx, one) for one in levels if not _strata_of(ctx, one)])
    for scheme, stratum in ctx.strata:
        own = [one for one in levels if (scheme, stratum) in _strata_of(ctx, one)]
        yield _cell(own) if own else TableCell(AS_ALL, align="center")


def _strata_of(ctx: Context, level: Level) -> set[tuple[str, str]]:
    """The columns a level belongs in; a level of strata without a column stands under all, with their names."""
    named = {
        (scheme, one)
        for scheme, chosen in level.stratum.items()
        for one in ((chosen,) if isinstance(chosen, str) else chosen)
    }
    return named & set(ctx.strata)


def _named(ctx: Context, level: Level) -> Level:
    """A level of strata that have no column, with their names before it."""
    names = [
        ctx.stratum_title(scheme, one)
        for scheme, chosen in level.stratum.items()
        for one in ((chosen,) if isinstance(chosen, str) else chosen)
    ]
    return attrs.evolve(level, told=plus(joined(", ", names), ": ", level.told)) if names else level


def _cell(levels: list[Level]) -> TableCell:
    told = dict.fromkeys(one.told for one in levels)
    unchecked = any(one.threshold is not None and one.threshold.value is None for one in levels)
    return TableCell(joined("\n", told), align="center", style="unchecked" if unchecked else None)


def _owner(ctx: Context, item: IndicatorInSet) -> Words:
    measure = ctx.measure_of(item)
    owner = item.indicator.owner or (measure.owner if measure is not None else None)
    return words(owner) if owner is not None else NONE


def _note(ctx: Context, item: IndicatorInSet) -> Words:
    graded = ctx.graded.get(item.id)
    if graded is None or not ctx.is_new(item):
        return plus(Words(vi="giữ theo bộ hiện hành ", en="as in the set in force "), ctx.mark("set"))
    by = [one for one in ctx.touched.get(item.id, ()) if one.action == "review"]
    changed = Words(vi="; sửa theo ý kiến", en="; changed on review") if by else ""
    marks = dict.fromkeys(ctx.ledger.finding(one.finding) for one in ctx.levels(item) if one.finding is not None)
    return plus(letter(graded), changed, f" {' '.join(marks)}")


# -- beside the set in force ------------------------------------------------------------------------------------------


def comparison_short(ctx: Context) -> Iterator[Block]:
    """How many are kept, raised, added, dropped, merged, monitored."""
    steps = [one for one in ctx.proposal.draft.steps if one.code != "domain"]
    columns = [Column(told, align="center") for told in ACTIONS.values()]
    rows = [[sum(one.action == action for one in steps) for action in ACTIONS]]
    title = Words(vi="Số nội dung theo cách xử lý", en="What is done, counted")
    note = plus(Words(vi="Chi tiết tại phần Thuyết minh ", en="In full in the explanation "), ctx.mark("draft"), ".")
    yield TableBlock(columns, rows, caption=title, note=note, tab=Words(vi="Tóm tắt so sánh", en="Comparison, counted"))
    base = ctx.proposal.base
    covered = base.coverage()
    if ctx.proposal.plan.plan.seat.shape != "profile":
        yield Paragraph(
            plus(
                base.title,
                Words(
                    vi=f" giữ nguyên hiệu lực ({covered.indicators}/{covered.indicators_declared} chỉ tiêu đã nhập) "
                    f"{ctx.mark('set')}; dự thảo không sửa bộ này.",
                    en=f" stays in force ({covered.indicators} of {covered.indicators_declared} indicators are "
                    f"modelled) {ctx.mark('set')}; the draft does not change it.",
                ),
            )
        )


def comparison(ctx: Context) -> Iterator[Block]:
    """Every candidate and every change, with its reason."""
    rows: list[list[object]] = []
    by_finding = {one.overall.id: one for one in ctx.proposal.graded}
    for place, step in enumerate((s for s in ctx.proposal.draft.steps if s.code != "domain"), start=1):
        graded = by_finding.get(step.evidence or "")
        rows.append(
            [
                place,
                ACTIONS[step.action],
                *_compared(ctx, step),
                words(step.reason),
                letter(graded) if graded is not None else NONE,
                ctx.ledger.finding(graded.overall) if graded is not None else _by(ctx, step),
            ]
        )
    if not rows:
        return
    columns = [
        Column(NUMBER, width=5),
        Column(Words(vi="Đề nghị", en="Done"), width=10),
        Column(Words(vi="Nội dung", en="Content"), width=28),
        Column(Words(vi="Bộ hiện hành", en="Set in force"), width=17),
        Column(Words(vi="Mức đề xuất", en="Proposed level"), width=11, align="center"),
        Column(Words(vi="Lý do", en="Reason"), width=30),
        Column(Words(vi="Mức căn cứ", en="Grade"), width=11),
        Column(SOURCE, width=8, align="center"),
    ]
    title = Words(vi="So sánh với bộ tiêu chí hiện hành", en="Beside the set in force")
    yield TableBlock(columns, rows, caption=title, tab=Words(vi="So sánh", en="Comparison"))


def _by(ctx: Context, step: Step) -> str:
    return ctx.mark("comments") if step.action == "review" else ctx.mark("draft")


def _compared(ctx: Context, step: Step) -> list[object]:
    graded = ctx.graded.get(step.target)
    if graded is None:
        return [step.target, NONE, NONE]
    finding = graded.overall
    level = (
        NONE
        if finding.level is None or step.action in {"monitor", "drop", "merge"}
        else both(lambda lang: finding.say_level(finding.level, lang))
    )
    if step.action == "review":
        held = {one.id: one for one in ctx.proposal.draft.set.indicators}
        told = (
            joined("; ", dict.fromkeys(one.told for one in ctx.levels(held[step.target])))
            if step.target in held
            else NONE
        )
        level = plus(told, f" {ctx.ledger.finding(finding)}")
    return [words(finding.candidate.indicator.title), floor_words(graded.overall), level]


def floor_words(finding: Finding) -> Words:
    """What the set in force asks, with the state of its level."""
    match_ = finding.match
    if match_.indicator is None:
        return RELATIONS[match_.relation]
    floor = match_.floor
    if floor is None:
        return plus(RELATIONS[match_.relation], f" ({match_.indicator})")
    state = both(lambda lang: label("verification", floor.state, lang))
    shown = plus(f"{match_.indicator}: ", both(lambda lang: finding.say_level(floor.level, lang)))
    return plus(shown, " (", state, ")") if floor.state in {one.value for one in UNCHECKED} else shown


def overlap(ctx: Context) -> Iterator[Block]:
    """Indicators in force that a reader may take for the same as one that is proposed."""
    found = ctx.proposal.overlaps()
    titles = {one.id: one for one in ctx.proposal.graded}
    if not found:
        yield Paragraph(
            Words(
                vi="So từng lời văn, không có chỉ tiêu nào của bộ hiện hành gần trùng với chỉ tiêu đề xuất; "
                "vẫn cần người đọc lại, vì chỉ so chữ, không so nghĩa.",
                en="Compared word by word no indicator in force reads like one proposed; a person should look still, "
                "because words were compared and not meanings.",
            )
        )
        return
    columns = [
        Column(Words(vi="Chỉ tiêu được xét", en="Candidate"), width=36),
        Column(Words(vi="Số", en="No."), width=8, align="center"),
        Column(Words(vi="Chỉ tiêu của bộ hiện hành", en="Indicator in force"), width=36),
        Column(Words(vi="Từ chung", en="Words shared"), width=10, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    rows = [
        [
            words(titles[one.candidate].overall.candidate.indicator.title),
            one.printed,
            one.title,
            both(lambda lang, share=one.share: f"{write_number(100 * share, lang, 0)}%"),
            f"{ctx.ledger.finding(titles[one.candidate].overall)} {ctx.mark('set')}",
        ]
        for one in found
    ]
    title = Words(vi="Nội dung có thể trùng lắp", en="Possible overlap")
    yield TableBlock(columns, rows, caption=title, tab=Words(vi="Trùng lắp", en="Overlap"))


# -- means ------------------------------------------------------------------------------------------------------------


def feasibility(ctx: Context) -> Iterator[Block]:
    """How many communes meet each proposed level today, in each group."""
    proposed = [one for one in ctx.proposal.graded if one.overall.level is not None and _stays(ctx, one.overall.id)]
    if not proposed:
        return
    columns = [
        Column(Words(vi="Chỉ tiêu", en="Indicator"), width=38),
        Column(Words(vi="Tất cả", en="All"), width=14, align="center"),
        *(Column(ctx.stratum_title(*one), width=14, align="center") for one in ctx.strata),
        Column(SOURCE, width=10, align="center"),
    ]
    rows = []
    for one in proposed:
        cells = [one.overall.met["everyone"], *(ctx.met_in(one, *stratum)[:2] for stratum in ctx.strata)]
        told = [both(lambda lang, c=cell: percent(c[0], c[1], lang)) for cell in cells]
        rows.append([words(one.overall.candidate.indicator.title), *told, ctx.ledger.finding(one.overall)])
    title = Words(vi="Số xã đạt hiện nay trên số xã có số liệu", en="Communes that meet it, of those with a figure")
    note = Words(
        vi="Nhóm không có mức riêng được so với mức chung. Mức của cột “Tất cả” là mức chung.",
        en="A group without a level of its own is held to that of all; so is the column of all.",
    )
    yield TableBlock(columns, rows, caption=title, note=note, tab=Words(vi="Khả thi", en="Feasibility"))


def _stays(ctx: Context, finding: str) -> bool:
    step = ctx.steps.get(finding)
    return step is not None and step.action in {"add", "keep", "tighten"}


def costs(ctx: Context) -> Iterator[Block]:
    """What pilots spent, by who paid; and what it would cost if all others followed."""
    if not ctx.costs:
        return
    mark = ctx.mark("costs")
    spent: dict[tuple[str, str, str], list[Cost]] = {}
    for one in ctx.costs:
        spent.setdefault((one.domain, one.kind, one.source), []).append(one)
    rows = [
        [
            ctx.domain_title(domain),
            KINDS.get(kind, words(kind)),
            words(source),
            len({one.unit for one in some}),
            _money(sum((one.amount for one in some), Fraction(0))),
            mark,
        ]
        for (domain, kind, source), some in sorted(spent.items())
    ]
    columns = [
        Column(DOMAIN, width=30),
        Column(KIND, width=18),
        Column(Words(vi="Nguồn vốn", en="Who paid"), width=22),
        Column(Words(vi="Số mô hình", en="Pilots"), width=10, align="right"),
        Column(MILLIONS, width=14, align="right"),
        Column(SOURCE, width=10, align="center"),
    ]
    title = Words(vi="Mô hình đã chi", en="What pilots spent")
    yield TableBlock(columns, rows, caption=title, tab=Words(vi="Kinh phí", en="Cost"))
    yield _if_all_follow(ctx)


def _if_all_follow(ctx: Context) -> TableBlock:
    """The middle of what pilots spent, times the communes that have not spent it."""
    mark, rows = ctx.mark("costs"), []
    communes = len(ctx.proposal.sample.of())
    for domain, kind in sorted({(one.domain, one.kind) for one in ctx.costs}):
        have = {one.unit for one in ctx.costs if (one.domain, one.kind) == (domain, kind)}
        without = max(0, communes - len(have))
        one_commune = if_all_follow(ctx.costs, domain, kind, 1)
        everyone = if_all_follow(ctx.costs, domain, kind, without)
        assert one_commune is not None
        assert everyone is not None  # there is a cost of this kind
        kinds = KINDS.get(kind, words(kind))
        rows.append([ctx.domain_title(domain), kinds, _money(one_commune), without, _money(everyone), mark])
    columns = [
        Column(DOMAIN, width=28),
        Column(KIND, width=16),
        Column(Words(vi="Trung vị một mô hình", en="Middle of the pilots"), width=16, align="right"),
        Column(Words(vi="Số xã chưa làm", en="Communes without it"), width=12, align="right"),
        Column(Words(vi="Nếu tất cả làm theo", en="If all follow"), width=16, align="right"),
        Column(SOURCE, width=10, align="center"),
    ]
    note = Words(
        vi=f"Triệu đồng; trung vị nhân với số xã trong bộ số liệu {ctx.mark('sample')}; không phải dự toán.",
        en=f"Million dong; the middle times the communes of the evidence {ctx.mark('sample')}; not a budget.",
    )
    caption = Words(vi="Nếu mọi xã làm theo", en="If every commune follows")
    return TableBlock(columns, rows, caption=caption, note=note, tab=caption)


def _money(amount: Fraction) -> Words:
    return both(lambda lang: write_number(amount, lang, None if amount.denominator == 1 else 1))


def burden(ctx: Context) -> Iterator[Block]:
    """Which figures one commune has to give, from which system, to whom, how often."""
    items = [one for one in ctx.proposal.draft.set.indicators if one.id in ctx.graded and ctx.is_new(one)]
    known = [ctx.graded[one.id].overall.candidate.burden for one in items]
    base, mark = ctx.proposal.base.coverage(), ctx.mark("draft")
    yield Paragraph(
        Words(
            vi=f"Chỉ tiêu thêm hoặc nâng hỏi một xã {len(items)} số liệu: {known.count('existing')} đã có trong hệ "
            f"thống, {known.count('new')} phải thu thập mới {mark}. Bộ hiện hành có {base.indicators_declared} "
            f"chỉ tiêu {ctx.mark('set')}.",
            en=f"Indicators added or raised ask one commune for {len(items)} figures: {known.count('existing')} lie in "
            f"a system today, {known.count('new')} must be collected {mark}. The set in force has "
            f"{base.indicators_declared} indicators {ctx.mark('set')}.",
        )
    )
    rows = []
    for item in items:
        finding = ctx.graded[item.id].overall
        measure = finding.measure
        rows.append(
            [
                item.printed,
                words(item.title),
                words(measure.source_system) if measure.source_system else NONE,
                words(measure.owner) if measure.owner else NONE,
                words(measure.cycle) if measure.cycle else NONE,
                BURDEN.get(finding.candidate.burden or "", NONE),
                ctx.ledger.finding(finding),
            ]
        )
    if rows:
        columns = [
            Column(Words(vi="Số", en="No."), width=6),
            Column(Words(vi="Chỉ tiêu", en="Indicator"), width=30),
            Column(Words(vi="Hệ thống nguồn", en="Source system"), width=22),
            Column(OWNER, width=18),
            Column(Words(vi="Kỳ báo cáo", en="Cycle"), width=10),
            Column(Words(vi="Số liệu", en="Figure"), width=10),
            Column(SOURCE, width=10, align="center"),
        ]
        title = Words(vi="Số liệu xã phải báo cáo", en="What a commune has to report")
        yield TableBlock(columns, rows, caption=title, tab=Words(vi="Gánh nặng báo cáo", en="Burden"))
    cautions = [
        plus(
            one.overall.candidate.indicator.title,
            f": {one.overall.candidate.caution} {ctx.ledger.finding(one.overall)}",
        )
        for one in ctx.proposal.graded
        if one.overall.candidate.caution and _stays(ctx, one.overall.id)
    ]
    if cautions:
        yield Notice(Words(vi="Điều cần lưu ý trước khi quy định:", en="To mind before it is asked for:"))
        yield Bullets(cautions)


BURDEN = {
    "existing": Words(vi="đã có", en="exists"),
    "new": Words(vi="thu thập mới", en="new"),
}
