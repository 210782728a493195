"""Flares: days in a row on which pain was well above the usual."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..diary import Diary, days_of
from ..language import Phrases
from .day_axis import show_days
from .gaps import GAP_DAYS, shade_gaps
from .look import DOT, ORANGE, PAIN_AXIS
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

FLARE = 2  # points above the usual: what studies of back pain often call a flare
FEWEST_DAYS = 2
MOST_UNRATED = 2  # days without a rating that do not end a flare
NARROWEST = 1 / 300  # share of the axis that a bar must take to be seen


def find_flares(pain: pd.Series) -> pd.DataFrame:
    """Return each flare: `first` day, `last`, rated `days`, the `worst` rating.

    Two rated days or more in a row, 2 points or more above the median of all; up to two days
    without a rating do not end one.
    """
    rated = pain.dropna()
    day = rated.index.to_series()
    is_high = rated >= rated.median() + FLARE
    changes = is_high != is_high.shift()
    follows_gap = day.diff().dt.days > MOST_UNRATED + 1
    spell = (changes | follows_gap).cumsum()
    high_days = pd.DataFrame({"day": day, "pain": rated})[is_high]
    spells = high_days.groupby(spell[is_high])
    flares = spells["day"].agg(first="min", last="max", days="size")
    flares["worst"] = spells["pain"].max()
    long_enough = flares["days"] >= FEWEST_DAYS
    return flares[long_enough].reset_index(drop=True)


@in_house_style
def flares(
    diary: Diary | pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw the flares: days in a row on which pain was well above the usual."""
    pain = days_of(diary)["pain"]
    ax = one_panel(ax, width, 2.4)
    found = find_flares(pain)
    usual = pain.median()
    dot_size = max(1.0, 4 - len(pain) / 500)
    shade_gaps(ax, pain, GAP_DAYS)
    ax.plot(pain.index, pain, ".", color=DOT, markersize=dot_size)
    _draw_bars(ax, found, usual, narrowest=NARROWEST * len(pain))
    ax.axhline(usual, color="black", linewidth=1)
    ax.set(**PAIN_AXIS)
    show_days(ax, pain.index, words)

    title = _title(found, words)
    ax.set_title(title)
    facts = {
        "title": title,
        "rated": int(pain.count()),
        "usual": usual,
        "points": FLARE,
    }
    put_into_words(ax, "flares", words, facts)
    return ax


def _draw_bars(ax: Axes, found: pd.DataFrame, usual: float, narrowest: float) -> None:
    """Draw each flare from the usual to its worst day."""
    left = date2num(found["first"])
    length = date2num(found["last"]) - left + 1
    width = np.maximum(length, narrowest)
    height = found["worst"] - usual
    ax.bar(left, height, width, bottom=usual, align="edge", color=ORANGE)


def _title(found: pd.DataFrame, words: Phrases) -> str:
    if found.empty:
        return words("figure.flares.none")
    longest = found["days"].max()
    return words("figure.flares.some", n=len(found), longest=longest)
