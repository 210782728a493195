"""The estimator: a regression whose errors are AR(1) plus report noise, by REML, in O(days)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..codes import Remark
from ..errors import FitError
from .hills import Hills, climb_hills
from .likelihood import Point, ProfiledLikelihood, q_of, rho_of
from .optimum import variance_at

ALIKE = 1e-7
NO_RESIDUAL = 1e-9
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

    Attributes
    ----------
    params, bse, bse_gls, pvalues : Series over the columns of X
        `bse` includes the curvature term (the uncertainty of rho and of the noise), `bse_gls`
        does not.
    covariance : DataFrame
        Of `params`, with the curvature term.
    nobs : int
        Ratings used.
    scale : float
        Variance of the AR(1) innovations.
    rho : float
        AR(1) coefficient a day.
    log_r : float
        Logarithm of the report noise's variance over `scale`.
    llf : float
        The (restricted) log-likelihood.
    converged : bool
        Whether the climb to the highest top converged.
    hills : Hills
        Where else the likelihood is high: what a fit near this one begins with.
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
    hills: Hills

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
        noise = float(np.exp(self.log_r))
        lasting = 1 / (1 - self.rho**2)
        return noise / (noise + lasting)

    def cov_params(self) -> pd.DataFrame:
        """Return the covariance of `params`, with the curvature term."""
        return self.covariance

    def conf_int(self, level: float = 0.95) -> pd.DataFrame:
        """Return the intervals, one row per coefficient: `lower` and `upper`."""
        low, high = t_interval(self.params, self.bse, self.df_resid, level)
        return pd.DataFrame({"lower": low, "upper": high})

    def summary(self) -> pd.DataFrame:
        """Return one row per coefficient, unrounded."""
        columns = {"estimate": self.params, "std_error": self.bse, "pvalue": self.pvalues}
        return pd.DataFrame(columns).join(self.conf_int())

    def __str__(self) -> str:
        fit = f"{self.method.upper()}, {self.nobs} ratings, llf {self.llf:.2f}"
        if not self.converged:
            fit += ", not converged"
        errors = f"rho {self.rho:.3f}, noise ratio {self.noise_ratio:.3f}, scale {self.scale:.3f}"
        table = self.summary().to_string(float_format="{:.4f}".format)
        return f"{fit}\n{errors}\n{table}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return str(self.summary().to_html(float_format="{:.4f}".format))


def fit_reml(
    t: Array,
    y: Array,
    X: Array | pd.DataFrame,
    method: str = "reml",
    noise: bool = True,
    near: RemlResults | None = None,
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
    near : RemlResults, optional
        A fit of these ratings, or most of them, on other columns. The error model hardly depends
        on these, so the search begins with its hills, which is faster than from nothing.

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
    The equations are in `likelihood`. REML after Cheang and Reinsel (2000); the standard error
    adds G Var(q) G', G the derivative of the coefficients by the error model's parameters q.

    Examples
    --------
    >>> import numpy as np
    >>> rated = diary.days["pain"].dropna()
    >>> t = (rated.index - rated.index[0]).days.to_numpy()
    >>> X = np.column_stack([np.ones(len(t)), t / 365])
    >>> fit = bpa.fit_reml(t, rated.to_numpy(), X)
    >>> fit.params.shape
    (2,)
    """
    if method not in ("reml", "ml"):
        raise ValueError(f"method must be 'reml' or 'ml', not {method!r}")
    design = X if isinstance(X, pd.DataFrame) else pd.DataFrame(X)
    names = design.columns
    y = np.asarray(y, dtype=float)
    x = design.to_numpy(dtype=float)
    basis = _orthonormal(np.asarray(t, dtype=float), y, x, names)
    plain = basis.columns.T @ y
    residuals = y - basis.columns @ plain
    problem = ProfiledLikelihood(np.diff(t), residuals, basis.columns, method)
    hills = climb_hills(problem, noise, near.hills if near else None)
    top = hills.tops[0]
    q = top.q
    found = problem.evaluate(q)
    gls = basis.covariance(found)
    slopes = basis.back @ found.slopes
    covariance = gls + slopes @ variance_at(q, problem.minus_gradient) @ slopes.T
    llf = found.llf
    if method == "reml":
        # the columns count as scaled to length one: that moves the restricted likelihood alone
        size = np.linalg.norm(x, axis=0)
        llf += np.linalg.slogdet(basis.back * size[:, None])[1]
    return RemlResults(
        params=pd.Series(basis.back @ (plain + found.beta), names, name="params"),
        covariance=pd.DataFrame(covariance, names, names),
        bse_gls=pd.Series(np.sqrt(np.diag(gls)), names, name="bse_gls"),
        nobs=len(y),
        scale=found.scale,
        rho=rho_of(q[0]),
        log_r=float(q[1]),
        llf=llf,
        method=method,
        converged=top.converged,
        hills=hills,
    )


class _Basis(NamedTuple):
    """A design on orthonormal columns, and the matrix that leads its coefficients back."""

    columns: Array
    back: Array

    def covariance(self, found: Point) -> Array:
        """Return the GLS covariance of the design's own coefficients."""
        return found.scale * self.back @ found.inverse @ self.back.T


def _orthonormal(t: Array, y: Array, x: Array, names: pd.Index) -> _Basis:
    """Check the regression, and return its basis."""
    _check_ratings(t, y, x)
    size = np.linalg.norm(x, axis=0)
    _check_zero_terms(names[size == 0])
    columns, triangle = np.linalg.qr(x / size)
    _check_told_apart(triangle, names)
    residuals = y - columns @ (columns.T @ y)
    if np.ptp(residuals) < NO_RESIDUAL * np.ptp(y):
        raise FitError(
            "the terms follow the rating without an error: nothing is left to judge by.",
            remark=Remark("fit_lack.no_residual"),
        )
    return _Basis(columns, back=np.linalg.inv(triangle) / size[:, None])


def _check_zero_terms(zero: pd.Index) -> None:
    if zero.empty:
        return
    terms = ", ".join(zero.astype(str))
    raise FitError(
        f"{terms}: zero on every day used.",
        remark=Remark("fit_lack.zero_term", {"terms": terms}),
    )


def _check_told_apart(triangle: Array, names: pd.Index) -> None:
    """Raise a FitError where what the other terms leave of a column is next to nothing."""
    pivots = np.abs(np.diag(triangle))
    least = pivots.argmin()
    if pivots[least] >= ALIKE:
        return
    name = str(names[least])
    raise FitError(
        f"{name} cannot be told apart from the other terms on the days used.",
        remark=Remark("fit_lack.alike_term", {"term": name}),
    )


def _check_ratings(t: Array, y: Array, x: Array) -> None:
    """Raise a FitError where ratings, days and terms allow no regression."""
    m, k = x.shape
    lengths = [len(t), len(y), m]
    if len(set(lengths)) > 1:
        raise FitError(
            f"t, y and X differ in length: {lengths}.",
            remark=Remark("fit_lack.lengths"),
        )
    if m < k + 3:
        raise FitError(
            f"{m} rated days are too few for {k} coefficients.",
            remark=Remark("fit_lack.days_for_terms", {"n": m, "terms": k}),
        )
    values = np.column_stack([t, y, x])
    if not np.isfinite(values).all():
        raise FitError("a value is missing or infinite.", remark=Remark("fit_lack.not_finite"))
    if (np.diff(t) <= 0).any():
        raise FitError(
            "two ratings stand on one day, or the days are not in order.",
            remark=Remark("fit_lack.order_of_days"),
        )
    if np.ptp(y) == 0:
        raise FitError("the rating never changes.", remark=Remark("fit_lack.rating_constant"))


def fit_held(t: Array, y: Array, x: Array, rho: float, log_r: float) -> tuple[Array, Array]:
    """Return coefficients and GLS errors of a regression whose error model is held."""
    basis = _orthonormal(t, y, x, pd.RangeIndex(x.shape[1]))
    problem = ProfiledLikelihood(np.diff(t), y, basis.columns, "reml")
    found = problem.evaluate(q_of(rho, log_r))
    return basis.back @ found.beta, np.sqrt(np.diag(basis.covariance(found)))


def held_weights(t: Array, y: Array, x: Array, rho: float, log_r: float) -> Array:
    """Return the weights with which the first coefficient of `fit_held` takes the ratings: (m,)."""
    basis = _orthonormal(t, y, x, pd.RangeIndex(x.shape[1]))
    problem = ProfiledLikelihood(np.diff(t), y, basis.columns, "reml")
    return np.asarray(basis.back[0] @ problem.weights(q_of(rho, log_r)))


def gls_error(t: Array, x: Array, rho: float, log_r: float) -> float:
    """Return the GLS error of the first coefficient, over the innovations' standard deviation."""
    size = np.linalg.norm(x, axis=0)
    basis, triangle = np.linalg.qr(x / size)
    back = np.linalg.inv(triangle)[0] / size[0]
    problem = ProfiledLikelihood(np.diff(t), np.zeros(len(t)), basis, "reml")
    inverse = problem.inverse_information(q_of(rho, log_r))
    return float(np.sqrt(back @ inverse @ back))
