"""The calendar: one square a day, so that every unrated day can be seen."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh

from ..diary import Diary, days_of
from ..language import Phrases, percent_rated
from .gaps import find_gaps, from_first_rating
from .look import DOT
from .picture import ENGLISH, NOTEBOOK, Picture, describe, in_house_style, new_picture

WEEKS = 54  # a year touches so many
FEWEST_WEEKS = 26
SQUARES_A_WIDTH = 8.8  # a strip of one year is its width divided by this high
SMALLEST_TOP = 4  # of the scale of colours, in points


@in_house_style
def calendar(
    diary: Diary | pd.DataFrame, *, width: float = NOTEBOOK, words: Phrases = ENGLISH
) -> Picture:
    """Draw one square a day, a strip a year: colour is pain, a cross a day without a rating."""
    pain = days_of(diary)["pain"]
    top = _top_of_scale(pain)
    years = pain.groupby(pd.DatetimeIndex(pain.index).year)
    touched = len(pain) // 7 + 2
    weeks = int(np.clip(touched, FEWEST_WEEKS, WEEKS))  # a short record is drawn larger
    strip_height = width / SQUARES_A_WIDTH * WEEKS / weeks
    picture = new_picture(width, strip_height * len(years) + 0.7)
    strips = picture.subplots(len(years), squeeze=False)[:, 0]
    for ax, (year, days) in zip(strips, years, strict=True):
        squares = _draw_year(ax, year, days, weeks, top)
        _name_weekdays(ax, words)
        is_last = year == pain.index[-1].year
        if is_last or weeks < WEEKS:
            _name_months(ax, year, pain.index, words)
    _draw_scale(picture, squares, list(strips), top, words)

    diary_days = from_first_rating(pain)
    rated = int(pain.count())
    total = len(diary_days)
    facts = {
        "n": rated,
        "total": total,
        "share": percent_rated(rated, total),
        "gap": _longest_gap(diary_days, words),
        "top": top,
    }
    strips[0].set_title(words("figure.calendar.title", **facts))
    describe(picture, "calendar", words, facts)
    return picture


def _draw_year(ax: Axes, year: int, pain: pd.Series, weeks: int, top: int) -> QuadMesh:
    """Draw the days of one year: a column a week, a row a weekday."""
    days = pd.DatetimeIndex(pain.index)
    row = days.day_of_week
    column = _week(days)
    grid = np.full((7, WEEKS), np.nan)
    grid[row, column] = pain
    squares = _draw_squares(ax, grid, top)
    is_unrated = pain.isna().to_numpy()
    _draw_crosses(ax, column[is_unrated], row[is_unrated])
    left = min(int(column[0]), WEEKS - weeks)
    ax.set_xlim(left, left + weeks)
    ax.set_ylim(7, 0)  # Monday on top
    ax.set_ylabel(str(year), fontweight="bold")
    _leave_only_squares(ax)
    return squares


def _top_of_scale(pain: pd.Series) -> int:
    """Return the worst rating, rounded up: so that a person with little pain has all colours."""
    worst = pain.max()
    if np.isnan(worst):
        return 10
    return int(np.clip(np.ceil(worst), SMALLEST_TOP, 10))


def _draw_squares(ax: Axes, grid: np.ndarray, top: int) -> QuadMesh:
    """Draw a colour for each whole rating up to the worst."""
    return ax.pcolormesh(
        grid,
        cmap=mpl.colormaps["YlGnBu"].resampled(top + 1),
        vmin=-0.5,
        vmax=top + 0.5,
        edgecolor="white",
        linewidth=0.6,
    )


def _draw_crosses(ax: Axes, column: pd.Index, row: pd.Index) -> None:
    """Draw a small cross in the middle of each square without a rating."""
    ax.plot(
        column + 0.5,
        row + 0.5,
        marker="x",
        linestyle="none",
        color=DOT,
        markersize=2.4,
        markeredgewidth=0.6,
    )


def _leave_only_squares(ax: Axes) -> None:
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)


def _week(days: pd.DatetimeIndex) -> pd.Index:
    """Return the column of each day: which week of its year, counted from Monday."""
    first_weekday = pd.Timestamp(year=days[0].year, month=1, day=1).day_of_week
    return (days.day_of_year + first_weekday - 1) // 7


def _name_weekdays(ax: Axes, words: Phrases) -> None:
    monday_to_friday = pd.date_range("2024-01-01", periods=3, freq="2D")
    names = [words.date(day, "weekday") for day in monday_to_friday]
    ax.set_yticks([0.5, 2.5, 4.5], names)


def _name_months(ax: Axes, year: int, days: pd.Index, words: Phrases) -> None:
    """Name the months of which there are days."""
    months = pd.date_range(f"{year}", periods=12, freq="MS")
    recorded = pd.DatetimeIndex(days).month
    named = months[months.month.isin(recorded)]
    names = [words.date(day, "month_name") for day in named]
    middle = named.day_of_year + 14
    ax.set_xticks(middle / 7, names)


def _draw_scale(
    picture: Picture, squares: QuadMesh, strips: list[Axes], top: int, words: Phrases
) -> None:
    scale = picture.colorbar(
        squares,
        ax=strips,
        shrink=min(0.8, 1.6 / len(strips)),
        aspect=12,
        pad=0.01,
        ticks=range(0, top + 1, 2),
        label=words("figure.calendar.pain"),
    )
    scale.outline.set_visible(False)


def _longest_gap(pain: pd.Series, words: Phrases) -> str:
    gaps = find_gaps(pain)
    if gaps.empty:
        return ""
    longest = gaps.loc[gaps["length"].idxmax()]
    return words("figure.calendar.gap", n=longest["length"], first=longest["first"])
