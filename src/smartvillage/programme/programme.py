"""A programme checked against runs: every target with its bounds; targets without data are undecided, not failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from smartvillage.border import Label, parse, read_day
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import InputError, UnknownIdentifierError, Words
from smartvillage.evidence.periods import Period
from smartvillage.paper.table import Table
from smartvillage.plugins.registry import Registry, builtin_registry
from smartvillage.programme.document import ProgrammeDocument, Target
from smartvillage.programme.standing import Standing
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from smartvillage.evaluation.run import Run
    from smartvillage.places import Places, Unit

__all__ = ["Programme", "Progress", "TargetState"]

COLUMNS = (
    "target",
    "title",
    "commitment",
    "asked",
    "total",
    "needed",
    "met",
    "not_met",
    "unknown",
    "gap_low",
    "gap_high",
    "verdict",
    "reason",
)

REASONS = {
    "met": Words(vi="đạt", en="it is reached"),
    "not-met": Words(vi="không thể đạt với số đã biết", en="what is known cannot reach it"),
    "unknown-units": Words(vi="còn đơn vị chưa rõ kết quả", en="units are still unknown"),
    "no-run": Words(vi="chưa có lần đánh giá theo bộ tiêu chí này", en="there is no run of the set it names"),
    "no-figure": Words(vi="chưa có số liệu", en="there is no figure"),
    "nothing": Words(vi="không có đơn vị nào để tính", en="there is nothing to count"),
}


@attrs.frozen(kw_only=True)
class TargetState:
    """One target and where it stands."""

    target: Target
    standing: Standing | None
    """The counts; ``None`` for a share of records without a figure, or a count nobody can make."""
    verdict: Verdict
    reason: str
    units: Mapping[str, Verdict] = attrs.field(factory=dict, repr=False)
    """The verdict of every unit that counts, by identity."""
    parents: Mapping[str, Standing] = attrs.field(factory=dict, repr=False)
    """For "so many in each": the counts of every unit above."""
    figure: Fraction | None = None
    """The share that was reported, in per cent, where no units are counted."""

    def say(self, lang: str = "vi") -> str:
        """Tell where the target stands, in one sentence."""
        vi = lang == "vi"
        asked = _asked(self.target, lang)
        head = f"{self.target.title.say(lang)}: {asked}"
        verdict = label("verdict", self.verdict.name, lang)
        if self.target.commitment == "strive-for":
            head += " (phấn đấu)" if vi else " (strive for)"
        if self.standing is None:
            shown = f"{write_number(self.figure, lang)}%: " if self.figure is not None else ""
            return f"{head}: {shown}{verdict}: {REASONS[self.reason].say(lang)}."
        return f"{head}: {self.standing.say(lang)}."


@attrs.frozen(repr=False)
class Progress:
    """Every target of a programme on a day."""

    programme: Programme
    on: date
    states: tuple[TargetState, ...]

    def __getitem__(self, target: str) -> TargetState:
        for state in self.states:
            if target in {state.target.id, state.target.id.rpartition(".")[2]}:
                return state
        known = [state.target.id for state in self.states]
        raise UnknownIdentifierError(target, known, Words(vi="mục tiêu", en="target"))

    def __iter__(self) -> Iterator[TargetState]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)

    def table(self, lang: str = "vi") -> Table:
        """The targets as a table."""
        rows = []
        for state in self.states:
            one = state.standing
            rows.append(
                {
                    "target": state.target.id,
                    "title": state.target.title.say(lang),
                    "commitment": state.target.commitment,
                    "asked": _asked(state.target, lang),
                    "total": one.total if one else None,
                    "needed": one.needed if one else None,
                    "met": one.met if one else None,
                    "not_met": one.not_met if one else None,
                    "unknown": one.unknown if one else None,
                    "gap_low": one.gap[0] if one else None,
                    "gap_high": one.gap[1] if one else None,
                    "verdict": state.verdict.name,
                    "reason": state.reason,
                }
            )
        return Table.of(rows, columns=COLUMNS)

    def __repr__(self) -> str:
        counts = {verdict: sum(state.verdict is verdict for state in self.states) for verdict in Verdict}
        said = ", ".join(f"{count} {verdict.name}" for verdict, count in counts.items() if count)
        return f"<Progress {self.programme.id} on {self.on}: {said}>"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(state.say())}</li>" for state in self.states)
        return f"<p><b>{escape(self.programme.title.vi)}</b>, {self.on}</p><ul>{items}</ul>"


@attrs.frozen(eq=False, repr=False)
class Programme:
    """A programme with its targets.

    Example:
        >>> from smartvillage.places import Places
        >>> plan = Programme.load("vn.ct924.long-an")
        >>> plan.check(places=Places.load("vn"), on="2025-06-30")["gov-2"].standing.needed
        157

    .. versionadded:: 0.1
    """

    document: ProgrammeDocument

    @classmethod
    def load(cls, programme: str, *, registry: Registry | None = None) -> Programme:
        """Return a published programme by id.

        Raises:
            UnknownIdentifierError: There is no such programme.
        """
        known = (registry or builtin_registry()).programmes
        if programme not in known:
            raise UnknownIdentifierError(programme, known, Words(vi="chương trình", en="programme"))
        source = known[programme].document
        return source if isinstance(source, cls) else cls.read(source)

    @classmethod
    def read(cls, path: str | Path) -> Programme:
        """Read a programme from a YAML or JSON file.

        Raises:
            InputError: With every problem of the file, each with line and column.
        """
        source = read_document(path)
        return cls(parse(ProgrammeDocument, source.tree, file=source.file, locate=source.locate))

    @property
    def id(self) -> str:
        """``vn.ct924.long-an``."""
        return self.document.id

    @property
    def title(self) -> Label:
        """What people call it."""
        return self.document.title

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets in the order of the text."""
        return self.document.targets

    def check(
        self,
        *runs: Run,
        on: date | str,
        places: Places | None = None,
        figures: Mapping[str, Fraction | str | int | tuple[int, int]] | None = None,
    ) -> Progress:
        """Say where every target stands.

        Args:
            runs: Runs of the sets the targets name; of several periods the last one that ends by the day counts.
            on: The day.
            places: The units that count; those of the first run unless given. Without any, a target counts the
                number of units its text declares.
            figures: Reported shares for targets that count no units, by target id: per cent, or numerator and
                denominator.

        Returns:
            The progress; a target without data is undecided.
        """
        day = read_day(on)
        where = places or next((run.places for run in runs if run.places is not None), None)
        by_set: dict[str, list[Run]] = {}
        for run in runs:
            by_set.setdefault(run.criteria_set.key, []).append(run)
        given = dict(figures or {})
        known = {target.id for target in self.targets}
        if strange := sorted(set(given) - known):
            raise UnknownIdentifierError(strange[0], known, Words(vi="mục tiêu", en="target"))
        states = [self._state(target, by_set.get(target.set or "", []), day, where, given) for target in self.targets]
        return Progress(self, day, tuple(states))

    def _state(
        self,
        target: Target,
        runs: Sequence[Run],
        on: date,
        places: Places | None,
        figures: Mapping[str, Any],
    ) -> TargetState:
        if target.id in figures:
            return _of_figure(target, figures[target.id])
        if target.population is None:
            return TargetState(target=target, standing=None, verdict=Verdict.UNKNOWN, reason="no-figure")
        units = _counted(target, places)
        verdicts = _verdicts(target, runs, on, units)
        if target.asks.per_parent is not None:
            return _per_parent(target, verdicts, units, places, has_run=bool(runs))
        total = len(units) if units is not None else (target.population.declared or 0)
        total -= sum(verdict is Verdict.NOT_APPLICABLE for verdict in verdicts.values())
        standing = Standing.of(
            total=total,
            met=sum(verdict is Verdict.MET for verdict in verdicts.values()),
            not_met=sum(verdict is Verdict.NOT_MET for verdict in verdicts.values()),
            percent=target.asks.percent,
            count=target.asks.count,
        )
        return _stated(target, standing, standing.verdict, verdicts, {}, has_run=bool(runs))


def _stated(
    target: Target,
    standing: Standing,
    verdict: Verdict,
    verdicts: Mapping[str, Verdict],
    parents: Mapping[str, Standing],
    *,
    has_run: bool,
) -> TargetState:
    reasons = {Verdict.MET: "met", Verdict.NOT_MET: "not-met", Verdict.NOT_APPLICABLE: "nothing"}
    reason = reasons.get(verdict, "unknown-units" if has_run else "no-run")
    return TargetState(
        target=target, standing=standing, verdict=verdict, reason=reason, units=verdicts, parents=parents
    )


def _counted(target: Target, places: Places | None) -> dict[str, Unit] | None:
    """The units a target counts, by identity; ``None`` when nobody can list them."""
    population = target.population
    assert population is not None  # only such targets are counted
    if places is None:
        return None
    try:
        found = [
            unit
            for kind in population.kinds
            for unit in places.select(population.on, kind=kind, within=population.within)
        ]
    except InputError:
        return None  # places of somebody else: the declared number stands
    return {unit.key: unit for unit in found}


def _verdicts(target: Target, runs: Sequence[Run], on: date, units: Mapping[str, Unit] | None) -> dict[str, Verdict]:
    """The last verdict of every unit that counts, in a period that ends by the day."""
    latest: dict[str, tuple[Period, Verdict]] = {}
    for run in runs:
        ref = target.ref or run.criteria_set.key
        for (unit, text), verdict in zip(run.keys, run.verdicts(ref), strict=True):
            period = Period.read(text)
            if period.last > on or (units is not None and unit not in units):
                continue
            if unit not in latest or latest[unit][0] < period:
                latest[unit] = (period, verdict)
    return {unit: verdict for unit, (_, verdict) in sorted(latest.items())}


def _per_parent(
    target: Target,
    verdicts: Mapping[str, Verdict],
    units: Mapping[str, Unit] | None,
    places: Places | None,
    *,
    has_run: bool,
) -> TargetState:
    """So many in each unit above: every one of those is itself met, not met or unknown."""
    wanted = target.asks.per_parent or 1
    if units is None or places is None:
        return TargetState(target=target, standing=None, verdict=Verdict.UNKNOWN, reason="nothing")
    inside: dict[str, list[str]] = {}
    for unit in units.values():
        inside.setdefault(unit.parent or "", []).append(unit.key)
    parents = {}
    for parent, members in sorted(inside.items()):
        said = [verdicts.get(member) for member in members]
        parents[parent] = Standing.of(
            total=len(members),
            met=sum(one is Verdict.MET for one in said),
            not_met=sum(one in {Verdict.NOT_MET, Verdict.NOT_APPLICABLE} for one in said),
            count=wanted,
        )
    reached = [one.verdict for one in parents.values()]
    standing = Standing.of(
        total=len(parents),
        met=sum(one is Verdict.MET for one in reached),
        not_met=sum(one is Verdict.NOT_MET for one in reached),
        count=len(parents),
    )
    return _stated(target, standing, standing.verdict, verdicts, parents, has_run=has_run)


def _of_figure(target: Target, given: Any) -> TargetState:  # noqa: ANN401
    from smartvillage.exact import Exact  # noqa: PLC0415

    if isinstance(given, tuple):
        above, below = given
        share = Fraction(above) * 100 / Fraction(below) if below else None
    else:
        share = Fraction(Exact(given))
    asked = target.asks.percent
    if share is None or asked is None:
        return TargetState(target=target, standing=None, verdict=Verdict.UNKNOWN, reason="no-figure", figure=share)
    verdict = Verdict.MET if share >= asked else Verdict.NOT_MET
    return TargetState(
        target=target,
        standing=None,
        verdict=verdict,
        reason="met" if verdict is Verdict.MET else "not-met",
        figure=share,
    )


def _asked(target: Target, lang: str) -> str:
    vi = lang == "vi"
    asks = target.asks
    if asks.percent is not None:
        return f"{'ít nhất' if vi else 'at least'} {write_number(asks.percent, lang)}%"
    if asks.count is not None:
        return f"{'ít nhất' if vi else 'at least'} {asks.count} {'đơn vị' if vi else 'units'}"
    each = asks.per_parent or 1
    return f"{'ít nhất' if vi else 'at least'} {each} {'ở mỗi đơn vị cấp trên' if vi else 'in each unit above'}"
