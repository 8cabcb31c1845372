"""Sentences: a verdict with its reason in one sentence that could stand in an appraisal report."""

import re

import pytest
from hypothesis import given

from smartvillage.criteria.verdicts import Verdict
from tests.evaluation.drawing import cases, patiently
from tests.evaluation.samples import (
    EVERYTHING,
    GOOD,
    INCOME,
    NAM_SON,
    PLAN,
    WATER,
    criteria_set,
    criterion,
    indicator,
    judged,
    level,
    parts,
    row,
    rule,
    run_of,
)


def why(rows, ref, lang="vi", **how):
    return str(run_of(rows, **how).at("A", "2024").why(ref, lang))


def test_a_sentence_holds_everything_in_vietnamese():
    cells = parts("water", 92, 161, unit_name="Xã Mỹ Lệ", state="verified", as_of="2024-12-01", source="12/BC-UBND")

    assert why([cells], "1.1") == (
        "Xã Mỹ Lệ, kỳ 2024: chỉ tiêu 1.1 (Chỉ tiêu water): 92/161 hộ (57,14%) "
        "(đã thẩm tra, 01/12/2024, nguồn: 12/BC-UBND), yêu cầu từ 80% trở lên "
        "(12/QĐ-UBND, chỉ tiêu 1.1; Đồng bằng; đã đối chiếu văn bản) → chưa đạt."
    )


def test_and_in_english():
    cells = parts("water", 92, 161, unit_name="Xã Mỹ Lệ", state="verified", as_of="2024-12-01", source="12/BC-UBND")

    assert why([cells], "1.1", "en") == (
        "Xã Mỹ Lệ, period 2024: indicator 1.1 (Indicator water): 92/161 households (57.14%) "
        "(verified, 2024-12-01, source: 12/BC-UBND), required at least 80% "
        "(12/QĐ-UBND, row 1.1; Delta; checked against the text) → not met."
    )


@pytest.mark.parametrize(
    ("rows", "ref", "vi", "en"),
    [
        (
            [row("income", "50")],
            "1.1",
            "chưa có số liệu báo cáo, yêu cầu từ 80% trở lên (12/QĐ-UBND, chỉ tiêu 1.1; Đồng bằng; đã đối chiếu văn bản) "
            "→ chưa đủ cơ sở đánh giá: chưa có số liệu báo cáo.",
            "no figure was reported, required at least 80% (12/QĐ-UBND, row 1.1; Delta; checked against the text) "
            "→ unknown: no figure was reported.",
        ),
        (
            [row("schools", "3")],
            "2.3",
            "3 trường (xã báo cáo), chưa có mức đạt chuẩn → chưa đủ cơ sở đánh giá: chưa có mức đạt chuẩn.",
            "3 schools (reported by the commune), the level has not been read → unknown: the level has not been read.",
        ),
        (
            [row("poverty", "5")],
            "2.2",
            "5% (xã báo cáo), mức chưa đối chiếu văn bản (ghi nhớ 13%) "
            "→ chưa đủ cơ sở đánh giá: mức chưa đối chiếu văn bản.",
            "5% (reported by the commune), the level was not checked against the text (recalled 13%) "
            "→ unknown: the level was not checked against the text.",
        ),
        (
            [row("plan", "có")],
            "1.2",
            "đạt (xã báo cáo), yêu cầu đạt → đạt.",
            "met (reported by the commune), required met → met.",
        ),
        (
            [parts("water", 0, 0)],
            "1.1",
            "không áp dụng (xã báo cáo), yêu cầu từ 80% trở lên (12/QĐ-UBND, chỉ tiêu 1.1; Đồng bằng; đã đối chiếu văn bản) "
            "→ không áp dụng.",
            "not applicable (reported by the commune), required at least 80% "
            "(12/QĐ-UBND, row 1.1; Delta; checked against the text) → not applicable.",
        ),
    ],
)
def test_every_kind_of_verdict_has_its_sentence(rows, ref, vi, en):
    assert why(rows, ref).partition("): ")[2] == vi
    assert why(rows, ref, "en").partition("): ")[2] == en


def test_an_indicator_that_is_not_in_force_says_so():
    later = indicator("1.2", "plan", rule("attested", "plan"), since="2025-01-01")

    assert why(GOOD, "1.2", criteria=criteria_set(criterion("1", "c", WATER, later))) == (
        "A, kỳ 2024: chỉ tiêu 1.2 (Chỉ tiêu plan): không áp dụng: chỉ tiêu không có hiệu lực."
    )


def test_a_provision_may_have_words_of_its_own():
    own = indicator("1.1", "i", {"rule": rule("attested", "plan"), "text": {"vi": "Có quy hoạch được duyệt"}})

    assert "chỉ tiêu 1.1 (Có quy hoạch được duyệt)" in why(GOOD, "1.1", criteria=criteria_set(criterion("1", "c", own)))


def test_a_level_that_is_carried_forward_is_printed():
    """Law 6: it must be asked for, and whoever reads the verdict must see it."""
    ended = rule("at-least", "water", level("80", until="2023-01-01"))
    found = judged(ended, [row("water", "90")], carry_forward=True)

    assert found.verdict("1.1") is Verdict.MET
    assert "mức của kỳ trước, dùng tiếp theo yêu cầu" in str(found.why("1.1"))
    assert "level of an earlier span, carried forward on request" in str(found.why("1.1", "en"))


def test_so_is_a_provision_that_is_carried_forward():
    ended = indicator("1.1", "i", {"rule": rule("attested", "plan"), "until": "2023-01-01"})
    found = run_of(GOOD, criteria_set(criterion("1", "c", ended)), carry_forward=True).at("A")

    assert found.verdict("1.1") is Verdict.MET
    assert "mức của kỳ trước, dùng tiếp theo yêu cầu" in str(found.why("1.1"))


def test_a_factor_says_what_it_multiplies():
    times = {
        "kind": "times",
        "measure": "ns.income",
        "comparison": "at-least",
        "factor": "1.1",
        "of": {"indicator": "ns.xa.income"},
        "verification": "official",
    }
    criteria = criteria_set(criterion("1", "c", INCOME, indicator("2.9", "more", times)))

    assert "yêu cầu từ 52,8 triệu đồng trở lên (= 1,1 lần mức dẫn chiếu)" in why(GOOD, "2.9", criteria=criteria)
    assert "required at least 52.8 million dong (= 1.1 times the level referred to)" in why(
        GOOD, "2.9", "en", criteria=criteria
    )


# --- rules of several parts --------------------------------------------------------------------------------------

PARTS = [rule("attested", "plan"), rule("at-least", "income", level("48"))]


@pytest.mark.parametrize(
    ("asked", "vi", "en"),
    [
        ({"kind": "all-of"}, "Có quy hoạch: đạt (xã báo cáo), yêu cầu đạt; Thu nhập: 50", "Has a plan: met"),
        ({"kind": "any-of"}, "ít nhất 1 trong (Có quy hoạch: đạt", "at least 1 of (Has a plan: met"),
        ({"kind": "at-least-of", "count": "2"}, "ít nhất 2 trong (", "at least 2 of ("),
        ({"kind": "at-least-share-of", "percent": "66.6"}, "ít nhất 66,6% trong (", "at least 66.6% of ("),
    ],
)
def test_a_rule_of_several_parts_says_how_many_it_asks_for(asked, vi, en):
    found = judged({**asked, "rules": PARTS}, GOOD)

    assert vi in str(found.why("1.1"))
    assert en in str(found.why("1.1", "en"))


def test_a_compulsory_part_is_marked():
    asked = {"kind": "at-least-of", "count": "1", "rules": PARTS[:1], "compulsory": PARTS[1:]}

    assert "; bắt buộc (Thu nhập: 50 triệu đồng" in str(judged(asked, GOOD).why("1.1"))
    assert "; compulsory (Income: 50 million dong" in str(judged(asked, GOOD).why("1.1", "en"))


def test_other_sets_and_evaluators_are_named():
    other = criteria_set(
        {**criterion("1", "d", {**PLAN, "id": "ns.khac.plan"}), "id": "ns.khac.d"}, id="ns.khac", edition="1"
    )
    refers = {"kind": "meets-set", "set": "ns.khac@1"}
    own = {"kind": "custom", "evaluator": "ns.own", "measures": ["ns.water"]}
    criteria = criteria_set(criterion("1", "c", indicator("1.1", "i", {"kind": "all-of", "rules": [refers, own]})))
    found = run_of(GOOD, criteria, sets=[other]).at("A")

    assert (
        "bộ ns.khac@1: đạt; Hộ dùng nước sạch: 130/161 hộ (80,75%) (xã báo cáo), cách đánh giá riêng ns.own → "
        "chưa đủ cơ sở đánh giá: không có phần mở rộng nào cung cấp cách đánh giá riêng."
    ) in str(found.why("1.1"))
    assert "evaluator ns.own → unknown: no plugin provides the evaluator." in str(found.why("1.1", "en"))


# --- wholes ------------------------------------------------------------------------------------------------------


def test_a_criterion_counts_its_indicators_and_names_those_that_are_not_met():
    rows = [*GOOD[:3], row("poverty", "20")]

    assert why(rows, "2", law_states=EVERYTHING) == (
        "A, kỳ 2024: tiêu chí 2 (Tiêu chí economy): chưa đạt: đạt 1/3; chưa đạt 1/3 (2.2); "
        "chưa đủ cơ sở đánh giá 1/3 (2.3)."
    )
    assert why(rows, "2", "en", law_states=EVERYTHING) == (
        "A, period 2024: criterion 2 (Criterion economy): not met: met 1/3; not met 1/3 (2.2); unknown 1/3 (2.3)."
    )


def test_the_set_counts_its_criteria():
    assert why(GOOD, NAM_SON.key) == (
        "A, kỳ 2024: bộ tiêu chí ns.xa@2021-2025: chưa đủ cơ sở đánh giá: đạt 1/2; chưa đủ cơ sở đánh giá 1/2 (2)."
    )
    assert why(GOOD, NAM_SON.key, "en").startswith("A, period 2024: the set ns.xa@2021-2025: unknown")


def test_an_incomplete_set_says_how_much_of_it_is_modelled():
    """Law 5."""
    short = criteria_set(
        criterion("1", "c", PLAN), declared={"criteria": "3", "indicators": "9", "citation": {"number": "1"}}
    )

    assert why([row("plan", "có")], "ns.xa@2021-2025", criteria=short).endswith("; mới nhập 1/9 chỉ tiêu của bộ.")
    assert why([row("plan", "có")], "ns.xa@2021-2025", "en", criteria=short).endswith(
        "; 1 of 9 indicators of the set modelled."
    )


# --- as a value --------------------------------------------------------------------------------------------------


def test_a_reason_is_a_value_with_its_sentence():
    found = run_of(GOOD).at("A").why("1.1")

    assert (found.verdict, found.reason, str(found)) == (Verdict.MET, "met", found.text)
    assert "functools" not in repr(found)


def test_without_a_reference_the_set_is_asked_about():
    assert "bộ tiêu chí ns.xa@2021-2025" in str(run_of(GOOD).at("A").why())


def test_hostile_names_are_harmless_in_a_notebook():
    found = run_of([parts("water", 92, 161, unit_name="<img src=x onerror=alert(1)>")]).at("A").why("1.1")

    assert "<img" not in found._repr_html_()
    assert "&lt;img" in found._repr_html_()
    assert "<li>Hộ dùng nước sạch: còn thiếu 37 hộ</li>" in found._repr_html_()


def test_a_reason_without_flips_has_no_list():
    assert "<ul>" not in run_of([row("schools", "3")]).at("A").why("2.3")._repr_html_()


@patiently
@given(cases(units=("u1",)))
def test_every_verdict_of_any_set_has_one_sentence_in_both_languages(case):
    run = case.run(carry_forward=True)
    unit, period = run.keys[0]

    for level_ in ("indicator", "criterion", "set"):
        for _, ref in run.refs(level_):
            for lang in ("vi", "en"):
                text = str(run.at(unit, period).why(ref, lang))
                assert text.startswith(f"{unit}, {'kỳ' if lang == 'vi' else 'period'} {period}: ")
                assert text.endswith(".")
                assert "\n" not in text
                assert not re.search(r"\bNone\b|  ", text)
