"""The papers: every heading stands in every form, hostile text stays text, and the hash is the content alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from fractions import Fraction

import openpyxl
import pytest

from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.paper.blocks import SYNTHETIC, Chart, Empty, Heading, PageBreak, TableBlock
from smartvillage.programme.programme import Programme
from smartvillage.proposal.burden import Cost
from smartvillage.proposal.dossier import CONTENT, OUTLINES, Fields, read_outlines
from smartvillage.proposal.dossier.dossier import content_hash
from smartvillage.proposal.dossier.sources import MARK
from smartvillage.proposal.review import Entry, Merged
from tests.paper.reading import docx_headers, docx_lines

HOSTILE = "=1+1 <b>đậm</b> \x07& \u202e"
PRINTED = "=1+1 <b>đậm</b> \ufffd& \ufffd"


def headings(paper):
    return [block for block in paper.blocks if isinstance(block, Heading)]


def texts(tree):
    """Every text of a paper in both languages."""
    if isinstance(tree, dict):
        if set(tree) == {"vi", "en"}:
            yield tree["vi"]
            yield tree["en"]
        else:
            for value in tree.values():
                yield from texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value)


# -- what is there ------------------------------------------------------------------------------------------------


def test_every_heading_of_every_outline_is_printed(dossier):
    printed = {block.text for block in headings(dossier.paper)}
    outlines = read_outlines()

    for outline in outlines.values():
        for _, section in outline.walk():
            assert Words(section.heading.vi, section.heading.say("en")) in printed
            assert section.heading.en


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_word_document_read_back_holds_all_headings(proposal, lang, tmp_path):
    made = proposal.dossier(lang)
    (file,) = made.write(tmp_path, ["docx"])
    lines = docx_lines(file.read_bytes())

    assert [block.say(lang) for block in headings(made.paper) if block.say(lang) not in lines] == []


def test_a_section_without_content_says_so(dossier):
    blocks = dossier.paper.blocks
    place = next(
        place for place, one in enumerate(blocks) if isinstance(one, Heading) and one.text.vi == "Bài học kinh nghiệm"
    )

    assert isinstance(blocks[place + 1], Empty)
    assert blocks[place + 1].say("vi") == "(chưa có nội dung: bài học rút ra từ các mô hình)"


def test_the_first_page_says_seat_form_and_text(dossier):
    blocks = dossier.paper.blocks
    first = blocks[: next(place for place, one in enumerate(blocks) if isinstance(one, PageBreak))]
    told = "\n".join(
        cell.say("vi") for block in first if isinstance(block, TableBlock) for row in block.rows for cell in row
    )

    assert "bộ tiêu chí riêng của tỉnh" in told
    assert "Quyết định của Ủy ban nhân dân tỉnh" in told
    assert "924/QĐ-TTg (02/08/2022) [V1]" in told


@pytest.mark.parametrize("shape", ["framework", "provincial", "profile"])
@pytest.mark.parametrize("base", ["vn.xa-ntm@2021-2025", "vn.xa-ntm@2026-2030"])
def test_each_shape_makes_a_dossier_without_fault(proposals, shape, base):
    schemes = ["vn.51.commune-group"] if base.endswith("2030") else []
    made = proposals(["tourism"], base, shape=shape, schemes=schemes).dossier()

    assert made.check() == ()
    assert made._workbook.blocks


def test_what_a_profile_takes_over_is_marked_as_far_as_it_was_checked(proposals):
    made = proposals(["tourism"], "vn.xa-ntm@2021-2025", shape="profile", schemes=[]).dossier()
    printed = "\n".join(texts(made.to_dict()["paper"]))

    assert made.facts.unchecked
    assert all(one.vi in printed for one in made.facts.unchecked)
    assert "chưa đối chiếu" in printed
    assert "Đồng bằng sông Cửu Long: " in printed


def test_a_criterion_spans_its_indicators_and_groups_have_columns(dossier):
    table = next(
        block
        for block in dossier.paper.blocks
        if isinstance(block, TableBlock) and block.tab and block.tab.vi == "Phụ lục"
    )

    assert [str(column.label.vi)[:6] for column in table.columns[3:7]] == ["Chung", "Nhóm 1", "Nhóm 2", "Nhóm 3"]
    assert {cell.rows for row in table.rows for cell in row if cell.bold} == {
        len(one.indicators) for one in dossier.context.proposal.draft.set.criteria
    }


def test_a_sheet_says_why_this_level_and_not_the_next(dossier):
    blocks = dossier.paper.blocks
    place = next(
        place
        for place, one in enumerate(blocks)
        if isinstance(one, Heading) and (one.number or "").startswith("B.") and one.level == 2
    )
    told = {row[0].say("vi"): [cell.say("vi") for cell in row[1:]] for row in blocks[place + 1].rows}

    assert [name.partition(":")[0] for name in told][2:5] == ["Hạ một nấc", "Mức này", "Nâng một nấc"]
    assert {"Mức của từng phương pháp", "Sàn, tiền lệ", "Độ ổn định", "Các kiểm tra", "Nguồn số liệu"} <= set(told)
    counts = [int(told[name][0].partition("/")[0]) for name in list(told)[2:5]]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 3


def test_without_before_on_both_sides_the_caution_stands_on_the_page(dossier):
    caution = "chênh lệch chưa phải là tác động"
    alone = [one for one in dossier.context.levelled if one.overall.assessment.differences is None]
    pages = [
        "\n".join(cell.say("vi") for row in block.rows for cell in row)
        for block in dossier.paper.blocks
        if isinstance(block, TableBlock) and block.columns[0].label.vi == "Nội dung" and len(block.columns) == 4
    ]

    assert len(pages) == len(dossier.context.levelled)
    assert sum(caution in page for page in pages) == len(alone) > 0


def test_charts_are_drawn_of_the_figures_in_their_tables(dossier):
    charts = [block for block in dossier.paper.blocks if isinstance(block, Chart)]
    levelled = [one for one in dossier.context.levelled if one.overall.level is not None]

    assert len(charts) == len(levelled) + 1  # and one of all items


# -- where numbers come from ----------------------------------------------------------------------------------------


def test_every_mark_in_every_language_resolves(dossier):
    known = {one.mark: one for one in dossier.facts.sources}
    printed = {mark for text in texts(dossier.to_dict()["paper"]) for mark in MARK.findall(text)}

    assert printed <= set(known)
    findings = {one.overall.id for one in dossier.context.proposal.graded} | {
        found.id for one in dossier.context.proposal.graded for found in one.strata.values()
    }
    assert {one.id for one in known.values() if one.kind == "finding"} == findings
    assert known["[R]"].id == dossier.context.proposal.run.id
    assert known["[K]"].id == dossier.context.proposal.plan.digest


def test_every_mark_that_is_printed_is_in_the_printed_list(dossier):
    tables = [block for block in dossier.paper.blocks if isinstance(block, TableBlock)]
    listed = {row[0].say("vi") for row in tables[-1].rows}
    printed = {mark for text in texts(dossier.to_dict()["paper"]) for mark in MARK.findall(text)}

    assert tables[-1].tab.vi == "Nguồn số liệu"
    assert printed <= listed


# -- what the office adds -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full(proposal):
    target = next(iter(proposal.draft.set.indicators)).id
    entries = (
        Entry(
            id="yk-1", who=("Sở A",), about=Words("1.1", "1.1"), text=Words(HOSTILE, HOSTILE), target=target, taken=True
        ),
        Entry(id="yk-2", who=("Xã B",), about=Words("1.2", "1.2"), text=Words("Cao quá", "Too high"), taken=False),
    )
    costs = [
        Cost(unit=unit, domain="tourism", kind="invest", source="Ngân sách tỉnh", amount=Fraction(amount))
        for unit, amount in (("vn:90001@", 900), ("vn:90005@", Fraction(2001, 2)))
    ]
    return proposal.dossier(
        fields=Fields(department=HOSTILE, committee="UBND tỉnh", day=date(2026, 1, 5), recipients=["Như trên"]),
        review=Merged(draft=proposal.draft, entries=entries),
        costs=costs,
        progress=[Programme.load("vn.ct924.long-an").check(on="2025-06-30")],
    )


def test_with_all_that_the_office_adds_there_is_no_fault(full):
    assert full.check() == ()
    open_ = {one.vi for one in full.notes()}
    assert "chưa có nội dung: G. Bản tổng hợp, tiếp thu, giải trình ý kiến" not in open_
    assert "chưa có nội dung: 1. Biểu mục tiêu" not in open_
    assert "chưa điền: tên sở, ban chủ trì" not in open_


def test_cost_if_all_follow_is_the_middle_times_the_others(full):
    table = next(
        block
        for block in full.paper.blocks
        if isinstance(block, TableBlock) and block.tab and block.tab.vi == "Nếu mọi xã làm theo"
    )

    # 900 and 1000.5 million: the middle is 950.25, printed with one decimal; 58 of 60 communes have none
    assert [cell.say("vi") for cell in table.rows[0]][1:5] == ["đầu tư ban đầu", "950,3", "58", "55.114,5"]


def test_hostile_text_is_text_in_every_form(full, tmp_path):
    docx, xlsx, html, json_ = full.write(tmp_path)
    page = html.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(xlsx)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert PRINTED in "\n".join(docx_lines(docx.read_bytes()))
    assert "<b>đậm" not in page
    assert "&lt;b&gt;đậm" in page
    assert PRINTED in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert PRINTED in json.dumps(json.loads(json_.read_text(encoding="utf-8")), ensure_ascii=False)


# -- forms ------------------------------------------------------------------------------------------------------------


def test_all_four_forms_bear_the_hash_and_the_banner(dossier, written):
    assert sorted(one.name for one in written.iterdir()) == [
        "dossier.docx",
        "dossier.html",
        "dossier.json",
        "dossier.xlsx",
    ]
    lines = docx_lines((written / "dossier.docx").read_bytes())
    assert f"Mã băm nội dung (SHA-256): {dossier.content}" in lines
    assert all(SYNTHETIC.vi in header for header in docx_headers((written / "dossier.docx").read_bytes()))
    page = (written / "dossier.html").read_text(encoding="utf-8")
    assert page.count(dossier.content) >= 2
    assert page.count(SYNTHETIC.vi) >= page.count("<section")
    book = openpyxl.load_workbook(written / "dossier.xlsx")
    for sheet in book:
        assert SYNTHETIC.vi in {cell.value for row in sheet.iter_rows(max_row=3) for cell in row}
    with zipfile.ZipFile(written / "dossier.xlsx") as archive:
        assert dossier.content.encode() in archive.read("xl/sharedStrings.xml")


def test_a_workbook_holds_all_sheets_of_indicators_on_one(dossier, written):
    names = openpyxl.load_workbook(written / "dossier.xlsx").sheetnames

    assert {"Phụ lục", "Phiếu chỉ tiêu", "Đáp ứng theo mức", "Nguồn số liệu", "So sánh"} <= set(names)
    assert len(names) < 40


def test_an_unknown_form_is_refused_before_anything_is_written(dossier, tmp_path):
    with pytest.raises(UnknownIdentifierError):
        dossier.write(tmp_path / "out", ["docx", "pdf"])

    assert not (tmp_path / "out").exists()


def test_only_json_needs_no_paper(dossier, tmp_path):
    (file,) = dossier.write(tmp_path / "new", ["json"])
    tree = json.loads(file.read_text(encoding="utf-8"))

    assert tree == dossier.to_dict()
    assert tree["content"] == content_hash(tree["facts"], tree["paper"])
    assert repr(dossier) == f"<Dossier gia-lap.tong-ket-2025: 5 papers, {dossier.content[:12]}>"


# -- the hash -------------------------------------------------------------------------------------------------------

_AGAIN = """
from tests.proposal.dossier.conftest import HERE, BASES, proposals
make = getattr(proposals, "__wrapped__", None) or proposals.__pytest_wrapped__.obj
print(make()().dossier("en").content)
"""


@pytest.mark.parametrize("seed", ["1", "20"])
def test_the_hash_is_the_same_in_another_process_with_another_order_of_hashing(dossier, seed):
    again = subprocess.run(
        [sys.executable, "-c", _AGAIN],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert again.stdout.strip() == dossier.content


def test_the_hash_follows_the_content(proposal, dossier):
    assert proposal.dossier().content == dossier.content
    assert proposal.dossier(fields=Fields(place="Tân An")).content != dossier.content
    assert re.fullmatch(r"[0-9a-f]{64}", dossier.content)


def test_every_content_is_used_by_an_outline_of_the_library():
    used = {name for outline in read_outlines().values() for _, section in outline.walk() for name in section.content}

    assert used == set(CONTENT)
    assert set(read_outlines()) == set(OUTLINES)
