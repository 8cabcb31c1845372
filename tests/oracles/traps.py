"""``traps``: small questions that a careless program answers wrongly, each with the right answer.

An entry has an ``id``, a ``kind``, its ``inputs`` and what is ``expected``; other keys, and inputs that only say how a
naive program stored the number, are not read. Whatever a criteria set can judge is judged by one: ``pass``, ``fail``,
``missing`` and ``not_applicable`` are the library's MET, NOT_MET, UNKNOWN and NOT_APPLICABLE. What the library refuses
is ``refused``.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import xlsxwriter

import smartvillage as sv
from smartvillage.evidence.periods import Period
from smartvillage.exact import needed, round_display
from smartvillage.text.numbers import Convention, read_number, read_percent, write_number
from tests.oracles.figures import convert, is_percent, number, percent
from tests.oracles.judging import PERIOD, UNIT, judge, rule_of
from tests.oracles.report import Report, case_name, read_entries

__all__ = ["KINDS", "check"]

Inputs = Mapping[str, Any]

VERDICTS: Mapping[str, sv.Verdict] = {
    "pass": sv.Verdict.MET,
    "met": sv.Verdict.MET,
    "fail": sv.Verdict.NOT_MET,
    "not_met": sv.Verdict.NOT_MET,
    "missing": sv.Verdict.UNKNOWN,
    "unknown": sv.Verdict.UNKNOWN,
    "not_applicable": sv.Verdict.NOT_APPLICABLE,
}
REFUSED = frozenset({"refused", "refuse", "rejected", "reject", "error", "ambiguous", "invalid"})
"""Words of an expected answer that mean a refusal."""
WIDE = {"minimum": "-1000000000", "maximum": "1000000000"}
"""A rate of change may be below 0 or above 100 per cent."""


class Said(NamedTuple):
    """An answer in words, and the other words that mean the same."""

    text: str
    also: frozenset[str]


Answer = sv.Verdict | Fraction | str | Said


class FormError(Exception):
    """The entry does not say what is asked."""


def check(path: str | Path) -> Report:
    """Answer every entry of a file and compare."""
    report = Report()
    for place, entry in enumerate(read_entries(path, "traps"), start=1):
        name = case_name(entry, place)
        why = _wrong(entry)
        if why is None:
            report.passes()
        else:
            title = f" ({entry['title']})" if isinstance(entry, Mapping) and entry.get("title") else ""
            report.fails(name, f"{why}{title}")
    return report


def _wrong(entry: Any) -> str | None:
    """Say what is wrong with our answer to an entry; ``None`` when it is the expected one."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("inputs"), Mapping) or "expected" not in entry:
        return "the entry has no inputs or no expected answer"
    kind = str(entry.get("kind"))
    if kind not in KINDS:
        return f"kind {kind!r} is not known; kinds: {', '.join(KINDS)}"
    expected = entry["expected"]
    try:
        answer: Answer = KINDS[kind](entry["inputs"])
    except FormError as problem:
        return f"{kind}: {problem}"
    except ValueError as problem:  # every refusal of the library is one
        if REFUSED & set(_word(expected).split("_")):
            return None
        return f"{kind}: expected {expected}, but it is refused: {' '.join(str(problem).split())}"
    except Exception as broken:  # noqa: BLE001 - whatever breaks is this entry's failure, not the end of the others
        return f"{kind}: it broke with {type(broken).__name__}: {broken}"
    return None if _same(expected, answer) else f"{kind}: expected {expected}, got {_shown(answer)}"


def _same(expected: Any, answer: Answer) -> bool:
    match answer:
        case sv.Verdict():
            return VERDICTS.get(_word(expected)) is answer
        case Said():
            return _word(expected) in {_word(one) for one in (answer.text, *answer.also)}
        case Fraction():
            try:
                return number(expected) == answer
            except ValueError:
                return False
    return str(expected).strip() == answer


def _word(expected: Any) -> str:
    """Write an expected answer as one word: ``not applicable`` and ``NOT_APPLICABLE`` are the same."""
    return re.sub(r"\W+|_+", "_", str(expected).strip().casefold()).strip("_")


def _shown(answer: Answer) -> str:
    match answer:
        case sv.Verdict():
            return answer.name
        case Said():
            return answer.text
        case Fraction():
            return str(sv.Exact(answer))
    return answer


# -- what inputs say ----------------------------------------------------------------------------------------------


def _of(inputs: Inputs, *names: str) -> Any:
    """Return the first of some keys that is there, empty or not."""
    for name in names:
        if name in inputs:
            return inputs[name]
    raise FormError(f"the inputs have no {' or '.join(repr(name) for name in names)}")


def _list(inputs: Inputs, *names: str) -> Sequence[Any]:
    found = _of(inputs, *names)
    if not isinstance(found, list) or not found:
        raise FormError(f"{names[0]!r} is no list, or an empty one")
    return found


def _op(inputs: Inputs) -> str:
    """Return the comparison sign: the last word of the operator, ``>=`` of ``mean >=``."""
    words = str(_of(inputs, "op") or "").split()
    if not words:
        raise FormError("the operator is empty")
    return words[-1]


def _level(inputs: Inputs, unit: str) -> Fraction | None:
    """Return the level in the unit of the figure; ``None`` where the case gives none."""
    if "threshold_percent" in inputs:
        level, written = percent(inputs["threshold_percent"]), "percent"
    else:
        level, written = number(_of(inputs, "threshold")), str(inputs.get("threshold_unit") or unit)
    return None if level is None else convert(level, written, unit)


def _unit(inputs: Inputs) -> str:
    """Return the unit in which figure and level meet: that of the level, else that of the figure."""
    if "threshold_percent" in inputs:
        return "percent"
    return str(inputs.get("threshold_unit") or inputs.get("value_unit") or "1")


def _judged(inputs: Inputs, figure: Fraction | None) -> sv.Verdict:
    """Judge a figure given in ``value_unit``."""
    unit = _unit(inputs)
    value = None if figure is None else convert(figure, str(inputs.get("value_unit") or unit), unit)
    row: dict[str, Any] = {"value": float("nan") if value is None else sv.Exact(value)}
    row |= {name: inputs[name] for name in ("relation", "missing") if inputs.get(name)}
    measure = {"kind": "share", **WIDE} if is_percent(unit) else {"kind": "amount", "unit": {"vi": unit}}
    level = _level(inputs, unit)
    if is_percent(unit) and level is not None:
        level = convert(level, unit, "percent")
        row["value"] = row["value"] if value is None else sv.Exact(convert(value, unit, "percent"))
    return judge(row, _op(inputs), level, measure)


def _counted(inputs: Inputs, met: Fraction | None, total: Fraction | None) -> sv.Verdict:
    """Judge so many of so many."""
    row: dict[str, Any] = {"value": None}
    if met is not None and total is not None:
        row = {"numerator": sv.Exact(met), "denominator": sv.Exact(total)}
    elif inputs.get("missing"):
        row["missing"] = inputs["missing"]
    return judge(row, _op(inputs), _level(inputs, "percent"), {"kind": "share"})


def _all(values: Sequence[Any]) -> list[Fraction] | None:
    """Return the numbers, or ``None`` when one of them is missing: nothing is made of incomplete facts."""
    found = [number(value) for value in values]
    known = [value for value in found if value is not None]
    return known if len(known) == len(found) else None


# -- kinds --------------------------------------------------------------------------------------------------------


def _share(inputs: Inputs) -> Answer:
    return _counted(inputs, number(_of(inputs, "met")), number(_of(inputs, "total")))


def _value(inputs: Inputs) -> Answer:
    return _judged(inputs, number(_of(inputs, "value")))


def _min_count(inputs: Inputs) -> Answer:
    """How many are needed; and the library must judge that many as met and one fewer as not."""
    total, limit, op = number(_of(inputs, "total")), _level(inputs, "percent"), _op(inputs)
    if total is None or limit is None or total.denominator != 1 or rule_of(op) not in {"at-least", "above"}:
        raise FormError("a least number needs a whole total, a limit, and >= or >")
    count = needed(int(total), limit, strict=rule_of(op) == "above")
    for some, verdict in ((count, sv.Verdict.MET), (count - 1, sv.Verdict.NOT_MET)):
        if 0 <= some <= total and total and _counted(inputs, Fraction(some), total) is not verdict:
            raise FormError(f"{count} are said to be needed, but {some} of {total} is not {verdict.name}")
    return Fraction(count)


def _sum(inputs: Inputs) -> Answer:
    parts = _all(_list(inputs, "parts", "values"))
    return _judged(inputs, None if parts is None else sum(parts, Fraction(0)))


def _mean(inputs: Inputs) -> Answer:
    values = _all(_list(inputs, "values", "parts"))
    return _judged(inputs, None if values is None else sum(values, Fraction(0)) / len(values))


def _growth(inputs: Inputs) -> Answer:
    """The ratio of two amounts keeps its parts: nothing is divided before it is compared with the factor."""
    current, base = number(_of(inputs, "current")), number(_of(inputs, "base"))
    row: dict[str, Any] = {"value": None}
    if current is not None and base is not None:
        row = {"numerator": sv.Exact(current), "denominator": sv.Exact(base)}
    unit = {"vi": "lần", "en": "times"}
    return judge(row, _op(inputs), number(_of(inputs, "factor")), {"kind": "ratio", "unit": unit})


def _complement(inputs: Inputs) -> Answer:
    met, total = number(_of(inputs, "met")), number(_of(inputs, "total"))
    return _counted(inputs, None if met is None or total is None else total - met, total)


def _aggregate(inputs: Inputs) -> Answer:
    """Counts of several units are added before a share is made of them."""
    units = _list(inputs, "units")
    if not all(isinstance(unit, Mapping) for unit in units):
        raise FormError("'units' is no list of counts")
    met, total = (_all([unit.get(part) for unit in units]) for part in ("met", "total"))
    if met is None or total is None:
        return _counted(inputs, None, None)
    return _counted(inputs, sum(met, Fraction(0)), sum(total, Fraction(0)))


def _missing(inputs: Inputs) -> Answer:
    """Whatever is incomplete, in the form of another kind."""
    if "units" in inputs:
        return _aggregate(inputs)
    if "met" in inputs:
        return _share(inputs)
    if "base" in inputs:
        return _growth(inputs)
    if "value" in inputs:
        return _value(inputs)
    how = str(_of(inputs, "op")).split()[0]
    if "parts" in inputs or how == "sum":
        return _sum(inputs)
    if how in {"mean", "average"}:
        return _mean(inputs)
    raise FormError(f"nothing is known of what {how!r} makes of several values")


def _display_round(inputs: Inputs) -> Answer:
    value, places = number(_of(inputs, "value")), number(_of(inputs, "places"))
    if value is None or places is None or places.denominator != 1 or places < 0:
        raise FormError("rounding needs a value and a number of places")
    if _convention(inputs) == "comma":
        return write_number(value, "vi", int(places))
    return round_display(value, int(places))


def _weights(inputs: Inputs) -> Answer:
    """Weights are accepted when they add up, whatever their order."""
    target = number(_of(inputs, "must_sum_to"))
    verdicts = []
    for order in _list(inputs, "orders"):
        if not isinstance(order, list):
            raise FormError("an order is no list of weights")
        weights = _all(order)
        value = None if weights is None else sv.Exact(sum(weights, Fraction(0)))
        verdicts.append(judge({"value": value}, "==", target, {"kind": "amount", "unit": {"vi": "1"}}))
    every = ("both", "all", "every", "each")
    if all(verdict is sv.Verdict.MET for verdict in verdicts):
        words = [f"{one} order{s} accepted" for one in every for s in ("", "s")]
        return Said("both orders accepted", frozenset({"accepted", "pass", "valid", *words}))
    if all(verdict is sv.Verdict.NOT_MET for verdict in verdicts):
        words = [f"{one} order{s} {no}" for one in every for s in ("", "s") for no in ("rejected", "refused")]
        others = {
            "rejected",
            "refused",
            "fail",
            "invalid",
            "no order accepted",
            "neither order accepted",
            "not accepted",
        }
        return Said("both orders rejected", frozenset({*others, *words}))
    return Said(", ".join(verdict.name for verdict in verdicts), frozenset())


# -- reading ------------------------------------------------------------------------------------------------------


def _convention(inputs: Inputs) -> Convention | None:
    """Return the decimal sign that a locale declares; without a locale nothing is declared."""
    locale = str(inputs.get("locale") or "").replace("_", "-").casefold()
    language = locale.partition("-")[0]
    if language in {"", "vi", "en"}:
        return {"vi": "comma", "en": "point"}.get(language)  # type: ignore[return-value]
    raise FormError(f"nothing is known of the numbers of the locale {locale!r}")


def _parse(inputs: Inputs) -> Answer:
    if "cell_value" in inputs:
        return _parse_cell(inputs)
    text, convention = str(_of(inputs, "text")), _convention(inputs)
    if text.strip().endswith("%"):
        return Fraction(read_percent(text, convention)[0])
    return Fraction(read_number(text, convention))


def _parse_cell(inputs: Inputs) -> Answer:
    """Put the cell into a real workbook and let the library read it under a measure of the declared unit."""
    unit, form = inputs.get("criterion_unit"), inputs.get("cell_format")
    measure: dict[str, Any] = {"id": "outside.figure", "title": {"vi": "Số liệu"}}
    if unit and (is_percent(str(unit)) or "%" in str(form or "")):
        measure |= {"kind": "share", **WIDE}
    else:
        measure |= {"kind": "amount", **({"unit": {"vi": str(unit)}} if unit else {})}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cell.xlsx"
        _write_cell(path, inputs["cell_value"], None if form is None else str(form))
        evidence = sv.Evidence.read(path, measures=[sv.Measure(**measure)], decimal=_convention(inputs))
    read = next(evidence.rows())["value"]
    if read is None:
        return sv.Verdict.UNKNOWN
    value = sv.Exact(read)
    return convert(value, "percent", str(unit)) if measure["kind"] == "share" else value


def _write_cell(path: Path, value: Any, form: str | None) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Xã")
        sheet.write_row(0, 0, ["unit", "period", "measure", "value"])
        sheet.write_row(1, 0, [UNIT, PERIOD, "outside.figure"])
        shown = book.add_format({"num_format": form}) if form else None
        try:
            sheet.write_number(1, 3, float(value), shown)
        except (TypeError, ValueError):
            sheet.write_string(1, 3, str(value), shown)


# -- time ---------------------------------------------------------------------------------------------------------

VIETNAM = timezone(timedelta(hours=7))
_VIETNAMESE = frozenset({"asia/ho_chi_minh", "asia/saigon", "vietnam", "utc+7", "+07:00"})
"""Written out, because a machine need not have the table of zones."""


def _period(inputs: Inputs) -> Answer:
    """Say whether a moment lies in a Vietnamese period; one without a zone is refused."""
    day = _day(str(_of(inputs, "timestamp")), str(inputs.get("zone") or "Asia/Ho_Chi_Minh"))
    if "period" not in inputs:
        return str(day.year)
    period = Period.read(str(inputs["period"]).strip())
    if period.first <= day <= period.last:
        return Said("inside the period", frozenset({"inside", "within the period", "in the period", "pass"}))
    return Said("outside the period", frozenset({"outside", "not in the period", "fail"}))


def _day(stamp: str, zone: str) -> date:
    moment = datetime.fromisoformat(stamp.strip())
    if re.fullmatch(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", stamp.strip(), re.ASCII):
        return moment.date()  # a day is a day of the office that wrote it
    if moment.tzinfo is None:
        raise ValueError(f"{stamp!r} has no zone")
    if zone.casefold() in _VIETNAMESE:
        return moment.astimezone(VIETNAM).date()
    try:
        return moment.astimezone(UTC if zone.upper() in {"UTC", "Z"} else ZoneInfo(zone)).date()
    except ZoneInfoNotFoundError:
        raise FormError(f"nothing is known of the zone {zone!r}") from None


KINDS: Mapping[str, Callable[[Inputs], Answer]] = {
    "share": _share,
    "value": _value,
    "min_count": _min_count,
    "sum": _sum,
    "mean": _mean,
    "growth": _growth,
    "complement": _complement,
    "display_round": _display_round,
    "missing": _missing,
    "parse": _parse,
    "aggregate": _aggregate,
    "weights": _weights,
    "period": _period,
}
