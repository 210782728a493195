"""The one place that makes text safe: for a terminal, XML, HTML, Typst."""

import xml.etree.ElementTree as ET

import pytest

from backpain_analysis.language import html_text, plain_text

EVERY = "".join(map(chr, range(0x110000)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("insoles $30, 50% off (was $60)", "insoles $30, 50% off (was $60)"),
        ("line one\vline two", "line one line two"),
        ("\x1b[31mred\x07", " [31mred "),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\udcff.csv", " .csv"),
        ("\ufffe\uffff", "  "),
        ("naïve, 日本語, עברית, 👩‍👧", "naïve, 日本語, עברית, 👩‍👧"),
        (3.5, "3.5"),
        ("", ""),
    ],
)
def test_controls_become_a_space_and_nothing_else_changes(text, shown):
    assert plain_text(text) == shown


def test_whatever_is_left_may_stand_in_xml_on_one_line_and_be_written():
    shown = plain_text(EVERY)
    assert len(shown) == len(EVERY)
    assert len(shown.splitlines()) == 1
    shown.encode()
    assert ET.fromstring(f"<a>{html_text(EVERY)}</a>").text == shown


def test_html_escapes_what_html_takes_for_its_own():
    assert html_text('<b a="1">&\'') == "&lt;b a=&quot;1&quot;&gt;&amp;&#x27;"
