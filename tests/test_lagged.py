"""The lagged regressions on diaries with known truth."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.codes import Interval
from backpain_analysis.language import Phrases, check_sentence
from backpain_analysis.model import (
    Correction,
    LaggedFit,
    RemlResults,
    anytime_valid_half_width,
    anytime_valid_pvalue,
    lag_basis,
    lag_curve,
)
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


def by_hand(correction=None, shapes=("distance", "lag shape 1", "lag shape 2")):
    """A fit of nobody's: 16 days, five terms, so 16 - 5 - 1 = 10 degrees of freedom."""
    names = [*shapes, "weekday 1", "intercept"]
    days = pd.date_range("2025-01-06", periods=16, name="day")
    covariance = np.diag([0.25, 0.04, 0.09, 1.0, 1.0])
    covariance[0, 1] = covariance[1, 0] = 0.05
    k = len(names)
    result = RemlResults(
        params=pd.Series([-1.0, 0.3, -0.2, 0.5, 4.0][:k], names),
        covariance=pd.DataFrame(covariance[:k, :k], names, names),
        bse_gls=pd.Series(0.4, names),
        nobs=16,
        scale=1.5,
        rho=0.5,
        log_r=np.log(2.0),
        llf=-20.0,
        method="reml",
        converged=True,
        hills=None,
    )
    design = pd.DataFrame(0.0, days, names)
    pain = pd.Series(np.arange(16.0), days)
    return LaggedFit(bpa.DISTANCE, 14, "spline", pain, design, result, correction)


CORRECTION = Correction(
    params=np.array([-1.2, 0.3, -0.2]),
    covariance=np.diag([0.36, 0.04, 0.09]),
    bias=np.array([0.2, 0.0, 0.0]),
    today=-0.1,
    yesterday=-0.05,
)


def test_a_plain_fit_by_hand():
    fit = by_hand()
    assert (fit.estimate, fit.std_error, fit.df) == (-1.0, 0.5, 10)
    assert fit.pvalue == pytest.approx(0.073388, abs=1e-6)  # t = -2 on 10 df
    assert fit.conf_int() == pytest.approx((-1 - 2.228139 * 0.5, -1 + 2.228139 * 0.5), abs=1e-6)
    assert fit.conf_int(0.9) == pytest.approx((-1 - 1.812461 * 0.5, -1 + 1.812461 * 0.5), abs=1e-6)
    assert isinstance(fit.conf_int(), Interval)
    assert fit.noise_ratio == pytest.approx(2 / (2 + 1 / 0.75))


def test_a_corrected_fit_has_its_own_error_and_two_degrees_of_freedom_fewer():
    fit = by_hand(CORRECTION)
    assert (fit.estimate, fit.std_error, fit.df) == (-1.2, 0.6, 8)
    assert fit.pvalue == pytest.approx(0.080516, abs=1e-6)  # t = -2 on 8 df
    # the uncorrected interval, -1.0 and 2.228139 x 0.5 on either side, lies within
    assert fit.conf_int() == pytest.approx((-1.2 - 2.306004 * 0.6, -1.2 + 2.306004 * 0.6), abs=1e-6)
    assert fit.anytime_valid_int(0.95, 4.0).upper + 1.2 == anytime_valid_half_width(0.6, 0.05, 4.0)
    assert fit.anytime_valid_pvalue(4.0) == anytime_valid_pvalue(-1.2, 0.6, 4.0)
    assert fit.wider_error == 0.6
    # the bias and the response say nothing by themselves
    assert fit.shape_params.tolist() == [-1.2, 0.3, -0.2]


def corrected_to(estimate, variance):
    params = np.array([estimate, 0.3, -0.2])
    return by_hand(replace(CORRECTION, params=params, covariance=np.diag([variance, 0.04, 0.09])))


def test_an_interval_is_the_hull_of_the_corrected_and_the_uncorrected_one():
    """Uncorrected: -1.0, error 0.5 on 10 df. Corrected: -2.6, error 0.3 on 8 df."""
    fit = corrected_to(-2.6, 0.09)
    low, high = -2.6 - 2.306004 * 0.3, -1.0 + 2.228139 * 0.5
    assert fit.conf_int() == pytest.approx((low, high), abs=1e-6)
    assert fit.pvalue == fit.uncorrected.pvalue == pytest.approx(0.073388, abs=1e-6)
    assert fit.wider_error == 0.5
    assert fit.estimate == -2.6
    safe = fit.anytime_valid_int(0.95, 4.0)
    assert safe.lower == pytest.approx(-2.6 - anytime_valid_half_width(0.3, 0.05, 4.0))
    assert safe.upper == pytest.approx(-1.0 + anytime_valid_half_width(0.5, 0.05, 4.0))
    assert fit.anytime_valid_pvalue(4.0) == anytime_valid_pvalue(-1.0, 0.5, 4.0)


def test_estimates_on_different_sides_of_zero_are_no_evidence():
    fit = corrected_to(1.4, 0.01)
    assert fit.pvalue == 1.0
    assert fit.anytime_valid_pvalue(4.0) == 1.0
    low, high = fit.anytime_valid_int(0.95, 4.0)
    assert low < -1.0 < 1.4 < high


def test_a_lag_curve_by_hand():
    """Day k: (total + b1 s1(k) + b2 s2(k)) / 14, and the error of that sum."""
    curve = lag_curve(by_hand())
    _, s1, s2 = lag_basis()[4]  # day 5
    assert curve.estimate[4] == pytest.approx((-1.0 + 0.3 * s1 - 0.2 * s2) / 14)
    variance = 0.25 + 0.04 * s1**2 + 0.09 * s2**2 + 2 * 0.05 * s1
    assert curve.std_error[4] == pytest.approx(np.sqrt(variance) / 14)
    assert curve.estimate.sum() == pytest.approx(-1.0)
    band = curve.conf_int()
    half = 2.228139 * curve.std_error[4]
    assert band.loc[5, "upper"] == pytest.approx(curve.estimate[4] + half, abs=1e-6)
    assert curve.total == -1.0


def test_fits_print_in_a_few_lines(fit):
    text = str(fit)
    assert repr(fit) == text
    assert text.splitlines()[0] == "distance, spline over 14 days, corrected"
    assert f"{fit.estimate:+.3f} NRS points per +10 km a week" in text
    assert f"{fit.nobs} rated days, {fit.days[0]:%Y-%m-%d} to {fit.days[-1]:%Y-%m-%d}" in text
    assert len(text) < 300
    assert len(repr(fit.result).splitlines()) <= 3 + len(fit.result.params)
    assert "not corrected" in str(by_hand())
    row = fit.summary().loc["distance"]
    assert row["estimate"] == fit.estimate
    assert (row["lower"], row["upper"]) == fit.conf_int()
    for result in (fit, fit.result, lag_curve(fit)):
        assert "<table" in result._repr_html_()


REFEREE = [
    # std_error, alpha, tau, half width: Howard et al.'s package confseq, normal mixture
    (0.3, 0.05, 1.0, 0.912379),
    (0.3, 0.10, 1.0, 0.834530),
    (0.12, 0.05, 1.0, 0.386874),
    (0.5, 0.05, 4.0, 1.828197),
    (0.8, 0.05, 0.25, 2.432850),
    (0.05, 0.01, 2.0, 0.190960),
]


@pytest.mark.parametrize(("std_error", "alpha", "tau", "half"), REFEREE)
def test_the_anytime_valid_half_width_as_by_confseq(std_error, alpha, tau, half):
    assert anytime_valid_half_width(std_error, alpha, tau) == pytest.approx(half, abs=5e-7)


@pytest.mark.parametrize(("std_error", "alpha", "tau", "half"), REFEREE)
def test_the_anytime_valid_p_is_alpha_where_the_interval_ends_at_zero(std_error, alpha, tau, half):
    assert anytime_valid_pvalue(half, std_error, tau) == pytest.approx(alpha, rel=1e-4)
    assert anytime_valid_pvalue(-half, std_error, tau) == pytest.approx(alpha, rel=1e-4)
    assert anytime_valid_pvalue(0.0, std_error, tau) == 1.0


def test_the_ordinary_interval_covers_the_truth_and_the_anytime_valid_one_is_wider(diary, fit):
    assert fit.conf_int(0.99).lower < diary.truth < fit.conf_int(0.99).upper
    safe = fit.anytime_valid_int(0.95)
    assert safe.lower < fit.conf_int().lower
    assert safe.upper > fit.conf_int().upper


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
    usable = bpa.fit_lagged(late, bpa.DISTANCE).days
    rated = late.index[late["pain"].notna()]
    assert usable[0] == rated[rated >= late.index[150 + 28]][0]
    assert set(rated[rated >= late.index[150 + 28]]) == set(usable)


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
    with pytest.raises(bpa.FitError, match=words) as error:
        bpa.fit_lagged(spoilt, bpa.DISTANCE)
    assert error.value.remark.code.startswith("fit_lack.")
    for language in ("en", "de"):
        assert Phrases(language).remark(error.value.remark)


def steady(rated: int) -> pd.DataFrame:
    """Sixty days, of which the last so many are rated."""
    rng = np.random.default_rng(0)
    days = pd.date_range("2025-01-06", periods=60, name="day")
    frame = pd.DataFrame({"pain": np.nan, "runs": 1.0}, index=days)
    frame["distance_km"] = rng.gamma(4, 1.5, 60)
    frame["weight_kg"] = rng.normal(80, 1, 60)
    frame.iloc[60 - rated :, 0] = rng.normal(5, 1, rated)
    return frame


@pytest.mark.parametrize(("rated", "ok"), [(9, False), (10, True), (11, True)])
def test_ten_usable_days_are_needed(rated, ok):
    if ok:
        assert bpa.fit_lagged(steady(rated), bpa.WEIGHT_CHANGE).nobs == rated
        return
    with pytest.raises(bpa.FitError, match="before them: 9; at least 10"):
        bpa.fit_lagged(steady(rated), bpa.WEIGHT_CHANGE)


def test_a_running_exposure_carries_weekdays_and_weight_change_does_not(diary):
    running = bpa.fit_lagged(diary.daily, bpa.FREQUENCY, feedback=False)
    weight = bpa.fit_lagged(diary.daily, bpa.WEIGHT_CHANGE)
    mean = bpa.fit_lagged(diary.daily, bpa.FREQUENCY, design="mean", feedback=False)
    time = ["intercept", "trend 1", "season sine", "season cosine"]
    weekdays = [f"weekday {number}" for number in range(1, 7)]
    shapes = ["frequency", "lag shape 1", "lag shape 2"]
    assert running.design.columns.tolist() == [*shapes, *weekdays, *time]
    assert mean.design.columns.tolist() == ["frequency", *time]
    assert weight.design.columns.tolist() == ["weight_change", *time]
    assert weight.correction is None


def test_an_unknown_design_is_refused(diary):
    with pytest.raises(ValueError, match="'spline' or 'mean', not 'cubic'"):
        bpa.fit_lagged(diary.daily, bpa.DISTANCE, design="cubic")
    with pytest.raises(ValueError, match="no lag curve"):
        bpa.fit_lag_curve(diary.daily, bpa.WEIGHT_CHANGE)


def test_reverse_test_finds_what_the_naive_correlation_mistakes():
    feedback = bpa.simulate_diary("b", n_days=730, seed=1).daily
    assert bpa.reverse_test(feedback).finding == "yes"
    assert feedback["pain"].corr(feedback["distance_km"]) < -0.1
    reverse = bpa.reverse_test(feedback)
    low, high = reverse.conf_int()
    assert low < reverse.estimate < high < 0
    assert "run less after bad days" in check_sentence(Phrases(), reverse)


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


@pytest.mark.parametrize(
    ("scenario", "truth"),
    [
        ("b", 0.0),
        pytest.param("d", -1.0, marks=pytest.mark.slow),
        pytest.param("d-hump", -1.0, marks=pytest.mark.slow),
    ],
)
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
