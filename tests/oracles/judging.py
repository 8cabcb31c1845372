"""The smallest criteria set there is: one measure, one rule, one level; judged by the library like any other."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import smartvillage as sv

__all__ = ["PERIOD", "RULES", "UNIT", "OperatorError", "judge", "little_set", "rule_of"]

RULES: Mapping[str, str] = {
    ">=": "at-least",
    "≥": "at-least",
    ">": "above",
    "<=": "at-most",
    "≤": "at-most",
    "<": "below",
    "==": "equal",
    "=": "equal",
}
"""The comparison signs of cases, and the rules of the library that they are."""

UNIT, PERIOD = "outside", "2024"


class OperatorError(ValueError):
    """A comparison that no rule of the library makes."""


def rule_of(op: str) -> str:
    """Name the rule of a comparison sign.

    Raises:
        OperatorError: There is none.
    """
    sign = op.strip()
    if sign not in RULES and sign not in RULES.values():
        raise OperatorError(f"no rule compares with {op!r}")
    return RULES.get(sign, sign)


def little_set(op: str, level: Fraction | None, measure: Mapping[str, Any]) -> sv.CriteriaSet:
    """Make a set of one indicator over one measure; without a level it is one whose level is not known."""
    known = {"value": str(sv.Exact(level)), "verification": "official"} if level is not None else {"missing": "not-set"}
    measure = {"id": "outside.figure", "title": {"vi": "Số liệu"}, **measure}
    rule = {"kind": rule_of(op), "measure": measure["id"], "levels": [known]}
    indicator = {
        "id": "outside.set.indicator",
        "printed": "1.1",
        "title": {"vi": "Chỉ tiêu"},
        "provisions": [{"rule": rule}],
    }
    criterion = {
        "id": "outside.set.criterion",
        "printed": "1",
        "title": {"vi": "Tiêu chí"},
        "indicators": [indicator],
    }
    return sv.CriteriaSet.from_dict(
        {
            "format": "smartvillage.criteria-set/1",
            "id": "outside.set",
            "edition": "1",
            "title": {"vi": "Một chỉ tiêu"},
            "issued": {"number": "1"},
            "assesses": {"since": "2000-01-01", "until": "2100-01-01"},
            "measures": [measure],
            "criteria": [criterion],
        }
    )


def judge(row: Mapping[str, Any], op: str, level: Fraction | None, measure: Mapping[str, Any]) -> sv.Verdict:
    """Judge one reported row.

    Args:
        row: ``value``, or ``numerator`` and ``denominator``; and what else tidy data may hold.
        op: A sign of :data:`RULES`, or the name of a rule.
        level: The level in the unit of the measure; ``None`` where it is not known.
        measure: What the measure is: its ``kind``, and its ``unit`` and range where they matter.

    Raises:
        InputError: The library refuses the figure or the level.
        OperatorError: No rule of the library compares so.
    """
    only = little_set(op, level, measure)
    reported = {"unit": UNIT, "period": PERIOD, "measure": next(iter(only.measures)), **row}
    run = sv.evaluate(only, sv.Evidence([reported], measures=only, decimal="point"))
    return run.at(UNIT, PERIOD).verdict(only.key)
