"""Plugins of documents at random, and a workbook on somebody's desk: opened, typed in and saved by another program."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.measures import Grade, Measure
from smartvillage.errors import InputError
from smartvillage.exact import Exact
from smartvillage.plugins.documents import (
    CandidateRecord,
    CaseRecord,
    PilotRecord,
    PluginDocuments,
    PluginHead,
    PrecedentRecord,
)
from smartvillage.plugins.workbook import read_plugin_workbook, write_plugin_workbook
from smartvillage.plugins.workbook.layout import heading_key

KEY = "nam-son"


def label(vi, en=None):
    return Label(vi=vi, en=en)


WATER = Measure(id="nam-son.nuoc-sach", title=label("Tỷ lệ hộ dùng nước sạch"), kind="share")
GRADED = Measure(
    id="nam-son.muc-do",
    title=label("Mức độ"),
    kind="ordinal",
    grades=(Grade(id="muc-1", title=label("Chưa có")), Grade(id="muc-2", title=label("Có"))),
)
PAID = Measure(id="nam-son.thu-nhap", title=label("Thu nhập"), kind="amount", unit=label("triệu đồng"))
CLEAN = CandidateRecord(
    id="nam-son.candidates.nuoc-sach",
    title=label("Hầu hết hộ dùng nước sạch"),
    measure=WATER.id,
    basis="precedent",
    level="95",
    rationale=label("Nước sạch là sức khỏe."),
    shows="use",
    programme_group="society",
    ministry_group="people",
    burden="existing",
    precedents=(
        PrecedentRecord(title=label("Hộ dùng nước sạch"), citation=Citation(number="51/2025/QĐ-TTg"), value=">= 95"),
    ),
)
PILOT = PilotRecord(id="nam-son.pilots.mot", title=label("Mô hình một"), units=("28222",), on=date(2025, 1, 1))
CASE = CaseRecord(of=CLEAN.id, given={WATER.id: "95/100"}, expect="met", because=label("vừa đúng mức"))
SAMPLE = PluginDocuments(
    PluginHead(key=KEY, title=label("Nam Sơn"), domains=("environment",)),
    measures=(WATER, GRADED, PAID),
    candidates=(CLEAN,),
    pilots=(PILOT,),
    cases=(CASE,),
)


class Desk:
    """One workbook; cells are found by sheet, row of data (from 0) and Vietnamese heading."""

    def __init__(self, folder, documents=SAMPLE):
        self.path = folder / "nam-son.xlsx"
        write_plugin_workbook(documents, self.path)
        self.book = openpyxl.load_workbook(self.path)

    def header(self, sheet):
        return next(row for row in self.book[sheet].iter_rows() if sum(cell.value is not None for cell in row) > 1)

    def cell(self, sheet, row, heading):
        header = self.header(sheet)
        column = next(cell for cell in header if heading_key(cell.value.split("\n")[0]) == heading_key(heading))
        return self.book[sheet].cell(column.row + 1 + row, column.column)

    def item(self, name, column=2):
        """The cell beside an item of the sheet of information."""
        found = next(row for row in self.book["Thông tin"].iter_rows() if str(row[0].value).startswith(name))
        return found[column - 1]

    def type(self, sheet, row, **cells):
        """Type into one row; headings with blanks have underscores."""
        for heading, value in cells.items():
            self.cell(sheet, row, heading.replace("_", " ")).value = value
        return self

    def read(self):
        self.book.save(self.path)
        return read_plugin_workbook(self.path)

    def refused(self):
        with pytest.raises(InputError) as caught:
            self.read()
        return [(one.code, one.where.sheet, one.where.cell) for one in caught.value.problems], caught.value


# --- at random -------------------------------------------------------------------------------------------------------

_PIECES = (
    "nước sạch",
    "Hộ",
    "a\nb",
    "x;y, z",
    "– ",
    "= 5",
    "_x0041_",
    "EN:",
    "\ttab",
    '"',
    "95%",
    "1.234",
    "true",
    "a = b",
)
texts = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3).map(lambda some: f"T{' '.join(some)}".strip())
typed = st.one_of(texts, st.sampled_from(["2024", "9/10", ">= 50", "=A1", "–", "không", "007", "1e5"]))
labels = st.builds(Label, vi=texts, en=st.none() | texts)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
own = slugs.map(lambda slug: f"{KEY}.{slug}")
foreign = st.builds("{}.{}.{}".format, st.sampled_from(["vn", "nam-son-2"]), slugs, slugs)
days = st.dates(date(1000, 1, 1))
numbers = st.one_of(
    st.integers(-(10**17), 10**17),
    st.fractions(-(10**9), 10**9, max_denominator=999),
    st.decimals(-(10**6), 10**6, places=3),
).map(Exact)


def maybe(strategy):
    return st.none() | strategy


def some(strategy, **options):
    return st.lists(strategy, max_size=3, **options).map(tuple)


def filled(**fields):
    """Fields, without those that are ``None``: a document does not say them."""
    return st.fixed_dictionaries(fields).map(lambda found: {k: v for k, v in found.items() if v is not None})


@st.composite
def measure_of(draw, identifier):
    kind = draw(st.sampled_from(["share", "count", "amount", "ratio", "attested", "ordinal"]))
    lowest, highest = sorted(draw(st.tuples(numbers, numbers)))
    grades = st.lists(st.builds(Grade, id=slugs, title=labels), min_size=2, max_size=3, unique_by=lambda one: one.id)
    fields = draw(
        filled(
            direction=st.sampled_from(["higher", "lower", "neutral"]),
            unit=labels if kind in {"amount", "ratio"} else maybe(labels),
            **dict.fromkeys(
                ["counted", "numerator", "denominator", "rationale", "method", "source_system", "owner", "cycle"],
                maybe(labels),
            ),
            minimum=maybe(st.just(lowest)) if kind != "ordinal" else maybe(st.just(Exact(0))),
            over_places=maybe(st.sampled_from(["sum", "parts", "none"])),
            over_time=st.sampled_from(["last", "sum", "none"]),
            documents=some(labels),
            same_as=some(foreign),
            grades=grades.map(tuple) if kind == "ordinal" else st.just(()),
        )
    )
    highest = highest if draw(st.booleans()) else None
    if kind in {"share", "count"} and (highest is None or highest < 0):
        fields.pop("minimum", None)
        highest = None
    return Measure(id=identifier, title=draw(labels), kind=kind, maximum=highest, **fields)


precedent_records = st.builds(
    PrecedentRecord,
    title=labels,
    citation=st.builds(
        Citation,
        number=typed,
        issuer=maybe(labels),
        date=maybe(days),
        annex=maybe(typed),
        article=maybe(typed),
        row=maybe(typed),
        url=maybe(texts),
        via=some(texts),
    ),
    value=maybe(typed),
    basis=maybe(st.sampled_from(["criterion", "draft", "khac"])),
)


@st.composite
def candidate_of(draw, identifier, measures):
    precedents = draw(some(precedent_records))
    level = draw(maybe(numbers)) if any(one.value is not None for one in precedents) else None
    return CandidateRecord(
        id=identifier,
        title=draw(labels),
        measure=draw(st.sampled_from([one.id for one in measures]) | foreign if measures else foreign),
        domain=draw(maybe(slugs)),
        basis=draw(st.sampled_from(["idea", "precedent"] if precedents else ["idea"])),
        level=level,
        rationale=draw(labels),
        shows=draw(st.sampled_from(["access", "use", "result"])),
        programme_group=draw(st.sampled_from(["government", "economy", "society"])),
        ministry_group=draw(st.sampled_from(["institutions", "people", "technology"])),
        burden=draw(st.sampled_from(["existing", "new"])),
        precedents=precedents,
        caution=draw(maybe(typed)),
    )


pilot_records = st.builds(
    PilotRecord,
    id=slugs.map(lambda slug: f"{KEY}.pilots.{slug}") | own,
    title=labels,
    domain=maybe(slugs),
    units=some(st.sampled_from(["28222", "00123", "vn:28222@2025-07-01", "xã A"])),
    on=days,
    lead=maybe(labels),
    authority=maybe(foreign),
    since=maybe(days),
    until=maybe(days),
    synthetic=st.booleans(),
)


@st.composite
def case_of(draw, candidates, measures):
    ids = st.sampled_from([one.id for one in measures]) | foreign if measures else foreign
    return CaseRecord(
        of=draw(st.sampled_from([one.id for one in candidates]) | foreign if candidates else foreign),
        set=draw(maybe(typed)),
        level=draw(maybe(numbers)),
        period=draw(st.sampled_from(["2024", "2024-06", "2024-Q3"])),
        stratum=draw(st.dictionaries(foreign, slugs | st.lists(slugs, min_size=1, max_size=2).map(tuple), max_size=2)),
        given=draw(st.dictionaries(ids, typed, max_size=2)),
        expect=draw(st.sampled_from(["met", "not-met", "unknown", "not-applicable"])),
        because=draw(labels),
    )


heads = st.builds(
    PluginHead,
    key=st.just(KEY),
    title=labels,
    api=st.integers(0, 3),
    kind=maybe(st.sampled_from(["pillar", "leading", "foundation"])),
    domains=some(slugs),
    authority=maybe(foreign),
    since=maybe(days),
    until=maybe(days),
    successor=maybe(foreign),
    languages=some(st.sampled_from(["vi", "en", "khmer"])),
    note=maybe(labels),
)


@st.composite
def plugins(draw):
    """Draw the documents of a plugin: whatever they can hold, without sets and programmes."""
    measures = tuple(draw(measure_of(one)) for one in draw(st.lists(own, max_size=3, unique=True)))
    ids = st.lists(slugs.map(lambda slug: f"{KEY}.candidates.{slug}") | own, max_size=3, unique=True)
    candidates = tuple(draw(candidate_of(one, measures)) for one in draw(ids))
    return PluginDocuments(
        draw(heads),
        measures,
        candidates,
        draw(st.lists(pilot_records, max_size=2, unique_by=lambda one: one.id).map(tuple)),
        tuple(draw(st.lists(case_of(candidates, measures), max_size=3))),
    )
