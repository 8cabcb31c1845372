"""Evidence as the two tables of COINr, and back."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest

from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError, UnknownIdentifierError
from smartvillage.evidence.evidence import Evidence
from tests.evidence.samples import AMOUNT, ATTESTED, SET, SHARE, codes, read, row, values
from tests.oracles.cases import shared

META = [{"iCode": "Water", "iName": "Nước", "Direction": 1, "Unit": "%", "Type": "Indicator"}]


def from_coinr(data, meta=META, **how):
    return Evidence.from_coinr(data, meta, **how)[1]


def problems(data, meta=META, **how):
    with pytest.raises(InputError) as caught:
        from_coinr(data, meta, **how)
    return codes(caught.value)


def asem_cells(idata, imeta):
    """The figures of the outside file by unit and code, read by nothing of ours."""
    with imeta.open(encoding="utf-8-sig", newline="") as file:
        wanted = [one["iCode"] for one in csv.DictReader(file) if one["Type"] in {"Indicator", "Denominator"}]
    with idata.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    found = {(one["uCode"], name): one[name] for one in lines for name in wanted}
    return {key: None if cell in {"", "NA"} else Fraction(cell) for key, cell in found.items()}


def test_every_figure_of_an_outside_file_is_read_to_its_last_digit():
    idata, imeta = shared("data/composite/asem_idata.csv"), shared("data/composite/asem_imeta.csv")
    measures, evidence = Evidence.from_coinr(idata, imeta)

    read_back = {
        (one["unit"], one["measure"]): None if one["value"] is None else Fraction(one["value"])
        for one in evidence.rows()
    }
    wanted = asem_cells(idata, imeta)
    by_code = {one.id.removeprefix("coinr."): one.id for one in measures}
    assert read_back == {
        (unit, by_code[name.lower().replace("_", "-")]): value for (unit, name), value in wanted.items()
    }
    assert len(measures) == 53
    assert sum(value is None for value in wanted.values()) > 0


def test_an_outside_file_goes_round_and_says_the_same():
    _, evidence = Evidence.from_coinr(shared("data/composite/asem_idata.csv"), shared("data/composite/asem_imeta.csv"))
    measures = [plain(one) for one in evidence.measures.values() if one.direction != "neutral"]
    attested = {"id": "thu.plan", "title": {"vi": "Có"}, "kind": "attested"}
    indicators = [
        {
            "id": f"thu.xa.c{number}",
            "printed": f"1.{number}",
            "title": {"vi": "Chỉ tiêu"},
            "provisions": [{"rule": {"kind": "at-least", "measure": one["id"], "levels": [{"missing": "not-read"}]}}],
        }
        for number, one in enumerate(measures, start=1)
    ]
    criteria_set = CriteriaSet.from_dict(
        {
            **SET.to_dict(),
            "id": "thu.xa",
            "measures": [*measures, attested],
            "criteria": [{"id": "thu.xa.c", "printed": "1", "title": {"vi": "Tất cả"}, "indicators": indicators}],
        }
    )

    idata, imeta = evidence.to_coinr(criteria_set)
    _, again = Evidence.from_coinr(idata, imeta, measures=list(evidence.measures.values()))

    kept = {one["id"] for one in measures}
    assert list(again.rows()) == [one for one in evidence.rows() if one["measure"] in kept]


def test_a_share_without_end_is_written_with_fifteen_digits_and_counted():
    idata, imeta = read(row(SHARE, numerator=1, denominator=3)).to_coinr(SET)

    assert str(idata[0]["water"]) == "33.3333333333333"
    assert imeta.where(iCode="water")[0]["Rounded"] == 1


def test_bounds_and_approximate_figures_are_left_out_and_counted():
    evidence = read(
        row(SHARE, unit="A", value="99", relation="ge"),
        row(SHARE, unit="B", value="50", relation="approx"),
        row(SHARE, unit="C", value="70"),
    )
    idata, imeta = evidence.to_coinr(SET)

    assert [cell and str(cell) for cell in idata.column("water")] == [None, None, "70"]
    assert imeta.where(iCode="water")[0]["Left_out"] == 2
    assert "2 figures" in idata.title.en


def test_missing_figures_stay_missing_both_ways():
    evidence = read(row(SHARE, unit="A", missing="lost"), row(SHARE, unit="B", value="70"))
    idata, imeta = evidence.to_coinr(SET)
    _, again = Evidence.from_coinr(idata, imeta, measures=SET)

    assert values(again) == [None, "70"]


def test_the_metadata_say_what_belongs_to_what():
    evidence = read(row(SHARE, value=70), row(ATTESTED, value=True), row(AMOUNT, value=50))
    _, imeta = evidence.to_coinr(SET)

    shown = [(one["iCode"], one["Level"], one["Type"], one["Parent"], one["Target"]) for one in imeta]
    assert [(*one[:4], one[4] and str(one[4])) for one in shown] == [
        ("water", 1, "Indicator", "living", "80"),
        ("plan", 1, "Indicator", "living", None),
        ("income", 1, "Indicator", "living", "48"),
        ("unit", None, "Other", None, None),
        ("living", 2, "Aggregate", "Index", None),
        ("Index", 3, "Aggregate", None, None),
    ]


def test_codes_are_names_that_r_takes_each_once():
    evidence = read(
        row(SHARE, unit="28222", value=70), row(SHARE, unit="Xã A", value=71), row(SHARE, unit="Xã-A", value=72)
    )
    idata, _ = evidence.to_coinr(SET)
    names = idata.column("uCode")

    assert len({str(name).lower() for name in names}) == 3
    assert all(str(name).replace("_", "a").isalnum() and str(name)[0].isalpha() for name in names)
    assert idata.column("unit") == ("28222", "Xã A", "Xã-A")


def test_neutral_measures_are_other_columns():
    neutral = Measure.model_validate({**plain(SHARE), "direction": "neutral"})
    tree = SET.to_dict()
    tree["measures"] = [plain(neutral) if one["id"] == SHARE.id else one for one in tree["measures"]]
    criteria_set = CriteriaSet.from_dict(tree)
    evidence = Evidence([row(SHARE, value=70)], measures=criteria_set)
    idata, imeta = evidence.to_coinr(criteria_set)

    assert imeta.where(iCode="water").column("Type") == ("Other",)
    assert all(one["iCode"] != "living" for one in imeta)
    assert values(Evidence.from_coinr(idata, imeta, measures=criteria_set)[1]) == ["70"]


def test_of_several_figures_the_one_that_more_stand_behind_counts():
    evidence = read(
        row(SHARE, value=70, state="verified"),
        row(SHARE, value=75, state="self_assessed", as_of="2024-12-31"),
        row(SHARE, value=99, state="withdrawn"),
        row(ATTESTED, value=True),
    )

    assert str(evidence.to_coinr(SET)[0][0]["water"]) == "70"


def test_periods_that_are_not_years_have_to_be_chosen():
    evidence = read(row(SHARE, period="2024-Q1", value=70), row(SHARE, period="2024-Q2", value=80))

    with pytest.raises(InputError) as caught:
        evidence.to_coinr(SET)
    assert codes(caught.value) == ["SV-EV-050"]
    with pytest.raises(UnknownIdentifierError):
        evidence.to_coinr(SET, "2024-Q3")
    idata, imeta = evidence.to_coinr(SET, period="2024-Q2")
    assert idata.columns == ("uCode", "uName", "unit", "water")
    _, again = Evidence.from_coinr(idata, imeta, period="2024-Q2", measures=SET)
    assert values(again) == ["80"]


def test_years_become_the_time_of_a_panel():
    evidence = read(row(SHARE, period="2024", value=80), row(SHARE, period="2023", value=70))

    assert evidence.to_coinr(SET)[0].column("Time") == (2023, 2024)


@pytest.mark.parametrize("cell", ["2e-06", "0.000002", 0.000002])
def test_the_writing_of_r_is_read_exactly(cell):
    assert values(from_coinr([{"uCode": "A", "Time": 2018.0, "Water": cell}])) == ["0.000002"]


@pytest.mark.parametrize("cell", [None, "", "NA", "NaN", float("nan")])
def test_what_r_writes_for_nothing_is_missing(cell):
    assert values(from_coinr([{"uCode": "A", "Time": 2018, "Water": cell}])) == [None]


def test_measures_carry_title_unit_and_direction():
    measures, _ = Evidence.from_coinr(
        [{"uCode": "A", "Time": 2018, "CO2": 1, "co2": 2, "K": "x"}],
        [
            {"iCode": "CO2", "iName": "Khí thải", "Direction": "-1.0", "Unit": "kg", "Type": "Indicator"},
            {"iCode": "co2", "Direction": None, "Type": "Denominator"},
            {"iCode": "K", "Type": "Group"},
        ],
    )

    assert [(one.id, one.title.vi, one.direction, one.unit_text("vi")) for one in measures] == [
        ("coinr.co2", "Khí thải", "lower", "kg"),
        ("coinr.co2-x", "co2", "neutral", "không có đơn vị tính"),
    ]


def test_every_problem_is_told_with_its_cell():
    assert problems([{"x": 1}], [{"x": 1}]) == ["SV-EV-013"] * 4
    assert problems([{"uCode": "A", "Time": 2018}]) == ["SV-EV-052"]
    assert problems([{"uCode": "A", "Time": "mùa", "Water": "1/2"}]) == ["SV-EV-021", "SV-EV-030"]
    assert problems([{"uCode": "A", "Time": 2018, "Water": 0.1 + 0.2}]) == ["SV-EV-030"]


def test_dataframes_are_read_too():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"uCode": ["A", "B"], "Time": [2018, 2018], "Water": [66.6, None]})

    assert values(from_coinr(frame, pd.DataFrame(META))) == ["66.6", None]


def test_files_that_were_written_are_read_back_by_path(tmp_path):
    idata, imeta = read(row(SHARE, unit="28222", value="66.6"), row(SHARE, unit="B", missing="lost")).to_coinr(SET)
    idata.to_csv(tmp_path / "idata.csv")
    imeta.to_csv(tmp_path / "imeta.csv")
    measures, again = Evidence.from_coinr(tmp_path / "idata.csv", str(tmp_path / "imeta.csv"), measures=SET)

    assert measures == (SHARE,)
    assert again.units == ("28222", "B")
    assert values(again) == ["66.6", None]
