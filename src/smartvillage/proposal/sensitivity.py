"""What if the levels were others: who passes under every admissible choice, counted and not sampled where possible.

A *choice* takes one option for each indicator: a level, or leaving it out. Which units pass an indicator under an
option is one bit a unit, a *plane*. A scenario, a choice for every indicator at once, is then the AND of planes and a
count of bits. Two things make that cheap, and neither rounds anything:

* a unit on which every option agrees need not be asked again: planes hold only the units that are *undecided*, for
  each criterion and for the set its own;
* where a criterion has far fewer different choices than there are scenarios, each is counted once.

Where choices are free of each other nothing is enumerated at all: the share of choices under which a unit passes is a
product (:func:`acceptability`). An unknown verdict does not pass; count again with ``unknown_passes`` and the truth
lies between the two. :mod:`smartvillage.proposal.bitplanes` has the loops; quantities that vary continuously are
SALib's (:func:`sobol_indices`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import MissingExtraError, Words
from smartvillage.evaluation.kernel import Engine
from smartvillage.proposal.bitplanes import Passing, Planes
from smartvillage.text.numbers import write_number

__all__ = [
    "Acceptability",
    "Never",
    "Options",
    "Scenarios",
    "Sobol",
    "acceptability",
    "enumerate_choices",
    "never_pass",
    "options_of_codes",
    "options_of_levels",
    "sobol_indices",
]

Array = npt.NDArray[Any]
Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

UNKNOWN, MET, NOT_APPLICABLE = Verdict.UNKNOWN.code, Verdict.MET.code, Verdict.NOT_APPLICABLE.code

MOST = 1_000_000
"""More choices than this are not enumerated unasked."""


@attrs.frozen(eq=False)
class Options:
    """What may be chosen for one indicator, and who passes under each."""

    name: str
    number: int
    """How many options there are."""
    applies: Flags
    """To which units the indicator applies."""
    passing: Passing
    """Who of some units (``None``: of all) passes under each option: a row for each, true where the unit meets the
    indicator or it does not apply. Asked when it is needed, so that many levels take no memory before."""

    def __len__(self) -> int:
        return self.number


def options_of_codes(name: str, codes: Codes, *, unknown_passes: bool = False) -> Options:
    """Make options of verdict codes, a row for each option; an option to leave the indicator out is a row of 3.

    Example:
        >>> options_of_codes("7.1", np.array([[2, 0, 1]], dtype=np.uint8)).passing(None).tolist()
        [[True, False, False]]
    """
    passes = codes >= (UNKNOWN if unknown_passes else MET)

    def passing(units: Array | None) -> Flags:
        return passes if units is None else np.take(passes, units, axis=1)

    return Options(name, len(codes), (codes != NOT_APPLICABLE).any(axis=0), passing)


def options_of_levels(
    name: str,
    values: Array,
    levels: Sequence[int] | Array,
    *,
    known: Flags | None = None,
    applicable: Flags | None = None,
    lower_is_better: bool = False,
    unknown_passes: bool = False,
) -> Options:
    """Make options of levels.

    Args:
        name: Of the indicator.
        values: Whole numbers (fixed point), one for each unit.
        levels: On the same scale, and such as the type of the values can hold.
        known: Which units have a figure; ``None`` when all have.
        applicable: To which units the indicator applies; ``None`` when to all.
        lower_is_better: Whether a level is met from below.
        unknown_passes: Whether a unit without a figure passes.
    """
    asked = np.asarray(levels, dtype=values.dtype)[:, None]

    def passing(units: Array | None) -> Flags:
        some = slice(None) if units is None else units
        passes: Flags = values[some] <= asked if lower_is_better else values[some] >= asked
        if known is not None:
            passes[:, ~known[some]] = unknown_passes
        if applicable is not None:
            passes[:, ~applicable[some]] = True
        return passes

    everyone = np.ones(len(values), np.bool_) if applicable is None else applicable
    return Options(name, len(asked), everyone, passing)


def enumerate_choices(
    sizes: Sequence[int], *, admissible: Callable[[tuple[int, ...]], bool] | None = None, most: int = MOST
) -> npt.NDArray[np.int32]:
    """List every admissible choice: a row each, with the place of the option of every indicator.

    Args:
        sizes: How many options each indicator has.
        admissible: Says of a choice whether it may be made; ``None`` when all may.
        most: How many choices are too many.

    Raises:
        ValueError: There are too many to list; draw scenarios, or use the product form of :func:`acceptability`.

    Example:
        >>> enumerate_choices([2, 2], admissible=lambda choice: sum(choice) < 2).tolist()
        [[0, 0], [0, 1], [1, 0]]
    """
    number = math.prod(sizes)
    if number > most:
        raise ValueError(f"{number} choices are more than {most}")
    chosen = [choice for choice in product(*map(range, sizes)) if admissible is None or admissible(choice)]
    return np.array(chosen, dtype=np.int32).reshape(len(chosen), len(sizes))


@attrs.frozen(eq=False)
class Acceptability:
    """Under how many admissible choices each unit passes."""

    passed: Array
    """For each unit; whole numbers, as large as they have to be."""
    of: int
    """How many choices there are."""

    def share(self, unit: int) -> Fraction | None:
        """The share of the choices under which a unit passes; none where there is no choice."""
        return Fraction(int(self.passed[unit]), self.of) if self.of else None

    @property
    def always(self) -> Array:
        """The places of the units that pass whatever is chosen."""
        return np.flatnonzero(self.passed == self.of)

    @property
    def never(self) -> Array:
        """The places of the units that pass under no choice."""
        return np.flatnonzero(self.passed == 0)

    def say(self, lang: str = "vi") -> str:
        """Tell how many units pass always, never, and depending on the choice."""
        units, always, never = len(self.passed), len(self.always), len(self.never)
        number = write_number(self.of, lang)
        if lang == "vi":
            return (
                f"với {number} phương án mức: {always} đơn vị luôn đạt, {units - always - never} tùy phương án, "
                f"{never} không đạt với phương án nào"
            )
        return (
            f"over {number} choices: {always} units always pass, {units - always - never} depend on the choice, "
            f"{never} never pass"
        )


def acceptability(options: Sequence[Options]) -> Acceptability:
    """Count the choices under which each unit passes, when each indicator is chosen freely: exactly, as a product.

    Example:
        >>> two = options_of_levels("7.1", np.array([70, 80, 90]), [75, 85])
        >>> found = acceptability([two, two])
        >>> found.passed.tolist(), found.of
        ([0, 1, 4], 4)
    """
    of = math.prod(len(one) for one in options)
    passed = np.ones(len(options[0].applies), dtype=np.int64 if of < 2**62 else object)
    for one in options:
        passed = passed * one.passing(None).sum(axis=0, dtype=np.int64)
    return Acceptability(np.where(_asked(options), passed, 0), of)


def _asked(options: Sequence[Options]) -> Flags:
    """Which units any indicator applies to; of nothing at all the verdict is that it is not applicable."""
    asked = np.zeros(len(options[0].applies), np.bool_)
    for one in options:
        asked |= one.applies
    return asked


@attrs.frozen(eq=False)
class Never:
    """Who could not pass whatever was chosen, and what each of them fails even at its loosest."""

    units: Array
    """Their places."""
    by_stratum: Mapping[str, tuple[int, int]]
    """How many, and of how many units, in each stratum."""
    stopped_by: Mapping[str, int]
    """How many of them fail each indicator under all of its options."""

    def say(self, lang: str = "vi") -> str:
        """Tell how many in each stratum."""
        parts = ", ".join(f"{name} {count}/{of}" for name, (count, of) in self.by_stratum.items())
        if lang == "vi":
            return f"{len(self.units)} đơn vị không đạt với phương án nào ({parts})"
        return f"{len(self.units)} units pass under no choice ({parts})"


def never_pass(options: Sequence[Options], strata: Sequence[str]) -> Never:
    """Find the units that pass under no choice, by stratum."""
    reach = np.stack([one.passing(None).any(axis=0) for one in options])
    out = ~reach.all(axis=0) | ~_asked(options)
    totals: dict[str, list[int]] = {}
    for stratum, is_out in zip(strata, out.tolist(), strict=True):
        counts = totals.setdefault(stratum, [0, 0])
        counts[0] += is_out
        counts[1] += 1
    return Never(
        np.flatnonzero(out),
        {name: (counts[0], counts[1]) for name, counts in sorted(totals.items())},
        {one.name: int((~reach[row]).sum()) for row, one in enumerate(options)},
    )


class Scenarios:
    """Counts for joint choices: how many units meet each criterion, and the whole set.

    Args:
        options: Of every indicator, all over the same units.
        criteria: For each criterion, the places of its indicators.

    Example:
        >>> two = options_of_levels("7.1", np.array([70, 80, 90]), [75, 85])
        >>> Scenarios([two, two], [[0], [1]]).count(np.array([[0, 0], [0, 1]])).tolist()
        [[2, 2, 2], [2, 1, 1]]
    """

    def __init__(self, options: Sequence[Options], criteria: Sequence[Sequence[int]]) -> None:
        self.options, self.criteria = tuple(options), tuple(tuple(one) for one in criteria)
        everything = sorted({place for one in self.criteria for place in one})
        self._rows = [self._planes(members) for members in (*self.criteria, everything)]

    def _planes(self, members: Sequence[int]) -> Planes:
        some = [self.options[place] for place in members]
        return Planes.of(list(members), [one.passing for one in some], _asked(some))

    def count(self, choices: Array, *, engine: Engine = "numpy") -> npt.NDArray[np.int64]:
        """Count the units that meet each criterion and, last, the set.

        Args:
            choices: A row for each scenario, with the place of the option of every indicator.
            engine: ``"numba"`` for compiled loops; the counts are the same.

        Raises:
            MissingExtraError: ``"numba"`` without the extra ``fast``.
        """
        return np.stack([planes.count(choices, engine=engine) for planes in self._rows]).T

    def acceptability(self, choices: Array) -> Acceptability:
        """Count for each unit under how many of the scenarios it meets the set."""
        return Acceptability(self._rows[-1].passed(choices), len(choices))


# -- what varies continuously -------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Sobol:
    """Which share of a result's variance comes from each input."""

    names: tuple[str, ...]
    first: tuple[float, ...]
    """From the input alone."""
    first_error: tuple[float, ...]
    """Half the interval of each, by SALib's bootstrap."""
    total: tuple[float, ...]
    """From the input with all that it does together with others."""
    total_error: tuple[float, ...]
    runs: int
    """How often the model was asked."""

    def say(self, lang: str = "vi") -> str:
        """Tell the indices, one input a line."""
        parts = []
        for name, *numbers in zip(self.names, self.first, self.total, strict=True):
            one, other = (write_number(Fraction(number), lang, 2) for number in numbers)
            parts.append(
                f"{name}: riêng {one}, cùng các yếu tố khác {other}"
                if lang == "vi"
                else f"{name}: alone {one}, with others {other}"
            )
        return "\n".join(parts)


def sobol_indices(
    model: Callable[[Array], Array],
    bounds: Mapping[str, tuple[float, float]],
    *,
    seed: int,
    samples: int = 1024,
    confidence: Fraction = Fraction(19, 20),
) -> Sobol:
    """Ask SALib how a result depends on inputs that vary continuously.

    Args:
        model: From inputs, a row for each run, to results.
        bounds: The smallest and largest value of each input.
        seed: Of the sample; below 2**32.
        samples: A power of two; the model is asked that often times the number of inputs and two.
        confidence: Of the errors.

    Raises:
        MissingExtraError: SALib is not installed.
    """
    try:
        from SALib.analyze import sobol as analyzing  # noqa: PLC0415
        from SALib.sample import sobol as sampling  # noqa: PLC0415
    except ImportError as missing:
        job = Words(vi="phân tích độ nhạy của yếu tố liên tục", en="analyse continuous inputs")
        raise MissingExtraError(job, "stats") from missing
    problem = {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(ends) for ends in bounds.values()]}
    inputs = sampling.sample(problem, samples, calc_second_order=False, seed=seed)
    found = analyzing.analyze(
        problem,
        np.asarray(model(inputs), dtype=np.float64),
        calc_second_order=False,
        conf_level=float(confidence),
        seed=seed,
    )
    return Sobol(
        names=tuple(bounds),
        runs=len(inputs),
        **{
            ours: tuple(float(one) for one in found[theirs])
            for ours, theirs in (
                ("first", "S1"),
                ("first_error", "S1_conf"),
                ("total", "ST"),
                ("total_error", "ST_conf"),
            )
        },
    )
