"""What several commands are given: a set by id or file, plugins, units, strata, days, a folder to write."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartvillage.border import read_day
from smartvillage.cli.speech import bad_argument, language, line, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import (
    PluginErrorGroup,
    PluginWarning,
    RefusedValueError,
    SeveralEditionsError,
    UnknownIdentifierError,
    Words,
    quoted,
)
from smartvillage.plugins.discovery import discover
from smartvillage.plugins.registry import LeftOut, Registry, load_registry

if TYPE_CHECKING:
    from smartvillage.places import Places
    from smartvillage.text.numbers import Convention

__all__ = [
    "DOCUMENTS",
    "STAGES",
    "PluginDirs",
    "as_word",
    "day_of",
    "decimal_sign",
    "find_places",
    "find_registry",
    "find_set",
    "output_folder",
    "strata_of",
    "there",
]

DOCUMENTS = {".yaml", ".yml", ".json"}

PluginDirs = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin-dir",
        metavar="PATH",
        help=t(
            "Phần mở rộng không cần cài: thư mục tài liệu hoặc tệp .xlsx (nhiều lần).",
            "A plugin that is not installed: a folder of documents or an .xlsx (repeatable).",
        ),
    ),
]
"""Plugins without Python, named on the command line."""

STAGES = {
    "discover": Words(vi="tìm", en="discover"),
    "load": Words(vi="nạp", en="load"),
    "admit": Words(vi="xét nhận", en="admit"),
    "collect": Words(vi="thu thập", en="collect"),
    "link": Words(vi="đối chiếu dẫn chiếu", en="link"),
}
"""Where a plugin can be left out."""


def as_word(path: str | Path) -> str:
    """One word of a command line, on any system: what a user is told to type."""
    text = path.as_posix() if isinstance(path, Path) else path
    return f'"{text}"' if " " in text else text


def there(option: str, path: Path) -> Path:
    """Refuse a path where nothing is.

    Raises:
        InputError: Nothing is there.
    """
    if not path.exists():
        raise bad_argument(
            Words(vi=f"{option}: không có {quoted(path)}", en=f"{option}: there is no {quoted(path)}"),
            Words(vi="một thư mục tài liệu hoặc tệp .xlsx", en="a folder of documents or an .xlsx file"),
        )
    return path


def find_registry(plugin_dirs: Sequence[Path] | None = None) -> Registry:
    """Return what the built-in, the installed and the named plugins offer.

    An installed plugin that cannot be used is told and left aside: nobody asked for it in this command. One that is
    named must be usable, or the answer would be given without what was asked for.

    Raises:
        InputError: Nothing is where a plugin is said to be.
        PluginErrorGroup: A plugin that was named cannot be used; with everything that is wrong with it.
    """
    folders = [there("--plugin-dir", path) for path in plugin_dirs or ()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # told below, in the language in use
        registry = load_registry(folders=folders)
    named: Collection[str] = discover((), (), folders)
    asked = [error for one in registry.left_out if one.key in named for error in one.errors]
    if asked:
        raise PluginErrorGroup(asked)
    for one in registry.left_out:
        _tell_left_out(one)
    return registry


def _tell_left_out(one: LeftOut) -> None:
    stage = STAGES[one.stage]
    said = t(
        f"Chú ý: không dùng phần mở rộng {one.key}, dừng ở bước {stage.vi}.",
        f"Note: the plugin {one.key} is left out, at the stage {stage.en}.",
    )
    line(f"{said}\n{one.say(language())}", to=sys.stderr)


def find_set(name: str, registry: Registry | None = None, *, plugin_dirs: Sequence[Path] | None = None) -> CriteriaSet:
    """Return the set in a file, or the published one of that id; plugins are looked at only for the second."""
    if Path(name).suffix.lower() in DOCUMENTS:
        return CriteriaSet.read(name)
    known = registry or find_registry(plugin_dirs)
    try:
        return known.set(name)
    except SeveralEditionsError:
        raise
    except UnknownIdentifierError as unknown:
        if Path(name).exists():
            raise bad_argument(
                Words(vi=f"{quoted(name)} không phải tệp bộ tiêu chí", en=f"{quoted(name)} is no file of a set"),
                Words(vi="tệp .yaml, .yml hoặc .json", en="a .yaml, .yml or .json file"),
            ) from None
        names = [word for one in known.sets.values() for word in (one.id, one.key)]
        raise UnknownIdentifierError(name, names, unknown.kind) from None


def find_places(name: str | None, criteria_set: CriteriaSet) -> Places | None:
    """Return the units: ``vn``, a file or folder, or none.

    Left open, published national sets are judged on the national units and a set in a file on whatever the data say.
    """
    from smartvillage.places import Places  # noqa: PLC0415 - tables are loaded only when wanted

    if name is None:
        name = "vn" if criteria_set.id.startswith("vn.") else "none"
    if name == "none":
        return None
    if name == "vn":
        return Places.load(name)
    if not Path(name).exists():
        raise bad_argument(
            Words(vi=f"--places: không có {quoted(name)}", en=f"--places: there is no {quoted(name)}"),
            Words(vi="vn, none, một tệp csv hoặc một thư mục", en="vn, none, a csv file or a folder"),
        )
    return Places.read(name)


def strata_of(given: Sequence[str], criteria_set: CriteriaSet) -> dict[str, str]:
    """Read ``SCHEME=STRATUM``, stated for every unit; both must be known to the set."""
    schemes = {one.id: [stratum.id for stratum in one.strata] for one in criteria_set.document.schemes}
    found = {}
    for one in given:
        scheme, sign, stratum = one.partition("=")
        if not sign or not scheme or not stratum:
            said = f"--stratum {quoted(one)}"
            raise bad_argument(
                Words(said, said),
                Words(vi="dạng vn.318.region=mekong-delta", en="something like vn.318.region=mekong-delta"),
            )
        if scheme not in schemes:
            raise _not_among("--stratum", scheme, schemes, Words(vi="cách phân nhóm", en="scheme"))
        if stratum not in schemes[scheme]:
            raise _not_among("--stratum", stratum, schemes[scheme], Words(vi="nhóm", en="stratum"))
        found[scheme] = stratum
    return found


def _not_among(option: str, found: str, known: Sequence[str] | Mapping[str, object], kind: Words) -> Exception:
    listed = ", ".join(known) or "–"
    return bad_argument(
        Words(
            vi=f"{option}: không có {kind.vi} {quoted(found)}", en=f"{option}: there is no {kind.en} {quoted(found)}"
        ),
        Words(vi=f"một trong: {listed}", en=f"one of: {listed}"),
    )


def day_of(option: str, given: str | None) -> date | None:
    """Read a day given to an option."""
    if given is None:
        return None
    try:
        return read_day(given)
    except RefusedValueError as refused:
        words = refused.words
        raise bad_argument(Words(f"{option}: {words.vi}", f"{option}: {words.en}"), refused.expected) from None


def decimal_sign(given: str | None) -> Convention | None:
    """Read which sign parts the decimals of numbers written as text."""
    match given:
        case None | "comma" | "point":
            return given
    said = f"--decimal {quoted(given)}"
    raise bad_argument(Words(said, said), Words(vi="comma hoặc point", en="comma or point"))


def output_folder(path: Path) -> Path:
    """Refuse a place that cannot be a folder, before anything is computed."""
    if path.exists() and not path.is_dir():
        raise bad_argument(
            Words(vi=f"{quoted(path)} là một tệp", en=f"{quoted(path)} is a file"),
            Words(vi="một thư mục", en="a folder"),
        )
    return path
