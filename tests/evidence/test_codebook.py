"""Codebooks: what a file means to a reader who has only the file."""

from __future__ import annotations

from smartvillage.criteria.measures import Measure
from smartvillage.criteria.plain import plain
from smartvillage.evidence.codebook import EVIDENCE_FIELDS, fields_table
from smartvillage.evidence.evidence import CANONICAL, Evidence
from tests.evidence.samples import GRADED, SHARE, read, row


def test_every_column_of_canonical_evidence_is_explained_in_both_languages():
    assert tuple(EVIDENCE_FIELDS) == CANONICAL
    assert all(field.meaning.vi and field.meaning.en for field in EVIDENCE_FIELDS.values())


def test_a_codebook_has_a_line_for_each_column_of_each_file():
    table = fields_table({"a.csv": EVIDENCE_FIELDS, "b.csv": {"unit": EVIDENCE_FIELDS["unit"]}})

    assert len(table) == len(EVIDENCE_FIELDS) + 1
    assert table.where(file="b.csv").column("column") == ("unit",)


def test_every_measure_is_told_with_its_range_and_how_often_it_occurs():
    book = read(row(SHARE, value=50), row(SHARE, unit="B", value=60)).codebook()
    share, graded = (book.where(measure=one.id)[0] for one in (SHARE, GRADED))

    assert (share["kind"], share["unit"], share["direction"], share["observations"]) == ("share", "%", "higher", 2)
    assert (str(share["minimum"]), str(share["maximum"])) == ("0", "100")
    assert graded["grades"] == "1=three-star; 2=four-star; 3=five-star"
    assert list(book.column("measure")) == sorted(book.column("measure"))


def test_owner_and_parts_stand_in_the_codebook():
    told = {"owner": {"vi": "Sở Y tế"}, "numerator": {"vi": "Hộ dùng"}, "denominator": {"vi": "Tổng số hộ"}}
    measure = Measure.model_validate({**plain(SHARE), **told})
    line = Evidence([row(SHARE, value=50)], measures=[measure]).codebook()[0]

    assert (line["owner"], line["numerator"], line["denominator"]) == ("Sở Y tế", "Hộ dùng", "Tổng số hộ")
