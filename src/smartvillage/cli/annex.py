"""``smartvillage sets fill`` and ``sets read``: a set as an annex to type in, and the annex read back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import as_word, find_set
from smartvillage.cli.speech import bad_argument, language, line, show_json, show_table, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import Words, quoted
from smartvillage.evidence.annex import fill, read
from smartvillage.paper.files import write_bytes
from smartvillage.paper.table import Table
from smartvillage.text.labels import label

__all__ = ["fill_annex", "fill_command", "read_annex"]

YAML = {".yaml", ".yml"}


def fill_command(set_name: str) -> str:
    """The command that makes the annex of a set, as a user types it."""
    return f"smartvillage sets fill {as_word(set_name)} --out phu-luc.xlsx"


def fill_annex(
    name: Annotated[str, typer.Argument(metavar="SET", help=t("Mã bộ tiêu chí, hoặc tệp.", "A set by id, or a file."))],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE.xlsx", help=t("Tệp Excel sẽ ghi.", "The workbook to write."))],
) -> None:
    """Write the workbook; one that is there may hold a week of typing, so it is never written over."""
    criteria_set = find_set(name)
    if out.suffix.lower() != ".xlsx":
        raise bad_argument(
            Words(vi=f"--out {quoted(out)}", en=f"--out {quoted(out)}"),
            Words(vi="tệp có đuôi .xlsx", en="a file ending in .xlsx"),
        )
    if out.exists():
        raise bad_argument(
            Words(vi=f"đã có tệp {quoted(out)}", en=f"there is a file {quoted(out)} already"),
            Words(vi="một tên tệp mới", en="a new name"),
        )
    fill(criteria_set, out, lang="vi" if language() == "vi" else "en")
    levels = criteria_set.coverage().levels
    missing, unverified = levels["missing"], levels["unverified"]
    line(t(f"Đã ghi: {out.as_posix()}", f"Written: {out.as_posix()}"))
    line(
        t(
            f"{missing} mức chưa có, {unverified} mức chưa đối chiếu. Cách nhập ở trang Hướng dẫn. Nhập xong:",
            f"{missing} levels are missing, {unverified} not checked. The sheet Guide says how. When it is typed in:",
        )
    )
    line(f"smartvillage sets read {as_word(out)} --set {as_word(name)} --out bo-tieu-chi.yaml")


def read_annex(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=t("Phụ lục đã nhập.", "The annex, typed in."))],
    *,
    set_name: Annotated[
        str, typer.Option("--set", metavar="SET", help=t("Bộ mà phụ lục được ghi ra từ đó.", "The set it came from."))
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="SET.yaml", help=t("Tệp ghi bộ đã sửa.", "Where to write the new set."))
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help=t("Tên trang tính.", "The sheet."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Read the workbook, whole or not at all, and write the patched set."""
    if out is not None and out.suffix.lower() not in YAML:
        raise bad_argument(
            Words(vi=f"--out {quoted(out)}", en=f"--out {quoted(out)}"),
            Words(vi="tệp có đuôi .yaml", en="a file ending in .yaml"),
        )
    before = find_set(set_name)
    reading = read(file, before, sheet=sheet)
    if out is not None:
        write_bytes(out, reading.set.to_yaml().encode())
    counts = _counts(before, reading.set)
    if as_json:
        show_json(
            {
                "set": before.key,
                "changed": reading.changed,
                "official": reading.official,
                "unchanged": reading.unchanged,
                "patches": len(reading.patches),
                "levels": {str(row["state"]): row["after"] for row in counts},
                "notes": [note.say(language()) for note in reading.notes],
                "written": out.as_posix() if out is not None else None,
            }
        )
        return
    changed, unchanged, official = reading.changed, reading.unchanged, reading.official
    line(
        t(
            f"{before.key}: {changed} ô thay đổi, {official} ô thành đã đối chiếu văn bản, {unchanged} ô giữ nguyên.",
            f"{before.key}: {changed} cells changed, {official} became official, {unchanged} are as they were.",
        )
    )
    for note in reading.notes:
        line(f"  {note.say(language())}")
    said = [{**row, "state": label("verification", str(row["state"]), language())} for row in counts]
    show_table(Table.of(said, columns=("state", "before", "after"), labels=_LABELS))
    if out is not None:
        line(t(f"Đã ghi: {out.as_posix()}", f"Written: {out.as_posix()}"))
    else:
        line(t("Chưa ghi gì: thêm --out TỆP.yaml để ghi bộ đã sửa.", "Nothing was written: add --out SET.yaml."))


_LABELS = {
    "state": Words(vi="Mức", en="Levels"),
    "before": Words(vi="Trước", en="Before"),
    "after": Words(vi="Sau", en="After"),
}


def _counts(before: CriteriaSet, after: CriteriaSet) -> Table:
    one, other = before.coverage().levels, after.coverage().levels
    return Table.of([{"state": state, "before": one[state], "after": other[state]} for state in one])
