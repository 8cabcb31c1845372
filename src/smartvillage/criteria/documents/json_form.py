"""JSON: read by a scanner that knows where it is, keeps numbers as they were written and never recurses."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined] # the scanner in C; the stubs forget it

from smartvillage.criteria.documents.building import Building, Reading, refuse_second
from smartvillage.errors import Words, quoted

__all__ = ["read_json"]

_TOKEN = re.compile(r"[ \t\n]*+([^\s\[\]{},:\"]++|.|)", re.DOTALL)
_WORD = re.compile(
    r"true|false|null|(NaN|-?Infinity)|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?", re.ASCII
)

_VALUE = Words(vi="một giá trị", en="a value")
_ITEM = Words(vi="một giá trị hoặc ]", en="a value or ]")
_KEY = Words(vi="khóa trong dấu nháy kép", en="a key in double quotes")
_ENTRY = Words(vi="khóa trong dấu nháy kép hoặc }", en="a key in double quotes or }")
_COLON = Words(vi="dấu hai chấm", en="a colon")
_MORE = Words(vi="dấu phẩy hoặc dấu đóng ngoặc", en="a comma or the closing bracket")
_END = Words(vi="hết tài liệu", en="the end of the document")
_NOT_FINITE = Words(vi="NaN và Infinity không phải số liệu", en="NaN and Infinity are no figures")
_A_NUMBER = Words(vi="một số, hoặc null khi chưa có số liệu", en="a number, or null where there is no figure")
_JSON_TEXTS = (
    ("Unterminated", Words(vi="dấu nháy mở mà không đóng", en="a quote is opened and not closed")),
    (
        "control",
        Words(vi="văn bản xuống dòng hoặc có tab; viết \\n, \\t", en="a line end or tab in a text; write \\n, \\t"),
    ),
    ("", Words(vi="ký tự thoát sau \\ không đúng", en="no such escape after \\")),
)


def read_json(reading: Reading, building: Building) -> None:
    """Read token by token; ``want`` is what may stand next, in the words of the message when something else does."""
    text, position, want = reading.text, 0, _VALUE
    while found := _TOKEN.match(text, position):  # pragma: no branch
        piece, start, position = found[1], found.start(1), found.end()
        in_mapping = building.frame.in_mapping
        value_due, key_due = want is _VALUE or want is _ITEM, want is _KEY or want is _ENTRY
        if want is _END:
            if piece:
                refuse_second(reading, start)
            return
        if piece == '"' and (value_due or key_due):
            value, position = _json_text(reading, start)
            building.text(value, start)
            want = _COLON if key_due else _after(building)
        elif piece == ":" and want is _COLON:
            want = _VALUE
        elif piece == "," and want is _MORE:
            want = _KEY if in_mapping else _VALUE
        elif piece == "{" and value_due:
            building.open({}, start)
            want = _ENTRY
        elif piece == "[" and value_due:
            building.open([], start)
            want = _ITEM
        elif piece == ("}" if in_mapping else "]") and (want is _ENTRY or want is _ITEM or want is _MORE):
            building.close()
            want = _after(building)
        elif value_due and (word := _WORD.fullmatch(piece)):
            if word[1]:
                reading.add("SV-DOC-026", _NOT_FINITE, start, expected=_A_NUMBER, found=piece)
            building.text(None if piece == "null" else piece, start)
            want = _after(building)
        else:
            shown = Words(vi=quoted(piece), en=quoted(piece)) if piece else _END
            what = Words(vi=f"không đúng cú pháp JSON: gặp {shown.vi}", en=f"this is not JSON: found {shown.en}")
            reading.stop("SV-DOC-015", what, start, expected=want)


def _after(building: Building) -> Words:
    return _MORE if building.outer else _END


def _json_text(reading: Reading, start: int) -> tuple[str, int]:
    try:
        return scanstring(reading.text, start + 1, True)  # type: ignore[no-any-return] # noqa: FBT003
    except json.JSONDecodeError as problem:
        what = next(words for part, words in _JSON_TEXTS if part in problem.msg)
        reading.stop("SV-DOC-015", what, problem.pos)
