"""Gaps: stretches of days without a rating, which are shown and never filled.

They are hatched: grey means "too small to matter", in these figures and elsewhere.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from .look import DOT, MID

GAP_DAYS = 14  # days without a rating that are marked as a gap
HATCHED: Any = {
    "facecolor": "white",
    "edgecolor": DOT,
    "hatch": "//",
    "linewidth": 0,
    "zorder": 0,
}
ON_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
ROOM_FOR_TEXT = 0.045  # share of the axis that a gap must take to hold a text


def from_first_rating(pain: pd.Series) -> pd.Series:
    """Return the days from the first rating on; none when nothing was rated."""
    first = pain.first_valid_index()
    if first is None:
        return pain.iloc[:0]
    return pain.loc[first:]


def find_gaps(series: pd.Series, at_least: int = 1) -> pd.DataFrame:
    """Return each stretch of days without a value: its `first` and `last` day, its `length`."""
    missing = series.index[series.isna()].to_series()
    is_new_stretch = missing.diff().dt.days.ne(1)
    stretches = missing.groupby(is_new_stretch.cumsum())
    gaps = stretches.agg(first="min", last="max", length="size")
    return gaps[gaps["length"] >= at_least]


def shade_gaps(ax: Axes, series: pd.Series, at_least: int, text: str = "") -> None:
    """Shade the gaps of at least so many days, with a text on those that have room for it."""
    gaps = find_gaps(series, at_least)
    for gap in gaps.itertuples():
        left = date2num(gap.first)
        right = date2num(gap.last) + 1
        ax.axvspan(left, right, **HATCHED)
        if gap.length > ROOM_FOR_TEXT * len(series):
            middle = (left + right) / 2
            ax.text(middle, 10, text, ha="center", va="top", color=MID, bbox=ON_WHITE)
