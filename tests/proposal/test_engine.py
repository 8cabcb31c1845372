"""From a sealed plan and the synthetic province to a proposal: what was planted is found, and what is thin is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from smartvillage.border import Label
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError, UnknownIdentifierError, Words
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import builtin_registry, load
from smartvillage.proposal.engine import _implied, propose
from smartvillage.proposal.grades import GRADES
from smartvillage.proposal.items import Implication
from smartvillage.proposal.plan import AnalysisPlan

HERE = Path(__file__).parents[2] / "src" / "smartvillage" / "cli" / "examples" / "synthetic-province"


@pytest.fixture(scope="module")
def given():
    known = builtin_registry()
    places = Places.read(HERE / "places")
    plan = AnalysisPlan.read(HERE / "ke-hoach.yaml")
    measures = [*known.measures.values(), load(plan.plan.base), load("vn.xa-ntm@2021-2025")]
    return plan, Evidence.read(HERE / "so-lieu.csv", measures=measures, places=places), places


@pytest.fixture(scope="module")
def proposal(given):
    return propose(*given)


def test_the_groups_follow_the_rules_of_the_plan(proposal):
    assert len(proposal.sample.pilots) == 15
    assert 30 <= len(proposal.sample.comparison) < 45
    assert {why.en for why in proposal.sample.left_out.values()} == {"not of the same status before the pilot"}


def test_the_planted_good_indicator_gets_its_level_within_its_interval(proposal):
    """Pilots were drawn around 77 per cent: before 35, and 42 more."""
    found = proposal["tourism.online-booking"]
    first = found.methods[0]

    assert found.grade.letter in {"A", "B"}
    assert first.low <= found.level <= first.high
    assert found.met["comparison"][0] == 0


def test_the_planted_useless_indicator_is_a_d_and_is_dropped(proposal):
    found = proposal["culture.loudspeakers-working"]
    (step,) = [one for one in proposal.draft.steps if one.evidence == found.finding.id]

    assert found.grade.letter == "D"
    assert (step.action, step.code, step.patches) == ("drop", "useless", ())


def test_of_the_planted_pair_one_is_merged_into_the_other_with_its_counts(proposal):
    letters = {name: proposal[f"digital-society.{name}"].grade.letter for name in ("poll-coverage", "poll-satisfied")}
    pair = [
        one
        for one in proposal.implications
        if {one.first, one.second}
        == {"digital-society.candidates.poll-coverage", "digital-society.candidates.poll-satisfied"}
    ]

    assert sorted(letters.values())[-1] == "D"
    assert len([letter for letter in letters.values() if letter == "D"]) == 1
    assert all(one.holds and one.neither >= 3 for one in pair)


def test_what_five_pilots_reported_is_monitored_without_a_level(proposal):
    found = proposal["environment.alert-reached"]
    (step,) = [one for one in proposal.draft.steps if one.evidence == found.finding.id]

    assert (found.n, found.level, found.grade.letter) == (5, None, "insufficient")
    assert (step.action, step.patches) == ("monitor", ())
    assert found.finding.missing


def test_every_candidate_is_told_of_once(proposal):
    table = proposal.table("vi")

    assert len(table) == len(proposal) == 76
    assert {row["grade"] for row in table} <= {words.vi for words in GRADES.values()}
    assert all(row["action"] for row in table)


def test_the_draft_asks_for_pillars_and_one_leading_domain(proposal):
    requires = proposal.draft.set.document.requires

    assert requires.count == 5
    assert {one.rpartition(".")[2] for one in requires.compulsory} == {
        "digital-government",
        "digital-economy",
        "digital-society",
        "digital-foundation",
    }


def test_every_number_resolves_to_a_run(proposal):
    assert proposal.run is not None
    assert proposal.run.id in proposal.cite()
    assert proposal.plan.digest in proposal.cite("en")
    assert proposal.comparisons() > 100
    assert f"{proposal.comparisons()} phép kiểm định" in " ".join(proposal.assumptions())


def test_the_same_question_gives_the_same_proposal(given, proposal):
    again = propose(*given)

    assert again.table("vi").to_dict() == proposal.table("vi").to_dict()
    assert again.run.id == proposal.run.id


def test_a_program_gets_the_proposal_as_text(proposal):
    tree = json.loads(json.dumps(proposal.to_dict()))
    (jobs,) = [one for one in tree["candidates"] if one["measure"] == "tourism.local-jobs"]

    assert (tree["schema"], tree["plan"], tree["run"]) == (
        "smartvillage.proposal/1",
        proposal.plan.digest,
        proposal.run.id,
    )
    assert tree["synthetic"]
    assert (jobs["level"], jobs["grade"], jobs["action"]) == ("61", "A", "add")
    assert jobs["met"]["pilots"] == [12, 15]
    assert set(jobs["checks"].values()) == {True}


def test_invented_data_say_so_wherever_the_proposal_is_shown(proposal):
    assert "synthetic" in repr(proposal)
    assert "dữ liệu giả lập" in proposal._repr_html_()


def test_a_plan_that_was_not_sealed_is_a_deviation(given):
    plan, evidence, places = given
    found = propose(plan.plan.replace(domains=("tourism",)), evidence, places)

    assert [one.what.en for one in found.deviations] == ["the plan was not sealed before data were opened"]
    assert found.deviate(Words(vi="a", en="b"), Label(vi="c")).deviations[-1].reason.vi == "c"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"domains": ("tourisme",)}, "there is no domain 'tourisme'"),
        ({"candidates": ("tourism.candidates.zzz",)}, "offer no candidate 'tourism.candidates.zzz'"),
    ],
)
def test_a_plan_that_names_what_is_not_there_is_refused(given, changes, told):
    plan, evidence, places = given
    with pytest.raises(InputError, match=told):
        propose(plan.plan.replace(**changes).seal(), evidence, places)


def test_a_candidate_without_any_figures_in_the_evidence_is_told(given):
    plan, _, places = given
    rows = [
        {"unit": unit, "period": "2025", "measure": "tourism.local-jobs", "value": "70", "as_of": "2025-12-31"}
        for unit in plan.plan.pilots.units
    ]
    measures = [builtin_registry().measures["tourism.local-jobs"]]
    small = plan.plan.replace(
        domains=("tourism",), candidates=("tourism.candidates.local-jobs", "tourism.candidates.online-booking")
    )
    found = propose(small.seal(), Evidence(rows, measures=measures, places=places), places)

    assert [one.what.en for one in found.deviations] == [
        "tourism.candidates.online-booking was not looked at: the evidence has no figures for it"
    ]


def test_a_name_that_is_not_there_is_told_with_the_closest_one(proposal):
    with pytest.raises(UnknownIdentifierError, match=r"tourism\.online-booking"):
        _ = proposal["tourism.online-bokking"]


def test_progress_is_told_of_each_candidate(given):
    plan, evidence, places = given
    seen = []
    propose(plan.plan.replace(domains=("tourism",)).seal(), evidence, places, progress=seen.append)

    assert len(seen) == 9
    assert seen == sorted(seen)


@pytest.mark.parametrize("shape", ["provincial", "framework", "profile"])
def test_every_shape_evaluates_on_the_same_figures(given, shape):
    plan, evidence, places = given
    seat = plan.plan.seat.replace(shape=shape)
    found = propose(plan.plan.replace(seat=seat, base="vn.xa-ntm@2021-2025").seal(), evidence, places)

    assert found.run is not None
    assert len(found.run) > 0
    assert any(step.action == "add" for step in found.draft.steps)


def test_a_variant_never_touches_the_proposal(proposal):
    ref = proposal.draft.set["1.1"]
    changed = proposal.with_draft(proposal.draft.with_level(ref.printed, "55", reason="Ý kiến"))

    assert proposal.draft.set["1.1"].level_text() == ref.level_text()
    assert changed.draft.set["1.1"].level_text() != ref.level_text()
    assert changed.graded is proposal.graded


def test_what_reads_alike_stands_side_by_side(proposal):
    assert all(one.share >= Fraction(1, 3) for one in proposal.overlaps())
    assert proposal.concepts() == ()
    assert proposal.power()


def test_a_planted_pair_is_listed_with_its_counter_examples(given):
    """Everybody who gets far with one gets far with the other, but for one commune."""
    _, _, places = given
    units = [unit.code for unit in places.units]
    rows = []
    for place, unit in enumerate(units[:30]):
        first = 40 + 2 * place
        second = 10 if place == 25 else first
        rows += [
            {"unit": unit, "period": "2025", "measure": f"tourism.{name}", "value": str(min(100, value))}
            for name, value in (("local-jobs", first), ("online-booking", second))
        ]
    known = builtin_registry()
    measures = [known.measures[f"tourism.{name}"] for name in ("local-jobs", "online-booking")]
    plan = given[0].plan.replace(
        domains=("tourism",),
        candidates=("tourism.candidates.local-jobs", "tourism.candidates.online-booking"),
        comparison=given[0].plan.comparison.replace(status=None, same=()),
        pilots=given[0].plan.pilots.replace(units=tuple(units[10:30])),
    )
    found = propose(plan.seal(), Evidence(rows, measures=measures, places=places), places)
    (pair,) = [one for one in found.implications if one.first == "tourism.candidates.local-jobs"]

    assert pair.second == "tourism.candidates.online-booking"
    assert f"vn:{units[25]}@" in [found.sample.of()[place] for place in pair.counter_examples]
    assert f"{len(pair.counter_examples)} phản ví dụ" in pair.say("vi")


def test_an_anchor_stands_beside_the_methods_with_its_source(given):
    plan, evidence, places = given
    anchor = {"measure": "tourism.local-jobs", "value": "80", "citation": {"number": "749/QĐ-TTg"}, "on": "2030-12-31"}
    asked = AnalysisPlan.from_dict({**plain(plan.plan), "domains": ["tourism"], "anchors": [anchor]})
    found = propose(asked.seal(), evidence, places)["tourism.local-jobs"]

    assert [one.say("en") for one in found.methods if one.method == "anchor"] == [
        "anchor: level 80 (749/QĐ-TTg 2030-12-31)"
    ]
    (check,) = [one for one in found.grade.checks if one.name == "anchored"]
    assert check.holds
    assert check.fact.vi.endswith("749/QĐ-TTg 2030-12-31")


def test_moving_one_level_moves_the_whole_exactly(proposal):
    found = proposal["tourism.local-jobs"]
    effect = proposal.joint("tourism.local-jobs").at(found.level)
    others = [one.overall for one in proposal.graded if one.grade.letter in "ABC"]
    units = proposal.sample.of()
    expected = 0
    for unit in units:
        meets = True
        for one in others:
            value = proposal.sample.values(one.measure.id, [unit]).get(unit)
            better = value is not None and (value <= one.level if one.lower_is_better else value >= one.level)
            meets = meets and better
        expected += meets

    assert effect.met == expected


def test_the_order_of_plugins_never_shows(given, tmp_path):
    from smartvillage.plugins.builtin import DOMAINS
    from smartvillage.plugins.documents import read_folder, write_folder
    from smartvillage.plugins.registry import registry_of

    plan, evidence, places = given
    tourism = read_folder(DOMAINS["tourism"])
    folders = []
    for key in ("an-son", "bac-son"):
        head = tourism.head.replace(key=key, kind=None, domains=("tourism",))
        measures = tuple(one.replace(id=one.id.replace("tourism.", f"{key}.")) for one in tourism.measures)
        candidates = tuple(
            one.replace(id=one.id.replace("tourism.", f"{key}."), measure=one.measure.replace("tourism.", f"{key}."))
            for one in tourism.candidates
        )
        documents = attrs.evolve(tourism, head=head, measures=measures, candidates=candidates, cases=())
        write_folder(documents, tmp_path / key)
        folders.append(tmp_path / key)
    small = plan.plan.replace(domains=("tourism",))
    tables = [
        propose(small.seal(), evidence, places, registry=registry_of(*order)).table("vi").to_dict()
        for order in (folders, folders[::-1])
    ]

    assert tables[0] == tables[1]


def implying(first, second):
    return Implication(
        first=first, second=second, both=9, first_only=0, second_only=3, neither=9, counter_examples=(), phi=0.8
    )


@pytest.mark.parametrize(
    ("first", "second", "superfluous"),
    [
        ("tourism.a", "tourism.b", True),
        ("tourism.a", "culture.b", False),
        ("tourism.a", "digital-society.b", False),
        ("digital-society.a", "tourism.b", True),
        ("digital-society.a", "digital-economy.b", True),
    ],
)
def test_a_leading_domain_that_nobody_must_choose_makes_nothing_else_superfluous(first, second, superfluous):
    domains = {one.key: one for one in builtin_registry().domains}
    homes = {name: domains[name.partition(".")[0]] for name in (first, second)}

    assert (second in _implied([implying(first, second)], homes)) == superfluous
