"""Searching: random reports for what a plain sweep of one figure does not reach. Needs hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import Words
from smartvillage.testing.declared import rows_for, values_of
from smartvillage.testing.figures import levels_by_measure
from smartvillage.testing.sweeps import Swept
from smartvillage.text.labels import label

__all__ = ["LAWS", "search"]

Row = Mapping[str, Any]
Strata = Mapping[str, Mapping[str, str]]
Law = Callable[[st.DataObject, Swept, Sequence[Row], Strata], Words | None]


class _Broken(Exception):  # noqa: N818 - carried out of the search, never raised to a caller
    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


def search(swept: Swept, law: str, *, examples: int) -> Words | None:
    """Search for a report that breaks a law.

    Args:
        swept: What judges.
        law: One of :data:`LAWS`.
        examples: How many reports are tried.

    Returns:
        The breach found, ``None`` where there is none; the same every time.
    """
    drawn = rows_for(swept.trial.criteria_set)

    # made anew each time: one test that several classes inherit is not one test to hypothesis
    # A breach is told in a line, so it need not be made simpler, which would take longest.
    @settings(
        max_examples=examples,
        derandomize=True,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(reported=drawn, data=st.data())
    def holds(reported: tuple[Sequence[Row], Strata], data: st.DataObject) -> None:
        rows, strata = reported
        broken = LAWS[law](data, swept, rows, strata) if rows else None
        if broken is not None:
            raise _Broken(broken)

    try:
        holds()
    except _Broken as found:
        return found.words
    return None


def _less_is_unknown(data: st.DataObject, swept: Swept, rows: Sequence[Row], strata: Strata) -> Words | None:
    place = data.draw(st.integers(0, len(rows) - 1))
    taken = {**rows[place], "value": None, "numerator": None, "denominator": None, "missing": "not-collected"}
    before, after = _verdicts(swept, rows, strata, place), _verdicts(swept, _with(rows, place, taken), strata, place)
    for name, verdict in after.items():
        if verdict is not Verdict.UNKNOWN and verdict is not before[name]:
            return _moved(name, before[name], verdict, rows[place]["measure"], ("bớt số liệu", "taking away"))
    return None


def _order_is_nothing(data: st.DataObject, swept: Swept, rows: Sequence[Row], strata: Strata) -> Words | None:
    order = data.draw(st.permutations(range(len(rows))))
    if swept.run(rows, strata).result == swept.run([rows[place] for place in order], strata).result:
        return None
    return Words(vi=f"xếp lại các dòng thì kết quả khác: {order}", en=f"another order, another result: {order}")


def _better_never_loses(data: st.DataObject, swept: Swept, rows: Sequence[Row], strata: Strata) -> Words | None:
    measures = swept.trial.criteria_set.measures
    near = levels_by_measure(swept.trial.criteria_set)
    judged = [
        place
        for place, row in enumerate(rows)
        if measures[row["measure"]].direction != "neutral" and row["missing"] is None and row["denominator"] != 0
    ]
    if not judged:
        return None
    place = data.draw(st.sampled_from(judged))
    measure = measures[rows[place]["measure"]]
    one, other = _value(rows[place], measure.factor), data.draw(values_of(measure, near=near.get(measure.id, ())))
    worse, better = sorted((one, other), reverse=measure.direction == "lower")
    told = []
    for value in (worse, better):
        row = {**rows[place], "value": value, "numerator": None, "denominator": None}
        if value == one:
            row = dict(rows[place])
        told.append(_verdicts(swept, _with(rows, place, row), strata, place))
    before, after = told
    for name, verdict in after.items():
        if Verdict.NOT_APPLICABLE not in {verdict, before[name]} and verdict.code < before[name].code:
            what = f"{worse} -> {better}"
            return _moved(name, before[name], verdict, measure.id, (f"làm tốt hơn {what}", f"bettering {what}"))
    return None


LAWS: Mapping[str, Law] = {
    "unknown": _less_is_unknown,
    "order": _order_is_nothing,
    "monotone": _better_never_loses,
}
"""What is searched, by the check it deepens."""


def _with(rows: Sequence[Row], place: int, row: Row) -> list[Row]:
    return [*rows[:place], row, *rows[place + 1 :]]


def _value(row: Row, factor: int) -> Fraction:
    return Fraction(row["value"] if row["value"] is not None else row["numerator"] / row["denominator"] * factor)


def _verdicts(swept: Swept, rows: Sequence[Row], strata: Strata, place: int) -> dict[str, Verdict]:
    run = swept.run(rows, strata)
    at = run.at(rows[place]["unit"], rows[place]["period"])
    return {swept.trial.name(item.id): at.verdict(item.id) for item in swept.trial.criteria_set.indicators}


def _moved(name: str, before: Verdict, after: Verdict, measure: str, how: tuple[str, str]) -> Words:
    said = [f"{label('verdict', before.name, lang)} -> {label('verdict', after.name, lang)}" for lang in ("vi", "en")]
    return Words(vi=f"{name}: {how[0]} {measure}: {said[0]}", en=f"{name}: {how[1]} {measure}: {said[1]}")
