"""The eight built-in domains: documents first, both languages everywhere, ideas without levels, cases that come out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from smartvillage.border import Label, Record
from smartvillage.criteria.citations import Citation, Verification
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.document import Assesses, SetDocument
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.rules import AtLeast, AtMost, Attested, Threshold
from smartvillage.evaluation.evaluate import evaluate
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.builtin import DOMAINS
from smartvillage.plugins.documents import read_folder, write_folder
from smartvillage.plugins.registry import builtin_registry
from tools.build_domains import WORDS, domains

KINDS = {
    "digital-government": "pillar",
    "digital-economy": "pillar",
    "digital-society": "pillar",
    "economy": "leading",
    "tourism": "leading",
    "environment": "leading",
    "culture": "leading",
    "digital-foundation": "foundation",
}
CATALOGUES = Path(__file__).parents[3] / "shared" / "domain"
AREA_CODES = {
    "economy.raw-material-area-digital": "vùng nguyên liệu",
    "economy.coded-area": "vùng trồng",
    "economy.codes-kept": "vùng trồng",
    "economy.e-diary": "vùng trồng",
    "economy.farmed-site-codes": "cơ sở nuôi",
    "economy.packing-house-codes": "cơ sở đóng gói",
}
"""Every measure of the farm economy that counts codes of areas or sites, and the one kind it counts."""
TOURISM = (
    *("online-booking", "profile-current", "guest-notice-online", "visitor-counted", "visitor-satisfied"),
    *("local-jobs", "households-earning", "hosts-trained", "community-ocop"),
)

every_domain = pytest.mark.parametrize("key", sorted(KINDS))


@cache
def documents(key):
    return read_folder(DOMAINS[key])


@cache
def measures(key):
    return {one.id: one for one in documents(key).measures}


def labels(value):
    """Every label below a record, with the path to it."""
    if isinstance(value, Label):
        yield value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from labels(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from labels(one)


def all_labels(key):
    found = documents(key)
    return [label for part in (found.head, *found.measures, *found.candidates, *found.cases) for label in labels(part)]


# -- what is offered -----------------------------------------------------------------------------------------------


def test_the_built_in_domains_are_three_pillars_four_leading_fields_and_a_foundation():
    found = {one.key: one.kind for one in builtin_registry().plugins if one.kind is not None}

    assert found == KINDS
    assert set(DOMAINS) == set(KINDS)


@every_domain
def test_a_domain_offers_at_least_eight_candidates_each_with_its_own_measure(key):
    candidates = documents(key).candidates

    assert len(candidates) >= 8
    assert sorted(one.measure for one in candidates) == sorted(measures(key))
    assert all(one.id == one.measure.replace(".", ".candidates.", 1) for one in candidates)


@every_domain
def test_every_candidate_says_both_groupings_what_it_shows_and_what_it_costs_to_report(key):
    offered = [one for one in builtin_registry().candidates.values() if one.domain == key]

    assert len(offered) == len(documents(key).candidates)
    for one in offered:
        assert one.programme_group in {"government", "economy", "society"}
        assert one.ministry_group in {"institutions", "people", "technology"}
        assert one.shows in {"access", "use", "result"}
        assert one.burden in {"existing", "new"}


@every_domain
def test_no_domain_shows_access_alone(key):
    """A thing that was provided and is used by nobody is what pilots report most readily."""
    shown = Counter(one.shows for one in documents(key).candidates)

    assert shown["use"] + shown["result"] > shown["access"]


# -- measures ------------------------------------------------------------------------------------------------------


@every_domain
def test_every_measure_says_how_the_figure_is_obtained_who_owes_it_and_what_goes_with_it(key):
    for one in documents(key).measures:
        assert one.method is not None, one.id
        assert one.source_system is not None, one.id
        assert one.owner is not None, one.id
        assert one.cycle is not None, one.id
        assert one.documents, one.id
        assert one.rationale is not None, one.id


@every_domain
def test_every_share_and_ratio_names_its_parts(key):
    for one in documents(key).measures:
        if one.has_parts:
            assert one.numerator is not None, one.id
            assert one.denominator is not None, one.id
            assert one.numerator.vi != one.denominator.vi, one.id
        if one.kind in {"share", "count"}:
            assert one.counted is not None, one.id
        if one.kind in {"count", "amount"}:
            assert one.numerator is not None, one.id


def test_all_kinds_of_measure_and_both_directions_occur():
    """The domains are a reference for authors: whatever an author needs, there is one to look at."""
    found = [one for key in KINDS for one in documents(key).measures]

    assert {one.kind for one in found} == {"share", "count", "amount", "ratio", "attested", "ordinal"}
    assert {one.direction for one in found} == {"higher", "lower"}


def test_codes_of_four_kinds_of_area_are_kept_apart():
    """Raw-material areas, growing areas, farmed sites, packing houses: four registers, never one sum."""
    found = measures("economy")
    kinds = set(AREA_CODES.values())

    assert set(AREA_CODES) <= set(found)
    for name, kind in AREA_CODES.items():
        said = " ".join(one.vi for one in (found[name].title, found[name].numerator, found[name].denominator))
        assert {one for one in kinds if one in said.casefold()} == {kind}, name
        assert not found[name].same_as
    speaks = {
        name for name, one in found.items() if any(kind in one.title.vi for kind in kinds) or "mã số" in one.title.vi
    }
    assert speaks == set(AREA_CODES)


def test_profits_per_hectare_are_not_added_over_communes():
    """The parts are means: adding them would average ratios by the back door."""
    assert measures("economy")["economy.margin-gain"].adds_up == "none"


# -- both languages ------------------------------------------------------------------------------------------------


@every_domain
def test_every_label_is_there_in_both_languages(key):
    found = all_labels(key)

    assert documents(key).head.languages == ("vi", "en")
    assert len(found) > 100
    for label in found:
        assert label.en is not None, label.vi
        assert label.vi.strip(), label
        assert label.en.strip(), label


@every_domain
def test_vietnamese_has_its_marks_and_english_has_none(key):
    """Decomposed letters would be another text to every search, and unmarked ones no Vietnamese."""
    marked = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
    for label in all_labels(key):
        assert label.vi == unicodedata.normalize("NFC", label.vi)
        if len(label.vi) > 12:
            assert marked & set(label.vi.casefold()), label.vi
        assert not marked & set(label.en.casefold().replace("tài tử", "")), label.en


# -- ideas and precedents ------------------------------------------------------------------------------------------


@every_domain
def test_an_idea_has_no_level_and_a_precedent_is_cited(key):
    for one in documents(key).candidates:
        if one.basis == "idea":
            assert one.level is None, one.id
        else:
            assert one.precedents, one.id
            assert one.precedents[0].value is not None, one.id
        for precedent in one.precedents:
            assert precedent.citation.number
            assert precedent.basis not in {"idea", "observed"}, one.id


def test_the_only_level_is_that_of_a_criterion_set_for_communes():
    with_level = {one.id: one for key in KINDS for one in documents(key).candidates if one.level is not None}
    hamlets = with_level.pop("digital-society.candidates.smart-hamlets")

    assert not with_level
    assert (str(hamlets.level), hamlets.precedents[0].value, hamlets.precedents[0].basis) == (
        "25",
        "≥ 25%",
        "criterion",
    )


def test_a_quoted_level_is_secondary_and_cited():
    """We read a report of the text, not the text."""
    rule = builtin_registry().candidates["digital-society.candidates.smart-hamlets"].indicator.provisions[0].rule
    (level,) = rule.levels

    assert level.verification is Verification.SECONDARY
    assert level.citation.via


@pytest.mark.skipif(not CATALOGUES.is_dir(), reason="the catalogues are not beside this checkout")
def test_observed_values_never_enter_as_levels_or_precedents():
    rows = yaml.safe_load((CATALOGUES / "smart-commune-precedents.yaml").read_text(encoding="utf-8"))["precedents"]
    observed = {row["title"]["vi"] for row in rows if row["basis"] == "observed"}
    asked = {row["title"]["vi"] for row in rows if row["basis"] != "observed"}
    cited = {one.title.vi for key in KINDS for row in documents(key).candidates for one in row.precedents}

    assert cited <= asked
    assert not cited & (observed - asked)


# -- cases ---------------------------------------------------------------------------------------------------------


def judged(key, case):
    """The verdict on a candidate when its figures are as given and the level is the one to try."""
    record = next(one for one in documents(key).candidates if one.id == case.of)
    measure = measures(key)[record.measure]
    rule = Attested(measure=measure.id)
    if measure.kind != "attested":
        level = Threshold(value=case.level, verification="official", citation=Citation(number="thử"))
        rule = (AtMost if measure.direction == "lower" else AtLeast)(measure=measure.id, levels=(level,))
    name = Label(vi="thử", en="trial")
    indicator = Indicator(id=f"{key}.trial.one", printed="1.1", title=name, provisions=(Provision(rule=rule),))
    document = SetDocument(
        id=f"{key}.trial",
        edition="2021-2025",
        title=name,
        issued=Citation(number="thử"),
        assesses=Assesses(since=date(2021, 1, 1), until=date(2026, 1, 1)),
        measures=tuple(measures(key)[name] for name in case.given),
        criteria=(Criterion(id=f"{key}.trial.c", printed="1", title=name, indicators=(indicator,)),),
    )
    rows = []
    for one, figure in case.given.items():
        above, slash, below = figure.partition("/")
        said = {"numerator": above, "denominator": below} if slash else {"value": figure}
        if figure in {"missing", "not-applicable"}:
            said = {"missing": figure.replace("missing", "not-collected")}
        rows.append({"unit": "Xã thử", "period": case.period, "measure": one, **said})
    run = evaluate(CriteriaSet.of(document), Evidence(rows, measures=document.measures, decimal="comma"))
    return run.table("indicator").column("verdict")[0]


CASES = [(key, case) for key in sorted(KINDS) for case in documents(key).cases]


@pytest.mark.parametrize(("key", "case"), CASES, ids=lambda one: one if isinstance(one, str) else one.because.en)
def test_a_case_comes_out_as_a_clerk_expects(key, case):
    assert judged(key, case) == case.expect.replace("-", "_").upper()


@every_domain
def test_a_domain_has_cases_for_met_not_met_and_unknown(key):
    """Exactly the level, just under it, and no figure: where people disagree first."""
    cases = documents(key).cases

    assert len(cases) >= 3
    assert {"met", "not-met", "unknown"} <= {one.expect for one in cases}
    assert all(one.of in {record.id for record in documents(key).candidates} for one in cases)


# -- documents -----------------------------------------------------------------------------------------------------


@every_domain
def test_writing_a_domain_gives_the_same_files(key, tmp_path):
    written = write_folder(documents(key), tmp_path / key)

    assert {path.name: path.read_bytes() for path in written} == {
        path.name: path.read_bytes() for path in DOMAINS[key].iterdir()
    }


@pytest.mark.skipif(not CATALOGUES.is_dir(), reason="the catalogues are not beside this checkout")
def test_the_documents_are_what_the_tool_writes():
    for made in domains(CATALOGUES):
        assert made == documents(made.head.key)


def test_the_ids_of_tourism_stay():
    """Published reports quote them."""
    assert [one.measure for one in documents("tourism").candidates] == [f"tourism.{name}" for name in TOURISM]


def test_the_words_of_our_own_are_all_used():
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    used = {one.owner.vi for key in KINDS for one in documents(key).measures}
    cycles = {one.cycle.vi for key in KINDS for one in documents(key).measures}
    numbers = {one.citation.number for key in KINDS for row in documents(key).candidates for one in row.precedents}

    assert used == {vi for vi, _ in words["owners"].values()}
    assert cycles == {vi for vi, _ in words["cycles"].values()}
    assert numbers == {text["number"] for text in words["texts"].values()}
