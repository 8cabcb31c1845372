"""Plans, candidates and figures made up for tests."""

from __future__ import annotations

from datetime import date

from smartvillage.border import Label
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Indicator
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.offers import Candidate, Pilot
from smartvillage.proposal.plan import AnalysisPlan


def plan_tree(**changes):
    tree = {
        "id": "nam-son.summing-up",
        "title": {"vi": "Tổng kết mô hình xã thông minh"},
        "question": {"vi": "Nên yêu cầu gì ở giai đoạn 2026-2030?"},
        "base": "vn.xa-ntm@2021-2025",
        "seat": {
            "shape": "provincial",
            "text": {"number": "924/QĐ-TTg"},
            "form": {"vi": "Quyết định của UBND tỉnh"},
            "set": "nam-son.xa-thong-minh",
            "edition": "2026-2030",
            "title": {"vi": "Bộ tiêu chí xã thông minh"},
            "assesses": {"since": "2026-01-01", "until": "2031-01-01"},
        },
        "periods": {"before": ["2022"], "after": ["2025"]},
        "pilots": {"units": ["P0", "P1", "P2"], "chosen": {"vi": "Mỗi huyện một xã"}},
        "domains": ["tourism"],
        "methods": {"share": "0.8", "minimum": "6"},
        "against": [{"vi": "Không mô hình nào tốt hơn xã đối chứng"}],
    }
    return {**tree, **changes}


def plan(*, minimum="6", **changes):
    tree = plan_tree(**changes)
    return AnalysisPlan.from_dict({**tree, "methods": {**tree["methods"], "minimum": minimum}})


def measure(name="tourism.local-jobs", **changes):
    given = {"id": name, "title": Label(vi="Lao động địa phương"), "kind": "share", "counted": Label(vi="lao động")}
    return Measure(**{**given, **changes})


def candidate(offered=None, name="tourism.candidates.local-jobs", **changes):
    offered = offered or measure()
    kind = "at-most" if offered.direction == "lower" else "at-least"
    rule = {"kind": kind, "measure": offered.id, "levels": [{"missing": "not-set"}]}
    indicator = Indicator(id=name, printed=name.rpartition(".")[2], title=offered.title, provisions=[{"rule": rule}])
    given = {
        "indicator": indicator,
        "domain": "tourism",
        "basis": "idea",
        "rationale": Label(vi="Vì"),
        "measure": offered,
    }
    return Candidate(**{**given, **changes})


def evidence(rows, *measures, source="dữ liệu giả lập"):
    offered = measures or (measure(),)
    return Evidence([{"source": source, **row} for row in rows], measures=offered)


def row(unit, value, *, period="2025", name="tourism.local-jobs", **more):
    return {"unit": unit, "period": period, "measure": name, "value": value, **more}


def pilot(name="nam-son.my-loc", **changes):
    given = {
        "id": name,
        "title": Label(vi="Mỹ Lộc"),
        "domain": "tourism",
        "units": ("P0",),
        "on": date(2024, 1, 1),
    }
    return Pilot(**{**given, **changes})
