"""``smartvillage explain``: why one verdict is what it is, and what would turn it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.recorded import again
from smartvillage.cli.speech import bad_argument, language, line, show_json, t
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import UnknownIdentifierError, Words, quoted
from smartvillage.evaluation.run import Run, UnitRun
from smartvillage.evaluation.verifying import read_run

HELP = t("Vì sao có kết quả này, và cần gì để thay đổi.", "Why a verdict is what it is, and what would turn it.")


def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("Thư mục của lần đánh giá.", "The folder of a run."))],
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=t("Mã đơn vị.", "The code of the unit."))],
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help=t(
                "Số chỉ tiêu hoặc tiêu chí (9.2, 9), mã của chúng, hoặc mã bộ.",
                "The number of an indicator or criterion (9.2, 9), their ids, or the id of the set.",
            ),
        ),
    ],
    *,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help=t("Kỳ, nếu có nhiều kỳ.", "The period, where there are several.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Tell one reason."""
    run = again(read_run, folder)
    here = _at(run, unit, period)
    ref = run.criteria_set.key if ref == run.criteria_set.id else ref
    _known(run, ref)
    why = here.why(ref, language())
    flips = [str(one) for one in why.to_flip() or ()]
    if as_json:
        show_json(
            {
                "unit": here.unit,
                "period": here.period,
                "ref": ref,
                "verdict": why.verdict.name,
                "reason": why.reason,
                "why": str(why),
                "to_flip": flips,
            }
        )
        return
    line(str(why))
    if flips:
        line(t("Không còn đạt nếu:", "No longer met if:") if why.verdict is Verdict.MET else t("Để đạt:", "To be met:"))
    for flip in flips:
        line(f"  - {flip}")


def _at(run: Run, unit: str, period: str | None) -> UnitRun:
    """The row asked for; a unit with several periods and a unit that is not there are told apart."""
    codes = {name: _code(name) for name, _ in run.keys}
    periods = [one for name, one in run.keys if unit in {name, codes[name]}]
    if not periods:
        raise UnknownIdentifierError(unit, sorted(set(codes.values())), Words(vi="đơn vị", en="unit"))
    if period is None and len(periods) > 1:
        listed = ", ".join(periods)
        raise bad_argument(
            Words(vi=f"{quoted(unit)} có nhiều kỳ", en=f"{quoted(unit)} has several periods"),
            Words(vi=f"--period với một trong: {listed}", en=f"--period with one of: {listed}"),
        )
    return run.at(unit, period)


def _known(run: Run, ref: str) -> None:
    """Refuse a number or id that the set does not have, naming those that come close."""
    names = [name for level in ("indicator", "criterion", "set") for one in run.refs(level) for name in one]
    if ref not in names:
        kind = Words(vi=f"trong {run.criteria_set.key}", en=f"in {run.criteria_set.key}")
        raise UnknownIdentifierError(ref, names, kind)


def _code(unit: str) -> str:
    return unit.partition("@")[0].rpartition(":")[2]
