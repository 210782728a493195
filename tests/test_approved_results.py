"""Every number of answers, checks and regressions, as approved, for one who records everything."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from listed import lines_of, page_lines
from listed_results import answers_lines, checks_lines, checks_of, fit_lines
from listed_words import answers_words, checks_words, ways_words
from made_tests import no_exports

import backpain_analysis as bpa
from backpain_analysis.answers import Answers
from backpain_analysis.checks import (
    Sensitivity,
    adjusted_one_by_one,
    alternatives,
    diagnose,
    other_reasons,
)
from backpain_analysis.diary import Diary, Event
from backpain_analysis.language import LANGUAGES
from backpain_analysis.model import LaggedFit, weight_track
from backpain_analysis.report import analysis as of_analysis
from backpain_analysis.report.analysis import Analysis
from backpain_analysis.report.clinician import clinician_content
from backpain_analysis.report.pages import notices
from backpain_analysis.report.results import Month, estimates_by_month, results
from backpain_analysis.report.yours import your_page
from backpain_analysis.settings import PainSettings, Settings
from backpain_analysis.settings.person import Who


@pytest.fixture(scope="module")
def diary() -> Diary:
    """A year in which all is recorded, with an event, strength sessions and a medication."""
    daily = bpa.simulate_diary("b2", n_days=330, seed=4, missing="MNAR").daily
    n = len(daily)
    rng = np.random.default_rng(5)
    weight = 80 + np.cumsum(rng.normal(0, 0.08, n)) + rng.normal(0, 0.3, n)
    days = daily.assign(
        duration_min=daily["distance_km"] * rng.normal(6, 0.4, n),
        weight_kg=np.where(rng.uniform(size=n) < 0.5, weight, np.nan),
        stress=np.clip(np.round(rng.normal(5, 2, n)), 0, 10),
        ibuprofen=(rng.uniform(size=n) < 0.3).astype(float),
    )
    strength = pd.Series((rng.uniform(size=n) < 0.2).astype(float), days.index)
    event = Event("physiotherapy", days.index[150], days.index[190])
    return Diary(days, events=(event,), strength=strength)


@pytest.fixture(scope="module")
def fit(diary: Diary) -> LaggedFit:
    return bpa.fit_lagged(diary, bpa.DISTANCE)


@pytest.fixture(scope="module")
def answers(diary: Diary) -> Answers:
    return bpa.answer(diary)


def test_the_answers(answers: Answers) -> None:
    same_as_approved("results/answers", answers_lines(answers))
    same_as_approved("words/answers", answers_words(answers))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages(
    diary: Diary, answers: Answers, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two months before, which found a little less."""
    monkeypatch.setattr(of_analysis, "sensitivity", lambda *args: Sensitivity(bpa.DISTANCE, ()))
    wording = PainSettings(wording="How bad?", recall="a day", usual_time="21:00")
    who = Who(name="A. Person", born=dt.date(1980, 5, 6), question="Does it help?")
    settings = Settings(language=language, pain=wording, who=who, print_events=True)
    analysis = Analysis(settings, no_exports(), diary, diary.days, answers, looks=3)
    now = results("2026-02", "someone", analysis)
    before = json.loads(json.dumps(now, default=str))
    before["answers"]["distance"]["estimate"] = -0.5
    months = [Month(Path("2025-12"), before), Month(Path("2026-01"), before)]
    history = estimates_by_month([*months, Month(Path("2026-02"), now)])
    today = dt.date(2026, 2, 3)
    page = your_page(analysis, month="2026-02", today=today, history=history, links={"a.html": "A"})
    found = notices(analysis, analysis.phrases, for_person=False)
    found += lines_of(clinician_content(analysis, today), "clinician")
    same_as_approved(f"pages/everything_{language}", [*found, *page_lines(page)])


def test_the_checks(diary: Diary) -> None:
    checks = checks_of(diary)
    found = checks_lines(checks) + lines_of(other_reasons(diary), "other_reasons")
    same_as_approved("results/checks", found)
    *single, ways = checks.values()
    same_as_approved("words/checks", checks_words([*single, *ways]))


def test_a_regression(diary: Diary, fit: LaggedFit) -> None:
    found = fit_lines(fit, "fit")
    found += lines_of(fit.design, "design")
    found += lines_of(fit.result.covariance, "covariance")
    found += lines_of(fit.result.hills, "hills")
    found += lines_of(fit.summary(), "summary")
    curve = bpa.fit_lag_curve(diary, bpa.DISTANCE)
    found += lines_of(curve.summary(), "lag_curve")
    same_as_approved("results/regression", found)


def test_the_residuals(fit: LaggedFit) -> None:
    diagnosis = diagnose(fit)
    found = lines_of(diagnosis, "diagnosis", without=("fit",)) + checks_words([diagnosis.check])
    same_as_approved("results/residuals", found + lines_of(diagnosis.summary(), "summary"))


def test_the_question_adjusted_for_other_things(diary: Diary, fit: LaggedFit) -> None:
    rows = [
        *adjusted_one_by_one(diary, fit),
        alternatives.with_other_variables(diary.days, fit),
        alternatives.with_events(diary, fit),
    ]
    found = lines_of(rows, "rows", without=("fit",))
    same_as_approved("results/adjusted", found + ways_words(rows))


def test_the_weight_between_the_weighings(diary: Diary) -> None:
    track = weight_track(diary.days["weight_kg"])
    same_as_approved("results/weight", lines_of(track, "track"))
