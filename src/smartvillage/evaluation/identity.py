"""Identity: the same question and the same evidence have the same id, on every machine, engine and Python.

What is hashed is a canonical text, never a float, a repr, a pickle or the bytes of an array: JSON with sorted keys,
Unicode in form NFC, whole numbers and reduced fractions, rows in the order of unit, period and measure.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from smartvillage.evidence.columns import MISSING, RELATIONS, STATES

if TYPE_CHECKING:
    from smartvillage.evidence.evidence import Evidence

__all__ = ["FORM", "canonical", "digest", "digest_of_lines", "observation_lines", "question_id", "result_id"]

FORM = 1
"""The version of the canonical form; an id begins with it."""
_DIGITS = 40


def canonical(value: Any) -> str:  # noqa: ANN401
    """Write a value in canonical form.

    Raises:
        TypeError: It holds something that has no canonical form, such as a float.

    Example:
        >>> canonical({"b": Fraction(4, 6), "a": ["đạt", 1, None]})
        '{"a":["đạt",1,null],"b":"2/3"}'
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Fraction):
        return _fraction(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(one) for one in value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value.numerator)


def digest(parts: Iterable[Any]) -> str:
    r"""Hash things one after the other, each in canonical form on a line of its own.

    Example:
        >>> digest(["a", "b"]) == digest(["a\nb"])
        False
    """
    return digest_of_lines(map(canonical, parts))


def digest_of_lines(lines: Iterable[str]) -> str:
    """Hash things that are in canonical form already."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode())
        found.update(b"\n")
    return found.hexdigest()[:_DIGITS]


def observation_lines(evidence: Evidence, rows: npt.NDArray[Any]) -> Iterator[str]:
    """Write observations in canonical order, each in canonical form: what :func:`canonical` gives, only sooner.

    Args:
        evidence: The evidence.
        rows: Places of the observations in its columns.
    """
    columns, rows = evidence.columns, evidence.canonical_order(rows)
    units, measures, periods, relations, reasons, states = (
        [canonical(name) for name in names]
        for names in (
            evidence.units,
            evidence.measures,
            [period.text for period in evidence.periods],
            RELATIONS,
            MISSING,
            STATES,
        )
    )
    factors = [measure.factor for measure in evidence.measures.values()]
    codes = (columns.unit, columns.measure, columns.period, columns.relation, columns.missing, columns.state)
    told = zip(rows.tolist(), columns.as_of[rows].tolist(), *(code[rows].tolist() for code in codes), strict=True)
    for row, as_of, unit, measure, period, relation, reason, state in told:
        part = columns.part(row)
        value = columns.value(row, factors[measure]) if part is None else None
        yield (
            f'{{"as_of":{as_of},"measure":{measures[measure]},"missing":{reasons[reason]},'
            f'"parts":{_part_text(part)},"period":{periods[period]},"relation":{relations[relation]},'
            f'"state":{states[state]},"unit":{units[unit]},"value":{_text(value)}}}'
        )


def _part_text(part: tuple[Fraction, Fraction] | None) -> str:
    return "null" if part is None else f"[{_text(part[0])},{_text(part[1])}]"


def _text(value: Fraction | None) -> str:
    return "null" if value is None else f'"{_fraction(value)}"'


def question_id(question: Mapping[str, Any], contents: Mapping[str, Any]) -> str:
    """The id of a question put to evidence.

    Args:
        question: Clocks, accepted states, memberships: whatever the answer depends on.
        contents: Digests of what the question is about: the sets, and the observations used in canonical order.
    """
    return f"q{FORM}-{digest([f'question/{FORM}', question, contents])}"


def result_id(refs: Iterable[str], rows: int, lines: Iterable[npt.NDArray[np.uint8]]) -> str:
    """The id of an answer: its verdict codes in canonical order of rows, one line for each ref."""
    verdicts = ("".join(map(str, line.tolist())) for line in lines)
    return f"r{FORM}-{digest(chain([f'result/{FORM}', list(refs), rows], verdicts))}"
