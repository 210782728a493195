"""The estimator: a regression whose errors are AR(1) plus report noise, by REML, in O(days)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from scipy.linalg.lapack import dpttrf, dpttrs

from ..errors import FitError

RHO_TOP, RHO_FLOOR = 0.99, 1e-6
LOG_R = (-7.0, 5.0)
BOUNDS = [(-0.01, 4.0), LOG_R]
GRID_Q1, GRID_Q2 = (0.1, 0.5, 0.9, 1.3, 1.8, 2.4), (-6.5, -3.0, -1.0, 0.5, 2.0, 4.0)
Array = np.ndarray


def t_pvalue(estimate: Any, std_error: Any, df: float) -> Any:
    """Return the two-sided p-value of a t reference, for numbers, arrays or Series."""
    from scipy.special import stdtr

    return 2 * stdtr(df, -abs(estimate / std_error))


def t_interval(estimate: Any, std_error: Any, df: float, level: float) -> tuple[Any, Any]:
    """Return the ends of a t interval, for numbers, arrays or Series."""
    from scipy.special import stdtrit

    half = stdtrit(df, 0.5 + level / 2) * std_error
    return estimate - half, estimate + half


@dataclass(frozen=True)
class RemlResults:
    """What `fit_reml` found; names as in statsmodels.

    `params`, `bse`, `bse_gls` are Series over the columns of X. `bse` includes the curvature
    term (the uncertainty of rho and of the noise), `bse_gls` does not. `rho` is the AR(1)
    coefficient a day; `noise_ratio` the report noise's share of the marginal variance.
    `scale` is the variance of the AR(1) innovations, `llf` the (restricted) log-likelihood,
    `converged` whether the climb to the best optimum converged.
    """

    params: pd.Series
    covariance: pd.DataFrame
    bse_gls: pd.Series
    nobs: int
    scale: float
    rho: float
    log_r: float
    llf: float
    method: str
    converged: bool

    @property
    def df_resid(self) -> int:
        """Degrees of freedom of the t reference: m - k - 1."""
        return self.nobs - len(self.params) - 1

    @property
    def bse(self) -> pd.Series:
        """Standard errors, with the curvature term."""
        return pd.Series(np.sqrt(np.diag(self.covariance)), self.params.index, name="bse")

    @cached_property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values of the t reference."""
        return pd.Series(t_pvalue(self.params, self.bse, self.df_resid), self.params.index)

    @property
    def noise_ratio(self) -> float:
        """Share of report noise in the marginal variance, 0 to 1."""
        r = np.exp(self.log_r)
        return float(r / (r + 1 / (1 - self.rho**2)))

    def cov_params(self) -> pd.DataFrame:
        """Return the covariance of `params`, with the curvature term."""
        return self.covariance

    def conf_int(self, level: float = 0.95) -> pd.DataFrame:
        """Return `lower` and `upper` ends per coefficient."""
        low, high = t_interval(self.params, self.bse, self.df_resid, level)
        return pd.DataFrame({"lower": low, "upper": high})

    def summary(self) -> pd.DataFrame:
        """Return one row per coefficient, unrounded."""
        columns = {"estimate": self.params, "std_error": self.bse, "pvalue": self.pvalues}
        return pd.concat([pd.DataFrame(columns), self.conf_int()], axis=1)


def fit_reml(
    t: Array, y: Array, X: Array | pd.DataFrame, method: str = "reml", noise: bool = True
) -> RemlResults:
    """Regress y on X with AR(1) errors plus report noise, gaps in time handled exactly.

        Cov(e_i, e_j) = sigma^2 (rho^|t_i - t_j| / (1 - rho^2) + r [i = j])

    Parameters
    ----------
    t : array, (m,)
        Day numbers of the ratings, strictly increasing; gaps are fine.
    y : array, (m,)
        Ratings (NRS points).
    X : array or DataFrame, (m, k)
        The design, intercept included.
    method : {"reml", "ml"}
    noise : bool
        Whether there is report noise; without it the errors are AR(1) alone, for comparison.

    Returns
    -------
    RemlResults

    Raises
    ------
    FitError
        Too few ratings, values that are not finite, times that do not increase, columns that
        cannot be told apart, a rating that never changes.

    Notes
    -----
    The AR(1) part's precision is tridiagonal (Jones 1980), so the likelihood, its gradient and
    its trace terms cost O(m) through LAPACK's pttrf/pttrs. REML after Cheang and Reinsel (2000);
    the standard error adds G' Var(psi) G, G the derivative of the coefficients by rho and r.
    """
    if method not in ("reml", "ml"):
        raise ValueError(f"method must be 'reml' or 'ml', not {method!r}")
    names = X.columns if isinstance(X, pd.DataFrame) else pd.RangeIndex(np.shape(X)[1])
    t, y, x = (np.asarray(a, dtype=float) for a in (t, y, X))
    basis, back = _orthogonal(t, y, x, names)
    plain = basis.T @ y
    problem = _Problem(np.diff(t), y - basis @ plain, basis, method)
    q, converged = _optimise(problem, noise)
    at = problem.evaluate(q)
    gls = at.scale * back @ at.inverse @ back.T
    slopes = back @ at.slopes
    # the columns count as scaled to length one: that moves the restricted likelihood alone
    scaled = np.linalg.slogdet(back * np.linalg.norm(x, axis=0)[:, None])[1]
    return RemlResults(
        params=pd.Series(back @ (plain + at.beta), names, name="params"),
        covariance=pd.DataFrame(gls + slopes @ _variance_of_q(problem, q) @ slopes.T, names, names),
        bse_gls=pd.Series(np.sqrt(np.diag(gls)), names, name="bse_gls"),
        nobs=len(y),
        scale=at.scale,
        rho=rho_of(q[0]),
        log_r=float(q[1]),
        llf=at.llf + (scaled if method == "reml" else 0.0),
        method=method,
        converged=converged,
    )


def _orthogonal(t: Array, y: Array, x: Array, names: pd.Index) -> tuple[Array, Array]:
    """Check the regression; return x on orthonormal columns, and the matrix that leads back."""
    m, k = x.shape
    if not len(t) == len(y) == m:
        raise FitError(f"t, y and X differ in length: {len(t)}, {len(y)}, {m}.")
    if m < k + 3:
        raise FitError(f"{m} rated days are too few for {k} coefficients.")
    if not (np.isfinite(t).all() and np.isfinite(y).all() and np.isfinite(x).all()):
        raise FitError("a value is missing or infinite.")
    if (np.diff(t) <= 0).any():
        raise FitError("two ratings stand on one day, or the days are not in order.")
    if np.ptp(y) == 0:
        raise FitError("the rating never changes.")
    size = np.linalg.norm(x, axis=0)
    if (size == 0).any():
        flat = ", ".join(str(name) for name in names[size == 0])
        raise FitError(f"{flat}: zero on every day used.")
    basis, triangle = np.linalg.qr(x / size)
    pivots = np.abs(np.diag(triangle))
    if pivots.min() < 1e-7:
        name = names[int(pivots.argmin())]
        raise FitError(f"{name} cannot be told apart from the other terms on the days used.")
    if np.ptp(y - basis @ (basis.T @ y)) < 1e-9 * np.ptp(y):
        raise FitError("the terms follow the rating without an error: nothing is left to judge by.")
    return basis, np.linalg.inv(triangle) / size[:, None]


def fit_held(t: Array, y: Array, x: Array, rho: float, log_r: float) -> tuple[Array, Array]:
    """Return coefficients and GLS errors of a regression whose error model is held."""
    basis, back = _orthogonal(t, y, x, pd.RangeIndex(x.shape[1]))
    q = np.array([np.arctanh(rho / RHO_TOP), log_r])
    at = _Problem(np.diff(t), y, basis, "reml").evaluate(q)
    return back @ at.beta, np.sqrt(np.diag(at.scale * back @ at.inverse @ back.T))


@dataclass(frozen=True)
class _Point:
    """Everything about one q; `slopes` (k, 2) are the coefficients' derivatives by q."""

    llf: float
    gradient: Array
    beta: Array
    scale: float
    inverse: Array
    slopes: Array


class _Problem:
    """The profiled likelihood of q = (atanh(rho / .99), log r) and its exact gradient.

    With Q the AR(1) part's precision and A = I + r Q, V^-1 = Q A^-1 = (I - A^-1) / r: all that is
    needed is A^-1 times the columns b (the design, then pain), and products of that.
    """

    def __init__(self, gaps: Array, y: Array, x: Array, method: str) -> None:
        # most gaps are one day: powers of rho are taken once per distinct gap
        self.gap, self.which = np.unique(gaps, return_inverse=True)
        self.b = np.asfortranarray(np.column_stack([x, y]))
        self.own = self.b.T @ self.b
        self.m, self.k = x.shape
        self.reml = method == "reml"
        self.free = self.m - self.k if self.reml else self.m

    def precision(self, rho: float) -> tuple[Array, Array, float]:
        """Return Q: its diagonal, what stands beside it, and its log determinant."""
        h = (1 - rho**2) / -np.expm1(2 * self.gap * np.log(rho))
        beside = (-h * rho**self.gap)[self.which]
        h = h[self.which]
        log_q = np.log1p(-(rho**2)) + np.log(h).sum()
        return self._diagonal(h, -(1 - rho**2)), beside, float(log_q)

    def _precision_by_rho(self, rho: float) -> tuple[Array, Array, float]:
        g, phi = self.gap, rho**self.gap
        one_less = -np.expm1(2 * g * np.log(rho))
        h = (1 - rho**2) / one_less
        dh = (-2 * rho + h * 2 * g * phi**2 / rho) / one_less
        beside = (-dh * phi - h * g * phi / rho)[self.which]
        log_q = -2 * rho / (1 - rho**2) + float((dh / h)[self.which].sum())
        return self._diagonal(dh[self.which], 2 * rho), beside, log_q

    def _diagonal(self, h: Array, inside: float) -> Array:
        out = np.append(h, 0.0)
        out[1:] += h
        out[1:-1] += inside
        return out

    def _solve(self, rho: float, r: float) -> tuple[Array, ...]:
        """Return A (diagonal, beside, both factors), A^-1 b, b' V^-1 b, and minus twice the llf."""
        diagonal, beside, log_q = self.precision(rho)
        ad, ao = 1 + r * diagonal, r * beside
        d, low, _ = dpttrf(ad, ao)
        solved, _ = dpttrs(d, low, self.b)
        cross = (self.own - self.b.T @ solved) / r
        # the last pivot squared is the residual sum
        *log_x, log_s = 2 * np.log(np.diag(np.linalg.cholesky(cross)))
        terms = self.free * (1 + np.log(2 * np.pi / self.free) + log_s)
        terms += np.log(d).sum() - log_q + (sum(log_x) if self.reml else 0.0)
        return ad, ao, d, low, solved, cross, terms

    def likelihood(self, q: Array) -> float:
        """Return the log-likelihood at q."""
        return -0.5 * float(self._solve(rho_of(q[0]), float(np.exp(q[1])))[-1])

    def evaluate(self, q: Array) -> _Point:
        """Return likelihood, gradient, coefficients and their derivatives at q."""
        rho, r, k = rho_of(q[0]), float(np.exp(q[1])), self.k
        ad, ao, d, low, solved, cross, terms = self._solve(rho, r)
        inverse = np.linalg.inv(cross[:k, :k])
        beta = inverse @ cross[:k, k]
        contrast = np.append(-beta, 1.0)
        s = float(contrast @ cross @ contrast)
        # factored from both ends, A gives the diagonals of its inverse
        inv_diag = 1 / (d + dpttrf(ad[::-1], ao[::-1])[0][::-1] - ad)
        inv_off = -low * inv_diag[1:]
        # b' dV^-1 b by rho (V^-1 dK V^-1 = -A^-1 dQ A^-1) and by r (dV = I)
        diagonal, beside, log_q = self._precision_by_rho(rho)
        moved = diagonal[:, None] * solved
        moved[:-1] += beside[:, None] * solved[1:]
        moved[1:] += beside[:, None] * solved[:-1]
        weighted = (self.b - solved) / r
        turns = [solved.T @ moved, -weighted.T @ weighted]
        traces = [
            r * (diagonal @ inv_diag + 2 * beside @ inv_off) - log_q,
            (self.m - inv_diag.sum()) / r,
        ]
        by_q = (rho_slope(q[0]), r)
        gradient, slopes = np.empty(2), np.empty((k, 2))
        for i, (turn, trace, slope) in enumerate(zip(turns, traces, by_q, strict=True)):
            pull = turn @ contrast
            swept = (inverse * turn[:k, :k]).sum() if self.reml else 0.0
            gradient[i] = -0.5 * (self.free * (contrast @ pull) / s + trace + swept) * slope
            slopes[:, i] = inverse @ pull[:k] * slope
        return _Point(-0.5 * float(terms), gradient, beta, s / self.free, inverse, slopes)


def rho_of(q1: float) -> float:
    """Return rho = .99 tanh(q1), floored."""
    return max(RHO_TOP * float(np.tanh(q1)), RHO_FLOOR)


def rho_slope(q1: float) -> float:
    """Return d rho / d q1; zero at the floor, where a negative rho would have no meaning."""
    rho = RHO_TOP * float(np.tanh(q1))
    return RHO_TOP - rho**2 / RHO_TOP if rho > RHO_FLOOR else 0.0


def climb(negative: Callable[[Array], tuple[float, Array]], start: Array, bounds: Any) -> Any:
    """Minimise from a start, the gradient given; `success` tells whether it is a minimum."""
    from scipy.optimize import minimize

    options = {"ftol": 1e-9}
    found = minimize(negative, start, jac=True, method="SLSQP", bounds=bounds, options=options)
    # at the top within rounding, the line search may find nothing higher and call it abnormal
    found.success = bool(found.success) or float(np.abs(found.jac).max()) < 1e-3
    return found


def _optimise(problem: _Problem, noise: bool) -> tuple[Array, bool]:
    """Climb from each peak of a coarse grid; return the highest top, and whether it is one."""

    def negative(q: Array) -> tuple[float, Array]:
        at = problem.evaluate(q)
        return -at.llf, -at.gradient

    across = GRID_Q2 if noise else LOG_R[:1]
    grid = np.array([[(q1, q2) for q2 in across] for q1 in GRID_Q1])
    height = np.pad(np.apply_along_axis(problem.likelihood, 2, grid), 1, constant_values=-np.inf)
    peaks = grid[height[1:-1, 1:-1] >= sliding_window_view(height, (3, 3)).max(axis=(2, 3))]
    bounds = BOUNDS if noise else [BOUNDS[0], LOG_R[:1] * 2]
    best = min((climb(negative, q, bounds) for q in peaks), key=lambda found: found.fun)
    return best.x, best.success


def _variance_of_q(problem: _Problem, q: Array, step: float = 1e-4) -> Array:
    """Return the inverse curvature at q; eigenvalues floored, r left out where it vanishes."""
    below, above = (
        [problem.evaluate(q + sign * v).gradient for v in np.eye(2) * step] for sign in (-1, 1)
    )
    curvature = (np.array(below) - np.array(above)) / (2 * step)
    curvature = (curvature + curvature.T) / 2
    if q[1] < -5:
        return np.diag([1 / max(curvature[0, 0], 0.05), 0.0])
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(values, 0.05)) @ vectors.T
