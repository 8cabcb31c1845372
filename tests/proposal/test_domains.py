"""A first proposal for each built-in domain, from its invented pilots: every kind of measure, in words people use."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import attrs
import pytest

from smartvillage.cli.app import run
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import builtin_registry
from smartvillage.proposal.first import first_proposal
from tools.build_synthetic_pilots import FIELDS, GAPS, PILOTS, rows_of

EXAMPLES = Path(__file__).parents[2] / "src" / "smartvillage" / "cli" / "examples"
GAP = "Xã Giả Lập Gò Mây"

every_domain = pytest.mark.parametrize("key", sorted(PILOTS))


def file_of(key):
    return EXAMPLES / f"synthetic-{key}-pilots.csv"


@cache
def offered(key):
    return tuple(one for one in builtin_registry().candidates.values() if one.domain == key)


@cache
def pilots(key):
    return Evidence.read(file_of(key), measures=[one.measure for one in offered(key)])


@cache
def proposal(key):
    return first_proposal(offered(key), pilots(key))


def line_of(key, measure, lang):
    place = [one.measure.id for one in proposal(key).findings].index(measure)
    return list(proposal(key).table(lang))[place]


def attested(answers):
    rows = [
        {"unit": f"P{n}", "period": "2025", "measure": "digital-economy.dispatch-point", "value": answer}
        for n, answer in enumerate(answers)
    ]
    found = first_proposal(
        offered("digital-economy"), Evidence(rows, measures=[one.measure for one in offered("digital-economy")])
    )
    return found["digital-economy.dispatch-point"], found


# -- the pilots ----------------------------------------------------------------------------------------------------


def test_every_domain_has_pilots_to_try_things_out():
    assert set(PILOTS) == {one.domain for one in builtin_registry().candidates.values()}
    for key in PILOTS:
        assert {f"{key}.{name}" for name in PILOTS[key]} == {one.measure.id for one in offered(key)}


@every_domain
def test_the_files_are_what_the_tool_draws(key):
    with file_of(key).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))

    assert found == [{name: str(row.get(name, "")) for name in FIELDS} for row in rows_of(key)]


@every_domain
def test_pilots_are_invented_and_say_so(key):
    known = {unit.name for unit in Places.load("vn")}

    assert len(pilots(key).units) == 15
    assert not known & set(pilots(key).units)
    assert all(name.startswith("Xã Giả Lập ") for name in pilots(key).units)
    assert {row["source"] for row in pilots(key).rows()} == {"dữ liệu giả lập (synthetic)"}
    assert proposal(key).synthetic


@every_domain
def test_one_pilot_has_one_gap_and_it_stays_a_gap(key):
    gaps = [(one.measure.id, one.missing) for one in proposal(key).findings if one.missing]

    assert gaps == [(f"{key}.{GAPS[key]}", (GAP,))]


# -- the proposals -------------------------------------------------------------------------------------------------


@every_domain
def test_the_command_writes_a_proposal_for_every_domain(key, tmp_path, capsys):
    status = run(["propose", str(file_of(key)), "--domain", key, "--out", str(tmp_path / "out"), "--json"])
    told = capsys.readouterr()

    assert status == 0, told.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"phu-luc.xlsx", "phu-luc.html"}
    assert len(json.loads(told.out)) == len(offered(key))


@every_domain
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_of_a_proposal_is_empty_where_pilots_reported(key, lang):
    for row in proposal(key).table(lang):
        assert all(row[name] for name in ("lowest", "median", "highest", "interval", "level")), row


@every_domain
def test_a_level_that_any_figure_meets_is_not_proposed(key):
    for finding in proposal(key).findings:
        low, high = finding.measure.range
        if finding.measure.direction == "lower":
            assert high is None or finding.level != Fraction(high)
        else:
            assert low is None or finding.level != Fraction(low)


def test_where_less_is_better_the_level_is_the_most_allowed():
    finding = proposal("environment")["environment.dump-spots"]

    assert line_of("environment", "environment.dump-spots", "vi")["level"] == "≤ 6 điểm"
    assert sum(value <= 6 for value in finding.values.values()) == finding.met == 13


def test_a_grade_is_proposed_by_its_name():
    vi = line_of("digital-foundation", "digital-foundation.restore-readiness", "vi")
    en = line_of("digital-foundation", "digital-foundation.restore-readiness", "en")

    assert vi["level"] == "từ “Có sao lưu định kỳ” trở lên"
    assert (en["lowest"], en["median"], en["level"]) == ("No backup", "Regular backups", "“Regular backups” or better")
    assert vi["met"] == "13/15"


def test_grades_have_no_mean():
    """Half way between two grades is no grade: the worse of the two in the middle stands."""
    rows = [
        {"unit": f"P{n}", "period": "2025", "measure": "digital-foundation.restore-readiness", "value": str(value)}
        for n, value in enumerate([1, 1, 2, 3])
    ]
    of = offered("digital-foundation")
    found = first_proposal(of, Evidence(rows, measures=[one.measure for one in of]))

    assert found["digital-foundation.restore-readiness"].median == 1


def test_enough_pilots_that_have_it_make_it_a_requirement():
    finding, found = attested(["có"] * 12 + ["không"] * 3)
    row = found.table("vi").where(ref="6")[0]

    assert finding.level == 1
    assert (row["level"], row["met"], row["lowest"], row["highest"]) == ("phải có", "12/15", "không", "có")


def test_too_few_that_have_it_ask_for_nothing_and_say_how_many_do():
    finding, found = attested(["có"] * 11 + ["không"] * 4)
    row = found.table("vi").where(ref="6")[0]

    assert finding.level is None
    assert not finding.suggestion.refused
    assert (row["level"], row["met"]) == ("chưa quy định mức", "11/15")
    assert "chưa đủ số mô hình có, chỉ theo dõi" in str(row["note"])


def test_too_few_pilots_refuse_an_attested_measure_like_any_other():
    finding, _ = attested(["có"] * 5)

    assert finding.suggestion.refused
    assert finding.met is None


def test_a_lowest_value_that_most_pilots_have_is_no_requirement():
    rows = [
        {"unit": f"P{n}", "period": "2025", "measure": "tourism.community-ocop", "value": str(value)}
        for n, value in enumerate([0] * 8 + [2] * 7)
    ]
    found = first_proposal(offered("tourism"), Evidence(rows, measures=[one.measure for one in offered("tourism")]))
    row = found.table("en").where(ref="1")[0]

    assert found["tourism.community-ocop"].level is None
    assert (row["level"], row["met"]) == ("no level yet", "")
    assert "one that any commune meets" in str(row["note"])
    assert repr(found) == "<FirstProposal tourism: 9 candidates, 0 with a level>"


def test_a_candidate_nobody_reported_on_has_empty_cells_and_a_refusal():
    rows = [{"unit": "P1", "period": "2025", "measure": "tourism.local-jobs", "value": "70"}]
    found = first_proposal(offered("tourism"), Evidence(rows, measures=[one.measure for one in offered("tourism")]))
    row = found.table("en").where(ref="1")[0]

    assert found["tourism.community-ocop"].median is None
    assert [row[name] for name in ("lowest", "median", "highest", "interval", "met")] == [""] * 5
    with pytest.raises(KeyError, match="no-such"):
        found["no-such"]


def test_who_has_not_even_the_first_grade_has_a_number():
    """``minimum: 0`` admits them, and there is no word for it."""
    candidate = next(one for one in offered("digital-foundation") if one.measure.kind == "ordinal")
    measure = candidate.measure.replace(minimum="0")
    rows = [
        {"unit": f"P{n}", "period": "2025", "measure": measure.id, "value": str(value)}
        for n, value in enumerate([0, 2])
    ]
    found = first_proposal([attrs.evolve(candidate, measure=measure)], Evidence(rows, measures=[measure]))

    assert [row["level"] for row in found.responses("en")] == ["0", "Regular backups"]
    assert "monitor only" in " ".join(found.assumptions("en"))
    assert "<p><b>" not in found._repr_html_()
