"""A draft beside the set in force: who keeps, gains and loses on the same figures, and why.

Both sets judge the same evidence. The set in force judges the dates of its edition and no others, unless asked to do
as if; the draft is always judged as if its edition judged those dates too, because the question is what the same
figures would give, and the answer says so. A change has one cause:

==============  =============================================================================================
``data``        one of the two sets cannot say: a figure or a level is missing
``definition``  the rule is another one, or an indicator is new or gone
``stratum``     units are grouped otherwise, and this one gets a level that the set in force asks of others
``level``       the level is another one
==============  =============================================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet, IndicatorInSet
from smartvillage.criteria.rules import comparisons
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.evaluation.evaluate import EVIDENCE_STATES, Strata, evaluate
from smartvillage.evaluation.run import Run
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.paper.table import Table
from smartvillage.plugins.registry import Registry, builtin_registry
from smartvillage.proposal.draft import Draft, Step
from smartvillage.proposal.pairing import FATES, Pair, pairs_of, shape
from smartvillage.proposal.sample import is_synthetic
from smartvillage.proposal.seats import id_in_draft
from smartvillage.proposal.widening import as_if as told_as_if
from smartvillage.proposal.widening import widened as widen
from smartvillage.text.labels import label

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["ALL_LAW", "CAUSES", "SCHEMA", "Change", "Comparison", "compare"]

SCHEMA = "smartvillage.comparison/1"
ALL_LAW = frozenset({"official", "secondary", "unverified"})
"""A draft rests on no text, so levels that nobody checked must judge; and then they do on both sides."""

Cause = Literal["level", "definition", "stratum", "data"]
CAUSES: Mapping[str, Words] = {
    "level": Words(vi="mức", en="level"),
    "definition": Words(vi="nội dung, cách tính", en="definition"),
    "stratum": Words(vi="nhóm áp dụng", en="stratum"),
    "data": Words(vi="số liệu", en="data"),
}
"""Why a verdict changes."""

Turn = Literal["kept", "gained", "lost", "neither", "open"]
_TURNS: tuple[Turn, ...] = ("kept", "gained", "lost", "neither", "open")


def _turn(before: Verdict | None, after: Verdict | None) -> Turn:
    """What the step from one verdict to another is; what is not asked, or not applicable, nobody fails."""
    if Verdict.UNKNOWN in {before, after}:
        return "open"
    if Verdict.NOT_MET not in {before, after}:
        return "kept"
    if before is after:
        return "neither"
    return "gained" if before is Verdict.NOT_MET else "lost"


@attrs.frozen(kw_only=True)
class Change:
    """One indicator on which the two sets differ over one unit and period."""

    unit: str
    period: str
    indicator: str
    """The id in the draft; in the set in force, for what is gone."""
    before: Verdict | None
    """``None``: the set in force does not ask for it."""
    after: Verdict | None
    cause: Cause

    @property
    def turn(self) -> Turn:
        """Whether the unit gains or loses by it; ``open`` where one of the two sets cannot say."""
        return _turn(self.before, self.after)


@attrs.frozen(eq=False, kw_only=True, slots=False, repr=False)
class Comparison:
    """What a draft changes.

    .. versionadded:: 0.1
    """

    before: Run
    """The evidence judged by the set in force."""
    after: Run
    """The same evidence judged by the draft, as if its edition judged those dates."""
    pairs: tuple[Pair, ...]
    steps: tuple[Step, ...] = ()
    """What the draft does and why, where it is known."""
    costs: Mapping[str, Exact] = attrs.field(factory=dict)
    """What it costs one unit to meet an indicator of the draft, by id."""
    notes: tuple[Words, ...] = ()
    """What a reader must know: that dates were widened, that levels are not checked, that figures are invented."""

    def __len__(self) -> int:
        return len(self.before)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Units and periods, in canonical order."""
        return self.before.keys

    # -- who --------------------------------------------------------------------------------------------------

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """What becomes of each unit and period on the whole set, in canonical order."""
        before = self.before.verdicts(self.before.criteria_set.key)
        after = self.after.verdicts(self.after.criteria_set.key)
        return tuple(map(_turn, before, after))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every indicator on which the two differ over a unit and period, with the cause."""
        return tuple(self._changes())

    def _changes(self) -> Iterator[Change]:
        for pair in self.pairs:
            if pair.carried:
                continue
            before, after = self._verdicts(pair.base, self.before), self._verdicts(pair.draft, self.after)
            for place, (unit, period) in enumerate(self.keys):
                was, will = before[place], after[place]
                if was is will or _turn(was, will) in {"kept", "neither"}:
                    continue
                cause = self._cause(pair, place, was, will)
                yield Change(unit=unit, period=period, indicator=pair.shown.id, before=was, after=will, cause=cause)

    def _verdicts(self, item: IndicatorInSet | None, run: Run) -> tuple[Verdict | None, ...]:
        return run.verdicts(item.id) if item is not None else (None,) * len(self)

    def _cause(self, pair: Pair, place: int, was: Verdict | None, will: Verdict | None) -> Cause:
        if Verdict.UNKNOWN in {was, will}:
            return "data"
        if pair.base is None or pair.draft is None:
            return "definition"
        old = self.before.reasoner.basis(self.before.order[place], pair.base.id)
        new = self.after.reasoner.basis(self.after.order[place], pair.draft.id)
        rules = [one.resolved.provision.rule for one in (old, new) if one.resolved.provision is not None]
        values = [[level.value for one in basis.required for level in one.thresholds] for basis in (old, new)]
        if len(rules) < 2 or shape(rules[0]) != shape(rules[1]) or values[0] == values[1]:
            return "definition"
        known = {
            level.value
            for provision in pair.base.indicator.provisions
            for _, _, levels in comparisons(provision.rule)
            for level in levels
        }
        moved = [value for value in values[1] if value not in values[0]]
        # the same grouping with another number is another level, even if some other stratum has that number too
        is_regrouped = old.strata != new.strata and all(value in known for value in moved)
        return "stratum" if is_regrouped else "level"

    def who_changes(self, by: str | None = None) -> Table:
        """How many units and periods keep, gain and lose.

        Args:
            by: Nothing, for all together; the id of a scheme (``vn.51.commune-group``) or ``parent``; ``criterion`` or
                ``domain``, which is a criterion of the draft; ``cause``, which counts those that gain, lose or stay
                open on the whole set under every cause that has a part in it.

        Raises:
            UnknownIdentifierError: There is no such scheme.
        """
        if by in {"criterion", "domain"}:
            return self._by_criterion(str(by))
        if by == "cause":
            return self._by_cause()
        groups = [self._group(place, by) for place in range(len(self))] if by else [""] * len(self)
        rows = []
        for group in sorted(set(groups)):
            mine = [turn for turn, other in zip(self.turns, groups, strict=True) if other == group]
            rows.append({by or "all": group, "n": len(mine), **_counted(mine)})
        columns = (*((by,) if by else ()), "n", *_TURNS)
        return Table.of(rows, columns=columns, labels=_LABELS)

    def _group(self, place: int, by: str) -> str:
        unit, _ = self.keys[place]
        if by == "parent":
            return self.before.parent_name(unit)
        for run in (self.after, self.before):
            if any(scheme.id == by for scheme in run.criteria_set.document.schemes):
                memberships = dict(run.partition_of(run.order[place]).memberships)
                return run.criteria_set.strata_of(memberships)[by] or ""
        on = self.before.partition_of(self.before.order[place]).on
        places = self.before.places
        known = places.strata(unit, on) if places is not None else {}
        if by not in known and not any(by in found for found in self._known_strata):
            schemes = {scheme for found in self._known_strata for scheme in found}
            schemes |= {one.id for run in (self.before, self.after) for one in run.criteria_set.document.schemes}
            words = ("parent", "criterion", "domain", "cause", *sorted(schemes))
            raise UnknownIdentifierError(by, words, Words(vi="cách phân nhóm", en="scheme"))
        return known[by][0] if by in known else ""

    @cached_property
    def _known_strata(self) -> tuple[Mapping[str, Any], ...]:
        """What places know of every unit."""
        places = self.before.places
        if places is None:
            return ()
        rows = zip(self.keys, self.before.order, strict=True)
        return tuple(places.strata(unit, self.before.partition_of(row).on) for (unit, _), row in rows)

    def _by_criterion(self, by: str) -> Table:
        base, draft = self.before.criteria_set, self.after.criteria_set
        by_id = {id_in_draft(one.id, base.id, draft.id): one for one in base.criteria}
        by_id |= {one.id: one for one in base.criteria}
        rows = []
        paired = set()
        for criterion in draft.criteria:
            other = by_id.get(criterion.id)
            after = self.after.verdicts(criterion.id)
            row = {by: criterion.printed, "title": criterion.title.vi, "n": len(self)}
            if other is not None:
                paired.add(other.id)
                before = self.before.verdicts(other.id)
                row |= {"met_before": _met(before), **_counted(map(_turn, before, after))}
            rows.append({**row, "met_after": _met(after)})
        for criterion in base.criteria:
            if criterion.id not in paired:
                met = _met(self.before.verdicts(criterion.id))
                row = {by: criterion.printed, "title": criterion.title.vi, "n": len(self), "met_before": met}
                rows.append(row)
        columns = (by, "title", "n", "met_before", "met_after", *_TURNS)
        return Table.of(rows, columns=columns, labels=_LABELS)

    def _by_cause(self) -> Table:
        turn_of = dict(zip(self.keys, self.turns, strict=True))
        found: dict[str, dict[tuple[str, str], Turn]] = {cause: {} for cause in CAUSES}
        for change in self.changes:
            key = (change.unit, change.period)
            if turn_of[key] == change.turn:
                found[change.cause][key] = change.turn
        rows = [{"cause": cause, **_counted(some.values())} for cause, some in found.items()]
        return Table.of(rows, columns=("cause", "gained", "lost", "open"), labels=_LABELS)

    # -- tables -----------------------------------------------------------------------------------------------

    def table(self, lang: str = "vi") -> Table:
        """The draft beside the set in force, indicator by indicator: giữ, nâng, thêm, bỏ, theo dõi.

        Args:
            lang: The language of titles and words.

        Returns:
            A line each, with the levels, how many units and periods meet it before and after, and what it costs where
            that is known: one unit, and all that do not meet it yet.
        """
        because = {step.target: step.reason for step in self.steps}
        rows = []
        for pair in self.pairs:
            base, draft = pair.base, pair.draft
            before, after = self._verdicts(base, self.before), self._verdicts(draft, self.after)
            asked = after if draft is not None else before if pair.carried else ()
            reason = because.get(draft.id) if draft is not None else because.get(base.id) if base is not None else None
            cost = self.costs.get(draft.id) if draft is not None else None
            missing = sum(verdict in {Verdict.NOT_MET, Verdict.UNKNOWN} for verdict in after)
            rows.append(
                {
                    "before": base.printed if base is not None else None,
                    "after": draft.printed if draft is not None else None,
                    "title": pair.shown.title.say(lang),
                    "fate": FATES[pair.fate].say(lang),
                    "level_before": base.level_text(lang) if base is not None else None,
                    "level_after": draft.level_text(lang) if draft is not None else None,
                    "met_before": _met(before) if base is not None else None,
                    "met_after": _met(asked) if asked else None,
                    "unknown_after": sum(verdict is Verdict.UNKNOWN for verdict in asked) if asked else None,
                    "cost": cost,
                    "cost_all": Exact(cost * missing) if cost is not None else None,
                    "reason": reason.say(lang) if reason is not None else None,
                }
            )
        rows += [
            {"title": step.target, "fate": FATES[step.action].say(lang), "reason": step.reason.say(lang)}
            for step in self._unseated()
        ]
        columns = [name for name in _TABLE if self.costs or name not in {"cost", "cost_all"}]
        title = Words(
            vi=f"So sánh {self.after.criteria_set.key} với {self.before.criteria_set.key}",
            en=f"{self.after.criteria_set.key} beside {self.before.criteria_set.key}",
        )
        return Table.of(rows, columns=columns, labels=_LABELS, title=title)

    def _unseated(self) -> Iterator[Step]:
        """What was decided on candidates that are no indicator of either set: to monitor, to merge, to drop."""
        known = {item.id for pair in self.pairs for item in (pair.base, pair.draft) if item is not None}
        for step in self.steps:
            if step.target not in known and step.action in FATES and step.action != "add":
                yield step

    def changes_table(self, lang: str = "vi") -> Table:
        """Every change, one line each, with its cause."""
        titles = {pair.shown.id: pair.shown for pair in self.pairs}
        rows = [
            {
                "unit": one.unit,
                "unit_name": self.before.name_of(one.unit),
                "period": one.period,
                "ref": titles[one.indicator].printed,
                "title": titles[one.indicator].title.say(lang),
                "verdict_before": label("verdict", one.before.name, lang) if one.before is not None else None,
                "verdict_after": label("verdict", one.after.name, lang) if one.after is not None else None,
                "cause": CAUSES[one.cause].say(lang),
            }
            for one in self.changes
        ]
        columns = ("unit", "unit_name", "period", "ref", "title", "verdict_before", "verdict_after", "cause")
        return Table.of(rows, columns=columns, labels=_LABELS)

    def summary(self) -> dict[str, int]:
        """How many units and periods keep, gain, lose, meet neither, or stay open."""
        return _counted(self.turns)

    def to_dict(self) -> dict[str, Any]:
        """The comparison as mappings and lists, with the version of its form."""
        return {
            "schema": SCHEMA,
            "base": self.before.criteria_set.key,
            "draft": self.after.criteria_set.key,
            "runs": {
                "before": {"id": self.before.id, "result": self.before.result},
                "after": {"id": self.after.id, "result": self.after.result},
            },
            "notes": [note._asdict() for note in self.notes],
            "n": len(self),
            "who": self.summary(),
            "causes": {str(row["cause"]): {"gained": row["gained"], "lost": row["lost"]} for row in self._by_cause()},
            "indicators": self.table("vi").to_dict(),
            "changes": [
                {
                    "unit": one.unit,
                    "period": one.period,
                    "indicator": one.indicator,
                    "before": one.before.name if one.before is not None else None,
                    "after": one.after.name if one.after is not None else None,
                    "cause": one.cause,
                }
                for one in self.changes
            ],
        }

    def say(self, lang: str = "vi") -> str:
        """Who keeps, gains and loses, in one line."""
        said = ", ".join(f"{_LABELS[turn].say(lang)} {count}" for turn, count in self.summary().items() if count)
        return f"{len(self)} {Words(vi='đơn vị x kỳ', en='units x periods').say(lang)}: {said or '–'}"

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(text)}</p>" for text in (self.say(), *(note.vi for note in self.notes)))
        return lines + self.table()._repr_html_()

    def __repr__(self) -> str:
        return f"<Comparison {self.before.criteria_set.key} / {self.after.criteria_set.key}: {self.say('en')}>"


_TABLE = (
    "before",
    "after",
    "title",
    "fate",
    "level_before",
    "level_after",
    "met_before",
    "met_after",
    "unknown_after",
    "cost",
    "cost_all",
    "reason",
)

_LABELS = {
    "before": Words(vi="Số trong bộ hiện hành", en="In force"),
    "after": Words(vi="Số trong dự thảo", en="Draft"),
    "title": Words(vi="Nội dung", en="Content"),
    "fate": Words(vi="So với bộ hiện hành", en="Beside the set in force"),
    "level_before": Words(vi="Quy định hiện hành", en="Asked in force"),
    "level_after": Words(vi="Quy định của dự thảo", en="Asked by the draft"),
    "met_before": Words(vi="Đạt hiện hành", en="Met before"),
    "met_after": Words(vi="Đạt theo dự thảo", en="Met after"),
    "unknown_after": Words(vi="Chưa đủ cơ sở", en="Unknown after"),
    "cost": Words(vi="Chi phí một đơn vị", en="Cost of one unit"),
    "cost_all": Words(vi="Chi phí các đơn vị chưa đạt", en="Cost of all that do not meet it"),
    "reason": Words(vi="Lý do", en="Reason"),
    "n": Words(vi="Số đơn vị x kỳ", en="Units x periods"),
    "kept": Words(vi="giữ", en="keep"),
    "gained": Words(vi="thêm đạt", en="gain"),
    "lost": Words(vi="mất", en="lose"),
    "neither": Words(vi="vẫn chưa đạt", en="meet neither"),
    "open": Words(vi="chưa đủ cơ sở", en="cannot be told"),
    "criterion": Words(vi="Tiêu chí", en="Criterion"),
    "domain": Words(vi="Lĩnh vực", en="Domain"),
    "parent": Words(vi="Thuộc", en="Lies in"),
    "cause": Words(vi="Nguyên nhân", en="Cause"),
    "unit": Words(vi="Mã đơn vị", en="Unit"),
    "unit_name": Words(vi="Đơn vị", en="Name"),
    "period": Words(vi="Kỳ", en="Period"),
    "ref": Words(vi="Chỉ tiêu", en="Indicator"),
    "verdict_before": Words(vi="Theo bộ hiện hành", en="Verdict before"),
    "verdict_after": Words(vi="Theo dự thảo", en="Verdict after"),
}


def _met(verdicts: Iterable[Verdict | None]) -> int:
    return sum(verdict is Verdict.MET for verdict in verdicts)


def _counted(turns: Iterable[Turn]) -> dict[str, int]:
    held = list(turns)
    return {turn: held.count(turn) for turn in _TURNS}


# --- comparing -------------------------------------------------------------------------------------------------------


def compare(
    base: CriteriaSet,
    draft: CriteriaSet | Draft,
    evidence: Evidence,
    places: Places | None = None,
    *,
    registry: Registry | None = None,
    sets: Iterable[CriteriaSet] = (),
    strata: Strata | None = None,
    law_states: Collection[str] = ALL_LAW,
    evidence_states: Collection[str] = EVIDENCE_STATES,
    costs: Mapping[str, Exact] | None = None,
    as_if: bool = False,
) -> Comparison:
    """Judge the same figures by the set in force and by a draft, and tell who keeps, gains and loses.

    Args:
        base: The set in force. It judges the dates of its edition; other periods in the evidence are an error, unless
            ``as_if``.
        draft: The draft, or any other set. It is judged as if its edition judged those dates.
        evidence: What was reported, with the measures of both.
        places: The units, which know their strata.
        registry: Where other sets and evaluators are found; the built-in plugins unless given.
        sets: Other sets that rules may refer to.
        strata: Memberships stated by the caller; see :func:`smartvillage.evaluate`.
        law_states: The verifications of a level that may judge. Those of the draft may always be unverified, because
            a draft rests on no text.
        evidence_states: The states of an observation that count.
        costs: What it costs one unit to meet an indicator of the draft, by printed number or id.
        as_if: Whether the set in force, too, is judged as if its edition judged the dates of the evidence: for pilots
            that ended before it began. The answer says so.

    Raises:
        EvaluationError: A period lies outside the dates that the set in force judges, or what
            :func:`smartvillage.evaluate` refuses.
        UnknownIdentifierError: A cost is of an indicator that the draft does not have.

    Example:
        >>> from smartvillage.plugins.registry import load
        >>> xa = load("vn.xa-ntm", "2021-2025")
        >>> figure = {"period": "2024", "measure": "9.2"}
        >>> rows = [{"unit": "A", "value": 72, **figure}, {"unit": "B", "value": 85, **figure}]
        >>> stricter = xa.with_level("9.2", 80, stratum={"vn.318.region": "mekong-delta"}, reason="Thử")
        >>> found = compare(xa, stricter, Evidence(rows, measures=xa), strata={"vn.318.region": "mekong-delta"})
        >>> [(one.unit, one.before.name, one.after.name, one.cause) for one in found.changes]
        [('A', 'MET', 'NOT_MET', 'level')]
    """
    known = registry or builtin_registry()
    proposed = draft.set if isinstance(draft, Draft) else draft
    options: dict[str, Any] = {"registry": known, "strata": strata, "evidence_states": evidence_states}
    widened_base, is_wider_base = widen(base, evidence) if as_if else (base, False)
    before = evaluate(widened_base, evidence, places, law_states=law_states, sets=tuple(sets), **options)
    widened, is_wider = widen(proposed, evidence)
    others = [one for one in (widened_base, *sets) if one.key != proposed.key]
    after = evaluate(widened, evidence, places, law_states={*law_states, "unverified"}, sets=tuple(others), **options)
    as_if_judged = [one for one, wider in ((base, is_wider_base), (proposed, is_wider)) if wider]
    days = [one.last for one in evidence.periods]
    on = max(days) if days else base.document.assesses.until - timedelta(days=1)
    prices = {}
    for ref, cost in (costs or {}).items():
        prices[proposed[ref].id] = cost
    return Comparison(
        before=before,
        after=after,
        pairs=pairs_of(before.criteria_set, after.criteria_set, on),
        steps=draft.steps if isinstance(draft, Draft) else (),
        costs=prices,
        notes=(*dict.fromkeys(told_as_if(one) for one in as_if_judged), *_notes(evidence, law_states)),
    )


def _notes(evidence: Evidence, law_states: Collection[str]) -> Iterator[Words]:
    both = "unverified" in law_states
    yield Words(
        vi="Mức chưa đối chiếu văn bản cũng được dùng để đánh giá" + ("." if both else ", chỉ ở dự thảo."),
        en="Levels that nobody compared with a text judge as well" + ("." if both else ", in the draft only."),
    )
    if is_synthetic(evidence):
        yield Words(vi="DỮ LIỆU GIẢ LẬP – không phải số liệu của xã nào.", en="SYNTHETIC DATA – no commune's figures.")
