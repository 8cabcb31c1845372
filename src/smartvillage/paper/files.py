"""Writing a file whole or not at all.

The text is written beside its target and moved into place, so that nobody ever opens half a report; and what goes
wrong (the workbook is still open in Excel) is told as a problem with advice.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from smartvillage.errors import InputError, Problem, Where, Words

__all__ = ["write_bytes"]


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write a file; if that fails, what stood there before still stands.

    Raises:
        InputError: SV-IN-901, the file cannot be written: it is open elsewhere, its folder does not exist, or
            the disk refuses.
    """
    target = Path(path)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(target)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise InputError([_told(target, problem)]) from problem


def _told(target: Path, problem: OSError) -> Problem:
    advice: Words | None = None
    match problem:
        case FileNotFoundError() | NotADirectoryError():
            why = Words(vi="không có thư mục này", en="its folder does not exist")
            advice = Words(vi="Hãy tạo thư mục trước.", en="Make the folder first.")
        case PermissionError() | IsADirectoryError():
            why = Words(vi="hệ thống không cho ghi", en="the system does not allow it")
            advice = Words(
                vi="Nếu tệp đang mở trong Excel, hãy đóng lại; hoặc chọn nơi ghi khác.",
                en="If the file is open in Excel, close it; or choose another place.",
            )
        case _:
            why = Words(vi=f"hệ thống báo: {problem.strerror}", en=f"the system says: {problem.strerror}")
    return Problem(
        code="SV-IN-901",
        what=Words(vi=f"không ghi được tệp: {why.vi}", en=f"the file cannot be written: {why.en}"),
        where=Where(file=str(target)),
        advice=advice,
    )
