"""``smartvillage explain``: why one verdict is what it is, and what would turn it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.speech import language, line, show_json, t
from smartvillage.evaluation.verifying import read_run

HELP = t("Vì sao có kết quả này, và cần gì để thay đổi.", "Why a verdict is what it is, and what would turn it.")


def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("Thư mục của lần đánh giá.", "The folder of a run."))],
    unit: Annotated[str, typer.Argument(help=t("Mã đơn vị.", "The code of the unit."))],
    ref: Annotated[str, typer.Argument(help=t("Số chỉ tiêu, tiêu chí, hoặc mã bộ.", "A number, an id, or the set."))],
    *,
    period: Annotated[
        str | None, typer.Option(help=t("Kỳ, nếu có nhiều kỳ.", "The period, where there are several."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Tell one reason."""
    run = read_run(folder)
    why = run.at(unit, period).why(ref, language())
    flips = [str(one) for one in why.to_flip() or ()]
    if as_json:
        show_json(
            {
                "unit": unit,
                "ref": ref,
                "verdict": why.verdict.name,
                "reason": why.reason,
                "why": str(why),
                "to_flip": flips,
            }
        )
        return
    line(str(why))
    for flip in flips:
        line(f"  - {flip}")
