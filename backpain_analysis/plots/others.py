"""What else was rated, each under pain on the same time axis."""

import pandas as pd
from matplotlib.axes import Axes

from ..diary import Diary, days_of
from ..errors import DataError
from ..language import Phrases, plain_text, upper_first
from ..model import other_columns
from .day_axis import show_days
from .letters import in_lines
from .look import BLUE, DOT, PAIN_AXIS, write_numbers
from .picture import ENGLISH, NOTEBOOK, Picture, describe, in_house_style, new_picture

SPAN = 28  # days of the mean
FEWEST_DAYS = 7  # of them rated
LETTERS_A_LINE = 12  # as many as stand beside a panel


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
    n_panels = 1 + len(counts)
    picture = new_picture(width, 1.3 * n_panels + 0.4)
    of_pain, *below = picture.subplots(n_panels, sharex=True)
    _draw_ratings(of_pain, days["pain"], words("figure.others.pain"), words)
    of_pain.set(**PAIN_AXIS)
    of_pain.set_yticks([0, 5, 10])
    of_pain.set_title(words("figure.others.title"))
    told = []
    for ax, (column, n) in zip(below, counts.items(), strict=True):
        name = plain_text(column).replace("_", " ")
        label = in_lines(upper_first(name), LETTERS_A_LINE)
        _draw_ratings(ax, days[column], label, words)
        told.append(words("figure.others.days", name=name, n=n))
    show_days(below[-1], days.index, words)
    picture.align_ylabels([of_pain, *below])
    describe(picture, "others", words, {"told": "; ".join(told), "span": SPAN})
    return picture


def _draw_ratings(ax: Axes, ratings: pd.Series, label: str, words: Phrases) -> None:
    """Draw single days and their mean over four weeks."""
    mean = ratings.rolling(SPAN, center=True, min_periods=FEWEST_DAYS).mean()
    ax.plot(ratings.index, ratings, ".", color=DOT, markersize=3)
    ax.plot(mean.index, mean, color=BLUE)
    ax.set_ylabel(label)
    write_numbers(ax.yaxis, words)
