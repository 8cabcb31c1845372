"""What several commands are given: a set by id or file, units, strata, days, a folder to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from smartvillage.border import read_day
from smartvillage.cli.speech import bad_argument
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import RefusedValueError, SeveralEditionsError, UnknownIdentifierError, Words, quoted
from smartvillage.plugins.registry import Registry, load_registry

if TYPE_CHECKING:
    from smartvillage.places import Places
    from smartvillage.text.numbers import Convention

__all__ = ["DOCUMENTS", "day_of", "decimal_sign", "find_places", "find_set", "output_folder", "strata_of"]

DOCUMENTS = {".yaml", ".yml", ".json"}


def find_set(name: str, registry: Registry | None = None) -> CriteriaSet:
    """Return the set in a file, or the published one of that id."""
    if Path(name).suffix.lower() in DOCUMENTS:
        return CriteriaSet.read(name)
    known = registry or load_registry()
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
