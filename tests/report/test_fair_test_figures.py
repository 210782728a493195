"""The fair test's pictures: what must be told apart, gaps as gaps, words for every odd result."""

import io

import numpy as np
import pandas as pd
import pytest
from made_tests import made_days, made_result, odd_results

from backpain_analysis import plots
from backpain_analysis.language import Phrases

DAYS = made_days()
LENGTHS = pd.DataFrame(
    {
        "weeks": [20, 26, 32, 40, 52],
        "detectable": [np.inf, 3.1, 1.8, 1.3, 0.95],
        "power": [0.2, 0.4, 0.6, 0.78, 0.91],
    }
)


def is_drawn(picture: plots.Picture) -> bool:
    out = io.BytesIO()
    picture.savefig(out, format="svg")
    return out.tell() > 1000


@pytest.mark.parametrize("name", odd_results())
def test_every_result_is_drawn_and_put_into_words(name: str) -> None:
    picture = plots.fair_test(odd_results()[name], DAYS)
    assert is_drawn(picture)
    for words in (picture.alt, picture.caption):
        assert len(words) > 40
        assert "nan" not in words
        assert "inf" not in words.replace("information", "")


def test_high_and_low_are_told_apart_without_colour() -> None:
    axes = plots.fair_test(made_result(), DAYS).axes[0]
    means = [line for line in axes.lines if line.get_marker() in ("^", "v")]
    looks = {(line.get_marker(), line.get_linestyle()) for line in means}
    assert sorted(looks) == [("^", "-"), ("v", "--")]


def test_pain_goes_from_0_to_10_and_a_block_without_a_rating_has_no_mean() -> None:
    low, high = plots.fair_test(made_result(), DAYS).axes[0].get_ylim()
    assert low <= 0
    assert high >= 10
    whole, gap = made_result(), odd_results()["a block without a rating"]

    def means(result: object) -> int:
        axes = plots.fair_test(result, DAYS).axes[0]
        return sum(line.get_marker() in ("^", "v") for line in axes.lines)

    assert means(whole) == 10
    assert means(gap) == 9


def test_an_interval_without_a_bound_ends_in_arrows_and_says_so() -> None:
    picture = plots.fair_test(odd_results()["no bound"], DAYS)
    markers = [line.get_marker() for line in picture.axes[1].lines]
    assert "<" in markers
    assert ">" in markers
    assert "no bounds" in picture.alt


def test_adherence_holds_no_pain_and_marks_what_is_not_known() -> None:
    blocks = made_result().blocks
    with_gap = blocks.assign(km_run=blocks["km_run"].where(blocks["number"] != 2))
    axes = plots.adherence(with_gap.drop(columns=["mean_pain", "rated"]))
    assert is_drawn(axes.figure)
    assert "not known" in [text.get_text() for text in axes.get_legend().get_texts()]
    assert "25.2 of 28" in axes.figure.alt


def test_the_curve_of_lengths_says_what_none_would_find() -> None:
    axes = plots.power(LENGTHS, sesoi=1.0, chosen=40)
    assert is_drawn(axes.figure)
    assert "20 weeks: no difference as small as those shown would be found" in axes.figure.alt
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels.count("larger than shown here") == 1
    assert "40 weeks: 1.3 points" in axes.figure.alt
    low, high = axes.get_ylim()
    assert low == 0
    assert high <= 5


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_pictures_speak_the_language_at_every_width(language: str) -> None:
    words = Phrases(language)
    for width in (plots.NOTEBOOK, plots.PRINT):
        assert is_drawn(plots.fair_test(made_result(), DAYS, width=width, words=words))
        blocks = made_result().blocks
        assert is_drawn(plots.adherence(blocks, width=width, words=words).figure)
        assert is_drawn(plots.power(LENGTHS, sesoi=1, width=width, words=words).figure)
