"""Running by how it hurts: the bias this leaves in the regression, estimated and taken away.

Pain is rated with noise and by whole points; the person runs by what they feel. So runs of the
days before are correlated with the errors that the regression cannot see, and a fitted trend adds
a bias of its own (Nickell 1981). Both follow from how strongly runs follow pain: the running
decision is modelled beside pain, and the expected bias is subtracted from the coefficients.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import next_fast_len
from scipy.linalg.lapack import dpttrf, dpttrs

from ..errors import FitError
from .reml import BOUNDS, RHO_TOP, climb, rho_of, rho_slope

MIN_DECISIONS = 30
NO_MEMORY = 1e-9
Array = np.ndarray


@dataclass(frozen=True)
class Decisions:
    """Pain and running on every calendar day of a fit; all arrays have one row a day.

    `rated` and `decided` (bool) tell on which days there is a rating with its design, and a
    running decision with the exposure known that day and the day before. `pain` (NRS), `design`
    (the pain equation: exposure's shapes first, then other terms), `ran` (0 or 1), `terms` (the
    decision's time terms), `shapes` (the exposure's shapes on every day). `lag_weights`, (lags,
    shapes), is what one run k days ago adds to each shape.
    """

    rated: Array
    decided: Array
    pain: Array
    design: Array
    ran: Array
    terms: Array
    shapes: Array
    lag_weights: Array


@dataclass(frozen=True)
class Correction:
    """The exposure's coefficients without the bias; `covariance` includes all parameters'.

    `today` and `yesterday`: change in the chance of a run per NRS point of felt pain.
    """

    params: Array
    covariance: Array
    bias: Array
    today: float
    yesterday: float


def correct(d: Decisions, held: Array, rho: float, log_r: float, scale: float) -> Correction:
    """Subtract the bias that running by how it hurts leaves.

    Parameters
    ----------
    d : Decisions
    held : array, (shapes,)
        The plain fit's coefficients: what they add to pain is held fixed in the decision.
    rho, log_r, scale : float
        The plain fit's error model: where the search starts.

    Returns
    -------
    Correction

    Raises
    ------
    FitError
        Too few decisions, the person ran on all of the days or on none, or no convergence.

    Notes
    -----
    With u the latent AR(1) part of pain and P = shapes x coefficients + u:

        pain = design x coefficients + u + noise            (variance ratio r)
        ran  = time terms + g0 P + g1 P(yesterday) + chance (variance ratio s)

    (rho, r, g0, g1, s) maximise the restricted likelihood of both. Then runs before day t and the
    error of day t' have a known covariance c(t - t'), and the bias of the GLS coefficients is
    (Z' M Z)^-1 trace(M C), M the error precision with the other terms swept out. The standard
    error carries the five parameters' uncertainty (delta method).
    """
    n_decided = int(d.decided.sum())
    chance = d.ran[d.decided].mean() if n_decided else 0.0
    if n_decided < MIN_DECISIONS or not 0 < chance < 1:
        raise FitError("runs on all or none of the days: no decision to learn from")
    problem = _Joint(d, held)
    spread = np.sqrt(chance * (1 - chance))
    start_s = np.log(spread**2 / scale)
    q1 = np.arctanh(min(rho, 0.985) / RHO_TOP)
    bounds = [(BOUNDS[0][0], 3.0), (-6.0, BOUNDS[1][1]), (-3, 3), (-3, 3)]
    bounds += [(start_s - 5, start_s + 3)]
    for response in (-0.05, 0.0, 0.05):
        start = np.array([q1, np.clip(log_r, -4, 4), response, response, start_s])
        found = climb(problem.reml, start, bounds)
        if found.success:
            break
    else:
        raise FitError("the search for the running decision did not converge")
    q = found.x
    plain, each, gls = problem.bias(q)
    curvature, slopes = np.zeros((5, 5)), np.zeros((len(held), 5))
    slopes[:, 2:4] = -each  # the bias is linear in g0 and g1, and s has no say in it
    for j, step in enumerate(np.eye(5) * 1e-4):
        above, below = q + step, q - step
        curvature[j] = (problem.reml(above)[1] - problem.reml(below)[1]) / 2e-4
        if j < 2:
            ends = [b - e @ q[2:4] for b, e, _ in map(problem.bias, (above, below))]
            slopes[:, j] = (ends[0] - ends[1]) / 2e-4
    keep = [j for j in range(5) if j != 1 or q[1] > -5]
    curvature = (curvature + curvature.T)[np.ix_(keep, keep)] / 2
    values, vectors = np.linalg.eigh(curvature)
    along = slopes[:, keep] @ vectors
    covariance = gls + (along / np.maximum(values, 0.05)) @ along.T
    bias = each @ q[2:4]
    return Correction(plain - bias, covariance, bias, float(q[2]), float(q[3]))


class _Joint:
    """Pain and decisions under q = (atanh(rho / .99), log r, g0, g1, log s)."""

    def __init__(self, d: Decisions, held: Array) -> None:
        self.d = d
        self.n, self.k1 = d.design.shape
        self.k = self.k1 + d.terms.shape[1]
        self.rated, self.decided = d.rated.astype(float), d.decided.astype(float)
        self.next_decided = np.append(self.decided[1:], 0.0)
        self.pain = np.where(d.rated, d.pain, 0.0)
        self.design = np.where(d.rated[:, None], d.design, 0.0)
        added = d.shapes @ held
        before = np.append(0.0, added[:-1])
        # the columns: pain equation | decision's terms | response | what g0 and g1 multiply
        zeros = np.zeros((self.n, self.k - self.k1))
        self.of_pain = np.asfortranarray(np.column_stack([self.design, zeros, self.pain]))
        of_ran = np.column_stack([0 * self.design, d.terms, d.ran, added, before])
        self.of_ran = np.asfortranarray(of_ran * self.decided[:, None])
        self.pain_cross = self.of_pain.T @ self.of_pain
        self.ran_cross = self.of_ran.T @ self.of_ran
        self.free = self.rated.sum() + self.decided.sum() - self.k

    def reml(self, q: Array) -> tuple[float, Array]:
        """Return minus the restricted log-likelihood (up to a constant) and its gradient."""
        n, k = self.n, self.k
        rho, r, g0, g1, s = _natural(q)
        take = np.eye(k + 3, k + 1)
        take[k + 1 :, k] = -q[2:4]
        pain, ran = self.of_pain, self.of_ran[:, : k + 1].copy("F")
        ran[:, k] -= self.of_ran[:, k + 1 :] @ q[2:4]
        diagonal = np.full(n, 1 + rho**2)
        diagonal[[0, -1]] = 1.0
        diagonal += self.rated / r + (g0**2 * self.decided + g1**2 * self.next_decided) / s
        beside = -rho + g0 * g1 * self.decided[1:] / s
        d, low, _ = dpttrf(diagonal, beside)
        other = dpttrf(diagonal[::-1], beside[::-1])[0][::-1]
        inv_diag = 1 / (d + other - diagonal)
        inv_off = -low * inv_diag[1:]
        score = pain / r + (g0 / s) * ran
        score[:-1] += (g1 / s) * ran[1:]
        mean, _ = dpttrs(d, low, score)
        pain_cross, ran_cross = self.pain_cross / r, take.T @ self.ran_cross @ take / s
        cross = pain_cross + ran_cross - score.T @ mean
        inverse = np.linalg.inv(cross[:k, :k])
        beta = inverse @ cross[:k, k]
        rest = float(cross[k, k] - cross[:k, k] @ beta)
        counts = self.rated.sum(), self.decided.sum()
        log_v = np.log(d).sum() - np.log1p(-(rho**2)) + counts[0] * q[1] + counts[1] * q[4]
        log_x = np.linalg.slogdet(cross[:k, :k])[1]
        value = 0.5 * (self.free * np.log(rest) + log_v + log_x)

        # every parameter moves A's diagonal, what stands beside it, or the scores: the gradient
        # adds up, for each of these, the residuals', the design's and the determinant's share
        contrast, weight = np.append(-beta, 1.0), self.free / rest
        error, lever = mean @ contrast, (inverse @ mean[:, :k].T).T
        at = weight * error**2 + _rows(lever, mean) + inv_diag
        side = 2 * (weight * error[:-1] * error[1:] + _rows(lever[:-1], mean[1:]) + inv_off)
        ran_error = ran @ contrast / s
        by_pain = 2 * (weight * (pain @ contrast) @ error + _rows(lever, pain).sum()) / r
        by_ran = 2 * (weight * ran_error @ error + _rows(lever, ran).sum() / s)
        by_next = 2 * (weight * ran_error[1:] @ error[:-1] + _rows(lever[:-1], ran[1:]).sum() / s)
        own_pain, own_ran = (
            weight * contrast @ part @ contrast + (inverse * part[:k, :k]).sum()
            for part in (pain_cross, ran_cross)
        )
        ends = np.full(n, 2 * rho)
        ends[[0, -1]] = 0.0
        day, after = self.decided @ at / s, self.next_decided @ at / s
        both = self.decided[1:] @ side / s
        gradient = 0.5 * np.array(
            [
                ends @ at - side.sum() + 2 * rho / (1 - rho**2),
                counts[0] - own_pain + by_pain - self.rated @ at / r,
                2 * g0 * day + g1 * both - by_ran,
                2 * g1 * after + g0 * both - by_next,
                counts[1] - own_ran + g0 * by_ran + g1 * by_next
                - (g0**2 * day + g1**2 * after + g0 * g1 * both),
            ]
        )  # fmt: skip
        gradient[0] *= rho_slope(q[0])
        # g0 and g1 also move the response, by what the held coefficients add to pain
        chance = ran_error - (g0 * error + g1 * np.append(0.0, error[:-1])) / s
        gradient[2:4] -= weight * (self.of_ran[:, k + 1 :].T @ chance)
        return value, gradient

    def bias(self, q: Array) -> tuple[Array, Array, Array]:
        """Return the exposure's GLS coefficients, their bias per unit of g0 and g1, covariance."""
        rho, r = _natural(q)[:2]
        n, shapes = self.n, self.d.shapes.shape[1]
        diagonal = np.full(n, 1 + rho**2)
        diagonal[[0, -1]] = 1.0
        diagonal += self.rated / r
        d, low, _ = dpttrf(diagonal, np.full(n - 1, -rho))
        other = dpttrf(diagonal[::-1], np.full(n - 1, -rho))[0][::-1]
        columns = np.column_stack([self.design, self.pain]) / r
        solved, _ = dpttrs(d, low, columns)
        weighted = columns - self.rated[:, None] * solved / r
        cross = self.design.T @ weighted
        inverse = np.linalg.inv(cross[:, : self.k1])
        beta = inverse @ cross[:, self.k1]
        rest = self.pain @ weighted[:, self.k1] - beta @ cross[:, self.k1]
        scale = float(rest) / (self.rated.sum() - self.k1)
        covariance = inverse[:shapes, :shapes]

        # c(k), k = day of the exposure less day of the error, for all k from 1 - n to n - 1
        lags = len(self.d.lag_weights)
        power = rho ** np.abs(np.arange(-n - lags, n - 1))
        # windows over the lags, the last lag first; the run a day later is one window back
        memory = sliding_window_view(power, lags) @ self.d.lag_weights[::-1]
        c = np.hstack([memory[1:], memory[:-1]])
        c *= scale / (1 - rho**2)

        # trace of the precision with C: one sum per off-diagonal of the inverse
        middle, entry = n - 1, 1 / (d + other - diagonal)
        total = c[middle] * (self.rated.sum() / r - self.rated @ entry / r**2)
        for k in range(1, n):
            entry = -low[: n - k] * entry[1:]
            if entry.max() < NO_MEMORY * r:
                break
            side = -(self.rated[k:] * self.rated[: n - k]) @ entry / r**2
            total = total + side * (c[middle + k] + c[middle - k])
        # less what the other terms sweep out: C applied to them by the fast Fourier transform
        terms = weighted[:, shapes : self.k1]
        swept = np.linalg.inv(cross[shapes:, shapes : self.k1])
        size = next_fast_len(2 * n - 1, real=True)
        spectrum = np.fft.rfft(terms, size, axis=0)
        for j, kernel in enumerate(np.fft.rfft(c, size, axis=0).T):
            smeared = np.fft.irfft(kernel[:, None] * spectrum, size, axis=0)[middle : middle + n]
            total[j] -= float((swept * (smeared.T @ terms)).sum())
        return beta[:shapes], covariance @ total.reshape(2, shapes).T, covariance * scale


def _rows(a: Array, b: Array) -> Array:
    """Return each day's inner product of a with the same columns of b."""
    return np.einsum("ij,ij->i", a, b[:, : a.shape[1]])


def _natural(q: Array) -> tuple[float, float, float, float, float]:
    return rho_of(q[0]), float(np.exp(q[1])), float(q[2]), float(q[3]), float(np.exp(q[4]))
