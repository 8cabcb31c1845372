"""Numbers, units and printed shares of outside cases: exact, through the library's own doors."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import smartvillage as sv
from smartvillage.exact import round_display
from smartvillage.text.numbers import read_number, read_percent

__all__ = ["UnitError", "agreement", "convert", "is_percent", "number", "percent", "share"]

_NOTHING = frozenset({"", "nan", ".nan", "null", "none", "na", "n/a"})
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}", re.ASCII)


def number(given: Any) -> Fraction | None:
    """Take the number a case gives, exactly as it is written; ``None`` where it gives none (null, NaN, empty).

    Raises:
        ValueError: It is no number.
    """
    if given is None or (isinstance(given, float) and math.isnan(given)):
        return None
    if not isinstance(given, str):
        return sv.Exact(given)
    text = given.strip()
    if text.casefold() in _NOTHING:
        return None
    if _EXPONENT.fullmatch(text):  # YAML and csv may write 1e3; a document of the library may not
        return sv.Exact(Decimal(text))
    return sv.Exact(text) if "/" in text else read_number(text, "point")


def percent(given: Any) -> Fraction | None:
    """Take a number in per cent, with or without its sign."""
    if isinstance(given, str) and given.strip().endswith("%"):
        return read_percent(given.strip(), "point")[0]
    return number(given)


# -- units --------------------------------------------------------------------------------------------------------

UNITS: Mapping[str, tuple[str, Fraction]] = {
    "%": ("share", Fraction(1)),
    "percent": ("share", Fraction(1)),
    "per cent": ("share", Fraction(1)),
    "fraction": ("share", Fraction(100)),
    "ratio": ("share", Fraction(100)),
    "per mille": ("share", Fraction(1, 10)),
    "permille": ("share", Fraction(1, 10)),
    "‰": ("share", Fraction(1, 10)),
    "vnd": ("money", Fraction(1)),
    "đồng": ("money", Fraction(1)),
    "thousand vnd": ("money", Fraction(10**3)),
    "nghìn đồng": ("money", Fraction(10**3)),
    "million vnd": ("money", Fraction(10**6)),
    "triệu đồng": ("money", Fraction(10**6)),
    "billion vnd": ("money", Fraction(10**9)),
    "tỷ đồng": ("money", Fraction(10**9)),
    "m": ("length", Fraction(1)),
    "km": ("length", Fraction(1000)),
    "m2": ("area", Fraction(1)),
    "m²": ("area", Fraction(1)),
    "ha": ("area", Fraction(10**4)),
    "km2": ("area", Fraction(10**6)),
    "km²": ("area", Fraction(10**6)),
}
"""Units that can be written in each other: what they measure, and how many of the smallest they are."""


class UnitError(ValueError):
    """Two units that cannot be written in each other."""


def convert(value: Fraction, unit: str, into: str) -> Fraction:
    """Write a value in another unit, exactly; what stands after a slash (``/person/year``) must be the same.

    Raises:
        UnitError: The units do not measure the same thing, or are not known.
    """
    (head, tail), (other, other_tail) = _parts(unit), _parts(into)
    if (head, tail) == (other, other_tail):
        return value
    (what, factor), (what_else, divisor) = UNITS.get(head, (head, Fraction(1))), UNITS.get(other, (other, Fraction(1)))
    if what != what_else or tail != other_tail:
        raise UnitError(f"{unit!r} cannot be written in {into!r}")
    return value * factor / divisor


def is_percent(unit: str) -> bool:
    """Whether a unit is one of shares."""
    return UNITS.get(_parts(unit)[0], ("", 0))[0] == "share"


def _parts(unit: str) -> tuple[str, str]:
    head, slash, tail = " ".join(unit.casefold().split()).partition("/")
    return head.strip(), slash + tail.replace(" ", "")


# -- printed shares -----------------------------------------------------------------------------------------------


def share(numerator: object, denominator: object, *, most: str = "100") -> Fraction | None:
    """Let the library make a share of two reported counts; ``None`` where a part is missing, or of nothing.

    Args:
        numerator: As a case writes it.
        denominator: As a case writes it.
        most: The greatest share that is plausible; a larger one is refused.

    Raises:
        ValueError: The parts are no counts, or make no plausible share.
    """
    measure = sv.Measure(id="outside.share", title={"vi": "Tỷ lệ"}, kind="share", maximum=most)  # type: ignore[arg-type]
    row = {"unit": "A", "period": "2024", "measure": measure.id}
    parts = {"numerator": number(numerator), "denominator": number(denominator)}
    evidence = sv.Evidence([row | parts], measures=[measure])
    return evidence.columns.value(0, measure.factor)


def agreement(printed: str, exact: Fraction) -> str:
    """Say how a printed number comes from the exact one: it ``rounds`` or ``truncates`` it, or ``disagrees``.

    It is compared at its own decimals; rounding is half away from zero, and equality counts as rounding.

    Raises:
        ValueError: The printed text is no number.
    """
    value = percent(printed)
    places = len(re.sub(r"[^0-9].*", "", printed.strip().partition(".")[2]))
    if value == exact or value == sv.Exact(round_display(exact, places)):
        return "rounds"
    step = 10**places
    cut = Fraction(math.trunc(exact * step), step)
    return "truncates" if value == cut else "disagrees"
