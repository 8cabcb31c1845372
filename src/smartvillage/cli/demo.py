"""``smartvillage demo``: the whole story on one screen, each answer with the command that gives it."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Collection
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import output_folder
from smartvillage.cli.propose import write_papers
from smartvillage.cli.speech import language, line, t
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evaluation.reasons import reason_words
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import builtin_registry, load
from smartvillage.programme.programme import Programme
from smartvillage.programme.standing import Standing
from smartvillage.proposal.engine import propose
from smartvillage.proposal.first import FirstProposal, first_proposal
from smartvillage.proposal.plan import AnalysisPlan, SealedPlan
from smartvillage.proposal.proposal import Proposal
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

HELP = t("Xem thử trên các xã có thật, trong vài giây.", "See it work on real communes, in seconds.")

SETS = ("vn.xa-ntm", "vn.xa-ntm-nang-cao")
EDITION = "2021-2025"
SOURCED = {"official", "secondary"}
EVERYTHING = {*SOURCED, "unverified"}
FIGURES = "so-lieu.csv"
"""The figures as they were carried over, with their public sources."""
PLAN = "vn.ct924.long-an"
DOMAIN = "tourism"
PILOTS = "synthetic-tourism-pilots.csv"
FIVE = "synthetic-tourism-pilots-5.csv"
"""The first five of the pilots: too few to say anything."""
SOURCED_ONLY = "chi-muc-co-nguon"
SCRIPT = "vi-du.py"
PROVINCE = "tinh-gia-lap"
"""The synthetic province: sixty invented communes."""


def demo(
    out: Annotated[Path, typer.Option("--out", help=t("Thư mục ghi kết quả.", "The folder to write."))] = Path(
        "smartvillage-demo"
    ),
) -> None:
    """Tell the story on one screen, and write everything down."""
    output_folder(out)
    places = Places.load("vn")
    runs = {name: _runs(load(name, edition=EDITION), places) for name in SETS}
    proposal, thin = _proposals()
    _write(out, runs, proposal)
    summed_up = _sum_up(out)
    _tell_targets(places, out)
    _tell_communes(runs, out)
    _tell_proposal(proposal, thin, out)
    _tell_papers(summed_up, out)
    _tell_python(runs[SETS[0]][1], out)
    _tell_folder(out)


def _runs(criteria_set: CriteriaSet, places: Places) -> tuple[Run, Run]:
    """The real communes, judged on sourced levels alone, and with recalled ones too."""
    evidence = Evidence.read(_example(f"{criteria_set.id}.csv"), measures=criteria_set, places=places)
    return (
        evaluate(criteria_set, evidence, places, law_states=SOURCED),
        evaluate(criteria_set, evidence, places, law_states=EVERYTHING),
    )


def _proposals() -> tuple[FirstProposal, FirstProposal]:
    """What fifteen invented pilots show, and what the first five would."""
    offered = [one for one in builtin_registry().candidates.values() if one.domain == DOMAIN]
    measures = [one.measure for one in offered if one.measure is not None]
    evidence = Evidence.read(_example(PILOTS), measures=measures)
    return first_proposal(offered, evidence), first_proposal(offered, evidence, units=evidence.units[:5])


def _write(out: Path, runs: dict[str, tuple[Run, Run]], proposal: FirstProposal) -> None:
    for name, (sourced, recalled) in runs.items():
        recalled.write(out / name, lang=language())
        sourced.write(out / name / SOURCED_ONLY, lang=language())
        (out / name / FIGURES).write_bytes(_example(f"{name}.csv").read_bytes())
    proposal.write(out / DOMAIN, lang=language())
    pilots = _example(PILOTS).read_text(encoding="utf-8")
    (out / DOMAIN / PILOTS).write_text(pilots, encoding="utf-8", newline="\n")
    (out / DOMAIN / FIVE).write_text(_of_units(pilots, proposal.units[:5]), encoding="utf-8", newline="\n")
    (out / SCRIPT).write_text("\n".join(_python(runs[SETS[0]][1], out)) + "\n", encoding="utf-8", newline="\n")


def _of_units(table: str, units: Collection[str]) -> str:
    """The lines of a table that begin with one of the units."""
    head, *rows = table.splitlines()
    return "\n".join([head, *(row for row in rows if row.partition(",")[0] in units)]) + "\n"


def _sum_up(out: Path) -> Proposal:
    """Sum up the pilots of the synthetic province, and write everything down, papers too."""
    here = out / PROVINCE
    shutil.copytree(_example("synthetic-province"), here, dirs_exist_ok=True)
    known = builtin_registry()
    places = Places.read(here / "places")
    plan = AnalysisPlan.read(here / "ke-hoach.yaml")
    assert isinstance(plan, SealedPlan)  # its seal is shipped beside it
    measures: list[CriteriaSet | Measure] = [
        *known.measures.values(),
        load(plan.plan.base),
        load(f"{SETS[0]}@{EDITION}"),
    ]
    found = propose(plan, Evidence.read(here / FIGURES, measures=measures, places=places), places, registry=known)
    found.write(out, lang=language())
    write_papers(found.dossier("en" if language() == "en" else "vi"), out)
    return found


def _example(name: str) -> Path:
    return Path(str(files("smartvillage.cli"))) / "examples" / name


def _rows(name: str) -> list[dict[str, str]]:
    with _example(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _word(verdict: str) -> str:
    return label("verdict", verdict, language())


def _code(unit: str) -> str:
    return unit.partition("@")[0].rpartition(":")[2]


def _command(text: str) -> None:
    line(f"   > smartvillage {text}")


# -- 1. targets ---------------------------------------------------------------------------------------------------


def _tell_targets(places: Places, out: Path) -> None:
    plan = Programme.load(PLAN)
    progress = plan.check(places=places, on="2025-06-30")
    line(t("1. MỤC TIÊU CỦA KẾ HOẠCH LONG AN (CHƯƠNG TRÌNH 924)", "1. TARGETS OF LONG AN'S PLAN (PROGRAMME 924)"))
    for name in ("gov-2", "gov-5"):
        state = progress[name]
        one = state.standing
        assert one is not None  # both count units
        percent = write_number(state.target.asks.percent or 0, language())
        title = state.target.title.say(language())
        line(
            t(
                f"   {title}, {percent}%: cần {one.needed}/{one.total}",
                f"   {title}, {percent}%: {one.needed} of {one.total}",
            )
        )
    _command(f"targets {(out / SETS[0]).as_posix()} --programme {PLAN}")
    news = _rows("tay-ninh-2025-09.csv")[0]
    total, reported, met = int(news["communes"]), int(news["reported"]), int(news["met"])
    half = Standing.of(total=total, met=met, not_met=reported - met, percent=Fraction(50))
    line(
        t(
            f"   Tây Ninh mới, {news['on']}: {total} xã, {reported} đã báo cáo, {met} đạt: "
            f"từ {half.lowest}/{total} đến {half.highest}/{total}; quá nửa ({half.needed})? {_word(half.verdict.name)}",
            f"   New Tây Ninh, {news['on']}: {total} communes, {reported} reported, {met} met: from {half.lowest} to "
            f"{half.highest} of {total}; half ({half.needed})? {_word(half.verdict.name)}",
        )
    )
    _command(f"targets --of {total} --met {met} --not-met {reported - met} --percent 50")
    line()


# -- 2. real communes ---------------------------------------------------------------------------------------------


def _tell_communes(runs: dict[str, tuple[Run, Run]], out: Path) -> None:
    line(t("2. XÃ CÓ THẬT, SỐ LIỆU ĐÃ CÔNG BỐ", "2. REAL COMMUNES, PUBLISHED FIGURES"))
    for sourced, _ in runs.values():
        _tell_sourced(sourced)
        folder = (out / sourced.criteria_set.id).as_posix()
        _command(f"evaluate {folder}/{FIGURES} --set {sourced.criteria_set.key} --out {folder}/{SOURCED_ONLY}")
    line(
        t(
            "   Dùng cả mức ghi nhớ, chưa đối chiếu văn bản (chỉ để tham khảo):",
            "   With recalled levels, not checked against the text (indicative only):",
        )
    )
    _tell_recalled(runs[SETS[0]][1], out)
    patch = _patch(runs[SETS[0]][1])
    line(t(f"   Bản sửa đổi làm mức ấy thành chính thức: {patch}", f"   The patch that makes it official: {patch}"))
    _command(f"sets fill {SETS[0]}@{EDITION} --out phu-luc.xlsx")
    outside = [case for case in _rows("cases.csv") if not case["edition"]]
    line(
        t(
            f"   {len(outside)} trường hợp đã công bố nằm ngoài thời gian của mọi bộ ở đây, như "
            f"{outside[0]['commune']} ({outside[0]['assessed_for']})",
            f"   {len(outside)} published cases lie outside the dates of every set here, such as "
            f"{outside[0]['commune']} ({outside[0]['assessed_for']})",
        )
    )
    _command("sets list")
    line()


def _tell_sourced(run: Run) -> None:
    """One line a commune: what its figures decide by levels with a source, which is nothing yet, and why."""
    for unit, period in run.keys:
        at = run.at(unit, period)
        reasons = "; ".join(
            f"{row['ref']}: {reason_words(str(row['reason'])).say(language())}"
            for row in run.table().where(unit=unit, period=period)
            if row["value"] is not None
        )
        line(f"   {_who(run, unit)}, {t('kỳ', 'period')} {period}: {_word(at.verdict().name)} ({reasons})")


def _who(run: Run, unit: str) -> str:
    assert run.places is not None  # the demo always has units
    return ", ".join([run.name_of(unit), *(place.name for place in run.places.ancestors(unit))])


def _tell_recalled(run: Run, out: Path) -> None:
    for unit, period in run.keys:
        for row in run.table().where(unit=unit, period=period):
            if row["verdict"] in {"MET", "NOT_MET"}:
                why = run.at(unit, period).why(str(row["ref"]), language())
                line(f"   {why}")
                for flip in why.to_flip() or () if row["verdict"] == "NOT_MET" else ():
                    line(f"     - {flip}")
                _command(f"explain {(out / run.criteria_set.id).as_posix()} {_code(unit)} {row['ref']}")


def _patch(run: Run) -> str:
    """The one row that somebody with the annex at hand would type, as YAML on a line."""
    unit, period = run.keys[0]
    row = next(one for one in run.table().where(unit=unit, period=period) if one["verdict"] == "NOT_MET")
    indicator = run.criteria_set[str(row["ref"])]
    scheme, _, stratum = str(row["stratum"]).partition("=")
    issued = run.criteria_set.document.issued
    number = t("<số trong phụ lục>", "<the number in the annex>")
    official = Verification.OFFICIAL.value
    return (
        f"{{kind: set-level, indicator: {indicator.id}, level: {{value: {number}, stratum: {{{scheme}: {stratum}}}, "
        f"verification: {official}}}, citation: {{number: {issued.number}, annex: I, row: '{indicator.printed}'}}}}"
    )


# -- 3. a proposal ------------------------------------------------------------------------------------------------


def _tell_proposal(proposal: FirstProposal, thin: FirstProposal, out: Path) -> None:
    lang = language()
    finding = proposal["tourism.local-jobs"]
    title = finding.candidate.indicator.title.say(lang)
    row = next(iter(proposal.table(lang).where(title=title)))
    count, units = len(proposal.findings), len(proposal.units)
    line(
        t(
            f"3. LĨNH VỰC DU LỊCH: {count} CHỈ TIÊU ĐỀ XUẤT, {units} MÔ HÌNH (DỮ LIỆU GIẢ LẬP)",
            f"3. TOURISM: {count} CANDIDATES, {units} PILOTS (SYNTHETIC DATA)",
        )
    )
    folder = (out / DOMAIN).as_posix()
    levels = sum(one.suggestion.level is not None for one in proposal.findings)
    line(
        t(
            f"   {levels} chỉ tiêu có mức gợi ý; {title}: mức {row['level']}, {row['met']} mô hình đạt, "
            f"khoảng tin cậy {row['interval']}",
            f"   {levels} candidates get a level; {title}: {row['level']}, {row['met']} pilots meet it, "
            f"interval {row['interval']}",
        )
    )
    _command(f"propose {folder}/{PILOTS} --domain {DOMAIN} --out {folder}")
    line(f"   {thin['tourism.local-jobs'].suggestion.say(lang)}")
    _command(f"propose {folder}/{FIVE} --domain {DOMAIN} --out {folder}/5")
    line()


# -- 4. the papers --------------------------------------------------------------------------------------------------


def _tell_papers(proposal: Proposal, out: Path) -> None:
    letters = Counter(one.grade.letter for one in proposal.graded)
    levels = sum(letters[letter] for letter in ("A", "B", "C"))
    pilots, others = len(proposal.sample.pilots), len(proposal.sample.comparison)
    line(
        t(
            "4. HỒ SƠ TRÌNH TỪ MÔ HÌNH CỦA CẢ TÁM LĨNH VỰC (DỮ LIỆU GIẢ LẬP)",
            "4. THE DOSSIER, FROM PILOTS OF ALL EIGHT DOMAINS (SYNTHETIC DATA)",
        )
    )
    line(
        t(
            f"   {pilots} mô hình, {others} xã đối chứng: {levels}/{len(proposal)} chỉ tiêu đủ căn cứ để đề xuất mức; "
            f"{letters['D']} không phân biệt được; {letters['insufficient']} chỉ theo dõi",
            f"   {pilots} pilots, {others} comparison communes: {levels} of {len(proposal)} candidates get a level; "
            f"{letters['D']} tell nobody apart; {letters['insufficient']} are only monitored",
        )
    )
    here, to = (out / PROVINCE).as_posix(), out.as_posix()
    _command(f"propose {here}/{FIGURES} --plan {here}/ke-hoach.yaml --places {here}/places --out {to}")
    line(
        t(
            "   Tờ trình, quyết định, phụ lục, báo cáo tổng kết, thuyết minh từng mức: dossier.docx .xlsx .html .json",
            "   Note, decision, annex, report, a sheet for each level: dossier.docx .xlsx .html .json",
        )
    )
    _command(f"check {to}")
    line()


# -- 5, 6. Python and the folder ------------------------------------------------------------------------------------


def _python(run: Run, out: Path) -> tuple[str, ...]:
    """The lines that give the same; written down as a script too."""
    figures = (out / SETS[0] / FIGURES).as_posix()
    return (
        f'import smartvillage as sv; xa = sv.load("{run.criteria_set.id}", edition="{run.criteria_set.edition}")',
        f'evidence = sv.Evidence.read("{figures}", measures=xa, places=(places := sv.Places.load("vn")))',
        'run = sv.evaluate(xa, evidence, places, law_states={"official", "secondary", "unverified"})',
        f'print(run.at("{_code(run.keys[0][0])}").why("11"), run.id)',
    )


def _tell_python(run: Run, out: Path) -> None:
    line(t("5. CÙNG KẾT QUẢ BẰNG PYTHON", "5. THE SAME IN PYTHON"))
    for text in _python(run, out):
        line(f"   {text}")
    line(f"   > python {(out / SCRIPT).as_posix()}")
    line()


def _tell_folder(out: Path) -> None:
    line(t(f"6. THƯ MỤC {out.as_posix()}", f"6. THE FOLDER {out.as_posix()}"))
    for name in SETS:
        line(f"   {name}/  ket-qua.xlsx  ket-qua.csv  run.json  evidence.csv  sets.json  {FIGURES}")
    line(
        t(
            f"   {DOMAIN}/  phu-luc.xlsx  phu-luc.html  {PILOTS} (giả lập)",
            f"   {DOMAIN}/  phu-luc.xlsx  phu-luc.html  {PILOTS}",
        )
    )
    _command(f"verify {(out / SETS[0]).as_posix()}")
