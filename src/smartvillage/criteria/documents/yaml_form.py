"""YAML: read from the parser's events, none of which is trusted; written in a style that every reader reads alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from smartvillage.criteria.documents.building import Building, Limits, Reading, Tree, refuse_second
from smartvillage.errors import Words, quoted

__all__ = ["read_yaml", "write_yaml"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser of libyaml where PyYAML has it; the one in Python reads the same, far more slowly."""
_DIRECTIVE = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\n)*+%([^\n]*)")
_VERSION = re.compile(r"YAML[ \t]+1\.[0-9]{1,3}[ \t]*(?:#.*)?", re.ASCII)
_MORE = re.compile(r"(?:[ \t\n]++|#[^\n]*+|\.\.\.(?=\s|\Z))*+(?!\Z)")
"""Matches up to what follows a document, if anything does but comments."""
_SYNTAX = (
    (
        "are not allowed",
        Words(
            vi="dấu hai chấm hoặc gạch đầu mục không đúng chỗ",
            en="a colon or hyphen stands where no key or item can begin",
        ),
        Words(
            vi="các mục cùng cấp thụt lề như nhau; văn bản có dấu hai chấm đặt trong dấu nháy",
            en="parts of one level indented alike, and text that holds a colon in quotes",
        ),
    ),
    (
        "cannot start any token|tab character",
        Words(vi="ký tự này không mở đầu được một giá trị", en="no value can begin with this character"),
        Words(
            vi="thụt lề bằng dấu cách (không dùng tab); văn bản có ký tự đặc biệt đặt trong dấu nháy",
            en="spaces (not tabs) for indentation, and text with special characters in quotes",
        ),
    ),
    (
        "could not find expected ':'",
        Words(vi="thiếu dấu hai chấm sau khóa", en="the colon after a key is missing"),
        Words(vi="khóa: giá trị", en="key: value"),
    ),
    (
        "unexpected end of stream",
        Words(vi="dấu nháy mở mà không đóng", en="a quote is opened and not closed"),
        None,
    ),
    (
        "',' or '",
        Words(vi="danh sách hoặc nhóm mục trong ngoặc chưa đóng", en="a list or mapping in brackets is not closed"),
        Words(vi="dấu phẩy hoặc dấu đóng ngoặc", en="a comma or the closing bracket"),
    ),
    (
        "expected",
        Words(vi="chỗ này không khớp với phần đứng trước", en="this does not fit what stands before it"),
        Words(
            vi="các mục cùng cấp thụt lề như nhau; dấu nháy và dấu ngoặc đủ cặp",
            en="parts of one level indented alike, and quotes and brackets in pairs",
        ),
    ),
)
"""The faults of syntax that people make, by a pattern in the parser's message; both parsers share these."""


def read_yaml(reading: Reading, building: Building) -> None:
    """Feed a building with the events of the parser, as far as they can be followed."""
    _check_directives(reading)
    for event in _yaml_events(reading):
        offset, end = event.start_mark.index, event.end_mark.index
        match event:
            case yaml.ScalarEvent():
                _check_properties(reading, event)
                plain = event.implicit[0]
                if plain and event.value == "<<" and building.frame.needs_key:
                    what = Words(vi="không dùng khóa trộn <<", en="the merge key << is not read")
                    reading.add("SV-DOC-023", what, offset, advice=_WRITE_OUT)
                building.text(None if plain and event.value in {"", "~", "null"} else event.value, offset)
            case yaml.MappingStartEvent():
                _check_properties(reading, event)
                building.open({}, offset)
            case yaml.SequenceStartEvent():
                _check_properties(reading, event)
                building.open([], offset)
            case yaml.CollectionEndEvent():
                building.close()
            case yaml.AliasEvent():
                shown = quoted(f"*{event.anchor}")
                what = Words(vi=f"không dùng bí danh {shown}", en=f"the alias {shown} is not read")
                reading.add("SV-DOC-021", what, offset, advice=_WRITE_OUT)
                building.text("", offset)
            case yaml.DocumentEndEvent():
                if more := _MORE.match(reading.text, end):
                    refuse_second(reading, more.end())
                return  # what follows is never parsed: it may be directives, and many of them take for ever


_WRITE_OUT = Words(vi="Hãy chép lại nội dung vào chỗ này.", en="Write the content out here.")


def _yaml_events(reading: Reading) -> Iterator[Any]:
    try:
        yield from yaml.parse(reading.text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, OverflowError) as problem:
        said = str(getattr(problem, "problem", ""))
        mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
        offset = min(mark.index, len(reading.text)) if mark else None
        if "nesting depth" in said:
            reading.too_deep(offset)
        for pattern, what, expected in _SYNTAX:
            if re.search(pattern, said):
                reading.stop("SV-DOC-015", what, offset, expected=expected)
        what = Words(vi="chỗ này không đúng cú pháp YAML", en="this is not YAML")
        reading.stop("SV-DOC-015", what, offset)


def _check_directives(reading: Reading) -> None:
    """Refuse directives but ``%YAML 1.x`` before the parser sees them: it would look through all of them for each."""
    found = _DIRECTIVE.match(reading.text)
    while found and not reading.is_full:
        if not _VERSION.fullmatch(found[1]):
            reading.add(
                "SV-DOC-024",
                Words(vi=f"không dùng chỉ thị {quoted('%' + found[1])}", en=f"{quoted('%' + found[1])} is not read"),
                found.start(1) - 1,
                expected=Words(vi="không có chỉ thị, hoặc %YAML 1.1", en="no directive, or %YAML 1.1"),
            )
        found = _DIRECTIVE.match(reading.text, found.end() + 1)
    reading.finish()


def _check_properties(reading: Reading, event: Any) -> None:  # noqa: ANN401
    if event.anchor is None and event.tag is None:
        return
    if event.anchor is not None:
        shown = quoted(f"&{event.anchor}")
        what = Words(vi=f"không dùng neo {shown}", en=f"the anchor {shown} is not read")
        reading.add("SV-DOC-021", what, event.start_mark.index, advice=Words(vi="Hãy bỏ neo này.", en="Remove it."))
    if event.tag is not None:
        shown = quoted(event.tag)
        reading.add(
            "SV-DOC-022",
            Words(vi=f"không dùng nhãn kiểu {shown}", en=f"the tag {shown} is not read"),
            event.start_mark.index,
            advice=Words(vi="Hãy bỏ nhãn; mọi giá trị là văn bản.", en="Remove it; every value is text."),
        )


_WIDTH = 100
_MISREAD = re.compile(
    r"""(?: ~ | null | y | yes | n | no | true | false | on | off | [-+]?\.inf | \.nan | = | <<    # words of YAML 1.1
          | [-+.]* [0-9] [-+.:_0-9a-z]*                                                       # numbers, days, times
          | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [t \t] .*
        )?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
"""Plain text that a reader of YAML 1.1 or 1.2 would take for something else."""
_ESCAPED = re.compile("[\t\r\u2028\u2029]")
"""What only double quotes keep."""


def write_yaml(tree: Tree) -> str:
    """Write a tree of text as YAML; reading it back gives the same tree, in Unicode form NFC.

    Keys stay in their order. Text that a reader of YAML 1.1 would take for a number, a day or a truth value stands in
    quotes, text of several lines as a block, long text is folded.

    Raises:
        InputError: The tree holds what no document may hold, such as a control character.
        TypeError: There is something other than mappings, lists, text and ``None``.

    Example:
        >>> print(write_yaml({"title": "Nhà ở dân cư", "levels": ["66.60", "no", None]}), end="")
        title: Nhà ở dân cư
        levels:
        - '66.60'
        - 'no'
        - null
    """
    reading = Reading(file=None, limits=Limits())
    building = Building(reading)
    _feed(building, tree)
    reading.finish()
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_written(building.frame.tree[0]),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    return str(yaml.emit(events, Dumper=yaml.SafeDumper, width=_WIDTH, allow_unicode=True))


def _feed(building: Building, tree: Any) -> None:  # noqa: ANN401
    """Put a tree through the checks of a reader; the depth it refuses also ends this recursion."""
    if tree is None or isinstance(tree, str):
        building.text(tree, 0)
    elif isinstance(tree, Mapping):
        building.open({}, 0)
        for key, value in tree.items():
            if not isinstance(key, str):
                raise TypeError(f"the key {key!r} is not text")
            building.text(key, 0)
            _feed(building, value)
        building.close()
    elif isinstance(tree, (list, tuple)):
        building.open([], 0)
        for value in tree:
            _feed(building, value)
        building.close()
    else:
        raise TypeError(f"{type(tree).__name__} is not text; a document holds mappings, lists, text and None")


def _written(tree: Tree) -> Iterator[yaml.Event]:
    if isinstance(tree, dict):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key, value in tree.items():
            yield _scalar(key)
            yield from _written(value)
        yield yaml.MappingEndEvent()
    elif isinstance(tree, list):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for value in tree:
            yield from _written(value)
        yield yaml.SequenceEndEvent()
    else:
        yield _scalar(tree)


def _scalar(text: str | None) -> yaml.ScalarEvent:
    if text is None:
        text, style = "null", None
    elif _ESCAPED.search(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    else:
        style = "'" if _MISREAD.fullmatch(text) else None
    return yaml.ScalarEvent(None, None, (True, True), text, style=style)
