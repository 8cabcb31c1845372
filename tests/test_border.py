"""The border: one strict grammar for text and native values; what is wrong is told in two languages, all at once."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, field_validator, model_validator
from typing_extensions import TypeAliasType

from smartvillage import border
from smartvillage.border import Count, Day, Flag, Id, Label, Many, Record, Slug, Text, dotted, parse, read_day, said
from smartvillage.errors import CriteriaSetError, InputError, Problem, Where, Words
from smartvillage.exact import Exact


class Level(Record):
    value: Exact
    since: Day
    stratum: Mapping[Slug, Slug] = {}


class AtLeast(Record):
    kind: Literal["at-least"]
    measure: Id
    levels: Many[Level] = ()


class AllOf(Record):
    kind: Literal["all-of"]
    members: Many[Rule]
    all_of: Text | None = None


Rule = Annotated[AtLeast | AllOf, Field(discriminator="kind")]
Named = TypeAliasType("Named", dict[str, Rule])


class Note(Record):
    text: Text

    @model_validator(mode="after")
    def _no_shouting(self):
        if self.text.isupper():
            raise said(Words(vi="viết hoa cả câu", en="the sentence is shouted"))
        return self


class Document(Record):
    id: Id
    title: Label
    rule: Rule | None = None
    others: Named = Field(default_factory=dict)
    asked: Count = 0
    final: Flag = False
    pair: tuple[Slug, Count] = ("a", 1)
    notes: Many[Note | Slug] = ()
    state: Literal["draft", "in-force"] = "draft"
    first: int = Field(default=1, ge=1, lt=10)
    anything: Any = None
    words: Annotated[Many[Text], Field(min_length=1, max_length=2)] = ("a",)
    code: Annotated[str, StringConstraints(pattern=r"^x+$")] = "x"
    aliased: Text = Field(default="a", alias="as-of")


AllOf.model_rebuild()

GOOD = {"id": "nam-son.set", "title": {"vi": "Bộ tiêu chí"}}


def problems(tree, model=Document, **options):
    with pytest.raises(InputError) as caught:
        parse(model, tree, **options)
    return caught.value.problems


def told(**fields):
    """The problems of one faulty field, as (place, English, Vietnamese)."""
    found = problems({**GOOD, **fields})
    bare = [problem._replace(code="", where=Where()) for problem in found]
    return [(one.where.path, two.say("en")[1:], two.say("vi")[1:]) for one, two in zip(found, bare, strict=True)]


# --- what is taken ---------------------------------------------------------------------------------------------------


def test_text_and_native_values_read_the_same():
    from_text = parse(
        Document,
        {
            **GOOD,
            "rule": {
                "kind": "at-least",
                "measure": "nam-son.water",
                "levels": [{"value": "66.6", "since": "2024-01-01", "stratum": {"region": "south"}}],
            },
            "asked": "12",
            "final": "true",
            "pair": ("a", "2"),
        },
    )
    native = Document(
        id="nam-son.set",
        title=Label(vi="Bộ tiêu chí"),
        rule=AtLeast(
            kind="at-least",
            measure="nam-son.water",
            levels=(Level(value=Exact(66.6), since=date(2024, 1, 1), stratum={"region": "south"}),),
        ),
        asked=12,
        final=True,
        pair=("a", 2),
    )

    assert from_text == native
    assert native.rule.levels[0].stratum["region"] == "south"


@given(st.dates())
def test_a_day_reads_back(day):
    assert read_day(day.isoformat()) == day
    assert read_day(day) is day


@pytest.mark.parametrize(
    "value",
    [
        *["2024-02-30", "2024-13-01", "0000-01-01", "24-01-01", "2024-1-1", "2024/01/01", "٢٠٢٤-٠١-٠١", 20240101, None],
        datetime(2024, 1, 1, 12),
    ],
)
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValueError, match="expected a day like 2024-12-31"):
        read_day(value)


@pytest.mark.parametrize(("value", "count"), [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1), (0, 0), (12, 12)])
def test_a_count_is_whole_and_not_negative(value, count):
    assert TypeAdapter(Count).validate_python(value) == count


@pytest.mark.parametrize("value", ["1_000", "1.0", "-1", "", "1e3", "٩", "9" * 19, 1.0, True, -1, None, [1]])
def test_what_only_looks_like_a_count_is_refused(value):
    with pytest.raises(ValidationError):
        TypeAdapter(Count).validate_python(value)


@pytest.mark.parametrize("value", ["True", "yes", "1", 1, 0, None, [], ""])
def test_what_only_looks_like_a_truth_value_is_refused(value):
    with pytest.raises(ValidationError):
        TypeAdapter(Flag).validate_python(value)


def test_many_takes_a_list_or_a_tuple_and_keeps_a_tuple():
    adapter = TypeAdapter(Many[Count])

    assert adapter.validate_python(["1", 2]) == adapter.validate_python(("1", "2")) == (1, 2)
    for value in ("12", {1, 2}, {"a": 1}, None, iter([1])):
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


@pytest.mark.parametrize("length", [4_999, 5_000, 5_001, 12_345])
def test_a_long_list_is_read_like_a_short_one(length):
    class Numbers(Record):
        numbers: Many[Count]

    numbers = list(map(str, range(length)))

    assert parse(Numbers, {"numbers": numbers}).numbers == tuple(range(length))
    assert [problem.where.path for problem in problems({"numbers": [*numbers, "x"]}, Numbers)] == [f"numbers[{length}]"]


def test_text_is_put_into_one_unicode_form():
    assert Label(vi=unicodedata.normalize("NFD", "Mỹ Thạnh")).vi == "Mỹ Thạnh"


def test_a_label_without_english_is_shown_in_vietnamese():
    assert Label(vi="Nhà ở").say("en") == "Nhà ở"
    assert Label(vi="Nhà ở", en="Housing").say("en") == "Housing"


def test_a_record_is_frozen_and_replaced_by_a_checked_copy():
    label = Label(vi="Nhà ở")

    with pytest.raises(ValidationError):
        Label(vi="")
    assert label.replace(en="Housing") == Label(vi="Nhà ở", en="Housing")
    with pytest.raises(ValidationError):
        label.vi = "Đường"
    with pytest.raises(InputError, match="SV-DOC-001 vi: nothing is written here; expected text"):
        label.replace(vi=None)


# --- what is said ----------------------------------------------------------------------------------------------------

RULES = "one of: at-least, all-of"
KEYS = "id, title, rule, others, asked, final, pair, notes, state, first, anything, words, code, as-of"
ID = "lower-case letters, digits, hyphens, with the plugin before a dot (like nam-son.clean-water)"
ID_VI = "chữ thường không dấu, số, gạch nối, có dấu chấm sau tên gói (vd. nam-son.nuoc-sach)"
LEVEL = {"value": "1", "since": "2024-01-01"}
WATER = {"kind": "at-least", "measure": "nam-son.water"}


@pytest.mark.parametrize(
    ("fields", "path", "en", "vi"),
    [
        (
            {"titel": "x"},
            "titel",
            f'there is no key called "titel"; expected one of: {KEYS}. Did you mean title?',
            f'không có mục nào tên là "titel"; cần một trong: {KEYS}. Có phải là title?',
        ),
        (
            {"rule": {**WATER, "level": []}},
            "rule.level",
            'there is no key called "level"; expected one of: kind, measure, levels. Did you mean levels?',
            'không có mục nào tên là "level"; cần một trong: kind, measure, levels. Có phải là levels?',
        ),
        (
            {
                "rule": {
                    "kind": "all-of",
                    "members": [{**WATER, "levels": [{**LEVEL, "x": 1}]}],
                }
            },
            "rule.members[0].levels[0].x",
            'there is no key called "x"; expected one of: value, since, stratum.',
            'không có mục nào tên là "x"; cần một trong: value, since, stratum.',
        ),
        (
            {"others": {"Xã A": {"kind": "all-of", "members": [], "al_of": "x"}}},
            'others["Xã A"].al_of',
            'there is no key called "al_of"; expected one of: kind, members, all_of. Did you mean all_of?',
            'không có mục nào tên là "al_of"; cần một trong: kind, members, all_of. Có phải là all_of?',
        ),
        (
            {"rule": {"kind": "all-of", "members": [WATER, {"kind": "at-least"}]}},
            "rule.members[1]",
            'the key "measure" is missing.',
            'thiếu mục "measure".',
        ),
        (
            {"rule": {"kind": "atleast"}},
            "rule.kind",
            f'"atleast" is not accepted here; expected {RULES}. Did you mean at-least?',
            'không nhận "atleast" ở đây; cần một trong: at-least, all-of. Có phải là at-least?',
        ),
        (
            {"rule": {"measure": "nam-son.water"}},
            "rule",
            f'the key "kind" is missing; expected {RULES}.',
            'thiếu mục "kind"; cần một trong: at-least, all-of.',
        ),
        (
            {"rule": "at-least"},
            "rule",
            '"at-least" is not accepted here; expected a mapping (key: value).',
            'không nhận "at-least" ở đây; cần một nhóm mục (khóa: giá trị).',
        ),
        (
            {"state": "inforce"},
            "state",
            '"inforce" is not accepted here; expected one of: draft, in-force. Did you mean in-force?',
            'không nhận "inforce" ở đây; cần một trong: draft, in-force. Có phải là in-force?',
        ),
        (
            {"state": None},
            "state",
            "nothing is written here; expected one of: draft, in-force.",
            "chưa ghi gì; cần một trong: draft, in-force.",
        ),
        (
            {"id": "Nam Sơn"},
            "id",
            f'"Nam Sơn" is not an id; expected {ID}.',
            f'"Nam Sơn" không phải mã; cần {ID_VI}.',
        ),
        (
            {"pair": ("A", 1)},
            "pair[0]",
            '"A" is not a short name; expected lower-case letters, digits and single hyphens (like mekong-delta).',
            '"A" không phải tên viết liền; cần chữ thường không dấu, số, gạch nối (vd. mekong-delta).',
        ),
        ({"pair": ("a",)}, "pair", "item 2 is missing.", "thiếu phần tử thứ 2."),
        (
            {"pair": "a"},
            "pair",
            '"a" is not accepted here; expected a list.',
            'không nhận "a" ở đây; cần một danh sách.',
        ),
        (
            {"code": "y"},
            "code",
            '"y" is not accepted here; expected text of the form ^x+$.',
            'không nhận "y" ở đây; cần văn bản theo mẫu ^x+$.',
        ),
        (
            {"asked": "1_000"},
            "asked",
            '"1_000" is not a whole number from 0 up; expected digits 0-9 only, at most 18.',
            '"1_000" không phải số nguyên không âm; cần chỉ gồm chữ số 0-9, nhiều nhất 18 chữ số.',
        ),
        (
            {"final": "yes"},
            "final",
            '"yes" is not a truth value; expected true or false.',
            '"yes" không phải giá trị đúng/sai; cần true hoặc false.',
        ),
        (
            {"final": {"a": "b"}},
            "final",
            "a mapping is not a truth value; expected true or false.",
            "một nhóm mục không phải giá trị đúng/sai; cần true hoặc false.",
        ),
        (
            {"rule": {**WATER, "levels": [{"value": "66,6", "since": "2024-01-01"}]}},
            "rule.levels[0].value",
            '"66,6" is not a number; expected a number like 66.6 or 2/3: digits 0-9, a decimal point, no exponent.',
            '"66,6" không phải số; cần số viết như 66.6 hoặc 2/3: chữ số 0-9, dấu chấm thập phân, không có số mũ.',
        ),
        (
            {"rule": {**WATER, "levels": [{"value": "1", "since": "2024-02-30"}]}},
            "rule.levels[0].since",
            '"2024-02-30" is not a day of the calendar; expected a day like 2024-12-31.',
            '"2024-02-30" không phải một ngày có trong lịch; cần ngày viết như 2024-12-31.',
        ),
        (
            {"rule": {**WATER, "levels": [{"value": "1", "since": None}]}},
            "rule.levels[0].since",
            "nothing is written here; expected a day like 2024-12-31.",
            "chưa ghi gì; cần ngày viết như 2024-12-31.",
        ),
        (
            {"rule": {**WATER, "levels": [{"value": "1", "since": "2024-01-01", "stratum": {"A": "b"}}]}},
            "rule.levels[0].stratum.A",
            '"A" is not a short name; expected lower-case letters, digits and single hyphens (like mekong-delta).',
            '"A" không phải tên viết liền; cần chữ thường không dấu, số, gạch nối (vd. mekong-delta).',
        ),
        (
            {"others": ["a"]},
            "others",
            "a list is not accepted here; expected a mapping (key: value).",
            "không nhận một danh sách ở đây; cần một nhóm mục (khóa: giá trị).",
        ),
        (
            {"words": []},
            "words",
            "a list is not accepted here; expected at least 1 items.",
            "không nhận một danh sách ở đây; cần ít nhất 1 phần tử.",
        ),
        (
            {"words": [""]},
            "words[0]",
            '"" is not accepted here; expected text of at least 1 characters.',
            'không nhận "" ở đây; cần văn bản có ít nhất 1 ký tự.',
        ),
        (
            {"words": [["a"]]},
            "words[0]",
            "a list is not accepted here; expected text.",
            "không nhận một danh sách ở đây; cần văn bản.",
        ),
        (
            {"first": 10},
            "first",
            '"10" is not accepted here; expected a value below 10.',
            'không nhận "10" ở đây; cần giá trị nhỏ hơn 10.',
        ),
    ],
)
def test_one_mistake_is_one_problem_told_in_both_languages(fields, path, en, vi):
    assert told(**fields) == [(path, en, vi)]


def test_a_fault_without_words_of_its_own_is_still_told_in_both_languages():
    class Odd(Record):
        odd: Annotated[int, Field(multiple_of=2)]

    (problem,) = problems({"odd": 3}, Odd)

    assert problem.what.vi == 'không nhận "3" ở đây'
    assert problem.what.en == '"3" is not accepted here: Input should be a multiple of 2'
    assert problem.expected is None


def test_members_of_an_open_union_are_no_steps_of_the_place():
    places = {place for place, _, _ in told(notes=[{"text": "ok"}, {"text": "", "txt": "x"}])}

    assert places == {"notes[1].text", "notes[1].txt", "notes[1]"}


def test_a_missing_key_stands_where_the_mapping_does_that_lacks_it():
    seen = []

    def locate(path):
        seen.append(path)
        return len(path) + 1, 7

    (problem,) = problems({**GOOD, "rule": {"kind": "at-least"}}, file="set.yaml", locate=locate)

    assert seen == [("rule",)]
    assert problem.where == Where(file="set.yaml", line=2, column=7, path="rule")
    assert problem.say("vi") == 'SV-DOC-001 set.yaml, dòng 2, cột 7, rule: thiếu mục "measure".'


def test_what_lacks_everything_stands_at_the_document_itself():
    assert [problem.where.path for problem in problems({})] == [None, None]
    assert [problem.where.path for problem in problems(None)] == [None]


def test_all_problems_come_in_the_error_asked_for_and_the_rest_is_counted():
    class Numbers(Record):
        numbers: Many[Count]

    with pytest.raises(CriteriaSetError) as caught:
        parse(Numbers, {"numbers": ["x"] * 123}, error=CriteriaSetError)

    assert len(caught.value.problems) == 100
    assert caught.value.unlisted == 23
    assert caught.value.problems[99].where.path == "numbers[99]"


@pytest.mark.parametrize(("field", "fault"), [("numbers", "x"), ("levels", {}), ("levels", "x")])
def test_a_document_that_is_something_else_is_given_up(field, fault):
    """A million faults would fill the memory before the first could be told."""

    class Numbers(Record):
        numbers: Many[Count] = ()
        levels: Many[Level] = ()

    (problem,) = problems({field: [fault] * 60_000}, Numbers)

    assert problem.code == "SV-DOC-002"
    assert problem.say("en").endswith("too much is wrong to be listed; is this the right kind of document?")


# --- validators ------------------------------------------------------------------------------------------------------


class Span(Record):
    since: Day
    until: Day
    parts: Many[Text] = ()

    @field_validator("parts")
    @classmethod
    def _not_empty(cls, parts):
        if "bad" in parts:
            at = (parts.index("bad"),)
            raise said(
                Words(vi="phần này sai", en="this part is wrong"),
                expected=Words(vi="phần đúng", en="a right one"),
                advice=Words(vi="Hãy sửa.", en="Mend it."),
                code="SV-SET-007",
                at=at,
            )
        return parts

    @model_validator(mode="after")
    def _in_order(self):
        if self.until < self.since:
            raise said(Words(vi="ngày cuối trước ngày đầu", en="the end is before the start"), at=("until",))
        if self.until == self.since:
            raise InputError(
                [
                    Problem("SV-SET-008", Words(vi="một", en="one")),
                    Problem("SV-SET-009", Words(vi="hai", en="two"), Where(path="elsewhere")),
                ]
            )
        return self


class Spans(Record):
    spans: Many[Span]


def test_a_validator_speaks_both_languages_and_points_below_itself():
    tree = {"spans": [{"since": "2024-01-01", "until": "2023-01-01"}, {"since": "2024-01-01", "until": "2025-01-01"}]}
    tree["spans"][1]["parts"] = ["good", "bad"]

    order, part = problems(tree, Spans)

    assert order.say("vi") == "SV-DOC-001 spans[0].until: ngày cuối trước ngày đầu."
    assert part.say("en") == "SV-SET-007 spans[1].parts[1]: this part is wrong; expected a right one. Mend it."
    assert part.say("vi") == "SV-SET-007 spans[1].parts[1]: phần này sai; cần phần đúng. Hãy sửa."


def test_a_validator_may_find_several_things():
    one, two = problems({"spans": [{"since": "2024-01-01", "until": "2024-01-01"}]}, Spans)

    assert one.say() == "SV-SET-008 spans[0]: one."
    assert two.say() == "SV-SET-009 elsewhere: two."


def test_a_validator_that_speaks_one_language_is_not_quoted_in_the_other():
    class Plain(Record):
        text: Text

        @field_validator("text")
        @classmethod
        def _never(cls, text):
            raise ValueError("only English")

    (problem,) = problems({"text": "x"}, Plain)

    assert problem.what.vi == 'không nhận "x" ở đây'
    assert problem.what.en == '"x" is not accepted here: only English'


def test_what_a_validator_says_survives_a_process_boundary():
    error = said(Words(vi="sai", en="wrong"), expected=Words(vi="đúng", en="right"), code="SV-SET-001", at=("a", 1))
    again = pickle.loads(pickle.dumps(error))

    assert (again.words, again.expected, again.advice, again.code, again.at, str(again)) == (
        *(error.words, error.expected, None, "SV-SET-001", ("a", 1)),
        "wrong; expected right",
    )


# --- places ----------------------------------------------------------------------------------------------------------


def test_a_strange_key_cannot_break_the_line_of_a_message():
    assert dotted(("a", 0, "b\nc", "d.e", "x" * 100)) == 'a[0]["b\\nc"].d.e["' + "x" * 59 + '…"]'
    assert dotted(()) == ""


def test_types_that_the_border_does_not_know_are_followed_as_they_are():
    assert list(border._routes(Document, ("anything", "x"))) == [(("anything", "x"), None)]
    assert list(border._routes(Document, ("x", 1, "y"))) == [(("x", 1, "y"), None)]


def test_words_and_numbers_that_are_accepted_are_listed():
    class Version(Record):
        version: Literal["old", 1, 2]
        nothing: None = None

    (version,) = problems({"version": 3}, Version)
    (nothing,) = problems({"version": 1, "nothing": "x"}, Version)

    assert version.say() == 'SV-DOC-001 version: "3" is not accepted here; expected one of: old, 1, 2.'
    assert nothing.say() == 'SV-DOC-001 nothing: "x" is not accepted here; expected nothing.'


def test_every_member_of_an_open_union_lends_its_keys():
    class One(Record):
        one: Slug

    class Two(Record):
        two: Slug

    class Either(Record):
        either: Slug | One | Two | None

    expected = {str(problem.expected.en) for problem in problems({"either": {"thr": "x"}}, Either) if problem.expected}

    assert expected == {"one of: one, two", "text"}
