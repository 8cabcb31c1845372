"""Applying patches to a document: all or none, every refusal listed, the base untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from smartvillage.criteria.citations import Citation, Dated, within
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.patches import (
    AddCriterion,
    AddIndicator,
    AddMeasure,
    Drop,
    Patch,
    Repeal,
    Reword,
    SetLevel,
    SetProvision,
)
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.rules import (
    AllOf,
    AnyOf,
    AtLeastOf,
    AtLeastShareOf,
    Between,
    Rule,
    Threshold,
    comparisons,
)
from smartvillage.criteria.strata import covers, meets
from smartvillage.errors import PatchError, Problem, Where, Words, quoted

__all__ = ["apply_patches"]

Held = TypeVar("Held", Threshold, Provision)


class _Refused(Exception):  # noqa: N818 - a signal inside this module, never raised to a caller
    def __init__(self, what: Words, advice: Words | None = None) -> None:
        super().__init__(what.en)
        self.what, self.advice = what, advice


def apply_patches(
    document: SetDocument, patches: Sequence[Patch], *, citation: Citation | None = None, name: str = "patches"
) -> SetDocument:
    """Return the document with every patch applied in order.

    Args:
        document: The base; it is not changed.
        patches: The patches.
        citation: The text they come from, for patches that name none themselves.
        name: What problems call the list of patches.

    Raises:
        PatchError: With one problem for each patch that is refused: an unknown target, an overlap that says nothing
            clear, a patch without citation or reason, or one that would change nothing.
    """
    problems = []
    for index, patch in enumerate(patches):
        cited = patch.citation or citation
        try:
            document = _changed(document, patch, cited)
        except _Refused as refused:
            problems.append(
                Problem(
                    code="SV-SET-101",
                    what=Words(
                        vi=f"bản sửa đổi {quoted(patch.kind)} bị từ chối: {refused.what.vi}",
                        en=f"the patch {quoted(patch.kind)} is refused: {refused.what.en}",
                    ),
                    where=Where(path=f"{name}[{index}]"),
                    advice=refused.advice,
                )
            )
    if problems:
        raise PatchError(problems)
    return document


def _changed(document: SetDocument, patch: Patch, citation: Citation | None) -> SetDocument:
    if citation is None and patch.reason is None:
        raise _Refused(
            Words(vi="không có căn cứ và không có lý do", en="it has neither a citation nor a reason"),
            Words(vi="Ghi citation hoặc reason.", en="Give a citation or a reason."),
        )
    changed = _applied(document, patch, citation)
    if changed == document:
        raise _Refused(Words(vi="không làm thay đổi gì", en="it changes nothing"))
    return changed


def _applied(document: SetDocument, patch: Patch, citation: Citation | None) -> SetDocument:
    match patch:
        case SetLevel():
            level = patch.level if patch.level.citation else patch.level.replace(citation=citation)
            return _on_indicator(document, patch.indicator, lambda one: _with_level(one, patch, level))
        case SetProvision():
            new = patch.provision if patch.provision.citation else patch.provision.replace(citation=citation)
            return _on_indicator(
                document, patch.indicator, lambda one: one.replace(provisions=(*_cut(one.provisions, new), new))
            )
        case Reword(title=None):
            return _on_indicator(document, patch.target, lambda one: _reworded(one, patch, citation))
        case Reword():
            return _on_target(document, patch.target, lambda one: one.replace(title=patch.title))
        case AddMeasure():
            if any(measure.id == patch.measure.id for measure in document.measures):
                raise _Refused(_taken(patch.measure.id))
            return document.replace(measures=(*document.measures, patch.measure))
        case AddIndicator():
            if any(one.id == patch.indicator.id for one in document.indicators()):
                raise _Refused(_taken(patch.indicator.id))
            return _on_criterion(
                document, patch.criterion, lambda one: one.replace(indicators=(*one.indicators, patch.indicator))
            )
        case AddCriterion():
            if any(one.id == patch.criterion.id for one in document.criteria):
                raise _Refused(_taken(patch.criterion.id))
            return document.replace(criteria=(*document.criteria, patch.criterion))
        case Drop():
            return _on_target(document, patch.target, lambda _: None)
        case Repeal():
            return _on_indicator(document, patch.indicator, lambda one: _repealed(one, patch.since))


def _taken(identifier: str) -> Words:
    return Words(vi=f"mã {quoted(identifier)} đã có", en=f"{quoted(identifier)} is there already")


def _unknown(identifier: str, known: Iterable[str]) -> _Refused:
    from difflib import get_close_matches  # noqa: PLC0415

    close = get_close_matches(identifier, list(known), n=1)
    return _Refused(
        Words(vi=f"không có mã {quoted(identifier)}", en=f"there is no {quoted(identifier)}"),
        Words(vi=f"Gần nhất: {close[0]}.", en=f"Closest: {close[0]}.") if close else None,
    )


def _on_criterion(
    document: SetDocument, identifier: str, change: Callable[[Criterion], Criterion | None]
) -> SetDocument:
    if all(one.id != identifier for one in document.criteria):
        raise _unknown(identifier, (one.id for one in document.criteria))
    changed = (change(one) if one.id == identifier else one for one in document.criteria)
    return document.replace(criteria=tuple(one for one in changed if one is not None))


def _on_indicator(
    document: SetDocument, identifier: str, change: Callable[[Indicator], Indicator | None]
) -> SetDocument:
    for criterion in document.criteria:
        if any(one.id == identifier for one in criterion.indicators):
            changed = (change(one) if one.id == identifier else one for one in criterion.indicators)
            whole = criterion.replace(indicators=tuple(one for one in changed if one is not None))
            return document.replace(criteria=tuple(whole if one is criterion else one for one in document.criteria))
    raise _unknown(identifier, (one.id for one in document.indicators()))


def _on_target(document: SetDocument, identifier: str, change: Callable[[Any], Any]) -> SetDocument:
    if any(one.id == identifier for one in document.criteria):
        return _on_criterion(document, identifier, change)
    return _on_indicator(document, identifier, change)


def _repealed(indicator: Indicator, since: date) -> Indicator:
    if not within(since, indicator.since, indicator.until):
        raise _Refused(
            Words(vi=f"chỉ tiêu không còn hiệu lực vào ngày {since}", en=f"the indicator is not in force on {since}")
        )
    return indicator.replace(until=since)


def _reworded(indicator: Indicator, patch: Reword, citation: Citation | None) -> Indicator:
    """From a day on the same rule reads otherwise: each provision in force then is closed and opened again."""
    since = patch.since
    assert since is not None  # the model asks for it with a text
    now = [one for one in indicator.provisions if within(since, one.since, one.until)]
    later = [one.replace(since=since, text=patch.text, citation=citation or one.citation) for one in now]
    kept = [
        piece for one in indicator.provisions for piece in (_outside(one, since, one.until) if one in now else [one])
    ]
    return indicator.replace(provisions=(*kept, *later))


def _with_level(indicator: Indicator, patch: SetLevel, level: Threshold) -> Indicator:
    touched = 0

    def on_rule(rule: Rule) -> Rule:
        nonlocal touched
        if isinstance(rule, (AllOf, AnyOf)):
            return rule.replace(rules=tuple(on_rule(one) for one in rule.rules))
        if isinstance(rule, (AtLeastOf, AtLeastShareOf)):
            return rule.replace(
                rules=tuple(on_rule(one) for one in rule.rules),
                compulsory=tuple(on_rule(one) for one in rule.compulsory),
            )
        for one, field, levels in comparisons(rule):
            if one is rule and patch.measure in {None, rule.measure} and field in {"levels", patch.edge}:  # type: ignore[union-attr]
                touched += 1
                return rule.replace(**{field: _placed(levels, level)})
        return rule

    provisions = []
    for provision in indicator.provisions:
        overlaps = _overlap(provision, level) and meets(provision.stratum, level.stratum)
        here = sum(1 for one, field, _ in comparisons(provision.rule) if _wanted(one, field, patch))
        if overlaps and here > 1:
            raise _Refused(
                Words(vi="quy định có nhiều mức", en="the rule has several levels"),
                Words(vi="Ghi rõ measure (và edge).", en="Name the measure (and the edge)."),
            )
        provisions.append(provision.replace(rule=on_rule(provision.rule)) if overlaps else provision)
    if not touched:
        raise _Refused(
            Words(vi="không có mức nào để đặt ở đó", en="there is no level to set there"),
            Words(
                vi="Kiểm tra measure, edge, nhóm áp dụng và khoảng thời gian.",
                en="Check measure, edge, stratum and span.",
            ),
        )
    return indicator.replace(provisions=tuple(provisions))


def _wanted(rule: Rule, field: str, patch: SetLevel) -> bool:
    edge = patch.edge if isinstance(rule, Between) else None
    return patch.measure in {None, rule.measure} and (edge is None or edge == field)  # type: ignore[union-attr]


def _placed(levels: tuple[Threshold, ...], new: Threshold) -> tuple[Threshold, ...]:
    kept = []
    for level in levels:
        if _overlap(level, new) and meets(level.stratum, new.stratum) and not covers(new.stratum, level.stratum):
            if not covers(level.stratum, new.stratum):
                raise _Refused(
                    Words(
                        vi=f"mức mới chỉ trùng một phần nhóm áp dụng với mức {level.value}",
                        en=f"the new level shares only some strata with the level {level.value}",
                    ),
                    Words(vi="Ghi rõ từng nhóm.", en="Name the strata one by one."),
                )
            # The older level is more general: it stays, and the patch declares that it stands in its place.
            new = new.replace(replaces=True)
            kept.append(level)
        else:
            kept.extend(_cut((level,), new))
    return (*kept, new)


def _overlap(one: Dated, other: Dated) -> bool:
    return (one.since is None or other.until is None or one.since < other.until) and (
        other.since is None or one.until is None or other.since < one.until
    )


def _cut(held: tuple[Held, ...], new: Held) -> list[Held]:
    """What is left of each once the new one has taken its span, for the strata it covers."""
    left: list[Held] = []
    for one in held:
        if not _overlap(one, new) or not meets(one.stratum, new.stratum):
            left.append(one)
        elif covers(new.stratum, one.stratum):
            left.extend(_outside(one, new.since, new.until))
        else:
            raise _Refused(
                Words(vi="quy định mới chỉ trùng một phần nhóm áp dụng", en="the new provision shares only some strata")
            )
    return left


def _outside(one: Held, since: date | None, until: date | None) -> list[Held]:
    """The pieces of a span outside another that overlaps it."""
    pieces = []
    if since is not None and (one.since is None or one.since < since):
        pieces.append(one.replace(until=since))
    if until is not None and (one.until is None or until < one.until):
        pieces.append(one.replace(since=until))
    return pieces
