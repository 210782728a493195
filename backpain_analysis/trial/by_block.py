"""What was done in each block: kilometres, ratings, and whether they are missing by schedule."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..codes import ROUNDING
from .design import LAGS, DaysDone
from .drawing import OtherOrders
from .fair_test import FairTest

NAN = float("nan")
Array = np.ndarray


def block_table(done: DaysDone, test: FairTest) -> pd.DataFrame:
    """Return one row a block begun: see `TrialResult.blocks`."""
    schedule = test.schedule
    days = done.days
    asked = pd.Series(schedule.km_asked(), schedule.days).loc[days]
    table = pd.DataFrame(
        {
            "number": schedule.block_of(days) + 1,
            "day": days,
            "asked": asked.to_numpy(),
            "run": done.daily["distance_km"].to_numpy(),
            "pain": done.daily["pain"].to_numpy(),
        }
    )
    by = table.groupby("number")
    blocks = pd.DataFrame(
        {
            "first_day": by["day"].min(),
            "km_asked": 7 * by["asked"].mean(),
            "km_run": 7 * by["run"].mean(),
            "days": by.size(),
            "rated": by["pain"].count(),
            "mean_pain": by["pain"].mean(),
        }
    ).reset_index()
    is_high = np.array(schedule.order)[blocks["number"] - 1]
    blocks.insert(2, "is_high", is_high)
    return blocks


class Missing(NamedTuple):
    """Shares rated in high and low blocks, and the p-value that they are alike."""

    rated_high: float
    rated_low: float
    pvalue: float


def missing_of(done: DaysDone, test: FairTest, others: OtherOrders) -> Missing:
    """Compare the shares of days rated, by the same drawing of orders."""
    block = test.schedule.block_of(done.days)
    n = len(test.schedule.order)
    days = np.bincount(block, minlength=n)
    rated = np.bincount(block, weights=done.rated, minlength=n)
    own = np.array([test.schedule.order])
    high = _shares(own, rated, days)[0]
    low = _shares(~own, rated, days)[0]
    if done.rated.all() or not done.rated.any() or np.isnan(high - low):
        return Missing(float(high), float(low), NAN)
    differences = _shares(others.orders, rated, days) - _shares(~others.orders, rated, days)
    at_least = np.abs(differences) >= abs(high - low) - ROUNDING
    pvalue = float(1 + at_least.sum()) / (1 + len(differences))
    return Missing(float(high), float(low), pvalue)


def _shares(orders: Array, rated: Array, days: Array) -> Array:
    """Return the share rated of the days of the blocks that are True, an order each."""
    of_days = orders @ days
    return np.divide(orders @ rated, of_days, out=np.full(len(orders), NAN), where=of_days > 0)


def adherence_of(done: DaysDone, test: FairTest) -> float:
    """Return the contrast between high and low days that was run, as a share of the one asked for.

    1 is all of it; NaN where only one kind was done, or where the kilometres are not known.
    """
    block = test.schedule.block_of(done.days)
    is_high = np.array(test.schedule.order)[block]
    if not done.km_is_known or is_high.all() or not is_high.any():
        return NAN
    asked = test.schedule.km_asked()[: len(done.days)]
    run = done.km[LAGS:]
    asked_apart = _apart(asked, is_high)
    return _apart(run, is_high) / asked_apart if asked_apart else NAN


def _apart(km: Array, is_high: Array) -> float:
    """Return how far the means of high and low days lie apart, km."""
    return float(km[is_high].mean() - km[~is_high].mean())
