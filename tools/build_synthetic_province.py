"""Make the synthetic province of the demo: sixty invented communes, fifteen of them pilots, before and after.

    python tools/build_synthetic_province.py

Everything is invented and says so. The draws are seeded, so the files are the same each time. Some things are planted,
so that a proposal made of them has something to find: a good indicator, one that everybody meets, two that say the
same, and one that too few pilots have reported.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

from smartvillage.border import parse
from smartvillage.criteria.documents import read_document
from smartvillage.proposal.plan import AnalysisPlan

HERE = Path(__file__).parent.parent / "src" / "smartvillage" / "cli" / "examples" / "synthetic-province"
SOURCE = "giả lập (synthetic)"
BEFORE, AFTER = "2022", "2025"

FIRST = ("Bến", "Cầu", "Gò", "Rạch", "Vườn", "Đồng", "Kênh", "Lò", "Chợ", "Bưng", "Giồng", "Ao", "Đất", "Trảng", "Xóm")
LAST = ("Mây", "Sen", "Trăng", "Lúa")
GROUPS = ("middle", "middle", "middle", "urbanising")
"""The commune groups, in turn; group 3 does not exist in this province."""

SHARES = {
    "digital-government.procedures-submitted-online": (1200, 9000, 0.45, 0.33, 0.12),
    "digital-government.staff-trained": (18, 60, 0.40, 0.36, 0.20),
    "digital-government.feedback-on-time": (20, 90, 0.70, 0.15, 0.08),
    "digital-economy.cashless-shops": (60, 220, 0.30, 0.34, 0.18),
    "digital-economy.active-sellers": (40, 180, 0.15, 0.20, 0.05),
    "digital-economy.ocop-sold-online": (8, 26, 0.30, 0.32, 0.10),
    "digital-society.e-identity-active": (6000, 18000, 0.50, 0.33, 0.28),
    "digital-society.health-record-updated": (9000, 26000, 0.35, 0.25, 0.12),
    "digital-society.hamlet-team-active": (6, 17, 0.45, 0.35, 0.15),
    "economy.coded-area": (260, 3200, 0.20, 0.28, 0.06),
    "economy.traceable-products": (12, 40, 0.30, 0.35, 0.12),
    "economy.e-diary": (80, 900, 0.15, 0.27, 0.05),
    "tourism.online-booking": (12, 40, 0.35, 0.42, 0.08),
    "tourism.local-jobs": (40, 160, 0.60, 0.10, 0.04),
    "tourism.visitor-counted": (900, 15000, 0.30, 0.34, 0.10),
    "environment.sorting-checked": (90, 240, 0.30, 0.33, 0.15),
    "environment.collection-tracked": (150, 700, 0.55, 0.30, 0.14),
    "environment.alert-reached": (120, 900, 0.50, 0.25, 0.10),
    "culture.heritage-online": (5, 20, 0.25, 0.42, 0.08),
    "culture.culture-house-active": (6, 17, 0.60, 0.22, 0.12),
    "digital-foundation.fibre-households": (2200, 7600, 0.65, 0.20, 0.17),
    "digital-foundation.equipment-alive": (25, 180, 0.60, 0.20, 0.02),
}
"""The least and the most there are, the share before, and by how much it grew in pilots and in others."""

EVERYBODY = "culture.loudspeakers-working"
"""Planted: every commune has every loudspeaker working, so asking for it tells nobody apart."""
TWIN = ("digital-society.poll-coverage", "digital-society.poll-satisfied")
"""Planted: whoever polls enough has satisfied people, and the other way round, so one of the two is enough."""
FEW = "environment.alert-reached"
"""Planted: five pilots have reported it."""
COUNT = "environment.dump-spots"
OUTAGE = "digital-foundation.outage-hours"

PLAN = """
format: smartvillage.plan/1
id: gia-lap.tong-ket-2025
title:
  vi: Tổng kết thí điểm xã nông thôn mới thông minh tỉnh Giả Lập (dữ liệu giả lập)
  en: Summing up the smart-commune pilots of the invented province Giả Lập (synthetic data)
question:
  vi: Từ kết quả thí điểm, nên đề xuất chỉ tiêu nào, mức nào cho giai đoạn 2026-2030?
  en: Which indicators, at which levels, do the pilots support for 2026-2030?
base: vn.xa-ntm@2026-2030
seat:
  shape: provincial
  text: {number: 924/QĐ-TTg, date: '2022-08-02'}
  form: {vi: Quyết định của Ủy ban nhân dân tỉnh, en: A decision of the provincial People's Committee}
  set: gia-lap.xa-thong-minh
  edition: 2026-2030
  title: {vi: Bộ tiêu chí xã nông thôn mới thông minh tỉnh Giả Lập, en: Smart communes of Giả Lập province}
  assesses: {since: '2026-01-01', until: '2031-01-01'}
  schemes: [vn.51.commune-group]
  leading: '1'
periods: {before: ['2022'], after: ['2025']}
pilots:
  units: PILOTS
  chosen:
    vi: Mỗi huyện một xã, do huyện giới thiệu; các xã đều đã đạt chuẩn nông thôn mới trước thí điểm
    en: One commune a district, named by the district; all had met the basic set before the pilot
comparison:
  same: [vn.51.commune-group]
  status: {set: vn.xa-ntm@2021-2025, verdict: met}
domains: [digital-government, digital-economy, digital-society, economy, tourism, environment, culture,
  digital-foundation]
errors:
  tourism.local-jobs:
    {kind: uniform, size: '2', source: {vi: Ước lượng của cán bộ thống kê, en: The statistician's estimate}}
against:
- {vi: Mô hình không khác xã đối chứng, en: Pilots do not differ from comparison communes}
- {vi: Mức chỉ đạt được nhờ một mô hình, en: The level rests on a single pilot}
- {vi: Chỉ tiêu mà xã nào cũng đạt, en: Every commune meets it anyway}
"""


def main() -> None:
    chance = random.Random(51)
    HERE.mkdir(parents=True, exist_ok=True)
    units = [(f"9{number:04d}", f"Xã Giả Lập {first} {last}") for number, (first, last) in enumerate(names(), start=1)]
    pilots = [code for place, (code, _) in enumerate(units) if place % 4 == 0]
    write("places/units.csv", [{"code": code, "name": name, "kind": "commune"} for code, name in units])
    memberships = [
        {
            "unit": f"vn:{code}@",
            "scheme": "vn.51.commune-group",
            "stratum": GROUPS[place // 4 % 4],
            "citation": SOURCE,
            "verification": "unverified",
        }
        for place, (code, _) in enumerate(units)
    ]
    write("places/memberships.csv", memberships)
    write("so-lieu.csv", [row for place, unit in enumerate(units) for row in figures(chance, place, *unit)])
    listed = "[" + ", ".join(f"'{code}'" for code in pilots) + "]"
    path = HERE / "ke-hoach.yaml"
    path.write_text(PLAN.replace("PILOTS", listed).lstrip("\n"), encoding="utf-8", newline="\n")
    source = read_document(path)
    parse(AnalysisPlan, source.tree, file=source.file, locate=source.locate).seal().write(path)
    print(f"{len(units)} communes, {len(pilots)} pilots")


def names() -> list[tuple[str, str]]:
    return [(first, last) for first in FIRST for last in LAST]


def figures(chance: random.Random, place: int, code: str, name: str) -> list[dict[str, Any]]:
    pilot = place % 4 == 0
    rows: list[dict[str, Any]] = []

    def add(measure: str, period: str, **what: Any) -> None:
        # half of what pilots report after the pilot was looked at by the district
        state = "verified" if pilot and period == AFTER and chance.random() < 0.55 else "reported"
        who = {"unit": code, "unit_name": name, "period": period, "source": SOURCE}
        rows.append({**who, "measure": measure, "state": state, **what})

    rows.append(
        {"unit": code, "unit_name": name, "period": BEFORE, "indicator": "vn.xa-ntm@2021-2025", "source": SOURCE}
        | {"verdict": "đạt" if pilot or chance.random() < 0.8 else "chưa đạt"}
    )
    for measure, (least, most, before, grown, others) in SHARES.items():
        of = chance.randint(least, most)
        start = before + chance.gauss(0, 0.08)
        for period, share in ((BEFORE, start), (AFTER, start + (grown if pilot else others) + chance.gauss(0, 0.04))):
            if measure == FEW and pilot and period == AFTER and place >= 20:
                add(measure, period, missing="not-collected")
                continue
            add(measure, period, numerator=min(of, max(0, round(of * share))), denominator=of)
    polled = chance.randint(2000, 7000)
    asked = min(polled, max(0, round(polled * (0.3 + (0.35 if pilot else 0.1) + chance.gauss(0, 0.06)))))
    add(TWIN[0], AFTER, numerator=asked, denominator=polled)
    add(TWIN[1], AFTER, numerator=min(1000, round(1000 * (asked / polled) ** 0.5)), denominator=1000)
    add(EVERYBODY, AFTER, numerator=30, denominator=30)
    for period, low, high in ((BEFORE, 4, 9), (AFTER, 0, 3) if pilot else (AFTER, 2, 8)):
        add(COUNT, period, value=chance.randint(low, high))
    hours = chance.randint(0, 12) if pilot else chance.randint(4, 30)
    add(OUTAGE, AFTER, value=f"{hours // 2}.5" if hours % 2 else hours // 2)
    return rows


FIELDS = {
    "so-lieu.csv": (
        *("unit", "unit_name", "period", "measure", "value", "numerator", "denominator", "missing", "state"),
        *("indicator", "verdict", "source"),
    ),
    "places/units.csv": ("code", "name", "kind"),
    "places/memberships.csv": ("unit", "scheme", "stratum", "citation", "verification"),
}


def write(name: str, rows: list[dict[str, Any]]) -> None:
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
