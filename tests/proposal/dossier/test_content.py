"""What stands under a heading when there is little to say, and when people or methods do not agree."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import attrs
import pytest

from smartvillage.border import Label
from smartvillage.errors import Words
from smartvillage.paper.blocks import Bullets, Empty, Paragraph, TableBlock
from smartvillage.plugins.registry import builtin_registry
from smartvillage.proposal.dossier.content import CONTENT
from smartvillage.proposal.dossier.context import Context
from smartvillage.proposal.dossier.words import joined, percent
from smartvillage.proposal.engine import propose
from smartvillage.proposal.methods import given
from tests.proposal.makers import evidence, plan, row

KNOWN = builtin_registry()
JOBS = "tourism.local-jobs"


def small(
    number, *, values=None, source="báo cáo của xã", candidates=("tourism.candidates.local-jobs",), rows=(), **how
):
    units = [f"P{place}" for place in range(number)]
    values = values or range(60, 60 + number)
    asked = plan(pilots={"units": units, "chosen": {"vi": "Mỗi huyện một xã"}}, candidates=list(candidates), **how)
    told = [row(unit, value) for unit, value in zip(units, values, strict=True)]
    measures = [one for one in KNOWN.measures.values() if one.id.startswith("tourism.")]
    return propose(asked, evidence([*told, *rows], *measures, source=source), registry=KNOWN)


@pytest.fixture(scope="module")
def thin():
    return small(3)


def said(context, name, lang="vi"):
    """All that a content says, as text."""
    out = []
    for block in CONTENT[name](context):
        match block:
            case Paragraph():
                out.append(block.say(lang))
            case Bullets():
                out += ["".join(span.text.say(lang) for span in item if hasattr(span, "text")) for item in block.items]
            case TableBlock():
                out += [" | ".join(cell.say(lang) for cell in cells) for cells in block.grid()]
            case _:
                pass
    return "\n".join(out)


def test_too_few_pilots_make_a_dossier_that_says_so(thin):
    made = thin.dossier()

    assert thin.run is None
    assert made.check() == ()
    assert made.paper.banner is None
    assert "chưa có nội dung: Tiêu chí, nội dung tiêu chí, mức đạt chuẩn" not in {one.vi for one in made.notes()}
    context = made.context
    assert context.judged() == "[S]"
    assert "tourism.candidates.local-jobs" not in said(context, "annex")
    assert "không đủ căn cứ" in said(context, "annex")
    assert said(context, "items") == "Chưa có chỉ tiêu nào có mức."
    assert said(context, "strengths") == "Chưa có chỉ tiêu nào đủ căn cứ khá."
    assert "chưa quy định mức" in said(context, "sheets")
    assert {name: said(context, name) for name in ("simulation", "charts", "feasibility", "options")} == {
        "simulation": "", "charts": "", "feasibility": "", "options": "",
    }  # fmt: skip
    assert "kế hoạch chưa được niêm phong" in said(context, "deviations")


def test_a_workbook_of_too_few_pilots_can_be_written(thin, tmp_path):
    (file,) = thin.dossier("en").write(tmp_path, ["xlsx"])

    assert file.stat().st_size > 0


def test_real_figures_bear_no_banner_and_the_first_page_says_who_reported(thin):
    blocks = thin.dossier().paper.blocks

    assert any(isinstance(one, Paragraph) and "do các đơn vị báo cáo" in one.say("vi") for one in blocks)


@pytest.fixture(scope="module")
def alone():
    """Fifteen pilots and nobody to compare them with."""
    return small(15)


def test_pilots_alone_have_no_difference_to_tell(alone):
    context = Context(proposal=alone)

    assert "chưa phải là tác động" in said(context, "sheets")
    assert "Không cặp chỉ tiêu nào kéo theo nhau." in said(context, "items")
    assert "Xã đối chứng: - [S]." in said(context, "pilots")
    assert alone.dossier().check() == ()


def test_where_methods_contradict_each_other_both_levels_are_options(alone):
    (one,) = alone.graded
    apart = attrs.evolve(one.overall, methods=(*one.overall.methods, given("anchor", Fraction(99), source="QĐ 1")))
    context = Context(proposal=attrs.evolve(alone, graded=(attrs.evolve(one, overall=apart),)))

    told = said(context, "options")
    assert "phương án 1: ≥ 63% (12/15 mô hình, 0/0 xã đối chứng đạt)" in told
    assert "≥ 99% (0/15 mô hình" in told
    assert "option 2" in said(context, "options", "en")


def test_where_reviewers_contradict_each_other_both_sides_are_options(alone):
    clash = SimpleNamespace(say=lambda lang: f"70 ≠ 80 ({lang})")
    review = SimpleNamespace(conflicts=(clash,), entries=())
    context = Context(proposal=alone, review=review)

    assert said(context, "options") == "70 ≠ 80 (vi) [Y]"
    assert said(context, "comments") == ""
    assert said(context, "comments-short").startswith("Nhận 0 ý kiến")


def test_a_plan_without_deviations_says_so(alone):
    context = Context(proposal=attrs.evolve(alone, deviations=()))

    assert said(context, "deviations") == "Không có sai khác so với kế hoạch."


def test_a_deviation_is_told_with_its_reason(alone):
    context = Context(proposal=alone.deviate(Words(vi="bỏ một xã", en="a commune left out"), Label(vi="bão")))

    assert "bỏ một xã; lý do: bão [K]" in said(context, "deviations")


def test_the_strictest_level_has_no_step_above_it():
    context = Context(proposal=small(15, values=[70] * 15))

    assert "không có mô hình nào ở nấc này" in said(context, "sheets")


@pytest.mark.parametrize("asks", [{"kind": "share", "percent": "60"}, {"kind": "all"}])
def test_a_decision_says_how_many_criteria_must_be_met(alone, asks):
    from smartvillage.border import parse
    from smartvillage.criteria.rules import Combination

    draft = attrs.evolve(alone.draft, requires=parse(Combination, asks))
    told = said(Context(proposal=alone.with_draft(draft)), "decision-rule")

    assert told.startswith(
        "Xã đạt bộ tiêu chí khi đạt ít nhất 60% số tiêu chí"
        if "percent" in asks
        else "Xã đạt bộ tiêu chí khi đạt toàn bộ 1"
    )


def test_measurement_error_stands_on_the_sheet():
    errors = {JOBS: {"kind": "uniform", "size": "2", "source": {"vi": "Cán bộ thống kê"}}}

    assert "Sai số đo" in said(Context(proposal=small(15, errors=errors)), "sheets")


def test_nothing_is_joined_to_nothing():
    assert joined("; ", ["", Words("a", "b"), ""]) == Words("a", "b")
    assert percent(0, 0, "vi") == "0/0"


def test_an_outline_without_expectations_says_no_content_all_the_same():
    assert Empty().say("vi") == "(chưa có nội dung)"
