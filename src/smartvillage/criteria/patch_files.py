"""Patches in a file of their own: changes that somebody hands over without the set they change.

The file is a document of the form ``smartvillage.patches/1``: a list under ``patches``, each written as an amendment
of a set writes it, and once for all of them the text they come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from smartvillage.border import Label, Many, Record, Text, parse
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import read_document, write_yaml
from smartvillage.criteria.patches import Patch
from smartvillage.criteria.plain import plain
from smartvillage.errors import PatchError

__all__ = ["PatchFile", "patched_by", "read_patches", "say_patch", "write_patches"]


class PatchFile(Record):
    """What the file holds."""

    format: Literal["smartvillage.patches/1"] = "smartvillage.patches/1"
    set: Text | None = None
    """The set they were made for, for people."""
    citation: Citation | None = None
    """The text that makes them, for those that name none."""
    note: Label | None = None
    patches: Annotated[Many[Patch], Field(min_length=1)]


def read_patches(path: str | Path) -> tuple[Patch, ...]:
    """Read patches from a YAML or JSON file.

    Returns:
        The patches in order; each with the citation of the file where it has none of its own.

    Raises:
        InputError: With every problem of the file, each with line and column.
    """
    source = read_document(path)
    held = parse(PatchFile, source.tree, file=source.file, locate=source.locate)
    if held.citation is None:
        return held.patches
    return tuple(one if one.citation else one.replace(citation=held.citation) for one in held.patches)


def write_patches(path: str | Path, patches: Iterable[Patch]) -> None:
    """Write patches to a YAML file that :func:`read_patches` reads.

    Args:
        path: The file; one that is there is written over.
        patches: At least one.

    Raises:
        InputError: There is none.

    Example:
        >>> import tempfile
        >>> from smartvillage.criteria.patches import Drop
        >>> drop = Drop(target="nam-son.smart.wifi", reason=Label(vi="Trùng với chỉ tiêu 1.1"))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_patches(Path(folder, "sua-doi.yaml"), [drop])
        ...     read_patches(Path(folder, "sua-doi.yaml")) == (drop,)
        True
    """
    held = parse(PatchFile, {"patches": tuple(patches)})
    Path(path).write_text(write_yaml(plain(held)), encoding="utf-8", newline="\n")


def patched_by(criteria_set: CriteriaSet, path: str | Path) -> CriteriaSet:
    """Return a set with the patches of a file applied, all or none.

    Raises:
        InputError: The file cannot be read, or patches are refused; each problem names the file.
    """
    patches = read_patches(path)
    try:
        return criteria_set.patched(*patches)
    except PatchError as refused:
        name = Path(path).name
        problems = [one._replace(where=one.where._replace(file=name)) for one in refused.problems]
        raise PatchError(problems, refused.unlisted) from None


def say_patch(patch: Patch, lang: str) -> str:
    """A patch in one line: what it is, what it changes, on what it rests.

    Example:
        >>> from smartvillage.criteria.patches import Drop
        >>> say_patch(Drop(target="nam-son.smart.wifi", reason=Label(vi="Trùng với 1.1")), "vi")
        'drop nam-son.smart.wifi: Trùng với 1.1'
    """
    said = plain(patch)
    about = next(said[name] for name in ("target", "indicator", "measure", "criterion") if name in said)
    name = about["id"] if isinstance(about, dict) else about
    rests = patch.reason or patch.citation
    return f"{patch.kind} {name}: {rests.say(lang) if rests is not None else '–'}"
