"""Compiling: a set becomes whole numbers that can be compared, for the days and strata that are asked about.

A :class:`CompiledSet` is made once and asked often. It works out what every indicator asks of units in the same
strata on the same day (a *partition*) when that partition first comes up, and remembers it, so one commune costs one
partition and a country costs as many as there are kinds of unit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.provisions import Criterion
from smartvillage.criteria.resolve import (
    LAW_STATES,
    Evaluated,
    Joint,
    MeetsOther,
    Node,
    Question,
    Required,
    Resolved,
    required_in,
)
from smartvillage.criteria.rules import Combination, MeetsSet, Times, walk
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import EvaluationError, Problem, Words
from smartvillage.evaluation.kernel import Ask, Choose, Fixed, Judge, Program, Row, Test, counted
from smartvillage.evaluation.matrix import ColumnSpec, level_code
from smartvillage.exact import scale_of
from smartvillage.plugins.evaluators import Evaluator

__all__ = ["CompiledSet", "CustomRule", "Layout", "Partition"]

OtherSet = Callable[[str], CriteriaSet | None]


@attrs.frozen
class Partition:
    """Units that are judged by the same levels: a day, and the stratum in every scheme of the sets involved."""

    on: date
    memberships: tuple[tuple[str, str], ...]
    """What is known of the units, by scheme; the sets' own rules are applied on top."""


@attrs.frozen(eq=False)
class CustomRule:
    """What an evaluator is asked: once, however many indicators ask it."""

    node: Evaluated
    evaluator: Evaluator | None
    """``None`` when no plugin provides it."""
    partitions: npt.NDArray[np.bool_]
    """The partitions in which it is asked."""


@attrs.frozen(eq=False)
class Layout:
    """A program for some partitions, with the columns it wants."""

    program: Program
    columns: tuple[ColumnSpec, ...]
    custom: tuple[CustomRule, ...] = ()
    """What evaluators are asked; their verdicts are given to the program as lines, in this order."""


class CompiledSet:
    """A criteria set ready to judge.

    Args:
        criteria_set: The set.
        law_states: The verifications of a level that may judge.
        carry_forward: Whether a level of an earlier span may stand in where a later one is missing; printed.
        law_as_of: The day up to which amendments are known in the set; recorded, not applied here.
        other_set: Finds other sets by key, for rules that refer to one.
        evaluators: What plugins offer for custom rules, by id.

    Raises:
        EvaluationError: A rule refers to a set that cannot be found, sets refer to each other in a circle, or two of
            them use one id.

    Safe to share between threads: what it remembers is only ever added to.

    .. versionadded:: 0.1
    """

    def __init__(
        self,
        criteria_set: CriteriaSet,
        *,
        law_states: Collection[str] = LAW_STATES,
        carry_forward: bool = False,
        law_as_of: date | None = None,
        other_set: OtherSet | None = None,
        evaluators: Mapping[str, Evaluator] = MappingProxyType({}),
    ) -> None:
        self.criteria_set = criteria_set
        self.law_as_of = law_as_of
        self.law_states = frozenset(law_states)
        self.carry_forward = carry_forward
        self.other_set = other_set
        self.evaluators = evaluators
        self.sets = _with_others(criteria_set, other_set)
        """This set and those it refers to, each after those that it needs."""
        _check_ids(self.sets)
        self.schemes = frozenset(
            name
            for one in self.sets
            for scheme in one.document.schemes
            for name in (scheme.id, *(rule.scheme for rule in scheme.rules))
        )
        """The schemes that have a say: memberships in others change nothing."""
        self.refs = tuple(ref for one in reversed(self.sets) for ref in _refs(one))
        """What each row of the answer is: indicators, criteria and the set itself; then those of other sets."""
        self.row_of = {ref: row for row, ref in enumerate(self.refs)}
        self._resolved: dict[Partition, dict[str, Resolved]] = {}

    @property
    def visible(self) -> int:
        """How many rows of the answer belong to the set itself."""
        return len(_refs(self.criteria_set))

    def resolved(self, partition: Partition) -> Mapping[str, Resolved]:
        """What every indicator asks in a partition, by indicator id."""
        found = self._resolved.get(partition)
        if found is None:
            found = {}
            for one in self.sets:
                question = Question(
                    strata=one.strata_of(dict(partition.memberships)),
                    memberships=dict(partition.memberships),
                    on=partition.on,
                    law_states=self.law_states,
                    carry_forward=self.carry_forward,
                    other_set=self._other(one),
                )
                found.update({item.id: question.indicator(item.indicator) for item in one.indicators})
            self._resolved[partition] = found
        return found

    def _other(self, home: CriteriaSet) -> Callable[[str], CriteriaSet]:
        def find(key: str) -> CriteriaSet:
            return next((one for one in self.sets if one.key == (key or home.key)), home)

        return find

    def layout(self, partitions: Sequence[Partition]) -> Layout:
        """Lay out a program for partitions in a given order."""
        return _Layouter(self, partitions).layout()


def _refs(criteria_set: CriteriaSet) -> tuple[str, ...]:
    indicators = tuple(one.id for one in criteria_set.indicators)
    return (*indicators, *(one.id for one in criteria_set.criteria), criteria_set.key)


def _with_others(criteria_set: CriteriaSet, other_set: OtherSet | None) -> tuple[CriteriaSet, ...]:
    """The sets a set refers to, before it; each once."""
    done: dict[str, CriteriaSet] = {}

    def visit(one: CriteriaSet, trail: tuple[str, ...]) -> None:
        if one.key in done:
            return
        for key in _named_sets(one):
            if key in trail:
                loop = " -> ".join((*trail[trail.index(key) :], key))
                raise _cannot(Words(vi=f"các bộ tiêu chí dẫn vòng: {loop}", en=f"the sets refer in a circle: {loop}"))
            other = other_set(key) if other_set is not None else None
            if other is None:
                raise _cannot(
                    Words(
                        vi=f"{one.key} dẫn đến bộ {key} nhưng không có bộ này",
                        en=f"{one.key} refers to {key}, which is not there",
                    ),
                    Words(vi="Đưa bộ đó qua sets=[...] hoặc registry.", en="Give it with sets=[...] or a registry."),
                )
            visit(other, (*trail, key))
        done[one.key] = one

    visit(criteria_set, (criteria_set.key,))
    return tuple(done.values())


def _named_sets(one: CriteriaSet) -> list[str]:
    names: dict[str, None] = {}
    for item in one.indicators:
        for provision in item.indicator.provisions:
            for rule in walk(provision.rule):
                if isinstance(rule, MeetsSet):
                    names[rule.set] = None
                elif isinstance(rule, Times) and rule.of.set not in {None, one.key}:
                    names[str(rule.of.set)] = None
    return list(names)


def _check_ids(sets: Sequence[CriteriaSet]) -> None:
    """Every id names one thing: two editions of one set cannot stand in one question."""
    home: dict[str, str] = {}
    twice = [
        (ref, home[ref], one.key) for one in sets for ref in _refs(one) if home.setdefault(ref, one.key) != one.key
    ]
    if twice:
        raise EvaluationError(
            [
                _problem(
                    Words(vi=f"{ref} có trong cả {first} lẫn {second}", en=f"{ref} stands in {first} and in {second}")
                )
                for ref, first, second in twice
            ]
        )


def _cannot(what: Words, advice: Words | None = None) -> EvaluationError:
    return EvaluationError([_problem(what, advice)])


def _problem(what: Words, advice: Words | None = None) -> Problem:
    return Problem(code="SV-RUN-001", what=what, advice=advice)


class _Layouter:
    """Turns resolved indicators into a program: equal shapes become one test with a level for each partition."""

    def __init__(self, compiled: CompiledSet, partitions: Sequence[Partition]) -> None:
        self.compiled = compiled
        self.asked = [compiled.resolved(partition) for partition in partitions]
        measures = {name: measure for one in compiled.sets for name, measure in one.measures.items()}
        needed: dict[str, list[Required]] = {}
        for resolved in self.asked:
            for one in resolved.values():
                for required in required_in(one.node) if one.node is not None else ():
                    needed.setdefault(required.measure, []).append(required)
        self.columns: list[ColumnSpec] = []
        # In the order of the text, so that indicators that are neighbours have columns that are.
        in_order = dict.fromkeys(name for one in compiled.sets for item in one.indicators for name in item.measures)
        for name in in_order:
            if name not in needed:
                continue
            accepted = [one.accepts for one in needed[name] if one.accepts is not None]
            lows = [one.low for one in accepted if one.low is not None]
            highs = [one.high for one in accepted if one.high is not None]
            scale = scale_of([*lows, *highs])
            codes = [level_code(end, scale) for end in (*lows, *highs)] or [1]
            factor = measures[name].factor if name in measures else 1
            # An open end moves a level by one half step.
            self.columns.append(
                ColumnSpec(name, factor, scale, min(codes) - 1, max(codes) + 1, upturned=bool(highs) and not lows)
            )
        self.column_of = {spec.measure: index for index, spec in enumerate(self.columns)}
        self.custom: dict[Evaluated, npt.NDArray[np.bool_]] = {}

    def layout(self) -> Layout:
        judges: list[Judge] = []
        for one in self.compiled.sets:
            judges += [self._judge(item.id) for item in one.indicators]
            judges += [self._roll_up(one, criterion) for criterion in one.criteria]
            judges.append(self._whole(one))
        custom = (
            CustomRule(node, self.compiled.evaluators.get(node.evaluator), partitions)
            for node, partitions in self.custom.items()
        )
        return Layout(Program.of(len(self.compiled.refs), judges), tuple(self.columns), tuple(custom))

    # -- indicators -------------------------------------------------------------------------------------------------

    def _judge(self, ref: str) -> Judge:
        resolved = [one[ref] for one in self.asked]
        shapes: dict[Any, int] = {}
        variant_of = np.array([shapes.setdefault(_shape(one), len(shapes)) for one in resolved] or [0], dtype=np.int32)
        variants: list[Ask] = []
        for shape, number in shapes.items():
            mine = [one.node if shapes[_shape(one)] == number else None for one in resolved]
            if isinstance(shape, str):
                code = Verdict.NOT_APPLICABLE if shape == "not-in-force" else Verdict.UNKNOWN
                variants.append(Fixed(code.code))
            else:
                variants.append(self._ask(mine))
        return Judge(self.compiled.row_of[ref], tuple(variants), variant_of)

    def _ask(self, nodes: Sequence[Node | None]) -> Ask:
        """One question from the same place in the trees of all partitions; ``None`` where a partition has another."""
        model = next(node for node in nodes if node is not None)
        if isinstance(model, Required):
            return self._test(nodes)
        if isinstance(model, MeetsOther):
            return Row(self.compiled.row_of[model.set])
        if isinstance(model, Evaluated):
            asked = self.custom.setdefault(model, np.zeros(len(nodes), dtype=np.bool_))
            asked |= [node is not None for node in nodes]
            return Row(len(self.compiled.refs) + list(self.custom).index(model))

        def at(field: str, place: int) -> list[Node | None]:
            return [getattr(node, field)[place] if node is not None else None for node in nodes]

        members = tuple(self._ask(at("members", place)) for place in range(len(model.members)))
        compulsory = tuple(self._ask(at("compulsory", place)) for place in range(len(model.compulsory)))
        return _choose(model, members, compulsory)

    def _test(self, nodes: Sequence[Node | None]) -> Test:
        required = [node if isinstance(node, Required) else None for node in nodes]
        model = next(one for one in required if one is not None)
        column = self.column_of[model.measure]
        scale, upturned = self.columns[column].scale, self.columns[column].upturned
        known = np.array([one is not None and one.accepts is not None for one in required])
        low: list[int] = []
        high: list[int] = []
        has_low = has_high = False
        for one in required:
            accepts = one.accepts if one is not None else None
            has_low |= accepts is not None and accepts.low is not None
            has_high |= accepts is not None and accepts.high is not None
            # Partitions without a level are masked; their filler must only fit the type.
            low.append(
                level_code(accepts.low, scale) + accepts.low_open
                if accepts is not None and accepts.low is not None
                else 1
            )
            high.append(
                level_code(accepts.high, scale) - accepts.high_open
                if accepts is not None and accepts.high is not None
                else 1
            )
        if upturned:
            # Turned up, a figure has to reach what by itself it must not exceed.
            low, has_low, has_high = high, True, False
        return Test(
            column,
            _whole_numbers(low) if has_low or not has_high else None,
            _whole_numbers(high) if has_high else None,
            None if known.all() else known[None],
        )

    # -- roll-ups -----------------------------------------------------------------------------------------------------

    def _roll_up(self, one: CriteriaSet, criterion: Criterion) -> Judge:
        unseen, doubtful = unseen_in(one, criterion)
        ids = [indicator.id for indicator in criterion.indicators]
        return self._combined(criterion.id, criterion.requires, ids, unseen, at_best_unknown=doubtful)

    def _whole(self, one: CriteriaSet) -> Judge:
        unseen, doubtful = unseen_in(one)
        ids = [criterion.id for criterion in one.criteria]
        return self._combined(one.key, one.document.requires, ids, unseen, at_best_unknown=doubtful)

    def _combined(
        self, ref: str, requires: Combination, ids: Sequence[str], unseen: int, *, at_best_unknown: bool
    ) -> Judge:
        rows = {name: Row(self.compiled.row_of[name]) for name in ids}
        # A compulsory member counts among the members; here it is one of them and asked for as well.
        members = tuple(rows[name] for name in ids if name not in requires.compulsory)
        compulsory = tuple(rows[name] for name in ids if name in requires.compulsory)
        model = Joint(
            kind=requires.kind,
            members=(),
            count=requires.count,
            percent=requires.percent,
            counts_against=requires.not_applicable == "counts-against",
        )
        asked = _choose(model, members, compulsory, unseen=unseen, at_best_unknown=at_best_unknown)
        return Judge(self.compiled.row_of[ref], (asked,), np.zeros(max(len(self.asked), 1), dtype=np.int32))


def unseen_in(one: CriteriaSet, criterion: Criterion | None = None) -> tuple[int, bool]:
    """How many members the text of a whole has beyond those modelled, and whether the whole is at best unknown.

    Where the text's count is known only for the set, a criterion that does not state its own may be the short one:
    it may lack as many as are not placed elsewhere, and every criterion that is not modelled holds at least one.
    """
    declared = one.document.declared
    if criterion is None:
        coverage = one.coverage()
        return max(0, coverage.criteria_declared - coverage.criteria), not coverage.whole
    if criterion.declared_indicators is not None:
        short = criterion.declared_indicators - len(criterion.indicators)
    elif declared is not None:
        placed = sum(max(len(other.indicators), other.declared_indicators or 0) for other in one.criteria)
        short = declared.indicators - placed - max(0, declared.criteria - len(one.criteria))
    else:
        short = 0
    return max(0, short), short > 0


def _choose(
    model: Joint,
    members: tuple[Ask, ...],
    compulsory: tuple[Ask, ...],
    *,
    unseen: int = 0,
    at_best_unknown: bool = False,
) -> Choose:
    count = 1 if model.kind == "any" else model.count
    table = None
    if model.kind != "all":
        table = counted(len(members) + len(compulsory) + unseen, count=count, percent=model.percent)
    return Choose(model.kind, members, compulsory, model.counts_against, unseen, at_best_unknown, table)


def _shape(resolved: Resolved) -> Any:  # noqa: ANN401
    """What two partitions must share to be judged by one test: the provision, or the reason why there is none."""
    return id(resolved.provision) if resolved.provision is not None else resolved.why_not


def _whole_numbers(values: Sequence[int]) -> Any:  # noqa: ANN401
    fits = all(-(2**62) < value < 2**62 for value in values)
    return np.array([values], dtype=np.int64 if fits else object)
