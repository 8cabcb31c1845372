"""``smartvillage propose``: what pilots of one domain show, and a suggested level each, or a refusal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import PluginDirs, decimal_sign, find_registry, output_folder
from smartvillage.cli.speech import bad_argument, language, line, show_table, t
from smartvillage.errors import UnknownIdentifierError, Words, quoted
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.proposal.first import FirstProposal, first_proposal

HELP = t("Đề xuất mức từ số liệu các mô hình thí điểm.", "Suggest levels from what pilots show.")


def propose(
    data: Annotated[Path, typer.Argument(metavar="DATA", help=t("Số liệu các mô hình.", "The figures of pilots."))],
    domain: Annotated[str, typer.Option(metavar="DOMAIN", help=t("Lĩnh vực, vd. tourism.", "Such as tourism."))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=t("Thư mục ghi kết quả.", "The folder to write."))],
    *,
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
