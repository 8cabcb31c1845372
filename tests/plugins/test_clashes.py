"""What plugins say differently is listed for people to look at, and never resolved by order."""

from __future__ import annotations

from itertools import permutations

from smartvillage.border import Label
from smartvillage.plugins.registry import load
from tests.plugins.makers import Point, candidate, loaded, measure, plugin, precedent

TITLE = Label(vi="Hộ dùng nước sạch")


def clashes(installed, *points):
    installed(*points)
    registry, said = loaded()
    assert said == []
    return [one for one in registry.clashes() if any(name.partition(".")[0].endswith("son") for name in one.ids)]


def test_measures_with_one_title_are_listed_with_what_differs(installed):
    points = [
        Point(
            "nam-son",
            plugin("nam-son", measures=[measure("nam-son.water", title=TITLE, denominator=Label(vi="Số hộ"))]),
        ),
        Point(
            "bac-son",
            plugin(
                "bac-son",
                measures=[
                    measure("bac-son.clean", title=Label(vi="HỘ DÙNG  NƯỚC SẠCH"), kind="count", direction="lower"),
                ],
            ),
        ),
    ]
    for order in permutations(points):
        (clash,) = clashes(installed, *order)

        assert (clash.kind, clash.ids, clash.documented) == ("same-looking", ("bac-son.clean", "nam-son.water"), False)
        assert clash.say("vi") == (
            "bac-son.clean và nam-son.water trông giống nhau: loại, đơn vị: count  / share %; mẫu số: - / Số hộ; "
            "chiều tốt hơn: lower / higher"
        )


def test_measures_with_one_name_are_listed_too(installed):
    (clash,) = clashes(
        installed,
        Point("nam-son", plugin("nam-son", measures=[measure("nam-son.water", title=TITLE)])),
        Point("bac-son", plugin("bac-son", measures=[measure("bac-son.water", title=Label(vi="Tên khác hẳn"))])),
    )

    assert clash.say("en") == "bac-son.water and nam-son.water look alike"


def test_what_is_declared_to_be_the_same_says_so(installed):
    (clash,) = clashes(
        installed,
        Point("nam-son", plugin("nam-son", measures=[measure("nam-son.a", title=TITLE, same_as=("bac-son.b",))])),
        Point("bac-son", plugin("bac-son", measures=[measure("bac-son.b", title=Label(vi="Tên khác hẳn"))])),
    )

    assert clash.documented
    assert clash.say("vi") == "bac-son.b và nam-son.a được khai báo là một"


def test_a_plugin_does_not_clash_with_itself(installed):
    offered = [measure("nam-son.a", title=TITLE), measure("nam-son.b", title=TITLE)]

    assert clashes(installed, Point("nam-son", plugin("nam-son", measures=offered))) == []


def test_a_candidate_under_a_national_floor_is_flagged(installed):
    national = load("vn.xa-ntm", "2021-2025")
    floor = min(
        level.value
        for provision in national["9.2"].indicator.provisions
        for level in provision.rule.levels
        if level.value is not None
    )

    def asking(level, kind="at-least"):
        rule = {
            "kind": kind,
            "measure": "nam-son.houses",
            "levels": [{"value": str(level), "verification": "secondary"}],
        }
        houses = measure("nam-son.houses", title=Label(vi="Nhà ở của Nam Sơn"), same_as=("vn.solid-houses",))
        offered = candidate(rule=rule, measure=houses, basis="precedent", precedents=[precedent()])
        return Point("nam-son", plugin("nam-son", measures=[houses], candidates=[offered]))

    (clash,) = clashes(installed, asking(floor - 1))
    assert clash.kind == "under-floor"
    assert clash.say("vi") == (
        f"nam-son.more-water thấp hơn sàn quốc gia vn.xa-ntm@2021-2025 9.2: {floor - 1} so với {floor}"
    )
    assert clashes(installed, asking(floor)) == []
