"""What no font at hand can draw is said in words, in figures and in the PDF."""

import tomllib
import warnings
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.plots import in_letters_at_hand
from backpain_analysis.plots.letters import in_lines
from backpain_analysis.plots.picture import new_picture
from backpain_analysis.report.pdf import write_pdf

WORDS = Path(bpa.__file__).parent / "language"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ж é µ 3 × 4 − 1", "Ж é µ 3 × 4 − 1"),
        ("a 🏃 b", "a [runner] b"),
        ("🏃\U0001f3fd\u200d♀\ufe0f!", "[runner]\u200d♀!"),
        ("my 腰部 back", "my [cjk] back"),
        ("한국 हिन्दी", "[hangul] [devanagari]"),
        ("\ue000", "[u+e000]"),
    ],
)
def test_what_the_font_lacks_is_named(text, shown):
    assert in_letters_at_hand(text).replace("\ufe0f", "") == shown


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Stress", ["Stress"]),
        ("Sleep quality", ["Sleep", "quality"]),
        ("How tired were you before going to bed", ["How tired", "were you …"]),
        ("m" * 200, ["m" * 12, "…"]),
    ],
)
def test_a_name_beside_an_axis_has_two_lines_at_most(name, lines):
    found = in_lines(name, 12).split("\n")
    assert found[0] == lines[0]
    assert len(found) == len(lines)
    assert max(map(len, found)) <= 12
    assert found[-1].endswith(lines[-1][-1])


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_phrase_can_be_drawn(language):
    text = (WORDS / f"{language}.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)
    assert in_letters_at_hand(text) == text


def test_a_figure_draws_no_box():
    picture = new_picture(3, 1)
    drawn = picture.text(0.5, 0.5, "Event 🏃 腰")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture.draw_without_rendering()
    assert drawn.get_text() == "Event [runner] [cjk]"


def test_the_pdf_gets_words_for_signs(tmp_path, monkeypatch):
    import typst

    given = {}

    class Compiler:
        def __init__(self, **options):
            given.update(options)

        def compile(self, template, **options):
            given.update(options["sys_inputs"])

    monkeypatch.setattr(typst, "Compiler", Compiler)
    write_pdf({"question": "Is 🏃 good?"}, tmp_path, {"a4": tmp_path / "a.pdf"})
    assert given["content"] == '{"question": "Is [runner] good?"}'
    assert given["ignore_system_fonts"]
