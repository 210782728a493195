"""How often a test would find a difference, by simulation from the person's own pain.

The test itself is run, by the same orders and the same statistic (`simulated_tests`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from .drawing import Rule, count_orders, draw_orders
from .pain_course import PainCourse
from .result import LEVEL
from .schedule import Schedule, WeekAsked
from .simulated_tests import Orders, PlannedDays, RatedDays, orders_to_draw

WEEKS = (12, 52)
ENOUGH = 0.8
FEWEST_RATED_WITHIN = 10  # days, as in the analysis
FITS = 6  # draws of which days are rated, and of the pain that the error model is fitted to
TESTS = 300  # simulated for each of them
DIFFERENCES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
Array = np.ndarray


def power_of(
    course: PainCourse, schedule: Schedule, rule: Rule, difference: float = 1.0, seed: int = 0
) -> float:
    """Return the share of such tests, 0 to 1, that would find a difference.

    Parameters
    ----------
    course : PainCourse
    schedule : Schedule
        Whatever its order: each simulated test draws its own.
    rule : Rule
    difference : float
        NRS points by which pain is lower in the high week than in the low one, if each is run as
        asked; below 0 where it is higher. (Who rests in pain sees help less easily than harm.)
    seed : int
        Of the simulation: the same seed gives the same answer.
    """
    (power,) = _powers(course, schedule, rule, [difference], seed)
    return power


def power_curve(
    course: PainCourse,
    low: WeekAsked,
    high: WeekAsked,
    rule: Rule | None = None,
    block_days: int = 14,
    weeks: Sequence[int] | None = None,
    differences: Sequence[float] = DIFFERENCES,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the power of tests of every length: columns `weeks`, `difference`, `power` (0 to 1).

    Parameters
    ----------
    course : PainCourse
    low, high : WeekAsked
    rule : Rule, optional
    block_days : int
    weeks : sequence of int, optional
        By default every second number of blocks from 12 to 52 weeks. Others count down to whole
        blocks.
    differences : sequence of float
        NRS points between the high and the low week.
    seed : int
    """
    rows = []
    for blocks in _block_numbers(weeks, block_days):
        schedule = _any_schedule(low, high, block_days, blocks)
        powers = _powers(course, schedule, rule or Rule(), differences, seed)
        for difference, power in zip(differences, powers, strict=True):
            rows.append((schedule.weeks, difference, power))
    return pd.DataFrame(rows, columns=["weeks", "difference", "power"])


def weeks_needed(curve: pd.DataFrame, difference: float) -> float:
    """Return the weeks from which on 80 of 100 tests find a difference; inf where none suffices.

    `curve` as of `power_curve`; NaN where it does not hold that difference.
    """
    of_it = curve[np.isclose(curve["difference"], difference)].sort_values("weeks")
    if of_it.empty:
        return float("nan")
    suffices = of_it["power"].to_numpy() >= ENOUGH
    stays = np.logical_and.accumulate(suffices[::-1])[::-1]
    if not stays.any():
        return float("inf")
    return float(of_it["weeks"].to_numpy()[stays][0])


def smallest_difference(curve: pd.DataFrame, weeks: float) -> float:
    """Return the difference that 80 of 100 tests of so many weeks find.

    Interpolated between those of the curve; inf beyond the largest.
    """
    of_it = curve[np.isclose(curve["weeks"], weeks)].sort_values("difference")
    if of_it.empty or of_it["power"].max() < ENOUGH:
        return float("inf")
    power = np.maximum.accumulate(np.append(LEVEL, of_it["power"]))
    return float(np.interp(ENOUGH, power, np.append(0.0, of_it["difference"])))


def _block_numbers(weeks: Sequence[int] | None, block_days: int) -> list[int]:
    if weeks is None:
        fewest, most = WEEKS
        return list(range(-(-fewest * 7 // block_days), most * 7 // block_days + 1, 2))
    return sorted({number * 7 // block_days for number in weeks})


def _any_schedule(low: WeekAsked, high: WeekAsked, block_days: int, blocks: int) -> Schedule:
    """Return a schedule of that length; where only the contrast matters, its start does not."""
    start = pd.Timestamp("2024-01-01").date()
    return Schedule(start, block_days, (False,) * blocks, low, high)


def _powers(
    course: PainCourse, schedule: Schedule, rule: Rule, differences: Sequence[float], seed: int
) -> list[float]:
    """Return the power for each difference."""
    blocks = len(schedule.order)
    if not count_orders(rule, blocks):
        return [0.0 for _ in differences]
    rng = np.random.default_rng(seed)
    orders = orders_to_draw(rule, blocks, rng)
    simulated = [_Simulated.draw(course, schedule, rule, rng) for _ in range(FITS)]
    planned = PlannedDays(course, schedule)
    powers = []
    for difference in differences:
        delta = -difference * course.adherence  # pain is lower in the high week
        covariance = planned.covariance(difference)
        found = [tests.found(delta, covariance, orders) for tests in simulated]
        powers.append(float(np.mean(found)))
    return powers


class _Simulated(NamedTuple):
    """Tests with the same days rated: own orders of +-1/2 and noise, (tests, blocks) each."""

    rated: RatedDays
    own: Array
    normal: Array
    errors: Array  # of the pain that the error model is fitted to, (m,)

    @classmethod
    def draw(
        cls, course: PainCourse, schedule: Schedule, rule: Rule, rng: np.random.Generator
    ) -> "_Simulated":
        """Draw them."""
        blocks = len(schedule.order)
        is_rated = rng.random(len(schedule.days)) < course.rated
        return cls(
            rated=RatedDays(schedule, is_rated),
            own=draw_orders(rule, blocks, TESTS, rng) - 0.5,
            normal=rng.normal(size=(TESTS, blocks)),
            errors=rng.normal(size=is_rated.sum()),
        )

    def found(self, delta: float, covariance: Array, orders: Orders) -> float:
        """Return the share of the tests that find a difference of delta."""
        if len(self.errors) < FEWEST_RATED_WITHIN:
            return 0.0
        said = self.rated.say(delta * self.own[0], covariance, self.errors)
        pvalues = said.pvalues(delta, self.own, orders, self.normal)
        return float((pvalues <= LEVEL).mean())
