"""Running by how it hurts: the bias this leaves in the regression, estimated and taken away.

Pain is rated with noise and by whole points; the person runs by what they feel. So runs of the
days before are correlated with the errors that the regression cannot see, and a fitted trend adds
a bias of its own (Nickell 1981). Both follow from how strongly runs follow pain: the running
decision is modelled beside pain, and the expected bias is subtracted from the coefficients.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpttrf, dpttrs

from .errors import FitError
from .reml import BOUNDS, RHO_TOP, rho_of, rho_slope, tridiagonal

MIN_DECISIONS = 30
LONGEST_MEMORY = 150
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
    from scipy.optimize import minimize

    problem = _Joint(d, held)
    spread = np.sqrt(chance * (1 - chance))
    start_s = np.log(spread**2 / scale)
    q1 = np.arctanh(min(rho, 0.985) / RHO_TOP)
    bounds = [(BOUNDS[0][0], 3.0), (-6.0, BOUNDS[1][1]), (-3, 3), (-3, 3)]
    bounds += [(start_s - 5, start_s + 3)]
    for response in (-0.05, 0.0, 0.05):
        start = np.array([q1, np.clip(log_r, -4, 4), response, response, start_s])
        options = {"ftol": 1e-10, "gtol": 1e-4}
        found = minimize(
            problem.reml, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options
        )
        if found.success:
            break
    else:
        raise FitError("the search for the running decision did not converge")
    q = found.x
    params, gls, bias = problem.corrected(q)
    curvature, slopes = np.zeros((5, 5)), np.zeros((len(held), 5))
    for j, step in enumerate(np.eye(5) * 1e-4):
        curvature[j] = (problem.reml(q + step)[1] - problem.reml(q - step)[1]) / 2e-4
        slopes[:, j] = (problem.corrected(q + step)[0] - problem.corrected(q - step)[0]) / 2e-4
    keep = [j for j in range(5) if j != 1 or q[1] > -5]
    curvature = (curvature + curvature.T)[np.ix_(keep, keep)] / 2
    values, vectors = np.linalg.eigh(curvature)
    along = slopes[:, keep] @ vectors
    covariance = gls + (along / np.maximum(values, 0.05)) @ along.T
    return Correction(params, covariance, bias, float(q[2]), float(q[3]))


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
        none = np.zeros((self.n, 2))
        self.of_pain = np.column_stack([self.design, zeros, self.pain, none])
        of_ran = np.column_stack([0 * self.design, d.terms, d.ran, added, before])
        self.of_ran = of_ran * self.decided[:, None]
        self.free = self.rated.sum() + self.decided.sum() - self.k

    def reml(self, q: Array) -> tuple[float, Array]:
        """Return minus the restricted log-likelihood (up to a constant) and its gradient."""
        n, k = self.n, self.k
        rho, r, g0, g1, s = _natural(q)
        pain, ran = self.of_pain[:, : k + 1], self.of_ran[:, : k + 1].copy()
        ran[:, k] -= self.of_ran[:, k + 1 :] @ q[2:4]
        diagonal = np.full(n, 1 + rho**2)
        diagonal[[0, -1]] = 1.0
        diagonal += self.rated / r + (g0**2 * self.decided + g1**2 * self.next_decided) / s
        beside = -rho + g0 * g1 * self.decided[1:] / s
        d, low, _ = dpttrf(diagonal, beside)
        other = dpttrf(diagonal[::-1], beside[::-1])[0][::-1]
        inv_diag = 1 / (d + other - diagonal)
        inv_off = -low * inv_diag[1:]
        ran_s = ran / s
        ran_next = np.vstack([ran_s[1:], np.zeros((1, k + 1))])
        score = pain / r + g0 * ran_s + g1 * ran_next
        mean, _ = dpttrs(d, low, score)
        pain_cross, ran_cross = pain.T @ pain / r, ran.T @ ran_s
        cross = pain_cross + ran_cross - score.T @ mean
        log_v = np.log(d).sum() - np.log1p(-(rho**2)) + self.rated.sum() * q[1]
        log_v += self.decided.sum() * q[4]
        inverse = np.linalg.inv(cross[:k, :k])
        beta = inverse @ cross[:k, k]
        rest = float(cross[k, k] - cross[:k, k] @ beta)
        log_x = np.linalg.slogdet(cross[:k, :k])[1]
        value = 0.5 * (self.free * np.log(rest) + log_v + log_x)

        # what each parameter moves: own cross products, score, A's diagonal, A's side
        ends = np.full(n, 2 * rho)
        ends[[0, -1]] = 0.0
        squares = g0**2 * self.decided + g1**2 * self.next_decided
        product = self.decided[1:] / s
        moves = (
            (0.0, None, ends, np.full(n - 1, -1.0), 2 * rho / (1 - rho**2)),
            (-pain_cross, -pain / r, -self.rated / r, np.zeros(n - 1), self.rated.sum()),
            (0.0, ran_s, 2 * g0 * self.decided / s, g1 * product, 0.0),
            (0.0, ran_next, 2 * g1 * self.next_decided / s, g0 * product, 0.0),
            (
                -ran_cross,
                -(g0 * ran_s + g1 * ran_next),
                -squares / s,
                -g0 * g1 * product,
                self.decided.sum(),
            ),
        )
        contrast = np.append(-beta, 1.0)
        gradient = np.empty(5)
        for j, (own, d_score, d_diagonal, d_beside, log_own) in enumerate(moves):
            moved = own + mean.T @ tridiagonal(d_diagonal, d_beside, mean)
            if d_score is not None:
                both = d_score.T @ mean
                moved = moved - both - both.T
            d_rest = contrast @ moved @ contrast
            log_a = d_diagonal @ inv_diag + 2 * d_beside @ inv_off
            trace = float((inverse * moved[:k, :k]).sum())
            gradient[j] = 0.5 * (self.free * d_rest / rest + log_a + log_own + trace)
        gradient[0] *= rho_slope(q[0])
        # g0 and g1 also move the response, by what the held coefficients add to pain
        felt = mean @ contrast
        error = ran @ contrast - g0 * felt - g1 * np.append(0.0, felt[:-1])
        gradient[2:4] -= self.free / rest * (self.of_ran[:, k + 1 :].T @ (error / s))
        return value, gradient

    def corrected(self, q: Array) -> tuple[Array, Array, Array]:
        """Return the exposure's coefficients less their bias, GLS covariance, and the bias."""
        rho, r, g0, g1, _ = _natural(q)
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
        reach = np.arange(1 - n, n)
        lags = np.arange(1, len(self.d.lag_weights) + 1)
        after = np.abs(reach[:, None] - lags)
        memory = g0 * rho**after + g1 * rho ** np.abs(reach[:, None] - lags - 1)
        c = memory @ self.d.lag_weights * scale / (1 - rho**2)

        # trace of the precision with C: one sum per off-diagonal of the inverse
        middle, entry = n - 1, 1 / (d + other - diagonal)
        total = c[middle] * (self.rated.sum() / r - self.rated @ entry / r**2)
        for k in range(1, min(LONGEST_MEMORY, n - 1) + 1):
            entry = -low[: n - k] * entry[1:]
            side = -(self.rated[k:] * self.rated[: n - k]) @ entry / r**2
            total = total + side * (c[middle + k] + c[middle - k])
        # less what the other terms sweep out: C applied to them by the fast Fourier transform
        terms = weighted[:, shapes : self.k1]
        swept = np.linalg.inv(cross[shapes:, shapes : self.k1])
        size = 1 << int(np.ceil(np.log2(3 * n)))
        spectrum = np.fft.rfft(terms, size, axis=0)
        for j in range(shapes):
            kernel = np.fft.rfft(c[:, j], size)[:, None]
            smeared = np.fft.irfft(kernel * spectrum, size, axis=0)[middle : middle + n]
            total[j] -= float((swept * (smeared.T @ terms)).sum())
        bias = covariance @ total
        return beta[:shapes] - bias, covariance * scale, bias


def _natural(q: Array) -> tuple[float, float, float, float, float]:
    return rho_of(q[0]), float(np.exp(q[1])), float(q[2]), float(q[3]), float(np.exp(q[4]))
