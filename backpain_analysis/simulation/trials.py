"""Simulated fair tests with a known truth: running follows a schedule, and is skipped in pain."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..trial import Confirmed, FairTest, Rule, Schedule, StoppingRule, WeekAsked, draw_orders
from .diaries import Diaries, simulate_many
from .living import HISTORY_DAYS
from .scenarios import Scenario

FIRST_DAY = pd.Timestamp("2024-01-01")
DAYS_BEFORE = 60  # rated, before the test begins
RULE = Rule()
LOW = WeekAsked(weekdays=(1,), km_a_run=5.5)
HIGH = WeekAsked(weekdays=(1, 2, 4, 5, 6), km_a_run=5.5)
WHEN_ASKED = 2.5  # logit of a run, beside what pain and life make of it
WHEN_NOT_ASKED = -3.5
Array = np.ndarray


@dataclass(frozen=True)
class Plan:
    """A test to be simulated: how many blocks of how many days, and how they are drawn."""

    blocks: int = 13
    block_days: int = 14
    rule: Rule = RULE
    low: WeekAsked = LOW
    high: WeekAsked = HIGH

    @property
    def days(self) -> int:
        """Days of the test."""
        return self.blocks * self.block_days


@dataclass(frozen=True)
class SimulatedTrials:
    """Simulated diaries, in each of which a test was done."""

    diaries: Diaries
    tests: tuple[FairTest, ...]

    def daily(self, i: int) -> pd.DataFrame:
        """Return diary `i` as a daily table."""
        return self.diaries.daily(i)


def simulate_trials(
    scenario: Scenario | str,
    plan: Plan,
    replicates: int,
    rng: np.random.Generator,
    missing: str = "MCAR",
    missing_share: float | None = None,
) -> SimulatedTrials:
    """Simulate tests side by side: 60 days of history, 60 rated days, then the test.

    Whoever is asked to run does so the less the more it hurts, as the scenario has it; an order
    of the blocks is drawn for each. `missing` and `missing_share` as in `simulate_many`.
    """
    orders = draw_orders(plan.rule, plan.blocks, replicates, rng)
    start = FIRST_DAY + pd.Timedelta(days=HISTORY_DAYS + DAYS_BEFORE)
    tests = tuple(_test(plan, order, start, seed) for seed, order in enumerate(orders))
    urges = [_urge(test.schedule) for test in tests]
    diaries = simulate_many(
        scenario,
        DAYS_BEFORE + plan.days,
        replicates,
        rng,
        missing,
        missing_share,
        urge=np.column_stack(urges),
    )
    return SimulatedTrials(diaries, tests)


def _test(plan: Plan, order: Array, start: pd.Timestamp, seed: int) -> FairTest:
    schedule = Schedule(
        start=start.date(),
        block_days=plan.block_days,
        order=tuple(bool(is_high) for is_high in order),
        low=plan.low,
        high=plan.high,
    )
    everything = Confirmed(professional_agrees=True, no_urgent_sign=True, will_stop=True)
    return FairTest(schedule, plan.rule, StoppingRule(), everything, sesoi=1.0, seed=seed)


def _urge(schedule: Schedule) -> Array:
    """Return what the schedule adds to the logit of a run, from the first day of the diary."""
    is_asked = schedule.km_asked() > 0
    urge = np.where(is_asked, WHEN_ASKED, WHEN_NOT_ASKED)
    return np.concatenate([np.zeros(HISTORY_DAYS + DAYS_BEFORE), urge])
