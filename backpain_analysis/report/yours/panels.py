"""The panels of the timeline: pain, bad days, running, weight, and what else was rated."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...language import Phrases, plain_text, upper_first
from ...model import other_columns
from ...plots import jittered
from .marks import bars, dots, line, on_axis, path, picture, rule, spans

LONG = 3 * 366  # days; a longer history has a slower mean, until it is looked at closely
PAIN_LOW, PAIN_HIGH = -1.3, 10.5  # room for the strip of unrated days under zero
STRIP = (95.5, 99.0)  # its top and bottom, in the units of the picture
SEVERE = 7
FEW_SEVERE = 0.05  # of the ratings; with fewer, the person's own worst tenth is shown
WORST_TENTH = 0.9
FEWEST_RATED = 56  # days, before there is a tenth to speak of
MOST_OTHERS = 4
FEWEST_OTHER_DAYS = 7
LONGEST_NAME = 40
ROOM = 1.12


@dataclass(frozen=True)
class Legend:
    """One mark of a panel: the class that draws it, and what it means."""

    mark: str
    text: str


@dataclass(frozen=True)
class Panel:
    """One panel of the timeline.

    Attributes
    ----------
    name : str
        Its class on the page.
    title : str
    ticks : tuple of (float, str)
        The y (0 at the top, 100 at the bottom) and the words of each number on its axis.
    drawn : Markup
        The SVG.
    legend : tuple of Legend
    """

    name: str
    title: str
    ticks: tuple[tuple[float, str], ...]
    drawn: Markup
    legend: tuple[Legend, ...] = ()


def panels(p: Phrases, days: pd.DataFrame) -> list[Panel]:
    """Return a panel for each thing that is recorded."""
    found = []
    if days["pain"].notna().any():
        found.append(_pain(p, days["pain"]))
        bad = bad_days(days["pain"])
        if bad is not None:
            found.append(_bad_days(p, days["pain"], bad))
    if days["runs"].gt(0).any():
        found.append(_sessions(p, days))
    if days["weight_kg"].notna().any():
        found.append(_measured(p, "weight", p("timeline.weight"), days["weight_kg"]))
    for name in _most_recorded(days):
        label = upper_first(plain_text(name).replace("_", " "))[:LONGEST_NAME]
        found.append(_measured(p, "other", label, days[name]))
    return found


def _most_recorded(days: pd.DataFrame) -> list[str]:
    counts = days[other_columns(days)].count()
    often = counts[counts >= FEWEST_OTHER_DAYS]
    return list(often.nlargest(MOST_OTHERS).index)


def others_left_out(days: pd.DataFrame) -> list[str]:
    """Return the recorded things that have no panel; the words of each day hold them."""
    shown = _most_recorded(days)
    return [name for name in other_columns(days) if name not in shown]


def _centres(days: pd.Series | pd.DataFrame) -> np.ndarray:
    return np.arange(len(days)) + 0.5


def _pain(p: Phrases, pain: pd.Series) -> Panel:
    """Draw ratings as dots, their mean as the thick line, a strip of the days without one."""
    x = _centres(pain)
    n = len(pain)
    marks = [path(rule(float(_pain_y(level)), 0, n), "grid") for level in range(0, 11, 2)]
    marks.append(path(dots(x, _pain_y(jittered(pain))), "dots"))
    marks.append(path(line(x, _pain_y(_mean(pain, 7))), "mean fast"))
    mean_told = p("timeline.mean")
    if n > LONG:
        mean_told = p("timeline.mean_long")
        marks.append(path(line(x, _pain_y(_mean(pain, 28))), "mean slow"))
    unrated = pain.isna().to_numpy()
    marks.append(path(spans(unrated, *STRIP), "unrated"))
    legend = [Legend("mean", mean_told), Legend("dots", p("timeline.rating"))]
    if unrated.any():
        legend.append(Legend("unrated", p("timeline.unrated")))
    ticks = tuple((float(_pain_y(level)), p.number(level, 0)) for level in (0, 5, 10))
    return Panel("pain", p("timeline.pain"), ticks, _picture(n, marks), tuple(legend))


def _pain_y(values: np.ndarray | float) -> np.ndarray:
    return on_axis(np.asarray(values), PAIN_LOW, PAIN_HIGH)


def _mean(values: pd.Series, span: int) -> np.ndarray:
    return values.rolling(span, center=True, min_periods=span // 2).mean().to_numpy()


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
    rated = pain.dropna()
    share = 100 * rated.ge(bad.least).groupby(rated.index.to_period("M")).mean()
    top = 50 if share.max() <= 50 else 100
    months = share.index
    left = _position(months.start_time, pain)
    right = _position(months.end_time.normalize(), pain) + 1
    gap = 0.004 * len(pain)
    y = on_axis(share.to_numpy(), 0, top)
    marks = [
        path(rule(0, 0, len(pain)), "grid"),
        path(bars(np.maximum(left, 0), np.minimum(right, len(pain)) - gap, y), "bad"),
        path(rule(100, 0, len(pain)), "grid"),
    ]
    key = "own" if bad.is_own else "severe"
    title = p(f"timeline.bad_{key}", least=bad.least)
    ticks = ((100.0, p.number(0, 0)), (0.0, p("timeline.percent", n=top)))
    return Panel("bad-days", title, ticks, _picture(len(pain), marks))


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
    left = _position(pd.DatetimeIndex(weekly.index), days[column])
    right = np.minimum(left + 7, len(days)) - 0.8
    top = max(1.0, ROOM * float(weekly.max()))
    y = on_axis(weekly.to_numpy(), 0, top)
    no_log = days["runs"].isna().to_numpy()
    marks = [
        path(bars(np.maximum(left, 0), right, y), "sessions"),
        path(rule(100, 0, len(days)), "grid"),
        path(spans(no_log, 93, 99), "unrated"),
    ]
    ticks = _two_ticks(p, 0, float(weekly.max()), 0, top)
    legend = (Legend("unrated", p("timeline.no_log")),) if no_log.any() else ()
    return Panel("sessions", title, ticks, _picture(len(days), marks), legend)


def _measured(p: Phrases, name: str, title: str, values: pd.Series) -> Panel:
    """Draw single days as dots, and a mean of four weeks, between the lowest and the highest."""
    low = float(values.min())
    high = float(values.max())
    room = max(0.1 * (high - low), 0.5)
    bottom = low - room
    top = high + room
    x = _centres(values)
    marks = [
        path(rule(100, 0, len(values)), "grid"),
        path(dots(x, on_axis(values.to_numpy(), bottom, top)), "dots"),
        path(line(x, on_axis(_sparse_mean(values), bottom, top)), f"mean of-{name}"),
    ]
    ticks = _two_ticks(p, low, high, bottom, top)
    return Panel(name, title, ticks, _picture(len(values), marks))


def _sparse_mean(values: pd.Series) -> np.ndarray:
    return values.rolling(28, center=True, min_periods=2).mean().to_numpy()


def _two_ticks(
    p: Phrases, low: float, high: float, bottom: float, top: float
) -> tuple[tuple[float, str], ...]:
    """Name the lowest and the highest value."""
    values = [low] if low == high else [low, high]
    return tuple((float(on_axis(np.array(v), bottom, top)), p.short(v)) for v in values)


def _picture(n: int, marks: list[Markup]) -> Markup:
    return picture(0, n, *marks, class_="marks")
