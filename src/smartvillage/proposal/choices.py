"""Choices: what becomes of communes when every level moves a step, exactly, over all choices at once.

For each indicator of the draft the options are the suggested level and the neighbouring values seen in the pilots, one
step looser and one stricter. Under every combination of options a commune passes or not; how many it passes is its
*acceptability*.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from smartvillage.errors import Words
from smartvillage.paper.table import Table
from smartvillage.proposal.drafting import Graded
from smartvillage.proposal.response import codes_at
from smartvillage.proposal.sample import Sample
from smartvillage.proposal.sensitivity import Acceptability, Never, Options, acceptability, never_pass, options_of_codes
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


def choices_of(graded: Sequence[Graded], sample: Sample, schemes: Sequence[str]) -> Choices | None:
    """Make the options of every indicator that the draft sets a level for, and count.

    Args:
        graded: The graded findings; those of grade D and without a level have no say.
        sample: The units with their figures.
        schemes: The schemes whose strata are told apart.

    Returns:
        ``None`` where no indicator has a level.
    """
    asked = [one for one in graded if one.overall.level is not None and one.grade.letter in {"A", "B", "C"}]
    units = sample.of()
    if not asked or not units:
        return None
    options = tuple(_options(one, sample, units) for one in asked)
    strata = ["/".join(sample.stratum(unit, schemes)) for unit in units]
    return Choices(
        units=units,
        names=tuple(sample.names[unit] for unit in units),
        groups=tuple(sample.groups[unit] for unit in units),
        options=options,
        acceptability=acceptability(options),
        never=never_pass(options, strata),
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
