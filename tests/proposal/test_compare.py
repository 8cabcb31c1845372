"""A draft beside the set in force: who keeps, gains and loses, and why. Sets and figures are synthetic, or published."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.verdicts import Verdict
from smartvillage.errors import EvaluationError, UnknownIdentifierError
from smartvillage.evidence.evidence import Evidence
from smartvillage.exact import Exact
from smartvillage.places import Places
from smartvillage.plugins.registry import load
from smartvillage.proposal.compare import compare
from smartvillage.proposal.draft import Draft, Step
from smartvillage.proposal.pairing import pairs_of
from tests.evidence.annex.office import by_region, indicator, level, rule, set_of

NHOM = {
    "id": "thu.nhom",
    "title": {"vi": "Nhóm xã"},
    "strata": [{"id": one, "title": {"vi": one}} for one in ("do-thi", "nong-thon")],
}


def a_set(*indicators, name="thu.bo", edition="2021-2025", since="2021-01-01", until="2026-01-01", **fields):
    """A set of one criterion; its ids begin with its own."""
    tree = set_of(*indicators, **fields).to_dict()
    tree = json.loads(json.dumps(tree).replace("thu.bo", name))
    return CriteriaSet.from_dict({**tree, "edition": edition, "assesses": {"since": since, "until": until}})


def draft_set(*indicators, **fields):
    return a_set(
        *indicators,
        **{"name": "thu.moi", "edition": "2026-2030", "since": "2026-01-01", "until": "2031-01-01", **fields},
    )


def figures(period="2025", source=None, measures=(), **values):
    """One figure of *nuoc* for each unit."""
    rows = [
        {
            "unit": unit,
            "period": period,
            "measure": "thu.nuoc",
            "value": value,
            **({"source": source} if source else {}),
        }
        for unit, value in values.items()
        if value is not None
    ]
    return Evidence([*rows, *measures], measures=[BASE, draft_set(indicator("a", rule("at-least", "nuoc", level(1))))])


BASE = a_set(indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80))))
COAST = {"thu.vung": "bien"}
ON = date(2025, 12, 31)


def draft_of(*values):
    return draft_set(indicator("a", rule("at-least", "nuoc", *by_region(*values))))


# --- when ------------------------------------------------------------------------------------------------------------


def test_the_set_in_force_judges_other_dates_when_asked_to_do_as_if_and_the_answer_says_so():
    later = draft_of(60, 70, 80)
    stricter = a_set(
        indicator("a", rule("at-least", "nuoc", *by_region(75, 75, 80))),
        name="thu.sau",
        edition="2026-2030",
        since="2026-01-01",
        until="2031-01-01",
    )
    with pytest.raises(EvaluationError, match="SV-RUN-003"):
        compare(later, stricter, figures(A=65), strata=COAST)
    found = compare(later, stricter, figures(A=65, B=90), strata=COAST, as_if=True)

    assert found.summary() == {"kept": 1, "gained": 0, "lost": 1, "neither": 0, "open": 0}
    assert [note.en.split(" judges")[0] for note in found.notes[:2]] == ["thu.moi@2026-2030", "thu.sau@2026-2030"]


def test_doing_as_if_changes_nothing_where_the_dates_are_judged_anyway():
    plain = compare(BASE, draft_of(75, 70, 80), figures(A=65), strata=COAST)
    asked = compare(BASE, draft_of(75, 70, 80), figures(A=65), strata=COAST, as_if=True)

    assert (plain.before.id, plain.notes) == (asked.before.id, asked.notes)


# --- who -------------------------------------------------------------------------------------------------------------


def test_units_keep_gain_and_lose_by_the_level():
    found = compare(BASE, draft_of(75, 70, 80), figures(A=65, B=90, C=10), strata=COAST)

    assert dict(zip([unit for unit, _ in found.keys], found.turns, strict=True)) == {
        "A": "lost",
        "B": "kept",
        "C": "neither",
    }
    assert [(one.unit, one.cause, one.turn) for one in found.changes] == [("A", "level", "lost")]
    assert found.summary() == {"kept": 1, "gained": 0, "lost": 1, "neither": 1, "open": 0}
    assert found.who_changes(by="cause")[0] == {
        "cause": "level",
        "gained": 0,
        "lost": 1,
        "open": 0,
    }


def test_a_lower_level_lets_units_gain():
    found = compare(BASE, draft_of(50, 70, 80), figures(A=55), strata=COAST)

    assert (found.turns, found.table("vi")[0]["fate"]) == (("gained",), "hạ")


def test_another_rule_is_the_definition():
    found = compare(BASE, draft_set(indicator("a", rule("above", "nuoc", level(60)))), figures(A=60), strata=COAST)

    assert [(one.cause, one.turn) for one in found.changes] == [("definition", "lost")]
    assert found.table("en")[0]["fate"] == "change the rule"


def test_a_new_and_a_dropped_indicator_are_the_definition():
    other = {"unit": "A", "period": "2025", "measure": "thu.thu-nhap", "value": 10}
    draft = draft_set(indicator("moi", rule("at-least", "thu-nhap", level(50))))
    found = compare(BASE, draft, figures(A=10, measures=[other]), strata=COAST)

    assert [(one.indicator, one.before, one.after, one.cause, one.turn) for one in found.changes] == [
        ("thu.moi.moi", None, Verdict.NOT_MET, "definition", "lost"),
        ("thu.bo.a", Verdict.NOT_MET, None, "definition", "gained"),
    ]
    assert [row["fate"] for row in found.table("vi")] == ["thêm", "bỏ"]
    assert [row["verdict_before"] for row in found.changes_table("vi")] == [None, "chưa đạt"]


def test_units_that_are_grouped_otherwise_change_by_stratum():
    """In force the coast must reach 60; the draft gives everybody the 80 that the hills had."""
    found = compare(BASE, draft_set(indicator("a", rule("at-least", "nuoc", level(80)))), figures(A=65), strata=COAST)

    assert [one.cause for one in found.changes] == ["stratum"]


def test_what_one_side_cannot_say_is_the_data():
    found = compare(
        BASE, draft_set(indicator("b", rule("at-least", "nuoc-may", level(80)))), figures(A=65), strata=COAST
    )

    assert [(one.indicator, one.cause, one.turn) for one in found.changes] == [("thu.moi.b", "data", "open")]
    assert found.turns == ("open",)


def test_a_verdict_that_turns_without_a_level_is_the_definition():
    """Two comparisons that both change places have the same numbers."""
    two = [rule("at-least", "nuoc", level(60)), rule("at-least", "nuoc-may", level(60))]
    either = draft_set(indicator("a", {"kind": "any-of", "rules": two}))
    both = a_set(indicator("a", {"kind": "all-of", "rules": two}))
    other = {"unit": "A", "period": "2025", "measure": "thu.nuoc-may", "value": 10}
    found = compare(both, either, figures(A=65, measures=[other]))

    assert [(one.cause, one.turn) for one in found.changes] == [("definition", "gained")]


# --- by what ---------------------------------------------------------------------------------------------------------


def test_who_changes_is_counted_by_the_strata_of_either_set():
    strata = {"A": {"thu.vung": "bien", "thu.nhom": "do-thi"}, "B": {"thu.vung": "nui", "thu.nhom": "nong-thon"}}
    draft = draft_set(
        indicator(
            "a",
            rule(
                "at-least",
                "nuoc",
                level(85, stratum={"thu.nhom": "do-thi"}),
                level(50, stratum={"thu.nhom": "nong-thon"}),
            ),
        ),
        schemes=[NHOM],
    )
    base = a_set(indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80))))
    found = compare(base, draft, figures(A=65, B=60), strata=strata)

    by_group = {row["thu.nhom"]: (row["gained"], row["lost"]) for row in found.who_changes(by="thu.nhom")}
    by_region_ = {row["thu.vung"]: (row["gained"], row["lost"]) for row in found.who_changes(by="thu.vung")}
    assert by_group == {"do-thi": (0, 1), "nong-thon": (1, 0)}
    assert by_region_ == {"bien": (0, 1), "nui": (1, 0)}
    assert [dict(row) for row in found.who_changes()] == [
        {"n": 2, "kept": 0, "gained": 1, "lost": 1, "neither": 0, "open": 0}
    ]
    with pytest.raises(UnknownIdentifierError, match="thu.nhom"):
        found.who_changes(by="thu.nhon")


def test_who_changes_is_counted_by_criterion_and_domain():
    draft = draft_set(indicator("a", rule("at-least", "nuoc", level(80)))).to_dict()
    extra = json.loads(json.dumps(draft["criteria"][0]).replace("thu.moi.", "thu.moi.du-lich-"))
    two = CriteriaSet.from_dict({**draft, "criteria": [draft["criteria"][0], {**extra, "printed": "2"}]})
    found = compare(BASE, two, figures(A=65, B=90), strata=COAST)
    rows = [dict(row) for row in found.who_changes(by="domain")]

    assert [(row["domain"], row["met_before"], row["met_after"], row["lost"]) for row in rows] == [
        ("1", 2, 1, 1),
        ("2", None, 1, None),
    ]


def test_a_criterion_that_is_gone_is_listed():
    two = a_set(indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80)))).to_dict()
    tree = json.loads(json.dumps(two["criteria"][0]).replace("thu.bo.", "thu.bo.cu-"))
    base = CriteriaSet.from_dict({**two, "criteria": [two["criteria"][0], {**tree, "printed": "2"}]})
    found = compare(base, draft_of(60, 70, 80), figures(A=65), strata=COAST)

    assert [(row["criterion"], row["met_before"], row["met_after"]) for row in found.who_changes(by="criterion")] == [
        ("1", 1, 1),
        ("2", 1, None),
    ]


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("don-vi")
    (folder / "units.csv").write_text(
        "code,name,kind,parent\n1,Tỉnh Thử,province,\nA,Xã An,commune,1\nB,Xã Bình,commune,1\n", encoding="utf-8"
    )
    (folder / "memberships.csv").write_text(
        "unit,scheme,stratum,citation,verification\nA,thu.khac,x,1/QĐ,official\nA,thu.vung,bien,1/QĐ,official\n"
        "B,thu.vung,nui,1/QĐ,official\n",
        encoding="utf-8",
    )
    return Places.read(folder)


def test_schemes_that_only_places_know_and_parents_can_be_counted_by(places):
    rows = [
        {"unit": unit, "period": "2025", "measure": "thu.nuoc", "value": value}
        for unit, value in (("A", 65), ("B", 85))
    ]
    evidence = Evidence(rows, measures=BASE, places=places)
    found = compare(BASE, draft_of(75, 70, 80), evidence, places)

    assert [(row["thu.khac"], row["lost"]) for row in found.who_changes(by="thu.khac")] == [("", 0), ("x", 1)]
    assert [(row["parent"], row["n"]) for row in found.who_changes(by="parent")] == [("Tỉnh Thử", 2)]
    with pytest.raises(UnknownIdentifierError):
        found.who_changes(by="thu.lạ")


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_table_says_keep_raise_add_drop_and_monitor_with_who_meets_it():
    base = a_set(
        indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80))),
        indicator("b", rule("at-most", "nha-tam", level(5))),
        indicator("c", {"kind": "attested", "measure": "thu.quy-hoach"}),
        indicator("d", rule("at-least", "thu-nhap", level(50))),
        indicator("e", rule("equal", "nuoc-may", level(90))),
    )
    start = draft_set(
        indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80))),
        indicator("b", rule("at-most", "nha-tam", level(2))),
        indicator("moi", rule("at-least", "pho-cap", level(2))),
        indicator("d", rule("at-least", "thu-nhap", {"missing": "not-set"})),
        indicator("e", rule("equal", "nuoc-may", level(95))),
    )
    steps = (
        Step(action="add", target="thu.moi.moi", code="grade-b", reason=Label(vi="Căn cứ B")),
        Step(action="monitor", target="du-lich.moi", code="insufficient", reason=Label(vi="Ba mô hình")),
        Step(action="add", target="du-lich.khac", code="grade-b", reason=Label(vi="?")),
        Step(action="review", target="du-lich.khac", code="comment", reason=Label(vi="?")),
    )
    found = compare(
        base, Draft(base=base, start=start, steps=steps), figures(A=65, B=50), strata=COAST, costs={"1.2": Exact(3)}
    )
    rows = [dict(row) for row in found.table("vi")]

    assert [(row["before"], row["after"], row["fate"]) for row in rows] == [
        ("1.1", "1.1", "giữ"),
        ("1.2", "1.2", "nâng"),
        (None, "1.3", "thêm"),
        ("1.4", "1.4", "theo dõi, chưa quy định mức"),
        ("1.5", "1.5", "sửa quy định"),
        ("1.3", None, "bỏ"),
        (None, None, "theo dõi, chưa quy định mức"),
    ]
    assert (rows[0]["met_before"], rows[0]["met_after"]) == (1, 1)
    assert (rows[1]["cost"], rows[1]["cost_all"], rows[1]["unknown_after"]) == (3, 6, 2)
    assert (rows[2]["reason"], rows[-1]["title"], rows[-1]["reason"]) == ("Căn cứ B", "du-lich.moi", "Ba mô hình")
    with pytest.raises(UnknownIdentifierError):
        compare(base, start, figures(A=65), strata=COAST, costs={"9.9": Exact(1)})


def test_a_level_that_comes_or_goes_for_some_strata_is_stricter_or_looser():
    def fate(before, after):
        base, draft = (a_set(indicator("a", rule("at-least", "nuoc", *by_region(*one)))) for one in (before, after))
        return [one.fate for one in pairs_of(base, draft, ON)]

    assert fate((60, None, 80), (60, 70, 80)) == ["tighten"]
    assert fate((60, 70, 80), (60, None, 80)) == ["loosen"]
    assert fate((60, 70, 80), (65, 65, 80)) == ["change"]
    assert fate((60, None, 80), (60, None, 80)) == ["keep"]


def test_a_rule_only_for_some_strata_is_looser_and_for_more_is_stricter():
    one = {"rule": rule("at-least", "nuoc", level(70)), "stratum": {"thu.vung": "nui"}}
    some, everybody = (a_set(indicator("a", given)) for given in (one, rule("at-least", "nuoc", level(70))))

    assert [pair.fate for pair in pairs_of(everybody, some, ON)] == ["loosen"]
    assert [pair.fate for pair in pairs_of(some, everybody, ON)] == ["tighten"]
    assert [pair.fate for pair in pairs_of(some, some, ON)] == ["keep"]


def test_indicators_of_other_names_are_one_where_only_they_judge_a_measure():
    draft = draft_set(indicator("khac", rule("at-least", "nuoc", level(70))))

    assert [(one.base and one.base.id, one.draft.id) for one in pairs_of(BASE, draft, ON)] == [
        ("thu.bo.a", "thu.moi.khac")
    ]
    two = draft_set(
        indicator("b", rule("at-least", "nuoc", level(70))), indicator("c", rule("at-least", "nuoc", level(75)))
    )
    assert [one.fate for one in pairs_of(BASE, two, ON)] == ["add", "add", "drop"]


def test_what_asks_for_the_whole_set_in_force_keeps_its_indicators():
    base = a_set(indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80))), name="thu.cu")
    draft = draft_set(indicator("ca-bo", {"kind": "meets-set", "set": base.key}))
    found = compare(base, draft, figures(A=65, B=50), strata=COAST)

    assert [(row["fate"], row["met_before"], row["met_after"]) for row in found.table("vi")] == [
        ("thêm", None, 1),
        ("giữ", 1, 1),
    ]
    assert found.summary()["lost"] == 0
    assert [one.indicator for one in found.changes] == ["thu.moi.ca-bo"]


# --- dates, levels, and what a reader must know ----------------------------------------------------------------------


def test_the_draft_judges_dates_outside_its_edition_and_says_so_and_the_set_in_force_does_not():
    found = compare(BASE, draft_of(75, 70, 80), figures(A=65), strata=COAST)

    assert "2026-01-01" in found.notes[0].vi
    assert found.after.criteria_set.document.assesses.since.isoformat() == "2025-01-01"
    same = compare(BASE, BASE, figures(A=65), strata=COAST)
    assert [note.en for note in same.notes] == ["Levels that nobody compared with a text judge as well."]
    assert same.changes == ()
    with pytest.raises(EvaluationError, match="SV-RUN-003"):
        compare(draft_of(75, 70, 80), BASE, figures(A=65), strata=COAST)


def test_levels_of_the_draft_judge_unchecked_whatever_the_caller_accepts():
    official = a_set(indicator("a", rule("at-least", "nuoc", *by_region(60, 70, 80, state="official"))))
    found = compare(official, draft_of(75, 70, 80), figures(A=65), strata=COAST, law_states={"official"})

    assert found.turns == ("lost",)
    assert found.notes[1].en == "Levels that nobody compared with a text judge as well, in the draft only."


def test_invented_figures_are_named_so():
    found = compare(BASE, BASE, figures(A=65, source="dữ liệu giả lập (synthetic)"), strata=COAST)

    assert found.notes[-1].vi.startswith("DỮ LIỆU GIẢ LẬP")
    assert "DỮ LIỆU GIẢ LẬP" in found._repr_html_()


def test_a_comparison_can_be_printed_and_written():
    found = compare(BASE, draft_of(75, 70, 80), figures(A=65, B=90), strata=COAST)
    written = json.loads(json.dumps(found.to_dict()))

    assert (written["schema"], written["base"], written["draft"], written["n"]) == (
        "smartvillage.comparison/1",
        "thu.bo@2021-2025",
        "thu.moi@2026-2030",
        2,
    )
    assert written["changes"] == [
        {
            "unit": "A",
            "period": "2025",
            "indicator": "thu.moi.a",
            "before": "MET",
            "after": "NOT_MET",
            "cause": "level",
        }
    ]
    assert written["causes"]["level"] == {"gained": 0, "lost": 1}
    assert repr(found) == "<Comparison thu.bo@2021-2025 / thu.moi@2026-2030: 2 units x periods: keep 1, lose 1>"


def test_a_published_set_with_one_level_raised():
    """Real rules, invented figures."""
    xa = load("vn.xa-ntm", "2021-2025")
    delta = {"vn.318.region": "mekong-delta"}
    stricter = Draft(base=xa, start=xa).with_level("9.2", "80", stratum=delta, reason="Thử")
    rows = [
        {"unit": unit, "period": "2024", "measure": "9.2", "value": value} for unit, value in (("A", 72), ("B", 85))
    ]
    found = compare(xa, stricter, Evidence(rows, measures=xa), strata=delta)

    assert [(one.unit, one.cause) for one in found.changes] == [("A", "level")]
    assert {row["after"]: (row["met_before"], row["met_after"]) for row in found.table()}["9.2"] == (2, 1)
    fates = {row["after"]: row["fate"] for row in found.table("vi")}
    assert fates["9.2"] == "nâng"
    assert {fate for ref, fate in fates.items() if ref != "9.2"} == {"giữ"}


values = st.lists(st.integers(0, 100), min_size=1, max_size=8)


@given(values, st.integers(1, 99), st.integers(1, 99))
def test_the_counts_are_those_of_a_plain_loop(reported, before, after):
    base = a_set(indicator("a", rule("at-least", "nuoc", level(before))))
    draft = draft_set(indicator("a", rule("at-least", "nuoc", level(after))))
    found = compare(base, draft, figures(**{f"U{at}": value for at, value in enumerate(reported)}))

    pairs = [(value >= before, value >= after) for value in reported]
    assert found.summary() == {
        "kept": pairs.count((True, True)),
        "gained": pairs.count((False, True)),
        "lost": pairs.count((True, False)),
        "neither": pairs.count((False, False)),
        "open": 0,
    }
    assert {one.cause for one in found.changes} <= {"level"}
