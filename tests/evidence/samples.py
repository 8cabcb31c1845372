"""Measures and rows to read: invented ones, of every kind, so that a test can show what it is about."""

from __future__ import annotations

import pytest

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError
from smartvillage.evidence.evidence import Evidence

SHARE = Measure(
    id="ns.water",
    title={"vi": "Hộ dùng nước sạch", "en": "Households with clean water"},
    kind="share",
    counted={"vi": "hộ", "en": "households"},
)
COUNT = Measure(id="ns.schools", title={"vi": "Số trường", "en": "Schools"}, kind="count")
AMOUNT = Measure(id="ns.income", title={"vi": "Thu nhập", "en": "Income"}, kind="amount", unit={"vi": "triệu đồng"})
RATIO = Measure(id="ns.per-head", title={"vi": "Bình quân", "en": "Per head"}, kind="ratio", unit={"vi": "triệu đồng"})
ATTESTED = Measure(id="ns.plan", title={"vi": "Có quy hoạch", "en": "Has a plan"}, kind="attested")
GRADED = Measure(
    id="ns.stars",
    title={"vi": "Hạng sao", "en": "Stars"},
    kind="ordinal",
    grades=[
        {"id": "three-star", "title": {"vi": "3 sao", "en": "Three stars"}},
        {"id": "four-star", "title": {"vi": "4 sao", "en": "Four stars"}},
        {"id": "five-star", "title": {"vi": "5 sao"}},
    ],
)
MEASURES = (SHARE, COUNT, AMOUNT, RATIO, ATTESTED, GRADED)


def row(measure=SHARE, **cells):
    """Write one line of tidy data."""
    return {"unit": "A", "period": "2024", "measure": measure.id, **cells}


def rows_of(measure, values):
    """Write one line for each value, of units called 0, 1, 2, ..."""
    return [row(measure, unit=str(number), value=value) for number, value in enumerate(values)]


def read(*rows, **how):
    """Read lines."""
    return Evidence(list(rows), measures=MEASURES, **how)


def values(evidence):
    """List the figures as canonical text, in the order of units."""
    return [one["value"] for one in evidence.rows()]


def refused(*rows, **how):
    """Read lines that must be refused; return the problems."""
    with pytest.raises(InputError) as caught:
        read(*rows, **how)
    return caught.value


def codes(error):
    """List the codes of the problems of an error."""
    return [problem.code for problem in error.problems]


def level(value, **more):
    """Write a level that may judge."""
    return {"value": value, "verification": "official", "citation": {"number": "1/QĐ"}, **more}


SET = CriteriaSet.from_dict(
    {
        "format": "smartvillage.criteria-set/1",
        "id": "ns.xa",
        "edition": "2021-2025",
        "title": {"vi": "Bộ tiêu chí"},
        "issued": {"number": "1/QĐ"},
        "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
        "measures": [plain(measure) for measure in MEASURES],
        "criteria": [
            {
                "id": "ns.xa.living",
                "printed": "1",
                "title": {"vi": "Đời sống"},
                "indicators": [
                    {
                        "id": "ns.xa.water",
                        "printed": "1.1",
                        "title": {"vi": "Nước sạch"},
                        "provisions": [
                            {"rule": {"kind": "at-least", "measure": SHARE.id, "levels": [level("80")]}},
                        ],
                    },
                    {
                        "id": "ns.xa.two",
                        "printed": "1.2",
                        "title": {"vi": "Hai số liệu"},
                        "provisions": [
                            {
                                "rule": {
                                    "kind": "all-of",
                                    "rules": [
                                        {"kind": "attested", "measure": ATTESTED.id},
                                        {"kind": "at-least", "measure": AMOUNT.id, "levels": [level("48")]},
                                    ],
                                }
                            }
                        ],
                    },
                ],
            }
        ],
    }
)
"""A set of two indicators: one judges a single measure, the other two of them."""
