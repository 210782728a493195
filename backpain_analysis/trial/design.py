"""The days of a test laid out for its analysis: what was asked for, run, and rated."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from ..errors import FitError
from ..model import DISTANCE, day_numbers, time_terms
from .fair_test import FairTest
from .schedule import Schedule

LAGS = 14
DAYS_OF_DECAY = 3.0
MOST_UNKNOWN = 0.25  # share of the days whose distance may be filled in
Array = np.ndarray


def _shapes() -> tuple[Array, Array]:
    """Return how an effect may be spread over the lags: evenly, or mostly on the first days."""
    lags = np.arange(1.0, LAGS + 1)
    even = np.ones(LAGS)
    decaying = np.exp(-(lags - 1) / DAYS_OF_DECAY)
    return even / even.sum(), decaying / decaying.sum()


SHAPES = _shapes()


@dataclass(frozen=True)
class DaysDone:
    """The days of a test that count.

    Attributes
    ----------
    daily : DataFrame
        The diary's rows of these days; NaN where the diary has none.
    km : array, (14 + days,)
        Kilometres run, the 14 days before the test first; unknown ones are filled in.
    unknown : int
        Days whose kilometres are filled in.
    """

    daily: pd.DataFrame
    km: Array
    unknown: int

    @property
    def days(self) -> pd.DatetimeIndex:
        """The days."""
        return pd.DatetimeIndex(self.daily.index)

    @property
    def rated(self) -> Array:
        """Whether each of them was rated."""
        return self.daily["pain"].notna().to_numpy()

    @property
    def km_is_known(self) -> bool:
        """Whether enough distances are known to speak of running done."""
        return self.unknown <= MOST_UNKNOWN * len(self.km)


def days_done(daily: pd.DataFrame, test: FairTest) -> DaysDone:
    """Return the days of a test up to its planned end, the day of stopping or the diary's end.

    A session without a distance counts as the person's mean session since 14 days before the
    test, a day outside the run log as what was asked for.

    Raises
    ------
    FitError
        No day of the test lies in the diary.
    """
    start = pd.Timestamp(test.schedule.start)
    last = _last_day(daily, test)
    if daily.empty or last < start:
        raise FitError(
            "no day of the test lies in the diary.", remark=Remark("trial_lack.not_begun")
        )
    begin = start - pd.Timedelta(days=LAGS)
    around = daily.reindex(pd.date_range(begin, last, freq="D", name="day"))
    km = around["distance_km"].to_numpy(dtype=float)
    is_unknown = np.isnan(km)
    filled = km
    if is_unknown.any():
        filled = np.where(is_unknown, _stand_in(around, test), km)
    return DaysDone(daily=around.loc[start:], km=filled, unknown=int(is_unknown.sum()))


def _last_day(daily: pd.DataFrame, test: FairTest) -> pd.Timestamp:
    ends = [daily.index.max(), pd.Timestamp(test.schedule.last_day)]
    if test.stopped_on is not None:
        ends.append(pd.Timestamp(test.stopped_on))
    return min(ends)


def _stand_in(around: pd.DataFrame, test: FairTest) -> Array:
    """Return the kilometres that stand for unknown ones, on each day."""
    schedule = test.schedule
    weekday = pd.DatetimeIndex(around.index).day_of_week.to_numpy()
    usual = (schedule.low.on(weekday) + schedule.high.on(weekday)) / 2
    asked = pd.Series(schedule.km_asked(), schedule.days).reindex(around.index)
    by_plan = asked.fillna(pd.Series(usual, around.index))
    ran = around["runs"] > 0
    a_session = around.loc[ran, "distance_km"].mean()
    if np.isnan(a_session):
        return by_plan.to_numpy()
    return by_plan.mask(ran, a_session).to_numpy()


@dataclass(frozen=True)
class TrialDesign:
    """The rated days of a test as a regression.

    Attributes
    ----------
    t : array, (m,)
        Day numbers.
    pain : array, (m,)
    terms : array, (m, k)
        Trend and season, intercept included.
    of_blocks : array, (m, blocks)
        What each block, if it is high instead of low, adds to the habit asked for (10 km a week,
        mean of the 14 days before). What is asked for in any case, and the days before the test,
        are the same in every order and therefore left out.
    run : array, (m, 2)
        The habit as run, with the lags counting alike, and decaying (`SHAPES`).
    """

    t: Array
    pain: Array
    terms: Array
    of_blocks: Array
    run: Array


def lay_out(done: DaysDone, test: FairTest) -> TrialDesign:
    """Return the regression of the rated days."""
    rated = done.rated
    days = done.days[rated]
    run = np.column_stack([habit_before(done.km, shape) for shape in SHAPES])
    return TrialDesign(
        t=day_numbers(days),
        pain=done.daily["pain"].to_numpy(dtype=float)[rated],
        terms=trial_terms(days).to_numpy(),
        of_blocks=block_columns(test.schedule, done.days)[rated],
        run=run[rated],
    )


def trial_terms(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return a straight trend, and the season from 300 days on.

    Whatever stands here, the test is exact: chance cannot follow a trend. More columns cost power.
    """
    return time_terms(days, time_df=1)


def block_columns(schedule: Schedule, days: pd.DatetimeIndex) -> Array:
    """Return what each block adds to the habit asked for if it is high: (days, blocks).

    `days` follow one another: a habit is of all days before, rated or not.
    """
    weekday = days.day_of_week.to_numpy()
    more = schedule.high.on(weekday) - schedule.low.on(weekday)
    blocks = np.arange(len(schedule.order))
    is_in_block = schedule.block_of(days)[:, None] == blocks
    km = more[:, None] * is_in_block
    before = np.zeros((LAGS, len(blocks)))
    return habit_before(np.concatenate([before, km]))


def habit_before(km: Array, shape: Array | None = None) -> Array:
    """Return the mean of the 14 days before each day, in 10 km a week.

    `km` are (14 + days,) or (14 + days, columns); the first 14 days are only looked back at.
    `shape` (14,) weighs the lags 1 .. 14 and sums to 1; by default they count alike.
    """
    if shape is None:
        shape = SHAPES[0]
    habit = np.zeros_like(km[LAGS:], dtype=float)
    for lag, weight in enumerate(shape, start=1):
        habit += weight * km[LAGS - lag : len(km) - lag]
    return habit * 7 / DISTANCE.per
