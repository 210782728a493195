"""The top of a likelihood: found by climbing, and how sharp it is.

Error models have parameters q whose first two are (atanh(rho / .99), log r).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

FLAT_ENOUGH = 1e-3  # a gradient below this is a top
STEP = 1e-4  # of central differences
LOG_R_PLACE = 1
NO_NOISE = -5.0  # below this log r, the noise has vanished and its own uncertainty with it
SMALLEST_CURVATURE = 0.05
Array = np.ndarray


def climb(
    negative: Callable[[Array], tuple[float, Array]],
    start: Array,
    bounds: Sequence[tuple[float, float]],
    scale: Array | None = None,
) -> Any:
    """Minimise from a start, the gradient given; `success` tells whether it is a minimum.

    `scale` are about the errors of the parameters: in units of these the search takes fewer steps.
    """
    from scipy.optimize import minimize

    unit = np.ones(len(start)) if scale is None else scale

    def in_units(x: Array) -> tuple[float, Array]:
        value, slope = negative(x * unit)
        return value, slope * unit

    limits = np.array(bounds, dtype=float) / unit[:, None]
    found = minimize(
        in_units,
        start / unit,
        jac=True,
        method="SLSQP",
        bounds=limits,
        options={"ftol": 1e-11},
    )
    # at the top within rounding, the line search may find nothing higher and call it abnormal
    is_flat = float(np.abs(found.jac / unit).max()) < FLAT_ENOUGH
    found.x = found.x * unit
    found.success = bool(found.success) or is_flat
    return found


def derivative(function: Callable[[Array], Array], q: Array, place: int) -> Array:
    """Return a function's derivative by one entry of q, by central differences."""
    step = np.zeros(len(q))
    step[place] = STEP
    return (function(q + step) - function(q - step)) / (2 * STEP)


def variance_at(q: Array, gradient: Callable[[Array], Array]) -> Array:
    """Return the covariance of q at the top: the inverse curvature.

    `gradient` is that of minus the log-likelihood. Directions in which it is all but flat count
    as having the smallest curvature that is believed; log r has none where the noise vanishes.
    """
    n = len(q)
    curvature = np.array([derivative(gradient, q, place) for place in range(n)])
    curvature = (curvature + curvature.T) / 2
    uncertain = np.full(n, True)
    uncertain[LOG_R_PLACE] = q[LOG_R_PLACE] >= NO_NOISE
    both = np.ix_(uncertain, uncertain)
    variance = np.zeros((n, n))
    variance[both] = _floored_inverse(curvature[both])
    return variance


def _floored_inverse(curvature: Array) -> Array:
    """Return the inverse of a curvature, its eigenvalues floored."""
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(values, SMALLEST_CURVATURE)) @ vectors.T
