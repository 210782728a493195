"""What a person typed, or a file holds, does no harm on a page: it is text and nothing else."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

import backpain_analysis as bpa

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
TYPED = """
print_events = true
timezone = "Europe/Berlin"

[who]
name = "Ada\\u0000 \\u001b[31m<b>L</b>"
question = "Is it\\u2028 #panic() $x$ \\u000b{title}?"

[pain]
region = "low\\u0007er <i>back</i>"
wording = "How\\u0085 bad {0} %s?"
"""
EVENTS = "start,end,event\n2025-06-01,2025-06-20,a \x0bshot & <script>x</script>\n"


@pytest.mark.slow
@pytest.mark.usefixtures("one_way")
def test_texts_are_shown_as_texts(someone: Path, tmp_path: Path) -> None:
    (someone / "settings.toml").write_text(TYPED, encoding="utf-8")
    (someone / "events.csv").write_text(EVENTS, encoding="utf-8")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    for name in ("clinician/clinician.html", "clinician/clinician.txt", "yours.html", "changes.md"):
        text = (made / name).read_text(encoding="utf-8")
        assert not CONTROLS.search(text), name
        assert "<script>" not in text or name.endswith(".txt"), name
    html = (made / "clinician" / "clinician.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;L&lt;/b&gt;" in html
    assert "<i>back" not in html
    pages = PdfReader(made / "clinician" / "clinician.pdf").pages
    assert len(pages) == 2
    shown = " ".join(pages[0].extract_text().split())
    for typed in ("Ada", "[31m<b>L</b>", "#panic() $x$ {title}?", "<i>back</i>", "bad {0} %s?"):
        assert typed in shown
