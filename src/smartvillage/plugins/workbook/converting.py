"""A plugin in whichever form it stands: read, and turned from one form into the other."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.plugins.documents import PluginDocuments, read_folder, write_folder
from smartvillage.plugins.workbook.reading import read_plugin_workbook
from smartvillage.plugins.workbook.writing import write_plugin_workbook

__all__ = ["convert", "read_plugin"]

WORKBOOK: Final = ".xlsx"
LISTS: Final = ("measures.yaml", "candidates.yaml", "pilots.yaml", "cases.yaml")
_HEAD: Final = "plugin.yaml"


def read_plugin(path: str | Path) -> PluginDocuments:
    """Read a plugin without Python: a folder of documents (or its ``plugin.yaml``), or a workbook.

    Raises:
        InputError: It is neither (``SV-PLUG-025``), or something in it cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        return read_folder(path)
    if path.suffix.lower() == WORKBOOK:
        return read_plugin_workbook(path)
    if path.name == _HEAD and path.is_file():
        return read_folder(path.parent)
    raise InputError(
        [
            Problem(
                "SV-PLUG-025",
                Words(
                    vi=f"{quoted(path.name)} không phải phần mở rộng dạng tài liệu",
                    en=f"{quoted(path.name)} is no plugin of documents",
                ),
                Where(file=path.name),
                expected=Words(
                    vi=f"thư mục có tệp {_HEAD}, hoặc sổ tính {WORKBOOK}",
                    en=f"a folder with {_HEAD}, or a workbook {WORKBOOK}",
                ),
            )
        ]
    )


def convert(source: str | Path, target: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Turn a folder of documents into a workbook, or a workbook into a folder.

    Args:
        source: A folder with ``plugin.yaml``, or a ``.xlsx``.
        target: The other: a ``.xlsx``, or a folder, which is made when it is not there.
        overwrite: Write over what is there. In a folder, lists that the workbook does not have are taken away.

    Returns:
        The files that were written.

    Raises:
        InputError: Source and target are of one form (``SV-PLUG-025``), the target is there already
            (``SV-PLUG-024``), or something cannot be read or written. Nothing is written then.

    Example:
        >>> import tempfile
        >>> from importlib.resources import files
        >>> tourism = Path(str(files("smartvillage.plugins.domains"))) / "tourism"
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = convert(tourism, Path(folder, "tourism.xlsx"))
        ...     written = convert(Path(folder, "tourism.xlsx"), Path(folder, "tourism"))
        ...     read_plugin(Path(folder, "tourism")) == read_plugin(tourism), written[-1].name
        (True, 'plugin.yaml')
    """
    source, target = Path(source), Path(target)
    documents = read_plugin(source)
    to_workbook = source.suffix.lower() != WORKBOOK or source.is_dir()
    if to_workbook != (target.suffix.lower() == WORKBOOK):
        expected = Words(vi=f"tệp có đuôi {WORKBOOK}", en=f"a file ending in {WORKBOOK}")
        if not to_workbook:
            expected = Words(vi="một thư mục", en="a folder")
        what = Words(vi=f"không ghi ra {quoted(target.name)} được", en=f"{quoted(target.name)} is not what to write")
        raise InputError([Problem("SV-PLUG-025", what, Where(file=target.name), expected)])
    _check_free(target, is_workbook=to_workbook, overwrite=overwrite)
    if to_workbook:
        write_plugin_workbook(documents, target)
        return [target]
    written = write_folder(documents, target)
    for name in LISTS:
        if target / name not in written:
            (target / name).unlink(missing_ok=True)
    return written


def _check_free(target: Path, *, is_workbook: bool, overwrite: bool) -> None:
    """Refuse to write over what may hold a week of typing, or beside documents that would become part of the plugin."""
    if target.is_dir() and not is_workbook:
        others = [*target.glob("sets/*.yaml"), *target.glob("programmes/*.yaml")]
        is_free = not any(target.iterdir()) or (overwrite and not others)
    else:
        is_free = not target.exists() or (overwrite and target.is_file() and is_workbook)
    if not is_free:
        raise InputError(
            [
                Problem(
                    "SV-PLUG-024",
                    Words(vi=f"đã có {quoted(target.name)}", en=f"{quoted(target.name)} is there already"),
                    Where(file=target.name),
                    expected=Words(vi="một tên mới", en="a new name"),
                )
            ]
        )
