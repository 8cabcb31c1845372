"""Evidence: what communes reported, before anybody judges it.

An :class:`Evidence` is a fixed table of observations: units, periods, measures, values with their parts and sources.
It checks that numbers are numbers and that nothing is reported twice. It does not know any level: judging is the work
of :mod:`smartvillage.evaluation`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES, Columns
from smartvillage.evidence.intake import ReportedVerdict, read_observations
from smartvillage.evidence.periods import Period
from smartvillage.evidence.sources import as_source, source_of_file
from smartvillage.exact import Exact
from smartvillage.paper.table import Table
from smartvillage.tables.limits import Limits
from smartvillage.text.numbers import Convention

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["Evidence"]

CANONICAL = (
    "unit",
    "period",
    "measure",
    "value",
    "numerator",
    "denominator",
    "relation",
    "missing",
    "as_of",
    "state",
    "source",
    "document",
    "unit_name",
    "indicator",
    "verdict",
)
"""The columns of canonical evidence: what ``verify`` reads back."""


class Evidence:
    """A fixed table of observations.

    Args:
        data: A list of dicts, or a dataframe of pandas, polars, pyarrow, DuckDB or any other library narwhals knows.
        measures: A criteria set, or the measures themselves: what may be reported.
        places: The units; without them the text of the unit column is the unit.
        decimal: The decimal sign of numbers written as text: ``"comma"`` or ``"point"``. Undeclared, a text with two
            readings (``1.234``) is refused.

    Raises:
        InputError: With every problem of the table. It is accepted whole or refused whole.

    Example:
        >>> water = Measure(id="nam-son.clean-water", title={"vi": "Hộ dùng nước sạch"}, kind="share")
        >>> evidence = Evidence(
        ...     [{"unit": "A", "period": "2024", "measure": "nam-son.clean-water", "numerator": 45, "denominator": 50}],
        ...     measures=[water],
        ... )
        >>> len(evidence), evidence.units
        (1, ('A',))

    .. versionadded:: 0.1
    """

    __slots__ = ("_intake", "_measures")

    def __init__(
        self,
        data: object,
        *,
        measures: CriteriaSet | Iterable[CriteriaSet | Measure],
        places: Places | None = None,
        decimal: Convention | None = None,
    ) -> None:
        given: list[CriteriaSet | Measure] = [measures] if isinstance(measures, CriteriaSet) else list(measures)
        self._measures, aliases = _known(given)
        self._intake = read_observations(
            as_source(data), self._measures, aliases=aliases, refs=_refs(given), places=places, decimal=decimal
        )

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        measures: CriteriaSet | Iterable[CriteriaSet | Measure],
        places: Places | None = None,
        decimal: Convention | None = None,
        sheet: str | None = None,
        encoding: str | None = None,
        limits: Limits | None = None,
    ) -> Evidence:
        """Read tidy data from a csv, xlsx or parquet file.

        Raises:
            InputError: With every problem of the file, each with its sheet and cell, or its line.
        """
        source = source_of_file(path, sheet=sheet, encoding=encoding, limits=limits)
        return cls(source, measures=measures, places=places, decimal=decimal)

    # -- what is in it ----------------------------------------------------------------------------------------------

    @property
    def columns(self) -> Columns:
        """The observations as arrays."""
        return self._intake.columns

    @property
    def units(self) -> tuple[str, ...]:
        """The units by code in :attr:`columns`."""
        return self._intake.units

    @property
    def unit_names(self) -> Mapping[str, str]:
        """Printed names by unit."""
        return self._intake.unit_names

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods by code."""
        return self._intake.periods

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures that could be reported, in the order of their codes."""
        return self._measures

    @property
    def verdicts(self) -> tuple[ReportedVerdict, ...]:
        """Verdicts that somebody reported; they are compared with ours, never taken for them."""
        return self._intake.verdicts

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What reading did: rows, floating point numbers decoded, units resolved by name, repairs that are allowed."""
        return self._intake.manifest

    def __len__(self) -> int:
        return len(self._intake.columns)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give the observations one by one, in canonical order, as mappings of text; reported verdicts come last."""
        columns, measures = self.columns, list(self._measures.values())
        for row in self.canonical_order().tolist():
            measure = measures[columns.measure[row]]
            part = columns.part(row)
            value = columns.value(row, measure.factor)
            reason = MISSING[columns.missing[row]]
            if part is not None and reason == "not-applicable":
                part, reason = (Fraction(0), Fraction(0)), ""  # a share of nothing reads back as one
            out: dict[str, Any] = {
                "unit": self.units[columns.unit[row]],
                "period": self.periods[columns.period[row]].text,
                "measure": measure.id,
                "value": None if value is None or part is not None else str(Exact(value)),
                "numerator": None if part is None else str(Exact(part[0])),
                "denominator": None if part is None else str(Exact(part[1])),
                "relation": RELATIONS[columns.relation[row]],
                "missing": None if reason in {"", "none-given"} else reason,
                "as_of": _day_text(int(columns.as_of[row])),
                "state": STATES[columns.state[row]],
            }
            for name in ("source", "document"):
                out[name] = columns.texts[name][row] if name in columns.texts else None
            out["unit_name"] = self.unit_names.get(str(out["unit"]))
            yield out
        for said in sorted(self.verdicts, key=lambda one: (one.unit, one.period, one.ref)):
            yield {
                "unit": said.unit,
                "period": said.period,
                "indicator": said.ref,
                "verdict": said.verdict,
                "unit_name": self.unit_names.get(said.unit),
            }

    def canonical_order(self, rows: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Put observations, all or some, in an order that rests on nothing but themselves.

        Args:
            rows: Places in :attr:`columns`.

        Returns:
            The same places, by unit, period, measure, state and day.
        """
        columns = self.columns
        some = np.arange(len(columns)) if rows is None else rows
        ranks = (
            columns.as_of,
            columns.state,
            _ranks(list(self._measures))[columns.measure],
            _ranks(self.periods)[columns.period],
            _ranks(self.units)[columns.unit],
        )
        ordered: npt.NDArray[Any] = some[np.lexsort([rank[some] for rank in ranks])]
        return ordered

    def table(self) -> Table:
        """The observations as a small table."""
        return Table.of(self.rows(), columns=CANONICAL)

    def codebook(self) -> Table:
        """What each measure is: title, kind, unit, direction, parts, owner, plausible range, observations."""
        from smartvillage.evidence.codebook import measures_table  # noqa: PLC0415 - it is made of evidence

        return measures_table(self)

    def to_coinr(self, criteria_set: CriteriaSet, period: str | None = None) -> tuple[Table, Table]:
        """Write the figures that a set judges as the two tables of COINr, iData and iMeta.

        See :func:`smartvillage.evidence.coinr.to_coinr`.
        """
        from smartvillage.evidence.coinr import to_coinr  # noqa: PLC0415

        return to_coinr(self, criteria_set, period)

    @classmethod
    def from_coinr(
        cls,
        idata: object,
        imeta: object,
        *,
        period: str | None = None,
        measures: CriteriaSet | Iterable[CriteriaSet | Measure] = (),
    ) -> tuple[tuple[Measure, ...], Evidence]:
        """Read the two tables of COINr as measures and evidence.

        See :func:`smartvillage.evidence.coinr.from_coinr`.
        """
        from smartvillage.evidence.coinr import from_coinr  # noqa: PLC0415

        return from_coinr(idata, imeta, period=period, measures=measures)

    def canonical_csv(self) -> str:
        """Write the observations so that reading them back gives the same evidence (decimal point, no BOM)."""
        out = io.StringIO()
        writer = csv.DictWriter(out, CANONICAL)  # lines end as RFC 4180 says, so that a return inside a cell is quoted
        writer.writeheader()
        writer.writerows(self.rows())
        return out.getvalue()

    def __repr__(self) -> str:
        return (
            f"<Evidence: {len(self)} observations, {len(self.units)} units, "
            f"{len(self.periods)} periods, {len(set(self.columns.measure.tolist()))} measures>"
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _refs(given: Iterable[CriteriaSet | Measure]) -> set[str]:
    """What a verdict may be reported on."""
    sets = [one for one in given if isinstance(one, CriteriaSet)]
    return {
        name
        for one in sets
        for name in (
            *(ref for criterion in one.criteria for ref in (criterion.printed, criterion.id)),
            *(ref for indicator in one.indicators for ref in (indicator.printed, indicator.id)),
            one.key,
        )
    }


def _known(given: Iterable[CriteriaSet | Measure]) -> tuple[dict[str, Measure], dict[str, str]]:
    """The measures by id, and what else they may be called: the number or id of an indicator that judges only one."""
    known: dict[str, Measure] = {}
    names: dict[str, set[str]] = {}
    for one in given:
        if isinstance(one, Measure):
            known.setdefault(one.id, one)
            continue
        for measure in one.measures.values():
            known.setdefault(measure.id, measure)
        for indicator in one.indicators:
            for name in (indicator.printed, indicator.id):
                names.setdefault(name, set()).update(indicator.measures)
    aliases = {name: next(iter(found)) for name, found in names.items() if len(found) == 1 and name not in known}
    return known, aliases


def _ranks(values: Sequence[Any]) -> npt.NDArray[np.int64]:
    """The place of each value when they are sorted."""
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
    return ranks


def _day_text(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if ordinal else None
