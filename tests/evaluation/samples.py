"""A small invented set and its village: everything that a reason can be about, in a few lines.

The set ``ns.xa`` judges 2021 to 2025. The levels of clean water differ between the delta and the hills; the level of
income is of a secondary source, that of poverty was never checked; one level was not read, one is the province's.
"""

from __future__ import annotations

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence

REGION = "ns.region"
EVERYTHING = {"official", "secondary", "unverified"}

MEASURES = [
    {"id": "ns.water", "title": {"vi": "Hộ dùng nước sạch", "en": "Clean water"}, "kind": "share",
     "counted": {"vi": "hộ", "en": "households"}},
    {"id": "ns.income", "title": {"vi": "Thu nhập", "en": "Income"}, "kind": "amount",
     "unit": {"vi": "triệu đồng", "en": "million dong"}},
    {"id": "ns.poverty", "title": {"vi": "Hộ nghèo", "en": "Poverty"}, "kind": "share", "direction": "lower"},
    {"id": "ns.plan", "title": {"vi": "Có quy hoạch", "en": "Has a plan"}, "kind": "attested"},
    {"id": "ns.schools", "title": {"vi": "Số trường đạt chuẩn", "en": "Schools"}, "kind": "count",
     "unit": {"vi": "trường", "en": "schools"}},
]  # fmt: skip


def level(value=None, **more):
    """Write a level: one with a value may judge, unless it says otherwise."""
    known = {"value": value, "verification": "official"} if value is not None else {"missing": "not-read"}
    return {**known, **more}


def rule(kind, measure, *levels, **more):
    """Write a rule over one measure."""
    return {"kind": kind, "measure": f"ns.{measure}", **({"levels": list(levels)} if levels else {}), **more}


def indicator(printed, slug, *provisions, **more):
    """Write an indicator; a provision is a rule, or a rule with a span and a stratum."""
    return {
        "id": f"ns.xa.{slug}",
        "printed": printed,
        "title": {"vi": f"Chỉ tiêu {slug}", "en": f"Indicator {slug}"},
        "provisions": [one if "rule" in one else {"rule": one} for one in provisions],
        **more,
    }


def criterion(printed, slug, *indicators, **more):
    """Write a criterion."""
    return {
        "id": f"ns.xa.{slug}",
        "printed": printed,
        "title": {"vi": f"Tiêu chí {slug}", "en": f"Criterion {slug}"},
        "indicators": list(indicators),
        **more,
    }


def criteria_set(*criteria, **more):
    """Make a set of criteria."""
    return CriteriaSet.from_dict(
        {
            "format": "smartvillage.criteria-set/1",
            "id": "ns.xa",
            "edition": "2021-2025",
            "title": {"vi": "Bộ tiêu chí Nam Sơn", "en": "Nam Sơn criteria"},
            "issued": {"number": "12/QĐ-UBND", "date": "2021-01-01"},
            "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
            "schemes": [
                {
                    "id": REGION,
                    "title": {"vi": "Vùng"},
                    "strata": [
                        {"id": "delta", "title": {"vi": "Đồng bằng", "en": "Delta"}},
                        {"id": "hills", "title": {"vi": "Đồi núi", "en": "Hills"}},
                    ],
                    "rules": [{"scheme": "ns.remote", "stratum": "yes", "takes": "hills"}],
                }
            ],
            "measures": MEASURES,
            "criteria": list(criteria),
            **more,
        }
    )


WATER = indicator(
    "1.1",
    "water",
    rule(
        "at-least",
        "water",
        level("80", stratum={REGION: "delta"}, citation={"number": "12/QĐ-UBND", "row": "1.1"}),
        level("66.6", stratum={REGION: "hills"}),
    ),
)
PLAN = indicator("1.2", "plan", rule("attested", "plan"))
INCOME = indicator("2.1", "income", rule("at-least", "income", level("48", verification="secondary")))
POVERTY = indicator("2.2", "poverty", rule("at-most", "poverty", level("13", verification="unverified")))
SCHOOLS = indicator("2.3", "schools", rule("at-least", "schools", level()))

NAM_SON = criteria_set(criterion("1", "living", WATER, PLAN), criterion("2", "economy", INCOME, POVERTY, SCHOOLS))


def row(measure, value=None, unit="A", period="2024", **cells):
    """Write one line of tidy data."""
    return {"unit": unit, "period": period, "measure": f"ns.{measure}", "value": value, **cells}


def parts(measure, above, below, **cells):
    """Write one line that reports a share by its parts."""
    return row(measure, None, numerator=above, denominator=below, **cells)


GOOD = [
    parts("water", 130, 161),
    row("plan", "đạt"),
    row("income", "50"),
    row("poverty", "5"),
    row("schools", "3"),
]
"""What a commune of the delta reports that meets everything that can be judged."""


def run_of(rows, criteria=NAM_SON, strata=None, **how):
    """Judge rows; the village lies in the delta unless told otherwise."""
    evidence = Evidence(list(rows), measures=criteria, decimal=how.pop("decimal", None))
    return evaluate(criteria, evidence, strata={REGION: "delta"} if strata is None else strata, **how)


def judged(rule_, rows, **how):
    """Judge rows by one rule alone; returns the verdicts of one unit in one period."""
    alone = criteria_set(criterion("1", "c", indicator("1.1", "i", rule_)))
    return run_of(rows, alone, **how).at("A", how.get("period", "2024"))


# --- the golden run ----------------------------------------------------------------------------------------------

_GOLDEN = [
    *GOOD,
    row("water", "79,9", unit="B", relation="gt"),
    row("income", 48.5, unit="B", as_of="2024-11-30", source="báo cáo", state="verified"),
    row("poverty", None, unit="B", missing="not-collected"),
    parts("water", 2, 3, unit="C", period="2023-Q3"),
    parts("poverty", 0, 0, unit="C", period="2023-Q3"),
    row("income", "123456789012345678901234567890", unit="C", period="2023-Q3"),
]


def golden_run():
    """Judge a little of everything; the ids of this run were written down."""
    strata = {"A": {REGION: "delta"}, "B": {REGION: "hills"}, "C": {"ns.remote": "yes"}}
    return run_of(_GOLDEN, strata=strata, law_states=EVERYTHING, law_as_of="2025-06-30", data_as_of="2025-01-31")
