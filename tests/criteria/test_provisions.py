"""Indicators and their provisions: what a document must say of them."""

from __future__ import annotations

import pytest

from smartvillage.border import parse
from smartvillage.criteria.citations import Verification
from smartvillage.criteria.provisions import Criterion, Indicator
from smartvillage.errors import InputError
from tests.criteria.makers import at_least, criterion, indicator, provision


def test_an_indicator_without_a_provision_is_refused():
    with pytest.raises(InputError, match=r"provisions: .*at least 1"):
        parse(Indicator, indicator("1.1"))


def test_a_wording_that_nobody_vouches_for_is_unverified():
    assert parse(Indicator, indicator("1.1", at_least("50"))).wording is Verification.UNVERIFIED


def test_a_provision_leaves_its_wording_to_the_indicator_unless_it_has_its_own():
    (found,) = parse(Indicator, indicator("1.1", provision(at_least("50")))).provisions

    assert (found.text, found.wording, dict(found.stratum)) == (None, None, {})


def test_a_criterion_asks_for_all_its_indicators_unless_it_says_otherwise():
    found = parse(Criterion, criterion("1", indicator("1.1", at_least("50"))))

    assert (found.requires.kind, found.declared_indicators) == ("all", None)


@pytest.mark.parametrize("identifier", ["Thu.bo.c1", "thu", "thu.bo.c 1", "thu..c1", ""])
def test_an_id_that_is_none_is_refused(identifier):
    with pytest.raises(InputError, match="id: "):
        parse(Criterion, {**criterion("1"), "id": identifier})
