"""In which language the command line speaks, and how its output survives any console."""

from __future__ import annotations

import codecs
import json
import locale
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

import typer

from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.paper.table import Table
from smartvillage.text.names import skeleton

__all__ = ["bad_argument", "language", "line", "prepare_console", "set_language", "show_json", "show_table", "t"]

_lang: str | None = None


def language() -> str:
    """The language in use: what ``--lang`` says, otherwise Vietnamese unless the locale says otherwise."""
    return _lang or _of_locale()


def set_language(lang: str | None) -> None:
    """Take what ``--lang`` says.

    Raises:
        InputError: It is neither ``vi`` nor ``en``.
    """
    global _lang  # noqa: PLW0603 - one command, one language
    if lang not in {None, "vi", "en"}:
        raise bad_argument(
            Words(vi=f"--lang {quoted(lang)}", en=f"--lang {quoted(lang)}"), Words(vi="vi hoặc en", en="vi or en")
        )
    _lang = lang


def _of_locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return _spoken(value)
    # Elsewhere these variables are the locale; without them Python calls the plain one American.
    return _spoken(locale.getlocale()[0] or "") if os.name == "nt" else "vi"


def _spoken(value: str) -> str:
    """Only a locale of another language is a wish for it; C and POSIX say nothing."""
    word = value.replace("_", ".").partition(".")[0].casefold()
    return "vi" if word in {"", "c", "posix", "vi", "vietnamese"} else "en"


def t(vi: str, en: str) -> str:
    """Choose between two wordings."""
    return vi if language() == "vi" else en


def bad_argument(what: Words, expected: Words | None = None, advice: Words | None = None) -> InputError:
    """An argument of a command that cannot be used."""
    return InputError([Problem(code="SV-CLI-001", what=what, expected=expected, advice=advice, where=Where())])


def prepare_console() -> None:
    """Let every character through: a console that cannot print one gets the plain letter."""
    codecs.register_error("smartvillage", _plain_letter)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, _Reconfigurable):
            stream.reconfigure(errors="smartvillage")


class _Meta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return hasattr(instance, "reconfigure")


class _Reconfigurable(metaclass=_Meta):
    """A text stream whose error handler can be set; streams that tests put in place may not have one."""

    def reconfigure(self, *, errors: str) -> None: ...


def _plain_letter(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    plain = skeleton(found).encode("ascii", "ignore").decode()
    if found.isupper():
        plain = plain.upper()
    return plain or "?", error.end


def line(text: str = "", *, to: TextIO | None = None) -> None:
    """Print one line."""
    typer.echo(text, file=to)


def show_table(table: Table, *, as_json: bool = False, columns: Sequence[str] | None = None) -> None:
    """Print a table, or its rows as a JSON list of objects."""
    if as_json:
        show_json([dict(zip(table.columns, row, strict=True)) for row in table.to_dict()["rows"]])
    else:
        line((table.select(*columns) if columns else table).to_text(max_rows=400, max_width=160, lang=language()))


def show_json(value: Any) -> None:  # noqa: ANN401
    """Print a value as JSON."""
    line(json.dumps(value, ensure_ascii=False, indent=1))
