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

`_Shares` holds (9) once for each thing that can move; the gradient adds up each parameter's own.

The average information rests on the working responses w = dV V^-1 e (equation 11 of `likelihood`).
With u = Q^-1 H' V^-1 e, that of rho is -H Q^-1 dQ u; that of g0 is H Q^-1 times the decisions' part
of V^-1 e and, on the days of decisions, a + u itself; that of g1 the same a day on; those of r and
s are their own part of V^-1 e.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .decisions import Decisions
from .likelihood import Gls, average_information, rho_of, rho_slope
from .tridiagonal import Factored, Tridiagonal

Array = np.ndarray


# places in q
RHO = 0
LOG_R = 1
TODAY = 2
YESTERDAY = 3
LOG_S = 4
RESPONSES = slice(TODAY, LOG_S)
OF_LATENT = [RHO, TODAY, YESTERDAY]  # what moves the latent pain, and not the noise alone


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
    return Tridiagonal(diagonal, beside=np.full(n - 1, -rho))


class _BothEquations(NamedTuple):
    """One thing for the ratings, and the same for the decisions."""

    pain: Array
    ran: Array


@dataclass(frozen=True)
class _Solved:
    """All that is needed at one q; the names are those of the equations above."""

    parameters: JointParameters
    ran: Array  # the decision's response, what is held of it taken away, (n,)
    a: Factored
    scores: Array  # S, (n, k + 1)
    u: Array  # M, (n, k + 1)
    pain_cross: Array  # b' D^-1 b of the ratings
    ran_cross: Array  # b' D^-1 b of the decisions

    @cached_property
    def cross(self) -> Array:
        """b' V^-1 b (6)."""
        return np.asarray(self.pain_cross + self.ran_cross - self.scores.T @ self.u)

    @cached_property
    def gls(self) -> Gls:
        """The coefficients of both equations."""
        return Gls.of(self.cross)

    @cached_property
    def felt(self) -> Array:
        """The latent pain u as the residuals tell it, (n,)."""
        return np.asarray(self.u @ self.gls.contrast)

    @cached_property
    def rest(self) -> float:
        """e' V^-1 e."""
        return float(self.cross[-1, -1] - self.cross[:-1, -1] @ self.gls.beta)


@dataclass(frozen=True)
class _Shares:
    """How -2 llf answers to whatever a parameter can move (9)."""

    diagonal: Array  # each entry of A's diagonal, (n,)
    beside: Array  # each entry of A beside it, (n - 1,)
    rating: float  # the scores of the day's rating: 2 M' S
    decision: float  # the scores of the day's decision, per unit of g0
    next_decision: float  # those of the next day's decision, per unit of g1
    pain_noise: float  # b' D^-1 b of the ratings
    ran_noise: float  # b' D^-1 b of the decisions


class JointLikelihood:
    """Minus the restricted log-likelihood of q, and its gradient.

    A rating has columns of its own, and so has a decision; each is zero in the other's equation.

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
        self.of_pain = d.design.shape[1]
        self.of_ran = d.terms.shape[1]
        self.k = self.of_pain + self.of_ran
        self.free = self.ratings + self.decisions - self.k

        pain = np.column_stack([d.design, np.nan_to_num(d.pain)])
        pain = np.asfortranarray(pain * self.rated[:, None])
        self.design = pain[:, : self.of_pain]
        self.pain = pain[:, self.of_pain]
        # beside the decision stands what the exposure adds to it, today and yesterday
        added = d.shapes @ held
        added_before = np.append(0.0, added[:-1])
        ran = np.column_stack([d.terms, d.ran, added, added_before])
        self.ran = np.asfortranarray(ran * self.decided[:, None])
        self.next_ran = _of_next_day(self.ran)
        self.terms = self.ran[:, : self.of_ran]
        self.next_terms = self.next_ran[:, : self.of_ran]
        self.added = self.ran[:, self.of_ran + 1 :]

        of_ratings = [*range(self.of_pain), self.k]
        self.pain_cross = np.zeros((self.k + 1, self.k + 1))
        self.pain_cross[np.ix_(of_ratings, of_ratings)] = pain.T @ pain
        self.ran_cross = np.zeros((self.k + 3, self.k + 3))
        self.ran_cross[self.of_pain :, self.of_pain :] = self.ran.T @ self.ran

    def evaluate(self, q: Array) -> tuple[float, Array]:
        """Return minus the restricted log-likelihood (up to a constant) and its gradient."""
        solved = self._solve(q)
        deviance = self.free * np.log(solved.rest) + self._log_v(q, solved) + solved.gls.log_x
        return 0.5 * deviance, self._gradient(q, solved)

    def gradient(self, q: Array) -> Array:
        """Return the gradient alone."""
        return self._gradient(q, self._solve(q))

    def information(self, q: Array) -> Array:
        """Return the average information about q: (5, 5)."""
        solved = self._solve(q)
        p = solved.parameters
        error = self._weighed_errors(solved)
        working = self._working_responses(solved, error)

        scores = working.pain / p.r + _of_decisions(working.ran, _of_next_day(working.ran), p)
        of_ratings = working.pain.T @ working.pain / p.r
        of_decisions = working.ran.T @ working.ran / p.s
        of_u = scores.T @ solved.a.solve(scores)
        with_design = np.vstack(
            [
                self.design.T @ working.pain / p.r,
                self.terms.T @ working.ran / p.s,
            ]
        )
        with_design -= solved.u[:, : self.k].T @ scores
        return average_information(
            within=of_ratings + of_decisions - of_u,
            with_design=with_design,
            with_error=working.pain.T @ error.pain + working.ran.T @ error.ran,
            rest=solved.rest,
            gls=solved.gls,
            free=self.free,
            by_q=np.array([rho_slope(q[RHO]), 1.0, 1.0, 1.0, 1.0]),
        )

    def _weighed_errors(self, solved: _Solved) -> _BothEquations:
        """Return V^-1 e: (n,) each."""
        p = solved.parameters
        left_of_pain = self._pain_error(solved) - self.rated * solved.felt
        left_of_ran = self._ran_error(solved) - self.decided * _reach(solved.felt, p)
        return _BothEquations(pain=left_of_pain / p.r, ran=left_of_ran / p.s)

    def _working_responses(self, solved: _Solved, error: _BothEquations) -> _BothEquations:
        """Return dV V^-1 e of each parameter: (n, 5) each."""
        p = solved.parameters
        latent = self._latent_working(solved.felt, error.ran, p)
        pain = np.zeros((self.n, 5))
        pain[:, OF_LATENT] = latent
        pain[:, LOG_R] = p.r * error.pain
        pain *= self.rated[:, None]

        ran = np.zeros((self.n, 5))
        ran[:, OF_LATENT] = _reach(latent, p)
        ran[:, TODAY] += solved.felt
        ran[1:, YESTERDAY] += solved.felt[:-1]
        ran[:, LOG_S] = p.s * error.ran
        ran *= self.decided[:, None]
        ran[:, RESPONSES] += self.added
        return _BothEquations(pain, ran)

    def _latent_working(self, felt: Array, of_ran: Array, p: JointParameters) -> Array:
        """Return what rho, g0 and g1 move of u in their working responses: (n, 3)."""
        by_rho = Tridiagonal(_within_by_rho(self.n, p.rho), np.full(self.n - 1, -1.0))
        pushes = np.zeros((self.n, 3))
        pushes[:, 0] = -by_rho.times(felt)
        pushes[:, 1] = of_ran
        pushes[:-1, 2] = of_ran[1:]
        of_u = precision_of_u(self.n, p.rho)
        return of_u.factored().solve(pushes)

    def _solve(self, q: Array) -> _Solved:
        p = natural(q)
        a = self._matrix_a(p).factored()
        scores = self._scores(p)
        return _Solved(
            parameters=p,
            ran=self.ran[:, self.of_ran] - self.added @ q[RESPONSES],
            a=a,
            scores=scores,
            u=a.solve(scores),
            pain_cross=self.pain_cross / p.r,
            ran_cross=self._ran_cross(q) / p.s,
        )

    def _log_v(self, q: Array, solved: _Solved) -> float:
        """Return log|V| (5)."""
        log_q = np.log1p(-(solved.parameters.rho**2))
        return solved.a.log_det - log_q + self.ratings * q[1] + self.decisions * q[4]

    def _matrix_a(self, p: JointParameters) -> Tridiagonal:
        """Return A (3): a rating tells of its day, a decision of its day and the one before."""
        precision = precision_of_u(self.n, p.rho)
        of_decisions = p.today**2 * self.decided + p.yesterday**2 * self.next_decided
        diagonal = precision.diagonal + (self.rated / p.r + of_decisions / p.s)
        beside = precision.beside + p.today * p.yesterday * self.decided[1:] / p.s
        return Tridiagonal(diagonal, beside)

    def _scores(self, p: JointParameters) -> Array:
        """Return S = H' D^-1 b: (n, k + 1); what is held is taken away from the decision."""
        of_decisions = _of_decisions(self.ran, self.next_ran, p)
        held = of_decisions[:, self.of_ran + 1 :] @ [p.today, p.yesterday]
        scores = np.empty((self.n, self.k + 1), order="F")
        scores[:, : self.of_pain] = self.design / p.r
        scores[:, self.of_pain : self.k] = of_decisions[:, : self.of_ran]
        scores[:, self.k] = self.pain / p.r + of_decisions[:, self.of_ran] - held
        return scores

    def _ran_cross(self, q: Array) -> Array:
        """Return the products of the decision's [X, y], what is held taken away from y."""
        take = np.eye(self.k + 3, self.k + 1)
        take[self.k + 1 :, self.k] = -q[RESPONSES]
        return take.T @ self.ran_cross @ take

    def _pain_error(self, solved: _Solved) -> Array:
        """Return what the coefficients leave of the ratings: (n,)."""
        return np.asarray(self.pain - self.design @ solved.gls.beta[: self.of_pain])

    def _ran_error(self, solved: _Solved) -> Array:
        """Return what the coefficients leave of the decisions: (n,)."""
        return np.asarray(solved.ran - self.terms @ solved.gls.beta[self.of_pain :])

    def _gradient(self, q: Array, solved: _Solved) -> Array:
        p = solved.parameters
        shares = self._shares(solved)
        by_rho = self._by_rho(p.rho, shares)
        of_ratings = self.rated @ shares.diagonal / p.r
        by_log_r = self.ratings - shares.pain_noise + shares.rating - of_ratings

        # the decisions add to A: g0^2 / s on the day, g1^2 / s the day before, g0 g1 / s beside
        own_day = self.decided @ shares.diagonal / p.s
        day_before = self.next_decided @ shares.diagonal / p.s
        both_days = self.decided[1:] @ shares.beside / p.s
        by_today = 2 * p.today * own_day + p.yesterday * both_days - shares.decision
        by_yesterday = 2 * p.yesterday * day_before + p.today * both_days - shares.next_decision

        of_decisions = p.today**2 * own_day + p.yesterday**2 * day_before
        of_decisions += p.today * p.yesterday * both_days
        by_log_s = self.decisions - shares.ran_noise + p.today * shares.decision
        by_log_s += p.yesterday * shares.next_decision
        by_log_s -= of_decisions

        gradient = 0.5 * np.array([by_rho, by_log_r, by_today, by_yesterday, by_log_s])
        gradient[RHO] *= rho_slope(q[RHO])
        gradient[RESPONSES] -= self._by_held(solved)
        return gradient

    def _by_rho(self, rho: float, shares: _Shares) -> float:
        """Rho moves Q: 1 + rho^2 within, -rho beside, and log|Q| = log(1 - rho^2)."""
        within = _within_by_rho(self.n, rho) @ shares.diagonal
        log_q = 2 * rho / (1 - rho**2)
        return float(within - shares.beside.sum() + log_q)

    def _by_held(self, solved: _Solved) -> Array:
        """G0 and g1 also move the response, by what the held coefficients add to pain."""
        p = solved.parameters
        chance = (self._ran_error(solved) - _reach(solved.felt, p)) / p.s
        weight = self.free / solved.rest
        return weight * (self.added.T @ chance)

    def _shares(self, solved: _Solved) -> _Shares:
        """Add up, for each thing that can move, what residuals and the design make of it (9)."""
        p = solved.parameters
        gls = solved.gls
        inverse_of_a = solved.a.inverse
        weight = self.free / solved.rest
        error = solved.felt
        lever = (gls.inverse @ solved.u[:, : self.k].T).T
        lever_of_pain = lever[:, : self.of_pain]
        lever_of_ran = lever[:, self.of_pain :]

        pain_error = self._pain_error(solved)
        ran_error = self._ran_error(solved)
        rating = weight * pain_error @ error + _product(lever_of_pain, self.design)
        decision = weight * ran_error @ error + _product(lever_of_ran, self.terms)
        next_decision = weight * ran_error[1:] @ error[:-1]
        next_decision += _product(lever_of_ran, self.next_terms)
        error_beside = weight * error[:-1] * error[1:]
        design_beside = _by_day(lever[:-1], solved.u[1:])

        def of_noise(cross: Array) -> float:
            by_error = weight * gls.contrast @ cross @ gls.contrast
            return float(by_error + gls.swept(cross))

        return _Shares(
            diagonal=weight * error**2 + _by_day(lever, solved.u) + inverse_of_a.diagonal,
            beside=2 * (error_beside + design_beside + inverse_of_a.beside),
            rating=2 * rating / p.r,
            decision=2 * decision / p.s,
            next_decision=2 * next_decision / p.s,
            pain_noise=of_noise(solved.pain_cross),
            ran_noise=of_noise(solved.ran_cross),
        )


def _within_by_rho(n: int, rho: float) -> Array:
    """Return how the diagonal of Q moves with rho."""
    within = np.full(n, 2 * rho)
    within[[0, -1]] = 0.0
    return within


def _of_decisions(ran: Array, next_ran: Array, p: JointParameters) -> Array:
    """Return what decisions add to the scores: those of the day, and those of the day after."""
    of_the_day = (p.today / p.s) * ran
    of_the_next = (p.yesterday / p.s) * next_ran
    return of_the_day + of_the_next


def _of_next_day(columns: Array) -> Array:
    """Return the columns moved a day back; nothing is known after the last day."""
    moved = np.zeros_like(columns)
    moved[:-1] = columns[1:]
    return moved


def _reach(felt: Array, p: JointParameters) -> Array:
    """Return what felt pain of the day and of the day before adds to a decision."""
    reached = p.today * felt
    reached[1:] += p.yesterday * felt[:-1]
    return reached


def _by_day(a: Array, b: Array) -> Array:
    """Return each day's inner product of a with the same columns of b."""
    return np.einsum("ij,ij->i", a, b[:, : a.shape[1]])


def _product(a: Array, b: Array) -> float:
    """Return the sum of the products of all entries; both are laid out column by column."""
    return float(np.vdot(a.T, b.T))
