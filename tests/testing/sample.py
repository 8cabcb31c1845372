"""A sample domain, healthy as it stands, and the faults that are planted in it, each in a variant of its own."""

from __future__ import annotations

import itertools
from datetime import date
from types import SimpleNamespace

import numpy as np

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Indicator, Provision
from smartvillage.criteria.rules import AtLeast, AtMost, Custom, Threshold
from smartvillage.plugins.documents import CaseRecord
from smartvillage.plugins.evaluators import Evaluator
from smartvillage.plugins.hookspecs import hookimpl
from smartvillage.plugins.offers import Candidate, Dataset, Finding, Pilot, PluginInfo, Precedent

CITED = Citation(number="12/QĐ-UBND", date=date(2024, 5, 2))


def both(text):
    return Label(vi=text, en=f"{text} (en)")


WATER = Measure(
    id="nam-son.clean-water",
    title=both("Hộ dùng nước sạch"),
    kind="share",
    numerator=both("Số hộ dùng nước sạch"),
    denominator=both("Số hộ"),
)
POVERTY = Measure(
    id="nam-son.poverty",
    title=both("Hộ nghèo"),
    kind="share",
    direction="lower",
    numerator=both("Số hộ nghèo"),
    denominator=both("Số hộ"),
)
LINKS = Measure(id="nam-son.links", title=both("Chuỗi liên kết"), kind="count", counted=both("chuỗi"))


def judge_links(inputs):
    """Met from two chains on; unknown where the count is not known."""
    column = inputs["nam-son.links"]
    enough = column.low >= 2 * column.denominator
    codes = np.where(enough, 2, 0).astype(np.uint8)
    codes[column.missing] = 1
    codes[column.not_applicable] = 3
    return codes


def candidate(name, measure, rule, **fields):
    indicator = Indicator(
        id=f"nam-son.candidates.{name}", printed=name, title=measure.title, provisions=(Provision(rule=rule),)
    )
    return Candidate(
        **{
            "indicator": indicator,
            "domain": "tourism",
            "basis": "idea",
            "rationale": both("Vì người dân"),
            "measure": measure,
            **fields,
        }
    )


NOT_SET = (Threshold(missing="not-set"),)
CITED_LEVEL = (Threshold(value="5", citation=CITED, verification="secondary"),)
PRECEDENT = Precedent(what=both("Hộ nghèo dưới 5%"), citation=CITED, value="5")


def water(**fields):
    return candidate("clean-water", fields.pop("measure", WATER), AtLeast(measure=WATER.id, levels=NOT_SET), **fields)


def poverty(levels=CITED_LEVEL, rule=AtMost, **fields):
    fields = {"basis": "precedent", "precedents": (PRECEDENT,), **fields}
    return candidate("poverty", POVERTY, rule(measure=POVERTY.id, levels=levels), **fields)


def links():
    return candidate("links", LINKS, Custom(evaluator="nam-son.enough-links", measures=(LINKS.id,)))


def evaluator(judge=judge_links):
    return Evaluator(id="nam-son.enough-links", judge=judge, content="1")


def level(value, stratum):
    cited = {"number": CITED.number, "date": "2024-05-02"}
    return {"value": value, "stratum": {"nam-son.group": stratum}, "citation": cited, "verification": "official"}


def smart_set(*levels):
    """A set of one indicator whose level is another in the hills."""
    words = {"vi": "Xã thông minh", "en": "Smart commune"}
    document = {
        "id": "nam-son.smart",
        "edition": "2025",
        "title": words,
        "issued": {"number": CITED.number, "date": "2024-05-02"},
        "assesses": {"since": "2025-01-01", "until": "2026-01-01"},
        "schemes": [
            {
                "id": "nam-son.group",
                "title": {"vi": "Nhóm xã", "en": "Group"},
                "strata": [
                    {"id": "lowland", "title": {"vi": "Đồng bằng", "en": "Lowland"}},
                    {"id": "upland", "title": {"vi": "Miền núi", "en": "Upland"}},
                ],
            }
        ],
        "measures": [
            {
                "id": WATER.id,
                "title": {"vi": WATER.title.vi, "en": WATER.title.en},
                "kind": "share",
                "numerator": {"vi": WATER.numerator.vi, "en": WATER.numerator.en},
                "denominator": {"vi": WATER.denominator.vi, "en": WATER.denominator.en},
            }
        ],
        "criteria": [
            {
                "id": "nam-son.smart.water",
                "printed": "1",
                "title": words,
                "indicators": [
                    {
                        "id": "nam-son.smart.clean-water",
                        "printed": "1.1",
                        "title": words,
                        "provisions": [
                            {"rule": {"kind": "at-least", "measure": WATER.id, "levels": list(levels)}},
                        ],
                    }
                ],
            }
        ],
    }
    return CriteriaSet.from_dict(document)


LOWLAND, UPLAND = level("95", "lowland"), level("80", "upland")


def case(**fields):
    return CaseRecord(
        **{
            "of": "nam-son.candidates.clean-water",
            "level": "95",
            "given": {"nam-son.clean-water": "95/100"},
            "expect": "met",
            "because": both("vừa đúng mức"),
            **fields,
        }
    )


CASES = (
    case(),
    case(given={"nam-son.clean-water": "94,9"}, expect="not-met"),
    case(given={"nam-son.clean-water": "missing"}, expect="unknown"),
    case(given={"nam-son.clean-water": "không áp dụng"}, expect="not-applicable"),
    case(
        of="nam-son.smart.clean-water",
        set="nam-son.smart@2025",
        level=None,
        period="2025",
        stratum={"nam-son.group": "upland"},
        given={"nam-son.clean-water": "80"},
    ),
)


def pilot(**fields):
    return Pilot(
        **{
            "id": "nam-son.pilots.my-loc",
            "title": both("Mỹ Lộc (giả lập)"),
            "domain": "tourism",
            "units": ("P1", "P2"),
            "on": date(2025, 1, 1),
            "lead": both("Phòng Văn hóa"),
            "synthetic": True,
            **fields,
        }
    )


def dataset(*columns):
    row = dict.fromkeys(columns, "1")
    return Dataset(
        id="nam-son.figures", title=both("Số liệu"), licence="CC0-1.0", synthetic=True, load=lambda: [row, row]
    )


class Sample:
    """A plugin whose answers can be changed one by one."""

    def __init__(self, **answers):
        healthy = {
            "info": PluginInfo(key="nam-son", title=both("Nam Sơn"), api=1, domains=("tourism",)),
            "measures": [WATER, POVERTY, LINKS],
            "candidates": [water(), poverty(), links()],
            "sets": [smart_set(LOWLAND, UPLAND)],
            "evaluators": [evaluator()],
            "pilots": [pilot()],
            "datasets": [dataset("unit", "period", "measure", "value")],
            "findings": lambda evidence: [Finding(what=both(f"{len(evidence)} số liệu"))],
            "cases": CASES,
        }
        self.answers = SimpleNamespace(**{**healthy, **answers})

    @property
    def cases(self):
        return self.answers.cases

    @hookimpl
    def smartvillage_plugin_info(self):
        return self.answers.info

    @hookimpl
    def smartvillage_measures(self):
        return self.answers.measures

    @hookimpl
    def smartvillage_candidates(self):
        found = self.answers.candidates
        return found() if callable(found) else found

    @hookimpl
    def smartvillage_criteria_sets(self):
        return self.answers.sets

    @hookimpl
    def smartvillage_evaluators(self):
        return self.answers.evaluators

    @hookimpl
    def smartvillage_pilots(self):
        return self.answers.pilots

    @hookimpl
    def smartvillage_datasets(self):
        return self.answers.datasets

    @hookimpl
    def smartvillage_check_evidence(self, evidence):
        return self.answers.findings(evidence)


# --- faults --------------------------------------------------------------------------------------------------------


def silent_is_failed(inputs):
    """The commonest mistake: what is missing is taken for nothing."""
    column = inputs["nam-son.links"]
    return np.where(column.low >= 2 * column.denominator, 2, 0).astype(np.uint8)


def better_than_average(inputs):
    """Looks at the others: a unit loses because its neighbours are good."""
    column = inputs["nam-son.links"]
    codes = np.where(column.low * 2 >= column.low.max(), 2, 0).astype(np.uint8)
    codes[column.missing] = 1
    return codes


def raises(inputs):
    raise RuntimeError("hỏng")


class Moody:
    """Judges otherwise every time it is asked."""

    def __init__(self):
        self.times = itertools.count()

    def __call__(self, inputs):
        codes = judge_links(inputs)
        known = codes != 1
        codes[known] = 2 * (next(self.times) % 2)
        return codes


def rewrites(evidence):
    evidence.columns.num[:] = 7
    return []


class Forgetful:
    """Offers something else whenever it is asked."""

    def __init__(self):
        self.times = itertools.count()

    def __call__(self):
        return [water(caution=f"lần {next(self.times)}"), poverty(), links()]


BLANK = WATER.replace(numerator=None, denominator=None)
HIGHER = POVERTY.replace(direction="higher")
UNCHECKED = Measure.model_construct(**{**dict(WATER), "id": "nam-son.unchecked", "direction": "up"})
"""A measure made without being looked at."""

FAULTS = {
    "an id with capitals": ("ids", {"pilots": [pilot(id="nam-son.pilots.Mỹ-Lộc")]}),
    "one id for two things": ("ids", {"pilots": [pilot(id="nam-son.clean-water")]}),
    "a share of nobody knows what": (
        "units",
        {"measures": [BLANK, POVERTY, LINKS], "candidates": [water(measure=BLANK), poverty(), links()], "sets": []},
    ),
    "a level that cites nothing": (
        "citations",
        {"candidates": [water(), poverty(levels=(Threshold(value="5", verification="secondary"),)), links()]},
    ),
    "a label in one language": ("labels", {"pilots": [pilot(title=Label(vi="Mỹ Lộc (giả lập)"))]}),
    "a stratum without a level": ("strata", {"sets": [smart_set(LOWLAND)]}),
    "silence that fails": ("unknown", {"evaluators": [evaluator(silent_is_failed)]}),
    "the wrong direction": (
        "monotone",
        {
            "measures": [WATER, HIGHER, LINKS],
            "candidates": [water(), candidate("poverty", HIGHER, AtMost(measure=HIGHER.id, levels=NOT_SET)), links()],
        },
    ),
    "a look at the neighbours": ("order", {"evaluators": [evaluator(better_than_average)]}),
    "another answer every time": ("deterministic", {"candidates": Forgetful()}),
    "another verdict every time": ("evaluators", {"evaluators": [evaluator(Moody())]}),
    "an evaluator that raises": ("evaluators", {"evaluators": [evaluator(raises)]}),
    "evidence that is rewritten": ("unchanged", {"findings": rewrites}),
    "what cannot be written down": ("round-trip", {"measures": [WATER, POVERTY, LINKS, UNCHECKED]}),
    "a case that disagrees": ("cases", {"cases": (*CASES, case(given={"nam-son.clean-water": "90"}))}),
    "a pilot nobody leads": ("pilots", {"pilots": [pilot(lead=None)]}),
    "a place that never was": ("places", {"pilots": [pilot(synthetic=False, units=("99999",))]}),
    "people kept by name": ("register", {"datasets": [dataset("unit", "Họ tên chủ hộ", "value")]}),
    "an id of somebody else": ("admission", {"pilots": [pilot(id="tourism.my-loc")]}),
}
"""Each fault with the check that sees it and what it changes."""


def faulty(name):
    """The sample with one fault."""
    _, changes = FAULTS[name]
    return Sample(**changes)
