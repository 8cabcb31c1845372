"""Papers, said once."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.errors import UnknownIdentifierError, Words
from smartvillage.exact import Exact
from smartvillage.paper.blocks import (
    SYNTHETIC,
    Blank,
    Bullets,
    Chart,
    Drawing,
    Empty,
    Heading,
    LetterHead,
    Paper,
    Paragraph,
    Picture,
    Stretch,
    TableBlock,
    Title,
)
from smartvillage.paper.blocks_text import clean, said, spans_of
from tests.paper.samples import BARE, DOT, HEAD, NOTE, PAPER, PICTURE, SMALL


@given(st.text())
def test_text_of_a_paper_never_holds_what_a_form_cannot(text):
    fit = clean(text)

    assert fit == unicodedata.normalize("NFC", fit)
    assert clean(fit) == fit
    assert all(ch in "\n\t" or ord(ch) >= 32 for ch in fit)
    fit.encode()


@pytest.mark.parametrize("bad", ["\x00", "\x1f", "\x7f", "\x9b", "\ud800", "\ufffe", "\u202e", "\u2066"])
def test_what_cannot_be_printed_is_shown_as_replaced(bad):
    assert clean(f"a{bad}b") == "a\ufffdb"


def test_every_kind_of_line_end_is_one():
    assert clean("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_text_is_taken_in_one_language_or_two():
    assert said("xã") == Words("xã", "xã")
    assert said(Label(vi="xã")) == Words("xã", "xã")
    assert spans_of(Words(vi="xã", en="commune")) == (Stretch(Words(vi="xã", en="commune")),)
    with pytest.raises(TypeError, match="int is no text"):
        Stretch(5)


def test_a_heading_has_one_of_three_levels():
    with pytest.raises(ValueError, match="level 1, 2 or 3"):
        Heading(4, "quá sâu")


def test_what_is_not_said_yet_is_listed_under_its_heading():
    assert [words.vi for words in PAPER.empty()] == ["Chỉ đạo", "Nguồn lực"]
    assert [words.vi for words in PAPER.bound_with(NOTE).empty()] == ["Chỉ đạo", "Nguồn lực", "Tờ trình"]
    assert Empty("bảng").say("vi") == "(chưa có nội dung: bảng)"


def test_a_blank_is_filled_wherever_it_stands():
    filled = PAPER.fill({"department": Words(vi="Sở Nông nghiệp", en="Department of Agriculture")})

    assert [field.key for field in PAPER.unfilled()] == ["department", "signer"]
    assert [field.key for field in filled.unfilled()] == ["signer"]
    assert [field.key for field in filled.blanks()] == ["department", "signer"]
    assert "tên sở" not in str(filled.to_dict()["blocks"]).replace("'label': {'vi': 'tên sở, ngành'", "")
    assert [block.drawing for block in filled.blocks if isinstance(block, Chart)] == [PICTURE, PICTURE, None]
    assert PAPER.unfilled()[0].value is None


def test_a_blank_filled_in_one_place_only_is_not_filled():
    paper = Paper("a", "b", [Paragraph([Blank("x", "tên", "Sở"), Blank("x", "tên")])])

    assert [field.key for field in paper.unfilled()] == ["x"]


def test_filling_a_blank_that_is_not_there_suggests_the_right_one():
    with pytest.raises(UnknownIdentifierError, match="No blank is called 'departmant'. Closest: department"):
        PAPER.fill({"departmant": "Sở"})


def test_filling_nothing_changes_nothing():
    assert PAPER.fill({}) == PAPER


def test_bound_papers_keep_their_heads_and_share_a_banner():
    bound = BARE.bound_with(NOTE, PAPER)

    assert bound.banner == SYNTHETIC
    assert [block.text.vi for block in bound.body() if isinstance(block, Title)][:3] == [
        "Bìa",
        "Tờ trình",
        "Tổng kết thí điểm",
    ]
    assert sum(isinstance(block, LetterHead) for block in bound.body()) == 2
    assert BARE.bound_with(NOTE).banner is None


def test_content_is_the_hash_of_the_json():
    assert PAPER.content == hashlib.sha256(PAPER.to_json().encode()).hexdigest()
    assert json.loads(PAPER.to_json()) == PAPER.to_dict()
    assert PAPER.to_json() == unicodedata.normalize("NFC", PAPER.to_json())


def test_the_content_of_a_paper_is_the_same_on_every_machine():
    assert BARE.content == "b47f1360e5b7f3253b5fc7412472f4e69b332f1fbc5cf903097bf6a16f9008be"


def test_a_picture_is_no_content_but_its_table_is():
    """Pictures differ with the fonts of a machine."""
    drawn, bare = (Paper("a", "b", [Chart("hình", SMALL, drawing)]) for drawing in (PICTURE, None))
    other = Paper("a", "b", [Chart("hình", TableBlock(["Xã"], [["khác"]]))])

    assert drawn.content == bare.content
    assert drawn == bare
    assert other.content != bare.content


@pytest.mark.parametrize("other", [1, True, Exact("1.5"), "1.5", "1", None, date(2025, 7, 1), "2025-07-01"])
def test_values_of_different_kinds_are_different_content(other):
    """A number and its text, 1 and yes, are not the same thing said."""
    values = [1, True, Exact("1.5"), "1.5", "1", None, date(2025, 7, 1), "2025-07-01"]
    content = [Paper("a", "b", [TableBlock(["A"], [[value]])]).content for value in values]
    mine = Paper("a", "b", [TableBlock(["A"], [[other]])]).content

    assert content.count(mine) == 1


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2026, 2, 3), "ngày 03 tháng 02 năm 2026", "2026-02-03"),
        (date(2026, 3, 12), "ngày 12 tháng 3 năm 2026", "2026-03-12"),
        (None, "ngày … tháng … năm …", "… / … / …"),
    ],
)
def test_a_letter_is_dated_in_words(day, vi, en):
    head = LetterHead("UBND", day=day)

    assert (head.dated("vi"), head.dated("en")) == (vi, en)


def test_a_picture_is_png_and_svg():
    with pytest.raises(ValueError, match="no PNG and SVG"):
        Picture(b"<svg/>", b"GIF89a")
    with pytest.raises(ValueError, match="no PNG and SVG"):
        Picture(b"<html/>", DOT)
    assert isinstance(PICTURE, Drawing)
    assert PICTURE.draw("vi") is PICTURE
    assert PICTURE._repr_png_() == DOT


def test_lists_are_marked_with_dashes_or_numbers():
    assert list(Bullets(["a", "b"]).marks()) == ["-", "-"]
    assert list(Bullets(["a", "b"], numbered=True).marks()) == ["1)", "2)"]
    assert HEAD.number == Stretch("Số: 12/BC")
