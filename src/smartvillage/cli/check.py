"""``smartvillage check``: what is wrong with a set, figures, a dossier or a plugin, before anybody is judged by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import PluginDirs, decimal_sign, find_places, find_set
from smartvillage.cli.plugins.checking import check_documents, is_plugin
from smartvillage.cli.speech import bad_argument, language, line, show_json, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import InputError, Problem, Words
from smartvillage.evidence.evidence import Evidence

HELP = t(
    "Kiểm tra một bộ tiêu chí, tệp số liệu, hồ sơ trình hoặc phần mở rộng.",
    "Check a criteria set, a file of figures, a dossier or a plugin.",
)

TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".parquet"}


def check(
    what: Annotated[
        str,
        typer.Argument(
            metavar="PATH|SET", help=t("Tệp, thư mục, hoặc mã bộ tiêu chí.", "A file, a folder, or a set by id.")
        ),
    ],
    *,
    set_name: Annotated[
        str | None,
        typer.Option(
            "--set",
            metavar="SET",
            help=t("Bộ tiêu chí để kiểm tra số liệu.", "The set that figures are checked against."),
        ),
    ] = None,
    places: Annotated[
        str | None,
        typer.Option(metavar="PLACES", help=t("Đơn vị: vn, none, tệp, thư mục.", "Units: vn, none, a file, a folder.")),
    ] = None,
    decimal: Annotated[
        str | None,
        typer.Option(metavar="SIGN", help=t("Dấu thập phân: comma hoặc point.", "Decimal sign: comma or point.")),
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help=t("Tên trang tính.", "The sheet."))] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help=t("Bảng mã của tệp csv.", "The encoding of a csv."))
    ] = None,
    plugin_dir: PluginDirs = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Check; exit status 1 when something is wrong, 2 when the input cannot be read at all."""
    unlisted, good = 0, ""
    if set_name is None and is_plugin(Path(what)):  # with a set, even such a workbook is read as figures
        check_documents(Path(what), as_json=as_json)
        return
    if (Path(what) / "dossier.json").is_file():
        _check_dossier(what, as_json=as_json)
        return
    if Path(what).suffix.lower() in TABLES:
        if set_name is None:
            raise bad_argument(
                Words(vi="kiểm tra số liệu cần bộ tiêu chí", en="figures are checked against a set"),
                advice=Words(vi="Thêm --set MÃ hoặc TỆP.", en="Add --set with an id or a file."),
            )
        try:
            good = _figures(what, find_set(set_name, plugin_dirs=plugin_dir), places, decimal, sheet, encoding)
            problems: tuple[Problem, ...] = ()
        except InputError as found:
            if any(not problem.code.startswith("SV-EV-") for problem in found.problems):
                raise  # not a table at all, or no places, or no set
            problems, unlisted = found.problems, found.unlisted
    else:
        criteria_set = find_set(what, plugin_dirs=plugin_dir)
        problems, good = criteria_set.check(), _praise(criteria_set)
        if Path(what).is_file():
            problems = tuple(one._replace(where=one.where._replace(file=Path(what).name)) for one in problems)
    if as_json:
        show_json([_as_dict(problem) for problem in problems])
    else:
        for problem in problems:
            line(problem.say(language()))
        count = len(problems) + unlisted
        line(t(f"{count} lỗi.", f"{count} {'problem' if count == 1 else 'problems'}.") if problems else good)
    if problems:
        raise typer.Exit(1)


def _check_dossier(folder: str, *, as_json: bool) -> None:
    """Tell what a council would send back; headings without content are told and are no fault."""
    from smartvillage.proposal.dossier import check_dossier  # noqa: PLC0415 - papers are checked by few commands

    found = check_dossier(folder)
    if as_json:
        show_json([_as_dict(problem) for problem in found.problems])
    else:
        for note in found.notes:
            line(note.say(language()))
        for problem in found.problems:
            line(problem.say(language()))
        files, count = ", ".join(found.files), len(found.problems)
        line(
            t(f"{count} lỗi.", f"{count} {'problem' if count == 1 else 'problems'}.")
            if count
            else t(f"Hồ sơ không có lỗi: {files}.", f"No problems in the dossier: {files}.")
        )
    if found.problems:
        raise typer.Exit(1)


def _figures(
    path: str,
    criteria_set: CriteriaSet,
    places: str | None,
    decimal: str | None,
    sheet: str | None,
    encoding: str | None,
) -> str:
    """Read the figures, which is the check, and say how many there are."""
    evidence = Evidence.read(
        path,
        measures=criteria_set,
        places=find_places(places, criteria_set),
        decimal=decimal_sign(decimal),
        sheet=sheet,
        encoding=encoding,
    )
    return t(
        f"Không có lỗi: {len(evidence)} số liệu của {len(evidence.units)} đơn vị.",
        f"No problems: {len(evidence)} figures of {len(evidence.units)} units.",
    )


def _praise(criteria_set: CriteriaSet) -> str:
    coverage = criteria_set.coverage()
    have, said = coverage.indicators, coverage.indicators_declared
    return t(
        f"Không có lỗi: {coverage.criteria} tiêu chí, {have}/{said} chỉ tiêu.",
        f"No problems: {coverage.criteria} criteria, {have} of {said} indicators.",
    )


def _as_dict(problem: Problem) -> dict[str, object]:
    where = {name: value for name, value in problem.where._asdict().items() if value is not None}
    return {"code": problem.code, "where": where, "problem": problem.say(language())}
