"""Names: compared, sorted and looked at, never repaired."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.text import bare_key, collation_key, loose_key, name_key, nfc, skeleton, suspicious

NAMES = st.lists(st.sampled_from(list("aăâbdđeêioôơuưy ắầẩẫậđĐÁÀẢÃẠ.-2")), max_size=12).map("".join)


def test_composed_and_decomposed_names_are_one():
    decomposed = unicodedata.normalize("NFD", "Xã Mỹ Thạnh Đông")

    assert decomposed != "Xã Mỹ Thạnh Đông"
    assert nfc(decomposed) == "Xã Mỹ Thạnh Đông"
    assert name_key(decomposed) == name_key("XÃ MỸ  THẠNH ĐÔNG ")


def test_old_and_new_tone_marks_are_two_names_and_one_suggestion():
    assert name_key("Đức Hòa") != name_key("Đức Hoà")
    assert loose_key("Đức Hòa") == loose_key("Đức Hoà")
    assert loose_key("Thủy Đông") == loose_key("Thuỷ Đông")
    assert loose_key("Quý") == loose_key("Qúy")


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hóa"), ("Long An", "Lòng An"), ("Tân", "Tan"), ("Đức", "Dức")])
def test_a_looser_key_still_tells_different_names_apart(one, other):
    assert loose_key(one) != loose_key(other)


@pytest.mark.parametrize(
    "name",
    ["Thị trấn Cần Đước", "TT. Cần Đước", "TT Cần Đước", "tt.Cần Đước", "Xã Cần Đước", "X. Cần Đước", "Huyện Cần Đước",
     "H.Cần Đước", "P. Cần Đước", "TP. Cần Đước", "TX. Cần Đước", "Q. Cần Đước", "Tỉnh Cần Đước", "Đặc khu Cần Đước"],
)  # fmt: skip
def test_the_kind_of_unit_is_ignored_by_suggestions(name):
    assert loose_key(name) == loose_key("Cần Đước")


def test_only_a_kind_written_in_full_is_left_out_of_a_bare_name():
    assert bare_key("Thị trấn Cần Đước") == "cần đước"
    assert bare_key("TT. Cần Đước") == "tt. cần đước"
    assert bare_key("Xã") == "xã"


def test_a_name_that_is_only_an_abbreviation_stays():
    assert loose_key("TT.") == loose_key("tt.")
    assert loose_key("P. ") == "p."


def test_a_skeleton_has_no_marks():
    assert skeleton("Xã Đức Hòa Thượng") == skeleton("duc hoa thuong") == "duc hoa thuong"


def test_vietnamese_letters_sort_in_the_order_of_the_alphabet():
    """Checked by hand against the alphabet taught in school: Đ after D before E, Ă and Â after A, Ơ after Ô after O."""
    order = [
        "An",
        "Ăn",
        "Ân",
        "Ba",
        "Ca",
        "Da",
        "Dương",
        "Đa",
        "Đức",
        "Ea",
        "Êa",
        "Ga",
        "Oa",
        "Ôa",
        "Ơa",
        "Pa",
        "Ua",
        "Ưa",
        "Va",
    ]
    mixed = random.Random(7).sample(order, len(order))

    assert sorted(mixed, key=collation_key) == order


def test_tones_decide_last_and_in_dictionary_order():
    order = ["Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa"]
    mixed = random.Random(7).sample(order, len(order))

    assert sorted(mixed, key=collation_key) == order
    assert collation_key("Hòa An") < collation_key("Hoa Lư")


def test_numbers_in_names_sort_by_value():
    assert sorted(["Phường 10", "Phường 2", "Phường 1", "Phường An"], key=collation_key) == [
        "Phường 1",
        "Phường 2",
        "Phường 10",
        "Phường An",
    ]


def test_punctuation_counts_as_a_space_and_foreign_letters_come_last():
    assert collation_key("Bà Rịa - Vũng Tàu")[0] == collation_key("Bà Rịa Vũng Tàu")[0]
    assert collation_key("Zin") < collation_key("Жин")
    assert collation_key("\u0301") > collation_key("")


@given(NAMES, NAMES)
def test_sorting_always_sees_the_same_name_in_both_unicode_forms(one, other):
    spread = unicodedata.normalize("NFD", one)

    assert collation_key(spread) == collation_key(one)
    assert (collation_key(one) == collation_key(other)) == (nfc(one) == nfc(other))


@given(NAMES)
def test_keys_are_stable_when_they_are_taken_again(name):
    assert name_key(name_key(name)) == name_key(name)
    assert skeleton(name).isascii()


@pytest.mark.parametrize(
    ("text", "en", "vi"),
    [
        ("Ðức", '"Ð" (U+00D0) only looks like Đ (U+0110)', "chỉ trông giống Đ"),
        ("Ɖức", '"Ɖ" (U+0189) only looks like Đ (U+0110)', "chỉ trông giống Đ"),
        ("ðức", '"ð" (U+00F0) only looks like đ (U+0111)', "chỉ trông giống đ"),
        ("Тân", '"Т" (U+0422) is a Cyrillic letter', "chữ Kirin"),
        ("Αn", '"Α" (U+0391) is a Greek letter', "chữ Hy Lạp"),
        ("村", '"村" (U+6751) is a letter that is not Latin', "không thuộc bảng chữ Latinh"),
        ("Mỹ\u200bAn", "a zero-width character (U+200B)", "rộng bằng không"),
        ("\ufeffMỹ", "a zero-width character (U+FEFF)", "rộng bằng không"),
        ("Mỹ\u202eAn", "a direction mark (U+202E)", "đổi chiều"),
        ("Mỹ\u00a0An", "a no-break space (U+00A0)", "không ngắt"),
        ("My\u00adAn", "a soft hyphen (U+00AD)", "dấu nối ẩn"),
        ("M\ufffd An", "the mark of a letter that was lost (U+FFFD)", "chữ đã mất"),
        ("Mỹ\nAn", "a control character (U+000A)", "ký tự điều khiển"),
        ("Mỹ\u2028An", "a control character (U+2028)", "ký tự điều khiển"),
        ("b\u0301", "a mark without its letter (U+0301)", "dấu đứng lẻ"),
    ],
)  # fmt: skip
def test_a_character_that_only_looks_right_is_named(text, en, vi):
    (words,) = suspicious(text)

    assert words.en == en
    assert vi in words.vi


def test_each_strange_character_is_named_once_in_order():
    assert [words.en[:12] for words in suspicious("Ð\u200bÐ\u200b")] == ['"Ð" (U+00D0)', "a zero-width"]


@pytest.mark.parametrize(
    "name", ["Xã Mỹ Thạnh Đông", "Ea H'leo", "Bà Rịa - Vũng Tàu", "Phường 1 (cũ)", "Ắ", "Kon Tum nº 1", "a\u02bcb"]
)
def test_proper_names_are_not_suspected_in_either_unicode_form(name):
    assert suspicious(name) == []
    assert suspicious(unicodedata.normalize("NFD", name)) == []
