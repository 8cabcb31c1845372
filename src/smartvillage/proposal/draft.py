"""The draft: what is proposed, as patches over the empty set of its shape, each with a reason and its evidence.

A draft is a value. ``with_level`` and ``with_patches`` return another one; the set they share is not copied. What the
draft does with a candidate is an *action* by declared rules: *keep*, *tighten*, *add*, *drop*, *merge*, or *monitor*,
which is to collect the figure and set no level yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal

import attrs

from smartvillage.border import Label, parse
from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
from smartvillage.criteria.patches import Patch, SetLevel
from smartvillage.criteria.rules import Combination
from smartvillage.errors import PatchError, Words
from smartvillage.paper.table import Table

__all__ = ["ACTIONS", "Action", "Draft", "Step"]

Action = Literal["keep", "tighten", "add", "drop", "merge", "monitor", "review"]

ACTIONS: Mapping[str, Words] = {
    "keep": Words(vi="giữ", en="keep"),
    "tighten": Words(vi="nâng", en="tighten"),
    "add": Words(vi="thêm", en="add"),
    "drop": Words(vi="bỏ", en="drop"),
    "merge": Words(vi="gộp", en="merge"),
    "monitor": Words(vi="theo dõi, chưa quy định mức", en="monitor, no level yet"),
    "review": Words(vi="sửa theo ý kiến", en="changed on review"),
}


@attrs.frozen(kw_only=True)
class Step:
    """One thing the draft does, by whom and why."""

    action: Action
    target: str
    """The indicator of the draft, or the candidate that did not become one."""
    code: str
    """The reason as a code: ``grade-b``, ``insufficient``, ``useless``, ``implied``, ``comment``."""
    reason: Label
    role: str = "engine"
    """Who decided: ``engine`` by the declared rules, or the role of a person."""
    evidence: str | None = None
    """What it rests on: the id of a finding, a run, or a document."""
    patches: tuple[Patch, ...] = ()
    """How the set is changed; none where nothing is."""


@attrs.frozen(eq=False, kw_only=True)
class Draft:
    """A proposed set with the steps that made it.

    Example:
        >>> from smartvillage.plugins.registry import load
        >>> base = load("vn.xa-ntm", "2021-2025")
        >>> draft = Draft(base=base, start=base)
        >>> stricter = draft.with_level(
        ...     "9.2", "97", stratum={"vn.318.region": "mekong-delta"}, reason="Ý kiến của Sở Xây dựng"
        ... )
        >>> [step.action for step in stricter.steps], len(draft.steps)
        (['review'], 0)
    """

    base: CriteriaSet
    """The set in force."""
    start: CriteriaSet
    """The empty set of the draft's shape."""
    steps: tuple[Step, ...] = ()
    requires: Combination | None = None
    """How many criteria must be met, where that is not all of them."""

    @cached_property
    def set(self) -> CriteriaSet:
        """The proposed set.

        Raises:
            PatchError: A step cannot be done.
        """
        patched = self.start.patched(*(patch for step in self.steps for patch in step.patches))
        if self.requires is None:
            return patched
        return CriteriaSet.of(patched.document.replace(requires=self.requires))

    def __getitem__(self, ref: str) -> IndicatorInSet:
        """An indicator of the proposed set, by printed number or id."""
        return self.set[ref]

    def with_steps(self, *steps: Step) -> Draft:
        """Return a draft with more steps.

        Raises:
            PatchError: One of them cannot be done; all are listed.
        """
        more = attrs.evolve(self, steps=(*self.steps, *steps))
        _ = more.set  # refused here, where the caller can see why
        return more

    def with_level(
        self,
        ref: str,
        value: str | int | Fraction,
        *,
        stratum: Mapping[str, str | Sequence[str]] | None = None,
        reason: str | Label,
        evidence: str | None = None,
        role: str = "reviewer",
        verification: str = "unverified",
    ) -> Draft:
        """Return a draft with one level set otherwise.

        Args:
            ref: A printed number or id of the proposed set.
            value: The level, in the unit of the measure.
            stratum: For whom, by scheme; for all unless given.
            reason: Why. A change without a reason is not taken.
            evidence: What it rests on.
            role: Who changes it, as a role and not as a person.
            verification: How far the level was checked against a text; a draft rests on none.

        Raises:
            PatchError: There is no such level, or nothing would change.
        """
        words = Label(vi=reason) if isinstance(reason, str) else reason
        indicator = self.set[ref].id
        level = {
            "value": value,
            "stratum": dict(stratum or {}),
            "verification": verification,
            "note": words,
        }
        patch = parse(SetLevel, {"indicator": indicator, "level": level, "reason": words}, error=PatchError)
        step = Step(
            action="review",
            target=indicator,
            code="comment",
            reason=words,
            role=role,
            evidence=evidence,
            patches=(patch,),
        )
        return self.with_steps(step)

    def table(self, lang: str = "vi") -> Table:
        """What the draft does, step by step."""
        rows = [
            {
                "action": ACTIONS[step.action].say(lang),
                "target": step.target,
                "reason": step.reason.say(lang),
                "code": step.code,
                "role": step.role,
                "evidence": step.evidence,
            }
            for step in self.steps
        ]
        return Table.of(rows, columns=tuple(_LABELS), labels=_LABELS)

    def __repr__(self) -> str:
        return f"<Draft {self.start.key}: {len(self.steps)} steps>"


_LABELS = {
    "action": Words(vi="Nội dung", en="What"),
    "target": Words(vi="Chỉ tiêu", en="Indicator"),
    "reason": Words(vi="Lý do", en="Reason"),
    "code": Words(vi="Mã lý do", en="Code"),
    "role": Words(vi="Người đề xuất", en="By"),
    "evidence": Words(vi="Căn cứ", en="Evidence"),
}
