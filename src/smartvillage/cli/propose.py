"""``smartvillage propose``: what pilots of one domain show, and a suggested level each, or a refusal."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

from smartvillage.cli.arguments import PluginDirs, decimal_sign, find_places, find_registry, output_folder
from smartvillage.cli.speech import bad_argument, language, line, show_table, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.errors import Lang, MissingExtraError, UnknownIdentifierError, Words, quoted
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.paper.files import write_bytes
from smartvillage.paper.workbook import Sheet, workbook_bytes
from smartvillage.plugins.registry import Registry
from smartvillage.proposal.burden import read_costs
from smartvillage.proposal.engine import propose as propose_plan
from smartvillage.proposal.first import FirstProposal, first_proposal
from smartvillage.proposal.plan import AnalysisPlan, SealedPlan
from smartvillage.proposal.review import Merged, merge_reviews, read_review
from smartvillage.text.numbers import Convention

if TYPE_CHECKING:  # papers are made by few commands, and every command pays for what is imported here
    from smartvillage.proposal.dossier import Dossier

HELP = t("Đề xuất mức từ số liệu các mô hình thí điểm.", "Suggest levels from what pilots show.")


def propose(
    data: Annotated[Path, typer.Argument(metavar="DATA", help=t("Số liệu các mô hình.", "The figures of pilots."))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=t("Thư mục ghi kết quả.", "The folder to write."))],
    *,
    domain: Annotated[
        str | None,
        typer.Option(metavar="DOMAIN", help=t("Một lĩnh vực, vd. tourism.", "One domain, such as tourism.")),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="PLAN",
            help=t("Kế hoạch phân tích (YAML), thay cho --domain.", "An analysis plan (YAML), instead of --domain."),
        ),
    ] = None,
    places: Annotated[
        str | None,
        typer.Option(
            metavar="PLACES",
            help=t("Đơn vị hành chính: vn, hoặc thư mục csv.", "Administrative units: vn, or a folder of csv tables."),
        ),
    ] = None,
    review: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE.xlsx",
            help=t(
                "Phiếu góp ý đã điền của dự thảo này (nhiều lần); dùng cùng --plan.",
                "A review workbook of this draft, filled in (repeatable); with --plan.",
            ),
        ),
    ] = None,
    costs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=t(
                "Chi phí của các mô hình: unit, domain, kind, source, amount.",
                "What pilots spent: unit, domain, kind, source, amount.",
            ),
        ),
    ] = None,
    papers: Annotated[
        bool,
        typer.Option(help=t("Ghi cả hồ sơ trình (docx, xlsx, html, json).", "Write the dossier too.")),
    ] = True,
    share: Annotated[
        str,
        typer.Option(
            metavar="SHARE", help=t("Tỷ lệ mô hình phải đạt mức đề xuất.", "The share of pilots that should meet it.")
        ),
    ] = "0.8",
    minimum: Annotated[
        int,
        typer.Option(metavar="N", help=t("Số mô hình tối thiểu.", "The fewest pilots that suggest a level.")),
    ] = 6,
    confidence: Annotated[
        str, typer.Option(metavar="P", help=t("Độ tin cậy.", "Confidence of the interval."))
    ] = "0.95",
    decimal: Annotated[
        str | None,
        typer.Option(metavar="SIGN", help=t("Dấu thập phân: comma hoặc point.", "Decimal sign: comma or point.")),
    ] = None,
    plugin_dir: PluginDirs = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Suggest and write; nothing is written when anything in the input is wrong."""
    output_folder(out)
    registry = find_registry(plugin_dir)
    if (domain is None) == (plan is None):
        raise bad_argument(
            Words(vi="cần đúng một trong --domain, --plan", en="exactly one of --domain and --plan is needed")
        )
    if plan is not None:
        asked = _Asked(plan, data, places, decimal_sign(decimal), tuple(review or ()), costs)
        _by_plan(asked, out, registry, papers=papers, as_json=as_json)
        return
    assert domain is not None
    offered = [one for one in registry.candidates.values() if one.domain == domain]
    if not offered:
        known = {one.domain for one in registry.candidates.values()}
        raise UnknownIdentifierError(domain, known, Words(vi="lĩnh vực", en="domain"))
    measures = [one.measure for one in offered if one.measure is not None]
    evidence = Evidence.read(data, measures=measures, decimal=decimal_sign(decimal))
    found = first_proposal(
        offered,
        evidence,
        share=_fraction("--share", share),
        minimum=minimum,
        confidence=_fraction("--confidence", confidence),
    )
    files = found.write(out, lang=language())
    tell(found, as_json=as_json)
    if not as_json:
        line()
        line(t("Đã ghi:", "Written:") + "".join(f"\n  {file}" for file in files))


@attrs.frozen
class _Asked:
    """What was given with ``--plan``."""

    plan: Path
    data: Path
    places: str | None
    decimal: Convention | None
    reviews: tuple[Path, ...]
    costs: Path | None


def _by_plan(asked: _Asked, out: Path, registry: Registry, *, papers: bool, as_json: bool) -> None:
    """Everything a sealed plan asks, and what reviewers made of it."""
    read = AnalysisPlan.read(asked.plan)
    plan = read.plan if isinstance(read, SealedPlan) else read
    units = find_places(asked.places or "none", registry.set(plan.base))
    names = {plan.base, *([plan.comparison.status.set] if plan.comparison.status is not None else [])}
    # the file may hold figures of other domains too; what the plan does not ask for is simply not looked at
    known: list[CriteriaSet | Measure] = [
        *registry.measures.values(),
        *(registry.set(name) for name in sorted(names)),
    ]
    evidence = Evidence.read(asked.data, measures=known, places=units, decimal=asked.decimal)
    costs = None if asked.costs is None else read_costs(asked.costs)
    found = propose_plan(read, evidence, units, registry=registry)
    merged = merge_reviews(
        [read_review(one, found.draft) for one in asked.reviews],
        told=registry.review(found),
        plugins=registry.plugins,
    )
    if merged.steps:
        found = found.with_draft(found.draft.with_steps(*merged.steps))
    files = [*found.write(out, lang=language())]
    if merged.entries:
        files.append(_comments(merged, out))
    if papers:
        dossier = found.dossier(_lang(), review=merged if merged.entries else None, costs=costs)
        files += write_papers(dossier, out)
    if as_json:
        show_table(found.table(language()), as_json=True)
        return
    if found.sample.synthetic:
        line(t("DỮ LIỆU GIẢ LẬP", "SYNTHETIC DATA"))
    show_table(found.table(language()), columns=("ref", "title", "n", "level", "interval", "met", "grade", "action"))
    for text in found.assumptions(language()):
        line(text)
    for one in found.deviations:
        line(t(f"Khác kế hoạch: {one.what.vi}", f"Deviates from the plan: {one.what.en}"))
    for step in merged.steps:
        line(t(f"Sửa theo góp ý: {step.target}", f"Changed on review: {step.target}"))
    for conflict in merged.conflicts:
        line(t("Ý kiến trái nhau, chưa áp dụng: ", "Reviewers disagree, not applied: ") + conflict.say(language()))
    line()
    line(t("Đã ghi:", "Written:") + "".join(f"\n  {file}" for file in files))


def write_papers(dossier: Dossier, out: Path) -> list[Path]:
    """Write the papers; without the library for Word documents, all but that one, and say so."""
    try:
        return [*dossier.write(out)]
    except MissingExtraError as missing:
        line(missing.say(language()), to=sys.stderr)
        return [*dossier.write(out, formats=("xlsx", "html", "json"))]


def _lang() -> Lang:
    return "en" if language() == "en" else "vi"


def _comments(merged: Merged, out: Path) -> Path:
    """The comments received, taken or refused, with reasons."""
    file = out / "tiep-thu-y-kien.xlsx"
    title = t("Tổng hợp, tiếp thu, giải trình ý kiến", "Comments received, taken or refused")
    sheet = Sheet(t("Ý kiến", "Comments"), merged.table(language()), lang=_lang(), intro=(title,))
    write_bytes(file, workbook_bytes([sheet], title=title))
    return file


def _fraction(name: str, text: str) -> Fraction:
    try:
        return Fraction(Exact(text))
    except ValueError:
        said = f"{name} {quoted(text)}"
        raise bad_argument(Words(said, said), Words(vi="số như 0.8", en="a number like 0.8")) from None


def tell(found: FirstProposal, *, as_json: bool = False) -> None:
    """Print the annex table in short."""
    if not as_json and found.synthetic:
        line(t("DỮ LIỆU GIẢ LẬP", "SYNTHETIC DATA"))
    show_table(
        found.table(language()),
        as_json=as_json,
        columns=("ref", "title", "n", "lowest", "highest", "level", "interval", "met"),
    )
    if not as_json:
        for text in found.assumptions(language()):
            line(text)
