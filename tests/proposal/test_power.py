"""What so many pilots could have shown, against brute force."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from smartvillage.proposal.power import COLUMNS, SIZES, power_table

TABLE = {one.pilots: one for one in power_table()}


def test_the_table_goes_from_six_to_thirty():
    assert list(TABLE) == list(SIZES) == list(range(6, 31))
    assert all(words.vi and words.en for words in COLUMNS.values())
    fields = {"pilots", *(name for name in COLUMNS)}
    assert fields <= set(dir(TABLE[6]))


def test_more_pilots_never_show_a_share_less_closely_by_much():
    """Counts are whole, so half-widths fall in steps that may go up a little; over five pilots they fall."""
    widest = [one.widest for one in TABLE.values()]

    assert widest == sorted(widest, reverse=True)
    assert all(TABLE[size + 5].half_width < TABLE[size].half_width for size in range(6, 26))


def test_fourteen_bound_a_level_and_seventeen_show_a_share():
    assert [size for size, one in TABLE.items() if one.has_level_interval] == list(range(14, 31))
    assert [size for size, one in TABLE.items() if one.can_show_share] == list(range(17, 31))


@pytest.mark.parametrize("size", [6, 15, 30])
def test_the_detectable_change_is_found_by_a_sign_test_so_often(size):
    """scipy's own test, for every count."""
    refused = np.array([stats.binomtest(k, size).pvalue <= 0.05 for k in range(size + 1)])

    def power(share):
        return stats.binom(size, share).pmf(np.arange(size + 1))[refused].sum()

    found = TABLE[size].detectable_change
    assert power(float(found)) >= 0.8
    assert power(float(found) - 0.01) < 0.8


def test_too_few_pilots_detect_nothing():
    one = power_table([3], power=Fraction(999, 1000))[0]

    assert one.detectable_change is None
    assert "tỷ lệ đơn vị phải tăng không phát hiện được" in one.say("vi")
    assert one.say("en").endswith("must have risen: undetectable")


def test_where_no_difference_can_be_found_none_is_named():
    one = power_table([6], share=Fraction(1, 10))[0]

    assert one.detectable is None
    assert "chênh lệch phát hiện được: không có" in one.say("vi")
    assert "detectable: none" in one.say("en")


def test_a_line_is_told_in_vietnamese():
    assert TABLE[15].say("vi") == (
        "15 đơn vị: tỷ lệ 80 % biết đến ±0,22; chênh lệch phát hiện được: từ 35 điểm phần trăm; tỷ lệ đơn vị phải tăng 85 %"
    )
