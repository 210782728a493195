"""The hills of an error model's likelihood: found on a coarse grid, and each climbed once.

In a short or very noisy diary the likelihood of (rho, r) can have more than one top. So the search
begins at every peak of a grid. A fit of the same ratings on other columns has nearly the same
hills: its search begins at the tops that are known, and looks only at those points of the grid that
were not far below them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .likelihood import BOUNDS, LOG_R, ProfiledLikelihood, with_floor
from .optimum import Top, climb

GRID_Q1 = (0.1, 0.5, 0.9, 1.3, 1.8, 2.4)
GRID_Q2 = (-6.5, -3.0, -1.0, 0.5, 2.0, 4.0)
NOT_FAR_BELOW = 6.0  # in log-likelihood: what other columns may lift above a known top
STEPS_OF_A_WAY = 7
ROUNDING = 1e-9
DIP = 0.3  # in log-likelihood: so deep a dip on the way does not part two hills
Array = np.ndarray


@dataclass(frozen=True)
class Hills:
    """What a search found.

    Attributes
    ----------
    tops : tuple of Top
        One of each hill that was climbed, the highest first; nearly always it is one. Two may be
        the same top, climbed from different sides.
    worth_a_look : array of bool, (rho, r)
        The points of the grid that are not far below the highest top; at least one.
    """

    tops: tuple[Top, ...]
    worth_a_look: Array


def climb_hills(problem: ProfiledLikelihood, noise: bool, near: Hills | None) -> Hills:
    """Climb each hill once: from the tops known from a fit near by, and from peaks of the grid."""

    def negative(q: Array) -> tuple[float, Array]:
        point = problem.evaluate(q)
        return -point.llf, -point.gradient

    bounds = BOUNDS
    log_r: tuple[float, ...] = GRID_Q2
    if not noise:
        no_noise = LOG_R[0]
        bounds = [BOUNDS[0], (no_noise, no_noise)]
        log_r = (no_noise,)
    looked_at = np.full((len(GRID_Q1), len(log_r)), True)
    starts: list[Array] = []
    if near is not None and near.worth_a_look.shape == looked_at.shape:
        looked_at = near.worth_a_look
        # a top beyond the grid's largest rho ends a long flat ridge, on which others may lie
        starts = [top.q for top in near.tops if top.q[0] <= GRID_Q1[-1]]
    height = problem.heights(GRID_Q1, log_r, looked_at)
    tops: list[Top] = []
    for start in [*starts, *_peaks(height, log_r)]:
        if any(_is_one_hill(problem, start, top) for top in tops):
            continue
        top = climb(negative, problem.information, start, bounds)
        tops.append(top._replace(q=with_floor(top.q)))
    tops.sort(key=lambda top: top.negative)
    if near is None:
        lowest = min(height.max(), -tops[0].negative - NOT_FAR_BELOW)
        looked_at = height >= lowest
    return Hills(tuple(tops), looked_at)


def _peaks(height: Array, log_r: tuple[float, ...]) -> Array:
    """Return the points of the grid at least as high as all their neighbours: (peaks, 2).

    The highest comes first. Points of no height are not looked at.
    """
    grid = np.stack(np.meshgrid(GRID_Q1, log_r, indexing="ij"), axis=-1)
    walled = np.pad(height, 1, constant_values=-np.inf)
    highest_around = sliding_window_view(walled, (3, 3)).max(axis=(2, 3))
    is_peak = np.isfinite(height) & (height >= highest_around)
    return grid[is_peak][np.argsort(-height[is_peak], kind="stable")]


def _is_one_hill(problem: ProfiledLikelihood, start: Array, top: Top) -> bool:
    """Tell whether a start is on the hill of a top.

    On the straight way between them lies no valley, and nothing that is higher than the top.
    """
    steps = np.linspace(0.0, 1.0, STEPS_OF_A_WAY)[:-1, None]
    way = start + steps * (top.q - start)
    heights = np.array([*map(problem.likelihood, way), -top.negative])
    highest_so_far = np.maximum.accumulate(heights)
    no_valley = (highest_so_far - heights < DIP).all()
    none_higher = highest_so_far[-1] <= heights[-1] + ROUNDING
    return bool(no_valley and none_higher)
