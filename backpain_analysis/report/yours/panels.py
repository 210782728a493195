"""The panels of the timeline: pain, bad days, running, weight, and what else was rated."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...language import Phrases, plain_text, upper_first
from ...model import other_columns
from . import pain_axis
from .marks import bars, dots, line, on_axis, path, rule, spans
from .panel import Legend, Panel, Tick, middles, picture_of_days

LONG = 3 * 366  # days; a longer history has a slower mean, until it is looked at closely
WEEK = 7
FOUR_WEEKS = 28
SEVERE = 7
FEW_SEVERE = 0.05  # of the ratings; with fewer, the person's own worst tenth is shown
WORST_TENTH = 0.9
FEWEST_RATED = 56  # days, before there is a tenth to speak of
MOST_OTHERS = 4
FEWEST_OTHER_DAYS = 7
LONGEST_NAME = 40
ROOM = 1.12  # of an axis above its highest bar
LEAST_ROOM = 0.5  # above and below what was measured, in its unit
BETWEEN_MONTHS = 0.004  # of the picture
BETWEEN_WEEKS = 0.8  # days
NO_LOG_TOP = 93  # the strip of days outside the run log
NO_LOG_BOTTOM = 99


def panels(p: Phrases, days: pd.DataFrame) -> list[Panel]:
    """Return a panel for each thing that is recorded."""
    pain = days["pain"]
    weight = days["weight_kg"]
    found = []
    if pain.notna().any():
        found.append(_pain(p, pain))
        bad = bad_days(pain)
        if bad is not None:
            found.append(_bad_days(p, pain, bad))
    if days["runs"].gt(0).any():
        found.append(_sessions(p, days))
    if weight.notna().any():
        found.append(_measured(p, "weight", p("timeline.weight"), weight))
    for name in _most_recorded(days):
        found.append(_measured(p, "other", _title_of(name), days[name]))
    return found


def _title_of(column: str) -> str:
    name = plain_text(column).replace("_", " ")
    return upper_first(name)[:LONGEST_NAME]


def _most_recorded(days: pd.DataFrame) -> list[str]:
    counts = days[other_columns(days)].count()
    often = counts[counts >= FEWEST_OTHER_DAYS]
    return list(often.nlargest(MOST_OTHERS).index)


def others_left_out(days: pd.DataFrame) -> list[str]:
    """Return the recorded things that have no panel; the words of each day hold them."""
    shown = _most_recorded(days)
    return [name for name in other_columns(days) if name not in shown]


def _pain(p: Phrases, pain: pd.Series) -> Panel:
    """Draw ratings as dots, their mean as the thick line, a strip of the days without one."""
    is_long = len(pain) > LONG
    marks = [
        *pain_axis.grid(len(pain)),
        pain_axis.ratings(pain),
        _mean_of_pain(pain, WEEK, "mean fast"),
    ]
    if is_long:
        marks.append(_mean_of_pain(pain, FOUR_WEEKS, "mean slow"))
    marks.append(pain_axis.unrated_days(pain))
    mean_told = "timeline.mean_long" if is_long else "timeline.mean"
    legend = [
        Legend("mean", p(mean_told)),
        Legend("dots", p("timeline.rating")),
    ]
    if pain.isna().any():
        legend.append(Legend("unrated", p("timeline.unrated")))
    return Panel(
        name="pain",
        title=p("timeline.pain"),
        ticks=pain_axis.ticks(p),
        drawn=picture_of_days(len(pain), marks),
        legend=legend,
    )


def _mean_of_pain(pain: pd.Series, span: int, class_: str) -> Markup:
    """Draw the moving mean over so many days; broken where fewer than half are rated."""
    mean = _moving_mean(pain, span, fewest=span // 2)
    y = pain_axis.heights(mean)
    return path(line(middles(len(pain)), y), class_)


def _moving_mean(values: pd.Series, span: int, fewest: int) -> np.ndarray:
    moving = values.rolling(span, center=True, min_periods=fewest)
    return moving.mean().to_numpy()


@dataclass(frozen=True)
class BadDays:
    """What counts as a bad day: ratings from `least` on, the person's own worst tenth or 7."""

    least: float
    is_own: bool


def bad_days(pain: pd.Series) -> BadDays | None:
    """Return what counts as a bad day; None where days are few, or alike."""
    rated = pain.dropna()
    if rated.ge(SEVERE).mean() >= FEW_SEVERE:
        return BadDays(SEVERE, is_own=False)
    least = float(rated.quantile(WORST_TENTH))
    if len(rated) < FEWEST_RATED or least <= rated.median():
        return None
    return BadDays(least, is_own=True)


def _bad_days(p: Phrases, pain: pd.Series, bad: BadDays) -> Panel:
    """Draw the share of bad days in each month, of the days that are rated."""
    days = len(pain)
    percent = _percent_a_month(pain, bad)
    top = 50 if percent.max() <= 50 else 100
    marks = [
        path(rule(0, 0, days), "grid"),
        path(_monthly_bars(percent, top, pain), "bad"),
        path(rule(100, 0, days), "grid"),
    ]
    key = "own" if bad.is_own else "severe"
    ticks = [
        Tick(100.0, p.number(0, 0)),
        Tick(0.0, p("timeline.percent", n=top)),
    ]
    return Panel(
        name="bad-days",
        title=p(f"timeline.bad_{key}", least=bad.least),
        ticks=ticks,
        drawn=picture_of_days(days, marks),
    )


def _percent_a_month(pain: pd.Series, bad: BadDays) -> pd.Series:
    """Return how many of 100 rated days of each month were bad."""
    rated = pain.dropna()
    month = rated.index.to_period("M")
    return 100 * rated.ge(bad.least).groupby(month).mean()


def _monthly_bars(percent: pd.Series, top: float, pain: pd.Series) -> str:
    """Draw a bar a month; the first and the last month may be cut by the picture's ends."""
    months = percent.index
    days = len(pain)
    first = _position(months.start_time, pain)
    last = _position(months.end_time.normalize(), pain)
    left = np.maximum(first, 0)
    right = np.minimum(last + 1, days) - BETWEEN_MONTHS * days
    return bars(left, right, on_axis(percent.to_numpy(), 0, top))


def _position(days: pd.DatetimeIndex, series: pd.Series) -> np.ndarray:
    """Return the position of days on the x axis."""
    return (days - series.index[0]).days.to_numpy(dtype=float)


def _sessions(p: Phrases, days: pd.DataFrame) -> Panel:
    """Draw kilometres a week, or sessions where no distance is known."""
    column = "runs"
    title = p("timeline.sessions")
    if days["distance_km"].gt(0).any():
        column = "distance_km"
        title = p("timeline.distance")
    weekly = days[column].resample("W-MON", closed="left", label="left").sum(min_count=1)
    highest = float(weekly.max())
    top = max(1.0, ROOM * highest)
    is_outside = days["runs"].isna().to_numpy()
    marks = [
        path(_weekly_bars(weekly, top, days[column]), "sessions"),
        path(rule(100, 0, len(days)), "grid"),
        path(spans(is_outside, NO_LOG_TOP, NO_LOG_BOTTOM), "unrated"),
    ]
    legend = []
    if is_outside.any():
        legend.append(Legend("unrated", p("timeline.no_log")))
    return Panel(
        name="sessions",
        title=title,
        ticks=_lowest_and_highest(p, 0, highest, bottom=0, top=top),
        drawn=picture_of_days(len(days), marks),
        legend=legend,
    )


def _weekly_bars(weekly: pd.Series, top: float, daily: pd.Series) -> str:
    """Draw a bar a week; the first and the last week may be cut by the picture's ends."""
    first = _position(pd.DatetimeIndex(weekly.index), daily)
    left = np.maximum(first, 0)
    right = np.minimum(first + WEEK, len(daily)) - BETWEEN_WEEKS
    return bars(left, right, on_axis(weekly.to_numpy(), 0, top))


def _measured(p: Phrases, name: str, title: str, values: pd.Series) -> Panel:
    """Draw single days as dots, and a mean of four weeks, between the lowest and the highest."""
    low = float(values.min())
    high = float(values.max())
    room = max(0.1 * (high - low), LEAST_ROOM)
    bottom = low - room
    top = high + room
    x = middles(len(values))
    mean = _moving_mean(values, FOUR_WEEKS, fewest=2)
    marks = [
        path(rule(100, 0, len(values)), "grid"),
        path(dots(x, on_axis(values.to_numpy(), bottom, top)), "dots"),
        path(line(x, on_axis(mean, bottom, top)), f"mean of-{name}"),
    ]
    return Panel(
        name=name,
        title=title,
        ticks=_lowest_and_highest(p, low, high, bottom=bottom, top=top),
        drawn=picture_of_days(len(values), marks),
    )


def _lowest_and_highest(
    p: Phrases, low: float, high: float, *, bottom: float, top: float
) -> list[Tick]:
    """Name the lowest and the highest value; once where they are the same."""
    ticks = []
    for value in dict.fromkeys((low, high)):
        y = on_axis(np.array(value), bottom, top)
        ticks.append(Tick(float(y), p.short(value)))
    return ticks
