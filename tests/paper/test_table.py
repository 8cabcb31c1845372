"""The small table that results come in."""

from __future__ import annotations

import json
import pickle
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.errors import InputError, UnknownIdentifierError, Words
from smartvillage.exact import Exact
from smartvillage.paper.table import Table

LABELS = {
    "unit": Words(vi="Xã", en="Commune"),
    "value": Words(vi="Giá trị", en="Value"),
    "other": Words("khác", "other"),
}


@pytest.fixture
def table():
    return Table.of(
        [
            {"unit": "Mỹ Lệ", "value": 66.6, "ok": True},
            {"unit": "Đức Hòa", "value": None, "ok": False},
            {"unit": "Dương", "value": Fraction(2, 3), "ok": None},
        ],
        title=Words(vi="Kết quả", en="Results"),
        labels=LABELS,
    )


def test_rows_are_dicts_by_number_and_in_turn(table):
    assert len(table) == 3
    assert table[-1] == {"unit": "Dương", "value": Exact("2/3"), "ok": None}
    assert next(iter(table)) == table[0]
    assert table.column("ok") == (True, False, None)


def test_columns_chosen_come_in_their_order_and_may_be_absent_from_the_rows():
    assert Table.of([{"a": 1, "b": 2}], ["b", "c"]).rows == ((2, None),)


def test_labels_of_other_columns_are_ignored(table):
    assert set(table.labels) == {"unit", "value"}


def test_every_fault_is_told_at_once_with_its_place():
    with pytest.raises(InputError) as caught:
        Table(("a", "a", "b"), [(1, 2), (0.1 + 0.2, b"x", 1, []), (1, 2, 3)])
    lines = caught.value.say("en").split("\n")

    assert [line.split(":")[0] for line in lines] == [
        'SV-IN-902 there are two columns "a".',
        "SV-IN-903 row 1",
        "SV-IN-904 row 2, column a",
        "SV-IN-904 row 2, column a",
        "SV-IN-904 row 2, column 4",
    ]
    assert "row 1: 2 cells in a table of 3 columns" in lines[1]
    assert "bảng có 3 cột" in caught.value.say("vi")
    assert caught.value.problems[2].advice is not None


@pytest.mark.parametrize("call", [Table.column, Table.heading, Table.select, Table.sorted_by])
def test_an_unknown_column_suggests_the_right_one(table, call):
    with pytest.raises(UnknownIdentifierError, match="Closest: unit"):
        call(table, "unti")


def test_a_heading_is_a_label_only_in_a_language(table):
    assert [table.heading("unit"), table.heading("unit", "vi"), table.heading("ok", "vi")] == ["unit", "Xã", "ok"]


def test_select_keeps_columns_in_the_order_asked(table):
    narrowed = table.select("value", "unit")

    assert narrowed.columns == ("value", "unit")
    assert narrowed.rows[0] == (Exact("66.6"), "Mỹ Lệ")
    assert narrowed.labels == table.labels


@pytest.mark.parametrize(
    ("equals", "units"),
    [
        ({"value": 66.6}, ["Mỹ Lệ"]),
        ({"value": None}, ["Đức Hòa"]),
        ({"ok": True, "unit": "Mỹ Lệ"}, ["Mỹ Lệ"]),
        ({"ok": 1}, []),
        ({}, ["Mỹ Lệ", "Đức Hòa", "Dương"]),
    ],
)
def test_where_keeps_the_rows_that_equal_and_never_takes_true_for_one(table, equals, units):
    assert list(table.where(**equals).column("unit")) == units


def test_where_refuses_what_no_cell_could_equal(table):
    with pytest.raises(ValueError, match="computed"):
        table.where(value=0.1 + 0.2)


def test_text_sorts_as_in_vietnamese_and_empty_cells_come_last(table):
    assert table.sorted_by("unit").column("unit") == ("Dương", "Đức Hòa", "Mỹ Lệ")
    assert table.sorted_by("value").column("value") == (Exact("2/3"), Exact("66.6"), None)
    assert table.sorted_by("value", descending=True).column("value") == (Exact("66.6"), Exact("2/3"), None)


def test_the_first_column_decides_and_equal_rows_keep_their_order():
    table = Table(("a", "b", "n"), [("x", 2, 1), ("x", 1, 2), ("w", 2, 3), ("x", 1, 4)])

    assert table.sorted_by("a", "b").column("n") == (3, 2, 4, 1)


def test_cells_of_any_types_can_be_sorted_together():
    table = Table(("a",), [("b",), (date(2024, 1, 1),), (2,), (None,), (Exact("0.5"),)])

    assert table.sorted_by("a").column("a") == (Exact("0.5"), 2, date(2024, 1, 1), "b", None)


@pytest.mark.parametrize(("n", "count"), [(2, 2), (9, 3), (0, 0), (-1, 0)])
def test_head_keeps_at_most_so_many(table, n, count):
    assert len(table.head(n)) == count


def test_json_has_a_schema_and_everything_the_table_has(table):
    found = table.to_dict()

    assert json.loads(json.dumps(found)) == {
        "schema": "smartvillage.table/1",
        "title": {"vi": "Kết quả", "en": "Results"},
        "columns": ["unit", "value", "ok"],
        "labels": {
            "unit": {"vi": "Xã", "en": "Commune"},
            "value": {"vi": "Giá trị", "en": "Value"},
        },
        "rows": [["Mỹ Lệ", "66.6", True], ["Đức Hòa", None, False], ["Dương", "2/3", None]],
    }


def test_a_plain_table_says_no_more_than_it_has():
    assert Table((), ()).to_dict() == {"schema": "smartvillage.table/1", "columns": [], "rows": []}


def test_a_csv_file_begins_with_the_mark_by_which_excel_knows_utf8(table, tmp_path):
    path = tmp_path / "a.csv"
    table.to_csv(path, lang="vi")
    marked = path.read_bytes()
    table.to_csv(path, bom=False, lang="vi")

    assert marked == b"\xef\xbb\xbf" + path.read_bytes()
    assert path.read_bytes().decode() == table.to_csv(lang="vi")
    assert table.to_csv(lang="vi").startswith('"Xã","Giá trị","ok"\r\n"Mỹ Lệ",66.6,"có"\r\n')


def test_csv_without_a_language_has_names_and_plain_forms(table):
    assert table.to_csv().startswith('"unit","value","ok"\r\n"Mỹ Lệ",66.6,"true"\r\n')


def test_a_frame_has_the_columns_of_the_table(table):
    assert table.to_frame().columns == ["unit", "value", "ok"]


def test_text_counts_what_it_leaves_out_in_the_language_asked(table):
    assert table.to_text(max_rows=2).endswith("\n… and 1 more row")
    assert table.to_text(max_rows=1, lang="en").endswith("\n… and 2 more rows")
    assert table.to_text(max_width=10, lang="vi").endswith("\n… còn 2 cột nữa")
    assert table.to_text(lang="vi").startswith("Xã       Giá trị  ok\n")


def test_a_notebook_shows_twenty_rows_and_says_how_many_more():
    table = Table(("n<b>",), [("<i>",)] * 25, title="<h1>", labels={"n<b>": Words("<vi>", "<en>")})
    html = table._repr_html_()

    assert html.count("<tr><td") == 21
    assert "… and 5 more rows" in html
    assert 'title="&lt;vi&gt; / &lt;en&gt;"' in html
    assert "<caption" in html
    assert not any(tag in html for tag in ("<i>", "<b>", "<h1>", "<vi>", "<script"))


def test_html_in_a_language_has_the_labels_as_headings(table):
    html = table.to_html(lang="vi")

    assert ">Xã</th>" in html
    assert ">66,6</td>" in html
    assert ">Kết quả</caption>" in html
    assert "more" not in html


def test_repr_gives_title_size_and_twenty_rows():
    table = Table(("n",), [(n,) for n in range(25)], title="Số")

    assert repr(table).startswith("Số\nTable: 25 rows, 1 columns\n n\n--\n 0\n")
    assert repr(table).endswith("19\n… and 5 more rows")
    assert repr(Table((), ())).startswith("Table: 0 rows, 0 columns")


def test_a_table_is_fixed_equal_hashable_and_can_be_pickled(table):
    copy = pickle.loads(pickle.dumps(table))

    assert copy == table
    assert hash(copy) == hash(table)
    with pytest.raises(AttributeError):
        table.rows = ()
    with pytest.raises(TypeError):
        table.labels["unit"] = Words("", "")


ROWS = st.lists(
    st.fixed_dictionaries({"a": st.none() | st.integers() | st.booleans() | st.text(st.characters(codec="utf-8"))})
)


@given(ROWS)
def test_sorting_never_loses_a_row_and_does_nothing_twice(rows):
    table = Table.of(rows, ["a"])
    ordered = table.sorted_by("a")

    assert sorted(map(repr, ordered)) == sorted(map(repr, table))
    assert ordered.sorted_by("a") == ordered
