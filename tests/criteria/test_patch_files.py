"""Patches in a file of their own."""

from __future__ import annotations

import pytest

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.patch_files import patched_by, read_patches, say_patch, write_patches
from smartvillage.criteria.patches import AddCriterion, AddIndicator, AddMeasure, Drop, Repeal, SetLevel
from smartvillage.criteria.provisions import Criterion, Indicator, Provision
from smartvillage.criteria.rules import AtLeast, Attested, Threshold
from smartvillage.errors import InputError, PatchError

NUOC = Measure(id="thu.nuoc", title=Label(vi="Nước sạch"), kind="share")
LEVEL = Provision(rule=AtLeast(measure="thu.nuoc", levels=[Threshold(value="80", verification="unverified")]))
INDICATOR = Indicator(id="thu.bo.nuoc", printed="1.1", title=Label(vi="Nước sạch"), provisions=(LEVEL,))
CRITERION = Criterion(id="thu.bo.moi-truong", printed="1", title=Label(vi="Môi trường"), indicators=(INDICATOR,))
WHY = Label(vi="Thử")


@pytest.fixture
def base():
    return CriteriaSet.from_dict(
        {
            "id": "thu.bo",
            "edition": "2025",
            "title": {"vi": "Bộ thử"},
            "issued": {"number": "1/QĐ"},
            "assesses": {"since": "2025-01-01", "until": "2026-01-01"},
            "measures": [{"id": "thu.nuoc", "title": {"vi": "Nước sạch"}, "kind": "share"}],
            "criteria": [
                {
                    "id": "thu.bo.moi-truong",
                    "printed": "1",
                    "title": {"vi": "Môi trường"},
                    "indicators": [
                        {
                            "id": "thu.bo.nuoc",
                            "printed": "1.1",
                            "title": {"vi": "Nước sạch"},
                            "provisions": [
                                {"rule": {"kind": "at-least", "measure": "thu.nuoc", "levels": [{"value": 80}]}}
                            ],
                        }
                    ],
                }
            ],
        }
    )


def test_every_kind_of_patch_is_read_as_it_was_written(tmp_path):
    other = INDICATOR.replace(id="thu.bo.dien", provisions=(Provision(rule=Attested(measure="thu.dien")),))
    patches = (
        SetLevel(indicator="thu.bo.nuoc", level=Threshold(value="85", verification="unverified"), reason=WHY),
        AddMeasure(measure=NUOC.replace(id="thu.dien", kind="attested"), reason=WHY),
        AddIndicator(criterion="thu.bo.moi-truong", indicator=other, reason=WHY),
        AddCriterion(criterion=CRITERION.replace(id="thu.bo.khac", indicators=()), reason=WHY),
        Repeal(indicator="thu.bo.nuoc", since="2025-06-01", citation=Citation(number="9/QĐ")),
        Drop(target="thu.bo.nuoc", reason=WHY),
    )
    write_patches(tmp_path / "a.yaml", patches)

    assert read_patches(tmp_path / "a.yaml") == patches
    assert [say_patch(one, "vi").partition(":")[0] for one in patches] == [
        "set-level thu.bo.nuoc",
        "add-measure thu.dien",
        "add-indicator thu.bo.dien",
        "add-criterion thu.bo.khac",
        "repeal thu.bo.nuoc",
        "drop thu.bo.nuoc",
    ]
    assert say_patch(Drop(target="thu.bo.nuoc"), "en").endswith(": –")


def test_the_text_of_the_file_is_that_of_patches_without_one(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "format: smartvillage.patches/1\ncitation: {number: 2/QĐ}\npatches:\n"
        "- {kind: drop, target: thu.bo.nuoc}\n- {kind: drop, target: thu.bo.dien, citation: {number: 3/QĐ}}\n",
        encoding="utf-8",
    )

    assert [one.citation.number for one in read_patches(tmp_path / "a.yaml")] == ["2/QĐ", "3/QĐ"]


def test_a_file_without_patches_is_refused(tmp_path):
    with pytest.raises(InputError):
        write_patches(tmp_path / "a.yaml", [])
    assert not (tmp_path / "a.yaml").exists()

    (tmp_path / "a.yaml").write_text("patches:\n- {kind: dorp, target: a.b}\n", encoding="utf-8")
    with pytest.raises(InputError, match="a.yaml") as caught:
        read_patches(tmp_path / "a.yaml")
    assert caught.value.problems[0].where.line == 2


def test_a_patch_that_is_refused_names_the_file(tmp_path, base):
    write_patches(tmp_path / "a.yaml", [Drop(target="thu.bo.dien", reason=WHY)])
    with pytest.raises(PatchError) as caught:
        patched_by(base, tmp_path / "a.yaml")
    assert caught.value.problems[0].where.file == "a.yaml"

    write_patches(tmp_path / "b.yaml", [Drop(target="thu.bo.nuoc", reason=WHY)])
    assert len(patched_by(base, tmp_path / "b.yaml")) == 0
    assert len(base) == 1
