"""The dossier: every paper that a proposal is handed up with, from one content, in four forms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from smartvillage.border import Label
from smartvillage.errors import Lang, Problem, UnknownIdentifierError, Words
from smartvillage.paper.blocks import (
    SYNTHETIC,
    Blank,
    Block,
    Bullets,
    Column,
    Empty,
    Heading,
    LetterHead,
    Notice,
    PageBreak,
    Paper,
    Paragraph,
    Signature,
    Stretch,
    TableBlock,
    TableCell,
)
from smartvillage.paper.blocks_text import Span
from smartvillage.paper.files import write_bytes
from smartvillage.paper.papers import FORMATS, Format, write_paper
from smartvillage.proposal.dossier.checking import check_content, empty_headings
from smartvillage.proposal.dossier.content import CONTENT
from smartvillage.proposal.dossier.content_basis import SHAPES, told
from smartvillage.proposal.dossier.context import Context
from smartvillage.proposal.dossier.facts import Facts, facts_of
from smartvillage.proposal.dossier.fields import Fields
from smartvillage.proposal.dossier.outline import FIELD, OUTLINES, Outline, Section, read_outlines
from smartvillage.proposal.dossier.words import plus, words

if TYPE_CHECKING:
    from smartvillage.programme.programme import Progress
    from smartvillage.proposal.burden import Cost
    from smartvillage.proposal.proposal import Proposal
    from smartvillage.proposal.review import Merged

__all__ = ["NAME", "SCHEMA", "Dossier", "content_hash", "dossier_of"]

SCHEMA = "smartvillage.dossier/1"
NAME = "dossier"
"""How its files are called."""
TITLE = Words(vi="HỒ SƠ TRÌNH", en="DOSSIER")
HASH = Words(vi="Mã băm nội dung (SHA-256)", en="Hash of the content (SHA-256)")


def content_hash(facts: Mapping[str, Any], paper: Mapping[str, Any]) -> str:
    """Hash what a dossier says: the same on every machine, whatever its language or form."""
    text = json.dumps({"facts": facts, "paper": paper}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@attrs.frozen
class _Sealed(Paper):
    """A paper that bears the hash of the dossier in place of its own, which it could not print."""

    seal: str = attrs.field(default="", kw_only=True, metadata={"content": False})

    @property
    def content(self) -> str:
        return self.seal


@attrs.frozen(eq=False, slots=False, repr=False)
class Dossier:
    """The papers that a proposal is handed up with.

    .. versionadded:: 0.1
    """

    context: Context
    outlines: Mapping[str, Outline]
    lang: Lang = "vi"
    """The language of the Word document, the page and the workbook; the JSON holds both."""

    @cached_property
    def paper(self) -> Paper:
        """All parts bound into one paper, without the hash."""
        return _bound(self.context, self.outlines)

    @cached_property
    def facts(self) -> Facts:
        """What a program checks."""
        return facts_of(self.context)

    @cached_property
    def _tree(self) -> dict[str, Any]:
        facts, paper = self.facts.model_dump(mode="json"), self.paper.to_dict()
        return {"schema": SCHEMA, "content": content_hash(facts, paper), "facts": facts, "paper": paper}

    @property
    def content(self) -> str:
        """SHA-256 of what the dossier says."""
        return str(self._tree["content"])

    def to_dict(self) -> dict[str, Any]:
        """Return the dossier ready for JSON: facts, paper and the hash of both."""
        return dict(self._tree)

    def check(self) -> tuple[Problem, ...]:
        """Find what a council would send back: see :data:`smartvillage.proposal.dossier.CHECKED`."""
        return check_content(self.facts, self._tree["paper"])

    def notes(self) -> tuple[Words, ...]:
        """List what is not done yet and is no fault: headings without content, fields without a value."""
        return (*_unsaid(empty_headings(self._tree["paper"])), *_open(self.paper.unfilled()))

    def write(
        self, folder: str | Path, formats: Iterable[Format] = ("docx", "xlsx", "html", "json")
    ) -> tuple[Path, ...]:
        """Write ``dossier.docx``, ``dossier.xlsx``, ``dossier.html`` and ``dossier.json``, each with the same hash.

        Raises:
            UnknownIdentifierError: There is no such form.
            MissingExtraError: ``docx`` without the extra ``report``.
            InputError: A file cannot be written.
        """
        wanted = tuple(dict.fromkeys(formats))
        for form in wanted:
            if form not in FORMATS:
                raise UnknownIdentifierError(form, FORMATS, Words(vi="dạng tệp", en="form of a paper"))
        to = Path(folder)
        files: dict[str, Path] = {}
        printed: list[Format] = [form for form in wanted if form in {"docx", "html"}]
        tables: list[Format] = [form for form in wanted if form == "xlsx"]
        for forms, paper in ((printed, self.paper), (tables, self._workbook)):
            if forms:
                found = write_paper(self._sealed(paper), to, name=NAME, formats=forms, lang=self.lang)
                files |= dict(zip(forms, found, strict=True))
        if "json" in wanted:
            to.mkdir(parents=True, exist_ok=True)
            files["json"] = to / f"{NAME}.json"
            text = json.dumps(self._tree, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
            write_bytes(files["json"], text.encode())
        return tuple(files[form] for form in wanted)

    @property
    def _workbook(self) -> Paper:
        """The same parts for a workbook: what has a page each is one sheet."""
        return _bound(attrs.evolve(self.context, flat=True), self.outlines)

    def _sealed(self, paper: Paper) -> _Sealed:
        """The paper with the hash on its first page."""
        seal = Paragraph(plus(HASH, f": {self.content}"), align="left", indent=False)
        return _Sealed(
            paper.id,
            paper.title,
            (*paper.blocks[:COVER], seal, *paper.blocks[COVER:]),
            form=paper.form,
            head=paper.head,
            banner=paper.banner,
            seal=self.content,
        )

    def __repr__(self) -> str:
        return f"<Dossier {self.context.proposal.plan.plan.id}: {len(OUTLINES)} papers, {self.content[:12]}>"


def _unsaid(headings: Iterable[Words]) -> Iterator[Words]:
    return (Words(vi=f"chưa có nội dung: {one.vi}", en=f"no content yet: {one.en}") for one in headings)


def _open(fields: Iterable[Blank]) -> Iterator[Words]:
    return (Words(vi=f"chưa điền: {one.label.vi}", en=f"not filled in: {one.label.en}") for one in fields)


def dossier_of(
    proposal: Proposal,
    lang: Lang = "vi",
    *,
    fields: Fields | None = None,
    progress: Iterable[Progress] = (),
    review: Merged | None = None,
    outlines: str | Path | None = None,
    costs: Iterable[Cost] | None = None,
) -> Dossier:
    """Make the dossier of a proposal.

    Args:
        proposal: What is proposed.
        lang: The language of what people read.
        fields: What only the office knows: its name, numbers, who signs.
        progress: How far the targets of programmes were reached, for the report.
        review: The comments, taken or refused.
        outlines: A folder with outlines of the office's own.
        costs: What each pilot spent, by who paid.

    Raises:
        InputError: An outline cannot be read.
    """
    context = Context(
        proposal=proposal,
        fields=fields or Fields(),
        progress=tuple(progress),
        review=review,
        costs=tuple(costs or ()),
    )
    return Dossier(context, read_outlines(outlines, known=CONTENT), lang)


# -- binding ----------------------------------------------------------------------------------------------------------


COVER = 3
"""After so many blocks of the cover comes the hash."""


def _bound(ctx: Context, outlines: Mapping[str, Outline]) -> Paper:
    blocks: list[Block] = list(_cover(ctx, outlines))
    for name in OUTLINES:
        outline = outlines[name]
        # a part whose first section lies begins on that page, not on an upright one with nothing but its title
        blocks.append(PageBreak(landscape=bool(outline.sections) and outline.sections[0].landscape))
        blocks += _paper(ctx, outline).body()
    return Paper(
        "dossier",
        ctx.proposal.plan.plan.title,
        blocks,
        form=TITLE,
        banner=SYNTHETIC if ctx.proposal.sample.synthetic else None,
    )


def _cover(ctx: Context, outlines: Mapping[str, Outline]) -> Iterator[Block]:
    """Page one: where the set sits, its legal form, the text relied on; what is inside; what one must know first."""
    plan = ctx.proposal.plan.plan
    kept = Words(vi="Hình thức văn bản", en="Legal form")
    rows = [
        [
            TableCell(Words(vi="Vị trí của bộ tiêu chí", en="Where the set sits"), bold=True),
            plus(SHAPES[plan.seat.shape], f" {ctx.mark('plan')}"),
        ],
        [TableCell(kept, bold=True), plus(plan.seat.form, f" {ctx.mark('plan')}")],
        [TableCell(Words(vi="Văn bản làm căn cứ", en="Text relied on"), bold=True), told(ctx, plan.seat.text)],
        [
            TableCell(Words(vi="Bộ tiêu chí hiện hành", en="Set in force"), bold=True),
            plus(ctx.proposal.base.title, f" {ctx.mark('set')}"),
        ],
        [
            TableCell(Words(vi="Bộ tiêu chí đề xuất", en="Proposed set"), bold=True),
            plus(plan.seat.title, f" ({plan.seat.edition}) {ctx.mark('draft')}"),
        ],
        [TableCell(Words(vi="Đơn vị trình", en="Submitted by"), bold=True), ctx.fields.span("department")],
        [
            TableCell(Words(vi="Kế hoạch, lần đánh giá", en="Plan, run"), bold=True),
            f"{ctx.proposal.plan.digest} {ctx.mark('plan')}"
            + (f"\n{ctx.proposal.run.id} {ctx.mark('run')}" if ctx.proposal.run is not None else ""),
        ],
    ]
    columns = [Column(Words(vi="Mục", en="Item"), width=26), Column(Words(vi="Nội dung", en="Content"), width=74)]
    yield TableBlock(columns, rows, tab=Words(vi="Trang đầu", en="First page"))
    if ctx.proposal.sample.synthetic:
        yield Notice(
            Words(
                vi="Số liệu trong hồ sơ này là dữ liệu giả lập, chỉ để thử công cụ; không dùng để ban hành văn bản.",
                en="The figures in this dossier are invented to try the tool; no text may be issued on them.",
            ),
            kind="warning",
        )
    else:
        yield Paragraph(
            Words(
                vi="Số liệu do các đơn vị báo cáo; mức độ thẩm tra ghi ở từng chỉ tiêu.",
                en="Figures were reported by the units; how far they were verified is told for each indicator.",
            )
        )
    yield Bullets(
        [plus(one.form, ": ", one.title) if one.form is not None else words(one.title) for one in outlines.values()],
        numbered=True,
    )
    yield Notice(
        Words(
            vi="Mức có ghi “theo nguồn dẫn lại” hoặc “chưa đối chiếu” phải được đối chiếu với văn bản gốc trước khi "
            "trình. Dấu trong ngoặc vuông là nguồn của số liệu.",
            en="Levels “from a secondary source” or “not checked” must be compared with the text itself before they "
            "are submitted. Marks in square brackets are the sources of figures.",
        )
    )


def _paper(ctx: Context, outline: Outline) -> Paper:
    blocks = list(_blocks(ctx, outline))
    return Paper(
        outline.id,
        words(outline.title),
        blocks,
        form=words(outline.form) if outline.form is not None else None,
        head=_head(ctx, outline),
    )


def _head(ctx: Context, outline: Outline) -> LetterHead | None:
    if outline.head is None:
        return None
    number = ctx.fields.span(outline.number) if outline.number is not None else None
    place, day = ctx.fields.span("place", italic=True), ctx.fields.day
    if outline.head == "committee":
        return LetterHead(ctx.fields.span("committee"), number=number, place=place, day=None)
    return LetterHead(
        ctx.fields.span("department"), above=ctx.fields.span("committee"), number=number, place=place, day=day
    )


def _blocks(ctx: Context, outline: Outline) -> Iterator[Block]:
    first = outline.sections[0] if outline.sections else None
    for level, section in outline.walk():
        if section is first:
            pass  # the part has just begun on a page of its own
        elif section.landscape:
            yield PageBreak(landscape=True)
        elif section.new_page:
            yield PageBreak()
        yield Heading(level, words(section.heading), number=section.number)
        filled = [*_texts(ctx, section), *(block for name in section.content for block in CONTENT[name](ctx))]
        yield from filled
        if not filled and not section.sections:
            yield Empty(words(section.expected) if section.expected is not None else None)
    if outline.sign is not None:
        role = "signer_role" if outline.sign == "department" else "decision_role"
        name = "signer" if outline.sign == "department" else "decision_signer"
        yield Signature(
            ctx.fields.span(role),
            name=ctx.fields.span(name),
            recipients=[Stretch(one) for one in ctx.fields.recipients],
        )


def _texts(ctx: Context, section: Section) -> Iterator[Block]:
    """The office's own paragraphs, with their fields."""
    for label in section.text:
        yield Paragraph(_spans(ctx, label))


def _spans(ctx: Context, label: Label) -> list[Span]:
    """Text and fields by turns; both languages name the same fields in the same order, or the text stands as it is."""
    vi, en = FIELD.split(label.vi), FIELD.split(label.say("en"))
    if vi[1::2] != en[1::2]:
        en = vi
    return [
        ctx.fields.span(one) if place % 2 else Stretch(Words(one, other))
        for place, (one, other) in enumerate(zip(vi, en, strict=True))
        if one or other
    ]
