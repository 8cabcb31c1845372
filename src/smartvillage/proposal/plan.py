"""The analysis plan: what will be asked of the pilots, and how, written down and sealed before data are opened.

Sealing hashes the plan. Whatever is done otherwise later is a *deviation*, listed in the proposal: not forbidden, but
never silent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
from pydantic import Field, model_validator

from smartvillage.border import Count, Day, Id, Label, Many, Record, Slug, Text, parse, said
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.document import Assesses
from smartvillage.criteria.documents import read_document, write_yaml
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError, Problem, Where, Words
from smartvillage.exact import Exact

__all__ = [
    "AnalysisPlan",
    "Anchor",
    "Comparison",
    "Deviation",
    "MeasurementError",
    "Methods",
    "Periods",
    "SealedPlan",
    "Seat",
]

Between0And1 = Annotated[Exact, Field(gt=0, lt=1)]


class Seat(Record):
    """Where the proposed set will sit, and under which text."""

    shape: Literal["framework", "provincial", "profile"]
    """``framework``: inside the framework for a modern commune; ``provincial``: a set of the province's own;
    ``profile``: a profile over the national set, with raised digital levels and leading domains as choose-k."""
    text: Citation
    """The text relied on."""
    form: Label
    """The legal form the set is to have (Quyết định của UBND tỉnh)."""
    set: Id
    """The id of the proposed set."""
    edition: Slug
    title: Label
    assesses: Assesses
    """The assessment dates the proposed edition is to judge."""
    schemes: Many[Id] = ()
    """The schemes of the base whose strata get levels of their own; none for one level for all."""
    leading: Count = 1
    """How many of the leading domains a commune must meet."""


class Periods(Record):
    """Which periods count as before the pilot and as after it."""

    before: Many[Text] = ()
    after: Annotated[Many[Text], Field(min_length=1)]


class Status(Record):
    """What pilots and comparison units must share from before: the verdict of a set."""

    set: Text
    verdict: Literal["met", "not-met"] = "met"


class Pilots(Record):
    """Which units are pilots, and how they were chosen."""

    units: Many[Text] = ()
    """Units as the evidence names them; none: the pilots that admitted plugins name for the domains of the plan."""
    chosen: Label
    """How they were chosen: stands on the page, because pilots that were the best communes show little."""


class Comparison(Record):
    """Which units the pilots are compared with."""

    units: Many[Text] = ()
    """Units as the evidence names them; none: every unit in the evidence that is no pilot and passes the rules."""
    same: Many[Id] = ()
    """Schemes in which a comparison unit must be in a stratum that some pilot is in."""
    status: Status | None = None
    """The same status before the pilot."""


class Methods(Record):
    """Which methods suggest a level, and their parameters."""

    use: Many[Literal["pilot-quantile", "feasible-share", "separation"]] = (
        "pilot-quantile",
        "feasible-share",
        "separation",
    )
    share: Between0And1 = Exact("0.8")
    """The share of comparable units that should meet a level."""
    confidence: Between0And1 = Exact("0.95")
    minimum: Count = 6
    """The fewest units from which anything is suggested."""
    multiples: Mapping[Id, Annotated[Exact, Field(gt=0)]] = {}
    """Levels of a measure are set in multiples of so much, rounded to the looser side; whole numbers unless said."""
    draws: Count = 2000
    """How many random draws, where cases are too many to count."""


class MeasurementError(Record):
    """How far a reported figure may be from the truth, in the unit of the measure."""

    kind: Literal["normal", "uniform"] = "normal"
    size: Annotated[Exact, Field(gt=0)]
    """The standard deviation, or half the width."""
    source: Label
    """Who says so."""


class Anchor(Record):
    """A level that a text of another kind sets for the same quantity, such as a national goal for 2030."""

    measure: Id
    value: Exact
    citation: Citation
    on: Day | None = None
    """The day by which it is to be reached."""


class AnalysisPlan(Record):
    """What will be asked of the pilots, and how.

    Example:
        >>> plan = AnalysisPlan.from_dict(
        ...     {
        ...         "id": "nam-son.summing-up",
        ...         "title": {"vi": "Tổng kết mô hình xã thông minh"},
        ...         "question": {"vi": "Nên yêu cầu gì ở giai đoạn 2026-2030?"},
        ...         "base": "vn.xa-ntm@2021-2025",
        ...         "seat": {
        ...             "shape": "provincial",
        ...             "text": {"number": "924/QĐ-TTg"},
        ...             "form": {"vi": "Quyết định của UBND tỉnh"},
        ...             "set": "nam-son.xa-thong-minh",
        ...             "edition": "2026-2030",
        ...             "title": {"vi": "Bộ tiêu chí xã thông minh"},
        ...             "assesses": {"since": "2026-01-01", "until": "2031-01-01"},
        ...         },
        ...         "periods": {"after": ["2025"]},
        ...         "pilots": {"chosen": {"vi": "Mỗi huyện một xã"}},
        ...         "domains": ["tourism"],
        ...         "against": [{"vi": "Không mô hình nào tốt hơn xã đối chứng"}],
        ...     }
        ... )
        >>> plan.seal().digest[:3], plan.methods.minimum
        ('p1-', 6)

    .. versionadded:: 0.1
    """

    format: Literal["smartvillage.plan/1"] = "smartvillage.plan/1"
    id: Id
    title: Label
    question: Label
    base: Text
    """The set in force that is to be changed (``vn.xa-ntm@2021-2025``)."""
    seat: Seat
    periods: Periods
    pilots: Pilots
    comparison: Comparison = Comparison()
    domains: Annotated[Many[Slug], Field(min_length=1)]
    candidates: Many[Id] = ()
    """The candidates to look at; none: all that the domains offer."""
    methods: Methods = Methods()
    anchors: Many[Anchor] = ()
    """Levels of other texts that the suggested ones are put beside."""
    errors: Mapping[Id, MeasurementError] = {}
    """The measurement error of figures, by measure."""
    against: Annotated[Many[Label], Field(min_length=1)]
    """What would count against an indicator."""
    outcomes: Many[Id] = ()
    """Measures of what the pilots were for, if any."""
    note: Label | None = None

    @model_validator(mode="after")
    def _periods_differ(self) -> Any:  # noqa: ANN401
        both = set(self.periods.before) & set(self.periods.after)
        if both:
            named = ", ".join(sorted(both))
            raise said(
                Words(vi=f"kỳ {named} vừa là trước vừa là sau", en=f"the period {named} is both before and after")
            )
        return self

    @classmethod
    def read(cls, path: str | Path) -> SealedPlan | AnalysisPlan:
        """Read a plan; where its seal lies beside it, the plan comes sealed.

        Raises:
            InputError: The plan cannot be read; every problem with its line.
        """
        path = Path(path)
        source = read_document(path)
        plan = parse(cls, source.tree, file=source.file, locate=source.locate)
        seal = _seal_path(path)
        return SealedPlan.of(plan, _read_seal(seal)) if seal.is_file() else plan

    @classmethod
    def from_dict(cls, tree: Mapping[str, Any]) -> AnalysisPlan:
        """Read a plan from mappings, lists and text.

        Raises:
            InputError: Something in it cannot be read.
        """
        return parse(cls, tree)

    def seal(self) -> SealedPlan:
        """Hash the plan as it stands. To do before data are opened."""
        return SealedPlan.of(self, plain(self, defaults=True))


@attrs.frozen(kw_only=True)
class Deviation:
    """Something done otherwise than the plan said."""

    what: Words
    reason: Label | None = None
    """Why, where somebody gave a reason."""


@attrs.frozen
class SealedPlan:
    """A plan with the digest of what was sealed, and what was changed since."""

    plan: AnalysisPlan
    digest: str
    """``p1-`` and forty hexadecimal digits: of what was sealed, not of what the plan says now."""
    deviations: tuple[Deviation, ...] = ()
    _sealed: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def of(cls, plan: AnalysisPlan, sealed: Mapping[str, Any]) -> SealedPlan:
        """Compare a plan with what was sealed."""
        changed = tuple(
            Deviation(what=Words(vi=f"kế hoạch đã đổi sau khi niêm phong: {path}", en=f"changed after sealing: {path}"))
            for path in _differences(_read_now(sealed), plain(plan, defaults=True))
        )
        return cls(plan, _digest(sealed), changed, sealed)

    def seal(self) -> SealedPlan:
        """A plan that is sealed stays as it was sealed; so ``AnalysisPlan.read(...).seal()`` serves both."""
        return self

    def write(self, path: str | Path) -> tuple[Path, Path]:
        """Write the plan and its seal.

        Returns:
            Both files; the seal is called like the plan, ending in ``.seal.json``.
        """
        path = Path(path)
        path.write_text(write_yaml(plain(self.plan)), encoding="utf-8", newline="\n")
        seal = _seal_path(path)
        text = json.dumps({"digest": self.digest, "plan": self._sealed}, ensure_ascii=False, indent=1, sort_keys=True)
        seal.write_text(text + "\n", encoding="utf-8", newline="\n")
        return path, seal

    def deviate(self, what: Words, reason: Label | None = None) -> SealedPlan:
        """Note something that is done otherwise."""
        return attrs.evolve(self, deviations=(*self.deviations, Deviation(what=what, reason=reason)))


def _seal_path(path: Path) -> Path:
    return path.with_name(path.name + ".seal.json")


def _read_seal(path: Path) -> Mapping[str, Any]:
    tree = read_document(path).tree
    sealed = tree.get("plan") if isinstance(tree, dict) else None
    if not isinstance(sealed, dict) or not isinstance(tree, dict) or tree.get("digest") != _digest(sealed):
        what = Words(vi="niêm phong không khớp với nội dung của nó", en="the seal does not match what it holds")
        advice = Words(
            vi="lấy lại tệp gốc; không sửa tệp niêm phong bằng tay",
            en="bring the original back; a seal is never edited",
        )
        raise InputError([Problem("SV-PP-002", what, Where(file=path.name), advice=advice)])
    return sealed


def _read_now(sealed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was sealed as it reads today: a key that plans have got since is what it is where nobody writes it."""
    try:
        now: Mapping[str, Any] = plain(parse(AnalysisPlan, sealed), defaults=True)
    except InputError:
        return sealed
    return now


def _digest(tree: Mapping[str, Any]) -> str:
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "p1-" + hashlib.sha256(text.encode()).hexdigest()[:40]


def _differences(old: Any, new: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _differences(old.get(key), new.get(key), f"{path}.{key}".lstrip("."))
    elif old != new:
        yield path or "."
