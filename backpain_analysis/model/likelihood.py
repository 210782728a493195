"""The likelihood of a regression whose errors are AR(1) plus report noise, in O(days).

With Q the precision of the AR(1) part, r the noise's variance, both in units of sigma squared:

    (1)  V    = Q^-1 + r I
    (2)  A    = I + r Q                                tridiagonal (Jones 1980)
    (3)  V^-1 = Q A^-1 = (I - A^-1) / r
    (4)  log|V| = log|A| - log|Q|

So all that is needed is A^-1 times the columns b (the design, then pain), which LAPACK's
pttrf and pttrs give in O(days), and products of the two. With beta the GLS coefficients, e the
residuals, f the degrees of freedom (m - k, or m for plain maximum likelihood):

    (5)  cross   = b' V^-1 b
    (6)  sigma^2 = e' V^-1 e / f
    (7)  -2 llf  = f (1 + log(2 pi sigma^2)) + log|V| + log|X' V^-1 X|     the last for REML only

The derivatives by a parameter p of V, the design swept out:

    (8)  d V^-1     = -V^-1 dV V^-1, which is A^-1 dQ A^-1 by rho and -V^-1 V^-1 by r
    (9)  d(-2 llf)  = f e' dV^-1 e / (e' V^-1 e) + d log|V| + trace((X' V^-1 X)^-1 X' dV^-1 X)
    (10) d beta     = (X' V^-1 X)^-1 X' dV^-1 e
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg.lapack import dpttrf, dpttrs

RHO_TOP = 0.99
RHO_FLOOR = 1e-6
LOG_R = (-7.0, 5.0)
BOUNDS = [(-0.01, 4.0), LOG_R]
SMALLEST_CURVATURE = 0.05
FLAT_ENOUGH = 1e-3  # a gradient below this is a top
Array = np.ndarray


class Tridiagonal(NamedTuple):
    """A symmetric matrix that has entries on its diagonal and beside it only.

    `log_det` is the log determinant where it is known, or, where the entries are derivatives, its
    derivative.
    """

    diagonal: Array
    beside: Array
    log_det: float = np.nan

    def times(self, columns: Array) -> Array:
        """Return the product with (m, k) columns."""
        product = self.diagonal[:, None] * columns
        product[:-1] += self.beside[:, None] * columns[1:]
        product[1:] += self.beside[:, None] * columns[:-1]
        return product


def entries_of_inverse(matrix: Tridiagonal, pivots: Array, multipliers: Array) -> Tridiagonal:
    """Return the entries of the inverse where the matrix's own stand; factored already.

    Factored from the last day too, the pivots meet: 1 / (pivot + pivot from the end - entry).
    """
    from_the_end, _, _ = dpttrf(matrix.diagonal[::-1], matrix.beside[::-1])
    diagonal = 1 / (pivots + from_the_end[::-1] - matrix.diagonal)
    return Tridiagonal(diagonal, beside=-multipliers * diagonal[1:])


@dataclass(frozen=True)
class Point:
    """Everything about one q.

    `gradient` (2,) is that of `llf` by q; `slopes` (k, 2) are the coefficients' derivatives by q;
    `inverse` (k, k) is (X' V^-1 X)^-1, `scale` the variance of the AR(1) innovations.
    """

    llf: float
    gradient: Array
    beta: Array
    scale: float
    inverse: Array
    slopes: Array


@dataclass(frozen=True)
class _Solved:
    """A, its factors, A^-1 b and b' V^-1 b at one rho and r."""

    matrix: Tridiagonal
    pivots: Array
    multipliers: Array
    columns: Array
    cross: Array

    @cached_property
    def inverse(self) -> Tridiagonal:
        """The entries of A^-1 that stand where A's own do."""
        return entries_of_inverse(self.matrix, self.pivots, self.multipliers)


class _Move(NamedTuple):
    """What a parameter moves: b' dV^-1 b, d log|V|, and the parameter's own derivative by q."""

    cross: Array
    log_v: float
    by_q: float


class ProfiledLikelihood:
    """The likelihood as a function of q = (atanh(rho / .99), log r), and its exact gradient.

    Parameters
    ----------
    gaps : array, (m - 1,)
        Days from each rating to the next.
    y : array, (m,)
    x : array, (m, k)
    method : {"reml", "ml"}
    """

    def __init__(self, gaps: Array, y: Array, x: Array, method: str) -> None:
        # most gaps are one day: powers of rho are taken once per distinct gap
        self.gap, self.which = np.unique(gaps, return_inverse=True)
        self.b = np.asfortranarray(np.column_stack([x, y]))
        self.own = self.b.T @ self.b
        self.m, self.k = x.shape
        self.restricted = method == "reml"
        self.free = self.m - self.k if self.restricted else self.m

    def likelihood(self, q: Array) -> float:
        """Return the log-likelihood at q."""
        rho = rho_of(q[0])
        r = float(np.exp(q[1]))
        precision = self.precision(rho)
        return self._llf(precision, self._solve(precision, r))

    def evaluate(self, q: Array) -> Point:
        """Return likelihood, gradient, coefficients and their derivatives at q."""
        rho = rho_of(q[0])
        r = float(np.exp(q[1]))
        precision = self.precision(rho)
        solved = self._solve(precision, r)
        inverse = np.linalg.inv(solved.cross[: self.k, : self.k])
        beta = inverse @ solved.cross[: self.k, self.k]
        contrast = np.append(-beta, 1.0)  # b @ contrast are the residuals
        rest = float(contrast @ solved.cross @ contrast)

        gradient = np.empty(2)
        slopes = np.empty((self.k, 2))
        moves = (self._move_of_rho(q[0], r, solved), self._move_of_r(r, solved))
        for place, move in enumerate(moves):
            pull = move.cross @ contrast
            swept = 0.0
            if self.restricted:
                swept = (inverse * move.cross[: self.k, : self.k]).sum()
            by_parameter = self.free * (contrast @ pull) / rest + move.log_v + swept  # (9)
            gradient[place] = -0.5 * by_parameter * move.by_q
            slopes[:, place] = inverse @ pull[: self.k] * move.by_q  # (10)
        return Point(
            llf=self._llf(precision, solved),
            gradient=gradient,
            beta=beta,
            scale=rest / self.free,
            inverse=inverse,
            slopes=slopes,
        )

    def weights(self, q: Array) -> Array:
        """Return what the coefficients at q take each rating with: (k, m)."""
        r = float(np.exp(q[1]))
        solved = self._solve(self.precision(rho_of(q[0])), r)
        weighted = (self.b - solved.columns)[:, : self.k] / r  # V^-1 X (3)
        return np.linalg.inv(solved.cross[: self.k, : self.k]) @ weighted.T

    def products(self, rho: float, log_r: float) -> Array:
        """Return (X, y)' V^-1 (X, y): (k + 1, k + 1)."""
        return self._solve(self.precision(rho), float(np.exp(log_r))).cross

    def precision(self, rho: float) -> Tridiagonal:
        """Return Q over the rated days."""
        inner = 1 - rho**2
        h = inner / self._one_less(rho)
        beside = (-h * rho**self.gap)[self.which]
        h = h[self.which]
        log_det = np.log1p(-(rho**2)) + np.log(h).sum()
        return Tridiagonal(_diagonal(h, -inner), beside, float(log_det))

    def _precision_by_rho(self, rho: float) -> Tridiagonal:
        """Return the derivative of Q, and of log|Q|, by rho."""
        power = rho**self.gap
        one_less = self._one_less(rho)
        h = (1 - rho**2) / one_less
        dh = (-2 * rho + h * 2 * self.gap * power**2 / rho) / one_less
        beside = (-dh * power - h * self.gap * power / rho)[self.which]
        log_det = -2 * rho / (1 - rho**2) + float((dh / h)[self.which].sum())
        return Tridiagonal(_diagonal(dh[self.which], 2 * rho), beside, log_det)

    def _one_less(self, rho: float) -> Array:
        """Return 1 - rho^(2 gap) per distinct gap, without cancellation."""
        return -np.expm1(2 * self.gap * np.log(rho))

    def _solve(self, precision: Tridiagonal, r: float) -> _Solved:
        """Factor A (2), solve it for the columns, and take their products (3, 5)."""
        matrix = Tridiagonal(1 + r * precision.diagonal, r * precision.beside)
        pivots, multipliers, _ = dpttrf(matrix.diagonal, matrix.beside)
        columns, _ = dpttrs(pivots, multipliers, self.b)
        cross = (self.own - self.b.T @ columns) / r
        return _Solved(matrix, pivots, multipliers, columns, cross)

    def _llf(self, precision: Tridiagonal, solved: _Solved) -> float:
        """Return the log-likelihood (7)."""
        # the pivots squared of (X, y)' V^-1 (X, y): the last is the residual sum
        logs = 2 * np.log(np.diag(np.linalg.cholesky(solved.cross)))
        log_rest = logs[-1]
        log_x = sum(logs[:-1]) if self.restricted else 0.0
        log_a = np.log(solved.pivots).sum()
        terms = self.free * (1 + np.log(2 * np.pi / self.free) + log_rest)
        terms += log_a - precision.log_det + log_x
        return -0.5 * float(terms)

    def _move_of_rho(self, q1: float, r: float, solved: _Solved) -> _Move:
        """Return what rho moves (8)."""
        moved = self._precision_by_rho(rho_of(q1))
        inverse = solved.inverse
        trace = moved.diagonal @ inverse.diagonal + 2 * moved.beside @ inverse.beside
        return _Move(
            cross=solved.columns.T @ moved.times(solved.columns),
            log_v=float(r * trace - moved.log_det),
            by_q=rho_slope(q1),
        )

    def _move_of_r(self, r: float, solved: _Solved) -> _Move:
        """Return what r moves (8)."""
        weighted = (self.b - solved.columns) / r
        inverse = solved.inverse
        return _Move(
            cross=-weighted.T @ weighted,
            log_v=float((self.m - inverse.diagonal.sum()) / r),
            by_q=r,
        )


def _diagonal(h: Array, inner: float) -> Array:
    """Return the diagonal of Q, or of its derivative: each gap counts for both its days."""
    diagonal = np.append(h, 0.0)
    diagonal[1:] += h
    diagonal[1:-1] += inner
    return diagonal


def rho_of(q1: float) -> float:
    """Return rho = .99 tanh(q1), floored."""
    return max(RHO_TOP * float(np.tanh(q1)), RHO_FLOOR)


def rho_slope(q1: float) -> float:
    """Return d rho / d q1; zero at the floor, where a negative rho would have no meaning."""
    rho = RHO_TOP * float(np.tanh(q1))
    if rho <= RHO_FLOOR:
        return 0.0
    return RHO_TOP - rho**2 / RHO_TOP


def climb(negative: Callable[[Array], tuple[float, Array]], start: Array, bounds: Any) -> Any:
    """Minimise from a start, the gradient given; `success` tells whether it is a minimum."""
    from scipy.optimize import minimize

    options = {"ftol": 1e-9}
    found = minimize(negative, start, jac=True, method="SLSQP", bounds=bounds, options=options)
    # at the top within rounding, the line search may find nothing higher and call it abnormal
    is_flat = float(np.abs(found.jac).max()) < FLAT_ENOUGH
    found.success = bool(found.success) or is_flat
    return found


def floored_inverse(curvature: Array) -> Array:
    """Return a curvature's inverse: a covariance, its eigenvalues floored where it is flat."""
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(values, SMALLEST_CURVATURE)) @ vectors.T
