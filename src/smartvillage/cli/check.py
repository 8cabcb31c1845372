"""``smartvillage check``: what is wrong with a set, or with a file of figures, before anybody is judged by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.common import find_places, find_set
from smartvillage.cli.speech import bad_argument, language, line, show_json, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import InputError, Problem, Words
from smartvillage.evidence.evidence import Evidence

HELP = t("Kiểm tra một bộ tiêu chí hoặc tệp số liệu.", "Check a criteria set or a file of figures.")

TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".parquet"}


def check(
    what: Annotated[
        str, typer.Argument(metavar="PATH|SET", help=t("Tệp, hoặc mã bộ tiêu chí.", "A file, or a set by id."))
    ],
    *,
    set_name: Annotated[
        str | None,
        typer.Option("--set", help=t("Bộ tiêu chí để kiểm tra số liệu.", "The set that figures are checked against.")),
    ] = None,
    places: Annotated[
        str | None, typer.Option(help=t("Đơn vị: vn, none hoặc tệp.", "Units: vn, none, or a file."))
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(help=t("Dấu thập phân: comma hoặc point.", "Decimal sign: comma or point."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Check; exit status 1 when something is wrong, 2 when the input cannot be read at all."""
    suffix = Path(what).suffix.lower()
    if suffix in TABLES:
        problems, good = _figures(what, set_name, places, decimal)
    else:
        criteria_set = find_set(what)
        problems, good = criteria_set.check(), _praise(criteria_set)
    if as_json:
        show_json([_as_dict(problem) for problem in problems])
    else:
        for problem in problems:
            line(problem.say(language()))
        line(t(f"{len(problems)} lỗi.", f"{len(problems)} problems.") if problems else good)
    if problems:
        raise typer.Exit(1)


def _figures(
    path: str, set_name: str | None, places: str | None, decimal: str | None
) -> tuple[tuple[Problem, ...], str]:
    if set_name is None:
        raise bad_argument(
            Words(vi="kiểm tra số liệu cần bộ tiêu chí", en="figures are checked against a set"),
            advice=Words(vi="Thêm --set MÃ.", en="Add --set ID."),
        )
    criteria_set = find_set(set_name)
    try:
        evidence = Evidence.read(
            path,
            measures=criteria_set,
            places=find_places(places, criteria_set),
            decimal=decimal,  # type: ignore[arg-type]
        )
    except InputError as found:
        if any(problem.code.startswith("SV-IN-") for problem in found.problems):
            raise  # not a table at all
        return found.problems, ""
    return (), t(
        f"Không có lỗi: {len(evidence)} số liệu của {len(evidence.units)} đơn vị.",
        f"No problems: {len(evidence)} figures of {len(evidence.units)} units.",
    )


def _praise(criteria_set: CriteriaSet) -> str:
    coverage = criteria_set.coverage()
    return t(
        f"Không có lỗi: {coverage.criteria} tiêu chí, {coverage.indicators}/{coverage.indicators_declared} chỉ tiêu.",
        f"No problems: {coverage.criteria} criteria, {coverage.indicators}/{coverage.indicators_declared} indicators.",
    )


def _as_dict(problem: Problem) -> dict[str, object]:
    where = {name: value for name, value in problem.where._asdict().items() if value is not None}
    return {"code": problem.code, "where": where, "problem": problem.say(language())}
