"""What was recorded: the timeline of pain, running and weight, and the calendar of rated days."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from . import look
from .look import DASHED, Picture, Values, blank, days_below, figure, long_date, number, say, short

LONG = 3 * 366  # days; longer histories are smoothed more, so that they stay legible
GAP = 14  # days without a rating that are marked as a gap


@figure("timeline", 4.1, panels=True)
def draw_timeline(
    daily: pd.DataFrame,
    *,
    picture: Picture,
    events: pd.DataFrame | None = None,
    activity: str = "Running",
) -> Values:
    """Draw daily pain, with running and weight under it on the same time axis.

    NaN is a gap and is drawn as one. Panels without any data are left out; the caption says so.
    `events` (as `exports.events`) are marked with their names; `activity` labels the second panel.
    """
    has_runs, has_weight = daily["runs"].gt(0).any(), daily["weight_kg"].notna().any()
    below = int(has_runs) + int(has_weight)
    heights = [3.5 - 0.5 * below] + [1.1] * below
    scale = 0.78 if picture.get_figwidth() <= look.PRINT else 1.0
    picture.set_figheight(scale * sum(heights) + 0.6)
    panels = picture.subplots(len(heights), sharex=True, height_ratios=heights, squeeze=False)[:, 0]
    span = 7 if len(daily) <= LONG else 28
    told = [_pain_panel(panels[0], daily["pain"], span, events)]
    if has_runs:
        told.append(_running_panel(panels[1], daily, activity))
    if has_weight:
        told.append(_weight_panel(panels[-1], daily["weight_kg"].dropna()))
    for ax in panels[1:]:
        ax.locator_params("y", integer=True)  # no decimal sign, whatever the language
    days_below(panels[-1], daily.index)
    picture.align_ylabels(panels)
    shown = ((activity, has_runs), (say("timeline.weight"), has_weight))
    absent = " ".join(say("timeline.absent", what=what) for what, has in shown if not has)
    return {"told": " ".join(told), "span": span, "half": span // 2, "gap": GAP, "absent": absent}


def diary(pain: pd.Series) -> pd.Series:
    """Return the days from the first rating on; none when nothing was rated."""
    return pain.loc[pain.first_valid_index() :] if pain.notna().any() else pain.iloc[:0]


def gaps(series: pd.Series) -> pd.DataFrame:
    """Return each stretch of days without a value: its `first` and `last` day, its `length`."""
    missing = series.index[series.isna()].to_series()
    stretches = missing.groupby(missing.diff().dt.days.ne(1).cumsum())
    return stretches.agg(first="min", last="max", length="size")


def shade(ax: Axes, series: pd.Series, at_least: int, text: str = "") -> None:
    """Shade the gaps of at least so many days, with a text on those that have room for it."""
    for gap in gaps(series).query("length >= @at_least").itertuples():
        first, last = date2num(gap.first), date2num(gap.last) + 1
        ax.axvspan(first, last, color=look.PALE, linewidth=0, zorder=0)
        if gap.length / len(series) > 0.045:
            ax.text((first + last) / 2, 10, text, ha="center", va="top", color=look.MID)


def _pain_panel(ax: Axes, pain: pd.Series, span: int, events: pd.DataFrame | None) -> str:
    ax.set(**look.PAIN, ylabel=say("timeline.pain"))
    rated, days = pain.dropna(), pain.index
    if rated.empty:
        blank(ax, say("timeline.nothing"))
        ax.set_title(say("timeline.nothing_title"))
        return say("timeline.nothing_told")
    fine = 1.0 if len(pain) <= LONG else 0.65  # thinner lines in a long history
    size = float(np.clip(9000 / len(pain), 4, 24))
    dots: Any = {"s": size, "color": "#ababab", "linewidth": 0}
    ax.scatter(rated.index, rated, label=say("timeline.rating"), **dots)
    mean = pain.rolling(span, center=True, min_periods=span // 2).mean()
    ax.plot(days, mean, look.BLUE, linewidth=1.3 * fine, label=say("timeline.mean", span=span))
    months = pain.resample("MS").transform("median")
    for gap in gaps(pain).query("length >= @GAP").itertuples():
        months[gap.first : gap.last] = np.nan
    step: Any = {"drawstyle": "steps-post", "solid_capstyle": "butt", "zorder": 1}
    step |= {"linewidth": 2.2 * fine, "label": say("timeline.median")}
    ax.plot(days, months, color="black", **step)
    shade(ax, pain, GAP, say("timeline.unrated"))
    marked = [] if events is None else _mark_events(ax, events, days)
    place: Any = {"loc": "lower left", "bbox_to_anchor": (0, 0.99), "borderaxespad": 0}
    ax.legend(ncols=3, markerscale=max(1.0, 4 / size**0.5), **place)
    points = {"median": rated.median(), "low": rated.min(), "high": rated.max()}
    points |= {"least": months.min(), "most": months.max()}
    values: Any = {name: short(x) for name, x in points.items()}
    values |= {"n": len(rated), "total": len(diary(pain))}
    values |= {"first": long_date(days[0]), "last": long_date(days[-1])}
    ax.set_title(say("timeline.title", **values), pad=24)
    told = say("timeline.pain_told", **values)
    return f"{told} {say('timeline.events_told', what='; '.join(marked))}" if marked else told


def _mark_events(ax: Axes, events: pd.DataFrame, days: pd.Index) -> list[str]:
    """Mark what happened in the days shown, labels on three steps; return it in words."""
    near = events[(events["end"] >= days[0]) & (events["start"] <= days[-1])].sort_values("start")
    for i, e in enumerate(near.itertuples()):
        first, last = (date2num(max(day.normalize(), days[0])) for day in (e.start, e.end))
        if last > first:
            ax.axvspan(first, last + 1, color=look.ORANGE, alpha=0.12, linewidth=0, zorder=0)
        top = 9.7 - i % 3  # clear of the legend
        ax.vlines(first, -0.4, top, color=look.ORANGE, linestyle=DASHED, linewidth=1.2)
        late = first > date2num(days[0]) + 0.75 * len(days)
        place: Any = {"ha": "right" if late else "left", "va": "top", "annotation_clip": True}
        side = (-3 if late else 3, 0)
        ax.annotate(e.event, (first, top), side, textcoords="offset points", **place)
    each = near[["event", "start"]].itertuples(index=False)
    return [say("timeline.event", what=what, day=long_date(start)) for what, start in each]


def _running_panel(ax: Axes, daily: pd.DataFrame, activity: str) -> str:
    unit, column = "km", "distance_km"
    if not daily[column].gt(0).any():
        unit, column = say("timeline.times"), "runs"
    if len(daily) <= LONG:
        bars = daily[column].resample("W-MON", closed="left", label="left").sum(min_count=1)
    else:
        bars = 7 * daily[column].resample("MS").mean()
    edges = date2num(bars.index.union([bars.index[-1] + bars.index.freq]))
    ax.stairs(bars.to_numpy(), edges, fill=True, color=look.GREEN, alpha=0.75)
    shade(ax, daily["runs"], 7)
    ax.set(ylim=(0, max(1.0, bars.max() * 1.12)))
    ax.set_ylabel(say("timeline.running", what=activity, unit=unit))
    values = {"mean": number(bars.mean()), "most": number(bars.max())}
    return say("timeline.running_told", what=activity, unit=unit, **values)


def _weight_panel(ax: Axes, known: pd.Series) -> str:
    days = known.index.to_series()
    breaks = days[days.diff().dt.days > 35] - pd.Timedelta(days=1)
    line = pd.concat([known, pd.Series(np.nan, pd.DatetimeIndex(breaks))]).sort_index()
    size = 3.6 if len(known) < 60 else 2.6 if len(known) < 400 else 1.4
    ax.plot(line.index, line, color=look.ORANGE, linewidth=0.9, marker="D", markersize=size)
    middle, half = (known.max() + known.min()) / 2, max(2.5, np.ptp(known) * 0.6)
    ax.set(ylim=(middle - half, middle + half), ylabel=say("timeline.weight_label"))
    first, last = (number(weight) for weight in known.iloc[[0, -1]])
    return say("timeline.weight_told", n=len(known), first=first, last=last)


@figure("calendar", 2.0, panels=True)
def draw_calendar(daily: pd.DataFrame, *, picture: Picture) -> Values:
    """Draw one square a day, a strip a year: colour is pain, a cross a day without a rating."""
    pain, index = daily["pain"], pd.DatetimeIndex(daily.index)
    years = pain.groupby(index.year)
    weeks = int(np.clip(len(pain) // 7 + 2, 26, 54))  # a short record is drawn larger
    picture.set_figheight(picture.get_figwidth() / 8.8 * len(years) * 54 / weeks + 0.7)
    strips = list(picture.subplots(len(years), squeeze=False)[:, 0])
    colours: Any = {"cmap": mpl.colormaps["YlGnBu"].resampled(11), "vmin": -0.5, "vmax": 10.5}
    weekdays, names = say("form.weekdays").split(), np.array(say("form.months").split())
    for ax, (year, days) in zip(strips, years, strict=True):
        months = pd.date_range(f"{year}", periods=12, freq="MS")
        row, of_year = days.index.day_of_week, days.index.day_of_year
        column = (of_year + months[0].day_of_week - 1) // 7
        grid = np.full((7, 54), np.nan)
        grid[row, column] = days
        mesh = ax.pcolormesh(grid, edgecolor="white", linewidth=0.6, **colours)
        empty = days.isna().to_numpy()
        ax.plot(column[empty] + 0.5, row[empty] + 0.5, "x", color="#a0a0a0", ms=2.4, mew=0.6)
        named = months.month.isin(index.month) & (year == index[-1].year or weeks < 54)
        ax.set_xticks((months.day_of_year[named] + 14) / 7, names[named])
        ax.set_yticks([0.5, 2.5, 4.5], weekdays[:5:2])
        left = min(int(column[0]), 54 - weeks)
        ax.set(xlim=(left, left + weeks), ylim=(7, 0), aspect="equal")
        ax.set_ylabel(str(year), fontweight="bold")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.grid(visible=False)
    scale: Any = {"shrink": min(0.8, 1.6 / len(years)), "aspect": 12, "pad": 0.01}
    scale |= {"ticks": range(0, 11, 2), "label": say("calendar.pain")}
    picture.colorbar(mesh, ax=strips, **scale).outline.set_visible(False)
    n, total = pain.count(), len(diary(pain))
    values: Values = {"n": n, "total": total, "share": round(100 * n / max(total, 1)), "gap": ""}
    strips[0].set_title(say("calendar.title", **values))
    for gap in gaps(diary(pain)).nlargest(1, "length").itertuples():
        values["gap"] = say("calendar.gap", length=gap.length, first=long_date(gap.first))
    return values
