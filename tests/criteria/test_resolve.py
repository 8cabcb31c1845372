from __future__ import annotations
from datetime import date
from hypothesis import given, settings, HealthCheck, strategies as st
from smartvillage.criteria.resolve import Question
from smartvillage.criteria.verdicts import Verdict
from smartvillage.testing import criteria_sets, observations_for, periods, strata_for
from tests.criteria.judging import judged
from tests.reference import judge

def verdicts(criteria, reported, strata, on, others=(), **terms):
    sets = {one.key: one for one in others}
    whole = {key: Verdict[judge(one, reported, strata, on, **terms, other_sets=sets)[key]] for key, one in sets.items()}
    question = Question(strata=criteria.strata_of(strata), on=on, memberships=strata, other_set=lambda key: sets.get(key, criteria), **terms)
    found = {}
    for one in criteria:
        resolved = question.indicator(one.indicator)
        if resolved.node is not None:
            found[one.id] = judged(resolved.node, reported, criteria.measures, whole).name
        else:
            found[one.id] = "NOT_APPLICABLE" if resolved.why_not == "not-in-force" else "UNKNOWN"
    return found

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

@slow
@given(st.data(), st.booleans(), st.sampled_from([{"official", "secondary"}, {"official", "secondary", "unverified"}]))
def test_what_a_rule_asks_is_what_the_laws_say(data, carry_forward, law_states):
    criteria = data.draw(criteria_sets())
    reported, strata, (_, on) = (data.draw(one) for one in (observations_for(criteria), strata_for(criteria), periods()))
    terms = {"carry_forward": carry_forward, "law_states": law_states}
    expected = judge(criteria, reported, strata, on, **terms)
    found = verdicts(criteria, reported, strata, on, **terms)
    assert found == {name: expected[name] for name in found}

@slow
@given(st.data())
def test_other(data):
    other = data.draw(criteria_sets())
    criteria = data.draw(criteria_sets(identifier="thu.mau", others=[other], amended=False))
    reported, strata, (_, on) = (data.draw(one) for one in (observations_for(criteria), strata_for(criteria), periods()))
    expected = judge(criteria, reported, strata, on, other_sets={other.key: other})
    found = verdicts(criteria, reported, strata, on, [other])
    assert found == {name: expected[name] for name in found}
