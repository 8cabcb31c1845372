"""A district's set with two groups of communes, three communes, and their figures: what the commands are tried on."""

from __future__ import annotations

import pytest

SET = """\
id: nam-son.smart
edition: "2025"
title: {vi: Bộ tiêu chí xã thông minh huyện Nam Sơn, en: Smart communes of Nam Sơn}
issued: {number: 12/QĐ-UBND, date: 2025-01-15}
assesses: {since: 2025-01-01, until: 2026-01-01}
schemes:
  - id: nam-son.group
    title: {vi: Nhóm xã}
    strata: [{id: lowland, title: {vi: Đồng bằng, en: Lowland}}, {id: upland, title: {vi: Đồi núi, en: Upland}}]
measures:
  - id: nam-son.online
    title: {vi: Hộ dùng dịch vụ công, en: Households online}
    kind: share
    counted: {vi: hộ, en: households}
  - {id: nam-son.teams, title: {vi: Tổ công nghệ số, en: Digital teams}, kind: attested}
  - id: nam-son.wifi
    title: {vi: Thôn có Wi-Fi, en: Hamlets with Wi-Fi}
    kind: share
    counted: {vi: thôn, en: hamlets}
criteria:
  - id: nam-son.smart.services
    printed: "1"
    title: {vi: Dịch vụ số, en: Digital services}
    indicators:
      - id: nam-son.smart.online
        printed: "1.1"
        title: {vi: Dịch vụ công trực tuyến, en: Online services}
        citation: {number: 12/QĐ-UBND, annex: I, row: "1.1"}
        provisions:
          - rule:
              kind: at-least
              measure: nam-son.online
              levels:
                - {value: 70, stratum: {nam-son.group: lowland}, verification: official}
                - {value: 50, stratum: {nam-son.group: upland}, verification: unverified}
      - id: nam-son.smart.teams
        printed: "1.2"
        title: {vi: Mọi thôn có tổ công nghệ số, en: A digital team everywhere}
        provisions: [{rule: {kind: attested, measure: nam-son.teams}}]
  - id: nam-son.smart.connection
    printed: "2"
    title: {vi: Kết nối, en: Connection}
    indicators:
      - id: nam-son.smart.wifi
        printed: "2.1"
        title: {vi: Wi-Fi công cộng, en: Public Wi-Fi}
        citation: {number: 12/QĐ-UBND, annex: I, row: "2.1"}
        provisions:
          - rule:
              kind: at-least
              measure: nam-son.wifi
              levels:
                - {value: 80, until: 2025-07-01, verification: official}
                - {missing: not-read, since: 2025-07-01}
"""

FIGURES = """\
unit,period,measure,value,numerator,denominator,relation,as_of,state
N01,2025,1.1,,1420,1960,,,
N01,2025,1.2,đạt,,,,,
N01,2025,2.1,,8,9,,,
N02,2025,1.1,,1020,1510,,,
N02,2025,1.2,chưa đạt,,,,2025-11-20,verified
N03,2025,1.1,"66,5",,,approx,,
N03,2025,1.2,đạt,,,,,self_assessed
"""

UNITS = "code,name,kind\nN01,Xã An Lạc,commune\nN02,Xã Bình Minh,commune\nN03,Xã Cẩm Khê,commune\n"

MEMBERSHIPS = """\
unit,scheme,stratum,citation,verification
N01,nam-son.group,lowland,12/QĐ-UBND,official
N02,nam-son.group,lowland,12/QĐ-UBND,official
N03,nam-son.group,upland,12/QĐ-UBND,official
"""


@pytest.fixture
def nam_son(tmp_path, monkeypatch):
    """A folder with the set, the figures and the units, in which commands are given."""
    (tmp_path / "don-vi").mkdir()
    for name, text in (
        ("nam-son.yaml", SET),
        ("so-lieu.csv", FIGURES),
        ("don-vi/units.csv", UNITS),
        ("don-vi/memberships.csv", MEMBERSHIPS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
