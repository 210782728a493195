"""The estimator against independent engines and against a dense matrix."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

import backpain_analysis as bpa
from backpain_analysis.model.reml import fit_held

REFERENCE = Path(__file__).parent / "reference"


def presidents():
    y = pd.read_csv(REFERENCE / "presidents.csv")["y"]
    rated = y.notna().to_numpy()
    t = np.arange(len(y), dtype=float)[rated]
    return t, y.to_numpy()[rated], pd.DataFrame({"intercept": 1.0, "slope": t})


def diary(seed, n=300, k=3):
    """Ratings with gaps: AR(1) plus report noise, and a design with a known slope."""
    rng = np.random.default_rng(seed)
    u = np.zeros(n)
    for i in range(1, n):
        u[i] = 0.8 * u[i - 1] + rng.normal()
    x = np.column_stack([np.ones(n), rng.normal(size=(n, k - 1))])
    y = x @ np.linspace(4, 1, k) + u + rng.normal(scale=0.7, size=n)
    rated = rng.uniform(size=n) > 0.25
    rated[40:60] = False
    return np.arange(n, dtype=float), y, x, rated


def test_presidents_as_nlme_gls_with_corexp_and_nugget():
    fit = bpa.fit_reml(*presidents())
    assert fit.params["slope"] == pytest.approx(-0.226725, abs=5e-4)
    assert fit.rho == pytest.approx(0.9168, abs=1e-3)
    assert -1 / np.log(fit.rho) == pytest.approx(11.5206, abs=0.05)
    assert fit.noise_ratio == pytest.approx(0.03432, abs=1e-4)
    assert fit.bse_gls["slope"] == pytest.approx(0.19715, abs=5e-5)
    assert fit.bse["slope"] > fit.bse_gls["slope"]
    assert fit.df_resid == 114 - 2 - 1
    assert fit.converged


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ml_as_statsmodels_sarimax_with_measurement_error(seed):
    t, y, x, rated = diary(seed)
    ours = bpa.fit_reml(t[rated], y[rated], x[rated], method="ml")
    gaps = np.where(rated, y, np.nan)
    model = SARIMAX(gaps, exog=x, order=(1, 0, 0), measurement_error=True)
    r = ours.noise_ratio / (1 - ours.noise_ratio) / (1 - ours.rho**2)
    at_ours = [*ours.params, ours.rho, r * ours.scale, ours.scale]
    assert model.loglike(at_ours) == pytest.approx(ours.llf, abs=1e-4)
    theirs = model.fit(start_params=at_ours, disp=False, maxiter=200)
    assert ours.params.to_numpy() == pytest.approx(theirs.params[: x.shape[1]], abs=1e-3)
    assert theirs.llf <= ours.llf + 1e-3


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_likelihood_and_coefficients_as_with_a_dense_matrix(method):
    t, y, x, rated = diary(4, n=150)
    t, y, x = t[rated], y[rated], x[rated]
    fit = bpa.fit_reml(t, y, x, method=method)
    m, k = x.shape
    marginal = 1 / (1 - fit.rho**2)
    noise = fit.noise_ratio / (1 - fit.noise_ratio) * marginal
    v = fit.rho ** np.abs(t[:, None] - t) * marginal + noise * np.eye(m)
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    beta = np.linalg.solve(information, x.T @ inverse @ y)
    e = y - x @ beta
    free = m - k if method == "reml" else m
    scale = e @ inverse @ e / free
    llf = free * (1 + np.log(2 * np.pi * scale)) + np.linalg.slogdet(v)[1]
    if method == "reml":
        # the columns enter scaled to length one, which moves the restricted likelihood alone
        llf += np.linalg.slogdet(information)[1] - np.log((x**2).sum(axis=0)).sum()
    assert fit.params.to_numpy() == pytest.approx(beta, abs=1e-9)
    assert fit.scale == pytest.approx(scale, rel=1e-9)
    assert fit.llf == pytest.approx(-llf / 2, abs=1e-8)
    gls = np.sqrt(np.diag(scale * np.linalg.inv(information)))
    assert fit.bse_gls.to_numpy() == pytest.approx(gls, rel=1e-9)


def test_answer_does_not_depend_on_units_or_origin_of_time():
    t, y, x, rated = diary(5)
    one = bpa.fit_reml(t[rated], y[rated], x[rated])
    other = bpa.fit_reml(t[rated] + 5000, y[rated], x[rated] * [1, 1000, 1])
    assert other.params[1] * 1000 == pytest.approx(one.params[1], rel=1e-5)
    assert other.bse[1] * 1000 == pytest.approx(one.bse[1], rel=1e-4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t, y, x: (t, y * 0 + 3, x), "never changes"),
        (lambda t, y, x: (t * 0, y, x), "two ratings stand on one day"),
        (lambda t, y, x: (t[::-1], y, x), "not in order"),
        (lambda t, y, x: (t, np.where(t == 7, np.inf, y), x), "infinite"),
        (lambda t, y, x: (t, y, np.column_stack([x, x[:, 1]])), "cannot be told apart"),
        (lambda t, y, x: (t, y, np.column_stack([x, x[:, 1] * 0])), "zero on every day"),
        (lambda t, y, x: (t[:5], y[:5], x[:5]), "too few"),
        (lambda t, y, x: (t[:-1], y, x), "differ in length"),
    ],
)
def test_bad_input_has_a_clear_error(change, words):
    t, y, x, _ = diary(6, n=60)
    with pytest.raises(bpa.FitError, match=words):
        bpa.fit_reml(*change(t, y, x))


def test_a_regression_whose_error_model_is_held_is_dense_gls():
    rng = np.random.default_rng(7)
    t = np.sort(rng.choice(200, 90, replace=False)).astype(float)
    x = np.column_stack([np.ones(90), rng.normal(size=(90, 4))])
    y = rng.normal(size=90)
    estimate, error = fit_held(t, y, x, rho=0.8, log_r=np.log(0.5))
    v = 0.8 ** np.abs(t[:, None] - t) / (1 - 0.8**2) + 0.5 * np.eye(len(t))
    inverse = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    beta = inverse @ x.T @ np.linalg.solve(v, y)
    left = y - x @ beta
    scale = left @ np.linalg.solve(v, left) / (len(t) - x.shape[1])
    assert estimate == pytest.approx(beta, abs=1e-9)
    assert error == pytest.approx(np.sqrt(scale * np.diag(inverse)), abs=1e-9)
    with pytest.raises(bpa.FitError, match="told apart"):
        fit_held(t, y, np.column_stack([x, x[:, 1]]), rho=0.8, log_r=np.log(0.5))
