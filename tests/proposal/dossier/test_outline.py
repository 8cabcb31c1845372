"""Outlines of the office's own: taken in place of those of the library, and refused with reasons."""

from __future__ import annotations

import pytest

from smartvillage.errors import InputError
from smartvillage.paper.blocks import Heading, Paragraph
from smartvillage.proposal.dossier import CONTENT, read_outlines

OWN = """\
format: smartvillage.outline/1
id: report
title: {vi: Báo cáo của tỉnh, en: Report of the province}
sections:
- heading: {vi: Phần riêng, en: Our part}
  text:
  - {vi: "{department} kính trình.", en: "Submitted by {department}."}
  - {vi: "Chỉ tiếng Việt, {place}."}
  - {vi: "Xã {place}", en: "Commune"}
- heading: {vi: Phần trống, en: Nothing here}
"""


def test_an_outline_of_the_office_replaces_ours(proposal, tmp_path):
    (tmp_path / "report.yaml").write_text(OWN, encoding="utf-8")
    made = proposal.dossier(outlines=tmp_path)
    printed = [block.text.vi for block in made.paper.blocks if isinstance(block, Heading)]
    told = [(block.say("vi"), block.say("en")) for block in made.paper.blocks if isinstance(block, Paragraph)]

    assert "Phần riêng" in printed
    assert "Kiến nghị, đề xuất" not in printed
    assert "Điều 1. Ban hành bộ tiêu chí" in printed
    assert ("[tên sở, ban chủ trì] kính trình.", "Submitted by [name of the department].") in told
    assert ("Chỉ tiếng Việt, [địa danh].", "Chỉ tiếng Việt, [place].") in told
    assert ("Xã [địa danh]", "Xã [place]") in told
    assert "chưa có nội dung: Phần trống" in {one.vi for one in made.notes()}
    assert made.check() == ()


def test_a_number_in_the_office_s_own_text_needs_its_source(proposal, tmp_path):
    (tmp_path / "report.yaml").write_text(OWN.replace("kính trình", "đạt 93%"), encoding="utf-8")

    assert {one.code for one in proposal.dossier(outlines=tmp_path).check()} == {"SV-PD-102"}


DEEP = """\
  sections:
  - heading: {vi: Hai}
    sections:
    - heading: {vi: Ba}
      sections:
      - heading: {vi: Bốn}
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (OWN + "  content: [nothing-such]\n", "SV-PD-002"),
        (OWN.replace("{department} kính", "{nobody} kính"), "SV-PD-003"),
        (OWN.replace("Submitted by {department}", "Submitted by {nobody}"), "SV-PD-003"),
        (OWN + DEEP, "SV-PD-004"),
    ],
)
def test_what_an_outline_names_must_exist(tmp_path, text, code):
    (tmp_path / "report.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_outlines(tmp_path, known=CONTENT)

    assert [one.code for one in refused.value.problems] == [code]
    assert refused.value.problems[0].where.file == "report.yaml"


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="SV-PD-001"):
        read_outlines(tmp_path / "none")


def test_names_of_content_are_not_asked_for_unless_somebody_knows_them(tmp_path):
    (tmp_path / "report.yaml").write_text(OWN + "  content: [nothing-such]\n", encoding="utf-8")

    assert read_outlines(tmp_path)["report"].sections[-1].content == ("nothing-such",)
