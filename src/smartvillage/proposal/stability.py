"""Does a suggested level stand when a pilot is left out, a year, a stratum, or the doubtful figures?

Any method can be asked: a function from values to a level. Nothing is drawn at random, every variant is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

import attrs

from smartvillage.errors import Words
from smartvillage.proposal.response import steps
from smartvillage.text.numbers import write_short

__all__ = ["Stability", "Step", "Variant", "stability"]

Kind = Literal["without-unit", "stratum", "year", "without-doubtful"]

KINDS: Mapping[Kind, Words] = {
    "without-unit": Words(vi="bỏ một đơn vị", en="one unit left out"),
    "stratum": Words(vi="riêng một nhóm", en="one stratum alone"),
    "year": Words(vi="riêng một năm", en="one year alone"),
    "without-doubtful": Words(vi="bỏ số liệu đáng ngờ", en="doubtful figures left out"),
}

Suggest = Callable[[Sequence[Fraction]], Fraction | None]


@attrs.frozen(kw_only=True)
class Variant:
    """The level that some of the figures suggest."""

    kind: Kind
    of: str
    """Which unit, stratum or year; empty for the doubtful figures."""
    units: int
    level: Fraction | None
    """``None`` where the method refuses so few."""


@attrs.frozen(kw_only=True)
class Step:
    """A neighbouring level, and how many units meet it."""

    level: Fraction
    met: int


@attrs.frozen(kw_only=True)
class Stability:
    """What the suggested level becomes."""

    level: Fraction | None
    units: int
    met: int | None
    variants: tuple[Variant, ...]
    looser: Step | None
    stricter: Step | None
    """One step down and up: the neighbouring values that were seen."""

    def of(self, kind: Kind) -> tuple[Variant, ...]:
        """The variants of one kind."""
        return tuple(one for one in self.variants if one.kind == kind)

    def moved(self, kind: Kind) -> tuple[Variant, ...]:
        """The variants of one kind that suggest another level, or none."""
        return tuple(one for one in self.of(kind) if one.level != self.level)

    def span(self, kind: Kind) -> tuple[Fraction, Fraction] | None:
        """The smallest and the largest level of the variants of one kind."""
        levels = [one.level for one in self.of(kind) if one.level is not None]
        return (min(levels), max(levels)) if levels else None

    def say(self, lang: str = "vi") -> str:
        """Tell kind by kind how far the level moves."""
        if self.level is None:
            return "không có mức để kiểm tra" if lang == "vi" else "there is no level to check"
        level = write_short(self.level, lang)
        parts = [f"mức {level}" if lang == "vi" else f"level {level}"]
        for kind, words in KINDS.items():
            of = self.of(kind)
            if not of:
                continue
            refused = sum(one.level is None for one in of)
            span = self.span(kind)
            ends = "" if span is None else " ".join((_between(span, lang), ""))
            moved = f"{len(self.moved(kind))}/{len(of)}"
            if lang == "vi":
                note = f", {refused} lần không đủ để đề xuất" if refused else ""
                parts.append(f"{words.vi}: {ends}({moved} lần đổi mức{note})")
            else:
                note = f", {refused} too few for a level" if refused else ""
                parts.append(f"{words.en}: {ends}({moved} move it{note})")
        for step, words in ((self.looser, _LOOSER), (self.stricter, _STRICTER)):
            if step is not None:
                shown, word = write_short(step.level, lang), "đạt" if lang == "vi" else "meet it"
                parts.append(f"{words.say(lang)} {shown}: {step.met}/{self.units} {word}")
        return "; ".join(parts)


_LOOSER = Words(vi="hạ một nấc", en="one step looser,")
_STRICTER = Words(vi="nâng một nấc", en="one step stricter,")


def _between(span: tuple[Fraction, Fraction], lang: str) -> str:
    low, high = (write_short(end, lang) for end in span)
    if low == high:
        return low
    return f"{low} đến {high}" if lang == "vi" else f"{low} to {high}"


def stability(
    values: Mapping[str, Fraction],
    suggest: Suggest,
    *,
    strata: Mapping[str, str] | None = None,
    years: Mapping[str, Mapping[str, Fraction]] | None = None,
    doubtful: Sequence[str] = (),
    lower_is_better: bool = False,
) -> Stability:
    """Ask a method again and again.

    Args:
        values: The exact value of each unit.
        suggest: The method: from values to a level, or to ``None``.
        strata: The stratum of each unit, where there is one.
        years: The values of each year, by unit.
        doubtful: Units whose figures are doubtful.
        lower_is_better: Whether the level is met from below.

    Example:
        >>> figures = {name: Fraction(value) for name, value in zip("abcde", (60, 70, 80, 90, 95))}
        >>> print(stability(figures, min).say("en"))
        level 60; one unit left out: 60 to 70 (1/5 move it); one step stricter, 70: 4/5 meet it
    """
    names = sorted(values)
    level = suggest([values[name] for name in names]) if names else None
    variants: list[Variant] = []

    def ask(kind: Kind, of: str, some: Mapping[str, Fraction]) -> None:
        found = suggest([some[name] for name in sorted(some)]) if some else None
        variants.append(Variant(kind=kind, of=of, units=len(some), level=found))

    for name in names:
        ask("without-unit", name, {other: values[other] for other in names if other != name})
    for stratum, members in _grouped(names, strata or {}).items():
        ask("stratum", stratum, {name: values[name] for name in members})
    for year, figures in sorted((years or {}).items()):
        ask("year", year, figures)
    if doubtful:
        ask("without-doubtful", "", {name: values[name] for name in names if name not in set(doubtful)})
    found = steps(list(values.values()), lower_is_better=lower_is_better)
    looser, stricter = (None, None) if level is None else found.neighbours(level)
    return Stability(
        level=level,
        units=len(names),
        met=None if level is None else found.met(level),
        variants=tuple(variants),
        looser=None if looser is None else Step(level=looser, met=found.met(looser)),
        stricter=None if stricter is None else Step(level=stricter, met=found.met(stricter)),
    )


def _grouped(names: Sequence[str], strata: Mapping[str, str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name in names:
        if name in strata:
            out.setdefault(strata[name], []).append(name)
    return dict(sorted(out.items()))
