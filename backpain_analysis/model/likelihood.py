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

About the curvature, the average of the observed and the expected information (Gilmour, Thompson
and Cullis 1995), from the working responses w = dV V^-1 e, one a parameter; P is V^-1 with the
design swept out:

    (11) information = (W' P W - (W' V^-1 e) (W' V^-1 e)' / e' V^-1 e) / (2 sigma^2)

By r, w is V^-1 e; by rho, V^-1 w is -A^-1 z and w is -Q^-1 z, with z = dQ A^-1 e.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import dtrtri

from .tridiagonal import Factored, Tridiagonal

RHO_TOP = 0.99
RHO_FLOOR = 1e-6
LOG_R = (-7.0, 5.0)
ABOVE_FLOOR = 2e-6  # the lowest atanh(rho / .99) of a search: below, nothing leads up again
BOUNDS = [(ABOVE_FLOOR, 4.0), LOG_R]
Array = np.ndarray


@dataclass(frozen=True)
class Gls:
    """Generalised least squares, read from b' V^-1 b with b = [X, y].

    `inverse` (k, k) is (X' V^-1 X)^-1, `log_x` is log|X' V^-1 X|, and b @ `contrast` are the
    residuals.
    """

    inverse: Array
    log_x: float
    beta: Array
    contrast: Array

    @classmethod
    def of(cls, cross: Array) -> "Gls":
        """Solve the normal equations; of `cross`, X' V^-1 [X, y] is needed."""
        k = cross.shape[1] - 1
        triangle = np.linalg.cholesky(cross[:k, :k])
        inverse_triangle, _ = dtrtri(triangle, lower=1)
        inverse = inverse_triangle.T @ inverse_triangle
        beta = inverse @ cross[:k, k]
        return cls(
            inverse=inverse,
            log_x=2 * float(np.log(triangle.diagonal()).sum()),
            beta=beta,
            contrast=np.append(-beta, 1.0),
        )

    def swept(self, cross: Array) -> float:
        """Return trace((X' V^-1 X)^-1 X' M X) of products b' M b."""
        k = len(self.beta)
        return float((self.inverse * cross[:k, :k]).sum())


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


class Precision(NamedTuple):
    """Q with its log determinant; or the derivatives of both."""

    matrix: Tridiagonal
    log_det: float


@dataclass(frozen=True)
class _Solved:
    """What follows from one rho and r; the names are those of the equations above."""

    rho: float
    r: float
    log_q: float  # log|Q|
    a: Factored
    solved: Array  # A^-1 b
    cross: Array  # b' V^-1 b

    @property
    def log_v(self) -> float:
        """log|V| (4)."""
        return self.a.log_det - self.log_q


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
        distinct = np.unique(gaps, return_inverse=True, return_counts=True)
        self.gap, self.which, self.occurs = distinct
        self.b = np.asfortranarray(np.column_stack([x, y]))
        self.own = self.b.T @ self.b
        self.m, self.k = x.shape
        self.restricted = method == "reml"
        self.free = self.m - self.k if self.restricted else self.m

    def likelihood(self, q: Array) -> float:
        """Return the log-likelihood at q."""
        solved = self._solve(q)
        return float(self._llf_of(solved.cross, solved.log_v))

    def heights(self, q1: Sequence[float], q2: Sequence[float], looked_at: Array) -> Array:
        """Return the log-likelihood on a grid: (q1, q2); -inf at points that are not looked at."""
        heights = np.full((len(q1), len(q2)), -np.inf)
        crosses = []
        log_v = []
        for row in np.flatnonzero(looked_at.any(axis=1)).tolist():
            rho = rho_of(q1[row])
            precision = self.precision(rho)
            for column in np.flatnonzero(looked_at[row]).tolist():
                solved = self._solve_with(precision, rho, r=float(np.exp(q2[column])))
                crosses.append(solved.cross)
                log_v.append(solved.log_v)
        if crosses:
            heights[looked_at] = self._llf_of(np.array(crosses), np.array(log_v))
        return heights

    def evaluate(self, q: Array) -> Point:
        """Return likelihood, gradient, coefficients and their derivatives at q."""
        solved = self._solve(q)
        gls = Gls.of(solved.cross)
        rest = float(gls.contrast @ solved.cross @ gls.contrast)
        moves = (self._move_of_rho(q[0], solved), self._move_of_r(solved))
        gradient = np.empty(2)
        slopes = np.empty((self.k, 2))
        for place, move in enumerate(moves):
            pull = move.cross @ gls.contrast
            by_parameter = self.free * (gls.contrast @ pull) / rest + move.log_v
            if self.restricted:
                by_parameter += gls.swept(move.cross)  # (9)
            gradient[place] = -0.5 * by_parameter * move.by_q
            slopes[:, place] = gls.inverse @ pull[: self.k] * move.by_q  # (10)
        return Point(
            llf=float(self._llf_from(np.log(rest), gls.log_x, solved.log_v)),
            gradient=gradient,
            beta=gls.beta,
            scale=rest / self.free,
            inverse=gls.inverse,
            slopes=slopes,
        )

    def minus_gradient(self, q: Array) -> Array:
        """Return the gradient of minus the log-likelihood."""
        return -self.evaluate(q).gradient

    def information(self, q: Array) -> Array:
        """Return the average information about q (11): (2, 2)."""
        solved = self._solve(q)
        gls = Gls.of(solved.cross)
        error = self.b @ gls.contrast
        smoothed = solved.solved @ gls.contrast  # A^-1 e
        of_error = (error - smoothed) / solved.r  # V^-1 e
        precision = self.precision(solved.rho).matrix
        z = self._precision_by_rho(solved.rho).matrix.times(smoothed)
        working = np.column_stack([-precision.factored().solve(z), of_error])
        a_inverse = solved.a.solve(np.column_stack([z, of_error]))
        by_rho = -a_inverse[:, 0]
        by_r = (of_error - a_inverse[:, 1]) / solved.r
        weighted = np.column_stack([by_rho, by_r])  # V^-1 w
        return average_information(
            within=working.T @ weighted,
            with_design=self.b[:, : self.k].T @ weighted,
            with_error=weighted.T @ error,
            rest=float(error @ of_error),
            gls=gls,
            free=self.free,
            by_q=np.array([rho_slope(q[0]), solved.r]),
        )

    def inverse_information(self, q: Array) -> Array:
        """Return (X' V^-1 X)^-1 at q: (k, k), whatever the ratings."""
        cross = self._solve(q).cross
        return np.asarray(np.linalg.inv(cross[: self.k, : self.k]))

    def weights(self, q: Array) -> Array:
        """Return what the coefficients at q take each rating with: (k, m)."""
        solved = self._solve(q)
        of_design = self._weighted(solved)[:, : self.k]
        return Gls.of(solved.cross).inverse @ of_design.T

    def products(self, rho: float, log_r: float) -> Array:
        """Return (X, y)' V^-1 (X, y): (k + 1, k + 1)."""
        return self._solve(q_of(rho, log_r)).cross

    def _solve(self, q: Array) -> _Solved:
        """Return all that follows from q."""
        rho = rho_of(q[0])
        return self._solve_with(self.precision(rho), rho, r=float(np.exp(q[1])))

    def _solve_with(self, precision: Precision, rho: float, r: float) -> _Solved:
        """Factor A (2), solve it for the columns, and take their products (3, 5)."""
        of_u = precision.matrix
        a = Tridiagonal(1 + r * of_u.diagonal, r * of_u.beside).factored()
        solved = a.solve(self.b)
        return _Solved(
            rho=rho,
            r=r,
            log_q=precision.log_det,
            a=a,
            solved=solved,
            cross=(self.own - self.b.T @ solved) / r,
        )

    def _weighted(self, solved: _Solved) -> Array:
        """Return V^-1 b (3)."""
        return (self.b - solved.solved) / solved.r

    def precision(self, rho: float) -> Precision:
        """Return Q over the rated days, and log|Q|."""
        inner = 1 - rho**2
        h = inner / self._one_less(rho)
        beside = (-h * rho**self.gap)[self.which]
        log_det = np.log1p(-(rho**2)) + self.occurs @ np.log(h)
        diagonal = _diagonal(h[self.which], -inner)
        return Precision(Tridiagonal(diagonal, beside), float(log_det))

    def _precision_by_rho(self, rho: float) -> Precision:
        """Return the derivatives of Q and of log|Q| by rho."""
        power = rho**self.gap
        one_less = self._one_less(rho)
        h = (1 - rho**2) / one_less
        h_by_rho = (-2 * rho + h * 2 * self.gap * power**2 / rho) / one_less
        beside = (-h_by_rho * power - h * self.gap * power / rho)[self.which]
        diagonal = _diagonal(h_by_rho[self.which], 2 * rho)
        log_det = -2 * rho / (1 - rho**2) + self.occurs @ (h_by_rho / h)
        return Precision(Tridiagonal(diagonal, beside), float(log_det))

    def _one_less(self, rho: float) -> Array:
        """Return 1 - rho^(2 gap) per distinct gap, without cancellation."""
        return -np.expm1(2 * self.gap * np.log(rho))

    def _llf_of(self, cross: Array, log_v: Array | float) -> Array:
        """Return the log-likelihood of one or of many b' V^-1 b and log|V|."""
        # the pivots squared of (X, y)' V^-1 (X, y): the last is the residual sum
        triangle = np.linalg.cholesky(cross)
        logs = 2 * np.log(triangle.diagonal(axis1=-2, axis2=-1))
        log_x = logs[..., :-1].sum(axis=-1)
        return self._llf_from(logs[..., -1], log_x, log_v)

    def _llf_from(self, log_rest: Array, log_x: Array | float, log_v: Array | float) -> Array:
        """Return the log-likelihood of the logarithms of e' V^-1 e and two determinants (7)."""
        deviance = self.free * (1 + np.log(2 * np.pi / self.free) + log_rest) + log_v
        if self.restricted:
            deviance = deviance + log_x
        return np.asarray(-0.5 * deviance)

    def _move_of_rho(self, q1: float, solved: _Solved) -> _Move:
        """Return what rho moves (8)."""
        by_rho = self._precision_by_rho(solved.rho)
        moved = by_rho.matrix
        inverse = solved.a.inverse
        trace = moved.diagonal @ inverse.diagonal + 2 * moved.beside @ inverse.beside
        return _Move(
            cross=moved.between(solved.solved),
            log_v=float(solved.r * trace - by_rho.log_det),
            by_q=rho_slope(q1),
        )

    def _move_of_r(self, solved: _Solved) -> _Move:
        """Return what r moves (8)."""
        r = solved.r
        weighted = self._weighted(solved)
        trace = self.m - solved.a.inverse.diagonal.sum()
        return _Move(
            cross=-weighted.T @ weighted,
            log_v=float(trace / r),
            by_q=r,
        )


def average_information(
    within: Array,
    with_design: Array,
    with_error: Array,
    rest: float,
    gls: Gls,
    free: float,
    by_q: Array,
) -> Array:
    """Return (11) for p parameters, from the products of the working responses W.

    `within` is W' V^-1 W, (p, p); `with_design` X' V^-1 W, (k, p); `with_error` W' V^-1 e, (p,);
    `rest` e' V^-1 e; `by_q` the parameters' own derivatives by q, (p,).
    """
    swept = within - with_design.T @ gls.inverse @ with_design
    of_scale = np.outer(with_error, with_error) / rest
    information = (swept - of_scale) / (2 * rest / free)
    return information * np.outer(by_q, by_q)


def _diagonal(h: Array, inner: float) -> Array:
    """Return the diagonal of Q, or of its derivative: each gap counts for both its days."""
    diagonal = np.append(h, 0.0)
    diagonal[1:] += h
    diagonal[1:-1] += inner
    return diagonal


def q_of(rho: float, log_r: float) -> Array:
    """Return the parameters of the search."""
    return np.array([np.arctanh(rho / RHO_TOP), log_r])


def rho_of(q1: float) -> float:
    """Return rho = .99 tanh(q1), floored."""
    return max(RHO_TOP * float(np.tanh(q1)), RHO_FLOOR)


def with_floor(q: Array) -> Array:
    """Return where a search ended; rho on its floor, if it came so far down, has no slope there."""
    if q[0] > ABOVE_FLOOR:
        return q
    settled = q.copy()
    settled[0] = 0.0
    return settled


def rho_slope(q1: float) -> float:
    """Return d rho / d q1; zero at the floor, where a negative rho would have no meaning."""
    rho = RHO_TOP * float(np.tanh(q1))
    if rho <= RHO_FLOOR:
        return 0.0
    return RHO_TOP - rho**2 / RHO_TOP
