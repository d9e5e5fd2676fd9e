"""One letter, two shapes: plain text and a page for a phone."""

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.letters_sandbox import fill
from sheetdesk.policy.markup import to_html, to_plain


def test_plain_text_shows_labels_and_addresses():
    assert to_plain("**請**看[這裡](https://example.com/a?b=1)") == "請看這裡：https://example.com/a?b=1"


def test_a_link_alone_on_its_line_is_a_button_and_within_a_line_is_not():
    button = to_html("[補照片](https://example.com/)", "x")
    inline = to_html("請[補照片](https://example.com/)", "x")
    assert "display:inline-block" in button
    assert '<a href="https://example.com/"' in inline
    assert "display:inline-block" not in inline


def test_bold_and_paragraphs_become_html():
    page = to_html("甲 **乙**\n丙\n\n\n丁", "x")
    assert "甲 <strong>乙</strong><br>\n丙</p>" in page
    assert page.count("<p ") == 2


def test_html_of_a_template_or_a_value_is_escaped():
    page = to_html(fill("<b>{{ a }}</b>", {"a": "<script>alert(1)</script>\"'&"}), "</title><script>")
    assert "<script" not in page
    assert "&lt;b&gt;&lt;script&gt;" in page
    assert "&lt;/title&gt;" in page


def test_an_address_in_a_link_cannot_leave_its_attribute():
    page = to_html('[a](https://example.com/"onclick="x)', "x")
    assert 'href="https://example.com/&quot;onclick=&quot;x"' in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://example.com"])
def test_only_web_addresses_become_links(address):
    assert "<a " not in to_html(f"[a]({address})", "x")


@given(st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cs", "Co")), max_size=80))
def test_no_value_ever_becomes_markup(value):
    marked = fill("甲 {{ a }} 乙", {"a": value})
    page = to_html(marked, "x")
    assert "<strong>" not in page
    assert "<a " not in page
    assert value in to_plain(marked)


def test_the_page_is_valid_html_with_language_and_width():
    page = to_html("甲\n\n[a](https://example.com/?a=1&b=2)", "主旨 & <x>")
    html5lib.HTMLParser(strict=True).parse(page)
    assert 'lang="zh-Hant-TW"' in page
    assert 'name="viewport"' in page
