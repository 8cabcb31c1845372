"""A plugin as a folder of documents: read whole or refused whole, with file and line; written, it reads back the same."""

from __future__ import annotations

import pytest

from smartvillage.errors import InputError
from smartvillage.plugins.builtin import DOMAINS
from smartvillage.plugins.document_plugin import DocumentPlugin
from smartvillage.plugins.documents import read_folder, write_folder
from tests.plugins.makers import a_set, loaded

HEAD = """
format: smartvillage.plugin/1
key: nam-son
title: {vi: Nam Sơn}
domains: [tourism]
"""
MEASURES = """
measures:
- id: nam-son.water
  title: {vi: Hộ dùng nước sạch}
  kind: share
- id: nam-son.waste
  title: {vi: Rác chưa thu gom}
  kind: amount
  unit: {vi: tấn}
  direction: lower
- id: nam-son.square
  title: {vi: Có sân phơi}
  kind: attested
"""
CANDIDATE = """
- id: nam-son.candidates.{name}
  title: {{vi: Chỉ tiêu}}
  measure: nam-son.{name}
  basis: idea
  rationale: {{vi: Vì}}
  shows: result
  programme_group: society
  ministry_group: people
  burden: new
"""
CANDIDATES = "candidates:" + "".join(CANDIDATE.format(name=name) for name in ("water", "waste", "square"))
LEVEL = """  level: '90'
  precedents:
  - title: {vi: Mức của tỉnh khác}
    citation: {number: 1/QĐ-UBND}
    value: '>= 90'
"""
PILOTS = """
pilots:
- id: nam-son.my-loc
  title: {vi: Mỹ Lộc}
  units: ['28222']
  on: '2024-01-01'
  synthetic: 'true'
"""


@pytest.fixture
def folder(tmp_path):
    def make(**files):
        here = tmp_path / "nam-son"
        given = {"plugin": HEAD, "measures": MEASURES, "candidates": CANDIDATES, "pilots": PILOTS, **files}
        for name, text in given.items():
            if text is not None:
                path = here / f"{name}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return here

    return make


def test_a_folder_is_admitted_like_a_package(folder):
    here = folder(**{"sets/nam-son.smart@2025": a_set().to_yaml()})
    registry, said = loaded(folders=[here])

    assert said == []
    assert sorted(name for name in registry.measures if name.startswith("nam-son.")) == [
        "nam-son.square",
        "nam-son.waste",
        "nam-son.water",
    ]
    assert registry.set("nam-son.smart@2025").key == "nam-son.smart@2025"
    assert registry.pilots["nam-son.my-loc"].domain == "tourism"
    assert registry.pilots["nam-son.my-loc"].synthetic
    assert registry.provider("nam-son.water").distribution == "nam-son"


def test_the_rule_of_a_candidate_follows_its_measure(folder):
    candidates = DocumentPlugin.read(folder()).smartvillage_candidates()
    rules = [one.indicator.provisions[0].rule for one in candidates]

    assert [rule.kind for rule in rules] == ["at-least", "at-most", "attested"]
    assert [level.missing for rule in rules[:2] for level in rule.levels] == ["not-set", "not-set"]


def test_a_level_comes_with_the_precedent_that_has_it(folder):
    here = folder(candidates="candidates:" + CANDIDATE.format(name="water").replace("idea", "precedent") + LEVEL)
    (candidate,) = DocumentPlugin.read(here).smartvillage_candidates()
    (level,) = candidate.indicator.provisions[0].rule.levels

    assert (str(level.value), level.citation.number, level.verification) == ("90", "1/QĐ-UBND", "secondary")
    assert candidate.precedents[0].value == ">= 90"


FAULTS = {
    "no plugin.yaml": ({"plugin": None}, "nam-son: this folder has no plugin.yaml"),
    "misspelt file": ({"mesures": MEASURES}, 'mesures.yaml: nothing reads a file called "mesures.yaml"; expected candidates.yaml, cases.yaml'),
    "misspelt key": ({"plugin": HEAD.replace("title", "titel")}, "plugin.yaml, line 4"),
    "level of an idea": (
        {"candidates": "candidates:" + CANDIDATE.format(name="water") + "  level: '90'\n"},
        "a level needs a precedent with a value and a citation; an idea has no level",
    ),
    "precedent without one": (
        {"candidates": "candidates:" + CANDIDATE.format(name="water").replace("idea", "precedent")},
        "a candidate on a precedent must cite one",
    ),
    "measure of nobody": (
        {"candidates": "candidates:" + CANDIDATE.format(name="watre")},
        "'nam-son.candidates.watre' uses the measure 'nam-son.watre', which this plugin does not declare",
    ),
    "no domain": (
        {"plugin": HEAD.replace("domains: [tourism]", "domains: [tourism, economy]")},
        "does not name its domain, and the plugin has 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_folder_at_fault_is_left_out_with_the_place(folder, fault):
    files, text = FAULTS[fault]
    registry, said = loaded(folders=[folder(**files)])
    (out,) = registry.left_out

    assert (out.key, out.distribution) == ("nam-son", "nam-son")
    assert text in out.problem
    assert said == [str(out)]


def test_every_document_at_fault_is_told_at_once(folder):
    with pytest.raises(InputError) as caught:
        read_folder(folder(plugin=HEAD + "kind: pilar\n", measures="measures: 7\n", other="x: y\n"))

    assert {one.where.file for one in caught.value.problems} == {"plugin.yaml", "measures.yaml", "other.yaml"}


def test_a_folder_and_a_package_with_one_key_are_both_refused(folder, tmp_path):
    first = folder()
    second = tmp_path / "again"
    write_folder(read_folder(first), second)
    registry, _ = loaded(folders=[first, second])

    assert registry.left_out[0].distribution == "again, nam-son"
    assert not any(name.startswith("nam-son.") for name in registry.measures)


def test_what_is_written_reads_back_the_same(folder, tmp_path):
    source = folder(**{"sets/nam-son.smart@2025": a_set().to_yaml()})
    documents = read_folder(source)
    write_folder(documents, tmp_path / "again")
    again = read_folder(tmp_path / "again")

    assert again.measures == documents.measures
    assert again.candidates == documents.candidates
    assert again.pilots == documents.pilots
    assert [path.name for path in again.sets] == ["nam-son.smart@2025.yaml"]


@pytest.mark.parametrize("key", DOMAINS)
def test_a_built_in_domain_reads_back_the_same(tmp_path, key):
    documents = read_folder(DOMAINS[key])
    write_folder(documents, tmp_path)

    assert read_folder(tmp_path) == documents
