"""The border: what every document that is read or written is made of.

Documents arrive as text (YAML and JSON scalars are kept as they were written), and Python callers bring native
values. The scalar types here take both, in one strict grammar, and refuse what only looks right: ``True`` where a
number is due, a float where a count is due, ``1_000``. :class:`Record` is the frozen model that refuses unknown
keys; :func:`parse` turns whatever pydantic finds into our own problems in both languages, all at once, each with its
place, the keys or words accepted there and the closest one. A validator of a model speaks through :func:`said`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    model_validator,
)

from smartvillage.errors import InputError, Problem, RefusedValueError, Where, Words, quoted

if TYPE_CHECKING:
    from pydantic import ValidatorFunctionWrapHandler
    from pydantic_core import ErrorDetails

__all__ = ["Count", "Day", "Flag", "Id", "Label", "Many", "Record", "Slug", "Text", "parse", "read_day", "said"]

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,18}", re.ASCII)
_ID = r"^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Path = tuple[int | str, ...]


def said(
    words: Words,
    *,
    expected: Words | None = None,
    advice: Words | None = None,
    code: str = "SV-DOC-001",
    at: Path = (),
) -> RefusedValueError:
    """Say in both languages why a value is refused: what validators of models and fields raise.

    Args:
        words: What is wrong, quoting the text found.
        expected: What would have been right.
        advice: What to do next.
        code: The code of the problem.
        at: Where below the validated value the fault lies, as a path.

    Returns:
        The error to raise. A validator that found several things raises an :class:`InputError` with all of them.

    Example:
        >>> class Span(Record):
        ...     first: Day
        ...     last: Day
        ...
        ...     @model_validator(mode="after")
        ...     def _in_order(self):
        ...         if self.last < self.first:
        ...             raise said(Words(vi="ngày cuối trước ngày đầu", en="the last day is before the first"))
        ...         return self
        >>> parse(Span, {"first": "2025-07-01", "last": "2024-07-01"})
        Traceback (most recent call last):
        ...
        smartvillage.errors.InputError: SV-DOC-001 the last day is before the first.
    """
    return RefusedValueError(words, expected=expected, advice=advice, code=code, at=at)


def read_day(value: object) -> date:
    """Read ``2024-12-31`` (or take a :class:`datetime.date`); a time of day is refused.

    Raises:
        RefusedValueError: The value is no day of the calendar.

    Example:
        >>> read_day("2024-12-31")
        datetime.date(2024, 12, 31)
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and (found := _DAY.fullmatch(value)):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    raise said(
        _is_no(value, Words(vi="một ngày có trong lịch", en="a day of the calendar")),
        expected=Words(vi="ngày viết như 2024-12-31", en="a day like 2024-12-31"),
    )


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and _COUNT.fullmatch(value):
        return int(value)
    raise said(
        _is_no(value, Words(vi="số nguyên không âm", en="a whole number from 0 up")),
        expected=Words(vi="chỉ gồm chữ số 0-9, nhiều nhất 18 chữ số", en="digits 0-9 only, at most 18"),
    )


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in {"true", "false"}:
        return value == "true"
    raise said(
        _is_no(value, Words(vi="giá trị đúng/sai", en="a truth value")),
        expected=Words(vi="true hoặc false", en="true or false"),
    )


def _clean(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def _many(value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:  # noqa: ANN401
    items = tuple(value) if isinstance(value, list) else value
    if not (isinstance(items, tuple) and len(items) > _SLICE and isinstance(info.context, _Patience)):
        return handler(items)
    read: list[Any] = []
    for start in range(0, len(items), _SLICE):  # piece by piece, so that a hopeless list is given up on the way
        try:
            read += handler(items[start : start + _SLICE])
        except ValidationError as found:
            info.context.lose(found)
    return tuple(read) if len(read) == len(items) else handler(items)  # the whole again, for the places of its faults


Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Strict(), WrapValidator(_many)]
"""A list in a document, kept as a tuple: ``Many[Id]``."""
Day = Annotated[date, BeforeValidator(read_day)]
"""A day, ``2024-12-31``."""
Count = Annotated[int, BeforeValidator(_count)]
"""A whole number, not negative."""
Flag = Annotated[bool, BeforeValidator(_flag)]
"""``true`` or ``false``."""
Id = Annotated[str, StringConstraints(pattern=_ID, max_length=200)]
"""``<plugin>.<name>``, lower case, never translated: published reports quote it."""
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=80)]
"""A word such as ``urbanising`` or ``mekong-delta``: lower case, hyphens."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_clean)]
"""A line of text, in Unicode form NFC."""


class Record(BaseModel):
    """A document, or a part of one: frozen, strict, unknown keys refused."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True, arbitrary_types_allowed=True
    )

    @model_validator(mode="wrap")
    @classmethod
    def _patiently(cls, value: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:  # noqa: ANN401
        try:
            return handler(value)
        except ValidationError as found:
            if isinstance(info.context, _Patience):
                info.context.lose(found)
            raise

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401
        """Return a copy with some fields changed, checked like a new one.

        Raises:
            InputError: The changed record would not be valid.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return parse(type(self), {**fields, **changes})


class Label(Record):
    """What people read, in Vietnamese and English.

    Example:
        >>> Label(vi="Nhà ở dân cư", en="Housing").say("vi")
        'Nhà ở dân cư'
    """

    vi: Text
    """Vietnamese, the language in which most users work."""
    en: Text | None = None
    """English; where it is missing the Vietnamese text is shown."""

    def say(self, lang: str) -> str:
        """Return the text in the chosen language."""
        return self.vi if lang == "vi" or self.en is None else self.en


Model = TypeVar("Model", bound=BaseModel)

_LISTED = 100
"""How many problems are put into words; an error lists no more, so the rest is only counted."""
_HOPELESS = 50_000
"""After so many faults a document is given up: it is something else altogether, and every fault costs memory."""
_SLICE = 5_000


class _HopelessError(Exception):
    """The document was given up; no ValueError, so that pydantic lets it through."""


class _Patience:
    """How many faults may still be found before the document is given up; a fault counts at each level it passes."""

    def __init__(self) -> None:
        self.left = _HOPELESS

    def lose(self, found: ValidationError) -> None:
        self.left -= found.error_count()
        if self.left < 0:
            raise _HopelessError from None


def parse(
    model: type[Model],
    tree: object,
    *,
    file: str | None = None,
    locate: Callable[[Path], tuple[int, int] | None] | None = None,
    error: type[InputError] = InputError,
) -> Model:
    """Read a tree of text into a model, or raise every problem with its place.

    Args:
        model: The model to read.
        tree: Mappings, lists and text, as a document reader returns them; or native Python values.
        file: The name of the file for messages.
        locate: From a path in the tree to its line and column, where a reader knows them.
        error: The error to raise.

    Raises:
        InputError: Of the given kind, with one problem for each thing that is wrong.

    Example:
        >>> parse(Label, {"vi": "Nhà ở", "eng": "Housing"})
        Traceback (most recent call last):
        ...
        smartvillage.errors.InputError: SV-DOC-001 eng: there is no key called "eng"; expected one of: vi, en. Did ...
    """
    try:
        return model.model_validate(tree, context=_Patience())
    except ValidationError as found:
        problems = problems_of(found, model, file=file, locate=locate)
        raise error(problems, max(0, found.error_count() - _LISTED)) from None
    except _HopelessError:
        what = Words(
            vi="có quá nhiều lỗi, không thể liệt kê; đây có đúng là loại tài liệu cần đọc không?",
            en="too much is wrong to be listed; is this the right kind of document?",
        )
        raise error([Problem("SV-DOC-002", what, Where(file=file))]) from None


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    *,
    file: str | None = None,
    locate: Callable[[Path], tuple[int, int] | None] | None = None,
) -> list[Problem]:
    """Turn the first hundred things pydantic found in a model into problems with places."""

    def where(path: Path) -> Where:
        line, column = (locate(path) if locate else None) or (None, None)
        return Where(file=file, line=line, column=column, path=dotted(path) or None)

    problems: list[Problem] = []
    for detail in error.errors(include_url=False)[:_LISTED]:
        path = next(path for path, _ in _routes(model, detail["loc"]))
        found = detail["input"]
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            problems += (
                problem if problem.where != Where() else problem._replace(where=where(path))
                for problem in cause.problems
            )
            continue
        code = "SV-DOC-001"
        if isinstance(cause, RefusedValueError):
            what, expected, advice = cause.words, cause.expected, cause.advice
            code, path = cause.code, path + cause.at
        else:
            what, expected, advice = _told(detail, model, path)
            if detail["type"] == "missing":
                path = path[:-1]  # what is not there has no place; what lacks it has one
            elif detail["type"] == "union_tag_invalid":
                path += (_KIND,)
        shown = None if isinstance(found, (Mapping, Sequence, BaseModel)) and not isinstance(found, str) else str(found)
        problems.append(Problem(code, what, where(path), expected, advice, shown))
    return list(dict.fromkeys(problems))  # members of a union may all say the same


def dotted(path: Iterable[int | str]) -> str:
    """Print a path in a document: ``indicators[3].rule.measure``; a key that is no plain word is quoted.

    Example:
        >>> dotted(("levels", "Xã A", 3, "value"))
        'levels["Xã A"][3].value'
    """
    out = ""
    for step in path:
        if isinstance(step, int):
            out += f"[{step}]"
        elif re.fullmatch(r"[\w.-]{1,60}", step):
            out += f".{step}" if out else step
        else:
            out += f"[{quoted(step)}]"
    return out


_KIND = "kind"
"""The key that tells the members of a closed union apart."""


def _members(annotation: Any) -> Iterator[Any]:  # noqa: ANN401
    """Take off aliases and annotations, and open unions."""
    while True:
        if hasattr(annotation, "__value__"):  # ``type X = ...``
            annotation = annotation.__value__
        elif get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        else:
            break
    if get_origin(annotation) in {Union, UnionType}:
        for member in get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def _fields(annotation: Any) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
    return {}


def _kinds(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401
    kinds = _members(_fields(annotation).get(_KIND))
    return tuple(word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))


def _routes(annotation: Any, location: Path) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    """Follow a location of pydantic's through a model: the path in the document, and the type at its end.

    In a union pydantic's first step names the member it tried, by its kind, its name or ``function-after[...]``. That
    is no place in a document and is dropped; where it does not tell which member is meant, each of them is followed.
    """
    if not location:
        yield (), annotation
        return
    step, rest = location[0], location[1:]
    members = [member for member in _members(annotation) if member is not NoneType] or [None]
    if len(members) > 1:
        named = [member for member in members if step in _kinds(member) or step == getattr(member, "__name__", "")]
        for member in named or members:
            yield from _routes(member, rest)
        return
    for member in members:
        fields, origin, inner = _fields(member), get_origin(member), get_args(member)
        below: Any = None
        if fields:
            below = fields.get(str(step))
        elif origin is tuple and isinstance(step, int):
            below = inner[0] if inner[-1] is Ellipsis else inner[min(step, len(inner) - 1)]
        elif isinstance(origin, type) and issubclass(origin, (Mapping, Sequence)) and inner:
            below = inner[-1]
            rest = () if rest == ("[key]",) else rest
        for path, end in _routes(below, rest):
            yield (step, *path), end


def _shown(value: object) -> Words:
    if isinstance(value, (Mapping, BaseModel)):
        return Words(vi="một nhóm mục", en="a mapping")
    if isinstance(value, (list, tuple)):
        return Words(vi="một danh sách", en="a list")
    return Words(vi=quoted(value), en=quoted(value))


_NOTHING = Words(vi="chưa ghi gì", en="nothing is written here")


def _is_no(value: object, thing: Words) -> Words:
    if value is None:
        return _NOTHING
    shown = _shown(value)
    return Words(vi=f"{shown.vi} không phải {thing.vi}", en=f"{shown.en} is not {thing.en}")


def _one_of(words: Iterable[str]) -> Words:
    listed = ", ".join(words)
    return Words(vi=f"một trong: {listed}", en=f"one of: {listed}")


def _accepted(listed: str) -> list[str]:
    """Take apart how pydantic lists what it accepts: ``'draft', 'repealed' or 2``."""
    return [word.strip("'") for word in re.split(r", | or ", listed)]


def _meant(found: object, known: Iterable[str]) -> Words | None:
    close = get_close_matches(str(found)[:200], list(known), n=1)
    return Words(vi=f"Có phải là {close[0]}?", en=f"Did you mean {close[0]}?") if close else None


_LIST = Words(vi="một danh sách", en="a list")
_MAPPING = Words(vi="một nhóm mục (khóa: giá trị)", en="a mapping (key: value)")
_DUE = {
    "bool_type": Words(vi="true hoặc false", en="true or false"),
    "date_type": Words(vi="một ngày", en="a day"),
    "decimal_type": Words(vi="một số", en="a number"),
    "dict_type": _MAPPING,
    "float_type": Words(vi="một số", en="a number"),
    "greater_than": Words(vi="giá trị lớn hơn {gt}", en="a value above {gt}"),
    "greater_than_equal": Words(vi="giá trị từ {ge} trở lên", en="a value of at least {ge}"),
    "int_type": Words(vi="một số nguyên", en="a whole number"),
    "less_than": Words(vi="giá trị nhỏ hơn {lt}", en="a value below {lt}"),
    "less_than_equal": Words(vi="giá trị không quá {le}", en="a value of at most {le}"),
    "list_type": _LIST,
    "mapping_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "model_type": _MAPPING,
    "none_required": Words(vi="để trống", en="nothing"),
    "string_pattern_mismatch": Words(vi="văn bản theo mẫu {pattern}", en="text of the form {pattern}"),
    "string_too_long": Words(
        vi="văn bản có nhiều nhất {max_length} ký tự", en="text of at most {max_length} characters"
    ),
    "string_too_short": Words(
        vi="văn bản có ít nhất {min_length} ký tự", en="text of at least {min_length} characters"
    ),
    "string_type": Words(vi="văn bản", en="text"),
    "too_long": Words(vi="nhiều nhất {max_length} phần tử", en="at most {max_length} items"),
    "too_short": Words(vi="ít nhất {min_length} phần tử", en="at least {min_length} items"),
    "tuple_type": _LIST,
}
"""What is due where pydantic's own types refuse a value, by its names for the faults."""
_PATTERNS = {
    _ID: (
        Words(vi="mã", en="an id"),
        Words(
            vi="chữ thường không dấu, số, gạch nối, có dấu chấm sau tên gói (vd. nam-son.nuoc-sach)",
            en="lower-case letters, digits, hyphens, with the plugin before a dot (like nam-son.clean-water)",
        ),
    ),
    _SLUG: (
        Words(vi="tên viết liền", en="a short name"),
        Words(
            vi="chữ thường không dấu, số, gạch nối (vd. mekong-delta)",
            en="lower-case letters, digits and single hyphens (like mekong-delta)",
        ),
    ),
}


def _told(detail: ErrorDetails, model: type[BaseModel], path: Path) -> tuple[Words, Words | None, Words | None]:
    """What happened, what would have been right, and advice, for a fault that pydantic itself found."""
    kind, found, context = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "missing":
            name = path[-1]
            if isinstance(name, int):
                return Words(vi=f"thiếu phần tử thứ {name + 1}", en=f"item {name + 1} is missing"), None, None
            return Words(vi=f"thiếu mục {quoted(name)}", en=f"the key {quoted(name)} is missing"), None, None
        case "extra_forbidden":
            name = quoted(path[-1])
            owners = [member for _, end in _routes(model, detail["loc"][:-1]) for member in _members(end)]
            known = list(dict.fromkeys(key for member in owners for key in _fields(member)))
            what = Words(vi=f"không có mục nào tên là {name}", en=f"there is no key called {name}")
            return what, _one_of(known), _meant(path[-1], known)
        case "literal_error" | "enum":
            words = _accepted(context["expected"])
            return _refused(found), _one_of(words), _meant(found, words)
        case "union_tag_invalid":
            words = _accepted(context["expected_tags"])
            return _refused(context["tag"]), _one_of(words), _meant(context["tag"], words)
        case "union_tag_not_found":
            owners = [member for _, end in _routes(model, detail["loc"]) for member in _members(end)]
            words = [word for member in owners for word in _kinds(member)]
            what = Words(vi=f'thiếu mục "{_KIND}"', en=f'the key "{_KIND}" is missing')
            return what, _one_of(words), None
        case "string_pattern_mismatch" if context["pattern"] in _PATTERNS:
            thing, form = _PATTERNS[context["pattern"]]
            return _is_no(found, thing), form, None
    refused = _refused(found)
    if due := _DUE.get(kind):
        return refused, Words(vi=due.vi.format_map(context), en=due.en.format_map(context)), None
    return Words(vi=refused.vi, en=f"{refused.en}: {detail['msg'].removeprefix('Value error, ')}"), None, None


def _refused(value: object) -> Words:
    if value is None:
        return _NOTHING
    shown = _shown(value)
    return Words(vi=f"không nhận {shown.vi} ở đây", en=f"{shown.en} is not accepted here")
