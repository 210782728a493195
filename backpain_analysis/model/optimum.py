"""The top of a likelihood: found by climbing, and how sharp it is.

Error models have parameters q whose first two are (atanh(rho / .99), log r).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

FLAT_ENOUGH = 1e-3  # a gradient below this is a top
MOST_STEPS = 50
NOTHING_TO_GAIN = 1e-10  # twice what is left to the top, in log-likelihood, if it is a parabola
NEAR = 1.0  # the same; nearer than this, steps tell the curvature better than information does
LONGEST_STEP = 1.5  # in any parameter
SMALL_STEP = 1e-3
MOST_CHANGES = 20  # of which parameters are held, in one step
LEAST_INFORMATION = 1e-8
ENOUGH_OF_A_STEP = 1e-4  # share of the gain that the slope promises
SHORTEST = 0.1  # of the step before, where that led down
LONGEST_AGAIN = 0.5
ROUNDING = 1e-9  # a smaller gain than this, beside the value, may be lost in rounding
NOT_BENT = 1e-8
STEP = 1e-4  # of central differences
LOG_R_PLACE = 1
NO_NOISE = -5.0  # below this log r, the noise has vanished and its own uncertainty with it
SMALLEST_CURVATURE = 0.05
Array = np.ndarray


class Top(NamedTuple):
    """Where a climb ended: q, minus the log-likelihood there, and whether it is a top."""

    q: Array
    negative: float
    converged: bool


class _Place(NamedTuple):
    """A point on the way, with minus the log-likelihood and its gradient."""

    q: Array
    negative: float
    slope: Array


def climb(
    negative: Callable[[Array], tuple[float, Array]],
    information: Callable[[Array], Array],
    start: Array,
    bounds: Sequence[tuple[float, float]],
) -> Top:
    """Climb a likelihood from a start, within bounds, until nothing is to be gained.

    Newton's method with the average information as the curvature (Gilmour, Thompson and Cullis
    1995). Near the top, where this is right within a tenth or so, it is bettered by how the
    gradient changed from step to step (BFGS; Nocedal and Wright 2006, chapter 6).

    Parameters
    ----------
    negative : callable
        Minus the log-likelihood at q, (p,), and its gradient.
    information : callable
        About the curvature of that at q: (p, p), no eigenvalue below zero.
    start : array, (p,)
    bounds : sequence of (lowest, highest)
    """
    low, high = np.array(bounds, dtype=float).T
    first = np.clip(start, low, high)
    here = _Place(first, *negative(first))
    curvature = _invertible(information(first))
    for _ in range(MOST_STEPS):
        step = _newton_step(here, curvature, low, high)
        gain = float(-here.slope @ step)
        if gain < NOTHING_TO_GAIN:
            return Top(_last_place(here.q, step), here.negative, converged=True)
        there = _walk(negative, here, step, low, high)
        if gain > NEAR:
            curvature = _invertible(information(there.q))
        else:
            curvature = _bettered(curvature, here, there)
        here = there
    return _climb_a_flat_ridge(negative, here.q, bounds)


def _last_place(q: Array, step: Array) -> Array:
    """Return the top: a small step is right as it is and need not be looked at."""
    if np.abs(step).max() < SMALL_STEP:
        return q + step
    return q


def _climb_a_flat_ridge(
    negative: Callable[[Array], tuple[float, Array]],
    start: Array,
    bounds: Sequence[tuple[float, float]],
) -> Top:
    """Climb by SLSQP, which takes more steps, but gets along where a ridge is flat and curved."""
    from scipy.optimize import minimize

    found = minimize(
        negative, start, jac=True, method="SLSQP", bounds=bounds, options={"ftol": 1e-11}
    )
    # at the top within rounding, the line search may find nothing higher and call it abnormal
    is_flat = float(np.abs(found.jac).max()) < FLAT_ENOUGH
    return Top(found.x, float(found.fun), converged=bool(found.success) or is_flat)


def _invertible(information: Array) -> Array:
    """Return the information with a little on its diagonal: a parameter may say nothing at all."""
    return information + LEAST_INFORMATION * np.eye(len(information))


def _newton_step(here: _Place, curvature: Array, low: Array, high: Array) -> Array:
    """Return the step to the lowest point of the parabola, no farther than bounds and a step go.

    The active set method: the parameter that would go too far by most is held at how far it may
    go, and the others follow it; one that is held is let go where the slope leads back inside.
    """
    lowest = np.maximum(low - here.q, -LONGEST_STEP)
    highest = np.minimum(high - here.q, LONGEST_STEP)
    step = np.asarray(-np.linalg.solve(curvature, here.slope))
    if (step >= lowest).all() and (step <= highest).all():
        return step
    free = np.full(len(step), True)
    for _ in range(MOST_CHANGES):
        beyond = np.where(free, _beyond(step, lowest, highest), 0.0)
        slope = here.slope + curvature @ step
        inward = np.where(step <= lowest, -slope, slope)
        let_go = np.where(free, 0.0, inward)
        if beyond.any():
            farthest = int(np.argmax(beyond))
            step[farthest] = np.clip(step[farthest], lowest[farthest], highest[farthest])
            free[farthest] = False
        elif (let_go > 0).any():
            free[int(np.argmax(let_go))] = True
        else:
            break
        pull = here.slope[free] + curvature[np.ix_(free, ~free)] @ step[~free]
        step[free] = -np.linalg.solve(curvature[np.ix_(free, free)], pull)
    step = np.clip(step, lowest, highest)
    if here.slope @ step < 0:
        return step
    # what was held back turned it round: each parameter by itself
    return np.clip(-here.slope / curvature.diagonal(), lowest, highest)


def _beyond(step: Array, lowest: Array, highest: Array) -> Array:
    """Return how far each parameter would go beyond what it may; 0 within."""
    return np.maximum(0.0, np.maximum(lowest - step, step - highest))


def _walk(
    negative: Callable[[Array], tuple[float, Array]],
    here: _Place,
    step: Array,
    low: Array,
    high: Array,
) -> _Place:
    """Walk along a step, less far until it leads up."""
    share = 1.0
    while True:
        q = np.clip(here.q + share * step, low, high)
        there = _Place(q, *negative(q))
        expected = float(here.slope @ (q - here.q))
        change = there.negative - here.negative
        is_rounding = abs(expected) < ROUNDING * max(1.0, abs(here.negative))
        if is_rounding or change <= ENOUGH_OF_A_STEP * expected:
            return there
        # the lowest point of the parabola through both ends
        lowest = -expected / (2 * (change - expected))
        share *= np.clip(lowest, SHORTEST, LONGEST_AGAIN)


def _bettered(curvature: Array, here: _Place, there: _Place) -> Array:
    """Return the curvature with what a step has told of it (BFGS); it stays positive definite."""
    step = there.q - here.q
    change = there.slope - here.slope
    told = float(step @ change)
    foretold = curvature @ step
    expected = float(step @ foretold)
    if told <= NOT_BENT * expected:
        return curvature
    return curvature + np.outer(change, change) / told - np.outer(foretold, foretold) / expected


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
