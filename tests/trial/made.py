"""A small test and a diary of it, made up."""

import datetime as dt

import numpy as np
import pandas as pd

from backpain_analysis.trial import FairTest, Rule, Schedule, StoppingRule, WeekAsked
from backpain_analysis.trial.fair_test import Confirmed

START = dt.date(2026, 3, 2)  # a Monday
HISTORY = 30
LOW = WeekAsked(weekdays=(1, 5), km_a_run=4.0)
HIGH = WeekAsked(weekdays=(1, 3, 5, 6), km_a_run=6.0)


def fair_test(letters="HLLHLH", block_days=7, rule=None, **more):
    """Return a test whose blocks are high (H) or low (L)."""
    order = tuple(letter == "H" for letter in letters)
    schedule = Schedule(START, block_days, order, LOW, HIGH)
    return FairTest(schedule, rule or Rule(), StoppingRule(), Confirmed(), seed=5, **more)


def diary(test, seed=1, effect=0.0, rated=0.8, kept=0.9):
    """Return a daily table: runs skipped at random, pain an AR(1) that follows what was run.

    `effect` is in NRS points per 10 km a week, mean of the 14 days before.
    """
    rng = np.random.default_rng(seed)
    schedule = test.schedule
    first = pd.Timestamp(schedule.start) - pd.Timedelta(days=HISTORY)
    days = pd.date_range(first, schedule.last_day, freq="D", name="day")
    asked = pd.Series(schedule.km_asked(), schedule.days).reindex(days)
    weekday = days.day_of_week.to_numpy()
    asked = asked.fillna(pd.Series(LOW.on(weekday), days)).to_numpy()
    km = asked * (rng.random(len(days)) < kept)
    habit = pd.Series(km).rolling(14, min_periods=1).mean().shift(1, fill_value=0.0) * 0.7
    course = np.zeros(len(days))
    for t in range(1, len(days)):
        course[t] = 0.6 * course[t - 1] + rng.normal()
    pain = np.clip(5 + course + effect * (habit.to_numpy() - 1.6), 0, 10)
    pain[rng.random(len(days)) >= rated] = np.nan
    return pd.DataFrame(
        {
            "pain": pain,
            "runs": (km > 0).astype(float),
            "distance_km": km,
            "duration_min": np.nan,
            "weight_kg": np.nan,
        },
        days,
    )
