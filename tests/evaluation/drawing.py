"""Random runs: random sets, strata and figures, judged."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.testing import criteria_sets, observations_for, periods, strata_for

patiently = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=settings.default.max_examples // 3,
)
"""A random set takes as long to draw as a hundred numbers."""


class Case(NamedTuple):
    """A question before it is put: a set, rows of tidy data, the strata of the units."""

    criteria: CriteriaSet
    rows: list[dict[str, str]]
    strata: dict[str, dict[str, str]]

    def run(self, rows=None, **how):
        """Put the question, to other rows where they are given."""
        evidence = Evidence(self.rows if rows is None else rows, measures=self.criteria, decimal="point")
        return evaluate(self.criteria, evidence, strata=lambda unit, _: self.strata[unit], **how)


@st.composite
def cases(draw, *, units=("u1", "u2"), amended=True):
    """Draw a set, and what some units report over one or two periods; each period has a figure or a reason."""
    criteria = draw(criteria_sets(amended=amended))
    times = draw(st.lists(periods(), min_size=1, max_size=2, unique_by=lambda one: one[0]))
    silence = {criteria.document.measures[0].id: {"missing": "not-collected"}}
    rows = [
        line(criteria, unit, period, name, observation)
        for unit in units
        for period, _ in times
        for name, observation in (draw(observations_for(criteria)) or silence).items()
    ]
    return Case(criteria, rows, {unit: draw(strata_for(criteria)) for unit in units})


def line(criteria, unit, period, name, observation):
    """Write an observation as the line of tidy data that reports it."""
    cells = {key: str(Exact(observation[key])) for key in ("value", "numerator", "denominator") if key in observation}
    if criteria.measures[name].kind == "attested" and "value" in cells:
        cells["value"] = {"1": "true", "0": "false"}[cells["value"]]
    words = {key: observation[key] for key in ("relation", "missing") if key in observation}
    return {"unit": unit, "period": period, "measure": name, **cells, **words}
