"""The timeline: daily pain, with running and weight under it on the same time axis."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..diary import Diary, Event, as_diary, days_of, events_of
from ..language import Phrases, upper_first
from .day_axis import show_days
from .event_marks import mark_events
from .gaps import GAP_DAYS, find_gaps, from_first_rating, shade_gaps
from .jitter import jittered
from .look import (
    BLUE,
    DARK,
    DOT,
    GREEN,
    ORANGE,
    PAIN_AXIS,
    legend_above,
    say_in_empty_panel,
    write_numbers,
)
from .picture import ENGLISH, NOTEBOOK, PRINT, Picture, describe, in_house_style, new_picture

LONG = 3 * 366  # days; longer histories are smoothed more, so that they stay legible
LOG_GAP_DAYS = 7  # days without a run log that are marked
WEIGHT_GAP_DAYS = 35  # days without a weigh-in over which no line is drawn

Events: TypeAlias = bool | pd.DataFrame | Iterable[Event] | None


@in_house_style
def timeline(
    diary: Diary | pd.DataFrame,
    *,
    events: Events = False,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Picture:
    """Draw daily pain, with running and weight under it on the same time axis.

    Parameters
    ----------
    diary : Diary or DataFrame
        NaN is a gap and is drawn as one. A panel without any data is left out, and the caption
        says so.
    events : bool, DataFrame or iterable of Event
        True marks the events of the diary; or those to mark, a table as `exports.events`.
    width : float
        Inches.
    words : Phrases
        Language and activity; the activity names the second panel.

    Returns
    -------
    Picture
    """
    days = days_of(diary)
    activity = upper_first(words.activity_names())
    heights = _panel_heights(days)
    picture = new_picture(width, _height(width, heights.values()))
    panels = _panels(picture, heights)
    told = [_draw_pain(panels["pain"], days["pain"], words)]
    absent = []

    letters = float(rcParams["font.size"])
    chosen = _chosen(diary, events)
    marked = mark_events(panels["pain"], chosen, days.index, words, width=width, letters=letters)
    if marked and days["pain"].notna().any():
        told.append(words("figure.timeline.events_told", what="; ".join(marked)))
    if "sessions" in panels:
        told.append(_draw_sessions(panels["sessions"], days, activity, words))
    else:
        absent.append(words("figure.timeline.absent", what=activity))
    if "weight" in panels:
        told.append(_draw_weight(panels["weight"], days["weight_kg"].dropna(), words))
    else:
        weight = words("figure.timeline.weight")
        absent.append(words("figure.timeline.absent", what=weight))

    from_top = list(panels.values())
    show_days(from_top[-1], days.index, words)
    picture.align_ylabels(from_top)
    span = _days_smoothed(days["pain"])
    facts = {
        "told": " ".join(told),
        "span": span,
        "half": span // 2,
        "gap": GAP_DAYS,
        "absent": " ".join(absent),
    }
    describe(picture, "timeline", words, facts)
    return picture


def _panel_heights(days: pd.DataFrame) -> dict[str, float]:
    """Return a height for each thing that is recorded, in inches in a notebook."""
    heights = {"pain": 3.5}
    if days["runs"].gt(0).any():
        heights["sessions"] = 1.1
    if days["weight_kg"].notna().any():
        heights["weight"] = 1.1
    heights["pain"] -= 0.5 * (len(heights) - 1)
    return heights


def _panels(picture: Picture, heights: dict[str, float]) -> dict[str, Axes]:
    """Return the panels by name, from top to bottom."""
    one_below_the_other: Any = [[name] for name in heights]
    ratios = list(heights.values())
    return picture.subplot_mosaic(one_below_the_other, sharex=True, height_ratios=ratios)


def _height(width: float, panels: Iterable[float]) -> float:
    scale = 0.78 if width <= PRINT else 1.0
    return scale * sum(panels) + 0.6


def _chosen(diary: Diary | pd.DataFrame, events: Events) -> Sequence[Event]:
    """Return the events to mark."""
    if events is None or events is False:
        return ()
    if events is True:
        return as_diary(diary).events
    if isinstance(events, pd.DataFrame):
        return events_of(events)
    return list(events)


def _days_smoothed(pain: pd.Series) -> int:
    return 7 if len(pain) <= LONG else 28


def _draw_pain(ax: Axes, pain: pd.Series, words: Phrases) -> str:
    """Draw ratings, their mean and the monthly medians; return what is to be seen, in words."""
    ax.set(**PAIN_AXIS, ylabel=words("figure.timeline.pain"))
    rated = pain.dropna()
    if rated.empty:
        say_in_empty_panel(ax, words("figure.timeline.nothing"))
        ax.set_title(words("figure.timeline.nothing_title"))
        return words("figure.timeline.nothing_told")

    shade_gaps(ax, pain, GAP_DAYS, words("figure.timeline.unrated"))
    medians = _monthly_medians(pain)
    thin = 1.0 if len(pain) <= LONG else 0.65  # thinner lines in a long history
    dot_area = float(np.clip(9000 / len(pain), 4, 24))
    _draw_ratings(ax, rated, dot_area, words)
    _draw_mean(ax, pain, 1.8 * thin, words)
    _draw_medians(ax, medians, 1.2 * thin, words)
    _draw_legend_above(ax, dot_area)

    facts = {
        "first": pain.index[0],
        "last": pain.index[-1],
        "n": len(rated),
        "total": len(from_first_rating(pain)),
        "median": rated.median(),
        "low": rated.min(),
        "high": rated.max(),
        "least": medians.min(),
        "most": medians.max(),
    }
    ax.set_title(words("figure.timeline.title", **facts), pad=24)
    told = words("figure.timeline.pain_told", **facts)
    if len(medians) < 2:
        return told
    return f"{told} {words('figure.timeline.medians_told', **facts)}"


def _draw_legend_above(ax: Axes, dot_area: float) -> None:
    larger_dots = max(1.0, 4 / dot_area**0.5)
    legend_above(ax, markerscale=larger_dots)


def _draw_ratings(ax: Axes, rated: pd.Series, area: float, words: Phrases) -> None:
    label = words("figure.timeline.rating")
    ax.scatter(rated.index, jittered(rated), s=area, color=DOT, linewidth=0, label=label)


def _draw_mean(ax: Axes, pain: pd.Series, linewidth: float, words: Phrases) -> None:
    span = _days_smoothed(pain)
    mean = pain.rolling(span, center=True, min_periods=span // 2).mean()
    label = words("figure.timeline.mean", span=span)
    ax.plot(pain.index, mean, color=BLUE, linewidth=linewidth, label=label)


def _monthly_medians(pain: pd.Series) -> pd.Series:
    """Return each day its month's median; NaN inside a gap."""
    medians = pain.resample("MS").transform("median")
    for gap in find_gaps(pain, GAP_DAYS).itertuples():
        medians[gap.first : gap.last] = np.nan
    return medians


def _draw_medians(ax: Axes, medians: pd.Series, linewidth: float, words: Phrases) -> None:
    ax.plot(
        medians.index,
        medians,
        color=DARK,
        linewidth=linewidth,
        label=words("figure.timeline.median"),
        drawstyle="steps-post",
        solid_capstyle="butt",
        zorder=1,
    )


def _draw_sessions(ax: Axes, days: pd.DataFrame, activity: str, words: Phrases) -> str:
    """Draw kilometres a week, or sessions where no distance is known; return them in words."""
    column = "distance_km"
    unit = "km"
    if not days[column].gt(0).any():
        column = "runs"
        unit = words("figure.timeline.times")
    per_week = _per_week(days[column])
    begins = per_week.index
    end = begins[-1] + begins.freq
    edges = date2num(begins.union([end]))
    ax.stairs(per_week.to_numpy(), edges, fill=True, color=GREEN)
    shade_gaps(ax, days["runs"], LOG_GAP_DAYS)
    top = max(1.0, per_week.max() * 1.12)
    ax.set_ylim(0, top)
    ax.set_ylabel(words("figure.timeline.running", what=activity, unit=unit))
    _write_whole_numbers(ax, words)
    facts = {"what": activity, "unit": unit, "mean": per_week.mean(), "most": per_week.max()}
    return words("figure.timeline.running_told", **facts)


def _per_week(daily: pd.Series) -> pd.Series:
    """Return the sum of each week; in a long history, of an average week of each month."""
    if len(daily) > LONG:
        return 7 * daily.resample("MS").mean()
    weeks = daily.resample("W-MON", closed="left", label="left")
    return weeks.sum(min_count=1)


def _draw_weight(ax: Axes, known: pd.Series, words: Phrases) -> str:
    """Draw the weigh-ins, with no line over a long time without one; return them in words."""
    line = _broken(known)
    ax.plot(line.index, line, color=ORANGE, linewidth=0.9, marker="D", markersize=_size(known))
    middle = (known.max() + known.min()) / 2
    half = max(2.5, np.ptp(known) * 0.6)
    ax.set_ylim(middle - half, middle + half)
    ax.set_ylabel(words("figure.timeline.weight_label"))
    _write_whole_numbers(ax, words)
    facts = {"n": len(known), "first": known.iloc[0], "last": known.iloc[-1]}
    return words("figure.timeline.weight_told", **facts)


def _broken(known: pd.Series) -> pd.Series:
    """Return the weigh-ins with a NaN before each that follows a long time without one."""
    day = known.index.to_series()
    follows_gap = day.diff().dt.days > WEIGHT_GAP_DAYS
    day_before = day[follows_gap] - pd.Timedelta(days=1)
    breaks = pd.Series(np.nan, pd.DatetimeIndex(day_before))
    return pd.concat([known, breaks]).sort_index()


def _size(known: pd.Series) -> float:
    if len(known) < 60:
        return 3.6
    if len(known) < 400:
        return 2.6
    return 1.4


def _write_whole_numbers(ax: Axes, words: Phrases) -> None:
    ax.locator_params("y", integer=True)
    write_numbers(ax.yaxis, words)
