"""The person's own page, and the words of all pages."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.language.texts import Texts
from backpain_analysis.report.month import Analysis
from backpain_analysis.report.notebooks import FOLDER
from backpain_analysis.report.pages import lost_weight, your_page
from backpain_analysis.settings import Settings


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
    return your_page(Analysis(Settings(), nothing, bpa.Diary(daily), daily, bpa.answer(daily), 1))


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
        for text in Texts().catalogue[group].values():
            words = set(re.findall(r"[a-z]{4,}", text.casefold())) - {"past"}
            assert all(word in first for word in words), text
