"""The grammar of level cells, as an expert can read it."""

from __future__ import annotations

from datetime import date

import pytest

from smartvillage.border import Label, parse
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Provision
from smartvillage.criteria.rules import Between, comparisons
from smartvillage.errors import RefusedValueError
from smartvillage.evidence.annex.cells import Condition, read_cell, say_cell, short_words
from smartvillage.exact import Exact


def condition(kind, of="share", **fields):
    fields = (
        {"grades": [{"id": f"m-{n}", "title": {"vi": f"Mức độ {n}"}} for n in "123"]} if of == "ordinal" else fields
    )
    if of == "amount":
        fields = {"unit": {"vi": "triệu đồng/người", "en": "million dong"}}
    measure = parse(Measure, {"id": "thu.x", "title": {"vi": "X"}, "kind": of, **fields})
    levels = {"low": [], "high": [], "edges": kind[8:]} if kind.startswith("between-") else {"levels": []}
    provision = parse(
        Provision,
        {"rule": {"kind": kind.partition("-" if levels.get("edges") else "#")[0], "measure": "thu.x", **levels}},
    )
    found = list(comparisons(provision.rule))
    return [
        Condition(rule, some, place, measure, field if isinstance(rule, Between) else None)
        for place, (rule, field, some) in enumerate(found)
    ]


def one(value, kind="at-least", of="share", **options):
    return read_cell(value, condition(kind, of), **options)[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("≥ 95%", "95"),
        (">=95 %", "95"),
        ("95", "95"),
        ("95%", "95"),
        ("95,5 %", "95.5"),
        ("95.5%", "95.5"),
        (95, "95"),
        (66.6, "66.6"),
        ("  ≥  200/3 % ", "200/3"),
        (None, "not-read"),
        ("Chưa có", "not-read"),
        ("not known", "not-read"),
        ("UBND  cấp tỉnh quy định", "delegated"),
        ("set by the province", "delegated"),
        ("mức đã rút", "withdrawn"),
        ("chưa quy định mức", "not-set"),
        ("–", "closed"),
    ],
)
def test_a_cell_of_a_share_reads(value, expected):
    assert str(one(value)) == expected


@pytest.mark.parametrize(
    ("value", "kind", "of", "expected"),
    [
        ("≤ 13", "at-most", "share", "13"),
        ("⩽13%", "at-most", "share", "13"),
        ("> 5", "above", "count", "5"),
        ("< 2,5", "below", "amount", "2.5"),
        ("= 3", "equal", "count", "3"),
        ("Không", "equal", "count", "0"),
        ("none", "equal", "share", "0"),
        ("không", "at-most", "count", "0"),
        ("Đạt", "attested", "attested", "met"),
        ("UBND cấp tỉnh quy định", "attested", "attested", "delegated"),
        ("Mức độ 2", "at-least", "ordinal", "2"),
        ("≥ mức độ 3", "at-least", "ordinal", "3"),
        ("2", "at-least", "ordinal", "2"),
        ("≥ 48,5 triệu đồng/người", "at-least", "amount", "48.5"),
        ("48.5 million dong", "at-least", "amount", "48.5"),
        ("-3", "at-least", "amount", "-3"),
    ],
)
def test_a_cell_of_another_rule_reads(value, kind, of, expected):
    assert str(one(value, kind, of)) == expected


def test_a_number_with_two_readings_is_read_as_the_language_of_the_workbook_writes_it():
    assert one("1.234", of="amount") == 1234
    assert one("1.234", of="amount", decimal="point") == Exact("1.234")
    assert one("1.234,5", of="amount", decimal="point") == Exact("1234.5")


def test_a_cell_shown_as_per_cent_holds_the_hundredth_part():
    assert one(0.955, shows_percent=True) == Exact("95.5")
    assert one(1, shows_percent=True) == 100


@pytest.mark.parametrize(
    ("value", "kind", "of", "code"),
    [
        ("khoảng 95", "at-least", "share", 10),
        ("95 hộ", "at-least", "share", 10),
        ("95% hoặc 90%", "at-least", "share", 10),
        ("Đạt", "at-least", "share", 10),
        ("Không", "at-least", "count", 10),
        ("Không", "at-most", "share", 10),
        ("Không", "attested", "attested", 10),
        ("95%", "attested", "attested", 10),
        (1, "attested", "attested", 10),
        (True, "at-least", "share", 10),
        (date(2024, 1, 2), "at-least", "share", 10),
        ("95%", "at-least", "count", 10),
        ("≥", "at-least", "share", 10),
        ("95.5.5", "at-least", "share", 11),
        ("1/0", "at-least", "share", 11),
        (0.1 + 0.2, "at-least", "share", 11),
        ("≤ 95%", "at-least", "share", 12),
        ("> 95%", "at-least", "share", 12),
        ("<> 95%", "at-least", "share", 12),
        ("≥ 13%", "at-most", "share", 12),
        ("105%", "at-least", "share", 13),
        ("-1", "at-least", "count", 13),
        ("2,5", "at-least", "count", 13),
        ("4", "at-least", "ordinal", 13),
        ("1,5", "at-least", "ordinal", 13),
    ],
)
def test_a_cell_that_is_not_understood_is_refused_in_both_languages(value, kind, of, code):
    with pytest.raises(RefusedValueError) as refused:
        one(value, kind, of)

    assert refused.value.code == f"SV-AX-{code:03d}"
    assert refused.value.say("vi") != refused.value.say("en")


def test_a_number_shown_as_per_cent_is_no_level_of_a_count():
    with pytest.raises(RefusedValueError, match=r'shows "0\.95" as per cent'):
        one(0.95, of="count", shows_percent=True)


def test_what_cannot_be_measured_has_no_range():
    bare = [Condition(condition("at-least")[0].rule, (), 0, None)]

    assert read_cell("1.000", bare) == (1000,)
    assert read_cell("≥ 5", bare) == (5,)
    with pytest.raises(RefusedValueError):
        read_cell("5%", bare)


@pytest.mark.parametrize(
    ("edges", "low", "high"),
    [("both", "≥ 5%", "≤ 5%"), ("low", "≥ 5%", "< 5%"), ("high", "> 5%", "≤ 5%"), ("none", "> 5%", "< 5%")],
)
def test_each_edge_of_a_between_has_its_sign(edges, low, high):
    both = condition(f"between-{edges}")

    assert [say_cell([Exact(5)], [part], "vi") for part in both] == [low, high]
    assert [read_cell(text, [part]) for text, part in zip((low, high), both, strict=True)] == [(5,), (5,)]


@pytest.mark.parametrize(
    ("said", "kind", "of", "vi", "en"),
    [
        ("1234.5", "at-least", "amount", "≥ 1.234,5", "≥ 1,234.5"),
        ("97.5", "at-least", "share", "≥ 97,5%", "≥ 97.5%"),
        ("0", "equal", "count", "Không", "None"),
        ("5", "equal", "count", "5", "5"),
        ("2", "at-least", "ordinal", "≥ Mức độ 2", "≥ Mức độ 2"),
    ],
)
def test_a_level_is_written_as_an_annex_writes_it(said, kind, of, vi, en):
    """No equals sign: a spreadsheet would make a formula of it."""
    conditions = condition(kind, of)

    assert say_cell([Exact(said)], conditions, "vi") == vi
    assert say_cell([Exact(said)], conditions, "en") == en


def test_grades_with_one_name_are_written_as_numbers():
    twice = Measure(
        id="thu.x",
        title=Label(vi="X"),
        kind="ordinal",
        grades=[{"id": "a", "title": {"vi": "Đạt chuẩn"}}, {"id": "b", "title": {"vi": "Đạt chuẩn"}}],
    )
    conditions = [Condition(condition("at-least")[0].rule, (), 0, twice)]

    assert say_cell([Exact(2)], conditions, "vi") == "≥ 2"
    assert read_cell("≥ 2", conditions) == (2,)


# --- two shares in one cell ------------------------------------------------------------------------------------------

PAIR = [condition("at-least")[0], condition("at-least")[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100% (50% cứng hóa)", ("100", "50")),
        ("≥ 95,5 % ( ≥ 65 % )", ("95.5", "65")),
        ("95% (chưa có)", ("95", "not-read")),
        ("chưa có (65% hệ thống tập trung)", ("not-read", "65")),
        ("(65%)", ("not-read", "65")),
        ("UBND cấp tỉnh quy định", ("delegated", "delegated")),
        (None, ("not-read", "not-read")),
    ],
)
def test_two_levels_of_one_indicator_read(text, expected):
    assert tuple(map(str, read_cell(text, PAIR))) == expected


@pytest.mark.parametrize(
    "text", ["95%", "95% ()", "95% (a)", "95% (65%) (3%)", "Đạt", 95, "95% (65% của 3 xã)", "≤ 95% (65%)"]
)
def test_what_is_not_two_levels_is_refused(text):
    with pytest.raises(RefusedValueError):
        read_cell(text, PAIR)


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (("Tỷ lệ hộ dùng nước sạch", "Tỷ lệ hộ dùng nước sạch từ mạng"), "từ mạng"),
        (("Tỷ lệ đường được trải nhựa", "Số km cứng hóa"), "km cứng hóa"),
        (("Tỷ lệ trường", "Tỷ lệ trường mức độ 2"), ""),
        (("Tỷ lệ đường", "Tỷ lệ đường (cứng)"), ""),
        (("Tỷ lệ đường", "Tỷ lệ đường"), ""),
    ],
)
def test_the_second_level_keeps_the_words_of_its_measure_that_are_its_own(titles, words):
    pair = [
        Condition(PAIR[0].rule, (), at, Measure(id="thu.x", title=Label(vi=title), kind="share"))
        for at, title in enumerate(titles)
    ]
    said = (Exact(100), Exact(50))

    assert short_words(pair, "vi") == words
    assert say_cell(said, pair, "vi") == f"≥ 100% (≥ 50%{' ' if words else ''}{words})"
    assert read_cell(say_cell(said, pair, "vi"), pair) == said
    assert say_cell((Exact(100), "not-read"), pair, "vi") == "≥ 100% (chưa có)"
    assert read_cell("≥ 100% (chưa có)", pair) == (100, "not-read")
