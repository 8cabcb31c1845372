"""Labels: every id a person meets has a Vietnamese and an English word."""

from __future__ import annotations

import pytest

from smartvillage.errors import UnknownIdentifierError
from smartvillage.text import LABELS, label


def test_the_four_verdicts_are_worded_as_in_appraisal_reports():
    assert {verdict: label("verdict", verdict) for verdict in LABELS["verdict"]} == {
        "MET": "đạt",
        "NOT_MET": "chưa đạt",
        "UNKNOWN": "chưa đủ cơ sở đánh giá",
        "NOT_APPLICABLE": "không áp dụng",
    }


@pytest.mark.parametrize("kind", LABELS)
def test_every_label_exists_in_both_languages_and_is_unique_within_its_kind(kind):
    for lang in ("vi", "en"):
        words = [label(kind, name, lang) for name in LABELS[kind]]

        assert all(words)
        assert len(set(words)) == len(words)


def test_verifying_and_appraising_are_never_swapped():
    assert label("evidence-state", "verified", "vi") == "đã thẩm tra"
    assert label("evidence-state", "approved", "vi") == "đã thẩm định"


def test_unknown_ids_suggest_the_right_one():
    with pytest.raises(UnknownIdentifierError, match="Closest: NOT_MET"):
        label("verdict", "NOTMET")
    with pytest.raises(UnknownIdentifierError, match="Closest: verdict"):
        label("verdicts", "MET")
