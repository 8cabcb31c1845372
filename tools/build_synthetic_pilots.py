"""Make the synthetic pilots of the built-in domains: invented communes, invented figures, marked so in every row.

    python tools/build_synthetic_pilots.py

The generator is seeded by domain, so the files are the same each time. Names are invented and belong to no commune of
Vietnam; a test checks that the register of places does not know them. The figures say nothing about what real communes
reach: they are there to try things out.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent / "src" / "smartvillage" / "cli" / "examples"

NAMES = (
    "Xã Giả Lập Sen Vàng", "Xã Giả Lập Bến Trăng", "Xã Giả Lập Cầu Tre", "Xã Giả Lập Gò Mây", "Xã Giả Lập Rạch Lam",
    "Xã Giả Lập Vườn Xoài", "Xã Giả Lập Đồng Cò", "Xã Giả Lập Kênh Biếc", "Xã Giả Lập Lò Gốm", "Xã Giả Lập Chợ Nổi",
    "Xã Giả Lập Bưng Sen", "Xã Giả Lập Giồng Dừa", "Xã Giả Lập Ao Cá", "Xã Giả Lập Đất Thơm", "Xã Giả Lập Trảng Nắng",
)  # fmt: skip

FIELDS = ("unit", "period", "measure", "value", "numerator", "denominator", "missing", "source")
SOURCE = "dữ liệu giả lập (synthetic)"
SPREAD = 0.09


class Share:
    """A share of at least and at most so many things, around a centre."""

    def __init__(self, least: int, most: int, centre: float) -> None:
        self.least, self.most, self.centre = least, most, centre

    def draw(self, chance: random.Random) -> dict[str, Any]:
        below = chance.randint(self.least, self.most)
        share = min(1.0, max(0.0, chance.gauss(self.centre, SPREAD)))
        return {"numerator": min(below, max(0, round(below * share))), "denominator": below}


class Ratio:
    """One amount over another that lies between two numbers, in steps of a tenth where it is not whole."""

    def __init__(self, least: int, most: int, centre: float, *, tenths: bool = False) -> None:
        self.least, self.most, self.centre, self.tenths = least, most, centre, tenths

    def draw(self, chance: random.Random) -> dict[str, Any]:
        below = chance.randint(self.least, self.most)
        above = max(0, round(below * self.centre * (1 + chance.gauss(0, 1.5 * SPREAD))))
        return {"numerator": above, "denominator": f"{below // 10}.{below % 10}" if self.tenths else below}


class Number:
    """A whole number between two."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def draw(self, chance: random.Random) -> dict[str, Any]:
        return {"value": chance.randint(self.least, self.most)}


class Halves:
    """An amount in steps of a half."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def draw(self, chance: random.Random) -> dict[str, Any]:
        halves = chance.randint(2 * self.least, 2 * self.most)
        return {"value": f"{halves // 2}.5" if halves % 2 else halves // 2}


class YesNo:
    """Yes, as often as not otherwise said."""

    def __init__(self, often: float) -> None:
        self.often = often

    def draw(self, chance: random.Random) -> dict[str, Any]:
        return {"value": "có" if chance.random() < self.often else "không"}


class Grade:
    """A grade, the first being number 1, each as often as its weight says."""

    def __init__(self, *weights: int) -> None:
        self.weights = weights

    def draw(self, chance: random.Random) -> dict[str, Any]:
        return {"value": chance.choices(range(1, len(self.weights) + 1), self.weights)[0]}


PILOTS: Mapping[str, Mapping[str, Any]] = {
    "tourism": {
        "online-booking": Share(8, 26, 0.72),
        "profile-current": Share(6, 18, 0.80),
        "guest-notice-online": Share(240, 2600, 0.90),
        "visitor-counted": Share(900, 15000, 0.66),
        "visitor-satisfied": Share(60, 420, 0.88),
        "local-jobs": Share(25, 140, 0.70),
        "households-earning": Share(180, 640, 0.22),
        "hosts-trained": Share(20, 90, 0.75),
        "community-ocop": Number(0, 4),
    },
    "digital-government": {
        "work-files-online": Share(300, 2400, 0.84),
        "procedures-submitted-online": Share(1200, 9000, 0.76),
        "self-submitted": Share(700, 6000, 0.41),
        "data-reuse": Share(400, 4000, 0.58),
        "feedback-on-time": Share(8, 90, 0.87),
        "procedure-satisfaction": Share(200, 3000, 0.91),
        "staff-trained": Share(18, 60, 0.79),
        "public-disclosure": Share(12, 40, 0.74),
        "indicator-data-complete": Share(40, 57, 0.81),
    },
    "digital-economy": {
        "coop-uses-software": Share(2, 7, 0.60),
        "ocop-sold-online": Share(3, 16, 0.64),
        "produce-value-online": Share(9000, 80000, 0.17),
        "active-sellers": Share(40, 180, 0.38),
        "cashless-shops": Share(60, 220, 0.69),
        "cashless-utilities": Share(2200, 7600, 0.73),
        "linkage-recorded": Share(400, 9000, 0.46),
        "dispatch-point": YesNo(0.7),
        "digital-firms": Share(30, 260, 0.88),
    },
    "digital-society": {
        "essential-services-used": Number(2, 6),
        "poll-coverage": Share(2100, 7200, 0.36),
        "poll-satisfied": Share(700, 3000, 0.93),
        "e-identity-active": Share(6000, 18000, 0.82),
        "health-record-updated": Share(9000, 26000, 0.57),
        "remote-care": Ratio(90, 260, 2.4, tenths=True),
        "digital-school-records": Share(1400, 5200, 0.83),
        "hamlet-team-active": Share(6, 17, 0.78),
        "nobody-left-out": Share(150, 900, 0.52),
        "smart-hamlets": Share(6, 17, 0.34),
    },
    "economy": {
        "coded-area": Share(260, 3200, 0.48),
        "codes-kept": Share(4, 40, 0.86),
        "raw-material-area-digital": Share(150, 2400, 0.55),
        "traceable-products": Share(5, 24, 0.67),
        "e-diary": Share(80, 900, 0.43),
        "farmed-site-codes": Share(12, 160, 0.62),
        "packing-house-codes": Share(2, 9, 0.80),
        "precision-area": Share(260, 3200, 0.35),
        "early-warning": Share(60, 200, 0.74),
        "margin-gain": Ratio(35, 90, 1.18),
    },
    "environment": {
        "sorting-checked": Share(90, 240, 0.63),
        "collection-tracked": Share(150, 700, 0.88),
        "clean-water-use": Share(9000, 26000, 0.77),
        "water-results-public": Share(1, 4, 0.75),
        "reports-solved": Share(6, 60, 0.84),
        "pesticide-bins": Share(30, 260, 0.70),
        "livestock-waste": Share(15, 120, 0.76),
        "led-lighting": Share(180, 1600, 0.81),
        "alert-reached": Share(120, 900, 0.79),
        "dump-spots": Number(0, 7),
    },
    "culture": {
        "heritage-online": Share(3, 14, 0.72),
        "heritage-taught": Share(3, 9, 0.70),
        "culture-house-active": Share(6, 17, 0.83),
        "loudspeakers-working": Share(14, 60, 0.90),
        "artists-recorded": Share(4, 30, 0.47),
        "reading": Ratio(90, 260, 14.0),
        "events-online": Share(6, 24, 0.80),
        "village-rules-consulted": Share(6, 17, 0.75),
        "culture-satisfied": Share(600, 2600, 0.90),
    },
    "digital-foundation": {
        "fibre-households": Share(2200, 7600, 0.86),
        "mobile-coverage": Share(6, 17, 0.88),
        "smartphone-adults": Share(400, 1400, 0.84),
        "equipment-alive": Share(25, 180, 0.77),
        "running-cost-secured": Share(120, 900, 0.66),
        "security-level-approved": Share(3, 9, 0.68),
        "personal-data-rules": Share(6, 30, 0.50),
        "data-shared": Share(5, 20, 0.71),
        "outage-hours": Halves(0, 14),
        "restore-readiness": Grade(1, 7, 4),
    },
}
"""How the figures of each measure are drawn."""

GAPS = {
    "tourism": "households-earning",
    "digital-government": "self-submitted",
    "digital-economy": "produce-value-online",
    "digital-society": "nobody-left-out",
    "economy": "margin-gain",
    "environment": "alert-reached",
    "culture": "artists-recorded",
    "digital-foundation": "mobile-coverage",
}
"""What the fourth pilot has not collected: silence is part of real data."""


def main() -> None:
    for domain in PILOTS:
        path = HERE / f"synthetic-{domain}-pilots.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows_of(domain))
        print(path.name)


def rows_of(domain: str) -> list[dict[str, Any]]:
    """The rows of one domain, in the order of pilots and measures."""
    chance = random.Random(924 if domain == "tourism" else f"924 {domain}")
    rows = [
        {"unit": name, "period": "2025", "measure": f"{domain}.{measure}", **how.draw(chance), "source": SOURCE}
        for name in NAMES
        for measure, how in PILOTS[domain].items()
    ]
    gap = next(row for row in rows if row["unit"] == NAMES[3] and row["measure"] == f"{domain}.{GAPS[domain]}")
    gap |= {name: "" for name in ("value", "numerator", "denominator") if name in gap} | {"missing": "not-collected"}
    return rows


if __name__ == "__main__":
    main()
