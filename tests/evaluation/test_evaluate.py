"""Putting a question to evidence: clocks, states, strata, and one answer whatever the data came in."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.verdicts import Verdict
from smartvillage.evaluation.compile import CompiledSet
from smartvillage.evaluation.evaluate import compile_set, evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import load
from tests.evaluation.drawing import cases, patiently
from tests.evaluation.samples import (
    EVERYTHING,
    GOOD,
    INCOME,
    NAM_SON,
    PLAN,
    REGION,
    WATER,
    criteria_set,
    criterion,
    indicator,
    judged,
    level,
    parts,
    row,
    rule,
    run_of,
)

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


def verdict(rows, ref="1.1", period=None, **how):
    return run_of(rows, **how).at("A", period).verdict(ref)


# --- the plain case ----------------------------------------------------------------------------------------------


def test_every_unit_and_period_is_judged():
    run = run_of([row("water", value, unit, period) for unit, period, value in
                  (("A", "2023", "90"), ("A", "2024", "10"), ("B", "2024", "80"))])  # fmt: skip

    assert run.keys == (("A", "2023"), ("A", "2024"), ("B", "2024"))
    assert run.verdicts("1.1") == (MET, NOT_MET, MET)


def test_evidence_of_nothing_gives_a_run_of_nothing(tmp_path):
    empty = Evidence({"unit": [], "period": [], "measure": [], "value": []}, measures=NAM_SON)
    run = evaluate(NAM_SON, empty)

    assert (len(run), len(run.table()), run.keys) == (0, 0, ())
    assert run.summary()[0]["MET"] == 0
    run.write(tmp_path)


def test_a_figure_decides_the_indicators_that_judge_it_and_no_other():
    found = run_of([parts("water", 92, 161)]).at("A")

    assert [found.verdict(ref) for ref in ("1.1", "1.2", "1", "2")] == [NOT_MET, UNKNOWN, NOT_MET, UNKNOWN]
    assert found.verdict() is NOT_MET


# --- law 1: nothing left, roll-ups -------------------------------------------------------------------------------


def test_a_whole_of_which_nothing_applies_does_not_apply():
    alone = criteria_set(criterion("1", "c", indicator("1.1", "i", rule("at-least", "water", level("80")))))

    assert [verdict([parts("water", 0, 0)], ref, criteria=alone) for ref in ("1.1", "1", "ns.xa@2021-2025")] == [
        NOT_APPLICABLE
    ] * 3


@pytest.mark.parametrize(
    ("requires", "expected"),
    [
        ({"kind": "all"}, NOT_MET),
        ({"kind": "count", "count": 1}, MET),
        ({"kind": "count", "count": 1, "compulsory": ["ns.xa.plan"]}, NOT_MET),
        ({"kind": "share", "percent": "66.6"}, MET),
        ({"kind": "share", "percent": "66.7"}, NOT_MET),
    ],
)
def test_a_criterion_asks_for_as_many_as_it_says(requires, expected):
    """Two of three are 66.67 %."""
    three = criterion("1", "c", WATER, PLAN, INCOME, requires=requires)
    rows = [row("water", "90"), row("plan", "không"), row("income", "50")]

    assert verdict(rows, "1", criteria=criteria_set(three)) is expected


@pytest.mark.parametrize("declared", [{"criteria": "2", "indicators": "2"}, {"criteria": "1", "indicators": "3"}])
def test_an_incomplete_set_is_never_met(declared):
    """Law 5."""
    both = criterion("1", "c", WATER, PLAN)
    short = criteria_set(both, declared={**declared, "citation": {"number": "1"}})
    rows = [row("water", "90"), row("plan", "có")]

    assert verdict(rows, "ns.xa@2021-2025", criteria=criteria_set(both)) is MET
    assert verdict(rows, "ns.xa@2021-2025", criteria=short) is UNKNOWN
    assert verdict([*rows[:1], row("plan", "không")], "ns.xa@2021-2025", criteria=short) is NOT_MET


# --- law 2: information is monotone ------------------------------------------------------------------------------


@patiently
@given(cases(units=("u1",)), st.data())
def test_removing_a_figure_moves_verdicts_only_toward_unknown(case, data):
    gone = data.draw(st.sampled_from(range(len(case.rows))))
    silent = {key: cell for key, cell in case.rows[gone].items() if key in {"unit", "period", "measure"}}
    less = [*case.rows[:gone], {**silent, "missing": "lost"}, *case.rows[gone + 1 :]]
    before, after = case.run(), case.run(less)

    for level_ in ("indicator", "criterion", "set"):
        for _, ref in before.refs(level_):
            for now, then in zip(after.verdicts(ref), before.verdicts(ref), strict=True):
                assert now in {then, UNKNOWN}


@patiently
@given(cases(units=("u1",)), st.data())
def test_adding_a_figure_never_leaves_the_bounds_announced(case, data):
    """What was decided without it stays decided; only an unknown may become anything."""
    open_ = [
        place for place, cells in enumerate(case.rows) if "missing" in cells or cells.get("relation", "eq") != "eq"
    ]
    if not open_:
        return
    place = data.draw(st.sampled_from(open_))
    old = case.rows[place]
    measure = case.criteria.measures[old["measure"]]
    if "value" in old:
        ends = {"gt": ("ge", 1), "ge": ("ge", 0), "lt": ("le", 1), "le": ("le", 0), "approx": ("eq", 0)}
        new = (
            {**old, "relation": ends[old["relation"]][0]} if old["relation"] != "approx" else {**old, "relation": "eq"}
        )
        if ends[old["relation"]][1]:
            return  # an open end has no value of its own to report
        new["relation"] = "eq"
    elif old["missing"] == "not-applicable":
        return
    else:
        low, high = measure.range
        value = low if low is not None else high if high is not None else 0
        new = {key: cell for key, cell in old.items() if key != "missing"}
        new["value"] = {0: "false", 1: "true"}[int(value)] if measure.kind == "attested" else str(value)
    before, after = case.run(), case.run([*case.rows[:place], new, *case.rows[place + 1 :]])

    for level_ in ("indicator", "criterion", "set"):
        for _, ref in before.refs(level_):
            for then, now in zip(before.verdicts(ref), after.verdicts(ref), strict=True):
                assert then in {now, UNKNOWN}


def test_one_failure_decides_a_conjunction_whatever_is_unknown():
    assert verdict([row("plan", "không")], "ns.xa@2021-2025") is NOT_MET


# --- law 4: bounds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "relation", "expected"),
    [
        ("80", "ge", MET),
        ("80", "gt", MET),
        ("79.9", "gt", UNKNOWN),
        ("80", "lt", NOT_MET),
        ("80", "le", UNKNOWN),
        ("80.1", "lt", UNKNOWN),
        ("90", "approx", UNKNOWN),
        ("10", "approx", UNKNOWN),
    ],
)
def test_a_bound_decides_only_what_it_bounds(value, relation, expected):
    assert verdict([row("water", value, relation=relation)]) is expected


def test_about_is_the_figure_when_the_caller_says_so():
    assert verdict([row("water", "90", relation="approx")], approx_as_value=True) is MET


# --- law 6: strict in time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "kind", "expected"),
    [
        ("2024-02", "share", NOT_MET),
        ("2024-03", "attested", MET),
        ("2024-02-29", "share", NOT_MET),
        ("2024", "attested", MET),
    ],
)
def test_a_figure_is_judged_by_the_law_of_the_last_day_of_its_period(period, kind, expected):
    """Indicator 15.4 was a share of the people until 29 February 2024, and is attested from 1 March on."""
    xa = load("vn.xa-ntm", "2021-2025")
    before, after = (xa["15.4"].indicator.provisions[place].rule.measure for place in (0, 1))
    rows = [
        {"unit": "A", "period": period, "measure": before, "value": "60"},
        {"unit": "A", "period": period, "measure": after, "value": "đạt"},
    ]
    run = evaluate(xa, Evidence(rows, measures=xa), strata={"vn.318.region": "red-river-delta"})

    assert run.at("A").verdict("15.4") is expected
    assert run.reasoner.basis(0, xa["15.4"].id).measures == (before if kind == "share" else after,)


def test_periods_that_end_on_one_day_are_judged_by_one_law():
    rows = [row("water", "85", period=period) for period in ("2024", "2024-Q4", "2024-12-31")]

    assert len(run_of(rows).partitions) == 1


def test_before_the_amendment_was_issued_nobody_knew_it():
    """Decision 211 is of 1 March 2024."""
    xa = load("vn.xa-ntm", "2021-2025")
    share = xa["15.4"].indicator.provisions[0].rule.measure
    rows = [{"unit": "A", "period": "2024-06", "measure": share, "value": "75"}]
    evidence = Evidence(rows, measures=xa)
    delta = {"vn.318.region": "red-river-delta"}

    assert evaluate(xa, evidence, strata=delta).at("A").verdict("15.4") is UNKNOWN
    assert evaluate(xa, evidence, strata=delta, law_as_of="2024-02-29").at("A").verdict("15.4") is MET
    assert evaluate(xa, evidence, strata=delta, law_as_of="2024-03-01").at("A").verdict("15.4") is UNKNOWN


def test_a_level_of_an_earlier_span_stands_in_only_when_asked_for():
    ended = rule("at-least", "water", level("80", until="2023-01-01"))

    assert judged(ended, [row("water", "90")]).verdict("1.1") is UNKNOWN
    assert judged(ended, [row("water", "90")], carry_forward=True).verdict("1.1") is MET


# --- law 5: which levels may judge -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (None, (MET, MET, UNKNOWN)),
        ({"official"}, (MET, UNKNOWN, UNKNOWN)),
        ({"official", "secondary", "unverified"}, (MET, MET, MET)),
        ({"unverified"}, (UNKNOWN, UNKNOWN, MET)),
    ],
)
def test_the_state_of_a_level_decides_whether_it_may_judge(accepted, expected):
    how = {} if accepted is None else {"law_states": accepted}
    found = run_of(GOOD, **how).at("A")

    assert tuple(found.verdict(ref) for ref in ("1.1", "2.1", "2.2")) == expected


def test_an_attested_row_has_no_level_and_is_judged():
    assert verdict(GOOD, "1.2", law_states={"official"}) is MET


# --- several reports of one figure -------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_report_that_more_people_stand_behind_counts(order):
    rows = [row("water", "90"), row("water", "70", state="verified"), row("water", "85", state="self_assessed")]

    assert verdict([rows[place] for place in order]) is NOT_MET


@pytest.mark.parametrize("state", ["self_assessed", "disputed", "withdrawn"])
def test_a_report_that_nobody_accepted_does_not_count_unless_asked_for(state):
    cells = row("water", "90", state=state)

    assert verdict([cells]) is UNKNOWN
    assert verdict([cells], evidence_states={state}) is MET


def test_a_disputed_report_never_beats_one_that_stands():
    rows = [row("water", "90", state="disputed"), row("water", "70")]

    assert verdict(rows) is NOT_MET
    assert verdict(rows, evidence_states={"disputed", "reported"}) is NOT_MET


@pytest.mark.parametrize(
    ("known", "expected"),
    [(None, MET), ("2025-01-31", MET), ("2025-01-30", NOT_MET), ("2024-12-31", NOT_MET), ("2024-12-30", UNKNOWN)],
)
def test_the_later_revision_wins_as_far_as_it_was_known(known, expected):
    """Without a day a figure is known when its period ends."""
    rows = [row("water", "70"), row("water", "90", as_of="2025-01-31")]

    assert verdict(rows, data_as_of=known) is expected


def test_a_revision_does_not_beat_a_figure_that_was_verified():
    rows = [row("water", "70", state="verified"), row("water", "90", as_of="2025-01-31")]

    assert verdict(rows) is NOT_MET


def test_a_blank_cell_takes_nobodys_place_but_a_stated_reason_does():
    figure = row("water", "90")

    assert verdict([figure, row("water", state="verified")]) is MET
    assert verdict([figure, row("water", as_of="2025-01-01")]) is MET
    assert verdict([figure, row("water", missing="lost", state="verified")]) is UNKNOWN


# --- strata ------------------------------------------------------------------------------------------------------

TWO = [row("water", "70", "A"), row("water", "70", "B")]
"""Enough in the hills, not in the delta."""


def by_function(unit, on):
    return {REGION: "hills" if unit == "A" and on.year == 2024 else "delta"}


@pytest.mark.parametrize(
    ("strata", "expected"),
    [
        ({REGION: "delta"}, (NOT_MET, NOT_MET)),
        ({REGION: "hills"}, (MET, MET)),
        ({"A": {REGION: "hills"}, "B": {REGION: "delta"}}, (MET, NOT_MET)),
        ({"A": {REGION: "hills"}}, (MET, UNKNOWN)),
        (by_function, (MET, NOT_MET)),
        ({}, (UNKNOWN, UNKNOWN)),
        (None, (UNKNOWN, UNKNOWN)),
    ],
)
def test_strata_are_stated_for_all_for_each_or_by_a_function(strata, expected):
    evidence = Evidence(TWO, measures=NAM_SON)

    assert evaluate(NAM_SON, evidence, strata=strata).verdicts("1.1") == expected


def test_places_know_the_strata_and_the_caller_may_say_otherwise():
    xa, places = load("vn.xa-ntm", "2021-2025"), Places.load("vn")
    rows = [{"unit": "28222", "period": "2024", "measure": "9.2", "value": "72"}]
    evidence = Evidence(rows, measures=xa, places=places)
    how = {"law_states": EVERYTHING}

    assert evaluate(xa, evidence, places, **how).at("28222").cell("9.2").stratum == "vn.318.region=mekong-delta"
    for named in ("28222", "vn:28222@"):
        told = evaluate(xa, evidence, places, strata={named: {"vn.318.region": "southeast"}}, **how)
        assert told.at("28222").cell("9.2").stratum == "vn.318.region=southeast"


def test_a_membership_in_another_documents_scheme_is_no_part_of_the_question():
    one = run_of(TWO, strata={REGION: "delta"})
    other = run_of(TWO, strata={REGION: "delta", "vn.51.commune-group": "middle"})

    assert one.id == other.id


# --- sets that refer to sets -------------------------------------------------------------------------------------


def other_set(*indicators, identifier="ns.khac", edition="1", **more):
    inner = [{**one, "id": one["id"].replace("ns.xa.", f"{identifier}.")} for one in indicators]
    return criteria_set(
        {**criterion("1", "c", *inner), "id": f"{identifier}.c"}, id=identifier, edition=edition, **more
    )


def test_a_set_may_ask_for_another():
    refers = criteria_set(criterion("1", "c", indicator("1.1", "i", {"kind": "meets-set", "set": "ns.khac@1"})))
    other = other_set(PLAN)

    assert [verdict([row("plan", word)], criteria=refers, sets=[other]) for word in ("có", "không")] == [MET, NOT_MET]
    assert run_of([row("plan", "có")], refers, sets=[other]).refs() == (("1.1", "ns.xa.i"),)


def test_what_was_known_of_another_set_is_bounded_by_the_same_day():
    amendment = {
        "id": "sua-doi",
        "citation": {"number": "2/QĐ", "date": "2024-03-01"},
        "patches": [
            {
                "kind": "set-level",
                "indicator": "ns.khac.income",
                "level": {"value": "60", "verification": "official"},
                "citation": {"number": "2/QĐ"},
            }
        ],
    }
    refers = criteria_set(criterion("1", "c", indicator("1.1", "i", {"kind": "meets-set", "set": "ns.khac@1"})))
    how = {"criteria": refers, "sets": [other_set(INCOME, amendments=[amendment])]}

    assert verdict([row("income", "50")], **how) is NOT_MET
    assert verdict([row("income", "50")], law_as_of="2024-02-29", **how) is MET


# --- one answer --------------------------------------------------------------------------------------------------

SAME = [
    row("water", 66.6, unit="A", numerator=None, denominator=None, state="reported"),
    row("water", None, unit="B", numerator=130, denominator=161, state="verified"),
    row("income", 48.5, unit="A", numerator=None, denominator=None, state="reported"),
    row("poverty", float("nan"), unit="A", numerator=None, denominator=None, state="reported"),
    row("schools", 3.0, unit="B", numerator=None, denominator=None, state="reported"),
]
COLUMNS = {name: [cells[name] for cells in SAME] for name in SAME[0]}
BLANK = {**COLUMNS, "value": [None if value != value else value for value in COLUMNS["value"]]}


def in_csv(folder):
    lines = [
        ",".join(BLANK),
        *(",".join("" if cell is None else str(cell) for cell in line) for line in zip(*BLANK.values())),
    ]
    (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    return Evidence.read(folder / "a.csv", measures=NAM_SON)


def in_xlsx(folder):
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        page = book.add_worksheet()
        for number, line in enumerate([tuple(BLANK), *zip(*BLANK.values(), strict=True)]):
            page.write_row(number, 0, line)
    return Evidence.read(folder / "a.xlsx", measures=NAM_SON)


def in_openpyxl(folder):
    book = openpyxl.Workbook()
    for line in [tuple(BLANK), *zip(*BLANK.values(), strict=True)]:
        book.active.append(line)
    book.save(folder / "b.xlsx")
    return Evidence.read(folder / "b.xlsx", measures=NAM_SON)


def in_frame(frame):
    return Evidence(frame, measures=NAM_SON)


WAYS = {
    "list of dicts": lambda _: in_frame(SAME),
    "csv": in_csv,
    "xlsx": in_xlsx,
    "xlsx of openpyxl": in_openpyxl,
    "pandas": lambda _: in_frame(pd.DataFrame(COLUMNS)),
    "pandas object": lambda _: in_frame(pd.DataFrame(COLUMNS, dtype=object)),
    "pandas nullable": lambda _: in_frame(pd.DataFrame(COLUMNS).convert_dtypes()),
    "pandas arrow": lambda _: in_frame(pd.DataFrame(BLANK).convert_dtypes(dtype_backend="pyarrow")),
    "polars": lambda _: in_frame(pl.DataFrame(COLUMNS, strict=False)),
    "polars lazy": lambda _: in_frame(pl.LazyFrame(BLANK)),
    "pyarrow": lambda _: in_frame(pa.table(BLANK)),
    "duckdb": lambda _: in_frame(duckdb.from_arrow(pa.table(BLANK))),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_same_data_give_one_id_and_one_result_whatever_they_come_in(way, tmp_path):
    run = evaluate(NAM_SON, way(tmp_path), strata={REGION: "delta"})
    plain = run_of(SAME)

    assert (run.id, run.result) == (plain.id, plain.result)


@patiently
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(case, chance):
    """Law 8."""
    shuffled = list(case.rows)
    chance.shuffle(shuffled)
    run, again = case.run(), case.run(shuffled)

    assert (run.id, run.result, run.table().rows) == (again.id, again.result, again.table().rows)


@patiently
@given(cases(units=("u1", "u2", "u3")))
def test_one_commune_is_judged_as_it_is_in_a_batch(case):
    compiled = compile_set(case.criteria)
    batch = case.run()

    for unit, period in batch.keys:
        alone = [cells for cells in case.rows if (cells["unit"], cells["period"]) == (unit, period)]
        evidence = Evidence(alone, measures=case.criteria, decimal="point")
        single = evaluate(compiled, evidence, strata=lambda unit, _: case.strata[unit]).at(unit, period)
        for level_ in ("indicator", "criterion", "set"):
            for _, ref in batch.refs(level_):
                assert single.verdict(ref) is batch.at(unit, period).verdict(ref)


def test_a_compiled_set_is_safe_in_threads():
    """Eight threads ask one compiled set about villages in different strata at once."""
    compiled = compile_set(NAM_SON)
    evidence = Evidence([row("water", str(60 + number), f"U{number}") for number in range(30)], measures=NAM_SON)

    def ask(number):
        run = evaluate(
            compiled, evidence, strata=lambda unit, _: {REGION: ("delta", "hills")[(int(unit[1:]) + number) % 2]}
        )
        return number % 2, run.id, run.result, str(run.at("U9").why("1.1"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(32)))

    assert len(set(answers)) == 2


def test_a_compiled_set_works_each_partition_out_once():
    compiled = compile_set(NAM_SON)
    for _ in range(2):
        evaluate(compiled, Evidence(TWO, measures=NAM_SON), strata={REGION: "delta"})

    assert isinstance(compiled, CompiledSet)
    assert len(compiled._resolved) == 1
