"""COINr: evidence as the two tables that the R package for composite indicators reads, and back.

iData holds a row a unit (and year) and a column an indicator; iMeta says what each column is and what it belongs to.
Both ways numbers travel as exact decimals; a share with no end (1 of 3) is written with 15 digits and counted. What
COINr cannot hold is left out and counted, never made into a value: bounds ("over 99.3 %") and approximate figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import comparisons
from smartvillage.errors import InputError, Problem, RefusedValueError, UnknownIdentifierError, Where, Words, quoted
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.evidence.sources import Source, as_source, source_of_file
from smartvillage.evidence.units import code_of
from smartvillage.exact import Exact, decimal_text
from smartvillage.paper.table import Table

if TYPE_CHECKING:
    from smartvillage.evidence.evidence import Evidence

__all__ = ["from_coinr", "to_coinr"]

IMETA = (
    "Level",
    "iCode",
    "iName",
    "Direction",
    "Weight",
    "Unit",
    "Target",
    "Type",
    "Parent",
    "Measure",
    "Left_out",
    "Rounded",
)
"""The columns of iMeta. The last three are ours, which COINr passes over: the measure behind a code; how many figures
were left out because they are bounds or approximate; how many have no end as a decimal and were rounded."""

UNIT = "unit"
"""A column of type ``Other`` that keeps the identity of each unit, which need not be a name in R."""

_SPECIAL = {"uCode", "uName", "Time", UNIT}
_RESERVED = {
    *("if", "else", "repeat", "while", "function", "for", "next", "break", "TRUE", "FALSE", "NULL", "Inf", "NaN"),
    *("NA", "in"),
}
_COUNTING = frozenset({"reported", "verified", "approved", "self_assessed"})
_STANDING = ("self_assessed", "reported", "verified", "approved")
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+", re.ASCII)
_DIGITS = 15
"""What every double holds, so what R reads is what was written."""
_ABSENT = frozenset({"", "NA", "NaN"})


def to_coinr(evidence: Evidence, criteria_set: CriteriaSet, period: str | None = None) -> tuple[Table, Table]:
    """Write the figures that a set judges as iData and iMeta.

    An indicator of COINr is a measure that the set judges and the evidence holds; it belongs to the first criterion
    that asks for it, all weigh the same, and the target is the level where the set has only one. Yes and no are 1 and
    0, grades are counted from the worst. Of several figures of one cell the one counts that more people stand behind,
    then the latest; disputed and withdrawn ones do not count.

    Args:
        evidence: The figures.
        criteria_set: Which of them, and what they belong to.
        period: One period; all of them when left out, which must be years then, unless there is only one.

    Returns:
        iData and iMeta. The title of iData says what was left out.

    Raises:
        UnknownIdentifierError: Nothing was reported for that period.
        InputError: Several periods that are not years (SV-EV-050).
    """
    return _Writer(evidence, criteria_set, period).tables()


@attrs.frozen
class _Codes:
    """Names that R takes, each given once."""

    taken: set[str] = attrs.field(factory=lambda: {one.lower() for one in _SPECIAL})

    def give(self, text: str) -> str:
        name = re.sub(r"[^0-9A-Za-z_]+", "_", text).strip("_")
        if not name or not name[0].isalpha() or name in _RESERVED:
            name = f"x{name}"
        found, times = name, 1
        while found.lower() in self.taken:
            times += 1
            found = f"{name}_{times}"
        self.taken.add(found.lower())
        return found


class _Writer:
    def __init__(self, evidence: Evidence, criteria_set: CriteriaSet, period: str | None) -> None:
        self.evidence, self.columns, self.set = evidence, evidence.columns, criteria_set
        self.periods = self._periods(period)
        self.left_out: Counter[str] = Counter()
        self.rounded: Counter[str] = Counter()
        self.parent_of = self._parents()
        self.cells = self._cells()

    def _periods(self, asked: str | None) -> dict[int, str]:
        used = sorted(set(self.columns.period.tolist()))
        known = {code: self.evidence.periods[code].text for code in used}
        if asked is not None:
            found = {code: text for code, text in known.items() if text == str(asked)}
            if not found:
                raise UnknownIdentifierError(str(asked), sorted(known.values()), Words(vi="kỳ", en="period"))
            return found
        if len(known) > 1 and (odd := sorted(text for text in known.values() if not _YEAR.fullmatch(text))):
            raise InputError(
                [
                    Problem(
                        code="SV-EV-050",
                        what=Words(
                            vi=f"cột Time của COINr là số, không ghi được kỳ {', '.join(odd)}",
                            en=f"the column Time of COINr is a number, and cannot hold {', '.join(odd)}",
                        ),
                        advice=Words(vi="Chọn một kỳ: period=...", en="Choose one period: period=..."),
                    )
                ]
            )
        return known

    def _parents(self) -> dict[str, str]:
        """The measures to write, each with the id of the first criterion that asks for it."""
        reported = {list(self.evidence.measures)[code] for code in set(self.columns.measure.tolist())}
        found: dict[str, str] = {}
        for criterion in self.set.criteria:
            for indicator in criterion.indicators:
                for name in self.set[indicator.id].measures:
                    if name in reported:
                        found.setdefault(name, criterion.id)
        return found

    def _cells(self) -> dict[tuple[int, int, str], Fraction | None]:
        """The figure of each unit, period and measure; ``None`` where it is missing or cannot be written."""
        columns, measures = self.columns, list(self.evidence.measures.values())
        best: dict[tuple[int, int, str], tuple[Any, int]] = {}
        for row in range(len(columns)):
            state, measure = STATES[columns.state[row]], measures[columns.measure[row]].id
            period = int(columns.period[row])
            if period in self.periods and measure in self.parent_of and state in _COUNTING:
                says = MISSING[columns.missing[row]] != "none-given"
                rank = (says, _STANDING.index(state), int(columns.as_of[row]), row)
                key = (int(columns.unit[row]), period, measure)
                best[key] = max(best.get(key, (rank, row)), (rank, row))
        return {key: self._value(row, key[2]) for key, (_, row) in best.items()}

    def _value(self, row: int, measure: str) -> Fraction | None:
        if RELATIONS[self.columns.relation[row]] != "eq":
            self.left_out[measure] += 1
            return None
        return self.columns.value(row, self.evidence.measures[measure].factor)

    def tables(self) -> tuple[Table, Table]:
        codes = _Codes()
        names = {name: codes.give(name.rpartition(".")[2]) for name in self.parent_of}
        measures = self.evidence.measures
        used = {parent for name, parent in self.parent_of.items() if measures[name].direction != "neutral"}
        parents = {one.id: codes.give(one.id.rpartition(".")[2]) for one in self.set.criteria if one.id in used}
        index = codes.give("Index")
        idata = self._idata(names)  # counts what it rounds
        return idata, self._imeta(names, parents, index)

    def _idata(self, names: Mapping[str, str]) -> Table:
        units = self.evidence.units
        keys = sorted({key[:2] for key in self.cells}, key=lambda key: (units[key[0]], self.periods[key[1]]))
        is_timed = all(_YEAR.fullmatch(text) for text in self.periods.values())
        given = _Codes()
        u_codes = {name: given.give(code_of(name)) for name in dict.fromkeys(units[unit] for unit, _ in keys)}
        rows = []
        for unit, period in keys:
            name = units[unit]
            out: dict[str, Any] = {"uCode": u_codes[name], "uName": self.evidence.unit_names.get(name, name)}
            if is_timed:
                out["Time"] = int(self.periods[period])
            out[UNIT] = name
            for measure, code in names.items():
                out[code] = self._decimal(self.cells.get((unit, period, measure)), measure)
            rows.append(out)
        count = sum(self.left_out.values())
        title = Words(
            vi=f"iData: {len(rows)} dòng; {count} số liệu là giới hạn hoặc con số khoảng đã bỏ ra",
            en=f"iData: {len(rows)} rows; {count} figures that are bounds or approximate were left out",
        )
        time = ("Time",) if is_timed else ()
        return Table.of(rows, columns=("uCode", "uName", *time, UNIT, *names.values()), title=title)

    def _decimal(self, value: Fraction | None, measure: str) -> Exact | None:
        if value is None or decimal_text(value) is not None:
            return None if value is None else Exact(value)
        self.rounded[measure] += 1
        with localcontext(prec=_DIGITS):
            return Exact(Decimal(value.numerator) / Decimal(value.denominator))

    def _imeta(self, names: Mapping[str, str], parents: Mapping[str, str], index: str) -> Table:
        rows: list[dict[str, Any]] = []
        for name, code in names.items():
            measure = self.evidence.measures[name]
            is_part = measure.direction != "neutral"
            rows.append(
                {
                    "Level": 1 if is_part else None,
                    "iCode": code,
                    "iName": measure.title.vi,
                    "Direction": {"higher": 1, "lower": -1}.get(measure.direction),
                    "Weight": 1 if is_part else None,
                    "Unit": measure.unit_text("vi") or None,
                    "Target": self._target(name),
                    "Type": "Indicator" if is_part else "Other",
                    "Parent": parents[self.parent_of[name]] if is_part else None,
                    "Measure": name,
                    "Left_out": self.left_out[name],
                    "Rounded": self.rounded[name],
                }
            )
        rows.append({"iCode": UNIT, "iName": "Mã định danh đơn vị", "Type": "Other"})
        whole: dict[str, Any] = {"Direction": 1, "Weight": 1, "Type": "Aggregate"}
        titles = {one.id: one.title.vi for one in self.set.criteria}
        rows += [
            {**whole, "Level": 2, "iCode": code, "iName": titles[name], "Parent": index}
            for name, code in parents.items()
        ]
        rows.append({**whole, "Level": 3, "iCode": index, "iName": self.set.title.vi})
        return Table.of(rows, columns=IMETA)

    def _target(self, measure: str) -> Exact | None:
        """The level of a measure where the set has a single one."""
        found = {
            level.value
            for indicator in self.set.indicators
            for provision in indicator.indicator.provisions
            for rule, _, levels in comparisons(provision.rule)
            if getattr(rule, "measure", None) == measure
            for level in levels
        }
        return found.pop() if len(found) == 1 else None


def from_coinr(
    idata: object,
    imeta: object,
    *,
    period: str | None = None,
    measures: CriteriaSet | Iterable[CriteriaSet | Measure] = (),
) -> tuple[tuple[Measure, ...], Evidence]:
    """Read iData and iMeta: the columns of type ``Indicator`` and ``Denominator``, and those that name a measure.

    Groups and aggregates are left aside. A cell that is empty or ``NA`` stays a missing figure.

    Args:
        idata: A table, a dataframe, a list of dicts, or the path of a csv or xlsx file. Of a file every digit is kept;
            a dataframe holds doubles, of which a computed one (more than 15 digits) is refused: read it as text.
        imeta: The same.
        period: The period of every row, where there is no column ``Time``.
        measures: Measures that are known already. A column is one of them if its cell ``Measure`` in iMeta says so;
            every other one becomes an amount ``coinr.<code>`` in the unit that iMeta gives.

    Returns:
        The measures, in the order of iMeta, and the evidence.

    Raises:
        InputError: With every problem: a column that is missing (SV-EV-013), an indicator without a column
            (SV-EV-052), a cell that is no number (SV-EV-030), a time that is no year (SV-EV-021).
    """
    return _Reader(_cells_of(idata), _cells_of(imeta), period, measures).read()


@attrs.frozen
class _Cells:
    """A table as rows of plain values."""

    source: Source
    columns: Mapping[str, list[Any]]

    def need(self, *names: str) -> list[Problem]:
        return [
            Problem(
                code="SV-EV-013",
                what=Words(vi=f"thiếu cột {name} của COINr", en=f"the column {name} of COINr is missing"),
                where=Where(file=self.source.file),
            )
            for name in names
            if name not in self.columns
        ]

    def text(self, row: int, name: str) -> str:
        """A cell as text; empty where there is nothing."""
        value = self.columns[name][row] if name in self.columns else None
        text = "" if value is None or value != value else str(value).strip()  # noqa: PLR0124 - NaN is not itself
        return "" if text in _ABSENT or text == "<NA>" else text


def _cells_of(data: object) -> _Cells:
    if isinstance(data, (str, Path)):
        source = source_of_file(data)
    else:
        source = as_source(list(data) if isinstance(data, Table) else data)
    columns = {
        name: list(values) if isinstance(values, list) else values.to_list()  # type: ignore[union-attr]
        for name, values in source.columns.items()
    }
    return _Cells(source, columns)


class _Reader:
    def __init__(
        self, idata: _Cells, imeta: _Cells, period: str | None, measures: CriteriaSet | Iterable[CriteriaSet | Measure]
    ) -> None:
        self.idata, self.imeta, self.period = idata, imeta, period
        given = [measures] if isinstance(measures, CriteriaSet) else list(measures)
        self.known: dict[str, Measure] = {}
        for one in given:
            self.known.update({one.id: one} if isinstance(one, Measure) else one.measures)
        self.problems = [*idata.need("uCode"), *imeta.need("iCode", "Type")]
        if period is None:
            self.problems += idata.need("Time")
        self.has_units = False

    def read(self) -> tuple[tuple[Measure, ...], Evidence]:
        from smartvillage.evidence.evidence import Evidence  # noqa: PLC0415 - evidence calls this module

        measures = {} if self.problems else self._measures()
        rows = [] if self.problems else list(self._rows(measures))
        if self.problems:
            raise InputError(self.problems)
        return tuple(measures.values()), Evidence(rows, measures=list(measures.values()), decimal="point")

    def _measures(self) -> dict[str, Measure]:
        """The measures by code, of the columns that are figures."""
        found: dict[str, Measure] = {}
        used: set[str] = set()
        for row in range(self.imeta.source.rows):
            code, kind, name = (self.imeta.text(row, column) for column in ("iCode", "Type", "Measure"))
            if code == UNIT and kind == "Other":
                self.has_units = UNIT in self.idata.columns
            elif kind in {"Indicator", "Denominator"} or name:
                if code not in self.idata.columns:
                    what = Words(vi=f"iData không có cột {quoted(code)}", en=f"iData has no column {quoted(code)}")
                    self.problems.append(Problem("SV-EV-052", what, self.imeta.source.where(row, "iCode")))
                    continue
                measure = self.known.get(name) or self._measure(row, code, name)
                while measure.id in used:
                    measure = measure.replace(id=f"{measure.id}-x")
                used.add(measure.id)
                found[code] = measure
        return found

    def _measure(self, row: int, code: str, name: str) -> Measure:
        slug = re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-") or "x"
        direction = self.imeta.text(row, "Direction").removesuffix(".0")
        return Measure.model_validate(
            {
                "id": name if _ID.fullmatch(name) else f"coinr.{slug}",
                "title": {"vi": self.imeta.text(row, "iName") or code},
                "kind": "amount",
                "direction": {"1": "higher", "-1": "lower"}.get(direction, "neutral"),
                "unit": {"vi": self.imeta.text(row, "Unit") or "không có đơn vị tính"},
            }
        )

    def _rows(self, measures: Mapping[str, Measure]) -> Iterable[dict[str, Any]]:
        for row in range(self.idata.source.rows):
            when = self.period if self.period is not None else self._time(row)
            unit = self.idata.text(row, UNIT) if self.has_units else ""
            for code, measure in measures.items():
                yield {
                    "unit": unit or self.idata.text(row, "uCode"),
                    "unit_name": self.idata.text(row, "uName") or None,
                    "period": when,
                    "measure": measure.id,
                    "value": self._value(row, code),
                }

    def _time(self, row: int) -> str:
        text = self.idata.text(row, "Time").removesuffix(".0")
        if not _YEAR.fullmatch(text):
            what = Words(vi=f"{quoted(text)} không phải là năm", en=f"{quoted(text)} is not a year")
            self.problems.append(Problem("SV-EV-021", what, self.idata.source.where(row, "Time")))
        return text

    def _value(self, row: int, code: str) -> str | None:
        text = self.idata.text(row, code)
        if not text:
            return None
        try:
            return str(_exact(self.idata.columns[code][row], text))
        except RefusedValueError as refused:
            where = self.idata.source.where(row, code)
            self.problems.append(Problem("SV-EV-030", refused.words, where, refused.expected, refused.advice))
            return None


def _exact(cell: object, text: str) -> Exact:
    """A cell as a number; text may be in the writing of R, such as ``2e-06``."""
    if not isinstance(cell, str):
        return Exact(cell)  # type: ignore[arg-type]  # what is no number is refused there
    if not _NUMBER.fullmatch(text):
        raise RefusedValueError(Words(vi=f"{quoted(text)} không phải là số", en=f"{quoted(text)} is not a number"))
    return Exact(format(Decimal(text), "f"))
