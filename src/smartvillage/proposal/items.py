"""Indicators of a conjunction as items of a test: how hard each is, whether it ever decides, and what repeats what.

Everything starts from verdict codes, a row for each indicator and a column for each unit. Codes that are *decided* are
met and not met. *Unknown* and *not applicable* are nobody's answer: they are counted, left out of shares and
correlations pair by pair, and never taken for a failure. Where an unknown could change what is said (was this the only
failure?) both readings are given.

Counts are whole, shares and Cronbach's alpha are fractions; only correlations take a square root and are doubles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict
from smartvillage.proposal.intervals import AlphaInterval, feldt
from smartvillage.proposal.levels import CONFIDENCE
from smartvillage.text.numbers import write_number

__all__ = ["Implication", "Item", "Items", "analyse_items", "cronbach_alpha", "implications"]

Array = npt.NDArray[Any]
Codes = npt.NDArray[np.uint8]

NOT_MET, UNKNOWN, MET, NOT_APPLICABLE = (verdict.code for verdict in Verdict)


@attrs.frozen(kw_only=True)
class Item:
    """What one indicator does in a conjunction."""

    name: str
    met: int
    not_met: int
    unknown: int
    not_applicable: int
    only_failure: int
    """Units that fail this indicator alone: every other one is met or not applicable."""
    perhaps_only_failure: int
    """Units that fail this one, and no other for sure: those above, and those of which something else is unknown."""
    only_unknown: int
    """Units of which nothing is missing but this: every other one is met or not applicable."""
    rest_correlation: float | None
    """With the share met of the unit's other decided indicators; ``None`` where one of the two does not vary."""

    @property
    def decided(self) -> int:
        """Units that are judged."""
        return self.met + self.not_met

    @property
    def difficulty(self) -> Fraction | None:
        """The share of the decided units that meet it, as the word is used of tests: 1 is the easiest."""
        return Fraction(self.met, self.decided) if self.decided else None

    @property
    def never_decisive(self) -> bool:
        """Whether no unit's verdict for the whole would be another without it."""
        return not self.perhaps_only_failure and not self.only_unknown

    def say(self, lang: str = "vi") -> str:
        """Tell what it does in one sentence."""
        parts = [f"{self.name}: {self.met}/{self.decided} " + ("đơn vị đạt" if lang == "vi" else "units meet it")]
        if self.only_failure:
            times = self.only_failure
            parts.append(
                f"{times} lần là chỉ tiêu duy nhất chưa đạt" if lang == "vi" else f"the only failure {times} times"
            )
        if self.never_decisive:
            parts.append("chưa lần nào quyết định kết quả" if lang == "vi" else "never decisive")
        if self.rest_correlation is not None:
            shown = write_number(Fraction(self.rest_correlation), lang, 2)
            parts.append(f"tương quan với phần còn lại {shown}" if lang == "vi" else f"item-rest correlation {shown}")
        if self.unknown:
            parts.append(f"{self.unknown} chưa đủ cơ sở" if lang == "vi" else f"{self.unknown} unknown")
        return "; ".join(parts)


@attrs.frozen(kw_only=True)
class Items:
    """All indicators of a conjunction."""

    items: tuple[Item, ...]
    units: int
    alpha: Fraction | None
    """Cronbach's alpha over pairwise covariances; ``None`` where it is not defined."""
    confidence: Fraction = CONFIDENCE

    def __getitem__(self, name: str) -> Item:
        for item in self.items:
            if item.name == name:
                return item
        raise KeyError(name)

    @property
    def alpha_interval(self) -> AlphaInterval | None:
        """Alpha with Feldt's interval.

        Raises:
            MissingExtraError: scipy is not installed.
        """
        if self.alpha is None:
            return None
        return feldt(self.alpha, self.units, len(self.items), self.confidence)

    def say(self, lang: str = "vi") -> str:
        """Tell each item on a line."""
        return "\n".join(item.say(lang) for item in self.items)


def analyse_items(codes: Codes, names: Sequence[str], *, confidence: Fraction = CONFIDENCE) -> Items:
    """Analyse the indicators of a conjunction.

    Args:
        codes: Verdict codes, a row for each indicator and a column for each unit.
        names: The name of each indicator.
        confidence: Of the interval of alpha.

    Example:
        >>> found = analyse_items(np.array([[2, 2, 0, 2], [2, 0, 0, 2]], dtype=np.uint8), ["7.1", "7.2"])
        >>> print(found.say("en"))
        7.1: 3/4 units meet it; never decisive; item-rest correlation 0.58
        7.2: 2/4 units meet it; the only failure 1 times; item-rest correlation 0.58
    """
    assert len(codes) == len(names)  # whoever calls has made both from one list
    failed, open_, met = codes == NOT_MET, codes == UNKNOWN, codes == MET
    failures, unknowns, successes = (flags.sum(axis=0, dtype=np.int64) for flags in (failed, open_, met))
    items = []
    for row, name in enumerate(names):
        others_fail, others_open = failures - failed[row], unknowns - open_[row]
        alone = failed[row] & (others_fail == 0)
        others_met, decided = successes - met[row], failed[row] | met[row]
        others_decided = others_met + others_fail
        asked = decided & (others_decided > 0)
        items.append(
            Item(
                name=name,
                met=int(met[row].sum()),
                not_met=int(failed[row].sum()),
                unknown=int(open_[row].sum()),
                not_applicable=int((codes[row] == NOT_APPLICABLE).sum()),
                only_failure=int((alone & (others_open == 0)).sum()),
                perhaps_only_failure=int(alone.sum()),
                only_unknown=int((open_[row] & (others_fail == 0) & (others_open == 0)).sum()),
                rest_correlation=_correlation(met[row][asked], others_met[asked] / others_decided[asked]),
            )
        )
    alpha = cronbach_alpha(np.where(met, 1, 0), met | failed)
    return Items(items=tuple(items), units=codes.shape[1], alpha=alpha, confidence=confidence)


def _correlation(one: Array, other: Array) -> float | None:
    """Pearson's, of a yes and no with a share; ``None`` where either does not vary."""
    if len(one) < 2 or (one == one[0]).all() or (other == other[0]).all():
        return None
    ours, theirs = one - one.mean(), other - other.mean()
    return float(ours @ theirs / math.sqrt((ours @ ours) * (theirs @ theirs)))


def cronbach_alpha(scores: Array, known: npt.NDArray[np.bool_] | None = None) -> Fraction | None:
    """Return Cronbach's alpha, exactly, over pairwise covariances.

    A covariance is taken over the units of which both items are known, and so are the two means in it.

    Args:
        scores: Whole numbers, a row for each item and a column for each unit.
        known: Which of them are known; ``None`` when all are.

    Returns:
        Alpha; ``None`` with fewer than two items, a pair of items with fewer than two units in common, or no variance.

    Example:
        >>> cronbach_alpha(np.array([[1, 1, 0, 0], [1, 1, 0, 1]]))
        Fraction(8, 11)
    """
    items = len(scores)
    there = np.ones(scores.shape, np.int64) if known is None else known.astype(np.int64)
    values = scores.astype(np.int64) * there
    if items < 2:
        return None
    together, sums, products = there @ there.T, values @ there.T, values @ values.T
    if together.min() < 2:
        return None
    own = whole = Fraction(0)
    for one in range(items):
        for other in range(one, items):
            number, both = int(together[one, other]), int(products[one, other])
            covariance = Fraction(both * number - int(sums[one, other]) * int(sums[other, one]), number * (number - 1))
            whole += covariance if one == other else 2 * covariance
            own += covariance if one == other else 0
    return Fraction(items, items - 1) * (1 - own / whole) if whole > 0 else None


@attrs.frozen(kw_only=True)
class Implication:
    """Whoever meets the first indicator meets the second: how often that was so, and where it was not."""

    first: str
    second: str
    both: int
    first_only: int
    second_only: int
    neither: int
    """Units by the two verdicts, among those of which both are decided."""
    counter_examples: tuple[int, ...]
    """The places of the units that meet the first and not the second."""
    phi: float | None
    """The correlation of the two; ``None`` where one of them does not vary."""

    @property
    def holds(self) -> bool:
        """Whether there is no counter-example."""
        return not self.first_only

    @property
    def informative(self) -> bool:
        """Whether it could have been otherwise: the first is met somewhere, and the second is not met somewhere."""
        return self.both + self.first_only > 0 and self.first_only + self.neither > 0

    @property
    def decided(self) -> int:
        """Units of which both are decided."""
        return self.both + self.first_only + self.second_only + self.neither

    def say(self, lang: str = "vi") -> str:
        """Tell the implication with its counts."""
        support, phi = self.both + self.first_only, "-" if self.phi is None else _two(self.phi, lang)
        if lang == "vi":
            return (
                f"đạt {self.first} thì đạt {self.second}: {self.both}/{support} đơn vị, "
                f"{self.first_only} phản ví dụ; hệ số phi {phi}"
            )
        return (
            f"{self.first} implies {self.second}: {self.both} of {support} units, {self.first_only} counter-examples; "
            f"phi {phi}"
        )


def _two(value: float, lang: str) -> str:
    return write_number(Fraction(value), lang, 2)


def implications(
    codes: Codes, names: Sequence[str], *, at_most: Fraction = Fraction(0), informative: bool = True
) -> tuple[Implication, ...]:
    """Find the pairs of indicators of which one (nearly) follows from the other.

    In a conjunction the second then asks nothing that the first does not ask.

    Args:
        codes: Verdict codes, a row for each indicator and a column for each unit.
        names: The name of each indicator.
        at_most: Which share of the units that meet the first may be counter-examples.
        informative: Whether pairs are left out that could not be otherwise on these units, because nobody meets the
            first or everybody meets the second.

    Returns:
        The pairs, fewest counter-examples first, then those with the most units, then in the order of the indicators.

    Example:
        >>> found = implications(np.array([[2, 0, 0, 2], [2, 2, 0, 2]], dtype=np.uint8), ["7.1", "7.2"])
        >>> print(found[0].say("en"))
        7.1 implies 7.2: 2 of 2 units, 0 counter-examples; phi 0.58
    """
    assert len(codes) == len(names)
    met, failed = codes == MET, codes == NOT_MET
    yes, no = met.astype(np.int64), failed.astype(np.int64)
    both, first_only, neither = yes @ yes.T, yes @ no.T, no @ no.T
    found = []
    for one, other in np.argwhere(~np.eye(len(codes), dtype=np.bool_)).tolist():
        against, support = int(first_only[one, other]), int(both[one, other] + first_only[one, other])
        if against > at_most * support:
            continue
        counts = (int(both[one, other]), against, int(first_only[other, one]), int(neither[one, other]))
        pair = Implication(
            first=names[one],
            second=names[other],
            both=counts[0],
            first_only=counts[1],
            second_only=counts[2],
            neither=counts[3],
            counter_examples=tuple(np.flatnonzero(met[one] & failed[other]).tolist()) if against else (),
            phi=_phi(*counts),
        )
        if pair.informative or not informative:
            found.append(pair)
    # The sort keeps the order of the indicators where all else is equal.
    return tuple(sorted(found, key=lambda pair: (pair.first_only, -pair.both)))


def _phi(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    spread = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    return (both * neither - first_only * second_only) / math.sqrt(spread) if spread else None
