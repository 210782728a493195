"""The estimator: a regression whose errors are AR(1) plus report noise, by REML, in O(days)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from scipy.linalg.lapack import dpotrf, dpotri, dpttrf, dpttrs

from .errors import FitError

RHO_TOP, RHO_FLOOR = 0.99, 1e-6
LOG_R = (-7.0, 5.0)
BOUNDS = [(-0.01, 4.0), LOG_R]
GRID_Q1, GRID_Q2 = (0.1, 0.5, 0.9, 1.3, 1.8, 2.4), (-6.5, -3.0, -1.0, 0.5, 2.0, 4.0)
GRID = np.array([(q1, q2) for q1 in GRID_Q1 for q2 in GRID_Q2])
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
    _check(t, y, x, names)
    size = np.sqrt((x**2).sum(axis=0))
    problem = _Problem(np.diff(t), y, x / size, method)
    q, converged = _optimise(problem, noise)
    at = problem.evaluate(q)
    gls = at.scale * at.xwx_inverse
    cov = gls + at.jacobian @ _variance_of_q(problem, q) @ at.jacobian.T
    return RemlResults(
        params=pd.Series(at.beta / size, names, name="params"),
        covariance=pd.DataFrame(cov / np.outer(size, size), names, names),
        bse_gls=pd.Series(np.sqrt(np.diag(gls)) / size, names, name="bse_gls"),
        nobs=len(y),
        scale=float(at.scale),
        rho=rho_of(q[0]),
        log_r=float(q[1]),
        llf=float(at.llf),
        method=method,
        converged=converged,
    )


def _check(t: Array, y: Array, x: Array, names: pd.Index) -> None:
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
    flat = [str(n) for n, c in zip(names, x.T, strict=True) if not c.any()]
    if flat:
        raise FitError(f"{', '.join(flat)}: zero on every day used.")
    q, r = np.linalg.qr(x / np.sqrt((x**2).sum(axis=0)))
    r = np.abs(np.diag(r))
    if r.min() < 1e-7:
        name = names[int(r.argmin())]
        raise FitError(f"{name} cannot be told apart from the other terms on the days used.")
    if np.ptp(y - q @ (q.T @ y)) < 1e-9 * np.ptp(y):
        raise FitError("the terms follow the rating without an error: nothing is left to judge by.")


def weighting(t: Array, rho: float, log_r: float) -> Callable[[Array], Array]:
    """Return what multiplies columns (one row a rating) with V^-1, the error model held."""
    diagonal, beside, _ = _Problem(np.diff(t), t, t[:, None], "reml").precision(np.array([rho]))
    d, low, _ = dpttrf(1 + np.exp(log_r) * diagonal, np.exp(log_r) * beside)
    return lambda columns: tridiagonal(diagonal, beside, dpttrs(d, low, columns)[0])


@dataclass(frozen=True)
class _Point:
    """Everything about one (rho, r)."""

    llf: float
    gradient: Array
    beta: Array
    scale: float
    xwx_inverse: Array
    jacobian: Array


class _Problem:
    """The profiled likelihood of q = (atanh(rho / .99), log r) and its exact gradient."""

    def __init__(self, gaps: Array, y: Array, x: Array, method: str) -> None:
        # most gaps are one day: powers of rho are taken once per distinct gap
        self.gap, self.which = np.unique(gaps, return_inverse=True)
        self.b = np.asfortranarray(np.column_stack([x, y]))
        self.m, self.k = x.shape
        self.below = np.tri(self.k, dtype=bool)
        self.reml = method == "reml"
        self.free = self.m - self.k if self.reml else self.m

    def precision(self, rho: Array) -> tuple[Array, Array, Array]:
        """Return the AR(1) part's precision: diagonal, beside it, and log determinant."""
        one_less = -np.expm1(2 * self.gap * np.log(rho))
        h = ((1 - rho**2) / one_less)[..., self.which]
        beside = -h * (rho**self.gap)[..., self.which]
        diagonal = np.empty((*h.shape[:-1], self.m))
        diagonal[..., 1:-1] = h[..., 1:] + h[..., :-1] - (1 - rho**2)
        diagonal[..., 0], diagonal[..., -1] = h[..., 0], h[..., -1]
        return diagonal, beside, np.log1p(-(rho[..., 0] ** 2)) + np.log(h).sum(axis=-1)

    def likelihoods(self, grid: Array) -> Array:
        """Return the log-likelihood at each row of `grid`, all at once, without gradients."""
        rho = np.array([[rho_of(q)] for q in grid[:, 0]])
        r = np.exp(grid[:, 1:])
        diagonal, beside, log_q = self.precision(rho)
        solved = np.empty((len(grid), self.m, self.k + 1))
        log_a = np.empty(len(grid))
        for i, (ad, ao) in enumerate(zip(1 + r * diagonal, r * beside, strict=True)):
            d, low, _ = dpttrf(ad, ao)
            solved[i], _ = dpttrs(d, low, self.b)
            log_a[i] = np.log(d).sum()
        cross = self.b.T @ tridiagonal(diagonal, beside, solved)
        lower = np.linalg.cholesky(cross)  # its last pivot squared is the residual sum
        pivots = np.log(np.diagonal(lower, axis1=1, axis2=2))
        log_s = 2 * pivots[:, -1]
        log_x = 2 * pivots[:, :-1].sum(axis=1) if self.reml else 0.0
        return -0.5 * (self._constant() + self.free * log_s + log_a - log_q + log_x)

    def _constant(self) -> float:
        return float(self.free * (1 + np.log(2 * np.pi / self.free)))

    def evaluate(self, q: Array) -> _Point:
        """Return likelihood, gradient, coefficients and their derivatives at q."""
        rho, r, k = rho_of(q[0]), float(np.exp(q[1])), self.k
        diagonal, beside, log_q = self.precision(np.array([rho]))
        # A = I + r Q, factored from both ends for the diagonals of its inverse; V^-1 = Q A^-1
        ad, ao = 1 + r * diagonal, r * beside
        d, low, _ = dpttrf(ad, ao)
        inv_diag = 1 / (d + dpttrf(ad[::-1], ao[::-1])[0][::-1] - ad)
        inv_off = -low * inv_diag[1:]
        solved, _ = dpttrs(d, low, self.b)
        w = tridiagonal(diagonal, beside, solved)
        cross = self.b.T @ w
        lower, _ = dpotrf(cross[:k, :k], lower=1)
        inverse, _ = dpotri(lower, lower=1)
        inverse = np.where(self.below, inverse, inverse.T)
        beta = inverse @ cross[:k, k]
        s = float(cross[k, k] - cross[:k, k] @ beta)
        log_x = 2 * np.log(np.diag(lower)).sum() if self.reml else 0.0
        terms = self.free * np.log(s) + np.log(d).sum() - float(log_q) + log_x
        # derivatives by rho (V^-1 dK V^-1 = -A^-1 dQ A^-1) and by r (dV = I)
        d_diagonal, d_beside, d_log_q = self._precision_by_rho(rho)
        contrast = np.append(-beta, 1.0)
        e_solved, e_w = solved @ contrast, w @ contrast
        dq = tridiagonal(d_diagonal, d_beside, np.column_stack([solved[:, :k], e_solved]))
        ds = np.array([e_solved @ dq[:, k], -(e_w @ e_w)])
        trace_rho = -d_log_q + r * (d_diagonal @ inv_diag + 2 * d_beside @ inv_off)
        trace = np.array([trace_rho, (self.m - inv_diag.sum()) / r])
        if self.reml:
            x_solved, x_w = solved[:, :k], w[:, :k]
            inner = (-x_solved.T @ dq[:, :k], x_w.T @ x_w)
            trace -= [float((inverse * i).sum()) for i in inner]
        slope = np.array([rho_slope(q[0]), r])
        pull = np.column_stack([solved[:, :k].T @ dq[:, k], -(w[:, :k].T @ e_w)])
        return _Point(
            llf=-0.5 * (self._constant() + terms),
            gradient=-0.5 * (self.free * ds / s + trace) * slope,
            beta=beta,
            scale=s / self.free,
            xwx_inverse=inverse,
            jacobian=inverse @ pull * slope,
        )

    def _precision_by_rho(self, rho: float) -> tuple[Array, Array, float]:
        g = self.gap
        phi = rho**g
        one_less = -np.expm1(2 * g * np.log(rho))
        h = (1 - rho**2) / one_less
        dh = (-2 * rho + h * 2 * g * phi**2 / rho) / one_less
        beside = (-dh * phi - h * g * phi / rho)[self.which]
        log_q = -2 * rho / (1 - rho**2) + float((dh / h)[self.which].sum())
        dh = dh[self.which]
        diagonal = np.empty(self.m)
        diagonal[1:-1] = dh[1:] + dh[:-1] + 2 * rho
        diagonal[0], diagonal[-1] = dh[0], dh[-1]
        return diagonal, beside, log_q


def tridiagonal(diagonal: Array, beside: Array, b: Array) -> Array:
    """Multiply a symmetric tridiagonal matrix with the columns of b."""
    out = diagonal[..., None] * b
    out[..., :-1, :] += beside[..., None] * b[..., 1:, :]
    out[..., 1:, :] += beside[..., None] * b[..., :-1, :]
    return out


def rho_of(q1: float) -> float:
    """Return rho = .99 tanh(q1), floored."""
    return max(RHO_TOP * float(np.tanh(q1)), RHO_FLOOR)


def rho_slope(q1: float) -> float:
    """Return d rho / d q1; zero at the floor, where a negative rho would have no meaning."""
    rho = RHO_TOP * float(np.tanh(q1))
    return RHO_TOP - rho**2 / RHO_TOP if rho > RHO_FLOOR else 0.0


def _optimise(problem: _Problem, noise: bool) -> tuple[Array, bool]:
    """Climb from each peak of a coarse grid; return the highest top, and whether it is one."""
    from scipy.optimize import minimize

    def negative(q: Array) -> tuple[float, Array]:
        at = problem.evaluate(q)
        return -at.llf, -at.gradient

    grid = GRID if noise else np.array([(q1, LOG_R[0]) for q1 in GRID_Q1])
    height = problem.likelihoods(grid).reshape(len(GRID_Q1), -1)
    around = sliding_window_view(np.pad(height, 1, constant_values=-np.inf), (3, 3))
    peaks = grid[(height >= around.max(axis=(2, 3))).ravel()]
    bounds = BOUNDS if noise else [BOUNDS[0], (LOG_R[0], LOG_R[0])]
    climbs = [
        minimize(negative, q, jac=True, method="SLSQP", bounds=bounds, options={"ftol": 1e-9})
        for q in peaks
    ]
    best = min(climbs, key=lambda climb: climb.fun)
    # at the top within rounding, the line search may find nothing higher and call it abnormal
    return best.x, bool(best.success) or float(np.abs(best.jac).max()) < 1e-3


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
