"""Tidy data: which column means what, in two languages."""

import pytest

from smartvillage.evidence import tidy
from smartvillage.evidence.evidence import Evidence
from smartvillage.evidence.tidy import HEADINGS
from tests.evidence.samples import (
    MEASURES,
    SHARE,
    codes,
    read,
    refused,
    row,
)


def one(evidence):
    """The only row, as canonical text."""
    (found,) = evidence.rows()
    return found


@pytest.mark.parametrize(("name", "heading"), [(name, heading) for name, all_ in HEADINGS.items() for heading in all_])
def test_every_column_has_its_vietnamese_headings(name, heading):
    cells = {"unit": "A", "period": "2024", "measure": SHARE.id, "value": "5"}
    parts = {"numerator": "45", "denominator": "50"}
    extra = {
        "indicator": ("1.1", {}),
        "verdict": (None, {}),
        "missing": (None, {}),
        "relation": ("ge", {}),
        "as_of": ("2024-06-30", {}),
        "numerator": ("45", {"denominator": "50", "value": None}),
        "denominator": ("50", {"numerator": "45", "value": None}),
        **{word: ("reported" if word == "state" else "chữ", {}) for word in ("source", "state", "document")},
        "unit_name": ("Xã A", {}),
        "parent": ("Huyện B", {}),
    }
    value, others = extra.get(name, (None, {}))
    cells |= others if name in parts else {}
    cells = {key: cell for key, cell in cells.items() if key != name}
    cells[f"  {heading.upper()} "] = (
        value if value is not None else {"unit": "A", "period": "2024", "measure": SHARE.id, "value": "5"}.get(name)
    )

    assert len(read(cells)) == 1


def test_an_unknown_column_is_refused_with_the_one_that_was_meant():
    problem = refused({**row(value="5"), "valeu": "6"}).problems[0]

    assert problem.code == "SV-EV-011"
    assert problem.what.en == 'the column "valeu" is not known'
    assert problem.advice.en == "Did you mean value? A column kept for reading begins with note."


@pytest.mark.parametrize("heading", ["note", "note: ai nhập", "Ghi chú", "ghi chú 2", "# dòng"])
def test_a_column_for_reading_is_left_alone(heading):
    assert len(read({**row(value="5"), heading: "bất kỳ"})) == 1


def test_two_columns_that_mean_the_same_are_refused():
    error = refused({**row(value="5"), "Giá trị": "6"})

    assert 'the columns "value" and "Giá trị" both mean value' in str(error)


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        (("unit",), ["the column unit is missing"]),
        (("period",), ["the column period is missing"]),
        (("measure",), ["the column measure is missing"]),
        (("value",), ["a column value, or both numerator and denominator, is needed"]),
        (("unit", "period"), ["the column unit is missing", "the column period is missing"]),
    ],
)
def test_columns_that_are_needed_are_named_all_at_once(without, missing):
    cells = {name: cell for name, cell in row(value="5").items() if name not in without}

    assert [problem.what.en for problem in refused(cells).problems] == missing


@pytest.mark.parametrize("only", ["numerator", "denominator"])
def test_one_part_alone_is_no_value(only):
    assert codes(refused(row(**{only: "5"}))) == ["SV-EV-013"]


def test_a_table_without_rows_is_evidence_of_nothing(tmp_path):
    path = tmp_path / "trong.csv"
    path.write_text("unit,period,measure,value\n", encoding="utf-8")

    assert len(Evidence.read(path, measures=MEASURES)) == 0


def test_advice_is_looked_for_only_as_often_as_somebody_reads_it(monkeypatch):
    """A file of a hundred thousand different wrong words is refused in seconds."""
    asked = []
    monkeypatch.setattr(tidy, "get_close_matches", lambda *given: asked.append(given) or [])

    error = refused(*({**row(value="5", unit=str(number)), "measure": f"ns.x{number}"} for number in range(300)))

    assert (len(error.problems), error.unlisted, len(asked)) == (100, 200, 100)


def test_of_many_wrong_codes_those_that_are_met_first_are_told():
    cells = [{**row(value="5", unit=str(number)), "measure": f"ns.x{number:03}"} for number in range(300)]

    error = refused(*reversed(cells))

    assert [problem.what.en for problem in error.problems[:2]] == [
        'there is no measure "ns.x299"',
        'there is no measure "ns.x298"',
    ]
