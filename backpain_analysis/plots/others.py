"""What else was rated, each under pain on the same time axis."""

import pandas as pd
from matplotlib.axes import Axes

from ..diary import Diary, days_of
from ..errors import DataError
from ..language import Phrases, plain_text
from ..model import other_columns
from .day_axis import show_days
from .look import BLUE, DOT, PAIN_AXIS, NumberFormatter
from .picture import ENGLISH, NOTEBOOK, Picture, describe, in_house_style, new_picture

SPAN = 28  # days of the mean
FEWEST_DAYS = 7  # of them rated


@in_house_style
def others(
    diary: Diary | pd.DataFrame,
    *,
    at_most: int = 6,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Picture:
    """Draw what else was rated, each under pain on the same time axis, the most often rated first.

    Raises
    ------
    DataError
        Nothing else was rated.
    """
    days = days_of(diary)
    counts = days[other_columns(days)].count().nlargest(at_most)
    if counts.empty:
        raise DataError(
            "nothing else is recorded.",
            todo="Stress, sleep, strength sessions or medication from Bearable, Daylio or a table "
            "of your own would appear here.",
        )
    picture = new_picture(width, 1.3 * (len(counts) + 1) + 0.4)
    panels = picture.subplots(len(counts) + 1, sharex=True)
    _draw_ratings(panels[0], days["pain"], words("figure.others.pain"), words)
    panels[0].set(**PAIN_AXIS)
    panels[0].set(yticks=[0, 5, 10], title=words("figure.others.title"))
    for ax, name in zip(panels[1:], counts.index, strict=True):
        _draw_ratings(ax, days[name], _plain(name).capitalize(), words)
    show_days(panels[-1], days.index, words)
    picture.align_ylabels(list(panels))
    told = [words("figure.others.days", name=_plain(name), n=n) for name, n in counts.items()]
    describe(picture, "others", words, {"told": "; ".join(told), "span": SPAN})
    return picture


def _plain(name: str) -> str:
    return plain_text(name).replace("_", " ")


def _draw_ratings(ax: Axes, ratings: pd.Series, label: str, words: Phrases) -> None:
    """Draw single days and their mean over four weeks."""
    mean = ratings.rolling(SPAN, center=True, min_periods=FEWEST_DAYS).mean()
    ax.plot(ratings.index, ratings, ".", color=DOT, markersize=3)
    ax.plot(mean.index, mean, color=BLUE)
    ax.set_ylabel(label)
    ax.yaxis.set_major_formatter(NumberFormatter(words))
