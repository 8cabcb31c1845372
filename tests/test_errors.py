"""Errors: every problem in one form, in two languages, on one line, whole after a process boundary."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage import errors
from smartvillage.errors import (
    CriteriaSetError,
    InputError,
    MissingExtraError,
    PluginError,
    PluginWarning,
    Problem,
    RefusedValueError,
    SeveralEditionsError,
    SmartVillageError,
    UnknownIdentifierError,
    Where,
    Words,
    quoted,
)

WRONG = Words(vi="sai", en="wrong")
NUMBER = Words(vi="số", en="a number")
MEND = Words(vi="Sửa.", en="Mend it.")


@given(st.text())
def test_text_from_a_file_cannot_break_a_line(text):
    shown = quoted(text)

    assert shown.isprintable()
    assert len(shown) <= 62
    assert quoted(text, 5) == shown or len(quoted(text, 5)) == 7


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nhà ở", '"Nhà ở"'),
        ("a\nb\t", '"a\\nb\\t"'),
        ("\x1b[31m", '"\\x1b[31m"'),
        ("a\u202eb\u200bc\xa0d", '"a\\u202eb\\u200bc\\xa0d"'),
        ("\ud800", '"\\ud800"'),
        ("x" * 61, '"' + "x" * 59 + '…"'),
        ("x" * 60, '"' + "x" * 60 + '"'),
        (12, '"12"'),
        (None, '"None"'),
    ],
)
def test_quoted_text_is_shown_and_never_acted_on(text, shown):
    assert quoted(text) == shown


@pytest.mark.parametrize(
    ("where", "en", "vi"),
    [
        (Where(), "", ""),
        (Where(file="a.xlsx", sheet="Xã", cell="E7"), 'a.xlsx, sheet "Xã", cell E7', 'a.xlsx, trang tính "Xã", ô E7'),
        (Where(file="a.yaml", line=3, column=7), "a.yaml, line 3, column 7", "a.yaml, dòng 3, cột 7"),
        (Where(path="row 12, column value"), "row 12, column value", "row 12, column value"),
        (Where(file="a\nb.yaml", sheet=""), 'a\\nb.yaml, sheet ""', 'a\\nb.yaml, trang tính ""'),
    ],
)
def test_a_place_is_told_in_both_languages(where, en, vi):
    assert where.say("en") == en
    assert where.say("vi") == vi


@pytest.mark.parametrize(
    ("problem", "en", "vi"),
    [
        (Problem("SV-IN-001", WRONG), "SV-IN-001 wrong.", "SV-IN-001 sai."),
        (Problem("SV-IN-001", Words(vi="sao?", en="why?")), "SV-IN-001 why?", "SV-IN-001 sao?"),
        (
            Problem("SV-IN-012", WRONG, Where(cell="E7"), NUMBER, MEND),
            "SV-IN-012 cell E7: wrong; expected a number. Mend it.",
            "SV-IN-012 ô E7: sai; cần số. Sửa.",
        ),
        (
            Problem("SV-IN-012", Words(vi="sao?", en="why?"), advice=MEND),
            "SV-IN-012 why? Mend it.",
            "SV-IN-012 sao? Sửa.",
        ),
    ],
)
def test_a_problem_says_what_where_what_is_due_and_what_to_do(problem, en, vi):
    assert problem.say() == problem.say("en") == en
    assert problem.say("vi") == vi


def test_an_error_lists_a_hundred_problems_and_counts_the_rest():
    error = InputError((Problem("SV-IN-001", WRONG, Where(line=line)) for line in range(1, 151)), unlisted=7)

    assert len(error.problems) == 100
    assert error.unlisted == 57
    assert str(error).splitlines()[99:] == ["SV-IN-001 line 100: wrong.", "… and 57 more."]
    assert error.say("vi").splitlines()[-1] == "… còn 57 lỗi nữa."
    assert isinstance(error, ValueError)


EVERY_ERROR = [
    InputError([Problem("SV-IN-001", WRONG)] * 101),
    CriteriaSetError([Problem("SV-SET-001", WRONG)]),
    RefusedValueError(WRONG, expected=NUMBER, advice=MEND, at=("a", 1)),
    MissingExtraError(Words(vi="đọc parquet", en="read parquet"), "tables"),
    UnknownIdentifierError("nam-son.clean-watre", ["nam-son.clean-water"], Words(vi="số liệu", en="measure")),
    UnknownIdentifierError("x", []),
    SmartVillageError("one language"),
    SeveralEditionsError("nam-son.xa", ["nam-son.xa@2026-2030", "nam-son.xa@2021-2025"]),
]


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: type(error).__name__)
def test_every_error_survives_a_process_boundary(error):
    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert (again.say("vi"), again.say("en"), vars(again)) == (error.say("vi"), error.say("en"), vars(error))


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: type(error).__name__)
def test_an_error_printed_is_an_error_told_in_english(error):
    assert str(error) == error.say("en") == error.say()


def test_a_refused_value_says_what_would_have_been_right():
    error = RefusedValueError(WRONG, expected=NUMBER)

    assert str(error) == "wrong; expected a number"
    assert error.say("vi") == "sai; cần số"
    assert isinstance(error, ValueError)


def test_misspelt_identifier_suggests_the_right_one():
    with pytest.raises(LookupError, match="No measure is called") as caught:
        raise EVERY_ERROR[4]

    assert caught.value.suggestions == ("nam-son.clean-water",)
    assert str(caught.value).endswith("Closest: nam-son.clean-water.")
    assert caught.value.say("vi") == 'Không có số liệu nào là "nam-son.clean-watre". Gần nhất: nam-son.clean-water.'
    assert EVERY_ERROR[5].say("vi") == 'Không có mã nào là "x".'


def test_an_id_of_several_editions_names_every_one_of_them():
    error = EVERY_ERROR[7]

    assert isinstance(error, UnknownIdentifierError)
    assert error.suggestions == ("nam-son.xa@2021-2025", "nam-son.xa@2026-2030")
    assert str(error) == (
        "There are several editions of 'nam-son.xa': nam-son.xa@2021-2025, nam-son.xa@2026-2030. Name one."
    )
    assert error.say("vi").startswith('Có nhiều giai đoạn của "nam-son.xa": nam-son.xa@2021-2025')


def test_a_missing_extra_is_named_with_the_command_that_brings_it():
    error = EVERY_ERROR[3]

    assert str(error) == 'To read parquet, install an extra: pip install "smartvillage[tables]"'
    assert error.say("vi") == 'Muốn đọc parquet cần cài thêm: pip install "smartvillage[tables]"'
    assert isinstance(error, ImportError)


def test_every_error_and_warning_of_the_module_is_public():
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception) and not name.startswith("_")
    }

    assert classes <= set(errors.__all__)
    assert issubclass(PluginWarning, UserWarning)


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("it is wrong", "Plugin 'nam-son': it is wrong."),
        ("it is wrong.", "Plugin 'nam-son': it is wrong."),
        ("unknown. Did you mean share?", "Plugin 'nam-son': unknown. Did you mean share?"),
    ],
)
def test_a_plugin_error_ends_as_a_sentence_does(problem, told):
    assert str(PluginError(Words(vi="sai", en=problem), plugin="nam-son")) == told


def test_an_error_of_a_plugin_can_cross_to_another_process():
    error = PluginError(
        Words(vi="hỏng", en="broken"),
        plugin="nam-son",
        distribution="smartvillage-nam-son 0.3",
        hook="smartvillage_measures",
        advice=Words(vi="sửa", en="mend it"),
    )
    again = pickle.loads(pickle.dumps(error))

    assert (again.say("vi"), again.say("en"), again.plugin, again.hook) == (
        error.say("vi"),
        error.say("en"),
        "nam-son",
        "smartvillage_measures",
    )
