"""Where the proposed set sits: the empty set of each shape, into which a draft puts its indicators.

``provincial``
    A set of the province's own: one criterion a domain.
``framework``
    Inside the framework for a modern commune: first of all the commune meets the set in force.
``profile``
    Over the national set: its own criteria, with levels that a draft raises, and one criterion a domain beside them.

In each, pillars and the foundation are asked of every commune, and of the leading domains so many as the plan says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from smartvillage.border import Label, parse
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.patches import AddCriterion
from smartvillage.criteria.plain import plain
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.rules import Combination, MeetsSet
from smartvillage.plugins.offers import PluginInfo
from smartvillage.proposal.plan import AnalysisPlan

__all__ = ["criterion_of", "domain_patch", "id_in_draft", "requires_of", "skeleton"]

FIRST = "in-force"
"""The criterion of the framework that asks for the set in force."""


def skeleton(plan: AnalysisPlan, base: CriteriaSet) -> CriteriaSet:
    """Return the set of the plan's shape without any indicator of a domain.

    Args:
        plan: The plan, which says the shape, the id and the dates.
        base: The set in force.
    """
    seat = plan.seat
    held = base.document
    criteria: tuple[Criterion, ...] = ()
    if seat.shape == "profile":
        criteria = _moved(base, seat.set)
    elif seat.shape == "framework":
        criteria = (_meets(plan, base),)
    return CriteriaSet.of(
        SetDocument(
            id=seat.set,
            edition=seat.edition,
            title=seat.title,
            issued=seat.text,
            assesses=seat.assesses,
            schemes=held.schemes,
            texts=held.texts,
            requires=held.requires if seat.shape == "profile" else Combination(),
            measures=held.measures if seat.shape == "profile" else (),
            criteria=criteria,
            note=Label(vi="Dự thảo, chưa ban hành.", en="A draft; not issued."),
        )
    )


def _moved(base: CriteriaSet, new: str) -> tuple[Criterion, ...]:
    """The criteria in force under ids of the new set, so that the two can stand side by side in one question."""
    held = base.document
    names = {
        one: id_in_draft(one, held.id, new)
        for criterion in held.criteria
        for one in (criterion.id, *(indicator.id for indicator in criterion.indicators))
    }

    def renamed(tree: Any) -> Any:  # noqa: ANN401 - a tree of mappings, lists and text
        if isinstance(tree, dict):
            return {key: renamed(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [renamed(value) for value in tree]
        return names.get(tree, tree)

    return tuple(parse(Criterion, renamed(plain(one))) for one in held.criteria)


def id_in_draft(name: str, old: str, new: str) -> str:
    """The id that a criterion or indicator of one set has in another that takes it over."""
    return new + name.removeprefix(old) if name.startswith(f"{old}.") else f"{new}.{name.replace('.', '-')}"


def _meets(plan: AnalysisPlan, base: CriteriaSet) -> Criterion:
    name = f"{plan.seat.set}.{FIRST}"
    indicator = Indicator(
        id=f"{name}.whole",
        printed="1.1",
        title=Label(vi=f"Đạt {base.title.vi}", en=f"Meets: {base.title.say('en')}"),
        provisions=(Provision(rule=MeetsSet(set=base.key)),),
        wording=Verification.UNVERIFIED,
    )
    title = Label(vi="Đạt bộ tiêu chí hiện hành", en="Meets the set in force")
    return Criterion(id=name, printed="1", title=title, indicators=(indicator,))


def criterion_of(plan: AnalysisPlan, domain: str) -> str:
    """The id of the criterion of a domain."""
    return f"{plan.seat.set}.{domain}"


def domain_patch(plan: AnalysisPlan, domain: PluginInfo, number: int) -> AddCriterion:
    """The patch that adds the criterion of a domain, still empty."""
    return AddCriterion(
        criterion=Criterion(id=criterion_of(plan, domain.key), printed=str(number), title=domain.title, indicators=()),
        reason=Label(vi="Lĩnh vực của kế hoạch tổng kết", en="A domain of the plan"),
    )


def requires_of(
    criteria: Iterable[Criterion], plan: AnalysisPlan, domains: Mapping[str, PluginInfo]
) -> Combination | None:
    """Ask for every criterion but the leading domains, and of those for so many as the plan says.

    Args:
        criteria: The criteria of the draft.
        plan: The plan.
        domains: The domains by key.
    """
    leading = {criterion_of(plan, key) for key, one in domains.items() if one.kind == "leading"}
    ids = [one.id for one in criteria]
    chosen = [one for one in ids if one in leading]
    compulsory = tuple(one for one in ids if one not in leading)
    if not chosen:
        return None
    return Combination(kind="count", count=len(compulsory) + min(plan.seat.leading, len(chosen)), compulsory=compulsory)
