"""Figures: what was reported for one measure of one unit and period, with everything a reason says of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.measures import Measure
from smartvillage.criteria.resolve import Required
from smartvillage.criteria.verdicts import Verdict
from smartvillage.criteria.wording import quantity
from smartvillage.errors import Words
from smartvillage.evaluation.judging import judge_value
from smartvillage.evidence.columns import MISSING, NOT_APPLICABLE, RELATIONS, STATES
from smartvillage.exact import Exact, Interval, decimal_text, round_display
from smartvillage.text.labels import label
from smartvillage.text.numbers import write_number

if TYPE_CHECKING:
    from smartvillage.evaluation.run import Run

__all__ = ["ABSENT", "Figure", "Figures", "judge_figure"]

ABSENT = {
    "no-figure": Words(vi="chưa có số liệu báo cáo", en="no figure was reported"),
    **{name: Words(vi=label("missing", name, "vi"), en=label("missing", name, "en")) for name in MISSING[2:]},
}
"""Why a figure is missing, as people read it."""

_SIGNS = {"eq": "", "approx": "~", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_FEWEST, _MOST = 2, 6
"""How many decimals of a share are printed beside its parts, when it has more."""


@attrs.frozen(kw_only=True)
class Figure:
    """What was reported for one measure of one row: the observation behind a verdict."""

    measure: Measure | None
    row: int | None
    """Its place in the evidence; ``None`` when nothing was reported."""
    missing: str = "no-figure"
    """Why there is no figure; empty when there is one."""
    value: Fraction | None = None
    relation: str = "eq"
    """How the number was said to stand to the figure."""
    taken_as: str = "eq"
    """The same as it is judged: ``approx`` becomes ``eq`` where the caller takes it for the figure."""
    part: tuple[Fraction, Fraction] | None = None
    """Numerator and denominator, where they were reported."""
    state: str | None = None
    source: str | None = None
    document: str | None = None
    as_of: date | None = None

    @property
    def interval(self) -> Interval:
        """What the report says of the figure."""
        return Interval.missing() if self.value is None else Interval.of(self.value, self.taken_as)

    @property
    def cell(self) -> Exact | str | None:
        """The figure in a cell of a table: a number, or text such as ``>=99.3`` where it is a bound."""
        return _cell(self.value, self.relation)

    def say(self, lang: str) -> str:
        """Print the figure: ``16,99%``, ``trên 99,3%``, ``1.825/1.825 hộ (100%)``."""
        if self.value is None:
            return ABSENT[self.missing].say(lang)
        text = quantity(self.value, self.measure, lang, _places(self.value) if self.part is not None else None)
        if self.part is not None:
            word = self.measure.counted if self.measure is not None else None
            above, below = (write_number(one, lang) for one in self.part)
            text = f"{above}/{below}{' ' + word.say(lang) if word else ''} ({text})"
        return text if self.relation == "eq" else f"{label('relation', self.relation, lang)} {text}"

    def standing(self, lang: str) -> str:
        """Print who stands behind the figure, since when, and where it comes from; empty where nothing was reported."""
        parts = [label("evidence-state", self.state, lang)] if self.state else []
        if self.as_of is not None:
            parts.append(f"{self.as_of:%d/%m/%Y}" if lang == "vi" else self.as_of.isoformat())
        if self.document:
            parts.append(self.document)
        if self.source:
            parts.append(f"{'nguồn' if lang == 'vi' else 'source'}: {self.source}")
        return f"({', '.join(parts)})" if parts else ""


def _places(value: Fraction) -> int | None:
    """How many decimals to print; ``None`` for all. Rounding must not make 69.997 look like the level 70."""
    text = decimal_text(value)
    if text is not None and len(text.partition(".")[2]) <= _FEWEST:
        return None
    enough = (places for places in range(_FEWEST, _MOST) if not round_display(value, places).endswith("0"))
    return next(enough, _MOST)


def judge_figure(required: Required, figure: Figure) -> Verdict:
    """Judge one comparison: the same answer as the kernel's, told from the other end."""
    if figure.missing == "not-applicable":
        return Verdict.NOT_APPLICABLE
    return judge_value(required.accepts, figure.interval)


class Figures:
    """The observations of a run that counted, found by row and measure; of several of one cell the last."""

    def __init__(self, run: Run) -> None:
        self.columns = run.evidence.columns
        self.approx_as_value = run.approx_as_value
        self.measures = {name: measure for one in run.compiled.sets for name, measure in one.measures.items()}
        self._run = run
        self._code_of = {name: code for code, name in enumerate(run.evidence.measures)}
        self._places: dict[str, npt.NDArray[np.int64]] = {}

    def of(self, row: int, measure: str) -> Figure:
        """What was reported for a measure of a row."""
        known = self.measures.get(measure)
        at = self._place(row, measure)
        if at < 0:
            return Figure(measure=known, row=None)
        columns = self.columns
        factor = known.factor if known is not None else 1
        reason = MISSING[columns.missing[at]]
        relation = RELATIONS[columns.relation[at]]
        day = int(columns.as_of[at])
        return Figure(
            measure=known,
            row=at,
            missing="no-figure" if reason == "none-given" else reason,
            value=columns.value(at, factor),
            relation=relation,
            taken_as="eq" if relation == "approx" and self.approx_as_value else relation,
            part=None if columns.missing[at] == NOT_APPLICABLE else columns.part(at),
            state=STATES[columns.state[at]],
            source=columns.texts["source"][at] if "source" in columns.texts else None,
            document=columns.texts["document"][at] if "document" in columns.texts else None,
            as_of=date.fromordinal(day) if day else None,
        )

    def cell(self, row: int, measure: str) -> Exact | str | None:
        """The figure in a cell of a table; see :attr:`Figure.cell`."""
        at = self._place(row, measure)
        if at < 0:
            return None
        known = self.measures.get(measure)
        value = self.columns.value(at, known.factor if known is not None else 1)
        return _cell(value, RELATIONS[self.columns.relation[at]])

    def _place(self, row: int, measure: str) -> int:
        """Where the observation of a cell stands in the evidence; -1 where there is none."""
        found = self._places.get(measure)
        if found is None:
            found = np.full(len(self._run), -1, dtype=np.int64)
            chosen = self._run.chosen[self.columns.measure[self._run.chosen] == self._code_of.get(measure, -1)]
            found[self._run.rows.row_of(self.columns.unit[chosen], self.columns.period[chosen])] = chosen
            self._places[measure] = found
        return int(found[row])


def _cell(value: Fraction | None, relation: str) -> Exact | str | None:
    if value is None:
        return None
    sign = _SIGNS[relation]
    return f"{sign}{Exact(value)}" if sign else Exact(value)
