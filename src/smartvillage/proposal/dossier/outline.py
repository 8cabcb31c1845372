"""Outlines: which headings a paper has, in which order, and what fills each. An office may bring its own.

An outline is a document of YAML. Every heading is printed whatever happens; where nothing fills it, *chưa có nội dung*
stands under it, with what belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal

import attrs

from smartvillage.border import Flag, Label, Many, Record, Slug, Text, parse
from smartvillage.criteria.documents import read_document, read_text
from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.proposal.dossier.fields import LABELS

__all__ = ["OUTLINES", "Outline", "Section", "read_outlines"]

OUTLINES = ("note", "decision", "annex", "report", "explanation")
"""The papers of a dossier, in their order; each is an outline of this name."""

FIELD = re.compile(r"\{([a-z_]+)\}")
"""``{department}`` in the text of an outline is a field."""


class Section(Record):
    """A heading with what stands under it."""

    heading: Label
    number: Text | None = None
    """As it is printed: ``I.``, ``1.``, ``Điều 1.``"""
    content: Many[Slug] = ()
    """What fills it, by name, one behind the other."""
    text: Many[Label] = ()
    """Paragraphs of the office's own, before that; ``{department}`` is a field."""
    expected: Label | None = None
    """What belongs here, for as long as nothing does."""
    landscape: Flag = False
    """Begins on a new page that lies."""
    new_page: Flag = False
    sections: Many[Section] = ()

    def walk(self, level: int = 1) -> Iterator[tuple[int, Section]]:
        """Go through the section and all in it, with their levels."""
        yield level, self
        for one in self.sections:
            yield from one.walk(level + 1)


class Outline(Record):
    """A paper without its content.

    Example:
        >>> outline = read_outlines()["report"]
        >>> [section.number for section in outline.sections][:3]
        ['I.', 'II.', 'III.']
    """

    format: Literal["smartvillage.outline/1"] = "smartvillage.outline/1"
    id: Slug
    form: Label | None = None
    """The kind of paper, in capitals over the title."""
    title: Label
    head: Literal["department", "committee"] | None = None
    """Whose letter head stands on it; none for what is attached."""
    number: Text | None = None
    """The field of its number."""
    sections: Many[Section]
    sign: Literal["department", "committee"] | None = None
    """Who signs it."""

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Go through all sections, with their levels."""
        for one in self.sections:
            yield from one.walk()


Section.model_rebuild()


def read_outlines(folder: str | Path | None = None, *, known: Collection[str] | None = None) -> Mapping[str, Outline]:
    """Read the outlines, those of the office in place of those of the library.

    Args:
        folder: Where the office keeps its outlines, ``report.yaml`` and so on; what it does not have is taken from
            the library.
        known: What may fill a section, to refuse anything else.

    Raises:
        InputError: An outline cannot be read, names content or fields that do not exist, or goes deeper than three
            levels.
    """
    found: dict[str, Outline] = {}
    problems: list[Problem] = []
    if folder is not None and not Path(folder).is_dir():
        what = Words(vi=f"không có thư mục {quoted(folder)}", en=f"there is no folder {quoted(folder)}")
        raise InputError([Problem("SV-PD-001", what, Where(file=str(folder)))])
    for name in OUTLINES:
        own = None if folder is None else Path(folder) / f"{name}.yaml"
        if own is not None and own.is_file():
            source = read_document(own)
        else:
            text = (files(__package__) / "outlines" / f"{name}.yaml").read_text(encoding="utf-8")
            source = read_text(text, file=f"{name}.yaml")
        found[name] = parse(Outline, source.tree, file=source.file, locate=source.locate)
        problems += _problems(found[name], f"{name}.yaml", known)
    if problems:
        raise InputError(problems)
    return found


@attrs.frozen
class _Kind:
    code: str
    vi: str
    en: str


_CONTENT = _Kind("SV-PD-002", "không có nội dung tên", "there is no content called")
_FIELD = _Kind("SV-PD-003", "không có ô cần điền tên", "there is no field called")


def _problems(outline: Outline, file: str, known: Collection[str] | None) -> Iterator[Problem]:
    for level, section in outline.walk():
        where = Where(file=file, path=section.heading.vi)
        if level > 3:
            what = Words(vi="đề mục sâu quá ba cấp", en="headings go deeper than three levels")
            yield Problem("SV-PD-004", what, where)
        for name in section.content:
            if known is not None and name not in known:
                yield _unknown(_CONTENT, name, known, where)
        for label in section.text:
            for name in FIELD.findall(label.vi) + FIELD.findall(label.en or ""):
                if name not in LABELS:
                    yield _unknown(_FIELD, name, LABELS, where)


def _unknown(kind: _Kind, name: str, known: Collection[str], where: Where) -> Problem:
    listed = ", ".join(sorted(known))
    what = Words(vi=f"{kind.vi} {quoted(name)}", en=f"{kind.en} {quoted(name)}")
    return Problem(kind.code, what, where, expected=Words(vi=listed, en=listed), found=name)
