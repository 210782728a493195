"""The estimator against independent engines and against a dense matrix."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

import backpain_analysis as bpa
from backpain_analysis.model.likelihood import ProfiledLikelihood
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


def dense_restricted(t, y, x, rho, log_r):
    """Return the coefficients and the restricted log-likelihood, up to a constant."""
    v = rho ** np.abs(t[:, None] - t) / (1 - rho**2) + np.exp(log_r) * np.eye(len(t))
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    beta = np.linalg.solve(information, x.T @ inverse @ y)
    e = y - x @ beta
    free = len(y) - x.shape[1]
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    llf = -0.5 * (free * np.log(e @ inverse @ e) + logs)
    gls = np.linalg.inv(information) * (e @ inverse @ e / free)
    return beta, llf, gls


def dense_covariance(t, y, x, fit, step=1e-3):
    """GLS covariance plus the delta method's term over (atanh(rho / .99), log r), by differences.

    Eigenvalues of the curvature count as .05 at least; log r below -5 is left out. Returns the
    covariance and the smallest eigenvalue.
    """
    q = np.array([np.arctanh(fit.rho / 0.99), fit.log_r])

    def at(q1, q2):
        return dense_restricted(t, y, x, 0.99 * np.tanh(q1), q2)

    steps = step * np.eye(2)
    slopes = np.array([(at(*(q + a))[0] - at(*(q - a))[0]) / (2 * step) for a in steps]).T
    curvature = np.zeros((2, 2))
    for i, a in enumerate(steps):
        for j, b in enumerate(steps):
            above = at(*(q + a + b))[1] - at(*(q + a - b))[1]
            below = at(*(q - a + b))[1] - at(*(q - a - b))[1]
            curvature[i, j] = -(above - below) / (4 * step**2)
    keep = [0] if fit.log_r < -5 else [0, 1]
    values, vectors = np.linalg.eigh(curvature[np.ix_(keep, keep)])
    along = slopes[:, keep] @ vectors
    return at(*q)[2] + along / np.maximum(values, 0.05) @ along.T, values.min()


@pytest.mark.parametrize(
    ("seed", "n", "noise", "kind"),
    [
        (7, 50, True, "regular"),
        (6, 90, True, "flat"),
        (1, 50, True, "no noise"),
        (0, 50, False, "no noise"),
    ],
)
def test_the_curvature_term_as_by_a_dense_delta_method(seed, n, noise, kind):
    t, y, x, rated = diary(seed, n=n)
    t, y, x = t[rated], y[rated], x[rated]
    fit = bpa.fit_reml(t, y, x, noise=noise)
    covariance, flattest = dense_covariance(t, y, x, fit)
    assert (flattest < 0.05) == (kind == "flat")
    assert (fit.log_r < -5) == (kind == "no noise")
    gls = dense_restricted(t, y, x, fit.rho, fit.log_r)[2]
    assert fit.bse_gls.to_numpy() == pytest.approx(np.sqrt(np.diag(gls)), rel=1e-6)
    assert fit.cov_params().to_numpy() == pytest.approx(covariance, rel=1e-4, abs=1e-7)
    assert (covariance - gls)[0, 0] > 5e-4 * gls[0, 0]  # there is something to notice


def test_the_reference_has_m_less_k_less_one_degrees_of_freedom():
    t, y, x, _ = diary(8, n=20)
    fit = bpa.fit_reml(t, y, x)
    assert fit.df_resid == 20 - 3 - 1
    half = 2.119905 * fit.bse[1]  # the 97.5 % quantile of t on 16 df
    assert fit.conf_int().loc[1, "upper"] == pytest.approx(fit.params[1] + half, abs=1e-5)
    assert fit.conf_int().loc[1, "lower"] == pytest.approx(fit.params[1] - half, abs=1e-5)


@pytest.mark.parametrize(("days", "ok"), [(5, False), (6, True), (7, True)])
def test_three_days_more_than_terms_are_needed(days, ok):
    t, y, x, _ = diary(6, n=60)
    if ok:
        assert bpa.fit_reml(t[:days], y[:days], x[:days]).nobs == days
        return
    with pytest.raises(bpa.FitError, match="too few for 3 coefficients") as error:
        bpa.fit_reml(t[:days], y[:days], x[:days])
    assert error.value.remark.fields == {"n": 5, "terms": 3}


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


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_grid_is_as_high_as_the_search(method):
    """Points of the grid and places of the search are worked out in two ways."""
    draw = np.random.default_rng(4)
    x = np.column_stack([np.ones(80), draw.normal(size=(80, 3))])
    gaps = draw.integers(1, 4, 79).astype(float)
    problem = ProfiledLikelihood(gaps, draw.normal(size=80), x, method)
    q1 = (0.3, 1.2)
    q2 = (-2.0, 0.0, 1.5)
    heights = problem.heights(q1, q2, np.full((2, 3), True))
    for row, column in np.ndindex(heights.shape):
        place = np.array([q1[row], q2[column]])
        assert heights[row, column] == pytest.approx(problem.evaluate(place).llf)
        assert heights[row, column] == pytest.approx(problem.likelihood(place))


def two_columns(leaves_over):
    """Return days, ratings and two columns of which one leaves so much of the other over."""
    t = np.arange(40)
    wave, noise = np.cos(t), np.sin(1.7 * t)
    noise = noise - wave * (noise @ wave) / (wave @ wave)
    noise *= np.linalg.norm(wave) / np.linalg.norm(noise)
    y = 3 + np.sin(t**2)
    return t, y, np.column_stack([wave, wave + leaves_over * noise])


@pytest.mark.parametrize(("leaves_over", "ok"), [(0.8e-7, False), (1.2e-7, True)])
def test_a_ten_millionth_of_its_own_tells_a_column_apart(leaves_over, ok):
    if ok:
        assert bpa.fit_reml(*two_columns(leaves_over)).nobs == 40
        return
    with pytest.raises(bpa.FitError, match="told apart"):
        bpa.fit_reml(*two_columns(leaves_over))


@pytest.mark.parametrize(("share", "ok"), [(0.8e-9, False), (1.2e-9, True)])
def test_ratings_that_the_terms_follow_to_a_billionth_have_no_error(share, ok):
    t, residuals, x = two_columns(0.5)
    residuals = residuals - x @ np.linalg.lstsq(x, residuals, rcond=None)[0]
    followed = x[:, 0] / np.ptp(x[:, 0])
    y = followed + share * residuals / np.ptp(residuals)
    if ok:
        assert bpa.fit_reml(t, y, x).nobs == 40
        return
    with pytest.raises(bpa.FitError, match="without an error"):
        bpa.fit_reml(t, y, x)
