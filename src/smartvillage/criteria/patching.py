"""Applying patches to a document: all or none, every refusal listed, the base untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from smartvillage.criteria.citations import Citation, within
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
from smartvillage.errors import InputError, PatchError, Problem, Where, Words, quoted

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
        try:
            document = _changed(document, patch, patch.citation or citation)
        except _Refused as refused:
            problems.append(_refusal(patch, refused.what, refused.advice, f"{name}[{index}]"))
        except InputError as invalid:  # the changed part would not be valid
            problems += [_refusal(patch, one.what, one.advice, f"{name}[{index}]") for one in invalid.problems]
    if problems:
        raise PatchError(problems)
    return document


def _refusal(patch: Patch, what: Words, advice: Words | None, path: str) -> Problem:
    return Problem(
        code="SV-SET-101",
        what=Words(
            vi=f"bản sửa đổi {quoted(patch.kind)} bị từ chối: {what.vi}",
            en=f"the patch {quoted(patch.kind)} is refused: {what.en}",
        ),
        where=Where(path=path),
        advice=advice,
    )


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
                document, patch.indicator, lambda one: one.replace(provisions=_with_provision(one.provisions, new))
            )
        case Reword(title=None):
            return _on_indicator(document, patch.target, lambda one: _reworded(one, patch, citation))
        case Reword():
            return _on_target(document, patch.target, lambda one: one.replace(title=patch.title))
        case AddMeasure():
            if any(measure.id == patch.measure.id for measure in document.measures):
                raise _taken(patch.measure.id)
            return document.replace(measures=(*document.measures, patch.measure))
        case AddIndicator():
            _refuse_ids(document, [patch.indicator.id])
            return _on_criterion(
                document, patch.criterion, lambda one: one.replace(indicators=(*one.indicators, patch.indicator))
            )
        case AddCriterion():
            _refuse_ids(document, [patch.criterion.id, *(one.id for one in patch.criterion.indicators)])
            return document.replace(criteria=(*document.criteria, patch.criterion))
        case Drop():
            return _on_target(document, patch.target, lambda _: None)
        case Repeal():
            return _on_indicator(document, patch.indicator, lambda one: _repealed(one, patch.since))


def _taken(identifier: str) -> _Refused:
    return _Refused(Words(vi=f"mã {quoted(identifier)} đã có", en=f"{quoted(identifier)} is there already"))


def _refuse_ids(document: SetDocument, new: Iterable[str]) -> None:
    """The ids of criteria and indicators begin with that of their set, and each is used once."""
    used = {one.id for one in document.criteria} | {one.id for one in document.indicators()}
    for identifier in new:
        if identifier in used:
            raise _taken(identifier)
        if not identifier.startswith(f"{document.id}."):
            raise _Refused(
                Words(vi=f"mã {quoted(identifier)} không thuộc bộ này", en=f"{quoted(identifier)} is not of this set"),
                Words(vi=f"Mã bắt đầu bằng {document.id}.", en=f"Begin the id with {document.id}."),
            )


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
    if since == indicator.since:
        raise _Refused(
            Words(vi="chỉ tiêu sẽ không có ngày hiệu lực nào", en="the indicator would never have been in force"),
            Words(vi="Dùng drop.", en="Drop it instead."),
        )
    return indicator.replace(until=since)


def _reworded(indicator: Indicator, patch: Reword, citation: Citation | None) -> Indicator:
    """From a day on the same rule reads otherwise: each provision in force then is closed and opened again."""
    since = patch.since
    assert since is not None  # the model asks for it with a text
    provisions: list[Provision] = []
    for one in indicator.provisions:
        if within(since, one.since, one.until):
            provisions += _outside(one, since, one.until)
            one = one.replace(since=since, text=patch.text, citation=citation or one.citation)  # noqa: PLW2901
        provisions.append(one)
    return indicator.replace(provisions=tuple(provisions))


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
        overlaps = provision.overlaps(level) and meets(provision.stratum, level.stratum)
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
    """Levels with a new one; the more general ones stay, and it declares that it stands in their place."""
    general = _not_covered(levels, new)
    for level in general:
        if not covers(level.stratum, new.stratum):
            raise _Refused(
                Words(
                    vi=f"mức mới chỉ trùng một phần nhóm áp dụng với mức {level.value or level.missing}",
                    en=f"the new level shares only some strata with the level {level.value or level.missing}",
                ),
                Words(vi="Ghi rõ từng nhóm.", en="Name the strata one by one."),
            )
        if level.replaces:
            raise _Refused(
                Words(
                    vi=f"mức {level.value or level.missing} rộng hơn đã thay một mức khác",
                    en=f"the more general level {level.value or level.missing} itself stands in place of another",
                ),
                Words(vi="Đặt lại mức đó cho từng nhóm.", en="Set that level for its strata one by one first."),
            )
    return _put(levels, new.replace(replaces=True) if general else new, beside=general)


def _with_provision(provisions: tuple[Provision, ...], new: Provision) -> tuple[Provision, ...]:
    if _not_covered(provisions, new):
        raise _Refused(
            Words(vi="quy định mới chỉ trùng một phần nhóm áp dụng", en="the new provision shares only some strata"),
            Words(vi="Ghi quy định cho mọi nhóm của quy định cũ.", en="Cover all strata of the provision it ends."),
        )
    return _put(provisions, new)


def _not_covered(held: tuple[Held, ...], new: Held) -> list[Held]:
    """Those that hold for a unit on a day of the new one, and for others that it is not for."""
    return [
        one
        for one in held
        if one.overlaps(new) and meets(one.stratum, new.stratum) and not covers(new.stratum, one.stratum)
    ]


def _put(held: tuple[Held, ...], new: Held, *, beside: Sequence[Held] = ()) -> tuple[Held, ...]:
    """The new one in the place of those it covers, of which the days outside its span are left."""
    left: list[Held] = []
    at: int | None = None
    for one in held:
        if one in beside or not one.overlaps(new) or not meets(one.stratum, new.stratum):
            left.append(one)
            continue
        pieces = _outside(one, new.since, new.until)
        if at is None:
            at = len(left) + (bool(pieces) and pieces[0].since == one.since)
        left += pieces
    left.insert(len(left) if at is None else at, new)
    return tuple(left)


def _outside(one: Held, since: date | None, until: date | None) -> list[Held]:
    """The pieces of a span outside another that overlaps it."""
    pieces = []
    if since is not None and (one.since is None or one.since < since):
        pieces.append(one.replace(until=since))
    if until is not None and (one.until is None or until < one.until):
        pieces.append(one.replace(since=until))
    return pieces
