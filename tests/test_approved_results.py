"""Every number of answers, checks and regressions, as approved, for one who records everything."""

import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from listed import lines_of
from listed_results import answers_lines, checks_lines, checks_of, fit_lines
from listed_words import answers_words, checks_words, ways_words

import backpain_analysis as bpa
from backpain_analysis.checks import adjusted_one_by_one, alternatives, diagnose, other_reasons
from backpain_analysis.diary import Diary, Event
from backpain_analysis.model import LaggedFit, weight_track


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


def test_the_answers(diary: Diary) -> None:
    answers = bpa.answer(diary)
    same_as_approved("results/answers", answers_lines(answers))
    same_as_approved("words/answers", answers_words(answers))


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
