"""Residuals one step ahead and single weeks, against dense matrices and planted faults."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

import backpain_analysis as bpa
from backpain_analysis.checks.residuals import Diagnosis, one_step_ahead
from backpain_analysis.language import Phrases, check_sentence


def said(diagnosis):
    return check_sentence(Phrases(), diagnosis.check)


@pytest.fixture(scope="module")
def fit():
    daily = bpa.simulate_diary("d", n_days=365, seed=3, missing="MCAR").daily
    return bpa.fit_lagged(daily, bpa.DISTANCE)


@pytest.fixture(scope="module")
def diagnosis(fit):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return bpa.diagnose(fit)


@pytest.mark.parametrize(("rho", "r"), [(0.7, 0.5), (0.98, 3.0), (1e-6, 0.2)])
def test_whitening_is_the_inverse_cholesky_factor_gaps_included(rho, r):
    rng = np.random.default_rng(0)
    t = np.sort(rng.choice(200, 80, replace=False)).astype(float)
    e = rng.normal(size=80)
    v = rho ** np.abs(t[:, None] - t) / (1 - rho**2) + r * np.eye(80)
    dense = np.linalg.solve(np.linalg.cholesky(v), e)
    assert one_step_ahead(t, e, rho, r) == pytest.approx(dense, abs=1e-9)


def test_residuals_of_a_right_model_are_white_and_standard(diagnosis):
    z, summary = diagnosis.residuals, diagnosis.summary().iloc[0]
    assert z.index.equals(diagnosis.fit.days)
    assert z.std() == pytest.approx(1, abs=0.1)
    assert summary["autocorrelation_pvalue"] > 0.05
    assert abs(summary["skewness"]) < 0.5
    assert abs(summary["excess_kurtosis"]) < 1
    assert diagnosis.check.finding == "white"
    assert "show no autocorrelation" in said(diagnosis)
    assert summary["far_out_days"] == (z.abs() > 3).sum()


def test_autocorrelation_pairs_days_of_the_calendar_by_hand(diagnosis):
    z = diagnosis.residuals - diagnosis.residuals.mean()
    row = diagnosis.autocorrelation.loc[3]
    products = [
        z[day] * z[day - pd.Timedelta(days=3)]
        for day in z.index
        if day - pd.Timedelta(days=3) in z.index
    ]
    assert row["pairs"] == len(products)
    assert row["correlation"] == pytest.approx(np.mean(products) / z.var(ddof=0))
    assert row["band"] == pytest.approx(1.96 / np.sqrt(len(products)))


def test_two_of_fourteen_degrees_of_freedom_went_into_the_error_model(diagnosis):
    found = diagnosis.autocorrelation
    statistic = (found["pairs"] * found["correlation"] ** 2).sum()
    assert diagnosis.autocorrelation_pvalue == pytest.approx(chi2.sf(statistic, 12))


def test_a_rhythm_left_over_is_noticed():
    daily = bpa.simulate_diary("a", n_days=365, seed=2).daily
    rhythm = np.where(daily.index.day_of_week >= 5, 2.5, 0.0)
    weekly = daily.assign(pain=(daily["pain"] + rhythm).clip(0, 10))
    without_weekdays = bpa.fit_lagged(weekly, bpa.DISTANCE, design="mean")
    found = bpa.diagnose(without_weekdays)
    assert found.summary()["autocorrelation_pvalue"].item() < 0.01
    assert found.autocorrelation["correlation"].idxmax() in (7, 14)
    assert found.check.finding == "autocorrelated"
    assert "interval may be too narrow" in said(found)


def test_leaving_a_week_out_is_a_refit_without_it(fit, diagnosis):
    monday = diagnosis.without.index[20]
    kept = ~((fit.days >= monday) & (fit.days < monday + pd.Timedelta(days=7)))
    t = (fit.days - fit.days[0]).days.to_numpy(dtype=float)[kept]
    x, y, r = fit.design.to_numpy()[kept], fit.outcome.to_numpy()[kept], fit.result
    noise = np.exp(r.log_r)
    v = r.rho ** np.abs(t[:, None] - t) / (1 - r.rho**2) + noise * np.eye(len(t))
    dense = np.linalg.solve(x.T @ np.linalg.solve(v, x), x.T @ np.linalg.solve(v, y))
    row = diagnosis.without.loc[monday]
    assert row["estimate"] == pytest.approx(dense[0], abs=1e-8)
    assert row["days"] == (~kept).sum()
    assert row["change"] == pytest.approx(dense[0] - r.params.iloc[0], abs=1e-8)
    assert diagnosis.without["days"].sum() == fit.nobs


def test_a_week_on_which_all_rests_is_named():
    rng = np.random.default_rng(4)
    daily = bpa.simulate_diary("a", n_days=200, seed=4, missing="none").daily
    runs = np.zeros(len(daily))
    runs[140:147] = 1.0  # one week of running, and the worst pain just after it
    pain = 3 + rng.normal(0, 0.5, len(daily))
    pain[147:154] = 9
    daily = daily.assign(runs=runs, distance_km=10 * runs, pain=pain.clip(0, 10))
    found = bpa.diagnose(bpa.fit_lagged(daily, bpa.FREQUENCY, design="mean"))
    named = found.summary()["most_influential"].item()
    assert daily.index[140] <= named <= daily.index[154]
    assert "much rests on this one week" in said(found)
    assert f"the week of {named.day} {named:%B %Y}" in said(found)


def test_many_zeros_are_told():
    daily = bpa.simulate_diary("a", n_days=200, seed=5).daily
    low = daily.assign(pain=(daily["pain"] - 4).clip(0, 10))
    found = bpa.diagnose(bpa.fit_lagged(low, bpa.DISTANCE))
    assert found.summary()["at_the_ends"].item() > 0.2
    assert "of the ratings are 0 or 10" in said(found)


@pytest.mark.parametrize(("pvalue", "finding"), [(0.049, "autocorrelated"), (0.051, "white")])
def test_five_percent_is_the_level_of_what_is_left_over(diagnosis, monkeypatch, pvalue, finding):
    monkeypatch.setattr(type(diagnosis), "autocorrelation_pvalue", property(lambda d: pvalue))
    assert diagnosis.check.finding == finding


def test_the_share_of_ratings_at_the_ends_is_told_in_percent(diagnosis, monkeypatch):
    summary = diagnosis.summary().assign(at_the_ends=0.4)
    monkeypatch.setattr(type(diagnosis), "summary", lambda d: summary)
    (told,) = [r for r in diagnosis.check.notes if r.code == "check.residuals.at_the_ends"]
    assert told.fields["percent"] == pytest.approx(40)


def test_every_pair_of_days_counts_for_the_autocorrelation():
    days = pd.date_range("2025-01-01", periods=20)
    residuals = pd.Series(np.tile([1.0, -1.0], 10), days)
    found = Diagnosis(fit=None, residuals=residuals, without=pd.DataFrame()).autocorrelation
    assert found["pairs"].tolist() == list(range(19, 5, -1))
    assert found["correlation"].iloc[:2].tolist() == [-1.0, 1.0]
