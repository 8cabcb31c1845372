"""Writing a run: the workbook that every meeting opens with, csv, ``run.json``, and what ``verify`` needs.

Nothing is left half written: every file is made in full before the first one is put in its place.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.evaluation.reasons import REASONS
from smartvillage.paper.files import write_bytes
from smartvillage.paper.table import Table
from smartvillage.paper.workbook import Sheet, workbook_bytes
from smartvillage.text.labels import label

if TYPE_CHECKING:
    from smartvillage.evaluation.run import Run

__all__ = ["FILES", "SCHEMA", "matrix_table", "run_dict", "write_run"]

SCHEMA = "smartvillage.run/1"

FILES = {
    "workbook": "ket-qua.xlsx",
    "csv": "ket-qua.csv",
    "run": "run.json",
    "evidence": "evidence.csv",
    "sets": "sets.json",
}
"""The files of a run's folder."""

MARKS = {"MET": "Đ", "NOT_MET": "C", "UNKNOWN": "?", "NOT_APPLICABLE": "–"}
"""What stands in a cell of the matrix, beside its colour."""

_STYLES = {"Đ": "met", "C": "not-met", "?": "unknown", "–": "not-applicable"}

_LABELS = {
    "unit": Words(vi="Mã đơn vị", en="Unit"),
    "unit_name": Words(vi="Đơn vị", en="Name"),
    "period": Words(vi="Kỳ", en="Period"),
    "ref": Words(vi="Chỉ tiêu", en="Indicator"),
    "title": Words(vi="Nội dung", en="Content"),
    "verdict": Words(vi="Kết quả", en="Verdict"),
    "reason": Words(vi="Lý do", en="Reason"),
    "value": Words(vi="Số liệu", en="Value"),
    "level": Words(vi="Mức", en="Level"),
    "level_state": Words(vi="Đối chiếu mức", en="Level checked"),
    "stratum": Words(vi="Nhóm áp dụng", en="Stratum"),
    "citation": Words(vi="Căn cứ", en="Citation"),
    "set": Words(vi="Cả bộ", en="Set"),
    "why": Words(vi="Giải thích", en="Explanation"),
    "flip": Words(vi="Cần thay đổi", en="What would turn it"),
    "units": Words(vi="Số đơn vị", en="Units"),
    "id": Words(vi="Mã", en="Id"),
    "what": Words(vi="Mục", en="Item"),
    "said": Words(vi="Nội dung", en="Content"),
    "MET": Words(vi="Đạt", en="Met"),
    "NOT_MET": Words(vi="Chưa đạt", en="Not met"),
    "UNKNOWN": Words(vi="Chưa đủ cơ sở", en="Unknown"),
    "NOT_APPLICABLE": Words(vi="Không áp dụng", en="Not applicable"),
    "reported": Words(vi="Xã tự đánh giá", en="Reported verdict"),
    "agrees": Words(vi="Khớp", en="Agrees"),
}


def write_run(run: Run, folder: str | Path, *, lang: str = "vi") -> tuple[Path, ...]:
    """Write everything about a run to a folder, which is made if it is not there."""
    to = Path(folder)
    contents = {
        "workbook": workbook_bytes(list(_sheets(run, lang)), title=run.criteria_set.title.say(lang)),
        "csv": b"\xef\xbb\xbf" + _detail(run, lang).to_csv().encode(),
        "run": _json(run_dict(run)),
        "evidence": run.evidence.canonical_csv().encode(),
        "sets": _json({one.key: one.to_dict() for one in run.compiled.sets}),
    }
    to.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        write_bytes(to / FILES[name], content)
    return tuple(to / FILES[name] for name in contents)


def _json(value: Any) -> bytes:  # noqa: ANN401
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def run_dict(run: Run) -> dict[str, Any]:
    """A run as mappings and lists: the question, the verdicts, and beside them where and with what it was made."""
    question = {name: value for name, value in run.question.items() if name != "sets"}
    for clock in ("law_as_of", "data_as_of"):
        question[clock] = question[clock].isoformat() if question[clock] is not None else None
    return {
        "schema": SCHEMA,
        "id": run.id,
        "result": run.result,
        "question": question,
        "unit_names": {unit: run.name_of(unit) for unit, _ in run.keys},
        "verdicts": {
            level: {printed: [verdict.name for verdict in run.verdicts(ref)] for printed, ref in run.refs(level)}
            for level in ("indicator", "criterion", "set")
        },
        "disagreements": run.disagreements().to_dict(),
        "manifest": dict(run.evidence.manifest),
        "made": {
            "smartvillage": version("smartvillage"),
            "python": platform.python_version(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    }


# -- the workbook ------------------------------------------------------------------------------------------


def _sheets(run: Run, lang: str) -> Iterator[Sheet]:
    vi = lang == "vi"
    name = run.criteria_set.title.say(lang)
    legend = _legend(lang)
    for level, title in (
        ("criterion", Words(vi="Xã x tiêu chí", en="Units x criteria")),
        ("indicator", Words(vi="Xã x chỉ tiêu", en="Units x indicators")),
    ):
        yield Sheet(
            title.say(lang),
            matrix_table(run, level),
            lang=lang,  # type: ignore[arg-type]
            styles=lambda _row, _column, cell: _STYLES.get(str(cell)),
            freeze=(0, 3),
            intro=(f"{name} ({run.criteria_set.key})", legend),
            outro=_notes(run, lang),
            header_notes={printed: _title_of(run, ref, lang) for printed, ref in run.refs(level)},
            widths={"unit": 18, "period": 8, **{printed: 5.5 for printed, _ in run.refs(level)}},
        )
    yield Sheet(
        "Chi tiết" if vi else "Detail",
        _detail(run, lang),
        lang=lang,  # type: ignore[arg-type]
        styles=_verdict_style(lang),
        freeze=(0, 4),
        intro=(f"{'Từng chỉ tiêu' if vi else 'Every indicator'}: {name}",),
    )
    yield Sheet(
        "Tổng hợp" if vi else "Summary",
        _labelled(run.summary(), "title", lambda row: _title_of(run, str(row["id"]), lang)),
        lang=lang,  # type: ignore[arg-type]
        intro=(f"{'Số đơn vị theo chỉ tiêu' if vi else 'Units by indicator'}: {name}",),
    )
    yield Sheet(
        "Còn thiếu" if vi else "Open questions",
        _open(run, lang),
        lang=lang,  # type: ignore[arg-type]
        intro=(
            "Những chỗ chưa đủ cơ sở còn ảnh hưởng đến kết quả" if vi else "Unknowns that still matter to the verdicts",
        ),
    )
    if run.evidence.verdicts:
        yield Sheet(
            "Xã tự đánh giá" if vi else "Reported verdicts",
            _with_labels(run.disagreements()),
            lang=lang,  # type: ignore[arg-type]
        )
    yield Sheet("Về lần đánh giá" if vi else "About this run", _about(run, lang), lang=lang)  # type: ignore[arg-type]


def _legend(lang: str) -> str:
    return "   ".join(f"{mark} {label('verdict', verdict, lang)}" for verdict, mark in MARKS.items())


def _title_of(run: Run, ref: str, lang: str) -> str:
    if ref in run.criteria_set:
        return run.criteria_set[ref].title.say(lang)
    return run.criteria_set.criterion(ref).title.say(lang)


def matrix_table(run: Run, level: str = "criterion") -> Table:
    """Units by criteria (or indicators): one line a unit and period, one mark a verdict."""
    refs = run.refs(level)
    lines = {printed: run.verdicts(ref) for printed, ref in refs}
    whole = run.verdicts(run.criteria_set.key)
    rows = [
        {
            "unit": unit,
            "unit_name": run.name_of(unit),
            "period": period,
            "set": MARKS[whole[place].name],
            **{printed: MARKS[line[place].name] for printed, line in lines.items()},
        }
        for place, (unit, period) in enumerate(run.keys)
    ]
    columns = ("unit", "unit_name", "period", "set", *(printed for printed, _ in refs))
    return Table.of(rows, columns=columns, labels={name: _LABELS[name] for name in columns if name in _LABELS})


def _detail(run: Run, lang: str) -> Table:
    rows = []
    for row in run.table():
        why = run.at(str(row["unit"]), str(row["period"])).why(run.criteria_set[str(row["ref"])].id, lang)
        flips = why.to_flip() if why.verdict in {Verdict.NOT_MET, Verdict.UNKNOWN} else None
        rows.append(
            {
                **row,
                "verdict": label("verdict", str(row["verdict"]), lang),
                "reason": REASONS[str(row["reason"])].say(lang),
                "level_state": _states(row["level_state"], lang),
                "why": why.text,
                "flip": "; ".join(str(one) for one in flips or ()),
            }
        )
    columns = (
        *("unit", "unit_name", "period", "ref", "verdict", "value", "level", "reason", "level_state"),
        *("stratum", "citation", "flip", "why"),
    )
    return Table.of(rows, columns=columns, labels={name: _LABELS[name] for name in columns})


def _states(states: object, lang: str) -> str:
    return "; ".join(label("verification", one, lang) for one in str(states).split("; ")) if states else ""


def _verdict_style(lang: str) -> Any:  # noqa: ANN401
    styles = {label("verdict", verdict, lang): _STYLES[mark] for verdict, mark in MARKS.items()}
    return lambda _row, column, cell: styles.get(str(cell)) if column == "verdict" else None


def _open(run: Run, lang: str) -> Table:
    rows = [{**row, "reason": REASONS[str(row["reason"])].say(lang)} for row in run.open_questions(limit=200)]
    return _labelled(
        Table.of(rows, columns=("ref", "id", "reason", "units")),
        "title",
        lambda row: _title_of(run, str(row["id"]), lang),
    )


def _labelled(table: Table, name: str, say: Any) -> Table:  # noqa: ANN401
    """Put a column of words behind the first one."""
    rows = [{**row, name: say(row)} for row in table]
    columns = (table.columns[0], name, *table.columns[1:])
    return Table.of(rows, columns=columns, labels={one: _LABELS[one] for one in columns if one in _LABELS})


def _with_labels(table: Table) -> Table:
    labels = {name: _LABELS[name] for name in table.columns if name in _LABELS}
    return Table.of(list(table), columns=table.columns, labels=labels)


def _notes(run: Run, lang: str) -> tuple[str, ...]:
    """What a reader must know before believing the matrix."""
    vi = lang == "vi"
    notes = []
    if "unverified" in run.compiled.law_states:
        notes.append(
            "Có dùng mức chưa đối chiếu với văn bản: kết quả chỉ để tham khảo."
            if vi
            else "Levels that were not checked against the text were used: the verdicts are indicative only."
        )
    if run.approx_as_value:
        notes.append("Con số khoảng được tính như số liệu." if vi else "Approximate figures were taken as the figure.")
    if run.compiled.carry_forward:
        notes.append(
            "Mức của kỳ trước được dùng tiếp khi thiếu mức." if vi else "Levels of earlier spans were carried forward."
        )
    coverage = run.criteria_set.coverage()
    if not coverage.whole:
        have, said = coverage.indicators, coverage.indicators_declared
        notes.append(f"Mới nhập {have}/{said} chỉ tiêu." if vi else f"{have} of {said} indicators are modelled.")
    notes.append(f"{'Mã lần đánh giá' if vi else 'Run'}: {run.id}; {'kết quả' if vi else 'result'}: {run.result}")
    return tuple(notes)


def _about(run: Run, lang: str) -> Table:
    vi = lang == "vi"
    coverage = run.criteria_set.coverage()

    def day(value: object) -> str:
        return str(value) if value is not None else ("mọi lúc" if vi else "always")

    facts: Mapping[str, str] = {
        "Bộ tiêu chí" if vi else "Set": f"{run.criteria_set.title.say(lang)} ({run.criteria_set.key})",
        "Mã câu hỏi" if vi else "Question": run.id,
        "Mã kết quả" if vi else "Answer": run.result,
        "Văn bản biết đến ngày" if vi else "Law known up to": day(run.clocks.law_as_of),
        "Số liệu biết đến ngày" if vi else "Data known up to": day(run.clocks.data_as_of),
        "Số liệu được chấp nhận" if vi else "Accepted evidence": ", ".join(
            label("evidence-state", one, lang) for one in sorted(run.evidence_states)
        ),
        "Mức được chấp nhận" if vi else "Accepted levels": ", ".join(
            label("verification", one, lang) for one in sorted(run.compiled.law_states)
        ),
        "Số chỉ tiêu đã nhập" if vi else "Indicators modelled": f"{coverage.indicators}/{coverage.indicators_declared}",
        "Đối chiếu lời văn" if vi else "Wording checked": _counted(coverage.wording, lang),
        "Đối chiếu mức" if vi else "Levels checked": _counted(coverage.levels, lang),
        "Số dòng số liệu" if vi else "Observations": str(len(run.evidence)),
        "Phiên bản" if vi else "Version": f"smartvillage {version('smartvillage')}",
    }
    rows = [{"what": what, "said": said} for what, said in facts.items()]
    return Table.of(rows, columns=("what", "said"), labels={name: _LABELS[name] for name in ("what", "said")})


def _counted(states: Mapping[str, int], lang: str) -> str:
    return ", ".join(f"{label('verification', state, lang)} {count}" for state, count in states.items() if count)
