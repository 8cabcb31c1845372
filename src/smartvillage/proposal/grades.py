"""Grades: how much stands behind a suggested level, by rules that are printed and never overruled in silence.

=================  ==========================================================================================
``insufficient``   too few pilots with a figure, or no method has a level: *monitor, no level yet*
``D``              the indicator is useless here: everybody meets it, nobody does, or another one implies it
``A``              every other check holds
``B``              at most two of the others fail, and those are not *compared* or *stable*
``C``              any other
=================  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

import attrs

from smartvillage.errors import Words
from smartvillage.proposal.findings import Finding

__all__ = ["CHECKS", "GRADES", "Check", "Grade", "Letter", "grade"]

Letter = Literal["A", "B", "C", "D", "insufficient"]

GRADES: Mapping[str, Words] = {
    "A": Words(vi="A, căn cứ vững", en="A, well supported"),
    "B": Words(vi="B, căn cứ khá", en="B, supported"),
    "C": Words(vi="C, căn cứ yếu", en="C, weakly supported"),
    "D": Words(vi="D, không có tác dụng phân biệt", en="D, tells nobody apart"),
    "insufficient": Words(vi="không đủ căn cứ", en="insufficient"),
}

COMPLETE = Fraction(9, 10)
VERIFIED = Fraction(1, 2)


@attrs.frozen
class Check:
    """One printed check and how it came out."""

    name: str
    holds: bool
    fact: Words


@attrs.frozen
class Grade:
    """A letter with every check behind it."""

    letter: Letter
    checks: tuple[Check, ...]
    reason: Words
    """Why this letter and not a better one."""

    def say(self, lang: str = "vi") -> str:
        """The grade and its reason."""
        return f"{GRADES[self.letter].say(lang)}: {self.reason.say(lang)}"


CHECKS: Mapping[str, Words] = {
    "enough": Words(
        vi="đủ số mô hình có số liệu để ít nhất một phương pháp đề xuất được mức",
        en="enough pilots with a figure for a method to suggest a level",
    ),
    "tells-apart": Words(
        vi="có đơn vị đạt và có đơn vị chưa đạt mức đề xuất", en="some units meet the level and some do not"
    ),
    "not-implied": Words(vi="không chỉ tiêu nào khác kéo theo chỉ tiêu này", en="no other indicator implies this one"),
    "complete": Words(vi="ít nhất 90% mô hình có số liệu", en="at least 90 % of the pilots have a figure"),
    "verified": Words(
        vi="ít nhất một nửa số liệu của mô hình đã được thẩm tra",
        en="at least half of the pilots' figures were verified",
    ),
    "compared": Words(
        vi="mô hình khác đơn vị đối chứng, khoảng tin cậy không chứa 0",
        en="pilots differ from comparison units: the interval leaves out 0",
    ),
    "before-and-after": Words(
        vi="có số liệu trước và sau ở cả hai bên", en="figures before and after exist on both sides"
    ),
    "stable": Words(
        vi="bỏ bất kỳ mô hình nào, mức gợi ý vẫn trong khoảng tin cậy",
        en="whichever pilot is left out, the level stays within its interval",
    ),
    "agreed": Words(vi="các phương pháp không mâu thuẫn nhau", en="the methods do not contradict each other"),
    "anchored": Words(vi="có tiền lệ hoặc mức sàn được dẫn nguồn", en="a cited precedent or a floor stands beside it"),
}
"""The checks, in the order in which they are printed."""

_FATAL = frozenset({"compared", "stable"})
"""Without these there is no B."""


def grade(finding: Finding, *, implied_by: tuple[str, ...] = ()) -> Grade:
    """Grade a finding.

    Args:
        finding: What the sample shows.
        implied_by: Indicators of the draft that imply this one without a counter-example.
    """
    facts: dict[str, tuple[bool, Words]] = {name: check(finding) for name, check in _RULES.items()}
    named = ", ".join(implied_by)
    facts["not-implied"] = (
        not implied_by,
        Words(vi=f"kéo theo bởi {named}", en=f"implied by {named}") if implied_by else _nothing("-"),
    )
    checks = tuple(Check(name, *facts[name]) for name in CHECKS)
    failed = [one for one in checks if not one.holds]
    names = {one.name for one in failed}
    if "enough" in names:
        return Grade("insufficient", checks, finding.why)
    if names & {"tells-apart", "not-implied"}:
        worst = next(one for one in failed if one.name in {"tells-apart", "not-implied"})
        return Grade("D", checks, worst.fact)
    reason = Words(
        vi="; ".join(f"chưa: {CHECKS[one.name].vi}" for one in failed) or "mọi kiểm tra đều đạt",
        en="; ".join(f"not: {CHECKS[one.name].en}" for one in failed) or "every check holds",
    )
    if not failed:
        return Grade("A", checks, reason)
    return Grade("B" if len(failed) <= 2 and not names & _FATAL else "C", checks, reason)


def _nothing(text: str) -> Words:
    return Words(vi=text, en=text)


def _enough(finding: Finding) -> tuple[bool, Words]:
    of = finding.n + len(finding.missing)
    return finding.level is not None, Words(vi=f"{finding.n}/{of} mô hình", en=f"{finding.n} of {of} pilots")


def _tells_apart(finding: Finding) -> tuple[bool, Words]:
    met, of = finding.met.get("everyone", (0, 0))
    return 0 < met < of, Words(vi=f"{met}/{of} đơn vị đạt", en=f"{met} of {of} units meet it")


def _complete(finding: Finding) -> tuple[bool, Words]:
    share = finding.completeness
    of = finding.n + len(finding.missing)
    return share is not None and share >= COMPLETE, _nothing(f"{finding.n}/{of}")


def _verified(finding: Finding) -> tuple[bool, Words]:
    return finding.n > 0 and Fraction(finding.verified, finding.n) >= VERIFIED, _nothing(
        f"{finding.verified}/{finding.n}"
    )


def _compared(finding: Finding) -> tuple[bool, Words]:
    found = finding.assessment
    after = None if found.after is None else attrs.evolve(found.after, caution=found.caution)
    if after is None or after.low is None or after.high is None:
        return False, Words(vi="không có khoảng tin cậy", en="no interval")
    better = after.high < 0 if finding.lower_is_better else after.low > 0
    return better, Words(vi=after.say("vi"), en=after.say("en"))


def _before_and_after(finding: Finding) -> tuple[bool, Words]:
    both = finding.assessment.differences
    pairs = finding.assessment.pilots_change.pairs
    return both is not None, Words(vi=f"{pairs} mô hình có trước và sau", en=f"{pairs} pilots have before and after")


def _stable(finding: Finding) -> tuple[bool, Words]:
    first = finding.methods[0]
    span = finding.stability.span("without-unit")
    if span is None or first.level is None:
        return False, Words(vi="không kiểm tra được", en="cannot be checked")
    low, high = (finding.say_value(end, "vi") for end in span)
    return first.holds(span[0]) and first.holds(span[1]), Words(vi=f"từ {low} đến {high}", en=f"{low} to {high}")


def _agreed(finding: Finding) -> tuple[bool, Words]:
    found = finding.agreement
    return not found.apart and not found.under_floor, Words(vi=found.say("vi"), en=found.say("en"))


def _anchored(finding: Finding) -> tuple[bool, Words]:
    cited = [one.citation.number or "" for one in finding.precedents if one.value is not None]
    cited += [one.source for one in finding.methods if one.method == "anchor"]
    if finding.match.floor is not None:
        floor = finding.match.floor
        return True, Words(vi=f"sàn {floor.set} {floor.printed}", en=f"floor {floor.set} {floor.printed}")
    return bool(cited), _nothing("; ".join(dict.fromkeys(cited)) or "-")


_RULES: Mapping[str, Callable[[Finding], tuple[bool, Words]]] = {
    "enough": _enough,
    "tells-apart": _tells_apart,
    "complete": _complete,
    "verified": _verified,
    "compared": _compared,
    "before-and-after": _before_and_after,
    "stable": _stable,
    "agreed": _agreed,
    "anchored": _anchored,
}
