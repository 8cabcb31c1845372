"""Content that says why, for whom and under which text: the parts of a paper that lead up to figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from smartvillage.criteria.citations import Citation
from smartvillage.errors import Words
from smartvillage.paper.blocks import Block, Bullets, Notice, Paragraph
from smartvillage.proposal.dossier.context import Context
from smartvillage.proposal.dossier.words import both, joined, plus, words
from smartvillage.proposal.draft import ACTIONS, Step

__all__ = [
    "SHAPES",
    "attached",
    "background",
    "contents",
    "decision_basis",
    "decision_issue",
    "decision_monitor",
    "decision_owners",
    "decision_rule",
    "direction",
    "legal_basis",
    "options",
    "purpose",
    "recommendations",
    "scope",
    "survey",
]

SHAPES = {
    "framework": Words(
        vi="nội dung trong khung xã nông thôn mới hiện đại", en="content of the framework for a modern commune"
    ),
    "provincial": Words(vi="bộ tiêu chí riêng của tỉnh", en="a set of the province's own"),
    "profile": Words(
        vi="bộ tiêu chí quốc gia với mức số hóa nâng lên và lĩnh vực nổi trội được chọn",
        en="a profile over the national set, with raised digital levels and a choice of leading fields",
    ),
}
"""Where the set may sit."""


def told(ctx: Context, citation: Citation) -> Words:
    """A text as it is cited, with its mark, and that it was read about only, where that is so."""
    via = Words(vi=" (theo nguồn dẫn lại)", en=" (from a secondary source)") if citation.via else ""
    return plus(both(citation.say), via, f" {ctx.ledger.citation(citation)}")


def legal_basis(ctx: Context) -> Iterator[Block]:
    """The texts relied on."""
    plan, base = ctx.proposal.plan.plan, ctx.proposal.base
    issued = base.document.issued
    yield Bullets(
        [
            plus(Words(vi="Văn bản làm căn cứ đề xuất: ", en="The text relied on: "), told(ctx, plan.seat.text)),
            plus(
                Words(vi="Bộ tiêu chí hiện hành: ", en="The set in force: "),
                plus(base.title, ", "),
                told(ctx, issued),
            ),
            [Words(vi="Các văn bản khác: ", en="Other texts: "), ctx.fields.span("laws")],
        ]
    )


def background(ctx: Context) -> Iterator[Block]:
    """What was asked, of whom."""
    plan = ctx.proposal.plan.plan
    yield Paragraph(plus(Words(vi="Câu hỏi tổng kết: ", en="The question: "), plan.question, f" {ctx.mark('plan')}"))
    yield Paragraph(
        plus(
            Words(vi="Cách chọn mô hình: ", en="How the pilots were chosen: "),
            plan.pilots.chosen,
            f" {ctx.mark('plan')}",
        )
    )
    before, after = (", ".join(one) or "-" for one in (plan.periods.before, plan.periods.after))
    yield Paragraph(
        Words(
            vi=f"Kỳ số liệu trước thí điểm: {before}; sau thí điểm: {after} {ctx.mark('plan')}.",
            en=f"Periods before: {before}; after: {after} {ctx.mark('plan')}.",
        )
    )


def purpose(ctx: Context) -> Iterator[Block]:
    """What the set is for, and by which principles it was made."""
    how, mark = ctx.proposal.plan.plan.methods, ctx.mark("plan")
    share = f"{how.share * 100}"
    yield Bullets(
        [
            Words(
                vi="Mỗi chỉ tiêu, mỗi mức dựa trên số liệu thí điểm có dẫn nguồn; không sao chép mức của tỉnh khác.",
                en="Each indicator and level rests on cited figures of pilots; none is copied from another province.",
            ),
            Words(
                vi=f"Mức đề xuất là mức mà ít nhất {share}% số mô hình đạt, không thấp hơn mức sàn đang áp dụng; "
                f"dưới {how.minimum} mô hình có số liệu thì chỉ theo dõi, chưa quy định mức {mark}.",
                en=f"A level is one that at least {share} % of the pilots meet, never under the floor in force; "
                f"with fewer than {how.minimum} pilots with a figure it is monitored without a level {mark}.",
            ),
            *(
                plus(
                    Words(vi="Điều làm giảm giá trị một chỉ tiêu: ", en="What counts against an indicator: "),
                    one,
                    f" {mark}",
                )
                for one in ctx.proposal.plan.plan.against
            ),
        ]
    )


def scope(ctx: Context) -> Iterator[Block]:
    """Which dates and communes the set judges."""
    seat, mark = ctx.proposal.plan.plan.seat, ctx.mark("plan")
    last = seat.assesses.until - timedelta(days=1)
    yield Paragraph(
        Words(
            vi=f"Áp dụng khi đánh giá các xã trên địa bàn tỉnh từ {seat.assesses.since:%d/%m/%Y} đến hết "
            f"{last:%d/%m/%Y} {mark}.",
            en=f"It judges the communes of the province from {seat.assesses.since} to {last} {mark}.",
        )
    )
    if ctx.strata:
        names = joined("; ", (ctx.stratum_title(*one) for one in ctx.strata))
        yield Paragraph(
            plus(Words(vi="Nhóm xã có mức riêng: ", en="Groups with levels of their own: "), names, f" {mark}.")
        )


def survey(ctx: Context) -> Iterator[Block]:
    """How the sample came about, and who was left out of it."""
    sample, mark = ctx.proposal.sample, ctx.mark("sample")
    counts = len(sample.pilots), len(sample.comparison), len(sample.of("other"))
    yield Paragraph(
        Words(
            vi=f"Bộ số liệu có {len(sample.of())} đơn vị: {counts[0]} mô hình, {counts[1]} xã đối chứng được chọn theo "
            f"quy tắc của kế hoạch niêm phong, {counts[2]} đơn vị không dùng để so sánh {mark}.",
            en=f"The evidence has {len(sample.of())} units: {counts[0]} pilots, {counts[1]} comparison communes by the "
            f"rules of the sealed plan, and {counts[2]} that are not compared {mark}.",
        )
    )
    reasons: dict[Words, int] = {}
    for why in sample.left_out.values():
        reasons[why] = reasons.get(why, 0) + 1
    if reasons:
        yield Bullets(
            [
                plus(why, Words(vi=f": {n} đơn vị {mark}", en=f": {n} units {mark}"))
                for why, n in sorted(reasons.items())
            ]
        )


def contents(ctx: Context) -> Iterator[Block]:
    """How the draft is built."""
    draft, mark = ctx.proposal.draft, ctx.mark("draft")
    held = draft.set
    yield Paragraph(
        plus(
            held.title,
            Words(
                vi=f" gồm {len(held.criteria)} tiêu chí, {len(held.indicators)} chỉ tiêu {mark}.",
                en=f" has {len(held.criteria)} criteria and {len(held.indicators)} indicators {mark}.",
            ),
        )
    )
    if held.criteria:
        yield Bullets(
            [
                plus(
                    Words(vi=f"Tiêu chí {one.printed}: ", en=f"Criterion {one.printed}: "),
                    one.title,
                    Words(
                        vi=f", {len(one.indicators)} chỉ tiêu {mark}", en=f", {len(one.indicators)} indicators {mark}"
                    ),
                )
                for one in held.criteria
            ]
        )
    yield from decision_rule(ctx)


def options(ctx: Context) -> Iterator[Block]:
    """What people or methods do not agree on, each side with what it would mean."""
    conflicts = ctx.review.conflicts if ctx.review is not None else ()
    items = [plus(both(one.say), f" {ctx.mark('comments')}") for one in conflicts]
    for one in ctx.proposal.graded:
        finding = one.overall
        if finding.level is None or not finding.agreement.apart:
            continue
        sides = []
        for number, method in enumerate(
            (m for m in finding.methods if m.level is not None and m.method != "floor"), start=1
        ):
            level = method.level
            assert level is not None
            met, of = finding.response["pilots"].met(level), finding.response["pilots"].of
            rest, among = finding.response["comparison"].met(level), finding.response["comparison"].of
            sides.append(
                both(
                    lambda lang, n=number, level=level, a=met, b=of, c=rest, d=among, f=finding: (
                        f"phương án {n}: {f.say_level(level, lang)} ({a}/{b} mô hình, {c}/{d} xã đối chứng đạt)"
                        if lang == "vi"
                        else f"option {n}: {f.say_level(level, lang)} ({a} of {b} pilots, {c} of {d} others meet it)"
                    )
                )
            )
        items.append(
            plus(finding.candidate.indicator.title, ": ", joined("; ", sides), f" {ctx.ledger.finding(finding)}")
        )
    if items:
        yield Bullets(items)


def attached(ctx: Context) -> Iterator[Block]:
    """What goes with the note."""
    del ctx
    yield Bullets(
        [
            Words(vi="Dự thảo Quyết định và phụ lục bộ tiêu chí", en="Draft decision with the annex"),
            Words(vi="Báo cáo tổng kết mô hình thí điểm", en="Report that sums up the pilots"),
            Words(vi="Bản so sánh với bộ tiêu chí hiện hành", en="Comparison with the set in force"),
            Words(vi="Phiếu căn cứ của từng chỉ tiêu", en="A sheet for each indicator"),
            Words(vi="Bản tổng hợp, tiếp thu, giải trình ý kiến", en="Comments, taken or refused"),
            Words(vi="Ghi chú phương pháp và nguồn số liệu", en="Note on methods, and sources"),
        ],
        numbered=False,
    )


def direction(ctx: Context) -> Iterator[Block]:
    """What the draft asks for in the period to come."""
    yield Paragraph(
        plus(
            Words(vi="Đề xuất hình thức: ", en="Proposed: "),
            SHAPES[ctx.proposal.plan.plan.seat.shape],
            Words(vi="; văn bản: ", en="; as: "),
            ctx.proposal.plan.plan.seat.form,
            f" {ctx.mark('plan')}.",
        )
    )
    yield from contents(ctx)


def recommendations(ctx: Context) -> Iterator[Block]:
    """What the office is to ask of those above it."""
    mark = ctx.mark("draft")
    counts = {action: sum(one.action == action for one in _engine(ctx)) for action in ACTIONS}
    yield Bullets(
        [
            Words(
                vi=f"Xem xét ban hành bộ tiêu chí kèm theo: thêm {counts['add']}, nâng {counts['tighten']}, giữ "
                f"{counts['keep']} chỉ tiêu {mark}.",
                en=f"Issue the set attached: {counts['add']} indicators added, {counts['tighten']} raised, "
                f"{counts['keep']} kept {mark}.",
            ),
            Words(
                vi=f"Cho thu thập số liệu {counts['monitor']} nội dung chưa đủ căn cứ, chưa quy định mức {mark}.",
                en=f"Collect figures for {counts['monitor']} matters without a level yet {mark}.",
            ),
            Words(
                vi="Thẩm tra số liệu của các mô hình trước khi ban hành; đo lại trước và sau ở cả xã đối chứng.",
                en="Verify the figures of the pilots before the set is issued; measure before and after in the "
                "comparison communes as well.",
            ),
        ]
    )


def _engine(ctx: Context) -> tuple[Step, ...]:
    return tuple(one for one in ctx.proposal.draft.steps if one.code != "domain" and one.action != "review")


# -- the decision -----------------------------------------------------------------------------------------------------


def decision_basis(ctx: Context) -> Iterator[Block]:
    """The texts a decision begins with."""
    plan, base = ctx.proposal.plan.plan, ctx.proposal.base
    for citation in (plan.seat.text, base.document.issued):
        yield Paragraph(plus(Words(vi="Căn cứ ", en="Having regard to "), told(ctx, citation), ";"))
    yield Paragraph(
        [
            Words(vi="Theo đề nghị của ", en="On the proposal of "),
            ctx.fields.span("department"),
            Words(vi=" tại Tờ trình số ", en=", note "),
            ctx.fields.span("number"),
            ".",
        ]
    )


def decision_issue(ctx: Context) -> Iterator[Block]:
    """That the set is issued."""
    yield Paragraph(
        plus(
            Words(vi="Ban hành kèm theo Quyết định này ", en="Issued with this decision: "),
            ctx.proposal.draft.set.title,
            f" ({ctx.proposal.draft.set.document.edition}) {ctx.mark('draft')}.",
        )
    )
    yield Notice(
        Words(
            vi="Lời văn và mức của chỉ tiêu thêm mới là dự thảo, chưa có văn bản để đối chiếu.",
            en="Wording and levels of added indicators are a draft; there is no text to check them against.",
        )
    )


def decision_rule(ctx: Context) -> Iterator[Block]:
    """How many criteria must be met, and which."""
    held, mark = ctx.proposal.draft.set, ctx.mark("draft")
    asks, of = held.document.requires, len(held.criteria)
    number = {one.id: one.printed for one in held.criteria}
    must = ", ".join(number.get(name, name) for name in asks.compulsory)
    if asks.kind == "count":
        yield Paragraph(
            Words(
                vi=f"Xã đạt bộ tiêu chí khi đạt ít nhất {asks.count}/{of} tiêu chí"
                + (f", trong đó bắt buộc các tiêu chí {must}" if must else "")
                + f"; lĩnh vực nổi trội do xã chọn {mark}.",
                en=f"A commune meets the set with at least {asks.count} of {of} criteria"
                + (f", among them criteria {must}" if must else "")
                + f"; it chooses its leading field {mark}.",
            )
        )
    elif asks.kind == "share":
        yield Paragraph(
            Words(
                vi=f"Xã đạt bộ tiêu chí khi đạt ít nhất {asks.percent}% số tiêu chí {mark}.",
                en=f"A commune meets the set with at least {asks.percent} % of the criteria {mark}.",
            )
        )
    else:
        yield Paragraph(
            Words(
                vi=f"Xã đạt bộ tiêu chí khi đạt toàn bộ {of} tiêu chí {mark}.",
                en=f"A commune meets the set when it meets all of its {of} criteria {mark}.",
            )
        )
    yield Paragraph(
        Words(
            vi="Chưa có số liệu thì chưa đủ cơ sở đánh giá: không tính là đạt, cũng không tính là chưa đạt.",
            en="Without a figure the verdict is unknown: neither met nor not met.",
        )
    )


def decision_monitor(ctx: Context) -> Iterator[Block]:
    """What is collected without a level."""
    number, mark = sum(one.action == "monitor" for one in _engine(ctx)), ctx.mark("draft")
    yield Paragraph(
        Words(
            vi=f"Theo dõi, thu thập số liệu, chưa quy định mức đối với {number} nội dung nêu tại Phụ lục {mark}.",
            en=f"{number} matters listed in the annex are monitored, without a level {mark}.",
        )
    )


def decision_owners(ctx: Context) -> Iterator[Block]:
    """Which body owes which indicators."""
    owed: dict[Words, list[str]] = {}
    for item in ctx.proposal.draft.set.indicators:
        owner = item.indicator.owner
        if owner is None and (measure := ctx.measure_of(item)) is not None:
            owner = measure.owner
        if owner is not None:
            owed.setdefault(words(owner), []).append(item.printed)
    if owed:
        yield Bullets(
            [
                plus(owner, Words(vi=": chỉ tiêu ", en=": indicators "), f"{', '.join(refs)} {ctx.mark('draft')}")
                for owner, refs in sorted(owed.items())
            ]
        )
