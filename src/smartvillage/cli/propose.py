"""``smartvillage propose``: what pilots of one domain show, and a suggested level each, or a refusal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import PluginDirs, decimal_sign, find_places, find_registry, output_folder
from smartvillage.cli.speech import bad_argument, language, line, show_table, t
from smartvillage.errors import UnknownIdentifierError, Words, quoted
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.plugins.registry import Registry
from smartvillage.proposal.engine import propose as propose_plan
from smartvillage.proposal.first import FirstProposal, first_proposal
from smartvillage.proposal.plan import AnalysisPlan, SealedPlan

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
        _by_plan(plan, data, out, registry, places, decimal, as_json=as_json)
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


def _by_plan(
    path: Path, data: Path, out: Path, registry: Registry, places: str | None, decimal: str | None, *, as_json: bool
) -> None:
    """Everything a sealed plan asks."""
    read = AnalysisPlan.read(path)
    plan = read.plan if isinstance(read, SealedPlan) else read
    units = find_places(places or "none", registry.set(plan.base))
    names = {plan.base, *([plan.comparison.status.set] if plan.comparison.status is not None else [])}
    # the file may hold figures of other domains too; what the plan does not ask for is simply not looked at
    known = [*registry.measures.values(), *(registry.set(name) for name in sorted(names))]
    evidence = Evidence.read(data, measures=known, places=units, decimal=decimal_sign(decimal))
    found = propose_plan(read, evidence, units, registry=registry)
    files = found.write(out, lang=language())
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
    line()
    line(t("Đã ghi:", "Written:") + "".join(f"\n  {file}" for file in files))


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
