"""The bias that running by how it hurts leaves in the regression, in O(days log days).

Runs before day t follow felt pain, so the exposure's shapes Z on day t and the error of day t'
have a covariance that depends on their distance alone. With rho the AR(1) coefficient of pain and
w(j) what one run j days ago adds to each shape:

    (1)  c(k) = sigma^2 / (1 - rho^2) sum_j w(j) (g0 rho^|k - j| + g1 rho^|k - j - 1|),  k = t - t'
    (2)  bias = (Z' M Z)^-1 trace(M C)

M is the error precision with the other terms W swept out, P the precision itself:

    (3)  P = R / r - R (Q + R / r)^-1 R / r^2            R: 1 on rated days, Q the AR(1) precision
    (4)  trace(M C) = trace(P C) - trace((W' P W)^-1 W' P C P W)

C is a Toeplitz matrix, so of M only the sums of its diagonals are needed: those of P one by one
until they fade, the others by a fast Fourier transform. The bias is linear in g0 and g1, so it is
returned per unit of each.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import next_fast_len

from .decisions import Decisions
from .joint import precision_of_u
from .likelihood import Gls
from .tridiagonal import Factored, Tridiagonal

NO_MEMORY = 1e-12
LOOKED_AT_EVERY = 8  # diagonals: whether the memory has faded
Array = np.ndarray


class Bias(NamedTuple):
    """The exposure's GLS coefficients at one rho and r, and what is wrong with them.

    `params` (s,); `per_response` (s, 2): their bias per unit of g0 and g1; `covariance` (s, s).
    """

    params: Array
    per_response: Array
    covariance: Array

    def of(self, response: Array) -> Array:
        """Return the bias under g0 and g1."""
        return self.per_response @ response


class _Errors(NamedTuple):
    """The error precision P at one rho and r (3); `inner` is Q + R / r."""

    rated: Array
    r: float
    inner: Factored

    def weigh(self, columns: Array) -> Array:
        """Return P times columns that are zero on unrated days."""
        scaled = columns / self.r
        smoothed = self.rated[:, None] * self.inner.solve(scaled)
        return scaled - smoothed / self.r


def expected_bias(d: Decisions, rho: float, r: float) -> Bias:
    """Return the exposure's GLS coefficients at rho and r, and their expected bias."""
    n, shapes = d.shapes.shape
    k = d.design.shape[1]
    errors = _precision_of_errors(d, rho, r)
    pain = np.where(d.rated, d.pain, 0.0)
    weighted = errors.weigh(np.column_stack([d.design, pain]))
    cross = d.design.T @ weighted  # X' P [X, y]
    gls = Gls.of(cross)
    rest = float(pain @ weighted[:, k] - gls.beta @ cross[:, k])
    scale = rest / (errors.rated.sum() - k)

    variance = scale / (1 - rho**2)
    c = variance * _covariance_by_distance(d.lag_weights, n, rho)
    others = weighted[:, shapes:k]
    of_others = np.linalg.inv(cross[shapes:, shapes:k])
    diagonals = _diagonals_of_precision(errors) - _diagonals_swept_out(others, of_others)
    trace = diagonals @ c  # trace(M C): C is Toeplitz
    own = gls.inverse[:shapes, :shapes]  # (Z' M Z)^-1
    return Bias(
        params=gls.beta[:shapes],
        per_response=own @ trace.reshape(2, shapes).T,
        covariance=own * scale,
    )


def _precision_of_errors(d: Decisions, rho: float, r: float) -> _Errors:
    rated = d.rated.astype(float)
    precision = precision_of_u(len(rated), rho)
    inner = Tridiagonal(precision.diagonal + rated / r, precision.beside)
    return _Errors(rated, r, inner.factored())


def _covariance_by_distance(lag_weights: Array, n: int, rho: float) -> Array:
    """Return the sum of (1) at distance k and at -k, for g0's shapes, then g1's: (n, 2s).

    Row k is the distance k; what is wanted of C are sums over both its k-th diagonals.
    """
    lags = len(lag_weights)
    power = rho ** np.abs(np.arange(-n - lags, n - 1))
    # windows over the lags, the last lag first; the run a day later is one window back
    memory = sliding_window_view(power, lags) @ lag_weights[::-1]
    both = np.hstack([memory[1:], memory[:-1]])
    middle = n - 1
    by_distance = both[middle:]
    by_distance[1:] += both[:middle][::-1]
    return by_distance


def _diagonals_of_precision(errors: _Errors) -> Array:
    """Return the sum of each diagonal of P, from the main one on: (n,); zero where it fades."""
    rated = errors.rated
    multipliers = -errors.inner.multipliers
    n = len(rated)
    entries = errors.inner.inverse.diagonal
    sums = np.zeros(n)
    sums[0] = rated.sum() / errors.r - rated @ entries / errors.r**2
    for k in range(1, n):
        entries = multipliers[: n - k] * entries[1:]
        if k % LOOKED_AT_EVERY == 0 and entries.max() < NO_MEMORY * errors.r:
            break
        sums[k] = -(rated[k:] * entries) @ rated[: n - k] / errors.r**2
    return sums


def _diagonals_swept_out(others: Array, of_others: Array) -> Array:
    """Return the sum of each diagonal of P W (W' P W)^-1 W' P, from the main one on: (n,).

    With L L' = (W' P W)^-1 these are the autocovariances of the columns of P W L, by Fourier
    transforms.
    """
    n = len(others)
    columns = others @ np.linalg.cholesky(of_others)
    size = next_fast_len(2 * n - 1, real=True)
    spectrum = np.fft.rfft(columns.T, size)
    power = (spectrum.real**2 + spectrum.imag**2).sum(axis=0)
    return np.fft.irfft(power, size)[:n]
