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
Place = tuple[int, int]  # of the grid: (rho, r)


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
    search = _Search(problem, noise)
    looked_at = np.full((len(GRID_Q1), len(search.log_r)), True)
    starts: list[Array] = []
    if near is not None and near.worth_a_look.shape == looked_at.shape:
        looked_at = near.worth_a_look
        # a top beyond the grid's largest rho ends a long flat ridge, on which others may lie
        starts = [top.q for top in near.tops if top.q[0] <= GRID_Q1[-1]]
    height = search.heights(looked_at)
    for start in starts:
        if not search.knows(start):
            search.climb_from(start)
    for peak in _peaks(height):
        if search.knows(search.point(peak)):
            continue
        highest = search.walk_up(height, peak)
        if highest == peak or not search.knows(search.point(highest)):
            search.climb_from(search.point(highest))
    tops = sorted(search.tops, key=lambda top: top.negative)
    if near is None:
        lowest = min(height.max(), -tops[0].negative - NOT_FAR_BELOW)
        looked_at = height >= lowest
    return Hills(tuple(tops), looked_at)


class _Search:
    """The hills of one likelihood, those climbed so far among them."""

    def __init__(self, problem: ProfiledLikelihood, noise: bool) -> None:
        self.problem = problem
        self.tops: list[Top] = []
        self.bounds = BOUNDS
        self.log_r: tuple[float, ...] = GRID_Q2
        if not noise:
            no_noise = LOG_R[0]
            self.bounds = [BOUNDS[0], (no_noise, no_noise)]
            self.log_r = (no_noise,)

    def heights(self, looked_at: Array) -> Array:
        """Return the log-likelihood on the grid; -inf at points that are not looked at."""
        return self.problem.heights(GRID_Q1, self.log_r, looked_at)

    def point(self, place: Place) -> Array:
        """Return the q of a place on the grid."""
        row, column = place
        return np.array([GRID_Q1[row], self.log_r[column]])

    def knows(self, start: Array) -> bool:
        """Tell whether a start is on a hill that was climbed."""
        return any(_is_one_hill(self.problem, start, top) for top in self.tops)

    def climb_from(self, start: Array) -> None:
        """Climb to the top of a start's hill."""

        def negative(q: Array) -> tuple[float, Array]:
            point = self.problem.evaluate(q)
            return -point.llf, -point.gradient

        top = climb(negative, self.problem.information, start, self.bounds)
        self.tops.append(top._replace(q=with_floor(top.q)))

    def walk_up(self, height: Array, peak: Place) -> Place:
        """Return the peak that lies up the grid from one with neighbours not yet looked at."""
        known = height.copy()
        here = peak
        while True:
            row, column = here
            around = np.full(known.shape, False)
            around[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2] = True
            unknown = around & np.isneginf(known)
            if not unknown.any():
                return here
            known[unknown] = self.heights(unknown)[unknown]
            highest = np.argmax(np.where(around, known, -np.inf))
            place = np.unravel_index(highest, known.shape)
            here = (int(place[0]), int(place[1]))


def _peaks(height: Array) -> list[Place]:
    """Return the places at least as high as all their neighbours, the highest first.

    Points of no height are not looked at.
    """
    walled = np.pad(height, 1, constant_values=-np.inf)
    highest_around = sliding_window_view(walled, (3, 3)).max(axis=(2, 3))
    is_peak = np.isfinite(height) & (height >= highest_around)
    places = np.argwhere(is_peak)
    highest_first = np.argsort(-height[is_peak], kind="stable")
    return [(int(row), int(column)) for row, column in places[highest_first]]


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
