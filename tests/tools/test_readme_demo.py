"""The README shows the demo as it is, and nothing else on the page moves."""

from __future__ import annotations

import pytest

from tools.readme_demo import with_demo

PAGE = "# Title\n\n<!-- demo -->\nold\n<!-- /demo -->\n\nafter\n"


def test_the_screen_takes_the_place_of_the_old_one_and_the_rest_stays():
    assert with_demo(PAGE, "đạt") == (
        "# Title\n\n<!-- demo -->\n```console\n$ smartvillage demo\nđạt\n```\n<!-- /demo -->\n\nafter\n"
    )


def test_filling_in_twice_changes_nothing():
    once = with_demo(PAGE, "a screen")

    assert with_demo(once, "a screen") == once


def test_a_screen_with_a_fence_in_it_gets_a_longer_one():
    assert "````console\n$ smartvillage demo\n```yaml\nkey: 1\n```\n````\n" in with_demo(PAGE, "```yaml\nkey: 1\n```")


def test_a_backslash_on_the_screen_is_only_a_backslash():
    assert "C:\\1" in with_demo(PAGE, "C:\\1")


@pytest.mark.parametrize("page", ["no place", PAGE + PAGE])
def test_a_page_without_exactly_one_place_is_refused(page):
    with pytest.raises(SystemExit, match="one <!-- demo -->"):
        with_demo(page, "a screen")
