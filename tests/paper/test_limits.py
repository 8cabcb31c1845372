"""What Excel accepts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smartvillage.paper.limits import cell_text, sheet_names, too_large


def units(text):
    return len(text.encode("utf-16-le")) // 2


def test_names_are_cleaned_shortened_and_made_different():
    long = "Kết quả đánh giá theo từng chỉ tiêu"

    assert sheet_names(["a[1]:*?/\\b", "'x'", "History", long, long.upper(), " \n ", "", "=1"]) == [
        "a-1------b",
        "x",
        "History (2)",
        "Kết quả đánh giá theo từng chỉ",
        "KẾT QUẢ ĐÁNH GIÁ THEO TỪNG (2)",
        "Sheet",
        "Sheet (2)",
        "=1",
    ]


@given(st.lists(st.text(), max_size=12))
def test_every_name_is_one_that_excel_accepts(titles):
    names = sheet_names(titles)

    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < units(name) <= 31 and name.strip("'") == name for name in names)
    assert not any(set(name) & set("[]:*?/\\\n") for name in names)


def test_text_that_is_too_long_is_cut_and_marked():
    assert cell_text("đ" * 32_767) == "đ" * 32_767
    assert cell_text("đ" * 32_768) == "đ" * 32_766 + "…"
    assert units(cell_text("😀" * 20_000)) <= 32_767


def test_half_a_character_is_shown_as_a_question_mark():
    assert cell_text("a\ud800") == "a?"


def test_a_table_that_does_not_fit_is_told_with_advice():
    (problem,) = too_large("Chi tiết", 1_048_576, 2, 0)

    assert problem.code == "SV-IN-905"
    assert "1048576 rows and 2 columns does not fit" in problem.say("en")
    assert "Hãy chia bảng" in problem.say("vi")
    assert list(too_large("a", 1, 16_385, 0))
    assert not list(too_large("a", 1_048_500, 16_384, 10))
