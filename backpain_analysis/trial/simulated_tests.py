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

SPREAD_OF_A_RUN = 0.2  # of its length, around that asked for
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


class RatedDays:
    """The rated days of one simulated test."""

    def __init__(self, course: PainCourse, schedule: Schedule, is_rated: Array) -> None:
        days = schedule.days[is_rated]
        self.adherence = course.adherence
        self.t = day_numbers(days)
        self.terms = trial_terms(days).to_numpy()
        # in units of the contrast: 0 to 1
        contrast = schedule.high.km - schedule.low.km
        self.habit = block_columns(schedule, schedule.days)[is_rated] * DISTANCE.per / contrast
        self.of_pain = course.scale * error_covariance(self.t, course.rho, course.log_r)
        of_skipping = _of_skipping(course, schedule)[np.ix_(is_rated, is_rated)]
        self.of_skipping = of_skipping / contrast**2

    def say(self, difference: float, own: Array, errors: Array) -> "Said":
        """Return what the days say under the error model fitted to pain with such a difference.

        `own` is the order of that pain, `errors` (m,) its noise, standard normal.
        """
        covariance = self.of_pain + difference**2 * self.of_skipping
        root = np.linalg.cholesky(covariance)
        signal = difference * self.adherence * self.habit @ own
        fit = fit_reml(self.t, signal + root @ errors, self.terms)
        fitted_root = np.linalg.cholesky(error_covariance(self.t, fit.rho, fit.log_r))
        terms = np.linalg.solve(fitted_root, self.terms)
        habit = _swept(terms, np.linalg.solve(fitted_root, self.habit))
        noise = np.linalg.solve(fitted_root, root)
        of_noise = habit.T @ noise
        return Said(information=habit.T @ habit, noise=of_noise @ of_noise.T)


def _swept(terms: Array, columns: Array) -> Array:
    """Return what terms leave of columns."""
    basis, _ = np.linalg.qr(terms)
    return np.asarray(columns - basis @ (basis.T @ columns))


def _of_skipping(course: PainCourse, schedule: Schedule) -> Array:
    """Return the covariance of the habit run beside that asked for, (km a week) squared.

    Of runs that are skipped by chance, and longer or shorter than asked: (days, days).
    """
    weekday = schedule.days.day_of_week.to_numpy()
    squares = (schedule.low.on(weekday) ** 2 + schedule.high.on(weekday) ** 2) / 2
    kept = np.clip(course.adherence, 0.0, 1.0)
    variance = squares * (kept * (1 - kept) + kept * SPREAD_OF_A_RUN**2)
    each_day = np.diag(np.sqrt(variance))
    history = np.zeros((LAGS, len(weekday)))
    habit = habit_before(np.concatenate([history, each_day])) * DISTANCE.per
    return habit @ habit.T


class Said(NamedTuple):
    """What the days say of each block: G, and the covariance K; both (blocks, blocks)."""

    information: Array
    noise: Array

    def pvalues(self, delta: float, own: Array, orders: Orders, normal: Array) -> Array:
        """Return the p-values of tests: an own order, +-1/2, and a noise (tests, blocks) each."""
        moments = delta * own @ self.information + normal @ _root(self.noise)
        own_values = np.abs((own * moments).sum(axis=1)) / self._size(own)
        values = np.abs(moments @ orders.orders.T) / self._size(orders.orders)
        at_least = (values >= own_values[:, None] - ALIKE).sum(axis=1)
        if orders.are_all:
            return np.asarray(at_least / len(orders.orders))
        return np.asarray((1 + at_least) / (1 + len(orders.orders)))

    def _size(self, orders: Array) -> Array:
        return np.asarray(np.sqrt(((orders @ self.information) * orders).sum(axis=1)))


def _root(covariance: Array) -> Array:
    """Return the symmetric root of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T)
