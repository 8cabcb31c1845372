"""Choices: what becomes of communes when every level moves a step, exactly, over all choices at once.

For each indicator of the draft the options are the suggested level and the neighbouring values seen in the pilots, one
step looser and one stricter. Under every combination of options a commune passes or not; how many it passes is its
*acceptability*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.errors import Words
from smartvillage.paper.table import Table
from smartvillage.proposal.drafting import Graded
from smartvillage.proposal.response import codes_at
from smartvillage.proposal.sample import Sample
from smartvillage.proposal.sensitivity import Acceptability, Never, Options, never_pass, options_of_codes
from smartvillage.text.numbers import write_number

__all__ = ["Choices", "choices_of"]


@attrs.frozen(eq=False, kw_only=True)
class Choices:
    """How communes fare under every choice of levels."""

    units: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    options: tuple[Options, ...]
    acceptability: Acceptability
    never: Never

    def table(self, lang: str = "vi") -> Table:
        """One line a commune: the share of the choices under which it passes."""
        rows = []
        for place, name in enumerate(self.names):
            share = self.acceptability.share(place)
            rows.append(
                {
                    "name": name,
                    "group": GROUPS[self.groups[place]].say(lang),
                    "share": "" if share is None else f"{write_number(100 * share, lang, 1)}%",
                }
            )
        return Table.of(rows, columns=tuple(_LABELS), labels=_LABELS)

    def say(self, lang: str = "vi") -> str:
        """Tell how many pass always, never, and depending on the choice, and who can never pass in which stratum."""
        return f"{self.acceptability.say(lang)}; {self.never.say(lang)}"


GROUPS = {
    "pilot": Words(vi="thí điểm", en="pilot"),
    "comparison": Words(vi="đối chứng", en="comparison"),
    "other": Words(vi="xã khác", en="other"),
}

_LABELS = {
    "name": Words(vi="Xã", en="Commune"),
    "group": Words(vi="Nhóm", en="Group"),
    "share": Words(vi="Tỷ lệ phương án mức mà xã đạt", en="Share of choices under which it passes"),
}


def choices_of(
    graded: Sequence[Graded],
    sample: Sample,
    schemes: Sequence[str],
    *,
    leading: Collection[str] = (),
    wanted: int = 1,
) -> Choices | None:
    """Make the options of every indicator that the draft sets a level for, and count.

    Args:
        graded: The graded findings; those of grade D and without a level have no say.
        sample: The units with their figures.
        schemes: The schemes whose strata are told apart.
        leading: The leading domains; all others are asked of every commune.
        wanted: How many of the leading domains a commune must meet.

    Returns:
        ``None`` where no indicator has a level.
    """
    asked = [one for one in graded if one.overall.level is not None and one.grade.letter in {"A", "B", "C"}]
    units = sample.of()
    if not asked or not units:
        return None
    options = tuple(_options(one, sample, units) for one in asked)
    strata = ["/".join(sample.stratum(unit, schemes)) for unit in units]
    homes: dict[str, list[Options]] = {}
    for one, option in zip(asked, options, strict=True):
        homes.setdefault(one.overall.candidate.domain, []).append(option)
    compulsory = [option for domain, some in homes.items() if domain not in leading for option in some]
    chosen = [some for domain, some in sorted(homes.items()) if domain in leading]
    least = min(wanted, len(chosen))
    return Choices(
        units=units,
        names=tuple(sample.names[unit] for unit in units),
        groups=tuple(sample.groups[unit] for unit in units),
        options=options,
        acceptability=_acceptability(compulsory, chosen, least, len(units)),
        never=_never(compulsory, chosen, least, strata),
    )


def _acceptability(
    compulsory: Sequence[Options], leading: Sequence[Sequence[Options]], least: int, units: int
) -> Acceptability:
    """Count the choices under which each unit meets all that is compulsory, and enough of the leading domains.

    Levels are chosen freely, so counts multiply; over the leading domains they are summed by how many are met, one
    domain after another.
    """
    whole = np.ones(units, dtype=object)
    of = 1
    for option in compulsory:
        whole, of = whole * _counts(option), of * len(option)
    # met[j]: the choices so far under which exactly j leading domains are met
    met: list[Any] = [np.ones(units, dtype=object)]
    for domain in leading:
        yes, choices = np.ones(units, dtype=object), 1
        for option in domain:
            yes, choices = yes * _counts(option), choices * len(option)
        no = choices - yes
        met = [(met[j] * no if j < len(met) else 0) + (met[j - 1] * yes if j else 0) for j in range(len(met) + 1)]
        of *= choices
    enough = sum(met[least:], np.zeros(units, dtype=object))
    return Acceptability(whole * enough, of)


def _counts(option: Options) -> npt.NDArray[Any]:
    """Under how many of its options each unit passes, as whole numbers of any size."""
    counted: npt.NDArray[Any] = option.passing(None).sum(axis=0, dtype=np.int64).astype(object)
    return counted


def _never(
    compulsory: Sequence[Options], leading: Sequence[Sequence[Options]], least: int, strata: Sequence[str]
) -> Never:
    """Who meets too little even with every level at its loosest."""
    everything = [*compulsory, *(option for domain in leading for option in domain)]
    found = never_pass(everything, strata)
    units = len(strata)
    able = np.ones(units, dtype=np.bool_)
    for option in compulsory:
        able &= option.passing(None).any(axis=0)
    domains = np.zeros(units, dtype=np.int64)
    for domain in leading:
        domains += np.logical_and.reduce([option.passing(None).any(axis=0) for option in domain])
    able &= domains >= least
    totals = {name: of for name, (_, of) in found.by_stratum.items()}
    stopped = Counter(stratum for stratum, can in zip(strata, able.tolist(), strict=True) if not can)
    return attrs.evolve(
        found,
        units=np.flatnonzero(~able),
        by_stratum={name: (stopped[name], of) for name, of in totals.items()},
    )


def _options(one: Graded, sample: Sample, units: Sequence[str]) -> Options:
    finding = one.overall
    assert finding.level is not None
    values = sample.values(finding.measure.id, units)
    known = np.array([unit in values for unit in units])
    column = [values.get(unit, finding.level) for unit in units]
    steps = [step.level for step in (finding.stability.looser, finding.stability.stricter) if step is not None]
    levels = sorted({finding.level, *steps})
    codes = np.stack(
        [codes_at(column, level, known=known, lower_is_better=finding.lower_is_better) for level in levels]
    )
    return options_of_codes(one.id, codes)
