"""``smartvillage verify``: compute a run again and name the first field that differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.recorded import again
from smartvillage.cli.speech import language, line, show_json, t
from smartvillage.evaluation.verifying import verify_run

HELP = t("Tính lại một lần đánh giá và đối chiếu.", "Compute a run again and compare.")


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("Thư mục của lần đánh giá.", "The folder of a run."))],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Verify a folder; exit status 1 when it does not agree."""
    run, difference = again(verify_run, folder)
    if as_json:
        first = None
        if difference is not None:
            first = {"field": difference.field, "recorded": difference.recorded, "computed": difference.computed}
        show_json({"id": run.id, "result": run.result, "agrees": difference is None, "difference": first})
    elif difference is None:
        line(t(f"Khớp. {run.id} {run.result}", f"Agrees. {run.id} {run.result}"))
    else:
        line(t(f"Không khớp: {difference.say(language())}", f"Differs: {difference.say(language())}"))
    if difference is not None:
        raise typer.Exit(1)
