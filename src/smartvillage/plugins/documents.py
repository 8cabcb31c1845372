"""A plugin as documents: a folder with ``plugin.yaml`` and lists beside it, and no Python at all.

=====================  ==================================================================
``plugin.yaml``        who offers: key, title, authority, domains
``measures.yaml``      số liệu: what is counted
``candidates.yaml``    chỉ tiêu đề xuất: what should be asked for next
``pilots.yaml``        mô hình thí điểm
``cases.yaml``         ca kiểm tra: given these figures, expect that verdict, because ...
``sets/*.yaml``        criteria sets, one a file, named ``<id>@<edition>.yaml``
``programmes/*.yaml``  programmes, one a file, named ``<id>.yaml``
=====================  ==================================================================

All but the first may be absent. The built-in domains are such folders. A workbook holds the same
(:mod:`smartvillage.plugins.workbook`); :mod:`smartvillage.plugins.document_plugin` answers the hooks from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import attrs
from pydantic import model_validator

from smartvillage.border import Count, Day, Flag, Id, Label, Many, Model, Record, Slug, Text, parse, said
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.documents import read_document, write_yaml
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.plain import plain
from smartvillage.criteria.strata import Chosen
from smartvillage.errors import InputError, Problem, Where, Words, quoted
from smartvillage.exact import Exact

__all__ = [
    "CandidateRecord",
    "CaseRecord",
    "PilotRecord",
    "PluginDocuments",
    "PluginHead",
    "PrecedentRecord",
    "read_folder",
    "write_folder",
]


class PluginHead(Record):
    """Who offers (``plugin.yaml``)."""

    format: Literal["smartvillage.plugin/1"] = "smartvillage.plugin/1"
    key: Slug
    """Every id that the plugin offers begins with it and a dot."""
    title: Label
    api: Count = 1
    """The version of the plugin contract that it was written for."""
    kind: Literal["pillar", "leading", "foundation"] | None = None
    """Set where the plugin is itself a domain, whose key is that of the plugin."""
    domains: Many[Slug] = ()
    """The domains it offers candidates and pilots for; a domain may be another plugin's."""
    authority: Id | None = None
    """The pilot authority that speaks through it, as :class:`smartvillage.Places` knows it."""
    since: Day | None = None
    until: Day | None = None
    """The first day on which the authority no longer spoke."""
    successor: Id | None = None
    """The authority that inherited the plugin."""
    languages: Many[Slug] = ("vi",)
    note: Label | None = None


class PrecedentRecord(Record):
    """A level or requirement that somebody has issued, and where."""

    title: Label
    citation: Citation
    value: Text | None = None
    basis: Slug | None = None
    """What kind of text it stands in: a criterion, a programme target, a draft, an idea."""


class CandidateRecord(Record):
    """An indicator offered for the next edition (``candidates.yaml``)."""

    id: Id
    title: Label
    measure: Id
    domain: Slug | None = None
    """May be left out where the plugin has only one."""
    basis: Literal["idea", "precedent"]
    level: Exact | None = None
    """What to ask for, in the unit of the measure; only with a cited precedent that has a value."""
    rationale: Label
    shows: Literal["access", "use", "result"]
    """Whether the figure shows that something was provided, that it was used, or that it worked."""
    programme_group: Literal["government", "economy", "society"]
    ministry_group: Literal["institutions", "people", "technology"]
    burden: Literal["existing", "new"]
    """Whether the figure lies in a system or register today, or somebody must collect it."""
    precedents: Many[PrecedentRecord] = ()
    caution: Text | None = None

    @model_validator(mode="after")
    def _stands_on_something(self) -> Any:  # noqa: ANN401
        if self.basis == "precedent" and not self.precedents:
            raise said(
                Words(vi="căn cứ là tiền lệ thì phải dẫn tiền lệ", en="a candidate on a precedent must cite one")
            )
        if self.level is not None and not any(one.value is not None for one in self.precedents):
            raise said(
                Words(
                    vi="mức đề xuất cần một tiền lệ có giá trị và nơi ban hành; ý tưởng thì chưa có mức",
                    en="a level needs a precedent with a value and a citation; an idea has no level",
                )
            )
        return self


class PilotRecord(Record):
    """Units at a date that try a domain out (``pilots.yaml``)."""

    id: Id
    title: Label
    domain: Slug | None = None
    units: Many[Text]
    """Codes of units as they were on the day (``28222``), or identities (``vn:28222@``)."""
    on: Day
    lead: Label | None = None
    """Who leads it (đơn vị chủ trì)."""
    authority: Id | None = None
    since: Day | None = None
    until: Day | None = None
    synthetic: Flag = False
    """Made up, to try things out: every page that shows it says so."""


class CaseRecord(Record):
    """What must come out of given figures (``cases.yaml``): a check that somebody in an office can write.

    Example:
        >>> CaseRecord(
        ...     of="nam-son.candidates.clean-water",
        ...     level="95",
        ...     given={"nam-son.clean-water": "95/100"},
        ...     expect="met",
        ...     because=Label(vi="vừa đúng mức", en="exactly the level"),
        ... ).expect
        'met'
    """

    of: Id
    """An indicator of a set, a criterion, or a candidate."""
    set: Text | None = None
    """The set it belongs to (``nam-son.smart@2025``); left out for a candidate."""
    level: Exact | None = None
    """The level to try a candidate with, which has none of its own while it is an idea."""
    period: Text = "2024"
    stratum: Mapping[Id, Chosen] = {}
    given: Mapping[Id, Text]
    """Figures by measure, as a form has them: ``95,5``, ``95/100`` for the parts of a share, ``đạt``; ``missing`` or
    ``not-applicable``."""
    expect: Literal["met", "not-met", "unknown", "not-applicable"]
    because: Label


class _Measures(Record):
    format: Literal["smartvillage.measures/1"] = "smartvillage.measures/1"
    measures: Many[Measure]


class _Candidates(Record):
    format: Literal["smartvillage.candidates/1"] = "smartvillage.candidates/1"
    candidates: Many[CandidateRecord]


class _Pilots(Record):
    format: Literal["smartvillage.pilots/1"] = "smartvillage.pilots/1"
    pilots: Many[PilotRecord]


class _Cases(Record):
    format: Literal["smartvillage.cases/1"] = "smartvillage.cases/1"
    cases: Many[CaseRecord]


_LISTS: Mapping[str, type[Record]] = {
    "measures": _Measures,
    "candidates": _Candidates,
    "pilots": _Pilots,
    "cases": _Cases,
}
HEAD = "plugin.yaml"


@attrs.frozen
class PluginDocuments:
    """What the documents of a plugin say."""

    head: PluginHead
    measures: tuple[Measure, ...] = ()
    candidates: tuple[CandidateRecord, ...] = ()
    pilots: tuple[PilotRecord, ...] = ()
    cases: tuple[CaseRecord, ...] = ()
    sets: tuple[Path, ...] = ()
    programmes: tuple[Path, ...] = ()


def read_folder(folder: str | Path) -> PluginDocuments:
    """Read the documents of a plugin.

    Raises:
        InputError: There is no ``plugin.yaml``, a file belongs to no part, or one cannot be read; each problem with
            its file and line.
    """
    folder = Path(folder)
    head_path = folder / HEAD
    if not head_path.is_file():
        what = Words(vi=f"thư mục này không có tệp {HEAD}", en=f"this folder has no {HEAD}")
        advice = Words(
            vi="Tạo một thư mục mẫu: smartvillage plugins new TEN --documents-only",
            en="Start from a template: smartvillage plugins new NAME --documents-only",
        )
        raise InputError([Problem("SV-PLUG-001", what, Where(file=folder.name), advice=advice)])
    problems: list[Problem] = _strangers(folder)
    head: PluginHead | None = None
    lists: dict[str, Any] = {}
    try:
        head = _read(head_path, PluginHead)
    except InputError as found:
        problems += found.problems
    for name, model in _LISTS.items():
        path = folder / f"{name}.yaml"
        if not path.is_file():
            continue
        try:
            lists[name] = getattr(_read(path, model), name)
        except InputError as found:
            problems += found.problems
    if problems:
        raise InputError(problems)
    assert head is not None
    return PluginDocuments(
        head,
        **lists,
        sets=tuple(sorted((folder / "sets").glob("*.yaml"))),
        programmes=tuple(sorted((folder / "programmes").glob("*.yaml"))),
    )


def _read(path: Path, model: type[Model]) -> Model:
    source = read_document(path)
    return parse(model, source.tree, file=source.file, locate=source.locate)


def _strangers(folder: Path) -> list[Problem]:
    """Documents under names that nothing would ever read: a misspelt ``mesures.yaml`` must not vanish."""
    known = {HEAD, *(f"{name}.yaml" for name in _LISTS)}
    return [
        Problem(
            "SV-PLUG-002",
            Words(
                vi=f"không biết tệp {quoted(path.name)} để làm gì",
                en=f"nothing reads a file called {quoted(path.name)}",
            ),
            Where(file=path.name),
            expected=Words(vi=", ".join(sorted(known)), en=", ".join(sorted(known))),
        )
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in {".yaml", ".yml", ".json"} and path.name not in known
    ]


def write_folder(documents: PluginDocuments, folder: str | Path) -> list[Path]:
    """Write the documents of a plugin; reading them back gives the same.

    Args:
        documents: What to write; its sets and programmes are copied as they are.
        folder: Where to; it is made when it is not there.

    Returns:
        The files, in the order of their names.
    """
    folder = Path(folder)
    texts = {HEAD: write_yaml(plain(documents.head))}
    for name, model in _LISTS.items():
        rows = getattr(documents, name)
        if rows:
            texts[f"{name}.yaml"] = write_yaml(plain(model.model_validate({name: rows})))
    for below, paths in (("sets", documents.sets), ("programmes", documents.programmes)):
        texts.update({f"{below}/{path.name}": path.read_text(encoding="utf-8") for path in paths})
    written = []
    for name, text in sorted(texts.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written
