"""``smartvillage evaluate``: judge a file of figures against a set and write the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.common import find_places, find_set, output_folder, strata_of
from smartvillage.cli.speech import language, line, show_json, show_table, t
from smartvillage.evaluation.evaluate import EVIDENCE_STATES, evaluate
from smartvillage.evaluation.reasons import REASONS
from smartvillage.evaluation.run import Run
from smartvillage.evaluation.writing import run_dict
from smartvillage.evidence.evidence import Evidence
from smartvillage.paper.table import Table
from smartvillage.plugins.registry import load_registry
from smartvillage.text.labels import label

HELP = t("Đánh giá tệp số liệu theo một bộ tiêu chí.", "Judge a file of figures against a criteria set.")


def evaluate_command(
    data: Annotated[
        Path, typer.Argument(help=t("Tệp số liệu: csv, xlsx hoặc parquet.", "The figures: csv, xlsx or parquet."))
    ],
    set_name: Annotated[
        str, typer.Option("--set", help=t("Mã bộ tiêu chí, hoặc tệp YAML.", "A set by id, or a YAML file."))
    ],
    out: Annotated[Path, typer.Option("--out", help=t("Thư mục ghi kết quả.", "The folder to write."))],
    *,
    places: Annotated[
        str | None, typer.Option(help=t("Đơn vị hành chính: vn, none hoặc tệp.", "Units: vn, none, or a file."))
    ] = None,
    stratum: Annotated[
        list[str] | None,
        typer.Option(help=t("Nhóm áp dụng cho mọi đơn vị: CÁCH=NHÓM.", "The stratum of every unit: SCHEME=STRATUM.")),
    ] = None,
    law_as_of: Annotated[
        str | None, typer.Option(help=t("Chỉ tính văn bản ban hành đến ngày này.", "Amendments issued up to this day."))
    ] = None,
    data_as_of: Annotated[
        str | None, typer.Option(help=t("Chỉ tính số liệu đến ngày này.", "Observations up to this day."))
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            help=t("Trạng thái số liệu được chấp nhận (nhiều lần).", "An accepted evidence state (repeatable).")
        ),
    ] = None,
    accept_unverified: Annotated[
        bool,
        typer.Option(
            "--accept-unverified",
            help=t("Dùng cả mức chưa đối chiếu văn bản; có ghi chú.", "Judge by unverified levels too; marked."),
        ),
    ] = False,
    approx_as_value: Annotated[
        bool,
        typer.Option(
            "--approx-as-value", help=t("Tính con số khoảng như số liệu.", "Take approximate figures as values.")
        ),
    ] = False,
    carry_forward: Annotated[
        bool,
        typer.Option(
            "--carry-forward", help=t("Dùng tiếp mức của kỳ trước.", "Carry levels of earlier spans forward.")
        ),
    ] = False,
    decimal: Annotated[
        str | None, typer.Option(help=t("Dấu thập phân trong tệp: comma hoặc point.", "Decimal sign: comma or point."))
    ] = None,
    sheet: Annotated[str | None, typer.Option(help=t("Tên trang tính.", "The sheet."))] = None,
    encoding: Annotated[str | None, typer.Option(help=t("Bảng mã của tệp csv.", "The encoding of a csv."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In kết quả dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Judge and write; nothing is written when anything in the input is wrong."""
    output_folder(out)
    registry = load_registry()
    criteria_set = find_set(set_name, registry)
    units = find_places(places, criteria_set)
    evidence = Evidence.read(
        data,
        measures=criteria_set,
        places=units,
        decimal=_decimal(decimal),  # type: ignore[arg-type]
        sheet=sheet,
        encoding=encoding,
    )
    run = evaluate(
        criteria_set,
        evidence,
        units,
        registry=registry,
        strata=strata_of(stratum or []),
        law_as_of=law_as_of,
        data_as_of=data_as_of,
        evidence_states=state or EVIDENCE_STATES,
        law_states={"official", "secondary", *(["unverified"] if accept_unverified else [])},
        approx_as_value=approx_as_value,
        carry_forward=carry_forward,
    )
    files = run.write(out, lang=language())
    if as_json:
        show_json(run_dict(run))
        return
    tell(run)
    line()
    line(t("Đã ghi:", "Written:"))
    for file in files:
        line(f"  {file}")


def _decimal(given: str | None) -> str | None:
    from smartvillage.cli.speech import bad_argument  # noqa: PLC0415
    from smartvillage.errors import Words, quoted  # noqa: PLC0415

    if given not in {None, "comma", "point"}:
        said = f"--decimal {quoted(given)}"
        raise bad_argument(Words(said, said), Words(vi="comma hoặc point", en="comma or point"))
    return given


def tell(run: Run) -> None:
    """Print what a run says, on one screen."""
    lang = language()
    coverage = run.criteria_set.coverage()
    line(f"{run.criteria_set.title.say(lang)} ({run.criteria_set.key})")
    modelled = f"{coverage.indicators}/{coverage.indicators_declared}"
    line(
        t(
            f"{len(run)} đơn vị x kỳ, {len(run.evidence)} số liệu, {modelled} chỉ tiêu",
            f"{len(run)} units x periods, {len(run.evidence)} figures, {modelled} indicators",
        )
    )
    for level in ("set", "criterion", "indicator"):
        totals = dict.fromkeys(("MET", "NOT_MET", "UNKNOWN", "NOT_APPLICABLE"), 0)
        for row in run.summary(level):
            for name in totals:
                totals[name] += int(str(row[name]))
        words = {
            "set": t("Cả bộ", "Sets"),
            "criterion": t("Tiêu chí", "Criteria"),
            "indicator": t("Chỉ tiêu", "Indicators"),
        }
        said = ", ".join(f"{label('verdict', name, lang)} {count}" for name, count in totals.items() if count)
        line(f"  {words[level]}: {said}")
    questions = run.open_questions(limit=8)
    if len(questions):
        line()
        line(t("Còn thiếu nhiều nhất:", "Most wanted:"))
        rows = [
            {
                "ref": row["ref"],
                "title": run.criteria_set[str(row["id"])].title.say(lang),
                "reason": REASONS[str(row["reason"])].say(lang),
                "units": row["units"],
            }
            for row in questions
        ]
        show_table(Table.of(rows, columns=("ref", "title", "reason", "units")))
    line()
    line(f"run.id     {run.id}")
    line(f"run.result {run.result}")
