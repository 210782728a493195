"""The rhythm of pain: its spread, its weekdays and months, how long a bad day lasts."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..diary import Diary, days_of
from ..language import Phrases
from .look import BLUE, GREEN, PAIN_AXIS, say_in_empty_panel, write_numbers
from .magnified import panel_within
from .means import means_with_intervals
from .picture import (
    ENGLISH,
    NOTEBOOK,
    Picture,
    describe,
    height_at,
    in_house_style,
    new_picture,
)

FEWEST_RATINGS = 5  # of a weekday or month
FEWEST_PAIRS = 20  # of days so far apart
FARTHEST = 28  # days apart


@in_house_style
def rhythm(
    diary: Diary | pd.DataFrame, *, width: float = NOTEBOOK, words: Phrases = ENGLISH
) -> Picture:
    """Draw how pain is spread, by weekday and month, and how long a bad day lasts."""
    pain = days_of(diary)["pain"]
    days = pd.DatetimeIndex(pain.index)
    picture = new_picture(width, height_at(width, 5.6))
    panels = picture.subplot_mosaic([["ratings", "weekdays"], ["months", "alike"]])
    _draw_ratings(panels["ratings"], pain, words)

    weekdays = pd.date_range("2024-01-01", periods=7)  # a Monday and the days after
    names = [words.date(day, "weekday") for day in weekdays]
    _draw_means(panels["weekdays"], pain, days.day_of_week, names, words)
    panels["weekdays"].set_title(words("figure.rhythm.weekdays"))

    months = pd.date_range("2024-01-01", periods=12, freq="MS")
    names = [words.date(day, "month_letter") for day in months]
    _draw_means(panels["months"], pain, days.month - 1, names, words)
    panels["months"].set_title(words("figure.rhythm.months"))

    alike = likeness(pain)
    _draw_likeness(panels["alike"], alike, words)
    facts = {
        "n": int(pain.count()),
        "one": _correlation(alike[1], words),
        "seven": _correlation(alike[7], words),
    }
    describe(picture, "rhythm", words, facts)
    return picture


def _draw_ratings(ax: Axes, pain: pd.Series, words: Phrases) -> None:
    """Draw how often each rating was given; a half is drawn as one, not rounded away."""
    rated = pain.dropna()
    all_whole = rated.mod(1).eq(0).all()
    step = 1.0 if all_whole else 0.5
    nearest = step * np.floor(rated / step + 0.5)
    counts = nearest.value_counts()
    ax.bar(counts.index, counts, width=0.8 * step, color=BLUE)
    ax.set(xlim=(-0.6, 10.6), xticks=range(0, 11, 2))
    ax.set_title(words("figure.rhythm.ratings"))
    ax.set_xlabel(words("figure.rhythm.ratings_pain"))
    ax.set_ylabel(words("figure.rhythm.ratings_days"))
    write_numbers(ax.yaxis, words)


def _draw_means(
    ax: Axes, pain: pd.Series, group: pd.Index, names: Sequence[str], words: Phrases
) -> None:
    """Draw mean pain, with its interval, of each group: 0 is the first name, and so on."""
    is_enough = pain.groupby(group).transform("count") >= FEWEST_RATINGS
    every_group = range(len(names))
    means = means_with_intervals(pain.where(is_enough), group)
    points = partial(_draw_points, means=means.reindex(every_group))
    points(ax, size=5)
    ax.set(**PAIN_AXIS, xlabel="", ylabel=words("figure.rhythm.mean"))
    ax.set_xlim(-0.6, len(names) - 0.4)
    ax.set_xticks(every_group, names)
    if means.empty:
        say_in_empty_panel(ax, words("figure.rhythm.few"))
        return
    lowest = float((means["mean"] - means["half"]).min())
    highest = float((means["mean"] + means["half"]).max())
    inset = panel_within(ax, lowest, highest, words, left=0.13, width=0.84)
    if inset is not None:
        points(inset, size=3)
        inset.set(xlabel="", ylabel="", xticks=[], xlim=ax.get_xlim())


def _draw_points(ax: Axes, size: float, means: pd.DataFrame) -> None:
    ax.errorbar(
        means.index,
        means["mean"],
        yerr=means["half"],
        fmt="s",
        markersize=size,
        linewidth=2,
        color=BLUE,
    )


def likeness(pain: pd.Series) -> pd.Series:
    """Return the correlation of ratings 1 to 28 days apart; NaN where there are too few pairs."""
    apart = range(1, FARTHEST + 1)
    with np.errstate(invalid="ignore"):  # where pain never varies
        found = [pain.corr(pain.shift(days), min_periods=FEWEST_PAIRS) for days in apart]
    return pd.Series(found, index=apart, dtype=float)


def _draw_likeness(ax: Axes, alike: pd.Series, words: Phrases) -> None:
    ax.axhline(0, color="black", linewidth=1)
    ax.vlines(alike.index, 0, alike, color=GREEN, linewidth=2)
    ax.plot(alike.index, alike, "o", color=GREEN, markersize=4)
    ax.set(ylim=(-0.4, 1), xticks=[1, 7, 14, 21, 28])
    ax.set_title(words("figure.rhythm.alike"))
    ax.set_xlabel(words("figure.rhythm.alike_days"))
    ax.set_ylabel(words("figure.rhythm.alike_ylabel"))
    write_numbers(ax.yaxis, words)
    if alike.isna().all():
        say_in_empty_panel(ax, words("figure.rhythm.few"))


def _correlation(r: float, words: Phrases) -> str:
    if np.isnan(r):
        return words("figure.rhythm.few")
    return words.number(r, 2)
