"""``smartvillage plugins``: which plugins are there, which were left out, and why."""

from __future__ import annotations

import warnings
from typing import Annotated

import typer

from smartvillage.cli.speech import language, show_table, t
from smartvillage.errors import PluginWarning
from smartvillage.paper.table import Table
from smartvillage.plugins.registry import load_registry

HELP = t("Các phần mở rộng.", "Plugins.")


def app() -> typer.Typer:
    """The commands about plugins."""
    plugins = typer.Typer(no_args_is_help=True)
    plugins.command("list", help=t("Liệt kê các phần mở rộng.", "List the plugins."))(list_plugins)
    plugins.callback()(lambda: None)
    return plugins


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
            "counts": str(sum(published.plugin == one.key for published in registry.sets.values())),
            "left_out": None,
        }
        for one in registry.plugins
    ]
    rows += [
        {
            "key": one.key,
            "title": None,
            "authority": None,
            "status": "left out",
            "counts": None,
            "left_out": one.problem,
        }
        for one in registry.left_out
    ]
    show_table(Table.of(rows, columns=("key", "title", "authority", "status", "counts", "left_out")), as_json=as_json)
