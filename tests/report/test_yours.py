"""The person's own page, and the words of all pages."""

import re
import tomllib
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.importing.languages import WORDS
from backpain_analysis.language.phrases import FOLDER as CATALOGUES
from backpain_analysis.language.phrases import read_catalogue
from backpain_analysis.report.analysis import Analysis
from backpain_analysis.report.notebooks import FOLDER
from backpain_analysis.report.yours import lost_weight, your_page
from backpain_analysis.settings import LANGUAGES, Settings


def weights(first: float, last: float, days: int = 150) -> pd.Series:
    return pd.Series(
        np.linspace(first, last, days), pd.date_range("2026-01-01", periods=days, freq="D")
    )


@pytest.mark.parametrize(
    ("first", "last", "days", "lost"),
    [(80, 74, 150, True), (80, 78, 150, False), (74, 80, 150, False), (80, 70, 900, False)],
)
def test_losing_a_twentieth_in_half_a_year(
    first: float, last: float, days: int, lost: bool
) -> None:
    assert lost_weight(weights(first, last, days)) is lost


def page_of(daily: pd.DataFrame) -> str:
    nothing: Any = None
    answers = bpa.answer(daily)
    return your_page(Analysis(Settings(), nothing, bpa.Diary(daily), daily, answers, looks=1))


def test_runs_that_end_long_before_the_diary_are_asked_for() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    html = page_of(daily)
    assert "export your runs again" not in html
    daily.loc[daily.index[-40:], "runs"] = 0.0
    html = page_of(daily)
    assert "export your runs again" in html


def test_no_weight_is_no_loss() -> None:
    assert not lost_weight(weights(80, 70) * np.nan)


def test_the_loss_is_printed_whatever_the_answers() -> None:
    daily = bpa.simulate_diary("a", n_days=100, seed=1).daily
    daily["weight_kg"] = np.linspace(90, 80, len(daily))
    html = page_of(daily)
    assert "tell a doctor" in html
    for sign in ("back passage", "both legs", "holding urine", "night"):
        assert sign in html


def test_the_first_notebook_names_the_same_signs() -> None:
    first = (FOLDER / "00_start_here.ipynb").read_text(encoding="utf-8").casefold()
    for group in ("urgent_now", "urgent_urgently"):
        for text in read_catalogue("en")[group].values():
            words = set(re.findall(r"[a-z]{4,}", text.casefold())) - {"past"}
            assert all(word in first for word in words), text


def keys(catalogue: dict[str, object], prefix: str = "") -> set[str]:
    found = set()
    for key, value in catalogue.items():
        inner = keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key}
        found |= inner
    return found


def fields(catalogue: dict[str, Any], prefix: str = "") -> dict[str, set[str]]:
    """Give what fills each phrase; which forms of the activity it takes is a language's own."""
    forms = {form.casefold() for form in read_catalogue("en")["activity"]["run"]}
    found = {}
    for key, value in catalogue.items():
        if isinstance(value, dict):
            found |= fields(value, f"{prefix}{key}.")
        else:
            named = {name for _, name, _, _ in Formatter().parse(str(value)) if name}
            found[prefix + key] = {name for name in named if name.casefold() not in forms}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_and_field(language: str) -> None:
    english = tomllib.loads((CATALOGUES / "en.toml").read_text(encoding="utf-8"))
    other = tomllib.loads((CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
    english.pop("figure"), other.pop("figure")  # see tests/test_figures.py
    assert other["activities"].keys() == WORDS["activities"].keys()
    assert keys(other) == keys(english)
    assert fields(other) == fields(english)
