"""What else can be seen: weekday, season and spread of pain, days around a run, other ways."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .look import (
    BLACK,
    BLUE,
    GREEN,
    MID,
    NOTEBOOK,
    ORANGE,
    PALE,
    Picture,
    figure,
    look,
    number,
)

RECORDED = ("pain", "runs", "distance_km", "duration_min", "weight_kg")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = tuple("JFMAMJJASOND")


def draw_rhythm(daily: pd.DataFrame, *, width: float = NOTEBOOK) -> Picture:
    """Draw how pain is spread, by weekday and month, and how long a bad day lasts.

    Parameters
    ----------
    daily : DataFrame
        The daily table.
    width : float
        Inches.
    """
    pain = daily["pain"]
    days = pd.DatetimeIndex(daily.index)
    with mpl.rc_context(look(width)):
        picture = Picture(figsize=(width, width * 0.62), layout="constrained")
        (spread, weekday), (month, lasting) = picture.subplots(2, 2)
        counts = pain.dropna().round().value_counts().reindex(range(11), fill_value=0)
        spread.bar(counts.index, counts, color=BLUE, width=0.8)
        spread.set(xticks=range(0, 11, 2), xlabel="Pain (0\u201310)", ylabel="Days")
        spread.set_title("How often each rating?")
        _means(weekday, pain, days.day_of_week.to_numpy(), range(7), DAYS, "By weekday")
        _means(month, pain, days.month.to_numpy(), range(1, 13), MONTHS, "By month of the year")
        lags = np.arange(1, 29)
        alike = np.array([_alike(pain, int(k)) for k in lags])
        lasting.axhline(0, color=BLACK, linewidth=1)
        lasting.vlines(lags, 0, alike, color=GREEN, linewidth=2)
        lasting.plot(lags, alike, "o", color=GREEN, markersize=4)
        lasting.set(ylim=(-0.4, 1), xticks=[1, 7, 14, 21, 28], xlabel="Days apart")
        lasting.set_ylabel("Correlation")
        lasting.set_title("How alike are days?")
    median = pain.median()
    told = "No rating yet" if np.isnan(median) else f"Median rating {median:g}"
    picture.name = "rhythm"
    picture.alt = (
        f"Four small pictures. {told}; mean pain by weekday and by month of the year, each with "
        f"its interval; ratings one day apart correlate {_word(alike[0])}, a week apart "
        f"{_word(alike[6])}."
    )
    picture.caption = (
        "Dots are means, bars 95 % intervals that treat days as independent, so they are somewhat "
        "too narrow. A month or weekday with fewer than five ratings is left out. These are for "
        "looking, not for deciding."
    )
    return picture


def _word(r: float) -> str:
    return "too few days to say" if np.isnan(r) else number(float(r), 2)


def _alike(pain: pd.Series, lag: int) -> float:
    pairs = pd.concat([pain, pain.shift(lag)], axis=1).dropna().to_numpy()
    if len(pairs) < 20 or np.ptp(pairs, axis=0).min() == 0:
        return float("nan")
    return float(np.corrcoef(pairs.T)[0, 1])


def _means(ax: Axes, pain: pd.Series, of: Any, at: range, names: Any, title: str) -> None:
    stats = pain.groupby(of).agg(["mean", "std", "count"]).reindex(at)
    stats = stats[stats["count"] >= 5]
    half = 1.96 * stats["std"] / np.sqrt(stats["count"])
    ax.vlines(stats.index, stats["mean"] - half, stats["mean"] + half, color=BLUE, linewidth=2)
    ax.plot(stats.index, stats["mean"], "s", color=BLUE, markersize=5)
    ax.set(
        ylim=(-0.4, 10.4),
        yticks=range(0, 11, 2),
        ylabel="Mean pain",
        xlim=(at[0] - 0.6, at[-1] + 0.6),
    )
    ax.set_xticks(list(at), names)
    ax.set_title(title)


@figure("around_runs", 3.2)
def draw_around_runs(daily: pd.DataFrame, *, ax: Axes) -> tuple[str, str]:
    """Draw mean pain in the days before and after a run, beside that around days without one.

    Parameters
    ----------
    daily : DataFrame
        The daily table.
    ax : Axes, optional
    """
    pain, ran = daily["pain"], daily["runs"].where(daily["runs"].isna(), daily["runs"] > 0)
    lags = np.arange(-7, 8)
    means = {}
    styles = ((1.0, "a run", GREEN, "o", "-"), (0.0, "a day without", ORANGE, "s", "--"))
    for value, name, colour, marker, line in styles:
        around = [pain.shift(-int(k))[ran == value].mean() for k in lags]
        means[name] = around
        ax.plot(
            lags, around, line, color=colour, marker=marker, markersize=5, label=f"around {name}"
        )
    ax.axvline(0, color=MID, linewidth=1, linestyle=":")
    ax.set(ylim=(-0.4, 10.4), yticks=range(0, 11, 2), xticks=lags, ylabel="Mean pain (0\u201310)")
    ax.set_xlabel("Days before (\u2212) and after (+) the day itself")
    ax.legend(loc="upper right", ncols=2)
    ax.set_title("Which came first, the good day or the run?")
    before = means["a run"][6] - means["a day without"][6]
    told = "too few days to say" if np.isnan(before) else f"{number(before, sign=True)} points"
    alt = (
        "Mean pain from 7 days before to 7 days after a run, beside days without one; they differ "
        f"already on the day before: {told}."
    )
    caption = (
        "If the lines part already before the day itself, pain decides about running: a run "
        "cannot act on the days before it. A plain comparison of run days with other days would "
        "take that for the work of running."
    )
    return alt, caption


@figure("sensitivity", 5.4)
def draw_sensitivity(table: pd.DataFrame, *, ax: Axes, label: str = "") -> tuple[str, str]:
    """Draw the same question asked in other ways, each with its interval.

    Parameters
    ----------
    table : DataFrame
        Of `sensitivity`: index the way; `estimate`, `lower`, `upper`, `unit`, `note`. Ways in
        another unit than the first, or without an estimate, are left out.
    ax : Axes, optional
    label : str
        What is asked about, for the title.
    """
    unit = table["unit"].iloc[0]
    shown = table[(table["unit"] == unit) & table["estimate"].notna()]
    rows = range(len(shown))
    usual = shown["note"].str.contains("not to be trusted")
    ax.axvline(0, color=BLACK, linewidth=1)
    if len(shown):
        ax.axvspan(shown["lower"].iloc[0], shown["upper"].iloc[0], color=PALE, linewidth=0)
    for y, (_, row) in zip(rows, shown.iterrows(), strict=True):
        colour = ORANGE if usual.iloc[y] else BLUE
        style = "--" if usual.iloc[y] else "-"
        ax.plot([row["lower"], row["upper"]], [y, y], style, color=colour, linewidth=2)
        marker = "D" if y == 0 else "x" if usual.iloc[y] else "o"
        ax.plot(row["estimate"], y, marker, color=colour, markersize=8 if y == 0 else 5)
    ax.set_yticks(
        list(rows),
        [
            str(n) + (" (not to be trusted here)" if u else "")
            for n, u in zip(shown.index, usual, strict=True)
        ],
    )
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.grid(visible=False)
    ax.set_xlabel(f"{unit.removeprefix('NRS ')}, with 95 % intervals")
    ax.set_title(f"The same question in other ways{': ' + label if label else ''}")
    if shown.empty:
        ax.text(0.5, 0.5, "not enough data yet", transform=ax.transAxes, ha="center", color=MID)
        return "No way gives an answer yet: there are not enough data.", "Nothing to compare yet."
    trusted = shown[~usual]["estimate"]
    low, high = (number(float(v), 2, sign=True) for v in (trusted.min(), trusted.max()))
    alt = (
        f"{len(shown)} ways of asking, {int(usual.sum())} of them not to be trusted; the others "
        f"lie between {low} and {high}."
    )
    caption = (
        "The diamond is the planned analysis, the grey stretch its interval. Other ways that land "
        "near it add confidence; none of them may be chosen after looking. Dashed: the usual ways, "
        "which raise false alarms."
    )
    return alt, caption


@figure("together", 3.6)
def draw_together(
    x: pd.Series, y: pd.Series, *, ax: Axes, names: tuple[str, str]
) -> tuple[str, str]:
    """Draw whether two exposures go together: one dot a week.

    Parameters
    ----------
    x, y : Series
        One value a day, as of `exposure_values`; NaN where unknown.
    ax : Axes, optional
    names : (str, str)
        Axis labels, with units.
    """
    pairs = pd.concat([x, y], axis=1).iloc[::7].dropna().to_numpy()
    ax.plot(pairs[:, 0], pairs[:, 1], "o", color=BLUE, alpha=0.7, markersize=5)
    ax.axhline(0, color=MID, linewidth=0.8)
    ax.set(xlabel=names[0], ylabel=names[1])
    if len(pairs) < 10 or np.ptp(pairs, axis=0).min() == 0:
        ax.set_title("Do they go together? Too few weeks to say")
        return "Scatter plot with too few weeks to say anything.", "One dot a week."
    r = float(np.corrcoef(pairs.T)[0, 1])
    strength = "hardly" if abs(r) < 0.2 else "somewhat" if abs(r) < 0.5 else "clearly"
    ax.set_title(f"They {strength} go together (correlation {number(r, 2)})")
    alt = f"Scatter plot of {len(pairs)} weeks, {names[1]} against {names[0]}: {number(r, 2)}."
    caption = (
        "One dot a week. Where two things go together clearly, their answers cannot be told "
        "apart: each may borrow from the other."
    )
    return alt, caption


def draw_others(
    daily: pd.DataFrame, *, at_most: int = 6, width: float = NOTEBOOK
) -> Picture | None:
    """Draw what else was rated, each under pain on the same time axis; None when nothing was.

    Parameters
    ----------
    daily : DataFrame
        The daily table, with its columns of other ratings.
    at_most : int
        The most often rated ones are shown.
    width : float
        Inches.
    """
    others = daily.drop(columns=list(RECORDED), errors="ignore").select_dtypes("number")
    names = list(others.count().sort_values(ascending=False, kind="stable").index[:at_most])
    if not names:
        return None
    with mpl.rc_context(look(width)):
        picture = Picture(figsize=(width, 1.3 * (len(names) + 1) + 0.4), layout="constrained")
        panels = picture.subplots(len(names) + 1, sharex=True)
        for ax, name in zip(panels, ["pain", *names], strict=True):
            known = daily[name].dropna()
            ax.plot(known.index, known, ".", color=MID, markersize=3)
            month = daily[name].rolling(28, center=True, min_periods=7).mean()
            ax.plot(month.index, month, color=BLUE)
            ax.set_ylabel(str(name).replace("_", " ").capitalize())
        panels[0].set(ylim=(-0.4, 10.4), yticks=[0, 5, 10])
        panels[0].set_title("What else was recorded, beside pain")
        picture.align_ylabels(list(panels))
    picture.name = "others"
    told = "; ".join(f"{n}: {int(others[n].count())} days" for n in names)
    picture.alt = f"Pain and, under it, {told}; dots are days, the line a mean of four weeks."
    picture.caption = (
        "Dots are days, the line is the mean of 28 days. For looking, not for deciding."
    )
    return picture
