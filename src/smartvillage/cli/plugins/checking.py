"""``smartvillage plugins check``: is this plugin admitted, and does it keep what the contract promises?

``smartvillage check`` does the same for a folder of documents or a workbook.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import as_word
from smartvillage.cli.speech import bad_argument, language, line, show_json, t
from smartvillage.errors import InputError, PluginError, PluginErrorGroup, UnknownIdentifierError, Words, quoted
from smartvillage.plugins.builtin import BUILT_IN
from smartvillage.plugins.discovery import discover
from smartvillage.plugins.documents import HEAD
from smartvillage.plugins.hookspecs import GROUP
from smartvillage.plugins.registry import load_registry

__all__ = ["check_command", "check_documents", "is_plugin"]

_PROJECT = "pyproject.toml"


def check_command(
    what: Annotated[
        str,
        typer.Argument(
            metavar="KEY|PATH",
            help=t("Mã phần mở rộng, thư mục, hoặc tệp .xlsx.", "The key of a plugin, a folder, or an .xlsx."),
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Check; exit status 1 when something is wrong, 2 when there is no such plugin."""
    _check(_find(what), as_json=as_json)


def check_documents(path: Path, *, as_json: bool) -> None:
    """Check a plugin that stands at a path; see :func:`is_plugin`."""
    _check(_find(str(path)), as_json=as_json)


def is_plugin(path: Path) -> bool:
    """Whether a plugin stands here: a folder with its documents or its project, or a workbook with its sheets."""
    if path.is_dir():
        return (path / HEAD).is_file() or bool(_keys_of(path))
    if path.name == HEAD:
        return path.is_file()
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    # a plain table has neither of these two sheets; that one is damaged is told by whoever reads it
    from smartvillage.plugins.workbook.layout import HEAD as ABOUT  # noqa: PLC0415 - most commands read no workbook
    from smartvillage.tables.sheets import list_sheets  # noqa: PLC0415

    try:
        return bool({*ABOUT} & {*list_sheets(path)})
    except InputError:
        return False


# -- which plugin is meant ------------------------------------------------------------------------------------------


def _find(what: str) -> str | Path:
    """Return the key of a plugin that is installed or built in, or the path of one that is neither."""
    path = Path(what)
    if path.name == HEAD and path.is_file():
        return path.parent
    if (path / HEAD).is_file() or (path.is_file() and path.suffix.lower() == ".xlsx"):
        return path
    if path.is_dir() and (keys := _keys_of(path)):
        return _installed(keys[0], path)
    if what in BUILT_IN or discover([what], (), ())[what]:
        return what
    if path.exists():
        raise bad_argument(
            Words(vi=f"{quoted(path)} không phải phần mở rộng", en=f"{quoted(path)} is no plugin"),
            Words(
                vi=f"thư mục có tệp {HEAD} hoặc {_PROJECT}, hoặc tệp .xlsx",
                en=f"a folder with {HEAD} or {_PROJECT}, or an .xlsx file",
            ),
            Words(vi="Tạo mẫu: smartvillage plugins new TEN", en="Start one: smartvillage plugins new NAME"),
        )
    if path.name != what or path.suffix:
        raise bad_argument(Words(vi=f"không có {quoted(what)}", en=f"there is no {quoted(what)}"))
    raise UnknownIdentifierError(what, {*BUILT_IN, *discover(None, (), ())}, Words(vi="phần mở rộng", en="plugin"))


def _keys_of(project: Path) -> list[str]:
    """The plugins that a project would install."""
    try:
        read = tomllib.loads((project / _PROJECT).read_text(encoding="utf-8"))
        return list(read["project"]["entry-points"][GROUP])
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _installed(key: str, project: Path) -> str:
    if not discover([key], (), ())[key]:
        raise bad_argument(
            Words(vi=f"phần mở rộng {quoted(key)} chưa được cài", en=f"the plugin {quoted(key)} is not installed"),
            advice=Words(
                vi=f"Cài rồi kiểm tra lại: python -m pip install -e {as_word(project)}",
                en=f"Install it and check again: python -m pip install -e {as_word(project)}",
            ),
        )
    return key


# -- whether it is right --------------------------------------------------------------------------------------------


def _check(plugin: str | Path, *, as_json: bool) -> None:
    if refused := _refused(plugin):
        _tell_refused(refused, as_json=as_json)
        raise typer.Exit(1)
    from smartvillage.testing.conformance import check_plugin  # noqa: PLC0415 - no other command needs it

    found = check_plugin(plugin)
    if as_json:
        show_json({**found.to_dict(), "admitted": True, "problems": []})
    else:
        line(found.say(language()))
    if not found.ok:
        raise typer.Exit(1)


def _refused(plugin: str | Path) -> list[PluginError]:
    """Everything for which a plugin is left out.

    One that is installed is looked at among the others that are, because it may refer to what they offer; what is
    wrong with those is not told here.
    """
    installed = isinstance(plugin, str)
    try:
        load_registry(
            only=[*discover(None, (), ())] if installed else (), folders=() if installed else [plugin], strict=True
        )
    except PluginErrorGroup as group:
        errors = [one for one in group.exceptions if isinstance(one, PluginError)]
        return [one for one in errors if one.plugin == plugin] if installed else errors
    return []


def _tell_refused(errors: list[PluginError], *, as_json: bool) -> None:
    """Everything that is wrong, each with its advice; what was not admitted cannot be checked any further."""
    lang, plugin = language(), errors[0].plugin
    if as_json:
        problems = [
            {
                "hook": one.hook,
                "problem": one.problem.say(lang),
                "advice": one.advice.say(lang) if one.advice is not None else None,
            }
            for one in errors
        ]
        empty: dict[str, object] = {
            "schema": "smartvillage.conformance/1",
            "plugin": plugin,
            "ok": False,
            "counts": {},
            "checks": [],
        }
        show_json({**empty, "admitted": False, "problems": problems})
        return
    count = len(errors)
    line(
        t(
            f"{plugin}: không được nhận, {count} lỗi.",
            f"{plugin}: not admitted, {count} problem{'' if count == 1 else 's'}.",
        )
    )
    for one in errors:
        line(one.say(lang))
