"""``smartvillage demo``: real communes, judged on sourced levels, then on recalled ones; everything written down."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.common import output_folder
from smartvillage.cli.speech import language, line, t
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.documents import write_yaml
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.reasons import REASONS
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import load
from smartvillage.text.labels import label

HELP = t("Xem thử trên các xã có thật, trong vài giây.", "See it work on real communes, in seconds.")

SETS = ("vn.xa-ntm", "vn.xa-ntm-nang-cao")
SOURCED = {"official", "secondary"}
EVERYTHING = {*SOURCED, "unverified"}
FIGURES = "so-lieu.csv"
"""The figures as they were carried over, with their public sources."""


def demo(
    out: Annotated[Path, typer.Option("--out", help=t("Thư mục ghi kết quả.", "The folder to write."))] = Path(
        "smartvillage-demo"
    ),
) -> None:
    """Tell the story on one screen."""
    output_folder(out)
    places = Places.load("vn")
    data = {name: _example(f"{name}.csv") for name in SETS}
    evidence = {name: Evidence.read(path, measures=load(name), places=places) for name, path in data.items()}
    sourced = {name: evaluate(load(name), evidence[name], places, law_states=SOURCED) for name in SETS}
    recalled = {name: evaluate(load(name), evidence[name], places, law_states=EVERYTHING) for name in SETS}

    line(
        t(
            "1. XÃ CÓ THẬT, SỐ LIỆU ĐÃ CÔNG BỐ, CHỈ DÙNG MỨC CÓ NGUỒN",
            "1. REAL COMMUNES, PUBLISHED FIGURES, SOURCED LEVELS ONLY",
        )
    )
    for name in SETS:
        _tell_sourced(sourced[name])
    line(t("   Bản sửa đổi (YAML) sẽ làm thay đổi điều đó:", "   The patch (YAML) that would change that:"))
    for text in _patch(recalled[SETS[0]]).splitlines():
        line(f"     {text}")
    line()
    line(
        t(
            "2. DÙNG CẢ MỨC GHI NHỚ, CHƯA ĐỐI CHIẾU VĂN BẢN (chỉ để tham khảo)",
            "2. WITH RECALLED LEVELS, NOT CHECKED AGAINST THE TEXT (indicative only)",
        )
    )
    for name in SETS:
        _tell_recalled(recalled[name])
    line()
    _tell_outside()
    line()
    for name in SETS:
        recalled[name].write(out / name, lang=language())
        (out / name / FIGURES).write_bytes(data[name].read_bytes())
    line(t("3. CÙNG KẾT QUẢ BẰNG PYTHON", "3. THE SAME IN PYTHON"))
    for text in _python(recalled[SETS[0]], out):
        line(f"   {text}")
    line()
    line(t(f"4. THƯ MỤC {out.as_posix()}", f"4. THE FOLDER {out.as_posix()}"))
    for name in SETS:
        line(f"   {name}/  ket-qua.xlsx  ket-qua.csv  run.json  evidence.csv  sets.json  {FIGURES}")
    code = _code(recalled[SETS[0]].keys[0][0])
    line(t("   Tiếp theo:", "   Next:") + f" smartvillage explain {(out / SETS[0]).as_posix()} {code} 11")


def _example(name: str) -> Path:
    return Path(str(files("smartvillage.cli"))) / "examples" / name


def _cases() -> list[dict[str, str]]:
    with _example("cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tell_sourced(run: Run) -> None:
    """One line a commune, one line a figure: what it is, and why it decides nothing yet."""
    lang = language()
    for unit, period in run.keys:
        at = run.at(unit, period)
        line(f"   {_who(run, unit)}, {t('kỳ', 'period')} {period} ({run.criteria_set.key}): {_word(at.verdict().name)}")
        for row in run.table().where(unit=unit, period=period):
            if row["value"] is not None:
                ref = str(row["ref"])
                title = run.criteria_set[ref].title.say(lang)
                reason = REASONS[str(row["reason"])].say(lang)
                figure = run.reasoner.figure(at.row, run.criteria_set[ref].measures[0]).say(lang)
                line(f"     {ref}. {title} {figure}: {_word(str(row['verdict']))}: {reason}")


def _word(verdict: str) -> str:
    return label("verdict", verdict, language())


def _who(run: Run, unit: str) -> str:
    assert run.places is not None  # the demo always has units
    return ", ".join([run.name_of(unit), *(place.name for place in run.places.ancestors(unit))])


def _tell_recalled(run: Run) -> None:
    for unit, period in run.keys:
        for row in run.table().where(unit=unit, period=period):
            if row["verdict"] in {"MET", "NOT_MET"}:
                why = run.at(unit, period).why(str(row["ref"]), language())
                line(f"   {why}")
                for flip in why.to_flip() or () if row["verdict"] == "NOT_MET" else ():
                    line(f"     - {flip}")


def _tell_outside() -> None:
    outside = [case for case in _cases() if not case["edition"]]
    line(
        t(
            "   Ngoài thời gian của mọi bộ tiêu chí có ở đây nên không đánh giá:",
            "   Outside the dates of every set that is here, so not judged:",
        )
    )
    line("     " + "; ".join(f"{case['commune']} ({case['province']}, {case['assessed_for']})" for case in outside))


def _patch(run: Run) -> str:
    """The one row that somebody with the annex at hand would type, for the first figure that lacks a level."""
    unit, period = run.keys[0]
    row = next(one for one in run.table().where(unit=unit, period=period) if one["verdict"] == "NOT_MET")
    indicator = run.criteria_set[str(row["ref"])]
    scheme, _, stratum = str(row["stratum"]).partition("=")
    issued = run.criteria_set.document.issued
    number = t("<số trong phụ lục>", "<the number in the annex>")
    return write_yaml(
        {
            "kind": "set-level",
            "indicator": indicator.id,
            "level": {"value": number, "stratum": {scheme: stratum}, "verification": Verification.OFFICIAL.value},
            "citation": {"number": issued.number, "annex": "I", "row": indicator.printed},
        }
    )


def _python(run: Run, out: Path) -> tuple[str, ...]:
    figures = (out / SETS[0] / FIGURES).as_posix()
    return (
        f'import smartvillage as sv; xa = sv.load("{run.criteria_set.id}", edition="{run.criteria_set.edition}")',
        f'evidence = sv.Evidence.read("{figures}", measures=xa, places=(places := sv.Places.load("vn")))',
        'run = sv.evaluate(xa, evidence, places, law_states={"official", "secondary", "unverified"})',
        f'print(run.at("{_code(run.keys[0][0])}").why("11"))   # run.id {run.id}',
    )


def _code(unit: str) -> str:
    return unit.partition("@")[0].rpartition(":")[2]
