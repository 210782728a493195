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

from ..model import DISTANCE, day_numbers, fit_reml
from .design import LAGS, block_columns, habit_before, trial_terms
from .drawing import MOST_ORDERS, Rule, count_orders, draw_orders, every_order
from .pain_course import PainCourse, error_covariance
from .schedule import Schedule

SPREAD_OF_A_RUN = 0.3  # of its length, around that asked for
ALIKE = 1e-9
ORDERS = 999  # drawn again in each test
Array = np.ndarray


class Orders(NamedTuple):
    """Orders, of +1/2 and -1/2: all (the own one is among them), or as many as were drawn."""

    orders: Array
    are_all: bool


def orders_to_draw(rule: Rule, blocks: int, rng: np.random.Generator) -> Orders:
    """Return the orders that a test's own one is compared with."""
    if count_orders(rule, blocks) <= MOST_ORDERS:
        return Orders(every_order(rule, blocks) - 0.5, are_all=True)
    return Orders(draw_orders(rule, blocks, ORDERS, rng) - 0.5, are_all=False)


class PlannedDays:
    """All days of a schedule, and how pain goes on them beside it."""

    def __init__(self, course: PainCourse, schedule: Schedule) -> None:
        contrast = schedule.high.km - schedule.low.km
        every_day = np.arange(len(schedule.days))
        lasting = course.scale * error_covariance(every_day, course.rho)
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
        contrast = schedule.high.km - schedule.low.km
        self.is_rated = is_rated
        self.t = day_numbers(days)
        self.terms = trial_terms(days).to_numpy()
        self.habit = block_columns(schedule, schedule.days)[is_rated] * DISTANCE.per / contrast

    def say(self, signal: Array, covariance: Array, errors: Array) -> "Said":
        """Return what the days say under the error model fitted to pain with such a signal.

        `signal` (blocks,) are NRS points, `covariance` that of every day, `errors` (m,) standard
        normal.
        """
        of_rated = covariance[np.ix_(self.is_rated, self.is_rated)]
        root = np.linalg.cholesky(of_rated)
        pain = self.habit @ signal + root @ errors
        fitted_root = self._fitted_root(pain)
        terms = np.linalg.solve(fitted_root, self.terms)
        habit = np.linalg.solve(fitted_root, self.habit)
        noise = np.linalg.solve(fitted_root, root)
        habit_left = _swept(terms, habit)
        of_noise = habit_left.T @ noise
        return Said(information=habit_left.T @ habit_left, noise=of_noise @ of_noise.T)

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


def _of_chance(course: PainCourse, schedule: Schedule) -> Array:
    """Return how the habit run varies beside that asked for, km a week: (days, days).

    Of runs that are skipped by chance, and longer or shorter than asked; a root of the covariance.
    """
    weekday = schedule.days.day_of_week.to_numpy()
    low_squared = schedule.low.on(weekday) ** 2
    high_squared = schedule.high.on(weekday) ** 2
    squares = (low_squared + high_squared) / 2
    kept = np.clip(course.adherence, 0.0, 1.0)
    of_skipping = kept * (1 - kept)
    of_length = kept * SPREAD_OF_A_RUN**2
    return _habit_of_days(np.sqrt(squares * (of_skipping + of_length)))


def _of_skipping(course: PainCourse, schedule: Schedule) -> Array:
    """Return how much less the habit run gets per point of each day's pain: (days, days)."""
    weekday = schedule.days.day_of_week.to_numpy()
    asked = (schedule.low.on(weekday) + schedule.high.on(weekday)) / 2
    kept = np.clip(course.adherence, 0.0, 1.0)
    less_likely = kept * (1 - kept) * course.skipping
    return _habit_of_days(less_likely * asked)


def _habit_of_days(km: Array) -> Array:
    """Return the habit, km a week, that each day's km alone make on every day: (days, days)."""
    history = np.zeros((LAGS, len(km)))
    return habit_before(np.concatenate([history, np.diag(km)])) * DISTANCE.per


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
        own_values = np.abs(own_sums) / self._size(own)
        values = np.abs(moments @ orders.orders.T) / self._size(orders.orders)
        counts = values >= own_values[:, None] - ALIKE
        at_least = counts.sum(axis=1)
        if orders.are_all:
            return np.asarray(at_least / len(orders.orders))
        return np.asarray((1 + at_least) / (1 + len(orders.orders)))

    def _size(self, orders: Array) -> Array:
        return np.asarray(np.sqrt(((orders @ self.information) * orders).sum(axis=1)))


def _root(covariance: Array) -> Array:
    """Return the symmetric root of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    roots = np.sqrt(np.clip(values, 0.0, None))
    return np.asarray((vectors * roots) @ vectors.T)
