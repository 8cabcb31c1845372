"""Every error and warning of the library, and the one form in which a problem is told.

A :class:`Problem` says four things in this order: what happened, whose it is, what would have been right, what to
do next; in Vietnamese and English, because the clerk who reads it chose one of them. Nothing here knows what a
criteria set or a workbook is: each floor fills the form with its own words.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "CriteriaSetError",
    "EvaluationError",
    "InputError",
    "MissingExtraError",
    "PatchError",
    "PluginError",
    "PluginErrorGroup",
    "PluginWarning",
    "Problem",
    "RefusedValueError",
    "SeveralEditionsError",
    "SmartVillageError",
    "SmartVillageWarning",
    "UnknownIdentifierError",
    "Where",
    "Words",
    "quoted",
]

Lang = Literal["vi", "en"]

PROBLEMS_LISTED = 100
"""How many problems one error lists; the rest are counted."""


class Words(NamedTuple):
    """One sentence in the two languages of the library.

    Example:
        >>> Words(vi="ô trống", en="an empty cell").say("vi")
        'ô trống'
    """

    vi: str
    en: str

    def say(self, lang: str) -> str:
        """Return the Vietnamese sentence for ``"vi"``, the English one for anything else."""
        return self.vi if lang == "vi" else self.en


def quoted(text: object, limit: int = 60) -> str:
    r"""Show text from a file safely: on one line, without control characters, shortened.

    Example:
        >>> print(quoted("a" + chr(10) + "b"))
        "a\nb"
    """
    return f'"{_one_line(str(text), limit)}"'


def _one_line(text: str, limit: int = 300) -> str:
    out = text[: limit + 1]
    if not out.isprintable():  # a blank is printable, every other separator and every control character is not
        out = "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in out)
    return out if len(out) <= limit else out[: limit - 1] + "…"


class Where(NamedTuple):
    """Where a problem stands: a file, and a sheet with a cell, or a line with a column, or a row of a table."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    """A place inside a document (``indicators[3].provisions[0]``) or a table (``row 12, column value``)."""

    def say(self, lang: str) -> str:
        """Print the place in the chosen language; empty when nothing is known about it."""
        vi = lang == "vi"
        parts = [
            self.file and _one_line(self.file),
            self.sheet is not None and f"{'trang tính' if vi else 'sheet'} {quoted(self.sheet)}",
            self.cell and f"{'ô' if vi else 'cell'} {self.cell}",
            self.line and f"{'dòng' if vi else 'line'} {self.line}",
            self.column and f"{'cột' if vi else 'column'} {self.column}",
            self.path and _one_line(self.path),
        ]
        return ", ".join(part for part in parts if part)


class Problem(NamedTuple):
    """One thing that is wrong, told so that its owner can put it right."""

    code: str
    """Stable, ``SV-<room>-<number>``: what a program may branch on."""
    what: Words
    where: Where = Where()
    expected: Words | None = None
    advice: Words | None = None
    found: str | None = None
    """The offending text as it stood, for programs; the sentence in :attr:`what` already quotes it."""

    def say(self, lang: str = "en") -> str:
        """Print the whole problem on one line."""
        place = self.where.say(lang)
        told = _sentence(lang, self.what, self.expected, self.advice)
        if not self.advice and not told.endswith((".", "!", "?")):
            told += "."
        return f"{self.code} {place}: {told}" if place else f"{self.code} {told}"


def _sentence(lang: str, what: Words, expected: Words | None, advice: Words | None) -> str:
    """Put the parts of a problem into one line; only one with advice needs a full stop before it."""
    out = what.say(lang)
    if expected:
        out += f"; {'cần' if lang == 'vi' else 'expected'} {expected.say(lang)}"
    if advice:
        out += f"{'' if out.endswith(('.', '!', '?')) else '.'} {advice.say(lang)}"
    return out


class SmartVillageError(Exception):
    """The root of everything this library raises on purpose."""

    def say(self, lang: str = "en") -> str:
        """Tell the error in the chosen language; errors that know only one language tell it in that one."""
        del lang
        return str(self)


class RefusedValueError(SmartVillageError, ValueError):
    """One value cannot be used; whoever knows where it stands turns this into a :class:`Problem`.

    Scalar readers and the validators of models raise it. As a ``ValueError`` it passes through pydantic with both
    languages intact.

    Attributes:
        words: What is wrong.
        expected: What would have been right.
        advice: What to do next.
        code: The code of the problem it becomes.
        at: Where below the value validated the fault lies, as a path.

    Example:
        >>> print(RefusedValueError(Words(vi="ngày kết thúc trước ngày bắt đầu", en="the end is before the start")))
        the end is before the start
    """

    def __init__(
        self,
        words: Words,
        *,
        expected: Words | None = None,
        advice: Words | None = None,
        code: str = "SV-DOC-001",
        at: tuple[int | str, ...] = (),
    ) -> None:
        self.words = words
        self.expected = expected
        self.advice = advice
        self.code = code
        self.at = at
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        rest: dict[str, Any] = {"expected": self.expected, "advice": self.advice, "code": self.code, "at": self.at}
        return partial(type(self), **rest), (self.words,)

    def say(self, lang: str = "en") -> str:
        """Tell what is wrong and what would have been right."""
        return _sentence(lang, self.words, self.expected, self.advice)


class InputError(SmartVillageError, ValueError):
    """Something that was read cannot be used. Lists every problem found, not the first.

    Attributes:
        problems: The problems, in the order in which a reader meets them (at most 100; see ``unlisted``).
        unlisted: How many more there were.
    """

    def __init__(self, problems: Iterable[Problem], unlisted: int = 0) -> None:
        found = tuple(problems)
        self.problems = found[:PROBLEMS_LISTED]
        self.unlisted = unlisted + max(0, len(found) - PROBLEMS_LISTED)
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...], int]]:
        return type(self), (self.problems, self.unlisted)

    def say(self, lang: str = "en") -> str:
        """Tell all problems, one a line, in the chosen language."""
        lines = [problem.say(lang) for problem in self.problems]
        if self.unlisted:
            lines.append(f"… còn {self.unlisted} lỗi nữa." if lang == "vi" else f"… and {self.unlisted} more.")
        return "\n".join(lines)


class CriteriaSetError(InputError):
    """A criteria set contradicts itself or cannot be read."""


class PatchError(InputError):
    """A patch cannot be applied: its target is unknown, or it would change nothing. Nothing was changed."""


class EvaluationError(InputError):
    """The question put to :func:`smartvillage.evaluate` has no answer as it stands."""


class PluginError(SmartVillageError):
    """A plugin broke its contract; it is left out whole.

    Attributes:
        problem: What is wrong, in both languages.
        plugin: The key of the plugin, where it is known.
        distribution: What installs it, with its version, or the folder or workbook it stands in.
        hook: The hook at fault.
        advice: What to do next.

    Example:
        >>> print(PluginError(Words(vi="sai", en="'x' is outside the namespace"), plugin="nam-son", hook="candidates"))
        Plugin 'nam-son', hook candidates: 'x' is outside the namespace.
    """

    def __init__(
        self,
        problem: Words,
        *,
        plugin: str | None = None,
        distribution: str | None = None,
        hook: str | None = None,
        advice: Words | None = None,
    ) -> None:
        self.problem = problem
        self.plugin = plugin
        self.distribution = distribution
        self.hook = hook
        self.advice = advice
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[object, ...]:
        return _plugin_error, (self.problem, self.plugin, self.distribution, self.hook, self.advice)

    def say(self, lang: str = "en") -> str:
        """Name the plugin, what installs it, the hook, what happened, and what to do."""
        vi = lang == "vi"
        whose = []
        if self.plugin is not None:
            named = f"Phần mở rộng {quoted(self.plugin)}" if vi else f"Plugin {self.plugin!r}"
            whose.append(f"{named} ({self.distribution})" if self.distribution else named)
        if self.hook is not None:
            whose.append(f"hook {self.hook}")
        what = self.problem.say(lang).rstrip(".")
        end = "" if what.endswith(("!", "?")) else "."
        told = f"{', '.join(whose)}: {what}{end}" if whose else f"{what[:1].upper()}{what[1:]}{end}"
        if self.advice is not None:
            told += f"\n{'Gợi ý' if vi else 'Try'}: {self.advice.say(lang)}"
        return told


def _plugin_error(
    problem: Words, plugin: str | None, distribution: str | None, hook: str | None, advice: Words | None
) -> PluginError:
    return PluginError(problem, plugin=plugin, distribution=distribution, hook=hook, advice=advice)


class PluginErrorGroup(ExceptionGroup[PluginError], SmartVillageError):  # noqa: N818 - as Python names groups
    """Everything that is wrong with the plugins that a strict registry would have had to leave out.

    Example:
        >>> try:
        ...     raise PluginErrorGroup([PluginError(Words(vi="sai", en="broken"), plugin="nam-son")])
        ... except* PluginError as group:
        ...     print(group.exceptions[0])
        Plugin 'nam-son': broken.
    """

    def __new__(cls, errors: Sequence[PluginError]) -> Self:
        """Group errors; their texts make the message."""
        return super().__new__(cls, "\n".join(map(str, errors)), errors)

    def derive(self, errors: Sequence[PluginError]) -> PluginErrorGroup:  # type: ignore[override]
        """Group some of the errors in the same way."""
        return PluginErrorGroup(errors)

    def say(self, lang: str = "en") -> str:
        """Tell every error."""
        return "\n".join(error.say(lang) for error in self.exceptions if isinstance(error, PluginError))


class MissingExtraError(SmartVillageError, ImportError):
    """A job needs a library that is not installed.

    Attributes:
        extra: The extra to install, as in ``pip install "smartvillage[tables]"``.
    """

    def __init__(self, job: Words, extra: str) -> None:
        self.job = job
        self.extra = extra
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[type, tuple[Words, str]]:
        return type(self), (self.job, self.extra)

    def say(self, lang: str = "en") -> str:
        """Name the job and the command that makes it possible."""
        install = f'pip install "smartvillage[{self.extra}]"'
        if lang == "vi":
            return f"Muốn {self.job.vi} cần cài thêm: {install}"
        return f"To {self.job.en}, install an extra: {install}"


class UnknownIdentifierError(SmartVillageError, LookupError):
    """Nothing that was loaded goes by this identifier.

    Attributes:
        identifier: What was asked for.
        kind: The noun for what it should have been, in both languages; ``None`` for anything at all.
        suggestions: Up to three names that come close.

    Example:
        >>> print(UnknownIdentifierError("9.22", ["17.4", "9.2"], Words(vi="chỉ tiêu", en="indicator")))
        No indicator is called '9.22'. Closest: 9.2.
    """

    def __init__(self, identifier: str, known: Iterable[str], kind: Words | None = None) -> None:
        self.identifier = identifier
        self.kind = kind
        self.suggestions = tuple(get_close_matches(identifier, sorted(known), n=3))
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[type, tuple[str, tuple[str, ...], Words | None]]:
        return type(self), (self.identifier, self.suggestions, self.kind)

    def say(self, lang: str = "en") -> str:
        """Name the identifier and the closest ones known."""
        close = ", ".join(self.suggestions)
        if lang == "vi":
            kind = self.kind.vi if self.kind else "mã"
            return f"Không có {kind} nào là {quoted(self.identifier)}." + (f" Gần nhất: {close}." if close else "")
        none = f"No {self.kind.en}" if self.kind else "Nothing"
        return f"{none} is called {self.identifier!r}." + (f" Closest: {close}." if close else "")


class SeveralEditionsError(UnknownIdentifierError):
    """An id alone does not say which edition of a set is meant; ``suggestions`` holds every one there is.

    Example:
        >>> print(SeveralEditionsError("vn.xa-ntm", ["vn.xa-ntm@2026-2030", "vn.xa-ntm@2021-2025"]))
        There are several editions of 'vn.xa-ntm': vn.xa-ntm@2021-2025, vn.xa-ntm@2026-2030. Name one.
    """

    def __init__(self, identifier: str, known: Iterable[str], kind: Words | None = None) -> None:
        super().__init__(identifier, (), kind)
        self.suggestions = tuple(sorted(known))
        self.args = (self.say("en"),)

    def say(self, lang: str = "en") -> str:
        """Name every edition."""
        editions = ", ".join(self.suggestions)
        if lang == "vi":
            return f"Có nhiều giai đoạn của {quoted(self.identifier)}: {editions}. Hãy ghi rõ một giai đoạn."
        return f"There are several editions of {self.identifier!r}: {editions}. Name one."


class SmartVillageWarning(UserWarning):
    """The root of the library's warnings."""


class PluginWarning(SmartVillageWarning):
    """A plugin was left out, or one of its optional parts failed; the message names both."""
