"""``smartvillage targets``: where a programme's targets stand, counted from finished runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import day_of
from smartvillage.cli.speech import language, line, show_table, t
from smartvillage.evaluation.verifying import read_run
from smartvillage.places import Places
from smartvillage.plugins.registry import load_registry
from smartvillage.programme.programme import Programme

HELP = t("Các mục tiêu của chương trình đang ở đâu.", "Where the targets of a programme stand.")


def targets(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help=t("Thư mục của các lần đánh giá.", "The folders of runs."))
    ],
    programme: Annotated[
        str,
        typer.Option(
            metavar="PROGRAMME", help=t("Mã chương trình, hoặc tệp YAML.", "A programme by id, or a YAML file.")
        ),
    ],
    *,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help=t("Tính đến ngày; mặc định ngày cuối.", "The day; by default the programme's last.")
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Count and tell; a target without data is undecided."""
    plan = (
        Programme.read(programme)
        if Path(programme).suffix in {".yaml", ".yml", ".json"}
        else Programme.load(programme, registry=load_registry())
    )
    runs = [read_run(folder) for folder in folders]
    day = day_of("--on", on) or plan.document.until
    progress = plan.check(*runs, on=day, places=Places.load("vn"))
    if as_json:
        show_table(progress.table(language()), as_json=True)
        return
    line(f"{plan.title.say(language())} ({plan.id}), {t('đến ngày', 'up to')} {day}")
    for state in progress:
        line(f"  {state.say(language())}")
