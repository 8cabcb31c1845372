"""Checks on what a plugin need not have: real places, pilots, datasets that keep nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from smartvillage.errors import SmartVillageError, Words, quoted
from smartvillage.evidence.sources import as_source, source_of_file
from smartvillage.places.register import Places
from smartvillage.testing.subjects import NotApplicable, Subject
from smartvillage.text.names import skeleton

__all__ = ["check_pilots", "check_places", "check_register"]


def check_places(subject: Subject) -> Iterator[Words]:
    """Units and authorities that are named were there on the day."""
    offer = subject.offer
    real = [pilot for pilot in offer.pilots.values() if not pilot.synthetic]
    named = [offer.info.authority, offer.info.successor, *(pilot.authority for pilot in real)]
    authorities = dict.fromkeys(name for name in named if name is not None)
    if not real and not authorities:
        raise NotApplicable(
            "không nêu cơ quan hay mô hình thí điểm có thật nào", "no authority and no pilot that is real is named"
        )
    places = Places.load("vn")
    for name in authorities:
        try:
            places.authority(name)
        except SmartVillageError as problem:
            yield Words(vi=problem.say("vi"), en=problem.say("en"))
    for pilot in real:
        for unit in pilot.units:
            try:
                places.unit(unit, on=None if "@" in unit else pilot.on)
            except SmartVillageError as problem:
                yield Words(vi=f"{pilot.id}: {problem.say('vi')}", en=f"{pilot.id}: {problem.say('en')}")


def check_pilots(subject: Subject) -> Iterator[Words]:
    """A pilot says who leads it, when it runs, in which units, each named once."""
    offer = subject.offer
    if not offer.pilots:
        raise NotApplicable("không có mô hình thí điểm", "there are no pilots")
    for pilot in offer.pilots.values():
        said: list[tuple[bool, str, str]] = [
            (pilot.lead is None, "không nói đơn vị chủ trì", "does not say who leads it"),
            (not pilot.units, "không có đơn vị nào", "has no units"),
            (len(set(pilot.units)) < len(pilot.units), "nêu một đơn vị hai lần", "names a unit twice"),
            (
                pilot.since is not None and pilot.until is not None and pilot.since >= pilot.until,
                "kết thúc trước khi bắt đầu",
                "ends before it begins",
            ),
            (
                pilot.domain not in {*offer.info.domains, subject.name},
                f"thuộc lĩnh vực {quoted(pilot.domain)} mà phần mở rộng không nêu trong domains",
                f"is of the domain {quoted(pilot.domain)}, which the plugin does not list under domains",
            ),
        ]
        yield from (Words(vi=f"{pilot.id} {vi}", en=f"{pilot.id} {en}") for is_wrong, vi, en in said if is_wrong)


_PERSONAL = (
    *("ho ten", "ho va ten", "cccd", "cmnd", "can cuoc", "so dien thoai", "ngay sinh", "nguoi khai", "chu ho"),
    *("full name", "person", "phone", "birth", "national id", "citizen"),
)


def check_register(subject: Subject) -> Iterator[Words]:
    """People are counted, not kept: no dataset has a column that tells who somebody is."""
    if not subject.offer.datasets:
        raise NotApplicable("không có bộ dữ liệu kèm theo", "there are no datasets")
    for dataset in subject.offer.datasets.values():
        data = dataset.load()
        source = source_of_file(data) if isinstance(data, (str, Path)) else as_source(data)
        for column in source.columns:
            words = skeleton(column).replace("_", " ").replace("-", " ")
            if any(re.search(rf"\b{one}\b", words) for one in _PERSONAL):
                yield Words(
                    vi=f"{dataset.id}: cột {quoted(column)} cho biết là ai",
                    en=f"{dataset.id}: the column {quoted(column)} tells who somebody is",
                )
