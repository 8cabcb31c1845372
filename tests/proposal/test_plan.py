"""The plan is sealed before data are opened; what is done otherwise later is listed, never silent."""

from __future__ import annotations

import json

import pytest

from smartvillage.border import Label
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError, Words
from smartvillage.proposal.plan import AnalysisPlan, SealedPlan
from tests.proposal.makers import plan, plan_tree


def test_the_same_plan_has_the_same_seal_whatever_the_order_of_its_keys():
    tree = plan_tree()
    turned = dict(reversed(list(tree.items())))

    assert AnalysisPlan.from_dict(tree).seal().digest == AnalysisPlan.from_dict(turned).seal().digest
    assert plan(minimum="7").seal().digest != plan().seal().digest


def test_a_sealed_plan_reads_back_sealed(tmp_path):
    sealed = plan().seal()
    sealed.write(tmp_path / "ke-hoach.yaml")
    again = AnalysisPlan.read(tmp_path / "ke-hoach.yaml")

    assert isinstance(again, SealedPlan)
    assert (again.plan, again.digest, again.deviations) == (sealed.plan, sealed.digest, ())
    assert again.seal() is again


def test_a_plan_without_a_seal_reads_back_unsealed(tmp_path):
    plan().seal().write(tmp_path / "ke-hoach.yaml")
    (tmp_path / "ke-hoach.yaml.seal.json").unlink()

    assert AnalysisPlan.read(tmp_path / "ke-hoach.yaml") == plan()


def test_what_was_changed_after_sealing_is_a_deviation_and_the_digest_stays(tmp_path):
    sealed = plan(minimum="8").seal()
    path, _ = sealed.write(tmp_path / "ke-hoach.yaml")
    path.write_text(
        path.read_text(encoding="utf-8").replace("minimum: '8'", "minimum: '7'").replace("Mỗi huyện", "Vài huyện"),
        encoding="utf-8",
    )
    again = AnalysisPlan.read(path)

    assert again.digest == sealed.digest
    assert [one.what.en for one in again.deviations] == [
        "changed after sealing: methods.minimum",
        "changed after sealing: pilots.chosen.vi",
    ]


def test_a_key_that_plans_got_after_sealing_is_no_deviation():
    """A newer library must not make an old plan look changed."""
    held = plain(plan(), defaults=True)
    older = {key: value for key, value in held.items() if key != "anchors"}
    sealed = SealedPlan.of(plan(), older)

    assert sealed.deviations == ()
    assert sealed.digest != plan().seal().digest


def test_a_seal_that_is_no_plan_any_more_is_compared_as_it_is():
    held = {**plain(plan(), defaults=True), "gone": "1"}

    assert [one.what.en for one in SealedPlan.of(plan(), held).deviations] == ["changed after sealing: gone"]


def test_a_seal_that_somebody_edited_is_refused(tmp_path):
    path, seal = plan().seal().write(tmp_path / "ke-hoach.yaml")
    held = json.loads(seal.read_text(encoding="utf-8"))
    held["plan"]["methods"]["share"] = "0.7"
    seal.write_text(json.dumps(held), encoding="utf-8")

    with pytest.raises(InputError, match="SV-PP-002"):
        AnalysisPlan.read(path)


def test_a_deviation_of_ones_own_carries_its_reason():
    sealed = plan().seal().deviate(Words(vi="bỏ xã B", en="dropped B"), Label(vi="không có số liệu"))

    assert [(one.what.vi, one.reason.vi) for one in sealed.deviations] == [("bỏ xã B", "không có số liệu")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"periods": {"before": ["2025"], "after": ["2025"]}}, "the period 2025 is both before and after"),
        ({"periods": {"after": []}}, "periods.after"),
        ({"against": []}, "against"),
        ({"domains": []}, "domains"),
        ({"methods": {"share": "1"}}, "methods.share"),
        ({"qestion": {"vi": "?"}}, "Did you mean"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(changes, told):
    with pytest.raises(InputError, match=told):
        AnalysisPlan.from_dict({**plan_tree(), **changes})
