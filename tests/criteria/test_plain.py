"""Records written as a person would: only what was said, and what reads back to the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from smartvillage.border import parse
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.plain import plain
from smartvillage.criteria.rules import Threshold
from smartvillage.testing import criteria_sets
from tests.criteria.makers import (
    DELTA,
    MEASURES,
    level,
    slowly,
)


def test_only_what_was_said_is_written():
    assert plain(parse(Threshold, level("70.50", stratum=DELTA, since="2024-03-01"))) == {
        "since": "2024-03-01",
        "value": "70.5",
        "stratum": {"thu.region": "delta"},
        "citation": {"number": "1/QĐ-THU", "date": "2021-01-15"},
        "verification": "official",
    }


@pytest.mark.parametrize("tree", MEASURES, ids=lambda tree: tree["kind"])
def test_what_a_person_wrote_is_written_back(tree):
    assert plain(parse(Measure, tree)) == tree


def test_flags_days_and_lists_become_text():
    assert plain({"replaces": True, "not": False, "on": date(2024, 3, 1), 3: (1, "a")}) == {
        "replaces": "true",
        "not": "false",
        "on": "2024-03-01",
        "3": ["1", "a"],
    }


@slowly
@given(criteria_sets())
def test_a_document_that_was_written_reads_back_to_the_same(criteria):
    """The base as well: its amendments are patches of every kind."""
    assert parse(SetDocument, plain(criteria.base)) == criteria.base
