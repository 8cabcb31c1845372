"""``smartvillage evaluate``: judge a file of figures against a set and write the folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.annex import fill_command
from smartvillage.cli.arguments import (
    PluginDirs,
    day_of,
    decimal_sign,
    find_places,
    find_registry,
    find_set,
    output_folder,
    strata_of,
)
from smartvillage.cli.speech import language, line, show_json, show_table, t
from smartvillage.criteria.patch_files import patched_by, say_patch
from smartvillage.criteria.plain import plain
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.evaluation.evaluate import EVIDENCE_STATES, evaluate
from smartvillage.evaluation.reasons import reason_words
from smartvillage.evaluation.run import Run
from smartvillage.evaluation.writing import run_dict
from smartvillage.evidence.evidence import Evidence
from smartvillage.paper.table import Table
from smartvillage.text.labels import label

HELP = t("Đánh giá tệp số liệu theo một bộ tiêu chí.", "Judge a file of figures against a criteria set.")

SHOWN = 20
"""So many units are shown one by one; more are in the workbook."""


def evaluate_command(
    data: Annotated[
        Path,
        typer.Argument(
            metavar="DATA", help=t("Tệp số liệu: csv, xlsx hoặc parquet.", "The figures: csv, xlsx or parquet.")
        ),
    ],
    set_name: Annotated[
        str,
        typer.Option("--set", metavar="SET", help=t("Mã bộ tiêu chí, hoặc tệp YAML.", "A set by id, or a YAML file.")),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help=t("Thư mục ghi kết quả.", "The folder to write."))],
    *,
    places: Annotated[
        str | None,
        typer.Option(metavar="PLACES", help=t("Đơn vị: vn, none, tệp, thư mục.", "Units: vn, none, a file, a folder.")),
    ] = None,
    stratum: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCHEME=STRATUM",
            help=t("Nhóm áp dụng cho mọi đơn vị (nhiều lần).", "The stratum of every unit (repeatable)."),
        ),
    ] = None,
    law_as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help=t("Chỉ tính văn bản ban hành đến ngày này.", "Amendments issued up to this day.")
        ),
    ] = None,
    data_as_of: Annotated[
        str | None,
        typer.Option(metavar="DAY", help=t("Chỉ tính số liệu đến ngày này.", "Observations up to this day.")),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help=t("Trạng thái số liệu được chấp nhận (nhiều lần).", "An accepted evidence state (repeatable)."),
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
        str | None,
        typer.Option(
            metavar="SIGN", help=t("Dấu thập phân trong tệp: comma hoặc point.", "Decimal sign: comma or point.")
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help=t("Tên trang tính.", "The sheet."))] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help=t("Bảng mã của tệp csv.", "The encoding of a csv."))
    ] = None,
    patches: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=t("Bản sửa đổi áp dụng vào bộ trước khi đánh giá.", "Patches applied to the set before judging."),
        ),
    ] = None,
    pages: Annotated[
        bool,
        typer.Option("--pages", help=t("Ghi thêm cho mỗi đơn vị một trang.", "Write a page for each unit as well.")),
    ] = False,
    plugin_dir: PluginDirs = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In kết quả dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Judge and write; nothing is written when anything in the input is wrong."""
    output_folder(out)
    registry = find_registry(plugin_dir)
    criteria_set = find_set(set_name, registry)
    if patches is not None:
        criteria_set = patched_by(criteria_set, patches)
    strata = strata_of(stratum or [], criteria_set)
    law_day, data_day = day_of("--law-as-of", law_as_of), day_of("--data-as-of", data_as_of)
    units = find_places(places, criteria_set)
    evidence = Evidence.read(
        data, measures=criteria_set, places=units, decimal=decimal_sign(decimal), sheet=sheet, encoding=encoding
    )
    run = evaluate(
        criteria_set,
        evidence,
        units,
        registry=registry,
        strata=strata,
        law_as_of=law_day,
        data_as_of=data_day,
        evidence_states=state or EVIDENCE_STATES,
        law_states={"official", "secondary", *(["unverified"] if accept_unverified else [])},
        approx_as_value=approx_as_value,
        carry_forward=carry_forward,
    )
    files = run.write(out, lang=language(), sheets=pages)
    told = criteria_set.patches[-1][0] if patches is not None else ()
    if as_json:
        show_json(run_dict(run) | ({"patches": [plain(one) for one in told]} if told else {}))
        return
    tell(run)
    if patches is not None:
        line()
        line(t(f"Đã áp dụng {len(told)} sửa đổi từ {patches.name}:", f"{len(told)} patches of {patches.name} applied:"))
        for one in told:
            line(f"  {say_patch(one, language())}")
    line()
    line(t("Đã ghi:", "Written:"))
    folders = Counter(file.parent for file in files if file.parent != out)
    for file in files:
        if file.parent == out:
            line(f"  {file.as_posix()}")
    for folder, count in folders.items():
        line(f"  {folder.as_posix()}/ ({count})")
    if _wants_levels(run):
        line()
        line(
            t(
                "Hơn một phần ba kết quả chưa đủ cơ sở vì chưa có mức đã đối chiếu. Nhập phụ lục của văn bản:",
                "More than a third of the verdicts are unknown for want of checked levels. Type in the annex:",
            )
        )
        line(fill_command(set_name))


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
    if len(run) <= SHOWN:
        line()
        show_table(_units(run))
    questions = run.open_questions(limit=8)
    if len(questions):
        line()
        line(t("Chưa đủ cơ sở nhiều nhất ở:", "Most often unknown:"))
        rows = [
            {
                "ref": row["ref"],
                "title": run.criteria_set[str(row["id"])].title.say(lang),
                "reason": reason_words(str(row["reason"])).say(lang),
                "units": row["units"],
            }
            for row in questions
        ]
        show_table(Table.of(rows, columns=("ref", "title", "reason", "units"), labels=_LABELS))
    line()
    line(f"run.id     {run.id}")
    line(f"run.result {run.result}")


_LABELS = {
    "unit_name": Words(vi="Đơn vị", en="Unit"),
    "period": Words(vi="Kỳ", en="Period"),
    "verdict": Words(vi="Cả bộ", en="Set"),
    "met": Words(vi="Tiêu chí đạt", en="Criteria met"),
    "not_met": Words(vi="Chưa đạt", en="Not met"),
    "unknown": Words(vi="Chưa đủ cơ sở", en="Unknown"),
    "ref": Words(vi="Chỉ tiêu", en="Indicator"),
    "title": Words(vi="Nội dung", en="Content"),
    "reason": Words(vi="Lý do", en="Reason"),
    "units": Words(vi="Số đơn vị", en="Units"),
}


_NO_LEVEL = frozenset({"not-read", "delegated", "unverified", "withdrawn", "not-set", "gap"})
"""Reasons that an annex typed in would remove."""


def _wants_levels(run: Run) -> bool:
    """Whether more than a third of the verdicts on indicators are unknown for want of a level."""
    unknown, first = 0, 0
    for size in run.rows.sizes.tolist():  # rows judged by the same levels stand together
        for indicator in run.criteria_set.indicators:
            basis = run.reasoner.basis(first, indicator.id)
            if _NO_LEVEL & {basis.resolved.why_not, *(one.no_level for one in basis.required)}:
                codes = run.codes[run.compiled.row_of[indicator.id]][first : first + size]
                unknown += int((codes == Verdict.UNKNOWN.code).sum())
        first += size
    return 3 * unknown > len(run) * len(run.criteria_set.indicators)


def _units(run: Run) -> Table:
    """One line a unit and period: the verdict on the set, how many criteria are met, and which are not."""
    criteria = run.refs("criterion")
    rows = []
    for unit, period in run.keys:
        here = run.at(unit, period)
        by_verdict: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
        for printed, ref in criteria:
            by_verdict[here.verdict(ref)].append(printed)
        asked = len(criteria) - len(by_verdict[Verdict.NOT_APPLICABLE])
        rows.append(
            {
                "unit_name": run.name_of(unit),
                "period": period,
                "verdict": label("verdict", here.verdict().name, language()),
                "met": f"{len(by_verdict[Verdict.MET])}/{asked}",
                "not_met": _listed(by_verdict[Verdict.NOT_MET]),
                "unknown": _listed(by_verdict[Verdict.UNKNOWN]),
            }
        )
    return Table.of(rows, columns=tuple(_LABELS)[:6], labels=_LABELS)


def _listed(numbers: list[str]) -> str:
    """Name a few; count many."""
    return ", ".join(numbers) if len(numbers) <= 8 else t(f"{len(numbers)} tiêu chí", f"{len(numbers)} criteria")
