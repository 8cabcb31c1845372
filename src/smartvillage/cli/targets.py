"""``smartvillage targets``: where a programme's targets stand, counted from finished runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import PluginDirs, day_of, find_registry
from smartvillage.cli.recorded import again
from smartvillage.cli.speech import bad_argument, language, line, show_json, show_table, t
from smartvillage.errors import RefusedValueError, Words, quoted
from smartvillage.evaluation.verifying import read_run
from smartvillage.exact import Exact
from smartvillage.places import Places
from smartvillage.programme.programme import Programme
from smartvillage.programme.standing import Standing

HELP = t("Các mục tiêu của chương trình đang ở đâu.", "Where the targets of a programme stand.")


def targets(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR...", help=t("Thư mục của các lần đánh giá.", "The folders of runs.")),
    ] = None,
    *,
    programme: Annotated[
        str | None,
        typer.Option(
            metavar="PROGRAMME", help=t("Mã chương trình, hoặc tệp YAML.", "A programme by id, or a YAML file.")
        ),
    ] = None,
    total: Annotated[
        int | None,
        typer.Option(
            "--of",
            metavar="N",
            help=t(
                "Tính từ số đã công bố thay cho lần đánh giá: tổng số đơn vị; cùng --met, --not-met, --percent.",
                "Count from published numbers instead of runs: how many units; with --met, --not-met, --percent.",
            ),
        ),
    ] = None,
    met: Annotated[int, typer.Option(metavar="N", help=t("Số đơn vị đạt.", "How many are met."))] = 0,
    not_met: Annotated[int, typer.Option(metavar="N", help=t("Số chưa đạt.", "How many are not met."))] = 0,
    percent: Annotated[
        str | None, typer.Option(metavar="P", help=t("Tỷ lệ cần đạt, %.", "The share asked for, in per cent."))
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help=t("Tính đến ngày; mặc định ngày cuối.", "The day; by default the programme's last.")
        ),
    ] = None,
    plugin_dir: PluginDirs = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Count and tell; a target without data is undecided."""
    if total is not None:
        _tell_counts(total, met, not_met, percent, as_json=as_json)
        return
    if not folders or programme is None:
        raise bad_argument(
            Words(
                vi="cần thư mục của lần đánh giá và --programme, hoặc --of với --percent",
                en="the folder of a run and --programme are needed, or --of with --percent",
            )
        )
    plan = (
        Programme.read(programme)
        if Path(programme).suffix in {".yaml", ".yml", ".json"}
        else Programme.load(programme, registry=find_registry(plugin_dir))
    )
    runs = [again(read_run, folder) for folder in folders]
    day = day_of("--on", on) or plan.document.until
    progress = plan.check(*runs, on=day, places=Places.load("vn"))
    if as_json:
        show_table(progress.table(language()), as_json=True)
        return
    line(f"{plan.title.say(language())} ({plan.id}), {t('đến ngày', 'up to')} {day}")
    for state in progress:
        line(f"  {state.say(language())}")


def _tell_counts(total: int, met: int, not_met: int, percent: str | None, *, as_json: bool) -> None:
    """Where a target stands by numbers that somebody published, such as a province's own report."""
    try:
        asked = Exact((percent or "").replace(",", "."))
    except RefusedValueError:
        told = quoted(percent or "")
        raise bad_argument(
            Words(vi=f"--percent {told} không phải là tỷ lệ", en=f"--percent {told} is no share")
        ) from None
    state = Standing.of(total=total, met=met, not_met=not_met, percent=asked)
    if as_json:
        show_json(
            {
                "total": state.total,
                "needed": state.needed,
                "lowest": state.lowest,
                "highest": state.highest,
                "verdict": state.verdict.name,
            }
        )
        return
    line(state.say(language()))
