"""Rules: how values become a verdict. A closed union that grows by release; no expressions, no code.

Every comparison names one measure and holds its own levels, so a rule with several conditions says for each of them
where its level comes from. Combinations hold rules. What a rule means for one unit on one day is worked out by
:mod:`smartvillage.criteria.resolve`; how it is printed, by :mod:`smartvillage.criteria.wording`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from smartvillage.border import Count, Flag, Id, Label, Many, Record, Slug, Text, said
from smartvillage.criteria.citations import Citation, Dated, Life, LifeField, Verification, VerificationField
from smartvillage.criteria.strata import Chosen
from smartvillage.errors import Words
from smartvillage.exact import Exact

__all__ = [
    "Above",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "AtLeastOf",
    "AtLeastShareOf",
    "AtMost",
    "Attested",
    "Below",
    "Between",
    "Combination",
    "Comparison",
    "Custom",
    "Equal",
    "MeetsSet",
    "Rule",
    "Threshold",
    "Times",
    "comparisons",
    "measures_of",
    "only_level",
    "walk",
]

NotApplicable = Literal["drops-out", "counts-against"]

MISSING_REASONS = ("not-read", "delegated", "withdrawn", "not-set")


class Threshold(Dated):
    """A level: how much is enough, for whom, since when, on whose word (mức đạt chuẩn).

    A level that is not known is written down too, without a value and with the reason: an indicator that nobody can
    judge must say why.

    Example:
        >>> level = Threshold(value="70", stratum={"vn.318.region": "mekong-delta"}, verification="unverified")
        >>> level.value, level.verification.value
        (Exact('70'), 'unverified')
    """

    value: Exact | None = None
    """The level in the unit of the measure; absent when it is not known."""
    stratum: Mapping[Id, Chosen] = {}
    """The strata it holds for, by scheme; schemes that are not named match all."""
    authority: Id | None = None
    """Who set it, where that is not the authority of the set."""
    citation: Citation | None = None
    life: LifeField = Life.IN_FORCE
    verification: VerificationField | None = None
    """How far the level was checked against the text. Required for a value; ``missing`` without one."""
    missing: Literal["not-read", "delegated", "withdrawn", "not-set"] | None = None
    """Why there is no value: not read yet, left to another authority, withdrawn after evidence against it, not set."""
    replaces: Flag = False
    """Declares that this level stands in place of a more general one for the same units and days."""
    note: Label | None = None

    @model_validator(mode="after")
    def _has_a_value_or_a_reason(self) -> Any:  # noqa: ANN401
        if self.value is None and self.missing is None:
            raise said(
                Words(vi="mức không có giá trị", en="the level has no value"),
                expected=Words(
                    vi="value, hoặc missing với lý do: " + ", ".join(MISSING_REASONS),
                    en="a value, or missing with a reason: " + ", ".join(MISSING_REASONS),
                ),
            )
        if self.value is not None and self.missing is not None:
            raise said(
                Words(
                    vi="mức vừa có giá trị vừa ghi là chưa có",
                    en="the level has a value and is said to be missing",
                )
            )
        if self.value is not None and self.verification is Verification.MISSING:
            raise said(
                Words(
                    vi="mức có giá trị thì tình trạng đối chiếu không thể là missing",
                    en="a level with a value cannot have the verification missing",
                )
            )
        return self

    @property
    def state(self) -> Verification:
        """How far the level is verified; ``missing`` without a value, ``unverified`` when nobody says."""
        if self.value is None:
            return Verification.MISSING
        return self.verification or Verification.UNVERIFIED


class _Leaf(Record):
    measure: Id
    """The measure whose value is judged."""


class _WithLevels(_Leaf):
    levels: Many[Threshold]
    """One level for each stratum and span."""


class AtLeast(_WithLevels):
    """The value reaches the level (từ … trở lên, ít nhất, tối thiểu)."""

    kind: Literal["at-least"] = "at-least"


class Above(_WithLevels):
    """The value exceeds the level (trên, hơn)."""

    kind: Literal["above"] = "above"


class AtMost(_WithLevels):
    """The value does not exceed the level (không quá, tối đa)."""

    kind: Literal["at-most"] = "at-most"


class Below(_WithLevels):
    """The value stays under the level (dưới)."""

    kind: Literal["below"] = "below"


class Equal(_WithLevels):
    """The value is exactly the level."""

    kind: Literal["equal"] = "equal"


class Between(_Leaf):
    """The value lies between two levels; which edges belong to it is stated."""

    kind: Literal["between"] = "between"
    low: Many[Threshold]
    high: Many[Threshold]
    edges: Literal["both", "low", "high", "none"]


class Attested(_Leaf):
    """Somebody entitled attests that it is so (đạt / có). There is no level, unless one is left to an authority."""

    kind: Literal["attested"] = "attested"
    levels: Many[Threshold] = ()
    """Empty: the attestation is the fact. Otherwise what stands in the place of a level, such as *delegated*."""

    @model_validator(mode="after")
    def _has_no_value(self) -> Any:  # noqa: ANN401
        if any(level.value is not None for level in self.levels):
            raise said(
                Words(vi="quy định đạt / chưa đạt không có mức", en="what is attested has no level"),
                expected=Words(vi="missing với lý do", en="missing, with a reason"),
            )
        return self


class LevelOf(Record):
    """Names the level of an indicator, of this set or another."""

    set: Text | None = None
    """``vn.xa-ntm-nang-cao@2021-2025``; absent for this set."""
    indicator: Id


class Times(_Leaf):
    """The value is compared with a factor times another indicator's level (model income: 1.10 times the advanced)."""

    kind: Literal["times"] = "times"
    comparison: Literal["at-least", "above", "at-most", "below"]
    factor: Exact
    of: LevelOf
    citation: Citation | None = None
    verification: VerificationField
    """How far the factor was checked; the level it multiplies keeps its own state, and the lesser one counts."""

    @model_validator(mode="after")
    def _has_a_factor(self) -> Any:  # noqa: ANN401
        if self.verification is Verification.MISSING:
            raise said(Words(vi="hệ số đã ghi thì không thể là missing", en="a factor that is given is not missing"))
        return self


class AllOf(Record):
    """All conditions must be met."""

    kind: Literal["all-of"] = "all-of"
    rules: Annotated[Many[Rule], Field(min_length=1)]
    not_applicable: NotApplicable = "drops-out"


class AnyOf(Record):
    """At least one condition must be met."""

    kind: Literal["any-of"] = "any-of"
    rules: Annotated[Many[Rule], Field(min_length=1)]
    not_applicable: NotApplicable = "drops-out"


class AtLeastOf(Record):
    """At least so many of the conditions, and every compulsory one, which counts among them."""

    kind: Literal["at-least-of"] = "at-least-of"
    count: Annotated[Count, Field(ge=1)]
    rules: Many[Rule]
    compulsory: Many[Rule] = ()
    not_applicable: NotApplicable = "drops-out"

    @model_validator(mode="after")
    def _can_be_met(self) -> Any:  # noqa: ANN401
        members = len(self.rules) + len(self.compulsory)
        if self.count > members:
            raise said(
                Words(vi=f"đòi {self.count} trong {members} điều kiện", en=f"asks {self.count} of {members} conditions")
            )
        return self


class AtLeastShareOf(Record):
    """At least such a share of the conditions, and every compulsory one, which counts among them."""

    kind: Literal["at-least-share-of"] = "at-least-share-of"
    percent: Annotated[Exact, Field(gt=0, le=100)]
    rules: Many[Rule]
    compulsory: Many[Rule] = ()
    not_applicable: NotApplicable = "drops-out"

    @model_validator(mode="after")
    def _has_members(self) -> Any:  # noqa: ANN401
        if not self.rules and not self.compulsory:
            raise said(Words(vi="không có điều kiện nào", en="there are no conditions"))
        return self


class MeetsSet(Record):
    """The unit meets another set for the same period."""

    kind: Literal["meets-set"] = "meets-set"
    set: Text
    """``vn.xa-ntm-nang-cao@2021-2025``."""


class Custom(Record):
    """An evaluator of a plugin judges; the registry resolves its id when a set is compiled.

    It says met or not met on its own authority, so a level that somebody issued belongs in an ordinary comparison
    beside it, where it has a citation and a verification.
    """

    kind: Literal["custom"] = "custom"
    evaluator: Id
    measures: Many[Id] = ()
    """What it judges, in the order in which it takes them; it sees no other figure."""
    parameters: Mapping[Slug, Text] = {}
    """What else it is told, as text; another provision may tell it something else for another stratum or span."""


Comparison = AtLeast | Above | AtMost | Below | Equal
Rule = Annotated[
    AtLeast
    | Above
    | AtMost
    | Below
    | Equal
    | Between
    | Attested
    | Times
    | AllOf
    | AnyOf
    | AtLeastOf
    | AtLeastShareOf
    | MeetsSet
    | Custom,
    Field(discriminator="kind"),
]


class Combination(Record):
    """How many members of a whole must be met: of the indicators of a criterion, or the criteria of a set."""

    kind: Literal["all", "count", "share"] = "all"
    count: Count | None = None
    percent: Exact | None = None
    compulsory: Many[Id] = ()
    """Members that must be met whatever the count."""
    not_applicable: NotApplicable = "drops-out"

    @model_validator(mode="after")
    def _says_how_many(self) -> Any:  # noqa: ANN401
        if (self.kind == "count") != (self.count is not None) or (self.kind == "share") != (self.percent is not None):
            raise said(
                Words(
                    vi="kind: count cần count, kind: share cần percent, kind: all không cần gì",
                    en="kind: count needs count, kind: share needs percent, kind: all needs neither",
                )
            )
        if self.count == 0 or (self.percent is not None and not 0 < self.percent <= 100):
            raise said(Words(vi="phải đòi ít nhất một thành phần", en="at least one member must be asked for"))
        return self


AllOf.model_rebuild()
AnyOf.model_rebuild()
AtLeastOf.model_rebuild()
AtLeastShareOf.model_rebuild()


def children(rule: Rule) -> tuple[Rule, ...]:
    """The rules directly inside a rule, compulsory ones last."""
    if isinstance(rule, (AllOf, AnyOf)):
        return rule.rules
    if isinstance(rule, (AtLeastOf, AtLeastShareOf)):
        return (*rule.rules, *rule.compulsory)
    return ()


def walk(rule: Rule) -> Iterator[Rule]:
    """The rule and every rule inside it, outermost first."""
    yield rule
    for inner in children(rule):
        yield from walk(inner)


def comparisons(rule: Rule) -> Iterator[tuple[Rule, str, tuple[Threshold, ...]]]:
    """Every list of levels in a rule: the comparison, the field that holds the list, the levels."""
    for one in walk(rule):
        if isinstance(one, Between):
            yield one, "low", one.low
            yield one, "high", one.high
        elif isinstance(one, (AtLeast, Above, AtMost, Below, Equal, Attested)):
            yield one, "levels", one.levels


def only_level(rule: Rule) -> Comparison | Times | None:
    """The part of a rule that holds its level, if it has just one: what a factor of another rule multiplies."""
    found = [one for one in walk(rule) if isinstance(one, (AtLeast, Above, AtMost, Below, Equal, Between, Times))]
    return found[0] if len(found) == 1 and not isinstance(found[0], Between) else None


def measures_of(rule: Rule) -> tuple[str, ...]:
    """The measures a rule judges, each once, in order."""
    found: dict[str, None] = {}
    for one in walk(rule):
        if isinstance(one, _Leaf):
            found[one.measure] = None
        elif isinstance(one, Custom):
            found.update(dict.fromkeys(one.measures))
    return tuple(found)
