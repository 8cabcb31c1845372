"""Evidence: one fixed table, whatever it was read from, that can be written down and read back as itself."""

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.measures import Measure
from smartvillage.errors import InputError
from smartvillage.evidence.evidence import CANONICAL, Evidence
from tests.evidence.samples import AMOUNT, ATTESTED, COUNT, MEASURES, SET, SHARE, read, row

ROWS = [
    row(SHARE, unit="A", numerator=45, denominator=50, value=None, state="verified", source="báo cáo 12/BC"),
    row(SHARE, unit="B", numerator=None, denominator=None, value=66.6),
    row(AMOUNT, unit="A", value=48.5, relation="ge"),
    row(AMOUNT, unit="B", value=None, missing="not-collected"),
    row(COUNT, unit="A", value=3.0),
]
COLUMNS = ("unit", "period", "measure", "value", "numerator", "denominator", "relation", "missing", "state", "source")
WHOLE = {name: [one.get(name) for one in ROWS] for name in COLUMNS}


def nullable(kind):
    frame = pd.DataFrame(WHOLE)
    if kind == "object":
        return frame.astype(object)
    numbers = {"value": "Float64", "numerator": "Int64", "denominator": "Int64"}
    if kind == "nullable":
        return frame.astype({**dict.fromkeys(COLUMNS, "string"), **numbers})
    arrow = {
        "value": pd.ArrowDtype(pa.float64()),
        **dict.fromkeys(("numerator", "denominator"), pd.ArrowDtype(pa.int64())),
    }
    return frame.astype({**dict.fromkeys(COLUMNS, pd.ArrowDtype(pa.string())), **arrow})


def csv_file(folder):
    path = folder / "so-lieu.csv"
    lines = [COLUMNS, *zip(*WHOLE.values(), strict=True)]
    path.write_text(
        "\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in lines), encoding="utf-8"
    )
    return path


def xlsx_by_xlsxwriter(folder):
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Số liệu")
        for number, line in enumerate([COLUMNS, *zip(*WHOLE.values(), strict=True)]):
            page.write_row(number, 0, line)
    return path


def xlsx_by_openpyxl(folder):
    book = openpyxl.Workbook()
    for line in [COLUMNS, *zip(*WHOLE.values(), strict=True)]:
        book.active.append(line)
    book.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def parquet(folder):
    pl.DataFrame(WHOLE).write_parquet(folder / "c.parquet")
    return folder / "c.parquet"


def relation(_):
    table = pa.table(WHOLE)
    return duckdb.from_arrow(table)


SOURCES = {
    "list of dicts": lambda _: ROWS,
    "mapping": lambda _: WHOLE,
    "csv": csv_file,
    "xlsx of xlsxwriter": xlsx_by_xlsxwriter,
    "xlsx of openpyxl": xlsx_by_openpyxl,
    "parquet": parquet,
    "pandas": lambda _: pd.DataFrame(WHOLE),
    "pandas object": lambda _: nullable("object"),
    "pandas nullable": lambda _: nullable("nullable"),
    "pandas arrow": lambda _: nullable("arrow"),
    "polars": lambda _: pl.DataFrame(WHOLE),
    "polars lazy": lambda _: pl.LazyFrame(WHOLE),
    "pyarrow": lambda _: pa.table(WHOLE),
    "duckdb": relation,
}


def taken(data, folder):
    found = data(folder)
    if hasattr(found, "suffix"):
        return Evidence.read(found, measures=MEASURES)
    return Evidence(found, measures=MEASURES)


@pytest.mark.parametrize("data", SOURCES.values(), ids=SOURCES)
def test_the_same_rows_are_the_same_evidence_whatever_they_come_in(data, tmp_path):
    evidence = taken(data, tmp_path)

    assert list(evidence.rows()) == list(read(*ROWS).rows())
    assert evidence.units == ("A", "B")


def test_evidence_tells_what_it_holds():
    evidence = read(*ROWS)

    assert repr(evidence) == "<Evidence: 5 observations, 2 units, 1 periods, 3 measures>"
    assert (len(evidence), list(evidence.measures)) == (5, [measure.id for measure in MEASURES])
    assert [period.text for period in evidence.periods] == ["2024"]
    assert evidence.manifest["rows"] == 5
    assert evidence.manifest["file"] is None


def test_the_manifest_of_a_file_names_it_and_what_was_repaired(tmp_path):
    path = tmp_path / "so-lieu.csv"
    path.write_text("unit,period,measure,value,source\nA,2024,ns.water,5,ba\u0301o ca\u0301o\n", encoding="utf-8")
    manifest = Evidence.read(path, measures=MEASURES).manifest

    assert manifest["file"] == "so-lieu.csv"
    assert any("NFC" in note for note in manifest["notes"])


def test_it_is_shown_as_a_table_with_hostile_text_made_harmless():
    evidence = read(row(value="5", source="<script>alert(1)</script>"))

    assert evidence.table().columns == CANONICAL
    assert "<script>" not in evidence._repr_html_()
    assert "&lt;script&gt;" in evidence._repr_html_()


def test_a_set_and_other_measures_may_be_read_together():
    tea = Measure(id="ns.tea", title={"vi": "Chè"}, kind="count")

    evidence = Evidence([{**row(value="5"), "measure": "ns.tea"}], measures=[SET, tea])

    assert list(evidence.measures)[-1] == "ns.tea"


def test_the_first_definition_of_a_measure_stands():
    other = SHARE.replace(title={"vi": "Tên khác"})

    assert Evidence([row(value="5")], measures=[SHARE, other]).measures[SHARE.id] is SHARE


def test_a_number_that_two_sets_print_stands_for_no_measure():
    other = type(SET).from_dict(
        {
            **SET.to_dict(),
            "id": "ns.khac",
            "criteria": [
                {
                    "id": "ns.khac.c",
                    "printed": "1",
                    "title": {"vi": "Khác"},
                    "indicators": [
                        {
                            "id": "ns.khac.i",
                            "printed": "1.1",
                            "title": {"vi": "Khác"},
                            "provisions": [{"rule": {"kind": "attested", "measure": ATTESTED.id}}],
                        }
                    ],
                }
            ],
        }
    )
    with pytest.raises(InputError, match='there is no measure "1.1"'):
        Evidence([{**row(value="5"), "measure": "1.1"}], measures=[SET, other])

    assert len(Evidence([{**row(value="5"), "measure": "ns.xa.water"}], measures=[SET, other])) == 1


# --- written down and read back ----------------------------------------------------------------------------------

EVERYTHING = [
    *ROWS,
    row(SHARE, unit="C", numerator=0, denominator=0),
    row(SHARE, unit="D", value=None),
    row(SHARE, unit="A", value="44", as_of="2024-03-01", state="self_assessed", document="=HYPERLINK(1)"),
    row(AMOUNT, unit="C", value="123456789012345678901234567890"),
    row(AMOUNT, unit="D", value="2/3"),
    {"unit": "A", "period": "2024", "indicator": "1.1", "verdict": "đạt"},
]


def read_back(evidence, folder, measures=SET):
    path = folder / "evidence.csv"
    path.write_bytes(evidence.canonical_csv().encode())
    return Evidence.read(path, measures=measures, decimal="point")


def test_everything_that_evidence_can_hold_reads_back_as_itself(tmp_path):
    evidence = Evidence(EVERYTHING, measures=SET)
    again = read_back(evidence, tmp_path)

    assert list(again.rows()) == list(evidence.rows())
    assert again.canonical_csv() == evidence.canonical_csv()


@given(unit=st.text(max_size=10), name=st.text(max_size=10), source=st.text(max_size=10), document=st.text(max_size=10))
def test_whatever_text_was_accepted_reads_back(unit, name, source, document, tmp_path_factory):
    try:
        evidence = read({**row(value="5", unit_name=name, source=source, document=document), "unit": unit})
    except InputError:
        return

    again = read_back(evidence, tmp_path_factory.mktemp("again"), MEASURES)

    assert list(again.rows()) == list(evidence.rows())


@given(st.permutations(EVERYTHING))
def test_the_order_of_rows_never_shows(rows):
    assert Evidence(rows, measures=SET).canonical_csv() == Evidence(EVERYTHING, measures=SET).canonical_csv()


def test_canonical_lines_end_alike_on_every_machine():
    text = read(row(value="5")).canonical_csv()

    assert text.count("\r\n") == text.count("\n") == 2
