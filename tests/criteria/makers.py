"""Small criteria sets, written as a person would write the document: mappings, lists and text."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from smartvillage.criteria.criteria_set import CriteriaSet

slowly = settings(
    max_examples=max(settings.default.max_examples // 4, 5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For properties of whole sets: drawing one takes as long as judging it, and the suite stays short."""

CITED = {"number": "1/QĐ-THU", "date": "2021-01-15"}
LATER = {"number": "2/QĐ-THU", "date": "2023-06-30"}

REGION = {
    "id": "thu.region",
    "title": {"vi": "Vùng"},
    "strata": [
        {"id": "delta", "title": {"vi": "Đồng bằng", "en": "Delta"}},
        {"id": "hills", "title": {"vi": "Đồi núi", "en": "Hills"}},
    ],
    "rules": [{"scheme": "thu.hardship", "stratum": "hard", "takes": "hills"}],
}
HARDSHIP = {
    "id": "thu.hardship",
    "title": {"vi": "Khó khăn"},
    "strata": [{"id": "hard", "title": {"vi": "Đặc biệt"}}, {"id": "ordinary", "title": {"vi": "Thường"}}],
}
DELTA, HILLS = {"thu.region": "delta"}, {"thu.region": "hills"}

MEASURES = [
    {"id": "thu.water", "title": {"vi": "Nước sạch", "en": "Clean water"}, "kind": "share"},
    {"id": "thu.poverty", "title": {"vi": "Nghèo", "en": "Poverty"}, "kind": "share", "direction": "lower"},
    {
        "id": "thu.income",
        "title": {"vi": "Thu nhập", "en": "Income"},
        "kind": "amount",
        "unit": {"vi": "triệu đồng", "en": "million VND"},
    },
    {"id": "thu.schools", "title": {"vi": "Số trường", "en": "Schools"}, "kind": "count"},
    {"id": "thu.plan", "title": {"vi": "Quy hoạch", "en": "Plan"}, "kind": "attested"},
]


def level(value=None, **fields):
    """A level: official and cited where it has a value, not read where it has none."""
    if value is None:
        return {"missing": "not-read", **fields}
    return {"value": value, "verification": "official", "citation": CITED, **fields}


def at_least(*levels, measure="thu.water", kind="at-least"):
    return {
        "kind": kind,
        "measure": measure,
        "levels": [one if isinstance(one, dict) else level(one) for one in levels],
    }


def attested(measure="thu.plan", **fields):
    return {"kind": "attested", "measure": measure, **fields}


def times(of="thu.bo.c1-1", factor="1.1", measure="thu.water", **fields):
    """A factor times the level of an indicator; a field that is ``None`` is left out."""
    rule = {
        "kind": "times",
        "measure": measure,
        "comparison": "at-least",
        "factor": factor,
        "of": of if isinstance(of, dict) else {"indicator": of},
        "verification": "official",
        "citation": CITED,
        **fields,
    }
    return {name: value for name, value in rule.items() if value is not None}


def provision(rule, **fields):
    return {"rule": rule, **fields}


def indicator(name, *rules, **fields):
    """An indicator ``1.2`` of criterion 1: its id is ``thu.bo.c1-2``."""
    provisions = [one if "rule" in one else provision(one) for one in rules]
    title = {"vi": f"Chỉ tiêu {name}"}
    return {
        "id": f"thu.bo.c{name.replace('.', '-')}",
        "printed": name,
        "title": title,
        "provisions": provisions,
        **fields,
    }


def criterion(name, *indicators, **fields):
    """A criterion ``1``: its id is ``thu.bo.c1``."""
    return {
        "id": f"thu.bo.c{name}",
        "printed": name,
        "title": {"vi": f"Tiêu chí {name}"},
        "indicators": list(indicators),
        **fields,
    }


def tree(*criteria, **fields):
    """The document of a set for the years 2021 to 2025."""
    return {
        "id": "thu.bo",
        "edition": "2021-2025",
        "title": {"vi": "Bộ thử"},
        "issued": CITED,
        "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
        "schemes": [REGION, HARDSHIP],
        "measures": MEASURES,
        "criteria": list(criteria),
        **fields,
    }


def small_set(*rules, **fields):
    """A set of one criterion whose indicators 1.1, 1.2 … have these rules."""
    indicators = [indicator(f"1.{number}", rule) for number, rule in enumerate(rules, start=1)]
    return CriteriaSet.from_dict(tree(criterion("1", *indicators), **fields))
