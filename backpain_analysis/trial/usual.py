"""What a person usually runs: the weeks, the runs and the weekdays that a test may ask for."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..diary import Diary

LOW, HIGH = 0.1, 0.9  # of weeks, and of runs: rarely less, rarely more
RECENT_WEEKS = 8
FEWEST_RECENT = 4  # of them, with known kilometres
WEEKS_OF_HABIT = 26  # how far back the weekdays are looked at
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class UsualWeeks:
    """The weeks of a record, Monday to Sunday, that are known from end to end.

    Attributes
    ----------
    weeks : int
        How many there are.
    low_km, middle_km, high_km : float
        Kilometres a week: the 10th percentile, the median and the 90th; weeks without a run count.
    recent_km : float
        Mean kilometres a week over the last eight weeks; NaN where fewer than four are known.
    run_days : int
        Days with a run in a week, the 90th percentile, in whole days.
    short_run, usual_run, long_run : float
        Kilometres of a run: the 10th percentile, the median and the 90th; NaN without a run.
    longest_lately : float
        Kilometres of the longest run of the last eight weeks; NaN without one.
    weekdays : tuple of float
        Monday first: in what share of the last 26 weeks there was a run on that day.
    unknown_weeks : int
        Weeks left out because a run of theirs carries no distance.
    """

    weeks: int
    low_km: float
    middle_km: float
    high_km: float
    recent_km: float
    run_days: int
    short_run: float
    usual_run: float
    long_run: float
    longest_lately: float
    weekdays: tuple[float, ...]
    unknown_weeks: int


def usual_weeks(diary: Diary, today: dt.date) -> UsualWeeks | None:
    """Return what the person usually runs; None where no whole week is known.

    Today and what lies ahead are left out, and so is a week that is not over.
    """
    is_over = diary.days.index < pd.Timestamp(today)
    days = _whole_weeks(diary.days.loc[is_over, ["runs", "distance_km"]])
    if days.empty:
        return None
    monday = days.index - pd.to_timedelta(days.index.day_of_week, unit="D")
    km = days["distance_km"].groupby(monday).sum(skipna=False)
    known = km.dropna()
    if known.empty:
        return None
    run_days = (days["runs"] > 0).groupby(monday).sum()
    low_km, middle_km, high_km = known.quantile([LOW, 0.5, HIGH]).tolist()
    short_run, usual_run, long_run = _km_of_runs(days).quantile([LOW, 0.5, HIGH]).tolist()
    return UsualWeeks(
        weeks=len(known),
        low_km=low_km,
        middle_km=middle_km,
        high_km=high_km,
        recent_km=_recent_km(km),
        run_days=int(run_days.quantile(HIGH)),
        short_run=short_run,
        usual_run=usual_run,
        long_run=long_run,
        longest_lately=float(_km_of_runs(days.tail(RECENT_WEEKS * DAYS_A_WEEK)).max()),
        weekdays=_shares_of_weekdays(days["runs"]),
        unknown_weeks=len(km) - len(known),
    )


def _whole_weeks(days: pd.DataFrame) -> pd.DataFrame:
    """Return the days that the log covers, from the first Monday to the last Sunday."""
    covered = days[days["runs"].notna()]
    weekday = covered.index.day_of_week
    mondays = covered.index[weekday == 0]
    sundays = covered.index[weekday == DAYS_A_WEEK - 1]
    if mondays.empty or sundays.empty:
        return covered[:0]
    return covered.loc[mondays[0] : sundays[-1]]


def _recent_km(km: pd.Series) -> float:
    recent = km.tail(RECENT_WEEKS).dropna()
    if len(recent) < FEWEST_RECENT:
        return np.nan
    return float(recent.mean())


def _km_of_runs(days: pd.DataFrame) -> pd.Series:
    """Return the kilometres of a run on each day with one; of several on a day, their mean."""
    with_run = days[(days["runs"] > 0) & (days["distance_km"] > 0)]
    return with_run["distance_km"] / with_run["runs"]


def _shares_of_weekdays(runs: pd.Series) -> tuple[float, ...]:
    lately = runs.tail(WEEKS_OF_HABIT * DAYS_A_WEEK)
    share = (lately > 0).groupby(lately.index.day_of_week).mean()
    return tuple(float(s) for s in share)
