"""What arrives at the end of a chain: never more than its weakest link lets through, and exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Interval
from smartvillage.plugins.evaluators import Column, Inputs

from smartvillage_can_duoc.linkage import LINKS, arriving, linkage_chain

shares = st.fractions(0, 100, max_denominator=50).map(lambda share: Interval(share, share))
reports = st.one_of(shares, st.just(Interval.missing()), st.none())


def judge(*links: Interval | None, arrives: str = "50") -> Verdict:
    """Judge one commune."""
    columns = {name: Column.of([link]) for name, link in zip(LINKS, links, strict=True)}
    (verdict,) = linkage_chain(Inputs(columns, {"arrives": arrives}))
    assert isinstance(verdict, Verdict)
    return verdict


def test_links_that_look_good_one_by_one_can_make_a_chain_that_does_not_work() -> None:
    good = Interval.of("79")

    assert judge(good, good, good) is Verdict.NOT_MET


def test_exactly_the_level_is_enough() -> None:
    assert judge(Interval.of("80"), Interval.of("80"), Interval.of("80"), arrives="51.2") is Verdict.MET


@pytest.mark.parametrize(
    ("sold", "verdict"), [("le", Verdict.UNKNOWN), ("lt", Verdict.NOT_MET), ("gt", Verdict.MET), ("ge", Verdict.MET)]
)
def test_a_bound_counts_as_what_it_is(sold: str, verdict: Verdict) -> None:
    everything = Interval.of("100")

    assert judge(everything, everything, Interval.of("50", sold)) is verdict


def test_a_commune_without_contracts_is_not_excused() -> None:
    assert judge(Interval.of("0"), None, None) is Verdict.NOT_MET


def test_a_commune_without_a_harvest_is() -> None:
    assert judge(None, None, None) is Verdict.NOT_APPLICABLE


def test_one_that_has_contracts_and_says_there_is_nothing_to_trace_is_not_taken_at_its_word() -> None:
    assert judge(Interval.of("90"), None, Interval.of("100")) is Verdict.UNKNOWN


@given(st.tuples(shares, reports, reports))
def test_no_more_arrives_than_any_link_lets_through(links: tuple[Interval | None, ...]) -> None:
    share = arriving(links)

    assert share is not None
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low <= share.high <= min(one.high for one in links if one is not None and one.high is not None)


@given(st.tuples(shares, shares, shares), st.integers(0, 2))
def test_what_is_not_reported_can_only_leave_it_open(links: tuple[Interval, ...], silent: int) -> None:
    said = judge(*links)
    without = judge(*(Interval.missing() if place == silent else link for place, link in enumerate(links)))

    assert without in {said, Verdict.UNKNOWN}


@given(st.tuples(shares, shares, shares), st.integers(0, 2))
def test_a_better_link_never_loses(links: tuple[Interval, ...], better: int) -> None:
    best = Interval(Fraction(100), Fraction(100))
    improved = judge(*(best if place == better else link for place, link in enumerate(links)))

    assert not (judge(*links) is Verdict.MET and improved is not Verdict.MET)
