"""How cells look."""

from __future__ import annotations

from itertools import combinations

import pytest

from smartvillage.paper.styles import STYLES


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", STYLES)
def test_letters_stand_out_from_their_ground(name):
    """The ratio is that of the Web Content Accessibility Guidelines, level AA."""
    style = STYLES[name]

    assert contrast(style.get("font_color", "#000000"), style.get("bg_color", "#FFFFFF")) >= 4.5


def test_met_and_not_met_differ_in_lightness_too():
    """Red and green of one lightness are one colour to one man in twelve."""
    assert contrast(STYLES["met"]["bg_color"], STYLES["not-met"]["bg_color"]) >= 1.3


def test_every_verdict_has_its_own_ground():
    verdicts = ["met", "not-met", "unknown", "not-applicable"]

    assert all(STYLES[one]["bg_color"] != STYLES[other]["bg_color"] for one, other in combinations(verdicts, 2))
