"""``smartvillage plugins list``: what is used, what is left out and why, who has inherited what, and what clashes."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

from smartvillage.cli.arguments import STAGES, PluginDirs, there
from smartvillage.cli.speech import language, line, show_json, show_table, t
from smartvillage.errors import PluginWarning, UnknownIdentifierError, Words
from smartvillage.paper.table import Table
from smartvillage.plugins.builtin import BUILT_IN
from smartvillage.plugins.collecting import Offer
from smartvillage.plugins.discovery import discover
from smartvillage.plugins.offers import PluginInfo
from smartvillage.plugins.registry import LeftOut, load_registry

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["list_plugins"]

_LABELS = {
    "key": Words(vi="Mã", en="Key"),
    "title": Words(vi="Tên", en="Title"),
    "from": Words(vi="Nguồn", en="From"),
    "status": Words(vi="Tình trạng", en="Status"),
    "measures": Words(vi="Số liệu", en="Measures"),
    "candidates": Words(vi="Đề xuất", en="Candidates"),
    "pilots": Words(vi="Mô hình", en="Pilots"),
    "cases": Words(vi="Ca", en="Cases"),
    "sets": Words(vi="Bộ", en="Sets"),
    "programmes": Words(vi="Chương trình", en="Programmes"),
    "evaluators": Words(vi="Hàm", en="Evaluators"),
    "datasets": Words(vi="Dữ liệu", en="Datasets"),
}
_ALWAYS = {"key", "title", "from", "status"}
_STATUS = {
    "admitted": Words(vi="được dùng", en="admitted"),
    "left-out": Words(vi="bị loại", en="left out"),
}


@attrs.frozen
class _Heir:
    """Who has inherited a plugin, and since when."""

    authority: str
    heir: str
    since: date

    def say(self, key: str) -> str:
        return t(
            f"{key}: cơ quan {self.authority} hết nhiệm vụ từ {self.since}; nay do {self.heir} kế tục.",
            f"{key}: the authority {self.authority} ended on {self.since}; {self.heir} has inherited it.",
        )


def list_plugins(
    *,
    plugin_dir: PluginDirs = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))] = False,
) -> None:
    """List what is admitted and what is left out."""
    folders = [there("--plugin-dir", path) for path in plugin_dir or ()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # the table says it
        registry = load_registry(folders=folders)
    found = discover([one.key for one in registry.left_out], (), folders)
    rows = [_admitted(one) for one in registry.offers]
    for one in registry.left_out:
        names = ", ".join(dict.fromkeys(each.distribution for each in found[one.key])) or None
        versions = ", ".join(dict.fromkeys(each.version for each in found[one.key] if each.version)) or None
        rows.append(_left_out(one, names, versions))
    heirs = _heirs(registry.plugins)
    if as_json:
        for row in rows:
            heir = heirs.get(str(row["key"]))
            row["inherited_by"] = heir.heir if heir is not None else None
        show_json(rows)
        return
    shown = [_in_words(row) for row in rows]
    # kinds that nobody offers would only make the table wide
    columns = [name for name in _LABELS if name in _ALWAYS or any(row.get(name) for row in shown)]
    show_table(Table.of(shown, columns=columns, labels={name: _LABELS[name] for name in columns}))
    for one in registry.left_out:
        line()
        stage = STAGES[one.stage]
        line(t(f"{one.key} bị loại ở bước {stage.vi}:", f"{one.key} is left out, at the stage {stage.en}:"))
        line(one.say(language()))
    if heirs:
        line()
        for key, heir in heirs.items():
            line(heir.say(key))
    if clashes := registry.clashes():
        line()
        line(
            t(
                f"{len(clashes)} chỗ cần xem cùng nhau; không chỗ nào được tự quyết:",
                f"{len(clashes)} to look at together; none of them is decided by itself:",
            )
        )
        for clash in clashes:
            line(f"  {clash.say(language())}")


def _admitted(offer: Offer) -> dict[str, object]:
    found = offer.admitted.found
    # the built-in plugins are released with the library
    installed = version("smartvillage") if offer.info.key in BUILT_IN else found.version
    return {
        "key": offer.info.key,
        "title": offer.info.title.say(language()),
        "authority": offer.info.authority,
        "distribution": found.distribution,
        "version": installed,
        "status": "admitted",
        "counts": dict(offer.counts),
        "left_out": None,
    }


def _left_out(one: LeftOut, distribution: str | None, installed: str | None) -> dict[str, object]:
    lang = language()
    advice = "\n".join(error.advice.say(lang) for error in one.errors if error.advice is not None)
    return {
        "key": one.key,
        "title": None,
        "authority": None,
        "distribution": distribution,
        "version": installed,
        "status": "left-out",
        "counts": None,
        "left_out": {"stage": one.stage, "problem": one.say(lang), "advice": advice or None},
    }


def _in_words(row: Mapping[str, object]) -> dict[str, object]:
    counts = row["counts"]
    return {
        "key": row["key"],
        "title": row["title"],
        "from": " ".join(str(row[name]) for name in ("distribution", "version") if row[name]),
        "status": _STATUS[str(row["status"])].say(language()),
        **(counts if isinstance(counts, dict) else {}),
    }


# -- authority in time ----------------------------------------------------------------------------------------------


def _heirs(plugins: tuple[PluginInfo, ...]) -> dict[str, _Heir]:
    """Who answers today for the plugins whose authority has ended."""
    named = [one for one in plugins if one.authority is not None]
    if not named:
        return {}
    from smartvillage.places import Places  # noqa: PLC0415 - tables are loaded only when wanted

    places, today = Places.load("vn"), _today()
    return {one.key: heir for one in named if (heir := _heir(one, places, today)) is not None}


def _heir(info: PluginInfo, places: Places, today: date) -> _Heir | None:
    """Ask the register; where it does not know the authority, take the plugin's own word."""
    assert info.authority is not None
    try:
        mine = places.authority(info.authority)
        now = places.authority(info.authority, on=today)
    except UnknownIdentifierError:
        if info.until is None or info.until > today or info.successor is None:
            return None
        return _Heir(info.authority, _name(info.successor, places, today), info.until)
    if mine.end is None or now.id == mine.id:
        return None
    return _Heir(f"{mine.title.say(language())} ({mine.id})", f"{now.title.say(language())} ({now.id})", mine.end)


def _name(authority: str, places: Places, today: date) -> str:
    try:
        one = places.authority(authority, on=today)
    except UnknownIdentifierError:
        return authority
    return f"{one.title.say(language())} ({one.id})"


def _today() -> date:
    """The day it is in Vietnam, wherever the machine stands."""
    return (datetime.now(UTC) + timedelta(hours=7)).date()
