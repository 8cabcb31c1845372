"""From columns of anything to observations: every column by its own grammar, every problem with its cell.

A table is accepted whole or refused whole. Nothing is repaired in silence: what was resolved or normalised is listed
in the manifest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.border import read_day
from smartvillage.criteria.measures import Measure
from smartvillage.errors import Problem, Where, Words, quoted
from smartvillage.evidence.cells import BadText, Cleaner
from smartvillage.evidence.columns import MISSING, NOT_APPLICABLE, RELATIONS, STATES, Columns, TextColumn
from smartvillage.evidence.limits import Limits
from smartvillage.evidence.keys import has_repeats, key_of, numbered
from smartvillage.evidence.periods import Period, vietnam_day
from smartvillage.evidence.problems import Collector
from smartvillage.evidence.ranges import WHOLE_KINDS, all_plausible
from smartvillage.evidence.sources import Source
from smartvillage.evidence.units import UnitResolver, problem_of
from smartvillage.evidence.values import Reading, Unreadable, agrees, decode_floats, read_part, read_value
from smartvillage.exact import Exact, round_display
from smartvillage.text.labels import LABELS
from smartvillage.text.names import nfc
from smartvillage.text.numbers import Convention

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["Intake", "ReportedVerdict", "read_observations"]

HEADINGS = {
    "unit": ("mã đơn vị", "đơn vị", "mã xã", "xã"),
    "period": ("kỳ", "kỳ báo cáo", "năm"),
    "measure": ("số liệu", "mã số liệu"),
    "indicator": ("chỉ tiêu",),
    "value": ("giá trị",),
    "numerator": ("tử số",),
    "denominator": ("mẫu số",),
    "relation": ("quan hệ",),
    "missing": ("lý do thiếu",),
    "verdict": ("kết quả tự đánh giá", "tự đánh giá"),
    "as_of": ("thời điểm",),
    "source": ("nguồn",),
    "state": ("trạng thái",),
    "document": ("minh chứng",),
    "unit_name": ("tên đơn vị",),
    "parent": ("thuộc", "huyện"),
}
"""The columns of tidy data, and the Vietnamese headings that mean the same."""

VERDICTS = {
    "met": "MET",
    "đạt": "MET",
    "not_met": "NOT_MET",
    "chưa đạt": "NOT_MET",
    "không đạt": "NOT_MET",
    "not_applicable": "NOT_APPLICABLE",
    "không áp dụng": "NOT_APPLICABLE",
    "unknown": "UNKNOWN",
    "chưa đủ cơ sở đánh giá": "UNKNOWN",
}

_TEXTS = ("source", "document")


@attrs.frozen
class ReportedVerdict:
    """A verdict that somebody reported on an indicator or criterion: shown beside ours, never turned into it."""

    unit: str
    period: str
    ref: str
    verdict: str
    row: int


@attrs.frozen(kw_only=True)
class Intake:
    """What reading a table gave."""

    units: tuple[str, ...]
    periods: tuple[Period, ...]
    measures: tuple[str, ...]
    columns: Columns
    verdicts: tuple[ReportedVerdict, ...]
    unit_names: Mapping[str, str]
    manifest: Mapping[str, Any]


def read_observations(
    source: Source,
    measures: Mapping[str, Measure],
    *,
    aliases: Mapping[str, str],
    refs: Collection[str],
    places: Places | None,
    decimal: Convention | None,
) -> Intake:
    """Read tidy observations.

    Args:
        source: The columns.
        measures: The measures that may be reported.
        aliases: Other names of measures: printed numbers and ids of indicators that judge a single one.
        refs: What a verdict may be reported on: printed numbers and ids; anything where there are none.
        places: The units, or ``None`` to take the text of the unit column as it stands.
        decimal: The decimal sign of numbers written as text, if it is declared.

    Raises:
        InputError: With every problem, in the order of rows.
    """
    return _Reader(source, measures, aliases, refs, UnitResolver(places), decimal).read()


class _Reader:
    def __init__(
        self,
        source: Source,
        measures: Mapping[str, Measure],
        aliases: Mapping[str, str],
        refs: Collection[str],
        resolver: UnitResolver,
        decimal: Convention | None,
    ) -> None:
        self.source, self.measures, self.aliases, self.refs = source, measures, aliases, refs
        self.resolver, self.decimal = resolver, decimal
        self.problems = Collector()
        self.names: dict[str, str] = {}
        self.by_code = list(measures.values())
        self.index_of = {measure.id: index for index, measure in enumerate(self.by_code)}

    # -- the table as a whole -------------------------------------------------------------------------------

    def read(self) -> Intake:
        self._headings()
        self.problems.raise_if_any()
        reported = self._reported()
        period, periods = self._coded("period", self._period)
        measure = self._measure(reported)
        unit, units = self._units(period, periods)
        relation, _ = self._coded("relation", self._word(RELATIONS, "relation", symbols=_SYMBOLS), default=0)
        missing, _ = self._coded("missing", self._word(MISSING[1:], "missing"), default=-1)
        state, _ = self._coded("state", self._word(STATES, "evidence-state"), default=STATES.index("reported"))
        as_of = self._as_of()
        num, den, parts, scale, present, big, floats = self._values(measure)
        reason = np.where(missing >= 0, missing + 1, np.where(present, 0, MISSING.index("none-given")))
        self._contradictions(present, missing, reported)
        self._range(measure, num, den, parts, present, big)
        nothing = parts & present & (num == 0) & (den == 0)
        reason = np.where(nothing, NOT_APPLICABLE, reason)
        columns = Columns(
            unit=unit,
            period=period,
            measure=measure,
            num=num,
            den=np.where(nothing, 1, den),
            parts=parts,
            scale=scale,
            big=big,
            relation=relation.astype(np.uint8),
            missing=reason.astype(np.uint8),
            state=state.astype(np.uint8),
            as_of=as_of,
            row=np.arange(self.source.rows, dtype=np.int64),
            texts={name: self._text(name) for name in _TEXTS if name in self.names},
        )
        self._duplicates(columns, reported, units, periods)
        self.problems.raise_if_any()
        verdicts = self._verdicts(reported, columns, units, periods)
        if reported is not None:
            columns = columns.take(np.flatnonzero(~reported))
        return Intake(
            units=tuple(units),
            periods=tuple(periods),
            measures=tuple(self.measures),
            columns=columns,
            verdicts=verdicts,
            unit_names=dict(self.resolver.names),
            manifest={
                "file": self.source.file,
                "rows": self.source.rows,
                "floats": floats,
                "units_by_name": dict(sorted(self.resolver.by_name.items())),
                "notes": [note.en for note in self.source.notes],
            },
        )

    def _headings(self) -> None:
        meaning = {alias: name for name, aliases in HEADINGS.items() for alias in (name, *aliases)}
        for heading in self.source.columns:
            key = " ".join(nfc(heading).casefold().split())
            name = meaning.get(key)
            if name is None:
                if not key.startswith(("note", "ghi chú", "#")):
                    self._unknown_heading(heading, key, meaning)
            elif name in self.names:
                self._table_problem(
                    "SV-EV-012",
                    Words(
                        vi=f"hai cột {quoted(self.names[name])} và {quoted(heading)} cùng nghĩa {name}",
                        en=f"the columns {quoted(self.names[name])} and {quoted(heading)} both mean {name}",
                    ),
                    heading,
                )
            else:
                self.names[name] = heading
        needed = ["unit", "period"]
        needed += ["indicator"] if "verdict" in self.names and "measure" not in self.names else ["measure"]
        for name in needed:
            if name not in self.names:
                self._table_problem(
                    "SV-EV-013",
                    Words(vi=f"thiếu cột {name} ({HEADINGS[name][0]})", en=f"the column {name} is missing"),
                    None,
                )
        value = {"value", "numerator", "denominator", "missing", "verdict"} & set(self.names)
        if not value or ("numerator" in self.names) != ("denominator" in self.names):
            self._table_problem(
                "SV-EV-013",
                Words(
                    vi="cần cột value, hoặc cả numerator và denominator",
                    en="a column value, or both numerator and denominator, is needed",
                ),
                None,
            )

    def _unknown_heading(self, heading: str, key: str, meaning: Mapping[str, str]) -> None:
        close = get_close_matches(key, meaning, n=1)
        self._table_problem(
            "SV-EV-011",
            Words(vi=f"không biết cột {quoted(heading)}", en=f"the column {quoted(heading)} is not known"),
            heading,
            advice=Words(
                vi=(f"Có phải là {close[0]}? " if close else "") + "Cột chỉ để đọc thì đặt tên bắt đầu bằng note.",
                en=(f"Did you mean {close[0]}? " if close else "") + "A column kept for reading begins with note.",
            ),
        )

    def _table_problem(self, code: str, what: Words, column: str | None, advice: Words | None = None) -> None:
        where = self.source.where(-1, column) if column is not None else Where(file=self.source.file)
        self.problems.add(-1, Problem(code=code, what=what, where=where, advice=advice))

    def _refuse(self, rows: Iterable[int], name: str, code: str, found: Unreadable) -> None:
        for row in self.problems.count_more(int(one) for one in rows):
            self.problems.add(row, problem_of(found, code, where=self.source.where(row, self.names.get(name, name))))

    # -- one column -----------------------------------------------------------------------------------------

    def _coded(
        self, name: str, read: Callable[[Any], Any], default: int | None = None
    ) -> tuple[npt.NDArray[np.int32], list[Any]]:
        """Read a column of codes; the distinct meanings are numbered in the order of first appearance."""
        if name not in self.names:
            return np.full(self.source.rows, -1 if default is None else default, dtype=np.int32), []
        codes, distinct = self.source.encode(self.names[name])
        meanings: dict[Any, int] = {}
        numbers = np.full(len(distinct) + 1, -1 if default is None else default, dtype=np.int32)
        for code, value in enumerate(distinct):
            if isinstance(value, str) and not value.strip():
                continue
            try:
                meaning = read(value)
                numbers[code] = meaning if default is not None else meanings.setdefault(meaning, len(meanings))
            except Unreadable as found:
                self._refuse(np.flatnonzero(codes == code), name, f"SV-EV-{_CODES[name]}", found)
        out = numbers[codes]
        if default is None:
            # Absent: the code -1 itself, or text that is blank.
            blank = (codes < 0) | np.isin(
                codes, [i for i, value in enumerate(distinct) if isinstance(value, str) and not value.strip()]
            )
            self._refuse(np.flatnonzero(blank), name, f"SV-EV-{_CODES[name]}", _BLANK)
        return out, list(meanings)

    def _period(self, value: Any) -> Period:  # noqa: ANN401
        if isinstance(value, datetime) and _is_day(value):
            value = value.date()
        try:
            if isinstance(value, date) and not isinstance(value, datetime):
                return Period.read(value.isoformat())
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            return Period.read(nfc(str(value)).strip())
        except ValueError:
            raise Unreadable(
                Words(vi=f"{quoted(value)} không phải là kỳ báo cáo", en=f"{quoted(value)} is not a period"),
                Words(
                    vi="2024, 2024-06, 2024-Q3, 2024-H1 hoặc 2024-06-30",
                    en="2024, 2024-06, 2024-Q3, 2024-H1 or 2024-06-30",
                ),
            ) from None

    def _word(self, words: Sequence[str], kind: str, symbols: Mapping[str, str] | None = None) -> Callable[[Any], int]:
        known = {word: index for index, word in enumerate(words)}
        labels = LABELS.get(kind, {})
        known |= {labels[word].vi.casefold(): index for word, index in known.items() if word in labels}
        known |= {symbol: known[word] for symbol, word in (symbols or {}).items()}

        def read(value: Any) -> int:  # noqa: ANN401
            key = nfc(str(value)).strip().casefold()
            if key in known:
                return known[key]
            close = get_close_matches(key, known, n=1)
            raise Unreadable(
                Words(vi=f"không nhận {quoted(value)}", en=f"{quoted(value)} is not accepted"),
                Words(vi=f"một trong: {', '.join(words)}", en=f"one of: {', '.join(words)}"),
                Words(vi=f"Có phải là {close[0]}?", en=f"Did you mean {close[0]}?") if close else None,
            )

        return read

    def _text(self, name: str) -> TextColumn:
        codes, distinct = self.source.encode(self.names[name])
        known: dict[str, int] = {}
        numbers = np.full(len(distinct) + 1, -1, dtype=np.int32)
        for code, value in enumerate(distinct):
            try:
                text = _read_text(value)
            except Unreadable as found:
                self._refuse(np.flatnonzero(codes == code), name, "SV-EV-044", found)
            else:
                numbers[code] = -1 if text is None else known.setdefault(text, len(known))
        return TextColumn(numbers[codes], tuple(known))

    @staticmethod
    def _read_as_of(value: Any) -> date | None:  # noqa: ANN401
        is_blank = value is None or (isinstance(value, str) and not value.strip())
        return None if is_blank else _day(value)

    def _as_of(self) -> npt.NDArray[np.int32]:
        def read(value: Any) -> int:  # noqa: ANN401
            return _day(value).toordinal()

        out, _ = self._coded("as_of", read, default=0)
        return out

    def _reported(self) -> npt.NDArray[np.bool_] | None:
        """Rows that report a verdict instead of a figure."""
        if "verdict" not in self.names:
            return None
        codes, distinct = self.source.encode(self.names["verdict"])
        blank = [i for i, value in enumerate(distinct) if isinstance(value, str) and not value.strip()]
        out: npt.NDArray[np.bool_] = (codes >= 0) & ~np.isin(codes, blank)
        return out

    def _measure(self, reported: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int32]:
        if "measure" not in self.names:
            return np.full(self.source.rows, -1, dtype=np.int32)
        codes, distinct = self.source.encode(self.names["measure"])
        numbers = np.full(len(distinct) + 1, -1, dtype=np.int32)
        for code, value in enumerate(distinct):
            name = nfc(str(value)).strip()
            known = self.index_of.get(self.aliases.get(name, name))
            if known is not None:
                numbers[code] = known
            elif name:
                self._refuse(np.flatnonzero(codes == code), "measure", "SV-EV-022", self._unknown_measure(name))
        out = numbers[codes]
        blank = (codes < 0) | np.isin(codes, [i for i, value in enumerate(distinct) if not str(value).strip()])
        if reported is not None:
            blank &= ~reported
        self._refuse(np.flatnonzero(blank), "measure", "SV-EV-022", _BLANK)
        return out

    def _unknown_ref(self, name: str) -> Unreadable:
        close = get_close_matches(name, self.refs, n=3, cutoff=0.5)
        return Unreadable(
            Words(
                vi=f"không có chỉ tiêu, tiêu chí nào là {quoted(name)}",
                en=f"there is no indicator or criterion {quoted(name)}",
            ),
            advice=Words(vi=f"Gần nhất: {', '.join(close)}.", en=f"Closest: {', '.join(close)}.") if close else None,
        )

    def _unknown_measure(self, name: str) -> Unreadable:
        close = get_close_matches(name, [*self.index_of, *self.aliases], n=3, cutoff=0.5)
        return Unreadable(
            Words(vi=f"không có số liệu nào là {quoted(name)}", en=f"there is no measure {quoted(name)}"),
            advice=Words(vi=f"Gần nhất: {', '.join(close)}.", en=f"Closest: {', '.join(close)}.") if close else None,
        )

    # -- units ----------------------------------------------------------------------------------------------

    def _units(
        self, period: npt.NDArray[np.int32], periods: Sequence[Period]
    ) -> tuple[npt.NDArray[np.int32], list[str]]:
        codes, distinct = self.source.encode(self.names["unit"])
        blank = (codes < 0) | np.isin(codes, [i for i, value in enumerate(distinct) if not str(value).strip()])
        self._refuse(np.flatnonzero(blank), "unit", "SV-EV-020", _BLANK)
        others = [name for name in ("as_of", "parent", "unit_name") if name in self.names]
        extra = {name: self.source.encode(self.names[name]) for name in others}
        told = [(codes, len(distinct)), *((some, len(values)) for some, values in extra.values())]
        if self.resolver.places is not None:
            told.append((period, len(periods)))  # a code may mean another unit in another period
        first, inverse = numbered(*key_of(told, len(codes)))
        units: dict[str, int] = {}
        numbers = np.full(len(first), -1, dtype=np.int32)
        for number, row in enumerate(first):
            if blank[row] or period[row] < 0:
                continue

            def other(name: str, row: int = int(row)) -> Any:  # noqa: ANN401
                if name not in extra or extra[name][0][row] < 0:
                    return None
                value = extra[name][1][extra[name][0][row]]
                return value if name == "as_of" else _read_text(value)

            try:
                on = self._read_as_of(other("as_of"))
            except Unreadable:
                continue  # told with its own column
            try:
                cell = distinct[codes[row]]
                identity = self.resolver.identity(
                    _read_text(cell) or "",
                    periods[period[row]],
                    on,
                    other("parent"),
                    other("unit_name"),
                    was_number=isinstance(cell, (int, float)),
                )
                numbers[number] = units.setdefault(identity, len(units))
            except Unreadable as found:
                self._refuse(np.flatnonzero(inverse == number), "unit", "SV-EV-020", found)
        return numbers[inverse].astype(np.int32), list(units)

    # -- values ---------------------------------------------------------------------------------------------

    def _values(self, measure: npt.NDArray[np.int32]) -> tuple[Any, Any, Any, Any, Any, dict[int, Fraction], int]:
        rows = self.source.rows
        nothing = Reading(
            np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.int64), np.zeros(rows, dtype=bool), {}, {}
        )
        value = self._column("value", measure) if "value" in self.names else nothing
        if "numerator" not in self.names:
            no = np.zeros(rows, dtype=bool)
            return (
                value.num,
                value.den,
                no,
                np.ones(rows, dtype=np.int64),
                value.present,
                dict(value.big),
                value.floats,
            )
        above, below = self._column("numerator", None), self._column("denominator", None)
        one_only = above.present != below.present
        one_only[[*above.refused, *below.refused]] = False  # told already
        self._refuse(np.flatnonzero(one_only), "numerator", "SV-EV-031", _ONE_PART)
        parts = above.present & below.present
        has_parts = np.array([one.has_parts for one in self.by_code] + [False])
        self._refuse(np.flatnonzero(parts & ~has_parts[measure] & (measure >= 0)), "numerator", "SV-EV-032", _NO_PARTS)
        parts &= has_parts[measure]
        # Both parts over one denominator: whole numbers stay as they are, decimals are scaled together.
        wide = parts & ((above.den > _LONGEST) | (below.den > _LONGEST))
        wide[[*above.big, *below.big]] = True
        scale = np.lcm(np.where(parts & ~wide, above.den, 1), np.where(parts & ~wide, below.den, 1))
        up, down = np.maximum(scale // above.den, 1), np.maximum(scale // below.den, 1)
        wide |= (above.num > _SAFE // up) | (below.num > _SAFE // down)
        self._refuse(np.flatnonzero(parts & wide), "numerator", "SV-EV-033", _TOO_BIG)
        parts &= ~wide
        num = np.where(parts, above.num * np.where(parts, up, 1), value.num)
        den = np.where(parts, below.num * np.where(parts, down, 1), value.den)
        self._refuse(np.flatnonzero(parts & (den == 0) & (num != 0)), "denominator", "SV-EV-034", _OVER_NOTHING)
        both = np.flatnonzero(parts & value.present & ((den != 0) | (num == 0)))
        for row in both.tolist():
            self._both(row, measure, value, num, den)
        big = {row: one for row, one in value.big.items() if not parts[row]}
        return num, den, parts, scale, parts | value.present, big, value.floats + above.floats + below.floats

    def _both(self, row: int, measure: Any, value: Reading, num: Any, den: Any) -> None:  # noqa: ANN401
        """A printed value beside its parts must be what the parts give, rounded or cut off."""
        if measure[row] < 0:
            return
        printed = value.big.get(row, Fraction(int(value.num[row]), int(value.den[row])))
        # Nothing of nothing is not applicable, so no number goes with it.
        exact = Fraction(int(num[row]), int(den[row])) * self.by_code[measure[row]].factor if den[row] else None
        if exact is None or not agrees(printed, exact):
            shown = "0/0" if exact is None else round_display(exact, max(2, len(exact_text(printed).partition(".")[2])))
            self._refuse(
                [row],
                "value",
                "SV-EV-035",
                Unreadable(
                    Words(
                        vi=f"giá trị {exact_text(printed)} không khớp tử số / mẫu số ({shown})",
                        en=f"the value {exact_text(printed)} does not agree with its parts ({shown})",
                    ),
                    advice=Words(
                        vi="Sửa một trong hai, hoặc bỏ giá trị.", en="Correct one of them, or leave the value out."
                    ),
                ),
            )

    def _column(self, name: str, measure: npt.NDArray[np.int32] | None) -> Reading:
        heading = self.names[name]
        numbers = self.source.numbers(heading)
        reading = decode_floats(numbers) if numbers is not None else self._distinct(name, measure)
        by_reason: dict[str, list[int]] = {}
        for row, found in reading.refused.items():
            by_reason.setdefault(found.what.en, []).append(row)
        for rows in by_reason.values():
            self._refuse(rows, name, "SV-EV-030", reading.refused[rows[0]])
        self.problems.count(reading.unlisted)
        if numbers is not None and measure is None:
            self._refuse(np.flatnonzero(reading.num < 0), name, "SV-EV-030", _NEGATIVE)
        return reading

    def _distinct(self, name: str, measure: npt.NDArray[np.int32] | None) -> Reading:
        """Read each distinct cell once for every measure it stands under."""
        codes, distinct = self.source.encode(self.names[name])
        rows = len(codes)
        shown = np.zeros(rows, dtype=np.int64)
        shown[list(self.source.percent.get(self.names[name], ()))] = 1
        kinds = np.zeros(rows, dtype=np.int64) if measure is None else measure.astype(np.int64) + 1
        key = (kinds * (len(distinct) + 1) + codes + 1) * 2 + shown
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        count = len(first)
        num, den, present = np.zeros(count, np.int64), np.ones(count, np.int64), np.zeros(count, bool)
        big: dict[int, Fraction] = {}
        bad: dict[int, Unreadable] = {}
        is_float = np.zeros(count, bool)
        for number, row in enumerate(first.tolist()):
            value = distinct[codes[row]] if codes[row] >= 0 else None
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            if measure is not None and measure[row] < 0:
                continue
            is_float[number] = isinstance(value, float)
            try:
                if measure is None:
                    exact = read_part(value, self.decimal, percent_cell=bool(shown[row]))
                else:
                    exact = read_value(
                        value, self.by_code[measure[row]], decimal=self.decimal, percent_cell=bool(shown[row])
                    )
            except Unreadable as found:
                bad[number] = found
                continue
            present[number] = True
            if max(abs(exact.numerator), exact.denominator) < 2**62:
                num[number], den[number] = exact.numerator, exact.denominator
            else:
                big[number] = Fraction(exact)
        spread = {number: np.flatnonzero(inverse == number).tolist() for number in {*big, *bad}}
        return Reading(
            num[inverse],
            den[inverse],
            present[inverse],
            {row: big[number] for number in big for row in spread[number]},
            {row: bad[number] for number in bad for row in spread[number]},
            floats=int(is_float[inverse].sum()),
        )

    def _contradictions(self, present: Any, missing: Any, reported: Any) -> None:  # noqa: ANN401
        self._refuse(np.flatnonzero(present & (missing >= 0)), "missing", "SV-EV-036", _BOTH)
        if reported is not None:
            self._refuse(np.flatnonzero(reported & present), "verdict", "SV-EV-037", _VERDICT_AND_VALUE)

    def _range(self, measure: Any, num: Any, den: Any, parts: Any, present: Any, big: Mapping[int, Fraction]) -> None:  # noqa: ANN401
        """Values outside the plausible range, counts that are not whole: compared as whole numbers."""
        if not big and all_plausible(self.by_code, measure, num, den, parts, present):
            return
        for code in np.unique(measure[present & (measure >= 0)]).tolist():
            one = self.by_code[code]
            rows = np.flatnonzero(present & (measure == code) & (den != 0))
            rows = rows[~np.isin(rows, list(big))] if big else rows
            low, high = one.range
            factor = np.where(parts[rows], one.factor, 1)
            outside = np.zeros(len(rows), dtype=bool)
            for end, sign in ((low, 1), (high, -1)):
                if end is not None:
                    outside |= _beyond(num[rows], den[rows], factor, end, sign)
            wrong = [(row, Fraction(int(num[row]), int(den[row]))) for row in rows[outside].tolist()]
            wrong = [(row, value * one.factor if parts[row] else value) for row, value in wrong]
            wrong += [
                (row, value)
                for row, value in big.items()
                if measure[row] == code and ((low is not None and value < low) or (high is not None and value > high))
            ]
            for row, value in wrong:
                self._refuse([row], "value", "SV-EV-038", _outside(value, one))
            if one.kind in WHOLE_KINDS:
                broken = [row for row, value in big.items() if measure[row] == code and value.denominator != 1]
                self._refuse([*rows[(den[rows] != 1) & ~outside], *broken], "value", "SV-EV-039", _WHOLE)

    # -- rows against each other ----------------------------------------------------------------------------

    def _duplicates(
        self,
        columns: Columns,
        reported: npt.NDArray[np.bool_] | None,
        units: Sequence[str],
        periods: Sequence[Period],
    ) -> None:
        ok = (columns.unit >= 0) & (columns.period >= 0) & (columns.measure >= 0)
        if reported is not None:
            ok &= ~reported
        rows = slice(None) if ok.all() else np.flatnonzero(ok)
        told = [
            (columns.unit[rows], len(units)),
            (columns.period[rows], len(periods)),
            (columns.measure[rows], len(self.by_code)),
            *([(columns.state[rows], len(STATES))] if "state" in self.names else []),
            *([(columns.as_of[rows], int(columns.as_of.max(initial=0)) + 1)] if "as_of" in self.names else []),
        ]
        key, space = key_of(told, len(told[0][0]))
        if not has_repeats(key, space):
            return
        rows = np.flatnonzero(ok)
        order = np.argsort(key, kind="stable")
        again = np.flatnonzero(key[order][1:] == key[order][:-1]) + 1
        for place in self.problems.count_more(again.tolist()):
            row, first = int(rows[order[place]]), int(rows[order[place - 1]])
            self.problems.add(
                row,
                Problem(
                    code="SV-EV-040",
                    what=Words(
                        vi=f"{self.by_code[columns.measure[row]].id} của {units[columns.unit[row]]} kỳ "
                        f"{periods[columns.period[row]]} báo cáo hai lần; lần trước: {self._place(first, 'vi')}",
                        en=f"{self.by_code[columns.measure[row]].id} of {units[columns.unit[row]]} in "
                        f"{periods[columns.period[row]]} is reported twice; first: {self._place(first, 'en')}",
                    ),
                    where=self.source.where(row, self.names["measure"]),
                    advice=Words(vi="Giữ một dòng.", en="Keep one row."),
                ),
            )

    def _place(self, row: int, lang: str) -> str:
        where = self.source.where(row, self.names["measure"])
        return where._replace(file=None, sheet=None).say(lang)

    def _verdicts(
        self,
        reported: npt.NDArray[np.bool_] | None,
        columns: Columns,
        units: Sequence[str],
        periods: Sequence[Period],
    ) -> tuple[ReportedVerdict, ...]:
        if reported is None:
            return ()
        words, said = self.source.encode(self.names["verdict"])
        refs, indicators = (
            self.source.encode(self.names["indicator"]) if "indicator" in self.names else (words * 0 - 1, [])
        )
        found = []
        for row in np.flatnonzero(reported).tolist():
            word = nfc(str(said[words[row]])).strip()
            verdict = VERDICTS.get(word.casefold())
            if verdict is None:
                accepted = ", ".join(VERDICTS)
                self._refuse(
                    [row],
                    "verdict",
                    "SV-EV-041",
                    Unreadable(
                        Words(vi=f"không nhận {quoted(word)}", en=f"{quoted(word)} is not a verdict"),
                        Words(vi=f"một trong: {accepted}", en=f"one of: {accepted}"),
                    ),
                )
                continue
            try:
                ref = _read_text(indicators[refs[row]]) if refs[row] >= 0 else None
                if ref is None:
                    self._refuse([row], "indicator", "SV-EV-042", _BLANK)
                    continue
                if self.refs and ref not in self.refs:
                    raise self._unknown_ref(ref)
            except Unreadable as problem:
                self._refuse([row], "indicator", "SV-EV-043", problem)
            else:
                unit, period = units[columns.unit[row]], periods[columns.period[row]].text
                found.append(ReportedVerdict(unit, period, ref, verdict, row))
        counted = Counter((one.unit, one.period, one.ref) for one in found)
        for one in found:
            if counted[one.unit, one.period, one.ref] > 1:
                self._refuse(
                    [one.row],
                    "verdict",
                    "SV-EV-040",
                    Unreadable(
                        Words(
                            vi=f"kết quả {one.ref} của {one.unit} kỳ {one.period} báo cáo hai lần",
                            en=f"the verdict on {one.ref} of {one.unit} in {one.period} is reported twice",
                        )
                    ),
                )
        self.problems.raise_if_any()
        return tuple(found)


def _is_day(value: datetime) -> bool:
    """A day as dataframes and workbooks hold it: midnight, of no zone. Any other time is somebody's clock."""
    return value.tzinfo is None and value.time() == time.min


def _day(value: Any) -> date:  # noqa: ANN401
    if isinstance(value, datetime) and _is_day(value):
        value = value.date()
    try:
        if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
            return vietnam_day(value)
        return read_day(value.strip() if isinstance(value, str) else value)
    except (TypeError, ValueError):
        raise Unreadable(
            Words(vi=f"{quoted(value)} không phải là ngày", en=f"{quoted(value)} is not a day"),
            Words(vi="ngày viết như 2024-12-31", en="a day like 2024-12-31"),
        ) from None


def _read_text(value: Any) -> str | None:  # noqa: ANN401
    """Text for people: what a file may hold too, so that it can be written and read back."""
    text = Cleaner(_LIMITS.cell_chars).clean(_code_text(value))
    if isinstance(text, BadText):
        raise Unreadable(
            Words(
                vi=f"{quoted(text.text)} quá dài hoặc có ký tự không đọc được",
                en=f"{quoted(text.text)} is too long, or holds a character that nobody can read",
            )
        )
    return text


def _code_text(value: Any) -> str:  # noqa: ANN401
    """A code typed as a number in a cell: 28222.0 is 28222; leading zeros are gone and places will say so."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _beyond(num: Any, den: Any, factor: Any, end: Fraction, sign: int) -> npt.NDArray[np.bool_]:  # noqa: ANN401
    """Which ``factor * num / den`` lie below (sign 1) or above (sign -1) an end, without dividing."""
    reach = max(int(np.abs(num).max(initial=0)) * 100 * end.denominator, int(den.max(initial=1)) * abs(end.numerator))
    if reach < 2**62:
        left, right = num * factor * end.denominator, den * end.numerator
        out: npt.NDArray[np.bool_] = left < right if sign > 0 else left > right
        return out
    exact = [
        int(f) * int(n) * end.denominator - int(d) * end.numerator for n, d, f in zip(num, den, factor, strict=True)
    ]
    return np.array([one < 0 if sign > 0 else one > 0 for one in exact], dtype=bool)


def _outside(value: Fraction, measure: Measure) -> Unreadable:
    low, high = measure.range
    shown = exact_text(value)
    return Unreadable(
        Words(
            vi=f"{shown} ngoài khoảng của {quoted(measure.title.vi)}",
            en=f"{shown} is outside the range of {quoted(measure.title.say('en'))}",
        ),
        Words(vi=f"từ {low} đến {high}", en=f"{low} to {high}")
        if low is not None and high is not None
        else Words(vi=f"từ {low} trở lên", en=f"at least {low}")
        if low is not None
        else Words(vi=f"không quá {high}", en=f"at most {high}"),
    )


def exact_text(value: Fraction) -> str:
    """Print a fraction as it would be typed."""
    return str(Exact(value))


_LIMITS = Limits()
_SAFE = 2**62
"""Whole numbers up to here stay whole numbers of 64 bits."""
_LONGEST = 10**9
"""The largest denominator of a part: two of them have a common one that is safe."""
_SYMBOLS = {"=": "eq", "~": "approx", ">": "gt", ">=": "ge", "≥": "ge", "<": "lt", "<=": "le", "≤": "le"}
_CODES = {"period": "021", "relation": "023", "missing": "024", "state": "025", "as_of": "026"}
_BLANK = Unreadable(Words(vi="ô trống", en="the cell is empty"), Words(vi="một giá trị", en="a value"))
_ONE_PART = Unreadable(
    Words(vi="chỉ có một trong hai: tử số, mẫu số", en="only one of numerator and denominator is there"),
    Words(vi="cả hai, hoặc không có", en="both, or neither"),
)
_NO_PARTS = Unreadable(
    Words(vi="số liệu này không có tử số và mẫu số", en="this measure has no numerator and denominator"),
    advice=Words(vi="Ghi giá trị vào cột value.", en="Put its value in the column value."),
)
_TOO_BIG = Unreadable(
    Words(vi="tử số hoặc mẫu số có quá nhiều chữ số", en="a part has too many digits"),
    Words(vi="nhiều nhất 18 chữ số, 9 chữ số thập phân", en="at most 18 digits, 9 of them decimals"),
)
_OVER_NOTHING = Unreadable(
    Words(vi="mẫu số bằng 0 nhưng tử số khác 0", en="the denominator is 0 but the numerator is not")
)
_NEGATIVE = Unreadable(Words(vi="nhỏ hơn 0", en="it is below zero"))
_BOTH = Unreadable(Words(vi="vừa có giá trị vừa có lý do thiếu", en="there is a value and a reason why it is missing"))
_VERDICT_AND_VALUE = Unreadable(
    Words(vi="một dòng vừa có kết quả vừa có giá trị", en="one row holds a verdict and a value"),
    advice=Words(vi="Tách thành hai dòng.", en="Make two rows of it."),
)
_WHOLE = Unreadable(Words(vi="không phải số nguyên", en="it is not a whole number"))
