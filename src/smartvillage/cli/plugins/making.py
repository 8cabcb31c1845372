"""``smartvillage plugins new`` and ``plugins convert``: a plugin to begin with, and a plugin in its other form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import as_word
from smartvillage.cli.speech import bad_argument, line, t
from smartvillage.errors import Words, quoted
from smartvillage.plugins.builtin import DOMAINS
from smartvillage.plugins.scaffold import Form, new_plugin, usual_target

__all__ = ["convert_command", "new"]

USUAL = "tourism"


def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help=t("Mã của phần mở rộng, vd. can-giuoc.", "The key of the plugin, such as can-giuoc.")
        ),
    ],
    *,
    domain: Annotated[
        str | None,
        typer.Option(metavar="DOMAIN", help=t("Lĩnh vực; mặc định tourism.", "The domain; tourism by default.")),
    ] = None,
    documents_only: Annotated[
        bool,
        typer.Option("--documents-only", help=t("Thư mục tài liệu, không có Python.", "A folder of documents alone.")),
    ] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help=t("Một tệp Excel.", "One workbook."))] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=t("Thư mục (hoặc tệp .xlsx) sẽ ghi.", "The folder (or .xlsx file) to write.")),
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help=t(
                "Cơ quan thí điểm, vd. vn.authority.long-an.can-giuoc.",
                "The pilot authority, such as vn.authority.long-an.can-giuoc.",
            ),
        ),
    ] = None,
) -> None:
    """Write a new plugin and say what to do next; nothing that is there is written over."""
    if documents_only and xlsx:
        both = "--documents-only, --xlsx"
        raise bad_argument(
            Words(vi=f"{both} không đi cùng nhau", en=f"{both} do not go together"),
            Words(vi="một trong hai", en="one of them"),
        )
    form: Form = "workbook" if xlsx else "documents" if documents_only else "package"
    target = out if out is not None else usual_target(name, form)
    if form == "workbook" and out is not None and out.suffix.lower() != ".xlsx":
        target = out / usual_target(name, form).name
    files = new_plugin(name, target, form=form, domain=domain or USUAL, authority=authority)
    line(t("Đã ghi:", "Written:") + "".join(f"\n  {file.as_posix()}" for file in files))
    line()
    if domain is None:
        others = ", ".join(one for one in DOMAINS if one != USUAL)
        line(
            t(
                f"Lĩnh vực là {USUAL}; muốn lĩnh vực khác thì thêm --domain ({others}).",
                f"The domain is {USUAL}; for another one add --domain ({others}).",
            )
        )
    _tell_next(form, name, target)


def _tell_next(form: Form, key: str, target: Path) -> None:
    place = as_word(target)
    edited = {
        "package": f"{target.as_posix()}/src/smartvillage_{key.replace('-', '_')}/documents",
        "documents": target.as_posix(),
        "workbook": target.as_posix(),
    }[form]
    mark = t("tìm chữ SỬA", "look for EDIT")
    where = f"  {edited}" if form == "workbook" else f"  {edited} ({mark})"
    steps = {
        "package": (
            f"cd {place}",
            'python -m pip install -e ".[test]"',
            f"smartvillage plugins check {key}",
            "python -m pytest",
        ),
        "documents": (f"smartvillage plugins check {place}", f"smartvillage plugins list --plugin-dir {place}"),
        "workbook": (f"smartvillage plugins check {place}", f"smartvillage plugins list --plugin-dir {place}"),
    }[form]
    line(t("Nội dung mẫu đã chạy được; thay bằng nội dung của mình ở:", "The sample works as it is; put your own in:"))
    line(where)
    line(t("Tiếp theo:", "Next:") + "".join(f"\n  {step}" for step in steps))


def convert_command(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE", help=t("Thư mục tài liệu, hoặc tệp .xlsx.", "A folder of documents, or an .xlsx.")
        ),
    ],
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help=t("Dạng kia: tệp .xlsx, hoặc thư mục.", "The other form."))
    ],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=t("Ghi đè.", "Write over what is there."))] = False,
) -> None:
    """Read one form whole, or not at all, and write the other."""
    from smartvillage.plugins.workbook import convert  # noqa: PLC0415 - most plugins have none

    if not source.exists():
        raise bad_argument(Words(vi=f"không có {quoted(source)}", en=f"there is no {quoted(source)}"))
    files = convert(source, target, overwrite=overwrite)
    line(t("Đã ghi:", "Written:") + "".join(f"\n  {file.as_posix()}" for file in files))
