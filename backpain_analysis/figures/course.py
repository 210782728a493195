"""What was recorded: the timeline of pain, running and weight, and the calendar of rated days."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from . import look
from .look import Picture, blank, days_below, figure, number, say

LONG = 3 * 366  # days; longer histories are smoothed more, so that they stay legible
GAP = 14  # days without a rating that are marked as a gap


@figure("timeline", 4.1, panels=True)
def draw_timeline(
    daily: pd.DataFrame,
    *,
    picture: Picture,
    events: pd.DataFrame | None = None,
    activity: str = "Running",
) -> tuple[str, str]:
    """Draw daily pain, with running and weight under it on the same time axis.

    NaN is a gap and is drawn as one. Panels without any data are left out; the caption says so.

    Parameters
    ----------
    daily : DataFrame
    events : DataFrame, optional
        What happened and may be shown: `start`, `end`, `event`, as `exports.events`.
    activity : str
        The label of the second panel.
    """
    has_runs = bool((daily["runs"] > 0).any())
    has_weight = bool(daily["weight_kg"].notna().any())
    scale = 0.78 if picture.get_figwidth() <= look.PRINT else 1.0
    below = has_runs + has_weight
    heights = [(3.5 - 0.5 * below) * scale] + [1.1 * scale] * below
    picture.set_figheight(sum(heights) + 0.6)
    grid = picture.subplots(len(heights), sharex=True, height_ratios=heights, squeeze=False)
    panels = list(grid[:, 0])
    span = 7 if len(daily) <= LONG else 28
    alt = _pain_panel(panels[0], daily["pain"], span, events)
    if has_runs:
        alt += " " + _running_panel(panels[1], daily, activity)
    if has_weight:
        alt += " " + _weight_panel(panels[-1], daily["weight_kg"])
    days_below(panels[-1], daily.index)
    picture.align_ylabels(panels)
    shown = ((activity, has_runs), (say("Weight"), has_weight))
    absent = [say("{what}: not recorded.", what=what) for what, has in shown if not has]
    caption = say(
        "Each dot is one day's rating; the thin line is the mean of {span} days (where at least "
        "{half} were rated), the step line the median of each month. Grey stretches are {gap} days "
        "or more without a rating: they are not zeros.",
        span=span,
        half=span // 2,
        gap=GAP,
    )
    return alt, " ".join([caption, *absent])


def diary(pain: pd.Series) -> pd.Series:
    """Return the days from the first rating on; none when nothing was rated."""
    return pain.loc[pain.first_valid_index() :] if pain.notna().any() else pain.iloc[:0]


def gaps(pain: pd.Series) -> list[tuple[pd.Timestamp, pd.Timestamp, int]]:
    """Return first day, last day and length of each stretch of days without a value."""
    missing = pain.isna()
    days = missing.index.to_series()[missing]
    stretches = days.groupby((missing != missing.shift()).cumsum()[missing])
    return [(d.iloc[0], d.iloc[-1], len(d)) for _, d in stretches]


def shade(ax: Axes, series: pd.Series, at_least: int) -> list[tuple[float, float]]:
    """Shade the gaps of at least so many days; return where they are."""
    long = [(date2num(a), date2num(b) + 1) for a, b, n in gaps(series) if n >= at_least]
    for first, last in long:
        ax.axvspan(first, last, color=look.PALE, linewidth=0, zorder=0)
    return long


def _periods(series: pd.Series, length: str) -> pd.PeriodIndex:
    return pd.DatetimeIndex(series.index).to_period(length)


def _edges(periods: pd.Index) -> Any:
    calendar = pd.PeriodIndex(periods)
    return date2num([*calendar.start_time, calendar[-1].end_time])


def _pain_panel(ax: Axes, pain: pd.Series, span: int, events: pd.DataFrame | None) -> str:
    rated, total = pain.dropna(), len(diary(pain))
    ax.set(**look.PAIN, ylabel=say("Pain (0\u201310)"))
    if rated.empty:
        blank(ax, say("no pain ratings yet"))
        ax.set_title(say("Daily pain: nothing recorded yet"))
        return say("No pain rating is recorded yet.")
    fine = 1.0 if len(pain) <= LONG else 0.65  # thinner lines in a long history
    size = float(np.clip(9000 / len(pain), 4, 24))
    dot: Any = {"color": "#ababab", "linewidth": 0, "label": say("one day's rating")}
    ax.scatter(rated.index, rated, s=size, **dot)
    smooth = pain.rolling(span, center=True, min_periods=span // 2).mean()
    mean = say("{span}-day mean", span=span)
    ax.plot(smooth.index, smooth, color=look.BLUE, linewidth=1.3 * fine, label=mean)
    months = pain.groupby(_periods(pain, "M")).median()
    edges = np.clip(_edges(months.index), date2num(pain.index[0]), date2num(pain.index[-1]))
    step: Any = {"color": "black", "linewidth": 2.2 * fine, "label": say("month's median")}
    ax.stairs(months.to_numpy(), edges, baseline=None, **step)
    for first, last in shade(ax, pain, GAP):
        if (last - first) / len(pain) > 0.045:
            at, why = (first + last) / 2, say("not\nrated")
            ax.text(at, 10, why, ha="center", va="top", color=look.MID)
    told = [] if events is None else _mark_events(ax, events, pain)
    place: Any = {"loc": "lower left", "bbox_to_anchor": (0, 0.99), "borderaxespad": 0}
    ax.legend(ncols=3, markerscale=max(1.0, 4 / size**0.5), **place)
    counts: Any = {"n": len(rated), "total": total, "median": _short(rated.median())}
    title = say("Daily pain: {n} of {total} days rated, median {median} of 10", **counts)
    ax.set_title(title, pad=24)
    alt = say(
        "Daily pain from {first} to {last}: {n} of {total} days rated, median {median}, from {low} "
        "to {high}; monthly medians from {least} to {most}.",
        first=long_date(pain.index[0]),
        last=long_date(pain.index[-1]),
        low=_short(rated.min()),
        high=_short(rated.max()),
        least=_short(months.min()),
        most=_short(months.max()),
        **counts,
    )
    return " ".join([alt, *([say("Marked: {what}.", what="; ".join(told))] if told else [])])


def _short(x: float) -> str:
    return number(x, 0 if x % 1 == 0 else 1)


def _mark_events(ax: Axes, events: pd.DataFrame, pain: pd.Series) -> list[str]:
    """Mark what happened in the days shown, labels on three steps; return it in words."""
    near = events[(events["end"] >= pain.index[0]) & (events["start"] <= pain.index[-1])]
    told = []
    for i, e in enumerate(near.sort_values("start").itertuples()):
        first, last = (date2num(pd.Timestamp(v).normalize()) for v in (e.start, e.end))
        first = max(first, date2num(pain.index[0]))
        if last > first:
            ax.axvspan(first, last + 1, color=look.ORANGE, alpha=0.12, linewidth=0, zorder=0)
        top = 9.7 - i % 3  # clear of the legend
        ax.vlines(first, -0.4, top, color=look.ORANGE, linestyle=(0, (4, 2)), linewidth=1.2)
        late = first > date2num(pain.index[0]) + 0.75 * len(pain)
        place: Any = {"ha": "right" if late else "left", "va": "top", "annotation_clip": True}
        side = (-3 if late else 3, 0)
        ax.annotate(str(e.event), (first, top), side, textcoords="offset points", **place)
        told.append(say("{what} from {day}", what=e.event, day=long_date(pd.Timestamp(e.start))))
    return told


def _running_panel(ax: Axes, daily: pd.DataFrame, activity: str) -> str:
    column = "distance_km" if (daily["distance_km"] > 0).any() else "runs"
    unit = "km" if column == "distance_km" else say("times")
    weekly = len(daily) <= LONG
    grouped = daily[column].groupby(_periods(daily[column], "W" if weekly else "M"))
    bars = grouped.sum(min_count=1) if weekly else 7 * grouped.mean()
    ax.stairs(bars.to_numpy(), _edges(bars.index), fill=True, color=look.GREEN, alpha=0.75)
    shade(ax, daily["runs"], 7)
    label = say("{what}\n({unit}/week)", what=activity, unit=unit)
    ax.set(ylim=(0, max(1.0, float(bars.max()) * 1.12)), ylabel=label)
    mean, most = number(float(bars.mean())), number(float(bars.max()))
    text = "{what}: {mean} {unit} a week on average, at most {most}."
    return say(text, what=activity, mean=mean, unit=unit, most=most)


def _weight_panel(ax: Axes, weight: pd.Series) -> str:
    known = weight.dropna()
    days = known.index.to_series()
    breaks = days[days.diff().dt.days > 35] - pd.Timedelta(days=1)
    line = pd.concat([known, pd.Series(np.nan, pd.DatetimeIndex(breaks))]).sort_index()
    size = 3.6 if len(known) < 60 else 2.6 if len(known) < 400 else 1.4
    ax.plot(line.index, line, color=look.ORANGE, linewidth=0.9, marker="D", markersize=size)
    middle, half = (known.max() + known.min()) / 2, max(2.5, (known.max() - known.min()) * 0.6)
    ax.set(ylim=(middle - half, middle + half), ylabel=say("Weight") + "\n(kg)")
    text = "Weight: {n} days with a weigh-in, from {first} kg at first to {last} kg."
    return say(text, n=len(known), first=number(known.iloc[0]), last=number(known.iloc[-1]))


@figure("calendar", 2.0, panels=True)
def draw_calendar(daily: pd.DataFrame, *, picture: Picture) -> tuple[str, str]:
    """Draw one square a day, a strip a year: colour is pain, a cross a day without a rating."""
    pain, width = daily["pain"], picture.get_figwidth()
    years = range(pain.index[0].year, pain.index[-1].year + 1)
    weeks = int(np.clip(len(pain) // 7 + 2, 26, 54))  # a short record is drawn larger
    picture.set_figheight(width / 8.8 * len(years) * 54 / weeks + 0.7)
    strips = list(picture.subplots(len(years), squeeze=False)[:, 0])
    for ax, year in zip(strips, years, strict=True):
        days = pain.loc[str(year)]
        calendar = pd.DatetimeIndex(days.index)
        row = calendar.day_of_week.to_numpy()
        column = (calendar.day_of_year.to_numpy() + pd.Timestamp(year, 1, 1).weekday() - 1) // 7
        grid = np.full((7, 54), np.nan)
        grid[row, column] = days
        colours: Any = {"cmap": mpl.colormaps["YlGnBu"].resampled(11), "vmin": -0.5, "vmax": 10.5}
        mesh = ax.pcolormesh(grid, edgecolor="white", linewidth=0.6, **colours)
        empty = days.isna().to_numpy()
        ax.plot(column[empty] + 0.5, row[empty] + 0.5, "x", color="#a0a0a0", ms=2.4, mew=0.6)
        months = pd.date_range(f"{year}-01-01", periods=12, freq="MS")
        names = [f"{m:%b}" if year == years[-1] or weeks < 54 else "" for m in months]
        ax.set_xticks((months.day_of_year + 14) / 7, names)
        ax.set_yticks([0.5, 2.5, 4.5], ["Mon", "Wed", "Fri"])
        left = min(int(column[0]), 54 - weeks)
        ax.set(xlim=(left, left + weeks), ylim=(7, 0), aspect="equal")
        ax.set_ylabel(str(year), fontweight="bold")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.grid(visible=False)
    n, total = int(pain.count()), len(diary(pain))
    strips[0].set_title(f"{n} of {total} days rated ({100 * n / max(total, 1):.0f} %)")
    size: Any = {"shrink": min(0.8, 1.6 / len(years)), "aspect": 12, "pad": 0.01}
    bar = picture.colorbar(mesh, ax=strips, ticks=range(0, 11, 2), label="Pain (0\u201310)", **size)
    bar.outline.set_visible(False)
    first, _, longest = max(gaps(diary(pain)), key=lambda gap: gap[2], default=(None, None, 0))
    since = f", from {long_date(first)}" if longest else ""
    alt = f"Calendar: {n} of {total} days rated. The longest gap is {longest} days{since}."
    cross = "A small cross is a day without a rating: it is not a zero."
    return alt, f"One square a day; darker is more pain. {cross}"


def long_date(day: pd.Timestamp) -> str:
    """Write a day in words: 3 May 2026."""
    return f"{day.day} {day:%B %Y}" if say("%b") == "%b" else f"{day.day}.{day.month}.{day.year}"
