"""Tables in papers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError, UnknownIdentifierError, Words
from smartvillage.exact import Exact
from smartvillage.paper.blocks_table import Column, TableBlock, TableCell
from smartvillage.paper.table import Table
from tests.paper.samples import ANNEX, DEPARTMENT


def texts(rows):
    return [[cell.say("vi") for cell in row] for row in rows]


def test_a_spanning_cell_stands_in_every_place_it_covers():
    assert texts(ANNEX.grid())[:3] == [
        ["A. TRỤ CỘT"] * 6,
        ["1", "Chính quyền số", "1.1 Trực tuyến", "≥ 80 %", "≥ 80 %", "[tên sở, ngành]"],
        ["1", "Chính quyền số", "1.2 Hài lòng", "97,5", "", "Sở Nội vụ"],
    ]


@pytest.mark.parametrize(
    ("rows", "count", "said"),
    [
        ([["a"]], 1, 'row 1 of the table ("a") does not fill 2 columns'),
        ([["a", "b", "c"]], 1, "row 1"),
        ([[]], 1, 'row 1 of the table ("")'),
        ([[TableCell("a", columns=3)]], 1, "row 1"),
        ([[TableCell("a", rows=2), "b"]], 1, "a cell spans beyond the last row of the table"),
        ([["a", TableCell("b", rows=2)], [TableCell("c", columns=2)], ["d"]], 2, "row 2"),
    ],
)
def test_a_row_that_does_not_fill_its_columns_is_refused(rows, count, said):
    with pytest.raises(InputError) as caught:
        TableBlock(["A", "B"], rows, caption="Bảng")

    assert len(caught.value.problems) == count
    assert caught.value.problems[0].code == "SV-DOC-060"
    assert said in caught.value.problems[0].what.en
    assert caught.value.problems[0].where.path == "Bảng"


def test_cells_and_columns_are_checked():
    with pytest.raises(ValueError, match="at least one column"):
        TableBlock([], [])
    with pytest.raises(ValueError, match="at least one row and one column"):
        TableCell("a", rows=0)
    with pytest.raises(UnknownIdentifierError, match="No cell style is called 'mett'. Closest: met"):
        TableCell("a", style="mett")
    with pytest.raises(ValueError, match="1 or more"):
        Column("a", width=0)
    with pytest.raises(ValueError, match="cannot stand in a cell"):
        TableCell(object())


def test_grouped_columns_share_a_heading():
    assert [(row, column, cell.say("en"), cell.rows, cell.columns) for row, column, cell in ANNEX.head()] == [
        (0, 0, "TT", 2, 1),
        (0, 1, "Criterion", 2, 1),
        (0, 2, "Content", 2, 1),
        (0, 3, "Level", 1, 2),
        (0, 5, "Owner", 2, 1),
        (1, 3, "General", 1, 1),
        (1, 4, "Group 1", 1, 1),
    ]
    assert [placed.cell.rows for placed in TableBlock(["A", "B"], []).head()] == [1, 1]


def test_cells_stand_on_the_side_of_what_they_hold():
    table = TableBlock(["A", Column("B", align="center")], [])
    values = [Exact("1.5"), 3, True, date(2025, 7, 1), "chữ", None, DEPARTMENT]

    assert [table.align(0, TableCell(value)) for value in values] == [
        "right",
        "right",
        "center",
        "center",
        "left",
        "left",
        "left",
    ]
    assert table.align(1, TableCell(5)) == "center"
    assert table.align(1, TableCell(5, align="right")) == "right"


def test_breadth_follows_the_content_unless_it_is_given():
    free = TableBlock(["TT", "Nội dung"], [[1, "một câu dài hơn nhiều so với số thứ tự"]]).shares("vi")
    part = TableBlock([Column("TT", width=50), ""], [[1, TableCell("x")]]).shares("vi")

    assert free[0] < free[1]
    assert sum(free) == pytest.approx(1)
    assert part[0] > part[1]
    assert ANNEX.shares("vi") == pytest.approx([0.05, 0.2, 0.4, 0.1, 0.1, 0.15])


RESULTS = Table.of(
    [{"f": "a", "g": "x", "n": 1}, {"f": "a", "g": "y", "n": 1}, {"f": "b", "g": "y", "n": True}],
    labels={"f": Words(vi="Lĩnh vực", en="Domain")},
    title="Kết quả",
)


def test_a_table_of_results_becomes_a_block_with_spanning_cells():
    block = TableBlock.of(
        RESULTS, spanning=["f", "g"], columns={"n": Column("Số", align="left")}, style={(2, "n"): "met"}, note="Nguồn"
    )

    assert [[cell.rows for cell in row] for row in block.rows] == [[2, 1, 1], [1, 1], [1, 1, 1]]
    assert [column.label.vi for column in block.columns] == ["Lĩnh vực", "g", "Số"]
    assert (block.caption.vi, block.note.vi, block.rows[2][2].style) == ("Kết quả", "Nguồn", "met")


def test_one_and_yes_are_not_one_cell():
    assert [len(row) for row in TableBlock.of(RESULTS, spanning=["n"]).rows] == [3, 2, 3]


def test_a_column_that_is_not_there_is_refused():
    for options in ({"spanning": ["h"]}, {"columns": {"h": Column("h")}}, {"style": {(0, "h"): "met"}}):
        with pytest.raises(UnknownIdentifierError):
            TableBlock.of(RESULTS, **options)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 1)), max_size=8))
def test_spanning_never_changes_what_the_table_says(rows):
    table = Table(("f", "g", "n"), rows)

    assert texts(TableBlock.of(table, spanning=["f", "g"]).grid()) == [[f, g, str(n)] for f, g, n in rows]
