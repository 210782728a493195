"""The lagged regressions on diaries with known truth."""

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.model.lagged import monthly_safe_half_width, monthly_safe_pvalue
from backpain_analysis.simulation.diaries import simulate_many


@pytest.fixture(scope="module")
def diary():
    return bpa.simulate_diary("d", n_days=365, seed=3, missing="MCAR")


@pytest.fixture(scope="module")
def fit(diary):
    return bpa.fit_lagged(diary.daily, bpa.DISTANCE)


def test_the_estimate_is_the_total_of_the_lag_curve(diary, fit):
    curve = bpa.fit_lag_curve(diary.daily, bpa.DISTANCE)
    assert curve.lags.tolist() == list(range(1, 15))
    assert curve.estimate.sum() == pytest.approx(fit.estimate, abs=1e-9)
    assert curve.total == fit.estimate
    band = curve.conf_int()
    assert (band["lower"] < curve.estimate).all()
    assert (curve.estimate < band["upper"]).all()


def test_intervals_cover_the_truth_and_the_monthly_safe_one_is_wider(diary, fit):
    low, high = fit.conf_int(0.99)
    assert low < diary.truth < high
    safe_low, safe_high = fit.monthly_safe_int(0.95)
    assert safe_low < fit.conf_int(0.95)[0]
    assert safe_high > fit.conf_int(0.95)[1]


def test_monthly_safe_interval_excludes_zero_exactly_when_its_p_is_below_alpha():
    for z in np.linspace(0.1, 6, 60):
        p = monthly_safe_pvalue(0.3 * z, 0.3, 1.0)
        half = monthly_safe_half_width(0.3, 0.05, 1.0)
        assert (p < 0.05) == (0.3 * z > half)


def test_monthly_safe_half_width_by_hand():
    # se 0.5: I = 4, tau = 1; 0.5 * sqrt(5/4 * log(5 / 0.0025))
    hand = 0.5 * np.sqrt(1.25 * np.log(2000))
    assert monthly_safe_half_width(0.5, 0.05, 1.0) == pytest.approx(hand)


def same(a, b):
    assert a.estimate == pytest.approx(b.estimate, abs=1e-6)
    assert a.std_error == pytest.approx(b.std_error, rel=1e-4)
    assert a.nobs == b.nobs


def test_a_leading_empty_year_changes_nothing(diary, fit):
    earlier = pd.date_range(end=diary.daily.index[-1], periods=len(diary.daily) + 365, name="day")
    same(bpa.fit_lagged(diary.daily.reindex(earlier), bpa.DISTANCE), fit)


def test_ratings_carry_nothing_across_a_gap(diary):
    gap = diary.daily.copy()
    gap.iloc[200:260, 0] = np.nan
    fit = bpa.fit_lagged(gap, bpa.DISTANCE)
    assert fit.nobs == gap["pain"].notna().sum()
    assert not set(fit.days) & set(gap.index[200:260])


def test_days_enter_from_28_days_after_the_log_starts(diary):
    late = diary.daily.copy()
    late.iloc[:150, 1:] = np.nan
    first = bpa.fit_lagged(late, bpa.DISTANCE).days[0]
    assert first >= late.index[150 + 28]


def test_weekday_only_raters_get_an_answer(diary):
    working = diary.daily.copy()
    working.loc[working.index.day_of_week >= 5, "pain"] = np.nan
    assert np.isfinite(bpa.fit_lagged(working, bpa.DISTANCE).std_error)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("pain", 3.0, "never changes"),
        ("pain", np.nan, "before them: 0;"),
        ("distance_km", 0.0, "never changes"),
        ("pain", np.inf, "infinite"),
    ],
)
def test_no_answer_is_a_clear_error(diary, column, value, words):
    spoilt = diary.daily.copy()
    spoilt[column] = value
    with pytest.raises(bpa.FitError, match=words):
        bpa.fit_lagged(spoilt, bpa.DISTANCE)


def test_reverse_test_finds_what_the_naive_correlation_mistakes():
    feedback = bpa.simulate_diary("b", n_days=730, seed=1).daily
    assert bpa.reverse_test(feedback).verdict == "yes"
    assert feedback["pain"].corr(feedback["distance_km"]) < -0.1
    reverse = bpa.reverse_test(feedback)
    low, high = reverse.conf_int()
    assert low < reverse.estimate < high < 0
    assert "run less after bad days" in reverse.sentence


def test_simulated_diaries_hold_what_they_promise():
    many = simulate_many("d", 365, 200, np.random.default_rng(1), "MNAR")
    rated = ~np.isnan(many.rating[60:])
    assert (~rated).mean() == pytest.approx(0.2, abs=0.02)
    missed, kept = many.latent[60:][~rated].mean(), many.latent[60:][rated].mean()
    assert missed > kept + 0.3
    assert np.nanmin(many.rating) >= 0
    assert np.nanmax(many.rating) <= 10
    assert np.isnan(many.rating[:60]).all()
    assert many.scenario.lag_weights().sum() == pytest.approx(-0.7)
    assert many.km.mean() * 7 == pytest.approx(17, abs=2)


@pytest.mark.parametrize(("scenario", "truth"), [("b", 0.0), ("d", -1.0), ("d-hump", -1.0)])
def test_small_grid_is_near_its_targets(scenario, truth):
    """60 diaries a cell; the bounds lie three Monte-Carlo errors from the targets."""
    many = simulate_many(scenario, 365, 60, np.random.default_rng(20), "MCAR")
    fits = [bpa.fit_lagged(many.daily(i), bpa.DISTANCE) for i in range(60)]
    covered = np.mean([f.conf_int()[0] < truth < f.conf_int()[1] for f in fits])
    found = np.mean([f.pvalue < 0.05 for f in fits])
    assert covered >= 0.80
    assert found <= 0.17 if truth == 0 else found >= 0.75


@pytest.mark.slow
def test_twenty_years_of_days():
    diary = bpa.simulate_diary("d", n_days=7300, seed=1)
    fit = bpa.fit_lagged(diary.daily, bpa.DISTANCE)
    assert fit.converged
    assert fit.correction is not None
    assert fit.std_error < 0.08
    low, high = fit.conf_int(0.999)
    assert low < -0.9 < high  # clipped and rounded ratings flatten it a little
