"""Schemes and selections, against listing every unit that could be meant."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import parse
from smartvillage.criteria.rules import Threshold
from smartvillage.criteria.strata import Scheme, chosen, covers, fits, meets
from smartvillage.errors import InputError
from tests.criteria.makers import REGION

SCHEMES = {"thu.a": ("x", "y", "z"), "thu.b": ("u", "v")}
UNITS = [dict(zip(SCHEMES, where, strict=True)) for where in product(*SCHEMES.values())]
"""One unit for every place there is."""

selections = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(strata)
        | st.lists(st.sampled_from(strata), min_size=1, max_size=len(strata) - 1, unique=True).map(tuple)
        for name, strata in SCHEMES.items()
    },
)
"""What documents name: some of the strata of some of the schemes."""
known = st.fixed_dictionaries({}, optional={name: st.sampled_from((*strata, None)) for name, strata in SCHEMES.items()})


def named(selection, name):
    """The strata a selection names, all of them where it does not name the scheme."""
    return chosen(selection, name) or SCHEMES[name]


def matched(selection):
    return [unit for unit in UNITS if all(unit[name] in named(selection, name) for name in SCHEMES)]


@given(selections, known)
def test_a_selection_fits_when_it_does_so_wherever_the_unit_may_lie(selection, strata):
    """Where nobody knows the stratum and it matters, the answer is neither yes nor no."""
    places = [unit for unit in UNITS if all(strata.get(name) in {None, unit[name]} for name in SCHEMES)]
    answers = {unit in matched(selection) for unit in places}

    assert fits(selection, strata) is (answers.pop() if len(answers) == 1 else None)


def test_a_scheme_that_is_named_must_be_known_even_if_all_its_strata_are_named():
    assert fits({"thu.b": ("u", "v")}, {}) is None


@given(selections, selections)
def test_covering_is_matching_every_unit_of_the_other(outer, inner):
    assert covers(outer, inner) is all(unit in matched(outer) for unit in matched(inner))


@given(selections, selections)
def test_two_selections_meet_when_they_share_a_unit(one, other):
    assert meets(one, other) is meets(other, one) is any(unit in matched(other) for unit in matched(one))


def test_a_rule_of_the_scheme_gives_hard_places_the_levels_of_another_stratum():
    scheme = parse(Scheme, REGION)

    assert scheme.stratum_of({"thu.region": "delta", "thu.hardship": "hard"}) == "hills"
    assert scheme.stratum_of({"thu.region": "delta", "thu.hardship": "ordinary"}) == "delta"
    assert scheme.stratum_of({"thu.hardship": "hard"}) == "hills"
    assert scheme.stratum_of({}) is None


def test_a_stratum_is_printed_by_its_name():
    scheme = parse(Scheme, REGION)

    assert (scheme.title_of("hills", "en"), scheme.title_of("hills", "vi")) == ("Hills", "Đồi núi")
    assert scheme.title_of("elsewhere", "vi") == "elsewhere"


def test_a_selection_of_no_stratum_is_refused():
    """It would match nobody, which is not what anybody means by an empty list."""
    with pytest.raises(InputError, match="at least 1"):
        parse(Threshold, {"value": "70", "stratum": {"thu.region": []}})
