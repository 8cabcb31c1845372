"""``smartvillage plugins``: which plugins are there, which were left out, and why."""

from __future__ import annotations

import warnings
from typing import Annotated

import typer

from smartvillage.cli.speech import language, show_table, t
from smartvillage.errors import PluginWarning, Words
from smartvillage.paper.table import Table
from smartvillage.plugins.registry import load_registry

HELP = t("Các phần mở rộng.", "Plugins.")

_LABELS = {
    "key": Words(vi="Mã", en="Key"),
    "title": Words(vi="Tên", en="Title"),
    "authority": Words(vi="Cơ quan", en="Authority"),
    "status": Words(vi="Tình trạng", en="Status"),
    "sets": Words(vi="Số bộ tiêu chí", en="Sets"),
    "left_out": Words(vi="Lý do bị loại", en="Why left out"),
}
_STATUS = {
    "admitted": Words(vi="được dùng", en="admitted"),
    "left-out": Words(vi="bị loại", en="left out"),
}


def list_plugins(
    *, as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False
) -> None:
    """List what is admitted and what is left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # the table says it
        registry = load_registry()
    rows = [
        {
            "key": one.key,
            "title": one.title.say(language()),
            "authority": one.authority,
            "status": "admitted",
            "sets": sum(published.plugin == one.key for published in registry.sets.values()),
        }
        for one in registry.plugins
    ]
    rows += [{"key": one.key, "status": "left-out", "left_out": one.problem} for one in registry.left_out]
    if not as_json:
        rows = [{**row, "status": _STATUS[str(row["status"])].say(language())} for row in rows]
    show_table(Table.of(rows, columns=tuple(_LABELS), labels=_LABELS), as_json=as_json)


COMMANDS = {"list": (list_plugins, t("Liệt kê các phần mở rộng.", "List the plugins."))}
