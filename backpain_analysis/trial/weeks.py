"""A low and a high week made of what a person usually runs: whole runs, named weekdays."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from ..codes import ROUNDING
from .schedule import WeekAsked
from .usual import DAYS_A_WEEK, UsualWeeks

STEP_KM = 0.5
MOST_ABOVE_RECENT = 1.3  # of the mean of the last eight weeks
NEAR_THE_MOST = 0.9  # a week that near the limit may have runs of the usual length instead
LEAST_SHARE = 1 / 8  # of weeks: on a weekday less usual nobody is asked to run
ABOUT_AS_USUAL = 0.9


def most_km(usual: UsualWeeks) -> float:
    """Return the kilometres that no week of a test may exceed.

    The person's own 90th percentile, and 30 % more than the mean of their last eight weeks: the
    lower of the two. NaN where the last weeks are not known.
    """
    if math.isnan(usual.recent_km):
        return math.nan
    return min(usual.high_km, MOST_ABOVE_RECENT * usual.recent_km)


def high_week(usual: UsualWeeks, limit: float) -> WeekAsked | None:
    """Return a week near the limit, never above it; None where not one run fits.

    Of the weeks that come near it, the one whose runs are closest to the usual length. No run is
    longer than nine in ten of the person's own, nor than the longest of the last eight weeks.
    """
    if math.isnan(limit) or math.isnan(usual.longest_lately):
        return None
    weeks = list(_weeks_of_whole_runs(usual, limit))
    if not weeks:
        return None
    best = max(week.km for week in weeks)
    near = [week for week in weeks if week.km >= NEAR_THE_MOST * best]
    return min(near, key=lambda week: abs(week.km_a_run - usual.usual_run))


def _weeks_of_whole_runs(usual: UsualWeeks, limit: float) -> Iterator[WeekAsked]:
    """Yield a week for each number of runs, of runs that fill the limit best; most runs first."""
    longest = min(usual.long_run, usual.longest_lately)
    shortest = min(usual.short_run, usual.longest_lately)
    usual_days = len(_usual_days(usual.weekdays))
    for runs in range(min(usual.run_days, usual_days), 0, -1):
        km = _down(min(limit / runs, longest))
        if km >= max(_down(shortest), STEP_KM):
            yield WeekAsked(weekdays_for(usual.weekdays, runs), km)


def low_week(usual: UsualWeeks, high: WeekAsked) -> WeekAsked:
    """Return a week of fewer runs, as long as those of the high week, on some of its days.

    At least one run, and no less than the person's own 10th percentile. Where fewer runs of that
    length cannot make it, they are shorter.
    """
    km = high.km_a_run
    runs = max(1, math.ceil(usual.low_km / km - ROUNDING))
    if runs >= len(high.weekdays):
        runs = len(high.weekdays)
        shortest = max(_up(usual.short_run), STEP_KM)
        km = min(km, max(shortest, _up(usual.low_km / runs)))
    shares = np.zeros(DAYS_A_WEEK)
    shares[list(high.weekdays)] = 1.0  # all as usual: those that lie furthest apart are taken
    return WeekAsked(weekdays_for(shares.tolist(), runs), km)


def weekdays_for(shares: Sequence[float], runs: int) -> tuple[int, ...]:
    """Return the weekdays on which the person runs most, Monday 0.

    Of choices about as usual, the one whose days lie furthest apart; then the most usual one.
    """

    def total(days: tuple[int, ...]) -> float:
        return sum(shares[day] for day in days)

    choices = list(combinations(_usual_days(shares), runs))
    most = max(map(total, choices))
    near = [days for days in choices if total(days) >= ABOUT_AS_USUAL * most]
    return max(near, key=lambda days: (_gaps(days), total(days)))


def _usual_days(shares: Sequence[float]) -> list[int]:
    return [day for day in range(DAYS_A_WEEK) if shares[day] >= LEAST_SHARE]


def _gaps(days: tuple[int, ...]) -> list[int]:
    """Return the days from one run to the next, the fewest first; after Sunday comes Monday."""
    following = [*days[1:], days[0] + DAYS_A_WEEK]
    gaps = np.subtract(following, days)
    return sorted(gaps.tolist())


def _down(km: float) -> float:
    return math.floor(km / STEP_KM + ROUNDING) * STEP_KM


def _up(km: float) -> float:
    return math.ceil(km / STEP_KM - ROUNDING) * STEP_KM
