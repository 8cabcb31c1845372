"""Make the programme documents from the catalogue of targets.

    python tools/build_programmes.py ../shared/domain/programme-924.yaml

The catalogue says what Decision 924 and Long An's plan ask, side by side, and where each figure was read. A target
that names an indicator is bound to it by its stable id; one whose indicator is in no shipped set keeps its words and
is undecided. Numbers are taken as printed: 66,6 % stays 66.6.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from smartvillage.criteria.documents import write_yaml
from smartvillage.errors import UnknownIdentifierError
from smartvillage.plugins.registry import builtin_registry

HERE = Path(__file__).parent.parent / "src" / "smartvillage" / "plugins" / "national"

EDITION = "2021-2025"
PLAN_DAY = "2023-02-02"
"""The day on which the plan was reported: its 161 communes and 15 districts are those of that day."""

LONG_AN = "vn:80@"
RECORDS = "Một kế hoạch của Thái Nguyên trừ hồ sơ mật; chưa đọc được văn bản quốc gia và của Long An có nói vậy không."
NOTES = {
    "gov-1-province": RECORDS,
    "gov-1-district": RECORDS,
    "gov-1-commune": RECORDS,
    "gov-3": "Theo mặt chữ, mẫu số là mọi xã, không chỉ xã phấn đấu nâng cao; nguồn đọc được không nói rõ. "
    "Chỉ tiêu này được sửa ngày 01/3/2024.",
    "gov-4": "Theo mặt chữ, mẫu số là mọi xã, không chỉ xã phấn đấu nâng cao; nguồn đọc được không nói rõ.",
    "gov-5": "So sánh bằng số đếm hoặc phân số đúng: nếu làm tròn lại thành 66,7 thì 10/15 bị đánh trượt sai.",
    "gov-6": "25% của 15 là 3,75 nên cần bốn đơn vị.",
    "gov-7": "Bài báo ghi tên tiêu chí 9 của bộ huyện nâng cao bằng tên ở bộ cơ bản.",
    "gov-8": "Văn bản ghi 'phấn đấu': là mục tiêu hướng tới.",
    "eco-1": "Không rõ cụm 'có ứng dụng công nghệ số' áp dụng cho cả ba ý hay chỉ ý cuối.",
    "eco-2": "Một bài báo tiếng Anh gắn công nghệ số với cả ý này.",
    "eco-3": "Mẫu số khác nhau giữa các kế hoạch tỉnh.",
    "soc-1": "Hai điều kiện cùng phải đạt. Không nói rõ tính gộp xã và huyện hay tính riêng từng cấp; ở đây tính gộp.",
    "pilot-1": "Nêu các lĩnh vực kinh tế, du lịch nông thôn, môi trường, văn hóa... (danh sách mở). Ghi 'phấn đấu'.",
}
"""The notes of the catalogue, in Vietnamese."""

KINDS = {"commune": ["commune"], "district": ["district"], "commune and district": ["commune", "district"]}

PROGRAMMES: dict[str, dict[str, Any]] = {
    "vn.ct924": {
        "title": {
            "vi": "Chương trình chuyển đổi số trong xây dựng nông thôn mới (924/QĐ-TTg)",
            "en": "Programme of digital transformation in new-rural development (924/QĐ-TTg)",
        },
        "issued": {"number": "924/QĐ-TTg", "date": "2022-08-02"},
        "since": "2022-08-02",
        "level": "threshold_national",
        "evidence": "national",
    },
    "vn.ct924.long-an": {
        "title": {
            "vi": "Kế hoạch của tỉnh Long An thực hiện Chương trình 924",
            "en": "Plan of Long An province under Programme 924",
        },
        "issued": {"number": "Kế hoạch của UBND tỉnh Long An (đưa tin 02/02/2023)", "date": PLAN_DAY},
        "since": PLAN_DAY,
        "level": "threshold_long_an",
        "evidence": "long_an",
    },
}


def main() -> None:
    catalogue = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    HERE.mkdir(parents=True, exist_ok=True)
    for identifier, programme in PROGRAMMES.items():
        targets = [
            target_of(identifier, programme, row, catalogue)
            for row in catalogue["targets"]
            if row[programme["level"]] is not None
        ]
        document = {
            "format": "smartvillage.programme/1",
            "id": identifier,
            "title": programme["title"],
            "issued": programme["issued"],
            "since": programme["since"],
            "until": "2026-01-01",
            "targets": targets,
            "note": {
                "vi": "Văn bản gốc chưa đọc được; số liệu theo báo chí và cổng thông tin dẫn lại.",
                "en": "The text itself was not read; figures follow press and portals that report it.",
            },
        }
        path = HERE / f"{identifier}.yaml"
        path.write_text(write_yaml(text_of(document)), encoding="utf-8", newline="\n")
        print(f"{path.name}: {len(targets)} targets")


def target_of(
    identifier: str, programme: dict[str, Any], row: dict[str, Any], catalogue: dict[str, Any]
) -> dict[str, Any]:
    counted = row["denominator_population"].split(" (")[0] in {
        "communes",
        "district-level units",
        "communes and district-level units",
    }
    per_parent = row["unit"] == "pilot communes per unit"
    asked = row[programme["level"]]
    target: dict[str, Any] = {
        "id": f"{identifier}.{row['id']}",
        "title": row["text"],
        "pillar": row["pillar"].replace("_", "-"),
        "asks": {"per_parent": asked} if per_parent else {"percent": asked},
        "citation": {
            "number": programme["issued"]["number"],
            "via": [
                catalogue["sources"][key]["address"] for key in row["evidence"][programme["evidence"]] if key != "seed"
            ],
        },
        "verification": "secondary",
    }
    if "strive" in (row.get("notes") or ""):
        target["commitment"] = "strive-for"
    if (counted or per_parent) and programme["level"] == "threshold_long_an":
        kinds = ["commune"] if per_parent else KINDS[row["level"]]
        declared = row.get("derived_long_an") or {}
        population = declared.get("pooled", declared).get("population")
        target["population"] = {"kinds": kinds, "within": LONG_AN, "on": PLAN_DAY}
        if population is not None and not per_parent:
            target["population"]["declared"] = population
    refs = row.get("indicator_refs") or []
    if refs and "population" in target:
        set_id, _, printed = refs[0].partition("/")
        try:
            found = builtin_registry().set(f"vn.{set_id}@{EDITION}")
            target |= {"set": found.key, "ref": found[printed].id}
        except UnknownIdentifierError:
            print(f"  {row['id']}: {refs[0]} is in no shipped set; undecided until it is")
    if row.get("notes"):
        target["note"] = {"vi": NOTES[row["id"]], "en": row["notes"]}
    return target


def text_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): text_of(one) for key, one in value.items() if one not in ([], None)}
    if isinstance(value, list):
        return [text_of(one) for one in value]
    return str(value)


if __name__ == "__main__":
    main()
