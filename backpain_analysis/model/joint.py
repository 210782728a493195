"""The restricted likelihood of pain and the running decision together, in O(days).

With u the AR(1) part of pain, a what the exposure adds to it (held), and everything in units of
the variance of u's innovations:

    (1)  pain = design x coefficients + u + noise                            variance r
    (2)  ran  = terms x coefficients + g0 (a + u) + g1 (a + u, yesterday) + chance    variance s

Stacked, [pain, ran] is the response y with the design X; D is the diagonal matrix of r and s, and
H takes u to both equations. With Q the precision of u:

    (3)  A    = Q + H' D^-1 H             tridiagonal: a decision reaches back by one day
    (4)  V^-1 = D^-1 - D^-1 H A^-1 H' D^-1
    (5)  log|V| = log|A| - log|Q| + ratings x log r + decisions x log s

and with b = [X, y], its scores S = H' D^-1 b and M = A^-1 S, which is u as b's columns tell it:

    (6)  b' V^-1 b = b' D^-1 b - S' M
    (7)  -2 llf    = f log(e' V^-1 e) + log|V| + log|X' V^-1 X|              f = m - k

The gradient. A parameter moves entries of A, scores S, or D alone; with w = f / e' V^-1 e:

    (8)  d b' V^-1 b = b' dD^-1 b - 2 M' dS + M' dA M
    (9)  d(-2 llf)   = w e' dV^-1 e + trace((X' V^-1 X)^-1 X' dV^-1 X) + d log|V|

`_Shares` holds (9) once for each thing that can move; each parameter then adds up its own.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import dpttrf, dpttrs

from .decisions import Decisions
from .likelihood import Tridiagonal, entries_of_inverse, rho_of, rho_slope

Array = np.ndarray


class JointParameters(NamedTuple):
    """The parameters of both equations in their natural form; variances over sigma squared.

    `today` and `yesterday` (g0, g1): change in the chance of a run per NRS point of felt pain.
    """

    rho: float
    r: float
    today: float
    yesterday: float
    s: float


def natural(q: Array) -> JointParameters:
    """Return the parameters behind q = (atanh(rho / .99), log r, g0, g1, log s)."""
    return JointParameters(
        rho=rho_of(q[0]),
        r=float(np.exp(q[1])),
        today=float(q[2]),
        yesterday=float(q[3]),
        s=float(np.exp(q[4])),
    )


def precision_of_u(n: int, rho: float) -> Tridiagonal:
    """Return Q over n calendar days."""
    diagonal = np.full(n, 1 + rho**2)
    diagonal[[0, -1]] = 1.0
    return Tridiagonal(diagonal, np.full(n - 1, -rho), float(np.log1p(-(rho**2))))


@dataclass(frozen=True)
class _Solved:
    """All that is needed at one q; the names are those of the equations above."""

    parameters: JointParameters
    ran: Array  # the decision's columns [X, y], (n, k + 1)
    inverse_of_a: Tridiagonal
    log_v: float
    u: Array  # M, (n, k + 1)
    pain_cross: Array  # b' D^-1 b of the ratings
    ran_cross: Array  # b' D^-1 b of the decisions
    inverse: Array  # (X' V^-1 X)^-1
    beta: Array
    rest: float  # e' V^-1 e
    log_x: float  # log|X' V^-1 X|


@dataclass(frozen=True)
class _Shares:
    """How -2 llf answers to whatever a parameter can move (9)."""

    on_diagonal: Array  # each entry of A's diagonal, (n,)
    beside: Array  # each entry of A beside it, (n - 1,)
    rating: float  # the scores of the day's rating: 2 M' S
    decision: float  # the scores of the day's decision, per unit of g0
    next_decision: float  # those of the next day's decision, per unit of g1
    pain_noise: float  # b' D^-1 b of the ratings
    ran_noise: float  # b' D^-1 b of the decisions
    error: Array  # u as the residuals tell it, (n,)
    ran_error: Array  # the decision's residuals over s, (n,)
    weight: float  # w


class JointLikelihood:
    """Minus the restricted log-likelihood of q, and its gradient.

    Parameters
    ----------
    d : Decisions
    held : array, (shapes,)
        The exposure's coefficients: what they add to pain is held in the decision.
    """

    def __init__(self, d: Decisions, held: Array) -> None:
        self.rated = d.rated.astype(float)
        self.decided = d.decided.astype(float)
        self.next_decided = np.append(self.decided[1:], 0.0)
        self.ratings = self.rated.sum()
        self.decisions = self.decided.sum()
        self.n = len(d.rated)
        of_pain = d.design.shape[1]
        of_ran = d.terms.shape[1]
        self.k = of_pain + of_ran
        self.free = self.ratings + self.decisions - self.k

        # both equations have the columns: pain's terms | the decision's terms | response
        pain = np.column_stack([d.design, np.zeros((self.n, of_ran)), np.nan_to_num(d.pain)])
        self.pain = np.asfortranarray(pain * self.rated[:, None])
        # and the decision has two more: what the exposure adds, today and yesterday
        added = d.shapes @ held
        added_before = np.append(0.0, added[:-1])
        no_pain = np.zeros((self.n, of_pain))
        ran = np.column_stack([no_pain, d.terms, d.ran, added, added_before])
        self.ran = np.asfortranarray(ran * self.decided[:, None])
        self.added = self.ran[:, self.k + 1 :]
        self.pain_cross = self.pain.T @ self.pain
        self.ran_cross = self.ran.T @ self.ran

    def evaluate(self, q: Array) -> tuple[float, Array]:
        """Return minus the restricted log-likelihood (up to a constant) and its gradient."""
        solved = self._solve(q)
        log_likelihood = self.free * np.log(solved.rest) + solved.log_v + solved.log_x
        return 0.5 * log_likelihood, self._gradient(q, solved)

    def gradient(self, q: Array) -> Array:
        """Return the gradient alone."""
        return self._gradient(q, self._solve(q))

    def _solve(self, q: Array) -> _Solved:
        parameters = natural(q)
        k = self.k
        precision = precision_of_u(self.n, parameters.rho)
        matrix = self._matrix_a(precision, parameters)
        pivots, multipliers, _ = dpttrf(matrix.diagonal, matrix.beside)
        ran = self._ran_less_held(q)
        scores = self._scores(ran, parameters)
        u, _ = dpttrs(pivots, multipliers, scores)
        pain_cross = self.pain_cross / parameters.r
        ran_cross = self._ran_cross(q) / parameters.s
        cross = pain_cross + ran_cross - scores.T @ u  # (6)
        inverse = np.linalg.inv(cross[:k, :k])
        beta = inverse @ cross[:k, k]
        log_a = np.log(pivots).sum()
        return _Solved(
            parameters=parameters,
            ran=ran,
            inverse_of_a=entries_of_inverse(matrix, pivots, multipliers),
            log_v=log_a - precision.log_det + self.ratings * q[1] + self.decisions * q[4],  # (5)
            u=u,
            pain_cross=pain_cross,
            ran_cross=ran_cross,
            inverse=inverse,
            beta=beta,
            rest=float(cross[k, k] - cross[:k, k] @ beta),
            log_x=np.linalg.slogdet(cross[:k, :k])[1],
        )

    def _matrix_a(self, precision: Tridiagonal, p: JointParameters) -> Tridiagonal:
        """Return A (3): a rating tells of its day, a decision of its day and the one before."""
        of_decisions = p.today**2 * self.decided + p.yesterday**2 * self.next_decided
        diagonal = precision.diagonal + (self.rated / p.r + of_decisions / p.s)
        beside = precision.beside + p.today * p.yesterday * self.decided[1:] / p.s
        return Tridiagonal(diagonal, beside)

    def _ran_less_held(self, q: Array) -> Array:
        """Return the decision's columns [X, y], what the held coefficients explain taken away."""
        ran = self.ran[:, : self.k + 1].copy("F")
        ran[:, self.k] -= self.added @ q[2:4]
        return ran

    def _ran_cross(self, q: Array) -> Array:
        """Return the products of those columns, from the products of all."""
        take = np.eye(self.k + 3, self.k + 1)
        take[self.k + 1 :, self.k] = -q[2:4]
        return take.T @ self.ran_cross @ take

    def _scores(self, ran: Array, p: JointParameters) -> Array:
        """Return S = H' D^-1 b."""
        scores = self.pain / p.r + (p.today / p.s) * ran
        scores[:-1] += (p.yesterday / p.s) * ran[1:]
        return scores

    def _gradient(self, q: Array, solved: _Solved) -> Array:
        shares = self._shares(solved)
        p = solved.parameters
        gradient = 0.5 * np.array(
            [
                self._by_rho(p, shares),
                self._by_log_r(p, shares),
                self._by_today(p, shares),
                self._by_yesterday(p, shares),
                self._by_log_s(p, shares),
            ]
        )
        gradient[0] *= rho_slope(q[0])
        gradient[2:4] -= self._by_held(p, shares)
        return gradient

    def _shares(self, solved: _Solved) -> _Shares:
        p = solved.parameters
        k = self.k
        contrast = np.append(-solved.beta, 1.0)  # b @ contrast are the residuals
        weight = self.free / solved.rest
        error = solved.u @ contrast
        lever = (solved.inverse @ solved.u[:, :k].T).T
        ran_error = solved.ran @ contrast / p.s
        entries = solved.inverse_of_a

        error_side = weight * error[:-1] * error[1:]
        design_side = _by_day(lever[:-1], solved.u[1:])
        rating = weight * (self.pain @ contrast) @ error + _by_day(lever, self.pain).sum()
        decision = weight * ran_error @ error + _by_day(lever, solved.ran).sum() / p.s
        swept_next = _by_day(lever[:-1], solved.ran[1:]).sum() / p.s
        next_decision = weight * ran_error[1:] @ error[:-1] + swept_next

        def of_noise(cross: Array) -> float:
            swept = (solved.inverse * cross[:k, :k]).sum()
            return float(weight * contrast @ cross @ contrast + swept)

        return _Shares(
            on_diagonal=weight * error**2 + _by_day(lever, solved.u) + entries.diagonal,
            beside=2 * (error_side + design_side + entries.beside),
            rating=2 * rating / p.r,
            decision=2 * decision,
            next_decision=2 * next_decision,
            pain_noise=of_noise(solved.pain_cross),
            ran_noise=of_noise(solved.ran_cross),
            error=error,
            ran_error=ran_error,
            weight=weight,
        )

    def _by_rho(self, p: JointParameters, shares: _Shares) -> float:
        """Rho moves Q: 1 + rho^2 within, -rho beside, and log|Q| = log(1 - rho^2)."""
        within = np.full(self.n, 2 * p.rho)
        within[[0, -1]] = 0.0
        log_q = 2 * p.rho / (1 - p.rho**2)
        return within @ shares.on_diagonal - shares.beside.sum() + log_q

    def _by_log_r(self, p: JointParameters, shares: _Shares) -> float:
        """Log r moves what the ratings add to A, their scores, and log|V|."""
        of_a = self.rated @ shares.on_diagonal / p.r
        return self.ratings - shares.pain_noise + shares.rating - of_a

    def _by_today(self, p: JointParameters, shares: _Shares) -> float:
        """G0 moves g0^2 / s on the day, g0 g1 / s beside it, and the decision's scores."""
        of_a = 2 * p.today * self._own_day(p, shares) + p.yesterday * self._both_days(p, shares)
        return of_a - shares.decision

    def _by_yesterday(self, p: JointParameters, shares: _Shares) -> float:
        """G1 moves g1^2 / s on the day before, g0 g1 / s beside it, and the decision's scores."""
        of_a = 2 * p.yesterday * self._day_before(p, shares) + p.today * self._both_days(p, shares)
        return of_a - shares.next_decision

    def _by_log_s(self, p: JointParameters, shares: _Shares) -> float:
        """Log s moves all that the decisions add to A, their scores, and log|V|."""
        own_day = p.today**2 * self._own_day(p, shares)
        day_before = p.yesterday**2 * self._day_before(p, shares)
        both_days = p.today * p.yesterday * self._both_days(p, shares)
        of_scores = self.decisions - shares.ran_noise + p.today * shares.decision
        of_scores += p.yesterday * shares.next_decision
        return of_scores - (own_day + day_before + both_days)

    def _own_day(self, p: JointParameters, shares: _Shares) -> float:
        return self.decided @ shares.on_diagonal / p.s

    def _day_before(self, p: JointParameters, shares: _Shares) -> float:
        return self.next_decided @ shares.on_diagonal / p.s

    def _both_days(self, p: JointParameters, shares: _Shares) -> float:
        return self.decided[1:] @ shares.beside / p.s

    def _by_held(self, p: JointParameters, shares: _Shares) -> Array:
        """G0 and g1 also move the response, by what the held coefficients add to pain."""
        error_before = np.append(0.0, shares.error[:-1])
        explained = (p.today * shares.error + p.yesterday * error_before) / p.s
        chance = shares.ran_error - explained
        return shares.weight * (self.added.T @ chance)


def _by_day(a: Array, b: Array) -> Array:
    """Return each day's inner product of a with the same columns of b."""
    return np.einsum("ij,ij->i", a, b[:, : a.shape[1]])
