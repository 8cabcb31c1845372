"""Make the synthetic tourism pilots of the demo: invented communes, invented figures, marked so in every row.

    python tools/build_synthetic_pilots.py

The generator is seeded, so the file is the same each time. Names are invented and belong to no commune of Vietnam;
a test checks that the register of places does not know them.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent.parent / "src" / "smartvillage" / "cli" / "examples"

NAMES = (
    "Xã Giả Lập Sen Vàng", "Xã Giả Lập Bến Trăng", "Xã Giả Lập Cầu Tre", "Xã Giả Lập Gò Mây", "Xã Giả Lập Rạch Lam",
    "Xã Giả Lập Vườn Xoài", "Xã Giả Lập Đồng Cò", "Xã Giả Lập Kênh Biếc", "Xã Giả Lập Lò Gốm", "Xã Giả Lập Chợ Nổi",
    "Xã Giả Lập Bưng Sen", "Xã Giả Lập Giồng Dừa", "Xã Giả Lập Ao Cá", "Xã Giả Lập Đất Thơm", "Xã Giả Lập Trảng Nắng",
)  # fmt: skip

SHARES = {
    "tourism.online-booking": (8, 26, 0.72),
    "tourism.profile-current": (6, 18, 0.80),
    "tourism.guest-notice-online": (240, 2600, 0.90),
    "tourism.visitor-counted": (900, 15000, 0.66),
    "tourism.visitor-satisfied": (60, 420, 0.88),
    "tourism.local-jobs": (25, 140, 0.70),
    "tourism.households-earning": (180, 640, 0.22),
    "tourism.hosts-trained": (20, 90, 0.75),
}
"""How many things the share is of, at least and at most, and around which share the pilots lie."""

FIELDS = ("unit", "period", "measure", "value", "numerator", "denominator", "missing", "source")
SOURCE = "dữ liệu giả lập (synthetic)"


def main() -> None:
    chance = random.Random(924)
    rows = []
    for name in NAMES:
        for measure, (least, most, centre) in SHARES.items():
            below = chance.randint(least, most)
            above = min(below, max(0, round(below * min(1.0, max(0.0, chance.gauss(centre, 0.09))))))
            rows.append({"unit": name, "measure": measure, "numerator": above, "denominator": below})
        rows.append({"unit": name, "measure": "tourism.community-ocop", "value": chance.randint(0, 4)})
    # one pilot has not collected one figure: silence is part of real data
    gap = next(row for row in rows if row["unit"] == NAMES[3] and row["measure"] == "tourism.households-earning")
    gap |= {"numerator": "", "denominator": "", "missing": "not-collected"}
    with (HERE / "synthetic-tourism-pilots.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows({"period": "2025", "source": SOURCE, **row} for row in rows)


if __name__ == "__main__":
    main()
