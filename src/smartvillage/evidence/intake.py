"""From columns of anything to observations: every column by its own grammar, every problem with its cell.

A table is accepted whole or refused whole. Nothing is repaired in silence: what was resolved or normalised is listed
in the manifest. The parts of the work stand each in a module of its own: which column is which
(:mod:`~smartvillage.evidence.tidy`), words and days (:mod:`~smartvillage.evidence.grammar`), units and measures
(:mod:`~smartvillage.evidence.subjects`), numbers (:mod:`~smartvillage.evidence.amounts`), what is plausible
(:mod:`~smartvillage.evidence.ranges`), what is there twice (:mod:`~smartvillage.evidence.repeats`), and verdicts that
somebody reported (:mod:`~smartvillage.evidence.reported`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from smartvillage.criteria.measures import Measure
from smartvillage.evidence.amounts import amounts_of
from smartvillage.evidence.columns import MISSING, NOT_APPLICABLE, RELATIONS, STATES, Columns
from smartvillage.evidence.grammar import days_of, meanings_of, read_period, texts_of, words_of
from smartvillage.evidence.periods import Period
from smartvillage.evidence.ranges import refuse_implausible
from smartvillage.evidence.repeats import refuse_contradictions, refuse_repeats
from smartvillage.evidence.reported import ReportedVerdict, rows_that_report, verdicts_of
from smartvillage.evidence.sources import Source
from smartvillage.evidence.subjects import measures_of, units_of
from smartvillage.evidence.tidy import HEADINGS, Tidy
from smartvillage.evidence.units import UnitResolver
from smartvillage.text.numbers import Convention

if TYPE_CHECKING:
    from smartvillage.places import Places

__all__ = ["HEADINGS", "Intake", "ReportedVerdict", "read_observations"]

_SIGNS = {"=": "eq", "~": "approx", ">": "gt", ">=": "ge", "≥": "ge", "<": "lt", "<=": "le", "≤": "le"}
_NONE_GIVEN = MISSING.index("none-given")


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
    tidy, resolver = Tidy(source), UnitResolver(places)
    names, known = list(measures), list(measures.values())
    reported = rows_that_report(tidy)
    period, periods = meanings_of(tidy, "period", "SV-EV-021", read_period)
    measure = measures_of(tidy, {name: index for index, name in enumerate(names)}, aliases, reported)
    unit, units = units_of(tidy, resolver, period, periods)
    amounts = amounts_of(tidy, known, measure, decimal)
    missing = words_of(tidy, "missing", "SV-EV-024", MISSING[1:], kind="missing", default=-1)
    refuse_contradictions(tidy, amounts, missing, reported)
    refuse_implausible(tidy, known, measure, amounts)
    reason = np.where(missing >= 0, missing + 1, np.where(amounts.present, 0, _NONE_GIVEN))
    nothing = amounts.of_nothing
    columns = Columns(
        unit=unit,
        period=period,
        measure=measure,
        num=amounts.num,
        den=np.where(nothing, 1, amounts.den),
        parts=amounts.parts,
        scale=amounts.scale,
        big=amounts.big,
        relation=words_of(
            tidy, "relation", "SV-EV-023", RELATIONS, kind="relation", default=RELATIONS.index("eq"), signs=_SIGNS
        ).astype(np.uint8),
        missing=np.where(nothing, NOT_APPLICABLE, reason).astype(np.uint8),
        state=words_of(
            tidy, "state", "SV-EV-025", STATES, kind="evidence-state", default=STATES.index("reported")
        ).astype(np.uint8),
        as_of=days_of(tidy, "as_of", "SV-EV-026"),
        row=np.arange(tidy.rows, dtype=np.int64),
        texts={name: texts_of(tidy, name, "SV-EV-044") for name in ("source", "document") if name in tidy},
    )
    refuse_repeats(tidy, columns, reported, units, periods, names)
    verdicts: tuple[ReportedVerdict, ...] = ()
    if reported is not None:
        of_unit = [units[code] if code >= 0 else None for code in unit[reported].tolist()]
        of_period = [periods[code] if code >= 0 else None for code in period[reported].tolist()]
        verdicts = verdicts_of(tidy, refs, reported, of_unit, of_period)
    tidy.problems.raise_if_any()
    return Intake(
        units=tuple(units),
        periods=tuple(periods),
        measures=tuple(names),
        columns=columns if reported is None else columns.take(np.flatnonzero(~reported)),
        verdicts=verdicts,
        unit_names=dict(resolver.names),
        manifest={
            "file": source.file,
            "rows": source.rows,
            "floats": amounts.floats,
            "units_by_name": dict(sorted(resolver.by_name.items())),
            "notes": [note.en for note in source.notes],
        },
    )
