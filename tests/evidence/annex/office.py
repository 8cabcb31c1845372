"""An office that fills in an annex: a workbook opened, typed in and saved by another program; and sets for it."""

from __future__ import annotations

import openpyxl

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import InputError
from smartvillage.evidence.annex import fill, read
from smartvillage.evidence.annex.filling import FIXED, level_column
from smartvillage.evidence.annex.rows import annex_of

SIGNED = {"typed": "Lê Thị Hoa", "confirmed": "Trần Văn Bình"}
REGIONS = ("bien", "dong-bang", "nui")


class Office:
    """One workbook on somebody's desk."""

    def __init__(self, folder, criteria_set, lang="vi"):
        self.set, self.path = criteria_set, folder / "phụ lục.xlsx"
        self.annex = annex_of(criteria_set)
        fill(criteria_set, self.path, lang=lang)
        self.book = openpyxl.load_workbook(self.path)
        self.page = self.book.worksheets[0]
        self.header = next(row[0].row for row in self.page.iter_rows() if row[0].value in FIXED["tt"])
        levels = [level_column(at) for at in range(len(self.annex.columns))]
        names = [*FIXED]
        self.columns = {name: at for at, name in enumerate([*names[:3], *levels, *names[3:], "key"], start=1)}
        keys = self.page.iter_rows(min_row=self.header + 1, min_col=self.columns["key"], values_only=True)
        self.rows = {str(key).rpartition(" #")[0]: at for at, (key,) in enumerate(keys, start=self.header + 1)}

    def cell(self, key, column):
        name = level_column(column) if isinstance(column, int) else column
        return self.page.cell(self.rows[key], self.columns[name])

    def at(self, key, column):
        return self.cell(key, column).coordinate

    def text(self, key):
        """What the cells of levels of a row say."""
        return [self.cell(key, at).value for at in range(len(self.annex.columns))]

    def type(self, key, *levels, **others):
        """Type levels from the first column on (one alone: in every column), and other cells by name."""
        for at, value in enumerate(levels * len(self.annex.columns) if len(levels) == 1 else levels):
            if value is not ...:
                self.cell(key, at).value = value
        for name, value in others.items():
            self.cell(key, name).value = value
        return self

    def sign(self, key, *levels, **others):
        return self.type(key, *levels, **{**SIGNED, **others})

    def read(self, criteria_set=None):
        self.book.save(self.path)
        return read(self.path, criteria_set or self.set)


def measure(name, kind="share", **fields):
    return {"id": f"thu.{name}", "title": {"vi": f"Tỷ lệ {name}", "en": f"Share of {name}"}, "kind": kind, **fields}


def level(value, state="unverified", **fields):
    return {"value": value, "verification": state, **fields}


def by_region(*values, state="unverified"):
    return [
        level(value, state, stratum={"thu.vung": region})
        for region, value in zip(REGIONS, values, strict=True)
        if value
    ]


def rule(kind, name, *levels, **fields):
    return {"kind": kind, "measure": f"thu.{name}", "levels": list(levels), **fields}


def indicator(name, *provisions, **fields):
    return {
        "id": f"thu.bo.{name}",
        "printed": "1.1",
        "title": {"vi": f"Chỉ tiêu {name}", "en": f"Indicator {name}"},
        "citation": {"number": "1/QĐ", "annex": "I", "row": name, "via": ["https://bao.vn"]},
        "provisions": [one if "rule" in one else {"rule": one} for one in provisions],
        **fields,
    }


MEASURES = (
    measure("nuoc", counted={"vi": "hộ", "en": "households"}),
    {**measure("nuoc-may"), "title": {"vi": "Tỷ lệ nuoc từ hệ thống tập trung", "en": "Share of nuoc from the mains"}},
    measure("nha-tam", "count", counted={"vi": "nhà", "en": "houses"}),
    measure("thu-nhap", "amount", unit={"vi": "triệu đồng/người", "en": "million dong a person"}),
    measure("quy-hoach", "attested"),
    measure("nha-van-hoa", "attested"),
    measure(
        "pho-cap",
        "ordinal",
        grades=[{"id": f"muc-{n}", "title": {"vi": f"Mức độ {n}", "en": f"Level {n}"}} for n in "123"],
    ),
)


VUNG = {
    "id": "thu.vung",
    "title": {"vi": "Vùng"},
    "strata": [
        {"id": one, "title": {"vi": title, "en": one}}
        for one, title in zip(REGIONS, ("Ven biển", "Đồng bằng", "Miền núi"), strict=True)
    ],
}


def set_of(*indicators, schemes=(VUNG,), measures=MEASURES, **fields):
    """A set of one criterion that judges 2021 to 2025, with three regions."""
    for number, one in enumerate(indicators, start=1):
        one["printed"] = f"1.{number}"
    criterion = {"id": "thu.bo.c1", "printed": "1", "title": {"vi": "Môi trường", "en": "Environment"}}
    return CriteriaSet.from_dict(
        {
            "id": "thu.bo",
            "edition": "2021-2025",
            "title": {"vi": "Bộ thử", "en": "A trial set"},
            "issued": {"number": "1/QĐ"},
            "assesses": {"since": "2021-01-01", "until": "2026-01-01"},
            "schemes": list(schemes),
            "measures": list(measures),
            "criteria": [{**criterion, "indicators": indicators}],
            **fields,
        }
    )


def water(*values, **fields):
    """A set with one share, by region."""
    return set_of(indicator("nuoc", rule("at-least", "nuoc", *by_region(*(values or ("80", "90", "70"))))), **fields)


def problems(call):
    """What is refused, as code and cell."""
    try:
        call()
    except InputError as refused:
        return [(one.code, one.where.cell) for one in refused.problems]
    return []
