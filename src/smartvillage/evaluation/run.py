"""A run: one evaluation with its question pinned, its verdicts, its reasons and its identity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.plain import plain
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.evaluation.compile import CompiledSet, Partition
from smartvillage.evaluation.consulting import Consulted
from smartvillage.evaluation.identity import digest, digest_of_lines, observation_lines, question_id, result_id
from smartvillage.evaluation.reasons import Cell, Reasoner
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.units import code_of
from smartvillage.paper.table import Table
from smartvillage.text.labels import label

if TYPE_CHECKING:
    from pathlib import Path

    from smartvillage.criteria.criteria_set import CriteriaSet
    from smartvillage.evaluation.sentences import Why
    from smartvillage.places import Places

__all__ = ["Clocks", "Rows", "Run", "UnitRun"]

Array = npt.NDArray[Any]

TABLE = (
    "unit",
    "unit_name",
    "period",
    "ref",
    "verdict",
    "reason",
    "value",
    "level",
    "level_state",
    "stratum",
    "citation",
)
"""The columns of :meth:`Run.table`."""

_NAMES = tuple(verdict.name for verdict in Verdict)


@attrs.frozen
class Clocks:
    """What was known when: amendments up to one day, observations up to another."""

    law_as_of: date | None = None
    data_as_of: date | None = None


@attrs.frozen(eq=False, slots=False)
class Rows:
    """Units x periods in the order of the matrix: grouped by partition."""

    unit: Array
    period: Array
    sizes: Array
    periods: int

    def __len__(self) -> int:
        return len(self.unit)

    @cached_property
    def _place(self) -> tuple[Array, Array]:
        keys = self.unit * max(self.periods, 1) + self.period
        order = np.argsort(keys, kind="stable")
        return keys[order], order

    def row_of(self, unit: Array, period: Array) -> Array:
        """The row of each unit and period; they must be there."""
        keys = unit.astype(np.int64) * max(self.periods, 1) + period
        known, order = self._place
        if len(known) and int(known[-1]) + 1 == len(known):
            found: Array = order[keys]  # every unit reports every period: the key is the place
            return found
        return order[np.searchsorted(known, keys)]


@attrs.frozen(eq=False, kw_only=True, slots=False, repr=False)
class Run:
    """One evaluation (lần đánh giá).

    Verdicts are kept as codes; sentences are made when they are asked for.

    .. versionadded:: 0.1
    """

    compiled: CompiledSet
    evidence: Evidence
    places: Places | None
    clocks: Clocks
    evidence_states: frozenset[str]
    approx_as_value: bool
    partitions: tuple[Partition, ...]
    rows: Rows
    chosen: Array
    """The observations that counted, by their place in the evidence."""
    codes: npt.NDArray[np.uint8]
    """One line for each ref of the compiled set, one column for each row."""
    consulted: tuple[Consulted, ...] = ()
    """What evaluators of plugins said, for rules of kind *custom*."""

    # -- what it is about -----------------------------------------------------------------------------------

    @property
    def criteria_set(self) -> CriteriaSet:
        """The set that judged, as it was known."""
        return self.compiled.criteria_set

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The rows in canonical order: by identity of the unit, then by period."""
        units, periods = self.evidence.units, self.evidence.periods
        pairs = list(zip(self.rows.unit.tolist(), self.rows.period.tolist(), strict=True))
        return tuple(sorted(range(len(pairs)), key=lambda row: (units[pairs[row][0]], periods[pairs[row][1]])))

    @cached_property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Unit and period of every row, in canonical order."""
        return tuple((self.unit_of(row), self.period_of(row)) for row in self.order)

    def unit_of(self, row: int) -> str:
        """The identity of the unit of a row."""
        return self.evidence.units[int(self.rows.unit[row])]

    def period_of(self, row: int) -> str:
        """The period of a row."""
        return self.evidence.periods[int(self.rows.period[row])].text

    def name_of(self, unit: str) -> str:
        """The printed name of a unit."""
        return self.evidence.unit_names.get(unit, unit)

    def parent_name(self, unit: str) -> str:
        """The name of what a unit lies in; empty where nothing is known of places."""
        above = self.places.ancestors(unit) if self.places is not None else ()
        return above[0].name if above else ""

    # -- identity -------------------------------------------------------------------------------------------

    @cached_property
    def question(self) -> dict[str, Any]:
        """What the answer depends on, beside the sets and the observations themselves."""
        memberships = {}
        for row in self.order:
            partition = self.partition_of(row)
            memberships[f"{self.unit_of(row)} {partition.on.isoformat()}"] = dict(partition.memberships)
        return {
            "set": self.criteria_set.key,
            "rows": [list(key) for key in self.keys],
            "memberships": memberships,
            "law_as_of": self.clocks.law_as_of,
            "data_as_of": self.clocks.data_as_of,
            "evidence_states": sorted(self.evidence_states),
            "law_states": sorted(self.compiled.law_states),
            "approx_as_value": self.approx_as_value,
            "carry_forward": self.compiled.carry_forward,
            "evaluators": [
                {"id": identifier, "content": content}
                for identifier, content in sorted(
                    {one.evaluator.id: one.evaluator.content for one in self.consulted if one.evaluator}.items()
                )
            ],
        }

    @cached_property
    def id(self) -> str:
        """The id of the question: the set, the observations used, the clocks, the states accepted."""
        return question_id(self.question, self.contents)

    @cached_property
    def contents(self) -> dict[str, Any]:
        """Digests of what the question is about: each set as it judged, and the observations that counted."""
        return {
            "sets": {one.key: digest([plain(one.document)]) for one in self.compiled.sets},
            "observations": digest_of_lines(self._observations()),
        }

    @cached_property
    def result(self) -> str:
        """The id of the answer."""
        refs = sorted(self.compiled.refs[: self.compiled.visible])
        order = np.array(self.order, dtype=np.int64)
        lines = (self.codes[self.compiled.row_of[ref]][order] for ref in refs)
        return result_id(refs, len(self), lines)

    def _observations(self) -> Iterator[str]:
        """The observations that were asked about, in canonical form and order."""
        wanted = {name for one in self.compiled.sets for item in one.indicators for name in item.measures}
        asked = np.array([*(name in wanted for name in self.evidence.measures), False])
        used = self.chosen[asked[self.evidence.columns.measure[self.chosen]]]
        return observation_lines(self.evidence, used)

    # -- one unit -------------------------------------------------------------------------------------------

    def at(self, unit: str, period: str | None = None) -> UnitRun:
        """Return the verdicts of one unit in one period.

        Args:
            unit: Its identity, or its code.
            period: The period; may be left out where the unit has only one.

        Raises:
            UnknownIdentifierError: The run has no such unit or period.
        """
        rows = self._rows_of.get(unit, [])
        if period is not None:
            rows = [row for row in rows if self.period_of(row) == str(period)]
        if len(rows) != 1:
            known = [f"{code_of(self.unit_of(row))} {self.period_of(row)}" for row in (rows or self.order)]
            asked = unit if period is None else f"{unit} {period}"
            raise UnknownIdentifierError(asked, known, Words(vi="đơn vị và kỳ", en="unit and period"))
        return UnitRun(self, rows[0])

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        """The rows of each unit, by its identity and by its code; a code may be that of several units."""
        found: dict[str, list[int]] = {}
        for row in self.order:
            unit = self.unit_of(row)
            for name in {unit, code_of(unit)}:
                found.setdefault(name, []).append(row)
        return found

    @cached_property
    def _partition_numbers(self) -> Array:
        return np.repeat(np.arange(len(self.partitions)), self.rows.sizes)

    def partition_number(self, row: int) -> int:
        """The place of a row's partition in :attr:`partitions`."""
        return int(self._partition_numbers[row])

    def partition_of(self, row: int) -> Partition:
        """What a row is judged by."""
        return self.partitions[self.partition_number(row)]

    def produced_by(self, ref: str) -> tuple[str | None, ...]:
        """Which plugins judged an indicator beside the rules of the set, by key: one a row, in canonical order.

        ``None`` where no evaluator of a plugin was asked.
        """
        line = self.compiled.refs[self.row_of_ref(ref)]
        return tuple(self.reasoner.cell(row, line).plugin for row in self.order)

    @cached_property
    def reasoner(self) -> Reasoner:
        """Tells reasons for cells of this run."""
        return Reasoner(self)

    # -- tables ---------------------------------------------------------------------------------------------

    def refs(self, level: str = "indicator") -> tuple[tuple[str, str], ...]:
        """Printed number and id of what is judged at a level: ``indicator``, ``criterion`` or ``set``."""
        if level == "indicator":
            return tuple((one.printed, one.id) for one in self.criteria_set.indicators)
        if level == "criterion":
            return tuple((one.printed, one.id) for one in self.criteria_set.criteria)
        if level == "set":
            return ((self.criteria_set.key, self.criteria_set.key),)
        raise UnknownIdentifierError(level, ("indicator", "criterion", "set"), Words(vi="cấp", en="level"))

    def verdicts(self, ref: str) -> tuple[Verdict, ...]:
        """The verdicts on one indicator, criterion or the set, in canonical order of rows."""
        return tuple(Verdict(int(self.codes[self.row_of_ref(ref)][row])) for row in self.order)

    def row_of_ref(self, ref: str) -> int:
        """The line of a printed number or id; a number that is both is the indicator's."""
        if ref in self.compiled.row_of:
            return self.compiled.row_of[ref]
        one = self.criteria_set[ref] if ref in self.criteria_set else self.criteria_set.criterion(ref)
        return self.compiled.row_of[one.id]

    def _knows(self, ref: str) -> bool:
        criteria = self.criteria_set.criteria
        return ref in self.compiled.row_of or ref in self.criteria_set or any(ref == one.printed for one in criteria)

    def table(self, level: str = "indicator") -> Table:
        """The verdicts one by one, each with its reason, value, level and citation.

        Args:
            level: ``indicator``, ``criterion`` or ``set``.
        """
        refs, reasoner = self.refs(level), self.reasoner
        rows = []
        for row in self.order:
            unit, period = self.unit_of(row), self.period_of(row)
            name = self.name_of(unit)
            for printed, ref in refs:
                cell = reasoner.cell(row, ref)
                verdict, shown = (cell.verdict.name, cell.reason), (cell.value_text, cell.level_text)
                rows.append(
                    (unit, name, period, printed, *verdict, *shown, cell.level_state, cell.stratum, cell.citation)
                )
        return Table(TABLE, rows)

    def summary(self, level: str = "indicator") -> Table:
        """How many rows are met, not met, unknown and not applicable, for each ref."""
        rows = []
        for printed, ref in self.refs(level):
            counts = np.bincount(self.codes[self.compiled.row_of[ref]], minlength=4)
            rows.append({"ref": printed, "id": ref, **dict(zip(_NAMES, counts.tolist(), strict=True))})
        return Table.of(rows, columns=("ref", "id", "MET", "NOT_MET", "UNKNOWN", "NOT_APPLICABLE"))

    def counts(self, ref: str | None = None, *, by: str = "parent") -> Table:
        """How many units are met, not met, unknown and not applicable, by parent or by a scheme's strata.

        Args:
            ref: An indicator, a criterion, or the set itself (the default).
            by: ``parent``, or the id of a scheme.
        """
        line = self.codes[self.row_of_ref(ref or self.criteria_set.key)]
        groups: dict[tuple[str, str], int] = {}
        group_of = np.empty(len(self), dtype=np.int64)
        for row in range(len(self)):
            group = (self._group(row, by), self.period_of(row))
            group_of[row] = groups.setdefault(group, len(groups))
        table = np.bincount(group_of * 4 + line, minlength=4 * len(groups)).reshape(-1, 4)
        rows = [
            {by: group, "period": period, **dict(zip(_NAMES, table[number].tolist(), strict=True))}
            for (group, period), number in sorted(groups.items())
        ]
        return Table.of(rows, columns=(by, "period", "MET", "NOT_MET", "UNKNOWN", "NOT_APPLICABLE"))

    def _group(self, row: int, by: str) -> str:
        if by == "parent":
            if self.places is None:
                return ""
            ancestors = self.places.ancestors(self.unit_of(row))
            return str(ancestors[0].key) if ancestors else ""
        strata = self.criteria_set.strata_of(dict(self.partition_of(row).memberships))
        if by not in strata:
            raise UnknownIdentifierError(by, ("parent", *strata), Words(vi="cách phân nhóm", en="scheme"))
        return strata[by] or ""

    def open_questions(self, limit: int = 20) -> Table:
        """Which unknowns still matter, most common first: those that nothing else has decided already.

        An unknown indicator of a criterion that is not met anyway changes nothing, so it is left out.
        """
        found: dict[tuple[int, str], int] = {}
        for criterion in self.criteria_set.criteria:
            above = self.codes[self.compiled.row_of[criterion.id]] == Verdict.UNKNOWN.code
            for indicator in criterion.indicators:
                place = self.compiled.row_of[indicator.id]
                for row in np.flatnonzero((self.codes[place] == Verdict.UNKNOWN.code) & above).tolist():
                    key = place, self.reasoner.reason(row, indicator.id)
                    found[key] = found.get(key, 0) + 1
        ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:limit]
        items = {self.compiled.row_of[one.id]: one for one in self.criteria_set.indicators}
        rows = [
            {"ref": items[place].printed, "id": items[place].id, "reason": why, "units": count}
            for (place, why), count in ordered
        ]
        return Table.of(rows, columns=("ref", "id", "reason", "units"))

    def disagreements(self) -> Table:
        """Reported verdicts beside ours: agreement or not, one row each; ``None`` where the set has no such thing."""
        rows = []
        for said in sorted(self.evidence.verdicts, key=lambda one: (one.unit, one.period, one.ref)):
            ours = self.at(said.unit, said.period).verdict(said.ref).name if self._knows(said.ref) else None
            rows.append(
                {
                    "unit": said.unit,
                    "unit_name": self.name_of(said.unit),
                    "period": said.period,
                    "ref": said.ref,
                    "reported": said.verdict,
                    "verdict": ours,
                    "agrees": None if ours is None else said.verdict == ours,
                }
            )
        columns = ("unit", "unit_name", "period", "ref", "reported", "verdict", "agrees")
        return Table.of(rows, columns=columns)

    def owed(self, by: str = "owner", *, lang: str = "vi") -> Table:
        """Which figures are missing, and who owes them: verdicts that are unknown for want of a figure alone.

        Args:
            by: ``owner``: one line an owner and measure, with how many units lack it; ``unit``: one line for each
                figure that a unit lacks.
            lang: The language of titles, owners and reasons.

        Raises:
            UnknownIdentifierError: ``by`` is something else.
        """
        from smartvillage.evaluation.owed import owed_table  # noqa: PLC0415 - it is made of reasons

        return owed_table(self, by, lang)

    # -- out ------------------------------------------------------------------------------------------------

    def write(self, folder: str | Path, *, lang: str = "vi", sheets: bool = False) -> tuple[Path, ...]:
        """Write the run to a folder: workbook, csv, ``run.json``, and what ``verify`` needs to compute it again.

        Args:
            folder: The folder; it is made if it is not there.
            lang: The language of what people read.
            sheets: Whether to add a page for each unit and period: ``xa/*.html``, and all of them in ``cac-xa.xlsx``.

        Returns:
            The files, the workbook first.
        """
        from smartvillage.evaluation.writing import write_run  # noqa: PLC0415 - workbooks are wanted only here

        return write_run(self, folder, lang=lang, sheets=sheets)

    def to_dict(self) -> dict[str, Any]:
        """The run as mappings and lists, with the version of its form."""
        from smartvillage.evaluation.writing import run_dict  # noqa: PLC0415

        return run_dict(self)

    def __repr__(self) -> str:
        counts = np.bincount(self.codes[self.compiled.row_of[self.criteria_set.key]], minlength=4).tolist()
        said = ", ".join(f"{count} {name}" for count, name in zip(counts, _NAMES, strict=True) if count)
        return f"<Run {self.criteria_set.key}: {len(self)} rows; {said or 'nothing to judge'}>"

    def _repr_html_(self) -> str:
        from smartvillage.evaluation.workbook import legend, matrix_table  # noqa: PLC0415 - it is made of runs

        title = Words(*(f"{self.criteria_set.key}: {legend(lang)}" for lang in ("vi", "en")))
        return attrs.evolve(matrix_table(self), title=title)._repr_html_()


@attrs.frozen(eq=False)
class UnitRun:
    """The verdicts of one unit in one period."""

    run: Run
    row: int

    @property
    def unit(self) -> str:
        """The identity of the unit."""
        return self.run.unit_of(self.row)

    @property
    def period(self) -> str:
        """The period."""
        return self.run.period_of(self.row)

    def verdict(self, ref: str | None = None) -> Verdict:
        """The verdict on an indicator, a criterion, or the whole set."""
        line = self.run.row_of_ref(ref or self.run.criteria_set.key)
        return Verdict(int(self.run.codes[line][self.row]))

    def why(self, ref: str | None = None, lang: str = "vi") -> Why:
        """The reason, as one sentence that could stand in an appraisal report."""
        run = self.run
        name = run.compiled.refs[run.row_of_ref(ref or run.criteria_set.key)]
        return run.reasoner.why(self.row, name, lang)

    def cell(self, ref: str) -> Cell:
        """The parts of the reason: value, level, stratum, citation."""
        return self.run.reasoner.cell(self.row, self.run.compiled.refs[self.run.row_of_ref(ref)])

    def __repr__(self) -> str:
        return f"<{self.run.name_of(self.unit)} {self.period}: {label('verdict', self.verdict().name, 'en')}>"

    def _repr_html_(self) -> str:
        rows = [
            {"ref": printed, "verdict": label("verdict", self.verdict(ref).name), "why": str(self.why(ref))}
            for printed, ref in self.run.refs("criterion")
        ]
        return Table.of(rows)._repr_html_()
