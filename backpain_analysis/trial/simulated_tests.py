"""Thousands of simulated tests of one schedule, without simulating a day of most of them.

What the days have to say is p = C'Wy (`randomisation`). Where pain is delta times the schedule plus
errors with covariance V,

    p = G u delta + K^(1/2) z,        K = C'WVWC,    z standard normal, one a block

so that thousands of tests are one matrix product. W is that of the analysis: its error model is
fitted without the schedule, takes some of the difference for pain's own course, and is itself
uncertain. So it is fitted to simulated pain, again and again.
"""

from typing import NamedTuple

import numpy as np

from ..codes import ROUNDING
from ..model import DISTANCE, day_numbers, fit_reml
from .design import LAGS, block_columns, habit_before, trial_terms
from .drawing import MOST_ORDERS, Rule, count_orders, draw_orders, every_order
from .pain_course import PainCourse, error_covariance
from .schedule import Schedule

SPREAD_OF_A_RUN = 0.3  # of its length, around that asked for
HALF = 0.5  # orders of 0 and 1 become those of -1/2 and +1/2
ORDERS = 999  # drawn again in each test
Array = np.ndarray


class Orders(NamedTuple):
    """Orders, of +1/2 and -1/2: all (the own one is among them), or as many as were drawn."""

    orders: Array
    are_all: bool


def orders_to_draw(rule: Rule, blocks: int, rng: np.random.Generator) -> Orders:
    """Return the orders that a test's own one is compared with."""
    if count_orders(rule, blocks) <= MOST_ORDERS:
        every = every_order(rule, blocks)
        return Orders(every - HALF, are_all=True)
    drawn = draw_orders(rule, blocks, ORDERS, rng)
    return Orders(drawn - HALF, are_all=False)


class PlannedDays:
    """All days of a schedule, and how pain goes on them beside it."""

    def __init__(self, course: PainCourse, schedule: Schedule) -> None:
        every_day = np.arange(len(schedule.days))
        lasting = course.scale * error_covariance(every_day, course.rho)
        contrast = _contrast(schedule)
        self.noise = course.scale * np.exp(course.log_r)
        self.root_of_lasting = np.linalg.cholesky(lasting)
        self.chance = _of_chance(course, schedule) / contrast
        self.skipping = _of_skipping(course, schedule) / contrast

    def covariance(self, difference: float) -> Array:
        """Return the covariance of ratings of every day: (days, days).

        Skipped runs move pain too; and where pain decides about them it moves itself: if running
        helps, who rests in pain stays in pain for longer.
        """
        every_day = np.eye(len(self.chance))
        itself = every_day - difference * self.skipping
        moves = np.column_stack([self.root_of_lasting, difference * self.chance])
        felt = np.linalg.solve(itself, moves)
        return np.asarray(felt @ felt.T + self.noise * every_day)


class RatedDays:
    """The rated days of one simulated test.

    Attributes
    ----------
    t : array, (m,)
        Day numbers.
    terms : array, (m, k)
    habit : array, (m, blocks)
        What each block adds to the habit asked for, in units of the contrast.
    """

    def __init__(self, schedule: Schedule, is_rated: Array) -> None:
        days = schedule.days[is_rated]
        habit = block_columns(schedule, schedule.days) * DISTANCE.per  # km a week
        self.is_rated = is_rated
        self.t = day_numbers(days)
        self.terms = trial_terms(days).to_numpy()
        self.habit = habit[is_rated] / _contrast(schedule)

    def say(self, signal: Array, covariance: Array, errors: Array) -> "Said":
        """Return what the days say under the error model fitted to pain with such a signal.

        `signal` (blocks,) are NRS points, `covariance` that of every day, `errors` (m,) standard
        normal.
        """
        among_rated = np.ix_(self.is_rated, self.is_rated)
        root = np.linalg.cholesky(covariance[among_rated])
        pain = self.habit @ signal + root @ errors
        fitted_root = self._fitted_root(pain)
        terms = np.linalg.solve(fitted_root, self.terms)
        habit = np.linalg.solve(fitted_root, self.habit)
        noise = np.linalg.solve(fitted_root, root)
        habit_left = _swept(terms, habit)
        noise_left = habit_left.T @ noise
        return Said(
            information=habit_left.T @ habit_left,
            noise=noise_left @ noise_left.T,
        )

    def _fitted_root(self, pain: Array) -> Array:
        """Return the root of the covariance that the analysis would fit to pain: (m, m)."""
        fit = fit_reml(self.t, pain, self.terms)
        lasting = error_covariance(self.t, fit.rho)
        report_noise = np.exp(fit.log_r) * np.eye(len(self.t))
        return np.asarray(np.linalg.cholesky(lasting + report_noise))


def _swept(terms: Array, columns: Array) -> Array:
    """Return what terms leave of columns."""
    basis, _ = np.linalg.qr(terms)
    return np.asarray(columns - basis @ (basis.T @ columns))


def _contrast(schedule: Schedule) -> float:
    """Return how many kilometres a week the high week has more."""
    return schedule.high.km - schedule.low.km


class _KmOfDays(NamedTuple):
    """Kilometres asked for on each day, were all blocks low or all high: (days,) each."""

    low: Array
    high: Array


def _km_asked(schedule: Schedule) -> _KmOfDays:
    weekday = schedule.days.day_of_week.to_numpy()
    return _KmOfDays(
        low=schedule.low.on(weekday),
        high=schedule.high.on(weekday),
    )


def _share_kept(course: PainCourse) -> float:
    """Return the share of the runs asked for that are run."""
    return float(np.clip(course.adherence, 0.0, 1.0))


def _of_chance(course: PainCourse, schedule: Schedule) -> Array:
    """Return how the habit run varies beside that asked for, km a week: (days, days).

    Of runs that are skipped by chance, and longer or shorter than asked; a root of the covariance.
    """
    asked = _km_asked(schedule)
    mean_square = (asked.low**2 + asked.high**2) / 2
    kept = _share_kept(course)
    of_skipping = kept * (1 - kept)
    of_length = kept * SPREAD_OF_A_RUN**2
    variance = mean_square * (of_skipping + of_length)
    return _habit_of_days(np.sqrt(variance))


def _of_skipping(course: PainCourse, schedule: Schedule) -> Array:
    """Return how much less the habit run gets per point of each day's pain: (days, days)."""
    asked = _km_asked(schedule)
    mean = (asked.low + asked.high) / 2
    kept = _share_kept(course)
    less_likely = kept * (1 - kept) * course.skipping
    return _habit_of_days(less_likely * mean)


def _habit_of_days(km: Array) -> Array:
    """Return the habit, km a week, that each day's km alone make on every day: (days, days)."""
    nothing_before = np.zeros((LAGS, len(km)))
    one_day_each = np.diag(km)
    run = np.concatenate([nothing_before, one_day_each])
    return habit_before(run) * DISTANCE.per


class Said(NamedTuple):
    """What the days say of each block: G, and the covariance K; both (blocks, blocks)."""

    information: Array
    noise: Array

    def pvalues(self, delta: float, own: Array, orders: Orders, normal: Array) -> Array:
        """Return the p-values of tests: an own order, +-1/2, and a noise (tests, blocks) each."""
        signal = delta * own @ self.information
        noise = normal @ _root(self.noise)
        moments = signal + noise
        own_sums = (own * moments).sum(axis=1)
        own_strength = np.abs(own_sums) / self._size(own)
        others = orders.orders
        strength = np.abs(moments @ others.T) / self._size(others)
        is_as_strong = strength >= own_strength[:, None] - ROUNDING
        as_strong = is_as_strong.sum(axis=1)
        compared = len(others)
        if not orders.are_all:  # the own order is one of all orders, but not of those drawn
            as_strong = as_strong + 1
            compared = compared + 1
        return np.asarray(as_strong / compared)

    def _size(self, orders: Array) -> Array:
        """Return what an order's sum of moments is divided by: (orders,)."""
        products = (orders @ self.information) * orders
        return np.asarray(np.sqrt(products.sum(axis=1)))


def _root(covariance: Array) -> Array:
    """Return the symmetric root of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    roots = np.sqrt(np.clip(values, 0.0, None))
    return np.asarray((vectors * roots) @ vectors.T)
