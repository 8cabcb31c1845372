"""Html that stands alone."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from smartvillage.paper.html import escape, html_table

EVIL = "<script>alert('x')</script>\" onclick=\"y"
KNOWN = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}


class Reader(HTMLParser):
    """What a browser would see."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


def table_of(text):
    return html_table(
        [text], [[text]], right=[True], caption=text or None, hints=[text], note=text or None, lang=text or None
    )


def test_markup_in_a_table_is_text():
    found = Reader(table_of(EVIL))

    assert found.tags == KNOWN
    assert found.text.count(EVIL) == 4


@given(st.text())
def test_no_text_ever_becomes_a_tag_or_an_attribute(text):
    found = Reader(table_of(text))

    assert found.tags <= KNOWN
    assert found.attributes <= {"lang", "style", "scope", "title", "colspan"}


def test_what_html_cannot_hold_is_shown_as_replaced():
    assert escape("a\x00b\x1f") == "a\ufffdb\ufffd"
    assert escape("a\n\tb") == "a\n\tb"


def test_a_bare_table_has_no_caption_and_no_note():
    found = Reader(html_table(["xã"], [["Mỹ Lệ"]], right=[False]))

    assert found.tags == KNOWN - {"caption", "tfoot"}
    assert found.attributes == {"style", "scope"}
