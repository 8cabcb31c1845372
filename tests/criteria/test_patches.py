"""Patches as documents write them."""

from __future__ import annotations

import pytest
from pydantic import RootModel

from smartvillage.border import parse
from smartvillage.criteria.patches import Amendment, Patch
from smartvillage.errors import InputError
from tests.criteria.makers import CITED, at_least, criterion, indicator, level, provision


class _Patch(RootModel[Patch]):
    """One patch by itself."""


PATCHES = [
    {"kind": "set-level", "indicator": "thu.bo.c1-1", "level": level("60"), "measure": "thu.water", "edge": "low"},
    {"kind": "set-provision", "indicator": "thu.bo.c1-1", "provision": provision(at_least("60"), since="2024-03-01")},
    {"kind": "reword", "target": "thu.bo.c1-1", "title": {"vi": "Tên mới"}},
    {"kind": "reword", "target": "thu.bo.c1-1", "text": {"vi": "Lời mới"}, "since": "2024-03-01"},
    {"kind": "add-measure", "measure": {"id": "thu.new", "title": {"vi": "Mới"}, "kind": "count"}},
    {"kind": "add-indicator", "criterion": "thu.bo.c1", "indicator": indicator("1.9", at_least("50"))},
    {"kind": "add-criterion", "criterion": criterion("9", indicator("9.1", at_least("50")))},
    {"kind": "drop", "target": "thu.bo.c1"},
    {"kind": "repeal", "indicator": "thu.bo.c1-1", "since": "2024-03-01"},
]


@pytest.mark.parametrize("tree", PATCHES, ids=lambda tree: tree["kind"])
def test_every_kind_of_patch_is_read(tree):
    assert parse(_Patch, tree).root.kind == tree["kind"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": {"vi": "Tên"}, "text": {"vi": "Lời"}, "since": "2024-03-01"},
        {"text": {"vi": "Lời"}},
        {"title": {"vi": "Tên"}, "since": "2024-03-01"},
    ],
)
def test_a_reword_says_a_title_or_a_text_and_since_when(fields):
    with pytest.raises(InputError, match="a reword needs a title, or a text with the day since when"):
        parse(_Patch, {"kind": "reword", "target": "thu.bo.c1-1", **fields})


def test_an_amendment_changes_something_and_is_cited():
    with pytest.raises(InputError) as caught:
        parse(Amendment, {"id": "sua-doi", "patches": []})

    assert [problem.where.path for problem in caught.value.problems] == [None, "patches"]
    assert parse(Amendment, {"id": "sua-doi", "citation": CITED, "patches": PATCHES}).patches[-1].kind == "repeal"
