"""Charts from plain numbers."""

from __future__ import annotations

import re
import socket
import sys

import pytest

from smartvillage.errors import MissingExtraError, Words
from smartvillage.exact import Exact
from smartvillage.paper.blocks import Drawing, Paper
from smartvillage.paper.charts import Item, ItemChart, ResponseChart, Series
from smartvillage.paper.papers import paper_bytes

PILOTS = Series(Words(vi="Mô hình thí điểm", en="Pilots"), [("1.2", 1), ("0.4", 5), ("0.8", 3)], 5)
OTHERS = Series("Xã đối chứng", [("0.6", 2)], 4)
RESPONSE = ResponseChart([PILOTS, OTHERS], unit="%", title="Tỷ lệ ặ ỹ ỵ", marks={"0.9": Words("đề xuất", "proposed")})
ITEMS = ItemChart([Item("8.4 Dịch vụ công trực tuyến toàn trình của người dân", 12, 3, 2, 1), Item("<b>&", 0, 0)])


def rows(chart, lang="vi"):
    found = chart.plot(lang).to_dict()
    return (found.get("data") or found["layer"][0]["data"])["values"]


def shares(chart, level):
    """What the line says at a level, read as the line is drawn."""
    points = [(row["level"], row["share"]) for row in rows(chart) if row["series"].startswith("Mô hình")]
    if chart.direction == "higher":  # step-before: up to a point its own share holds
        return next(share for at, share in points[1:] if level <= at)
    return [share for at, share in points if at <= level][-1]


def test_a_level_is_still_met_by_those_who_stand_on_it():
    values = [Exact("0.4"), Exact("0.8"), Exact("0.8"), Exact("1.2"), Exact("0.4")]
    chart = ResponseChart([Series("Mô hình", [(at, sum(x >= at for x in values)) for at in set(values)], 5)])

    for level in ("0.38", "0.4", "0.5", "0.8", "0.81", "1.2", "1.21"):
        assert shares(chart, float(level)) == 20 * sum(x >= Exact(level) for x in values)


def test_where_less_is_better_the_steps_go_up():
    values = [Exact("0.4"), Exact("0.8"), Exact("1.2")]
    counted = [(at, sum(x <= at for x in values)) for at in values]
    chart = ResponseChart([Series("Mô hình", counted, 4)], direction="lower")

    for level in ("0.38", "0.4", "0.5", "0.8", "1.2", "1.21"):
        assert shares(chart, float(level)) == 25 * sum(x <= Exact(level) for x in values)
    assert chart.plot().to_dict()["layer"][0]["mark"]["interpolate"] == "step-after"


def test_the_table_says_what_the_picture_shows():
    table = RESPONSE.table()

    assert [column.label.vi for column in table.columns][1] == "Mức (%)"
    assert [[cell.say("vi") for cell in row] for row in table.rows] == [
        ["Mô hình thí điểm", "0,4", "5", "5", "100"],
        ["Mô hình thí điểm", "0,8", "3", "5", "60"],
        ["Mô hình thí điểm", "1,2", "1", "5", "20"],
        ["Xã đối chứng", "0,6", "2", "4", "50"],
    ]
    assert [cell.value for cell in ITEMS.table().rows[0][1:]] == [12, 1, 2, 1]
    assert ResponseChart([Series("x", [(1, 1)], 3)]).table().rows[0][4].value == Exact("33.3")


def drawn_without_network(chart, lang, monkeypatch):
    def refuse(*_):
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    picture = chart.draw(lang)
    return picture, " ".join(re.findall(r">([^<>]+)<", picture.svg.decode()))


def test_a_response_is_drawn_in_vietnamese_with_a_decimal_comma(monkeypatch):
    picture, said = drawn_without_network(RESPONSE, "vi", monkeypatch)

    assert "Tỷ lệ ặ ỹ ỵ" in said
    assert "Mô hình thí điểm (n = 5)" in said
    assert "đề xuất: 0,9" in said
    assert "0,50" in said
    assert not re.search(r"\d\.\d", said)
    assert picture.png.startswith(b"\x89PNG")
    assert set(re.findall(r"https?://[^\s\"']+", picture.svg.decode())) <= {
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/svg",
    }


def test_in_english_the_decimal_sign_is_a_point(monkeypatch):
    _, said = drawn_without_network(RESPONSE, "en", monkeypatch)

    assert "proposed: 0.9" in said
    assert "0.50" in said


def test_items_are_drawn_whole_and_as_text(monkeypatch):
    picture, said = drawn_without_network(ITEMS, "vi", monkeypatch)

    assert "chưa đạt, là chỉ tiêu duy nhất" in said
    assert "…" not in said
    assert "<b>" not in picture.svg.decode()


def test_a_level_alone_has_room_around_it():
    chart = ResponseChart([Series("x", [(0, 1)], 1)])

    assert [row["level"] for row in rows(chart)] == [-0.05, 0.0, 0.05]


def test_drawings_repeat():
    assert RESPONSE.draw("vi").svg == RESPONSE.draw("vi").svg


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Series("x", [], 1),
        lambda: Series("x", [(1, 2)], 1),
        lambda: Series("x", [(1, -1)], 1),
        lambda: Series("x", [(1, 0)], 0),
        lambda: Item("x", -1, 0),
        lambda: Item("x", 1, 1, 2),
        lambda: ResponseChart([]),
        lambda: ItemChart([]),
    ],
)
def test_impossible_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="at least one|counts are not negative|no more units meet"):
        wrong()


@pytest.mark.parametrize("library", ["altair", "vl_convert"])
def test_asked_directly_a_missing_library_is_an_error_and_in_a_paper_a_table(library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    block = RESPONSE.block("Bậc thang", "Đáp ứng")

    with pytest.raises(MissingExtraError, match=r"smartvillage\[plot\]"):
        RESPONSE.draw()
    assert b"<caption>" in paper_bytes(Paper("a", "b", [block, ITEMS.block("x")]), "html")


def test_charts_are_drawings_of_a_paper():
    assert isinstance(RESPONSE, Drawing)
    assert ITEMS.block("Độ khó").drawing is ITEMS
