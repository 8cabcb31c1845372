"""Content that says how it was done: precedents, simulation, items, comments, methods, deviations, sources."""

from __future__ import annotations

from collections.abc import Iterator

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.paper.blocks import Block, Bullets, Column, Notice, Paragraph, TableBlock
from smartvillage.paper.charts import Item as Bar
from smartvillage.paper.charts import ItemChart
from smartvillage.proposal.dossier.content_results import SOURCE
from smartvillage.proposal.dossier.content_set import NONE
from smartvillage.proposal.dossier.context import Context
from smartvillage.proposal.dossier.sources import KINDS
from smartvillage.proposal.dossier.words import both, joined, plus, words
from smartvillage.proposal.grades import CHECKS, GRADES
from smartvillage.proposal.power import COLUMNS as POWER
from smartvillage.text.numbers import write_number

__all__ = [
    "comments",
    "comments_short",
    "deviations",
    "grades",
    "items",
    "methods",
    "power",
    "precedents",
    "simulation",
    "sources",
]

INDICATOR = Words(vi="Chỉ tiêu", en="Indicator")


def precedents(ctx: Context) -> Iterator[Block]:
    """Who has asked for something like it, at which level, in which text."""
    rows = [
        [
            words(one.overall.candidate.indicator.title),
            words(told.what),
            told.value or NONE,
            both(told.citation.say),
            Words(vi="theo nguồn dẫn lại", en="from a secondary source") if told.citation.via else NONE,
            f"{ctx.ledger.finding(one.overall)} {ctx.ledger.citation(told.citation)}",
        ]
        for one in ctx.proposal.graded
        for told in one.overall.precedents
    ]
    if not rows:
        return
    columns = [
        Column(INDICATOR, width=26),
        Column(Words(vi="Nội dung tiền lệ", en="What was asked"), width=26),
        Column(Words(vi="Mức", en="Level"), width=9, align="center"),
        Column(Words(vi="Văn bản", en="Text"), width=18),
        Column(Words(vi="Đối chiếu", en="Checked"), width=12),
        Column(SOURCE, width=10, align="center"),
    ]
    title = Words(vi="Tiền lệ", en="Precedents")
    yield TableBlock(columns, rows, caption=title, tab=title)


def simulation(ctx: Context) -> Iterator[Block]:
    """Every criterion of the draft applied at once to the figures after the pilots."""
    run, plan = ctx.proposal.run, ctx.proposal.plan.plan
    if run is None:
        return
    sample = ctx.proposal.sample
    groups = {"pilots": set(sample.pilots), "comparison": set(sample.comparison), "everyone": set(sample.of())}
    after = [place for place, (_, period) in enumerate(run.keys) if period in plan.periods.after]
    keys = run.keys
    lines = [*((ref, name) for ref, name in run.refs("criterion")), *((ref, name) for ref, name in run.refs("set"))]
    held = {one.id: one for one in ctx.proposal.draft.set.criteria}
    rows = []
    for _, name in lines:
        verdicts = run.verdicts(name)
        cells = []
        for members in groups.values():
            some = [verdicts[place] for place in after if keys[place][0] in members]
            met, open_ = some.count(Verdict.MET), some.count(Verdict.UNKNOWN)
            cells.append(
                Words(
                    vi=f"{met}/{len(some)}" + (f" ({open_} chưa rõ)" if open_ else ""),
                    en=f"{met}/{len(some)}" + (f" ({open_} unknown)" if open_ else ""),
                )
            )
        title = words(held[name].title) if name in held else Words(vi="Cả bộ tiêu chí", en="The whole set")
        rows.append([title, *cells, ctx.mark("run")])
    columns = [
        Column(Words(vi="Tiêu chí", en="Criterion"), width=40),
        Column(Words(vi="Mô hình đạt", en="Pilots"), width=16, align="center"),
        Column(Words(vi="Đối chứng đạt", en="Comparison"), width=16, align="center"),
        Column(Words(vi="Tất cả", en="All"), width=16, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    title = Words(vi="Áp dụng đồng thời mọi mức đề xuất", en="All proposed levels at once")
    periods = ", ".join(plan.periods.after)
    note = Words(
        vi=f"Kỳ {periods}; mọi mức của dự thảo được tính, kể cả mức chưa đối chiếu {ctx.mark('run')}.",
        en=f"Period {periods}; all levels of the draft count, checked or not {ctx.mark('run')}.",
    )
    yield TableBlock(columns, rows, caption=title, note=note, tab=Words(vi="Mô phỏng", en="Simulation"))
    yield from _choices(ctx)


def _choices(ctx: Context) -> Iterator[Block]:
    """What becomes of each commune when every level moves a step, over all choices at once."""
    found = ctx.proposal.choices()
    if found is None:
        return
    mark = ctx.mark("draft")
    yield Paragraph(
        plus(
            Words(vi="Mỗi mức hạ, giữ hoặc nâng một nấc: ", en="Each level a step looser, as is, or stricter: "),
            both(found.acceptability.say),
            f" {mark}.",
        )
    )
    rows = [
        [ctx.strata_title(name), f"{count}/{of}", mark] for name, (count, of) in sorted(found.never.by_stratum.items())
    ]
    columns = [
        Column(Words(vi="Nhóm xã", en="Group"), width=60),
        Column(Words(vi="Không đạt với phương án nào", en="Pass under no choice"), width=24, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    title = Words(vi="Xã không đạt với phương án mức nào", en="Communes that pass under no choice of levels")
    yield TableBlock(columns, rows, caption=title, tab=Words(vi="Không thể đạt", en="Never"))


def items(ctx: Context) -> Iterator[Block]:
    """How hard each indicator is, whether it ever decides, and what follows from what."""
    found = ctx.proposal.conjunction
    by_id = {one.id: one.overall for one in ctx.proposal.graded}
    if not found.items:
        yield Paragraph(Words(vi="Chưa có chỉ tiêu nào có mức.", en="No candidate has a level."))
        return

    def title(name: str) -> Words:
        return words(by_id[name].candidate.indicator.title)

    rows = [
        [
            title(one.name),
            f"{one.met}/{one.decided}",
            one.only_failure,
            Words(vi="không", en="no") if one.never_decisive else Words(vi="có", en="yes"),
            NONE
            if one.rest_correlation is None
            else both(lambda lang, r=one.rest_correlation: write_number(round(r, 2), lang, 2)),
            ctx.ledger.finding(by_id[one.name]),
        ]
        for one in found.items
    ]
    columns = [
        Column(INDICATOR, width=40),
        Column(Words(vi="Đơn vị đạt", en="Units meeting it"), width=12, align="center"),
        Column(Words(vi="Lần là chỉ tiêu duy nhất chưa đạt", en="Times the only failure"), width=14, align="center"),
        Column(Words(vi="Từng quyết định kết quả", en="Ever decisive"), width=12, align="center"),
        Column(Words(vi="Tương quan với phần còn lại", en="Item-rest correlation"), width=14, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    caption = Words(vi="Chỉ tiêu trong một bộ phải đạt tất cả", en="Indicators of a conjunction")
    yield TableBlock(columns, rows, caption=caption, tab=Words(vi="Phân tích chỉ tiêu", en="Items"))
    if not ctx.flat:
        bars = ItemChart(
            [
                Bar(title(one.name), one.met, one.not_met, only=one.only_failure, unknown=one.unknown)
                for one in found.items
            ]
        )
        mark = ctx.mark("plan")
        label = Words(vi=f"Kết quả của từng chỉ tiêu {mark}", en=f"How each indicator came out {mark}")
        yield bars.block(label, label)
    span = found.alpha_interval
    if span is not None:
        yield Paragraph(plus(both(span.say), f" {ctx.mark('plan')}."))
    yield from _implied(ctx)


def _implied(ctx: Context) -> Iterator[Block]:
    by_id = {one.id: one.overall for one in ctx.proposal.graded}
    units, names = ctx.proposal.sample.of(), ctx.proposal.sample.names
    rows = [
        [
            words(by_id[one.first].candidate.indicator.title),
            words(by_id[one.second].candidate.indicator.title),
            one.both,
            joined(", ", (names.get(units[place], units[place]) for place in one.counter_examples))
            if one.counter_examples
            else words("0"),
            one.neither,
            NONE if one.phi is None else both(lambda lang, r=one.phi: write_number(round(r, 2), lang, 2)),
            f"{ctx.ledger.finding(by_id[one.first])} {ctx.ledger.finding(by_id[one.second])}",
        ]
        for one in ctx.proposal.implications
    ]
    if not rows:
        yield Paragraph(Words(vi="Không cặp chỉ tiêu nào kéo theo nhau.", en="No indicator implies another."))
        return
    columns = [
        Column(Words(vi="Đạt chỉ tiêu này", en="Whoever meets this"), width=28),
        Column(Words(vi="thì đạt chỉ tiêu này", en="meets this"), width=28),
        Column(Words(vi="Đạt cả hai", en="Both met"), width=9, align="center"),
        Column(Words(vi="Phản ví dụ", en="Counter-examples"), width=14, align="center"),
        Column(Words(vi="Không đạt cả hai", en="Neither"), width=9, align="center"),
        Column(Words(vi="Hệ số phi", en="Phi"), width=9, align="center"),
        Column(SOURCE, width=10, align="center"),
    ]
    title = Words(vi="Chỉ tiêu kéo theo nhau", en="What follows from what")
    yield TableBlock(columns, rows, caption=title, tab=Words(vi="Kéo theo", en="Implications"))


# -- comments ---------------------------------------------------------------------------------------------------------


def comments_short(ctx: Context) -> Iterator[Block]:
    """How many comments came, were taken, were refused, are open."""
    if ctx.review is None:
        return
    entries, mark = ctx.review.entries, ctx.mark("comments")
    counts = [sum(one.taken is state for one in entries) for state in (True, False, None)]
    yield Paragraph(
        Words(
            vi=f"Nhận {len(entries)} ý kiến: tiếp thu {counts[0]}, không tiếp thu {counts[1]}, chưa trả lời "
            f"{counts[2]}; {len(ctx.review.conflicts)} nội dung còn ý kiến khác nhau {mark}.",
            en=f"{len(entries)} comments: {counts[0]} taken, {counts[1]} refused, {counts[2]} not answered; "
            f"{len(ctx.review.conflicts)} contradict each other {mark}.",
        )
    )


def comments(ctx: Context) -> Iterator[Block]:
    """The table of comments."""
    if ctx.review is None or not ctx.review.entries:
        return
    vi, en = ctx.review.table("vi"), ctx.review.table("en")
    mark = ctx.mark("comments")
    rows = [
        [Words(str(one or "-"), str(other or "-")) for one, other in zip(*pair, strict=True)]
        for pair in zip(vi.rows, en.rows, strict=True)
    ]
    widths = {"id": 8, "about": 16, "who": 14, "text": 22, "reason": 14, "taken": 10, "answer": 20}
    columns = [Column(vi.labels.get(name, name), width=widths.get(name)) for name in vi.columns]
    title = vi.title or Words(vi="Ý kiến", en="Comments")
    tab = Words(vi="Ý kiến", en="Comments")
    yield TableBlock(columns, rows, caption=plus(title, f" {mark}"), tab=tab)


# -- methods ----------------------------------------------------------------------------------------------------------


def methods(ctx: Context) -> Iterator[Block]:
    """What was declared beforehand, and how every number was made."""
    mark = ctx.mark("plan")
    vi, en = ctx.proposal.assumptions("vi"), ctx.proposal.assumptions("en")
    yield Bullets([plus(Words(one, other), f" {mark}") for one, other in zip(vi, en, strict=True)])
    how = ctx.proposal.plan.plan.methods
    draws = how.draws
    yield Bullets(
        [
            Words(
                vi="Đáp ứng theo mức: hàm bậc thang chính xác, đếm trên số nguyên, không làm tròn trước khi so sánh.",
                en="Response to a level: an exact step function, counted in whole numbers, nothing rounded before it "
                "is compared.",
            ),
            Words(
                vi="Phân vị của mô hình: mức chặt nhất mà tỷ lệ khai báo của mô hình đạt; khoảng theo thống kê thứ tự.",
                en="Quantile of the pilots: the strictest level that the declared share meets; interval by order "
                "statistics.",
            ),
            Words(
                vi="Tỷ lệ khả thi: mức chặt nhất mà cận dưới Clopper-Pearson vượt tỷ lệ khai báo.",
                en="Feasible share: the strictest level whose lower bound of Clopper and Pearson passes the declared "
                "share.",
            ),
            Words(
                vi=f"Phân biệt: chỉ số Youden, {draws} lần lấy mẫu lại, hạt giống lấy từ mã băm của kế hoạch {mark}.",
                en=f"Separation: Youden's index, {draws} bootstrap draws, seeded by the hash of the plan {mark}.",
            ),
            Words(
                vi="So sánh: kiểm định dấu, hạng có dấu, hoán vị, tổng hạng; chính xác khi đếm được.",
                en="Comparisons: sign, signed-rank, permutation and rank-sum tests; exact where cases can be counted.",
            ),
        ]
    )


def grades(ctx: Context) -> Iterator[Block]:
    """The rules by which grades are given, as they are."""
    yield Bullets([plus(name, f" {ctx.mark('plan')}.") for name in CHECKS.values()], numbered=False)
    yield Paragraph(
        joined(
            "; ",
            (
                plus(GRADES["A"], Words(vi=": mọi kiểm tra đều đạt", en=": every check holds")),
                plus(
                    GRADES["B"],
                    Words(
                        vi=": nhiều nhất hai kiểm tra không đạt, trong đó không có so sánh và ổn định",
                        en=": at most two checks fail, and not those of comparison and stability",
                    ),
                ),
                plus(GRADES["C"], Words(vi=": các trường hợp còn lại", en=": all others")),
                plus(
                    GRADES["D"],
                    Words(
                        vi=": mọi đơn vị đều đạt, không đơn vị nào đạt, hoặc chỉ tiêu khác kéo theo",
                        en=": everybody meets it, nobody does, or another one implies it",
                    ),
                ),
                plus(
                    GRADES["insufficient"],
                    Words(
                        vi=": quá ít mô hình có số liệu; chỉ theo dõi",
                        en=": too few pilots with a figure; monitor only",
                    ),
                ),
            ),
        )
    )


def power(ctx: Context) -> Iterator[Block]:
    """What so many pilots could have shown at all, however they came out."""
    mark = ctx.mark("plan")
    rows = []
    for one in ctx.proposal.power():
        seen = {True: Words(vi="có", en="yes"), False: Words(vi="không", en="no")}
        rows.append(
            [
                one.pilots,
                both(lambda lang, x=one: f"±{write_number(x.half_width, lang, 2)}"),
                both(lambda lang, x=one: f"±{write_number(x.widest, lang, 2)}"),
                seen[one.has_level_interval],
                seen[one.can_show_share],
                NONE
                if one.detectable is None
                else both(lambda lang, x=one.detectable: f"{write_number(100 * x, lang)}%"),
                NONE
                if one.detectable_change is None
                else both(lambda lang, x=one.detectable_change: f"{write_number(100 * x, lang)}%"),
            ]
        )
    columns = [Column(label, align="center") for label in POWER.values()]
    title = Words(vi="Số mô hình và điều có thể cho thấy", en="Pilots, and what they could have shown")
    share = ctx.proposal.power()[0].share
    note = both(
        lambda lang: (
            f"Tỷ lệ {write_number(100 * share, lang)}%; tính chính xác theo phân phối nhị thức {mark}."
            if lang == "vi"
            else f"For a share of {write_number(100 * share, lang)} %; exact binomial {mark}."
        )
    )
    yield TableBlock(columns, rows, caption=title, note=note, tab=Words(vi="Số mô hình", en="Power"))


def deviations(ctx: Context) -> Iterator[Block]:
    """What was done otherwise than the plan said."""
    mark = ctx.mark("plan")
    if not ctx.proposal.deviations:
        yield Paragraph(Words(vi="Không có sai khác so với kế hoạch.", en="Nothing deviates from the plan."))
        return
    yield Bullets(
        [
            plus(
                one.what,
                *((Words(vi="; lý do: ", en="; because: "), one.reason) if one.reason is not None else ()),
                f" {mark}",
            )
            for one in ctx.proposal.deviations
        ]
    )


def sources(ctx: Context) -> Iterator[Block]:
    """The list that resolves every mark; strata of candidates without a figure are on no page."""
    silent = {
        ctx.ledger.finding(part)
        for one in ctx.proposal.graded
        if one not in ctx.levelled
        for part in one.strata.values()
    }
    rows = [
        [one.mark, KINDS[one.kind], one.id, one.what, one.via or NONE]
        for one in ctx.ledger.sources.values()
        if one.mark not in silent
    ]
    columns = [
        Column(Words(vi="Dấu", en="Mark"), width=8, align="center"),
        Column(Words(vi="Loại", en="Kind"), width=16),
        Column(Words(vi="Mã", en="Id"), width=40),
        Column(Words(vi="Nội dung", en="What"), width=36),
        Column(Words(vi="Đọc qua", en="Read at"), width=30),
    ]
    title = Words(vi="Nguồn số liệu", en="Sources")
    yield Notice(
        Words(
            vi="Số trong ngoặc vuông ở mọi trang dẫn tới bảng này: kết quả phân tích, lần đánh giá, kế hoạch, văn bản.",
            en="A mark in square brackets on any page leads to this table: a finding, a run, a plan or a text.",
        )
    )
    yield TableBlock(columns, rows, caption=title, tab=title)
